//! The formats beside .xlsx: .xls and its chains of sectors, .xlsb and its records, .ods and its repetitions.

use std::{fs, io::Write};

use super::{
    Kind,
    ground::Ground,
    kind,
    package::{Package, noise},
};
use crate::dossier_test::repository;

pub(super) fn kinds() -> Vec<Kind> {
    [xls(), records(), encrypted(), xlsb(), ods(), xlsm()]
        .into_iter()
        .flatten()
        .collect()
}

fn fixture(name: &str) -> Vec<u8> {
    fs::read(repository().join("tests/fixtures/formats").join(name)).expect("a workbook")
}

/// The example's workbook in one of the old formats, with its bytes changed.
fn changed(
    name: &'static str,
    words: &'static [&'static str],
    change: impl Fn(Vec<u8>) -> Vec<u8> + 'static,
) -> Kind {
    let file = words[0];
    kind(name, words, move |ground: &Ground| {
        ground.workbook_as(file, change(fixture(file)));
    })
    .in_workbook()
}

const XLS: &[&str] = &["budget.xls", "abîmé"];

/// Where a sector of a compound file begins.
fn sector(number: usize) -> usize {
    512 * (number + 1)
}

fn word(bytes: &[u8], at: usize) -> usize {
    u32::from_le_bytes(bytes[at..at + 4].try_into().expect("four bytes")) as usize
}

fn set(bytes: &mut [u8], at: usize, value: u32) {
    bytes[at..at + 4].copy_from_slice(&value.to_le_bytes());
}

/// Changes one number of the header.
fn header(at: usize, value: u32) -> impl Fn(Vec<u8>) -> Vec<u8> {
    move |mut bytes| {
        set(&mut bytes, at, value);
        bytes
    }
}

fn xls() -> Vec<Kind> {
    vec![
        changed("an .xls of its first bytes", XLS, |bytes| {
            bytes[..8].to_vec()
        }),
        changed("an .xls of its header", XLS, |bytes| bytes[..512].to_vec()),
        changed("an .xls cut in half", XLS, |bytes| {
            bytes[..bytes.len() / 2].to_vec()
        }),
        changed(
            "an .xls without its last sector",
            &["budget.xls"],
            |bytes| bytes[..bytes.len() - 512].to_vec(),
        ),
        changed("an .xls whose chains turn in a circle", XLS, |mut bytes| {
            let table = sector(word(&bytes, 76));
            (0..128).for_each(|link| {
                set(
                    &mut bytes,
                    table + 4 * link,
                    u32::try_from(link).expect("small"),
                );
            });
            bytes
        }),
        changed(
            "an .xls whose folder turns in a circle",
            XLS,
            |mut bytes| {
                let (table, folder) = (sector(word(&bytes, 76)), word(&bytes, 48));
                set(
                    &mut bytes,
                    table + 4 * folder,
                    u32::try_from(folder).expect("small"),
                );
                bytes
            },
        ),
        changed(
            "an .xls with billions of tables",
            XLS,
            header(44, u32::MAX - 10),
        )
        .unharmed(),
        changed(
            "an .xls with billions of tables of tables",
            XLS,
            header(72, u32::MAX - 10),
        )
        .unharmed(),
        changed(
            "an .xls whose folder is beyond the file",
            XLS,
            header(48, 0x7fff_0000),
        ),
        changed("an .xls with sectors of 2^255 bytes", XLS, |mut bytes| {
            bytes[30] = 0xff;
            bytes
        }),
        changed("an .xls with sectors of one byte", XLS, |mut bytes| {
            bytes[30] = 0;
            bytes
        }),
        changed("an .xls of a header and noise", XLS, |bytes| {
            [&bytes[..512], &noise(20_000)].concat()
        }),
    ]
}

/// The records of the example's .xls, changed, in a new compound file.
fn streamed(
    name: &'static str,
    words: &'static [&'static str],
    change: impl Fn(Vec<u8>) -> Vec<u8> + 'static,
) -> Kind {
    changed(name, words, move |bytes| {
        let mut read =
            cfb::CompoundFile::open(std::io::Cursor::new(bytes)).expect("a compound file");
        let mut stream = Vec::new();
        std::io::Read::read_to_end(
            &mut read.open_stream("/Workbook").expect("a workbook"),
            &mut stream,
        )
        .expect("bytes");
        compound(&[("/Workbook", &change(stream))])
    })
}

fn compound(streams: &[(&str, &[u8])]) -> Vec<u8> {
    let mut file =
        cfb::CompoundFile::create(std::io::Cursor::new(Vec::new())).expect("a compound file");
    for (name, bytes) in streams {
        file.create_stream(name)
            .expect("a stream")
            .write_all(bytes)
            .expect("written");
    }
    file.flush().expect("written");
    file.into_inner().into_inner()
}

