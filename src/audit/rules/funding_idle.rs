//! A funder with a rate, where there is no cost to pay.

use crate::{audit::prelude::*, read::nearest};

pub(super) static RULE: Rule = Rule::warning("funding-idle", Family::Funding, check);

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    for (_, fiche) in context.fiches() {
        let strays = fiche.stray_rules();
        findings.extend(strays.filter_map(|rule| stray(context, fiche, rule)));
        let is_idle = |rule: &&FundingRule| {
            let mut covered = fiche.covered_by(rule).peekable();
            let mut years = context.years().map(|(rank, _)| rank);
            let costs = |line: &CostLine, rank| !line.amount(rank).is_zero();
            rule.rate.is_some()
                && covered.peek().is_some()
                && !covered.any(|line| context.years().any(|(rank, _)| costs(line, rank)))
                && !years.any(|rank| rule.fixed(rank).is_some())
        };
        findings.extend(fiche.rules.iter().filter(is_idle).map(|rule| {
            let funder = context.funder(rule.funder);
            RULE.of(fiche, &rule.place).arg("funder", funder)
        }));
    }
}

/// A rule for a nature that no line has leaves some line unpaid: an error, told here and nowhere else. It keeps the
/// audit from telling who pays what, so that only a correction settles it.
fn stray(context: &Context<'_>, fiche: &Fiche, rule: &FundingRule) -> Option<Finding> {
    let nature = rule.nature.as_ref()?;
    let natures = fiche.lines.iter().filter_map(|line| line.nature.as_deref());
    let near = nearest(nature, natures.map(String::as_str)).unwrap_or("none");
    let finding = RULE
        .of(fiche, &nature.place)
        .variant("nature")
        .drafted(nature.as_str())
        .arg("funder", context.funder(rule.funder))
        .arg("nearest", near);
    Some(Finding {
        severity: Severity::Error,
        settled_by: Choices::Nothing,
        ..finding
    })
}
