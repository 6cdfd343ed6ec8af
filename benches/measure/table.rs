//! Figures as tables in Markdown: ratios first, then costs. Medians, the least and the most of all
//! rounds in brackets.

use std::fmt::Write as _;

use crate::{
    process::Cost,
    results::{Results, Spread},
    shapes::What,
};

const BEFORE: &str = "before";
const TYPST: &str = "typst";

/// All tables.
pub(crate) fn tables(results: &Results) -> String {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let versions = format!(
        "paraphe {}, Typst {}",
        env!("CARGO_PKG_VERSION"),
        typst::utils::version().raw()
    );
    let system = format!("{} {}", std::env::consts::OS, std::env::consts::ARCH);
    format!(
        "{cores} cores, {system}, {versions}\n\n{}\n{}",
        ratios(results),
        costs(results)
    )
}

/// A row of the first table: what is held against what, by program, and the goal.
struct Ratio<'a> {
    dossier: String,
    what: &'a str,
    value: &'a dyn Fn(&str) -> String,
    goal: &'a str,
}

fn ratios(results: &Results) -> String {
    let labels = results.programs();
    let mut text = format!(
        "| dossier | ratio | {} | goal |\n| --- | --- |{} --- |\n",
        labels.join(" | "),
        " --- |".repeat(labels.len())
    );
    let mut row = |ratio: Ratio<'_>| {
        let values: Vec<String> = labels.iter().map(|label| (ratio.value)(label)).collect();
        writeln!(
            text,
            "| {} | {} | {} | {} |",
            ratio.dossier,
            ratio.what,
            values.join(" | "),
            ratio.goal
        )
        .expect("text");
    };
    let one = results.one;
    for fiches in results.sizes() {
        let dossier = format!("{fiches} fiches");
        let against = |label: &str, bare: What, of: fn(&Cost) -> u128| {
            ratio(
                results,
                (fiches, What::Build, label),
                (fiches, bare, TYPST),
                of,
            )
        };
        let is_one = fiches == one;
        let goal = |text: &'static str| if is_one { text } else { "–" };
        row(Ratio {
            dossier: dossier.clone(),
            what: "CPU of a build ÷ Typst’s for the same documents, one after the other",
            value: &|label| against(label, What::BareAll, cpu),
            goal: goal("≤ 1.10, better ≤ 1.00"),
        });
        row(Ratio {
            dossier: dossier.clone(),
            what: "time of a build ÷ Typst’s for the same documents, one after the other",
            value: &|label| against(label, What::BareAll, wall),
            goal: goal("≤ 0.60"),
        });
        row(Ratio {
            dossier: dossier.clone(),
            what: "memory of a build ÷ Typst’s for the combined document alone",
            value: &|label| against(label, What::BareAnnexes, memory),
            goal: if is_one { "–" } else { "≤ 1.10" },
        });
        if is_one {
            warm(results, &mut row);
        } else {
            row(Ratio {
                dossier,
                what: &format!("time a fiche ÷ that of {one} fiches"),
                value: &|label| a_fiche(results, fiches, label),
                goal: if fiches > 1000 {
                    "≤ 1.25"
                } else {
                    "≤ 1.15"
                },
            });
        }
    }
    if let Some((dossiers, ..)) = results.wide.first() {
        let dossier = format!("{dossiers} dossiers of {one}");
        row(Ratio {
            dossier: dossier.clone(),
            what: &format!("time ÷ {dossiers} × that of one"),
            value: &|label| {
                wide(results, label, |wide, one, dossiers| {
                    hundredths(wall(wide) * 100 / (wall(one) * dossiers))
                })
            },
            goal: "≤ 1.00",
        });
        row(Ratio {
            dossier,
            what: "memory, all dossiers in one call",
            value: &|label| {
                wide(results, label, |wide, _, _| {
                    format!("{} MB", memory(wide) / 1_000_000)
                })
            },
            goal: "≤ 400 MB",
        });
    }
    text
}

