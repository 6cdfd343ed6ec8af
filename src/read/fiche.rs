//! `fiches/*.md`: front matter between `+++` lines, then Markdown sections; and `fiches/*.docx` once `word` has made such
//! a text of them.

use std::{
    collections::BTreeSet,
    ops::Range,
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
    sync::Arc,
};

use pulldown_cmark::{Event, HeadingLevel, Tag, TagEnd};

use super::{
    folder::{Folder, TextFile},
    markdown::{self, Html},
    references::References,
    refusal::{Refusal, reported, within},
    toml,
    word::{self, Labels, WordFile},
};
use crate::{
    finding::Finding,
    limits::Limit,
    model::{Fiche, Prose, Section},
    source::{Code, Located, Place, fold, is_word, is_word_of},
};

/// The most pieces of HTML that are reported of a fiche: more have the same cause, a program that made it.
const MOST_HTML: usize = 50;

/// The keys of every fiche: no field of an agreement's own may have one of these names.
pub(super) const KEYS: &str =
    "code titre code_projet axe maitrise_ouvrage calendrier partenaires ordre orientation";

/// The endings of texts that only Word, or a program like it, can save as a fiche.
const OTHER_TEXTS: &str = "doc docm dot dotx odt rtf";

/// Reads every fiche; `None` when one of them can't be used, with findings about it.
pub(super) fn read_all(
    folder: &mut Folder,
    fields: &[String],
    labels: &Labels,
) -> Option<Vec<Fiche>> {
    let names = texts_of(folder, "fiches")?;
    let mut slugs = BTreeSet::new();
    read_each(folder, &names, |folder, name| {
        let file: WordFile = if is_word(name) {
            word::read(folder, name, word::Keys { labels, fields }, &mut slugs)?
        } else {
            folder.text(name)?.into()
        };
        let mut fiche = read(&file.text, fields, &mut folder.findings)?;
        if let Some(prose) = &mut fiche.prose {
            (prose.pictures, prose.remarks) = (file.pictures, file.remarks);
            prose.tables = file.tables;
        }
        Some(fiche)
    })
}

/// Reads each of these files; `None` when one of them can't be used. A parser that panics must not hide what is wrong with
/// the others.
pub(super) fn read_each<T>(
    folder: &mut Folder,
    names: &[String],
    mut read: impl FnMut(&mut Folder, &str) -> Option<T>,
) -> Option<Vec<T>> {
    let mut all = Vec::new();
    for name in names {
        let file = catch_unwind(AssertUnwindSafe(|| read(folder, name)));
        if file.is_err() {
            let finding = Finding::error("file-refused", Place::file(name));
            folder.findings.push(finding.variant("panic"));
        }
        all.extend(file.ok().flatten());
    }
    (all.len() == names.len()).then_some(all)
}

/// The names of the texts in a folder of fiches or articles; `None` when they cannot be listed or are too many. What else
/// is in it is reported.
pub(super) fn texts_of(folder: &mut Folder, within_folder: &str) -> Option<Vec<String>> {
    let is_text = |name: &str| Path::new(name).extension() == Some("md".as_ref()) || is_word(name);
    let is_other_text = |name: &str| {
        let ending = Path::new(name).extension().unwrap_or_default();
        is_word_of(OTHER_TEXTS, &ending.to_string_lossy().to_ascii_lowercase())
    };
    let place = Place::file(within_folder);
    let before = folder.findings.len();
    let names = folder.list(within_folder, is_text);
    let count = names.len() as u64;
    let checked = within(&folder.limits, Limit::Fiches, count, || place.clone());
    reported(checked, &mut folder.findings);
    let mut findings = folder.findings[before..].iter();
    if findings.any(|finding| finding.place == place) {
        return None;
    }
    folder.ignore(within_folder, "text", is_other_text);
    folder.ignore(within_folder, "", |name| {
        !is_text(name) && !is_other_text(name)
    });
    Some(names)
}

