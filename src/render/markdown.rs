//! Writes Markdown as Typst source.
//!
//! A writer over pulldown-cmark's events: every piece of text goes through [`escape`], every
//! construct becomes a function call closed by `;`, so that nothing an author types can reach Typst's
//! syntax. A missing picture shows its description in a frame. Raw HTML other than `<br>` and `<u>`, which the reader
//! refuses, would print as it is typed.
//! Tables, quotes and lists take whatever style is in force. A table wider than the text also takes the room of the
//! headings beside it (`ample`, in our templates).

use std::{collections::BTreeMap, ops::Range};

use pulldown_cmark::{
    Alignment, CowStr, Event, HeadingLevel, LinkType, Tag, TagEnd, TextMergeWithOffset,
};

use super::{
    escape::{escape, escape_piece},
    french::spaced,
    lettered,
    tables::{Columns, Site, WideTable},
};
use crate::read::{
    FOLLOWED, Html, Joins, Width, is_inline, item_label, item_number, merged, printed_events,
    width_behind,
};

/// Beyond this nesting, text loses its form but nothing of its content; Typst refuses 256 levels.
const DEEPEST: usize = 24;
/// How deep notes stand within notes.
const DEEPEST_NOTE: usize = 4;
/// The lowest level that PDF knows a heading by.
const LOWEST: u8 = 6;
/// What an item of a task list begins with: still to be done, and done.
const BOXES: [&str; 2] = ["☐ ", "☑ "];
/// The rules of a table whose head is not its first row.
const PLAIN_RULES: &str = "stroke: (bottom: 0.4pt + luma(80%)), ";
const LINE_BREAK: &str = "#linebreak();\n";
/// How far into a paragraph a note is called from its first two lines, more or less.
const FIRST_LINES: usize = 240;
/// Where there is no room for two lines and a note, the heading above them goes to the next page as well: a note that
/// does not fit would take these lines there alone.
const NOTE_ROOM: &str = "#block(height: 24mm, above: 0pt, below: -24mm, sticky: true);";

/// The files of pictures, by the name that texts show them by; their paths need no escape in a literal.
pub(super) type Pictures = BTreeMap<String, String>;

/// An event and the bytes that it comes from.
type Located<'a> = (Event<'a>, Range<usize>);

/// Writes `markdown` as Typst source, for pages that are turned or not. Its headings come under one of level `under`,
/// and skip no level.
pub(super) fn to_typst(markdown: &str, under: u8, is_turned: bool, pictures: &Pictures) -> String {
    write(markdown, under, is_turned, pictures)
        .text
        .trim_end()
        .to_owned()
}

/// The tables of a text that fit no page, on pages that are turned or not.
pub(crate) fn wide_tables(markdown: &str, is_turned: bool) -> Vec<WideTable> {
    write(markdown, LOWEST, is_turned, &Pictures::new()).wide
}

fn write<'a, 'p>(
    markdown: &'a str,
    under: u8,
    is_turned: bool,
    pictures: &'p Pictures,
) -> Writer<'a, 'p> {
    let mut writer = Writer {
        markdown,
        pictures,
        notes: Vec::new(),
        names: BTreeMap::new(),
        depth: 0,
        open: Vec::new(),
        text: String::new(),
        wide: Vec::new(),
        picture: Default::default(),
        width: None,
        letters: None,
        is_turned,
        under,
        heading: under,
    };
    let (mut body, mut collected): (Vec<Located<'_>>, Vec<usize>) = (Vec::new(), Vec::new());
    for located in TextMergeWithOffset::new(printed_events(markdown)) {
        match (located, collected.last()) {
            ((Event::Start(Tag::FootnoteDefinition(name)), _), _) => {
                let rank = writer.notes.len();
                collected.push(rank);
                writer.notes.push(Vec::new());
                writer.names.entry(note_key(&name)).or_insert(rank);
            }
            ((Event::End(TagEnd::FootnoteDefinition), _), _) => drop(collected.pop()),
            (located, Some(note)) => writer.notes[*note].push(located),
            (located, None) => body.push(located),
        }
    }
    body.into_iter().for_each(|located| writer.event(located));
    // A note that nothing calls stands at the end.
    for rank in 0..writer.notes.len() {
        let events = std::mem::take(&mut writer.notes[rank]);
        events.into_iter().for_each(|located| writer.event(located));
    }
    writer
}

/// What the spellings of a note's name share.
fn note_key(name: &str) -> String {
    name.to_lowercase()
}

/// A construct whose end has not come yet.
#[derive(Default)]
struct Open<'a> {
    /// What it is; none for a stretch that is underlined.
    tag: Option<Tag<'a>>,
    /// What is written before it.
    before: String,
    /// Of a list: whether an item holds paragraphs.
    is_loose: bool,
    /// The items of a list, each alone or a term with what it means; the rows of a table by their cells.
    parts: Vec<Vec<String>>,
    /// For a row or a table: how each of its cells is joined to others.
    joins: Vec<Joins>,
    /// Where its lines are broken.
    breaks: Vec<(usize, usize)>,
    /// Of an item, or of a list by its items: what stands in the place of a bullet.
    labels: Vec<&'a str>,
    /// The numbers of a list's items, each with the sign behind it.
    numbers: Vec<(u64, char)>,
    /// The text of a picture's description, or of a cell.
    plain: String,
    /// Of a table: what its columns hold.
    columns: Columns,
    /// Of a table: the bytes of its head.
    head: Range<usize>,
}

