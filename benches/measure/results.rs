//! What was measured, by dossier, run and program.

use crate::{process::Cost, shapes::What};

/// Everything measured.
pub(crate) struct Results {
    /// The fiches of the usual dossier.
    pub(crate) one: usize,
    costs: Vec<(usize, What, &'static str, Cost)>,
    /// Of many dossiers in one call: how many, which program, the cost.
    pub(crate) wide: Vec<(usize, &'static str, Cost)>,
}

/// A run: fiches, what, by which program.
type Run<'a> = (usize, What, &'a str);

impl Results {
    pub(crate) fn new(one: usize) -> Self {
        Self {
            one,
            costs: Vec::new(),
            wide: Vec::new(),
        }
    }

    pub(crate) fn add(&mut self, fiches: usize, what: What, label: &'static str, cost: Cost) {
        self.costs.push((fiches, what, label, cost));
    }

    pub(crate) fn add_wide(&mut self, dossiers: usize, label: &'static str, cost: Cost) {
        self.wide.push((dossiers, label, cost));
    }

    /// The costs of a run, round by round.
    pub(crate) fn all(&self, fiches: usize, what: What, label: &str) -> Vec<Cost> {
        let own = self
            .costs
            .iter()
            .filter(|(of, run, by, _)| (*of, *run, *by) == (fiches, what, label));
        own.map(|(.., cost)| *cost).collect()
    }

    /// Two runs' costs of the same rounds.
    pub(crate) fn pairs(&self, own: Run<'_>, against: Run<'_>) -> Vec<(Cost, Cost)> {
        let of = |(fiches, what, label): Run<'_>| self.all(fiches, what, label);
        of(own).into_iter().zip(of(against)).collect()
    }

    /// The programs that were measured.
    pub(crate) fn programs(&self) -> Vec<&'static str> {
        let mut found: Vec<&str> = Vec::new();
        for (.., label, _) in self
            .costs
            .iter()
            .filter(|(_, what, ..)| *what == What::Build)
        {
            if !found.contains(label) {
                found.push(label);
            }
        }
        found
    }

    /// The dossiers' numbers of fiches, in the order they were measured.
    pub(crate) fn sizes(&self) -> Vec<usize> {
        let mut sizes: Vec<usize> = self.costs.iter().map(|(fiches, ..)| *fiches).collect();
        sizes.dedup();
        sizes
    }

    /// What was run of a dossier, in the order it was run first.
    pub(crate) fn measured(&self, fiches: usize) -> Vec<(What, &'static str)> {
        let mut found = Vec::new();
        for (_, what, label, _) in self.costs.iter().filter(|(of, ..)| *of == fiches) {
            if !found.contains(&(*what, *label)) {
                found.push((*what, *label));
            }
        }
        found
    }
}

/// A figure over all rounds.
pub(crate) struct Spread {
    least: u128,
    pub(crate) median: u128,
    most: u128,
}

impl Spread {
    /// None of no rounds.
    pub(crate) fn of(values: impl Iterator<Item = u128>) -> Option<Self> {
        let mut sorted: Vec<u128> = values.collect();
        sorted.sort_unstable();
        Some(Self {
            least: *sorted.first()?,
            median: sorted[sorted.len() / 2],
            most: *sorted.last()?,
        })
    }

    /// `1.08 (1.05–1.12)`
    pub(crate) fn shown(&self, written: &dyn Fn(u128) -> String) -> String {
        let [median, least, most] = [self.median, self.least, self.most].map(written);
        if least == most {
            median
        } else {
            format!("{median} ({least}–{most})")
        }
    }
}
