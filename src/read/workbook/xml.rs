//! XML in the parts of a workbook or a Word file.

use std::collections::BTreeMap;

use quick_xml::{
    Reader,
    escape::{resolve_xml_entity, unescape},
    events::{BytesRef, BytesStart, Event, attributes::Attribute},
};

pub(crate) fn attributes<'a>(element: &'a BytesStart<'_>) -> impl Iterator<Item = Attribute<'a>> {
    let mut attributes = element.attributes();
    attributes.with_checks(false);
    attributes.flatten()
}

/// The value of an attribute, by its whole name.
pub(super) fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = attributes(element).find(|attribute| attribute.key.as_ref() == name)?;
    Some(unescape(&found.value).ok()?.into_owned())
}

/// What a reference such as `&amp;` or `&#233;` stands for; nothing when no one knows.
pub(crate) fn resolved(reference: &BytesRef<'_>) -> String {
    match reference.resolve_char_ref() {
        Ok(Some(letter)) => letter.to_string(),
        _ => resolve_xml_entity(reference).unwrap_or_default().to_owned(),
    }
}

/// An element, with its attributes by local name and the text in it.
pub(super) struct Element {
    pub(super) name: String,
    pub(super) attributes: BTreeMap<String, String>,
    pub(super) text: String,
}

/// The elements of these local names, in order, whatever their namespaces are called; none when the XML is damaged.
/// One within another is a part of its text.
pub(super) fn elements(xml: &str, names: &[&str]) -> Option<Vec<Element>> {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().expand_empty_elements = true;
    let mut found: Vec<Element> = Vec::new();
    let (mut is_open, mut is_phonetic) = (false, false);
    loop {
        let mut push = |text: &str| {
            if let Some(element) = found.last_mut().filter(|_| is_open && !is_phonetic) {
                element.text.push_str(text);
            }
        };
        match reader.read_event().ok()? {
            Event::Start(element) => match element.local_name().as_ref() {
                "rPh" => is_phonetic = true,
                "p" => push("\n"),
                name if !is_open && names.contains(&name) => {
                    let attributes = attributes(&element).filter_map(|attribute| {
                        let name = attribute.key.local_name().as_ref().to_owned();
                        Some((name, unescape(&attribute.value).ok()?.into_owned()))
                    });
                    found.push(Element {
                        name: name.to_owned(),
                        attributes: attributes.collect(),
                        text: String::new(),
                    });
                    is_open = true;
                }
                _ => {}
            },
            Event::End(element) => match element.local_name().as_ref() {
                "rPh" => is_phonetic = false,
                name => is_open &= found.last().is_some_and(|open| open.name != name),
            },
            Event::Text(text) => push(&text),
            Event::CData(text) => push(&text),
            Event::GeneralRef(reference) => push(&resolved(&reference)),
            Event::Eof => return Some(found),
            _ => {}
        }
    }
}
