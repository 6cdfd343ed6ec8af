//! What the words at the left of a row say: that it is a total, the title of an axis, a code with a title behind it.

use std::collections::BTreeSet;

use crate::{
    model::Axis,
    source::{Code, fold, parse_year},
};

/// What makes a row a total, folded.
const TOTALS: &str = "total totaux totale soustotal soustotaux stotal sstotal st";

/// What may stand before such a word, or be left out behind it.
const BESIDE: &str = "grand sous ss s cout couts montant montants budget depense depenses somme general generale \
    generaux global globale ensemble convention contrat programme projet operation actions \
    action fiches fiche ht ttc en euros eur k de du des d la le les l cumul annuel previsionnel \
    previsionnelles toutes tous par";

/// What names a group of fiches.
const GROUPS: &str = "axe axes orientation objectif volet thematique theme priorite enjeu chapitre programme \
    partie";

/// What a row of totals is the total of, as it is written: `A – Artisanat` for « Total de l’axe A – Artisanat »,
/// nothing for « Total général »; `None` for a row of something else.
pub(super) fn total_of(label: &str) -> Option<String> {
    let words: Vec<&str> = words(label).collect();
    let is_total = |word: &&str| {
        let folded = fold(word);
        is_among(TOTALS, &folded) && (folded != "st" || word.contains('/'))
    };
    let is_beside = |word: &&str| is_among(BESIDE, &fold(word));
    let before = words.iter().take_while(|word| is_beside(word)).count();
    let rest = if words.get(before).is_some_and(&is_total) {
        &words[before + 1..]
    } else {
        // « A 1.1 Total », as some spreadsheets write it.
        let (last, rest) = words.split_last()?;
        is_total(last).then_some(rest)?
    };
    let skipped = rest.iter().take_while(|word| is_beside(word)).count();
    let is_year =
        |word: &&str| parse_year(word.trim_matches(|c: char| !c.is_ascii_digit())).is_some();
    let is_whole = rest
        .iter()
        .all(|word| is_beside(word) || is_year(word) || fold(word).is_empty());
    Some(if is_whole {
        String::new()
    } else {
        rest[skipped..].join(" ")
    })
}

fn is_among(list: &str, word: &str) -> bool {
    list.split(' ').any(|own| own == word)
}

/// Whether words name no cost of their own, and may head a sum: « Budget prévisionnel », « Coût de l’action A 1.1 ».
pub(super) fn may_be_total(label: &str, codes: &BTreeSet<Code>, axes: &[Axis]) -> bool {
    const PERHAPS: &str = "cumul somme complet tot recapitulatif recap enveloppe charge charges general generales \
        generaux total totale totales prevu prevus previsionnel previsionnelle previsionnels";
    let is_general = |word: &&str| {
        let folded = fold(word);
        folded.is_empty()
            || is_among(BESIDE, &folded)
            || is_among(PERHAPS, &folded)
            || parse_year(word).is_some()
    };
    let named: Vec<&str> = words(label).skip_while(is_general).collect();
    let named = named.join(" ");
    let is_known = code_of(&named, codes).is_some_and(|code| codes.contains(&code));
    let says_so = |word: &&str| is_general(word) && !fold(word).is_empty();
    words(label).next().as_ref().is_some_and(says_so)
        && (named.is_empty() || is_known || axis_named(&named, axes).is_some())
}

/// Whether a row of totals says that it is one of several.
pub(super) fn is_subtotal(label: &str) -> bool {
    const PARTS: &str = "sous ss s soustotal soustotaux stotal sstotal st";
    let first = words(label).next();
    first.is_some_and(|first| is_among(PARTS, &fold(first)))
}

/// Whether a row of totals says that it adds up everything.
pub(super) fn is_grand_total(label: &str) -> bool {
    let folded = fold(label);
    let mut all = ["general", "convention", "ensemble", "grandtotal"].iter();
    all.any(|word| folded.contains(word))
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split(|c: char| c.is_whitespace() || matches!(c, '\'' | '’'));
    words.filter(|word| !word.is_empty())
}

