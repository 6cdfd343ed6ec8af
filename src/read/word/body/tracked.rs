//! Changes under tracking: each is read as if it were accepted, and reported.

use super::Reader;
use crate::{
    finding::Finding,
    read::word::{line::Line, parts::Element},
};

/// What a change may hold beside text.
const SIGNS: &str = "drawing pict object br cr tab sym footnoteReference endnoteReference";
/// Changes of how something looks; those of rows, cells and pages among them.
const LOOKS: &str = "rPrChange pPrChange numberingChange tblPrChange tblPrExChange tblGridChange trPrChange \
    tcPrChange cellMerge";
/// The most letters quoted of a text that looked otherwise.
const LONGEST_QUOTE: usize = 200;

/// Whether one of these remarks reports such a change.
pub(super) fn has_change(remarks: &[Finding], variant: &str) -> bool {
    let is_it = |remark: &Finding| remark.rule == "text-tracked" && remark.variant == variant;
    remarks.iter().any(is_it)
}

pub(super) fn author_of(element: &Element) -> String {
    let author = element.attribute("author");
    let author = author.filter(|name| !name.trim().is_empty());
    author.unwrap_or("?").to_owned()
}

impl Reader<'_, '_> {
    /// Reports a change of a text, which may be empty.
    pub(super) fn tracked(
        &mut self,
        mark: &Element,
        text: &str,
        line: &mut Line,
        variant: &'static str,
    ) {
        let date = mark.attribute("date").and_then(|date| date.get(..10));
        let date = date.map_or_else(String::new, |date| format!(", {date}"));
        let text = if text.is_empty() { "…" } else { text };
        let remark = self.remark("text-tracked", variant, text);
        let remark = remark.map(|remark| remark.arg("by", author_of(mark) + &date));
        line.remarks.extend(remark);
    }

    /// The same of an element that holds what was changed. Where deletions within it hold all of that, they alone are
    /// reported.
    pub(super) fn tracked_text(&mut self, element: &Element, line: &mut Line) {
        let variant = match element.name.as_str() {
            "ins" => "inserted",
            "del" => "deleted",
            _ => "moved",
        };
        let mut text = element.text_without("del");
        let note = element.first("footnoteReference endnoteReference", "del");
        if let Some(note) = note.filter(|_| text.is_empty()) {
            let kind = match note.name.as_str() {
                "footnoteReference" => "footnotes",
                _ => "endnotes",
            };
            let key = (kind, note.attribute("id").unwrap_or_default().to_owned());
            let note = self.note_texts.get(&key);
            text = note.map(Element::all_text).unwrap_or_default();
        }
        let mut children = element.children.iter().filter(|child| child.name != "del");
        if !text.is_empty() || children.any(|child| child.holds(SIGNS)) {
            self.tracked(element, &text, line, variant);
        }
    }

    /// Reports that the end of a paragraph was inserted, deleted or moved here, unless a remark on text within it does so
    /// (those behind the `former` ones), and that it looked otherwise.
    pub(super) fn tracked_marks(&mut self, element: &Element, line: &mut Line, former: usize) {
        let changes = [("del", "deleted"), ("ins", "inserted"), ("moveTo", "moved")];
        for (name, variant) in changes {
            let is_reported = has_change(&line.remarks[former..], variant);
            if let Some(mark) = element.at(&format!("pPr/rPr/{name}")) {
                if !is_reported {
                    self.tracked(mark, "¶", line, variant);
                }
                if name == "del" {
                    break;
                }
            }
        }
        self.changed_looks(element, line);
        if let Some(mark) = element.at("pPr/sectPr/sectPrChange") {
            self.tracked(mark, "", line, "format");
        }
    }

    /// Reports once that something looked otherwise: a paragraph, or a table with its rows and cells.
    pub(super) fn changed_looks(&mut self, element: &Element, line: &mut Line) {
        let is_table = element.name == "tbl";
        let outside = if is_table { "p" } else { "txbxContent" };
        if let Some(change) = element.first(LOOKS, outside) {
            let text = element.text_without("del");
            let quoted: String = text.chars().take(LONGEST_QUOTE).collect();
            self.tracked(change, &quoted, line, "format");
        }
    }
}
