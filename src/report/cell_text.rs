//! A workbook as stable text, for `git diff`.

use super::screen::visible;
use crate::read::{ListedCell, ListedSheet};

/// The name of each sheet, then a line a row: `A = EA 1.1 | F = 1234,5 | G = 1234,5 (=SUM(F2:F3))`. Rows bear no
/// number, so that one inserted above changes no other line. No character acts on a terminal.
pub fn workbook_text(sheets: &[ListedSheet]) -> String {
    let sheet = |sheet: &ListedSheet| {
        let rows: String = sheet.rows.iter().map(|cells| row(cells) + "\n").collect();
        format!("[{}]\n{rows}", visible(&sheet.name))
    };
    sheets.iter().map(sheet).collect::<Vec<_>>().join("\n")
}

fn row(cells: &[ListedCell]) -> String {
    let cell = |cell: &ListedCell| {
        let formula = cell
            .formula
            .as_ref()
            .map(|formula| format!(" (={})", visible(formula)));
        format!(
            "{} = {}{}",
            cell.column,
            visible(&cell.value),
            formula.unwrap_or_default()
        )
    };
    cells.iter().map(cell).collect::<Vec<_>>().join(" | ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_a_line_and_nothing_acts_on_a_terminal() {
        let cell = |column: &str, value: &str, formula: Option<&str>| ListedCell {
            column: column.into(),
            value: value.into(),
            formula: formula.map(str::to_owned),
        };
        let rows = vec![
            vec![
                cell("A", "28 800 €\n(48 j)", None),
                cell("C", "3", Some("SUM(A1:A2)")),
            ],
            vec![cell("B", "\u{1b}[31m", None)],
        ];
        let text = workbook_text(&[
            ListedSheet {
                name: "Un".into(),
                rows,
            },
            ListedSheet {
                name: "Deux".into(),
                rows: Vec::new(),
            },
        ]);
        assert_eq!(
            text,
            "[Un]\nA = 28 800 €⏎(48 j) | C = 3 (=SUM(A1:A2))\nB = ␛[31m\n\n[Deux]\n"
        );
    }
}
