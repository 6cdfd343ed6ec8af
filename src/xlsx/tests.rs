//! Reads the written bytes back with calamine: cells are found by labels and compared with the record and the seed's
//! tables. `tests/conformance/xlsx.sh` tests that recalculated formulas give the cached figures.

use std::{collections::BTreeMap, io::Cursor, path::Path, sync::LazyLock};

use calamine::{Data, Range, Reader, Xlsx};
use proptest::prelude::*;
use rust_decimal::Decimal;

use super::*;
use crate::{
    audit,
    compute::{Figures, by_rules},
    finding::{Fact, Finding, Severity},
    limits::Limits,
    model::{Dossier, RowKind},
    money::{Amount, Step},
    purpose::Purpose,
    read::{Changes, read},
    record::{FicheRecord, FundingRecord},
};

fn dossier(root: &Path) -> (Dossier, Figures) {
    let dossier = read(root, &Limits::default(), &Changes::new()).expect("a readable dossier");
    let figures = by_rules(&dossier);
    (dossier, figures)
}

/// The example as received, its figures and its findings.
static SEED: LazyLock<(Dossier, Figures, Vec<Finding>)> = LazyLock::new(|| {
    let (dossier, _) = dossier(Path::new("input"));
    let (figures, findings) = audit::audit(&dossier, Purpose::Draft);
    (dossier, figures, findings)
});

fn seed() -> Record {
    Record::new(&SEED.0, &SEED.1, Purpose::Draft, None)
}

fn write_seed(record: &Record) -> Result<Vec<u8>, Error> {
    let (dossier, figures, findings) = &*SEED;
    let received = Received {
        dossier,
        figures,
        findings,
        data: &[vec![Fact::from("Fiche"), Fact::from("Montant")]],
    };
    write(record, received)
}

fn written(record: &Record) -> Vec<u8> {
    write_seed(record).expect("a workbook")
}

/// Values and formulas of a sheet. Ranges of calamine begin at the first used cell, which is A1 for values.
struct Read {
    values: Range<Data>,
    formulas: Range<String>,
}

impl Read {
    fn sheet(bytes: &[u8], name: &str) -> Self {
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
        let values = book.worksheet_range(name).expect("a sheet");
        assert_eq!(values.start(), Some((0, 0)));
        Self {
            values,
            formulas: book.worksheet_formula(name).expect("a sheet"),
        }
    }

    fn text(&self, row: usize, col: usize) -> String {
        self.values
            .get((row, col))
            .map(ToString::to_string)
            .unwrap_or_default()
    }

    fn amount(&self, row: usize, col: usize) -> Decimal {
        let text = self.text(row, col);
        if text.is_empty() {
            Decimal::ZERO
        } else {
            Decimal::from_scientific(&text)
                .or(text.parse())
                .expect("a number")
        }
    }

    fn formula(&self, row: u32, col: u32) -> String {
        self.formulas
            .get_value((row, col))
            .cloned()
            .unwrap_or_default()
    }

    fn row(&self, label: &str) -> usize {
        (0..self.values.height())
            .find(|&row| self.text(row, 0) == label)
            .unwrap_or_else(|| panic!("no row {label}"))
    }

    fn height(&self) -> usize {
        self.values.height()
    }
}

/// The columns of the recap by year and label, from its two header rows.
fn recap_columns(sheet: &Read) -> BTreeMap<(String, String), usize> {
    let mut year = String::new();
    let mut columns = BTreeMap::new();
    for col in 2..sheet.values.width() {
        let above = sheet.text(3, col);
        if !above.is_empty() {
            year = above;
        }
        columns.insert((year.clone(), sheet.text(4, col)), col);
    }
    columns
}

fn decimal(text: &str) -> Decimal {
    text.parse().expect("a number")
}

