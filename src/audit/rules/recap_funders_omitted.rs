//! A row's total leaves out funders that the fiche has.

use crate::{
    audit::{Family, Rule, row::drafted, rule::Context},
    finding::{Choices, Finding},
    model::ColumnKind,
    money::Amount,
};

pub(super) static RULE: Rule = Rule::error("recap-funders-omitted", Family::Recap, check)
    .yearly()
    .settled_by(Choices::Recap);

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let Some(recap) = &context.dossier.recap else {
        return;
    };
    for (_, fiche, rank, year, row) in context.recap_rows() {
        let Some(column) = recap
            .column(Some(rank), ColumnKind::Total)
            .filter(|_| !row.omitted.is_empty())
        else {
            continue;
        };
        let split = &row.expected;
        let cells = &recap.rows[row.row];
        let lacking: Amount = row
            .omitted
            .iter()
            .map(|kind| split.part(*kind, context.dossier.parties()))
            .sum();
        let names = row
            .omitted
            .iter()
            .map(|kind| context.column_name(*kind))
            .collect::<Vec<_>>()
            .join(", ");
        let funders = context
            .dossier
            .funders
            .iter()
            .map(|(id, _)| ColumnKind::Funder(id));
        let terms = funders
            .flat_map(|kind| context.share_terms(fiche, rank, kind))
            .collect();
        let amount = drafted(recap, cells, Some(rank), ColumnKind::Total).unwrap_or_default();
        let finding = RULE
            .at(&cells.cells[column].place)
            .fiche(&fiche.code)
            .year(year)
            .drafted(amount)
            .expected(split.total);
        findings.push(
            finding
                .terms(terms)
                .arg("funders", names)
                .arg("lacking", lacking),
        );
    }
}
