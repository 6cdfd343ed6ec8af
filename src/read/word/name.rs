//! What names a fiche: its code and its title, in a title of the text, the name of the file, or a row of its form.

use crate::{
    read::labels::{after_word, is_code, names_group},
    source::{Code, fold, parse_year},
};

use super::form::{is_among, is_generic};

/// What of a file's name is no title: a copy, a version.
const VERSIONS: &str = "copie copy copier v vf vdef vd final finale def definitif definitive relu relue corrige corrigee ok";
/// A date has so many digits at least.
const DATE: usize = 6;

/// A code and the title beside it.
pub(super) type Named = (String, String);

/// The code that a title begins with, perhaps behind the word for a fiche, and the title behind it.
pub(super) fn begun(text: &str) -> Option<Named> {
    const SIGNS: [char; 7] = [':', '–', '—', '-', '|', '/', '.'];
    let text = text.trim();
    let behind = after_word(text);
    let rest = behind.unwrap_or(text);
    let numbered = ["n°", "N°", "n º", "nº", "Nº"];
    let rest = numbered
        .iter()
        .find_map(|sign| rest.strip_prefix(sign))
        .unwrap_or(rest);
    let rest = rest.trim_start_matches(|c: char| !c.is_alphanumeric());
    let is_code = |text: &str| {
        let is_number = text.starts_with(|c: char| c.is_ascii_digit())
            && text
                .chars()
                .all(|c| c.is_ascii_digit() || c == '.' || c == '-')
            && parse_year(text).is_none();
        is_code(text) || is_number && (behind.is_some() || text.contains('.'))
    };
    let ends = rest
        .char_indices()
        .map(|(at, c)| at + c.len_utf8())
        .take(20);
    let is_end = |end: &usize| {
        let next = rest[*end..].chars().next();
        rest[..*end].ends_with(char::is_alphanumeric) && !next.is_some_and(char::is_alphanumeric)
    };
    let end = ends
        .filter(is_end)
        .filter(|end| is_code(&rest[..*end]))
        .max()?;
    let (code, title) = rest.split_at(end);
    let letters = code.chars().take_while(|c| c.is_alphabetic());
    let is_sure =
        title.trim_start().starts_with(SIGNS) || title.trim().is_empty() || code.contains('.');
    let is_bare = letters.clone().count() <= 3 && letters.clone().all(char::is_uppercase);
    let is_named = behind.is_some() || is_bare && is_sure && !names_group(text);
    let title = title.trim_start_matches(|c: char| !c.is_alphanumeric() && !"«“\"([".contains(c));
    is_named.then(|| (code.to_owned(), title.trim().to_owned()))
}

/// The code in parentheses that a title ends with, and the title: « Boutique (fiche A.1) ».
pub(super) fn ended(text: &str) -> Option<Named> {
    let (title, code) = text.trim().strip_suffix(')')?.rsplit_once('(')?;
    let (code, rest) = begun(code)?;
    let title = title.trim();
    (rest.is_empty() && !title.is_empty()).then(|| (code, title.to_owned()))
}

/// What the name of a file says, without its ending: « 2027-01-15 Fiche A.1 Boutique v2 (final) ».
pub(super) fn of_file(stem: &str) -> Option<Named> {
    let text = stem.replace('_', " ");
    let undated = text.split_whitespace().map(|word| {
        let rest = word.trim_start_matches(|c: char| c.is_ascii_digit() || "-./".contains(c));
        let digits = word[..word.len() - rest.len()]
            .bytes()
            .filter(u8::is_ascii_digit);
        if digits.count() >= DATE { rest } else { word }
    });
    let text = unversioned(&undated.collect::<Vec<_>>().join(" ").replace('-', " "));
    let words: Vec<&str> = text.split_whitespace().collect();
    let (rank, (code, title)) = (0..words.len()).find_map(|rank| {
        let behind = words[rank..].join(" ");
        Some((rank, begun(&behind)?))
    })?;
    let before = words[..rank].join(" ");
    let is_copy = is_generic(&before) || is_among(VERSIONS, &fold(words[0]));
    let title = if title.is_empty() && !is_copy {
        before
    } else {
        title
    };
    Some((code, title))
}

/// A title without what a file's name adds to it.
fn unversioned(title: &str) -> String {
    let is_version = |word: &&str| {
        let folded = fold(word);
        let rest = folded.trim_end_matches(|c: char| c.is_ascii_digit());
        // « (2) »
        is_among(VERSIONS, rest) || rest.is_empty() && !word.starts_with(char::is_alphanumeric)
    };
    let words: Vec<&str> = title.split_whitespace().collect();
    let last = words.iter().rposition(|word| !is_version(word));
    words[..last.map_or(0, |last| last + 1)].join(" ")
}

/// Whether a file's name says another code than its text. A number alone may be the last one of the code.
pub(super) fn is_other(of_file: &str, own: &str) -> bool {
    match (Code::parse(of_file), Code::parse(own)) {
        (Some(of_file), Some(own)) => {
            of_file != own
                && !(of_file.prefix().is_empty() && own.numbers().ends_with(&of_file.numbers()))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_named_in_many_ways() {
        for (stem, code, title) in [
            ("Fiche A.1 Boutique à l’essai", "A.1", "Boutique à l’essai"),
            ("2027-01-15 Fiche A.1", "A.1", ""),
            ("20270115_EA-1.1_Boutique_VF", "EA 1.1", "Boutique"),
            ("2027-01-15-Fiche-A.1-Boutique", "A.1", "Boutique"),
            ("15.01.2027 fiche n° 3 Boutique", "3", "Boutique"),
            ("Copie de EA-1.1 v2 (final)", "EA 1.1", ""),
            ("Copie de A-1 v2", "A 1", ""),
            ("Fiche A.1 Boutique - Copie (2)", "A.1", "Boutique"),
            ("Boutique à l’essai A.1", "A.1", "Boutique à l’essai"),
            ("EA-1.2.1", "EA 1.2.1", ""),
        ] {
            assert_eq!(
                of_file(stem),
                Some((code.to_owned(), title.to_owned())),
                "{stem}"
            );
        }
        for stem in [
            "Boutique",
            "2027-01-15 Boutique",
            "Budget V2 Boutique",
            "Axe 2 tourisme",
            "notes 12",
        ] {
            assert_eq!(of_file(stem), None, "{stem}");
        }
    }

    #[test]
    fn a_code_may_end_a_title() {
        assert_eq!(
            ended("Boutique (fiche A.1)"),
            Some(("A.1".to_owned(), "Boutique".to_owned()))
        );
        for text in [
            "Boutique (2027)",
            "Boutique (phase 1)",
            "(fiche A.1)",
            "Boutique",
        ] {
            assert_eq!(ended(text), None, "{text}");
        }
    }

    #[test]
    fn a_number_alone_may_be_the_last_of_a_code() {
        assert!(is_other("A.2", "A.1") && is_other("EA 1.1", "EA 1.2") && is_other("2", "A.1"));
        assert!(is_other("1", "A.11") && !is_other("A-1", "A.1") && !is_other("1", "A.1"));
    }
}
