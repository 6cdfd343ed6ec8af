use std::sync::Arc;

use super::*;
use crate::{
    finding::{Fact, Keep, Settlement, Slip, Term},
    money::Amount,
    source::{CellRef, Code, Grid, Head},
};

const FILE: &str = "budget.xlsx";

fn cell(sheet: &str, row: u32, col: u32) -> Place {
    Place::Cell {
        file: FILE.into(),
        sheet: sheet.into(),
        cell: CellRef::new(row, col),
    }
}

fn sources() -> Sources {
    let sheet = "Récapitulatif;;;;;\n;;;2019;;\nFiche;Intitulé;;% Métropole;% CCI Côte-d’Or;Total\n\
                 EC 1.1;Une fiche;;2000;0;2000\nEC 1.3;Une autre;;0;20000;20000\nTotal EC;;;2000;20000;22000";
    let rows = sheet
        .lines()
        .map(|line| line.split(';').map(str::to_owned).collect());
    let grid = Grid {
        rows: rows.collect(),
        head: Head {
            rows: vec![1, 2],
            columns: vec![0],
        },
    };
    let mut sources = Sources::default();
    sources
        .sheets
        .insert((FILE.into(), "Récapitulatif".into()), grid);
    sources.texts.insert(
        "convention.toml".into(),
        "titre = \"x\"\nmontant = \"430370\"\n".into(),
    );
    sources
}

/// A finding with all fields filled in.
fn full() -> Finding {
    let amount = |euros| Fact::from(Amount::whole(euros));
    let mut finding = Finding::new(
        "recap-row-unknown",
        Severity::Error,
        cell("Récapitulatif", 4, 4),
    )
    .fiche(&Code::parse("EC 1.3").expect("a code"))
    .year(2019)
    .drafted(Amount::whole(20_000))
    .expected(Amount::ZERO)
    .terms((0..3).map(|row| Term {
        value: amount(row),
        place: cell("Dépenses", 8, 5),
    }));
    finding.slip = Some(Slip::new("wrong-column", "Métropole"));
    finding.consequences = (5..15)
        .map(|row| Consequence {
            place: cell("Récapitulatif", row, 4),
            drafted: amount(134_860),
            expected: amount(114_860),
        })
        .collect();
    finding
}

fn draw(finding: &Finding, screen: Screen) -> String {
    let locale = Locale::french();
    TextReport {
        locale: &locale,
        screen,
        sources: &sources(),
        complete: false,
    }
    .finding(finding)
}

fn plain(width: usize) -> Screen {
    Screen {
        width,
        colour: false,
    }
}

#[test]
fn a_finding_says_what_where_why_and_what_to_do() {
    insta::assert_snapshot!(draw(&full(), plain(90)));
}

#[test]
fn a_finding_fits_a_narrow_terminal() {
    let drawn = draw(&full(), plain(60));
    insta::assert_snapshot!(drawn);
    assert!(drawn.lines().all(|line| display_width(line) <= 60));
}

#[test]
fn the_decision_that_would_settle_it_can_be_copied() {
    let mut finding = full();
    (finding.rule, finding.terms, finding.consequences) = ("recap-column", Vec::new(), Vec::new());
    finding.choices = vec!["fiche", "recapitulatif"];
    let drawn = draw(&finding, plain(60));
    insta::assert_snapshot!(drawn);
    let block = drawn
        .lines()
        .skip_while(|line| line.trim() != "[[arbitrage]]")
        .map(str::trim_start);
    let pasted: toml::Table = block.collect::<Vec<_>>().join("\n").parse().expect("TOML");
    assert!(pasted.contains_key("arbitrage"));
}

#[test]
fn a_settled_finding_says_who_decided() {
    let mut finding = full();
    finding.consequences.clear();
    finding.settlement = Some(Settlement {
        keep: Keep::Fiche,
        parts: Vec::new(),
        place: Place::in_text(&Arc::from("arbitrages.toml"), "[[arbitrage]]", 0..13),
        decided_by: "Comité de pilotage".to_owned(),
        date: Some("2018-11-15".to_owned()),
        reason: "la part reste à la Métropole".to_owned(),
    });
    insta::assert_snapshot!(draw(&finding, plain(90)));
}

#[test]
fn places_without_an_extract_are_only_named() {
    let places = [
        Place::file("budget.ods"),
        Place::Sheet {
            file: FILE.into(),
            sheet: "Dépenses".into(),
        },
        cell("Ailleurs", 2, 2),
        Place::Text {
            file: "perdu.md".into(),
            line: 3,
            column: 1,
            start: 90,
            end: 99,
            spot: None,
        },
        Place::Text {
            file: "convention.toml".into(),
            line: 2,
            column: 11,
            start: 22,
            end: 990,
            spot: None,
        },
    ];
    for place in places {
        let drawn = draw(
            &Finding::new("key-missing", Severity::Info, place.clone()),
            plain(90),
        );
        assert!(drawn.contains(&format!("--> {place}\n")), "{drawn}");
    }
}

#[test]
fn no_control_character_of_the_dossier_reaches_the_terminal() {
    let hostile = "a\u{1b}]0;x\u{7}\u{9b}31m\u{202e}\r\nb";
    let mut sources = sources();
    sources.texts.insert("x.md".into(), hostile.into());
    sources.sheets.insert(
        (FILE.into(), hostile.into()),
        Grid {
            rows: vec![vec![hostile.to_owned(); 3]; 3],
            ..Grid::default()
        },
    );
    let mut finding = full().drafted(hostile).expected(hostile);
    finding.terms[0].place = cell(hostile, 0, 0);
    finding.consequences[0].place = Place::file(hostile);
    for place in [
        cell(hostile, 1, 1),
        Place::in_text(&"x.md".into(), hostile, 0..3),
        Place::file(hostile),
    ] {
        finding.place = place;
        let locale = Locale::french();
        let report = TextReport {
            locale: &locale,
            screen: plain(90),
            sources: &sources,
            complete: true,
        };
        let text = report.render(&[&finding]) + &report.concise(&[&finding]);
        let bad = text
            .chars()
            .find(|c| *c != '\n' && (c.is_control() || crate::source::is_unprintable(*c)));
        assert_eq!(bad, None, "{text:?}");
    }
}

#[test]
fn the_summary_counts_by_severity_then_by_rule() {
    let locale = Locale::french();
    let report = TextReport {
        locale: &locale,
        screen: plain(90),
        sources: &Sources::default(),
        complete: false,
    };
    let finding = |rule, severity| Finding::new(rule, severity, Place::file("x"));
    let findings = [
        finding("b-rule", Severity::Warning),
        finding("a-rule", Severity::Error),
        finding("b-rule", Severity::Error),
    ];
    assert_eq!(
        report.summary(&Counts::of(&findings)),
        "2 erreurs, 1 avertissement\nb-rule\u{a0}2 · a-rule\u{a0}1\n"
    );
    assert_eq!(report.summary(&Counts::default()), "Aucun constat.\n");
}
