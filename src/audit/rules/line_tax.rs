//! Amounts without tax and amounts with tax added together.

use crate::{audit::prelude::*, model::Tax};

pub(super) static RULE: Rule = Rule::warning("line-tax", Family::Lines, check);

/// One finding for the agreement: it is one total that mixes them.
fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    // The first cell of each fiche that says so.
    let saying = |wanted: Tax| -> Vec<(&Fiche, &Located<Tax>)> {
        let cells = context.fiches().filter_map(|(_, fiche)| {
            let mut cells = fiche.lines.iter().filter_map(|line| line.tax.as_ref());
            Some((fiche, cells.find(|tax| tax.value == wanted)?))
        });
        cells.collect()
    };
    let (excluded, included) = (saying(Tax::Excluded), saying(Tax::Included));
    let (Some(first_excluded), Some(first_included)) = (excluded.first(), included.first()) else {
        return;
    };
    let rarer = if included.len() <= excluded.len() {
        first_included
    } else {
        first_excluded
    };
    let codes = |saying: &[(&Fiche, &Located<Tax>)]| {
        let codes = saying.iter().map(|(fiche, _)| fiche.code.to_string());
        codes.collect::<Vec<_>>().join(", ")
    };
    let each = excluded.iter().chain(&included);
    let terms = each
        .map(|(_, tax)| Term::new(tax.label(), &tax.place))
        .collect();
    findings.push(
        RULE.at(&rarer.1.place)
            .fiche(&rarer.0.code)
            .drafted(rarer.1.label())
            .terms(terms)
            .arg("excluded", codes(&excluded))
            .arg("included", codes(&included)),
    );
}
