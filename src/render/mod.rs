//! Rendering: the record in, documents out, each as Typst source and as PDF, in memory.
//!
//! The record becomes views, a template makes Typst source of them, the compiler makes a PDF of that; the annexes
//! to sign then get a signature field over each block that their template marks.
//! Nothing is written to disk here, and nothing is computed: every figure is the record's.

mod escape;
mod exported;
mod fields;
mod html;
mod joined;
mod markdown;
mod parts;
mod preview;
mod region;
mod side_by_side;
mod signature;
mod template;
mod trace;
mod typst;
mod views;

#[cfg(test)]
mod tests;

pub use escape::escape as escaped;
pub use html::{HtmlTemplates, asset};
pub use preview::{Preview, Sheet};
pub use region::Region;
pub use typst::{Look, PageLook, PageMark, Pages, Piece};

use serde::Serialize;

use crate::{
    clock::{Phase, timed},
    error::Error,
    finding::Finding,
    journal::{self, Task},
    locale::Locale,
    record::{FicheRecord, Record},
};
use parts::{Parts, Sizes};
use side_by_side::side_by_side;
use template::Templates;
use typst::{Export, Mark, Typeset, Typesetter};
use views::{
    AnnexesView, ConventionView, FicheDocumentView, FicheView, Figures, PointsView, RecapDocumentView, RecapView,
    SignaturesView,
};

/// A file attached to the annexes.
#[derive(Clone, Copy, Debug)]
pub struct Attachment<'a> {
    /// Its name within the stage, which templates attach it by: `/donnees.json`.
    pub name: &'static str,
    /// What it holds.
    pub bytes: &'a [u8],
}

/// A rendered document.
#[derive(Clone, Debug)]
pub struct Document {
    /// Its place within the stage, without ending: `annexes`, `recapitulatif`, `fiches/EA-1.1`.
    pub name: String,
    /// Its Typst source, which needs no file but the attachments.
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
    /// When the annexes are laid out in parts.
    sizes: Sizes,
}

impl Renderer {
    /// Takes the dossier's own templates, by file name; they replace the built-in ones of the same name.
    ///
    /// # Errors
    /// [`Error::Template`] when a template does not parse.
    pub fn new(overrides: &[(String, String)]) -> Result<Self, Error> {
        Ok(Self { templates: Templates::new(overrides)?, typesetter: Typesetter::new(), sizes: Sizes::default() })
    }

    /// The Typst source of a document, and nothing else of it; `open` as for [`Self::annexes`].
    ///
    /// # Errors
    /// [`Error::Template`] names the document, the file and the line at fault.
    pub fn source(&self, record: &Record, open: &[&Finding], sheet: Sheet) -> Result<String, Error> {
        Run::new(self, record, &|_| ()).source(sheet, &sheet.name(record), open)
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
        self.typesetter.look(source, ConventionView::of_preview(record).file_date())
    }

    /// Whether the documents' font has a glyph for this character, or it needs none.
    pub fn can_print(c: char) -> bool {
        matches!(c, '\n' | '\t' | '\r') || typst::can_print(c)
    }

    /// Renders the document to be signed, these files attached to it. A draft begins with a page of the `open`
    /// findings, if there are any to settle. Long ones are laid out a part at a time when `singles` are all documents
    /// beside them. Of every document, `done` hears the name as it is finished.
    ///
    /// # Errors
    /// [`Error::Template`] and [`Error::Typst`] name the document, the file or the line at fault;
    /// [`Error::SignatureMark`] the party that has no block to sign in.
    pub fn annexes(
        &self,
        record: &Record,
        open: &[&Finding],
        attachments: &[Attachment<'_>],
        singles: &[Document],
        done: &(dyn Fn(&str) + Sync),
    ) -> Result<Document, Error> {
        Run::new(self, record, done).annexes(open, attachments, singles)
    }

    /// Whether the annexes are long: they are laid out a part at a time, once the documents beside them are.
    pub fn is_long(&self, record: &Record) -> bool {
        record.fiches.len() > self.sizes.in_one_go && self.templates.are_built_in()
    }

    /// Renders the documents beside it: the recap, then the fiches in their order, side by side.
    ///
    /// # Errors
    /// [`Error::Template`] and [`Error::Typst`], as for the annexes.
    pub fn singles(&self, record: &Record, done: &(dyn Fn(&str) + Sync)) -> Result<Vec<Document>, Error> {
        let run = Run::new(self, record, done);
        let fiches = run.fiches(&run.ranks());
        Ok([run.recap()?].into_iter().chain(fiches?).collect())
    }

    /// Renders these fiches, by rank in the record.
    ///
    /// # Errors
    /// [`Error::Template`] and [`Error::Typst`], as for the annexes.
    pub fn fiches(
        &self,
        record: &Record,
        ranks: &[usize],
        done: &(dyn Fn(&str) + Sync),
    ) -> Result<Vec<Document>, Error> {
        Run::new(self, record, done).fiches(ranks)
    }
}

/// A program that goes on rendering must not remember every layout it ever made.
impl Drop for Renderer {
    fn drop(&mut self) {
        timed(Phase::Layout, Typesetter::forget_unused);
    }
}

/// The fields of a document that other modules fill, and those of `charte.typ`.
#[derive(Debug, Serialize)]
struct CharteredView<'a, V> {
    convention: &'a ConventionView,
    #[serde(flatten)]
    own: &'a V,
}

