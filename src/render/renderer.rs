//! Makes documents: the source, pages and PDF file of a job, and all documents of a stage.
//!
//! A fiche has the same pages in the annexes as in its own document, but for their margins. So the annexes are laid
//! out, and the other documents reuse their pages within other margins, in two thirds of the time. Where that is
//! impossible, a document is laid out by itself, which gives the same file.

use std::{
    collections::BTreeMap,
    ops::Range,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Mutex, PoisonError},
};

use serde::Serialize;

use super::{
    document::{Document, Job, Rendered},
    signature,
    template::Templates,
    typst::{Attachment, Edited, Layout, Look, PictureFiles, Source, Typesetter, marks},
    views::{self, Figures},
};
use crate::{error::Error, finding::Finding, record::Record, workers};

/// How many times Typst's cache is evicted while the documents of a stage are made. Without eviction it would keep
/// everything. Each eviction goes through all that the cache ever held, so one per document would take quadratic time.
const FORGETS: usize = 10;
/// How many layouts a piece of a document that is being edited stays remembered without being used.
const REMEMBERED_EDITS: usize = 20;
/// Replaces the fingerprint in the preview, so that a page changes only with its own content.
const PREVIEW: &str = "aperçu";

/// Renders documents; fonts and templates are read once.
#[derive(Debug)]
pub(crate) struct Renderer {
    templates: Templates,
    pub(super) typesetter: Typesetter,
}

impl Renderer {
    /// Takes the dossier's own templates, by file name, which replace the built-in ones of the same name, and the
    /// pictures that its texts show.
    ///
    /// # Errors
    /// [`Error::Document`] when a template does not parse.
    pub(crate) fn new(
        overrides: &[(String, String)],
        pictures: &PictureFiles,
    ) -> Result<Self, Error> {
        Ok(Self {
            templates: Templates::new(overrides)?,
            typesetter: Typesetter::new(pictures),
        })
    }

    /// Whether these are still the templates and pictures that it was made with.
    pub(crate) fn is_of(&self, overrides: &[(String, String)], pictures: &PictureFiles) -> bool {
        self.templates.overrides_are(overrides) && self.typesetter.has_pictures(pictures)
    }

    /// Lays out the pages of a document again if its source has changed. Typst redoes only what an edit reaches, and no
    /// PDF is made.
    ///
    /// # Errors
    /// [`Error::Document`]; the document's last good pages stay.
    pub(crate) fn preview(
        &self,
        record: &Record,
        edited: &mut Edited,
        of: Document,
    ) -> Result<(), Error> {
        // The preview shows findings beside the pages, so the annexes do not begin with them.
        let mut job = Job::new(Figures::new(record), of, &[], &[]);
        job.fields["convention"]["fingerprint"] = PREVIEW.into();
        let _making = job.begin();
        let source = self.source_of(&job)?;
        let date = views::file_date(record);
        let laid_out = edited.lay_out(&self.typesetter, &job.name, &source, date);
        Typesetter::forget(REMEMBERED_EDITS);
        laid_out.map_err(|error| self.templates.traced(error))
    }

    /// The fingerprint that a document bears.
    pub(crate) fn fingerprint(record: &Record, document: Document) -> String {
        let job = Job::new(Figures::new(record), document, &[], &[]);
        let fingerprint = job.fields["convention"]["fingerprint"].as_str();
        fingerprint.unwrap_or_default().to_owned()
    }

    /// The Typst source of a document, which is not laid out; annexes begin with these findings.
    ///
    /// # Errors
    /// [`Error::Document`] names the document, the file and the line at fault.
    pub(crate) fn source(
        &self,
        record: &Record,
        open: &[&Finding],
        document: Document,
    ) -> Result<String, Error> {
        self.source_of(&Job::new(Figures::new(record), document, open, &[]))
    }

    /// Renders `template` with the fields of `view` beside those of the charter, which are the record's.
    ///
    /// # Errors
    /// [`Error::Document`] name the file or the line at fault.
    pub(crate) fn page(
        &self,
        template: &str,
        name: &str,
        record: &Record,
        view: &impl Serialize,
    ) -> Result<Rendered, Error> {
        self.render(&Job::page(record, template, name, view))
    }