fn table(name: &str) -> Vec<Vec<String>> {
    let text = std::fs::read_to_string(format!("tests/seed/{name}")).expect("a table");
    text.lines()
        .skip(1)
        .map(|line| line.split(',').map(str::to_owned).collect())
        .collect()
}

const SEED_COLUMNS: [&str; 5] = [
    "Total",
    "Métropole",
    "CCI Côte-d’Or",
    "Autres financeurs",
    "Non réparti",
];

#[test]
fn the_recap_shows_the_figures_of_the_seed() {
    let sheet = Read::sheet(&written(&seed()), "Récapitulatif");
    let columns = recap_columns(&sheet);
    let held = |row: usize, year: &str, figures: &[String]| {
        for (label, figure) in SEED_COLUMNS.iter().zip(figures) {
            let col = columns[&(year.to_owned(), (*label).to_owned())];
            assert_eq!(
                sheet.amount(row, col),
                decimal(figure),
                "{} {year} {label}",
                sheet.text(row, 0)
            );
        }
    };
    for line in table("shares.csv") {
        held(sheet.row(&line[0]), &line[1], &line[2..]);
    }
    for line in table("totals.csv") {
        let label = match line[0].as_str() {
            "EA" => "Total Attractivité",
            "EP" => "Total Proximité",
            "EC" => "Total Compétences",
            _ => "Total",
        };
        let year = if line[1] == "*" {
            "2018-2020"
        } else {
            &line[1]
        };
        held(sheet.row(label), year, &line[2..]);
    }
}

#[test]
fn every_figure_of_the_recap_is_a_formula_with_its_result() {
    let bytes = written(&seed());
    let sheet = Read::sheet(&bytes, "Récapitulatif");
    let total = sheet.row("Total");
    for row in 5..=total {
        for col in (2..22).filter(|col| sheet.text(4, *col) != "Autres financeurs") {
            let at = [row, col].map(|at| u32::try_from(at).expect("a cell"));
            let shown = sheet.values.get((row, col));
            assert!(
                matches!(shown, Some(Data::Float(_) | Data::Int(_))),
                "{row} {col}"
            );
            let formula = sheet.formula(at[0], at[1]);
            assert!(!formula.is_empty(), "no formula at row {row} column {col}");
        }
    }
    assert_eq!(sheet.formula(5, 2), "'Répartition'!G7");
    assert_eq!(sheet.formula(5, 17), "C6+H6+M6");
    assert_eq!(sheet.formula(16, 2), "SUM(C6:C16)");
    assert_eq!(sheet.formula(30, 2), "SUM(C17,C26,C30)");
    assert_eq!(sheet.text(31, 0), "dont HT");
}

#[test]
fn the_shares_are_computed_in_the_open() {
    let bytes = written(&seed());
    let [shares, rules, costs] =
        ["Répartition", "Règles", "Dépenses"].map(|name| Read::sheet(&bytes, name));
    assert_eq!(
        shares.formula(6, 2),
        "ROUND(SUMPRODUCT(--('Règles'!$A$4:$A$352=$A7),--('Règles'!$B$4:$B$352=$B7),\
         'Règles'!$I$4:$I$352),8)"
    );
    assert_eq!(shares.formula(8, 2), "ROUND(C10-SUM(C7:C8),8)");
    assert_eq!(
        shares.formula(9, 2),
        "SUMPRODUCT(--('Dépenses'!$A$4:$A$583=$A10),'Dépenses'!$F$4:$F$583)"
    );
    assert_eq!(
        rules.formula(4, 1),
        "IF(A5=\"\",\"\",INDEX('Cofinancement'!$B$4:$B$552,ROW()-3))"
    );
    assert_eq!(rules.amount(4, 7), Decimal::from(4200));
    assert_eq!(rules.amount(4, 8), Decimal::from(3360));
    // The blank row for one more line.
    assert_eq!(costs.text(6, 0), "EA 1.1");
    assert_eq!(costs.text(6, 1), "");
}

