//! A row of the recap as drafted, held against the split it should show.
//!
//! Its parts are the recap's columns: a party's share, another funder's, the other funders together, what
//! nobody funds. Each wrong cell is put down to one cause: another's amount in this column, a part left out
//! of the total, a total that is not the fiche's cost, or a share that is simply wrong.

use super::slip::only;
use crate::{
    compute::{Split, scaled},
    model::{CellAmount, ColumnKind, Dossier, DraftRecap, DraftRow, Fiche, RowKind},
    money::Amount,
    source::{Located, Place},
};

/// A row of the recap.
#[derive(Clone, Copy)]
pub(super) struct Row<'a> {
    pub(super) recap: &'a DraftRecap,
    pub(super) draft: &'a DraftRow,
}

/// The rows of the recap, if there is one.
pub(super) fn rows(dossier: &Dossier) -> impl Iterator<Item = Row<'_>> {
    let recap = dossier.recap.iter();
    recap.flat_map(|recap| recap.rows.iter().map(move |draft| Row { recap, draft }))
}

impl<'a> Row<'a> {
    /// The row of a fiche: the first one, should there be two.
    pub(super) fn of_fiche(dossier: &'a Dossier, fiche: usize) -> Option<Self> {
        rows(dossier).find(|row| row.draft.kind == RowKind::Fiche(fiche))
    }

    pub(super) fn cell(self, year: usize, kind: ColumnKind) -> Option<&'a Located<CellAmount>> {
        Some(&self.draft.cells[self.recap.column(Some(year), kind)?])
    }

    /// An amount that is written in the row, and its cell.
    pub(super) fn stated(self, year: usize, kind: ColumnKind) -> Option<(Amount, &'a Place)> {
        let cell = self.cell(year, kind)?;
        Some((cell.amount()?, &cell.place))
    }

    /// Its cells of a year.
    pub(super) fn cells_of(self, year: usize) -> impl Iterator<Item = &'a Located<CellAmount>> {
        let cells = self.recap.columns.iter().zip(&self.draft.cells);
        let cells = cells.filter(move |(column, _)| column.year == Some(year));
        cells.map(|(_, cell)| cell)
    }

    /// Whether it states any amount in a year.
    pub(super) fn states(self, year: usize) -> bool {
        self.cells_of(year).any(|cell| cell.amount().is_some())
    }

    /// Its amount in a column; `None` when the recap has no such column or the row has no amount at all in that year. A
    /// blank beside amounts is zero.
    pub(super) fn drafted(self, year: usize, kind: ColumnKind) -> Option<Amount> {
        match self.cell(year, kind)?.value {
            CellAmount::Amount(amount) => Some(amount),
            CellAmount::Unreadable => None,
            CellAmount::Blank | CellAmount::Nothing => self.states(year).then_some(Amount::ZERO),
        }
    }
}

/// A part of a cost, or the whole, as a row states it.
pub(super) struct Part<'a> {
    kind: ColumnKind,
    place: Option<&'a Place>,
    /// None without a column, or where the cell could not be read.
    stated: Option<Amount>,
    right: Amount,
}

impl Part<'_> {
    fn is_right(&self) -> bool {
        self.stated == Some(self.right)
    }
}

/// The parts of a cost that are known, as this recap shows them, the total last: a funder without a column of its own
/// is among the others, when there is a column for them.
pub(super) fn parts<'a>(
    dossier: &Dossier,
    row: Row<'a>,
    year: usize,
    expected: &Split,
) -> Vec<Part<'a>> {
    let has = |kind| row.cell(year, kind).is_some();
    let has_others = has(ColumnKind::Others);
    let funders = dossier.funders.iter().filter_map(|(id, funder)| {
        let kind = ColumnKind::Funder(id);
        (funder.has_column || has(kind) || !has_others).then_some(kind)
    });
    let kinds = funders.chain(has_others.then_some(ColumnKind::Others));
    let kinds = kinds.chain([ColumnKind::Unallocated, ColumnKind::Total]);
    let kinds = kinds.filter(|kind| expected.knows(*kind));
    // Where a row has no amount in a year, its shares are zero.
    let is_blank = !row.states(year);
    let part = |kind| {
        let cell = row.cell(year, kind);
        let is_read = cell.is_some_and(|cell| cell.value != CellAmount::Unreadable);
        let is_zero = is_blank && is_read && kind != ColumnKind::Total;
        Part {
            kind,
            place: cell.map(|cell| &cell.place),
            stated: if is_zero {
                Some(Amount::ZERO)
            } else {
                row.drafted(year, kind)
            },
            right: expected.part(kind, dossier.funders.all()),
        }
    };
    kinds.map(part).collect()
}

/// The parts but for the total that are not right.
fn wrong<'p, 'a>(parts: &'p [Part<'a>]) -> impl Iterator<Item = &'p Part<'a>> {
    let is_wrong = |part: &&Part<'_>| part.stated.is_some() && !part.is_right();
    parts[..parts.len() - 1].iter().filter(is_wrong)
}

