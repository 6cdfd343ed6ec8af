//! The cells of the received workbook that the corrected one changes, each with the finding that says why.

use crate::{
    finding::Finding,
    locale::Locale,
    model::{CellAmount, ColumnKind, DraftRow, FunderId, RowKind, TOTAL_LABEL},
    money::Amount,
    source::Place,
    xlsx::{Correction, RecapColumn, RecapRow, Target},
};

use super::Audited;

/// Every drafted figure that is not what is published: the recap's cells, then the fiches' totals.
pub(super) fn corrections(audited: &Audited, locale: &Locale) -> Vec<Correction> {
    let mut corrections = recap(audited, locale);
    corrections.extend(totals(audited, locale));
    corrections
}

fn recap(audited: &Audited, locale: &Locale) -> Vec<Correction> {
    let Some(recap) = &audited.dossier.recap else {
        return Vec::new();
    };
    let mut corrections = Vec::new();
    for row in &recap.rows {
        let Some((target_row, splits)) = target_row(audited, row) else {
            continue;
        };
        for (index, column) in recap.columns.iter().enumerate() {
            let (Some(kind), CellAmount::Amount(drafted)) = (column.kind, row.amount(index)) else {
                continue;
            };
            let expected = splits.of(column.year).part(kind, audited.dossier.parties());
            if drafted == expected {
                continue;
            }
            let year = column
                .year
                .map(|rank| audited.dossier.years()[rank].to_string());
            let subject = [
                Some(row.label.value.clone()),
                Some(kind.name(&audited.dossier.funders)),
                year,
            ];
            let subject = subject
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(" · ");
            let target = Target::Recap {
                row: target_row,
                year: column.year,
                column: target_column(kind),
            };
            let mut correction = correction(
                audited,
                &row.cells[index].place,
                subject,
                drafted,
                expected,
                target,
                locale,
            );
            let decisions = decided(audited, row, column.year, locale);
            correction.decision = joined(
                [std::mem::take(&mut correction.decision)]
                    .into_iter()
                    .chain(decisions),
            );
            corrections.push(correction);
        }
    }
    corrections
}

/// What the parties decided about a fiche's row in a year, a sentence a decision.
fn decided(audited: &Audited, row: &DraftRow, year: Option<usize>, locale: &Locale) -> Vec<String> {
    let RowKind::Fiche(index) = row.kind else {
        return Vec::new();
    };
    let code = &audited.dossier.fiches[index].code.value;
    let changed = &audited.figures.decided[index];
    let in_year = |finding: &&Finding| {
        let rank = finding
            .year
            .and_then(|own| audited.dossier.years().iter().position(|year| *year == own));
        rank.is_none_or(|rank| changed[rank] && year.is_none_or(|year| year == rank))
    };
    let about = audited
        .findings
        .iter()
        .filter(|finding| finding.fiche.as_ref() == Some(code))
        .filter(in_year);
    let settled = about
        .filter_map(|finding| finding.settlement.as_ref())
        .filter(|_| changed.contains(&true));
    settled
        .map(|settlement| settlement.message(locale))
        .collect()
}

/// Sentences, each said once.
fn joined(sentences: impl Iterator<Item = String>) -> String {
    let mut said: Vec<String> = Vec::new();
    for sentence in sentences.filter(|sentence| !sentence.is_empty()) {
        if !said.contains(&sentence) {
            said.push(sentence);
        }
    }
    said.join(" ; ")
}

fn target_row<'a>(
    audited: &'a Audited,
    row: &DraftRow,
) -> Option<(RecapRow, &'a crate::compute::Splits)> {
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
    for (fiche, own) in audited.dossier.fiches.iter().enumerate() {
        for (year, split) in audited.figures.fiches[fiche].years.iter().enumerate() {
            let cells = own.drafted_totals.iter().map(|total| &total.years[year]);
            for cell in cells {
                let Some(drafted) = cell.amount().filter(|drafted| *drafted != split.total) else {
                    continue;
                };
                let subject = format!(
                    "{} · {TOTAL_LABEL} · {}",
                    own.code.value,
                    audited.dossier.years()[year]
                );
                let target = Target::CostTotal { fiche, year };
                corrections.push(correction(
                    audited,
                    &cell.place,
                    subject,
                    drafted,
                    split.total,
                    target,
                    locale,
                ));
            }
        }
    }
    corrections
}

fn correction(
    audited: &Audited,
    place: &Place,
    subject: String,
    drafted: Amount,
    expected: Amount,
    target: Target,
    locale: &Locale,
) -> Correction {
    let causes: Vec<&Finding> = audited
        .findings
        .iter()
        .filter(|finding| says_why(finding, place))
        .collect();
    let mut rules: Vec<&str> = causes.iter().map(|finding| finding.rule).collect();
    rules.dedup();
    let reasons: Vec<String> = causes
        .iter()
        .map(|finding| finding.message(locale))
        .collect();
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
        drafted: Some(drafted),
        expected: Some(expected),
        rule: rules.join(", "),
        reason: reasons.join(" ; "),
        decision: joined(settlements.map(|settlement| settlement.message(locale))),
        target: Some(target),
    }
}

fn says_why(finding: &Finding, place: &Place) -> bool {
    finding.place == *place
        || finding
            .consequences
            .iter()
            .any(|consequence| consequence.place == *place)
}
