//! *Comparer*: two drafts among the stages, the present dossier and a received file.

use std::{fs, sync::Arc};

use oxhttp::model::StatusCode;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::{
    findings::of_received,
    job::{Job, Made},
    reply::{Form, Reply},
    server::Server,
    session::{Open, store_received},
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
/// The value of the present dossier in the lists of drafts; no stage can have this name.
const DOSSIER: &str = "+dossier";
/// The kinds of files that can be compared.
const ENDINGS: [&str; 6] = ["xlsx", "xlsm", "xlsb", "xls", "ods", "pdf"];

pub(super) fn page(server: &Server, open: &Open, query: &str) -> Reply {
    let frame = server.site.frame(open, "comparer");
    if query == format!("depuis={}", frame["version"]) {
        return Reply::Unchanged;
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

/// Compares two chosen drafts.
pub(super) fn act(server: &Server, open: &Arc<Open>, form: &Form) -> Reply {
    let stages = publish::stages(&open.output).unwrap_or_default();
    let known = |name: &str| name == DOSSIER || stages.iter().any(|stage| stage == name);
    let (before, after) = (form.field("avant"), form.field("apres"));
    if !known(before) || !known(after) {
        return Reply::Status(StatusCode::BAD_REQUEST);
    }
    let job = start(server, open, before, After::Draft(after.to_owned()));
    Reply::Redirect(format!("/{}/comparer/{}", open.number, job.number))
}

/// Compares the dossier with a received file.
pub(super) fn take(server: &Server, open: &Arc<Open>, name: &str, bytes: &[u8]) -> Reply {
    let ending = name.rsplit('.').next().unwrap_or_default().to_lowercase();
    let Some(ending) = ENDINGS.iter().find(|known| **known == ending) else {
        let text = server.site.locale.plain("atelier-compare-kind");
        return Reply::Text(StatusCode::UNPROCESSABLE_ENTITY, text);
    };
    // A comparison reads files: this one is deleted when it is over.
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
            Reply::Text(StatusCode::OK, link)
        }
        Err(error) => Reply::Text(
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
    Reply::Redirect(format!("/{}/comparer/{}", open.number, job.number))
}

/// What a draft is compared with.
enum After {
    /// The dossier, or a stage.
    Draft(String),
    /// A received file.
    File {
        folder: TempDir,
        file: String,
        name: String,
    },
    /// The dossier with these changes.
    Changed { changes: Changes, name: String },
}

fn start(server: &Server, open: &Arc<Open>, before: &str, after: After) -> Arc<Job> {
    let dossier = Arc::clone(open);
    let (limits, locale) = (server.limits, server.site.locale.clone());
    let before = before.to_owned();
    let frame = server.site.frame(open, "comparer");
    open.jobs.start(JOB, move |_| {
        let root = dossier.root.display().to_string();
        let compare = |after: &str| {
            pipeline::compare(&DiffRequest {
                before: Some(if before == DOSSIER { &root } else { &before }),
                after: Some(after),
                output: &dossier.output,
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
                // The user must first name its sheets and columns.
                if let Err(Error::Input { findings, .. }) = &compared
                    && findings.iter().any(lacks_layout)
                {
                    let bytes = fs::read(&path).map_err(Error::io("read-stage", file))?;
                    store_received(&dossier, name.clone(), bytes);
                }
                compared.map_err(|error| of_received(error, &path))
            }
            After::Changed { changes, .. } => {
                pipeline::compare_changed(&dossier.root, changes, &locale, &limits)
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

/// The result of a comparison, or a waiting page until it is ready.
pub(super) fn result(server: &Server, open: &Open, job: &str, query: &str) -> Reply {
    let Some(job) = open.jobs.find(job).filter(|job| job.kind == JOB) else {
        return Reply::Redirect(format!("/{}/comparer", open.number));
    };
    let version = job.progress().version.to_string();
    if query == format!("depuis={version}") {
        return Reply::Unchanged;
    }
    let mut frame = server.site.frame(open, "comparer");
    match &*job.result() {
        Some(Ok(Made::Page(page))) => Reply::Rendered(page.clone()),
        Some(Err(error)) => {
            // The failure will not change.
            frame["version"] = Value::Null;
            let failure = match error {
                Error::Input { findings, .. } if findings.iter().any(lacks_layout) => json!({
                    "message": server.site.locale.plain("atelier-compare-layout"),
                    "help": server.site.locale.plain("atelier-compare-layout-help"),
                    "page": format!("{}/classeur/recu", frame["here"].as_str().unwrap_or_default()),
                    "page_label": server.site.locale.plain("atelier-sheets-and-columns"),
                }),
                error => server.site.error_view(error),
            };
            // The waiting page accepts only a page as the answer.
            let view = view(open, &frame, "", "", &failure);
            Reply::page("atelier-comparer.html", view)
        }
        _ => {
            frame["version"] = version.into();
            Reply::page("atelier-attendre.html", json!({ "frame": frame }))
        }
    }
}
