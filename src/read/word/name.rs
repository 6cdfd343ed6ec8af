//! What names a fiche: its code and its title, in a title of the text, the name of the file, or a row of its form.

use std::collections::BTreeMap;

use super::{
    body::{Block, Cell, is_blank},
    keys::{Keys, is_generic, label_of},
    line::{BOLD, Line},
};
use crate::{
    read::labels::{after_word, is_code, names_group},
    source::{Code, fold, is_word_of, parse_year},
};

/// What of a file's name is no title: a copy, a version.
const VERSIONS: &str = "copie copy copier v vf vdef vd final finale def definitif definitive relu relue corrige corrigee ok";
/// A date has so many digits at least.
const DATE: usize = 6;

/// A code and the title beside it.
pub(super) type Named = (String, String);

/// A text that names the fiche: its code, where it holds one, and the title behind that.
pub(super) struct Title {
    pub(super) line: Line,
    pub(super) code: Option<String>,
    pub(super) text: String,
}

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
    let title = title.trim();
    let inside = title
        .strip_prefix('(')
        .and_then(|opened| opened.strip_suffix(')'));
    // « A 7 (Habitat) »
    let title = inside.unwrap_or(title);
    let is_sure =
        inside.is_some() || title.starts_with(SIGNS) || title.is_empty() || code.contains('.');
    let is_bare = letters.clone().count() <= 3 && letters.clone().all(char::is_uppercase);
    // « FA 12 » says that it is a fiche.
    let is_fiche = behind.is_some() || is_bare && text.starts_with("FA ");
    let is_named = is_fiche || is_bare && is_sure && !names_group(text);
    let title = title.trim_start_matches(|c: char| !c.is_alphanumeric() && !"«“\"([".contains(c));
    is_named.then(|| (code.to_owned(), title.trim().to_owned()))
}

/// Whether a text may be the code of a fiche, or a blank for it: « Délibération 2026-12 » is none.
pub(super) fn is_like_code(text: &str) -> bool {
    const LONGEST: usize = 20;
    const LETTERS: usize = 6;
    let bare = after_word(text).unwrap_or(text).trim();
    let letters = bare.chars().take_while(|c| c.is_alphabetic()).count();
    let has_digit = bare.contains(|c: char| c.is_ascii_digit());
    let is_short = bare.chars().count() <= LONGEST && letters <= LETTERS;
    let is_word = letters == bare.chars().count();
    begun(text).is_some()
        || !text.contains(char::is_alphanumeric)
        || is_short && (has_digit || is_word)
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
    let is_copy = is_generic(&before) || is_word_of(VERSIONS, &fold(words[0]));
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
        is_word_of(VERSIONS, rest) || rest.is_empty() && !word.starts_with(char::is_alphanumeric)
    };
    let words: Vec<&str> = title.split_whitespace().collect();
    let last = words.iter().rposition(|word| !is_version(word));
    words[..last.map_or(0, |last| last + 1)].join(" ")
}

/// Whether a file's name says another code than its text. A number alone may be the last one of the code.
pub(super) fn is_other(of_file: &str, in_text: &str) -> bool {
    match (Code::parse(of_file), Code::parse(in_text)) {
        (Some(of_file), Some(in_text)) => {
            of_file != in_text
                && !(of_file.prefix().is_empty() && in_text.numbers().ends_with(&of_file.numbers()))
        }
        _ => false,
    }
}

/// The heading that is the title of the whole: that of the document, else one above all others.
pub(super) fn title_rank(blocks: &[Block]) -> Option<usize> {
    let headings = blocks
        .iter()
        .enumerate()
        .filter_map(|(rank, block)| match block {
            Block::Heading(level, line) => Some((rank, *level, line)),
            _ => None,
        });
    let headings: Vec<(usize, usize, &Line)> = headings.collect();
    let (rank, level, line) = *headings.first()?;
    let is_above = headings.len() > 1 && headings[1..].iter().all(|(_, other, _)| *other > level);
    let text = line.text();
    let is_name = || begun(&text).or_else(|| ended(&text)).is_some();
    (is_above || is_name()).then_some(rank)
}

/// The codes of the fiches that these blocks hold, where they are several: each with a title of its own that calls it a
/// fiche, or with a form of its own.
pub(super) fn several(blocks: &[Block], keys: Keys<'_>) -> Vec<String> {
    let is_fiche = |text: &str| fold(text).starts_with("fiche");
    let titled = |line: &Line| begun(&line.text()).filter(|_| is_fiche(&line.text()));
    let mut level = None;
    // The codes in titles, and those in forms.
    let mut codes = [Vec::new(), Vec::new()];
    for (rank, block) in blocks.iter().enumerate() {
        match block {
            Block::Heading(heading_level, line) => {
                let named =
                    titled(line).filter(|_| *level.get_or_insert(*heading_level) == *heading_level);
                codes[0].extend(named.map(|(code, _)| code));
            }
            Block::Text(line) if line.is_all(BOLD) => {
                let mut next = blocks[rank + 1..]
                    .iter()
                    .filter(|next_block| !is_blank(next_block));
                let begins = matches!(next.next(), Some(Block::Table(_) | Block::Heading(..)));
                codes[0].extend(titled(line).filter(|_| begins).map(|(code, _)| code));
            }
            Block::Table(table) => {
                if let Some([cell]) = table.rows.first().map(Vec::as_slice) {
                    codes[0].extend(titled(&label_of(cell)).map(|(code, _)| code));
                }
                let rows = table.rows.iter().flat_map(|row| row.chunks_exact(2));
                let values = rows.map(|pair| (keys.key(&label_of(&pair[0]).text()), &pair[1]));
                let values: BTreeMap<String, &Cell> = values
                    .filter_map(|(key, value)| Some((key?, value)))
                    .collect();
                let code = values.get("code").filter(|_| values.contains_key("titre"));
                codes[1].extend(code.map(|cell| label_of(cell).text()));
            }
            _ => {}
        }
    }
    let several = codes.into_iter().map(|mut codes| {
        let mut known = Vec::new();
        codes.retain(|code| {
            let parsed = Code::parse(code)
                .filter(|parsed| !parsed.numbers().is_empty() && !known.contains(parsed));
            known.extend(parsed.clone());
            parsed.is_some()
        });
        codes
    });
    several
        .max_by_key(Vec::len)
        .filter(|codes| codes.len() > 1)
        .unwrap_or_default()
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
            ("FA 12 - Boutique", "FA 12", "Boutique"),
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
