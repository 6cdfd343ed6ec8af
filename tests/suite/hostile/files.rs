//! Something else in the place of a file: a folder, a link, a pipe, a device, a socket; and odd names.

use std::{
    fs,
    os::unix::{ffi::OsStrExt, fs::symlink, net::UnixListener},
    process::Command,
};

use super::{
    Kind, Refused,
    ground::{FICHE, Ground},
    kind,
};

/// Every file that a dossier is read from.
const FILES: [&str; 5] = [
    "convention.toml",
    "budget.xlsx",
    FICHE,
    "arbitrages.toml",
    "templates/fiche.typ",
];

pub(super) fn kinds() -> Vec<Kind> {
    [replaced(), folders(), names()]
        .into_iter()
        .flatten()
        .collect()
}

/// Replaces the file by this.
fn instead(ground: &Ground, file: &str, make: impl Fn(&std::path::Path)) {
    let path = ground.input(file);
    fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
    if path.exists() {
        fs::remove_file(&path).expect("removed");
    }
    make(&path);
}

fn replaced() -> Vec<Kind> {
    type Make = fn(&std::path::Path);
    let makes: [(&'static str, &'static str, Make); 6] = [
        ("a folder", "dossier", |path| {
            fs::create_dir(path).expect("a folder");
        }),
        ("a link out of the dossier", "lien", |path| {
            symlink("/etc/passwd", path).expect("a link");
        }),
        ("a link that turns in a circle", "", |path| {
            symlink(path, path).expect("a link");
        }),
        ("a pipe", "fichier ordinaire", |path| {
            assert!(
                Command::new("mkfifo")
                    .arg(path)
                    .status()
                    .expect("mkfifo")
                    .success()
            );
        }),
        ("a device", "lien", |path| {
            symlink("/dev/zero", path).expect("a link");
        }),
        ("a socket", "fichier ordinaire", |path| {
            drop(UnixListener::bind(path).expect("a socket"));
        }),
    ];
    let mut kinds = Vec::new();
    for file in FILES {
        for (what, cause, make) in makes {
            let name: &'static str = format!("{what} in the place of {file}").leak();
            let words: &'static [&'static str] =
                vec![file, if cause.is_empty() { "lu" } else { cause }].leak();
            let one = kind(name, words, move |ground: &Ground| {
                instead(ground, file, make);
            });
            // Decisions and templates that cannot be read are findings among others.
            let is_beside = matches!(file, "arbitrages.toml" | "templates/fiche.typ");
            kinds.push(if is_beside { one.finding() } else { one });
        }
    }
    kinds
}

fn folders() -> Vec<Kind> {
    let named = |name, words, run: &'static str, plant: fn(&Ground)| {
        kind(name, words, plant).runs(&[(run, Refused(2))])
    };
    vec![
        kind("fiches that are a file", &["fiches", "dossier"], |ground| {
            ground.remove("fiches");
            ground.write("fiches", "x");
        }),
        kind(
            "fiches that are a link out of the dossier",
            &["fiches", "lien"],
            |ground| {
                fs::rename(ground.input("fiches"), ground.side("fiches")).expect("moved");
                symlink(ground.side("fiches"), ground.input("fiches")).expect("a link");
            },
        ),
        kind(
            "templates that are a file",
            &["templates", "dossier"],
            |ground| ground.write("templates", "x"),
        )
        .finding(),
        named(
            "a dossier that is a file",
            &["input/convention.toml", "dossier"],
            "check input/convention.toml",
            |_| {},
        ),
        named(
            "a dossier that does not exist",
            &["nulle-part", "existe"],
            "build nulle-part",
            |_| {},
        ),
        named(
            "a dossier that is a link in a circle",
            &["rond"],
            "build rond",
            |ground| {
                symlink("rond", ground.root().join("rond")).expect("a link");
            },
        ),
        named(
            "a dossier that is a device",
            &["/dev/null", "dossier"],
            "check /dev/null",
            |_| {},
        ),
        named(
            "a workbook that is a device",
            &["zero.xlsx", "lien"],
            "textconv zero.xlsx",
            |ground| {
                symlink("/dev/zero", ground.root().join("zero.xlsx")).expect("a link");
            },
        ),
        named(
            "a dossier around a pipe",
            &["tube.xlsx", "fichier ordinaire"],
            "init neuf --from tube.xlsx",
            |ground| {
                assert!(
                    Command::new("mkfifo")
                        .arg(ground.root().join("tube.xlsx"))
                        .status()
                        .expect("mkfifo")
                        .success()
                );
            },
        ),
        kind(
            "no convention.toml",
            &["convention.toml", "manque"],
            |ground| ground.remove("convention.toml"),
        ),
        kind("no workbook", &["budget.xlsx", "classeur"], |ground| {
            ground.remove("budget.xlsx");
        }),
        kind("two workbooks", &["budget.ods", "plusieurs"], |ground| {
            ground.write("budget.ods", "x");
        }),
        kind(
            "two workbooks that differ by case",
            &["Budget.XLSX", "plusieurs"],
            |ground| {
                ground.write("Budget.XLSX", ground.workbook());
            },
        ),
    ]
}

/// A fiche under another name, which cannot be read and must be named in the message.
fn misnamed(name: &'static str, file: &'static [u8], shown: &'static [&'static str]) -> Kind {
    kind(name, shown, move |ground: &Ground| {
        let path = ground
            .input("fiches")
            .join(std::ffi::OsStr::from_bytes(file));
        fs::write(path, "sans en-tête").expect("written");
    })
}

fn names() -> Vec<Kind> {
    vec![
        misnamed("a file name of escape sequences", b"\x1b[31mrouge\x1b]0;x\x07.md", &["[31mrouge", "en-tête"]),
        misnamed("a file name of two lines", b"une\ndeux.md", &["une", "deux.md", "en-tête"]),
        misnamed("a file name with a direction override", "dm.\u{202e}xslx.md".as_bytes(), &["<U+202E>", "en-tête"]),
        misnamed("a file name of 255 bytes", b"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx.md", &["xxxx.md", "en-tête"]),
        misnamed("a file name of a smile", "😀.md".as_bytes(), &["😀.md", "en-tête"]),
        misnamed("a file name of markup", b"<b>{{x}}`|.md", &["<b>{{x}}`|.md", "en-tête"]),
        misnamed("a file name that is no text", b"caf\xe9.md", &["fiches/caf", "nom"]).finding(),
        kind("a code on two fiches that differ by case", &["fiches/aa-1.md", "AA 1"], |ground| {
            fs::copy(ground.input(FICHE), ground.input("fiches/aa-1.md")).expect("copied");
        })
        .remark(),
        kind("a folder named as a fiche", &["fiches/AA-9.md", "dossier"], |ground| {
            fs::create_dir(ground.input("fiches/AA-9.md")).expect("a folder");
        }),
        kind("ten thousand fiches", &["fiches", "5"], |ground| {
            for number in 0..10_000 {
                let text = format!("+++\ncode = \"AA {number}\"\ntitre = \"x\"\n+++\n");
                fs::write(ground.input(&format!("fiches/f{number}.md")), text).expect("written");
            }
        }),
        kind("a name of a template that is no text", &["templates/", "nom"], |ground| {
            fs::create_dir(ground.input("templates")).expect("a folder");
            fs::write(ground.input("templates").join(std::ffi::OsStr::from_bytes(b"fi\xffche.typ")), "x").expect("written");
        })
        .finding(),
    ]
}

#[test]
fn files() {
    super::try_family(&kinds());
}
