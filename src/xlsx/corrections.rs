//! The sheet `Corrections`: what the received workbook says, what this one says, and why; and the marks of the
//! corrected figures where they stand.

use rust_decimal::Decimal;

use super::{
    book::Book,
    inputs::{Inputs, cost_total},
    recap::Recap,
    sheet::{At, Cell, Col, Kind, Level, Sheet, cell},
};
use crate::{
    finding::Finding,
    model::{CellAmount, ColumnKind, DraftRow, FunderId, RowKind, TOTAL_LABEL},
    money::Amount,
    source::Place,
};

/// The header row.
const HEADER: u32 = 3;
/// The columns.
const COLUMNS: [(&str, Kind, usize); 11] = [
    ("number", Kind::Label, 0),
    ("sheet", Kind::Text, 0),
    ("cell", Kind::Label, 0),
    ("subject", Kind::Prose, 0),
    ("drafted", Kind::Amount, 0),
    ("corrected", Kind::Amount, 0),
    ("difference", Kind::Difference, 0),
    ("rule", Kind::Text, 0),
    ("reason", Kind::Prose, 80),
    ("decision", Kind::Prose, 0),
    ("link", Kind::Link, 0),
];
const DRAFTED: Col = 4;
const CORRECTED: Col = 5;

struct Corrections<'a> {
    book: &'a Book<'a>,
    sheet: Sheet,
}

/// The sheet: the recap's cells, then the fiches' totals. Corrected figures are coloured in their sheets, with a note
/// and a link to the correction.
pub(super) fn corrections(book: &Book<'_>, recap: &mut Recap, costs: &mut Inputs) -> Sheet {
    let mut sheet = book.sheet("corrections", (HEADER, HEADER), 0);
    sheet.is_filtered = true;
    sheet.columns = book.headed("xlsx-correction", &COLUMNS);
    let mut corrections = Corrections { book, sheet };
    let dossier = book.received.dossier;
    for row in dossier.recap.iter().flat_map(|recap| &recap.rows) {
        corrections.recap_row(row, recap);
    }
    for rank in 0..dossier.fiches.len() {
        corrections.cost_totals(rank, costs);
    }
    let mut sheet = corrections.sheet;
    let count = sheet.rows().len().to_string();
    let about = [("file", dossier.workbook.clone()), ("count", count)];
    sheet.remark(book.texts.text("xlsx-corrections-received", &about));
    // What the colour means, at the head of the recap.
    let recap = &mut recap.sheet;
    if recap.cells.values().any(|cell| cell.is_corrected) {
        let mut sample = Cell::new(Kind::Label, "");
        sample.is_corrected = true;
        recap.set((2, 0), sample);
        recap.set((2, 1), Cell::new(Kind::Aside, book.text("xlsx-key")));
    }
    sheet
}

impl<'a> Corrections<'a> {
    fn recap_row(&mut self, row: &DraftRow, recap: &mut Recap) {
        let (dossier, figures) = (self.book.received.dossier, self.book.received.figures);
        let splits = match row.kind {
            RowKind::Fiche(fiche) => &figures.fiches[fiche],
            RowKind::Subtotal(axis) => &figures.axes[axis],
            RowKind::GrandTotal => &figures.total,
            RowKind::UnknownFiche(_) | RowKind::Unknown => return,
        };
        let columns = dossier.recap.iter().flat_map(|recap| &recap.columns);
        for (index, column) in columns.enumerate() {
            let (Some(kind), CellAmount::Amount(drafted)) = (column.kind, row.amount(index)) else {
                continue;
            };
            let expected = splits.of(column.year).part(kind, dossier.parties());
            if drafted == expected {
                continue;
            }
            let shown = match kind {
                ColumnKind::Funder(FunderId(rank)) => self.book.column_of_funder(rank),
                column => column,
            };
            let at = recap.at(&row.kind, column.year, shown);
            let mut subject = vec![row.label.value.clone(), kind.name(&dossier.funders)];
            subject.extend(column.year.map(|year| dossier.years()[year].to_string()));
            let subject = subject.join(" · ");
            let decided = match row.kind {
                RowKind::Fiche(fiche) => self.decided(fiche, column.year),
                _ => Vec::new(),
            };
            let place = &row.cells[index].place;
            self.add(
                (&mut recap.sheet, at),
                place,
                subject,
                [drafted, expected],
                decided,
            );
        }
    }

