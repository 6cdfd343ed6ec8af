use std::{ops::Range, sync::Arc};

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::{
    finding::Finding,
    money::{Amount, Rate},
    source::{Code, Located, Place, fold},
};

use super::{
    amount::{Carried, CellAmount},
    funder::FunderId,
    funding::{FundingRule, Mention},
};

/// One action of the agreement: its text and its budget.
#[derive(Clone, Debug)]
pub struct Fiche {
    /// Its code, where it was first found: in its file, else in the workbook.
    pub code: Located<Code>,
    /// Its axis, an index into the agreement's.
    pub axis: usize,
    /// Its text; `None` when only the workbook has the code.
    pub prose: Option<Prose>,
    /// What it costs.
    pub lines: Vec<CostLine>,
    /// The totals that the draft gives, to be checked: rows whose nature is `Total`.
    pub drafted_totals: Vec<CostLine>,
    /// Who pays what.
    pub rules: Vec<FundingRule>,
    /// Whether the payer of a row of funding could not be read.
    pub has_unreadable_funding: bool,
    /// Remarks on funding that stand instead of, or beside, an amount.
    pub mentions: Vec<Mention>,
    /// Its lines of the natures that no total counts, and who funds them.
    pub off_total: Option<Box<Self>>,
}

/// The content of the fiche's file.
#[derive(Clone, Debug, Default)]
pub struct Prose {
    /// The file.
    pub file: Arc<str>,
    /// Its code in the draft, when that was a different one.
    pub drafted_code: Option<Located<Code>>,
    /// The title.
    pub title: Located<String>,
    /// Who leads the action.
    pub leader: Option<Located<String>>,
    /// `axe`: the prefix of its axis, where the code does not give it.
    pub axis: Option<Located<String>>,
    /// `ordre`: its rank within its axis.
    pub order: Option<i64>,
    /// `orientation`: whether its pages are in landscape.
    pub is_landscape: bool,
    /// When the action takes place.
    pub calendar: Option<Located<String>>,
    /// Who takes part in the action.
    pub partners: Vec<String>,
    /// Further fields of its head, as named in the agreement's `champs`.
    pub fields: Vec<(String, Located<String>)>,
    /// The sections, in order.
    pub sections: Vec<Section>,
    /// The whole file, for places within it; for a Word file, the equivalent Markdown.
    pub text: Arc<str>,
    /// The byte range of its Markdown in `text`.
    pub body: Range<usize>,
    /// The pictures embedded in its file, by their names in the text.
    pub pictures: Vec<(String, Arc<[u8]>)>,
    /// What must be settled in a Word file before signing: tracked changes, comments, what is not printed.
    pub remarks: Vec<Finding>,
    /// The tables of a Word file.
    pub tables: Vec<WordTable>,
    /// The figures of the budget tables in it.
    pub figures: Vec<TableFigure>,
}

/// A table of a Word file, or some rows of it.
#[derive(Clone, Debug)]
pub struct WordTable {
    /// Its name in messages.
    pub sheet: Arc<str>,
    /// Its rows there.
    pub rows: Range<usize>,
    /// Its bytes in the fiche's text.
    pub bytes: Range<usize>,
    /// Whether it is within a cell of another table; then `bytes` are those of that table.
    pub is_nested: bool,
}

/// A figure of a budget table in a fiche's file.
#[derive(Clone, Debug)]
pub struct TableFigure {
    /// Its cell.
    pub place: Place,
    /// The label of its row.
    pub label: String,
    /// The heading of its column.
    pub heading: String,
    /// What it is a figure of.
    pub of: TableSubject,
    /// The index of its year; `None` where the table names none for it.
    pub year: Option<usize>,
    /// The year of its table, where the table and the text above it name a single one.
    pub only_year: Option<usize>,
    /// Its value.
    pub value: TableValue,
    /// Whether its label names nothing else, so that its subject is certain.
    pub is_sure: bool,
}

/// What a figure of a budget table is of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TableSubject {
    /// The whole fiche.
    Total,
    /// What somebody pays.
    Funder {
        /// Who pays.
        id: FunderId,
        /// The lines that it pays for, named as in [`Self::Line`]; all lines if `None`.
        of: Option<Vec<String>>,
    },
    /// The lines named by the first of these folded names that names any.
    Line(Vec<String>),
    /// The sum of some rows above.
    Sum(Vec<Self>),
}

