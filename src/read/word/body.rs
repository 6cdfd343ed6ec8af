//! The text of a Word file as blocks: headings, paragraphs, items of lists, tables; and what is remarked on it.
//!
//! What Word shows is taken: insertions, one branch of alternatives, the results of fields. What is not printed is told.

use std::{
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
    sync::Arc,
};

use super::{
    line::{Line, Looks, Sign, UNDERLINED},
    parts::{Element, Parts, Relations},
    styles::{Label, Numbering, Styles, list_of, outline_of},
};
use crate::{
    finding::{Finding, Severity},
    limits::Limit,
    read::{
        markdown::FOLLOWED,
        refusal::{Bounds, Refusal},
    },
    source::{Place, join},
};

/// No more remarks on a file are listed: once so many are settled, the next check lists the others.
const MOST_REMARKS: usize = 200;
/// How many columns a table has at most, in Word too.
const MOST_COLUMNS: usize = 63;
/// The kinds of notes.
const NOTES: [&str; 2] = ["footnotes", "endnotes"];
/// What holds content somewhere within.
const CONTENT: [&str; 8] = [
    "t",
    "blip",
    "imagedata",
    "txbxContent",
    "chart",
    "relIds",
    "tab",
    "br",
];
/// What a change under tracking may hold beside text.
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

#[derive(Clone, Debug)]
pub(super) enum Block {
    /// A heading and its level, 0 for the document's title.
    Heading(usize, Line),
    Text(Line),
    /// An item of a list at a level.
    Item(usize, Label, Line),
    Table(Table),
}

