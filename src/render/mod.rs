//! Rendering: the record in, documents out, each as Typst source and as PDF, in memory.
//!
//! The record becomes views, a template makes Typst source of them, the compiler makes a PDF of that; the annexes
//! to sign then get a signature field over each block that their template marks.
//! Nothing is written to disk here, and nothing is computed: every figure is the record's.

mod escape;
mod exported;
mod fields;
#[cfg(fuzzing)]
#[doc(hidden)]
pub mod fuzzing;
mod html;
mod joined;
mod kept;
mod markdown;
mod parts;
mod preview;
mod region;
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
    cache::Cache,
    error::Error,
    finding::Finding,
    journal::{self, Task},
    locale::Locale,
    record::{FicheRecord, PartyRecord, Record},
    workers,
};
use parts::{Parts, Sizes};
use template::Templates;
use typst::{Export, Typeset, Typesetter};
use views::{
    AnnexesView, ConventionView, FicheDocumentView, FicheView, Figures, PointsView, RecapDocumentView, RecapView,
    SignaturesView,
};

/// How many fiches are laid out before their layout is forgotten. Beyond that many, what Typst remembers of them
/// costs those that follow, and the annexes, more time and memory than it saves.
const FICHES_AT_ONCE: usize = 40;

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
    cache: Option<Cache>,
    /// When the annexes are laid out in parts.
    sizes: Sizes,
}

impl Renderer {
    /// Takes the dossier's own templates, by file name; they replace the built-in ones of the same name.
    ///
    /// # Errors
    /// [`Error::Template`] when a template does not parse.
    pub fn new(overrides: &[(String, String)]) -> Result<Self, Error> {
        let (templates, typesetter) = (Templates::new(overrides)?, Typesetter::new());
        Ok(Self { templates, typesetter, cache: None, sizes: Sizes::default() })
    }

    /// The same, taking documents from this cache, and keeping there those that it makes.
    pub fn with_cache(mut self, cache: Option<Cache>) -> Self {
        self.cache = cache;
        self
    }

    /// The fingerprint that a document bears.
    pub fn fingerprint(&self, record: &Record, sheet: Sheet) -> String {
        let run = Run::new(self, record, &|_| ());
        let convention = match sheet {
            Sheet::Fiche(rank) => record.fiches.get(rank).map(|fiche| run.of_single("fiche", &run.fiche_view(fiche))),
            Sheet::Recap => Some(run.of_single("recap", &RecapView::new(record, run.figures))),
            Sheet::Annexes => Some(run.of_stage()),
        };
        convention.map_or_else(String::new, |convention| convention.fingerprint().to_owned())
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
        run.typeset(name, template, &CharteredView { convention: &run.of_stage(), own: view }, &[], &[])
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

    /// Renders the documents on their own, the recap then the fiches in their order, and does `annexes`: beside them
    /// or, when there are many, after them: it is given all of them then, else none.
    ///
    /// # Errors
    /// [`Error::Template`] and [`Error::Typst`], as for the annexes. A fiche's own document tells more of what fails
    /// than all of them in one: its error comes first.
    pub fn singles_and<T>(
        &self,
        record: &Record,
        done: &(dyn Fn(&str) + Sync),
        annexes: impl FnOnce(&[Document]) -> Result<T, Error>,
    ) -> Result<(Vec<Document>, T), Error> {
        let run = Run::new(self, record, done);
        let fiches = (0..record.fiches.len()).map(Sheet::Fiche);
        let singles: Vec<Sheet> = [Sheet::Recap].into_iter().chain(fiches).collect();
        if record.fiches.len() > FICHES_AT_ONCE {
            let documents = run.singles(&singles)?;
            Typesetter::forget();
            let annexes = annexes(&documents)?;
            return Ok((documents, annexes));
        }
        let (documents, annexes) = workers::beside(&singles, |sheet| run.single(*sheet), || annexes(&[]));
        Ok((documents.into_iter().collect::<Result<_, _>>()?, annexes?))
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
        let known = ranks.iter().filter(|rank| **rank < record.fiches.len());
        let fiches: Vec<Sheet> = known.map(|rank| Sheet::Fiche(*rank)).collect();
        Run::new(self, record, done).singles(&fiches)
    }
}

/// A program that goes on rendering must not remember every layout it ever made.
impl Drop for Renderer {
    fn drop(&mut self) {
        Typesetter::forget_unused();
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
    /// Without a fingerprint.
    convention: ConventionView,
    /// Whether pages are only looked at: they bear no fingerprint, and so change with what they say alone.
    is_preview: bool,
    done: &'a (dyn Fn(&str) + Sync),
}

impl<'a> Run<'a> {
    fn new(renderer: &'a Renderer, record: &'a Record, done: &'a (dyn Fn(&str) + Sync)) -> Self {
        let (figures, convention) = (Figures::of(record), ConventionView::new(record));
        Self { renderer, record, figures, convention, is_preview: false, done }
    }

