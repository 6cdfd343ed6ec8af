//! The headers of sheets in officers' words: each column is recognised, or a finding reports the ambiguity once, with
//! what to do about it.

use std::fs;

use paraphe::{Amount, Error, Limits, check};
use rust_xlsxwriter::Workbook;

use crate::{
    dossier_test::{DossierTest, copy, repository},
    generator::{Sheet, Value, write_sheet},
};

/// The rows of the sheets `Dépenses` and `Cofinancement`, the changes in `convention.toml`, the expected total, if
/// there is one, and every expected finding.
struct Case {
    costs: &'static [&'static str],
    funding: &'static [&'static str],
    others: &'static [(&'static str, &'static [&'static str])],
    toml: &'static str,
    is_of_one_year: bool,
    total: &'static str,
    found: &'static [&'static str],
}

const PAID: &[&str] = &[
    "Fiche|Financeur|Taux",
    "A 1.1|Ville|1",
    "A 1.2|Ville|1",
    "B 1.1|CCI|1",
];
const COSTS: &[&str] = &[
    "Fiche|Nature|Montant 2027|Montant 2028",
    "A 1.1|Études|1000|",
    "A 1.2|Études|200|",
    "B 1.1|Salon|300|400",
];

const CASE: Case = Case {
    costs: COSTS,
    funding: PAID,
    others: &[],
    toml: "",
    is_of_one_year: false,
    total: "1900",
    found: &[],
};