#[derive(Clone, Debug)]
pub(super) struct Table {
    /// Its number in the file.
    pub(super) number: usize,
    /// Where its first row stands there.
    pub(super) first: usize,
    pub(super) rows: Vec<Vec<Cell>>,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Cell {
    pub(super) blocks: Vec<Block>,
    /// How many columns it spans.
    pub(super) columns: usize,
    /// Whether it continues the cell above.
    pub(super) is_continued: bool,
}

/// What a Word file holds.
pub(super) struct Content {
    /// Whether its pages are wider than high.
    pub(super) is_landscape: bool,
    pub(super) blocks: Vec<Block>,
    /// The notes, by their numbers from 1 on.
    pub(super) notes: Vec<Vec<Block>>,
    /// The pictures, by the names that the text gives them.
    pub(super) pictures: Vec<(String, Arc<[u8]>)>,
    /// Remarks on nothing in particular.
    pub(super) remarks: Vec<Finding>,
}

/// A field whose end has not come yet.
#[derive(Default)]
struct Field {
    instruction: String,
    link: Option<Rc<str>>,
}

/// How a run looks, and where it leads.
#[derive(Clone, Default)]
struct Run {
    looks: Looks,
    link: Option<Rc<str>>,
    /// The font of its signs.
    font: String,
}

type NoteKey = (&'static str, String);

struct Reader<'a, 'b> {
    parts: &'b mut Parts<'a>,
    bounds: Bounds<'a>,
    styles: Styles,
    numbering: Numbering,
    /// What the part that is being read refers to.
    relations: Relations,
    /// Notes by their kind and identifier, those that were met in their order, and their numbers.
    note_texts: BTreeMap<NoteKey, Element>,
    notes: Vec<NoteKey>,
    note_numbers: BTreeMap<NoteKey, usize>,
    comments: BTreeMap<String, (String, String)>,
    fields: Vec<Field>,
    /// The names of pictures by the parts that hold them.
    names: BTreeMap<String, String>,
    stem: &'b str,
    tables: usize,
    remarks: usize,
    /// How much text there is.
    length: u64,
    /// What stands in boxes of the paragraph that is being read.
    boxes: Vec<Block>,
    /// The paragraph whose end is deleted: the next one goes on with it.
    joined: Option<Line>,
    content: Content,
}

/// Reads the text; `stem` is what its pictures are named after.
pub(super) fn read<'a>(
    parts: &mut Parts<'a>,
    bounds: Bounds<'a>,
    stem: &str,
) -> Result<Content, Refusal> {
    let main = parts.main()?;
    let relations = parts.relations(&main)?;
    let targets = |kind: &str| {
        let own = relations
            .values()
            .filter(|own| own.kind == kind && !own.is_external);
        own.map(|own| own.target.clone())
            .collect::<BTreeSet<String>>()
    };
    let mut tree_of = |kind: &str| -> Result<Option<Element>, Refusal> {
        targets(kind)
            .first()
            .map_or(Ok(None), |part| parts.tree(part))
    };
    let styles = tree_of("styles")?;
    let numbering = tree_of("numbering")?;
    let comments = tree_of("comments")?;
    let (mut note_texts, mut note_relations) = (BTreeMap::new(), BTreeMap::new());
    for kind in NOTES {
        for note in tree_of(kind)?.map(|tree| tree.children).unwrap_or_default() {
            let id = note.attribute("id").unwrap_or_default().to_owned();
            note_texts.insert((kind, id), note);
        }
    }
    for kind in NOTES {
        if let Some(part) = targets(kind).first() {
            note_relations.insert(kind, parts.relations(part)?);
        }
    }
    let Some(tree) = parts.tree(&main)? else {
        return Err(bounds.unreadable("archive", ""));
    };
    let asides: Vec<String> = targets("header")
        .into_iter()
        .chain(targets("footer"))
        .collect();
    let mut reader = Reader {
        bounds,
        styles: Styles::read(styles.as_ref()),
        numbering: Numbering::read(numbering.as_ref()),
        relations,
        note_texts,
        notes: Vec::new(),
        note_numbers: BTreeMap::new(),
        comments: comments.as_ref().map(comments_of).unwrap_or_default(),
        fields: Vec::new(),
        names: BTreeMap::new(),
        stem,
        tables: 0,
        remarks: 0,
        length: 0,
        boxes: Vec::new(),
        joined: None,
        content: Content {
            is_landscape: is_landscape(&tree),
            blocks: Vec::new(),
            notes: Vec::new(),
            pictures: Vec::new(),
            remarks: Vec::new(),
        },
        parts,
    };
    reader.content.blocks = reader.blocks(&tree)?;
    // A note may be met in a note.
    while let Some((kind, id)) = reader.notes.get(reader.content.notes.len()).cloned() {
        let text = reader.note_texts.remove(&(kind, id)).unwrap_or_default();
        let own = note_relations.remove(kind).unwrap_or_default();
        let main = std::mem::replace(&mut reader.relations, own);
        reader.fields.clear();
        let blocks = reader.blocks(&text)?;
        reader.content.notes.push(blocks);
        let own = std::mem::replace(&mut reader.relations, main);
        note_relations.insert(kind, own);
    }
    reader.asides(&asides)?;
    Ok(reader.content)
}

/// The author and the text of each comment.
fn comments_of(tree: &Element) -> BTreeMap<String, (String, String)> {
    let comments = tree.children.iter().map(|own| {
        let id = own.attribute("id").unwrap_or_default().to_owned();
        (id, (author_of(own), own.all_text()))
    });
    comments.collect()
}

fn is_landscape(tree: &Element) -> bool {
    let page = tree.at(&["body", "sectPr", "pgSz"]);
    page.and_then(|page| page.attribute("orient")) == Some("landscape")
}

fn author_of(element: &Element) -> String {
    let author = element
        .attribute("author")
        .filter(|own| !own.trim().is_empty());
    author.unwrap_or("?").to_owned()
}

impl Reader<'_, '_> {
    /// Headers and footers, which no page of a fiche has room for, and comments on nothing.
    fn asides(&mut self, parts: &[String]) -> Result<(), Refusal> {
        let mut texts = BTreeSet::new();
        for part in parts {
            let text = self.parts.tree(part)?.map(|tree| tree.all_text());
            let text = text.unwrap_or_default();
            // The number of a page says nothing.
            let is_word = |word: &str| {
                !matches!(word.to_lowercase().as_str(), "page" | "sur" | "de" | "of")
                    && word.contains(char::is_alphabetic)
            };
            if text.split(|c: char| !c.is_alphanumeric()).any(is_word) && texts.insert(text.clone())
            {
                let remark = self.remark("text-left-out", "header", &text);
                self.content.remarks.extend(remark);
            }
        }
        for (author, text) in std::mem::take(&mut self.comments).into_values() {
            let remark = self.remark("text-comment", "", &text);
            self.content
                .remarks
                .extend(remark.map(|own| own.arg("by", author)));
        }
        Ok(())
    }

