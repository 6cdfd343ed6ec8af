//! A text line by line, as an amendment quotes it: its paragraphs, its items, the rows of its tables.

use std::collections::BTreeSet;

use super::{
    pairing::{Pairing, Ranks},
    printed::printed,
    texts::likeness,
};
use crate::source::fold;

/// Two lines at least this alike, in thousandths, are one that was reworded.
const SAME_LINE: u64 = 500;

/// The kind of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum LineKind {
    /// A paragraph, or a heading within a text.
    Paragraph,
    /// An item of a list.
    Item,
    /// The first row of a table, which names its columns.
    Head,
    /// Another row of a table.
    Row,
}

/// A line as it is printed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Line {
    /// Its kind.
    pub(crate) kind: LineKind,
    /// Its words, without the mark of an item.
    pub(crate) text: String,
    /// The printed mark of an item, after its indentation: `  1.`; empty for anything else.
    pub(crate) mark: String,
    /// The files of its pictures.
    pub(crate) pictures: Vec<String>,
    /// The cells of a row.
    pub(crate) cells: Vec<String>,
    /// The names of the columns of its table.
    pub(crate) columns: Vec<String>,
}

/// The lines of a text in canonical Markdown.
pub(crate) fn lines(markdown: &str) -> Vec<Line> {
    let shown: String = printed(markdown).into_iter().flatten().collect();
    let written: Vec<&str> = markdown.lines().collect();
    let raw: Vec<&str> = written.iter().map(|line| line.trim_start()).collect();
    let is_row = |rank: usize| raw.get(rank).is_some_and(|line| line.starts_with('|'));
    let is_rule = |rank: usize| {
        let row = raw.get(rank).filter(|_| is_row(rank));
        row.is_some_and(|row| {
            let mut cells = row.trim_matches(['|', ' ']).split('|');
            cells.all(|cell| cell.contains("--") && !cell.contains(|c| !"-: ".contains(c)))
        })
    };
    let mut columns = Vec::new();
    let mut lines = Vec::new();
    for (rank, shown) in shown.split('\n').enumerate().take(raw.len()) {
        if raw[rank].is_empty() || is_rule(rank) {
            continue;
        }
        let (kind, cells) = if is_row(rank) {
            let cells = cells(raw[rank]);
            if is_rule(rank + 1) {
                columns.clone_from(&cells);
                (LineKind::Head, cells)
            } else {
                (LineKind::Row, cells)
            }
        } else {
            columns.clear();
            let is_item = item(raw[rank]).is_some();
            let kind = if is_item {
                LineKind::Item
            } else {
                LineKind::Paragraph
            };
            (kind, Vec::new())
        };
        let shown = shown.trim();
        let text = match kind {
            LineKind::Item => item(shown).unwrap_or(shown).to_owned(),
            LineKind::Paragraph => shown.to_owned(),
            LineKind::Head | LineKind::Row => cells.join(" | "),
        };
        let mark = match kind {
            LineKind::Item => {
                let depth = written[rank].len() - raw[rank].len();
                let sign = raw[rank].split(' ').next().unwrap_or_default();
                let sign = match sign {
                    "-" if depth == 0 => "•",
                    "-" => "–",
                    sign => sign,
                };
                format!("{}{sign}", " ".repeat(depth))
            }
            _ => String::new(),
        };
        let pictures = raw[rank].split("![").skip(1);
        let pictures =
            pictures.filter_map(|piece| Some(piece.split_once("](")?.1.split_once(')')?.0));
        lines.push(Line {
            kind,
            text,
            mark,
            pictures: pictures.map(str::to_owned).collect(),
            cells,
            columns: columns.clone(),
        });
    }
    lines
}

/// What follows the mark of an item, if the line has one.
fn item(line: &str) -> Option<&str> {
    let marked = ["- ", "• ", "– "]
        .iter()
        .find_map(|mark| line.strip_prefix(mark));
    marked.or_else(|| {
        let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
        rest.strip_prefix(". ").filter(|_| rest.len() < line.len())
    })
}

