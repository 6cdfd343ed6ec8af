//! The texts of a dossier, and where words stand in them, whatever their accents and case.

use std::{ops::Range, sync::Arc};

use unicode_normalization::UnicodeNormalization;

use crate::{
    model::Dossier,
    source::{Code, Located, Place},
};

/// The most places of a text that are listed for one reason; the next check lists the others.
const MOST: usize = 100;

/// What a remark that something is still to come may follow: « montant à préciser selon devis ».
const AWAITED: [&str; 8] = [
    "reste", "montant", "montants", "taux", "cout", "date", "lieu", "nom",
];

/// A stretch of a file, or a cell, whose words a rule looks at.
pub(super) struct Text<'a> {
    file: Arc<str>,
    whole: &'a str,
    range: Range<usize>,
    /// The cell that holds the whole text, if it stands in one.
    cell: Option<&'a Place>,
    /// Whether any of its words is a remark.
    is_remark: bool,
    /// The fiche it belongs to.
    pub(super) fiche: Option<Code>,
    /// In lower case without accents, and where in the stretch each of its bytes comes from.
    folded: String,
    sources: Vec<usize>,
}

/// Every text that ends up in a document: those of fiches, of articles, of the agreement and of the workbook.
pub(super) fn all(dossier: &Dossier) -> Vec<Text<'_>> {
    let proses = dossier.proses().map(|(fiche, prose)| {
        let (range, code) = (
            0..prose.text.len(),
            fiche.map(|fiche| fiche.code.value.clone()),
        );
        Text::new(&prose.file, &prose.text, range, code)
    });
    let printed = dossier.convention.printed.iter();
    let agreement = printed.filter_map(|place| match place {
        Place::Text {
            file, start, end, ..
        } => {
            let whole = dossier.sources.texts.get(file)?;
            Some(Text::new(file, whole, *start..*end, None))
        }
        _ => None,
    });
    let others = dossier.funders.others();
    let others = others.map(|(_, funder)| Text::in_cell(&funder.name, &funder.place, None));
    let of_fiches = fiches_texts(dossier);
    proses
        .chain(agreement)
        .chain(others)
        .chain(of_fiches)
        .collect()
}

/// The words of the workbook about fiches.
fn fiches_texts(dossier: &Dossier) -> impl Iterator<Item = Text<'_>> {
    dossier.fiches.iter().flat_map(|fiche| {
        let code = &fiche.code.value;
        let cell = |text| cell_of(text, code);
        let lines = fiche.lines.iter();
        let lines = lines.flat_map(|line| [&line.nature, &line.label]);
        let lines = lines.flatten().map(cell);
        let mentions = fiche.mentions.iter().map(move |mention| Text {
            is_remark: true,
            ..cell_of(&mention.text, code)
        });
        lines.chain(mentions)
    })
}

fn cell_of<'a>(text: &'a Located<String>, fiche: &Code) -> Text<'a> {
    Text::in_cell(text, &text.place, Some(fiche.clone()))
}

impl<'a> Text<'a> {
    fn new(file: &Arc<str>, whole: &'a str, range: Range<usize>, fiche: Option<Code>) -> Self {
        let (folded, sources) = fold_text(&whole[range.clone()]);
        Self {
            file: Arc::clone(file),
            whole,
            range,
            cell: None,
            is_remark: false,
            fiche,
            folded,
            sources,
        }
    }

    fn in_cell(text: &'a str, place: &'a Place, fiche: Option<Code>) -> Self {
        Self {
            cell: Some(place),
            ..Self::new(place.file_name(), text, 0..text.len(), fiche)
        }
    }

    /// Where `words` (lower case, no accents) stand.
    pub(super) fn find(&self, words: &str) -> Vec<(Place, String)> {
        self.hits(words, |_, _| true)
    }

    /// Where `words` stand as a remark: opening a clause after a bracket, a colon or a full stop, or closing one. « Aider à
    /// définir ses besoins » is prose.
    pub(super) fn find_remark(&self, words: &str) -> Vec<(Place, String)> {
        let is_apart = |before: &str, after: &str| self.is_remark || opens(before) || closes(after);
        self.hits(words, is_apart)
    }

    fn hits(&self, words: &str, is_hit: impl Fn(&str, &str) -> bool) -> Vec<(Place, String)> {
        let is_letter = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
        let one_line = self.folded.replace('\n', " ");
        let hits = one_line.match_indices(words).filter_map(|(at, _)| {
            let end = at + words.len();
            let (before, after) = (&self.folded[..at], &self.folded[end..]);
            let is_word =
                !is_letter(before.chars().next_back()) && !is_letter(after.chars().next());
            let found = || self.found(self.sources[at]..self.sources[end]);
            (is_word && is_hit(before, after)).then(found)
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
        if let Some(place) = self.cell {
            return (place.clone(), self.whole.to_owned());
        }
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
        || AWAITED.iter().any(|noun| ends_with_word(words, noun))
}

fn ends_with_word(text: &str, word: &str) -> bool {
    let before = text.strip_suffix(word);
    before.is_some_and(|before| !before.ends_with(|c: char| c.is_alphanumeric()))
}

/// Whether a clause ends before this text.
fn closes(after: &str) -> bool {
    let line = after.trim_start_matches(' ');
    let blocks = ["\n\n", "\n-", "\n*", "\n#"];
    after.trim().is_empty()
        || blocks.iter().any(|block| line.starts_with(block))
        || line.starts_with(['.', ',', ';', ':', ')', ']', '!', '?', '"'])
}

/// Whether a sign that stands so many times in a row stands for what is to be filled in.
fn is_blank(sign: char, count: usize, before: &str, after: &str) -> bool {
    let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let is_space = |c: char| c.is_whitespace() && c != '\n';
    let is_alone = || !is_word(before.chars().next_back()) && !is_word(after.chars().next());
    let is_rule = || {
        let [before, after] = [
            before.trim_end_matches(is_space),
            after.trim_start_matches(is_space),
        ];
        (before.is_empty() || before.ends_with('\n'))
            && (after.is_empty() || after.starts_with('\n'))
    };
    match sign {
        '…' => count >= 2,
        '.' => count >= 4,
        '_' => count >= 3 && !is_rule(),
        'X' | 'x' if count >= 3 => is_alone(),
        // « XX € », « XX/XX/2027 », « JJ/MM/AAAA »
        'X' => {
            let next = after.trim_start();
            count == 2 && is_alone() && (next.starts_with(['€', '%']) || after.starts_with("/XX"))
        }
        'J' => count == 2 && is_alone() && after.starts_with("/MM"),
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
            text("le …………2018, le ____ à ..... M. XXX. XX\u{a0}€, XX/XX/2027, JJ/MM/AAAA, xxx")
                .blanks()
                .len(),
            8
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
