//! Zips that are cut, that state false sizes or places, or that unpack to too much.

use std::io::{Cursor, Write};

use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use super::{
    Answer::{self, Refused},
    Kind,
    ground::Ground,
    kind,
    package::{BOOK, COSTS, End, Entry, Package, STRINGS, noise, zip_of},
};

const DAMAGED: &[&str] = &["budget.xlsx", "abîmé"];
const CUT: &[&str] = &["budget.xlsx", "incomplet"];

pub(super) fn kinds() -> Vec<Kind> {
    [cut(), bombs(), lies(), names_and_parts()]
        .into_iter()
        .flatten()
        .collect()
}

/// A workbook made of these bytes.
fn bytes(
    name: &'static str,
    words: &'static [&'static str],
    make: impl Fn(&Ground) -> Vec<u8> + 'static,
) -> Kind {
    kind(name, words, move |ground| {
        ground.write("budget.xlsx", make(ground));
    })
    .in_workbook()
}

fn cut() -> Vec<Kind> {
    let part = |tenths: usize| {
        move |ground: &Ground| {
            let whole = ground.workbook();
            whole[..whole.len() * tenths / 10].to_vec()
        }
    };
    vec![
        bytes("an empty workbook", &["budget.xlsx", "vide"], |_| {
            Vec::new()
        }),
        bytes(
            "a workbook of one byte",
            &["budget.xlsx", "classeur"],
            |_| b"P".to_vec(),
        ),
        bytes("a workbook of four bytes", CUT, |_| b"PK\x03\x04".to_vec()),
        bytes("a workbook cut at a tenth", CUT, part(1)),
        bytes("a workbook cut in half", CUT, part(5)),
        bytes("a workbook cut at nine tenths", CUT, part(9)),
        bytes("a workbook without its last byte", CUT, |ground| {
            let mut whole = ground.workbook();
            whole.pop();
            whole
        }),
        bytes(
            "a workbook without its beginning",
            &["budget.xlsx", "n’est pas un classeur"],
            |ground| ground.workbook()[1000..].to_vec(),
        ),
        bytes("a workbook with a hole of zeros", DAMAGED, |ground| {
            let mut whole = ground.workbook();
            let middle = whole.len() / 3;
            whole[middle..middle + 2000].fill(0);
            whole
        }),
        bytes("a workbook of zeros", &["budget.xlsx", "zéros"], |_| {
            vec![0; 20_000]
        }),
        bytes("a workbook of noise", &["budget.xlsx", "classeur"], |_| {
            noise(20_000)
        }),
        bytes(
            "the end of a zip alone",
            &["budget.xlsx", "archive"],
            |_| zip_of(&[], End::default()),
        ),
    ]
}

/// The workbook with another part, or one replaced, of this number of bytes of this pattern.
fn swollen(ground: &Ground, name: &str, beginning: &str, pattern: &[u8], times: usize) -> Vec<u8> {
    let package = ground.package();
    let mut written = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (part, bytes) in package.parts.iter().filter(|(part, _)| part != name) {
        written.start_file(part.as_str(), options).expect("started");
        written.write_all(bytes).expect("written");
    }
    written
        .start_file(name, options.large_file(true))
        .expect("started");
    written.write_all(beginning.as_bytes()).expect("written");
    for _ in 0..times {
        written.write_all(pattern).expect("written");
    }
    written.finish().expect("a zip").into_inner()
}

const WITHIN_4_MIB: [(&str, Answer); 2] = [
    ("check --limit dossier-size=4", Refused(2)),
    ("build --limit dossier-size=4", Refused(2)),
];

