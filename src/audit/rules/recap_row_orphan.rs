//! A row of the recap whose code no fiche bears.

use crate::{audit::prelude::*, read::nearest};

pub(super) static RULE: Rule = Rule::error("recap-row-orphan", Family::Recap, check);

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    for (recap, row, code) in context.orphans() {
        let columns = context
            .years()
            .map(|(rank, _)| recap.column(Some(rank), ColumnKind::Total));
        let total: Amount = columns
            .flatten()
            .filter_map(|column| row.amount(column).amount())
            .sum();
        let codes = context.fiches().map(|(_, fiche)| fiche.code.spelling());
        let near = nearest(code.spelling(), codes).unwrap_or("none");
        let finding = RULE.at(&row.label.place).fiche(code).drafted(total);
        findings.push(finding.arg("nearest", near));
    }
}
