//! *Comparer*: two of the stages, the dossier as it is, a file that was received.

use std::{fs, io, path::Path, sync::Arc};

use oxhttp::model::StatusCode;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::{
    job::{Job, Made},
    reply::{Form, Reply},
    server::Server,
    session::{Open, keep},
};
use crate::{
    edit::lacks_layout,
    error::Error,
    pipeline::{self, DiffRequest},
    publish,
    read::Changes,
    report::{comparison::comparison_within, visible},
};

const JOB: &str = "comparer";
/// The value of the dossier as it is, in the lists of drafts; no stage can be called so.
const DOSSIER: &str = "+dossier";
/// The folders that a dossier is read from, and what it amends.
const FOLDERS: [&str; 5] = ["articles", "fiches", "images", "signes", "templates"];
/// The kinds of files that can be compared.
const ENDINGS: [&str; 6] = ["xlsx", "xlsm", "xlsb", "xls", "ods", "pdf"];

pub(super) fn page(server: &Server, open: &Open, query: &str) -> Reply {
    let frame = server.site.frame(open, "comparer");
    if query == format!("depuis={}", frame["version"]) {
        return Reply::Same;
    }
    Reply::page(
        "atelier-comparer.html",
        view(open, &frame, "", "", &Value::Null),
    )
}

/// The form, as it was filled in.
fn view(open: &Open, frame: &Value, before: &str, after: &str, failure: &Value) -> Value {
    let stages = publish::stages(&open.output).unwrap_or_default();
    let before = if before.is_empty() {
        stages.last().map_or("", String::as_str)
    } else {
        before
    };
    let after = if after.is_empty() { DOSSIER } else { after };
    let choice = |name: &str| json!({ "value": name, "label": name });
    let mut choices = vec![json!({ "value": DOSSIER, "label": null })];
    choices.extend(stages.iter().rev().map(|name| choice(name)));
    json!({
        "frame": frame,
        "choices": choices,
        "before": before,
        "after": after,
        "failure": failure,
    })
}

/// Compares two that are chosen.
pub(super) fn act(server: &Server, open: &Arc<Open>, form: &Form) -> Reply {
    let stages = publish::stages(&open.output).unwrap_or_default();
    let known = |name: &str| name == DOSSIER || stages.iter().any(|own| own == name);
    let (before, after) = (form.field("avant"), form.field("apres"));
    if !known(before) || !known(after) {
        return Reply::Status(StatusCode::BAD_REQUEST);
    }
    let job = start(server, open, before, after, None);
    Reply::Go(format!("/{}/comparer/{}", open.number, job.number))
}

/// Compares the dossier with a file that was received.
pub(super) fn take(server: &Server, open: &Arc<Open>, name: &str, bytes: &[u8]) -> Reply {
    let ending = name.rsplit('.').next().unwrap_or_default().to_lowercase();
    let Some(ending) = ENDINGS.iter().find(|own| **own == ending) else {
        let text = server.site.locale.plain("atelier-compare-kind");
        return Reply::Told(StatusCode::UNPROCESSABLE_ENTITY, text);
    };
    // A comparison reads files: this one has a name of ours, and goes when the comparison is over.
    let file = format!("recu.{ending}");
    match begin(server, open, name, &file, |folder| {
        fs::write(folder.join(&file), bytes)
    }) {
        Ok(job) => {
            if *ending != "pdf" {
                // What its sheets and columns are called may be to be said.
                keep(open, name.to_owned(), bytes.to_owned());
            }
            let link = format!(
                "{}/{}/comparer/{}",
                server.site.base, open.number, job.number
            );
            Reply::Told(StatusCode::OK, link)
        }
        Err(error) => Reply::Told(
            StatusCode::INTERNAL_SERVER_ERROR,
            (server.site.describe)(&error),
        ),
    }
}

/// Compares the dossier with what it would be with these changes.
pub(super) fn with_changes(
    server: &Server,
    open: &Arc<Open>,
    name: &str,
    changes: &Changes,
) -> Result<Reply, Error> {
    let job = begin(server, open, name, "", |folder| {
        copy_read(&open.root, folder)?;
        for (name, bytes) in changes {
            let path = folder.join(name);
            match bytes {
                Some(bytes) => fs::write(path, bytes)?,
                None if path.exists() => fs::remove_file(path)?,
                None => {}
            }
        }
        Ok(())
    })?;
    Ok(Reply::Go(format!(
        "/{}/comparer/{}",
        open.number, job.number
    )))
}

