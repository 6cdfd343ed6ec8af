//! The simple slips that explain a wrong figure (a digit, a zero, a sign) or a name that is like another.

use crate::{finding::Slip, money::Amount, source::fold};

/// What makes no other name of one: articles, and what is paid.
const BESIDE: [&str; 28] = [
    "la",
    "le",
    "l",
    "les",
    "de",
    "du",
    "des",
    "d",
    "et",
    "part",
    "aide",
    "subvention",
    "autofinancement",
    "fonds",
    "propres",
    "participation",
    "financement",
    "cofinancement",
    "financeur",
    "apport",
    "contribution",
    "quote",
    "budget",
    "service",
    "collectivite",
    "partenaires",
    "ht",
    "ttc",
];

/// The slip of the keyboard that turns `expected` into `drafted`, when exactly one does.
pub(super) fn of_keys(drafted: Amount, expected: Amount) -> Option<Slip> {
    if drafted == expected || expected.is_zero() || drafted.is_zero() {
        return None;
    }
    let mut slips = Vec::new();
    if drafted == -expected {
        slips.push(Slip::new("sign", ""));
    }
    for factor in [10, 100, 1000] {
        if drafted == expected.times(factor.into()) {
            slips.push(Slip::new("too-large", factor));
        }
        if expected == drafted.times(factor.into()) {
            slips.push(Slip::new("too-small", factor));
        }
    }
    if slips.is_empty() && is_transposition(&drafted.plain(), &expected.plain()) {
        slips.push(Slip::new("transposition", ""));
    }
    only(slips)
}

/// The one item, when there is just one.
pub(super) fn only<T>(found: impl IntoIterator<Item = T>) -> Option<T> {
    let mut found = found.into_iter();
    let first = found.next();
    first.filter(|_| found.next().is_none())
}

/// Whether two neighbouring digits have changed places.
fn is_transposition(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let different = (0..a.len().min(b.len())).filter(|&i| a[i] != b[i]);
    let different: Vec<usize> = different.collect();
    let [first, second] = different[..] else {
        return false;
    };
    a.len() == b.len() && first + 1 == second && a[first] == b[second] && a[second] == b[first]
}

/// Whether a name is another one misspelt: the same to the eye (`CC1`), or the same words but one, and that one a slip of
/// the keyboard apart. Names that differ by a number, a short word or more than one word are different names.
fn is_misspelt(name: &[String], meant: &[String]) -> bool {
    if looks_like(&name.concat(), &meant.concat()) {
        return true;
    }
    let differing = name.iter().zip(meant).filter(|(own, other)| own != other);
    let Some((own, other)) = only(differing).filter(|_| name.len() == meant.len()) else {
        return false;
    };
    let mut bytes = own.bytes().chain(other.bytes());
    let has_digit = bytes.any(|byte| byte.is_ascii_digit());
    let slips = strsim::damerau_levenshtein(own, other);
    let letters = own.chars().count().max(other.chars().count());
    !has_digit && (slips == 1 && letters >= 4 || slips == 2 && letters >= 8)
}

/// Whether any of the names that a funder is read by is one that it is known by misspelt.
pub(super) fn any_misspelt(names: &[Vec<String>; 2], known: &[Vec<String>; 2]) -> bool {
    let is_misspelt = |name: &Vec<String>| known.iter().any(|known| is_misspelt(name, known));
    names.iter().any(is_misspelt)
}

/// Whether two names differ by nothing but digits and letters of other alphabets that letters are mixed up with.
fn looks_like(name: &str, meant: &str) -> bool {
    const ALIKE: [(char, &str); 10] = [
        ('i', "1lіι"),
        ('o', "0оο"),
        ('s', "5ѕ"),
        ('a', "аα"),
        ('c', "с"),
        ('e', "е"),
        ('p', "рρ"),
        ('v', "ѵν"),
        ('x', "х"),
        ('y', "у"),
    ];
    let alike = |c: char| {
        let known = ALIKE.iter().find(|(_, others)| others.contains(c));
        known.map_or(c, |(letter, _)| *letter)
    };
    let is_mixed_up = |(own, other): (char, char)| {
        let are_letters = own.is_ascii_alphabetic() && other.is_ascii_alphabetic();
        own == other || !are_letters && alike(own) == alike(other)
    };
    let is_as_long = name.chars().count() == meant.chars().count();
    name != meant && is_as_long && name.chars().zip(meant.chars()).all(is_mixed_up)
}

/// Whether a name is probably that of a funder who is known by these: theirs with an article, a number, a bracket or
/// more behind it (`La Ville`, `CCI 21`, `Ville d’Exemple – DGA`), the column's with words of the full name
/// (`CCI d’Exemple`), or two words and more of the full name (`Chambre de commerce`).
pub(super) fn is_near(name: &[String], known: &[Vec<String>; 2]) -> bool {
    let is_number = |word: &String| word.bytes().all(|byte| byte.is_ascii_digit());
    let keeps_numbers = known.iter().flatten().any(is_number);
    let counts =
        |word: &&String| !BESIDE.contains(&word.as_str()) && (keeps_numbers || !is_number(word));
    let core = |words: &[String]| -> Vec<String> { words.iter().filter(counts).cloned().collect() };
    let (own, known) = (core(name), known.each_ref().map(|words| core(words)));
    let covers = |all: &[String], some: &[String]| some.iter().all(|word| all.contains(word));
    let has_more = |words: &Vec<String>| {
        let is_long = words.len().min(own.len()) > 1 && own[0] == words[0];
        is_long && (covers(&own, words) || covers(words, &own))
    };
    let has_all = |words: &Vec<String>| !words.is_empty() && covers(&own, words);
    known.iter().any(has_more) || known.iter().any(has_all) && covers(&known.concat(), &own)
}

