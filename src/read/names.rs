//! `[classeur]`: what a workbook calls its sheets and columns, where these are not the usual names; `[fiche]`: what Word
//! files call the values of a fiche.
//!
//! The readers ask for `Montant 2018` of `Dépenses`; this table tells under which header to look. What is not
//! named there has its usual name. Whether the workbook holds what is named is for the readers to find.

use std::collections::BTreeMap;

use super::{folder::CONVENTION, toml::Table};
use crate::{
    finding::Finding,
    source::{Located, Place, fold},
};

/// What stands for a year in the name of a column that comes once a year.
pub const YEAR: &str = "{annee}";

/// A sheet that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SheetRole {
    /// What the fiches cost.
    Costs,
    /// Who pays.
    Funding,
    /// The recap as drafted.
    Recap,
}

/// The column of the year of each row, where a sheet has a row a year.
pub(super) const YEAR_COLUMN: &str = "Année";

/// The columns that come once a year.
pub(super) const YEARLY: [&str; 2] = ["Jours", "Montant"];

/// Whether a column may come once a year: rates do where they are not the same in all.
pub(super) fn may_be_yearly(title: &str) -> bool {
    YEARLY.contains(&title) || title == "Taux"
}

impl SheetRole {
    /// Every sheet that is read.
    pub const ALL: [Self; 3] = [Self::Costs, Self::Funding, Self::Recap];

    /// Its usual name.
    pub fn title(self) -> &'static str {
        ["Dépenses", "Cofinancement", "Récapitulatif"][self as usize]
    }

    /// The usual headers of its columns that may be named, without the year.
    pub fn columns(self) -> &'static [&'static str] {
        const COSTS: &[&str] = &[
            "Fiche", "Section", "Nature", "Libellé", "Taxe", "Jours", "Montant",
        ];
        const FUNDING: &[&str] = &[
            "Fiche",
            "Financeur",
            "Nature",
            "Taux",
            "Montant",
            "Assiette",
            "Plafond",
            "Mention",
        ];
        [COSTS, FUNDING, &["Fiche"]][self as usize]
    }

    /// Whether it is of no use without this column.
    pub(crate) fn needs(self, title: &str) -> bool {
        match self {
            Self::Costs => ["Fiche", "Montant"].contains(&title),
            Self::Funding => ["Fiche", "Financeur", "Taux"].contains(&title),
            Self::Recap => false,
        }
    }

    /// The key under `[classeur]` of a sheet or a column, by its usual name.
    pub fn key(title: &str) -> String {
        fold(title)
    }
}

/// What the workbook calls its sheets and their columns, by their usual titles, and Word files the values of a fiche,
/// where that is given.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    columns: BTreeMap<(SheetRole, &'static str), Located<String>>,
    sheets: BTreeMap<SheetRole, Vec<Located<String>>>,
    /// What Word files call the values of a fiche: a key, and a label for it.
    pub(super) labels: Vec<(String, String)>,
}

impl Names {
    /// The names in a form: of a sheet by the key `feuille`, of a column by its key.
    pub(super) fn of_form(given: &[(SheetRole, String, String)]) -> Self {
        let mut names = Self::default();
        for (role, key, name) in given {
            let name = Located::new(name.trim().to_owned(), Place::file(CONVENTION));
            let mut titles = role.columns().iter().chain([&YEAR_COLUMN]);
            if key == "feuille" {
                names.sheets.entry(*role).or_default().push(name);
            } else if let Some(title) = titles.find(|title| SheetRole::key(title) == *key) {
                names.columns.insert((*role, *title), name);
            }
        }
        names
    }

    /// Whether no name of the workbook is given.
    pub(super) fn is_empty(&self) -> bool {
        self.columns.is_empty() && self.sheets.values().all(Vec::is_empty)
    }

    /// Reads `[classeur]`; where there is one year only, no name has to hold it.
    pub(super) fn read(table: &mut Table<'_>, is_of_one_year: bool) -> Self {
        let mut names = Self::default();
        for role in SheetRole::ALL {
            table.table(&SheetRole::key(role.title()), |sheet| {
                names.read_sheet(role, sheet, is_of_one_year);
                Some(())
            });
        }
        names
    }

