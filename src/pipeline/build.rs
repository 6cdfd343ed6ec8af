//! A stage made of a dossier, unless it is there already, and published.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use super::check::{Audited, DATA, check_for, require_readable};
use crate::{
    error::Error,
    finding::Finding,
    limits::Limits,
    locale::Locale,
    publish::{self, Incident, MANIFEST, Manifest, ManifestFile, NewStage, Options},
    purpose::Purpose,
    record::Record,
    render::{Attachment, Renderer},
    report::{CheckedDossier, fiche_index, findings_page},
    source::sha256,
    xlsx::{self, Received},
};

/// The corrected workbook, as it is published and attached to the annexes.
const WORKBOOK: &str = "budget-corrige.xlsx";

/// What is to be published, and where.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// The dossier.
    pub dossier: &'a Path,
    /// The folder of the stages.
    pub output: &'a Path,
    /// The fiches to publish alone, by code; the whole stage when empty.
    pub only: &'a [String],
    /// Whether only the workbook is made, without laying out any document.
    pub xlsx_only: bool,
    /// What the documents are for.
    pub purpose: Purpose,
    /// Whether a draft's annexes begin with a page of what is still to be settled.
    pub findings_page: bool,
    /// The day of documents whose stage is no date, as `2018-11-02`.
    pub date: Option<&'a str>,
    /// Folders of `output` that this run has filled already.
    pub taken: &'a [String],
    /// What the dossier may cost.
    pub limits: &'a Limits,
}

/// How far a run has come.
#[derive(Clone, Copy, Debug)]
pub enum Step<'a> {
    /// The dossier is being read and audited.
    Auditing,
    /// This many documents will be laid out.
    Rendering(usize),
    /// One more of them is.
    Rendered(&'a str),
    /// The files are being written.
    Publishing,
    /// Something was met on the way that is no failure.
    Met(&'a Incident),
}

/// A published stage.
#[derive(Debug)]
pub struct Published {
    /// Its folder.
    pub folder: PathBuf,
    /// The folder's name.
    pub name: String,
    /// Whether it was there already, made from the same inputs, options and program.
    pub was_current: bool,
    /// Whether it is about the whole agreement, not just the fiches asked for.
    pub is_whole: bool,
    /// Its files by name, with their page counts.
    pub files: Vec<(String, Option<usize>)>,
    /// What it says.
    pub record: Record,
    /// What the audit says of it.
    pub findings: Vec<Finding>,
}

/// Audits, renders and publishes a dossier.
///
/// # Errors
/// Nothing is published when anything cannot be read ([`Error::Input`]), rendered or written; nor, for a
/// final stage, while a finding blocks it ([`Error::NotFinal`]).
pub fn build(request: &Request<'_>, on: &(dyn Fn(Step<'_>) + Sync)) -> Result<Published, Error> {
    on(Step::Auditing);
    let audited = check_for(request.purpose, request.dossier, request.limits)?;
    require_readable(&audited)?;
    let is_final = request.purpose.is_final();
    if is_final {
        require_final(&audited)?;
    }
    let dossier = &audited.dossier;
    // In the order of the fiches, each once.
    let only = request.only.iter().map(|code| fiche_index(code, dossier));
    let only: Vec<usize> = only
        .collect::<Result<BTreeSet<_>, _>>()?
        .into_iter()
        .collect();
    // No stage can be called so, which keeps a part from replacing the whole.
    let suffix = match only.as_slice() {
        _ if request.xlsx_only => "+classeur",
        [] => "",
        _ => "+partiel",
    };
    let name = dossier.convention.settings.stage.value.clone() + suffix;
    if request.taken.contains(&name) {
        return Err(Error::refused("error-stage-twice", [("stage", name)]));
    }
    let record = Record::new(dossier, &audited.figures, request.purpose, request.date);
    let mut published = Published {
        folder: request.output.join(&name),
        name,
        was_current: true,
        is_whole: only.is_empty(),
        files: Vec::new(),
        record,
        findings: Vec::new(),
    };
    let codes = only
        .iter()
        .map(|rank| dossier.fiches[*rank].code.value.to_string());
    let options = Options {
        only: codes.collect(),
        findings_page: request.findings_page,
        date: request.date.map(str::to_owned),
    };
    let inputs = dossier.inputs.iter().map(|(name, sha256)| ManifestFile {
        name: name.clone(),
        sha256: sha256.clone(),
        pages: None,
    });
    let manifest = Manifest::new(&published.name, is_final, options, inputs.collect());
    let former = publish::former(request.output, &published.name, is_final)?;
    let manifest = if let Some(current) = former.filter(|former| former.is_made_from(&manifest)) {
        current.manifest
    } else {
        published.was_current = false;
        make(request, &audited, &published, &only, manifest, on)?
    };
    let files = manifest.outputs.into_iter();
    published.files = files.map(|file| (file.name, file.pages)).collect();
    published.files.push((MANIFEST.to_owned(), None));
    published.files.sort();
    published.findings = audited.findings;
    Ok(published)
}