/// A fiche, of which the budget is still to be read.
fn read(text: &TextFile, fields: &[String], findings: &mut Vec<Finding>) -> Option<Fiche> {
    let Some((front, body)) = split_front_matter(&text.text) else {
        findings.push(Finding::error("front-matter-missing", text.place(0..0)));
        return None;
    };
    let parse_code = |text: &str| Code::parse(text).filter(|code| !code.numbers().is_empty());
    reported(check_words(text), findings)?;
    let sections = sections(text, body.clone(), findings);
    let sections = reported(sections, findings);
    toml::read(text, front, findings, |table| {
        table.require(&["code"]);
        let code = table.parsed("code", "EA 1.1", parse_code)?;
        let title = table.text("titre");
        let prose = Prose {
            drafted_code: table.parsed("code_projet", "EA 1.1", parse_code),
            axis: table.text("axe"),
            leader: table.text("maitrise_ouvrage"),
            calendar: table.text("calendrier"),
            partners: table.texts("partenaires"),
            fields: others(table, fields),
            order: table.number("ordre"),
            is_landscape: table.is("orientation", ["portrait", "paysage"]),
            // One without a title is still held against the workbook.
            title: title.unwrap_or_else(|| Located::new(code.to_string(), text.place(0..0))),
            sections: sections?,
            text: Arc::clone(&text.text),
            file: Arc::clone(&text.file),
            body: body.clone(),
            ..Prose::default()
        };
        let mut fiche = Fiche::new(code);
        fiche.prose = Some(prose);
        let is_sound = table.is_sound();
        table.require(&["titre"]);
        is_sound.then_some(fiche)
    })
}

/// The keys that the agreement names as fields of its own, in their order.
fn others(table: &mut toml::Table<'_>, fields: &[String]) -> Vec<(String, Located<String>)> {
    let keys: Vec<&str> = table.keys().collect();
    let mut others = Vec::new();
    for field in fields {
        // One that the fiche lacks is asked for too, so that an unknown key may be taken for a slip of it.
        let known = keys.iter().find(|key| fold(key) == fold(field));
        let key = known.copied().unwrap_or(field);
        others.extend(table.text(key).map(|text| (field.clone(), text)));
    }
    others
}

/// Refuses words that are too long, at the beginning of the first one.
pub(super) fn check_words(text: &TextFile) -> Result<(), Refusal> {
    const SHOWN: usize = 40;
    text.text.split_whitespace().try_for_each(|word| {
        let at = word.as_ptr().addr() - text.text.as_ptr().addr();
        let mut letters = word.char_indices().map(|(end, _)| at + end);
        let end = letters.nth(SHOWN).unwrap_or(at + word.len());
        text.within(Limit::NameLength, word.chars().count(), at..end)
    })
}

/// The bytes of the TOML and of the Markdown.
pub(crate) fn split_front_matter(text: &str) -> Option<(Range<usize>, Range<usize>)> {
    text.strip_prefix("+++\n")?;
    let start = "+++\n".len();
    let mut at = start;
    for line in text[start..].split_inclusive('\n') {
        let end = at + line.len();
        if line.trim_end() == "+++" {
            return Some((start..at, end..text.len()));
        }
        at = end;
    }
    None
}

