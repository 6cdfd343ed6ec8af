//! One spelling for all Markdown of the same content. These differences are no changes: line breaks, the padding of
//! tables, the marks of lists and emphasis; the encoding of letters; the typography that a word processor sets by
//! itself; and what Word has no construct for: quotes, code, definitions, column alignment, picture widths.

use std::{collections::BTreeMap, fmt::Write as _, mem::take};

use pulldown_cmark::{CodeBlockKind, Event, Tag, TextMergeWithOffset};
use unicode_normalization::UnicodeNormalization;

use crate::read::{item_label, item_number, list_follows, list_number, printed_events};

const SPACES: [char; 4] = [' ', '\t', '\r', '\n'];
/// Signs that a word processor sets by itself: first invisible ones (soft hyphens, joiners, breaks), then spaces.
const UNSEEN: [char; 3] = ['\u{ad}', '\u{200b}', '\u{2060}'];
const THIN_OR_FIXED: [char; 4] = ['\u{a0}', '\u{2007}', '\u{2009}', '\u{202f}'];

/// The one spelling of a text that is not Markdown.
pub(super) fn plain(text: &str) -> String {
    let text = typed(text);
    let words = text.split(SPACES).filter(|word| !word.is_empty());
    grouped(&words.collect::<Vec<_>>().join(" "))
        .nfc()
        .collect()
}

/// A text with the spaces and hyphens of a keyboard.
fn typed(text: &str) -> String {
    let seen = text.chars().filter(|c| !UNSEEN.contains(c));
    let typed = seen.map(|c| match c {
        '\u{2011}' => '-',
        c if THIN_OR_FIXED.contains(&c) => ' ',
        c => c,
    });
    typed.collect()
}

/// A text with a no-break space between thousands, whichever space was typed, so that an amount is one word.
fn grouped(text: &str) -> String {
    let is_digit = |c: char| c.is_ascii_digit();
    let mut grouped = String::with_capacity(text.len());
    for (rank, word) in text.split(' ').enumerate() {
        if rank > 0 {
            let before = grouped.len() - grouped.trim_end_matches(is_digit).len();
            let after = word.len() - word.trim_start_matches(is_digit).len();
            let is_amount = (1..=3).contains(&before) && after == 3;
            grouped.push(if is_amount { '\u{202f}' } else { ' ' });
        }
        grouped.push_str(word);
    }
    grouped
}

/// The one spelling of Markdown: a line for each paragraph, heading, item and row. Notes stand at the end, by number.
/// A picture is named by its file, whatever the text calls it.
pub(super) fn canonical(markdown: &str, pictures: &BTreeMap<String, String>) -> String {
    let events = || TextMergeWithOffset::new(printed_events(markdown));
    let mut writer = Writer::default();
    for (event, _) in events() {
        if let Event::FootnoteReference(name) = event {
            writer.number(&name);
        }
    }
    for (mut event, range) in events() {
        if let (Event::Start(Tag::Item), Some(Container::List(Some(number)))) =
            (&event, writer.containers.last_mut())
        {
            (*number, _) = item_number(markdown, &range, number.checked_sub(1));
        }
        if let Event::Start(Tag::Image { dest_url, .. }) = &mut event {
            let file = pictures.get(&**dest_url);
            *dest_url = file.map_or_else(|| dest_url.clone(), |file| file.clone().into());
        }
        let label = matches!(event, Event::Start(Tag::Item))
            .then(|| item_label(markdown, &range))
            .flatten();
        writer.event(event);
        if let Some((label, _)) = label {
            writer.mark_item(format!("{label} "));
        }
    }
    writer.flush();
    let mut lines = writer.lines;
    lines.extend(writer.notes.into_values().flatten());
    lines.join("\n").nfc().collect()
}

/// A construct that lines stand in.
enum Container {
    /// A list, and the number of its next item.
    List(Option<u64>),
    /// An item or a note whose mark is still to be written.
    Marked(String),
    /// The same once its mark is written: how far its lines are indented.
    Indented(usize),
}

/// What is written at the end of a construct.
enum End {
    Inline(String),
    Block,
    Container,
    Item,
    Note,
    Code,
    Cell,
    Head,
    Row,
    Table,
    Nothing,
}

