//! Files and new dossiers.

use std::fs;

use super::*;
use crate::locale::Locale;

fn fixture(name: &str) -> Vec<u8> {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    fs::read(fixtures.join(name)).expect("a fixture")
}

/// Every file below a folder with its bytes, except those in `anciens/`.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(current) = folders.pop() {
        for entry in fs::read_dir(current).expect("a folder").flatten() {
            if entry.path().is_dir() {
                folders.push(entry.path());
                continue;
            }
            let name = entry
                .path()
                .strip_prefix(folder)
                .expect("inside")
                .display()
                .to_string();
            files.push((
                name.replace('\\', "/"),
                fs::read(entry.path()).expect("read"),
            ));
        }
    }
    files.retain(|(name, _)| !name.starts_with("anciens/"));
    files.sort();
    files
}

fn proposed(fields: &[(&str, &str)], word: &[(String, Vec<u8>)]) -> Proposal {
    let workbook = fixture("init/budget-officier.xlsx");
    let given = Given {
        workbook: Some(("Budget 2027-2029 (v3).XLSX", &workbook)),
        word,
    };
    let fields = fields.iter().copied();
    propose(given, fields, &Limits::default(), &Locale::french()).expect("a proposal")
}

fn new_dossier() -> (TempDir, Editor) {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().join("convention");
    let proposal = proposed(&[("titre", "Essai"), ("etape", "v1")], &[]);
    proposal
        .create(&root, &Limits::default(), &Locale::french())
        .expect("created");
    let editor = Editor::open(&root, &Limits::default()).expect("open");
    (folder, editor)
}

#[test]
fn a_new_dossier_says_what_its_form_says() {
    let fields = [
        ("titre", "Un « essai »"),
        ("etape", "2027-01-15"),
        ("lieu", "Semur"),
        ("parties.0.colonne", "CMA"),
        ("parties.0.nom", "Chambre de métiers"),
        ("parties.0.signataire.nom", "A. B."),
        ("parties.1.colonne", "CC du Val"),
        ("charte.couverture", "on"),
    ];
    let word = [(
        "Fiche A.1 Boutique.docx".to_owned(),
        fixture("word/Fiche A.1 Boutique à l'essai.docx"),
    )];
    let proposal = proposed(&fields, &word);
    assert!(proposal.missing().is_empty());
    assert_eq!(proposal.settings.values["annees"], "2027, 2028, 2029");
    assert_eq!(
        proposal.settings.values["classeur.depenses.feuille"],
        "Budget détaillé"
    );
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().join("convention");
    let names = proposal
        .create(&root, &Limits::default(), &Locale::french())
        .expect("created");
    assert!(
        names.contains(&"fiches/Fiche A.1 Boutique.docx".to_owned()),
        "{names:?}"
    );
    let (settings, _) = Editor::open(&root, &Limits::default())
        .expect("open")
        .settings()
        .expect("read");
    assert_eq!(settings.values, proposal.settings.values);
    let parties = settings.lists["parties"].iter();
    let parties: Vec<_> = parties
        .map(|party| (&*party.values["id"], &*party.values["nom"]))
        .collect();
    assert_eq!(
        parties,
        [("cma", "Chambre de métiers"), ("ccduval", "CC du Val")]
    );
    pipeline::check(&root, &Limits::default()).expect("readable");
    // No dossier is created over another.
    let again = proposal.create(&root, &Limits::default(), &Locale::french());
    assert!(matches!(again, Err(Refusal::Error(_))), "{again:?}");
}

#[test]
fn what_a_new_dossier_lacks_is_reported_and_nothing_is_left() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().join("convention");
    let nothing =
        propose(Given::default(), [], &Limits::default(), &Locale::french()).expect("nothing");
    assert_eq!(nothing.missing(), ["titre", "annees", "parties.0.nom"]);
    let proposal = proposed(
        &[
            ("titre", "Essai"),
            ("etape", "a/b"),
            ("charte.couleur", "rose"),
        ],
        &[],
    );
    let refused = proposal.create(&root, &Limits::default(), &Locale::french());
    let Err(Refusal::Findings { findings, .. }) = refused else {
        panic!("{refused:?}")
    };
    let fields: Vec<_> = findings.iter().map(|(_, field)| field.as_deref()).collect();
    assert_eq!(fields, [Some("etape"), Some("charte.couleur")]);
    assert!(!root.exists());
}

