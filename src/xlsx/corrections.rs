//! The sheet `Corrections`: what the received workbook says, what this one says, and why; and the marks of the
//! corrected figures where they stand.

use super::{
    book::{Book, CORRECTIONS, Received},
    formula::cell,
    inputs::Costs,
    recap::Recap,
    sheet::{Cell, Sheet},
    styles::{Kind, Level},
};
use crate::{
    compute::Figures,
    finding::Finding,
    locale::Locale,
    model::{ColumnKind, Dossier, DraftRow, FunderId, RowKind, TOTAL_LABEL},
    money::Amount,
    read::CellAmount,
    source::Place,
};

/// A figure of the received workbook that this one corrects.
#[derive(Clone, Debug)]
pub(super) struct Correction {
    /// The sheet of the received workbook, and its cell, as `F9`.
    pub(super) sheet: String,
    pub(super) cell: String,
    /// What it is the figure of: `EA 1.3.1 · Métropole · 2019`.
    pub(super) subject: String,
    /// What the received workbook says, and what this one says.
    pub(super) drafted: Amount,
    pub(super) expected: Amount,
    /// The rules that found it, and why.
    pub(super) rule: String,
    pub(super) reason: String,
    /// What the parties decided about it; empty when the rules alone say what is expected.
    pub(super) decision: String,
    /// Where the corrected figure stands in this workbook.
    pub(super) target: Target,
}

/// A figure of the corrected workbook. Fiches, axes and years are ranks.
#[derive(Clone, Debug)]
pub(super) enum Target {
    /// In the recap: the row, the year or all years, the column.
    Recap(RowKind, Option<usize>, ColumnKind),
    /// The total of a fiche in a year, in the sheet of costs.
    Costs(usize, usize),
}

/// What the corrections are found in, and said in.
struct Audited<'a> {
    dossier: &'a Dossier,
    figures: &'a Figures,
    findings: &'a [Finding],
    texts: Locale,
}

/// Every drafted figure that is not what is published: the recap's cells, then the fiches' totals.
pub(super) fn corrections(
    dossier: &Dossier,
    figures: &Figures,
    findings: &[Finding],
) -> Vec<Correction> {
    let texts = Locale::french();
    let audited = Audited {
        dossier,
        figures,
        findings,
        texts,
    };
    let mut corrections = Vec::new();
    for row in dossier.recap.iter().flat_map(|recap| &recap.rows) {
        audited.recap_row(row, &mut corrections);
    }
    for (fiche, own) in dossier.fiches.iter().enumerate() {
        for (year, split) in figures.fiches[fiche].years.iter().enumerate() {
            for total in &own.drafted_totals {
                let cell = &total.years[year];
                let Some(drafted) = cell.amount().filter(|drafted| *drafted != split.total) else {
                    continue;
                };
                let name = dossier.years()[year];
                let subject = format!("{} · {TOTAL_LABEL} · {name}", own.code.value);
                let target = Target::Costs(fiche, year);
                let figures = (drafted, split.total);
                corrections.push(audited.correction(&cell.place, subject, figures, target));
            }
        }
    }
    corrections
}

impl Audited<'_> {
    fn recap_row(&self, row: &DraftRow, corrections: &mut Vec<Correction>) {
        let (figures, parties) = (self.figures, self.dossier.parties());
        let splits = match row.kind {
            RowKind::Fiche(fiche) => &figures.fiches[fiche],
            RowKind::Subtotal(axis) => &figures.axes[axis],
            RowKind::GrandTotal => &figures.total,
            RowKind::UnknownFiche(_) | RowKind::Unknown => return,
        };
        let columns = self.dossier.recap.iter().flat_map(|recap| &recap.columns);
        for (index, column) in columns.enumerate() {
            let (Some(kind), CellAmount::Amount(drafted)) = (column.kind, row.amount(index)) else {
                continue;
            };
            let expected = splits.of(column.year).part(kind, parties);
            if drafted == expected {
                continue;
            }
            let mut subject = vec![row.label.value.clone(), kind.name(&self.dossier.funders)];
            subject.extend(
                column
                    .year
                    .map(|year| self.dossier.years()[year].to_string()),
            );
            let target = Target::Recap(row.kind.clone(), column.year, kind);
            let place = &row.cells[index].place;
            let figures = (drafted, expected);
            let mut correction = self.correction(place, subject.join(" · "), figures, target);
            let own = std::mem::take(&mut correction.decision);
            correction.decision = joined([own].into_iter().chain(self.decided(row, column.year)));
            corrections.push(correction);
        }
    }

    /// What the parties decided about a fiche's row in a year, a sentence a decision.
    fn decided(&self, row: &DraftRow, year: Option<usize>) -> Vec<String> {
        let RowKind::Fiche(fiche) = row.kind else {
            return Vec::new();
        };
        let code = &self.dossier.fiches[fiche].code.value;
        let changed = &self.figures.decided[fiche];
        let years = self.dossier.years();
        let is_about = |finding: &&Finding| {
            let rank = finding
                .year
                .and_then(|own| years.iter().position(|year| *year == own));
            let is_changed = rank.map_or(changed.contains(&true), |rank| changed[rank]);
            let is_year = rank.is_none() || year.is_none_or(|year| rank == Some(year));
            finding.fiche.as_ref() == Some(code) && is_changed && is_year
        };
        let settled = self.findings.iter().filter(is_about);
        let settled = settled.filter_map(|finding| finding.settlement.as_ref());
        settled
            .map(|settlement| settlement.message(&self.texts))
            .collect()
    }

    fn correction(
        &self,
        place: &Place,
        subject: String,
        (drafted, expected): (Amount, Amount),
        target: Target,
    ) -> Correction {
        let says_why = |finding: &&Finding| {
            let mut consequences = finding.consequences.iter();
            finding.place == *place || consequences.any(|own| own.place == *place)
        };
        let causes: Vec<&Finding> = self.findings.iter().filter(says_why).collect();
        let mut rules: Vec<&str> = causes.iter().map(|finding| finding.rule).collect();
        rules.dedup();
        let reasons = causes.iter().map(|finding| finding.message(&self.texts));
        let settlements = causes
            .iter()
            .filter_map(|finding| finding.settlement.as_ref());
        let (sheet, cell) = place.cell().map_or_else(Default::default, |(sheet, cell)| {
            (sheet.to_string(), cell.to_string())
        });
        Correction {
            sheet,
            cell,
            subject,
            drafted,
            expected,
            rule: rules.join(", "),
            reason: reasons.collect::<Vec<_>>().join(" ; "),
            decision: joined(settlements.map(|settlement| settlement.message(&self.texts))),
            target,
        }
    }
}

