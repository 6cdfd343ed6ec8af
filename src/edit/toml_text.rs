//! Changes the values of a TOML text in place: every other byte stays.
//!
//! Each change parses the text, replaces, adds or removes one stretch of it, and returns the new text; none where a
//! value is written in a way that is not supported. The caller reads the result back before using it.

use std::ops::Range;

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

/// A step from a table to what it holds: under a key, or the item of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum At<'a> {
    Key(&'a str),
    Item(usize),
}

/// A TOML string.
pub(super) fn quoted(text: &str) -> String {
    toml::Value::from(text).to_string()
}

/// A path followed by the keys of a dotted one: `signataire.nom`.
pub(super) fn path<'a>(from: &[At<'a>], dotted: &'a str) -> Vec<At<'a>> {
    let keys = dotted.split('.').map(At::Key);
    from.iter().copied().chain(keys).collect()
}

type Value<'a> = Spanned<DeValue<'a>>;

/// The value at a path.
pub(super) fn find<'v, 'a>(table: &'v DeTable<'a>, path: &[At<'_>]) -> Option<&'v Value<'a>> {
    let (first, rest) = path.split_first()?;
    let At::Key(key) = first else { return None };
    rest.iter().try_fold(table.get(*key)?, |value, step| {
        match (value.get_ref(), step) {
            (DeValue::Table(table), At::Key(key)) => table.get(*key),
            (DeValue::Array(items), At::Item(rank)) => items.get(*rank),
            _ => None,
        }
    })
}

/// How a table is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// `{ … }`
    Inline,
    /// Under `[…]` or `[[…]]`.
    Headed,
    /// `a.b = …`
    Dotted,
    /// Without a header of its own, but with one for a table within: `[a.b]`.
    Implied,
}

fn form(text: &str, value: &Value<'_>) -> Form {
    let start = value.span().start;
    let line = text[start_of_line(text, start)..].trim_start();
    match text.as_bytes().get(start) {
        Some(b'{') => Form::Inline,
        Some(b'[') => Form::Headed,
        _ if line.starts_with('[') => Form::Implied,
        _ => Form::Dotted,
    }
}

/// Replaces a value, or adds it with the tables that it stands in; without a literal, takes it out.
pub(super) fn set(text: &str, path: &[At<'_>], literal: Option<&str>) -> Option<String> {
    let root = DeTable::parse(text).ok()?;
    let root = root.get_ref();
    let (At::Key(key), parents) = path.split_last()? else {
        return None;
    };
    match (find(root, path), literal) {
        (Some(value), Some(literal)) => Some(replaced(text, value.span(), literal)),
        (None, None) => Some(text.to_owned()),
        (Some(_), None) => taken_out(text, root, parents, key),
        (None, Some(literal)) => added(text, root, parents, key, literal),
    }
}

fn replaced(text: &str, range: Range<usize>, by: &str) -> String {
    [&text[..range.start], by, &text[range.end..]].concat()
}

/// The line ending of a text.
fn line_end(text: &str) -> &'static str {
    if text.contains("\r\n") { "\r\n" } else { "\n" }
}

/// Where the line of a byte begins.
fn start_of_line(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |end| end + 1)
}

/// Where the line of a byte ends, before its line ending.
fn end_of_line(text: &str, at: usize) -> usize {
    let end = text[at..].find('\n').map_or(text.len(), |end| at + end);
    end - usize::from(text[at..end].ends_with('\r'))
}

/// The text without the lines of this range; a remark behind the range stays as a line of its own.
fn cut(text: &str, range: Range<usize>) -> String {
    let (start, end) = (
        start_of_line(text, range.start),
        end_of_line(text, range.end),
    );
    let remark = text[range.end..end].trim();
    if remark.starts_with('#') {
        return replaced(text, start..end, remark);
    }
    let next = text[end..]
        .find('\n')
        .map_or(text.len(), |offset| end + offset + 1);
    replaced(text, start..next, "")
}

