//! The same workbook in the five formats that officers send gives the same figures and the same findings.

use paraphe::Limits;
use std::{fs, path::Path};

use crate::dossier_test::{copy, repository};

/// Every total, and every finding with its place.
fn summary(folder: &Path) -> Vec<String> {
    let audited = paraphe::check(folder, &Limits::default()).expect("readable");
    let splits = audited
        .figures
        .fiches
        .iter()
        .map(|splits| format!("{splits:?}"));
    let findings = audited
        .findings
        .iter()
        .map(|finding| format!("{} {}", finding.rule, finding.place.within_file()));
    splits.chain(findings).collect()
}

#[test]
fn every_format_gives_the_same_figures_and_findings() {
    let input = repository().join("input");
    let expected = summary(&input);
    for extension in ["xlsm", "xlsb", "xls", "ods"] {
        let folder = tempfile::tempdir().expect("a folder");
        fs::copy(
            input.join("convention.toml"),
            folder.path().join("convention.toml"),
        )
        .expect("copied");
        for texts in ["fiches", "articles"] {
            copy(&input.join(texts), &folder.path().join(texts));
        }
        let name = format!("budget.{extension}");
        fs::copy(
            repository().join("tests/fixtures/formats").join(&name),
            folder.path().join(&name),
        )
        .expect("copied");
        let mut found = summary(folder.path());
        // The reader of this format does not see what is hidden.
        let hidden = found
            .iter()
            .position(|line| line == "cell-hidden budget.xlsb");
        assert_eq!(hidden.is_some(), extension == "xlsb", "{found:#?}");
        hidden.into_iter().for_each(|line| drop(found.remove(line)));
        assert_eq!(found, expected, "{name}");
    }
}