    /// The agreement as the annexes name it.
    fn of_stage(&self) -> ConventionView {
        if self.is_preview { self.convention.clone() } else { self.convention.of_stage(self.record) }
    }

    /// The agreement as a document on its own names it.
    fn of_single(&self, of: &'static str, view: &impl Serialize) -> ConventionView {
        if self.is_preview { self.convention.clone() } else { self.convention.of_single(of, view) }
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
        let annexes = if self.renderer.is_long(self.record) && !singles.is_empty() {
            self.long_annexes(open, attachments, singles)
        } else {
            self.annexes_of(&self.ranks(), open, attachments)
        };
        let typeset = |ranks: &[usize]| self.annexes_of(ranks, open, attachments);
        let annexes = annexes.map_err(|error| self.with_fiche(error, &typeset))?;
        (self.done)("annexes");
        Ok(annexes)
    }

    /// Long annexes, a part at a time; in one go where what the documents beside them tell of pages does not hold.
    fn long_annexes(
        &self,
        open: &[&Finding],
        attachments: &[Attachment<'_>],
        singles: &[Document],
    ) -> Result<Document, Error> {
        let (convention, recap) = (&self.of_stage(), RecapView::new(self.record, self.figures));
        let view = self.annexes_view(convention, &recap, &self.ranks(), open);
        let parts = Parts { run: self, convention, open, attachments, singles };
        self.kept("annexes", "annexes.typ", &view, attachments, self.signed_by(), |source| {
            parts.lay_out()?.map_or_else(|| self.lay_out("annexes", "annexes.typ", &view, attachments, source), Ok)
        })
    }

    /// Those who get a field to sign in.
    fn signed_by(&self) -> &[PartyRecord] {
        let convention = &self.record.convention;
        if convention.has_signature_fields() { &convention.parties } else { &[] }
    }

    /// Names the fiche without which the annexes could be made.
    fn with_fiche<T>(&self, mut error: Error, annexes: &dyn Fn(&[usize]) -> Result<T, Error>) -> Error {
        if !matches!(error, Error::Template { .. } | Error::Typst { .. }) {
            return error;
        }
        let fails = |ranks: &[usize]| annexes(ranks).is_err();
        let first = if fails(&[]) { None } else { (0..self.record.fiches.len()).find(|rank| fails(&[*rank])) };
        if let (Some(rank), Error::Template { document, .. } | Error::Typst { document, .. }) = (first, &mut error) {
            *document = format!("{document} ({})", self.record.fiches[rank].code);
        }
        error
    }

    /// The annexes with these fiches.
    fn annexes_of(
        &self,
        ranks: &[usize],
        open: &[&Finding],
        attachments: &[Attachment<'_>],
    ) -> Result<Document, Error> {
        let (convention, recap) = (self.of_stage(), RecapView::new(self.record, self.figures));
        let view = self.annexes_view(&convention, &recap, ranks, open);
        self.typeset("annexes", "annexes.typ", &view, attachments, self.signed_by())
    }

    fn annexes_view<'v>(
        &self,
        convention: &'v ConventionView,
        recap: &'v RecapView,
        ranks: &[usize],
        open: &[&Finding],
    ) -> AnnexesView<'v> {
        let fiche = |rank: &usize| self.fiche_view(&self.record.fiches[*rank]);
        AnnexesView {
            convention,
            points: PointsView::new(self.record, open, &Locale::french()),
            fiches: ranks.iter().map(fiche).collect(),
            recap: Some(recap),
            signatures: Some(SignaturesView::new(self.record, self.figures)),
        }
    }