/// Cuts the Markdown in these bytes of a text at its headings of the first two levels. Raw HTML has no meaning in a
/// signed PDF: each piece is an error, up to a number of them. Blocks and styles that stand within each other deeper
/// than anyone writes, and headings that are none, make the fiche unfit.
pub(super) fn sections(
    text: &TextFile,
    body: Range<usize>,
    findings: &mut Vec<Finding>,
) -> Result<Vec<Section>, Refusal> {
    const TOP: [HeadingLevel; 2] = [HeadingLevel::H1, HeadingLevel::H2];
    let section = |start| Section {
        heading: String::new(),
        markdown: String::new(),
        range: start..body.end,
    };
    let mut sections = vec![section(body.start)];
    let (mut nesting, mut is_heading, mut html) = (0, false, Vec::new());
    // Of each construct that is open, where it begins if it is underlined text.
    let mut open: Vec<Option<Range<usize>>> = Vec::new();
    let source = &text.text[body.clone()];
    let mut references = References::new(source);
    for (event, within) in markdown::events(source) {
        let range = body.start + within.start..body.start + within.end;
        let last = sections.len() - 1;
        if let Event::End(_) = event {
            while let Some(unended @ Some(_)) = open.pop() {
                html.extend(unended);
            }
        }
        let depth = open.len();
        references.read(&event, &within, last, depth);
        match event {
            Event::Start(Tag::Heading { level, .. }) if depth == 0 && TOP.contains(&level) => {
                is_heading = true;
                sections[last].range.end = range.start;
                sections.push(section(range.end));
            }
            Event::End(TagEnd::Heading(level)) if depth == 0 && TOP.contains(&level) => {
                is_heading = false;
            }
            Event::Start(tag) => {
                open.push(None);
                nesting += usize::from(nests(tag.to_end()));
                text.within(Limit::Nesting, nesting, range)?;
            }
            Event::End(tag) => nesting -= usize::from(nests(tag)),
            Event::Text(part) | Event::Code(part) if is_heading => {
                sections[last].heading.push_str(&part);
            }
            Event::InlineHtml(tag) => match Html::of(&tag) {
                Some(Html::Break) => {}
                Some(Html::Underline) => open.push(Some(range)),
                Some(Html::EndUnderline) if matches!(open.last(), Some(Some(_))) => {
                    open.pop();
                }
                _ => html.push(range),
            },
            Event::Html(tag) if Html::of(&tag) != Some(Html::Break) => html.push(range),
            _ => {}
        }
    }
    for range in html.into_iter().take(MOST_HTML) {
        let whole = text.text[range.clone()].trim();
        let mut shown: String = whole.chars().take(100).collect();
        if shown.len() < whole.len() {
            shown.push('…');
        }
        findings.push(Finding::error("html-refused", text.place(range)).drafted(shown));
    }
    references.find_lines(source);
    let mut refused = Vec::new();
    for (rank, section) in sections.iter_mut().enumerate() {
        let length = section.heading.chars().count();
        refused.extend(
            text.within(Limit::NameLength, length, section.range.clone())
                .err(),
        );
        let within = section.range.start - body.start..section.range.end - body.start;
        section.markdown = references.write(rank, source, within);
    }
    if let Some(last) = refused.pop() {
        findings.extend(refused.into_iter().map(|refusal| *refusal));
        return Err(last);
    }
    sections.retain(|section| !section.heading.is_empty() || !section.markdown.trim().is_empty());
    Ok(sections)
}

