use std::{borrow::Cow, collections::BTreeMap};

use serde::{Deserialize, Serialize};

use crate::{
    money::{Amount, Rate},
    source::{Code, Located, Place, fold, folded_words},
};

use super::{
    amount::{Carried, CellAmount},
    funder::FunderId,
};

/// Stands instead of a rate in a rule that pays what the others leave.
pub(crate) const BALANCE_LABEL: &str = "solde";

/// Whether a text means what the others leave: `solde`, « le reste à charge ».
pub(crate) fn is_balance(text: &str) -> bool {
    const FILLER: [&str; 7] = ["le", "la", "du", "de", "a", "charge", "cout"];
    let mut names = folded_words(text).filter(|word| !FILLER.contains(&&**word));
    let is_name = |word: &str| matches!(word, BALANCE_LABEL | "reste" | "restant" | "complement");
    names.next().is_some_and(|word| is_name(&word)) && names.next().is_none()
}

/// What a funder pays of the lines it covers.
#[derive(Clone, Debug)]
pub struct FundingRule {
    /// Its row.
    pub place: Place,
    /// Who pays.
    pub funder: FunderId,
    /// The lines it covers; all when none is named.
    pub nature: Option<Located<String>>,
    /// The nature, folded: the same for all its spellings.
    pub nature_key: Option<String>,
    /// The rate; a claim where a fixed amount stands beside it.
    pub rate: Option<Located<Rate>>,
    /// `solde`: it pays what the other rules leave, instead of a rate.
    pub is_balance: bool,
    /// The rates by year, where rows or columns are of one year; `None` is the balance. Beside amounts they are claims.
    pub yearly: BTreeMap<usize, Located<Option<Rate>>>,
    /// `Assiette`: what the rate applies to, where that is not all that the rule covers.
    pub base: Option<Located<Base>>,
    /// `Plafond`: the most that the rate may give in a year.
    pub ceiling: Option<Located<Amount>>,
    /// Fixed amounts, one per year, which prevail over the rate.
    pub amounts: Vec<Located<CellAmount>>,
    /// The cells of columns that the budget does not need.
    pub carried: Vec<Carried>,
    /// Whether a rate or an amount could not be read.
    pub is_unreadable: bool,
}

impl FundingRule {
    /// The fixed amount of the year of this index, if there is one.
    pub fn fixed(&self, year: usize) -> Option<Amount> {
        self.amounts[year].amount()
    }

    /// Whether what it pays depends on costs.
    pub fn follows_costs(&self) -> bool {
        self.rate.is_some() || self.is_balance
    }

    /// The rate that is claimed beside the fixed amount of the year of this index.
    pub fn claimed(&self, year: usize) -> Option<(Rate, &Place)> {
        let yearly = self.yearly.get(&year);
        let yearly = yearly.and_then(|yearly| Some((yearly.value?.rounded(), &yearly.place)));
        yearly.or_else(|| self.rate.as_ref().map(|rate| (rate.value, &rate.place)))
    }

    /// Whether another rule may be merged with it: both are the same except for the years.
    pub(crate) fn is_of_other_years(&self, other: &Self) -> bool {
        let has_year = |rule: &Self, year: usize| {
            let is_blank = rule.amounts[year].value == CellAmount::Blank;
            !is_blank || rule.yearly.contains_key(&year)
        };
        let terms = |rule: &Self| {
            let ceiling = rule.ceiling.as_ref().map(|ceiling| ceiling.value);
            (rule.base.as_deref().cloned(), ceiling)
        };
        let is_yearly = !self.yearly.is_empty() || !other.yearly.is_empty();
        let is_same = self.funder == other.funder && self.nature_key == other.nature_key;
        let are_plain = !self.follows_costs() && !other.follows_costs();
        let mut years = 0..self.amounts.len();
        let are_disjoint = years.all(|year| !has_year(self, year) || !has_year(other, year));
        is_yearly && is_same && are_plain && are_disjoint && terms(self) == terms(other)
    }

    /// Whether it is not a balance and has neither a base nor a ceiling.
    pub fn is_plain(&self) -> bool {
        !self.is_balance && self.base.is_none() && self.ceiling.is_none()
    }

    /// Its terms in the year of this index.
    pub fn terms(&self, year: usize) -> Terms<'_> {
        Terms {
            nature: self.nature_key.as_deref().map(Into::into),
            fixed: self.fixed(year),
            rate: self.rate.as_ref().map(|rate| rate.value),
            is_balance: self.is_balance,
            base: self.base.as_deref(),
            ceiling: self.ceiling.as_ref().map(|ceiling| ceiling.value),
        }
    }

    /// The place of its rate; of the rule, if it has no rate.
    pub fn rate_place(&self) -> &Place {
        self.rate.as_ref().map_or(&self.place, |rate| &rate.place)
    }
}

