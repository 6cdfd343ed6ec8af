//! The terminal: what it can show, results on stdout, messages and progress on stderr.

use std::{
    io::{self, IsTerminal, Write},
    time::Duration,
};

use anstream::AutoStream;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::args::Global;
use crate::{limits::Limits, locale::Locale, pipeline::Step, report::Screen};

/// Lines are no longer than this, however wide the terminal.
const MAX_WIDTH: usize = 110;
/// The width of what is no terminal.
const DEFAULT_WIDTH: usize = 100;
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
        let (results, messages) = (screen(&io::stdout()), screen(&io::stderr()));
        Self { locale, quiet: global.quiet, verbose: global.verbose, results, messages, limits }
    }

    /// The same for a page: its messages as a wide terminal without colours would show them.
    pub(super) fn plain(&self) -> Self {
        let screen = Screen { width: MAX_WIDTH, colour: false };
        Self {
            locale: self.locale.clone(),
            quiet: false,
            verbose: false,
            results: screen,
            messages: screen,
            limits: self.limits,
        }
    }

    /// A line that says how far a run has come, for a person who waits.
    pub(super) fn progress(&self) -> Progress<'_> {
        let shown = !self.quiet && io::stderr().is_terminal();
        let bar = if shown {
            ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr())
        } else {
            ProgressBar::hidden()
        };
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg}") {
            bar.set_style(style);
        }
        if shown {
            bar.enable_steady_tick(Duration::from_millis(100));
        }
        Progress { bar, locale: &self.locale }
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

pub(super) fn screen(stream: &impl anstream::stream::RawStream) -> Screen {
    let measured = if stream.is_terminal() { terminal_size::terminal_size() } else { None };
    let measured = measured.map(|(width, _)| usize::from(width.0));
    let told = || std::env::var("COLUMNS").ok()?.parse().ok();
    let width = measured.or_else(told).unwrap_or(DEFAULT_WIDTH);
    let colour = AutoStream::choice(stream) != anstream::ColorChoice::Never;
    Screen { width: width.clamp(MIN_WIDTH, MAX_WIDTH), colour }
}

/// The progress of a build. It vanishes when dropped.
pub(super) struct Progress<'a> {
    bar: ProgressBar,
    locale: &'a Locale,
}

impl Progress<'_> {
    /// Shows a step.
    pub(super) fn show(&self, step: Step<'_>) {
        match step {
            Step::Auditing => self.bar.set_message(self.locale.plain("progress-auditing")),
            Step::Rendering(documents) => {
                self.bar.set_length(documents as u64);
                if let Ok(style) = ProgressStyle::with_template("{spinner} {bar:24} {pos}/{len} {wide_msg}") {
                    self.bar.set_style(style.progress_chars("━━╌"));
                }
            }
            Step::Rendered(name) => {
                self.bar.inc(1);
                self.bar.set_message(self.locale.text("progress-rendered", &[("name", name.to_owned())]));
            }
            Step::Publishing => self.bar.set_message(self.locale.plain("progress-publishing")),
        }
    }
}

impl Drop for Progress<'_> {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
