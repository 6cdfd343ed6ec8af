//! The sheets `Dépenses` and `Cofinancement`, row by row.

use super::{
    names::SheetRole,
    refusal::within,
    sheets::Sheets,
    table::{CodeColumn, Row},
};
use crate::{
    finding::Finding,
    limits::Limit,
    model::{CostAmount, CostLine, Funders, FundingRule, Mention, Tax},
    source::{Code, Located, fold, named},
};

/// What a row says of the fiche that it stands under.
pub(super) type Entry<T> = (Located<Code>, T);
/// What a row of funding says.
pub(super) type Funding = (Option<FundingRule>, Option<Mention>);

impl Sheets<'_> {
    /// Reads every cost; the nature of a drafted total is `Total`.
    pub(super) fn costs(&mut self) -> Option<Vec<Entry<CostLine>>> {
        let header = self.header(SheetRole::Costs)?;
        if self.years.is_empty() {
            let finding = Finding::error("header-missing", header.sheet.place());
            self.findings.push(finding.variant("years"));
            return None;
        }
        let mut codes = CodeColumn::default();
        let mut lines = Vec::new();
        for index in header.rows() {
            let mut row = header.row(index, self.findings);
            let Some(code) = codes.of(&mut row) else {
                continue;
            };
            let (nature, years) = (row.text("Nature"), self.years.iter());
            let mut line = CostLine {
                place: row.place(),
                nature_key: nature.as_ref().map(|nature| fold(nature)),
                nature,
                label: row.text("Libellé"),
                tax: None,
                years: years.map(|year| cost(&mut row, *year)).collect(),
            };
            if !line.is_total() {
                line.tax = tax(&mut row);
            }
            lines.push((code, line));
        }
        Some(lines)
    }

    /// Reads who pays what, and remarks on it; `None` when too many pay.
    pub(super) fn funding(&mut self, funders: &mut Funders) -> Option<Vec<Entry<Funding>>> {
        let header = self.header(SheetRole::Funding)?;
        let mut codes = CodeColumn::default();
        let mut rows = Vec::new();
        for index in header.rows() {
            let mut row = header.row(index, self.findings);
            let Some(code) = codes.of(&mut row) else {
                continue;
            };
            let before = row.findings.len();
            let name = row.text("Financeur");
            let nature = row.text("Nature");
            let rate = row.rate("Taux");
            let amounts = self.years.iter().map(|year| row.amount("Montant", *year).0);
            let amounts: Vec<_> = amounts.collect();
            let is_unreadable = row.findings.len() > before;
            let text = row.text("Mention");

            let named_at = name.as_ref().map(|name| name.place.clone());
            let place = named_at.unwrap_or_else(|| row.place());
            let missing = Finding::error("funder-missing", place.clone()).fiche(&code);
            if let Some(name) = name.as_ref().filter(|name| Funders::is_reserved(name)) {
                self.findings
                    .push(missing.variant("reserved").drafted(name.as_str()));
                continue;
            }
            let funder = name.map(|name| funders.find_or_add(&name));
            let others = funders.others().count() as u64;
            let limits = &header.sheet.limits;
            if let Err(refusal) = within(limits, Limit::Entries, others, || place.clone()) {
                self.findings.push(refusal.arg("part", "Financeur"));
                return None;
            }
            let has_amount = amounts.iter().any(|amount| amount.amount().is_some());
            let is_rule = is_unreadable || rate.is_some() || has_amount || text.is_none();
            if is_rule && funder.is_none() {
                self.findings.push(missing);
            }
            let mention = text.map(|text| Mention {
                funder,
                nature: nature.clone(),
                text,
            });
            let rule = funder.filter(|_| is_rule).map(|funder| FundingRule {
                place,
                funder,
                nature_key: nature.as_ref().map(|nature| fold(nature)),
                nature,
                rate,
                amounts,
                is_unreadable,
            });
            if rule.is_some() || mention.is_some() {
                rows.push((code, (rule, mention)));
            }
        }
        Some(rows)
    }
}

fn cost(row: &mut Row<'_>, year: i32) -> CostAmount {
    let (amount, days_below) = row.amount("Montant", year);
    let days_below = days_below.map(|days| Located::new(days, amount.place.clone()));
    let days = row.days("Jours", year).or(days_below);
    CostAmount { amount, days }
}

fn tax(row: &mut Row<'_>) -> Option<Located<Tax>> {
    let text = row.text("Taxe")?;
    let tax = named(&fold(&text).to_uppercase());
    if tax.is_none() {
        let finding = Finding::error("cell-unreadable", text.place.clone()).variant("tax");
        row.findings.push(finding.drafted(text.value.as_str()));
    }
    tax.map(|tax| Located::new(tax, text.place))
}
