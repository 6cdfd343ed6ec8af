//! `paraphe init`: takes the answers given as options, asks for the others where there is someone to ask, and
//! writes the dossier.

use std::{
    io::{self, IsTerminal},
    path::Path,
};

use super::{
    args::InitArgs,
    ask::Questions,
    console::{self, Console},
    outcome::Outcome,
};
use crate::{
    error::Error,
    init::{self, Answers, From, NewParty, parse_axis, parse_years},
    model::Axis,
    read::{self, Recognised, RecognisedSheet, SheetRole},
    report::{Ink, visible},
    watchdog::{self, Task},
};

/// Makes a dossier.
pub(super) fn run(args: &InitArgs, console: &Console) -> io::Result<Outcome> {
    let (mut answers, recognised) = match known(args, console) {
        Ok(known) => known,
        Err(Error::Input { findings, sources }) => {
            console::tell(&console.findings(&findings, &sources))?;
            return Ok(Outcome::Unusable);
        }
        Err(error) => return console.failure(&error),
    };
    let recognised = recognised.as_ref();
    // Whoever is to confirm it must see it.
    if let Some(recognised) = recognised.filter(|_| !(console.quiet && args.yes)) {
        console::print(&proposal(recognised, &answers, console))?;
    }
    let made = complete(args, &mut answers, recognised, console)
        .and_then(|()| make(args, &answers, recognised, console));
    match made {
        Ok(files) => {
            let is_incomplete = recognised.is_some_and(init::is_incomplete);
            console::print(&done(&args.folder, &files, is_incomplete, console))?;
            Ok(if is_incomplete {
                Outcome::Findings
            } else {
                Outcome::Clean
            })
        }
        Err(error) => console.failure(&error),
    }
}

/// What the options and the workbook say.
fn known(args: &InitArgs, console: &Console) -> Result<(Answers, Option<Recognised>), Error> {
    init::require_free(&args.folder)?;
    let mut recognised = None;
    if let Some(path) = &args.from {
        let _reading = watchdog::begin(Task::Reading(path.display().to_string()));
        recognised = Some(read::recognise(path, &console.limits)?);
    }
    let refused = |name, text: &str| Error::refused(name, [("answer", text.to_owned())]);
    let years = args.years.as_deref();
    let years = years
        .map(|text| parse_years(text).ok_or_else(|| refused("init-mistake-years", text)))
        .transpose()?;
    let parties = args.parties.iter();
    let parties = parties
        .map(|text| NewParty::parse(text).ok_or_else(|| refused("init-mistake-party", text)));
    let axes = args.axes.iter();
    let axes = axes.map(|text| parse_axis(text).ok_or_else(|| refused("init-mistake-axis", text)));
    let mut answers = Answers {
        title: args.title.as_deref().unwrap_or_default().trim().to_owned(),
        years: years.unwrap_or_default(),
        parties: parties.collect::<Result<_, _>>()?,
        axes: axes.collect::<Result<_, _>>()?,
    };
    if let Some(recognised) = &recognised {
        answers.complete_from(recognised);
    }
    Ok((answers, recognised))
}

/// Asks for what is missing, or refuses it where there is nobody to ask.
fn complete(
    args: &InitArgs,
    answers: &mut Answers,
    recognised: Option<&Recognised>,
    console: &Console,
) -> Result<(), Error> {
    let funders = recognised.map_or(&[][..], |recognised| &recognised.funders);
    if io::stdin().is_terminal() && io::stderr().is_terminal() {
        let questions = Questions {
            locale: &console.locale,
        };
        let is_confirmed = questions.complete(answers, funders).and_then(|()| {
            if args.yes || args.from.is_none() {
                Ok(true)
            } else {
                questions.confirm()
            }
        });
        if !is_confirmed.unwrap_or(false) {
            return Err(Error::refused("init-given-up", []));
        }
    } else {
        require_all(answers, funders)?;
        if recognised.is_some() && !args.yes {
            return Err(Error::refused("init-unconfirmed", []));
        }
    }
    match answers.mistake() {
        Some((name, answer)) => Err(Error::refused(name, [("answer", answer.to_owned())])),
        None => Ok(()),
    }
}

/// Names the options still to be given.
fn require_all(answers: &Answers, funders: &[String]) -> Result<(), Error> {
    let options = [
        ("--title", answers.title.is_empty()),
        ("--years", answers.years.is_empty()),
        ("--party", answers.parties.is_empty()),
        ("--axis", answers.axes.is_empty()),
    ];
    let missing = options.iter().filter(|(_, is_missing)| *is_missing);
    let missing: Vec<&str> = missing.map(|(option, _)| *option).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let name = if funders.is_empty() || !missing.contains(&"--party") {
        "init-missing"
    } else {
        "init-missing-party"
    };
    let args = [
        ("options", missing.join(", ")),
        ("funders", funders.join(", ")),
    ];
    Err(Error::refused(name, args))
}

