//! *Publier*: a draft or the version to be signed, what blocks the latter, and what was published before.

use std::{
    fs,
    sync::{Arc, PoisonError},
};

use oxhttp::model::StatusCode;
use serde_json::{Value, json};

use super::{
    findings::{keys, page_of},
    job::{Job, Made},
    reply::{Form, Reply, Site},
    server::Server,
    session::Open,
};
use crate::{
    error::Error,
    limits::Limit,
    locale::args,
    pipeline::{self, Request, Step},
    publish::{self, MANIFEST, Manifest},
    purpose::Purpose,
    report::visible,
    source::capital,
};

/// The kind of the publishing job.
const JOB: &str = "publier";
/// The files listed first, for readers of the stage; the others are under *all files*.
const FIRST: [&str; 7] = [
    "convention.pdf",
    "annexes.pdf",
    "avenant.pdf",
    "recapitulatif.pdf",
    "budget-corrige.xlsx",
    "controle.html",
    "donnees.csv",
];

pub(super) fn page(server: &Server, open: &Open, query: &str) -> Reply {
    let job = open.jobs.last(JOB);
    let state = open.state();
    let step = job.as_ref().map_or(0, |job| job.progress().version);
    let version = format!("{}-{step}", state.version);
    if query == format!("depuis={version}") {
        return Reply::Unchanged;
    }
    let site = &server.site;
    let mut frame = site.frame(open, "publier");
    frame["version"] = version.into();
    let convention = state.audited.as_ref();
    let convention = convention.map(|audited| &audited.dossier.convention);
    let view = json!({
        "frame": frame,
        "is_final": convention.is_some_and(|convention| convention.purpose.is_final()),
        "blocking": *blocking(server, open),
        "trouble": state.trouble.as_ref().map(|error| site.error_view(error)),
        "job": job.map(|job| job_view(site, &job)),
        "stages": stages(open, server.limits.bytes(Limit::FileSize)),
        "output": visible(&open.output.display().to_string()),
    });
    Reply::page("atelier-publier.html", view)
}

/// What blocks the version to be signed, each with the page that settles it; computed once per state.
fn blocking(server: &Server, open: &Open) -> Arc<Vec<Value>> {
    let version = open.state().version;
    let mut known = open.blocking.lock().unwrap_or_else(PoisonError::into_inner);
    match &*known {
        Some((known_version, list)) if *known_version == version => Arc::clone(list),
        _ => {
            let list = Arc::new(find_blocking(server, open));
            *known = Some((version, Arc::clone(&list)));
            list
        }
    }
}

fn find_blocking(server: &Server, open: &Open) -> Vec<Value> {
    let site = &server.site;
    let Ok(audited) = pipeline::check_final(&open.root, &server.limits) else {
        // The page shows why it cannot be read anyway.
        return Vec::new();
    };
    let (keys, state) = (keys(&audited), open.state());
    let blocking = audited.findings.iter().enumerate();
    let blocking = blocking.filter(|(_, finding)| finding.blocks());
    let views = blocking.map(|(rank, finding)| {
        json!({
            "message": visible(&capital(&site.message(finding))),
            "place": site.place(finding),
            "page": page_of(finding, keys.get(&rank), &state),
        })
    });
    views.collect()
}

fn job_view(site: &Site, job: &Job) -> Value {
    let progress = job.progress();
    let result = job.result();
    json!({
        "is_over": result.is_some(),
        "done": progress.done,
        "all": progress.all,
        "line": visible(&progress.line),
        "stage": match &*result {
            Some(Ok(Made::Stage { name, was_current })) => json!({ "name": name, "was_current": was_current }),
            _ => Value::Null,
        },
        "failure": match &*result {
            // The page lists what blocks anyway.
            Some(Err(Error::NotFinal { .. })) => json!({ "message": site.locale.plain("atelier-not-final") }),
            Some(Err(error)) => site.error_view(error),
            _ => Value::Null,
        },
    })
}