fn bombs() -> Vec<Kind> {
    let zeros = |name: &'static str| {
        move |ground: &Ground| swollen(ground, name, "", &b" ".repeat(1 << 16), 16 * 5)
    };
    vec![
        bytes(
            "a sheet that unpacks a thousandfold",
            &["budget.xlsx", "dossier-size"],
            zeros(COSTS),
        )
        .runs(&WITHIN_4_MIB),
        bytes(
            "shared texts that unpack a thousandfold",
            &["budget.xlsx", "dossier-size"],
            zeros(STRINGS),
        )
        .runs(&WITHIN_4_MIB),
        bytes(
            "an unread picture that unpacks a thousandfold",
            &["budget.xlsx", "dossier-size"],
            zeros("xl/media/image1.png"),
        )
        .runs(&WITHIN_4_MIB),
        bytes(
            "a sheet too large, packed honestly",
            &["budget.xlsx", "dossier-size"],
            |ground| {
                let pattern = [noise(400), vec![b' '; 40_000]].concat();
                swollen(ground, COSTS, "", &pattern, 5 * (1 << 20) / 40_400)
            },
        )
        .runs(&WITHIN_4_MIB),
        bytes(
            "many parts too large together",
            &["budget.xlsx", "dossier-size"],
            |ground| {
                let mut written = ZipWriter::new(Cursor::new(Vec::new()));
                let options =
                    SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
                let pattern = [noise(300), vec![b' '; 30_000]].concat();
                for (name, bytes) in ground.package().parts {
                    written.start_file(name, options).expect("started");
                    written.write_all(&bytes).expect("written");
                }
                for part in 0..10 {
                    written
                        .start_file(format!("xl/worksheets/more{part}.xml"), options)
                        .expect("started");
                    for _ in 0..20 {
                        written.write_all(&pattern).expect("written");
                    }
                }
                written.finish().expect("a zip").into_inner()
            },
        )
        .runs(&WITHIN_4_MIB),
        bytes(
            "more parts than the limit",
            &["budget.xlsx", "parties"],
            |ground| {
                let mut package = ground.package();
                package
                    .parts
                    .extend((0..2_000).map(|number| (format!("xl/media/{number}"), Vec::new())));
                package.zip_with(CompressionMethod::Stored)
            },
        )
        .runs(&[
            ("check --limit definitions=1000", Refused(2)),
            ("build --limit definitions=1000", Refused(2)),
        ]),
        bytes(
            "a zip within a zip",
            &["budget.xlsx", "classeur"],
            |ground| {
                Package::default()
                    .with("budget.xlsx", ground.workbook())
                    .zip()
            },
        ),
    ]
}

/// The ground's workbook with one falsified entry.
fn lying(part: &'static str, lie: impl Fn(&mut Entry) + 'static) -> impl Fn(&Ground) -> Vec<u8> {
    move |ground| {
        let mut entries = ground.package().entries();
        let entry = entries
            .iter_mut()
            .find(|entry| entry.name == part.as_bytes())
            .expect("the part");
        lie(entry);
        zip_of(&entries, End::default())
    }
}

fn ending(end: End) -> impl Fn(&Ground) -> Vec<u8> {
    move |ground| zip_of(&ground.package().entries(), end)
}

