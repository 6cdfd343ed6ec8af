//! A row of the recap whose code no fiche bears.

use crate::{
    audit::{Family, Rule, rule::Context},
    finding::Finding,
    model::{ColumnKind, RowKind},
    money::Amount,
    read::nearest,
};

pub(super) static RULE: Rule = Rule::error("recap-row-orphan", Family::Recap, check);

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let Some(recap) = &context.dossier.recap else {
        return;
    };
    for row in &recap.rows {
        let RowKind::UnknownFiche(code) = &row.kind else {
            continue;
        };
        let totals = context
            .years()
            .filter_map(|(rank, _)| recap.column(Some(rank), ColumnKind::Total));
        let total: Amount = totals
            .filter_map(|column| row.amount(column).amount())
            .sum();
        let near = nearest(
            code.spelling(),
            context.fiches().map(|(_, fiche)| fiche.code.spelling()),
        );
        findings.push(
            RULE.at(&row.label.place)
                .fiche(code)
                .drafted(total)
                .arg("nearest", near.unwrap_or("none")),
        );
    }
}
