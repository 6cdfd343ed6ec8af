//! The file name that a code makes, and names that are told apart.

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization;

use super::Code;

/// Accents, once parted from their letters.
fn is_mark(c: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&c)
}

/// Whether a file or folder may bear this name on Windows, macOS and Linux alike: ASCII letters, digits and
/// `-` `_` `.` `+`, no dot first or last, no name of a device of Windows, 128 at most.
pub fn is_portable(name: &str) -> bool {
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '+');
    let is_bare = !name.starts_with('.') && !name.ends_with('.');
    (1..=128).contains(&name.len()) && is_bare && name.chars().all(allowed) && !is_reserved(name)
}

/// Names that Windows keeps for devices, whatever follows their first dot.
fn is_reserved(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().to_ascii_lowercase();
    let numbered = |device: &str| {
        stem.strip_prefix(device).is_some_and(|rest| rest.len() == 1 && rest.bytes().all(|b| b.is_ascii_digit()))
    };
    matches!(stem.as_str(), "con" | "prn" | "aux" | "nul") || numbered("com") || numbered("lpt")
}

/// `EA 1.1` → `EA-1.1`: ASCII letters and digits, with `-` and `.` between them, some 40 at most, and no device
/// of Windows (`COM1` → `fiche-COM1`); a second fiche of the same name gets a number.
pub fn unique_slug(code: &Code, taken: &mut BTreeSet<String>) -> String {
    let mut slug = String::new();
    for c in without_accents(code.spelling()).take(40) {
        match c {
            _ if c.is_ascii_alphanumeric() => slug.push(c),
            '.' if !slug.ends_with(['.', '-']) => slug.push('.'),
            _ if !slug.ends_with(['.', '-']) => slug.push('-'),
            _ => {}
        }
    }
    let slug = slug.trim_matches(['-', '.']);
    match slug {
        "" => free_name("fiche", '-', taken),
        device if is_reserved(device) => free_name(&format!("fiche-{device}"), '-', taken),
        slug => free_name(slug, '-', taken),
    }
}

/// The name, with a number after `separator` when it is taken. Case does not tell two names apart everywhere.
pub fn free_name(name: &str, separator: char, taken: &mut BTreeSet<String>) -> String {
    let numbered = |n: usize| if n == 1 { name.to_owned() } else { format!("{name}{separator}{n}") };
    let free = (1..=taken.len() + 1).map(numbered).find(|name| !taken.contains(&name.to_lowercase()));
    let free = free.unwrap_or_default();
    taken.insert(free.to_lowercase());
    free
}

/// The letters of a text, parted from their accents.
pub fn without_accents(text: &str) -> impl Iterator<Item = char> + '_ {
    text.nfkd().filter(|c| !is_mark(*c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_names_are_safe_and_unique() {
        let mut taken = BTreeSet::new();
        let mut slug = |text: &str| unique_slug(&Code::parse(text).expect("a code"), &mut taken);
        assert_eq!(slug("EA 1.2.1"), "EA-1.2.1");
        assert_eq!(slug("ea 1.2.1"), "ea-1.2.1-2");
        assert_eq!(slug("../../etc/passwd1"), "etc-passwd1");
        assert_eq!(slug("É\u{202e}9"), "E-9");
        assert_eq!(slug("１"), "1");
        assert_eq!(slug("مَ1٢"), "1-2");
    }
}