#[test]
fn ranks_and_shares_follow_the_largest_remainders() {
    let mut record = seed();
    // 100.01 at 33.33, 33.33 and 33.34 %: exactly 33.333333, 33.333333 and 33.343334.
    let lines = [Some("100.01"), None, None];
    let fiche = &mut record.fiches[21];
    fiche.lines.truncate(1);
    for (cost, amount) in fiche.lines[0].years.iter_mut().zip(lines) {
        cost.amount = amount.map(|text| Amount::bounded(decimal(text)).expect("an amount"));
    }
    let rate = |text: &str| crate::money::Rate::percent(decimal(text));
    fiche.funding = [(0, "33.33"), (1, "33.33"), (2, "33.34")]
        .map(|(funder, text)| FundingRecord {
            funder,
            rate: rate(text),
            fixed: vec![None; 3],
            ..FundingRecord::default()
        })
        .to_vec();
    settle(&mut record);
    let sheet = Read::sheet(&written(&record), "Répartition");
    let row = sheet.row("EC 1.3");
    let figure = |row: usize, col: usize| sheet.amount(row, col).normalize().to_string();
    let column = |offset: usize| {
        (row..row + 5)
            .map(|row| figure(row, 2 + offset))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        column(0),
        ["33.333333", "33.333333", "33.343334", "0", "100.01"]
    );
    assert_eq!(column(1), ["33.33", "33.33", "33.34", "0", "100"]);
    assert_eq!(column(2), ["0.003333", "0.003333", "0.003334", "0", "0.01"]);
    assert_eq!(column(3), ["2", "3", "1", "4", "1"]);
    assert_eq!(column(4), ["33.33", "33.33", "33.35", "0", "100.01"]);
}

/// Replaces the record's shares by those that its rules give.
fn settle(record: &mut Record) {
    for rank in 0..record.fiches.len() {
        for year in 0..record.convention.years.len() {
            let fiche = &record.fiches[rank];
            let funders = shares::funders(record, fiche);
            let (total, parts) = shares::split(record, fiche, &funders, year);
            let mut shares = vec![Amount::ZERO; record.funders.len()];
            for (&funder, (_, rounded)) in funders.iter().zip(&parts) {
                shares[funder] = rounded.share;
            }
            let split = &mut record.fiches[rank].splits.years[year];
            split.total = total;
            split.shares = shares;
            split.unallocated = parts.last().expect("a share").1.share;
        }
    }
}

#[test]
fn shares_that_the_rules_do_not_give_are_refused() {
    let mut record = seed();
    record.fiches[0].splits.years[0].shares[0] = Amount::whole(1);
    let error = write_seed(&record).expect_err("a refusal");
    assert!(
        error.to_string().contains("EA 1.1 · Métropole · 2018"),
        "{error}"
    );
}

#[test]
fn the_written_workbook_is_a_dossier_s_workbook() {
    let folder = tempfile::tempdir().expect("a folder");
    let copy = folder.path();
    std::fs::create_dir(copy.join("fiches")).expect("a folder");
    std::fs::copy("input/convention.toml", copy.join("convention.toml")).expect("a copy");
    for entry in std::fs::read_dir("input/fiches").expect("fiches") {
        let entry = entry.expect("a fiche");
        std::fs::copy(entry.path(), copy.join("fiches").join(entry.file_name())).expect("a copy");
    }
    let record = seed();
    std::fs::write(copy.join("budget.xlsx"), written(&record)).expect("a file");

    let (dossier, figures) = dossier(copy);
    let worst: Vec<_> = dossier
        .findings
        .iter()
        .filter(|finding| finding.place.cell().is_some())
        .collect();
    assert!(
        worst
            .iter()
            .all(|finding| finding.severity == Severity::Info),
        "{worst:?}"
    );
    assert_eq!(figures.total, record.total);
    assert_eq!(figures.fiches.len(), record.fiches.len());
    let again = Record::new(&dossier, &figures, Purpose::Draft, None);
    let written_again = |record: &Record| {
        let sheets = ["Dépenses", "Cofinancement", "Récapitulatif"];
        sheets.map(|name| Read::sheet(&written(record), name).values)
    };
    assert_eq!(written_again(&again), written_again(&record));
    let recap = dossier.recap.expect("a recap");
    assert!(recap.columns.iter().all(|column| column.kind.is_some()));
    assert!(recap.rows.iter().all(|row| row.kind != RowKind::Unknown));
    assert_eq!(recap.columns.len(), 20);
}

