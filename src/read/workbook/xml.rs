//! The XML of a zipped workbook, looked through before its parser sees it: the only user of quick-xml.
//!
//! What a parser would reserve, repeat or never leave is counted here: elements, texts, definitions, sheets, and
//! how far the cells of an `OpenDocument` sheet reach once rows and columns are repeated. Every part must be
//! well formed; entities are nobody's in a workbook, and a part that declares some is refused.

use std::{collections::BTreeMap, io::Read};

use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};

use super::{
    package::Unpacked,
    reach::Reach,
    refusal::{Refusal, Spot},
};
use crate::limits::{Limit, Limits};

/// No spreadsheet nests its elements as deep.
const DEEPEST: usize = 256;

/// What a part is, by its root.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Root {
    Strings,
    Styles,
    Workbook,
    Relations,
    Sheet,
    /// The sheets of an `OpenDocument` workbook.
    Content,
    Other,
}

/// What was counted so far, in all parts.
pub(super) struct Scan<'a> {
    limits: &'a Limits,
    elements: u64,
    /// The bytes of shared texts.
    text: u64,
    counts: BTreeMap<&'static str, u64>,
    reach: Reach<'a>,
}

/// Where a part is being read.
struct Part<'a> {
    name: &'a str,
    root: Root,
    depth: usize,
    /// Whether the cell being read names a shared text by its number.
    names_text: bool,
}

impl Part<'_> {
    /// Whether a text may stand here: none beside the root (a sheet in UTF-16 would be one), and a number alone where
    /// a shared text is named, since calamine takes what is none for the first of them.
    fn allows(&self, text: &str) -> bool {
        let text = text.trim_start_matches('\u{feff}').trim();
        text.is_empty()
            || self.depth > 0
                && (!self.names_text || text.bytes().all(|byte| byte.is_ascii_digit()))
    }
}

impl<'a> Scan<'a> {
    pub(super) fn new(limits: &'a Limits) -> Self {
        Self {
            limits,
            elements: 0,
            text: 0,
            counts: BTreeMap::new(),
            reach: Reach::new(limits),
        }
    }

    /// Looks through a part.
    pub(super) fn part<R: Read>(
        &mut self,
        name: &str,
        bytes: &mut Unpacked<'_, R>,
    ) -> Result<(), Refusal> {
        let damaged = || Refusal::Variant("damaged-part", name.to_owned());
        let mut reader = Reader::from_reader(bytes);
        reader.config_mut().expand_empty_elements = true;
        let mut part = Part {
            name,
            root: Root::Other,
            depth: 0,
            names_text: false,
        };
        let mut buffer = Vec::new();
        loop {
            buffer.clear();
            match reader.read_event_into(&mut buffer).map_err(|_| damaged())? {
                Event::DocType(_) => return Err(Refusal::Variant("doctype", name.to_owned())),
                Event::Start(element) => self.start(&element, &mut part)?,
                Event::End(element) => {
                    part.depth = part.depth.saturating_sub(1);
                    part.names_text &= element.local_name().as_ref() != "c";
                    if part.root == Root::Content {
                        self.reach.end(element.name().as_ref())?;
                    }
                }
                Event::Text(text) if !part.allows(&text) => return Err(damaged()),
                Event::Text(text) => self.text(text.len(), part.root)?,
                Event::CData(text) => self.text(text.len(), part.root)?,
                Event::GeneralRef(_) => self.text(1, part.root)?,
                Event::Eof => break,
                _ => {}
            }
            reader.get_mut().begin_token();
        }
        // Some parsers would look for the end forever.
        if part.depth == 0 {
            Ok(())
        } else {
            Err(damaged())
        }
    }

    fn start(&mut self, element: &BytesStart<'_>, part: &mut Part<'_>) -> Result<(), Refusal> {
        let name = element.local_name();
        if part.depth == 0 {
            part.root = root(name.as_ref());
        }
        part.depth += 1;
        if part.depth > DEEPEST {
            return Err(Refusal::Variant("deep", part.name.to_owned()));
        }
        self.element()?;
        if part.root == Root::Sheet && name.as_ref() == "c" {
            part.names_text = attribute(element, "t").as_deref() == Some("s");
        }
        match (part.root, name.as_ref()) {
            (Root::Strings, "sst") => self.declared(element, "uniqueCount", part),
            (Root::Strings, "si") => self.count("si", Limit::Cells),
            (Root::Styles, name) => {
                match ["xf", "font", "fill", "border", "numFmt", "dxf"]
                    .into_iter()
                    .find(|own| *own == name)
                {
                    Some(kind) => self.count(kind, Limit::Definitions),
                    None => Ok(()),
                }
            }
            (Root::Workbook, "sheet") => self.count("sheet", Limit::Definitions),
            (Root::Workbook, "definedName") => self.count("definedName", Limit::Definitions),
            (Root::Relations, "Relationship") => self.count("Relationship", Limit::Definitions),
            // Shared formulas are kept by their number.
            (Root::Sheet, "f") => self.declared(element, "si", part),
            (Root::Content, _) => self
                .reach
                .start(element.name().as_ref(), |name| attribute(element, name)),
            _ => Ok(()),
        }
    }

    /// One element or record more.
    pub(super) fn element(&mut self) -> Result<(), Refusal> {
        self.elements += 1;
        Refusal::above(self.limits, Limit::Elements, self.elements, Spot::default)
    }

    /// One more of a kind.
    pub(super) fn count(&mut self, kind: &'static str, limit: Limit) -> Result<(), Refusal> {
        let count = self.counts.entry(kind).or_default();
        *count += 1;
        Refusal::above(self.limits, limit, *count, Spot::default)
    }

    /// A count that a parser would reserve room for.
    fn declared(
        &self,
        element: &BytesStart<'_>,
        name: &str,
        part: &Part<'_>,
    ) -> Result<(), Refusal> {
        let count = attribute(element, name)
            .and_then(|count| count.trim().parse().ok())
            .unwrap_or(0);
        Refusal::above(self.limits, Limit::Cells, count, || {
            Spot::Part(part.name.to_owned())
        })
    }

    fn text(&mut self, bytes: usize, root: Root) -> Result<(), Refusal> {
        match root {
            Root::Strings => {
                self.text += bytes as u64;
                Refusal::above(self.limits, Limit::DossierSize, self.text, Spot::default)
            }
            Root::Content => self.reach.text(bytes),
            _ => Ok(()),
        }
    }
}

fn root(name: &str) -> Root {
    match name {
        "sst" => Root::Strings,
        "styleSheet" => Root::Styles,
        "workbook" => Root::Workbook,
        "Relationships" => Root::Relations,
        "worksheet" => Root::Sheet,
        "document-content" => Root::Content,
        _ => Root::Other,
    }
}

/// The value of an attribute, by its whole name.
fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = element
        .attributes()
        .with_checks(false)
        .flatten()
        .find(|attribute| attribute.key.as_ref() == name)?;
    quick_xml::escape::unescape(&found.value)
        .ok()
        .map(std::borrow::Cow::into_owned)
}
