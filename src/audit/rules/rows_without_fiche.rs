//! Rows of the workbook whose code no file bears.

use crate::{
    audit::{Check, Family, Rule, rule::Context},
    finding::{Finding, Severity},
    model::{Fiche, Prose},
    read::nearest,
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
        findings
            .push(RULE.at(&fiche.code.place).fiche(&fiche.code).drafted(total).arg("nearest", near.unwrap_or("none")));
    }
}

/// Whether a file named after this code bears another fiche's: the double is told, and is the cause.
fn is_mistyped_double(context: &Context<'_>, orphan: &Fiche) -> bool {
    context.fiches().any(|(index, fiche)| {
        let named = fiche.prose.as_ref().and_then(Prose::named_code);
        let mut others = context.fiches().filter(|(other, _)| *other != index);
        named.is_some_and(|named| named == orphan.code.value) && others.any(|(_, other)| other.code == fiche.code)
    })
}
