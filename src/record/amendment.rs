//! The changes that an amendment makes: every changed clause, and every amount before and after.

use serde::{Deserialize, Serialize};

use crate::{
    money::Amount,
    source::{Code, MONTHS, Period, fold},
};

/// An amendment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Amendment {
    /// The first one is 1.
    pub number: u32,
    /// Why it is made.
    pub object: String,
    /// From which day it is in force, as `2019-07-01`; if absent, from the last signature on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_force_on: Option<String>,
    /// What it amends.
    pub base: Amended,
    /// What the parties decided, and why.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<String>,
    /// The clauses that changed, in the order of the agreement.
    pub clauses: Vec<Clause>,
    /// Every fiche of either side, in the new order; each withdrawn one after the one that it followed.
    pub fiches: Vec<AmendedFiche>,
    /// Every year of either side; amounts are listed in this order, then that over all years.
    pub years: Vec<Period>,
    /// What each payer owes, then the whole cost.
    pub totals: Vec<Moved>,
    /// The payments whose amount changes, whichever clause causes it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub payments: Vec<MovedPayment>,
    /// The fingerprints of the recap on both sides, where they differ.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recap: Option<[String; 2]>,
    /// The decisions of assemblies that it refers to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub decisions: Vec<String>,
    /// Whether the recap shows each fiche's former amounts, the changes and the new amounts.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub has_recap: bool,
}

/// What is amended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Amended {
    /// Its title.
    pub title: String,
    /// The stage that was signed.
    pub stage: String,
    /// When it was signed, as `2018-12-14`.
    pub signed_on: String,
    /// The fingerprint of what was signed.
    pub fingerprint: String,
    /// Its number, if it is itself an amendment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<u32>,
    /// What it amends, if it is itself an amendment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amends: Option<Box<Self>>,
}

/// A payment whose amount changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MovedPayment {
    /// Its name.
    pub label: String,
    /// Who pays it.
    pub payer: String,
    /// The year in which it is paid by the signed version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paid_in: Option<Period>,
    /// When it is due, as `2018-12-31`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<String>,
    /// Before and after; `None` where there is no such payment.
    pub amounts: [Option<Amount>; 2],
}

/// What an amendment does to something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fate {
    /// It stays as it was.
    Kept,
    /// It is replaced by another.
    Changed,
    /// It is new.
    Added,
    /// It is withdrawn.
    Removed,
}

/// What changes in a clause.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clause {
    /// What it is: `article`, `term`, `party`, `payment` …
    pub kind: String,
    /// What happens to it.
    pub fate: Fate,
    /// The change in words: `Ligne modifiée`.
    pub label: String,
    /// Which one: the heading of an article, a name; empty if the kind suffices.
    pub subject: String,
    /// The label and the payer of a payment.
    #[serde(skip)]
    pub(crate) payment: Option<(String, String)>,
    /// Further remarks on it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// What is replaced in it.
    pub replaced: Vec<Replaced>,
    /// The new number of an article, if it changes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub becomes: Option<String>,
    /// The heading after which a moved or new text stands; empty for the first text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub follows: Option<String>,
}

/// A replacement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replaced {
    /// What it is: `signataire`; empty for words of a text.
    pub label: String,
    /// What it was; `None` if it is added.
    pub before: Option<Said>,
    /// What it becomes; `None` if it is withdrawn.
    pub after: Option<Said>,
    /// Where it is, in a text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spot: Option<Spot>,
}

/// A place in a text, as the amendment's act describes it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spot {
    /// What is replaced there: `heading`, `paragraph`, `item`, `head`, `row` or `cell` of a table, `picture`.
    pub what: String,
    /// Whether it is only moved.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_moved: bool,
    /// The row of a table, by its first cell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row: Option<String>,
    /// The column of a cell, by its heading.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// The mark of an item, after its indentation: `  1.`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub mark: String,
    /// What something new or moved stands after; `None` if that is also new.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub follows: Option<Neighbour>,
}

/// The line of a text that comes before another one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Neighbour {
    /// What it is: `paragraph`, `item`, `head`, `row`; `table` for a whole table; `start` if there is no line before.
    pub what: String,
    /// Its words or the first of them; for a row, its first cell.
    pub text: String,
    /// Whether only the first words are given.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_cut: bool,
}

/// A text, or an amount in figures and in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// The text, or the figures.
    pub text: String,
    /// The amount in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
}

/// A fiche of either side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AmendedFiche {
    /// Its new code.
    pub code: Code,
    /// Its former code, if different.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub former: Option<Code>,
    /// Its new title.
    pub title: String,
    /// What happens to it.
    pub fate: Fate,
    /// The fingerprint in the fiche's document, on both sides.
    pub fingerprints: [Option<String>; 2],
    /// What changes in it.
    pub clauses: Vec<Clause>,
    /// What each payer owes, then its cost.
    pub amounts: Vec<Moved>,
}

/// What a payer owes, or the cost, before and after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    /// Who pays; `None` for the cost.
    pub payer: Option<String>,
    /// Before and after, year by year, then over all years.
    pub years: Vec<[Amount; 2]>,
}

impl Moved {
    /// Before and after, over all years.
    pub fn all(&self) -> [Amount; 2] {
        self.years.last().copied().unwrap_or_default()
    }

