//! Names of funders that are probably meant for another's: misspelt, or with words more or less.

use super::slip::has_one_typo;
use crate::{
    model::{Dossier, Funder, FunderId},
    source::{fold, is_word_of},
};

/// A funder whose name is like an earlier one's.
pub(super) struct Doubt {
    pub(super) funder: FunderId,
    /// Who is probably meant.
    pub(super) meant: FunderId,
    /// Whether the name is that one misspelt; else it has words more or less.
    pub(super) is_slip: bool,
    /// Whether it blocks what is to be signed: the draft is then held against the figures as if it were well written.
    pub(super) is_error: bool,
}

/// The funders without a column of their own whose name is like an earlier one's.
pub(super) fn doubts(dossier: &Dossier) -> Vec<Doubt> {
    let known: Vec<Known<'_>> = dossier.funders.all().iter().map(Known::of).collect();
    let doubt = |(funder, other): (FunderId, &Funder)| {
        let (name, known) = (words(&other.column), &known[..funder.0]);
        let slip = known.iter().position(|known| known.is_misspelt(&name));
        let meant = slip.or_else(|| known.iter().position(|known| known.is_near(&name)))?;
        Some(Doubt {
            funder,
            meant: FunderId(meant),
            is_slip: slip.is_some(),
            // A misspelt funder would pay beside the column that is its own.
            is_error: slip.is_some() && dossier.funders[FunderId(meant)].has_column,
        })
    };
    dossier.funders.others().filter_map(doubt).collect()
}

/// A word of a name, as two names are compared.
struct Word<'a> {
    key: String,
    /// Whether it has a capital and small letters, as a place's name has.
    is_proper: bool,
    /// What stands between the word before and it.
    before: &'a str,
}

impl Word<'_> {
    fn is_number(&self) -> bool {
        self.key.bytes().all(|byte| byte.is_ascii_digit())
    }

    /// Whether a bracket, a dash or another sign parts it from the word before.
    fn is_apart(&self) -> bool {
        !self.before.trim().is_empty() && !["-", "'", "’", "."].contains(&self.before)
    }

    /// Whether it is an article or the like.
    fn is_small(&self) -> bool {
        self.key.len() < 3 && !self.is_number()
    }
}

/// A funder as names are compared with it.
struct Known<'a> {
    funder: &'a Funder,
    /// Those of its column and its full name, without what stands in brackets.
    names: [Vec<Word<'a>>; 2],
}

impl<'a> Known<'a> {
    fn of(funder: &'a Funder) -> Self {
        let names = [&funder.column, &funder.name];
        let names = names.map(|name| words(name.split_once(" (").map_or(name, |(name, _)| name)));
        Self { funder, names }
    }