fn taken_out(text: &str, root: &DeTable<'_>, parents: &[At<'_>], key: &str) -> Option<String> {
    let parent = find(root, parents);
    let table = match parent {
        Some(value) => value.get_ref().as_table()?,
        None => root,
    };
    let (name, value) = table.get_key_value(key)?;
    let whole = name.span().start..value.span().end;
    match parent.map(|value| (form(text, value), value)) {
        Some((Form::Inline, value)) if table.len() > 1 => {
            let left = table.iter().filter(|(name, _)| name.get_ref() != key);
            Some(replaced(text, value.span(), &inline(text, left, None)))
        }
        // The inline table would be empty: it is taken out itself.
        Some((Form::Inline, _)) => {
            let (At::Key(key), parents) = parents.split_last()? else {
                return None;
            };
            taken_out(text, root, parents, key)
        }
        Some((Form::Headed, value)) if table.len() == 1 && parents.len() == 1 => {
            let without = cut(text, whole);
            Some(cut(&without, value.span()))
        }
        _ => Some(cut(text, whole)),
    }
}

/// An inline table such as `{ a = 1, b = 2 }`, its items as they are written.
fn inline<'v, 'a: 'v>(
    text: &str,
    items: impl Iterator<Item = (&'v Spanned<toml::de::DeString<'a>>, &'v Value<'a>)>,
    more: Option<String>,
) -> String {
    let mut items: Vec<(usize, String)> = items
        .map(|(name, value)| {
            let whole = name.span().start..value.span().end;
            (whole.start, text[whole].to_owned())
        })
        .collect();
    items.sort();
    let items = items.into_iter().map(|(_, item)| item).chain(more);
    let items: Vec<String> = items.collect();
    format!("{{ {} }}", items.join(", "))
}

/// A key as TOML, quoted where it must be.
pub(super) fn key_text(key: &str) -> String {
    let is_bare = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    if !key.is_empty() && key.chars().all(is_bare) {
        key.to_owned()
    } else {
        quoted(key)
    }
}

fn added(
    text: &str,
    root: &DeTable<'_>,
    parents: &[At<'_>],
    key: &str,
    literal: &str,
) -> Option<String> {
    let line = format!("{} = {literal}", key_text(key));
    let parent = find(root, parents).filter(|value| form(text, value) != Form::Implied);
    let Some(parent) = parent else {
        let names = parents.iter().map(|step| match step {
            At::Key(name) => Some(key_text(name)),
            At::Item(_) => None,
        });
        let names: Option<Vec<String>> = names.collect();
        // The nearest existing table around it: within an inline one, there are no headers.
        let mut around = (1..parents.len()).rev().map(|count| &parents[..count]);
        let nearest = around.find_map(|path| find(root, path));
        let takes_header = nearest.is_none_or(|value| form(text, value) != Form::Inline);
        return match (parents, names) {
            ([], _) => Some(with_line(
                text,
                last_line(text, root).unwrap_or_default(),
                &line,
            )),
            // A new table with a header, at the end.
            (_, Some(names)) if takes_header => {
                Some(with_block(text, &format!("[{}]", names.join(".")), &[line]))
            }
            ([before @ .., At::Key(name)], _) => {
                added(text, root, before, name, &format!("{{ {line} }}"))
            }
            _ => None,
        };
    };
    let table = parent.get_ref().as_table()?;
    match form(text, parent) {
        Form::Inline => {
            let changed = inline(text, table.iter(), Some(line));
            Some(replaced(text, parent.span(), &changed))
        }
        Form::Headed => {
            let at = last_line(text, table).unwrap_or_else(|| end_of_line(text, parent.span().end));
            Some(with_line(text, at, &line))
        }
        Form::Dotted | Form::Implied => {
            let At::Key(name) = parents.last()? else {
                return None;
            };
            let at = last_line(text, table)?;
            Some(with_line(text, at, &format!("{}.{line}", key_text(name))))
        }
    }
}

/// The end of the line of a table's last value, those with a header of their own left out.
fn last_line(text: &str, table: &DeTable<'_>) -> Option<usize> {
    let is_own = |value: &&Value<'_>| match value.get_ref() {
        DeValue::Table(_) => [Form::Inline, Form::Dotted].contains(&form(text, value)),
        DeValue::Array(items) => !is_list_of_blocks(text, items),
        _ => true,
    };
    let ends = table.values().filter(is_own).map(end_of);
    ends.max().map(|end| end_of_line(text, end))
}

