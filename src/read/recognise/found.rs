//! What a workbook seems to hold.

use crate::{
    read::{
        names::{Column, SheetRole},
        workbook::Cell,
    },
    source::Code,
};

/// What a workbook seems to hold.
#[derive(Clone, Debug)]
pub struct Recognised {
    /// The file, byte for byte.
    pub bytes: Vec<u8>,
    /// One a sheet that is read, in the order of [`SheetRole::ALL`].
    pub sheets: Vec<RecognisedSheet>,
    /// The years that head amounts, in order.
    pub years: Vec<i32>,
    /// The letters of axes, lower case, and the titles that the recap's subtotals give them.
    pub axes: Vec<(String, String)>,
    /// Who has a column of their own in the recap.
    pub parties: Vec<String>,
    /// Who pays, as the sheet of funding spells them.
    pub funders: Vec<String>,
    /// Every fiche that is named.
    pub fiches: Vec<RecognisedFiche>,
}

/// A sheet that is read, as far as it was found.
#[derive(Clone, Debug)]
pub struct RecognisedSheet {
    /// Which one it is.
    pub role: SheetRole,
    /// Its name, if one sheet only can be meant.
    pub name: Option<String>,
    /// Otherwise the sheets that may be meant.
    pub candidates: Vec<String>,
    /// Its columns.
    pub columns: Vec<RecognisedColumn>,
    /// The headers that were not recognised.
    pub unused: Vec<String>,
}

/// A column that is read, as far as it was found.
#[derive(Clone, Debug)]
pub struct RecognisedColumn {
    /// Which one it is.
    pub column: &'static Column,
    /// Its header, with `{annee}` for the year, if one column only can be meant.
    pub header: Option<String>,
    /// Otherwise the headers that may be meant.
    pub candidates: Vec<String>,
}

/// A fiche that the workbook names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecognisedFiche {
    /// Its code, as it is first spelled.
    pub code: Code,
    /// Its title, if one stands beside the code.
    pub title: Option<String>,
}

/// The code in a cell: a few letters, then numbers.
pub(super) fn code_in(cell: &Cell) -> Option<Code> {
    const LETTERS: usize = 6;
    const LONGEST: usize = 16;
    let Cell::Text(text) = cell else { return None };
    Code::parse(text).filter(|code| {
        let mut numbers = code.key()[code.prefix().len()..].chars();
        (1..=LETTERS).contains(&code.prefix().len())
            && !code.numbers().is_empty()
            && code.spelling().chars().count() <= LONGEST
            && numbers.all(|c| c.is_ascii_digit() || c == '.')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_told_from_words_and_numbers() {
        let code = |text: &str| code_in(&Cell::Text(text.to_owned()));
        for text in ["EA 1.1", "E.C 1.2", "A1", "ACT-04"] {
            assert!(code(text).is_some(), "{text}");
        }
        for text in [
            "Total EA",
            "2018",
            "Études",
            "1.1",
            "Salon 2019 à Paris",
            "16 200 €",
            "3 j",
        ] {
            assert_eq!(code(text), None, "{text}");
        }
    }
}
