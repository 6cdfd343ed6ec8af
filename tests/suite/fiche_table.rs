//! The budget table of a Word fiche checked against the workbook, first with tables of the seed's fiches.

use std::fs;

use paraphe::{Audited, Fiche, Finding, Limits, check};

use crate::{dossier_test::DossierTest, headings::dossier, word_files::docx};

fn paragraph(text: &str) -> String {
    format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
}

fn table(rows: &[Vec<String>]) -> String {
    let cell = |text: &String| format!("<w:tc>{}</w:tc>", paragraph(text));
    let row = |cells: &Vec<String>| {
        format!(
            "<w:tr>{}</w:tr>",
            cells.iter().map(cell).collect::<String>()
        )
    };
    format!(
        "<w:tbl>{}</w:tbl>",
        rows.iter().map(row).collect::<String>()
    )
}

/// A fiche in Word, with its title, a text and these tables.
fn word(fiche: &Fiche, tables: &[Vec<Vec<String>>]) -> Vec<u8> {
    let prose = fiche.prose.as_ref().expect("a text");
    let title = format!(
        "Fiche-action {} : {}",
        fiche.code.spelling(),
        prose.title.value
    );
    let title = title.replace('&', "&amp;");
    let heading = |level: u8, text: &str| {
        format!(
            "<w:p><w:pPr><w:pStyle w:val=\"Titre{level}\"/></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"
        )
    };
    let captioned =
        |rows: &Vec<Vec<String>>| paragraph("Tableau 1 – Budget") + &table(rows) + &paragraph("");
    let tables = tables.iter().map(captioned);
    let parts = [
        heading(1, &title),
        heading(2, "Constat"),
        paragraph("Un texte."),
        heading(2, "Budget prévisionnel"),
        tables.collect(),
    ];
    docx(&parts.concat(), "")
}

/// Costs by year with their total, as officers type them.
fn costs(fiche: &Fiche, years: usize) -> Vec<Vec<String>> {
    let year = |rank: usize| (2018 + rank).to_string();
    let mut rows = vec![[vec!["Dépense".to_owned()], (0..years).map(year).collect()].concat()];
    for line in &fiche.lines {
        let name = line
            .label
            .as_ref()
            .or(line.nature.as_ref())
            .expect("a name");
        let amounts = (0..years).map(|rank| {
            let days = line.years[rank].days.as_ref();
            let days =
                days.map(|days| format!(" ({} j)", days.value.to_string().replace('.', ",")));
            format!(
                "{} €{}",
                line.amount(rank).number(),
                days.unwrap_or_default()
            )
        });
        rows.push([vec![name.value.replace('&', "&amp;")], amounts.collect()].concat());
    }
    let totals = (0..years).map(|rank| format!("{} €", fiche.cost(rank).number()));
    rows.push([vec!["Total".to_owned()], totals.collect()].concat());
    rows
}

/// Each payer's amount over all years and its part.
fn funding(audited: &Audited, index: usize) -> Vec<Vec<String>> {
    let all = &audited.figures.fiches[index].all;
    let row = |name: &str, amount: String| vec![name.to_owned(), amount];
    let mut rows = vec![row("Financeur", "Montant".to_owned())];
    for (id, funder) in audited.dossier.funders.iter() {
        if !all.share(id).is_zero() {
            rows.push(row(
                &funder.name.replace('&', "&amp;"),
                format!("{} €", all.share(id).number()),
            ));
        }
    }
    rows
}

fn table_findings(test: &DossierTest) -> Vec<Finding> {
    let findings = check(&test.path("input"), &Limits::default())
        .expect("readable")
        .findings;
    findings
        .into_iter()
        .filter(|finding| finding.rule == "fiche-table")
        .collect()
}

/// The seed with Word files in place of its fiches; `tables` gives their tables.
fn in_word(tables: impl Fn(&Audited, usize) -> Vec<Vec<Vec<String>>>) -> (DossierTest, Audited) {
    let test = DossierTest::seed();
    let seed = check(&test.path("input"), &Limits::default()).expect("readable");
    for (index, fiche) in seed.dossier.fiches.iter().enumerate() {
        let file = &fiche.prose.as_ref().expect("a text").file;
        let path = test.path("input").join(&**file);
        fs::write(
            path.with_extension("docx"),
            word(fiche, &tables(&seed, index)),
        )
        .expect("written");
        fs::remove_file(path).expect("removed");
    }
    (test, seed)
}

