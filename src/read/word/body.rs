//! The text of a Word file as blocks: headings, paragraphs, items of lists, tables; and what is remarked on it.
//!
//! What Word shows is taken: insertions, one branch of alternatives, the results of fields. What is not printed is reported.

mod graphics;
mod tables;
mod tracked;

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    mem,
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
    source::{Place, join},
};

pub(super) use tables::{Cell, Table};
use {graphics::Frame, tracked::author_of};

/// The most remarks on a file in one check: once they are settled, the next check lists the others.
const MOST_REMARKS: usize = 200;
/// The kinds of notes.
const NOTES: [&str; 2] = ["footnotes", "endnotes"];
/// Elements that are content, or hold some.
const CONTENT: &str = "t blip imagedata txbxContent chart relIds tab br textpath";
/// Elements that show a picture.
const PICTURES: &str = "blip imagedata";

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
#[derive(Default)]
pub(super) struct Content {
    /// Whether its pages are wider than high.
    pub(super) is_landscape: bool,
    pub(super) blocks: Vec<Block>,
    /// The notes, by their numbers from 1 on.
    pub(super) notes: Vec<Vec<Block>>,
    /// The pictures, by the names that the text gives them.
    pub(super) pictures: Vec<(String, Arc<[u8]>)>,
    /// Remarks that belong to no text.
    pub(super) remarks: Vec<Finding>,
}

/// A field whose end has not come yet.
#[derive(Default)]
struct Field {
    instruction: String,
    link: Option<Rc<str>>,
    /// The length of its paragraph when it began; none once that paragraph has ended.
    start: Option<usize>,
}

