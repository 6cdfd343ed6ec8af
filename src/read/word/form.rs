//! The values of a fiche's head and its sections, found in the blocks of a Word file: rows of a table (label, text), or
//! headings with text below.

use std::{
    collections::{BTreeMap, BTreeSet},
    mem,
};

use super::{
    body::{Block, Cell, Table, is_blank},
    keys::{Keys, NAMES, is_frame, is_generic, is_short, is_title, label_of, text_of},
    layout::is_name,
    line::{BOLD, Line, STRUCK, Sign, left_out},
    name::{self, Named, Title, code_and_title},
    write::lines_of,
};
use crate::{
    finding::{Finding, Severity},
    read::labels::{after_word, names_group},
    source::{Code, Place, fold},
};

/// A longer text is a section, whatever its label.
const LONGEST_VALUE: usize = 1_000;

/// A fiche, as a Word file gives it.
#[derive(Default)]
pub(super) struct Form {
    /// By key.
    pub(super) values: BTreeMap<String, Vec<Line>>,
    pub(super) sections: Vec<Section>,
    /// The level of the headings that begin a section.
    pub(super) top: usize,
}

/// A heading or a label, the value that it names, and what stands under it.
#[derive(Default)]
pub(super) struct Section {
    pub(super) heading: Line,
    key: Option<String>,
    /// What stands in parentheses in its label, behind the words that name a value.
    aside: String,
    pub(super) blocks: Vec<Block>,
    position: Position,
}

/// Where the label of a section stands.
#[derive(Clone, Copy, Default, PartialEq)]
enum Position {
    /// Beside its text, or nowhere.
    #[default]
    Beside,
    /// Above its text.
    Above,
    /// Above the labels of a form.
    Banner,
    /// Beside its text, under a banner.
    UnderBanner,
}

impl Section {
    pub(super) fn headed(heading: Line) -> Self {
        Self {
            heading: heading.unadorned(),
            ..Self::default()
        }
    }

    /// What stands under no heading.
    fn of(block: Block) -> Self {
        Self {
            blocks: vec![block],
            ..Self::default()
        }
    }

    /// Puts a title behind the number in its heading.
    pub(super) fn entitle(&mut self, title: Line) {
        if self.heading.text().ends_with(char::is_alphanumeric) {
            self.heading.push_text(" –", 0, None);
        }
        self.heading.join(Sign::Letter(' '), title.unadorned());
    }

    fn is_empty(&self) -> bool {
        self.blocks.iter().all(is_blank)
    }

    /// Whether its text is still to come, below its label.
    fn is_due(&self) -> bool {
        self.position == Position::Above && self.is_empty()
    }

    /// Makes it a banner above labels, which names no value. Returns where those labels stand.
    fn make_banner(&mut self) -> Position {
        (self.position, self.key) = (Position::Banner, None);
        Position::UnderBanner
    }
}

/// Reads the fiche in these blocks of a file; `stem` is the file's name.
pub(super) fn of(blocks: Vec<Block>, stem: &str, keys: Keys<'_>) -> Form {
    let title = name::title_rank(&blocks);
    let levels = blocks.iter().enumerate();
    let levels = levels.filter_map(|(rank, block)| match block {
        Block::Heading(level, _) if Some(rank) != title && *level > 0 => Some(*level),
        _ => None,
    });
    let level = levels.min();
    let top = level.unwrap_or(1);
    let mut reader = Reader {
        keys,
        named: None,
        values: Vec::new(),
        sections: vec![Section::default()],
        is_headed: false,
    };
    let mut has_form = false;
    let mut blocks = blocks.into_iter();
    for rank in 0.. {
        let Some(block) = blocks.next() else { break };
        let is_begun = reader.sections.len() > 1;
        match block {
            Block::Heading(level, line) => {
                let is_title = level == 0 || Some(rank) == title;
                if is_title || !is_begun && code_and_title(&line.text()).is_some() {
                    reader.name(line);
                } else if level <= top {
                    reader.open(line, Position::Beside);
                    reader.is_headed = true;
                } else {
                    reader.push([Block::Heading(level, line)]);
                }
            }
            Block::Text(line) if !is_begun => reader.opening(line, false),
            // Where nothing is a heading, bold lines below the form are.
            Block::Text(line)
                if has_form && level.is_none() && is_bold_title(&line, blocks.as_slice()) =>
            {
                reader.above(line, false);
            }
            Block::Table(mut table) => {
                keys.uncount(&mut table);
                if keys.is_form(&table, reader.is_free(has_form)) {
                    has_form = true;
                    reader.form(table);
                } else {
                    reader.push([Block::Table(table)]);
                }
            }
            block => reader.push([block]),
        }
    }
    reader.finish(stem, top)
}

