//! Figures as tables in Markdown: ratios first, then costs. They are medians, with the least and the most in brackets.

use std::fmt::Write as _;

use crate::process::Cost;

/// A run: the number of fiches, the task and the program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Run {
    pub(crate) fiches: usize,
    pub(crate) what: &'static str,
    pub(crate) program: &'static str,
}

pub(crate) const BUILD: &str = "first build";
pub(crate) const UNCHANGED: &str = "build, nothing changed";
pub(crate) const CHANGED: &str = "build, one fiche changed";
pub(crate) const CHECK: &str = "`check`";
pub(crate) const WIDE: &str = "first build, a dossier of many";
/// Typst alone: every document in one process, and the combined document alone.
pub(crate) const ALL: &str = "every document, one after the other";
pub(crate) const ANNEXES: &str = "the combined document alone";

/// The cost of every run, round by round.
pub(crate) type Results = Vec<(Run, Cost)>;

/// All tables; `one` is the number of fiches of the usual dossier.
pub(crate) fn tables(results: &Results, one: usize) -> String {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let mut text = format!(
        "{cores} cores, {} {}, paraphe {}, Typst {}\n\n",
        std::env::consts::OS,
        std::env::consts::ARCH,
        env!("CARGO_PKG_VERSION"),
        typst::utils::version().raw()
    );
    let mut runs: Vec<&Run> = Vec::new();
    for (run, _) in results {
        if !runs.contains(&run) {
            runs.push(run);
        }
    }
    text += "| dossier | ratio | program | value |\n| --- | --- | --- | --- |\n";
    for run in &runs {
        let mut row = |ratio: &str, value: String| {
            let Run {
                fiches, program, ..
            } = run;
            writeln!(text, "| {fiches} fiches | {ratio} | {program} | {value} |").expect("text");
        };
        if run.what == BUILD {
            let ours = all(results, run);
            let typst = |what| Run {
                what,
                program: "typst",
                ..(*run).clone()
            };
            let (every, annexes) = (all(results, &typst(ALL)), all(results, &typst(ANNEXES)));
            row(
                "CPU ÷ Typst’s for the same documents",
                ratio(&ours, &every, cpu),
            );
            row(
                "time ÷ Typst’s for the same documents",
                ratio(&ours, &every, wall),
            );
            row(
                "memory ÷ Typst’s for the combined document",
                ratio(&ours, &annexes, memory),
            );
        }
        if run.fiches != one && (run.what == BUILD || run.what == ANNEXES) {
            let usual = all(
                results,
                &Run {
                    fiches: one,
                    ..(*run).clone()
                },
            );
            let a_fiche = |costs: &[Cost], fiches: usize| median(costs, cpu) * 100 / count(fiches);
            let value = a_fiche(&all(results, run), run.fiches) * 100 / a_fiche(&usual, one).max(1);
            row(
                &format!("{}: CPU a fiche ÷ that of {one}", run.what),
                hundredths(value),
            );
        }
    }
    text += "\n| dossier | what | program | time, ms | CPU, ms | memory, MB |\n";
    text += "| --- | --- | --- | --- | --- | --- |\n";
    for run in &runs {
        let costs = all(results, run);
        let spread = |of: fn(&Cost) -> u128, unit: u128| {
            shown(costs.iter().map(|cost| of(cost) / unit), &|value| {
                value.to_string()
            })
        };
        let cells = [
            spread(wall, 1000),
            spread(cpu, 1000),
            spread(memory, 1_000_000),
        ];
        let Run {
            fiches,
            what,
            program,
        } = run;
        writeln!(
            text,
            "| {fiches} fiches | {what} | {program} | {} |",
            cells.join(" | ")
        )
        .expect("text");
    }
    if runs.iter().any(|run| run.what == WIDE) {
        text += "\nOf many dossiers in one call, time and CPU are those of one of them; memory is that of all.\n";
    }
    text
}

/// The costs of a run, round by round.
fn all(results: &Results, run: &Run) -> Vec<Cost> {
    let found = results.iter().filter(|(one, _)| one == run);
    found.map(|(_, cost)| *cost).collect()
}

/// Ratios of the same rounds.
fn ratio(costs: &[Cost], against: &[Cost], of: fn(&Cost) -> u128) -> String {
    let pairs = costs.iter().zip(against);
    shown(
        pairs.map(|(cost, against)| of(cost) * 100 / of(against).max(1)),
        &hundredths,
    )
}

fn median(costs: &[Cost], of: fn(&Cost) -> u128) -> u128 {
    let mut values: Vec<u128> = costs.iter().map(of).collect();
    values.sort_unstable();
    values.get(values.len() / 2).copied().unwrap_or(0)
}

fn shown(values: impl Iterator<Item = u128>, show: &dyn Fn(u128) -> String) -> String {
    let mut values: Vec<u128> = values.collect();
    values.sort_unstable();
    match values.as_slice() {
        [] => "–".to_owned(),
        [first, .., last] if first != last => {
            let median = values[values.len() / 2];
            format!("{} ({}–{})", show(median), show(*first), show(*last))
        }
        [one, ..] => show(*one),
    }
}

/// In microseconds.
fn wall(cost: &Cost) -> u128 {
    cost.wall.as_micros()
}

/// In microseconds.
fn cpu(cost: &Cost) -> u128 {
    cost.cpu.as_micros()
}

/// In bytes.
fn memory(cost: &Cost) -> u128 {
    cost.memory.into()
}

fn count(fiches: usize) -> u128 {
    u128::try_from(fiches).expect("few")
}

fn hundredths(value: u128) -> String {
    format!("{}.{:02}", value / 100, value % 100)
}
