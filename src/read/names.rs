//! `[classeur]`: what a workbook calls its sheets and columns, where it does not say what we do.
//!
//! The readers ask for `Montant 2018` of `Dépenses`; this table says under which header to look. What is not
//! named there has its usual name. Whether the workbook holds what is named is for the readers to say.

use std::collections::BTreeMap;

use super::toml::Table;
use crate::{
    finding::{Finding, Severity},
    source::{Located, Place, fold},
};

/// What stands for a year in the name of a column that comes once a year.
pub const YEAR: &str = "{annee}";
/// The key that names the sheet itself.
const SHEET: &str = "feuille";

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

/// A column that is read.
#[derive(Debug, PartialEq, Eq)]
pub struct Column {
    /// Its key in `convention.toml`.
    pub key: &'static str,
    /// Its usual header, without the year.
    pub title: &'static str,
    /// Whether it comes once a year.
    pub is_yearly: bool,
    /// Whether the sheet says nothing without it.
    pub is_needed: bool,
}

const fn column(key: &'static str, title: &'static str, is_needed: bool) -> Column {
    Column {
        key,
        title,
        is_yearly: false,
        is_needed,
    }
}

const fn yearly(key: &'static str, title: &'static str, is_needed: bool) -> Column {
    Column {
        is_yearly: true,
        ..column(key, title, is_needed)
    }
}

const COSTS: [Column; 6] = [
    column("fiche", "Fiche", true),
    column("nature", "Nature", true),
    column("libelle", "Libellé", false),
    column("taxe", "Taxe", false),
    yearly("jours", "Jours", false),
    yearly("montant", "Montant", true),
];
const FUNDING: [Column; 6] = [
    column("fiche", "Fiche", true),
    column("financeur", "Financeur", true),
    column("nature", "Nature", false),
    column("taux", "Taux", true),
    yearly("montant", "Montant", false),
    column("mention", "Mention", false),
];
const RECAP: [Column; 1] = [column("fiche", "Fiche", false)];

impl SheetRole {
    /// Every sheet that is read.
    pub const ALL: [Self; 3] = [Self::Costs, Self::Funding, Self::Recap];

    /// Its key under `[classeur]`.
    pub fn key(self) -> &'static str {
        self.described().0
    }

    /// Its usual name.
    pub fn title(self) -> &'static str {
        self.described().1
    }

    /// The columns that may be named.
    pub fn columns(self) -> &'static [Column] {
        self.described().2
    }

    fn described(self) -> (&'static str, &'static str, &'static [Column]) {
        match self {
            Self::Costs => ("depenses", "Dépenses", &COSTS),
            Self::Funding => ("cofinancement", "Cofinancement", &FUNDING),
            Self::Recap => ("recapitulatif", "Récapitulatif", &RECAP),
        }
    }
}

/// The names of the whole workbook.
#[derive(Clone, Debug, Default)]
pub(super) struct WorkbookNames {
    sheets: BTreeMap<SheetRole, SheetNames>,
}

impl WorkbookNames {
    /// Reads `[classeur]`.
    pub(super) fn read(table: &mut Table<'_>) -> Self {
        let read = |role: SheetRole| {
            let names = table.table(role.key(), |sheet| Some(SheetNames::read(role, sheet)))?;
            Some((role, names))
        };
        let sheets = SheetRole::ALL.into_iter().filter_map(read).collect();
        Self { sheets }
    }

    /// The names of one sheet.
    pub(super) fn of(&self, role: SheetRole) -> SheetNames {
        self.sheets.get(&role).cloned().unwrap_or_default()
    }
}

/// The names of a sheet and of its columns.
#[derive(Clone, Debug, Default)]
pub(super) struct SheetNames {
    sheet: Option<Located<String>>,
    /// By usual title.
    columns: BTreeMap<&'static str, Located<String>>,
}

impl SheetNames {
    fn read(role: SheetRole, table: &mut Table<'_>) -> Self {
        let mut names = Self::default();
        let columns = role
            .columns()
            .iter()
            .map(|column| (column.key, Some(column)));
        for (key, column) in columns.chain([(SHEET, None)]) {
            let Some(name) = table
                .text(key)
                .map(|name| name.map(|name| name.trim().to_owned()))
            else {
                continue;
            };
            let is_yearly = column.is_some_and(|column| column.is_yearly);
            if name.is_empty() || is_yearly != name.contains(YEAR) {
                let title = column.map_or(SheetRole::Costs.title(), |column| column.title);
                let allowed = if is_yearly {
                    format!("{title} {YEAR}")
                } else {
                    title.to_owned()
                };
                table.invalid(key, name.place, name.value, &allowed);
                continue;
            }
            match column {
                Some(column) => {
                    names.columns.insert(column.title, name);
                }
                None => names.sheet = Some(name),
            }
        }
        names
    }

    /// The name given to the sheet.
    pub(super) fn sheet_name(&self) -> Option<&str> {
        self.sheet.as_ref().map(|name| name.as_str())
    }

    /// Where the sheet's own name was given.
    pub(super) fn sheet_place(&self) -> Option<&Place> {
        self.sheet.as_ref().map(|name| &name.place)
    }

    /// The name given to a column by its usual title, without year.
    pub(super) fn given(&self, title: &str) -> Option<&Located<String>> {
        self.columns.get(title)
    }

    /// Under which header to look for a column, by its usual title: `Montant` of 2018 may be `Coût 2018`.
    pub(super) fn header(&self, title: &str, year: Option<i32>) -> String {
        let year = year.map(|year| year.to_string()).unwrap_or_default();
        match self.given(title) {
            Some(name) => name.replace(YEAR, &year),
            None => format!("{title} {year}").trim_end().to_owned(),
        }
    }

    /// Whether a header takes the year that stands above it.
    pub(super) fn takes_year(&self, header: &str) -> bool {
        let header = fold(header);
        ["Jours", "Montant"].iter().any(|title| {
            let name = self
                .given(title)
                .map_or_else(|| fold(title), |name| fold(&name.replace(YEAR, "")));
            name == header
        })
    }

    /// The columns named here, by usual title.
    pub(super) fn columns(&self) -> impl Iterator<Item = (&'static str, &Located<String>)> {
        self.columns.iter().map(|(title, name)| (*title, name))
    }
}

/// A column that `convention.toml` names and the sheet does not have.
pub(super) fn column_absent(name: &Located<String>) -> Finding {
    let finding =
        Finding::new("column-missing", Severity::Error, name.place.clone()).variant("named");
    finding.arg("columns", name.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(title: &'static str, name: &str) -> SheetNames {
        let name = Located::new(name.to_owned(), Place::file("convention.toml"));
        SheetNames {
            sheet: None,
            columns: BTreeMap::from([(title, name)]),
        }
    }

    #[test]
    fn a_column_is_looked_for_under_its_own_name_and_year() {
        let names = names("Montant", "Coût {annee} (€)");
        assert_eq!(names.header("Montant", Some(2018)), "Coût 2018 (€)");
        assert_eq!(names.header("Jours", Some(2018)), "Jours 2018");
        assert_eq!(names.header("Nature", None), "Nature");
    }

    #[test]
    fn a_year_above_goes_with_the_name_below() {
        let names = names("Montant", "{annee}");
        assert!(names.takes_year("") && names.takes_year("Jours") && !names.takes_year("Montant"));
    }
}