const CASES: &[(&str, Case)] = &[
    ("usual names", CASE),
    (
        "thousands by the header alone",
        Case {
            costs: &[
                "Fiche|Nature|Montant 2027 (k€)|Montant 2028 (k€)",
                "A 1.1|Études|1|",
                "A 1.2|Études|0.2|",
                "B 1.1|Salon|0.3|0.4",
            ],
            found: &["info amount-unit-columns Dépenses!C1"],
            ..CASE
        },
    ),
    (
        "codes behind a word",
        Case {
            costs: &[
                "Fiche|Nature|Montant 2027|Montant 2028",
                "Fiche A 1.1|Études|1000|",
                "Action n° A 1.2|Études|200|",
                "FA B 1.1|Salon|300|400",
            ],
            ..CASE
        },
    ),
    (
        "one year that no header names",
        Case {
            costs: &[
                "Fiche|Nature|Montant",
                "A 1.1|Études|1000",
                "A 1.2|Études|200",
                "B 1.1|Salon|300",
            ],
            is_of_one_year: true,
            total: "1500",
            ..CASE
        },
    ),
    (
        "one year, in other words",
        Case {
            costs: &[
                "Fiche|Poste|Coût (€)",
                "A 1.1|Études|1000",
                "A 1.2|Études|200",
                "B 1.1|Salon|300",
            ],
            is_of_one_year: true,
            total: "1500",
            found: &["info column-unknown Dépenses!B1"],
            ..CASE
        },
    ),
    (
        "several years that no header names",
        Case {
            costs: &["Fiche|Montant", "A 1.1|1000", "A 1.2|200", "B 1.1|300"],
            total: "",
            found: &["error column-missing-undated Dépenses!B1"],
            ..CASE
        },
    ),
    (
        "years by their rank",
        Case {
            costs: &[
                "|N||N+1|",
                "Fiche|Jours|Montant|Jours|Montant",
                "A 1.1||1000||",
                "A 1.2||200||",
                "B 1.1||300||400",
            ],
            total: "",
            found: &["error column-missing-undated Dépenses!B2"],
            ..CASE
        },
    ),
    (
        "school years",
        Case {
            costs: &[
                "Fiche|Montant 2027/2028|Montant 2028/2029",
                "A 1.1|1000|",
                "A 1.2|200|",
                "B 1.1|300|400",
            ],
            total: "",
            found: &["error column-missing-undated Dépenses!B1"],
            ..CASE
        },
    ),
    (
        "a period beside its years is a total",
        Case {
            costs: &[
                "Fiche|Montant 2027|Montant 2028|2027-2028",
                "A 1.1|1000||1000",
                "A 1.2|200||200",
                "B 1.1|300|400|700",
            ],
            ..CASE
        },
    ),
    (
        "words around years above",
        Case {
            costs: &[
                "||Exercice 2027||Exercice 2028 (prév.)|",
                "Fiche|Nature|Jours|Coût|Jours|Coût",
                "A 1.1|Études||1000||",
                "A 1.2|Études||200||",
                "B 1.1|Salon||300||400",
            ],
            found: &[],
            ..CASE
        },
    ),
    (
        "years under what they are of",
        Case {
            costs: &[
                "||Jours||Montant|",
                "Fiche|Nature|2027|2028|2027|2028",
                "A 1.1|Études|||1000|",
                "A 1.2|Études|||200|",
                "B 1.1|Salon|||300|400",
            ],
            ..CASE
        },
    ),
    (
        "two amounts a year",
        Case {
            costs: &[
                "|2027||2028|",
                "Fiche|HT|TTC|HT|TTC",
                "A 1.1|800|1000||",
                "A 1.2|160|200||",
                "B 1.1|250|300|320|400",
            ],
            total: "",
            found: &["error column-missing-choice Dépenses!B2"],
            ..CASE
        },
    ),
    (
        "two amounts a year, one chosen",
        Case {
            costs: &[
                "|2027||2028|",
                "Fiche|HT|TTC|HT|TTC",
                "A 1.1|800|1000||",
                "A 1.2|160|200||",
                "B 1.1|250|300|320|400",
            ],
            toml: "[classeur.depenses]\nmontant = \"TTC {annee}\"\n",
            found: &[
                "info column-unknown Dépenses!B2",
                "info column-unknown Dépenses!D2",
            ],
            ..CASE
        },
    ),
    (
        "planned and spent",
        Case {
            costs: &[
                "Fiche|Prévu 2027|Réalisé 2027|Prévu 2028",
                "A 1.1|1000|900|",
                "A 1.2|200|200|",
                "B 1.1|300|100|400",
            ],
            total: "",
            found: &["error column-missing-choice Dépenses!B1"],
            ..CASE
        },
    ),
    (
        "amounts and rates of funders beside what a fiche costs",
        Case {
            costs: &[
                "Fiche|Coût 2027|Ville €|Ville %|CCI €|CCI %",
                "A 1.1|1000|800|0.8|200|0.2",
                "A 1.2|200|200|1|0|0",
                "B 1.1|300|0|0|300|1",
            ],
            funding: &[],
            is_of_one_year: true,
            total: "1500",
            ..CASE
        },
    ),
    (
        "what a funder pays in all, beside its rate",
        Case {
            funding: &[
                "Fiche|Ville €|Ville %|CCI %",
                "A 1.1|1000|1|0",
                "A 1.2|200|1|0",
                "B 1.1|0|0|1",
            ],
            ..CASE
        },
    ),
    (
        "the same, one of them wrong",
        Case {
            funding: &[
                "Fiche|Ville €|Ville %|CCI %|Total",
                "A 1.1|1000|1|0|1",
                "A 1.2|250|1|0|1",
                "B 1.1|0|0|1|1",
            ],
            found: &[
                "error cost-total-all Cofinancement!B3",
                "info column-unknown Cofinancement!E1",
            ],
            ..CASE
        },
    ),
    (
        "what a funder pays in all, beside rates that do not make the whole",
        Case {
            funding: &[
                "Fiche|Ville €|Ville %|CCI €|CCI %",
                "A 1.1|1000|1|0|0",
                "A 1.2|150|0.75|49.8|0.249",
                "B 1.1|0|0|700|1",
            ],
            found: &["error funding-rates Cofinancement!C3"],
            ..CASE
        },
    ),
    (
        "rates typed as whole numbers, with what they come to",
        Case {
            funding: &[
                "Fiche|Ville|CCI|Total",
                "A 1.1|100|0|100",
                "A 1.2|100|0|100",
                "B 1.1|0|100|100",
            ],
            found: &["info column-unknown Cofinancement!D1"],
            ..CASE
        },
    ),
    (
        "what a funder pays, without a year",
        Case {
            funding: &[
                "Fiche|Ville €|CCI %",
                "A 1.1|1000|0",
                "A 1.2|200|0",
                "B 1.1|0|1",
            ],
            found: &["error column-missing-funder-year Cofinancement!B1"],
            ..CASE
        },
    ),
    (
        "rates of a year that another year lacks",
        Case {
            funding: &[
                "Fiche|% Ville 2027|% CCI 2027|% Ville 2028",
                "A 1.1|1|0|0.5",
                "A 1.2|1|0|0.5",
                "B 1.1|0|1|0",
            ],
            found: &["error cell-unreadable-yearly Cofinancement!C4"],
            ..CASE
        },
    ),
    (
        "an amount and a rate a year of each funder, and a balance",
        Case {
            funding: &[
                "Fiche|Ville 2027|% Ville 2027|Ville 2028|%|CCI 2027|CCI 2028",
                "A 1.1|1000|1||0|0|",
                "A 1.2|200|1|||0|",
                "B 1.1|100|0.333333333333|100|0.25|solde|solde",
            ],
            ..CASE
        },
    ),
    (
        "columns of nobody's exact name",
        Case {
            funding: &[
                "Fiche|Part La Ville (%)|CCI 21",
                "A 1.1|1|0",
                "A 1.2|1|0",
                "B 1.1|0|1",
            ],
            found: &[
                "error funder-spelling Cofinancement!B2",
                "warning funder-spelling-near Cofinancement!C4",
            ],
            ..CASE
        },
    ),
    (
        "an amount of several years",
        Case {
            funding: &[
                "Fiche|Financeur|Montant",
                "A 1.1|Ville|1000",
                "A 1.2|Ville|200",
                "B 1.1|CCI|700",
            ],
            total: "",
            found: &["error column-missing-undated Cofinancement!C1"],
            ..CASE
        },
    ),
    (
        "years under who pays",
        Case {
            funding: &[
                "|Ville||CCI|",
                "Fiche|2027|2028|2027|2028",
                "A 1.1|1000|0|0|",
                "A 1.2|200||0|",
                "B 1.1|0||300|400",
            ],
            ..CASE
        },
    ),
    (
        "words where a funder's share stands",
        Case {
            funding: &[
                "Fiche|Ville|CCI|Région",
                "A 1.1|1|0|NC",
                "A 1.2|1|0|à définir",
                "B 1.1|0|0.9|0.1",
            ],
            found: &["error cell-unreadable-rate Cofinancement!D3"],
            ..CASE
        },
    ),
    (
        "years by their number",
        Case {
            costs: &[
                "Fiche|Année 1|Année 2",
                "A 1.1|1000|",
                "A 1.2|200|",
                "B 1.1|300|400",
            ],
            total: "",
            found: &["error column-missing-undated Dépenses!B1"],
            ..CASE
        },
    ),
    (
        "two kinds of amounts over the same years",
        Case {
            costs: &[
                "|Fonctionnement||Investissement|",
                "Fiche|2027|2028|2027|2028",
                "A 1.1|500||500|",
                "A 1.2|100||100|",
                "B 1.1|100|200|200|200",
            ],
            total: "",
            found: &["error column-missing-choice Dépenses!B2"],
            ..CASE
        },
    ),
    (
        "remarks and rates of help are no funders",
        Case {
            funding: &[
                "Fiche|Ville|CCI|Taux d’aide|Observations",
                "A 1.1|1|0|0.5|1",
                "A 1.2|1|0|0.5|2",
                "B 1.1|0|1|0.5|3",
            ],
            found: &[
                "info column-unknown Cofinancement!D1",
                "info column-unknown Cofinancement!E1",
            ],
            ..CASE
        },
    ),
    (
        "a second sheet of costs",
        Case {
            others: &[
                (
                    "Dépenses complémentaires",
                    &["Fiche|Nature|Montant 2027", "A 1.1|Extra|999"],
                ),
                (
                    "Synthèse",
                    &[
                        "Fiche|Montant 2027|Montant 2028",
                        "A 1.1|1000|",
                        "A 1.2|200|",
                        "B 1.1|300|400",
                        "Total|1500|400",
                    ],
                ),
                ("Suivi", &["Fiche|Responsable", "A 1.1|Claude"]),
            ],
            found: &["warning sheet-unread Dépenses complémentaires!A1"],
            ..CASE
        },
    ),
    (
        "names near those of parties",
        Case {
            funding: &[
                "Fiche|Financeur|Taux",
                "A 1.1|Commune d’Exemple|0.5",
                "A 1.1|Région|0.5",
                "A 1.2|CCI/Ville|1",
                "B 1.1|La Ville|0.5",
                "B 1.1|CCI 21|0.5",
            ],
            found: &[
                "error funder-spelling Cofinancement!B5",
                "warning funder-spelling-near Cofinancement!B2",
                "warning funder-spelling-near Cofinancement!B4",
                "warning funder-spelling-near Cofinancement!B6",
            ],
            ..CASE
        },
    ),
    (
        "what stands above its years",
        Case {
            costs: &[
                "Fiche|Nature|Jours||Montant|",
                "||2027|2028|2027|2028",
                "A 1.1|Études|||1000|",
                "A 1.2|Études|||200|",
                "B 1.1|Salon|||300|400",
            ],
            funding: &[
                "Fiche|Financeur|Montant||Total",
                "||2027|2028|2027-2028",
                "A 1.1|Ville|1000||1000",
                "A 1.2|Ville|200||200",
                "B 1.1|CCI|300|400|700",
            ],
            ..CASE
        },
    ),
    (
        "three rows of headers",
        Case {
            costs: &[
                "Fiche|Nature|Dépenses prévisionnelles (en €)|||",
                "||Exercice 2027||Exercice 2028|",
                "||Jours|Montant|Jours|Montant",
                "A 1.1|Études||1000||",
                "A 1.2|Études||200||",
                "B 1.1|Salon||300||400",
            ],
            ..CASE
        },
    ),
    (
        "what is planned over days and amounts",
        Case {
            costs: &[
                "Fiche|Nature|Exercice 2027 (prév.)||Prévu 2028|",
                "||Nb de jours|Coût prévisionnel TTC|Nb de jours|Coût prévisionnel TTC",
                "A 1.1|Études||1000||",
                "A 1.2|Études||200||",
                "B 1.1|Salon||300||400",
            ],
            found: &[
                "info column-unknown Dépenses!C2",
                "info column-unknown Dépenses!E2",
            ],
            ..CASE
        },
    ),
    (
        "years over the second of two columns",
        Case {
            costs: &[
                "Fiche|Nature||2027||2028",
                "||Jours|Montant|Jours|Montant",
                "A 1.1|Études||1000||",
                "A 1.2|Études||200||",
                "B 1.1|Salon||300||400",
            ],
            ..CASE
        },
    ),
    (
        "years over nobody knows which columns",
        Case {
            costs: &[
                "Fiche|Nature||2027|||2028",
                "||Jours|Montant|Montant|Jours|Montant",
                "A 1.1|Études||1000|||",
                "A 1.2|Études||200|||",
                "B 1.1|Salon||300|||400",
            ],
            total: "",
            found: &[
                "error column-missing-undated Dépenses!D2",
                "info column-unknown Dépenses!C2",
                "info column-unknown Dépenses!F2",
            ],
            ..CASE
        },
    ),
    (
        "units under headers",
        Case {
            costs: &[
                "Fiche|Nature|Jours 2027|Montant 2027|Montant 2028",
                "||j|k€|k€",
                "A 1.1|Études||1|",
                "A 1.2|Études||0.2|",
                "B 1.1|Salon||0.3|0.4",
            ],
            found: &["info amount-unit-columns Dépenses!D2"],
            ..CASE
        },
    ),
    (
        "a unit in each row",
        Case {
            costs: &[
                "Fiche|Nature|Montant 2027|Montant 2028|Unité",
                "A 1.1|Études|1||k€",
                "A 1.2|Études|200||€",
                "B 1.1|Salon|0.3|0.4|k€",
            ],
            found: &["info amount-unit-cells Dépenses!E2"],
            ..CASE
        },
    ),
    (
        "some rows without their unit",
        Case {
            costs: &[
                "Fiche|Nature|Montant 2027|Montant 2028|Unité",
                "A 1.1|Études|1||k€",
                "A 1.2|Études|200||",
                "B 1.1|Salon|0.3|0.4|k€",
            ],
            total: "1700",
            found: &[
                "error cell-unreadable-unit Dépenses!C3",
                "info amount-unit-cells Dépenses!E2",
            ],
            ..CASE
        },
    ),
    (
        "a year a row, in other words",
        Case {
            costs: &[
                "Fiche|Exercice|Nature|Montant TTC",
                "A 1.1|2027|Études|1000",
                "A 1.2|2027|Études|200",
                "B 1.1|2027|Salon|300",
                "B 1.1|2028|Salon|400",
            ],
            funding: &[
                "Fiche|Financeur|Exercice|Montant accordé",
                "A 1.1|Ville|2027|1000",
                "A 1.2|Ville|2027|200",
                "B 1.1|CCI|2027|300",
                "B 1.1|CCI|2028|400",
            ],
            ..CASE
        },
    ),
    (
        "a year a row, and one without",
        Case {
            costs: &[
                "Fiche|Année|Nature|Montant",
                "A 1.1|2027|Études|1000",
                "A 1.2||Études|200",
                "B 1.1|2027|Salon|300",
                "B 1.1|2028|Salon|400",
            ],
            total: "1700",
            found: &["error cell-unreadable-year-blank Dépenses!B3"],
            ..CASE
        },
    ),
    (
        "quarters",
        Case {
            costs: &[
                "Fiche|Nature|T1 2027|T2 2027|T1 2028|T2 2028",
                "A 1.1|Études|500|500||",
                "A 1.2|Études|200|||",
                "B 1.1|Salon|100|200|200|200",
            ],
            total: "",
            found: &["error column-missing-parts Dépenses!C1"],
            ..CASE
        },
    ),
    (
        "half-years beside what they come to",
        Case {
            costs: &[
                "Fiche|Nature|1er semestre 2027|2e semestre 2027|Total 2027|1er semestre 2028|Total 2028",
                "A 1.1|Études|500|500|1000||",
                "A 1.2|Études|200||200||",
                "B 1.1|Salon|100|200|300|400|400",
            ],
            found: &[
                "info column-unknown Dépenses!C1",
                "info column-unknown Dépenses!D1",
                "info column-unknown Dépenses!F1",
            ],
            ..CASE
        },
    ),
    (
        "codes behind titles",
        Case {
            costs: &[
                "Fiche|Nature|Montant 2027|Montant 2028",
                "Observatoire (A 1.1)|Études|1000|",
                "A 1.2 – Enquête (phase 2)|Études|200|",
                "Salon du tourisme (B 1.1)|Salon|300|400",
            ],
            ..CASE
        },
    ),
    (
        "an error of the spreadsheet for a code",
        Case {
            costs: &[
                "Fiche|Nature|Montant 2027|Montant 2028",
                "A 1.1|Études|1000|",
                "#REF!|Études|200|",
                "B 1.1|Salon|300|400",
            ],
            total: "1700",
            found: &["error code-unreadable-error Dépenses!A3"],
            ..CASE
        },
    ),
    (
        "words before a party's name",
        Case {
            funding: &[
                "Fiche|Part de la Ville 2027|Participation CCI 2027|Part de la Ville 2028|Participation CCI 2028",
                "A 1.1|1000|||",
                "A 1.2|200|||",
                "B 1.1||300|0|400",
            ],
            ..CASE
        },
    ),
    (
        "other funders in one column",
        Case {
            funding: &[
                "Fiche|Ville||CCI||Autres financeurs|",
                "|2027|2028|2027|2028|2027|2028",
                "A 1.1|900|0|0||100|0",
                "A 1.2|200|||||",
                "B 1.1|0||300|400||",
            ],
            found: &["info funder-spelling-read Cofinancement!F2"],
            ..CASE
        },
    ),
    (
        "amounts and rates of funders under years",
        Case {
            funding: &[
                "|2027||||2028|||",
                "Fiche|Ville €|Ville %|CCI €|CCI %|Ville €|Ville %|CCI €|CCI %",
                "A 1.1|1000|1|0|0||||",
                "A 1.2|200|1|0|0||||",
                "B 1.1|75|0.25|225|0.75|200|0.5|200|0.5",
            ],
            ..CASE
        },
    ),
    (
        "what rates come to",
        Case {
            funding: &[
                "Fiche|% Ville|% CCI|Total",
                "A 1.1|1|0|1",
                "A 1.2|1|0|1",
                "B 1.1|0.25|0.75|1",
            ],
            found: &["info column-unknown Cofinancement!D1"],
            ..CASE
        },
    ),
    (
        "a recap’s total over years that it names",
        Case {
            others: &[(
                "Récapitulatif",
                &[
                    "Fiche|2027|||2028|||",
                    "|Ville|CCI|Total|Ville|CCI|Total|Total 2027-2028",
                    "A 1.1|1000||1000||||1000",
                    "A 1.2|200||200||||200",
                    "B 1.1||300|300||400|400|701",
                ],
            )],
            found: &["error recap-over-years Récapitulatif!H5"],
            ..CASE
        },
    ),
    (
        "a recap’s total of the whole",
        Case {
            others: &[(
                "Récapitulatif",
                &[
                    "Fiche|2027|||2028|||",
                    "|Ville|CCI|Total|Ville|CCI|Total|Ensemble",
                    "A 1.1|1000||1000||||1000",
                    "A 1.2|200||200||||200",
                    "B 1.1||300|300||400|400|701",
                ],
            )],
            found: &["error recap-over-years Récapitulatif!H5"],
            ..CASE
        },
    ),
    (
        "a recap’s total over a number of years",
        Case {
            others: &[(
                "Récapitulatif",
                &[
                    "Fiche|2027|||2028|||",
                    "|Ville|CCI|Total|Ville|CCI|Total|Total sur 2 ans",
                    "A 1.1|1000||1000||||1000",
                    "A 1.2|200||200||||200",
                    "B 1.1||300|300||400|400|701",
                ],
            )],
            found: &["error recap-over-years Récapitulatif!H5"],
            ..CASE
        },
    ),
    (
        "a recap’s running total",
        Case {
            others: &[(
                "Récapitulatif",
                &[
                    "Fiche|2027||2028||",
                    "|Ville|CCI|Ville|CCI|Cumul",
                    "A 1.1|1000||||1000",
                    "A 1.2|200||||200",
                    "B 1.1||300||400|701",
                ],
            )],
            found: &["error recap-over-years Récapitulatif!F5"],
            ..CASE
        },
    ),
    (
        "a recap’s total over the period",
        Case {
            others: &[(
                "Récapitulatif",
                &[
                    "Fiche|2027||2028||",
                    "|Ville|CCI|Ville|CCI|Total sur la période",
                    "A 1.1|1000||||1000",
                    "A 1.2|200||||200",
                    "B 1.1||300||400|701",
                ],
            )],
            found: &["error recap-over-years Récapitulatif!F5"],
            ..CASE
        },
    ),
];

