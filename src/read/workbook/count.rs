//! What is in the XML of a zipped workbook, counted before calamine reads it; what it leaves out is read on the way.

use std::collections::BTreeMap;

use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};
use rust_decimal::Decimal;

use super::{
    marks::{Look, Marks, SheetMarks, Styles, is_on, is_true, look_of_signs},
    xml::{attribute, attributes, resolved},
};
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
/// these cells, and how cells look, which it leaves out, are read on the way.
pub(super) struct Count<'a> {
    bounds: Bounds<'a>,
    elements: u64,
    formats: u64,
    /// How many shared texts an `.xlsx` has.
    shared: usize,
    styles: Styles,
    /// How the cells of each sheet look: by the part of an `.xlsx`, by the name of the sheet of an `.ods`.
    pub(super) sheets: BTreeMap<String, SheetMarks>,
    /// Whether the workbook asks to be calculated when it is opened.
    pub(super) asks_calculation: bool,
    /// The styles of an `.ods` that look otherwise than their value, and the one that is being read.
    ods_styles: BTreeMap<String, Look>,
    ods_style: String,
    ods_unit: String,
    /// How many percents a number stands for in it.
    ods_percents: Option<Decimal>,
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
    /// How many columns of this sheet were declared so far, and the styles of their cells, each up to a column.
    columns: u64,
    column_styles: Vec<(u64, String)>,
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
            formats: 0,
            shared: 0,
            styles: Styles::default(),
            sheets: BTreeMap::new(),
            asks_calculation: false,
            ods_styles: BTreeMap::new(),
            ods_style: String::new(),
            ods_unit: String::new(),
            ods_percents: None,
            comments: Vec::new(),
            area: 0,
            text: 0,
            tables: 0,
            sheet: String::new(),
            reach: (0, 0),
            at: (0, 0),
            times: (0, 0),
            columns: 0,
            column_styles: Vec::new(),
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
        let is_ods = matches!(name, "content.xml" | "styles.xml");
        let (bounds, mut marks) = (self.bounds, SheetMarks::default());
        let (is_styles, is_sheet) = (name == "xl/styles.xml", name.starts_with("xl/worksheets/"));
        let refused = |variant| Err(bounds.unreadable(variant, name));
        let mut reader = Reader::from_reader(bytes);
        reader.config_mut().expand_empty_elements = true;
        reader.config_mut().check_end_names = is_xml;
        let mut depth = 0_usize;
        loop {
            match reader.read_event() {
                Ok(Event::Start(element)) => {
                    depth += 1;
                    self.start(&element)?;
                    if is_ods {
                        self.ods_start(&element)?;
                    }
                    if name == "xl/sharedStrings.xml" {
                        let is_struck =
                            element.local_name().as_ref() == "strike" && is_on(&element);
                        let rank = self.shared.checked_sub(1).filter(|_| is_struck);
                        self.styles.struck_texts.extend(rank);
                    } else if is_styles {
                        self.styles.start(&element);
                    } else if !is_ods {
                        let merged = marks.start(&element, &self.styles);
                        self.bounds.check(Limit::Cells, merged)?;
                    }
                }
                Ok(Event::End(element)) => {
                    depth = depth.saturating_sub(1);
                    if is_ods {
                        self.ods_end(element.name().as_ref());
                    } else {
                        marks.end(element.local_name().as_ref());
                    }
                }
                Ok(Event::Text(text)) => {
                    if is_xml && !may_stand(&text, depth, marks.kind == "s") {
                        return refused("damaged-part");
                    }
                    marks.text(&text, self.shared, &self.styles);
                    self.ods_text(&text)?;
                }
                Ok(Event::GeneralRef(reference)) => self.ods_text(&resolved(&reference))?,
                Ok(Event::DocType(_)) if is_xml => return refused("doctype"),
                Ok(Event::Eof) if depth == 0 || !is_xml => break,
                Err(_) if !is_xml => break,
                Err(_) | Ok(Event::Eof) => return refused("damaged-part"),
                Ok(_) => {}
            }
        }
        if is_sheet {
            self.sheets.insert(name.to_owned(), marks);
        }
        Ok(())
    }

    fn start(&mut self, element: &BytesStart<'_>) -> Result<(), Refusal> {
        self.elements += 1;
        self.bounds.check(Limit::Elements, self.elements)?;
        let declared = |name| attribute(element, name).and_then(|count| count.trim().parse().ok());
        let room = match element.local_name().as_ref() {
            "sst" => declared("uniqueCount").unwrap_or(0),
            // calamine puts shared formulas into a list, at their number.
            "f" => declared("si").unwrap_or(0),
            "xf" => {
                self.formats += 1;
                self.formats
            }
            "si" => {
                self.shared += 1;
                0
            }
            "calcPr" => {
                let asks = attribute(element, "fullCalcOnLoad");
                self.asks_calculation |= asks.is_some_and(|value| is_true(&value));
                0
            }
            _ => 0,
        };
        self.bounds.check(Limit::Cells, room)
    }

    fn ods_start(&mut self, element: &BytesStart<'_>) -> Result<(), Refusal> {
        let get = |name| attribute(element, name);
        match element.name().as_ref() {
            "number:number-style"
            | "number:currency-style"
            | "number:percentage-style"
            | "style:style" => {
                self.ods_unit.clear();
                let is_percentage = element.name().as_ref() == "number:percentage-style";
                self.ods_percents = is_percentage.then_some(Decimal::ONE_HUNDRED);
                self.ods_style = get("style:name").unwrap_or_default();
                let format = get("style:data-style-name");
                let format = format.or_else(|| get("style:parent-style-name"));
                let look = format.and_then(|name| self.ods_styles.get(&name).copied());
                self.ods_styles
                    .extend(look.map(|look| (self.ods_style.clone(), look)));
            }
            "style:text-properties"
                if self.tables == 0
                    && get("style:text-line-through-style").is_some_and(|line| line != "none") =>
            {
                let look = self.ods_styles.entry(self.ods_style.clone()).or_default();
                look.is_struck = true;
            }
            // The format divides by thousands: the number is whole.
            "number:number" if get("number:display-factor").is_some() => self.ods_style.clear(),
            "table:table" => {
                self.tables += 1;
                if self.tables == 1 {
                    self.area = self.whole_area();
                    self.sheet = attribute(element, "table:name").unwrap_or_default();
                    (self.reach, self.at, self.times) = ((0, 0), (0, 0), (0, 0));
                    self.columns = 0;
                    self.column_styles.clear();
                }
            }
            _ if self.tables != 1 => {}
            "table:table-row" => {
                self.at = (self.at.0 + self.times.0, 0);
                self.times = (self.count(element, "table:number-rows-repeated")?, 0);
                if is_hidden(element) {
                    let rows = index(self.at.0)..index(self.at.0 + self.times.0);
                    self.marks().hidden_rows.push(rows);
                }
            }
            "table:table-column" => {
                let times = self.count(element, "table:number-columns-repeated")?;
                let columns = index(self.columns)..index(self.columns + times);
                self.columns += times;
                let style = get("table:default-cell-style-name").unwrap_or_default();
                self.column_styles.push((self.columns, style));
                if is_hidden(element) {
                    self.marks().hidden_columns.push(columns);
                }
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
        let first = (index(self.at.0), index(self.at.1));
        let of_column = || {
            let styles = &self.column_styles;
            let before = styles.partition_point(|(end, _)| *end <= self.at.1);
            styles.get(before).map(|(_, style)| style.clone())
        };
        let style = attribute(element, "table:style-name").or_else(of_column);
        let look = style.and_then(|style| self.ods_styles.get(&style).copied());
        self.marks().looks.extend(look.map(|look| (first, look)));
        let span = |name| Ok::<_, Refusal>(index(self.count(element, name)?.max(1)) - 1);
        let rows = span("table:number-rows-spanned")?;
        let columns = span("table:number-columns-spanned")?;
        let last = (first.0 + rows, first.1 + columns);
        let merged = self.marks().merge(first, last);
        self.bounds.check(Limit::Cells, merged)?;
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
        let (file, sheet) = (self.bounds.file.into(), self.sheet.as_str().into());
        Place::of_cell(&file, &sheet, index(row), index(col))
    }

    fn marks(&mut self) -> &mut Marks {
        &mut self.sheets.entry(self.sheet.clone()).or_default().marks
    }

    fn ods_text(&mut self, text: &str) -> Result<(), Refusal> {
        if self.tables == 0 && !self.ods_style.is_empty() {
            // The sign that a number format puts behind the number, in pieces.
            self.ods_unit.push_str(text);
            let mut look = look_of_signs(&self.ods_unit);
            look.percents = self.ods_percents.or(look.percents);
            if look != Look::default() {
                self.ods_styles.insert(self.ods_style.clone(), look);
            }
        }
        match &mut self.comment {
            Some(comment) if !self.is_aside => comment.push_str(text),
            None if self.is_filled => return self.count_text(text.len() as u64),
            _ => {}
        }
        Ok(())
    }

    fn ods_end(&mut self, name: &str) {
        match name {
            "number:number-style"
            | "number:currency-style"
            | "number:percentage-style"
            | "style:style" => self.ods_style.clear(),
            "table:table" => self.tables = self.tables.saturating_sub(1),
            "table:table-cell" | "table:covered-table-cell" => self.is_filled = false,
            "dc:creator" | "dc:date" => self.is_aside = false,
            "office:annotation" => {
                if let Some(text) = self.comment.take()
                    && self.comments.len() < MOST_COMMENTS
                {
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

fn index(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// Whether a row or a column of an `.ods` is hidden, or left out by a filter.
fn is_hidden(element: &BytesStart<'_>) -> bool {
    let visibility = attribute(element, "table:visibility");
    visibility.is_some_and(|value| matches!(value.as_str(), "collapse" | "filter"))
}

/// Whether a text may stand here: none outside the root (a sheet in UTF-16 would be one), and a number alone where a
/// cell names a shared text, since calamine takes what is none for the first of them.
fn may_stand(text: &str, depth: usize, names_text: bool) -> bool {
    let text = text.trim_start_matches('\u{feff}').trim();
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
    text.is_empty() || depth > 0 && (is_number || !names_text)
}
