//! *Fichiers*: what the dossier is made of; a file is added, or replaced whole, the former one kept.

use std::{fs, path::Path};

use oxhttp::model::StatusCode;
use serde_json::{Value, json};

use super::{
    reply::{Reply, Site},
    server::Server,
    session::Open,
    write::told_refusal,
};
use crate::{edit::Refusal, error::Error, report::visible, source::sentence};

/// The names of the files in a folder of the dossier, in order.
fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let files = entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_file()));
    let names = files.filter_map(|entry| entry.file_name().into_string().ok());
    // Word marks a document that is open with a file of its own.
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
        return Reply::Same;
    }
    let done = match query {
        "fait" => Some("atelier-taken"),
        "annule" => Some("atelier-undone"),
        _ => None,
    };
    let last = open.editor().last();
    let shown = |names: Vec<String>| names.iter().map(|name| visible(name)).collect::<Vec<_>>();
    let audited = state.audited.as_deref();
    let workbook = audited.map(|audited| visible(&audited.dossier.workbook));
    Reply::page(
        "atelier-fichiers.html",
        json!({
            "frame": site.frame(open, "fichiers"),
            "workbook": workbook,
            "fiches": shown(names(&open.root.join("fiches"))),
            "pictures": shown(pictures(&open.root)),
            "former": shown(open.editor().former_files()),
            "folder": visible(&open.root.display().to_string()),
            "done": done.map(|id| site.locale.plain(id)),
            "undo": last.map(|what| site.locale.plain(&format!("atelier-undo-{what}"))),
            "trouble": state.trouble.as_ref().map(|error| site.told(error)),
        }),
    )
}

/// Takes a file in.
pub(super) fn take(server: &Server, open: &Open, place: &str, name: &str, bytes: Vec<u8>) -> Reply {
    let mut editor = open.editor();
    let taken = match place {
        "classeur" => editor.replace_workbook(name, bytes, None),
        "fiche" => editor.add_fiche(name, bytes),
        "image" => editor.add_picture(name, bytes),
        _ => return Reply::MISSING,
    };
    drop(editor);
    match taken {
        Ok(_) => {
            open.changed();
            let site = &server.site;
            let link = format!("{}/{}/fichiers?fait", site.base, open.number);
            Reply::Told(StatusCode::OK, link)
        }
        Err(refusal) => refused(&server.site, &refusal),
    }
}

/// Why a file was not taken, as a text for the script that sent it.
pub(super) fn refused(site: &Site, refusal: &Refusal) -> Reply {
    let text = match refusal {
        Refusal::Error(Error::Refused { name, args }) => {
            let help = site.locale.optional_text(&format!("{name}-help"), args);
            let message = sentence(&site.locale.text(name, args));
            help.map_or(message.clone(), |help| {
                format!("{message} {}", sentence(&help))
            })
        }
        Refusal::Error(error) => (site.describe)(error),
        Refusal::Findings { findings, .. } => {
            let told = findings.iter().map(|(finding, _)| {
                let place = crate::finding::place_in_words(&finding.place, &site.locale);
                format!("{} ({place})", sentence(&finding.message(&site.locale)))
            });
            crate::source::join(told, "\n")
        }
        Refusal::Conflict(_) => {
            let view: Value = told_refusal(site, refusal);
            view["message"].as_str().unwrap_or_default().to_owned()
        }
    };
    Reply::Told(StatusCode::UNPROCESSABLE_ENTITY, visible(&text))
}
