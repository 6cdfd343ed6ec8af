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
    let (mut out, mut line, mut rest) = (String::new(), 1, template);
    while !rest.is_empty() {
        let tag = TAGS.iter().filter_map(|tag| rest.find(tag)).min();
        let (text, after) = rest.split_at(tag.unwrap_or(rest.len()));
        let (tag, after) = after.split_at(tag_length(after));
        // A statement gets no mark, and each line of text one where it begins.
        for piece in text.split_inclusive('\n').chain([tag]) {
            let begin = piece.len() - piece.trim_start().len();
            out.push_str(&piece[..begin]);
            if begin < piece.len() && !piece.starts_with("{%") && !piece.starts_with("{#") {
                // Writing to a String cannot fail.
                let _ = write!(out, "{OPEN}{id}:{line}{CLOSE}");
            }
            out.push_str(&piece[begin..]);
            line += piece.matches('\n').count();
        }
        rest = after;
    }
    out
}

/// The template and the line (from 1) that wrote the byte `at` of `source`, as `marked` tells.
pub(super) fn locate(source: &str, marked: &str, at: usize) -> Option<(usize, usize)> {
    let (marks, plain) = parted(marked);
    let solid = |text: &str| text.split_whitespace().collect::<String>();
    if solid(source) != plain {
        return None;
    }
    let before = solid(source.get(..at)?).chars().count();
    // A mark that stands right before the character speaks of it.
    marks
        .into_iter()
        .take_while(|(count, ..)| *count <= before)
        .last()
        .map(|(_, id, line)| (id, line))
}

/// The marks, each with how many characters stand before it, and the text without them.
fn parted(marked: &str) -> (Vec<(usize, usize, usize)>, String) {
    let (mut marks, mut plain, mut count) = (Vec::new(), String::new(), 0);
    for piece in marked.split(OPEN) {
        let (mark, text) = piece.split_once(CLOSE).unwrap_or(("", piece));
        let numbers = mark
            .split_once(':')
            .and_then(|(id, line)| Some((count, id.parse().ok()?, line.parse().ok()?)));
        marks.extend(numbers);
        let solid: String = text.split_whitespace().collect();
        count += solid.chars().count();
        plain.push_str(&solid);
    }
    (marks, plain)
}

/// How long the tag is that the text begins with, quoted strings passed over.
fn tag_length(text: &str) -> usize {
    let close = match text.get(..2) {
        Some("{{") => "}}",
        Some("{%") => "%}",
        Some(_) => return text.find("#}").map_or(text.len(), |at| at + 2),
        None => return text.len(),
    };
    let mut quote = None;
    for (at, c) in text.char_indices() {
        match quote {
            Some(open) if c == open => quote = None,
            None if matches!(c, '"' | '\'' | '`') => quote = Some(c),
            None if text[at..].starts_with(close) => return at + close.len(),
            _ => {}
        }
    }
    text.len()
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
