//! Reports of comparisons: the differences between two drafts as text in one of several formats.
//!
//! `tree` arranges a comparison in sections. All formats and the two page templates lay out this tree, so that they
//! have the same content in the same order. Only JSON is made directly from the facts.

mod text;
mod tree;
mod workbook;

use serde_json::{Value, json};

pub(crate) use text::comparison_lines;
pub use text::comparison_text;
pub use workbook::comparison_workbook;

use super::json::json_text;
use crate::{
    diff::{Change, Comparison, move_facts},
    error::Error,
    record::Record,
    render::{PageTemplates, Renderer, render_markdown},
    source::join,
};
use tree::describe;

/// The version of the JSON format; raised when programs for the former version would misread it.
const SCHEMA: u32 = 1;

/// The comparison as JSON text, documented in `docs/comparaison.md`: figures are exact decimal text, and no key is ever
/// left out.
pub fn comparison_json(comparison: &Comparison) -> String {
    let facts = |changes: &[Change]| -> Value {
        changes.iter().map(|change| change.facts.clone()).collect()
    };
    let (mut fiches, mut texts) = (Vec::new(), Vec::new());
    for fiche in &comparison.fiches {
        let [before, after] = &fiche.names;
        let shares = fiche.shares.as_ref().map(|table| &table.facts);
        if !fiche.changes.is_empty() || shares.is_some() {
            fiches.push(json!({
                "before": before,
                "after": after,
                "changes": facts(&fiche.changes),
                "shares": shares,
            }));
        }
        if !fiche.texts.is_empty() {
            let changes = facts(&fiche.texts);
            texts.push(json!({ "before": before, "after": after, "changes": changes }));
        }
    }
    let funders = comparison.funders.iter();
    let funders = funders.map(|[before, after]| json!({ "before": before, "after": after }));
    let shares = comparison.axes.iter().map(|table| &table.facts);
    // Pictures of pages are only for the HTML page.
    let documents = comparison.documents.iter().map(|document| {
        let [before, after] = &document.names;
        json!({ "before": before, "after": after, "pages": document.pages })
    });
    json_text(&json!({
        "tool": {"name": env!("CARGO_PKG_NAME"), "version": env!("CARGO_PKG_VERSION")},
        "same": comparison.is_same(),
        "schema": SCHEMA,
        "before": comparison.sides[0],
        "after": comparison.sides[1],
        "years": comparison.years,
        "funders": funders.collect::<Vec<_>>(),
        "amounts": {
            "agreement": facts(&comparison.agreement),
            "fiches": fiches,
            "axes": shares.collect::<Vec<_>>(),
            "total": comparison.total.as_ref().map(|table| &table.facts),
            "advance": comparison.advance.map(move_facts),
            "findings": facts(&comparison.findings),
            "decisions": facts(&comparison.decisions),
        },
        "texts": { "articles": facts(&comparison.articles), "fiches": texts },
        "pages": { "documents": documents.collect::<Vec<_>>() },
        "uncompared": comparison.uncompared,
    }))
}

/// The comparison as a self-contained HTML page, with pictures.
///
/// # Errors
/// [`Error::Document`], which would be a defect of this program.
pub fn comparison_html(comparison: Comparison) -> Result<String, Error> {
    let tree = describe(comparison);
    let styles = ["page.css", "comparaison.css"];
    let templates = PageTemplates::new(&tree.locale)?;
    templates.render("comparaison.html", &tree, &styles, &["comparaison.js"])
}

/// The comparison as a page of the atelier: `frame` describes its bar; its server delivers style and script.
///
/// # Errors
/// [`Error::Document`], which would be a defect of this program.
pub(crate) fn comparison_within(comparison: Comparison, frame: Value) -> Result<String, Error> {
    let tree = describe(comparison);
    let mut view = json!(tree);
    view["frame"] = frame;
    PageTemplates::new(&tree.locale)?.render("comparaison.html", &view, &[], &[])
}

/// The comparison in Markdown, for a mail or a merge request.
///
/// # Errors
/// [`Error::Document`], which would be a defect of this program.
pub fn comparison_markdown(comparison: Comparison) -> Result<String, Error> {
    let tree = describe(comparison);
    render_markdown("comparaison.md", &tree, &tree.locale)
}

/// The comparison as PDF/A and PDF/UA; the document names the agreement of the later draft, `after`.
///
/// # Errors
/// [`Error::Document`], which names the line at fault.
pub(crate) fn comparison_pdf(
    comparison: Comparison,
    after: &Record,
    renderer: &Renderer,
) -> Result<Vec<u8>, Error> {
    let names = comparison.sides.iter();
    let names = names.map(|side| side.fingerprint.as_ref().unwrap_or(&side.label));
    let name = format!("comparaison {}", join(names, " "));
    let mut tree = describe(comparison);
    tree.keep_for_partners();
    let view = json!({"comparison": tree});
    Ok(renderer.page("comparaison.typ", &name, after, &view)?.pdf)
}
