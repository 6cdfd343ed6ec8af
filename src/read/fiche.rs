//! `fiches/*.md`: front matter between `+++` lines, then Markdown sections.

use std::{ops::Range, sync::Arc};

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use serde::Deserialize;
use toml::Spanned;

use super::{
    contained::contained_file,
    folder::{Folder, not_read},
    refusal::beyond,
    toml::{Document, Scalar},
};
use crate::{
    finding::{Finding, Severity},
    limits::{Limit, Limits},
    source::{Code, Located, Place},
};

/// Every key of the front matter.
const KEYS: [&str; 8] = [
    "code",
    "code_projet",
    "titre",
    "axe",
    "maitrise_ouvrage",
    "calendrier",
    "partenaires",
    "ordre",
];

/// No more pieces of HTML of a fiche are told: it was made by a program, and one advice serves for all.
const MOST_HTML: usize = 50;

/// A fiche as its file describes it.
#[derive(Clone, Debug)]
pub struct RawFiche {
    /// The file.
    pub file: Arc<str>,
    /// `code`.
    pub code: Located<Code>,
    /// `code_projet`: the code that the draft gave it, when it was another one.
    pub drafted_code: Option<Located<Code>>,
    /// `titre`.
    pub title: Located<String>,
    /// `axe`: the prefix of its axis.
    pub axis: Option<Located<String>>,
    /// `maitrise_ouvrage`.
    pub leader: Option<Located<String>>,
    /// `calendrier`.
    pub calendar: Option<Located<String>>,
    /// `partenaires`.
    pub partners: Vec<String>,
    /// `ordre`.
    pub order: Option<i64>,
    /// The Markdown, section by section.
    pub sections: Vec<Section>,
    /// The whole file.
    pub text: Arc<str>,
}

/// A section: what stands under a `##` heading.
#[derive(Clone, Debug)]
pub struct Section {
    /// The heading's text; empty for what stands before the first one.
    pub heading: String,
    /// The Markdown under it.
    pub markdown: String,
    /// The bytes of `markdown` in the file.
    pub range: Range<usize>,
}

#[derive(Deserialize)]
struct FrontMatter {
    code: Option<Spanned<Scalar>>,
    code_projet: Option<Spanned<Scalar>>,
    titre: Option<Spanned<String>>,
    axe: Option<Spanned<String>>,
    maitrise_ouvrage: Option<Spanned<String>>,
    calendrier: Option<Spanned<String>>,
    #[serde(default)]
    partenaires: Vec<String>,
    ordre: Option<i64>,
}

/// Reads every fiche; `None` when one of them can't be used, with findings that say why.
pub(super) fn read_all(folder: &mut Folder, findings: &mut Vec<Finding>) -> Option<Vec<RawFiche>> {
    let is_fiche = |name: &str| {
        std::path::Path::new(name)
            .extension()
            .is_some_and(|ext| ext == "md")
    };
    let before = findings.len();
    let names = folder.list("fiches", findings, is_fiche);
    if findings[before..]
        .iter()
        .any(|finding| finding.place == Place::file("fiches"))
    {
        return None;
    }
    if let Some(refusal) = beyond(
        Limit::Fiches,
        names.len() as u64,
        || Place::file("fiches"),
        folder.limits(),
    ) {
        findings.push(refusal);
        return None;
    }
    let others = folder.list("fiches", &mut Vec::new(), |name| !is_fiche(name));
    findings.extend(not_read(&others, ""));
    let fiches: Vec<Option<RawFiche>> = names
        .iter()
        .map(|name| {
            contained_file(name, findings, |findings| read(folder, name, findings)).flatten()
        })
        .collect();
    fiches.into_iter().collect()
}

fn read(folder: &mut Folder, name: &str, findings: &mut Vec<Finding>) -> Option<RawFiche> {
    let (file, text) = folder.text(name, findings)?;
    let Some((toml, body)) = split_front_matter(&text) else {
        findings.push(Finding::new(
            "front-matter-missing",
            Severity::Error,
            Place::in_text(&file, &text, 0..0),
        ));
        return None;
    };
    let limits = *folder.limits();
    let letters = text.chars().count() as u64;
    let refusal = beyond(Limit::FicheText, letters, || Place::file(name), &limits);
    if let Some(refusal) = refusal.or_else(|| long_word(&file, &text, &limits)) {
        findings.push(refusal);
        return None;
    }
    let document = Document {
        file: &file,
        text: &text,
        toml,
        limits: &limits,
    };
    let front: FrontMatter = document.parse(&KEYS, findings)?;
    let code = document.required("code", front.code, findings);
    let title = document.required("titre", front.titre, findings);
    let parse_code = |text: &str| Code::parse(text).filter(|code| !code.numbers().is_empty());
    let code = code.and_then(|code| document.checked("code", code, "EA 1.1", parse_code, findings));
    let drafted_code = front
        .code_projet
        .and_then(|code| document.checked("code_projet", code, "EA 1.1", parse_code, findings));
    refuse_html(&file, &text, body.clone(), findings);
    let sections = sections(&text, body.clone());
    let before = findings.len();
    measure(&document, body, &sections, findings);
    if findings.len() > before {
        return None;
    }
    Some(RawFiche {
        code: code?,
        drafted_code,
        title: document.located(title?),
        axis: front.axe.map(|axis| document.located(axis)),
        leader: front
            .maitrise_ouvrage
            .map(|leader| document.located(leader)),
        calendar: front.calendrier.map(|calendar| document.located(calendar)),
        partners: front.partenaires,
        order: front.ordre,
        sections,
        text: Arc::clone(&text),
        file,
    })
}

