//! The command line: arguments in, exit code out. Results go to stdout, messages and progress to stderr.
//!
//! Everything that depends on where the program runs is looked up here and handed down: language, colours,
//! width, `SOURCE_DATE_EPOCH`.

mod args;
mod ask;
mod build;
mod check;
mod console;
mod diff;
mod error;
mod explain;
mod help;
mod init;
mod outcome;
mod panics;
mod stopped;
mod textconv;
mod usage;
mod watch;

use std::{ffi::OsString, io, process::ExitCode};

use args::{Args, Command};
use console::Console;
use outcome::Outcome;

use crate::watchdog;

/// Runs the program with these arguments, its own name first.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    match run_command(&arguments) {
        Ok(outcome) => outcome.into(),
        // Whoever reads the output has read enough: `paraphe check | head`.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            Console::new(args::locale(&arguments)).unwritable(&error);
            Outcome::Unusable.into()
        }
    }
}

fn run_command(arguments: &[OsString]) -> io::Result<Outcome> {
    let locale = args::locale(arguments);
    let args = match Args::parse(arguments, &locale) {
        Ok(args) => args,
        Err(refusal) => return usage::report(&refusal, &Console::new(locale)),
    };
    let console = Console::new(locale);
    let limits = match args::limits(arguments) {
        Ok(limits) => limits,
        Err(mistake) => return usage::report_limit(&mistake, &console),
    };
    let console = console.with(&args.global, limits);
    let own = console.clone();
    // Where the system refuses a thread, the run goes on unwatched.
    let _ = watchdog::start(limits, move |late| own.too_late(late));
    panics::silence();
    panics::caught(|| command(&args.command, &console))
        .unwrap_or_else(|panic| console.defect(&panic))
}

fn command(command: &Command, console: &Console) -> io::Result<Outcome> {
    match command {
        Command::Check(args) => check::run(args, console),
        Command::Build(args) => build::run(args, console),
        Command::Diff(args) => diff::run(args, console),
        Command::Textconv(args) => textconv::run(args, console),
        Command::Explain(args) => explain::run(args, console),
        Command::Init(args) => init::run(args, console),
        Command::Completions(args) => help::completions(args.shell, console),
        Command::Man => help::man(console),
        Command::Watch(args) => watch::run(args, console),
    }
}
