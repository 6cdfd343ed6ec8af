//! The rows that officers put into their tables beside costs and funders: totals in all their forms, taxes, remarks,
//! other tables. Each is recognised for what it is, or reported.

use std::{collections::BTreeSet, fs, ops::Range};

use paraphe::{Limits, check};
use rust_xlsxwriter::{Format, Formula, Workbook, Worksheet};

use crate::{
    cases::{TOTAL, findings, misread, total, without_workbook},
    dossier_test::{DossierTest, repository},
    generator::{Value, write_cell},
    headings::{self, checked},
};

/// The costs from the fourth row of the sheet on, cells separated by `|`: a formula is followed by its result.
const COSTS: [&str; 6] = [
    "Fiche|Nature|Libellé|Taxe|Jours 2027|Montant 2027|Jours 2028|Montant 2028",
    "A 1.1|Études|Enquête|TTC|16.5|9900",
    "|Animation||TTC|2|1200|2|1200",
    "A 1.2|Études||TTC|1|600|1|600",
    "|Débours||TTC||150.5",
    "B 1.1|Salon||TTC||28800||30000",
];
const FUNDING: [&str; 9] = [
    "Fiche|Financeur|Nature|Taux|Montant 2027|Montant 2028",
    "A 1.1|Ville||0.8",
    "|CCI||0.2",
    "A 1.2|Ville|Études|0.5",
    "|Région|Études|0.5",
    "|CCI|Débours|1",
    "B 1.1|Ville||0.6",
    "|CCI||0.4",
    "",
];
/// The place after the last row.
const END: Range<usize> = 6..6;
const LAST: Range<usize> = 8..9;

type Case = (
    &'static str,
    Range<usize>,
    &'static [&'static str],
    &'static str,
    &'static [&'static str],
);

