//! The measured shapes, and the runs on each, round after round.

use std::{fs, path::Path};

use crate::{
    dossiers,
    process::{Programs, label, paraphe, rerun},
    table::{self, ALL, ANNEXES, BUILD, CHANGED, CHECK, Results, Run, UNCHANGED, WIDE},
};

/// The amount of measurements.
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
        tall: &[(220, 3), (880, 1), (2_200, 1)],
        wide: 100,
    };
    pub(crate) const SMOKE: Self = Self {
        rounds: 1,
        fiches: 3,
        tall: &[(4, 1)],
        wide: 2,
    };
}

/// The name of the dossiers' stage.
const STAGE: &str = "essai";

/// Measures everything, and writes the tables to stdout.
pub(crate) fn run(plan: &Plan, programs: &Programs) {
    let mut results = Results::new();
    one(plan.fiches, plan.rounds, true, programs, &mut results);
    for (fiches, rounds) in plan.tall {
        one(*fiches, *rounds, false, programs, &mut results);
    }
    wide(plan, programs, &mut results);
    println!("{}", table::tables(&results, plan.fiches));
}

/// One dossier; all runs, or only those that matter for a large dossier.
fn one(fiches: usize, rounds: usize, whole: bool, programs: &Programs, results: &mut Results) {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    make(&folder.join("dossier"), fiches, STAGE);
    let mut add = |what, program, cost| {
        let run = Run {
            fiches,
            what,
            program,
        };
        results.push((run, cost));
    };
    for round in 0..rounds {
        eprintln!("{fiches} fiches: round {} of {rounds}", round + 1);
        for program in programs.all() {
            let label = label(program);
            let output = format!("output-{label}");
            for old in [folder.join(&output), folder.join(format!("cache-{label}"))] {
                let _ = fs::remove_dir_all(old);
            }
            let mut go = |what, arguments: &[&str]| {
                if let Some(cost) = paraphe(program, folder, arguments) {
                    add(what, label, cost);
                }
            };
            let build = ["build", "--output", &output, "dossier"];
            go(BUILD, &build);
            if whole {
                go(UNCHANGED, &build);
                dossiers::edit(&folder.join("dossier"), round);
                go(CHANGED, &build);
                go(CHECK, &["check", "dossier"]);
            }
        }
        let stage = folder.join("output-now").join(STAGE);
        let stage = stage.to_str().expect("a path in UTF-8");
        add(ALL, "typst", rerun(&["typst-alone", stage]));
        add(ANNEXES, "typst", rerun(&["typst-alone", stage, "annexes"]));
    }
}

/// Many dossiers in one call.
fn wide(plan: &Plan, programs: &Programs, results: &mut Results) {
    let folder = tempfile::tempdir().expect("a folder");
    let names = (1..=plan.wide).map(|rank| format!("lot-{rank:03}"));
    let names: Vec<String> = names.collect();
    for name in &names {
        make(&folder.path().join(name), plan.fiches, name);
    }
    for program in programs.all() {
        eprintln!("{} dossiers of {} fiches", plan.wide, plan.fiches);
        let output = format!("output-{}", label(program));
        let names = names.iter().map(String::as_str);
        let arguments: Vec<&str> = ["build", "--output", &output]
            .into_iter()
            .chain(names)
            .collect();
        if let Some(cost) = paraphe(program, folder.path(), &arguments) {
            let run = Run {
                fiches: plan.fiches,
                what: WIDE,
                program: label(program),
            };
            results.push((run, cost.a_part(plan.wide)));
        }
    }
}

/// Writes a dossier in a separate process.
fn make(folder: &Path, fiches: usize, stage: &str) {
    let folder = folder.to_str().expect("a path in UTF-8");
    rerun(&["make-stage", folder, &fiches.to_string(), stage]);
}
