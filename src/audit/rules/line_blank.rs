//! A cost line without an amount in any year, where `/` would say that none is planned.

use crate::audit::prelude::*;

pub(super) static RULE: Rule = Rule::warning("line-blank", Family::Lines, check);

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let fiches = context.fiches();
    let lines = fiches.flat_map(|(_, fiche)| fiche.lines.iter().map(move |line| (fiche, line)));
    for (fiche, line) in lines {
        let is_blank = line
            .years
            .iter()
            .all(|cost| cost.amount.value == CellAmount::Blank);
        let name = line
            .label
            .as_ref()
            .or(line.nature.as_ref())
            .filter(|_| is_blank);
        if let (Some(name), Some(first)) = (name, line.years.first()) {
            let finding = RULE.of(fiche, &first.amount.place);
            findings.push(finding.arg("line", name.as_str()));
        }
    }
}
