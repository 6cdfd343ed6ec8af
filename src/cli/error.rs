//! Failures as messages: what happened, where, and how to put it right.

use std::{io, path::Path};

use super::{
    console::{self, Console, Outcome},
    panics::Panic,
};
use crate::{
    error::{Error, Fault},
    finding::{Finding, Severity},
    locale::args,
    publish::Incident,
    report::{Ink, Notice, visible},
    source::{Place, Sources, join},
    watchdog::{Late, Task},
};

/// The arguments of a message.
type Args<'a> = &'a [(&'static str, String)];

impl Console {
    /// Prints what stopped a run, and returns the outcome.
    pub(super) fn failure(&self, error: &Error) -> Outcome {
        console::print_message(&self.describe(error));
        match error {
            Error::NotFinal { .. } => Outcome::Findings,
            _ => Outcome::Unusable,
        }
    }

    /// What stopped a run, as a message that ends with a line break.
    pub(super) fn describe(&self, error: &Error) -> String {
        match error {
            Error::Input { findings, sources } => {
                let unread = findings.iter();
                let unread = unread.filter(|finding| finding.severity == Severity::Error);
                let count = args! { count: unread.count() };
                let findings = self.findings(findings, sources);
                format!("{findings}\n{}", self.refusal("error-input", &count))
            }
            Error::Refused { name, args } => self.refusal(name, args),
            Error::NotFinal { still_draft, open } => self.not_final(still_draft.as_ref(), open),
            Error::Io {
                doing,
                path,
                source,
            } => self.system(doing, path, source),
            Error::Document(fault) => self.faulty(fault),
        }
    }

    /// A message, and its help when the catalogue has one.
    pub(super) fn refusal(&self, name: &str, args: Args<'_>) -> String {
        let is_near = |(key, value): &(&str, String)| *key == "nearest" && !value.is_empty();
        let is_near = args.iter().any(is_near);
        let help = if is_near { "near" } else { "help" };
        let mut notice = self.error(name, args);
        if let Some((_, files)) = args.iter().find(|(key, _)| *key == "files") {
            let files: Vec<String> = files.lines().map(visible).collect();
            notice = notice.listed("note-files", &files);
        }
        self.helped(notice, &format!("{name}-{help}"), args)
    }

    /// The beginning of a message about a failure.
    pub(super) fn error(&self, name: &str, args: Args<'_>) -> Notice<'_> {
        self.notice(Ink::Error, "severity-error", &self.locale.text(name, args))
    }

    fn notice(&self, ink: Ink, severity: &str, message: &str) -> Notice<'_> {
        let label = self.locale.plain(severity);
        Notice::new(&self.locale, self.messages, ink, &label, message)
    }

    /// The message with its help, if the catalogue has it.
    fn helped(&self, notice: Notice<'_>, help: &str, args: Args<'_>) -> String {
        match self.locale.optional_text(help, args) {
            Some(help) => notice.note("note-help", &help).finish(),
            None => notice.finish(),
        }
    }

    /// Findings as messages.
    pub(super) fn findings(&self, findings: &[Finding], sources: &Sources) -> String {
        let report = self.report(self.messages, sources);
        report.render(&findings.iter().collect::<Vec<_>>())
    }

    /// An incident that is no failure, as a message.
    pub(super) fn incident(&self, incident: &Incident) -> String {
        let path = args! { path: incident.path.display() };
        let message = self.locale.text(incident.name, &path);
        let notice = self.notice(Ink::Info, "severity-info", &message);
        match &incident.cause {
            Some(cause) => notice.note("note-cause", &self.answer(cause)).finish(),
            None => notice.finish(),
        }
    }

    /// Everything that blocks a final stage, each with its place and what to do about it.
    fn not_final(&self, still_draft: Option<&Place>, open: &[Finding]) -> String {
        let sources = Sources::default();
        let report = self.report(self.messages, &sources);
        let status = still_draft.map(|place| {
            let name = "error-not-final-draft";
            let notice = self.error(name, &[]).origin(&place.to_string());
            self.helped(notice, &format!("{name}-help"), &[])
        });
        let findings = open.iter().map(|finding| report.brief(finding));
        let blocking: Vec<String> = status.into_iter().chain(findings).collect();
        let sum = self.refusal("error-not-final", &args! { count: blocking.len() });
        format!("{}\n{sum}", blocking.join("\n"))
    }

    /// A template that fails: its line, the engine's messages, and which template may be at fault.
    fn faulty(&self, fault: &Fault) -> String {
        let args = args! { template: fault.template, document: fault.document };
        let mut notice = self.error(fault.message, &args);
        if let Some((place, text)) = &fault.at {
            notice = notice.quoted(place, text, Ink::Error);
        }
        // The engines' messages are in English, so they are quoted, line by line.
        let details = fault.details.iter().flat_map(|text| text.lines());
        let details: Vec<String> = details.map(visible).collect();
        let notice = notice.listed(fault.engine, &details);
        let templates = fault.own.join(", ");
        let origin = if templates.is_empty() {
            "built-in"
        } else {
            "own"
        };
        let help = format!("error-template-{origin}-help");
        self.helped(notice, &help, &args! { own: templates })
    }

    /// What the system refused, why, and what to do, which depends on what was being done, else on the system's answer.
    fn system(&self, doing: &str, path: &Path, source: &io::Error) -> String {
        let kind = format!("{:?}", source.kind());
        let args = args! { path: path.display(), answer: kind };
        let name = format!("error-doing-{doing}");
        let notice = self.error(&name, &args);
        let notice = notice.note("note-cause", &self.answer(source));
        let mut help = format!("{name}-help");
        if self.locale.optional_text(&help, &args).is_none() {
            help = format!("system-{kind}-help");
        }
        self.helped(notice, &help, &args)
    }

    /// What the system answered, in the reader's language where the catalogue has it.
    fn answer(&self, error: &io::Error) -> String {
        let id = format!("system-{:?}", error.kind());
        let answer = self.locale.optional_text(&id, &[]);
        answer.unwrap_or_else(|| error.to_string())
    }

    /// Prints what took too long, before the process ends.
    pub(super) fn too_late(&self, late: &Late) {
        let (name, value) = (late.limit.name(), self.limits.of(late.limit));
        let args = args! { limit: name, value: value, seconds: late.seconds };
        let notice = self.under_way(self.error("stopped-time", &args), &late.tasks);
        console::print_message(&self.helped(notice, "stopped-time-help", &args));
    }

    /// Prints that the program has a defect.
    pub(super) fn defect(&self, panic: &Panic) -> Outcome {
        let args = args! { version: env!("CARGO_PKG_VERSION") };
        let notice = self.error("stopped-defect", &args);
        let notice = self.under_way(notice, &panic.tasks);
        let notice = notice.note("note-detail", &panic.detail);
        console::print_message(&self.helped(notice, "stopped-defect-help", &[]));
        Outcome::Unusable
    }

    /// A task and its parts, down to the smallest: `reading input, file budget.xlsx`.
    fn under_way<'a>(&self, notice: Notice<'a>, tasks: &[Task]) -> Notice<'a> {
        let shown = |task: &Task| {
            let (id, name) = match task {
                Task::Building(name) => ("task-building", name.as_str()),
                Task::Reading(name) => ("task-reading", name.as_str()),
                Task::File(name) => ("task-file", name.as_str()),
                Task::Document { name, .. } => ("task-document", name.as_str()),
                Task::Comparing => ("task-comparing", ""),
            };
            self.locale.text(id, &args! { name: visible(name) })
        };
        if tasks.is_empty() {
            return notice;
        }
        notice.listed("note-doing", &[join(tasks.iter().map(shown), ", ")])
    }
}