    /// Reads `[fiche]`, a label or several by key.
    pub(super) fn read_labels(&mut self, table: &mut Table<'_>, keys: &[&str], fields: &[String]) {
        let given: Vec<&str> = table.keys().collect();
        for key in given {
            let mut fields = fields.iter().filter(|field| fold(field) == fold(key));
            let field = fields.next().map(String::as_str);
            if let Some(known_key) = field.or_else(|| keys.contains(&key).then_some(key)) {
                let labels = table.text_or_texts(key).into_iter();
                self.labels
                    .extend(labels.map(|label| (known_key.to_owned(), label.value)));
            }
        }
        // Those that may be meant by a key that nobody knows.
        for key in keys {
            table.text_or_texts(key);
        }
    }

    fn read_sheet(&mut self, role: SheetRole, table: &mut Table<'_>, is_of_one_year: bool) {
        let sheets = table.text_or_texts("feuille").into_iter();
        let sheets = sheets.filter(|name| !name.trim().is_empty()).collect();
        self.sheets.insert(role, sheets);
        for title in [YEAR_COLUMN].iter().chain(role.columns()).copied() {
            let key = SheetRole::key(title);
            let Some(name) = table.text(&key) else {
                continue;
            };
            let name = name.map(|name| name.trim().to_owned());
            // Where each row has its year, no column does.
            let is_yearly = YEARLY.contains(&title) && self.given(role, YEAR_COLUMN).is_none();
            let has_year = name.contains(YEAR);
            if !name.is_empty() && (is_yearly == has_year || is_yearly && is_of_one_year) {
                self.columns.insert((role, title), name);
                continue;
            }
            let year = if is_yearly { YEAR } else { "" };
            let allowed = format!("{title} {year}");
            table.invalid(&key, name.place, name.value, allowed.trim_end());
        }
    }

    /// The name given to one of a sheet's columns, by its usual title without year.
    pub(super) fn given(&self, role: SheetRole, title: &'static str) -> Option<&Located<String>> {
        self.columns.get(&(role, title))
    }

    /// The names given to the sheets of a kind; none where they have the usual one.
    pub(super) fn given_sheets(&self, role: SheetRole) -> &[Located<String>] {
        self.sheets
            .get(&role)
            .map(Vec::as_slice)
            .unwrap_or_default()
    }

    /// What the workbook calls the sheets of a kind.
    pub(super) fn sheets(&self, role: SheetRole) -> Vec<&str> {
        match self.given_sheets(role) {
            [] => vec![role.title()],
            given => given.iter().map(|name| name.trim()).collect(),
        }
    }

    /// Under which header to look for a column, by its usual title: `Montant` of 2018 may be `Coût 2018`.
    pub(super) fn header(&self, role: SheetRole, title: &'static str, year: Option<i32>) -> String {
        let year = year.map(|year| year.to_string()).unwrap_or_default();
        match self.given(role, title) {
            Some(name) => name.replace(YEAR, &year),
            None => format!("{title} {year}").trim_end().to_owned(),
        }
    }

    /// Whether a header takes the year that stands above it.
    pub(super) fn takes_year(&self, role: SheetRole, header: &str) -> bool {
        let is_header = |title| fold(&self.header(role, title, None)) == fold(header);
        YEARLY.into_iter().any(is_header)
    }
}

/// A column that `convention.toml` names and the sheet does not have.
pub(super) fn column_absent(name: &Located<String>) -> Finding {
    let finding = Finding::error("column-missing", name.place.clone()).variant("named");
    finding.arg("columns", name.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    const COSTS: SheetRole = SheetRole::Costs;

    fn names(title: &'static str, name: &str) -> Names {
        let name = Located::new(name.to_owned(), Place::file("convention.toml"));
        Names {
            columns: BTreeMap::from([((COSTS, title), name)]),
            ..Names::default()
        }
    }

    #[test]
    fn a_column_is_looked_for_under_its_own_name_and_year() {
        let names = names("Montant", "Coût {annee} (€)");
        assert_eq!(names.header(COSTS, "Montant", Some(2018)), "Coût 2018 (€)");
        assert_eq!(names.header(COSTS, "Jours", Some(2018)), "Jours 2018");
        assert_eq!(names.header(COSTS, "Nature", None), "Nature");
    }

    #[test]
    fn a_year_above_goes_with_the_name_below() {
        let names = names("Montant", "{annee}");
        let takes = |header| names.takes_year(COSTS, header);
        assert!(takes("") && takes("Jours") && !takes("Montant"));
    }
}
