//! Where everything stands: the rows and columns of each sheet, worked out once from the record, so that the
//! formulas of one sheet can name the cells of another. Nothing is written here.

use std::ops::Range;

use crate::record::{FicheRecord, Record};

use super::{RecapColumn, RecapRow, Target};

/// Zero-based row.
pub(super) type Row = u32;
/// Zero-based column.
pub(super) type Col = u16;

/// The sheets, as the contract names them.
pub(super) const RECAP: &str = "Récapitulatif";
pub(super) const COSTS: &str = "Dépenses";
pub(super) const FUNDING: &str = "Cofinancement";
pub(super) const SHARES: &str = "Répartition";
pub(super) const SCHEDULE: &str = "Échéancier";
pub(super) const CORRECTIONS: &str = "Corrections";
pub(super) const CONTROLS: &str = "Contrôles";
pub(super) const README: &str = "Lisez-moi";

/// Every sheet, in order.
pub(super) const SHEETS: [&str; 8] = [
    RECAP,
    COSTS,
    FUNDING,
    SHARES,
    SCHEDULE,
    CORRECTIONS,
    CONTROLS,
    README,
];

/// The header row of the sheets that have one.
pub(super) const HEADER_ROW: Row = 3;
/// The row of years of the recap; its labels stand under it.
pub(super) const RECAP_YEARS_ROW: Row = 3;
/// The step that shares are rounded to, in the sheet of shares.
pub(super) const STEP: (Row, Col) = (3, 2);
/// The row of years of the sheet of shares; its labels stand under it.
pub(super) const SHARES_YEARS_ROW: Row = 4;
/// How many columns a year takes in the sheet of shares.
pub(super) const SHARES_WIDTH: Col = 5;

/// Where everything stands.
pub(super) struct Layout {
    /// One a fiche.
    pub(super) fiches: Vec<Block>,
    /// The row of each axis's subtotal, and the recap rows of its fiches; none for an axis without fiches.
    pub(super) axes: Vec<Option<(Row, Range<Row>)>>,
    /// The recap's last row.
    pub(super) total: Row,
    /// The columns of the recap within a year.
    pub(super) columns: Vec<RecapColumn>,
    /// How many years there are.
    pub(super) years: usize,
}

/// The rows of a fiche.
pub(super) struct Block {
    /// Its row in the recap.
    pub(super) recap: Row,
    /// Its cost lines; its total stands under them.
    pub(super) costs: Range<Row>,
    /// Its funding rules, one a row.
    pub(super) rules: Range<Row>,
    /// Its mentions that belong to no rule.
    pub(super) mentions: Range<Row>,
    /// The funders that have a row in the sheet of shares.
    pub(super) funders: Vec<usize>,
    /// Those rows; what no rule funds stands under them, then the total. None when there is nothing to share.
    pub(super) shares: Option<Range<Row>>,
}

impl Block {
    /// The row of the total in the sheet of costs, if there are costs.
    pub(super) fn cost_total(&self) -> Option<Row> {
        (!self.costs.is_empty()).then_some(self.costs.end)
    }

    /// The rows of the funders, of what no rule funds, and of the total.
    pub(super) fn share_rows(&self) -> Option<(Range<Row>, Row, Row)> {
        self.shares
            .clone()
            .map(|rows| (rows.clone(), rows.end, rows.end + 1))
    }
}

impl Layout {
    /// Works out the rows in the order of the record.
    pub(super) fn of(record: &Record) -> Self {
        let mut next = Next {
            costs: HEADER_ROW + 1,
            rules: HEADER_ROW + 1,
            shares: SHARES_YEARS_ROW + 2,
        };
        let mut fiches = Vec::new();
        let mut axes = vec![None; record.axes.len()];
        let mut recap = RECAP_YEARS_ROW + 2;
        // The record's fiches stand axis by axis.
        for group in record.fiches.chunk_by(|one, other| one.axis == other.axis) {
            let first = recap;
            for fiche in group {
                fiches.push(next.block(record, fiche, recap));
                recap += 1;
            }
            if let Some(axis) = group.first().and_then(|fiche| axes.get_mut(fiche.axis)) {
                *axis = Some((recap, first..recap));
                recap += 1;
            }
        }
        Self {
            fiches,
            axes,
            total: recap,
            columns: columns(record),
            years: record.convention.years.len(),
        }
    }

    /// The recap's columns over all years: none beside those of a single year.
    pub(super) fn has_all_years(&self) -> bool {
        self.years > 1
    }

    /// The first column of a year of the recap, or of those over all years.
    pub(super) fn recap_year(&self, year: Option<usize>) -> Col {
        let rank = year.unwrap_or(if self.has_all_years() { self.years } else { 0 });
        col(2 + rank * self.columns.len())
    }

    /// A column of the recap, in a year or over all years.
    pub(super) fn recap_col(&self, year: Option<usize>, column: RecapColumn) -> Option<Col> {
        let rank = self.columns.iter().position(|known| *known == column)?;
        Some(self.recap_year(year) + col(rank))
    }

    /// The row after the last of the sheet of shares.
    pub(super) fn shares_end(&self) -> Row {
        let ends = self
            .fiches
            .iter()
            .filter_map(Block::share_rows)
            .map(|(_, _, total)| total + 1);
        ends.max().unwrap_or(SHARES_YEARS_ROW + 2)
    }