    /// Whether a name, or what stands before its first dash or bracket, is one of this funder's misspelt, or behind an
    /// article.
    fn is_misspelt(&self, words: &[Word<'_>]) -> bool {
        let (words, has_article) = match words {
            [article, rest @ ..] if is_word_of("l la le les", &article.key) => (rest, true),
            words => (words, false),
        };
        let readings = [keys(words), keys(first_part(words))];
        let mut names = self.names.iter().map(|name| keys(name));
        names.any(|name| {
            has_article && readings[0] == name
                || readings.iter().any(|reading| is_misspelt(reading, &name))
        })
    }

    fn is_near(&self, words: &[Word<'_>]) -> bool {
        let part = first_part(words);
        let is_part = part.len() == words.len();
        let like = |name: &Vec<Word<'_>>| {
            is_longer(part, name)
                || is_part && (is_short_form(words, name) || are_initials(words, name))
                || is_part && is_spelt_out(words, name)
        };
        self.is_held_by(words) || self.names.iter().any(like)
    }

    /// Whether a name holds a whole one of this funder's (`La Ville`, `Dotation Ville`, `Collectivité (Ville)`, `CCI 21`).
    /// What goes on with the name of a place that is not the funder's is somebody else (`CCI de Lyon`), and so is what a
    /// hyphen is a part of (`centre-ville`).
    fn is_held_by(&self, words: &[Word<'_>]) -> bool {
        let is_name = |key: &str| {
            let mut aliases = self.funder.names();
            aliases.any(|name| name == key)
                || self.names.iter().any(|name| keys(name).concat() == key)
        };
        let goes_on = |behind: &[Word<'_>]| {
            let behind = behind.iter().take_while(|word| !word.is_apart());
            let behind: Vec<&Word<'_>> = behind.collect();
            // « CCI de Lyon » is elsewhere, « CCI Apport » is not.
            let is_of = |rank: usize| rank > 0 && behind[rank - 1].is_small();
            let mut ranked = behind.iter().enumerate();
            ranked.any(|(rank, word)| self.is_foreign(word) && (word.is_number() || is_of(rank)))
        };
        (0..words.len())
            .filter(|start| words[*start].before != "-")
            .any(|start| {
                let mut key = String::new();
                (start..words.len()).any(|end| {
                    key.push_str(&words[end].key);
                    is_name(&key) && !goes_on(&words[end + 1..])
                })
            })
    }

    /// Whether a word says that somebody else is meant: the name of a place, or a number where this funder has one.
    fn is_foreign(&self, word: &Word<'_>) -> bool {
        let known = || self.names.iter().flatten();
        let is_other = word.is_proper || word.is_number() && known().any(Word::is_number);
        is_other && known().all(|known| known.key != word.key)
    }
}

/// The words of a name.
fn words(name: &str) -> Vec<Word<'_>> {
    let mut words = Vec::new();
    let mut rest = name;
    while let Some(start) = rest.find(char::is_alphanumeric) {
        let (before, from) = rest.split_at(start);
        let end = from.find(|c: char| !c.is_alphanumeric());
        let run = &from[..end.unwrap_or(from.len())];
        // `CCI21` is `CCI 21`.
        let word = match run.trim_end_matches(|c: char| c.is_ascii_digit()) {
            "" => run,
            letters => letters,
        };
        let key = match fold(word) {
            key if is_word_of("commune mairie municipalite", &key) => "ville".to_owned(),
            key => key,
        };
        let is_proper = word.starts_with(char::is_uppercase) && word.contains(char::is_lowercase);
        words.push(Word {
            key,
            is_proper,
            before,
        });
        rest = &from[word.len()..];
    }
    words
}

fn keys<'w>(words: &'w [Word<'_>]) -> Vec<&'w str> {
    words.iter().map(|word| word.key.as_str()).collect()
}

/// What stands before the first dash or bracket.
fn first_part<'w, 'a>(words: &'w [Word<'a>]) -> &'w [Word<'a>] {
    let end = words.iter().skip(1).position(Word::is_apart);
    &words[..end.map_or(words.len(), |end| end + 1)]
}

/// Whether a name has the words of another and more, or two and more of them, from its first on: `Chambre de commerce`.
fn is_longer(candidate: &[Word<'_>], name: &[Word<'_>]) -> bool {
    let [candidate, name] = [candidate, name].map(|words| {
        let words = words.iter().filter(|word| !word.is_small());
        words.map(|word| &word.key).collect::<Vec<_>>()
    });
    let start = candidate.iter().position(|word| name.first() == Some(word));
    let candidate = &candidate[start.unwrap_or(candidate.len())..];
    let covers = |all: &[&String], some: &[&String]| some.iter().all(|word| all.contains(word));
    candidate.len().min(name.len()) > 1 && (covers(candidate, &name) || covers(&name, candidate))
}

/// Whether a name begins another one that goes on with a place or a number: `CCI` for `CCI Côte d’Or`.
fn is_short_form(candidate: &[Word<'_>], name: &[Word<'_>]) -> bool {
    let start = candidate.iter().position(|word| !word.is_small());
    let candidate = keys(&candidate[start.unwrap_or(candidate.len())..]);
    let behind = name.get(candidate.len()..).unwrap_or_default();
    let goes_on = |word: &Word<'_>| {
        !word.is_apart() && (word.is_proper || word.is_number() || word.is_small())
    };
    !candidate.is_empty()
        && !behind.is_empty()
        && keys(name).starts_with(&candidate)
        && behind.iter().all(goes_on)
}

/// Whether a name is made of the first letters of another.
fn are_initials(candidate: &[Word<'_>], name: &[Word<'_>]) -> bool {
    let [word] = candidate else { return false };
    let [all, long] = initials(name);
    word.key.len() > 2 && (all.starts_with(&word.key) || long.starts_with(&word.key))
}

/// Whether a name is what the letters of another stand for.
fn is_spelt_out(candidate: &[Word<'_>], name: &[Word<'_>]) -> bool {
    let [name] = name else { return false };
    name.key.len() > 2 && candidate.len() > 1 && initials(candidate).contains(&name.key)
}