    /// A remark, unless there are too many or it says nothing.
    fn remark(&mut self, rule: &'static str, variant: &'static str, text: &str) -> Option<Finding> {
        if text.is_empty() {
            return None;
        }
        self.remarks += 1;
        let finding = Finding::new(rule, Severity::Warning, Place::file(self.bounds.file));
        let finding = finding.variant(variant).drafted(text);
        (self.remarks <= MOST_REMARKS).then_some(finding)
    }

    fn left_out(&mut self, line: &mut Line, variant: &'static str, text: &str) {
        let remark = self.remark("text-left-out", variant, text);
        line.remarks.extend(remark);
    }

    /// The blocks within an element.
    fn blocks(&mut self, element: &Element) -> Result<Vec<Block>, Refusal> {
        let mut blocks = Vec::new();
        for child in &element.children {
            self.block(child, &mut blocks)?;
        }
        self.end_joined(&mut blocks);
        Ok(blocks)
    }

    /// Ends a paragraph that no other one goes on with.
    fn end_joined(&mut self, blocks: &mut Vec<Block>) {
        if let Some(mut line) = self.joined.take() {
            line.tidy();
            blocks.push(Block::Text(line));
        }
    }

    /// Refuses the text when this much more of it is too much.
    fn count(&mut self, more: usize) -> Result<(), Refusal> {
        self.length += more as u64;
        self.bounds.check(Limit::TextSize, self.length)
    }

    fn block(&mut self, element: &Element, blocks: &mut Vec<Block>) -> Result<(), Refusal> {
        match element.name.as_str() {
            "p" => self.paragraph(element, blocks),
            "tbl" => {
                self.end_joined(blocks);
                let table = self.table(element)?;
                blocks.push(Block::Table(table));
                Ok(())
            }
            "AlternateContent" => match branch(element) {
                Some(branch) => branch
                    .children
                    .iter()
                    .try_for_each(|own| self.block(own, blocks)),
                None => Ok(()),
            },
            "altChunk" => {
                let mut line = Line::default();
                self.left_out(&mut line, "object", "altChunk");
                blocks.push(Block::Text(line));
                Ok(())
            }
            "ins" | "del" | "moveFrom" | "moveTo" => {
                let mut line = Line::default();
                let variant = match element.name.as_str() {
                    "ins" => "inserted",
                    "del" => "deleted",
                    _ => "moved",
                };
                self.tracked(element, &changed(element), &mut line, variant);
                blocks.push(Block::Text(line));
                if matches!(element.name.as_str(), "del" | "moveFrom") {
                    return Ok(());
                }
                let mut children = element.children.iter();
                children.try_for_each(|own| self.block(own, blocks))
            }
            "sectPr" => Ok(()),
            // A run or a formula where a paragraph is due.
            "r" | "hyperlink" | "oMathPara" | "oMath" => {
                let mut line = Line::default();
                self.inline(element, &mut line, &Run::default())?;
                line.tidy();
                blocks.push(Block::Text(line));
                Ok(())
            }
            name if name.ends_with("Pr") => Ok(()),
            _ => element
                .children
                .iter()
                .try_for_each(|own| self.block(own, blocks)),
        }
    }

