//! The findings of the audit on a small correct dossier after one change.

use std::{collections::BTreeSet, fs};

use paraphe::{Audited, Finding, Limits, check};
use rust_xlsxwriter::Workbook;
use tempfile::TempDir;

use crate::dossier_test::DossierTest;

const CONVENTION: &str = r#"titre = "Convention d’essai"
annees = [2024, 2025]
etape = "v1"
lieu = "Dijon"

[[parties]]
id = "ville"
nom = "Ville de Dijon"
colonne = "Ville"
signataire = { nom = "A. B.", qualite = "Maire" }

[[parties]]
id = "cci"
nom = "CCI Côte-d’Or"
colonne = "CCI"
signataire = { nom = "C. D.", qualite = "Président" }

[[axes]]
prefixe = "A"
titre = "Attractivité"

[[axes]]
prefixe = "B"
titre = "Bâti"

[[montants_annonces]]
article = "Article 3"
libelle = "part de la Ville"
montant = "2400"
calcul = "part:ville"

[[montants_annonces]]
article = "Article 3"
libelle = "coût"
montant = "4000"
calcul = "total"

[[montants_annonces]]
article = "Article 4"
libelle = "avance"
montant = "480"
calcul = "avance"

[avance]
taux = "20"
base = "part:ville"
"#;

const COSTS: &str = "\
Fiche|Nature|Libellé|Montant 2024|Montant 2025
A 1|Études|Étude|1000|2000
|Animation|Animation|300|0
|Total||1300|2000
A 2|Animation|Réunions|500|0
B 1|Études|Relevé|100|100";
const FUNDING: &str = "\
Fiche|Financeur|Nature|Taux|Montant 2024|Montant 2025|Mention
A 1|Ville||60 %|||
|CCI||40 %|||
A 2|Ville|||300||
|CCI|||200||
B 1|Ville||60 %|||
|CCI||30 %|||
|Région||10 %|||";
const RECAP: &str = "\
||2024||||2025|||
||Ville|CCI|Autres financeurs|Total|Ville|CCI|Autres financeurs|Total|Total
A 1|Fiche A 1|780|520|0|1300|1200|800|0|2000|3300
A 2|Fiche A 2|300|200|0|500|0|0|0|0|500
Total A||1080|720|0|1800|1200|800|0|2000|3800
B 1|Fiche B 1|60|30|10|100|60|30|10|100|200
Total B||60|30|10|100|60|30|10|100|200
Total||1140|750|10|1900|1260|830|10|2100|4000";

