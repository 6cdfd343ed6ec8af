//! The form of a fiche that is a text file, not a Word file: its head and its text. Saving replaces the file and keeps
//! the former one.

use serde_json::{Value, json};

use super::{
    files,
    findings::{refusal_view, refused},
    reply::{Form, Reply, Site, text_address, unescape},
    session::Open,
};
use crate::{edit::FicheText, report::visible};

/// The fields of the form above the text, and whether each may have several lines.
const HEAD: [(&str, bool); 4] = [
    ("titre", false),
    ("maitrise_ouvrage", false),
    ("calendrier", true),
    ("partenaires", true),
];

/// The fiche file at that address, if there is one.
fn file_of(open: &Open, name: &str) -> Option<String> {
    let name = unescape(name);
    let mut names = files::names(&open.root.join("fiches")).into_iter();
    names.find(|listed| *listed == name && text_address(listed).is_some())
}

pub(super) fn page(site: &Site, open: &Open, name: &str, query: &str) -> Reply {
    if query == format!("depuis={}", open.state().version) {
        return Reply::Unchanged;
    }
    let Some(file) = file_of(open, name) else {
        return Reply::Missing;
    };
    let read = open.editor().fiche_text(&file);
    match read {
        Ok((text, version)) => {
            let mut view = view(site, open, &file, &text, &version, &Value::Null);
            view["done"] = json!((query == "fait").then(|| site.locale.plain("atelier-saved")));
            Reply::page("atelier-texte.html", view)
        }
        Err(refusal) => {
            let failure = refusal_view(site, &refusal);
            let view = view(site, open, &file, &FicheText::default(), "", &failure);
            Reply::again("atelier-texte.html", view)
        }
    }
}

/// Saves, or shows the text again as it was typed.
pub(super) fn act(site: &Site, open: &Open, name: &str, form: &Form) -> Reply {
    let Some(file) = file_of(open, name) else {
        return Reply::Missing;
    };
    let seen = form.field("lu");
    let head = form.all("titre").next().map(|_| {
        let values = HEAD.map(|(key, _)| (key.to_owned(), form.field(key).to_owned()));
        values.into_iter().collect()
    });
    let typed = FicheText {
        head,
        text: form.field("texte").to_owned(),
    };
    let saved = open.editor().save_fiche_text(&file, &typed, seen);
    let (status, failure, seen) = match saved {
        Ok(()) => {
            open.changed();
            return Reply::Redirect(format!("/{}/texte/{name}?fait", open.number));
        }
        Err(refusal) => refused(site, &refusal, seen, str::to_owned),
    };
    let view = view(site, open, &file, &typed, &seen, &failure);
    Reply::Page(status, "atelier-texte.html", view)
}

fn view(
    site: &Site,
    open: &Open,
    file: &str,
    written: &FicheText,
    seen: &str,
    failure: &Value,
) -> Value {
    let state = open.state();
    let audited = state.audited.as_deref();
    let mut fiches = audited.iter().flat_map(|audited| &audited.dossier.fiches);
    let fiche = fiches.find(|fiche| {
        let prose = fiche.prose.as_ref();
        prose.is_some_and(|prose| prose.file.strip_prefix("fiches/") == Some(file))
    });
    let code = fiche.map(|fiche| &fiche.code.value);
    let mut documents = state.documents.iter();
    let document = documents.find(|shown| code.is_some() && shown.code.as_ref() == code);
    let title = fiche.and_then(|fiche| Some(visible(&fiche.prose.as_ref()?.title)));
    json!({
        "frame": site.frame(open, "fichiers"),
        "code": code.map(ToString::to_string),
        "title": title.unwrap_or_else(|| visible(file)),
        "address": text_address(file),
        "document": document.map(|shown| format!("voir/{}", shown.name)),
        "head": written.head.as_ref().map(|head| HEAD.map(|(key, is_long)| json!({
            "name": key,
            "label": site.locale.plain(&format!("fiche-{}", key.replace('_', "-"))),
            "value": head.get(key),
            "is_long": is_long,
        }))),
        "text": written.text,
        "seen": seen,
        "failure": failure,
        "done": null,
        "undo": site.undo(open, &["text"]),
    })
}
