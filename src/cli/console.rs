//! The terminal: what it can show, results on stdout, messages and progress on stderr.

use std::{
    env,
    io::{self, IsTerminal, Write},
    sync::{Mutex, PoisonError},
};

use anstream::{AutoStream, stream::RawStream};

use super::args::Global;
use crate::{limits::Limits, locale::Locale, pipeline::Step, report::Screen};

/// Lines are no longer than this, however wide the terminal.
const MAX_WIDTH: usize = 110;
/// The width of what is no terminal.
const DEFAULT_WIDTH: usize = 100;
/// Below this, a text is wrapped as if there were more room.
const MIN_WIDTH: usize = 40;
/// The width of a bar of progress.
const BAR: usize = 24;
/// Goes back to the beginning of the line and empties it.
const CLEAR: &str = "\r\x1b[2K";

/// Where results and messages go, and how much of them is wanted.
#[derive(Clone)]
pub(super) struct Console {
    pub(super) locale: Locale,
    pub(super) quiet: bool,
    pub(super) verbose: bool,
    /// What stdout shows.
    pub(super) results: Screen,
    /// What stderr shows.
    pub(super) messages: Screen,
    /// What inputs may cost.
    pub(super) limits: Limits,
}

impl Console {
    /// The console as it is before the arguments are read.
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

    /// The same as the arguments want it.
    pub(super) fn with(self, global: &Global, limits: Limits) -> Self {
        Self {
            quiet: global.quiet,
            verbose: global.verbose,
            limits,
            // They may have changed the colours.
            ..Self::new(self.locale)
        }
    }

    /// The same for a page: its messages as a wide terminal without colours would show them.
    pub(super) fn plain(&self) -> Self {
        let screen = Screen {
            width: MAX_WIDTH,
            colour: false,
        };
        Self {
            results: screen,
            messages: screen,
            ..Self::new(self.locale.clone())
        }
    }
}

/// Writes a result.
pub(super) fn print(text: &str) -> io::Result<()> {
    let mut out = anstream::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()
}

/// Writes a message.
pub(super) fn tell(text: &str) -> io::Result<()> {
    anstream::stderr().lock().write_all(text.as_bytes())
}

/// Writes a message in the place of a line of progress.
pub(super) fn tell_over(text: &str) -> io::Result<()> {
    if io::stderr().is_terminal() {
        draw(CLEAR);
    }
    tell(text)
}

/// Moves the cursor of a terminal, even of one that is to show no colours. When stderr refuses, nothing can say so.
fn draw(text: &str) {
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

fn screen(stream: &impl RawStream) -> Screen {
    let measured = stream
        .is_terminal()
        .then(terminal_size::terminal_size)
        .flatten();
    let width = measured
        .map(|(width, _)| usize::from(width.0))
        .or_else(|| env::var("COLUMNS").ok()?.parse().ok())
        .unwrap_or(DEFAULT_WIDTH);
    Screen {
        width: width.clamp(MIN_WIDTH, MAX_WIDTH),
        colour: AutoStream::choice(stream) != anstream::ColorChoice::Never,
    }
}

/// A line that says how far a build has come, for a person who waits. It vanishes when dropped.
pub(super) struct Progress<'a> {
    console: &'a Console,
    is_shown: bool,
    /// The documents laid out, and all of them.
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
        let mut documents = self
            .documents
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let line = match step {
            Step::Auditing => locale.plain("progress-auditing"),
            Step::Rendering(all) => {
                *documents = (0, all);
                return;
            }
            Step::Rendered(name) => {
                documents.0 += 1;
                let (done, all) = *documents;
                let full = (BAR * done / all.max(1)).min(BAR);
                let bar = "━".repeat(full) + &"╌".repeat(BAR - full);
                let text = locale.text("progress-rendered", &[("name", name.to_owned())]);
                format!("{bar} {done}/{all} {text}")
            }
            Step::Publishing => locale.plain("progress-publishing"),
            Step::Met(incident) => {
                let _ = tell_over(&self.console.incident(incident));
                return;
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
