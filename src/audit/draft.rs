//! What the draft says, held against the figures once, for all rules that look at costs and the recap.
//!
//! Here one cause is told from another. A cost line that is wrong upsets its fiche's total, the recap's row
//! and every sum above it: when the draft's other figures agree with each other and not with the line, they
//! are taken as what the line should have made them (the *hypothesis*), and no rule counts them again.

use std::collections::BTreeSet;

use crate::{
    compute::{self, Figures, Split},
    model::{
        CellAmount, ColumnKind, CostLine, Dossier, DraftRecap, DraftRow, Fiche, FunderId, RowKind,
    },
    money::{Amount, apportion},
};

use super::{
    row::{RowDraft, check_row, drafted},
    spelling::is_slip_of,
};

/// What the draft says of every fiche and year.
pub(super) struct Draft {
    /// One a fiche and year.
    pub(super) fiches: Vec<Vec<DraftYear>>,
}

/// What the draft says of a fiche in a year.
#[derive(Debug, Default)]
pub(super) struct DraftYear {
    /// The cost lines (by rank) whose days give another amount, which the draft's totals bear out.
    pub(super) wrong_lines: Vec<(usize, Amount)>,
    /// The cost lines whose amount the draft's totals bear out, and whose days give another.
    pub(super) wrong_days: Vec<(usize, Amount)>,
    /// The drafted total, when it differs from the lines and no wrong line explains it.
    pub(super) wrong_total: bool,
    /// What the cost and the shares are if the draft's totals are right and a line or a rate is wrong.
    pub(super) hypothesis: Option<Split>,
    /// The funder whose rate or amount is wrong if that is so.
    pub(super) suspect: Option<FunderId>,
    /// What is wrong with the recap's row.
    pub(super) row: Option<RowDraft>,
}

impl Draft {
    /// Holds the draft against the figures that follow from costs and rules alone.
    ///
    /// Of the fiches in `settled`, what costs and rates say has been decided to be right: nothing is supposed.
    pub(super) fn new(dossier: &Dossier, ruled: &Figures, settled: &BTreeSet<usize>) -> Self {
        let years = dossier.years().len();
        let misspelt = misspelt_funders(dossier);
        let of = |index| {
            let may_suppose = !settled.contains(&index);
            (0..years)
                .map(|year| draft_year(dossier, ruled, &misspelt, (index, year), may_suppose))
                .collect()
        };
        Self {
            fiches: (0..dossier.fiches.len()).map(of).collect(),
        }
    }

    /// The figure that `pick` takes from the splits of a year (all years: `None`), under the hypotheses.
    /// `None` when there is no hypothesis in that year.
    pub(super) fn hypothetical(
        &self,
        ruled: &Figures,
        figures: &Figures,
        year: Option<usize>,
        pick: impl Fn(&Split) -> Amount,
    ) -> Option<Amount> {
        let mut sum = Amount::ZERO;
        let mut supposed = false;
        for ((ruled, own), drafts) in ruled.fiches.iter().zip(&figures.fiches).zip(&self.fiches) {
            for (index, draft) in drafts
                .iter()
                .enumerate()
                .filter(|(index, _)| year.is_none_or(|year| year == *index))
            {
                // What was decided is no supposition any more.
                let is_decided = ruled.years[index] != own.years[index];
                let hypothesis = draft.hypothesis.as_ref().filter(|_| !is_decided);
                supposed |= hypothesis.is_some();
                sum += pick(hypothesis.unwrap_or(&own.years[index]));
            }
        }
        supposed.then_some(sum)
    }
}

/// What a line's days cost at the agreement's day rate.
pub(super) fn by_days(dossier: &Dossier, line: &CostLine, year: usize) -> Option<Amount> {
    let rate = dossier.convention.settings.day_rate.as_ref()?;
    let days = line.years[year].days.as_ref()?;
    Some(rate.times(days.value))
}