#[test]
fn a_table_that_agrees_with_the_workbook_is_not_printed_twice() {
    let (test, seed) = in_word(|seed, index| {
        let mut tables = vec![costs(&seed.dossier.fiches[index], 3), funding(seed, index)];
        tables.retain(|rows| rows.len() > 1);
        tables
    });
    let found: Vec<String> = table_findings(&test)
        .iter()
        .map(|finding| finding.place.to_string())
        .collect();
    assert_eq!(found, [""; 0]);
    let read = check(&test.path("input"), &Limits::default()).expect("readable");
    assert_eq!(read.dossier.fiches.len(), seed.dossier.fiches.len());
    for fiche in &read.dossier.fiches {
        let prose = fiche.prose.as_ref().expect("a text");
        let sections: Vec<&str> = prose
            .sections
            .iter()
            .map(|section| section.heading.as_str())
            .collect();
        assert_eq!(sections, ["Constat"], "{}", prose.file);
        assert!(!prose.figures.is_empty(), "{}", prose.file);
    }
}

#[test]
fn a_slip_in_any_cell_is_found_there() {
    for row in 1..3 {
        for col in 1..3 {
            let (test, _) = in_word(|seed, index| {
                let fiche = &seed.dossier.fiches[index];
                let mut rows = costs(fiche, 3);
                if index == 0 {
                    rows[row][col] = "1 € (1 j)".to_owned();
                }
                vec![rows]
            });
            let cell = format!("{}{}", ["A", "B", "C"][col], row + 1);
            let found: Vec<String> = table_findings(&test)
                .iter()
                .map(|finding| finding.place.within_file())
                .collect();
            let found: Vec<&String> = found
                .iter()
                .filter(|place| !place.ends_with(&cell))
                .collect();
            assert!(found.is_empty(), "{cell}: {found:?}");
            assert!(!table_findings(&test).is_empty(), "{cell}");
        }
    }
}

#[test]
fn what_stands_on_one_side_only_is_reported() {
    let (test, seed) = in_word(|seed, index| {
        let mut rows = costs(&seed.dossier.fiches[index], 3);
        let last = rows.len() - 1;
        match index {
            0 => rows.insert(
                last,
                ["Assurance", "500 €", "", ""].map(str::to_owned).to_vec(),
            ),
            1 => rows.truncate(last.min(2)),
            // It has a row that is not in the workbook.
            2 => rows.insert(
                last,
                ["Sous réserve d’un devis", "", "", ""]
                    .map(str::to_owned)
                    .to_vec(),
            ),
            _ => {}
        }
        vec![rows]
    });
    let found: Vec<(&str, usize)> = table_findings(&test)
        .iter()
        .map(|finding| {
            let code = finding.fiche.as_ref().expect("a fiche");
            let index = seed
                .dossier
                .fiches
                .iter()
                .position(|fiche| fiche.code.value == *code);
            (finding.variant, index.expect("a fiche"))
        })
        .collect();
    let missing = seed.dossier.fiches[1].lines.len().saturating_sub(1);
    let expected: Vec<(&str, usize)> = [("unknown", 0)]
        .into_iter()
        .chain(vec![("missing", 1); missing])
        .collect();
    assert_eq!(found, expected);
    let read = check(&test.path("input"), &Limits::default()).expect("readable");
    let prose = read.dossier.fiches[2].prose.as_ref().expect("a text");
    let printed: Vec<&str> = prose
        .sections
        .iter()
        .map(|section| section.markdown.as_str())
        .collect();
    assert!(
        printed
            .iter()
            .any(|text| text.contains("Sous réserve d’un devis")),
        "{printed:?}"
    );
}

