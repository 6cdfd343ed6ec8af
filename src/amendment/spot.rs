//! What is replaced in a text, and where: a paragraph, an item, a cell of a table.

use crate::{
    diff::{self, Line, LineKind},
    record::{Neighbour, Replaced, Said, Spot},
};

/// How many words of a line are quoted to identify it.
const QUOTED_WORDS: usize = 9;

/// Everything that is replaced, in the order of the later text.
pub(super) fn replaced(texts: &[String; 2]) -> Vec<Replaced> {
    let [before, after] = texts.each_ref().map(|text| diff::lines(text));
    let (ranks, moved) = diff::paired([&before, &after]);
    let mut replaced = Vec::new();
    let mut added = None;
    for pair in ranks {
        let [former, later] = [
            pair[0].map(|rank| &before[rank]),
            pair[1].map(|rank| &after[rank]),
        ];
        let Some(latest) = later.or(former) else {
            continue;
        };
        let follows = pair[1].map(|rank| neighbour(&after[..rank], latest));
        let spot = Spot {
            what: what(latest).to_owned(),
            row: row(latest),
            mark: latest.mark.clone(),
            ..Spot::default()
        };
        let mut push = |spot: Spot, texts: [Option<&str>; 2]| {
            let [before, after] = texts.map(|text| {
                let text = text.filter(|text| !text.is_empty())?.to_owned();
                Some(Said { text, words: None })
            });
            replaced.push(Replaced {
                label: String::new(),
                before,
                after,
                spot: Some(spot),
            });
        };
        if let Some(rank) = pair[1].filter(|rank| former.is_some() && moved.contains(rank)) {
            let spot = Spot {
                is_moved: true,
                follows: follows.clone(),
                ..spot.clone()
            };
            // A moved line is identified by its former text.
            push(
                spot,
                [
                    former.map(|line| line.text.as_str()),
                    Some(&after[rank].text),
                ],
            );
        }
        match [former, later] {
            [Some(one), Some(other)] if one.text == other.text && one.kind == other.kind => {
                if one.pictures != other.pictures {
                    let what = "picture".to_owned();
                    push(Spot { what, ..spot }, [Some(&one.text), Some(&other.text)]);
                }
            }
            [Some(one), Some(other)] if is_same_row(one, other) => {
                let cells = one.cells.iter().zip(&other.cells).zip(&other.columns);
                for ((old, new), column) in cells.filter(|((old, new), _)| old != new) {
                    let column = Some(column.clone()).filter(|name| !name.is_empty());
                    let what = "cell".to_owned();
                    push(
                        Spot {
                            what,
                            column,
                            ..spot.clone()
                        },
                        [Some(old), Some(new)],
                    );
                }
            }
            [Some(one), Some(other)] => push(
                Spot { row: None, ..spot },
                [Some(&one.text), Some(&other.text)],
            ),
            [Some(one), None] => push(spot, [Some(&named_cells(one)), None]),
            [None, Some(other)] => {
                // A passage right after another added one needs no place.
                let is_passage = matches!(other.kind, LineKind::Paragraph | LineKind::Item);
                let follows = follows.filter(|_| {
                    !(is_passage && added.is_some_and(|last| pair[1] == Some(last + 1)))
                });
                push(Spot { follows, ..spot }, [None, Some(&named_cells(other))]);
                added = pair[1].filter(|_| is_passage);
                continue;
            }
            [None, None] => {}
        }
        added = None;
    }
    replaced
}

fn what(line: &Line) -> &'static str {
    match line.kind {
        LineKind::Paragraph => "paragraph",
        LineKind::Item => "item",
        LineKind::Head => "head",
        LineKind::Row => "row",
    }
}

/// The name of a row: its first cell.
fn row(line: &Line) -> Option<String> {
    let first = line.cells.first().filter(|cell| !cell.is_empty());
    first.filter(|_| line.kind == LineKind::Row).cloned()
}

/// Whether both lines are rows of the same columns and name.
fn is_same_row(one: &Line, other: &Line) -> bool {
    let has_name = row(one).is_some() && row(one) == row(other);
    let are_cells =
        one.cells.len() == other.cells.len() && other.columns.len() == other.cells.len();
    has_name && are_cells && one.columns == other.columns
}