/// Copies the files that a dossier is read from, those of its folders with them.
fn copy_read(from: &Path, to: &Path) -> io::Result<()> {
    for entry in fs::read_dir(from)?.flatten() {
        let (path, kind) = (entry.path(), entry.file_type()?);
        let target = to.join(entry.file_name());
        if kind.is_file() {
            fs::copy(path, target)?;
        } else if kind.is_dir() && FOLDERS.iter().any(|own| *entry.file_name() == **own) {
            fs::create_dir_all(&target)?;
            copy_read(&path, &target)?;
        }
    }
    Ok(())
}

/// Compares the dossier with what is written into a folder that goes when the comparison is over.
fn begin(
    server: &Server,
    open: &Arc<Open>,
    name: &str,
    file: &str,
    write: impl FnOnce(&Path) -> io::Result<()>,
) -> Result<Arc<Job>, Error> {
    let folder = tempfile::tempdir().and_then(|folder| write(folder.path()).map(|()| folder));
    let folder = folder.map_err(Error::io("write-file", ""))?;
    let received = Received {
        path: folder.path().join(file).display().to_string(),
        label: visible(name),
        _folder: folder,
    };
    Ok(start(server, open, DOSSIER, "", Some(received)))
}

/// A file that was received.
struct Received {
    path: String,
    label: String,
    _folder: TempDir,
}

fn start(
    server: &Server,
    open: &Arc<Open>,
    before: &str,
    after: &str,
    received: Option<Received>,
) -> Arc<Job> {
    let own = Arc::clone(open);
    let (limits, locale) = (server.limits, server.site.locale.clone());
    let names = [before.to_owned(), after.to_owned()];
    let frame = server.site.frame(open, "comparer");
    open.jobs.start(JOB, move |_| {
        let root = own.root.display().to_string();
        let name = |side: usize| match (&*names[side], &received) {
            (DOSSIER, _) => root.clone(),
            ("", Some(received)) => received.path.clone(),
            (stage, _) => stage.to_owned(),
        };
        let (before, after) = (name(0), name(1));
        let request = DiffRequest {
            before: Some(&before),
            after: Some(&after),
            output: &own.output,
            locale: &locale,
            limits: &limits,
        };
        let (mut comparison, drafts) = pipeline::compare(&request)?;
        for (side, own) in comparison.sides.iter_mut().zip(&names) {
            side.label = match (&**own, &received) {
                (DOSSIER, _) => locale.plain("atelier-compare-dossier"),
                ("", Some(received)) => received.label.clone(),
                (stage, _) => stage.to_owned(),
            };
        }
        pipeline::compare_pages(&mut comparison, &drafts, true)?;
        Ok(Made::Page(comparison_within(comparison, frame)?))
    })
}

/// What a comparison comes to; until then, that it is being made.
pub(super) fn result(server: &Server, open: &Open, job: &str, query: &str) -> Reply {
    let Some(job) = open.jobs.find(job).filter(|job| job.kind == JOB) else {
        return Reply::Go(format!("/{}/comparer", open.number));
    };
    let version = job.progress().version.to_string();
    if query == format!("depuis={version}") {
        return Reply::Same;
    }
    let mut frame = server.site.frame(open, "comparer");
    match &*job.result() {
        Some(Ok(Made::Page(page))) => Reply::Made(page.clone()),
        Some(Err(error)) => {
            // It stays as it is.
            frame["version"] = Value::Null;
            let failure = match error {
                Error::Input { findings, .. } if findings.iter().any(lacks_layout) => json!({
                    "message": server.site.locale.plain("atelier-compare-layout"),
                    "help": server.site.locale.plain("atelier-compare-layout-help"),
                    "page": format!("{}/classeur/recu", frame["here"].as_str().unwrap_or_default()),
                    "page_label": server.site.locale.plain("atelier-sheets-and-columns"),
                }),
                error => server.site.told(error),
            };
            // The page that waits for it takes no other answer.
            let view = view(open, &frame, "", "", &failure);
            Reply::page("atelier-comparer.html", view)
        }
        _ => {
            frame["version"] = version.into();
            Reply::page("atelier-attendre.html", json!({ "frame": frame }))
        }
    }
}
