//! Signs in plain text that were meant for more than they print.

use super::{MOST, Mark};
use crate::source::is_word_of;

/// How many characters what begins with a bracket may have.
const FAR: usize = 200;
/// Commands of LaTeX that take nothing.
const COMMANDS: &str = "newpage pagebreak clearpage newline noindent tableofcontents";

/// What begins with these signs, and the variant of its message.
const SIGNS: [(&str, &str); 20] = [
    ("[TABLE]", "table"),
    ("[TOC]", "program"),
    ("[!", "program"),
    ("[[", "program"),
    ("[^", "note"),
    ("::", "fence"),
    ("[@", "citation"),
    ("^(", "raised"),
    ("{.", "attribute"),
    ("{#", "attribute"),
    ("{-}", "attribute"),
    ("{", "attribute"),
    ("^[", "note-inline"),
    ("\\ ", "program"),
    ("{{", "program"),
    ("++", "highlight"),
    ("==", "highlight"),
    ("[", "task"),
    ("**", "style"),
    ("~~", "style"),
];

/// Marks signs in the plain text of a body; what is escaped is meant as it is.
pub(super) fn mark(body: &str, text: &str, marks: &mut Vec<Mark>) {
    for (sign, variant) in SIGNS {
        let hits = text.match_indices(sign).filter_map(|(at, _)| {
            let (before, rest) = body.split_at(at);
            let is_escaped = before.ends_with('\\');
            let length = (!is_escaped).then(|| length(sign, before, rest))??;
            Some((at..at + length, variant))
        });
        marks.extend(hits.take(MOST));
    }
    links(body, text, marks);
    formulas(body, text, marks);
    commands(body, text, marks);
}

/// How long the construct is that begins with a sign at the head of `rest`; none where it is ordinary text.
fn length(sign: &str, before: &str, rest: &str) -> Option<usize> {
    let until = |sign: char| through(rest, sign);
    match sign {
        "[!" => {
            let end = until(']')?;
            let name = &rest[2..end - 1];
            let is_name = !name.is_empty() && name.bytes().all(|c| c.is_ascii_uppercase());
            is_name.then_some(end)
        }
        "[[" => {
            let end = near(rest).find("]]")?;
            let is_name = rest[2..].starts_with(char::is_alphanumeric);
            is_name.then_some(end + 2)
        }
        "[^" => until(']').filter(|end| *end > 3 && !rest[..*end].contains(' ')),
        "::" => {
            let line = near(rest);
            let is_rest = line.trim_start_matches(':').trim().is_empty() || line.contains('{');
            is_rest.then_some(line.len())
        }
        "[@" => until(']'),
        "^(" => until(')').filter(|end| !rest[*end..].starts_with('^')),
        "{." | "{#" | "{-}" => until('}'),
        "{" => {
            let end = until('}')?;
            let inside = &rest[1..end];
            // Behind a picture or a link.
            let is_behind = before.ends_with([')', ']']);
            (inside.contains("=\"") || is_behind && inside.contains('=')).then_some(end)
        }
        "^[" => {
            let end = until(']')?;
            let is_note = rest[2..end].contains(' ') && !rest[end..].starts_with(['^', '(']);
            is_note.then_some(end)
        }
        "\\ " => Some(1),
        "{{" => {
            let end = until('}')?;
            rest[end..].starts_with('}').then_some(end + 1)
        }
        // « C++ » is a name, and « a == b » compares.
        "++" | "==" => {
            let inside = &rest[sign.len()..];
            let end = near(inside).find(sign)?;
            let (inside, after) = (&inside[..end], &inside[end + sign.len()..]);
            let is_part = |c: char| c.is_alphanumeric() || sign.contains(c);
            let is_pair = !before.ends_with(is_part)
                && !after.starts_with(is_part)
                && inside.starts_with(char::is_alphanumeric)
                && !inside.ends_with(char::is_whitespace);
            is_pair.then_some(2 * sign.len() + end)
        }
        "[" => {
            let boxes = ["[]", "[ ]", "[x]", "[X]"];
            let end = boxes.iter().find(|sign| rest.starts_with(**sign))?.len();
            let before = before.trim_end_matches(['>', ' ']);
            let item = before.strip_suffix(['-', '*', '+']).unwrap_or(before);
            let item = item.trim_end_matches(['>', ' ']);
            let begins = |before: &str| before.is_empty() || before.ends_with('\n');
            // In a list, it lacks its space, within or behind.
            let is_flawed = item.len() < before.len() && begins(item);
            let is_apart = rest[end..].starts_with(' ');
            let is_link = rest[end..].starts_with(['(', '[', ':']);
            (is_flawed && !is_link || is_apart && begins(before)).then_some(end)
        }
        "**" | "~~" => {
            // Three and more draw a line.
            let run = rest.bytes().take(4).take_while(|c| b"*~".contains(c));
            (run.count() < 4).then_some(sign.len())
        }
        sign => Some(sign.len()),
    }
}

