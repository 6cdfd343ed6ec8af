//! What a fiche needs out of a Word file: the values of its head, by the labels that name them, and its sections, be
//! they the rows of a table (label, text) or headings with text below.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    body::{Block, Cell, Table, is_blank},
    keys::{Keys, LONGEST_LABEL, NAMES, is_frame, is_generic, label_of},
    line::{BOLD, Line, STRUCK, Sign, UNDERLINED, left_out},
    name::{self, Named, Title, begun as split},
    write::lines_of,
};
use crate::{
    finding::{Finding, Severity},
    model::Article,
    read::labels::{after_word, names_group},
    source::{Code, Place, fold},
};

/// What is longer is a section, whatever its label.
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
    /// What its label says in parentheses behind the words that name a value.
    aside: String,
    pub(super) blocks: Vec<Block>,
    place: Spot,
}

impl Section {
    fn headed(heading: Line) -> Self {
        Self {
            heading: heading.unadorned(),
            ..Self::default()
        }
    }

    /// Puts a title behind the number in its heading.
    fn entitle(&mut self, title: Line) {
        if self.heading.text().ends_with(char::is_alphanumeric) {
            self.heading.push_text(" –", 0, None);
        }
        self.heading.join(Sign::Letter(' '), title.unadorned());
    }
}

/// Where the label of a section stands.
#[derive(Clone, Copy, Default, PartialEq)]
enum Spot {
    /// Beside its text, or nowhere.
    #[default]
    Beside,
    /// Above its text.
    Above,
    /// Above the labels of a form.
    Banner,
    /// Beside its text, under a banner.
    Under,
}

struct Draft<'l> {
    keys: Keys<'l>,
    named: Option<Title>,
    /// Values that stand in a line of text with their labels.
    values: Vec<Section>,
    sections: Vec<Section>,
    /// Whether what is read stands under a heading, and no form stood there so far.
    is_headed: bool,
}

/// Reads the fiche in these blocks of a file; `stem` is the file's name.
pub(super) fn of(blocks: Vec<Block>, stem: &str, keys: Keys<'_>) -> Form {
    let title = name::title_rank(&blocks);
    let levels = blocks
        .iter()
        .enumerate()
        .filter_map(|(rank, block)| match block {
            Block::Heading(level, _) if Some(rank) != title && *level > 0 => Some(*level),
            _ => None,
        });
    let level = levels.min();
    let top = level.unwrap_or(1);
    let mut draft = Draft::new(keys);
    let mut has_form = false;
    let mut blocks = blocks.into_iter();
    let count = blocks.len();
    while let Some(block) = blocks.next() {
        let rank = count - blocks.len() - 1;
        let is_begun = draft.sections.len() > 1;
        match block {
            Block::Heading(level, line) => {
                let is_title = level == 0 || Some(rank) == title;
                if is_title || !is_begun && split(&line.text()).is_some() {
                    draft.name(line);
                } else if level <= top {
                    draft.open(line);
                    draft.is_headed = true;
                } else {
                    draft.push([Block::Heading(level, line)]);
                }
            }
            Block::Text(line) if !is_begun => draft.opening(line, false),
            // Where nothing is a heading, bold lines below the form are.
            Block::Text(line)
                if has_form && level.is_none() && is_bold_title(&line, blocks.as_slice()) =>
            {
                draft.above(line, false);
            }
            Block::Table(mut table) => {
                draft.uncount(&mut table);
                if draft.is_form(&table, has_form) {
                    has_form = true;
                    draft.form(table);
                } else {
                    draft.push([Block::Table(table)]);
                }
            }
            block => draft.push([block]),
        }
    }
    draft.finish(stem, top)
}