/// How a run looks, and where it leads.
#[derive(Clone, Default)]
struct Run {
    looks: Looks,
    link: Option<Rc<str>>,
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
    /// Notes that nothing referred to so far, by their kind and identifier.
    note_texts: BTreeMap<NoteKey, Element>,
    note_numbers: BTreeMap<NoteKey, usize>,
    /// Notes that were referred to and are still to be read, with their kinds.
    notes: VecDeque<(&'static str, Element)>,
    /// Authors and texts, by identifier.
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
    /// Whether what is read stands within an insertion that is reported already.
    is_inserted: bool,
    /// A paragraph whose end is deleted, so that the next one continues it.
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
    let targets = |kind: &str| -> BTreeSet<String> {
        let relations = relations.values();
        let relations = relations.filter(|relation| relation.kind == kind && !relation.is_external);
        relations.map(|relation| relation.target.clone()).collect()
    };
    let mut tree_of = |kind: &str| match targets(kind).first() {
        Some(part) => parts.tree(part),
        None => Ok(None),
    };
    let (styles, numbering) = (tree_of("styles")?, tree_of("numbering")?);
    let comments = tree_of("comments")?.unwrap_or_default();
    let (mut note_texts, mut note_relations) = (BTreeMap::new(), BTreeMap::new());
    for kind in NOTES {
        for note in tree_of(kind)?.unwrap_or_default().children {
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
    let margins: Vec<String> = ["header", "footer"].into_iter().flat_map(targets).collect();
    let page = tree.at("body/sectPr/pgSz");
    let comments = comments.children.iter().map(|comment| {
        let id = comment.attribute("id").unwrap_or_default().to_owned();
        (id, (author_of(comment), comment.all_text()))
    });
    let mut reader = Reader {
        bounds,
        styles: Styles::read(styles.as_ref()),
        numbering: Numbering::read(numbering.as_ref()),
        relations,
        note_texts,
        note_numbers: BTreeMap::new(),
        notes: VecDeque::new(),
        comments: comments.collect(),
        fields: Vec::new(),
        contents: Vec::new(),
        names: BTreeMap::new(),
        stem,
        tables: 0,
        remarks: 0,
        length: 0,
        boxes: Vec::new(),
        is_inserted: false,
        joined: None,
        content: Content {
            is_landscape: page.and_then(|page| page.attribute("orient")) == Some("landscape"),
            ..Content::default()
        },
        parts,
    };
    reader.content.blocks = reader.blocks(&tree)?;
    // A note may refer to another one.
    while let Some((kind, note)) = reader.notes.pop_front() {
        reader.relations = note_relations.remove(kind).unwrap_or_default();
        reader.fields.clear();
        let blocks = reader.blocks(&note)?;
        reader.content.notes.push(blocks);
        note_relations.insert(kind, mem::take(&mut reader.relations));
    }
    reader.unprinted(&margins)?;
    Ok(reader.content)
}

impl Reader<'_, '_> {
    /// Reports headers and footers, which no page of a fiche has room for, tables of contents, and comments on nothing.
    fn unprinted(&mut self, margins: &[String]) -> Result<(), Refusal> {
        let mut texts = BTreeSet::new();
        for part in margins {
            let tree = self.parts.tree(part)?.unwrap_or_default();
            let mut text = tree.all_text();
            // « Page 1 sur 2 » alone is not worth a remark, a logo is.
            let has_words = text.split(|c: char| !c.is_alphanumeric()).any(|word| {
                !matches!(&*word.to_lowercase(), "page" | "sur" | "de" | "of")
                    && word.contains(char::is_alphabetic)
            });
            if !has_words {
                if !tree.holds(PICTURES) {
                    continue;
                }
                text = graphics::described(&tree);
            }
            if texts.insert(text.clone()) {
                let remark = self.remark("text-left-out", "header", &text);
                self.content.remarks.extend(remark);
            }
        }
        let contents = mem::take(&mut self.contents).join(" · ");
        let remark = self.remark("text-left-out", "contents", &contents);
        self.content.remarks.extend(remark);
        for (author, text) in mem::take(&mut self.comments).into_values() {
            let remark = self.comment(&author, &text);
            self.content.remarks.extend(remark);
        }
        Ok(())
    }

    /// A remark, unless there are too many or its text is empty.
    fn remark(&mut self, rule: &'static str, variant: &'static str, text: &str) -> Option<Finding> {
        if text.is_empty() {
            return None;
        }
        self.remarks += 1;
        let finding = Finding::new(rule, Severity::Warning, Place::file(self.bounds.file));
        let finding = finding.variant(variant).drafted(text);
        (self.remarks <= MOST_REMARKS).then_some(finding)
    }

    /// A remark on a comment, be it empty.
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
        self.children(element, &mut blocks)?;
        self.end_joined(&mut blocks);
        Ok(blocks)
    }

    fn children(&mut self, element: &Element, blocks: &mut Vec<Block>) -> Result<(), Refusal> {
        let mut children = element.children.iter();
        children.try_for_each(|child| self.block(child, blocks))
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
        // A line for remarks without text.
        let mut line = Line::default();
        match element.name.as_str() {
            "p" => return self.paragraph(element, blocks),
            "tbl" => {
                self.end_joined(blocks);
                return self.table(element, blocks);
            }
            "AlternateContent" => {
                return match branch(element) {
                    Some(branch) => self.children(branch, blocks),
                    None => Ok(()),
                };
            }
            "ins" | "moveTo" => {
                let is_inner = mem::replace(&mut self.is_inserted, true);
                if !is_inner {
                    self.tracked_text(element, &mut line);
                    blocks.push(Block::Text(line));
                }
                let read = self.children(element, blocks);
                self.is_inserted = is_inner;
                return read;
            }
            "altChunk" | "subDoc" => self.left_out(&mut line, "object", &element.name),
            "del" => self.tracked_text(element, &mut line),
            "sectPr" => match element.at("sectPrChange") {
                Some(mark) => self.tracked(mark, "", &mut line, "format"),
                None => return Ok(()),
            },
            // A run or a formula where a paragraph is due.
            "r" | "hyperlink" | "oMathPara" | "oMath" => {
                self.inline(element, &mut line, &Run::default())?;
                line.tidy();
            }
            "moveFrom" => return Ok(()),
            name if name.ends_with("Pr") => return Ok(()),
            _ => return self.children(element, blocks),
        }
        blocks.push(Block::Text(line));
        Ok(())
    }

    fn paragraph(&mut self, element: &Element, blocks: &mut Vec<Block>) -> Result<(), Refusal> {
        let style = element.value("pPr/pStyle").unwrap_or_default();
        if self.styles.is_contents(style) {
            let text = element.all_text();
            self.contents.extend((!text.is_empty()).then_some(text));
            return Ok(());
        }
        let mut line = self.joined.take().unwrap_or_default();
        let former = line.remarks.len();
        let outer = mem::take(&mut self.boxes);
        let run = Run {
            font: self.styles.font_of(style).unwrap_or_default().to_owned(),
            is_hidden: self.styles.is_hidden(style) == Some(true),
            ..Run::default()
        };
        self.inline(element, &mut line, &run)?;
        for field in &mut self.fields {
            field.start = None;
        }
        let boxes = mem::replace(&mut self.boxes, outer);
        self.tracked_marks(element, &mut line, former);
        let end = ["pPr/rPr/del", "pPr/rPr/moveFrom"];
        let is_end_deleted = end.iter().any(|path| element.at(path).is_some());
        let frame = element.at("pPr/framePr");
        let capital = frame.and_then(|frame| frame.attribute("dropCap"));
        if is_end_deleted || capital.is_some_and(|capital| capital != "none") {
            self.joined = Some(line);
            blocks.extend(boxes);
            return Ok(());
        }
        line.tidy();
        if line.is_empty() {
            blocks.push(Block::Text(line));
            blocks.extend(boxes);
            return Ok(());
        }
        let outline = element.at("pPr/outlineLvl").and_then(outline_of);
        let level = outline.or_else(|| self.styles.heading(style));
        let label = self.label(element, style);
        if let Some((_, Label::Text(text))) = &label {
            self.count(text.len())?;
        }
        blocks.push(match (level, label) {
            (Some(level), label) => {
                // Other texts refer to a heading with its number.
                let number = label.and_then(|(_, label)| label.text());
                let mut heading = Line::of(&number.unwrap_or_default());
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
    fn label(&mut self, element: &Element, style: &str) -> Option<(usize, Label)> {
        let listed = element.at("pPr/numPr").and_then(list_of);
        let (list, level) = if let Some((list, level)) = listed {
            (list, level.unwrap_or(0))
        } else {
            let (list, level, styled) = self.styles.list(style)?;
            let level = level.unwrap_or_else(|| self.numbering.level_of(list, styled));
            (list.to_owned(), level)
        };
        let (level, label) = self.numbering.label(&list, level)?;
        Some((level.max(self.styles.depth(style)), label))
    }

    fn push(&mut self, text: &str, line: &mut Line, run: &Run) -> Result<(), Refusal> {
        let mut fields = self.fields.iter().rev();
        let field = fields.find_map(|field| field.link.clone());
        let link = run.link.as_ref().or(field.as_ref());
        self.count(text.len() + link.map_or(0, |link| link.len()))?;
        // Word underlines every link.
        let looks = link.map_or(run.looks, |_| run.looks & !UNDERLINED);
        let mut unknown = String::new();
        for letter in text.chars() {
            match symbols::shown(letter, &run.font) {
                // A soft hyphen is a place where a word may be cut.
                Ok('\u{ad}') => {}
                Ok(sign) => line.push(Sign::Letter(sign), looks, link),
                Err(letter) => {
                    unknown.push(letter);
                    line.push(Sign::Letter(letter), looks, link);
                }
            }
        }
        let remark = self.remark("text-left-out", "sign", &unknown);
        let font = if run.font.is_empty() { "?" } else { &run.font };
        let remark = remark.map(|remark| remark.arg("font", font));
        line.remarks.extend(remark);
        Ok(())
    }

    /// A sign of another font; `push` translates it.
    fn sign(&mut self, sign: char, font: &str, line: &mut Line, run: &Run) -> Result<(), Refusal> {
        let font = font.to_owned();
        let run = Run {
            font,
            ..run.clone()
        };
        self.push(&sign.to_string(), line, &run)
    }

    /// What stands within a paragraph, a run, or anything in them.
    fn inline(&mut self, element: &Element, line: &mut Line, run: &Run) -> Result<(), Refusal> {
        let mut children = element.children.iter();
        children.try_for_each(|child| self.piece(child, line, run))
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
                let sign = u32::from_str_radix(code, 16).ok().and_then(char::from_u32);
                let font = child.attribute("font").unwrap_or_default();
                self.sign(sign.unwrap_or('\u{fffd}'), font, line, run)?;
            }
            "r" => self.run(child, line, run)?,
            "subDoc" => self.left_out(line, "object", &child.name),
            "hyperlink" => {
                let target = self.address(child.attribute("id"));
                let link = followed(&target);
                if link.is_none() {
                    self.left_out(line, "link", &target);
                }
                let link = link.or_else(|| run.link.clone());
                let run = Run {
                    link,
                    ..run.clone()
                };
                self.inline(child, line, &run)?;
            }
            "fldSimple" => {
                let instruction = child.attribute("instr").unwrap_or_default().to_owned();
                self.fields.push(Field {
                    instruction,
                    start: Some(line.len()),
                    link: None,
                });
                self.field_result(line);
                self.inline(child, line, run)?;
                self.field_end(line, run)?;
            }
            "fldChar" => match child.attribute("fldCharType") {
                Some("begin") => self.field_start(child, line, run)?,
                Some("separate") => self.field_result(line),
                Some("end") => self.field_end(line, run)?,
                _ => {}
            },
            "instrText" => {
                if let Some(field) = self.fields.last_mut() {
                    field.instruction.push_str(&child.text);
                }
            }
            "ins" | "moveTo" => {
                let is_inner = mem::replace(&mut self.is_inserted, true);
                if !is_inner {
                    self.tracked_text(child, line);
                }
                let read = self.inline(child, line, run);
                self.is_inserted = is_inner;
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
            // A paragraph within a paragraph is put behind it.
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
        let properties = element.at("rPr");
        let style = element.value("rPr/rStyle");
        let styled = style.and_then(|style| self.styles.is_hidden(style));
        let is_hidden = element.switch("rPr/vanish").or(styled);
        if is_hidden.unwrap_or(outer.is_hidden) {
            let mut text = element.all_text();
            if text.is_empty() && element.holds(PICTURES) {
                "…".clone_into(&mut text);
            }
            self.left_out(line, "hidden", &text);
            return Ok(());
        }
        let font = self.styles.font(properties).unwrap_or(&outer.font);
        let run = Run {
            looks: self.styles.looks(properties),
            link: outer.link.clone(),
            font: font.to_owned(),
            is_hidden: false,
        };
        self.inline(element, line, &run)
    }

    /// The beginning of a field; its instruction follows. A box or a list of an old form has its state here.
    fn field_start(&mut self, mark: &Element, line: &mut Line, run: &Run) -> Result<(), Refusal> {
        if let Some(checkbox) = mark.at("ffData/checkBox") {
            let state = checkbox.switch("checked");
            let is_checked = state.or_else(|| checkbox.switch("default")) == Some(true);
            self.push(if is_checked { "☒" } else { "☐" }, line, run)?;
        }
        if let Some(list) = mark.at("ffData/ddList") {
            let chosen = list.value("result").or_else(|| list.value("default"));
            let chosen = chosen.and_then(|rank| rank.parse().ok()).unwrap_or(0);
            let entry = list.named("listEntry").nth(chosen);
            let entry = entry.and_then(|entry| entry.attribute("val"));
            self.push(entry.unwrap_or_default(), line, run)?;
        }
        self.fields.push(Field {
            start: Some(line.len()),
            ..Field::default()
        });
        Ok(())
    }

    /// The end of a field's instruction; its result follows.
    fn field_result(&mut self, line: &mut Line) {
        let Some(field) = self.fields.last_mut() else {
            return;
        };
        // The results of fields that its instruction holds are not shown.
        line.truncate(field.start.unwrap_or(line.len()));
        let Some(target) = target_of(&field.instruction).map(str::to_owned) else {
            return;
        };
        field.link = followed(&target);
        if field.link.is_none() {
            self.left_out(line, "link", &target);
        }
    }

    /// The end of a field: without a result in the file, what Word would show is written, or a remark.
    fn field_end(&mut self, line: &mut Line, run: &Run) -> Result<(), Refusal> {
        let field = self.fields.pop().unwrap_or_default();
        let Some(start) = field.start else {
            return Ok(());
        };
        let result = line.text_from(start);
        let is_empty = start >= line.len();
        let mut words = field.instruction.split_whitespace();
        let name = words.next().unwrap_or_default();
        match name {
            "FORMTEXT" if result.trim().is_empty() => self.push(BLANK, line, run)?,
            "MERGEFIELD" if result.contains('«') => self.push(BLANK, line, run)?,
            // A prompt to click at and write over.
            "MACROBUTTON" if is_empty => self.push(BLANK, line, run)?,
            "SYMBOL" if is_empty => {
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
                self.sign(sign, font, line, run)?;
            }
            "EQ" if is_empty => {
                let instruction = field.instruction.trim_start();
                self.left_out(line, "equation", instruction["EQ".len()..].trim());
            }
            "LISTNUM" | "AUTONUM" | "AUTONUMLGL" | "AUTONUMOUT" if is_empty => {
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
        if let Some(note) = self.note_texts.remove(&key) {
            self.notes.push_back((kind, note));
            self.note_numbers
                .insert(key.clone(), self.note_numbers.len() + 1);
        }
        if let Some(number) = self.note_numbers.get(&key) {
            line.push(Sign::Note(*number), 0, None);
        }
        Ok(())
    }

    /// The address outside the file that a name refers to.
    fn address(&self, id: Option<&str>) -> String {
        let relation = id.and_then(|id| self.relations.get(id));
        let relation = relation.filter(|relation| relation.is_external);
        relation.map_or_else(String::new, |relation| relation.target.clone())
    }
}

/// Whether a block has no text, and no remark on it.
pub(super) fn is_blank(block: &Block) -> bool {
    match block {
        Block::Heading(_, line) | Block::Text(line) | Block::Item(_, _, line) => {
            line.is_empty() && line.remarks.is_empty()
        }
        Block::Table(table) => table.blocks().all(is_blank),
    }
}

/// The alternative that is read: the first with any content, else the first.
fn branch(element: &Element) -> Option<&Element> {
    let branches = element.children.iter();
    let mut branches = branches.filter(|child| matches!(&*child.name, "Choice" | "Fallback"));
    let with_content = branches.clone().find(|branch| branch.holds(CONTENT));
    with_content.or_else(|| branches.next())
}

/// An address that may be followed.
fn followed(address: &str) -> Option<Rc<str>> {
    let address = join(address.split_whitespace(), "%20");
    let lower = address.to_lowercase();
    let is_followed = FOLLOWED.iter().any(|scheme| lower.starts_with(scheme));
    is_followed.then(|| address.into())
}

/// Where a field's instruction leads: `HYPERLINK "https://…"`.
fn target_of(instruction: &str) -> Option<&str> {
    let rest = instruction.trim().strip_prefix("HYPERLINK")?.trim_start();
    rest.strip_prefix('"')?.split('"').next()
}
