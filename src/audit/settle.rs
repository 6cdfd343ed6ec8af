//! The decisions of the parties against the findings: what they settle, and which of them settle nothing.

use crate::{
    compute,
    finding::{Fact, Finding},
    model::{Decision, Keep},
    source::fold,
};

use super::{
    RULES,
    rule::{Context, Rule},
    rules::{DECISION_INVALID, DECISION_OUTDATED, DECISION_UNBALANCED, DECISION_UNMATCHED},
};

/// Marks what is settled, and adds a finding for every decision that does not settle what it should.
pub(super) fn settle(findings: &mut Vec<Finding>, context: &Context<'_>) {
    let mut problems = Vec::new();
    for decision in &context.dossier.decisions {
        let matching: Vec<&mut Finding> =
            findings.iter_mut().filter(|finding| finding.is_open() && is_about(decision, finding, context)).collect();
        problems.extend(settle_one(decision, matching, context));
    }
    findings.append(&mut problems);
}

fn settle_one(decision: &Decision, matching: Vec<&mut Finding>, context: &Context<'_>) -> Option<Finding> {
    let about = |rule: &Rule| {
        let finding = rule.at(&decision.place).drafted(decision.rule.as_str());
        match &decision.fiche {
            Some(code) => finding.fiche(code),
            None => finding,
        }
    };
    if !RULES.iter().any(|rule| rule.name == *decision.rule) {
        return Some(about(&DECISION_INVALID).variant("rule"));
    }
    if matching.is_empty() {
        return Some(about(&DECISION_UNMATCHED));
    }
    let mut problem = None;
    for finding in matching {
        let recorded = decision.drafted.as_ref().map(|drafted| Fact::Amount(drafted.value));
        let is_amount = matches!(finding.drafted, Some(Fact::Amount(_)));
        if is_amount && recorded != finding.drafted {
            let now = finding.drafted.clone().map_or_else(String::new, |fact| fact.shown());
            let was = recorded.as_ref().map_or_else(|| "—".to_owned(), Fact::shown);
            let variant = if recorded.is_none() { "unrecorded" } else { "" };
            problem = Some(about(&DECISION_OUTDATED).variant(variant).arg("was", was).arg("now", now));
        } else if !adds_up(decision, finding, context) {
            problem = Some(about(&DECISION_UNBALANCED));
        } else {
            finding.settlement = Some(decision.settlement.clone());
        }
    }
    problem
}

fn is_about(decision: &Decision, finding: &Finding, context: &Context<'_>) -> bool {
    let same_text = |wanted: &Option<String>, name: &str| {
        wanted
            .as_ref()
            .is_none_or(|wanted| finding.args.get(name).is_some_and(|own| fold(&own.shown()) == fold(wanted)))
    };
    let same_fiche = decision.fiche.as_ref().is_none_or(|code| finding.fiche.as_ref() == Some(&code.value));
    let same_year = decision.year.is_none_or(|rank| finding.year == Some(context.dossier.years()[rank]));
    let same_rule = finding.rule == decision.rule.as_str();
    same_rule
        && same_fiche
        && same_year
        && same_text(&decision.nature, "nature")
        && same_text(&decision.article, "article")
}

/// Whether what is kept gives figures that add up in the finding's fiche and year.
fn adds_up(decision: &Decision, finding: &Finding, context: &Context<'_>) -> bool {
    if matches!(decision.keep, Keep::Fiche | Keep::Convention) {
        return true;
    }
    let fiche = finding.fiche.as_ref().and_then(|code| context.dossier.fiche_index(code));
    let year = finding.year.and_then(|year| context.dossier.years().iter().position(|own| *own == year));
    let (Some(fiche), Some(year)) = (fiche, year) else { return false };
    let split = &context.ruled.fiches[fiche].years[year];
    compute::changes(context.dossier, decision, fiche, year, split).is_some()
}

/// The `[[arbitrage]]` that would settle an open finding, ready to paste; keys as the file wants them.
pub fn proposal(finding: &Finding) -> Option<String> {
    let keep: &[&str] = match finding.rule {
        "recap-share" | "recap-column" | "recap-funders-omitted" | "recap-total" => &["fiche", "recapitulatif"],
        "stated-amount" | "advance-amount" => &["fiche", "convention"],
        "funding-none" => &[],
        rule if rule.starts_with("decision-") => return None,
        _ if finding.fiche.is_some() => &["fiche"],
        _ => return None,
    };
    if !finding.blocks() {
        return None;
    }
    let text = |value: &str| toml::Value::String(value.to_owned()).to_string();
    let mut lines = vec!["[[arbitrage]]".to_owned(), format!("constat = {}", text(finding.rule))];
    lines.extend(finding.fiche.as_ref().map(|code| format!("fiche = {}", text(code.spelling()))));
    lines.extend(finding.year.map(|year| format!("annee = {year}")));
    for key in ["nature", "article"] {
        let named =
            finding.args.get(key).map(Fact::shown).filter(|value| !value.is_empty() && finding.rule != "funding-rates");
        lines.extend(named.map(|value| format!("{key} = {}", text(&value))));
    }
    match keep.split_first() {
        Some((first, rest)) => {
            let others: String = rest.iter().map(|other| format!("  # | {}", text(other))).collect();
            lines.push(format!("retenir = {}{others}", text(first)));
        }
        None => lines.push("parts = { }".to_owned()),
    }
    if let Some(Fact::Amount(drafted)) = &finding.drafted {
        lines.push(format!("montant_projet = {}", text(&drafted.plain())));
    }
    lines.extend(["motif = \"\"", "decide_par = \"\""].map(str::to_owned));
    Some(lines.join("\n"))
}