    fn table(&mut self, element: &Element) -> Result<Table, Refusal> {
        self.tables += 1;
        let mut table = Table {
            number: self.tables,
            first: 0,
            rows: Vec::new(),
        };
        let mut rows = Vec::new();
        within(element, "tr", &mut rows);
        for row in rows {
            let deleted = row.at(&["trPr", "del"]);
            if let Some(mark) = deleted {
                let mut line = Line::default();
                self.tracked(mark, &held_by(row), &mut line, "deleted");
                self.content.remarks.append(&mut line.remarks);
                continue;
            }
            let mut cells: Vec<Cell> = Vec::new();
            let skipped = row.child("trPr").and_then(|own| own.value("gridBefore"));
            let skipped = skipped.and_then(|count| count.parse().ok()).unwrap_or(0);
            let mut used = 0;
            for _ in 0..MOST_COLUMNS.min(skipped) {
                cells.push(Cell {
                    columns: 1,
                    ..Cell::default()
                });
                used += 1;
            }
            let mut own = Vec::new();
            within(row, "tc", &mut own);
            if own.len() > MOST_COLUMNS {
                return Err(self.bounds.unreadable("columns", ""));
            }
            for cell in own {
                let blocks = self.blocks(cell)?;
                let properties = cell.child("tcPr");
                let span = properties.and_then(|own| own.value("gridSpan"));
                let span: usize = span.and_then(|span| span.parse().ok()).unwrap_or(1);
                let columns = span.min(MOST_COLUMNS.saturating_sub(used)).max(1);
                used += columns;
                let merge = properties.and_then(|own| own.child("vMerge"));
                let continues = merge.is_some_and(|own| own.attribute("val") != Some("restart"));
                // Word hides what such a cell holds; whoever reads the fiche is to see it.
                let is_continued =
                    continues && blocks.iter().all(is_blank) && !table.rows.is_empty();
                cells.push(Cell {
                    blocks,
                    columns,
                    is_continued,
                });
            }
            // Each column takes as much of the text at least.
            self.count(3 * cells.iter().map(|cell| cell.columns).sum::<usize>() + 3)?;
            if let Some(mark) = row.at(&["trPr", "ins"]) {
                let lines = cells.iter().flat_map(|cell| lines_in(&cell.blocks));
                let mut remarks = lines.flat_map(|line| &line.remarks);
                if !remarks.any(|own| own.rule == "text-tracked") {
                    let mut line = Line::default();
                    self.tracked(mark, &held_by(row), &mut line, "inserted");
                    self.content.remarks.append(&mut line.remarks);
                }
            }
            table.rows.push(cells);
        }
        Ok(table)
    }

    fn paragraph(&mut self, element: &Element, blocks: &mut Vec<Block>) -> Result<(), Refusal> {
        let properties = element.child("pPr");
        let mut line = self.joined.take().unwrap_or_default();
        let former = line.remarks.len();
        let outer = std::mem::take(&mut self.boxes);
        self.inline(element, &mut line, &Run::default())?;
        let boxes = std::mem::replace(&mut self.boxes, outer);
        self.tracked_marks(element, &mut line, former);
        let end = element.at(&["pPr", "rPr"]);
        if end.is_some_and(|own| own.child("del").or(own.child("moveFrom")).is_some()) {
            self.joined = Some(line);
            blocks.extend(boxes);
            return Ok(());
        }
        line.tidy();
        let style = properties
            .and_then(|own| own.value("pStyle"))
            .unwrap_or_default();
        let outline = properties.and_then(|own| own.child("outlineLvl"));
        let heading = outline
            .and_then(outline_of)
            .or_else(|| self.styles.heading(style));
        let label = if line.is_empty() {
            None
        } else {
            self.label(properties, style)
        };
        if let Some((_, Label::Text(text))) = &label {
            self.count(text.len())?;
        }
        blocks.push(match (heading.filter(|_| !line.is_empty()), label) {
            (Some(level), label) => {
                // Its number is a part of what the text calls it.
                let mut heading = match label {
                    Some((_, Label::Number(number))) => Line::of(&format!("{number}.")),
                    Some((_, Label::Text(text))) => Line::of(&text),
                    Some((_, Label::Bullet)) | None => Line::default(),
                };
                heading.join(Sign::Letter(' '), line);
                Block::Heading(level, heading)
            }
            (None, Some((level, label))) => Block::Item(level, label, line),
            (None, None) => Block::Text(line),
        });
        blocks.extend(boxes);
        Ok(())
    }

    /// The label that a list gives a paragraph, and its level.
    fn label(&mut self, properties: Option<&Element>, style: &str) -> Option<(usize, Label)> {
        let own = properties.and_then(|own| own.child("numPr"));
        let styled = self.styles.list(style);
        let (list, level) = match (own.and_then(list_of), styled) {
            (Some((list, level)), _) => (list, level.unwrap_or(0)),
            (None, Some((list, level, named))) => {
                let level = level.unwrap_or_else(|| self.numbering.level_of(list, named));
                (list.to_owned(), level)
            }
            (None, None) => return None,
        };
        self.numbering.label(&list, level)
    }

