//! What documents are made from: the record in, a template and its fields out.

use std::ops::Range;

use serde::Serialize;
use serde_json::{Value, json};

use super::{
    document::{Attachment, Document},
    views::{self, Figures, PREVIEW},
};
use crate::{
    finding::Finding,
    locale::Locale,
    record::{PartyRecord, Record},
    watchdog::{self, Guard, Task},
};

/// What a document is made from.
pub(super) struct Job<'a> {
    pub(super) record: &'a Record,
    /// Its place within the stage, without ending.
    pub(super) name: String,
    pub(super) template: &'a str,
    /// The fields of the template.
    pub(super) fields: Value,
    pub(super) attachments: &'a [Attachment<'a>],
    /// Those who get a field to sign in.
    pub(super) signed_by: &'a [PartyRecord],
}

impl Job<'_> {
    /// Notes that a step of it is under way, until what is returned goes.
    pub(super) fn begin(&self) -> Guard {
        let fiches = if self.name.starts_with("fiches/") {
            1
        } else {
            self.record.fiches.len()
        };
        let name = self.name.clone();
        watchdog::begin(Task::Document { name, fiches })
    }
}

/// The jobs that make the documents of a record.
pub(super) struct Jobs<'a> {
    pub(super) record: &'a Record,
    figures: Figures,
    /// Whether pages are only looked at: they bear no fingerprint, and so change with what they say alone.
    is_preview: bool,
}

impl<'a> Jobs<'a> {
    pub(super) fn new(record: &'a Record) -> Self {
        Self {
            record,
            figures: Figures::of(record),
            is_preview: false,
        }
    }

    pub(super) fn preview(record: &'a Record) -> Self {
        Self {
            is_preview: true,
            ..Self::new(record)
        }
    }

    /// A document; the annexes attach nothing, and begin with these findings.
    pub(super) fn document(&self, document: Document, open: &[&Finding]) -> Job<'a> {
        let (template, of) = match document {
            Document::Annexes => return self.annexes(0..self.record.fiches.len(), open, &[]),
            Document::Fiche(_) => ("fiche.typ", "fiche"),
            Document::Recap => ("recapitulatif.typ", "recap"),
        };
        let view = self.view(document);
        let convention = self.convention(of, || views::own_fingerprint(self.record, of, &view));
        Job {
            record: self.record,
            name: document.name(self.record),
            template,
            fields: json!({ "convention": convention, of: view }),
            attachments: &[],
            signed_by: &[],
        }
    }

    /// The annexes with these fiches: a draft's begin with a page of the open findings, if there are any to settle.
    pub(super) fn annexes(
        &self,
        ranks: Range<usize>,
        open: &[&Finding],
        attachments: &'a [Attachment<'a>],
    ) -> Job<'a> {
        let (record, figures) = (self.record, self.figures);
        let convention = &record.convention;
        let fiches = ranks.map(|rank| self.view(Document::Fiche(rank)));
        Job {
            record,
            name: Document::Annexes.name(record),
            template: "annexes.typ",
            fields: json!({
                "convention": self.stage_convention(),
                "points": views::points(record, open, &Locale::french()),
                "fiches": fiches.collect::<Vec<_>>(),
                "recap": views::recap(record, figures),
                "signatures": views::signatures(record, figures),
            }),
            attachments,
            signed_by: if convention.has_signature_fields() {
                &convention.parties
            } else {
                &[]
            },
        }
    }

    /// A page that another module fills: the fields of `view` beside those of the charter.
    pub(super) fn page(&self, template: &'a str, name: &str, view: &impl Serialize) -> Job<'a> {
        // Views are plain values: there is nothing in them that JSON could not say.
        let mut fields = serde_json::to_value(view).unwrap_or_default();
        fields["convention"] = self.stage_convention();
        Job {
            record: self.record,
            name: name.to_owned(),
            template,
            fields,
            attachments: &[],
            signed_by: &[],
        }
    }

    /// What a document on its own shows; nothing for a fiche that there is not.
    fn view(&self, document: Document) -> Value {
        match document {
            Document::Fiche(rank) => {
                let fiche = self.record.fiches.get(rank);
                fiche.map_or(Value::Null, |fiche| {
                    views::fiche(self.record, fiche, self.figures)
                })
            }
            _ => views::recap(self.record, self.figures),
        }
    }

    fn stage_convention(&self) -> Value {
        self.convention("stage", || self.record.fingerprint())
    }

    fn convention(&self, of: &str, fingerprint: impl FnOnce() -> String) -> Value {
        let fingerprint = if self.is_preview {
            PREVIEW.to_owned()
        } else {
            fingerprint()
        };
        views::convention(self.record, &fingerprint, of)
    }
}
