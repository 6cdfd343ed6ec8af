//! Published stages that someone changed, read back by `diff`.

use std::{fs, os::unix::fs::symlink, process::Command};

use super::{
    Kind, Named, Refused, Unharmed,
    ground::{Ground, STAGE},
    kind,
};

pub(super) fn kinds() -> Vec<Kind> {
    [records(), shapes(), beside(), sources(), workbooks()]
        .into_iter()
        .flatten()
        .collect()
}

/// The runs that read the stage `autre`, a changed copy of the published one.
const RUNS: &[(&str, super::Answer)] = &[
    ("diff essai autre", Refused(2)),
    ("diff autre input --format json", Refused(2)),
];

/// A second stage, changed.
fn changed(
    name: &'static str,
    words: &'static [&'static str],
    change: impl Fn(&Ground) + 'static,
) -> Kind {
    kind(name, words, move |ground: &Ground| {
        copy_stage(ground);
        change(ground);
    })
    .runs(RUNS)
}

fn copy_stage(ground: &Ground) {
    let status = Command::new("cp")
        .args(["-r"])
        .arg(ground.stage(""))
        .arg(other(ground, ""))
        .status();
    assert!(status.expect("cp").success());
}

fn other(ground: &Ground, name: &str) -> std::path::PathBuf {
    ground.root().join("output/autre").join(name)
}

const RECORD: &str = "donnees.json";
const SAYS: &[&str] = &["autre", RECORD];

/// The record replaced.
fn record(name: &'static str, text: impl Fn(String) -> Vec<u8> + 'static) -> Kind {
    changed(name, SAYS, move |ground| {
        let json = fs::read_to_string(ground.stage(RECORD)).expect("text");
        fs::write(other(ground, RECORD), text(json)).expect("written");
    })
}

/// A value of the record replaced.
fn value(name: &'static str, pointer: &'static str, value: serde_json::Value) -> Kind {
    record(name, move |json| {
        let mut record: serde_json::Value = serde_json::from_str(&json).expect("JSON");
        *record
            .pointer_mut(pointer)
            .unwrap_or_else(|| panic!("no {pointer}")) = value.clone();
        record.to_string().into_bytes()
    })
}

fn records() -> Vec<Kind> {
    let nested = |open: &str, close: &str| {
        format!("{}1{}", open.repeat(200_000), close.repeat(200_000)).into_bytes()
    };
    vec![
        record("an empty record", |_| Vec::new()),
        record("a record cut in half", |json| {
            json.as_bytes()[..json.len() / 2].to_vec()
        }),
        record("a record of noise", |_| super::package::noise(5000)),
        record("a record of another version", |json| {
            json.replacen("\"schema\": 3", "\"schema\": 9", 1)
                .into_bytes()
        }),
        record("a record of a version beyond numbers", |json| {
            json.replacen("\"schema\": 3", "\"schema\": 99999999999", 1)
                .into_bytes()
        }),
        record("a record that is a list", |_| b"[]".to_vec()),
        record("a record that is null", |_| b"null".to_vec()),
        record("lists two hundred thousand deep", move |_| nested("[", "]")),
        record("objects two hundred thousand deep", move |_| {
            nested("{\"schema\":", "}")
        }),
        record("a record of more than 256 mebibytes", |json| {
            [json.as_bytes(), " ".repeat(256 << 20).as_bytes()].concat()
        }),
        record("a key of the record twice", |json| {
            json.replacen("\"schema\": 3", "\"schema\": 3, \"schema\": 3", 1)
                .into_bytes()
        }),
        record("something after the record", |json| {
            format!("{json}]").into_bytes()
        }),
    ]
}

