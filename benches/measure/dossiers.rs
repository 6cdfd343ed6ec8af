//! Dossiers to measure: those of the tests' generator, with texts as long as in real ones.

use std::{fs, path::Path};

use crate::generator::{Chance, Shape, generate};

/// The number of words in a fiche's text.
const WORDS: usize = 300;
const HEADINGS: [&str; 4] = ["Constat", "Objectifs", "Contenus", "Évaluation"];
const SEED: u64 = 11;
const VOCABULARY: [&str; 64] = [
    "le territoire",
    "les entreprises",
    "un accompagnement",
    "de la métropole",
    "commerce de proximité",
    "la filière",
    "des diagnostics",
    "un réseau",
    "avec ses partenaires",
    "en formation",
    "pour l’emploi",
    "dans les quartiers",
    "l’attractivité",
    "économique",
    "des porteurs de projet",
    "à moyen terme",
    "et à long terme",
    "une étude",
    "les commerçants",
    "du centre-ville",
    "aux artisans",
    "qui s’installent",
    "numérique",
    "durable",
    "industriel",
    "foncier disponible",
    "la reprise",
    "transmission",
    "création",
    "d’activités",
    "sur place",
    "chaque année",
    "des collectivités",
    "au plus près",
    "besoins exprimés",
    "par les dirigeants",
    "un appui",
    "technique",
    "méthodologique",
    "afin de",
    "renforcer",
    "développer",
    "mettre en œuvre",
    "suivre",
    "évaluer",
    "coordonner",
    "l’observatoire",
    "des données",
    "l’enseignement supérieur",
    "recherche",
    "innovation",
    "compétences",
    "apprentis",
    "salariés",
    "recrutement",
    "mobilité",
    "logistique",
    "tourisme d’affaires",
    "congrès",
    "événements",
    "image",
    "promotion",
    "internationale",
    "exportation",
];

/// Writes a dossier of this number of fiches, without errors.
pub(crate) fn write(folder: &Path, fiches: usize, stage: &str) {
    let mut generated = generate(
        Shape {
            axes: 3,
            others: 2,
            fiches,
            ..Shape::USUAL
        },
        SEED,
    );
    let mut chance = Chance::new(SEED);
    for text in generated.fiches.values_mut() {
        let head = text.split_inclusive("+++\n").take(2).collect::<String>();
        *text = head + &sections(&mut chance);
    }
    generated.toml = generated
        .toml
        .replace("etape = \"essai\"", &format!("etape = \"{stage}\""));
    generated.write(folder);
}

/// Edits the text of one fiche, differently in each round.
pub(crate) fn edit(folder: &Path, round: usize) {
    let path = folder.join("fiches/AA-1.md");
    let text = fs::read_to_string(&path).expect("a fiche");
    fs::write(
        path,
        format!(
            "{}\n\nUne précision de plus, la {}ᵉ.\n",
            text.trim_end(),
            round + 2
        ),
    )
    .expect("written");
}

fn sections(chance: &mut Chance) -> String {
    HEADINGS
        .map(|heading| {
            format!(
                "\n## {heading}\n\n{}\n",
                prose(WORDS / HEADINGS.len(), chance)
            )
        })
        .concat()
}

/// Sentences of some dozen words.
fn prose(words: usize, chance: &mut Chance) -> String {
    let (mut text, mut written) = (String::new(), 0);
    while written < words {
        let length = (8 + chance.below(12)).min(words - written);
        let mut sentence = String::new();
        let mut sentence_words = 0;
        while sentence_words < length {
            let next = *chance.pick(&VOCABULARY);
            sentence_words += next.split(' ').count();
            sentence.push_str(if sentence.is_empty() { "" } else { " " });
            sentence.push_str(next);
        }
        written += sentence_words;
        let first: String = sentence
            .chars()
            .take(1)
            .flat_map(char::to_uppercase)
            .collect();
        text.extend([
            first.as_str(),
            &sentence[sentence.chars().next().map_or(0, char::len_utf8)..],
            ". ",
        ]);
    }
    text.trim_end().to_owned()
}