/// The first letters of all words, and of those that are not small.
fn initials(name: &[Word<'_>]) -> [String; 2] {
    [false, true].map(|skips_small| {
        let words = name.iter().filter(|word| !(skips_small && word.is_small()));
        words.filter_map(|word| word.key.chars().next()).collect()
    })
}

/// Whether a name is another one misspelt: the same to the eye (`CC1`), or the same words but one, and that one a slip of
/// the keyboard apart. Names that differ by a number, a short word or more than one word are different names.
fn is_misspelt(name: &[&str], meant: &[&str]) -> bool {
    looks_like(&name.concat(), &meant.concat()) || has_one_typo(name, meant)
}

/// Whether two names differ by nothing but digits, and letters of other alphabets, that stand for letters.
fn looks_like(name: &str, meant: &str) -> bool {
    let stands_for = |sign: char, letter: char| {
        let digits = [('1', 'i'), ('1', 'l'), ('0', 'o'), ('5', 's')];
        letter.is_ascii_alphabetic() && (!sign.is_ascii() || digits.contains(&(sign, letter)))
    };
    let is_alike = |(a, b): (char, char)| a == b || stands_for(a, b) || stands_for(b, a);
    let is_as_long = name.chars().count() == meant.chars().count();
    name != meant && is_as_long && name.chars().zip(meant.chars()).all(is_alike)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Located, Place};

    fn funder(column: &str, name: &str) -> Funder {
        let id = Located::new(fold(column), Place::default());
        Funder::declared(&id, name.to_owned(), Some(column.to_owned()))
    }

    #[test]
    fn a_name_may_be_near_that_of_a_party() {
        let town = ("Ville", "Ville d’Exemple");
        let cci = ("CCI", "Chambre de commerce d’Exemple");
        for ((column, name), near, others) in [
            (
                town,
                "La Ville|Service commerce de la Ville|Collectivité (Ville)|Dotation Ville|Ville – budget annexe|\
                 Régie de la Ville|Ville 2027|Ville HT|Ville (à confirmer)|Ville : 60 %|Commune d’Exemple|Mairie|VdE|\
                 Ville Exemple|Ville Subvention|Ville et partenaires|CCI/Ville|Ville d’Exemple – DGA|Ville - Direction du commerce",
                "Commune de Lyon|Exemple|Association du centre-ville|Villeurbanne",
            ),
            (
                cci,
                "CCI 21|La CCI|Quote-part CCI|CCI (subvention)|CCI d’Exemple|Chambre de commerce|CCE|Ville et CCI|\
                 Chambre de commerce et d’industrie d’Exemple|Chambre de commerce et d’industrie",
                "CCI de Lyon|Chambre de métiers et de l’artisanat|Chambre d’agriculture|CMA|Exemple",
            ),
            (
                ("CCI Côte d’Or", "CCI Côte d’Or"),
                "CCI|La CCI",
                "CCI régionale|CCI de Lyon",
            ),
            (("Région académique", "Région académique"), "", "Région"),
            (
                ("Département de l’Ain", "Département de l’Ain"),
                "Département",
                "Département du Jura",
            ),
            (
                ("Département 71", "Département 71"),
                "Département",
                "Département 21",
            ),
            (
                ("DSIL", "Dotation de soutien à l’investissement local"),
                "État (DSIL)",
                "Dotation globale",
            ),
            (("État – DSIL", "État – DSIL"), "", "État|État – DETR"),
            (
                ("DRAC – Bourgogne", "DRAC – Bourgogne"),
                "",
                "DRAC – Centre",
            ),
        ] {
            let (column, name) = (funder(column, name), name);
            let known = Known::of(&column);
            for (names, due) in [(near, true), (others, false)] {
                for candidate in names.split('|').filter(|candidate| !candidate.is_empty()) {
                    assert_eq!(known.is_near(&words(candidate)), due, "{candidate}, {name}");
                }
            }
        }
    }

    #[test]
    fn slips_are_told_from_other_names() {
        for (name, meant, due) in [
            ("Métropol", "Métropole", true),
            ("Chambre consluaire", "Chambre consulaire", true),
            ("Revitalistaion", "Revitalisation", true),
            ("État – DSILL", "État – DSIL", true),
            ("CC1", "CCI", true),
            ("ССІ", "CCI", true),
            ("Département 21", "Département 71", false),
            ("Région Nord", "Région Sud", false),
            ("Région Est", "Région Ouest", false),
            ("FSE", "FEDER", false),
            ("CCI", "CMA", false),
            ("Ville", "Ville de Dijon", false),
            ("CAL", "CAI", false),
            ("La Ville", "Ville", true),
            ("La Vile", "Ville", true),
            ("La", "Ville", false),
            ("La Ville – budget annexe", "Ville", false),
        ] {
            let known = funder(meant, meant);
            assert_eq!(Known::of(&known).is_misspelt(&words(name)), due, "{name}");
        }
    }
}
