//! A row's total is not the fiche's cost.

use crate::audit::{
    prelude::*,
    shift::{Wrong, told},
};

pub(super) static RULE: Rule =
    Rule::error("recap-total", Family::Recap, check).settled_by(Choices::Recap);

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    for (index, _) in context.fiches() {
        let wrong = context.years_of(index).iter().filter_map(|at| {
            let row = at.row.as_ref().filter(|row| row.wrong_total)?;
            let cell = row.cell(ColumnKind::Total)?;
            Some(Wrong { at, cell })
        });
        let wrong: Vec<Wrong<'_>> = wrong.collect();
        findings.extend(told(&wrong, |one| {
            let slip = slip::of_keys(one.cell.1, one.cell.2);
            let finding = RULE.cell(one.at, one.cell).slip(slip);
            finding.terms(one.at.cost_terms())
        }));
    }
}
