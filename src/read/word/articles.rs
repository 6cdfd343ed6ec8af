//! A Word file of articles, cut where they begin.

use super::{
    body::{Block, is_blank},
    form::Section,
    keys::is_title,
    line::{BOLD, Line, UNDERLINED, left_out},
};
use crate::{finding::Severity, model::Article, source::fold};

/// First words of headings of what stands before the first article, folded.
const PREAMBLE: &str = "preambule vu visa expose contexte considerant parties lesparties entre";

/// The parts of a file of articles, and the level of the headings that begin one: a heading as high as those of articles, or
/// a line of text that is one by its words.
pub(super) fn articles(blocks: Vec<Block>) -> (Vec<Section>, usize) {
    let is_article = |line: &Line| {
        let text = line.text();
        line.is_plain() && is_title(&text) && Article::parse_heading(&text).is_some()
    };
    let levels = blocks.iter().filter_map(|block| match block {
        Block::Heading(level, line) => Some((!is_article(line), *level)),
        _ => None,
    });
    let top = levels.min().map_or(1, |(_, level)| level);
    let mut sections = vec![Section::default()];
    let mut blocks = blocks.into_iter();
    while let Some(block) = blocks.next() {
        let last = sections.len() - 1;
        let section = &mut sections[last];
        let is_empty = |block: &Block| block.line().is_some_and(Line::is_empty) || is_blank(block);
        let is_begun = last > 0 || !section.blocks.iter().all(is_empty);
        let is_titled = !is_number_alone(&section.heading) || !section.blocks.iter().all(is_blank);
        let below = blocks.as_slice();
        match block {
            // The title of the agreement is that of convention.toml.
            Block::Heading(level, line) if !is_begun && is_title_of_all(level, &line) => {
                let remark = left_out("title", &line.text()).severity(Severity::Info);
                let line = Line::default().remarked(vec![remark]);
                section.blocks.push(Block::Text(line));
            }
            Block::Heading(_, line) | Block::Text(line) if is_article(&line) => {
                sections.push(Section::headed(line));
            }
            Block::Heading(level, line) if level <= top => {
                if is_titled {
                    sections.push(Section::headed(line));
                } else {
                    section.entitle(line);
                }
            }
            Block::Heading(level, line)
                if !is_titled && line.is_plain() && !is_next(level, below) =>
            {
                section.entitle(line);
            }
            Block::Text(line) if !is_titled && is_set_apart(&line, below) => section.entitle(line),
            block => section.blocks.push(block),
        }
    }
    (sections, top)
}

/// Whether the first heading of a file is the title of the whole agreement.
fn is_title_of_all(level: usize, line: &Line) -> bool {
    let text = fold(&line.text());
    let is_agreement = text.starts_with("convention") || text.starts_with("avenant");
    line.is_plain() && (level == 0 && !heads_preamble(&text) || is_agreement)
}

/// Whether a heading, folded, is that of what stands before the first article.
pub(in crate::read) fn heads_preamble(heading: &str) -> bool {
    PREAMBLE.split(' ').any(|word| heading.starts_with(word))
}

/// Whether a heading is « Article 1 » and nothing else: its title may stand on the next line.
fn is_number_alone(heading: &Line) -> bool {
    Article::parse_heading(&heading.text()).is_some_and(|(_, title)| title.is_empty())
}

/// Whether the next heading is of this level: both are within an article then.
fn is_next(level: usize, below: &[Block]) -> bool {
    let next = below.iter().find_map(|block| match block {
        Block::Heading(level, _) => Some(*level),
        _ => None,
    });
    next == Some(level)
}

/// Whether a line is short and looks otherwise than the text below it: all in bold, underlined or in capitals.
fn is_set_apart(line: &Line, below: &[Block]) -> bool {
    let is_apart = |line: &Line| {
        let text = line.text();
        let is_upper = text.contains(char::is_alphabetic) && text == text.to_uppercase();
        line.is_all(BOLD) || line.is_all(UNDERLINED) || is_upper
    };
    let is_text = match below.iter().find(|block| !is_blank(block)) {
        Some(Block::Text(next)) => !is_apart(next),
        next => next.is_some(),
    };
    line.is_plain() && is_title(&line.text()) && is_apart(line) && is_text
}
