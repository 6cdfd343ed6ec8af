//! Long annexes, laid out a part at a time: no more than one part's layout is held, whatever the number of fiches.
//!
//! Every part begins on a page of its own, as it would in the whole: the points to settle, so many fiches, the recap,
//! the page of signatures. A part is told what precedes it (pages, notes) and how many pages there are in all, which
//! is known from the documents that hold a fiche or the recap alone. Where that proves wrong, everything is laid out
//! again with the number of pages that there are.

#[cfg(test)]
mod tests;

use std::ops::Range;

use super::{
    Attachment, Document, Run,
    exported::Unexpected,
    joined::Joined,
    typst::{Mark, Typeset, Typesetter},
    views::{AnnexesView, ConventionView, FicheView, PartView, PointsView, RecapView, SignaturesView},
};
use crate::{error::Error, finding::Finding, locale::Locale};

/// Numbers of fiches.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sizes {
    /// How many the annexes may have to be laid out in one go.
    pub(super) in_one_go: usize,
    /// How many are laid out together beyond: fonts are embedded once a part.
    pub(super) together: usize,
}

impl Default for Sizes {
    fn default() -> Self {
        Self { in_one_go: 80, together: 40 }
    }
}

/// A part of the annexes.
#[derive(Clone, Debug)]
enum Section {
    Points,
    Fiches(Range<usize>),
    Recap,
    Signatures,
}

/// The annexes, and what they are laid out with.
pub(super) struct Parts<'a> {
    pub(super) run: &'a Run<'a>,
    /// The agreement as the annexes name it.
    pub(super) convention: &'a ConventionView,
    pub(super) open: &'a [&'a Finding],
    pub(super) attachments: &'a [Attachment<'a>],
    /// The recap alone, then each fiche alone: as many pages as in the whole.
    pub(super) singles: &'a [Document],
}

/// What is known once all parts are laid out; the file is missing when they cannot be joined.
struct Joint {
    pdf: Result<Vec<u8>, Unexpected>,
    pages: usize,
    warnings: Vec<String>,
    marks: Vec<Mark>,
    notes: usize,
}

impl Parts<'_> {
    /// Lays out the annexes; none if they must be laid out in one go.
    pub(super) fn lay_out(&self) -> Result<Option<Typeset>, Error> {
        let foreseen = self.foreseen()?;
        let mut laid_out = self.joined(foreseen)?;
        if laid_out.pages != foreseen {
            let pages = laid_out.pages;
            laid_out = self.joined(pages)?;
            if laid_out.pages != pages {
                return Ok(None);
            }
        }
        let Joint { pdf, pages, warnings, marks, notes } = laid_out;
        Ok(pdf.ok().map(|pdf| Typeset { pdf, pages, warnings, marks, notes }))
    }

    fn sections(&self) -> Vec<Section> {
        let fiches = self.run.record.fiches.len();
        let together = self.run.renderer.sizes.together;
        let together = (0..fiches).step_by(together).map(|from| Section::Fiches(from..fiches.min(from + together)));
        let points = self.points().map(|_| Section::Points);
        points.into_iter().chain(together).chain([Section::Recap, Section::Signatures]).collect()
    }

    fn points(&self) -> Option<PointsView> {
        PointsView::new(self.run.record, self.open, &Locale::french())
    }

    /// How many pages there will be.
    fn foreseen(&self) -> Result<usize, Error> {
        let known: usize = self.singles.iter().map(|single| single.pages).sum();
        let part = PartView { pages_before: 0, pages: known, notes_before: 0, precedes_signatures: true };
        let mut pages = known;
        for section in self.sections() {
            if let Section::Points | Section::Signatures = section {
                pages += self.part(&section, part)?.pages;
            }
        }
        Ok(pages)
    }

    /// Every part of a document of that many pages, one after the other.
    fn joined(&self, pages: usize) -> Result<Joint, Error> {
        let mut joined = Ok(Joined::new());
        let mut part = PartView { pages_before: 0, pages, notes_before: 0, precedes_signatures: true };
        let (mut warnings, mut marks) = (Vec::new(), Vec::new());
        let mut last = Vec::new();
        for section in self.sections() {
            part.precedes_signatures = !matches!(section, Section::Signatures);
            let document = self.part(&section, part)?;
            marks.extend(document.marks.into_iter().map(|mark| Mark { page: mark.page + part.pages_before, ..mark }));
            warnings.extend(document.warnings);
            part.pages_before += document.pages;
            part.notes_before += document.notes;
            if part.precedes_signatures {
                joined = joined.and_then(|mut joined| joined.add(document.pdf).map(|()| joined));
            } else {
                last = document.pdf;
            }
            Typesetter::forget();
        }
        let pdf = joined.and_then(|joined| joined.finish(last));
        Ok(Joint { pdf, pages: part.pages_before, warnings, marks, notes: part.notes_before })
    }

    /// A part.
    fn part(&self, section: &Section, part: PartView) -> Result<Typeset, Error> {
        let Run { record, figures, .. } = *self.run;
        let convention = &self.convention.on(part);
        let recap = matches!(section, Section::Recap).then(|| RecapView::new(record, figures));
        let mut view =
            AnnexesView { convention, points: None, fiches: Vec::new(), recap: recap.as_ref(), signatures: None };
        match section {
            Section::Points => view.points = self.points(),
            Section::Fiches(ranks) => {
                let fiches = record.fiches.get(ranks.clone()).unwrap_or_default();
                view.fiches = fiches.iter().map(|fiche| FicheView::new(record, fiche, figures)).collect();
            }
            Section::Recap => {}
            Section::Signatures => view.signatures = Some(SignaturesView::new(record, figures)),
        }
        let source = self.run.renderer.templates.render("annexes.typ", &view, "annexes")?;
        self.run.lay_out("annexes", "annexes.typ", &view, self.attachments, &source)
    }
}
