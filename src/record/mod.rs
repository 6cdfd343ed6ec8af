//! The content of a stage: every text and computed figure of the annexes, in one versioned record.
//!
//! Documents and the workbook are made from it, `donnees.json` is its file format, and two drafts are compared by
//! their records. Amounts are in euros, rates in percents, both as exact decimal text. A record that is read back
//! (`parse`) may have been changed by anyone: it is checked before use.

mod amendment;
mod gather;
mod parse;
mod placeholders;

pub(crate) use amendment::{
    Amended, AmendedFiche, Amendment, Clause, Fate, Moved, MovedPayment, Neighbour, Replaced, Said,
    Spot, is_said, speaks_of,
};

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use crate::{
    compute::{Known, Split, Splits},
    model::{
        Base, Carried, ColumnKind, Convention, Decision, Funder, FunderId, Mention, OTHERS_LABEL,
        RowKind, Section, TOTAL_LABEL, Tax, Terms, UNALLOCATED_LABEL,
    },
    money::{Amount, Rate},
    source::{Code, fold, join, sha256},
};

/// Few enough digits to compare by eye, and enough that no two drafts share them by chance.
const FINGERPRINT_DIGITS: usize = 16;

/// The version of the record's format; raised when programs for the former version would misread it.
pub(crate) const SCHEMA: u32 = 3;

/// The content of a stage.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Record {
    /// The version of its format.
    pub schema: u32,
    /// The agreement.
    pub convention: Convention,
    /// Everyone who pays; shares are listed in this order.
    pub funders: Vec<Funder>,
    /// The fiches, in the order of the annexes.
    pub fiches: Vec<FicheRecord>,
    /// The preamble and the articles of the agreement, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub articles: Vec<ArticleRecord>,
    /// The subtotals, in the order of the agreement's axes.
    pub axes: Vec<Splits>,
    /// The totals.
    pub total: Splits,
    /// What the parties decided, in the order of `arbitrages.toml`.
    pub decisions: Vec<Decision>,
    /// The files of the pictures, `images/<SHA-256>.png`, by their names in the texts.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub pictures: BTreeMap<String, String>,
    /// What it changes, where it is an amendment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amendment: Option<Amendment>,
}

/// An article, or the preamble.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArticleRecord {
    /// Its number as written: `1er`, `23-1`; `None` for the preamble.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// Its title, without the number.
    pub title: String,
    /// Its text, in Markdown.
    pub markdown: String,
}

impl ArticleRecord {
    /// Its heading: `Article 4 – Versement`; empty if it has neither a number nor a title.
    pub fn heading(&self) -> String {
        let number = self
            .number
            .as_ref()
            .map(|number| format!("Article {number}"));
        let title = Some(self.title.clone()).filter(|title| !title.is_empty());
        join(number.into_iter().chain(title), " – ")
    }
}

/// A fiche.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FicheRecord {
    /// Its code.
    pub code: Code,
    /// Its code as a file name, unique within the stage.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// Its axis, by rank.
    pub axis: usize,
    /// Who leads the action.
    pub leader: Option<String>,
    /// When the action takes place.
    pub calendar: Option<String>,
    /// Who takes part in the action.
    pub partners: Vec<String>,
    /// Further fields of its head: a name and a text each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<[String; 2]>,
    /// Whether its pages are in landscape.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_landscape: bool,
    /// Its text.
    pub sections: Vec<Section>,
    /// Its costs.
    pub lines: Vec<LineRecord>,
    /// The funding rules that give its splits; what the parties decided is in fixed amounts.
    pub funding: Vec<FundingRecord>,
    /// Its funding rules as drafted, if decisions changed them.
    pub drafted_funding: Option<Vec<FundingRecord>>,
    /// Remarks on its funding.
    pub mentions: Vec<Mention>,
    /// What it costs and who pays.
    pub splits: Splits,
    /// Its budget of the natures that no total counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub off_total: Option<Box<Self>>,
}

/// A cost line.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineRecord {
    /// Its section of the budget.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub section: Option<String>,
    /// Its category.
    pub nature: Option<String>,
    /// What the cost is for.
    pub label: Option<String>,
    /// `HT` or `TTC`, if given.
    pub tax: Option<Tax>,
    /// One per year.
    pub years: Vec<CostRecord>,
    /// The cells of columns that the budget does not need.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub carried: Vec<Carried>,
}

impl LineRecord {
    /// Whether all its fields are empty.
    pub fn says_nothing(&self) -> bool {
        *self
            == Self {
                years: vec![CostRecord::default(); self.years.len()],
                ..Self::default()
            }
    }

    /// Whether this is its section of the budget, in any spelling.
    pub fn is_of_section(&self, name: &str) -> bool {
        self.section.as_deref().map(fold) == Some(fold(name))
    }

    /// Whether this is its nature, in any spelling.
    pub fn is_of_nature(&self, name: &str) -> bool {
        self.nature.as_deref().map(fold) == Some(fold(name))
    }
}

