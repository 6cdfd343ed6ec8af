//! `fiches/*.md`: front matter between `+++` lines, then Markdown sections.

use std::{ops::Range, path::Path, sync::Arc};

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::{
    contained::contained_file,
    folder::{Folder, TextFile, not_read},
    refusal::beyond,
    toml,
};
use crate::{
    finding::{Finding, Severity},
    limits::Limit,
    model::{Fiche, Prose, Section},
    source::{Code, Place},
};

/// No more pieces of HTML of a fiche are told: it was made by a program, and one advice serves for all.
const MOST_HTML: usize = 50;

/// Reads every fiche; `None` when one of them can't be used, with findings that say why.
pub(super) fn read_all(folder: &mut Folder, findings: &mut Vec<Finding>) -> Option<Vec<Fiche>> {
    let is_fiche = |name: &str| {
        Path::new(name)
            .extension()
            .is_some_and(|ending| ending == "md")
    };
    let place = Place::file("fiches");
    let before = findings.len();
    let names = folder.list("fiches", findings, is_fiche);
    let count = names.len() as u64;
    findings.extend(beyond(
        Limit::Fiches,
        count,
        || place.clone(),
        folder.limits(),
    ));
    if findings[before..]
        .iter()
        .any(|finding| finding.place == place)
    {
        return None;
    }
    let others = folder.list("fiches", &mut Vec::new(), |name| !is_fiche(name));
    findings.extend(not_read(&others, ""));
    let mut read = |name: &String| {
        contained_file(name, findings, |findings| {
            read(&folder.text(name, findings)?, findings)
        })
        .flatten()
    };
    let fiches: Vec<Option<Fiche>> = names.iter().map(&mut read).collect();
    fiches.into_iter().collect()
}

/// A fiche, of which the budget is still to be read.
fn read(text: &TextFile, findings: &mut Vec<Finding>) -> Option<Fiche> {
    let Some((front, body)) = split_front_matter(&text.text) else {
        let place = text.place(0..0);
        findings.push(Finding::new("front-matter-missing", Severity::Error, place));
        return None;
    };
    if let Some(refusal) = long_word(text) {
        findings.push(refusal);
        return None;
    }
    let parse_code = |text: &str| Code::parse(text).filter(|code| !code.numbers().is_empty());
    let sections = sections(&text.text, body.clone());
    let is_sound = check(text, body, &sections, findings);
    let fiche = toml::read(text, front, findings, |table| {
        table.require(&["code", "titre"]);
        let code = table.parsed("code", "EA 1.1", parse_code);
        let title = table.text("titre");
        let prose = Prose {
            drafted_code: table.parsed("code_projet", "EA 1.1", parse_code),
            axis: table.text("axe"),
            leader: table.text("maitrise_ouvrage"),
            calendar: table.text("calendrier"),
            partners: table.texts("partenaires"),
            order: table.number("ordre"),
            title: title?,
            sections,
            text: Arc::clone(&text.text),
            file: Arc::clone(&text.file),
        };
        Some(Fiche {
            prose: Some(prose),
            ..Fiche::new(code?)
        })
    });
    fiche.filter(|_| is_sound)
}

/// The finding about the first word that is too long, at its beginning.
fn long_word(text: &TextFile) -> Option<Finding> {
    const SHOWN: usize = 40;
    text.text.split_whitespace().find_map(|word| {
        let at = word.as_ptr().addr() - text.text.as_ptr().addr();
        let mut letters = word.char_indices().map(|(end, _)| at + end);
        let end = letters.nth(SHOWN).unwrap_or(at + word.len());
        text.beyond(Limit::NameLength, word.chars().count(), at..end)
    })
}

/// The bytes of the TOML and of the Markdown.
fn split_front_matter(text: &str) -> Option<(Range<usize>, Range<usize>)> {
    let start = "+++\n".len();
    let rest = text.strip_prefix("+++\n")?;
    let end = if rest.starts_with("+++") {
        0
    } else {
        rest.find("\n+++")? + 1
    };
    let after = rest[end..]
        .find('\n')
        .map_or(rest.len(), |newline| end + newline + 1);
    (rest[end..].lines().next()?.trim_end() == "+++")
        .then_some((start..start + end, start + after..text.len()))
}

/// The Markdown that this program reads: CommonMark with tables.
pub(crate) fn markdown_options() -> Options {
    Options::ENABLE_TABLES
}

/// What the Markdown in these bytes of a text is made of, and where.
fn events(text: &str, body: Range<usize>) -> impl Iterator<Item = (Event<'_>, Range<usize>)> {
    let start = body.start;
    Parser::new_ext(&text[body], markdown_options())
        .into_offset_iter()
        .map(move |(event, range)| (event, start + range.start..start + range.end))
}

