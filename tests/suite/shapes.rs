//! Agreements of other shapes than the example's: periods instead of years, nested axes, funders who do not sign,
//! ceilings, eligible bases, balances, uncosted lines. Every share stands here as worked out by hand.

use std::fs;

use paraphe::{Audited, Limits, check};
use proptest::prelude::*;
use rust_xlsxwriter::{Workbook, XlsxError};

use crate::{
    dossier_test::{DossierTest, copy, repository},
    generator::{Value, write_sheet},
};

/// Periods and everyone's shares in them, the total last, as commands print them.
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

/// Ceilings, bases, the balance of the fiche's owner or of a named funder, sections, uncosted lines.
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

/// Contributions in kind, outside the total: S 1 costs 16 000 € and uses 8 500,50 € that an association lends; S 3
/// costs 100 €, and two funders contribute what it uses.
pub(crate) const IN_KIND: Shape = Shape {
    convention: r#"
annees = [2026, 2027]
hors_total = ["Contributions volontaires"]
[[financeurs]]
id = "asso"
nom = "Association des usagers"
colonne = "Asso"
[[axes]]
prefixe = "S"
titre = "Santé"
"#,
    costs: "Fiche | Nature | Libellé | Montant 2026 | Montant 2027
S 1 | Études | | 12000 | 4000
 | Contributions volontaires | Locaux prêtés | 3000 | 3000
 | Contributions volontaires | Bénévoles | 1500,50 | 1000
 | Total | | 12000 | 4000
S 2 | Postes | | 50000 | NC
S 3 | Travaux | | 100 |
 | Contributions volontaires | Bénévoles | 500 |
Total général | | | 62100 | 4000",
    funding: "Fiche | Financeur | Nature | Taux | Montant 2026 | Montant 2027
S 1 | Métropole | | 50 % | |
 | Région | | 50 % | |
 | Asso | Contributions volontaires | | 4500,50 | 4000
S 2 | Métropole | | 100 % | |
S 3 | Région | | 33,3 % | |
 | Métropole | | solde | |
 | Région | Contributions volontaires | 20 % | |
 | Asso | Contributions volontaires | solde | |",
    fiches: &[("S 1", ""), ("S 2", ""), ("S 3", "")],
    shares: &[
        "2026 56 066,70 € 6 033,30 € 0 € 62 100 €",
        "2027 2 000 € 2 000 € 0 € 4 000 €",
        "Ensemble 58 066,70 € 8 033,30 € 0 € 66 100 €",
    ],
};

/// The same, where each fiche uses as much in kind as it costs.
const AS_MUCH_IN_KIND: Shape = Shape {
    costs: "Fiche | Nature | Libellé | Montant 2026 | Montant 2027
S 1 | Études | | 12345 | 4321
 | Contributions volontaires | | 12345 | 4321
S 2 | Postes | | 6000 | 789
 | Travaux | | 543,21 |
 | Contributions volontaires | | 6543,21 | 789
S 3 | Travaux | | 777 | 12
 | Contributions volontaires | | 777 | 12",
    funding: "Fiche | Financeur | Nature | Taux
S 1 | Métropole | | 100 %
 | Asso | Contributions volontaires | 100 %
S 2 | Métropole | | 100 %
 | Asso | Contributions volontaires | 100 %
S 3 | Région | | 100 %
 | Asso | Contributions volontaires | 100 %",
    shares: &[
        "2026 18 888,21 € 777 € 0 € 19 665,21 €",
        "2027 5 110 € 12 € 0 € 5 122 €",
        "Ensemble 23 998,21 € 789 € 0 € 24 787,21 €",
    ],
    ..IN_KIND
};

