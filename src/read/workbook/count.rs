//! What is in the XML of a zipped workbook, counted before calamine reads it.

use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};

use super::xml::{attribute, attributes, resolved};
use crate::{
    limits::Limit,
    model::{Extra, ExtraKind},
    read::refusal::{Bounds, Refusal, within},
    source::Place,
};

/// No more comments or shapes of a part are listed.
pub(super) const MOST_COMMENTS: usize = 5_000;

/// What was counted so far, in all parts: what calamine would make room for, repeat or look for without end. It lays out
/// the whole rectangle that the cells of a sheet of an `.ods` reach once rows and columns are repeated. The comments on
/// these cells, which it leaves out, are read on the way.
pub(super) struct Count<'a> {
    bounds: Bounds<'a>,
    elements: u64,
    styles: u64,
    /// The comments of an `.ods`.
    pub(super) comments: Vec<Extra>,
    /// The rectangles of its sheets before this one.
    area: u64,
    /// The bytes of all its texts, as often as they are repeated.
    text: u64,
    /// How many tables are open: one within a cell is no sheet.
    tables: usize,
    sheet: String,
    /// How far the filled cells of this sheet reach.
    reach: At,
    /// Where the current cell stands.
    at: At,
    /// How often its row and itself are repeated.
    times: At,
    is_filled: bool,
    comment: Option<String>,
    /// Whether this is the author or the date of a comment.
    is_aside: bool,
}

/// A row and a column.
type At = (u64, u64);

impl<'a> Count<'a> {
    pub(super) fn new(bounds: Bounds<'a>) -> Self {
        Self {
            bounds,
            elements: 0,
            styles: 0,
            comments: Vec::new(),
            area: 0,
            text: 0,
            tables: 0,
            sheet: String::new(),
            reach: (0, 0),
            at: (0, 0),
            times: (0, 0),
            is_filled: false,
            comment: None,
            is_aside: false,
        }
    }

    /// Counts what is in a part. One that is named as XML must be well formed, where it is read; since a workbook
    /// may give any part for a sheet, the others are counted as well, up to where they are no XML.
    pub(super) fn part(&mut self, name: &str, bytes: &[u8]) -> Result<(), Refusal> {
        let is_unread = name.starts_with("customXml/") || name.starts_with("docProps/");
        let is_xml = !is_unread && matches!(name.rsplit('.').next(), Some("xml" | "rels"));
        let is_ods = name == "content.xml";
        let bounds = self.bounds;
        let refused = |variant| Err(bounds.unreadable(variant, name));
        let mut reader = Reader::from_reader(bytes);
        reader.config_mut().expand_empty_elements = true;
        reader.config_mut().check_end_names = is_xml;
        let (mut depth, mut names_text) = (0_usize, false);
        loop {
            match reader.read_event() {
                Ok(Event::Start(element)) => {
                    depth += 1;
                    self.start(&element)?;
                    if is_ods {
                        self.ods_start(&element)?;
                    }
                    if element.local_name().as_ref() == "c" {
                        names_text = attribute(&element, "t").as_deref() == Some("s");
                    }
                }
                Ok(Event::End(element)) => {
                    depth = depth.saturating_sub(1);
                    names_text &= element.local_name().as_ref() != "c";
                    if is_ods {
                        self.ods_end(element.name().as_ref());
                    }
                }
                Ok(Event::Text(text)) => {
                    if is_xml && !may_stand(&text, depth, names_text) {
                        return refused("damaged-part");
                    }
                    self.ods_text(&text)?;
                }
                Ok(Event::GeneralRef(reference)) => self.ods_text(&resolved(&reference))?,
                Ok(Event::DocType(_)) if is_xml => return refused("doctype"),
                Ok(Event::Eof) if depth == 0 || !is_xml => return Ok(()),
                Err(_) if !is_xml => return Ok(()),
                Err(_) | Ok(Event::Eof) => return refused("damaged-part"),
                Ok(_) => {}
            }
        }
    }

    fn start(&mut self, element: &BytesStart<'_>) -> Result<(), Refusal> {
        self.elements += 1;
        self.bounds.check(Limit::Elements, self.elements)?;
        let declared = |name| attribute(element, name).and_then(|count| count.trim().parse().ok());
        let room = match element.local_name().as_ref() {
            "sst" => declared("uniqueCount").unwrap_or(0),
            // Shared formulas are kept in a list, at their number.
            "f" => declared("si").unwrap_or(0),
            "xf" => {
                self.styles += 1;
                self.styles
            }
            _ => 0,
        };
        self.bounds.check(Limit::Cells, room)
    }

