//! The second level: what changed in the words of a fiche, or of the articles, section by section, then word by word.
//!
//! Texts are first brought to one spelling (`canonical`), and passages that moved are set apart. Then paragraphs are
//! compared, and only the words of those that changed, so that the cost depends on the changes and not on the length.
//! A time limit would make the result depend on the machine; instead, a stretch with too many words is shown as
//! deleted and inserted as a whole.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde_json::json;
use similar::{Algorithm, ChangeTag, DiffOp, TextDiff};

use super::{
    aligned::Aligned,
    canonical::{canonical, plain},
    change::{Change, Mark, WholeText},
    pairing::{self, Pairing},
    printed::printed,
};
use crate::{
    locale::args,
    model::{Article, Section},
    record::{ArticleRecord, FicheRecord},
    source::{capital, fold, name_of, visible},
    xlsx::{Run, RunKind},
};

/// The largest stretch, in bytes before and after together, whose words are compared one by one.
const MOST_BYTES: usize = 24_000;
/// The most lines, of both texts together, that are compared one by one.
const MOST_LINES: usize = 20_000;
/// A stretch that keeps fewer words than this, in thousandths, is shown as deleted, then as inserted.
const REWRITTEN: usize = 500;
/// Two sections at least this alike, in thousandths, are one under another heading.
const SAME_SECTION: u64 = 500;

/// A part of a text on both sides: its heading (empty for an introduction and for what is not a section) and its words
/// in canonical Markdown.
struct Part {
    name: &'static str,
    headings: [Option<String>; 2],
    texts: [String; 2],
    /// For a section that moved, the heading that it used to follow; empty if it was the first.
    stood_after: Option<String>,
}

/// A passage that moved, and the rank of the part that it came from.
struct Passage {
    from: usize,
    text: String,
}

/// What changed in the words, in the order of the later side.
pub(super) fn changes(aligned: &Aligned<'_>, sides: [&FicheRecord; 2]) -> Vec<Change> {
    compared(aligned, parts(aligned, sides))
}

/// The same for the preamble and the articles of the agreement.
pub(super) fn article_changes(aligned: &Aligned<'_>) -> Vec<Change> {
    let section = |article: &ArticleRecord| Section {
        heading: article.heading(),
        markdown: article.markdown.clone(),
        range: 0..0,
    };
    let articles = |side: usize| aligned.sides[side].articles.iter().map(section);
    let [before, after]: [Vec<Section>; 2] = [0, 1].map(|side| articles(side).collect());
    let mut changes = compared(aligned, sections(aligned, [&before, &after]).collect());
    // The text before the first article has no heading.
    for change in changes
        .iter_mut()
        .filter(|change| change.facts["heading"] == "")
    {
        change.subject = capital(&aligned.word("preamble"));
    }
    changes
}

fn compared(aligned: &Aligned<'_>, mut parts: Vec<Part>) -> Vec<Change> {
    let mut passages = moved_passages(&mut parts, !aligned.is_act);
    let mut changes = Vec::new();
    for (part, passages) in parts.iter().zip(&mut passages) {
        changes.extend(change(aligned, part));
        let passages = passages.drain(..);
        changes.extend(
            passages.map(|passage| moved(aligned, [&parts[passage.from], part], passage.text)),
        );
    }
    changes
}

/// All the texts of a fiche.
fn parts(aligned: &Aligned<'_>, sides: [&FicheRecord; 2]) -> Vec<Part> {
    let partners = sides.map(|fiche| fiche.partners.join(", "));
    let partners = partners.each_ref().map(|all| Some(&**all));
    let partners = partners.map(|all| all.filter(|all| !all.is_empty()));
    let orientation = |fiche: &FicheRecord| fiche.is_landscape.then_some("paysage");
    let fields = [
        ("leader", sides.map(|fiche| fiche.leader.as_deref())),
        ("calendar", sides.map(|fiche| fiche.calendar.as_deref())),
        ("partners", partners),
        ("orientation", sides.map(orientation)),
    ];
    let field = |(name, texts): (&'static str, [Option<&str>; 2])| Part {
        name,
        headings: texts.map(|text| text.map(|_| String::new())),
        texts: texts.map(|text| text.map(plain).unwrap_or_default()),
        stood_after: None,
    };
    let mut parts: Vec<Part> = fields.into_iter().map(field).collect();
    let fields =
        Pairing::new(sides.map(|fiche| &fiche.fields[..])).by(|[name, _]| Some(fold(name)));
    for (_, sides) in fields.items() {
        parts.push(Part {
            name: "section",
            headings: sides.map(|field| field.map(|[name, _]| plain(name))),
            texts: sides.map(|field| field.map(|[_, text]| plain(text)).unwrap_or_default()),
            stood_after: None,
        });
    }
    parts.extend(sections(aligned, sides.map(|fiche| &fiche.sections[..])));
    parts
}