/// The parts of a file of articles, and the level of the headings that begin one: a heading as high as those of articles, or
/// a line of text that is one by its words.
pub(super) fn articles(blocks: Vec<Block>) -> (Vec<Section>, usize) {
    let is_article = |line: &Line| {
        let text = line.text();
        line.is_plain() && is_title(&text) && Article::parse_heading(&text).is_some()
    };
    let levels = |of_articles: bool| {
        let levels = blocks.iter().filter_map(move |block| match block {
            Block::Heading(level, line) if is_article(line) || !of_articles => Some(*level),
            _ => None,
        });
        levels.min()
    };
    let top = levels(true).or(levels(false)).unwrap_or(1);
    let mut sections = vec![Section::default()];
    let mut blocks = blocks.into_iter();
    while let Some(block) = blocks.next() {
        let last = sections.len() - 1;
        let section = &mut sections[last];
        let is_begun = last > 0 || !section.blocks.iter().all(is_blank_or_told);
        let is_titled = !is_number_alone(&section.heading) || !section.blocks.iter().all(is_blank);
        let below = blocks.as_slice();
        match block {
            // The title of the agreement is that of convention.toml.
            Block::Heading(level, line) if !is_begun && is_title_of_all(level, &line) => {
                let told = left_out("title", &line.text()).severity(Severity::Info);
                section
                    .blocks
                    .push(Block::Text(Line::default().remarked(vec![told])));
            }
            Block::Heading(level, line) if level <= top || is_article(&line) => {
                if is_titled || is_article(&line) {
                    sections.push(Section::headed(line));
                } else {
                    section.entitle(line);
                }
            }
            Block::Text(line) if is_article(&line) => sections.push(Section::headed(line)),
            Block::Heading(level, line)
                if !is_titled && line.is_plain() && !is_next(level, below) =>
            {
                section.entitle(line);
            }
            Block::Text(line) if !is_titled && is_set_apart(&line, below) => section.entitle(line),
            block => section.blocks.push(block),
        }
    }
    (sections, top)
}

fn is_blank_or_told(block: &Block) -> bool {
    matches!(block, Block::Text(line) if line.is_empty()) || is_blank(block)
}

/// Whether the first heading of a file is the title of the whole agreement.
fn is_title_of_all(level: usize, line: &Line) -> bool {
    let text = fold(&line.text());
    let is_agreement = text.starts_with("convention") || text.starts_with("avenant");
    line.is_plain() && (level == 0 && !heads_preamble(&text) || is_agreement)
}

/// Whether a heading, folded, is that of what stands before the first article.
pub(in crate::read) fn heads_preamble(heading: &str) -> bool {
    let words = [
        "preambule",
        "vu",
        "visa",
        "expose",
        "contexte",
        "considerant",
        "parties",
        "lesparties",
        "entre",
    ];
    words.iter().any(|word| heading.starts_with(word))
}

/// Whether a heading is « Article 1 » and nothing else: its title may stand on the next line.
fn is_number_alone(heading: &Line) -> bool {
    Article::parse_heading(&heading.text()).is_some_and(|(_, title)| title.is_empty())
}

/// Whether the next heading is of this level: both are within an article then.
fn is_next(level: usize, below: &[Block]) -> bool {
    let next = below.iter().find_map(|block| match block {
        Block::Heading(level, _) => Some(*level),
        _ => None,
    });
    next == Some(level)
}

/// Whether a line is short and looks otherwise than the text below it: all in bold, underlined or in capitals.
fn is_set_apart(line: &Line, below: &[Block]) -> bool {
    let is_apart = |line: &Line| {
        let text = line.text();
        let is_upper = text.contains(char::is_alphabetic) && text == text.to_uppercase();
        line.is_all(BOLD) || line.is_all(UNDERLINED) || is_upper
    };
    let is_text = match below.iter().find(|block| !is_blank(block)) {
        Some(Block::Text(next)) => !is_apart(next),
        next => next.is_some(),
    };
    line.is_plain() && is_title(&line.text()) && is_apart(line) && is_text
}

/// Whether a line is all in bold, no sentence, and above a text that is not.
fn is_bold_title(line: &Line, below: &[Block]) -> bool {
    let is_above = || match below.iter().find(|block| !is_blank(block)) {
        Some(Block::Text(next)) => !next.is_all(BOLD),
        next => matches!(next, Some(Block::Item(..))),
    };
    line.is_all(BOLD) && line.is_plain() && is_title(&line.text()) && is_above()
}

/// Whether a text is short, and no sentence.
fn is_title(text: &str) -> bool {
    text.chars().count() <= LONGEST_LABEL && !text.ends_with(['.', ',', ';', '!', '?'])
}

