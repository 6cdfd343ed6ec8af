//! Whether a fiche puts a figure to what it aims at: a number in a section about objectives, indicators or results that is
//! no year, code, rank, duration or amount, nor a count of the agreement's own parts.

use crate::{
    model::{Fiche, Section},
    money::amounts_in,
    source::{fold, is_word_of, month_of, parse_year},
};

/// The words in the heading of such a section.
const SECTIONS: [&str; 5] = [
    "objectif",
    "indicateur",
    "evaluation",
    "resultat",
    "ciblechiffree",
];

/// What is counted without being aimed at: time, and the parts of a text or of an agreement.
const NO_TARGET: &str = "an ans annee annees mois jour jours semaine semaines heure heures trimestre trimestres semestre \
    semestres partenaire partenaires partie parties structure structures signataires dimension dimensions axe axes volet \
    volets phase phases etape etapes objectif objectifs indicateur indicateurs critere criteres priorites enjeux niveaux \
    themes points fiches actions questions";

/// Whether a fiche has a figure to reach.
pub(super) fn has_target(fiche: &Fiche) -> bool {
    let sections = fiche.prose.iter().flat_map(|prose| &prose.sections);
    let is_about = |section: &&Section| {
        let heading = fold(&section.heading);
        SECTIONS.iter().any(|word| heading.contains(word))
    };
    let mut sections = sections.filter(is_about);
    sections.any(|section| names_target(&section.markdown))
}

fn names_target(text: &str) -> bool {
    let amounts = amounts_in(text);
    let mut at = 0;
    while let Some(start) = text[at..].find(|c: char| c.is_ascii_digit()) {
        let start = at + start;
        let end = text[start..].find(|c: char| !c.is_ascii_digit() && !matches!(c, ',' | '.'));
        at = end.map_or(text.len(), |end| start + end);
        let is_amount = amounts.iter().any(|amount| amount.range.contains(&start));
        let before = text[..start].trim_end_matches(['*', '_']);
        if !is_amount && is_target(before, &text[start..at], &text[at..]) {
            return true;
        }
    }
    false
}

/// Whether a number between these texts is what is aimed at.
fn is_target(before: &str, number: &str, after: &str) -> bool {
    let line = before.rsplit('\n').next().unwrap_or_default().trim();
    let line = line.trim_start_matches(['-', '*', '+', ' ']);
    let digits = number.trim_end_matches(['.', ',']);
    // The number of an item, « 1re dimension », « N-1 », « n° 3 », « CCI 21 ».
    let is_item = line.trim_start_matches(['#', '>', ' ']).is_empty() && number.ends_with('.');
    let is_part_of_word = before
        .ends_with(|c: char| c.is_alphanumeric() || matches!(c, '-' | '.' | '/' | '°' | 'º'))
        || after.starts_with(|c: char| c.is_alphabetic() || c == '/');
    let word = line.rsplit(char::is_whitespace).next().unwrap_or_default();
    let has_more = line.contains(char::is_whitespace);
    let is_name = has_more && word.starts_with(char::is_uppercase)
        || word.chars().count() > 1 && word.chars().all(char::is_uppercase)
        || word.ends_with(['°', 'º']);
    let is_year = parse_year(digits).is_some();
    if is_item || is_part_of_word || is_name || is_year {
        return false;
    }
    let after = after.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '_'));
    let next = after.find(|c: char| !c.is_alphabetic());
    let next = fold(&after[..next.unwrap_or(after.len())]);
    after.starts_with('%')
        || next.len() > 2 && !is_word_of(NO_TARGET, &next) && month_of(&next).is_none()
        || next.is_empty() && before.trim_end().ends_with(':')
        || after.starts_with('|') && before.trim_end().ends_with('|')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_to_reach_is_told_from_other_numbers() {
        for text in [
            "Accompagner 40 entreprises par an.",
            "- 12 ateliers",
            "Taux de satisfaction : 80 %",
            "au moins **25** visites",
            "Nombre de visites : 30",
            "1. 5 salons",
            "100 % des PME",
            "1 200 emplois créés",
            "- Sensibiliser 120 professionnels par an.",
            "- Former 30 % des salariés",
            "| Personnes accompagnées | 450 |",
        ] {
            assert!(names_target(text), "{text}");
        }
        for text in [
            "La CCI 21 et ses 2 partenaires",
            "- 1re dimension : intrants",
            "en 2019 et 2020",
            "3 000 € de dépenses",
            "1. Créer un club",
            "données de l’année N-1",
            "fiche EA 1.3",
            "tous les 6 mois",
            "au 31 décembre 2020",
            "selon 7 dimensions",
            "le 2e trimestre",
            "loi n° 2015 du 7 août",
            "les 3 ans",
        ] {
            assert!(!names_target(text), "{text}");
        }
    }
}