/// One call of [`Renderer`].
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

    /// The ranks of all fiches.
    fn ranks(&self) -> Vec<usize> {
        (0..self.record.fiches.len()).collect()
    }

    fn annexes(
        &self,
        open: &[&Finding],
        attachments: &[Attachment<'_>],
        singles: &[Document],
    ) -> Result<Document, Error> {
        let typeset = |ranks: &[usize]| self.annexes_of(ranks, open, attachments);
        let joined = self.joined_annexes(open, attachments, singles);
        let made = joined.and_then(|joined| joined.map_or_else(|| typeset(&self.ranks()), Ok));
        let (mut annexes, marks) = made.map_err(|error| self.with_fiche(error, &typeset))?;
        if self.record.convention.has_signature_fields() {
            annexes.pdf = fields::add(annexes.pdf, &self.record.convention.parties, &marks)?;
        }
        (self.done)("annexes");
        Ok(annexes)
    }

    /// Long annexes, a part at a time; none if they are short, or if templates of the dossier's may look across parts.
    fn joined_annexes(
        &self,
        open: &[&Finding],
        attachments: &[Attachment<'_>],
        singles: &[Document],
    ) -> Result<Option<(Document, Vec<Mark>)>, Error> {
        if singles.is_empty() || !self.renderer.is_long(self.record) {
            return Ok(None);
        }
        let source = self.source(Sheet::Annexes, "annexes", open)?;
        Parts { run: self, open, attachments, singles }.lay_out(source)
    }

    /// Names the fiche without which the annexes could be made.
    fn with_fiche<T>(&self, mut error: Error, annexes: &dyn Fn(&[usize]) -> Result<T, Error>) -> Error {
        let fails = |ranks: &[usize]| annexes(ranks).is_err();
        let first = if fails(&[]) { None } else { (0..self.record.fiches.len()).find(|rank| fails(&[*rank])) };
        if let (Some(rank), Error::Template { document, .. } | Error::Typst { document, .. }) = (first, &mut error) {
            *document = format!("{document} ({})", self.record.fiches[rank].code);
        }
        error
    }

    /// The annexes with these fiches, and the blocks marked for signature.
    fn annexes_of(
        &self,
        ranks: &[usize],
        open: &[&Finding],
        attachments: &[Attachment<'_>],
    ) -> Result<(Document, Vec<Mark>), Error> {
        let recap = RecapView::new(self.record, self.figures);
        let view = self.annexes_view(&recap, ranks, open);
        let (annexes, marks, _) = self.typeset("annexes", "annexes.typ", &view, attachments)?;
        Ok((annexes, marks))
    }

    fn annexes_view<'v>(&'v self, recap: &'v RecapView, ranks: &[usize], open: &[&Finding]) -> AnnexesView<'v> {
        let fiche = |rank: &usize| FicheView::new(self.record, &self.record.fiches[*rank], self.figures);
        AnnexesView {
            convention: &self.convention,
            points: PointsView::new(self.record, open, &Locale::french()),
            fiches: ranks.iter().map(fiche).collect(),
            recap: Some(recap),
            signatures: Some(SignaturesView::new(self.record, self.figures)),
        }
    }

    fn recap(&self) -> Result<Document, Error> {
        let recap = &RecapView::new(self.record, self.figures);
        let view = RecapDocumentView { convention: &self.convention, recap };
        self.document("recapitulatif", "recapitulatif.typ", &view)
    }

    fn fiches(&self, ranks: &[usize]) -> Result<Vec<Document>, Error> {
        let fiches: Vec<&FicheRecord> = ranks.iter().filter_map(|rank| self.record.fiches.get(*rank)).collect();
        let document = |fiche: &&FicheRecord| {
            let view = FicheView::new(self.record, fiche, self.figures);
            let view = FicheDocumentView { convention: &self.convention, fiche: &view };
            self.document(&format!("fiches/{}", fiche.slug), "fiche.typ", &view)
        };
        // All of them, so that the first that fails is told, not the one that failed first.
        side_by_side(&fiches, document).into_iter().collect()
    }

    /// What the journal says of a document.
    fn task(&self, name: &str) -> Task {
        let of = self.record.fiches.len();
        let fiches = if name.starts_with("fiches/") { 1 } else { of };
        Task::Document { name: name.to_owned(), fiches, of }
    }

    fn document(&self, name: &str, template: &str, view: &impl Serialize) -> Result<Document, Error> {
        let (document, ..) = self.typeset(name, template, view, &[])?;
        if self.renderer.is_long(self.record) {
            Typesetter::forget_unused();
        }
        (self.done)(name);
        Ok(document)
    }

    fn typeset(
        &self,
        name: &str,
        template: &str,
        view: &impl Serialize,
        attachments: &[Attachment<'_>],
    ) -> Result<(Document, Vec<Mark>, usize), Error> {
        let _making = journal::begin(|| self.task(name));
        let source = self.renderer.templates.render(template, view, name)?;
        let convention = &self.record.convention;
        let export = Export {
            name,
            identity: &format!("{}\n{}\n{name}", convention.title, convention.stage),
            date: self.convention.file_date(),
            without_attachments: convention.without_attachments,
            attachments,
        };
        let typeset = self.renderer.typesetter.typeset(&source, export);
        let Typeset { pdf, pages, warnings, marks, notes } =
            typeset.map_err(|error| self.renderer.templates.traced(error, &source, template, view))?;
        Ok((Document { name: name.to_owned(), source, pdf, pages, warnings }, marks, notes))
    }
}
