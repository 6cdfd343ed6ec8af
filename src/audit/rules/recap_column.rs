//! A share of the recap stands in another funder's column.

use crate::{
    audit::{Family, Rule, row::drafted, rule::Context},
    finding::{Choices, Consequence, Finding, Slip},
};

pub(super) static RULE: Rule = Rule::error("recap-column", Family::Recap, check)
    .yearly()
    .settled_by(Choices::Recap);

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let Some(recap) = &context.dossier.recap else {
        return;
    };
    for (_, fiche, rank, year, row) in context.recap_rows() {
        let split = &row.expected;
        let cells = &recap.rows[row.row];
        let mut told = Vec::new();
        for (owner, column) in &row.misplaced {
            let Some(at) = recap
                .column(Some(rank), *column)
                .filter(|_| !told.contains(column))
            else {
                continue;
            };
            let swapped = row.misplaced.contains(&(*column, *owner));
            let amount = drafted(recap, cells, Some(rank), *column).unwrap_or_default();
            let name = context.column_name(*owner);
            let expected = split.part(*column, context.dossier.parties());
            let mut finding = RULE
                .at(&cells.cells[at].place)
                .fiche(&fiche.code)
                .year(year)
                .drafted(amount)
                .expected(expected);
            finding.slip = Some(if swapped {
                Slip::SwappedColumns(name.clone())
            } else {
                Slip::WrongColumn(name.clone())
            });
            if let Some(own) = recap.column(Some(rank), *owner) {
                let drafted = drafted(recap, cells, Some(rank), *owner)
                    .unwrap_or_default()
                    .into();
                let place = cells.cells[own].place.clone();
                finding.consequences.push(Consequence {
                    place,
                    drafted,
                    expected: split.part(*owner, context.dossier.parties()).into(),
                });
            }
            told.extend([*column, *owner]);
            let terms = context.share_terms(fiche, rank, *column);
            findings.push(
                finding
                    .terms(terms)
                    .arg("owner", name)
                    .arg("column", context.column_name(*column)),
            );
        }
    }
}