/// Why nothing checks a figure of a budget table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unchecked {
    /// It is of a year that the agreement does not have.
    OtherYear,
    /// It is of each year or month.
    Annual,
    /// The workbook has no figure of its kind: a unit price, a tax.
    Apart,
    /// The workbook has no days.
    NoDays,
    /// Its subject is unclear.
    Unclear,
}

/// The value of a figure of a budget table.
#[derive(Clone, Copy, Debug)]
pub enum TableValue {
    /// An amount, and how far rounding may have changed it, for example to thousands.
    Amount {
        /// As it is written, in euros.
        amount: Amount,
        /// The most that rounding may have subtracted or added.
        slack: Amount,
    },
    /// Days.
    Days(Decimal),
    /// A rate.
    Rate(Rate),
    /// A figure that is not checked, and why.
    Unchecked(Unchecked),
}

/// A picture that texts show.
#[derive(Clone, Debug)]
pub struct Picture {
    /// The content of its file; empty if it cannot be shown.
    pub bytes: Arc<[u8]>,
    /// The name of its file in documents and stages, `images/<SHA-256>.png`; or why it cannot be shown: a variant of
    /// the message `text-picture`.
    pub file: Result<String, &'static str>,
}

impl Prose {
    /// The code that the file is named after.
    pub fn named_code(&self) -> Option<Code> {
        code_of_file(&self.file)
    }
}

/// The code that a fiche's file is named after.
pub(crate) fn code_of_file(file: &str) -> Option<Code> {
    let (name, _) = file.strip_prefix("fiches/")?.rsplit_once('.')?;
    Code::parse(name)
}

/// A section: what stands under a `##` heading.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Section {
    /// The heading's text; empty for what stands before the first one.
    pub heading: String,
    /// The Markdown under it.
    pub markdown: String,
    /// The byte range of `markdown` in the file.
    #[serde(skip)]
    pub range: Range<usize>,
}

/// A line of the budget: what costs how much each year.
#[derive(Clone, Debug)]
pub struct CostLine {
    /// Its row.
    pub place: Place,
    /// Its section of the budget: `Investissement`.
    pub section: Option<Located<String>>,
    /// Its category, which funding rules may name.
    pub nature: Option<Located<String>>,
    /// The nature, folded: the same for all its spellings.
    pub nature_key: Option<String>,
    /// What the cost is for.
    pub label: Option<Located<String>>,
    /// Whether tax is included.
    pub tax: Option<Located<Tax>>,
    /// One per year.
    pub years: Vec<CostAmount>,
    /// The cells of columns that the budget does not need.
    pub carried: Vec<Carried>,
}

/// What a line costs in a year.
#[derive(Clone, Debug)]
pub struct CostAmount {
    /// `Montant <année>`.
    pub amount: Located<CellAmount>,
    /// What is written instead of an amount: `NC`, `pour mémoire`.
    pub said: Option<String>,
    /// `Jours <année>`, or the days written under the amount.
    pub days: Option<Located<Decimal>>,
}

impl Fiche {
    /// A fiche with nothing but a code.
    pub fn new(code: Located<Code>) -> Self {
        Self {
            code,
            axis: 0,
            prose: None,
            lines: Vec::new(),
            drafted_totals: Vec::new(),
            rules: Vec::new(),
            has_unreadable_funding: false,
            mentions: Vec::new(),
            off_total: None,
        }
    }

    /// Its budget, or the part that no total counts, which is created if absent.
    pub fn budget_mut(&mut self, is_off_total: bool) -> &mut Self {
        if !is_off_total {
            return self;
        }
        let new = || Box::new(Self::new(self.code.clone()));
        self.off_total.get_or_insert_with(new)
    }

    /// Its budget, then the part that no total counts.
    pub fn budgets(&self) -> impl Iterator<Item = &Self> {
        std::iter::once(self).chain(self.off_total.as_deref())
    }

    /// Whether its file is named after its code.
    pub fn is_named_after_code(&self) -> bool {
        let named = self.prose.as_ref().and_then(Prose::named_code);
        named.is_some_and(|code| code == self.code.value)
    }

    /// Whether the workbook has nothing on it.
    pub fn is_silent(&self) -> bool {
        let is_blank = self.lines.is_empty() && self.rules.is_empty() && self.mentions.is_empty();
        is_blank && self.off_total.is_none()
    }

