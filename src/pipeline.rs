//! The whole run on one screen: read → model → compute → audit, then record → render and write → publish.

mod corrections;
mod drafts;
mod glyphs;
mod pages;
mod rendering;

pub use drafts::{DiffRequest, compare};
pub use pages::{Pictures, compare_pages};

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use rendering::Rendering;

use crate::{
    audit,
    cache::Cache,
    clock::{Phase, timed},
    compute::Figures,
    error::Error,
    finding::Finding,
    journal::{self, Task},
    limits::Limits,
    locale::Locale,
    model::{Dossier, InputFile},
    publish::{self, Incident, MANIFEST, Manifest, ManifestInput, ManifestOutput, NewStage},
    purpose::Purpose,
    read,
    record::Record,
    render::Rendered,
    report::{CheckedDossier, fiche_index, findings_page, json_report, json_text},
    source::sha256,
};

/// The corrected workbook and the record, as they are published and attached to the annexes.
const WORKBOOK: &str = "budget-corrige.xlsx";
const DATA: &str = "donnees.json";

/// A dossier, its figures, and what is wrong with it.
#[derive(Debug)]
pub struct Audited {
    /// The dossier.
    pub dossier: Dossier,
    /// What follows from it.
    pub figures: Figures,
    /// What the audit says.
    pub findings: Vec<Finding>,
}

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
    /// What was made before, if it may be used again.
    pub cache: Option<&'a Cache>,
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
    /// Whether it is about the whole agreement, not just the fiches asked for.
    pub is_whole: bool,
    /// Its files by name, with their page counts.
    pub files: Vec<(String, Option<usize>)>,
    /// What it says.
    pub record: Record,
    /// What the audit says of it.
    pub findings: Vec<Finding>,
}

/// Reads and audits the dossier in `root`.
///
/// # Errors
/// [`Error::Input`] when it cannot be read.
pub fn check(root: &Path, limits: &Limits) -> Result<Audited, Error> {
    let _reading = journal::begin(|| Task::Reading(root.display().to_string()));
    let dossier = read_dossier(root, limits)?;
    let purpose = dossier.convention.settings.purpose;
    Ok(audited(dossier, purpose))
}

fn read_dossier(root: &Path, limits: &Limits) -> Result<Dossier, Error> {
    timed(Phase::Read, || {
        let mut dossier = read::read(root, limits)?;
        let missing = glyphs::missing(&dossier);
        dossier.findings.extend(missing);
        Ok(dossier)
    })
}

fn audited(dossier: Dossier, purpose: Purpose) -> Audited {
    let _auditing = journal::begin(|| Task::Auditing);
    let (figures, findings) = timed(Phase::Audit, || audit::audit(&dossier, purpose));
    Audited {
        dossier,
        figures,
        findings,
    }
}

/// Audits, renders and publishes a dossier.
///
/// # Errors
/// Nothing is published when anything cannot be read ([`Error::Input`]), rendered or written; nor, for a
/// final stage, while a finding blocks it ([`Error::NotFinal`]).
pub fn build(request: &Request<'_>, on: &(dyn Fn(Step<'_>) + Sync)) -> Result<Published, Error> {
    on(Step::Auditing);
    let reading = journal::begin(|| Task::Reading(request.dossier.display().to_string()));
    let dossier = read_dossier(request.dossier, request.limits)?;
    // `statut` says what the text is meant to be; documents to sign are held to that whatever it says yet.
    let declared = dossier.convention.settings.purpose;
    let is_final = request.purpose.is_final();
    let audited = audited(dossier, declared.max(request.purpose));
    drop(reading);
    require_readable(&audited)?;
    if is_final {
        require_final(&audited, !declared.is_final())?;
    }
    let Audited {
        dossier,
        figures,
        findings,
    } = &audited;
    let only = request
        .only
        .iter()
        .map(|code| fiche_index(code, dossier))
        .collect::<Result<BTreeSet<_>, _>>()?;
    let extent = match only {
        _ if request.xlsx_only => Extent::Workbook,
        only if only.is_empty() => Extent::Whole,
        only => Extent::Fiches(only.into_iter().collect()),
    };
    let name = folder_name(dossier, &extent, request.taken)?;
    publish::require_place(request.output, &name, is_final)?;

    let record = timed(Phase::Record, || {
        Record::new(dossier, figures, request.purpose, request.date)
    });
    // What is published is French wherever it is made.
    let french = Locale::french();
    let is_listed = request.findings_page && !is_final;
    let open: Vec<&Finding> = open(findings).filter(|_| is_listed).collect();
    let data = timed(Phase::Record, || {
        StageFile::new(DATA, record.to_json().into_bytes())
    });
    let rendering = Rendering {
        audited: &audited,
        record: &record,
        open: &open,
        data: &data.bytes,
        cache: request.cache,
        on,
    };
    let rendered = rendering.run(&extent)?;

    on(Step::Publishing);
    let _publishing = journal::begin(|| Task::Publishing);
    let mut files: Vec<StageFile> = rendered
        .documents
        .into_iter()
        .flat_map(document_files)
        .collect();
    files.extend(
        rendered
            .workbook
            .map(|bytes| StageFile::new(WORKBOOK, bytes)),
    );
    files.push(data);
    let told = timed(Phase::Record, || told_findings(dossier, findings, &french))?;
    files.extend(told);
    let manifest = timed(Phase::Record, || manifest(dossier, &name, is_final, &files));
    files.push(manifest);
    files.sort_by(|a, b| a.name.cmp(&b.name));

    let listed = files
        .iter()
        .map(|file| (file.name.clone(), file.pages))
        .collect();
    let files: Vec<(String, Vec<u8>)> = files
        .into_iter()
        .map(|file| (file.name, file.bytes))
        .collect();
    let stage = NewStage {
        output: request.output,
        name: &name,
        is_final,
        files: &files,
    };
    let folder = timed(Phase::Publish, || {
        publish::publish(&stage, &|incident| on(Step::Met(&incident)))
    })?;
    let is_whole = !matches!(extent, Extent::Fiches(_));
    Ok(Published {
        folder,
        name,
        is_whole,
        files: listed,
        record,
        findings: audited.findings,
    })
}

