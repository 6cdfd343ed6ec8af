//! The numbers and letters that the items of a list begin with.

use crate::source::parse_roman;

/// The number or letters that a line begins with, the sign behind them, and the rest.
pub(crate) fn number(line: &str) -> Option<(&str, char, &str)> {
    let at = line.find([')', '.'])?;
    let (label, rest) = line.split_at(at);
    let mut signs = rest.chars();
    let end = signs.next()?;
    let is_all = |is: fn(&u8) -> bool| label.as_bytes().iter().all(is);
    let is_label = (1..=6).contains(&label.len())
        && (is_all(u8::is_ascii_alphabetic) || is_all(u8::is_ascii_digit));
    let text = signs.as_str().strip_prefix([' ', '\u{a0}', '\u{202f}'])?;
    is_label.then_some((label, end, text))
}

/// What a label counts in a style, `a`, `A`, `i`, `I` or `1`: `c` is 3, and so is `iii`.
pub(crate) fn ordinal(style: char, label: &str) -> Option<usize> {
    if style == '1' {
        return label.parse().ok().filter(|number| *number < 1000);
    }
    let is_upper = style.is_ascii_uppercase();
    let is_style =
        |letter: u8| letter.is_ascii_alphabetic() && letter.is_ascii_uppercase() == is_upper;
    if !label.bytes().all(is_style) {
        return None;
    }
    let label = label.to_ascii_lowercase();
    match (style.to_ascii_lowercase(), label.as_bytes()) {
        ('a', [letter]) => Some(usize::from(letter - b'a') + 1),
        ('i', _) => parse_roman(&label),
        _ => None,
    }
}

/// Whether the line `next` has the number behind that of `line`.
pub(crate) fn follows(line: &str, next: &str) -> bool {
    let numbers = number(line).zip(number(next));
    numbers.is_some_and(|((label, end, _), (next, next_end, _))| {
        let styles = ['1', 'a', 'A', 'i', 'I'].into_iter();
        let mut both = styles.filter_map(|style| ordinal(style, label).zip(ordinal(style, next)));
        end == next_end && both.any(|(rank, next)| rank + 1 == next)
    })
}
