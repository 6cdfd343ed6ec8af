//! Workbooks made to do harm, part by part.

use std::io::{Cursor, Write};

use proptest::prelude::*;
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use super::*;
use crate::limits::Limit;

const RELATIONS: &str = r#"<Relationships><Relationship Id="r1" Type="http://x/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;
const PACKAGE: &str = r#"<Relationships><Relationship Id="r1" Type="http://x/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const BOOK: &str = r#"<workbook xmlns:r="r"><sheets><sheet name="Frais" sheetId="1" r:id="r1"/></sheets></workbook>"#;

/// A zip of these parts.
fn zip(parts: &[(&str, &[u8])], method: CompressionMethod) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(
            *name,
            SimpleFileOptions::default().compression_method(method),
        )
        .expect("a part");
        zip.write_all(bytes).expect("written");
    }
    zip.finish().expect("a zip").into_inner()
}

/// A workbook of one sheet with this content, and other parts.
fn xlsx(sheet: &str, others: &[(&str, &[u8])]) -> Vec<u8> {
    let sheet = format!("<worksheet>{sheet}</worksheet>");
    let mut parts: Vec<(&str, &[u8])> = vec![
        ("[Content_Types].xml", b"<Types/>"),
        ("_rels/.rels", PACKAGE.as_bytes()),
        ("xl/workbook.xml", BOOK.as_bytes()),
        ("xl/_rels/workbook.xml.rels", RELATIONS.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ];
    parts.retain(|(name, _)| others.iter().all(|(other, _)| other != name));
    parts.extend(others);
    zip(&parts, CompressionMethod::Deflated)
}

fn ods(tables: &str) -> Vec<u8> {
    let content = format!(
        r#"<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="p"><office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"#
    );
    let kind = b"application/vnd.oasis.opendocument.spreadsheet";
    let manifest = b"<manifest:manifest xmlns:manifest=\"m\"/>";
    let parts: [(&str, &[u8]); 3] = [
        ("mimetype", kind),
        ("content.xml", content.as_bytes()),
        ("META-INF/manifest.xml", manifest),
    ];
    zip(&parts, CompressionMethod::Deflated)
}

#[track_caller]
fn read(name: &str, bytes: Vec<u8>, limits: &Limits) -> Workbook {
    open(name, bytes, limits).unwrap_or_else(|refusal| panic!("{refusal:#?}"))
}

/// Why a workbook is refused: the variant, and the place.
#[track_caller]
fn refusal_within(name: &str, bytes: Vec<u8>, limits: &Limits) -> String {
    let refusal = open(name, bytes, limits).expect_err("it is read");
    format!("{} {}", refusal.variant, refusal.place)
}

#[track_caller]
fn refusal(name: &str, bytes: Vec<u8>) -> String {
    refusal_within(name, bytes, &Limits::default())
}

fn cells(workbook: &Workbook) -> Vec<(usize, usize, String)> {
    let rows = workbook.sheets[0].rows.iter().enumerate();
    let filled = rows.flat_map(|(row, cells)| {
        cells
            .iter()
            .enumerate()
            .map(move |(col, cell)| (row, col, cell.shown()))
    });
    filled.filter(|(.., text)| !text.is_empty()).collect()
}

#[test]
fn a_declared_dimension_costs_nothing() {
    let sheet = |far: &str| {
        format!(
            r#"<dimension ref="A1:XFD1048576"/><sheetData><row r="1"><c r="A1"><v>1</v></c></row>
            <row><c r="{far}"><v>2</v></c></row></sheetData>"#
        )
    };
    let workbook = read(
        "budget.xlsx",
        xlsx(&sheet("ALL100000"), &[]),
        &Limits::default(),
    );
    assert_eq!(
        cells(&workbook),
        [(0, 0, "1".to_owned()), (99_999, 999, "2".to_owned())]
    );
    assert_eq!(
        refusal("budget.xlsx", xlsx(&sheet("XFD1048576"), &[])),
        "cells budget.xlsx · Frais!XFD1048576"
    );
}

#[test]
fn what_is_struck_within_a_text_or_has_no_size_is_marked() {
    let sheet = r#"<cols><col min="3" max="3" width="0"/></cols><sheetData>
        <row r="1" ht="0" customHeight="1"><c r="A1"><v>1</v></c></row>
        <row r="2" ht="15"><c r="A2" t="s"><v>1</v></c><c r="B2" t="s"><v>0</v></c>
        <c r="C2" t="inlineStr"><is><r><rPr><strike/></rPr><t>1</t></r><r><t>900</t></r></is></c></row></sheetData>"#;
    let texts = r#"<sst uniqueCount="2"><si><t>9 900</t></si><si><r><rPr><strike val="0"/></rPr><t>9</t></r>
        <r><rPr><strike/></rPr><t>900</t></r></si></sst>"#;
    let bytes = xlsx(sheet, &[("xl/sharedStrings.xml", texts.as_bytes())]);
    let workbook = read("budget.xlsx", bytes, &Limits::default());
    let marks = &workbook.sheets[0].marks;
    assert!(marks.is_hidden_row(0) && !marks.is_hidden_row(1));
    assert!(marks.is_hidden_column(2) && !marks.is_hidden_column(1));
    let struck = [0, 1, 2].map(|col| marks.look(1, col).is_struck);
    assert_eq!(struck, [true, false, true]);
}

#[test]
fn cells_and_texts_are_counted_as_they_come() {
    let limits = Limits::default()
        .with(Limit::Cells, 4)
        .with(Limit::DossierSize, 1);
    let row = |cells: &str| format!("<sheetData><row>{cells}</row></sheetData>");
    let refused = |cells: &str, strings: &str| {
        let strings = format!("<sst uniqueCount=\"1\">{strings}</sst>");
        refusal_within(
            "budget.xlsx",
            xlsx(&row(cells), &[("xl/sharedStrings.xml", strings.as_bytes())]),
            &limits,
        )
    };
    assert_eq!(
        refused(&"<c><v>1</v></c>".repeat(4), ""),
        "cells budget.xlsx · Frais!D1"
    );
    // Empty cells left of a filled one take room, too.
    assert_eq!(
        refused("<c r=\"H1\"><v>1</v></c>", ""),
        "cells budget.xlsx · Frais!H1"
    );
    let text = format!("<si><t>{}</t></si>", "a".repeat(400_000));
    let shared = "<c t=\"s\"><v>0</v></c>".repeat(3);
    assert_eq!(
        refused(&shared, &text),
        "dossier-size budget.xlsx · Frais!C1"
    );
    let long = row(&format!(
        "<c t=\"str\"><v>{}</v></c>",
        "a".repeat(1_100_000)
    ));
    assert_eq!(
        refusal("budget.xlsx", xlsx(&long, &[])),
        "text-size budget.xlsx · Frais!A1"
    );
}

#[test]
fn nothing_is_reserved_because_a_file_says_so() {
    let strings = b"<sst uniqueCount=\"1099511627776\"></sst>";
    let refused = refusal(
        "budget.xlsx",
        xlsx("<sheetData/>", &[("xl/sharedStrings.xml", strings)]),
    );
    assert_eq!(refused, "cells budget.xlsx");
    let sheet = r#"<sheetData><row><c><f t="shared" si="99999999999" ref="A1:B2">1</f></c></row></sheetData>"#;
    assert_eq!(
        refusal("budget.xlsx", xlsx(sheet, &[])),
        "cells budget.xlsx"
    );
    let few = Limits::default().with(Limit::Cells, 100);
    let styles = format!(
        "<styleSheet><cellXfs>{}</cellXfs></styleSheet>",
        "<xf/>".repeat(101)
    );
    let styles = xlsx("<sheetData/>", &[("xl/styles.xml", styles.as_bytes())]);
    assert_eq!(
        refusal_within("budget.xlsx", styles, &few),
        "cells budget.xlsx"
    );
}

#[test]
fn bombs_are_counted_while_they_are_unpacked() {
    let blanks = vec![b' '; 3 << 20];
    let bomb = xlsx("<sheetData/>", &[("xl/media/image1.png", &blanks)]);
    let variant = |limits: Limits| refusal_within("budget.xlsx", bomb.clone(), &limits);
    let two = Limits::default().with(Limit::DossierSize, 2);
    assert_eq!(variant(two), "dossier-size budget.xlsx");
    let few = Limits::default().with(Limit::Definitions, 5);
    assert_eq!(variant(few), "definitions budget.xlsx");
    read("budget.xlsx", bomb.clone(), &Limits::default());

    // A declared size that lies is not believed.
    let mut lying = bomb.clone();
    let size = u32::try_from(blanks.len()).expect("small").to_le_bytes();
    for at in (0..lying.len() - 4).filter(|at| bomb[*at..*at + 4] == size) {
        lying[at..at + 4].copy_from_slice(&1_u32.to_le_bytes());
    }
    assert_ne!(lying, bomb);
    let refused = refusal_within("budget.xlsx", lying, &two);
    assert!(
        ["dossier-size budget.xlsx", "damaged-part budget.xlsx"].contains(&refused.as_str()),
        "{refused}"
    );
}

#[test]
fn parts_that_no_spreadsheet_program_writes_are_named() {
    let sheet = |xml: &str| {
        refusal(
            "budget.xlsx",
            xlsx("", &[("xl/worksheets/sheet1.xml", xml.as_bytes())]),
        )
    };
    assert_eq!(
        sheet("<!DOCTYPE x [<!ENTITY a \"b\">]><worksheet>&a;</worksheet>"),
        "doctype budget.xlsx"
    );
    assert_eq!(
        sheet("<worksheet><sheetData><row>"),
        "damaged-part budget.xlsx"
    );
    assert_eq!(sheet("<worksheet></sheetData>"), "damaged-part budget.xlsx");
    let limits = Limits::default().with(Limit::Elements, 10);
    let many = xlsx(&"<a/>".repeat(20), &[]);
    assert_eq!(
        refusal_within("budget.xlsx", many, &limits),
        "elements budget.xlsx"
    );

    let whole = xlsx("<sheetData/>", &[]);
    for end in [10, whole.len() / 2, whole.len() - 10] {
        assert_eq!(
            refusal("budget.xlsx", whole[..end].to_vec()),
            "truncated budget.xlsx",
            "{end}"
        );
    }
    let mut twice = zip(
        &[
            ("a/b.xml", b"<a/>"),
            ("a/c.xml", b"<a/>"),
            ("[Content_Types].xml", b"<a/>"),
        ],
        CompressionMethod::Stored,
    );
    for at in (0..twice.len() - 7)
        .filter(|at| twice[*at..].starts_with(b"a/c.xml"))
        .collect::<Vec<_>>()
    {
        twice[at + 2] = b'b';
    }
    assert_eq!(refusal("budget.xlsx", twice), "twice budget.xlsx");
}

#[test]
fn a_workbook_under_another_name_is_named_for_what_it_is() {
    assert_eq!(
        refusal("budget.ods", xlsx("<sheetData/>", &[])),
        "misnamed budget.ods"
    );
    assert_eq!(refusal("budget.xls", ods("")), "misnamed budget.xls");
    let parts = |name: &str| zip(&[(name, b"<a/>")], CompressionMethod::Stored);
    assert_eq!(
        refusal("budget.xlsx", parts("word/document.xml")),
        "document budget.xlsx"
    );
    assert_eq!(
        refusal("budget.ods", parts("encrypted-package")),
        "password budget.ods"
    );
    assert_eq!(
        refusal("budget.xlsx", parts("photo.jpg")),
        "archive budget.xlsx"
    );
    assert_eq!(
        refusal("budget.xlsx", parts("../../etc/passwd")),
        "archive budget.xlsx"
    );
}

#[test]
fn repeated_rows_and_columns_are_weighed_before_they_are_laid_out() {
    let table = |rows: &str| {
        ods(&format!(
            "<table:table table:name=\"Frais\">{rows}</table:table>"
        ))
    };
    let cell = r#"<table:table-cell office:value-type="float" office:value="1"/>"#;
    let row = |attributes: &str, cells: &str| {
        format!("<table:table-row {attributes}>{cells}</table:table-row>")
    };
    let rows = |count: u64| format!("table:number-rows-repeated=\"{count}\"");
    let gap = r#"<table:table-cell table:number-columns-repeated="2000"/>"#;

    let blank_tail = row("", cell) + &row(&rows(1_048_575), gap);
    assert_eq!(
        cells(&read("budget.ods", table(&blank_tail), &Limits::default())),
        [(0, 0, "1".to_owned())]
    );
    let limits = Limits::default().with(Limit::DossierSize, 1);
    let refused = |rows: &str| refusal_within("budget.ods", table(rows), &limits);
    let far = row(&rows(2_000_000), gap) + &row("", cell);
    assert_eq!(refused(&far), "cells budget.ods · Frais!A2000001");
    let wide = gap.replace("2000", "900");
    assert_eq!(
        refused(&row(&rows(2_000), &format!("{wide}{cell}"))),
        "cells budget.ods · Frais!AHQ2000"
    );
    let huge = row(&rows(u64::MAX), cell) + &row("", cell);
    assert_eq!(refused(&huge), "cells budget.ods · Frais!A4294967295");
    let spaces = r#"<table:table-cell office:value-type="string"><text:p><text:s text:c="2000000000"/></text:p></table:table-cell>"#;
    assert_eq!(
        refused(&row("", spaces)),
        "dossier-size budget.ods · Frais!A1"
    );
    let text = format!(
        r#"<table:table-cell office:value-type="string" table:number-columns-repeated="500"><text:p>{}</text:p></table:table-cell>"#,
        "ab".repeat(10_000)
    );
    assert_eq!(
        refused(&row(&rows(1_000), &text)),
        "dossier-size budget.ods · Frais!A1"
    );
    assert_eq!(
        refused("<table:table-row table:number-rows-repeated=\"many\"/>"),
        "damaged-part budget.ods"
    );
    // calamine would look for the end of the table forever.
    assert_eq!(
        refusal(
            "budget.ods",
            ods("<table:table table:name=\"x\"><table:table-row/>")
        ),
        "damaged-part budget.ods"
    );
}

proptest! {
    #[test]
    fn no_bytes_make_the_reader_fail(bytes in prop::collection::vec(any::<u8>(), 0..400), start in 0..4_usize, name in 0..5_usize) {
        let beginnings: [&[u8]; 4] = [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"<?xml"];
        let bytes = [beginnings[start], &bytes].concat();
        let name = format!("budget.{}", EXTENSIONS[name].0);
        // What is wrong is an answer, never a panic.
        drop(open(&name, bytes, &Limits::default()));
    }

    #[test]
    fn no_part_makes_the_reader_fail(sheet in ".{0,300}", cell in "[A-Z]{1,4}[0-9]{1,8}", at in 0..6_usize, cut in 0..200_usize) {
        let names = ["xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml", "_rels/.rels", "xl/_rels/workbook.xml.rels"];
        let content = format!(r#"<sheetData><row><c r="{cell}" t="s"><v>0</v></c><c r="{cell}"><f>{sheet}</f></c></row></sheetData>"#);
        let other = format!("<x>{content}</x>");
        let other = &other.as_bytes()[..other.len().saturating_sub(cut)];
        for bytes in [xlsx(&content, &[]), xlsx(&content, &[(names[at], other)]), ods(&content)] {
            for name in ["budget.xlsx", "budget.ods"] {
                drop(open(name, bytes.clone(), &Limits::default()));
            }
        }
    }
}
