//! The Markdown of texts: CommonMark, what pulldown-cmark knows beside it, raised or lowered parts of words, and a few
//! conventions of our own, which `docs/dossier.md` describes.

use std::{
    collections::{BTreeMap, VecDeque},
    iter::from_fn,
    ops::Range,
};

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// What an address that can be followed begins with.
pub(crate) const FOLLOWED: [&str; 3] = ["http://", "https://", "mailto:"];

const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_SUPERSCRIPT)
    .union(Options::ENABLE_SUBSCRIPT)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_DEFINITION_LIST);

/// Whether a construct stands within a line.
pub(crate) fn is_inline(tag: &Tag<'_>) -> bool {
    matches!(
        tag,
        Tag::Emphasis
            | Tag::Strong
            | Tag::Strikethrough
            | Tag::Superscript
            | Tag::Subscript
            | Tag::Link { .. }
            | Tag::Image { .. }
    )
}

pub(super) type Located<'a> = (Event<'a>, Range<usize>);

/// The events of a text in Markdown, each with the bytes it comes from. Within a word pulldown-cmark takes `^` and `~`
/// for text; we do not: `1^er^`, `H~2~O`.
pub(crate) fn events(markdown: &str) -> impl Iterator<Item = Located<'_>> {
    let parser = Parser::new_ext(markdown, OPTIONS);
    let events = parser.into_offset_iter();
    let mut events = events.map(|event| plain_mark(markdown, event)).peekable();
    let (mut ready, mut is_code) = (VecDeque::new(), false);
    from_fn(move || {
        if ready.is_empty() {
            let mut run = Vec::new();
            let is_text = |(event, _): &Located<'_>| matches!(event, Event::Text(_)) && !is_code;
            while let Some(text) = events.next_if(is_text) {
                run.push(text);
            }
            if run.is_empty() {
                let next = events.next()?;
                match &next.0 {
                    Event::Start(Tag::CodeBlock(_)) => is_code = true,
                    Event::End(TagEnd::CodeBlock) => is_code = false,
                    _ => {}
                }
                return Some(next);
            }
            ready.extend(marked(markdown, run));
        }
        ready.pop_front()
    })
}

/// A mark is looked for in no longer address, in bytes.
const LONGEST_ADDRESS: usize = 500;

/// The stars of `3*4 à 5*6` and the bars of an address are text: they emphasise nothing.
fn plain_mark<'a>(markdown: &'a str, (event, range): Located<'a>) -> Located<'a> {
    let is_start = matches!(event, Event::Start(_));
    let width = match event {
        Event::Start(Tag::Emphasis) | Event::End(TagEnd::Emphasis) => 1,
        Event::Start(Tag::Strong) | Event::End(TagEnd::Strong) => 2,
        _ => return (event, range),
    };
    // What stands before and behind both marks.
    let ends = [range.start, range.end - width].map(|at| {
        let before = markdown[..at].chars().next_back();
        before.zip(markdown[at + width..].chars().next())
    });
    let are_all = |is: fn(char) -> bool| {
        let is_it = |(before, after): (char, char)| is(before) && is(after);
        ends.map(|end| end.is_some_and(is_it))
    };
    let is_product = are_all(char::is_alphanumeric) == [true; 2]
        && are_all(|c| c.is_ascii_digit()).contains(&true);
    let near = markdown.floor_char_boundary(range.start.saturating_sub(LONGEST_ADDRESS));
    let word = markdown[near..range.start]
        .rsplit(char::is_whitespace)
        .next()
        .unwrap_or_default();
    let word = word.trim_start_matches(|c: char| !c.is_alphanumeric());
    let is_address =
        word.starts_with("www.") || FOLLOWED.iter().any(|scheme| word.starts_with(scheme));
    if !is_product && !is_address {
        return (event, range);
    }
    let mark = if is_start {
        range.start..range.start + width
    } else {
        range.end - width..range.end
    };
    (Event::Text(markdown[mark.clone()].into()), mark)
}

/// The number of an item that stands there, behind one of this number: the typed one, if it is larger.
pub(crate) fn item_number(markdown: &str, item: &Range<usize>, last: Option<u64>) -> (u64, char) {
    // An item begins with its indent.
    let text = markdown.get(item.clone()).unwrap_or_default().trim_start();
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (number, rest) = text.split_at(digits);
    let typed = number.parse().ok();
    let next = last.map_or(0, |last| last + 1);
    let sign = rest.chars().next().filter(|sign| *sign == ')');
    (
        typed.map_or(next, |typed: u64| typed.max(next)),
        sign.unwrap_or('.'),
    )
}

/// A letter of a text, its bytes in the source, and whether it may be a mark.
type Letter = (char, Range<usize>, bool);