    fn push(&mut self, text: &str, line: &mut Line, run: &Run) -> Result<(), Refusal> {
        let field = self
            .fields
            .iter()
            .rev()
            .find_map(|field| field.link.clone());
        let link = run.link.as_ref().or(field.as_ref());
        self.count(text.len() + link.map_or(0, |link| link.len()))?;
        // Word underlines every link.
        let looks = link.map_or(run.looks, |_| run.looks & !UNDERLINED);
        for letter in text.chars() {
            match letter {
                // It says where a word may be cut, and is no part of it.
                '\u{ad}' => {}
                '\u{f000}'..='\u{f0ff}' => {
                    line.push(Sign::Letter(symbol(letter, &run.font)), looks, link);
                }
                _ => line.push(Sign::Letter(letter), looks, link),
            }
        }
        Ok(())
    }

    /// What stands within a paragraph, a run, or anything in them.
    fn inline(&mut self, element: &Element, line: &mut Line, run: &Run) -> Result<(), Refusal> {
        for child in &element.children {
            self.piece(child, line, run)?;
        }
        Ok(())
    }

    fn piece(&mut self, child: &Element, line: &mut Line, run: &Run) -> Result<(), Refusal> {
        match child.name.as_str() {
            "t" => self.push(&child.text, line, run)?,
            "tab" | "ptab" => self.push(" ", line, run)?,
            "noBreakHyphen" => self.push("\u{2011}", line, run)?,
            "br" if matches!(child.attribute("type"), Some("page" | "column")) => {
                self.push(" ", line, run)?;
            }
            "br" | "cr" => {
                self.count(1)?;
                line.push(Sign::Break, 0, None);
            }
            "sym" => {
                let code = child.attribute("char").unwrap_or_default();
                let code = u32::from_str_radix(code, 16).ok().and_then(char::from_u32);
                let font = child.attribute("font").unwrap_or_default();
                let run = Run {
                    font: font.to_owned(),
                    ..run.clone()
                };
                let sign = match code.unwrap_or('\u{fffd}') {
                    // It is translated where it is pushed.
                    code @ '\u{f000}'..='\u{f0ff}' => code,
                    code => symbol(code, font),
                };
                self.push(&sign.to_string(), line, &run)?;
            }
            "r" => self.run(child, line, run)?,
            "hyperlink" => {
                let target = child.attribute("id").and_then(|id| self.relations.get(id));
                let link = target.filter(|own| own.is_external);
                let link = link.and_then(|own| followed(&own.target));
                let run = Run {
                    link: link.or_else(|| run.link.clone()),
                    ..run.clone()
                };
                self.inline(child, line, &run)?;
            }
            "fldSimple" => {
                let link = child.attribute("instr").and_then(link_of);
                let run = Run {
                    link: link.or_else(|| run.link.clone()),
                    ..run.clone()
                };
                self.inline(child, line, &run)?;
            }
            "fldChar" => self.field(child, line, run)?,
            "instrText" => {
                if let Some(field) = self.fields.last_mut() {
                    field.instruction.push_str(&child.text);
                }
            }
            "ins" | "moveTo" => {
                let is_new = child.name == "ins";
                self.tracked(
                    child,
                    &changed(child),
                    line,
                    if is_new { "inserted" } else { "moved" },
                );
                self.inline(child, line, run)?;
            }
            "del" => self.tracked(child, &changed(child), line, "deleted"),
            "moveFrom" | "delText" => {}
            "footnoteReference" => self.note("footnotes", child, line)?,
            "endnoteReference" => self.note("endnotes", child, line)?,
            "commentReference" => {
                let id = child.attribute("id").unwrap_or_default();
                if let Some((author, text)) = self.comments.remove(id) {
                    let remark = self.remark("text-comment", "", &text);
                    line.remarks.extend(remark.map(|own| own.arg("by", author)));
                }
            }
            "oMath" | "oMathPara" => self.left_out(line, "equation", &child.all_text()),
            "drawing" | "pict" | "object" => self.graphic(child, line, "")?,
            "AlternateContent" => {
                if let Some(branch) = branch(child) {
                    self.inline(branch, line, run)?;
                }
            }
            // Where a paragraph stands within one, its text counts all the same.
            "p" | "tbl" => {
                let mut blocks = Vec::new();
                self.block(child, &mut blocks)?;
                self.end_joined(&mut blocks);
                self.boxes.append(&mut blocks);
            }
            name if name.ends_with("Pr") => {}
            _ => self.inline(child, line, run)?,
        }
        Ok(())
    }

