use std::{collections::BTreeSet, ops::Range};

use serde_json::{Value, json};

use super::figures::{Figures, ems, lines as wrapped, mentions, spread};
use crate::{
    compute::{Split, Splits},
    model::{ColumnKind, RowKind},
    record::{CostRecord, FicheRecord, Record},
    source::join,
};

/// The width of a page beside the code and a title of readable width, in thousandths of a point.
const ROOM: u32 = 600_000;
/// The least space at both sides of a cell, in hundredths of an em: far more than that between thousands.
const INSET: u32 = 44;
/// The same where the columns of a single year need more room than that.
const MOST_ROOM: u32 = 680_000;
/// The most space at both sides of a cell, in thousandths of a point.
const MOST_INSET: u32 = 20_000;
/// From the size that reads best to the smallest that is readable, in tenths of a point.
const SIZES: [u32; 6] = [90, 85, 80, 75, 70, 65];
/// What titles get of it, from the least on: figures get the room first, unless wider titles save a page.
const TITLES: [u32; 4] = [165_000, 195_000, 230_000, 270_000];
/// How large labels are set, in hundredths of the size of figures where that is smallest; on how many lines; how much
/// closer than figures they stand to the rules of their column, in thousandths of an em.
const LABEL: u32 = 93;
const LABEL_LINES: u64 = 5;
const CLOSER: u32 = 200;
/// The most room that what stands in the place of an amount gets for a word, in thousandths of an em.
const MOST_WORD: u32 = 7_000;
/// At both sides of a code or a title, in thousandths of a point.
const BESIDE: u32 = 3_600;
/// Between a code and the title beside it, more than between other columns.
const AFTER_CODE: u32 = 2_200;
/// Between the margins of a page, in thousandths of a point; the title of the recap has its height.
const PAGE_WIDTH: u32 = 785_000;
const PAGE_HEIGHT: u32 = 439_000;
/// The space between two tables.
const BETWEEN: u64 = 17_000;
/// The height that boxes for initials take from a page, in thousandths of a point.
const INITIALS: u32 = 17_000;

/// Some of the blocks and columns of the recap.
struct Table {
    blocks: Range<usize>,
    /// The columns of each block.
    columns: Vec<Vec<usize>>,
    /// Whether it goes on with the columns of the blocks before.
    is_continued: bool,
    /// The largest size of type that its width allows.
    widest: u32,
}

/// The recap, as it is spread over tables.
struct Layout<'a> {
    figures: Figures<'a>,
    columns: Vec<ColumnKind>,
    /// A year each, then all years.
    blocks: Vec<Option<usize>>,
    /// How wide each column of each block is, in thousandths of an em.
    widths: Vec<Vec<u32>>,
    /// How wide the label of each column is, in thousandths of an em of its own.
    labels: Vec<u32>,
}

/// The recap: one row a fiche, for each year one column a party; the years over several tables when one page is not
/// wide enough for all of them, each without the columns in which it has nothing to show.
pub(crate) fn recap(figures: Figures<'_>) -> Value {
    let record = figures.record;
    let years = &record.convention.years;
    let remarks = record
        .fiches
        .iter()
        .filter(|fiche| !fiche.mentions.is_empty());
    let remarks = remarks.zip(1..).map(|(fiche, note)| {
        let mentions = mentions(record, fiche);
        json!({ "note": note, "code": fiche.code.to_string(), "mentions": mentions })
    });
    let remarks: Vec<Value> = remarks.collect();
    if !record.has_money() {
        return json!({ "years": years, "actions": actions(record), "mentions": remarks });
    }
    let (columns, blocks) = (record.columns(), record.groups());
    let (widths, labels) = widths(&columns, figures);
    let layout = Layout {
        figures,
        columns,
        blocks,
        widths,
        labels,
    };
    let tables = layout.tables();
    let column = |rank: usize| {
        let column = layout.columns[rank];
        let is_party = matches!(column, ColumnKind::Funder(_));
        json!({
            "kind": column.key(),
            "label": is_party.then(|| record.label(column)),
        })
    };
    let (size, titles, follows) = layout.sizes(&tables);
    let insets = tables.iter().map(|table| layout.inset(table, size, titles));
    let inset = insets.min().unwrap_or_default();
    let table = |(table, follows): (&Table, bool)| {
        let blocks = &layout.blocks[table.blocks.clone()];
        let shown = table.columns.iter().map(|columns| {
            let columns = columns.iter().map(|rank| layout.columns[*rank]);
            columns.collect::<Vec<ColumnKind>>()
        });
        let shown: Vec<_> = shown.collect();
        let columns = table.columns.iter();
        let columns = columns.map(|columns| columns.iter().copied().map(column).collect());
        json!({
            "size": size,
            "blocks": blocks.iter().map(|block| block.map(|year| &years[year])).collect::<Vec<_>>(),
            "rows": rows(blocks, &shown, figures),
            "columns": columns.collect::<Vec<Vec<_>>>(),
            "widths": layout.cells(table).collect::<Vec<_>>(),
            "is_continued": table.is_continued,
            "follows": follows,
        })
    };
    json!({
        "years": years,
        "size": tables.iter().map(|table| table.widest).min(),
        "inset": inset / 200,
        "columns": (0..layout.columns.len()).map(column).collect::<Vec<_>>(),
        "tables": tables.iter().zip(follows).map(table).collect::<Vec<_>>(),
        "mentions": remarks,
    })
}