/// The stream with a record put before the first one of that kind.
fn before(stream: &[u8], kind: u16, record: &[u8]) -> Vec<u8> {
    let mut at = 0;
    while at + 4 <= stream.len() && u16::from_le_bytes([stream[at], stream[at + 1]]) != kind {
        at += 4 + usize::from(u16::from_le_bytes([stream[at + 2], stream[at + 3]]));
    }
    [&stream[..at], record, &stream[at..]].concat()
}

fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(data.len()).expect("short");
    [&kind.to_le_bytes()[..], &length.to_le_bytes(), data].concat()
}

fn records() -> Vec<Kind> {
    /// Where BIFF lists its sheets, its texts and its cells.
    const SHEET: u16 = 0x85;
    const TEXTS: u16 = 0xfc;
    vec![
        streamed(
            "an .xls with a password",
            &["budget.xls", "mot de passe"],
            |stream| before(&stream, SHEET, &record(0x2f, &[1, 0, 1, 0, 1, 0].repeat(9))),
        ),
        streamed("an .xls whose records are cut", &["budget.xls"], |stream| {
            stream[..stream.len() / 3].to_vec()
        }),
        streamed("an .xls whose records are noise", &["budget.xls"], |_| {
            noise(20_000)
        }),
        streamed("an .xls without records", &["budget.xls"], |_| Vec::new()),
        streamed(
            "an .xls with billions of texts",
            &["budget.xls"],
            |stream| before(&stream, TEXTS, &record(TEXTS, &[0xff; 8])),
        )
        .unharmed(),
        streamed(
            "an .xls with a sheet beyond the file",
            &["budget.xls"],
            |stream| {
                let data = [&0x7fff_0000u32.to_le_bytes()[..], &[0, 0, 3, 0], b"Far"].concat();
                before(&stream, SHEET, &record(SHEET, &data))
            },
        ),
        streamed(
            "an .xls with a cell in its last corner",
            &["budget.xls"],
            |stream| {
                // A number in row 65 535, column 255 of every sheet.
                let data = [&[0xff, 0xff, 0xff, 0, 15, 0][..], &[0; 8]].concat();
                before(&stream, 0x200, &record(0x203, &data))
            },
        )
        .unharmed(),
        kind(
            "a compound file of something else",
            &["budget.xls"],
            |ground| {
                ground.workbook_as("budget.xls", compound(&[("/WordDocument", &noise(8000))]));
            },
        )
        .in_workbook(),
    ]
}

fn encrypted() -> Vec<Kind> {
    let sealed = || {
        compound(&[
            ("/EncryptionInfo", &noise(200)),
            ("/EncryptedPackage", &noise(9000)),
        ])
    };
    vec![
        kind("an .xlsx with a password", &["budget.xlsx", "mot de passe"], move |ground| {
            ground.write("budget.xlsx", sealed());
        })
        .in_workbook(),
        kind("an .xlsb with a password", &["budget.xlsb", "mot de passe"], move |ground| {
            ground.workbook_as("budget.xlsb", sealed());
        })
        .in_workbook(),
        kind("an .ods with a password", &["budget.ods", "mot de passe"], |ground| {
            let manifest = "<manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\"><manifest:file-entry manifest:full-path=\"content.xml\" manifest:media-type=\"text/xml\"><manifest:encryption-data/></manifest:file-entry></manifest:manifest>";
            let package = Package::read(&fixture("budget.ods")).with("META-INF/manifest.xml", manifest);
            ground.workbook_as("budget.ods", package.with("content.xml", noise(5000)).zip());
        })
        .in_workbook(),
    ]
}

/// The example's workbook in a zipped format, its parts changed.
fn repacked(
    name: &'static str,
    words: &'static [&'static str],
    file: &'static str,
    change: impl Fn(Package) -> Package + 'static,
) -> Kind {
    kind(name, words, move |ground: &Ground| {
        ground.workbook_as(file, change(Package::read(&fixture(file))).zip());
    })
}

fn xlsb() -> Vec<Kind> {
    let xlsb = |name, change: fn(Vec<u8>) -> Vec<u8>, part: &'static str| {
        repacked(name, &["budget.xlsb"], "budget.xlsb", move |package| {
            let old = package
                .parts
                .iter()
                .find(|(part_name, _)| part_name == part)
                .expect("the part")
                .1
                .clone();
            package.with(part, change(old))
        })
        .in_workbook()
    };
    let sheet = "xl/worksheets/sheet1.bin";
    vec![
        xlsb(
            "an .xlsb whose sheet is cut",
            |bytes| bytes[..bytes.len() / 2].to_vec(),
            sheet,
        ),
        xlsb("an .xlsb whose sheet is noise", |_| noise(5000), sheet),
        xlsb("an .xlsb whose sheet is empty", |_| Vec::new(), sheet),
        xlsb(
            "an .xlsb whose list of sheets is cut",
            |bytes| bytes[..bytes.len() / 3].to_vec(),
            "xl/workbook.bin",
        ),
        xlsb(
            "an .xlsb whose texts are cut",
            |bytes| bytes[..bytes.len() / 2].to_vec(),
            "xl/sharedStrings.bin",
        ),
        xlsb(
            "an .xlsb with records of 256 MB",
            |_| [0x13, 0xff, 0xff, 0xff, 0x7f].repeat(9),
            "xl/sharedStrings.bin",
        ),
        xlsb(
            "an .xlsb with billions of texts",
            |mut bytes| {
                bytes[2..10].fill(0xff);
                bytes
            },
            "xl/sharedStrings.bin",
        )
        .unharmed(),
        repacked(
            "an .xlsb without a list of sheets",
            &["budget.xlsb"],
            "budget.xlsb",
            |package| package.without("xl/workbook.bin"),
        )
        .in_workbook(),
    ]
}

