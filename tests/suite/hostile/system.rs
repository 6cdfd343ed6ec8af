//! Output folders that are no folders, or not those of this program.

use std::{fs, os::unix::fs::symlink};

use super::{
    Kind, Refused,
    ground::{Ground, STAGE},
    kind,
};

/// A kind that only `build` meets.
fn output(
    name: &'static str,
    words: &'static [&'static str],
    run: &'static str,
    plant: fn(&Ground),
) -> Kind {
    kind(name, words, plant).runs(&[(run, Refused(2))])
}

pub(super) fn kinds() -> Vec<Kind> {
    vec![
        output(
            "an output that is a file",
            &["sorties", "dossier"],
            "build --output sorties",
            |ground| {
                fs::write(ground.root().join("sorties"), "x").expect("written");
            },
        ),
        output(
            "an output below a file",
            &["sorties", "dossier"],
            "build --output sorties/la",
            |ground| {
                fs::write(ground.root().join("sorties"), "x").expect("written");
            },
        ),
        output(
            "an output that is a link to nowhere",
            &["sorties"],
            "build --output sorties",
            |ground| {
                symlink("nulle-part", ground.root().join("sorties")).expect("a link");
            },
        ),
        output(
            "an output that is a device",
            &["/dev/null", "dossier"],
            "build --output /dev/null",
            |_| {},
        ),
        output(
            "an output where nothing may be made",
            &["/proc"],
            "build --output /proc/sorties",
            |_| {},
        ),
        output(
            "an output with a name too long",
            &["xxx", "nom"],
            leaked_output(),
            |_| {},
        ),
        output(
            "a stage that is a file",
            &[STAGE],
            "build --output sorties",
            |ground| {
                fs::create_dir(ground.root().join("sorties")).expect("a folder");
                fs::write(ground.root().join("sorties/essai"), "x").expect("written");
            },
        ),
        output(
            "a stage that is someone’s folder",
            &[STAGE],
            "build --output sorties",
            |ground| {
                fs::create_dir_all(ground.root().join("sorties/essai/photos")).expect("a folder");
            },
        ),
        output(
            "a stage that is a link to a folder",
            &[STAGE],
            "build --output sorties",
            |ground| {
                fs::create_dir_all(ground.root().join("sorties")).expect("a folder");
                fs::create_dir_all(ground.root().join("ailleurs")).expect("a folder");
                fs::write(ground.root().join("ailleurs/manifeste.json"), "{}").expect("written");
                symlink("../ailleurs", ground.root().join("sorties/essai")).expect("a link");
            },
        ),
        output(
            "a lock that is a folder",
            &[".paraphe.lock"],
            "build --output sorties",
            |ground| {
                fs::create_dir_all(ground.root().join("sorties/.paraphe.lock")).expect("a folder");
            },
        ),
        output(
            "two dossiers of one stage",
            &[STAGE],
            "build --output sorties input input",
            |_| {},
        ),
    ]
}

fn leaked_output() -> &'static str {
    format!("build --output {}", "x".repeat(300)).leak()
}

#[test]
fn system() {
    super::try_family(&kinds());
}
