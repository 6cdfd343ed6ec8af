//! Dossiers without errors, of every shape: a finding here is a false alarm.

use crate::{
    dossier_test::DossierTest,
    generator::{Layout, Shape, generate},
    mutations::is_about_layout,
    tries_all,
};
use paraphe::Limits;

fn findings(shape: Shape, layout: Layout, seed: u64) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a folder");
    let dossier = generate(shape, seed).in_layout(layout);
    dossier.write(folder.path());
    let audited = match paraphe::check(folder.path(), &Limits::default()) {
        Ok(audited) => audited,
        Err(error) => return vec![error.to_string()],
    };
    let findings = audited.findings.iter();
    let findings = findings.filter(|finding| !is_about_layout(finding, &dossier));
    findings
        .map(|finding| format!("{} at {}: {:?}", finding.rule, finding.place, finding.args))
        .collect()
}

#[test]
fn clean_dossiers_of_every_shape_and_layout_have_no_finding() {
    let mut alarms = Vec::new();
    for (number, layout) in Layout::ALL.into_iter().enumerate() {
        for (rank, (name, shape)) in Shape::ALL.into_iter().enumerate() {
            let is_tried = number == 0 || (number + rank).is_multiple_of(2);
            let seeds = if tries_all() { 8 } else { u64::from(is_tried) };
            for seed in 0..seeds {
                let seed = seed * 13 + rank as u64;
                let found = findings(shape, layout, seed);
                if !found.is_empty() {
                    alarms.push(format!("{name}, {:?}, seed {seed}: {found:#?}", layout.0));
                }
            }
        }
    }
    assert!(
        alarms.is_empty(),
        "{} alarms\n{}",
        alarms.len(),
        alarms.join("\n")
    );
}

#[test]
fn a_check_without_findings_prints_one_line() {
    let test = DossierTest::empty();
    generate(Shape::USUAL, 3).write(&test.path("input"));
    let run = test.run("check").code(0);
    assert_eq!(
        (run.stdout().as_str(), run.stderr().as_str()),
        ("Aucun constat.\n", "")
    );
}
