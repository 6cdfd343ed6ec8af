//! Documents laid out again and again while the dossier is being written: the record in, pages as SVG out.
//!
//! What did not change since the last time is not laid out again: a document whose source is the same is
//! left alone, and in the others Typst works again only on what an edit reaches. A document that fails keeps
//! its last good pages. No PDF is made here.

use std::collections::BTreeMap;

use super::{
    Renderer, Run,
    typst::{Draft, Pages, Typesetter},
};
use crate::{error::Error, record::Record, watchdog};

/// A document of a stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sheet {
    /// A fiche, by rank in the record.
    Fiche(usize),
    /// The recap alone.
    Recap,
    /// Every fiche, the recap and the signature page.
    Annexes,
}

impl Sheet {
    /// Every document of a record, the quickest to lay out first.
    pub fn all(record: &Record) -> impl Iterator<Item = Self> {
        (0..record.fiches.len())
            .map(Self::Fiche)
            .chain([Self::Recap, Self::Annexes])
    }

    /// Its place within the stage, without ending: `annexes`, `recapitulatif`, `fiches/EA-1.1`.
    pub fn name(self, record: &Record) -> String {
        match self {
            Self::Fiche(rank) => {
                format!(
                    "fiches/{}",
                    record
                        .fiches
                        .get(rank)
                        .map_or("", |fiche| fiche.slug.as_str())
                )
            }
            Self::Recap => "recapitulatif".to_owned(),
            Self::Annexes => "annexes".to_owned(),
        }
    }
}

/// The documents of a dossier as they were last laid out.
#[derive(Debug)]
pub struct Preview {
    renderer: Renderer,
    overrides: Vec<(String, String)>,
    drafts: BTreeMap<String, Draft>,
}

impl Preview {
    /// Nothing is laid out yet; `overrides` are those of [`Renderer::new`].
    ///
    /// # Errors
    /// [`Error::Template`] when a template does not parse.
    pub fn new(overrides: &[(String, String)]) -> Result<Self, Error> {
        Ok(Self {
            renderer: Renderer::new(overrides)?,
            overrides: overrides.to_vec(),
            drafts: BTreeMap::new(),
        })
    }

    /// Takes the dossier's templates as they are now. The former ones stay when these do not parse.
    ///
    /// # Errors
    /// [`Error::Template`] when one does not parse.
    pub fn take_templates(&mut self, overrides: &[(String, String)]) -> Result<(), Error> {
        if self.overrides != overrides {
            self.renderer.templates = super::Templates::new(overrides)?;
            self.overrides = overrides.to_vec();
        }
        Ok(())
    }

    /// Lays out a document if what it says has changed, and tells whether it had.
    ///
    /// # Errors
    /// [`Error::Template`] and [`Error::Typst`]; the document's last good pages stay.
    pub fn lay_out(&mut self, record: &Record, sheet: Sheet) -> Result<bool, Error> {
        let name = sheet.name(record);
        let (templates, run) = (
            &self.renderer.templates,
            Run::preview(&self.renderer, record),
        );
        let _making = watchdog::begin(run.task(&name));
        // Findings stand beside the pages: the annexes need not begin with them.
        let order = run.order(sheet, &[], &[]);
        let source = run.source_of(&order)?;
        let date = run.convention.file_date();
        let draft = self.drafts.entry(name.clone()).or_default();
        let laid_out = self
            .renderer
            .typesetter
            .lay_out(draft, &source, &name, date);
        laid_out.map_err(|error| templates.traced(error, &source, order.template, &order.view))
    }

    /// Forgets the documents that the record no longer has, and layout that recent runs did not use.
    pub fn forget_unused(&mut self, record: &Record) {
        let names: Vec<String> = Sheet::all(record).map(|sheet| sheet.name(record)).collect();
        self.drafts.retain(|name, _| names.contains(name));
        Typesetter::forget_long_unused();
    }

    /// The pages of a document as they were last laid out; none before that.
    pub fn pages(&self, name: &str) -> Pages {
        self.drafts.get(name).map(Draft::pages).unwrap_or_default()
    }
}

impl<'a> Run<'a> {
    fn preview(renderer: &'a Renderer, record: &'a Record) -> Self {
        Self {
            is_preview: true,
            ..Self::new(renderer, record, &|_| ())
        }
    }
}
