use std::fs;

use proptest::prelude::*;
use tempfile::TempDir;

use super::*;

mod files;

const CONVENTION_TEXT: &str = "\
# La convention d’essai.

titre = \"Essai\" # son titre
annees = [2027, 2028]
etape = \"v1\"
inconnue = 3 # gardée

[[parties]] # dans l’ordre
id = \"ville\"
nom = \"Ville d’Exemple\" # en entier
colonne = \"Ville\"
signataire = { nom = \"A. B.\", rang = 1 }

# La seconde.
[[parties]]
id = \"cci\"
nom = \"CCI\"
[parties.signataire]
nom = \"C. D.\"

# Les axes.
[[axes]]
prefixe = \"A\"
titre = \"Commerce\"
autre = true

[classeur.depenses]
feuille = \"Coûts\"
[charte] # l’aspect
# couleur = \"#1f3a5f\"
couverture = false
";

fn settings(text: &str) -> Settings {
    Settings::read(text).expect("TOML")
}

#[test]
fn one_commitment_is_shown_and_several_are_left_as_they_are() {
    let one = "[engagement]\nae = \"10\"\ncp = { 2027 = \"10\" }\n";
    let read = settings(one);
    assert!(!read.has_commitments);
    assert_eq!(read.values["engagement.cp.2027"], "10");
    let several = "[[engagement]]\nae = \"10\"\n[[engagement]]\nae = \"20\"\n";
    let read = settings(several);
    assert!(read.has_commitments && read.values.is_empty());
    let written = read.with([("lieu", "Dijon")]).write(several);
    assert!(written.is_some_and(|text| text.contains(several)));
}

#[track_caller]
fn written(fields: &[(&str, &str)]) -> String {
    let former = settings(CONVENTION_TEXT);
    let wanted = former.with(fields.iter().copied());
    let text = wanted.write(CONVENTION_TEXT).expect("written");
    assert_eq!(settings(&text).values, wanted.values);
    text
}

#[test]
fn settings_are_read_as_they_are_typed() {
    let read = settings(CONVENTION_TEXT);
    assert_eq!(read.values["annees"], "2027, 2028");
    assert_eq!(read.values.get("charte.couverture"), None);
    let parties = &read.lists["parties"];
    assert_eq!(parties[0].values["signataire.nom"], "A. B.");
    assert_eq!(parties[1].values["signataire.nom"], "C. D.");
    assert_eq!(
        read.write(CONVENTION_TEXT).as_deref(),
        Some(CONVENTION_TEXT)
    );
    assert_eq!(
        read.with([]).write(CONVENTION_TEXT).as_deref(),
        Some(CONVENTION_TEXT)
    );
}

#[test]
fn the_reader_knows_every_key_of_a_form() {
    let fields = settings::fields();
    let values = fields.iter().map(|name| (&**name, "1"));
    let text = settings(CONVENTION_TEXT)
        .with(values)
        .write(CONVENTION_TEXT)
        .expect("written");
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join(CONVENTION), &text).expect("written");
    let (findings, ..) = as_read(folder.path(), &Limits::default(), &Changes::new()).expect("read");
    let unknown = findings
        .iter()
        .filter(|finding| finding.rule == "key-unknown");
    let unknown: Vec<_> = unknown.map(|finding| finding.args["key"].shown()).collect();
    // Where there are periods, there are no years.
    assert_eq!(unknown, ["annees", "inconnue"], "{text}");
    assert!(fields.len() > 60, "{}", fields.len());
}

/// The lines that a text no longer has, and those that were added.
fn changed(text: &str) -> String {
    let (old, new): (Vec<&str>, Vec<&str>) =
        (CONVENTION_TEXT.lines().collect(), text.lines().collect());
    let removed = old
        .iter()
        .filter(|line| !new.contains(line))
        .map(|line| format!("- {line}\n"));
    let added = new
        .iter()
        .filter(|line| !old.contains(line))
        .map(|line| format!("+ {line}\n"));
    removed.chain(added).collect()
}