/// A dossier without errors, before it is changed.
#[derive(Clone)]
struct Small {
    convention: String,
    sheets: [(&'static str, Vec<Vec<String>>); 3],
    files: Vec<(String, String)>,
}

impl Small {
    fn new() -> Self {
        let cells = |text: &str| {
            let rows = text.lines().map(|line| line.split('|').map(str::to_owned));
            rows.map(Iterator::collect).collect()
        };
        let small = Self {
            convention: CONVENTION.to_owned(),
            sheets: [
                ("Dépenses", cells(COSTS)),
                ("Cofinancement", cells(FUNDING)),
                ("Récapitulatif", cells(RECAP)),
            ],
            files: Vec::new(),
        };
        small.fiche("A 1").fiche("A 2").fiche("B 1")
    }

    fn fiche(self, code: &str) -> Self {
        let name = format!("fiches/{}.md", code.replace(' ', "-"));
        self.file(&name, &fiche(code))
    }

    fn file(mut self, name: &str, text: &str) -> Self {
        self.files.retain(|(known_name, _)| known_name != name);
        self.files.push((name.to_owned(), text.to_owned()));
        self
    }

    #[track_caller]
    fn agreed(mut self, from: &str, to: &str) -> Self {
        assert!(self.convention.contains(from), "{from}");
        self.convention = self.convention.replacen(from, to, 1);
        self
    }

    /// Sets a cell of a sheet, both counted from 0.
    fn cell(mut self, sheet: usize, (row, col): (usize, usize), text: &str) -> Self {
        let row = &mut self.sheets[sheet].1[row];
        row.resize(row.len().max(col + 1), String::new());
        text.clone_into(&mut row[col]);
        self
    }

    fn rows(mut self, sheet: usize, rows: &str) -> Self {
        let rows = rows
            .lines()
            .map(|line| line.split('|').map(str::to_owned).collect());
        self.sheets[sheet].1.extend(rows);
        self
    }

    fn without_recap(mut self) -> Self {
        self.sheets[2].1.clear();
        self
    }

    fn write(&self) -> TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path().join("input");
        fs::create_dir_all(root.join("fiches")).expect("a folder");
        fs::write(root.join("convention.toml"), &self.convention).expect("written");
        for (name, text) in &self.files {
            fs::write(root.join(name), text).expect("written");
        }
        let mut workbook = Workbook::new();
        for (name, rows) in self.sheets.iter().filter(|(_, rows)| !rows.is_empty()) {
            let sheet = workbook.add_worksheet().set_name(*name).expect("a name");
            for (row, cells) in (0..).zip(rows) {
                for (col, text) in (0..).zip(cells).filter(|(_, text)| !text.is_empty()) {
                    match text.parse::<i32>() {
                        Ok(number) => sheet.write_number(row, col, number),
                        Err(_) => sheet.write_string(row, col, text),
                    }
                    .expect("written");
                }
            }
        }
        workbook.save(root.join("budget.xlsx")).expect("saved");
        folder
    }

    fn audited(&self) -> Audited {
        let folder = self.write();
        check(&folder.path().join("input"), &Limits::default()).expect("readable")
    }

    /// Each finding: its rule and where it is.
    fn found(&self) -> Vec<String> {
        let found = self.audited().findings.into_iter();
        let shown = |one: Finding| format!("{} {}", one.rule, one.place.within_file());
        found.map(shown).collect()
    }

    fn rules(&self) -> BTreeSet<&'static str> {
        let found = self.audited().findings;
        found.iter().map(|finding| finding.rule).collect()
    }

    /// The messages of the findings of a rule, in French, with plain spaces.
    fn messages(&self, rule: &str) -> Vec<String> {
        let folder = self.write();
        let test = DossierTest::empty();
        crate::dossier_test::copy(folder.path(), &test.path("."));
        let run = test.run(&format!("check -q --rule {rule}"));
        let output = run.stdout().replace(['\u{a0}', '\u{202f}'], " ");
        output.lines().map(str::to_owned).collect()
    }
}

fn fiche(code: &str) -> String {
    format!("+++\ncode = \"{code}\"\ntitre = \"Fiche {code}\"\n+++\n\n## Constat\n\nUn texte.\n")
}

const NOTHING: [String; 0] = [];

#[test]
fn the_small_dossier_is_right() {
    assert_eq!(Small::new().found(), NOTHING);
}

// ---- what cannot be read ----

/// A cell that cannot be read makes no rule report a figure that depends on it.
#[test]
fn a_cell_that_cannot_be_read_is_the_only_finding() {
    let small = Small::new();
    for (sheet, first) in [(0, 3), (1, 3), (2, 2)] {
        let header = if sheet == 2 { 2 } else { 1 };
        for row in header..small.sheets[sheet].1.len() {
            for col in first..small.sheets[sheet].1[row].len() {
                let text = &small.sheets[sheet].1[row][col];
                if text.is_empty() || text.chars().all(char::is_alphabetic) {
                    continue;
                }
                let spoilt = small.clone().cell(sheet, (row, col), "illisible");
                let found = spoilt.found();
                assert_eq!(found.len(), 1, "{sheet} {row} {col}: {found:#?}");
                assert!(found[0].starts_with("cell-unreadable"), "{found:#?}");
            }
        }
    }
}

#[test]
fn several_cells_that_cannot_be_read_are_the_only_findings() {
    let unreadable = BTreeSet::from(["cell-unreadable"]);
    let rates = Small::new().cell(1, (1, 3), "?").cell(1, (2, 3), "?");
    assert_eq!(rates.rules(), unreadable);
    let all = (1..8).filter(|row| ![3, 4].contains(row));
    let rates = all.fold(Small::new(), |small, row| small.cell(1, (row, 3), "?"));
    assert_eq!(rates.rules(), unreadable);
    let costs = (1..6).fold(Small::new(), |small, row| {
        small.cell(0, (row, 3), "?").cell(0, (row, 4), "?")
    });
    assert_eq!(costs.rules(), unreadable);
    let row = (2..6).fold(Small::new(), |small, col| small.cell(2, (2, col), "?"));
    assert_eq!(row.rules(), unreadable);
}

