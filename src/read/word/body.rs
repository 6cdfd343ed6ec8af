//! The text of a Word file as blocks: headings, paragraphs, items of lists, tables; and what is remarked on it.
//!
//! What Word shows is taken: insertions, one branch of alternatives, the results of fields. What is not printed is told.

mod graphics;
mod tables;
mod tracked;

use std::{
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
    sync::Arc,
};

use super::{
    line::{Line, Looks, Sign, UNDERLINED},
    parts::{BLANK, Element, Parts, Relations},
    styles::{Label, Numbering, Styles, list_of, outline_of},
    symbols,
};
use crate::{
    finding::{Finding, Severity},
    limits::Limit,
    read::{
        markdown::FOLLOWED,
        refusal::{Bounds, Refusal},
    },
    source::Place,
};

pub(super) use tables::{Cell, Table};
use {graphics::Frame, tracked::author_of};

/// No more remarks on a file are listed: once so many are settled, the next check lists the others.
const MOST_REMARKS: usize = 200;
/// The kinds of notes.
const NOTES: [&str; 2] = ["footnotes", "endnotes"];
/// What holds content somewhere within.
const CONTENT: [&str; 9] = [
    "t",
    "blip",
    "imagedata",
    "txbxContent",
    "chart",
    "relIds",
    "tab",
    "br",
    "textpath",
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

impl Block {
    /// The text of a block that is no table.
    pub(super) fn line(&self) -> Option<&Line> {
        match self {
            Self::Heading(_, line) | Self::Text(line) | Self::Item(_, _, line) => Some(line),
            Self::Table(_) => None,
        }
    }
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
    /// Where its paragraph was when it began, if that goes on.
    start: Option<usize>,
}

impl Field {
    /// Whether it still shows what it is called, or nothing.
    fn is_unfilled(&self, line: &Line) -> bool {
        let text = self.start.map(|start| line.text_from(start));
        let is_unfilled = |text: String| match self.instruction.split_whitespace().next() {
            Some("FORMTEXT") => text.trim().is_empty(),
            Some("MERGEFIELD") => text.contains('«'),
            _ => false,
        };
        text.is_some_and(is_unfilled)
    }
}

/// How a run looks, and where it leads.
#[derive(Clone, Default)]
struct Run {
    looks: Looks,
    link: Option<Rc<str>>,
    /// The font of its signs.
    font: String,
    is_hidden: bool,
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
    /// The lines of tables of contents.
    contents: Vec<String>,
    /// The names of pictures by the parts that hold them.
    names: BTreeMap<String, String>,
    stem: &'b str,
    tables: usize,
    remarks: usize,
    /// How much text there is.
    length: u64,
    /// What stands in boxes of the paragraph that is being read.
    boxes: Vec<Block>,
    /// Whether what is read stands within a change that was told already.
    is_new: bool,
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
        contents: Vec::new(),
        names: BTreeMap::new(),
        stem,
        tables: 0,
        remarks: 0,
        length: 0,
        boxes: Vec::new(),
        is_new: false,
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

impl Reader<'_, '_> {
    /// Headers and footers, which no page of a fiche has room for, tables of contents, and comments on nothing.
    fn asides(&mut self, parts: &[String]) -> Result<(), Refusal> {
        let mut texts = BTreeSet::new();
        for part in parts {
            let tree = self.parts.tree(part)?.unwrap_or_default();
            let text = tree.all_text();
            // The number of a page says nothing.
            let is_word = |word: &str| {
                !matches!(word.to_lowercase().as_str(), "page" | "sur" | "de" | "of")
                    && word.contains(char::is_alphabetic)
            };
            let has_words = text.split(|c: char| !c.is_alphanumeric()).any(is_word);
            // A logo says something too.
            let text = if has_words {
                text
            } else if tree.holds(&["blip", "imagedata"]) {
                graphics::described(&tree)
            } else {
                continue;
            };
            if texts.insert(text.clone()) {
                let remark = self.remark("text-left-out", "header", &text);
                self.content.remarks.extend(remark);
            }
        }
        let contents = std::mem::take(&mut self.contents).join(" · ");
        let remark = self.remark("text-left-out", "contents", &contents);
        self.content.remarks.extend(remark);
        for (author, text) in std::mem::take(&mut self.comments).into_values() {
            let remark = self.comment(&author, &text);
            self.content.remarks.extend(remark);
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

    /// A comment; an empty one asks something too.
    fn comment(&mut self, author: &str, text: &str) -> Option<Finding> {
        let text = if text.is_empty() { "…" } else { text };
        let remark = self.remark("text-comment", "", text)?;
        Some(remark.arg("by", author))
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
                self.table(element, blocks)
            }
            "AlternateContent" => match branch(element) {
                Some(branch) => branch
                    .children
                    .iter()
                    .try_for_each(|own| self.block(own, blocks)),
                None => Ok(()),
            },
            "altChunk" | "subDoc" => {
                let mut line = Line::default();
                self.left_out(&mut line, "object", &element.name);
                blocks.push(Block::Text(line));
                Ok(())
            }
            "ins" | "del" | "moveTo" => {
                let mut line = Line::default();
                let outer = self.is_new;
                self.is_new |= element.name != "del";
                if !outer || element.name == "del" {
                    self.tracked_text(element, &mut line);
                    blocks.push(Block::Text(line));
                }
                let children = element.children.iter();
                let mut children = children.filter(|_| element.name != "del");
                let read = children.try_for_each(|own| self.block(own, blocks));
                self.is_new = outer;
                read
            }
            "moveFrom" => Ok(()),
            "sectPr" => {
                if let Some(mark) = element.child("sectPrChange") {
                    let mut line = Line::default();
                    self.tracked(mark, "", &mut line, "format");
                    blocks.push(Block::Text(line));
                }
                Ok(())
            }
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

    fn paragraph(&mut self, element: &Element, blocks: &mut Vec<Block>) -> Result<(), Refusal> {
        let properties = element.child("pPr");
        let style = properties
            .and_then(|own| own.value("pStyle"))
            .unwrap_or_default();
        if self.styles.is_contents(style) {
            let text = element.all_text();
            self.contents.extend((!text.is_empty()).then_some(text));
            return Ok(());
        }
        let mut line = self.joined.take().unwrap_or_default();
        let former = line.remarks.len();
        let outer = std::mem::take(&mut self.boxes);
        let font = self.styles.font_of(style).unwrap_or_default().to_owned();
        let run = Run {
            font,
            is_hidden: self.styles.is_hidden(style) == Some(true),
            ..Run::default()
        };
        self.inline(element, &mut line, &run)?;
        for field in &mut self.fields {
            field.start = None;
        }
        let boxes = std::mem::replace(&mut self.boxes, outer);
        self.tracked_marks(element, &mut line, former);
        let end = element.at(&["pPr", "rPr"]);
        let is_deleted =
            end.is_some_and(|own| own.child("del").or(own.child("moveFrom")).is_some());
        let frame = properties.and_then(|own| own.child("framePr"));
        let capital = frame.and_then(|own| own.attribute("dropCap"));
        // The next one goes on with it.
        if is_deleted || capital.is_some_and(|own| own != "none") {
            self.joined = Some(line);
            blocks.extend(boxes);
            return Ok(());
        }
        line.tidy();
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
                    Some((_, Label::Number(number, sign))) => Line::of(&format!("{number}{sign}")),
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
        let label = self.numbering.label(&list, level);
        label.map(|(level, label)| (level.max(self.styles.depth(style)), label))
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
        let mut unknown = String::new();
        for letter in text.chars() {
            match symbols::shown(letter, &run.font) {
                // It says where a word may be cut, and is no part of it.
                Ok('\u{ad}') => {}
                Ok(sign) => line.push(Sign::Letter(sign), looks, link),
                Err(letter) => {
                    unknown.push(letter);
                    line.push(Sign::Letter(letter), looks, link);
                }
            }
        }
        if !unknown.is_empty() {
            let remark = self.remark("text-left-out", "sign", &unknown);
            let font = if run.font.is_empty() { "?" } else { &run.font };
            line.remarks.extend(remark.map(|own| own.arg("font", font)));
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
                // It is translated where it is pushed.
                self.push(&code.unwrap_or('\u{fffd}').to_string(), line, &run)?;
            }
            "r" => self.run(child, line, run)?,
            "subDoc" => self.left_out(line, "object", &child.name),
            "hyperlink" => {
                let target = child.attribute("id").and_then(|id| self.relations.get(id));
                let target = target.filter(|own| own.is_external);
                let target = target.map(|own| own.target.clone()).unwrap_or_default();
                let link = followed(&target);
                if link.is_none() {
                    self.left_out(line, "link", &target);
                }
                let run = Run {
                    link: link.or_else(|| run.link.clone()),
                    ..run.clone()
                };
                self.inline(child, line, &run)?;
            }
            "fldSimple" => {
                let target = child.attribute("instr").and_then(target_of);
                let link = target.and_then(followed);
                if link.is_none() {
                    self.left_out(line, "link", target.unwrap_or_default());
                }
                let run = Run {
                    link: link.or_else(|| run.link.clone()),
                    ..run.clone()
                };
                let field = Field {
                    instruction: child.attribute("instr").unwrap_or_default().to_owned(),
                    start: Some(line.len()),
                    ..Field::default()
                };
                self.inline(child, line, &run)?;
                self.unfilled(&field, line, &run)?;
            }
            "fldChar" => self.field(child, line, run)?,
            "instrText" => {
                if let Some(field) = self.fields.last_mut() {
                    field.instruction.push_str(&child.text);
                }
            }
            "ins" | "moveTo" => {
                let outer = std::mem::replace(&mut self.is_new, true);
                if !outer {
                    self.tracked_text(child, line);
                }
                let read = self.inline(child, line, run);
                self.is_new = outer;
                read?;
            }
            "del" => self.tracked_text(child, line),
            "moveFrom" | "delText" => {}
            "footnoteReference" => self.note("footnotes", child, line)?,
            "endnoteReference" => self.note("endnotes", child, line)?,
            "commentReference" => {
                let id = child.attribute("id").unwrap_or_default();
                if let Some((author, text)) = self.comments.remove(id) {
                    line.remarks.extend(self.comment(&author, &text));
                }
            }
            "oMath" | "oMathPara" => self.left_out(line, "equation", &child.all_text()),
            "drawing" | "pict" | "object" => self.graphic(child, line, &Frame::default())?,
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
        let styled = properties.and_then(|own| self.styles.is_hidden(own.value("rStyle")?));
        let is_hidden = properties.and_then(|own| own.switch("vanish"));
        if is_hidden.or(styled).unwrap_or(outer.is_hidden) {
            let text = element.all_text();
            let has_picture = element.holds(&["blip", "imagedata"]);
            let text = if text.is_empty() && has_picture {
                "…"
            } else {
                &text
            };
            self.left_out(line, "hidden", text);
            return Ok(());
        }
        let font = self.styles.font(properties);
        let run = Run {
            looks: self.styles.looks(properties),
            link: outer.link.clone(),
            font: font.map_or_else(|| outer.font.clone(), str::to_owned),
            is_hidden: false,
        };
        self.inline(element, line, &run)
    }

    /// A mark of a field: its instruction stands between the first and the second, its result behind that.
    fn field(&mut self, element: &Element, line: &mut Line, run: &Run) -> Result<(), Refusal> {
        match element.attribute("fldCharType") {
            Some("begin") => {
                if let Some(form) = element.at(&["ffData", "checkBox"]) {
                    let state = form.switch("checked").or_else(|| form.switch("default"));
                    self.push(if state == Some(true) { "☒" } else { "☐" }, line, run)?;
                }
                if let Some(list) = element.at(&["ffData", "ddList"]) {
                    let chosen = list.value("result").or_else(|| list.value("default"));
                    let chosen = chosen.and_then(|rank| rank.parse().ok()).unwrap_or(0);
                    let mut entries = list.children.iter();
                    let mut entries = entries.by_ref().filter(|own| own.name == "listEntry");
                    let entry = entries.nth(chosen).and_then(|own| own.attribute("val"));
                    self.push(entry.unwrap_or_default(), line, run)?;
                }
                self.fields.push(Field {
                    start: Some(line.len()),
                    ..Field::default()
                });
            }
            Some("separate") => {
                let Some(field) = self.fields.last_mut() else {
                    return Ok(());
                };
                // The results of fields that its instruction holds are not shown.
                field
                    .start
                    .into_iter()
                    .for_each(|start| line.truncate(start));
                if let Some(target) = target_of(&field.instruction) {
                    field.link = followed(target);
                    if field.link.is_none() {
                        let target = target.to_owned();
                        self.left_out(line, "link", &target);
                    }
                }
            }
            Some("end") => {
                if let Some(ended) = self.fields.pop() {
                    self.unfilled(&ended, line, run)?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// What stands for a field that ends, where Word shows something and the file holds no result of it.
    fn unfilled(&mut self, field: &Field, line: &mut Line, run: &Run) -> Result<(), Refusal> {
        let mut words = field.instruction.split_whitespace();
        let name = words.next().unwrap_or_default();
        if field.is_unfilled(line) {
            return self.push(BLANK, line, run);
        }
        if field.start.is_none_or(|start| start < line.len()) {
            return Ok(());
        }
        match name {
            // What is to be clicked at and written over.
            "MACROBUTTON" => self.push(BLANK, line, run)?,
            "SYMBOL" => {
                let code = words.next().and_then(|code| match code.strip_prefix("0x") {
                    Some(hex) => u32::from_str_radix(hex, 16).ok(),
                    None => code.parse().ok(),
                });
                let sign = code.and_then(char::from_u32);
                let Some(sign) = sign.filter(|sign| !sign.is_control()) else {
                    self.left_out(line, "symbol", name);
                    return Ok(());
                };
                let font = field.instruction.split_once("\\f ");
                let font = font.map_or("", |(_, font)| font.trim_start());
                let mut parts = font.split(['"', '\\']).map(str::trim);
                let font = parts.find(|part| !part.is_empty()).unwrap_or_default();
                let run = Run {
                    font: font.to_owned(),
                    ..run.clone()
                };
                self.push(&sign.to_string(), line, &run)?;
            }
            "EQ" => {
                let rest = field.instruction.trim_start();
                self.left_out(line, "equation", rest["EQ".len()..].trim());
            }
            "LISTNUM" | "AUTONUM" | "AUTONUMLGL" | "AUTONUMOUT" => {
                self.left_out(line, "number", name);
            }
            _ => {}
        }
        Ok(())
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

/// The alternative that is read: the first with any content, else the first.
fn branch(element: &Element) -> Option<&Element> {
    let branches = element.children.iter();
    let mut branches = branches.filter(|own| matches!(own.name.as_str(), "Choice" | "Fallback"));
    let has_content = branches.clone().find(|own| own.holds(&CONTENT));
    has_content.or_else(|| branches.next())
}

/// An address that may be followed.
fn followed(address: &str) -> Option<Rc<str>> {
    let address = address.split_whitespace().collect::<Vec<_>>().join("%20");
    let lower = address.to_lowercase();
    let is_followed = FOLLOWED.iter().any(|scheme| lower.starts_with(scheme));
    is_followed.then(|| address.into())
}

/// Where a field's instruction leads: `HYPERLINK "https://…"`.
fn target_of(instruction: &str) -> Option<&str> {
    let rest = instruction.trim().strip_prefix("HYPERLINK")?.trim_start();
    rest.strip_prefix('"')?.split('"').next()
}
