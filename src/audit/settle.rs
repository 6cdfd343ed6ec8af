//! The decisions of the parties against the findings: what they settle, what they change, and which of them
//! settle nothing.
//!
//! A decision counts only where it settles a finding as drafted, and where the shares that it chooses add up, the earlier
//! decisions taken into account. Reading errors, texts and decisions themselves are corrected, never decided.

use super::{
    context::Context,
    rule::Rule,
    rules::{
        DECISION_INVALID, DECISION_OUTDATED, DECISION_UNBALANCED, DECISION_UNMATCHED, rule_named,
        stops_build,
    },
};
use crate::{
    compute::{self, Decided, Split},
    finding::{Choices, Fact, Finding, Keep, Severity},
    model::Decision,
    money::Amount,
    source::{Period, fold, join},
};

/// How many letters a line of a proposal may have, that 80 columns hold it where it is set in.
const MOST_LETTERS: usize = 72;

/// Marks what is settled, adds a finding for every decision that does not settle what it should, and gives the
/// splits that the others decide.
pub(super) fn settle(findings: &mut Vec<Finding>, context: &Context<'_>) -> Decided {
    let mut decided = Decided::new();
    let parties = context.dossier.convention.parties.iter();
    let parties = join(parties.map(|party| party.id.as_str()), " ");
    for finding in findings.iter_mut() {
        finding.choices = choices(finding, context);
        if finding.choices.contains(&"parts") {
            finding.args.insert("parties", parties.as_str().into());
        }
    }
    let mut problems = Vec::new();
    // What a decision is about may be what could not be read.
    let is_read = !context.dossier.findings.iter().any(stops_build);
    for decision in &context.dossier.decisions {
        let about = |rule: &Rule| Finding {
            fiche: decision.fiche.clone(),
            ..rule.at(&decision.place).drafted(decision.rule.as_str())
        };
        let is_about = |finding: &&mut Finding| is_about(decision, finding);
        let matching: Vec<&mut Finding> = findings.iter_mut().filter(is_about).collect();
        // One of several like findings is named by its figure.
        let is_current = |finding: &&mut Finding| outdated(decision, finding).is_none();
        let (current, stale): (Vec<_>, Vec<_>) = matching.into_iter().partition(is_current);
        let mut problem = if rule_named(&decision.rule).is_none() {
            Some(about(&DECISION_INVALID).variant("rule"))
        } else if !current.is_empty() {
            None
        } else if let Some(stale) = stale.first() {
            outdated(decision, stale).map(|(variant, was, now)| {
                let problem = about(&DECISION_OUTDATED).variant(variant);
                problem.arg("was", was).arg("now", now)
            })
        } else {
            is_read.then(|| about(&DECISION_UNMATCHED))
        };
        for finding in current {
            if let Err((rule, variant)) = apply(decision, finding, context, &mut decided) {
                problem = Some(about(rule).variant(variant));
            }
        }
        problems.extend(problem);
    }
    findings.append(&mut problems);
    decided
}

/// Settles a finding by the choice of a decision.
///
/// # Errors
/// The rule that the decision breaks, and which of its messages applies.
fn apply(
    decision: &Decision,
    finding: &mut Finding,
    context: &Context<'_>,
    decided: &mut Decided,
) -> Result<(), (&'static Rule, &'static str)> {
    let is_choice = |choice| finding.choices.contains(&choice);
    match decision.keep {
        // Parties may leave what a warning is about as it is.
        Keep::Fiche if finding.severity != Severity::Error || is_choice("fiche") => {}
        Keep::Convention if is_choice("convention") => {}
        // The choice has no meaning here: an article's amount does not settle a share.
        Keep::Fiche | Keep::Convention => return Err((&DECISION_INVALID, "choice")),
        Keep::Recap | Keep::Parts => {
            let unbalanced = (&DECISION_UNBALANCED, "");
            let completes = finding.settled_by == Choices::Parts;
            let (spot, split) = split_of(finding, context).ok_or(unbalanced)?;
            let current = decided.get(&spot).unwrap_or(split);
            let changed = compute::changes(context.dossier, decision, completes, spot, current);
            decided.insert(spot, changed.ok_or(unbalanced)?);
        }
    }
    finding.settlement = Some(decision.settlement(&context.dossier.funders));
    if finding.is_overruled() {
        finding.slip = None;
        finding.consequences.clear();
    }
    Ok(())
}

/// Why the decision is not about this figure any more: which message, the figure recorded, the figure drafted.
fn outdated(decision: &Decision, finding: &Finding) -> Option<(&'static str, String, String)> {
    let Some(Fact::Amount(now)) = finding.drafted else {
        return None;
    };
    let is_required = finding.settled_by == Choices::Article;
    let against = held_against(finding).filter(|_| is_required || decision.expected.is_some());
    let recorded = |was: Option<Amount>, now: Amount, variants: [&'static str; 2]| match was {
        Some(was) if was == now => None,
        Some(was) => Some((variants[0], was.to_string(), now.to_string())),
        None => Some((variants[1], "—".to_owned(), now.to_string())),
    };
    recorded(decision.drafted, now, ["", "unrecorded"]).or_else(|| {
        let variants = ["expected", "expected-unrecorded"];
        recorded(decision.expected, against?, variants)
    })
}

/// What the drafted figure is held against: what it should be, or what another article states. An article that is
/// decided to stand beside other figures stands beside these alone.
pub(crate) fn held_against(finding: &Finding) -> Option<Amount> {
    let other = finding.args.get("first-amount");
    match finding.expected.as_ref().or(other)? {
        Fact::Amount(amount) => Some(*amount),
        _ => None,
    }
}

