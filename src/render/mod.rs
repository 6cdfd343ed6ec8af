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
mod stage;
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
use serde_json::Value;

use crate::{
    cache::Cache,
    error::Error,
    finding::Finding,
    journal::{self, Task},
    locale::Locale,
    record::{FicheRecord, PartyRecord, Record},
    workers,
};
use parts::Sizes;
use stage::Stage;
use template::Templates;
use typst::{Composed, Export, Typeset, Typesetter};
use views::{
    AnnexesView, ConventionView, FicheDocumentView, FicheView, Figures, PointsView,
    RecapDocumentView, RecapView, SignaturesView,
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
        Ok(Self {
            templates,
            typesetter,
            cache: None,
            sizes: Sizes::default(),
        })
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
            Sheet::Fiche(rank) => record
                .fiches
                .get(rank)
                .map(|fiche| run.of_single("fiche", &run.fiche_view(fiche))),
            Sheet::Recap => Some(run.of_single("recap", &RecapView::new(record, run.figures))),
            Sheet::Annexes => Some(run.of_stage()),
        };
        convention.map_or_else(String::new, |convention| {
            convention.fingerprint().to_owned()
        })
    }

    /// The Typst source of a document, and nothing else of it; `open` as for [`Self::stage`].
    ///
    /// # Errors
    /// [`Error::Template`] names the document, the file and the line at fault.
    pub fn source(
        &self,
        record: &Record,
        open: &[&Finding],
        sheet: Sheet,
    ) -> Result<String, Error> {
        let run = Run::new(self, record, &|_| ());
        run.source_of(&run.order(sheet, open, &[]))
    }

    /// Renders `template` with the fields of `view` beside those of the charter, which are the record's.
    ///
    /// # Errors
    /// [`Error::Template`] and [`Error::Typst`] name the file or the line at fault.
    pub fn page(
        &self,
        template: &str,
        name: &str,
        record: &Record,
        view: &impl Serialize,
    ) -> Result<Document, Error> {
        let run = Run::new(self, record, &|_| ());
        let view = fields(&CharteredView {
            convention: &run.of_stage(),
            own: view,
        });
        run.made(&Order {
            name: name.to_owned(),
            template,
            view,
            attachments: &[],
            signed_by: &[],
        })
    }

    /// What the pages of a Typst source look like, whoever wrote it; none if it cannot be laid out. `record` is
    /// what the source was made from: the file bears its date.
    pub fn look(&self, source: &str, record: &Record) -> Option<Look> {
        self.typesetter
            .look(source, ConventionView::new(record).file_date())
    }

    /// Whether the documents' font has a glyph for this character, or it needs none.
    pub fn can_print(c: char) -> bool {
        matches!(c, '\n' | '\t' | '\r') || typst::can_print(c)
    }

    /// Whether a character cannot be printed because nobody would see it, or would see something else.
    pub fn misleads(c: char) -> bool {
        crate::source::misleads(c)
    }

    /// Renders every document of a stage: the annexes, to be signed, with these files attached; the recap; the fiches
    /// in their order. A draft's annexes begin with a page of the `open` findings, if there are any to settle. Of every
    /// document, `done` hears the name as it is finished.
    ///
    /// # Errors
    /// [`Error::Template`] and [`Error::Typst`] name the document, the file or the line at fault: a fiche's own
    /// document tells more of what fails than all of them in one, and comes first. [`Error::SignatureMark`] names the
    /// party that has no block to sign in.
    pub fn stage(
        &self,
        record: &Record,
        open: &[&Finding],
        attachments: &[Attachment<'_>],
        done: &(dyn Fn(&str) + Sync),
    ) -> Result<Vec<Document>, Error> {
        Stage {
            run: &Run::new(self, record, done),
            open,
            attachments,
        }
        .documents()
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

/// What a document is made from.
struct Order<'a> {
    /// Its place within the stage, without ending.
    name: String,
    template: &'a str,
    /// The fields of the template.
    view: Value,
    attachments: &'a [Attachment<'a>],
    /// Those who get a field to sign in.
    signed_by: &'a [PartyRecord],
}

