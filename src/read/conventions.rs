//! Two conventions of ours beside Markdown's own: the width of a picture, `![plan](images/plan.png){width=30mm}`, as pandoc
//! writes it, and the label that stands for the bullet of an item, `- [Article I] text`.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::markdown::{Located, events};

/// No longer text is the label of an item.
pub(crate) const LONGEST_LABEL: usize = 40;

/// How wide a picture is printed, at most as wide as its column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Width {
    /// Hundredths of a millimetre.
    Hundredths(u32),
    /// Of its column.
    Percent(u32),
}

/// The width behind the picture that ends at this byte, and where it is written.
pub(crate) fn width_behind(markdown: &str, end: usize) -> Option<(Width, Range<usize>)> {
    let rest = markdown.get(end..)?;
    let (inside, _) = rest.strip_prefix('{')?.split_once('}')?;
    let value = inside.strip_prefix("width=")?;
    let opened = value.strip_prefix('"');
    let quoted = opened.and_then(|opened| opened.strip_suffix('"'));
    let value = quoted.unwrap_or(value);
    let number = value.trim_end_matches(|c: char| c == '%' || c.is_ascii_lowercase());
    let (whole, part) = number.split_once('.').unwrap_or((number, "0"));
    let is_short = |digits: &str| {
        (1..=4).contains(&digits.len()) && digits.bytes().all(|c| c.is_ascii_digit())
    };
    if !is_short(whole) || !is_short(part) {
        return None;
    }
    let part: u32 = format!("{part:0<2}")[..2].parse().ok()?;
    let hundredths = whole.parse::<u32>().ok()? * 100 + part;
    let width = match &value[number.len()..] {
        "mm" => Width::Hundredths(hundredths),
        "cm" => Width::Hundredths(hundredths * 10),
        "%" if hundredths <= 100 * 100 => Width::Percent(hundredths / 100),
        _ => return None,
    };
    let is_none = matches!(width, Width::Hundredths(0) | Width::Percent(0));
    (!is_none).then_some((width, end..end + inside.len() + 2))
}

/// The label that an item begins with, and where it is written, with its brackets.
pub(crate) fn label_of<'a>(
    markdown: &'a str,
    item: &Range<usize>,
) -> Option<(&'a str, Range<usize>)> {
    let source = markdown.get(item.clone())?;
    let rest = source.strip_prefix(['-', '*', '+'])?;
    let inside = rest.trim_start_matches(' ');
    let start = item.start + 1 + (rest.len() - inside.len());
    let (label, behind) = inside.strip_prefix('[')?.split_once(']')?;
    let is_near = (1..=4).contains(&(rest.len() - inside.len()));
    let end = start + label.len() + "[]".len();
    (is_near && is_label(label) && behind.starts_with(' ')).then_some((label, start..end))
}

/// Whether a text may stand between the brackets of a label: boxes to tick are none.
pub(crate) fn is_label(text: &str) -> bool {
    let is_plain = |c: char| !c.is_control() && !"\\`*_[]<>~^&|!".contains(c);
    let length = text.chars().count();
    text.trim().len() == text.len()
        && (1..=LONGEST_LABEL).contains(&length)
        && !matches!(text, "x" | "X")
        && text.chars().all(is_plain)
}

/// The words of a text without its marks.
pub(crate) fn printed_words(markdown: &str) -> String {
    let words = printed_events(markdown).filter_map(|(event, _)| match event {
        Event::Text(text) | Event::Code(text) => Some(text.into_string()),
        Event::SoftBreak | Event::HardBreak => Some(" ".to_owned()),
        _ => None,
    });
    words.collect()
}

/// The events of a text without the widths of its pictures and the labels of its items.
pub(crate) fn printed_events(markdown: &str) -> impl Iterator<Item = Located<'_>> {
    let mut cut = 0..0;
    events(markdown).filter_map(move |(event, range)| {
        match &event {
            Event::Start(Tag::Item) => {
                cut = label_of(markdown, &range).map_or(0..0, |(_, label)| label);
                return Some((event, range));
            }
            Event::End(TagEnd::Image) => {
                cut = width_behind(markdown, range.end).map_or(0..0, |(_, width)| width);
                return Some((event, range));
            }
            _ if !cut.contains(&range.start) => return Some((event, range)),
            _ if range.end <= cut.end => return None,
            _ => {}
        }
        let left_out = &markdown[range.start..cut.end];
        let rest = match &event {
            Event::Text(text) => text.strip_prefix(left_out).map(str::to_owned),
            _ => None,
        };
        Some(match rest {
            Some(rest) => (Event::Text(rest.into()), cut.end..range.end),
            None => (event, range),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_are_read_in_three_units() {
        let width = |text: &str| width_behind(text, 0).map(|(width, range)| (width, range.len()));
        assert_eq!(width("{width=30mm}."), Some((Width::Hundredths(3_000), 12)));
        assert_eq!(
            width("{width=\"2.5cm\"}"),
            Some((Width::Hundredths(2_500), 15))
        );
        assert_eq!(width("{width=50%}"), Some((Width::Percent(50), 11)));
        for other in [
            "{width=3in}",
            "{width=0mm}",
            "{width=120%}",
            "{width=mm}",
            "{width=1e9mm}",
            "{height=3mm}",
            "{width=3mm",
            " {width=3mm}",
        ] {
            assert_eq!(width(other), None, "{other}");
        }
    }

    #[test]
    fn an_item_may_have_a_label_of_its_own() {
        let label =
            |text: &str| label_of(text, &(0..text.len())).map(|(label, _)| label.to_owned());
        assert_eq!(label("- [Article I] Objet").as_deref(), Some("Article I"));
        assert_eq!(label("-   [(iii)] c").as_deref(), Some("(iii)"));
        for other in [
            "- [ ] à faire",
            "- [x] fait",
            "- [lien](a) b",
            "1. [a] b",
            "- [^1] b",
            "- [a]",
            "- texte [a] b",
        ] {
            assert_eq!(label(other), None, "{other}");
        }
    }

    #[test]
    fn neither_is_part_of_the_text() {
        let text = |markdown: &str| {
            let texts = printed_events(markdown).filter_map(|(event, _)| match event {
                Event::Text(text) => Some(text.into_string()),
                Event::Start(Tag::Link { .. }) => Some("lien".to_owned()),
                _ => None,
            });
            texts.collect::<String>()
        };
        assert_eq!(text("![a](b){width=30mm} H~2~O &amp; c"), "a H2O & c");
        assert_eq!(text("- [A.1] un ^e^ &amp; c\n- deux"), " un e & cdeux");
        assert_eq!(
            text("- [A.1] un\n\n  suite\n\n[A.1]: https://a.fr"),
            " unsuite"
        );
    }
}
