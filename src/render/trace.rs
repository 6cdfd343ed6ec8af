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

/// What tags begin and end with.
const TAGS: [(&str, &str); 3] = [("{{", "}}"), ("{%", "%}"), ("{#", "#}")];

/// The template's text with a mark before each piece of text and each value; `id` tells templates apart.
pub(super) fn marked(template: &str, id: usize) -> String {
    let (mut out, mut line, mut rest) = (String::new(), 1, template);
    while !rest.is_empty() {
        let tags = TAGS
            .iter()
            .filter_map(|(begin, end)| Some((rest.find(begin)?, end)));
        let (at, end) = tags.min().unwrap_or((rest.len(), &""));
        let (text, after) = rest.split_at(at);
        let end = after.find(end).map_or(after.len(), |at| at + end.len());
        let (tag, after) = after.split_at(end);
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
    let solid = |text: &str| text.split_whitespace().collect::<String>();
    let before = solid(source.get(..at)?).len();
    let (mut plain, mut found) = (String::new(), None);
    for piece in marked.split(OPEN) {
        let (mark, text) = piece.split_once(CLOSE).unwrap_or(("", piece));
        // A mark that stands right before the character speaks of it.
        if let Some((id, line)) = mark.split_once(':')
            && plain.len() <= before
        {
            found = Some((id.parse().ok()?, line.parse().ok()?));
        }
        plain += &solid(text);
    }
    found.filter(|_| solid(source) == plain)
}
