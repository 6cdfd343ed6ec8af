//! `paraphe init`: takes the answers given as options, asks for the others on a terminal, and writes the dossier.

use std::{
    io::{self, IsTerminal},
    path::Path,
};

use super::{
    args::InitArgs,
    ask,
    console::{self, Console, Outcome},
};
use crate::{
    error::Error,
    init::{self, Answers, From, NewParty, parse_axis, parse_periods},
    locale::args,
    model::Axis,
    pipeline,
    read::{self, Reason, Recognised, RecognisedSheet, SheetRole},
    report::{Ink, visible},
    source::join,
    watchdog,
};

/// Creates a dossier.
pub(super) fn run(args: &InitArgs, console: &Console) -> Result<Outcome, Error> {
    init::require_free(&args.folder)?;
    if let Some(path) = &args.amendment {
        let files = pipeline::amended(path, &console.limits, &console.locale)?;
        init::place(&args.folder, &files)?;
        let names: Vec<String> = files.into_iter().map(|(name, _)| name).collect();
        console::print(&done(&args.folder, &names, false, console))?;
        return Ok(Outcome::with(false));
    }
    let mut answers = given(args)?;
    let parties = answers.parties.iter();
    let parties = parties.flat_map(|party| [&*party.column, &*party.name]);
    let parties: Vec<&str> = parties.collect();
    let recognised = args.from.as_deref().map(|path| {
        let _reading = watchdog::reading(path);
        read::recognise(path, &answers.years, &parties, &console.limits)
    });
    let word = args.word.as_deref().map(|path| {
        let _reading = watchdog::reading(path);
        read::recognise_fiches(path, &console.limits)
    });
    let read = recognised
        .transpose()
        .and_then(|recognised| Ok((recognised, word.transpose()?)));
    let (mut recognised, word) = match read {
        Err(Error::Input { findings, sources }) => {
            console::print_message(&console.findings(&findings, &sources));
            return Ok(Outcome::Unusable);
        }
        read => read?,
    };
    let word = word.unwrap_or_default();
    if let Some(recognised) = &mut recognised {
        for (prefix, title) in word.fiches.iter().filter_map(|fiche| fiche.axis.clone()) {
            recognised.axes.entry(prefix).or_insert(title);
        }
    }
    let extension = args.from.as_deref().and_then(Path::extension);
    let from = recognised.as_ref().map(|recognised| From {
        recognised,
        extension: extension
            .and_then(|extension| extension.to_str())
            .unwrap_or("xlsx"),
        word: &word.fiches,
    });
    if let Some(from) = from {
        answers.complete_from(from.recognised);
        // It is shown whenever it must be confirmed.
        if !(console.quiet && args.yes) {
            console::print(&proposal(from, &word.others, &answers, console))?;
        }
        if let [_, ..] = &word.findings[..] {
            console::print_message(&console.findings(&word.findings, &word.sources));
        }
    }
    complete(args, &mut answers, recognised.as_ref(), console)?;
    if let Some((name, answer)) = answers.mistake() {
        return Err(Error::refused(name, args! { answer: answer }));
    }
    let files = init::create(&args.folder, &answers, from, &console.locale)?;
    let is_incomplete = recognised.as_ref().is_some_and(init::is_incomplete);
    console::print(&done(&args.folder, &files, is_incomplete, console))?;
    Ok(Outcome::with(is_incomplete || !word.findings.is_empty()))
}

/// The answers given as options.
fn given(args: &InitArgs) -> Result<Answers, Error> {
    let mut years = parsed("init-mistake-years", args.years.as_slice(), parse_periods)?;
    Ok(Answers {
        title: args.title.trim().to_owned(),
        years: years.pop().unwrap_or_default(),
        parties: parsed("init-mistake-party", &args.parties, NewParty::parse)?,
        funders: parsed("init-mistake-party", &args.funders, NewParty::parse)?,
        axes: parsed("init-mistake-axis", &args.axes, parse_axis)?,
        unit: filled(args.unit.as_slice()),
        off_total: filled(&args.off_total),
        fields: filled(&args.fields),
    })
}

fn filled(texts: &[String]) -> Vec<String> {
    let texts = texts.iter().map(|text| text.trim().to_owned());
    texts.filter(|text| !text.is_empty()).collect()
}

fn parsed<T>(
    mistake: &'static str,
    texts: &[String],
    parse: impl Fn(&str) -> Option<T>,
) -> Result<Vec<T>, Error> {
    let refused = |text: &String| Error::refused(mistake, args! { answer: text });
    let parsed = texts
        .iter()
        .map(|text| parse(text).ok_or_else(|| refused(text)));
    parsed.collect()
}