/// The eligible costs that a rate applies to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Base {
    /// An amount per year, at most what the rule covers.
    Amount(Amount),
    /// The lines of these natures.
    Natures(Vec<String>),
}

/// The terms of a funding rule in one year.
#[derive(Clone, Debug)]
pub struct Terms<'a> {
    /// The lines it covers, by the folded name of their nature; all when none is named.
    pub nature: Option<Cow<'a, str>>,
    /// The amount that prevails.
    pub fixed: Option<Amount>,
    /// The rate.
    pub rate: Option<Rate>,
    /// Whether it pays what the others leave.
    pub is_balance: bool,
    /// What the rate applies to.
    pub base: Option<&'a Base>,
    /// The most that the rate may give.
    pub ceiling: Option<Amount>,
}

impl Terms<'_> {
    /// What the rule pays; `None` for a balance, which depends on others. `cost` gives the cost of a nature, or of all.
    pub fn paid(&self, cost: &impl Fn(Option<&str>) -> Amount) -> Option<Amount> {
        if self.fixed.is_some() || self.is_balance {
            return self.fixed;
        }
        let covered = cost(self.nature.as_deref());
        let base = match self.base {
            None => covered,
            Some(Base::Amount(base)) => covered.min(*base),
            Some(Base::Natures(natures)) => {
                natures.iter().map(|nature| cost(Some(&fold(nature)))).sum()
            }
        };
        let paid = self.rate.map(|rate| base.at(rate)).unwrap_or_default();
        Some(self.ceiling.map_or(paid, |ceiling| paid.min(ceiling)))
    }

    /// The rate of a rule that applies it to every line alike.
    pub fn rate_of_all(&self) -> Option<Rate> {
        let is_plain = self.nature.is_none() && self.base.is_none() && self.ceiling.is_none();
        self.rate
            .filter(|_| is_plain && self.fixed.is_none() && !self.is_balance)
    }

    /// What each rule pays exactly. A balance takes what the others leave of its nature, counting rates that apply to
    /// all lines, or of everything; it is never below 0 or above the cost.
    pub fn all_paid(rules: &[Self], cost: impl Fn(Option<&str>) -> Amount) -> Vec<Amount> {
        let paid = rules.iter().map(|rule| rule.paid(&cost));
        let mut paid: Vec<Option<Amount>> = paid.collect();
        let mut balances: Vec<usize> = (0..rules.len())
            .filter(|rank| paid[*rank].is_none())
            .collect();
        // Balances of a nature come before those of everything.
        balances.sort_by_key(|rank| rules[*rank].nature.is_none());
        for rank in balances {
            let nature = &rules[rank].nature;
            let covered = cost(nature.as_deref());
            let others = rules.iter().zip(&paid);
            let others = others.filter_map(|(rule, paid)| match rule.rate_of_all() {
                Some(rate) if nature.is_some() => Some(covered.at(rate)),
                _ => paid.filter(|_| nature.is_none() || rule.nature == *nature),
            });
            let others: Amount = others.sum();
            let (least, most) = (covered.min(Amount::ZERO), covered.max(Amount::ZERO));
            paid[rank] = Some((covered - others).clamp(least, most));
        }
        paid.into_iter().map(Option::unwrap_or_default).collect()
    }
}

/// A drafted total of what is paid.
#[derive(Clone, Debug)]
pub struct PaidTotal {
    /// Its row.
    pub place: Place,
    /// The row of the total before it in its sheet.
    pub after: Option<Place>,
    /// The words that name what it is the total of, if neither a fiche nor an axis nor a payer.
    pub of: String,
    /// Whether it is in a column of totals, in a row of funding.
    pub is_of_row: bool,
    /// The fiche that it names or stands under.
    pub code: Option<Code>,
    /// Whether it names that fiche.
    pub is_named: bool,
    /// The axis that it names.
    pub axis: Option<usize>,
    /// The sum of rates that it states.
    pub rate: Option<Located<Rate>>,
    /// Its amounts: the year, if not all; whose payments it adds up, if not everyone's; the cell.
    pub cells: Vec<(Option<usize>, Option<Payer>, Located<CellAmount>)>,
}

/// Whose payments a total adds up.
#[derive(Clone, Copy, Debug)]
pub enum Payer {
    Funder(FunderId),
    /// Whoever the cells of this column name: each action may have another payer.
    Column(u32),
}

/// A remark on funding, such as `Sur devis`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mention {
    /// Whom it concerns; everyone when none is named.
    pub funder: Option<FunderId>,
    /// The lines it concerns; all when none is named.
    pub nature: Option<Located<String>>,
    /// The remark.
    pub text: Located<String>,
}
