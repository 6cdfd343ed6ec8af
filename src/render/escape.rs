//! Escapes plain text for Typst source, safe in markup and in a string literal alike.
//!
//! Every sign that Typst may interpret is written `\u{…}`, the one escape that both contexts share; letters,
//! digits and ordinary punctuation stay, so that French prose remains readable in the published sources.
//! Both ends are guarded too: the text cannot join what a template writes before or after it. Spaces that
//! Typst would collapse and characters that nobody can see are escaped, hence kept and visible.

use std::fmt::Write;

use super::typst::can_print;
use crate::source::is_invisible;

/// Escapes a text that stands alone: a title, a label, an amount.
pub(crate) fn escape(text: &str) -> String {
    escape_between(text, false)
}

/// Escapes a piece of a paragraph, where no term list can begin: a single space at either end stays a space, and a
/// final colon stays.
pub(super) fn escape_piece(text: &str) -> String {
    escape_between(text, true)
}

fn escape_between(text: &str, is_piece: bool) -> String {
    let mut escaped = String::with_capacity(text.len() + text.len() / 4);
    let mut previous = None;
    let mut only_digits = true;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let next = chars.peek().copied();
        let plain = match c {
            ' ' => is_single_space(previous, next, is_piece),
            '.' => is_plain_point(previous, next, only_digits),
            '-' => is_within_word(previous, next),
            ':' => next.map_or(is_piece, |next| next != '/'),
            '(' | ',' | ';' | '!' => previous.is_some(),
            _ => is_always_plain(c),
        };
        if plain {
            escaped.push(c);
        } else {
            // Writing to a String cannot fail.
            let _ = write!(escaped, "\\u{{{:x}}}", u32::from(c));
        }
        only_digits &= c.is_ascii_digit();
        previous = Some(c);
    }
    escaped
}

/// An escaped text with a space for each tab, which Typst would leave out, and a visible sign for each character that
/// no font of the documents has: a draft shows it, and nothing final is made of it.
pub(super) fn printable(source: &str) -> String {
    const SIGN: &str = "\u{fffd}";
    let mut shown = String::with_capacity(source.len());
    let mut rest = source;
    while !rest.is_empty() {
        let end = rest.find("\\u{").unwrap_or(rest.len());
        shown.push_str(&rest[..end].replace(|c| !can_print(c), SIGN));
        rest = &rest[end..];
        let escape = rest.find('}').map_or(rest, |end| &rest[..=end]);
        let code = escape.trim_start_matches("\\u{").trim_end_matches('}');
        let code = u32::from_str_radix(code, 16).ok();
        match code.and_then(char::from_u32) {
            Some('\t') => shown.push_str("\\u{20}"),
            Some(c) if !can_print(c) => shown.push_str(SIGN),
            _ => shown.push_str(escape),
        }
        rest = &rest[escape.len()..];
    }
    shown
}

/// Whether Typst keeps a space as it is: it collapses runs of spaces and those at the ends.
fn is_single_space(previous: Option<char>, next: Option<char>, is_piece: bool) -> bool {
    let free = |next: Option<char>| next.map_or(is_piece, |c| c != ' ' && !c.is_control());
    free(previous) && free(next) && !(previous.is_none() && next.is_none())
}

/// Whether a full stop is no part of an ellipsis `...`, of a field access or of the `1.` of a list.
fn is_plain_point(previous: Option<char>, next: Option<char>, only_digits: bool) -> bool {
    let numbering = only_digits && next.is_none_or(char::is_whitespace);
    previous.is_some_and(|c| c != '.') && next != Some('.') && !numbering
}

/// Whether a hyphen stands between two letters: it is no dash `--`, soft hyphen `-?`, minus `-1` or list marker.
fn is_within_word(previous: Option<char>, next: Option<char>) -> bool {
    previous.is_some_and(char::is_alphanumeric) && next.is_some_and(char::is_alphanumeric)
}