#[test]
fn only_what_is_changed_changes() {
    let text = written(&[
        ("titre", "Un « autre » \"titre\""),
        ("lieu", "Dijon"),
        ("annees", "2027-2029"),
        ("charte.couverture", "on"),
        ("charte.couleur", "#123456"),
        ("avance.taux", "20"),
        ("avance.base", "total"),
    ]);
    insta::assert_snapshot!(changed(&text), @r##"
    - titre = "Essai" # son titre
    - annees = [2027, 2028]
    - couverture = false
    + titre = 'Un « autre » "titre"' # son titre
    + annees = [2027, 2028, 2029]
    + lieu = "Dijon"
    + couverture = true
    + couleur = "#123456"
    + [avance]
    + taux = "20"
    + base = "total"
    "##);
}

#[test]
fn what_is_taken_away_leaves_its_remark() {
    let text = written(&[
        ("titre", ""),
        ("parties.0.rang", "0"),
        ("parties.0.signataire.nom", ""),
        ("parties.0.signataire.qualite", "Maire"),
        ("parties.1.rang", "1"),
        ("parties.1.signataire.nom", " "),
    ]);
    insta::assert_snapshot!(changed(&text), @r#"
    - titre = "Essai" # son titre
    - signataire = { nom = "A. B.", rang = 1 }
    - nom = "C. D."
    + # son titre
    + signataire = { rang = 1, qualite = "Maire" }
    "#);
}

#[test]
fn parties_change_places_and_remarks_stay() {
    let text = written(&[
        ("parties.7.nom", "Région"),
        ("parties.7.id", "region"),
        ("parties.1.rang", "1"),
        ("parties.0.rang", "0"),
    ]);
    insta::assert_snapshot!(text);
    let one = written(&[
        ("parties.1.rang", "1"),
        ("parties.0.retirer", "on"),
        ("parties.0.rang", "0"),
    ]);
    insta::assert_snapshot!(one);
    assert_eq!(settings(&written(&[("axes.liste", "")])).lists["axes"], []);
}

#[test]
fn lines_end_as_they_did() {
    let text = CONVENTION_TEXT.replace('\n', "\r\n");
    let fields = [
        ("lieu", "Dijon"),
        ("axes.0.rang", "0"),
        ("axes.1.prefixe", "B"),
        ("axes.1.titre", "C"),
    ];
    let wanted = settings(&text).with(fields);
    let text = wanted.write(&text).expect("written");
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
}

/// Some fields of a form, with values that people and programs may send.
fn fields() -> impl Strategy<Value = Vec<(String, String)>> {
    let names = [
        "titre",
        "lieu",
        "annees",
        "periodes",
        "exemplaires",
        "champs",
        "charte.couleur",
        "charte.couverture",
        "avance.taux",
        "parties.0.nom",
        "parties.0.rang",
        "parties.1.rang",
        "parties.1.signataire.nom",
        "parties.1.signataire.qualite",
        "parties.2.id",
        "parties.2.nom",
        "parties.0.retirer",
        "axes.0.rang",
        "axes.0.titre",
        "axes.1.prefixe",
        "versements.0.libelle",
        "versements.0.solde",
        "versements.0.echeance",
        "financeurs.liste",
    ];
    let values = prop_oneof![
        Just(String::new()),
        Just("0".to_owned()),
        Just("1".to_owned()),
        Just("2027-12-31".to_owned()),
        Just("x\" # y\n[z]".to_owned()),
        "\\PC{0,12}",
    ];
    prop::collection::vec(
        (
            prop::sample::select(names.to_vec()).prop_map(str::to_owned),
            values,
        ),
        0..12,
    )
}

proptest! {
    #[test]
    fn any_edit_says_what_was_asked_and_keeps_the_rest(fields in fields()) {
        let former = settings(CONVENTION_TEXT);
        let wanted = former.with(fields.iter().map(|(name, value)| (&**name, &**value)));
        // A text that cannot be changed in place is refused; this one can be.
        let text = wanted.write(CONVENTION_TEXT).expect("written");
        let read = settings(&text);
        prop_assert_eq!(&read.values, &wanted.values);
        for (name, entries) in &wanted.lists {
            let values: Vec<_> = read.lists[name].iter().map(|entry| &entry.values).collect();
            let asked: Vec<_> = entries.iter().map(|entry| &entry.values).collect();
            prop_assert_eq!(values, asked, "{}", name);
        }
        prop_assert!(text.contains("inconnue = 3 # gardée\n"));
        for remark in ["# La convention d’essai.\n", "# son titre\n", "# La seconde.\n", "# Les axes.\n", "# couleur = \"#1f3a5f\"\n", "# l’aspect\n"] {
            prop_assert!(text.contains(remark), "{} of {}", remark, text);
        }
        let has_first = wanted.lists["parties"].iter().any(|entry| entry.rank == Some(0));
        if has_first {
            prop_assert!(text.contains("rang = 1"), "{}", text);
            prop_assert!(text.contains("# en entier\n"), "{}", text);
        }
        // Back to the former settings.
        let mut back = former.clone();
        for (name, entries) in &mut back.lists {
            for entry in entries {
                let now = wanted.lists[name].iter().position(|other| other.rank == entry.rank);
                entry.rank = now;
            }
        }
        let again = back.write(&text).expect("written back");
        prop_assert!(settings(&again).values == former.values, "{}", again);
    }
}

/// A dossier that can be read, in a folder of its own.
fn dossier() -> (TempDir, Editor) {
    let folder = tempfile::tempdir().expect("a folder");
    copy(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("input"),
        folder.path(),
    );
    let editor = Editor::open(folder.path(), &Limits::default()).expect("a dossier");
    (folder, editor)
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder").flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("copied");
        }
    }
}

fn text(folder: &TempDir, name: &str) -> String {
    fs::read_to_string(folder.path().join(name)).unwrap_or_default()
}

