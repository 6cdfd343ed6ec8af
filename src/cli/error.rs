//! Failures as messages: what happened, where, and how to put it right.

use std::io;

use super::{
    Outcome,
    console::{self, Console},
};
use crate::{
    error::{Error, Fault, Kept, RecordFault},
    finding::Finding,
    limits::Limit,
    locale::Locale,
    publish::Incident,
    report::{Ink, Notice, TextReport, visible},
    source::{Place, Sources},
};

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

/// Says what the system kept the command line itself from doing. When stderr refuses too, the exit code remains.
pub(super) fn refused(name: &str, locale: &Locale, error: &io::Error) {
    let screen = console::messages();
    let label = locale.plain("severity-error");
    let notice = Notice::new(locale, screen, Ink::Error, &label, "", &locale.plain(name));
    let _ = console::tell(&notice.note("note-cause", &answer(locale, error)).finish());
}

/// What the system answered, in the reader's language where the catalogue has it.
pub(super) fn answer(locale: &Locale, error: &io::Error) -> String {
    match answer_name(error.kind()) {
        Some(answer) => locale.plain(&format!("system-{answer}")),
        None => error.to_string(),
    }
}

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
            Error::Input { findings, sources } => self.input(findings, sources),
            Error::UnknownFiche { code, nearest } => {
                self.unknown("fiche", code, nearest.as_deref())
            }
            Error::UnknownRule { rule, nearest } => self.unknown("rule", rule, nearest.as_deref()),
            Error::UnknownAxis { axis, known } => self.told(
                "unknown-axis",
                &[("axis", axis.clone()), ("known", known.join(", "))],
            ),
            Error::StageTwice { stage } => self.told("stage-twice", &[("stage", stage.clone())]),
            Error::FolderInUse { path } => {
                self.told("folder-in-use", &[("path", path.display().to_string())])
            }
            Error::NotAStage { path } => {
                self.told("not-a-stage", &[("path", path.display().to_string())])
            }
            Error::StageKept { path, reason } => self.kept(&path.display().to_string(), reason),
            Error::UnknownDraft {
                name,
                output,
                stages,
            } => {
                let args = [
                    ("name", name.clone()),
                    ("output", output.display().to_string()),
                    ("stages", stages.join(", ")),
                    ("count", stages.len().to_string()),
                ];
                self.told("unknown-draft", &args)
            }
            Error::TooFewStages { output, stages } => {
                let args = [
                    ("output", output.display().to_string()),
                    ("count", stages.len().to_string()),
                ];
                self.told("too-few-stages", &args)
            }
            Error::Record { path, problem } => self.record(&path.display().to_string(), problem),
            Error::Compared { path } => {
                self.told("compared", &[("path", path.display().to_string())])
            }
            Error::NeedsFile { format } => {
                self.told("needs-file", &[("format", (*format).to_owned())])
            }
            Error::SourceDateEpoch { text } => {
                self.told("source-date-epoch", &[("text", text.clone())])
            }
            Error::NotFinal { still_draft, open } => self.not_final(still_draft.as_ref(), open),
            Error::Io {
                doing,
                path,
                source,
            } => self.system(doing, &path.display().to_string(), source),
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
                    "template-syntax"
                } else {
                    "template"
                };
                self.faulty(name, &args, fault, std::slice::from_ref(detail))
            }
            Error::Typst {
                document,
                details,
                fault,
                ..
            } => self.faulty("typst", &[("document", document.clone())], fault, details),
            Error::SignatureMark { party, count } => self.told(
                "signature-mark",
                &[("party", party.clone()), ("count", count.to_string())],
            ),
            Error::SignatureFields { part } => self
                .notice("signature-fields", &[])
                .note("note-detail", part)
                .finish(),
            Error::Xlsx { detail } => self
                .notice("xlsx", &[])
                .note("note-detail", detail)
                .finish(),
        }
    }

    /// Says that a dossier cannot be read, under the findings that say why.
    pub(super) fn unreadable(&self, dossier: &str) -> String {
        self.told("unreadable", &[("dossier", dossier.to_owned())])
    }

    /// A message that is no failure of the library, and its help: bad answers, questions left open.
    pub(super) fn notice_text(&self, name: &str, args: &[(&'static str, String)]) -> String {
        let label = self.locale.plain("severity-error");
        let message = self.locale.text(name, args);
        let notice = Notice::new(
            &self.locale,
            self.messages,
            Ink::Error,
            &label,
            "",
            &message,
        );
        match self.locale.optional_text(&format!("{name}-help"), args) {
            Some(help) => notice.note("note-help", &help).finish(),
            None => notice.finish(),
        }
    }

    /// A message and, when the catalogue has one, its help.
    fn told(&self, name: &str, args: &[(&'static str, String)]) -> String {
        let notice = self.notice(name, args);
        match self
            .locale
            .optional_text(&format!("error-{name}-help"), args)
        {
            Some(help) => notice.note("note-help", &help).finish(),
            None => notice.finish(),
        }
    }

    fn notice(&self, name: &str, args: &[(&'static str, String)]) -> Notice<'_> {
        let message = self.locale.text(&format!("error-{name}"), args);
        Notice::new(
            &self.locale,
            self.messages,
            Ink::Error,
            &self.locale.plain("severity-error"),
            "",
            &message,
        )
    }

    /// Says why a published stage is not replaced.
    fn kept(&self, path: &str, reason: &Kept) -> String {
        let path = ("path", path.to_owned());
        match reason {
            Kept::Final => self.told("stage-final", &[path]),
            Kept::Other { stage } => self.told("stage-other", &[path, ("stage", stage.clone())]),
            Kept::Changed { files } => {
                let count = ("count", files.len().to_string());
                let files: Vec<String> = files.iter().map(|file| visible(file)).collect();
                let help = self.locale.text("error-stage-changed-help", &[]);
                let notice = self.notice("stage-changed", &[path, count]);
                notice
                    .listed("note-files", &files)
                    .note("note-help", &help)
                    .finish()
            }
        }
    }

    /// Says what a run met that is no failure.
    pub(super) fn incident(&self, incident: &Incident) -> String {
        let told = |name: &str, path: &std::path::Path| {
            let message = self
                .locale
                .text(name, &[("path", path.display().to_string())]);
            Notice::new(
                &self.locale,
                self.messages,
                Ink::Info,
                &self.locale.plain("severity-info"),
                "",
                &message,
            )
        };
        match incident {
            Incident::Waiting { output } => told("build-waiting", output).finish(),
            Incident::Removed { path } => told("build-removed", path).finish(),
            Incident::PutBack { path } => told("build-put-back", path).finish(),
            Incident::Stuck { path, source } => told("build-stuck", path)
                .note("note-cause", &answer(&self.locale, source))
                .finish(),
        }
    }

    /// Says why a stage's record cannot be used.
    fn record(&self, path: &str, fault: &RecordFault) -> String {
        let path = ("path", path.to_owned());
        match fault {
            RecordFault::OtherVersion { found, known } => self.told(
                "record-version",
                &[
                    path,
                    ("found", found.to_string()),
                    ("known", known.to_string()),
                ],
            ),
            RecordFault::Malformed { detail } => {
                self.told("record-malformed", &[path, ("detail", detail.clone())])
            }
            RecordFault::TooLarge { limit, allowed } => {
                let args = [
                    path,
                    ("limit", limit.name().to_owned()),
                    ("allowed", allowed.to_string()),
                ];
                self.told(
                    if *limit == Limit::RecordSize {
                        "record-too-large"
                    } else {
                        "record-too-many"
                    },
                    &args,
                )
            }
            RecordFault::Inconsistent { at } => {
                self.told("record-inconsistent", &[path, ("at", at.clone())])
            }
        }
    }

    fn input(&self, findings: &[Finding], sources: &Sources) -> String {
        let count = [("count", findings.len().to_string())];
        format!(
            "{}\n{}",
            self.findings(findings, sources),
            self.told("input", &count)
        )
    }

    /// What could not be read, as messages.
    pub(super) fn findings(&self, findings: &[Finding], sources: &Sources) -> String {
        let report = TextReport {
            locale: &self.locale,
            screen: self.messages,
            sources,
            complete: self.verbose,
        };
        report.render(&findings.iter().collect::<Vec<_>>())
    }

    /// Says that there is no such fiche or rule, and which one may be meant.
    fn unknown(&self, what: &str, asked: &str, nearest: Option<&str>) -> String {
        let args = [
            ("code", asked.to_owned()),
            ("nearest", nearest.unwrap_or_default().to_owned()),
        ];
        let notice = self.notice(&format!("unknown-{what}"), &args);
        let help = if nearest.is_some() { "near" } else { "help" };
        notice
            .note(
                "note-help",
                &self
                    .locale
                    .text(&format!("error-unknown-{what}-{help}"), &args),
            )
            .finish()
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
            let notice = self
                .notice("not-final-draft", &[])
                .origin(&place.to_string());
            notice
                .note(
                    "note-help",
                    &self.locale.plain("error-not-final-draft-help"),
                )
                .finish()
        });
        let blocking: Vec<String> = status
            .into_iter()
            .chain(open.iter().map(|own| report.brief(own)))
            .collect();
        let count = [("count", blocking.len().to_string())];
        format!(
            "{}\n{}",
            blocking.join("\n"),
            self.told("not-final", &count)
        )
    }

    /// A template that fails: its line, what its engine says, and whose fault it may be.
    fn faulty(
        &self,
        name: &str,
        args: &[(&'static str, String)],
        fault: &Fault,
        details: &[String],
    ) -> String {
        let mut notice = self.notice(name, args);
        if let Some((place, text)) = &fault.at {
            notice = notice.quoted(place, text, Ink::Error);
        }
        // The engines speak English: what they say is quoted as theirs, line by line.
        let details: Vec<String> = details
            .iter()
            .flat_map(|detail| detail.lines())
            .map(visible)
            .collect();
        let engine = if name == "typst" {
            "note-typst"
        } else {
            "note-tera"
        };
        let own = [("own", fault.own.join(", "))];
        let help = match (fault.is_own, fault.own.is_empty()) {
            (true, _) => "error-template-own-help",
            (false, false) => "error-template-others-help",
            (false, true) => "error-template-built-in-help",
        };
        notice
            .listed(engine, &details)
            .note("note-help", &self.locale.text(help, &own))
            .finish()
    }

    /// What the system refused, why, and what to do: what was being done decides, else the answer.
    fn system(&self, doing: &str, path: &str, source: &io::Error) -> String {
        let kind = answer_name(source.kind()).unwrap_or("other");
        let args = [("path", path.to_owned()), ("answer", kind.to_owned())];
        let notice = self
            .notice(&format!("doing-{doing}"), &args)
            .note("note-cause", &answer(&self.locale, source));
        let helps = [
            format!("error-doing-{doing}-help"),
            format!("system-{kind}-help"),
        ];
        match helps
            .iter()
            .find_map(|help| self.locale.optional_text(help, &args))
        {
            Some(help) => notice.note("note-help", &help).finish(),
            None => notice.finish(),
        }
    }
}
