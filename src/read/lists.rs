//! The sheets `Dépenses` and `Cofinancement`, row by row.

use super::{
    refusal::beyond,
    table::{CodeColumn, List, Row},
};
use crate::{
    finding::{Finding, Severity},
    limits::Limit,
    model::{CostAmount, CostLine, Funders, FundingRule, Mention, Tax},
    source::{Code, Located, fold, named},
};

/// What a row says of the fiche that it stands under.
pub(super) type Entry<T> = (Located<Code>, T);

/// Reads every cost; the nature of a drafted total is `Total`.
pub(super) fn costs(
    list: &List<'_>,
    years: &[i32],
    findings: &mut Vec<Finding>,
) -> Vec<Entry<CostLine>> {
    let mut codes = CodeColumn::default();
    let mut lines = Vec::new();
    for row in list.rows() {
        let Some(code) = codes.of(&row, findings) else {
            continue;
        };
        let nature = row.text("Nature", findings);
        let mut line = CostLine {
            place: row.place(),
            nature_key: nature.as_ref().map(|nature| fold(nature)),
            nature,
            label: row.text("Libellé", findings),
            tax: None,
            years: years
                .iter()
                .map(|year| cost(&row, *year, findings))
                .collect(),
        };
        if !line.is_total() {
            line.tax = tax(&row, findings);
        }
        lines.push((code, line));
    }
    lines
}

fn cost(row: &Row<'_>, year: i32, findings: &mut Vec<Finding>) -> CostAmount {
    let (amount, days_below) = row.amount("Montant", year, findings);
    let days = row.days("Jours", year, findings);
    let days = days.or_else(|| days_below.map(|days| Located::new(days, amount.place.clone())));
    CostAmount { amount, days }
}

fn tax(row: &Row<'_>, findings: &mut Vec<Finding>) -> Option<Located<Tax>> {
    let text = row.text("Taxe", findings)?;
    let tax = named(&fold(&text).to_uppercase());
    if tax.is_none() {
        let finding = Finding::new("cell-unreadable", Severity::Error, text.place.clone());
        findings.push(finding.variant("tax").drafted(text.value.as_str()));
    }
    tax.map(|tax| Located::new(tax, text.place))
}

/// What a row of funding says.
#[derive(Debug)]
pub(super) enum Funding {
    Rule(FundingRule),
    Mention(Mention),
}

/// Reads who pays what, and remarks on it; `None` when too many pay.
pub(super) fn funding(
    list: &List<'_>,
    years: &[i32],
    funders: &mut Funders,
    findings: &mut Vec<Finding>,
) -> Option<Vec<Entry<Funding>>> {
    let mut codes = CodeColumn::default();
    let mut rows = Vec::new();
    for row in list.rows() {
        let Some(code) = codes.of(&row, findings) else {
            continue;
        };
        let before = findings.len();
        let name = row.text("Financeur", findings);
        let nature = row.text("Nature", findings);
        let rate = row.rate("Taux", findings);
        let amounts: Vec<_> = years
            .iter()
            .map(|year| row.amount("Montant", *year, findings).0)
            .collect();
        let is_unreadable = findings.len() > before;
        let mention = row.text("Mention", findings);

        let place = name
            .as_ref()
            .map_or_else(|| row.place(), |name| name.place.clone());
        let missing = Finding::new("funder-missing", Severity::Error, place.clone()).fiche(&code);
        if let Some(name) = name.as_ref().filter(|name| Funders::is_reserved(name)) {
            findings.push(missing.variant("reserved").drafted(name.as_str()));
            continue;
        }
        let funder = name.map(|name| funders.find_or_add(&name));
        let passed = beyond(
            Limit::Entries,
            funders.others().count() as u64,
            || place.clone(),
            &list.sheet.limits,
        );
        if let Some(refusal) = passed {
            findings.push(refusal.arg("part", "Financeur"));
            return None;
        }
        let pays = is_unreadable
            || rate.is_some()
            || amounts.iter().any(|amount| amount.amount().is_some());
        let is_rule = pays || mention.is_none();
        if let Some(text) = mention {
            let nature = nature.clone();
            rows.push((
                code.clone(),
                Funding::Mention(Mention {
                    funder,
                    nature,
                    text,
                }),
            ));
        }
        match funder {
            Some(funder) if is_rule => {
                let nature_key = nature.as_ref().map(|nature| fold(nature));
                rows.push((
                    code,
                    Funding::Rule(FundingRule {
                        place,
                        funder,
                        nature,
                        nature_key,
                        rate,
                        amounts,
                        is_unreadable,
                    }),
                ));
            }
            None if is_rule => findings.push(missing),
            _ => {}
        }
    }
    Some(rows)
}
