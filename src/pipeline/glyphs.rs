//! Characters that the documents' font cannot print. Every PDF must show every character it holds, so that
//! none could be made: the finding says which one and where, before anything is laid out.

use std::{borrow::Cow, collections::BTreeSet, sync::Arc};

use pulldown_cmark::{Event, Parser};

use crate::{
    finding::{Finding, Severity},
    model::{Dossier, Mention, Prose},
    read::markdown_options,
    render,
    source::{Located, Place, misleads},
};

/// One finding a character and file.
pub(super) fn missing(dossier: &Dossier) -> Vec<Finding> {
    let mut seen: BTreeSet<(Arc<str>, char)> = BTreeSet::new();
    let mut findings = Vec::new();
    for (place, c) in texts(dossier).into_iter().flat_map(Text::missing) {
        if seen.insert((Arc::clone(place.file_name()), c)) {
            let variant = if misleads(c) { "invisible" } else { "" };
            let finding = Finding::new("text-glyph", Severity::Error, place).variant(variant);
            findings.push(
                finding
                    .drafted(c.to_string())
                    .arg("code", format!("U+{:04X}", u32::from(c))),
            );
        }
    }
    findings
}

/// A text and the way to the place of one of its bytes.
struct Text<'a> {
    shown: Cow<'a, str>,
    place: Place,
    /// The whole file and the text's first byte in it, when the text is part of one.
    within: Option<(&'a str, usize)>,
}

impl Text<'_> {
    fn missing(self) -> Vec<(Place, char)> {
        let mut seen = BTreeSet::new();
        let unprintable = self
            .shown
            .char_indices()
            .filter(|(_, c)| !render::can_print(*c) && seen.insert(*c));
        let place = |at: usize, c: char| match self.within {
            Some((whole, start)) => Place::in_text(
                self.place.file_name(),
                whole,
                start + at..start + at + c.len_utf8(),
            ),
            None => self.place.clone(),
        };
        unprintable.map(|(at, c)| (place(at, c), c)).collect()
    }
}

fn texts(dossier: &Dossier) -> Vec<Text<'_>> {
    let fiches = || {
        dossier
            .fiches
            .iter()
            .filter_map(|fiche| fiche.prose.as_ref())
    };
    let prose = fiches().map(|prose| Text {
        shown: Cow::Borrowed(&prose.text),
        place: Place::File {
            file: Arc::clone(&prose.file),
        },
        within: Some((&prose.text, 0)),
    });
    let codes = dossier.fiches.iter().map(|fiche| Text {
        shown: Cow::Borrowed(fiche.code.spelling()),
        place: fiche.code.place.clone(),
        within: None,
    });
    let own = prose.chain(fiches().flat_map(escaped)).chain(codes);
    own.chain(cells(dossier))
        .chain(convention(dossier))
        .chain(decisions(dossier))
        .collect()
}

/// What a fiche prints and may write another way: `"\u0008"` in its front matter, `&#8;` in its Markdown.
fn escaped(prose: &Prose) -> Vec<Text<'_>> {
    let whole = || Place::File {
        file: Arc::clone(&prose.file),
    };
    let text = |shown: &'_ str, place: Place| Text {
        shown: Cow::Owned(shown.to_owned()),
        place,
        within: None,
    };
    let values = [
        Some(&prose.title),
        prose.leader.as_ref(),
        prose.calendar.as_ref(),
    ]
    .into_iter()
    .flatten();
    let values = values.map(|value| text(&value.value, value.place.clone()));
    let names = prose
        .partners
        .iter()
        .chain(prose.sections.iter().map(|section| &section.heading));
    let mut texts: Vec<Text<'_>> = values
        .chain(names.map(|name| text(name, whole())))
        .collect();
    for section in prose
        .sections
        .iter()
        .filter(|section| section.markdown.contains('&'))
    {
        let source = &prose.text[section.range.clone()];
        for (event, range) in Parser::new_ext(source, markdown_options()).into_offset_iter() {
            if let Event::Text(shown) | Event::Code(shown) = event {
                let range = section.range.start + range.start..section.range.start + range.end;
                texts.push(text(
                    &shown,
                    Place::in_text(&prose.file, &prose.text, range),
                ));
            }
        }
    }
    texts
}

/// What the workbook says that documents print.
fn cells<'a>(dossier: &'a Dossier) -> impl Iterator<Item = Text<'a>> {
    let text = |shown: &'a String, place: &Place| Text {
        shown: Cow::Borrowed(shown),
        place: place.clone(),
        within: None,
    };
    let located = move |cell: &'a Located<String>| text(&cell.value, &cell.place);
    let cells = dossier.fiches.iter().flat_map(|fiche| {
        let lines = fiche
            .lines
            .iter()
            .flat_map(|line| [line.nature.as_ref(), line.label.as_ref()]);
        let rules = fiche.rules.iter().map(|rule| rule.nature.as_ref());
        let said = |mention: &'a Mention| [mention.nature.as_ref(), Some(&mention.text)];
        lines
            .chain(rules)
            .chain(fiche.mentions.iter().flat_map(said))
            .flatten()
    });
    let funders = dossier.funders.others();
    cells
        .map(located)
        .chain(funders.map(move |(_, funder)| text(&funder.name, &funder.place)))
}

/// What is said of decisions.
fn decisions(dossier: &Dossier) -> impl Iterator<Item = Text<'_>> {
    dossier.decisions.iter().flat_map(|decision| {
        let said = [&decision.settlement.reason, &decision.settlement.decided_by];
        said.into_iter().map(|text| Text {
            shown: Cow::Borrowed(text),
            place: decision.place.clone(),
            within: None,
        })
    })
}

/// The names and titles of the agreement.
fn convention<'a>(dossier: &'a Dossier) -> Vec<Text<'a>> {
    let convention = &dossier.convention;
    let file = convention.settings.file.file_name();
    let whole: &str = dossier.sources.texts.get(file).map_or("", |text| text);
    let parties = convention.parties.iter().flat_map(|party| {
        let signatory = party
            .signatory
            .iter()
            .flat_map(|signatory| [&signatory.name, &signatory.quality]);
        [&party.name, &party.column].into_iter().chain(signatory)
    });
    let axes = convention.axes.iter().map(|axis| &axis.title);
    let names = parties
        .chain(axes)
        .chain(convention.settings.place.as_deref())
        .chain([&convention.settings.title.value]);
    let text = |name: &'a String| {
        let within = whole.find(name.as_str()).map(|start| (whole, start));
        Text {
            shown: Cow::Borrowed(name),
            place: Place::File {
                file: Arc::clone(file),
            },
            within,
        }
    };
    names.map(text).collect()
}
