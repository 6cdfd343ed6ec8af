//! The second level: what changed in the words of a fiche, section by section, then word by word.
//!
//! Paragraphs are compared first, then the words of those that changed, so that a long text costs no more
//! than its changes. There is no deadline on a clock, which would make the result depend on the machine: a
//! stretch with too many words is said to be deleted and inserted as a whole.

use std::collections::BTreeMap;

use pulldown_cmark::{Event, Parser};
use similar::{Algorithm, ChangeTag, TextDiff};

use super::{
    changes::{Run, RunKind, SectionState, TextChange, TextPart},
    pairing::Pairing,
};
use crate::{
    read::markdown_options,
    record::{FicheRecord, SectionRecord},
    source::fold,
};

/// The words of a stretch, before and after together, that are still compared one by one.
const MOST_WORDS: usize = 6000;
/// The lines of two texts together that are still compared one by one.
const MOST_LINES: usize = 20_000;
/// Two sections as alike as this, in thousandths, are one under another heading.
const SAME_SECTION: u64 = 500;

/// What changed in the words, in the order of the later side; of a fiche that only one side has, all of them.
pub(super) fn changes(
    before: Option<&FicheRecord>,
    after: Option<&FicheRecord>,
) -> Vec<TextChange> {
    let partners = |fiche: &FicheRecord| {
        let all = fiche.partners.join(", ");
        (!all.is_empty()).then_some(all)
    };
    let both =
        |of: &dyn Fn(&FicheRecord) -> Option<String>| (before.and_then(of), after.and_then(of));
    let fields = [
        (TextPart::Leader, both(&|fiche| fiche.leader.clone())),
        (TextPart::Calendar, both(&|fiche| fiche.calendar.clone())),
        (TextPart::Partners, both(&partners)),
    ];
    let changed = fields.into_iter().filter(|(_, (old, new))| old != new);
    let mut changes: Vec<TextChange> = changed
        .map(|(part, (old, new))| TextChange {
            part,
            heading: String::new(),
            heading_before: None,
            state: match (&old, &new) {
                (None, _) => SectionState::Added,
                (_, None) => SectionState::Removed,
                _ => SectionState::Changed,
            },
            runs: runs(&old.unwrap_or_default(), &new.unwrap_or_default()),
        })
        .collect();
    let [before, after] = [before, after].map(|side| side.map_or(&[][..], |one| &one.sections));
    let pairing = Pairing::new(before, after)
        .by(|one| Some((&one.heading, &one.markdown)))
        .by(|one| Some(fold(&one.heading)))
        .by(|one| (!one.markdown.is_empty()).then_some(&one.markdown))
        .by_likeness(SAME_SECTION, |old, new| {
            likeness(&old.markdown, &new.markdown)
        });
    let moved = pairing.moved();
    changes.extend(pairing.ranks().into_iter().filter_map(|(old, new)| {
        let is_moved = new.is_some_and(|rank| moved.contains(&rank));
        section(
            old.map(|rank| &before[rank]),
            new.map(|rank| &after[rank]),
            is_moved,
        )
    }));
    changes
}

fn section(
    before: Option<&SectionRecord>,
    after: Option<&SectionRecord>,
    is_moved: bool,
) -> Option<TextChange> {
    let [old, new] = [before, after].map(|side| side.map_or("", |one| &one.markdown));
    let (old, new) = if old == new && before.is_some() && after.is_some() {
        Default::default()
    } else {
        (flowed(old), flowed(new))
    };
    let state = match (before, after) {
        (None, _) => SectionState::Added,
        (_, None) => SectionState::Removed,
        _ if old != new => SectionState::Changed,
        (Some(old), Some(new)) if old.heading != new.heading => SectionState::Renamed,
        _ if is_moved => SectionState::Moved,
        _ => return None,
    };
    let latest = after.or(before)?;
    let former = before.map(|one| one.heading.clone());
    let shows_text = !matches!(state, SectionState::Renamed | SectionState::Moved);
    Some(TextChange {
        part: TextPart::Section,
        heading: latest.heading.clone(),
        heading_before: former.filter(|heading| *heading != latest.heading),
        state,
        runs: if shows_text {
            runs(&old, &new)
        } else {
            Vec::new()
        },
    })
}

