//! A comparison as a PDF to hand out, in French like every document.

use serde::Serialize;

use super::view::ComparisonView;
use crate::{diff::Comparison, error::Error, locale::Locale, record::Record, render::Renderer};

/// The fields of `comparaison.typ`, those of `charte.typ` apart.
#[derive(Serialize)]
struct Fields {
    comparison: ComparisonView,
}

/// The comparison as PDF/A and PDF/UA; `after` is the later draft, whose agreement the document names.
///
/// # Errors
/// [`Error::Template`] and [`Error::Typst`] name the line at fault.
pub fn comparison_pdf(
    comparison: &Comparison,
    after: &Record,
    renderer: &Renderer,
) -> Result<Vec<u8>, Error> {
    let fields = Fields {
        comparison: ComparisonView::new(comparison, &Locale::french()),
    };
    let identity = [&comparison.before, &comparison.after]
        .map(|side| side.fingerprint.as_ref().unwrap_or(&side.label));
    let name = format!("comparaison {} {}", identity[0], identity[1]);
    Ok(renderer.page("comparaison.typ", &name, after, &fields)?.pdf)
}
