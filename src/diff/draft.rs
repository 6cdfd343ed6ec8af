//! A draft, ready to be compared.

use std::path::PathBuf;

use super::comparison::{Reason, Side, SideKind, Subject};
use crate::{finding::Finding, record::Record, source::Code};

/// A draft to be compared.
#[derive(Clone, Debug)]
pub struct Draft {
    /// As it was asked for.
    pub label: String,
    /// What it was read from.
    pub kind: SideKind,
    /// What it says.
    pub record: Record,
    /// What the audit says of it; none when that is not known.
    pub controls: Option<Vec<Control>>,
    /// Where its documents come from.
    pub documents: Documents,
    /// What could not be read of it.
    pub uncompared: Vec<(Subject, Reason, Option<String>)>,
}

/// Where the documents of a draft come from.
#[derive(Clone, Debug)]
pub enum Documents {
    /// A workbook on its own has none.
    None,
    /// The folder of a published stage, which holds their sources.
    Published(PathBuf),
    /// Templates.
    Templates {
        /// Those of the dossier, by name and text, before the built-in ones.
        own: Vec<(String, String)>,
        /// The findings that the annexes begin with.
        open: Vec<Finding>,
    },
}

impl Draft {
    /// Whether it knows more than a workbook does: the agreement, texts, decisions.
    pub(super) fn is_whole(&self) -> bool {
        self.kind != SideKind::Workbook
    }

    /// The dossier's own templates; a published stage has none.
    pub fn templates(&self) -> &[(String, String)] {
        match &self.documents {
            Documents::Templates { own, .. } => own,
            _ => &[],
        }
    }

    /// How a comparison shows it.
    pub(super) fn side(&self) -> Side {
        let known = |text: &str| self.is_whole().then(|| text.to_owned());
        Side {
            label: self.label.clone(),
            kind: self.kind,
            stage: known(&self.record.convention.stage),
            title: known(&self.record.convention.title),
            fingerprint: self.is_whole().then(|| self.record.fingerprint()),
        }
    }
}

/// A finding as `controle.json` lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Control {
    /// The rule's name.
    pub rule: String,
    /// Which of the rule's messages applies.
    pub variant: Option<String>,
    /// `error`, `warning` or `info`.
    pub severity: String,
    /// Whether no decision settles it.
    pub is_open: bool,
    /// What the audit says, in French.
    pub message: String,
    /// Where it stands: `budget.xlsx · Récapitulatif!F9`.
    pub place: String,
    /// The fiche concerned.
    pub fiche: Option<Code>,
    /// The year concerned.
    pub year: Option<i32>,
    /// What the draft says.
    pub drafted: Option<String>,
    /// What it should say.
    pub expected: Option<String>,
}
