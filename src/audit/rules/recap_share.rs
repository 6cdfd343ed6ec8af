//! A share of the recap is not the rate of the fiche's cost.

use crate::audit::prelude::*;

pub(super) static RULE: Rule = Rule::error("recap-share", Family::Recap, check)
    .yearly()
    .settled_by(Choices::Recap);

/// One finding a row and year, at its first wrong share.
fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    for (at, row) in context.wrong_rows() {
        let wrong = row.wrong_shares.iter();
        let mut wrong = wrong.filter_map(|kind| Some((*kind, row.cell(*kind)?)));
        let first = wrong.next();
        let Some((kind, cell)) = first else { continue };
        let slip = slip::of_keys(cell.1, cell.2);
        let slip = slip.or_else(|| wrong_year(context, at, kind, cell.1));
        let finding = RULE
            .cell(at, cell)
            .slip(slip)
            .consequences(wrong.map(|(_, cell)| cell));
        let finding = finding
            .terms(context.share_terms(at, kind))
            .arg("funder", context.column_name(kind));
        let finding = finding.arg("total", row.expected(ColumnKind::Total));
        findings.push(context.with_rounding(finding, at));
    }
}

/// The only other year of the fiche whose share this is.
fn wrong_year(
    context: &Context<'_>,
    at: &FicheYear<'_>,
    kind: ColumnKind,
    drafted: Amount,
) -> Option<Slip> {
    let funders = context.dossier.funders.all();
    let same = context.years_of(at.index).iter().filter(|other| {
        other.rank != at.rank && other.split.known_part(kind, funders) == Some(drafted)
    });
    let same = only(same).filter(|_| !drafted.is_zero());
    same.map(|other| Slip::new("wrong-year", other.year))
}
