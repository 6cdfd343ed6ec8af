//! What else the workbook holds: sheets that no reader asks for, comments, pictures, texts beside the tables.
//!
//! None of it is the budget, and none of it is carried over into the corrected workbook; it is listed there, so
//! that nothing is lost unsaid. Comments are read from the file's own parts, since calamine knows none: no part
//! larger than [`MAX_PART`] is opened, and a part that cannot be read is itself listed.

use std::collections::BTreeMap;

use roxmltree::{Document, Node, ParsingOptions};

use super::{
    names::SheetNames,
    recap::is_year,
    table::{header_row, parse_year},
    workbook::{Cell, Format, Package, Sheet},
};
use crate::{
    model::{Extra, ExtraKind},
    source::CellRef,
};

/// No part of a workbook that is opened here is larger.
const MAX_PART: u64 = 32 << 20;
/// No part that is read has more elements and texts.
const MOST_NODES: u32 = 2_000_000;
/// No more comments of a part are read, and no more elements and texts of one: a file made to do harm ends there.
const MOST_COMMENTS: usize = 5_000;
const LARGEST_COMMENT: usize = 5_000;
/// No row or column of a spreadsheet lies further.
const FARTHEST: u32 = 1 << 24;

/// The texts above a list of costs or rules, and those in columns that have no header.
pub(super) fn beside_the_list(sheet: &Sheet, names: &SheetNames) -> Vec<Extra> {
    let header = header_row(sheet, names).unwrap_or(0);
    // Years may stand over the names of their columns.
    let is_heading =
        |row: usize, cell: &Cell| row + 1 == header && parse_year(&cell.shown()).is_some();
    texts(sheet, |row, col| {
        let is_read = row >= header && !sheet.cell(header, col).is_blank();
        !is_read && !is_heading(row, sheet.cell(row, col))
    })
}

/// The texts above the recap, and its rows without amounts.
pub(super) fn around_the_recap(sheet: &Sheet, years: &[i32]) -> Vec<Extra> {
    let is_year = |cell: &Cell| is_year(cell, years);
    let header = sheet
        .rows
        .iter()
        .position(|row| row.iter().any(is_year))
        .unwrap_or(0);
    let first = sheet
        .rows
        .get(header)
        .and_then(|row| row.iter().position(is_year))
        .unwrap_or(0);
    let is_bare = |row: usize| sheet.row(row).iter().skip(first).all(Cell::is_blank);
    texts(sheet, |row, _| {
        row < header || row > header + 1 && is_bare(row)
    })
}

fn texts(sheet: &Sheet, is_beside: impl Fn(usize, usize) -> bool) -> Vec<Extra> {
    let mut extras = Vec::new();
    for (row, cells) in sheet.rows.iter().enumerate() {
        for (col, cell) in cells.iter().enumerate() {
            if !cell.is_blank() && is_beside(row, col) {
                extras.push(Extra::new(
                    ExtraKind::Text,
                    sheet.place_of(row, col).within_file(),
                    &cell.shown(),
                ));
            }
        }
    }
    extras
}

/// What the parts of a zipped workbook hold besides cells.
pub(super) fn of_package(format: Format, package: Package<'_>) -> Vec<Extra> {
    let mut parts = Parts(package);
    match format {
        Format::Open => parts.open_document().unwrap_or_else(of_old_format),
        Format::Binary => [parts.objects(), of_old_format()].concat(),
        Format::Xml | Format::Old => parts.office_open().unwrap_or_else(of_old_format),
    }
}

/// A format of which nothing but cells is read.
pub(super) fn of_old_format() -> Vec<Extra> {
    vec![Extra::new(ExtraKind::Unread, "", "")]
}

/// The parts of a workbook.
struct Parts<'a>(Package<'a>);

