//! What is written in a fiche and would print as it is typed, or not at all.

use std::{collections::BTreeSet, ops::Range};

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, LinkType, Tag, TagEnd};

use crate::{
    audit::prelude::*,
    model::Prose,
    read::{
        Joins, is_inline, list_follows, list_number, markdown_definitions, merged, printed_events,
    },
    source::is_word,
};

/// Text that no construct of Markdown takes: it would print as it is typed, run on, or vanish. In documents meant to be
/// signed, it blocks.
pub(super) static MARKUP: Rule = Rule::warning("text-markup", Family::Texts, check);
/// A picture that cannot be shown, or that nothing describes. In documents meant to be signed, it blocks.
pub(super) static PICTURE: Rule = Rule::raised("text-picture", Family::Texts, Severity::Warning);

/// No more places of a fiche are listed: once so many are put right, the next check lists the others.
const MOST: usize = 100;
/// How many characters what begins with a bracket may have.
const FAR: usize = 200;
/// How much of what is written is shown.
const SHOWN: usize = 80;
/// Signs that programs put before the items of a list.
const BULLETS: [char; 11] = [
    '•', '\u{f0b7}', '\u{f0a7}', '\u{f0d8}', '●', '◦', '‣', '▪', '■', '□', '➢',
];
/// Signs that authors put there.
const DASHES: [char; 3] = ['–', '—', '‐'];
/// What else they put there: a list, where lines that follow each other begin with it.
const TYPED: [&str; 5] = ["· ", "→ ", "⇒ ", "o ", "§ "];
/// Boxes, ticks and crosses: several on a line are answers to choose from.
const ANSWERS: &str = "□■▢❑❏❐❒☐☑☒✓✔✗✘✕✖○●◯◉";
/// Signs that stand alone in ordinary texts.
const NO_BULLETS: &str = "«»“”‘’…€£§°±×÷≤≥≠≈–—‐→⇒·☐☑☒¿¡©®™µ½¼¾";
/// Commands of LaTeX that take nothing.
const COMMANDS: [&str; 6] = [
    "newpage",
    "pagebreak",
    "clearpage",
    "newline",
    "noindent",
    "tableofcontents",
];

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let severity = context.blank_severity();
    for (fiche, prose) in context.dossier.proses() {
        let of = |rule: &Rule, place: &Place| match fiche {
            Some(fiche) => rule.of(fiche, place),
            None => rule.at(place),
        };
        let mut found = Found::default();
        found.read(&prose.text[prose.body.clone()]);
        found
            .marks
            .sort_by_key(|(range, _)| (range.start, range.end));
        found.marks.dedup();
        let place = |range: &Range<usize>| {
            let start = prose.body.start;
            Place::in_text(
                &prose.file,
                &prose.text,
                start + range.start..start + range.end,
            )
        };
        let marks = found.marks.iter();
        let marks =
            marks.filter_map(|(range, variant)| Some((range, of_file(variant, &prose.file)?)));
        for (range, variant) in marks.take(MOST) {
            let written = &prose.text[prose.body.clone()][range.clone()];
            let written = if is_word(&prose.file) {
                written.trim_start_matches('#').replace('\\', "")
            } else {
                written.to_owned()
            };
            let finding = of(&MARKUP, &place(range)).variant(variant);
            // A struck amount may be meant.
            let severity = if variant == "struck" {
                Severity::Warning
            } else {
                severity
            };
            findings.push(finding.severity(severity).drafted(shown(&written)));
        }
        for (range, name, has_alt) in found.pictures.iter().take(MOST) {
            let picture = context.dossier.pictures.get(name);
            let problem = match picture.map(|picture| &picture.file) {
                Some(Ok(_)) => None,
                Some(Err(problem)) => Some(*problem),
                None => Some("elsewhere"),
            };
            let variants = problem.into_iter().chain((!has_alt).then_some("alt"));
            findings.extend(variants.map(|variant| {
                let own = of_file(variant, &prose.file).unwrap_or(variant);
                let finding = of(&PICTURE, &place(range)).variant(own);
                finding.severity(severity).drafted(name.as_str())
            }));
        }
        let values = [
            Some(&prose.title),
            prose.leader.as_ref(),
            prose.calendar.as_ref(),
        ];
        let fields = prose.fields.iter().map(|(_, text)| text);
        for value in values
            .into_iter()
            .flatten()
            .chain(fields)
            .filter(|text| text.contains('\t'))
        {
            let finding = of(&MARKUP, &value.place).variant("tab");
            findings.push(finding.severity(severity).drafted(shown(value)));
        }
        if prose
            .partners
            .iter()
            .any(|partner| partner.trim().is_empty())
        {
            let finding = of(&MARKUP, &partners_place(prose)).variant("partner");
            findings.push(finding.severity(severity));
        }
    }
    let parties = context.dossier.convention.parties.iter();
    for logo in parties.filter_map(|party| party.logo.as_ref()) {
        let picture = context.dossier.pictures.get(&*logo.file);
        let problem = picture.map_or(Some("elsewhere"), |picture| {
            picture.file.as_ref().err().copied()
        });
        findings.extend(problem.map(|problem| {
            let finding = PICTURE.at(&logo.file.place).variant(problem);
            finding.severity(severity).drafted(logo.file.as_str())
        }));
    }
    for (fiche, line) in context.lines() {
        let texts = [&line.nature, &line.label].into_iter().flatten();
        findings.extend(texts.filter(|text| text.contains('\t')).map(|text| {
            let finding = MARKUP.of(fiche, &text.place).variant("tab");
            finding.severity(severity).drafted(shown(text))
        }));
    }
}