/// Links without an address, or with one that is none.
fn links(body: &str, text: &str, marks: &mut Vec<Mark>) {
    let is_escaped = |at: usize| body[..at].ends_with('\\');
    for (sign, end, variant) in [("][", ']', "reference"), ("](", ')', "link")] {
        let hits = text.match_indices(sign).filter(|(at, _)| !is_escaped(*at));
        let hits = hits.filter_map(|(at, _)| {
            let start = opened(text, at).filter(|start| !is_escaped(*start))?;
            let end = at + 1 + through(&body[at + 1..], end)?;
            Some((start..end, variant))
        });
        marks.extend(hits.take(MOST));
    }
}

/// `\textbf{…}` and `\newpage`, and not « C:\dossier\plan ».
fn commands(body: &str, text: &str, marks: &mut Vec<Mark>) {
    let hits = text.match_indices('\\').filter_map(|(at, _)| {
        let rest = &body[at + 1..];
        let length = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
        let (name, after) = rest.split_at(length);
        let is_path = |c: char| c.is_alphanumeric() || "\\:/_.$".contains(c);
        let is_command = !name.is_empty() && after.starts_with('{') || is_word_of(COMMANDS, name);
        let in_formula = |(range, variant): &Mark| *variant == "formula" && range.contains(&at);
        let is_plain = !body[..at].ends_with(is_path) && !marks.iter().any(in_formula);
        (is_command && is_plain).then_some((at..at + 1 + length, "program"))
    });
    let hits: Vec<Mark> = hits.take(MOST).collect();
    marks.extend(hits);
}

/// `$…$`, and not « 5 $ et 10 $ ».
fn formulas(body: &str, text: &str, marks: &mut Vec<Mark>) {
    let mut signs = text.match_indices('$').map(|(at, _)| at).peekable();
    let most = marks.len() + MOST;
    while let Some(start) = signs.next().filter(|_| marks.len() < most) {
        let Some(end) = signs.peek().copied() else {
            break;
        };
        let inside = &body[start + 1..end];
        let is_sign = |c: char| "\\^_{}=<>".contains(c);
        let is_word = inside.len() <= 3 && inside.chars().all(char::is_alphabetic);
        let is_formula = !inside.is_empty()
            && inside.trim() == inside
            && !inside.contains("\n\n")
            && !body[end + 1..].starts_with(|c: char| c.is_ascii_digit())
            && (is_word || inside.contains(is_sign));
        if is_formula {
            marks.push((start..end + 1, "formula"));
            signs.next();
        }
    }
}

/// The beginning of a text, as far as what begins there may reach on its line.
fn near(text: &str) -> &str {
    let mut letters = text.char_indices().enumerate();
    let end = letters.find(|(rank, (_, c))| *rank == FAR || *c == '\n');
    &text[..end.map_or(text.len(), |(_, (at, _))| at)]
}

/// How far such a sign is, as near on its line, and itself.
fn through(text: &str, sign: char) -> Option<usize> {
    let end = near(text).find(sign);
    end.map(|end| end + sign.len_utf8())
}

/// The bracket before this byte, as near on its line.
fn opened(text: &str, at: usize) -> Option<usize> {
    let letters = text[..at].char_indices().rev().take(FAR);
    let mut letters = letters.take_while(|(_, c)| *c != '\n');
    letters.find(|(_, c)| *c == '[').map(|(at, _)| at)
}