/// The sections of a text. Articles with the same number are one section, whatever their titles and words.
fn sections(aligned: &Aligned<'_>, lists: [&[Section]; 2]) -> impl Iterator<Item = Part> {
    let pictures = [0, 1].map(|side: usize| &aligned.sides[side].pictures);
    let number = |one: &Section| Some(Article::parse_heading(&one.heading)?.0.parts);
    let pairing = Pairing::new(lists)
        .by(|one| Some((&one.heading, &one.markdown)))
        .by(|one| Some(fold(&one.heading)))
        .by(|one| (!one.markdown.is_empty()).then_some(&one.markdown))
        .by(number)
        .by_likeness(SAME_SECTION, |a, b| likeness(&a.markdown, &b.markdown));
    let moved = pairing.moved();
    let before = move |rank: usize| {
        let before = rank.checked_sub(1).map(|rank| &*lists[0][rank].heading);
        before.map(plain).unwrap_or_default()
    };
    pairing.items().into_iter().map(move |(ranks, sides)| {
        let texts = sides.map(|one| one.map_or("", |one| &*one.markdown));
        Part {
            name: "section",
            headings: sides.map(|one| one.map(|one| plain(&one.heading))),
            // Equal texts do not need their canonical spelling.
            texts: if texts[0] == texts[1] && pictures[0] == pictures[1] {
                Default::default()
            } else {
                [0, 1].map(|side| canonical(texts[side], pictures[side]))
            },
            stood_after: ranks[0]
                .filter(|_| ranks[1].is_some_and(|rank| moved.contains(&rank)))
                .map(&before),
        }
    })
}

/// Takes the lines that moved out of the parts, and returns the passages that they form, by the rank of the part that
/// they moved to. Without `are_followed`, lines stay in place and there are no passages.
fn moved_passages(parts: &mut [Part], are_followed: bool) -> Vec<Vec<Passage>> {
    let mut removed: BTreeMap<String, VecDeque<(usize, usize)>> = BTreeMap::new();
    let (mut added, mut renumbered) = (Vec::new(), BTreeMap::new());
    for (rank, part) in parts.iter().enumerate() {
        let has_both = part.headings.iter().all(Option::is_some);
        if !has_both || part.name != "section" || part.texts[0] == part.texts[1] {
            continue;
        }
        let [old, new] = part.texts.each_ref().map(|text| full_lines(text));
        if old.len() + new.len() > MOST_LINES {
            continue;
        }
        let [old_uncounted, new_uncounted] = part.texts.each_ref().map(|text| uncounted(text));
        for op in similar::capture_diff_slices(Algorithm::Patience, &old_uncounted, &new_uncounted)
        {
            if let DiffOp::Equal { .. } = op {
                let pairs = op.old_range().zip(op.new_range());
                renumbered.extend(
                    pairs
                        .filter(|(from, to)| old[*from] != new[*to])
                        .map(|(from, to)| ((rank, from), new[to].to_owned())),
                );
                continue;
            }
            for line in op.old_range() {
                let places = removed.entry(old_uncounted[line].clone()).or_default();
                places.push_back((rank, line));
            }
            let lines = op.new_range();
            let line_texts = |line: usize| [new[line].to_owned(), new_uncounted[line].clone()];
            added.extend(lines.map(|line| (rank, line, line_texts(line))));
        }
    }
    for (rank, part) in parts.iter_mut().enumerate() {
        if renumbered.range((rank, 0)..(rank + 1, 0)).next().is_some() {
            let mut full = 0..;
            let lines = part.texts[0].lines().map(|line| {
                let is_full = !line.trim().is_empty();
                let line_rank = is_full.then(|| full.next()).flatten();
                line_rank
                    .and_then(|line_rank| renumbered.remove(&(rank, line_rank)))
                    .unwrap_or_else(|| line.to_owned())
            });
            part.texts[0] = lines.collect::<Vec<_>>().join("\n");
        }
    }
    let mut passages: Vec<Vec<Passage>> = parts.iter().map(|_| Vec::new()).collect();
    if !are_followed {
        return passages;
    }
    let mut taken: [BTreeSet<(usize, usize)>; 2] = Default::default();
    let mut last = None;
    for (rank, line, [text, uncounted]) in added {
        // A line without words, such as the rule under the head of a table, moves only with the line above it.
        let has_words = text.contains(char::is_alphanumeric);
        let next = last.map(|[(from, before), (to, above)]: [(usize, usize); 2]| {
            [(from, before + 1), (to, above + 1)]
        });
        let next = next
            .filter(|next| next[1] == (rank, line))
            .map(|next| next[0]);
        let from = removed.get_mut(&uncounted).and_then(|places| {
            let along = places.iter().position(|place| Some(*place) == next);
            places.remove(along.or(has_words.then_some(0))?)
        });
        let Some(from) = from else {
            continue;
        };
        taken[0].insert(from);
        taken[1].insert((rank, line));
        // Consecutive lines are one passage.
        let follows = |last: [(usize, usize); 2]| {
            let next = last.map(|(rank, line)| (rank, line + 1));
            next == [from, (rank, line)]
        };
        match passages[rank].last_mut() {
            Some(passage) if last.is_some_and(follows) => {
                passage.text.push('\n');
                passage.text.push_str(&text);
            }
            _ => passages[rank].push(Passage { from: from.0, text }),
        }
        last = Some([from, (rank, line)]);
    }
    for (rank, part) in parts.iter_mut().enumerate() {
        for (text, taken) in part.texts.iter_mut().zip(&taken) {
            if taken.range((rank, 0)..(rank + 1, 0)).next().is_some() {
                *text = without(text, |line| taken.contains(&(rank, line)));
            }
        }
    }
    passages
}

