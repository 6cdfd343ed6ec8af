use serde::Serialize;

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
        self.documents.iter().all(|document| document.pages.iter().all(|page| page.state == PageState::Same))
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

/// A page, or two that are one.
#[derive(Clone, Debug, Serialize)]
pub struct Page {
    /// What became of it.
    pub state: PageState,
    /// Its number before, from 1.
    pub before: Option<usize>,
    /// Its number after, from 1.
    pub after: Option<usize>,
    /// Where it differs, on the page after (on the page before, for what only that one shows).
    pub regions: Vec<Region>,
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

/// A rectangle of a page, in thousandths of its width and height from its upper left corner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Region {
    /// Left edge.
    pub x: u32,
    /// Upper edge.
    pub y: u32,
    /// Width.
    pub width: u32,
    /// Height.
    pub height: u32,
}
