//! A line, or a whole fiche, that costs something and that nobody pays.

use crate::{
    audit::{Check, Family, Rule, rule::Context},
    finding::{Finding, Severity},
    model::Fiche,
};

pub(super) static RULE: Rule =
    Rule { name: "funding-none", family: Family::Funding, severity: Severity::Error, check: Check::Audit(check) };

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
    let mut cells = fiche.lines.iter().flat_map(|line| line.years.iter().map(|cost| &cost.amount));
    let first = cells.find(|cell| cell.amount().is_some_and(|amount| !amount.is_zero()))?;
    Some(RULE.at(&first.place).variant("fiche").fiche(&fiche.code).drafted(total))
}

fn lines(context: &Context<'_>, fiche: &Fiche, findings: &mut Vec<Finding>) {
    for (rank, year) in context.years() {
        if fiche.rules.iter().any(|rule| rule.fixed(rank).is_some()) {
            continue;
        }
        for line in &fiche.lines {
            let covered = fiche.rules.iter().any(|rule| line.is_covered_by(rule) && rule.rate.is_some());
            let amount = line.amount(rank);
            if covered || amount.is_zero() {
                continue;
            }
            let name = line.nature.as_ref().or(line.label.as_ref()).map_or("", |name| name.as_str());
            let finding = RULE.at(&line.years[rank].amount.place).fiche(&fiche.code).year(year);
            findings.push(finding.drafted(amount).arg("nature", name));
        }
    }
}
