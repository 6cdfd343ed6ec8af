//! The cost of paraphe, compared with that of Typst alone for the same sources in the same run.
//!
//! ```text
//! cargo measure                       what a build costs, some two minutes (docs/performance.md)
//! cargo measure --full                with 2 200 fiches and 100 dossiers: half an hour, and 8 GB
//! cargo measure --before PROGRAM      the same of another paraphe, in the same run
//! cargo measure make FOLDER FICHES    a dossier to try things on
//! ```
//!
//! Every figure is a separate process, measured by the system. Rounds go through all of them in turn, so that a busy
//! machine affects all alike; ratios are made within a round. `cargo test` runs everything once, on three fiches.

#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a measurement that cannot go on fails"
)]
#![expect(
    clippy::disallowed_methods,
    reason = "a measurement starts programs and looks at the clock"
)]
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "figures to stdout, progress to stderr"
)]

mod typst_alone;
mod dossiers;
#[path = "../../tests/suite/generator.rs"]
#[expect(dead_code, reason = "the tests use more of it")]
mod generator;
#[path = "../../tests/suite/layouts.rs"]
#[expect(dead_code, reason = "the tests use more of it")]
mod layouts;
mod process;
mod shapes;
mod table;

use std::path::{Path, PathBuf};

use process::Programs;
use shapes::Plan;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments
        .iter()
        .map(String::as_str)
        .filter(|word| *word != "--bench")
        .collect();
    match words.as_slice() {
        ["make", folder, fiches] => dossiers::write(Path::new(folder), count(fiches), "essai"),
        ["make-stage", folder, fiches, stage] => {
            dossiers::write(Path::new(folder), count(fiches), stage);
        }
        ["typst-alone", stage, names @ ..] => {
            println!("{}", typst_alone::compile(Path::new(stage), names));
        }
        _ if words.len() == arguments.len() => smoke(&words),
        options => measure(options),
    }
}

fn count(text: &str) -> usize {
    text.parse()
        .unwrap_or_else(|_| panic!("{text} is no number of fiches"))
}

/// `cargo test` asks for no benchmark: everything is run once, as small as possible. Its arguments are names of tests.
fn smoke(words: &[&str]) {
    let mut wanted = words
        .iter()
        .filter(|word| !word.starts_with('-'))
        .peekable();
    if wanted.peek().is_none() || wanted.any(|word| "measure".contains(word)) {
        shapes::run(&Plan::SMOKE, &Programs { before: None });
    }
}

fn measure(options: &[&str]) {
    let mut plan = Plan::USUAL;
    let mut before = None;
    let mut rest = options.iter();
    while let Some(option) = rest.next() {
        match (*option, rest.as_slice().first()) {
            ("--full", _) => {
                plan = Plan {
                    rounds: plan.rounds,
                    ..Plan::FULL
                }
            }
            ("--rounds", Some(rounds)) => plan.rounds = count(rounds),
            ("--before", Some(program)) => before = Some(PathBuf::from(program)),
            (option, _) => panic!("{option}: see benches/measure/main.rs"),
        }
        if *option != "--full" {
            rest.next();
        }
    }
    shapes::run(&plan, &Programs { before });
}
