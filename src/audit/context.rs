use std::ops::RangeInclusive;

use super::{
    draft::{Draft, DraftYear},
    row::{RowDraft, drafted},
};
use crate::{
    compute::{Figures, Split},
    finding::{Finding, Severity, Term},
    model::{
        CellAmount, Claim, ColumnKind, Dossier, DraftRecap, DraftRow, Fiche, FunderId, RowKind,
    },
    money::Amount,
    purpose::Purpose,
    source::{Code, Located, Place},
};

/// What the rules look at.
pub(super) struct Context<'a> {
    /// The model.
    pub(super) dossier: &'a Dossier,
    /// The figures that follow from the costs and funding rules alone.
    pub(super) ruled: &'a Figures,
    /// The figures once the parties' decisions are applied.
    pub(super) figures: &'a Figures,
    /// What the documents are for.
    pub(super) purpose: Purpose,
    /// What the draft says, held against the figures.
    pub(super) draft: Draft,
}

/// A fiche in a year of the agreement.
#[derive(Clone, Copy)]
pub(super) struct FicheYear<'a> {
    pub(super) fiche: &'a Fiche,
    /// The fiche's rank.
    pub(super) index: usize,
    pub(super) year: i32,
    /// The year's rank.
    pub(super) rank: usize,
    /// What the costs and funding rules alone give.
    pub(super) split: &'a Split,
    pub(super) draft: &'a DraftYear,
}

/// A row of the recap that is wrong in a year.
pub(super) struct WrongRow<'a> {
    pub(super) at: FicheYear<'a>,
    pub(super) draft: &'a RowDraft,
    recap: &'a DraftRecap,
    cells: &'a DraftRow,
    parties: usize,
}

impl FicheYear<'_> {
    /// Every drafted amount, as the terms of a sum.
    pub(super) fn cost_terms(&self) -> Vec<Term> {
        cost_terms(self.fiche, self.rank)
    }
}

impl<'a> WrongRow<'a> {
    /// The cell of a column, what it says and what it should say.
    pub(super) fn cell(&self, kind: ColumnKind) -> Option<(&'a Place, Amount, Amount)> {
        let year = Some(self.at.rank);
        let place = &self.cells.cells[self.recap.column(year, kind)?].place;
        let drafted = drafted(self.recap, self.cells, year, kind).unwrap_or_default();
        Some((place, drafted, self.expected(kind)))
    }

    /// What the column should say.
    pub(super) fn expected(&self, kind: ColumnKind) -> Amount {
        self.draft.expected.part(kind, self.parties)
    }
}

impl<'a> Context<'a> {
    /// How much a blank matters: in what is to be signed, it blocks.
    pub(super) fn blank_severity(&self) -> Severity {
        if self.purpose.is_final() {
            Severity::Error
        } else {
            Severity::Warning
        }
    }

    /// The fiches and their ranks.
    pub(super) fn fiches(&self) -> impl Iterator<Item = (usize, &'a Fiche)> + use<'a> {
        self.dossier.fiches.iter().enumerate()
    }

    /// The agreement's years and their ranks.
    pub(super) fn years(&self) -> impl Iterator<Item = (usize, i32)> + use<'a> {
        self.dossier.years().iter().copied().enumerate()
    }