    /// What the amendment adds over all years; negative for a reduction.
    pub fn added(&self) -> Amount {
        let [before, after] = self.all();
        after - before
    }
}

impl Amendment {
    /// What happens to a fiche of this code.
    pub fn fate_of(&self, code: &Code) -> Fate {
        let mut fiches = self.fiches.iter();
        let fiche = fiches.find(|fiche| fiche.fate != Fate::Removed && fiche.code == *code);
        fiche.map_or(Fate::Kept, |fiche| fiche.fate)
    }

    /// Whether an article or a fiche gets another number.
    pub fn renumbers(&self) -> bool {
        self.clauses.iter().any(|clause| clause.becomes.is_some())
            || self.fiches.iter().any(|fiche| fiche.former.is_some())
    }

    /// The label and the payer of each payment whose amount changes.
    pub(crate) fn payment_names(&self) -> Vec<(String, String)> {
        let payments = self.payments.iter();
        payments.map(MovedPayment::name).collect()
    }

    /// Whether it changes nothing at all.
    pub fn is_empty(&self) -> bool {
        self.clauses.is_empty() && self.fiches.iter().all(|fiche| fiche.fate == Fate::Kept)
    }
}

impl MovedPayment {
    /// Its label and its payer.
    pub(crate) fn name(&self) -> (String, String) {
        (self.label.clone(), self.payer.clone())
    }
}

impl Replaced {
    /// The texts before and after, each behind the name of its row.
    pub(crate) fn lines(&self) -> [Option<String>; 2] {
        let row = self.spot.as_ref().and_then(|spot| spot.row.as_deref());
        [&self.before, &self.after].map(|side| {
            let text = &side.as_ref()?.text;
            Some(row.map_or_else(|| text.clone(), |row| format!("{row} | {text}")))
        })
    }
}

/// Whether a line mentions a payment: its label, and also its payer if another payer has a payment of that label.
pub(crate) fn speaks_of(
    (label, payer): &(String, String),
    all: &[(String, String)],
    line: &str,
) -> bool {
    let is_other = |(other, other_payer): &(String, String)| {
        fold(other) == fold(label) && fold(other_payer) != fold(payer)
    };
    is_said(label, line) && (is_said(payer, line) || !all.iter().any(is_other))
}

/// Whether a text contains `phrase` in whole words, with any spaces, and a day also as `31/12/2018`; `10 €` is not in
/// `110 €`, nor `acompte 1` in `acompte 10`.
pub(crate) fn is_said(phrase: &str, text: &str) -> bool {
    // Spaces within a number are removed, all others become plain spaces.
    let plain = |text: &str| -> String {
        let all: Vec<char> = text.to_lowercase().chars().collect();
        let is_digit =
            |at: Option<usize>| at.is_some_and(|at| all.get(at).is_some_and(char::is_ascii_digit));
        let signs = all.iter().enumerate().filter_map(|(at, c)| match c {
            c if !c.is_whitespace() => Some(*c),
            _ if is_digit(at.checked_sub(1)) && is_digit(Some(at + 1)) => None,
            _ => Some(' '),
        });
        signs.collect::<String>().replace(",00 €", " €")
    };
    let text = plain(text);
    let words: Vec<&str> = phrase.split_whitespace().collect();
    let month = |word: &&str| MONTHS.iter().position(|month| month == word);
    let short = words.get(1).and_then(month).map(|month| {
        let day = words[0].trim_end_matches("er");
        let year = words.last().copied().unwrap_or_default();
        format!("{day:0>2}/{:02}/{year}", month + 1)
    });
    let is_boundary = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    [Some(plain(phrase)), short]
        .iter()
        .flatten()
        .any(|spelling| {
            let mut places = text.match_indices(&**spelling);
            places.any(|(at, _)| {
                is_boundary(text[..at].chars().next_back())
                    && is_boundary(text[at + spelling.len()..].chars().next())
            })
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_or_a_day_is_said_in_any_spelling() {
        assert!(is_said(
            "167\u{202f}592 €",
            "soit 167\u{a0}592,00\u{a0}€ (…)"
        ));
        assert!(is_said("31 décembre 2018", "premier acompte | 31/12/2018"));
        assert!(is_said("1er juillet 2019", "le 01/07/2019"));
        assert!(!is_said("10 €", "soit 110 €"));
        assert!(is_said("12\u{202f}000 €", "Acompte 2018 | 12 000 €"));
        assert!(!is_said("acompte 1", "Acompte 10 | 12 000 €"));
    }

    #[test]
    fn a_payment_is_known_by_its_payer_where_labels_are_alike() {
        let name = |label: &str, payer: &str| (label.to_owned(), payer.to_owned());
        let all = [
            name("Acompte", "Ville"),
            name("acompte", "CCI"),
            name("Solde", "CCI"),
        ];
        assert!(speaks_of(
            &name("Acompte", "CCI"),
            &all,
            "Acompte | CCI | 12 €"
        ));
        assert!(!speaks_of(
            &name("Acompte", "CCI"),
            &all,
            "Acompte | Ville | 12 €"
        ));
        assert!(speaks_of(&name("Solde", "CCI"), &all, "Solde | 12 €"));
    }
}
