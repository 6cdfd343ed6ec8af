//! The sheet `Cofinancement`.

use std::collections::BTreeSet;

use super::{
    names::SheetNames,
    refusal::beyond,
    table::{CellAmount, CodeColumn, Header, Row},
    workbook::Sheet,
};
use crate::{
    finding::Finding,
    limits::Limit,
    money::Rate,
    source::{Code, Located, Place, fold},
};

/// One row: what a funder pays of a fiche, or a mention.
#[derive(Clone, Debug)]
pub struct RawFundingRow {
    /// The row's first cell.
    pub place: Place,
    /// The fiche it stands under.
    pub code: Located<Code>,
    /// `Financeur`.
    pub funder: Option<Located<String>>,
    /// `Nature`: the lines it pays; blank for all.
    pub nature: Option<Located<String>>,
    /// `Taux`.
    pub rate: Option<Located<Rate>>,
    /// `Montant <année>`, one a year of the agreement: fixed amounts, which prevail over the rate.
    pub amounts: Vec<Located<CellAmount>>,
    /// Whether a rate or an amount could not be read; there is a finding about it.
    pub is_unreadable: bool,
    /// `Mention`.
    pub mention: Option<Located<String>>,
}

/// Reads every row under the header.
pub(super) fn read(
    sheet: &Sheet,
    years: &[i32],
    names: &SheetNames,
    findings: &mut Vec<Finding>,
) -> Option<Vec<RawFundingRow>> {
    let amounts = years.iter().map(|year| format!("Montant {year}"));
    let fixed = ["Fiche", "Financeur", "Nature", "Taux", "Mention"].map(str::to_owned);
    let known: Vec<String> = fixed.into_iter().chain(amounts).collect();
    let required = ["Financeur".to_owned(), "Taux".to_owned()];
    let header = Header::find(sheet, &known, &required, names, findings)?;

    let mut codes = CodeColumn::new();
    let (mut rows, mut funders) = (Vec::new(), BTreeSet::new());
    for row in Row::all(sheet, &header) {
        let Some(code) = codes.of(&row, findings) else {
            continue;
        };
        let before = findings.len();
        let funder = row.text("Financeur", findings);
        if let Some(name) = funder.as_ref().filter(|name| funders.insert(fold(name)))
            && let Some(refusal) = beyond(
                Limit::Funders,
                funders.len() as u64,
                || name.place.clone(),
                &sheet.limits,
            )
        {
            findings.push(refusal);
            return None;
        }
        rows.push(RawFundingRow {
            place: sheet.place_of(row.index, 0),
            code,
            funder,
            nature: row.text("Nature", findings),
            rate: row.rate("Taux", findings),
            amounts: years
                .iter()
                .map(|year| row.amount(&format!("Montant {year}"), findings).0)
                .collect(),
            is_unreadable: findings.len() > before,
            mention: row.text("Mention", findings),
        });
    }
    Some(rows)
}
