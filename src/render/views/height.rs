//! How high a fiche is, in thousandths of a point: roughly, but enough to choose the type that leaves no page half empty.

use pulldown_cmark::{Event, Tag, TagEnd};

use super::figures::ems;
use crate::{
    model::{Convention, Logos, Section},
    read::markdown_events,
    record::FicheRecord,
};

/// What a page holds between its margins.
const PAGE: u64 = 714_000;
/// What boxes for initials take of it.
const INITIALS: u64 = 20_000;
/// What logos at the head of a fiche take of it.
const LOGOS: u64 = 24_000;
/// What estimates come to more than was measured, for most of a hundred fiches of all kinds.
const SURPLUS: u64 = 22_000;
/// How wide a line of text is, upright and turned, and by how much a list is indented.
pub(super) const LINE: u64 = 391_000;
const TURNED_LINE: u64 = 553_000;
const INDENT: u64 = 22_000;
/// How wide the headings beside it are.
const SIDE: u64 = 90_000;
const TURNED_SIDE: u64 = 170_000;
/// How high a letter stands, in thousandths of its size.
const LETTER: u64 = 714;

/// How a fiche is set: sizes and spaces in thousandths of a point.
struct Setting {
    text: u64,
    leading: u64,
    spacing: u64,
    section: u64,
    row: u64,
    head: u64,
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

/// Whether a fiche fits one page if it is set tight, and only then. `rows` is how many rows
/// its tables have, and how many more lines are in them.
pub(super) fn is_tight(fiche: &FicheRecord, rows: (u64, u64), convention: &Convention) -> bool {
    let initials = if convention.signed_by_hand {
        INITIALS
    } else {
        0
    };
    let has_logos = convention.parties.iter().any(|party| party.logo.is_some());
    let has_logos = has_logos && convention.look.logos == Logos::Fiches;
    let page = PAGE - initials - if has_logos { LOGOS } else { 0 };
    let height = |setting: &Setting| setting.height(fiche, rows);
    // Estimates: where they leave a doubt, smaller type harms less than a page for two lines, unless it takes that page
    // as well.
    let is_full = height(&USUAL).is_some_and(|height| height > page * 98 / 100);
    is_full && height(&TIGHT).is_some_and(|height| height <= page)
}

/// Whether a heading beside its section would be higher than it.
pub(super) fn has_long_heading(section: &Section, is_turned: bool) -> bool {
    let (side, line) = if is_turned {
        (TURNED_SIDE, TURNED_LINE)
    } else {
        (SIDE, LINE)
    };
    // Bold type is wider.
    let heading = lines(&section.heading, 10_500, side) * 11_100;
    let text = TIGHT.section_text(&section.markdown, line);
    text.is_some_and(|height| heading > height + TIGHT.section)
}

impl Setting {
    /// None where only Typst can tell.
    fn height(&self, fiche: &FicheRecord, (rows, more): (u64, u64)) -> Option<u64> {
        let mut height = title(fiche) + self.head(fiche);
        for section in &fiche.sections {
            height += self.section + self.section_text(&section.markdown, LINE)?;
        }
        height += 2 * self.section;
        height += rows * self.row + more * 10_900;
        Some(height.saturating_sub(SURPLUS))
    }

    /// Who, when and with whom.
    fn head(&self, fiche: &FicheRecord) -> u64 {
        let partners = fiche.partners.join(" · ");
        let texts = [&fiche.leader, &fiche.calendar].into_iter().flatten();
        let fields = fiche.fields.iter().map(|[_, text]| text);
        let texts = texts.chain(fields).map(String::as_str);
        let texts = texts.chain((!partners.is_empty()).then_some(&*partners));
        texts
            .map(|text| {
                let lines: u64 = text.lines().map(|line| lines(line, 9_000, LINE)).sum();
                self.head + lines.saturating_sub(1) * 10_900
            })
            .sum()
    }

