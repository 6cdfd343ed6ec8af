//! `--timings`: a table a dossier, on stderr, and nothing else changed.

use crate::dossier_test::DossierTest;

/// The rows of every table: what it is of, then label and figures.
fn tables(stderr: &str, title: &str) -> Vec<(String, Vec<Vec<String>>)> {
    let mut tables: Vec<(String, Vec<Vec<String>>)> = Vec::new();
    for line in stderr.lines() {
        if let Some(dossier) = line.strip_prefix(title) {
            tables.push((dossier.to_owned(), Vec::new()));
        } else if let (Some(row), Some((_, rows))) = (line.strip_prefix("  "), tables.last_mut()) {
            rows.push(
                row.split("  ")
                    .map(str::trim)
                    .filter(|cell| !cell.is_empty())
                    .map(str::to_owned)
                    .collect(),
            );
        }
    }
    tables
}

/// Tenths of milliseconds.
#[track_caller]
fn tenths(cell: &str, mark: char) -> u64 {
    let (whole, part) = cell
        .split_once(mark)
        .unwrap_or_else(|| panic!("{cell} has no {mark}"));
    assert_eq!(part.len(), 1, "{cell}");
    whole.parse::<u64>().expect("digits") * 10 + part.parse::<u64>().expect("a digit")
}

#[test]
fn a_build_tells_where_its_time_went() {
    let (plain, timed) = (DossierTest::seed(), DossierTest::seed());
    let silent = plain.run("build").code(0);
    let told = timed.run("build --timings").code(0);
    assert_eq!(silent.stdout(), told.stdout());
    assert_eq!(
        plain.published(),
        timed.published(),
        "no published byte depends on a clock"
    );
    assert!(!silent.stderr().contains("temps"), "{}", silent.stderr());

    let tables = tables(&told.stderr(), "Où est passé le temps\u{a0}: ");
    let [(dossier, rows)] = tables.as_slice() else {
        panic!("{}", told.stderr())
    };
    assert_eq!(dossier, "input");
    let labels: Vec<&str> = rows.iter().map(|row| row[0].as_str()).collect();
    let expected = [
        "phase",
        "lecture",
        "calcul",
        "contrôle",
        "données, constats, empreintes",
        "modèles (tera)",
        "mise en page (Typst)",
        "export PDF",
        "classeur (XLSX)",
        "publication",
        "résumé",
        "leur travail sur d’autres fils",
        "le reste",
        "total",
    ];
    assert_eq!(labels, expected);
    let cpu: Vec<u64> = rows[1..].iter().map(|row| tenths(&row[2], ',')).collect();
    let (total, parts) = cpu.split_last().expect("a total");
    // Each figure is rounded.
    assert!(parts.iter().sum::<u64>().abs_diff(*total) <= 10, "{rows:?}");
    // Nearly all of what others do is layout.
    let of = |label: &str| {
        rows.iter()
            .find(|row| row[0].starts_with(label))
            .expect(label)
    };
    let (layout, others) = (of("mise en page"), of("leur travail"));
    let worked: u64 = [layout, others]
        .iter()
        .map(|row| tenths(&row[2], ','))
        .sum();
    assert!(
        tenths(&layout[1], ',') > 0 && worked > *total / 4,
        "{rows:?}"
    );
}

#[test]
fn each_dossier_has_a_table_of_its_own() {
    let test = DossierTest::seed().copied_as("other");
    let checked = test
        .run("--lang en check --quiet --timings input other")
        .code(1);
    let tables = tables(&checked.stderr(), "Where the time went: ");
    assert_eq!(
        tables
            .iter()
            .map(|(dossier, _)| dossier.as_str())
            .collect::<Vec<_>>(),
        ["input", "other"]
    );
    for (_, rows) in &tables {
        let labels: Vec<&str> = rows.iter().map(|row| row[0].as_str()).collect();
        assert_eq!(
            labels[1..4],
            ["reading", "computing", "auditing"],
            "{rows:?}"
        );
        assert!(
            rows[1..].iter().all(|row| tenths(&row[2], '.') < 600_000),
            "{rows:?}"
        );
    }
    // A dossier that fails took its time too.
    let test = DossierTest::seed().without("budget.xlsx");
    let failed = test.run("--lang en build --timings").code(2);
    assert!(
        failed.stderr().contains("Where the time went: input\n"),
        "{}",
        failed.stderr()
    );
}
