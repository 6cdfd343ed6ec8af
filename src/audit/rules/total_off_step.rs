//! A cost that is no multiple of the step its shares are rounded to.

use crate::audit::prelude::*;

pub(super) static RULE: Rule = Rule::info("total-off-step", Family::Lines, check);

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let step = context.dossier.convention.step;
    for at in &context.fiche_years {
        let is_odd = at.split.knows(ColumnKind::Total) && !step.divides(at.split.total);
        let mut costs = at.cost_terms();
        let odd = costs.find(|(amount, _)| is_odd && !step.divides(*amount));
        findings.extend(odd.map(|(_, place)| {
            let finding = RULE.within(at, place).drafted(at.split.total);
            finding
                .drafted_terms(at.cost_terms())
                .arg("step", step.amount())
        }));
    }
}
