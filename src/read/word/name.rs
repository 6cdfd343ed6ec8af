//! What names a fiche: its code and its title, in a title of the text, the name of the file, or a row of its form.

use super::{
    body::{Block, is_blank},
    keys::{Keys, is_generic, text_of},
    line::{BOLD, Line},
};
use crate::{
    read::labels::{after_word, is_code, names_group},
    source::{Code, fold, is_word_of, join, parse_year},
};

/// Words of a file's name that are no title: a copy, a version.
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
pub(super) fn code_and_title(text: &str) -> Option<Named> {
    const LONGEST: usize = 20;
    const SIGNS: [char; 7] = [':', '–', '—', '-', '|', '/', '.'];
    let text = text.trim();
    let behind = after_word(text);
    let rest = behind.unwrap_or(text);
    let mut numero = ["n°", "N°", "n º", "nº", "Nº"].iter();
    let rest = numero
        .find_map(|sign| rest.strip_prefix(sign))
        .unwrap_or(rest);
    let rest = rest.trim_start_matches(|c: char| !c.is_alphanumeric());
    let may_be_code = |text: &str| {
        let is_number = text.starts_with(|c: char| c.is_ascii_digit())
            && text
                .chars()
                .all(|c| c.is_ascii_digit() || c == '.' || c == '-')
            && parse_year(text).is_none();
        is_code(text) || is_number && (behind.is_some() || text.contains('.'))
    };
    let ends = rest.char_indices().map(|(at, c)| at + c.len_utf8());
    let ends = ends.take(LONGEST).filter(|end| {
        let (code, next) = rest.split_at(*end);
        code.ends_with(char::is_alphanumeric)
            && !next.starts_with(char::is_alphanumeric)
            && may_be_code(code)
    });
    let (code, title) = rest.split_at(ends.max()?);
    let title = title.trim();
    // « A 7 (Habitat) »
    let opened = title.strip_prefix('(');
    let inside = opened.and_then(|opened| opened.strip_suffix(')'));
    let title = inside.unwrap_or(title);
    let is_parted =
        inside.is_some() || title.starts_with(SIGNS) || title.is_empty() || code.contains('.');
    let letters: Vec<char> = code.chars().take_while(|c| c.is_alphabetic()).collect();
    let is_short = letters.len() <= 3 && letters.iter().all(|c| c.is_uppercase());
    // « FA 12 » is the number of a fiche.
    let is_fiche = behind.is_some() || is_short && text.starts_with("FA ");
    let is_named = is_fiche || is_short && is_parted && !names_group(text);
    let title = title.trim_start_matches(|c: char| !c.is_alphanumeric() && !"«“\"([".contains(c));
    is_named.then(|| (code.to_owned(), title.trim().to_owned()))
}

/// Whether a text may be the code of a fiche, or a blank for it: « Délibération 2026-12 » is none.
pub(super) fn is_like_code(text: &str) -> bool {
    const LONGEST: usize = 20;
    const LETTERS: usize = 6;
    let code = after_word(text).unwrap_or(text).trim();
    let length = code.chars().count();
    let letters = code.chars().take_while(|c| c.is_alphabetic()).count();
    let has_digit = code.contains(|c: char| c.is_ascii_digit());
    code_and_title(text).is_some()
        || !text.contains(char::is_alphanumeric)
        || length <= LONGEST && letters <= LETTERS && (has_digit || letters == length)
}

/// The code in parentheses that a title ends with, and the title: « Boutique (fiche A.1) ».
pub(super) fn title_and_code(text: &str) -> Option<Named> {
    let (title, code) = text.trim().strip_suffix(')')?.rsplit_once('(')?;
    let (code, rest) = code_and_title(code)?;
    let title = title.trim();
    (rest.is_empty() && !title.is_empty()).then(|| (code, title.to_owned()))
}

/// The code and the title in the name of a file, without its ending: « 2027-01-15 Fiche A.1 Boutique v2 (final) ».
pub(super) fn in_file_name(stem: &str) -> Option<Named> {
    let text = stem.replace('_', " ");
    let undated = text.split_whitespace().map(|word| {
        let rest = word.trim_start_matches(|c: char| c.is_ascii_digit() || "-./".contains(c));
        let date = word[..word.len() - rest.len()].bytes();
        let digits = date.filter(u8::is_ascii_digit).count();
        if digits >= DATE { rest } else { word }
    });
    let text = join(undated, " ").replace('-', " ");
    let mut words: Vec<&str> = text.split_whitespace().collect();
    let is_version = |word: &&str| {
        let folded = fold(word);
        let rest = folded.trim_end_matches(|c: char| c.is_ascii_digit());
        // « (2) »
        is_word_of(VERSIONS, rest) || rest.is_empty() && !word.starts_with(char::is_alphanumeric)
    };
    while words.pop_if(|word| is_version(word)).is_some() {}
    let (rank, (code, title)) = (0..words.len())
        .find_map(|rank| Some((rank, code_and_title(&words[rank..].join(" "))?)))?;
    let before = words[..rank].join(" ");
    let is_copy = is_generic(&before) || is_word_of(VERSIONS, &fold(words[0]));
    let is_before = title.is_empty() && !is_copy;
    Some((code, if is_before { before } else { title }))
}

