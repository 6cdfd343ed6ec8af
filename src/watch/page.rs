//! A state of the preview as an HTML page: the documents, the pages of one of them, its findings.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{
    FRONT,
    shown::{Shelf, Shown, Trouble},
};
use crate::{
    error::Error,
    finding::Finding,
    locale::Locale,
    model::Dossier,
    pipeline::Audited,
    render::{HtmlTemplates, PageMark},
    report::{Counts, FindingGroup, Quoted, fiche_of, finding_groups, visible},
    source::{Code, Sources},
};

#[derive(Debug, Serialize)]
struct PageView {
    version: u64,
    title: Option<String>,
    stage: Option<String>,
    counts: Counts,
    sections: Vec<SectionView>,
    document: DocumentView,
    trouble: Option<TroubleView>,
    groups: Vec<FindingGroup>,
}

/// The documents of an axis; those of no axis come first.
#[derive(Debug, Serialize)]
struct SectionView {
    title: Option<String>,
    entries: Vec<EntryView>,
}

#[derive(Debug, Serialize)]
struct EntryView {
    path: String,
    /// A fiche's code; none for the documents that have a name of their own in the catalogue.
    code: Option<String>,
    title: Option<String>,
    name: String,
    error: usize,
    warning: usize,
    info: usize,
    is_current: bool,
    has_failed: bool,
}

/// The document that is looked at.
#[derive(Debug, Serialize)]
struct DocumentView {
    name: String,
    code: Option<String>,
    title: Option<String>,
    pages: Vec<PictureView>,
    is_pending: bool,
    failure: Option<String>,
}

#[derive(Debug, Serialize)]
struct PictureView {
    path: String,
    number: usize,
    /// Its proportions: room is kept for what is not fetched yet.
    width: u32,
    height: u32,
}

#[derive(Debug, Serialize)]
struct TroubleView {
    text: Option<String>,
    groups: Vec<FindingGroup>,
}

/// The page of `document` in this state.
///
/// # Errors
/// [`Error::Template`], which would be a defect of this program.
pub(super) fn html(
    shown: &Shown,
    document: &str,
    templates: &HtmlTemplates,
    locale: &Locale,
) -> Result<String, Error> {
    templates.render("apercu.html", &view(shown, document, locale), &[], &[])
}

fn view(shown: &Shown, document: &str, locale: &Locale) -> PageView {
    let audited = shown.audited.as_deref();
    let dossier = audited.map(|audited| &audited.dossier);
    let settings = dossier.map(|dossier| &dossier.convention.settings);
    let findings = audited
        .map(|audited| audited.findings.as_slice())
        .unwrap_or_default();
    let shelf = shown.document(document);
    PageView {
        version: shown.version,
        title: settings.map(|settings| visible(&settings.title)),
        stage: settings.map(|settings| visible(&settings.stage)),
        counts: Counts::of(findings),
        sections: sections(shown, document),
        document: document_view(shelf, document),
        trouble: shown
            .trouble
            .as_ref()
            .map(|trouble| trouble_view(trouble, dossier, locale)),
        groups: groups(shown, shelf, audited, locale),
    }
}

/// What is found in the fiche that is looked at; in the whole dossier, when it is no fiche. While the dossier
/// cannot be read, what is found in it is told as the trouble.
fn groups(
    shown: &Shown,
    shelf: Option<&Shelf>,
    audited: Option<&Audited>,
    locale: &Locale,
) -> Vec<FindingGroup> {
    let Some(audited) =
        audited.filter(|_| !matches!(shown.trouble, Some(Trouble::Unreadable { .. })))
    else {
        return Vec::new();
    };
    let dossier = &audited.dossier;
    let code = shelf
        .and_then(|shelf| shelf.fiche.as_ref())
        .map(|fiche| &fiche.code);
    let fiche = code.and_then(|code| dossier.fiche_index(code));
    let concerns = |finding: &&Finding| code.is_none() || fiche_of(finding, dossier) == fiche;
    let findings: Vec<&Finding> = audited.findings.iter().filter(concerns).collect();
    let quoted = Quoted {
        dossier: Some(dossier),
        sources: &dossier.sources,
        locale,
    };
    finding_groups(&findings, quoted, 0)
}

