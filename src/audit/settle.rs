//! The decisions of the parties against the findings: what they settle, what they change, and which of them
//! settle nothing.
//!
//! A decision counts only where it settles a finding as drafted, and where what it keeps adds up, the earlier
//! decisions taken into account. Reading errors, texts and decisions themselves are corrected, never decided.

use crate::{
    compute::{self, Decided, Split},
    finding::{Choices, Fact, Finding, Severity},
    model::{Decision, Keep},
    source::fold,
};

use super::{
    rule::{Context, Rule},
    rules::{DECISION_INVALID, DECISION_OUTDATED, DECISION_UNBALANCED, DECISION_UNMATCHED},
};

/// Marks what is settled, adds a finding for every decision that does not settle what it should, and gives the
/// splits that the others decide.
pub(super) fn settle(findings: &mut Vec<Finding>, context: &Context<'_>) -> Decided {
    let mut decided = Decided::new();
    let mut problems = Vec::new();
    for finding in findings.iter_mut() {
        finding.choices = choices(finding, context);
        if finding.choices.contains(&"parts") {
            let parties = context
                .dossier
                .convention
                .parties
                .iter()
                .map(|party| party.id.as_str());
            finding
                .args
                .insert("parties", parties.collect::<Vec<_>>().join(" ").into());
        }
    }
    for decision in &context.dossier.decisions {
        let matching: Vec<&mut Finding> = findings
            .iter_mut()
            .filter(|finding| finding.is_open() && is_about(decision, finding, context))
            .collect();
        problems.extend(settle_one(decision, matching, context, &mut decided));
    }
    findings.append(&mut problems);
    decided
}

fn settle_one(
    decision: &Decision,
    matching: Vec<&mut Finding>,
    context: &Context<'_>,
    decided: &mut Decided,
) -> Option<Finding> {
    let about = |rule: &Rule| {
        let finding = rule.at(&decision.place).drafted(decision.rule.as_str());
        match &decision.fiche {
            Some(code) => finding.fiche(code),
            None => finding,
        }
    };
    if Rule::named(&decision.rule).is_none() {
        return Some(about(&DECISION_INVALID).variant("rule"));
    }
    if matching.is_empty() {
        return Some(about(&DECISION_UNMATCHED));
    }
    // One of several like findings is named by its figure.
    let (current, stale): (Vec<_>, Vec<_>) = matching
        .into_iter()
        .partition(|finding| outdated(decision, finding).is_none());
    if current.is_empty() {
        let (variant, was, now) = stale
            .first()
            .and_then(|finding| outdated(decision, finding))?;
        return Some(
            about(&DECISION_OUTDATED)
                .variant(variant)
                .arg("was", was)
                .arg("now", now),
        );
    }
    let mut problem = None;
    for finding in current {
        if is_no_choice(decision, finding) {
            problem = Some(about(&DECISION_INVALID).variant("choice"));
        } else if decide(decision, finding, context, decided).is_none() {
            problem = Some(about(&DECISION_UNBALANCED));
        } else {
            finding.settlement = Some(decision.settlement.clone());
        }
    }
    problem
}

/// Whether what is kept has no meaning for this finding: an article's amount does not settle a share.
fn is_no_choice(decision: &Decision, finding: &Finding) -> bool {
    let kept = match decision.keep {
        Keep::Fiche => "fiche",
        Keep::Convention => "convention",
        // Whether these settle it is a matter of sums.
        Keep::Recap | Keep::Parts(_) => return false,
    };
    finding.severity == Severity::Error && !finding.choices.contains(&kept)
}

/// Why the decision is not about this figure any more: which message, the figure recorded, the figure drafted.
fn outdated(decision: &Decision, finding: &Finding) -> Option<(&'static str, String, String)> {
    let recorded = decision
        .drafted
        .as_ref()
        .map(|drafted| Fact::Amount(drafted.value));
    let Some(now @ Fact::Amount(_)) = &finding.drafted else {
        return None;
    };
    let variant = if recorded.is_none() { "unrecorded" } else { "" };
    let was = recorded
        .as_ref()
        .map_or_else(|| "—".to_owned(), Fact::shown);
    (recorded.as_ref() != Some(now)).then(|| (variant, was, now.shown()))
}