/// The actions of an agreement without money, each with its axes where another one's begin.
fn actions(record: &Record) -> Vec<Value> {
    let mut last = None;
    let action = |fiche: &FicheRecord| {
        let axes = record.convention.titles(fiche.axis);
        let begins = last.replace(fiche.axis) != Some(fiche.axis);
        json!({
            "axes": begins.then_some(axes),
            "code": fiche.code.to_string(),
            "title": fiche.title,
            "leader": fiche.leader,
            "calendar": fiche.calendar,
        })
    };
    record.fiches.iter().map(action).collect()
}

/// The cells of one block of a row, in the order of the columns.
fn cells(split: &Split, columns: &[ColumnKind], figures: Figures<'_>) -> Vec<Option<String>> {
    columns
        .iter()
        .map(|column| cell(split, *column, figures))
        .collect()
}

fn cell(split: &Split, column: ColumnKind, figures: Figures<'_>) -> Option<String> {
    figures.number_or_nothing(figures.record.part(split, column))
}

/// The words that the lines of a fiche have instead of amounts, where none of them has one.
pub(super) fn cost_text(fiche: &FicheRecord, block: Option<usize>) -> Option<String> {
    let years = fiche
        .lines
        .iter()
        .flat_map(|line| line.years.iter().enumerate());
    let costs = years.filter(|(year, _)| block.is_none_or(|block| block == *year));
    let costs: Vec<&CostRecord> = costs.map(|(_, cost)| cost).collect();
    if costs.iter().any(|cost| cost.amount.is_some()) {
        return None;
    }
    let texts: BTreeSet<&str> = costs
        .iter()
        .filter_map(|cost| cost.said.as_deref())
        .collect();
    (!texts.is_empty()).then(|| join(texts, ", "))
}