/// Rows whose code cannot be read belong to some fiche: no fiche and no sum is reported as lacking them.
#[test]
fn no_rule_reports_rows_with_an_unreadable_code_as_missing() {
    let allowed = BTreeSet::from(["code-unreadable", "row-without-code"]);
    for (sheet, rows) in [(0, vec![1, 4, 5]), (1, vec![1, 3, 5])] {
        for row in rows {
            let rules = Small::new().cell(sheet, (row, 0), "Sans code").rules();
            assert!(rules.is_subset(&allowed), "{sheet} {row}: {rules:?}");
        }
    }
    let nobody = Small::new().cell(1, (1, 1), "").rules();
    assert_eq!(nobody, BTreeSet::from(["funder-missing"]));
}

/// Findings that do not depend on the unreadable cell are still reported.
#[test]
fn an_unreadable_rate_hides_no_wrong_cost() {
    let small = Small::new().cell(1, (1, 3), "?");
    let small = small.cell(2, (2, 5), "1310").cell(2, (5, 2), "61");
    assert_eq!(
        small.found(),
        [
            "cell-unreadable Cofinancement!D2",
            "recap-total Récapitulatif!F3",
            "recap-share Récapitulatif!C6"
        ]
    );
}

#[test]
fn a_decision_is_not_unmatched_because_a_cell_cannot_be_read() {
    let decision = "[[arbitrage]]\nconstat = \"recap-share\"\nfiche = \"A 1\"\nannee = 2024\nretenir = \"fiche\"\nmontant_projet = \"700\"\nmotif = \"m\"\ndecide_par = \"d\"\n";
    let small = Small::new().file("arbitrages.toml", decision);
    assert_eq!(small.rules(), BTreeSet::from(["decision-unmatched"]));
    let small = small.cell(1, (1, 3), "?");
    assert_eq!(small.rules(), BTreeSet::from(["cell-unreadable"]));
}

/// No figure is computed from the drafted recap.
#[test]
fn the_drafted_recap_never_stops_a_build() {
    let test = DossierTest::seed()
        .cell("Récapitulatif", "F9", "vingt mille")
        .cell("Récapitulatif", "C11", "=C12/0")
        .cell("Récapitulatif", "A13", "Divers");
    test.run("check -q --rule cell-unreadable").code(1);
    test.run("build -q --xlsx-only").code(0);
    test.cell("Dépenses", "F9", "beaucoup")
        .run("build -q --xlsx-only")
        .code(2);
}

// ---- codes ----

fn gaps(codes: &[&str]) -> Vec<String> {
    let mut small = Small::new();
    small.files.clear();
    let small = codes.iter().fold(small, |small, code| small.fiche(code));
    let messages = small.messages("code-gap").into_iter();
    let missing = |line: String| {
        let (_, message) = line.split_once("info[code-gap] : ")?;
        Some(message.split_once(" manque")?.0.to_owned())
    };
    messages.filter_map(missing).collect()
}

#[test]
fn a_gap_is_between_two_codes_of_one_numbering() {
    assert_eq!(gaps(&["A 2.1", "A 2.2", "A 2.5"]), ["A 2.3"]);
    assert_eq!(gaps(&["A 2.1.1", "A 2.1.2"]), NOTHING);
    assert_eq!(gaps(&["A 3", "A 4", "B 7"]), NOTHING);
    assert_eq!(gaps(&["A 1.1", "A 1.2.1", "A 1.2.2", "A 1.3"]), NOTHING);
    assert_eq!(gaps(&["2.1.1", "2.1.2", "2.1.4"]), ["2.1.3"]);
    assert_eq!(gaps(&["A 101", "A 102", "A 201", "A 202"]), NOTHING);
}