/// A grant of 70 % of all costs; each partner pays the rest of its own costs.
///
/// FEDER 70 % × 6 333,36 = 4 433,352; Métropole 30 % × 1 000,01 = 300,003; Région 30 % × (2 000,02 + 3 333,33) =
/// 1 600,005: the cent that is left goes to the Région.
pub(crate) const GRANT: Shape = Shape {
    convention: r#"
periodes = ["Durée du projet"]
[[financeurs]]
id = "feder"
nom = "Fonds européen de développement régional"
colonne = "FEDER"
"#,
    costs: "Fiche | Nature | Montant Durée du projet
WP 1 | Métropole | 1000,01
 | Région | 2000,02
 | Ingénierie | 3333,33",
    funding: "Fiche | Financeur | Nature | Taux
WP 1 | FEDER | | 70 %
 | Métropole | Métropole | solde
 | Région | Région | solde
 | Région | Ingénierie | 30 %",
    fiches: &[("WP 1", "")],
    shares: &["Durée du projet 300 € 1 600,01 € 4 433,35 € 6 333,36 €"],
};

/// The person-months of nineteen partners in five work packages, over one period.
const EFFORTS: [&str; 5] = [
    "1 2 3,5 4 5 6 0 1 2 3 4 5 6 0 1 2 3 4 5",
    "2 4 6,5 1 3 5 0 2 4 6 1 3 5 0 2 4 6 1 3",
    "3 6 2,5 5 1 4 0 3 6 2 5 1 4 0 3 6 2 5 1",
    "4 1 5,5 2 6 3 0 4 1 5 2 6 3 0 4 1 5 2 6",
    "5 3 1,5 6 4 2 0 5 3 1 6 4 2 0 5 3 1 6 4",
];
/// The expected sums: those of the work packages, and one row by partner with the total.
const EFFORT_OF_PACKAGES: [&str; 5] = ["57,5", "58,5", "59,5", "60,5", "61,5"];
const EFFORT: &str = "Durée du projet 15 16 19,50 18 19 20 15 16 17 18 19 20 15 16 17 18 19 297,50";

pub(crate) fn person_months() -> DossierTest {
    let mut convention = "periodes = [\"Durée du projet\"]\nunite = \"personnes-mois\"\n\
        [[axes]]\nprefixe = \"WP\"\ntitre = \"Recherche\"\n"
        .to_owned();
    let mut partners = vec!["Métropole".to_owned(), "Région".to_owned()];
    for rank in 3..=EFFORTS[0].split(' ').count() {
        convention.extend([format!(
            "[[financeurs]]\nid = \"p{rank}\"\nnom = \"Université numéro {rank}\"\ncolonne = \"P{rank}\"\n"
        )]);
        partners.push(format!("P{rank}"));
    }
    let mut costs = "Fiche | Nature | Montant Durée du projet".to_owned();
    let mut funding = "Fiche | Financeur | Montant Durée du projet".to_owned();
    let mut fiches = Vec::new();
    for ((efforts, total), package) in EFFORTS.iter().zip(EFFORT_OF_PACKAGES).zip(1..) {
        costs.extend([format!("\nWP {package} | Travail | {total}")]);
        for (partner, effort) in partners.iter().zip(efforts.split(' ')) {
            if effort != "0" {
                funding.extend([format!("\nWP {package} | {partner} | {effort}")]);
            }
        }
        fiches.push(format!("WP {package}"));
    }
    let fiches: Vec<(&str, &str)> = fiches.iter().map(|code| (code.as_str(), "")).collect();
    dossier(&convention, &fiches, &costs, &funding)
}

/// A dossier of two parties.
fn dossier(convention: &str, fiches: &[(&str, &str)], costs: &str, funding: &str) -> DossierTest {
    let tables = convention.find("[[").expect("tables");
    let (head, rest) = convention.split_at(tables);
    let convention = PARTIES.replace("PERIODS", head.trim()) + rest;
    let mut test = DossierTest::empty().file("convention.toml", &convention);
    for (code, front) in fiches {
        let text = format!(
            "+++\ncode = \"{code}\"\ntitre = \"Action {code}\"\n{front}\n+++\n## Contenu\n\nUn texte.\n"
        );
        test = test.file(&format!("fiches/{code}.md"), &text);
    }
    save(&test, &[("Dépenses", costs), ("Cofinancement", funding)]).expect("written");
    test
}

impl Shape {
    pub(crate) fn dossier(&self) -> DossierTest {
        dossier(self.convention, self.fiches, self.costs, self.funding)
    }
}

