//! Draws the page about a rule on a screen: headings stand out, text is wrapped and indented, code and tables stay as
//! they are written. It supports only the Markdown that the pages in `locales/` use.

use super::screen::{Ink, Screen, display_width, visible};

/// The indentation of text below its heading, and of code relative to text.
const STEP: usize = 2;

/// Draws `markdown`; the result ends in a newline.
pub(crate) fn draw_page(markdown: &str, screen: Screen) -> String {
    let mut blocks: Vec<String> = Vec::new();
    let mut lines = markdown.lines().peekable();
    while let Some(line) = lines.next() {
        let block = if line.is_empty() {
            continue;
        } else if line.starts_with("```") {
            let code = lines.by_ref().take_while(|line| !line.starts_with("```"));
            let code = code.map(|line| screen.paint(Ink::Code, &visible(line)));
            code.map(|line| as_code(&line)).collect()
        } else if let Some(heading) = line.strip_prefix('#') {
            let ink = [Ink::Strong, Ink::Info][usize::from(heading.starts_with('#'))];
            let heading = visible(heading.trim_start_matches(['#', ' ']));
            let lines = screen.wrap(&heading, 0, 0);
            lines.iter().map(|line| screen.paint(ink, line)).collect()
        } else if line.starts_with('|') {
            let rows = std::iter::from_fn(|| lines.next_if(|line| line.starts_with('|')));
            let rows = std::iter::once(line).chain(rows);
            rows.map(|row| as_code(&visible(row))).collect()
        } else {
            let mut texts = vec![line.to_owned()];
            while let Some(line) = lines.next_if(|line| !line.is_empty()) {
                match texts.last_mut() {
                    Some(text) if !line.starts_with("- ") => text.extend([" ", line]),
                    _ => texts.push(line.to_owned()),
                }
            }
            let lines = texts.iter().flat_map(|text| paragraph(text, screen));
            lines.collect::<Vec<_>>()
        };
        blocks.push(block.join("\n"));
    }
    blocks.join("\n\n") + "\n"
}

/// The lines of a paragraph, or of an item of a list. Emphasis is not shown.
fn paragraph(text: &str, screen: Screen) -> Vec<String> {
    let (sign, text) = match text.strip_prefix("- ") {
        Some(item) => ("• ", item),
        None => ("", text),
    };
    let run = |(rank, part): (usize, &str)| match rank % 2 {
        1 => (Some(Ink::Code), part.to_owned()),
        _ => (None, part.replace('*', "")),
    };
    let runs: Vec<_> = text.split('`').enumerate().map(run).collect();
    let rest = " ".repeat(STEP + display_width(sign));
    screen.flow(&runs, &format!("{:STEP$}{sign}", ""), &rest)
}

fn as_code(line: &str) -> String {
    match line {
        "" => String::new(),
        line => format!("{}{line}", " ".repeat(2 * STEP)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draw(markdown: &str, width: usize) -> String {
        draw_page(
            markdown,
            Screen {
                width,
                colour: false,
            },
        )
    }

    #[test]
    fn a_page_is_plain_text_without_colours() {
        let page = "# Un titre\n\n## Exemple\n\nUn **texte** assez long (`recap-share`)\nsur deux lignes.\n\n\
                    | A  | B    |\n| --:| ---- |\n|  1 | deux |\n\n\
                    - un point\n- un autre, plus long que la ligne\n\n\
                    ```toml\n[[arbitrage]]\n\nconstat = \"recap-share\"\n```\n";
        insta::assert_snapshot!(draw(page, 32), @r#"
        Un titre

        Exemple

          Un texte assez long
          (recap-share) sur deux lignes.

            | A  | B    |
            | --:| ---- |
            |  1 | deux |

          • un point
          • un autre, plus long que la
            ligne

            [[arbitrage]]

            constat = "recap-share"
        "#);
    }

    #[test]
    fn colours_take_no_room() {
        let text = "un `deux` *trois* quatre";
        let coloured = draw_page(
            text,
            Screen {
                width: 14,
                colour: true,
            },
        );
        assert!(coloured.contains('\u{1b}'));
        assert_eq!(coloured.lines().count(), draw(text, 14).lines().count());
    }

    #[test]
    fn no_control_character_gets_through() {
        let drawn = draw("a\u{1b}[31m `\u{9b}` \n\n```\n\u{202e}code\n```\n", 40);
        let is_harmless = |c: char| c == '\n' || !c.is_control() && c != '\u{202e}';
        assert!(drawn.chars().all(is_harmless), "{drawn:?}");
    }
}