/// The axis is in the front matter, and the codes run on from one axis to the next.
#[test]
fn codes_that_run_across_axes_are_one_numbering() {
    let fiche = |code: &str, axis: &str| {
        fiche(code).replace("titre =", &format!("axe = \"{axis}\"\ntitre ="))
    };
    let mut small = Small::new();
    small.files.clear();
    for (code, axis) in [("FA 1", "A"), ("FA 2", "B"), ("FA 3", "A"), ("FA 5", "B")] {
        let name = format!("fiches/{}.md", code.replace(' ', "-"));
        small = small.file(&name, &fiche(code, axis));
    }
    let messages = small.messages("code-gap");
    assert_eq!(messages.len(), 1, "{messages:#?}");
    assert!(
        messages[0].contains("FA 4 manque dans la numérotation avant FA 5"),
        "{messages:#?}"
    );
}

#[test]
fn the_rows_of_a_code_that_two_fiches_bear_stay_with_the_one_that_is_right() {
    let small = Small::new().file("fiches/B-2.md", &fiche("B 1"));
    assert_eq!(small.found(), ["code-duplicate 2:8"]);
    // Whatever the order of the files.
    let small = Small::new().file("fiches/A-bis.md", &fiche("B 1"));
    assert_eq!(small.found(), ["code-duplicate 2:8"]);
    let audited = small.audited();
    assert!(!audited.findings[0].choices.contains(&"fiche"));
    assert_eq!(
        audited.findings[0].place.file_name().as_ref(),
        "fiches/A-bis.md"
    );
}

/// Two blocks of rows, two rows of the recap, two files: nothing that can be told apart is added up.
#[test]
fn the_blocks_of_two_fiches_of_one_code_are_not_added_up() {
    let small = Small::new().file("fiches/A-3.md", &fiche("A 1"));
    let small = small.rows(0, "A 1|Études|Autre|50|0");
    let small = small.rows(1, "A 1|Ville||100 %|||");
    let mut small = small
        .cell(2, (4, 2), "1130")
        .cell(2, (4, 5), "1850")
        .cell(2, (4, 10), "3850");
    for (col, sum) in [(2, "1190"), (5, "1950"), (10, "4050")] {
        small = small.cell(2, (7, col), sum);
    }
    let row = "A 1|Fiche A 1|50|0|0|50|0|0|0|0|50"
        .split('|')
        .map(str::to_owned);
    small.sheets[2].1.insert(4, row.collect());
    let small = small
        .agreed("montant = \"2400\"", "montant = \"2450\"")
        .agreed("montant = \"4000\"", "montant = \"4050\"")
        .agreed("montant = \"480\"", "montant = \"490\"");
    assert_eq!(small.found(), ["code-duplicate 2:8"]);
}

#[test]
fn two_axes_of_one_name_are_reported_at_the_second() {
    for (from, to) in [
        ("prefixe = \"B\"", "prefixe = \"a.\""),
        ("titre = \"Bâti\"", "titre = \"ATTRACTIVITE\""),
    ] {
        let small = Small::new().agreed(from, to);
        let messages = small.messages("axis-twice");
        assert_eq!(messages.len(), 1, "{messages:#?}");
        let line = CONVENTION
            .lines()
            .position(|line| line == from)
            .expect("a line")
            + 1;
        assert!(
            messages[0].starts_with(&format!("convention.toml:{line}:")),
            "{messages:#?}"
        );
    }
}

// ---- funding ----

fn claims(claim: &str, amount: &str, rest: &str) -> BTreeSet<&'static str> {
    let small = Small::new().without_recap();
    let small = small
        .cell(1, (3, 3), claim)
        .cell(1, (3, 4), amount)
        .cell(1, (4, 4), rest);
    let mut rules = small.rules();
    rules.remove("stated-amount");
    rules.remove("advance-amount");
    rules
}

/// 500 € cost; the claimed rate is compared with as many decimals as it is written with.
#[test]
fn a_claimed_rate_is_compared_at_its_own_decimals() {
    let right = [
        ("43 %", "217", "283"),
        ("43,4 %", "217", "283"),
        ("29,8806 %", "149,40", "350,60"),
        ("29,8806 %", "149", "351"),
        ("0,3333", "166,67", "333,33"),
    ];
    for (claim, amount, rest) in right {
        assert_eq!(
            claims(claim, amount, rest),
            BTreeSet::new(),
            "{claim} {amount}"
        );
    }
    for (claim, amount, rest) in [("44 %", "217", "283"), ("43,2 %", "217", "283")] {
        let wrong = BTreeSet::from(["funding-claim"]);
        assert_eq!(claims(claim, amount, rest), wrong, "{claim} {amount}");
    }
}