#[expect(clippy::too_many_lines, reason = "a list of inputs")]
fn lies() -> Vec<Kind> {
    vec![
        bytes(
            "a part with a wrong checksum",
            DAMAGED,
            lying(COSTS, |entry| entry.crc ^= 1),
        ),
        bytes(
            "a part said to be smaller",
            DAMAGED,
            lying(COSTS, |entry| entry.unpacked = 10),
        ),
        bytes(
            "a part said to take four gigabytes",
            &["budget.xlsx"],
            lying(COSTS, |entry| {
                entry.unpacked = u32::MAX - 1;
            }),
        ),
        bytes(
            "a packed part said to go beyond the file",
            DAMAGED,
            lying(COSTS, |entry| {
                entry.packed = u32::MAX - 1;
            }),
        ),
        bytes("a part that starts beyond the file", DAMAGED, |ground| {
            let mut entries = ground.package().entries();
            let mut far = entries.pop().expect("a part");
            far.offset = Some(0x7fff_0000);
            entries.push(far);
            zip_of(&entries, End::default())
        }),
        bytes(
            "a part said to take exabytes",
            &["budget.xlsx"],
            lying(COSTS, |entry| {
                entry.unpacked = u32::MAX;
                // The zip64 field: its tag, its length, the unpacked size.
                entry.extra = [&[1, 0, 8, 0][..], &(1u64 << 62).to_le_bytes()].concat();
            }),
        ),
        bytes(
            "a part packed in an unknown way",
            &["budget.xlsx"],
            lying(COSTS, |entry| entry.method = 99),
        ),
        bytes(
            "a part said to be deflated",
            DAMAGED,
            lying(COSTS, |entry| entry.method = 8),
        ),
        bytes(
            "a part with a password",
            &["budget.xlsx", "mot de passe"],
            lying(COSTS, |entry| entry.flags |= 1),
        ),
        bytes(
            "two parts of one name",
            &["budget.xlsx", "deux fois"],
            |ground| {
                let mut entries = ground.package().entries();
                let twin = entries
                    .iter()
                    .find(|entry| entry.name == COSTS.as_bytes())
                    .expect("the part")
                    .clone();
                entries.push(twin);
                zip_of(&entries, End::default())
            },
        ),
        bytes(
            "a thousand parts that share their bytes",
            &["budget.xlsx"],
            |ground| {
                let mut entries = ground.package().entries();
                let large = Entry::stored("xl/media/large", &vec![b' '; 1 << 20]);
                let start: usize = entries
                    .iter()
                    .map(|entry| 30 + entry.name.len() + entry.data.len())
                    .sum();
                entries.push(large.clone());
                let twin = Entry {
                    data: Vec::new(),
                    offset: Some(u32::try_from(start).expect("small")),
                    ..large
                };
                let shared = (0..1000).map(|number| Entry {
                    name: format!("xl/media/{number:05}").into_bytes(),
                    ..twin.clone()
                });
                entries.extend(shared);
                zip_of(&entries, End::default())
            },
        ),
        bytes(
            "a directory said to hold more",
            DAMAGED,
            ending(End {
                count: Some(60_000),
                ..End::default()
            }),
        ),
        bytes(
            "a directory said to start elsewhere",
            DAMAGED,
            ending(End {
                offset: Some(u32::MAX - 1),
                ..End::default()
            }),
        ),
        bytes(
            "a directory said to take gigabytes",
            DAMAGED,
            ending(End {
                size: Some(u32::MAX - 1),
                ..End::default()
            }),
        )
        .unharmed(),
        bytes(
            "a comment said to be longer",
            DAMAGED,
            ending(End {
                comment: Some(60_000),
                ..End::default()
            }),
        ),
        bytes(
            "a zip on another disk",
            DAMAGED,
            ending(End {
                disk: 7,
                ..End::default()
            }),
        ),
    ]
}

fn names_and_parts() -> Vec<Kind> {
    let without = |part: &'static str| move |ground: &Ground| ground.package().without(part).zip();
    vec![
        bytes(
            "no list of sheets",
            &["budget.xlsx", "aucune feuille"],
            without(BOOK),
        ),
        bytes(
            "no relations of the workbook",
            &["budget.xlsx"],
            without("xl/_rels/workbook.xml.rels"),
        ),
        bytes(
            "a sheet that is listed and missing",
            &["budget.xlsx", "Dépenses"],
            without(COSTS),
        ),
        bytes("no shared texts", &["budget.xlsx"], without(STRINGS)),
        bytes("names with backslashes", &["budget.xlsx"], |ground| {
            let mut package = ground.package();
            package
                .parts
                .iter_mut()
                .for_each(|(name, _)| *name = name.replace('/', "\\"));
            package.zip()
        })
        .unharmed(),
        bytes("names that lead out of the folder", &[], |ground| {
            let package = ground
                .package()
                .with("../../output/essai/annexes.pdf", "x")
                .with("/tmp/x", "x");
            package
                .with("C:\\x", "x")
                .zip_with(CompressionMethod::Stored)
        })
        .unharmed(),
        bytes("a name with a NUL and control characters", &[], |ground| {
            ground.package().with("xl/\0\u{1b}[31m\u{202e}", "x").zip()
        })
        .unharmed(),
        bytes("a name of 60 000 letters", &[], |ground| {
            ground.package().with(&"x".repeat(60_000), "x").zip()
        })
        .unharmed(),
        bytes("a zip behind a program", &[], |ground| {
            [b"#!/bin/sh\nexit 1\n".to_vec(), ground.workbook()].concat()
        })
        .unharmed(),
        bytes("a zip before noise", &[], |ground| {
            [ground.workbook(), noise(500)].concat()
        })
        .unharmed(),
        bytes("no content types", &[], without("[Content_Types].xml")).unharmed(),
        bytes("no styles", &[], without("xl/styles.xml")).unharmed(),
    ]
}

#[test]
fn archives() {
    super::try_family(&kinds());
}
