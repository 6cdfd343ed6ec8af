//! Two drafts of 2 200 fiches, every one of them edited. No time is asserted here: machines differ; what a run
//! takes is measured by hand (`PARAPHE_SCALE_DIR` keeps both stages, for
//! `paraphe diff` itself, and what the comparison took).

use std::{env, fs, path::PathBuf, time::Instant};

use paraphe::{
    Amount, Code, Comparison, ComparisonText, DiffRequest, Documents, Draft, FicheChange,
    FicheRecord, Limits, Locale, Record, Screen, SectionRecord, SideKind, Splits, compare,
    compare_records, comparison_json,
};

use crate::generator::{Chance, Shape, generate};

const FICHES: usize = 2200;
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

/// A generated record whose fiches are repeated with codes, titles, texts and amounts of their own.
fn record(chance: &mut Chance) -> Record {
    let folder = tempfile::tempdir().expect("a folder");
    let small = generate(
        Shape {
            fiches: 8,
            recap: false,
            ..Shape::USUAL
        },
        7,
    );
    small.write(&folder.path().join("input"));
    let name = folder.path().join("input").to_string_lossy().into_owned();
    let request = DiffRequest {
        before: Some(&name),
        after: Some(&name),
        output: folder.path(),
        limits: &Limits::default(),
    };
    let (_, [draft, _]) = compare(&request).expect("compared");
    let mut record = draft.record;
    let models = record.fiches.clone();
    record.fiches = (0..FICHES)
        .map(|rank| fiche(&models[rank % models.len()], rank, chance))
        .collect();
    record
}

fn fiche(model: &FicheRecord, rank: usize, chance: &mut Chance) -> FicheRecord {
    let mut fiche = model.clone();
    fiche.code = Code::parse(&format!("AA {}.{}", rank / 50 + 1, rank % 50 + 1)).expect("a code");
    fiche.slug = format!("AA-{rank}");
    fiche.title = format!(
        "Action {rank} pour {} et {}",
        chance.pick(&WORDS),
        chance.pick(&WORDS)
    );
    let words = |chance: &mut Chance| {
        (0..60)
            .map(|_| *chance.pick(&WORDS))
            .collect::<Vec<_>>()
            .join(" ")
    };
    let headings = [
        "Constat",
        "Objectifs",
        "Contenu",
        "Financement",
        "Évaluation",
    ];
    fiche.sections = headings
        .map(|heading| SectionRecord {
            heading: heading.into(),
            markdown: words(chance),
        })
        .to_vec();
    for line in &mut fiche.lines {
        let amount = Amount::whole(i32::try_from(1000 + chance.below(90_000)).expect("small"));
        line.years
            .iter_mut()
            .for_each(|year| year.amount = Some(amount));
    }
    fiche
}

/// Every fiche gets another amount and another word; one in ten another code, one in a hundred another everything.
fn edited(mut record: Record, chance: &mut Chance) -> Record {
    for (rank, fiche) in record.fiches.iter_mut().enumerate() {
        fiche.lines[0].years[0].amount = Some(Amount::whole(i32::try_from(rank).expect("small")));
        fiche.splits = raised(&fiche.splits);
        fiche.sections[2].markdown = fiche.sections[2].markdown.replacen(' ', " nouveau ", 3);
        if rank % 10 == 0 {
            fiche.code = Code::parse(&format!("ZZ {}", rank + 1)).expect("a code");
        }
        if rank % 100 == 7 {
            *fiche = self::fiche(fiche, FICHES + rank, chance);
        }
    }
    record
}

fn raised(splits: &Splits) -> Splits {
    let mut splits = splits.clone();
    splits.years[0].total += Amount::whole(1);
    splits.years[0].shares[0] += Amount::whole(1);
    splits
}

fn draft(label: &str, record: &Record) -> Draft {
    let record = Record::from_json(record.to_json().as_bytes()).expect("a record");
    let (controls, documents) = (Some(Vec::new()), Documents::None);
    Draft {
        label: label.to_owned(),
        kind: SideKind::Stage,
        record,
        controls,
        documents,
        uncompared: Vec::new(),
    }
}

fn kinds(comparison: &Comparison, is: impl Fn(&FicheChange) -> bool) -> usize {
    comparison
        .amounts
        .fiches
        .iter()
        .flat_map(|fiche| &fiche.changes)
        .filter(|change| is(change))
        .count()
}

#[test]
fn two_thousand_edited_fiches_are_recognised() {
    let mut chance = Chance::new(1);
    let before = record(&mut chance);
    let after = edited(before.clone(), &mut chance);
    let (former, later) = (draft("avant", &before), draft("après", &after));
    let start = Instant::now();
    let comparison = compare_records(&former, &later);
    let compared = start.elapsed();
    assert_eq!(
        kinds(&comparison, |change| matches!(
            change,
            FicheChange::Recoded { .. }
        )),
        220
    );
    assert_eq!(
        kinds(&comparison, |change| matches!(
            change,
            FicheChange::Added(_)
        )),
        22
    );
    assert_eq!(
        kinds(&comparison, |change| matches!(
            change,
            FicheChange::Removed(_)
        )),
        22
    );
    assert_eq!(
        kinds(&comparison, |change| matches!(change, FicheChange::Line(_))),
        FICHES - 22
    );
    assert_eq!(comparison.texts.fiches.len(), FICHES - 22);
    let start = Instant::now();
    let french = Locale::french();
    let screen = Screen {
        width: 100,
        colour: false,
    };
    let text = ComparisonText {
        locale: &french,
        screen,
        complete: false,
    }
    .render(&comparison);
    let json = comparison_json(&comparison);
    let told = start.elapsed();
    assert!(text.len() > FICHES && json.len() > text.len());
    if let Some(folder) = env::var_os("PARAPHE_SCALE_DIR").map(PathBuf::from) {
        for (name, record) in [("avant", &before), ("apres", &after)] {
            fs::create_dir_all(folder.join(name)).expect("a folder");
            fs::write(folder.join(name).join("donnees.json"), record.to_json()).expect("written");
            fs::write(folder.join(name).join("manifeste.json"), "{}").expect("written");
        }
        fs::write(
            folder.join("temps"),
            format!("compared in {compared:?}, told in {told:?}\n"),
        )
        .expect("written");
    }
}