// ---- texts ----

#[test]
fn a_blank_is_seen_wherever_it_is_printed() {
    let agreed = [
        ("lieu = \"Dijon\"", "lieu = \"à préciser\""),
        ("nom = \"Ville de Dijon\"", "nom = \"Ville de …………\""),
        ("nom = \"C. D.\"", "nom = \"à désigner, XXX\""),
        ("titre = \"Bâti\"", "titre = \"Bâti (à confirmer)\""),
        ("libelle = \"coût\"", "libelle = \"coût à compléter\""),
    ];
    for (from, to) in agreed {
        let found = Small::new().agreed(from, to).found();
        assert_eq!(found.len(), 1, "{to}: {found:#?}");
        assert!(found[0].starts_with("text-blank "), "{to}: {found:#?}");
    }
    let cells = [
        (0, (1, 1), "Nature à définir", "Dépenses!B2"),
        (0, (1, 2), "Étude (prestataire à confirmer)", "Dépenses!C2"),
        (1, (5, 6), "Montant à préciser", "Cofinancement!G6"),
        (
            1,
            (5, 6),
            "À préciser selon devis, à confirmer",
            "Cofinancement!G6",
        ),
        (1, (7, 1), "Région (à confirmer)", "Cofinancement!B8"),
    ];
    for (sheet, at, text, place) in cells {
        let found = Small::new().cell(sheet, at, text).found();
        assert_eq!(found, [format!("text-blank {place}")], "{text}");
    }
    for line in [
        "partenaires = [\"à préciser\"]",
        "calendrier = \"Second semestre, à confirmer\"",
    ] {
        let text = fiche("B 1").replace("titre =", &format!("{line}\ntitre ="));
        let found = Small::new().file("fiches/B-1.md", &text).found();
        assert_eq!(found.len(), 1, "{line}: {found:#?}");
    }
    let prose = Small::new().cell(0, (1, 2), "Aider à définir ses besoins");
    assert_eq!(prose.found(), NOTHING);
}

/// A fiche without text is reported where others have some; where none has, there is one finding.
#[test]
fn a_fiche_without_text_is_reported() {
    let without = |codes: &[&str]| {
        let start = Small::new();
        let files = codes.iter().fold(start, |small, code| {
            let name = format!("fiches/{}.md", code.replace(' ', "-"));
            small.file(
                &name,
                &fiche(code).replace("\n## Constat\n\nUn texte.\n", ""),
            )
        });
        files.found()
    };
    assert_eq!(without(&["A 2"]), ["text-blank fiches/A-2.md"]);
    assert_eq!(
        without(&["A 1", "A 2", "B 1"]),
        ["text-blank convention.toml"]
    );
}

#[test]
fn a_blank_in_a_mention_keeps_the_document_from_being_signed() {
    let test = DossierTest::seed_final();
    let run = test
        .cell("Cofinancement", "H6", "Montant à préciser")
        .run("build --final -q");
    assert!(
        run.stderr().contains("Montant à préciser"),
        "{}",
        run.shown()
    );
    run.code(1);
}

// ---- decisions ----

const SIGNED: &str = "motif = \"m\"\ndecide_par = \"Le comité\"\n";

fn decision(keys: &str) -> String {
    format!("[[arbitrage]]\n{keys}\n{SIGNED}")
}

/// The text of `check`, in French, with plain spaces.
fn check_text(small: &Small, arguments: &str) -> String {
    let folder = small.write();
    let test = DossierTest::empty();
    crate::dossier_test::copy(folder.path(), &test.path("."));
    let text = test.run(&format!("check {arguments}")).stdout();
    text.replace(['\u{a0}', '\u{202f}'], " ")
}

/// The decision that `check` proposes for the one finding, signed.
fn proposed(small: &Small) -> String {
    let report: serde_json::Value =
        serde_json::from_str(&check_text(small, "--format json")).expect("JSON");
    let proposal = report["findings"][0]["arbitrage"]
        .as_str()
        .expect("a proposal");
    proposal
        .replace("motif = \"\"", "motif = \"m\"")
        .replace("decide_par = \"\"", "decide_par = \"d\"")
}

