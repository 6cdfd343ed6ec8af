//! A row that no fiche explains does not add up to its own total.

use crate::audit::prelude::*;

pub(super) static RULE: Rule = Rule::error("recap-row-sum", Family::Recap, check);

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    for (row, code) in context.orphans() {
        for (rank, year) in context.years() {
            let mut own = row.cells_of(rank);
            if own.any(|cell| cell.value == CellAmount::Unreadable) {
                continue;
            }
            let cells = row.recap.columns.iter().zip(&row.draft.cells);
            let shares = cells.filter_map(|(column, cell)| {
                let is_share = column.kind? != ColumnKind::Total && column.year == Some(rank);
                Some((cell.amount().filter(|_| is_share)?, &cell.place))
            });
            let shares: Vec<(Amount, &Place)> = shares.collect();
            let sum: Amount = shares.iter().map(|(amount, _)| *amount).sum();
            let total = row.drafted(rank, ColumnKind::Total);
            let total = total.filter(|total| *total != sum && !shares.is_empty());
            let total = total.zip(row.cell(rank, ColumnKind::Total));
            findings.extend(total.map(|(total, cell)| {
                let finding = RULE.at(&cell.place).fiche(code).year(year);
                finding.drafted(total).expected(sum).terms(shares)
            }));
        }
    }
}