    /// Each fiche in each year.
    pub(super) fn fiche_years(&self) -> impl Iterator<Item = FicheYear<'_>> {
        self.fiches().flat_map(move |(index, fiche)| {
            self.years().map(move |(rank, year)| FicheYear {
                fiche,
                index,
                year,
                rank,
                split: &self.ruled.fiches[index].years[rank],
                draft: &self.draft.fiches[index][rank],
            })
        })
    }

    /// What is wrong with the recap's rows.
    pub(super) fn wrong_rows(&self) -> impl Iterator<Item = WrongRow<'_>> {
        self.fiche_years().filter_map(|at| {
            let (recap, draft) = (self.dossier.recap.as_ref()?, at.draft.row.as_ref()?);
            let cells = &recap.rows[draft.row];
            Some(WrongRow {
                at,
                draft,
                recap,
                cells,
                parties: self.dossier.parties(),
            })
        })
    }

    /// The rows of the recap whose code no fiche bears.
    pub(super) fn orphans(&self) -> impl Iterator<Item = (&'a DraftRecap, &'a DraftRow, &'a Code)> {
        let rows = self
            .dossier
            .recap
            .iter()
            .flat_map(|recap| recap.rows.iter().map(move |row| (recap, row)));
        rows.filter_map(|(recap, row)| match &row.kind {
            RowKind::UnknownFiche(code) => Some((recap, row, code)),
            _ => None,
        })
    }

    /// The name of a funder as columns show it.
    pub(super) fn funder(&self, id: FunderId) -> &'a str {
        &self.dossier.funders[id].column
    }

    /// The name of a column of the recap, as the documents head it.
    pub(super) fn column_name(&self, kind: ColumnKind) -> String {
        kind.name(&self.dossier.funders)
    }

    /// Whether it is the first fiche of its code: a second one is a finding of its own.
    pub(super) fn is_first(&self, index: usize, fiche: &Fiche) -> bool {
        self.dossier.fiche_index(&fiche.code) == Some(index)
    }

    /// What gives a funder's share: its rates and fixed amounts, and the costs they cover.
    pub(super) fn share_terms(&self, at: FicheYear<'_>, kind: ColumnKind) -> Vec<Term> {
        let mut terms = Vec::new();
        for rule in &at.fiche.rules {
            let pays = match kind {
                ColumnKind::Funder(id) => rule.funder == id,
                ColumnKind::Others => !self.dossier.funders.is_party(rule.funder),
                ColumnKind::Unallocated | ColumnKind::Total => false,
            };
            match (rule.fixed(at.rank), &rule.rate) {
                (Some(fixed), _) if pays => {
                    terms.push(Term::new(fixed, &rule.amounts[at.rank].place));
                }
                (None, Some(rate)) if pays => {
                    terms.push(Term::new(rate.value, &rate.place));
                    let covered = at
                        .fiche
                        .covered_by(rule)
                        .map(|line| &line.years[at.rank].amount);
                    terms.extend(filled(covered));
                }
                _ => {}
            }
        }
        terms
    }

    /// Says what a stated amount claims to be, as the message `claim-described` needs it.
    pub(super) fn with_claim(&self, finding: Finding, claim: Claim) -> Finding {
        let (what, who, year) = match claim {
            Claim::Column(ColumnKind::Funder(id), year) => ("share", self.funder(id), year),
            Claim::Column(kind, year) => (kind.key(), "", year),
            Claim::Advance => ("advance", "", None),
        };
        let finding = finding.arg("claim", what).arg("who", who);
        finding.arg("when", self.when(year))
    }

    /// A year as messages choose by it: `all` stands for all of them.
    pub(super) fn when(&self, year: Option<usize>) -> String {
        year.map_or_else(
            || "all".to_owned(),
            |rank| self.dossier.years()[rank].to_string(),
        )
    }

    /// What a claim should be; `None` for the advance of an agreement that has none.
    pub(super) fn claimed(&self, claim: Claim) -> Option<Amount> {
        self.figures.claimed(claim, self.dossier.parties())
    }

    /// Whether an amount is what a claim should be if the draft's other figures are right and a line or a rate is
    /// wrong: the finding about that line or rate says it already.
    pub(super) fn is_supposed(&self, claim: Claim, amount: Amount) -> bool {
        self.supposed(claim)
            .is_some_and(|range| range.contains(&amount))
    }

    /// Between what amounts a claim may then lie.
    pub(super) fn supposed(&self, claim: Claim) -> Option<RangeInclusive<Amount>> {
        let Claim::Column(kind, year) = claim else {
            return None;
        };
        let part = |split: &Split| split.part(kind, self.dossier.parties());
        let hypothesis = self
            .draft
            .hypothetical(self.ruled, self.figures, year, part);
        match (hypothesis, kind) {
            (Some(amount), _) => Some(amount..=amount),
            (None, ColumnKind::Funder(id)) if self.dossier.recap.is_none() => {
                self.if_completed(id, year)
            }
            _ => None,
        }
    }

    /// Without a recap to say whose rate is wrong, what nobody funds may be any funder's.
    fn if_completed(
        &self,
        funder: FunderId,
        year: Option<usize>,
    ) -> Option<RangeInclusive<Amount>> {
        let split = self.figures.total.of(year);
        let (share, unfunded) = (split.share(funder), split.unallocated);
        // Once it is funded, a step of rounding may fall elsewhere in every fiche.
        let step = self.dossier.convention.settings.step.amount();
        let slack: Amount = self.fiches().map(|_| step).sum();
        let ends = [share, share + unfunded];
        let (low, high) = (ends[0].min(ends[1]), ends[0].max(ends[1]));
        (!unfunded.is_zero()).then(|| low - slack..=high + slack)
    }
}

/// Every drafted amount of a fiche in a year, as the terms of a sum.
pub(super) fn cost_terms(fiche: &Fiche, year: usize) -> Vec<Term> {
    filled(fiche.lines.iter().map(|line| &line.years[year].amount)).collect()
}

/// The cells that hold an amount other than zero, as the terms of a sum.
fn filled<'a>(cells: impl Iterator<Item = &'a Located<CellAmount>>) -> impl Iterator<Item = Term> {
    let amounts = cells.filter_map(|cell| {
        Some((
            cell.amount().filter(|amount| !amount.is_zero())?,
            &cell.place,
        ))
    });
    amounts.map(|(amount, place)| Term::new(amount, place))
}

/// `2018, 2019, 2020`, as messages list years.
pub(super) fn list_years(years: impl IntoIterator<Item = i32>) -> String {
    let years = years.into_iter().map(|year| year.to_string());
    years.collect::<Vec<_>>().join(", ")
}
