//! `donnees.csv`, and the columns that the budget does not need: they are carried through, and never run.

use std::{collections::BTreeMap, fs};

use paraphe::Amount;
use proptest::prelude::*;
use serde_json::Value;

use crate::{
    dossier_test::DossierTest,
    shapes::{CEILINGS, PHASES, Shape, audited, save},
};

/// The dossier of a shape with these sheets instead.
fn with(shape: &Shape, costs: &str, funding: &str) -> DossierTest {
    let test = shape.dossier();
    save(&test, &[("Dépenses", costs), ("Cofinancement", funding)]).expect("written");
    test
}

/// The rows of the file, by header.
fn rows(test: &DossierTest, stage: &str) -> Vec<BTreeMap<String, String>> {
    let text = fs::read_to_string(test.path(&format!("output/{stage}/donnees.csv"))).expect("text");
    let text = text.strip_prefix('\u{feff}').expect("a byte order mark");
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(b';')
        .from_reader(text.as_bytes());
    let rows = reader.deserialize().map(|row| row.expect("a row"));
    rows.collect()
}

fn amount(text: &str) -> Amount {
    let amount = paraphe::parse_amount(text).expect("an amount");
    amount.0.expect("an amount")
}

/// Sums of rows by these columns, without zeros.
fn sums(rows: &[BTreeMap<String, String>], by: &[&str]) -> BTreeMap<Vec<String>, Amount> {
    let mut sums: BTreeMap<Vec<String>, Amount> = BTreeMap::new();
    for row in rows {
        let key = by.iter().map(|column| row[*column].clone()).collect();
        *sums.entry(key).or_default() += amount(&row["Montant"]);
    }
    sums.retain(|_, sum| !sum.is_zero());
    sums
}

/// Asserts that the rows add up to `donnees.json`: by line and year to its cost, by fiche, year and funder to the
/// share.
fn adds_up(test: &DossierTest, stage: &str) {
    let rows = rows(test, stage);
    let json = fs::read(test.path(&format!("output/{stage}/donnees.json"))).expect("data");
    let record: Value = serde_json::from_slice(&json).expect("JSON");
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let number = |value: &Value| amount(value.as_str().unwrap_or("0"));
    let names = list(&record["funders"]);
    let names = names.iter().map(|funder| text(&funder["column"]));
    let names: Vec<String> = names.chain(["Non réparti".to_owned()]).collect();
    let years = list(&record["convention"]["years"]);
    let years: Vec<String> = years
        .iter()
        .map(|year| {
            year.as_str()
                .map_or_else(|| year.to_string(), str::to_owned)
        })
        .collect();
    let (mut lines, mut shares) = (BTreeMap::new(), BTreeMap::new());
    for fiche in list(&record["fiches"]) {
        let code = text(&fiche["code"]);
        for line in list(&fiche["lines"]) {
            for (year, cost) in years.iter().zip(list(&line["years"])) {
                let key = [&code, &text(&line["nature"]), &text(&line["label"]), year];
                let sum: &mut Amount = lines.entry(key.map(String::clone).to_vec()).or_default();
                *sum += number(&cost["amount"]);
            }
        }
        for (year, split) in years.iter().zip(list(&fiche["splits"]["years"])) {
            let all = list(&split["shares"]);
            let all = all.iter().chain([&split["unallocated"]]).map(number);
            for (name, share) in names.iter().zip(all) {
                let key = [&code, year, name].map(String::clone).to_vec();
                *shares.entry(key).or_default() += share;
            }
        }
    }
    lines.retain(|_, sum| !sum.is_zero());
    shares.retain(|_, sum: &mut Amount| !sum.is_zero());
    assert_eq!(sums(&rows, &["Fiche", "Nature", "Libellé", "Année"]), lines);
    assert_eq!(sums(&rows, &["Fiche", "Année", "Financeur"]), shares);
}

#[test]
fn the_rows_add_up_to_costs_and_shares() {
    adds_up(&DossierTest::built(), "2018-11-02");
    for shape in [PHASES, CEILINGS] {
        let test = shape.dossier();
        test.run("build -q --xlsx-only").code(0);
        adds_up(&test, "2026-05-01+classeur");
    }
}

