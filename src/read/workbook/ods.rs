//! The sheets of an `.ods`, before calamine reads them: it lays out the whole rectangle that the cells of a sheet
//! reach once rows and columns are repeated. The comments on cells, which it leaves out, are read on the way.

use quick_xml::events::BytesStart;

use super::{
    bounds::{Bounds, Refusal},
    xml::{attribute, attributes},
};
use crate::limits::Limit;
use crate::model::{Extra, ExtraKind};

/// No more comments are kept.
const MOST_COMMENTS: usize = 5_000;

/// What is known so far of the sheets.
#[derive(Default)]
pub(super) struct OdsSheets {
    pub(super) comments: Vec<Extra>,
    /// The rectangles of the sheets before this one.
    area: u64,
    /// The bytes of all texts, as often as they are repeated.
    text: u64,
    /// How many tables are open: one within a cell is no sheet.
    tables: usize,
    sheet: String,
    /// How far the filled cells of this sheet reach.
    height: u64,
    width: u64,
    /// Where the current cell stands, and how often its row and itself are repeated.
    row: u64,
    col: u64,
    rows: u64,
    cols: u64,
    is_filled: bool,
    comment: Option<String>,
    /// Whether this is the author or the date of a comment.
    is_aside: bool,
}

impl OdsSheets {
    /// The part that holds the sheets.
    pub(super) const PART: &'static str = "content.xml";

    pub(super) fn start(
        &mut self,
        element: &BytesStart<'_>,
        bounds: Bounds<'_>,
    ) -> Result<(), Refusal> {
        match element.name().as_ref() {
            "table:table" => {
                self.tables += 1;
                if self.tables == 1 {
                    self.area = self
                        .area
                        .saturating_add(self.height.saturating_mul(self.width));
                    self.sheet = attribute(element, "table:name").unwrap_or_default();
                    (self.height, self.width) = (0, 0);
                    (self.row, self.rows) = (0, 0);
                }
            }
            _ if self.tables != 1 => {}
            "table:table-row" => {
                self.row = self.row.saturating_add(self.rows);
                self.rows = times(element, "table:number-rows-repeated", bounds)?;
                (self.col, self.cols) = (0, 0);
            }
            "table:table-cell" | "table:covered-table-cell" => {
                self.col = self.col.saturating_add(self.cols);
                self.cols = times(element, "table:number-columns-repeated", bounds)?;
                self.cell(element, bounds)?;
            }
            "text:s" => {
                let spaces = times(element, "text:c", bounds)?;
                self.count_text(spaces, bounds)?;
            }
            "office:annotation" => self.comment = Some(String::new()),
            "text:p" => self.comment.iter_mut().for_each(|text| text.push('\n')),
            "dc:creator" | "dc:date" => self.is_aside = true,
            _ => {}
        }
        Ok(())
    }

    /// A cell; it is a filled one when it has a type, a value or a formula.
    fn cell(&mut self, element: &BytesStart<'_>, bounds: Bounds<'_>) -> Result<(), Refusal> {
        let values = attributes(element).filter(|attribute| {
            let name = attribute.key.as_ref();
            name.starts_with("office:") || name == "table:formula"
        });
        let bytes: usize = values.map(|attribute| attribute.value.len()).sum();
        self.is_filled = bytes > 0;
        if !self.is_filled {
            return Ok(());
        }
        let (rows, cols) = (
            self.row.saturating_add(self.rows),
            self.col.saturating_add(self.cols),
        );
        self.height = self.height.max(rows);
        self.width = self.width.max(cols);
        let area = self
            .area
            .saturating_add(self.height.saturating_mul(self.width));
        let place = || bounds.cell(&self.sheet, rows.saturating_sub(1), cols.saturating_sub(1));
        bounds.check_at(Limit::Cells, area, place)?;
        self.count_text(bytes as u64, bounds)
    }

    fn count_text(&mut self, bytes: u64, bounds: Bounds<'_>) -> Result<(), Refusal> {
        let times = self.rows.saturating_mul(self.cols);
        self.text = self.text.saturating_add(bytes.saturating_mul(times));
        let place = || bounds.cell(&self.sheet, self.row, self.col);
        bounds.check_at(Limit::DossierSize, self.text, place)
    }

    pub(super) fn text(&mut self, text: &str, bounds: Bounds<'_>) -> Result<(), Refusal> {
        match &mut self.comment {
            Some(comment) if !self.is_aside => comment.push_str(text),
            None if self.is_filled => return self.count_text(text.len() as u64, bounds),
            _ => {}
        }
        Ok(())
    }

    pub(super) fn end(&mut self, name: &str, bounds: Bounds<'_>) {
        match name {
            "table:table" => self.tables = self.tables.saturating_sub(1),
            "table:table-cell" | "table:covered-table-cell" => self.is_filled = false,
            "dc:creator" | "dc:date" => self.is_aside = false,
            "office:annotation" => {
                let comment = self
                    .comment
                    .take()
                    .filter(|_| self.comments.len() < MOST_COMMENTS);
                let cell = bounds.cell(&self.sheet, self.row, self.col).within_file();
                let comment = comment.map(|text| Extra::new(ExtraKind::Comment, cell, &text));
                self.comments.extend(comment);
            }
            _ => {}
        }
    }
}

/// How often something stands there.
fn times(element: &BytesStart<'_>, name: &str, bounds: Bounds<'_>) -> Result<u64, Refusal> {
    let count = attribute(element, name).map_or(Ok(1), |count| count.trim().parse());
    count.map_err(|_| bounds.unreadable("damaged-part", OdsSheets::PART))
}
