//! *Accueil*: dossiers to open, and ways to create one.

use std::{
    fs,
    io::Read,
    path::{Path, PathBuf},
    time::SystemTime,
};

use oxhttp::model::StatusCode;
use serde_json::{Value, json};

use super::{
    begin, files,
    findings::{of_received, refusal_view},
    reply::{Form, Reply},
    server::Server,
};
use crate::{
    edit::Editor, error::Error, init, limits::Limit, locale::args, pipeline, read::is_workbook,
    report::visible, source::clean_file_name,
};

/// How many dossiers are listed.
const MOST: usize = 50;
/// The name of the folder of an amendment.
const AMENDMENT: &str = "avenant";
/// The file that makes a folder a dossier.
const FILE: &str = "convention.toml";

pub(super) fn page(server: &Server) -> Reply {
    Reply::page("atelier-accueil.html", view(server, "", &Value::Null))
}

fn view(server: &Server, path: &str, failure: &Value) -> Value {
    let found = found(server).into_iter();
    let entries = found.map(|(name, folder)| {
        let settings = Editor::open(&folder, &server.limits)
            .ok()
            .and_then(|editor| Some(editor.settings().ok()?.0));
        let setting = |key: &str| {
            settings
                .as_ref()
                .and_then(|settings| settings.values.get(key))
                .map(|text| visible(text))
        };
        json!({
            "name": name,
            "folder": visible(&name),
            "title": setting("titre"),
            "stage": setting("etape"),
        })
    });
    json!({
        "frame": { "base": server.site.base },
        "folder": visible(&server.folder.display().to_string()),
        "dossiers": entries.collect::<Vec<_>>(),
        "amendment": visible(&server.folder.join(begin::free_folder(server, AMENDMENT)).display().to_string()),
        "path": path,
        "failure": failure,
    })
}

/// The folder itself and those in it that are dossiers, and those opened elsewhere, by their paths; the last changed
/// first.
fn found(server: &Server) -> Vec<(String, PathBuf)> {
    let folder = &server.folder;
    let itself = (".".to_owned(), folder.clone());
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let inner =
        entries.filter_map(|entry| Some((entry.file_name().into_string().ok()?, entry.path())));
    let changed = |(name, path): (String, PathBuf)| {
        let file = fs::metadata(path.join(FILE)).ok()?;
        let when = file.modified().unwrap_or(SystemTime::UNIX_EPOCH);
        file.is_file().then_some((when, name, path))
    };
    let near: Vec<_> = std::iter::once(itself).chain(inner).collect();
    let real = |path: &PathBuf| path.canonicalize().ok();
    let known: Vec<PathBuf> = near.iter().filter_map(|(_, path)| real(path)).collect();
    let opened = server.roots().into_iter();
    let opened = opened.filter(|root| !known.contains(root));
    let opened = opened.filter_map(|root| Some((root.to_str()?.to_owned(), root)));
    let found = near.into_iter().chain(opened);
    let mut found: Vec<_> = found.filter_map(changed).collect();
    found.sort_by(|one, other| other.cmp(one));
    found.truncate(MOST);
    found
        .into_iter()
        .map(|(_, name, path)| (name, path))
        .collect()
}

/// Starts a new dossier from the workbook whose path was typed.
fn begin_from(server: &Server, path: &Path, form: &Form) -> Reply {
    let bytes = || {
        let file = fs::File::open(path).map_err(Error::io("read-stage", path))?;
        let most = server.limits.bytes(Limit::FileSize);
        let mut bytes = Vec::new();
        let read = file.take(most.saturating_add(1)).read_to_end(&mut bytes);
        read.map_err(Error::io("read-stage", path))?;
        if bytes.len() as u64 > most {
            return Err(Error::refused("atelier-too-large", []).into());
        }
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        begin::add_draft(server, &name, bytes)
    };
    match bytes() {
        Ok(number) => Reply::Redirect(format!("/nouveau/{number}")),
        Err(refusal) => {
            let failure = refusal_view(&server.site, &refusal);
            Reply::again(
                "atelier-accueil.html",
                view(server, form.field("chemin"), &failure),
            )
        }
    }
}

/// Ends the program unless it is publishing or comparing, and shows that its pages can be closed.
pub(super) fn stop(server: &Server) -> Reply {
    if server.is_busy() {
        let failure = server.site.error_view(&Error::refused("atelier-busy", []));
        return Reply::again("atelier-accueil.html", view(server, "", &failure));
    }
    server.stop();
    let view = json!({
        "frame": { "base": server.site.base },
        "title": server.site.locale.plain("atelier-stopped"),
        "lead": server.site.locale.plain("atelier-stopped-lead"),
    });
    Reply::page("atelier-refus.html", view)
}

/// Creates the dossier of an amendment from the signed file, and opens it.
pub(super) fn amend(server: &Server, name: &str, bytes: &[u8]) -> Reply {
    let make = || {
        let name = clean_file_name(name).filter(|name| name.rsplit('.').next() == Some("pdf"));
        let name = name.ok_or_else(|| Error::refused("atelier-file-kind", []))?;
        // The reader needs a file on disk.
        let temporary = tempfile::tempdir().map_err(Error::io("write-file", ""))?;
        let path = temporary.path().join(name);
        fs::write(&path, bytes).map_err(Error::io("write-file", &path))?;
        let files = pipeline::amended(&path, &server.limits, &server.site.locale)
            .map_err(|error| of_received(error, &path))?;
        let folder = server.folder.join(begin::free_folder(server, AMENDMENT));
        init::place(&folder, &files)?;
        server.open(&folder)
    };
    match make() {
        Ok(open) => {
            let link = format!("{}/{}/ecrire#avenant", server.site.base, open.number);
            Reply::Text(StatusCode::OK, link)
        }
        Err(error) => files::refused(&server.site, &error.into()),
    }
}

/// Opens a listed dossier, or the folder whose path was typed.
pub(super) fn open(server: &Server, form: &Form) -> Reply {
    let named = form.filled("dossier").and_then(|name| {
        let mut found = found(server).into_iter();
        found
            .find(|(listed, _)| listed == name)
            .map(|(_, path)| path)
    });
    let typed = form.field("chemin").trim_matches('"');
    let path = named.unwrap_or_else(|| server.folder.join(typed));
    if is_workbook(&path) && path.is_file() {
        return begin_from(server, &path, form);
    }
    let opened = if path.join(FILE).is_file() {
        server.open(&path)
    } else {
        Err(Error::refused("atelier-no-dossier", args! { path: typed }))
    };
    match opened {
        Ok(open) => Reply::Redirect(format!("/{}/voir", open.number)),
        Err(error) => {
            let view = view(
                server,
                form.field("chemin"),
                &server.site.error_view(&error),
            );
            Reply::again("atelier-accueil.html", view)
        }
    }
}
