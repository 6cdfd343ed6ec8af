//! The documents of a stage, and the template and fields that each is rendered from.

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::{Value, json};

use super::{
    typst::Attachment,
    views::{self, Figures},
};
use crate::{
    finding::Finding,
    locale::Locale,
    model::Party,
    record::{Fate, FicheRecord, Record},
    watchdog::{self, Guard, Task},
};

/// A document of a stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Document {
    /// A fiche, by rank in the record.
    Fiche(usize),
    /// The recap alone.
    Recap,
    /// The agreement's articles, every fiche, the recap and the signature page: the signed document where there are
    /// articles.
    Convention,
    /// Every fiche and the recap; without articles, also the signature page, which makes it the signed document.
    Annexes,
    /// What an amendment changes, all of the amended annexes and the signature page: the signed document of an
    /// amendment.
    Amendment,
}

impl Document {
    /// Every document of a record, in the order of the annexes.
    pub(crate) fn all(record: &Record) -> impl Iterator<Item = Self> {
        let fiches = (0..record.fiches.len()).map(Self::Fiche);
        let convention = (!record.articles.is_empty()).then_some(Self::Convention);
        let amendment = record.amendment.is_some().then_some(Self::Amendment);
        let fiches = fiches.chain([Self::Recap]).chain(convention);
        fiches.chain(amendment).chain([Self::Annexes])
    }

    /// Whether it is the one that is signed.
    fn is_signed(self, record: &Record) -> bool {
        let signed = match (&record.amendment, &record.articles[..]) {
            (Some(_), _) => Self::Amendment,
            (None, []) => Self::Annexes,
            (None, _) => Self::Convention,
        };
        self == signed
    }

    /// Whether it contains the annexes and more.
    pub(super) fn is_whole(self) -> bool {
        matches!(self, Self::Convention | Self::Amendment)
    }

    /// Its place within the stage, without ending: `annexes`, `recapitulatif`, `fiches/EA-1.1`.
    pub(crate) fn name(self, record: &Record) -> String {
        match self {
            Self::Fiche(rank) => format!("fiches/{}", record.fiches[rank].slug),
            Self::Recap => "recapitulatif".to_owned(),
            Self::Convention => "convention".to_owned(),
            Self::Annexes => "annexes".to_owned(),
            Self::Amendment => "avenant".to_owned(),
        }
    }
}

/// A document as it is published.
#[derive(Clone, Debug)]
pub(crate) struct Rendered {
    /// Its place within the stage, without ending.
    pub name: String,
    /// Its Typst source, which needs no file but pictures and attachments.
    pub source: String,
    /// The PDF file.
    pub pdf: Vec<u8>,
    /// How many pages it has.
    pub pages: usize,
}

/// What a document is made from.
#[derive(Clone)]
pub(super) struct Job<'a> {
    pub(super) record: &'a Record,
    /// Its place within the stage, without ending.
    pub(super) name: String,
    pub(super) template: &'a str,
    /// The fields of the template.
    pub(super) fields: Value,
    pub(super) attachments: &'a [Attachment<'a>],
    /// The parties that get a signature field.
    pub(super) signed_by: &'a [Party],
}