/// Writes the workbook: one line per row, cells between bars; numbers are numbers, all else is text.
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

fn is_figure(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit())
}

/// Every shape without errors: no finding, the shares as worked out by hand, and the same from the corrected workbook.
#[test]
fn other_agreements_come_out_as_worked_out_by_hand() {
    let shapes = [PHASES, CEILINGS, IN_KIND, AS_MUCH_IN_KIND, GRANT]
        .map(|shape| (shape.dossier(), shape.shares));
    for (test, due) in shapes.into_iter().chain([(person_months(), &[EFFORT][..])]) {
        let findings = audited(&test).findings;
        assert!(findings.is_empty(), "{findings:#?}");
        let shares = |run: &str| {
            let shown = test.run(run).code(0).stdout();
            let plain = shown.replace(['\u{a0}', '\u{202f}'], " ");
            // A table wider than the terminal goes on in the next one, under the same labels.
            let mut rows: Vec<(String, String)> = Vec::new();
            for line in plain.lines() {
                let figures = line.split_whitespace().skip_while(|word| !is_figure(word));
                let figures = figures.collect::<Vec<_>>().join(" ");
                let label = line.split_whitespace().take_while(|word| !is_figure(word));
                let label = label.collect::<Vec<_>>().join(" ");
                match rows
                    .iter_mut()
                    .find(|(known_label, _)| *known_label == label && !label.is_empty())
                {
                    Some((_, known_figures)) => {
                        known_figures.push(' ');
                        known_figures.push_str(&figures);
                    }
                    None => rows.push((label, figures)),
                }
            }
            let rows = rows
                .into_iter()
                .map(|(label, figures)| format!("{label} {figures}"));
            let rows = rows.map(|row| row.trim().to_owned());
            rows.filter(|row| due.contains(&row.as_str()))
                .collect::<Vec<_>>()
        };
        assert_eq!(shares("build"), due);
        let corrected = test.path("output/2026-05-01/budget-corrige.xlsx");
        fs::copy(corrected, test.path("input/budget.xlsx")).expect("copied");
        let findings = audited(&test).findings;
        assert!(findings.is_empty(), "{findings:#?}");
        assert_eq!(shares("build --output again"), due);
    }
}

/// A rate is read with the decimals that its percent format shows.
#[test]
fn a_rate_is_what_its_format_shows() {
    for (format, hundredths, due) in [
        // 150 %
        ("0%", 150, "cell-unreadable"),
        ("0.0%", 50, "50 %"),
        ("0\" %\"", 50, "0.5 %"),
        ("0.0\\%", 8000, "80 %"),
        ("General", 50, "50 %"),
    ] {
        let test = CEILINGS.dossier();
        let rate = Value::Formatted(Box::new(Value::Hundredths(hundredths)), format);
        let header = ["Fiche", "Financeur", "Taux"].map(Value::text);
        let row = [Value::text("H 1"), Value::text("Région"), rate];
        let costs = CEILINGS.costs.lines().map(|line| line.split('|'));
        let costs = costs.map(|row| row.map(|cell| Value::text(cell.trim())).collect());
        let mut workbook = Workbook::new();
        let sheets = [
            ("Dépenses", costs.collect()),
            ("Cofinancement", vec![header.into(), row.into()]),
        ];
        for (name, rows) in &sheets {
            write_sheet(&mut workbook, name, rows).expect("written");
        }
        workbook
            .save(test.path("input/budget.xlsx"))
            .expect("saved");
        let audited = audited(&test);
        let rules = audited.dossier.fiches[0].rules.iter();
        let rates = rules.filter_map(|rule| Some(rule.rate.as_ref()?.to_string()));
        let found = audited.findings.iter().map(|found| found.rule.to_owned());
        let unreadable = found.filter(|rule| rule == "cell-unreadable");
        let found: Vec<String> = rates.chain(unreadable).collect();
        assert_eq!(
            found,
            [due.replace(' ', "\u{a0}").replace('.', ",")],
            "{format}"
        );
    }
}

