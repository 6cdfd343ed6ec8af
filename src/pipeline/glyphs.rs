//! Characters that the documents' font cannot print. Every PDF must show every character it holds, so that
//! none could be made: the finding says which one and where, before anything is laid out.

use std::{collections::BTreeSet, ops::Range, sync::Arc};

use pulldown_cmark::{Event, Parser};

use crate::{
    finding::{Finding, Severity},
    model::{Dossier, Prose},
    read::markdown_options,
    render,
    source::{Located, Place, misleads},
};

/// One finding a character and file.
pub(super) fn missing(dossier: &Dossier) -> Vec<Finding> {
    let mut missing = Missing::default();
    let mut cells: Vec<&Located<String>> = Vec::new();
    for fiche in &dossier.fiches {
        fiche.prose.iter().for_each(|prose| missing.prose(prose));
        missing.text(fiche.code.spelling(), &fiche.code.place);
        let lines = fiche.lines.iter();
        cells.extend(lines.flat_map(|line| [&line.nature, &line.label]).flatten());
        cells.extend(fiche.rules.iter().filter_map(|rule| rule.nature.as_ref()));
        for mention in &fiche.mentions {
            cells.extend(mention.nature.iter().chain([&mention.text]));
        }
        for cell in cells.drain(..) {
            missing.text(cell, &cell.place);
        }
    }
    for (_, funder) in dossier.funders.others() {
        missing.text(&funder.name, &funder.place);
    }
    missing.convention(dossier);
    for decision in &dossier.decisions {
        missing.text(&decision.settlement.reason, &decision.settlement.place);
        missing.text(&decision.settlement.decided_by, &decision.settlement.place);
    }
    missing.findings
}

#[derive(Default)]
struct Missing {
    seen: BTreeSet<(Arc<str>, char)>,
    findings: Vec<Finding>,
}

impl Missing {
    /// A text whose characters have no place of their own.
    fn text(&mut self, text: &str, place: &Place) {
        self.add(text, |_| place.clone());
    }

    /// A part of a file.
    fn within(&mut self, file: &Arc<str>, whole: &str, part: Range<usize>) {
        let start = part.start;
        self.add(&whole[part], |at| {
            Place::in_text(file, whole, start + at.start..start + at.end)
        });
    }

    fn add(&mut self, text: &str, place: impl Fn(Range<usize>) -> Place) {
        let unprintable = text.char_indices().filter(|(_, c)| !render::can_print(*c));
        for (at, c) in unprintable {
            let place = place(at..at + c.len_utf8());
            if self.seen.insert((Arc::clone(place.file_name()), c)) {
                let variant = if misleads(c) { "invisible" } else { "" };
                let finding = Finding::new("text-glyph", Severity::Error, place)
                    .variant(variant)
                    .drafted(c.to_string())
                    .arg("code", format!("U+{:04X}", u32::from(c)));
                self.findings.push(finding);
            }
        }
    }

    /// A fiche's file as it stands, then what it prints and may write another way: `"\u0008"` in its front matter,
    /// `&#8;` in its Markdown.
    fn prose(&mut self, prose: &Prose) {
        let (file, whole) = (&prose.file, &prose.text);
        self.within(file, whole, 0..whole.len());
        let values = [&prose.leader, &prose.calendar].into_iter().flatten();
        for value in values.chain([&prose.title]) {
            self.text(&value.value, &value.place);
        }
        let place = Place::file(file);
        let headings = prose.sections.iter().map(|section| &section.heading);
        for name in prose.partners.iter().chain(headings) {
            self.text(name, &place);
        }
        for section in &prose.sections {
            let source = &whole[section.range.clone()];
            if !section.markdown.contains('&') {
                continue;
            }
            for (event, range) in Parser::new_ext(source, markdown_options()).into_offset_iter() {
                if let Event::Text(shown) | Event::Code(shown) = event {
                    let start = section.range.start;
                    let range = start + range.start..start + range.end;
                    self.text(&shown, &Place::in_text(file, whole, range));
                }
            }
        }
    }

    /// The names and titles of the agreement.
    fn convention(&mut self, dossier: &Dossier) {
        let convention = &dossier.convention;
        let file = convention.title.place.file_name();
        let whole: &str = dossier.sources.texts.get(file).map_or("", |text| text);
        let mut names = vec![&convention.title.value];
        for party in &convention.parties {
            names.push(&party.name);
            let signatory = party.signatory.iter().chain(&party.quality);
            names.extend(signatory.map(|name| &name.value));
        }
        names.extend(dossier.funders.parties().map(|(_, funder)| &funder.column));
        names.extend(convention.axes.iter().map(|axis| &axis.title));
        names.extend(convention.place.as_deref());
        for name in names {
            match whole.find(name.as_str()) {
                Some(at) => self.within(file, whole, at..at + name.len()),
                None => self.text(name, &Place::file(file)),
            }
        }
    }
}