#[test]
fn a_decision_on_an_article_ends_when_the_computed_figure_moves() {
    let wrong = Small::new()
        .without_recap()
        .agreed("montant = \"2400\"", "montant = \"2500\"");
    let proposal = proposed(&wrong);
    assert!(
        proposal.contains("montant_attendu = \"2400\""),
        "{proposal}"
    );
    let settled = wrong.clone().file("arbitrages.toml", &proposal);
    assert_eq!(
        settled.found(),
        ["stated-amount convention.toml:28:11"].map(|_| settled.found()[0].clone())
    );
    assert!(
        settled
            .audited()
            .findings
            .iter()
            .all(|finding| !finding.is_open())
    );
    // 10 € more for the Ville.
    let moved = settled
        .clone()
        .cell(1, (3, 4), "310")
        .cell(1, (4, 4), "190");
    let moved = moved.agreed("montant = \"480\"", "montant = \"482\"");
    assert_eq!(
        moved.rules(),
        BTreeSet::from(["stated-amount", "decision-outdated"])
    );
    let open = moved.audited().findings;
    assert!(open.iter().all(Finding::is_open));
    let messages = moved.messages("decision-outdated");
    assert!(
        messages[0].contains("2 400 €") && messages[0].contains("2 410 €"),
        "{messages:?}"
    );
    // A decision that does not record the figure settles nothing.
    let incomplete = proposal.replace("montant_attendu = \"2400\"\n", "");
    let outdated = wrong
        .file("arbitrages.toml", &incomplete)
        .messages("decision-outdated");
    assert!(outdated[0].contains("ne note pas"), "{outdated:?}");
}

#[test]
fn a_decision_does_not_depend_on_the_order_of_the_parties() {
    let wrong = Small::new().cell(2, (2, 2), "770").cell(2, (2, 3), "530");
    let keys =
        "constat = \"recap-share\"\nfiche = \"A 1\"\nretenir = \"fiche\"\nmontant_projet = \"770\"";
    let settled = wrong.file("arbitrages.toml", &decision(keys));
    let is_settled = |small: &Small| {
        let found = small.audited().findings;
        found
            .iter()
            .map(|finding| (finding.rule, finding.is_open()))
            .collect::<Vec<_>>()
    };
    assert_eq!(is_settled(&settled), [("recap-share", false)]);
    let blocks: Vec<&str> = CONVENTION.split("[[").collect();
    let (ville, cci) = (format!("[[{}", blocks[1]), format!("[[{}", blocks[2]));
    let swapped = settled.agreed(&format!("{ville}{cci}"), &format!("{cci}{ville}"));
    assert_eq!(is_settled(&swapped), [("recap-share", false)]);
}

#[test]
fn a_settled_finding_shows_what_was_decided() {
    let wrong = Small::new().cell(2, (2, 2), "770").cell(2, (2, 3), "530");
    let settled = |choice: &str| {
        let keys = format!(
            "constat = \"recap-share\"\nfiche = \"A 1\"\nannee = 2024\nmontant_projet = \"770\"\n{choice}"
        );
        let text = check_text(
            &wrong.clone().file("arbitrages.toml", &decision(&keys)),
            "--rule recap-share",
        );
        assert!(text.contains("réglé[recap-share]"), "{text}");
        assert!(!text.contains("attendu :"), "{text}");
        text
    };
    let fiche = settled("retenir = \"fiche\"");
    assert!(
        fiche.contains("retenu : 780 € =") && fiche.contains("conséquences"),
        "{fiche}"
    );
    let recap = settled("retenir = \"récapitulatif\"");
    assert!(recap.contains("retenu : le récapitulatif"), "{recap}");
    let parts = settled("parts = { ville = \"1000\", cci = \"300\" }");
    assert!(
        parts.contains("retenu : CCI 300 €, Ville 1 000 €"),
        "{parts}"
    );
    for text in [recap, parts] {
        assert!(!text.contains("conséquences"), "{text}");
        assert!(!text.contains("attendu"), "{text}");
    }
}

