//! Blocks as Markdown, as an officer would type it: a paragraph a line, `- ` before an item.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use super::{
    body::{Block, Cell, Table},
    line::{Form, Line, STRUCK, Sign},
    styles::Label,
};
use crate::{finding::Finding, model::WordTable, read::conventions::is_label, source::join};

/// A list that goes on.
struct Open {
    level: usize,
    /// The column that the text of its items begins at.
    text_column: usize,
    /// The number of its next item and the sign behind it, in Word; and in Markdown, where it is the same.
    next: Option<(u32, char)>,
    written: Option<(u32, char)>,
    /// `-` or `*`, `.` or `)`: the other one begins another list.
    sign: char,
}

/// Markdown under construction.
pub(super) struct Writer<'a> {
    pub(super) text: String,
    /// Remarks, with the bytes of it that they are on.
    pub(super) remarks: Vec<(Range<usize>, Finding)>,
    /// Its tables, each behind those within its cells.
    pub(super) tables: Vec<WordTable>,
    notes: &'a [Vec<Block>],
    /// The notes that were referred to, and those of them that are not written yet.
    noted: BTreeSet<usize>,
    due: Vec<usize>,
    lists: Vec<Open>,
    /// Behind so many bytes, nothing more is written: the text will be refused.
    most: u64,
}

impl<'a> Writer<'a> {
    pub(super) fn new(notes: &'a [Vec<Block>], most: u64) -> Self {
        Self {
            most,
            text: String::new(),
            remarks: Vec::new(),
            tables: Vec::new(),
            notes,
            noted: BTreeSet::new(),
            due: Vec::new(),
            lists: Vec::new(),
        }
    }

    /// A value of the head: `calendrier = "2027"`; several are a list.
    pub(super) fn value(&mut self, key: &str, lines: &[Line], is_list: bool) {
        let start = self.text.len();
        let texts = lines.iter().map(|line| toml::Value::String(line.text()));
        let value = if is_list {
            toml::Value::Array(texts.collect()).to_string()
        } else {
            texts.map(|text| text.to_string()).collect()
        };
        self.text.extend([&key_of(key), " = ", &value, "\n"]);
        let range = start..self.text.len() - 1;
        self.remark(range, lines);
    }

    fn is_full(&self) -> bool {
        self.text.len() as u64 > self.most
    }

