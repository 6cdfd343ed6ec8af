//! Days × day rate gives another amount than the one written.

use crate::{
    audit::{
        Check, Family, Rule,
        rule::{Context, term},
        slip,
    },
    finding::{Fact, Finding, Severity, Term},
};

pub(super) static RULE: Rule =
    Rule { name: "line-days", family: Family::Lines, severity: Severity::Error, check: Check::Audit(check) };

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let Some(rate) = &context.dossier.convention.day_rate else { return };
    for (index, fiche) in context.fiches() {
        for (rank, year) in context.years() {
            let draft = &context.draft.fiches[index][rank];
            for (line, expected) in &draft.wrong_lines {
                let cost = &fiche.lines[*line].years[rank];
                let Some(days) = &cost.days else { continue };
                let amount = cost.amount.amount().unwrap_or_default();
                let terms = vec![
                    Term { value: Fact::Number(days.value), place: days.place.clone() },
                    term(rate.value, &rate.place),
                ];
                let mut finding =
                    RULE.at(&cost.amount.place).fiche(&fiche.code).year(year).drafted(amount).expected(*expected);
                finding.slip = slip::of_keys(amount, *expected);
                findings.push(finding.terms(terms).arg("days", days.value).arg("rate", rate.value));
            }
            for (line, by_days) in &draft.wrong_days {
                let cost = &fiche.lines[*line].years[rank];
                let Some(days) = &cost.days else { continue };
                let amount = cost.amount.amount().unwrap_or_default();
                let expected = amount.over(rate.value);
                let finding = RULE.at(&days.place).variant("days").fiche(&fiche.code).year(year).drafted(days.value);
                let finding = if let Some(expected) = expected { finding.expected(expected) } else { finding };
                let terms = vec![term(amount, &cost.amount.place), term(rate.value, &rate.place)];
                findings
                    .push(finding.terms(terms).arg("amount", amount).arg("by-days", *by_days).arg("rate", rate.value));
            }
        }
    }
}