#[test]
fn the_same_arguments_give_the_same_bytes() {
    assert_eq!(written(&seed()), written(&seed()));
}

#[test]
fn corrections_say_what_was_received_and_where_it_stands_now() {
    let sheet = Read::sheet(&written(&seed()), "Corrections");
    let cells = |row: usize| (0..11).map(|col| sheet.text(row, col)).collect::<Vec<_>>();
    let rows = 4..sheet.height();
    let subject = "EA 1.3.1 · Métropole · 2019";
    let row = rows.clone().find(|row| cells(*row)[3] == subject);
    let row = row.expect("a correction");
    let texts = cells(row);
    assert_eq!(texts[0], (row - 3).to_string());
    assert_eq!(texts[1..3], ["2018-11-02", "Récapitulatif F10"]);
    assert_eq!(texts[4..7], ["7900", "9240", "1340"]);
    assert!(
        texts[7].contains("Part") || texts[7].contains("part"),
        "{texts:?}"
    );
    assert_eq!(texts[10], "Récapitulatif!H10");
    let count = rows.len();
    assert_eq!(
        sheet.text(2, 0),
        format!("Classeur reçu\u{a0}: budget.xlsx. {count} montants sont corrigés."),
        "what the received workbook was called"
    );
    assert!(sheet.formulas.is_empty(), "it no longer changes");
}

#[test]
fn texts_stay_texts() {
    let mut record = seed();
    let texts = [
        "=1+1",
        "+33",
        "-5 %",
        "@home",
        "\tindented",
        "it's \"quoted\"",
        "~*?",
    ];
    let fiche: &mut FicheRecord = &mut record.fiches[3];
    for (line, text) in fiche.lines.iter_mut().zip(texts) {
        line.nature = Some(text.to_owned());
        line.label = Some(text.to_owned());
    }
    fiche.title = "=cmd|' /C calc'!A0".to_owned();
    fiche.funding[0].nature = Some(texts[0].to_owned());
    fiche.funding[1].nature = Some("it's \"quoted\"".to_owned());
    record.funders[0].column = "=\"Métro\"".to_owned();
    settle(&mut record);
    let bytes = written(&record);
    let sheet = Read::sheet(&bytes, "Dépenses");
    let row = sheet.row("EA 1.2.3");
    for (row, text) in (row..).zip(&texts[..4]) {
        assert_eq!(sheet.text(row, 1), *text);
        assert_eq!(sheet.formula(u32::try_from(row).expect("a row"), 1), "");
    }
    assert_eq!(
        Read::sheet(&bytes, "Récapitulatif").text(4, 2),
        "=\"Métro\""
    );
}

#[test]
fn one_nature_is_spelled_one_way() {
    let mut record = seed();
    let fiche = &mut record.fiches[3];
    for (line, nature) in fiche
        .lines
        .iter_mut()
        .zip(["Études", "ETUDES", "études ", "Animation"])
    {
        line.nature = Some(nature.to_owned());
    }
    fiche.funding[0].nature = Some("etudes".to_owned());
    settle(&mut record);
    let bytes = written(&record);
    let sheet = Read::sheet(&bytes, "Dépenses");
    let row = sheet.row("EA 1.2.3");
    assert!((row..row + 3).all(|row| sheet.text(row, 1) == "Études"));
    let rules = Read::sheet(&bytes, "Cofinancement");
    assert_eq!(rules.text(rules.row("EA 1.2.3"), 2), "Études");
}