    fn run(&mut self, element: &Element, line: &mut Line, outer: &Run) -> Result<(), Refusal> {
        let properties = element.child("rPr");
        if properties.and_then(|own| own.switch("vanish")) == Some(true) {
            self.left_out(line, "hidden", &element.all_text());
            return Ok(());
        }
        let font = properties
            .and_then(|own| own.child("rFonts"))
            .and_then(|own| own.attribute("ascii"));
        let run = Run {
            looks: self.styles.looks(properties),
            link: outer.link.clone(),
            font: font.unwrap_or_default().to_owned(),
        };
        self.inline(element, line, &run)
    }

    /// A mark of a field: its instruction stands between the first and the second, its result behind that.
    fn field(&mut self, element: &Element, line: &mut Line, run: &Run) -> Result<(), Refusal> {
        match element.attribute("fldCharType") {
            Some("begin") => {
                self.fields.push(Field::default());
                if let Some(form) = element.at(&["ffData", "checkBox"]) {
                    let state = form.switch("checked").or_else(|| form.switch("default"));
                    self.push(if state == Some(true) { "☒" } else { "☐" }, line, run)?;
                }
            }
            Some("separate") => {
                if let Some(field) = self.fields.last_mut() {
                    field.link = link_of(&field.instruction);
                }
            }
            Some("end") => drop(self.fields.pop()),
            _ => {}
        }
        Ok(())
    }

    /// A change under tracking: it is as if it were accepted, and told.
    fn tracked(&mut self, mark: &Element, text: &str, line: &mut Line, variant: &'static str) {
        let date = mark.attribute("date").and_then(|date| date.get(..10));
        let by = [author_of(mark), date.unwrap_or_default().to_owned()];
        let by = by.into_iter().filter(|own| !own.is_empty());
        let by = join(by, ", ");
        let remark = self.remark("text-tracked", variant, text);
        line.remarks.extend(remark.map(|own| own.arg("by", by)));
    }

    /// Tells of a paragraph whether its end was inserted or deleted, unless text within it tells so (the remarks behind the
    /// `former` ones), and whether it looked otherwise.
    fn tracked_marks(&mut self, element: &Element, line: &mut Line, former: usize) {
        let end = element.at(&["pPr", "rPr"]);
        for (name, variant) in [("del", "deleted"), ("ins", "inserted")] {
            let mark = end.and_then(|own| own.child(name));
            let mut remarks = line.remarks.iter().skip(former);
            let is_told = remarks.any(|own| own.rule == "text-tracked" && own.variant == variant);
            let is_deleted = name == "ins" && end.is_some_and(|own| own.child("del").is_some());
            if let Some(mark) = mark.filter(|_| !is_told && !is_deleted) {
                self.tracked(mark, "¶", line, variant);
            }
        }
        let mut changes = Vec::new();
        element.all(&["rPrChange", "pPrChange"], &mut changes);
        if let Some(change) = changes.first() {
            self.tracked(change, &held_by(element), line, "format");
        }
    }

    fn note(
        &mut self,
        kind: &'static str,
        element: &Element,
        line: &mut Line,
    ) -> Result<(), Refusal> {
        self.count(4)?;
        let key = (kind, element.attribute("id").unwrap_or_default().to_owned());
        if !self.note_numbers.contains_key(&key) && self.note_texts.contains_key(&key) {
            self.notes.push(key.clone());
            self.note_numbers.insert(key.clone(), self.notes.len());
        }
        if let Some(number) = self.note_numbers.get(&key) {
            line.push(Sign::Note(*number), 0, None);
        }
        Ok(())
    }

