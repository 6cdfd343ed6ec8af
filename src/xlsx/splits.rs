//! How every share comes about, fiche by fiche and year by year: what the sheet `Répartition` shows, worked out
//! from the record's costs and rules and held against the record's shares.

use std::collections::BTreeMap;

use crate::{
    money::{Amount, Rounded, Step, largest_remainders},
    record::{FicheRecord, FundingRecord, Record},
    source::fold,
};

use super::layout::{Block, Layout};

/// The parts of every fiche and year.
pub(super) struct Splits {
    /// By fiche, then by year.
    parts: Vec<Vec<Parts>>,
    /// How many decimals an exact share is kept to in the workbook's binary numbers.
    pub(super) decimals: u32,
}

/// A cost and its parts.
pub(super) struct Parts {
    /// The cost.
    pub(super) total: Amount,
    /// One a funder of the block, then what no rule funds: the exact part and how it is rounded.
    pub(super) shares: Vec<(Amount, Rounded)>,
}

impl Parts {
    /// What no rule funds.
    pub(super) fn unallocated(&self) -> Option<&(Amount, Rounded)> {
        self.shares.last()
    }

    /// The parts rounded down, added up.
    pub(super) fn floor(&self) -> Amount {
        self.shares.iter().map(|(_, rounded)| rounded.floor).sum()
    }
}

impl Splits {
    /// Works the parts out. The error names the first share that differs from the record's.
    pub(super) fn of(record: &Record, layout: &Layout) -> Result<Self, String> {
        let mut parts = Vec::new();
        for (fiche, block) in record.fiches.iter().zip(&layout.fiches) {
            let years = 0..record.convention.years.len();
            let fiche_parts: Vec<Parts> = years
                .map(|year| split(fiche, block, record.convention.step, year))
                .collect();
            for (year, parts) in fiche_parts.iter().enumerate() {
                check(record, fiche, year, (block, parts))?;
            }
            parts.push(fiche_parts);
        }
        let decimals = decimals(record);
        Ok(Self { parts, decimals })
    }

    /// The parts of a fiche, year by year.
    pub(super) fn of_fiche(&self, fiche: usize) -> &[Parts] {
        self.parts.get(fiche).map_or(&[], Vec::as_slice)
    }
}

/// A funder without a rule is owed nothing, so that leaving it out moves no step.
pub(super) fn split(fiche: &FicheRecord, block: &Block, step: Step, year: usize) -> Parts {
    let total = covered(fiche, None, year);
    let owed = |funder: &usize| {
        let rules = fiche.funding.iter().filter(|rule| rule.funder == *funder);
        rules.map(|rule| part(fiche, rule, year)).sum::<Amount>()
    };
    let mut exact: Vec<Amount> = block.funders.iter().map(owed).collect();
    let funded: Amount = exact.iter().copied().sum();
    exact.push(total - funded);
    let rounded = largest_remainders(&exact, step);
    Parts {
        total,
        shares: exact.into_iter().zip(rounded).collect(),
    }
}

/// What a rule pays exactly.
fn part(fiche: &FicheRecord, rule: &FundingRecord, year: usize) -> Amount {
    match (rule.fixed[year], rule.rate) {
        (Some(fixed), _) => fixed,
        (None, Some(rate)) => covered(fiche, rule.nature.as_deref(), year).at(rate),
        (None, None) => Amount::ZERO,
    }
}

/// What the lines of a nature cost; every line when none is named.
fn covered(fiche: &FicheRecord, nature: Option<&str>, year: usize) -> Amount {
    let is_covered = |own: &Option<String>| match (nature, own) {
        (None, _) => true,
        (Some(nature), Some(own)) => fold(nature) == fold(own),
        (Some(_), None) => false,
    };
    let lines = fiche.lines.iter().filter(|line| is_covered(&line.nature));
    lines.filter_map(|line| line.years[year].amount).sum()
}

/// The formulas follow the rules: should the record's shares have another source, they would recalculate to
/// something else than what is cached.
fn check(
    record: &Record,
    fiche: &FicheRecord,
    year: usize,
    (block, parts): (&Block, &Parts),
) -> Result<(), String> {
    let split = &fiche.splits.years[year];
    let mut shares = vec![Amount::ZERO; record.funders.len()];
    for (&funder, (_, rounded)) in block.funders.iter().zip(&parts.shares) {
        shares[funder] = rounded.share;
    }
    let named = record.funders.iter().map(|funder| funder.column.as_str());
    let found = shares.into_iter().chain([parts.total]);
    let expected = split.shares.iter().chain([&split.total]);
    // The shares and the total settle what is left.
    for ((found, expected), name) in found.zip(expected).zip(named.chain(["Total"])) {
        if found != *expected {
            let year = record.convention.years[year];
            return Err(format!(
                "{} · {name} · {year}: {found} ≠ {expected}",
                fiche.code
            ));
        }
    }
    Ok(())
}

/// Eight decimals hold cents at a rate with six; more when rates are finer, fewer when the largest amount leaves
/// less than that within the fifteen digits that a spreadsheet's numbers keep.
fn decimals(record: &Record) -> u32 {
    let lines = record.fiches.iter().flat_map(|fiche| &fiche.lines);
    let costs = lines.flat_map(|line| line.years.iter().filter_map(|year| year.amount));
    let rules = || record.fiches.iter().flat_map(|fiche| &fiche.funding);
    let fixed = rules().flat_map(|rule| rule.fixed.iter().flatten().copied());
    let amounts: Vec<Amount> = costs.chain(fixed).collect();
    let scale = amounts
        .iter()
        .map(|amount| amount.decimal().scale())
        .max()
        .unwrap_or(0);
    let rate_scale = rules()
        .filter_map(|rule| rule.rate)
        .map(|rate| rate.fraction().normalize().scale())
        .max();

    let splits = record.fiches.iter().flat_map(|fiche| &fiche.splits.years);
    let figures = splits.flat_map(|split| {
        split
            .shares
            .iter()
            .chain([&split.total, &split.unallocated])
    });
    let largest = figures
        .chain(&amounts)
        .map(|amount| amount.abs())
        .max()
        .unwrap_or_default();
    let digits = largest.decimal().trunc().to_string().len();
    let room = 15_u32.saturating_sub(u32::try_from(digits).unwrap_or(15));
    (scale + rate_scale.unwrap_or(0)).max(8).min(room).max(4)
}

/// One spelling a nature within the fiche, the first: a formula compares spellings, the rules fold them.
pub(super) fn spellings(fiche: &FicheRecord) -> BTreeMap<String, &str> {
    let lines = fiche.lines.iter().map(|line| line.nature.as_deref());
    let rules = fiche.funding.iter().map(|rule| rule.nature.as_deref());
    let mut spellings = BTreeMap::new();
    for nature in lines.chain(rules).flatten() {
        spellings.entry(fold(nature)).or_insert(nature);
    }
    spellings
}
