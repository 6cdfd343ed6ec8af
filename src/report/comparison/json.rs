//! A comparison as JSON, for programs. `docs/comparaison.md` tells it to users, key by key.

use serde::Serialize;

use crate::{diff::Comparison, report::json::json_text};

#[derive(Serialize)]
struct JsonComparison<'a> {
    tool: Tool,
    same: bool,
    #[serde(flatten)]
    comparison: &'a Comparison,
}

#[derive(Serialize)]
struct Tool {
    name: &'static str,
    version: &'static str,
}

/// The comparison as JSON text: figures are exact decimal text, every key is always there.
pub fn comparison_json(comparison: &Comparison) -> String {
    let tool = Tool {
        name: env!("CARGO_PKG_NAME"),
        version: env!("CARGO_PKG_VERSION"),
    };
    json_text(&JsonComparison {
        tool,
        same: comparison.is_same(),
        comparison,
    })
}
