//! The budget table of a Word fiche against the workbook: those of the seed's fiches, made from what was read of them.

use std::fs;

use paraphe::{Audited, Fiche, Finding, Limits, check};

use crate::{dossier_test::DossierTest, word_files::docx};

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
    let tables = tables.iter().map(|rows| table(rows) + &paragraph(""));
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

/// Who pays what over all years, and the part of each.
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

fn told(test: &DossierTest) -> Vec<Finding> {
    let findings = check(&test.path("input"), &Limits::default())
        .expect("readable")
        .findings;
    findings
        .into_iter()
        .filter(|finding| finding.rule == "fiche-table")
        .collect()
}

/// The seed with Word files in the place of its fiches, each made by `tables`.
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
fn a_table_that_says_what_the_workbook_says_is_not_printed_twice() {
    let (test, seed) = in_word(|seed, index| {
        let mut tables = vec![costs(&seed.dossier.fiches[index], 3), funding(seed, index)];
        tables.retain(|rows| rows.len() > 1);
        tables
    });
    let found: Vec<String> = told(&test)
        .iter()
        .map(|own| own.place.to_string())
        .collect();
    assert_eq!(found, [""; 0]);
    let read = check(&test.path("input"), &Limits::default()).expect("readable");
    assert_eq!(read.dossier.fiches.len(), seed.dossier.fiches.len());
    for fiche in &read.dossier.fiches {
        let prose = fiche.prose.as_ref().expect("a text");
        let sections: Vec<&str> = prose
            .sections
            .iter()
            .map(|own| own.heading.as_str())
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
            let found: Vec<String> = told(&test)
                .iter()
                .map(|own| own.place.within_file())
                .collect();
            let found: Vec<&String> = found
                .iter()
                .filter(|place| !place.ends_with(&cell))
                .collect();
            assert!(found.is_empty(), "{cell}: {found:?}");
            assert!(!told(&test).is_empty(), "{cell}");
        }
    }
}

#[test]
fn what_stands_on_one_side_only_is_told() {
    let (test, seed) = in_word(|seed, index| {
        let mut rows = costs(&seed.dossier.fiches[index], 3);
        let last = rows.len() - 1;
        match index {
            0 => rows.insert(
                last,
                ["Assurance", "500 €", "", ""].map(str::to_owned).to_vec(),
            ),
            1 => rows.truncate(last.min(2)),
            // It says something else as well.
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
    let found: Vec<(&str, usize)> = told(&test)
        .iter()
        .map(|own| {
            let code = own.fiche.as_ref().expect("a fiche");
            let index = seed
                .dossier
                .fiches
                .iter()
                .position(|fiche| fiche.code.value == *code);
            (own.variant, index.expect("a fiche"))
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
        .map(|own| own.markdown.as_str())
        .collect();
    assert!(
        printed
            .iter()
            .any(|text| text.contains("Sous réserve d’un devis")),
        "{printed:?}"
    );
}
