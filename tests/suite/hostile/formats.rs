//! Files whose content does not match their name.

use super::{
    Kind,
    ground::Ground,
    kind,
    package::{Package, noise},
};
use crate::dossier_test::repository;

pub(super) fn kinds() -> Vec<Kind> {
    [
        texts(),
        pictures_and_programs(),
        other_packages(),
        other_workbooks(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// These bytes under the name of an Excel workbook.
fn as_workbook(
    name: &'static str,
    words: &'static [&'static str],
    bytes: impl AsRef<[u8]> + 'static,
) -> Kind {
    kind(name, words, move |ground: &Ground| {
        ground.write("budget.xlsx", &bytes);
    })
    .in_workbook()
}

const HTML: &str =
    "<!DOCTYPE html>\n<html><body><table><tr><td>Fiche</td></tr></table></body></html>\n";

fn texts() -> Vec<Kind> {
    let utf16: Vec<u8> = [0xfeff_u16]
        .into_iter()
        .chain("Fiche;Nature\n".encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    vec![
        as_workbook(
            "a CSV named .xlsx",
            &["budget.xlsx", "texte"],
            "Fiche;Nature;Montant 2021\nAA 1;Études;100\n",
        ),
        as_workbook("a page named .xlsx", &["budget.xlsx", "HTML"], HTML),
        as_workbook("UTF-16 text named .xlsx", &["budget.xlsx", "texte"], utf16),
        as_workbook(
            "JSON named .xlsx",
            &["budget.xlsx", "texte"],
            "{\"Fiche\": 1}\n",
        ),
        as_workbook(
            "an Excel 2003 XML file named .xlsx",
            &["budget.xlsx", "XML"],
            "<?xml version=\"1.0\"?>\n<?mso-application progid=\"Excel.Sheet\"?><Workbook/>\n",
        ),
        as_workbook(
            "RTF named .xlsx",
            &["budget.xlsx", "bureautique"],
            "{\\rtf1\\ansi Fiche}",
        ),
        as_workbook(
            "blank lines named .xlsx",
            &["budget.xlsx", "texte"],
            "\n\n\n   \n",
        ),
        kind("a page named .xls", &["budget.xls", "HTML"], |ground| {
            ground.workbook_as("budget.xls", HTML);
        })
        .in_workbook(),
        kind("a CSV named .ods", &["budget.ods", "texte"], |ground| {
            ground.workbook_as("budget.ods", "a;b\n1;2\n");
        })
        .in_workbook(),
        kind("a CSV named .xlsb", &["budget.xlsb", "texte"], |ground| {
            ground.workbook_as("budget.xlsb", "a;b\n1;2\n");
        })
        .in_workbook(),
    ]
}

fn pictures_and_programs() -> Vec<Kind> {
    let with_noise = |start: &[u8]| [start, &noise(500)].concat();
    vec![
        as_workbook(
            "a PDF named .xlsx",
            &["budget.xlsx", "PDF"],
            "%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n",
        ),
        as_workbook(
            "a PNG named .xlsx",
            &["budget.xlsx", "image"],
            with_noise(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
        ),
        as_workbook(
            "a JPEG named .xlsx",
            &["budget.xlsx", "image"],
            with_noise(b"\xff\xd8\xff\xe0\0\x10JFIF\0"),
        ),
        as_workbook(
            "a gzip named .xlsx",
            &["budget.xlsx", "classeur"],
            with_noise(b"\x1f\x8b\x08\0"),
        ),
        as_workbook(
            "a 7z named .xlsx",
            &["budget.xlsx", "classeur"],
            with_noise(b"7z\xbc\xaf\x27\x1c"),
        ),
        as_workbook(
            "a program named .xlsx",
            &["budget.xlsx", "classeur"],
            with_noise(b"\x7fELF\x02\x01\x01"),
        ),
        as_workbook(
            "an SQLite file named .xlsx",
            &["budget.xlsx", "classeur"],
            with_noise(b"SQLite format 3\0"),
        ),
    ]
}

fn other_packages() -> Vec<Kind> {
    let docx = Package::default()
        .with("[Content_Types].xml", "<Types/>")
        .with("word/document.xml", "<w:document xmlns:w='x'/>");
    let epub = Package::default()
        .with("mimetype", "application/epub+zip")
        .with("META-INF/container.xml", "<container/>");
    let jar = Package::default()
        .with("META-INF/MANIFEST.MF", "Manifest-Version: 1.0\n")
        .with("A.class", noise(100));
    vec![
        as_workbook("a Word document named .xlsx", &["budget.xlsx"], docx.zip()),
        as_workbook("an EPUB named .xlsx", &["budget.xlsx"], epub.zip()),
        as_workbook("a Java archive named .xlsx", &["budget.xlsx"], jar.zip()),
    ]
}

/// A workbook of one format under the name of another.
fn misnamed(name: &'static str, words: &'static [&'static str], is: &'static str) -> Kind {
    kind(name, words, move |ground: &Ground| {
        let path = repository().join("tests/fixtures/formats").join(is);
        let bytes = if is == "budget.xlsx" {
            ground.workbook()
        } else {
            std::fs::read(path).expect("a workbook")
        };
        ground.workbook_as(words[0], bytes);
    })
    .in_workbook()
}

fn other_workbooks() -> Vec<Kind> {
    vec![
        misnamed(
            "an .xls named .xlsx",
            &["budget.xlsx", ".xls"],
            "budget.xls",
        ),
        misnamed(
            "an .ods named .xlsx",
            &["budget.xlsx", ".ods"],
            "budget.ods",
        ),
        misnamed(
            "an .xlsb named .xlsx",
            &["budget.xlsx", ".xlsb"],
            "budget.xlsb",
        ),
        misnamed(
            "an .xlsx named .xls",
            &["budget.xls", ".xlsx"],
            "budget.xlsx",
        ),
        misnamed(
            "an .xlsx named .ods",
            &["budget.ods", ".xlsx"],
            "budget.xlsx",
        ),
        misnamed(
            "an .xlsx named .xlsb",
            &["budget.xlsb", ".xlsx"],
            "budget.xlsx",
        ),
        misnamed("an .xls named .ods", &["budget.ods", ".xls"], "budget.xls"),
        misnamed("an .ods named .xls", &["budget.xls", ".ods"], "budget.ods"),
        misnamed(
            "an .ods named .xlsb",
            &["budget.xlsb", ".ods"],
            "budget.ods",
        ),
    ]
}

#[test]
fn formats() {
    super::try_family(&kinds());
}
