use std::io::Cursor;

use super::*;
use crate::{limits::Limits, read::refusal::Bounds};

#[test]
fn targets_are_found_from_their_folder() {
    assert_eq!(
        resolved("xl/worksheets", "../comments1.xml"),
        "xl/comments1.xml"
    );
    assert_eq!(
        resolved("xl", "worksheets/sheet1.xml"),
        "xl/worksheets/sheet1.xml"
    );
    assert_eq!(
        resolved("xl/worksheets", "/xl/comments1.xml"),
        "xl/comments1.xml"
    );
    assert_eq!(resolved("xl", "../../../etc/passwd"), "etc/passwd");
}

/// A package of these parts.
fn package(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut package = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        package
            .start_file(*name, zip::write::SimpleFileOptions::default())
            .expect("a part");
        std::io::Write::write_all(&mut package, text.as_bytes()).expect("written");
    }
    package.finish().expect("a package").into_inner()
}

/// What its parts hold.
fn of_parts(format: Format, bytes: &[u8]) -> Vec<Extra> {
    let bounds = Bounds {
        file: "budget.xlsx",
        limits: &Limits::default(),
    };
    let mut package = Package::open(bytes, bounds).expect("a package");
    let comments = package.check().map_or_else(
        |_| vec![Extra::new(ExtraKind::Unread, "", "")],
        |(_, count)| count.comments,
    );
    extras(format, &mut package, comments)
}

fn shown(extras: &[Extra]) -> Vec<String> {
    extras
        .iter()
        .map(|extra| format!("{:?} {} {}", extra.kind, extra.place, extra.text))
        .collect()
}

#[test]
fn a_thread_of_comments_is_told_once() {
    let relation = |id: &str, kind: &str, target: &str| {
        format!(r#"<Relationship Id="{id}" Type="http://x/{kind}" Target="{target}"/>"#)
    };
    let relations = |all: &str| format!("<Relationships>{all}</Relationships>");
    let of_sheet = relation("r1", "comments", "../comments1.xml")
        + &relation("r2", "threadedComment", "/xl/threads.xml");
    let comments = r#"<comments><authors><author>tc={1}</author><author>Ada</author></authors><commentList>
        <comment ref="B2" authorId="0"><text><t>[Thread] see below</t></text></comment>
        <comment ref="C3" authorId="1"><text><r><t>À </t></r><r><t>revoir</t></r></text></comment></commentList></comments>"#;
    let threads = r#"<ThreadedComments><threadedComment ref="B2"><text>Qui paie ?</text></threadedComment>
        <threadedComment ref="B2"><text>La CCI.</text></threadedComment></ThreadedComments>"#;
    let bytes = package(&[
        (
            "xl/workbook.xml",
            r#"<workbook xmlns:r="r"><sheets><sheet name="Frais" r:id="r1"/></sheets></workbook>"#,
        ),
        (
            "xl/_rels/workbook.xml.rels",
            &relations(&relation("r1", "worksheet", "worksheets/sheet1.xml")),
        ),
        ("xl/worksheets/_rels/sheet1.xml.rels", &relations(&of_sheet)),
        ("xl/comments1.xml", comments),
        ("xl/threads.xml", threads),
        ("xl/media/image1.png", ""),
        ("xl/vbaProject.bin", ""),
    ]);
    let expected = [
        "Comment Frais!C3 À revoir",
        "Comment Frais!B2 Qui paie ?",
        "Comment Frais!B2 La CCI.",
        "Picture  1",
        "Macros  ",
    ];
    assert_eq!(shown(&of_parts(Format::Xlsx, &bytes)), expected);
    assert_eq!(
        shown(&of_parts(Format::Xlsb, &bytes)),
        ["Picture  1", "Macros  ", "Unread  "]
    );
}

#[test]
fn comments_of_open_documents_stand_at_their_cells() {
    let content = r#"<o:spreadsheet xmlns:o="o" xmlns:table="t" xmlns:office="f" xmlns:text="p" xmlns:dc="d"><table:table table:name="Frais">
        <table:table-row table:number-rows-repeated="3"><table:table-cell/></table:table-row>
        <table:table-row><table:table-cell table:number-columns-repeated="2"/><table:table-cell><office:annotation>
        <dc:creator>Ada</dc:creator><dc:date>2018</dc:date><text:p>Un</text:p><text:p>deux</text:p></office:annotation>
        <text:p>5</text:p></table:table-cell></table:table-row></table:table></o:spreadsheet>"#;
    let bytes = package(&[("content.xml", content)]);
    assert_eq!(
        shown(&of_parts(Format::Ods, &bytes)),
        ["Comment Frais!C4 Un deux"]
    );
}

#[test]
fn a_part_made_to_do_harm_ends_at_a_count() {
    let cells = "<table:table-row><table:table-cell><office:annotation></office:annotation></table:table-cell></table:table-row>";
    let content = format!(
        r#"<x xmlns:table="t" xmlns:office="o"><table:table>{}</table:table></x>"#,
        cells.repeat(MOST_COMMENTS + 1)
    );
    let extras = of_parts(Format::Ods, &package(&[("content.xml", &content)]));
    assert_eq!(extras.len(), MOST_COMMENTS);
}
