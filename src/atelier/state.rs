//! What is known of an open dossier at a moment: made by its session, read by its pages, replaced whole.

use std::sync::Arc;

use crate::{
    error::Error,
    finding::Finding,
    pipeline::Audited,
    render::{Document, Edited},
    report::Counts,
    source::Code,
};

/// The document that is looked at first.
pub(super) const FRONT: &str = "recapitulatif";

/// What the session waits for.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Signal {
    /// A file of the dossier was saved.
    Changed,
    /// The document of this name is looked at.
    Look(String),
}

/// A state of a dossier.
#[derive(Clone, Debug, Default)]
pub(super) struct State {
    /// Greater than that of every state before; a run begins anywhere.
    pub(super) version: u64,
    /// The dossier as it was last read; none before that.
    pub(super) audited: Option<Arc<Audited>>,
    /// The documents, in the order in which they are listed.
    pub(super) documents: Vec<Shown>,
    /// Why the pages are not those of the files as they are now: findings that keep the dossier from being read, or
    /// another error.
    pub(super) trouble: Option<Arc<Error>>,
}

/// A document and its last good pages.
#[derive(Clone, Debug)]
pub(super) struct Shown {
    pub(super) document: Document,
    /// Its place within a stage, without ending.
    pub(super) name: String,
    /// The fiche's code; none for what is about all fiches.
    pub(super) code: Option<Code>,
    /// The fiche's title.
    pub(super) title: Option<String>,
    /// The title of the fiche's axis.
    pub(super) axis: Option<String>,
    pub(super) edited: Edited,
    /// Whether its pages are yet to be laid out.
    pub(super) is_pending: bool,
    /// What kept it from being laid out.
    pub(super) failure: Option<Arc<Error>>,
}

impl State {
    /// The document of this name.
    pub(super) fn document(&self, name: &str) -> Option<&Shown> {
        self.documents.iter().find(|document| document.name == name)
    }

    /// What is found in the dossier as it was last read.
    pub(super) fn findings(&self) -> &[Finding] {
        self.audited
            .as_ref()
            .map_or(&[], |audited| &audited.findings)
    }

    pub(super) fn counts(&self) -> Counts {
        Counts::of(self.findings())
    }
}
