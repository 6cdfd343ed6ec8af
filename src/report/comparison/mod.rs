//! Comparisons: what differs between two drafts in, one text a format out.
//!
//! `words` puts a comparison into one tree of blocks (`blocks`), in one language, once. The formats and the
//! two page templates only lay the tree out, so that all of them say the same in the same order. JSON alone
//! comes from the facts themselves.

mod blocks;
mod markdown;
mod text;
mod words;
mod workbook;

use serde::Serialize;
use serde_json::json;

pub use blocks::{Change, ComparisonTree};
pub use markdown::comparison_markdown;
pub use text::ComparisonText;
pub use words::describe;
pub use workbook::comparison_tables;

use super::json::json_text;
use crate::{
    diff::Comparison,
    error::Error,
    locale::Locale,
    record::Record,
    render::{HtmlTemplates, Renderer},
};

/// The comparison as JSON text, explained key by key in `docs/comparaison.md`: figures are exact decimal text, every
/// key is always there.
pub fn comparison_json(comparison: &Comparison) -> String {
    #[derive(Serialize)]
    struct Json<'a> {
        tool: serde_json::Value,
        same: bool,
        #[serde(flatten)]
        comparison: &'a Comparison,
    }
    json_text(&Json {
        tool: json!({"name": env!("CARGO_PKG_NAME"), "version": env!("CARGO_PKG_VERSION")}),
        same: comparison.is_same(),
        comparison,
    })
}

/// The comparison as a page that needs nothing else, pictures included.
///
/// # Errors
/// [`Error::Template`], which would be a defect of this program.
pub fn comparison_html(comparison: &Comparison, locale: &Locale) -> Result<String, Error> {
    HtmlTemplates::new(locale)?.render(
        "comparaison.html",
        &describe(comparison, locale),
        &["page.css", "comparaison.css"],
        &["comparaison.js"],
    )
}

/// The comparison as PDF/A and PDF/UA, in French like every document; `after` is the later draft, whose
/// agreement the document names.
///
/// # Errors
/// [`Error::Template`] and [`Error::Typst`] name the line at fault.
pub(crate) fn comparison_pdf(
    comparison: &Comparison,
    after: &Record,
    renderer: &Renderer,
) -> Result<Vec<u8>, Error> {
    let [from, to] = [&comparison.before, &comparison.after]
        .map(|side| side.fingerprint.as_ref().unwrap_or(&side.label));
    let view = json!({"comparison": describe(comparison, &Locale::french())});
    let name = format!("comparaison {from} {to}");
    Ok(renderer.page("comparaison.typ", &name, after, &view)?.pdf)
}
