//! Comparisons: what differs between two drafts in, one text a format out.
//!
//! `tree` puts a comparison into sections, once. The formats and the two page templates only lay the tree out, so
//! that all of them say the same in the same order. JSON alone comes from the facts themselves.

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

/// The version of the comparison's shape in JSON; raised when a reader of the former one would go wrong.
const SCHEMA: u32 = 1;

/// The comparison as JSON text, explained key by key in `docs/comparaison.md`: figures are exact decimal text, every
/// key is always there.
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
    // Pictures are drawn for a page in a browser alone.
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

/// The comparison as a page that needs nothing else, pictures included.
///
/// # Errors
/// [`Error::Document`], which would be a defect of this program.
pub fn comparison_html(comparison: Comparison) -> Result<String, Error> {
    let tree = describe(comparison);
    let styles = ["page.css", "comparaison.css"];
    let templates = PageTemplates::new(&tree.locale)?;
    templates.render("comparaison.html", &tree, &styles, &["comparaison.js"])
}

/// The same within the atelier, whose bar `frame` describes and whose server has the page's style and script.
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

/// The comparison as PDF/A and PDF/UA; `after` is the later draft, whose agreement the document names.
///
/// # Errors
/// [`Error::Document`] name the line at fault.
pub(crate) fn comparison_pdf(
    comparison: Comparison,
    after: &Record,
    renderer: &Renderer,
) -> Result<Vec<u8>, Error> {
    let names = comparison.sides.iter();
    let names = names.map(|side| side.fingerprint.as_ref().unwrap_or(&side.label));
    let name = format!("comparaison {}", join(names, " "));
    let view = json!({"comparison": describe(comparison)});
    Ok(renderer.page("comparaison.typ", &name, after, &view)?.pdf)
}