/// Markdown with one line a paragraph: where an editor broke a line is no change. Every soft line break becomes a
/// space; what follows it on the next line (an indent, a `>`) goes.
fn flowed(markdown: &str) -> String {
    let mut text = String::with_capacity(markdown.len());
    let mut copied = 0;
    let mut events = Parser::new_ext(markdown, markdown_options())
        .into_offset_iter()
        .peekable();
    while let Some((event, range)) = events.next() {
        let next = events.peek().map(|(_, next)| next.start);
        if let (Event::SoftBreak, Some(next)) = (
            event,
            next.filter(|next| *next >= range.end && range.start >= copied),
        ) {
            text.push_str(markdown[copied..range.start].trim_end_matches(' '));
            text.push(' ');
            copied = next;
        }
    }
    text.push_str(&markdown[copied..]);
    text
}

/// The runs that lead from one text to the other; one kept run when they are the same.
fn runs(before: &str, after: &str) -> Vec<Run> {
    let mut runs = Runs::default();
    if before.lines().count() + after.lines().count() > MOST_LINES && before != after {
        runs.replace(before, after);
        return runs.finish();
    }
    let lines = TextDiff::configure()
        .algorithm(Algorithm::Patience)
        .diff_lines(before, after);
    for op in lines.ops() {
        let side = |left_out: ChangeTag| -> String {
            let changes = lines.iter_changes(op);
            let own = changes.filter(|line| line.tag() != left_out);
            own.map(|line| line.value()).collect()
        };
        let (old, new) = (side(ChangeTag::Insert), side(ChangeTag::Delete));
        if old == new {
            runs.push(RunKind::Kept, &old);
        } else if (old.len() + new.len()) / 4 > MOST_WORDS {
            runs.replace(&old, &new);
        } else {
            for word in TextDiff::configure()
                .diff_unicode_words(&old, &new)
                .iter_all_changes()
            {
                let kind = match word.tag() {
                    ChangeTag::Equal => RunKind::Kept,
                    ChangeTag::Insert => RunKind::Inserted,
                    ChangeTag::Delete => RunKind::Deleted,
                };
                runs.push(kind, word.value());
            }
        }
    }
    runs.finish()
}

/// Runs under construction: what was deleted and inserted since the last kept word is put together.
#[derive(Default)]
struct Runs {
    done: Vec<Run>,
    deleted: String,
    inserted: String,
}

impl Runs {
    fn push(&mut self, kind: RunKind, text: &str) {
        match kind {
            RunKind::Deleted => self.deleted.push_str(text),
            RunKind::Inserted => self.inserted.push_str(text),
            // A space between two changed words is no word kept.
            RunKind::Kept
                if text.trim().is_empty() && !text.contains('\n') && self.is_changing() =>
            {
                self.deleted.push_str(text);
                self.inserted.push_str(text);
            }
            RunKind::Kept => {
                self.flush();
                self.add(RunKind::Kept, text);
            }
        }
    }

    fn replace(&mut self, before: &str, after: &str) {
        self.push(RunKind::Deleted, before);
        self.push(RunKind::Inserted, after);
    }

    fn is_changing(&self) -> bool {
        !self.deleted.is_empty() || !self.inserted.is_empty()
    }

    /// Spaces that end both what was deleted and what was inserted were kept after all.
    fn flush(&mut self) {
        let deleted = std::mem::take(&mut self.deleted);
        let inserted = std::mem::take(&mut self.inserted);
        let words = deleted.trim_end_matches([' ', '\u{a0}', '\u{202f}']);
        let tail = &deleted[words.len()..];
        let (old, new, tail) = match inserted.strip_suffix(tail) {
            Some(new) => (words, new, tail),
            None => (deleted.as_str(), inserted.as_str(), ""),
        };
        self.add(RunKind::Deleted, old);
        self.add(RunKind::Inserted, new);
        self.add(RunKind::Kept, tail);
    }

