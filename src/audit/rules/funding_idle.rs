//! A funder with a rate, where there is no cost to pay.

use crate::{audit::prelude::*, read::nearest};

pub(super) static RULE: Rule = Rule::warning("funding-idle", Family::Funding, check);

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    for (fiche, rule) in context.rules() {
        let covered: Vec<&CostLine> = fiche.covered_by(rule).collect();
        let is_idle = |(rank, _)| {
            let costs = covered.iter().any(|line| line.may_cost(rank));
            rule.fixed(rank).is_none() && !costs
        };
        let finding = match &rule.nature {
            // A rule for a nature that no line has leaves some line unpaid: an error, told here and nowhere else. It
            // keeps the audit from telling who pays what, so that only a correction settles it.
            Some(nature) if covered.is_empty() && !fiche.lines.is_empty() => {
                let natures = fiche.lines.iter().filter_map(|line| line.nature.as_deref());
                let near = nearest(nature, natures.map(String::as_str)).unwrap_or("none");
                let finding = RULE.of(fiche, &nature.place).variant("nature");
                let finding = finding.drafted(nature.as_str()).arg("nearest", near);
                Finding {
                    severity: Severity::Error,
                    settled_by: Choices::Nothing,
                    ..finding
                }
            }
            _ if covered.is_empty() || rule.rate.is_none() => continue,
            _ if context.years().all(is_idle) => RULE.of(fiche, &rule.place),
            _ => continue,
        };
        findings.push(finding.arg("funder", context.funder(rule.funder)));
    }
}
