//! *Comparer*: two of the stages, the dossier as it is, a file that was received.

use std::{fs, sync::Arc};

use oxhttp::model::StatusCode;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::{
    findings::of_received,
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
    source::clean_file_name,
};

const JOB: &str = "comparer";
/// The value of the dossier as it is, in the lists of drafts; no stage can be called so.
const DOSSIER: &str = "+dossier";
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
    let job = start(server, open, before, After::Draft(after.to_owned()));
    Reply::Go(format!("/{}/comparer/{}", open.number, job.number))
}

/// Compares the dossier with a file that was received.
pub(super) fn take(server: &Server, open: &Arc<Open>, name: &str, bytes: &[u8]) -> Reply {
    let ending = name.rsplit('.').next().unwrap_or_default().to_lowercase();
    let Some(ending) = ENDINGS.iter().find(|own| **own == ending) else {
        let text = server.site.locale.plain("atelier-compare-kind");
        return Reply::Told(StatusCode::UNPROCESSABLE_ENTITY, text);
    };
    // A comparison reads files: this one goes when the comparison is over.
    let file = clean_file_name(name).unwrap_or_else(|| format!("recu.{ending}"));
    let folder = tempfile::tempdir().and_then(|folder| {
        fs::write(folder.path().join(&file), bytes)?;
        Ok(folder)
    });
    match folder.map_err(Error::io("write-file", &file)) {
        Ok(folder) => {
            let name = name.to_owned();
            let job = start(server, open, DOSSIER, After::File { folder, file, name });
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
    name: String,
    changes: Changes,
) -> Reply {
    let job = start(server, open, DOSSIER, After::Changed { changes, name });
    Reply::Go(format!("/{}/comparer/{}", open.number, job.number))
}

/// What a draft is compared with.
enum After {
    /// The dossier, or a stage.
    Draft(String),
    /// A file that was received.
    File {
        folder: TempDir,
        file: String,
        name: String,
    },
    /// The dossier as it would be.
    Changed { changes: Changes, name: String },
}

fn start(server: &Server, open: &Arc<Open>, before: &str, after: After) -> Arc<Job> {
    let own = Arc::clone(open);
    let (limits, locale) = (server.limits, server.site.locale.clone());
    let before = before.to_owned();
    let frame = server.site.frame(open, "comparer");
    open.jobs.start(JOB, move |_| {
        let root = own.root.display().to_string();
        let compare = |after: &str| {
            pipeline::compare(&DiffRequest {
                before: Some(if before == DOSSIER { &root } else { &before }),
                after: Some(after),
                output: &own.output,
                locale: &locale,
                limits: &limits,
            })
        };
        let compared = match &after {
            After::Draft(name) if name == DOSSIER => compare(&root),
            After::Draft(name) => compare(name),
            After::File { folder, file, name } => {
                let path = folder.path().join(file);
                let compared = compare(&path.display().to_string());
                // What its sheets and columns are called is to be said.
                if let Err(Error::Input { findings, .. }) = &compared
                    && findings.iter().any(lacks_layout)
                {
                    let bytes = fs::read(&path).map_err(Error::io("read-stage", file))?;
                    keep(&own, name.clone(), bytes);
                }
                compared.map_err(|error| of_received(error, &path))
            }
            After::Changed { changes, .. } => {
                pipeline::compare_changed(&own.root, changes, &locale, &limits)
            }
        };
        let (mut comparison, drafts) = compared?;
        let draft = |name: &str| match name {
            DOSSIER => locale.plain("atelier-compare-dossier"),
            stage => stage.to_owned(),
        };
        let [former, later] = &mut comparison.sides;
        former.label = draft(&before);
        later.label = match &after {
            After::Draft(name) => draft(name),
            After::File { name, .. } | After::Changed { name, .. } => visible(name),
        };
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