    fn ods_start(&mut self, element: &BytesStart<'_>) -> Result<(), Refusal> {
        match element.name().as_ref() {
            "table:table" => {
                self.tables += 1;
                if self.tables == 1 {
                    self.area = self.whole_area();
                    self.sheet = attribute(element, "table:name").unwrap_or_default();
                    (self.reach, self.at, self.times) = ((0, 0), (0, 0), (0, 0));
                }
            }
            _ if self.tables != 1 => {}
            "table:table-row" => {
                self.at = (self.at.0 + self.times.0, 0);
                self.times = (self.count(element, "table:number-rows-repeated")?, 0);
            }
            "table:table-cell" | "table:covered-table-cell" => {
                self.at.1 += self.times.1;
                self.times.1 = self.count(element, "table:number-columns-repeated")?;
                self.cell(element)?;
            }
            "text:s" => {
                let spaces = self.count(element, "text:c")?;
                self.count_text(spaces)?;
            }
            "office:annotation" => self.comment = Some(String::new()),
            "text:p" => self.comment.iter_mut().for_each(|text| text.push('\n')),
            "dc:creator" | "dc:date" => self.is_aside = true,
            _ => {}
        }
        Ok(())
    }

    /// A cell; it is a filled one when it has a type, a value or a formula.
    fn cell(&mut self, element: &BytesStart<'_>) -> Result<(), Refusal> {
        let values = attributes(element).filter(|attribute| {
            let name = attribute.key.as_ref();
            name.starts_with("office:") || name == "table:formula"
        });
        let bytes: usize = values.map(|attribute| attribute.value.len()).sum();
        self.is_filled = bytes > 0;
        if !self.is_filled {
            return Ok(());
        }
        let end = (self.at.0 + self.times.0, self.at.1 + self.times.1);
        self.reach = (self.reach.0.max(end.0), self.reach.1.max(end.1));
        let area = self.whole_area();
        let last = || self.place((end.0.saturating_sub(1), end.1.saturating_sub(1)));
        within(self.bounds.limits, Limit::Cells, area, last)?;
        self.count_text(bytes as u64)
    }

    /// The rectangles of all sheets so far.
    fn whole_area(&self) -> u64 {
        let area = self.reach.0.saturating_mul(self.reach.1);
        self.area.saturating_add(area)
    }

    fn count_text(&mut self, bytes: u64) -> Result<(), Refusal> {
        let times = self.times.0.saturating_mul(self.times.1);
        self.text = self.text.saturating_add(bytes.saturating_mul(times));
        let place = || self.place(self.at);
        within(self.bounds.limits, Limit::DossierSize, self.text, place)
    }

    fn place(&self, (row, col): At) -> Place {
        let index = |number| usize::try_from(number).unwrap_or(usize::MAX);
        let (file, sheet) = (self.bounds.file.into(), self.sheet.as_str().into());
        Place::of_cell(&file, &sheet, index(row), index(col))
    }

    fn ods_text(&mut self, text: &str) -> Result<(), Refusal> {
        match &mut self.comment {
            Some(comment) if !self.is_aside => comment.push_str(text),
            None if self.is_filled => return self.count_text(text.len() as u64),
            _ => {}
        }
        Ok(())
    }

    fn ods_end(&mut self, name: &str) {
        match name {
            "table:table" => self.tables = self.tables.saturating_sub(1),
            "table:table-cell" | "table:covered-table-cell" => self.is_filled = false,
            "dc:creator" | "dc:date" => self.is_aside = false,
            "office:annotation" => {
                let comment = self.comment.take();
                if let Some(text) = comment.filter(|_| self.comments.len() < MOST_COMMENTS) {
                    let cell = self.place(self.at).within_file();
                    self.comments
                        .push(Extra::new(ExtraKind::Comment, cell, &text));
                }
            }
            _ => {}
        }
    }

    /// How often something stands there; more often than there are rows is as good as that.
    fn count(&self, element: &BytesStart<'_>, name: &str) -> Result<u64, Refusal> {
        let count = attribute(element, name).map_or(Ok(1), |count| count.trim().parse());
        let count = count.map(|count: u64| count.min(u32::MAX.into()));
        count.map_err(|_| self.bounds.unreadable("damaged-part", "content.xml"))
    }
}

/// Whether a text may stand here: none outside the root (a sheet in UTF-16 would be one), and a number alone where a
/// cell names a shared text, since calamine takes what is none for the first of them.
fn may_stand(text: &str, depth: usize, names_text: bool) -> bool {
    let text = text.trim_start_matches('\u{feff}').trim();
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
    text.is_empty() || depth > 0 && (is_number || !names_text)
}
