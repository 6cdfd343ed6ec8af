//! A share of the recap is not the rate of the fiche's cost.

use crate::audit::prelude::*;

pub(super) static RULE: Rule = Rule::error("recap-share", Family::Recap, check)
    .yearly()
    .settled_by(Choices::Recap);

/// One finding a row and year, at its first wrong share.
fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    for row in context.wrong_rows() {
        let mut wrong = row.draft.wrong_shares.iter().copied();
        let first = wrong.find_map(|kind| Some((kind, RULE.in_row(&row, kind)?)));
        let Some((kind, mut finding)) = first else {
            continue;
        };
        if let Some((_, drafted, expected)) = row.cell(kind) {
            let slip = slip::of_keys(drafted, expected);
            finding.slip = slip.or_else(|| wrong_year(context, row.at, kind, drafted));
        }
        for (place, drafted, expected) in wrong.filter_map(|kind| row.cell(kind)) {
            finding = finding.consequence(place, drafted, expected);
        }
        findings.push(
            finding
                .terms(context.share_terms(row.at, kind))
                .arg("funder", context.column_name(kind))
                .arg("total", row.expected(ColumnKind::Total)),
        );
    }
}

/// The only other year of the fiche whose share this is.
fn wrong_year(
    context: &Context<'_>,
    at: FicheYear<'_>,
    kind: ColumnKind,
    drafted: Amount,
) -> Option<Slip> {
    let splits = &context.ruled.fiches[at.index].years;
    let is_same = |(rank, _): &(usize, i32)| {
        let share = splits[*rank].part(kind, context.dossier.parties());
        *rank != at.rank && !drafted.is_zero() && share == drafted
    };
    let others = context.years().filter(is_same);
    only(others.map(|(_, year)| Slip::WrongYear(year)).collect())
}
