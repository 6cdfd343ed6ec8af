//! The third level: two documents, page by page.
//!
//! Pages are aligned by what they say (`align`), then held against each other word by word (`marks`): a page
//! that only stands elsewhere, or whose number, stage or fingerprint at its head or foot is another, is the
//! same. How pages are laid out and drawn is `render`'s business; who asks for pictures fills them in.

mod align;
mod marks;

use serde::Serialize;

pub use align::compare_pages;

pub use crate::render::Region;

/// The third level: what changed on the pages.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Pages {
    /// The documents of either side, by name. A document of a fiche that both sides have is one, even when
    /// its name changed with the code.
    pub documents: Vec<Document>,
}

impl Pages {
    /// Whether no page of the documents compared differs.
    pub fn is_same(&self) -> bool {
        self.documents.iter().all(|document| {
            document
                .pages
                .iter()
                .all(|page| page.state == PageState::Same)
        })
    }
}

/// A document and its pages.
#[derive(Clone, Debug, Serialize)]
pub struct Document {
    /// Its name before, as a published file (`fiches/EA-1.1.pdf`); none when there was none.
    pub before: Option<String>,
    /// Its name after; none when there is none any more.
    pub after: Option<String>,
    /// Its pages, aligned by content.
    pub pages: Vec<Page>,
}

impl PageState {
    /// In one word: `same`, `changed`, `inserted` or `deleted`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Changed => "changed",
            Self::Inserted => "inserted",
            Self::Deleted => "deleted",
        }
    }
}

/// A page, or two that are one.
#[derive(Clone, Debug, Serialize)]
pub struct Page {
    /// What became of it.
    pub state: PageState,
    /// Its number before, from 1.
    pub before: Option<usize>,
    /// Its number after, from 1.
    pub after: Option<usize>,
    /// Where the page before shows what the page after does not.
    pub regions_before: Vec<Region>,
    /// Where the page after shows what the page before does not.
    pub regions_after: Vec<Region>,
    /// The page of another document that shows the same change: its place in the list of documents, then in
    /// that document's list of pages. Such a page has no picture of its own.
    pub shown_by: Option<(usize, usize)>,
    /// Its picture before, as PNG; left out of the JSON.
    #[serde(skip)]
    pub picture_before: Option<Vec<u8>>,
    /// Its picture after, as PNG; left out of the JSON.
    #[serde(skip)]
    pub picture_after: Option<Vec<u8>>,
}

/// What became of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum PageState {
    /// It looks the same, wherever it stands.
    Same,
    /// It changed.
    Changed,
    /// It is new.
    Inserted,
    /// It is gone.
    Deleted,
}
