//! The cells of the received workbook that the corrected one changes, each with the finding that says why.

use super::check::Audited;
use crate::{
    compute::Splits,
    finding::Finding,
    locale::Locale,
    model::{CellAmount, ColumnKind, DraftRow, FunderId, RowKind, TOTAL_LABEL},
    money::Amount,
    source::Place,
    xlsx::{Correction, RecapColumn, RecapRow, Target},
};

/// Every drafted figure that is not what is published: the recap's cells, then the fiches' totals.
pub(super) fn corrections(audited: &Audited, locale: &Locale) -> Vec<Correction> {
    let mut corrections = recap(audited, locale);
    corrections.extend(totals(audited, locale));
    corrections
}

fn recap(audited: &Audited, locale: &Locale) -> Vec<Correction> {
    let dossier = &audited.dossier;
    let mut corrections = Vec::new();
    if let Some(recap) = &dossier.recap {
        for row in &recap.rows {
            let Some((target_row, splits)) = target_row(audited, row) else {
                continue;
            };
            for (index, column) in recap.columns.iter().enumerate() {
                let (Some(kind), CellAmount::Amount(drafted)) = (column.kind, row.amount(index))
                else {
                    continue;
                };
                let expected = splits.of(column.year).part(kind, dossier.parties());
                if drafted == expected {
                    continue;
                }
                let mut subject = vec![row.label.value.clone(), kind.name(&dossier.funders)];
                subject.extend(column.year.map(|rank| dossier.years()[rank].to_string()));
                let target = Target::Recap {
                    row: target_row,
                    year: column.year,
                    column: target_column(kind),
                };
                let place = &row.cells[index].place;
                let mut correction = Correction {
                    subject: subject.join(" · "),
                    target: Some(target),
                    ..correction(audited, place, drafted, expected, locale)
                };
                add_decisions(&mut correction, &decided(audited, row, column.year), locale);
                corrections.push(correction);
            }
        }
    }
    corrections
}

/// The findings about a fiche's row in a year that the parties' decisions settle.
fn decided<'a>(audited: &'a Audited, row: &DraftRow, year: Option<usize>) -> Vec<&'a Finding> {
    let RowKind::Fiche(index) = row.kind else {
        return Vec::new();
    };
    let code = &audited.dossier.fiches[index].code.value;
    let changed = &audited.figures.decided[index];
    if !changed.contains(&true) {
        return Vec::new();
    }
    let years = audited.dossier.years();
    let is_in_year = |finding: &&Finding| {
        let rank = finding
            .year
            .and_then(|own| years.iter().position(|year| *year == own));
        rank.is_none_or(|rank| changed[rank] && year.is_none_or(|year| year == rank))
    };
    let own = |finding: &&Finding| finding.fiche.as_ref() == Some(code);
    audited
        .findings
        .iter()
        .filter(own)
        .filter(is_in_year)
        .collect()
}

/// Adds what was decided about findings, each sentence once.
fn add_decisions(correction: &mut Correction, findings: &[&Finding], locale: &Locale) {
    for settlement in findings
        .iter()
        .filter_map(|finding| finding.settlement.as_ref())
    {
        let sentence = settlement.message(locale);
        let decision = &mut correction.decision;
        if decision.is_empty() {
            *decision = sentence;
        } else if !decision.split(" ; ").any(|said| said == sentence) {
            *decision += &format!(" ; {sentence}");
        }
    }
}

fn target_row<'a>(audited: &'a Audited, row: &DraftRow) -> Option<(RecapRow, &'a Splits)> {
    let figures = &audited.figures;
    match row.kind {
        RowKind::Fiche(index) => Some((RecapRow::Fiche(index), &figures.fiches[index])),
        RowKind::Subtotal(axis) => Some((RecapRow::Axis(axis), &figures.axes[axis])),
        RowKind::GrandTotal => Some((RecapRow::Total, &figures.total)),
        RowKind::UnknownFiche(_) | RowKind::Unknown => None,
    }
}

fn target_column(kind: ColumnKind) -> RecapColumn {
    match kind {
        ColumnKind::Funder(FunderId(rank)) => RecapColumn::Funder(rank),
        ColumnKind::Others => RecapColumn::Others,
        ColumnKind::Unallocated => RecapColumn::Unallocated,
        ColumnKind::Total => RecapColumn::Total,
    }
}

/// The fiches' totals as drafted, where the lines give another.
fn totals(audited: &Audited, locale: &Locale) -> Vec<Correction> {
    let mut corrections = Vec::new();
    let years = audited.dossier.years();
    for (fiche, own) in audited.dossier.fiches.iter().enumerate() {
        for (year, split) in audited.figures.fiches[fiche].years.iter().enumerate() {
            for total in &own.drafted_totals {
                let cell = &total.years[year];
                let Some(drafted) = cell.amount().filter(|drafted| *drafted != split.total) else {
                    continue;
                };
                let subject = format!("{} · {TOTAL_LABEL} · {}", own.code.value, years[year]);
                corrections.push(Correction {
                    subject,
                    target: Some(Target::CostTotal { fiche, year }),
                    ..correction(audited, &cell.place, drafted, split.total, locale)
                });
            }
        }
    }
    corrections
}

/// A correction of the cell at `place`, and the findings about it.
fn correction(
    audited: &Audited,
    place: &Place,
    drafted: Amount,
    expected: Amount,
    locale: &Locale,
) -> Correction {
    let says_why = |finding: &&Finding| {
        let mut consequences = finding.consequences.iter();
        finding.place == *place || consequences.any(|consequence| consequence.place == *place)
    };
    let causes: Vec<&Finding> = audited.findings.iter().filter(says_why).collect();
    let mut rules: Vec<&str> = causes.iter().map(|finding| finding.rule).collect();
    rules.dedup();
    let reasons: Vec<String> = causes
        .iter()
        .map(|finding| finding.message(locale))
        .collect();
    let (sheet, cell) = place.cell().map_or_else(Default::default, |(sheet, cell)| {
        (sheet.to_string(), cell.to_string())
    });
    let mut correction = Correction {
        sheet,
        cell,
        subject: String::new(),
        drafted: Some(drafted),
        expected: Some(expected),
        rule: rules.join(", "),
        reason: reasons.join(" ; "),
        decision: String::new(),
        target: None,
    };
    add_decisions(&mut correction, &causes, locale);
    correction
}
