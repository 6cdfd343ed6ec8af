//! The names of the key cells: what an accountant's own formulas can refer to, and what they find in the list of
//! names. A sheet may be rearranged; a name stays.

use std::collections::BTreeSet;

use super::{
    RecapColumn,
    controls::OVERALL,
    formula::{fixed, on},
    layout::{
        CONTROLS as CONTROLS_SHEET, Col, README, RECAP, Row, SCHEDULE, SHARES, STEP as STEP_CELL,
    },
    page::Book,
    readme::{FINGERPRINT, Readme, STAGE},
    recap,
    schedule::{self},
};
use crate::source::{free_name, without_accents};

/// The step that shares are rounded to.
pub(super) const STEP: &str = "Pas_arrondi";
/// Whether everything adds up.
pub(super) const CONTROLS: &str = "Controles_justes";
/// The advance, its rate and what it is a rate of.
pub(super) const ADVANCE: &str = "Acompte";
pub(super) const ADVANCE_RATE: &str = "Acompte_taux";
pub(super) const ADVANCE_BASE: &str = "Acompte_assiette";
/// The natures of costs in use.
pub(super) const NATURES: &str = "Natures";

/// A name and what it means.
pub(super) struct Name {
    pub(super) text: String,
    /// `='Récapitulatif'!$Q$32`
    pub(super) formula: String,
    pub(super) meaning: String,
}

/// Every name of the workbook, the list of natures left out.
pub(super) fn all(book: &Book<'_>) -> Vec<Name> {
    let mut names = totals(book);
    let mut add = |name: &str, sheet: &str, at: (Row, Col), id: &str| {
        names.push(Name {
            text: name.to_owned(),
            formula: format!("={}", on(sheet, &fixed(at))),
            meaning: book.text(id),
        });
    };
    add(STEP, SHARES, STEP_CELL, "xlsx-name-step");
    if book.schedule.advance.is_some() {
        add(
            ADVANCE_BASE,
            SCHEDULE,
            schedule::BASE,
            "xlsx-name-advance-base",
        );
        add(
            ADVANCE_RATE,
            SCHEDULE,
            schedule::RATE,
            "xlsx-name-advance-rate",
        );
        add(ADVANCE, SCHEDULE, schedule::ADVANCE, "xlsx-name-advance");
    }
    add(CONTROLS, CONTROLS_SHEET, OVERALL, "xlsx-name-controls");
    add("Etape", README, STAGE, "xlsx-name-stage");
    add("Empreinte", README, FINGERPRINT, "xlsx-name-fingerprint");
    names
}

/// The list of natures, that drop-down lists show.
pub(super) fn natures(book: &Book<'_>, readme: &Readme) -> Option<Name> {
    let rows = readme.natures.clone()?;
    let cells = format!(
        "{}:{}",
        fixed((rows.start, 1)),
        fixed((rows.end.saturating_sub(1), 1))
    );
    let formula = format!("={}", on(README, &cells));
    Some(Name {
        text: NATURES.to_owned(),
        formula,
        meaning: book.text("xlsx-name-natures"),
    })
}

/// The last row of the recap: the total of each year, then everyone's over all years.
fn totals(book: &Book<'_>) -> Vec<Name> {
    let mut taken = BTreeSet::new();
    let mut names = Vec::new();
    let mut add = |name: String, year: Option<usize>, column: RecapColumn, meaning: String| {
        let Some(col) = book.layout.recap_col(year, column) else {
            return;
        };
        let formula = format!("={}", on(RECAP, &fixed((book.layout.total, col))));
        names.push(Name {
            text: free_name(&name, '_', &mut taken),
            formula,
            meaning,
        });
    };
    for (rank, year) in book
        .record
        .convention
        .years
        .iter()
        .enumerate()
        .filter(|_| book.layout.has_all_years())
    {
        add(
            format!("Total_{year}"),
            Some(rank),
            RecapColumn::Total,
            book.of_year("xlsx-name-total-of", *year),
        );
    }
    for &column in &book.layout.columns {
        let payer = recap::payer(book, column);
        let name = match column {
            RecapColumn::Total => "Total_general".to_owned(),
            _ => format!("Part_{}", plain(&payer)),
        };
        let (years, is_total) = (recap::all_years(book), column == RecapColumn::Total);
        let id = if is_total {
            "xlsx-name-total"
        } else {
            "xlsx-name-share"
        };
        add(
            name,
            None,
            column,
            book.texts.text(id, &[("payer", payer), ("years", years)]),
        );
    }
    names
}

/// A text as a part of a name: ASCII letters and digits, words joined by `_`.
fn plain(text: &str) -> String {
    let letters: String = without_accents(text)
        .map(|c| if c.is_ascii_alphanumeric() { c } else { ' ' })
        .collect();
    let joined = letters.split_whitespace().collect::<Vec<_>>().join("_");
    joined.chars().take(60).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_plain_and_unique() {
        assert_eq!(plain("CCI Côte-d’Or"), "CCI_Cote_d_Or");
        assert_eq!(plain("=\"Métro\"!$A$1"), "Metro_A_1");
        assert_eq!(plain("東京"), "");
        let mut taken = BTreeSet::new();
        assert_eq!(free_name("Part_A", '_', &mut taken), "Part_A");
        assert_eq!(free_name("part_a", '_', &mut taken), "part_a_2");
    }
}