/// A case: its name, the replaced rows of the costs, the rows in their place, the total, every finding.
const IN_COSTS: &[Case] = &[
    (
        "parts of the row above, whatever marks them and wherever they are named",
        2..3,
        &[
            "|Animation||TTC|2|1200|2|1200",
            "|Animation|dont impression|TTC||400||400",
            "|• y compris transport||TTC||100||100",
            "|(inclus ci-dessus)||TTC||50||50",
            "|a) dont vacations||TTC||50||50",
        ],
        "72450.5",
        &["info row-ignored Dépenses!C4"],
    ),
    (
        "rows that may be no cost of these years",
        END,
        &[
            "B 1.1|Réalisé 2026||TTC||10",
            "|Option|(non retenue)|TTC||10",
            "|Vidéo|ANNULÉ|TTC||10",
            "|Surface (m²)||TTC||10",
            "|TVA récupérable||TTC||10",
        ],
        "72500.5",
        &[
            "warning row-ignored Dépenses!A10",
            "warning row-ignored Dépenses!A11",
            "warning row-ignored Dépenses!A7",
            "warning row-ignored Dépenses!A8",
            "warning row-ignored Dépenses!A9",
        ],
    ),
    (
        "costs that only sound so",
        END,
        &[
            "B 1.1|Inclusion numérique||TTC||10",
            "|Exercice 2027||TTC||10",
            "|TVA non récupérable||TTC||10",
            "|Annulation de dettes||TTC||10",
            "|Surface de vente : étude||TTC||10",
        ],
        "72500.5",
        &[],
    ),
    (
        "a cost under the total of its fiche",
        3..3,
        &[
            "|Total A 1.1|||18.5|11100|2|1200",
            "|Communication||TTC||500",
        ],
        "72950.5",
        &["warning row-ignored Dépenses!B5"],
    ),
    (
        "a table of axes under the costs, with its years",
        END,
        &[
            "",
            "Récapitulatif par axe",
            "Axe||||2027|2027|2028|2028",
            "Commerce|||||11850.5||1800",
            "Tourisme|||||28800||30000",
            "Total|||||40650.5||31800",
        ],
        "72450.5",
        &["info row-ignored Dépenses!A8"],
    ),
    (
        "a row of one fiche that equals the others and is called as a sum",
        5..6,
        &[
            "B 1.1|Salon||TTC||28800||30000",
            "B 1.1|Budget||||28800||30000",
        ],
        "72450.5",
        &["warning row-ignored Dépenses!A7"],
    ),
    (
        "sums with the tax of their lines, shortened",
        1..3,
        &[
            "A 1.1|Études|Enquête|TTC|16.5|9900",
            "|Animation||TTC|2|1200|2|1200",
            "A 1.1|Tot.||TTC|18.5|11100|2|1200",
        ],
        "72450.5",
        &[],
    ),
    (
        "a sum called Sous-tot. under its lines, another of one line",
        2..6,
        &[
            "|Animation||TTC|2|1200|2|1200",
            "|Sous-tot.|||18.5|11100|2|1200",
            "A 1.2|Études||TTC|1|600|1|600",
            "|Débours||TTC||150.5",
            "B 1.1|Salon||TTC||28800||30000",
            "|Sous-tot.||||28800||30000",
        ],
        "72450.5",
        &[],
    ),
    (
        "a last line called otherwise than a sum, and near the total of all",
        END,
        &["|Coût complet des trois actions||||40605.5||31900"],
        "144956",
        &["warning row-ignored Dépenses!B7"],
    ),
    (
        "what each nature comes to, under the last line",
        END,
        &[
            "|Études||||10500||600",
            "|Animation||||1200||1200",
            "|Débours||||150.5",
            "|Salon||||28800||30000",
        ],
        "72450.5",
        &[
            "info row-ignored Dépenses!B10",
            "info row-ignored Dépenses!B7",
            "info row-ignored Dépenses!B8",
            "info row-ignored Dépenses!B9",
        ],
    ),
    (
        "the last fiche has the natures and the costs of another",
        5..6,
        &[
            "B 1.1|Salon||TTC||28800||30000",
            "|Animation||TTC||1200||1200",
            "|Débours||TTC||150.5",
        ],
        "75001",
        &[],
    ),
    (
        "two codes in one cell",
        END,
        &["A 1.1 / A 1.2|Communication||TTC||1000"],
        "72450.5",
        &["error code-unreadable Dépenses!A7"],
    ),
    (
        "no days beside a purchase",
        5..6,
        &["B 1.1|Salon||TTC|0|28800||30000"],
        "72450.5",
        &[],
    ),
    (
        "costs whose names speak of income, and income that does not",
        END,
        &["|Régie de recettes||TTC||100", "|Mécénat||TTC||100"],
        "72650.5",
        &["warning row-ignored Dépenses!A8"],
    ),
    (
        "what comes in, among the costs",
        END,
        &["|À déduire : recettes||||-1000||-1000"],
        "70450.5",
        &[
            "error line-negative Dépenses!F7",
            "error line-negative Dépenses!H7",
            "warning row-ignored Dépenses!A7",
        ],
    ),
    (
        "a part of another row",
        END,
        &["B 1.1|dont stands||||1000||1000"],
        "72450.5",
        &["info row-ignored Dépenses!B7"],
    ),
    (
        "a subtotal before its lines, a constant",
        1..6,
        &[
            "A 1.1|||||11100||1200",
            "|Études|Enquête|TTC|16.5|9900",
            "|Animation||TTC|2|1200|2|1200",
            "A 1.2|||||750.5||600",
            "|Études||TTC|1|600|1|600",
            "|Débours||TTC||150.5",
            "B 1.1|Salon||TTC||28800||30000",
        ],
        TOTAL,
        &[
            "info row-ignored Dépenses!A2",
            "info row-ignored Dépenses!A5",
        ],
    ),
    (
        "a wrong subtotal before its lines",
        1..3,
        &[
            "A 1.1|||||11000||1200",
            "|Études|Enquête|TTC|16.5|9900",
            "|Animation||TTC|2|1200|2|1200",
        ],
        TOTAL,
        &[
            "warning row-ignored Dépenses!A2",
            "error fiche-total Dépenses!F2",
        ],
    ),
    (
        "titles of fiches with what their lines come to",
        1..6,
        &[
            "A 1.1|Observatoire||||11100||1200",
            "|Études|Enquête|TTC|16.5|9900",
            "|Animation||TTC|2|1200|2|1200",
            "A 1.2|Enquête||||750.5||600",
            "|Études||TTC|1|600|1|600",
            "|Débours||TTC||150.5",
            "B 1.1|Salon du tourisme||||28800||30000",
            "|Salon||TTC||28800||30000",
        ],
        TOTAL,
        &[
            "info row-ignored Dépenses!A2",
            "info row-ignored Dépenses!A5",
            "info row-ignored Dépenses!A8",
        ],
    ),
    (
        "a wrong one among them",
        1..6,
        &[
            "A 1.1|Observatoire||||11100||1200",
            "|Études|Enquête|TTC|16.5|9900",
            "|Animation||TTC|2|1200|2|1200",
            "A 1.2|Enquête||||750.5||600",
            "|Études||TTC|1|600|1|600",
            "|Débours||TTC||150.5",
            "B 1.1|Salon du tourisme||||28000||30000",
            "|Salon||TTC||28800||30000",
        ],
        TOTAL,
        &[
            "info row-ignored Dépenses!A2",
            "info row-ignored Dépenses!A5",
            "info row-ignored Dépenses!A8",
            "error fiche-total Dépenses!F8",
        ],
    ),
    (
        "totals of one nature",
        3..3,
        &["|Total études||||9900"],
        TOTAL,
        &[],
    ),
    (
        "with tax below lines without it",
        END,
        &[
            "Total HT|||||40650.5||31800",
            "TVA (20 %)|||||8130.1||6360",
            "Total TTC|||||48780.6||38160",
        ],
        TOTAL,
        &["info row-ignored Dépenses!A8"],
    ),
    (
        "a wrong total of a fiche above the right one of all, both without tax",
        END,
        &[
            "|Total HT||||28000||30000",
            "|Total général HT||||40650.5||31800",
        ],
        TOTAL,
        &["error fiche-total Dépenses!F7"],
    ),
    (
        "a total that is rounded above the right one",
        END,
        &["Total arrondi|||||41000||32000", "Total|||||40650.5||31800"],
        TOTAL,
        &[],
    ),
    (
        "who pays, below",
        END,
        &[
            "",
            "Plan de financement",
            "Ville|||||26460||19260",
            "CCI|||||14190.5||12540",
        ],
        TOTAL,
        &[
            "info row-ignored Dépenses!A8",
            "warning row-ignored Dépenses!A9",
        ],
    ),
    (
        "who pays, below and without a title",
        END,
        &["", "|Ville||||26460||19260", "|CCI||||14190.5||12540"],
        TOTAL,
        &[
            "error row-without-code Dépenses!A8",
            "error row-without-code Dépenses!A9",
        ],
    ),
    (
        "titles of axes with what their fiches come to",
        5..6,
        &[
            "Axe A|||||11850.5||1800",
            COSTS[5],
            "Axe B|||||28800||30000",
        ],
        TOTAL,
        &[],
    ),
    (
        "without and with tax at the foot",
        END,
        &[
            "|Montant HT||||33875.42||26500",
            "|TVA 20 %||||6775.08||5300",
            "|Montant TTC||||40650.5||31800",
        ],
        TOTAL,
        &["info row-ignored Dépenses!B8"],
    ),
    (
        "without tax below with tax",
        END,
        &[
            "TOTAL TTC|||||40650.5||31800",
            "TOTAL HT|||||33875.42||26500",
        ],
        TOTAL,
        &[],
    ),
    (
        "a total that is rounded below the right one",
        END,
        &[
            "Total|||||40650.5||31800",
            "Total arrondi à|||||41000||32000",
        ],
        TOTAL,
        &[],
    ),
    (
        "remarks with amounts below the total",
        END,
        &[
            "|Total général||||40650.5||31800",
            "|dont part Ville||||26460||19260",
            "|soit en %||||0.65||0.6",
        ],
        TOTAL,
        &["info row-ignored Dépenses!B8"],
    ),
    (
        "a mean below the total",
        END,
        &[
            "Total|||||40650.5||31800",
            "Moyenne par action|||||13550.17||10600",
        ],
        TOTAL,
        &["info row-ignored Dépenses!A8"],
    ),
    (
        "what is left to be paid",
        END,
        &[
            "Total des dépenses éligibles|||||40650.5||31800",
            "Total subventions|||||30000||20000",
            "Reste à financer|||||10650.5||11800",
        ],
        TOTAL,
        &["warning row-ignored Dépenses!A9"],
    ),
    (
        "a cost without a code below the total of an axis",
        5..5,
        &["Total axe A|||||11850.5||1800", "|Stand||TTC||100||100"],
        TOTAL,
        &["error row-without-code Dépenses!A7"],
    ),
    (
        "a cost without a code behind a gap",
        END,
        &["", "|Stand||TTC||100||100"],
        TOTAL,
        &["error row-without-code Dépenses!A8"],
    ),
    (
        "costs below the general total",
        END,
        &[
            "Total général|||||40650.5||31800",
            "B 1.1|Stand||TTC||100||100",
        ],
        "72650.5",
        &[
            "error cost-total Dépenses!F7",
            "error cost-total Dépenses!H7",
        ],
    ),
    (
        "a second table, without a header",
        END,
        &[
            "TOTAL|||||40650.5||31800",
            "",
            "A 1.1|Subvention||||5000||5000",
        ],
        "82450.5",
        &[
            "error cost-total Dépenses!F7",
            "error cost-total Dépenses!H7",
        ],
    ),
    (
        "a table of what comes in",
        END,
        &["", "|Recettes", "B 1.1|Billetterie||||5000||5000"],
        TOTAL,
        &[
            "info row-ignored Dépenses!B8",
            "warning row-ignored Dépenses!A9",
        ],
    ),
    (
        "carried over to the next page",
        4..4,
        &["|À reporter||||11700||1800"],
        TOTAL,
        &[],
    ),
    (
        "a total over all years in one cell",
        END,
        &["", "|Budget prévisionnel global||||72450.5"],
        TOTAL,
        &[],
    ),
    (
        "letters apart, and totals by year",
        END,
        &[
            "S/T 2027|||||40650.5",
            "S/T 2028|||||||31800",
            "T O T A L|||||72450.5",
        ],
        TOTAL,
        &[],
    ),
    (
        "a wrong total in words that say so",
        END,
        &["Budget total|||||40650.5||31900"],
        TOTAL,
        &["error cost-total Dépenses!H7"],
    ),
    (
        "a total as a formula",
        END,
        &["Total|||||=SUM(F2:F6) 40650.5||=SUM(H2:H6) 31800"],
        TOTAL,
        &[],
    ),
    (
        "a total as a formula that leaves a row out",
        END,
        &["Total général|||||=SUM(F2:F5) 11850.5||=SUM(H2:H6) 31800"],
        TOTAL,
        &["error cost-total Dépenses!F7"],
    ),
    (
        "a line whose formula adds up others",
        3..3,
        &["|Valorisation (équivalent)||TTC||=F2+F3 11100||=H2+H3 1200"],
        TOTAL,
        &["info row-ignored Dépenses!B4"],
    ),
    (
        "a line that is a part of others",
        3..3,
        &["|Frais de gestion||TTC||=SUM(F2:F3)*0.1 1110||=SUM(H2:H3)*0.1 120"],
        "73680.5",
        &[],
    ),
    (
        "a line that happens to be as much as others",
        3..3,
        &["|Communication||TTC||11100||1200"],
        "84750.5",
        &[],
    ),
    (
        "a cost whose name ends in the word",
        5..6,
        &["B 1.1|Station-service Total||TTC||28800||30000"],
        TOTAL,
        &[],
    ),
    (
        "a cost whose name begins with a word for a sum",
        5..6,
        &["B 1.1|Ensemble de mobilier||TTC||28800||30000"],
        TOTAL,
        &[],
    ),
    (
        "a note below that says thousands",
        1..6,
        &[
            "A 1.1|Études|Enquête|TTC||9.9",
            "|Animation||TTC||1.2||1.2",
            "A 1.2|Études||TTC||0.6||0.6",
            "|Débours||TTC||0.1505",
            "B 1.1|Salon||TTC||28.8||30",
            "",
            "Montants en k€",
        ],
        TOTAL,
        &[
            "info amount-unit Dépenses!A8",
            "info row-ignored Dépenses!A8",
        ],
    ),
    (
        "a column of its own in thousands",
        0..2,
        &[
            "Fiche|Nature|Libellé|Taxe|Jours 2027|Montant 2027|Jours 2028|Montant 2028|Pour mémoire (k€)",
            "A 1.1|Études|Enquête|TTC|16.5|9900|||9,9",
        ],
        TOTAL,
        &["info column-unknown Dépenses!I1"],
    ),
    (
        "another table beside, in thousands",
        1..3,
        &[
            "A 1.1|Études|Enquête|TTC|16.5|9900|||||En k€",
            "|Animation||TTC|2|1200|2|1200|||40.6",
        ],
        TOTAL,
        &[],
    ),
    (
        "a second table that repeats what each fiche comes to",
        END,
        &[
            "",
            "A 1.1|Observatoire||||11100||1200",
            "A 1.2|Enquête||||750.5||600",
            "B 1.1|Salon du tourisme||||28800||30000",
        ],
        TOTAL,
        &[
            "info row-ignored Dépenses!A8",
            "info row-ignored Dépenses!A9",
            "info row-ignored Dépenses!A10",
        ],
    ),
    (
        "the same, titled, without words and with a total",
        END,
        &[
            "Total|||||40650.5||31800",
            "Récapitulatif par action",
            "A 1.1|||||11100||1200",
            "A 1.2|||||750.5||600",
            "B 1.1|||||28800||30000",
            "Total|||||40650.5||31800",
        ],
        TOTAL,
        &[
            "info row-ignored Dépenses!A8",
            "info row-ignored Dépenses!A9",
            "info row-ignored Dépenses!A10",
            "info row-ignored Dépenses!A11",
        ],
    ),
    (
        "the same, right under the lines, one wrong",
        END,
        &[
            "A 1.1|Observatoire||||11100||1200",
            "A 1.2|Enquête||||750.5||600",
            "B 1.1|Salon du tourisme||||28000||30000",
        ],
        TOTAL,
        &[
            "info row-ignored Dépenses!A7",
            "info row-ignored Dépenses!A8",
            "info row-ignored Dépenses!A9",
            "error fiche-total Dépenses!F9",
        ],
    ),
    (
        "the same, above the lines",
        1..6,
        &[
            "A 1.1|Observatoire||||11100||1200",
            "A 1.2|Enquête||||750.5||600",
            "B 1.1|Salon du tourisme||||28800||30000",
            "",
            "A 1.1|Études|Enquête|TTC|16.5|9900",
            "|Animation||TTC|2|1200|2|1200",
            "A 1.2|Études||TTC|1|600|1|600",
            "|Débours||TTC||150.5",
            "B 1.1|Salon||TTC||28800||30000",
        ],
        TOTAL,
        &[
            "info row-ignored Dépenses!A2",
            "info row-ignored Dépenses!A3",
            "info row-ignored Dépenses!A4",
        ],
    ),
    (
        "the same by nature, titled",
        END,
        &[
            "",
            "Récapitulatif par nature",
            "|Salon||||28800||30000",
            "|Animation||||1200||1200",
            "|Autres||||5||5",
        ],
        TOTAL,
        &[
            "info row-ignored Dépenses!A8",
            "warning row-ignored Dépenses!B11",
        ],
    ),
    (
        "the titles of axes as natures, below their fiches",
        5..6,
        &[
            "|Commerce||||11850.5||1800",
            "B 1.1|Salon||TTC||28800||30000",
            "|Tourisme||||28800||30000",
        ],
        TOTAL,
        &[],
    ),
    (
        "the titles of axes as natures, above their fiches",
        1..6,
        &[
            "|Commerce||||11850.5||1800",
            "A 1.1|Études|Enquête|TTC|16.5|9900",
            "|Animation||TTC|2|1200|2|1200",
            "A 1.2|Études||TTC|1|600|1|600",
            "|Débours||TTC||150.5",
            "|Tourisme||||28800||30000",
            "B 1.1|Salon||TTC||28800||30000",
        ],
        TOTAL,
        &[],
    ),
    (
        "a nature that is called as an axis",
        5..6,
        &["B 1.1|Salon||TTC||28000||30000", "|Tourisme||TTC||800"],
        TOTAL,
        &[],
    ),
    (
        "signs and short words for a sum",
        3..6,
        &[
            "|Σ||||11100||1200",
            "A 1.2|Études||TTC|1|600|1|600",
            "|Débours||TTC||150.5",
            "|Soit||||750.5||600",
            "B 1.1|Salon||TTC||28800||30000",
            "|=||||28800||30000",
        ],
        TOTAL,
        &[],
    ),
    (
        "the codes of fiches as natures, over one line and over two",
        1..6,
        &[
            "A 1.1|Action A 1.1||||11100||1200",
            "|Études|Enquête|TTC|16.5|9900",
            "|Animation||TTC|2|1200|2|1200",
            "A 1.2|Action A 1.2||||750.5||600",
            "|Études||TTC|1|600|1|600",
            "|Débours||TTC||150.5",
            "B 1.1|Action B 1.1||||28800||30000",
            "B 1.1|Salon||TTC||28800||30000",
        ],
        TOTAL,
        &[],
    ),
    (
        "sums by any name at the end of each fiche, one of them wrong",
        3..6,
        &[
            "|À payer||||11100||1200",
            "A 1.2|Études||TTC|1|600|1|600",
            "|Débours||TTC||150.5",
            "|À payer||||751.5||600",
            "B 1.1|Salon||TTC||28800||30000",
            "|À payer||||28800||30000",
        ],
        TOTAL,
        &[
            "info row-ignored Dépenses!B4",
            "info row-ignored Dépenses!B7",
            "info row-ignored Dépenses!B9",
            "error fiche-total Dépenses!F7",
        ],
    ),
    (
        "formulas that come to a sum in other ways",
        3..6,
        &[
            r#"A 1.1|Observatoire||||=ROUND(SUM(F2:F3),2) 11100||=IF(SUM(H2:H3)=0,"",SUM(H2:H3)) 1200"#,
            "A 1.2|Études||TTC|1|600|1|600",
            "|Débours||TTC||150.5",
            "A 1.2|Enquête||||=SUMIF(A5:A6,A7,F5:F6)+0 750.5||=(H5+H6) 600",
            "B 1.1|Salon||TTC||28800||30000",
            "|Ensemble du salon||||=SUMPRODUCT((A8:A8=A8)*F8:F8) 28800||30000",
        ],
        TOTAL,
        &[
            "info row-ignored Dépenses!A4",
            "info row-ignored Dépenses!A7",
            "info row-ignored Dépenses!B9",
        ],
    ),
    (
        "a formula that copies another line",
        END,
        &["B 1.1|Salon d’hiver||TTC||=+F6 28800||=H6 30000"],
        "131250.5",
        &[],
    ),
    (
        "a total in a column that is not read",
        0..4,
        &[
            "Fiche|Nature|Prestataire|Taxe|Jours 2027|Montant 2027|Jours 2028|Montant 2028",
            "A 1.1|Études|X|TTC|16.5|9900",
            "|Animation|Total|TTC|2|1200|2|1200",
            "A 1.1||Total|||11100||1200",
            "A 1.2|Études|Total|TTC|1|600|1|600",
        ],
        TOTAL,
        &["info column-unknown Dépenses!C1"],
    ),
    (
        "the header again with the years in another order",
        5..6,
        &[
            "Fiche|Nature|Libellé|Taxe|Jours 2028|Montant 2028|Jours 2027|Montant 2027",
            "B 1.1|Salon||TTC||30000||28800",
        ],
        TOTAL,
        &["error header-missing Dépenses!E6"],
    ),
    (
        "the header again with days where amounts stand",
        5..6,
        &[
            "Fiche|Nature|Libellé|Taxe|Montant 2027|Jours 2027|Jours 2028|Montant 2028",
            "B 1.1|Salon||TTC||28800||30000",
        ],
        TOTAL,
        &["error header-missing Dépenses!E6"],
    ),
    (
        "the header again",
        5..6,
        &[
            "Fiche|Nature|Libellé|Taxe|Jours 2027|Montant 2027|Jours 2028|Montant 2028",
            "B 1.1|Salon||TTC||28800||30000",
        ],
        TOTAL,
        &[],
    ),
    (
        "the header again in two rows, the years in another order",
        0..6,
        &[
            "|||||2027||2028",
            "Fiche|Nature|Libellé|Taxe|Jours 2027|Montant|Jours 2028|Montant",
            "A 1.1|Études|Enquête|TTC|16.5|9900",
            "|Animation||TTC|2|1200|2|1200",
            "A 1.2|Études||TTC|1|600|1|600",
            "|Débours||TTC||150.5",
            "|||||2028||2027",
            "Fiche|Nature|Libellé|Taxe|Jours 2027|Montant|Jours 2028|Montant",
            "B 1.1|Salon||TTC||28800||30000",
        ],
        TOTAL,
        &["error header-missing Dépenses!F7"],
    ),
    (
        "the header of a second table with other words",
        END,
        &[
            "",
            "Fiche|Intitulé|||Jours 2027|Total 2027|Jours 2028|Total 2028",
            "A 1.1|Observatoire||||11100||1200",
            "A 1.2|Enquête||||750.5||600",
            "B 1.1|Salon du tourisme||||28800||30000",
        ],
        TOTAL,
        &[
            "info row-ignored Dépenses!A9",
            "info row-ignored Dépenses!A10",
            "info row-ignored Dépenses!A11",
        ],
    ),
    (
        "a total with tax that is not that without it and the tax",
        END,
        &[
            "TOTAL HT|||||40650.5||31800",
            "TVA (20 %)|||||8130.1||6360",
            "TOTAL TTC|||||48780.6||38161",
        ],
        TOTAL,
        &[
            "info row-ignored Dépenses!A8",
            "error cost-total Dépenses!H9",
        ],
    ),
    (
        "without tax, tax and with tax in a fiche",
        3..3,
        &[
            "|Total HT||||11100||1200",
            "|TVA 20 %||||2220||240",
            "|Total TTC||||13320||1440",
        ],
        TOTAL,
        &["info row-ignored Dépenses!B5"],
    ),
    (
        "tax on a line, and a total with it",
        3..3,
        &["A 1.1|TVA||||2220||240", "A 1.1|Total||||13320||1440"],
        TOTAL,
        &["info row-ignored Dépenses!A4"],
    ),
    (
        "a column of totals, one of them wrong",
        0..6,
        &[
            "Fiche|Nature|Libellé|Taxe|Jours 2027|Montant 2027|Jours 2028|Montant 2028|Total",
            "A 1.1|Études|Enquête|TTC|16.5|9900|||9900",
            "|Animation||TTC|2|1200|2|1200|2400",
            "A 1.2|Études||TTC|1|600|1|600|1100",
            "|Débours||TTC||150.5|||150.5",
            "B 1.1|Salon||TTC||28800||30000|58800",
            "Total|||||40650.5||31800|72450.5",
        ],
        TOTAL,
        &["error cost-total Dépenses!I4"],
    ),
    (
        "a wrong total of days",
        3..3,
        &["|Total|||19.5|11100|2|1200"],
        TOTAL,
        &["error cost-total Dépenses!E4"],
    ),
    (
        "a column of amounts without a title",
        0..6,
        &[
            "Fiche|Nature|Libellé|Taxe|Jours 2027|Montant 2027|Jours 2028|Montant 2028",
            "A 1.1|Études|Enquête|TTC|16.5|9900|||500",
            "|Animation||TTC|2|1200|2|1200|700",
            "A 1.2|Études||TTC|1|600|1|600|100",
            "|Débours||TTC||150.5|||50",
            "B 1.1|Salon||TTC||28800||30000|20000",
        ],
        TOTAL,
        &["warning column-unknown Dépenses!I2"],
    ),
    (
        "amounts of a later year",
        0..2,
        &[
            "Fiche|Nature|Libellé|Taxe|Jours 2027|Montant 2027|Jours 2028|Montant 2028|Montant 2029",
            "A 1.1|Études|Enquête|TTC|16.5|9900|||500",
        ],
        TOTAL,
        &["warning column-unknown Dépenses!I1"],
    ),
    (
        "a titled wrong subtotal before its lines",
        1..2,
        &[
            "A 1.1|Observatoire||||11000||1200",
            "|Études|Enquête|TTC|16.5|9900",
        ],
        "84650.5",
        &["warning row-ignored Dépenses!A2"],
    ),
    (
        "sections in a fiche and over all",
        0..6,
        &[
            "Fiche|Section|Nature|Taxe|Jours 2027|Montant 2027|Jours 2028|Montant 2028",
            "A 1.1|Fonctionnement|Études|TTC|16.5|9900",
            "|Investissement|Animation|TTC|2|1200|2|1200",
            "||Total fonctionnement|||9900",
            "||Total investissement|||1200||1200",
            "A 1.2|Fonctionnement|Études|TTC|1|600|1|600",
            "|Investissement|Débours|TTC||150.5",
            "B 1.1|Fonctionnement|Salon|TTC||28800||30000",
            "Total|Fonctionnement||||39300||30600",
            "Total|Investissement||||1350.5||1201",
            "Total|||||40650.5||31800",
        ],
        TOTAL,
        &["error cost-total Dépenses!H10"],
    ),
    (
        "notes under the table",
        END,
        &[
            "(1) selon devis du 3 mars 2026",
            "NB : TVA 20 %",
            "Page 1",
            "Annexe 2",
            "Coût moyen par fiche|||||13550.17||10600",
        ],
        TOTAL,
        &[
            "info row-ignored Dépenses!A7",
            "info row-ignored Dépenses!A11",
        ],
    ),
    (
        "letters for a subtotal, a code with them, and a code alone, over one line and over two",
        3..6,
        &[
            "|ST||TTC|18.5|11100|2|1200",
            "A 1.2|Études||TTC|1|600|1|600",
            "|Débours||TTC||150.5",
            "|A 1.2||||750.5||600",
            "B 1.1|Salon||TTC||28800||30000",
            "|ST B 1.1||||28800||30000",
            "ST Tourisme|||||28800||30000",
        ],
        TOTAL,
        &[],
    ),
    (
        "letters for a subtotal over one line, behind a code",
        END,
        &["ST B 1.1|||||28800||30000"],
        TOTAL,
        &[],
    ),
    (
        "the same letters over other amounts, and a name that begins with them",
        3..3,
        &["|ST||TTC||500||900", "|St Étienne||TTC||300||260"],
        "74410.5",
        &[],
    ),
    (
        "words for a sum beside a tax and days that are summed up too",
        3..3,
        &["A 1.1|Enveloppe||TTC|18.5|11100|2|1200"],
        TOTAL,
        &["warning row-ignored Dépenses!A4"],
    ),
    (
        "no word for a sum beside a tax",
        3..6,
        &[
            "|||TTC|18.5|11100|2|1200",
            "A 1.2|Études||TTC|1|600|1|600",
            "|Débours||TTC||150.5",
            "A 1.2|||TTC||750.5||600",
            "B 1.1|Salon||TTC||28800||30000",
            "|||TTC||28800||30000",
        ],
        TOTAL,
        &[
            "warning row-ignored Dépenses!A7",
            "info row-ignored Dépenses!D9",
        ],
    ),
    (
        "the same, wrong",
        3..3,
        &["|||TTC||11000||1200"],
        "84650.5",
        &["warning row-ignored Dépenses!D4"],
    ),
    (
        "the same at the foot, wrong",
        END,
        &["|||TTC||40650.5||31900"],
        "145001",
        &["warning row-ignored Dépenses!D7"],
    ),
    (
        "what may be a sum of one line of few digits",
        5..6,
        &[
            "B 1.1|Salon||TTC||5000||6000",
            "|ST||||5000||6000",
            "|A 1.1||||300||200",
        ],
        "36150.5",
        &["warning row-ignored Dépenses!B7"],
    ),
    (
        "what comes in, by its name and by who pays",
        END,
        &[
            "B 1.1|Subvention Région||||100||100",
            "B 1.1|Subvention de la Région||||100||100",
            "B 1.1|Participation de la Ville d’Exemple||||100||100",
            "B 1.1|FEDER||||100||100",
            "B 1.1|Salon|Autofinancement|||100||100",
            "B 1.1|Fonds propres CCI||||100||100",
            "B 1.1|Union européenne (FEDER)||||100||100",
            "B 1.1|Subvention d’exploitation de la Ville||||100||100",
            "B 1.1|Dotation de l’État||||100||100",
            "B 1.1||CCI|||100||100",
            "B 1.1|Aide demandée||||100||100",
        ],
        "74650.5",
        &[
            "warning row-ignored Dépenses!A10",
            "warning row-ignored Dépenses!A16",
            "warning row-ignored Dépenses!A17",
            "warning row-ignored Dépenses!A11",
            "warning row-ignored Dépenses!A12",
            "warning row-ignored Dépenses!A13",
            "warning row-ignored Dépenses!A14",
            "warning row-ignored Dépenses!A15",
            "warning row-ignored Dépenses!A7",
            "warning row-ignored Dépenses!A8",
            "warning row-ignored Dépenses!A9",
        ],
    ),
    (
        "costs that are called nearly so",
        END,
        &[
            "B 1.1|Subventions||TTC||100||100",
            "B 1.1|Subventions versées aux artisans||TTC||100||100",
            "B 1.1|Aide aux communes||TTC||100||100",
            "B 1.1|Participation au salon||TTC||100||100",
            "B 1.1|Participation des habitants||TTC||100||100",
            "B 1.1|Financement d’une étude||TTC||100||100",
            "B 1.1|Dotation aux amortissements||TTC||100||100",
            "B 1.1|Animation|CCI|TTC||100||100",
        ],
        "74050.5",
        &[],
    ),
    (
        "means, prices and numbers",
        END,
        &[
            "|Coût par habitant||||1234||23",
            "|Prix unitaire||||500||500",
            "|Nombre de visiteurs||||1200||1300",
        ],
        TOTAL,
        &["warning row-ignored Dépenses!B7"],
    ),
    (
        "a row of units under the header",
        1..6,
        &[
            "||||j|en k€|j|k€ TTC",
            "A 1.1|Études|Enquête|TTC||9.9",
            "|Animation||TTC||1.2||1.2",
            "A 1.2|Études||TTC||0.6||0.6",
            "|Débours||TTC||0.1505",
            "B 1.1|Salon||TTC||28.8||30",
        ],
        TOTAL,
        &["info amount-unit Dépenses!F2"],
    ),
    (
        "a column of units",
        0..6,
        &[
            "Fiche|Nature|Libellé|Taxe|Jours 2027|Montant 2027|Jours 2028|Montant 2028|Unité",
            "A 1.1|Études|Enquête|TTC|16.5|9900|||€",
            "|Animation||TTC||1.2||1.2|k€",
            "A 1.2|Études||TTC||0.6||0.6|k€",
            "|Débours||TTC||150.5|||€",
            "B 1.1|Salon||TTC||28.8||30|k€",
        ],
        TOTAL,
        &["info amount-unit Dépenses!I3"],
    ),
    (
        "costs whose names are like those of sums",
        3..3,
        &[
            "|Coût total employeur||||3000||1600",
            "|Budget||||700||600",
            "|Report||||450||320",
        ],
        "79120.5",
        &[],
    ),
];