/// Whether two codes differ, that of a file's name and that of its text. A number alone may be the last one of the code.
pub(super) fn differ(of_file: &str, in_text: &str) -> bool {
    match (Code::parse(of_file), Code::parse(in_text)) {
        (Some(of_file), Some(in_text)) => of_file != in_text && !is_last_number(&of_file, &in_text),
        _ => false,
    }
}

/// Whether a code is a number alone, the last one of the other: « 21 » of « A.21 ».
pub(super) fn is_last_number(number: &Code, code: &Code) -> bool {
    number.prefix().is_empty() && code.numbers().ends_with(&number.numbers())
}

/// The heading that is the title of the whole: that of the document, else one above all others.
pub(super) fn title_rank(blocks: &[Block]) -> Option<usize> {
    let mut headings = blocks
        .iter()
        .enumerate()
        .filter_map(|(rank, block)| match block {
            Block::Heading(level, line) => Some((rank, *level, line)),
            _ => None,
        });
    let (rank, level, line) = headings.next()?;
    let mut others = headings.peekable();
    let is_above = others.peek().is_some() && others.all(|(_, other, _)| other > level);
    let text = line.text();
    let is_name = || code_and_title(&text).is_some() || title_and_code(&text).is_some();
    (is_above || is_name()).then_some(rank)
}

/// The codes of the fiches that these blocks hold, where they are several: each with a title of its own that calls it a
/// fiche, or with a form of its own.
pub(super) fn several(blocks: &[Block], keys: Keys<'_>) -> Vec<String> {
    let code_in = |text: &str| {
        let is_fiche = fold(text).starts_with("fiche");
        is_fiche
            .then(|| code_and_title(text))?
            .map(|(code, _)| code)
    };
    let mut first_level = None;
    let (mut in_titles, mut in_forms) = (Vec::new(), Vec::new());
    for (rank, block) in blocks.iter().enumerate() {
        match block {
            Block::Heading(level, line) => {
                if let Some(code) = code_in(&line.text())
                    && *first_level.get_or_insert(*level) == *level
                {
                    in_titles.push(code);
                }
            }
            Block::Text(line) if line.is_all(BOLD) => {
                let next = blocks[rank + 1..].iter().find(|block| !is_blank(block));
                if matches!(next, Some(Block::Table(_) | Block::Heading(..))) {
                    in_titles.extend(code_in(&line.text()));
                }
            }
            Block::Table(table) => {
                if let Some([cell]) = table.rows.first().map(Vec::as_slice) {
                    in_titles.extend(code_in(&text_of(cell)));
                }
                let (mut code, mut has_title) = (None, false);
                for pair in table.rows.iter().flat_map(|row| row.chunks_exact(2)) {
                    match keys.key(&text_of(&pair[0])).as_deref() {
                        Some("code") => code = Some(text_of(&pair[1])),
                        Some("titre") => has_title = true,
                        _ => {}
                    }
                }
                in_forms.extend(code.filter(|_| has_title));
            }
            _ => {}
        }
    }
    for codes in [&mut in_titles, &mut in_forms] {
        let mut known = Vec::new();
        codes.retain(|code| {
            let code = Code::parse(code);
            let is_new = code
                .as_ref()
                .is_some_and(|code| !code.numbers().is_empty() && !known.contains(code));
            known.extend(code);
            is_new
        });
    }
    let codes = if in_titles.len() > in_forms.len() {
        in_titles
    } else {
        in_forms
    };
    if codes.len() > 1 { codes } else { Vec::new() }
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
                in_file_name(stem),
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
            assert_eq!(in_file_name(stem), None, "{stem}");
        }
    }

    #[test]
    fn a_code_may_end_a_title() {
        assert_eq!(
            title_and_code("Boutique (fiche A.1)"),
            Some(("A.1".to_owned(), "Boutique".to_owned()))
        );
        for text in [
            "Boutique (2027)",
            "Boutique (phase 1)",
            "(fiche A.1)",
            "Boutique",
        ] {
            assert_eq!(title_and_code(text), None, "{text}");
        }
    }

    #[test]
    fn a_number_alone_may_be_the_last_of_a_code() {
        assert!(differ("A.2", "A.1") && differ("EA 1.1", "EA 1.2") && differ("2", "A.1"));
        assert!(differ("1", "A.11") && !differ("A-1", "A.1") && !differ("1", "A.1"));
    }
}