/// Where costs are in thousands, a ceiling must state its unit.
#[test]
fn a_ceiling_states_its_unit_beside_costs_in_thousands() {
    for (name, due) in [
        ("Plafond", None),
        ("Plafond (€)", Some("100")),
        ("Plafond (k€)", Some("100000")),
    ] {
        let costs = "Fiche | Nature | Montant 2026 (k€) | Montant 2027 (k€)\nH 1 | Travaux | 400 |";
        let funding = format!(
            "Fiche | Financeur | Taux | {name}\nH 1 | Région | 50 % | 100\n | Métropole | solde |"
        );
        let test = dossier(CEILINGS.convention, &[("H 1", "")], costs, &funding);
        let audited = audited(&test);
        let found: Vec<&str> = audited.findings.iter().map(|found| found.rule).collect();
        let region = audited.figures.total.all.shares[1].plain();
        match due {
            Some(due) => assert_eq!(region, due, "{name}"),
            None => assert!(found.contains(&"cell-unreadable"), "{found:?}"),
        }
    }
}

/// Of axes with one title, a subtotal is of the one above; an agreement without axes has no subtotal.
#[test]
fn axes_may_share_a_title_or_be_missing() {
    let axis = |prefix: &str, title: &str, within: &str| {
        let within = if within.is_empty() {
            String::new()
        } else {
            format!("dans = \"{within}\"\n")
        };
        format!("[[axes]]\nprefixe = \"{prefix}\"\ntitre = \"{title}\"\n{within}")
    };
    let nested = [
        axis("1", "Habitat", ""),
        axis("1.1", "Études", "1"),
        axis("2", "Eau", ""),
        axis("2.1", "Études", "2"),
    ]
    .concat();
    let recap = " | 2026 | |\n | % Métropole | % Région | Total\n1.1.1 | 100 | | 100\nTotal Études | 100 | | 100\nTotal Habitat | 100 | | 100\n2.1.1 | 200 | | 200\nTotal Études | 200 | | 200\nTotal Eau | 200 | | 200\nTotal général | 300 | | 300";
    let plain: Vec<&str> = recap
        .lines()
        .filter(|row| !row.starts_with("Total ") || row.starts_with("Total g"))
        .collect();
    let costs = "Fiche | Nature | Montant 2026\n1.1.1 | Études | 100\n2.1.1 | Études | 200";
    let funding = "Fiche | Financeur | Taux\n1.1.1 | Métropole | 100 %\n2.1.1 | Métropole | 100 %";
    for (axes, recap) in [
        (nested, recap.to_owned()),
        (String::new(), plain.join("\n")),
    ] {
        let convention =
            format!("annees = [2026]\n[[financeurs]]\nid = \"anah\"\nnom = \"Anah\"\n{axes}");
        let fiches = [("1.1.1", ""), ("2.1.1", "")];
        let test = dossier(&convention, &fiches, costs, funding);
        let sheets = [
            ("Dépenses", costs),
            ("Cofinancement", funding),
            ("Récapitulatif", &recap),
        ];
        save(&test, &sheets).expect("written");
        assert_eq!(crate::cases::findings(&audited(&test)), [""; 0], "{axes}");
        test.run("build").code(0);
        let source = test.path("output/2026-05-01/source/fiches/1.1.1.typ");
        let source = fs::read_to_string(source).expect("a source");
        assert_eq!(source.contains("[Axe "), !axes.is_empty());
        let corrected = test.path("output/2026-05-01/budget-corrige.xlsx");
        fs::copy(corrected, test.path("input/budget.xlsx")).expect("copied");
        assert_eq!(crate::cases::findings(&audited(&test)), [""; 0], "{axes}");
    }
}