/// Whether an element may hold others of its kind; a list counts once for its items.
fn nests(tag: TagEnd) -> bool {
    use TagEnd as T;
    let is_style = matches!(
        tag,
        T::Emphasis | T::Strong | T::Strikethrough | T::Subscript
    );
    let is_other_style = matches!(tag, T::Superscript | T::Link | T::Image);
    is_style || is_other_style || matches!(tag, T::BlockQuote(_) | T::List(_) | T::DefinitionList)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::limits::Limits;

    #[test]
    fn sections_are_cut_at_second_level_headings() {
        let text = "+++\ncode = \"EA 1\"\n+++\nAvant.\n\n## Constat *ici*\n\nUn.\n\n### Plus bas\n\n> ## cité\n\n## Vide\n";
        let (toml, body) = split_front_matter(text).expect("front matter");
        assert_eq!(&text[toml], "code = \"EA 1\"\n");
        let file = TextFile {
            file: "ea.md".into(),
            text: text.into(),
            limits: Limits::default(),
        };
        let sections = sections(&file, body, &mut Vec::new()).expect("sections");
        let cut: Vec<(String, String)> = sections
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

    fn cut(body: &str) -> Vec<String> {
        let file = TextFile {
            file: "ea.md".into(),
            text: body.into(),
            limits: Limits::default(),
        };
        let sections = sections(&file, 0..body.len(), &mut Vec::new()).expect("sections");
        sections.into_iter().map(|one| one.markdown).collect()
    }

    #[test]
    fn sections_bring_the_notes_and_references_that_they_use() {
        let text = "## A\n\nVoir[^1] le [plan][p].\n\n[p]: <plan.pdf> 'Le \"plan\"'\n\n## B\n\nEncore[^1], et [^2].\n\n[^1]: Un[^2].\n\n    Suite.\n\n[^2]: Deux, [ici][P].\n\nFin.\n";
        let expected = [
            "[p]: <plan.pdf> \"Le \\\"plan\\\"\"\n\nVoir[^1] le [plan][p].\n\n[^1]: Un[^2].\n\n    Suite.\n\n[^2]: Deux, [ici][P].",
            "Encore[^1], et [^2].\n\nFin.\n\n[^1]:\n\n[^2]:",
        ];
        assert_eq!(cut(text), expected);
        // Wherever they stand, the sections are the same.
        let moved = "[^2]: Deux, [ici][P].\n\n[^1]: Un[^2].\n\n    Suite.\n\n## A\n\nVoir[^1] le [plan][p].\n\n## B\n\nEncore[^1], et [^2].\n\nFin.\n\n[p]: plan.pdf \"Le \\\"plan\\\"\"\n";
        assert_eq!(cut(moved), expected);
        let plain = "A\n\n- b\n\n\n> c\n";
        assert_eq!(cut(plain), [plain.trim_end()]);
    }

    proptest! {
        /// What is a reference or a note in the whole text is one in its section.
        #[test]
        fn references_are_the_same_in_their_section(pieces in proptest::collection::vec((0..12usize, "[ab ]{0,3}"), 0..12)) {
            let text: String = pieces.into_iter().map(|(form, text)| match form {
                0 => format!("\n\n## {text}\n\n"),
                1 => "a[^1] ".to_owned(),
                2 => format!("\n\n[^1]: note {text}\n\n"),
                3 => "b[^n] [x][r] ".to_owned(),
                4 => format!("\n\n[^n]: autre[^1] [r]{text}\n\n    suite\n\n"),
                5 => "[r] ![i][q] ".to_owned(),
                6 => format!("\n\n[r]: <{text}> 't\"i'\n"),
                7 => "\n\n[q]: images/a.png\n\n".to_owned(),
                8 => format!("\n\n- {text}\n"),
                9 => format!("\n\n    code {text}\n"),
                10 => format!("\n\n| {text} | b[^1] |\n|---|---|\n"),
                _ => text,
            }).collect();
            let references = |markdown: &str| -> Vec<String> {
                let mut notes = 0;
                markdown::events(markdown).filter_map(|(event, _)| match event {
                    Event::Start(Tag::FootnoteDefinition(_)) => { notes += 1; None }
                    Event::End(TagEnd::FootnoteDefinition) => { notes -= 1; None }
                    Event::FootnoteReference(name) if notes == 0 => Some(format!("[^{name}]")),
                    Event::Start(Tag::Link { dest_url, title, .. } | Tag::Image { dest_url, title, .. }) if notes == 0 => Some(format!("{dest_url} {title}")),
                    _ => None,
                }).collect()
            };
            let sections: Vec<String> = cut(&text).iter().flat_map(|one| references(one)).collect();
            prop_assert_eq!(sections, references(&text), "{}", text);
        }
    }

    #[test]
    fn front_matter_must_be_closed() {
        assert!(split_front_matter("+++\ncode = \"x\"\n").is_none());
        assert!(split_front_matter("# Titre\n").is_none());
        assert!(split_front_matter("+++\n+++\n").is_some());
    }
}