/// A run of texts, with what is raised or lowered in it as elements of their own: what has no space in it, between two
/// marks that no backslash stands before.
fn marked<'a>(markdown: &str, run: Vec<Located<'a>>) -> Vec<Located<'a>> {
    let ends = run
        .first()
        .map(|(_, range)| range.start)
        .zip(run.last().map(|(_, range)| range.end));
    let source = ends.and_then(|(start, end)| markdown.get(start..end));
    if !source.is_some_and(|source| source.bytes().any(|c| matches!(c, b'^' | b'~'))) {
        return run;
    }
    let mut letters: Vec<Letter> = Vec::new();
    for (event, range) in &run {
        let Event::Text(text) = event else { continue };
        // An entity stands for other letters than those that are written.
        let is_written = markdown.get(range.clone()) == Some(&**text);
        letters.extend(text.char_indices().map(|(at, letter)| {
            let start = range.start + at;
            let is_mark = is_written && matches!(letter, '^' | '~');
            let is_escaped = at == 0 && markdown[..start].ends_with('\\');
            let bytes = if is_written {
                start..start + letter.len_utf8()
            } else {
                range.clone()
            };
            (letter, bytes, is_mark && !is_escaped)
        }));
    }
    let mut found = Vec::new();
    let (mut from, mut at) = (0, 0);
    while at < letters.len() {
        let Some(end) = end_of(&letters, at) else {
            at += 1;
            continue;
        };
        let range = letters[at].1.start..letters[end].1.end;
        let is_raised = letters[at].0 == '^';
        found.extend(text(&letters[from..at]));
        let tag = if is_raised {
            Tag::Superscript
        } else {
            Tag::Subscript
        };
        let tag_end = tag.to_end();
        found.push((Event::Start(tag), range.clone()));
        found.extend(text(&letters[at + 1..end]));
        found.push((Event::End(tag_end), range));
        (from, at) = (end + 1, end + 1);
    }
    if from == 0 {
        return run;
    }
    found.extend(text(&letters[from..]));
    found
}

/// The mark that ends what the one at `start` begins.
fn end_of(letters: &[Letter], start: usize) -> Option<usize> {
    let is_mark = |at: usize| {
        let (mark, _, is_mark) = letters.get(at)?;
        (*is_mark && *mark == letters[start].0).then_some(())
    };
    is_mark(start)?;
    // `~~` is another mark.
    let is_alone = |at: usize| {
        is_mark(at).is_some()
            && is_mark(at + 1).is_none()
            && at.checked_sub(1).and_then(is_mark).is_none()
    };
    let behind = start + 1..letters.len();
    let mut behind = behind.take_while(|at| !letters[*at].0.is_whitespace());
    let end = behind.find(|at| is_mark(*at).is_some())?;
    (end > start + 1 && is_alone(start) && is_alone(end)).then_some(end)
}

fn text<'a>(letters: &[Letter]) -> Option<Located<'a>> {
    let range = letters.first()?.1.start..letters.last()?.1.end;
    let text: String = letters.iter().map(|(letter, ..)| letter).collect();
    Some((Event::Text(text.into()), range))
}

/// The labels of links that a text defines, and where.
pub(crate) fn definitions(markdown: &str) -> Vec<(String, Range<usize>)> {
    let parser = Parser::new_ext(markdown, OPTIONS);
    let all = parser.reference_definitions().iter();
    let mut all: Vec<_> = all
        .map(|(label, one)| (label.to_owned(), one.span.clone()))
        .collect();
    all.sort_by_key(|(_, span)| span.start);
    all
}

/// The HTML that a text may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Html {
    /// `<br>`: a new line.
    Break,
    /// `<u>`: what follows is underlined.
    Underline,
    /// `</u>`.
    EndUnderline,
}

impl Html {
    /// The one that a tag is.
    pub(crate) fn of(tag: &str) -> Option<Self> {
        match &*tag.trim().to_ascii_lowercase() {
            "<br>" | "<br/>" | "<br />" => Some(Self::Break),
            "<u>" => Some(Self::Underline),
            "</u>" => Some(Self::EndUnderline),
            _ => None,
        }
    }
}

/// What a cell of a table is part of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Joins {
    /// Nothing else.
    Nothing,
    /// `^^`: the cell above.
    Above,
    /// `<<`: the cell on its left.
    Left,
}

impl Joins {
    /// The one in the source of a cell: a sign with `\` before it is text.
    pub(crate) fn of(markdown: &str, cell: &Range<usize>) -> Self {
        let source = markdown.get(cell.clone()).unwrap_or_default();
        match source.trim_matches(['|', ' ', '\t']) {
            "^^" => Self::Above,
            "<<" => Self::Left,
            _ => Self::Nothing,
        }
    }
}