/// A recap typed from printed documents is right where these round, and only there.
#[test]
fn a_recap_may_have_the_printed_amounts() {
    let costs = "Fiche | Nature | Montant 2026\nS 1 | Études | 1000,50\nS 2 | Études | 400,40";
    let funding =
        "Fiche | Financeur | Taux\nS 1 | Métropole | 30 %\n | Région | 70 %\nS 2 | Région | 100 %";
    let printed = " | 2026 | |\n | % Métropole | % Région | Total\nS 1 | 300 | 700 | 1001\nS 2 | | 400 | 400\nTotal général | 300 | 1101 | 1401";
    for (display, recap, due) in [
        ("euros", printed.to_owned(), &[][..]),
        (
            "euros",
            printed.replace("S 1 | 300", "S 1 | 310"),
            &["error recap-share Récapitulatif!B3"],
        ),
        (
            "centimes",
            printed.to_owned(),
            &["error recap-share Récapitulatif!B3"],
        ),
    ] {
        let convention = format!(
            "annees = [2026]\naffichage = \"{display}\"\n[[axes]]\nprefixe = \"S\"\ntitre = \"Santé\"\n"
        );
        let test = dossier(&convention, &[("S 1", ""), ("S 2", "")], costs, funding);
        let sheets = [
            ("Dépenses", costs),
            ("Cofinancement", funding),
            ("Récapitulatif", &recap),
        ];
        save(&test, &sheets).expect("written");
        let found = crate::cases::findings(&audited(&test));
        let is_due = |due: &&str| found.iter().any(|found| found == due);
        assert!(due.iter().all(is_due), "{display}: {found:#?}");
        assert_eq!(found.is_empty(), due.is_empty(), "{display}: {found:#?}");
    }
}

/// The examples of the reference are complete, have no finding, and give the figures stated under them.
#[test]
fn the_examples_of_the_reference_give_what_they_state() {
    let reference = fs::read_to_string(repository().join("docs/dossier.md")).expect("text");
    let (_, section) = reference
        .split_once("### Des formes courantes")
        .expect("a section");
    let (section, _) = section.split_once("\n### ").expect("another");
    let mut tried = 0;
    for example in section.split("\n#### ").skip(1) {
        let Some((_, stated)) = example.split_once("En tout : ") else {
            continue;
        };
        let (_, convention) = example.split_once("```toml\n").expect("a block");
        let (convention, tables) = convention.split_once("```").expect("its end");
        let table = |name: &str| {
            let (_, table) = tables.split_once(&format!("`{name}` :\n\n")).expect(name);
            let rows = table.lines().take_while(|line| line.starts_with('|'));
            let rows = rows.filter(|row| !row.starts_with("| ---"));
            rows.map(|row| row.trim_matches('|').trim())
                .collect::<Vec<_>>()
                .join("\n")
        };
        let (costs, funding) = (table("Dépenses"), table("Cofinancement"));
        let codes = costs
            .lines()
            .skip(1)
            .filter_map(|row| row.split('|').next());
        let codes: Vec<&str> = codes
            .map(str::trim)
            .filter(|code| !code.is_empty())
            .collect();
        let fiches: Vec<(&str, &str)> = codes.iter().map(|code| (*code, "")).collect();
        let test = dossier(convention, &fiches, &costs, &funding);
        let findings = audited(&test).findings;
        assert!(findings.is_empty(), "{example}\n{findings:#?}");
        let shown = test.run("build").code(0).stdout();
        let figures = |text: &str| {
            text.chars()
                .filter(|c| "0123456789,€".contains(*c))
                .collect::<String>()
        };
        let due = figures(&stated.lines().next().expect("a line").replace(", ", " "));
        assert!(
            shown.lines().any(|line| figures(line).ends_with(&due)),
            "{example}\n{shown}"
        );
        tried += 1;
    }
    assert_eq!(tried, 4);
}

