//! A cost line without an amount in any year, where `/` would say that none is planned.

use crate::audit::prelude::*;

pub(super) static RULE: Rule = Rule::warning("line-blank", Family::Lines, check);

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    for (fiche, line) in context.lines() {
        let is_blank = |cost: &CostAmount| cost.amount.value == CellAmount::Blank;
        let name = line.label.as_ref().or(line.nature.as_ref());
        let name = name.filter(|_| line.years.iter().all(is_blank));
        if let (Some(name), Some(first)) = (name, line.years.first()) {
            let finding = RULE.of(fiche, &first.amount.place);
            findings.push(finding.arg("line", name.as_str()));
        }
    }
}