#[test]
fn a_warning_that_stands_is_settled_with_a_reason() {
    let text = fiche("A 1").replace("titre =", "calendrier = \"2024\"\ntitre =");
    let warned = Small::new().file("fiches/A-1.md", &text);
    assert_eq!(warned.rules(), BTreeSet::from(["calendar-years"]));
    let keys = "constat = \"calendar-years\"\nfiche = \"A 1\"\nretenir = \"fiche\"";
    let settled = warned.clone().file("arbitrages.toml", &decision(keys));
    let found = settled.audited().findings;
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(!found[0].is_open());
    assert!(check_text(&settled, "").contains("1 constat réglé"));
    // In a document to be signed, a blank is no such warning.
    let blank = Small::new().agreed(
        "lieu = \"Dijon\"",
        "lieu = \"à préciser\"\nstatut = \"définitif\"",
    );
    let keys = "constat = \"text-blank\"\nretenir = \"fiche\"";
    let blank = blank.file("arbitrages.toml", &decision(keys));
    assert_eq!(
        blank.rules(),
        BTreeSet::from(["decision-unmatched", "text-blank"])
    );
    assert!(blank.audited().findings.iter().any(Finding::blocks));
}

#[test]
fn a_date_is_written_with_or_without_quotes() {
    let dated = |date: &str| {
        let wrong = Small::new().cell(2, (2, 5), "1310");
        let keys = "constat = \"recap-total\"\nfiche = \"A 1\"\nannee = 2024\nretenir = \"fiche\"\nmontant_projet = \"1310\"";
        wrong.file(
            "arbitrages.toml",
            &decision(&format!("{keys}\ndate = {date}")),
        )
    };
    for date in ["2026-11-20", "\"2026-11-20\""] {
        let found = dated(date).audited().findings;
        let settled = found[0].settlement.as_ref().expect("settled");
        assert_eq!(settled.date.as_deref(), Some("2026-11-20"));
    }
    let wrong = dated("\"le 20 novembre\"").messages("value-invalid");
    assert!(wrong[0].contains("« date »"), "{wrong:?}");
    for date in ["2026-13-45", "20/11/2026", "2026-11-31", "20-11-2026"] {
        let wrong = dated(date).messages("toml-invalid");
        assert!(wrong[0].contains("cette date"), "{date}: {wrong:?}");
    }
}

// ---- messages ----

#[test]
fn a_share_that_was_rounded_is_no_false_sum() {
    // 60 % of 101 € is 60,60 €, to the euro 61 €; 40 % is 40,40 €.
    let small = Small::new().agreed("lieu =", "arrondi = \"1\"\nlieu =");
    let small = small
        .cell(0, (5, 3), "101")
        .cell(2, (5, 2), "60")
        .cell(2, (5, 3), "31");
    let text = check_text(&small, "--rule recap-share")
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    assert!(
        text.contains("arrondi à l’euro, attribué à Ville"),
        "{text}"
    );
}

#[test]
fn a_cost_in_the_wrong_year_is_one_finding() {
    // 300 € of animation in 2025 instead of 2024.
    let small = Small::new()
        .cell(0, (2, 3), "0")
        .cell(0, (2, 4), "300")
        .cell(0, (3, 1), "");
    let mut small = small.agreed("montant = \"2400\"", "montant = \"2400\"");
    small.sheets[0].1.remove(3);
    assert_eq!(small.found(), ["recap-total Récapitulatif!F3"]);
    let messages = small.messages("recap-total");
    assert!(
        messages[0].contains(
            "la fiche compte en 2025 300 € que le récapitulatif compte en 2024 (Dépenses!E3)"
        ),
        "{messages:?}"
    );
}

/// The same where the fiche writes its totals.
#[test]
fn a_line_in_the_wrong_year_is_one_finding() {
    let small = Small::new()
        .cell(0, (2, 3), "0")
        .cell(0, (2, 4), "300")
        .cell(0, (3, 4), "2000");
    assert_eq!(small.found(), ["fiche-total Dépenses!D4"]);
    let messages = small.messages("fiche-total");
    assert!(
        messages[0].contains("les lignes comptent en 2025 300 €"),
        "{messages:?}"
    );
}

#[test]
fn what_an_officer_types_is_understood() {
    let small = Small::new().agreed(
        "lieu =",
        "statut = \"Définitif\"\nsignature = \"électronique\"\nlieu =",
    );
    assert_eq!(small.found(), NOTHING);
    for severity in ["erreur", "avertissement", "information", "error"] {
        let text = check_text(&Small::new(), &format!("--severity {severity}"));
        assert!(text.contains("Aucun constat"), "{text}");
    }
}

