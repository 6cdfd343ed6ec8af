//! Documents laid out again and again while the dossier is being written: the record in, pages as SVG out.
//!
//! What did not change since the last time is not laid out again: a document whose source is the same is
//! left alone, and in the others Typst works again only on what an edit reaches. A document that fails keeps
//! its last good pages. No PDF is made here.

use std::collections::BTreeMap;

use super::{
    document::{Document, Job},
    renderer::Renderer,
    typst::{Edited, Pages, Typesetter},
    views::{self, Figures},
};
use crate::{error::Error, record::Record};

/// How many edits a piece of layout stays remembered without being used.
const REMEMBERED: usize = 20;
/// What stands for the fingerprint on pages that are only looked at: they change with their own content alone.
const FINGERPRINT: &str = "aperçu";

/// The documents of a dossier as they were last laid out.
#[derive(Debug)]
pub(crate) struct Preview {
    renderer: Renderer,
    overrides: Vec<(String, String)>,
    documents: BTreeMap<String, Edited>,
}

impl Preview {
    /// Nothing is laid out yet; `overrides` are those of [`Renderer::new`].
    ///
    /// # Errors
    /// [`Error::Template`] when a template does not parse.
    pub(crate) fn new(overrides: &[(String, String)]) -> Result<Self, Error> {
        Ok(Self {
            renderer: Renderer::new(overrides)?,
            overrides: overrides.to_vec(),
            documents: BTreeMap::new(),
        })
    }

    /// Takes the dossier's templates as they are now. The former ones stay when these do not parse.
    ///
    /// # Errors
    /// [`Error::Template`] when one does not parse.
    pub(crate) fn take_templates(&mut self, overrides: &[(String, String)]) -> Result<(), Error> {
        if self.overrides != overrides {
            self.renderer = Renderer::new(overrides)?;
            self.overrides = overrides.to_vec();
        }
        Ok(())
    }

    /// Lays out a document if what it says has changed.
    ///
    /// # Errors
    /// [`Error::Template`] and [`Error::Typst`]; the document's last good pages stay.
    pub(crate) fn lay_out(&mut self, record: &Record, document: Document) -> Result<(), Error> {
        // Findings stand beside the pages: the annexes need not begin with them.
        let mut job = Job::new(Figures::new(record), document, &[], &[]);
        job.fields["convention"]["fingerprint"] = FINGERPRINT.into();
        let _making = job.begin();
        let source = self.renderer.source_of(&job)?;
        let edited = self.documents.entry(job.name.clone()).or_default();
        let (typesetter, date) = (&self.renderer.typesetter, views::file_date(record));
        let laid_out = edited.lay_out(typesetter, &job.name, &source, date);
        laid_out.map_err(|error| self.renderer.traced(error, &source, &job))
    }

    /// Forgets the documents that the record no longer has, and layout that recent runs did not use.
    pub(crate) fn forget_unused(&mut self, record: &Record) {
        let names = Document::all(record).map(|document| document.name(record));
        let names: Vec<String> = names.collect();
        self.documents.retain(|name, _| names.contains(name));
        Typesetter::forget(REMEMBERED);
    }

    /// The pages of a document as they were last laid out; none before that.
    pub(crate) fn pages(&self, name: &str) -> Pages {
        let edited = self.documents.get(name);
        edited
            .map(|edited| edited.pages.clone())
            .unwrap_or_default()
    }
}