    fn remark<'l>(&mut self, range: Range<usize>, lines: impl IntoIterator<Item = &'l Line>) {
        let remarks = lines.into_iter().flat_map(|line| &line.remarks);
        self.remarks
            .extend(remarks.map(|remark| (range.clone(), remark.clone())));
    }

    /// A section: its heading, the blocks under it, and the notes that they refer to. Headings among them come under it,
    /// `top` being their level.
    pub(super) fn section(&mut self, heading: &Line, blocks: &[Block], top: usize) {
        // The heading of a section can only be text.
        let (mut heading, rest) = heading.clone().parted();
        heading.unlink();
        if heading.is_empty() {
            let end = self.text.len();
            self.remark(end..end, [&heading]);
        } else {
            self.heading(2, &heading);
        }
        if !rest.is_empty() {
            self.blocks(&[Block::Text(rest)], top);
        }
        self.blocks(blocks, top);
        self.lists.clear();
        let mut written = 0;
        while let Some(number) = self.due.get(written).copied() {
            written += 1;
            let lines = lines_of(self.notes.get(number - 1).map_or(&[], Vec::as_slice));
            self.part();
            self.text.extend(["[^", &number.to_string(), "]: "]);
            for (rank, line) in lines.iter().enumerate() {
                if rank > 0 {
                    self.text.push_str("\n\n    ");
                }
                self.line(line, Form::Paragraph, "\n    ");
            }
            self.text.push('\n');
        }
        self.due.clear();
    }

    pub(super) fn blocks(&mut self, blocks: &[Block], top: usize) {
        for block in blocks {
            if self.is_full() {
                return;
            }
            match block {
                Block::Item(level, label, line) => self.item(*level, label, line),
                Block::Heading(level, line) => {
                    self.heading(level.saturating_sub(top).clamp(1, 4) + 2, line);
                }
                Block::Text(line) if line.is_empty() => {
                    let end = self.text.len();
                    self.remark(end..end, [line]);
                }
                Block::Text(line) => {
                    self.part();
                    self.line(line, Form::Paragraph, "\n");
                    self.text.push('\n');
                }
                Block::Table(table) => self.table(table, top),
            }
        }
    }

    /// Separates a block from the former one.
    fn part(&mut self) {
        self.lists.clear();
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }

    fn heading(&mut self, level: usize, line: &Line) {
        self.part();
        self.text.extend([&"#".repeat(level), " "]);
        self.line(line, Form::Heading, " ");
        self.text.push('\n');
    }

    /// The Markdown of a line; `end` is what ends a line within.
    fn line(&mut self, line: &Line, form: Form, end: &str) {
        let start = self.text.len();
        // `\{` is a brace that begins no placeholder, in Word as in Markdown.
        let markdown = line.markdown(form).replace("\\\\{", "\\{");
        self.text.push_str(&markdown.replace('\n', end));
        self.remark(start..self.text.len(), [line]);
        for number in line.notes() {
            if self.noted.insert(number) {
                self.due.push(number);
            }
        }
    }

    fn item(&mut self, level: usize, label: &Label, line: &Line) {
        let counted = match label {
            Label::Number(number, sign) => Some((*number, *sign)),
            Label::Bullet | Label::Text(_) => None,
        };
        let mut former = None;
        while let Some(last) = self.lists.pop_if(|list| list.level >= level) {
            former = Some(last);
        }
        let column = self.lists.last().map_or(0, |list| list.text_column);
        let sign_of = |counted: Option<(u32, char)>| counted.map(|(_, sign)| sign);
        // Nothing parts two lists that are numbered alike, and a list in another one begins at 1: else the numbers are labels.
        let is_plain = match &former {
            Some(list) if list.level == level && list.next == counted => list.written.is_some(),
            Some(list) if sign_of(list.next) == sign_of(counted) => false,
            _ => column == 0 || counted.is_some_and(|(number, _)| number == 1),
        };
        let number = counted.filter(|_| is_plain);
        let usual = sign_of(number).unwrap_or('-');
        let sign = match &former {
            Some(list)
                if list.level == level
                    && list.written == number
                    && list.next.is_some() == counted.is_some() =>
            {
                list.sign
            }
            // The other sign begins another list.
            Some(list) if list.sign == '-' && number.is_none() => '*',
            _ => usual,
        };
        // A list behind another one is parted from it.
        let goes_on = former.is_some_and(|list| list.sign == sign);
        if self.lists.is_empty() && !goes_on {
            self.part();
        }
        let mark = match number {
            Some((number, sign)) => format!("{number}{sign}"),
            None => sign.to_string(),
        };
        let text_column = column + mark.len() + 1;
        self.text.extend([&" ".repeat(column), &*mark, " "]);
        let mut labelled = line.clone();
        if let Some(label) = label.text().filter(|_| number.is_none()) {
            if is_label(&label) {
                self.text.extend(["[", &label, "] "]);
            } else {
                labelled = Line::of(&label);
                labelled.join(Sign::Letter(' '), line.clone());
            }
        }
        let end = format!("\n{}", " ".repeat(text_column));
        self.line(&labelled, Form::Item, &end);
        self.text.push('\n');
        let following = |(number, sign)| (number + 1, sign);
        self.lists.push(Open {
            level,
            text_column,
            next: counted.map(following),
            written: number.map(following),
            sign,
        });
    }

    /// A table: its first row is the head. One of a single cell is a frame around its text.
    fn table(&mut self, table: &Table, top: usize) {
        if let [row] = &table.rows[..]
            && let [cell] = &row[..]
        {
            return self.blocks(&cell.blocks, top);
        }
        // An empty row that the next one does not go on with is none; what is remarked on it is not lost.
        let is_continued = |rank: usize| {
            let row = table.rows.get(rank);
            row.is_some_and(|row| row.iter().any(|cell| cell.is_continued))
        };
        let is_row = |rank: &usize| {
            let mut lines = table.rows[*rank]
                .iter()
                .flat_map(|cell| lines_of(&cell.blocks));
            lines.any(|line| !line.is_empty()) || is_continued(*rank) || is_continued(rank + 1)
        };
        let (rows, empty): (Vec<usize>, Vec<usize>) = (0..table.rows.len()).partition(is_row);
        let rows: Vec<&[Cell]> = rows.iter().map(|rank| &*table.rows[*rank]).collect();
        let columns = |row: &&[Cell]| row.iter().map(|cell| cell.columns).sum::<usize>();
        let width = rows.iter().map(columns).max().unwrap_or(0);
        self.part();
        let start = self.text.len();
        let rule = format!("|{}\n", " --- |".repeat(width));
        if table.is_headless {
            self.text.extend(["|", &"  |".repeat(width), "\n", &rule]);
        }
        for (rank, row) in rows.iter().enumerate() {
            if self.is_full() {
                break;
            }
            let mut written = 0;
            self.text.push('|');
            for cell in *row {
                self.text.push(' ');
                // Nothing stands above the first row.
                if cell.is_continued && rank > 0 {
                    self.text.push_str("^^");
                } else {
                    let mut whole = Line::default();
                    for line in lines_of(&cell.blocks) {
                        whole.join(Sign::Break, line);
                    }
                    self.line(&whole, Form::Cell, " ");
                }
                self.text.push_str(" |");
                self.text.push_str(&" << |".repeat(cell.columns - 1));
                written += cell.columns;
            }
            self.text.push_str(&"  |".repeat(width - written));
            self.text.push('\n');
            if rank == 0 && !table.is_headless {
                self.text.push_str(&rule);
            }
        }
        self.placed(table, &(start..self.text.len()), false);
        let end = self.text.len();
        for cell in empty.iter().flat_map(|rank| &table.rows[*rank]) {
            self.remark(end..end, &lines_of(&cell.blocks));
        }
    }

    /// Notes where a table is, and those within its cells.
    fn placed(&mut self, table: &Table, bytes: &Range<usize>, is_nested: bool) {
        for block in table.blocks() {
            if let Block::Table(inner) = block {
                self.placed(inner, bytes, true);
            }
        }
        self.tables.push(WordTable {
            sheet: super::sheet_name(table.number),
            rows: table.first..table.first + table.rows.len(),
            bytes: bytes.clone(),
            is_nested,
        });
    }
}