/// The first row of the sheet of costs, and another one to replace it.
fn ods_with(rows: String) -> impl Fn(Package) -> Package {
    move |package| {
        package.edit(
            "content.xml",
            "<table:table-row",
            &format!("{rows}<table:table-row"),
        )
    }
}

fn ods() -> Vec<Kind> {
    let cell = "<table:table-cell office:value-type=\"float\" office:value=\"1\"";
    let repeated = |rows: &str, cols: &str| {
        format!(
            "<table:table-row table:number-rows-repeated=\"{rows}\">{cell} table:number-columns-repeated=\"{cols}\"/></table:table-row>"
        )
    };
    let ods = |name, words, change: Box<dyn Fn(Package) -> Package>| {
        repacked(name, words, "budget.ods", change)
    };
    let content = |change: fn(String) -> Vec<u8>| -> Box<dyn Fn(Package) -> Package> {
        Box::new(move |package| {
            let text = package.text("content.xml");
            package.with("content.xml", change(text))
        })
    };
    vec![
        ods("an .ods that repeats one cell everywhere", &["budget.ods"], Box::new(ods_with(repeated("1048576", "16384"))))
            .in_workbook(),
        ods("an .ods that repeats a row a trillion times", &["budget.ods"], Box::new(ods_with(repeated("1000000000000", "1"))))
            .in_workbook(),
        ods("an .ods that repeats a cell 2^64 times", &["budget.ods"], Box::new(ods_with(repeated("1", "18446744073709551616"))))
            .in_workbook(),
        ods("an .ods that repeats a row -1 times", &["budget.ods"], Box::new(ods_with(repeated("-1", "1")))).in_workbook(),
        ods("an .ods that repeats nothing everywhere", &[], {
            let row = "<table:table-row table:number-rows-repeated=\"1048000\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row>";
            Box::new(move |package| package.edit("content.xml", "</table:table>", &format!("{row}</table:table>")))
        })
        .unharmed(),
        ods("an .ods that is cut within its cells", &["budget.ods"], content(|text| text.as_bytes()[..text.len() / 2].to_vec()))
            .in_workbook(),
        ods("an .ods whose cells are a page", &["budget.ods"], content(|_| b"<!doctype html><title>x</title>".to_vec()))
            .in_workbook(),
        ods("an .ods without cells", &["budget.ods"], Box::new(|package| package.without("content.xml"))).in_workbook(),
        ods("an .ods with an entity bomb", &["budget.ods", "DOCTYPE"], Box::new(|package| {
            package.edit("content.xml", "<text:p>", "<text:p>&h;").doctype("content.xml", "<!ENTITY g \"xxxxxxxxxxxxxxxxxxxxxxxx\"><!ENTITY h \"&g;&g;&g;&g;&g;&g;&g;\">")
        }))
        .in_workbook(),
        ods("an .ods with a file of the machine", &["budget.ods", "DOCTYPE"], Box::new(|package| {
            package.edit("content.xml", "<text:p>", "<text:p>&h;").doctype("content.xml", "<!ENTITY h SYSTEM \"file:///etc/passwd\">")
        }))
        .in_workbook(),
        ods("an .ods nested twenty thousand deep", &[], content(|text| {
            text.replacen("<text:p>", &format!("<text:p>{}{}", "<text:span>".repeat(20_000), "</text:span>".repeat(20_000)), 1).into_bytes()
        }))
        .unharmed(),
        ods("an .ods of another kind", &["budget.ods"], Box::new(|package| {
            package.with("mimetype", "application/vnd.oasis.opendocument.text")
        }))
        .in_workbook(),
    ]
}

fn xlsm() -> Vec<Kind> {
    vec![
        changed(
            "an .xlsm cut in half",
            &["budget.xlsm", "incomplet"],
            |bytes| bytes[..bytes.len() / 2].to_vec(),
        ),
        changed("an empty .xlsm", &["budget.xlsm", "vide"], |_| Vec::new()),
    ]
}

#[test]
fn old_formats() {
    super::try_family(&kinds());
}
