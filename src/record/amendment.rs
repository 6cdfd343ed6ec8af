//! What an amendment says of what it amends: every clause that changed, and every amount before and after.

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
    /// Why.
    pub object: String,
    /// From which day it holds, as `2019-07-01`; from the last signature on, where none is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_force_on: Option<String>,
    /// What it amends.
    pub base: Amended,
    /// What the parties decided, and why.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<String>,
    /// The clauses that changed, in the order of the agreement.
    pub clauses: Vec<Clause>,
    /// Every fiche of either side, in the order of the later one, withdrawn ones after the one that they followed.
    pub fiches: Vec<AmendedFiche>,
    /// Every year of either side; amounts are listed in this order, then that of all years.
    pub years: Vec<Period>,
    /// What each payer owes, then what all of it costs.
    pub totals: Vec<Moved>,
    /// The payments that come to another amount, by whatever clause.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub payments: Vec<MovedPayment>,
    /// The fingerprints of the recap on both sides, where it says something else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recap: Option<[String; 2]>,
    /// The decisions of assemblies that it refers to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub decisions: Vec<String>,
    /// Whether the recap says what each fiche was, what is added to it, and what it is.
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
    /// The number of the amendment that it was itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<u32>,
    /// What it amended itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amends: Option<Box<Self>>,
}

/// A payment that comes to another amount.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MovedPayment {
    /// What it is.
    pub label: String,
    /// Who pays it.
    pub payer: String,
    /// The year in which it is paid, of what was signed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paid_in: Option<Period>,
    /// When it is due, as `2018-12-31`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<String>,
    /// Before and after; none where there is no such payment.
    pub amounts: [Option<Amount>; 2],
}

/// What became of something.
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
    /// What becomes of it.
    pub fate: Fate,
    /// The change in words: `Ligne modifiée`.
    pub label: String,
    /// Which one: the heading of an article, a name; empty where its kind says it.
    pub subject: String,
    /// The label and the payer of a payment.
    #[serde(skip)]
    pub(crate) payment: Option<(String, String)>,
    /// What else is to be said of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// What is replaced in it.
    pub replaced: Vec<Replaced>,
    /// The number that an article bears from now on, where it bore another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub becomes: Option<String>,
    /// The heading that a text stands after from now on, where it stood elsewhere or is new; empty for the first one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub follows: Option<String>,
}

/// What is replaced by what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replaced {
    /// What it is: `signataire`; empty for words of a text.
    pub label: String,
    /// What it was; none for what is added.
    pub before: Option<Said>,
    /// What it is; none for what is withdrawn.
    pub after: Option<Said>,
    /// Where it is, in a text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spot: Option<Spot>,
}

/// A place in a text, as an act says it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spot {
    /// What is replaced there: `heading`, `paragraph`, `item`, `head`, `row` or `cell` of a table, `picture`.
    pub what: String,
    /// Whether it only stands elsewhere now.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_moved: bool,
    /// The row of a table, by its first cell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row: Option<String>,
    /// The column of a cell, as the table calls it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// The mark of an item, behind the spaces that it stands in: `  1.`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub mark: String,
    /// What something new, or moved, stands after; none behind something else that is new.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub follows: Option<Neighbour>,
}

/// A line of a text that another one stands after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Neighbour {
    /// What it is: `paragraph`, `item`, `head`, `row`; `table`, the whole of it; `start`, there is none.
    pub what: String,
    /// Its words, or how they begin; of a row, its first cell.
    pub text: String,
    /// Whether these are not all.
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
    /// Its code, the later one.
    pub code: Code,
    /// The code that it had, where it was another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub former: Option<Code>,
    /// Its title, the later one.
    pub title: String,
    /// What becomes of it.
    pub fate: Fate,
    /// What tells the fiche apart, as its own document says it, on both sides.
    pub fingerprints: [Option<String>; 2],
    /// What changes in it.
    pub clauses: Vec<Clause>,
    /// What each payer owes, then its cost.
    pub amounts: Vec<Moved>,
}

/// What a payer owes, or what all costs, before and after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    /// Who pays; none for the cost.
    pub payer: Option<String>,
    /// Before and after, year by year, then over all years.
    pub years: Vec<[Amount; 2]>,
}

impl Moved {
    /// Before and after, over all years.
    pub fn all(&self) -> [Amount; 2] {
        self.years.last().copied().unwrap_or_default()
    }

    /// What the amendment adds over all years; less than nothing, where it takes away.
    pub fn added(&self) -> Amount {
        let [before, after] = self.all();
        after - before
    }
}

impl Amendment {
    /// What becomes of a fiche of this code.
    pub fn fate_of(&self, code: &Code) -> Fate {
        let mut fiches = self.fiches.iter();
        let fiche = fiches.find(|fiche| fiche.fate != Fate::Removed && fiche.code == *code);
        fiche.map_or(Fate::Kept, |fiche| fiche.fate)
    }

    /// Whether an article or a fiche bears another number than it did.
    pub fn renumbers(&self) -> bool {
        self.clauses.iter().any(|own| own.becomes.is_some())
            || self.fiches.iter().any(|own| own.former.is_some())
    }

    /// The label and the payer of each payment that comes to another amount.
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
    /// What it was and what it is, each behind the name of its row.
    pub(crate) fn lines(&self) -> [Option<String>; 2] {
        let row = self.spot.as_ref().and_then(|spot| spot.row.as_deref());
        [&self.before, &self.after].map(|side| {
            let text = &side.as_ref()?.text;
            Some(row.map_or_else(|| text.clone(), |row| format!("{row} | {text}")))
        })
    }
}

/// Whether a line speaks of a payment: by its label, and by its payer where several bear that label.
pub(crate) fn speaks_of(
    (label, payer): &(String, String),
    all: &[(String, String)],
    line: &str,
) -> bool {
    let is_other =
        |(other, pays): &(String, String)| fold(other) == fold(label) && fold(pays) != fold(payer);
    is_said(label, line) && (is_said(payer, line) || !all.iter().any(is_other))
}

/// Whether a text says it in whole words, whichever spaces stand in it, a day in either spelling; `10 €` is not in
/// `110 €`, nor `acompte 1` in `acompte 10`.
pub(crate) fn is_said(said: &str, text: &str) -> bool {
    // The spaces within a number go, the others are alike.
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
    let words: Vec<&str> = said.split_whitespace().collect();
    let month = |word: &&str| MONTHS.iter().position(|month| month == word);
    let short = words.get(1).and_then(month).map(|month| {
        let day = words[0].trim_end_matches("er");
        let year = words.last().copied().unwrap_or_default();
        format!("{day:0>2}/{:02}/{year}", month + 1)
    });
    let is_apart = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    [Some(plain(said)), short].iter().flatten().any(|said| {
        let mut places = text.match_indices(&**said);
        places.any(|(at, _)| {
            is_apart(text[..at].chars().next_back())
                && is_apart(text[at + said.len()..].chars().next())
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