/// What is asked of the single dossier beyond a first build.
fn warm(results: &Results, row: &mut dyn FnMut(Ratio<'_>)) {
    let one = results.one;
    let took = |label: &str, what: What| {
        let costs = results.all(one, what, label);
        Spread::of(costs.iter().map(wall)).map_or_else(none, |spread| spread.shown(&milliseconds))
    };
    let dossier = format!("{one} fiches");
    let rows = [
        ("`check`", What::Check, "≤ 30 ms"),
        (
            "nothing changed since the last build",
            What::Unchanged,
            "≤ 50 ms",
        ),
    ];
    for (text, what, goal) in rows {
        row(Ratio {
            dossier: dossier.clone(),
            what: text,
            value: &|label| took(label, what),
            goal,
        });
    }
    row(Ratio {
        dossier,
        what: "one fiche changed: time beyond Typst’s for the combined document alone",
        value: &|label| {
            let pairs = results.pairs((one, What::Changed, label), (one, What::BareAnnexes, TYPST));
            let beyond = pairs
                .iter()
                .map(|(own, bare)| wall(own).saturating_sub(wall(bare)));
            Spread::of(beyond).map_or_else(none, |spread| spread.shown(&milliseconds))
        },
        goal: "≤ 150 ms",
    });
}

/// A ratio round by round, in hundredths.
fn ratio(
    results: &Results,
    own: (usize, What, &str),
    against: (usize, What, &str),
    of: fn(&Cost) -> u128,
) -> String {
    let pairs = results.pairs(own, against);
    let ratios = pairs
        .iter()
        .map(|(own, against)| of(own) * 100 / of(against).max(1));
    Spread::of(ratios).map_or_else(none, |spread| spread.shown(&hundredths))
}

/// The median time a fiche, held against that of the usual dossier.
fn a_fiche(results: &Results, fiches: usize, label: &str) -> String {
    let median =
        |fiches: usize| Spread::of(results.all(fiches, What::Build, label).iter().map(wall));
    let (Some(own), Some(one)) = (median(fiches), median(results.one)) else {
        return none();
    };
    let (own, one) = (own.median * whole(results.one), one.median * whole(fiches));
    hundredths(own * 100 / one.max(1))
}

fn wide(results: &Results, label: &str, value: fn(&Cost, &Cost, u128) -> String) -> String {
    let many = results.wide.iter().find(|(_, own, _)| *own == label);
    let mut one = results.all(results.one, What::Build, label);
    one.sort_by_key(|cost| cost.wall);
    match (many, one.get(one.len() / 2)) {
        (Some((dossiers, _, many)), Some(one)) => value(many, one, whole(*dossiers)),
        _ => none(),
    }
}

fn costs(results: &Results) -> String {
    let mut text =
        "| dossier | what | time, ms | CPU, ms | memory, MB |\n| --- | --- | --- | --- | --- |\n"
            .to_owned();
    let mut row = |dossier: &str, what: &str, costs: &[Cost]| {
        let spread = |of: fn(&Cost) -> u128, unit: u128| {
            Spread::of(costs.iter().map(|cost| of(cost) / unit))
                .map_or_else(none, |spread| spread.shown(&|n| n.to_string()))
        };
        let cells = [
            spread(wall, 1000),
            spread(cpu, 1000),
            spread(memory, 1_000_000),
        ];
        writeln!(text, "| {dossier} | {what} | {} |", cells.join(" | ")).expect("text");
    };
    for fiches in results.sizes() {
        for (what, label) in results.measured(fiches) {
            row(
                &format!("{fiches} fiches"),
                &named(what, label),
                &results.all(fiches, what, label),
            );
        }
    }
    for (dossiers, label, cost) in &results.wide {
        row(
            &format!("{dossiers} dossiers of {}", results.one),
            &named(What::Build, label),
            &[*cost],
        );
    }
    text
}

fn named(what: What, label: &str) -> String {
    let named = match what {
        What::Build => "first build",
        What::Unchanged => "build, nothing changed",
        What::Changed => "build, one fiche changed",
        What::Check => "`check`",
        What::BareAll => "Typst: every document, one after the other",
        What::BareAnnexes => "Typst: the combined document alone",
        What::BareAlone => "Typst: every document in a process of its own",
    };
    if label == BEFORE {
        format!("{named}, before")
    } else {
        named.to_owned()
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

fn whole(count: usize) -> u128 {
    count as u128
}

fn hundredths(value: u128) -> String {
    format!("{}.{:02}", value / 100, value % 100)
}

fn milliseconds(microseconds: u128) -> String {
    format!("{} ms", (microseconds + 500) / 1000)
}

fn none() -> String {
    "–".to_owned()
}