/// A row that has a name as `Métropole : 1 200 € ; Chambre : 300 €`; any other line as it is.
fn named_cells(line: &Line) -> String {
    if row(line).is_none() || line.columns.len() != line.cells.len() {
        return line.text.clone();
    }
    let cells = line.columns.iter().zip(&line.cells).skip(1);
    let cells = cells.filter(|(_, cell)| !cell.is_empty());
    let cells = cells.map(|(column, cell)| match &**column {
        "" => cell.clone(),
        column => format!("{column}\u{a0}: {cell}"),
    });
    cells.collect::<Vec<_>>().join("\u{a0}; ")
}

/// What a line stands after, and how a clause identifies that.
fn neighbour(lines: &[Line], line: &Line) -> Neighbour {
    let named = |what: &str, text: &str, is_cut: bool| Neighbour {
        what: what.to_owned(),
        text: text.to_owned(),
        is_cut,
    };
    let Some(last) = lines.last() else {
        return named("start", "", false);
    };
    match (last.kind, line.kind) {
        (LineKind::Head, _) => named("head", "", false),
        (LineKind::Row, LineKind::Row) => named(
            "row",
            &row(last).unwrap_or_else(|| last.text.clone()),
            false,
        ),
        (LineKind::Row, _) => named("table", "", false),
        _ => {
            let words: Vec<&str> = last.text.split(' ').collect();
            let is_cut = words.len() > QUOTED_WORDS;
            let words = &words[..words.len().min(QUOTED_WORDS)];
            named(what(last), &words.join(" "), is_cut)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn described(before: &str, after: &str) -> Vec<String> {
        let all = replaced(&[before.to_owned(), after.to_owned()]);
        let text = |statement: &Option<Said>| {
            statement
                .as_ref()
                .map_or("–", |statement| &statement.text)
                .to_owned()
        };
        let shown = all.iter().map(|one| {
            let spot = one.spot.as_ref().expect("a spot");
            let follows = spot.follows.as_ref().map_or(String::new(), |line| {
                format!(" after {} {}", line.what, line.text)
            });
            let named = [&spot.row, &spot.column].map(|name| name.as_deref().unwrap_or_default());
            let is_moved = if spot.is_moved { " moved" } else { "" };
            format!(
                "{}{is_moved} {named:?}{follows}: {} > {}",
                spot.what,
                text(&one.before),
                text(&one.after)
            )
        });
        shown.collect()
    }

    #[test]
    fn each_line_is_listed_with_its_place() {
        assert_eq!(
            described(
                "Un alinéa qui reste.\n\nUn autre.",
                "Un alinéa qui reste.\n\nNeuf et différent ici.\n\nUn autre."
            ),
            [
                r#"paragraph ["", ""] after paragraph Un alinéa qui reste.: – > Neuf et différent ici."#
            ]
        );
        assert_eq!(
            described("- un\n- deux\n- trois", "- un\n- trois\n- deux"),
            [r#"item moved ["", ""] after item un: trois > trois"#]
        );
        let table = |rows: &str| format!("| Année | Part | Coût |\n| --- | --- | --- |\n{rows}");
        assert_eq!(
            described(
                &table("| 2018 | 1 € | 2 € |\n| 2019 | 3 € | 4 € |"),
                &table("| 2018 | 5 € | 2 € |\n| 2020 | 6 € | 7 € |")
            ),
            [
                r#"cell ["2018", "Part"]: 1 € > 5 €"#,
                r#"row ["", ""]: 2019 | 3 € | 4 € > 2020 | 6 € | 7 €"#,
            ]
        );
        assert_eq!(
            described(
                &table("| 2018 | 1 € | 2 € |"),
                &table("| 2018 | 1 € | 2 € |\n| 2019 | 3 € | 4 € |")
            ),
            [
                "row [\"2019\", \"\"] after row 2018: – > Part\u{a0}: 3 € ; Coût\u{a0}: 4 €"
                    .replace("€ ;", "€\u{a0};")
            ]
        );
        assert!(described("Un **mot**.", "Un mot.").is_empty());
    }
}
