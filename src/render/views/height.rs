//! How high a fiche is, in thousandths of a point: roughly, but enough to choose the type that leaves no page half empty.

use pulldown_cmark::{Event, Tag, TagEnd};

use super::figures::{COLUMN, lines, wrapped};
use crate::{
    model::{Convention, Logos, Section},
    read::markdown_events,
    record::FicheRecord,
};

/// What a page holds between its margins.
const PAGE: u64 = 729_000;
/// What boxes for initials take of it.
const INITIALS: u64 = 26_000;
/// What logos at the head of a fiche take of it.
const LOGOS: u64 = 24_000;
/// How wide a line of text is, upright and turned, and by how much a list is indented.
pub(super) const LINE: u64 = COLUMN[0] as u64;
const TURNED_LINE: u64 = COLUMN[1] as u64;
const INDENT: u64 = 22_000;
/// How wide the headings beside it are.
const SIDE: u64 = 107_000;
const TURNED_SIDE: u64 = 170_000;
/// How high a line of a table is.
const CELL_LINE: u64 = 10_930;
/// How high a letter stands, in thousandths of its size.
const LETTER: u64 = 714;

/// How closely a fiche is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Density {
    /// As long as there is room.
    Usual,
    /// `fiche.is_tight` in templates/fiche-contenu.typ: less space between lines.
    Tight,
    /// `fiche.is_small`: smaller type as well.
    Small,
}

/// How a fiche is set: sizes and spaces in thousandths of a point.
struct Setting {
    text: u64,
    leading: u64,
    spacing: u64,
    /// Between two sections, and under what is at the head of the fiche.
    section: u64,
    below: u64,
    /// A row of a table and one of who, when and with whom.
    row: u64,
    head: u64,
    /// Above and under the amounts at the head of the fiche.
    band: u64,
}

impl Density {
    const fn setting(self) -> Setting {
        match self {
            Self::Usual => Setting {
                text: 10_000,
                leading: 6_000,
                spacing: 8_500,
                section: 15_600,
                below: 12_800,
                row: 14_450,
                head: 14_850,
                band: 17_000,
            },
            Self::Tight => Setting {
                leading: 5_000,
                spacing: 6_500,
                section: 9_900,
                below: 7_700,
                row: 11_650,
                head: 12_050,
                band: 10_800,
                ..Self::Usual.setting()
            },
            Self::Small => Setting {
                text: 9_500,
                leading: 4_750,
                spacing: 6_200,
                section: 8_500,
                below: 6_800,
                row: 11_050,
                head: 11_250,
                band: 9_100,
            },
        }
    }
}

/// How closely a fiche is set: no more than it needs to fit one page, and as usual where it does not even so. `rows` is
/// how many rows its tables have, and how many more lines are in them.
pub(super) fn density(fiche: &FicheRecord, rows: (u64, u64), convention: &Convention) -> Density {
    let initials = if convention.signed_by_hand {
        INITIALS
    } else {
        0
    };
    let has_logos = convention.parties.iter().any(|party| party.logo.is_some());
    let has_logos = has_logos && convention.look.logos == Logos::Fiches;
    let page = PAGE - initials - if has_logos { LOGOS } else { 0 };
    let height = |density: Density| density.setting().height(fiche, rows);
    let fits = |density: &Density| height(*density).is_some_and(|height| height <= page);
    // Estimates: where they leave a doubt, less space harms less than a page for two lines.
    let is_full = height(Density::Usual).is_some_and(|height| height > page * 98 / 100);
    let denser = [Density::Tight, Density::Small].into_iter().find(fits);
    denser.filter(|_| is_full).unwrap_or(Density::Usual)
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
    let setting = Density::Small.setting();
    let text = setting.section_text(&section.markdown, line);
    text.is_some_and(|height| heading > height + setting.section)
}

impl Setting {
    /// None where only Typst can tell.
    fn height(&self, fiche: &FicheRecord, (rows, more): (u64, u64)) -> Option<u64> {
        let mut height = self.title(fiche) + self.head(fiche);
        for section in &fiche.sections {
            height += self.section + self.section_text(&section.markdown, LINE)?;
        }
        height += 2 * self.section;
        height += rows * self.row + more * CELL_LINE;
        Some(height)
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
                self.head + lines.saturating_sub(1) * CELL_LINE
            })
            .sum()
    }

    fn section_text(&self, markdown: &str, line: u64) -> Option<u64> {
        let (mut height, mut depth, mut text) = (0, 0, String::new());
        // Of a table, how many columns it has, and the lines of the highest cell of a row.
        let (mut columns, mut highest) = (1, 0);
        let flow = |text: &mut String, depth: u64| {
            let room = line.saturating_sub(depth * INDENT);
            self.lines(&std::mem::take(text), room, depth > 0)
        };
        for (event, _) in markdown_events(markdown) {
            match event {
                Event::Text(part) | Event::Code(part) => text.push_str(&part),
                Event::SoftBreak => text.push(' '),
                Event::Start(Tag::List(_)) => {
                    height += flow(&mut text, depth);
                    depth += 1;
                }
                Event::End(TagEnd::List(_)) => {
                    depth -= 1;
                    if depth == 0 {
                        height += self.spacing - self.leading;
                    }
                }
                Event::HardBreak | Event::End(TagEnd::Item) => {
                    height += flow(&mut text, depth);
                }
                Event::End(TagEnd::Paragraph) => {
                    height += flow(&mut text, depth);
                    height += self.spacing - self.leading;
                }
                Event::End(TagEnd::Heading(_)) => {
                    height += flow(&mut text, depth) + self.section;
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
                    height += std::mem::take(&mut highest) * CELL_LINE + 4_000;
                }
                Event::Start(Tag::Image { .. } | Tag::CodeBlock(_)) => return None,
                _ => {}
            }
        }
        // Under the last line, there is the space of a section.
        Some(height.saturating_sub(self.spacing))
    }

    /// The lines of a paragraph, each with the space under it; those of lists are ragged, others justified.
    fn lines(&self, text: &str, room: u64, is_ragged: bool) -> u64 {
        if text.trim().is_empty() {
            return 0;
        }
        let broken = if is_ragged { u64::MAX } else { 4 * self.text };
        wrapped(text, self.text, room.max(LINE / 4), broken)
            * (self.text * LETTER / 1_000 + self.leading)
    }

    /// The rule, the title and the band of amounts.
    fn title(&self, fiche: &FicheRecord) -> u64 {
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
            parts => self.band + parts.div_ceil(4).max(1) * 29_000 - 9_600 + self.below,
        };
        14_000 + lines * 18_200 + self.below + band
    }
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
        assert!(Density::Usual.setting().section_text(&table, LINE) > Some(PAGE));
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
