//! `controle.json` read back, as far as a comparison needs it. Anyone may have changed the file since: what is
//! not of the shape that [`super::JsonReport`] writes is refused whole.

use serde::Deserialize;

use super::SCHEMA;
use crate::{diff::Control, source::Code};

#[derive(Deserialize)]
struct Report {
    schema: u32,
    findings: Vec<Finding>,
}

#[derive(Deserialize)]
struct Finding {
    rule: String,
    variant: Option<String>,
    severity: String,
    open: bool,
    message: String,
    place: Place,
    fiche: Option<Code>,
    year: Option<i32>,
    drafted: Option<Fact>,
    expected: Option<Fact>,
}

#[derive(Deserialize)]
struct Place {
    file: String,
    sheet: Option<String>,
    cell: Option<String>,
    line: Option<u32>,
    column: Option<u32>,
}

#[derive(Deserialize)]
struct Fact {
    value: String,
}

/// The findings of a stage; `None` when the bytes are no report of this version.
pub fn controls(bytes: &[u8]) -> Option<Vec<Control>> {
    let report: Report = serde_json::from_slice(bytes).ok()?;
    (report.schema == SCHEMA).then(|| report.findings.into_iter().map(control).collect())
}

fn control(finding: Finding) -> Control {
    Control {
        rule: finding.rule,
        variant: finding.variant,
        severity: finding.severity,
        is_open: finding.open,
        message: finding.message,
        place: finding.place.shown(),
        fiche: finding.fiche,
        year: finding.year,
        drafted: finding.drafted.map(|fact| fact.value),
        expected: finding.expected.map(|fact| fact.value),
    }
}

impl Place {
    /// As [`crate::source::Place`] shows itself.
    fn shown(&self) -> String {
        let Self { file, .. } = self;
        match (&self.sheet, &self.cell, self.line, self.column) {
            (Some(sheet), Some(cell), ..) => format!("{file} · {sheet}!{cell}"),
            (Some(sheet), ..) => format!("{file} · {sheet}"),
            (_, _, Some(line), Some(column)) => format!("{file}:{line}:{column}"),
            _ => file.clone(),
        }
    }
}
