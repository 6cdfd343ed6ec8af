//! A line, or a whole fiche, that costs something and that nobody pays.

use crate::{
    audit::{
        Family, Rule,
        rule::{Context, term},
    },
    finding::{Choices, Finding},
    model::{CostLine, Fiche},
    money::Amount,
    source::fold,
};

pub(super) static RULE: Rule = Rule::error("funding-none", Family::Funding, check)
    .yearly()
    .settled_by(Choices::Parts);

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    for (index, fiche) in context.fiches() {
        if fiche.rules.is_empty() {
            findings.extend(whole_fiche(context, index, fiche));
        } else if fiche.has_clear_funding() {
            lines(context, fiche, findings);
        }
    }
}

/// A fiche without any funder is one finding, at its first cost.
fn whole_fiche(context: &Context<'_>, index: usize, fiche: &Fiche) -> Option<Finding> {
    let total = context.ruled.fiches[index].all.total;
    let mut cells = fiche
        .lines
        .iter()
        .flat_map(|line| line.years.iter().map(|cost| &cost.amount));
    let first = cells.find(|cell| cell.amount().is_some_and(|amount| !amount.is_zero()))?;
    Some(
        RULE.at(&first.place)
            .variant("fiche")
            .fiche(&fiche.code)
            .drafted(total),
    )
}

/// One finding a nature and year: it is decided, and paid, as a whole.
fn lines(context: &Context<'_>, fiche: &Fiche, findings: &mut Vec<Finding>) {
    for (rank, year) in context.years() {
        if fiche.rules.iter().any(|rule| rule.fixed(rank).is_some()) {
            continue;
        }
        let mut natures: Vec<(Option<String>, Vec<&CostLine>)> = Vec::new();
        for line in fiche
            .lines
            .iter()
            .filter(|line| !line.amount(rank).is_zero() && !is_covered(fiche, line))
        {
            let nature = line.nature.as_ref().map(|nature| fold(nature));
            match natures.iter_mut().find(|(known, _)| *known == nature) {
                Some((_, lines)) => lines.push(line),
                None => natures.push((nature, vec![line])),
            }
        }
        findings.extend(
            natures
                .iter()
                .map(|(_, lines)| of_nature(fiche, lines, rank).year(year)),
        );
    }
}

fn of_nature(fiche: &Fiche, lines: &[&CostLine], rank: usize) -> Finding {
    let first = lines[0];
    let sum: Amount = lines.iter().map(|line| line.amount(rank)).sum();
    // A single line is no sum.
    let summed = if lines.len() > 1 { lines } else { &[] };
    let terms = summed
        .iter()
        .map(|line| term(line.amount(rank), &line.years[rank].amount.place))
        .collect();
    let named = first
        .nature
        .as_ref()
        .or(first.label.as_ref())
        .map_or("", |name| name.as_str());
    let finding = RULE
        .at(&first.years[rank].amount.place)
        .fiche(&fiche.code)
        .drafted(sum)
        .drafted_terms(terms);
    let finding = finding.arg("what", named);
    match &first.nature {
        Some(nature) => finding.arg("nature", nature.as_str()),
        None => finding,
    }
}

fn is_covered(fiche: &Fiche, line: &CostLine) -> bool {
    fiche
        .rules
        .iter()
        .any(|rule| line.is_covered_by(rule) && rule.rate.is_some())
}