/// Whether a line is all in bold, no sentence, and above a text that is not.
fn is_bold_title(line: &Line, below: &[Block]) -> bool {
    let is_above = || match below.iter().find(|block| !is_blank(block)) {
        Some(Block::Text(next)) => !next.is_all(BOLD),
        next => matches!(next, Some(Block::Item(..))),
    };
    line.is_all(BOLD) && line.is_plain() && is_title(&line.text()) && is_above()
}

impl Form {
    /// Takes the one text in bold before all sections for the title, where nothing else gives it.
    fn take_title(&mut self) {
        let Some(first) = self.sections.first_mut() else {
            return;
        };
        if !first.heading.is_empty() {
            return;
        }
        let may_be_title = |block: &Block| match block {
            Block::Text(line) => {
                let text = line.text();
                line.is_all(BOLD)
                    && line.is_plain()
                    && !line.has(STRUCK)
                    && is_title(&text)
                    && !is_frame(&text)
                    && !names_group(&text)
            }
            _ => false,
        };
        let mut ranks = (0..first.blocks.len()).filter(|rank| may_be_title(&first.blocks[*rank]));
        if let (Some(rank), None) = (ranks.next(), ranks.next())
            && let Block::Text(line) = first.blocks.remove(rank)
        {
            let title = vec![line.on_one_line()];
            self.values.insert("titre".to_owned(), title);
        }
    }

    /// Gives the fiche its code and its title: those of its labels, else of its title, else of the name of the file. What
    /// differs elsewhere is printed, or reported.
    fn name(&mut self, named: Option<Title>, in_file_name: Option<Named>) {
        let mut first = |key: &str| self.values.remove(key)?.into_iter().next();
        let mut code_line = first("code").unwrap_or_default();
        let mut title_line = first("titre").unwrap_or_default();
        let (file_code, mut title) = in_file_name.unzip();
        let text = code_line.text();
        // A code left blank counts only where the file's name has none.
        let is_code =
            text.contains(char::is_alphanumeric) || !text.is_empty() && file_code.is_none();
        let (code, aside) = code_and_title(&text).unwrap_or((text, String::new()));
        let mut code = Some(code).filter(|_| is_code);
        if !aside.is_empty() {
            title = Some(aside.clone());
        }
        let differs = |variant: &'static str, other: &str, code: &str| {
            let remark = Finding::new("file-name", Severity::Warning, Place::file(""));
            remark.variant(variant).drafted(other).arg("code", code)
        };
        if let Some(named) = named {
            let both = named.code.as_ref().zip(code.as_ref());
            // « A 47 » may be a road, « Fiche A 47 » is a fiche.
            if let Some((other, code)) = both
                && after_word(&named.line.text()).is_some()
                && name::differ(other, code)
            {
                code_line.remarks.push(differs("title", other, code));
            }
            let is_same_code =
                both.is_none_or(|(one, other)| Code::parse(one) == Code::parse(other));
            let is_same_title =
                title_line.is_empty() || fold(&title_line.text()).contains(&fold(&named.text));
            if is_same_code && is_same_title {
                title_line.remarks.extend(named.line.remarks);
            } else {
                self.open_with(Block::Text(named.line));
            }
            // « Fiche-action n° 21 » in the file of A.21
            let is_last = |file_code: &&String, code: &str| {
                let both = Code::parse(code).zip(Code::parse(file_code));
                both.is_some_and(|(number, code)| name::is_last_number(&number, &code))
            };
            code = code.or(named.code.map(|code| {
                let whole = file_code
                    .as_ref()
                    .filter(|file_code| is_last(file_code, &code));
                whole.cloned().unwrap_or(code)
            }));
            if !named.text.is_empty() {
                title = Some(named.text);
            }
        }
        if !title_line.is_empty() {
            title = Some(title_line.text());
        }
        let title = title.unwrap_or_default();
        if !fold(&title).contains(&fold(&aside)) {
            code_line.remarks.push(left_out("aside", &aside));
        }
        let code = code.or_else(|| file_code.clone()).unwrap_or_default();
        if let Some(other) = file_code.filter(|other| name::differ(other, &code)) {
            code_line.remarks.push(differs("", &other, &code));
        }
        for (key, text, line) in [("code", code, code_line), ("titre", title, title_line)] {
            if !text.is_empty() {
                let line = Line::of(&text).remarked(line.remarks);
                self.values.insert(key.to_owned(), vec![line]);
            }
        }
    }

    /// Puts a text before all others.
    fn open_with(&mut self, text: Block) {
        match self.sections.first_mut() {
            Some(first) if first.heading.is_empty() => first.blocks.insert(0, text),
            _ => self.sections.insert(0, Section::of(text)),
        }
    }

    /// The headings of its sections and their parts.
    pub(super) fn headings(&self) -> impl Iterator<Item = &Line> {
        self.sections.iter().flat_map(|section| {
            let parts = section.blocks.iter().filter_map(|block| match block {
                Block::Heading(_, line) => Some(line),
                _ => None,
            });
            std::iter::once(&section.heading).chain(parts)
        })
    }
}