/// Asks for what is missing, or refuses it where there is no terminal.
fn complete(
    args: &InitArgs,
    answers: &mut Answers,
    recognised: Option<&Recognised>,
    console: &Console,
) -> Result<(), Error> {
    let funders = recognised.map_or(&[][..], |recognised| &recognised.funders);
    let is_confirmed = args.yes || recognised.is_none();
    if io::stdin().is_terminal() && io::stderr().is_terminal() {
        ask::complete(answers, funders, console)?;
        if is_confirmed || ask::confirm(console)? {
            return Ok(());
        }
        return Err(Error::refused("init-given-up", []));
    }
    let options = [
        ("--title", answers.title.is_empty()),
        ("--years", answers.years.is_empty()),
        ("--party", answers.parties.is_empty()),
    ];
    let missing = options.into_iter().filter(|(_, is_missing)| *is_missing);
    let missing: Vec<&str> = missing.map(|(option, _)| option).collect();
    let name = match missing.as_slice() {
        [] if is_confirmed => return Ok(()),
        [] => "init-unconfirmed",
        options if options.contains(&"--party") && !funders.is_empty() => "init-missing-party",
        _ => "init-missing",
    };
    let (missing, funders) = (missing.join(", "), funders.join(", "));
    Err(Error::refused(
        name,
        args! { options: missing, funders: funders },
    ))
}

/// What was written, and what to do next.
fn done(folder: &Path, files: &[String], is_incomplete: bool, console: &Console) -> String {
    let folder = visible(&folder.display().to_string());
    if console.quiet {
        return format!("{folder}\n");
    }
    let (locale, screen) = (&console.locale, console.results);
    let args = args! { folder: folder, count: files.len() };
    let mut lines = vec![screen.paint(Ink::Strong, &locale.text("init-done", &args))];
    let files: Vec<_> = files.iter().map(|name| (name.clone(), None)).collect();
    lines.extend(console.listed(&files));
    lines.push(String::new());
    if is_incomplete {
        lines.extend(screen.wrap(&locale.text("init-to-complete", &args), 0, 0));
    }
    lines.extend(screen.wrap(&locale.text("init-next", &args), 0, 0));
    // Quoted as it must be typed in a command.
    let is_quoted = folder.contains(char::is_whitespace);
    let quote = if is_quoted { "\"" } else { "" };
    for command in ["check", "build"] {
        lines.push(format!("  paraphe {command} {quote}{folder}{quote}"));
    }
    lines.join("\n") + "\n"
}

/// What was recognised in the workbook, what was not, and what follows from it.
fn proposal(from: From<'_>, others: &[String], answers: &Answers, console: &Console) -> String {
    let recognised = from.recognised;
    let (locale, screen) = (&console.locale, console.results);
    let mut lines = vec![screen.paint(Ink::Strong, &locale.plain("init-recognised"))];
    for sheet in &recognised.sheets {
        lines.extend(sheet_lines(sheet, console));
    }
    for (name, reason) in &recognised.others {
        let (reason, what) = match reason {
            Reason::Alike(role) => ("init-why-alike", role.title().to_owned()),
            Reason::NoCodes => ("init-why-codes", String::new()),
            Reason::NoFigures => ("init-why-figures", String::new()),
            Reason::NoYear(names) => ("init-why-years", listed(names, console)),
            Reason::Parts(names) => ("init-why-parts", listed(names, console)),
            Reason::Income => ("init-why-income", String::new()),
        };
        let text = locale.text(reason, &args! { name: visible(name), what: what });
        lines.push(screen.wrap(&text, 2, 4).join("\n"));
    }
    let parties = answers.parties.iter().map(|party| visible(&party.column));
    let fiches = recognised.fiches.iter();
    let codes = fiches.map(|fiche| visible(fiche.code.spelling()));
    // `EA (Attractivité)`, or the letters alone where there is no title.
    let axis = |axis: &Axis| match (visible(&axis.prefix), visible(&axis.title)) {
        (prefix, title) if prefix == title => prefix,
        (prefix, title) => format!("{prefix} ({title})"),
    };
    for (name, values) in [
        ("init-fact-years", join(&answers.years, ", ")),
        ("init-fact-parties", join(parties, ", ")),
        ("init-fact-axes", join(answers.axes.iter().map(axis), ", ")),
        ("init-fact-fiches", join(codes, ", ")),
    ] {
        let values = match values.as_str() {
            "" => locale.plain("init-nothing"),
            _ => values,
        };
        let text = locale.text(name, &args! { values: values });
        lines.push(screen.wrap(&text, 0, 2).join("\n  "));
    }
    lines.extend(word_lines(from, others, console));
    lines.join("\n") + "\n\n"
}

