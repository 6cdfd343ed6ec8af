//! The funding rules of a fiche, with what the parties decided in them.

use super::FundingRecord;
use crate::{
    compute::{self, Split, Splits},
    model::{CostLine, Dossier, Fiche, FundingRule},
    money::{Amount, apportion},
    source::fold,
};

/// The rules that give the splits: where the parties decided, what they decided stands as fixed amounts. Where
/// they only said who pays what nobody did, the other rules go on.
pub(super) fn effective(
    fiche: &Fiche,
    splits: &Splits,
    decided: &[bool],
    dossier: &Dossier,
) -> Vec<FundingRecord> {
    let mut funding: Vec<FundingRecord> = fiche.rules.iter().map(drafted).collect();
    for (year, split) in splits
        .years
        .iter()
        .enumerate()
        .filter(|(year, _)| decided.get(*year) == Some(&true))
    {
        if let Some(Completion { nature, parts }) = completion(fiche, year, split, dossier) {
            for (funder, part) in parts {
                add_fixed(
                    &mut funding,
                    (funder, &nature),
                    (year, part),
                    splits.years.len(),
                );
            }
            continue;
        }
        funding
            .iter_mut()
            .for_each(|rule| rule.fixed[year] = Some(Amount::ZERO));
        for (funder, share) in split
            .shares
            .iter()
            .enumerate()
            .filter(|(_, share)| !share.is_zero())
        {
            match funding.iter_mut().find(|rule| rule.funder == funder) {
                Some(own) => own.fixed[year] = Some(*share),
                None => add_fixed(
                    &mut funding,
                    (funder, &None),
                    (year, *share),
                    splits.years.len(),
                ),
            }
        }
    }
    funding
}

/// Adds a fixed amount to what a funder pays of a nature, by rank, in a year.
fn add_fixed(
    funding: &mut Vec<FundingRecord>,
    (funder, nature): (usize, &Option<String>),
    (year, amount): (usize, Amount),
    years: usize,
) {
    let is_own = |rule: &FundingRecord| {
        rule.funder == funder && rule.nature == *nature && rule.rate.is_none()
    };
    let rank = funding.iter().position(is_own).unwrap_or_else(|| {
        funding.push(FundingRecord {
            funder,
            nature: nature.clone(),
            rate: None,
            fixed: vec![None; years],
        });
        funding.len() - 1
    });
    funding[rank].fixed[year] = Some(amount);
}

/// What the parties decided of a nature that no rate covers.
struct Completion {
    nature: Option<String>,
    /// What each pays, by rank among the funders.
    parts: Vec<(usize, Amount)>,
}

/// What the parties pay, by decision, of the one nature that no rate covers, when that is all they decided.
fn completion(fiche: &Fiche, year: usize, split: &Split, dossier: &Dossier) -> Option<Completion> {
    let (_, mut exact) = compute::exact_shares(fiche, year, dossier.funders.len());
    let step = dossier.convention.settings.step;
    let ruled = apportion(&exact, step);
    let mut parts = Vec::new();
    for (funder, (share, ruled)) in split.shares.iter().zip(ruled).enumerate() {
        let part = *share - ruled;
        if part.is_negative() != split.total.is_negative() && !part.is_zero() {
            return None;
        }
        exact[funder] += part;
        *exact.last_mut()? += -part;
        parts.extend((!part.is_zero()).then_some((funder, part)));
    }
    let is_unfunded = |line: &&CostLine| {
        !line.amount(year).is_zero()
            && !fiche
                .rules
                .iter()
                .any(|rule| line.is_covered_by(rule) && rule.rate.is_some())
    };
    let natures = fiche
        .lines
        .iter()
        .filter(is_unfunded)
        .map(|line| line.nature.as_ref());
    let natures: Vec<Option<String>> = natures
        .map(|nature| nature.map(|nature| nature.value.clone()))
        .collect();
    let (nature, others) = natures.split_first()?;
    let is_one = others
        .iter()
        .all(|other| other.as_deref().map(fold) == nature.as_deref().map(fold));
    let is_what_follows = apportion(&exact, step)
        .iter()
        .eq(split.shares.iter().chain([&split.unallocated]));
    (is_one && is_what_follows).then(|| Completion {
        nature: nature.clone(),
        parts,
    })
}

/// A rule as the draft has it.
pub(super) fn drafted(rule: &FundingRule) -> FundingRecord {
    FundingRecord {
        funder: rule.funder.0,
        nature: rule.nature.as_ref().map(|nature| nature.value.clone()),
        rate: rule.rate.as_ref().map(|rate| rate.value),
        fixed: (0..rule.amounts.len())
            .map(|year| rule.fixed(year))
            .collect(),
    }
}