/// The full lines of a text without running numbers: those of notes and of consecutive items.
fn uncounted(text: &str) -> Vec<String> {
    let mut last: BTreeMap<usize, u64> = BTreeMap::new();
    let mut lines = Vec::new();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let mut text = String::with_capacity(line.len());
        let mut parts = line.split("[^");
        text.push_str(parts.next().unwrap_or_default());
        for part in parts {
            text.push_str("[^");
            text.push_str(part.trim_start_matches(|c: char| c.is_ascii_digit()));
        }
        let indent = text.len() - text.trim_start().len();
        let item = text.trim_start().split_once(". ");
        let number = item.and_then(|(number, _)| number.parse::<u64>().ok());
        let next = last.get(&indent).map_or(1, |last| last + 1);
        if let (Some((_, rest)), Some(number)) = (item, number) {
            if number == next || number == 1 {
                text = format!("#. {rest}");
            }
            last.insert(indent, number);
        }
        lines.push(text.trim().to_owned());
    }
    lines
}

/// The lines that are not empty.
fn full_lines(text: &str) -> Vec<&str> {
    let lines = text.lines().map(str::trim);
    lines.filter(|line| !line.is_empty()).collect()
}

/// The text without the taken ones of its full lines, and without the repeated empty lines that this would leave.
fn without(text: &str, is_taken: impl Fn(usize) -> bool) -> String {
    let mut left: Vec<&str> = Vec::new();
    let mut rank = 0;
    for line in text.lines() {
        if line.trim().is_empty() {
            left.extend(
                left.last()
                    .is_some_and(|last| !last.is_empty())
                    .then_some(""),
            );
            continue;
        }
        left.extend((!is_taken(rank)).then_some(line));
        rank += 1;
    }
    left.join("\n").trim_end_matches('\n').to_owned()
}

/// What changed in a part: in its heading or in its words.
fn change(aligned: &Aligned<'_>, part: &Part) -> Option<Change> {
    let [former, latest] = part.headings.each_ref().map(Option::as_deref);
    let heading = latest.or(former)?;
    let former = former.filter(|former| *former != heading);
    let mark = Mark::of(&part.headings);
    let [before, after] = &part.texts;
    let is_same = mark == Mark::Changed && before == after;
    let state = match former {
        Some(_) if is_same => "renamed",
        None if is_same && part.stood_after.is_some() => "moved",
        None if is_same => return None,
        _ => &name_of(&mark),
    };
    let runs = (!is_same).then(|| runs(before, after));
    let mut change = text_change(
        aligned,
        part.name,
        mark,
        state,
        [former, Some(heading)],
        &runs.unwrap_or_default(),
    );
    change.whole = Some(WholeText {
        headings: part.headings.clone(),
        texts: part.texts.clone(),
        is_moved: part.stood_after.is_some(),
    });
    change
        .notes
        .extend(part.stood_after.as_ref().map(|heading| {
            let id = if heading.is_empty() {
                "diff-stood-first"
            } else {
                "diff-stood-after"
            };
            visible(&aligned.locale.text(id, &args! { name: heading }))
        }));
    Some(change)
}

