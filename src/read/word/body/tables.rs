//! Tables: their rows and cells, those that are merged, and which rows are heads.

use super::{Block, Reader, is_blank, tracked::told};
use crate::read::{
    refusal::Refusal,
    word::{
        line::{BOLD, Line},
        parts::Element,
    },
};

/// How many columns a table has at most, in Word too.
const MOST_COLUMNS: usize = 63;

#[derive(Clone, Debug)]
pub(in super::super) struct Table {
    /// Its number in the file.
    pub(in super::super) number: usize,
    /// Where its first row stands there.
    pub(in super::super) first: usize,
    /// Whether its first row is one as the others.
    pub(in super::super) is_headless: bool,
    pub(in super::super) rows: Vec<Vec<Cell>>,
}

#[derive(Clone, Debug, Default)]
pub(in super::super) struct Cell {
    pub(in super::super) blocks: Vec<Block>,
    /// How many columns it spans.
    pub(in super::super) columns: usize,
    /// Whether it continues the cell above.
    pub(in super::super) is_continued: bool,
}

impl Reader<'_, '_> {
    /// A table, behind what is remarked on no cell of it.
    pub(super) fn table(
        &mut self,
        element: &Element,
        blocks: &mut Vec<Block>,
    ) -> Result<(), Refusal> {
        self.tables += 1;
        let number = self.tables;
        let (mut rows, mut aside, mut marked, mut elements) =
            (Vec::new(), Line::default(), 0, Vec::new());
        within(element, "tr", &mut elements);
        self.changed_looks(element, &mut aside);
        for own in elements {
            if let Some(mark) = own.at(&["trPr", "del"]) {
                self.tracked(mark, &own.all_text(), &mut aside, "deleted");
                continue;
            }
            let is_hidden = own.child("trPr").and_then(|own| own.switch("hidden"));
            if is_hidden == Some(true) {
                self.left_out(&mut aside, "hidden", &own.all_text());
                continue;
            }
            let row = self.row(own, rows.is_empty(), &mut aside)?;
            if let Some(mark) = own
                .at(&["trPr", "ins"])
                .filter(|_| !is_told(&row, "inserted"))
            {
                self.tracked(mark, &own.all_text(), &mut aside, "inserted");
            }
            marked += usize::from(marked == rows.len() && is_marked(own, &row));
            rows.push(row);
        }
        if !aside.remarks.is_empty() {
            blocks.push(Block::Text(aside));
        }
        let is_headless = is_headless(&rows, marked);
        blocks.push(Block::Table(Table {
            number,
            first: 0,
            is_headless,
            rows,
        }));
        Ok(())
    }

    fn row(
        &mut self,
        element: &Element,
        is_first: bool,
        aside: &mut Line,
    ) -> Result<Vec<Cell>, Refusal> {
        let skipped = element
            .child("trPr")
            .and_then(|own| own.value("gridBefore"));
        let skipped = skipped.and_then(|count| count.parse().ok()).unwrap_or(0);
        let blank = Cell {
            columns: 1,
            ..Cell::default()
        };
        let mut cells = vec![blank; MOST_COLUMNS.min(skipped)];
        let mut used = cells.len();
        let mut elements = Vec::new();
        within(element, "tc", &mut elements);
        if elements.len() > MOST_COLUMNS {
            return Err(self.bounds.unreadable("columns", ""));
        }
        for own in elements {
            let properties = own.child("tcPr");
            let mark = |name: &str| properties.and_then(|properties| properties.child(name));
            if let Some(mark) = mark("cellDel") {
                self.tracked(mark, &own.all_text(), aside, "deleted");
                continue;
            }
            let blocks = self.blocks(own)?;
            let span = properties.and_then(|own| own.value("gridSpan"));
            let span: usize = span.and_then(|span| span.parse().ok()).unwrap_or(1);
            let columns = span.min(MOST_COLUMNS.saturating_sub(used)).max(1);
            used += columns;
            let continues =
                mark("vMerge").is_some_and(|own| own.attribute("val") != Some("restart"));
            // Word hides what such a cell holds; whoever reads the fiche is to see it.
            let is_continued = continues && blocks.iter().all(is_blank) && !is_first;
            let cell = Cell {
                blocks,
                columns,
                is_continued,
            };
            if let Some(mark) =
                mark("cellIns").filter(|_| !is_told(std::slice::from_ref(&cell), "inserted"))
            {
                self.tracked(mark, &own.all_text(), aside, "inserted");
            }
            cells.push(cell);
        }
        // Each column takes as much of the text at least.
        self.count(3 * cells.iter().map(|cell| cell.columns).sum::<usize>() + 3)?;
        Ok(cells)
    }
}

/// Whether a text of these cells says of itself that it was changed so.
fn is_told(cells: &[Cell], variant: &str) -> bool {
    let blocks = cells.iter().flat_map(|cell| &cell.blocks);
    let mut lines = blocks.filter_map(Block::line);
    lines.any(|line| told(&line.remarks, variant))
}

/// Whether a row is shown as a head: repeated on each page, or all in bold or on a ground of its own.
fn is_marked(element: &Element, cells: &[Cell]) -> bool {
    let is_shaded = |cell: &&Element| {
        let fill = cell
            .at(&["tcPr", "shd"])
            .and_then(|own| own.attribute("fill"));
        fill.is_some_and(|fill| !matches!(fill.to_ascii_lowercase().as_str(), "auto" | "ffffff"))
    };
    let mut own = Vec::new();
    within(element, "tc", &mut own);
    let lines = cells
        .iter()
        .flat_map(|cell| &cell.blocks)
        .filter_map(Block::line);
    let mut lines = lines.filter(|line| !line.is_empty()).peekable();
    let is_repeated = element
        .child("trPr")
        .and_then(|own| own.switch("tblHeader"));
    is_repeated == Some(true)
        || !own.is_empty() && own.iter().all(is_shaded)
        || lines.peek().is_some() && lines.all(|line| line.is_all(BOLD))
}

/// Whether cells of the first row go on below those rows that are shown as heads: then they head nothing. Two rows may be a
/// head unmarked, where a cell of the first one stands above several.
fn is_headless(rows: &[Vec<Cell>], marked: usize) -> bool {
    let goes_on = |row: &&Vec<Cell>| row.iter().any(|cell| cell.is_continued);
    let heads = 1 + rows.iter().skip(1).take_while(goes_on).count();
    let is_grouped = || {
        rows.first()
            .is_some_and(|row| row.iter().any(|cell| cell.columns > 1))
    };
    heads > marked.max(1) && !(heads == 2 && is_grouped())
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
