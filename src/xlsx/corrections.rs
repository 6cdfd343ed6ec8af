//! The sheet `Corrections`: what the received workbook says, what this one says, and why; and the marks of the
//! corrected figures where they stand.

use rust_decimal::Decimal;

use super::{
    book::{Book, CORRECTIONS, COSTS, RECAP, Received},
    formula::{At, Col, cell},
    inputs::Costs,
    recap::Recap,
    sheet::{Cell, Sheet},
    styles::{Kind, Level},
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

/// A figure of the received workbook that is not what is published.
struct Correction<'a> {
    place: &'a Place,
    /// What it is the figure of: `EA 1.3.1 · Métropole · 2019`.
    subject: Vec<String>,
    drafted: Amount,
    expected: Amount,
    /// What the parties decided about it beside what its findings say.
    decisions: Vec<String>,
}

struct Corrections<'a> {
    book: &'a Book<'a>,
    received: Received<'a>,
    recap: &'a mut Recap,
    costs: &'a mut Costs,
    sheet: Sheet,
}

/// The sheet: the recap's cells, then the fiches' totals. Corrected figures are coloured in their sheets, with a note
/// and a link to the correction.
pub(super) fn corrections<'a>(
    book: &'a Book<'a>,
    received: Received<'a>,
    recap: &'a mut Recap,
    costs: &'a mut Costs,
) -> Sheet {
    let mut sheet = book.sheet(CORRECTIONS, "xlsx-corrections-title", (HEADER, HEADER));
    sheet.table = Some("T_Corrections");
    book.add_columns(&mut sheet, "xlsx-correction", &COLUMNS);
    let mut corrections = Corrections {
        book,
        received,
        recap,
        costs,
        sheet,
    };
    let rows = received.dossier.recap.iter().flat_map(|recap| &recap.rows);
    rows.for_each(|row| corrections.recap_row(row));
    (0..received.dossier.fiches.len()).for_each(|fiche| corrections.cost_totals(fiche));
    corrections.key();
    let mut sheet = corrections.sheet;
    let about = [
        ("file", received.dossier.workbook.clone()),
        ("count", (sheet.next - HEADER - 1).to_string()),
    ];
    let about = book.texts.text("xlsx-corrections-received", &about);
    Book::remark(&mut sheet, 2, about);
    book.subtitle(&mut sheet);
    sheet
}