/// A passage that moved to another part, or within its part.
fn moved(aligned: &Aligned<'_>, [from, to]: [&Part; 2], text: String) -> Change {
    let heading = to.headings[1].as_deref();
    let former = from.headings[0]
        .as_deref()
        .filter(|former| Some(*former) != heading);
    let kind = RunKind::Kept;
    let mut change = text_change(
        aligned,
        to.name,
        Mark::Changed,
        "passage-moved",
        [former, heading],
        &[Run { kind, text }],
    );
    change.notes.push(match former {
        None => aligned.word("stood-here"),
        Some("") => aligned.word("stood-in-introduction"),
        Some(former) => visible(
            &aligned
                .locale
                .text("diff-stood-in", &args! { name: former }),
        ),
    });
    change
}

fn text_change(
    aligned: &Aligned<'_>,
    part: &str,
    mark: Mark,
    state: &str,
    [former, heading]: [Option<&str>; 2],
    runs: &[Run],
) -> Change {
    let heading = heading.unwrap_or_default();
    let named = |heading: &str| match (part, heading) {
        ("section", "") => aligned.word("introduction"),
        ("section", heading) => heading.to_owned(),
        _ => aligned.word(part),
    };
    let mut subject = named(heading);
    if let Some(former) = former.filter(|_| state != "passage-moved") {
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
        change.paragraphs = paragraphs(runs, part == "section");
        let is_changed = |run: &Run| run.kind != RunKind::Kept;
        let mut shown = change.paragraphs.iter().flatten();
        if runs.iter().any(is_changed) && !shown.any(is_changed) {
            change.notes.push(aligned.word("text-look"));
        }
    }
    change
}

/// The runs of each paragraph (a line) as they are printed; a paragraph of marks alone is left out.
fn paragraphs(runs: &[Run], is_markdown: bool) -> Vec<Vec<Run>> {
    let printed = |left_out: RunKind| {
        let remaining = runs.iter().filter(|run| run.kind != left_out);
        let text: String = remaining.map(|run| &*run.text).collect();
        let all = || text.chars().map(Some).collect();
        let printed = if is_markdown { printed(&text) } else { all() };
        printed.into_iter()
    };
    let [mut before, mut after] = [RunKind::Inserted, RunKind::Deleted].map(printed);
    let mut paragraphs = vec![Vec::new()];
    let mut has_marks = false;
    // Two runs whose printed texts are equal differ only in their marks, and count as unchanged.
    let settle = |paragraph: &mut Vec<Run>| {
        while let Some(at) = paragraph.windows(2).position(|two| {
            two[0].kind != two[1].kind
                && two[0].kind != RunKind::Kept
                && two[1].kind != RunKind::Kept
                && two[0].text == two[1].text
        }) {
            paragraph[at].kind = RunKind::Kept;
            paragraph.remove(at + 1);
        }
    };
    for Run { kind, text } in runs {
        let mut pending = String::new();
        let end = |pending: &mut String, paragraph: &mut Vec<Run>| {
            if !pending.is_empty() {
                let text = visible(&std::mem::take(pending));
                let text = text.replace(" €", "\u{a0}€").replace(" %", "\u{a0}%");
                let kind = *kind;
                paragraph.push(Run { kind, text });
            }
        };
        for c in text.chars() {
            let former = (*kind != RunKind::Inserted).then(|| before.next());
            let latter = (*kind != RunKind::Deleted).then(|| after.next());
            let printed = latter.or(former).flatten().flatten();
            if c != '\n' {
                has_marks |= printed.is_none();
                pending.extend(printed);
                continue;
            }
            if let Some(paragraph) = paragraphs.last_mut() {
                end(&mut pending, paragraph);
                settle(paragraph);
                if paragraph.is_empty() && has_marks {
                    paragraphs.pop();
                }
            }
            has_marks = false;
            paragraphs.push(Vec::new());
        }
        if let Some(paragraph) = paragraphs.last_mut() {
            end(&mut pending, paragraph);
        }
    }
    paragraphs.last_mut().map(settle);
    paragraphs.into_iter().flat_map(apart).collect()
}

