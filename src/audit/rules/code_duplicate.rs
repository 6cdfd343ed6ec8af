//! Two fiches bear the same code.

use crate::{
    audit::{Family, Rule, rule::Context},
    finding::{Fact, Finding, Term},
    model::{Fiche, Prose},
    source::{Code, Located},
};

pub(super) static RULE: Rule = Rule::error("code-duplicate", Family::Codes, check);

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let written: Vec<(&Fiche, &Prose)> = context
        .fiches()
        .filter_map(|(_, fiche)| Some((fiche, fiche.prose.as_ref()?)))
        .collect();
    for (rank, later) in written.iter().enumerate() {
        findings.extend(
            written[..rank]
                .iter()
                .find_map(|earlier| duplicate(*earlier, *later)),
        );
    }
}

/// The finding about two fiches, if one code is written in both: as their own, or as the draft's.
fn duplicate(earlier: (&Fiche, &Prose), later: (&Fiche, &Prose)) -> Option<Finding> {
    if earlier.0.code == later.0.code {
        // The file that is named after another code is the one that was mistyped.
        let swap = is_named_after(later) && !is_named_after(earlier);
        let (right, wrong) = if swap {
            (later, earlier)
        } else {
            (earlier, later)
        };
        return Some(finding("", &wrong.0.code, wrong, (&right.0.code, right)));
    }
    let renumbered = |own: (&Fiche, &Prose), other: (&Fiche, &Prose)| {
        let drafted = own.1.drafted_code.as_ref()?;
        let theirs = std::iter::once(&other.0.code)
            .chain(&other.1.drafted_code)
            .find(|code| *code == drafted)?;
        Some(finding("renumbered", drafted, own, (theirs, other)))
    };
    renumbered(later, earlier).or_else(|| renumbered(earlier, later))
}

fn finding(
    variant: &'static str,
    code: &Located<Code>,
    (fiche, prose): (&Fiche, &Prose),
    (first, (other, other_prose)): (&Located<Code>, (&Fiche, &Prose)),
) -> Finding {
    let terms = vec![Term {
        value: Fact::from(&first.value),
        place: first.place.clone(),
    }];
    let finding = RULE
        .at(&code.place)
        .variant(variant)
        .fiche(&fiche.code)
        .drafted(&code.value)
        .terms(terms);
    let finding = finding
        .arg("first", other.code.spelling())
        .arg("first-title", other_prose.title.as_str());
    let finding = finding.arg("title", prose.title.as_str());
    finding
        .arg("file", prose.file.as_ref())
        .arg("first-file", other_prose.file.as_ref())
}

fn is_named_after((fiche, prose): (&Fiche, &Prose)) -> bool {
    prose
        .named_code()
        .is_some_and(|named| named == fiche.code.value)
}