/// A table as officers type it, and the variant of the finding that it must have, if any.
#[derive(Clone)]
struct Kind {
    name: String,
    variant: Option<String>,
    rows: Vec<Vec<String>>,
}

/// Budgets, each with the tables that are about it.
fn kinds() -> Vec<(String, Vec<Kind>)> {
    let text = include_str!("../fixtures/word/tables.txt");
    let mut budgets: Vec<(String, Vec<Kind>)> = Vec::new();
    for line in text.lines().skip_while(|line| !line.starts_with("==")) {
        let kinds = budgets.last_mut();
        if line.starts_with("==") {
            budgets.push((line.to_owned(), Vec::new()));
        } else if let Some(title) = line.strip_prefix("# ") {
            let (name, variant) = title.split_once(": ").unwrap_or((title, ""));
            let variant = (!variant.is_empty()).then(|| variant.to_owned());
            let (name, rows) = (name.to_owned(), Vec::new());
            kinds.expect("a budget").1.push(Kind {
                name,
                variant,
                rows,
            });
        } else if !line.is_empty() {
            let cells = line.split('|').map(|cell| cell.trim().to_owned());
            let kind = kinds.and_then(|(_, kinds)| kinds.last_mut());
            kind.expect("a table").rows.push(cells.collect());
        }
    }
    budgets
}

/// A dossier of this budget with a fiche for each table.
fn with_tables(budget: &str, kinds: &[Kind]) -> DossierTest {
    let [_, costs, funding] = &budget.split("==").map(str::trim).collect::<Vec<_>>()[..] else {
        panic!("{budget}");
    };
    let rows = |header: &str, of: &str, row: &dyn Fn(&str) -> String| -> Vec<String> {
        let all = (1..=kinds.len()).flat_map(|rank| {
            let rows = of
                .split(';')
                .map(move |one| format!("A 1.{rank}|{}", row(one)));
            rows.collect::<Vec<_>>()
        });
        [header.to_owned()].into_iter().chain(all).collect()
    };
    let costs = rows(
        "Fiche|Nature|Libellé|Jours 2027|Montant 2027|Jours 2028|Montant 2028",
        costs,
        &|line| {
            let (name, amounts) = line.split_once('|').expect("amounts");
            let (nature, label) = name.split_once('/').unwrap_or((name, ""));
            [nature, label, amounts].join("|")
        },
    );
    let funding = rows("Fiche|Financeur|Nature|Taux", funding, &str::to_owned);
    let [costs, funding] =
        [&costs, &funding].map(|rows| rows.iter().map(String::as_str).collect::<Vec<_>>());
    let test = dossier(
        &[("Dépenses", &costs), ("Cofinancement", &funding)],
        false,
        "",
    );
    fs::remove_dir_all(test.path("input/fiches")).expect("removed");
    fs::create_dir_all(test.path("input/fiches")).expect("a folder");
    for (rank, kind) in (1..).zip(kinds) {
        let row = |cells: &Vec<String>| -> String {
            let starts = cells.iter().enumerate().filter(|(_, text)| *text != "<");
            let written = starts.map(|(col, text)| {
                let rest = cells[col + 1..].iter().take_while(|text| *text == "<");
                let lines = text.trim_end_matches('?').split('⏎').map(paragraph);
                let (width, text) = (rest.count() + 1, lines.collect::<String>());
                format!("<w:tc><w:tcPr><w:gridSpan w:val=\"{width}\"/></w:tcPr>{text}</w:tc>")
            });
            let written = written.collect::<Vec<_>>().concat();
            format!("<w:tr>{written}</w:tr>")
        };
        let rows: String = kind.rows.iter().map(row).collect();
        let style = |level: u8, text: &str| {
            format!(
                "<w:p><w:pPr><w:pStyle w:val=\"Titre{level}\"/></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"
            )
        };
        let body = [
            style(1, &format!("Fiche A 1.{rank} : Essai {rank}")),
            paragraph("Maîtrise d’ouvrage : Ville"),
            style(2, "Moyens"),
            format!("<w:tbl>{rows}</w:tbl>"),
        ];
        let path = test.path(&format!("input/fiches/A-1.{rank}.docx"));
        fs::write(path, docx(&body.concat(), "")).expect("written");
    }
    test
}