    /// Whether it has a cost or a funder, as far as can be read.
    pub fn has_money(&self) -> bool {
        let is_blank = |amount| matches!(amount, CellAmount::Blank | CellAmount::Nothing);
        let mut lines = self.budgets().flat_map(|budget| &budget.lines);
        let costs = lines.any(|line| line.years.iter().any(|cost| !is_blank(cost.amount.value)));
        costs
            || self
                .budgets()
                .any(|budget| !budget.rules.is_empty() || budget.has_unreadable_funding)
    }

    /// Whether someone pays a rate or the balance of costs that the workbook does not give.
    pub fn lacks_costs(&self) -> bool {
        self.lines.is_empty() && self.rules.iter().any(FundingRule::follows_costs)
    }

    /// What its lines cost in the year of this index.
    pub fn cost(&self, year: usize) -> Amount {
        self.lines.iter().map(|line| line.amount(year)).sum()
    }

    /// What its lines of a nature cost, by its folded name; all of them when none is named.
    pub fn cost_of(&self, nature: Option<&str>, year: usize) -> Amount {
        let is_of = |line: &&CostLine| nature.is_none() || line.nature_key.as_deref() == nature;
        let lines = self.lines.iter().filter(is_of);
        lines.map(|line| line.amount(year)).sum()
    }

    /// The lines of the first of these folded names that names any: by nature, label, both, or section.
    pub fn lines_named(&self, names: &[String]) -> Vec<&CostLine> {
        let lines_of = |name: &String| -> Vec<&CostLine> {
            let lines = self.budgets().flat_map(|budget| &budget.lines);
            lines.filter(|line| line.is_named(name)).collect()
        };
        let mut named = names.iter().map(lines_of);
        named.find(|lines| !lines.is_empty()).unwrap_or_default()
    }

    /// The lines that a rule covers.
    pub fn covered_by<'a>(&'a self, rule: &'a FundingRule) -> impl Iterator<Item = &'a CostLine> {
        self.lines.iter().filter(|line| line.is_covered_by(rule))
    }

    /// Whether any rate, or a balance, covers a line.
    pub fn is_rated(&self, line: &CostLine) -> bool {
        let mut rated = self.rules.iter().filter(|rule| rule.follows_costs());
        rated.any(|rule| line.is_covered_by(rule))
    }

    /// Whether a rule gives a fixed amount in the year of this index.
    pub fn has_fixed(&self, year: usize) -> bool {
        self.rules.iter().any(|rule| rule.fixed(year).is_some())
    }

    /// The rules for a nature that none of its lines has.
    pub fn stray_rules(&self) -> impl Iterator<Item = &FundingRule> {
        let has_lines = !self.lines.is_empty();
        self.rules.iter().filter(move |rule| {
            has_lines && !self.lines.iter().any(|line| line.is_covered_by(rule))
        })
    }

    /// Whether it is clear who pays what: every rule was read, and covers an existing line.
    pub fn has_clear_funding(&self) -> bool {
        let is_read = self.rules.iter().all(|rule| !rule.is_unreadable);
        is_read && !self.has_unreadable_funding && self.stray_rules().next().is_none()
    }
}

impl CostLine {
    /// What it costs in the year of this index; 0 where no amount is written.
    pub fn amount(&self, year: usize) -> Amount {
        self.years[year].amount.amount().unwrap_or_default()
    }

    /// Whether it costs something in the year of this index, as far as can be read.
    pub fn may_cost(&self, year: usize) -> bool {
        self.years[year].amount.value == CellAmount::Unreadable || !self.amount(year).is_zero()
    }

    /// Its section, folded: the same for all its spellings.
    pub fn section_key(&self) -> Option<String> {
        self.section.as_deref().map(|section| fold(section))
    }

    fn is_named(&self, folded: &str) -> bool {
        let texts =
            [&self.nature, &self.label].map(|text| text.as_deref().map_or("", String::as_str));
        let section = self.section_key().unwrap_or_default();
        let names = [&texts.join(" "), texts[0], texts[1], &section].map(fold);
        names.iter().any(|name| name == folded)
    }

    /// Whether a rule for `nature` covers it; a rule without one covers every line.
    pub fn is_covered_by(&self, rule: &FundingRule) -> bool {
        rule.nature_key.is_none() || self.nature_key == rule.nature_key
    }
}

/// Whether an amount includes tax.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Tax {
    /// HT.
    #[serde(rename = "HT")]
    Excluded,
    /// TTC.
    #[serde(rename = "TTC")]
    Included,
}

impl Tax {
    /// The usual abbreviation.
    pub fn label(self) -> &'static str {
        match self {
            Self::Excluded => "HT",
            Self::Included => "TTC",
        }
    }
}
