//! The texts of a dossier, and where words stand in them, whatever their accents and case.

use std::sync::Arc;

use unicode_normalization::UnicodeNormalization;

use crate::{
    model::Dossier,
    source::{Code, Place},
};

/// A stretch of a file whose words a rule looks at.
pub(super) struct Text<'a> {
    file: Arc<str>,
    whole: &'a str,
    start: usize,
    end: usize,
    /// The fiche it belongs to.
    pub(super) fiche: Option<Code>,
}

/// Every text that ends up in a document or states what an article says.
pub(super) fn all(dossier: &Dossier) -> Vec<Text<'_>> {
    let fiches = dossier.fiches.iter().filter_map(|fiche| {
        let prose = fiche.prose.as_ref()?;
        let (file, whole) = (prose.file.clone(), prose.text.as_ref());
        Some(Text { file, whole, start: 0, end: whole.len(), fiche: Some(fiche.code.value.clone()) })
    });
    fiches.chain(convention_texts(dossier)).collect()
}

fn convention_texts(dossier: &Dossier) -> Vec<Text<'_>> {
    let file = dossier.convention.file.file_name();
    let Some(whole) = dossier.raw.sources.texts.get(file) else { return Vec::new() };
    let labels = dossier.convention.stated.iter().map(|stated| stated.label.as_str());
    let values = [dossier.convention.title.as_str()].into_iter().chain(labels).filter(|value| !value.is_empty());
    let stretch = |value: &str| {
        let start = whole.find(value)?;
        Some(Text { file: Arc::clone(file), whole, start, end: start + value.len(), fiche: None })
    };
    values.filter_map(stretch).collect()
}

impl Text<'_> {
    /// Where `words` (lower case, no accents) stand.
    pub(super) fn find(&self, words: &str) -> Vec<(Place, String)> {
        let folded = Folded::new(&self.whole[self.start..self.end]);
        let hits = folded.text.match_indices(words).filter(|(at, _)| folded.is_word_start(*at));
        hits.map(|(at, _)| self.found(folded.source(at)..folded.source(at + words.len()))).collect()
    }

    /// Dots or lines to write on: `……`, `....`, `___`.
    pub(super) fn runs_of_dots(&self) -> Vec<(Place, String)> {
        let text = &self.whole[self.start..self.end];
        let mut runs = Vec::new();
        let mut rest = 0;
        while let Some(at) = text[rest..].find(['…', '.', '_']).map(|at| rest + at) {
            let end = text[at..].find(|c| !matches!(c, '…' | '.' | '_')).map_or(text.len(), |len| at + len);
            let run = &text[at..end];
            let ellipses = run.matches('…').count();
            if ellipses >= 2 || run.matches('.').count() >= 4 || run.matches('_').count() >= 3 {
                runs.push(self.found(at..end));
            }
            rest = end;
        }
        runs
    }

    fn found(&self, range: std::ops::Range<usize>) -> (Place, String) {
        let range = self.start + range.start..self.start + range.end;
        (Place::in_text(&self.file, self.whole, range.clone()), self.whole[range].to_owned())
    }
}

/// A text in lower case without accents, and where each of its bytes comes from.
struct Folded {
    text: String,
    sources: Vec<usize>,
}

impl Folded {
    fn new(text: &str) -> Self {
        let mut folded = Self { text: String::new(), sources: Vec::new() };
        for (at, c) in text.char_indices() {
            let plain = match c {
                '’' | '‘' => '\''.to_string(),
                c if c.is_whitespace() => ' '.to_string(),
                c => c.nfkd().filter(|c| c.is_ascii()).flat_map(char::to_lowercase).collect(),
            };
            folded.sources.extend(std::iter::repeat_n(at, plain.len()));
            folded.text.push_str(&plain);
        }
        folded.sources.push(text.len());
        folded
    }

    fn source(&self, at: usize) -> usize {
        self.sources.get(at).copied().unwrap_or_default()
    }

    fn is_word_start(&self, at: usize) -> bool {
        !self.text[..at].ends_with(|c: char| c.is_ascii_alphanumeric())
    }
}

/// A text in lower case without accents.
pub(super) fn fold_text(text: &str) -> String {
    let keep_dashes = text.replace(['–', '—'], "-");
    Folded::new(&keep_dashes).text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(whole: &str) -> Text<'_> {
        Text { file: "a.md".into(), whole, start: 0, end: whole.len(), fiche: None }
    }

    #[test]
    fn words_are_found_whatever_their_accents() {
        let found = text("Début : À\u{a0}PRÉCISER, là.").find("a preciser");
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].0.to_string(), "a.md:1:9");
        assert_eq!(found[0].1, "À\u{a0}PRÉCISER");
        assert!(text("la préciser").find("a preciser").is_empty());
    }

    #[test]
    fn an_ellipsis_is_no_blank() {
        assert!(text("etc… fin. a...").runs_of_dots().is_empty());
        assert_eq!(text("le …………2018, le ____ à .....").runs_of_dots().len(), 3);
    }
}