/// A cost in a year.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CostRecord {
    /// The amount; `None` when nothing is planned.
    pub amount: Option<Amount>,
    /// What is written instead of an amount: `NC`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said: Option<String>,
    /// The days that make the amount.
    #[serde(serialize_with = "plain_number", deserialize_with = "number_of")]
    pub days: Option<Decimal>,
}

/// A funding rule.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FundingRecord {
    /// Who pays, by rank among the funders.
    pub funder: usize,
    /// The lines it covers; all when none is named.
    pub nature: Option<String>,
    /// The rate.
    pub rate: Option<Rate>,
    /// Whether it pays what the others leave, instead of a rate.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_balance: bool,
    /// What the rate applies to, where that is not all that the rule covers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<Base>,
    /// The most that the rate may give in a year.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ceiling: Option<Amount>,
    /// Fixed amounts, one per year, which prevail over the rate.
    pub fixed: Vec<Option<Amount>>,
    /// The cells of columns that the budget does not need.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub carried: Vec<Carried>,
}

impl FundingRecord {
    /// Its terms in the year of this index.
    pub fn terms(&self, year: usize) -> Terms<'_> {
        Terms {
            nature: self.nature.as_deref().map(|nature| fold(nature).into()),
            fixed: self.fixed[year],
            rate: self.rate,
            is_balance: self.is_balance,
            base: self.base.as_ref(),
            ceiling: self.ceiling,
        }
    }
}

/// The names of the columns that the budget does not need, in order of first appearance.
pub(crate) fn carried_columns<'a>(lists: impl Iterator<Item = &'a [Carried]>) -> Vec<&'a str> {
    let mut columns = Vec::new();
    for cell in lists.flatten() {
        if !columns.contains(&&*cell.column) {
            columns.push(&*cell.column);
        }
    }
    columns
}

impl FicheRecord {
    /// Whether any of its lines has an amount.
    pub fn is_costed(&self) -> bool {
        let mut costs = self.lines.iter().flat_map(|line| &line.years);
        costs.any(|cost| cost.amount.is_some())
    }

    /// What the lines of a nature cost; every line when none is named.
    pub fn cost_of(&self, nature: Option<&str>, year: usize) -> Amount {
        let nature = nature.map(fold);
        let is_of = |line_nature: Option<&str>| nature.is_none() || line_nature.map(fold) == nature;
        let lines = self.lines.iter();
        let lines = lines.filter(|line| is_of(line.nature.as_deref()));
        lines.filter_map(|line| line.years[year].amount).sum()
    }

    /// The funding rules as drafted.
    pub fn drafted_rules(&self) -> &[FundingRecord] {
        self.drafted_funding.as_ref().unwrap_or(&self.funding)
    }
}

impl Record {
    /// How many of the funders sign: the first ones.
    pub fn parties(&self) -> usize {
        self.funders.iter().filter(|funder| funder.is_party).count()
    }

    /// The budgets of all fiches, then their budgets that no total counts.
    pub fn budgets(&self) -> impl Iterator<Item = &FicheRecord> {
        self.fiches.iter().chain(self.off_total())
    }

    /// The budgets of fiches that no total counts.
    pub fn off_total(&self) -> impl Iterator<Item = &FicheRecord> {
        self.fiches
            .iter()
            .filter_map(|fiche| fiche.off_total.as_deref())
    }

    /// The list of natures that no total counts, with their cost and funding over all fiches; `None` if there are none.
    pub fn off_total_sum(&self) -> Option<(String, Splits)> {
        self.off_total().next()?;
        let natures = self.convention.off_total.iter();
        let natures = natures.filter(|nature| {
            let mut lines = self.off_total().flat_map(|budget| &budget.lines);
            lines.any(|line| line.nature.as_deref().map(fold) == Some(fold(nature)))
        });
        let size = (self.convention.years.len(), self.funders.len());
        let splits = self.off_total().map(|budget| &budget.splits);
        Some((
            join(natures.map(|nature| nature.as_str()), ", "),
            Splits::sum(splits, size, Known::All),
        ))
    }

    /// Whether any line has an amount, or any rule a fixed one.
    pub fn has_money(&self) -> bool {
        self.budgets().any(|budget| {
            let mut fixed = budget.funding.iter().flat_map(|rule| &rule.fixed);
            budget.is_costed() || fixed.any(Option::is_some)
        })
    }