impl Parts<'_> {
    fn text(&mut self, part: &str) -> Option<String> {
        self.0.text(part, MAX_PART)
    }

    /// What the names of the parts tell.
    fn objects(&self) -> Vec<Extra> {
        let kinds = [
            ("xl/media/", ExtraKind::Picture),
            ("Pictures/", ExtraKind::Picture),
            ("xl/charts/chart", ExtraKind::Chart),
            ("xl/pivotTables/pivotTable", ExtraKind::PivotTable),
            ("xl/externalLinks/externalLink", ExtraKind::ExternalLink),
            ("xl/vbaProject.bin", ExtraKind::Macros),
            ("Basic/", ExtraKind::Macros),
        ];
        let mut counts: BTreeMap<ExtraKind, usize> = BTreeMap::new();
        for name in self.0.names() {
            for (_, kind) in kinds.iter().filter(|(start, _)| name.starts_with(start)) {
                *counts.entry(*kind).or_default() += 1;
            }
        }
        let told = |(kind, count): (ExtraKind, usize)| match kind {
            ExtraKind::Macros => Extra::new(kind, "", ""),
            _ => Extra::new(kind, "", &count.to_string()),
        };
        counts.into_iter().map(told).collect()
    }

    /// The comments and text boxes of an Excel workbook, sheet by sheet, then the rest.
    fn office_open(&mut self) -> Option<Vec<Extra>> {
        let book = self.text("xl/workbook.xml")?;
        let targets = self.relations("xl/", "xl/_rels/workbook.xml.rels");
        let book = parsed(&book)?;
        let mut extras = Vec::new();
        for sheet in book.descendants().filter(|node| is(*node, "sheet")) {
            let name = sheet.attribute("name").unwrap_or_default();
            let id = sheet
                .attributes()
                .find(|attribute| attribute.name() == "id")
                .map(|attribute| attribute.value());
            let Some((_, part)) = targets
                .iter()
                .find(|(own, _)| Some(own.as_str()) == id)
                .map(|(_, target)| target)
            else {
                continue;
            };
            let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
            let relations = self.relations(
                &format!("{folder}/"),
                &format!("{folder}/_rels/{file}.rels"),
            );
            let is_threaded = relations
                .iter()
                .any(|(_, (kind, _))| kind == "threadedComment");
            for (_, (kind, target)) in relations {
                extras.extend(match kind.as_str() {
                    "comments" => self.comments(name, &target, is_threaded),
                    "threadedComment" => self.comments(name, &target, false),
                    "drawing" => self.text_boxes(name, &target),
                    _ => Vec::new(),
                });
            }
        }
        extras.extend(self.objects());
        Some(extras)
    }

    /// The relations of a part: their id, their kind, and the part that they lead to.
    fn relations(&mut self, folder: &str, part: &str) -> Vec<(String, (String, String))> {
        let Some(text) = self.text(part) else {
            return Vec::new();
        };
        let Some(document) = parsed(&text) else {
            return Vec::new();
        };
        let relation = |node: Node<'_, '_>| {
            let kind = node.attribute("Type")?.rsplit('/').next()?.to_owned();
            Some((
                node.attribute("Id")?.to_owned(),
                (kind, resolved(folder, node.attribute("Target")?)),
            ))
        };
        document
            .root_element()
            .children()
            .filter_map(relation)
            .collect()
    }

    /// The comments of a part. Where there are threads, the notes that stand for them, whose author is `tc=…`, tell
    /// the same again under a warning for old programs.
    fn comments(&mut self, sheet: &str, part: &str, is_threaded: bool) -> Vec<Extra> {
        let text = self.text(part);
        let Some(document) = text.as_deref().and_then(parsed) else {
            return vec![Extra::new(ExtraKind::Unread, sheet, "")];
        };
        let authors: Vec<_> = document
            .descendants()
            .filter(|node| is(*node, "author"))
            .collect();
        let stands_for_thread = |comment: &Node<'_, '_>| {
            let rank = comment
                .attribute("authorId")
                .and_then(|rank| rank.parse::<usize>().ok());
            let author = rank.and_then(|rank| authors.get(rank)?.text());
            is_threaded && author.is_some_and(|author| author.starts_with("tc="))
        };
        let comments = document
            .descendants()
            .filter(|node| is(*node, "comment") || is(*node, "threadedComment"));
        let comments = comments.filter(|comment| !stands_for_thread(comment));
        let told = |comment: Node<'_, '_>| {
            let place = format!("{sheet}!{}", comment.attribute("ref").unwrap_or_default());
            Extra::new(ExtraKind::Comment, place, &text_of(comment))
        };
        comments.take(MOST_COMMENTS).map(told).collect()
    }

    fn text_boxes(&mut self, sheet: &str, part: &str) -> Vec<Extra> {
        let text = self.text(part);
        let Some(document) = text.as_deref().and_then(parsed) else {
            return vec![Extra::new(ExtraKind::Unread, sheet, "")];
        };
        let shapes = document.descendants().filter(|node| is(*node, "sp"));
        let told = shapes
            .take(MOST_COMMENTS)
            .map(|shape| Extra::new(ExtraKind::TextBox, sheet, &text_of(shape)));
        told.filter(|extra| !extra.text.is_empty()).collect()
    }

    /// The annotations of an `OpenDocument` workbook, at the cells that repeated rows and columns make them stand in.
    fn open_document(&mut self) -> Option<Vec<Extra>> {
        let text = self.text("content.xml")?;
        let document = parsed(&text)?;
        let mut extras = Vec::new();
        let book = document
            .descendants()
            .find(|node| is(*node, "spreadsheet"))?;
        for table in book.children().filter(|node| is(*node, "table")) {
            let sheet = attribute(table, "name").unwrap_or_default();
            let mut row = 0;
            for line in table.descendants().filter(|node| is(*node, "table-row")) {
                let mut col = 0;
                for cell in line
                    .children()
                    .filter(|node| node.tag_name().name().ends_with("table-cell"))
                {
                    let notes = cell.children().filter(|node| is(*node, "annotation"));
                    for note in notes.take(MOST_COMMENTS.saturating_sub(extras.len())) {
                        let place = format!("{sheet}!{}", CellRef::new(row, col));
                        extras.push(Extra::new(ExtraKind::Comment, place, &text_of(note)));
                    }
                    col = col
                        .saturating_add(repeated(cell, "number-columns-repeated"))
                        .min(FARTHEST);
                }
                row = row
                    .saturating_add(repeated(line, "number-rows-repeated"))
                    .min(FARTHEST);
            }
        }
        extras.extend(self.objects());
        Some(extras)
    }
}

