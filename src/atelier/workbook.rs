//! *Feuilles et colonnes*: the names of sheets and columns, in the dossier's workbook or in a received one that is laid
//! out otherwise and is to replace it. Nothing is written until the form is sent.

use std::sync::Arc;

use oxhttp::model::StatusCode;
use serde_json::{Value, json};

use super::{
    compare,
    findings::refusal_view,
    mapping,
    reply::{Form, Reply, Site},
    server::Server,
    session::{Open, Received, slot},
};
use crate::{
    edit::{Editor, Refusal, Settings},
    read::Changes,
    report::visible,
};

fn received(open: &Open, is_received: bool) -> Option<Received> {
    slot(open).clone().filter(|_| is_received)
}

pub(super) fn page(site: &Site, open: &Open, is_received: bool, query: &str) -> Reply {
    if query == format!("depuis={}", open.state().version) {
        return Reply::Unchanged;
    }
    let workbook = received(open, is_received);
    if is_received && workbook.is_none() {
        return Reply::Redirect(format!("/{}/fichiers", open.number));
    }
    match view(
        site,
        open,
        workbook.as_ref(),
        &Form::default(),
        &Value::Null,
    ) {
        Ok(view) => Reply::page("atelier-classeur.html", view),
        Err(refusal) => unread(site, open, &refusal),
    }
}

/// Reads the workbook again with the choices of the form, saves them with a received workbook, or compares with it.
pub(super) fn act(server: &Server, open: &Arc<Open>, is_received: bool, form: &Form) -> Reply {
    let site = &server.site;
    let workbook = received(open, is_received);
    if is_received && workbook.is_none() {
        return Reply::Redirect(format!("/{}/fichiers", open.number));
    }
    let again = |status, form: &Form, failure: &Value| match view(
        site,
        open,
        workbook.as_ref(),
        form,
        failure,
    ) {
        Ok(view) => Reply::Page(status, "atelier-classeur.html", view),
        Err(refusal) => unread(site, open, &refusal),
    };
    // Another window has sent another workbook: the choices were not made for it.
    let is_other = |stored: &Received| stored.digest != form.field("recu");
    if workbook.as_ref().is_some_and(is_other) {
        let failure = json!({ "message": site.locale.plain("atelier-other-received") });
        return again(StatusCode::CONFLICT, &Form::default(), &failure);
    }
    let to_compare = workbook
        .as_ref()
        .filter(|_| form.field("faire") == "comparer");
    if let Some(workbook) = to_compare {
        let changes = changes_of(open, workbook, form);
        let compare = |changes| compare::with_changes(server, open, workbook.name.clone(), changes);
        let refused = |refusal| {
            let failure = refusal_view(site, &refusal);
            again(StatusCode::UNPROCESSABLE_ENTITY, form, &failure)
        };
        return changes.map_or_else(refused, compare);
    }
    if form.field("faire") != "enregistrer" {
        return again(StatusCode::OK, form, &Value::Null);
    }
    let saved = save(open, workbook.as_ref(), form);
    match saved {
        Ok(()) => {
            // Another workbook received meanwhile stays.
            let is_saved = |waiting: &mut Received| {
                let digest = workbook.as_ref().map(|workbook| &workbook.digest);
                digest == Some(&waiting.digest)
            };
            slot(open).take_if(is_saved);
            open.changed();
            Reply::Redirect(format!("/{}/fichiers?fait", open.number))
        }
        Err(refusal) => {
            let failure = refusal_view(site, &refusal);
            again(StatusCode::UNPROCESSABLE_ENTITY, form, &failure)
        }
    }
}

/// The settings with the choices of the form.
fn settings_of(
    editor: &Editor,
    workbook: Option<&Received>,
    form: &Form,
) -> Result<Settings, Refusal> {
    let fields = mapping::fields(form);
    let fields = fields.iter().map(|(name, value)| (&**name, &**value));
    let given = workbook.map(|received| (&*received.name, &*received.bytes));
    let (recognised, settings, _) = editor.recognise(given, fields)?;
    mapping::require_used(&recognised, &mapping::chosen(form))?;
    Ok(settings)
}

fn save(open: &Open, workbook: Option<&Received>, form: &Form) -> Result<(), Refusal> {
    let mut editor = open.editor();
    let settings = settings_of(&editor, workbook, form)?;
    let seen = form.field("lu");
    match workbook {
        Some(received) => {
            let bytes = received.bytes.clone();
            let added = editor.replace_workbook(&received.name, bytes, Some((&settings, seen)));
            added.map(drop)
        }
        None => editor.save_settings(&settings, seen),
    }
}

/// The changes that the received workbook makes to the dossier.
fn changes_of(open: &Open, workbook: &Received, form: &Form) -> Result<Changes, Refusal> {
    let editor = open.editor();
    let settings = settings_of(&editor, Some(workbook), form)?;
    let bytes = workbook.bytes.clone();
    let (_, changes) = editor.with_workbook(&workbook.name, bytes, Some(&settings))?;
    Ok(changes)
}

/// The page, with its form as it was filled in.
fn view(
    site: &Site,
    open: &Open,
    workbook: Option<&Received>,
    form: &Form,
    failure: &Value,
) -> Result<Value, Refusal> {
    let editor = open.editor();
    let given = workbook.map(|workbook| (&*workbook.name, &*workbook.bytes));
    let fields = if form.field("faire").is_empty() {
        Vec::new()
    } else {
        mapping::fields(form)
    };
    let fields = fields.iter().map(|(name, value)| (&**name, &**value));
    let (recognised, settings, version) = editor.recognise(given, fields)?;
    drop(editor);
    let mut chosen = mapping::chosen(form);
    // The settings give the first choices for the present workbook.
    if workbook.is_none() && chosen.is_empty() {
        chosen = mapping::chosen_in(&settings, &recognised);
    }
    Ok(json!({
        "frame": site.frame(open, "fichiers"),
        "received": workbook.map(|workbook| visible(&workbook.name)),
        "digest": workbook.map(|workbook| &workbook.digest),
        "seen": version,
        "sheets": mapping::sheets(site, &recognised, &chosen),
        "failure": failure,
    }))
}

/// The page for a workbook, or settings, that cannot be read.
fn unread(site: &Site, open: &Open, refusal: &Refusal) -> Reply {
    let view = json!({
        "frame": site.frame(open, "fichiers"),
        "failure": refusal_view(site, refusal),
    });
    Reply::again("atelier-refus.html", view)
}