impl<'a> Job<'a> {
    /// A document of the stage. A draft lists the `open` findings. Only the signed document has the attachments.
    pub(super) fn new(
        figures: Figures<'a>,
        document: Document,
        open: &[&Finding],
        attachments: &'a [Attachment<'a>],
    ) -> Self {
        let record = figures.record;
        let points = views::points_of(open);
        let fate = |fiche: &FicheRecord| {
            let fate = record.amendment.as_ref()?.fate_of(&fiche.code);
            (fate != Fate::Kept).then_some(fate)
        };
        let fiche = |fiche: &FicheRecord| {
            let mut view = views::fiche(figures, fiche);
            view["amended"] = json!(fate(fiche));
            view["points"] = json!(points.get(&fiche.code));
            view
        };
        let recap = || {
            let mut view = views::recap(figures);
            view["amendment"] = json!(views::amended_recap(figures));
            view
        };
        let (of, template, view) = match document {
            Document::Convention | Document::Annexes | Document::Amendment => {
                let mut fiches: Vec<Value> = record.fiches.iter().map(fiche).collect();
                let has_cover = record.convention.look.has_cover;
                let amendment = (document == Document::Amendment)
                    .then(|| views::amendment(figures))
                    .flatten();
                let articles = match (document, &amendment) {
                    (Document::Convention, _) => json!(views::articles(record)),
                    (_, Some(changes)) => {
                        let numbers = changes["articles"].as_array().into_iter().flatten();
                        let numbers = numbers.map(|article| json!({ "number": article["number"] }));
                        json!({ "articles": numbers.collect::<Vec<_>>() })
                    }
                    _ => Value::Null,
                };
                let count = articles["articles"].as_array().map_or(0, Vec::len);
                let is_signed = document.is_signed(record);
                let contents = views::contents(figures, document.is_whole().then_some(count));
                if contents.is_some() {
                    views::nest(&mut fiches, figures);
                }
                let mut view = json!({
                    "points": views::points(record, open, &Locale::french()),
                    "summary": has_cover.then(|| views::summary(figures)).flatten(),
                    "payments": views::payments(figures),
                    "contents": contents,
                    "fiches": fiches,
                    "recap": recap(),
                    "signatures": is_signed.then(|| views::signatures(figures)),
                });
                let mut template = "annexes.typ";
                if document == Document::Convention {
                    view["articles"] = articles;
                    template = "convention.typ";
                } else if document == Document::Amendment {
                    view["articles"] = articles;
                    view["amendment"] = json!(amendment);
                    template = "avenant.typ";
                }
                let mut job = Self::page(record, template, &document.name(record), &view);
                let amendment_record = record.amendment.as_ref();
                if let Some(amendment_record) =
                    amendment_record.filter(|_| document == Document::Amendment)
                {
                    views::set_title(&mut job.fields["convention"], &amendment_record.base.title);
                }
                if is_signed {
                    job.attachments = attachments;
                }
                if is_signed && record.convention.has_signature_fields() {
                    job.signed_by = &record.convention.parties;
                }
                return job;
            }
            Document::Fiche(rank) => ("fiche", "fiche.typ", fiche(&record.fiches[rank])),
            Document::Recap => ("recap", "recapitulatif.typ", recap()),
        };
        let mut content = view.clone();
        content["points"].take();
        // The fingerprint of a fiche or of the recap covers its content, not which parts of it an amendment changed.
        for key in ["amended", "amendment"] {
            content[key].take();
        }
        let fingerprint = views::own_fingerprint(record, of, &content);
        let convention = views::convention(record, &fingerprint, of);
        let fields = json!({ "convention": convention, of: view });
        Self::of(record, template, document.name(record), fields)
    }

    /// A page about the whole stage: the fields of `view` beside those of the charter.
    pub(super) fn page(
        record: &'a Record,
        template: &'a str,
        name: &str,
        view: &impl Serialize,
    ) -> Self {
        // Views are plain values, which JSON can always represent.
        let mut fields = serde_json::to_value(view).unwrap_or_default();
        fields["convention"] = views::convention(record, &record.fingerprint(), "stage");
        Self::of(record, template, name.to_owned(), fields)
    }

    fn of(record: &'a Record, template: &'a str, name: String, mut fields: Value) -> Self {
        fields["pictures"] = json!(record.pictures);
        let files: BTreeSet<&String> = record.pictures.values().collect();
        let files = files.into_iter().map(|file| {
            let kind = match file.rsplit_once('.') {
                Some((_, "jpg")) => "image/jpeg",
                Some((_, "svg")) => "image/svg+xml",
                _ => "image/png",
            };
            json!({ "file": file, "kind": kind })
        });
        fields["picture_files"] = files.collect();
        Self {
            record,
            name,
            template,
            fields,
            attachments: &[],
            signed_by: &[],
        }
    }

    /// Registers a step of this job with the watchdog until the returned guard is dropped.
    pub(super) fn begin(&self) -> Guard {
        let name = self.name.clone();
        let all = self.record.fiches.len();
        let fiches = if name.starts_with("fiches/") { 1 } else { all };
        watchdog::begin(Task::Document { name, fiches })
    }
}