    /// Pictures, text boxes, and what is not printed.
    fn graphic(&mut self, element: &Element, line: &mut Line, alt: &str) -> Result<(), Refusal> {
        let described = |own: &Element| {
            let texts = ["descr", "alt", "title"].map(|name| own.attribute(name));
            texts
                .into_iter()
                .flatten()
                .map(str::trim)
                .find(|text| !text.is_empty())
                .map(str::to_owned)
        };
        let own = element.child("docPr").and_then(described);
        let own = own.or_else(|| described(element).filter(|_| element.name == "shape"));
        let alt = own.as_deref().unwrap_or(alt);
        match element.name.as_str() {
            "txbxContent" => {
                let blocks = self.blocks(element)?;
                self.left_out(line, "box", &element.all_text());
                self.boxes.extend(blocks);
                return Ok(());
            }
            "AlternateContent" => {
                return branch(element).map_or(Ok(()), |own| self.graphic(own, line, alt));
            }
            "object" if element.holds(&["OLEObject"]) => {
                let mut found = Vec::new();
                element.all(&["OLEObject"], &mut found);
                let program = found.first().and_then(|own| own.attribute("ProgID"));
                self.left_out(line, "object", program.unwrap_or("OLE"));
                return Ok(());
            }
            "blip" => self.picture(element.attribute("embed"), alt, line)?,
            "imagedata" => {
                let own = described(element);
                let alt = if alt.is_empty() {
                    own.as_deref().unwrap_or_default()
                } else {
                    alt
                };
                self.picture(element.attribute("id"), alt, line)?;
            }
            "chart" => self.drawn(element.attribute("id"), alt, "chart", line)?,
            "relIds" => self.drawn(element.attribute("dm"), alt, "diagram", line)?,
            "t" => self.left_out(line, "drawing", &element.text),
            _ => {}
        }
        element
            .children
            .iter()
            .try_for_each(|own| self.graphic(own, line, alt))
    }

    /// A chart or a diagram, which has a part of its own: its words are told.
    fn drawn(
        &mut self,
        id: Option<&str>,
        alt: &str,
        variant: &'static str,
        line: &mut Line,
    ) -> Result<(), Refusal> {
        let target = id.and_then(|id| self.relations.get(id));
        let target = target
            .filter(|own| !own.is_external)
            .map(|own| own.target.clone());
        let tree = target.map_or(Ok(None), |part| self.parts.tree(&part))?;
        let text = tree
            .map(|tree| tree.all_text())
            .filter(|text| !text.is_empty());
        let text = text.unwrap_or_else(|| if alt.is_empty() { "…" } else { alt }.to_owned());
        self.left_out(line, variant, &text);
        Ok(())
    }

    fn picture(&mut self, id: Option<&str>, alt: &str, line: &mut Line) -> Result<(), Refusal> {
        let target = id.and_then(|id| self.relations.get(id));
        // A picture that stands elsewhere is not fetched: its name leads nowhere.
        let target = target.map_or_else(String::new, |own| own.target.clone());
        if !self.names.contains_key(&target) {
            let extension = target
                .rsplit('.')
                .next()
                .unwrap_or_default()
                .to_ascii_lowercase();
            let is_plain = extension.bytes().all(|own| own.is_ascii_alphanumeric());
            let extension = Some(extension).filter(|own| is_plain && (1..=4).contains(&own.len()));
            let (stem, number) = (self.stem, self.names.len() + 1);
            let name = format!(
                "images/{stem}-{number}.{}",
                extension.as_deref().unwrap_or("bin")
            );
            let bytes = self.parts.bytes(&target);
            // One byte more than is allowed is enough for it to be refused.
            let most = self.bounds.limits.bytes(Limit::PictureSize);
            let most = usize::try_from(most).unwrap_or(usize::MAX);
            let bytes = bytes.map(|bytes| bytes.get(..most.saturating_add(1)).unwrap_or(bytes));
            let picture = bytes.map(|bytes| (name.clone(), bytes.into()));
            self.content.pictures.extend(picture);
            self.names.insert(target.clone(), name);
        }
        let name = self.names.get(&target).cloned().unwrap_or_default();
        let alt = alt.split_whitespace().collect::<Vec<_>>().join(" ");
        self.count(alt.len() + name.len())?;
        line.push(Sign::Picture(alt, name), 0, None);
        Ok(())
    }
}

/// Whether a block says nothing, and nothing is remarked on it.
pub(super) fn is_blank(block: &Block) -> bool {
    match block {
        Block::Heading(_, line) | Block::Text(line) | Block::Item(_, _, line) => {
            line.is_empty() && line.remarks.is_empty()
        }
        Block::Table(table) => {
            let cells = table.rows.iter().flatten();
            cells.flat_map(|cell| &cell.blocks).all(is_blank)
        }
    }
}

/// What a change holds; nothing where that is told by changes within it alone.
fn changed(mark: &Element) -> String {
    let text = mark.text_but("del");
    let mut children = mark.children.iter().filter(|own| own.name != "del");
    let has_sign = text.is_empty() && children.any(|own| own.holds(&SIGNS));
    if has_sign { "…".to_owned() } else { text }
}

/// What a row or a paragraph says that was changed.
fn held_by(element: &Element) -> String {
    let text = element.text_but("del");
    if text.is_empty() {
        "…".to_owned()
    } else {
        text
    }
}

/// The lines of blocks, those of tables among them left out.
fn lines_in(blocks: &[Block]) -> impl Iterator<Item = &Line> {
    blocks.iter().filter_map(|block| match block {
        Block::Heading(_, line) | Block::Text(line) | Block::Item(_, _, line) => Some(line),
        Block::Table(_) => None,
    })
}

/// The rows of a table or the cells of a row, whatever is put around them.
fn within<'e>(element: &'e Element, name: &str, found: &mut Vec<&'e Element>) {
    for child in &element.children {
        match child.name.as_str() {
            own if own == name => found.push(child),
            "tbl" | "p" => {}
            _ => within(child, name, found),
        }
    }
}

