//! *Feuilles et colonnes*: what the workbook of a dossier calls them, the present one or one that was received in its
//! place and is laid out otherwise. Until its form is sent, nothing is written.

use std::sync::PoisonError;

use serde_json::{Value, json};

use super::{
    mapping,
    reply::{Form, Reply, Site},
    session::Open,
    write::told_refusal,
};
use crate::{edit::Refusal, report::visible};

/// A workbook that was received, by its name.
pub(super) type Received = (String, Vec<u8>);

/// Keeps a workbook until what its sheets and columns are called is said.
pub(super) fn keep(open: &Open, received: Received) {
    *open.received.lock().unwrap_or_else(PoisonError::into_inner) = Some(received);
}

fn received(open: &Open, is_received: bool) -> Option<Received> {
    let kept = open.received.lock().unwrap_or_else(PoisonError::into_inner);
    kept.clone().filter(|_| is_received)
}

pub(super) fn page(site: &Site, open: &Open, is_received: bool, query: &str) -> Reply {
    if query == format!("depuis={}", open.state().version) {
        return Reply::Same;
    }
    let workbook = received(open, is_received);
    if is_received && workbook.is_none() {
        return Reply::Go(format!("/{}/fichiers", open.number));
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

/// Reads again with the choices of the form, or writes them, with the workbook that was received.
pub(super) fn act(site: &Site, open: &Open, is_received: bool, form: &Form) -> Reply {
    let workbook = received(open, is_received);
    if is_received && workbook.is_none() {
        return Reply::Go(format!("/{}/fichiers", open.number));
    }
    let again = |failure: &Value, reply: fn(&'static str, Value) -> Reply| match view(
        site,
        open,
        workbook.as_ref(),
        form,
        failure,
    ) {
        Ok(view) => reply("atelier-classeur.html", view),
        Err(refusal) => unread(site, open, &refusal),
    };
    if form.field("faire") != "enregistrer" {
        return again(&Value::Null, Reply::page);
    }
    let saved = save(open, workbook.as_ref(), form);
    match saved {
        Ok(()) => {
            *open.received.lock().unwrap_or_else(PoisonError::into_inner) = None;
            open.changed();
            Reply::Go(format!("/{}/fichiers?fait", open.number))
        }
        Err(refusal) => again(&told_refusal(site, &refusal), Reply::again),
    }
}

fn save(open: &Open, workbook: Option<&Received>, form: &Form) -> Result<(), Refusal> {
    let mut editor = open.editor();
    let fields = mapping::fields(form);
    let fields = fields.iter().map(|(name, value)| (&**name, &**value));
    let given = workbook.map(|(name, bytes)| (&**name, &**bytes));
    let (_, settings, _) = editor.recognise(given, fields)?;
    let seen = form.field("lu");
    match workbook {
        Some((name, bytes)) => editor
            .replace_workbook(name, bytes.clone(), Some((&settings, seen)))
            .map(drop),
        None => editor.save_settings(&settings, seen),
    }
}

/// The page, as its form was filled in.
fn view(
    site: &Site,
    open: &Open,
    workbook: Option<&Received>,
    form: &Form,
    failure: &Value,
) -> Result<Value, Refusal> {
    let editor = open.editor();
    let given = workbook.map(|(name, bytes)| (&**name, &**bytes));
    let fields = if form.field("faire").is_empty() {
        Vec::new()
    } else {
        mapping::fields(form)
    };
    let fields = fields.iter().map(|(name, value)| (&**name, &**value));
    let (recognised, settings, version) = editor.recognise(given, fields)?;
    drop(editor);
    let mut chosen = mapping::chosen(form);
    // Of the present workbook, what is read is what the settings say.
    if workbook.is_none() && chosen.is_empty() {
        chosen = mapping::said(&settings, &recognised);
    }
    Ok(json!({
        "frame": site.frame(open, "fichiers"),
        "received": workbook.map(|(name, _)| visible(name)),
        "seen": version,
        "sheets": mapping::sheets(site, &recognised, &chosen),
        "failure": failure,
    }))
}

/// A workbook, or settings, that cannot be read.
fn unread(site: &Site, open: &Open, refusal: &Refusal) -> Reply {
    let view = json!({
        "frame": site.frame(open, "fichiers"),
        "failure": told_refusal(site, refusal),
    });
    Reply::again("atelier-refus.html", view)
}
