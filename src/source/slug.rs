//! File names made from codes, and names that are not taken yet.

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization;

use super::{characters::is_invisible, code::Code};

/// Whether a file or folder may bear this name on Windows, macOS and Linux alike: ASCII letters, digits and
/// `-` `_` `.` `+`, no dot first or last, no name of a device of Windows, 128 at most.
pub(crate) fn is_portable(name: &str) -> bool {
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '+');
    let has_dots = name.starts_with('.') || name.ends_with('.');
    (1..=128).contains(&name.len()) && !has_dots && name.chars().all(allowed) && !is_reserved(name)
}

/// Whether Windows reserves this name for a device, whatever follows its first dot.
fn is_reserved(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default();
    let stem = stem.to_ascii_lowercase();
    match stem.as_bytes() {
        b"con" | b"prn" | b"aux" | b"nul" => true,
        [b'c', b'o', b'm', digit] | [b'l', b'p', b't', digit] => digit.is_ascii_digit(),
        _ => false,
    }
}

/// `EA 1.1` → `EA-1.1`: ASCII letters and digits, with `-` and `.` between them, some 40 at most, and no device
/// of Windows (`COM1` → `fiche-COM1`); a second fiche of the same name gets a number.
pub(crate) fn unique_slug(code: &Code, taken: &mut BTreeSet<String>) -> String {
    let mut slug = String::new();
    for c in without_accents(code.spelling()).take(40) {
        match c {
            _ if c.is_ascii_alphanumeric() => slug.push(c),
            '.' if !slug.ends_with(['.', '-']) => slug.push('.'),
            _ if !slug.ends_with(['.', '-']) => slug.push('-'),
            _ => {}
        }
    }
    match slug.trim_matches(['-', '.']) {
        "" => free_name("fiche", '-', taken),
        device if is_reserved(device) => free_name(&format!("fiche-{device}"), '-', taken),
        slug => free_name(slug, '-', taken),
    }
}

/// The name, with a number after `separator` when it is taken. Some systems ignore case, so names must differ in more.
pub(crate) fn free_name(name: &str, separator: char, taken: &mut BTreeSet<String>) -> String {
    let (mut free, mut number) = (name.to_owned(), 1);
    while !taken.insert(free.to_lowercase()) {
        number += 1;
        free = format!("{name}{separator}{number}");
    }
    free
}

/// The name of a received file, made valid on any system: without folders, reserved or invisible characters, and no
/// longer than 120 letters; none where nothing is left of it. The extension is in lower case.
pub(crate) fn clean_file_name(name: &str) -> Option<String> {
    let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
    // Lock files of Word are refused.
    let (stem, ending) = name.rsplit_once('.').filter(|_| !name.starts_with("~$"))?;
    let cleaned = |c: char| match c {
        '<' | '>' | ':' | '"' | '|' | '?' | '*' | '%' | '#' => Some('-'),
        _ if c.is_control() || is_invisible(c) => None,
        _ if c.is_whitespace() => Some(' '),
        _ => Some(c),
    };
    let stem: String = stem.nfc().filter_map(cleaned).take(120).collect();
    let stem = stem.trim_matches(|c: char| c.is_whitespace() || matches!(c, '.' | '~' | '-'));
    let is_ending = !ending.is_empty() && ending.chars().all(|c| c.is_ascii_alphanumeric());
    let stem = if is_reserved(stem) {
        format!("fiche-{stem}")
    } else {
        stem.to_owned()
    };
    (is_ending && !stem.is_empty()).then(|| format!("{stem}.{}", ending.to_ascii_lowercase()))
}

