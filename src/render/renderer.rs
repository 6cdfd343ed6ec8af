//! Documents made: a job in, its source, pages and file out; and all documents of a stage.
//!
//! A fiche's pages say the same in the annexes and on their own: only what repeats in their margins differs. So the
//! annexes are laid out, and the other documents are made of their pages, each within margins of its own, in two
//! thirds of the time. Where that cannot be, a document is laid out for itself, which gives the same file.

use std::ops::Range;

use serde::Serialize;
use serde_json::Value;

use super::{
    document::{Document, Job, Rendered},
    signature,
    template::Templates,
    typst::{Attachment, Layout, Look, Source, Typesetter, marks},
    views::{self, Figures},
};
use crate::{error::Error, finding::Finding, record::Record, workers};

/// How many documents a piece of layout stays remembered without being used: Typst would remember all it ever made.
const REMEMBERED: usize = 3;

/// Renders documents; fonts and templates are read once.
#[derive(Debug)]
pub(crate) struct Renderer {
    templates: Templates,
    pub(super) typesetter: Typesetter,
}

impl Renderer {
    /// Takes the dossier's own templates, by file name; they replace the built-in ones of the same name.
    ///
    /// # Errors
    /// [`Error::Template`] when a template does not parse.
    pub(crate) fn new(overrides: &[(String, String)]) -> Result<Self, Error> {
        Ok(Self {
            templates: Templates::new(overrides)?,
            typesetter: Typesetter::new(),
        })
    }

    /// The fingerprint that a document bears.
    pub(crate) fn fingerprint(record: &Record, document: Document) -> String {
        let job = Job::new(Figures::new(record), document, &[], &[]);
        let fingerprint = job.fields["convention"]["fingerprint"].as_str();
        fingerprint.unwrap_or_default().to_owned()
    }

    /// The Typst source of a document, and nothing else of it; annexes begin with these findings.
    ///
    /// # Errors
    /// [`Error::Template`] names the document, the file and the line at fault.
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
    /// [`Error::Template`] and [`Error::Typst`] name the file or the line at fault.
    pub(crate) fn page(
        &self,
        template: &str,
        name: &str,
        record: &Record,
        view: &impl Serialize,
    ) -> Result<Rendered, Error> {
        self.render(&Job::page(record, template, name, view))
    }

    /// What the pages of a Typst source look like, whoever wrote it; none if it cannot be laid out. `record` is
    /// what the source was made from: the file bears its date.
    pub(crate) fn look(&self, source: &str, record: &Record) -> Option<Look> {
        let look = self.typesetter.look(source, views::file_date(record));
        Typesetter::forget(REMEMBERED);
        look
    }

    /// Renders these fiches, by rank in the record, side by side; of each, `done` hears the name as it is finished.
    ///
    /// # Errors
    /// [`Error::Template`] and [`Error::Typst`] name the document, the file or the line at fault.
    pub(crate) fn fiches(
        &self,
        record: &Record,
        ranks: &[usize],
        done: &(dyn Fn(&str) + Sync),
    ) -> Result<Vec<Rendered>, Error> {
        let figures = Figures::new(record);
        // All of them, so that the first that fails is told, not the one that failed first.
        let rendered = workers::each(ranks, |rank| {
            let rendered = self.render(&Job::new(figures, Document::Fiche(*rank), &[], &[]))?;
            done(&rendered.name);
            Ok(rendered)
        });
        rendered.into_iter().collect()
    }

