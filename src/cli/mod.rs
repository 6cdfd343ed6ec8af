//! The command line: arguments in, exit code out. Results go to stdout, messages and progress to stderr.
//!
//! Everything that depends on where the program runs is looked up here and handed down: language, colours,
//! width, `SOURCE_DATE_EPOCH`.

mod args;
mod ask;
mod build;
mod cached;
mod check;
mod completions;
mod console;
mod diff;
mod error;
mod explain;
mod help;
mod init;
mod man;
mod panics;
mod supervise;
mod textconv;
mod timings;
mod usage;
mod voice;
mod watch;

use std::{ffi::OsString, io, process::ExitCode};

use args::{Args, Command};
use console::Console;
use supervise::Worker;

/// What a run comes to. The greater one wins when there are several dossiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Outcome {
    /// Done, nothing wrong.
    Clean,
    /// Done with findings of severity *error*, with differences, or refused because of findings.
    Findings,
    /// Bad usage, or input that cannot be read.
    Unusable,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Clean => Self::SUCCESS,
            Outcome::Findings => Self::from(1),
            Outcome::Unusable => Self::from(2),
        }
    }
}

/// Runs the program with these arguments, its own name first.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let worker = Worker::of_environment();
    if worker.is_none()
        && supervise::is_watched(&arguments)
        && let Some(code) = supervise::watch_over(&arguments)
    {
        return code;
    }
    panics::silence();
    let ended = panics::caught(|| run_command(&arguments, worker)).unwrap_or_else(|panic| {
        console::tell_last(&Console::of(&arguments).stopped(&panic.into()))
            .map(|()| Outcome::Unusable)
    });
    match ended {
        Ok(outcome) => outcome.into(),
        // Whoever reads the output has read enough: `paraphe check | head`.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            error::refused("error-unwritable", &args::locale(&arguments), &error);
            Outcome::Unusable.into()
        }
    }
}

fn run_command(arguments: &[OsString], worker: Option<Worker>) -> io::Result<Outcome> {
    let locale = args::locale(arguments);
    let args = match Args::parse(arguments, &locale) {
        Ok(args) => args,
        Err(refusal) => return usage::report(&refusal, &locale),
    };
    let limits = match args::limits(arguments) {
        Ok(limits) => limits,
        Err(mistake) => return usage::report_limit(&mistake, &locale),
    };
    let console = Console::new(locale, &args.global, limits);
    if let Some(worker) = worker {
        worker.begin(&console, matches!(args.command, Command::Init(_)))?;
    }
    match &args.command {
        Command::Check(check) => check::run(check, &console),
        Command::Build(build) => build::run(build, &console),
        Command::Diff(diff) => diff::run(diff, &console),
        Command::Textconv(textconv) => textconv::run(textconv, &console),
        Command::Explain(explain) => explain::run(explain, &console),
        Command::Init(init) => init::run(init, &console),
        Command::Completions(completions) => completions::run(completions, &console),
        Command::Man => man::run(&console),
        Command::Watch(watch) => watch::run(watch, &console),
    }
}
