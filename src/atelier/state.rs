//! A snapshot of an open dossier: made by its session, read by its pages, never changed in place.

use std::sync::Arc;

use crate::{
    error::Error,
    finding::Finding,
    pipeline::Audited,
    render::{Document, Edited},
    report::Counts,
    source::Code,
};

/// The document that is shown first.
pub(super) const FRONT: &str = "recapitulatif";

/// A signal to the session.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Signal {
    /// A file of the dossier was saved.
    Changed,
    /// The document of this name is being viewed.
    Look(String),
}

/// A state of a dossier.
#[derive(Clone, Debug, Default)]
pub(super) struct State {
    /// Greater than that of every earlier state; starts from a random number.
    pub(super) version: u64,
    /// The dossier as it was last read; none before the first reading.
    pub(super) audited: Option<Arc<Audited>>,
    /// The documents, in the order in which they are listed.
    pub(super) documents: Vec<Shown>,
    /// Why the pages do not show the present files: findings that prevent reading the dossier, or another error.
    pub(super) trouble: Option<Arc<Error>>,
}

/// A document and the last pages that could be laid out.
#[derive(Clone, Debug)]
pub(super) struct Shown {
    pub(super) document: Document,
    /// Its path within a stage, without extension.
    pub(super) name: String,
    /// The fiche's code; none for a document about all fiches.
    pub(super) code: Option<Code>,
    /// The fiche's title.
    pub(super) title: Option<String>,
    /// The title of the fiche's axis.
    pub(super) axis: Option<String>,
    pub(super) edited: Edited,
    /// Whether its pages are yet to be laid out.
    pub(super) is_pending: bool,
    /// Why it could not be laid out.
    pub(super) failure: Option<Arc<Error>>,
}

impl State {
    /// The document of this name.
    pub(super) fn document(&self, name: &str) -> Option<&Shown> {
        self.documents.iter().find(|document| document.name == name)
    }

    /// The findings of the dossier as it was last read.
    pub(super) fn findings(&self) -> &[Finding] {
        self.audited
            .as_ref()
            .map_or(&[], |audited| &audited.findings)
    }

    pub(super) fn counts(&self) -> Counts {
        Counts::of(self.findings())
    }
}