fn trouble_view(trouble: &Trouble, dossier: Option<&Dossier>, locale: &Locale) -> TroubleView {
    match trouble {
        Trouble::Unreadable { findings, sources } => TroubleView {
            text: None,
            groups: told(findings, sources, dossier, locale),
        },
        Trouble::Failed(text) => TroubleView {
            text: Some(text.clone()),
            groups: Vec::new(),
        },
    }
}

/// Findings of a dossier that cannot be read, numbered apart from the others.
fn told(
    findings: &[Finding],
    sources: &Sources,
    dossier: Option<&Dossier>,
    locale: &Locale,
) -> Vec<FindingGroup> {
    let findings: Vec<&Finding> = findings.iter().collect();
    finding_groups(
        &findings,
        Quoted {
            dossier,
            sources,
            locale,
        },
        100_000,
    )
}

fn document_view(shelf: Option<&Shelf>, name: &str) -> DocumentView {
    let picture = |(index, mark): (usize, &PageMark)| PictureView {
        path: format!("/pages/{name}/{}.svg?v={}", index + 1, mark.look),
        number: index + 1,
        width: mark.width,
        height: mark.height,
    };
    let fiche = shelf.and_then(|shelf| shelf.fiche.as_ref());
    DocumentView {
        name: name.to_owned(),
        code: fiche.map(|fiche| fiche.code.to_string()),
        title: fiche.map(|fiche| visible(&fiche.title)),
        pages: shelf
            .iter()
            .flat_map(|shelf| shelf.pages.marks().enumerate())
            .map(picture)
            .collect(),
        is_pending: shelf.is_none_or(|shelf| shelf.is_pending),
        failure: shelf.and_then(|shelf| shelf.failure.clone()),
    }
}

/// The documents about the whole agreement, then the fiches, axis by axis.
fn sections(shown: &Shown, current: &str) -> Vec<SectionView> {
    let counts = shown.audited.as_deref().map(counts).unwrap_or_default();
    let mut sections: Vec<SectionView> = Vec::new();
    let (whole, fiches): (Vec<&Shelf>, Vec<&Shelf>) = shown
        .documents
        .iter()
        .partition(|shelf| shelf.fiche.is_none());
    for shelf in whole.into_iter().chain(fiches) {
        let title = shelf.fiche.as_ref().map(|fiche| visible(&fiche.axis));
        let entry = entry_view(shelf, current, &counts);
        match sections.last_mut().filter(|section| section.title == title) {
            Some(section) => section.entries.push(entry),
            None => sections.push(SectionView {
                title,
                entries: vec![entry],
            }),
        }
    }
    sections
}

fn entry_view(shelf: &Shelf, current: &str, counts: &BTreeMap<Code, Counts>) -> EntryView {
    let fiche = shelf.fiche.as_ref();
    let counts = fiche.and_then(|fiche| counts.get(&fiche.code));
    EntryView {
        path: if shelf.name == FRONT {
            "/".to_owned()
        } else {
            format!("/{}", shelf.name)
        },
        name: shelf.name.clone(),
        code: fiche.map(|fiche| fiche.code.to_string()),
        title: fiche.map(|fiche| visible(&fiche.title)),
        error: counts.map_or(0, |counts| counts.error),
        warning: counts.map_or(0, |counts| counts.warning),
        info: counts.map_or(0, |counts| counts.info),
        is_current: shelf.name == current,
        has_failed: shelf.failure.is_some(),
    }
}

/// How many findings there are, fiche by fiche.
fn counts(audited: &Audited) -> BTreeMap<Code, Counts> {
    let mut findings: BTreeMap<Code, Vec<&Finding>> = BTreeMap::new();
    for finding in &audited.findings {
        if let Some(fiche) = fiche_of(finding, &audited.dossier) {
            findings
                .entry(audited.dossier.fiches[fiche].code.value.clone())
                .or_default()
                .push(finding);
        }
    }
    findings
        .into_iter()
        .map(|(code, findings)| (code, Counts::of(findings)))
        .collect()
}
