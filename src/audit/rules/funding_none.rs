//! A line, or a whole fiche, that costs something and that nobody pays.

use crate::audit::prelude::*;

pub(super) static RULE: Rule = Rule::error("funding-none", Family::Funding, check)
    .yearly()
    .settled_by(Choices::Parts);

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    for (index, fiche) in context.fiches().filter(|(_, fiche)| fiche.rules.is_empty()) {
        findings.extend(whole_fiche(fiche, context.ruled.fiches[index].all.total));
    }
    for at in context.fiche_years() {
        let is_told = at.fiche.rules.is_empty() || at.fiche.has_fixed(at.rank);
        if !is_told && at.fiche.has_clear_funding() {
            natures(at, findings);
        }
    }
}

/// A fiche without any funder is one finding, at its first cost.
fn whole_fiche(fiche: &Fiche, total: Amount) -> Option<Finding> {
    let mut cells = fiche
        .lines
        .iter()
        .flat_map(|line| &line.years)
        .map(|cost| &cost.amount);
    let first = cells.find(|cell| cell.amount().is_some_and(|amount| !amount.is_zero()))?;
    Some(RULE.of(fiche, &first.place).variant("fiche").drafted(total))
}

/// One finding a nature and year: it is decided, and paid, as a whole.
fn natures(at: FicheYear<'_>, findings: &mut Vec<Finding>) {
    let mut natures: Vec<(Option<String>, Vec<&CostLine>)> = Vec::new();
    let costs = at
        .fiche
        .lines
        .iter()
        .filter(|line| !line.amount(at.rank).is_zero());
    for line in costs.filter(|line| !at.fiche.is_rated(line)) {
        let nature = line.nature.as_ref().map(|nature| fold(nature));
        match natures.iter_mut().find(|(known, _)| *known == nature) {
            Some((_, lines)) => lines.push(line),
            None => natures.push((nature, vec![line])),
        }
    }
    findings.extend(natures.iter().map(|(_, lines)| of_nature(at, lines)));
}

fn of_nature(at: FicheYear<'_>, lines: &[&CostLine]) -> Finding {
    let first = lines[0];
    let sum: Amount = lines.iter().map(|line| line.amount(at.rank)).sum();
    // A single line is no sum.
    let summed = if lines.len() > 1 { lines } else { &[] };
    let term =
        |line: &&CostLine| Term::new(line.amount(at.rank), &line.years[at.rank].amount.place);
    let named = first.nature.as_ref().or(first.label.as_ref());
    let finding = RULE
        .within(at, &first.years[at.rank].amount.place)
        .drafted(sum)
        .drafted_terms(summed.iter().map(term).collect())
        .arg("what", named.map_or("", |name| name.as_str()));
    match &first.nature {
        Some(nature) => finding.arg("nature", nature.as_str()),
        None => finding,
    }
}
