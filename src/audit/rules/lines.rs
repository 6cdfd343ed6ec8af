//! Cost lines, each by itself.

use std::{cmp::Reverse, collections::BTreeSet};

use crate::{audit::prelude::*, model::Tax};

/// A cost line without an amount in any year; `/` is for none planned.
pub(super) static BLANK: Rule = Rule::warning("line-blank", Family::Lines, blank);

fn blank(context: &Context<'_>, findings: &mut Vec<Finding>) {
    for (fiche, line) in context.lines() {
        let is_blank = |cost: &CostAmount| cost.amount.value == CellAmount::Blank;
        let name = line.label.as_ref().or(line.nature.as_ref());
        let name = name.filter(|_| line.years.iter().all(is_blank));
        if let (Some(name), Some(first)) = (name, line.years.first()) {
            let finding = BLANK.of(fiche, &first.amount.place);
            findings.push(finding.arg("line", name.as_str()));
        }
    }
}

/// Days × day rate gives another amount than the one written.
pub(super) static DAYS: Rule = Rule::error("line-days", Family::Lines, days);

fn days(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let Some(rate) = &context.dossier.convention.day_rate else {
        return;
    };
    for at in &context.fiche_years {
        for (cost, days, by_days) in at.wrong_days(rate.value) {
            let cell = &cost.amount;
            let days_term = (Fact::from(days.value), &days.place);
            let terms = [days_term, (rate.value.into(), &rate.place)];
            let priced = DAYS.within(at, &cell.place).expected(by_days);
            let priced = priced.terms(terms).arg("days", days.value);
            let finding = match cell.amount() {
                // The totals were made with the amount: the days are wrong.
                Some(amount) if at.is_borne_out => Finding {
                    expected: amount.over(rate.value).map(Fact::Number),
                    ..DAYS
                        .within(at, &days.place)
                        .variant("days")
                        .drafted(days.value)
                        .arg("by-days", by_days)
                        .arg("amount", amount)
                },
                // A wrong sign is listed by `line-negative`.
                Some(amount) if amount == -by_days => continue,
                Some(amount) => priced.drafted(amount).slip(slip::of_keys(amount, by_days)),
                // Days that nobody has priced would be costed at nothing.
                None => priced.variant("unpriced"),
            };
            findings.push(finding.arg("rate", rate.value));
        }
    }
}

/// An amount below zero in a budget of costs.
pub(super) static NEGATIVE: Rule = Rule::error("line-negative", Family::Lines, negative);

fn negative(context: &Context<'_>, findings: &mut Vec<Finding>) {
    for at in &context.fiche_years {
        let fixed = at.fiche.rules.iter().map(|rule| &rule.amounts[at.rank]);
        for cell in at.costs().map(|cost| &cost.amount).chain(fixed) {
            if let Some(amount) = cell.amount().filter(|amount| amount.is_negative()) {
                findings.push(NEGATIVE.cell(at, (&cell.place, amount, -amount)));
            }
        }
    }
}

/// Amounts without tax and amounts with tax added together.
pub(super) static TAX: Rule = Rule::warning("line-tax", Family::Lines, taxes);

/// One finding for the agreement: it is one total that mixes them.
fn taxes(context: &Context<'_>, findings: &mut Vec<Finding>) {
    // The first cell of each fiche with this tax.
    let with = |wanted: Tax| -> Vec<(&Fiche, &Located<Tax>)> {
        let cells = context.fiches().filter_map(|(_, fiche)| {
            let mut cells = fiche.lines.iter().filter_map(|line| line.tax.as_ref());
            Some((fiche, cells.find(|tax| tax.value == wanted)?))
        });
        cells.collect()
    };
    let (excluded, included) = (with(Tax::Excluded), with(Tax::Included));
    let is_included_rarer = included.len() <= excluded.len();
    let rarer = [&excluded, &included][usize::from(is_included_rarer)];
    let Some((fiche, tax)) = rarer.first().filter(|_| !included.is_empty()) else {
        return;
    };
    let codes = |cells: &[(&Fiche, _)]| list(cells.iter().map(|(fiche, _)| &fiche.code.value));
    let each = excluded.iter().chain(&included);
    let finding = TAX.of(fiche, &tax.place).drafted(tax.label());
    let finding = finding.terms(each.map(|(_, tax)| (tax.label(), &tax.place)));
    let finding = finding.arg("excluded", codes(&excluded));
    findings.push(finding.arg("included", codes(&included)));
}

/// A section that is nearly another's, or a line that has none beside lines that have: subtotals leave it out.
pub(super) static SECTION: Rule = Rule::warning("line-section", Family::Lines, sections);

fn sections(context: &Context<'_>, findings: &mut Vec<Finding>) {
    // Those that most lines have come first.
    let mut known: Vec<(usize, String, &str)> = Vec::new();
    let lines = || context.fiches().flat_map(|(_, fiche)| fiche.lines.iter());
    for section in lines().filter_map(|line| line.section.as_ref()) {
        let key = fold(section);
        match known.iter_mut().find(|(_, known_key, _)| *known_key == key) {
            Some((count, ..)) => *count += 1,
            None => known.push((1, key, section)),
        }
    }
    known.sort_by_key(|(count, ..)| Reverse(*count));
    for (_, fiche) in context.fiches() {
        let mut reported = BTreeSet::new();
        for line in &fiche.lines {
            let key = line.section_key();
            let finding = if let (Some(section), Some(key)) = (&line.section, &key) {
                let mut before = known
                    .iter()
                    .take_while(|(_, known_key, _)| known_key != key);
                let near = before.find(|(_, _, spelling)| slip::is_typo_of_word(spelling, section));
                near.map(|(_, _, near)| {
                    let finding = SECTION.of(fiche, &section.place).drafted(section.as_str());
                    finding.expected(*near)
                })
            } else {
                let is_costed = context
                    .years()
                    .any(|(rank, _)| !line.amount(rank).is_zero());
                let has_others = fiche.lines.iter().any(|other| other.section.is_some());
                let finding = || SECTION.of(fiche, &line.place).variant("none");
                (is_costed && has_others).then(finding)
            };
            findings.extend(finding.filter(|_| reported.insert(key)));
        }
    }
}

/// A cost that is no multiple of the step its shares are rounded to.
pub(super) static OFF_STEP: Rule = Rule::info("total-off-step", Family::Lines, off_step);

fn off_step(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let step = context.dossier.convention.step;
    for at in &context.fiche_years {
        let is_odd = at.split.knows(ColumnKind::Total) && !step.divides(at.split.total);
        let mut costs = at.cost_terms();
        let odd = costs.find(|(amount, _)| is_odd && !step.divides(*amount));
        findings.extend(odd.map(|(_, place)| {
            let finding = OFF_STEP.within(at, place).drafted(at.split.total);
            let finding = finding.drafted_terms(at.cost_terms());
            finding.arg("step", step.amount())
        }));
    }
}
