//! Writes what a page or another front end changes in a dossier: settings of `convention.toml`, decisions, files, and
//! new dossiers. There is no HTTP and no HTML here; the only path that comes from outside is the dossier's own.
//!
//! An [`Editor`] is an open dossier:
//!
//! - [`Editor::settings`] gives [`Settings`] and the *version* of the text; a form shows them, [`Settings::with`]
//!   applies what it sends back, and [`Editor::save_settings`] takes the result with that version.
//! - [`questions`] lists what the parties may decide, each with its choices and what each means for each payer;
//!   [`Editor::decide`] writes an `[[arbitrage]]`, [`Editor::decisions`] lists them, [`Editor::withdraw`] takes one away.
//! - [`Editor::begin_fiche`] makes the file of a fiche, [`Editor::save_fiche_text`] writes it;
//!   [`Editor::replace_workbook`], [`Editor::add_fiche`], [`Editor::add_picture`] write a file whole, [`Editor::remove`]
//!   takes one away; the former file goes to `anciens/`.
//! - [`Editor::undo`] takes the last of these back, and can be repeated ([`Editor::last`] names the next one).
//!
//! Before anything is written, the reader and the audit check the whole dossier as it would be. A removal is not
//! checked: a dossier can be read without the file, and the audit finds what is missing. A change that does not pass is
//! refused, and every file stays as it was: [`Refusal::Findings`] lists what is wrong, with the field of the form where
//! it is known; [`Refusal::Conflict`] means that somebody else wrote in the meantime.
//!
//! [`propose`] lists what a workbook and Word files hold and what a new dossier would be; a form of the same fields
//! overrides it (`classeur.depenses.feuille`, `classeur.depenses.montant`, … name sheets and columns).
//! [`Proposal::create`] makes it. [`Editor::recognise`] does the same for the workbook of a dossier, or another one for
//! it: [`Editor::replace_workbook`] takes the settings that it returns.

mod begin;
mod files;
mod settings;
mod settle;
mod store;
mod toml_text;

use std::{collections::BTreeMap, path::Path};

pub(crate) use begin::{Given, Proposal, propose};
pub(crate) use files::{FicheText, is_of_layout, lacks_layout};
pub(crate) use settings::{Entry, Settings};
pub(crate) use settle::{Answer, Change, Payer, Question, questions};

use crate::{
    error::Error,
    finding::{Fact, Finding, Severity},
    limits::Limits,
    pipeline,
    read::{CONVENTION, Changes},
    source::{Place, Sources},
};
use store::Store;

/// A dossier, and the changes in it that can be taken back. They are in memory, so a dossier must have only one editor.
#[derive(Debug)]
pub(crate) struct Editor {
    store: Store,
    limits: Limits,
}

/// Why nothing was written.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// Somebody wrote in the file since it was seen.
    Conflict(Box<Conflict>),
    /// The change could not be read back, or would not have the intended effect.
    Findings {
        /// What would be wrong, each with the field of the form that it is about, where it is known: `parties.0.nom`.
        findings: Vec<(Finding, Option<String>)>,
        /// The texts that were read, so that messages can quote them.
        sources: Box<Sources>,
    },
    /// The change is not allowed, or the system refuses it.
    Error(Error),
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        match error {
            Error::Input { findings, sources } => Self::Findings {
                findings: findings
                    .into_iter()
                    .map(|finding| (finding, None))
                    .collect(),
                sources: Box::new(sources),
            },
            error => Self::Error(error),
        }
    }
}

/// Two texts of one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Conflict {
    /// The file.
    pub file: String,
    /// Its text now.
    pub now: String,
    /// The text that was to be written.
    pub wanted: String,
    /// The version of its text now, with which one may save again.
    pub version: String,
}

impl Editor {
    /// Opens the dossier in `root`.
    ///
    /// # Errors
    /// [`Error::Io`] when there is no such folder.
    pub(crate) fn open(root: &Path, limits: &Limits) -> Result<Self, Error> {
        Ok(Self {
            store: Store::open(root)?,
            limits: *limits,
        })
    }

    /// The dossier's folder.
    pub(crate) fn root(&self) -> &Path {
        &self.store.root
    }

    /// The settings, and the version of the text that they were read from.
    ///
    /// # Errors
    /// [`Refusal::Findings`] when the text is no TOML.
    pub(crate) fn settings(&self) -> Result<(Settings, String), Refusal> {
        let (text, version) = self.store.text(CONVENTION)?;
        match Settings::read(unmarked(&text).1) {
            Some(settings) => Ok((settings, version)),
            None => match pipeline::check(self.root(), &self.limits) {
                Err(error) => Err(error.into()),
                Ok(_) => Err(layout_refused(CONVENTION)),
            },
        }
    }