/// The findings on each of these tables: the variant and the cell.
fn found_in(budget: &str, kinds: &[Kind]) -> Vec<Vec<(String, String)>> {
    let found = table_findings(&with_tables(budget, kinds));
    let of = |rank: usize| {
        let code = format!("A 1.{rank}");
        let of_fiche = found.iter().filter(|finding| {
            finding
                .fiche
                .as_ref()
                .is_some_and(|fiche| fiche.spelling() == code)
        });
        let shown = of_fiche.map(|finding| {
            let place = finding.place.within_file();
            let cell = place.rsplit(['!', ' ']).next().unwrap_or_default();
            (finding.variant.to_owned(), cell.to_owned())
        });
        shown.collect()
    };
    (1..=kinds.len()).map(of).collect()
}

/// Wrong texts for a cell, each with one slip.
fn slips(text: &str) -> Vec<String> {
    if text.ends_with('?') {
        return Vec::new();
    }
    let is_year = matches!(text.len(), 4 | 9) && text.starts_with("202");
    if let Some((before, after)) = text.split_once('%').filter(|_| text.len() > 1) {
        let number = before.trim_end();
        let name = number.trim_end_matches(|c: char| c.is_ascii_digit());
        let rate: u32 = number[name.len()..].parse().unwrap_or(1);
        return vec![format!("{name}{} %{after}", rate - 1)];
    }
    if is_year || !text.starts_with(|c: char| c.is_ascii_digit()) {
        return Vec::new();
    }
    match text.split_once(" (") {
        Some((amount, days)) => vec![format!("7 {amount} ({days}"), format!("{amount} (7{days}")],
        None if text.contains('/') => Vec::new(),
        None => vec![format!("7{text}")],
    }
}

#[test]
fn a_table_of_any_kind_is_checked_against_the_workbook() {
    for (budget, kinds) in kinds() {
        for (kind, found) in kinds.iter().zip(found_in(&budget, &kinds)) {
            let variants: Vec<&str> = found.iter().map(|(variant, _)| &**variant).collect();
            let due: Vec<&str> = kind.variant.as_deref().into_iter().collect();
            assert_eq!(variants, due, "{}", kind.name);
        }
    }
}

#[test]
fn a_slip_in_a_table_of_any_kind_is_found_once_at_its_cell() {
    for (budget, kinds) in kinds() {
        let mut all = Vec::new();
        for kind in &kinds {
            for (row, cells) in kind.rows.iter().enumerate() {
                for (col, text) in cells.iter().enumerate() {
                    for slip in slips(text) {
                        let mut wrong = kind.clone();
                        wrong.rows[row][col].clone_from(&slip);
                        let cell = format!("{}{}", ["A", "B", "C", "D", "E", "F"][col], row + 1);
                        all.push((wrong, cell, slip));
                    }
                }
            }
        }
        for some in all.chunks(80) {
            let tables: Vec<Kind> = some.iter().map(|(kind, ..)| kind.clone()).collect();
            for ((kind, cell, slip), found) in some.iter().zip(found_in(&budget, &tables)) {
                let is_expected = |variant: &str| kind.variant.as_deref() == Some(variant);
                let others = found.iter().filter(|(variant, _)| !is_expected(variant));
                let cells: Vec<&String> = others.map(|(_, cell)| cell).collect();
                assert_eq!(cells, [cell], "{}: {slip} {found:?}", kind.name);
            }
        }
    }
}