/// No entity is declared or fetched, and no part has more elements than a sheet has use for.
fn parsed(text: &str) -> Option<Document<'_>> {
    Document::parse_with_options(
        text,
        ParsingOptions {
            nodes_limit: MOST_NODES,
            ..ParsingOptions::default()
        },
    )
    .ok()
}

/// A target relative to a folder of the package: `../comments1.xml` from `xl/worksheets/` is `xl/comments1.xml`.
fn resolved(folder: &str, target: &str) -> String {
    let mut path: Vec<&str> = if target.starts_with('/') {
        Vec::new()
    } else {
        folder.split('/').collect()
    };
    for step in target.split('/') {
        match step {
            // A folder's name ends with `/`, which leaves an empty step behind.
            ".." => while path.pop().is_some_and(str::is_empty) {},
            step => path.push(step),
        }
    }
    path.retain(|step| !step.is_empty() && *step != ".");
    path.join("/")
}

/// How often a row or cell stands there.
fn repeated(node: Node<'_, '_>, name: &str) -> u32 {
    attribute(node, name)
        .and_then(|count| count.parse().ok())
        .unwrap_or(1)
}

/// An attribute, whatever its namespace is called.
fn attribute<'a>(node: Node<'a, '_>, name: &str) -> Option<&'a str> {
    node.attributes()
        .find(|attribute| attribute.name() == name)
        .map(|attribute| attribute.value())
}

/// The text within a node, paragraph by paragraph; how it is to be pronounced, who wrote it and when left out.
fn text_of(node: Node<'_, '_>) -> String {
    let mut text = String::new();
    let mut aside_end = 0;
    for node in node.descendants().take(LARGEST_COMMENT) {
        if matches!(node.tag_name().name(), "rPh" | "creator" | "date") {
            aside_end = node.range().end;
        }
        if is(node, "p") {
            text.push('\n');
        }
        if node.is_text() && node.range().start >= aside_end {
            text.push_str(node.text().unwrap_or_default());
        }
    }
    text
}

/// Whether it is the element of that name; namespaces differ from one edition of the formats to the next.
fn is(node: Node<'_, '_>, name: &str) -> bool {
    node.tag_name().name() == name
}

#[cfg(test)]
mod tests;
