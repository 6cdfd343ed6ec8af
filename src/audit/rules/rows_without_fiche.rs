//! Rows of the workbook whose code no file bears.

use crate::{
    audit::{Check, Family, Rule, rule::Context},
    finding::{Finding, Severity},
    read::nearest,
};

pub(super) static RULE: Rule =
    Rule { name: "rows-without-fiche", family: Family::Codes, severity: Severity::Error, check: Check::Audit(check) };

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    // Where two files bear one code, the code that no file bears is the one that was mistyped.
    let doubles =
        context.fiches().filter(|(index, fiche)| context.dossier.fiche_index(&fiche.code) != Some(*index)).count();
    let orphans: Vec<_> = context.fiches().filter(|(_, fiche)| fiche.prose.is_none()).collect();
    if orphans.len() == doubles {
        return;
    }
    for (index, fiche) in orphans {
        let files = context.fiches().filter(|(_, other)| other.prose.is_some());
        let near = nearest(fiche.code.spelling(), files.map(|(_, other)| other.code.spelling()));
        let total = context.ruled.fiches[index].all.total;
        findings.push(RULE.at(&fiche.code.place).fiche(&fiche.code).drafted(total).arg("nearest", near.unwrap_or("—")));
    }
}
