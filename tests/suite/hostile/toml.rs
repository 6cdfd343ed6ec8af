//! `convention.toml`, `arbitrages.toml` and the heads of fiches: not TOML, or TOML that no agreement needs.

use std::fmt::Write;

use super::{
    Kind, Refused,
    ground::{FICHE, Ground},
    kind,
};

const FILE: &str = "convention.toml";

pub(super) fn kinds() -> Vec<Kind> {
    [
        bytes(),
        shapes(),
        types(),
        values(),
        parts(),
        decisions(),
        heads(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The whole file.
fn whole(
    name: &'static str,
    words: &'static [&'static str],
    text: impl Fn(&str) -> Vec<u8> + 'static,
) -> Kind {
    kind(name, words, move |ground: &Ground| {
        let original = std::fs::read_to_string(ground.input(FILE)).expect("text");
        ground.write(FILE, text(&original));
    })
}

/// The file with a text replaced.
fn replaced(
    name: &'static str,
    words: &'static [&'static str],
    from: &'static str,
    to: impl Into<String>,
) -> Kind {
    let to = to.into();
    kind(name, words, move |ground: &Ground| {
        ground.replace(FILE, from, &to);
    })
}

/// The file with these keys added.
fn keys(name: &'static str, words: &'static [&'static str], lines: impl Into<String>) -> Kind {
    let lines = lines.into();
    kind(name, words, move |ground: &Ground| ground.key(&lines))
}

fn bytes() -> Vec<Kind> {
    vec![
        whole("an empty convention.toml", &[FILE, "titre"], |_| Vec::new()),
        whole(
            "a convention.toml in Latin-1",
            &[FILE, "UTF-8"],
            |original| [original.as_bytes(), b"\n# caf\xe9\n"].concat(),
        ),
        whole(
            "a convention.toml in UTF-16",
            &[FILE, "UTF-8"],
            |original| {
                [0xfeff]
                    .into_iter()
                    .chain(original.encode_utf16())
                    .flat_map(u16::to_le_bytes)
                    .collect()
            },
        ),
        whole(
            "a convention.toml with two byte order marks",
            &[FILE],
            |original| ["\u{feff}\u{feff}".as_bytes(), original.as_bytes()].concat(),
        )
        .unharmed(),
        whole("a convention.toml with a NUL", &[FILE], |original| {
            original.replace("essai\"", "es\0sai\"").into_bytes()
        }),
        whole(
            "a convention.toml with an escape sequence",
            &[FILE],
            |original| {
                original
                    .replace("essai\"", "es\u{1b}[31msai\"")
                    .into_bytes()
            },
        ),
        whole("a convention.toml of noise", &[FILE, "UTF-8"], |_| {
            super::package::noise(5000)
        }),
        whole("a convention.toml that is a page", &[FILE], |_| {
            b"<html><body>titre</body></html>".to_vec()
        }),
        whole(
            "a convention.toml of a hundred megabytes",
            &[FILE, "file-size"],
            |original| [original.as_bytes(), b"\n# x".repeat(25 << 20).as_slice()].concat(),
        ),
        whole("old line ends alone", &[FILE], |original| {
            original.replace('\n', "\r").into_bytes()
        }),
    ]
}

fn shapes() -> Vec<Kind> {
    let nested = |open: &str, close: &str, times: usize| {
        format!("x = {}1{}", open.repeat(times), close.repeat(times))
    };
    let mut many = String::new();
    for number in 0..100_000 {
        writeln!(many, "cle{number} = {number}").expect("written");
    }
    vec![
        keys(
            "lists nested a hundred thousand deep",
            &[FILE],
            nested("[", "]", 100_000),
        ),
        keys(
            "tables nested a hundred thousand deep",
            &[FILE],
            nested("{a=", "}", 100_000),
        ),
        keys(
            "a key of a hundred thousand dots",
            &[FILE],
            format!("a{} = 1", ".a".repeat(100_000)),
        ),
        keys(
            "a table of a hundred thousand dots",
            &[FILE],
            format!("[a{}]", ".a".repeat(100_000)),
        ),
        keys("a list that never ends", &[FILE, "crochet"], "x = ["),
        keys("a text that never ends", &[FILE], "x = \"\"\"\nabc"),
        keys("a key twice", &[FILE, "déjà"], "titre = \"Autre\""),
        keys(
            "a table twice",
            &[FILE],
            "[avance]\ntaux = \"10\"\nbase = \"total\"\n[classeur]\n[classeur]\n",
        ),
        keys("a table and a value of one name", &[FILE], "avance = 1"),
        keys("a key without a value", &[FILE], "x ="),
        keys("a lone surrogate", &[FILE], "x = \"\\ud800\""),
        keys("an escape that means nothing", &[FILE], "x = \"\\q\""),
        keys("a hundred thousand unknown keys", &[], many).unharmed(),
        keys(
            "an unknown key of a megabyte",
            &[],
            format!("{} = 1", "x".repeat(1 << 20)),
        )
        .unharmed(),
        keys(
            "an unknown key of escape sequences",
            &[],
            "\"\\u001b[31m\\u202e\\u0000\" = 1",
        )
        .unharmed(),
        keys(
            "a text of ten megabytes",
            &[],
            format!("x = \"{}\"", "y".repeat(10 << 20)),
        )
        .unharmed(),
    ]
}

const TITLE: &str = "titre = \"Convention d’essai\"";
const YEARS: &str = "annees = [2021, 2022]";
const STAGE: &str = "etape = \"essai\"";

fn types() -> Vec<Kind> {
    vec![
        replaced(
            "a title that is a number",
            &[FILE, "texte"],
            TITLE,
            "titre = 3",
        ),
        replaced(
            "a title that is a list",
            &[FILE, "texte"],
            TITLE,
            "titre = [\"a\"]",
        ),
        replaced(
            "a title that is a date",
            &[FILE],
            TITLE,
            "titre = 2018-11-02",
        ),
        replaced(
            "years that are a text",
            &[FILE, "liste"],
            YEARS,
            "annees = \"2021\"",
        ),
        replaced(
            "years that are texts",
            &[FILE, "nombre"],
            YEARS,
            "annees = [\"2021\", \"2022\"]",
        ),
        replaced(
            "years with a point",
            &[FILE, "nombre"],
            YEARS,
            "annees = [2021.5]",
        ),
        replaced(
            "years beyond 32 bits",
            &[FILE],
            YEARS,
            "annees = [99999999999]",
        ),
        replaced(
            "years beyond 64 bits",
            &[FILE],
            YEARS,
            "annees = [99999999999999999999]",
        ),
        replaced("an infinite year", &[FILE], YEARS, "annees = [inf]"),
        replaced("a year that is no number", &[FILE], YEARS, "annees = [nan]"),
        replaced(
            "a stage that is a list",
            &[FILE],
            STAGE,
            "etape = [\"essai\"]",
        ),
        replaced(
            "a date that does not exist",
            &[FILE],
            STAGE,
            "etape = 2018-13-45",
        ),
        keys("parties that are a text", &[FILE], "axes = \"tous\""),
        keys("an advance that is a number", &[FILE], "lieu = 3"),
    ]
}

#[expect(clippy::too_many_lines, reason = "a list of inputs")]
fn values() -> Vec<Kind> {
    let years = |count: i32| {
        format!(
            "annees = [{}]",
            (0..count)
                .map(|n| (1900 + n).to_string())
                .collect::<Vec<_>>()
                .join(",")
        )
    };
    let stage = |text: &str| format!("etape = \"{text}\"");
    vec![
        replaced("no years", &[FILE, "annees"], YEARS, "annees = []"),
        replaced(
            "five thousand years",
            &[FILE, "5000 années"],
            YEARS,
            years(5000),
        ),
        replaced(
            "two hundred years",
            &[FILE, "200 années"],
            YEARS,
            years(200),
        ),
        replaced(
            "years in disorder",
            &[FILE, "annees"],
            YEARS,
            "annees = [2022, 2021]",
        ),
        replaced(
            "a year twice",
            &[FILE, "annees"],
            YEARS,
            "annees = [2021, 2021]",
        ),
        replaced("the year -5", &[FILE, "annees"], YEARS, "annees = [-5]"),
        replaced(
            "a stage that leads out of the folder",
            &[FILE, "etape"],
            STAGE,
            stage("../../essai"),
        ),
        replaced(
            "a stage that is a path",
            &[FILE, "etape"],
            STAGE,
            stage("/tmp/essai"),
        ),
        replaced(
            "a stage that is two dots",
            &[FILE, "etape"],
            STAGE,
            stage(".."),
        ),
        replaced(
            "a stage that is a device",
            &[FILE, "etape"],
            STAGE,
            stage("NUL.txt"),
        ),
        replaced(
            "a stage of a NUL",
            &[FILE, "etape"],
            STAGE,
            stage("a\\u0000b"),
        ),
        replaced(
            "a stage of escape sequences",
            &[FILE, "etape"],
            STAGE,
            stage("\\u001b[31m\\u202e"),
        ),
        replaced(
            "a stage of three hundred letters",
            &[FILE, "etape"],
            STAGE,
            stage(&"x".repeat(300)),
        ),
        replaced(
            "a stage that is a smile",
            &[FILE, "etape"],
            STAGE,
            stage("😀"),
        ),
        replaced("a stage of nothing", &[FILE, "etape"], STAGE, stage("")),
        keys("no such status", &[FILE, "statut"], "statut = \"signe\""),
        keys("no such rounding", &[FILE, "arrondi"], "arrondi = \"0\""),
        keys(
            "no such signature",
            &[FILE, "signature"],
            "signature = \"aucune\"",
        ),
        keys(
            "no such archive",
            &[FILE, "archive"],
            "archive = \"pdfa-1b\"",
        ),
        keys("no copy", &[FILE, "exemplaires"], "exemplaires = 0"),
        keys(
            "billions of copies",
            &[FILE, "exemplaires"],
            "exemplaires = 4000000000",
        ),
        replaced(
            "a day rate of 10^30",
            &[FILE, "tarif_journalier"],
            "tarif_journalier = \"600\"",
            "tarif_journalier = \"1000000000000000000000000000000\"",
        ),
        replaced(
            "a day rate below zero",
            &[FILE, "tarif_journalier"],
            "tarif_journalier = \"600\"",
            "tarif_journalier = \"-1\"",
        ),
        replaced(
            "an advance of a million percent",
            &[FILE, "taux"],
            "taux = \"20\"",
            "taux = \"1000000\"",
        ),
        replaced(
            "an advance of nothing known",
            &[FILE, "calcul"],
            "base = \"part:agglo\"",
            "base = \"part:#{}\\u001b[31m\"",
        )
        .remark(),
        replaced(
            "a title that no font prints",
            &[FILE, "U+1F9C0"],
            TITLE,
            "titre = \"Convention 🧀\"",
        )
        .remark(),
        replaced(
            "a title of two hundred thousand characters",
            &[FILE],
            TITLE,
            format!("titre = \"{}\"", "mot ".repeat(50_000)),
        )
        .unharmed(),
    ]
}

fn parts() -> Vec<Kind> {
    let mut many = String::from("\n");
    for number in 0..5_000 {
        write!(
            many,
            "[[parties]]\nid = \"p{number}\"\nnom = \"Partie {number}\"\n"
        )
        .expect("written");
    }
    let mut amounts = String::from("\n");
    for number in 0..50_000 {
        write!(
            amounts,
            "[[montants_annonces]]\narticle = \"{number}\"\nmontant = \"1\"\ncalcul = \"total\"\n"
        )
        .expect("written");
    }
    let more = |name, words, text: String| {
        kind(name, words, move |ground: &Ground| {
            ground.append(FILE, &text);
        })
    };
    vec![
        replaced(
            "a party without a name",
            &[FILE, "nom"],
            "nom = \"Agglomération\"\n",
            "",
        ),
        replaced(
            "two parties of one name",
            &[FILE, "partie"],
            "nom = \"Chambre consulaire\"",
            "nom = \"Agglomération\"",
        )
        .remark(),
        replaced(
            "a stated amount of 10^40",
            &[FILE, "montant"],
            "calcul = \"total\"",
            "calcul = \"total\"\n[[montants_annonces]]\narticle = \"1\"\nmontant = \"10000000000000000000000000000000000000000\"\ncalcul = \"total\"",
        ),
        replaced(
            "a claim of nothing known",
            &[FILE, "calcul"],
            "calcul = \"total\"",
            "calcul = \"part:{{7*7}}\"",
        )
        .remark(),
        more("five thousand parties", &[FILE], many),
        more("fifty thousand stated amounts", &[FILE], amounts),
    ]
}

/// This file of decisions.
fn decided(
    name: &'static str,
    words: &'static [&'static str],
    text: impl AsRef<[u8]> + 'static,
) -> Kind {
    kind(name, words, move |ground: &Ground| {
        ground.write("arbitrages.toml", &text);
    })
}

fn decisions() -> Vec<Kind> {
    let one = "[[arbitrage]]\nconstat = \"recap-share\"\nfiche = \"AA 1\"\n";
    let file = "arbitrages.toml";
    let unread = |kind: Kind| kind.finding();
    vec![
        unread(decided(
            "decisions in Latin-1",
            &["arbitrages.toml", "UTF-8"],
            b"# caf\xe9\n",
        )),
        unread(decided(
            "decisions that are no TOML",
            &["arbitrages.toml"],
            "[[arbitrage]\n",
        )),
        unread(decided(
            "decisions that are a number",
            &["arbitrages.toml"],
            "arbitrage = 3\n",
        )),
        unread(decided(
            "a decision without a rule",
            &["arbitrages.toml", "constat"],
            "[[arbitrage]]\nfiche = \"AA 1\"\n",
        )),
        unread(decided(
            "a decision dated 30 February",
            &["arbitrages.toml"],
            format!("{one}date = 2018-02-30\n"),
        )),
        unread(decided(
            "a decision on 10^40",
            &["arbitrages.toml", "montant_projet"],
            format!("{one}montant_projet = \"1{}\"\n", "0".repeat(40)),
        )),
        unread(decided(
            "a decision that gives shares of escape sequences",
            &["arbitrages.toml"],
            format!("{one}parts = {{ \"\\u001b[31m\" = \"x\\u009b\" }}\n"),
        )),
        decided(
            "a decision that settles nothing",
            &["arbitrages.toml"],
            format!("{one}retenir = \"recapitulatif\"\nmotif = \"\\u001b]8;;http://x\\u0007\"\n"),
        )
        .remark(),
        decided(
            "a hundred thousand decisions",
            &["arbitrages.toml"],
            one.repeat(100_000),
        )
        .finding(),
    ]
    .into_iter()
    .inspect(|kind| assert!(kind.words.contains(&file)))
    .collect()
}

fn head(name: &'static str, words: &'static [&'static str], text: impl Into<String>) -> Kind {
    let text = text.into();
    kind(name, words, move |ground: &Ground| {
        ground.write(FICHE, &text);
    })
}

fn heads() -> Vec<Kind> {
    vec![
        head("an empty fiche", &[FICHE, "en-tête"], ""),
        head("a fiche without a head", &[FICHE, "en-tête"], "# Titre\n"),
        head(
            "a fiche whose head never ends",
            &[FICHE, "en-tête"],
            "+++\ncode = \"AA 1\"\ntitre = \"x\"\n",
        ),
        head(
            "a fiche with a YAML head",
            &[FICHE, "en-tête"],
            "---\ncode: AA 1\n---\n",
        ),
        head(
            "a fiche without a code",
            &[FICHE, "code"],
            "+++\ntitre = \"x\"\n+++\n",
        ),
        head(
            "a fiche without a title",
            &[FICHE, "titre"],
            "+++\ncode = \"AA 1\"\n+++\n",
        )
        .finding(),
        head(
            "a fiche whose code has no number",
            &[FICHE, "code"],
            "+++\ncode = \"../..\"\ntitre = \"x\"\n+++\n",
        ),
        head(
            "a fiche with an order of 10^30",
            &[FICHE],
            format!(
                "+++\ncode = \"AA 1\"\ntitre = \"x\"\nordre = 1{}\n+++\n",
                "0".repeat(30)
            ),
        ),
        head(
            "a fiche with partners that are a text",
            &[FICHE, "liste"],
            "+++\ncode = \"AA 1\"\ntitre = \"x\"\npartenaires = \"a\"\n+++\n",
        ),
        head(
            "a fiche of no axis",
            &["fiches/AA-1.md", "ZZ"],
            "+++\ncode = \"AA 1\"\ntitre = \"x\"\naxe = \"ZZ\"\n+++\n",
        )
        .runs(&[("check", Refused(1))]),
        head(
            "a code of a hundred thousand numbers",
            &[FICHE],
            format!(
                "+++\ncode = \"AA {}1\"\ntitre = \"x\"\n+++\n",
                "1.".repeat(100_000)
            ),
        ),
        head(
            "a code of 10^30",
            &[FICHE],
            format!(
                "+++\ncode = \"AA 1{}\"\ntitre = \"x\"\n+++\n",
                "0".repeat(30)
            ),
        ),
        kind("a fiche in UTF-16", &[FICHE, "UTF-8"], |ground: &Ground| {
            let text = std::fs::read_to_string(ground.input(FICHE)).expect("text");
            let bytes: Vec<u8> = [0xfeff]
                .into_iter()
                .chain(text.encode_utf16())
                .flat_map(u16::to_le_bytes)
                .collect();
            ground.write(FICHE, bytes);
        })
        .unharmed(),
        kind(
            "a fiche of a hundred megabytes",
            &[FICHE, "file-size"],
            |ground| {
                ground.append(FICHE, &"mot mot\n".repeat(100 << 17));
            },
        ),
    ]
}

#[test]
fn toml() {
    super::try_family(&kinds());
}