fn rows(blocks: &[Option<usize>], columns: &[Vec<ColumnKind>], figures: Figures<'_>) -> Vec<Value> {
    let record = figures.record;
    let blocks = || blocks.iter().zip(columns);
    let row = |kind: &str, code: Option<String>, title: &str, splits: &Splits| {
        let cells = blocks().map(|(block, columns)| cells(splits.of(*block), columns, figures));
        json!({
            "kind": kind,
            "code": code,
            "title": title,
            "blocks": cells.collect::<Vec<_>>(),
        })
    };
    let holds_all = |axis: usize| {
        let mut fiches = record.fiches.iter();
        fiches.all(|fiche| record.convention.is_within(fiche.axis, axis))
    };
    let (mut rows, mut notes) = (Vec::new(), 1..);
    for kind in record.rows() {
        rows.extend(match kind {
            RowKind::Fiche(rank) => {
                let fiche = &record.fiches[rank];
                let code = Some(fiche.code.to_string());
                let mut fiche_row = row("fiche", code, &fiche.title, &fiche.splits);
                if !fiche.mentions.is_empty() {
                    fiche_row["note"] = notes.next().into();
                }
                for (rank, (block, columns)) in blocks().enumerate() {
                    let mut kinds = columns.iter();
                    let total = kinds.position(|column| *column == ColumnKind::Total);
                    if let Some((text, total)) = cost_text(fiche, *block).zip(total) {
                        fiche_row["blocks"][rank][total] = text.into();
                    }
                }
                Some(fiche_row)
            }
            // The subtotal of an axis that holds every fiche would repeat the total.
            RowKind::Subtotal(axis) if !holds_all(axis) => {
                let title = &record.convention.axes[axis].title;
                let mut sum = row("axis", None, title, &record.axes[axis]);
                sum["level"] = record.convention.levels(axis).count().into();
                Some(sum)
            }
            _ => None,
        });
    }
    rows.push(row("total", None, "", &record.total));
    // Only the cost of a section is known, as funding rules apply to natures.
    rows.extend(record.sections().into_iter().map(|(name, costs)| {
        let cells = |(block, columns): (&Option<usize>, &Vec<ColumnKind>)| {
            let cost = block.map_or(costs.last(), |year| costs.get(year));
            let shown = |column: &ColumnKind| {
                let cost = cost.filter(|_| *column == ColumnKind::Total);
                cost.and_then(|cost| figures.number_or_nothing(*cost))
            };
            columns.iter().map(shown).collect::<Vec<_>>()
        };
        json!({
            "kind": "section",
            "code": None::<String>,
            "title": name,
            "blocks": blocks().map(cells).collect::<Vec<_>>(),
        })
    }));
    let off_total = record.off_total_sum();
    rows.extend(off_total.map(|(natures, splits)| row("off_total", None, &natures, &splits)));
    rows
}

/// How wide the columns of each block are, in thousandths of an em, and their labels, in thousandths of an em of
/// theirs. A column is as wide in one year as in another.
fn widths(columns: &[ColumnKind], figures: Figures<'_>) -> (Vec<Vec<u32>>, Vec<u32>) {
    let record = figures.record;
    // The widest figures of each block are its totals, or the costs outside them.
    let off_total = record.off_total_sum().map(|(_, splits)| splits);
    let all = [Some(&record.total), off_total.as_ref()];
    let figures_of = |column: &ColumnKind, block: Option<usize>| {
        let cells = all.iter().flatten();
        let cells = cells.filter_map(|splits| cell(splits.of(block), *column, figures));
        cells.map(|cell| ems(&cell)).max().unwrap_or_default()
    };
    // What stands there in the place of amounts has to fit by words.
    let texts = record
        .fiches
        .iter()
        .filter_map(|fiche| cost_text(fiche, None));
    let words = texts.filter_map(|text| text.split(' ').map(ems).max());
    let word = words.max().unwrap_or_default().min(MOST_WORD);
    let groups = record.groups();
    let (mut blocks, mut labels) = (vec![Vec::new(); groups.len()], Vec::new());
    for column in columns {
        let word = if *column == ColumnKind::Total {
            word
        } else {
            0
        };
        let years = groups.iter().filter(|block| block.is_some());
        let years = years.map(|block| figures_of(column, *block)).max();
        let label = narrowest(record.label(*column)).max(years.unwrap_or_default() * 100 / LABEL);
        for (block_widths, block) in blocks.iter_mut().zip(&groups) {
            let figures = years.filter(|_| block.is_some());
            let figures = figures.unwrap_or_else(|| figures_of(column, *block));
            let label = (label * LABEL / 100).saturating_sub(CLOSER);
            block_widths.push(figures.max(label).max(word));
        }
        labels.push(label);
    }
    (blocks, labels)
}

/// How narrow a label may be, in thousandths of an em: between words, on a few lines.
fn narrowest(label: &str) -> u32 {
    // A long compound may be broken after a hyphen.
    let words = label.split(' ').flat_map(|word| {
        let is_long = word.chars().count() > 14;
        word.split_inclusive(move |c| is_long && c == '-')
    });
    let least = words.map(ems).max().unwrap_or_default();
    let mut rooms = (least..ems(label)).step_by(250);
    let fits = |room: &u32| wrapped(label, 1_000, u64::from(*room)) <= LABEL_LINES;
    rooms.find(fits).unwrap_or_else(|| ems(label)) + 30
}

