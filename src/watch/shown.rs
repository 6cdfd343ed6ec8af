//! What there is to see at a moment: made by the session, read by the page.

use std::sync::Arc;

use crate::{
    finding::Finding,
    pipeline::Audited,
    render::Pages,
    source::{Code, Sources},
};

/// A state of the preview. Nothing in it changes; the next one replaces it.
#[derive(Clone, Debug, Default)]
pub(super) struct Shown {
    /// Greater than that of every state before, those of former runs included.
    pub(super) version: u64,
    /// The dossier as it was last read; none before that.
    pub(super) audited: Option<Arc<Audited>>,
    /// The documents, in the order in which they are listed.
    pub(super) documents: Vec<Shelf>,
    /// Why the pages are not those of the files as they are now.
    pub(super) trouble: Option<Trouble>,
}

/// A document and its last good pages.
#[derive(Clone, Debug)]
pub(super) struct Shelf {
    /// Its place within a stage, without ending.
    pub(super) name: String,
    /// The fiche; none for what is about all of them.
    pub(super) fiche: Option<FicheLabel>,
    /// Its last good pages.
    pub(super) pages: Pages,
    /// Whether they are yet to be laid out.
    pub(super) is_pending: bool,
    /// What kept it from being laid out, as a terminal would say it.
    pub(super) failure: Option<String>,
}

/// How a fiche is listed.
#[derive(Clone, Debug)]
pub(super) struct FicheLabel {
    pub(super) code: Code,
    pub(super) title: String,
    /// Its axis, by title.
    pub(super) axis: String,
}

/// What stands in the way of the whole dossier.
#[derive(Clone, Debug)]
pub(super) enum Trouble {
    /// It cannot be read, or not all of it.
    Unreadable {
        /// Why.
        findings: Vec<Finding>,
        /// What was read all the same.
        sources: Sources,
    },
    /// Something else, as a terminal would say it.
    Failed(String),
}

impl Shown {
    /// The document of this name.
    pub(super) fn document(&self, name: &str) -> Option<&Shelf> {
        self.documents.iter().find(|document| document.name == name)
    }
}
