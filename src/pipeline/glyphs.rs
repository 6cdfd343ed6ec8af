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
    let mut search = Search::default();
    let prose = || {
        dossier
            .fiches
            .iter()
            .filter_map(|fiche| fiche.prose.as_ref())
    };
    for prose in prose() {
        search.within(&prose.text, &prose.file, &prose.text, 0);
    }
    for prose in prose() {
        search.escaped(prose);
    }
    for fiche in &dossier.fiches {
        search.at(fiche.code.spelling(), &fiche.code.place);
    }
    for fiche in &dossier.fiches {
        let lines = fiche.lines.iter();
        let lines = lines.flat_map(|line| [line.nature.as_ref(), line.label.as_ref()]);
        let rules = fiche.rules.iter().map(|rule| rule.nature.as_ref());
        let mentions = fiche.mentions.iter();
        let mentions = mentions.flat_map(|own| [own.nature.as_ref(), Some(&own.text)]);
        for cell in lines.chain(rules).chain(mentions).flatten() {
            search.located(cell);
        }
    }
    for (_, funder) in dossier.funders.others() {
        search.at(&funder.name, &funder.place);
    }
    search.convention(dossier);
    for decision in &dossier.decisions {
        search.at(&decision.settlement.reason, &decision.place);
        search.at(&decision.settlement.decided_by, &decision.place);
    }
    search.findings
}

#[derive(Default)]
struct Search {
    seen: BTreeSet<(Arc<str>, char)>,
    findings: Vec<Finding>,
}

impl Search {
    /// Looks through a text; `place` tells where some of its bytes stand.
    fn look(&mut self, text: &str, place: impl Fn(Range<usize>) -> Place) {
        for (at, c) in text.char_indices() {
            if render::can_print(c) {
                continue;
            }
            let place = place(at..at + c.len_utf8());
            if !self.seen.insert((Arc::clone(place.file_name()), c)) {
                continue;
            }
            let variant = if misleads(c) { "invisible" } else { "" };
            self.findings.push(
                Finding::new("text-glyph", Severity::Error, place)
                    .variant(variant)
                    .drafted(c.to_string())
                    .arg("code", format!("U+{:04X}", u32::from(c))),
            );
        }
    }

    /// Looks through a text that stands somewhere as a whole.
    fn at(&mut self, text: &str, place: &Place) {
        self.look(text, |_| place.clone());
    }

    fn located(&mut self, text: &Located<String>) {
        self.at(&text.value, &text.place);
    }

    /// Looks through a text that begins at this byte of a file.
    fn within(&mut self, text: &str, file: &Arc<str>, whole: &str, start: usize) {
        self.look(text, |range| {
            Place::in_text(file, whole, start + range.start..start + range.end)
        });
    }

    /// What a fiche prints and may write another way: `"\u0008"` in its front matter, `&#8;` in its Markdown.
    fn escaped(&mut self, prose: &Prose) {
        self.located(&prose.title);
        let others = [&prose.leader, &prose.calendar];
        others
            .into_iter()
            .flatten()
            .for_each(|value| self.located(value));
        let headings = prose.sections.iter().map(|section| &section.heading);
        let whole = Place::file(&prose.file);
        for name in prose.partners.iter().chain(headings) {
            self.at(name, &whole);
        }
        for section in &prose.sections {
            if !section.markdown.contains('&') {
                continue;
            }
            let (source, start) = (&prose.text[section.range.clone()], section.range.start);
            for (event, range) in Parser::new_ext(source, markdown_options()).into_offset_iter() {
                if let Event::Text(shown) | Event::Code(shown) = event {
                    let range = start + range.start..start + range.end;
                    self.at(&shown, &Place::in_text(&prose.file, &prose.text, range));
                }
            }
        }
    }

    /// The names and titles of the agreement.
    fn convention(&mut self, dossier: &Dossier) {
        let convention = &dossier.convention;
        let file = convention.settings.file.file_name();
        let whole = dossier.sources.texts.get(file).map_or("", |text| text);
        let parties = convention.parties.iter().flat_map(|party| {
            let signatory = party.signatory.iter();
            let signatory = signatory.flat_map(|signatory| [&signatory.name, &signatory.quality]);
            [&party.name, &party.column].into_iter().chain(signatory)
        });
        let axes = convention.axes.iter().map(|axis| &axis.title);
        let settings = &convention.settings;
        let others = settings
            .place
            .as_deref()
            .into_iter()
            .chain([&settings.title.value]);
        for name in parties.chain(axes).chain(others) {
            match whole.find(name.as_str()) {
                Some(start) => self.within(name, file, whole, start),
                None => self.at(name, &Place::file(file)),
            }
        }
    }
}