/// Amounts outside the total are printed, published and balanced, and never added.
#[test]
fn amounts_outside_the_total_are_shown_and_checked_against_contributions() {
    let test = IN_KIND.dossier();
    test.run("build").code(0);
    let stage = test.path("output/2026-05-01");
    let read = |name: &str| fs::read_to_string(stage.join(name)).expect(name);
    let recap = read("source/recapitulatif.typ").replace(['\u{a0}', '\u{202f}', '~'], " ");
    let row = recap.split("Hors total").nth(1).expect("a row");
    assert!(row.starts_with(" : Contributions volontaires"), "{row}");
    for amount in [
        "[100,00]",
        "[4900,50]",
        "[5000,50]",
        "[8900,50]",
        "[9000,50]",
    ] {
        assert!(row.replace(' ', "").contains(amount), "{amount}: {row}");
    }
    let csv = read("donnees.csv");
    let off = csv.lines().filter(|line| line.ends_with(";oui"));
    assert_eq!(off.count(), 6);

    for (from, to, due) in [
        (
            "4500,50 | 4000",
            "4000 | 4000",
            "error off-total Dépenses!A3",
        ),
        (
            " | Asso | Contributions volontaires | solde | |",
            "",
            "error off-total Dépenses!A8",
        ),
        (
            "4000\n | Contributions",
            "4000\n | Contribution",
            "error fiche-total Dépenses!D5",
        ),
    ] {
        let [costs, funding] =
            [IN_KIND.costs, IN_KIND.funding].map(|text| text.replacen(from, to, 1));
        assert!(
            costs != IN_KIND.costs || funding != IN_KIND.funding,
            "{from}"
        );
        let test = dossier(IN_KIND.convention, IN_KIND.fiches, &costs, &funding);
        let found = crate::cases::findings(&audited(&test));
        assert!(
            found.iter().any(|found| found.starts_with(due)),
            "{to}: {found:#?}"
        );
    }
    let convention = IN_KIND
        .convention
        .replace("[\"Contributions", "[\"Dons\", \"Contributions");
    let test = dossier(&convention, IN_KIND.fiches, IN_KIND.costs, IN_KIND.funding);
    let found = crate::cases::findings(&audited(&test));
    assert_eq!(found, ["warning off-total 5:15"], "{found:#?}");
}

/// An agreement without amounts: with a workbook without any, with one that has `NC`, or without a workbook.
#[test]
fn where_nothing_is_costed_there_is_no_table_of_money() {
    let convention = "annees = [2026, 2027]\n[[axes]]\nprefixe = \"S\"\ntitre = \"Santé\"\n";
    let header = "Fiche | Nature | Montant 2026 | Montant 2027";
    let not_costed = format!("{header}\nS 1 | Études | NC | p.m.\nS 2 | Postes | NC |");
    for costs in [Some(header), Some(&not_costed), None] {
        let fiches = [("S 1", ""), ("S 2", "calendrier = \"2026\"")];
        let test = dossier(
            convention,
            &fiches,
            costs.unwrap_or(header),
            "Fiche | Financeur | Taux",
        );
        let mut due = Vec::new();
        if costs.is_none() {
            fs::remove_file(test.path("input/budget.xlsx")).expect("deleted");
            due.push("info workbook-unreadable budget.xlsx".to_owned());
        }
        assert_eq!(crate::cases::findings(&audited(&test)), due);
        let shown = test.run("build").code(0).stdout();
        assert!(!shown.contains('€'), "{shown}");
        for name in ["recapitulatif", "fiches/S-1", "annexes"] {
            let source = test.path(&format!("output/2026-05-01/source/{name}.typ"));
            let source = fs::read_to_string(source).expect("a source");
            let (_, page) = source.split_once("#let tableau(").expect("the look");
            for word in ["€", "euro"] {
                assert!(!page.contains(word), "{name}: {word}");
            }
            assert_eq!(
                page.contains("[NC]"),
                costs == Some(&not_costed) && name != "recapitulatif"
            );
        }
    }
}

