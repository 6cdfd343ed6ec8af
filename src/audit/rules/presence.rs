//! What stands in the files and not in the workbook, or the reverse.

use std::collections::BTreeSet;

use crate::{audit::prelude::*, model::code_of_file, read::nearest};

/// A dossier without a fiche, in its files or in its workbook. No decision settles it, as there is nothing to sign.
pub(super) static DOSSIER_EMPTY: Rule =
    Rule::error("dossier-empty", Family::Codes, empty).settled_by(Choices::Nothing);

fn empty(context: &Context<'_>, findings: &mut Vec<Finding>) {
    if context.dossier.fiches.is_empty() {
        let finding = DOSSIER_EMPTY.at(&context.dossier.convention.file());
        findings.push(finding.arg("workbook", context.dossier.workbook.as_str()));
    }
}

/// A fiche that the workbook has no rows of.
pub(super) static FICHE_WITHOUT_ROWS: Rule =
    Rule::error("fiche-without-rows", Family::Codes, without_rows);

fn without_rows(context: &Context<'_>, findings: &mut Vec<Finding>) {
    // An agreement without amounts needs no rows.
    let mut fiches = context.fiches();
    let is_meant = context.dossier.convention.is_without_money();
    if is_meant && fiches.all(|(_, fiche)| !fiche.has_money()) {
        return;
    }
    for (index, fiche) in context.first_fiches() {
        let variant = match (fiche.is_silent(), fiche.lacks_costs()) {
            (true, _) => "",
            (false, true) => "costs",
            (false, false) => continue,
        };
        // The rows may be those whose code could not be read.
        if context.known_cost(index).is_none() {
            continue;
        }
        let finding = FICHE_WITHOUT_ROWS.of(fiche, &fiche.code.place);
        let finding = finding.variant(variant);
        findings.push(finding.arg("workbook", context.dossier.workbook.as_str()));
    }
}

/// Rows of the workbook whose code no file has.
pub(super) static ROWS_WITHOUT_FICHE: Rule =
    Rule::error("rows-without-fiche", Family::Codes, without_fiche);

fn without_fiche(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let doubles = mistyped_doubles(context);
    // Of files that could not be read, only the name shows whose they are.
    let read = context.dossier.findings.iter();
    let broken = read.filter(|finding| finding.severity == Severity::Error);
    let unread = broken.filter_map(|finding| code_of_file(finding.place.file_name()));
    let unread: BTreeSet<Code> = unread.collect();
    let with_files = context.first_fiches().map(|(_, fiche)| fiche);
    let with_files: Vec<&Fiche> = with_files.filter(|fiche| fiche.prose.is_some()).collect();
    for (index, fiche) in context.fiches() {
        let code = &fiche.code.value;
        if fiche.prose.is_some() || doubles.contains(code) || unread.contains(code) {
            continue;
        }
        let codes = with_files.iter().map(|other| other.code.spelling());
        let meant = meant(&with_files, fiche).map(|meant| meant.code.spelling());
        let near = meant.or_else(|| nearest(fiche.code.spelling(), codes));
        let finding = ROWS_WITHOUT_FICHE.of(fiche, &fiche.code.place);
        let finding = finding.arg("nearest", near.unwrap_or("none"));
        let finding = match context.known_cost(index) {
            Some(cost) => finding.drafted(cost),
            None => finding.variant("unread"),
        };
        findings.push(match meant {
            Some(_) => finding.variant(MISTYPED),
            None => finding,
        });
    }
}

/// The variant of a code that is probably another one mistyped, which is its `nearest`.
pub(in crate::audit) const MISTYPED: &str = "mistyped";

/// The fiche whose code is probably meant: one slip apart, and one of the two has costs or funders where the other has none;
/// the one that lacks them, where several are near.
fn meant<'a>(with_files: &[&'a Fiche], fiche: &Fiche) -> Option<&'a Fiche> {
    let has = |fiche: &Fiche| (!fiche.lines.is_empty(), !fiche.rules.is_empty());
    let (has_lines, has_rules) = has(fiche);
    let is_near = |other: &&Fiche| {
        let (code, meant) = (&fiche.code, &other.code);
        let spellings = [
            (code.key(), meant.key()),
            (code.spelling(), meant.spelling()),
        ];
        let is_slip = |(typed, meant): (&str, &str)| {
            typed.len().abs_diff(meant.len()) < 5 && strsim::damerau_levenshtein(typed, meant) == 1
        };
        has(other) != (has_lines, has_rules) && spellings.into_iter().any(is_slip)
    };
    let near = with_files.iter().copied().filter(is_near);
    let near: Vec<&Fiche> = near.collect();
    let lacks = |(lines, rules): (bool, bool)| has_lines && !lines || has_rules && !rules;
    let lacking = near.iter().filter(|other| lacks(has(other)));
    only(lacking).or_else(|| only(&near)).copied()
}

/// The codes in the names of files that hold the code of another fiche: `code-duplicate` reports these, as the cause.
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
