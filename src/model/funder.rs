use std::ops::Index;

use serde::{Deserialize, Serialize};

use crate::source::{Located, Place, fold};

/// The heading of the column of those who do not sign, in documents and workbooks.
pub(crate) const OTHERS_LABEL: &str = "Autres financeurs";
/// The heading of the column of what no rule funds.
pub(crate) const UNALLOCATED_LABEL: &str = "Non réparti";
/// The heading of the column of the cost.
pub(crate) const TOTAL_LABEL: &str = "Total";

/// Who pays: a party that signs, or another funder.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Funder {
    /// The full name.
    pub name: String,
    /// The name in column labels and tables.
    pub column: String,
    /// Whether it signs.
    pub is_party: bool,
    /// Whether it has a separate column in the recap, as parties and `[[financeurs]]` do.
    pub has_column: bool,
    /// `de`: who the money really comes from (its hand), where that is someone else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hand: Option<String>,
    /// `siret`: its number in the register of establishments.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub siret: Option<String>,
    /// Where it is first named.
    #[serde(skip)]
    pub place: Place,
    /// All its names, folded.
    #[serde(skip)]
    aliases: Vec<String>,
}

/// A funder's rank among the `Funders`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct FunderId(pub usize);

impl Funder {
    /// A funder that `convention.toml` declares.
    pub fn declared(id: &Located<String>, name: String, column: Option<String>) -> Self {
        let column = column.unwrap_or_else(|| name.clone());
        Self {
            aliases: [id.as_str(), &name, &column].map(fold).to_vec(),
            name,
            column,
            is_party: true,
            has_column: true,
            hand: None,
            siret: None,
            place: id.place.clone(),
        }
    }

    /// All its names, folded.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.aliases.iter().map(String::as_str)
    }

    /// Whether the money of both comes from the same hand.
    pub fn is_of_hand(&self, other: &Self) -> bool {
        let is_other = |hand: &String, funder: &Self| funder.aliases.contains(&fold(hand));
        match (&self.hand, &other.hand) {
            (Some(hand), Some(of)) => fold(hand) == fold(of),
            (Some(hand), None) => is_other(hand, other),
            (None, Some(of)) => is_other(of, self),
            (None, None) => self.name == other.name,
        }
    }

    /// The name of the hand that its money comes from.
    pub fn hand_name(&self) -> &str {
        self.hand.as_ref().unwrap_or(&self.column)
    }
}

/// Everyone who pays: the parties in the order of their columns, `[[financeurs]]` in theirs, then the others as they
/// appear.
#[derive(Clone, Debug, Default)]
pub struct Funders {
    all: Vec<Funder>,
}

impl Funders {
    /// Adds a funder of `convention.toml`, those who sign first; false if another one has one of its names.
    pub fn declare(&mut self, funder: Funder) -> bool {
        let is_new = !funder.aliases.iter().any(|name| self.find(name).is_some());
        self.all.push(funder);
        is_new
    }

    /// The funder of this name; a new one if there is none.
    pub fn find_or_add(&mut self, name: &Located<String>) -> FunderId {
        self.find(name).unwrap_or_else(|| {
            self.all.push(Funder {
                name: name.value.clone(),
                column: name.value.clone(),
                is_party: false,
                has_column: false,
                hand: None,
                siret: None,
                place: name.place.clone(),
                aliases: vec![fold(name)],
            });
            FunderId(self.all.len() - 1)
        })
    }

    /// Whether no funder may have this name: it is the heading of another column, or means that nobody pays.
    pub fn is_reserved(name: &str) -> bool {
        // Names that mean that nobody pays yet.
        const NOBODY: [&str; 9] = [
            "Reste à financer",
            "Reste à trouver",
            "À financer",
            "À trouver",
            "À rechercher",
            "Non financé",
            "Financement à rechercher",
            "Financement à trouver",
            "Solde",
        ];
        let labels = [OTHERS_LABEL, UNALLOCATED_LABEL, TOTAL_LABEL];
        labels
            .iter()
            .chain(&NOBODY)
            .any(|label| fold(label) == fold(name))
    }

    /// The funder of this name, in any spelling; one that `convention.toml` declares, even with a note mark after it.
    pub fn find(&self, name: &str) -> Option<FunderId> {
        let marked = || self.named(unmarked(name)).filter(|id| self[*id].has_column);
        self.named(name).or_else(marked)
    }

    /// Whether this is the name of a funder only once its note mark is removed.
    pub fn is_marked(&self, name: &str) -> bool {
        self.named(name).is_none() && self.find(name).is_some()
    }

    fn named(&self, name: &str) -> Option<FunderId> {
        let folded = fold(name);
        let mut funders = self.all.iter();
        let rank = funders.position(|funder| funder.aliases.contains(&folded));
        rank.map(FunderId)
    }

