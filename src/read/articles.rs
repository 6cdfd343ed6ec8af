//! `articles/*.md` and `articles/*.docx`: the text of the agreement itself, a file or more of `## Article N – titre`. What
//! stands before the first article is `preambule.md`.

use std::{collections::BTreeMap, path::Path, sync::Arc};

use super::{
    fiche::{check_words, read_each, sections, split_front_matter, texts_of},
    folder::Folder,
    refusal::reported,
    toml,
    word::{self, WordFile, heads_preamble},
};
use crate::{
    finding::{Finding, Severity},
    model::{Article, ArticleNumber, Prose},
    source::{Located, Place, fold, is_word, join},
};

/// The folder of the articles.
const FOLDER: &str = "articles";
/// The name, without ending, of the file that comes first and needs no number.
const PREAMBLE: &str = "preambule";

/// The articles in the order of their numbers, and the files that they stand in.
pub(super) type Articles = (Vec<Article>, Vec<Prose>);

/// Reads the articles; `None` when a file can't be used, with findings about it.
pub(super) fn read_all(folder: &mut Folder, is_amendment: bool) -> Option<Articles> {
    if !folder.exists(FOLDER) {
        return Some(Articles::default());
    }
    let names = texts_of(folder, FOLDER)?;
    let mut ranks = 1..;
    let files = read_each(folder, &names, |folder, name| {
        let rank = ranks.next().unwrap_or_default();
        read(folder, name, &format!("article-{rank}"))
    })?;
    let mut all = Vec::new();
    for file in &files {
        all.extend(articles(file, &mut folder.findings));
    }
    // Two of one number stay in the order of their files.
    all.sort_by(|(one, _), (other, _)| one.cmp(other));
    let all: Vec<Article> = all.into_iter().map(|(_, article)| article).collect();
    folder.findings.extend(numbering(&all, is_amendment));
    Some((all, files))
}

fn read(folder: &mut Folder, name: &str, slug: &str) -> Option<Prose> {
    let read: WordFile = if is_word(name) {
        word::read_articles(folder, name, slug)?
    } else {
        folder.text(name)?.into()
    };
    let text = read.text;
    let findings = &mut folder.findings;
    let (front, body) = match split_front_matter(&text.text) {
        Some((front, body)) => (Some(front), body),
        None => (None, 0..text.text.len()),
    };
    // It may be empty: nothing is read of it.
    if let Some(front) = front {
        toml::read(&text, front, findings, |table| {
            table.is_sound().then_some(())
        })?;
    }
    reported(check_words(&text), findings)?;
    let sections = reported(sections(&text, body.clone(), findings), findings)?;
    Some(Prose {
        title: Located::new(String::new(), Place::file(name)),
        sections,
        text: text.text,
        file: text.file,
        body,
        pictures: read.pictures,
        remarks: read.remarks,
        ..Prose::default()
    })
}

/// What orders articles: the preamble first, then the number; what has none goes with what it stands behind.
type Key = (bool, Vec<u32>);

/// The articles of a file, each with what orders it.
fn articles(file: &Prose, findings: &mut Vec<Finding>) -> Vec<(Key, Article)> {
    let stem = Path::new(&*file.file).file_stem().unwrap_or_default();
    let is_preamble = fold(&stem.to_string_lossy()) == PREAMBLE;
    // A Word file that begins with article 1 may hold the whole agreement.
    let mut headings = file.sections.iter().map(|section| section.heading.trim());
    let first = headings.find_map(Article::parse_heading);
    let is_whole = is_word(&file.file) && first.is_some_and(|(number, _)| number.parts == [1]);
    let heads = |title: &str| heads_preamble(&fold(title)) || is_whole && title.is_empty();
    let (mut key, mut is_numbered): (Key, bool) = ((!is_preamble, Vec::new()), false);
    let mut all = Vec::new();
    for section in &file.sections {
        let heading = heading_place(file, section.range.start);
        let mut number = None;
        let mut title = section.heading.trim();
        if let Some((parsed, behind)) = Article::parse_heading(title) {
            key = (true, parsed.parts.clone());
            is_numbered = true;
            (number, title) = (Some(Located::new(parsed, heading)), behind);
        } else if is_numbered || !is_preamble && !heads(title) {
            let (variant, place) = if title.is_empty() {
                ("outside", text_place(file, section.range.start))
            } else {
                ("heading", heading)
            };
            let finding = Finding::error("article-number", place).variant(variant);
            findings.push(finding.drafted(title));
        }
        let article = Article {
            number,
            title: title.to_owned(),
            section: section.clone(),
            file: Arc::clone(&file.file),
            text: Arc::clone(&file.text),
        };
        all.push((key.clone(), article));
    }
    all
}

/// Where the heading stands that ends at this byte.
fn heading_place(file: &Prose, end: usize) -> Place {
    let before = file.text[..end].trim_end();
    let start = before.rfind('\n').map_or(0, |line| line + 1);
    Place::in_text(&file.file, &file.text, start..before.len())
}

/// Where the text begins that stands behind this byte.
fn text_place(file: &Prose, from: usize) -> Place {
    let text = &file.text[from..];
    let start = from + text.len() - text.trim_start().len();
    let line = file.text[start..].lines().next().unwrap_or_default();
    Place::in_text(&file.file, &file.text, start..start + line.len())
}

/// Numbers that two articles have, and those that none has; an amendment leaves a gap where it repeals an article.
fn numbering(articles: &[Article], is_amendment: bool) -> Vec<Finding> {
    const SHOWN: u32 = 10;
    let mut findings = Vec::new();
    let numbers = articles
        .iter()
        .filter_map(|article| article.number.as_ref());
    let mut former: Option<&Located<ArticleNumber>> = None;
    // The first article of each number.
    let mut firsts = BTreeMap::new();
    for number in numbers {
        if let Some(former) = former.filter(|former| former.value == number.value) {
            let finding = Finding::error("article-number", number.place.clone());
            let finding = finding.variant("twice").drafted(number.spelling.as_str());
            findings.push(finding.arg("other", former.place.to_string()));
        }
        former = Some(number);
        if let Some(first) = number.parts.first() {
            firsts.entry(*first).or_insert(number);
        }
    }
    let mut expected = 1;
    for (first, number) in firsts {
        if first > expected && !is_amendment {
            let count = first - expected;
            let missing = (expected..first).take(SHOWN as usize);
            let more = if count > SHOWN { "…" } else { "" };
            let finding = Finding::new("article-number", Severity::Warning, number.place.clone());
            let finding = finding.variant("gap").drafted(number.spelling.as_str());
            let finding = finding.arg("missing", join(missing, ", ") + more);
            findings.push(finding.arg("count", count.to_string()));
        }
        expected = first.saturating_add(1);
    }
    findings
}