/// The printed texts of the cells of a row.
fn cells(row: &str) -> Vec<String> {
    let inner = row.trim().trim_start_matches('|');
    let inner = inner.strip_suffix('|').unwrap_or(inner);
    let mut cells = vec![String::new()];
    let mut is_escaped = false;
    for c in inner.chars() {
        match c {
            '|' if !is_escaped => cells.push(String::new()),
            c => cells.last_mut().into_iter().for_each(|cell| cell.push(c)),
        }
        is_escaped = c == '\\' && !is_escaped;
    }
    let printed_text = |cell: String| {
        let text: String = printed(cell.trim()).into_iter().flatten().collect();
        text.trim().to_owned()
    };
    cells.into_iter().map(printed_text).collect()
}

/// The lines of both texts in pairs, in the order of the later text, a removed line after the one that it followed;
/// also the later ranks of the lines that moved.
pub(crate) fn paired(lists: [&[Line]; 2]) -> (Vec<Ranks>, BTreeSet<usize>) {
    let row = |line: &Line| {
        let is_named =
            line.kind == LineKind::Row && line.cells.first().is_some_and(|cell| !cell.is_empty());
        is_named.then(|| {
            (
                fold(&line.cells[0]),
                line.columns.first().map(|column| fold(column)),
            )
        })
    };
    let head = |line: &Line| (line.kind == LineKind::Head).then(|| fold(&line.cells[0]));
    let pairing = Pairing::new(lists)
        .by(|line| {
            Some((
                line.kind,
                &line.text,
                &line.pictures,
                &line.cells,
                &line.columns,
            ))
        })
        .by(|line| (line.kind != LineKind::Row).then_some((&line.text, &line.pictures)))
        .by(row)
        .by(head)
        .by_likeness(SAME_LINE, |one, other| {
            let are_alike = one.kind == other.kind;
            if are_alike {
                likeness(&one.text, &other.text)
            } else {
                0
            }
        });
    let mut ranks: Vec<Ranks> = Vec::new();
    // A line that was added where one of its kind was removed replaces it.
    for pair in pairing.ranks() {
        let kind = |side: usize, pair: &Ranks| Some(lists[side][pair[side]?].kind);
        let last = ranks.iter().rposition(|one| one[1].is_some());
        let removed = ranks.iter_mut().skip(last.map_or(0, |last| last + 1));
        let mut removed = removed.filter(|one| pair[0].is_none() && kind(0, one) == kind(1, &pair));
        match removed.next() {
            Some(former) => former[1] = pair[1],
            None => ranks.push(pair),
        }
    }
    (ranks, pairing.moved())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_line_has_its_kind_text_and_cells() {
        let text = "Un **mot**.\n\n- un\n- deux\n\n1. trois\n\n| Année | Part |\n| --- | --: |\n| 2018 | 10 \\| 2 |\n| 2019 |  |\n\nFin ![plan](images/ab.png).";
        let shown: Vec<(LineKind, String)> = lines(text)
            .into_iter()
            .map(|line| (line.kind, line.text))
            .collect();
        let expected = [
            (LineKind::Paragraph, "Un mot."),
            (LineKind::Item, "un"),
            (LineKind::Item, "deux"),
            (LineKind::Item, "trois"),
            (LineKind::Head, "Année | Part"),
            (LineKind::Row, "2018 | 10 | 2"),
            (LineKind::Row, "2019 | "),
            (LineKind::Paragraph, "Fin [plan]."),
        ];
        assert_eq!(shown, expected.map(|(kind, text)| (kind, text.to_owned())));
        assert_eq!(lines(text)[7].pictures, ["images/ab.png"]);
        assert_eq!(lines(text)[5].cells, ["2018", "10 | 2"]);
        assert_eq!(lines(text)[5].columns, ["Année", "Part"]);
    }
}