impl Layout<'_> {
    /// As few tables as possible; the columns of a year are spread over several where they do not fit a page.
    fn tables(&self) -> Vec<Table> {
        let all = self.blocks.len();
        let table = |blocks: Range<usize>, widest: u32| Table {
            columns: self.shown(&blocks),
            blocks,
            is_continued: false,
            widest,
        };
        let fits = |blocks: Range<usize>, size| {
            self.width(&table(blocks, size), size, size * INSET) <= ROOM
        };
        if let Some((widest, each)) = spread(all, &SIZES, fits) {
            let starts = (0..all).step_by(each);
            let blocks = starts.map(|start| start..all.min(start + each));
            return blocks.map(|blocks| table(blocks, widest)).collect();
        }
        let mut tables = Vec::new();
        for blocks in (0..all).map(|block| block..block + 1) {
            let columns = self.shown(&blocks).concat();
            let part = |columns: &[usize], is_continued: bool, widest: u32| Table {
                blocks: blocks.clone(),
                columns: vec![columns.to_vec()],
                is_continued,
                widest,
            };
            let fits = |ranks: Range<usize>, size| {
                let table = part(&columns[ranks], false, size);
                self.width(&table, size, size * INSET) <= MOST_ROOM
            };
            let spread = spread(columns.len(), &SIZES, fits);
            let (widest, each) = spread.unwrap_or((SIZES[SIZES.len() - 1], 1));
            let parts = columns.chunks(each).enumerate();
            tables.extend(parts.map(|(rank, columns)| part(columns, rank > 0, widest)));
        }
        tables
    }

    /// The columns of each of these blocks: those that show anything in some of them, all where one table shows all blocks.
    /// What nobody pays has a column only in the blocks where there is any.
    fn shown(&self, blocks: &Range<usize>) -> Vec<Vec<usize>> {
        let record = self.figures.record;
        let has_part = |column: ColumnKind, blocks: &[Option<usize>]| {
            let mut splits = record.budgets().flat_map(|fiche| {
                let blocks = blocks.iter();
                blocks.map(|block| fiche.splits.of(*block))
            });
            splits.any(|split| !record.part(split, column).is_zero())
        };
        let all = &self.blocks[blocks.clone()];
        let is_shown = |rank: usize, block: Option<usize>| match self.columns[rank] {
            ColumnKind::Total => true,
            column @ ColumnKind::Unallocated => has_part(column, &[block]),
            column => all.len() == self.blocks.len() || has_part(column, all),
        };
        let columns = |block: &Option<usize>| {
            let columns = 0..self.columns.len();
            columns.filter(|rank| is_shown(*rank, *block)).collect()
        };
        all.iter().map(columns).collect()
    }

    /// How wide the columns of a table are, in thousandths of an em.
    fn cells<'t>(&'t self, table: &'t Table) -> impl Iterator<Item = u32> + Clone + 't {
        let blocks = self.widths[table.blocks.clone()].iter();
        blocks
            .zip(&table.columns)
            .flat_map(|(widths, columns)| columns.iter().map(|rank| widths[*rank]))
    }

    /// How wide these columns are in this size of type, with the space at both sides of a cell.
    fn width(&self, table: &Table, size: u32, inset: u32) -> u32 {
        let cells = self.cells(table);
        let ems: u32 = cells.clone().sum();
        ems * size / 10 + u32::try_from(cells.count()).unwrap_or(u32::MAX) * inset
    }

    /// The width of the codes, and that of the longest title on one line.
    fn beside(&self, size: u32) -> (u32, u32) {
        let record = self.figures.record;
        let codes = record
            .fiches
            .iter()
            .map(|fiche| ems(&fiche.code.to_string()));
        let code = codes.max().unwrap_or_default();
        let titles = record.fiches.iter().map(|fiche| ems(&fiche.title));
        // The label of a subtotal starts under the codes.
        let axes = record.convention.axes.iter();
        let labels = axes.map(|axis| ems(&format!("Total {}", axis.title)).saturating_sub(code));
        let title = titles.chain(labels).max().unwrap_or_default();
        (
            code * size / 10 + 2 * BESIDE + AFTER_CODE,
            title * size / 10,
        )
    }

    /// The space at both sides of a figure: what titles with so much room do not need.
    fn inset(&self, table: &Table, size: u32, room: u32) -> u32 {
        let (code, title) = self.beside(size);
        let figures = self.width(table, size, 0);
        let free = PAGE_WIDTH.saturating_sub(code + title.min(room) + figures);
        let count = u32::try_from(self.cells(table).count()).unwrap_or(u32::MAX);
        (free / count.max(1)).clamp(size * INSET, MOST_INSET)
    }

    /// How high a table is, with so much room for titles.
    fn height(&self, table: &Table, size: u32, titles: u32) -> u64 {
        let record = self.figures.record;
        let row = |lines: u64, size: u32| (1_114 * lines - 400) * u64::from(size) / 10 + 5_600;
        let label = |rank: &usize| {
            let label = record.label(self.columns[*rank]);
            wrapped(label, 1_000, self.labels[*rank].into())
        };
        let label_lines = table.columns.iter().flatten().map(label).max().unwrap_or(1);
        let amounts = self.width(table, size, self.inset(table, size, titles));
        let room = PAGE_WIDTH.saturating_sub(self.beside(size).0 + BESIDE + amounts);
        let room = u64::from(room.max(10_000));
        let fiches = record.fiches.iter();
        let title = |fiche: &FicheRecord| wrapped(&fiche.title, u64::from(size) * 100, room);
        let rows = fiches.map(|fiche| row(title(fiche), size));
        let heads = row(1, size) + row(label_lines, size * 9 / 10);
        rows.sum::<u64>() + heads + (record.axes.len() as u64 + 1) * row(1, size)
    }

    /// The largest size that the width allows at which the recap takes the fewest pages, and the room that
    /// titles get then. Then, of each table, whether it stands under the one before.
    fn sizes(&self, tables: &[Table]) -> (u32, u32, Vec<bool>) {
        let record = self.figures.record;
        // Remarks are set in 7.5 points, with 0.6 em between lines.
        let remark = |text: &str| lines(text, 75, u64::from(PAGE_WIDTH)) * 9_855;
        let remarks = record.fiches.iter().flat_map(|fiche| &fiche.mentions);
        let remarks: u64 = remarks.map(|mention| remark(&mention.text)).sum();
        let is_by_hand = record.convention.signed_by_hand;
        let page = u64::from(PAGE_HEIGHT - if is_by_hand { INITIALS } else { 0 });
        let spread = |(size, titles): (u32, u32)| {
            let (mut pages, mut used) = (0, page);
            let follows = tables.iter().map(|table| {
                let height = self.height(table, size, titles);
                let follows = used + BETWEEN + height <= page;
                if follows {
                    used += BETWEEN + height;
                } else {
                    pages += height.div_ceil(page);
                    used = height;
                }
                follows
            });
            let follows: Vec<bool> = follows.collect();
            (pages + u64::from(used + remarks > page), follows)
        };
        let widest = tables.iter().map(|table| table.widest).min();
        let widest = widest.unwrap_or(SIZES[0]);
        let sizes = SIZES.into_iter().filter(|size| *size <= widest);
        let all = sizes.flat_map(|size| TITLES.map(|titles| (size, titles)));
        let chosen = all.min_by_key(|chosen| spread(*chosen).0);
        let (size, titles) = chosen.unwrap_or((widest, TITLES[0]));
        (size, titles, spread((size, titles)).1)
    }
}

/// How many lines a text takes at this size.
fn lines(text: &str, size: u32, room: u64) -> u64 {
    let width = u64::from(ems(text)) * u64::from(size) / 10;
    width.div_ceil(room).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_takes_a_few_lines_and_no_more_room_than_they_need() {
        let lines = |label: &str| wrapped(label, 1_000, narrowest(label).into());
        assert_eq!(lines("CCI"), 1);
        assert_eq!(lines("Autres financeurs"), 2);
        let long =
            "Direction départementale des territoires et de la mer du Nord et du Pas-de-Calais";
        assert_eq!(lines(long), LABEL_LINES);
        let compound = "Bourgogne-Franche-Comté";
        assert!(narrowest(compound) < ems(compound) / 2);
    }
}