/// Figures are printed rounded, with a note, and add up to rounded totals of exact figures.
#[test]
fn documents_round_as_the_agreement_asks() {
    let costs = "Fiche | Nature | Montant 2026 | Montant 2027
S 1 | Études | 12345,67 | 400
S 2 | Travaux | 1234567,89 | 2345678,50";
    let funding = "Fiche | Financeur | Taux\nS 1 | Métropole | 50 %\n | Région | 50 %\nS 2 | Métropole | 100 %";
    for (display, shown, total) in [
        ("centimes", ["12 345,67 €", "6 172,84 €"], "[3 592 992,06]"),
        ("euros", ["12 346 €", "6 173 €"], "[3 592 992]"),
        ("milliers", ["12 k€", "6 k€"], "[3 593]"),
    ] {
        let convention = format!(
            "annees = [2026, 2027]\naffichage = \"{display}\"\n[[axes]]\nprefixe = \"S\"\ntitre = \"Santé\"\n"
        );
        let test = dossier(&convention, &[("S 1", ""), ("S 2", "")], costs, funding);
        assert!(audited(&test).findings.is_empty());
        test.run("build").code(0);
        let read = |name: &str| {
            let path = test.path(&format!("output/2026-05-01/source/{name}.typ"));
            let source = fs::read_to_string(path).expect(name);
            source.replace(['\u{a0}', '\u{202f}'], " ")
        };
        let (fiche, recap) = (read("fiches/S-1"), read("recapitulatif"));
        for amount in shown {
            assert!(
                fiche.contains(&format!("[{amount}]")),
                "{display}: {amount}"
            );
        }
        assert!(recap.contains(total), "{display}");
        for source in [fiche, recap] {
            let has_note = source.contains("arrondis~; les totaux sont ceux des montants exacts");
            assert_eq!(has_note, display != "centimes", "{display}");
        }
        // The amount to sign for is exact, in figures and in words.
        assert!(read("annexes").contains("3 586 619,23 €"), "{display}");
    }
}

