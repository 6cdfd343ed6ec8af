//! Rows of the workbook whose code no file bears.

use std::collections::BTreeSet;

use crate::{audit::prelude::*, model::code_of_file, read::nearest};

pub(super) static RULE: Rule = Rule::error("rows-without-fiche", Family::Codes, check);

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let doubles = mistyped_doubles(context);
    // Of files that could not be read, the name alone says whose they are.
    let read = context.dossier.findings.iter();
    let broken = read.filter(|finding| finding.severity == Severity::Error);
    let unread = broken.filter_map(|finding| code_of_file(finding.place.file_name()));
    let unread: BTreeSet<Code> = unread.collect();
    for (index, fiche) in context.fiches() {
        let code = &fiche.code.value;
        if fiche.prose.is_some() || doubles.contains(code) || unread.contains(code) {
            continue;
        }
        let with_files = context.fiches().filter(|(_, fiche)| fiche.prose.is_some());
        let codes = with_files.map(|(_, other)| other.code.spelling());
        let near = nearest(fiche.code.spelling(), codes).unwrap_or("none");
        let finding = RULE.of(fiche, &fiche.code.place).arg("nearest", near);
        findings.push(match context.known_cost(index) {
            Some(cost) => finding.drafted(cost),
            None => finding.variant("unread"),
        });
    }
}

/// The codes that a file is named after which bears another fiche's: the double is told, and is the cause.
fn mistyped_doubles(context: &Context<'_>) -> Vec<Code> {
    let is_double = |index: usize, fiche: &Fiche| {
        let mut fiches = context.fiches();
        fiches.any(|(other, double)| other != index && double.code == fiche.code)
    };
    let named = context.fiches().filter_map(|(index, fiche)| {
        let named = fiche.prose.as_ref().and_then(Prose::named_code)?;
        (named != fiche.code.value && is_double(index, fiche)).then_some(named)
    });
    named.collect()
}