    fn add(&mut self, kind: RunKind, text: &str) {
        match self.done.last_mut() {
            _ if text.is_empty() => {}
            Some(last) if last.kind == kind => last.text.push_str(text),
            _ => self.done.push(Run {
                kind,
                text: text.to_owned(),
            }),
        }
    }

    fn finish(mut self) -> Vec<Run> {
        self.flush();
        self.done
    }
}

/// How much two texts are alike, in thousandths: the words that both have, wherever they stand, among all words.
pub(super) fn likeness(before: &str, after: &str) -> u64 {
    let mut left: BTreeMap<&str, u64> = BTreeMap::new();
    let (mut all, mut common) = (0u64, 0u64);
    for word in before.split_whitespace() {
        *left.entry(word).or_default() += 1;
        all += 1;
    }
    for word in after.split_whitespace() {
        all += 1;
        if let Some(count) = left.get_mut(word).filter(|count| **count > 0) {
            *count -= 1;
            common += 1;
        }
    }
    (common * 2000).checked_div(all).unwrap_or(1000)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(before: &str, after: &str) -> String {
        let show = |run: Run| match run.kind {
            RunKind::Kept => run.text,
            RunKind::Inserted => format!("{{+{}+}}", run.text),
            RunKind::Deleted => format!("[-{}-]", run.text),
        };
        runs(before, after).into_iter().map(show).collect()
    }

    #[test]
    fn only_breaks_that_say_nothing_go() {
        assert_eq!(flowed("un\ndeux\n\ntrois"), "un deux\n\ntrois");
        assert_eq!(
            flowed("- un\n  deux\n- trois\nquatre"),
            "- un deux\n- trois quatre"
        );
        assert_eq!(flowed("> un\n> deux"), "> un deux");
        assert_eq!(flowed("un  \ndeux\\\ntrois"), "un  \ndeux\\\ntrois");
        assert_eq!(flowed("```\na\nb\n```\n"), "```\na\nb\n```\n");
        assert_eq!(
            flowed("| a | b |\n| - | - |\n| 1 | 2 |"),
            "| a | b |\n| - | - |\n| 1 | 2 |"
        );
        assert_eq!(
            flowed("un **deux\ntrois** quatre"),
            "un **deux trois** quatre"
        );
    }

    #[test]
    fn words_change_and_not_letters() {
        assert_eq!(
            shown("La ville finance.", "La métropole finance."),
            "La [-ville-]{+métropole+} finance."
        );
        assert_eq!(shown("a b c d", "a x y d"), "a [-b c-]{+x y+} d");
        assert_eq!(shown("un\ndeux\n", "un\ndeux bis\n"), "un\ndeux{+ bis+}\n");
        assert_eq!(shown("", "neuf"), "{+neuf+}");
        // An amount is one word.
        assert_eq!(
            shown("10\u{202f}800 € par an", "10\u{202f}900 € par an"),
            "[-10\u{202f}800-]{+10\u{202f}900+} € par an"
        );
    }

    #[test]
    fn likeness_counts_the_words_in_common() {
        assert_eq!(likeness("un deux trois", "trois un quatre"), 666);
        assert_eq!(
            (
                likeness("", ""),
                likeness("un", ""),
                likeness("un un", "un")
            ),
            (1000, 0, 666)
        );
    }

    proptest! {
        #[test]
        fn kept_and_deleted_runs_are_the_text_before(before in "[ab \n]{0,40}", after in "[ab \n]{0,40}") {
            let runs = runs(&before, &after);
            let side = |left_out: RunKind| -> String {
                runs.iter().filter(|run| run.kind != left_out).map(|run| run.text.as_str()).collect()
            };
            prop_assert_eq!(side(RunKind::Inserted), before);
            prop_assert_eq!(side(RunKind::Deleted), after);
        }
    }
}