/// The split that gives to the wrong parts what nobody funds, when that is what the row states: a rate or a fixed amount
/// is wrong, not the row. The steps that rounding leaves over may fall elsewhere once it is funded.
pub(super) fn completed(
    parts: &[Part<'_>],
    expected: &Split,
    step: Amount,
    parties: usize,
) -> Option<Split> {
    let mut split = expected.clone();
    let has_one_other = split.shares.len() == parties + 1;
    for part in wrong(parts) {
        let gained = part.stated? - part.right;
        let funder = match part.kind {
            ColumnKind::Funder(funder) => funder.0,
            // Whose rate of several is wrong is unknown, but a step of rounding may be anyone's.
            ColumnKind::Others if gained.abs() <= step || has_one_other => parties,
            _ => return None,
        };
        // What is too much for one is too little for another: both shares follow other rates, not a gap.
        if gained.is_negative() != expected.unallocated.is_negative() && gained.abs() > step {
            return None;
        }
        *split.shares.get_mut(funder)? += gained;
        split.unallocated = split.unallocated - gained;
    }
    let total = parts.last()?;
    let is_filled = !expected.unallocated.is_zero() && split.unallocated.abs() <= step;
    let is_total_right = total.stated.is_none() || total.is_right();
    (is_total_right && is_filled && split != *expected).then_some(split)
}

/// What is wrong with a row of the recap, in a year.
pub(super) struct WrongRow<'a> {
    parts: Vec<Part<'a>>,
    /// The amount of the first part stands in the column of the second.
    pub(super) misplaced: Vec<(ColumnKind, ColumnKind)>,
    /// The parts that the row's total leaves out.
    pub(super) omitted: Vec<ColumnKind>,
    /// Whether the total differs from the fiche's cost for another reason.
    pub(super) wrong_total: bool,
    /// The parts that are wrong for another reason.
    pub(super) wrong_shares: Vec<ColumnKind>,
}

impl<'a> WrongRow<'a> {
    /// Puts each wrong part down to a cause; `None` when all are right.
    pub(super) fn new(
        parts: Vec<Part<'a>>,
        dossier: &Dossier,
        fiche: &Fiche,
        expected: &Split,
        year: usize,
    ) -> Option<Self> {
        let misplaced = wrong(&parts).filter_map(|part| Some((owner(part, &parts)?, part.kind)));
        let mut misplaced: Vec<(ColumnKind, ColumnKind)> = misplaced.collect();
        // In the order of the sheet: that of the parties may change, and no finding with it.
        misplaced.sort_by_key(|(_, column)| place_of(&parts, *column));
        let total = parts.last()?.stated.unwrap_or(expected.total);
        let omitted = omitted(&parts, &misplaced, expected.total - total);
        let wrong_total = total != expected.total && omitted.is_empty();
        // Shares that follow a wrong total by the right rates are right once the total is.
        let by_rates = wrong_total.then(|| scaled(dossier, fiche, expected, total, year));
        let is_by_rates = |part: &Part<'_>| {
            let by_rates = by_rates.as_ref();
            let right = by_rates.map(|split| split.part(part.kind, dossier.funders.all()));
            right.is_some() && (part.stated.is_none() || part.stated == right)
        };
        let follow = parts.iter().all(is_by_rates);
        let is_explained = |kind: ColumnKind| {
            let mut moved = misplaced.iter();
            follow
                || omitted.contains(&kind)
                || moved.any(|(owner, column)| *owner == kind || *column == kind)
        };
        let wrong = wrong(&parts).map(|part| part.kind);
        let mut wrong_shares: Vec<_> = wrong.filter(|kind| !is_explained(*kind)).collect();
        wrong_shares.sort_by_key(|kind| place_of(&parts, *kind));
        let is_right = misplaced.is_empty() && omitted.is_empty() && wrong_shares.is_empty();
        (wrong_total || !is_right).then_some(Self {
            parts,
            misplaced,
            omitted,
            wrong_total,
            wrong_shares,
        })
    }

    /// The cell of a column, its amount as drafted and its right amount.
    pub(super) fn cell(&self, kind: ColumnKind) -> Option<(&'a Place, Amount, Amount)> {
        let part = self.parts.iter().find(|part| part.kind == kind)?;
        Some((part.place?, part.stated.unwrap_or_default(), part.right))
    }

    /// The right amount of a column.
    pub(super) fn expected(&self, kind: ColumnKind) -> Amount {
        let part = self.parts.iter().find(|part| part.kind == kind);
        part.map(|part| part.right).unwrap_or_default()
    }
}

fn place_of<'a>(parts: &[Part<'a>], kind: ColumnKind) -> Option<&'a Place> {
    parts.iter().find(|part| part.kind == kind)?.place
}

/// The one other part whose amount a wrong cell holds, and that is not in its own column.
fn owner(wrong: &Part<'_>, parts: &[Part<'_>]) -> Option<ColumnKind> {
    let amount = wrong.stated.filter(|amount| !amount.is_zero())?;
    let owns = |part: &&Part<'_>| {
        let is_share = !matches!(part.kind, ColumnKind::Unallocated | ColumnKind::Total);
        is_share && part.kind != wrong.kind && part.right == amount && !part.is_right()
    };
    only(parts.iter().filter(owns)).map(|part| part.kind)
}

/// The parts that stand nowhere in the row, when together they are what its total lacks.
fn omitted(
    parts: &[Part<'_>],
    misplaced: &[(ColumnKind, ColumnKind)],
    lacking: Amount,
) -> Vec<ColumnKind> {
    let is_absent = |part: &&Part<'_>| {
        let is_elsewhere = misplaced.iter().any(|(owner, _)| *owner == part.kind);
        !part.right.is_zero() && !part.is_right() && !is_elsewhere
    };
    let shares = &parts[..parts.len() - 1];
    let absent: Vec<&Part<'_>> = shares.iter().filter(is_absent).collect();
    let sum: Amount = absent.iter().map(|part| part.right).sum();
    if lacking.is_zero() || sum != lacking {
        return Vec::new();
    }
    absent.into_iter().map(|part| part.kind).collect()
}
