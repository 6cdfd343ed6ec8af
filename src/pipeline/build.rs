//! Makes a stage of a dossier, unless it is there already, and publishes it.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use super::check::{Audited, DATA, check_for, require_readable};
use crate::{
    error::Error,
    finding::Finding,
    limits::Limits,
    locale::{Locale, args},
    pivot,
    publish::{self, Agreement, Incident, MANIFEST, Manifest, NewFile, Options},
    purpose::Purpose,
    read::Changes,
    record::Record,
    render::{Document, Renderer, deliberation},
    report::{CheckedDossier, fiche_index, findings_page},
    xlsx::{self, Received},
};

/// The corrected workbook, as it is published and attached to the annexes.
const WORKBOOK: &str = "budget-corrige.xlsx";
/// The text that each assembly pastes into its deliberation.
const BLOCK: &str = "bloc-deliberation.html";

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
    /// The date of documents whose stage is not a date, as `2018-11-02`.
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
    /// One more of them is laid out.
    Rendered(&'a str),
    /// The files are being written.
    Publishing,
    /// Something happened that is no failure.
    Incident(&'a Incident),
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
    /// Its record.
    pub record: Record,
    /// The findings of the audit.
    pub findings: Vec<Finding>,
}

/// Audits, renders and publishes a dossier.
///
/// # Errors
/// Nothing is published when anything cannot be read ([`Error::Input`]), rendered or written; nor, for a
/// final stage, while a finding blocks it ([`Error::NotFinal`]).
pub fn build(request: &Request<'_>, on: &(dyn Fn(Step<'_>) + Sync)) -> Result<Published, Error> {
    on(Step::Auditing);
    let mut audited = check_for(
        request.purpose,
        request.dossier,
        request.limits,
        &Changes::new(),
    )?;
    require_readable(&audited)?;
    audited.check_base_against(request.output)?;
    let is_final = request.purpose.is_final();
    if is_final {
        require_final(&audited)?;
    }
    let dossier = &audited.dossier;
    // In the order of the fiches, each once.
    let only = request.only.iter().map(|code| fiche_index(code, dossier));
    let only: BTreeSet<usize> = only.collect::<Result<_, _>>()?;
    let only: Vec<usize> = only.into_iter().collect();
    // No stage can have such a name, so that a part never replaces the whole.
    let suffix = match only.as_slice() {
        _ if request.xlsx_only => "+classeur",
        [] => "",
        _ => "+partiel",
    };
    let name = dossier.convention.stage.value.clone() + suffix;
    if request.taken.contains(&name) {
        return Err(Error::refused("error-stage-twice", args! { stage: name }));
    }
    let record = audited.record(request.purpose, request.date);
    let codes = only.iter().map(|rank| &dossier.fiches[*rank].code);
    let codes = codes.map(|code| code.to_string());
    let options = Options {
        only: codes.collect(),
        findings_page: request.findings_page,
        date: request.date.map(str::to_owned),
    };
    let parties = dossier.convention.parties.iter();
    let agreement = Agreement {
        title: dossier.convention.title.value.clone(),
        parties: parties.map(|party| party.name.clone()).collect(),
    };
    let manifest = Manifest::new(&name, is_final, options, agreement, &dossier.inputs);
    let report = |incident| on(Step::Incident(&incident));
    let current = publish::current(request.output, &manifest, &report)?;
    let was_current = current.is_some();
    let manifest = if let Some(current) = current {
        current
    } else {
        let files = files(request, &audited, &record, &only, on)?;
        on(Step::Publishing);
        publish::publish(request.output, manifest, files, &report)?
    };
    let files = manifest.outputs.into_iter();
    let files = files.map(|file| (file.name, file.pages));
    let mut files: Vec<_> = files.chain([(MANIFEST.to_owned(), None)]).collect();
    files.sort();
    Ok(Published {
        folder: request.output.join(&name),
        name,
        was_current,
        is_whole: only.is_empty(),
        files,
        record,
        findings: audited.findings,
    })
}

/// Refuses a version to be signed while anything blocks it, and lists all that does.
fn require_final(audited: &Audited) -> Result<(), Error> {
    let convention = &audited.dossier.convention;
    let still_draft = (!convention.purpose.is_final()).then(|| convention.file());
    let open = audited.findings.iter().filter(|finding| finding.blocks());
    let open: Vec<Finding> = open.cloned().collect();
    if still_draft.is_none() && open.is_empty() {
        return Ok(());
    }
    Err(Error::NotFinal { still_draft, open })
}

/// The documents that are asked for with their sources, the corrected workbook, the data and the findings.
fn files(
    request: &Request<'_>,
    audited: &Audited,
    record: &Record,
    only: &[usize],
    on: &(dyn Fn(Step<'_>) + Sync),
) -> Result<Vec<NewFile>, Error> {
    let data = record.to_json().into_bytes();
    let page = controls_page(audited)?.into_bytes();
    let mut files = vec![
        NewFile::new("controle.json", audited.controls().into_bytes()),
        NewFile::new("controle.html", page),
    ];
    let done = |name: &str| on(Step::Rendered(name));
    let pictures = audited.dossier.picture_files();
    let renderer = || Renderer::new(&audited.dossier.templates, &pictures);
    let has_points = request.findings_page && !request.purpose.is_final();
    let open: Vec<&Finding> = audited.open().filter(|_| has_points).collect();
    let mut documents = Vec::new();
    let table = pivot::table(record);
    if only.is_empty() {
        let received = Received {
            dossier: &audited.dossier,
            figures: &audited.figures,
            findings: &audited.findings,
            data: &table,
        };
        let workbook = xlsx::write(record, received)?;
        if !request.xlsx_only {
            let attached = [(WORKBOOK, &workbook[..]), (DATA, &data)];
            on(Step::Rendering(Document::all(record).count()));
            documents = renderer()?.stage(record, &open, &attached, &done)?;
        }
        files.push(NewFile::new(WORKBOOK, workbook));
        let block = deliberation(record)?;
        let grants = pivot::grants(record);
        files.extend(grants.map(|bytes| NewFile::new("donnees-essentielles.csv", bytes)));
        files.extend(block.map(|page| NewFile::new(BLOCK, page.into_bytes())));
    } else {
        on(Step::Rendering(only.len()));
        let only: Vec<_> = only.iter().copied().map(Document::Fiche).collect();
        documents = renderer()?.documents(record, &open, &only, &done)?;
    }
    files.push(NewFile::new(DATA, data));
    files.push(NewFile::new("donnees.csv", pivot::csv(&table)));
    for (name, bytes) in &pictures {
        // A source may write the separator between folder and file in another way.
        let file = name.rsplit('/').next().unwrap_or(name);
        if documents.iter().any(|one| one.source.contains(file)) {
            files.push(NewFile::new(format!("source/{name}"), bytes.to_vec()));
        }
    }
    for document in documents {
        let source = format!("source/{}.typ", document.name);
        files.push(NewFile::new(source, document.source.into_bytes()));
        files.push(NewFile {
            pages: Some(document.pages),
            ..NewFile::new(format!("{}.pdf", document.name), document.pdf)
        });
    }
    Ok(files)
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
