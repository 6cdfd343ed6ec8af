//! A row that no fiche explains does not add up to its own total.

use crate::{
    audit::{
        Family, Rule,
        row::{drafted, states_year},
        rule::{Context, term},
    },
    finding::Finding,
    model::{ColumnKind, RowKind},
    money::Amount,
};

pub(super) static RULE: Rule = Rule::error("recap-row-sum", Family::Recap, check);

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let Some(recap) = &context.dossier.recap else {
        return;
    };
    for row in &recap.rows {
        let RowKind::UnknownFiche(code) = &row.kind else {
            continue;
        };
        for (rank, year) in context
            .years()
            .filter(|(rank, _)| states_year(recap, row, Some(*rank)))
        {
            let is_share =
                |kind: Option<ColumnKind>| kind.is_some_and(|kind| kind != ColumnKind::Total);
            let columns = recap.columns.iter().enumerate();
            let shares =
                columns.filter(|(_, column)| column.year == Some(rank) && is_share(column.kind));
            let stated = shares.filter_map(|(index, _)| {
                Some((row.amount(index).amount()?, &row.cells[index].place))
            });
            let stated: Vec<_> = stated.collect();
            let sum: Amount = stated.iter().map(|(amount, _)| *amount).sum();
            let total = drafted(recap, row, Some(rank), ColumnKind::Total);
            let at = recap.column(Some(rank), ColumnKind::Total);
            if let (Some(total), Some(at), false) =
                (total.filter(|total| *total != sum), at, stated.is_empty())
            {
                let finding = RULE
                    .at(&row.cells[at].place)
                    .fiche(code)
                    .year(year)
                    .drafted(total)
                    .expected(sum);
                findings.push(
                    finding.terms(
                        stated
                            .into_iter()
                            .map(|(amount, place)| term(amount, place))
                            .collect(),
                    ),
                );
            }
        }
    }
}