/// The values and the sections that were met so far.
struct Reader<'l> {
    keys: Keys<'l>,
    named: Option<Title>,
    /// Values that stand in a line of text with their labels.
    values: Vec<Section>,
    /// What stands before any of them is the first one.
    sections: Vec<Section>,
    /// Whether what is read stands under a heading, and no form stood there so far.
    is_headed: bool,
}

impl Reader<'_> {
    fn last(&mut self) -> &mut Section {
        let last = self.sections.len() - 1;
        &mut self.sections[last]
    }

    fn push(&mut self, blocks: impl IntoIterator<Item = Block>) {
        self.last().blocks.extend(blocks);
    }

    fn open(&mut self, mut heading: Line, position: Position) {
        heading.trim_end(':');
        let (key, aside) = self.keys.key_and_aside(&heading.text()).unzip();
        self.sections.push(Section {
            heading,
            key,
            aside: aside.unwrap_or_default(),
            position,
            ..Section::default()
        });
    }

    /// Opens a section whose label stands above its text, or above labels. Returns where those stand.
    fn above(&mut self, heading: Line, has_labels: bool) -> Position {
        self.open(heading, Position::Above);
        if has_labels {
            self.last().make_banner()
        } else {
            Position::Beside
        }
    }

    /// Whether a form may stand here whatever its labels name: before any section, or as one that goes on.
    fn is_free(&self, has_form: bool) -> bool {
        let heading = self.sections.last().map(|last| last.heading.text());
        let goes_on = !self.is_headed || heading.is_some_and(|text| is_frame(&text));
        self.sections.len() == 1 || has_form && goes_on
    }

    fn form(&mut self, table: Table) {
        let is_annotated = self.keys.is_annotated(&table);
        let pairs = table.rows.iter().filter(|row| self.keys.is_pairs(row));
        let lengths: BTreeSet<usize> = pairs.map(Vec::len).collect();
        let mut others = Table {
            rows: Vec::new(),
            ..table
        };
        let is_headed = mem::take(&mut self.is_headed);
        let last = self.last();
        // The heading right above a form is a banner of it.
        let mut position = if is_headed && last.is_empty() {
            last.make_banner()
        } else {
            Position::Beside
        };
        let mut rows = table.rows.into_iter();
        for rank in 0.. {
            let Some(row) = rows.next() else { break };
            if is_annotated && row.len() == 3 {
                self.end_table(&mut others);
                let is_frame = |cell: &Cell| {
                    let label = label_of(cell);
                    is_frame(&label.text()) && label.is_plain() && label.remarks.is_empty()
                };
                // « Rubrique | Contenu | Observations »
                if rank > 0 || !row.iter().all(is_frame) {
                    self.annotated(row, position);
                }
                continue;
            }
            let is_pairs = self.keys.is_pairs(&row) || self.keys.is_like_pairs(&row, &lengths);
            if row.len() > 2 && !is_pairs {
                if others.rows.is_empty() {
                    others.first = rank;
                }
                others.rows.push(row);
                continue;
            }
            self.end_table(&mut others);
            match &row[..] {
                [cell] => {
                    let has_labels = match rows.as_slice().first().map(Vec::as_slice) {
                        Some([label, _, ..]) => is_title(&text_of(label)),
                        _ => false,
                    };
                    let below = self.single(cell.blocks.clone(), has_labels);
                    position = below.unwrap_or(position);
                }
                [first, second] if !is_short(&text_of(first)) => {
                    self.push(first.blocks.clone());
                    self.push(second.blocks.clone());
                }
                // One label over several rows.
                [first, second] if first.blocks.iter().all(is_blank) => {
                    self.push(second.blocks.clone());
                }
                [first, second] if is_name(&row, rank) => {
                    self.named_by_row(label_of(first), second);
                }
                _ => {
                    for pair in row.chunks_exact(2) {
                        self.open(label_of(&pair[0]), position);
                        self.push(pair[1].blocks.clone());
                    }
                }
            }
        }
        self.end_table(&mut others);
        self.end_value();
    }

    /// A row of the fiche's code, perhaps with its axis, and its title.
    fn named_by_row(&mut self, mut label: Line, second: &Cell) {
        let (code, axis) = code_and_title(&label.text()).unwrap_or_default();
        if self.named.is_some() || !axis.is_empty() && !names_group(&axis) {
            self.name(label);
            return self.push(second.blocks.clone());
        }
        if !axis.is_empty() {
            self.values.push(Section {
                key: Some("axe".to_owned()),
                ..Section::of(Block::Text(Line::of(&axis)))
            });
        }
        let (title, rest) = label_of(second).parted();
        let text = title.text();
        label.join(Sign::Letter(' '), title);
        self.named = Some(Title {
            line: label,
            code: Some(code),
            text,
        });
        self.push((!rest.is_empty()).then_some(Block::Text(rest)));
    }

    /// A row of a label, its text, and remarks on it.
    fn annotated(&mut self, row: Vec<Cell>, position: Position) {
        let label = label_of(&row[0]);
        let mut blocks = row.into_iter().skip(1).map(|cell| cell.blocks);
        if label.is_empty() {
            return self.push(blocks.flatten());
        }
        self.open(label.clone(), position);
        self.push(blocks.next().unwrap_or_default());
        for mut line in blocks.flat_map(|blocks| lines_of(&blocks)) {
            if self.last().key.is_some() {
                let mut labelled = label.clone().remarked(Vec::new());
                labelled.join(Sign::Letter(' '), Line::of("–"));
                labelled.join(Sign::Letter(' '), line);
                line = labelled;
                self.end_value();
            }
            self.push([Block::Text(line)]);
        }
    }

    /// What stands behind a value of the head is no part of it.
    fn end_value(&mut self) {
        let last = self.last();
        if last.key.is_some() && !last.is_due() {
            self.sections.push(Section::default());
        }
    }

    /// Ends rows of a form that are those of another table. They are no part of the value that the label above them names.
    fn end_table(&mut self, table: &mut Table) {
        if !table.rows.is_empty() {
            let rows = mem::take(&mut table.rows);
            let table = Table { rows, ..*table };
            self.sections.push(Section::of(Block::Table(table)));
        }
    }

    /// What stands in a row of one cell: the name of the fiche, a label, a label with its text, text, or a banner above
    /// labels. Where it is a label, returns where those behind it stand.
    fn single(&mut self, blocks: Vec<Block>, has_labels: bool) -> Option<Position> {
        let mut blocks = blocks.into_iter().skip_while(is_blank);
        let mut below = None;
        match blocks.next()? {
            Block::Heading(_, line) => below = Some(self.above(line, has_labels)),
            Block::Text(line) => {
                let (text, is_begun) = (line.text(), self.sections.len() > 1);
                let is_banner = has_labels && is_title(&text) && !self.last().is_due();
                let is_head = is_begun && (line.is_all(BOLD) || is_banner)
                    || is_banner && is_frame(&text) && !is_generic(&text);
                let (label, value) = line.clone().split_at(':');
                if self.keys.is_known(&label.text()) && !value.is_empty() {
                    self.open(label.remarked(line.remarks), Position::Beside);
                    self.push([Block::Text(value)]);
                } else if is_short(&text) && (self.keys.is_known(&text) || is_head) {
                    below = Some(self.above(line, has_labels));
                } else if is_begun {
                    self.end_value();
                    self.labelled(line);
                } else {
                    self.opening(line, true);
                }
            }
            block => {
                self.end_value();
                self.push([block]);
            }
        }
        for block in blocks {
            match block {
                Block::Text(line) if self.sections.len() == 1 && self.lacks_title() => {
                    self.opening(line, true);
                }
                block => self.push([block]),
            }
        }
        below
    }

    /// Whether the fiche was given a code that no title stood behind.
    fn lacks_title(&self) -> bool {
        let named = self.named.as_ref();
        named.is_some_and(|named| named.text.is_empty())
    }

    /// A paragraph before any section, perhaps across a form: the name of the fiche, a value with its label, or text.
    fn opening(&mut self, line: Line, is_across: bool) {
        let text = line.text();
        let (label, value) = line.clone().split_at(':');
        let has_label = self.keys.key(&label.text()).is_some() && !value.is_empty();
        let is_name =
            after_word(&text).is_some() && code_and_title(&text).is_some() || is_generic(&text);
        // A version or a date is no title.
        let is_like = is_across && is_title(&text) && !text.contains(|c: char| c.is_ascii_digit());
        // « FICHE ACTION A.1 », and the title on the next line.
        let is_title = self.lacks_title()
            && (line.is_all(BOLD) || is_like && !names_group(&text) && !self.keys.is_known(&text));
        let may_be_name = is_short(&text) && !line.is_empty() && line.is_plain() && !has_label;
        if may_be_name && (is_name || is_title) {
            self.name(line);
        } else {
            self.labelled(line);
        }
    }

    /// A paragraph that may be a label and its value: « Pilote : Ville ».
    fn labelled(&mut self, line: Line) {
        let (heading, value) = line.clone().split_at(':');
        let named = self.keys.key_and_aside(&heading.text());
        match named.filter(|_| !value.is_empty()) {
            Some((key, aside)) => self.values.push(Section {
                heading,
                key: Some(key),
                aside,
                ..Section::of(Block::Text(value.remarked(line.remarks)))
            }),
            None => self.push([Block::Text(line)]),
        }
    }

    /// Takes a text for the name of the fiche, where it lacks one still.
    fn name(&mut self, line: Line) {
        let (mut line, rest) = line.parted();
        line.unlink();
        if !rest.is_empty() {
            self.push([Block::Text(rest)]);
        }
        if line.has(STRUCK) {
            // A title cannot show words struck out, so they are printed as text too.
            self.push([Block::Text(line.clone().remarked(Vec::new()))]);
        }
        let text = line.text_without(STRUCK).replace('\n', " ");
        let (code, text) = match code_and_title(&text).or_else(|| name::title_and_code(&text)) {
            Some((code, title)) => (Some(code), title),
            None if is_generic(&text) => (None, String::new()),
            None => (None, text),
        };
        match &mut self.named {
            None => self.named = Some(Title { line, code, text }),
            Some(named) if named.text.is_empty() && (named.code.is_none() || code.is_none()) => {
                named.code = named.code.take().or(code);
                named.text = text;
                named.line.join(Sign::Letter(' '), line);
            }
            Some(_) => self.push([Block::Text(line)]),
        }
    }

    /// Labels with short texts become values, the rest sections.
    fn finish(self, stem: &str, top: usize) -> Form {
        let mut form = Form {
            top,
            ..Form::default()
        };
        let values = self.values.len();
        // How many sections come of values that could not be one.
        let mut unfit = 0;
        for (rank, section) in self.values.into_iter().chain(self.sections).enumerate() {
            if rank == values {
                unfit = form.sections.len();
            }
            let goes_on = rank > values
                && (section.position == Position::UnderBanner || section.heading.is_empty());
            let value = section.key.as_ref().and_then(|key| value_of(key, &section));
            match (&section.key, value) {
                (Some(key), Some((value, rest))) if !form.values.contains_key(key) => {
                    form.values.insert(key.clone(), value);
                    if !rest.is_empty() {
                        form.sections.push(Section::of(Block::Text(rest)));
                    }
                }
                _ => match form.sections.last_mut() {
                    Some(last) if goes_on => {
                        last.blocks.push(if section.heading.is_empty() {
                            Block::Text(section.heading)
                        } else {
                            Block::Heading(top + 1, section.heading)
                        });
                        last.blocks.extend(section.blocks);
                    }
                    _ => form.sections.push(section),
                },
            }
        }
        // A banner above values alone: they are printed elsewhere.
        for section in &mut form.sections {
            if section.position == Position::Banner && section.is_empty() {
                let (mut heading, mut rest) = mem::take(&mut section.heading).parted();
                rest.remarks.append(&mut heading.remarks);
                rest.remarks.push(left_out("banner", &heading.text()));
                section.blocks.push(Block::Text(rest));
            }
        }
        // The text without a heading stands before what begins one.
        if let Some(first) = form.sections.get_mut(..=unfit) {
            first.rotate_right(1);
        }
        let in_file_name = name::in_file_name(stem);
        let titles = [
            self.named.as_ref().map(|named| &named.text),
            in_file_name.as_ref().map(|(_, title)| title),
        ];
        let is_titled = titles.into_iter().flatten().any(|title| !title.is_empty());
        if !is_titled && !form.values.contains_key("titre") {
            form.take_title();
        }
        form.name(self.named, in_file_name);
        form
    }
}

