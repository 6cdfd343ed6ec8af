//! The terminal: what it can show, results on stdout, messages and progress on stderr.

use std::{
    ffi::OsString,
    io::{self, IsTerminal, Write},
    time::Duration,
};

use anstream::AutoStream;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::{
    args::{self, Args, Global},
    voice,
};
use crate::{limits::Limits, locale::Locale, pipeline::Step, report::Screen};

/// Lines are no longer than this, however wide the terminal.
const MAX_WIDTH: usize = 110;
/// The width of what is no terminal.
const DEFAULT_WIDTH: usize = 100;
/// How often progress is drawn again, a second.
#[cfg(unix)]
const REFRESHED: u8 = 20;
/// Below this, a text is wrapped as if there were more room.
const MIN_WIDTH: usize = 40;

/// Where the program speaks, and how much.
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
    pub(super) fn new(locale: Locale, global: &Global, limits: Limits) -> Self {
        let (results, messages) = (screen(&io::stdout()), messages());
        Self {
            locale,
            quiet: global.quiet,
            verbose: global.verbose,
            results,
            messages,
            limits,
        }
    }

    /// The console of a run whose arguments were understood elsewhere.
    pub(super) fn of(arguments: &[OsString]) -> Self {
        let locale = args::locale(arguments);
        let limits = args::limits(arguments).unwrap_or_default();
        match Args::parse(arguments, &locale) {
            Ok(args) => Self::new(locale, &args.global, limits),
            Err(_) => Self {
                locale,
                quiet: false,
                verbose: false,
                results: screen(&io::stdout()),
                messages: messages(),
                limits,
            },
        }
    }

    /// The same for another thread.
    pub(super) fn same(&self) -> Self {
        Self {
            locale: self.locale.clone(),
            ..*self
        }
    }

    /// The same for a page: its messages as a wide terminal without colours would show them.
    pub(super) fn plain(&self) -> Self {
        let screen = Screen {
            width: MAX_WIDTH,
            colour: false,
        };
        Self {
            quiet: false,
            verbose: false,
            results: screen,
            messages: screen,
            ..self.same()
        }
    }

    /// A line that says how far a run has come, for a person who waits.
    pub(super) fn progress(&self) -> Progress<'_> {
        let shown = !self.quiet && is_on_terminal();
        let bar = if shown {
            ProgressBar::with_draw_target(None, draw_target())
        } else {
            ProgressBar::hidden()
        };
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg}") {
            bar.set_style(style);
        }
        if shown {
            bar.enable_steady_tick(Duration::from_millis(100));
        }
        Progress { bar, console: self }
    }
}

/// Where progress is drawn: on what stderr was.
fn draw_target() -> ProgressDrawTarget {
    #[cfg(unix)]
    if let (Some(read), Some(write)) = (voice::kept(), voice::kept()) {
        return ProgressDrawTarget::term(console::Term::read_write_pair(read, write), REFRESHED);
    }
    ProgressDrawTarget::stderr()
}

/// Writes a result.
pub(super) fn print(text: &str) -> io::Result<()> {
    let mut out = anstream::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()
}

/// Writes a message.
pub(super) fn tell(text: &str) -> io::Result<()> {
    match voice::kept() {
        Some(stderr) => AutoStream::auto(stderr).write_all(text.as_bytes()),
        None => anstream::stderr().lock().write_all(text.as_bytes()),
    }
}

/// Writes a message in the place of a line of progress that nobody is left to clear.
pub(super) fn tell_last(text: &str) -> io::Result<()> {
    let clear = if is_on_terminal() { "\r\x1b[2K" } else { "" };
    tell(&format!("{clear}{text}"))
}

/// Whether messages are shown on a terminal.
fn is_on_terminal() -> bool {
    voice::kept().map_or_else(|| io::stderr().is_terminal(), |stderr| stderr.is_terminal())
}

/// What stderr shows.
pub(super) fn messages() -> Screen {
    voice::kept().map_or_else(|| screen(&io::stderr()), |stderr| screen(&stderr))
}

fn screen(stream: &impl anstream::stream::RawStream) -> Screen {
    let measured = if stream.is_terminal() {
        terminal_size::terminal_size()
    } else {
        None
    };
    let measured = measured.map(|(width, _)| usize::from(width.0));
    let told = || std::env::var("COLUMNS").ok()?.parse().ok();
    let width = measured.or_else(told).unwrap_or(DEFAULT_WIDTH);
    let colour = AutoStream::choice(stream) != anstream::ColorChoice::Never;
    Screen {
        width: width.clamp(MIN_WIDTH, MAX_WIDTH),
        colour,
    }
}

/// The progress of a build. It vanishes when dropped.
pub(super) struct Progress<'a> {
    bar: ProgressBar,
    console: &'a Console,
}

impl Progress<'_> {
    /// Shows a step.
    pub(super) fn show(&self, step: Step<'_>) {
        match step {
            Step::Auditing => self
                .bar
                .set_message(self.console.locale.plain("progress-auditing")),
            Step::Rendering(documents) => {
                self.bar.set_length(documents as u64);
                if let Ok(style) =
                    ProgressStyle::with_template("{spinner} {bar:24} {pos}/{len} {wide_msg}")
                {
                    self.bar.set_style(style.progress_chars("━━╌"));
                }
            }
            Step::Rendered(name) => {
                self.bar.inc(1);
                self.bar.set_message(
                    self.console
                        .locale
                        .text("progress-rendered", &[("name", name.to_owned())]),
                );
            }
            Step::Publishing => self
                .bar
                .set_message(self.console.locale.plain("progress-publishing")),
            // When stderr refuses, nothing can say so.
            Step::Met(incident) => {
                drop(self.bar.suspend(|| tell(&self.console.incident(incident))))
            }
        }
    }
}

impl Drop for Progress<'_> {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
