//! A text line by line, as an act quotes it: its paragraphs, its items, the rows of its tables.

use std::collections::BTreeSet;

use super::{
    pairing::{Pairing, Ranks},
    printed::printed,
    texts::likeness,
};
use crate::source::fold;

/// Two lines as alike as this, in thousandths, are one that was reworded.
const SAME_LINE: u64 = 500;

/// What a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum LineKind {
    /// A paragraph, or a heading within a text.
    Paragraph,
    /// An item of a list.
    Item,
    /// The first row of a table: what its columns are called.
    Head,
    /// Another row of a table.
    Row,
}

/// A line as it is read on paper.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Line {
    /// What it is.
    pub(crate) kind: LineKind,
    /// Its words, without the mark of an item.
    pub(crate) text: String,
    /// The mark of an item as it is printed, behind the spaces that it stands in: `  1.`; empty for anything else.
    pub(crate) mark: String,
    /// The files of its pictures.
    pub(crate) pictures: Vec<String>,
    /// The cells of a row.
    pub(crate) cells: Vec<String>,
    /// What the columns of its table are called.
    pub(crate) columns: Vec<String>,
}

/// The lines of a text in the one spelling of Markdown.
pub(crate) fn lines(markdown: &str) -> Vec<Line> {
    let shown: String = printed(markdown).into_iter().flatten().collect();
    let written: Vec<&str> = markdown.lines().collect();
    let raw: Vec<&str> = written.iter().map(|own| own.trim_start()).collect();
    let is_row = |rank: usize| raw.get(rank).is_some_and(|own| own.starts_with('|'));
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
                let own = raw[rank].split(' ').next().unwrap_or_default();
                let own = match own {
                    "-" if depth == 0 => "•",
                    "-" => "–",
                    own => own,
                };
                format!("{}{own}", " ".repeat(depth))
            }
            _ => String::new(),
        };
        let pictures = raw[rank].split("![").skip(1);
        let pictures = pictures.filter_map(|own| Some(own.split_once("](")?.1.split_once(')')?.0));
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

/// What stands behind the mark of an item, if a line has one.
fn item(line: &str) -> Option<&str> {
    let marked = ["- ", "• ", "– "]
        .iter()
        .find_map(|mark| line.strip_prefix(mark));
    marked.or_else(|| {
        let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
        rest.strip_prefix(". ").filter(|_| rest.len() < line.len())
    })
}

/// What the cells of a row say.
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
    let said = |cell: String| {
        let text: String = printed(cell.trim()).into_iter().flatten().collect();
        text.trim().to_owned()
    };
    cells.into_iter().map(said).collect()
}

/// Which line of one text is which of the other, in the order of the later one, removed ones after the one that they
/// followed; and the later ranks of those that stand elsewhere now.
pub(crate) fn paired(lists: [&[Line]; 2]) -> (Vec<Ranks>, BTreeSet<usize>) {
    let row = |own: &Line| {
        let is_named =
            own.kind == LineKind::Row && own.cells.first().is_some_and(|own| !own.is_empty());
        is_named.then(|| {
            (
                fold(&own.cells[0]),
                own.columns.first().map(|own| fold(own)),
            )
        })
    };
    let head = |own: &Line| (own.kind == LineKind::Head).then(|| fold(&own.cells[0]));
    let pairing = Pairing::new(lists)
        .by(|own| Some((own.kind, &own.text, &own.pictures, &own.cells, &own.columns)))
        .by(|own| (own.kind != LineKind::Row).then_some((&own.text, &own.pictures)))
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
    // What came where another went replaces it.
    for own in pairing.ranks() {
        let kind = |side: usize, own: &Ranks| Some(lists[side][own[side]?].kind);
        let last = ranks.iter().rposition(|one| one[1].is_some());
        let gone = ranks.iter_mut().skip(last.map_or(0, |last| last + 1));
        let mut gone = gone.filter(|one| own[0].is_none() && kind(0, one) == kind(1, &own));
        match gone.next() {
            Some(former) => former[1] = own[1],
            None => ranks.push(own),
        }
    }
    (ranks, pairing.moved())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_what_it_is() {
        let text = "Un **mot**.\n\n- un\n- deux\n\n1. trois\n\n| Année | Part |\n| --- | --: |\n| 2018 | 10 \\| 2 |\n| 2019 |  |\n\nFin ![plan](images/ab.png).";
        let shown: Vec<(LineKind, String)> = lines(text)
            .into_iter()
            .map(|own| (own.kind, own.text))
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
