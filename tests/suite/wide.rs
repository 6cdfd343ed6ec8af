//! An agreement of nine funders, three levels of axes and ten years, whose recap stays legible.

use std::{fs, path::Path};

use calamine::{Reader, open_workbook_auto};

use crate::{
    dossier_test::DossierTest,
    shapes::{audited, save},
};

const FUNDERS: [&str; 9] = [
    "Métropole",
    "Région",
    "État",
    "Département",
    "Agence de l’eau",
    "FEDER",
    "ADEME",
    "Caisse des dépôts",
    "Anah",
];

/// Sixteen fiches; in each year, three of the funders pay nothing. Amounts are whole numbers of `scale` euros.
fn dossier(scale: &str) -> DossierTest {
    let years: Vec<i32> = (2026..2036).collect();
    let mut convention = format!(
        "titre = \"Contrat de bassin\"\nannees = {years:?}\netape = \"2026-05-01\"\nlieu = \"Dijon\"\n"
    );
    for (rank, name) in FUNDERS.iter().enumerate() {
        let table = if rank < 2 { "parties" } else { "financeurs" };
        convention.extend([format!(
            "[[{table}]]\nid = \"f{rank}\"\nnom = \"{name} (nom entier)\"\ncolonne = \"{name}\"\n"
        )]);
        if rank < 2 {
            convention += "signataire = { nom = \"Anne Un\", qualite = \"Présidente\" }\n";
        }
    }
    let mut axis = |prefix: &str, within: &str| {
        convention.extend([format!(
            "[[axes]]\nprefixe = \"{prefix}\"\ntitre = \"Objectif {prefix} : relier et animer\"\n"
        )]);
        if !within.is_empty() {
            convention.extend([format!("dans = \"{within}\"\n")]);
        }
    };
    let mut test = DossierTest::empty();
    let years = years.iter().map(|year| format!("| Montant {year}"));
    let mut costs = format!("Fiche | Section | Nature {}", years.collect::<String>());
    let mut funding = "Fiche | Financeur | Taux".to_owned();
    let mut rank = 0;
    for a in 1..3 {
        axis(&format!("{a}"), "");
        for b in 1..3 {
            axis(&format!("{a}.{b}"), &format!("{a}"));
            for c in 1..3 {
                axis(&format!("{a}.{b}.{c}"), &format!("{a}.{b}"));
                for d in 1..3 {
                    let code = format!("{a}.{b}.{c}.{d}");
                    test = test.file(
                        &format!("fiches/{code}.md"),
                        &format!("+++\ncode = \"{code}\"\ntitre = \"Rénovation énergétique des bâtiments publics et des logements sociaux du centre, {code}\"\n+++\n## Contenu\n\nUn texte.\n"),
                    );
                    // Each fiche only has costs in the years of its two funders.
                    let first = rank % 8;
                    let cost = |year: usize| match (year % 3 == first % 3, year % 2) {
                        (true, 0) => format!("| {}{scale}", 1 + rank),
                        (true, _) => format!("| {}{scale}", 40 + rank),
                        _ => "| ".to_owned(),
                    };
                    let section = ["Fonctionnement", "Investissement"][rank % 2];
                    costs.extend([format!(
                        "\n{code} | {section} | Travaux {}",
                        (0..10).map(cost).collect::<String>()
                    )]);
                    funding.extend([format!(
                        "\n{code} | {} | 60 %\n | {} | 40 %",
                        FUNDERS[first],
                        FUNDERS[first + 1]
                    )]);
                    rank += 1;
                }
            }
        }
    }
    let test = test.file("convention.toml", &convention);
    save(&test, &[("Dépenses", &costs), ("Cofinancement", &funding)]).expect("written");
    test
}

/// The tables of the recap: type size in tenths of a point, headings over the columns, columns.
fn tables(source: &str) -> Vec<(u32, Vec<String>, Vec<String>)> {
    let between = |text: &str, from: &str, to: &str| {
        let text = text
            .split(from)
            .skip(1)
            .map(|rest| rest.split(to).next().unwrap_or_default().to_owned());
        text.collect::<Vec<_>>()
    };
    let tables = source.split("\n#montants(").skip(1).map(|table| {
        let size = table.split("pt,").next().expect("a size").trim();
        let (whole, tenth) = size.split_once('.').unwrap_or((size, "0"));
        let size =
            10 * whole.parse::<u32>().expect("a number") + tenth.parse::<u32>().expect("a number");
        let head = table
            .split(").map(titre-de-colonne)")
            .next()
            .expect("a header");
        let (above, columns) = head.split_once("..(").expect("columns");
        (
            size,
            between(above, "entete-bloc[", "]"),
            between(columns, "[", "]"),
        )
    });
    tables.collect()
}

