//! What is in the XML of a zipped workbook, counted before calamine reads it.

use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};

use super::{
    bounds::Bounds,
    ods::OdsSheets,
    xml::{attribute, resolved},
};
use crate::{limits::Limit, read::refusal::Refusal};

/// What was counted so far, in all parts: what calamine would make room for, repeat or look for without end.
pub(super) struct Count<'a> {
    pub(super) bounds: Bounds<'a>,
    pub(super) elements: u64,
    pub(super) styles: u64,
    pub(super) ods: OdsSheets<'a>,
}

impl Count<'_> {
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
                        self.ods.start(&element)?;
                    }
                    if element.local_name().as_ref() == "c" {
                        names_text = attribute(&element, "t").as_deref() == Some("s");
                    }
                }
                Ok(Event::End(element)) => {
                    depth = depth.saturating_sub(1);
                    names_text &= element.local_name().as_ref() != "c";
                    if is_ods {
                        self.ods.end(element.name().as_ref());
                    }
                }
                Ok(Event::Text(text)) => {
                    if is_xml && !may_stand(&text, depth, names_text) {
                        return refused("damaged-part");
                    }
                    self.ods.text(&text)?;
                }
                Ok(Event::GeneralRef(reference)) => self.ods.text(&resolved(&reference))?,
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
}

/// Whether a text may stand here: none outside the root (a sheet in UTF-16 would be one), and a number alone where a
/// cell names a shared text, since calamine takes what is none for the first of them.
fn may_stand(text: &str, depth: usize, names_text: bool) -> bool {
    let text = text.trim_start_matches('\u{feff}').trim();
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
    text.is_empty() || depth > 0 && (is_number || !names_text)
}
