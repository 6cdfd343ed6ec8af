//! A row of the recap whose code no fiche bears.

use crate::{audit::prelude::*, read::nearest};

pub(super) static RULE: Rule = Rule::error("recap-row-orphan", Family::Recap, check);

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    for (row, code) in context.orphans() {
        let years = context.years();
        let totals = years.filter_map(|(rank, _)| row.stated(rank, ColumnKind::Total));
        let total: Amount = totals.map(|(amount, _)| amount).sum();
        let codes = context.fiches().map(|(_, fiche)| fiche.code.spelling());
        let near = nearest(code.spelling(), codes).unwrap_or("none");
        let finding = RULE.at(&row.draft.label.place).fiche(code).drafted(total);
        findings.push(finding.arg("nearest", near));
    }
}
