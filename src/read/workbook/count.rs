//! What is in the XML of a zipped workbook, counted before calamine reads it.

use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};

use super::{
    bounds::{Bounds, Refusal},
    ods::OdsSheets,
    xml::{attribute, resolved},
};
use crate::limits::Limit;
use crate::model::Extra;

/// What was counted so far, in all parts: what calamine would make room for, repeat or look for without end.
pub(super) struct Count<'a> {
    bounds: Bounds<'a>,
    elements: u64,
    styles: u64,
    ods: OdsSheets,
}

impl<'a> Count<'a> {
    pub(super) fn new(bounds: Bounds<'a>) -> Self {
        Self {
            bounds,
            elements: 0,
            styles: 0,
            ods: OdsSheets::default(),
        }
    }

    /// The comments of an `.ods`.
    pub(super) fn into_comments(self) -> Vec<Extra> {
        self.ods.comments
    }

    /// Counts what is in a part. One that is named as XML must be well formed, where it is read; since a workbook
    /// may give any part for a sheet, the others are counted as well, up to where they are no XML.
    pub(super) fn part(&mut self, name: &str, bytes: &[u8]) -> Result<(), Refusal> {
        let is_unread = ["customXml/", "docProps/"]
            .iter()
            .any(|folder| name.starts_with(folder));
        let is_xml = !is_unread && matches!(name.rsplit('.').next(), Some("xml" | "rels"));
        let bounds = self.bounds;
        let damaged = || bounds.unreadable("damaged-part", name);
        let mut reader = Reader::from_reader(bytes);
        reader.config_mut().expand_empty_elements = true;
        reader.config_mut().check_end_names = is_xml;
        let (mut depth, mut names_text) = (0_usize, false);
        loop {
            match reader.read_event() {
                Ok(Event::Start(element)) => {
                    depth += 1;
                    self.start(&element, name)?;
                    if element.local_name().as_ref() == "c" {
                        names_text = attribute(&element, "t").as_deref() == Some("s");
                    }
                }
                Ok(Event::End(element)) => {
                    depth = depth.saturating_sub(1);
                    names_text &= element.local_name().as_ref() != "c";
                    if name == OdsSheets::PART {
                        self.ods.end(element.name().as_ref(), bounds);
                    }
                }
                Ok(Event::Text(text)) => {
                    if is_xml && !may_stand(&text, depth, names_text) {
                        return Err(damaged());
                    }
                    self.ods.text(&text, bounds)?;
                }
                Ok(Event::GeneralRef(reference)) => self.ods.text(&resolved(&reference), bounds)?,
                Ok(Event::DocType(_)) if is_xml => {
                    return Err(bounds.unreadable("doctype", name));
                }
                Ok(Event::Eof) if depth == 0 || !is_xml => return Ok(()),
                Err(_) if !is_xml => return Ok(()),
                Err(_) | Ok(Event::Eof) => return Err(damaged()),
                Ok(_) => {}
            }
        }
    }

    fn start(&mut self, element: &BytesStart<'_>, part: &str) -> Result<(), Refusal> {
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
        self.bounds.check(Limit::Cells, room)?;
        if part == OdsSheets::PART {
            self.ods.start(element, self.bounds)?;
        }
        Ok(())
    }
}

/// Whether a text may stand here: none outside the root (a sheet in UTF-16 would be one), and a number alone where a
/// cell names a shared text, since calamine takes what is none for the first of them.
fn may_stand(text: &str, depth: usize, names_text: bool) -> bool {
    let text = text.trim_start_matches('\u{feff}').trim();
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
    text.is_empty() || depth > 0 && (is_number || !names_text)
}