fn shapes() -> Vec<Kind> {
    use serde_json::json;
    vec![
        value("a record without fiches", "/fiches", json!(null)),
        value("a record whose fiches are a number", "/fiches", json!(3)),
        value("a record without years", "/convention/years", json!([])),
        value(
            "a record of a year twice",
            "/convention/years",
            json!([2021, 2021]),
        ),
        value(
            "a record of a thousand years",
            "/convention/years",
            json!((1000..2000).collect::<Vec<_>>()),
        ),
        value("a record without funders", "/funders", json!([])),
        value("a record without axes", "/axes", json!([])),
        value(
            "an axis that is not there",
            "/fiches/0/axis",
            json!(4_000_000_000u32),
        ),
        value("an axis of rank -1", "/fiches/0/axis", json!(-1)),
        value(
            "a funder that is not there",
            "/fiches/0/funding/0/funder",
            json!(99),
        ),
        value("an amount that is a number", "/total/all/total", json!(3)),
        value(
            "an amount of 10^60",
            "/total/all/total",
            json!("1".to_owned() + &"0".repeat(60)),
        ),
        value(
            "an amount in words",
            "/total/all/total",
            json!("\u{1b}[31mdouze"),
        ),
        value("shares of nobody", "/total/all/shares", json!([])),
        value(
            "a record whose title is a list",
            "/convention/title",
            json!(["x"]),
        ),
        value(
            "a fiche whose file leads out of the stage",
            "/fiches/0/slug",
            json!("../../../../etc/passwd"),
        )
        .runs(&[
            ("diff essai autre", Unharmed),
            ("diff autre input --format html", Unharmed),
        ]),
        value(
            "a title of escape sequences",
            "/convention/title",
            json!("\u{1b}[31m\u{202e}<script>alert(1)</script>"),
        )
        .runs(&[
            ("diff essai autre", Unharmed),
            ("diff autre input --format markdown", Unharmed),
        ]),
        value(
            "a record whose stage is escape sequences",
            "/convention/stage",
            json!("\u{1b}]8;;http://x\u{7}../.."),
        )
        .runs(&[
            ("diff essai autre", Unharmed),
            ("diff autre input --format html", Unharmed),
        ]),
        value(
            "a code of escape sequences",
            "/fiches/0/code",
            json!("\u{1b}[31m 1"),
        )
        .runs(&[
            ("diff essai autre", Unharmed),
            ("diff autre input --format json", Unharmed),
        ]),
    ]
}

/// Other things in place of the files of a stage.
fn beside() -> Vec<Kind> {
    let without =
        |ground: &Ground, name: &str| fs::remove_file(other(ground, name)).expect("removed");
    vec![
        changed("a stage without a record", SAYS, move |ground| {
            without(ground, RECORD);
        }),
        changed("a record that is a folder", SAYS, move |ground| {
            without(ground, RECORD);
            fs::create_dir(other(ground, RECORD)).expect("a folder");
        }),
        changed(
            "a record that is a link to another file",
            SAYS,
            move |ground| {
                without(ground, RECORD);
                symlink("/etc/passwd", other(ground, RECORD)).expect("a link");
            },
        ),
        changed("a record that is a pipe", SAYS, move |ground| {
            without(ground, RECORD);
            assert!(
                Command::new("mkfifo")
                    .arg(other(ground, RECORD))
                    .status()
                    .expect("mkfifo")
                    .success()
            );
        }),
        changed("a record that is a device", SAYS, move |ground| {
            without(ground, RECORD);
            symlink("/dev/zero", other(ground, RECORD)).expect("a link");
        }),
        changed(
            "a stage without a manifest",
            &["autre", "étape"],
            move |ground| without(ground, "manifeste.json"),
        ),
        changed("findings that are noise", &[], |ground| {
            fs::write(other(ground, "controle.json"), super::package::noise(3000))
                .expect("written");
        })
        .runs(&[("diff essai autre", Unharmed)]),
        changed("findings two hundred thousand deep", &[], |ground| {
            fs::write(other(ground, "controle.json"), "[".repeat(200_000)).expect("written");
        })
        .runs(&[("diff essai autre", Unharmed)]),
        kind(
            "a stage that does not exist",
            &["nulle-part", "étape"],
            |_| {},
        )
        .runs(&[("diff essai nulle-part", Refused(2))]),
        kind("a stage named as a path", &["../../etc", "étape"], |_| {})
            .runs(&[("diff essai ../../etc", Refused(2))]),
        kind("a stage alone", &["output", "étape"], |_| {}).runs(&[("diff", Refused(2))]),
    ]
}

