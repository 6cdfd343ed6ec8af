//! A cost that is no multiple of the step its shares are rounded to.

use crate::{
    audit::{Family, Rule, rule::Context},
    finding::Finding,
};

pub(super) static RULE: Rule = Rule::info("total-off-step", Family::Lines, check);

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let step = context.dossier.convention.settings.step;
    for (index, fiche) in context.fiches() {
        for (rank, year) in context.years() {
            let total = context.ruled.fiches[index].years[rank].total;
            let cell = fiche
                .lines
                .iter()
                .map(|line| &line.years[rank].amount)
                .find(|cell| cell.amount().is_some_and(|amount| !step.divides(amount)));
            if let Some(cell) = cell.filter(|_| !step.divides(total)) {
                let finding = RULE
                    .at(&cell.place)
                    .fiche(&fiche.code)
                    .year(year)
                    .drafted(total);
                findings.push(
                    finding
                        .drafted_terms(Context::cost_terms(fiche, rank))
                        .arg("step", step.amount()),
                );
            }
        }
    }
}