    /// Who pays under this name: one funder, or all whose money comes from the same hand.
    pub fn column_of(&self, name: &str) -> Option<ColumnKind> {
        let found = self.find(name);
        let names = found.map_or_else(|| vec![fold(name)], |id| self[id].aliases.clone());
        let is_of = |funder: &Funder| {
            funder
                .hand
                .as_ref()
                .is_some_and(|hand| names.contains(&fold(hand)))
        };
        let mut funds = self
            .iter()
            .filter(|(_, funder)| is_of(funder))
            .map(|(id, _)| id);
        let first = funds.next();
        // The hand and its funds pay, or several of its funds do.
        let is_shared = first.is_some() && (found.is_some() || funds.next().is_some());
        let kind = if is_shared {
            ColumnKind::Hand
        } else {
            ColumnKind::Funder
        };
        found.or(first).map(kind)
    }

    /// Everyone, in order.
    pub fn all(&self) -> &[Funder] {
        &self.all
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Whether nobody pays.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Whether this funder signs.
    pub fn is_party(&self, id: FunderId) -> bool {
        self[id].is_party
    }

    /// Those who sign.
    pub fn parties(&self) -> impl Iterator<Item = (FunderId, &Funder)> {
        self.iter().filter(|(_, funder)| funder.is_party)
    }

    /// Those that the recap shows together, as `Autres financeurs`.
    pub fn others(&self) -> impl Iterator<Item = (FunderId, &Funder)> {
        self.iter().filter(|(_, funder)| !funder.has_column)
    }

    /// Everyone, in order.
    pub fn iter(&self) -> impl Iterator<Item = (FunderId, &Funder)> {
        let funders = self.all.iter().enumerate();
        funders.map(|(index, funder)| (FunderId(index), funder))
    }
}

/// A name without the note mark after it: `Ville¹`, `Ville (1)`, `Ville [a]`.
fn unmarked(name: &str) -> &str {
    let is_superscript = |c: char| matches!(c, '¹' | '²' | '³' | '⁰' | '⁴'..='⁹');
    let name = name.trim().trim_end_matches(is_superscript).trim_end();
    let inside = name.strip_suffix([')', ']']);
    let mark = inside.and_then(|name| name.rsplit_once(['(', '[']));
    let mark = mark.filter(|(_, mark)| mark.trim().chars().count() == 1);
    mark.map_or(name, |(name, _)| name.trim_end())
}

impl Index<FunderId> for Funders {
    type Output = Funder;
    fn index(&self, id: FunderId) -> &Funder {
        &self.all[id.0]
    }
}

/// What a column of the recap holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ColumnKind {
    /// A funder's share.
    Funder(FunderId),
    /// The shares of all funders of the same hand as this one; only claims use it, no column does.
    Hand(FunderId),
    /// The shares of those who do not sign.
    Others,
    /// What no rule funds.
    Unallocated,
    /// The cost.
    Total,
}

/// Whether a label is that of a total, maybe over years: « Total 2027-2029 », « Ensemble », « Total sur 3 ans ».
fn is_total(label: &str) -> bool {
    const TOTALS: [&str; 5] = ["total", "totaux", "ensemble", "cumul", "cumule"];
    const FILLER: &str = "general sur la les des de l periode duree convention programme an ans annee annees deux trois \
        quatre cinq six ht ttc";
    let words = label.split(|c: char| !c.is_alphanumeric()).map(fold);
    let words = words.filter(|word| !word.chars().all(|c| c.is_ascii_digit()));
    let words: Vec<String> = words.collect();
    let is_of_total = |word: &String| TOTALS.contains(&&**word);
    let is_filler = |word: &String| {
        FILLER
            .split_whitespace()
            .any(|known_word| known_word == word)
    };
    let mut all = words.iter();
    words.iter().any(is_of_total) && all.all(|word| is_of_total(word) || is_filler(word))
}

impl ColumnKind {
    /// The column of this label; `None` if it is that of a funder.
    pub fn labelled(label: &str) -> Option<Self> {
        match fold(label).as_str() {
            _ if is_total(label) => Some(Self::Total),
            "autres" | "autresfinanceurs" => Some(Self::Others),
            "nonreparti" => Some(Self::Unallocated),
            _ => None,
        }
    }

    /// Its name in templates and in message identifiers.
    pub fn key(self) -> &'static str {
        match self {
            Self::Funder(_) | Self::Hand(_) => "party",
            Self::Others => "others",
            Self::Unallocated => "unallocated",
            Self::Total => "total",
        }
    }

    /// The heading of the column in documents.
    pub fn name(self, funders: &Funders) -> String {
        match self {
            Self::Funder(id) => funders[id].column.clone(),
            Self::Hand(id) => funders[id].hand_name().to_owned(),
            Self::Others => OTHERS_LABEL.to_owned(),
            Self::Unallocated => UNALLOCATED_LABEL.to_owned(),
            Self::Total => TOTAL_LABEL.to_owned(),
        }
    }
}