/// Applies what is kept; `None` when it does not add up.
fn decide(
    decision: &Decision,
    finding: &Finding,
    context: &Context<'_>,
    decided: &mut Decided,
) -> Option<()> {
    if matches!(decision.keep, Keep::Fiche | Keep::Convention) {
        return Some(());
    }
    let (spot, split) = split_of(finding, context)?;
    let current = decided.get(&spot).unwrap_or(split);
    let completes = finding.settled_by == Choices::Parts;
    let changed = compute::changes(context.dossier, decision, completes, spot, current)?;
    decided.insert(spot, changed);
    Some(())
}

/// The fiche and year of a finding, and their split by the rules.
fn split_of<'a>(finding: &Finding, context: &Context<'a>) -> Option<((usize, usize), &'a Split)> {
    let fiche = context.dossier.fiche_index(finding.fiche.as_ref()?)?;
    let year = context
        .dossier
        .years()
        .iter()
        .position(|own| Some(*own) == finding.year)?;
    Some(((fiche, year), &context.ruled.fiches[fiche].years[year]))
}

/// A finding is named by its rule and by all that tells it from its like: its fiche and its article; the year
/// and the nature only narrow a decision down.
fn is_about(decision: &Decision, finding: &Finding, context: &Context<'_>) -> bool {
    let text = |name: &str| finding.args.get(name).map(|own| fold(&own.shown()));
    let same_fiche = decision.fiche.as_ref().map(|code| &code.value) == finding.fiche.as_ref();
    let same_article = decision.article.as_deref().map(fold) == text("article");
    let same_year = decision
        .year
        .is_none_or(|rank| finding.year == Some(context.dossier.years()[rank]));
    let same_nature = decision
        .nature
        .as_ref()
        .is_none_or(|nature| text("nature") == Some(fold(nature)));
    let same_rule = finding.rule == decision.rule.as_str();
    same_rule
        && finding.settled_by != Choices::Nothing
        && same_fiche
        && same_article
        && same_year
        && same_nature
}

/// What a decision may keep.
fn choices(finding: &Finding, context: &Context<'_>) -> Vec<&'static str> {
    if !finding.blocks() {
        return Vec::new();
    }
    let recap = || {
        let (spot, split) = split_of(finding, context)?;
        compute::as_drafted(context.dossier, spot.0, spot.1, split)?;
        Some("recapitulatif")
    };
    match finding.settled_by {
        Choices::Nothing => Vec::new(),
        Choices::Recap => std::iter::once("fiche").chain(recap()).collect(),
        Choices::Article => vec!["fiche", "convention"],
        Choices::Parts if finding.year.is_some() => std::iter::once("parts")
            .chain(recap())
            .chain(["fiche"])
            .collect(),
        Choices::Fiche | Choices::Parts => vec!["fiche"],
    }
}

/// The `[[arbitrage]]` that would settle an open finding, ready to paste; keys as the file wants them.
pub fn proposal(finding: &Finding) -> Option<String> {
    let (first, rest) = finding.choices.split_first().filter(|_| finding.blocks())?;
    let text = |value: &str| toml::Value::String(value.to_owned()).to_string();
    let mut lines = vec![
        "[[arbitrage]]".to_owned(),
        format!("constat = {}", text(finding.rule)),
    ];
    lines.extend(
        finding
            .fiche
            .as_ref()
            .map(|code| format!("fiche = {}", text(code.spelling()))),
    );
    lines.extend(finding.year.map(|year| format!("annee = {year}")));
    for key in ["nature", "article"] {
        lines.extend(
            finding
                .args
                .get(key)
                .map(|value| format!("{key} = {}", text(&value.shown()))),
        );
    }
    let others = rest
        .iter()
        .map(|other| text(other))
        .collect::<Vec<_>>()
        .join(" | ");
    let parties = finding
        .args
        .get("parties")
        .map(Fact::shown)
        .unwrap_or_default();
    let parts = parties
        .split_whitespace()
        .map(|party| format!("{party} = \"\""))
        .collect::<Vec<_>>()
        .join(", ");
    lines.push(match (*first, others.is_empty()) {
        ("parts", _) => format!("parts = {{ {parts} }}  # | retenir = {others}"),
        (first, true) => format!("retenir = {}", text(first)),
        (first, false) => format!("retenir = {}  # | {others}", text(first)),
    });
    if let Some(Fact::Amount(drafted)) = &finding.drafted {
        lines.push(format!("montant_projet = {}", text(&drafted.plain())));
    }
    lines.extend(["motif = \"\"", "decide_par = \"\""].map(str::to_owned));
    Some(lines.join("\n"))
}