/// Cuts the Markdown at its headings of the first two levels.
fn sections(text: &str, body: Range<usize>) -> Vec<Section> {
    const TOP: [HeadingLevel; 2] = [HeadingLevel::H1, HeadingLevel::H2];
    let mut sections = vec![Section {
        heading: String::new(),
        markdown: String::new(),
        range: body.clone(),
    }];
    let (mut depth, mut is_heading) = (0usize, false);
    for (event, range) in events(text, body.clone()) {
        match event {
            Event::Start(Tag::Heading { level, .. }) if depth == 0 && TOP.contains(&level) => {
                is_heading = true;
                if let Some(before) = sections.last_mut() {
                    before.range.end = range.start;
                }
                sections.push(Section {
                    heading: String::new(),
                    markdown: String::new(),
                    range: range.end..body.end,
                });
            }
            Event::End(TagEnd::Heading(level)) if depth == 0 && TOP.contains(&level) => {
                is_heading = false;
            }
            Event::Start(_) => depth += 1,
            Event::End(_) => depth -= 1,
            Event::Text(part) | Event::Code(part) if is_heading => {
                if let Some(section) = sections.last_mut() {
                    section.heading.push_str(&part);
                }
            }
            _ => {}
        }
    }
    for section in &mut sections {
        text[section.range.clone()]
            .trim_matches('\n')
            .clone_into(&mut section.markdown);
    }
    sections.retain(|section| !section.heading.is_empty() || !section.markdown.trim().is_empty());
    sections
}

/// Refuses raw HTML, which has no meaning in a signed PDF: each piece is an error, up to a number of them. Blocks and
/// styles that stand within each other deeper than anyone writes, and headings that are none, make the fiche unfit.
fn check(
    text: &TextFile,
    body: Range<usize>,
    sections: &[Section],
    findings: &mut Vec<Finding>,
) -> bool {
    let (mut depth, mut pieces) = (0, 0);
    for (event, range) in events(&text.text, body) {
        match event {
            Event::Html(html) | Event::InlineHtml(html) if pieces < MOST_HTML => {
                pieces += 1;
                let finding = Finding::new("html-refused", Severity::Error, text.place(range));
                findings.push(finding.drafted(shortened(html.trim())));
            }
            Event::Start(tag) if nests(tag.to_end()) => {
                depth += 1;
                if let Some(finding) = text.beyond(Limit::Nesting, depth, range) {
                    findings.push(finding);
                    return false;
                }
            }
            Event::End(tag) if nests(tag) => depth -= 1,
            _ => {}
        }
    }
    let before = findings.len();
    findings.extend(sections.iter().filter_map(|section| {
        let length = section.heading.chars().count();
        text.beyond(Limit::NameLength, length, section.range.clone())
    }));
    findings.len() == before
}

/// Whether an element may hold others of its kind; a list counts once for its items.
fn nests(tag: TagEnd) -> bool {
    matches!(
        tag,
        TagEnd::BlockQuote(_)
            | TagEnd::List(_)
            | TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Link
            | TagEnd::Image
    )
}

/// The beginning of a piece, enough to find it.
fn shortened(html: &str) -> String {
    const ENOUGH: usize = 100;
    match html.char_indices().nth(ENOUGH) {
        Some((end, _)) => format!("{}…", &html[..end]),
        None => html.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_are_cut_at_second_level_headings() {
        let text = "+++\ncode = \"EA 1\"\n+++\nAvant.\n\n## Constat *ici*\n\nUn.\n\n### Plus bas\n\n> ## cité\n\n## Vide\n";
        let (toml, body) = split_front_matter(text).expect("front matter");
        assert_eq!(&text[toml], "code = \"EA 1\"\n");
        let cut: Vec<(String, String)> = sections(text, body)
            .into_iter()
            .map(|s| (s.heading, s.markdown))
            .collect();
        let expected = [
            ("", "Avant."),
            ("Constat ici", "Un.\n\n### Plus bas\n\n> ## cité"),
            ("Vide", ""),
        ];
        assert_eq!(cut, expected.map(|(h, m)| (h.to_owned(), m.to_owned())));
    }

    #[test]
    fn front_matter_must_be_closed() {
        assert!(split_front_matter("+++\ncode = \"x\"\n").is_none());
        assert!(split_front_matter("# Titre\n").is_none());
        assert!(split_front_matter("+++\n+++\n").is_some());
    }
}