/// Refuses a version to be signed while anything blocks it, all of it told at once.
fn require_final(audited: &Audited) -> Result<(), Error> {
    let settings = &audited.dossier.convention.settings;
    let still_draft = (!settings.purpose.is_final()).then(|| settings.file.clone());
    let open = audited.findings.iter().filter(|finding| finding.blocks());
    let open: Vec<Finding> = open.cloned().collect();
    if still_draft.is_none() && open.is_empty() {
        return Ok(());
    }
    Err(Error::NotFinal { still_draft, open })
}

/// Makes the files of a stage, publishes them, and returns the manifest that lists them.
fn make(
    request: &Request<'_>,
    audited: &Audited,
    stage: &Published,
    only: &[usize],
    manifest: Manifest,
    on: &(dyn Fn(Step<'_>) + Sync),
) -> Result<Manifest, Error> {
    let data = stage.record.to_json().into_bytes();
    let mut files = rendered(request, audited, stage, only, &data, on)?;
    on(Step::Publishing);
    files.push(StageFile::new(DATA, data));
    files.push(StageFile::new(
        "controle.json",
        audited.controls().into_bytes(),
    ));
    files.push(StageFile::new(
        "controle.html",
        controls_page(audited)?.into_bytes(),
    ));
    let outputs = files.iter().map(|file| ManifestFile {
        name: file.name.clone(),
        sha256: sha256(&file.bytes),
        pages: file.pages,
    });
    let manifest = manifest.with_outputs(outputs.collect());
    files.push(StageFile::new(MANIFEST, manifest.to_json().into_bytes()));
    let files: Vec<_> = files
        .into_iter()
        .map(|file| (file.name, file.bytes))
        .collect();
    let stage = NewStage {
        output: request.output,
        name: &stage.name,
        is_final: request.purpose.is_final(),
        files: &files,
    };
    publish::publish(&stage, &|incident| on(Step::Met(&incident)))?;
    Ok(manifest)
}

/// A file of a stage before it is published.
struct StageFile {
    name: String,
    bytes: Vec<u8>,
    pages: Option<usize>,
}

impl StageFile {
    fn new(name: impl Into<String>, bytes: Vec<u8>) -> Self {
        Self {
            name: name.into(),
            bytes,
            pages: None,
        }
    }
}

/// The documents that are asked for with their sources, and the corrected workbook.
fn rendered(
    request: &Request<'_>,
    audited: &Audited,
    stage: &Published,
    only: &[usize],
    data: &[u8],
    on: &(dyn Fn(Step<'_>) + Sync),
) -> Result<Vec<StageFile>, Error> {
    let record = &stage.record;
    let done = |name: &str| on(Step::Rendered(name));
    let renderer = || Renderer::new(&audited.dossier.templates);
    let mut files = Vec::new();
    let documents = if only.is_empty() {
        let workbook = workbook(audited, record)?;
        let attached = [
            Attachment {
                name: WORKBOOK,
                bytes: &workbook,
            },
            Attachment {
                name: DATA,
                bytes: data,
            },
        ];
        let attached = if record.convention.without_attachments {
            &[]
        } else {
            &attached[..]
        };
        let open: Vec<&Finding> = if request.findings_page && !request.purpose.is_final() {
            audited.open().collect()
        } else {
            Vec::new()
        };
        let documents = if request.xlsx_only {
            Vec::new()
        } else {
            // Every fiche, the annexes and the recap.
            on(Step::Rendering(record.fiches.len() + 2));
            renderer()?.stage(record, &open, attached, &done)?
        };
        files.push(StageFile::new(WORKBOOK, workbook));
        documents
    } else {
        on(Step::Rendering(only.len()));
        renderer()?.fiches(record, only, &done)?
    };
    for document in documents {
        let source = format!("source/{}.typ", document.name);
        files.push(StageFile::new(source, document.source.into_bytes()));
        files.push(StageFile {
            name: format!("{}.pdf", document.name),
            bytes: document.pdf,
            pages: Some(document.pages),
        });
    }
    Ok(files)
}

fn workbook(audited: &Audited, record: &Record) -> Result<Vec<u8>, Error> {
    let received = Received {
        dossier: &audited.dossier,
        figures: &audited.figures,
        findings: &audited.findings,
    };
    xlsx::write(record, received)
}

/// `controle.html`.
fn controls_page(audited: &Audited) -> Result<String, Error> {
    let checked = CheckedDossier {
        name: None,
        dossier: Some(&audited.dossier),
        sources: &audited.dossier.sources,
        findings: audited.findings.iter().collect(),
        hidden: 0,
    };
    findings_page(&[checked], &Locale::french())
}
