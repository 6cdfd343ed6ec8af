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
    let lines = fiches()
        .flat_map(Fiche::budgets)
        .flat_map(|budget| &budget.lines);
    let natures: Vec<&str> = lines
        .filter_map(|line| Some(line.nature.as_ref()?.as_str()))
        .collect();
    let counted = || {
        let lines = fiches().flat_map(|fiche| fiche.lines.iter().map(move |line| (fiche, line)));
        lines.filter_map(|(fiche, line)| Some((fiche, line.nature.as_ref()?)))
    };
    for off in &dossier.convention.off_total {
        let finding = |finding: Finding| finding.severity(Severity::Warning);
        if natures.iter().any(|nature| fold(nature) == fold(off)) {
            let near = counted().filter(|(_, nature)| slip::is_typo_of_word(off, nature));
            findings.extend(near.map(|(fiche, nature)| {
                let finding = finding(RULE.of(fiche, &nature.place)).variant("near");
                finding.drafted(nature.as_str()).expected(off.as_str())
            }));
        } else {
            let near = nearest(off, natures.iter().copied()).unwrap_or("none");
            let finding = finding(RULE.at(&off.place)).variant("unknown");
            findings.push(finding.drafted(off.as_str()).arg("nearest", near));
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