/// How much of a stage is published.
enum Extent {
    /// Everything.
    Whole,
    /// These fiches, by rank, as documents.
    Fiches(Vec<usize>),
    /// The workbook, and no document.
    Workbook,
}

impl Extent {
    /// What follows the stage's name in that of the folder; no stage can be called so, which keeps a part from
    /// replacing the whole.
    fn suffix(&self) -> &'static str {
        match self {
            Self::Whole => "",
            Self::Fiches(_) => "+partiel",
            Self::Workbook => "+classeur",
        }
    }
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

/// Refuses a dossier of which a value could not be read.
///
/// # Errors
/// [`Error::Input`] with all of them.
pub fn require_readable(audited: &Audited) -> Result<(), Error> {
    let raw = &audited.dossier;
    let stops = |finding: &&Finding| audit::stops_build(finding);
    let findings: Vec<Finding> = raw.findings.iter().filter(stops).cloned().collect();
    if findings.is_empty() {
        Ok(())
    } else {
        Err(Error::Input {
            findings,
            sources: raw.sources.clone(),
        })
    }
}

/// What is still to be settled: a draft's annexes begin with it.
fn open(findings: &[Finding]) -> impl Iterator<Item = &Finding> {
    findings.iter().filter(|finding| finding.is_open())
}

fn require_final(audited: &Audited, still_draft: bool) -> Result<(), Error> {
    let still_draft = still_draft.then(|| audited.dossier.convention.settings.file.clone());
    let open: Vec<Finding> = audited
        .findings
        .iter()
        .filter(|finding| finding.blocks())
        .cloned()
        .collect();
    if still_draft.is_some() || !open.is_empty() {
        Err(Error::NotFinal { still_draft, open })
    } else {
        Ok(())
    }
}

fn folder_name(dossier: &Dossier, extent: &Extent, taken: &[String]) -> Result<String, Error> {
    let name = format!(
        "{}{}",
        dossier.convention.settings.stage.value,
        extent.suffix()
    );
    if taken.contains(&name) {
        Err(Error::StageTwice { stage: name })
    } else {
        Ok(name)
    }
}

fn document_files(document: Rendered) -> [StageFile; 2] {
    let pdf = StageFile {
        name: format!("{}.pdf", document.name),
        bytes: document.pdf,
        pages: Some(document.pages),
    };
    [
        pdf,
        StageFile::new(
            format!("source/{}.typ", document.name),
            document.source.into_bytes(),
        ),
    ]
}

/// The findings, for programs and for people.
fn told_findings(
    dossier: &Dossier,
    findings: &[Finding],
    locale: &Locale,
) -> Result<[StageFile; 2], Error> {
    let json = StageFile::new(
        "controle.json",
        controls(dossier, findings, locale).into_bytes(),
    );
    Ok([
        json,
        StageFile::new(
            "controle.html",
            controls_page(dossier, findings, locale)?.into_bytes(),
        ),
    ])
}

/// `controle.json`.
fn controls(dossier: &Dossier, findings: &[Finding], locale: &Locale) -> String {
    let findings: Vec<&Finding> = findings.iter().collect();
    let stage = Some(dossier.convention.settings.stage.as_str());
    json_text(&json_report(None, stage, &findings, locale))
}

/// `controle.html`.
fn controls_page(
    dossier: &Dossier,
    findings: &[Finding],
    locale: &Locale,
) -> Result<String, Error> {
    let checked = CheckedDossier {
        name: None,
        dossier: Some(dossier),
        sources: &dossier.sources,
        findings: findings.iter().collect(),
        hidden: 0,
    };
    findings_page(&[checked], locale)
}

fn manifest(dossier: &Dossier, name: &str, is_final: bool, files: &[StageFile]) -> StageFile {
    let input = |input: &InputFile| ManifestInput {
        name: input.name.clone(),
        sha256: input.sha256.clone(),
    };
    let output = |file: &StageFile| ManifestOutput {
        name: file.name.clone(),
        sha256: sha256(&file.bytes),
        pages: file.pages,
    };
    let inputs = dossier.inputs.iter().map(input).collect();
    let manifest = Manifest::new(name, is_final, inputs, files.iter().map(output).collect());
    StageFile::new(MANIFEST, manifest.to_json().into_bytes())
}
