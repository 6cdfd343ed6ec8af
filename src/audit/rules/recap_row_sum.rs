//! A row that no fiche explains does not add up to its own total.

use crate::audit::{
    prelude::*,
    row::{drafted, states_year},
};

pub(super) static RULE: Rule = Rule::error("recap-row-sum", Family::Recap, check);

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    for (recap, row, code) in context.orphans() {
        for (rank, year) in context
            .years()
            .filter(|(rank, _)| states_year(recap, row, Some(*rank)))
        {
            let shares = recap.columns.iter().zip(0..).filter(|(column, _)| {
                let is_share = column.kind.is_some_and(|kind| kind != ColumnKind::Total);
                column.year == Some(rank) && is_share
            });
            let stated =
                |index: usize| Some((row.amount(index).amount()?, &row.cells[index].place));
            let stated: Vec<(Amount, &Place)> =
                shares.filter_map(|(_, index)| stated(index)).collect();
            let sum: Amount = stated.iter().map(|(amount, _)| *amount).sum();
            let total = drafted(recap, row, Some(rank), ColumnKind::Total);
            let (Some(total), Some(at), false) = (
                total,
                recap.column(Some(rank), ColumnKind::Total),
                stated.is_empty(),
            ) else {
                continue;
            };
            if total != sum {
                let terms = stated
                    .into_iter()
                    .map(|(amount, place)| Term::new(amount, place));
                let finding = RULE.at(&row.cells[at].place).fiche(code).year(year);
                findings.push(finding.drafted(total).expected(sum).terms(terms.collect()));
            }
        }
    }
}
