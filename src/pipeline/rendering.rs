//! What is rendered, and in which order: documents side by side, the annexes after the workbook attached to them.

use super::{Audited, DATA, Extent, Step, WORKBOOK, corrections};
use crate::{
    cache::Cache,
    clock::{Phase, timed},
    error::Error,
    finding::Finding,
    journal::{self, Task},
    locale::Locale,
    record::Record,
    render::{Attachment, Rendered as RenderedDocument, Renderer},
    xlsx::{self, Correction, Received},
};

/// What everything is made from.
pub(super) struct Rendering<'a> {
    pub(super) audited: &'a Audited,
    pub(super) record: &'a Record,
    /// The findings that the annexes list: a draft's, if it lists any.
    pub(super) open: &'a [&'a Finding],
    /// `donnees.json`.
    pub(super) data: &'a [u8],
    /// What was made before, if it may be used again.
    pub(super) cache: Option<&'a Cache>,
    pub(super) on: &'a (dyn Fn(Step<'_>) + Sync),
}

/// What came of it.
pub(super) struct Rendered {
    pub(super) documents: Vec<RenderedDocument>,
    /// The corrected workbook; none for a part of a stage.
    pub(super) workbook: Option<Vec<u8>>,
}

impl Rendering<'_> {
    /// Renders that much of the stage.
    pub(super) fn run(&self, extent: &Extent) -> Result<Rendered, Error> {
        if let Extent::Workbook = extent {
            return Ok(Rendered {
                documents: Vec::new(),
                workbook: Some(self.workbook()?),
            });
        }
        let renderer = Renderer::new(&self.audited.dossier.templates)?;
        let done = |name: &str| (self.on)(Step::Rendered(name));
        if let Extent::Fiches(ranks) = extent {
            (self.on)(Step::Rendering(ranks.len()));
            return Ok(Rendered {
                documents: renderer.fiches(self.record, ranks, &done)?,
                workbook: None,
            });
        }
        // Every fiche, the annexes and the recap.
        (self.on)(Step::Rendering(self.record.fiches.len() + 2));
        let workbook = self.workbook()?;
        let attached = [
            Attachment {
                name: WORKBOOK,
                bytes: &workbook,
            },
            Attachment {
                name: DATA,
                bytes: self.data,
            },
        ];
        let attached = if self.record.convention.without_attachments {
            &[]
        } else {
            &attached[..]
        };
        let documents = renderer.stage(self.record, self.open, attached, &done)?;
        Ok(Rendered {
            documents,
            workbook: Some(workbook),
        })
    }

    fn workbook(&self) -> Result<Vec<u8>, Error> {
        let _writing = journal::begin(|| Task::Workbook(self.record.fiches.len()));
        timed(Phase::Workbook, || {
            let raw = &self.audited.dossier;
            // What is published is French wherever it is made.
            let corrections = corrections::corrections(self.audited, &Locale::french());
            let sha256 = raw
                .inputs
                .iter()
                .find(|input| input.name == raw.workbook)
                .map_or("", |input| &input.sha256);
            let received = Received {
                file: &raw.workbook,
                sha256,
                extras: &raw.extras,
            };
            self.kept_workbook(&corrections, &received)
        })
    }

    /// The corrected workbook, taken from the cache if it was made before.
    fn kept_workbook(
        &self,
        corrections: &[Correction],
        received: &Received<'_>,
    ) -> Result<Vec<u8>, Error> {
        let Some(cache) = self.cache else {
            return xlsx::write(self.record, corrections, received);
        };
        // What is written in Rust's own notation says all there is to say.
        let beside = format!("{corrections:?}{received:?}");
        let key = cache.key(&[b"workbook", self.data, beside.as_bytes()]);
        if let Some(workbook) = cache.get(&key) {
            return Ok(workbook);
        }
        let workbook = xlsx::write(self.record, corrections, received)?;
        cache.put(&key, &workbook);
        Ok(workbook)
    }
}
