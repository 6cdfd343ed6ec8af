//! Drafts of new dossiers that are not created yet, in memory only.

use std::{
    collections::{BTreeSet, VecDeque},
    sync::{Mutex, MutexGuard, PoisonError},
};

use super::reply::Form;
use crate::{read::RecognisedFiche, source::free_name};

/// How many drafts are stored; beyond that, the oldest one is dropped.
const MOST: usize = 4;

#[derive(Default)]
pub(super) struct Drafts(Mutex<Stored>);

#[derive(Default)]
struct Stored {
    count: usize,
    all: VecDeque<Draft>,
}

#[derive(Clone)]
pub(super) struct Draft {
    pub(super) number: usize,
    pub(super) workbook: (String, Vec<u8>),
    /// The Word files, by name.
    pub(super) texts: Vec<(String, Vec<u8>)>,
}

impl Drafts {
    fn locked(&self) -> MutexGuard<'_, Stored> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn find(&self, number: &str) -> Option<Draft> {
        self.change(number, |_| ())
    }

    /// Stores a draft, and returns its number.
    pub(super) fn store(&self, draft: Draft) -> usize {
        let mut stored = self.locked();
        stored.count += 1;
        let number = stored.count;
        if stored.all.len() == MOST {
            stored.all.pop_front();
        }
        stored.all.push_back(Draft { number, ..draft });
        number
    }

    /// Changes a draft in place, so that simultaneous changes are not lost, and returns it.
    pub(super) fn change(&self, number: &str, change: impl FnOnce(&mut Draft)) -> Option<Draft> {
        let number: usize = number.parse().ok()?;
        let mut stored = self.locked();
        let draft = stored.all.iter_mut().find(|draft| draft.number == number)?;
        change(draft);
        Some(draft.clone())
    }

    pub(super) fn drop(&self, number: usize) {
        self.locked().all.retain(|draft| draft.number != number);
    }
}

impl Draft {
    /// Removes the Word file that the form discards, and renames each file whose fiche was chosen after its code and
    /// title; where the fiche has no title, the file's former name serves as one.
    pub(super) fn sort_texts(&mut self, form: &Form, fiches: &[RecognisedFiche]) {
        self.texts.retain(|(name, _)| name != form.field("retirer"));
        for (name, code) in form.all("texte").zip(form.all("fiche")) {
            let stem = |name: &str| {
                name.rsplit_once('.')
                    .map_or(name, |(stem, _)| stem)
                    .to_owned()
            };
            let mut taken: BTreeSet<String> = self
                .texts
                .iter()
                .filter(|(other, _)| other != name)
                .map(|(other, _)| stem(other).to_lowercase())
                .collect();
            let mut texts = self.texts.iter_mut();
            let text = texts.find(|(file_name, _)| file_name == name);
            let mut fiches = fiches.iter();
            let fiche = fiches.find(|fiche| fiche.code.to_string() == code);
            if let Some(((file_name, _), fiche)) = text.zip(fiche) {
                let title = fiche.title.clone().unwrap_or_else(|| stem(name));
                // The name must not contain folders.
                let named = format!("Fiche {code} - {title}").replace(['/', '\\'], "-");
                // Two files may get the same fiche: both stay, and the user must remove one.
                *file_name = format!("{}.docx", free_name(&named, ' ', &mut taken));
            }
        }
    }
}