fn is_list_of_blocks(text: &str, items: &[Value<'_>]) -> bool {
    let mut items = items.iter();
    items.any(|item| item.get_ref().is_table() && form(text, item) == Form::Headed)
}

/// Where a value ends, with all that it holds.
fn end_of(value: &Value<'_>) -> usize {
    let inner = match value.get_ref() {
        DeValue::Table(table) => table.values().map(end_of).max(),
        DeValue::Array(items) => items.iter().map(end_of).max(),
        _ => None,
    };
    inner.unwrap_or_default().max(value.span().end)
}

/// Adds a line behind the one that ends at this byte; at the first byte, before all others.
fn with_line(text: &str, at: usize, line: &str) -> String {
    let end = line_end(text);
    if at == 0 {
        return [line, end, text].concat();
    }
    replaced(text, at..at, &[end, line].concat())
}

/// Adds a header and the lines under it at the end.
pub(super) fn with_block(text: &str, header: &str, lines: &[String]) -> String {
    let end = line_end(text);
    let mut whole = text.to_owned();
    if !whole.is_empty() && !whole.ends_with('\n') {
        whole += end;
    }
    if !whole.is_empty() {
        whole += end;
    }
    for line in [header].into_iter().chain(lines.iter().map(String::as_str)) {
        whole += line;
        whole += end;
    }
    whole
}

/// An entry of a list in its new order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Entry {
    /// The one that was at this rank.
    Former(usize),
    /// A new one, with these lines.
    New(Vec<String>),
}

/// Puts the entries `[[name]]` in this order. The headers and what stands between entries stay in place; the lines
/// under the headers move.
pub(super) fn arrange(text: &str, name: &str, order: &[Entry]) -> Option<String> {
    let root = DeTable::parse(text).ok()?;
    let items = match root.get_ref().get(name).map(Spanned::get_ref) {
        None => &[][..],
        Some(DeValue::Array(items)) => &items[..],
        Some(_) => return None,
    };
    let same = (0..items.len()).map(Entry::Former);
    if order.iter().cloned().eq(same) {
        return Some(text.to_owned());
    }
    if items.iter().any(|item| form(text, item) != Form::Headed) {
        return None;
    }
    // The slot of an entry, from the end of its header's line to the end of its last value's line.
    let slots = items.iter().map(|item| {
        let start = end_of_line(text, item.span().end);
        start..end_of_line(text, end_of(item)).max(start)
    });
    let slots: Vec<Range<usize>> = slots.collect();
    // An entry of which a part stands behind another table cannot be moved.
    let others = root
        .get_ref()
        .values()
        .flat_map(|value| match value.get_ref() {
            DeValue::Array(items) => items.iter().map(|item| item.span().start).collect(),
            _ => vec![value.span().start],
        });
    let is_apart = |at: &usize| slots.iter().any(|slot| slot.start < *at && *at < slot.end);
    if others.into_iter().any(|at| is_apart(&at)) {
        return None;
    }
    let end = line_end(text);
    let body = |entry: &Entry| match entry {
        Entry::Former(rank) => text.get(slots.get(*rank)?.clone()).map(str::to_owned),
        Entry::New(lines) => Some(lines.iter().map(|line| [end, line].concat()).collect()),
    };
    let bodies: Vec<String> = order.iter().map(body).collect::<Option<_>>()?;
    let (mut whole, mut done) = (String::new(), 0);
    for (rank, slot) in slots.iter().enumerate() {
        if let Some(body) = bodies.get(rank) {
            whole += &text[done..slot.start];
            whole += body;
            done = slot.end;
        } else {
            let header = start_of_line(text, items[rank].span().start);
            whole += &text[done..header];
            let next = text[slot.end..]
                .find('\n')
                .map_or(text.len(), |offset| slot.end + offset + 1);
            done = next;
            // Of two blank lines, one stays.
            let blank = [end, end].concat();
            if whole.ends_with(&blank) && (text[done..].is_empty() || text[done..].starts_with(end))
            {
                whole.truncate(whole.len() - end.len());
            }
        }
        if rank + 1 == slots.len() {
            for body in bodies.iter().skip(slots.len()) {
                whole += &[end, end, &format!("[[{name}]]"), body].concat();
            }
        }
    }
    whole += &text[done..];
    if slots.is_empty() {
        for entry in order {
            let Entry::New(lines) = entry else {
                return None;
            };
            whole = with_block(&whole, &format!("[[{name}]]"), lines);
        }
    }
    Some(whole)
}