#[test]
fn from_nothing_a_form_is_enough() {
    let fields = [
        ("titre", "Essai"),
        ("annees", "2027-2028"),
        ("parties.0.nom", "Ville d’Exemple"),
        ("parties.0.colonne", "Ville"),
        ("parties.1.nom", "CCI"),
        ("axes.0.prefixe", "A"),
        ("axes.0.titre", "Commerce"),
    ];
    let proposal = propose(
        Given::default(),
        fields,
        &Limits::default(),
        &Locale::french(),
    )
    .expect("a proposal");
    let folder = tempfile::tempdir().expect("a folder");
    proposal
        .create(folder.path(), &Limits::default(), &Locale::french())
        .expect("created");
    let audited = pipeline::check(folder.path(), &Limits::default()).expect("readable");
    assert_eq!(audited.dossier.parties(), 2);
}

#[test]
fn sheets_and_columns_are_what_somebody_says() {
    let proposal = proposed(
        &[
            ("classeur.depenses.feuille", "Contacts"),
            ("classeur.cofinancement.taux", "Observations"),
        ],
        &[],
    );
    let recognised = proposal.recognised.expect("a workbook");
    let [costs, funding, _] = &recognised.sheets[..] else {
        panic!("three sheets")
    };
    assert_eq!(costs.names, ["Contacts"]);
    let rate = funding
        .columns
        .iter()
        .find(|column| column.title == "Taux")
        .expect("a column");
    assert_eq!(rate.header.as_deref(), Some("Observations"));
    let others: Vec<&str> = recognised
        .others
        .iter()
        .map(|(name, _)| name.as_str())
        .collect();
    assert!(others.contains(&"Budget détaillé"), "{others:?}");
    let (name, rows) = &recognised.first_rows[0];
    assert!(!name.is_empty() && rows.iter().flatten().any(|text| !text.is_empty()));
}

#[test]
fn a_file_is_replaced_whole_and_the_former_one_kept() {
    let (folder, mut editor) = new_dossier();
    let root = folder.path().join("convention");
    let before = files(&root);

    // A fiche replaces the only other one of its code.
    let word = fixture("word/Fiche A.1 Boutique à l'essai.docx");
    let added = editor
        .add_fiche("C:\\Bureau\\Fiche A.1.docx", word.clone())
        .expect("added");
    assert_eq!(added.name, "fiches/Fiche A.1.docx");
    assert_eq!(added.replaced, ["fiches/A.1.md"]);
    assert_eq!(fs::read(root.join(&added.name)).expect("there"), word);
    assert!(!root.join("fiches/A.1.md").exists());
    assert_eq!(editor.former_files().len(), 1);
    pipeline::check(&root, &Limits::default()).expect("readable");

    let pixel = fixture("images/plan.png");
    let picture = editor
        .add_picture("Mon logo (1).PNG", pixel)
        .expect("added");
    assert_eq!(picture.name, "images/Mon-logo-1.png");

    // A workbook of another layout is refused; one of any name replaces the only workbook.
    let other = fixture("init/charges.ods");
    let refused = editor.replace_workbook("charges.ods", other, None);
    assert!(
        matches!(refused, Err(Refusal::Findings { .. })),
        "{refused:?}"
    );
    let workbook = fixture("init/budget-officier.xlsx");
    let added = editor
        .replace_workbook("retour.xlsx", workbook, None)
        .expect("replaced");
    assert_eq!(
        (&*added.name, &added.replaced[..]),
        ("budget.xlsx", &["budget.xlsx".to_owned()][..])
    );

    for what in ["workbook", "picture", "fiche"] {
        assert_eq!(editor.last().map(|(kind, _)| kind), Some(what));
        assert_eq!(editor.undo().expect("undone"), Some(what));
    }
    assert_eq!(files(&root), before);
    // The files of the changes that were taken back are in `anciens/` now.
    assert_eq!(editor.former_files().len(), 3);
    pipeline::check(&root, &Limits::default()).expect("readable");
}

