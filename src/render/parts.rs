//! Long annexes, laid out a part at a time: no more than the memory of one part's layout is needed beside the pages.
//!
//! Every part begins on a page of its own, as it would in the whole: the points to settle, so many fiches, the recap,
//! the page of signatures. How many pages there are in all is known once every part is laid out; only then are their
//! margins, which say so.

#[cfg(test)]
mod tests;

use std::ops::Range;

use super::{
    Document, Order, Run, Sheet,
    exported::Unexpected,
    fields,
    joined::Joined,
    stage::{Lent, Stage},
    typst::{Composed, Mark, Typeset, Typesetter},
    views::{AnnexesView, ConventionView, FicheView, PartView, RecapView, SignaturesView},
};
use crate::{error::Error, workers};

/// Numbers of fiches.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sizes {
    /// How many the annexes may have to be laid out in one go.
    pub(super) in_one_go: usize,
    /// How many are laid out together beyond, and how many documents before their layout is forgotten. Beyond that
    /// many, what Typst remembers costs those that follow more time and memory than it saves; but fonts are embedded
    /// once a part.
    pub(super) together: usize,
}

impl Default for Sizes {
    fn default() -> Self {
        Self {
            in_one_go: 80,
            together: 40,
        }
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

impl Section {
    /// The documents that say the same.
    fn sheets(&self) -> Vec<Sheet> {
        match self {
            Self::Fiches(ranks) => ranks.clone().map(Sheet::Fiche).collect(),
            Self::Recap => vec![Sheet::Recap],
            Self::Points | Self::Signatures => Vec::new(),
        }
    }
}

/// A part whose margins do not yet say where it stands.
struct Part<'a> {
    section: Section,
    composed: Composed<'a>,
    /// How many pages each of its chapters has; unknown where they cannot be told from one another.
    lengths: Option<Vec<usize>>,
}

/// Long annexes.
pub(super) struct Parts<'a> {
    stage: &'a Stage<'a>,
    /// The agreement as every part names it.
    convention: ConventionView,
}

impl<'a> Parts<'a> {
    pub(super) fn new(stage: &'a Stage<'a>) -> Self {
        Self {
            stage,
            convention: stage.run.of_stage(),
        }
    }

    /// Lays out the annexes, and the documents made of their pages, which `singles` takes unless they are made already;
    /// none if the parts cannot be joined.
    pub(super) fn lay_out(
        &self,
        singles: &mut Vec<Result<Document, Error>>,
    ) -> Result<Option<Typeset>, Error> {
        let lends = singles.is_empty();
        let parts: Vec<Part<'_>> = self
            .sections()
            .map(|section| self.part(section, lends, singles))
            .collect::<Result<_, _>>()?;
        if lends {
            // The recap comes last in the annexes, and first beside them.
            singles.rotate_right(1);
        }
        let mut pages = 0;
        let placed = parts.iter().map(|part| {
            pages += part.composed.pages();
            (part, pages - part.composed.pages())
        });
        let placed: Vec<(&Part<'_>, usize)> = placed.collect();
        let exported = workers::each(&placed, |(part, begin)| self.exported(part, *begin, pages));
        let exported: Vec<Typeset> = exported.into_iter().collect::<Result<_, _>>()?;
        // A number of more digits may have moved a line of the points to settle.
        let is_as_told = exported.iter().map(|part| part.pages).sum::<usize>() == pages;
        Ok(if is_as_told {
            joined(exported).ok()
        } else {
            None
        })
    }

    fn sections(&self) -> impl Iterator<Item = Section> {
        let Run {
            record, renderer, ..
        } = self.stage.run;
        let (fiches, together) = (record.fiches.len(), renderer.sizes.together);
        let fiches = (0..fiches)
            .step_by(together)
            .map(move |from| Section::Fiches(from..fiches.min(from + together)));
        let points = self.stage.points().map(|_| Section::Points);
        points
            .into_iter()
            .chain(fiches)
            .chain([Section::Recap, Section::Signatures])
    }

    /// Lays out a part, and makes the documents of its pages if it lends them.
    fn part(
        &self,
        section: Section,
        lends: bool,
        singles: &mut Vec<Result<Document, Error>>,
    ) -> Result<Part<'a>, Error> {
        let run = self.stage.run;
        let order = self.order(&section, 0, 0);
        let composed = run.composed(&order, &run.source_of(&order)?)?;
        let sheets = section.sheets();
        let lent = Lent::new(
            run,
            &composed,
            &sheets.iter().copied().map(Some).collect::<Vec<_>>(),
        );
        if lends {
            singles.extend(workers::each(&sheets, |sheet| lent.single(*sheet)));
        }
        let lengths = lent.lengths();
        Typesetter::forget();
        Ok(Part {
            section,
            composed,
            lengths,
        })
    }