/// The alternative that is read: the first with any content.
fn branch(element: &Element) -> Option<&Element> {
    let mut branches = element.children.iter();
    branches.find(|own| matches!(own.name.as_str(), "Choice" | "Fallback") && own.holds(&CONTENT))
}

/// An address that may be followed.
fn followed(address: &str) -> Option<Rc<str>> {
    let address = address.trim();
    let lower = address.to_lowercase();
    let is_followed = FOLLOWED.iter().any(|scheme| lower.starts_with(scheme));
    (is_followed && !address.contains(char::is_whitespace)).then(|| address.into())
}

/// Where a field's instruction leads: `HYPERLINK "https://…"`.
fn link_of(instruction: &str) -> Option<Rc<str>> {
    let rest = instruction.trim().strip_prefix("HYPERLINK")?.trim_start();
    followed(rest.strip_prefix('"')?.split('"').next()?)
}

/// A sign of a font of symbols as a character.
fn symbol(sign: char, font: &str) -> char {
    // A letter of Latin-1 with the code of the sign, then the sign.
    const WINGDINGS: &str =
        "J☺ l● m○ n■ o☐ q❑ r❒ u◆ v❖ w⬥ \u{9f}• §▪ ¨☐ Ø➢ ß← à→ á↑ â↓ è➔ ð⇨ û✗ ü✓ ý☒ þ☑";
    const SYMBOL: &str = "aα bβ cχ dδ eε fφ gγ hη iι jϕ kκ lλ mµ nν oο pπ qθ rρ sσ tτ uυ vϖ wω xξ yψ zζ CΧ DΔ FΦ GΓ Jϑ \
        LΛ PΠ QΘ RΡ SΣ UΥ Vς WΩ XΞ YΨ £≤ ¥∞ ®→ °° ±± ³≥ ´× ·• ¸÷ ¹≠";
    let code = u32::from(sign);
    let code = if (0xf000..=0xf0ff).contains(&code) {
        code - 0xf000
    } else {
        code
    };
    let font = font.to_lowercase();
    let table = match &*font {
        font if font.starts_with("symbol") => SYMBOL,
        font if font.starts_with("wingdings") || font.is_empty() => WINGDINGS,
        _ => "",
    };
    let known = table.split(' ').find_map(|pair| {
        let mut pair = pair.chars();
        (pair.next().map(u32::from) == Some(code)).then(|| pair.next())?
    });
    // What else has a code of ASCII in Symbol looks as it does there.
    let alike = char::from_u32(code).filter(|own| table == SYMBOL && own.is_ascii_graphic());
    known.or(alike).unwrap_or(sign)
}
