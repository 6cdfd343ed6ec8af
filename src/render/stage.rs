//! All documents of a stage: the annexes, and beside them the recap and every fiche on its own.
//!
//! A fiche's pages say the same in both: only what repeats in their margins differs. So the annexes are laid out, and
//! their pages lent to the other documents. Where that cannot be, every document is laid out for itself, which gives
//! the same files.

#[cfg(test)]
mod tests;

use std::ops::Range;

use serde_json::Value;

use super::{
    Attachment, Document, Order, Run, Sheet,
    parts::Parts,
    typst::{Composed, Typeset, Typesetter},
    views::PointsView,
};
use crate::{error::Error, finding::Finding, locale::Locale, record::FicheRecord, workers};

/// The longest text, in bytes, of a fiche that is laid out together with others: what is wrong with a longer one is
/// best told by its name.
const LONGEST_SHARED: usize = 30_000;

/// What a stage is rendered from.
pub(super) struct Stage<'a> {
    pub(super) run: &'a Run<'a>,
    pub(super) open: &'a [&'a Finding],
    pub(super) attachments: &'a [Attachment<'a>],
}

impl Stage<'_> {
    /// The annexes, the recap, the fiches.
    pub(super) fn documents(&self) -> Result<Vec<Document>, Error> {
        let (run, sheets, order) = (self.run, self.sheets(), self.annexes());
        let mut singles = if self.is_shared() {
            Vec::new()
        } else {
            self.apart(&sheets)?
        };
        let annexes = run.made_by(&order, |source| {
            let in_parts = if run.is_long() {
                Parts::new(self).lay_out(&mut singles)?
            } else {
                None
            };
            in_parts.map_or_else(|| self.in_one_go(&order, source, &mut singles), Ok)
        });
        // Whatever hindered the annexes is told better by a document that it hinders too.
        let singles = if singles.len() == sheets.len() {
            singles.into_iter().collect()
        } else {
            run.singles(&sheets)
        };
        let (singles, annexes) = (singles?, annexes.map_err(|error| self.with_fiche(error))?);
        (run.done)(&annexes.name);
        Ok([annexes].into_iter().chain(singles).collect())
    }

    /// Whether the annexes lend their pages.
    fn is_shared(&self) -> bool {
        let length = |fiche: &FicheRecord| {
            fiche
                .sections
                .iter()
                .map(|section| section.markdown.len())
                .sum::<usize>()
        };
        let Run {
            renderer, record, ..
        } = self.run;
        renderer.templates.are_built_in()
            && record
                .fiches
                .iter()
                .all(|fiche| length(fiche) <= LONGEST_SHARED)
    }

    /// The documents beside the annexes.
    fn sheets(&self) -> Vec<Sheet> {
        let fiches = (0..self.run.record.fiches.len()).map(Sheet::Fiche);
        [Sheet::Recap].into_iter().chain(fiches).collect()
    }

    /// The documents beside the annexes, each laid out for itself.
    fn apart(&self, sheets: &[Sheet]) -> Result<Vec<Result<Document, Error>>, Error> {
        let singles = self.run.singles(sheets)?;
        if sheets.len() > self.run.renderer.sizes.together {
            Typesetter::forget();
        }
        Ok(singles.into_iter().map(Ok).collect())
    }

    /// The annexes, and the documents made of their pages unless they are `singles` already.
    fn in_one_go(
        &self,
        order: &Order<'_>,
        source: &str,
        singles: &mut Vec<Result<Document, Error>>,
    ) -> Result<Typeset, Error> {
        let annexes = self.run.composed(order, source)?;
        if !singles.is_empty() {
            return self.run.exported(order, &annexes);
        }
        let lent = self.lent(&annexes);
        let (documents, exported) = workers::beside(
            &self.sheets(),
            |sheet| lent.single(*sheet),
            || self.run.exported(order, &annexes),
        );
        *singles = documents;
        exported
    }

    fn lent<'l>(&'l self, annexes: &'l Composed<'_>) -> Lent<'l> {
        let fiches = (0..self.run.record.fiches.len()).map(Sheet::Fiche);
        let lent = fiches.chain([Sheet::Recap]).map(Some);
        let chapters: Vec<Option<Sheet>> = self
            .points()
            .map(|_| None)
            .into_iter()
            .chain(lent)
            .chain([None])
            .collect();
        Lent::new(self.run, annexes, &chapters)
    }

    /// What is still to be settled, if anything is.
    pub(super) fn points(&self) -> Option<PointsView> {
        PointsView::new(self.run.record, self.open, &Locale::french())
    }

    /// What the annexes are made from.
    pub(super) fn annexes(&self) -> Order<'_> {
        self.run.order(Sheet::Annexes, self.open, self.attachments)
    }

    /// The same for other fields: those of a part.
    pub(super) fn annexes_of(&self, view: Value) -> Order<'_> {
        self.run.annexes_order(view, self.attachments)
    }

    /// Names the fiche without which the annexes could be made.
    fn with_fiche(&self, mut error: Error) -> Error {
        if !matches!(error, Error::Template { .. } | Error::Typst { .. }) {
            return error;
        }
        let fails = |ranks: &[usize]| {
            let view = self.run.annexes_view(ranks, self.open);
            self.run.made(&self.annexes_of(view)).is_err()
        };
        let fiches = &self.run.record.fiches;
        let first = if fails(&[]) {
            None
        } else {
            (0..fiches.len()).find(|rank| fails(&[*rank]))
        };
        if let (Some(rank), Error::Template { document, .. } | Error::Typst { document, .. }) =
            (first, &mut error)
        {
            *document = format!("{document} ({})", fiches[rank].code);
        }
        error
    }
}