/// Of each cell of a table, the row and column of the cell that it is part of: what makes no rectangle, or joins
/// nothing, is a cell of its own.
pub(crate) fn merged(rows: &[Vec<Joins>]) -> Vec<Vec<(usize, usize)>> {
    let mut owners: Vec<Vec<(usize, usize)>> = Vec::new();
    for (row, cells) in rows.iter().enumerate() {
        let mut joined: Vec<(usize, usize)> = Vec::new();
        for (column, cell) in cells.iter().enumerate() {
            let former = owners.last().and_then(|former| former.get(column));
            let owner = match cell {
                Joins::Left => joined.last(),
                Joins::Above => former,
                Joins::Nothing => None,
            };
            joined.push(owner.copied().unwrap_or((row, column)));
        }
        owners.push(joined);
    }
    // How many cells each is, and the last row and column that they reach.
    let mut areas = BTreeMap::new();
    for (row, cells) in owners.iter().enumerate() {
        for (column, owner) in cells.iter().enumerate() {
            let (cells, last_row, last_column) = areas.entry(*owner).or_insert((0, 0, 0));
            *cells += 1;
            (*last_row, *last_column) = (row.max(*last_row), column.max(*last_column));
        }
    }
    for (row, cells) in owners.iter_mut().enumerate() {
        for (column, owner) in cells.iter_mut().enumerate() {
            let is_whole = areas
                .get(owner)
                .is_some_and(|(count, last_row, last_column)| {
                    *count == (last_row - owner.0 + 1) * (last_column - owner.1 + 1)
                });
            if !is_whole {
                *owner = (row, column);
            }
        }
    }
    owners
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn reads(markdown: &str, expected: &str) {
        let pieces = events(markdown).map(|(event, range)| match event {
            Event::Start(Tag::Superscript) => "↑".to_owned(),
            Event::Start(Tag::Subscript) => "↓".to_owned(),
            Event::Start(Tag::Strikethrough) => "s".to_owned(),
            Event::End(TagEnd::Superscript | TagEnd::Subscript | TagEnd::Strikethrough) => {
                "/".to_owned()
            }
            Event::Text(text) => {
                assert!(markdown.get(range).is_some());
                text.into_string()
            }
            _ => String::new(),
        });
        assert_eq!(pieces.collect::<String>(), expected, "{markdown}");
    }

    #[test]
    fn parts_of_words_are_raised_or_lowered() {
        reads("Le 1^er^ et le 2^e^", "Le 1↑er/ et le 2↑e/");
        reads("H~2~O, **CO~2~**", "H↓2/O, CO↓2/");
        reads("^ici^ là", "↑ici/ là");
        reads("1\\^er^ 1^er\\^ 2^3 et 4^5", "1^er^ 1^er^ 2^3 et 4^5");
        reads("~~barré~~ a~~b~~c ~10 et ~20", "sbarré/ asb/c ~10 et ~20");
        reads("a^&eacute;&#94;^b", "a↑é^/b");
        reads("`1^er^`\n\n    2^e^", "2^e^");
        reads("a^^b", "a^^b");
    }

    #[test]
    fn stars_of_products_and_bars_of_addresses_are_text() {
        for text in [
            "3*4 à 5*6",
            "2*3*4",
            "2**3 et 4**5",
            "a*4 et 5*6",
            "https://a.fr/_plan_/b",
            "(www.a.fr/*b*)",
        ] {
            reads(text, text);
        }
        reads(
            "in*croy*able, *3*4, 3 *4* 5, _https://a.fr_",
            "incroyable, 34, 3 4 5, https://a.fr",
        );
    }

    #[test]
    fn what_makes_a_rectangle_is_one_cell() {
        let joins = |cell: &str| Joins::of(cell, &(0..cell.len()));
        assert_eq!(joins("\\^^"), Joins::Nothing);
        assert_eq!(joins("| << |"), Joins::Left);
        let merged = |table: &str| {
            let rows = table.lines().map(|row| row.split('|').map(joins).collect());
            merged(&rows.collect::<Vec<_>>())
        };
        assert_eq!(merged("a|<<\n^^|^^"), [[(0, 0); 2], [(0, 0); 2]]);
        assert_eq!(
            merged("a|b|<<\n^^|c|d"),
            [[(0, 0), (0, 1), (0, 1)], [(0, 0), (1, 1), (1, 2)]]
        );
        assert_eq!(merged("a|<<\n^^|b"), [[(0, 0), (0, 1)], [(1, 0), (1, 1)]]);
        assert_eq!(merged("<<|^^"), [[(0, 0), (0, 1)]]);
    }
}
