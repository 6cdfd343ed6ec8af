//! The answers that a new dossier is made from, and the mistakes in them.

use std::collections::BTreeSet;

use crate::{
    model::{Axis, Funders},
    read::Recognised,
    source::{Code, Period, fold, parse_year},
};

/// What is asked about the agreement.
#[derive(Clone, Debug, Default)]
pub(crate) struct Answers {
    /// Its title.
    pub title: String,
    /// Its years, in order, or the periods that it names.
    pub years: Vec<Period>,
    /// Who signs, in the order of the columns.
    pub parties: Vec<NewParty>,
    /// Who pays without signing, and has a column.
    pub funders: Vec<NewParty>,
    /// The groups of fiches, in the order of the annexes.
    pub axes: Vec<Axis>,
    /// The unit of amounts, when not the euro.
    pub unit: Vec<String>,
    /// The natures that no total counts.
    pub off_total: Vec<String>,
    /// Further keys of a fiche's head.
    pub fields: Vec<String>,
}

/// A party, or another payer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NewParty {
    /// The full name.
    pub name: String,
    /// The name in column labels.
    pub column: String,
}

impl NewParty {
    /// The short name that claims and decisions use.
    pub(super) fn id(&self) -> String {
        fold(&self.column)
    }

    /// `Ville` or `Ville=Ville d’Exemple`: the column's label, then the full name.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (column, name) = pair(text);
        let is_fine = !fold(column).is_empty() && !name.is_empty();
        is_fine.then(|| Self {
            name: name.to_owned(),
            column: column.to_owned(),
        })
    }
}

/// A short name and a full one, the same where there is no `=`.
fn pair(text: &str) -> (&str, &str) {
    let (short, full) = text.split_once('=').unwrap_or((text, text));
    (short.trim(), full.trim())
}

/// `A=Commerce`, `1.1=Habitat`: what an axis's codes begin with, then its title.
pub(crate) fn parse_axis(text: &str) -> Option<Axis> {
    let (prefix, title) = pair(text);
    let is_prefix = Code::parse(prefix).is_some();
    (is_prefix && !title.is_empty()).then(|| Axis {
        prefix: prefix.to_owned(),
        title: title.to_owned(),
        within: None,
    })
}

/// The most years or periods of an agreement.
const MOST: usize = 20;

/// Years, or names of periods with semicolons between or after them: `Phase 1 ; Phase 2`.
pub(crate) fn parse_periods(text: &str) -> Option<Vec<Period>> {
    if let Some(years) = parse_years(text) {
        return Some(years.into_iter().map(Period::Year).collect());
    }
    let names = text.split(';').map(str::trim);
    let names: Vec<&str> = names.filter(|name| !fold(name).is_empty()).collect();
    let distinct: BTreeSet<String> = names.iter().map(|name| fold(name)).collect();
    let is_fine = text.contains(';') && (1..=MOST).contains(&names.len());
    let is_fine = is_fine && distinct.len() == names.len();
    let is_fine = is_fine && names.iter().all(|name| parse_year(name).is_none());
    let periods = names.into_iter().map(|name| Period::Named(name.to_owned()));
    is_fine.then(|| periods.collect())
}

/// `2027, 2028`, `2027 2028` or `2027-2029`.
fn parse_years(text: &str) -> Option<Vec<i32>> {
    let year = |text: &str| parse_year(text.trim());
    let years: Vec<i32> = if let Some((first, last)) = text.split_once(['-', '–']) {
        (year(first)?..=year(last)?).collect()
    } else {
        let words = text.split([',', ';', ' ']).map(str::trim);
        let words = words.filter(|word| !word.is_empty());
        words.map(year).collect::<Option<_>>()?
    };
    let is_fine = !years.is_empty() && years.len() <= MOST && years.is_sorted_by(|a, b| a < b);
    is_fine.then_some(years)
}

impl Answers {
    /// Fills in missing answers from a workbook. A party of which only the column is known gets that as its name, an
    /// axis its letters as its title.
    pub(crate) fn complete_from(&mut self, recognised: &Recognised) {
        if self.years.is_empty() {
            self.years.clone_from(&recognised.years);
        }
        if self.parties.is_empty() {
            let parties = recognised.parties.iter();
            self.parties = parties.filter_map(|name| NewParty::parse(name)).collect();
        }
        for code in recognised.fiches.iter().map(|fiche| &fiche.code) {
            let title =
                |prefix: &str| Some((prefix.to_owned(), recognised.axes.get(prefix)?.clone()));
            let mut named: Vec<(String, String)> = code.beginnings().filter_map(title).collect();
            // In `1.2`, the first number serves as the letters.
            let number = code.numbers().first().map(u32::to_string);
            let prefix = match (code.prefix(), number) {
                ("", Some(number)) if code.numbers().len() > 1 => number,
                (letters, _) => letters.to_owned(),
            };
            if named.is_empty() && !prefix.is_empty() {
                named.push((prefix.clone(), prefix.to_uppercase()));
            }
            for (prefix, title) in named {
                let named_code = Code::parse(&prefix);
                if self
                    .axes
                    .iter()
                    .all(|axis| Code::parse(&axis.prefix) != named_code)
                {
                    self.axes.push(Axis {
                        prefix: prefix.to_uppercase(),
                        title,
                        within: None,
                    });
                }
            }
        }
    }

