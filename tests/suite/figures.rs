//! The seed's figures, compared with the tables in `tests/seed/`, which someone who saw neither `input/` nor this
//! program transcribed from the agreement and computed with fractions.

use std::collections::BTreeMap;

use paraphe::{Amount, Audited, ColumnKind, Dossier, FunderId, Limits, RowKind, Split, check};

use crate::dossier_test::repository;

fn audited() -> Audited {
    check(&repository().join("input"), &Limits::default()).expect("the seed's dossier")
}

/// The records of a table, without its header.
fn table(name: &str) -> Vec<Vec<String>> {
    let text =
        std::fs::read_to_string(repository().join("tests/seed").join(name)).expect("a table");
    text.lines()
        .skip(1)
        .map(|line| line.split(',').map(str::to_owned).collect())
        .collect()
}

/// Total, Métropole, CCI, others, unallocated: the columns of the tables.
fn columns(split: &Split, dossier: &Dossier) -> Vec<String> {
    let amounts = [
        split.total,
        split.share(FunderId(0)),
        split.share(FunderId(1)),
        split.part(ColumnKind::Others, dossier.funders.all()),
        split.unallocated,
    ];
    amounts.into_iter().map(Amount::plain).collect()
}

#[test]
fn every_share_of_the_22_fiches_is_the_transcribed_one() {
    let audited = audited();
    let mut computed = BTreeMap::new();
    for (fiche, splits) in audited.dossier.fiches.iter().zip(&audited.figures.fiches) {
        for (year, split) in audited.dossier.years().iter().zip(&splits.years) {
            computed.insert(
                (fiche.code.spelling().to_owned(), year.to_string()),
                columns(split, &audited.dossier),
            );
        }
    }
    let expected: BTreeMap<_, _> = table("shares.csv")
        .into_iter()
        .map(|row| ((row[0].clone(), row[1].clone()), row[2..].to_vec()))
        .collect();
    assert_eq!(expected.len(), 66);
    assert_eq!(computed, expected);
}

#[test]
fn every_subtotal_and_total_is_the_transcribed_one() {
    let audited = audited();
    let convention = &audited.dossier.convention;
    let mut computed = BTreeMap::new();
    let axes = convention
        .axes
        .iter()
        .map(|axis| axis.prefix.clone())
        .zip(&audited.figures.axes);
    for (axis, splits) in axes.chain([("*".to_owned(), &audited.figures.total)]) {
        let years = convention
            .years
            .iter()
            .map(ToString::to_string)
            .zip(&splits.years);
        for (year, split) in years.chain([("*".to_owned(), &splits.all)]) {
            computed.insert((axis.clone(), year), columns(split, &audited.dossier));
        }
    }
    let expected: BTreeMap<_, _> = table("totals.csv")
        .into_iter()
        .map(|row| ((row[0].clone(), row[1].clone()), row[2..].to_vec()))
        .collect();
    assert_eq!(computed, expected);
}

/// The EC fiches state a yearly cost and its parts; the table has the yearly cost alone.
#[test]
fn every_cost_line_is_the_transcribed_one() {
    let audited = audited();
    let mut read: Vec<[String; 4]> = Vec::new();
    let mut by_year: BTreeMap<(String, String), Amount> = BTreeMap::new();
    for fiche in &audited.dossier.fiches {
        let code = fiche.code.spelling().to_owned();
        for line in &fiche.lines {
            for (year, cost) in audited.dossier.years().iter().zip(&line.years) {
                let Some(amount) = cost.amount.amount() else {
                    continue;
                };
                if code.starts_with("EC") {
                    *by_year.entry((code.clone(), year.to_string())).or_default() += amount;
                } else {
                    let days = cost
                        .days
                        .as_ref()
                        .map(|days| days.normalize().to_string())
                        .unwrap_or_default();
                    read.push([code.clone(), year.to_string(), days, amount.plain()]);
                }
            }
        }
    }
    read.extend(
        by_year
            .into_iter()
            .map(|((code, year), amount)| [code, year, String::new(), amount.plain()]),
    );
    let mut expected: Vec<[String; 4]> = table("cost_lines.csv")
        .into_iter()
        .map(|row| [&row[0], &row[3], &row[4], &row[5]].map(String::clone))
        .collect();
    read.sort();
    expected.sort();
    assert_eq!(read, expected);
}

#[test]
fn the_recap_is_read_as_drafted_errors_included() {
    let audited = audited();
    let recap = audited.dossier.recap.as_ref().expect("a recap");
    let mut read = BTreeMap::new();
    for row in &recap.rows {
        for (index, column) in recap.columns.iter().enumerate() {
            let Some(amount) = row.amount(index).amount() else {
                continue;
            };
            let year = column
                .year
                .map(|year| audited.dossier.years()[year].to_string());
            let kind = match column.kind {
                Some(ColumnKind::Funder(FunderId(0))) => "metropole",
                Some(ColumnKind::Funder(_)) => "cci",
                _ => "total",
            };
            let name = year.map_or_else(|| kind.to_owned(), |year| format!("{year} {kind}"));
            read.insert((row.label.value.clone(), name), amount.plain());
        }
    }
    let expected: BTreeMap<_, _> = table("drafted_recap.csv")
        .into_iter()
        .map(|row| ((row[0].clone(), row[1].clone()), row[2].clone()))
        .collect();
    assert_eq!(read, expected);
    assert!(recap.rows.iter().all(|row| row.kind != RowKind::Unknown));
}
