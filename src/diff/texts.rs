//! The second level: what changed in the words of a fiche, section by section, then word by word.
//!
//! Paragraphs are compared first, then the words of those that changed, so that a long text costs no more
//! than its changes. There is no deadline on a clock, which would make the result depend on the machine: a
//! stretch with too many words is said to be deleted and inserted as a whole.

use pulldown_cmark::Event;
use serde_json::json;
use similar::{Algorithm, ChangeTag, DiffOp, TextDiff};

use super::{
    aligned::Aligned,
    change::{Change, Mark},
    pairing::{self, Pairing},
};
use crate::{
    read::markdown_events,
    record::FicheRecord,
    source::{capital, fold, name_of, visible},
    xlsx::{Run, RunKind},
};

/// The size of a stretch, before and after together, of which words are still compared one by one.
const MOST_BYTES: usize = 24_000;
/// The lines of two texts together that are still compared one by one.
const MOST_LINES: usize = 20_000;
/// Two sections as alike as this, in thousandths, are one under another heading.
const SAME_SECTION: u64 = 500;

/// What changed in the words, in the order of the later side.
pub(super) fn changes(aligned: &Aligned<'_>, sides: [&FicheRecord; 2]) -> Vec<Change> {
    let partners = sides.map(|fiche| fiche.partners.join(", "));
    let partners = partners.each_ref().map(|all| Some(&**all));
    let partners = partners.map(|all| all.filter(|all| !all.is_empty()));
    let fields = [
        ("leader", sides.map(|fiche| fiche.leader.as_deref())),
        ("calendar", sides.map(|fiche| fiche.calendar.as_deref())),
        ("partners", partners),
        (
            "orientation",
            sides.map(|fiche| fiche.is_landscape.then_some("paysage")),
        ),
    ];
    let mut changes = Vec::new();
    for (part, texts) in fields {
        let texts = texts.map(|text| Some(("", text?)));
        changes.extend(change(aligned, part, texts, false));
    }
    let fields =
        Pairing::new(sides.map(|fiche| &fiche.fields[..])).by(|[name, _]| Some(fold(name)));
    for (_, sides) in fields.items() {
        let texts = sides.map(|field| field.map(|[name, text]| (&**name, &**text)));
        changes.extend(change(aligned, "section", texts, false));
    }
    let pairing = Pairing::new(sides.map(|fiche| &fiche.sections[..]))
        .by(|one| Some((&one.heading, &one.markdown)))
        .by(|one| Some(fold(&one.heading)))
        .by(|one| (!one.markdown.is_empty()).then_some(&one.markdown))
        .by_likeness(SAME_SECTION, |a, b| likeness(&a.markdown, &b.markdown));
    let moved = pairing.moved();
    for (ranks, sides) in pairing.items() {
        let is_moved = ranks[1].is_some_and(|rank| moved.contains(&rank));
        let texts = sides.map(|one| one.map(|one| (&*one.heading, &*one.markdown)));
        changes.extend(change(aligned, "section", texts, is_moved));
    }
    changes
}

/// What changed in a part of a text: in its heading, which is empty for an introduction and for what is no section,
/// or in its words.
fn change(
    aligned: &Aligned<'_>,
    part: &str,
    sides: [Option<(&str, &str)>; 2],
    is_moved: bool,
) -> Option<Change> {
    let (heading, _) = sides[1].or(sides[0])?;
    let former = sides[0].map(|(former, _)| former);
    let former = former.filter(|former| *former != heading);
    let [old, new] = sides.map(|side| side.map_or("", |(_, text)| text));
    // Where nothing changed, lines are as they are.
    let flow: fn(&str) -> String = if old == new { str::to_owned } else { flowed };
    let texts = [old, new].map(flow);
    let mark = Mark::of(&sides);
    let is_same = mark == Mark::Changed && texts[0] == texts[1];
    let state = match former {
        Some(_) if is_same => "renamed",
        None if is_same && is_moved => "moved",
        None if is_same => return None,
        _ => &name_of(&mark),
    };
    let runs = (!is_same).then(|| runs(&texts[0], &texts[1]));
    let runs = runs.unwrap_or_default();
    let named = |heading: &str| match (part, heading) {
        ("section", "") => aligned.word("introduction"),
        ("section", heading) => heading.to_owned(),
        _ => aligned.word(part),
    };
    let mut subject = named(heading);
    if let Some(former) = former {
        subject = format!("{} → {subject}", named(former));
    }
    let facts = json!({
        "part": part,
        "heading": heading,
        "heading_before": former,
        "state": state,
        "runs": runs,
    });
    let mut change = aligned.change(&format!("text-{state}"), mark, &capital(&subject), facts);
    if !runs.is_empty() {
        change.paragraphs = paragraphs(&runs);
    }
    Some(change)
}

