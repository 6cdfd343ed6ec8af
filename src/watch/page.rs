//! What there is to see at a moment, and how its page shows it: the documents, the pages of one of them, its findings.

use std::{collections::BTreeMap, sync::Arc};

use serde_json::{Value, json};

use crate::{
    error::Error,
    finding::Finding,
    locale::Locale,
    pipeline::Audited,
    render::{Document, Edited},
    report::{CheckedDossier, Counts, fiche_of, finding_groups, visible},
    source::{Code, Sources},
};

/// How a terminal would print an error.
pub(super) type Describe = Box<dyn Fn(&Error) -> String + Send + Sync>;

/// The document that is looked at first.
pub(super) const FRONT: &str = "recapitulatif";

/// What the session waits for.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Signal {
    /// A file of the dossier was saved.
    Changed,
    /// The document of this name is looked at.
    Look(String),
}

/// A state of the preview: made by the session, read by the page, replaced whole.
#[derive(Clone, Debug, Default)]
pub(super) struct State {
    /// Greater than that of every state before; a run begins anywhere.
    pub(super) version: u64,
    /// The dossier as it was last read; none before that.
    pub(super) audited: Option<Arc<Audited>>,
    /// The documents, in the order in which they are listed.
    pub(super) documents: Vec<Shown>,
    /// Why the pages are not those of the files as they are now: findings that keep the dossier from being read, or
    /// another error.
    pub(super) trouble: Option<Arc<Error>>,
}

/// A document and its last good pages.
#[derive(Clone, Debug)]
pub(super) struct Shown {
    pub(super) document: Document,
    /// Its place within a stage, without ending.
    pub(super) name: String,
    /// The fiche's code; none for what is about all fiches.
    pub(super) code: Option<Code>,
    /// The fiche's title.
    pub(super) title: Option<String>,
    /// The title of the fiche's axis.
    pub(super) axis: Option<String>,
    pub(super) edited: Edited,
    /// Whether its pages are yet to be laid out.
    pub(super) is_pending: bool,
    /// What kept it from being laid out.
    pub(super) failure: Option<Arc<Error>>,
}

impl State {
    /// The document of this name.
    pub(super) fn document(&self, name: &str) -> Option<&Shown> {
        self.documents.iter().find(|document| document.name == name)
    }
}

/// What the page of the document `name` shows in this state.
pub(super) fn view(state: &State, name: &str, locale: &Locale, describe: &Describe) -> Value {
    let audited = state.audited.as_deref();
    let dossier = audited.map(|audited| &audited.dossier);
    let convention = dossier.map(|dossier| &dossier.convention);
    let document = state.document(name);
    let grouped = |findings: Vec<&Finding>, sources: &Sources| {
        let checked = CheckedDossier {
            name: None,
            dossier,
            sources,
            findings,
            hidden: 0,
        };
        finding_groups(&checked, locale, 0)
    };
    // While the dossier cannot be read, what is found in it is shown as the trouble.
    let trouble = state.trouble.as_deref();
    let (trouble, groups) = match (trouble, audited) {
        (Some(Error::Input { findings, sources }), _) => {
            let groups = grouped(findings.iter().collect(), sources);
            (Some(json!({ "text": null, "groups": groups })), Vec::new())
        }
        (error, audited) => {
            let error = error.map(|error| json!({ "text": describe(error), "groups": [] }));
            let groups = audited
                .map(|audited| grouped(concerned(audited, document), &audited.dossier.sources));
            (error, groups.unwrap_or_default())
        }
    };
    json!({
        "version": state.version,
        "title": convention.map(|convention| visible(&convention.title)),
        "stage": convention.map(|convention| visible(&convention.stage)),
        "counts": Counts::of(audited.map_or(&[][..], |audited| &audited.findings)),
        "sections": sections(state, name),
        "document": {
            "name": name,
            "code": document.and_then(|document| Some(document.code.as_ref()?.to_string())),
            "title": document.and_then(|document| Some(visible(document.title.as_ref()?))),
            "pages": document.map(pictures).unwrap_or_default(),
            "is_pending": document.is_none_or(|document| document.is_pending),
            "failure": document.and_then(|document| Some(describe(document.failure.as_ref()?))),
        },
        "trouble": trouble,
        "groups": groups,
    })
}

/// What is found in the fiche that is looked at; in the whole dossier, when it is no fiche.
fn concerned<'a>(audited: &'a Audited, document: Option<&Shown>) -> Vec<&'a Finding> {
    let dossier = &audited.dossier;
    let code = document.and_then(|document| document.code.as_ref());
    let fiche = code.and_then(|code| dossier.fiche_index(code));
    let is_about = |finding: &&Finding| code.is_none() || fiche_of(finding, dossier) == fiche;
    audited.findings.iter().filter(is_about).collect()
}

/// The pages of a document, with their proportions: room is kept for what is not fetched yet.
fn pictures(document: &Shown) -> Vec<Value> {
    let marks = (1..).zip(document.edited.marks());
    let pictures = marks.map(|(number, mark)| {
        json!({
            "path": format!("/pages/{}/{number}.svg?v={}", document.name, mark.look),
            "number": number,
            "width": mark.width,
            "height": mark.height,
        })
    });
    pictures.collect()
}

/// The documents about the whole agreement, then the fiches, axis by axis.
fn sections(state: &State, current: &str) -> Vec<Value> {
    let counts = state.audited.as_deref().map(counts).unwrap_or_default();
    let mut documents: Vec<&Shown> = state.documents.iter().collect();
    documents.sort_by_key(|document| document.code.is_some());
    let section = |section: &[&Shown]| {
        let entries = section.iter().map(|own| entry(own, current, &counts));
        json!({
            "title": section[0].axis.as_deref().map(visible),
            "entries": entries.collect::<Vec<_>>(),
        })
    };
    let sections = documents.chunk_by(|one, next| one.axis == next.axis);
    sections.map(section).collect()
}

fn entry(document: &Shown, current: &str, counts: &BTreeMap<&Code, Counts>) -> Value {
    let counts = document.code.as_ref().and_then(|code| counts.get(code));
    json!({
        "path": if document.name == FRONT { "/".to_owned() } else { format!("/{}", document.name) },
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
