//! What templates get: the record's texts, and its figures already written in French.
//!
//! A view decides which rows and columns there are and formats every amount with one number of decimals;
//! words, order on the page and style are the templates'. Field names are those of `donnees.json` where
//! both say the same thing.

mod convention;
mod fiche;
mod points;
mod recap;
mod width;

pub(super) use convention::{ConventionView, PartView, SignaturesView};
pub(super) use fiche::FicheView;
pub(super) use points::PointsView;
pub(super) use recap::RecapView;

use serde::Serialize;

use crate::{
    compute::{Split, Splits},
    money::Amount,
    record::{FicheRecord, MentionRecord, Record},
    source::{fold, full_stop},
};

/// The fields of `annexes.typ`.
#[derive(Debug, Serialize)]
pub(super) struct AnnexesView<'a> {
    pub(super) convention: &'a ConventionView,
    pub(super) points: Option<PointsView>,
    pub(super) fiches: Vec<FicheView>,
    pub(super) recap: Option<&'a RecapView>,
    pub(super) signatures: Option<SignaturesView>,
}

/// The fields of `recapitulatif.typ`.
#[derive(Debug, Serialize)]
pub(super) struct RecapDocumentView<'a> {
    pub(super) convention: &'a ConventionView,
    pub(super) recap: &'a RecapView,
}

/// The fields of `fiche.typ`.
#[derive(Debug, Serialize)]
pub(super) struct FicheDocumentView<'a> {
    pub(super) convention: &'a ConventionView,
    pub(super) fiche: &'a FicheView,
}

/// How every amount of a dossier is written: whole euros when all of them are whole, else cents.
#[derive(Clone, Copy, Debug)]
pub(super) struct Figures {
    decimals: u32,
}

impl Figures {
    /// The number of decimals that the record's amounts ask for.
    pub(super) fn of(record: &Record) -> Self {
        let is_whole = |split: &Split| {
            split
                .shares
                .iter()
                .chain([&split.total, &split.unallocated])
                .all(|a| a.is_whole())
        };
        let are_whole = |fiche: &FicheRecord| {
            let lines = fiche
                .lines
                .iter()
                .flat_map(|line| &line.years)
                .filter_map(|cost| cost.amount);
            let mut amounts = lines.chain(
                fiche
                    .funding
                    .iter()
                    .flat_map(|rule| rule.fixed.iter().copied().flatten()),
            );
            amounts.all(Amount::is_whole) && fiche.splits.years.iter().all(is_whole)
        };
        Self {
            decimals: if record.fiches.iter().all(are_whole) {
                0
            } else {
                2
            },
        }
    }

    /// `1 234 €`.
    fn euros(self, amount: Amount) -> String {
        amount.french(self.decimals)
    }

    /// `1 234 €`, or nothing for zero: the template draws a dash.
    fn euros_or_nothing(self, amount: Amount) -> Option<String> {
        (!amount.is_zero()).then(|| self.euros(amount))
    }

    /// `1 234`, or nothing for zero.
    fn number_or_nothing(self, amount: Amount) -> Option<String> {
        (!amount.is_zero()).then(|| amount.french_number(self.decimals))
    }

    /// The amounts that `part` takes from each year, then over all years.
    fn row(self, splits: &Splits, part: impl Fn(&Split) -> Amount) -> AmountsView {
        AmountsView {
            years: splits
                .years
                .iter()
                .map(|split| self.euros_or_nothing(part(split)))
                .collect(),
            all: self.euros_or_nothing(part(&splits.all)),
        }
    }

    /// The same, where zero is worth saying.
    fn total_row(self, splits: &Splits) -> AmountsView {
        AmountsView {
            years: splits
                .years
                .iter()
                .map(|split| Some(self.euros(split.total)))
                .collect(),
            all: Some(self.euros(splits.all.total)),
        }
    }
}

/// Amounts by year and over all years.
#[derive(Debug, Serialize)]
pub(super) struct AmountsView {
    years: Vec<Option<String>>,
    all: Option<String>,
}

/// A remark on funding.
#[derive(Debug, Serialize)]
pub(super) struct MentionView {
    /// Whom it concerns; empty for everyone.
    funders: Vec<String>,
    nature: Option<String>,
    text: String,
}

/// The remarks of a fiche; one made to several funders comes once.
fn mentions(record: &Record, mentions: &[MentionRecord]) -> Vec<MentionView> {
    let mut views: Vec<MentionView> = Vec::new();
    for mention in mentions {
        let funder = mention
            .funder
            .map(|funder| record.funders[funder].column.clone());
        let same = views.iter_mut().find(|view| {
            fold(&view.text) == fold(&mention.text)
                && view.nature == mention.nature
                && view.funders.is_empty() == funder.is_none()
        });
        if let Some(view) = same {
            view.funders
                .extend(funder.filter(|funder| !view.funders.contains(funder)));
        } else {
            let nature = mention.nature.clone();
            views.push(MentionView {
                funders: funder.into_iter().collect(),
                nature,
                text: full_stop(&mention.text),
            });
        }
    }
    views
}