/// The same for the rows of funding.
const IN_FUNDING: &[Case] = &[
    (
        "totals of each who pays",
        LAST,
        &[
            "|Total Ville|||26460|19260",
            "|Total CCI|||13890.5|12240",
            "|Total Région|||300|300",
            "|Total financeurs|||40650.5|31800",
        ],
        TOTAL,
        &[],
    ),
    ("totals of rates", 3..3, &["|Total||1"], TOTAL, &[]),
    (
        "amounts and their totals",
        1..3,
        &[
            "A 1.1|Ville|||8880|960",
            "|CCI|||2220|240",
            "|Total A 1.1|||11100|1200",
        ],
        TOTAL,
        &[],
    ),
    (
        "amounts and a wrong total",
        1..3,
        &[
            "A 1.1|Ville|||8880|960",
            "|CCI|||2220|240",
            "|Total A 1.1|||11101|1200",
        ],
        TOTAL,
        &["error cost-total Cofinancement!E4"],
    ),
    (
        "amounts and a wrong total as a formula",
        1..3,
        &[
            "A 1.1|Ville|||8880|960",
            "|CCI|||2220|240",
            "|Total|||=E2 8880|=SUM(F2:F3) 1200",
        ],
        TOTAL,
        &["error cost-total Cofinancement!E4"],
    ),
    (
        "who pays is called so",
        2..3,
        &["|Total Énergies||0.2"],
        TOTAL,
        &[],
    ),
];

