//! A line, or a whole fiche, that costs something and that nobody pays.

use crate::{
    audit::{draft::filled, prelude::*},
    compute::Known,
};

pub(super) static RULE: Rule = Rule::error("funding-none", Family::Funding, check)
    .yearly()
    .settled_by(Choices::Parts);

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    // A fiche without any funder is one finding, at its first cost.
    for (index, fiche) in context.fiches().filter(|(_, fiche)| fiche.rules.is_empty()) {
        if context.ruled.fiches[index].all.known != Known::All {
            continue;
        }
        let mut costs = filled(fiche.lines.iter().flat_map(|line| &line.years));
        findings.extend(costs.next().map(|(_, place)| {
            let finding = RULE.of(fiche, place).variant("fiche");
            finding.drafted(context.ruled.fiches[index].all.total)
        }));
    }
    for at in &context.fiche_years {
        let is_apart = at.fiche.rules.is_empty() || at.fiche.has_fixed(at.rank);
        let is_known = at.split.known == Known::All;
        if is_known && !is_apart && at.fiche.has_clear_funding() {
            natures(at, findings);
        }
    }
}

/// One finding a nature and year: it is decided, and paid, as a whole.
fn natures(at: &FicheYear<'_>, findings: &mut Vec<Finding>) {
    let mut natures: Vec<(Option<String>, Vec<&CostLine>)> = Vec::new();
    for line in &at.fiche.lines {
        if line.amount(at.rank).is_zero() || at.fiche.is_rated(line) {
            continue;
        }
        let nature = line.nature.as_ref().map(|nature| fold(nature));
        match natures.iter_mut().find(|(known, _)| *known == nature) {
            Some((_, lines)) => lines.push(line),
            None => natures.push((nature, vec![line])),
        }
    }
    for (_, lines) in natures {
        let first = lines[0];
        let costs = lines.iter().map(|line| &line.years[at.rank]);
        let terms: Vec<(Amount, &Place)> = filled(costs).collect();
        let sum: Amount = terms.iter().map(|(amount, _)| *amount).sum();
        // A single line is no sum.
        let summed = terms.into_iter().filter(|_| lines.len() > 1);
        let named = first.nature.as_ref().or(first.label.as_ref());
        let place = &first.years[at.rank].amount.place;
        let mut finding = RULE.within(at, place).drafted(sum);
        if let Some(nature) = &first.nature {
            finding = finding.arg("nature", nature.as_str());
        }
        let what = named.map_or("", |name| name.as_str());
        findings.push(finding.drafted_terms(summed).arg("what", what));
    }
}
