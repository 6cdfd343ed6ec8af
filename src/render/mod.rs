//! Rendering: the record in, documents out, each as Typst source and as PDF, in memory.
//!
//! The record becomes views, a template makes Typst source of them, the compiler makes a PDF of that.
//! Nothing is written to disk here, and nothing is computed: every figure is the record's.

mod escape;
mod html;
mod markdown;
mod preview;
mod region;
mod template;
mod typst;
mod views;

#[cfg(test)]
mod tests;

pub use escape::escape as escaped;
pub use html::{HtmlTemplates, asset};
pub use preview::{Preview, Sheet};
pub use region::Region;
pub use typst::{Look, PageLook, PageMark, Pages, Piece};

use rayon::prelude::*;
use serde::Serialize;

use crate::{
    error::Error,
    record::{FicheRecord, Record},
};
use template::Templates;
use typst::{Export, Typeset, Typesetter};
use views::{
    AnnexesView, CharteredView, ConventionView, FicheDocumentView, FicheView, Figures, RecapDocumentView, RecapView,
    SignaturesView,
};

/// What to render.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// The annexes, the recap and every fiche.
    All,
    /// These fiches, by rank in the record, and nothing else.
    Only(Vec<usize>),
}

/// A rendered document.
#[derive(Clone, Debug)]
pub struct Document {
    /// Its place within the stage, without ending: `annexes`, `recapitulatif`, `fiches/EA-1.1`.
    pub name: String,
    /// Its Typst source, which needs no other file.
    pub source: String,
    /// The PDF file.
    pub pdf: Vec<u8>,
    /// How many pages it has.
    pub pages: usize,
    /// What the compiler warns of: an override's business, never that of a built-in template.
    pub warnings: Vec<String>,
}

/// Renders documents; fonts and templates are read once.
#[derive(Debug)]
pub struct Renderer {
    templates: Templates,
    typesetter: Typesetter,
}

impl Renderer {
    /// Takes the dossier's own templates, by file name; they replace the built-in ones of the same name.
    ///
    /// # Errors
    /// [`Error::Template`] when a template does not parse.
    pub fn new(overrides: &[(String, String)]) -> Result<Self, Error> {
        Ok(Self { templates: Templates::new(overrides)?, typesetter: Typesetter::new() })
    }

    /// The Typst source of a document, and nothing else of it.
    ///
    /// # Errors
    /// [`Error::Template`] names the document, the file and the line at fault.
    pub fn source(&self, record: &Record, sheet: Sheet) -> Result<String, Error> {
        Run::new(self, record, &|_| ()).source(sheet, &sheet.name(record))
    }

    /// Renders `template` with the fields of `view` beside those of the charter, which are the record's.
    ///
    /// # Errors
    /// [`Error::Template`] and [`Error::Typst`] name the file or the line at fault.
    pub fn page(&self, template: &str, name: &str, record: &Record, view: &impl Serialize) -> Result<Document, Error> {
        let run = Run::new(self, record, &|_| ());
        run.document(name, template, &CharteredView { convention: &run.convention, own: view })
    }

    /// What the pages of a Typst source look like, whoever wrote it; none if it cannot be laid out. `record` is
    /// what the source was made from: the file bears its date.
    pub fn look(&self, source: &str, record: &Record) -> Option<Look> {
        self.typesetter.look(source, ConventionView::new(record).file_date())
    }

    /// Whether the documents' font has a glyph for this character, or it needs none.
    pub fn can_print(c: char) -> bool {
        matches!(c, '\n' | '\t' | '\r') || typst::can_print(c)
    }

    /// Renders what `scope` asks for: annexes first, then the recap, then the fiches in their order. `done`
    /// hears the name of each document as it is finished, in any order.
    ///
    /// # Errors
    /// [`Error::Template`] and [`Error::Typst`] name the document, the file or the line at fault.
    pub fn render(&self, record: &Record, scope: &Scope, done: &(dyn Fn(&str) + Sync)) -> Result<Vec<Document>, Error> {
        let run = Run::new(self, record, done);
        let documents = match scope {
            Scope::All => run.everything(),
            Scope::Only(fiches) => run.fiches(fiches),
        };
        Typesetter::forget_unused();
        documents
    }
}

/// One call of [`Renderer::render`].
struct Run<'a> {
    renderer: &'a Renderer,
    record: &'a Record,
    figures: Figures,
    convention: ConventionView,
    done: &'a (dyn Fn(&str) + Sync),
}

impl<'a> Run<'a> {
    fn new(renderer: &'a Renderer, record: &'a Record, done: &'a (dyn Fn(&str) + Sync)) -> Self {
        Self { renderer, record, figures: Figures::of(record), convention: ConventionView::new(record), done }
    }

    /// The annexes take about as long as all the rest: both are laid out side by side.
    fn everything(&self) -> Result<Vec<Document>, Error> {
        let all: Vec<usize> = (0..self.record.fiches.len()).collect();
        let recap = RecapView::new(self.record, self.figures);
        let (annexes, (recap, fiches)) =
            rayon::join(|| self.annexes(&recap), || rayon::join(|| self.recap(&recap), || self.fiches(&all)));
        Ok([annexes?, recap?].into_iter().chain(fiches?).collect())
    }

    fn annexes(&self, recap: &RecapView) -> Result<Document, Error> {
        self.document("annexes", "annexes.typ", &self.annexes_view(recap))
    }

    fn annexes_view<'v>(&'v self, recap: &'v RecapView) -> AnnexesView<'v> {
        let fiche = |fiche| FicheView::new(self.record, fiche, self.figures);
        AnnexesView {
            convention: &self.convention,
            fiches: self.record.fiches.iter().map(fiche).collect(),
            recap,
            signatures: SignaturesView::new(self.record, self.figures),
        }
    }

    fn recap(&self, recap: &RecapView) -> Result<Document, Error> {
        self.document("recapitulatif", "recapitulatif.typ", &RecapDocumentView { convention: &self.convention, recap })
    }

    fn fiches(&self, ranks: &[usize]) -> Result<Vec<Document>, Error> {
        let fiches = ranks.par_iter().filter_map(|rank| self.record.fiches.get(*rank));
        let document = |fiche: &FicheRecord| {
            let view = FicheView::new(self.record, fiche, self.figures);
            let view = FicheDocumentView { convention: &self.convention, fiche: &view };
            self.document(&format!("fiches/{}", fiche.slug), "fiche.typ", &view)
        };
        fiches.map(document).collect()
    }

    fn document(&self, name: &str, template: &str, view: &impl Serialize) -> Result<Document, Error> {
        let source = self.renderer.templates.render(template, view, name)?;
        let convention = &self.record.convention;
        let export = Export {
            name,
            identity: &format!("{}\n{}\n{name}", convention.title, convention.stage),
            date: self.convention.file_date(),
            without_attachments: convention.without_attachments,
        };
        let Typeset { pdf, pages, warnings } = self.renderer.typesetter.typeset(&source, export)?;
        (self.done)(name);
        Ok(Document { name: name.to_owned(), source, pdf, pages, warnings })
    }
}