fn draft_year(
    dossier: &Dossier,
    ruled: &Figures,
    misspelt: &[(FunderId, FunderId)],
    (index, year): (usize, usize),
    may_suppose: bool,
) -> DraftYear {
    let fiche = &dossier.fiches[index];
    let respelt = respelt(dossier, fiche, misspelt, year).filter(|_| may_suppose);
    let split = respelt.as_ref().unwrap_or(&ruled.fiches[index].years[year]);
    let row = recap_row(dossier, index);
    let stated = StatedTotals {
        fiche: fiche
            .drafted_totals
            .iter()
            .filter_map(|total| total.years[year].amount.amount())
            .collect(),
        recap: row.and_then(|(recap, row)| {
            drafted(recap, &recap.rows[row], Some(year), ColumnKind::Total)
        }),
    };
    let mut draft = check_days(dossier, fiche, year, &stated);
    let gained = draft
        .wrong_lines
        .iter()
        .map(|(line, by_days)| *by_days - fiche.lines[*line].amount(year));
    let corrected = split.total + gained.sum();
    let unreadable = fiche
        .lines
        .iter()
        .any(|line| line.years[year].amount.value == CellAmount::Unreadable);
    draft.wrong_total = !unreadable && stated.fiche.iter().any(|total| *total != corrected);
    let believed = stated
        .believed(split.total, corrected)
        .filter(|_| may_suppose);
    draft.hypothesis = believed
        .map(|total| scaled(dossier, fiche, split, total, year))
        .or_else(|| respelt.clone());

    let Some((recap, row)) = row else {
        return draft;
    };
    let tells_nothing =
        fiche.is_silent() || fiche.lacks_costs() || unreadable && stated.fiche.is_empty();
    if tells_nothing && may_suppose {
        draft.hypothesis = Some(stated_split(dossier, recap, &recap.rows[row], year));
        return draft;
    }
    let supposed = draft.hypothesis.as_ref().unwrap_or(split);
    let (checked, completed) = check_row(dossier, recap, row, year, supposed, may_suppose);
    draft.suspect = completed
        .as_ref()
        .and_then(|completed| suspect(supposed, completed));
    draft.hypothesis = completed.or(draft.hypothesis);
    draft.row = checked;
    draft
}

/// What the draft says a fiche costs in a year.
struct StatedTotals {
    /// In the rows `Total` of the costs.
    fiche: Vec<Amount>,
    /// In the recap.
    recap: Option<Amount>,
}

impl StatedTotals {
    fn all(&self) -> impl Iterator<Item = Amount> {
        self.fiche.iter().copied().chain(self.recap)
    }

    /// The total that the draft was made with, when it is not what the lines add up to: the one that the days
    /// give, or the one that fiche and recap agree on.
    fn believed(&self, sum: Amount, corrected: Amount) -> Option<Amount> {
        let borne_out = self
            .all()
            .find(|total| *total != sum && *total == corrected);
        let agreed = self
            .fiche
            .first()
            .copied()
            .filter(|total| self.recap.is_none_or(|recap| recap == *total));
        borne_out.or(agreed.filter(|total| *total != sum))
    }
}

/// The one funder whose share a hypothesis changes.
fn suspect(supposed: &Split, hypothesis: &Split) -> Option<FunderId> {
    let changed = (0..supposed.shares.len())
        .filter(|rank| supposed.shares[*rank] != hypothesis.shares[*rank]);
    super::slip::only(changed.map(FunderId).collect())
}

/// The split with the shares of misspelt funders given to those they are meant for.
fn respelt(
    dossier: &Dossier,
    fiche: &Fiche,
    misspelt: &[(FunderId, FunderId)],
    year: usize,
) -> Option<Split> {
    let (total, mut exact) = compute::exact_shares(fiche, year, &dossier.funders);
    let mut moved = false;
    for (misspelt, meant) in misspelt {
        let share = std::mem::take(&mut exact[misspelt.0]);
        exact[meant.0] += share;
        moved |= !share.is_zero();
    }
    moved.then(|| rounded(dossier, total, &exact))
}

