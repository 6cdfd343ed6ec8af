//! `paraphe init`: takes the answers given as options, asks for the others where there is someone to ask, and
//! writes the dossier.

use std::{
    io::{self, IsTerminal},
    path::Path,
};

use super::{
    Outcome,
    args::InitArgs,
    ask::Questions,
    console::{self, Console},
};
use crate::{
    error::Error,
    init::{self, Answers, From, NewParty, parse_axis, parse_years},
    journal::{self, Task},
    model::Axis,
    read::{self, Recognised, RecognisedSheet, SheetRole},
    report::{Ink, visible},
};

/// Makes a dossier.
pub(super) fn run(args: &InitArgs, console: &Console) -> io::Result<Outcome> {
    match prepare(args, console) {
        Ok((answers, recognised)) => make(args, &answers, recognised.as_ref(), console),
        Err(Stop::Refused(error)) => console.failure(&error),
        Err(Stop::Told(told)) => {
            console::tell(&told)?;
            Ok(Outcome::Unusable)
        }
        Err(Stop::Io(error)) => Err(error),
    }
}

/// Why no dossier is made.
enum Stop {
    Refused(Error),
    /// The message.
    Told(String),
    Io(io::Error),
}

impl std::convert::From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Refused(error)
    }
}

impl std::convert::From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// Everything that must be known before anything is written.
fn prepare(args: &InitArgs, console: &Console) -> Result<(Answers, Option<Recognised>), Stop> {
    init::require_free(&args.folder)?;
    let reading = args
        .from
        .as_deref()
        .map(|path| journal::begin(|| Task::Reading(path.display().to_string())));
    let recognised = args
        .from
        .as_deref()
        .map(|path| read::recognise(path, &console.limits))
        .transpose()
        .map_err(|error| match error {
            Error::Input { findings, sources } => Stop::Told(console.findings(&findings, &sources)),
            error => Stop::Refused(error),
        })?;
    drop(reading);
    let mut answers = given(args, console).map_err(Stop::Told)?;
    if let Some(recognised) = &recognised {
        answers.complete_from(recognised);
        // Whoever is to confirm it must see it.
        if !(console.quiet && args.yes) {
            console::print(&proposal(recognised, &answers, console))?;
        }
    }
    let can_ask = io::stdin().is_terminal() && io::stderr().is_terminal();
    let questions = Questions {
        locale: &console.locale,
    };
    if can_ask {
        let funders = recognised
            .as_ref()
            .map(|recognised| recognised.funders.clone())
            .unwrap_or_default();
        let asked = questions.complete(&mut answers, &funders);
        let confirmed = asked.and_then(|()| {
            if args.yes || args.from.is_none() {
                Ok(true)
            } else {
                questions.confirm()
            }
        });
        if !confirmed.unwrap_or(false) {
            return Err(Stop::Told(console.notice_text("init-given-up", &[])));
        }
    } else if let Some(missing) = missing(&answers, recognised.as_ref(), console) {
        return Err(Stop::Told(missing));
    } else if recognised.is_some() && !args.yes {
        return Err(Stop::Told(console.notice_text("init-unconfirmed", &[])));
    }
    match answers.mistake() {
        Some((name, answer)) => Err(Stop::Told(
            console.notice_text(name, &[("answer", answer.to_owned())]),
        )),
        None => Ok((answers, recognised)),
    }
}

/// What the options say; the message about the first that cannot be understood.
fn given(args: &InitArgs, console: &Console) -> Result<Answers, String> {
    let refused = |name: &'static str, answer: &str| {
        console.notice_text(name, &[("answer", answer.to_owned())])
    };
    let years = args
        .years
        .as_deref()
        .map(|text| parse_years(text).ok_or_else(|| refused("init-mistake-years", text)));
    let party =
        |text: &String| NewParty::parse(text).ok_or_else(|| refused("init-mistake-party", text));
    let axis = |text: &String| parse_axis(text).ok_or_else(|| refused("init-mistake-axis", text));
    Ok(Answers {
        title: args.title.clone().unwrap_or_default().trim().to_owned(),
        years: years.transpose()?.unwrap_or_default(),
        parties: args.parties.iter().map(party).collect::<Result<_, _>>()?,
        axes: args.axes.iter().map(axis).collect::<Result<_, _>>()?,
    })
}

/// The message that names the options still to be given.
fn missing(
    answers: &Answers,
    recognised: Option<&Recognised>,
    console: &Console,
) -> Option<String> {
    let options = [
        ("--title", answers.title.is_empty()),
        ("--years", answers.years.is_empty()),
        ("--party", answers.parties.is_empty()),
        ("--axis", answers.axes.is_empty()),
    ];
    let missing: Vec<&str> = options
        .into_iter()
        .filter(|(_, lacks)| *lacks)
        .map(|(option, _)| option)
        .collect();
    if missing.is_empty() {
        return None;
    }
    let funders = recognised
        .map(|recognised| recognised.funders.join(", "))
        .unwrap_or_default();
    let name = if funders.is_empty() || !missing.contains(&"--party") {
        "init-missing"
    } else {
        "init-missing-party"
    };
    Some(console.notice_text(
        name,
        &[("options", missing.join(", ")), ("funders", funders)],
    ))
}