fn make(
    args: &InitArgs,
    answers: &Answers,
    recognised: Option<&Recognised>,
    console: &Console,
) -> Result<Vec<String>, Error> {
    let extension = args.from.as_deref().and_then(Path::extension);
    let extension = extension.and_then(|extension| extension.to_str());
    let from = recognised.map(|recognised| From {
        recognised,
        extension: extension.unwrap_or("xlsx"),
    });
    init::create(&args.folder, answers, from, &console.locale)
}

/// What was written, and what to do next.
fn done(folder: &Path, files: &[String], is_incomplete: bool, console: &Console) -> String {
    let folder = visible(&folder.display().to_string());
    if console.quiet {
        return format!("{folder}\n");
    }
    let (locale, screen) = (&console.locale, console.results);
    let args = [
        ("folder", folder.clone()),
        ("count", files.len().to_string()),
    ];
    let mut lines = vec![screen.paint(Ink::Strong, &locale.text("init-done", &args))];
    let (fiches, others): (Vec<&String>, Vec<_>) =
        files.iter().partition(|name| name.starts_with("fiches/"));
    let folds = fiches.len() > 1 && !console.verbose;
    let listed: Vec<&String> = if folds {
        others
    } else {
        files.iter().collect()
    };
    lines.extend(listed.iter().map(|name| format!("  {name}")));
    if folds {
        let count = locale.text("count-files", &[("count", fiches.len().to_string())]);
        lines.push(format!("  fiches/  {count}"));
    }
    lines.push(String::new());
    if is_incomplete {
        lines.extend(screen.wrap(&locale.text("init-to-complete", &args), 0, 0));
    }
    lines.extend(screen.wrap(&locale.text("init-next", &args), 0, 0));
    // As it is typed in a command.
    let quote = if folder.contains(char::is_whitespace) {
        "\""
    } else {
        ""
    };
    for command in ["check", "build"] {
        lines.push(format!("  paraphe {command} {quote}{folder}{quote}"));
    }
    lines.join("\n") + "\n"
}

/// What was recognised in the workbook, what was not, and what follows from it.
fn proposal(recognised: &Recognised, answers: &Answers, console: &Console) -> String {
    let (locale, screen) = (&console.locale, console.results);
    let mut lines = vec![screen.paint(Ink::Strong, &locale.plain("init-recognised"))];
    for sheet in &recognised.sheets {
        lines.extend(sheet_lines(sheet, console));
    }
    let parties = answers.parties.iter().map(|party| visible(&party.column));
    let codes = recognised
        .fiches
        .iter()
        .map(|fiche| visible(fiche.code.spelling()));
    let facts: [(&str, Vec<String>); 4] = [
        (
            "init-fact-years",
            answers.years.iter().map(i32::to_string).collect(),
        ),
        ("init-fact-parties", parties.collect()),
        (
            "init-fact-axes",
            answers.axes.iter().map(axis_shown).collect(),
        ),
        ("init-fact-fiches", codes.collect()),
    ];
    for (name, values) in facts {
        let values = if values.is_empty() {
            locale.plain("init-nothing")
        } else {
            values.join(", ")
        };
        let text = locale.text(name, &[("values", values)]);
        lines.push(screen.wrap(&text, 0, 2).join("\n  "));
    }
    lines.join("\n") + "\n\n"
}

/// `EA (Attractivité)`, or the letters alone while they are all that is known.
fn axis_shown(axis: &Axis) -> String {
    let (prefix, title) = (visible(&axis.prefix), visible(&axis.title));
    if prefix == title {
        prefix
    } else {
        format!("{prefix} ({title})")
    }
}

/// A sheet, then its columns: what we call it, and what the workbook does.
fn sheet_lines(sheet: &RecognisedSheet, console: &Console) -> Vec<String> {
    let (locale, screen) = (&console.locale, console.results);
    let listed = |names: &[String]| {
        let quoted = names
            .iter()
            .map(|name| locale.text("init-quoted", &[("name", visible(name))]));
        quoted.collect::<Vec<_>>().join(", ")
    };
    let unknown = |candidates: &[String], is_optional: bool| match candidates {
        [] if is_optional => screen.paint(Ink::Faint, &locale.plain("init-absent")),
        [] => screen.paint(Ink::Warning, &locale.plain("init-not-found")),
        names => {
            let text = locale.text("init-ambiguous", &[("names", listed(names))]);
            screen.paint(Ink::Warning, &text)
        }
    };
    let found = match &sheet.name {
        Some(name) => visible(name),
        None => unknown(&sheet.candidates, sheet.role == SheetRole::Recap),
    };
    let mut lines = vec![format!("  {:<16}{found}", sheet.role.title())];
    if sheet.name.is_none() {
        return lines;
    }
    for column in &sheet.columns {
        let found = match &column.header {
            Some(header) => visible(header),
            None => unknown(&column.candidates, !column.column.is_needed),
        };
        lines.push(format!("    {:<14}{found}", column.column.key));
    }
    if !sheet.unused.is_empty() {
        let text = locale.text("init-unused", &[("names", listed(&sheet.unused))]);
        lines.push(format!("    {}", screen.paint(Ink::Faint, &text)));
    }
    lines
}
