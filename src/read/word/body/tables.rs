//! Tables: their rows and cells, those that are merged, and which rows are heads.

use super::{Block, Reader, is_blank, tracked::has_change};
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
    /// The rank of its first row in that table.
    pub(in super::super) first: usize,
    /// Whether it has no row of headings.
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

impl Table {
    /// The blocks in its cells.
    pub(in super::super) fn blocks(&self) -> impl Iterator<Item = &Block> {
        self.rows.iter().flatten().flat_map(|cell| &cell.blocks)
    }
}

impl Reader<'_, '_> {
    /// A table, behind the remarks that belong to none of its cells.
    pub(super) fn table(
        &mut self,
        element: &Element,
        blocks: &mut Vec<Block>,
    ) -> Result<(), Refusal> {
        self.tables += 1;
        let number = self.tables;
        let (mut rows, mut aside, mut marked) = (Vec::new(), Line::default(), 0);
        self.changed_looks(element, &mut aside);
        for tr in parts_of(element, "tr") {
            if let Some(mark) = tr.at("trPr/del") {
                self.tracked(mark, &tr.all_text(), &mut aside, "deleted");
                continue;
            }
            if tr.is_on("trPr/hidden") {
                self.left_out(&mut aside, "hidden", &tr.all_text());
                continue;
            }
            let row = self.row(tr, rows.is_empty(), &mut aside)?;
            self.inserted_cells(tr, "trPr/ins", &row, &mut aside);
            marked += usize::from(marked == rows.len() && is_marked(tr, &row));
            rows.push(row);
        }
        if !aside.remarks.is_empty() {
            blocks.push(Block::Text(aside));
        }
        blocks.push(Block::Table(Table {
            number,
            first: 0,
            is_headless: is_headless(&rows, marked),
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
        let skipped = element.number("trPr/gridBefore").unwrap_or(0);
        let blank = Cell {
            columns: 1,
            ..Cell::default()
        };
        let mut cells = vec![blank; MOST_COLUMNS.min(skipped)];
        let mut used = cells.len();
        let elements = parts_of(element, "tc");
        if elements.len() > MOST_COLUMNS {
            return Err(self.bounds.unreadable("columns", ""));
        }
        for tc in elements {
            if let Some(mark) = tc.at("tcPr/cellDel") {
                self.tracked(mark, &tc.all_text(), aside, "deleted");
                continue;
            }
            let blocks = self.blocks(tc)?;
            let span: usize = tc.number("tcPr/gridSpan").unwrap_or(1);
            let columns = span.min(MOST_COLUMNS.saturating_sub(used)).max(1);
            used += columns;
            let merge = tc.at("tcPr/vMerge");
            let continues = merge.is_some_and(|merge| merge.attribute("val") != Some("restart"));
            cells.push(Cell {
                columns,
                // Word hides the content of such a cell; the fiche shows it.
                is_continued: continues && blocks.iter().all(is_blank) && !is_first,
                blocks,
            });
            self.inserted_cells(tc, "tcPr/cellIns", &cells[cells.len() - 1..], aside);
        }
        // The least that each column takes in Markdown.
        self.count(3 * cells.iter().map(|cell| cell.columns).sum::<usize>() + 3)?;
        Ok(cells)
    }

    /// Reports that cells were inserted, unless a text of theirs does so.
    fn inserted_cells(&mut self, element: &Element, mark: &str, cells: &[Cell], aside: &mut Line) {
        let mut lines = lines_of(cells);
        if let Some(mark) = element.at(mark)
            && !lines.any(|line| has_change(&line.remarks, "inserted"))
        {
            self.tracked(mark, &element.all_text(), aside, "inserted");
        }
    }
}

/// The texts that stand in cells, outside tables within them.
fn lines_of(cells: &[Cell]) -> impl Iterator<Item = &Line> {
    let blocks = cells.iter().flat_map(|cell| &cell.blocks);
    blocks.filter_map(Block::line)
}

/// Whether a row is shown as a head: repeated on each page, or all in bold or on a ground of its own.
fn is_marked(element: &Element, cells: &[Cell]) -> bool {
    let is_shaded = |cell: &&Element| {
        let shade = cell
            .at("tcPr/shd")
            .and_then(|shade| shade.attribute("fill"));
        shade.is_some_and(|fill| !matches!(&*fill.to_ascii_lowercase(), "auto" | "ffffff"))
    };
    let elements = parts_of(element, "tc");
    let mut lines = lines_of(cells).filter(|line| !line.is_empty()).peekable();
    element.is_on("trPr/tblHeader")
        || !elements.is_empty() && elements.iter().all(is_shaded)
        || lines.peek().is_some() && lines.all(|line| line.is_all(BOLD))
}

/// Whether cells of the first row go on below those rows that are shown as heads: then they head nothing. Two rows may be a
/// head unmarked, where a cell of the first one stands above several.
fn is_headless(rows: &[Vec<Cell>], marked: usize) -> bool {
    let goes_on = |row: &&Vec<Cell>| row.iter().any(|cell| cell.is_continued);
    let heads = 1 + rows.iter().skip(1).take_while(goes_on).count();
    let first = rows.first().map_or(&[][..], Vec::as_slice);
    let is_grouped = first.iter().any(|cell| cell.columns > 1);
    heads > marked.max(1) && !(heads == 2 && is_grouped)
}

/// The rows of a table or the cells of a row, whatever is put around them.
fn parts_of<'e>(element: &'e Element, name: &str) -> Vec<&'e Element> {
    let mut found = Vec::new();
    for child in &element.children {
        match child.name.as_str() {
            other if other == name => found.push(child),
            "tbl" | "p" => {}
            _ => found.extend(parts_of(child, name)),
        }
    }
    found
}
