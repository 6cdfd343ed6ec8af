//! Excel workbooks that unpack well and contain what no spreadsheet writes.

use std::fmt::Write;

use super::{
    Kind,
    ground::Ground,
    kind,
    package::{BOOK, COSTS, FUNDING, Package, STRINGS, STYLES},
};

pub(super) fn kinds() -> Vec<Kind> {
    [
        markup(),
        references(),
        values(),
        sheets(),
        sizes(),
        lists(),
        harmless(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The ground's workbook, changed.
fn changed(
    name: &'static str,
    words: &'static [&'static str],
    change: impl Fn(Package) -> Package + 'static,
) -> Kind {
    kind(name, words, move |ground: &Ground| {
        ground.write("budget.xlsx", change(ground.package()).zip());
    })
}

const LOL: &str = "<!ENTITY a \"lollollollollollollollol\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">\
<!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;\"><!ENTITY d \"&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;\">\
<!ENTITY e \"&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;\"><!ENTITY f \"&e;&e;&e;&e;&e;&e;&e;&e;&e;&e;\">\
<!ENTITY g \"&f;&f;&f;&f;&f;&f;&f;&f;&f;&f;\"><!ENTITY h \"&g;&g;&g;&g;&g;&g;&g;&g;&g;&g;\">";
const FILE: &str = "<!ENTITY h SYSTEM \"file:///etc/passwd\">";

#[expect(clippy::too_many_lines, reason = "a table")]
fn markup() -> Vec<Kind> {
    let doctype = &["budget.xlsx", "DOCTYPE"];
    vec![
        changed("an entity bomb in a cell", doctype, |package| {
            package
                .cell("F2", "<c r=\"F2\" t=\"inlineStr\"><is><t>&h;</t></is></c>")
                .doctype(COSTS, LOL)
        })
        .in_workbook(),
        changed("an entity bomb in the shared texts", doctype, |package| {
            package.edit(STRINGS, "<t>", "<t>&h;").doctype(STRINGS, LOL)
        })
        .in_workbook(),
        changed("an entity bomb in the list of sheets", doctype, |package| {
            package
                .edit(BOOK, "name=\"", "name=\"&h;")
                .doctype(BOOK, LOL)
        })
        .in_workbook(),
        changed(
            "a file of the machine in a shared text",
            doctype,
            |package| {
                package
                    .edit(STRINGS, "<t>", "<t>&h;")
                    .doctype(STRINGS, FILE)
            },
        )
        .in_workbook(),
        changed("an address in a shared text", doctype, |package| {
            package
                .edit(STRINGS, "<t>", "<t>&h;")
                .doctype(STRINGS, "<!ENTITY h SYSTEM \"http://127.0.0.1:9/\">")
        })
        .in_workbook(),
        changed("a parameter entity", doctype, |package| {
            package.doctype(STYLES, "<!ENTITY % p SYSTEM \"file:///etc/passwd\"> %p;")
        })
        .in_workbook(),
        changed(
            "an unknown entity in a shared text",
            &["budget.xlsx"],
            |package| package.edit(STRINGS, "<t>", "<t>&h;"),
        )
        .in_workbook(),
        changed(
            "a sheet nested twenty thousand deep",
            &["budget.xlsx"],
            |package| {
                package.rows(&format!(
                    "<row r=\"90\">{}{}</row>",
                    "<c>".repeat(20_000),
                    "</c>".repeat(20_000)
                ))
            },
        )
        .unharmed(),
        changed(
            "a shared text nested twenty thousand deep",
            &["budget.xlsx"],
            |package| {
                package.edit(
                    STRINGS,
                    "<si>",
                    &format!("<si>{}{}", "<r>".repeat(20_000), "</r>".repeat(20_000)),
                )
            },
        )
        .unharmed(),
        changed(
            "a sheet whose elements are not closed",
            &["budget.xlsx"],
            |package| {
                let text = package.text(COSTS);
                package.with(COSTS, &text.as_bytes()[..text.len() / 2])
            },
        )
        .in_workbook(),
        changed(
            "a sheet whose elements cross",
            &["budget.xlsx"],
            |package| package.edit(COSTS, "</row>", "</c>"),
        )
        .in_workbook(),
        changed("a sheet that is no text", &["budget.xlsx"], |package| {
            let text = package.text(COSTS).replace(
                "<sheetData>",
                "<sheetData><row r=\"1\"><c r=\"A1\"><v>\u{1}</v></c></row>",
            );
            let bytes: Vec<u8> = text
                .bytes()
                .map(|byte| if byte == 1 { 0xff } else { byte })
                .collect();
            package.with(COSTS, bytes)
        })
        .in_workbook(),
        changed("a sheet in UTF-16", &["budget.xlsx"], |package| {
            let text = package.text(COSTS);
            let bytes: Vec<u8> = [0xfeff]
                .into_iter()
                .chain(text.encode_utf16())
                .flat_map(u16::to_le_bytes)
                .collect();
            package.with(COSTS, bytes)
        })
        .in_workbook(),
        changed("a sheet that is empty", &["budget.xlsx"], |package| {
            package.with(COSTS, "")
        })
        .in_workbook(),
        changed("a sheet that is a page", &["budget.xlsx"], |package| {
            package.with(COSTS, "<!doctype html><title>x</title><p>x")
        })
        .in_workbook(),
        changed("shared texts that are cut", &["budget.xlsx"], |package| {
            let text = package.text(STRINGS);
            package.with(STRINGS, &text.as_bytes()[..text.len() / 2])
        })
        .in_workbook(),
        changed(
            "a list of sheets that is cut",
            &["budget.xlsx"],
            |package| {
                let text = package.text(BOOK);
                package.with(BOOK, &text.as_bytes()[..text.len() / 2])
            },
        )
        .in_workbook(),
        changed("styles that are noise", &["budget.xlsx"], |package| {
            package.with(STYLES, super::package::noise(5000))
        })
        .unharmed(),
        changed(
            "an attribute of two megabytes",
            &["budget.xlsx"],
            |package| {
                package.rows(&format!(
                    "<row r=\"90\" spans=\"{}\"/>",
                    "1:9 ".repeat(500_000)
                ))
            },
        )
        .unharmed(),
    ]
}

/// A cell of amounts with this text.
fn amount(name: &'static str, words: &'static [&'static str], xml: &'static str) -> Kind {
    changed(name, words, move |package| {
        package.cell("F2", &format!("<c r=\"F2\"{xml}</c>"))
    })
    .finding()
}

const CELL: &[&str] = &["budget.xlsx", "Dépenses!F2"];

fn values() -> Vec<Kind> {
    vec![
        amount("1E308", CELL, "><v>1E308</v>"),
        amount("-1E308", CELL, "><v>-1E308</v>"),
        amount("1E400, beyond any float", CELL, "><v>1E400</v>"),
        amount("not a number", CELL, "><v>NaN</v>"),
        amount("infinity", CELL, "><v>INF</v>"),
        amount("infinity in letters", CELL, "><v>Infinity</v>"),
        amount("twenty-one digits", CELL, "><v>999999999999999999999</v>"),
        // Zero, as far as cents go.
        changed("a millionth of a cent", CELL, |package| {
            package.cell("F2", "<c r=\"F2\"><v>0.00000001</v></c>")
        })
        .remark(),
        amount("an error", CELL, " t=\"e\"><v>#REF!</v>"),
        amount("an error of no kind", CELL, " t=\"e\"><v>#HACK!</v>"),
        amount("a truth value", CELL, " t=\"b\"><v>1</v>"),
        amount("a date", CELL, " t=\"d\"><v>2018-11-02T00:00:00</v>"),
        amount("a formula never calculated", CELL, "><f>1+1</f>"),
        amount(
            "a call to another program",
            CELL,
            "><f>cmd|'/c calc'!A0</f>",
        ),
        amount(
            "a formula calculated to a text",
            CELL,
            " t=\"str\"><f>\"x\"</f><v>=1+1</v>",
        ),
        amount(
            "a text that begins as a formula",
            CELL,
            " t=\"inlineStr\"><is><t>=HYPERLINK(\"http://x\")</t></is>",
        ),
        amount(
            "escape sequences",
            CELL,
            " t=\"inlineStr\"><is><t>_x001B_[31mx&#x1b;]8;;http://x&#x7;</t></is>",
        ),
        amount(
            "a direction override",
            CELL,
            " t=\"inlineStr\"><is><t>\u{202e}000 1\u{2066}</t></is>",
        ),
        amount(
            "a text of a thousand signs",
            CELL,
            " t=\"inlineStr\"><is><t>%%%%%{x}{{y}}{% z %}#panic()</t></is>",
        ),
        amount(
            "Arabic digits",
            CELL,
            " t=\"inlineStr\"><is><t>١٢٣</t></is>",
        ),
        amount(
            "two commas",
            CELL,
            " t=\"inlineStr\"><is><t>1,234,5</t></is>",
        ),
        changed(
            "a number that is no number",
            &["budget.xlsx", "Dépenses"],
            |package| package.cell("F2", "<c r=\"F2\"><v>douze</v></c>"),
        )
        .finding(),
        changed(
            "a hexadecimal number",
            &["budget.xlsx", "Dépenses"],
            |package| package.cell("F2", "<c r=\"F2\"><v>0x10</v></c>"),
        )
        .finding(),
        changed(
            "a rate of 1E308",
            &["budget.xlsx", "Cofinancement!D2"],
            |package| {
                let sheet = "xl/worksheets/sheet2.xml";
                let text = package.text(sheet);
                let start = text.find("<c r=\"D2\"").expect("a rate");
                let end = start + text[start..].find("</c>").expect("an end") + 4;
                package.clone().with(
                    sheet,
                    format!(
                        "{}<c r=\"D2\"><v>1E308</v></c>{}",
                        &text[..start],
                        &text[end..]
                    ),
                )
            },
        )
        .finding(),
        amount("minus zero", &[], "><v>-0</v>").unharmed(),
        amount("a number in exponents", &[], "><v>1.2E+3</v>").unharmed(),
    ]
}

fn references() -> Vec<Kind> {
    let far = |reference: &'static str| {
        move |package: Package| {
            package.rows(&format!(
                "<row r=\"50\"><c r=\"{reference}\"><v>1</v></c></row>"
            ))
        }
    };
    vec![
        changed(
            "a shared text beyond the list",
            &["budget.xlsx", "Dépenses!C2"],
            |package| package.cell("C2", "<c r=\"C2\" t=\"s\"><v>4000000000</v></c>"),
        )
        .finding(),
        changed("a shared text of rank -1", &["budget.xlsx"], |package| {
            package.cell("C2", "<c r=\"C2\" t=\"s\"><v>-1</v></c>")
        })
        .in_workbook(),
        changed("a shared text of no rank", &["budget.xlsx"], |package| {
            package.cell("C2", "<c r=\"C2\" t=\"s\"><v>abc</v></c>")
        })
        .in_workbook(),
        changed(
            "a cell in XFD1048576",
            &["budget.xlsx", "Dépenses"],
            far("XFD1048576"),
        )
        .in_workbook(),
        changed(
            "a cell in the last column",
            &["budget.xlsx", "Dépenses"],
            far("XFD9"),
        )
        .unharmed(),
        changed(
            "a cell in the last row",
            &["budget.xlsx", "Dépenses"],
            far("A1048576"),
        )
        .in_workbook(),
        changed(
            "a cell beyond all rows",
            &["budget.xlsx", "Dépenses"],
            far("A4294967295"),
        )
        .in_workbook(),
        changed(
            "a cell beyond all numbers",
            &["budget.xlsx", "abîmé"],
            far("A99999999999999999999"),
        )
        .in_workbook(),
        changed(
            "a cell beyond all columns",
            &["budget.xlsx", "abîmé"],
            far("ZZZZZZZ1"),
        )
        .in_workbook(),
        changed(
            "a row beyond all rows",
            &["budget.xlsx", "Dépenses"],
            |package| package.rows("<row r=\"4294967295\"><c><v>1</v></c></row>"),
        )
        .in_workbook(),
        changed("a cell in row 0", &["budget.xlsx"], far("A0")).in_workbook(),
        changed("a cell without a row", &["budget.xlsx"], far("A")).in_workbook(),
        changed("a cell without a column", &["budget.xlsx"], far("50")).in_workbook(),
        changed("a cell of no name", &["budget.xlsx"], far("")).in_workbook(),
        changed("a cell named in Greek", &["budget.xlsx"], far("\u{391}50")).in_workbook(),
        changed("a declared dimension of XFD1048576", &[], |package| {
            let text = package.text(COSTS);
            let start = text.find("<dimension ref=\"").expect("a dimension") + 16;
            let end = start + text[start..].find('"').expect("an end");
            package.clone().with(
                COSTS,
                format!("{}A1:XFD1048576{}", &text[..start], &text[end..]),
            )
        })
        .unharmed(),
        changed("a style of rank -1", &[], |package| {
            package.cell("F2", "<c r=\"F2\" s=\"-1\"><v>600</v></c>")
        })
        .unharmed(),
        changed("a style beyond the list", &[], |package| {
            package.cell("F2", "<c r=\"F2\" s=\"4000000000\"><v>600</v></c>")
        })
        .unharmed(),
        changed("rows out of order", &[], |package| {
            package.rows("<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>")
        })
        .unharmed(),
        changed("a cell twice", &[], |package| {
            package.cell("F2", "<c r=\"F2\"><v>1</v></c><c r=\"F2\"><v>2</v></c>")
        })
        .unharmed(),
    ]
}

#[expect(clippy::too_many_lines, reason = "a list of inputs")]
fn sheets() -> Vec<Kind> {
    let renamed = |name: &'static str| {
        move |package: Package| package.edit(BOOK, "name=\"Dépenses\"", &format!("name=\"{name}\""))
    };
    let listed = |package: Package, count: usize| {
        let mut more = String::new();
        for number in 0..count {
            write!(
                more,
                "<sheet name=\"F{number}\" sheetId=\"{}\" r:id=\"rId1\"/>",
                number + 10
            )
            .expect("written");
        }
        package.edit(BOOK, "</sheets>", &format!("{more}</sheets>"))
    };
    vec![
        changed("no sheet at all", &["budget.xlsx"], |package| {
            let text = package.text(BOOK);
            let (start, end) = (
                text.find("<sheets>").expect("sheets"),
                text.find("</sheets>").expect("sheets"),
            );
            package
                .clone()
                .with(BOOK, format!("{}<sheets>{}", &text[..start], &text[end..]))
        })
        .runs(&[("check", super::Refused(2)), ("build", super::Refused(2))]),
        changed(
            "a sheet under another name",
            &["budget.xlsx", "Dépenses"],
            renamed("Autre"),
        ),
        changed(
            "a sheet whose name is a path",
            &["budget.xlsx", "Dépenses"],
            renamed("../../etc/passwd"),
        ),
        changed(
            "a sheet whose name is an escape sequence",
            &["budget.xlsx", "Dépenses"],
            renamed("&#x1b;[31m&#x202e;"),
        ),
        changed(
            "a sheet whose name is 32 000 letters",
            &["budget.xlsx", "Dépenses"],
            |package| {
                package.edit(
                    BOOK,
                    "name=\"Dépenses\"",
                    &format!("name=\"{}\"", "x".repeat(32_000)),
                )
            },
        ),
        changed(
            "two sheets read alike",
            &["budget.xlsx", "Dépenses"],
            |package| package.edit(BOOK, "name=\"Récapitulatif\"", "name=\"DEPENSES\""),
        ),
        changed(
            "more sheets than the limit",
            &["budget.xlsx"],
            move |package| listed(package, 2_000),
        )
        .runs(&[
            ("check --limit definitions=1000", super::Refused(2)),
            ("build --limit definitions=1000", super::Refused(2)),
        ]),
        changed(
            "a sheet that leads to no part",
            &["budget.xlsx"],
            |package| {
                package.edit(
                    "xl/_rels/workbook.xml.rels",
                    "worksheets/sheet1.xml",
                    "worksheets/none.xml",
                )
            },
        )
        .in_workbook(),
        changed(
            "a sheet that leads to a file of the machine",
            &["budget.xlsx"],
            |package| {
                package.edit(
                    "xl/_rels/workbook.xml.rels",
                    "worksheets/sheet1.xml",
                    "../../../../../etc/passwd",
                )
            },
        )
        .in_workbook(),
        changed(
            "a sheet that leads to an address",
            &["budget.xlsx"],
            |package| {
                package.edit(
                    "xl/_rels/workbook.xml.rels",
                    "\"worksheets/sheet1.xml\"",
                    "\"http://127.0.0.1:9/\" TargetMode=\"External\"",
                )
            },
        )
        .in_workbook(),
        changed("a sheet without a relation", &["budget.xlsx"], |package| {
            package.edit(BOOK, "r:id=\"rId1\"", "r:id=\"rId99\"")
        })
        .in_workbook(),
        changed("a header twice", &["budget.xlsx", "Dépenses"], |package| {
            package.cell(
                "G1",
                "<c r=\"G1\" t=\"inlineStr\"><is><t>Montant 2021</t></is></c>",
            )
        })
        .remark(),
        changed("no header", &["budget.xlsx", "Dépenses"], |package| {
            package.cell("A1", "<c r=\"A1\"/>")
        }),
    ]
}

/// Lists longer than any agreement has, whose entries are compared with each other.
fn lists() -> Vec<Kind> {
    vec![
        changed("more funders than the limit", &["Cofinancement!", "1001"], |package| {
            let funder = |row: u32| {
                let cell = |column: &str, text: &str| {
                    format!("<c r=\"{column}{row}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
                };
                format!("<row r=\"{row}\">{}{}</row>", cell("A", "AA 1"), cell("B", &format!("Financeur {row}")))
            };
            let rows: String = (100..1_200).map(funder).collect();
            package.edit(FUNDING, "</sheetData>", &format!("{rows}</sheetData>"))
        })
        .finding(),
        changed("more codes than the limit", &["Dépenses!", "5001 fiches"], |package| {
            let code = |row: u32| {
                format!("<row r=\"{row}\"><c r=\"A{row}\" t=\"inlineStr\"><is><t>AA {row}</t></is></c></row>")
            };
            package.rows(&(100..5_400).map(code).collect::<String>())
        })
        .finding(),
        changed("more rows of one fiche than the limit", &["Dépenses!", "1001"], |package| {
            let cost = |row: u32| {
                let text = |col: char, text: &str| {
                    format!("<c r=\"{col}{row}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
                };
                let (code, nature) = (text('A', "AA 2"), text('B', &format!("Nature {row}")));
                format!("<row r=\"{row}\">{code}{nature}<c r=\"F{row}\"><v>1</v></c></row>")
            };
            package.rows(&(90..1_200).map(cost).collect::<String>())
        })
        .finding(),
    ]
}

fn sizes() -> Vec<Kind> {
    vec![
        changed(
            "more cells than the limit",
            &["budget.xlsx", "cells"],
            |package| {
                let mut rows = String::new();
                for row in 100..150 {
                    write!(
                        rows,
                        "<row r=\"{row}\">{}</row>",
                        "<c><v>1</v></c>".repeat(500)
                    )
                    .expect("written");
                }
                package.rows(&rows)
            },
        )
        .runs(&[
            ("check --limit cells=20000", super::Refused(2)),
            ("build --limit cells=20000", super::Refused(2)),
        ]),
        changed(
            "a formula of a million characters",
            &["budget.xlsx"],
            |package| {
                package.cell(
                    "F2",
                    &format!("<c r=\"F2\"><f>{}1</f><v>600</v></c>", "1+".repeat(600_000)),
                )
            },
        )
        .in_workbook(),
        changed("thousands of merged cells", &[], |package| {
            let mut merged = String::new();
            for row in 0..20_000 {
                write!(merged, "<mergeCell ref=\"J{}:K{}\"/>", row + 1, row + 1).expect("written");
            }
            package.edit(
                COSTS,
                "</sheetData>",
                &format!("</sheetData><mergeCells>{merged}</mergeCells>"),
            )
        })
        .unharmed(),
        changed("one merge of all cells", &[], |package| {
            package.edit(
                COSTS,
                "</sheetData>",
                "</sheetData><mergeCells><mergeCell ref=\"A1:XFD1048576\"/></mergeCells>",
            )
        })
        .unharmed(),
        changed("thousands of number formats", &[], |package| {
            let mut formats = String::new();
            for number in 0..20_000 {
                write!(
                    formats,
                    "<numFmt numFmtId=\"{}\" formatCode=\"0.{number}\"/>",
                    number + 200
                )
                .expect("written");
            }
            package.edit(
                STYLES,
                "<fonts",
                &format!("<numFmts>{formats}</numFmts><fonts"),
            )
        })
        .unharmed(),
        changed("a list of texts said to hold billions", &[], |package| {
            let text = package.text(STRINGS);
            let start = text.find("uniqueCount=\"").expect("a count") + 13;
            let end = start + text[start..].find('"').expect("an end");
            package.clone().with(
                STRINGS,
                format!("{}4000000000{}", &text[..start], &text[end..]),
            )
        })
        .unharmed(),
    ]
}

/// Contents that are carried through and never run.
fn harmless() -> Vec<Kind> {
    vec![
        changed("a cell sixty thousand rows below the others", &[], |package| {
            package.rows("<row r=\"60000\"><c r=\"A60000\" t=\"inlineStr\"><is><t>AA 1</t></is></c></row>")
        })
        .unharmed(),
        changed("macros", &[], |package| package.with("xl/vbaProject.bin", super::package::noise(5000))).unharmed(),
        changed("links to other workbooks", &[], |package| {
            let link = "<externalLink xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><ddeLink ddeService=\"cmd\" ddeTopic=\"/c calc\"/></externalLink>";
            package.with("xl/externalLinks/externalLink1.xml", link)
        })
        .unharmed(),
        changed("shared formulas that turn in a circle", &[], |package| {
            package.cell("F2", "<c r=\"F2\"><f t=\"shared\" ref=\"F2:F3\" si=\"0\">F3</f><v>600</v></c>")
        })
        .unharmed(),
        changed("a shared formula of no other", &[], |package| {
            package.cell("F2", "<c r=\"F2\"><f t=\"shared\" si=\"4000000000\"/><v>600</v></c>")
        })
        .unharmed(),
        changed("an array formula over all cells", &[], |package| {
            package.cell("F2", "<c r=\"F2\"><f t=\"array\" ref=\"A1:XFD1048576\">1</f><v>600</v></c>")
        })
        .unharmed(),
        changed("a shared formula over all cells", &[], |package| {
            package.cell("F2", "<c r=\"F2\"><f t=\"shared\" ref=\"A1:XFD1048576\" si=\"0\">1+A1</f><v>600</v></c>")
        })
        .unharmed(),
        changed("rich text", &[], |package| {
            package.cell("C2", "<c r=\"C2\" t=\"inlineStr\"><is><r><t>Po</t></r><r><t>ste</t></r></is></c>")
        })
        .unharmed(),
        changed("cells without names", &[], |package| {
            package.rows("<row><c t=\"inlineStr\"><is><t></t></is></c><c/><c/></row>")
        })
        .unharmed(),
        changed("relations that turn in a circle", &[], |package| {
            let rels = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"a\" Type=\"x/drawing\" Target=\"sheet1.xml\"/><Relationship Id=\"b\" Type=\"x/comments\" Target=\"_rels/sheet1.xml.rels\"/></Relationships>";
            package.with("xl/worksheets/_rels/sheet1.xml.rels", rels)
        })
        .unharmed(),
        changed("thousands of comments", &[], |package| {
            let rels = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"b\" Type=\"x/comments\" Target=\"../comments1.xml\"/></Relationships>";
            let comments = "<comment ref=\"A1\"><text><t>x</t></text></comment>".repeat(10_000);
            package
                .with("xl/worksheets/_rels/sheet1.xml.rels", rels)
                .with("xl/comments1.xml", format!("<comments><commentList>{comments}</commentList></comments>"))
        })
        .unharmed(),
        changed("an entity bomb in the comments", &[], |package| {
            let rels = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"b\" Type=\"x/comments\" Target=\"../comments1.xml\"/></Relationships>";
            package
                .with("xl/worksheets/_rels/sheet1.xml.rels", rels)
                .with("xl/comments1.xml", "<comments><commentList><comment ref=\"A1\"><text><t>&h;</t></text></comment></commentList></comments>")
                .doctype("xl/comments1.xml", LOL)
        })
        .unharmed(),
    ]
}

#[test]
fn office() {
    super::try_family(&kinds());
}