    /// The row after the last of the sheet of costs.
    pub(super) fn costs_end(&self) -> Row {
        self.fiches
            .iter()
            .filter_map(Block::cost_total)
            .max()
            .map_or(HEADER_ROW + 1, |row| row + 1)
    }

    /// The row after the last of the sheet of funding rules.
    pub(super) fn rules_end(&self) -> Row {
        self.fiches
            .iter()
            .map(|block| block.mentions.end)
            .max()
            .unwrap_or(HEADER_ROW + 1)
    }

    /// The first column of a year of the sheet of shares.
    pub(super) fn shares_year(year: usize) -> Col {
        col(2 + year * usize::from(SHARES_WIDTH))
    }

    /// The amounts of a year in the sheet of costs; the days stand left of them.
    pub(super) fn cost_amount(year: usize) -> Col {
        col(5 + 2 * year)
    }

    /// The fixed amounts of a year in the sheet of funding rules.
    pub(super) fn fixed_amount(year: usize) -> Col {
        col(4 + year)
    }

    /// The sheet and cell of a corrected figure; `None` when the workbook has no such figure.
    pub(super) fn cell(
        &self,
        target: Target,
        is_party: impl Fn(usize) -> bool,
    ) -> Option<(&'static str, Row, Col)> {
        match target {
            Target::CostTotal { fiche, year } => {
                let row = self.fiches.get(fiche)?.cost_total()?;
                (year < self.years).then(|| (COSTS, row, Self::cost_amount(year)))
            }
            Target::Recap { row, year, column } => {
                let row = match row {
                    RecapRow::Fiche(fiche) => self.fiches.get(fiche)?.recap,
                    RecapRow::Axis(axis) => self.axes.get(axis)?.as_ref()?.0,
                    RecapRow::Total => self.total,
                };
                let column = match column {
                    RecapColumn::Funder(funder) if !is_party(funder) => RecapColumn::Others,
                    column => column,
                };
                let col = self.recap_col(year, column)?;
                year.is_none_or(|year| year < self.years)
                    .then_some((RECAP, row, col))
            }
        }
    }
}

/// The columns of the recap within a year.
fn columns(record: &Record) -> Vec<RecapColumn> {
    let parties = record
        .funders
        .iter()
        .enumerate()
        .filter(|(_, funder)| funder.is_party);
    let mut columns: Vec<RecapColumn> =
        parties.map(|(rank, _)| RecapColumn::Funder(rank)).collect();
    columns.extend(record.has_others().then_some(RecapColumn::Others));
    columns.extend(record.has_unallocated().then_some(RecapColumn::Unallocated));
    columns.push(RecapColumn::Total);
    columns
}

/// The next free row of each sheet.
struct Next {
    costs: Row,
    rules: Row,
    shares: Row,
}

impl Next {
    fn block(&mut self, record: &Record, fiche: &FicheRecord, recap: Row) -> Block {
        let costs = take(&mut self.costs, fiche.lines.len());
        self.costs += Row::from(!costs.is_empty());
        let rules = take(&mut self.rules, fiche.funding.len());
        let mentions = take(&mut self.rules, loose_mentions(fiche).count());
        let funders = funders(record, fiche);
        let to_share = !fiche.lines.is_empty() || !fiche.funding.is_empty();
        let shares = to_share.then(|| {
            let rows = take(&mut self.shares, funders.len());
            self.shares += 2;
            rows
        });
        Block {
            recap,
            costs,
            rules,
            mentions,
            funders,
            shares,
        }
    }
}

fn take(next: &mut Row, count: usize) -> Range<Row> {
    let first = *next;
    *next = first.saturating_add(Row::try_from(count).unwrap_or(Row::MAX));
    first..*next
}

/// Every party, and every other funder that has a rule, in the order of the record.
fn funders(record: &Record, fiche: &FicheRecord) -> Vec<usize> {
    let has_rule = |rank: usize| fiche.funding.iter().any(|rule| rule.funder == rank);
    let funders = record.funders.iter().enumerate();
    funders
        .filter(|(rank, funder)| funder.is_party || has_rule(*rank))
        .map(|(rank, _)| rank)
        .collect()
}

/// The rule that a mention stands beside: the first of the same funder and lines.
pub(super) fn mention_of(fiche: &FicheRecord, rule: usize) -> Option<usize> {
    fiche
        .mentions
        .iter()
        .position(|mention| rule_of(fiche, mention) == Some(rule))
}

/// The mentions that stand on a row of their own, by rank.
pub(super) fn loose_mentions(fiche: &FicheRecord) -> impl Iterator<Item = usize> {
    let beside = move |rank: &usize| {
        let rule = rule_of(fiche, &fiche.mentions[*rank]);
        rule.is_some_and(|rule| mention_of(fiche, rule) == Some(*rank))
    };
    (0..fiche.mentions.len()).filter(move |rank| !beside(rank))
}

fn rule_of(fiche: &FicheRecord, mention: &crate::record::MentionRecord) -> Option<usize> {
    let pays = |rule: &crate::record::FundingRecord| {
        rule.rate.is_some() || rule.fixed.iter().any(Option::is_some)
    };
    let same = |rule: &crate::record::FundingRecord| {
        mention.funder == Some(rule.funder) && mention.nature == rule.nature && pays(rule)
    };
    fiche.funding.iter().position(same)
}

/// A column by rank; one that no worksheet has is refused by the writer.
pub(super) fn col(rank: usize) -> Col {
    Col::try_from(rank).unwrap_or(Col::MAX)
}