impl Corrections<'_> {
    fn recap_row(&mut self, row: &DraftRow) {
        let Received {
            dossier, figures, ..
        } = self.received;
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
            let at = self.recap.at(&row.kind, column.year, shown);
            let mut subject = vec![row.label.value.clone(), kind.name(&dossier.funders)];
            subject.extend(column.year.map(|year| dossier.years()[year].to_string()));
            let correction = Correction {
                place: &row.cells[index].place,
                subject,
                drafted,
                expected,
                decisions: self.decided(row, column.year),
            };
            self.add(&correction, at.map(|at| (RECAP, at)));
        }
    }

    fn cost_totals(&mut self, fiche: usize) {
        let Received {
            dossier, figures, ..
        } = self.received;
        let own = &dossier.fiches[fiche];
        for (year, split) in figures.fiches[fiche].years.iter().enumerate() {
            for total in &own.drafted_totals {
                let cell = &total.years[year].amount;
                let Some(drafted) = cell.amount().filter(|drafted| *drafted != split.total) else {
                    continue;
                };
                let name = dossier.years()[year].to_string();
                let code = own.code.value.to_string();
                let correction = Correction {
                    place: &cell.place,
                    subject: vec![code, TOTAL_LABEL.to_owned(), name],
                    drafted,
                    expected: split.total,
                    decisions: Vec::new(),
                };
                let at = self.costs.total(fiche, year);
                self.add(&correction, at.map(|at| (COSTS, at)));
            }
        }
    }

    /// What the parties decided about a fiche's row in a year, a sentence a decision.
    fn decided(&self, row: &DraftRow, year: Option<usize>) -> Vec<String> {
        let Received {
            dossier,
            figures,
            findings,
        } = self.received;
        let RowKind::Fiche(fiche) = row.kind else {
            return Vec::new();
        };
        let code = &dossier.fiches[fiche].code.value;
        let changed = &figures.decided[fiche];
        let years = dossier.years();
        let is_about = |finding: &&Finding| {
            let rank = finding
                .year
                .and_then(|own| years.iter().position(|year| *year == own));
            let is_changed = rank.map_or(changed.contains(&true), |rank| changed[rank]);
            let is_year = rank.is_none() || year.is_none_or(|year| rank == Some(year));
            finding.fiche.as_ref() == Some(code) && is_changed && is_year
        };
        self.settlements(findings.iter().filter(is_about))
    }

    fn settlements<'f>(&self, findings: impl Iterator<Item = &'f Finding>) -> Vec<String> {
        let settled = findings.filter_map(|finding| finding.settlement.as_ref());
        settled
            .map(|settlement| settlement.message(&self.book.texts))
            .collect()
    }

    /// A line; `target` is where the corrected figure stands, if this workbook shows it.
    fn add(&mut self, correction: &Correction<'_>, target: Option<(&str, At)>) {
        let (book, place) = (self.book, correction.place);
        let says_why = |finding: &&Finding| {
            let mut consequences = finding.consequences.iter();
            finding.place == *place || consequences.any(|own| own.place == *place)
        };
        let causes: Vec<&Finding> = self.received.findings.iter().filter(says_why).collect();
        let mut rules: Vec<&str> = causes.iter().map(|finding| finding.rule).collect();
        rules.dedup();
        let reasons = causes.iter().map(|finding| finding.message(&book.texts));
        let reason = reasons.collect::<Vec<_>>().join(" ; ");
        let mut decisions: Vec<String> = Vec::new();
        let own = self.settlements(causes.iter().copied());
        for decision in own.iter().chain(&correction.decisions) {
            if !decisions.contains(decision) {
                decisions.push(decision.clone());
            }
        }
        let decision = decisions.join(" ; ");
        let (sheet, name) = place.cell().map_or_else(Default::default, |(sheet, cell)| {
            (sheet.to_string(), cell.to_string())
        });

        let row = self.sheet.next;
        let number = (row - HEADER).to_string();
        let mut amount = Cell::from(correction.expected);
        let mut link = Cell::blank();
        if let Some((target, at)) = target {
            let note = [
                ("drafted", correction.drafted.to_string()),
                ("place", format!("{sheet} {name}")),
                ("reason", reason.clone()),
            ];
            let mut note = book.texts.text("xlsx-note", &note);
            if !decision.is_empty() {
                let decision = book.text_of("xlsx-note-decision", "decision", &decision);
                note = format!("{note}\n{decision}");
            }
            let line = self.sheet.cell((row, 0));
            let tip = book.text_of("xlsx-back-tip", "number", &number);
            let own = match target {
                COSTS => &mut self.costs.sheet,
                _ => &mut self.recap.sheet,
            };
            mark(own, at, (line, tip), &note);
            amount = Cell::formula(&own.cell(at), correction.expected.decimal());
            link = Cell::link(target, &cell(at), format!("{target}!{}", cell(at)));
        }
        let difference = [CORRECTED, DRAFTED].map(|col| cell((row, col))).join("-");
        let difference = format!("ROUND({difference},4)");
        let changed = correction.expected - correction.drafted;
        let cells = vec![
            Decimal::from(row - HEADER).into(),
            sheet.into(),
            name.into(),
            correction.subject.join(" · ").into(),
            correction.drafted.into(),
            amount,
            Cell::formula(&difference, changed.decimal()),
            rules.join(", ").into(),
            reason.into(),
            decision.into(),
            link,
        ];
        self.sheet.push(Level::Body, cells);
    }

    /// What the colour means, at the head of the recap.
    fn key(&mut self) {
        let recap = &mut self.recap.sheet;
        if recap.cells.values().any(|cell| cell.is_corrected) {
            let mut sample = Cell::from("").kind(Kind::Label);
            sample.is_corrected = true;
            recap.set((2, 0), sample);
            let key = Cell::from(self.book.text("xlsx-key"));
            recap.set((2, 1), key.kind(Kind::Aside));
        }
    }
}

/// A figure may be corrected twice: the link leads to the first correction.
fn mark(sheet: &mut Sheet, at: At, line: (String, String), note: &str) {
    if let Some(cell) = sheet.cells.get_mut(&at) {
        cell.is_corrected = true;
        cell.correction.get_or_insert(line);
        let before = cell.note.take().map(|before| format!("{before}\n\n"));
        cell.note = Some(before.unwrap_or_default() + note);
    }
}
