//! A funder with a rate, where there is no cost to pay.

use crate::{
    audit::{Family, Rule, rule::Context},
    finding::{Choices, Finding, Severity},
    model::{Fiche, FundingRule},
    read::nearest,
};

pub(super) static RULE: Rule = Rule::warning("funding-idle", Family::Funding, check);

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    for (_, fiche) in context.fiches() {
        for rule in fiche.stray_rules() {
            findings.extend(stray(context, fiche, rule));
        }
        for rule in fiche
            .rules
            .iter()
            .filter(|rule| rule.rate.is_some() && !fiche.lines.is_empty())
        {
            let mut covered = fiche
                .lines
                .iter()
                .filter(|line| line.is_covered_by(rule))
                .peekable();
            let is_stray = covered.peek().is_none();
            let costs = covered.any(|line| {
                context
                    .years()
                    .any(|(rank, _)| !line.amount(rank).is_zero())
            });
            let fixed = context.years().any(|(rank, _)| rule.fixed(rank).is_some());
            if !is_stray && !costs && !fixed {
                findings.push(
                    RULE.at(&rule.place)
                        .fiche(&fiche.code)
                        .arg("funder", context.funder(rule.funder)),
                );
            }
        }
    }
}

/// A rule for a nature that no line has leaves some line unpaid: an error, told here and nowhere else.
fn stray(context: &Context<'_>, fiche: &Fiche, rule: &FundingRule) -> Option<Finding> {
    let nature = rule.nature.as_ref()?;
    let natures = fiche
        .lines
        .iter()
        .filter_map(|line| line.nature.as_ref())
        .map(|nature| nature.as_str());
    let near = nearest(nature, natures).unwrap_or("none");
    let mut finding = RULE
        .at(&nature.place)
        .variant("nature")
        .fiche(&fiche.code)
        .drafted(nature.as_str());
    finding.severity = Severity::Error;
    // It keeps the audit from telling who pays what.
    finding.settled_by = Choices::Nothing;
    Some(
        finding
            .arg("funder", context.funder(rule.funder))
            .arg("nearest", near),
    )
}