/// Which Word file is which fiche.
fn word_lines(from: From<'_>, others: &[String], console: &Console) -> Vec<String> {
    let (locale, screen) = (&console.locale, console.results);
    let mut lines = Vec::new();
    if !from.word.is_empty() || !others.is_empty() {
        lines.push(screen.paint(Ink::Strong, &locale.plain("init-word")));
    }
    for (word, code, twin) in from.files() {
        let twin = twin.map_or("", |twin| &twin.name);
        let several = join(&word.several, ", ");
        let (code, id) = match code {
            Some(code) if !twin.is_empty() => (code.spelling(), "init-word-twice"),
            Some(code) if from.has(code) => (code.spelling(), "init-word-fiche"),
            Some(code) => (code.spelling(), "init-word-alone"),
            None if word.several.is_empty() => ("", "init-word-unknown"),
            None => (&*several, "init-word-several"),
        };
        let args = args! { file: visible(&word.name), code: visible(code), twin: visible(twin) };
        let text = screen.wrap(&locale.text(id, &args), 2, 4);
        lines.push(format!("  {}", text.join("\n  ")));
    }
    if !others.is_empty() {
        let text = locale.text(
            "init-word-others",
            &args! { names: listed(others, console) },
        );
        lines.push(format!("  {}", screen.wrap(&text, 2, 4).join("\n  ")));
    }
    let without = from
        .without_word()
        .map(|fiche| visible(fiche.code.spelling()));
    let without = join(without, ", ");
    if !from.word.is_empty() && !without.is_empty() {
        let text = locale.text("init-word-without", &args! { codes: without });
        lines.push(format!("  {}", screen.wrap(&text, 2, 4).join("\n  ")));
    }
    lines
}

/// A sheet, then its columns: our name for each, then the workbook's.
fn sheet_lines(sheet: &RecognisedSheet, console: &Console) -> Vec<String> {
    let (locale, screen) = (&console.locale, console.results);
    let unknown = |candidates: &[String], is_optional: bool| match candidates {
        [] if is_optional => screen.paint(Ink::Faint, &locale.plain("init-absent")),
        [] => screen.paint(Ink::Warning, &locale.plain("init-not-found")),
        names => {
            let is_one = names.len() == 1;
            let doubt = if is_one { "doubtful" } else { "ambiguous" };
            let names = listed(names, console);
            let text = locale.text(&format!("init-{doubt}"), &args! { names: names });
            screen.paint(Ink::Warning, &text)
        }
    };
    let found = match &sheet.names[..] {
        [] => unknown(&sheet.candidates, sheet.role == SheetRole::Recap),
        names => visible(&names.join(", ")),
    };
    let mut lines = vec![format!("  {:<16}{found}", sheet.role.title())];
    if sheet.names.is_empty() {
        if sheet.candidates.is_empty() && sheet.role != SheetRole::Recap {
            let what = locale.plain(match sheet.role {
                SheetRole::Costs => "init-lacks-costs",
                _ => "init-lacks-funding",
            });
            lines.push(format!("    {}", screen.wrap(&what, 4, 4).join("\n    ")));
        }
        return lines;
    }
    for column in &sheet.columns {
        let found = match &column.header {
            Some(header) => visible(header),
            None => unknown(&column.candidates, !column.is_needed),
        };
        lines.push(format!("    {:<14}{found}", SheetRole::key(column.title)));
    }
    if !sheet.funders.is_empty() {
        let funders = visible(&sheet.funders.join(", "));
        let text = locale.text("init-funders", &args! { names: funders });
        lines.push(format!("    {:<14}{text}", SheetRole::key("Financeur")));
    }
    if !sheet.unused.is_empty() {
        let unused = listed(&sheet.unused, console);
        let text = locale.text("init-unused", &args! { names: unused });
        lines.push(format!("    {}", screen.paint(Ink::Faint, &text)));
    }
    lines
}

/// Names in quotation marks.
fn listed(names: &[String], console: &Console) -> String {
    let locale = &console.locale;
    let quoted = |name: &String| locale.text("init-quoted", &args! { name: visible(name) });
    join(names.iter().map(quoted), ", ")
}