    /// The axis that contains this one: of those whose prefix begins its own, the one with the longest prefix.
    pub(super) fn outer(&self, axis: &Axis) -> Option<&Axis> {
        let code = Code::parse(&axis.prefix)?;
        let is_outer = |other: &&Axis| {
            let prefix = Code::parse(&other.prefix).filter(|prefix| *prefix != code);
            prefix.is_some_and(|prefix| code.begins_with(&prefix))
        };
        let outer = self.axes.iter().filter(is_outer);
        outer.max_by_key(|other| other.prefix.len())
    }

    /// The first invalid answer, with the id of the message about it.
    pub(crate) fn mistake(&self) -> Option<(&'static str, &str)> {
        let mut names = BTreeSet::new();
        for NewParty { name, column } in self.parties.iter().chain(&self.funders) {
            if Funders::is_reserved(column) {
                return Some(("init-mistake-reserved", column));
            }
            let spellings = BTreeSet::from([fold(name), fold(column)]);
            if !spellings.into_iter().all(|name| names.insert(name)) {
                return Some(("init-mistake-party-twice", column));
            }
        }
        let mut prefixes = BTreeSet::new();
        let mut axes = self.axes.iter().map(|axis| axis.prefix.as_str());
        let twice = axes.find(|prefix| !prefixes.insert(fold(prefix)));
        twice.map(|prefix| ("init-mistake-axis-twice", prefix))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_have_names_between_semicolons() {
        let names = |text: &str| {
            let periods = parse_periods(text)?;
            Some(periods.iter().map(Period::to_string).collect::<Vec<_>>())
        };
        let named = |names: [&str; 2]| Some(names.map(str::to_owned).to_vec());
        assert_eq!(
            names("Phase 1 ; 2024-2027"),
            named(["Phase 1", "2024-2027"])
        );
        assert_eq!(names("2027-2028"), named(["2027", "2028"]));
        for wrong in ["Phase 1", ";", "2028 ; 2027", "Phase 1 ; phase 1"] {
            assert_eq!(names(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn years_are_a_list_or_a_range() {
        assert_eq!(parse_years("2027, 2028"), Some(vec![2027, 2028]));
        assert_eq!(parse_years("2027-2029"), Some(vec![2027, 2028, 2029]));
        for wrong in [
            "",
            "27",
            "2028, 2027",
            "2029-2027",
            "2027,2027",
            "1900-2100",
            "deux",
        ] {
            assert_eq!(parse_years(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_party_may_have_a_short_name() {
        let party = NewParty::parse("CCI = Chambre de commerce").expect("a party");
        assert_eq!(
            (party.id().as_str(), party.name.as_str()),
            ("cci", "Chambre de commerce")
        );
        assert_eq!(NewParty::parse("Ville").expect("a party").name, "Ville");
        assert_eq!((NewParty::parse("=x"), NewParty::parse("x=")), (None, None));
    }

    #[test]
    fn an_axis_is_named_by_what_codes_begin_with() {
        assert!(parse_axis("EA=Attractivité").is_some());
        assert!(parse_axis("1.1=Habitat").is_some());
        assert_eq!((parse_axis("–=x"), parse_axis("A=")), (None, None));
    }

    #[test]
    fn answers_that_clash_are_named() {
        let answers = |parties: &[&str], axes: &[&str]| Answers {
            parties: parties
                .iter()
                .filter_map(|text| NewParty::parse(text))
                .collect(),
            axes: axes.iter().filter_map(|text| parse_axis(text)).collect(),
            ..Answers::default()
        };
        let mistake = |parties: &[&str], axes: &[&str]| {
            answers(parties, axes).mistake().map(|(name, _)| name)
        };
        assert_eq!(
            mistake(&["Ville=Ville d’Exemple", "CCI"], &["A=x", "B=y"]),
            None
        );
        assert_eq!(
            mistake(&["Ville", "CCI=ville"], &[]),
            Some("init-mistake-party-twice")
        );
        assert_eq!(mistake(&["Total"], &[]), Some("init-mistake-reserved"));
        assert_eq!(
            mistake(&[], &["A=x", "a=y"]),
            Some("init-mistake-axis-twice")
        );
    }
}
