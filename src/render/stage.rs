//! All documents of a stage: the annexes, and beside them the recap and every fiche on its own.
//!
//! A fiche's pages say the same in both: only what repeats in their margins differs. So the annexes are laid out, and
//! the other documents are made of their pages, each within margins of its own. Where that cannot be, a document is
//! laid out for itself, which gives the same file.

use std::{collections::BTreeMap, ops::Range};

use super::{
    document::{Attachment, Document, Rendered},
    jobs::{Job, Jobs},
    renderer::Renderer,
    typst::{Layout, Typesetter},
};
use crate::{error::Error, finding::Finding, record::Record, workers};

/// Beyond this many documents, what Typst remembers of each takes more memory than it saves time.
const MOST_REMEMBERED: usize = 100;
/// How many of them a piece of layout then stays remembered without being used.
const REMEMBERED: usize = 3;

impl Renderer {
    /// Renders every document of a stage: the annexes, to be signed, with these files attached; the recap; the fiches
    /// in their order. A draft's annexes begin with a page of the `open` findings, if there are any to settle. Of every
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
        let jobs = Jobs::new(record);
        let fiches = (0..record.fiches.len()).map(Document::Fiche);
        let singles: Vec<Document> = [Document::Recap].into_iter().chain(fiches).collect();
        let job = jobs.annexes(0..record.fiches.len(), open, attachments);
        let annexes = self
            .source_of(&job)
            .and_then(|source| self.lay_out(&job, &source));
        let forget = |last| {
            if singles.len() > MOST_REMEMBERED {
                Typesetter::forget(last);
            }
        };
        forget(0);
        let built_in = annexes
            .as_ref()
            .ok()
            .filter(|_| self.templates.are_built_in());
        let shared = built_in.map(|annexes| (annexes, chapters(annexes, &job, &singles)));
        let single = |document: &Document| {
            let job = jobs.document(*document, &[]);
            let pages = shared
                .as_ref()
                .and_then(|(annexes, chapters)| Some((annexes, chapters.get(document)?)));
            let shared = pages.and_then(|(annexes, pages)| self.shared(&job, annexes, pages));
            let rendered = shared.map_or_else(|| self.render(&job), Ok)?;
            forget(REMEMBERED);
            done(&rendered.name);
            Ok(rendered)
        };
        let (singles, exported) = workers::beside(&singles, single, || {
            annexes
                .as_ref()
                .ok()
                .map(|annexes| self.finish(&job, annexes))
        });
        let singles: Vec<Rendered> = singles.into_iter().collect::<Result<_, Error>>()?;
        let annexes = exported
            .unwrap_or_else(|| annexes.and_then(|annexes| self.finish(&job, &annexes)))
            .map_err(|error| self.with_fiche(error, &jobs, open))?;
        done(&annexes.name);
        Ok([annexes].into_iter().chain(singles).collect())
    }

    /// A document made of these pages of the annexes and of margins of its own; none where they do not fit each other.
    fn shared(
        &self,
        job: &Job<'_>,
        annexes: &Layout<'_>,
        pages: &Range<usize>,
    ) -> Option<Rendered> {
        let mut fields = job.fields.clone();
        fields["blank_pages"] = pages.len().into();
        let margins = Job {
            name: job.name.clone(),
            fields,
            ..*job
        };
        let layout = self
            .lay_out(&margins, &self.source_of(&margins).ok()?)
            .ok()?;
        let rendered = self
            .finish(job, &layout.around(annexes, pages.clone())?)
            .ok()?;
        Some(Rendered {
            source: self.source_of(job).ok()?,
            ..rendered
        })
    }

    /// Names the fiche without which the annexes could be made.
    fn with_fiche(&self, mut error: Error, jobs: &Jobs<'_>, open: &[&Finding]) -> Error {
        let (Error::Template { document, .. } | Error::Typst { document, .. }) = &mut error else {
            return error;
        };
        let fails = |ranks: Range<usize>| {
            self.render(&jobs.annexes(ranks, open, &Attachment::STAND_INS))
                .is_err()
        };
        let mut ranks = 0..jobs.record.fiches.len();
        if !fails(0..0)
            && let Some(rank) = ranks.find(|rank| fails(*rank..rank + 1))
        {
            *document = format!("{document} ({})", jobs.record.fiches[rank].code);
        }
        error
    }
}

/// The pages of the annexes that say what each document on its own does; none where chapters cannot be told from one
/// another.
fn chapters(
    annexes: &Layout<'_>,
    job: &Job<'_>,
    singles: &[Document],
) -> BTreeMap<Document, Range<usize>> {
    let pages = annexes.chapters();
    let has_points = !job.fields["points"].is_null();
    let (before, after) = (usize::from(has_points), 1);
    if pages.len() != before + singles.len() + after {
        return BTreeMap::new();
    }
    // The recap comes first beside the annexes, and last in them.
    let documents = singles.iter().skip(1).chain(singles.first());
    documents
        .copied()
        .zip(pages.into_iter().skip(before))
        .collect()
}

#[cfg(test)]
mod tests;
