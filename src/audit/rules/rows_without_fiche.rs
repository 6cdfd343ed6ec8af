//! Rows of the workbook whose code no file bears.

use crate::{
    audit::{Check, Family, Rule, rule::Context},
    finding::{Finding, Severity},
    model::Fiche,
    read::nearest,
    source::Code,
};

pub(super) static RULE: Rule =
    Rule { name: "rows-without-fiche", family: Family::Codes, severity: Severity::Error, check: Check::Audit(check) };

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    for (index, fiche) in context.fiches().filter(|(_, fiche)| fiche.prose.is_none()) {
        if is_mistyped_double(context, fiche) {
            continue;
        }
        let files = context.fiches().filter(|(_, other)| other.prose.is_some());
        let near = nearest(fiche.code.spelling(), files.map(|(_, other)| other.code.spelling()));
        let total = context.ruled.fiches[index].all.total;
        findings.push(RULE.at(&fiche.code.place).fiche(&fiche.code).drafted(total).arg("nearest", near.unwrap_or("—")));
    }
}

/// Whether a file named after this code bears another fiche's: the double is told, and is the cause.
fn is_mistyped_double(context: &Context<'_>, orphan: &Fiche) -> bool {
    context.fiches().any(|(index, fiche)| {
        let is_double = context.dossier.fiche_index(&fiche.code) != Some(index);
        let name = fiche.prose.as_ref().and_then(|prose| prose.file.rsplit('/').next()?.strip_suffix(".md"));
        is_double && name.and_then(Code::parse).is_some_and(|named| named == orphan.code.value)
    })
}
