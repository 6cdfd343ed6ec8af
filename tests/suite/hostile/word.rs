//! Word files that are cut, falsified, that refer to other files, or that take long to read.

use super::{
    Answer, Kind, Unharmed,
    ground::Ground,
    kind,
    package::{End, Entry, Package, noise, zip_of},
};
use crate::word_files::docx;

const FILE: &str = "fiches/AA-9 Essai.docx";
const BODY: &str = "word/document.xml";
const LINKS: &str = "word/_rels/document.xml.rels";
const DAMAGED: &[&str] = &[FILE, "abîmé"];
const HOSTILE: &[&str] = &[FILE, "fabriqué pour nuire"];
/// Only `check`: laying out all pages would prove nothing more.
const QUICK: &[(&str, Answer)] = &[("check", Unharmed)];

pub(super) fn kinds() -> Vec<Kind> {
    [broken(), parts(), reaching_out(), nested(), large()]
        .into_iter()
        .flatten()
        .collect()
}

/// These bytes as one more fiche.
fn file(
    name: &'static str,
    words: &'static [&'static str],
    bytes: impl AsRef<[u8]> + 'static,
) -> Kind {
    kind(name, words, move |ground: &Ground| {
        ground.write(FILE, &bytes);
    })
}

/// A Word file of this body as one more fiche.
fn body(name: &'static str, words: &'static [&'static str], body: &str) -> Kind {
    file(name, words, docx(body, "Une note."))
}

/// The same, which need not be refused.
fn quick(name: &'static str, text: &str) -> Kind {
    body(name, &[], text).runs(QUICK)
}

fn p(inside: &str) -> String {
    format!("<w:p>{inside}</w:p>")
}

fn run(text: &str) -> String {
    format!("<w:r><w:t>{text}</w:t></w:r>")
}

/// A sound file, in its parts.
fn sound() -> Package {
    Package::read(&docx(&p(&run("Texte.")), "Une note."))
}

fn broken() -> Vec<Kind> {
    let whole = sound().zip();
    let mut hole = whole.clone();
    let middle = hole.len() / 2;
    hole[middle..middle + 40].fill(0);
    let compound = |stream: &str| {
        let mut bytes = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
        bytes.extend(stream.encode_utf16().flat_map(u16::to_le_bytes));
        bytes
    };
    vec![
        file("an empty Word file", DAMAGED, ""),
        file(
            "a Word file cut in half",
            DAMAGED,
            whole
                .iter()
                .take(whole.len() / 2)
                .copied()
                .collect::<Vec<u8>>(),
        ),
        file("a Word file with a hole", &[FILE], hole),
        file(
            "a Word file of noise",
            &[FILE, "n’est pas un document Word"],
            noise(20_000),
        ),
        file(
            "a Word file with a password",
            &[FILE, "mot de passe"],
            compound("EncryptedPackage"),
        ),
        file(
            "a .doc named .docx",
            &[FILE, "Word 97"],
            compound("WordDocument"),
        ),
        file(
            "a PDF named .docx",
            &[FILE, "n’est pas un document Word"],
            "%PDF-1.7\n",
        ),
        body("a body that does not end", DAMAGED, "<w:p>"),
        body("a body of another element's end", DAMAGED, "</w:p>"),
        file(
            "a part that is no UTF-8",
            DAMAGED,
            sound().with(BODY, b"<w:document>\xff</w:document>").zip(),
        ),
        file(
            "a Word file without a body",
            &[FILE],
            sound().without(BODY).zip(),
        ),
    ]
}

fn parts() -> Vec<Kind> {
    let entities = "<!DOCTYPE a [<!ENTITY b \"cccccccccc\"><!ENTITY c \"&b;&b;&b;&b;\">]>";
    let doctype = format!("{entities}<w:document><w:body>&c;</w:body></w:document>");
    let twice = || {
        let mut entries = sound().entries();
        let again = entries[0].clone();
        entries.push(again);
        zip_of(&entries, End::default())
    };
    let outside = || {
        let mut entries = sound().entries();
        entries.push(Entry::stored("../../../outside.xml", b"<a/>"));
        zip_of(&entries, End::default())
    };
    vec![
        file("macros in a Word file", &[FILE, "macros"], sound().with("word/vbaProject.bin", "x").zip()),
        file("entities in a Word file", HOSTILE, sound().with(BODY, doctype).zip()),
        file("a part of a Word file that is there twice", &[FILE], twice()),
        file("a part of a Word file with a path", &[], outside()).runs(QUICK),
        file("a zip bomb named .docx", &[FILE, "la limite est de"], sound().with("word/media/a.bin", vec![0; 600 << 20]).zip()),
        file("a body that is its own relations", &[], sound().with(LINKS, "<Relationships><Relationship Id=\"a\" Type=\"x/styles\" Target=\"document.xml\"/></Relationships>").zip()).runs(QUICK),
    ]
}

/// Nothing outside the file is looked for, so that outside files change nothing.
fn reaching_out() -> Vec<Kind> {
    let links = |links: &str| format!("<Relationships>{links}</Relationships>");
    let link = |kind: &str, target: &str, mode: &str| {
        format!("<Relationship Id=\"a\" Type=\"x/{kind}\" Target=\"{target}\" {mode}/>")
    };
    let reach = |name, kind: &str, target: &str, is_external: bool| {
        let mode = if is_external {
            "TargetMode=\"External\""
        } else {
            ""
        };
        let text = p("<w:r><w:drawing><a:blip r:embed=\"a\" r:link=\"a\"/></w:drawing></w:r>")
            + "<w:altChunk r:id=\"a\"/>";
        let parts = Package::read(&docx(&text, "")).with(LINKS, links(&link(kind, target, mode)));
        file(name, &[], parts.zip()).runs(&[("check", Unharmed), ("build", Unharmed)])
    };
    vec![
        reach(
            "a picture of a Word file on the web",
            "image",
            "https://example.org/a.png",
            true,
        ),
        reach(
            "a picture of a Word file in a file",
            "image",
            "file:///etc/passwd",
            true,
        ),
        reach(
            "a picture of a Word file above it",
            "image",
            "../../../../../etc/passwd",
            false,
        ),
        reach(
            "a template of a Word file on a share",
            "attachedTemplate",
            "\\\\example.org\\a.dotm",
            true,
        ),
        reach(
            "a text put into a Word file",
            "aFChunk",
            "https://example.org/a.htm",
            true,
        ),
        reach(
            "notes of a Word file elsewhere",
            "footnotes",
            "https://example.org/a.xml",
            true,
        ),
        quick(
            "a field that reads a file",
            &p("<w:fldSimple w:instr=\"INCLUDETEXT &quot;/etc/passwd&quot;\"/>"),
        ),
        quick(
            "a field that starts a program",
            &p("<w:fldSimple w:instr=\"DDEAUTO cmd &quot;/k calc&quot;\"/>"),
        ),
    ]
}

fn nested() -> Vec<Kind> {
    let nest = |begin: &str, end: &str, many: usize| {
        p(&(begin.repeat(many) + &run("x") + &end.repeat(many)))
    };
    let long = run(&"mot ".repeat(50_000));
    vec![
        body(
            "five thousand controls in each other",
            HOSTILE,
            &nest("<w:sdt>", "</w:sdt>", 5_000),
        ),
        quick(
            "changes in changes",
            &p(&("<w:ins w:author=\"a\">".repeat(240) + &long + &"</w:ins>".repeat(240))),
        ),
        quick(
            "tables in tables",
            &nest("<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>", 80),
        ),
        quick(
            "text boxes in text boxes",
            &nest(
                "<w:r><w:pict><w:txbxContent><w:p>",
                "</w:p></w:txbxContent></w:pict></w:r>",
                60,
            ),
        ),
        quick(
            "alternatives in alternatives",
            &nest(
                "<mc:AlternateContent><mc:Choice>",
                "</mc:Choice></mc:AlternateContent>",
                120,
            ),
        ),
        quick(
            "blanks in blanks",
            &nest(
                "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>",
                "</w:sdtContent></w:sdt>",
                120,
            ),
        ),
        quick(
            "twenty thousand fields that never end",
            &p(&("<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r>".repeat(20_000) + &long)),
        ),
        file(
            "a note that calls itself",
            &[],
            docx(
                &p("<w:r><w:footnoteReference w:id=\"1\"/></w:r>"),
                "x</w:t></w:r><w:r><w:footnoteReference w:id=\"1\"/></w:r><w:r><w:t>",
            ),
        )
        .runs(QUICK),
    ]
}

fn large() -> Vec<Kind> {
    let row = |cells: usize| format!("<w:tr>{}</w:tr>", "<w:tc/>".repeat(cells));
    let table = |rows: &str| format!("<w:tbl>{rows}</w:tbl>");
    let span =
        "<w:tr><w:tc><w:tcPr><w:gridSpan w:val=\"4000000000\"/></w:tcPr><w:p/></w:tc></w:tr>";
    let signs = |sign: &str| p(&run(&sign.repeat(900_000 / sign.len())));
    vec![
        body(
            "a Word file of ten megabytes of text",
            &[FILE, "la limite est de"],
            &p(&run(&"mot ".repeat(10 << 18))),
        ),
        body(
            "a Word table of a hundred columns",
            HOSTILE,
            &table(&row(100)),
        ),
        body(
            "a Word table of two hundred thousand rows",
            &[FILE, "la limite est de"],
            &table(&row(1).repeat(200_000)),
        ),
        quick(
            "a cell of four thousand million columns",
            &table(&span.repeat(10)),
        ),
        quick(
            "a picture wider than any page",
            &p(
                "<w:r><w:pict><v:shape style=\"width:9999999999999cm\"><v:imagedata r:id=\"a\"/></v:shape></w:pict></w:r>",
            ),
        ),
        quick("a Word file of brackets", &signs("[")),
        quick("a Word file of links that are none", &signs("](")),
        quick("a Word file of colons", &signs("::a")),
        quick("a Word file of stars", &signs("*a_")),
        quick("a Word file of backticks", &signs("`")),
        quick(
            "a Word file of digits and dots",
            &p(&run(&("1".repeat(450_000) + &".".repeat(450_000)))),
        ),
        quick("a Word file of formulas", &signs("$x^2$ \\textbf{")),
        quick(
            "a Word file of bold letters",
            &p(
                &"<w:r><w:rPr><w:b/></w:rPr><w:t>a*</w:t></w:r><w:r><w:t>b</w:t></w:r>"
                    .repeat(20_000),
            ),
        ),
    ]
}

#[test]
fn word() {
    super::try_family(&kinds());
}
