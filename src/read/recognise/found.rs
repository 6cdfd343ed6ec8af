//! What a workbook seems to hold, and the words and codes that give it away.

use crate::{
    read::{
        labels::is_code,
        names::{SheetRole, YEAR},
        table::parse_year,
        workbook::Cell,
    },
    source::{Code, fold},
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
    /// The sheets that are none of these, and why.
    pub others: Vec<(String, Reason)>,
}

/// Why a sheet is not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// It looks like one of this kind, less than the one that is.
    Alike(SheetRole),
    /// No column holds the codes of fiches.
    NoCodes,
    /// It names fiches, and has neither amounts by year nor funders.
    NoFigures,
}

/// A sheet that is read, as far as it was found.
#[derive(Clone, Debug)]
pub struct RecognisedSheet {
    /// Which one it is.
    pub role: SheetRole,
    /// Its name, if one sheet only can be meant; several where each has fiches of its own.
    pub names: Vec<String>,
    /// Otherwise the sheets that may be meant.
    pub candidates: Vec<String>,
    /// Its columns.
    pub columns: Vec<RecognisedColumn>,
    /// The headers that were not recognised.
    pub unused: Vec<String>,
    /// Who has a column of their own in it, where no column names who pays.
    pub funders: Vec<String>,
}

/// A column that is read, as far as it was found.
#[derive(Clone, Debug)]
pub struct RecognisedColumn {
    /// Its usual header.
    pub title: &'static str,
    /// Whether the sheet says nothing without it.
    pub is_needed: bool,
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
    let Cell::Text(text) = cell else { return None };
    Code::parse(text).filter(|_| is_code(text))
}

/// What a header may stand for, then the words it may begin with. A word stands in one line only.
const WORDS: [&str; 11] = [
    "fiche fiche action code n no numero ref reference operation projet",
    "nature nature type poste categorie rubrique depense charge",
    "libelle libelle intitule designation detail description descriptif objet prestation",
    "titre titre nom",
    "taxe taxe tva ht ttc htttc",
    "jours jour j jh journee",
    "montant montant cout budget prix euro eur € credit somme prevision",
    "annee annee exercice millesime",
    "financeur financeur finance cofinanceur contributeur organisme payeur bailleur partenaire",
    "taux taux pourcentage part quotepart cle %",
    "mention mention remarque observation commentaire note precision",
];

/// The words of amounts that may be other things than costs: they are asked for.
const DOUBTFUL: &str = "subvention subventions recette recettes participation participations aide aides apport \
    contribution autofinancement financement produit produits reste solde";

/// A header, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Heading {
    /// As a name in `[classeur]`: the year it holds replaced by `{annee}`.
    pub(super) name: String,
    /// The year it holds.
    pub(super) year: Option<i32>,
    /// The key of the column that it seems to be.
    pub(super) key: Option<&'static str>,
    /// Whether it may as well be another one.
    pub(super) is_doubtful: bool,
}

impl Heading {
    pub(super) fn read(text: &str) -> Self {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let year = single_year(&text);
        let name = year.map_or_else(
            || text.clone(),
            |year| text.replacen(&year.to_string(), YEAR, 1),
        );
        let without_year = name.replace(YEAR, "");
        let key = match (keys(&without_year).first().copied(), year) {
            (Some("jours"), Some(_)) => Some("jours"),
            // A year alone, or « Dépenses 2018 », heads amounts.
            (Some("montant" | "nature"), Some(_)) => Some("montant"),
            (None, Some(_)) if fold(&without_year).is_empty() => Some("montant"),
            (_, Some(_)) => None,
            // « Intitulé de l’action » is a fiche's title, not that of a cost.
            (Some("libelle"), None) if keys(&without_year).contains(&"fiche") => Some("titre"),
            (key, None) => key,
        };
        let mut words = text.split(|c: char| !c.is_alphanumeric()).map(fold);
        let is_doubtful =
            key == Some("montant") && words.any(|own| DOUBTFUL.split(' ').any(|word| word == own));
        Self {
            name,
            year,
            key,
            is_doubtful,
        }
    }

    /// Whether it needs the year above it to mean anything.
    pub(super) fn takes_year(text: &str) -> bool {
        let heading = Self::read(text);
        heading.year.is_none()
            && (fold(text).is_empty() || matches!(heading.key, Some("jours" | "montant")))
    }
}

/// What the words of a header may stand for, in the order of French: « Taux de la part » is a rate.
fn keys(text: &str) -> Vec<&'static str> {
    let spaced = text.replace('%', " % ").replace('€', " € ");
    let words = spaced.split(|c: char| !c.is_alphanumeric() && !matches!(c, '%' | '€'));
    let folded = words.map(|word| match word {
        "%" | "€" => word.to_owned(),
        _ => fold(word),
    });
    folded.filter_map(|word| key_of(&word)).collect()
}

fn key_of(word: &str) -> Option<&'static str> {
    let singular = word.trim_end_matches('s');
    let is_own = |own: &str| own == word || word.len() > 3 && own == singular;
    let mut lines = WORDS.iter().filter_map(|line| line.split_once(' '));
    let found = lines.find(|(_, words)| words.split(' ').any(is_own));
    found.map(|(key, _)| key)
}

/// The year that a header holds, if it holds one only.
fn single_year(text: &str) -> Option<i32> {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric());
    let mut years = words.filter_map(parse_year);
    years.next().filter(|_| years.next().is_none())
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

    #[test]
    fn headers_are_known_by_the_word_they_begin_with() {
        let key = |text: &str| Heading::read(text).key;
        for (text, expected) in [
            ("N° d’action", "fiche"),
            ("Code", "fiche"),
            ("Nature de la dépense", "nature"),
            ("Postes", "nature"),
            ("Désignation", "libelle"),
            ("Intitulé de l’action", "titre"),
            ("HT/TTC", "taxe"),
            ("Organisme financeur", "financeur"),
            ("Part (%)", "taux"),
            ("%", "taux"),
            ("Observations", "mention"),
        ] {
            assert_eq!(key(text), Some(expected), "{text}");
        }
        assert_eq!((key("Total"), key("Responsable")), (None, None));
    }

    #[test]
    fn headers_of_a_year_become_patterns() {
        let read = |text: &str| {
            let heading = Heading::read(text);
            (heading.name, heading.year, heading.key)
        };
        assert_eq!(
            read("Coût  2018 (€)"),
            ("Coût {annee} (€)".to_owned(), Some(2018), Some("montant"))
        );
        assert_eq!(
            read("2019"),
            ("{annee}".to_owned(), Some(2019), Some("montant"))
        );
        assert_eq!(
            read("Nb de jours 2018"),
            ("Nb de jours {annee}".to_owned(), Some(2018), Some("jours"))
        );
        assert_eq!(read("Total 2018").2, None);
        assert_eq!(read("Période 2018-2020").1, None);
    }
}