/// A number, a text, or nothing.
fn value(text: &str) -> Value {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    match [whole, decimals].concat().parse() {
        Ok(digits) => Value::Number(digits, u32::try_from(decimals.len()).expect("few")),
        Err(_) if text.is_empty() => Value::Blank,
        Err(_) => Value::Text(text.to_owned()),
    }
}

/// A dossier of three fiches with these sheets, and this text added to its `convention.toml`.
pub(crate) fn dossier(sheets: &[(&str, &[&str])], is_of_one_year: bool, toml: &str) -> DossierTest {
    let test = DossierTest::empty();
    let cases = repository().join("tests/fixtures/cases");
    fs::create_dir_all(test.path("input")).expect("a folder");
    copy(&cases.join("fiches"), &test.path("input/fiches"));
    let text = fs::read_to_string(cases.join("convention.toml")).expect("text");
    let years = if is_of_one_year {
        "[2027]"
    } else {
        "[2027, 2028]"
    };
    let text = text.replace("[2027, 2028]", years);
    let mut workbook = Workbook::new();
    for (name, rows) in sheets {
        let rows = rows.iter().map(|row| row.split('|').map(value).collect());
        let rows: Sheet = rows.collect();
        if !rows.is_empty() {
            write_sheet(&mut workbook, name, &rows).expect("written");
        }
    }
    workbook
        .save(test.path("input/budget.xlsx"))
        .expect("saved");
    test.file("convention.toml", &format!("{text}\n{toml}"))
}

