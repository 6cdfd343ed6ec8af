//! Changes under tracking: each is read as if it were accepted, and told.

use super::{NOTES, Reader};
use crate::{
    finding::Finding,
    read::word::{line::Line, parts::Element},
    source::join,
};

/// What a change may hold beside text.
const SIGNS: [&str; 9] = [
    "drawing",
    "pict",
    "object",
    "br",
    "cr",
    "tab",
    "sym",
    "footnoteReference",
    "endnoteReference",
];
/// Changes of how something looks; those of rows, cells and pages among them.
const LOOKS: [&str; 9] = [
    "rPrChange",
    "pPrChange",
    "numberingChange",
    "tblPrChange",
    "tblPrExChange",
    "tblGridChange",
    "trPrChange",
    "tcPrChange",
    "cellMerge",
];

/// Whether one of these remarks says that something was changed so.
pub(super) fn told(remarks: &[Finding], variant: &str) -> bool {
    let mut remarks = remarks.iter();
    remarks.any(|finding| finding.rule == "text-tracked" && finding.variant == variant)
}

pub(super) fn author_of(element: &Element) -> String {
    let author = element.attribute("author");
    let author = author.filter(|name| !name.trim().is_empty());
    author.unwrap_or("?").to_owned()
}

impl Reader<'_, '_> {
    /// Tells of a change; of its text, an empty one says nothing.
    pub(super) fn tracked(
        &mut self,
        mark: &Element,
        text: &str,
        line: &mut Line,
        variant: &'static str,
    ) {
        let date = mark.attribute("date").and_then(|date| date.get(..10));
        let by = [author_of(mark), date.unwrap_or_default().to_owned()];
        let by = join(by.into_iter().filter(|part| !part.is_empty()), ", ");
        let text = if text.is_empty() { "…" } else { text };
        let remark = self.remark("text-tracked", variant, text);
        line.remarks
            .extend(remark.map(|finding| finding.arg("by", by)));
    }

    /// The same of an element that holds what was changed; changes within it that hold all of that tell it themselves.
    pub(super) fn tracked_text(&mut self, element: &Element, line: &mut Line) {
        let variant = match element.name.as_str() {
            "ins" => "inserted",
            "del" => "deleted",
            _ => "moved",
        };
        let mut text = element.text_but("del");
        let note = element.first(&["footnoteReference", "endnoteReference"], &["del"]);
        if let Some(note) = note.filter(|_| text.is_empty()) {
            let kind = NOTES.iter().find(|kind| note.name.starts_with(&kind[..4]));
            let id = note.attribute("id").unwrap_or_default().to_owned();
            let noted = self
                .note_texts
                .get(&(kind.copied().unwrap_or_default(), id));
            text = noted.map(Element::all_text).unwrap_or_default();
        }
        let mut children = element.children.iter().filter(|child| child.name != "del");
        if !text.is_empty() || children.any(|child| child.holds(&SIGNS)) {
            self.tracked(element, &text, line, variant);
        }
    }

    /// Tells of a paragraph whether its end was inserted, deleted or moved here, unless text within it tells so (the remarks
    /// behind the `former` ones), and whether it looked otherwise.
    pub(super) fn tracked_marks(&mut self, element: &Element, line: &mut Line, former: usize) {
        let end = element.at(&["pPr", "rPr"]);
        let mark = |name: &str| end.and_then(|properties| properties.child(name));
        let is_deleted = mark("del").is_some();
        for (name, variant) in [("del", "deleted"), ("ins", "inserted"), ("moveTo", "moved")] {
            let is_own = name == "del" || !is_deleted;
            let is_told = told(&line.remarks[former..], variant);
            if let Some(mark) = mark(name).filter(|_| is_own && !is_told) {
                self.tracked(mark, "¶", line, variant);
            }
        }
        self.changed_looks(element, line);
        if let Some(mark) = element.at(&["pPr", "sectPr", "sectPrChange"]) {
            self.tracked(mark, "", line, "format");
        }
    }

    /// Tells once of what looked otherwise: a paragraph, or a table with its rows and cells.
    pub(super) fn changed_looks(&mut self, element: &Element, line: &mut Line) {
        let change = if element.name == "tbl" {
            element.first(&LOOKS, &["p"])
        } else {
            element.first(&LOOKS, &["txbxContent"])
        };
        if let Some(change) = change {
            let text = element.text_but("del");
            let end = text
                .char_indices()
                .nth(200)
                .map_or(text.len(), |(end, _)| end);
            self.tracked(change, &text[..end], line, "format");
        }
    }
}
