//! The labels of a fiche in Word: which value of its head, or which section, a text names.

use super::{
    body::Cell,
    line::{Line, Sign},
    write::lines_of,
};
use crate::{
    read::labels::{CODE, FICHE},
    source::{fold, folded_words, is_word_of},
};

/// The keys of a fiche's head that labels name, in the order in which they are written, and the labels that do, folded and
/// without the words of `BESIDE`.
pub(super) const LABELS: [(&str, &str); 6] = [
    ("code", CODE),
    ("titre", "titre intitule nom libelle denomination"),
    ("axe", "axe axestrategique axerattachement axethematique"),
    (
        "maitrise_ouvrage",
        "maitriseouvrage maitrisesouvrage maitreouvrage maitresouvrage moa porteur porteurs pilote pilotes \
            structureporteuse cheffile portage",
    ),
    (
        "calendrier",
        "calendrier calendriermiseenœuvre calendrierrealisation calendrierexecution echeancier echeancierrealisation \
            planning planningrealisation perioderealisation duree",
    ),
    (
        "partenaires",
        "partenaire partenaires partenariat partenariats partenairesassocies partenairesconcernes \
            partenairesmobilises partenairestechniquesetfinanciers partenairesfinanciersettechniques",
    ),
];
/// Those of them that name what a fiche is.
pub(crate) const NAMES: [&str; 3] = ["code", "titre", "axe"];
/// Words of labels that change nothing.
const BESIDE: &str = "de du des d la le les l fiches actions previsionnel previsionnelle";
/// Words in the parentheses of labels that change nothing.
const ASIDE: &str = "s x a et ou si preciser completer obligatoire facultatif facultative nom noms structure structures \
    organisme organismes";
/// The endings of a plural that may be one.
const PLURALS: [&str; 3] = ["(s)", "(x)", "(es)"];
/// First words of the labels of sections.
const SECTIONS: &str = "constat constats contexte diagnostic objectif objectifs contenu description descriptif \
    presentation modalite modalites evaluation indicateur indicateurs suivi budget financement plan resultat \
    resultats public publics cible cibles enjeu enjeux etape etapes livrable livrables moyen moyens gouvernance impact \
    impacts localisation perimetre territoire finalite finalites deroulement cout couts";
/// Names of parts of a form, and of columns of it.
const FRAME: &str = "identification identite presentation description informations information renseignements generales \
    general action projet operation rubrique rubriques contenu observation observations commentaire commentaires remarque \
    remarques";
/// The longest label, or title.
const LONGEST_LABEL: usize = 150;
/// The labels of a house for the values of a fiche: a key, and a label for it.
pub(crate) type Labels = [(String, String)];

/// The labels that name values: those of the house, the further keys of its fiches, and those of any house.
#[derive(Clone, Copy, Default)]
pub(in crate::read) struct Keys<'l> {
    pub(in crate::read) labels: &'l Labels,
    pub(in crate::read) fields: &'l [String],
}

impl Keys<'_> {
    /// The value that a label of the house names.
    fn house_key(&self, label: &str) -> Option<String> {
        let folded = fold(label);
        let is_same = |name: &str| !folded.is_empty() && fold(name) == folded;
        let mut labels = self.labels.iter();
        let labelled = labels.find(|(_, known)| is_same(known));
        let field = || self.fields.iter().find(|field| is_same(field));
        labelled.map(|(key, _)| key).or_else(field).cloned()
    }

    /// The value that a label names.
    pub(super) fn key(&self, label: &str) -> Option<String> {
        self.key_and_aside(label).map(|(key, _)| key)
    }

    /// The value that a label names, and the remark in parentheses behind that, if it means anything.
    pub(super) fn key_and_aside(&self, label: &str) -> Option<(String, String)> {
        if let Some(key) = self.house_key(label) {
            return Some((key, String::new()));
        }
        let mut label = label.to_owned();
        for plural in PLURALS {
            label = label.replace(plural, "");
        }
        let (label, aside) = label.split_at(label.find('(').unwrap_or(label.len()));
        let key = self.house_key(label).or_else(|| known_key(label))?;
        let means_nothing = |word: String| is_word_of(ASIDE, &word) || is_beside(&word);
        let is_empty = folded_words(aside).all(means_nothing);
        let aside = if is_empty { "" } else { aside.trim() };
        Some((key, aside.to_owned()))
    }

    /// Whether a text is a label that fiches have.
    pub(super) fn is_known(&self, label: &str) -> bool {
        let first = folded_words(label).find(|word| !is_number(word));
        is_short(label)
            && (self.key(label).is_some()
                || first.is_some_and(|first| is_word_of(SECTIONS, &first)))
    }
}

/// Whether a text is short, and no sentence.
pub(super) fn is_title(text: &str) -> bool {
    is_short(text) && !text.ends_with(['.', ',', ';', '!', '?'])
}

pub(super) fn is_short(text: &str) -> bool {
    text.chars().count() <= LONGEST_LABEL
}

/// Whether a text names a part of a form, and nothing of the fiche.
pub(super) fn is_frame(text: &str) -> bool {
    let mut words = folded_words(text).filter(|word| word.contains(char::is_alphabetic));
    words.all(|word| is_word_of(FRAME, &word) || is_beside(&word))
}

fn is_beside(word: &str) -> bool {
    is_word_of(BESIDE, word) || is_word_of(FICHE, word)
}

/// Whether a text is the word for a fiche and nothing else.
pub(super) fn is_generic(text: &str) -> bool {
    text.contains(char::is_alphanumeric)
        && folded_words(text).all(|word| is_beside(&word) || word == "n")
}

/// The value that a label names in fiches of any house.
fn known_key(label: &str) -> Option<String> {
    let mut words: Vec<String> = folded_words(label).collect();
    // « 1. Intitulé »
    if words.first().is_some_and(|first| is_number(first)) {
        words.remove(0);
    }
    let others: String = words
        .iter()
        .filter(|word| !is_beside(word))
        .cloned()
        .collect();
    let has = |word: &str| words.iter().any(|known| known == word);
    let key = match &*others {
        "" if has("fiche") => "code",
        "" if has("action") || has("projet") || has("operation") => "titre",
        _ => LABELS.iter().find(|(_, list)| is_word_of(list, &others))?.0,
    };
    Some(key.to_owned())
}

fn is_number(word: &str) -> bool {
    word.bytes().all(|c| c.is_ascii_digit())
}

/// The label in a cell.
pub(super) fn label_of(cell: &Cell) -> Line {
    let mut label = Line::default();
    for line in lines_of(&cell.blocks) {
        label.join(Sign::Letter(' '), line);
    }
    label
}

pub(super) fn text_of(cell: &Cell) -> String {
    label_of(cell).text()
}