#[derive(Default)]
struct Writer {
    lines: Vec<String>,
    /// The line that is being written.
    line: String,
    /// The lines of each note.
    notes: BTreeMap<usize, Vec<String>>,
    /// The note that is being written.
    note: Option<usize>,
    /// The numbers of the notes by their names in lower case.
    names: BTreeMap<String, usize>,
    containers: Vec<Container>,
    ends: Vec<End>,
    /// Whether the next line begins a block, and an empty line precedes it.
    is_apart: bool,
    is_code: bool,
    /// The number of columns of the table that is being written.
    table: Option<usize>,
    /// Whether a line of the source ended before the next event.
    is_wrapped: bool,
}

impl Writer {
    fn event(&mut self, event: Event<'_>) {
        if take(&mut self.is_wrapped) {
            match &event {
                // The next line of a lettered list.
                Event::Text(text) if list_follows(&self.line, text) => self.flush(),
                _ => self.push(" "),
            }
        }
        match event {
            Event::Start(tag) => {
                let end = self.start(tag);
                self.ends.push(end);
            }
            Event::End(_) => {
                let end = self.ends.pop();
                self.end(end.unwrap_or(End::Nothing));
            }
            Event::Text(text) if self.is_code => {
                for line in text.trim_end_matches('\n').split('\n') {
                    self.line.push_str(line);
                    self.write();
                }
            }
            Event::Text(text) => {
                let (text, begins_line) = (typed(&text), self.line.is_empty());
                let text = if begins_line {
                    text.trim_start()
                } else {
                    &text
                };
                // A lettered item has no bullet.
                if begins_line && list_number(text).is_some() {
                    self.mark_item(String::new());
                }
                // Both signs of a ticked box are written alike.
                let text = match text.strip_prefix('☑').filter(|_| begins_line) {
                    Some(rest) => format!("☒{rest}"),
                    None => text.to_owned(),
                };
                self.push(&escaped(&text, begins_line));
            }
            Event::Code(code) => self.push(&escaped(&code, self.line.is_empty())),
            Event::Html(html) | Event::InlineHtml(html) => {
                let is_break = html.trim().to_ascii_lowercase().starts_with("<br");
                match (is_break, &self.table) {
                    (true, None) => self.hard_break(),
                    (true, Some(_)) => self.push("<br>"),
                    (false, _) => self.push(&html),
                }
            }
            Event::FootnoteReference(name) => {
                let number = self.number(&name);
                self.push(&format!("[^{number}]"));
            }
            Event::SoftBreak => self.is_wrapped = true,
            Event::HardBreak => self.hard_break(),
            Event::Rule => {
                self.line.push_str("---");
                self.end(End::Block);
            }
            Event::TaskListMarker(is_done) => self.push(if is_done { "☒ " } else { "☐ " }),
            Event::InlineMath(text) | Event::DisplayMath(text) => self.push(&text),
        }
    }