    /// A part as it stands in the whole.
    fn exported(&self, part: &Part<'_>, begin: usize, pages: usize) -> Result<Typeset, Error> {
        let run = self.stage.run;
        let order = self.order(&part.section, begin, pages);
        let margins = self.margins(part, &order);
        let bodies = margins
            .and_then(|margins| margins.with_bodies_of(&part.composed, 0..part.composed.pages()));
        let composed = bodies.map_or_else(|| run.composed(&order, &run.source_of(&order)?), Ok)?;
        let exported = run.exported(&order, &composed)?;
        let marks = exported.marks.into_iter().map(|mark| Mark {
            page: mark.page + begin,
            ..mark
        });
        Ok(Typeset {
            marks: marks.collect(),
            ..exported
        })
    }

    /// The margins of a part alone. The points to settle and the signatures, few as they are, are laid out again.
    fn margins(&self, part: &Part<'_>, order: &Order<'_>) -> Option<Composed<'a>> {
        let lengths = part
            .lengths
            .as_ref()
            .filter(|lengths| !lengths.is_empty())?;
        self.stage.run.margins(order, lengths)
    }

    /// What a part is made from that begins after so many pages, of so many in all.
    fn order(&self, section: &Section, pages_before: usize, pages: usize) -> Order<'_> {
        let Run {
            record, figures, ..
        } = *self.stage.run;
        let precedes_signatures = !matches!(section, Section::Signatures);
        let convention = &self.convention.on(PartView {
            pages_before,
            pages,
            precedes_signatures,
        });
        let recap = matches!(section, Section::Recap).then(|| RecapView::new(record, figures));
        let mut view = AnnexesView {
            convention,
            points: None,
            fiches: Vec::new(),
            recap: recap.as_ref(),
            signatures: None,
        };
        match section {
            Section::Points => view.points = self.stage.points(),
            Section::Fiches(ranks) => {
                let fiches = record.fiches.get(ranks.clone()).unwrap_or_default();
                view.fiches = fiches
                    .iter()
                    .map(|fiche| FicheView::new(record, fiche, figures))
                    .collect();
            }
            Section::Recap => {}
            Section::Signatures => view.signatures = Some(SignaturesView::new(record, figures)),
        }
        self.stage.annexes_of(fields(&view))
    }
}

/// Parts as one file.
fn joined(parts: Vec<Typeset>) -> Result<Typeset, Unexpected> {
    let mut whole = Typeset {
        pdf: Vec::new(),
        pages: 0,
        warnings: Vec::new(),
        marks: Vec::new(),
    };
    let (mut joined, mut last) = (Joined::new(), Vec::new());
    let count = parts.len();
    for (rank, part) in parts.into_iter().enumerate() {
        whole.pages += part.pages;
        whole.warnings.extend(part.warnings);
        whole.marks.extend(part.marks);
        if rank + 1 < count {
            joined.add(part.pdf)?
        } else {
            last = part.pdf
        }
    }
    Ok(Typeset {
        pdf: joined.finish(last)?,
        ..whole
    })
}
