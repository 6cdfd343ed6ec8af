//! What is read of tables.

use rust_decimal::Decimal;

use super::{table::figures, *};
use crate::{
    model::{CellAmount, CostAmount, CostLine, Funder, TableFigure, TableSubject, TableValue},
    source::{Code, Located},
};

fn subject(of: &TableSubject, funders: &Funders) -> String {
    match of {
        TableSubject::Total => "total".to_owned(),
        TableSubject::Funder { id, of } => {
            let of = of.as_ref().map(|names| format!(" ({})", names[0]));
            format!("{}{}", funders[*id].column, of.unwrap_or_default())
        }
        TableSubject::Line(names) => names[0].clone(),
        TableSubject::Sum(parts) => {
            let parts = parts.iter().map(|part| subject(part, funders));
            parts.collect::<Vec<_>>().join(" + ")
        }
    }
}

/// A table by its lines, cells parted by `|`, and what is read of it: one figure a line; `…` where it holds more.
#[track_caller]
fn reads(table: &str, expected: &[&str]) {
    let located = |text: &str| Located::new(text.to_owned(), Place::default());
    let mut funders = Funders::default();
    for (id, name) in [("ville", "Ville de Dijon"), ("cci", "CCI")] {
        assert!(funders.declare(Funder::declared(&located(id), name.to_owned(), None)));
    }
    let code = Code::parse("A 1").expect("a code");
    let mut fiche = Fiche::new(Located::new(code, Place::default()));
    fiche.lines = ["Études", "Animation"]
        .map(|nature| CostLine {
            place: Place::default(),
            section: None,
            nature: Some(located(nature)),
            nature_key: Some(fold(nature)),
            label: None,
            tax: None,
            years: vec![CostAmount {
                amount: Located::new(CellAmount::Blank, Place::default()),
                said: None,
                days: Some(Located::new(Decimal::ONE, Place::default())),
            }],
            carried: Vec::new(),
        })
        .to_vec();
    let periods = [2027, 2028].map(Period::Year);
    let budget = Budget {
        fiche: &fiche,
        leader: None,
        periods: &periods,
        funders: &funders,
    };
    let rows = table
        .lines()
        .map(|line| line.split('|').map(|cell| cell.trim().to_owned()).collect());
    let rows: Vec<Vec<String>> = rows.collect();
    let sheet = "tableau 1".into();
    let read = figures(
        &rows,
        "",
        &|row, col| Place::of_cell(&"a.docx".into(), &sheet, row, col),
        budget,
    );
    let shown = |figure: &TableFigure| {
        let of = subject(&figure.of, &funders);
        let year = figure
            .year
            .map_or(String::new(), |year| format!(" {}", periods[year]));
        let value = match figure.value {
            TableValue::Amount { amount, slack } if slack.is_zero() => amount.plain(),
            TableValue::Amount { amount, slack } => {
                format!("{} ± {}", amount.plain(), slack.plain())
            }
            TableValue::Days(days) => format!("{days} j"),
            TableValue::Rate(rate) => format!("{} %", rate.percents()),
            TableValue::Unchecked(why) => format!("{why:?}?"),
        };
        format!("{of}{year} {value}")
    };
    let mut found: Vec<String> = Vec::new();
    if let Some((figures, is_whole)) = &read {
        found.extend(figures.iter().map(shown));
        found.extend((!is_whole).then(|| "…".to_owned()));
    }
    assert_eq!(found, expected, "{table}");
}

#[test]
fn costs_by_year() {
    reads(
        "Nature de la dépense | 2027 | 2028 | Total\nÉtudes | 12 000 € (20 j) | / | 12 000 €\nTotal | 12 000 € | 0 | 12 000 €",
        &[
            "etudes 2027 12000",
            "etudes 2027 20 j",
            "etudes 12000",
            "total 2027 12000",
            "total 2028 0",
            "total 12000",
        ],
    );
    reads(
        "Budget prévisionnel |||\n| 2027 || 2028 |\nPoste | Jours | Coût | Jours | Coût\nÉtudes | 10 | 6000 | 5 | 2000",
        &[
            "etudes 2027 10 j",
            "etudes 2027 6000",
            "etudes 2028 NoDays?",
            "etudes 2028 2000",
            "…",
        ],
    );
    reads(
        "Dépenses (k€) | 2027\nÉtudes | 12,5\nCoût total | 12,5",
        &["etudes 2027 12500 ± 50", "total 2027 12500 ± 50"],
    );
}

#[test]
fn who_pays() {
    reads(
        "Dépenses | Montant | Recettes | Montant | %\nÉtudes | 8 000 € | Ville de Dijon | 6 000 € | 60 %\nAnimation | 2 000 € | CCI | 4 000 € | 40 %\nTotal | 10 000 € | Total | 10 000 € | 100 %",
        &[
            "etudes 8000",
            "Ville de Dijon 6000",
            "Ville de Dijon 60 %",
            "animation 2000",
            "CCI 4000",
            "CCI 40 %",
            "total 10000",
            "total 10000",
            "total 100 %",
        ],
    );
    reads(
        "Année | Coût | Ville de Dijon | CCI\n2027 | 10 000 € | 6 000 € | 4 000 €\nTotal | 10 000 € | 6 000 € | 4 000 €",
        &[
            "total 2027 10000",
            "Ville de Dijon 2027 6000",
            "CCI 2027 4000",
            "total 10000",
            "Ville de Dijon 6000",
            "CCI 4000",
        ],
    );
    reads(
        "| Part CCI 2027\nÉtudes | 1 000 €\nAnimation | 500 €",
        &["CCI (etudes) 2027 1000", "CCI (animation) 2027 500"],
    );
}

