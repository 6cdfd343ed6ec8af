//! The texts of a dossier, and where words stand in them, whatever their accents and case.

use std::{ops::Range, sync::Arc};

use unicode_normalization::UnicodeNormalization;

use crate::{
    model::Dossier,
    source::{Code, Place},
};

/// No more places of a text are told for one reason: once so many are put right, the next check tells the others.
const MOST: usize = 100;

/// A stretch of a file whose words a rule looks at.
pub(super) struct Text<'a> {
    file: Arc<str>,
    whole: &'a str,
    range: Range<usize>,
    /// The fiche it belongs to.
    pub(super) fiche: Option<Code>,
    /// In lower case without accents, and where in the stretch each of its bytes comes from.
    folded: String,
    sources: Vec<usize>,
}

/// Every text that ends up in a document or states what an article says.
pub(super) fn all(dossier: &Dossier) -> Vec<Text<'_>> {
    let fiches = dossier.fiches.iter();
    let proses = fiches.filter_map(|fiche| Some((fiche, fiche.prose.as_ref()?)));
    let fiches = proses.map(|(fiche, prose)| {
        let (range, code) = (0..prose.text.len(), fiche.code.value.clone());
        Text::new(&prose.file, &prose.text, range, Some(code))
    });
    let convention = &dossier.convention;
    let parties = convention.parties.iter();
    let signatories =
        parties.filter_map(|party| party.signatory.as_ref().or(party.quality.as_ref()));
    let places = std::iter::once(&convention.title.place)
        .chain(convention.place.iter().map(|place| &place.place))
        .chain(signatories.map(|signatory| &signatory.place))
        .chain(convention.stated.iter().map(|stated| &stated.label.place));
    let articles = places.filter_map(|place| match place {
        Place::Text {
            file, start, end, ..
        } => {
            let whole = dossier.sources.texts.get(file)?;
            Some(Text::new(file, whole, *start..*end, None))
        }
        _ => None,
    });
    fiches.chain(articles).collect()
}

impl<'a> Text<'a> {
    fn new(file: &Arc<str>, whole: &'a str, range: Range<usize>, fiche: Option<Code>) -> Self {
        let (folded, sources) = fold_text(&whole[range.clone()]);
        Self {
            file: Arc::clone(file),
            whole,
            range,
            fiche,
            folded,
            sources,
        }
    }

    /// Where `words` (lower case, no accents) stand.
    pub(super) fn find(&self, words: &str) -> Vec<(Place, String)> {
        self.hits(words, |_, _| true)
    }

    /// Where `words` stand as a remark of their own: opening a clause after a bracket, a colon or a full stop, or
    /// closing one. « aider à définir ses besoins » is prose.
    pub(super) fn find_remark(&self, words: &str) -> Vec<(Place, String)> {
        self.hits(words, |before, after| opens(before) || closes(after))
    }

    fn hits(&self, words: &str, keep: impl Fn(&str, &str) -> bool) -> Vec<(Place, String)> {
        let is_letter = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
        let one_line = self.folded.replace('\n', " ");
        let hits = one_line.match_indices(words).filter_map(|(at, _)| {
            let end = at + words.len();
            let (before, after) = (&self.folded[..at], &self.folded[end..]);
            let is_word =
                !is_letter(before.chars().next_back()) && !is_letter(after.chars().next());
            let found = || self.found(self.sources[at]..self.sources[end]);
            (is_word && keep(before, after)).then(found)
        });
        hits.take(MOST).collect()
    }

    /// Dots or lines to write on: `……`, `....`, `___`, `XXX`. A line of `___` alone is a rule in Markdown.
    pub(super) fn blanks(&self) -> Vec<(Place, String)> {
        let text = &self.whole[self.range.clone()];
        let chars: Vec<(usize, char)> = text.char_indices().collect();
        let runs = chars.chunk_by(|(_, one), (_, next)| one == next);
        let blanks = runs.filter_map(|run| {
            let (at, sign) = run[0];
            let range = at..at + run.len() * sign.len_utf8();
            is_blank(sign, run.len(), &text[..at], &text[range.end..]).then(|| self.found(range))
        });
        blanks.take(MOST).collect()
    }