#[test]
fn no_message_quotes_the_parser() {
    let small = Small::new();
    for line in [
        "lieux = 1 2",
        "lieux = 'a",
        "lieux = \"a\\q\"",
        "lieux = 01",
        "lieux = 1__0",
        "lieux = [1,,2]",
        "lieux = {a = 1,, b = 2}",
        "le lieu = \"x\"",
        "lieu\u{e9} = \"x\"",
        "= \"x\"",
        "lieux =",
        "lieux == \"x\"",
        "[lieux",
        "lieux = 2024-02-30",
        "lieux = +-1",
        "lieux = 1.2.3",
        "lieux.a = 1\nlieux = 2",
        "lieux = \u{ab} x \u{bb}",
        "lieux = TRUE",
        "lieux = \"a\" \"b\"",
        "]",
    ] {
        let messages = small
            .clone()
            .agreed("lieu =", &format!("{line}\nlieu ="))
            .messages("toml-invalid");
        assert_eq!(messages.len(), 1, "{line}: {messages:?}");
        let english = [
            " the ",
            "expected",
            "invalid ",
            "missing",
            "unexpected",
            "”",
        ];
        assert!(
            !english
                .iter()
                .any(|word| messages[0].replace("[toml-invalid]", "").contains(word)),
            "{line}: {messages:?}"
        );
    }
}

#[test]
fn a_fiche_without_an_axis_is_named_by_its_code() {
    let mut small = Small::new().file("fiches/7.md", &fiche("7"));
    small.sheets[2].1.clear();
    let messages = small.messages("axis-unknown");
    assert_eq!(messages.len(), 1, "{messages:?}");
    assert!(
        messages[0].contains("la fiche 7") && !messages[0].contains("«  »"),
        "{messages:?}"
    );
}

#[test]
fn only_what_cannot_be_read_is_counted() {
    let test = DossierTest::seed()
        .cell("Dépenses", "L4", "Remarque")
        .cell("Dépenses", "F4", "Somme")
        .replace("convention.toml", "lieu =", "lieux =");
    let run = test.run("build");
    assert!(
        run.stderr()
            .contains("une valeur du dossier ne peut pas être lue"),
        "{}",
        run.stderr()
    );
}

// ---- published stages ----

#[test]
fn a_stage_of_one_agreement_is_not_replaced_by_another() {
    let published = |small: &Small, test: &DossierTest| {
        let folder = small.write();
        fs::remove_dir_all(test.path("input")).ok();
        crate::dossier_test::copy(folder.path(), &test.path("."));
        test.run("build -q --xlsx-only")
    };
    let test = DossierTest::empty();
    published(&Small::new(), &test).code(0);
    // The same one, renamed, then with another budget, then with another party.
    let renamed = Small::new().agreed("Convention d’essai", "Convention-cadre");
    published(&renamed, &test).code(0);
    let changed = renamed.clone().cell(0, (4, 2), "Réunion");
    published(&changed, &test).code(0);
    let party = changed.agreed("nom = \"CCI Côte-d’Or\"", "nom = \"CCI 21\"");
    published(&party, &test).code(0);
    // Another one, of the same parties or not.
    let mut other = Small::new().agreed("Convention d’essai", "Convention culture");
    other.files.clear();
    let other = other.fiche("A 1").fiche("A 2").fiche("B 1");
    let other = ["A 1", "A 2", "B 1"].iter().fold(other, |small, code| {
        let name = format!("fiches/{}.md", code.replace(' ', "-"));
        small.file(&name, &fiche(code).replace("Un texte", "Un autre texte"))
    });
    let other = other.cell(0, (4, 2), "Autres réunions");
    let run = published(&other, &test);
    let message = run.stderr();
    assert!(
        message.contains("Convention-cadre") && message.contains("--output"),
        "{message}"
    );
    run.code(2);
    let copy = Small::new()
        .agreed("Convention d’essai", "Convention sport")
        .agreed("nom = \"CCI Côte-d’Or\"", "nom = \"Chambre de métiers\"");
    published(&copy, &test).code(2);
}
