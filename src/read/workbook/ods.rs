//! The sheets of an `.ods`, before calamine reads them: it lays out the whole rectangle that the cells of a sheet
//! reach once rows and columns are repeated. The comments on cells, which it leaves out, are read on the way.

use quick_xml::events::BytesStart;

use super::{
    bounds::{Bounds, MOST_COMMENTS},
    xml::{attribute, attributes},
};
use crate::{
    limits::Limit,
    model::{Extra, ExtraKind},
    read::refusal::{Refusal, within},
    source::Place,
};

/// What is known so far of the sheets.
pub(super) struct OdsSheets<'a> {
    bounds: Bounds<'a>,
    pub(super) comments: Vec<Extra>,
    /// The rectangles of the sheets before this one.
    area: u64,
    /// The bytes of all texts, as often as they are repeated.
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

impl<'a> OdsSheets<'a> {
    pub(super) fn new(bounds: Bounds<'a>) -> Self {
        Self {
            bounds,
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

    pub(super) fn start(&mut self, element: &BytesStart<'_>) -> Result<(), Refusal> {
        match element.name().as_ref() {
            "table:table" => {
                self.tables += 1;
                if self.tables == 1 {
                    self.area += self.reach.0.saturating_mul(self.reach.1);
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
        let area = self.area + self.reach.0.saturating_mul(self.reach.1);
        let last = || self.place((end.0.saturating_sub(1), end.1.saturating_sub(1)));
        within(self.bounds.limits, Limit::Cells, area, last)?;
        self.count_text(bytes as u64)
    }

    fn count_text(&mut self, bytes: u64) -> Result<(), Refusal> {
        let times = self.times.0.saturating_mul(self.times.1);
        self.text = self.text.saturating_add(bytes.saturating_mul(times));
        let place = || self.place(self.at);
        within(self.bounds.limits, Limit::DossierSize, self.text, place)
    }

    fn place(&self, (row, col): At) -> Place {
        let index = |number| usize::try_from(number).unwrap_or(usize::MAX);
        Place::of_cell(
            &self.bounds.file.into(),
            &self.sheet.as_str().into(),
            index(row),
            index(col),
        )
    }

    pub(super) fn text(&mut self, text: &str) -> Result<(), Refusal> {
        match &mut self.comment {
            Some(comment) if !self.is_aside => comment.push_str(text),
            None if self.is_filled => return self.count_text(text.len() as u64),
            _ => {}
        }
        Ok(())
    }

    pub(super) fn end(&mut self, name: &str) {
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