/// The axis that a text names: by its prefix, by its title, or by both: « axe A – Artisanat ».
pub(super) fn axis_named(text: &str, axes: &[Axis]) -> Option<usize> {
    let named = after_group(text);
    let parts = [" – ", " — ", " - ", ":", "–"];
    let cut = parts.iter().find_map(|sign| named.split_once(sign));
    let (first, rest) = cut.unwrap_or((&named, &named));
    let is_named = |text: &str| {
        let folded = fold(text);
        let is_it = |axis: &Axis| axis.is_named(text) || fold(&axis.title) == folded;
        axes.iter().position(is_it).filter(|_| !folded.is_empty())
    };
    is_named(text)
        .or_else(|| is_named(&named))
        .or_else(|| is_named(rest))
        .or_else(|| is_named(first))
}

/// The title of a group of fiches whose codes begin so: `Artisanat` for « axe A – Artisanat ».
pub(super) fn title_of_group(text: &str, prefix: Option<&String>) -> String {
    let named = after_group(text);
    let (first, rest) = named.split_once([' ', ':', '–']).unwrap_or((&named, ""));
    let is_prefix = prefix.is_some_and(|prefix| fold(first) == *prefix);
    let title = if is_prefix && !rest.is_empty() {
        rest
    } else {
        &named
    };
    title
        .trim_matches(|c: char| !c.is_alphanumeric() && c != ')')
        .to_owned()
}

/// Whether a text names some group of fiches, known or not: « AXE 2 – TOURISME ».
pub(super) fn names_group(text: &str) -> bool {
    words(text)
        .next()
        .is_some_and(|first| is_among(GROUPS, &fold(first)))
}

/// Whether a text is the word for a group of fiches, and names none.
pub(super) fn is_group(text: &str) -> bool {
    is_among(GROUPS, &fold(text))
}

fn after_group(text: &str) -> String {
    let words: Vec<&str> = words(text).collect();
    let is_lead = |word: &&&str| {
        let folded = fold(word);
        is_among(GROUPS, &folded) || matches!(folded.as_str(), "de" | "du" | "l" | "la" | "le")
    };
    let lead = words.iter().take_while(is_lead).count();
    words[lead..].join(" ")
}

/// The code that a cell holds, perhaps with a title behind it, where only a known one is looked for.
pub(super) fn code_of(text: &str, known: &BTreeSet<Code>) -> Option<Code> {
    let code = |text: &str| {
        let text = text.trim_end_matches(|c: char| !c.is_alphanumeric());
        // `#DIV/0!` is what a spreadsheet could not calculate.
        let text = Some(text).filter(|text| !text.trim_start().starts_with('#'))?;
        Code::parse(text).filter(|code| !code.numbers().is_empty())
    };
    let whole = code(text)?;
    if known.contains(&whole) {
        return Some(whole);
    }
    let behind = after_word(text).and_then(|rest| code_of(rest, known));
    if let Some(code) = behind.filter(|code| known.contains(code)) {
        return Some(code);
    }
    let ends = text
        .char_indices()
        .filter(|(_, c)| !c.is_alphanumeric())
        .map(|(end, _)| end);
    let ends: Vec<usize> = ends.collect();
    let mut begins = ends.iter().rev().filter_map(|end| code(&text[..*end]));
    let begun = begins.find(|code| known.contains(code));
    Some(begun.unwrap_or(whole))
}

/// What stands behind the word for a fiche: `B 1.1` in « Fiche B 1.1 », « Action n° B 1.1 ».
pub(super) fn after_word(text: &str) -> Option<&str> {
    const FICHE: &str = "fiche action ficheaction fa code n no numero operation projet ref";
    let (word, rest) = text.trim().split_once(char::is_whitespace)?;
    let rest = Some(rest.trim_start()).filter(|_| is_among(FICHE, &fold(word)))?;
    Some(after_word(rest).unwrap_or(rest))
}

/// The funder that a header names, the year, and whether it says that rates stand under it: `% Ville`, `CCI 2027 (€)`.
pub(super) fn funder_label(header: &str) -> (String, Option<i32>, bool) {
    let is_rate = header.contains('%') || words(header).any(|word| fold(word) == "taux");
    let is_sign = |word: &str| {
        let folded = fold(word);
        is_among("taux part montant eur euros k m ht ttc", &folded) || folded.is_empty()
    };
    let year_of = |word: &str| parse_year(word.trim_matches(|c: char| !c.is_ascii_digit()));
    let year = words(header).find_map(year_of);
    // « Subvention Ville » is what the town pays.
    let is_lead = |word: &&str| is_among("subvention participation aide", &fold(word));
    let name = header.split_whitespace().skip_while(is_lead);
    let name = name.filter(|word| !is_sign(word) && year_of(word).is_none());
    (name.collect::<Vec<_>>().join(" "), year, is_rate)
}