    /// What the pages of a Typst source look like, whoever wrote it; none if it cannot be laid out. The file bears the
    /// date of `record`, which the source was made from.
    pub(crate) fn look(&self, source: &str, record: &Record) -> Option<Look> {
        self.typesetter.look(source, views::file_date(record))
    }

    /// Renders these documents in parallel, with these findings on their pages; `done` is called with the name of each
    /// when it is finished.
    ///
    /// # Errors
    /// [`Error::Document`] name the document, the file or the line at fault.
    pub(crate) fn documents(
        &self,
        record: &Record,
        open: &[&Finding],
        documents: &[Document],
        done: &(dyn Fn(&str) + Sync),
    ) -> Result<Vec<Rendered>, Error> {
        let figures = Figures::new(record);
        // All are rendered, so that the error is that of the first in order, not of the first to fail.
        let ranked: Vec<_> = documents.iter().enumerate().collect();
        let rendered = workers::each(&ranked, |(rank, document)| {
            let rendered = self.render(&Job::new(figures, **document, open, &[]))?;
            forget_some(*rank, documents.len());
            done(&rendered.name);
            Ok(rendered)
        });
        rendered.into_iter().collect()
    }

    /// Renders every document of a stage, in the order of [`Document::all`]. A draft's annexes begin with a page of the
    /// `open` findings, if there are any to settle. The files are attached to the document that is signed. `done` is
    /// called with the name of each document when it is finished.
    ///
    /// # Errors
    /// [`Error::Document`] names the document, the file or the line at fault; an error of a fiche's own document, which
    /// is more precise, comes before one of the annexes. [`Error::Refused`] names the party that has no block to sign
    /// in.
    pub(crate) fn stage(
        &self,
        record: &Record,
        open: &[&Finding],
        attachments: &[Attachment<'_>],
        done: &(dyn Fn(&str) + Sync),
    ) -> Result<Vec<Rendered>, Error> {
        let figures = Figures::new(record);
        let mut singles: Vec<Document> = Document::all(record).collect();
        singles.pop();
        let job = Job::new(figures, Document::Annexes, open, attachments);
        let laid_out = self.source_of(&job).and_then(|source| {
            let layout = self.lay_out(&job, &source)?;
            Ok((source, layout))
        });
        let (source, layout) = match laid_out {
            Ok(laid_out) => laid_out,
            Err(error) => {
                // An error common to all documents is reported for the recap, which concerns no fiche.
                singles.retain(|document| !document.is_whole());
                singles.rotate_right(1);
                self.documents(record, open, &singles, done)?;
                return Err(error);
            }
        };
        Typesetter::forget(0);
        let mut pages = Vec::new();
        if self.templates.overrides_are(&[]) {
            pages = chapters(&layout, &job);
        }
        pages.resize(singles.len(), 0..0);
        let mut singles: Vec<_> = singles.into_iter().zip(pages).collect();
        // The documents that take longest come first.
        let wholes = singles
            .iter()
            .filter(|(document, _)| document.is_whole())
            .count();
        singles.sort_by_key(|(document, _)| !document.is_whole());
        let singles: Vec<_> = singles.into_iter().enumerate().collect();
        let single = |(rank, (document, pages)): &(usize, (Document, Range<usize>))| {
            let job = Job::new(figures, *document, open, attachments);
            let shared = self.shared(&job, &layout, pages);
            let rendered = shared.map_or_else(|| self.render(&job), Ok)?;
            forget_some(*rank, singles.len());
            done(&rendered.name);
            Ok(rendered)
        };
        let annexes = || self.finish(&job, source, &layout);
        let (singles, annexes) = workers::beside(&singles, single, annexes);
        let mut rendered: Vec<Rendered> = singles.into_iter().collect::<Result<_, Error>>()?;
        rendered.rotate_left(wholes);
        rendered.push(annexes?);
        done(&job.name);
        Ok(rendered)
    }

    /// A document made of these pages of the annexes within its own margins; none where they do not fit each other.
    fn shared(
        &self,
        job: &Job<'_>,
        annexes: &Layout<'_>,
        pages: &Range<usize>,
    ) -> Option<Rendered> {
        if pages.is_empty() {
            return None;
        }
        let mut margins = job.clone();
        margins.fields["blank_pages"] = pages.len().into();
        let margins = self.source_of(&margins).ok()?;
        let layout = self.lay_out(job, &margins).ok()?;
        let layout = layout.around(annexes, pages.clone())?;
        self.finish(job, self.source_of(job).ok()?, &layout).ok()
    }

    fn render(&self, job: &Job<'_>) -> Result<Rendered, Error> {
        let source = self.source_of(job)?;
        let layout = self.lay_out(job, &source)?;
        self.finish(job, source, &layout)
    }

    fn source_of(&self, job: &Job<'_>) -> Result<String, Error> {
        let _making = job.begin();
        self.templates.render(job.template, &job.fields, &job.name)
    }

    /// Lays out the source of a job.
    fn lay_out(&self, job: &Job<'_>, source: &str) -> Result<Layout<'_>, Error> {
        let _making = job.begin();
        let (text, date) = (Source::detached(source), views::file_date(job.record));
        let typesetter = &self.typesetter;
        let layout = typesetter.lay_out(&job.name, text, job.attachments, date);
        layout.map_err(|error| self.templates.traced(error))
    }

    /// Exports what was laid out for a job.
    fn finish(&self, job: &Job<'_>, text: String, layout: &Layout<'_>) -> Result<Rendered, Error> {
        let _making = job.begin();
        let convention = &job.record.convention;
        let identity = [&*convention.title, &convention.stage, &job.name].map(String::as_str);
        let identity = identity.join("\n");
        let pdf = layout.export(identity, convention.without_attachments);
        let mut pdf = pdf.map_err(|error| self.templates.traced(error))?;
        if !job.signed_by.is_empty() {
            pdf = signature::add_fields(&pdf, job.signed_by, &marks(layout))?;
        }
        Ok(Rendered {
            name: job.name.clone(),
            source: text,
            pdf,
            pages: layout.pages(),
        })
    }
}

/// Whether a document can be made with this picture in it: its file is decoded, set and exported.
pub(crate) fn can_show(file: &str, bytes: &Arc<[u8]>) -> bool {
    // The preview of a dossier asks for the same pictures again and again while it is written.
    static KNOWN: Mutex<BTreeMap<String, bool>> = Mutex::new(BTreeMap::new());
    let known = || KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = known().get(file) {
        return *known;
    }
    let source = format!(
        "#set document(title: \"image\")\n#set text(font: \"Noto Sans\", lang: \"fr\")\n#image(\"/{file}\", alt: \"image\")"
    );
    let made = || {
        let typesetter = Typesetter::new(&BTreeMap::from([(file.to_owned(), Arc::clone(bytes))]));
        let layout = typesetter.lay_out(file, Source::detached(source), &[], (2000, 1, 1));
        layout
            .and_then(|layout| layout.export(String::new(), false))
            .is_ok()
    };
    // A decoder's panic concerns only its picture.
    let can = catch_unwind(AssertUnwindSafe(made)).unwrap_or(false);
    known().insert(file.to_owned(), can);
    can
}

/// Evicts from Typst's cache what no recent document used, every so many documents; `rank` is that of the last one.
fn forget_some(rank: usize, all: usize) {
    if rank.is_multiple_of(all / FORGETS + 1) {
        Typesetter::forget(1);
    }
}

/// The pages of the annexes that each other document shares, fiches first; none where chapters cannot be told
/// apart.
fn chapters(annexes: &Layout<'_>, job: &Job<'_>) -> Vec<Range<usize>> {
    // Under axes, headings have another level than in a fiche's own document.
    if !job.fields["contents"].is_null() {
        return Vec::new();
    }
    let mut chapters = annexes.chapters();
    if !job.fields["points"].is_null() && !chapters.is_empty() {
        chapters.remove(0);
    }
    if !job.fields["signatures"].is_null() {
        chapters.pop();
    }
    let are_all = chapters.len() == job.record.fiches.len() + 1;
    Some(chapters).filter(|_| are_all).unwrap_or_default()
}

#[cfg(test)]
mod tests;
