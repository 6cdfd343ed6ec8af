//! What the draft says, held against the figures once, for all rules that look at costs and the recap.
//!
//! Here one cause is told from another. A cost line that is wrong upsets its fiche's total, the recap's row
//! and every sum above it: when the draft's other figures agree with each other and not with the line, they
//! are taken as what the line should have made them (the *hypothesis*), and no rule counts them again.

use std::collections::BTreeSet;

use super::{
    row::{RowDraft, check_row, drafted},
    slip::only,
    spelling::is_slip_of,
};
use crate::{
    compute::{Figures, Split, exact_shares, scaled},
    model::{
        CellAmount, ColumnKind, CostLine, Dossier, DraftRecap, DraftRow, Fiche, FunderId, RowKind,
    },
    money::Amount,
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
        let misspelt = misspelt_funders(dossier);
        let of = |(index, fiche): (usize, &Fiche)| {
            let years = ruled.fiches[index].years.iter().enumerate();
            let row = recap_row(dossier, index);
            let may_suppose = !settled.contains(&index);
            years
                .map(|(year, split)| {
                    let respelt = respelt(dossier, fiche, &misspelt, year);
                    let respelt = respelt.filter(|_| may_suppose);
                    draft_year(
                        dossier,
                        fiche,
                        year,
                        split,
                        respelt.as_ref(),
                        row,
                        may_suppose,
                    )
                })
                .collect()
        };
        Self {
            fiches: dossier.fiches.iter().enumerate().map(of).collect(),
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
            let years = ruled.years.iter().zip(&own.years).zip(drafts).enumerate();
            let wanted = years.filter(|(index, _)| year.is_none_or(|year| year == *index));
            for (_, ((ruled, own), draft)) in wanted {
                // What was decided is no supposition any more.
                let hypothesis = draft.hypothesis.as_ref().filter(|_| ruled == own);
                supposed |= hypothesis.is_some();
                sum += pick(hypothesis.unwrap_or(own));
            }
        }
        supposed.then_some(sum)
    }
}

/// `ruled` is what the rules give, `respelt` what they give once misspelt funders are put right, if there are any.
fn draft_year(
    dossier: &Dossier,
    fiche: &Fiche,
    year: usize,
    ruled: &Split,
    respelt: Option<&Split>,
    row: Option<(&DraftRecap, usize)>,
    may_suppose: bool,
) -> DraftYear {
    let split = respelt.unwrap_or(ruled);
    let totals = fiche.drafted_totals.iter();
    let own: Vec<Amount> = totals
        .filter_map(|total| total.years[year].amount.amount())
        .collect();
    let in_recap = row
        .and_then(|(recap, row)| drafted(recap, &recap.rows[row], Some(year), ColumnKind::Total));
    let stated = || own.iter().copied().chain(in_recap);

    let mut draft = check_days(
        dossier,
        fiche,
        year,
        stated().any(|total| total == split.total),
    );
    let wrong = draft.wrong_lines.iter();
    let gained = wrong.map(|(line, by_days)| *by_days - fiche.lines[*line].amount(year));
    let corrected = split.total + gained.sum();
    let is_unreadable = |line: &CostLine| line.years[year].amount.value == CellAmount::Unreadable;
    let unreadable = fiche.lines.iter().any(is_unreadable);
    draft.wrong_total = !unreadable && own.iter().any(|total| *total != corrected);
    // The total that the draft was made with, when it is not what the lines add up to: the one that the days
    // give, or the one that fiche and recap agree on.
    let borne_out = stated().find(|total| *total == corrected && *total != split.total);
    let agreed = own
        .first()
        .copied()
        .filter(|total| in_recap.is_none_or(|recap| recap == *total));
    let believed = borne_out.or(agreed.filter(|total| *total != split.total));
    draft.hypothesis = believed
        .filter(|_| may_suppose)
        .map(|total| scaled(dossier, fiche, split, total, year))
        .or_else(|| respelt.cloned());

    let Some((recap, row)) = row else {
        return draft;
    };
    let tells_nothing = fiche.is_silent() || fiche.lacks_costs() || unreadable && own.is_empty();
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

/// The one funder whose share a hypothesis changes.
fn suspect(supposed: &Split, hypothesis: &Split) -> Option<FunderId> {
    let shares = supposed.shares.iter().zip(&hypothesis.shares).enumerate();
    let changed = shares.filter(|(_, (before, after))| before != after);
    only(changed.map(|(rank, _)| FunderId(rank)).collect())
}

/// The split with the shares of misspelt funders given to those they are meant for.
fn respelt(
    dossier: &Dossier,
    fiche: &Fiche,
    misspelt: &[(FunderId, FunderId)],
    year: usize,
) -> Option<Split> {
    let (total, mut exact) = exact_shares(fiche, year, dossier.funders.len());
    let mut moved = false;
    for (misspelt, meant) in misspelt {
        let share = std::mem::take(&mut exact[misspelt.0]);
        exact[meant.0] += share;
        moved |= !share.is_zero();
    }
    moved.then(|| Split::rounded(total, &exact, dossier.convention.settings.step))
}

/// Other funders whose name looks like an earlier funder's, and whom they are probably meant for.
pub(super) fn misspelt_funders(dossier: &Dossier) -> Vec<(FunderId, FunderId)> {
    let funders = &dossier.funders;
    let meant = |(id, funder): (FunderId, &crate::model::Funder)| {
        let looks_like = |other: &str| is_slip_of(&funder.column, other);
        let mut earlier = funders.iter().take(id.0);
        let meant = earlier.find(|(_, other)| looks_like(&other.column) || looks_like(&other.name));
        Some((id, meant?.0))
    };
    funders.others().filter_map(meant).collect()
}

/// What a row states, when the workbook does not say what it should.
fn stated_split(dossier: &Dossier, recap: &DraftRecap, row: &DraftRow, year: usize) -> Split {
    let stated = |kind| drafted(recap, row, Some(year), kind).unwrap_or_default();
    let funders = dossier.funders.iter();
    let shares: Vec<Amount> = funders
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
fn check_days(dossier: &Dossier, fiche: &Fiche, year: usize, bears_out: bool) -> DraftYear {
    let mut draft = DraftYear::default();
    let Some(rate) = &dossier.convention.settings.day_rate else {
        return draft;
    };
    for (rank, line) in fiche.lines.iter().enumerate() {
        let cost = &line.years[year];
        let Some(days) = &cost.days else { continue };
        let by_days = rate.times(days.value);
        match cost.amount.value {
            CellAmount::Amount(amount) if amount == by_days => {}
            CellAmount::Amount(_) if bears_out => draft.wrong_days.push((rank, by_days)),
            CellAmount::Unreadable => {}
            CellAmount::Blank | CellAmount::Nothing if by_days.is_zero() => {}
            _ => draft.wrong_lines.push((rank, by_days)),
        }
    }
    draft
}

/// The recap's row of a fiche: the first one, should there be two.
fn recap_row(dossier: &Dossier, fiche: usize) -> Option<(&DraftRecap, usize)> {
    let recap = dossier.recap.as_ref()?;
    let row = recap
        .rows
        .iter()
        .position(|row| row.kind == RowKind::Fiche(fiche))?;
    Some((recap, row))
}