/// The paragraph as it is shown: one that was rewritten as two, and a space between what is deleted and what is inserted in
/// its place.
fn apart(paragraph: Vec<Run>) -> Vec<Vec<Run>> {
    const LONG: usize = 60;
    let replaces =
        |one: &Run, next: &Run| one.kind == RunKind::Deleted && next.kind == RunKind::Inserted;
    if let [one, next] = &paragraph[..]
        && replaces(one, next)
        && one.text.len() + next.text.len() > LONG
    {
        return paragraph.into_iter().map(|run| vec![run]).collect();
    }
    let mut shown: Vec<Run> = Vec::with_capacity(paragraph.len());
    for run in paragraph {
        if shown
            .last()
            .is_some_and(|last| replaces(last, &run) && !last.text.ends_with(' '))
            && !run.text.starts_with(' ')
        {
            let (kind, text) = (RunKind::Kept, " ".to_owned());
            shown.push(Run { kind, text });
        }
        shown.push(run);
    }
    vec![shown]
}

/// The runs that turn one text into the other; a single unchanged run when the texts are equal.
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
                pieces.extend(by_words(old, new));
            }
        }
    }
    let differs = |rank: usize| pieces.get(rank).is_some_and(|[old, new]| old != new);
    // A space between two changed words counts as changed.
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

/// The pieces of a stretch of which words changed, line by line where it has as many lines; the whole of it where it has
/// other words: those that remain are there by chance.
fn by_words(old: String, new: String) -> Vec<[String; 2]> {
    let lines = [&old, &new].map(|side| side.split_inclusive('\n').count());
    if lines[0] == lines[1] && lines[0] > 1 {
        let lines = old.split_inclusive('\n').zip(new.split_inclusive('\n'));
        let pieces = lines.map(|(old, new)| by_words(old.to_owned(), new.to_owned()));
        return pieces.flatten().collect();
    }
    let pieces = aligned_pieces(&TextDiff::from_unicode_words(&old, &new));
    let words = |text: &str| {
        text.split_whitespace()
            .filter(|word| word.contains(char::is_alphanumeric))
            .count()
    };
    let kept = pieces.iter().filter(|[old, new]| old == new);
    let kept: usize = kept.map(|[text, _]| words(text)).sum();
    let all = words(&old) + words(&new);
    if 2 * kept * 1000 < all * REWRITTEN {
        return vec![[old, new]];
    }
    pieces
}

/// The text before and after of each stretch; both are equal where nothing changed.
fn aligned_pieces(diff: &TextDiff<'_, '_, str>) -> Vec<[String; 2]> {
    let piece = |op: &DiffOp| {
        let side = |left_out: ChangeTag| -> String {
            let changes = diff.iter_changes(op);
            let remaining = changes.filter(|change| change.tag() != left_out);
            remaining.map(|change| change.value()).collect()
        };
        [side(ChangeTag::Insert), side(ChangeTag::Delete)]
    };
    diff.ops().iter().map(piece).collect()
}