#[test]
fn a_line_is_paid_by_those_who_pay_it() {
    let test = CEILINGS.dossier();
    test.run("build -q --xlsx-only").code(0);
    let rows = rows(&test, "2026-05-01+classeur");
    let shown: Vec<String> = rows
        .iter()
        .filter(|row| row["Fiche"] == "H 1" && row["Année"] == "2026")
        .map(|row| {
            [
                &row["Section"],
                &row["Nature"],
                &row["Financeur"],
                &row["Montant"],
            ]
            .map(String::as_str)
            .join(" · ")
        })
        .collect();
    // The ceiling is on works; of what they leave, the others pay the same part of each line.
    assert_eq!(
        shown,
        [
            "Fonctionnement · Études · Métropole · 45000",
            "Fonctionnement · Études · Région · 15000",
            "Investissement · Travaux · Métropole · 90000",
            "Investissement · Travaux · Région · 30000",
            "Investissement · Travaux · Anah · 80000",
        ]
    );
}

/// A rate of the whole cost is the same part of each line, whatever base another rule has.
#[test]
fn a_plain_rate_is_that_part_of_each_line() {
    let test = with(
        &CEILINGS,
        "Fiche | Nature | Montant 2026 | Montant 2027\nH 1 | Études | 100 |\n | Travaux | 50 |\nH 2 | Études | NC |",
        "Fiche | Financeur | Taux | Assiette\nH 1 | Anah | 50 % | Études\n | Région | 20 % |\n | Métropole | solde |",
    );
    test.run("build -q").code(0);
    let rows = rows(&test, "2026-05-01");
    let columns_of = |row: &BTreeMap<String, String>| {
        ["Nature", "Financeur", "Montant"].map(|column| row[column].clone())
    };
    let found: Vec<[String; 3]> = rows.iter().map(columns_of).collect();
    let due = [
        ["Études", "Métropole", "30"],
        ["Études", "Région", "20"],
        ["Études", "Anah", "50"],
        ["Travaux", "Métropole", "40"],
        ["Travaux", "Région", "10"],
    ];
    assert_eq!(found, due.map(|row| row.map(str::to_owned)));
    // Words for uncosted lines stand where the total would, and rates add up to the whole.
    let read = |name: &str| {
        let path = test.path(&format!("output/2026-05-01/source/{name}.typ"));
        fs::read_to_string(path).expect(name)
    };
    assert!(read("recapitulatif").contains("NC"));
    assert!(read("fiches/H-1").contains("[100\u{a0}%]"));
}

const COSTS: &str =
    "Fiche | Nature | Nature M57 | Libellé | Montant 2026 | Service | Montant 2027 | Titre