/// The runs of each paragraph, which is a line.
fn paragraphs(runs: &[Run]) -> Vec<Vec<Run>> {
    let mut paragraphs = Vec::new();
    let mut last = Vec::new();
    for Run { kind, text } in runs {
        for (index, part) in text.split('\n').enumerate() {
            if index > 0 {
                paragraphs.push(std::mem::take(&mut last));
            }
            if !part.is_empty() {
                let (kind, text) = (*kind, visible(part));
                last.push(Run { kind, text });
            }
        }
    }
    paragraphs.push(last);
    paragraphs
}

/// Markdown with one line a paragraph: where an editor broke a line is no change. Every soft line break becomes a
/// space; what follows it on the next line (an indent, a `>`) goes.
fn flowed(markdown: &str) -> String {
    let mut text = String::with_capacity(markdown.len());
    let mut copied = 0;
    let mut events = markdown_events(markdown).peekable();
    while let Some((event, range)) = events.next() {
        let next = events.peek().map(|(_, next)| next.start);
        let next = next.filter(|next| *next >= range.end && range.start >= copied);
        if let (Event::SoftBreak, Some(next)) = (event, next) {
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
    let mut pieces = Vec::new();
    if before.lines().count() + after.lines().count() > MOST_LINES {
        pieces.push([before.to_owned(), after.to_owned()]);
    } else {
        let mut lines = TextDiff::configure();
        let lines = lines.algorithm(Algorithm::Patience);
        for [old, new] in aligned_pieces(&lines.diff_lines(before, after)) {
            if old == new || old.len() + new.len() > MOST_BYTES {
                pieces.push([old, new]);
            } else {
                pieces.extend(aligned_pieces(&TextDiff::from_unicode_words(&old, &new)));
            }
        }
    }
    let differs = |rank: usize| pieces.get(rank).is_some_and(|[old, new]| old != new);
    // A space between two changed words is no word kept.
    let is_gap = |rank: usize| {
        let text = &pieces[rank][0];
        let is_between = rank > 0 && differs(rank - 1) && differs(rank + 1);
        is_between && text.trim().is_empty() && !text.contains('\n')
    };
    let ranks: Vec<usize> = (0..pieces.len()).collect();
    let is_changed = |rank: usize| differs(rank) || is_gap(rank);
    let mut runs = Vec::new();
    for stretch in ranks.chunk_by(|one, next| is_changed(*one) == is_changed(*next)) {
        let pieces = &pieces[stretch[0]..][..stretch.len()];
        let mut add = |kind, side: usize| {
            let text: String = pieces.iter().map(|piece| &*piece[side]).collect();
            runs.extend((!text.is_empty()).then_some(Run { kind, text }));
        };
        if is_changed(stretch[0]) {
            add(RunKind::Deleted, 0);
            add(RunKind::Inserted, 1);
        } else {
            add(RunKind::Kept, 1);
        }
    }
    runs
}

/// What stands before and after in each stretch, the same where nothing changed.
fn aligned_pieces(diff: &TextDiff<'_, '_, str>) -> Vec<[String; 2]> {
    let piece = |op: &DiffOp| {
        let side = |left_out: ChangeTag| -> String {
            let changes = diff.iter_changes(op);
            let own = changes.filter(|change| change.tag() != left_out);
            own.map(|change| change.value()).collect()
        };
        [side(ChangeTag::Insert), side(ChangeTag::Delete)]
    };
    diff.ops().iter().map(piece).collect()
}

/// How much two texts are alike, in thousandths, by their words.
pub(super) fn likeness(before: &str, after: &str) -> u64 {
    pairing::likeness(before.split_whitespace(), after.split_whitespace())
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