/// A recap with a subtotal by prefix and title, parts in percents, and the total over all years in one cell.
const RECAP: [&str; 9] = [
    "||2027||||2028",
    "Fiche||% Ville|% CCI|Autres financeurs|Total|% Ville|% CCI|Autres financeurs|Total",
    "A 1.1||8880|2220|0|11100|960|240|0|1200",
    "A 1.2||300|150.5|300|750.5|300|0|300|600",
    "Sous-total axe A Commerce||9180|2370.5|300|11850.5|1260|240|300|1800",
    "B 1.1||17280|11520|0|28800|18000|12000|0|30000",
    "Total||26460|13890.5|300|40650.5|19260|12240|300|31800",
    "||65 %|34 %|1 %|100 %|60 %|39 %|1 %|100 %",
    "TOTAL 2027-2028||72450.5",
];

/// The rules that report these rows.
pub(crate) fn rules() -> BTreeSet<&'static str> {
    let cases = IN_COSTS.iter().chain(IN_FUNDING);
    let due = cases.flat_map(|(.., due)| due.iter());
    due.filter_map(|due| due.split(' ').nth(1)).collect()
}

fn with_rows(
    rows: &[&'static str],
    at: Range<usize>,
    inserted: &[&'static str],
) -> Vec<&'static str> {
    let mut rows = rows.to_vec();
    rows.splice(at, inserted.iter().copied());
    rows
}

/// The value of a text, a number where it is one.
fn value(text: &str) -> Value {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    match [whole, decimals].concat().parse() {
        Ok(digits) => Value::Number(digits, u32::try_from(decimals.len()).expect("a few")),
        Err(_) if text.is_empty() => Value::Blank,
        Err(_) => Value::text(text),
    }
}

fn write(sheet: &mut Worksheet, rows: &[&str]) {
    for (row, cells) in (0..).zip(rows) {
        for (col, text) in (0..).zip(cells.split('|')) {
            let written = match text.strip_prefix('=').and_then(|rest| rest.split_once(' ')) {
                Some((formula, result)) => {
                    let formula = Formula::new(formula).set_result(result);
                    sheet.write_formula(row, col, formula).map(drop)
                }
                None => write_cell(sheet, (row, col), &value(text), &Format::new()),
            };
            written.expect("written");
        }
    }
}

fn dossier(costs: &[&str], funding: &[&str]) -> DossierTest {
    dossier_of(&[("Dépenses", costs), ("Cofinancement", funding)])
}

fn dossier_of(sheets: &[(&str, &[&str])]) -> DossierTest {
    let test = without_workbook();
    let mut workbook = Workbook::new();
    for (name, rows) in sheets {
        let sheet = workbook.add_worksheet().set_name(*name).expect("a sheet");
        write(sheet, rows);
    }
    workbook
        .save(test.path("input/budget.xlsx"))
        .expect("saved");
    test
}

#[test]
fn every_row_is_recognised_or_reported() {
    let in_costs = IN_COSTS.iter().map(|case| {
        (
            case,
            with_rows(&COSTS, case.1.clone(), case.2),
            FUNDING.to_vec(),
        )
    });
    let in_funding = IN_FUNDING.iter().map(|case| {
        (
            case,
            COSTS.to_vec(),
            with_rows(&FUNDING, case.1.clone(), case.2),
        )
    });
    let mut wrong = Vec::new();
    for ((name, _, _, due_total, due), costs, funding) in in_costs.chain(in_funding) {
        let test = dossier(&costs, &funding);
        wrong.extend(misread(name, &test, due_total, due));
        if *due_total == TOTAL && funding == FUNDING {
            let audited = check(&test.path("input"), &Limits::default()).expect("readable");
            let shares = audited.figures.total.all.shares.iter();
            let shares: Vec<String> = shares.map(|share| share.plain()).collect();
            let due = ["45720", "26130.5", "600"];
            wrong.extend((shares != due).then(|| format!("{name}: {shares:?}")));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} wrong\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

/// A header row of a fiche whose amount is not the sum of its lines: only its place and its title identify it.
#[test]
fn a_single_year_is_enough_for_a_question() {
    let lines = ["|Enquête|9900", "|Animation|1200", "B 1.1|Salon|28800"];
    let heads = [
        ("A 1.1|Observatoire|11000", "50900", "warning"),
        ("A 1.1|Étude de marché|11000", "50900", ""),
        ("A 1.1|Observatoire|11100", "39900", "info"),
    ];
    for (head, due_total, due) in heads {
        let costs = [&["Fiche|Libellé|Montant 2027", head], &lines[..]].concat();
        let funding = ["Fiche|Financeur|Taux", "A 1.1|Ville|1", "B 1.1|Ville|1"];
        let test = dossier(&costs, &funding);
        let text = fs::read_to_string(test.path("input/convention.toml")).expect("a text");
        let test = test.file("convention.toml", &text.replace("[2027, 2028]", "[2027]"));
        let audited = check(&test.path("input"), &Limits::default()).expect("readable");
        assert_eq!(total(&audited), due_total, "{head}");
        let found = findings(&audited);
        let severity =
            |text: &String| Some(text.strip_suffix(" row-ignored Dépenses!A2")?.to_owned());
        let severity = found.iter().find_map(severity).unwrap_or_default();
        assert_eq!(severity, due, "{head} {found:?}");
    }
}

/// The rows of a sheet.
type Rows<'a> = &'a [&'a str];
/// Sheets by name.
type Sheets<'a> = &'a [(&'a str, Rows<'a>)];

/// Each sheet with amounts is read, or named with the reason.
#[test]
fn a_sheet_is_read_or_mentioned() {
    let thousands = [
        COSTS[0],
        "A 1.1|Études|Enquête|TTC||9.9",
        "|Animation||TTC||1.2||1.2",
        "A 1.2|Études||TTC||0.6||0.6",
        "|Débours||TTC||0.1505",
        "B 1.1|Salon||TTC||28.8||30",
    ];
    let cases: [(&str, Rows<'_>, Sheets<'_>, Rows<'_>); 5] = [
        (
            "Dépenses (k€)",
            &thousands,
            &[],
            &["info amount-unit Dépenses (k€)"],
        ),
        (
            "Dépenses",
            &COSTS,
            &[("Frais généraux", &["Poste|2027|2028", "Loyer|5000|5000"])],
            &["info sheet-unread Frais généraux!A1"],
        ),
        (
            "Dépenses",
            &COSTS,
            &[("Suivi", &["Fiche|Nature|Montant", "B 1.1|Stands|5000"])],
            &["info sheet-unread Suivi!A1"],
        ),
        (
            "Dépenses",
            &COSTS,
            &[("Contacts", &["Nom|Téléphone", "Martin|380000000"])],
            &[],
        ),
        (
            "Dépenses",
            &COSTS,
            &[(
                "Synthèse",
                &["Fiche|Montant 2027|Montant 2028", "B 1.1|28800|30000"],
            )],
            &[],
        ),
    ];
    for (name, costs, others, due) in cases {
        let sheets = [&[(name, costs), ("Cofinancement", &FUNDING)], others].concat();
        assert_eq!(misread(name, &dossier_of(&sheets), TOTAL, due), None);
    }
}

#[test]
fn a_recap_may_hold_more_than_rows_of_amounts() {
    let sheets: [(&str, &[&str]); 3] = [
        ("Dépenses", &COSTS),
        ("Cofinancement", &FUNDING),
        ("Récapitulatif", &RECAP),
    ];
    assert_eq!(misread("a recap", &dossier_of(&sheets), TOTAL, &[]), None);
    let mut wrong = RECAP;
    wrong[8] = "TOTAL 2027-2028||72450";
    let sheets = [sheets[0], sheets[1], (sheets[2].0, &wrong)];
    let due = ["error cost-total Récapitulatif!C9"];
    let found = misread("a wrong recap", &dossier_of(&sheets), TOTAL, &due);
    assert_eq!(found, None);
    // The totals are the same, wherever a subtotal stands.
    let below = [0, 1, 2, 3, 5, 6, 4, 7, 8].map(|row| RECAP[row]);
    let sheets = [sheets[0], sheets[1], (sheets[2].0, &below)];
    let found = misread("a subtotal below", &dossier_of(&sheets), TOTAL, &[]);
    assert_eq!(found, None);
}

/// A recap with other rows or columns, and the findings.
#[test]
fn the_other_rows_of_a_recap_are_checked_or_left_out() {
    let sheets = |recap: &[&str]| {
        let sheets: [(&str, &[&str]); 3] = [
            ("Dépenses", &COSTS),
            ("Cofinancement", &FUNDING),
            ("Récapitulatif", recap),
        ];
        dossier_of(&sheets)
    };
    let parted = RECAP.map(|row| row.replace("% Ville", "Part Ville"));
    let in_axes = RECAP.map(|row| {
        let axis = if row.starts_with("A 1.1") { "A|" } else { "|" };
        [axis, row].concat()
    });
    let numbered = RECAP.map(|row| row.replace("Sous-total axe A Commerce", "TOTAL AXE 1"));
    let others = RECAP.map(|row| {
        let cells: Vec<&str> = row.split('|').collect();
        let kept = cells
            .iter()
            .enumerate()
            .filter(|(col, _)| ![4, 8].contains(col));
        kept.map(|(_, cell)| *cell).collect::<Vec<_>>().join("|")
    });
    let more = |row: &str| -> Vec<String> {
        let rows = RECAP.iter().map(|row| (*row).to_owned());
        rows.take(7).chain([row.to_owned()]).collect()
    };
    let amounts = "|17280|11520|0|28800|18000|12000|0|30000";
    let cases: [(Vec<String>, &[&str]); 12] = [
        (parted.to_vec(), &[]),
        (in_axes.to_vec(), &[]),
        (numbered.to_vec(), &[]),
        (
            others.to_vec(),
            &["warning recap-funders-omitted Récapitulatif!E4"],
        ),
        (more("%||0.65|0.34|0.01|1|0.6|0.39|0.01|1"), &[]),
        (more("Répartition (en %)||65|34|1|100|60|39|1|100"), &[]),
        (
            more(&["dont investissement|", amounts].concat()),
            &["info row-ignored Récapitulatif!A8"],
        ),
        (
            more(&["Pour mémoire 2026|", amounts].concat()),
            &["info row-ignored Récapitulatif!A8"],
        ),
        (more("Total Ville||45720"), &[]),
        (more("Total CCI|||||26130.5"), &[]),
        (
            more("Total Ville||45721"),
            &["error cost-total Récapitulatif!C8"],
        ),
        (
            more(&["Investissement|", amounts].concat()),
            &["error recap-row-unknown Récapitulatif!A8"],
        ),
    ];
    for (recap, due) in cases {
        let recap: Vec<&str> = recap.iter().map(String::as_str).collect();
        let name = recap.join("\n");
        assert_eq!(misread(&name, &sheets(&recap), TOTAL, due), None);
    }
}

const ONE_TABLE: [&str; 7] = [
    "Fiche|Montant 2027|Montant 2028|Ville 2027|CCI 2027|Région 2027|Ville 2028|CCI 2028|Région 2028",
    "A|11850.5|1800|9180|2370.5|300|1260|240|300",
    "A 1.1|11100|1200|8880|2220||960|240|",
    "A 1.2|750.5|600|300|150.5|300|300||300",
    "B|28800|30000|17280|11520||18000|12000|",
    "B 1.1|28800|30000|17280|11520||18000|12000|",
    "TOTAL|40650.5|31800|26460|13890.5|300|19260|12240|300",
];

#[test]
fn axes_may_carry_their_totals_above_their_fiches() {
    let titles = [
        ["A", "B"],
        ["Commerce", "Tourisme"],
        ["1. Commerce", "2. Tourisme"],
        ["I. Activités", "II. Séjours"],
        ["AXE 1 – COMMERCE", "AXE 2 – TOURISME"],
        ["Axe A : Commerce", "Axe B : Tourisme"],
        ["Orientation stratégique n° 1", "Orientation n° 2"],
    ];
    let table = |[first, second]: [&str; 2]| {
        let titled = |row: &str| match row.split_once('|') {
            Some(("A", rest)) => [first, "|", rest].concat(),
            Some(("B", rest)) => [second, "|", rest].concat(),
            _ => row.to_owned(),
        };
        ONE_TABLE.map(titled)
    };
    for titles in titles {
        let rows = table(titles);
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        let test = dossier_of(&[("Dépenses", &rows)]);
        assert_eq!(misread(titles[0], &test, TOTAL, &[]), None);
    }
    // A wrong one is neither what the fiches cost nor what is paid for them.
    let rows = table(titles[4]).map(|row| row.replace("11850.5|1800|9180", "11851|1800|9181"));
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let due = ["B2", "B2", "D2"].map(|cell| format!("error cost-total Dépenses!{cell}"));
    let due = due.each_ref().map(String::as_str);
    let test = dossier_of(&[("Dépenses", &rows)]);
    assert_eq!(misread("a wrong sum", &test, TOTAL, &due), None);
}

#[test]
fn what_stands_below_the_last_total_is_no_fiche_and_no_total() {
    for label in [
        "Budget 2026",
        "BP 2026",
        "Rappel 2026",
        "Page 1",
        "Convention 2024-2026",
    ] {
        let below = format!("{label}|9000|0|5000|4000");
        let rows = [&ONE_TABLE[..], &[&below]].concat();
        let test = dossier_of(&[("Dépenses", &rows)]);
        let due = ["warning row-ignored Dépenses!A8"];
        assert_eq!(misread(label, &test, TOTAL, &due), None);
    }
    let more = [&ONE_TABLE[..], &["B 1.2|100||100"]].concat();
    let found = findings(
        &check(
            &dossier_of(&[("Dépenses", &more)]).path("input"),
            &Limits::default(),
        )
        .expect("readable"),
    );
    let due = "error rows-without-fiche Dépenses!A8";
    assert!(found.iter().any(|found| found == due), "{found:?}");
}

/// Tables of one year each below each other, whose columns name no year.
#[test]
fn a_title_of_another_year_within_the_table_is_reported() {
    let table = |titles: [&'static str; 2]| -> [&'static str; 9] {
        let rows = [
            "Fiche|Montant|Ville",
            "A 1.1|100|100",
            "A 1.2|200|200",
            "B 1.1|300|300",
        ];
        let [first, second, third, last] = rows;
        [
            titles[0], first, second, third, last, titles[1], first, second, third,
        ]
    };
    let cases = [
        (["Exercice 2027", "Exercice 2028"], true),
        (["Budget prévu 2027", "Budget prévu 2028"], true),
        (["Programme", "2028"], true),
        (["Exercice 2027", "Exercice 2027"], false),
        (["Vers 2030", "Vers 2030"], false),
        (["Exercice 2027", "Axe 2 – Horizon 2030"], false),
    ];
    for (titles, is_due) in cases {
        let rows = table(titles);
        let (_, found) = checked(&headings::dossier(&[("Dépenses", &rows)], true, ""));
        let due = "error header-missing-block Dépenses!A6";
        let count = found.iter().filter(|found| *found == due).count();
        assert_eq!(count, usize::from(is_due), "{titles:?} {found:?}");
    }
}

/// A spreadsheet makes a number of `1.1` and shows it with a comma. 1.10 typed as a number becomes 1.1.
#[test]
fn a_code_that_is_a_number_may_lack_a_zero() {
    let costs = [
        "Fiche|Nature|Montant 2027|Montant 2028",
        "1.1|Études|1000|",
        "1.10|Études|200|",
        "2.1|Salon|300|400",
    ];
    let funding = [
        "Fiche|Financeur|Taux",
        "n° 1.1|Ville|1",
        "n° 1.10|Ville|1",
        "2.1|CCI|1",
    ];
    let test = headings::dossier(
        &[("Dépenses", &costs), ("Cofinancement", &funding)],
        false,
        "",
    );
    let fiches = fs::read_dir(test.path("input/fiches")).expect("fiches");
    let fiches = fiches.map(|entry| entry.expect("a fiche").path());
    for path in fiches.chain([test.path("input/convention.toml")]) {
        let text = fs::read_to_string(&path).expect("a text");
        let renamed = [
            ("A 1.1", "1.1"),
            ("A 1.2", "1.10"),
            ("B 1.1", "2.1"),
            ("\"A\"", "\"1\""),
            ("\"B\"", "\"2\""),
        ];
        let text = renamed
            .iter()
            .fold(text, |text, (old, new)| text.replace(old, new));
        fs::write(&path, text).expect("written");
    }
    let (_, found) = checked(&test);
    let unclear = [2, 3].map(|row| format!("error code-unreadable-zero Dépenses!A{row}"));
    assert_eq!(found, unclear);
}

#[test]
fn codes_may_be_numbers() {
    let numbered = |text: &str| text.replace("A 1.", "1.").replace("B 1.", "2.");
    let rows = [&COSTS[..], &FUNDING, &RECAP].map(|rows| {
        let rows = rows
            .iter()
            .map(|row| numbered(row).replace("axe A", "axe 1"));
        rows.collect::<Vec<String>>()
    });
    let [costs, funding, recap] = rows.each_ref().map(|rows| {
        let rows = rows.iter().map(String::as_str);
        rows.collect::<Vec<&str>>()
    });
    let test = dossier_of(&[
        ("Dépenses", &costs),
        ("Cofinancement", &funding),
        ("Récapitulatif", &recap),
    ]);
    let fiches = fs::read_dir(test.path("input/fiches")).expect("fiches");
    let fiches = fiches.map(|entry| entry.expect("a fiche").path());
    for path in fiches.chain([test.path("input/convention.toml")]) {
        let text = fs::read_to_string(&path).expect("a text");
        let text = numbered(&text)
            .replace("\"A\"", "\"1\"")
            .replace("\"B\"", "\"2\"");
        fs::write(&path, text).expect("written");
    }
    assert_eq!(misread("numbers as codes", &test, TOTAL, &[]), None);
}

/// A unit that a text gives to all amounts multiplies them; one that a sentence only names does not.
#[test]
fn a_sentence_about_millions_is_no_unit() {
    let warned = |row: usize| format!("warning amount-unit Dépenses!A{row}");
    let given = |row: usize| format!("info amount-unit Dépenses!A{row}");
    for (text, above, below) in [
        ("Programme de 2 millions d’euros : dépenses 2027-2028", 0, 0),
        ("Plan « Un million d’euros pour le commerce »", 0, 0),
        ("Valeurs arrondies en k€ dans la délibération", 1, 1),
        ("Source : budget 2026 en M€", 1, 1),
        ("Actions du programme, en k€", 2, 1),
        ("Montants exprimés en k€ TTC", 2, 2),
        ("(k€)", 2, 2),
    ] {
        let mut titled = vec![text];
        titled.extend(COSTS);
        let mut noted = COSTS.to_vec();
        noted.extend(["", text]);
        for (costs, row, due) in [(titled, 1, above), (noted, 8, below)] {
            let audited = check(&dossier(&costs, &FUNDING).path("input"), &Limits::default());
            let audited = audited.expect("readable");
            let found = findings(&audited);
            let mut found = found.iter().filter(|found| found.contains("amount-unit"));
            let wanted = [None, Some(warned(row)), Some(given(row))];
            assert_eq!(found.next(), wanted[due].as_ref(), "{text}");
            let all = if due == 2 { "72450500" } else { TOTAL };
            assert_eq!(total(&audited), all, "{text}");
        }
    }
}

/// Hidden, struck through, merged, in thousands and in dollars: each is read the same in all formats.
#[test]
fn what_a_workbook_shows_is_read_in_every_format() {
    for extension in ["xlsx", "ods", "xls"] {
        let test = without_workbook();
        let from = repository().join(format!("tests/fixtures/cases/marques.{extension}"));
        fs::copy(from, test.path(&format!("input/budget.{extension}"))).expect("copied");
        let audited = check(&test.path("input"), &Limits::default()).expect("readable");
        let due = [
            "error cell-merged Cofinancement!D6",
            "error cell-unreadable Dépenses!F8",
            "info amount-unit Dépenses!F6",
            "warning cell-hidden Dépenses!F5",
            "warning cell-hidden Dépenses!G5",
            "warning cell-struck Dépenses!F7",
        ];
        assert_eq!(findings(&audited), due, "{extension}");
        let hidden = audited.findings.iter();
        let hidden =
            hidden.filter(|finding| finding.rule == "cell-hidden" || finding.rule == "cell-struck");
        let cells: Vec<String> = hidden
            .map(|finding| finding.args["cells"].shown())
            .collect();
        assert_eq!(cells, ["E5:H5", "G5:G6", "none"], "{extension}");
    }
}

#[test]
fn an_amount_shown_in_percents_or_in_another_currency_is_refused() {
    for format in [
        "0%",
        "0.00\\ %",
        "[$$-409]#,##0",
        "#,##0\\ [$£-809]",
        "#,##0\" CHF\"",
    ] {
        let test = without_workbook();
        let mut workbook = Workbook::new();
        for (name, rows) in [("Dépenses", COSTS.as_slice()), ("Cofinancement", &FUNDING)] {
            let sheet = workbook.add_worksheet().set_name(name).expect("a sheet");
            write(sheet, rows);
            if name == "Dépenses" {
                let format = Format::new().set_num_format(format);
                sheet
                    .write_number_with_format(4, 5, 150.5, &format)
                    .expect("written");
            }
        }
        workbook
            .save(test.path("input/budget.xlsx"))
            .expect("saved");
        let audited = check(&test.path("input"), &Limits::default()).expect("readable");
        assert_eq!(
            findings(&audited),
            ["error cell-unreadable Dépenses!F5"],
            "{format}"
        );
    }
}
