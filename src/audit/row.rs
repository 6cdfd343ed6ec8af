//! A row of the recap as drafted, held against the split it should show.
//!
//! Its parts are the recap's columns: a party's share, another funder's, the other funders together, what
//! nobody funds. Each wrong cell is put down to one cause: another's amount in this column, a part left out
//! of the total, a total that is not the fiche's cost, or a share that is simply wrong.

use super::slip::only;
use crate::{
    compute::{Split, scaled},
    model::{CellAmount, ColumnKind, Dossier, DraftRecap, DraftRow, RowKind},
    money::Amount,
};

/// What is wrong with a row of the recap, in a year.
#[derive(Debug)]
pub(super) struct RowDraft {
    /// The row, by rank.
    pub(super) row: usize,
    /// What it should show.
    pub(super) expected: Split,
    /// The amount of the first part stands in the column of the second.
    pub(super) misplaced: Vec<(ColumnKind, ColumnKind)>,
    /// The parts that the row's total leaves out.
    pub(super) omitted: Vec<ColumnKind>,
    /// Whether the total differs from the fiche's cost for another reason.
    pub(super) wrong_total: bool,
    /// The parts that are wrong for another reason.
    pub(super) wrong_shares: Vec<ColumnKind>,
}

/// A part of a cost, as a row states it.
struct Part {
    kind: ColumnKind,
    /// None without a column, or where the cell could not be read.
    stated: Option<Amount>,
    right: Amount,
}

impl Part {
    fn is_right(&self) -> bool {
        self.stated == Some(self.right)
    }
}

/// The amount that a row states in a column; `None` when the recap has no such column or the row says
/// nothing at all in that year. A blank beside stated amounts is nothing: zero.
pub(super) fn drafted(
    recap: &DraftRecap,
    row: &DraftRow,
    year: Option<usize>,
    kind: ColumnKind,
) -> Option<Amount> {
    let column = recap.column(year, kind)?;
    let cell = row.amount(column);
    if cell == CellAmount::Unreadable {
        return None;
    }
    cell.amount()
        .or_else(|| states_year(recap, row, year).then_some(Amount::ZERO))
}

/// Whether a row states any amount in a year.
pub(super) fn states_year(recap: &DraftRecap, row: &DraftRow, year: Option<usize>) -> bool {
    let columns = recap.columns.iter().enumerate();
    let mut of_year = columns.filter(|(_, column)| column.year == year);
    of_year.any(|(index, _)| row.amount(index).amount().is_some())
}

/// Holds a row against the expected split. The second value is a hypothesis: the row gives to one funder
/// exactly what the rules leave unfunded, so a rate or a fixed amount is wrong, not the row.
pub(super) fn check_row(
    dossier: &Dossier,
    recap: &DraftRecap,
    row: usize,
    year: usize,
    expected: &Split,
    may_suppose: bool,
) -> (Option<RowDraft>, Option<Split>) {
    let cells = &recap.rows[row];
    if !states_year(recap, cells, Some(year)) && expected.total.is_zero() {
        return (None, None);
    }
    let parts = parts(dossier, recap, cells, year, expected);
    let wrong = || {
        parts
            .iter()
            .filter(|part| part.stated.is_some() && !part.is_right())
    };
    let total = drafted(recap, cells, Some(year), ColumnKind::Total);
    let total_is_right = total.is_none_or(|total| total == expected.total);
    let step = dossier.convention.settings.step.amount();
    if total_is_right
        && may_suppose
        && let Some(hypothesis) = completed(wrong(), expected, step)
    {
        return (None, Some(hypothesis));
    }

    let misplaced: Vec<(ColumnKind, ColumnKind)> = wrong()
        .filter_map(|part| Some((owner(part, &parts)?, part.kind)))
        .collect();
    let lacking = expected.total - total.unwrap_or(expected.total);
    let omitted = omitted(&parts, &misplaced, lacking);
    let wrong_total = !total_is_right && omitted.is_empty();
    // Shares that follow a wrong total by the right rates are right once the total is.
    let follow = total.is_some_and(|total| {
        wrong_total && follow(dossier, cells, (expected, total), year, &parts)
    });
    let is_explained = |kind: ColumnKind| {
        let mut moved = misplaced.iter();
        follow
            || omitted.contains(&kind)
            || moved.any(|(owner, column)| *owner == kind || *column == kind)
    };
    let wrong_shares: Vec<ColumnKind> = wrong()
        .map(|part| part.kind)
        .filter(|kind| !is_explained(*kind))
        .collect();
    let is_right =
        misplaced.is_empty() && omitted.is_empty() && !wrong_total && wrong_shares.is_empty();
    let expected = expected.clone();
    let checked = RowDraft {
        row,
        expected,
        misplaced,
        omitted,
        wrong_total,
        wrong_shares,
    };
    ((!is_right).then_some(checked), None)
}

