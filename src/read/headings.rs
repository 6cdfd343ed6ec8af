//! What the words of a header mean: the years in it, its unit, and what its column may be.

use super::{
    labels::{self, names_somebody, total_of},
    names::{SheetRole, YEAR, YEARLY},
    workbook::Cell,
};
use crate::{
    model::{OTHERS_LABEL, is_balance},
    money::{is_not_costed, parse_amount, parse_rate},
    source::{self, fold, is_word_of},
};

/// What a column of texts and one of figures may be, then the words for it. A word stands in one line only.
const WORDS: &str = "\
Nature||nature type poste categorie rubrique
Nature|Montant|depense charge
Libellé||libelle intitule designation detail description descriptif objet prestation
Titre||titre nom
Section||section
Assiette|Assiette|assiette base
Plafond|Plafond|plafond maximum
Taxe||taxe tva
Taxe|Montant|ht ttc htttc
|Jours|jour j jh journee
|Montant|montant cout budget prix euro eur € credit somme prevision prevu realise previsionnel
Année|Année|annee exercice millesime periode phase
Financeur||financeur finance cofinanceur contributeur organisme paie paye payeur bailleur partenaire origine provenance
|Taux|taux pourcentage part quotepart cle %
Mention||mention remarque observation commentaire note precision";

/// Amounts that are not what a sheet of this kind is about, by their words: they are asked for.
const DOUBTFUL: [&str; 2] = [
    "subvention recette participation aide apport contribution autofinancement financement produit reste solde \
        eligible subventionnable retenu",
    "cout budget depense charge prix assiette base reste solde",
];

/// A header, taken apart.
#[derive(Clone, Debug)]
pub(super) struct Heading {
    /// With the year or the name that stands above it.
    pub(super) text: String,
    /// As a name in `[classeur]`: the year replaced by `{annee}`.
    pub(super) name: String,
    /// The year it holds, if it holds one only.
    pub(super) year: Option<i32>,
}

impl Heading {
    pub(super) fn new(text: &str) -> Self {
        let mut text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        // The first day of a year stands for the year.
        if let Some(year) = text
            .strip_prefix("01/01/")
            .filter(|year| parse_year(year).is_some())
        {
            text = year.to_owned();
        }
        let (year, name) = match years_in(&text)[..] {
            [year] => (Some(year), text.replacen(&year.to_string(), YEAR, 1)),
            _ => (None, text.clone()),
        };
        Self { text, name, year }
    }

    pub(super) fn is_blank(&self) -> bool {
        header_key(&self.text).is_empty()
    }

    /// Whether it heads sums of the other columns: `Total`, `2027-2029`.
    pub(super) fn is_sum(&self) -> bool {
        total_of(&self.text).is_some() || self.is_period()
    }

    /// Whether it names several years, or one by its rank: `2027/2028`, `N+1`.
    pub(super) fn is_period(&self) -> bool {
        let mut words = self.text.split_whitespace();
        years_in(&self.text).len() > 1 || words.any(|word| word == "N" || word.starts_with("N+"))
    }

    /// Whether it names a part of a year: `T1 2027`, « 1er semestre », « Mars 2027 ».
    pub(super) fn is_part(&self) -> bool {
        const PARTS: &str = "t1 t2 t3 t4 q1 q2 q3 q4 s1 s2 trim trimestre semestre sem janvier fevrier mars avril mai \
            juin juillet aout septembre octobre novembre decembre";
        self.words().iter().any(|word| has_word(PARTS, word))
    }

    /// The period that it names, as it is written: `Phase 1 (2021-2023)` for « Montant Phase 1 (2021-2023) ».
    pub(super) fn period(&self) -> Option<&str> {
        let is_start = |word: &&str| {
            is_word_of("phase periode tranche", &fold(word)) || !years_in(word).is_empty()
        };
        let before = self.text.split(' ').take_while(|word| !is_start(word));
        let start: usize = before.map(|word| word.len() + 1).sum();
        let name = self.text.get(start..)?;
        // « 2021-2023 (M€) »
        let unit = name
            .rfind('(')
            .filter(|at| !name[*at..].contains(|c: char| c.is_ascii_digit()));
        let name = &name[..unit.unwrap_or(name.len())];
        let name = name.trim_end_matches(|c: char| !c.is_ascii_digit() && c != ')');
        let is_numbered = name.contains(|c: char| c.is_ascii_digit());
        let is_named = self.year.is_none() && total_of(&self.text).is_none();
        (is_numbered && is_named).then_some(name)
    }

