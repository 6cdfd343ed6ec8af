//! A cost line without an amount in any year, where `/` would say that none is planned.

use crate::{
    audit::{Family, Rule, rule::Context},
    finding::Finding,
    read::CellAmount,
};

pub(super) static RULE: Rule = Rule::warning("line-blank", Family::Lines, check);

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    for (_, fiche) in context.fiches() {
        for line in &fiche.lines {
            let blank = line
                .years
                .iter()
                .all(|cost| cost.amount.value == CellAmount::Blank);
            let name = line.label.as_ref().or(line.nature.as_ref());
            if let (true, Some(name), Some(first)) = (blank, name, line.years.first()) {
                findings.push(
                    RULE.at(&first.amount.place)
                        .fiche(&fiche.code)
                        .arg("line", name.as_str()),
                );
            }
        }
    }
}