/// The variant whose help suits the file: Word has other means than Markdown, and what is typed there prints as it is shown,
/// so that no mark of Markdown is meant by it.
fn of_file(variant: &'static str, file: &str) -> Option<&'static str> {
    if !is_word(file) {
        return Some(variant);
    }
    match variant {
        "alt" => Some("alt-word"),
        "elsewhere" => Some("elsewhere-word"),
        "missing" => Some("missing-word"),
        "format" => Some("format-word"),
        "bullet" => Some("bullet-word"),
        "section" => Some("section-word"),
        "struck" | "program" => Some(variant),
        _ => None,
    }
}

/// The key of the partners, which have no places of their own.
fn partners_place(prose: &Prose) -> Place {
    const KEY: &str = "partenaires";
    let mut lines = prose.text[..prose.body.start].lines().map(str::trim_start);
    let key = lines.find(|line| {
        let rest = line.strip_prefix(KEY);
        rest.is_some_and(|rest| rest.trim_start().starts_with('='))
    });
    match key.map(|line| line.as_ptr().addr() - prose.text.as_ptr().addr()) {
        Some(at) => Place::in_text(&prose.file, &prose.text, at..at + KEY.len()),
        None => Place::file(&prose.file),
    }
}

/// The beginning of a text, on one line.
fn shown(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let line = words.join(" ");
    match line.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

/// What a text holds that would not print as it is meant, each with the variant of its message.
#[derive(Default)]
struct Found {
    marks: Vec<(Range<usize>, &'static str)>,
    /// The pictures: where, of what name, and whether they are described.
    pictures: Vec<(Range<usize>, String, bool)>,
}

/// A heading that nothing stands under so far.
type Bare = Option<(HeadingLevel, Range<usize>)>;

impl Found {
    fn mark(&mut self, range: Range<usize>, variant: &'static str) {
        self.marks.push((range, variant));
    }

    fn read(&mut self, body: &str) {
        let definitions = markdown_definitions(body).into_iter();
        let definitions: Vec<_> = definitions
            .map(|(label, span)| (key(&label), span))
            .collect();
        // What is plain text, and nothing that Markdown knows; the rest is blank.
        let mut text: Vec<u8> = body
            .bytes()
            .map(|c| if c == b'\n' { c } else { b' ' })
            .collect();
        let (mut links, mut calls) = (BTreeSet::new(), BTreeSet::new());
        let (mut names, mut notes) = (BTreeSet::new(), Vec::new());
        let (mut depth, mut code, mut bare): (usize, _, Bare) = (0, false, None);
        let mut table = Table::default();
        // Where the text of an item begins that is no paragraph.
        let mut item = None;
        for (event, range) in printed_events(body) {
            match &event {
                Event::Start(tag) if !is_inline(tag) => {
                    self.item(body, item.take(), range.start);
                    item = matches!(tag, Tag::Item).then(|| behind_mark(body, &range));
                }
                Event::End(TagEnd::Item) => self.item(body, item.take(), range.end),
                _ => {}
            }
            if depth == 0 {
                self.heading(&event, &range, &mut bare);
            }
            let in_title = bare.as_ref().is_some_and(|(level, title)| {
                *level <= HeadingLevel::H2 && title.start <= range.start && range.end <= title.end
            });
            match &event {
                Event::FootnoteReference(name) => {
                    calls.insert(name.to_lowercase());
                    if in_title {
                        self.mark(range.clone(), "title");
                    }
                }
                Event::Start(Tag::FootnoteDefinition(name)) => {
                    let name = name.to_lowercase();
                    if !names.insert(name.clone()) || depth > 0 {
                        self.mark(first_line(body, &range), "note-place");
                    }
                    notes.push((name, range.clone()));
                }
                Event::Start(
                    Tag::Link { link_type, id, .. } | Tag::Image { link_type, id, .. },
                ) => {
                    use LinkType::{Collapsed, Reference, Shortcut};
                    if let Reference | Collapsed | Shortcut = link_type {
                        links.insert(key(id));
                    }
                    if in_title {
                        self.mark(range.clone(), "title");
                    }
                }
                Event::Start(Tag::CodeBlock(kind)) => {
                    code = true;
                    if matches!(kind, CodeBlockKind::Fenced(_)) && !is_closed(&body[range.clone()])
                    {
                        self.mark(first_line(body, &range), "code");
                    }
                }
                Event::End(TagEnd::CodeBlock) => code = false,
                Event::Rule => {
                    let groups = body[range.clone()].split_whitespace();
                    if groups.filter(|group| group.len() >= 3).count() > 1 {
                        self.mark(range.clone(), "grid");
                    }
                }
                Event::Text(_) if !code => {
                    text[range.clone()].copy_from_slice(&body.as_bytes()[range.clone()]);
                }
                Event::Start(Tag::Strikethrough)
                    if body[range.clone()].contains(|c: char| c.is_ascii_digit()) =>
                {
                    self.mark(range.clone(), "struck");
                }
                _ => {}
            }
            self.picture(&event, &range);
            table.hear(&event, &range, body, &mut self.marks);
            if let Event::Start(Tag::Paragraph) = event {
                self.lines(body, &range, false);
            }
            match event {
                Event::Start(_) => depth += 1,
                Event::End(_) => depth -= 1,
                _ => {}
            }
        }
        self.marks.extend(bare.map(|(_, title)| (title, "section")));
        for (label, range) in definitions {
            if !links.contains(&label) {
                self.mark(range, "reference-unused");
            }
        }
        for (name, range) in notes {
            if !calls.contains(&name) {
                self.mark(first_line(body, &range), "note-unused");
            }
        }
        self.plain(body, &String::from_utf8(text).unwrap_or_default());
    }

    /// A picture, or a text that may describe it.
    fn picture(&mut self, event: &Event<'_>, range: &Range<usize>) {
        if let Event::Start(Tag::Image { dest_url, .. }) = event {
            let name = dest_url.to_string();
            self.pictures.push((range.clone(), name, false));
        }
        if let (Event::Text(said) | Event::Code(said), Some((own, _, has_alt))) =
            (event, self.pictures.last_mut())
        {
            *has_alt |= own.contains(&range.start) && !said.trim().is_empty();
        }
    }

    /// A heading with nothing under it before one of its level, or above.
    fn heading(&mut self, event: &Event<'_>, range: &Range<usize>, bare: &mut Bare) {
        match event {
            Event::Start(Tag::Heading { level, .. }) => {
                let former = bare.replace((*level, range.clone()));
                let empty = former.filter(|(former, _)| level <= former);
                self.marks
                    .extend(empty.map(|(_, title)| (title, "section")));
            }
            Event::End(_) | Event::Start(Tag::FootnoteDefinition(_)) => {}
            _ => *bare = None,
        }
    }

    /// Signs in plain text that were meant for more. What is escaped is meant as it is.
    fn plain(&mut self, body: &str, text: &str) {
        let is_escaped = |at: usize| body[..at].ends_with('\\');
        let mut all = |sign: &str,
                       variant: &'static str,
                       length: &dyn Fn(&str) -> Option<usize>| {
            let hits = text.match_indices(sign).filter(|(at, _)| !is_escaped(*at));
            let hits = hits.filter_map(|(at, _)| Some((at..at + length(&body[at..])?, variant)));
            self.marks.extend(hits.take(MOST));
        };
        let until = |sign: char| move |rest: &str| through(rest, sign);
        all("[TABLE]", "table", &|_| Some("[TABLE]".len()));
        all("[TOC]", "program", &|_| Some("[TOC]".len()));
        all("[!", "program", &|rest| {
            let end = until(']')(rest)?;
            let name = &rest[2..end - 1];
            let is_name = !name.is_empty() && name.bytes().all(|c| c.is_ascii_uppercase());
            is_name.then_some(end)
        });
        all("[[", "program", &|rest| {
            let end = near(rest).find("]]")?;
            rest[2..]
                .starts_with(char::is_alphanumeric)
                .then_some(end + 2)
        });
        all("[^", "note", &|rest| {
            let end = until(']')(rest)?;
            (end > 3 && !rest[..end].contains(' ')).then_some(end)
        });
        all("::", "fence", &|rest| {
            let line = near(rest);
            let colons = line.len() - line.trim_start_matches(':').len();
            let is_rest = line[colons..].trim().is_empty() || line.contains('{');
            is_rest.then_some(line.len())
        });
        all("[@", "citation", &until(']'));
        all("^(", "raised", &|rest| {
            let end = until(')')(rest)?;
            (!rest[end..].starts_with('^')).then_some(end)
        });
        for sign in ["{.", "{#", "{-}"] {
            all(sign, "attribute", &until('}'));
        }
        all("{", "attribute", &|rest| {
            let end = until('}')(rest)?;
            let inside = &rest[1..end];
            // Behind a picture or a link.
            let is_behind = body[..body.len() - rest.len()].ends_with([')', ']']);
            (inside.contains("=\"") || is_behind && inside.contains('=')).then_some(end)
        });
        all("^[", "note-inline", &|rest| {
            let end = until(']')(rest)?;
            (rest[2..end].contains(' ') && !rest[end..].starts_with(['^', '('])).then_some(end)
        });
        all("\\ ", "program", &|_| Some("\\".len()));
        all("{{", "program", &|rest| {
            let end = until('}')(rest)?;
            rest[end..].starts_with('}').then_some(end + 1)
        });
        for sign in ["++", "=="] {
            // « C++ » is a name, and « a == b » compares.
            all(sign, "highlight", &|rest| {
                let before = body[..body.len() - rest.len()].chars().next_back();
                let inside = &rest[sign.len()..];
                let end = near(inside).find(sign)?;
                let (inside, after) = (&inside[..end], &inside[end + sign.len()..]);
                let is_part = |c: char| c.is_alphanumeric() || sign.contains(c);
                let is_pair = !before.is_some_and(is_part)
                    && !after.starts_with(is_part)
                    && inside.starts_with(char::is_alphanumeric)
                    && !inside.ends_with(char::is_whitespace);
                is_pair.then_some(2 * sign.len() + end)
            });
        }
        all("[", "task", &|rest| {
            let end = ["[]", "[ ]", "[x]", "[X]"]
                .iter()
                .find_map(|sign| rest.starts_with(sign).then_some(sign.len()))?;
            let is_apart = rest[end..].starts_with(' ');
            let before = body[..body.len() - rest.len()].trim_end_matches(['>', ' ']);
            let item = before.strip_suffix(['-', '*', '+']).unwrap_or(before);
            let item = item.trim_end_matches(['>', ' ']);
            let begins = |before: &str| before.is_empty() || before.ends_with('\n');
            // In a list, it lacks its space, within or behind.
            let is_flawed = item.len() < before.len() && begins(item);
            let is_link = rest[end..].starts_with(['(', '[', ':']);
            (is_flawed && !is_link || is_apart && begins(before)).then_some(end)
        });
        for sign in ["**", "~~"] {
            all(sign, "style", &|rest| {
                // Three and more draw a line.
                let run = rest.bytes().take(4).take_while(|c| b"*~".contains(c));
                (run.count() < 4).then_some(sign.len())
            });
        }
        self.links(body, text);
        self.formulas(body, text);
        self.commands(body, text);
    }

    /// Links without an address, or with one that is none.
    fn links(&mut self, body: &str, text: &str) {
        let is_escaped = |at: usize| body[..at].ends_with('\\');
        for (sign, end, variant) in [("][", ']', "reference"), ("](", ')', "link")] {
            let hits = text.match_indices(sign).filter(|(at, _)| !is_escaped(*at));
            let hits = hits.filter_map(|(at, _)| {
                let start = opened(text, at).filter(|start| !is_escaped(*start))?;
                let end = at + 1 + through(&body[at + 1..], end)?;
                Some((start..end, variant))
            });
            self.marks.extend(hits.take(MOST));
        }
    }

    /// `\textbf{…}` and `\newpage`, and not « C:\dossier\plan ».
    fn commands(&mut self, body: &str, text: &str) {
        let mut count = 0;
        for (at, _) in text.match_indices('\\') {
            if count == MOST {
                break;
            }
            let rest = &body[at + 1..];
            let length = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
            let (name, after) = rest.split_at(length);
            let is_path = |c: char| c.is_alphanumeric() || "\\:/_.$".contains(c);
            let is_command = !name.is_empty() && after.starts_with('{') || COMMANDS.contains(&name);
            let in_formula = |(range, variant): &(Range<usize>, &str)| {
                *variant == "formula" && range.contains(&at)
            };
            if is_command && !body[..at].ends_with(is_path) && !self.marks.iter().any(in_formula) {
                self.mark(at..at + 1 + length, "program");
                count += 1;
            }
        }
    }

    /// `$…$`, and not « 5 $ et 10 $ ».
    fn formulas(&mut self, body: &str, text: &str) {
        let mut signs = text.match_indices('$').map(|(at, _)| at).peekable();
        let most = self.marks.len() + MOST;
        while let Some(start) = signs.next().filter(|_| self.marks.len() < most) {
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
                self.mark(start..end + 1, "formula");
                signs.next();
            }
        }
    }

    /// The lines of an item that no paragraph stands in, up to a list within it.
    fn item(&mut self, body: &str, start: Option<usize>, end: usize) {
        if let Some(start) = start.filter(|start| *start < end) {
            self.lines(body, &(start..end), true);
        }
    }

    /// Lines of a paragraph that were meant for the rows of a table or the items of a list: Markdown runs them together.
    fn lines(&mut self, body: &str, paragraph: &Range<usize>, in_item: bool) {
        let whole = &body[paragraph.clone()];
        let lines: Vec<(Range<usize>, &str)> = whole
            .split('\n')
            .map(|line| {
                let at = line.as_ptr().addr() - body.as_ptr().addr();
                let text = line.trim().trim_start_matches(['>', ' ']);
                let start = at + line.find(text).unwrap_or_default();
                (start..start + text.len(), text)
            })
            .filter(|(_, text)| !text.is_empty())
            .collect();
        let mut first = |variant, is: &dyn Fn(usize, &str) -> bool| {
            let hit = lines
                .iter()
                .enumerate()
                .find(|(rank, (_, text))| is(*rank, text));
            self.marks
                .extend(hit.map(|(_, (range, _))| (range.clone(), variant)));
        };
        let next = |rank: usize| lines.get(rank + 1).map_or("", |(_, text)| *text);
        first("bullet", &|rank, text| {
            let dashes =
                |text: &str| text.starts_with(DASHES) && text.contains(|c: char| c.is_whitespace());
            let all = |is: &dyn Fn(&str) -> bool| is(text) && is(next(rank));
            let is_hyphen = |text: &str| {
                let rest = text.strip_prefix('-');
                rest.is_some_and(|rest| rest.starts_with(char::is_alphabetic))
            };
            let brackets = text.strip_prefix('(').zip(next(rank).strip_prefix('('));
            text.starts_with(BULLETS) && answers_in(text) < 2
                || text.starts_with("(@")
                || all(&is_typed_number)
                || signs_in(text) > 1
                || all(&|text| begins_with_sign(text) && answers_in(text) < 2)
                || all(&dashes)
                || all(&is_hyphen)
                || TYPED.iter().any(|sign| all(&|text| text.starts_with(sign)))
                || brackets.is_some_and(|(own, next)| list_follows(own, next))
        });
        let is_closed = |text: &str| matches!(list_number(text), Some((_, ')', _)));
        first("list", &|rank, text| {
            let mut former = lines[..rank].iter().rev().map(|(_, text)| *text);
            match lines.first() {
                _ if rank == 0 => false,
                // From the first line on, letters are a list; one out of order goes on with the item above.
                Some((_, first)) if list_number(first).is_some() => {
                    let former = former.find(|text| list_number(text).is_some());
                    let is_sure =
                        [*first, text].into_iter().all(is_closed) || list_follows(text, next(rank));
                    is_sure && former.is_some_and(|former| !list_follows(former, text))
                }
                _ => list_follows(text, next(rank)) || in_item && is_closed(text),
            }
        });
        first("tabs", &|rank, text| {
            text.contains('\t') && next(rank).contains('\t')
        });
        first("grid", &|_, text| {
            text.starts_with('+')
                && text.ends_with('+')
                && text.len() > 4
                && text.chars().all(|c| "+-=:".contains(c))
        });
        first("row", &|rank, text| {
            let is_verse = |text: &str| text.starts_with("| ");
            text.len() > 2 && text.starts_with('|') && text[1..].contains('|')
                || is_verse(text) && is_verse(next(rank))
        });
        // What other programs take for the caption of a table, or for an abbreviation.
        first("attribute", &|rank, text| {
            rank == 0 && text.starts_with(": ") || text.starts_with("*[") && text.contains("]:")
        });
        first("heading", &|_, text| {
            let rest = text.trim_start_matches('#');
            match text.len() - rest.len() {
                0 | 1 => false,
                2..7 => rest.starts_with(char::is_alphanumeric),
                _ => rest.trim_start().starts_with(char::is_alphanumeric),
            }
        });
    }
}

/// Where the text of an item begins, behind its mark.
fn behind_mark(body: &str, item: &Range<usize>) -> usize {
    let text = body[item.clone()].trim_start();
    let text = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let text = text.trim_start_matches(['-', '*', '+', '.', ')']);
    item.end - text.len()
}

/// Whether a line begins with a number that Markdown takes for none: `1/ `, `1° `, `1- `, `a/ `.
fn is_typed_number(text: &str) -> bool {
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    if rest.len() < text.len() {
        ["/ ", "° ", "- "].iter().any(|sign| rest.starts_with(sign))
    } else {
        let rest = text.strip_prefix(|c: char| c.is_ascii_alphabetic());
        rest.is_some_and(|rest| rest.starts_with("/ "))
    }
}

/// Whether a text begins with a sign of no language and a space, as items do in other programs.
fn begins_with_sign(text: &str) -> bool {
    let mut letters = text.chars();
    let is_sign = |c: char| !c.is_alphanumeric() && !c.is_ascii() && !NO_BULLETS.contains(c);
    letters.next().is_some_and(is_sign) && letters.next().is_some_and(char::is_whitespace)
}

/// How many items a line seems to hold, all behind the same sign, the first one at its beginning or behind a colon:
/// « Actions : ‣ un ‣ deux », « Actions : – un ; – deux ».
fn signs_in(text: &str) -> usize {
    let words: Vec<&str> = text.split_whitespace().collect();
    let typed = ["o", "–", "—", "-", "·", "→"];
    let signs = words.iter().enumerate().filter(|(rank, word)| {
        let before = rank.checked_sub(1).map_or("", |rank| words[rank]);
        let after = words.get(rank + 1).copied().unwrap_or_default();
        let is_number = after.starts_with(|c: char| c.is_ascii_digit());
        let is_typed = typed.contains(word) && *rank > 0 && !is_number;
        let is_sign = begins_with_sign(&format!("{word} ")) && !word.starts_with(is_answer);
        (is_typed || is_sign) && (*rank == 0 || before.ends_with([':', ';']))
    });
    let same = |sign: &str| words.iter().filter(|word| **word == sign).count();
    signs.map(|(_, sign)| same(sign)).max().unwrap_or_default()
}

fn is_answer(sign: char) -> bool {
    ANSWERS.contains(sign)
}

/// How many boxes and ticks a line holds: « □ oui □ non ».
fn answers_in(text: &str) -> usize {
    text.chars().filter(|sign| is_answer(*sign)).count()
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

/// Whether a block of code ends as it begins.
fn is_closed(block: &str) -> bool {
    let last = block.trim_end().lines().skip(1).last().unwrap_or_default();
    last.trim_start_matches(['>', ' ']).starts_with(['`', '~'])
}

/// What the spellings of a label share.
fn key(label: &str) -> String {
    let words: Vec<&str> = label.split_whitespace().collect();
    words.join(" ").to_lowercase()
}

fn first_line(body: &str, range: &Range<usize>) -> Range<usize> {
    let line = body[range.clone()].lines().next().unwrap_or_default();
    range.start..range.start + line.len()
}

/// A table while it is read.
#[derive(Default)]
struct Table {
    columns: usize,
    rows: Vec<Vec<Joins>>,
    cells: Vec<Range<usize>>,
}

impl Table {
    /// Marks what Markdown leaves out of a table, and cells that would be merged with none.
    fn hear(
        &mut self,
        event: &Event<'_>,
        range: &Range<usize>,
        body: &str,
        marks: &mut Vec<(Range<usize>, &'static str)>,
    ) {
        match event {
            Event::Start(Tag::Table(columns)) => {
                *self = Self {
                    columns: columns.len(),
                    ..Self::default()
                }
            }
            Event::Start(Tag::TableHead | Tag::TableRow) => {
                self.rows.push(Vec::new());
                let line = body[range.start..].lines().next().unwrap_or_default();
                if cells(line) > self.columns {
                    marks.push((range.start..range.start + line.trim_end().len(), "cell"));
                }
            }
            Event::Start(Tag::TableCell) => {
                let joins = Joins::of(body, range);
                self.cells.push(range.clone());
                self.rows
                    .last_mut()
                    .into_iter()
                    .for_each(|row| row.push(joins));
            }
            Event::End(TagEnd::Table) => {
                let owners = merged(&self.rows).into_iter().enumerate();
                let owners = owners.flat_map(|(row, cells)| {
                    cells
                        .into_iter()
                        .enumerate()
                        .map(move |(column, owner)| (row, column) == owner)
                });
                let joins = self.rows.iter().flatten();
                let all = joins.zip(owners).zip(&self.cells);
                let alone = all.filter(|((joins, is_own), _)| **joins != Joins::Nothing && *is_own);
                marks.extend(alone.map(|(_, cell)| (cell.clone(), "merge")));
            }
            _ => {}
        }
    }
}

/// How many cells a row of a table has.
fn cells(row: &str) -> usize {
    let row = row.trim().trim_start_matches(['>', ' ']);
    let row = row.strip_prefix('|').unwrap_or(row);
    let signs = row
        .match_indices('|')
        .filter(|(at, _)| !row[..*at].ends_with('\\'));
    let bars = signs.count();
    let is_ended = row.ends_with('|') && !row.ends_with("\\|");
    bars + usize::from(!is_ended)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn finds(body: &str, expected: &[(&str, &str)]) {
        let mut found = Found::default();
        found.read(body);
        found
            .marks
            .sort_by_key(|(range, _)| (range.start, range.end));
        let marks = found.marks.iter();
        let marks: Vec<(&str, &str)> = marks
            .map(|(range, variant)| (*variant, &body[range.clone()]))
            .collect();
        assert_eq!(marks, expected, "{body}");
    }

    #[test]
    fn what_would_print_as_it_is_typed_is_found() {
        finds("Voir :\n\n[TABLE]\n", &[("table", "[TABLE]")]);
        finds("Le taux[^3] de [x].", &[("note", "[^3]")]);
        finds("Selon le [rapport][r].", &[("reference", "[rapport][r]")]);
        finds(
            "Selon [@insee2018, p. 3].",
            &[("citation", "[@insee2018, p. 3]")],
        );
        finds("le 1^(er) bilan", &[("raised", "^(er)")]);
        finds("un [mot]{.underline} là", &[("attribute", "{.underline}")]);
        finds(
            "![a](images/a.png){width=\"3in\"}",
            &[("attribute", "{width=\"3in\"}")],
        );
        finds("** Objectif ** 1", &[("style", "**"), ("style", "**")]);
        finds(
            "Soit $x^2 + 1$ et $n$.",
            &[("formula", "$x^2 + 1$"), ("formula", "$n$")],
        );
        finds(
            "::: {.note}\nTexte\n:::",
            &[
                ("fence", "::: {.note}"),
                ("attribute", "{.note}"),
                ("fence", "::"),
            ],
        );
        finds("##Objectifs", &[("heading", "##Objectifs")]);
        finds(
            "[le plan](mon plan.pdf), ![vu[^1]](images/a.png)\n\n[^1]: Note.",
            &[
                ("link", "[le plan](mon plan.pdf)"),
                ("link", "[vu[^1]](images/a.png)"),
            ],
        );
        finds("####### Titre", &[("heading", "####### Titre")]);
        finds(
            "![a](images/a.png){width=50%} [b](https://b.fr){width=50%}",
            &[("attribute", "{width=50%}")],
        );
        finds(
            "Texte^[une note en ligne].",
            &[("note-inline", "^[une note en ligne]")],
        );
        finds("Le {{ montant }}.", &[("program", "{{ montant }}")]);
        finds(
            "[TOC]\n\n> [!NOTE]\n> Voir [[halles]].",
            &[
                ("program", "[TOC]"),
                ("program", "[!NOTE]"),
                ("program", "[[halles]]"),
            ],
        );
        finds(
            "\\newpage\n\nUn \\textbf{mot}.",
            &[("program", "\\newpage"), ("program", "\\textbf")],
        );
        finds(
            "un ++mot++ et ==un autre==.",
            &[("highlight", "++mot++"), ("highlight", "==un autre==")],
        );
        finds("[ ] à faire\n[x] fait", &[("task", "[ ]"), ("task", "[x]")]);
        finds("- [] un\n- [ ]deux", &[("task", "[]"), ("task", "[ ]")]);
        finds(
            "### Titre {-}\n\nUn\\ mot.",
            &[("attribute", "{-}"), ("program", "\\")],
        );
        finds(
            "|a|b|\n|-|-|\n|1|2|\n\n: Légende\n\n*[HTML]: sigle",
            &[("attribute", ": Légende"), ("attribute", "*[HTML]: sigle")],
        );
    }

    #[test]
    fn lists_and_tables_that_are_none_are_found() {
        finds("Actions :\n• un\n• deux", &[("bullet", "• un")]);
        finds("\u{f0b7} un\n\u{f0b7} deux", &[("bullet", "\u{f0b7} un")]);
        finds("– un\n– deux", &[("bullet", "– un")]);
        for text in [
            "1/ un\n2/ deux",
            "1° un\n2° deux",
            "(@) un",
            "-un\n-deux",
            "· un\n· deux",
            "→ un\n→ deux",
            "o un\no deux",
            "(a) un\n(b) deux",
            "1- un\n2- deux",
            "a/ un\nb/ deux",
            "§ un\n§ deux",
        ] {
            finds(text, &[("bullet", text.lines().next().expect("a line"))]);
        }
        for text in [
            "✓ un\n✓ deux",
            "❖ un\n❖ deux",
            "Actions : ‣ un ‣ deux ‣ trois",
            "Actions : – un ; – deux",
            "Actions : o un o deux",
        ] {
            finds(text, &[("bullet", text.lines().next().expect("a line"))]);
        }
        finds("Étapes :\na) un\nb) deux", &[("list", "a) un")]);
        finds("Étapes :\n2. un\n3. deux", &[("list", "2. un")]);
        // Within an item, and out of order.
        finds("1. Appel\n   a. un\n   b. deux", &[("list", "a. un")]);
        finds("a) un\n   1) deux\nb) trois", &[("list", "b) trois")]);
        finds("a) un\nb) deux\nd) trois", &[("list", "d) trois")]);
        finds(
            "I. un\nA. deux\nB. trois\nII. quatre",
            &[("list", "A. deux")],
        );
        for text in [
            "1. Appel\n\n   a) un\n   b) deux",
            "- a) un\n  suite\n- b) deux",
            "A. Dupont\nB. Martin\nM. Durand",
        ] {
            finds(text, &[]);
        }
        finds(
            "Visites\t1 200\t10 %\nNuitées\t3 400\t5 %",
            &[("tabs", "Visites\t1 200\t10 %")],
        );
        finds(
            "+----+----+\n| a  | b  |\n+====+====+\n",
            &[("grid", "+----+----+"), ("row", "| a  | b  |")],
        );
        finds("| un vers\n| un autre", &[("row", "| un vers")]);
        finds("  a   b\n\n---- ----\n", &[("grid", "---- ----\n")]);
        finds("| a | b |\n| 1 | 2 |", &[("row", "| a | b |")]);
        finds(
            "| a | b |\n|---|---|\n| 1 | 2 | 3 |\n",
            &[("cell", "| 1 | 2 | 3 |")],
        );
        finds("| a | << |\n|---|---|\n| << | 2 |\n", &[("merge", " << ")]);
    }

    #[test]
    fn what_would_not_print_is_found() {
        finds(
            "Texte.\n\n[Contact]: a@b.fr\n",
            &[("reference-unused", "[Contact]: a@b.fr")],
        );
        finds(
            "Texte.\n\n[^1]: Une note.\n",
            &[("note-unused", "[^1]: Une note.")],
        );
        finds("a[^1]\n\n- b\n\n  [^1]: c\n", &[("note-place", "[^1]: c")]);
        finds(
            "## Objectifs\n\n## Évaluation\n\nTexte.",
            &[("section", "## Objectifs\n")],
        );
        finds(
            "## Moyens[^1]\n\nTexte.\n\n[^1]: Note.",
            &[("title", "[^1]")],
        );
        finds("Texte.\n\n```\ncode", &[("code", "```")]);
        finds(
            "~~10 000 €~~ 12 000 €, ~~premier~~",
            &[("struck", "~~10 000 €~~")],
        );
    }

    /// What is written as it should be, or is no markup at all.
    #[test]
    fn ordinary_text_is_left_alone() {
        for text in [
            "5 $ et 10 $, ou 100$/jour et 50$/an.",
            "Voir [le plan](plan.pdf) [sic] et (a) ou b).",
            "Une liste :\n- un\n- deux\n\na) un\nb) deux\nc) trois\n\n1. un\n2. deux",
            "| a | b \\| c |\n|---|---|\n| `x` | 2 |\n| seul |\n",
            "| a | << |\n|---|---|\n| ^^ | ^^ |\n",
            "| a | b |\n|---|---|\n| \\^^ | \\<< |\n",
            "# Partie\n\n## Sous-partie\n\nTexte[^1] en H~2~O, 1^er^.\n\n[^1]: Note avec [lien][r].\n\n[r]: https://a.fr\n",
            "En 2018 –\nla suite – et la fin.\nIl y a\n2. étapes",
            "\\[TABLE\\] \\*\\*x\\*\\* \\[^1] 1\\^(er) \\{.a} `[TABLE]` `$x^2$`",
            "    $x^2$ [TABLE]\n\n```\n• un\n[TABLE]\n```\n",
            "Lot 1\t12 mois",
            "Réunir ✓ et voir. Objectif : – 10 % en 2027 et – 20 % en 2028. A · B · C, ☐ oui ☐ non.",
            "□ étude □ travaux ■ animation",
            "Avis : ❑ favorable ❑ défavorable",
            "✔ réalisé ✘ abandonné",
            "Lundi • Mardi • Mercredi",
            "🚲 vélo 🚌 bus",
            "3*4 à 5*6, https://a.fr/_plan_/b et www.a.fr/*b*",
            "En C++ et D++, si a == b, de -5 à\n-10 ; → voir (a) et\n(b) là ; C:\\dossier\\newpage, \\\\serveur\\partage.",
            "Le besoin [ ] et [x] est, dit-on,\n-il faut voir (note^1^[2](x)).",
            "- a\n\n  [un lien](https://a.fr)\n\n- [ ] à faire\n\n- [x] fait",
            "Le total {total} et {part:metropole@2019}.",
            "***\n\n- - -\n\nTerme\n: sens\n\n- [ ] à faire\n- [x] fait\n",
            "Une *étoile* * et **deux**, ~~mot~~.",
        ] {
            finds(text, &[]);
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read(body in "([ -~é\t]|\n|\n\n|[\\[\\]^$*|#{:•–]|\\[\\^a\\]|```|<<|~~1~~){0,60}") {
            let mut found = Found::default();
            found.read(&body);
            for (range, _) in found.marks {
                prop_assert!(body.get(range).is_some());
            }
        }
    }

    #[test]
    fn pictures_are_described() {
        let mut found = Found::default();
        found.read("![](images/a.png) et [![Le *plan*](images/b.png)](https://a.fr)");
        let pictures = found
            .pictures
            .into_iter()
            .map(|(_, name, has_alt)| (name, has_alt));
        let expected = [
            ("images/a.png".to_owned(), false),
            ("images/b.png".to_owned(), true),
        ];
        assert_eq!(pictures.collect::<Vec<_>>(), expected);
    }
}