    fn found(&self, range: Range<usize>) -> (Place, String) {
        let start = self.range.start;
        let range = start + range.start..start + range.end;
        let text = self.whole[range.clone()].to_owned();
        (Place::in_text(&self.file, self.whole, range), text)
    }
}

/// Whether a clause begins after this text.
fn opens(before: &str) -> bool {
    let (line, words) = (before.trim_end_matches(' '), before.trim_end());
    let signs = ['(', '[', ':', '-', '=', '"', '.'];
    let blocks = ["\n\n", "\n-", "\n*"];
    words.is_empty()
        || blocks.iter().any(|block| line.ends_with(block))
        || words.ends_with(signs)
        || words.ends_with("reste")
}

/// Whether a clause ends before this text.
fn closes(after: &str) -> bool {
    let line = after.trim_start_matches(' ');
    let blocks = ["\n\n", "\n-", "\n*", "\n#"];
    after.trim().is_empty()
        || blocks.iter().any(|block| line.starts_with(block))
        || line.starts_with(['.', ',', ';', ')', ']', '!', '"'])
}

/// Whether a sign that stands so many times in a row stands for what is to be filled in.
fn is_blank(sign: char, count: usize, before: &str, after: &str) -> bool {
    let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let is_alone = || !is_word(before.chars().next_back()) && !is_word(after.chars().next());
    let is_rule = || {
        let lines = [before.rsplit('\n').next(), after.split('\n').next()];
        lines
            .into_iter()
            .flatten()
            .all(|line| line.trim().is_empty())
    };
    match sign {
        '…' => count >= 2,
        '.' => count >= 4,
        '_' => count >= 3 && !is_rule(),
        'X' => count >= 3 && is_alone(),
        _ => false,
    }
}

/// A text in lower case without accents, and where each of its bytes comes from, its end included.
pub(super) fn fold_text(text: &str) -> (String, Vec<usize>) {
    let (mut folded, mut sources) = (String::new(), Vec::new());
    for (at, c) in text.char_indices() {
        match c {
            '\n' => folded.push('\n'),
            // Most of a text: read at each save of a preview, it is worth a short cut.
            c if c.is_ascii_graphic() => folded.push(c.to_ascii_lowercase()),
            '’' | '‘' => folded.push('\''),
            c if c.is_whitespace() => folded.push(' '),
            '–' | '—' => folded.push('-'),
            '«' | '»' | '“' | '”' => folded.push('"'),
            c => {
                let letters = c.nfkd().filter(char::is_ascii);
                folded.extend(letters.map(|c| c.to_ascii_lowercase()));
            }
        }
        sources.resize(folded.len(), at);
    }
    sources.push(text.len());
    (folded, sources)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(whole: &str) -> Text<'_> {
        Text::new(&"a.md".into(), whole, 0..whole.len(), None)
    }

    const MARKS: [&str; 4] = ["a definir", "a preciser", "a confirmer", "a completer"];

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
        assert!(
            text("etc… fin. a... XXXIe, XX\n\n___\n")
                .blanks()
                .is_empty()
        );
        assert_eq!(
            text("le …………2018, le ____ à ..... M. XXX.").blanks().len(),
            4
        );
    }

    #[test]
    fn a_remark_is_told_from_prose() {
        for remark in [
            "Lieu à définir.",
            "Montant (à préciser selon devis)",
            "Date : à confirmer",
            "à compléter",
        ] {
            assert_eq!(
                MARKS
                    .iter()
                    .map(|mark| text(remark).find_remark(mark).len())
                    .sum::<usize>(),
                1,
                "{remark}"
            );
        }
        for prose in [
            "Aider à définir ses besoins",
            "une aide à compléter\nchaque année",
            "à définirai",
        ] {
            assert!(
                MARKS
                    .iter()
                    .all(|mark| text(prose).find_remark(mark).is_empty()),
                "{prose}"
            );
        }
    }
}