/// A changed published source: it is laid out, and named among the documents that could not be compared.
fn source(name: &'static str, text: &'static str) -> Kind {
    source_saying(name, &["fiches/AA-1", "comparé"], text)
}

fn source_saying(name: &'static str, words: &'static [&'static str], text: &'static str) -> Kind {
    changed(name, words, move |ground| {
        let path = other(ground, "source/fiches/AA-1.typ");
        let source = fs::read_to_string(&path).expect("text");
        fs::write(path, format!("{text}\n{source}")).expect("written");
    })
    .runs(&[
        ("diff essai autre", Named),
        ("diff essai autre --format html", Unharmed),
    ])
}

/// The name of the source that takes too long, and the message about it.
/// Either limit may be reached first, depending on the machine.
const ENDLESS: &[&str] = &["autre/source/fiches/AA-1.typ", "paraphe s’arrête"];

fn sources() -> Vec<Kind> {
    vec![
        source(
            "a published source that reads a file of the machine",
            "#read(\"/etc/passwd\")",
        ),
        source(
            "a published source that reads a file above",
            "#read(\"../../../etc/passwd\")",
        ),
        source(
            "a published source that asks for a package",
            "#import \"@preview/cetz:0.3.0\"",
        ),
        source("a published source that fails", "#panic(\"\u{1b}[31m\")"),
        source(
            "a published source that calls itself",
            "#let f() = f()\n#f()",
        ),
        source_saying(
            "a published source deep in brackets",
            ENDLESS,
            "[".repeat(100_000).leak(),
        )
        .runs(&[("--limit layout-time=1 diff essai autre", Refused(2))]),
        changed(
            "a published source that is no text",
            &["fiches/AA-1", "comparé"],
            |ground| {
                fs::write(other(ground, "source/fiches/AA-1.typ"), b"\xff\xfe").expect("written");
            },
        )
        .runs(&[("diff essai autre", Named)]),
        changed(
            "a published source of three megabytes",
            &["fiches/AA-1", "comparé"],
            |ground| {
                fs::write(
                    other(ground, "source/fiches/AA-1.typ"),
                    "mot ".repeat(800_000),
                )
                .expect("written");
            },
        )
        .runs(&[("diff essai autre", Named)]),
    ]
}

fn workbooks() -> Vec<Kind> {
    let beside = |name, words, bytes: fn(&Ground) -> Vec<u8>| {
        kind(name, words, move |ground: &Ground| {
            fs::write(ground.root().join("recu.xlsx"), bytes(ground)).expect("written");
        })
        .runs(&[
            ("diff recu.xlsx input", Refused(2)),
            ("diff essai recu.xlsx", Refused(2)),
        ])
    };
    vec![
        beside(
            "a received workbook that is cut",
            &["recu.xlsx", "incomplet"],
            |ground| ground.workbook()[..3000].to_vec(),
        ),
        beside(
            "a received workbook that is a page",
            &["recu.xlsx", "HTML"],
            |_| b"<html></html>".to_vec(),
        ),
        beside(
            "a received workbook that is empty",
            &["recu.xlsx", "vide"],
            |_| Vec::new(),
        ),
        kind(
            "a comparison with itself in a device",
            &["/dev/full"],
            |_| {},
        )
        .runs(&[("diff essai input -o /dev/full", Refused(2))]),
    ]
}

#[test]
fn the_stage_is_the_one_that_the_kinds_name() {
    assert_eq!(STAGE, "essai");
}

#[test]
fn stages() {
    super::try_family(&kinds());
}
