//! `[classeur]`: names and order of a workbook's sheets and columns change nothing that is read.

use std::{collections::BTreeMap, fs, path::Path};

use calamine::{Data, Range, Reader, Xlsx, open_workbook};
use paraphe::{Limits, SheetRole, YEAR, check};
use proptest::prelude::*;
use rust_xlsxwriter::Workbook;

use crate::dossier_test::{DossierTest, repository};

/// Every share, and every rule that fires with its row or line.
fn summary(folder: &Path) -> (Vec<String>, BTreeMap<String, usize>) {
    let audited = check(folder, &Limits::default()).expect("readable");
    let splits = audited
        .figures
        .fiches
        .iter()
        .map(|splits| format!("{splits:?}"))
        .collect();
    let mut rules = BTreeMap::new();
    for finding in &audited.findings {
        *rules.entry(finding.rule.to_owned()).or_default() += 1;
    }
    (splits, rules)
}

/// The seed's sheets, by their kind.
fn sheets() -> Vec<(SheetRole, Range<Data>)> {
    let mut workbook: Xlsx<_> =
        open_workbook(repository().join("input/budget.xlsx")).expect("a workbook");
    SheetRole::ALL
        .map(|role| {
            (
                role,
                workbook.worksheet_range(role.title()).expect("a sheet"),
            )
        })
        .into()
}

/// Writes the seed's workbook with other names of sheets and columns, columns in the order of `keys`, and returns the
/// `[classeur]` that maps them. `blank_rows` empty rows come first.
fn rename(path: &Path, names: &[String], keys: &[u32], blank_rows: u32) -> String {
    let (mut workbook, mut toml, mut next) = (Workbook::new(), String::new(), names.iter().cycle());
    for (role, range) in sheets() {
        let mut name = || format!("{} {}", next.next().expect("endless"), toml.len());
        let sheet_name = name();
        let mut block = format!(
            "\n[classeur.{}]\nfeuille = \"{sheet_name}\"\n",
            SheetRole::key(role.title())
        );
        let sheet = workbook
            .add_worksheet()
            .set_name(&sheet_name)
            .expect("a name");
        let (top, left) = range.start().expect("cells");
        let is_list = role != SheetRole::Recap;
        let mut order: Vec<u32> = (0..u32::try_from(range.width()).expect("a width")).collect();
        if is_list {
            order.sort_by_key(|col| keys[*col as usize % keys.len()]);
        }
        let mut renames: BTreeMap<String, String> = BTreeMap::new();
        let is_there = |title: &&&str| {
            let mut cells = range.used_cells();
            cells.any(|(.., value)| value.to_string().starts_with(**title))
        };
        for title in role.columns() {
            let key = SheetRole::key(title);
            let year = if ["Jours", "Montant"].contains(title) {
                format!(" {YEAR}")
            } else {
                String::new()
            };
            renames.insert(
                (*title).to_owned(),
                format!("{}-{key}{year}", names[key.len() % names.len()]),
            );
        }
        for title in role.columns().iter().filter(|_| is_list).filter(is_there) {
            block.extend([&SheetRole::key(title), " = \"", &renames[*title], "\"\n"]);
        }
        for (row, col, value) in range.used_cells() {
            let (row, col) = (
                u32::try_from(row).expect("a row"),
                u32::try_from(col).expect("a column"),
            );
            let place = order.iter().position(|from| *from == col).expect("a place");
            let at = (
                blank_rows + top + row,
                u16::try_from(left as usize + place).expect("a column"),
            );
            match value {
                Data::Float(number) => sheet.write_number(at.0, at.1, *number),
                other => sheet.write_string(
                    at.0,
                    at.1,
                    if is_list {
                        renamed(&other.to_string(), &renames)
                    } else {
                        other.to_string()
                    },
                ),
            }
            .expect("written");
        }
        toml.push_str(&block);
    }
    workbook.save(path).expect("saved");
    toml
}

/// `Montant 2018` under its other name, any other text as it is.
fn renamed(text: &str, renames: &BTreeMap<String, String>) -> String {
    let (title, year) = match text.rsplit_once(' ') {
        Some((title, year)) if year.len() == 4 && year.parse::<u32>().is_ok() => (title, year),
        _ => (text, ""),
    };
    renames
        .get(title)
        .map_or_else(|| text.to_owned(), |name| name.replace(YEAR, year))
}

/// The printed lines about a cell, and where it stands.
fn extract_around(cell: &str, test: &DossierTest) -> Vec<String> {
    let shown = test.run("check --rule cell-unreadable").code(1).stdout();
    let lines = shown.lines().map(str::to_owned);
    let at = lines.skip_while(|line| !line.contains(cell));
    at.take_while(|line| !line.is_empty()).collect()
}

#[test]
fn an_extract_keeps_its_headers_and_the_columns_that_name_the_line() {
    let classeur = "[classeur.depenses]\nfiche = \"Action\"\n\n[avance]";
    let test = DossierTest::seed()
        .replace("convention.toml", "[avance]", classeur)
        .cell("Dépenses", "A4", "Action")
        .cell("Dépenses", "J12", "1,2345")
        .cell("Cofinancement", "D6", "180 %");
    let costs = extract_around("Dépenses!J12", &test);
    let headers = costs.iter().find(|line| line.contains("Action"));
    let headers = headers.unwrap_or_else(|| panic!("{costs:#?}"));
    for name in ["Nature", "Montant 2020"] {
        assert!(headers.contains(name), "{costs:#?}");
    }
    let funding = extract_around("Cofinancement!D6", &test);
    assert!(
        funding.iter().any(|line| line.contains("Financeur")),
        "{funding:#?}"
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn other_names_in_another_order_say_the_same(
        names in prop::collection::vec("[a-zéàç]{2,8}", 5..9),
        keys in prop::collection::vec(any::<u32>(), 12),
        blank_rows in 0u32..3,
    ) {
        let test = DossierTest::seed();
        let expected = summary(&test.path("input"));
        let toml = rename(&test.path("input/budget.xlsx"), &names, &keys, blank_rows);
        let path = test.path("input/convention.toml");
        let text = fs::read_to_string(&path).expect("text");
        fs::write(&path, format!("{text}{toml}")).expect("written");
        prop_assert_eq!(summary(&test.path("input")), expected);
    }
}
