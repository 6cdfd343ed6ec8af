//! One document at a time: a job in, its source, pages and file out.

use serde::Serialize;

use super::{
    document::{Document, Rendered},
    jobs::{Job, Jobs},
    signature,
    template::Templates,
    typst::{Export, Layout, Look, Typesetter, marks},
    views,
};
use crate::{error::Error, finding::Finding, record::Record, workers};

/// How many documents a piece of layout stays remembered without being used.
const REMEMBERED: usize = 3;

/// Renders documents; fonts and templates are read once.
#[derive(Debug)]
pub(crate) struct Renderer {
    pub(super) templates: Templates,
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
        let job = Jobs::new(record).document(document, &[]);
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
        self.source_of(&Jobs::new(record).document(document, open))
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
        self.render(&Jobs::new(record).page(template, name, view))
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
        let jobs = Jobs::new(record);
        let known = ranks.iter().filter(|rank| **rank < record.fiches.len());
        let ranks: Vec<usize> = known.copied().collect();
        // All of them, so that the first that fails is told, not the one that failed first.
        let rendered = workers::each(&ranks, |rank| {
            let rendered = self.render(&jobs.document(Document::Fiche(*rank), &[]))?;
            done(&rendered.name);
            Ok(rendered)
        });
        rendered.into_iter().collect()
    }

    /// What the pages of a Typst source look like, whoever wrote it; none if it cannot be laid out. `record` is
    /// what the source was made from: the file bears its date.
    pub(crate) fn look(&self, source: &str, record: &Record) -> Option<Look> {
        self.typesetter.look(source, views::file_date(record))
    }

    pub(super) fn render(&self, job: &Job<'_>) -> Result<Rendered, Error> {
        self.finish(job, &self.lay_out(job, &self.source_of(job)?)?)
    }

    pub(super) fn source_of(&self, job: &Job<'_>) -> Result<String, Error> {
        let _making = job.begin();
        self.templates.render(job.template, &job.fields, &job.name)
    }

    /// Lays out the source of a job.
    pub(super) fn lay_out(&self, job: &Job<'_>, source: &str) -> Result<Layout<'_>, Error> {
        let _making = job.begin();
        let date = views::file_date(job.record);
        self.typesetter
            .lay_out(&job.name, source, job.attachments, date)
            .map_err(|error| self.traced(error, source, job))
    }

    /// Exports what was laid out for a job.
    pub(super) fn finish(&self, job: &Job<'_>, layout: &Layout<'_>) -> Result<Rendered, Error> {
        let _making = job.begin();
        let convention = &job.record.convention;
        let export = Export {
            name: &job.name,
            identity: format!("{}\n{}\n{}", convention.title, convention.stage, job.name),
            date: views::file_date(job.record),
            without_attachments: convention.without_attachments,
        };
        let mut pdf = layout
            .export(&export)
            .map_err(|error| self.traced(error, layout.source(), job))?;
        if !job.signed_by.is_empty() {
            pdf = signature::add_fields(pdf, job.signed_by, &marks(layout))?;
        }
        Ok(Rendered {
            name: job.name.clone(),
            source: layout.source().to_owned(),
            pdf,
            pages: layout.pages(),
            warnings: layout.warnings(),
        })
    }

    /// The error with the line of the template that wrote what the compiler refuses.
    pub(super) fn traced(&self, error: Error, source: &str, job: &Job<'_>) -> Error {
        self.templates
            .traced(error, source, job.template, &job.fields)
    }
}

/// A program that goes on rendering must not remember every layout it ever made.
impl Drop for Renderer {
    fn drop(&mut self) {
        Typesetter::forget(REMEMBERED);
    }
}
