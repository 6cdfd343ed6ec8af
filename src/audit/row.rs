//! A row of the recap as drafted, held against the split it should show.
//!
//! Its parts are the recap's columns: a party's share, another funder's, the other funders together, what
//! nobody funds. Each wrong cell is put down to one cause: another's amount in this column, a part left out
//! of the total, a total that is not the fiche's cost, or a share that is simply wrong.

use crate::{
    compute::Split,
    model::{ColumnKind, Dossier, DraftRecap, DraftRow, RowKind},
    money::Amount,
    read::CellAmount,
};

use super::{draft::scaled, slip::only};

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

impl RowDraft {
    fn is_right(&self) -> bool {
        self.misplaced.is_empty()
            && self.omitted.is_empty()
            && !self.wrong_total
            && self.wrong_shares.is_empty()
    }
}

/// The parts of a cost as this recap shows them: a funder without a column of its own is among the others,
/// when there is a column for them.
pub(super) fn parts(dossier: &Dossier, recap: &DraftRecap, year: Option<usize>) -> Vec<ColumnKind> {
    let has = |kind| recap.column(year, kind).is_some();
    let funders = dossier.funders.iter().map(|(id, _)| ColumnKind::Funder(id));
    let alone = |kind: &ColumnKind| {
        let is_party = matches!(kind, ColumnKind::Funder(id) if dossier.funders.is_party(*id));
        is_party || has(*kind) || !has(ColumnKind::Others)
    };
    let grouped = has(ColumnKind::Others).then_some(ColumnKind::Others);
    funders
        .filter(alone)
        .chain(grouped)
        .chain([ColumnKind::Unallocated])
        .collect()
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
    let columns = recap
        .columns
        .iter()
        .enumerate()
        .filter(|(_, column)| column.year == year);
    columns
        .into_iter()
        .any(|(index, _)| matches!(row.amount(index), CellAmount::Amount(_)))
}

/// A part and the amount that the row states for it.
type Stated = Vec<(ColumnKind, Amount)>;

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
    let is_silent = !states_year(recap, cells, Some(year));
    if is_silent && expected.total.is_zero() {
        return (None, None);
    }
    let stated = stated_parts(dossier, recap, cells, year);
    let right = |kind: ColumnKind| expected.part(kind, dossier.parties());
    let wrong: Stated = stated
        .iter()
        .copied()
        .filter(|(kind, amount)| *amount != right(*kind))
        .collect();
    let total = drafted(recap, cells, Some(year), ColumnKind::Total);
    let total_is_right = total.is_none_or(|total| total == expected.total);
    if let Some(hypothesis) = completed(&wrong, expected, dossier.convention.settings.step.amount())
        .filter(|_| total_is_right && may_suppose)
    {
        return (None, Some(hypothesis));
    }

    let parts = parts(dossier, recap, Some(year));
    let misplaced = misplaced(&wrong, &stated, &parts, &right);
    let lacking = total.map_or(Amount::ZERO, |total| expected.total - total);
    let omitted = if total_is_right {
        Vec::new()
    } else {
        omitted(&stated, &misplaced, &parts, lacking, &right)
    };
    let wrong_total = !total_is_right && omitted.is_empty();
    // Shares that follow a wrong total by the right rates are right once the total is.
    let follow = wrong_total
        && total.is_some_and(|total| follow(dossier, cells, expected, total, year, &stated));
    let explained = |kind: ColumnKind| {
        follow
            || omitted.contains(&kind)
            || misplaced
                .iter()
                .any(|(owner, column)| *owner == kind || *column == kind)
    };
    let wrong_shares = wrong
        .iter()
        .map(|(kind, _)| *kind)
        .filter(|kind| !explained(*kind))
        .collect();
    let checked = RowDraft {
        row,
        expected: expected.clone(),
        misplaced,
        omitted,
        wrong_total,
        wrong_shares,
    };
    ((!checked.is_right()).then_some(checked), None)
}