    /// The columns of every recap: each party, each other funder with a separate column that pays anything, all other
    /// funders together, what nobody funds, the cost.
    pub fn columns(&self) -> Vec<ColumnKind> {
        let splits = || self.budgets().flat_map(|budget| &budget.splits.years);
        let funders = self.funders.iter().enumerate().filter(|(rank, funder)| {
            let pays = || splits().any(|split| !split.shares[*rank].is_zero());
            funder.is_party || funder.has_column && pays()
        });
        let funders = funders.map(|(rank, _)| ColumnKind::Funder(FunderId(rank)));
        let mut columns: Vec<ColumnKind> = funders.collect();
        let has_others = self.funders.iter().any(|funder| !funder.has_column);
        columns.extend(has_others.then_some(ColumnKind::Others));
        // No rule funds some cost, or the rules promise more than the cost.
        let has_unallocated = splits().any(|split| !split.unallocated.is_zero());
        columns.extend(has_unallocated.then_some(ColumnKind::Unallocated));
        columns.push(ColumnKind::Total);
        columns
    }

    /// The groups of columns of every recap: one per year, then all years if there are several.
    pub fn groups(&self) -> Vec<Option<usize>> {
        let years = self.convention.years.len();
        let all = (years > 1).then_some(None);
        (0..years).map(Some).chain(all).collect()
    }

    /// The rows of every recap before the total: each fiche, and after the last one of an axis its subtotal, innermost
    /// axis first.
    pub fn rows(&self) -> Vec<RowKind> {
        let levels = |rank: usize| {
            let fiche = self.fiches.get(rank);
            let levels = fiche.map(|fiche| self.convention.levels(fiche.axis).collect::<Vec<_>>());
            levels.unwrap_or_default()
        };
        let mut rows = Vec::new();
        for rank in 0..self.fiches.len() {
            rows.push(RowKind::Fiche(rank));
            let next = levels(rank + 1);
            let ended = levels(rank).into_iter().filter(|axis| !next.contains(axis));
            let ended = ended.filter(|axis| self.convention.axes[*axis].has_title());
            rows.extend(ended.map(RowKind::Subtotal));
        }
        rows
    }

    /// The sections of the budget in order of first appearance, with their costs in each year, then over all.
    pub fn sections(&self) -> Vec<(&str, Vec<Amount>)> {
        let lines = || self.fiches.iter().flat_map(|fiche| &fiche.lines);
        let mut sections: Vec<(&str, Vec<Amount>)> = Vec::new();
        for section in lines().filter_map(|line| line.section.as_deref()) {
            if sections
                .iter()
                .any(|(known, _)| fold(known) == fold(section))
            {
                continue;
            }
            let costs = section_costs(lines(), section, self.convention.years.len());
            sections.push((section, costs));
        }
        sections
    }

    /// The amount of a split in a column.
    pub fn part(&self, split: &Split, column: ColumnKind) -> Amount {
        split.part(column, &self.funders)
    }

    /// The heading of a column, in French.
    pub fn label(&self, column: ColumnKind) -> &str {
        match column {
            ColumnKind::Funder(id) => &self.funders[id.0].column,
            ColumnKind::Hand(id) => self.funders[id.0].hand_name(),
            ColumnKind::Others => OTHERS_LABEL,
            ColumnKind::Unallocated => UNALLOCATED_LABEL,
            ColumnKind::Total => TOTAL_LABEL,
        }
    }

    /// The record as JSON text, its keys in a fixed order.
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }

    /// Identifies exactly these figures and texts; it is printed on every page, in the workbook and in messages. It is
    /// the first sixteen digits of the SHA-256 of `donnees.json`, so that anyone can check it.
    pub fn fingerprint(&self) -> String {
        fingerprint_of(&self.to_json())
    }
}

/// What lines cost in each year, then over all.
pub(crate) fn costs_of<'a>(
    lines: impl Iterator<Item = &'a LineRecord>,
    years: usize,
) -> Vec<Amount> {
    let mut costs = vec![Amount::ZERO; years];
    for line in lines {
        for (cost, year) in costs.iter_mut().zip(&line.years) {
            *cost += year.amount.unwrap_or_default();
        }
    }
    costs.push(costs.iter().copied().sum());
    costs
}

/// What the lines of a section cost in each year, then over all.
pub(crate) fn section_costs<'a>(
    lines: impl Iterator<Item = &'a LineRecord>,
    section: &str,
    years: usize,
) -> Vec<Amount> {
    costs_of(lines.filter(|line| line.is_of_section(section)), years)
}

/// The first digits of the SHA-256 of a text.
pub(crate) fn fingerprint_of(text: &str) -> String {
    let mut digest = sha256(text.as_bytes());
    digest.truncate(FINGERPRINT_DIGITS);
    digest
}

#[expect(clippy::ref_option, reason = "serde passes the field by reference")]
fn plain_number<S: Serializer>(number: &Option<Decimal>, serializer: S) -> Result<S::Ok, S::Error> {
    match number {
        Some(number) => serializer.serialize_some(&number.to_string()),
        None => serializer.serialize_none(),
    }
}

fn number_of<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Decimal>, D::Error> {
    let text = Option::<String>::deserialize(deserializer)?;
    text.map(|text| Decimal::from_str_exact(&text).map_err(D::Error::custom))
        .transpose()
}