    fn fiche_view(&self, fiche: &FicheRecord) -> FicheView {
        FicheView::new(self.record, fiche, self.figures)
    }

    /// Documents on their own, side by side.
    fn singles(&self, sheets: &[Sheet]) -> Result<Vec<Document>, Error> {
        let mut documents = Vec::with_capacity(sheets.len());
        for (batch, sheets) in sheets.chunks(FICHES_AT_ONCE).enumerate() {
            if batch > 0 {
                Typesetter::forget();
            }
            // All of them, so that the first that fails is told, not the one that failed first.
            for document in workers::each(sheets, |sheet| self.single(*sheet)) {
                documents.push(document?);
            }
        }
        Ok(documents)
    }

    fn single(&self, sheet: Sheet) -> Result<Document, Error> {
        let name = sheet.name(self.record);
        let document = if let Sheet::Fiche(rank) = sheet {
            let view = self.fiche_view(&self.record.fiches[rank]);
            let view = FicheDocumentView { convention: &self.of_single("fiche", &view), fiche: &view };
            self.typeset(&name, "fiche.typ", &view, &[], &[])?
        } else {
            let recap = &RecapView::new(self.record, self.figures);
            let view = RecapDocumentView { convention: &self.of_single("recap", recap), recap };
            self.typeset(&name, "recapitulatif.typ", &view, &[], &[])?
        };
        (self.done)(&name);
        Ok(document)
    }

    /// What the journal says of a document.
    fn task(&self, name: &str) -> Task {
        let of = self.record.fiches.len();
        let fiches = if name.starts_with("fiches/") { 1 } else { of };
        Task::Document { name: name.to_owned(), fiches, of }
    }

    fn typeset(
        &self,
        name: &str,
        template: &str,
        view: &impl Serialize,
        attachments: &[Attachment<'_>],
        signed_by: &[PartyRecord],
    ) -> Result<Document, Error> {
        self.kept(name, template, view, attachments, signed_by, |source| {
            self.lay_out(name, template, view, attachments, source)
        })
    }

    /// The document that `make` makes of its source, or the one that was kept when it was made before.
    fn kept(
        &self,
        name: &str,
        template: &str,
        view: &impl Serialize,
        attachments: &[Attachment<'_>],
        signed_by: &[PartyRecord],
        make: impl FnOnce(&str) -> Result<Typeset, Error>,
    ) -> Result<Document, Error> {
        let _making = journal::begin(|| self.task(name));
        let source = self.renderer.templates.render(template, view, name)?;
        let key =
            |cache: &Cache| kept::key(cache, &source, self.export(name, &self.identity(name), attachments), signed_by);
        let kept = self.renderer.cache.as_ref().map(|cache| (cache, key(cache)));
        let found = kept.as_ref().and_then(|(cache, key)| kept::read(cache.get(key)?, name, &source));
        if let Some(document) = found {
            return Ok(document);
        }
        let Typeset { mut pdf, pages, warnings, marks, .. } = make(&source)?;
        if !signed_by.is_empty() {
            pdf = fields::add(pdf, signed_by, &marks)?;
        }
        let document = Document { name: name.to_owned(), source, pdf, pages, warnings };
        if let Some((cache, key)) = kept {
            cache.put(&key, &kept::written(&document));
        }
        Ok(document)
    }

    /// Lays out and exports the source that `template` made of `view`.
    fn lay_out(
        &self,
        name: &str,
        template: &str,
        view: &impl Serialize,
        attachments: &[Attachment<'_>],
        source: &str,
    ) -> Result<Typeset, Error> {
        let identity = self.identity(name);
        let typeset = self.renderer.typesetter.typeset(source, self.export(name, &identity, attachments));
        typeset.map_err(|error| self.renderer.templates.traced(error, source, template, view))
    }

    /// What tells a document from every other one.
    fn identity(&self, name: &str) -> String {
        let convention = &self.record.convention;
        format!("{}\n{}\n{name}", convention.title, convention.stage)
    }

    fn export<'e>(&self, name: &'e str, identity: &'e str, attachments: &'e [Attachment<'e>]) -> Export<'e> {
        let without_attachments = self.record.convention.without_attachments;
        let in_parts = name == "annexes" && self.renderer.is_long(self.record);
        Export { name, identity, date: self.convention.file_date(), without_attachments, attachments, in_parts }
    }
}
