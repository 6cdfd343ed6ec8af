//! The sheet `Cofinancement` in officers' words: who pays what is read as intended, or a finding at the cell reports
//! what cannot be decided.

use crate::headings::{checked, dossier};

/// The costs, unless a case has others: 60 000 and 32 000 for A 1.1, 600 for A 1.2, 28 800 and 30 000 for B 1.1.
const COSTS: &[&str] = &[
    "Fiche|Nature|Montant 2027|Montant 2028",
    "A 1.1|Études|10000|2000",
    "A 1.1|Travaux|50000|30000",
    "A 1.2|Études|600|",
    "B 1.1|Salon|28800|30000",
];

/// The rows of A 1.2 and B 1.1, which the town pays.
const REST: &[&str] = &["A 1.2|Ville|1", "B 1.1|Ville|1"];

/// A fund that does not sign.
const DECLARED: &str = r#"
    [[financeurs]]
    id = "dsil"
    nom = "Dotation de soutien à l’investissement local"
    colonne = "DSIL"
    de = "etat"
"#;
const DECLARED_TOO: &str = r#"
    [[financeurs]]
    id = "dsil"
    nom = "Dotation de soutien à l’investissement local"
    colonne = "DSIL"
    [[financeurs]]
    id = "regie"
    nom = "Régie de la Ville"
"#;

struct Case {
    costs: &'static [&'static str],
    /// The header, which begins with `Fiche|Financeur|Taux` where `REST` goes on with it, and the rows.
    funding: &'static [&'static str],
    rest: &'static [&'static str],
    /// Further sheets.
    others: &'static [(&'static str, &'static [&'static str])],
    toml: &'static str,
    /// The shares of the parties, of the others and the unallocated part, separated by blanks; empty where unknown.
    shares: &'static str,
    found: &'static [&'static str],
}

const CASE: Case = Case {
    costs: COSTS,
    funding: &[],
    rest: REST,
    others: &[],
    toml: "",
    shares: HALVES,
    found: &[],
};

/// Where the town and the chamber pay half of A 1.1 each.
const HALVES: &str = "105400 46000 0 0";