    /// Renders every document of a stage: the fiches in their order; the recap; the annexes, to be signed, with these
    /// files attached. A draft's annexes begin with a page of the `open` findings, if there are any to settle. Of every
    /// document, `done` hears the name as it is finished.
    ///
    /// # Errors
    /// [`Error::Template`] and [`Error::Typst`] name the document, the file or the line at fault: a fiche's own
    /// document tells more of what fails than all of them in one, and comes first. [`Error::Refused`] names the
    /// party that has no block to sign in.
    pub(crate) fn stage(
        &self,
        record: &Record,
        open: &[&Finding],
        attachments: &[Attachment<'_>],
        done: &(dyn Fn(&str) + Sync),
    ) -> Result<Vec<Rendered>, Error> {
        let figures = Figures::new(record);
        let job = Job::new(figures, Document::Annexes, open, attachments);
        let annexes = self.source_of(&job).and_then(|source| {
            let layout = self.lay_out(&job, &source)?;
            Ok((source, layout))
        });
        let laid_out = annexes.as_ref().ok();
        let chapters = match laid_out {
            Some((_, layout)) if self.templates.are_built_in() => chapters(layout, &job),
            _ => Vec::new(),
        };
        let mut singles: Vec<Document> = Document::all(record).collect();
        singles.pop();
        let ranks: Vec<usize> = (0..singles.len()).collect();
        let single = |rank: &usize| {
            let job = Job::new(figures, singles[*rank], &[], &[]);
            let shared = || self.shared(&job, &laid_out?.1, chapters.get(*rank)?.clone());
            let rendered = shared().map_or_else(|| self.render(&job), Ok)?;
            done(&rendered.name);
            Ok(rendered)
        };
        let finish = || laid_out.map(|(source, layout)| self.finish(&job, source.clone(), layout));
        let (singles, finished) = workers::beside(&ranks, single, finish);
        let mut documents: Vec<Rendered> = singles.into_iter().collect::<Result<_, Error>>()?;
        let annexes = match (finished, annexes) {
            (Some(finished), _) => finished,
            (None, Err(error)) => Err(error),
            (None, Ok((source, layout))) => self.finish(&job, source, &layout),
        };
        documents.push(annexes.map_err(|error| self.with_fiche(error, &job))?);
        done(&job.name);
        Ok(documents)
    }

    /// Names the fiche without which the annexes could be made.
    fn with_fiche(&self, mut error: Error, job: &Job<'_>) -> Error {
        let (Error::Template { document, .. } | Error::Typst { document, .. }) = &mut error else {
            return error;
        };
        let fails = |fiches: &[Value]| {
            let mut fields = job.fields.clone();
            fields["fiches"] = fiches.into();
            let name = job.name.clone();
            self.render(&Job {
                name,
                fields,
                ..*job
            })
            .is_err()
        };
        let fiches = job.fields["fiches"]
            .as_array()
            .map_or(&[][..], Vec::as_slice);
        let mut alone = fiches.chunks(1);
        if !fails(&[])
            && let Some(rank) = alone.position(fails)
        {
            *document = format!("{document} ({})", job.record.fiches[rank].code);
        }
        error
    }

    /// A document made of these pages of the annexes and of margins of its own; none where they do not fit each other.
    fn shared(&self, job: &Job<'_>, annexes: &Layout<'_>, pages: Range<usize>) -> Option<Rendered> {
        let mut fields = job.fields.clone();
        fields["blank_pages"] = pages.len().into();
        let margins = self
            .templates
            .render(job.template, &fields, &job.name)
            .ok()?;
        let layout = self.lay_out(job, &margins).ok()?.around(annexes, pages)?;
        self.finish(job, self.source_of(job).ok()?, &layout).ok()
    }

    fn render(&self, job: &Job<'_>) -> Result<Rendered, Error> {
        let source = self.source_of(job)?;
        let layout = self.lay_out(job, &source)?;
        self.finish(job, source, &layout)
    }

    pub(super) fn source_of(&self, job: &Job<'_>) -> Result<String, Error> {
        let _making = job.begin();
        self.templates.render(job.template, &job.fields, &job.name)
    }

    /// Lays out the source of a job.
    fn lay_out(&self, job: &Job<'_>, source: &str) -> Result<Layout<'_>, Error> {
        let _making = job.begin();
        let (text, date) = (Source::detached(source), views::file_date(job.record));
        let layout = self
            .typesetter
            .lay_out(&job.name, text, job.attachments, date);
        layout.map_err(|error| self.traced(error, source, job))
    }

    /// Exports what was laid out for a job.
    fn finish(
        &self,
        job: &Job<'_>,
        source: String,
        layout: &Layout<'_>,
    ) -> Result<Rendered, Error> {
        let _making = job.begin();
        let convention = &job.record.convention;
        let identity = format!("{}\n{}\n{}", convention.title, convention.stage, job.name);
        let pdf = layout.export(identity, convention.without_attachments);
        let mut pdf = pdf.map_err(|error| self.traced(error, &source, job))?;
        if !job.signed_by.is_empty() {
            pdf = signature::add_fields(pdf, job.signed_by, &marks(layout))?;
        }
        Typesetter::forget(REMEMBERED);
        Ok(Rendered {
            name: job.name.clone(),
            source,
            pdf,
            pages: layout.pages(),
        })
    }

    /// The error with the line of the template that wrote what the compiler refuses.
    pub(super) fn traced(&self, error: Error, source: &str, job: &Job<'_>) -> Error {
        self.templates
            .traced(error, source, job.template, &job.fields)
    }
}

/// The pages of the annexes that say what each other document does, fiches first; none where chapters cannot be told
/// from one another.
fn chapters(annexes: &Layout<'_>, job: &Job<'_>) -> Vec<Range<usize>> {
    let mut chapters = annexes.chapters();
    if !job.fields["points"].is_null() && !chapters.is_empty() {
        chapters.remove(0);
    }
    // The page of signatures.
    chapters.pop();
    if chapters.len() == job.record.fiches.len() + 1 {
        chapters
    } else {
        Vec::new()
    }
}

#[cfg(test)]
mod tests;
