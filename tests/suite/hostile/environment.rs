//! What surrounds the program: variables, arguments, streams that are closed or full, a folder that is gone.

use super::{Kind, Refused, Unharmed, kind};

pub(super) fn kinds() -> Vec<Kind> {
    [epochs(), arguments(), streams(), harmless()]
        .into_iter()
        .flatten()
        .collect()
}

fn epochs() -> Vec<Kind> {
    let epoch = |name, words, value| {
        kind(name, words, |_| {})
            .runs(&[("build", Refused(2))])
            .variable("SOURCE_DATE_EPOCH", value)
    };
    vec![
        epoch("an epoch in words", &["SOURCE_DATE_EPOCH", "hier"], "hier"),
        epoch("an epoch below zero", &["SOURCE_DATE_EPOCH", "-1"], "-1"),
        epoch(
            "an epoch beyond years",
            &["SOURCE_DATE_EPOCH", "99999999999999"],
            "99999999999999",
        ),
        epoch(
            "an epoch beyond numbers",
            &["SOURCE_DATE_EPOCH", "9999999999999999999999"],
            "9999999999999999999999",
        ),
        epoch(
            "an epoch of escape sequences",
            &["SOURCE_DATE_EPOCH"],
            "\u{1b}[31m\u{202e}",
        ),
    ]
    .into_iter()
    .map(|mut kind| {
        // The cause of the last one is shown in place of forbidden characters.
        if kind.words.len() == 1 {
            kind.words.push("<U+202E>");
        }
        kind
    })
    .collect()
}

fn arguments() -> Vec<Kind> {
    let refused = |name, words, run| kind(name, words, |_| {}).runs(&[(run, Refused(2))]);
    vec![
        refused(
            "a command of escape sequences",
            &["\u{241b}[31m", "commande"],
            "\u{1b}[31m",
        ),
        refused(
            "an option of escape sequences",
            &["--\u{241b}[31m", "option"],
            "build --\u{1b}[31m",
        ),
        refused(
            "a dossier of escape sequences",
            &["[31m", "existe"],
            "build \u{1b}[31m\u{202e}",
        ),
        refused(
            "a fiche of escape sequences",
            &["[31m", "fiche"],
            "build --only \u{1b}[31m9\u{202e}",
        ),
        refused(
            "a rule of escape sequences",
            &["[31m", "règle"],
            "explain \u{1b}[31m\u{202e}",
        ),
        refused(
            "an unknown stage of escape sequences",
            &["[31m", "étape"],
            "diff \u{1b}[31m\u{202e}",
        ),
        refused("an output of nothing", &["--output"], "build --output="),
    ]
}

fn streams() -> Vec<Kind> {
    vec![
        kind(
            "a full disk under the results",
            &["résultat", "disque"],
            |_| {},
        )
        .runs(&[
            ("check", Refused(2)),
            ("textconv input/budget.xlsx", Refused(2)),
        ])
        .shell("exec \"$@\" >/dev/full"),
        kind("results that nobody reads", &[], |_| {})
            .unharmed()
            .shell("\"$@\" | true"),
        kind("no output", &[], |_| {})
            .unharmed()
            .shell("exec \"$@\" >&-"),
        kind("no output and no errors", &[], |_| {})
            .unharmed()
            .shell("exec \"$@\" >&- 2>&-"),
        kind("no input either", &[], |_| {})
            .unharmed()
            .shell("exec \"$@\" <&- >&- 2>&-"),
        kind("a full disk under the messages", &[], |_| {})
            .unharmed()
            .shell("exec \"$@\" 2>/dev/full"),
        kind("a folder that is gone", &["input", "existe"], |_| {})
            .runs(&[("check", Refused(2)), ("build", Refused(2))])
            .shell("mkdir gone && cd gone && rmdir ../gone && exec \"$@\""),
        kind("ten open files and no more", &[], |_| {})
            .unharmed()
            .shell("ulimit -n 10; exec \"$@\""),
    ]
}

fn harmless() -> Vec<Kind> {
    let set = |name, variable, value| {
        kind(name, &[], |_| {})
            .runs(&[("check", Unharmed), ("build", Unharmed)])
            .variable(variable, value)
    };
    vec![
        set("a terminal of no kind", "TERM", "\u{1b}[31m"),
        set("a language of no country", "LC_ALL", "xx_\u{1b}[31m"),
        set("a home that is a device", "HOME", "/dev/null"),
        set("a width of nothing", "COLUMNS", "0"),
        set("a width of billions", "COLUMNS", "99999999999999"),
        set("a temporary folder that is none", "TMPDIR", "/nulle-part"),
        set("a time zone of nowhere", "TZ", "../../etc/passwd"),
        set("colours forced", "CLICOLOR_FORCE", ""),
    ]
}

#[test]
fn environment() {
    super::try_family(&kinds());
}