/// Findings: the variant and the cell of each.
type Found = Vec<(&'static str, String)>;

/// The findings on a fiche of this body, and its printed sections.
fn found_in_body(body: &str) -> (Found, Vec<(String, String)>) {
    let budget = "== Études|20|12000|10|6000;Animation|10|8000|5|4000 == Ville||0.6;CCI||0.4";
    let kind = Kind {
        name: String::new(),
        variant: None,
        rows: Vec::new(),
    };
    let test = with_tables(budget, &[kind]);
    let path = test.path("input/fiches/A-1.1.docx");
    fs::write(path, docx(body, "")).expect("written");
    let found = table_findings(&test);
    let of = |finding: &Finding| {
        let place = finding.place.within_file();
        let cell = place.rsplit(['!', ' ']).next().unwrap_or_default();
        (finding.variant, cell.to_owned())
    };
    let found = found.iter().map(of).filter(|entry| entry.0 != "missing");
    let read = check(&test.path("input"), &Limits::default()).expect("readable");
    let prose = read.dossier.fiches[0].prose.as_ref().expect("a text");
    let sections = prose.sections.iter();
    let sections = sections.map(|section| (section.heading.clone(), section.markdown.clone()));
    (found.collect(), sections.collect())
}

fn row(cells: &[&str]) -> String {
    let paragraphs = |text: &&str| text.split('\n').map(paragraph).collect::<String>();
    let cells = cells
        .iter()
        .map(|text| format!("<w:tc>{}</w:tc>", paragraphs(text)));
    format!("<w:tr>{}</w:tr>", cells.collect::<String>())
}

fn rows(rows: &[&[&str]]) -> String {
    let rows = rows.iter().map(|cells| row(cells));
    format!("<w:tbl>{}</w:tbl>", rows.collect::<String>())
}

fn heading(level: u8, text: &str) -> String {
    format!(
        "<w:p><w:pPr><w:pStyle w:val=\"Titre{level}\"/></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"
    )
}

/// A fiche with a text, then this body under a heading.
fn under(title: &str, body: &str) -> String {
    let text = heading(2, "Constat") + &paragraph("Un texte.");
    heading(1, "Fiche A 1.1 : Essai") + &text + &heading(2, title) + body
}

/// The findings on a fiche in Word with these rows in its form, then a table of the cost of « Études » per caption.
fn found_in_form(form: &[[&str; 2]], captions: &[[&str; 2]]) -> Found {
    let head = [
        ["Code de la fiche", "A 1.1"],
        ["Intitulé de l’action", "Essai"],
        ["Maîtrise d’ouvrage", "Ville"],
        ["Calendrier", "2027 et 2028"],
        ["Constat", "Un texte."],
    ];
    let all = head.iter().chain(form).map(|cells| row(cells));
    let mut body = format!("<w:tbl>{}</w:tbl>", all.collect::<String>());
    for [caption, amount] in captions {
        body += &paragraph(caption);
        body += &rows(&[&["Poste", "Montant"], &["Études", amount]]);
    }
    found_in_body(&body).0
}

const COSTS: [&[&str]; 3] = [
    &["Poste", "2027", "2028"],
    &["Études", "12 000 €", "6 000 €"],
    &["Animation", "8 000 €", "4 000 €"],
];

#[test]
fn a_table_is_left_out_with_its_heading_and_printed_beside_other_words() {
    let printed = |title: &str, above: &str, table: &str, below: &str| {
        let body = [above, table, below].concat();
        let (found, sections) = found_in_body(&under(title, &body));
        assert_eq!(found, [], "{title} {body}");
        let last = sections.last().expect("a section").clone();
        (last.0 == title).then_some(last.1)
    };
    let table = rows(&COSTS);
    for (title, above, below) in [
        ("Budget", String::new(), String::new()),
        ("5. Budget prévisionnel", String::new(), String::new()),
        (
            "Plan de financement",
            paragraph("Tableau 1 – Budget prévisionnel"),
            String::new(),
        ),
        (
            "Moyens",
            paragraph("Budget 2027-2028 :"),
            paragraph("Tableau 2 – Dépenses"),
        ),
        ("Moyens financiers", heading(3, "Budget"), String::new()),
    ] {
        assert_eq!(printed(title, &above, &table, &below), None, "{title}");
    }
    // The heading of the part is left out with the table; what stands before and after is printed.
    let text = paragraph("Trois agents.") + &heading(3, "Budget");
    let left = printed(
        "Moyens",
        &text,
        &table,
        &(heading(3, "Suivi") + &paragraph("Un comité.")),
    );
    assert_eq!(
        left.as_deref(),
        Some("Trois agents.\n\n### Suivi\n\nUn comité.")
    );
    let with = |rank: usize, row: &'static [&'static str]| {
        let mut all = COSTS.to_vec();
        all.insert(rank, row);
        rows(&all)
    };
    for (title, above, table, word) in [
        ("Budget voté en mars", "", table.clone(), "Études"),
        (
            "Budget",
            "Tableau 2 – Budget validé par le comité du 3 mars",
            table,
            "comité du 3 mars",
        ),
        (
            "Budget",
            "",
            with(0, &["Opération pilote", "", ""]),
            "Opération pilote",
        ),
        (
            "Budget",
            "",
            with(3, &["Total arrêté en bureau", "20 000 €", "10 000 €"]),
            "en bureau",
        ),
        (
            "Budget",
            "",
            rows(&[
                &["Poste\nretenu en mai", "2027", "2028"],
                COSTS[1],
                COSTS[2],
            ]),
            "en mai",
        ),
        (
            "Budget",
            "",
            with(1, &["Subvention acquise", "", ""]),
            "acquise",
        ),
    ] {
        let above = if above.is_empty() {
            String::new()
        } else {
            paragraph(above)
        };
        let text = printed(title, &above, &table, "").unwrap_or_default();
        assert!(
            text.contains(word) && text.contains("Études"),
            "{title} {word}: {text}"
        );
    }
    let struck = row(&["Études", "12 000 €", "6 000 €"]).replacen(
        "<w:t>12",
        "<w:rPr><w:strike/></w:rPr><w:t>11 000 €</w:t></w:r><w:r><w:t>12",
        1,
    );
    let table = rows(&COSTS).replace(&row(COSTS[1]), &struck);
    let text = printed("Budget", "", &table, "").expect("printed");
    assert!(text.contains("~~11 000"), "{text}");
}

