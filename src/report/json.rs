//! Findings as JSON, for programs.
//!
//! ```json
//! { "schema": 1, "tool": { "name": "paraphe", "version": "0.1.0" }, "language": "fr",
//!   "dossier": "input",                       // left out in controle.json, which knows no folder
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
//!     "settlement": { "place": { … }, "decided_by": "…", "date": "2018-11-15", "reason": "…" } } ] }
//! ```
//!
//! Kinds are `amount` (euros), `rate` (percents), `number` and `text`; figures are exact decimal text. Every
//! key is always there; what does not apply is null. `docs/controle.md` tells it to users.

use std::fmt::Write;

use serde::Serialize;

use super::counts::Counts;
use crate::{
    audit,
    finding::{Fact, Finding, Severity, Term},
    locale::Locale,
    source::{Code, Place, is_unprintable},
};

/// The version of the report's shape; raised when a reader of the former one would go wrong.
pub const SCHEMA: u32 = 1;

/// The findings of one dossier.
#[derive(Debug, Serialize)]
pub struct JsonReport<'a> {
    schema: u32,
    tool: JsonTool,
    language: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    dossier: Option<&'a str>,
    stage: Option<&'a str>,
    readable: bool,
    counts: Counts,
    findings: Vec<JsonFinding<'a>>,
}

#[derive(Debug, Serialize)]
struct JsonTool {
    name: &'static str,
    version: &'static str,
}

#[derive(Debug, Serialize)]
struct JsonFinding<'a> {
    rule: &'a str,
    variant: Option<&'a str>,
    severity: Severity,
    open: bool,
    message: String,
    help: Option<String>,
    arbitrage: Option<String>,
    place: JsonPlace<'a>,
    fiche: Option<&'a str>,
    year: Option<i32>,
    drafted: Option<JsonFact<'a>>,
    expected: Option<JsonFact<'a>>,
    drafted_terms: Vec<JsonTerm<'a>>,
    terms: Vec<JsonTerm<'a>>,
    slip: Option<JsonSlip>,
    consequences: Vec<JsonConsequence<'a>>,
    settlement: Option<JsonSettlement<'a>>,
}

#[derive(Debug, Default, Serialize)]
struct JsonPlace<'a> {
    file: &'a str,
    sheet: Option<&'a str>,
    cell: Option<String>,
    line: Option<u32>,
    column: Option<u32>,
}

#[derive(Debug, Serialize)]
pub(super) struct JsonFact<'a> {
    kind: &'static str,
    value: &'a Fact,
}

#[derive(Debug, Serialize)]
struct JsonTerm<'a> {
    value: JsonFact<'a>,
    place: JsonPlace<'a>,
}

#[derive(Debug, Serialize)]
struct JsonSlip {
    name: &'static str,
    message: String,
}

#[derive(Debug, Serialize)]
struct JsonConsequence<'a> {
    place: JsonPlace<'a>,
    drafted: JsonFact<'a>,
    expected: JsonFact<'a>,
}

#[derive(Debug, Serialize)]
struct JsonSettlement<'a> {
    place: JsonPlace<'a>,
    decided_by: &'a str,
    date: Option<&'a str>,
    reason: &'a str,
}

impl<'a> JsonReport<'a> {
    /// The report on a dossier that could be read (its `stage` is known) or could not.
    pub fn new(stage: Option<&'a str>, findings: &[&'a Finding], locale: &'a Locale) -> Self {
        Self {
            schema: SCHEMA,
            tool: JsonTool {
                name: env!("CARGO_PKG_NAME"),
                version: env!("CARGO_PKG_VERSION"),
            },
            language: locale.tag(),
            dossier: None,
            stage,
            readable: stage.is_some(),
            counts: Counts::of(findings.iter().copied()),
            findings: findings
                .iter()
                .map(|finding| json_finding(finding, locale))
                .collect(),
        }
    }

    /// Names the dossier's folder.
    #[must_use]
    pub fn dossier(mut self, name: &'a str) -> Self {
        self.dossier = Some(name);
        self
    }

    /// As JSON text.
    pub fn to_json(&self) -> String {
        json_text(self)
    }

    /// Several reports as one JSON list.
    pub fn list(reports: &[Self]) -> String {
        json_text(reports)
    }
}

/// JSON in which no character acts on a terminal: those that JSON lets through are written as `\uXXXX`.
pub(in crate::report) fn json_text(value: &(impl Serialize + ?Sized)) -> String {
    let text = serde_json::to_string_pretty(value).unwrap_or_default();
    let mut safe = String::with_capacity(text.len() + 1);
    for c in text.chars() {
        if c == '\u{7f}' || is_unprintable(c) {
            // Writing to a String never fails.
            let _ = write!(safe, "\\u{:04x}", u32::from(c));
        } else {
            safe.push(c);
        }
    }
    safe.push('\n');
    safe
}

fn json_finding<'a>(finding: &'a Finding, locale: &Locale) -> JsonFinding<'a> {
    let json_term = |term: &'a Term| JsonTerm {
        value: fact(&term.value),
        place: place(&term.place),
    };
    let consequences = finding
        .consequences
        .iter()
        .map(|consequence| JsonConsequence {
            place: place(&consequence.place),
            drafted: fact(&consequence.drafted),
            expected: fact(&consequence.expected),
        });
    let settlement = finding
        .settlement
        .as_ref()
        .map(|settlement| JsonSettlement {
            place: place(&settlement.place),
            decided_by: &settlement.decided_by,
            date: settlement.date.as_deref(),
            reason: &settlement.reason,
        });
    JsonFinding {
        rule: finding.rule,
        variant: Some(finding.variant).filter(|variant| !variant.is_empty()),
        severity: finding.severity,
        open: finding.is_open(),
        message: finding.message(locale),
        help: finding.help(locale),
        arbitrage: audit::proposal(finding),
        place: place(&finding.place),
        fiche: finding.fiche.as_ref().map(Code::spelling),
        year: finding.year,
        drafted: finding.drafted.as_ref().map(fact),
        expected: finding.expected.as_ref().map(fact),
        drafted_terms: finding.drafted_terms.iter().map(json_term).collect(),
        terms: finding.terms.iter().map(json_term).collect(),
        slip: finding.slip.as_ref().map(|slip| JsonSlip {
            name: slip.name(),
            message: slip.message(locale),
        }),
        consequences: consequences.collect(),
        settlement,
    }
}

pub(super) fn fact(fact: &Fact) -> JsonFact<'_> {
    let kind = match fact {
        Fact::Amount(_) => "amount",
        Fact::Rate(_) => "rate",
        Fact::Number(_) => "number",
        Fact::Text(_) => "text",
    };
    JsonFact { kind, value: fact }
}

fn place(place: &Place) -> JsonPlace<'_> {
    let file = place.file_name().as_ref();
    match place {
        Place::File { .. } => JsonPlace {
            file,
            ..JsonPlace::default()
        },
        Place::Sheet { sheet, .. } => JsonPlace {
            file,
            sheet: Some(sheet),
            ..JsonPlace::default()
        },
        Place::Cell { sheet, cell, .. } => JsonPlace {
            file,
            sheet: Some(sheet),
            cell: Some(cell.to_string()),
            ..JsonPlace::default()
        },
        Place::Text { line, column, .. } => JsonPlace {
            file,
            line: Some(*line),
            column: Some(*column),
            ..JsonPlace::default()
        },
    }
}
