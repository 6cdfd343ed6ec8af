//! A comparison as one HTML file: what it means for each party first, then fiche by fiche.

use super::view::ComparisonView;
use crate::{diff::Comparison, error::Error, locale::Locale, render::HtmlTemplates};

/// The comparison as a page that needs nothing else, pictures included.
///
/// # Errors
/// [`Error::Template`], which would be a defect of this program.
pub fn comparison_html(comparison: &Comparison, locale: &Locale) -> Result<String, Error> {
    let view = ComparisonView::new(comparison, locale);
    let templates = HtmlTemplates::new(locale)?;
    templates.render(
        "comparaison.html",
        &view,
        &["page.css", "comparaison.css"],
        &["comparaison.js"],
    )
}