    fn start(&mut self, tag: Tag<'_>) -> End {
        let inline = |mark: &str| End::Inline(mark.to_owned());
        match tag {
            Tag::Paragraph
            | Tag::HtmlBlock
            | Tag::DefinitionListTitle
            | Tag::DefinitionListDefinition => End::Block,
            Tag::Heading { level, .. } => {
                self.flush();
                self.line = "#".repeat(level as usize) + " ";
                End::Block
            }
            Tag::BlockQuote(_) => {
                self.flush();
                End::Nothing
            }
            Tag::List(first) => {
                self.flush();
                // Within an item, no empty line precedes a list, even a loose one.
                self.is_apart &= self.containers.is_empty();
                self.contain(Container::List(first))
            }
            Tag::Item => {
                let mark = match self.containers.last_mut() {
                    Some(Container::List(Some(number))) => {
                        *number += 1;
                        format!("{}. ", *number - 1)
                    }
                    _ => "- ".to_owned(),
                };
                self.contain(Container::Marked(mark));
                End::Item
            }
            Tag::FootnoteDefinition(name) => {
                self.flush();
                let number = self.number(&name);
                self.note = Some(number);
                self.is_apart = true;
                self.contain(Container::Marked(format!("[^{number}]: ")));
                End::Note
            }
            Tag::CodeBlock(kind) => {
                self.flush();
                self.is_code = true;
                self.line = match &kind {
                    CodeBlockKind::Fenced(language) => format!("```{language}"),
                    CodeBlockKind::Indented => "```".to_owned(),
                };
                self.write();
                End::Code
            }
            Tag::Table(alignments) => {
                self.flush();
                self.table = Some(alignments.len());
                End::Table
            }
            Tag::TableHead => End::Head,
            Tag::TableRow => End::Row,
            Tag::TableCell => {
                self.line
                    .push_str(if self.line.is_empty() { "| " } else { " " });
                End::Cell
            }
            Tag::Emphasis => self.mark("*"),
            Tag::Strong => self.mark("**"),
            Tag::Strikethrough => self.mark("~~"),
            Tag::Superscript => self.mark("^"),
            Tag::Subscript => self.mark("~"),
            Tag::Link { dest_url, .. } => {
                // A link after a `!` would be a picture.
                if self.line.ends_with('!') {
                    self.line.insert(self.line.len() - 1, '\\');
                }
                self.line.push('[');
                inline(&format!("]({dest_url})"))
            }
            Tag::Image {
                dest_url, title, ..
            } => {
                self.line.push_str("![");
                let title = Some(title).filter(|title| !title.is_empty());
                let title = title.map_or(String::new(), |title| format!(" \"{title}\""));
                inline(&format!("]({dest_url}{title})"))
            }
            Tag::DefinitionList | Tag::MetadataBlock(_) => End::Nothing,
        }
    }

    fn end(&mut self, end: End) {
        match end {
            End::Nothing => {}
            End::Inline(mark) => {
                self.line.push_str(&mark);
                // `<address>` is a link whose text is its address.
                let address = mark
                    .strip_prefix("](")
                    .and_then(|mark| mark.strip_suffix(')'));
                if let Some(address) = address
                    && let Some(before) = self.line.strip_suffix(&format!("[{address}{mark}"))
                    && !before.ends_with('!')
                {
                    self.line = format!("{before}<{address}>");
                }
            }
            End::Cell => {
                self.trim();
                self.line.push_str(" |");
            }
            End::Row => self.flush(),
            End::Head => {
                self.flush();
                let rules = " --- |".repeat(self.table.unwrap_or_default());
                self.line = format!("|{rules}");
                self.flush();
            }
            End::Table => {
                self.table = None;
                self.is_apart = true;
            }
            End::Block => {
                self.flush();
                self.is_apart = true;
            }
            End::Code => {
                self.is_code = false;
                self.line.push_str("```");
                self.end(End::Block);
            }
            End::Container | End::Item | End::Note => {
                self.flush();
                if let Some(Container::Marked(_)) = self.containers.last() {
                    // An empty item.
                    self.write();
                }
                self.containers.pop();
                self.is_apart = !matches!(end, End::Item);
                self.note = self.note.filter(|_| !matches!(end, End::Note));
            }
        }
    }

    fn contain(&mut self, container: Container) -> End {
        self.flush();
        self.containers.push(container);
        End::Container
    }

    /// Replaces the bullet of the item that begins by another mark.
    fn mark_item(&mut self, mark: String) {
        if let Some(Container::Marked(former)) = self.containers.last_mut()
            && former == "- "
        {
            *former = mark;
        }
    }

    fn mark(&mut self, mark: &str) -> End {
        self.line.push_str(mark);
        End::Inline(mark.to_owned())
    }

    /// Adds a text to the line, with one space for any white space.
    fn push(&mut self, text: &str) {
        for piece in text.split_inclusive(SPACES) {
            let word = piece.trim_end_matches(SPACES);
            match self.table {
                Some(_) => self.line.push_str(&word.replace('|', "\\|")),
                None => self.line.push_str(word),
            }
            if word.len() < piece.len() && !self.line.ends_with(' ') {
                self.line.push(' ');
            }
        }
    }

    fn hard_break(&mut self) {
        self.trim();
        self.line.push_str("  ");
        self.write();
    }

    fn trim(&mut self) {
        let length = self.line.trim_end_matches(' ').len();
        self.line.truncate(length);
    }