#[test]
fn a_single_year_has_no_columns_over_all_years() {
    let mut record = seed();
    record.convention.years.truncate(1);
    for fiche in &mut record.fiches {
        fiche.splits.years.truncate(1);
        fiche.splits.all = fiche.splits.years[0].clone();
        fiche
            .lines
            .iter_mut()
            .for_each(|line| line.years.truncate(1));
        fiche
            .funding
            .iter_mut()
            .for_each(|rule| rule.fixed.truncate(1));
    }
    for splits in record.axes.iter_mut().chain([&mut record.total]) {
        splits.years.truncate(1);
        splits.all = splits.years[0].clone();
    }
    let sheet = Read::sheet(&written(&record), "Récapitulatif");
    let labels: Vec<String> = (2..sheet.values.width())
        .map(|col| sheet.text(4, col))
        .collect();
    assert_eq!(
        labels,
        [
            "Métropole",
            "CCI Côte-d’Or",
            "Autres financeurs",
            "Total",
            "Mentions"
        ]
    );
    assert_eq!(sheet.amount(sheet.row("Total"), 5), Decimal::from(352_250));
}

#[test]
fn nothing_to_share_is_a_workbook_too() {
    let mut record = seed();
    record.fiches.clear();
    record.axes.clear();
    let bytes = written(&record);
    assert_eq!(Read::sheet(&bytes, "Dépenses").height(), 4);
    record.convention.step = Step::Euro;
    record.convention.date = Some("not a date".to_owned());
    written(&record);
}

#[test]
fn both_catalogues_have_the_same_keys() {
    let keys = |language: &str| {
        let text =
            std::fs::read_to_string(format!("locales/{language}/xlsx.ftl")).expect("a catalogue");
        let key = |line: &str| line.split_once(" =").map(|(key, _)| key.to_owned());
        text.lines()
            .filter(|line| line.starts_with("xlsx-"))
            .filter_map(key)
            .collect::<Vec<_>>()
    };
    assert_eq!(keys("fr"), keys("en"));
}

/// The cells under the headers of a workbook of one table.
fn texts_read_back(bytes: &[u8]) -> Vec<String> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
    let range = book.worksheet_range("Essai").expect("a sheet");
    let row = range.rows().next_back().expect("a row");
    assert!(
        row.iter()
            .all(|cell| matches!(cell, Data::String(_) | Data::Empty)),
        "{row:?}"
    );
    row.iter().map(ToString::to_string).collect()
}

#[track_caller]
fn survives_in_cells(text: &str) {
    let cells = [text, text, "fin"].map(Cell::text);
    let headers = vec!["colonne".to_owned(); 3];
    let list = list("Essai", text.to_owned(), headers, vec![cells.to_vec()]);
    let bytes = write_lists(vec![list], text, false).expect("a workbook");
    assert_eq!(texts_read_back(&bytes), [text, text, "fin"], "{text:?}");
}

#[test]
fn awkward_texts_survive_in_cells() {
    let signs = [
        "=1+1", "+1", "-1", "@a", "\t=1", "\n=1", " a ", "\"", "&amp;", "<b>", "]]>", "_x0041_",
        "_x005F_", "'a",
    ];
    for text in signs.into_iter().chain([
        "",
        "1",
        "1,5",
        "1E5",
        "VRAI",
        "#REF!",
        "2018-11-02",
        "http://a.fr",
        "é",
        "😀",
    ]) {
        survives_in_cells(text);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn any_text_survives_in_cells(text in prop_oneof![any::<String>(), "[ -~]{0,30}", "(_x[0-9A-F]{4}_|[=+@\"&<>\n\t]){0,5}"]) {
        survives_in_cells(&text);
    }
}