#[test]
fn labels_and_years_in_many_forms() {
    reads(
        "Dépenses 2027 | Montant | Dépenses 2028 | Montant\nÉtudes (20 j × 600 €) | 12 000 € | Études¹ | 6 000 €",
        &["etudes 2027 12000", "etudes 2028 6000", "…"],
    );
    reads(
        "Poste | 2027\nÉtudes | 12 000 €\nSous-total fonctionnement | 12 000 €",
        &["etudes 2027 12000", "etudes 2027 12000"],
    );
}

#[test]
fn costs_or_funders_stand_above() {
    reads(
        "Année | Études | Animation | Total\n2027 | 12 000 | 6 000 | 18 000\nTotal (€) | 12 000 | 6 000 | 18 000",
        &[
            "etudes 2027 12000",
            "animation 2027 6000",
            "total 2027 18000",
            "etudes 12000",
            "animation 6000",
            "total 18000",
        ],
    );
    reads(
        "Année | Coût | Ville de Dijon (60 %) | CCI – 40 %\n2027 | 10 000 € | 6 000 € | 4 000 €",
        &[
            "Ville de Dijon 60 %",
            "CCI 40 %",
            "total 2027 10000",
            "Ville de Dijon 2027 6000",
            "CCI 2027 4000",
        ],
    );
    reads(
        "Financeur | Montant\nVille de Dijon (60 %) | 6 000 €\nCCI : 40 % | 4 000 €",
        &[
            "Ville de Dijon 60 %",
            "Ville de Dijon 6000",
            "CCI 40 %",
            "CCI 4000",
        ],
    );
}

#[test]
fn costs_stand_over_those_who_pay() {
    let due = [
        "etudes 2027 8000",
        "animation 2027 2000",
        "total 2027 10000",
        "Ville de Dijon 2027 6000",
        "CCI 2027 4000",
        "total 2027 10000",
    ];
    reads(
        "DÉPENSES | 2027\nÉtudes | 8 000 €\nAnimation | 2 000 €\nTotal dépenses | 10 000 €\nRECETTES | 2027\nVille de Dijon | 6 000 €\nCCI | 4 000 €\nTotal recettes | 10 000 €",
        &due,
    );
    reads(
        "Budget 2027 |\nDÉPENSES |\nÉtudes | 8 000 €\nAnimation | 2 000 €\nTotal | 10 000 €\nRECETTES |\nVille de Dijon | 6 000 €\nCCI | 4 000 €\nTotal | 10 000 €",
        &due.map(|figure| figure.replace(" 2027", ""))
            .each_ref()
            .map(|figure| &**figure),
    );
    reads(
        "Plan de financement |||\nDépenses || Recettes |\nÉtudes | 8 000 € | Ville de Dijon | 6 000 €\nAnimation | 2 000 € | CCI | 4 000 €",
        &[
            "etudes 8000",
            "Ville de Dijon 6000",
            "animation 2000",
            "CCI 4000",
        ],
    );
    reads(
        "Poste | 2027\nÉtudes | 8 000 €\ndont Ville de Dijon | 6 000 €\ndont CCI | 2 000 €\nTotal | 8 000 €\ndont CCI | 2 000 €",
        &[
            "etudes 2027 8000",
            "Ville de Dijon (etudes) 2027 6000",
            "CCI (etudes) 2027 2000",
            "total 2027 8000",
            "CCI 2027 2000",
        ],
    );
}

#[test]
fn what_nothing_checks_is_reported() {
    reads(
        "Poste | Jours 2027\nÉtudes | 20\nAnimation | 4 j",
        &["etudes 2027 20 j", "animation 2027 4 j"],
    );
    reads(
        "Poste | 2026 | 2027\nÉtudes | 6 000 € | 12 000 €",
        &["etudes OtherYear?", "etudes 2027 12000", "…"],
    );
    reads(
        "Bilan 2025 | (€)\nÉtudes | 12 000",
        &["etudes OtherYear?", "…"],
    );
    reads(
        "Poste | Montant annuel\nÉtudes | 12 000 €",
        &["etudes Annual?", "…"],
    );
    reads(
        "Poste | Prix unitaire | 2027\nÉtudes | 600 € | 12 000 €",
        &["etudes Apart?", "etudes 2027 12000", "…"],
    );
    reads(
        "Poste | 2027\nÉtudes | 12 000 € environ\nAnimation | 6 000 € HT",
        &["etudes 2027 Unclear?", "animation 2027 6000", "…"],
    );
    reads(
        "Poste | 2027\nÉtudes | 12 000 €\ndont relevés | 2 000 €",
        &["etudes 2027 12000", "releves 2027 Apart?", "…"],
    );
}

#[test]
fn what_is_of_something_else_is_left() {
    reads(
        "Année | Boutiques ouvertes | Porteurs suivis\n2027 | 3 | 4\n2028 | 5 | 6",
        &[],
    );
    reads(
        "Indicateur | 2027 | 2028\nVisites | 1 200 | 1 300\nTotal | 1 200 | 1 300",
        &[],
    );
    reads(
        "Indicateur | Cible\nChiffre d’affaires moyen | 10 000 €",
        &[],
    );
    reads("Contact | Adresse\nMairie | 12 rue de la Paix", &[]);
    // It holds more than figures that the workbook has.
    reads(
        "Poste | Quantité | 2027\nÉtudes | 3 unités | 12 000 €\nAnimation | deux | 6 000 €",
        &["etudes 2027 12000", "animation 2027 6000", "…"],
    );
    reads(
        "Poste | 2027\nÉtudes | 12 000 €\nSous réserve d’un devis |",
        &["etudes 2027 12000", "…"],
    );
    reads(
        "Charges |\nÉtudes | 12 000 €\nAnimation | à voir",
        &["etudes 12000", "…"],
    );
}
