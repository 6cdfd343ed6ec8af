//! Lines of a paragraph that were meant for the rows of a table or the items of a list.

use std::ops::Range;

use super::Mark;
use crate::read::{list_follows, list_number};

/// Signs that programs put before the items of a list.
const BULLETS: [char; 11] = [
    '•', '\u{f0b7}', '\u{f0a7}', '\u{f0d8}', '●', '◦', '‣', '▪', '■', '□', '➢',
];
/// Signs that authors put there.
const DASHES: [char; 3] = ['–', '—', '‐'];
/// What else they put there: a list, where lines that follow each other begin with it.
const TYPED: [&str; 5] = ["· ", "→ ", "⇒ ", "o ", "§ "];
/// Boxes, ticks and crosses: several on a line are answers to choose from.
const ANSWERS: &str = "□■▢❑❏❐❒☐☑☒✓✔✗✘✕✖○●◯◉";
/// Signs that stand alone in ordinary texts.
const NO_BULLETS: &str = "«»“”‘’…€£§°±×÷≤≥≠≈–—‐→⇒·☐☑☒¿¡©®™µ½¼¾";

/// Lines of a paragraph that were meant for the rows of a table or the items of a list: Markdown runs them together.
pub(super) fn mark(body: &str, paragraph: &Range<usize>, in_item: bool, marks: &mut Vec<Mark>) {
    let lines = body[paragraph.clone()].split('\n').map(|line| {
        let at = line.as_ptr().addr() - body.as_ptr().addr();
        let text = line.trim().trim_start_matches(['>', ' ']);
        let start = at + line.find(text).unwrap_or_default();
        (start..start + text.len(), text)
    });
    let lines: Vec<(Range<usize>, &str)> = lines.filter(|(_, text)| !text.is_empty()).collect();
    let mut first = |variant, is: &dyn Fn(usize, &str) -> bool| {
        let mut ranked = lines.iter().enumerate();
        let hit = ranked.find(|(rank, (_, text))| is(*rank, text));
        marks.extend(hit.map(|(_, (range, _))| (range.clone(), variant)));
    };
    let next = |rank: usize| lines.get(rank + 1).map_or("", |(_, text)| *text);
    first("bullet", &|rank, text| is_bullet(text, next(rank)));
    let is_closed = |text: &str| matches!(list_number(text), Some((_, ')', _)));
    first("list", &|rank, text| {
        let mut former = lines[..rank].iter().rev().map(|(_, text)| *text);
        match lines.first() {
            _ if rank == 0 => false,
            // From the first line on, letters are a list; one out of order goes on with the item above.
            Some((_, first)) if list_number(first).is_some() => {
                let former = former.find(|text| list_number(text).is_some());
                let is_sure =
                    [*first, text].into_iter().all(is_closed) || list_follows(text, next(rank));
                is_sure && former.is_some_and(|former| !list_follows(former, text))
            }
            _ => list_follows(text, next(rank)) || in_item && is_closed(text),
        }
    });
    first("tabs", &|rank, text| {
        text.contains('\t') && next(rank).contains('\t')
    });
    first("grid", &|_, text| {
        text.starts_with('+')
            && text.ends_with('+')
            && text.len() > 4
            && text.chars().all(|c| "+-=:".contains(c))
    });
    first("row", &|rank, text| {
        let is_verse = |text: &str| text.starts_with("| ");
        text.len() > 2 && text.starts_with('|') && text[1..].contains('|')
            || is_verse(text) && is_verse(next(rank))
    });
    // What other programs take for the caption of a table, or for an abbreviation.
    first("attribute", &|rank, text| {
        rank == 0 && text.starts_with(": ") || text.starts_with("*[") && text.contains("]:")
    });
    first("heading", &|_, text| {
        let rest = text.trim_start_matches('#');
        match text.len() - rest.len() {
            0 | 1 => false,
            2..7 => rest.starts_with(char::is_alphanumeric),
            _ => rest.trim_start().starts_with(char::is_alphanumeric),
        }
    });
}

/// Whether a line seems to be an item of a list, alone or with the next line.
fn is_bullet(text: &str, next: &str) -> bool {
    let both = |is: &dyn Fn(&str) -> bool| is(text) && is(next);
    let is_dash = |text: &str| text.starts_with(DASHES) && text.contains(char::is_whitespace);
    let is_hyphen = |text: &str| {
        let rest = text.strip_prefix('-');
        rest.is_some_and(|rest| rest.starts_with(char::is_alphabetic))
    };
    let brackets = text.strip_prefix('(').zip(next.strip_prefix('('));
    text.starts_with(BULLETS) && answers_in(text) < 2
        || text.starts_with("(@")
        || signs_in(text) > 1
        || both(&is_typed_number)
        || both(&|text| begins_with_sign(text) && answers_in(text) < 2)
        || both(&is_dash)
        || both(&is_hyphen)
        || TYPED
            .iter()
            .any(|sign| both(&|text| text.starts_with(sign)))
        || brackets.is_some_and(|(text, next)| list_follows(text, next))
}

/// Whether a line begins with a number that Markdown takes for none: `1/ `, `1° `, `1- `, `a/ `.
fn is_typed_number(text: &str) -> bool {
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    if rest.len() < text.len() {
        ["/ ", "° ", "- "].iter().any(|sign| rest.starts_with(sign))
    } else {
        let rest = text.strip_prefix(|c: char| c.is_ascii_alphabetic());
        rest.is_some_and(|rest| rest.starts_with("/ "))
    }
}

/// Whether a text begins with a sign of no language and a space, as items do in other programs.
fn begins_with_sign(text: &str) -> bool {
    let mut letters = text.chars();
    let is_sign = |c: char| !c.is_alphanumeric() && !c.is_ascii() && !NO_BULLETS.contains(c);
    letters.next().is_some_and(is_sign) && letters.next().is_some_and(char::is_whitespace)
}

/// How many items a line seems to hold, all behind the same sign, the first one at its beginning or behind a colon:
/// « Actions : ‣ un ‣ deux », « Actions : – un ; – deux ».
fn signs_in(text: &str) -> usize {
    let words: Vec<&str> = text.split_whitespace().collect();
    let typed = ["o", "–", "—", "-", "·", "→"];
    let signs = words.iter().enumerate().filter(|(rank, word)| {
        let before = rank.checked_sub(1).map_or("", |rank| words[rank]);
        let after = words.get(rank + 1).copied().unwrap_or_default();
        let is_number = after.starts_with(|c: char| c.is_ascii_digit());
        let is_typed = typed.contains(word) && *rank > 0 && !is_number;
        let is_sign = begins_with_sign(&format!("{word} ")) && !word.starts_with(is_answer);
        (is_typed || is_sign) && (*rank == 0 || before.ends_with([':', ';']))
    });
    let same = |sign: &str| words.iter().filter(|word| **word == sign).count();
    signs.map(|(_, sign)| same(sign)).max().unwrap_or_default()
}

fn is_answer(sign: char) -> bool {
    ANSWERS.contains(sign)
}

/// How many boxes and ticks a line holds: « □ oui □ non ».
fn answers_in(text: &str) -> usize {
    text.chars().filter(|sign| is_answer(*sign)).count()
}
