//! Dossiers without errors, of every shape: a finding here is a false alarm.

use crate::{
    dossier_test::DossierTest,
    generator::{Shape, generate},
    tries_all,
};
use paraphe::Limits;

fn findings(shape: Shape, seed: u64) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a folder");
    generate(shape, seed).write(folder.path());
    let audited = paraphe::check(folder.path(), &Limits::default()).expect("readable");
    audited
        .findings
        .iter()
        .map(|finding| format!("{} at {}: {:?}", finding.rule, finding.place, finding.args))
        .collect()
}

#[test]
fn clean_dossiers_of_every_shape_have_no_finding() {
    for (name, shape) in Shape::ALL {
        for seed in 0..if tries_all() { 8 } else { 2 } {
            assert_eq!(findings(shape, seed), [""; 0], "{name}, seed {seed}");
        }
    }
}

#[test]
fn nothing_to_say_is_said_in_one_line() {
    let test = DossierTest::empty();
    generate(Shape::USUAL, 3).write(&test.path("input"));
    let run = test.run("check").code(0);
    assert_eq!(
        (run.stdout().as_str(), run.stderr().as_str()),
        ("Aucun constat.\n", "")
    );
}
