//! The shapes that are measured, and what is run of each, round after round.

use std::{fs, path::Path};

use crate::{
    dossiers,
    process::{Cost, Programs, label, own, paraphe},
    results::Results,
    table,
};

/// How much is measured.
pub(crate) struct Plan {
    pub(crate) rounds: usize,
    /// The fiches of *one*, and of each dossier of *wide*.
    pub(crate) fiches: usize,
    /// The fiches and the rounds of each *tall*.
    pub(crate) tall: &'static [(usize, usize)],
    /// The dossiers of *wide*.
    pub(crate) wide: usize,
}

impl Plan {
    pub(crate) const USUAL: Self = Self {
        rounds: 5,
        fiches: 22,
        tall: &[(220, 2)],
        wide: 10,
    };
    pub(crate) const FULL: Self = Self {
        rounds: 5,
        fiches: 22,
        tall: &[(220, 3), (2_200, 1)],
        wide: 100,
    };
    pub(crate) const SMOKE: Self = Self {
        rounds: 1,
        fiches: 3,
        tall: &[(4, 1)],
        wide: 2,
    };
}

/// What is run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum What {
    /// A build that finds nothing of an earlier one.
    Build,
    /// The same again, nothing changed.
    Unchanged,
    /// The same again, the text of one fiche changed.
    Changed,
    /// An audit.
    Check,
    /// Typst: every document, one after the other, in one process.
    BareAll,
    /// Typst: the combined document alone.
    BareAnnexes,
    /// Typst: every document in a process of its own.
    BareAlone,
}

/// The name of the stages.
const STAGE: &str = "essai";

/// Measures, and prints the tables.
pub(crate) fn run(plan: &Plan, programs: &Programs) {
    let mut results = Results::new(plan.fiches);
    let one = Shape {
        fiches: plan.fiches,
        rounds: plan.rounds,
        is_whole: true,
    };
    one.measure(programs, &mut results);
    for (fiches, rounds) in plan.tall {
        Shape {
            fiches: *fiches,
            rounds: *rounds,
            is_whole: false,
        }
        .measure(programs, &mut results);
    }
    wide(plan, programs, &mut results);
    println!("{}", table::tables(&results));
}

/// One dossier.
struct Shape {
    fiches: usize,
    rounds: usize,
    /// Whether everything is run, or only what a large dossier is built for.
    is_whole: bool,
}

impl Shape {
    fn measure(&self, programs: &Programs, results: &mut Results) {
        let folder = tempfile::tempdir().expect("a folder");
        let dossier = folder.path().join("dossier");
        make(&dossier, self.fiches, STAGE);
        for round in 0..self.rounds {
            eprintln!(
                "{} fiches: round {} of {}",
                self.fiches,
                round + 1,
                self.rounds
            );
            for program in programs.all() {
                self.round(folder.path(), program, round, results);
            }
            self.bare(&folder.path().join("output-now").join(STAGE), results);
        }
    }

    fn round(&self, folder: &Path, program: &Path, round: usize, results: &mut Results) {
        let mut build = |what: What| {
            if let Some(cost) = build(folder, program, &["dossier"]) {
                results.add(self.fiches, what, label(program), cost);
            }
        };
        forget(folder, program);
        build(What::Build);
        if self.is_whole {
            build(What::Unchanged);
            dossiers::edit(&folder.join("dossier"), round);
            build(What::Changed);
            if let Some((cost, _)) = paraphe(program, folder, &["check", "dossier"]) {
                results.add(self.fiches, What::Check, label(program), cost);
            }
        }
    }

    fn bare(&self, stage: &Path, results: &mut Results) {
        let names = documents(stage);
        let mut typst =
            |what: What, costs: &[Cost]| results.add(self.fiches, what, "typst", Cost::sum(costs));
        let compile = |names: &[&str]| {
            let stage = stage.to_str().expect("a path in UTF-8");
            own(&[&["bare", stage], names].concat())
        };
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        typst(What::BareAll, &[compile(&names)]);
        typst(What::BareAnnexes, &[compile(&["annexes"])]);
        if self.is_whole {
            typst(
                What::BareAlone,
                &names
                    .iter()
                    .map(|name| compile(&[name]))
                    .collect::<Vec<_>>(),
            );
        }
    }
}

/// Many dossiers in one call.
fn wide(plan: &Plan, programs: &Programs, results: &mut Results) {
    let folder = tempfile::tempdir().expect("a folder");
    let names: Vec<String> = (1..=plan.wide)
        .map(|rank| format!("lot-{rank:03}"))
        .collect();
    for name in &names {
        make(&folder.path().join(name), plan.fiches, name);
    }
    for program in programs.all() {
        eprintln!("{} dossiers of {} fiches", plan.wide, plan.fiches);
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        if let Some(cost) = build(folder.path(), program, &names) {
            results.add_wide(plan.wide, label(program), cost);
        }
    }
}

/// Writes a dossier, in a process of its own.
fn make(folder: &Path, fiches: usize, stage: &str) {
    own(&[
        "make-stage",
        folder.to_str().expect("a path in UTF-8"),
        &fiches.to_string(),
        stage,
    ]);
}

/// Builds, and tells what it cost.
fn build(folder: &Path, program: &Path, dossiers: &[&str]) -> Option<Cost> {
    let output = format!("output-{}", label(program));
    let arguments = [&["build", "--output", &output], dossiers].concat();
    paraphe(program, folder, &arguments).map(|(cost, _)| cost)
}

/// Leaves nothing of earlier builds.
fn forget(folder: &Path, program: &Path) {
    let path = folder.join(format!("output-{}", label(program)));
    if path.exists() {
        fs::remove_dir_all(path).expect("removed");
    }
}

/// The documents of a stage, in the order of their names.
fn documents(stage: &Path) -> Vec<String> {
    let source = stage.join("source");
    let mut names = Vec::new();
    for (folder, prefix) in [(source.clone(), ""), (source.join("fiches"), "fiches/")] {
        for entry in fs::read_dir(folder).expect("a folder") {
            let name = entry
                .expect("an entry")
                .file_name()
                .into_string()
                .expect("a name");
            names.extend(
                name.strip_suffix(".typ")
                    .map(|name| format!("{prefix}{name}")),
            );
        }
    }
    names.sort();
    names
}
