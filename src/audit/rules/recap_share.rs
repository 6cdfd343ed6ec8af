//! A share of the recap is not the rate of the fiche's cost.

use crate::{
    audit::{Family, Rule, row::drafted, rule::Context, slip},
    finding::{Choices, Consequence, Finding, Slip},
    model::ColumnKind,
    money::Amount,
};

pub(super) static RULE: Rule = Rule::error("recap-share", Family::Recap, check)
    .yearly()
    .settled_by(Choices::Recap);

/// One finding a row and year, at its first wrong share.
fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let Some(recap) = &context.dossier.recap else {
        return;
    };
    for (index, fiche, rank, year, row) in context.recap_rows() {
        let split = &row.expected;
        let cells = &recap.rows[row.row];
        let wrong = row.wrong_shares.iter().filter_map(|kind| {
            let column = recap.column(Some(rank), *kind)?;
            let amount = drafted(recap, cells, Some(rank), *kind).unwrap_or_default();
            Some((
                *kind,
                &cells.cells[column].place,
                amount,
                split.part(*kind, context.dossier.parties()),
            ))
        });
        let wrong: Vec<_> = wrong.collect();
        let Some(((kind, place, amount, expected), rest)) = wrong.split_first() else {
            continue;
        };
        let mut finding = RULE
            .at(place)
            .fiche(&fiche.code)
            .year(year)
            .drafted(*amount)
            .expected(*expected);
        finding.slip = explain(context, index, rank, *kind, *amount, *expected);
        finding.consequences = rest
            .iter()
            .map(|(_, place, amount, expected)| Consequence {
                place: (*place).clone(),
                drafted: (*amount).into(),
                expected: (*expected).into(),
            })
            .collect();
        let terms = context.share_terms(fiche, rank, *kind);
        findings.push(
            finding
                .terms(terms)
                .arg("funder", context.column_name(*kind))
                .arg("total", split.total),
        );
    }
}

fn explain(
    context: &Context<'_>,
    fiche: usize,
    year: usize,
    kind: ColumnKind,
    drafted: Amount,
    expected: Amount,
) -> Option<Slip> {
    slip::of_keys(drafted, expected).or_else(|| {
        let same = |(rank, _): &(usize, i32)| {
            let split = &context.ruled.fiches[fiche].years[*rank];
            *rank != year
                && !drafted.is_zero()
                && split.part(kind, context.dossier.parties()) == drafted
        };
        slip::only(context.years().filter(same).collect()).map(|(_, year)| Slip::WrongYear(year))
    })
}
