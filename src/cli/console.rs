//! The terminal: what it can show, results on stdout, messages and progress on stderr.

use std::{
    env,
    io::{self, IsTerminal, Write},
    sync::{Mutex, PoisonError},
};

use anstream::{AutoStream, stream::RawStream};

use crate::{
    error::Error,
    limits::Limits,
    locale::{Locale, args},
    pipeline::Step,
    report::{Ink, Screen, TextReport},
    source::Sources,
};

/// Lines are no longer than this, however wide the terminal.
pub(super) const MAX_WIDTH: usize = 110;
/// The width where there is no terminal.
pub(super) const DEFAULT_WIDTH: usize = 100;
/// The width used for narrower terminals.
const MIN_WIDTH: usize = 40;
/// Goes back to the beginning of the line and empties it.
const CLEAR: &str = "\r\x1b[2K";
/// What an error says was being done when a result cannot be written.
pub(super) const PRINTING: &str = "print";

/// The outcome of a run; of several dossiers, the greatest one counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Outcome {
    /// Done, nothing wrong.
    Clean,
    /// Done with findings of severity *error*, with differences, or refused because of findings.
    Findings,
    /// Bad usage, or input that cannot be read.
    Unusable,
}

impl Outcome {
    /// The outcome of a run that succeeded, with or without findings.
    pub(super) fn with(findings: bool) -> Self {
        if findings {
            Self::Findings
        } else {
            Self::Clean
        }
    }
}

/// Where results and messages go, and how much of them is wanted.
#[derive(Clone)]
pub(super) struct Console {
    pub(super) locale: Locale,
    pub(super) quiet: bool,
    pub(super) verbose: bool,
    /// What stdout can show.
    pub(super) results: Screen,
    /// What stderr can show.
    pub(super) messages: Screen,
    /// What inputs may cost.
    pub(super) limits: Limits,
}

impl Console {
    pub(super) fn new(locale: Locale) -> Self {
        Self {
            locale,
            quiet: false,
            verbose: false,
            results: screen(&io::stdout()),
            messages: screen(&io::stderr()),
            limits: Limits::default(),
        }
    }

    /// The same with results and messages as a file shows them.
    pub(super) fn plain(&self, width: usize) -> Self {
        let screen = Screen {
            width,
            colour: false,
        };
        Self {
            results: screen,
            messages: screen,
            ..self.clone()
        }
    }

    /// What puts findings into words.
    pub(super) fn report<'a>(&'a self, screen: Screen, sources: &'a Sources) -> TextReport<'a> {
        TextReport {
            locale: &self.locale,
            screen,
            sources,
            complete: self.verbose,
        }
    }

    /// A sentence with a number in it.
    pub(super) fn counted(&self, id: &str, count: usize) -> String {
        self.locale.text(id, &args! { count: count })
    }

    /// The files, with their pages; a folder's files on one line unless all are asked for.
    pub(super) fn listed(&self, files: &[(String, Option<usize>)]) -> Vec<String> {
        let shown = |name: &str| match name.split_once('/') {
            Some((folder, _)) if !self.verbose => format!("{folder}/"),
            _ => name.to_owned(),
        };
        let lines = files.chunk_by(|(one, _), (next, _)| shown(one) == shown(next));
        let lines = lines.map(|files| match files {
            // A folder with a single file is shown as that file.
            [(name, _)] => (name.clone(), files),
            _ => (shown(&files[0].0), files),
        });
        let lines: Vec<_> = lines.collect();
        let widths = lines.iter().map(|(name, _)| name.chars().count());
        let width = widths.max().unwrap_or(0);
        let line = |(name, files): &(String, &[(String, Option<usize>)])| {
            let pages: usize = files.iter().filter_map(|(_, pages)| *pages).sum();
            let mut facts = Vec::new();
            if name.ends_with('/') {
                facts.push(self.counted("count-files", files.len()));
            }
            if pages > 0 {
                facts.push(self.counted("count-pages", pages));
            }
            let facts = self.results.paint(Ink::Faint, &facts.join(", "));
            format!("  {name:width$}  {facts}").trim_end().to_owned()
        };
        lines.iter().map(line).collect()
    }
}

/// Writes a result.
pub(super) fn print(text: &str) -> Result<(), Error> {
    let mut out = anstream::stdout().lock();
    out.write_all(text.as_bytes())
        .and_then(|()| out.flush())
        .map_err(Error::io(PRINTING, ""))
}

/// Writes a message in place of the progress line. If stderr fails, the exit code still tells the outcome.
pub(super) fn print_message(text: &str) {
    if io::stderr().is_terminal() {
        draw(CLEAR);
    }
    let _ = anstream::stderr().lock().write_all(text.as_bytes());
}

/// Moves the cursor of a terminal, even of one without colours.
fn draw(text: &str) {
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

fn screen(stream: &impl RawStream) -> Screen {
    let measured = stream.is_terminal().then(terminal_size::terminal_size);
    let measured = measured.flatten().map(|(width, _)| usize::from(width.0));
    let width = measured.or_else(|| env::var("COLUMNS").ok()?.parse().ok());
    Screen {
        width: width.unwrap_or(DEFAULT_WIDTH).clamp(MIN_WIDTH, MAX_WIDTH),
        colour: AutoStream::choice(stream) != anstream::ColorChoice::Never,
    }
}

/// The progress line of a build, for a person who waits. It is cleared when dropped.
pub(super) struct Progress<'a> {
    console: &'a Console,
    is_shown: bool,
    /// How many documents will be laid out, and how many are.
    documents: Mutex<(usize, usize)>,
}

impl<'a> Progress<'a> {
    pub(super) fn new(console: &'a Console) -> Self {
        Self {
            console,
            is_shown: !console.quiet && io::stderr().is_terminal(),
            documents: Mutex::default(),
        }
    }

    /// Shows a step.
    pub(super) fn show(&self, step: Step<'_>) {
        let locale = &self.console.locale;
        // Held until the line is drawn, so that the count never goes back.
        let documents = self.documents.lock();
        let (all, done) = &mut *documents.unwrap_or_else(PoisonError::into_inner);
        let line = match step {
            Step::Incident(incident) => return print_message(&self.console.incident(incident)),
            Step::Rendering(count) => return *all = count,
            Step::Auditing => locale.plain("progress-auditing"),
            Step::Publishing => locale.plain("progress-publishing"),
            Step::Rendered(name) => {
                *done += 1;
                let text = locale.text("progress-rendered", &args! { name: name });
                format!("{done}/{all} {text}")
            }
        };
        if self.is_shown {
            let line: String = line.chars().take(self.console.messages.width - 1).collect();
            draw(&format!("{CLEAR}{line}"));
        }
    }
}

impl Drop for Progress<'_> {
    fn drop(&mut self) {
        if self.is_shown {
            draw(CLEAR);
        }
    }
}
