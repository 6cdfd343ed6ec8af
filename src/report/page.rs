//! A page of Markdown on a screen: headings stand out, text is wrapped and set in, code keeps its lines,
//! tables are aligned. Without colours, no sign of Markdown is left: the result is plain text.
//!
//! It knows what the pages about rules are made of; images and raw HTML are no part of them.

mod table;

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Parser, Tag, TagEnd};

use self::table::Table;
use super::{
    inline::Inline,
    screen::{Ink, Screen, visible},
};
use crate::read::markdown_options;

/// How far text is set in under its heading, and code under its text.
const STEP: usize = 2;

/// Draws `markdown`, its last line ended.
pub fn draw_page(markdown: &str, screen: Screen) -> String {
    let mut page = Page {
        screen,
        blocks: Vec::new(),
        inline: Inline::default(),
        lists: Vec::new(),
        opens_list: false,
        item: None,
        table: None,
        code: None,
    };
    for event in Parser::new_ext(markdown, markdown_options()) {
        page.event(event);
    }
    page.text()
}

/// A page under construction, block by block.
struct Page {
    screen: Screen,
    /// Each with whether a blank line stands before it.
    blocks: Vec<(bool, Vec<String>)>,
    inline: Inline,
    /// The number of the next item in each open list; none when items have dots.
    lists: Vec<Option<u64>>,
    /// Whether an outermost list has opened whose first item has not come yet.
    opens_list: bool,
    /// The sign of an item whose text has not come yet.
    item: Option<String>,
    table: Option<Table>,
    code: Option<String>,
}

impl Page {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(&tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => match &mut self.code {
                Some(code) => code.push_str(&text),
                None => self.inline.push(&text),
            },
            Event::Code(text) => self.inline.push_in(Ink::Code, &text),
            Event::SoftBreak | Event::HardBreak => self.inline.push(" "),
            Event::Html(text) | Event::InlineHtml(text) => self.inline.push(&text),
            // Options that would yield anything else are off; a line between parts needs no sign.
            _ => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>) {
        match tag {
            Tag::Emphasis | Tag::Strong => self.inline.stress(true),
            Tag::CodeBlock(CodeBlockKind::Fenced(_) | CodeBlockKind::Indented) => {
                self.code = Some(String::new())
            }
            Tag::List(first) => {
                self.flush();
                self.opens_list |= self.lists.is_empty();
                self.lists.push(*first);
            }
            Tag::Item => self.item = Some(self.next_sign()),
            Tag::Table(alignments) => self.table = Some(Table::new(alignments)),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Emphasis | TagEnd::Strong => self.inline.stress(false),
            TagEnd::Heading(level) => self.heading(level),
            TagEnd::Paragraph | TagEnd::Item => self.flush(),
            TagEnd::CodeBlock => self.code_block(),
            TagEnd::List(_) => {
                self.lists.pop();
            }
            TagEnd::TableCell => {
                let cell = std::mem::take(&mut self.inline);
                self.table
                    .iter_mut()
                    .for_each(|table| table.cell(cell.clone()));
            }
            TagEnd::TableHead | TagEnd::TableRow => self.table.iter_mut().for_each(Table::end_row),
            TagEnd::Table => {
                if let Some(table) = self.table.take() {
                    self.block(
                        table
                            .draw(&self.screen)
                            .iter()
                            .map(|line| set_in(STEP, line))
                            .collect(),
                    );
                }
            }
            _ => {}
        }
    }

    fn heading(&mut self, level: HeadingLevel) {
        let ink = if level == HeadingLevel::H1 {
            Ink::Strong
        } else {
            Ink::Info
        };
        let lines = std::mem::take(&mut self.inline).wrap_in(ink, &self.screen, 0);
        self.block(lines);
    }

    /// Ends the paragraph or the item whose text has been gathered.
    fn flush(&mut self) {
        if self.inline.is_empty() {
            return;
        }
        let depth = self.lists.len();
        let edge = STEP * depth.max(1);
        let lines = std::mem::take(&mut self.inline)
            .wrap(&self.screen, edge + if depth > 0 { STEP } else { 0 });
        let starts_item = self.item.is_some();
        let sign = self.item.take().unwrap_or_default();
        let line = |(index, line): (usize, &String)| match (index, depth) {
            (_, 0) => set_in(edge, line),
            (0, _) => set_in(edge, &format!("{sign:STEP$}{line}")),
            _ => set_in(edge + STEP, line),
        };
        let lines = lines.iter().enumerate().map(line).collect();
        // Items stand close together.
        self.blocks.push((!starts_item || self.opens_list, lines));
        self.opens_list = false;
    }

    fn code_block(&mut self) {
        let code = self.code.take().unwrap_or_default();
        let line = |line: &str| set_in(2 * STEP, &self.screen.paint(Ink::Code, &visible(line)));
        let lines = code.lines().map(line).collect();
        self.block(lines);
    }

    fn block(&mut self, lines: Vec<String>) {
        self.blocks.push((true, lines));
    }

    /// What stands before an item: its number or a dot.
    fn next_sign(&mut self) -> String {
        match self.lists.last_mut() {
            Some(Some(number)) => {
                *number += 1;
                format!("{}. ", *number - 1)
            }
            _ => "•".to_owned(),
        }
    }

    fn text(&self) -> String {
        let mut text = String::new();
        for (index, (parted, lines)) in self.blocks.iter().enumerate() {
            if *parted && index > 0 {
                text.push('\n');
            }
            for line in lines {
                text.extend([line.trim_end(), "\n"]);
            }
        }
        text
    }
}

fn set_in(columns: usize, line: &str) -> String {
    if line.is_empty() {
        String::new()
    } else {
        format!("{}{line}", " ".repeat(columns))
    }
}

#[cfg(test)]
mod tests;