fn key_of(key: &str) -> String {
    if key
        .chars()
        .all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
    {
        key.to_owned()
    } else {
        toml::Value::String(key.to_owned()).to_string()
    }
}

/// The lines of blocks in a place that holds no block: items with what stands before them, cells of a table behind each
/// other.
pub(super) fn lines_of(blocks: &[Block]) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for block in blocks {
        let found = match block {
            Block::Heading(_, line) | Block::Text(line) => vec![line.clone()],
            Block::Item(_, label, line) => {
                let mut item = Line::of(label.text().as_deref().unwrap_or("–"));
                item.join(Sign::Letter(' '), line.clone());
                vec![item]
            }
            Block::Table(table) => table.rows.iter().map(|row| line_of(row)).collect(),
        };
        for mut line in found {
            match lines.last_mut() {
                // A remark on nothing stays with what stands before it.
                Some(last) if line.is_empty() => last.remarks.append(&mut line.remarks),
                _ => lines.push(line),
            }
        }
    }
    lines.retain(|line| !line.is_empty() || !line.remarks.is_empty());
    lines
}

/// The cells of a row behind each other. What stands right of an empty cell stays under its own head.
fn line_of(row: &[Cell]) -> Line {
    let mut cells: Vec<Vec<Line>> = row.iter().map(|cell| lines_of(&cell.blocks)).collect();
    let is_empty = |cell: &Vec<Line>| cell.iter().all(Line::is_empty);
    if !cells.iter().all(is_empty) {
        for cell in cells.iter_mut().filter(|cell| is_empty(cell)) {
            cell.push(Line::of("/"));
        }
    }
    let mut whole = Line::default();
    for line in cells.into_iter().flatten() {
        let dash = if whole.is_empty() { "" } else { " –" };
        whole.push_text(dash, 0, None);
        whole.join(Sign::Letter(' '), line);
    }
    whole
}

/// The cells of each table as texts, by its number, for messages.
pub(super) fn grids(blocks: &[Block], grids: &mut BTreeMap<usize, Vec<Vec<String>>>) {
    for block in blocks {
        let Block::Table(table) = block else { continue };
        let mut rows = Vec::new();
        for cells in &table.rows {
            let mut row = Vec::new();
            for cell in cells {
                self::grids(&cell.blocks, grids);
                // A table within it has cells of its own. What is struck out is no figure to hold against the workbook.
                let blocks = cell.blocks.iter().filter(|block| block.line().is_some());
                let lines = blocks.flat_map(|block| lines_of(std::slice::from_ref(block)));
                row.push(join(lines.map(|line| line.text_without(STRUCK)), "\n"));
                row.extend(vec![String::new(); cell.columns - 1]);
            }
            rows.push(row);
        }
        grids.insert(table.number, rows);
    }
}
