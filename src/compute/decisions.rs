//! The decisions of the parties, applied to the splits that costs and rules give.
//!
//! A decision that does not add up to the cost changes nothing; the audit says so.

use std::collections::BTreeMap;

use crate::{
    model::{ColumnKind, Decision, Dossier, FunderId, Keep, Part, RowKind},
    money::Amount,
    source::fold,
};

use super::split::Split;

/// What a decision makes of a split; `None` when it changes nothing there, or does not add up. Where it
/// `completes` the split, its parts pay what is unfunded.
pub(crate) fn changes(
    dossier: &Dossier,
    decision: &Decision,
    completes: bool,
    (fiche, year): (usize, usize),
    split: &Split,
) -> Option<Split> {
    match decision.keep {
        Keep::Fiche | Keep::Convention => return None,
        Keep::Recap => return as_drafted(dossier, fiche, year, split),
        Keep::Parts => {}
    }
    let parts = &decision.parts;
    let is_negative = split.total.is_negative();
    let mut signs = parts.iter().map(|part| part.amount.is_negative());
    if signs.any(|sign| sign != is_negative) {
        return None;
    }
    if completes {
        let unfunded = unfunded(dossier, fiche, year, decision.nature.as_deref());
        let mut unfunded = unfunded.into_iter();
        return unfunded.find_map(|unfunded| completed(split, parts, unfunded));
    }
    let mut decided = Split {
        shares: vec![Amount::ZERO; split.shares.len()],
        unallocated: Amount::ZERO,
        ..split.clone()
    };
    for part in parts {
        decided.shares[part.funder.0] += part.amount;
    }
    balanced(decided)
}

/// The shares that the recap's row states; those of funders without a column stay as computed.
pub(crate) fn as_drafted(
    dossier: &Dossier,
    fiche: usize,
    year: usize,
    split: &Split,
) -> Option<Split> {
    let recap = dossier.recap.as_ref()?;
    let mut rows = recap.rows.iter();
    let row = rows.find(|row| row.kind == RowKind::Fiche(fiche))?;
    let mut decided = Split {
        unallocated: Amount::ZERO,
        ..split.clone()
    };
    for (FunderId(rank), _) in dossier.funders.iter() {
        if let Some(column) = recap.column(Some(year), ColumnKind::Funder(FunderId(rank))) {
            decided.shares[rank] = row.amount(column).amount().unwrap_or_default();
        }
    }
    balanced(decided)
}

/// The split with the unfunded lines of a nature paid by `parts`, when these add up to them.
fn completed(split: &Split, parts: &[Part], unfunded: Amount) -> Option<Split> {
    let sum: Amount = parts.iter().map(|part| part.amount).sum();
    let is_left = sum.is_negative() == split.unallocated.is_negative()
        && sum.abs() <= split.unallocated.abs();
    if sum.is_zero() || sum != unfunded || !is_left {
        return None;
    }
    let mut decided = split.clone();
    for part in parts {
        decided.shares[part.funder.0] += part.amount;
    }
    decided.unallocated = split.unallocated - sum;
    Some(decided)
}

/// What each nature costs that no rate covers: the one named; else each of them, and all together.
fn unfunded(dossier: &Dossier, fiche: usize, year: usize, named: Option<&str>) -> Vec<Amount> {
    let fiche = &dossier.fiches[fiche];
    let mut natures: BTreeMap<Option<String>, Amount> = BTreeMap::new();
    for line in fiche.lines.iter().filter(|line| !fiche.is_rated(line)) {
        let nature = line.nature.as_ref().map(|nature| fold(nature));
        *natures.entry(nature).or_default() += line.amount(year);
    }
    if let Some(named) = named {
        return natures.remove(&Some(fold(named))).into_iter().collect();
    }
    let all = natures.values().copied().sum();
    natures.into_values().chain([all]).collect()
}

/// A split whose shares add up to its cost.
fn balanced(split: Split) -> Option<Split> {
    let sum: Amount = split.shares.iter().copied().sum();
    (sum == split.total && !split.total.is_zero()).then_some(split)
}