#[test]
fn what_stands_above_a_table_gives_its_unit() {
    let found = |amount: &str| {
        let rows = rows(&[
            &["Poste", "2027", "2028"],
            &["Études", amount, "6"],
            &["Animation", "8", "4"],
        ]);
        let body = paragraph("(en milliers d’euros)") + &rows;
        found_in_body(&under("Budget", &body))
    };
    let (found_there, sections) = found("12");
    assert_eq!((found_there.len(), sections.len()), (0, 1), "{sections:?}");
    assert_eq!(found("13").0, [("", "B2".to_owned())]);
}

#[test]
fn a_table_within_a_cell_is_checked_against_the_workbook() {
    let found = |amount: &str| {
        let inner = rows(&[
            &["Poste", "2027", "2028"],
            &["Études", "12 000 €", "6 000 €"],
            &["Animation", "", amount],
        ]);
        let outer = rows(&[
            &["Étape", "Moyens", "Remarque"],
            &["Montage", "INNER", "Reste à voir"],
            &["Suite", "Un agent", ""],
        ]);
        let body = outer.replace(&paragraph("INNER"), &(inner + &paragraph("")));
        found_in_body(&under("Moyens", &body))
    };
    let (found_there, sections) = found("4 000 €");
    assert_eq!(found_there, []);
    let printed = &sections[1].1;
    assert!(printed.contains("Animation – / – 4 000 €"), "{printed}");
    assert_eq!(found("5 000 €").0, [("", "C3".to_owned())]);
}

#[test]
fn a_budget_in_lines_of_text_is_checked_against_the_workbook() {
    let found = |total: &str, last: &str| {
        let lines = ["Coût total : ", total].concat();
        let body = paragraph(&lines) + &paragraph("Ville : 60 %") + &paragraph(last);
        found_in_body(&under("Budget", &body)).0.len()
    };
    assert_eq!(found("30 000 €", "CCI : 12 000 €"), 0);
    assert_eq!(found("31 000 €", "CCI : 12 000 €"), 1);
    assert_eq!(found("30 000 €", "CCI : 11 000 €"), 1);
    // The text tells which part of the budget these lines are.
    assert_eq!(found("3 000 €", "Ce coût est celui d’un atelier."), 0);
}

