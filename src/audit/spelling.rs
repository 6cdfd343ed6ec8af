//! Whether a name is another one misspelt: the same words but one, and that one a slip of the keyboard apart.

use crate::source::fold;

/// Names that differ by a number, a short word or more than one word are different names.
pub(super) fn is_slip_of(name: &str, meant: &str) -> bool {
    let words = |text: &str| {
        text.split(|c: char| !c.is_alphanumeric())
            .map(fold)
            .filter(|word| !word.is_empty())
            .collect()
    };
    let (name, meant): (Vec<String>, Vec<String>) = (words(name), words(meant));
    let mut differing = name.iter().zip(&meant).filter(|(own, other)| own != other);
    let (Some((own, other)), None, true) = (
        differing.next(),
        differing.next(),
        name.len() == meant.len(),
    ) else {
        return false;
    };
    let has_digit = [own, other]
        .iter()
        .any(|word| word.bytes().any(|b| b.is_ascii_digit()));
    let slips = strsim::damerau_levenshtein(own, other);
    let letters = own.chars().count().max(other.chars().count());
    !has_digit && (slips == 1 && letters >= 4 || slips == 2 && letters >= 8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_told_from_other_names() {
        for (name, meant) in [
            ("Métropol", "Métropole"),
            ("Chambre consluaire", "Chambre consulaire"),
            ("Revitalistaion", "Revitalisation"),
        ] {
            assert!(is_slip_of(name, meant), "{name}");
        }
        for (name, other) in [
            ("Département 21", "Département 71"),
            ("Région Nord", "Région Sud"),
            ("Région Est", "Région Ouest"),
            ("FSE", "FEDER"),
            ("CCI", "CMA"),
            ("Ville", "Ville de Dijon"),
        ] {
            assert!(!is_slip_of(name, other), "{name}");
        }
    }
}
