//! Two drafts of very many fiches, every one of them edited: each is recognised.

use std::fs;

use paraphe::{DiffRequest, Limits, Locale, compare};
use serde_json::{Value, json};

use crate::{
    diff::{changes, list},
    dossier_test::DossierTest,
    generator::{Chance, Shape, generate},
    tries_all,
};

const WORDS: [&str; 12] = [
    "territoire",
    "entreprises",
    "accompagnement",
    "métropole",
    "commerce",
    "filière",
    "diagnostic",
    "réseau",
    "partenaires",
    "formation",
    "emploi",
    "quartier",
];
const HEADINGS: [&str; 5] = [
    "Constat",
    "Objectifs",
    "Contenu",
    "Financement",
    "Évaluation",
];

/// A fiche of a record with a code, a title, texts and amounts of its own.
fn fiche(model: &Value, rank: usize, chance: &mut Chance) -> Value {
    let mut fiche = model.clone();
    let (one, other) = (chance.pick(&WORDS), chance.pick(&WORDS));
    fiche["code"] = json!(format!("AA {}.{}", rank / 50 + 1, rank % 50 + 1));
    fiche["slug"] = json!(format!("AA-{rank}"));
    fiche["title"] = json!(format!("Action {rank} pour {one} et {other}"));
    let section = |heading: &str| {
        let words: Vec<&str> = (0..60).map(|_| *chance.pick(&WORDS)).collect();
        json!({ "heading": heading, "markdown": words.join(" ") })
    };
    fiche["sections"] = HEADINGS.map(section).to_vec().into();
    for line in fiche["lines"].as_array_mut().expect("lines") {
        let amount = json!((1000 + chance.below(90_000)).to_string());
        for year in line["years"].as_array_mut().expect("years") {
            year["amount"] = amount.clone();
        }
    }
    fiche
}

/// Another amount and another word; for one fiche in ten another code, for one in a hundred everything else too.
fn edited(fiche: &Value, rank: usize, chance: &mut Chance) -> Value {
    if rank % 100 == 7 {
        return self::fiche(fiche, 10_000 + rank, chance);
    }
    let mut fiche = fiche.clone();
    fiche["lines"][0]["years"][0]["amount"] = json!(rank.to_string());
    let text = fiche["sections"][2]["markdown"].as_str().expect("a text");
    fiche["sections"][2]["markdown"] = json!(text.replacen(' ', " nouveau ", 3));
    if rank.is_multiple_of(10) {
        fiche["code"] = json!(format!("ZZ {}", rank + 1));
    }
    fiche
}

#[test]
fn many_edited_fiches_are_recognised() {
    let fiches = if tries_all() { 2200 } else { 300 };
    let test = DossierTest::empty();
    let shape = Shape {
        fiches: 8,
        recap: false,
        ..Shape::USUAL
    };
    generate(shape, 7).write(&test.path("input"));
    let name = test.path("input").to_string_lossy().into_owned();
    let request = DiffRequest {
        before: Some(&name),
        after: Some(&name),
        output: &test.path("output"),
        locale: &Locale::french(),
        limits: &Limits::default(),
    };
    let (_, [draft, _]) = compare(&request).expect("compared");
    let record: Value = serde_json::from_str(&draft.record.to_json()).expect("JSON");
    let mut chance = Chance::new(1);
    let models = list(&record["fiches"]);
    let before = (0..fiches).map(|rank| fiche(&models[rank % models.len()], rank, &mut chance));
    let before: Vec<Value> = before.collect();
    let after = before.iter().enumerate();
    let after = after
        .map(|(rank, fiche)| edited(fiche, rank, &mut chance))
        .collect();
    for (stage, list) in [("avant", before), ("apres", after)] {
        let mut record = record.clone();
        record["fiches"] = list.into();
        let folder = test.path("output").join(stage);
        fs::create_dir_all(&folder).expect("a folder");
        fs::write(folder.join("manifeste.json"), "{}").expect("written");
        fs::write(folder.join("donnees.json"), record.to_string()).expect("written");
    }
    let run = test
        .run("diff avant apres --format json --no-pages")
        .code(1);
    let json: Value = serde_json::from_str(&run.stdout()).expect("JSON");
    let changes = changes(&json);
    let count = |wanted: &str| changes.iter().filter(|(kind, _)| kind == wanted).count();
    let counts = ["recoded", "added", "removed", "line-changed"].map(count);
    let replaced = fiches / 100;
    assert_eq!(counts, [fiches / 10, replaced, replaced, fiches - replaced]);
    let texts = list(&json["texts"]["fiches"]).len();
    assert_eq!(texts, fiches - replaced);
}
