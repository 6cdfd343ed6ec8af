//! The Markdown that this program reads: CommonMark, what pulldown-cmark knows beside it, and a few conventions of our
//! own, which `docs/dossier.md` describes.

use std::collections::BTreeMap;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// What is read beside CommonMark.
pub(crate) fn markdown_options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_SUPERSCRIPT
        | Options::ENABLE_SUBSCRIPT
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_DEFINITION_LIST
}

/// The events of a text. What is raised or lowered within a word is told too: pulldown-cmark knows `^er^` between words,
/// and not in `1^er^`.
pub(crate) fn events(markdown: &str) -> Vec<Event<'_>> {
    let (mut events, mut text, mut signs) = (Vec::new(), String::new(), Vec::new());
    let mut is_code = false;
    for (event, range) in Parser::new_ext(markdown, markdown_options()).into_offset_iter() {
        match event {
            Event::Text(part) if !is_code => {
                // A sign that is escaped, or written as an entity, is one.
                let is_written = markdown[range.clone()] == *part;
                let is_escaped = markdown[..range.start].ends_with('\\');
                let all = part.match_indices(['^', '~']);
                let own = all.filter(|(at, _)| is_written && !(is_escaped && *at == 0));
                signs.extend(own.map(|(at, _)| text.len() + at));
                text.push_str(&part);
            }
            event => {
                raise(
                    &mut events,
                    std::mem::take(&mut text),
                    std::mem::take(&mut signs),
                );
                match event {
                    Event::Start(Tag::CodeBlock(_)) => is_code = true,
                    Event::End(TagEnd::CodeBlock) => is_code = false,
                    _ => {}
                }
                events.push(event);
            }
        }
    }
    raise(&mut events, text, signs);
    events
}

/// Adds a text, in which these signs may raise or lower what stands between two of them.
fn raise(events: &mut Vec<Event<'_>>, text: String, signs: Vec<usize>) {
    let mut from = 0;
    let mut signs = signs.into_iter().peekable();
    while let Some(start) = signs.next() {
        let Some(end) = signs.next_if(|end| {
            let inside = &text[start + 1..*end];
            let is_same = text.as_bytes()[start] == text.as_bytes()[*end];
            is_same && !inside.is_empty() && !inside.contains(char::is_whitespace)
        }) else {
            continue;
        };
        let (tag, tag_end) = match text.as_bytes()[start] {
            b'^' => (Tag::Superscript, TagEnd::Superscript),
            _ => (Tag::Subscript, TagEnd::Subscript),
        };
        let parts = [&text[from..start], &text[start + 1..end]];
        let [before, inside] = parts.map(|part| Event::Text(part.to_owned().into()));
        events.extend([before, Event::Start(tag), inside, Event::End(tag_end)]);
        from = end + 1;
    }
    if from < text.len() {
        events.push(Event::Text(text[from..].to_owned().into()));
    }
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
    /// As the text of a cell says.
    pub(crate) fn of(cell: &str) -> Self {
        match cell.trim() {
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
        let mut own: Vec<(usize, usize)> = Vec::new();
        for (column, cell) in cells.iter().enumerate() {
            let former = owners.last().and_then(|former| former.get(column));
            let joined = match cell {
                Joins::Left => own.last(),
                Joins::Above => former,
                Joins::Nothing => None,
            };
            own.push(joined.copied().unwrap_or((row, column)));
        }
        owners.push(own);
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

    #[test]
    fn letters_are_raised_within_words() {
        let raised = |markdown: &str| {
            let shown = |event| match event {
                Event::Text(text) => text.into_string(),
                Event::Start(Tag::Superscript) | Event::End(TagEnd::Superscript) => "'".into(),
                Event::Start(Tag::Subscript) | Event::End(TagEnd::Subscript) => ",".into(),
                _ => String::new(),
            };
            events(markdown).into_iter().map(shown).collect::<String>()
        };
        assert_eq!(raised("le 1^er^ rang, H~2~O"), "le 1'er' rang, H,2,O");
        assert_eq!(raised("^a^ et ~b~"), "'a' et ,b,");
        assert_eq!(raised("1\\^er\\^, 2^e, x&#94;y^"), "1^er^, 2^e, x^y^");
        assert_eq!(raised("^^ a^ b^"), "^^ a^ b^");
    }

    #[test]
    fn what_makes_a_rectangle_is_one_cell() {
        let merged = |table: &str| {
            let rows = table
                .lines()
                .map(|row| row.split('|').map(Joins::of).collect());
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