    /// Writes the line unless it is empty.
    fn flush(&mut self) {
        self.trim();
        if !self.line.is_empty() {
            self.write();
        }
    }

    /// Writes the line with the marks or the indentation of its containers.
    fn write(&mut self) {
        let mut line = String::new();
        for container in &mut self.containers {
            match container {
                Container::List(_) => {}
                Container::Indented(width) => line.extend((0..*width).map(|_| ' ')),
                Container::Marked(mark) => {
                    line.push_str(mark);
                    *container = Container::Indented(mark.chars().count());
                }
            }
        }
        let text = take(&mut self.line);
        line.push_str(&if self.is_code { text } else { grouped(&text) });
        let lines = match self.note {
            Some(note) => self.notes.entry(note).or_default(),
            None => &mut self.lines,
        };
        if take(&mut self.is_apart) && (self.note.is_some() || !lines.is_empty()) {
            lines.push(String::new());
        }
        lines.push(line);
    }

    /// The number of a note.
    fn number(&mut self, name: &str) -> usize {
        let next = self.names.len() + 1;
        *self.names.entry(name.to_lowercase()).or_insert(next)
    }
}

/// A text with a backslash before each character that would otherwise be a mark.
fn escaped(text: &str, begins_line: bool) -> String {
    let mut escaped = String::with_capacity(text.len());
    let mut rest = text;
    if begins_line {
        // `1. ` would begin a list.
        let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let (number, after) = text.split_at(digits);
        let is_mark = |text: &str| text[1..].is_empty() || text[1..].starts_with(SPACES);
        let begins = match digits {
            0 => {
                let is_box = ["[ ] ", "[x] "].iter().any(|mark| text.starts_with(mark));
                is_box
                    || text.starts_with(['#', '>'])
                    || text.starts_with(['-', '+', ':']) && is_mark(text)
            }
            _ => after.starts_with(['.', ')']) && is_mark(after),
        };
        if begins {
            let _ = write!(escaped, "{number}\\");
            rest = after;
        }
    }
    let mut before = None;
    let mut letters = rest.chars().peekable();
    while let Some(c) = letters.next() {
        let begins_tag = |next: &char| next.is_alphabetic() || matches!(next, '/' | '!' | '?');
        let is_mark = match c {
            '*' | '`' | '~' | '^' | '\\' => true,
            // Brackets alone are text, and stay readable.
            '(' => before == Some(']'),
            '<' => letters.peek().is_some_and(begins_tag),
            _ => false,
        };
        if is_mark {
            escaped.push('\\');
        }
        escaped.push(c);
        before = Some(c);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::{canonical as of_pictures, *};
    use proptest::prelude::*;

    fn canonical(markdown: &str) -> String {
        of_pictures(markdown, &BTreeMap::new())
    }

    #[track_caller]
    fn writes(markdown: &str, expected: &str) {
        assert_eq!(canonical(markdown), expected);
        assert_eq!(canonical(expected), expected, "written again");
    }

    #[test]
    fn what_says_the_same_is_written_alike() {
        writes("un\ndeux\n\n\n\ntrois  ", "un deux\n\ntrois");
        writes(
            "* un\n* deux\n\n  suite\n* trois",
            "- un\n- deux\n\n  suite\n- trois",
        );
        writes(
            "+ un\n\n+ deux\n    + trois\nquatre",
            "- un\n- deux\n  - trois quatre",
        );
        writes("3) un\n3) deux", "3. un\n4. deux");
        writes("1) un\n3) deux\n4) trois", "1. un\n3. deux\n4. trois");
        writes("un\n- deux", "un\n\n- deux");
        writes("> un\ndeux\n\ntrois", "un deux\n\ntrois");
        writes(
            "_un_ __deux__ ~~trois~~ un ^er^",
            "*un* **deux** ~~trois~~ un ^er^",
        );
        writes(
            "un  \ndeux\\\ntrois<br>quatre",
            "un  \ndeux  \ntrois  \nquatre",
        );
        writes(
            "Titre\n=====\n\n### Plus bas ###",
            "# Titre\n\n### Plus bas",
        );
        writes("a \\_b &eacute; \\* e\u{301}", "a _b é \\* é");
        writes("1\\. un\n\n\\- deux", "1\\. un\n\n\\- deux");
        writes(
            "|a|b|\n|:-|-:|\n|  1|2|\n|3|",
            "| a | b |\n| --- | --- |\n| 1 | 2 |\n| 3 | |",
        );
        writes(
            "<a@b.fr> [ici][1]\n\n[1]: https://a.fr",
            "<a@b.fr> [ici](https://a.fr)",
        );
        writes("    a\n      b", "```\na\n  b\n```");
        writes(
            "a[^x] b[^y]\n\n[^y]: deux\n[^x]: un",
            "a[^1] b[^2]\n\n[^1]: un\n\n[^2]: deux",
        );
        writes(
            "- [X] un\n- [ ] deux\n- ☑ trois",
            "- ☒ un\n- ☐ deux\n- ☒ trois",
        );
        writes("Terme\n:   Sens\n:   Autre", "Terme\n\nSens\n\nAutre");
        for list in [
            "a) un\nb) deux",
            "- [a)] un\n- [b)] deux",
            "- a) un\n- b) deux",
        ] {
            writes(list, "a) un\nb) deux");
        }
        writes("![a](b.png){width=3mm} `c`", "![a](b.png) c");
        let files = BTreeMap::from([("b.png".to_owned(), "1.png".to_owned())]);
        assert_eq!(of_pictures("![a](b.png)", &files), "![a](1.png)");
        writes(
            "a[^É] b[^x]\n\n[^é]: un\n[^X]: deux",
            "a[^1] b[^2]\n\n[^1]: un\n\n[^2]: deux",
        );
    }

    #[test]
    fn marks_and_what_looks_like_them_are_written_apart() {
        writes("\\[x](y) [à revoir]", "[x]\\(y) [à revoir]");
        writes("\\![x](y)", "\\![x](y)");
        writes("!\\[x](y)", "![x]\\(y)");
        writes("\\<u>a b < c", "\\<u>a b < c");
        writes("- \\[x] un", "- \\[x] un");
        writes(
            "| a \\| b |\n|---|\n| \\<br> |",
            "| a \\| b |\n| --- |\n| \\<br> |",
        );
    }

    #[test]
    fn typography_is_no_change() {
        let written = "10\u{202f}000 € : un porte-à-faux, de 2026 à 2027";
        writes("10 000 € : un porte-à-faux, de 2026 à 2027", written);
        writes("10\n000 € : un porte-à-faux, de 2026 à 2027", written);
        writes(
            "10\u{a0}000\u{202f}€\u{a0}: un porte\u{2011}à\u{2011}faux, de\u{a0}2026 à\u{200b} 20\u{ad}27",
            written,
        );
        assert_eq!(
            plain("Lot\u{a0}1\u{202f}: 1\u{a0}500\u{a0}€"),
            "Lot 1 : 1\u{202f}500 €"
        );
        writes("\u{a0}\\- a", "\\- a");
    }

    /// Whole blocks as people write them, with a text between them, so that two lists are not one.
    fn blocks() -> impl Strategy<Value = String> {
        let block = prop::sample::select(vec![
            "a b\nc",
            "- a\n- b",
            "* a\n\n  b\n* c",
            "1) a\n2) b",
            "3) a\n   - b",
            "> a\n> b",
            "## a *b*",
            "*a* __b__ `c` a",
            "|a|b|\n|-|:-:|\n|c| \\| |",
            "a \\* b \\[c\\](a) [b](https://c.fr)",
            "a  \nb",
            "a b\n===",
            "***",
        ]);
        proptest::collection::vec(block, 0..6).prop_map(|blocks| blocks.join("\n\nc a\n\n"))
    }

    proptest! {
        #[test]
        fn no_word_is_lost(markdown in "([a-c ]|[\n>*_`|#-]|\n\n|1\\. |é){0,30}") {
            let words = |text: &str| -> String { text.chars().filter(|c| c.is_alphabetic()).collect() };
            let once = canonical(&markdown);
            prop_assert_eq!(words(&once), words(&markdown), "{}", once);
        }

        #[test]
        fn what_is_canonical_stays_so(markdown in blocks()) {
            let once = canonical(&markdown);
            prop_assert_eq!(canonical(&once), once);
        }
    }
}