/// The split of exact shares, the last of which is what nobody funds.
fn rounded(dossier: &Dossier, total: Amount, exact: &[Amount]) -> Split {
    let mut shares = apportion(exact, dossier.convention.settings.step);
    let unallocated = shares.pop().unwrap_or_default();
    Split {
        total,
        shares,
        unallocated,
    }
}

/// Other funders whose name looks like an earlier funder's, and whom they are probably meant for.
pub(super) fn misspelt_funders(dossier: &Dossier) -> Vec<(FunderId, FunderId)> {
    let funders = &dossier.funders;
    let meant = |id: FunderId, name: &str| {
        let mut earlier = funders.iter().filter(|(other, _)| other.0 < id.0);
        let looks_like = |other: &str| is_slip_of(name, other);
        earlier
            .find(|(_, other)| looks_like(&other.column) || looks_like(&other.name))
            .map(|(other, _)| other)
    };
    funders
        .others()
        .filter_map(|(id, funder)| Some((id, meant(id, &funder.column)?)))
        .collect()
}

/// What a row states, when the workbook does not say what it should.
fn stated_split(dossier: &Dossier, recap: &DraftRecap, row: &DraftRow, year: usize) -> Split {
    let stated = |kind| drafted(recap, row, Some(year), kind).unwrap_or_default();
    let shares: Vec<Amount> = dossier
        .funders
        .iter()
        .map(|(id, _)| stated(ColumnKind::Funder(id)))
        .collect();
    let total = stated(ColumnKind::Total);
    let unallocated = total - shares.iter().copied().sum();
    Split {
        total,
        shares,
        unallocated,
    }
}

/// Tells wrong amounts from wrong days: the totals say which of the two they were made with.
fn check_days(dossier: &Dossier, fiche: &Fiche, year: usize, stated: &StatedTotals) -> DraftYear {
    let mut draft = DraftYear::default();
    let sum: Amount = fiche.lines.iter().map(|line| line.amount(year)).sum();
    let bears_out = stated.all().any(|total| total == sum);
    for (rank, line) in fiche.lines.iter().enumerate() {
        let Some(by_days) = by_days(dossier, line, year) else {
            continue;
        };
        match line.years[year].amount.value {
            CellAmount::Amount(amount) if amount == by_days => {}
            CellAmount::Amount(_) if bears_out => draft.wrong_days.push((rank, by_days)),
            CellAmount::Unreadable => {}
            CellAmount::Blank | CellAmount::Nothing if by_days.is_zero() => {}
            _ => draft.wrong_lines.push((rank, by_days)),
        }
    }
    draft
}

/// The split of another total by the same rules, when plain rates alone decide it.
pub(super) fn scaled(
    dossier: &Dossier,
    fiche: &Fiche,
    split: &Split,
    total: Amount,
    year: usize,
) -> Split {
    let plain = fiche
        .rules
        .iter()
        .all(|rule| rule.nature.is_none() && rule.fixed(year).is_none());
    let mut exact = vec![Amount::ZERO; dossier.funders.len()];
    for rule in fiche.rules.iter().filter(|_| plain) {
        exact[rule.funder.0] += rule
            .rate
            .as_ref()
            .map(|rate| total.at(rate.value))
            .unwrap_or_default();
    }
    if !plain {
        return Split {
            total,
            unallocated: split.unallocated + total - split.total,
            ..split.clone()
        };
    }
    exact.push(total - exact.iter().copied().sum());
    rounded(dossier, total, &exact)
}

/// The recap's row of a fiche: the first one, should there be two.
fn recap_row(dossier: &Dossier, fiche: usize) -> Option<(&DraftRecap, usize)> {
    let recap = dossier.recap.as_ref()?;
    Some((
        recap,
        recap
            .rows
            .iter()
            .position(|row| row.kind == RowKind::Fiche(fiche))?,
    ))
}
