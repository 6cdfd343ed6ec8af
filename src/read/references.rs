//! Link references and notes of a fiche. Its sections stand each for itself; what defines a reference or a note may stand
//! anywhere in the file, and goes to the sections that use it, so that moving it changes nothing.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    ops::Range,
};

use pulldown_cmark::{Event, LinkType, Tag, TagEnd};

use super::markdown::definitions;
use crate::source::join;

/// What a section or a note refers to.
#[derive(Clone, Default)]
struct Uses {
    /// The labels of references, and what defines them.
    links: Vec<(String, String)>,
    /// The names of notes.
    notes: Vec<String>,
}

/// The references of a text, while it is read and then cut.
#[derive(Default)]
pub(super) struct References {
    /// The stretches that define a link, in their order.
    links: Vec<Range<usize>>,
    /// The outermost blocks, in their order.
    blocks: Vec<Range<usize>>,
    /// By the name that its spellings share: a note that stands in no other block, and what it refers to.
    notes: BTreeMap<String, (Range<usize>, Uses)>,
    /// Of each section.
    uses: Vec<Uses>,
    /// The note that is being read.
    within: Option<String>,
    /// The lines that define something.
    cuts: Vec<Range<usize>>,
    /// The notes that a section has been given already.
    given: BTreeSet<String>,
}

impl References {
    /// Those of a text that is still to be read.
    pub(super) fn new(text: &str) -> Self {
        let links = definitions(text).into_iter();
        Self {
            links: links.map(|(_, span)| span).collect(),
            ..Self::default()
        }
    }

    /// Takes note of an event of this stretch, which stands in that section, `depth` blocks and styles deep.
    pub(super) fn read(
        &mut self,
        event: &Event<'_>,
        range: &Range<usize>,
        section: usize,
        depth: usize,
    ) {
        self.uses.resize(section + 1, Uses::default());
        let note = self
            .within
            .as_ref()
            .and_then(|note| self.notes.get_mut(note));
        let uses = note.map_or(&mut self.uses[section], |(_, uses)| uses);
        match event {
            Event::Start(Tag::FootnoteDefinition(name)) if depth == 0 => {
                let key = name.to_lowercase();
                if !self.notes.contains_key(&key) {
                    let note = (range.clone(), Uses::default());
                    self.notes.insert(key.clone(), note);
                    self.within = Some(key);
                }
            }
            Event::End(TagEnd::FootnoteDefinition) if depth == 0 => self.within = None,
            Event::Start(tag @ (Tag::Link { .. } | Tag::Image { .. })) => {
                uses.links.extend(definition(tag));
            }
            Event::FootnoteReference(name) => uses.notes.push(name.to_string()),
            _ => {}
        }
        if depth == 0 && matches!(event, Event::Start(_)) {
            self.blocks.push(range.clone());
        }
    }

    /// The Markdown of a section, which stands there in `text`: without what defines anything, then what defines
    /// what it uses. Sections are written in their order; a note that two of them call is written whole in the first.
    pub(super) fn write(&mut self, section: usize, text: &str, at: Range<usize>) -> String {
        let mut whole = String::new();
        let mut from = at.start;
        let first = self.cuts.partition_point(|cut| cut.start < at.start);
        for cut in &self.cuts[first..] {
            if cut.end > at.end {
                break;
            }
            if cut.start >= from {
                whole.push_str(&text[from..cut.start]);
                from = cut.end;
            }
        }
        whole.push_str(&text[from..at.end]);
        let whole = whole.trim_matches('\n').to_owned();
        let uses = self.uses.get(section).cloned().unwrap_or_default();
        let (mut links, mut notes) = (uses.links, Vec::new());
        let (mut called, mut seen) = (VecDeque::from(uses.notes), BTreeSet::new());
        while let Some(name) = called.pop_front() {
            let key = name.to_lowercase();
            let Some((range, uses)) = self.notes.get(&key) else {
                continue;
            };
            if !seen.insert(key.clone()) {
                continue;
            }
            if self.given.insert(key) {
                notes.push(text[range.clone()].trim_end().to_owned());
                called.extend(uses.notes.iter().cloned());
                links.extend(uses.links.iter().cloned());
            } else {
                notes.push(format!("[^{name}]:"));
            }
        }
        let mut seen = BTreeSet::new();
        links.retain(|(label, _)| seen.insert(label.clone()));
        // Of two definitions of a link, the first one counts; a line behind a note would be part of the note.
        let links = links.into_iter().map(|(_, link)| link);
        let parts = links.chain([whole]).filter(|part| !part.is_empty());
        parts.chain(notes).collect::<Vec<_>>().join("\n\n")
    }

    /// Finds the lines that define something, with the blank ones behind them, once all of the text was read. A link that
    /// is defined within another block stays there.
    pub(super) fn find_lines(&mut self, text: &str) {
        let is_outermost = |link: &&Range<usize>| {
            let blocks = &self.blocks;
            let before = blocks.partition_point(|block| block.start <= link.start);
            let last = blocks[..before].last();
            last.is_none_or(|block| block.end <= link.start)
        };
        let links = self.links.iter().filter(is_outermost);
        let notes = self.notes.values().map(|(range, _)| range);
        let cut = |range: &Range<usize>| {
            let before = text[..range.start].trim_end_matches(' ');
            let after = &text[range.end..];
            // To the end of its line.
            let rest = match after.find('\n') {
                _ if text[..range.end].ends_with('\n') => 0,
                Some(end) => end + 1,
                None => after.len(),
            };
            let after = &after[rest..];
            let blank = after.len() - after.trim_start_matches('\n').len();
            before.len()..range.end + rest + blank
        };
        // Without the definition between them, an indented text would continue the list or the note above.
        let is_indented = |cut: &Range<usize>| text[cut.end..].starts_with([' ', '\t']);
        let links = links.map(cut).filter(|cut| !is_indented(cut));
        let mut cuts: Vec<_> = links.chain(notes.map(cut)).collect();
        cuts.sort_by_key(|range| range.start);
        self.cuts = cuts;
    }
}

/// What defines a reference that a link or a picture uses, by its label.
fn definition(tag: &Tag<'_>) -> Option<(String, String)> {
    let (Tag::Link {
        link_type: LinkType::Reference | LinkType::Collapsed | LinkType::Shortcut,
        dest_url,
        title,
        id,
    }
    | Tag::Image {
        link_type: LinkType::Reference | LinkType::Collapsed | LinkType::Shortcut,
        dest_url,
        title,
        id,
    }) = tag
    else {
        return None;
    };
    let id = join(id.split_whitespace(), " ");
    let title = match &**title {
        "" => String::new(),
        title => format!(" \"{}\"", written(title)),
    };
    let definition = format!("[{id}]: <{}>{title}", written(dest_url));
    Some((id.to_lowercase(), definition))
}

/// An address or a title as it is written between `<>` or quotes.
fn written(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' | '>' | '"' | '\\' | '&' => written.extend(['\\', c]),
            _ if c.is_control() => written.extend(["&#", &u32::from(c).to_string(), ";"]),
            _ => written.push(c),
        }
    }
    written
}