H 1 | Études | 617 | Suivi | 100 | =HYPERLINK(\"http://x\") | 200 | @SUM(1)
 | Travaux | 0617 A | Halle | 33,33 | DGA; \"aménagement\" | | -1+1
H 2 | Études | 618 | | 10 | | |";
const FUNDING: &str = "Fiche | Financeur | Taux | N° d’engagement | Mention
H 1 | Métropole | 50 % | 2026-0012 | Sur devis
 | Région | 50 % | +33 A |
H 2 | Région | 100 % | |";

/// Both sheets of a workbook, as texts.
fn cells(path: &std::path::Path, sheet: &str) -> Vec<Vec<String>> {
    let mut book = calamine::open_workbook_auto(path).expect("a workbook");
    let range = calamine::Reader::worksheet_range(&mut book, sheet).expect("a sheet");
    let rows = range
        .rows()
        .map(|row| row.iter().map(|cell| format!("{cell:?}")).collect());
    rows.collect()
}

/// The cells under a header.
fn column(rows: &[Vec<String>], name: &str) -> Vec<String> {
    let is_header = |cell: &String| *cell == format!("String({name:?})");
    let head = rows
        .iter()
        .position(|row| row.iter().any(is_header))
        .expect("a header");
    let col = rows[head].iter().position(is_header).expect("a column");
    rows[head + 1..]
        .iter()
        .map(|row| row[col].clone())
        .collect()
}

#[test]
fn additional_columns_are_carried_through() {
    let test = with(&CEILINGS, COSTS, FUNDING);
    let found = audited(&test).findings;
    let carried = found.iter().filter(|found| found.rule == "column-unknown");
    let carried: Vec<String> = carried
        .map(|found| found.message(&paraphe::Locale::english()))
        .collect();
    assert_eq!(carried.len(), 4, "{carried:#?}");
    assert!(
        carried
            .iter()
            .all(|message| message.contains("carried through")),
        "{carried:#?}"
    );
    test.run("build -q").code(0);

    let corrected = test.path("output/2026-05-01/budget-corrige.xlsx");
    let costs = cells(&corrected, "Dépenses");
    assert_eq!(
        column(&costs, "Nature M57")[..4],
        [
            "Float(617.0)",
            "String(\"0617 A\")",
            "Empty",
            "Float(618.0)"
        ]
    );
    assert_eq!(
        column(&costs, "Service")[..2],
        [
            "String(\"=HYPERLINK(\\\"http://x\\\")\")",
            "String(\"DGA; \\\"aménagement\\\"\")"
        ]
    );
    let funding = cells(&corrected, "Cofinancement");
    assert_eq!(
        column(&funding, "N° d’engagement"),
        ["String(\"2026-0012\")", "String(\"+33 A\")", "Empty"]
    );

    // The guide sheet does not list the carried columns as texts beside the table.
    let readme = cells(&corrected, "Lisez-moi").concat().concat();
    assert!(
        !readme.contains("2026-0012") && !readme.contains("0617 A"),
        "{readme}"
    );

    let rows = rows(&test, "2026-05-01");
    adds_up(&test, "2026-05-01");
    let first = rows
        .iter()
        .find(|row| row["Financeur"] == "Métropole")
        .expect("a row");
    assert_eq!(first["Nature M57"], "617");
    assert_eq!(first["Service"], "'=HYPERLINK(\"http://x\")");
    // A column with one of our names gets another name.
    assert_eq!(
        [&first["Titre"], &first["Titre 2"]],
        ["Action H 1", "'@SUM(1)"]
    );
    assert_eq!(first["N° d’engagement"], "2026-0012");
    assert!(
        rows.iter().any(|row| row["Montant"] == "16,67"),
        "a decimal comma"
    );
    let text = fs::read_to_string(test.path("output/2026-05-01/donnees.csv")).expect("text");
    for field in text
        .split(['\n', ';'])
        .map(|field| field.trim_start_matches('"'))
    {
        assert!(!field.starts_with(['=', '+', '-', '@']), "{field}");
    }

    // Sent back, the corrected workbook gives the same.
    let json = || fs::read_to_string(test.path("output/2026-05-01/donnees.json")).expect("data");
    let before = json();
    fs::copy(&corrected, test.path("input/budget.xlsx")).expect("copied");
    test.run("build -q").code(0);
    assert_eq!(json(), before);
}

#[test]
fn a_line_of_several_rows_retains_the_texts_of_each() {
    let costs = "Fiche | Nature | Année | Montant | Engagement | Service
H 1 | Études | 2026 | 100 | 12 | DGA
H 1 | Études | 2027 | 200 | 13 | DGA";
    let test = with(
        &CEILINGS,
        costs,
        "Fiche | Financeur | Taux\nH 1 | Métropole | 100 %",
    );
    test.run("build -q --xlsx-only").code(0);
    let rows = rows(&test, "2026-05-01+classeur");
    let shown = rows
        .iter()
        .map(|row| (&*row["Engagement"], &*row["Service"]));
    assert_eq!(shown.collect::<Vec<_>>(), [("12 ; 13", "DGA"); 2]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, failure_persistence: None, ..ProptestConfig::default() })]

    /// The sums are right for any costs, rates, fixed amounts, natures and rounding.
    #[test]
    fn rows_add_up_whatever_the_rules(
        costs in prop::collection::vec(-2_000_i64..3_000_000, 6),
        rates in prop::collection::vec(0_u32..1_000_000, 3),
        fixed in 0_u32..2_000_000,
        in_euros in any::<bool>(),
    ) {
        let mut test = CEILINGS.dossier();
        if in_euros {
            test = test.replace("convention.toml", "lieu =", "arrondi = \"1\"\nlieu =");
        }
        let cents = |amount: i64| {
            let sign = if amount < 0 { "-" } else { "" };
            format!("{sign}{},{:02}", amount.abs() / 100, amount.abs() % 100)
        };
        let line = |rank: usize| format!("{} | {}", cents(costs[2 * rank]), cents(costs[2 * rank + 1]));
        let lines = format!(
            "Fiche | Nature | Libellé | Montant 2026 | Montant 2027\nH 1 | Études | a | {}\n | Travaux | b | {}\n | Travaux | c | {}",
            line(0), line(1), line(2),
        );
        let rate = |rank: usize| format!("{},{:04} %", rates[rank] / 10_000, rates[rank] % 10_000);
        let funding = format!(
            "Fiche | Financeur | Nature | Taux | Montant 2026\nH 1 | Anah | Travaux | {} |\n | Région | | {} |\n | FSE | | | {}\n | Métropole | Études | {} |",
            rate(0), rate(1), cents(fixed.into()), rate(2),
        );
        save(&test, &[("Dépenses", &lines), ("Cofinancement", &funding)]).expect("written");
        test.run("build -q --xlsx-only").code(0);
        adds_up(&test, "2026-05-01+classeur");
    }
}