    fn cost_totals(&mut self, rank: usize, costs: &mut Inputs) {
        let dossier = self.book.received.dossier;
        let fiche = &dossier.fiches[rank];
        for (year, split) in self.book.received.figures.fiches[rank]
            .years
            .iter()
            .enumerate()
        {
            for total in &fiche.drafted_totals {
                let cell = &total.years[year].amount;
                let Some(drafted) = cell.amount().filter(|drafted| *drafted != split.total) else {
                    continue;
                };
                let (code, name) = (&fiche.code.value, dossier.years()[year]);
                let subject = format!("{code} · {TOTAL_LABEL} · {name}");
                let own = cost_total(costs, rank, year);
                let figures = [drafted, split.total];
                self.add(
                    (&mut costs.sheet, own),
                    &cell.place,
                    subject,
                    figures,
                    Vec::new(),
                );
            }
        }
    }

    /// What the parties decided about a fiche in a year.
    fn decided(&self, fiche: usize, year: Option<usize>) -> Vec<&'a Finding> {
        let dossier = self.book.received.dossier;
        let code = &dossier.fiches[fiche].code.value;
        let changed = &self.book.received.figures.decided[fiche];
        let is_about = |finding: &&Finding| {
            let mut years = dossier.years().iter();
            let own = finding.year;
            let rank = own.and_then(|own| years.position(|year| *year == own));
            let is_changed = rank.map_or(changed.contains(&true), |rank| changed[rank]);
            let is_year = rank.is_none() || year.is_none_or(|year| rank == Some(year));
            finding.fiche.as_ref() == Some(code) && is_changed && is_year
        };
        self.book
            .received
            .findings
            .iter()
            .filter(is_about)
            .collect()
    }

    /// A line about a figure of the received workbook that is not what is published; `own` is where this one shows
    /// it, and `decided` are findings whose settlement is about it, beside its own.
    fn add(
        &mut self,
        (own, at): (&mut Sheet, Option<At>),
        place: &Place,
        subject: String,
        [drafted, expected]: [Amount; 2],
        decided: Vec<&Finding>,
    ) {
        let book = self.book;
        let says_why = |finding: &&Finding| {
            let mut consequences = finding.consequences.iter();
            finding.place == *place || consequences.any(|own| own.place == *place)
        };
        let causes = self.book.received.findings.iter().filter(says_why);
        let mut rules: Vec<&str> = causes.clone().map(|finding| finding.rule).collect();
        rules.dedup();
        let reasons = causes.clone().map(|finding| finding.message(&book.texts));
        let reason = reasons.collect::<Vec<_>>().join(" ; ");
        let mut decisions: Vec<String> = Vec::new();
        for finding in causes.chain(decided) {
            let settlement = finding.settlement.as_ref();
            let decision = settlement.map(|settlement| settlement.message(&book.texts));
            decisions.extend(decision.filter(|decision| !decisions.contains(decision)));
        }
        let decision = decisions.join(" ; ");
        let (sheet, name) = match place.cell() {
            Some((sheet, cell)) => (sheet.to_string(), cell.to_string()),
            None => (String::new(), String::new()),
        };

        let row = self.sheet.next;
        let number = row - HEADER;
        let mut amount = Cell::from(expected);
        let mut link = Cell::default();
        if let Some(at) = at {
            let note = [
                ("drafted", drafted.to_string()),
                ("place", format!("{sheet} {name}")),
                ("reason", reason.clone()),
            ];
            let mut note = book.texts.text("xlsx-note", &note);
            if !decision.is_empty() {
                let decision = book.text_of("xlsx-note-decision", "decision", &decision);
                note = format!("{note}\n{decision}");
            }
            let tip = book.text_of("xlsx-back-tip", "number", &number.to_string());
            // A figure may be corrected twice: the link leads to the first correction.
            if let Some(cell) = own.cells.get_mut(&at) {
                cell.is_corrected = true;
                cell.link.get_or_insert((self.sheet.cell((row, 0)), tip));
                let before = cell.note.take().map(|before| format!("{before}\n\n"));
                cell.note = Some(before.unwrap_or_default() + &note);
            }
            amount = Cell::formula(own.cell(at), expected);
            link = format!("{}!{}", own.name, cell(at)).into();
            link.link = Some((own.cell(at), String::new()));
        }
        let difference = [CORRECTED, DRAFTED].map(|col| cell((row, col))).join("-");
        let cells = [
            Decimal::from(number).into(),
            sheet.into(),
            name.into(),
            subject.into(),
            drafted.into(),
            amount,
            Cell::formula(format!("ROUND({difference},4)"), expected - drafted),
            rules.join(", ").into(),
            reason.into(),
            decision.into(),
            link,
        ];
        self.sheet.push(Level::Body, cells);
    }
}