const CASES: &[(&str, Case)] = &[
    (
        "words for what the others leave",
        Case {
            funding: &[
                "Fiche|Financeur|Taux|Nature",
                "A 1.1|Ville|0.5|Études",
                "A 1.1|CCI|le solde|Études",
                "A 1.1|Ville|50 %|Travaux",
                "A 1.1|CCI|Reste à charge|Travaux",
            ],
            ..CASE
        },
    ),
    (
        "half a balance is no rate",
        Case {
            funding: &[
                "Fiche|Financeur|Taux",
                "A 1.1|Ville|0.5",
                "A 1.1|CCI|Solde 50 %",
            ],
            shares: "",
            found: &["error cell-unreadable-rate Cofinancement!C3"],
            ..CASE
        },
    ),
    (
        "the owner under its own words",
        Case {
            funding: &[
                "Fiche|Financeur|Taux",
                "A 1.1|Ville|0.5",
                "A 1.1|Autofinancement|0.5",
            ],
            found: &["info funder-spelling-read Cofinancement!B3"],
            ..CASE
        },
    ),
    (
        "nobody pays",
        Case {
            funding: &[
                "Fiche|Financeur|Taux",
                "A 1.1|Ville|0.5",
                "A 1.1|?|0.1",
                "A 1.1|…|0.1",
                "A 1.1|Dépenses|0.1",
                "A 1.1|NC|0.05",
                "A 1.1|à définir|0.05",
                "A 1.1|xxx|0.1",
            ],
            shares: "",
            found: &[
                "error funder-missing-reserved Cofinancement!B3",
                "error funder-missing-reserved Cofinancement!B4",
                "error funder-missing-reserved Cofinancement!B5",
                "error funder-missing-reserved Cofinancement!B6",
                "error funder-missing-reserved Cofinancement!B7",
                "error funder-missing-reserved Cofinancement!B8",
            ],
            ..CASE
        },
    ),
    (
        "names with the mark of a note",
        Case {
            funding: &[
                "Fiche|Financeur|Taux",
                "A 1.1|Ville¹|0.25",
                "A 1.1|Ville (1)|0.25",
                "A 1.1|CCI*|0.5",
            ],
            found: &[
                "info funder-spelling-read Cofinancement!B2",
                "info funder-spelling-read Cofinancement!B3",
            ],
            ..CASE
        },
    ),
    (
        "a party's name behind an article, in a fiche whose totals are wrong",
        Case {
            funding: &[
                "Fiche|Financeur|Taux|Montant 2027|Montant 2028",
                "A 1.1|Ville|0.5||",
                "A 1.1|La CCI|0.5||",
                "|Total A 1.1|1|60000|32001",
            ],
            shares: "105400 0 46000 0",
            found: &[
                "error cost-total Cofinancement!E4",
                "error funder-spelling Cofinancement!B3",
            ],
            ..CASE
        },
    ),
    (
        "one column of owners, whose totals add up what stands in it",
        Case {
            funding: &[
                "Fiche|CCI 2027|CCI 2028|Autofinancement 2027|Autofinancement 2028",
                "A 1.1|60000|32000|0|0",
                "A 1.2|0|0|600|0",
                "B 1.1|800|0|28000|29999",
                "TOTAL|60801|32000|28600|29999",
            ],
            rest: &[],
            shares: "0 151399 0 1",
            found: &[
                "error cost-total Cofinancement!B5",
                "error funding-sum Cofinancement!C4",
                "info funder-spelling-read Cofinancement!D3",
                "info funder-spelling-read Cofinancement!D4",
            ],
            ..CASE
        },
    ),
    (
        "codes mistyped: letters for digits, and a sign more",
        Case {
            costs: &[
                "Fiche|Nature|Montant 2027|Montant 2028",
                "A 1.l|Études|60000|32000",
                "A 1.2|Études|600|",
                "B 1.1|Salon|28800|30000",
            ],
            funding: &["Fiche|Financeur|Taux", "A 1.1|Ville|0.5", "A 1.1|CCI|0.5"],
            rest: &["A 1.2|Ville|1", "B 1.11|Ville|1"],
            others: &[(
                "Récapitulatif",
                &[
                    "|2027|||2028||",
                    "|% Ville|% CCI|Total|% Ville|% CCI|Total",
                    "A 1.1|30000|30000|60000|16000|16000|32000",
                    "A 1.2|600|0|600|0|0|0",
                    "B 1.1|28800|0|28800|30000|0|30000",
                ],
            )],
            shares: "600 0 0 150800",
            found: &[
                "error rows-without-fiche-mistyped Cofinancement!A5",
                "error rows-without-fiche-mistyped Dépenses!A2",
            ],
            ..CASE
        },
    ),
    (
        "a row above the subtotal of another axis, which counts it",
        Case {
            funding: &["Fiche|Financeur|Taux", "A 1.1|Ville|0.5", "A 1.1|CCI|0.5"],
            others: &[(
                "Récapitulatif",
                &[
                    "|2027|||2028||",
                    "|% Ville|% CCI|Total|% Ville|% CCI|Total",
                    "A 1.1|30000|30000|60000|16000|16000|32000",
                    "Total A|30000|30000|60000|16000|16000|32000",
                    "A 1.2|600|0|600|0|0|0",
                    "B 1.1|28800|0|28800|30000|0|30000",
                    "Total B|29400|0|29400|30000|1|30000",
                ],
            )],
            found: &[
                "error recap-subtotal Récapitulatif!F7",
                "error recap-subtotal-stray Récapitulatif!A5",
            ],
            ..CASE
        },
    ),
    (
        "a wrong total of a section, and one of a fiche above others",
        Case {
            costs: &[
                "Fiche|Section|Nature|Montant 2027|Montant 2028",
                "A 1.1|Fonctionnement|Études|10000|2000",
                "|Investissement|Travaux|50000|30000",
                "|Fonctionnement|Total|11000|2000",
                "|Investissement|Total|50000|30000",
                "||Total|61000|33000",
                "A 1.2|Fonctionnement|Études|600|0",
                "B 1.1|Fonctionnement|Salon|28800|30000",
            ],
            funding: &["Fiche|Financeur|Taux", "A 1.1|Ville|0.5", "A 1.1|CCI|0.5"],
            found: &[
                "error cost-total Dépenses!D4",
                "error fiche-total Dépenses!D6",
                "error fiche-total Dépenses!E6",
            ],
            ..CASE
        },
    ),
    (
        "a name that is only near a party's hides nothing",
        Case {
            funding: &[
                "Fiche|Financeur|Taux",
                "A 1.1|Ville|0.5",
                "A 1.1|CCI (subvention)|0.5",
            ],
            others: &[(
                "Récapitulatif",
                &[
                    "|2027|||2028||",
                    "|% Ville|% CCI|Total|% Ville|% CCI|Total",
                    "A 1.1|30000|30000|60000|16000|16000|32000",
                    "A 1.2|600|0|600|0|0|0",
                    "B 1.1|28800|0|28800|30000|0|30000",
                ],
            )],
            shares: "105400 0 46000 0",
            found: &[
                "error recap-column Récapitulatif!C3",
                "error recap-column Récapitulatif!F3",
                "warning funder-spelling-near Cofinancement!B3",
            ],
            ..CASE
        },
    ),
    (
        "names that look the same",
        Case {
            funding: &[
                "Fiche|Financeur|Taux",
                "A 1.1|Vi11e|0.25",
                "A 1.1|Ville1|0.25",
                "A 1.1|CC1|0.5",
            ],
            shares: "59400 0 92000 0",
            found: &[
                "error funder-spelling Cofinancement!B2",
                "error funder-spelling Cofinancement!B4",
                "warning funder-spelling-near Cofinancement!B3",
            ],
            ..CASE
        },
    ),
    (
        "names that hold a party's, and names of others",
        Case {
            funding: &[
                "Fiche|Financeur|Taux",
                "A 1.1|Service commerce de la Ville|0.1",
                "A 1.1|Collectivité (Ville)|0.1",
                "A 1.1|Dotation Ville|0.1",
                "A 1.1|Ville – budget annexe|0.1",
                "A 1.1|Régie de la Ville|0.1",
                "A 1.1|CCE|0.1",
                "A 1.1|État (Dispositif DSIL)|0.1",
                "A 1.1|Association du centre-ville|0.1",
                "A 1.1|CCI de Lyon|0.1",
                "A 1.1|Ville de Lyon|0.1",
            ],
            toml: DECLARED,
            shares: "59400 0 92000 0",
            found: &[
                "warning funder-spelling-near Cofinancement!B2",
                "warning funder-spelling-near Cofinancement!B3",
                "warning funder-spelling-near Cofinancement!B4",
                "warning funder-spelling-near Cofinancement!B5",
                "warning funder-spelling-near Cofinancement!B6",
                "warning funder-spelling-near Cofinancement!B7",
                "warning funder-spelling-near Cofinancement!B8",
            ],
            ..CASE
        },
    ),
    (
        "a name that holds a party's is another's once it is declared",
        Case {
            funding: &[
                "Fiche|Financeur|Taux",
                "A 1.1|Régie de la Ville|0.5",
                "A 1.1|DSIL|0.5",
            ],
            toml: DECLARED_TOO,
            shares: "59400 0 92000 0",
            ..CASE
        },
    ),
    (
        "what limits a rate is above nothing",
        Case {
            funding: &[
                "Fiche|Financeur|Taux|Assiette|Plafond",
                "A 1.1|Ville|0.5||-5",
                "A 1.1|CCI|0.4|NC|",
                "A 1.1|Région|0.1|-|/",
            ],
            shares: "",
            found: &[
                "error cell-unreadable-limit Cofinancement!D3",
                "error cell-unreadable-limit Cofinancement!E2",
            ],
            ..CASE
        },
    ),
    (
        "an amount above its ceiling, and one at it",
        Case {
            funding: &[
                "Fiche|Financeur|Taux|Plafond|Montant 2027|Montant 2028",
                "A 1.1|Ville|0.5|20000|25000|16000",
                "A 1.1|Région|0.5|20000|20000|16000",
                "A 1.1|CCI|solde",
            ],
            shares: "100400 15000 36000 0",
            found: &[
                "warning funding-claim Cofinancement!C2",
                "warning funding-claim-ceiling Cofinancement!E2",
            ],
            ..CASE
        },
    ),
    (
        "an error for the header of a funder's column",
        Case {
            funding: &[
                "Fiche|Ville|#REF!",
                "A 1.1|0.5|0.5",
                "A 1.2|0.5|0.5",
                "B 1.1|0.5|0.5",
            ],
            rest: &[],
            shares: "",
            found: &[
                "error cell-unreadable-error Cofinancement!C1",
                "error funding-rates Cofinancement!B2",
                "error funding-rates Cofinancement!B3",
                "error funding-rates Cofinancement!B4",
            ],
            ..CASE
        },
    ),
    (
        "a floor, and a base by a name of its own",
        Case {
            funding: &[
                "Fiche|Financeur|Taux|Plancher|Dépense subventionnable",
                "A 1.1|Ville|0.5|3000|",
                "A 1.1|CCI|0.5||9000",
            ],
            shares: "105400 46000 0 0",
            found: &[
                "error column-unknown-term Cofinancement!D1",
                "error column-unknown-term Cofinancement!E1",
            ],
            ..CASE
        },
    ),
    (
        "calculated rates beside amounts",
        Case {
            funding: &[
                "Fiche|Financeur|Taux|Montant 2027|Montant 2028",
                "A 1.1|Ville|0.333333333333333|20000|10666.67",
                "A 1.1|CCI|0.666666666666667|40000|21333.33",
            ],
            shares: "90066.67 61333.33 0 0",
            ..CASE
        },
    ),
    (
        "a calculated rate alone",
        Case {
            funding: &[
                "Fiche|Financeur|Taux",
                "A 1.1|Ville|0.333333333333333",
                "A 1.1|CCI|solde",
            ],
            shares: "",
            found: &["error cell-unreadable-rate-too-fine Cofinancement!C2"],
            ..CASE
        },
    ),
    (
        "rates that are true of all years together",
        Case {
            funding: &[
                "Fiche|Financeur|Taux|Montant 2027|Montant 2028",
                "A 1.1|Ville|0.2717|15000|10000",
                "A 1.1|CCI|0.7283|45000|22000",
            ],
            shares: "84400 67000 0 0",
            ..CASE
        },
    ),
    (
        "a row a year, with one rate for all",
        Case {
            funding: &[
                "Fiche|Année|Financeur|Taux|Montant",
                "A 1.1|2027|Ville|0.5|",
                "A 1.1|2028|Ville|0.5|",
                "A 1.1|2027|CCI|solde|",
                "A 1.1|2028|CCI|solde|",
                "A 1.2|2027|Ville|1|600",
                "B 1.1|2027|Ville|1|28800",
                "B 1.1|2028|Ville|1|30000",
            ],
            rest: &[],
            ..CASE
        },
    ),
    (
        "a row a year, with other rates",
        Case {
            funding: &[
                "Fiche|Année|Financeur|Taux",
                "A 1.1|2027|Ville|0.5",
                "A 1.1|2028|Ville|0.6",
                "A 1.1||CCI|solde",
                "A 1.2||Ville|1",
                "B 1.1|2027|Ville|1",
            ],
            rest: &[],
            shares: "",
            found: &[
                "error cell-unreadable-yearly Cofinancement!D2",
                "error cell-unreadable-yearly Cofinancement!D6",
            ],
            ..CASE
        },
    ),
    (
        "a row a year, with a wrong claim",
        Case {
            funding: &[
                "Fiche|Année|Financeur|Taux|Montant",
                "A 1.1|2027|Ville|0.5|30000",
                "A 1.1|2028|Ville|0.7|16000",
                "A 1.1|2027|CCI|0.5|30000",
                "A 1.1|2028|CCI|0.5|16000",
                "A 1.2||Ville|1|",
                "B 1.1||Ville|1|",
            ],
            rest: &[],
            found: &["warning funding-claim Cofinancement!D3"],
            ..CASE
        },
    ),
    (
        "what is not costed is no rate and no amount",
        Case {
            costs: &[
                "Fiche|Nature|Jours 2027|Montant 2027|Montant 2028",
                "A 1.1|Études||60000|32000",
                "A 1.2|Études|NC|NC|NC",
                "B 1.1|Salon||28800|30000",
            ],
            funding: &[
                "Fiche|Financeur|Taux|Montant 2027|Montant 2028",
                "A 1.1|Ville|0.5||",
                "A 1.1|CCI|0.5",
                "A 1.1|Région|NC",
                "A 1.1|ADEME||p.m.|p.m.",
            ],
            shares: "104800 46000 0 0",
            ..CASE
        },
    ),
    (
        "natures in a base",
        Case {
            costs: &[
                "Fiche|Nature|Montant 2027|Montant 2028",
                "A 1.1|Études ; conseil|10000|2000",
                "A 1.1|Travaux|20000|10000",
                "A 1.1|Achats|30000|20000",
                "A 1.2|Études|600|",
                "B 1.1|Salon|28800|30000",
            ],
            funding: &[
                "Fiche|Financeur|Taux|Assiette",
                "A 1.1|Ville|0.5|Études ; conseil ; Travaux",
                "A 1.1|Région|0.1|achats et travaux",
                "A 1.1|CCI|solde",
            ],
            shares: "80400 63000 8000 0",
            ..CASE
        },
    ),
    (
        "totals of a fiche, of some who pay, of one, of an axis and of all",
        Case {
            funding: &[
                "Fiche|Financeur|Taux|Montant 2027|Montant 2028",
                "A 1.1|Ville|0.3|18000|9600",
                "|Région|0.2|12000|6400",
                "|Sous-total public|0.5|30000|16000",
                "|CCI|0.5|30000|16000",
                "|Ensemble des financeurs|1|60000|32000",
                "A 1.2|Ville|1||",
                "Total axe A|||60600|32000",
                "B 1.1|Ville|1|28800|30000",
                "|||28800|30000",
                "Total|Ville||47400|39600",
                "Total Région|||12000|6400",
                "Total général|||89400|62000",
            ],
            rest: &[],
            shares: "87000 46000 18400 0",
            ..CASE
        },
    ),
    (
        "the same totals, each of them wrong",
        Case {
            funding: &[
                "Fiche|Financeur|Taux|Montant 2027|Montant 2028",
                "A 1.1|Ville|0.3|18000|9600",
                "|Région|0.2|12000|6400",
                "|Sous-total public|0.5|30001|16000",
                "|CCI|0.5|30000|16000",
                "|Ensemble des financeurs|0.8|60000|32001",
                "A 1.2|Ville|1||",
                "Total axe A|||60601|32000",
                "B 1.1|Ville|1||",
                "Total|Ville||47400|39601",
                "Total Région|||12001|6400",
                "|||89400|62001",
            ],
            rest: &[],
            shares: "87000 46000 18400 0",
            found: &[
                "error cost-total Cofinancement!D11",
                "error cost-total Cofinancement!D4",
                "error cost-total Cofinancement!D8",
                "error cost-total Cofinancement!E10",
                "error cost-total Cofinancement!E12",
                "error cost-total Cofinancement!E6",
                "error cost-total-rate Cofinancement!C6",
            ],
            ..CASE
        },
    ),
    (
        "totals of a year and of all, where each row is of a year",
        Case {
            funding: &[
                "Fiche|Année|Financeur|Taux|Montant",
                "A 1.1|2027|Ville|0.5|30000",
                "A 1.1|2027|CCI|0.5|30000",
                "A 1.1|2027|Total|1|60000",
                "A 1.1|2028|Ville|0.5|16000",
                "A 1.1|2028|CCI|0.5|16000",
                "A 1.1|2028|Total|1|32001",
                "A 1.2||Ville|1|",
                "B 1.1||Ville|1|",
                "Total 2027||||89400",
                "Total 2028||||62001",
                "Total général||||151400",
            ],
            rest: &[],
            found: &[
                "error cost-total Cofinancement!E11",
                "error cost-total Cofinancement!E7",
            ],
            ..CASE
        },
    ),
    (
        "a column of totals, and amounts of nobody knows which years",
        Case {
            funding: &[
                "Fiche|Financeur|Taux|Montant 2027|Montant 2028|Total",
                "A 1.1|Ville|0.5|30000|16000|46000",
                "A 1.1|CCI|0.5|30000|16000|46001",
                "A 1.2|Ville|1|600||600",
                "B 1.1|Ville|1|||58800",
            ],
            rest: &[],
            found: &["error cost-total-all Cofinancement!F3"],
            ..CASE
        },
    ),
    (
        "amounts beside rates that are of no year",
        Case {
            funding: &[
                "Fiche|Financeur|Taux|Montant",
                "A 1.1|Ville|0.5|46000",
                "A 1.1|CCI|0.5|47000",
                "A 1.2|Ville|1|600",
                "B 1.1|Ville|1|58800",
            ],
            rest: &[],
            found: &["error cost-total-all Cofinancement!D3"],
            ..CASE
        },
    ),
    (
        "a column of rates a year",
        Case {
            funding: &[
                "Fiche|Financeur|Taux 2027|Taux 2028",
                "A 1.1|Ville|0.5|0.5",
                "A 1.1|CCI|solde|solde",
                "A 1.2|Ville|1|",
                "B 1.1|Ville|1|1",
            ],
            rest: &[],
            ..CASE
        },
    ),
    (
        "the total of two who pay, and a part of one",
        Case {
            funding: &[
                "Fiche|Financeur|Taux|Montant 2027|Montant 2028",
                "A 1.1|Ville|0.5||",
                "|CCI – part propre|0.5||",
                "|Total Ville et CCI – part propre|1|60000|32000",
            ],
            shares: "105400 0 46000 0",
            found: &["warning funder-spelling-near Cofinancement!B3"],
            ..CASE
        },
    ),
    (
        "a cost that some rates leave is told once",
        Case {
            funding: &[
                "Fiche|Financeur|Taux|Nature",
                "A 1.1|Ville|0.5|Études",
                "A 1.1|CCI|solde|Études",
                "A 1.1|Ville|0.6|Travaux",
            ],
            shares: "113400 6000 0 32000",
            found: &["error funding-rates Cofinancement!C4"],
            ..CASE
        },
    ),
    (
        "a payer whose name begins like a total",
        Case {
            funding: &[
                "Fiche|Financeur|Taux|Montant 2027|Montant 2028",
                "A 1.1|CCI||30000|16000",
                "A 1.1|Total Énergies||30000|16000",
            ],
            shares: "59400 46000 46000 0",
            ..CASE
        },
    ),
    (
        "columns of numbers that nobody pays, beside those who pay",
        Case {
            funding: &[
                "Fiche|Logements 2027|Coût 2027|Coût 2028|Ville 2027|CCI 2027|Région 2027|Ville 2028|CCI 2028|Région 2028",
                "A 1.1|42|60000|32000|20000|30000|10000|10000|16000|6000",
                "A 1.2|3|600||600|||||",
                "B 1.1||28800|30000|28800|||30000||",
            ],
            rest: &[],
            shares: "89400 46000 16000 0",
            found: &[
                "info column-unknown Cofinancement!B1",
                "info column-unknown Cofinancement!C1",
                "info column-unknown Cofinancement!D1",
            ],
            ..CASE
        },
    ),
    (
        "a column of numbers of which a balance doesn't say whose they are",
        Case {
            funding: &[
                "Fiche|Logements 2027|Coût 2027|Ville 2027|CCI 2027|Ville 2028|CCI 2028",
                "A 1.1|42|60000|30000|solde|16000|16000",
                "A 1.2|3|600|600|||",
                "B 1.1|7|28800|28800||30000|",
            ],
            rest: &[],
            found: &[
                "info column-unknown Cofinancement!B1",
                "info column-unknown Cofinancement!C1",
            ],
            ..CASE
        },
    ),
    (
        "a column of numbers where no row says whose they are",
        Case {
            funding: &[
                "Fiche|Logements 2027|Coût 2027|Ville 2027|CCI 2027|Ville 2028|CCI 2028",
                "A 1.1|42|60000|30000|solde|16000|16000",
                "A 1.2||600|600|||",
                "B 1.1||28800|solde||30000|",
            ],
            rest: &[],
            found: &[
                "info column-unknown Cofinancement!C1",
                "warning column-unknown-payer Cofinancement!B1",
            ],
            ..CASE
        },
    ),
];

#[test]
fn payers_are_read_as_intended_or_asked_for() {
    let mut wrong = Vec::new();
    for (name, case) in CASES {
        let funding = [case.funding, case.rest].concat();
        let sheets = [("Dépenses", case.costs), ("Cofinancement", &funding[..])];
        let sheets = [&sheets, case.others].concat();
        let (shares, found) = checked(&dossier(&sheets, false, case.toml));
        let mut shares = shares.get(1..).unwrap_or_default().join(" ");
        if case.shares.is_empty() {
            shares.clear();
        }
        if (shares.as_str(), &found[..].join("\n")) != (case.shares, &case.found.join("\n")) {
            wrong.push(format!("{name}: {shares}, due {}\n{found:#?}", case.shares));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
