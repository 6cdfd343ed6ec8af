//! What was measured, by dossier, run and program.

use crate::{process::Cost, shapes::What};

/// Everything measured.
pub(crate) struct Results {
    /// The fiches of the usual dossier.
    pub(crate) one: usize,
    costs: Vec<(usize, What, &'static str, Cost)>,
    phases: Vec<(usize, What, Vec<Phase>)>,
    /// Of many dossiers in one call: how many, which program, the cost.
    pub(crate) wide: Vec<(usize, &'static str, Cost)>,
}

/// A row of `--timings`: its name, and tenths of milliseconds (none of a time that has no beginning and no end).
type Phase = (String, Option<u128>, u128);

/// A run: fiches, what, by which program.
type Run<'a> = (usize, What, &'a str);

impl Results {
    pub(crate) fn new(one: usize) -> Self {
        Self {
            one,
            costs: Vec::new(),
            phases: Vec::new(),
            wide: Vec::new(),
        }
    }

    pub(crate) fn add(&mut self, fiches: usize, what: What, label: &'static str, cost: Cost) {
        self.costs.push((fiches, what, label, cost));
    }

    pub(crate) fn add_wide(&mut self, dossiers: usize, label: &'static str, cost: Cost) {
        self.wide.push((dossiers, label, cost));
    }

    /// Takes what `--timings` told, if anything.
    pub(crate) fn add_phases(&mut self, fiches: usize, what: What, told: &str) {
        let phases: Vec<Phase> = told.lines().filter_map(phase).collect();
        if !phases.is_empty() {
            self.phases.push((fiches, what, phases));
        }
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

    /// The runs of which phases are known.
    pub(crate) fn phase_columns(&self) -> Vec<(usize, What)> {
        let mut columns = Vec::new();
        for (fiches, what, _) in &self.phases {
            if !columns.contains(&(*fiches, *what)) {
                columns.push((*fiches, *what));
            }
        }
        columns
    }

    /// The phases in the order that the run with the most of them tells.
    pub(crate) fn phase_names(&self) -> Vec<String> {
        let longest = self
            .phases
            .iter()
            .map(|(.., phases)| phases)
            .max_by_key(|phases| phases.len());
        longest
            .into_iter()
            .flatten()
            .map(|(name, ..)| name.clone())
            .collect()
    }

    /// `917.0 / 1614.4`: the medians of a phase over all rounds; none if a run did not go through it.
    pub(crate) fn phase(&self, fiches: usize, what: What, name: &str) -> Option<String> {
        let runs = self
            .phases
            .iter()
            .filter(|(of, run, _)| (*of, *run) == (fiches, what));
        let rows: Vec<&Phase> = runs
            .filter_map(|(.., phases)| phases.iter().find(|phase| phase.0 == name))
            .collect();
        let tenths = |value: u128| format!("{}.{}", value / 10, value % 10);
        let cpu = Spread::of(rows.iter().map(|row| row.2))?.median;
        let wall = Spread::of(rows.iter().filter_map(|row| row.1)).map(|spread| spread.median);
        Some(format!(
            "{} / {}",
            wall.map_or_else(|| "–".to_owned(), tenths),
            tenths(cpu)
        ))
    }
}

/// `  layout (Typst)    917.0   1614.4`
fn phase(line: &str) -> Option<Phase> {
    let cells: Vec<&str> = line
        .strip_prefix("  ")?
        .split("  ")
        .map(str::trim)
        .filter(|cell| !cell.is_empty())
        .collect();
    let [name, wall, cpu] = cells.as_slice() else {
        return None;
    };
    let tenths = |text: &str| text.replace('.', "").parse::<u128>().ok();
    Some(((*name).to_owned(), tenths(wall), tenths(cpu)?))
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
