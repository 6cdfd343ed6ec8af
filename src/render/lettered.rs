//! Lettered and roman lists, which Markdown has no syntax for: lines or list items that begin `a) `, `b) `, `c) `.

use crate::read::{list_number as number, list_ordinal as ordinal};

/// A kind of number, `a`, `i`, `A` or `I`, and the sign behind it.
pub(super) type Numbering = [char; 2];

/// The numbering of a list, the number of its first item and the texts of its items.
type Items = (Numbering, usize, Vec<String>);

const STYLES: [char; 4] = ['a', 'A', 'i', 'I'];

/// The lines of a text that is broken at these places, each with the break before it.
pub(super) fn lines<'a>(text: &'a str, breaks: &[(usize, usize)]) -> Vec<[&'a str; 2]> {
    let mut lines = Vec::new();
    let (mut begin, mut from) = (0, 0);
    for (start, end) in breaks.iter().copied().chain([(text.len(), text.len())]) {
        let line = text.get(from..start).unwrap_or_default();
        lines.push([text.get(begin..from).unwrap_or_default(), line]);
        (begin, from) = (start, end);
    }
    lines
}

/// The items of the list that these lines form. The first line must bear the first number of a numbering, or the number
/// that `follows` the list before. A line without the next number continues the item above.
pub(super) fn items(lines: &[[&str; 2]], follows: Option<(Numbering, usize)>) -> Option<Items> {
    let (label, end, _) = number(lines.first()?[1])?;
    let starts = follows
        .into_iter()
        .chain(STYLES.map(|style| ([style, end], 1)));
    let mut starts = starts.filter(|(numbering, start)| {
        numbering[1] == end && ordinal(numbering[0], label) == Some(*start)
    });
    let (numbering, start) = starts.next()?;
    let mut items: Vec<String> = Vec::new();
    for [before, line] in lines {
        let next_item = number(line).filter(|(label, end, _)| {
            *end == numbering[1] && ordinal(numbering[0], label) == Some(start + items.len())
        });
        match (next_item, items.last_mut()) {
            (Some((.., text)), _) => items.push(text.to_owned()),
            (None, Some(item)) => *item += &[*before, *line].concat(),
            (None, None) => return None,
        }
    }
    // « A. Dupont » is a name, not a list.
    let is_sure = end == ')' || items.len() > 1 || start > 1;
    is_sure.then_some((numbering, start, items))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn reads(text: &str, expected: Option<(&str, usize, &[&str])>) {
        let breaks: Vec<_> = text
            .match_indices('\n')
            .map(|(at, _)| (at, at + 1))
            .collect();
        let found = items(&lines(text, &breaks), None);
        let found = found
            .map(|(numbering, start, items)| (numbering.iter().collect::<String>(), start, items));
        let expected = expected.map(|(numbering, start, items)| {
            let items = items.iter().map(|item| (*item).to_owned()).collect();
            (numbering.to_owned(), start, items)
        });
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn list_letters_are_distinguished_from_initials() {
        reads(
            "a) un\nb) deux\nsuite\nc) trois",
            Some(("a)", 1, &["un", "deux\nsuite", "trois"])),
        );
        reads(
            "i) un\nii) deux\niii) trois",
            Some(("i)", 1, &["un", "deux", "trois"])),
        );
        reads("A. un\nB. deux", Some(("A.", 1, &["un", "deux"])));
        reads("a) seul", Some(("a)", 1, &["seul"])));
        reads("A. Dupont préside.", None);
        reads("b) sans le premier", None);
        reads("Il y a (a) et b) ici", None);
        reads("a)sans espace", None);
    }

    #[test]
    fn a_list_goes_on_with_the_next_letter() {
        let found = items(&[["", "i) suite"]], Some((['a', ')'], 9)));
        assert_eq!(found, Some((['a', ')'], 9, vec!["suite".to_owned()])));
    }
}