/// Whether a header may be the name of somebody who pays, and is not that of another sum or of the fiche.
pub(super) fn names_somebody(label: &str) -> bool {
    const OTHERS: &str = "cout couts budget montant depense depenses recette recettes reste solde ecart controle \
    verification assiette plafond somme titre intitule libelle action axe code annee n \
        ensemble cumul verif base dont moyenne plan ttc d de mention remarque remarques observation observations \
        commentaire commentaires note notes";
    let mut words = words(label).map(fold).filter(|word| !word.is_empty());
    words
        .next()
        .is_some_and(|first| first.contains(char::is_alphabetic) && !is_among(OTHERS, &first))
}

/// Whether a text is nothing but a code: a few letters, then numbers.
pub(super) fn is_code(text: &str) -> bool {
    const LETTERS: usize = 6;
    const LONGEST: usize = 16;
    Code::parse(text).is_some_and(|code| {
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
    fn totals_are_told_from_other_rows() {
        for (label, of) in [
            ("Total", ""),
            ("TOTAL TTC", ""),
            ("Total général :", ""),
            ("Sous total", ""),
            ("S/Total Commerce", "Commerce"),
            ("Total de l’axe Tourisme", "axe Tourisme"),
            ("Total A 1.1", "A 1.1"),
            ("A 1.1 Total", "A 1.1"),
            ("Coût total de l’action", ""),
            ("Total 2027", ""),
        ] {
            assert_eq!(total_of(label).as_deref(), Some(of), "{label}");
        }
        for label in [
            "Études",
            "Totalité des frais",
            "Animation du budget",
            "A 1.1",
            "",
        ] {
            assert_eq!(total_of(label), None, "{label}");
        }
    }

    #[test]
    fn general_words_may_head_a_sum() {
        let codes = BTreeSet::from([Code::parse("A 1.1").expect("a code")]);
        let may = |label| may_be_total(label, &codes, &[]);
        for label in [
            "Coût global du programme",
            "Ensemble des actions",
            "Cumul",
            "Budget A 1.1",
            "Tot. général",
        ] {
            assert!(may(label), "{label}");
        }
        for label in [
            "Études",
            "Budget communication",
            "A 1.1",
            "Salon 2027",
            "???",
            "",
        ] {
            assert!(!may(label), "{label}");
        }
    }

    #[test]
    fn an_axis_is_named_by_its_title_or_prefix() {
        let axis = |prefix: &str, title: &str| Axis {
            prefix: prefix.to_owned(),
            title: title.to_owned(),
            within: None,
        };
        let axes = [
            axis("A", "Artisanat et centre-bourg"),
            axis("B", "Tourisme"),
        ];
        for (text, rank) in [
            ("Tourisme", 1),
            ("AXE 2 – TOURISME", 1),
            ("axe A – Artisanat", 0),
            ("Axe B", 1),
            ("A", 0),
        ] {
            assert_eq!(axis_named(text, &axes), Some(rank), "{text}");
        }
        assert_eq!(axis_named("Culture", &axes), None);
    }

    #[test]
    fn a_title_may_follow_a_code() {
        let known = ["A 1.1", "A 1"].map(|code| Code::parse(code).expect("a code"));
        let [first, _] = known.clone();
        let known = BTreeSet::from(known);
        for text in [
            "A 1.1",
            "A 1.1 – Observatoire",
            "A1.1\nObservatoire 2027",
            "a 1-1 : x",
            "Fiche A 1.1",
            "Fiche n° A 1.1",
            "FA A 1.1 – Observatoire",
        ] {
            assert_eq!(code_of(text, &known).as_ref(), Some(&first), "{text}");
        }
        assert_eq!(code_of("B 2", &known), Code::parse("B 2"));
        assert_eq!(code_of("Observatoire", &known), None);
    }
}
