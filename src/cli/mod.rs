//! The command line: arguments in, exit code out. Results go to stdout, messages and progress to stderr.
//!
//! Everything that depends on where the program runs is looked up here and passed on: language, colours, width,
//! `SOURCE_DATE_EPOCH`.

mod args;
mod ask;
mod atelier;
mod build;
mod check;
mod console;
mod diff;
mod error;
mod explain;
mod help;
mod init;
mod panics;
mod verify;

use std::{ffi::OsString, io, process::ExitCode};

use args::{Args, AtelierArgs, Command};
use console::{Console, Outcome, PRINTING};

use crate::{error::Error, report::workbook_text, watchdog};

/// Runs the program with these arguments, of which the first is its name.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let locale = args::locale(&arguments);
    let parsed = help::parse(&arguments, &locale);
    // After the arguments are parsed, as they may ask for colours.
    let console = Console::new(locale);
    let done = match parsed {
        Ok(args) => run_command(args, &arguments, console.clone()),
        Err(refusal) => help::report(&refusal, &console),
    };
    let outcome = done.unwrap_or_else(|error| match &error {
        // The reader closed the output early: `paraphe check | head`.
        Error::Io { doing, source, .. }
            if *doing == PRINTING && source.kind() == io::ErrorKind::BrokenPipe =>
        {
            Outcome::Clean
        }
        error => console.failure(error),
    });
    ExitCode::from(outcome as u8)
}

fn run_command(args: Args, arguments: &[OsString], usual: Console) -> Result<Outcome, Error> {
    let console = Console {
        quiet: args.quiet,
        verbose: args.verbose,
        limits: args::limits(arguments)?,
        ..usual
    };
    let watch_console = console.clone();
    // If the system refuses a thread, the run goes on without time limits.
    let _ = watchdog::start(console.limits, move |late| watch_console.too_late(late));
    panics::silence();
    let console = &console;
    let command = args.command;
    let command = command.unwrap_or_else(|| Command::Atelier(AtelierArgs::default()));
    panics::caught(|| match command {
        Command::Atelier(args) => atelier::run(&args, console),
        Command::Check(args) => check::run(args, console),
        Command::Build(args) => build::run(&args, console),
        Command::Diff(args) => diff::run(&args, console),
        Command::Verify { file, output } => verify::run(&file, &output, console),
        Command::Textconv { workbook } => {
            let _reading = watchdog::reading(&workbook);
            console::print(&workbook_text(&workbook, &console.limits)?)?;
            Ok(Outcome::Clean)
        }
        Command::Explain { rules } => explain::run(&rules, console),
        Command::Init(args) => init::run(&args, console),
        Command::Completions { shell } => help::completions(shell, console),
        Command::Man => help::man(console),
    })
    .unwrap_or_else(|panic| Ok(console.defect(&panic)))
}