#[test]
fn totals_fold_to_the_terminal() {
    let test = dossier("000");
    for width in ["60", "80", "110"] {
        let build = "build --xlsx-only";
        let shown = test
            .run_with(build, &[("COLUMNS", width), ("LANG", "fr")])
            .code(0)
            .stdout();
        let lines = shown.lines().skip_while(|line| !line.starts_with("Année"));
        let lines: Vec<&str> = lines
            .take_while(|line| !line.starts_with("Aucun"))
            .collect();
        let longest = lines.iter().map(|line| line.chars().count()).max();
        assert!(longest <= width.parse().ok(), "{shown}");
        let headers = lines.iter().filter(|line| line.starts_with("Année"));
        let headers = headers.copied().collect::<Vec<_>>().join(" ");
        for name in FUNDERS.iter().chain(&["Total"]) {
            assert_eq!(
                headers.matches(&name.replace(' ', "\u{a0}")).count(),
                1,
                "{shown}"
            );
        }
        assert!(lines.iter().all(|line| line.matches("Année").count() < 2));
    }
}

#[test]
fn nine_funders_over_ten_years_stay_legible() {
    for (scale, most) in [("000", 6), ("00000,37", 11)] {
        let test = dossier(scale);
        assert!(
            audited(&test).findings.is_empty(),
            "{:#?}",
            audited(&test).findings
        );
        test.run("build -q").code(0);
        let source = fs::read_to_string(test.path("output/2026-05-01/source/recapitulatif.typ"))
            .expect("text");
        let tables = tables(&source);
        assert!(tables.len() > 1 && tables.len() <= most, "{tables:#?}");
        assert!(tables.iter().all(|(size, ..)| *size >= 65), "{tables:#?}");
        // Each year stands in one table, and no table has a column without amounts.
        let years: Vec<&String> = tables.iter().flat_map(|(_, blocks, _)| blocks).collect();
        assert_eq!(years.len(), 11, "{years:?}");
        for (rank, table) in source.split("\n#montants(").skip(1).enumerate() {
            let total = table.split("[Total général]),").nth(1).expect("a total");
            let total = total.lines().next().expect("a row");
            let total = total.replace("(stroke: (left: 1pt + white))", "");
            let shown: Vec<&str> = total.split("total-general[").skip(1).collect();
            let width = tables[rank].2.len() / tables[rank].1.len();
            assert_eq!(shown.len(), tables[rank].2.len(), "{total}");
            for column in 0..width {
                let mut cells = shown.iter().skip(column).step_by(width);
                assert!(
                    cells.any(|cell| !cell.starts_with('–')),
                    "{:?}",
                    tables[rank]
                );
            }
        }
        assert!(
            tables
                .iter()
                .any(|(_, blocks, columns)| columns.len() < blocks.len() * (FUNDERS.len() + 1)),
            "{tables:#?}"
        );
    }
}

#[test]
fn contents_and_bookmarks_follow_the_levels_of_axes() {
    let mut test = dossier("000");
    for code in ["1.1.3", "1.1.1.3"] {
        let text = format!(
            "+++\ncode = \"{code}\"\ntitre = \"Animer\"\n+++\n## Contenu\n\n### Un\n\n#### Deux\n\nUn texte.\n"
        );
        test = test.file(&format!("fiches/{code}.md"), &text);
    }
    test.run("build -q").code(0);
    let pdf = fs::read(test.path("output/2026-05-01/annexes.pdf")).expect("a file");
    // For a validator: no level is skipped, however deep.
    fs::write(
        Path::new(env!("CARGO_TARGET_TMPDIR")).join("levels.pdf"),
        &pdf,
    )
    .expect("written");
    let pdf = lopdf::Document::load_mem(&pdf).expect("a PDF");
    let bookmarks = pdf.get_toc().expect("bookmarks").toc;
    let bookmarks: Vec<String> = bookmarks
        .iter()
        .filter_map(|entry| {
            let (code, _) = entry.title.split_once(" – ")?;
            Some(format!("{} {code}, page {}", entry.level, entry.page))
        })
        .collect();
    insta::assert_snapshot!("bookmarks", bookmarks.join("\n"));
}