/// The fields of a template. Views are plain values: there is nothing in them that JSON could not say.
fn fields(view: &impl Serialize) -> Value {
    serde_json::to_value(view).unwrap_or_default()
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
        Self {
            renderer,
            record,
            figures,
            convention,
            is_preview: false,
            done,
        }
    }

    /// The agreement as the annexes name it.
    fn of_stage(&self) -> ConventionView {
        if self.is_preview {
            self.convention.clone()
        } else {
            self.convention.of_stage(self.record)
        }
    }

    /// The agreement as a document on its own names it.
    fn of_single(&self, of: &'static str, view: &impl Serialize) -> ConventionView {
        if self.is_preview {
            self.convention.clone()
        } else {
            self.convention.of_single(of, view)
        }
    }

    /// Whether the annexes are long: they are laid out a part at a time.
    fn is_long(&self) -> bool {
        self.record.fiches.len() > self.renderer.sizes.in_one_go
            && self.renderer.templates.are_built_in()
    }

    /// The ranks of all fiches.
    fn ranks(&self) -> Vec<usize> {
        (0..self.record.fiches.len()).collect()
    }

    /// The fields of annexes with these fiches.
    fn annexes_view(&self, ranks: &[usize], open: &[&Finding]) -> Value {
        fields(&AnnexesView {
            convention: &self.of_stage(),
            points: PointsView::new(self.record, open, &Locale::french()),
            fiches: ranks
                .iter()
                .filter_map(|rank| Some(self.fiche_view(self.record.fiches.get(*rank)?)))
                .collect(),
            recap: Some(&RecapView::new(self.record, self.figures)),
            signatures: Some(SignaturesView::new(self.record, self.figures)),
        })
    }

    fn fiche_view(&self, fiche: &FicheRecord) -> FicheView {
        FicheView::new(self.record, fiche, self.figures)
    }

    /// Documents on their own, side by side.
    fn singles(&self, sheets: &[Sheet]) -> Result<Vec<Document>, Error> {
        let mut documents = Vec::with_capacity(sheets.len());
        for (batch, sheets) in sheets.chunks(self.renderer.sizes.together).enumerate() {
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
        let document = self.made(&self.order(sheet, &[], &[]))?;
        (self.done)(&document.name);
        Ok(document)
    }

    /// What a document is made from; the annexes have these files attached, and begin with these findings.
    fn order<'o>(
        &'o self,
        sheet: Sheet,
        open: &[&Finding],
        attachments: &'o [Attachment<'o>],
    ) -> Order<'o> {
        let (template, view) = match sheet {
            Sheet::Fiche(rank) => (
                "fiche.typ",
                self.record
                    .fiches
                    .get(rank)
                    .map(|fiche| self.fiche_document(fiche)),
            ),
            Sheet::Recap => ("recapitulatif.typ", Some(self.recap_document())),
            Sheet::Annexes => {
                return self.annexes_order(self.annexes_view(&self.ranks(), open), attachments);
            }
        };
        let view = view.unwrap_or_default();
        Order {
            name: sheet.name(self.record),
            template,
            view,
            attachments: &[],
            signed_by: &[],
        }
    }

    /// What the annexes, or a part of them, are made from.
    fn annexes_order<'o>(&'o self, view: Value, attachments: &'o [Attachment<'o>]) -> Order<'o> {
        let convention = &self.record.convention;
        let signed_by = if convention.has_signature_fields() {
            &convention.parties[..]
        } else {
            &[]
        };
        let name = Sheet::Annexes.name(self.record);
        Order {
            name,
            template: "annexes.typ",
            view,
            attachments,
            signed_by,
        }
    }

    fn fiche_document(&self, fiche: &FicheRecord) -> Value {
        let fiche = &self.fiche_view(fiche);
        fields(&FicheDocumentView {
            convention: &self.of_single("fiche", fiche),
            fiche,
        })
    }

    fn recap_document(&self) -> Value {
        let recap = &RecapView::new(self.record, self.figures);
        fields(&RecapDocumentView {
            convention: &self.of_single("recap", recap),
            recap,
        })
    }

    /// What the journal says of a document.
    fn task(&self, name: &str) -> Task {
        let of = self.record.fiches.len();
        let fiches = if name.starts_with("fiches/") { 1 } else { of };
        Task::Document {
            name: name.to_owned(),
            fiches,
            of,
        }
    }

    fn made(&self, order: &Order<'_>) -> Result<Document, Error> {
        self.made_by(order, |source| self.laid_out(order, source))
    }

    /// The document that `make` makes of its source, or the one that was kept when it was made before.
    fn made_by(
        &self,
        order: &Order<'_>,
        make: impl FnOnce(&str) -> Result<Typeset, Error>,
    ) -> Result<Document, Error> {
        let Order {
            name, signed_by, ..
        } = order;
        let _making = journal::begin(|| self.task(name));
        let source = self.source_of(order)?;
        let key = |cache: &Cache| {
            kept::key(
                cache,
                &source,
                self.export(order, &self.identity(name)),
                signed_by,
            )
        };
        let kept = self
            .renderer
            .cache
            .as_ref()
            .map(|cache| (cache, key(cache)));
        let found = kept
            .as_ref()
            .and_then(|(cache, key)| kept::read(cache.get(key)?, name, &source));
        if let Some(document) = found {
            return Ok(document);
        }
        let Typeset {
            mut pdf,
            pages,
            warnings,
            marks,
        } = make(&source)?;
        if !signed_by.is_empty() {
            pdf = fields::add(pdf, signed_by, &marks)?;
        }
        let document = Document {
            name: name.clone(),
            source,
            pdf,
            pages,
            warnings,
        };
        if let Some((cache, key)) = kept {
            cache.put(&key, &kept::written(&document));
        }
        Ok(document)
    }

    fn source_of(&self, order: &Order<'_>) -> Result<String, Error> {
        self.renderer
            .templates
            .render(order.template, &order.view, &order.name)
    }

    /// Lays out and exports the source of an order.
    fn laid_out(&self, order: &Order<'_>, source: &str) -> Result<Typeset, Error> {
        self.exported(order, &self.composed(order, source)?)
    }

    /// Lays out the source of an order.
    fn composed(&self, order: &Order<'_>, source: &str) -> Result<Composed<'_>, Error> {
        let composed = self
            .renderer
            .typesetter
            .compose(source, self.export(order, &self.identity(&order.name)));
        composed.map_err(|error| {
            self.renderer
                .templates
                .traced(error, source, order.template, &order.view)
        })
    }

    /// Exports what was laid out for an order.
    fn exported(&self, order: &Order<'_>, composed: &Composed<'_>) -> Result<Typeset, Error> {
        let exported = composed.exported(self.export(order, &self.identity(&order.name)));
        exported.map_err(|error| {
            self.renderer
                .templates
                .traced(error, composed.source(), order.template, &order.view)
        })
    }

    /// What tells a document from every other one.
    fn identity(&self, name: &str) -> String {
        let convention = &self.record.convention;
        format!("{}\n{}\n{name}", convention.title, convention.stage)
    }

    fn export<'e>(&self, order: &'e Order<'_>, identity: &'e str) -> Export<'e> {
        let Order {
            name, attachments, ..
        } = order;
        let without_attachments = self.record.convention.without_attachments;
        let in_parts = name == "annexes" && self.is_long();
        Export {
            name,
            identity,
            date: self.convention.file_date(),
            without_attachments,
            attachments,
            in_parts,
        }
    }
}
