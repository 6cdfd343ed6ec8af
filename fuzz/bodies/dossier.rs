//! A whole dossier, one TOML text of it, or one Word file: whatever it contains, it is audited or refused with
//! messages; the shares add up; the record made from it is read back unchanged.

use std::{collections::BTreeMap, fs, path::Path};

use paraphe::{Amount, Audited, Error, Limits, Purpose, Record, Splits, check};

use super::{
    findings::{check_findings, refusal},
    parts::{Parts, over, split, zip},
};

/// Two fiches and two years, of which an input replaces a part.
const BASE: &[u8] = include_bytes!("../base/dossier");
/// A fiche in Word, its parts under their names.
const WORD: &[u8] = include_bytes!("../base/docx");
const SHEETS: [&str; 3] = ["Dépenses", "Cofinancement", "Récapitulatif"];
const FICHE: &str = "fiches/EA-1.1.md";

/// Files and sheets; a line is a row of a sheet, with cells separated by `;`.
pub(crate) fn run(bytes: &[u8], folder: &Path) {
    checked(over(BASE, bytes), folder);
}

/// One TOML text; the first byte selects its file: `c` the agreement's, `a` the decisions', `f` a fiche's.
pub(crate) fn toml(bytes: &[u8], folder: &Path) {
    let Some((file, text)) = bytes.split_first() else {
        return;
    };
    let mut parts = split(BASE);
    match file {
        b'c' => parts.insert("convention.toml".to_owned(), text.to_vec()),
        b'a' => parts.insert("arbitrages.toml".to_owned(), text.to_vec()),
        b'f' => parts.insert(
            FICHE.to_owned(),
            [b"+++\n", text, b"\n+++\n\n## Constat\n\nUn.\n"].concat(),
        ),
        _ => return,
    };
    checked(parts, folder);
}

/// A Word file in place of a fiche: after `w` its parts, after `W` the file itself.
pub(crate) fn word(bytes: &[u8], folder: &Path) {
    let file = match bytes.split_first() {
        Some((b'w', rest)) => zip(&over(WORD, rest)),
        Some((b'W', rest)) => Some(rest.to_vec()),
        _ => None,
    };
    let Some(file) = file else { return };
    let mut parts = split(BASE);
    parts.remove(FICHE);
    parts.insert(FICHE.replace(".md", ".docx"), file);
    checked(parts, folder);
}

/// The record of the unchanged base dossier.
pub(crate) fn base(folder: &Path) -> Record {
    let audited = audited(split(BASE), folder).expect("readable");
    Record::new(&audited.dossier, &audited.figures, Purpose::Draft, None)
}

fn checked(parts: Parts, folder: &Path) {
    match audited(parts, folder) {
        Ok(audited) => {
            let Audited {
                dossier,
                figures,
                findings,
                ..
            } = &audited;
            let convention = &dossier.convention;
            check_findings(
                findings,
                &dossier.sources,
                Some(convention.stage.value.as_str()),
            );
            for splits in figures
                .fiches
                .iter()
                .chain(&figures.axes)
                .chain([&figures.total])
            {
                adds_up(splits);
            }
            let record = Record::new(dossier, figures, Purpose::Draft, None);
            let json = record.to_json();
            let again = Record::from_json(json.as_bytes())
                .unwrap_or_else(|fault| panic!("{fault:?}\n{json}"));
            assert_eq!(again.to_json(), json);
        }
        Err(error) => refusal(&error),
    }
}

fn adds_up(splits: &Splits) {
    for split in splits.years.iter().chain([&splits.all]) {
        let parts: Amount = split
            .shares
            .iter()
            .copied()
            .chain([split.unallocated])
            .sum();
        assert_eq!(parts, split.total, "{split:?}");
    }
}

fn audited(mut parts: Parts, folder: &Path) -> Result<Audited, Error> {
    let sheets: Vec<(&str, Vec<u8>)> = SHEETS
        .into_iter()
        .filter_map(|name| Some((name, parts.remove(name)?)))
        .collect();
    let root = folder.join("dossier");
    if root.exists() {
        fs::remove_dir_all(&root).expect("removed");
    }
    fs::create_dir_all(root.join("fiches")).expect("a folder");
    for (name, bytes) in parts.iter().filter(|(name, _)| is_dossier_file(name)) {
        fs::write(root.join(name), bytes).expect("written");
    }
    fs::write(root.join("budget.xlsx"), workbook(&sheets)).expect("written");
    check(&root, &Limits::default())
}