    fn section_text(&self, markdown: &str, line: u64) -> Option<u64> {
        let (mut height, mut depth, mut text) = (0, 0, String::new());
        // Of a table, how many columns it has, and the lines of the highest cell of a row.
        let (mut columns, mut highest) = (1, 0);
        for (event, _) in markdown_events(markdown) {
            match event {
                Event::Text(part) | Event::Code(part) => text.push_str(&part),
                Event::SoftBreak => text.push(' '),
                Event::Start(Tag::List(_)) => {
                    height += self.lines(
                        &std::mem::take(&mut text),
                        line.saturating_sub(depth * INDENT),
                    );
                    depth += 1;
                }
                Event::End(TagEnd::List(_)) => {
                    depth -= 1;
                    if depth == 0 {
                        height += self.spacing - self.leading;
                    }
                }
                Event::HardBreak | Event::End(TagEnd::Item) => {
                    height += self.lines(
                        &std::mem::take(&mut text),
                        line.saturating_sub(depth * INDENT),
                    );
                }
                Event::End(TagEnd::Paragraph) => {
                    height += self.lines(
                        &std::mem::take(&mut text),
                        line.saturating_sub(depth * INDENT),
                    );
                    height += self.spacing - self.leading;
                }
                Event::End(TagEnd::Heading(_)) => {
                    height += self.lines(
                        &std::mem::take(&mut text),
                        line.saturating_sub(depth * INDENT),
                    ) + self.section;
                }
                Event::Start(Tag::Table(all)) => {
                    columns = (all.len() as u64).max(1);
                }
                Event::End(TagEnd::TableCell) => {
                    // A letter at least.
                    let room = (line / columns).saturating_sub(10_000).max(6_000);
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
    fn lines(&self, text: &str, room: u64) -> u64 {
        if text.trim().is_empty() {
            return 0;
        }
        lines(text, self.text, room.max(LINE / 4)) * (self.text * LETTER / 1_000 + self.leading)
    }
}

/// The rule, the title and the band of amounts.
fn title(fiche: &FicheRecord) -> u64 {
    let lines = lines(&fiche.title, 15_500, LINE);
    let parts = fiche
        .splits
        .all
        .shares
        .iter()
        .filter(|share| !share.is_zero());
    let band = match parts.count() as u64 {
        _ if fiche.splits.all.total.is_zero() => 0,
        // Four payers a row.
        parts => 30_000 + parts.div_ceil(4).max(1) * 22_000,
    };
    34_500 + lines * 18_200 + band
}

/// How many lines a text takes at this size.
pub(super) fn lines(text: &str, size: u64, room: u64) -> u64 {
    let width = |word: &str| u64::from(ems(word)) * size / 1_000;
    let space = width(" ");
    let (mut lines, mut at) = (1, 0);
    for word in text.split([' ', '\n']).map(width) {
        if at > 0 && at + word > room {
            lines += 1;
            at = 0;
        }
        // A word longer than a line goes on in the next ones.
        lines += word.saturating_sub(1) / room.max(1);
        at += word + space;
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_between_words_and_within_those_longer_than_a_line() {
        assert_eq!(lines("", 10_000, LINE), 1);
        assert_eq!(lines("un deux", 10_000, LINE), 1);
        assert_eq!(lines(&"mot ".repeat(40), 10_000, LINE), 3);
        assert!(lines(&"m".repeat(100), 10_000, LINE) > 2);
    }

    #[test]
    fn no_text_is_too_long_to_be_measured() {
        let row = format!("|{}\n", "mots de la cellule |".repeat(40));
        let table = format!("{row}|{}\n{}", "---|".repeat(40), row.repeat(300));
        assert!(USUAL.section_text(&table, LINE) > Some(PAGE));
        let section = |heading: &str, markdown: &str| Section {
            heading: heading.to_owned(),
            markdown: markdown.to_owned(),
            ..Section::default()
        };
        let long = "Les objectifs de développement durable auxquels l’action contribue";
        assert!(has_long_heading(&section(long, "Aucun."), false));
        assert!(!has_long_heading(&section(long, &"mots ".repeat(80)), true));
        assert!(!has_long_heading(&section("Constat", "Aucun."), false));
    }
}