#[test]
fn a_wide_workbook_comes_back_as_it_was() {
    let test = dossier("000");
    test.run("build -q --xlsx-only").code(0);
    let corrected = test.path("output/2026-05-01+classeur/budget-corrige.xlsx");
    let mut book = open_workbook_auto(&corrected).expect("a workbook");
    let recap = book.worksheet_range("Récapitulatif").expect("a sheet");
    // Nine funders and the total, for ten years and all of them.
    assert_eq!(recap.width(), 2 + 11 * 10);
    fs::copy(corrected, test.path("input/budget.xlsx")).expect("copied");
    assert!(
        audited(&test).findings.is_empty(),
        "{:#?}",
        audited(&test).findings
    );
}

/// One fiche per axis, funders in turn, each with a base and a ceiling.
fn large(axes: usize, years: usize, funders: usize) -> DossierTest {
    let years: Vec<usize> = (2026..2026 + years).collect();
    let mut convention =
        format!("titre = \"Contrat\"\nannees = {years:?}\netape = \"large\"\nlieu = \"Dijon\"\n");
    for (rank, name) in FUNDERS.iter().enumerate().take(funders) {
        convention.extend([format!(
            "[[parties]]\nid = \"f{rank}\"\nnom = \"{name} (nom entier)\"\ncolonne = \"{name}\"\n\
             signataire = {{ nom = \"Anne Un\", qualite = \"Présidente\" }}\n"
        )]);
    }
    let mut costs = "Fiche | Nature".to_owned();
    costs.extend(years.iter().map(|year| format!("| Montant {year}")));
    let mut funding = "Fiche | Financeur | Taux | Assiette | Plafond".to_owned();
    let mut test = DossierTest::empty();
    for axis in 1..=axes {
        let nature = format!("Nature {}", axis % 20);
        convention.extend([format!(
            "[[axes]]\nprefixe = \"{axis}\"\ntitre = \"Axe {axis}\"\n"
        )]);
        test = test.file(
            &format!("fiches/{axis}.1.md"),
            &format!("+++\ncode = \"{axis}.1\"\ntitre = \"Action {axis}\"\n+++\n## Contenu\n\nUn texte.\n"),
        );
        costs.extend([format!("\n{axis}.1 | {nature}")]);
        costs.extend(years.iter().map(|year| format!("| {}", axis * year)));
        let [one, other] = [0, 1].map(|next| FUNDERS[(axis + next) % funders]);
        funding.extend([format!(
            "\n{axis}.1 | {one} | 60 % | {nature} | 90000\n | {other} | 40 %"
        )]);
    }
    let test = test.file("convention.toml", &convention);
    save(&test, &[("Dépenses", &costs), ("Cofinancement", &funding)]).expect("written");
    test
}

/// Microsoft's validator and others check the files left here, as a spreadsheet would repair a longer formula.
#[test]
fn no_formula_is_longer_than_a_spreadsheet_reads() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("large");
    fs::create_dir_all(&folder).expect("a folder");
    for (axes, years, funders) in [(16, 20, 2), (30, 6, 4)] {
        let test = large(axes, years, funders);
        test.run("build -q --xlsx-only").code(0);
        let file = folder.join(format!("{axes}-{years}-{funders}.xlsx"));
        fs::copy(
            test.path("output/large+classeur/budget-corrige.xlsx"),
            &file,
        )
        .expect("copied");
        let mut book = open_workbook_auto(&file).expect("a workbook");
        let mut formulas = 0;
        for name in book.sheet_names() {
            for (row, col, formula) in book.worksheet_formula(&name).expect("a sheet").used_cells()
            {
                formulas += usize::from(!formula.is_empty());
                let length = formula.encode_utf16().count();
                assert!(length <= 8_192, "{name} {row} {col}: {length}");
            }
        }
        assert!(formulas > 1_000, "{formulas}");
    }
}