fn make(
    args: &InitArgs,
    answers: &Answers,
    recognised: Option<&Recognised>,
    console: &Console,
) -> io::Result<Outcome> {
    let extension = args
        .from
        .as_deref()
        .and_then(Path::extension)
        .and_then(|ext| ext.to_str())
        .unwrap_or("xlsx");
    let from = recognised.map(|recognised| From {
        recognised,
        extension,
    });
    match init::create(&args.folder, answers, from, &console.locale) {
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

/// What was written, and what to do next.
fn done(folder: &Path, files: &[String], is_incomplete: bool, console: &Console) -> String {
    let folder = visible(&folder.display().to_string());
    if console.quiet {
        return format!("{folder}\n");
    }
    let locale = &console.locale;
    let args = [
        ("folder", folder.clone()),
        ("count", files.len().to_string()),
    ];
    let mut lines = vec![
        console
            .results
            .paint(Ink::Strong, &locale.text("init-done", &args)),
    ];
    let is_fiche = |name: &&String| name.starts_with("fiches/");
    let fiches = files.iter().filter(is_fiche).count();
    let folded = fiches > 1 && !console.verbose;
    lines.extend(
        files
            .iter()
            .filter(|name| !folded || !is_fiche(name))
            .map(|name| format!("  {name}")),
    );
    if folded {
        lines.push(format!(
            "  fiches/  {}",
            locale.text("count-files", &[("count", fiches.to_string())])
        ));
    }
    lines.push(String::new());
    if is_incomplete {
        lines.extend(
            console
                .results
                .wrap(&locale.text("init-to-complete", &args), 0, 0),
        );
    }
    lines.extend(console.results.wrap(&locale.text("init-next", &args), 0, 0));
    lines.push(format!("  paraphe check {}", shell_word(&folder)));
    lines.push(format!("  paraphe build {}", shell_word(&folder)));
    lines.join("\n") + "\n"
}

/// A name as it is typed in a command.
fn shell_word(name: &str) -> String {
    if name.contains(char::is_whitespace) {
        format!("\"{name}\"")
    } else {
        name.to_owned()
    }
}

/// What was recognised in the workbook, what was not, and what follows from it.
fn proposal(recognised: &Recognised, answers: &Answers, console: &Console) -> String {
    let locale = &console.locale;
    let strong = |text: &str| console.results.paint(Ink::Strong, text);
    let mut lines = vec![strong(&locale.plain("init-recognised"))];
    for sheet in &recognised.sheets {
        lines.extend(sheet_lines(sheet, console));
    }
    let years: Vec<String> = answers.years.iter().map(i32::to_string).collect();
    let parties: Vec<String> = answers
        .parties
        .iter()
        .map(|party| visible(&party.column))
        .collect();
    let axes: Vec<String> = answers.axes.iter().map(axis_shown).collect();
    let codes: Vec<String> = recognised
        .fiches
        .iter()
        .map(|fiche| visible(fiche.code.spelling()))
        .collect();
    let facts = [
        ("years", years),
        ("parties", parties),
        ("axes", axes),
        ("fiches", codes),
    ];
    for (name, values) in facts {
        let values = if values.is_empty() {
            locale.plain("init-nothing")
        } else {
            values.join(", ")
        };
        let text = locale.text(&format!("init-fact-{name}"), &[("values", values)]);
        lines.extend(
            console
                .results
                .wrap(&text, 0, 2)
                .into_iter()
                .enumerate()
                .map(indented),
        );
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

fn indented((index, line): (usize, String)) -> String {
    if index == 0 {
        line
    } else {
        format!("  {line}")
    }
}

/// A sheet, then its columns: what we call it, and what the workbook does.
fn sheet_lines(sheet: &RecognisedSheet, console: &Console) -> Vec<String> {
    let locale = &console.locale;
    let role = sheet.role.title();
    let listed = |names: &[String]| {
        names
            .iter()
            .map(|name| locale.text("init-quoted", &[("name", visible(name))]))
            .collect::<Vec<_>>()
            .join(", ")
    };
    let alternatives = |names: &[String]| match names {
        [] => locale.plain("init-not-found"),
        names => locale.text("init-ambiguous", &[("names", listed(names))]),
    };
    let Some(name) = &sheet.name else {
        let is_optional = sheet.role == SheetRole::Recap && sheet.candidates.is_empty();
        let (ink, text) = if is_optional {
            (Ink::Faint, locale.plain("init-absent"))
        } else {
            (Ink::Warning, alternatives(&sheet.candidates))
        };
        return vec![format!("  {role:<16}{}", console.results.paint(ink, &text))];
    };
    let mut lines = vec![format!("  {role:<16}{}", visible(name))];
    for column in &sheet.columns {
        let found = match &column.header {
            Some(header) => visible(header),
            None if column.candidates.is_empty() && !column.column.is_needed => console
                .results
                .paint(Ink::Faint, &locale.plain("init-absent")),
            None => console
                .results
                .paint(Ink::Warning, &alternatives(&column.candidates)),
        };
        lines.push(format!("    {:<14}{found}", column.column.key));
    }
    if !sheet.unused.is_empty() {
        let text = locale.text("init-unused", &[("names", listed(&sheet.unused))]);
        lines.push(format!("    {}", console.results.paint(Ink::Faint, &text)));
    }
    lines
}