    /// Writes settings, if the text still has the version `seen`; the rest of the text stays as it is.
    ///
    /// # Errors
    /// Any [`Refusal`].
    pub(crate) fn save_settings(&mut self, settings: &Settings, seen: &str) -> Result<(), Refusal> {
        let (text, _) = self.store.text(CONVENTION)?;
        let (mark, text) = unmarked(&text);
        let wanted = settings
            .write(text)
            .ok_or_else(|| layout_refused(CONVENTION))?;
        let changes = Changes::from([(
            CONVENTION.to_owned(),
            Some([mark, &wanted].concat().into_bytes()),
        )]);
        let seen = BTreeMap::from([(CONVENTION, seen)]);
        self.store.require_seen(&changes, &seen)?;
        self.require(&changes, Must::BeSound, &|place| {
            **place.file_name() == *CONVENTION
        })?;
        self.store.write("settings", &changes, &seen)
    }

    /// The last change that can be taken back: `settings`, `decision`, `withdrawal`, `workbook`, `fiche`, `picture`,
    /// `text`, `removal`. The number distinguishes it from other changes of its kind.
    pub(crate) fn last(&self) -> Option<(&'static str, usize)> {
        self.store.last()
    }

    /// Takes the last change back, and returns its kind; none where there is nothing to take back.
    ///
    /// # Errors
    /// [`Refusal::Conflict`] when a file has changed since.
    pub(crate) fn undo(&mut self) -> Result<Option<&'static str>, Refusal> {
        self.store.undo()
    }

    /// Refuses changes that would cause new errors at the places concerned.
    fn require(
        &self,
        changes: &Changes,
        must: Must,
        is_concerned: &dyn Fn(&Place) -> bool,
    ) -> Result<(), Refusal> {
        let (findings, sources, can_be_read) = as_read(self.root(), &self.limits, changes)?;
        if can_be_read && must == Must::BeRead {
            return Ok(());
        }
        let (former, ..) = as_read(self.root(), &self.limits, &Changes::new())?;
        refuse_new(findings, &former, sources, is_concerned)
    }
}

/// The state that changes must leave a dossier in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Must {
    /// Readable, whatever the audit finds.
    BeRead,
    /// Without an error at certain places.
    BeSound,
}

/// The findings and texts of a dossier as it would be, and whether it can be read.
fn as_read(
    root: &Path,
    limits: &Limits,
    changes: &Changes,
) -> Result<(Vec<Finding>, Sources, bool), Error> {
    match pipeline::check_with(root, limits, changes) {
        Ok(audited) => Ok((audited.dossier.findings, audited.dossier.sources, true)),
        Err(Error::Input { findings, sources }) => Ok((findings, sources, false)),
        Err(error) => Err(error),
    }
}

/// Refuses new errors at the places concerned; former errors are allowed, so that they can be corrected one by one.
fn refuse_new(
    findings: Vec<Finding>,
    former: &[Finding],
    sources: Sources,
    is_concerned: &dyn Fn(&Place) -> bool,
) -> Result<(), Refusal> {
    let content = |finding: &Finding| {
        let Finding {
            rule,
            variant,
            drafted,
            args,
            ..
        } = finding;
        (*rule, *variant, drafted.clone(), args.clone())
    };
    let mut former: Vec<_> = former.iter().map(content).collect();
    let mut is_new = |finding: &Finding| {
        let at = former.iter().position(|one| *one == content(finding));
        at.map(|at| former.swap_remove(at)).is_none()
    };
    let wrong = findings.into_iter().filter(|finding| {
        finding.severity == Severity::Error && is_concerned(&finding.place) && is_new(finding)
    });
    let text = sources.texts.get(CONVENTION).cloned().unwrap_or_default();
    let wrong: Vec<_> = wrong
        .map(|finding| (field_of(&finding, &text), finding))
        .collect();
    if wrong.is_empty() {
        return Ok(());
    }
    Err(Refusal::Findings {
        findings: wrong
            .into_iter()
            .map(|(field, finding)| (finding, field))
            .collect(),
        sources: Box::new(sources),
    })
}

/// The field of a form that a finding is about, by the text of `convention.toml`.
fn field_of(finding: &Finding, text: &str) -> Option<String> {
    let lacking = finding.args.get("key").map(Fact::shown);
    let lacking = lacking.filter(|_| finding.rule == "key-missing");
    let byte = match &finding.place {
        Place::Text { start, .. } => *start,
        _ => 0,
    };
    let is_convention = **finding.place.file_name() == *CONVENTION;
    is_convention.then(|| Settings::field_at(text, byte, lacking.as_deref()))?
}

/// The refusal of a text that is written in a way that cannot be changed in place.
fn layout_refused(file: &str) -> Refusal {
    Error::refused("error-edit-layout", [("file", file.to_owned())]).into()
}

/// The byte order mark that some editors put before a text, if it has one, and the rest of the text.
fn unmarked(text: &str) -> (&str, &str) {
    let mark = if text.starts_with('\u{feff}') {
        '\u{feff}'.len_utf8()
    } else {
        0
    };
    text.split_at(mark)
}

#[cfg(test)]
mod tests;