    /// What its column may be: of figures, of texts, or empty. The words are taken in the order of French: « Taux de la
    /// part » is a rate.
    pub(super) fn title(&self, has_figures: Option<bool>) -> Option<&'static str> {
        let words = self.words();
        if words.iter().any(|word| word == "unitaire" || word == "pu") {
            return None;
        }
        let has_figures = has_figures.or(self.year.map(|_| true));
        let titles = lines(&words).map(|(text, figures)| match has_figures {
            Some(true) => figures,
            None if text.is_empty() => figures,
            _ => text,
        });
        let titles: Vec<&str> = titles.filter(|title| !title.is_empty()).collect();
        match (titles.first().copied(), self.year) {
            // A year alone heads amounts.
            (None, Some(_)) if words.is_empty() => Some("Montant"),
            (Some("Année"), Some(_)) => Some("Montant"),
            (Some(title), Some(_)) => Some(title).filter(|title| YEARLY.contains(title)),
            // « Intitulé de l’action » is a fiche's title, not that of a cost.
            (Some("Libellé"), None) if titles.contains(&"Fiche") => Some("Titre"),
            // « Montant maximum »
            (Some("Montant"), None) if titles.contains(&"Plafond") => Some("Plafond"),
            (title, _) => title,
        }
    }

    /// Whether amounts under it may be none of those that a sheet of this kind is about.
    pub(super) fn is_doubtful(&self, role: SheetRole) -> bool {
        let doubtful = DOUBTFUL[usize::from(role == SheetRole::Funding)];
        self.words().iter().any(|word| has_word(doubtful, word))
    }

    /// The year that it gives the columns under it, if it holds little else: `Exercice 2028 (prév.)`.
    pub(super) fn year_over(&self) -> Option<i32> {
        self.year.filter(|_| self.text.split(' ').count() <= 4)
    }

    /// Whether it needs the year above it to mean anything.
    pub(super) fn takes_year(&self) -> bool {
        let words = self.words();
        let first = lines(&words).next();
        self.year.is_none() && first.is_some_and(|(_, figures)| YEARLY.contains(&figures))
    }

    /// Whether years may stand under it: it is an amount's, a sum's, or somebody's.
    pub(super) fn heads_years(&self) -> bool {
        let is_free = self.title(None).is_none() || fold(&self.text) == fold(OTHERS_LABEL);
        let is_somebodys = is_free && names_somebody(&self.text);
        self.year.is_none() && (self.takes_year() || self.is_sum() || is_somebodys)
    }

    /// Whether it names its year beside other words, or which part of one it is of.
    pub(super) fn has_year(&self) -> bool {
        self.year.is_some() && !self.words().is_empty() || self.is_part()
    }

    /// Its words, folded; signs of rates and of euros are words.
    fn words(&self) -> Vec<String> {
        let text = self.name.replace(YEAR, " ");
        let spaced = text.replace('%', " % ").replace('€', " € ");
        let words = spaced.split(|c: char| !c.is_alphanumeric() && !matches!(c, '%' | '€'));
        let folded = words.map(|word| match word {
            "%" | "€" => word.to_owned(),
            _ => fold(word),
        });
        folded.filter(|word| !word.is_empty()).collect()
    }
}

/// Whether a folded word tells what a column holds.
pub(super) fn is_heading_word(word: &str) -> bool {
    lines(&[word.to_owned()]).next().is_some()
}

/// What columns of texts and of figures may be by these words, in their order.
fn lines(words: &[String]) -> impl Iterator<Item = (&'static str, &'static str)> {
    let line = |word: &String| {
        if has_word(labels::FICHE, word) || has_word(labels::CODE, word) {
            return Some(("Fiche", "Fiche"));
        }
        WORDS.lines().find_map(|line| {
            let (text, rest) = line.split_once('|')?;
            let (figures, list) = rest.split_once('|')?;
            has_word(list, word).then_some((text, figures))
        })
    };
    words.iter().filter_map(line)
}

/// Whether a list holds a word, or its singular.
fn has_word(list: &str, word: &str) -> bool {
    is_word_of(list, word) || word.len() > 3 && is_word_of(list, word.trim_end_matches('s'))
}

/// The years that a text names; `2027-28` names two.
pub(super) fn years_in(text: &str) -> Vec<i32> {
    let words: Vec<&str> = text.split(|c: char| !c.is_ascii_alphanumeric()).collect();
    let mut years = Vec::new();
    for (rank, word) in words.iter().enumerate() {
        let Some(year) = source::parse_year(word) else {
            continue;
        };
        years.push(year);
        let next = words.get(rank + 1).filter(|next| next.len() == 2);
        let is_next = |next: &&&str| next.parse() == Ok((year + 1) % 100);
        years.extend(next.filter(is_next).map(|_| year + 1));
    }
    years
}

/// A year, as a header writes it: `2018`, `Année 2018`, or the first day of a year, which may be shown as the year.
pub(super) fn parse_year(text: &str) -> Option<i32> {
    let text = text.trim();
    let year = match text.split_once(char::is_whitespace) {
        Some((word, year)) if matches!(fold(word).as_str(), "annee" | "exercice") => year.trim(),
        _ => text.strip_prefix("01/01/").unwrap_or(text),
    };
    source::parse_year(year)
}

