//! *Voir*: the documents, the pages of one of them, its findings.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{
    marked::Rows,
    reply::{Reply, Site, text_address},
    session::Open,
    state::{FRONT, Shown, State},
};
use crate::{
    error::Error,
    finding::Finding,
    pipeline::Audited,
    report::{Counts, fiche_of, visible},
    source::Code,
};

/// The name of the document at an address.
pub(super) fn name_of(address: &str) -> &str {
    if address.is_empty() { FRONT } else { address }
}

/// The page of a document; `Reply::Unchanged` while the state is the one in the query: `?depuis=7`.
pub(super) fn page(site: &Site, open: &Open, document: &str, query: &str) -> Reply {
    let name = name_of(document);
    let state = open.state();
    if query == format!("depuis={}", state.version) {
        return Reply::Unchanged;
    }
    if name != FRONT && !state.documents.is_empty() && state.document(name).is_none() {
        return Reply::Missing;
    }
    Reply::page("atelier-voir.html", view(site, open, &state, name))
}

/// A page as it looks now: `2.svg`. A browser may cache it if it has the look in the query: `?v=…`.
pub(super) fn picture(open: &Open, document: &str, page: &str, query: &str) -> Reply {
    let state = open.state();
    let picture = || {
        let page: usize = page.strip_suffix(".svg")?.parse().ok()?;
        let page = page.checked_sub(1)?;
        let pages = &state.document(document)?.edited;
        let (mark, svg) = (pages.marks().nth(page)?, pages.svg(page)?);
        let is_asked = query.strip_prefix("v=") == Some(mark.look.as_str());
        Some(Reply::Picture(svg, is_asked))
    };
    picture().unwrap_or(Reply::Missing)
}

/// What the page of the document `name` shows in this state.
fn view(site: &Site, open: &Open, state: &State, name: &str) -> Value {
    let document = state.document(name);
    let frame = site.frame(open, "voir");
    let audited = state.audited.as_deref();
    // While the dossier cannot be read, its findings are shown as the trouble.
    let trouble = state.trouble.as_deref();
    let is_unread = matches!(trouble, Some(Error::Input { .. }));
    let audited = audited.filter(|_| !is_unread);
    let groups = audited
        .map(|audited| site.groups_of(audited, |finding| is_concerned(finding, audited, document)));
    let mut pages = document
        .map(|document| pictures(document, &frame))
        .unwrap_or_default();
    if let Some(((audited, document), groups)) = audited.zip(document).zip(groups.as_ref()) {
        mark(&mut pages, audited, document, groups);
    }
    let code = document.and_then(|document| document.code.as_ref());
    let fiche = audited.zip(code).and_then(|(audited, code)| {
        let dossier = &audited.dossier;
        dossier.fiches.get(dossier.fiche_index(code)?)
    });
    let file = fiche.and_then(|fiche| fiche.prose.as_ref()?.file.strip_prefix("fiches/"));
    let text = file.and_then(text_address);
    json!({
        "frame": frame,
        "sections": sections(state, name, &frame),
        "document": {
            "name": name,
            "code": document.and_then(|document| Some(document.code.as_ref()?.to_string())),
            "title": document.and_then(|document| Some(visible(document.title.as_ref()?))),
            "pages": pages,
            "text": text,
            "is_pending": document.is_none_or(|document| document.is_pending),
            "failure": document.and_then(|document| Some((site.describe)(document.failure.as_ref()?))),
        },
        "trouble": trouble.map(|error| site.error_view(error)),
        "groups": groups.unwrap_or_default(),
    })
}

/// Whether a finding is about the fiche that is shown; always, for a document that is no fiche.
fn is_concerned(finding: &Finding, audited: &Audited, document: Option<&Shown>) -> bool {
    let dossier = &audited.dossier;
    let code = document.and_then(|document| document.code.as_ref());
    code.is_none_or(|code| fiche_of(finding, dossier) == dossier.fiche_index(code))
}

/// The pages of a document with their sizes, so that the browser leaves room for those not loaded yet.
fn pictures(document: &Shown, frame: &Value) -> Vec<Value> {
    let here = frame["here"].as_str().unwrap_or_default();
    let marks = (1..).zip(document.edited.marks());
    let pictures = marks.map(|(number, mark)| {
        json!({
            "path": format!("{here}/pages/{}/{number}.svg?v={}", document.name, mark.look),
            "number": number,
            "width": mark.width,
            "height": mark.height,
            "marks": [],
        })
    });
    pictures.collect()
}

/// Marks the rows of pages that findings are about.
fn mark(pages: &mut [Value], audited: &Audited, document: &Shown, groups: &[Value]) {
    let rows = Rows::of(document);
    let findings = groups
        .iter()
        .filter_map(|group| group["findings"].as_array());
    for view in findings.flatten() {
        let rank = view["rank"]
            .as_u64()
            .and_then(|rank| usize::try_from(rank).ok());
        let finding = rank.and_then(|rank| audited.findings.get(rank));
        let found = finding.and_then(|finding| rows.find(finding, &audited.dossier));
        let Some((page, area)) = found.filter(|(page, _)| *page < pages.len()) else {
            continue;
        };
        let mark = json!({
            "finding": view["number"],
            "tone": if view["open"] == true { view["severity"].clone() } else { "settled".into() },
            "x": area.x.saturating_sub(4),
            "y": area.y.saturating_sub(2),
            "width": area.width + 8,
            "height": area.height + 4,
        });
        if let Some(marks) = pages[page]["marks"].as_array_mut() {
            marks.push(mark);
        }
    }
}

/// The documents about the whole agreement, then the fiches, axis by axis.
fn sections(state: &State, current: &str, frame: &Value) -> Vec<Value> {
    let here = frame["here"].as_str().unwrap_or_default();
    let counts = state.audited.as_deref().map(counts).unwrap_or_default();
    let mut documents: Vec<&Shown> = state.documents.iter().collect();
    documents.sort_by_key(|document| document.code.is_some());
    let section = |section: &[&Shown]| {
        let entries = section
            .iter()
            .map(|document| entry(document, current, here, &counts));
        json!({
            "title": section[0].axis.as_deref().map(visible),
            "entries": entries.collect::<Vec<_>>(),
        })
    };
    let sections = documents.chunk_by(|one, next| one.axis == next.axis);
    sections.map(section).collect()
}

fn entry(document: &Shown, current: &str, here: &str, counts: &BTreeMap<&Code, Counts>) -> Value {
    let counts = document.code.as_ref().and_then(|code| counts.get(code));
    json!({
        "path": if document.name == FRONT { format!("{here}/voir") } else { format!("{here}/voir/{}", document.name) },
        "name": document.name,
        "code": document.code.as_ref().map(ToString::to_string),
        "title": document.title.as_deref().map(visible),
        "counts": counts.cloned().unwrap_or_default(),
        "is_current": document.name == current,
        "has_failed": document.failure.is_some(),
    })
}

/// How many findings there are, fiche by fiche.
fn counts(audited: &Audited) -> BTreeMap<&Code, Counts> {
    let mut counts: BTreeMap<&Code, Counts> = BTreeMap::new();
    for finding in &audited.findings {
        if let Some(fiche) = fiche_of(finding, &audited.dossier) {
            let code = &audited.dossier.fiches[fiche].code.value;
            counts.entry(code).or_default().add(finding);
        }
    }
    counts
}
