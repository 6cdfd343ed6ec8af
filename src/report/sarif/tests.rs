use std::sync::Arc;

use super::*;
use crate::{finding::Term, money::Amount, source::CellRef};

fn sources() -> Sources {
    let mut sources = Sources::default();
    sources.texts.insert(
        "fiches/été.md".into(),
        "un\nété 𝄞 à préciser\nà préciser\n".into(),
    );
    sources
}

fn in_text(from: &str) -> Place {
    let (file, text) = (
        Arc::from("fiches/été.md"),
        &sources().texts["fiches/été.md"],
    );
    let start = text.find(from).expect("there");
    Place::in_text(&file, text, start..start + from.len())
}

fn log(findings: &[Finding]) -> Value {
    let locale = Locale::french();
    let mut report = SarifReport::new(&locale);
    report.add("input", true, findings, &sources());
    serde_json::from_str(&report.to_json()).expect("JSON")
}

#[test]
fn columns_count_characters_and_end_after_the_last() {
    let log = log(&[Finding::new(
        "text-blank",
        Severity::Warning,
        in_text("𝄞 à"),
    )]);
    let place = &log["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "fiches/%C3%A9t%C3%A9.md");
    assert_eq!(
        place["region"],
        json!({ "startLine": 2, "startColumn": 5, "endLine": 2, "endColumn": 8 })
    );
}

#[test]
fn a_cell_is_a_logical_location_of_its_workbook() {
    let cell = Place::Cell {
        file: "budget.xlsx".into(),
        sheet: "Récapitulatif".into(),
        cell: CellRef::new(8, 5),
    };
    let finding = Finding::new("recap-share", Severity::Error, cell.clone())
        .drafted(Amount::whole(10))
        .terms(vec![Term {
            value: Amount::whole(1).into(),
            place: cell,
        }]);
    let log = log(&[finding]);
    let result = &log["runs"][0]["results"][0];
    let location = &result["locations"][0];
    assert_eq!(
        location["logicalLocations"][0]["fullyQualifiedName"],
        "Récapitulatif!F9"
    );
    assert_eq!(location["physicalLocation"].get("region"), None);
    assert_eq!(result["relatedLocations"][0]["id"], 1);
    assert_eq!(
        result["properties"]["drafted"],
        json!({ "kind": "amount", "value": "10" })
    );
    let rule = &log["runs"][0]["tool"]["driver"]["rules"]
        [usize::try_from(result["ruleIndex"].as_u64().expect("an index")).expect("small")];
    assert_eq!(
        (&rule["id"], &result["suppressions"]),
        (&json!("recap-share"), &json!([]))
    );
}

#[test]
fn a_settled_finding_is_suppressed() {
    let mut finding = Finding::new("text-blank", Severity::Warning, in_text("un"));
    finding.settlement = Some(Settlement {
        place: Place::file("arbitrages.toml"),
        decided_by: "Comité".to_owned(),
        date: Some("2018-11-15".to_owned()),
        reason: "c’est ainsi".to_owned(),
    });
    let log = log(&[finding]);
    let suppression = &log["runs"][0]["results"][0]["suppressions"][0];
    let justification = suppression["justification"].as_str().expect("a text");
    assert!(
        ["Comité", "2018-11-15", "c’est ainsi"]
            .iter()
            .all(|part| justification.contains(part)),
        "{suppression}"
    );
}

#[test]
fn fingerprints_outlive_lines_that_move_and_tell_twins_apart() {
    let print = |log: &Value, index: usize| {
        log["runs"][0]["results"][index]["partialFingerprints"]["paraphe/v1"].clone()
    };
    let finding = |place| Finding::new("text-blank", Severity::Warning, place);
    let (first, second) = (in_text("𝄞 à préciser"), in_text("\nà préciser"));
    let all = log(&[
        finding(first.clone()),
        finding(second),
        finding(first.clone()),
    ]);
    assert_eq!(print(&all, 0), print(&log(&[finding(first)]), 0));
    assert!(print(&all, 0) != print(&all, 1) && print(&all, 0) != print(&all, 2));
}