/// The stages with their files, the latest published first.
fn stages(open: &Open, most: u64) -> Vec<Value> {
    let mut names = publish::stages(&open.output).unwrap_or_default();
    let published = |name: &String| {
        let manifest = open.output.join(name).join(MANIFEST);
        fs::metadata(manifest)
            .and_then(|metadata| metadata.modified())
            .ok()
    };
    names.sort_by_cached_key(|name| (published(name), name.clone()));
    let mut stages = Vec::new();
    for name in names.into_iter().rev() {
        let Some(manifest) = manifest(open, &name, most) else {
            continue;
        };
        let rank = |file: &str| FIRST.iter().position(|first| *first == file);
        let mut files: Vec<_> = manifest.outputs.iter().enumerate().collect();
        files.sort_by_key(|(index, file)| (rank(&file.name).unwrap_or(FIRST.len()), *index));
        let file = |(index, file): (usize, &publish::ManifestFile)| {
            json!({
                "name": file.name,
                "number": index + 1,
                "pages": file.pages,
                "is_first": rank(&file.name).is_some(),
            })
        };
        stages.push(json!({
            "name": name,
            "is_final": manifest.is_final,
            "files": files.into_iter().map(file).collect::<Vec<_>>(),
        }));
    }
    stages
}

fn manifest(open: &Open, stage: &str, most: u64) -> Option<Manifest> {
    let bytes = publish::file_of(&open.output.join(stage), publish::MANIFEST, most).ok()?;
    serde_json::from_slice(&bytes).ok()
}

/// A file of a stage. Stage and file are looked up in lists, so that a request never gives a path.
pub(super) fn file(server: &Server, open: &Open, stage: &str, number: &str) -> Reply {
    let most = server.limits.bytes(Limit::DossierSize);
    let bytes = || {
        let stages = publish::stages(&open.output).ok()?;
        let stage = stages.iter().find(|listed| *listed == stage)?;
        let manifest = manifest(open, stage, most)?;
        let rank = number.parse::<usize>().ok()?.checked_sub(1)?;
        let name = &manifest.outputs.get(rank)?.name;
        let bytes = publish::file_of(&open.output.join(stage), name, most).ok()?;
        Some(Reply::Download(
            format!("{stage}-{}", name.replace('/', "-")),
            bytes,
        ))
    };
    bytes().unwrap_or(Reply::Missing)
}

/// Starts publishing.
pub(super) fn act(server: &Server, open: &Arc<Open>, form: &Form) -> Reply {
    let purpose = match form.field("version") {
        "projet" => Purpose::Draft,
        "signature" => Purpose::Final,
        _ => return Reply::Status(StatusCode::BAD_REQUEST),
    };
    let (dossier, limits, date) = (Arc::clone(open), server.limits, server.date.clone());
    let locale = server.site.locale.clone();
    open.jobs.start(JOB, move |job| {
        let request = Request {
            dossier: &dossier.root,
            output: &dossier.output,
            only: &[],
            xlsx_only: false,
            purpose,
            findings_page: true,
            date: date.as_deref(),
            taken: &[],
            limits: &limits,
        };
        let published = pipeline::build(&request, &|step| {
            job.step(|progress| match step {
                Step::Auditing => progress.line = locale.plain("progress-auditing"),
                Step::Rendering(count) => progress.all = count,
                Step::Rendered(name) => {
                    progress.done += 1;
                    progress.line = locale.text("progress-rendered", &args! { name: name });
                }
                Step::Publishing => progress.line = locale.plain("progress-publishing"),
                Step::Incident(_) => {}
            });
        })?;
        Ok(Made::Stage {
            name: published.name,
            was_current: published.was_current,
        })
    });
    Reply::Redirect(format!("/{}/publier", open.number))
}

/// Opens the folder of the stages, or that of the dossier, in the system's file manager.
pub(super) fn show_folder(open: &Open, form: &Form) -> Reply {
    let (folder, tab) = match form.field("quoi") {
        "dossier" => (&open.root, "fichiers"),
        _ => (&open.output, "publier"),
    };
    // Where there is no file manager, the page shows the path.
    let _ = open::that_detached(folder);
    Reply::Redirect(format!("/{}/{tab}", open.number))
}