/// The letters of a text, without their accents.
pub(crate) fn without_accents(text: &str) -> impl Iterator<Item = char> + '_ {
    text.nfkd().filter(|c| !('\u{300}'..='\u{36f}').contains(c))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn slugs(codes: &[&str]) -> Vec<String> {
        let mut taken = BTreeSet::new();
        codes
            .iter()
            .map(|code| unique_slug(&Code::parse(code).expect("a code"), &mut taken))
            .collect()
    }

    #[test]
    fn file_names_are_safe_and_unique() {
        let codes = [
            "EA 1.2.1",
            "ea 1.2.1",
            "../../etc/passwd1",
            "É\u{202e}9",
            "e\u{301}9",
            "１",
            "مَ1٢",
            "ÉÀ 😀 7",
            "😀a",
        ];
        let expected = [
            "EA-1.2.1",
            "ea-1.2.1-2",
            "etc-passwd1",
            "E-9",
            "e9",
            "1",
            "1-2",
            "EA-7",
            "a",
        ];
        assert_eq!(slugs(&codes), expected);
    }

    #[test]
    fn a_name_that_somebody_sends_is_made_a_file_name() {
        for (name, expected) in [
            (
                "Fiche EA 1.1 – Création.DOCX",
                Some("Fiche EA 1.1 – Création.docx"),
            ),
            ("../../etc/passwd.md", Some("passwd.md")),
            ("C:\\fiches\\a.docx", Some("a.docx")),
            ("e\u{301}té\u{202e}.png", Some("été.png")),
            (".htaccess", None),
            ("..docx", None),
            ("~$A 1.docx", None),
            ("con.md", Some("fiche-con.md")),
            ("a?b*.svg", Some("a-b.svg")),
            ("sans", None),
        ] {
            assert_eq!(clean_file_name(name).as_deref(), expected, "{name}");
        }
    }

    #[test]
    fn devices_of_windows_are_no_file_names() {
        assert_eq!(
            slugs(&["CON", "nul.1", "COM¹", "lpt 9", "LPT9.x"]),
            [
                "fiche-CON",
                "fiche-nul.1",
                "fiche-COM1",
                "lpt-9",
                "fiche-LPT9.x"
            ]
        );
        for name in ["CON", "con.pdf", "Aux.tar.gz", "COM0", "LPT9", "nul."] {
            assert!(!is_portable(name), "{name}");
        }
        for name in ["console", "COM", "COM10", "aux-1", "v1.0_final+partiel"] {
            assert!(is_portable(name), "{name}");
        }
    }

    #[test]
    fn what_is_cut_off_does_not_make_two_files_one() {
        let long = "x".repeat(300);
        let named = slugs(&[
            &format!("{long}1"),
            &format!("{long}2"),
            &long.to_uppercase(),
        ]);
        assert_eq!(
            named,
            [
                "x".repeat(40),
                format!("{}-2", "x".repeat(40)),
                format!("{}-3", "X".repeat(40))
            ]
        );
    }

    /// The rules of Windows, which are the strictest, and the lengths that any system takes.
    fn is_a_name_anywhere(name: &str) -> bool {
        let devices = [
            "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", "COM0", "COM1", "COM2", "COM3",
            "COM4", "COM5", "COM6", "COM7", "COM8", "COM9", "COM¹", "COM²", "COM³", "LPT0", "LPT1",
            "LPT2", "LPT3", "LPT4", "LPT5", "LPT6", "LPT7", "LPT8", "LPT9", "LPT¹", "LPT²", "LPT³",
        ];
        let stem = name
            .split('.')
            .next()
            .unwrap_or_default()
            .trim_end()
            .to_uppercase();
        let is_forbidden = |c: char| c.is_control() || r#"<>:"/\|?*"#.contains(c);
        let is_free = !devices.contains(&stem.as_str()) && !name.contains(is_forbidden);
        is_free
            && !name.is_empty()
            && name.len() <= 255
            && !name.ends_with(['.', ' '])
            && !name.starts_with(['.', ' '])
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn any_codes_make_file_names_for_any_system(
            codes in prop::collection::vec(prop_oneof![
                any::<String>(),
                "(?i)(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])[ .]{0,2}[a-z0-9.]{0,3}",
                "[eE][aA][ .-]{0,2}[0-9]",
                "[éÉeE]\u{301}?[./\\\\:\u{202e}\u{0}😀]{0,3}1",
                "[x1]{38,60}",
            ], 1..40),
        ) {
            let codes: Vec<Code> = codes.iter().filter_map(|code| Code::parse(code)).collect();
            let name_all = || {
                let mut taken = BTreeSet::new();
                codes.iter().map(|code| unique_slug(code, &mut taken)).collect::<Vec<_>>()
            };
            let named = name_all();
            for slug in &named {
                // A command would take a leading hyphen for an option.
                prop_assert!(is_portable(slug) && is_a_name_anywhere(slug) && !slug.starts_with('-'), "{slug:?}");
                prop_assert!(is_a_name_anywhere(&format!("{slug}.pdf")), "{slug:?}");
            }
            // They differ even where case is ignored.
            let folded: BTreeSet<String> = named.iter().map(|slug| slug.to_lowercase()).collect();
            prop_assert_eq!(folded.len(), named.len());
            prop_assert_eq!(name_all(), named);
        }

        #[test]
        fn what_is_portable_is_a_name_anywhere(name in prop_oneof![any::<String>(), "[-a-zA-Z0-9_.+]{0,140}", "(?i)(con|com1|nul)[.a-z]{0,4}"]) {
            prop_assert!(!is_portable(&name) || is_a_name_anywhere(&name), "{name:?}");
        }

        #[test]
        fn a_code_is_named_alike_however_its_accents_are_written(code in "[a-zéèçñöE]{1,8} [0-9]{1,3}") {
            let apart: String = code.nfd().collect();
            prop_assert_eq!(slugs(&[&code]), slugs(&[&apart]));
        }
    }
}
