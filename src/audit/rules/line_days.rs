//! Days × day rate gives another amount than the one written.

use crate::{
    audit::{
        Family, Rule,
        rule::{Context, term},
        slip,
    },
    finding::{Fact, Finding, Term},
    model::Fiche,
    money::Amount,
    read::{CellAmount, CostAmount},
    source::Located,
};

pub(super) static RULE: Rule = Rule::error("line-days", Family::Lines, check);

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let Some(rate) = &context.dossier.convention.settings.day_rate else {
        return;
    };
    for (index, fiche) in context.fiches() {
        for (rank, year) in context.years() {
            let draft = &context.draft.fiches[index][rank];
            let amounts = draft
                .wrong_lines
                .iter()
                .filter_map(|(line, by_days)| wrong_amount(fiche, *line, rank, *by_days, rate));
            let days = draft
                .wrong_days
                .iter()
                .filter_map(|(line, by_days)| wrong_days(fiche, *line, rank, *by_days, rate));
            let unpriced = fiche
                .lines
                .iter()
                .filter_map(|line| unpriced(&line.years[rank], rate));
            let found = amounts.chain(days).chain(unpriced);
            findings.extend(found.map(|finding| {
                finding
                    .fiche(&fiche.code)
                    .year(year)
                    .arg("rate", rate.value)
            }));
        }
    }
}

fn wrong_amount(
    fiche: &Fiche,
    line: usize,
    year: usize,
    by_days: Amount,
    rate: &Located<Amount>,
) -> Option<Finding> {
    let cost = &fiche.lines[line].years[year];
    let (amount, days) = (cost.amount.amount()?, cost.days.as_ref()?);
    // A wrong sign is told by `line-negative`.
    if amount == -by_days {
        return None;
    }
    let days_term = Term {
        value: Fact::Number(days.value),
        place: days.place.clone(),
    };
    let mut finding = RULE
        .at(&cost.amount.place)
        .drafted(amount)
        .expected(by_days)
        .arg("days", days.value);
    finding.slip = slip::of_keys(amount, by_days);
    Some(finding.terms(vec![days_term, term(rate.value, &rate.place)]))
}

/// The totals were made with the amount: the days are wrong.
fn wrong_days(
    fiche: &Fiche,
    line: usize,
    year: usize,
    by_days: Amount,
    rate: &Located<Amount>,
) -> Option<Finding> {
    let cost = &fiche.lines[line].years[year];
    let (amount, days) = (cost.amount.amount()?, cost.days.as_ref()?);
    let mut finding = RULE
        .at(&days.place)
        .variant("days")
        .drafted(days.value)
        .arg("by-days", by_days)
        .arg("amount", amount);
    finding.expected = amount.over(rate.value).map(Fact::Number);
    Some(finding)
}

/// Days that nobody has priced: they would be costed at nothing.
fn unpriced(cost: &CostAmount, rate: &Located<Amount>) -> Option<Finding> {
    let days = cost.days.as_ref().filter(|days| !days.is_zero())?;
    let is_empty = matches!(cost.amount.value, CellAmount::Blank | CellAmount::Nothing);
    let finding = RULE
        .at(&cost.amount.place)
        .variant("unpriced")
        .expected(rate.times(days.value));
    let terms = vec![
        Term {
            value: Fact::Number(days.value),
            place: days.place.clone(),
        },
        term(rate.value, &rate.place),
    ];
    is_empty.then(|| finding.terms(terms).arg("days", days.value))
}
