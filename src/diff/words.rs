//! Two texts, word by word.
//!
//! Paragraphs are compared first, then the words of those that changed, so that a long text costs no more
//! than its changes. There is no deadline on a clock, which would make the result depend on the machine: a
//! stretch with too many words is told as one deletion and one insertion.

use std::collections::BTreeMap;

use similar::{Algorithm, ChangeTag, DiffTag, TextDiff};

use super::{Run, RunKind};

/// The words of a stretch, before and after together, that are still compared one by one.
const MOST_WORDS: usize = 6000;
/// The lines of two texts together that are still compared one by one.
const MOST_LINES: usize = 20_000;

/// The runs that lead from one text to the other; one kept run when they are the same.
pub(super) fn runs(before: &str, after: &str) -> Vec<Run> {
    let mut runs = Runs::default();
    if before == after {
        runs.push(RunKind::Kept, before);
    } else if before.lines().count() + after.lines().count() > MOST_LINES {
        runs.replace(before, after);
    } else {
        let lines = TextDiff::configure()
            .algorithm(Algorithm::Patience)
            .diff_lines(before, after);
        for op in lines.ops() {
            let side = |left_out: ChangeTag| -> String {
                lines
                    .iter_changes(op)
                    .filter(|line| line.tag() != left_out)
                    .map(|line| line.value())
                    .collect()
            };
            let (old, new) = (side(ChangeTag::Insert), side(ChangeTag::Delete));
            match op.tag() {
                DiffTag::Equal => runs.push(RunKind::Kept, &old),
                _ => words(&old, &new, &mut runs),
            }
        }
    }
    runs.finish()
}

fn words(before: &str, after: &str, runs: &mut Runs) {
    if (before.len() + after.len()) / 4 > MOST_WORDS {
        return runs.replace(before, after);
    }
    let words = TextDiff::configure().diff_unicode_words(before, after);
    for change in words.iter_all_changes() {
        let kind = match change.tag() {
            ChangeTag::Equal => RunKind::Kept,
            ChangeTag::Insert => RunKind::Inserted,
            ChangeTag::Delete => RunKind::Deleted,
        };
        runs.push(kind, change.value());
    }
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
        let (deleted, inserted) = (
            std::mem::take(&mut self.deleted),
            std::mem::take(&mut self.inserted),
        );
        let space =
            |text: &str| text.len() - text.trim_end_matches([' ', '\u{a0}', '\u{202f}']).len();
        let tail = &deleted[deleted.len() - space(&deleted)..];
        let tail = if inserted.ends_with(tail) { tail } else { "" };
        self.add(
            RunKind::Deleted,
            deleted.strip_suffix(tail).unwrap_or(&deleted),
        );
        self.add(
            RunKind::Inserted,
            inserted.strip_suffix(tail).unwrap_or(&inserted),
        );
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
    fn words_are_told_and_not_letters() {
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
