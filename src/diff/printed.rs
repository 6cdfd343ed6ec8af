//! The printed characters of a text in Markdown, without the marks that make it bold or a table.

use pulldown_cmark::{Event, Tag, TagEnd};

use crate::read::{Html, markdown_events};

/// What each character of `markdown` prints as; none for a mark. An item is printed with its bullet, a row with points
/// between its cells, a link with its address, a picture as its name in brackets.
pub(super) fn printed(markdown: &str) -> Vec<Option<char>> {
    let (first, rest) = markdown.split_once('\n').unwrap_or((markdown, ""));
    let mut signs = rest.lines().next().unwrap_or_default().chars();
    let is_table = rest.starts_with('|') && signs.all(|c| "|-: ".contains(c));
    if !first.starts_with("| ") || !first.ends_with(" |") || is_table {
        return of_blocks(markdown);
    }
    // Rows outside their table: a rule is inserted, so that they are read as a table, and removed again.
    let bars = first.matches('|').count() - first.matches("\\|").count();
    let rule = "|-".repeat(bars.saturating_sub(1)) + "|";
    let mut letters = of_blocks(&format!("{first}\n{rule}\n{rest}"));
    let end = first.chars().count();
    letters.drain(end..=end + rule.len());
    letters.truncate(markdown.chars().count());
    letters
}

fn of_blocks(markdown: &str) -> Vec<Option<char>> {
    let mut letters = Letters {
        markdown,
        printed: vec![None; markdown.len()],
    };
    let mut depth = 0;
    for (event, range) in markdown_events(markdown) {
        let (start, end) = (range.start, range.end);
        match event {
            Event::Text(_) => letters.show(start, end),
            Event::Code(_) => {
                let code = markdown[range].trim_end_matches('`').len();
                let mark =
                    markdown[start..end].len() - markdown[start..end].trim_start_matches('`').len();
                letters.show(start + mark, start + code);
            }
            Event::Html(html) | Event::InlineHtml(html) => match Html::of(&html) {
                Some(Html::Break) => letters.put(start, ' '),
                Some(_) => {}
                None => letters.show(start, end),
            },
            Event::FootnoteReference(_) | Event::Start(Tag::FootnoteDefinition(_)) => {
                let mark = markdown[start..end].find(']').unwrap_or_default();
                letters.put(start, '[');
                letters.show(start + 2, start + mark + 1);
                letters.put_space(start + mark + 2);
            }
            Event::Rule => letters.show(start, start + markdown[start..end].trim_end().len()),
            Event::TaskListMarker(_) => {
                letters.show(start, end);
                letters.put_space(end);
            }
            Event::Start(Tag::List(_)) => depth += 1,
            Event::End(TagEnd::List(_)) => depth -= 1,
            Event::Start(Tag::Item) => {
                let mark = markdown[start..end].find([' ', '\n']);
                let mark = mark.unwrap_or(end - start);
                if markdown[start..end].starts_with('-') {
                    letters.put(start, if depth > 1 { '–' } else { '•' });
                } else {
                    letters.show(start, start + mark);
                }
                letters.put_space(start + mark);
            }
            Event::Start(Tag::TableHead | Tag::TableRow) => {
                let row = markdown[start..end].lines().next().unwrap_or_default();
                let inner = row.trim_matches([' ', '|']);
                let first = start + row.find(inner).unwrap_or_default();
                for (at, c) in inner.char_indices() {
                    match c {
                        '|' => letters.put(first + at, '·'),
                        ' ' => letters.put(first + at, ' '),
                        _ => {}
                    }
                }
            }
            Event::Start(Tag::Link { dest_url, .. }) => {
                let tail = format!("]({dest_url})");
                if markdown[start..end].ends_with(&tail) {
                    letters.put(end - tail.len(), ' ');
                    letters.show(end - tail.len() + 1, end);
                }
            }
            Event::Start(Tag::Image { .. }) => {
                letters.put(start + 1, '[');
                letters.put(end - 1, ']');
            }
            _ => {}
        }
    }
    letters.all()
}

struct Letters<'a> {
    markdown: &'a str,
    /// What is printed for the character that begins at each byte.
    printed: Vec<Option<char>>,
}

impl Letters<'_> {
    fn put(&mut self, at: usize, c: char) {
        if let Some(printed) = self.printed.get_mut(at) {
            *printed = Some(c);
        }
    }

    fn put_space(&mut self, at: usize) {
        if self.markdown[at.min(self.markdown.len())..].starts_with(' ') {
            self.put(at, ' ');
        }
    }

    fn show(&mut self, start: usize, end: usize) {
        let text = self.markdown.get(start..end).unwrap_or_default();
        for (at, c) in text.char_indices() {
            self.put(start + at, c);
        }
    }

    fn all(self) -> Vec<Option<char>> {
        let places = self.markdown.char_indices();
        let printed = places.map(|(at, c)| self.printed[at].or((c == '\n').then_some(c)));
        printed.collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(markdown: &str) -> String {
        printed(markdown).into_iter().flatten().collect()
    }

    #[test]
    fn no_mark_is_printed() {
        for (markdown, expected) in [
            (
                "un **deux** *trois* ~~quatre~~ 1^er^ `cinq`",
                "un deux trois quatre 1er cinq",
            ),
            ("2 \\* 3 \\`x\\` a\\^b", "2 * 3 `x` a^b"),
            ("### Titre", "Titre"),
            (
                "- un\n- deux\n  - trois\n\n  suite",
                "• un\n• deux\n– trois\n\nsuite",
            ),
            ("3. un\n4. deux", "3. un\n4. deux"),
            ("> cité", "cité"),
            (
                "| a | b \\| c |\n| --- | --: |\n| 1 | **2** |\n| 3 | |",
                "a · b | c\n\n1 · 2\n3",
            ),
            ("| 1 | 2 \\| 3 |", "1 · 2 | 3"),
            ("| 1 | 2 |\n| 3 | **4** |", "1 · 2\n3 · 4"),
            (
                "[ici](https://a.fr) <https://b.fr>",
                "ici (https://a.fr) https://b.fr",
            ),
            ("![Le plan](images/ab.png)", "[Le plan]"),
            ("a[^1]\n\n[^1]: une note", "a[1]\n\n[1] une note"),
            ("```\nx * y\n```", "\nx * y\n"),
            ("- [x] fait", "• [x] fait"),
            ("un<br>deux <u>trois</u>", "un deux trois"),
        ] {
            assert_eq!(shown(markdown), expected, "{markdown}");
        }
    }

    proptest! {
        #[test]
        fn each_character_is_printed_or_not(markdown in "([a-c é|]|[\n>*_`~^|#-]|\n\n|1\\. |- |\\[x\\]\\(y\\)|!\\[z\\]\\(y\\)|\\[\\^1\\]){0,30}") {
            let printed = printed(&markdown);
            prop_assert_eq!(printed.len(), markdown.chars().count());
        }
    }
}