struct Writer<'a, 'p> {
    markdown: &'a str,
    pictures: &'p Pictures,
    /// The notes that are not written yet; the others are empty.
    notes: Vec<Vec<Located<'a>>>,
    /// Their ranks, by name.
    names: BTreeMap<String, usize>,
    /// How many notes enclose the current position.
    depth: usize,
    open: Vec<Open<'a>>,
    /// What stands in the innermost construct so far.
    text: String,
    /// The tables that fit no page.
    wide: Vec<WideTable>,
    /// The last picture as it is written within a line, and as it is alone.
    picture: [String; 2],
    /// How wide the picture that ends is to be.
    width: Option<Width>,
    /// The lettered list that was written last: where it ends, its numbering and the number that would follow.
    letters: Option<(usize, lettered::Numbering, usize)>,
    is_turned: bool,
    under: u8,
    /// The level of the last heading.
    heading: u8,
}

impl<'a> Writer<'a, '_> {
    fn event(&mut self, (event, range): Located<'a>) {
        match event {
            Event::Start(Tag::TableHead) => {
                if let Some(table) = self.open.last_mut() {
                    table.head = range;
                }
                self.start(Some(Tag::TableHead));
            }
            Event::Start(Tag::TableCell) => {
                let joins = Joins::of(self.markdown, &range);
                let row = self.open.last_mut().into_iter();
                row.for_each(|row| row.joins.push(joins));
                self.start(Some(Tag::TableCell));
            }
            Event::Start(Tag::Item) => {
                let label = item_label(self.markdown, &range).map(|(label, _)| label);
                if let Some(list) = self.open.last_mut() {
                    let last = list.numbers.last().map(|(number, _)| *number);
                    list.numbers.push(item_number(self.markdown, &range, last));
                }
                self.start(Some(Tag::Item));
                let item = self.open.last_mut().into_iter();
                item.for_each(|item| item.labels.push(label.unwrap_or_default()));
            }
            Event::Start(tag) => self.start(Some(tag)),
            Event::End(end) => {
                if end == TagEnd::Image {
                    self.width = width_behind(self.markdown, range.end).map(|(width, _)| width);
                }
                // A stretch that is underlined may never be closed.
                while matches!(self.open.last(), Some(open) if open.tag.is_none()) {
                    self.end();
                }
                self.end();
            }
            Event::Text(text) => self.plain(&text),
            Event::Html(html) | Event::InlineHtml(html) => self.html(&html),
            Event::Code(text) => {
                self.describe(&text);
                let code = format!("#raw(\"{}\");", escape(&text));
                self.push(if self.is_in_picture() { "" } else { &code });
            }
            Event::SoftBreak => self.line_break("\n"),
            Event::HardBreak => self.line_break(LINE_BREAK),
            Event::Rule => self.block("#line(length: 100%);"),
            Event::TaskListMarker(is_done) => self.push(BOXES[usize::from(is_done)]),
            // A picture's description has no room for a note, which then comes below the text.
            Event::FootnoteReference(_) if self.is_in_picture() => {}
            Event::FootnoteReference(name) => self.note(&name),
            // Options that would yield anything else are off.
            other => self.push(&escape(&format!("{other:?}"))),
        }
    }

    fn plain(&mut self, text: &CowStr<'_>) {
        self.describe(text);
        match self.open.last().and_then(|open| open.tag.as_ref()) {
            Some(Tag::CodeBlock(_)) => self.push(text),
            _ => self.push(&escape_piece(&spaced(text))),
        }
    }

    /// Adds to the description of the picture, or to the text of the cell, that this text stands in.
    fn describe(&mut self, text: &str) {
        let mut open = self.open.iter_mut().rev();
        let is_described =
            |open: &&mut Open<'_>| matches!(open.tag, Some(Tag::Image { .. } | Tag::TableCell));
        if let Some(described) = open.find(is_described) {
            described.plain.push_str(text);
        }
    }

    fn is_in_picture(&self) -> bool {
        self.is_within(|tag| matches!(tag, Tag::Image { .. }))
    }

    fn html(&mut self, html: &CowStr<'_>) {
        let is_underlined = self.open.last().is_some_and(|open| open.tag.is_none());
        match Html::of(html) {
            Some(Html::Break) => self.line_break(LINE_BREAK),
            Some(Html::Underline) => self.start(None),
            Some(Html::EndUnderline) if is_underlined => self.end(),
            _ => self.plain(html),
        }
    }

    fn line_break(&mut self, text: &str) {
        let from = self.text.len();
        self.push(text);
        let to = self.text.len();
        self.describe(" ");
        if let Some(open) = self.open.last_mut() {
            open.breaks.push((from, to));
        }
    }

    fn start(&mut self, tag: Option<Tag<'a>>) {
        if let (Some(Tag::Paragraph), [.., list, item]) = (&tag, self.open.as_mut_slice())
            && matches!(item.tag, Some(Tag::Item | Tag::DefinitionListDefinition))
        {
            list.is_loose = true;
        }
        self.open.push(Open {
            tag,
            before: std::mem::take(&mut self.text),
            ..Open::default()
        });
    }

    fn end(&mut self) {
        let Some(mut open) = self.open.pop() else {
            return;
        };
        let body = std::mem::replace(&mut self.text, std::mem::take(&mut open.before));
        if self.open.len() >= DEEPEST || self.is_in_picture() {
            return self.flat(&open, &body);
        }
        let body = body.trim_end_matches('\n');
        match open.tag {
            Some(Tag::Paragraph) => self.paragraph(body, &open.breaks),
            Some(Tag::HtmlBlock) if body.is_empty() => {}
            Some(Tag::HtmlBlock) => self.block(body),
            Some(Tag::Heading { level, .. }) => self.heading(level, body),
            Some(Tag::BlockQuote(_)) => self.block(&format!("#quote(block: true)[{body}];")),
            Some(Tag::CodeBlock(_)) => {
                self.block(&format!("#raw(block: true, \"{}\");", escape(body)));
            }
            // Beyond the deepest level, what was inside is text.
            Some(Tag::List(_) | Tag::DefinitionList | Tag::Table(_)) if open.parts.is_empty() => {
                self.block(body);
            }
            Some(Tag::List(start)) => {
                let numbers = start.map(|_| &*open.numbers);
                self.list(numbers, !open.is_loose, open.parts, &open.labels);
            }
            Some(Tag::Item | Tag::DefinitionListTitle) => {
                let list = self.open.last_mut().into_iter();
                list.for_each(|list| list.labels.append(&mut open.labels));
                self.part(vec![body.to_owned()]);
            }
            Some(Tag::DefinitionList) => {
                let item = |part: &Vec<String>| {
                    format!(
                        "\n  terms.item([{}], [{}]),",
                        part[0],
                        part[1..].join("\n\n")
                    )
                };
                let items: String = open.parts.iter().map(item).collect();
                self.block(&format!("#terms(tight: {},{items}\n);", !open.is_loose));
            }
            Some(Tag::DefinitionListDefinition) => match self.open.last_mut() {
                Some(list) if !list.parts.is_empty() => {
                    list.parts
                        .last_mut()
                        .into_iter()
                        .for_each(|part| part.push(body.to_owned()));
                }
                _ => self.part(vec![String::new(), body.to_owned()]),
            },
            Some(Tag::Table(alignments)) => {
                let depth = self.open.len() + self.depth;
                let fit = open.columns.fit(Site {
                    depth: u32::try_from(depth).unwrap_or(u32::MAX),
                    is_turned: self.is_turned,
                });
                if fit.is_too_wide {
                    self.wide.push(WideTable {
                        head: open.head,
                        columns: alignments.len(),
                    });
                }
                let rows = table(&alignments, &open.parts, &open.joins);
                self.block(&fit.source(alignments.len(), &rows));
            }
            Some(Tag::TableHead | Tag::TableRow) => {
                let table = self.open.last_mut().into_iter();
                table.for_each(|table| table.joins.append(&mut open.joins));
                self.part(open.parts.into_iter().flatten().collect());
            }
            Some(Tag::TableCell) => {
                if let [.., table, row] = self.open.as_mut_slice() {
                    table.columns.add(row.parts.len(), &open.plain);
                }
                self.part(vec![body.to_owned()]);
            }
            Some(Tag::Strong) => self.push(&format!("#strong[{body}];")),
            Some(Tag::Emphasis) => self.push(&format!("#emph[{body}];")),
            Some(Tag::Strikethrough) => self.push(&format!("#strike[{body}];")),
            Some(Tag::Superscript) => self.push(&format!("#super[{body}];")),
            Some(Tag::Subscript) => self.push(&format!("#sub[{body}];")),
            None => self.push(&format!("#underline[{body}];")),
            Some(Tag::Image {
                dest_url, title, ..
            }) => self.picture(&dest_url, &title, &open.plain),
            Some(Tag::Link {
                link_type,
                dest_url,
                ..
            }) => {
                let is_mail = link_type == LinkType::Email;
                let scheme = if is_mail { "mailto:" } else { "" };
                self.link(&format!("{scheme}{dest_url}"), body);
            }
            Some(_) => self.push(body),
        }
    }

    /// Writes a construct that is nested too deep, or in a description, as text alone.
    fn flat(&mut self, open: &Open<'_>, body: &str) {
        match open.tag {
            None => self.push(body),
            Some(ref tag) if is_inline(tag) => self.push(body),
            Some(_) => {
                let label = open.labels.first().filter(|label| !label.is_empty());
                let label = label.map_or(String::new(), |label| escape(label) + " ");
                self.block(&(label + body));
            }
        }
    }

    /// Adds an item, a row or a cell to the construct that it belongs to.
    fn part(&mut self, part: Vec<String>) {
        if let Some(whole) = self.open.last_mut() {
            whole.parts.push(part);
        }
    }

    /// A picture alone in its paragraph is a block; lines that begin `a) `, `b) ` are a lettered list.
    fn paragraph(&mut self, body: &str, breaks: &[(usize, usize)]) {
        let [within, alone] = &self.picture;
        if !body.is_empty() && body == within {
            let alone = alone.clone();
            return self.block(&alone);
        }
        // A letter at the start of a list item may be the number of that item.
        let begins_item = self.text.is_empty()
            && matches!(self.open.last(), Some(open) if matches!(open.tag, Some(Tag::Item)));
        let lines = lettered::lines(body, breaks);
        let letters = self.letters.take();
        let follows = letters.filter(|(end, ..)| *end == self.text.len());
        let follows = follows.map(|(_, numbering, next)| (numbering, next));
        let found = (!begins_item)
            .then(|| lettered::items(&lines, follows))
            .flatten();
        let Some((numbering, start, items)) = found else {
            if self.begins_with_note(body) {
                self.block(NOTE_ROOM);
            }
            return self.block(body);
        };
        let next = start + items.len();
        self.block(&numbered(numbering, start, true, &items));
        self.letters = Some((self.text.len(), numbering, next));
    }

    /// Whether a paragraph, the first one under a heading, has a note in its first lines.
    fn begins_with_note(&self, body: &str) -> bool {
        let is_first = || {
            let last = self.text.trim_end().rsplit("\n\n").next();
            last.is_none_or(|last| last.is_empty() || last.starts_with("#heading("))
        };
        let note = || body.find("#footnote[").is_some_and(|at| at < FIRST_LINES);
        self.depth == 0 && self.open.is_empty() && is_first() && note()
    }

    fn list(
        &mut self,
        numbers: Option<&[(u64, char)]>,
        is_tight: bool,
        items: Vec<Vec<String>>,
        labels: &[&str],
    ) {
        let items: Vec<String> = items.into_iter().flatten().collect();
        if labels.iter().any(|label| !label.is_empty()) {
            let label = |label: &&str| match *label {
                "" => "[•], ".to_owned(),
                label => format!("[{}], ", escape(label)),
            };
            let labels: String = labels.iter().map(label).collect();
            let numbering = format!("numbering: n => ({labels}).at(n - 1)");
            return self.block(&enumerated(&numbering, is_tight, &items));
        }
        let borrowed: Vec<[&str; 2]> = items.iter().map(|item| ["", &**item]).collect();
        let lettered =
            lettered::items(&borrowed, None).filter(|(.., all)| all.len() == items.len());
        if let Some((numbering, start, items)) = lettered.filter(|_| numbers.is_none()) {
            return self.block(&numbered(numbering, start, is_tight, &items));
        }
        // A box stands for the bullet.
        let is_task = |item: &String| BOXES.iter().any(|sign| item.starts_with(sign));
        let marker = if items.iter().all(is_task) {
            "marker: [], "
        } else {
            ""
        };
        let Some(numbers) = numbers else {
            let items = items.iter().flat_map(|item| ["\n  [", item, "],"]);
            let items: String = items.collect();
            return self.block(&format!("#list({marker}tight: {is_tight},{items}\n);"));
        };
        let (start, sign) = numbers.first().copied().unwrap_or((1, '.'));
        let mut due = start..;
        if numbers
            .iter()
            .all(|(number, _)| due.next() == Some(*number))
        {
            let numbering = if sign == ')' {
                "numbering: \"1)\", "
            } else {
                ""
            };
            return self.block(&enumerated(
                &format!("{numbering}start: {start}"),
                is_tight,
                &items,
            ));
        }
        let labels = numbers
            .iter()
            .map(|(number, sign)| format!("[{number}{sign}], "));
        let labels: String = labels.collect();
        let numbering = format!("numbering: n => ({labels}).at(n - 1)");
        self.block(&enumerated(&numbering, is_tight, &items));
    }

    /// A heading within a quote or a list is set in bold: it would break the order of the levels.
    fn heading(&mut self, level: HeadingLevel, body: &str) {
        if body.is_empty() {
            return;
        }
        if self.depth > 0 || !self.open.is_empty() {
            return self.block(&format!("#strong[{body}];"));
        }
        let wanted = (level as u8).max(self.under + 1);
        self.heading = wanted.min(self.heading + 1).min(LOWEST);
        self.block(&format!("#heading(depth: {})[{body}];", self.heading));
    }

    /// The first call of a note writes it; others show its number.
    fn note(&mut self, name: &str) {
        let key = note_key(name);
        let label = format!("label(\"note {}\")", escape(&key));
        let rank = self.names.get(&key).copied();
        let note = rank.and_then(|rank| self.notes.get_mut(rank));
        // Notes that stand deeper in others come below the text.
        let note = note.filter(|note| !note.is_empty() && self.depth < DEEPEST_NOTE);
        // The reader gives a section an empty note for one that an earlier section has.
        let Some(note) = note.map(std::mem::take) else {
            return self.push(&format!(
                "#context {{ let own = query(selector({label}).before(here())); if own.len() > 0 {{ super(numbering(\"1\", ..counter(footnote).at(own.last().location()))) }} }};"
            ));
        };
        let open = std::mem::take(&mut self.open);
        let before = std::mem::take(&mut self.text);
        self.depth += 1;
        note.into_iter().for_each(|located| self.event(located));
        self.depth -= 1;
        self.open = open;
        let body = std::mem::replace(&mut self.text, before);
        self.push(&format!("#footnote[{}];#{label};", body.trim()));
    }

    /// A picture, or a frame with what it should show.
    fn picture(&mut self, name: &str, title: &str, description: &str) {
        let title = title.trim();
        let alt = [description.trim(), title, name.trim()];
        let alt = alt.into_iter().find(|text| !text.is_empty());
        let alt = escape(alt.unwrap_or_default());
        let file = self.pictures.get(name);
        let width = self.width.take();
        let image = file.map(|file| image(&format!("\"/{file}\", alt: \"{alt}\""), width));
        let caption = escape(title);
        let [within, alone] = match (&image, title) {
            (Some(image), "") => [format!("#box({image});"), format!("#figure({image});")],
            (Some(image), _) => [
                format!("#box({image}); #emph[{caption}];"),
                format!("#figure({image}, numbering: none, caption: [{caption}]);"),
            ],
            (None, _) => {
                // The frame leaves out the title, which is its caption.
                let framed = [description.trim(), name.trim()];
                let framed = framed.into_iter().find(|text| !text.is_empty());
                let framed = escape(framed.unwrap_or_default());
                let frame =
                    |kind, inset| format!("#{kind}(inset: {inset}, stroke: 0.5pt)[{framed}];");
                let caption = format!(" #emph[{caption}];");
                let caption = if title.is_empty() { "" } else { &caption };
                [
                    frame("box", "(x: 3pt), outset: (y: 2.5pt)") + caption,
                    frame("block", "4mm, width: 100%") + caption,
                ]
            }
        };
        self.push(&within);
        self.picture = [within, alone];
    }

    /// The address is printed too, in a note when there is room for one: a signed document is read on paper.
    fn link(&mut self, address: &str, body: &str) {
        let address_alone = address.strip_prefix("mailto:").unwrap_or(address);
        let shown = escape_piece(address_alone);
        // A table's head is repeated on each page it reaches; PDF/UA allows no link in what is repeated.
        let can_be_followed = FOLLOWED.iter().any(|scheme| address.starts_with(scheme))
            && !self.is_within(|tag| matches!(tag, Tag::TableHead));
        let linked = |text: &str| {
            let link = can_be_followed.then(|| format!("#link(\"{}\")[{text}];", escape(address)));
            link.unwrap_or_else(|| text.to_owned())
        };
        let has_no_room =
            |tag: &Tag<'_>| matches!(tag, Tag::Heading { .. } | Tag::Table(_) | Tag::Link { .. });
        let text = if body.is_empty() {
            self.describe(address_alone);
            linked(&shown)
        } else if body == shown || shown.is_empty() {
            linked(body)
        } else if !can_be_followed || self.depth > 0 || self.is_within(has_no_room) {
            self.describe(&format!(" ({address_alone})"));
            format!("{} \\u{{28}}{shown})", linked(body))
        } else {
            format!("{}#footnote[{}];", linked(body), linked(&shown))
        };
        self.push(&text);
    }

    /// Whether the current position is in such a construct.
    fn is_within(&self, is: impl Fn(&Tag<'_>) -> bool) -> bool {
        self.open
            .iter()
            .filter_map(|open| open.tag.as_ref())
            .any(is)
    }

    fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// Writes a paragraph or another block, separated from its neighbours.
    fn block(&mut self, text: &str) {
        while !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
        self.push(text);
        self.push("\n\n");
    }
}

