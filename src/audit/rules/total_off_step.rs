//! A cost that is no multiple of the step its shares are rounded to.

use crate::audit::prelude::*;

pub(super) static RULE: Rule = Rule::info("total-off-step", Family::Lines, check);

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let step = context.dossier.convention.settings.step;
    for at in context
        .fiche_years()
        .filter(|at| !step.divides(at.split.total))
    {
        let mut cells = at
            .fiche
            .lines
            .iter()
            .map(|line| &line.years[at.rank].amount);
        let odd = cells.find(|cell| cell.amount().is_some_and(|amount| !step.divides(amount)));
        findings.extend(odd.map(|cell| {
            let finding = RULE.within(at, &cell.place).drafted(at.split.total);
            finding
                .drafted_terms(at.cost_terms())
                .arg("step", step.amount())
        }));
    }
}
