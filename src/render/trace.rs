//! From Typst source back to the template that wrote it: a byte of the source in, a template and its line out.
//!
//! Tera does not say which template wrote what. So, once Typst refuses a source, the templates are rendered a
//! second time with a mark before every piece of text and every value, and the two outputs are laid side by side.
//! Marks may keep tera from trimming spaces: spaces are not compared. Where anything else differs, as when a
//! template compares texts that now hold marks, nothing is said rather than something wrong.

use std::fmt::Write;

/// What parts a mark from the text: two code points that no text may hold.
const OPEN: char = '\u{fdd0}';
const CLOSE: char = '\u{fdd1}';

/// What tags begin with.
const TAGS: [&str; 3] = ["{{", "{%", "{#"];

/// The template's text with a mark before each piece of text and each value; `id` tells templates apart.
pub(super) fn marked(template: &str, id: usize) -> String {
    let mut writer = Writer {
        id,
        line: 1,
        out: String::new(),
    };
    let mut rest = template;
    while !rest.is_empty() {
        let text = TAGS
            .iter()
            .filter_map(|tag| rest.find(tag))
            .min()
            .unwrap_or(rest.len());
        writer.text(&rest[..text]);
        rest = &rest[text..];
        let tag = tag_length(rest);
        writer.tag(&rest[..tag]);
        rest = &rest[tag..];
    }
    writer.out
}

/// The template and the line (from 1) that wrote the byte `at` of `source`, as `marked` tells.
pub(super) fn locate(source: &str, marked: &str, at: usize) -> Option<(usize, usize)> {
    let (marks, bare) = parted(marked);
    let solid = |text: &str| {
        text.chars()
            .filter(|c| !c.is_whitespace())
            .collect::<String>()
    };
    if solid(source) != solid(&bare) {
        return None;
    }
    let before = source
        .get(..at)?
        .chars()
        .filter(|c| !c.is_whitespace())
        .count();
    // A mark that stands right before the character speaks of it.
    marks
        .into_iter()
        .take_while(|(count, ..)| *count <= before)
        .last()
        .map(|(_, id, line)| (id, line))
}

/// The marks, each with how many characters stand before it, and the text without them.
fn parted(marked: &str) -> (Vec<(usize, usize, usize)>, String) {
    let (mut marks, mut bare, mut count) = (Vec::new(), String::new(), 0);
    for piece in marked.split(OPEN) {
        let text = match piece.split_once(CLOSE) {
            Some((mark, text)) => {
                let numbers = mark
                    .split_once(':')
                    .and_then(|(id, line)| Some((id.parse().ok()?, line.parse().ok()?)));
                marks.extend(numbers.map(|(id, line)| (count, id, line)));
                text
            }
            None => piece,
        };
        count += text.chars().filter(|c| !c.is_whitespace()).count();
        bare.push_str(text);
    }
    (marks, bare)
}

struct Writer {
    id: usize,
    line: usize,
    out: String,
}

impl Writer {
    fn mark(&mut self) {
        // Writing to a String cannot fail.
        let _ = write!(self.out, "{OPEN}{}:{}{CLOSE}", self.id, self.line);
    }

    /// Marks each line that holds anything, where its text begins.
    fn text(&mut self, text: &str) {
        for line in text.split_inclusive('\n') {
            let begin = line.len() - line.trim_start().len();
            self.out.push_str(&line[..begin]);
            if begin < line.len() {
                self.mark();
                self.out.push_str(&line[begin..]);
            }
            self.line += line.matches('\n').count();
        }
    }

    /// Copies a tag; a value is marked, a statement is not.
    fn tag(&mut self, tag: &str) {
        if tag.starts_with("{{") {
            self.mark();
        }
        self.out.push_str(tag);
        self.line += tag.matches('\n').count();
    }
}

/// How long the tag is that the text begins with. What stands between `raw` and `endraw` belongs to it.
fn tag_length(text: &str) -> usize {
    let end = match text.get(..2) {
        Some("{{") => after_strings(text, "}}"),
        Some("{%") => after_strings(text, "%}"),
        Some("{#") => text.find("#}").map(|at| at + 2),
        _ => Some(0),
    };
    let end = end.unwrap_or(text.len());
    let is_raw = text.starts_with("{%") && text[2..end].trim_matches(['-', ' ', '%', '}']) == "raw";
    let close = if is_raw {
        text.find("endraw")
            .and_then(|at| Some(at + text[at..].find("%}")? + 2))
    } else {
        None
    };
    close.unwrap_or(end)
}

/// Where `close` ends, quoted strings passed over.
fn after_strings(text: &str, close: &str) -> Option<usize> {
    let mut quote = None;
    for (at, c) in text.char_indices() {
        match quote {
            Some(open) if c == open => quote = None,
            None if matches!(c, '"' | '\'' | '`') => quote = Some(c),
            None if text[at..].starts_with(close) => return Some(at + close.len()),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_and_values_are_marked_and_statements_are_not() {
        let shown = |text: &str| marked(text, 7).replace(OPEN, "<").replace(CLOSE, ">");
        assert_eq!(shown("a\n  b {{ c }}\n"), "<7:1>a\n  <7:2>b <7:2>{{ c }}\n");
        assert_eq!(
            shown("{#\n#}{% if \"%}\" %}\nx{% endif %}"),
            "{#\n#}{% if \"%}\" %}\n<7:3>x{% endif %}"
        );
        assert_eq!(
            shown("{% raw %}{{ a }}\n{% endraw %}b"),
            "{% raw %}{{ a }}\n{% endraw %}<7:2>b"
        );
        assert_eq!(shown("{{ a"), "<7:1>{{ a");
    }

    #[test]
    fn a_byte_of_the_source_finds_its_template_again() {
        let marked = format!("{}{}", marked("un\ndeux ", 0), marked("\n\ntrois", 1));
        let source = "un\ndeux trois";
        let line = |word: &str| locate(source, &marked, source.find(word).expect("a word"));
        assert_eq!(line("un"), Some((0, 1)));
        assert_eq!(line("eux"), Some((0, 2)));
        assert_eq!(line("trois"), Some((1, 3)));
        assert_eq!(locate("autre", &marked, 0), None);
    }
}
