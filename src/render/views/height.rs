//! How high a fiche is, in thousandths of a point: roughly, but enough to choose the type that leaves no page half empty.

use pulldown_cmark::{Event, Tag, TagEnd};

use super::figures::ems;
use crate::{model::Section, read::markdown_events, record::FicheRecord};

/// What a page holds between its margins.
const PAGE: u32 = 714_000;
/// What boxes for initials take of it.
const INITIALS: u32 = 20_000;
/// How wide a line of text is, how wide a text at the head of the fiche, and by how much a list is indented.
const LINE: u32 = 391_000;
const INDENT: u32 = 22_000;
/// How wide the headings beside it are.
const SIDE: u32 = 90_000;
/// How high a letter stands, in thousandths of its size.
const LETTER: u32 = 714;

/// How a fiche is set: sizes and spaces in thousandths of a point.
struct Setting {
    text: u32,
    leading: u32,
    spacing: u32,
    section: u32,
    row: u32,
    head: u32,
}

/// As long as there is room.
const USUAL: Setting = Setting {
    text: 10_000,
    leading: 6_000,
    spacing: 8_500,
    section: 15_600,
    row: 14_800,
    head: 15_800,
};
/// `fiche.is_tight` in templates/fiche-contenu.typ.
const TIGHT: Setting = Setting {
    text: 9_500,
    leading: 4_750,
    spacing: 6_200,
    section: 10_800,
    row: 12_800,
    head: 13_200,
};

/// Whether a fiche fits one page if it is set tight, and only then. `rows` is how many rows its tables have.
pub(super) fn is_tight(fiche: &FicheRecord, rows: usize, has_initials: bool) -> bool {
    let page = PAGE - if has_initials { INITIALS } else { 0 };
    let height = |setting: &Setting| setting.height(fiche, rows);
    // Estimates: where they leave a doubt, smaller type harms less than a page for two lines.
    let is_full = height(&USUAL).is_some_and(|height| height > page * 97 / 100);
    is_full && height(&TIGHT).is_some_and(|height| height <= page * 103 / 100)
}

/// Whether a heading beside its section would be higher than it.
pub(super) fn has_long_heading(section: &Section) -> bool {
    // Bold type is wider.
    let heading = lines(&section.heading, 10_500, SIDE) * 11_100;
    let text = TIGHT.section_text(&section.markdown);
    text.is_some_and(|height| heading > height + TIGHT.section)
}

impl Setting {
    /// None where only Typst can tell.
    fn height(&self, fiche: &FicheRecord, rows: usize) -> Option<u32> {
        let mut height = title(fiche) + self.head(fiche);
        for section in &fiche.sections {
            height += self.section + self.section_text(&section.markdown)?;
        }
        height += 2 * self.section;
        let rows = u32::try_from(rows).unwrap_or(u32::MAX);
        Some(height.saturating_add(rows.saturating_mul(self.row)))
    }

    /// Who, when and with whom.
    fn head(&self, fiche: &FicheRecord) -> u32 {
        let partners = fiche.partners.join(" · ");
        let texts = [&fiche.leader, &fiche.calendar].into_iter().flatten();
        let fields = fiche.fields.iter().map(|[_, text]| text);
        let texts = texts.chain(fields).map(String::as_str);
        let texts = texts.chain((!partners.is_empty()).then_some(&*partners));
        texts
            .map(|text| {
                let lines: u32 = text.lines().map(|line| lines(line, 9_000, LINE)).sum();
                self.head + lines.saturating_sub(1) * 10_900
            })
            .sum()
    }

    fn section_text(&self, markdown: &str) -> Option<u32> {
        let (mut height, mut depth, mut text) = (0, 0, String::new());
        // Of a table, how many columns it has, and the lines of the highest cell of a row.
        let (mut columns, mut highest) = (1, 0);
        for (event, _) in markdown_events(markdown) {
            match event {
                Event::Text(part) | Event::Code(part) => text.push_str(&part),
                Event::SoftBreak => text.push(' '),
                Event::Start(Tag::List(_)) => {
                    height += self.lines(&std::mem::take(&mut text), depth);
                    depth += 1;
                }
                Event::End(TagEnd::List(_)) => {
                    depth -= 1;
                    if depth == 0 {
                        height += self.spacing - self.leading;
                    }
                }
                Event::HardBreak | Event::End(TagEnd::Item) => {
                    height += self.lines(&std::mem::take(&mut text), depth);
                }
                Event::End(TagEnd::Paragraph) => {
                    height += self.lines(&std::mem::take(&mut text), depth);
                    height += self.spacing - self.leading;
                }
                Event::End(TagEnd::Heading(_)) => {
                    height += self.lines(&std::mem::take(&mut text), depth) + self.section;
                }
                Event::Start(Tag::Table(all)) => {
                    columns = u32::try_from(all.len()).unwrap_or(u32::MAX).max(1);
                }
                Event::End(TagEnd::TableCell) => {
                    let room = (LINE / columns).saturating_sub(10_000);
                    highest = lines(&std::mem::take(&mut text), 9_000, room).max(highest);
                }
                Event::End(TagEnd::TableHead | TagEnd::TableRow) => {
                    height += std::mem::take(&mut highest) * 10_900 + 4_000;
                }
                Event::Start(Tag::Image { .. } | Tag::CodeBlock(_)) => return None,
                _ => {}
            }
        }
        // Under the last line, there is the space of a section.
        Some(height.saturating_sub(self.spacing))
    }

    /// The lines of a paragraph, each with the space under it.
    fn lines(&self, text: &str, depth: u32) -> u32 {
        if text.trim().is_empty() {
            return 0;
        }
        let room = LINE.saturating_sub(depth * INDENT).max(LINE / 4);
        lines(text, self.text, room) * (self.text * LETTER / 1_000 + self.leading)
    }
}

/// The rule, the title and the band of amounts.
fn title(fiche: &FicheRecord) -> u32 {
    let lines = lines(&fiche.title, 15_500, LINE);
    let band = if fiche.splits.all.total.is_zero() {
        0
    } else {
        52_000
    };
    34_500 + lines * 18_200 + band
}

/// How many lines a text takes at this size.
fn lines(text: &str, size: u32, room: u32) -> u32 {
    let (size, room) = (u64::from(size), room.max(1));
    let width = |word: &str| u32::try_from(u64::from(ems(word)) * size / 1_000).unwrap_or(u32::MAX);
    let space = width(" ");
    let (mut lines, mut at) = (1, 0u32);
    for word in text.split([' ', '\n']).map(width) {
        if at > 0 && at.saturating_add(word) > room {
            lines += 1;
            at = 0;
        }
        // A word longer than a line goes on in the next ones.
        lines += word.saturating_sub(1) / room;
        at = at.saturating_add(word + space);
    }
    lines
}
