//! What no total counts: some line has each of its natures, and who brings it brings all of it.

use crate::{
    audit::prelude::*,
    compute::{Known, ruled},
    read::nearest,
};

pub(super) static RULE: Rule =
    Rule::error("off-total", Family::Funding, check).settled_by(Choices::Nothing);

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let (dossier, fiches) = (context.dossier, || context.fiches().map(|(_, fiche)| fiche));
    let lines = fiches().flat_map(Fiche::budgets).flat_map(|own| &own.lines);
    let natures: Vec<&str> = lines
        .filter_map(|line| Some(line.nature.as_ref()?.as_str()))
        .collect();
    for off in &dossier.convention.off_total {
        if !natures.iter().any(|nature| fold(nature) == fold(off)) {
            let near = nearest(off, natures.iter().copied()).unwrap_or("none");
            let finding = RULE.at(&off.place).severity(Severity::Warning);
            let finding = finding.variant("unknown").drafted(off.as_str());
            findings.push(finding.arg("nearest", near));
        }
    }
    for fiche in fiches() {
        let budget = fiche.off_total.as_deref();
        let Some(budget) = budget.filter(|_| fiche.budgets().all(Fiche::has_clear_funding)) else {
            continue;
        };
        let rows = budget.lines.iter().map(|line| &line.place);
        let mut rows = rows.chain(budget.rules.iter().map(|rule| &rule.place));
        let Some(place) = rows.next() else { continue };
        let splits = ruled(dossier, budget, Known::All);
        if budget.rules.is_empty() {
            let is_costed = splits.all.known == Known::All && !splits.all.total.is_zero();
            let finding = || RULE.of(fiche, place).variant("none");
            findings.extend(is_costed.then(|| finding().drafted(splits.all.total)));
            continue;
        }
        for (year, split) in dossier.years().iter().zip(&splits.years) {
            let brought = split.total - split.unallocated;
            if split.known == Known::All && brought != split.total {
                let finding = RULE.of(fiche, place).year(year.clone());
                findings.push(finding.drafted(brought).expected(split.total));
            }
        }
    }
}
