//! What is rendered, and in which order: documents side by side, the annexes after the workbook attached to them.

use super::{Audited, DATA, Step, WORKBOOK, corrections};
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
    /// The corrected workbook; none for a part of a stage.
    pub(super) workbook: Option<Vec<u8>>,
}

impl Rendering<'_> {
    /// Renders these fiches, by rank, or the whole stage when none is named.
    pub(super) fn run(&self, only: &[usize]) -> Result<Rendered, Error> {
        let renderer = Renderer::new(&self.audited.dossier.raw.templates)?;
        let done = |name: &str| (self.on)(Step::Rendered(name));
        if !only.is_empty() {
            (self.on)(Step::Rendering(only.len()));
            return Ok(Rendered { documents: renderer.fiches(self.record, only, &done)?, workbook: None });
        }
        // Every fiche, the annexes and the recap.
        (self.on)(Step::Rendering(self.record.fiches.len() + 2));
        // The annexes take about as long as all the rest: both are laid out side by side.
        let (annexes, singles) =
            rayon::join(|| self.annexes(&renderer, &done), || renderer.singles(self.record, &done));
        let (annexes, workbook) = annexes?;
        let documents = [annexes].into_iter().chain(singles?).collect();
        Ok(Rendered { documents, workbook: Some(workbook) })
    }

    fn annexes(&self, renderer: &Renderer, done: &(dyn Fn(&str) + Sync)) -> Result<(Document, Vec<u8>), Error> {
        let workbook = self.workbook()?;
        let attached = [Attachment { name: WORKBOOK, bytes: &workbook }, Attachment { name: DATA, bytes: self.data }];
        let attached = if self.record.convention.without_attachments { &[] } else { &attached[..] };
        let annexes = renderer.annexes(self.record, self.open, attached, done)?;
        Ok((annexes, workbook))
    }

    fn workbook(&self) -> Result<Vec<u8>, Error> {
        let raw = &self.audited.dossier.raw;
        // What is published is French wherever it is made.
        let corrections = corrections::corrections(self.audited, &Locale::french());
        xlsx::write(self.record, &corrections, &Received { file: &raw.workbook, other_sheets: raw.other_sheets() })
    }
}