impl Form {
    /// Takes the one text in bold before all sections for the title, where nothing else says it.
    fn take_title(&mut self) {
        let Some(first) = self
            .sections
            .first_mut()
            .filter(|section| section.heading.is_empty())
        else {
            return;
        };
        let is_own = |block: &Block| match block {
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
        let mut ranks = (0..first.blocks.len()).filter(|rank| is_own(&first.blocks[*rank]));
        if let (Some(rank), None) = (ranks.next(), ranks.next())
            && let Block::Text(line) = first.blocks.remove(rank)
        {
            self.values
                .insert("titre".to_owned(), vec![line.on_one_line()]);
        }
    }

    /// Gives the fiche its code and its title: what its labels say, else its title, else the name of the file. What is said
    /// otherwise elsewhere is printed, or told.
    fn name(&mut self, named: Option<Title>, of_file: Option<Named>) {
        let mut first = |key: &str| self.values.remove(key)?.into_iter().next();
        let (code, title) = (first("code"), first("titre"));
        let (mut code_line, mut title_line) = (code.unwrap_or_default(), title.unwrap_or_default());
        let (by_file, mut called) =
            of_file.map_or_else(Default::default, |(code, title)| (Some(code), title));
        let written = code_line.text();
        // A blank is no code, where something else is.
        let is_code =
            written.contains(char::is_alphanumeric) || !written.is_empty() && by_file.is_none();
        let (written_code, aside) = split(&written).unwrap_or_else(|| (written, String::new()));
        let written_code = is_code.then_some(written_code);
        if !aside.is_empty() {
            called.clone_from(&aside);
        }
        let mut code = written_code.clone();
        if let Some(named) = named {
            let is_same = |code: &String| {
                named
                    .code
                    .as_ref()
                    .is_none_or(|named| Code::parse(named) == Code::parse(code))
            };
            // « A 47 » may be a road, « Fiche A 47 » is a fiche.
            let heading = named.code.as_ref();
            let other = heading.filter(|other| {
                let text = named.line.text();
                let written_code = written_code.as_deref().unwrap_or(other);
                after_word(&text).is_some() && name::is_other(other, written_code)
            });
            code_line.remarks.extend(other.map(|other| {
                let remark = Finding::new("file-name", Severity::Warning, Place::file(""));
                let written_code = written_code.as_deref().unwrap_or_default();
                remark
                    .variant("title")
                    .drafted(other.as_str())
                    .arg("code", written_code)
            }));
            let is_titled =
                title_line.is_empty() || fold(&title_line.text()).contains(&fold(&named.text));
            // Said twice, and not the same: both are to be read.
            if is_titled && written_code.as_ref().is_none_or(is_same) {
                title_line.remarks.extend(named.line.remarks);
            } else {
                self.open_with(Block::Text(named.line));
            }
            let is_last = |of_file: &&String, code: &str| {
                let both = Code::parse(of_file).zip(Code::parse(code));
                both.is_some_and(|(of_file, titled)| {
                    titled.prefix().is_empty() && of_file.numbers().ends_with(&titled.numbers())
                })
            };
            // « Fiche-action n° 21 » in the file of A.21
            let whole = named.code.map(|titled| {
                let whole = by_file.as_ref().filter(|of_file| is_last(of_file, &titled));
                whole.cloned().unwrap_or(titled)
            });
            code = code.or(whole);
            if !named.text.is_empty() {
                called = named.text;
            }
        }
        let title = if title_line.is_empty() {
            called
        } else {
            title_line.text()
        };
        if !fold(&title).contains(&fold(&aside)) {
            code_line.remarks.push(left_out("aside", &aside));
        }
        let code = code.or_else(|| by_file.clone()).unwrap_or_default();
        let other = by_file.filter(|by_file| name::is_other(by_file, &code));
        code_line.remarks.extend(other.map(|by_file| {
            let remark = Finding::new("file-name", Severity::Warning, Place::file(""));
            remark.drafted(by_file).arg("code", code.as_str())
        }));
        for (key, text, line) in [("code", code, code_line), ("titre", title, title_line)] {
            if !text.is_empty() {
                let line = Line::of(&text).remarked(line.remarks);
                self.values.insert(key.to_owned(), vec![line]);
            }
        }
    }

    /// Puts a text before all others.
    fn open_with(&mut self, text: Block) {
        let first = self.sections.first_mut();
        match first.filter(|first| first.heading.is_empty()) {
            Some(first) => first.blocks.insert(0, text),
            None => self.sections.insert(0, Section::of(vec![text])),
        }
    }

    /// What heads its sections and their parts.
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

impl Section {
    /// Whether it is a part of the section before it.
    fn goes_on(&self) -> bool {
        self.place == Spot::Under || self.heading.is_empty()
    }

    /// What it is called stands above labels, and names no value.
    fn make_banner(&mut self) {
        (self.place, self.key) = (Spot::Banner, None);
    }

    /// Whether its text is still to come, below its label.
    fn is_due(&self) -> bool {
        self.place == Spot::Above && self.blocks.iter().all(is_blank)
    }

    /// What stands under no heading.
    pub(super) fn of(blocks: Vec<Block>) -> Self {
        Self {
            blocks,
            ..Self::default()
        }
    }
}

impl<'l> Draft<'l> {
    fn new(keys: Keys<'l>) -> Self {
        Self {
            keys,
            named: None,
            values: Vec::new(),
            sections: vec![Section::default()],
            is_headed: false,
        }
    }

    /// Makes a table that counts its labels in a column of their own one that does not: « 1 | Code | A.1 » is « 1. Code | A.1 ».
    fn uncount(&self, table: &mut Table) {
        let text = |row: &Vec<Cell>, rank: usize| row.get(rank).map(|cell| label_of(cell).text());
        let is_head = |row: &Vec<Cell>| {
            let is_named = |text: &str| is_frame(text) || is_generic(text);
            row.iter().all(|cell| is_named(&label_of(cell).text()))
        };
        let heads = usize::from(table.rows.first().is_some_and(is_head));
        let mut rows = table.rows.iter().skip(heads).zip(1..);
        let is_counted = rows.all(|(row, number): (_, usize)| {
            let first = text(row, 0).unwrap_or_default();
            row.len() == 3 && first.trim_end_matches(['.', ')']) == number.to_string()
        });
        let keys = table.rows.iter().filter(|row| {
            let label = text(row, 1);
            label.is_some_and(|label| self.keys.key(&label).is_some())
        });
        if !is_counted || keys.count() < 2 {
            return;
        }
        table.rows.drain(..heads);
        for (row, number) in table.rows.iter_mut().zip(1..) {
            let mut label = Line::of(&format!("{number}."));
            label.join(Sign::Letter(' '), label_of(&row[1]));
            let blocks = vec![Block::Text(label)];
            row.splice(
                ..2,
                [Cell {
                    blocks,
                    ..row[1].clone()
                }],
            );
        }
    }

    /// Whether every cell of the first row is a label: those below say the same of one thing each.
    fn is_list(&self, table: &Table) -> bool {
        let is_label = |cell: &Cell| self.keys.key(&label_of(cell).text()).is_some();
        let first = table.rows.first();
        table.rows.len() > 1 && first.is_some_and(|row| row.len() > 1 && row.iter().all(is_label))
    }

    /// Whether a row names the fiche: « FICHE-ACTION A.1 : Boutique », or its code beside its title.
    fn is_name(row: &[Cell], rank: usize) -> bool {
        let text = row.first().map(|cell| label_of(cell).text());
        let text = text.filter(|text| split(text).is_some());
        text.is_some_and(|text| match row.len() {
            1 => true,
            2 => rank == 0 && after_word(&text).is_some(),
            _ => false,
        })
    }

    /// Whether a table is the form of a fiche: rows of a label and a text, or labels above their texts. Under a heading, or
    /// where half the rows or more have other labels, it must name values of the fiche.
    fn is_form(&self, table: &Table, has_form: bool) -> bool {
        let (mut count, mut known, mut keys) = (0, 0, 0);
        if self.is_annotated(table) {
            return true;
        }
        if self.is_list(table) {
            return false;
        }
        for (rank, row) in table.rows.iter().enumerate() {
            let lines = row.first().map(|cell| lines_of(&cell.blocks));
            let Some(label) = lines.and_then(|lines| lines.into_iter().next()) else {
                continue;
            };
            count += 1;
            let label = label.text();
            // « Intitulé : Boutique »
            let label = match label.split_once(':') {
                Some((label, value)) if row.len() == 1 && !value.trim().is_empty() => label,
                _ => &label,
            };
            if row.len() <= 2 || self.is_pairs(row) {
                let is_key = self.keys.key(label).is_some() || Self::is_name(row, rank);
                keys += usize::from(is_key);
                known += usize::from(is_key || self.keys.is_known(label));
            }
        }
        let heading = self.sections.last().map(|section| section.heading.text());
        let goes_on = || !self.is_headed || heading.is_some_and(|text| is_frame(&text));
        let is_free = self.sections.len() == 1 || has_form && goes_on();
        let is_like = known * 2 >= count && (known >= 2 || known == count);
        known > 0 && (keys >= 2 || is_free && is_like)
    }

    /// Whether a row holds labels, each before its value.
    fn is_pairs(&self, row: &[Cell]) -> bool {
        let mut labels = row.iter().step_by(2);
        row.len().is_multiple_of(2)
            && labels.all(|cell| self.keys.key(&label_of(cell).text()).is_some())
    }

    /// Whether a table of three columns is a form with a column of its own for remarks: its labels name the title and more.
    fn is_annotated(&self, table: &Table) -> bool {
        let rows = table.rows.iter().filter(|row| row.len() == 3);
        let keys = rows.filter_map(|row| self.keys.key(&label_of(&row[0]).text()));
        let keys: BTreeSet<String> = keys.collect();
        keys.len() > 1 && keys.contains("titre")
    }

    /// Whether a row like others that hold labels and their values does so too, one of its labels being known.
    fn is_like_pairs(&self, row: &[Cell], lengths: &BTreeSet<usize>) -> bool {
        let labels = row.iter().step_by(2).map(|cell| label_of(cell).text());
        let labels: Vec<String> = labels.collect();
        let is_label = |text: &String| text.starts_with(char::is_alphabetic) && is_title(text);
        lengths.contains(&row.len())
            && labels.iter().all(is_label)
            && labels.iter().any(|label| self.keys.key(label).is_some())
    }

    fn form(&mut self, table: Table) {
        let is_annotated = self.is_annotated(&table);
        let pairs = table.rows.iter().filter(|row| self.is_pairs(row));
        let lengths: BTreeSet<usize> = pairs.map(Vec::len).collect();
        let mut others = Table {
            rows: Vec::new(),
            ..table
        };
        let mut banner = self.headed();
        let mut rows = table.rows.into_iter();
        let count = rows.len();
        while let Some(row) = rows.next() {
            let rank = count - rows.len() - 1;
            let is_pairs = self.is_pairs(&row) || self.is_like_pairs(&row, &lengths);
            let label = row.first().map(label_of).unwrap_or_default();
            if is_annotated && row.len() == 3 {
                self.rest(&mut others);
                let is_frame = |cell: &Cell| {
                    let label = label_of(cell);
                    is_frame(&label.text()) && label.is_plain() && label.remarks.is_empty()
                };
                // « Rubrique | Contenu | Observations »
                if rank > 0 || !row.iter().all(is_frame) {
                    self.annotated(row, banner);
                }
                continue;
            }
            if row.len() > 2 && !is_pairs {
                if others.rows.is_empty() {
                    others.first = rank;
                }
                others.rows.push(row);
                continue;
            }
            self.rest(&mut others);
            match &row[..] {
                [cell] => {
                    let has_labels = rows
                        .as_slice()
                        .first()
                        .is_some_and(|next| next.len() > 1 && is_title(&label_of(&next[0]).text()));
                    let spot = self.single(cell.blocks.clone(), has_labels);
                    banner = spot.unwrap_or(banner);
                }
                [first, second] if label.text().chars().count() > LONGEST_LABEL => {
                    self.push(first.blocks.clone());
                    self.push(second.blocks.clone());
                }
                // One label over several rows.
                [first, second] if first.blocks.iter().all(is_blank) => {
                    self.push(second.blocks.clone());
                }
                [_, second] if Self::is_name(&row, rank) => self.named_by_row(label, second),
                _ => {
                    for pair in row.chunks_exact(2) {
                        self.beside(label_of(&pair[0]), banner);
                        self.push(pair[1].blocks.clone());
                    }
                }
            }
        }
        self.rest(&mut others);
        self.end_value();
    }

    /// Makes the heading that stands right above a form a banner of it, and says where the labels stand.
    fn headed(&mut self) -> Spot {
        let is_headed = std::mem::take(&mut self.is_headed);
        match self.sections.last_mut() {
            Some(last) if is_headed && last.blocks.iter().all(is_blank) => {
                last.make_banner();
                Spot::Under
            }
            _ => Spot::Beside,
        }
    }

    /// A row of the fiche's code, perhaps with its axis, and its title.
    fn named_by_row(&mut self, label: Line, second: &Cell) {
        let (code, axis) = split(&label.text()).unwrap_or_default();
        if self.named.is_some() || !axis.is_empty() && !names_group(&axis) {
            self.name(label);
            return self.push(second.blocks.clone());
        }
        if !axis.is_empty() {
            self.values.push(Section {
                key: Some("axe".to_owned()),
                ..Section::of(vec![Block::Text(Line::of(&axis))])
            });
        }
        let (title, rest) = label_of(second).parted();
        let text = title.text();
        let mut line = label;
        line.join(Sign::Letter(' '), title);
        let code = Some(code);
        self.named = Some(Title { line, code, text });
        self.push((!rest.is_empty()).then_some(Block::Text(rest)));
    }

    /// A row of a label, its text, and remarks on it.
    fn annotated(&mut self, row: Vec<Cell>, banner: Spot) {
        let label = label_of(&row[0]);
        let mut blocks = row.into_iter().skip(1).map(|cell| cell.blocks);
        if label.is_empty() {
            return blocks.for_each(|cell_blocks| self.push(cell_blocks));
        }
        self.beside(label.clone(), banner);
        self.push(blocks.next().unwrap_or_default());
        for mut line in blocks.flat_map(|cell_blocks| lines_of(&cell_blocks)) {
            if self.sections.last().is_some_and(|last| last.key.is_some()) {
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
        let is_value = |last: &Section| last.key.is_some() && !last.is_due();
        if self.sections.last().is_some_and(is_value) {
            self.sections.push(Section::default());
        }
    }

    /// Rows of a form that are those of another table.
    fn rest(&mut self, table: &mut Table) {
        if !table.rows.is_empty() {
            let rows = std::mem::take(&mut table.rows);
            // Whatever the label above names, this is more.
            self.sections.push(Section::default());
            self.push([Block::Table(Table { rows, ..*table })]);
        }
    }

    /// What stands in a row of one cell: the name of the fiche, a label, a label with its text, text, or a banner above
    /// labels. Where it is a label, says where those behind it stand.
    fn single(&mut self, blocks: Vec<Block>, has_labels: bool) -> Option<Spot> {
        let mut blocks = blocks.into_iter().skip_while(is_blank);
        let first = blocks.next()?;
        let rest: Vec<Block> = blocks.collect();
        let mut banner = None;
        match first {
            Block::Heading(_, line) => banner = Some(self.above(line, has_labels)),
            Block::Text(line) => {
                let (text, is_begun) = (line.text(), self.sections.len() > 1);
                let is_short = text.chars().count() <= LONGEST_LABEL;
                let is_due = self.sections.last().is_some_and(Section::is_due);
                let is_banner = has_labels && is_title(&text) && !is_due;
                let is_head = is_begun && (line.is_all(BOLD) || is_banner)
                    || is_banner && is_frame(&text) && !is_generic(&text);
                let (label, value) = line.clone().split_at(':');
                if self.keys.is_known(&label.text()) && !value.is_empty() {
                    self.open(label.remarked(line.remarks));
                    self.push([Block::Text(value)]);
                } else if is_short && (self.keys.is_known(&text) || is_head) {
                    banner = Some(self.above(line, has_labels));
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
        for block in rest {
            match block {
                Block::Text(line) if self.sections.len() == 1 && self.lacks_title() => {
                    self.opening(line, true);
                }
                block => self.push([block]),
            }
        }
        banner
    }

    /// Whether the fiche was given a code that no title stood behind.
    fn lacks_title(&self) -> bool {
        self.named
            .as_ref()
            .is_some_and(|named| named.text.is_empty())
    }

    /// A paragraph before any section, perhaps across a form: the name of the fiche, a value with its label, or text.
    fn opening(&mut self, line: Line, is_across: bool) {
        let text = line.text();
        let is_short = text.chars().count() <= LONGEST_LABEL && !line.is_empty();
        let (label, value) = line.clone().split_at(':');
        let has_label = self.keys.key(&label.text()).is_some() && !value.is_empty();
        let is_name = after_word(&text).is_some() && split(&text).is_some() || is_generic(&text);
        // A version or a date is no title.
        let is_like = is_across && is_title(&text) && !text.contains(|c: char| c.is_ascii_digit());
        // « FICHE ACTION A.1 », and the title on the next line.
        let is_title = self.lacks_title()
            && (line.is_all(BOLD) || is_like && !names_group(&text) && !self.keys.is_known(&text));
        if is_short && line.is_plain() && !has_label && (is_name || is_title) {
            self.name(line);
        } else {
            self.labelled(line);
        }
    }

    /// A paragraph that may be a label and its value: « Pilote : Ville ».
    fn labelled(&mut self, line: Line) {
        let (label, value) = line.clone().split_at(':');
        match self
            .keys
            .named_by(&label.text())
            .filter(|_| !value.is_empty())
        {
            Some((key, aside)) => {
                let value = value.remarked(line.remarks);
                let blocks = vec![Block::Text(value)];
                self.values.push(Section {
                    heading: label,
                    key: Some(key),
                    aside,
                    blocks,
                    ..Section::default()
                });
            }
            None => self.push([Block::Text(line)]),
        }
    }

    fn open(&mut self, mut heading: Line) {
        heading.trim_end(':');
        let (key, aside) = self.keys.named_by(&heading.text()).unzip();
        self.sections.push(Section {
            heading,
            key,
            aside: aside.unwrap_or_default(),
            ..Section::default()
        });
    }

    /// Opens a section whose label stands above its text, or above labels. Says where those stand.
    fn above(&mut self, heading: Line, has_labels: bool) -> Spot {
        self.beside(heading, Spot::Above);
        match self.sections.last_mut() {
            Some(last) if has_labels => {
                last.make_banner();
                Spot::Under
            }
            _ => Spot::Beside,
        }
    }

    /// Opens a section whose label stands beside its text.
    fn beside(&mut self, heading: Line, place: Spot) {
        self.open(heading);
        if let Some(last) = self.sections.last_mut() {
            last.place = place;
        }
    }

    fn push(&mut self, blocks: impl IntoIterator<Item = Block>) {
        if let Some(last) = self.sections.last_mut() {
            last.blocks.extend(blocks);
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
            // No title shows that words of it are struck out.
            self.push([Block::Text(line.clone().remarked(Vec::new()))]);
        }
        let text = line.text_without(STRUCK).replace('\n', " ");
        let (code, title) = match split(&text).or_else(|| name::ended(&text)) {
            Some((code, title)) => (Some(code), title),
            None if is_generic(&text) => (None, String::new()),
            None => (None, text),
        };
        match &mut self.named {
            None => {
                self.named = Some(Title {
                    line,
                    code,
                    text: title,
                });
            }
            Some(named) if named.text.is_empty() && (named.code.is_none() || code.is_none()) => {
                named.code = named.code.take().or(code);
                named.text = title;
                named.line.join(Sign::Letter(' '), line);
            }
            Some(_) => self.push([Block::Text(line)]),
        }
    }

    /// What labels name becomes values, the rest sections.
    fn finish(self, stem: &str, top: usize) -> Form {
        let mut form = Form {
            top,
            ..Form::default()
        };
        let values = self.values.len();
        let mut left = 0;
        for (rank, section) in self.values.into_iter().chain(self.sections).enumerate() {
            if rank == values {
                left = form.sections.len();
            }
            let value = section.key.as_ref().and_then(|key| value_of(key, &section));
            let goes_on = rank > values && section.goes_on();
            match (section.key, value) {
                (Some(key), Some((value, rest))) if !form.values.contains_key(&key) => {
                    form.values.insert(key, value);
                    if !rest.is_empty() {
                        form.sections.push(Section::of(vec![Block::Text(rest)]));
                    }
                }
                (key, _) => match form.sections.last_mut() {
                    Some(last) if goes_on => {
                        last.blocks.push(if section.heading.is_empty() {
                            Block::Text(section.heading)
                        } else {
                            Block::Heading(top + 1, section.heading)
                        });
                        last.blocks.extend(section.blocks);
                    }
                    _ => form.sections.push(Section { key, ..section }),
                },
            }
        }
        // A banner above values alone: they are printed elsewhere.
        for section in &mut form.sections {
            if section.place == Spot::Banner && section.blocks.iter().all(is_blank) {
                let (heading, mut rest) = std::mem::take(&mut section.heading).parted();
                rest.remarks.extend(heading.remarks.clone());
                rest.remarks.push(left_out("banner", &heading.text()));
                section.blocks.push(Block::Text(rest));
            }
        }
        // The text without a heading stands before what begins one.
        if let Some(first) = form.sections.get_mut(..=left) {
            first.rotate_right(1);
        }
        let of_file = name::of_file(stem);
        let lacks_title = self
            .named
            .as_ref()
            .is_none_or(|named| named.text.is_empty())
            && of_file.as_ref().is_none_or(|(_, title)| title.is_empty());
        if lacks_title && !form.values.contains_key("titre") {
            form.take_title();
        }
        form.name(self.named, of_file);
        form
    }
}

/// The value that a section holds, in a line for each partner, and what it holds beside text; none where it is more than a
/// value may be. What the fiche is called stands alone: its notes and pictures stand in the text.
fn value_of(key: &str, section: &Section) -> Option<(Vec<Line>, Line)> {
    let mut value = Line::default();
    for block in &section.blocks {
        match block {
            Block::Text(line) | Block::Item(_, _, line) | Block::Heading(_, line) => {
                value.join(Sign::Break, line.clone());
            }
            Block::Table(_) => return None,
        }
    }
    let mut rest = Line::default();
    if NAMES.contains(&key) {
        (value, rest) = value.parted();
    }
    if key == "code" && !name::is_like_code(&value.text()) {
        return None;
    }
    let length = value.text().chars().count();
    let is_plain = [&value, &section.heading]
        .iter()
        .all(|line| line.is_plain() && !line.has(STRUCK));
    if !(1..=LONGEST_VALUE).contains(&length) || !is_plain {
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
    // To a name, nothing is added.
    if !section.aside.is_empty() && NAMES.contains(&key) {
        lines[0].remarks.push(left_out("aside", &section.aside));
    } else {
        let aside = Line::of(&section.aside);
        match &mut lines[..] {
            [line] => line.join(Sign::Letter(' '), aside),
            _ if aside.is_empty() => {}
            _ => lines.push(aside),
        }
    }
    Some((lines, rest))
}

/// The partners that a text lists, or the text where it is no list: « La CCI, la CMA et la Ville ».
fn partners(line: Line) -> Vec<Line> {
    let text = line.text();
    let mut signs = ['\n', ';', ','].into_iter();
    let sign = signs.find(|sign| text.contains(*sign)).unwrap_or('\n');
    let is_short = |part: &str| part.chars().count() <= 80;
    let is_list = sign == '\n' || !text.contains(['(', '.']) && text.split(sign).all(is_short);
    let (mut partners, remarks) = (Vec::new(), line.remarks.clone());
    let mut rest = line;
    while is_list && rest.text().contains(sign) {
        let (first, behind) = rest.split_at(sign);
        partners.push(first);
        rest = behind;
    }
    partners.push(rest);
    partners.retain(|partner| !partner.is_empty());
    if let Some(first) = partners.first_mut() {
        first.remarks = remarks;
    }
    partners
}