#[test]
fn the_figures_of_a_form_are_checked_against_the_workbook() {
    for [label, value] in [
        ["Coût total", "30 000 €"],
        ["Coût prévisionnel", "30 000 € TTC"],
        ["Coût 2027", "20 000 €"],
        ["Participation CCI", "12 000 €"],
        ["Participation de la Ville", "60 %"],
        ["CCI", "12 000 € (40 %)"],
        ["Budget prévisionnel", "2027 : 20 000 €\n2028 : 10 000 €"],
        ["Plan de financement", "Ville : 60 %\nCCI : 40 %"],
        ["Coût prévisionnel total (€ TTC)", "30 000"],
        ["Coût", "2027 : 20 000 € ; 2028 : 10 000 €"],
        ["Coût par année", "20 000 € en 2027\n10 000 € en 2028"],
        ["Taux de cofinancement", "Ville 60 %, CCI 40 %"],
        ["Répartition", "60 % Ville / 40 % CCI"],
        ["Financement 2027", "Ville : 12 000 € – CCI : 8 000 €"],
        ["Nombre de jours", "45 jours"],
        ["Coût estimatif TTC", "30 000 euros TTC"],
        ["Coût total", "30 k€"],
        ["Subvention attendue de la Ville", "18 000 €"],
        ["Partenaires", "CCI, pour 50 % du temps"],
        ["Indicateurs", "40 % de locaux occupés"],
        ["Aide maximale par commerce", "5 000 €"],
        ["Part des moins de 25 ans", "30 %"],
        ["Coût total", "30"],
    ] {
        assert_eq!(found_in_form(&[[label, value]], &[]), [], "{label}");
    }
    for ([label, value], variant) in [
        (["Coût total", "31 000 €"], ""),
        (["Coût 2028", "20 000 €"], ""),
        (["Participation CCI", "18 000 €"], ""),
        (["Participation de la Ville", "50 %"], "rate"),
        (
            ["Budget prévisionnel", "2027 : 20 000 €\n2028 : 11 000 €"],
            "",
        ),
        (["Coût prévisionnel total (€)", "31 000"], ""),
        // The workbook may have no tax.
        (["Coût prévisionnel total (€ TTC)", "31 000"], "apart"),
        (["Coût", "2027 : 20 000 € ; 2028 : 11 000 €"], ""),
        (["Clé de financement", "Ville : 60 %\nCCI : 30 %"], "rate"),
        (["Coût par année", "21 000 € en 2027\n10 000 € en 2028"], ""),
        (["Taux de cofinancement", "Ville 60 %, CCI 30 %"], "rate"),
        (["Répartition", "50 % Ville / 40 % CCI"], "rate"),
        (["Financement 2027", "Ville : 12 000 € – CCI : 9 000 €"], ""),
        (["Nombre de jours", "46 jours"], "days"),
        (["Coût estimatif", "31 000 euros TTC"], ""),
        (["Coût total", "31 000"], "unclear"),
        (["Crédits 2028", "59 000 €"], "unclear"),
        (["Subvention attendue de la Région", "21 400 €"], "unclear"),
        (["Conseil régional", "21 400 €"], "unclear"),
        (["Part de la Chambre de commerce", "32 100 €"], "unclear"),
        (["Plan de financement", "Ville : 60 %\nCCI : 30 %"], "rate"),
        (
            [
                "Coût prévisionnel",
                "Total : 30 000 € dont 20 000 € en 2027",
            ],
            "unclear",
        ),
    ] {
        let found = found_in_form(&[[label, value]], &[]);
        assert_eq!(found, [(variant, "B6".to_owned())], "{label}");
    }
}

#[test]
fn a_table_under_a_year_is_of_that_year() {
    let found = |captions: &[[&str; 2]]| found_in_form(&[], captions).len();
    assert_eq!(
        found(&[["Année 2027", "12 000 €"], ["Année 2028", "6 000 €"]]),
        0
    );
    assert_eq!(
        found(&[["Année 2027", "6 000 €"], ["Année 2028", "12 000 €"]]),
        2
    );
    assert_eq!(found(&[["Année 2027 :", "18 000 €"]]), 1);
}