/// The fiche and year of a finding, and their split by the rules.
fn split_of<'a>(finding: &Finding, context: &Context<'a>) -> Option<((usize, usize), &'a Split)> {
    let fiche = context.dossier.fiche_index(finding.fiche.as_ref()?)?;
    let mut years = context.dossier.years().iter();
    let year = years.position(|year| Some(year) == finding.year.as_ref())?;
    Some(((fiche, year), &context.ruled.fiches[fiche].years[year]))
}

/// Whether a decision names a finding: by its rule, its fiche and its article; the year and the nature only narrow a
/// decision down.
fn is_about(decision: &Decision, finding: &Finding) -> bool {
    let text = |name: &str| finding.args.get(name).map(|fact| fold(&fact.shown()));
    let nature = decision.nature.as_deref().map(fold);
    finding.rule == decision.rule.as_str()
        && finding.is_open()
        && (finding.settled_by != Choices::Nothing || finding.severity == Severity::Warning)
        && decision.fiche == finding.fiche
        && decision.article.as_deref().map(fold) == text("article")
        && (decision.year.is_none() || decision.year == finding.year)
        && (nature.is_none() || nature == text("nature"))
}

/// What a decision may choose.
fn choices(finding: &Finding, context: &Context<'_>) -> Vec<&'static str> {
    if !finding.blocks() {
        return Vec::new();
    }
    let recap = || {
        let ((fiche, year), split) = split_of(finding, context)?;
        let adds_up = compute::as_drafted(context.dossier, fiche, year, split).is_some();
        adds_up.then_some("recapitulatif")
    };
    let choices = match finding.settled_by {
        Choices::Nothing => [None; 3],
        Choices::Recap => [Some("fiche"), recap(), None],
        // An amount typed in an article of the dossier is put right there, or stands.
        Choices::Article if context.is_in_article(&finding.place) => {
            [Some("convention"), None, None]
        }
        Choices::Article => [Some("fiche"), Some("convention"), None],
        Choices::Parts if finding.year.is_some() => [Some("parts"), recap(), Some("fiche")],
        Choices::Fiche | Choices::Parts => [Some("fiche"), None, None],
    };
    choices.into_iter().flatten().collect()
}

/// The `[[arbitrage]]` that would settle an open finding, ready to paste; keys as the file wants them.
pub(crate) fn proposal(finding: &Finding) -> Option<String> {
    let (first, rest) = finding.choices.split_first().filter(|_| finding.blocks())?;
    let text = |value: &str| toml::Value::from(value).to_string();
    let arg = |key: &str| finding.args.get(key).map(Fact::shown);
    let others = join(rest.iter().map(|other| text(other)), " | ");
    let choice = if *first == "parts" {
        // A party a line, however many there are.
        let parties = arg("parties").unwrap_or_default();
        let parts = parties.split_whitespace();
        let parts = parts.map(|party| format!("parts.{party} = \"\"\n"));
        format!("{}# | retenir = {others}", parts.collect::<String>())
    } else {
        let link = if others.is_empty() { "" } else { "  # | " };
        format!("retenir = {}{link}{others}", text(first))
    };
    Some(entry(
        finding,
        finding.year.as_ref(),
        &choice,
        "motif = \"\"\ndecide_par = \"\"",
    ))
}

/// The `[[arbitrage]]` that settles a finding, or its part of a year, from the lines of the choice and of those who made
/// it.
pub(crate) fn entry(
    finding: &Finding,
    year: Option<&Period>,
    choice: &str,
    signed: &str,
) -> String {
    let text = |value: &str| toml::Value::from(value).to_string();
    let arg = |key: &str| finding.args.get(key).map(Fact::shown);
    let drafted = match &finding.drafted {
        Some(Fact::Amount(drafted)) => Some(text(&drafted.plain())),
        _ => None,
    };
    let against = held_against(finding).filter(|_| finding.settled_by == Choices::Article);
    let fiche = finding.fiche.as_ref().map(|code| text(code.spelling()));
    let period = year.filter(|year| year.year().is_none());
    let line = |key: &str, value: Option<String>| value.map(|value| format!("{key} = {value}"));
    let named = |key: &str, value: Option<String>| value.map(|value| folded(key, &value));
    let lines = [
        line("constat", Some(text(finding.rule))),
        line("fiche", fiche),
        line(
            "annee",
            year.and_then(Period::year).map(|year| year.to_string()),
        ),
        named("periode", period.map(Period::to_string)),
        named("nature", arg("nature")),
        named("article", arg("article")),
        Some(choice.to_owned()),
        line("montant_projet", drafted),
        line(
            "montant_attendu",
            against.map(|amount| text(&amount.plain())),
        ),
        Some(signed.to_owned()),
    ];
    format!("[[arbitrage]]\n{}", join(lines.into_iter().flatten(), "\n"))
}

/// A key and its text, on as many lines as it takes: it may be copied from a narrow terminal.
fn folded(key: &str, value: &str) -> String {
    let line = format!("{key} = {}", toml::Value::from(value));
    let is_plain = !value.contains(|c: char| c.is_control() || matches!(c, '"' | '\\'));
    if line.chars().count() <= MOST_LETTERS || !is_plain {
        return line;
    }
    let mut lines = vec![String::new()];
    for word in value.split_inclusive(' ') {
        if let Some(line) = lines.last_mut()
            && line.chars().count() + word.chars().count() <= MOST_LETTERS - 4
        {
            line.push_str(word);
        } else {
            lines.push(word.to_owned());
        }
    }
    // A backslash at the end of a line joins the next one to it.
    format!("{key} = \"\"\"\\\n  {}\"\"\"", lines.join("\\\n  "))
}