/// Letters, digits, and signs without a meaning in Typst; spaces that don't break are kept as they are.
fn is_always_plain(c: char) -> bool {
    match c {
        '\\' | '"' | '\'' | '#' | '$' | '*' | '_' | '`' | '@' | '<' | '>' | '[' | ']' | '{'
        | '}' | '~' | '/' | '=' | '+' => false,
        '\u{a0}' | '\u{202f}' => true,
        _ => !c.is_control() && !c.is_whitespace() && !is_invisible(c),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::evaluate::evaluate;
    use proptest::prelude::*;

    #[track_caller]
    fn survives(text: &str) {
        let escaped = escape(text);
        let line_of_its_own = (
            format!("\u{3b1}\n{escaped}\n\u{3c9}"),
            format!("\u{3b1} {text} \u{3c9}"),
        );
        let alone = [
            (escaped.clone(), text.to_owned()),
            (format!("#[{escaped}]"), text.to_owned()),
        ];
        for (source, expected) in alone
            .into_iter()
            .chain((!text.is_empty()).then_some(line_of_its_own))
        {
            let (evaluated, is_only_text) = evaluate(&source).expect(&source);
            assert!(is_only_text, "{source:?}");
            assert_eq!(evaluated, expected, "{source:?}");
        }
        let literal = evaluate(&format!("#\"{escaped}\"")).expect("a string");
        assert_eq!(literal.0, text);
    }

    /// Wherever a template may put a text, the same text comes out: titles, cells, links, names, lists, what is
    /// between two others. The brackets mark each place.
    #[track_caller]
    fn survives_everywhere(text: &str) {
        let unmarked = text.replace(['⁅', '⁆'], "");
        let escaped = escape(&unmarked);
        let marked = format!("⁅{escaped}⁆");
        let places = [
            format!("= {marked}"),
            format!("#heading(depth: 2)[{marked}]"),
            format!("#table(columns: 2, [{marked}], table.cell(colspan: 1)[{marked}])"),
            format!("#link(\"https://a.fr/{escaped}\")[{marked}]"),
            format!("#list([{marked}], [{marked}])"),
            format!("#let nom = \"{marked}\"\n#nom#nom"),
            format!("#let noms = (\"{escaped}\", \"{marked}\",)\n#noms.at(1)"),
            format!("#footnote[{marked}]"),
            format!("#strong[{marked}]#emph[{marked}];a"),
            format!("#set document(title: \"{escaped}\", author: (\"{escaped}\", ))\n- {marked}"),
            format!("a{marked}b\n{marked}"),
        ];
        let source = places.join("\n\n");
        let evaluated = evaluate(&source).expect(&source).0;
        let found: Vec<&str> = evaluated
            .split('⁅')
            .skip(1)
            .map(|rest| rest.split('⁆').next().expect("an end"))
            .collect();
        assert_eq!(found, vec![unmarked.as_str(); 16], "{source}");
    }

    #[test]
    fn prose_stays_readable() {
        let prose = "L’accueil des touristes (2018-2020) : 1\u{202f}200\u{a0}€, soit 80\u{a0}% ; voir l’annexe n° 3. Fin.";
        assert_eq!(escape(prose), prose);
    }

    #[test]
    fn signs_that_typst_would_interpret_are_escaped() {
        assert_eq!(escape("\\#a[1]"), r"\u{5c}\u{23}a\u{5b}1\u{5d}");
        assert_eq!(escape("- un"), r"\u{2d} un");
        assert_eq!(escape("1. un"), r"1\u{2e} un");
        assert_eq!(escape("a  b "), r"a\u{20}\u{20}b\u{20}");
        assert_eq!(escape("http://x"), r"http\u{3a}\u{2f}\u{2f}x");
        assert_eq!(escape("(a)"), r"\u{28}a)");
        assert_eq!(escape_piece(" et : "), " et : ");
        assert_eq!(escape_piece("voici :"), "voici :");
    }

    #[test]
    fn what_no_font_has_is_shown_as_a_sign() {
        assert!(can_print('\u{fffd}'));
        let signs = "₂²½¼☐☑☒✓✔‑←→⇒■□▪●○◦•➢➔★≤≥≈≠‰Ωⅷ①✗☎✉⚑";
        assert!(signs.chars().all(can_print));
        assert_eq!(
            printable("aé 漢\\u{6f22}\\u{23}\n"),
            "aé \u{fffd}\u{fffd}\\u{23}\n"
        );
        assert_eq!(printable("\\u{202e}\\u{"), "\u{fffd}\\u{");
        assert_eq!(printable(&escape("Lot 1\t12 mois")), "Lot 1\\u{20}12 mois");
    }

    #[test]
    fn awkward_texts_survive() {
        for text in [
            "",
            " ",
            "  ",
            "\n",
            "a\nb",
            "a\r\nb",
            "\t",
            "--",
            "---",
            "-?",
            "-1",
            "a -1",
            "...",
            "a...",
            "1.",
            "12. a",
            "= a",
            "+ a",
            "/ a: b",
            "// a",
            "/* a */",
            "`a`",
            "$x$",
            "#panic()",
            "@a",
            "<a>",
            "]",
            "[",
            "\\",
            "\\\\",
            "\"",
            "'",
            "~",
            "*a*",
            "_a_",
            "https://a.b/c",
            "a:",
            ":",
            "\u{a0}-\u{a0}",
            "1.\u{a0}a",
            "\u{feff}",
            "\u{2028}a",
            "\u{85}",
            "\u{200b}",
            "\u{202e}a",
            "\u{ad}",
            "\u{0}",
            "\u{e000}",
            "\u{10ffff}",
            "e\u{301}",
            "\u{301}",
            "🇫🇷",
            "👩‍👩‍👧",
            "a \u{301}",
            "h",
            "(",
            "#h(1em)",
            "- ",
            "\u{b}",
            "\u{c}",
        ] {
            survives(text);
            survives_everywhere(text);
        }
    }

    #[test]
    fn the_ends_do_not_join_what_surrounds_them() {
        for (before, text, after) in [
            ("#h(0pt)", "(2)", ""),
            ("#h(0pt)", ".a", ""),
            ("a-", "-", "-b"),
            ("", "..", "."),
            ("h", "ttp:", "//a"),
        ] {
            let text = escape(text);
            assert!(
                evaluate(&format!("{before}{text}{after}")).is_ok(),
                "{before}{text}{after}"
            );
        }
        assert_eq!(
            evaluate(&format!("a-{}-b", escape("-"))).expect("markup").0,
            "a---b"
        );
    }

    proptest! {
        #[test]
        fn any_text_survives(text in any::<String>()) {
            survives(&text);
        }

        #[test]
        fn any_run_of_signs_survives(text in "[ -/:-@\\[-`{-~0-9ah\n\u{a0}é]{0,12}") {
            survives(&text);
            survives_everywhere(&text);
        }

        #[test]
        fn any_text_survives_everywhere(text in any::<String>()) {
            survives_everywhere(&text);
        }
    }
}