/// The value that a section holds, in a line for each partner, and what it holds beside text; none where it is more than a
/// value may be. The name of a fiche stands alone: its notes and pictures stand in the text.
fn value_of(key: &str, section: &Section) -> Option<(Vec<Line>, Line)> {
    let (mut value, mut rest) = (Line::default(), Line::default());
    for block in &section.blocks {
        value.join(Sign::Break, block.line()?.clone());
    }
    if NAMES.contains(&key) {
        (value, rest) = value.parted();
    }
    let text = value.text();
    let lines = [&value, &section.heading];
    if key == "code" && !name::is_like_code(&text)
        || !(1..=LONGEST_VALUE).contains(&text.chars().count())
        || lines
            .iter()
            .any(|line| !line.is_plain() || line.has(STRUCK))
    {
        return None;
    }
    let mut heading = section.heading.clone();
    heading.unlink();
    value.unlink();
    value.remarks.extend(heading.remarks);
    let mut lines = match key {
        "partenaires" => partners(value),
        "calendrier" => vec![value],
        _ => vec![value.on_one_line()],
    };
    let aside = Line::of(&section.aside);
    match &mut lines[..] {
        _ if aside.is_empty() => {}
        // Nothing is added to a code, a title or an axis.
        [line, ..] if NAMES.contains(&key) => line.remarks.push(left_out("aside", &section.aside)),
        [line] => line.join(Sign::Letter(' '), aside),
        _ => lines.push(aside),
    }
    Some((lines, rest))
}

/// The partners that a text lists, or the text where it is no list: « La CCI, la CMA et la Ville ».
fn partners(mut line: Line) -> Vec<Line> {
    let text = line.text();
    let mut signs = ['\n', ';', ','].into_iter();
    let sign = signs.find(|sign| text.contains(*sign)).unwrap_or('\n');
    let is_short = |part: &str| part.chars().count() <= 80;
    let is_list = sign == '\n' || !text.contains(['(', '.']) && text.split(sign).all(is_short);
    let (mut partners, remarks) = (Vec::new(), mem::take(&mut line.remarks));
    while is_list && line.text().contains(sign) {
        let (first, behind) = line.split_at(sign);
        partners.push(first);
        line = behind;
    }
    partners.push(line);
    partners.retain(|partner| !partner.is_empty());
    if let Some(first) = partners.first_mut() {
        first.remarks = remarks;
    }
    partners
}