/// Sentences, each once.
fn joined(sentences: impl Iterator<Item = String>) -> String {
    let mut once: Vec<String> = Vec::new();
    for sentence in sentences.filter(|sentence| !sentence.is_empty()) {
        if !once.contains(&sentence) {
            once.push(sentence);
        }
    }
    once.join(" ; ")
}

/// The sheet. Corrected figures are coloured in theirs, with a note and a link to the correction.
pub(super) fn sheet(
    book: &Book<'_>,
    (recap, costs): (&mut Recap, &mut Costs),
    corrections: &[Correction],
    received: &Received<'_>,
) -> Sheet {
    let mut sheet = book.sheet(CORRECTIONS, "xlsx-corrections-title", (3, 3));
    sheet.table = Some("T_Corrections");
    let column = |id: &str, kind| book.column(&format!("xlsx-correction-{id}"), kind);
    sheet.column(column("number", Kind::Label));
    sheet.column(column("sheet", Kind::Text));
    sheet.column(column("cell", Kind::Label));
    sheet.column(column("subject", Kind::Prose));
    let drafted = sheet.column(column("drafted", Kind::Amount).group(0));
    let expected = sheet.column(column("corrected", Kind::Amount).group(0));
    sheet.column(column("difference", Kind::Difference).group(0));
    sheet.column(column("rule", Kind::Text));
    sheet.column(column("reason", Kind::Prose).wide(80));
    sheet.column(column("decision", Kind::Prose));
    sheet.column(column("link", Kind::Link));
    for (correction, number) in corrections.iter().zip(1_u32..) {
        let row = sheet.next;
        let target = match &correction.target {
            Target::Recap(row, year, column) => {
                let column = match *column {
                    ColumnKind::Funder(FunderId(rank)) => book.column_of_funder(rank),
                    column => column,
                };
                recap
                    .at(row, *year, column)
                    .map(|at| (&mut recap.sheet, at))
            }
            Target::Costs(fiche, year) => {
                costs.total(*fiche, *year).map(|at| (&mut costs.sheet, at))
            }
        };
        let mut link = None;
        let mut amount = Cell::from(correction.expected);
        if let Some((own, at)) = target {
            let line = sheet.cell((row, 0));
            let tip = book.text_of("xlsx-back-tip", "number", &number.to_string());
            mark(own, at, (line, tip), note(book, correction));
            let name = cell(at);
            amount = Cell::formula(&own.cell(at), correction.expected.decimal());
            link = Some(Cell::link(&own.name, &name, format!("{}!{name}", own.name)));
        }
        let difference = [expected, drafted].map(|col| cell((row, col))).join("-");
        let difference = format!("ROUND({difference},4)");
        let changed = correction.expected - correction.drafted;
        let cells = vec![
            Cell::from(rust_decimal::Decimal::from(number)),
            correction.sheet.as_str().into(),
            correction.cell.as_str().into(),
            correction.subject.as_str().into(),
            correction.drafted.into(),
            amount,
            Cell::formula(&difference, changed.decimal()),
            correction.rule.as_str().into(),
            correction.reason.as_str().into(),
            correction.decision.as_str().into(),
            link.into(),
        ];
        sheet.push(Level::Body, cells);
    }
    let about = [
        ("file", received.file.to_owned()),
        ("count", corrections.len().to_string()),
    ];
    let about = book.texts.text("xlsx-corrections-received", &about);
    book.remark(&mut sheet, 2, about);
    book.subtitle(&mut sheet);
    if recap.sheet.cells.values().any(|cell| cell.is_corrected) {
        let mut sample = Cell::from("").kind(Kind::Label);
        sample.is_corrected = true;
        recap.sheet.set((2, 0), sample);
        let key = Cell::from(book.text("xlsx-key")).kind(Kind::Aside);
        recap.sheet.set((2, 1), key);
    }
    sheet
}

/// A figure may be corrected twice: the link leads to the first correction.
fn mark(sheet: &mut Sheet, at: (u32, u16), line: (String, String), note: String) {
    if let Some(cell) = sheet.cells.get_mut(&at) {
        cell.is_corrected = true;
        cell.correction.get_or_insert(line);
        cell.note = Some(match cell.note.take() {
            Some(before) => format!("{before}\n\n{note}"),
            None => note,
        });
    }
}

fn note(book: &Book<'_>, correction: &Correction) -> String {
    let args = [
        ("drafted", correction.drafted.to_string()),
        ("place", format!("{} {}", correction.sheet, correction.cell)),
        ("reason", correction.reason.clone()),
    ];
    let note = book.texts.text("xlsx-note", &args);
    let decision = book.text_of("xlsx-note-decision", "decision", &correction.decision);
    match correction.decision.as_str() {
        "" => note,
        _ => format!("{note}\n{decision}"),
    }
}
