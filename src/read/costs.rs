//! The sheet `Dépenses`.

use rust_decimal::Decimal;

use super::{
    names::SheetNames,
    table::{CellAmount, CodeColumn, Header, Row},
    workbook::Sheet,
};
use crate::{
    finding::Finding,
    source::{Code, Located, Place},
};

/// One row: a cost line, or a drafted total when its nature is `Total`.
#[derive(Clone, Debug)]
pub struct RawCostRow {
    /// The row's first cell.
    pub place: Place,
    /// The fiche it stands under.
    pub code: Located<Code>,
    /// `Nature`.
    pub nature: Option<Located<String>>,
    /// `Libellé`.
    pub label: Option<Located<String>>,
    /// `Taxe`.
    pub tax: Option<Located<String>>,
    /// One a year of the agreement.
    pub years: Vec<CostAmount>,
}

/// What a line costs in a year.
#[derive(Clone, Debug)]
pub struct CostAmount {
    /// `Montant <année>`.
    pub amount: Located<CellAmount>,
    /// `Jours <année>`, or the days written under the amount.
    pub days: Option<Located<Decimal>>,
}

/// Reads every row under the header.
pub(super) fn read(
    sheet: &Sheet,
    years: &[i32],
    names: &SheetNames,
    findings: &mut Vec<Finding>,
) -> Option<Vec<RawCostRow>> {
    let amounts: Vec<String> = years.iter().map(|year| format!("Montant {year}")).collect();
    let days = years.iter().map(|year| format!("Jours {year}"));
    let fixed = ["Fiche", "Nature", "Libellé", "Taxe"].map(str::to_owned);
    let known: Vec<String> = fixed
        .into_iter()
        .chain(days)
        .chain(amounts.iter().cloned())
        .collect();
    let required: Vec<String> = std::iter::once("Nature".to_owned())
        .chain(amounts)
        .collect();
    let header = Header::find(sheet, &known, &required, names, findings)?;

    let mut codes = CodeColumn::new();
    let mut rows = Vec::new();
    for row in Row::all(sheet, &header) {
        let Some(code) = codes.of(&row, findings) else {
            continue;
        };
        rows.push(RawCostRow {
            place: sheet.place_of(row.index, 0),
            code,
            nature: row.text("Nature", findings),
            label: row.text("Libellé", findings),
            tax: row.text("Taxe", findings),
            years: years
                .iter()
                .map(|&year| cost_amount(&row, year, findings))
                .collect(),
        });
    }
    Some(rows)
}

fn cost_amount(row: &Row<'_>, year: i32, findings: &mut Vec<Finding>) -> CostAmount {
    let (amount, days_below) = row.amount(&format!("Montant {year}"), findings);
    let days = row.days(&format!("Jours {year}"), findings);
    let days = days.or_else(|| days_below.map(|days| Located::new(days, amount.place.clone())));
    CostAmount { amount, days }
}
