//! Findings as JSON for programs; also reads `controle.json` back.
//!
//! ```json
//! { "schema": 1, "tool": { "name": "paraphe", "version": "0.1.0" }, "language": "fr",
//!   "dossier": "input",                       // left out in controle.json, which has no folder
//!   "stage": "2018-11-02",                    // null when the dossier cannot be read
//!   "readable": true,
//!   "counts": { "error": 1, "warning": 0, "info": 0, "settled": 0, "rules": { "recap-share": 1 } },
//!   "findings": [ { "rule": "recap-share", "variant": null, "severity": "error", "open": true,
//!     "message": "…", "help": "…",
//!     "arbitrage": "[[arbitrage]]\nconstat = …",   // ready to paste, when a decision can settle it
//!     "place": { "file": "budget.xlsx", "sheet": "Récapitulatif", "cell": "F9", "line": null, "column": null },
//!     "fiche": "EC 1.3", "year": 2019,
//!     "drafted": { "kind": "amount", "value": "20000" }, "expected": { "kind": "amount", "value": "14000.5" },
//!     "drafted_terms": [ { "value": { … }, "place": { … } } ],
//!     "terms": [ { "value": { … }, "place": { … } } ],
//!     "slip": { "name": "wrong-column", "message": "…" },
//!     "consequences": [ { "place": { … }, "drafted": { … }, "expected": { … } } ],
//!     "settlement": { "kept": "fiche", "place": { … }, "decided_by": "…", "date": "2018-11-15", "reason": "…" } } ] }
//! ```
//!
//! Kinds are `amount` (euros), `rate` (percents), `number` and `text`; figures are exact decimal text. No key is left
//! out: what does not apply is null. `docs/controle.md` describes the format to users.

use serde::Serialize;
use serde_json::{Value, json};

use super::counts::Counts;
use crate::{audit, diff::Control, finding::Finding, locale::Locale, source::is_unprintable};

/// The version of the format; raised when programs for the former version would misread it.
const SCHEMA: u32 = 1;

/// The findings of one dossier; `stage` is `None` when it could not be read.
pub fn json_report(
    dossier: Option<&str>,
    stage: Option<&str>,
    findings: &[&Finding],
    locale: &Locale,
) -> Value {
    let mut report = json!({
        "schema": SCHEMA,
        "tool": { "name": env!("CARGO_PKG_NAME"), "version": env!("CARGO_PKG_VERSION") },
        "language": locale.tag(),
        "dossier": dossier,
        "stage": stage,
        "readable": stage.is_some(),
        "counts": Counts::of(findings.iter().copied()),
        "findings": findings.iter().map(|found| finding(found, locale)).collect::<Vec<_>>(),
    });
    if let (None, Some(report)) = (dossier, report.as_object_mut()) {
        report.shift_remove("dossier");
    }
    report
}

/// JSON text that is safe for a terminal: characters that could act on it are written as `\uXXXX`.
pub fn json_text(value: &(impl Serialize + ?Sized)) -> String {
    let text = serde_json::to_string_pretty(value).unwrap_or_default() + "\n";
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        if c == '\u{7f}' || is_unprintable(c) {
            let mut units = [0; 2];
            let units = c.encode_utf16(&mut units).iter();
            shown.extend(units.map(|unit| format!("\\u{unit:04x}")));
        } else {
            shown.push(c);
        }
    }
    shown
}

/// The findings of a stage, as far as a comparison needs them; `None` when the bytes are no report of this version.
/// Anyone may have changed the file: a single malformed finding refuses all of it.
pub(crate) fn controls(bytes: &[u8]) -> Option<Vec<Control>> {
    let report: Value = serde_json::from_slice(bytes).ok()?;
    let findings = report["findings"].as_array()?;
    (report["schema"] == SCHEMA).then(|| findings.iter().map(control).collect())?
}

fn finding(finding: &Finding, locale: &Locale) -> Value {
    let slip = finding.slip.as_ref();
    json!({
        "rule": finding.rule,
        "variant": Some(finding.variant).filter(|variant| !variant.is_empty()),
        "severity": finding.severity,
        "open": finding.is_open(),
        "message": finding.message(locale),
        "help": finding.help(locale),
        "arbitrage": audit::proposal(finding),
        "place": finding.place,
        "fiche": finding.fiche,
        "year": finding.year,
        "drafted": finding.drafted,
        "expected": finding.expected,
        "drafted_terms": finding.drafted_terms,
        "terms": finding.terms,
        "slip": slip.map(|slip| json!({ "name": slip.name, "message": slip.message(locale) })),
        "consequences": finding.consequences,
        "settlement": finding.settlement,
    })
}

fn control(finding: &Value) -> Option<Control> {
    let text = |key: &str| finding[key].as_str().map(str::to_owned);
    let figure = |key: &str| finding[key]["value"].as_str().map(str::to_owned);
    Some(Control {
        rule: text("rule")?,
        variant: text("variant"),
        severity: serde_json::from_value(finding["severity"].clone()).ok()?,
        is_open: finding["open"].as_bool()?,
        message: text("message")?,
        place: serde_json::from_value(finding["place"].clone()).ok()?,
        fiche: serde_json::from_value(finding["fiche"].clone()).ok()?,
        year: serde_json::from_value(finding["year"].clone()).ok()?,
        drafted: figure("drafted"),
        expected: figure("expected"),
    })
}