/// How alike two texts are by their words, in thousandths.
pub(super) fn likeness(before: &str, after: &str) -> u64 {
    pairing::likeness(before.split_whitespace(), after.split_whitespace())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use unicode_normalization::UnicodeNormalization;

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

    /// A section before and after.
    fn section(before: &str, after: &str) -> Part {
        Part {
            name: "section",
            headings: [Some(String::new()), Some(String::new())],
            texts: [before, after].map(|text| canonical(text, &BTreeMap::new())),
            stood_after: None,
        }
    }

    #[test]
    fn a_passage_that_moved_is_listed_once() {
        let mut parts = [
            section("un deux\n\ntrois quatre", "trois quatre\n\ncinq six"),
            section("sept", "sept\n\nun\ndeux\n\n> huit"),
        ];
        let passages = moved_passages(&mut parts, true);
        assert_eq!(passages.iter().map(Vec::len).collect::<Vec<_>>(), [0, 1]);
        assert_eq!((passages[1][0].from, &*passages[1][0].text), (0, "un deux"));
        assert_eq!(parts[0].texts, ["trois quatre", "trois quatre\n\ncinq six"]);
        assert_eq!(parts[1].texts, ["sept", "sept\n\nhuit"]);

        let rows = |order: [&str; 4]| format!("| a | b |\n|---|---|\n{}", order.concat());
        let [one, two, three, four] = [
            "| un | 1 |\n",
            "| deux | 2 |\n",
            "| trois | 3 |\n",
            "| quatre | 4 |\n",
        ];
        let moved = [rows([one, two, three, four]), rows([three, four, one, two])];
        let mut parts = [section(&moved[0], &moved[1])];
        let passages = moved_passages(&mut parts, true);
        assert_eq!(passages[0].len(), 1);
        assert_eq!(parts[0].texts[0], parts[0].texts[1]);
    }

    #[test]
    fn numbers_that_only_count_are_no_change() {
        for (before, after) in [
            ("1. un\n2. deux", "1. neuf\n2. un\n3. deux"),
            ("a[^1]\n\n[^1]: un", "b[^1] a[^2]\n\n[^1]: neuf\n[^2]: un"),
        ] {
            let mut parts = [section(before, after)];
            let passages = moved_passages(&mut parts, true);
            assert_eq!(passages[0].len(), 0);
            let runs = shown(&parts[0].texts[0], &parts[0].texts[1]);
            assert!(!runs.contains("[-"), "{runs}");
        }
        let mut parts = [section("1. un\n5. deux", "1. un\n6. deux")];
        moved_passages(&mut parts, true);
        assert_ne!(parts[0].texts[0], parts[0].texts[1]);
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

    /// A block of a text.
    #[derive(Clone, Debug)]
    enum Block {
        Paragraph(Vec<String>),
        Items(bool, Vec<String>),
        Rows(Vec<[String; 2]>),
    }

    fn blocks() -> impl Strategy<Value = Vec<Block>> {
        let word = || "[a-zé]{1,8}";
        let words = || proptest::collection::vec(word(), 1..12);
        let block = prop_oneof![
            words().prop_map(Block::Paragraph),
            (any::<bool>(), words())
                .prop_map(|(is_numbered, items)| Block::Items(is_numbered, items)),
            proptest::collection::vec([word(), word()], 1..5).prop_map(Block::Rows),
        ];
        proptest::collection::vec(block, 1..6)
    }

    /// The blocks as one author writes them, or as another does.
    fn written(blocks: &[Block], is_other: bool) -> String {
        let one_of = |one: &'static str, other: &'static str| if is_other { other } else { one };
        let mut text = String::new();
        for block in blocks {
            match block {
                Block::Paragraph(words) => {
                    let strong = one_of("*", "_");
                    let words = words.join(one_of(" ", "\n"));
                    text.extend([strong, "début", strong, " ", &words]);
                }
                Block::Items(is_numbered, items) => {
                    for item in items {
                        let mark = if *is_numbered {
                            one_of("1. ", "1)  ")
                        } else {
                            one_of("- ", "*   ")
                        };
                        let written = format!("{mark}{item}{}", one_of("\n", "\n\n"));
                        text += &written;
                    }
                }
                Block::Rows(rows) => {
                    text += one_of("| a | b |\n|---|---|\n", "|a|b\n|:-----|---\n");
                    for [left, right] in rows {
                        let [space, end] = [one_of("  ", ""), one_of("|", "")];
                        let written = format!("|{space}{left}{space}|{space}{right}{space}{end}\n");
                        text += &written;
                    }
                }
            }
            // Keeps two lists from being one.
            text += "\n\n---\n\n";
        }
        if is_other {
            text = text.nfd().collect::<String>().replace('\n', "\r\n");
        }
        text
    }

    proptest! {
        #[test]
        fn another_way_of_writing_is_no_change(blocks in blocks()) {
            let part = section(&written(&blocks, false), &written(&blocks, true));
            prop_assert_eq!(&part.texts[0], &part.texts[1]);
        }

        #[test]
        fn a_paragraph_that_moves_is_one_passage(
            count in 2..9usize,
            from in any::<prop::sample::Index>(),
            to in any::<prop::sample::Index>(),
        ) {
            let mut all: Vec<String> = (0..count).map(|rank| format!("Alinéa {rank}.")).collect();
            let before = all.join("\n\n");
            let moved = all.remove(from.index(count));
            all.insert(to.index(count), moved);
            let mut parts = [section(&before, &all.join("\n\n"))];
            let is_moved = parts[0].texts[0] != parts[0].texts[1];
            let passages = moved_passages(&mut parts, true);
            prop_assert_eq!(passages[0].len(), usize::from(is_moved));
            prop_assert_eq!(&parts[0].texts[0], &parts[0].texts[1]);
        }

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
