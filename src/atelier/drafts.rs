//! What was begun and is no dossier yet, in memory alone.

use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard, PoisonError},
};

use super::reply::Form;
use crate::read::RecognisedFiche;

/// How many are kept; the oldest one goes.
const MOST: usize = 4;

#[derive(Default)]
pub(super) struct Drafts(Mutex<Kept>);

#[derive(Default)]
struct Kept {
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
    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn find(&self, number: &str) -> Option<Draft> {
        self.change(number, |_| ())
    }

    /// Keeps one more, and says under which number.
    pub(super) fn keep(&self, draft: Draft) -> usize {
        let mut kept = self.kept();
        kept.count += 1;
        let number = kept.count;
        if kept.all.len() == MOST {
            kept.all.pop_front();
        }
        kept.all.push_back(Draft { number, ..draft });
        number
    }

    /// Changes one where it is kept, so that nothing is lost that comes at the same time; how it is then.
    pub(super) fn change(&self, number: &str, change: impl FnOnce(&mut Draft)) -> Option<Draft> {
        let number: usize = number.parse().ok()?;
        let mut kept = self.kept();
        let own = kept.all.iter_mut().find(|own| own.number == number)?;
        change(own);
        Some(own.clone())
    }

    pub(super) fn drop(&self, number: usize) {
        self.kept().all.retain(|own| own.number != number);
    }
}

impl Draft {
    /// Leaves out the Word file that is taken away, and names those whose fiche is said after it, one of these: where the
    /// text says no title either, its name does.
    pub(super) fn sort_texts(&mut self, form: &Form, fiches: &[RecognisedFiche]) {
        self.texts.retain(|(name, _)| name != form.field("retirer"));
        for (name, code) in form.all("texte").zip(form.all("fiche")) {
            let mut texts = self.texts.iter_mut();
            let own = texts.find(|(own, _)| own == name);
            let mut fiches = fiches.iter();
            let fiche = fiches.find(|fiche| fiche.code.to_string() == code);
            if let Some(((own, _), fiche)) = own.zip(fiche) {
                let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
                let title = fiche.title.as_deref().unwrap_or(stem);
                // No part of a name is a folder.
                *own = format!("Fiche {code} - {title}.docx").replace(['/', '\\'], "-");
            }
        }
    }
}
