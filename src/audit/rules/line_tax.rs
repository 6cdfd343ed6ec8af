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
    let is_included_rarer = included.len() <= excluded.len();
    let rarer = if is_included_rarer {
        &included
    } else {
        &excluded
    };
    let Some((fiche, tax)) = rarer.first().filter(|_| !included.is_empty()) else {
        return;
    };
    let codes = |saying: &[(&Fiche, _)]| list(saying.iter().map(|(fiche, _)| &fiche.code.value));
    let each = excluded.iter().chain(&included);
    let finding = RULE.of(fiche, &tax.place).drafted(tax.label());
    let finding = finding.terms(each.map(|(_, tax)| (tax.label(), &tax.place)));
    let finding = finding.arg("excluded", codes(&excluded));
    findings.push(finding.arg("included", codes(&included)));
}
