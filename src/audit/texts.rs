//! The texts of a dossier, and where words stand in them, whatever their accents and case.

use std::{cell::OnceCell, ops::Range, sync::Arc};

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
    /// Made once, for all the words that are looked for.
    folded: OnceCell<Folded>,
}

/// Every text that ends up in a document or states what an article says.
pub(super) fn all(dossier: &Dossier) -> Vec<Text<'_>> {
    let fiches = dossier.fiches.iter().filter_map(|fiche| {
        let prose = fiche.prose.as_ref()?;
        let code = Some(fiche.code.value.clone());
        Some(Text::new(
            &prose.file,
            &prose.text,
            0..prose.text.len(),
            code,
        ))
    });
    fiches.chain(convention_texts(dossier)).collect()
}

fn convention_texts(dossier: &Dossier) -> Vec<Text<'_>> {
    let convention = &dossier.convention;
    let file = convention.settings.file.file_name();
    let Some(whole) = dossier.sources.texts.get(file) else {
        return Vec::new();
    };
    let signatories = convention
        .parties
        .iter()
        .filter_map(|party| party.signatory.as_ref());
    let places = std::iter::once(&convention.settings.title.place)
        .chain(convention.settings.place.iter().map(|place| &place.place))
        .chain(signatories.map(|signatory| &signatory.place))
        .chain(convention.stated.iter().map(|stated| &stated.label.place));
    let stretch = |place: &Place| match place {
        Place::Text { start, end, .. } => Some(Text::new(file, whole, *start..*end, None)),
        _ => None,
    };
    places.filter_map(stretch).collect()
}

impl<'a> Text<'a> {
    fn new(file: &Arc<str>, whole: &'a str, range: Range<usize>, fiche: Option<Code>) -> Self {
        let (file, folded) = (Arc::clone(file), OnceCell::new());
        Self {
            file,
            whole,
            range,
            fiche,
            folded,
        }
    }

    fn text(&self) -> &'a str {
        &self.whole[self.range.clone()]
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
        let folded = self.folded.get_or_init(|| Folded::new(self.text()));
        let hits = folded
            .one_line
            .match_indices(words)
            .map(|(at, _)| at..at + words.len());
        let hits = hits.filter(|hit| {
            folded.is_word(hit) && keep(&folded.text[..hit.start], &folded.text[hit.end..])
        });
        let found = hits.map(|hit| self.found(folded.source(hit.start)..folded.source(hit.end)));
        found.take(MOST).collect()
    }

    /// Dots or lines to write on: `……`, `....`, `___`, `XXX`. A line of `___` alone is a rule in Markdown.
    pub(super) fn blanks(&self) -> Vec<(Place, String)> {
        let text = self.text();
        let mut blanks = Vec::new();
        let mut rest = 0;
        while let Some(at) = text[rest..]
            .find(['…', '.', '_', 'X'])
            .map(|at| rest + at)
            .filter(|_| blanks.len() < MOST)
        {
            let sign = text[at..].chars().next().unwrap_or_default();
            let end = text[at..]
                .find(|c| c != sign)
                .map_or(text.len(), |len| at + len);
            if is_blank(text, at, end) {
                blanks.push(self.found(at..end));
            }
            rest = end;
        }
        blanks
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
    let same_line = before.trim_end_matches(' ');
    let words = before.trim_end();
    let new_block =
        same_line.ends_with("\n\n") || same_line.ends_with("\n-") || same_line.ends_with("\n*");
    words.is_empty()
        || new_block
        || words.ends_with(['(', '[', ':', '-', '=', '"', '.'])
        || words.ends_with("reste")
}

/// Whether a clause ends before this text.
fn closes(after: &str) -> bool {
    let same_line = after.trim_start_matches(' ');
    let new_block = ["\n\n", "\n-", "\n*", "\n#"]
        .iter()
        .any(|block| same_line.starts_with(block));
    after.trim().is_empty()
        || new_block
        || same_line.starts_with(['.', ',', ';', ')', ']', '!', '"'])
}

fn is_blank(text: &str, at: usize, end: usize) -> bool {
    let run = &text[at..end];
    let line_start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let line_end = text[end..]
        .find('\n')
        .map_or(text.len(), |newline| end + newline);
    let is_rule = text[line_start..line_end].trim() == run;
    let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let alone = !is_word(text[..at].chars().next_back()) && !is_word(text[end..].chars().next());
    let dots = run.matches('…').count() >= 2 || run.matches('.').count() >= 4;
    dots || run.matches('_').count() >= 3 && !is_rule
        || run.len() >= 3 && run.bytes().all(|b| b == b'X') && alone
}

/// A text in lower case without accents, and where each of its bytes comes from.
struct Folded {
    text: String,
    /// The same with spaces for line ends, of the same length.
    one_line: String,
    sources: Vec<usize>,
}

impl Folded {
    fn new(text: &str) -> Self {
        let mut folded = Self {
            text: String::new(),
            one_line: String::new(),
            sources: Vec::new(),
        };
        for (at, c) in text.char_indices() {
            match c {
                '\n' => folded.text.push('\n'),
                // Most of a text: read at each save of a preview, it is worth a short cut.
                c if c.is_ascii_graphic() => folded.text.push(c.to_ascii_lowercase()),
                '’' | '‘' => folded.text.push('\''),
                c if c.is_whitespace() => folded.text.push(' '),
                '–' | '—' => folded.text.push('-'),
                '«' | '»' | '“' | '”' => folded.text.push('"'),
                c => folded.text.extend(
                    c.nfkd()
                        .filter(char::is_ascii)
                        .map(|c| c.to_ascii_lowercase()),
                ),
            }
            folded.sources.resize(folded.text.len(), at);
        }
        folded.sources.push(text.len());
        folded.one_line = folded.text.replace('\n', " ");
        folded
    }

    fn source(&self, at: usize) -> usize {
        self.sources.get(at).copied().unwrap_or_default()
    }

    fn is_word(&self, hit: &Range<usize>) -> bool {
        let is_letter = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
        !is_letter(self.text[..hit.start].chars().next_back())
            && !is_letter(self.text[hit.end..].chars().next())
    }
}

/// A text in lower case without accents.
pub(super) fn fold_text(text: &str) -> String {
    Folded::new(text).one_line
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
