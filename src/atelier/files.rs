//! *Fichiers*: the files of the dossier, to add or to replace; a replaced file is kept.

use std::{fs, path::Path};

use oxhttp::model::StatusCode;
use serde_json::{Value, json};

use super::{
    findings::refusal_view,
    reply::{Form, Reply, Site, text_address},
    server::Server,
    session::{Open, store_received},
};
use crate::{
    edit::{Refusal, is_of_layout},
    error::Error,
    report::visible,
    source::{join, sentence},
};

/// The names of the files in a folder of the dossier, in order.
pub(super) fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let files = entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_file()));
    let names = files.filter_map(|entry| entry.file_name().into_string().ok());
    // Word puts a lock file beside an open document.
    let mut names: Vec<String> = names.filter(|name| !name.starts_with(['.', '~'])).collect();
    names.sort();
    names
}

/// The pictures of a dossier.
pub(super) fn pictures(root: &Path) -> Vec<String> {
    names(&root.join("images"))
}

pub(super) fn page(site: &Site, open: &Open, query: &str) -> Reply {
    let state = open.state();
    if query == format!("depuis={}", state.version) {
        return Reply::Unchanged;
    }
    let done = match query {
        "fait" => Some("atelier-taken"),
        "annule" => Some("atelier-undone"),
        _ => None,
    };
    let shown = |names: Vec<String>| names.iter().map(|name| visible(name)).collect::<Vec<_>>();
    let audited = state.audited.as_deref();
    let known = audited.map(|audited| &audited.dossier.fiches);
    let fiche = |name: String| {
        let file = format!("fiches/{name}");
        let mut known = known.into_iter().flatten();
        let found = known.find(|fiche| {
            fiche
                .prose
                .as_ref()
                .is_some_and(|prose| *prose.file == *file)
        });
        json!({
            "name": name,
            "shown": visible(&name),
            "text": text_address(&name),
            "code": found.map(|fiche| fiche.code.value.to_string()),
            "title": found.and_then(|fiche| Some(visible(&fiche.prose.as_ref()?.title))),
        })
    };
    let files = names(&open.root.join("fiches")).into_iter();
    let mut fiches: Vec<Value> = files.map(fiche).collect();
    let known = audited.map(|audited| &audited.dossier.fiches);
    // In the order of the annexes; fiches that cannot be read come first.
    let rank = |code: &Value| {
        let mut known = known.into_iter().flatten();
        known.position(|fiche| code.as_str() == Some(&fiche.code.value.to_string()))
    };
    fiches.sort_by_key(|fiche| rank(&fiche["code"]));
    let without = known.into_iter().flatten();
    let without = without.filter(|fiche| fiche.prose.is_none());
    let without: Vec<String> = without.map(|fiche| fiche.code.value.to_string()).collect();
    let picture = |name: String| json!({ "name": name, "shown": visible(&name) });
    let workbook = audited.map(|audited| visible(&audited.dossier.workbook));
    Reply::page(
        "atelier-fichiers.html",
        json!({
            "frame": site.frame(open, "fichiers"),
            "workbook": workbook,
            "fiches": fiches,
            "without": without,
            "pictures": pictures(&open.root).into_iter().map(picture).collect::<Vec<_>>(),
            "former": shown(open.editor().former_files()),
            "folder": visible(&open.root.display().to_string()),
            "done": done.map(|id| site.locale.plain(id)),
            "undo": site.undo(open, &["workbook", "fiche", "picture", "removal", "text"]),
            "trouble": state.trouble.as_ref().map(|error| site.error_view(error)),
        }),
    )
}

/// Receives a file.
pub(super) fn take(server: &Server, open: &Open, place: &str, name: &str, bytes: Vec<u8>) -> Reply {
    let mut editor = open.editor();
    let taken = match place {
        "classeur" => match editor.replace_workbook(name, bytes.clone(), None) {
            Err(refusal) if is_of_layout(&refusal) => {
                drop(editor);
                store_received(open, name.to_owned(), bytes);
                let link = format!("{}/{}/classeur/recu", server.site.base, open.number);
                return Reply::Text(StatusCode::OK, link);
            }
            taken => taken,
        },
        "fiche" => editor.add_fiche(name, bytes),
        "image" => editor.add_picture(name, bytes),
        _ => return Reply::Missing,
    };
    drop(editor);
    match taken {
        Ok(_) => {
            open.changed();
            let site = &server.site;
            let link = format!("{}/{}/fichiers?fait", site.base, open.number);
            Reply::Text(StatusCode::OK, link)
        }
        Err(refusal) => refused(&server.site, &refusal),
    }
}

/// Why a file was refused, as a text for the script that sent it.
pub(super) fn refused(site: &Site, refusal: &Refusal) -> Reply {
    let text = match refusal {
        Refusal::Error(error @ Error::Refused { .. }) => {
            let view = site.error_view(error);
            let parts = ["message", "help"].map(|part| view[part].as_str());
            join(parts.into_iter().flatten(), " ")
        }
        Refusal::Error(error) => (site.describe)(error),
        Refusal::Findings { findings, .. } => {
            let texts = findings.iter().map(|(finding, _)| {
                let help = site.help(finding).map(|help| sentence(&help));
                let message = sentence(&site.message(finding));
                join([message, help.unwrap_or_default()], " ")
            });
            join(texts, "\n")
        }
        Refusal::Conflict(_) => {
            let view: Value = refusal_view(site, refusal);
            view["message"].as_str().unwrap_or_default().to_owned()
        }
    };
    let lines = text.lines().map(visible);
    Reply::Text(StatusCode::UNPROCESSABLE_ENTITY, join(lines, "\n"))
}

/// Creates a fiche, or removes a file.
pub(super) fn act(site: &Site, open: &Open, form: &Form) -> Reply {
    let Some(code) = form.filled("code") else {
        return remove(site, open, form);
    };
    let created = open.editor().begin_fiche(code, &site.locale);
    match created {
        Ok(name) => {
            open.changed();
            let page = text_address(&name).unwrap_or_default();
            Reply::Redirect(format!("/{}/{page}", open.number))
        }
        Err(refusal) => refusal_page(site, open, &refusal),
    }
}

/// Removes a fiche or a picture, which stays among the former files.
fn remove(site: &Site, open: &Open, form: &Form) -> Reply {
    let (folder, name) = form.field("retirer").split_once('/').unwrap_or_default();
    let is_there = ["fiches", "images"].contains(&folder)
        && names(&open.root.join(folder))
            .iter()
            .any(|existing| existing == name);
    if !is_there {
        return Reply::Redirect(format!("/{}/fichiers", open.number));
    }
    let removed = open.editor().remove(&format!("{folder}/{name}"));
    match removed {
        Ok(()) => {
            open.changed();
            Reply::Redirect(format!("/{}/fichiers?fait", open.number))
        }
        Err(refusal) => refusal_page(site, open, &refusal),
    }
}

fn refusal_page(site: &Site, open: &Open, refusal: &Refusal) -> Reply {
    let view = json!({
        "frame": site.frame(open, "fichiers"),
        "failure": refusal_view(site, refusal),
    });
    Reply::again("atelier-refus.html", view)
}
