//! A row's total is not the fiche's cost.

use crate::{
    audit::{Family, Rule, row::drafted, rule::Context, slip},
    finding::{Choices, Finding},
    model::ColumnKind,
};

pub(super) static RULE: Rule =
    Rule::error("recap-total", Family::Recap, check).settled_by(Choices::Recap);

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let Some(recap) = &context.dossier.recap else {
        return;
    };
    for (_, fiche, rank, year, row) in context.recap_rows() {
        let Some(column) = recap
            .column(Some(rank), ColumnKind::Total)
            .filter(|_| row.wrong_total)
        else {
            continue;
        };
        let cells = &recap.rows[row.row];
        let expected = row.expected.total;
        let amount = drafted(recap, cells, Some(rank), ColumnKind::Total).unwrap_or_default();
        let mut finding = RULE
            .at(&cells.cells[column].place)
            .fiche(&fiche.code)
            .year(year)
            .drafted(amount)
            .expected(expected);
        finding.slip = slip::of_keys(amount, expected);
        findings.push(finding.terms(Context::cost_terms(fiche, rank)));
    }
}