fn stated_parts(dossier: &Dossier, recap: &DraftRecap, row: &DraftRow, year: usize) -> Stated {
    let is_silent = !states_year(recap, row, Some(year));
    let state = |kind: ColumnKind| {
        recap.column(Some(year), kind)?;
        let amount = if is_silent {
            Amount::ZERO
        } else {
            drafted(recap, row, Some(year), kind)?
        };
        Some((kind, amount))
    };
    parts(dossier, recap, Some(year))
        .into_iter()
        .filter_map(state)
        .collect()
}

/// The split that gives to the wrong parts what nobody funds, when the row says just that. The steps that
/// rounding leaves over may fall elsewhere once it is funded.
fn completed(wrong: &Stated, expected: &Split, step: Amount) -> Option<Split> {
    let mut split = expected.clone();
    for (kind, amount) in wrong {
        let ColumnKind::Funder(funder) = kind else {
            return None;
        };
        let gained = *amount - expected.share(*funder);
        // What is too much for one is too little for another: both shares follow other rates, not a gap.
        if gained.is_negative() != expected.unallocated.is_negative() && gained.abs() > step {
            return None;
        }
        split.shares[funder.0] = *amount;
        split.unallocated = split.unallocated - gained;
    }
    let fills =
        !wrong.is_empty() && !expected.unallocated.is_zero() && split.unallocated.abs() <= step;
    fills.then_some(split)
}

/// Wrong cells that hold exactly one other part's amount.
fn misplaced(
    wrong: &Stated,
    stated: &Stated,
    parts: &[ColumnKind],
    right: &impl Fn(ColumnKind) -> Amount,
) -> Vec<(ColumnKind, ColumnKind)> {
    let is_at_home = |kind: ColumnKind| {
        stated
            .iter()
            .any(|(own, amount)| *own == kind && *amount == right(kind))
    };
    let owner_of = |column: ColumnKind, amount: Amount| {
        let owns = |kind: &ColumnKind| {
            let is_other = *kind != column && *kind != ColumnKind::Unallocated;
            is_other && right(*kind) == amount && !is_at_home(*kind)
        };
        only(parts.iter().copied().filter(owns).collect())
    };
    let filled = wrong.iter().filter(|(_, amount)| !amount.is_zero());
    filled
        .filter_map(|(column, amount)| Some((owner_of(*column, *amount)?, *column)))
        .collect()
}

/// The parts that stand nowhere in the row, when together they are what its total lacks.
fn omitted(
    stated: &Stated,
    misplaced: &[(ColumnKind, ColumnKind)],
    parts: &[ColumnKind],
    lacking: Amount,
    right: &impl Fn(ColumnKind) -> Amount,
) -> Vec<ColumnKind> {
    let is_stated = |kind: ColumnKind| {
        stated
            .iter()
            .any(|(own, amount)| *own == kind && *amount == right(kind))
            || misplaced.iter().any(|(owner, _)| *owner == kind)
    };
    let absent: Vec<ColumnKind> = parts
        .iter()
        .copied()
        .filter(|kind| !right(*kind).is_zero() && !is_stated(*kind))
        .collect();
    let sum: Amount = absent.iter().map(|kind| right(*kind)).sum();
    if !sum.is_zero() && sum == lacking {
        absent
    } else {
        Vec::new()
    }
}

/// Whether the shares are those of the stated total by the same rates.
fn follow(
    dossier: &Dossier,
    row: &DraftRow,
    expected: &Split,
    total: Amount,
    year: usize,
    stated: &Stated,
) -> bool {
    let RowKind::Fiche(fiche) = row.kind else {
        return false;
    };
    let by_rates = scaled(dossier, &dossier.fiches[fiche], expected, total, year);
    stated
        .iter()
        .all(|(kind, amount)| *amount == by_rates.part(*kind, dossier.parties()))
}