/// The names that are written as one: `CCI/Ville`, `Ville et CCI`.
pub(super) fn joined(name: &str) -> Vec<&str> {
    let names = name.split(['/', '+', '&']);
    let names = names.flat_map(|names| names.split(" et "));
    names.collect()
}

/// The words of a name that was read, as they stand and without what follows a dash.
pub(super) fn readings(name: &str) -> [Vec<String>; 2] {
    let dashes = [" – ", " - ", " : "];
    let end = dashes.iter().filter_map(|dash| name.find(dash)).min();
    [name, &name[..end.unwrap_or(name.len())]].map(words)
}

/// The words of a name, as two names are compared; what stands in brackets is none.
pub(super) fn words(name: &str) -> Vec<String> {
    let name = name.split_once(" (").map_or(name, |(name, _)| name);
    let words = name.split(|c: char| !c.is_alphanumeric()).map(fold);
    // `CCI21` is `CCI 21`.
    let words = words.flat_map(|word| {
        let digits = word.trim_end_matches(|c: char| c.is_ascii_digit()).len();
        let (word, number) = word.split_at(digits);
        [word.to_owned(), number.to_owned()]
    });
    let words = words.map(|word| match word.as_str() {
        "commune" | "mairie" | "municipalite" => "ville".to_owned(),
        _ => word,
    });
    words.filter(|word| !word.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn simple_slips_are_named() {
        let slip = |drafted, expected| of_keys(Amount::whole(drafted), Amount::whole(expected));
        assert_eq!(slip(21_000, 12_000), Some(Slip::new("transposition", "")));
        assert_eq!(slip(12_000, 1_200), Some(Slip::new("too-large", 10)));
        assert_eq!(slip(12, 12_000), Some(Slip::new("too-small", 1000)));
        assert_eq!(slip(-500, 500), Some(Slip::new("sign", "")));
        assert_eq!(slip(7_900, 9_240), None);
        assert_eq!(slip(12_000, 12_000), None);
    }

    #[test]
    fn a_name_may_be_near_that_of_a_party() {
        let known = ["CCI", "Chambre de commerce d’Exemple"].map(words);
        let near = |name| is_near(&words(name), &known);
        for name in [
            "CCI 21",
            "La CCI",
            "Part CCI",
            "Participation de la CCI",
            "Quote-part CCI",
            "CCI et partenaires",
            "CCI (subvention)",
            "CCI d’Exemple",
            "Chambre de commerce",
            "Chambre de commerce et d’industrie d’Exemple",
        ] {
            assert!(near(name), "{name}");
        }
        for name in ["CCI de Lyon", "Chambre d’agriculture", "Exemple", "CMA"] {
            assert!(!near(name), "{name}");
        }
        let town = ["Ville", "Ville d’Exemple"].map(words);
        for (name, due) in [
            ("Commune d’Exemple", true),
            ("Mairie", true),
            ("Commune de Lyon", false),
        ] {
            assert_eq!(is_near(&words(name), &town), due, "{name}");
        }
        assert_eq!(joined("Ville et CCI"), ["Ville", "CCI"]);
        let known = ["Département 71", "Département 71"].map(words);
        assert!(!is_near(&words("Département 21"), &known));
    }

    #[test]
    fn what_follows_a_dash_belongs_to_a_declared_name() {
        for (name, known, due) in [
            ("Ville d’Exemple – DGA", "Ville d’Exemple", true),
            ("État", "État – DSIL", false),
            ("DRAC – Centre", "DRAC – Bourgogne", false),
            ("État – DSILL", "État – DSIL", true),
        ] {
            let (own, known) = (readings(name), [known, known].map(words));
            let is_near = own.iter().any(|own| is_near(own, &known));
            assert_eq!(is_near || any_misspelt(&own, &known), due, "{name}");
        }
        assert!(is_misspelt(&words("CC1"), &words("CCI")));
    }

    #[test]
    fn slips_are_told_from_other_names() {
        for (name, meant) in [
            ("Métropol", "Métropole"),
            ("Chambre consluaire", "Chambre consulaire"),
            ("Revitalistaion", "Revitalisation"),
        ] {
            assert!(is_misspelt(&words(name), &words(meant)), "{name}");
        }
        for (name, other) in [
            ("Département 21", "Département 71"),
            ("Région Nord", "Région Sud"),
            ("Région Est", "Région Ouest"),
            ("FSE", "FEDER"),
            ("CCI", "CMA"),
            ("Ville", "Ville de Dijon"),
            ("CAL", "CAI"),
        ] {
            assert!(!is_misspelt(&words(name), &words(other)), "{name}");
        }
    }
}
