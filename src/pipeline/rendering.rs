//! What is rendered, and in which order: documents side by side, the annexes after the workbook attached to them.

use super::{Audited, DATA, Extent, Step, WORKBOOK, corrections};
use crate::{
    error::Error,
    finding::Finding,
    locale::Locale,
    record::Record,
    render::{Attachment, Document, Renderer},
    xlsx::{self, Received},
};

/// What everything is made from.
pub(super) struct Rendering<'a> {
    pub(super) audited: &'a Audited,
    pub(super) record: &'a Record,
    /// The findings that the annexes list: a draft's, if it lists any.
    pub(super) open: &'a [&'a Finding],
    /// `donnees.json`.
    pub(super) data: &'a [u8],
    pub(super) on: &'a (dyn Fn(Step<'_>) + Sync),
}

/// What came of it.
pub(super) struct Rendered {
    pub(super) documents: Vec<Document>,
    /// The corrected workbook; none beside single fiches.
    pub(super) workbook: Option<Vec<u8>>,
}

impl Rendering<'_> {
    /// Renders what is published of the stage.
    pub(super) fn run(&self, extent: &Extent) -> Result<Rendered, Error> {
        match extent {
            Extent::Whole => self.whole(),
            Extent::Fiches(ranks) => {
                (self.on)(Step::Rendering(ranks.len()));
                let documents = self.renderer()?.fiches(self.record, ranks, &|name| (self.on)(Step::Rendered(name)))?;
                Ok(Rendered { documents, workbook: None })
            }
            Extent::Workbook => Ok(Rendered { documents: Vec::new(), workbook: Some(self.workbook()?) }),
        }
    }

    fn renderer(&self) -> Result<Renderer, Error> {
        Renderer::new(&self.audited.dossier.raw.templates)
    }

    fn whole(&self) -> Result<Rendered, Error> {
        let renderer = self.renderer()?;
        let done = |name: &str| (self.on)(Step::Rendered(name));
        // Every fiche, the annexes and the recap.
        (self.on)(Step::Rendering(self.record.fiches.len() + 2));
        // The annexes take about as long as all the rest: both are laid out side by side.
        let (annexes, singles) =
            rayon::join(|| self.annexes(&renderer, &done), || renderer.singles(self.record, &done));
        // A fiche's own document tells more of what fails than all of them in one.
        let singles = singles?;
        let attached = self.attached(&[], &[]);
        let (annexes, workbook) = annexes.map_err(|error| renderer.with_fiche(error, self.record, &attached))?;
        let documents = [annexes].into_iter().chain(singles).collect();
        Ok(Rendered { documents, workbook: Some(workbook) })
    }

    fn annexes(&self, renderer: &Renderer, done: &(dyn Fn(&str) + Sync)) -> Result<(Document, Vec<u8>), Error> {
        let workbook = self.workbook()?;
        let attached = self.attached(&workbook, self.data);
        let annexes = renderer.annexes(self.record, self.open, &attached, done)?;
        Ok((annexes, workbook))
    }

    /// What is attached to the annexes, unless archives refuse attachments.
    fn attached<'b>(&self, workbook: &'b [u8], data: &'b [u8]) -> Vec<Attachment<'b>> {
        let attached = [Attachment { name: WORKBOOK, bytes: workbook }, Attachment { name: DATA, bytes: data }];
        if self.record.convention.without_attachments { Vec::new() } else { attached.into() }
    }

    fn workbook(&self) -> Result<Vec<u8>, Error> {
        let raw = &self.audited.dossier.raw;
        // What is published is French wherever it is made.
        let corrections = corrections::corrections(self.audited, &Locale::french());
        let sha256 = raw.inputs.iter().find(|input| input.name == raw.workbook).map_or("", |input| &input.sha256);
        let received = Received { file: &raw.workbook, sha256, extras: &raw.extras };
        xlsx::write(self.record, &corrections, &received)
    }
}