/// What headers are compared by; one without a letter or digit, as `%`, is taken as it stands.
pub(super) fn header_key(name: &str) -> String {
    let folded = fold(name);
    if folded.is_empty() {
        name.trim().to_owned()
    } else {
        folded
    }
}

/// Whether a sign stands for nothing.
pub(super) fn is_dash(text: &str) -> bool {
    matches!(text.trim(), "/" | "-" | "–" | "—")
}

/// Whether a cell under a header of figures is meant as one.
pub(super) fn is_figure(cell: &Cell) -> bool {
    match cell {
        Cell::Empty => false,
        Cell::Text(text) => {
            is_dash(text)
                || is_not_costed(text)
                || is_balance(text)
                || is_error_text(text)
                || text.contains(|c: char| c.is_ascii_digit())
        }
        _ => true,
    }
}

/// Whether a cell holds a number, be it typed as a text or not calculated.
pub(super) fn is_number(cell: &Cell) -> bool {
    match cell {
        Cell::Number(_) | Cell::Uncalculated => true,
        Cell::Text(text) => parse_amount(text).is_ok() || parse_rate(text).is_some(),
        _ => is_error(cell),
    }
}

/// What a spreadsheet writes into a cell that it cannot calculate, be it copied as a text: `#N/A`, `#REF!`, `Err:502`.
pub(super) fn is_error(cell: &Cell) -> bool {
    match cell {
        Cell::Error(_) => true,
        Cell::Text(text) => is_error_text(text),
        _ => false,
    }
}

pub(super) fn is_error_text(text: &str) -> bool {
    let text = text.trim();
    let is_named = text.starts_with('#') && text.ends_with(['!', '?']);
    is_named || matches!(text, "#N/A" | "#N/D") || text.replace(' ', "").starts_with("Err:5")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_known_by_their_words() {
        for (text, has_figures, expected) in [
            ("N° d’action", false, Some("Fiche")),
            ("Code", false, Some("Fiche")),
            ("Nature de la dépense", false, Some("Nature")),
            ("Postes", false, Some("Nature")),
            ("Dépenses", true, Some("Montant")),
            ("Désignation", false, Some("Libellé")),
            ("Intitulé de l’action", false, Some("Titre")),
            ("HT/TTC", false, Some("Taxe")),
            ("TTC", true, Some("Montant")),
            ("Organisme financeur", false, Some("Financeur")),
            ("Part (%)", true, Some("Taux")),
            ("Base subventionnable", true, Some("Assiette")),
            ("Montant maximum", true, Some("Plafond")),
            ("Qui paie", false, Some("Financeur")),
            ("Op.", true, Some("Fiche")),
            ("%", true, Some("Taux")),
            ("Observations", false, Some("Mention")),
            ("Prix unitaire", true, None),
            ("Total", true, None),
            ("Responsable", false, None),
        ] {
            let heading = Heading::new(text);
            assert_eq!(heading.title(Some(has_figures)), expected, "{text}");
        }
    }

    #[test]
    fn headers_of_a_year_become_patterns() {
        let (amount, days, period) = (Some("Montant"), Some("Jours"), Some("Année"));
        for (text, name, year, title) in [
            ("Coût  2018 (€)", "Coût {annee} (€)", Some(2018), amount),
            ("2019", "{annee}", Some(2019), amount),
            ("01/01/2019", "{annee}", Some(2019), amount),
            ("Nb de jours 2018", "Nb de jours {annee}", Some(2018), days),
            ("Total 2018", "Total {annee}", Some(2018), None),
            ("Période 2018-2020", "Période 2018-2020", None, period),
        ] {
            let heading = Heading::new(text);
            assert_eq!((&*heading.name, heading.year), (name, year), "{text}");
            assert_eq!(heading.title(None), title, "{text}");
        }
    }

    #[test]
    fn a_period_has_a_name_of_its_own() {
        for (text, name) in [
            ("Phase 1", Some("Phase 1")),
            ("Phase 1 (2021-2023) Jours", Some("Phase 1 (2021-2023)")),
            ("Montant 2024-2027", Some("2024-2027")),
            ("Montant 2021-2023 (M€)", Some("2021-2023")),
            ("Montant 2024", None),
            ("Total 2021-2027", None),
            ("Phase", None),
        ] {
            assert_eq!(Heading::new(text).period(), name, "{text}");
        }
    }

    #[test]
    fn years_by_rank_or_of_a_school_are_periods() {
        for text in "N | N+1 Montant | 2027/2028 | 2027-28 | Montant 2027-2028".split(" | ") {
            assert!(Heading::new(text).is_period(), "{text}");
        }
        for text in ["2027", "N° d’action", "Montant 2027", "27-28"] {
            assert!(!Heading::new(text).is_period(), "{text}");
        }
    }
}
