//! `articles/*.md` and `articles/*.docx`: the text of the agreement itself, a file or more of `## Article N – titre`. What
//! stands before the first article is `preambule.md`.

use std::{
    collections::BTreeSet,
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
    sync::Arc,
};

use super::{
    fiche::{check_words, sections, split_front_matter, texts_of},
    folder::{Folder, TextFile},
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

/// Reads the articles; `None` when a file can't be used, with findings that say why.
pub(super) fn read_all(folder: &mut Folder, is_amendment: bool) -> Option<Articles> {
    if !folder.exists(FOLDER) {
        return Some(Articles::default());
    }
    let names = texts_of(folder, FOLDER)?;
    let mut files = Vec::new();
    for (rank, name) in names.iter().enumerate() {
        // A parser that panics must not hide what is wrong with the other files.
        let read = AssertUnwindSafe(|| read(folder, name, &format!("article-{}", rank + 1)));
        let file = catch_unwind(read).ok();
        if file.is_none() {
            let finding = Finding::error("file-refused", Place::file(name));
            folder.findings.push(finding.variant("panic"));
        }
        files.extend(file.flatten());
    }
    if files.len() < names.len() {
        return None;
    }
    let mut found = Vec::new();
    let mut all: Vec<_> = files
        .iter()
        .flat_map(|file| articles(file, &mut found))
        .collect();
    // Two of one number stay in the order of their files.
    all.sort_by(|(one, _), (other, _)| one.cmp(other));
    let all: Vec<Article> = all.into_iter().map(|(_, article)| article).collect();
    found.extend(numbering(&all, is_amendment));
    folder.findings.append(&mut found);
    Some((all, files))
}

fn read(folder: &mut Folder, name: &str, slug: &str) -> Option<Prose> {
    let mut word = None;
    let text = if is_word(name) {
        let WordFile {
            text,
            pictures,
            remarks,
            ..
        } = word::read_articles(folder, name, slug)?;
        word = Some((pictures, remarks));
        text
    } else {
        folder.text(name)?
    };
    let findings = &mut folder.findings;
    let (front, body) = match split_front_matter(&text.text) {
        Some((front, body)) => (Some(front), body),
        None => (None, 0..text.text.len()),
    };
    // Nothing need be said in it, and nothing is read of it.
    if let Some(front) = front {
        toml::read(&text, front, findings, |table| {
            table.is_sound().then_some(())
        })?;
    }
    reported(check_words(&text), findings)?;
    let sections = reported(sections(&text, body.clone(), findings), findings)?;
    let (pictures, remarks) = word.unwrap_or_default();
    let TextFile { file, text, .. } = text;
    Some(Prose {
        title: Located::new(String::new(), Place::file(&file)),
        drafted_code: None,
        axis: None,
        leader: None,
        order: None,
        is_landscape: false,
        calendar: None,
        partners: Vec::new(),
        fields: Vec::new(),
        tables: Vec::new(),
        figures: Vec::new(),
        sections,
        text,
        file,
        body,
        pictures,
        remarks,
    })
}

/// What orders articles: the preamble first, then the number; what has none goes with what it stands behind.
type Key = (bool, Vec<u32>);

/// The articles of a file, each with what orders it.
fn articles(file: &Prose, findings: &mut Vec<Finding>) -> Vec<(Key, Article)> {
    let stem = Path::new(&*file.file).file_stem().unwrap_or_default();
    let is_preamble = fold(&stem.to_string_lossy()) == PREAMBLE;
    // A Word file that begins with article 1 may hold the whole agreement.
    let first = file
        .sections
        .iter()
        .find_map(|section| Article::parse_heading(section.heading.trim()));
    let is_whole = is_word(&file.file) && first.is_some_and(|(number, _)| number.parts == [1]);
    let heads = |title: &str| heads_preamble(&fold(title)) || is_whole && title.is_empty();
    let mut key: Key = (!is_preamble, Vec::new());
    let mut numbered = false;
    let mut all = Vec::new();
    for section in &file.sections {
        let heading = heading_place(file, section.range.start);
        let mut number = None;
        let mut title = section.heading.trim();
        if let Some((parsed, behind)) = Article::parse_heading(title) {
            key = (true, parsed.parts.clone());
            numbered = true;
            (number, title) = (Some(Located::new(parsed, heading)), behind);
        } else if numbered || !is_preamble && !heads(title) {
            let variant = if title.is_empty() {
                "outside"
            } else {
                "heading"
            };
            let place = if title.is_empty() {
                text_place(file, section.range.start)
            } else {
                heading
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
    let numbers = articles
        .iter()
        .filter_map(|article| article.number.as_ref());
    let numbers: Vec<&Located<ArticleNumber>> = numbers.collect();
    let mut findings = Vec::new();
    for pair in numbers.windows(2) {
        let [before, number] = pair else { continue };
        let finding = Finding::error("article-number", number.place.clone());
        if before.value == number.value {
            let finding = finding.variant("twice").drafted(number.spelling.as_str());
            findings.push(finding.arg("other", before.place.to_string()));
        }
    }
    let firsts = numbers
        .iter()
        .filter_map(|number| number.parts.first().copied());
    let firsts: BTreeSet<u32> = firsts.collect();
    let mut expected = 1;
    for first in firsts {
        let number = numbers
            .iter()
            .find(|number| number.parts.first() == Some(&first));
        if let Some(number) = number.filter(|_| first > expected && !is_amendment) {
            const SHOWN: u32 = 10;
            let missing: Vec<u32> = (expected..first).take(SHOWN as usize).collect();
            let count = first - expected;
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
