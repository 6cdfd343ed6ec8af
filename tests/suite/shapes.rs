//! Agreements of other shapes than the example's: periods instead of years, axes within axes, funders who do not sign,
//! ceilings, eligible bases, what others leave, what is not costed. Every share stands here as worked out by hand.

use std::fs;

use paraphe::{Audited, Limits, check};
use proptest::prelude::*;
use rust_xlsxwriter::{Workbook, XlsxError};

use crate::{
    dossier_test::DossierTest,
    generator::{Value, write_sheet},
};

/// Periods and what everyone pays in them, the total last, as commands print them.
pub(crate) type Shares<'a> = &'a [&'a str];

#[derive(Clone)]
pub(crate) struct Shape {
    pub(crate) convention: &'static str,
    pub(crate) costs: &'static str,
    pub(crate) funding: &'static str,
    pub(crate) fiches: &'static [(&'static str, &'static str)],
    pub(crate) shares: Shares<'static>,
}

/// Phases, two levels of numeric codes, and two funds of one hand.
pub(crate) const PHASES: Shape = Shape {
    convention: r#"
periodes = ["Phase 1 (2021-2023)", "2024-2027"]
[[financeurs]]
id = "fprnm"
nom = "Fonds de prévention des risques naturels majeurs"
colonne = "FPRNM"
de = "etat"
[[financeurs]]
id = "dsil"
nom = "Dotation de soutien à l’investissement local"
colonne = "DSIL"
de = "etat"
[[axes]]
prefixe = "1"
titre = "Connaître le risque"
[[axes]]
prefixe = "1.1"
titre = "Études"
dans = "1"
[[axes]]
prefixe = "1.2"
titre = "Mesures"
dans = "1"
[[axes]]
prefixe = "2"
titre = "Réduire la vulnérabilité"
[[montants_annonces]]
article = "Article 3"
libelle = "part de l’État"
montant = "130000"
calcul = "part:etat"
[[montants_annonces]]
article = "Article 3"
libelle = "part de l’État, première phase"
montant = "80000"
calcul = "part:etat@Phase 1 (2021-2023)"
"#,
    costs: "Fiche | Nature | Libellé | Montant Phase 1 (2021-2023) | Montant 2024-2027
1.1.1 | Études | Modèle | 100000 |
1.1.2 | Études | Carte | 20000 | 20000
1.2.1 | Travaux | Repères | | 50000
2.1 | Travaux | Batardeaux | 40000 | 60000",
    funding: "Fiche | Financeur | Taux
1.1.1 | FPRNM | 50 %
 | Métropole | 30 %
 | Région | 20 %
1.1.2 | DSIL | 50 %
 | Métropole | 50 %
1.2.1 | DSIL | 20 %
 | Métropole | 80 %
2.1 | FPRNM | 50 %
 | Région | 50 %",
    fiches: &[
        ("1.1.1", "calendrier = \"2021 à 2023\""),
        ("1.1.2", ""),
        ("1.2.1", ""),
        ("2.1", ""),
    ],
    shares: &[
        "Phase 1 (2021-2023) 40 000 € 40 000 € 70 000 € 10 000 € 160 000 €",
        "2024-2027 50 000 € 30 000 € 30 000 € 20 000 € 130 000 €",
        "Ensemble 90 000 € 70 000 € 100 000 € 30 000 € 290 000 €",
    ],
};

/// Ceilings, bases, the balance of the fiche's owner or of a named funder, sections, what is not costed.
///
/// H 1, 2026: Anah min(50 % × 200 000, 80 000) = 80 000; Région 30 % × 150 000 = 45 000; the Métropole, which leads it,
/// 260 000 − 125 000 = 135 000. 2027: 50 000, 30 % × min(150 000, 100 000) = 30 000, 20 000. H 2, works of 2026:
/// min(33,3 % × 333 333,33, 100 000) = 100 000; 20 000; the rest 213 333,33.
pub(crate) const CEILINGS: Shape = Shape {
    convention: r#"
annees = [2026, 2027]
champs = ["Priorité", "Statut"]
[[financeurs]]
id = "anah"
nom = "Agence nationale de l’habitat"
colonne = "Anah"
[[financeurs]]
id = "sombernon"
nom = "Commune de Sombernon"
colonne = "Sombernon"
[[axes]]
prefixe = "H"
titre = "Habitat"
"#,
    costs: "Fiche | Section | Nature | Libellé | Montant 2026 | Montant 2027
H 1 | Fonctionnement | Études | Suivi-animation | 60000 | NC
 | Investissement | Travaux | Logements | 200000 | 100000
H 2 | Investissement | Travaux | Halle | 333 333,33 |
 | Fonctionnement | Études | Programme | 10000 | 5000
H 3 | | Études | À venir | NC | p.m.",
    funding: "Fiche | Financeur | Nature | Taux | Assiette | Plafond | Montant 2026 | Montant 2027
H 1 | Anah | | 50 % | Travaux | 80000 | |
 | Région | | 30 % | 150 000 € | | |
 | | | solde | | | |
H 2 | Anah | Travaux | 33,3 % | | 100000 | |
 | Région | Travaux | | | | 20000 | 0
 | Sombernon | Travaux | Solde | | | |
 | Métropole | Études | 100 % | | | |",
    fiches: &[
        ("H 1", "maitrise_ouvrage = \"Métropole\""),
        ("H 2", "priorite = \"haute\"\nstatut = \"engagée\""),
        ("H 3", ""),
    ],
    shares: &[
        "2026 145 000 € 65 000 € 180 000 € 213 333,33 € 603 333,33 €",
        "2027 25 000 € 30 000 € 50 000 € 0 € 105 000 €",
        "Ensemble 170 000 € 95 000 € 230 000 € 213 333,33 € 708 333,33 €",
    ],
};

const PARTIES: &str = r#"titre = "Convention d’essai"
etape = "2026-05-01"
lieu = "Dijon"
PERIODS
[[parties]]
id = "metropole"
nom = "Métropole d’Exemple"
colonne = "Métropole"
signataire = { nom = "Anne Un", qualite = "Présidente" }
[[parties]]
id = "region"
nom = "Région Exemple"
colonne = "Région"
signataire = { nom = "Paul Deux", qualite = "Président" }
"#;

impl Shape {
    pub(crate) fn dossier(&self) -> DossierTest {
        let tables = self.convention.find("[[").expect("tables");
        let (head, rest) = self.convention.split_at(tables);
        let convention = PARTIES.replace("PERIODS", head.trim()) + rest;
        let mut test = DossierTest::empty().file("convention.toml", &convention);
        for (code, front) in self.fiches {
            let text = format!(
                "+++\ncode = \"{code}\"\ntitre = \"Action {code}\"\n{front}\n+++\n## Contenu\n\nUn texte.\n"
            );
            test = test.file(&format!("fiches/{code}.md"), &text);
        }
        save(
            &test,
            &[("Dépenses", self.costs), ("Cofinancement", self.funding)],
        )
        .expect("written");
        test
    }
}

/// Writes the workbook: a line a row, cells between bars; numbers are numbers, all else is text.
pub(crate) fn save(test: &DossierTest, sheets: &[(&str, &str)]) -> Result<(), XlsxError> {
    let mut workbook = Workbook::new();
    let value = |text: &str| match text.trim() {
        "" => Value::Blank,
        text => text
            .parse()
            .map_or_else(|_| Value::text(text), |number| Value::Number(number, 0)),
    };
    for (name, rows) in sheets {
        let rows = rows.lines().map(|row| row.split('|').map(value).collect());
        write_sheet(&mut workbook, name, &rows.collect())?;
    }
    workbook.save(test.path("input").join("budget.xlsx"))
}

pub(crate) fn audited(test: &DossierTest) -> Audited {
    check(&test.path("input"), &Limits::default()).expect("readable")
}

/// Every shape, right: no finding, the shares as worked out by hand, and again out of the corrected workbook.
#[test]
fn other_agreements_come_out_as_worked_out_by_hand() {
    for shape in [PHASES, CEILINGS] {
        let test = shape.dossier();
        let findings = audited(&test).findings;
        assert!(findings.is_empty(), "{findings:#?}");
        let shares = |run: &str| {
            let shown = test.run(run).code(0).stdout();
            let plain = shown.replace(['\u{a0}', '\u{202f}'], " ");
            let lines = plain
                .lines()
                .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
            lines
                .filter(|line| shape.shares.contains(&line.as_str()))
                .collect::<Vec<_>>()
        };
        assert_eq!(shares("build"), shape.shares);
        let corrected = test.path("output/2026-05-01/budget-corrige.xlsx");
        fs::copy(corrected, test.path("input/budget.xlsx")).expect("copied");
        let findings = audited(&test).findings;
        assert!(findings.is_empty(), "{findings:#?}");
        assert_eq!(shares("build --output again"), shape.shares);
    }
}

#[test]
fn what_cannot_be_a_balance_or_a_base_is_told() {
    for (from, to, due) in [
        (
            "H 1 | Anah | | 50 % | Travaux",
            "H 1 | Anah | | 50 % | Ravaux",
            "error cell-unreadable Cofinancement!E2",
        ),
        (
            " | Région | | 30 % | 150 000 €",
            " | Région | | solde | ",
            "error cell-unreadable Cofinancement!B4",
        ),
        (
            "Travaux | 80000",
            "Travaux | beaucoup",
            "error cell-unreadable Cofinancement!F2",
        ),
        (
            " | | | solde",
            " | | | sold",
            "error cell-unreadable Cofinancement!D4",
        ),
    ] {
        assert!(CEILINGS.funding.contains(from), "{from}");
        let test = CEILINGS.dossier();
        let funding = CEILINGS.funding.replacen(from, to, 1);
        save(
            &test,
            &[("Dépenses", CEILINGS.costs), ("Cofinancement", &funding)],
        )
        .expect("written");
        let found = crate::cases::findings(&audited(&test));
        assert!(found.iter().any(|found| found == due), "{to}: {found:#?}");
    }
}

#[test]
fn an_axis_within_none_and_a_claim_of_no_period_are_told() {
    for (from, to, due) in [
        ("dans = \"1\"", "dans = \"9\"", "axis-unknown"),
        ("@Phase 1 (2021-2023)", "@2021", "claim-unknown"),
        (
            "montant = \"130000\"",
            "montant = \"70000\"",
            "stated-amount",
        ),
    ] {
        let test = PHASES.dossier().replace("convention.toml", from, to);
        let found = audited(&test).findings;
        assert_eq!(
            found.iter().map(|found| found.rule).collect::<Vec<_>>(),
            [due],
            "{to}"
        );
    }
}

#[test]
fn a_funder_near_a_declared_one_is_told() {
    for (name, due) in [
        ("DSILL", "error funder-spelling"),
        ("Dotation de soutien", "warning funder-spelling"),
        ("FPRNM/DSIL", "warning funder-spelling"),
    ] {
        let test = PHASES.dossier();
        let funding = PHASES
            .funding
            .replacen("1.1.2 | DSIL", &format!("1.1.2 | {name}"), 1);
        save(
            &test,
            &[("Dépenses", PHASES.costs), ("Cofinancement", &funding)],
        )
        .expect("written");
        let found = crate::cases::findings(&audited(&test));
        assert!(
            found.iter().any(|found| found.starts_with(due)),
            "{name}: {found:#?}"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever costs, rates, bases and ceilings are, and in whatever order the rules stand, the shares add up to the cost,
    /// and the balance leaves nothing.
    #[test]
    fn shares_add_up_in_any_order_of_rows(
        costs in prop::collection::vec(1_u32..5_000_000, 2),
        rate in 1_u32..90,
        base in 1_u32..9_000_000,
        ceiling in 1_u32..3_000_000,
        order in Just([0, 1, 2]).prop_shuffle(),
    ) {
        let test = CEILINGS.dossier();
        let cents = |amount: u32| format!("{},{:02}", amount / 100, amount % 100);
        let costs = format!(
            "Fiche | Nature | Montant 2026 | Montant 2027\nH 1 | Travaux | {} | {}",
            cents(costs[0]), cents(costs[1]),
        );
        let rules = [
            format!("H 1 | Anah | {rate} % | {} | ", cents(base)),
            format!("H 1 | Région | 10 % | | {}", cents(ceiling)),
            "H 1 | Métropole | solde | | ".to_owned(),
        ];
        let rules = order.map(|rank| rules[rank].clone()).join("\n");
        let funding = format!("Fiche | Financeur | Taux | Assiette | Plafond\n{rules}");
        save(&test, &[("Dépenses", &costs), ("Cofinancement", &funding)]).expect("written");
        let audited = audited(&test);
        for split in audited.figures.fiches.iter().flat_map(|splits| &splits.years) {
            prop_assert!(split.unallocated.is_zero());
            prop_assert_eq!(split.shares.iter().copied().sum::<paraphe::Amount>(), split.total);
        }
    }
}
