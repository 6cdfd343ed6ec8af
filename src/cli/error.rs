//! Failures as messages: what happened, where, and how to put it right.

use std::{io, path::Path};

use super::{
    console::{self, Console},
    outcome::Outcome,
};
use crate::{
    error::{Error, Fault},
    finding::Finding,
    publish::Incident,
    report::{Ink, Notice, TextReport, visible},
    source::{Place, Sources},
};

/// What a message is made with.
type Args<'a> = &'a [(&'static str, String)];

impl Console {
    /// Writes what stopped a run, and what that comes to.
    pub(super) fn failure(&self, error: &Error) -> io::Result<Outcome> {
        console::tell(&self.describe(error))?;
        Ok(if matches!(error, Error::NotFinal { .. }) {
            Outcome::Findings
        } else {
            Outcome::Unusable
        })
    }

    /// What stopped a run, its last line ended.
    pub(super) fn describe(&self, error: &Error) -> String {
        match error {
            Error::Input { findings, sources } => {
                let count = [("count", findings.len().to_string())];
                let findings = self.findings(findings, sources);
                format!("{findings}\n{}", self.refusal("error-input", &count))
            }
            Error::Refused { name, args } => self.refusal(name, args),
            Error::StageChanged { path, files } => self.changed(path, files),
            Error::NotFinal { still_draft, open } => self.not_final(still_draft.as_ref(), open),
            Error::Io {
                doing,
                path,
                source,
            } => self.system(doing, path, source),
            Error::Template {
                template,
                document,
                detail,
                fault,
            } => {
                let args = [
                    ("template", template.clone()),
                    ("document", document.clone()),
                ];
                let name = if document.is_empty() {
                    "error-template-syntax"
                } else {
                    "error-template"
                };
                let notice = self.error(name, &args);
                self.faulty(notice, fault, "note-tera", std::slice::from_ref(detail))
            }
            Error::Typst {
                document,
                details,
                fault,
                ..
            } => {
                let notice = self.error("error-typst", &[("document", document.clone())]);
                self.faulty(notice, fault, "note-typst", details)
            }
            Error::SignatureFields { part } => self
                .error("error-signature-fields", &[])
                .note("note-detail", part)
                .finish(),
            Error::Xlsx { detail } => self
                .error("error-xlsx", &[])
                .note("note-detail", detail)
                .finish(),
        }
    }

    /// A message, and its help when the catalogue has one.
    pub(super) fn refusal(&self, name: &str, args: Args<'_>) -> String {
        let notice = self.error(name, args);
        let is_near = args
            .iter()
            .any(|(key, value)| *key == "nearest" && !value.is_empty());
        let help = if is_near { "near" } else { "help" };
        self.helped(notice, &[format!("{name}-{help}")], args)
    }

    /// The beginning of a message about a failure.
    pub(super) fn error(&self, name: &str, args: Args<'_>) -> Notice<'_> {
        self.notice(Ink::Error, "severity-error", &self.locale.text(name, args))
    }

    fn notice(&self, ink: Ink, severity: &str, message: &str) -> Notice<'_> {
        let label = self.locale.plain(severity);
        Notice::new(&self.locale, self.messages, ink, &label, message)
    }

    /// The message with the first of these helps that the catalogue has.
    fn helped(&self, notice: Notice<'_>, helps: &[String], args: Args<'_>) -> String {
        let help = helps
            .iter()
            .find_map(|help| self.locale.optional_text(help, args));
        match help {
            Some(help) => notice.note("note-help", &help).finish(),
            None => notice.finish(),
        }
    }

    /// Findings as messages.
    pub(super) fn findings(&self, findings: &[Finding], sources: &Sources) -> String {
        let report = TextReport {
            locale: &self.locale,
            screen: self.messages,
            sources,
            complete: self.verbose,
        };
        report.render(&findings.iter().collect::<Vec<_>>())
    }

    /// Says which files of a stage keep it from being replaced.
    fn changed(&self, path: &Path, files: &[String]) -> String {
        let args = [
            ("path", path.display().to_string()),
            ("count", files.len().to_string()),
        ];
        let files: Vec<String> = files.iter().map(|file| visible(file)).collect();
        let notice = self
            .error("error-stage-changed", &args)
            .listed("note-files", &files);
        self.helped(notice, &["error-stage-changed-help".to_owned()], &args)
    }

    /// Says what a run met that is no failure.
    pub(super) fn incident(&self, incident: &Incident) -> String {
        let (name, path, source) = match incident {
            Incident::Waiting { output } => ("build-waiting", output, None),
            Incident::Removed { path } => ("build-removed", path, None),
            Incident::PutBack { path } => ("build-put-back", path, None),
            Incident::Stuck { path, source } => ("build-stuck", path, Some(source)),
        };
        let message = self
            .locale
            .text(name, &[("path", path.display().to_string())]);
        let notice = self.notice(Ink::Info, "severity-info", &message);
        match source {
            Some(source) => notice.note("note-cause", &self.answer(source)).finish(),
            None => notice.finish(),
        }
    }

    /// Everything that blocks a final stage, each with its place and what to do about it.
    fn not_final(&self, still_draft: Option<&Place>, open: &[Finding]) -> String {
        let sources = Sources::default();
        let report = TextReport {
            locale: &self.locale,
            screen: self.messages,
            sources: &sources,
            complete: false,
        };
        let status = still_draft.map(|place| {
            let name = "error-not-final-draft";
            let notice = self.error(name, &[]).origin(&place.to_string());
            self.helped(notice, &[format!("{name}-help")], &[])
        });
        let findings = open.iter().map(|finding| report.brief(finding));
        let blocking: Vec<String> = status.into_iter().chain(findings).collect();
        let count = [("count", blocking.len().to_string())];
        let sum = self.refusal("error-not-final", &count);
        format!("{}\n{sum}", blocking.join("\n"))
    }

    /// A template that fails: its line, what its engine says, and whose fault it may be.
    fn faulty(
        &self,
        mut notice: Notice<'_>,
        fault: &Fault,
        engine: &str,
        details: &[String],
    ) -> String {
        if let Some((place, text)) = &fault.at {
            notice = notice.quoted(place, text, Ink::Error);
        }
        // The engines speak English: what they say is quoted as theirs, line by line.
        let details = details.iter().flat_map(|detail| detail.lines());
        let details: Vec<String> = details.map(visible).collect();
        let help = match (fault.is_own, fault.own.is_empty()) {
            (true, _) => "error-template-own-help",
            (false, false) => "error-template-others-help",
            (false, true) => "error-template-built-in-help",
        };
        let own = [("own", fault.own.join(", "))];
        self.helped(notice.listed(engine, &details), &[help.to_owned()], &own)
    }

    /// What the system refused, why, and what to do: what was being done decides, else the answer.
    fn system(&self, doing: &str, path: &Path, source: &io::Error) -> String {
        let kind = answer_name(source.kind()).unwrap_or("other");
        let args = [
            ("path", path.display().to_string()),
            ("answer", kind.to_owned()),
        ];
        let notice = self
            .error(&format!("error-doing-{doing}"), &args)
            .note("note-cause", &self.answer(source));
        let helps = [
            format!("error-doing-{doing}-help"),
            format!("system-{kind}-help"),
        ];
        self.helped(notice, &helps, &args)
    }

    /// Says that results cannot be written. When stderr refuses too, the exit code remains.
    pub(super) fn unwritable(&self, source: &io::Error) {
        let notice = self.error("error-unwritable", &[]);
        let _ = console::tell(&notice.note("note-cause", &self.answer(source)).finish());
    }

    /// What the system answered, in the reader's language where the catalogue has it.
    fn answer(&self, error: &io::Error) -> String {
        match answer_name(error.kind()) {
            Some(answer) => self.locale.plain(&format!("system-{answer}")),
            None => error.to_string(),
        }
    }
}

/// A system's answer that has a sentence of its own in the catalogue.
fn answer_name(kind: io::ErrorKind) -> Option<&'static str> {
    Some(match kind {
        io::ErrorKind::NotFound => "not-found",
        io::ErrorKind::PermissionDenied => "permission-denied",
        io::ErrorKind::NotADirectory => "not-a-directory",
        io::ErrorKind::AddrInUse => "address-in-use",
        io::ErrorKind::AlreadyExists => "already-exists",
        io::ErrorKind::StorageFull => "storage-full",
        io::ErrorKind::QuotaExceeded => "quota-exceeded",
        io::ErrorKind::FileTooLarge => "file-too-large",
        io::ErrorKind::ResourceBusy => "resource-busy",
        io::ErrorKind::CrossesDevices => "crosses-devices",
        io::ErrorKind::Unsupported => "unsupported",
        io::ErrorKind::ReadOnlyFilesystem => "read-only",
        io::ErrorKind::InvalidFilename => "invalid-name",
        _ => return None,
    })
}
