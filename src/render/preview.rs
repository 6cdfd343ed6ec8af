//! Documents laid out again and again while the dossier is being written: the record in, pages as SVG out.
//!
//! What did not change since the last time is not laid out again: a document whose source is the same is
//! left alone, and in the others Typst works again only on what an edit reaches. A document that fails keeps
//! its last good pages. No PDF is made here.

use super::{
    document::{Document, Job},
    renderer::Renderer,
    typst::{Edited, Typesetter},
    views::{self, Figures},
};
use crate::{error::Error, record::Record};

/// How many edits a piece of layout stays remembered without being used.
const REMEMBERED: usize = 20;
/// What stands for the fingerprint on pages that are only looked at: they change with their own content alone.
const FINGERPRINT: &str = "aperçu";

/// What lays out the documents of a dossier while it is being written.
#[derive(Debug)]
pub(crate) struct Preview {
    renderer: Renderer,
    overrides: Vec<(String, String)>,
}

impl Preview {
    /// `overrides` are those of [`Renderer::new`].
    ///
    /// # Errors
    /// [`Error::Template`] when a template does not parse.
    pub(crate) fn new(overrides: &[(String, String)]) -> Result<Self, Error> {
        Ok(Self {
            renderer: Renderer::new(overrides)?,
            overrides: overrides.to_vec(),
        })
    }

    /// Whether these are the dossier's templates still.
    pub(crate) fn has_templates(&self, overrides: &[(String, String)]) -> bool {
        self.overrides == overrides
    }

    /// Lays out a document if what it says has changed.
    ///
    /// # Errors
    /// [`Error::Template`] and [`Error::Typst`]; the document's last good pages stay.
    pub(crate) fn lay_out(
        &self,
        record: &Record,
        document: Document,
        edited: &mut Edited,
    ) -> Result<(), Error> {
        // Findings stand beside the pages: the annexes need not begin with them.
        let mut job = Job::new(Figures::new(record), document, &[], &[]);
        job.fields["convention"]["fingerprint"] = FINGERPRINT.into();
        let _making = job.begin();
        let source = self.renderer.source_of(&job)?;
        let (typesetter, date) = (&self.renderer.typesetter, views::file_date(record));
        let laid_out = edited.lay_out(typesetter, &job.name, &source, date);
        laid_out.map_err(|error| self.renderer.templates.traced(error))
    }

    /// Forgets layout that recent edits did not use.
    pub(crate) fn forget_unused() {
        Typesetter::forget(REMEMBERED);
    }
}