#[test]
fn a_workbook_of_another_layout_comes_with_its_names() {
    let (folder, mut editor) = new_dossier();
    let root = folder.path().join("convention");
    let before = files(&root);
    let other = fixture("init/charges.ods");
    let given = Some(("charges.ods", &other[..]));
    let refused = editor.replace_workbook("charges.ods", other.clone(), None);
    assert!(
        refused.as_ref().is_err_and(is_of_layout),
        "what its sheets are called must be said: {refused:?}"
    );
    // This workbook lacks the sheets that the settings name, and is recognised without these names.
    let (recognised, _, _) = editor.recognise(given, []).expect("recognised");
    assert_eq!(recognised.sheets[0].names.len(), 1);
    let mut fields = Vec::new();
    for sheet in &recognised.sheets {
        let table = crate::read::SheetRole::key(sheet.role.title());
        fields.push((format!("classeur.{table}.feuille"), sheet.names.join("\n")));
        for column in &sheet.columns {
            let key = crate::read::SheetRole::key(column.title);
            fields.push((
                format!("classeur.{table}.{key}"),
                column.header.clone().unwrap_or_default(),
            ));
        }
    }
    fields.push((
        "annees".to_owned(),
        crate::source::join(&recognised.years, ", "),
    ));
    let pairs = fields.iter().map(|(key, value)| (&**key, &**value));
    let (_, settings, version) = editor.recognise(given, pairs).expect("recognised");
    let replaced =
        editor.replace_workbook("charges.ods", other.clone(), Some((&settings, &version)));
    let replaced = replaced.expect("replaced");
    assert_eq!(replaced.name, "budget.ods");
    assert!(!root.join("budget.xlsx").exists());
    let _ = pipeline::check(&root, &Limits::default());
    editor.undo().expect("undone");
    assert_eq!(files(&root), before);
}

#[test]
fn nothing_else_is_written() {
    let (folder, mut editor) = new_dossier();
    let root = folder.path().join("convention");
    let before = files(&root);
    let text = || b"+++\ncode = \"A.9\"\ntitre = \"x\"\n+++\n".to_vec();
    for name in [
        "x.exe",
        "x.toml",
        "../convention.toml",
        "x.docm",
        ".md",
        "sans",
    ] {
        assert!(
            matches!(editor.add_fiche(name, text()), Err(Refusal::Error(_))),
            "{name}"
        );
    }
    for (name, bytes) in [
        ("x.png", text()),
        ("x.svg", fixture("images/plan.png")),
        ("x.gif", Vec::new()),
    ] {
        assert!(
            matches!(editor.add_picture(name, bytes), Err(Refusal::Error(_))),
            "{name}"
        );
    }
    // A fiche or a workbook that cannot be read is refused.
    for (name, bytes) in [("A 9.docx", text()), ("A 9.md", b"rien".to_vec())] {
        let refused = editor.add_fiche(name, bytes);
        assert!(
            matches!(refused, Err(Refusal::Findings { .. })),
            "{name} {refused:?}"
        );
    }
    let refused = editor.replace_workbook("b.xlsx", text(), None);
    assert!(
        matches!(refused, Err(Refusal::Findings { .. })),
        "{refused:?}"
    );
    // A removal is not read back: a dossier can be read without the file.
    editor.remove("budget.xlsx").expect("removed");
    pipeline::check(&root, &Limits::default()).expect("readable");
    editor.undo().expect("undone");
    assert_eq!(
        editor
            .add_fiche("../../A 9.md", text())
            .expect("added")
            .name,
        "fiches/A 9.md"
    );
    editor.undo().expect("undone");
    assert_eq!(files(&root), before);
}

#[cfg(unix)]
#[test]
fn a_folder_that_leads_elsewhere_is_not_written_in() {
    let (folder, mut editor) = new_dossier();
    let root = folder.path().join("convention");
    let elsewhere = folder.path().join("ailleurs");
    fs::create_dir(&elsewhere).expect("a folder");
    std::os::unix::fs::symlink(&elsewhere, root.join("images")).expect("a link");
    let refused = editor.add_picture("x.png", fixture("images/plan.png"));
    assert!(matches!(refused, Err(Refusal::Error(_))), "{refused:?}");
    assert_eq!(fs::read_dir(&elsewhere).expect("a folder").count(), 0);
}