#[test]
fn what_cannot_be_a_balance_or_a_base_is_reported() {
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
fn an_axis_within_none_and_a_claim_of_no_period_are_reported() {
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
fn an_unknown_name_is_reported_with_the_nearest_or_with_all_possible_ones() {
    for (shape, file, from, to, due) in [
        (
            PHASES,
            "convention.toml",
            "@Phase 1 (2021-2023)",
            "@2021",
            "une de ces périodes : « Phase 1 (2021-2023) », « 2024-2027 »",
        ),
        (
            PHASES,
            "convention.toml",
            "\"part:etat@",
            "\"part:regoin@",
            "le nom le plus proche est « region »",
        ),
        (
            PHASES,
            "convention.toml",
            "de = \"etat\"\n[[axes]]",
            "de = \"etatt\"\n[[axes]]",
            "« etatt », qui n’est le nom de personne : c’est presque « etat »",
        ),
        (
            CEILINGS,
            "convention.toml",
            "\"Statut\"]",
            "\"Titre\"]",
            "« Titre » ne convient pas à la clé « champs »",
        ),
        (
            CEILINGS,
            "fiches/H 2.md",
            "priorite =",
            "priorit =",
            "vouliez-vous écrire « Priorité » ?",
        ),
        (
            PHASES,
            "convention.toml",
            "titre = \"Études\"\ndans = \"1\"",
            "titre = \"Études\"\ndans = \"l\"",
            "1 erreur axis-unknown 1",
        ),
        (
            CEILINGS,
            "convention.toml",
            "[[financeurs]]",
            "[classeur.depenses]\nannee = \"Exercices\"\nmontant = \"Effectif\"\n[[financeurs]]",
            "cette feuille n’a pas de colonne « Exercices »",
        ),
    ] {
        let test = shape.dossier().replace(file, from, to);
        let shown = test.run("check").shown().replace('\u{a0}', " ");
        let shown = shown.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(shown.contains(due), "{to}: {shown}");
    }
}

/// A wrong text for a cell of a column, and the rules of which one must report it.
fn slip(column: &str, was: &str, is_funding: bool) -> Option<(String, &'static [&'static str])> {
    let shortened = || was.chars().take(was.chars().count() - 1).collect();
    Some(match column {
        _ if was.is_empty() || was.starts_with("Total") => return None,
        "Fiche" => (was.to_owned() + " bis", &["rows-without-fiche"]),
        "Financeur" => (shortened(), &["funder-spelling"]),
        // In costs, only natures of those who pay or outside the total are used by name elsewhere.
        "Nature" if is_funding || was.starts_with("Contributions") => {
            (shortened(), &["funding-idle", "off-total"])
        }
        "Taux" if was.ends_with('%') => (format!("1{was}"), &["cell-unreadable"]),
        "Assiette" | "Plafond" | "Taux" => ("12 abc".to_owned(), &["cell-unreadable"]),
        amount if amount.starts_with("Montant") => ("12 abc".to_owned(), &["cell-unreadable"]),
        _ => return None,
    })
}

/// A slip in any cell of any shape is found, with no other findings than those that follow from it.
#[test]
fn a_slip_in_any_cell_of_any_shape_is_found() {
    const FOLLOW: [&str; 11] = [
        "cell-unreadable",
        "cost-total",
        "fiche-total",
        "fiche-without-rows",
        "funder-missing",
        "funding-idle",
        "funding-none",
        "funding-rates",
        "funding-sum",
        "off-total",
        "stated-amount",
    ];
    let mut wrong = Vec::new();
    for shape in [PHASES, CEILINGS, IN_KIND] {
        let sheets = [shape.costs, shape.funding];
        for (rank, sheet) in sheets.into_iter().enumerate() {
            let rows = sheet
                .lines()
                .map(|row| row.split('|').map(str::trim).collect());
            let rows: Vec<Vec<&str>> = rows.collect();
            for (row, col) in
                (1..rows.len()).flat_map(|row| (0..rows[row].len()).map(move |col| (row, col)))
            {
                let Some((slip, due)) = slip(rows[0][col], rows[row][col], rank == 1) else {
                    continue;
                };
                let mut spoilt = rows.clone();
                spoilt[row][col] = &slip;
                let spoilt: Vec<String> = spoilt.iter().map(|row| row.join("|")).collect();
                let mut sheets = sheets.map(str::to_owned);
                sheets[rank] = spoilt.join("\n");
                let test = dossier(shape.convention, shape.fiches, &sheets[0], &sheets[1]);
                let found = audited(&test).findings;
                let is_found = found.iter().any(|found| due.contains(&found.rule));
                let follows = |rule: &str| due.contains(&rule) || FOLLOW.contains(&rule);
                if !is_found || found.iter().any(|found| !follows(found.rule)) {
                    let found = found
                        .iter()
                        .map(|found| (found.rule, found.place.within_file()));
                    wrong.push((spoilt[row].clone(), found.collect::<Vec<_>>()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// A nature that funding writes in other capitals than costs is spelled as in costs, and comes back unchanged.
#[test]
fn a_nature_in_other_capitals_is_no_change() {
    let funding = IN_KIND.funding.replace("Contributions", "CONTRIBUTIONS");
    let test = dossier(IN_KIND.convention, IN_KIND.fiches, IN_KIND.costs, &funding);
    test.run("build -q").code(0);
    copy(&test.path("input"), &test.path("again"));
    let corrected = test.path("output/2026-05-01/budget-corrige.xlsx");
    fs::copy(corrected, test.path("again/budget.xlsx")).expect("copied");
    test.run("diff input again").code(0);
    // Alone, it is read with the names of the dossier that it is compared with.
    test.run("diff input again/budget.xlsx").code(0);
    let test = PHASES.dossier();
    test.run("build -q --xlsx-only").code(0);
    test.run("diff input output/2026-05-01+classeur/budget-corrige.xlsx")
        .code(0);
}

#[test]
fn a_funder_near_a_declared_one_is_reported() {
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

#[test]
fn a_grand_total_may_count_contributions_in_kind() {
    for (total, due) in [
        ("67100,50 | 8000", &[][..]),
        ("67100,50 | 8001", &["error cost-total Dépenses!E9"]),
    ] {
        let test = IN_KIND.dossier();
        let costs = IN_KIND.costs.replace("62100 | 4000", total);
        save(
            &test,
            &[("Dépenses", &costs), ("Cofinancement", IN_KIND.funding)],
        )
        .expect("written");
        let found = crate::cases::findings(&audited(&test));
        assert_eq!(found, due, "{total}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    /// For any costs, rates, bases and ceilings, and any order of rules, the shares add up to the cost, and the balance
    /// leaves nothing.
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