/// The Typst call that shows a picture, which is never wider than its column.
fn image(arguments: &str, width: Option<Width>) -> String {
    match width {
        None => format!("image({arguments})"),
        Some(Width::Percent(percent)) => format!("image({arguments}, width: {percent}%)"),
        Some(Width::Hundredths(width)) => {
            let (whole, part) = (width / 100, width % 100);
            format!(
                "layout(room => image({arguments}, width: calc.min({whole}.{part:02}mm, room.width)))"
            )
        }
    }
}

/// A list whose items bear letters.
fn numbered(numbering: lettered::Numbering, start: usize, tight: bool, items: &[String]) -> String {
    let [style, end] = numbering;
    let numbering = format!("numbering: \"{style}{end}\", start: {start}");
    enumerated(&numbering, tight, items)
}

fn enumerated(numbering: &str, tight: bool, items: &[String]) -> String {
    let items = items.iter().flat_map(|item| ["\n  [", item, "],"]);
    let items: String = items.collect();
    format!("#enum(tight: {tight}, {numbering},{items}\n);")
}

/// The arguments of a table after its columns; the first row is its head. A cell of `^^` continues the one above,
/// a cell of `<<` the one on its left, where what they make is a rectangle.
fn table(alignments: &[Alignment], rows: &[Vec<String>], joins: &[Joins]) -> String {
    let name = |alignment: &Alignment| match alignment {
        Alignment::None | Alignment::Left => "left, ",
        Alignment::Center => "center, ",
        Alignment::Right => "right, ",
    };
    let align: String = alignments.iter().map(name).collect();
    let joins = joins.chunks(alignments.len().max(1)).map(<[Joins]>::to_vec);
    let owners = merged(&joins.collect::<Vec<_>>());
    // How many rows and columns each cell takes.
    let mut sizes = BTreeMap::new();
    for (row, cells) in owners.iter().enumerate() {
        for (column, owner) in cells.iter().enumerate() {
            sizes.insert(*owner, (row - owner.0 + 1, column - owner.1 + 1));
        }
    }
    // A table without a head has an empty one in Markdown.
    let is_blank = |head: &Vec<String>| head.iter().all(String::is_empty);
    let mut firsts = sizes.range(..(1, 0));
    let is_headless = rows.first().is_some_and(is_blank) && firsts.all(|(_, size)| size.0 == 1);
    let mut heads = usize::from(!is_headless);
    for (owner, (height, _)) in &sizes {
        if owner.0 < heads {
            heads = heads.max(owner.0 + height);
        }
    }
    let mut written = String::new();
    for (row, cells) in rows.iter().enumerate().skip(usize::from(is_headless)) {
        if row == 0 {
            // Notes, and links in further rows of a head, could not be repeated.
            let is_once = heads > 1 || cells.iter().any(|cell| cell.contains("#footnote["));
            written += "table.header(";
            written += if is_once { "repeat: false, " } else { "" };
        }
        for (column, cell) in cells.iter().enumerate() {
            let Some((height, width)) = sizes.get(&(row, column)) else {
                continue;
            };
            if (*height, *width) != (1, 1) {
                let (width, height) = (width.to_string(), height.to_string());
                written.extend(["table.cell(colspan: ", &width, ", rowspan: ", &height, ")"]);
            }
            let is_head = row < heads;
            let [begin, end] = if is_head {
                ["[#strong[", "];], "]
            } else {
                ["[", "], "]
            };
            written.extend([begin, cell, end]);
        }
        if row + 1 == heads {
            written += "), ";
        }
    }
    // The rule under a head is drawn below the first row, wherever the head ends.
    let stroke = if heads == 1 { "" } else { PLAIN_RULES };
    format!("{stroke}align: ({align}), {written}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::{
        evaluate::evaluate,
        tests::fuzzed::{Functions, run},
    };
    use proptest::prelude::*;

    #[track_caller]
    fn writes(markdown: &str, expected: &str) {
        let typst = to_typst(markdown, 2, false, &Pictures::new());
        assert_eq!(typst, expected);
        evaluate(&typst).expect("source that Typst accepts");
    }

    #[track_caller]
    fn prints(markdown: &str, expected: &str) {
        let typst = to_typst(markdown, 2, false, &Pictures::new());
        assert_eq!(
            evaluate(&typst).expect(&typst).0.trim(),
            expected,
            "{typst}"
        );
    }

    #[test]
    fn paragraphs_and_emphasis() {
        writes(
            "Un *mot* et\n**un autre**.\n\nPuis `x = 1`.",
            concat!(
                "Un #emph[mot]; et\n#strong[un autre];\\u{2e}\n\n",
                "Puis #raw(\"x \\u{3d} 1\");\\u{2e}"
            ),
        );
        writes("a  \nb", "a#linebreak();\nb");
        writes("***", "#line(length: 100%);");
    }

    #[test]
    fn headings_skip_no_level() {
        writes(
            "##### A\n\n### B\n\n#### C\n\n###### D",
            concat!(
                "#heading(depth: 3)[A];\n\n#heading(depth: 3)[B];\n\n",
                "#heading(depth: 4)[C];\n\n#heading(depth: 5)[D];"
            ),
        );
        assert_eq!(
            to_typst("### A", 1, false, &Pictures::new()),
            "#heading(depth: 2)[A];"
        );
        writes("> # Cité", "#quote(block: true)[#strong[Cité];];");
        writes("###", "");
    }

    #[test]
    fn lists_are_tight_or_loose() {
        writes("- a\n- b", "#list(tight: true,\n  [a],\n  [b],\n);");
        writes(
            "3. a\n\n4. b",
            "#enum(tight: false, start: 3,\n  [a],\n  [b],\n);",
        );
        // The indent of a list does not matter.
        writes(
            "a\n\n  4. b\n  5. c",
            "a\n\n#enum(tight: true, start: 4,\n  [b],\n  [c],\n);",
        );
        writes(
            "1) a\n1) b",
            "#enum(tight: true, numbering: \"1)\", start: 1,\n  [a],\n  [b],\n);",
        );
        writes(
            "1. a\n2. b\n5. c",
            "#enum(tight: true, numbering: n => ([1.], [2.], [5.], ).at(n - 1),\n  [a],\n  [b],\n  [c],\n);",
        );
        writes(
            "- a\n  - b\n  - c\n- d",
            "#list(tight: true,\n  [a\n\n#list(tight: true,\n  [b],\n  [c],\n);],\n  [d],\n);",
        );
        writes(
            "- a\n\n  suite\n- b",
            "#list(tight: false,\n  [a\n\nsuite],\n  [b],\n);",
        );
    }

    #[test]
    fn quotes_code_and_tables() {
        writes("> a\n>\n> b", "#quote(block: true)[a\n\nb];");
        writes(
            "```rust\nlet a = \"b\";\n  c\n```",
            "#raw(block: true, \"let a \\u{3d} \\u{22}b\\u{22};\\u{a}\\u{20}\\u{20}c\");",
        );
        writes(
            "| a | b |\n|---|--:|\n| 1 | 2 |",
            concat!(
                "#table(columns: 2, align: (left, right, ), ",
                "table.header([#strong[a];], [#strong[b];], ), [1], [2], );"
            ),
        );
    }

    #[test]
    fn cells_are_merged() {
        writes(
            "| a | << |\n|---|---|\n| ^^ | ^^ |\n| b | c |",
            concat!(
                "#table(columns: 2, stroke: (bottom: 0.4pt + luma(80%)), align: (left, left, ), table.header(repeat: false, ",
                "table.cell(colspan: 2, rowspan: 2)[#strong[a];], ), [b], [c], );"
            ),
        );
        prints("|  |  |\n|---|---|\n| ^^ | a |", "a");
        // A cell that shows the sign itself, escaped, is not merged.
        prints("| a | \\<< |\n|---|---|\n| \\^^ | b |", "a<<^^b");
    }

    #[test]
    fn notes_are_written_where_they_are_called() {
        writes(
            "a[^1] b[^1]\n\n[^1]: *un*",
            concat!(
                "#block(height: 24mm, above: 0pt, below: -24mm, sticky: true);\n\n",
                "a#footnote[#emph[un];];#label(\"note 1\"); b#context { let own = query(selector(label(\"note 1\")).before(here())); ",
                "if own.len() > 0 { super(numbering(\"1\", ..counter(footnote).at(own.last().location()))) } };"
            ),
        );
        // A note that nothing calls, one called in a description (which then makes no picture), one that calls itself.
        prints("a\n\n[^1]: un", "aun");
        prints("![b[^1]](c)\n\n[^1]: un", "![bun](c)");
        prints("a[^1]\n\n[^1]: un[^1]", "aun");
    }

    #[test]
    fn lists_of_letters_and_boxes() {
        writes(
            "a) un\nb) deux\n\nc) trois",
            concat!(
                "#enum(tight: true, numbering: \"a)\", start: 1,\n  [un],\n  [deux],\n);\n\n",
                "#enum(tight: true, numbering: \"a)\", start: 3,\n  [trois],\n);"
            ),
        );
        writes(
            "- i) un\n- ii) deux",
            "#enum(tight: true, numbering: \"i)\", start: 1,\n  [un],\n  [deux],\n);",
        );
        writes(
            "- [ ] un\n- [x] deux",
            "#list(marker: [], tight: true,\n  [☐ un],\n  [☑ deux],\n);",
        );
        writes(
            "Terme\n: sens",
            "#terms(tight: true,\n  terms.item([Terme], [sens]),\n);",
        );
    }

    #[test]
    fn links_show_their_address() {
        let address = "https\\u{3a}\\u{2f}\\u{2f}a.fr\\u{2f}b";
        let expected =
            format!("#link(\"{address}\")[ici];#footnote[#link(\"{address}\")[{address}];];");
        writes("a\n\n[ici](https://a.fr/b)", &format!("a\n\n{expected}"));
        writes(
            "<https://a.fr/b>",
            &format!("#link(\"{address}\")[{address}];"),
        );
        prints("| [ici](https://a.fr) |\n|---|", "ici (https://a.fr)");
        writes(
            "| [ici](https://a.fr) | <a@b.fr> |\n|---|---|",
            concat!(
                "#table(columns: 2, align: (left, left, ), ",
                "table.header([#strong[ici \\u{28}https\\u{3a}\\u{2f}\\u{2f}a.fr)];], [#strong[a\\u{40}b.fr];], ), );"
            ),
        );
        writes("<a@b.fr>", "#link(\"mailto:a\\u{40}b.fr\")[a\\u{40}b.fr];");
        prints("[ici](javascript:alert)", "ici (javascript:alert)");
        prints("[ici](annexe.pdf)", "ici (annexe.pdf)");
        prints("[ici]()", "ici");
        prints("![plan de la ville](plan.png)", "plan de la ville");
        prints("![](plan.png)", "plan.png");
    }

    #[test]
    fn nothing_reaches_typst() {
        for text in [
            "#str(6*7)",
            "\\#str(6*7)",
            "]",
            "a ] b",
            "a // b",
            "a /* b",
            "#panic()",
            "$x$",
            "@ref",
            "<label>",
            "a_b",
            "#[",
            "a #",
            "#",
            "~",
            "= a",
            "a -- b",
            "...",
            "'a'",
            "\"a\"",
            "# a",
            "- a",
            "1. a",
            "+ a",
            "/ a: b",
            "`",
            "``a",
            "#emph[a]",
            "{",
            "};",
            "\\u{41}",
            "https://a.fr",
            "a\\",
            "(1)",
            ";",
            ".a",
        ] {
            let escaped: String = text
                .chars()
                .map(|c| {
                    if c.is_ascii_punctuation() {
                        format!("\\{c}")
                    } else {
                        c.into()
                    }
                })
                .collect();
            let text = spaced(text);
            prints(&escaped, &text);
            prints(&format!("*x*{escaped}"), &format!("x{text}"));
        }
        prints("<b>a</b>", "<b>a</b>");
        prints("`#panic()` `]`", "#panic() ]");
        prints("```\n#panic() ]\n```", "#panic() ]");
        prints("a&#x20;&#8239;b", "a \u{202f}b");
    }

    #[test]
    fn deep_nesting_keeps_the_text() {
        prints(&format!("{}a", "> ".repeat(400)), "a");
        prints(&format!("{}a", "- ".repeat(400)), "a");
        prints(
            &format!("{}a{}", "*a ".repeat(300), "*".repeat(300)),
            &format!("{}a", "a ".repeat(300)),
        );
    }

    /// The source compiles and prints all of the text, according to another reader of the Markdown.
    fn prints_its_text(markdown: &str) {
        let functions = Functions {
            events: |text| printed_events(text).map(|(event, _)| event).collect(),
            to_typst: |text| to_typst(text, 2, false, &Pictures::new()),
            escape,
            evaluate,
        };
        run(markdown.as_bytes(), &functions);
    }

    /// Markdown by its pieces, which random characters seldom make.
    fn pieces() -> impl Strategy<Value = String> {
        let text = prop_oneof![
            "[ -~]{0,8}",
            any::<String>(),
            Just("#str(6*7)".to_owned()),
            Just("\\\\]".to_owned())
        ];
        let piece = (0..29usize, text).prop_map(|(form, text)| match form {
            0 => format!("\n\n## {text}\n\n"),
            1 => format!("\n- {text}\n"),
            2 => format!("\n1. {text}\n"),
            3 => format!("\n> {text}\n"),
            4 => format!("*{text}*"),
            5 => format!("**{text}**"),
            6 => format!("`{text}`"),
            7 => format!("\n```\n{text}\n```\n"),
            8 => format!("[{text}](<{text}>)"),
            9 => format!("\n\n| {text} | a |\n|---|:-:|\n| b | {text} |\n\n"),
            10 => format!("![{text}](x)"),
            11 => format!("\n    {text}\n"),
            12 => format!("<https://a.fr/{text}>"),
            13 => format!("a[^{text}] b[^1]"),
            14 => format!("\n\n[^{text}]: {text}\n\n    suite\n\n[^1]: un[^{text}]\n\n"),
            15 => format!("~~{text}~~"),
            16 => format!("n^{text}^ H~{text}~"),
            17 => format!("\n- [ ] {text}\n- [x] b\n"),
            18 => format!("\n\n{text}\n: a\n: {text}\n\n"),
            19 => format!("\n\na) {text}\nb) un\n\nc) {text}\n\n"),
            20 => format!("\n- i) {text}\n- ii) deux\n"),
            21 => format!(
                "\n\n| a | << | {text} |\n|---|---|---|\n| ^^ | ^^ | << |\n| {text} | b | ^^ |\n\n"
            ),
            22 => format!("![{text}](<{text}> \"{text}\")"),
            23 => format!("\n\n![{text}](y 'légende')\n\n"),
            24 => format!("a<br>{text}<u>{text}</u>"),
            25 => format!("[{text}][r] [r]\n\n[r]: https://a.fr\n\n"),
            26 => format!("\n### a[^1] {text}\n"),
            27 => format!("n^{text}^er H~{text}~O 1^er^"),
            _ => text,
        });
        proptest::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn any_markdown_prints_its_text(markdown in pieces()) {
            prints_its_text(&markdown);
        }

        #[test]
        fn any_characters_print_their_text(markdown in any::<String>()) {
            prints_its_text(&markdown);
        }

        #[test]
        fn any_markdown_gives_valid_source(markdown in "([ -~]|[\n>#*_`|\\[\\]()!<&-]|\n\n|    |é){0,60}") {
            let typst = to_typst(&markdown, 2, false, &Pictures::new());
            if let Err(problem) = evaluate(&typst) {
                panic!("{problem}\n{typst}");
            }
        }
    }
}