/// The finding about the first word that is too long, at its beginning.
fn long_word(file: &Arc<str>, text: &Arc<str>, limits: &Limits) -> Option<Finding> {
    const SHOWN: usize = 40;
    text.split_whitespace().find_map(|word| {
        let place = || {
            let at = word.as_ptr().addr() - text.as_ptr().addr();
            let length: usize = word.chars().take(SHOWN).map(char::len_utf8).sum();
            Place::in_text(file, text, at..at + length)
        };
        beyond(
            Limit::WordLength,
            word.chars().count() as u64,
            place,
            limits,
        )
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
pub fn markdown_options() -> Options {
    Options::ENABLE_TABLES
}

/// Cuts the Markdown at its headings of the first two levels.
fn sections(text: &str, body: Range<usize>) -> Vec<Section> {
    let mut headings: Vec<(String, Range<usize>)> = Vec::new();
    let mut depth = 0usize;
    let mut inside = false;
    for (event, range) in
        Parser::new_ext(&text[body.clone()], markdown_options()).into_offset_iter()
    {
        match event {
            Event::Start(Tag::Heading {
                level: HeadingLevel::H1 | HeadingLevel::H2,
                ..
            }) if depth == 0 => {
                headings.push((
                    String::new(),
                    body.start + range.start..body.start + range.end,
                ));
                inside = true;
            }
            Event::End(TagEnd::Heading(HeadingLevel::H1 | HeadingLevel::H2)) if depth == 0 => {
                inside = false
            }
            Event::Start(_) => depth += 1,
            Event::End(_) => depth -= 1,
            Event::Text(part) | Event::Code(part) if inside => {
                if let Some((heading, _)) = headings.last_mut() {
                    heading.push_str(&part);
                }
            }
            _ => {}
        }
    }
    let ends: Vec<usize> = headings
        .iter()
        .skip(1)
        .map(|(_, range)| range.start)
        .chain([body.end])
        .collect();
    let lead = body.start..headings.first().map_or(body.end, |(_, range)| range.start);
    let lead = (String::new(), lead);
    let under = headings
        .into_iter()
        .zip(ends)
        .map(|((heading, range), end)| (heading, range.end..end));
    let with_text = |(heading, range): (String, Range<usize>)| {
        let markdown = text[range.clone()].trim_matches('\n').to_owned();
        Section {
            heading,
            markdown,
            range,
        }
    };
    let all = std::iter::once(lead).chain(under).map(with_text);
    all.filter(|section| !section.heading.is_empty() || !section.markdown.trim().is_empty())
        .collect()
}

/// Refuses blocks and styles that stand within each other deeper than anyone writes, and headings that are none.
fn measure(
    document: &Document<'_>,
    body: Range<usize>,
    sections: &[Section],
    findings: &mut Vec<Finding>,
) {
    let mut depth = 0;
    for (event, range) in
        Parser::new_ext(&document.text[body.clone()], markdown_options()).into_offset_iter()
    {
        let place = || {
            Place::in_text(
                document.file,
                document.text,
                body.start + range.start..body.start + range.end,
            )
        };
        match event {
            Event::Start(tag) if nests(tag.to_end()) => {
                depth += 1;
                if let Some(finding) = document.passed(Limit::Nesting, depth, place) {
                    findings.push(finding);
                    return;
                }
            }
            Event::End(tag) if nests(tag) => depth -= 1,
            _ => {}
        }
    }
    for section in sections {
        let place = || Place::in_text(document.file, document.text, section.range.clone());
        findings.extend(document.passed(
            Limit::NameLength,
            section.heading.chars().count() as u64,
            place,
        ));
    }
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

/// Raw HTML has no meaning in a signed PDF; each piece is an error with its line, up to a number of them.
fn refuse_html(file: &Arc<str>, text: &str, body: Range<usize>, findings: &mut Vec<Finding>) {
    let events = Parser::new_ext(&text[body.clone()], markdown_options()).into_offset_iter();
    let pieces = events.filter(|(event, _)| matches!(event, Event::Html(_) | Event::InlineHtml(_)));
    for (event, range) in pieces.take(MOST_HTML) {
        if let Event::Html(html) | Event::InlineHtml(html) = event {
            let place =
                Place::in_text(file, text, body.start + range.start..body.start + range.end);
            findings.push(
                Finding::new("html-refused", Severity::Error, place)
                    .drafted(shortened(html.trim())),
            );
        }
    }
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
