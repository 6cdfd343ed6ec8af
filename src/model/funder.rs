use std::ops::Index;

use serde::{Deserialize, Serialize};

use crate::source::{Located, Place, fold};

/// How documents and workbooks head the column of those who do not sign.
pub(crate) const OTHERS_LABEL: &str = "Autres financeurs";
/// How they head the column of what no rule funds.
pub(crate) const UNALLOCATED_LABEL: &str = "Non réparti";
/// How they head the column of the cost.
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
    /// Where it is first named.
    #[serde(skip)]
    pub place: Place,
    /// Every folded spelling it is known by.
    #[serde(skip)]
    aliases: Vec<String>,
}

/// A funder's rank among the `Funders`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct FunderId(pub usize);

/// Everyone who pays: the parties in the order of their columns, then the others as they appear.
#[derive(Clone, Debug, Default)]
pub struct Funders {
    all: Vec<Funder>,
}

impl Funders {
    /// Adds a party; those who do not sign come after all of them.
    pub fn add_party(&mut self, id: &Located<String>, name: &str, column: &str) {
        self.all.push(Funder {
            name: name.to_owned(),
            column: column.to_owned(),
            is_party: true,
            place: id.place.clone(),
            aliases: [id, name, column].map(fold).to_vec(),
        });
    }

    /// The funder of this name; a new one if nobody bears it yet.
    pub fn find_or_add(&mut self, name: &Located<String>) -> FunderId {
        self.find(name).unwrap_or_else(|| {
            self.all.push(Funder {
                name: name.value.clone(),
                column: name.value.clone(),
                is_party: false,
                place: name.place.clone(),
                aliases: vec![fold(name)],
            });
            FunderId(self.all.len() - 1)
        })
    }

    /// Whether documents head another column so, and nobody may bear this name.
    pub fn is_reserved(name: &str) -> bool {
        let labels = [OTHERS_LABEL, UNALLOCATED_LABEL, TOTAL_LABEL];
        labels.map(fold).contains(&fold(name))
    }

    /// The funder that bears this name, in any spelling.
    pub fn find(&self, name: &str) -> Option<FunderId> {
        let folded = fold(name);
        let mut funders = self.all.iter();
        let rank = funders.position(|funder| funder.aliases.contains(&folded));
        rank.map(FunderId)
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

    /// Those who pay and do not sign.
    pub fn others(&self) -> impl Iterator<Item = (FunderId, &Funder)> {
        self.iter().filter(|(_, funder)| !funder.is_party)
    }

    /// Everyone, in order.
    pub fn iter(&self) -> impl Iterator<Item = (FunderId, &Funder)> {
        let funders = self.all.iter().enumerate();
        funders.map(|(index, funder)| (FunderId(index), funder))
    }
}

impl Index<FunderId> for Funders {
    type Output = Funder;
    fn index(&self, id: FunderId) -> &Funder {
        &self.all[id.0]
    }
}