/// Whether a dossier may have a file of this name; names are not under test here.
fn is_dossier_file(name: &str) -> bool {
    let fiche = name
        .strip_prefix("fiches/")
        .and_then(|name| name.strip_suffix(".md").or(name.strip_suffix(".docx")));
    let is_plain = |name: &str| {
        name.len() < 20
            && name
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.'))
    };
    name == "convention.toml" || name == "arbitrages.toml" || fiche.is_some_and(is_plain)
}

/// A workbook of these sheets: numbers, formulas after `=`, and texts.
fn workbook(sheets: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let listed = |(name, rank): (&str, usize)| {
        format!("<sheet name=\"{name}\" sheetId=\"{rank}\" r:id=\"rId{rank}\"/>")
    };
    let related = |(_, rank): (&str, usize)| {
        let target = format!("worksheets/sheet{rank}.xml");
        format!(
            "<Relationship Id=\"rId{rank}\" Type=\"{OFFICE}/relationships/worksheet\" Target=\"{target}\"/>"
        )
    };
    let names = || sheets.iter().map(|(name, _)| *name).zip(1..);
    let (listed, related): (String, String) = (
        names().map(listed).collect(),
        names().map(related).collect(),
    );
    let mut parts: Parts = BTreeMap::new();
    for ((_, text), rank) in sheets.iter().zip(1..) {
        parts.insert(
            format!("xl/worksheets/sheet{rank}.xml"),
            sheet(&String::from_utf8_lossy(text)).into_bytes(),
        );
    }
    let workbook = format!(
        "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}/relationships\"><sheets>{listed}</sheets></workbook>"
    );
    let relations = |inside: &str| {
        format!("<Relationships xmlns=\"{PACKAGE}\">{inside}</Relationships>").into_bytes()
    };
    let root = format!(
        "<Relationship Id=\"rId1\" Type=\"{OFFICE}/relationships/officeDocument\" Target=\"xl/workbook.xml\"/>"
    );
    parts.insert("xl/workbook.xml".to_owned(), workbook.into_bytes());
    parts.insert("xl/_rels/workbook.xml.rels".to_owned(), relations(&related));
    parts.insert("_rels/.rels".to_owned(), relations(&root));
    parts.insert(
        "[Content_Types].xml".to_owned(),
        format!("<Types xmlns=\"{TYPES}\"/>").into_bytes(),
    );
    zip(&parts).expect("an archive")
}

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
const TYPES: &str = "http://schemas.openxmlformats.org/package/2006/content-types";

fn sheet(text: &str) -> String {
    let cell = |text: &str| match text.trim().strip_prefix('=') {
        _ if text.is_empty() => "<c/>".to_owned(),
        Some(formula) => format!("<c><f>{}</f></c>", escaped(formula)),
        None if is_number(text) => format!("<c><v>{text}</v></c>"),
        None => format!("<c t=\"inlineStr\"><is><t>{}</t></is></c>", escaped(text)),
    };
    let row = |line: &str| {
        format!(
            "<row>{}</row>",
            line.split(';').map(cell).collect::<String>()
        )
    };
    let rows: String = text.lines().map(row).collect();
    format!("<worksheet xmlns=\"{MAIN}\"><sheetData>{rows}</sheetData></worksheet>")
}

fn is_number(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit() || c == '-')
        && text.ends_with(|c: char| c.is_ascii_digit())
        && text
            .chars()
            .all(|c| c.is_ascii_digit() || matches!(c, '.' | '-' | 'e' | 'E'))
}

/// Escaped as text of a part, without what XML cannot contain.
fn escaped(text: &str) -> String {
    let allowed = text
        .chars()
        .filter(|&c| c >= ' ' && !matches!(c, '\u{fffe}' | '\u{ffff}'));
    let allowed: String = allowed.collect();
    allowed
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
