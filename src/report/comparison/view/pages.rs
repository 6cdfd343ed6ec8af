//! Documents and their pages, as the page and the PDF show them.

use base64::{Engine, prelude::BASE64_STANDARD};
use serde::Serialize;

use crate::{
    diff::{Comparison, Document, Page, PageState, Region},
    report::{comparison::Teller, screen::visible},
};

#[derive(Debug, Serialize)]
pub(super) struct DocumentView {
    /// Its file's name.
    pub(super) name: String,
    /// How many of its pages changed.
    summary: String,
    pub(super) pages: Vec<PageView>,
}

#[derive(Debug, Serialize)]
pub(super) struct PageView {
    /// `changed`, `inserted` or `deleted`.
    state: &'static str,
    before: Option<usize>,
    after: Option<usize>,
    picture_before: Option<PictureView>,
    picture_after: Option<PictureView>,
    pub(super) shown_by: Option<LinkView>,
}

/// The document that shows a page, when it isn't that page's.
#[derive(Debug, Serialize)]
pub(super) struct LinkView {
    /// Its file's name.
    pub(super) name: String,
    /// The fiche it is of, by its place on the page; none when it is of none.
    pub(super) anchor: Option<String>,
}

#[derive(Debug, Serialize)]
struct PictureView {
    /// In base64.
    png: String,
    width: u32,
    height: u32,
    regions: Vec<Region>,
}

/// The documents that are no fiche's.
pub(super) fn documents(comparison: &Comparison, teller: &Teller<'_>) -> Vec<DocumentView> {
    let documents = comparison
        .pages
        .documents
        .iter()
        .filter(|document| fiche_key(document).1.is_empty());
    documents
        .map(|document| document_view(document, comparison, teller))
        .collect()
}

/// Which fiche a document is of: whether that is gone, and its file's name; none for annexes and recap.
pub(super) fn fiche_key(document: &Document) -> (bool, String) {
    let name = document.after.as_ref().or(document.before.as_ref());
    let slug = name.and_then(|name| name.strip_prefix("fiches/")?.strip_suffix(".pdf"));
    (
        document.after.is_none(),
        slug.unwrap_or_default().to_owned(),
    )
}

pub(super) fn document_view(
    document: &Document,
    comparison: &Comparison,
    teller: &Teller<'_>,
) -> DocumentView {
    let changed = document
        .pages
        .iter()
        .filter(|page| page.state != PageState::Same);
    let name = document
        .after
        .as_ref()
        .or(document.before.as_ref())
        .cloned()
        .unwrap_or_default();
    DocumentView {
        name: visible(&name),
        summary: teller.page_count(document),
        pages: changed.map(|page| page_view(page, comparison)).collect(),
    }
}

fn page_view(page: &Page, comparison: &Comparison) -> PageView {
    let shown_by = page.shown_by.and_then(|(place, _)| {
        let document = comparison.pages.documents.get(place)?;
        let name = document.after.as_ref().or(document.before.as_ref())?;
        Some(LinkView {
            name: visible(name),
            anchor: None,
        })
    });
    PageView {
        state: page.state.name(),
        before: page.before,
        after: page.after,
        picture_before: page
            .picture_before
            .as_deref()
            .and_then(|png| picture(png, &page.regions_before)),
        picture_after: page
            .picture_after
            .as_deref()
            .and_then(|png| picture(png, &page.regions_after)),
        shown_by,
    }
}

/// A picture with its size, which stands in its header.
fn picture(png: &[u8], regions: &[Region]) -> Option<PictureView> {
    let number = |at: usize| Some(u32::from_be_bytes(png.get(at..at + 4)?.try_into().ok()?));
    Some(PictureView {
        png: BASE64_STANDARD.encode(png),
        width: number(16)?,
        height: number(20)?,
        regions: regions.to_vec(),
    })
}
