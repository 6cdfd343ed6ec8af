//! What documents cannot show: characters missing from their fonts, and tables too wide for any page. They are found
//! before anything is laid out.

use std::{collections::BTreeSet, sync::Arc};

use pulldown_cmark::{CowStr, Event};

use crate::{
    finding::{Finding, Severity},
    model::{Dossier, Prose},
    read::markdown_events,
    render::{self, WideTable},
    source::{Located, Place, misleads},
};

/// What a document prints, and where it is written.
type Printed<'a> = (CowStr<'a>, Place);

/// Findings about characters missing from all fonts, and tables too wide for any page.
pub(super) fn findings(dossier: &Dossier) -> Vec<Finding> {
    let proses = dossier.proses().map(|(_, prose)| prose);
    let mut findings: Vec<Finding> = proses.flat_map(tables_too_wide).collect();
    findings.extend(missing(dossier));
    findings
}

fn tables_too_wide(prose: &Prose) -> Vec<Finding> {
    let body = prose.body.clone();
    let markdown = prose
        .text
        .get(body.clone())
        .filter(|text| text.contains('|'));
    let finding = |WideTable { head, columns }: WideTable| {
        let range = body.start + head.start..body.start + head.end;
        let place = Place::in_text(&prose.file, &prose.text, range);
        Finding::error("table-width", place).arg("columns", columns.to_string())
    };
    let tables = markdown.map(|text| render::wide_tables(text, prose.is_landscape));
    tables.into_iter().flatten().map(finding).collect()
}

/// One finding per character and file.
fn missing(dossier: &Dossier) -> Vec<Finding> {
    let mut printed: Vec<Printed<'_>> = Vec::new();
    for fiche in &dossier.fiches {
        printed.extend(fiche.prose.iter().flat_map(prose));
        printed.push((fiche.code.spelling().into(), fiche.code.place.clone()));
        let lines = fiche.budgets().flat_map(|budget| &budget.lines);
        let lines = lines.flat_map(|line| [&line.nature, &line.label]).flatten();
        let rules = fiche.budgets().flat_map(|budget| &budget.rules);
        let natures = rules.filter_map(|rule| rule.nature.as_ref());
        let mentions = fiche.mentions.iter();
        let mentions = mentions.flat_map(|mention| mention.nature.iter().chain([&mention.text]));
        printed.extend(lines.chain(natures).chain(mentions).map(located));
    }
    printed.extend(dossier.article_files.iter().flat_map(prose));
    for (_, funder) in dossier.funders.others() {
        printed.push((funder.name.as_str().into(), funder.place.clone()));
    }
    printed.extend(convention(dossier));
    for decision in &dossier.decisions {
        let texts = [&decision.reason, &decision.decided_by];
        printed.extend(texts.map(|text| (text.as_str().into(), decision.place.clone())));
    }

    let (mut seen, mut findings) = (BTreeSet::new(), Vec::new());
    for (text, place) in printed {
        for (at, c) in text.char_indices() {
            let file = place.file_name();
            if render::can_print(c) || !seen.insert((Arc::clone(file), c)) {
                continue;
            }
            let mut place = place.clone();
            if let (Place::Text { start, .. }, Some(whole)) =
                (&place, dossier.sources.texts.get(file))
            {
                let range = start + at..start + at + c.len_utf8();
                // Its exact place is known where it is written literally, not as `&#8;` or `"\u0008"`.
                if whole
                    .get(range.clone())
                    .is_some_and(|written| written.starts_with(c))
                {
                    place = Place::in_text(file, whole, range);
                }
            }
            let variant = if misleads(c) { "invisible" } else { "" };
            let finding = Finding::new("text-glyph", Severity::Error, place).variant(variant);
            let finding = finding.drafted(c.to_string());
            findings.push(finding.arg("code", format!("U+{:04X}", u32::from(c))));
        }
    }
    findings
}

fn located(text: &Located<String>) -> Printed<'_> {
    (text.as_str().into(), text.place.clone())
}

/// A name, at its first occurrence in a file.
fn named<'a>(name: &'a str, file: &Arc<str>, whole: &str) -> Printed<'a> {
    let place = match whole.find(name) {
        Some(at) => Place::in_text(file, whole, at..at + name.len()),
        None => Place::file(file),
    };
    (name.into(), place)
}

/// The text of a fiche's file, then the printed texts that may be written another way in it.
fn prose(prose: &Prose) -> Vec<Printed<'_>> {
    let (file, whole) = (&prose.file, &*prose.text);
    let mut printed = vec![named(whole, file, whole), located(&prose.title)];
    let values = [&prose.leader, &prose.calendar].into_iter().flatten();
    printed.extend(values.map(located));
    printed.extend(prose.fields.iter().map(|(_, text)| located(text)));
    let headings = prose.sections.iter().map(|section| &section.heading);
    let names = prose.partners.iter().chain(headings);
    printed.extend(names.map(|name| named(name, file, whole)));
    // In Markdown, entities are the only other way.
    let sections = prose.sections.iter();
    for section in sections.filter(|section| section.markdown.contains('&')) {
        let (start, source) = (section.range.start, &whole[section.range.clone()]);
        for (event, range) in markdown_events(source) {
            if let Event::Text(shown) | Event::Code(shown) = event {
                let range = start + range.start..start + range.end;
                printed.push((shown, Place::in_text(file, whole, range)));
            }
        }
    }
    printed
}

/// The names and titles of the agreement.
fn convention(dossier: &Dossier) -> impl Iterator<Item = Printed<'_>> {
    let convention = &dossier.convention;
    let file = convention.title.place.file_name();
    let whole: &str = dossier.sources.texts.get(file).map_or("", |text| text);
    let mut names = vec![&convention.title.value];
    for party in &convention.parties {
        names.push(&party.name);
        names.extend(&party.description);
        let signatory = party.signatory.iter().chain(&party.quality);
        names.extend(signatory.map(|name| &name.value));
    }
    let columns = dossier
        .funders
        .all()
        .iter()
        .filter(|funder| funder.has_column);
    names.extend(columns.flat_map(|funder| [&funder.name, &funder.column]));
    names.extend(convention.axes.iter().map(|axis| &axis.title));
    names.extend(convention.place.as_deref());
    names.extend(&convention.signature_mark);
    names.into_iter().map(|name| named(name, file, whole))
}
