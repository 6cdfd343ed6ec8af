//! Rows of the workbook whose code no file bears.

use crate::{
    audit::{Check, Family, Rule, rule::Context},
    finding::{Finding, Severity},
    read::nearest,
};

pub(super) static RULE: Rule =
    Rule { name: "rows-without-fiche", family: Family::Codes, severity: Severity::Error, check: Check::Audit(check) };

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    for (index, fiche) in context.fiches().filter(|(_, fiche)| fiche.prose.is_none()) {
        let files = context.fiches().filter(|(_, other)| other.prose.is_some());
        let near = nearest(fiche.code.spelling(), files.map(|(_, other)| other.code.spelling()));
        let total = context.ruled.fiches[index].all.total;
        findings.push(RULE.at(&fiche.code.place).fiche(&fiche.code).drafted(total).arg("nearest", near.unwrap_or("—")));
    }
}