/// The findings, and the shares: the total, then those of the parties and of the others, and the unallocated part; none
/// where the dossier cannot be read.
pub(crate) fn checked(test: &DossierTest) -> (Vec<String>, Vec<String>) {
    let (shares, found) = match check(&test.path("input"), &Limits::default()) {
        Ok(audited) => {
            let all = &audited.figures.total.all;
            let others: Amount = all.shares.iter().skip(2).copied().sum();
            let shares = [
                all.total,
                all.shares[0],
                all.shares[1],
                others,
                all.unallocated,
            ];
            let shares = shares.map(Amount::plain).to_vec();
            (shares, audited.findings)
        }
        Err(Error::Input { findings, .. }) => (Vec::new(), findings),
        Err(error) => panic!("{error}"),
    };
    // Years in the fiches' texts are tested elsewhere.
    let found = found
        .iter()
        .filter(|finding| finding.rule != "calendar-years");
    let found = found.map(|finding| {
        let severity = format!("{:?}", finding.severity).to_lowercase();
        let rule = [finding.rule, finding.variant].join("-");
        let rule = rule.trim_end_matches('-');
        format!("{severity} {rule} {}", finding.place.within_file())
    });
    let mut found: Vec<String> = found.collect();
    found.sort();
    (shares, found)
}

#[test]
fn a_header_is_read_in_other_words_or_has_one_finding() {
    let mut wrong = Vec::new();
    for (name, case) in CASES {
        let sheets = [("Dépenses", case.costs), ("Cofinancement", case.funding)];
        let sheets = [&sheets, case.others].concat();
        let (shares, found) = checked(&dossier(&sheets, case.is_of_one_year, case.toml));
        let total = shares.first().map_or("", String::as_str);
        if (total, &found[..].join("\n")) != (case.total, &case.found.join("\n")) {
            wrong.push(format!("{name}: {total}, due {}\n{found:#?}", case.total));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
