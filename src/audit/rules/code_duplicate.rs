//! Two fiches bear the same code.

use crate::audit::prelude::*;

pub(super) static RULE: Rule = Rule::error("code-duplicate", Family::Codes, check);

/// A fiche and its file.
type Written<'a> = (&'a Fiche, &'a Prose);

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let fiches = context.fiches();
    let written = fiches.filter_map(|(_, fiche)| Some((fiche, fiche.prose.as_ref()?)));
    let written: Vec<Written<'_>> = written.collect();
    for (rank, later) in written.iter().enumerate() {
        let mut earlier = written[..rank].iter();
        findings.extend(earlier.find_map(|earlier| duplicate(*earlier, *later)));
    }
}

/// The finding about two fiches, if one code is written in both: as their own, or as the draft's.
fn duplicate(earlier: Written<'_>, later: Written<'_>) -> Option<Finding> {
    if earlier.0.code == later.0.code {
        // The file that is named after another code is the one that was mistyped.
        let (mut right, mut wrong) = (earlier, later);
        if later.0.is_named_after_code() && !earlier.0.is_named_after_code() {
            (right, wrong) = (later, earlier);
        }
        let finding = finding(&wrong.0.code, wrong, &right.0.code, right);
        // Until they bear two codes, nobody can tell whose the rows of the workbook are.
        return Some(Finding {
            settled_by: Choices::Nothing,
            ..finding
        });
    }
    let renumbered = |own: Written<'_>, other: Written<'_>| {
        let drafted = own.1.drafted_code.as_ref()?;
        let mut theirs = std::iter::once(&other.0.code).chain(&other.1.drafted_code);
        let theirs = theirs.find(|code| *code == drafted)?;
        Some(finding(drafted, own, theirs, other).variant("renumbered"))
    };
    renumbered(later, earlier).or_else(|| renumbered(earlier, later))
}

fn finding(
    code: &Located<Code>,
    (fiche, prose): Written<'_>,
    first: &Located<Code>,
    (other, other_prose): Written<'_>,
) -> Finding {
    RULE.of(fiche, &code.place)
        .drafted(&code.value)
        .terms([(&first.value, &first.place)])
        .arg("first", other.code.spelling())
        .arg("first-title", other_prose.title.as_str())
        .arg("title", prose.title.as_str())
        .arg("file", prose.file.as_ref())
        .arg("first-file", other_prose.file.as_ref())
}