/// Laid out annexes, or a part of them, whose pages other documents borrow.
pub(super) struct Lent<'a> {
    run: &'a Run<'a>,
    annexes: &'a Composed<'a>,
    /// What each chapter is on its own, and its pages; none where they cannot be told from one another.
    chapters: Option<Vec<(Option<Sheet>, Range<usize>)>>,
}

impl<'a> Lent<'a> {
    /// `chapters` says what each chapter is on its own, if it is a document too.
    pub(super) fn new(
        run: &'a Run<'a>,
        annexes: &'a Composed<'a>,
        chapters: &[Option<Sheet>],
    ) -> Self {
        let pages = annexes.chapters();
        let is_told = pages.len() == chapters.len();
        let chapters = is_told.then(|| chapters.iter().copied().zip(pages).collect());
        Self {
            run,
            annexes,
            chapters,
        }
    }

    /// How many pages each chapter has.
    pub(super) fn lengths(&self) -> Option<Vec<usize>> {
        self.chapters
            .as_ref()
            .map(|chapters| chapters.iter().map(|(_, pages)| pages.len()).collect())
    }

    /// A document on its own.
    pub(super) fn single(&self, sheet: Sheet) -> Result<Document, Error> {
        let order = self.run.order(sheet, &[], &[]);
        let document = self.run.made_by(&order, |source| {
            self.borrowed(sheet, &order)
                .map_or_else(|| self.run.laid_out(&order, source), Ok)
        })?;
        (self.run.done)(&document.name);
        Ok(document)
    }

    /// The document, made of pages of the annexes and margins of its own; none where they do not fit each other.
    fn borrowed(&self, sheet: Sheet, order: &Order<'_>) -> Option<Typeset> {
        let (_, pages) = self
            .chapters
            .as_ref()?
            .iter()
            .find(|(of, _)| *of == Some(sheet))?;
        let margins = self.run.margins(order, &[pages.len()])?;
        self.run
            .exported(order, &margins.with_bodies_of(self.annexes, pages.clone())?)
            .ok()
    }
}

impl Run<'_> {
    /// What an order's pages repeat in their margins, and nothing else of them: so many pages a chapter.
    pub(super) fn margins(&self, order: &Order<'_>, lengths: &[usize]) -> Option<Composed<'_>> {
        let blank = Order {
            view: with_blank_pages(order.view.clone(), lengths),
            name: order.name.clone(),
            ..*order
        };
        self.composed(&blank, &self.source_of(&blank).ok()?).ok()
    }
}

/// The same fields, for chapters of so many pages with nothing between their margins.
fn with_blank_pages(mut view: Value, lengths: &[usize]) -> Value {
    let of = ["fiche", "fiches", "recap"];
    let fields = view
        .as_object_mut()
        .into_iter()
        .flatten()
        .filter(|(name, _)| of.contains(&name.as_str()));
    let chapters = fields.flat_map(|(_, said)| match said {
        Value::Array(chapters) => chapters.iter_mut().collect(),
        chapter => vec![chapter],
    });
    for (chapter, pages) in chapters.filter_map(Value::as_object_mut).zip(lengths) {
        chapter.insert("blank_pages".to_owned(), (*pages).into());
    }
    view
}