#[test]
fn settings_are_saved_once_they_are_read_back_and_taken_back() {
    let (folder, mut editor) = dossier();
    let before = text(&folder, CONVENTION);
    let (former, version) = editor.settings().expect("read");
    editor
        .save_settings(&former.with([("lieu", "Beaune")]), &version)
        .expect("saved");
    let saved = text(&folder, CONVENTION);
    assert_eq!(
        saved,
        before.replace("lieu = \"Dijon\"", "lieu = \"Beaune\"")
    );

    // The other window has an old version.
    let late = editor.save_settings(&former.with([("lieu", "Nuits")]), &version);
    let Err(Refusal::Conflict(conflict)) = late else {
        panic!("{late:?}")
    };
    assert_eq!(conflict.now, saved);
    assert!(conflict.wanted.contains("lieu = \"Nuits\""));
    assert_eq!(text(&folder, CONVENTION), saved);

    // Settings that could not be read are refused, with their fields.
    let (now, version) = editor.settings().expect("read");
    let wrong = now.with([
        ("etape", "a/b"),
        ("parties.0.rang", "0"),
        ("parties.0.nom", ""),
        ("parties.1.rang", "1"),
    ]);
    let refused = editor.save_settings(&wrong, &version);
    let Err(Refusal::Findings { findings, .. }) = refused else {
        panic!("{refused:?}")
    };
    let fields: Vec<_> = findings
        .iter()
        .map(|(finding, field)| (finding.rule, field.as_deref()))
        .collect();
    assert_eq!(
        fields,
        [
            ("value-invalid", Some("etape")),
            ("key-missing", Some("parties.0.nom"))
        ]
    );
    assert_eq!(text(&folder, CONVENTION), saved);

    assert_eq!(editor.undo().expect("undone"), Some("settings"));
    assert_eq!(text(&folder, CONVENTION), before);
    assert_eq!(editor.undo().expect("nothing"), None);
}

#[test]
fn a_decision_is_proven_before_it_is_written_and_taken_back() {
    let (folder, mut editor) = dossier();
    let audited = pipeline::check(folder.path(), &Limits::default()).expect("read");
    let all = questions(&audited);
    let question = all.iter().find(|question| {
        let finding = &audited.findings[question.finding];
        finding.rule == "recap-share"
            && finding
                .fiche
                .as_ref()
                .is_some_and(|code| code.spelling() == "EA 1.3.2")
    });
    let question = question.expect("a question");
    let answer = |choice: &str| Answer {
        keep: choice.to_owned(),
        reason: "Accord du comité".to_owned(),
        decided_by: "Comité de pilotage".to_owned(),
        date: "2018-11-15".to_owned(),
        ..Answer::default()
    };
    let effect = question
        .effect(&answer("recapitulatif"), &audited)
        .expect("an effect");
    insta::assert_debug_snapshot!((question.years.len(), question.own_parts(&audited), &effect));
    let version = editor.decisions().expect("none").1;
    editor
        .decide(&audited, question, &answer("recapitulatif"), &version)
        .expect("decided");
    insta::assert_snapshot!(text(&folder, "arbitrages.toml"));
    let now = pipeline::check(folder.path(), &Limits::default()).expect("read");
    assert!(questions(&now).iter().all(|other| other.id != question.id));
    let total = &now.figures.total.all;
    for (payer, (id, _)) in effect.iter().zip(now.dossier.funders.iter()) {
        assert_eq!(payer.total.after, total.share(id));
    }

    let (written, version) = editor.decisions().expect("one");
    assert_eq!(written.len(), 1);
    editor.withdraw(0, &version).expect("withdrawn");
    assert!(editor.decisions().expect("none").0.is_empty());
    assert_eq!(editor.undo().expect("undone"), Some("withdrawal"));
    assert_eq!(editor.undo().expect("undone"), Some("decision"));
    assert!(!folder.path().join("arbitrages.toml").exists());
}

#[test]
fn a_decision_that_settles_nothing_is_refused_before_it_is_written() {
    let (folder, mut editor) = dossier();
    let audited = pipeline::check(folder.path(), &Limits::default()).expect("read");
    let all = questions(&audited);
    let question = all
        .iter()
        .find(|question| question.own_parts(&audited).is_some())
        .expect("a question");
    let parts = question.own_parts(&audited).expect("parts");
    let answer = Answer {
        keep: "parts".to_owned(),
        parts: vec![(parts.payers[0].0.clone(), "1".to_owned())],
        reason: "x".to_owned(),
        decided_by: "y".to_owned(),
        ..Answer::default()
    };
    assert_eq!(question.effect(&answer, &audited), None);
    let refused = editor.decide(&audited, question, &answer, "");
    let Err(Refusal::Findings { findings, .. }) = refused else {
        panic!("{refused:?}")
    };
    assert_eq!(findings[0].0.rule, "decision-unbalanced");
    assert!(!folder.path().join("arbitrages.toml").exists());
}