/// The parts of a cost as this recap shows them: a funder without a column of its own is among the others,
/// when there is a column for them.
fn parts(
    dossier: &Dossier,
    recap: &DraftRecap,
    row: &DraftRow,
    year: usize,
    expected: &Split,
) -> Vec<Part> {
    let has = |kind| recap.column(Some(year), kind).is_some();
    let has_others = has(ColumnKind::Others);
    let is_silent = !states_year(recap, row, Some(year));
    let funders = dossier.funders.iter().filter_map(|(id, _)| {
        let kind = ColumnKind::Funder(id);
        (dossier.funders.is_party(id) || has(kind) || !has_others).then_some(kind)
    });
    let others = has_others.then_some(ColumnKind::Others);
    let kinds = funders.chain(others).chain([ColumnKind::Unallocated]);
    let part = |kind| {
        let stated = if is_silent && has(kind) {
            Some(Amount::ZERO)
        } else {
            drafted(recap, row, Some(year), kind)
        };
        let right = expected.part(kind, dossier.parties());
        Part {
            kind,
            stated,
            right,
        }
    };
    kinds.map(part).collect()
}

/// The split that gives to the wrong parts what nobody funds, when the row says just that. The steps that
/// rounding leaves over may fall elsewhere once it is funded.
fn completed<'a>(
    wrong: impl Iterator<Item = &'a Part>,
    expected: &Split,
    step: Amount,
) -> Option<Split> {
    let mut split = expected.clone();
    for part in wrong {
        let ColumnKind::Funder(funder) = part.kind else {
            return None;
        };
        let amount = part.stated?;
        let gained = amount - part.right;
        // What is too much for one is too little for another: both shares follow other rates, not a gap.
        if gained.is_negative() != expected.unallocated.is_negative() && gained.abs() > step {
            return None;
        }
        split.shares[funder.0] = amount;
        split.unallocated = split.unallocated - gained;
    }
    let is_filled = !expected.unallocated.is_zero() && split.unallocated.abs() <= step;
    (is_filled && split != *expected).then_some(split)
}

/// The one other part whose amount a wrong cell holds, and that is not in its own column.
fn owner(wrong: &Part, parts: &[Part]) -> Option<ColumnKind> {
    let amount = wrong.stated.filter(|amount| !amount.is_zero())?;
    let owns = |part: &&Part| {
        let is_other = part.kind != wrong.kind && part.kind != ColumnKind::Unallocated;
        is_other && part.right == amount && !part.is_right()
    };
    only(parts.iter().filter(owns).map(|part| part.kind).collect())
}

/// The parts that stand nowhere in the row, when together they are what its total lacks.
fn omitted(
    parts: &[Part],
    misplaced: &[(ColumnKind, ColumnKind)],
    lacking: Amount,
) -> Vec<ColumnKind> {
    let is_absent = |part: &&Part| {
        let is_elsewhere = misplaced.iter().any(|(owner, _)| *owner == part.kind);
        !part.right.is_zero() && !part.is_right() && !is_elsewhere
    };
    let absent: Vec<&Part> = parts.iter().filter(is_absent).collect();
    let sum: Amount = absent.iter().map(|part| part.right).sum();
    let is_cause = !lacking.is_zero() && sum == lacking;
    absent
        .into_iter()
        .filter(|_| is_cause)
        .map(|part| part.kind)
        .collect()
}

/// Whether the shares are those of the stated total by the same rates.
fn follow(
    dossier: &Dossier,
    row: &DraftRow,
    (expected, total): (&Split, Amount),
    year: usize,
    parts: &[Part],
) -> bool {
    let RowKind::Fiche(fiche) = row.kind else {
        return false;
    };
    let by_rates = scaled(dossier, &dossier.fiches[fiche], expected, total, year);
    parts.iter().all(|part| {
        let right = by_rates.part(part.kind, dossier.parties());
        part.stated.is_none_or(|stated| stated == right)
    })
}
