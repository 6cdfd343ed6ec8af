//! Amounts without tax and amounts with tax added together.

use crate::{
    audit::{Family, Rule, rule::Context},
    finding::{Fact, Finding, Term},
    model::Tax,
};

pub(super) static RULE: Rule = Rule::warning("line-tax", Family::Lines, check);

/// One finding for the agreement: it is one total that mixes them.
fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let lines = |tax: Tax| {
        let with_tax = move |line: &&crate::model::CostLine| {
            line.tax.as_ref().is_some_and(|own| own.value == tax)
        };
        context
            .fiches()
            .filter_map(move |(_, fiche)| Some((fiche, fiche.lines.iter().find(with_tax)?)))
    };
    let codes = |tax: Tax| {
        lines(tax)
            .map(|(fiche, _)| fiche.code.to_string())
            .collect::<Vec<_>>()
    };
    let (excluded, included) = (codes(Tax::Excluded), codes(Tax::Included));
    let rarer = if included.len() <= excluded.len() {
        Tax::Included
    } else {
        Tax::Excluded
    };
    let Some((fiche, line)) = lines(rarer)
        .next()
        .filter(|_| !excluded.is_empty() && !included.is_empty())
    else {
        return;
    };
    let Some(tax) = &line.tax else { return };
    let each = [Tax::Excluded, Tax::Included]
        .into_iter()
        .flat_map(lines)
        .filter_map(|(_, line)| line.tax.as_ref());
    let terms = each
        .map(|tax| Term {
            value: Fact::from(tax.label()),
            place: tax.place.clone(),
        })
        .collect();
    let finding = RULE
        .at(&tax.place)
        .fiche(&fiche.code)
        .drafted(tax.label())
        .terms(terms);
    findings.push(
        finding
            .arg("excluded", excluded.join(", "))
            .arg("included", included.join(", ")),
    );
}
