//! How far the cells of an `OpenDocument` sheet reach once rows and columns are repeated, and what their texts
//! come to: calamine lays the whole rectangle out.

use super::refusal::{Refusal, Spot};
use crate::limits::{Limit, Limits};

/// Attributes that make a cell a filled one.
const VALUES: [&str; 6] = [
    "office:value",
    "office:string-value",
    "office:date-value",
    "office:time-value",
    "office:boolean-value",
    "table:formula",
];

/// What is known so far of the sheets.
pub(super) struct Reach<'a> {
    limits: &'a Limits,
    sheets: u64,
    /// The rectangles of the sheets before this one.
    area: u64,
    text: u64,
    sheet: Sheet,
    row: Row,
    cell: Option<Cell>,
    /// Tables within cells are no sheets, and notes no cell's text.
    inner: usize,
}

#[derive(Default)]
struct Sheet {
    name: String,
    /// How many rows there are above the next one.
    rows: u64,
    /// How many rows and columns there are up to the last filled cell.
    height: u64,
    width: u64,
}

#[derive(Default)]
struct Row {
    repeated: u64,
    cols: u64,
}

struct Cell {
    repeated: u64,
    is_filled: bool,
    /// The bytes of the values among its attributes, and of its text.
    attributes: u64,
    text: u64,
}

impl<'a> Reach<'a> {
    pub(super) fn new(limits: &'a Limits) -> Self {
        let (sheet, row) = (Sheet::default(), Row::default());
        Self {
            limits,
            sheets: 0,
            area: 0,
            text: 0,
            sheet,
            row,
            cell: None,
            inner: 0,
        }
    }

    /// An element begins.
    pub(super) fn start(
        &mut self,
        name: &str,
        attribute: impl Fn(&str) -> Option<String>,
    ) -> Result<(), Refusal> {
        let repeated = |name| {
            attribute(name).map_or(Ok(1), |count| {
                count.trim().parse::<u64>().map_err(|_| damaged())
            })
        };
        match name {
            "table:table" | "office:annotation" if self.cell.is_some() => self.inner += 1,
            _ if self.inner > 0 => {}
            "table:table" => {
                self.sheets += 1;
                Refusal::above(self.limits, Limit::Definitions, self.sheets, Spot::default)?;
                self.area += self.sheet.height * self.sheet.width;
                self.sheet = Sheet {
                    name: attribute("table:name").unwrap_or_default(),
                    ..Sheet::default()
                };
            }
            "table:table-row" => {
                self.row = Row {
                    repeated: repeated("table:number-rows-repeated")?,
                    cols: 0,
                }
            }
            "table:table-cell" | "table:covered-table-cell" => {
                let values: Vec<u64> = VALUES
                    .iter()
                    .filter_map(|name| attribute(name))
                    .map(|value| value.len() as u64)
                    .collect();
                let is_text = attribute("office:value-type").is_some_and(|kind| kind == "string");
                self.cell = Some(Cell {
                    repeated: repeated("table:number-columns-repeated")?,
                    is_filled: is_text || !values.is_empty(),
                    attributes: values.iter().sum(),
                    text: 0,
                });
            }
            "text:s" => return self.text(bounded(repeated("text:c")?)),
            _ => {}
        }
        Ok(())
    }

    /// This many bytes of text.
    pub(super) fn text(&mut self, bytes: usize) -> Result<(), Refusal> {
        let Some(cell) = self.cell.as_mut().filter(|_| self.inner == 0) else {
            return Ok(());
        };
        cell.text = cell.text.saturating_add(bytes as u64);
        let text = cell.text;
        let at = || {
            Spot::Cell(
                self.sheet.name.clone(),
                index(self.sheet.rows),
                index(self.row.cols),
            )
        };
        Refusal::above(self.limits, Limit::TextSize, text, at)
    }

    /// An element ends.
    pub(super) fn end(&mut self, name: &str) -> Result<(), Refusal> {
        match name {
            "table:table" | "office:annotation" if self.inner > 0 => self.inner -= 1,
            _ if self.inner > 0 => {}
            "table:table-cell" | "table:covered-table-cell" => {
                if let Some(cell) = self.cell.take() {
                    self.end_cell(&cell)?;
                }
            }
            "table:table-row" => {
                self.sheet.rows = self.sheet.rows.saturating_add(self.row.repeated)
            }
            _ => {}
        }
        Ok(())
    }

    fn end_cell(&mut self, cell: &Cell) -> Result<(), Refusal> {
        self.row.cols = self.row.cols.saturating_add(cell.repeated);
        if !cell.is_filled || self.row.repeated == 0 || cell.repeated == 0 {
            return Ok(());
        }
        let rows = self.sheet.rows.saturating_add(self.row.repeated);
        self.sheet.height = self.sheet.height.max(rows);
        self.sheet.width = self.sheet.width.max(self.row.cols);
        let (name, col) = (&self.sheet.name, self.row.cols);
        let at = || Spot::Cell(name.clone(), index(rows - 1), index(col - 1));
        let area = self
            .area
            .saturating_add(self.sheet.height.saturating_mul(self.sheet.width));
        Refusal::above(self.limits, Limit::Cells, area, at)?;
        let times = cell.repeated.saturating_mul(self.row.repeated);
        self.text = self
            .text
            .saturating_add(times.saturating_mul(cell.attributes.saturating_add(cell.text)));
        Refusal::above(self.limits, Limit::DossierSize, self.text, at)
    }
}

fn damaged() -> Refusal {
    Refusal::Variant("damaged-part", "content.xml".to_owned())
}

fn bounded(count: u64) -> usize {
    usize::try_from(count).unwrap_or(usize::MAX)
}

fn index(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX - 1)
}
