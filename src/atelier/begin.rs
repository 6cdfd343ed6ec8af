//! Creating a dossier, from a workbook and Word files or from nothing. Until then, nothing is written.

use std::path::PathBuf;

use oxhttp::model::StatusCode;
use serde_json::{Value, json};

use super::{
    drafts::Draft,
    files,
    findings::refusal_view,
    mapping,
    reply::{Form, Reply},
    server::Server,
};
use crate::{
    edit::{Given, Proposal, Refusal, Settings, propose},
    error::Error,
    init::{NewParty, parse_axis, parse_periods},
    locale::args,
    read::RecognisedFiche,
    report::visible,
    source::{clean_file_name, is_word, join, parse_year},
};

/// The form of a dossier from nothing.
pub(super) fn blank(server: &Server) -> Reply {
    let view = view(server, None, &Form::default(), Value::Null);
    Reply::page("atelier-nouveau.html", view)
}

pub(super) fn page(server: &Server, number: &str) -> Reply {
    match server.drafts.find(number) {
        Some(draft) => {
            let view = view(server, Some(&draft), &Form::default(), Value::Null);
            Reply::page("atelier-nouveau.html", view)
        }
        None => Reply::Redirect("/".to_owned()),
    }
}

/// Receives the workbook of a new dossier.
pub(super) fn take_workbook(server: &Server, name: &str, bytes: Vec<u8>) -> Reply {
    match add_draft(server, name, bytes) {
        Ok(number) => Reply::Text(
            StatusCode::OK,
            format!("{}/nouveau/{number}", server.site.base),
        ),
        Err(refusal) => files::refused(&server.site, &refusal),
    }
}

/// Stores the workbook of a new dossier as a draft, and returns the draft's number.
pub(super) fn add_draft(server: &Server, name: &str, bytes: Vec<u8>) -> Result<usize, Refusal> {
    let draft = Draft {
        number: 0,
        workbook: (name.to_owned(), bytes),
        texts: Vec::new(),
    };
    // A workbook that cannot be read is refused before anything is asked.
    proposal(server, Some(&draft), &[])?;
    Ok(server.drafts.store(draft))
}

/// Receives a Word file, which replaces one of the same name.
pub(super) fn take_text(server: &Server, number: &str, name: &str, bytes: &[u8]) -> Reply {
    let refused = |message| files::refused(&server.site, &Error::refused(message, []).into());
    // The form refers to the file by this cleaned name.
    let Some(name) = clean_file_name(name).filter(|name| is_word(name)) else {
        return refused("atelier-file-kind");
    };
    let Some(mut draft) = server.drafts.find(number) else {
        return refused("atelier-draft-gone");
    };
    let take = |draft: &mut Draft| {
        draft.texts.retain(|(other, _)| *other != name);
        draft.texts.push((name.clone(), bytes.to_owned()));
    };
    // A file that cannot be read is refused at once, and not stored.
    take(&mut draft);
    if let Err(refusal) = proposal(server, Some(&draft), &[]) {
        return files::refused(&server.site, &refusal);
    }
    // Other files may have been added meanwhile.
    server.drafts.change(number, take);
    Reply::Text(
        StatusCode::OK,
        format!("{}/nouveau/{number}", server.site.base),
    )
}

/// Reads the files again with the choices of the form, or creates the dossier.
pub(super) fn act(server: &Server, number: &str, form: &Form) -> Reply {
    let fiches = fiches(server, number, form);
    let sorted = |draft: &mut Draft| draft.sort_texts(form, &fiches);
    let Some(draft) = server.drafts.change(number, sorted) else {
        let failure = server
            .site
            .error_view(&Error::refused("atelier-draft-gone", []));
        return Reply::again("atelier-nouveau.html", view(server, None, form, failure));
    };
    if form.field("faire") == "creer" {
        return create(server, Some(&draft), form);
    }
    Reply::page(
        "atelier-nouveau.html",
        view(server, Some(&draft), form, Value::Null),
    )
}

/// The fiches of the workbook, to which Word files belong.
fn fiches(server: &Server, number: &str, form: &Form) -> Vec<RecognisedFiche> {
    let is_asked = form.all("fiche").any(|code| !code.is_empty());
    let draft = server.drafts.find(number).filter(|_| is_asked);
    let Some(draft) = draft else {
        return Vec::new();
    };
    let read = proposal(server, Some(&draft), &fields(form).0)
        .or_else(|_| proposal(server, Some(&draft), &[]));
    let recognised = read.ok().and_then(|proposal| proposal.recognised);
    recognised
        .map(|workbook| workbook.fiches)
        .unwrap_or_default()
}

/// Creates a dossier from nothing.
pub(super) fn create_blank(server: &Server, form: &Form) -> Reply {
    create(server, None, form)
}

/// Creates a dossier, or shows the form again as it was filled in.
fn create(server: &Server, draft: Option<&Draft>, form: &Form) -> Reply {
    let attempt = || {
        let (fields, wrong) = fields(form);
        if let Some(error) = wrong {
            return Err(error.into());
        }
        let proposal = proposal(server, draft, &fields)?;
        let mut texts = proposal.word.fiches.iter();
        if let Some(text) = texts.find(|text| text.code.is_none()) {
            let args = args! { name: visible(&text.name) };
            return Err(Error::refused("atelier-text-without-code", args).into());
        }
        if let Some((name, other)) = proposal.twins() {
            let args = args! { name: visible(&name), other: visible(&other) };
            return Err(Error::refused("atelier-text-twice", args).into());
        }
        if let Some(recognised) = &proposal.recognised {
            mapping::require_used(recognised, &mapping::chosen(form))?;
        }
        if !proposal.missing().is_empty() {
            return Err(Error::refused("atelier-answers-missing", []).into());
        }
        let folder = folder_of(server, form.field("dossier"))?;
        proposal.create(&folder, &server.limits, &server.site.locale)?;
        Ok::<_, Refusal>(server.open(&folder)?)
    };
    match attempt() {
        Ok(open) => {
            if let Some(draft) = draft {
                server.drafts.drop(draft.number);
            }
            Reply::Redirect(format!("/{}/voir", open.number))
        }
        Err(refusal) => {
            let failure = refusal_view(&server.site, &refusal);
            Reply::again("atelier-nouveau.html", view(server, draft, form, failure))
        }
    }
}

/// The folder to create: a single name, within the folder of the atelier.
fn folder_of(server: &Server, name: &str) -> Result<PathBuf, Error> {
    let refused = || Error::refused("atelier-folder-name", args! { name: name });
    // The name must be valid for a file on any system.
    let clean = clean_file_name(&format!("{name}.x")).ok_or_else(refused)?;
    let is_clean = clean.strip_suffix(".x") == Some(name);
    is_clean
        .then(|| server.folder.join(name))
        .ok_or_else(refused)
}

fn proposal(
    server: &Server,
    draft: Option<&Draft>,
    fields: &[(String, String)],
) -> Result<Proposal, Refusal> {
    let given = Given {
        workbook: draft.map(|draft| (&*draft.workbook.0, &*draft.workbook.1)),
        word: draft.map_or(&[], |draft| &draft.texts),
    };
    let fields = fields.iter().map(|(name, value)| (&**name, &**value));
    propose(given, fields, &server.limits, &server.site.locale)
}

/// The values of the form, by the keys of the settings, and an error for the first invalid one.
fn fields(form: &Form) -> (Vec<(String, String)>, Option<Error>) {
    let mut fields = vec![("titre".to_owned(), form.field("titre").to_owned())];
    let mut wrong = Vec::new();
    let years = form.field("annees");
    if let Some(periods) = parse_periods(years) {
        let names: Vec<String> = periods.iter().map(ToString::to_string).collect();
        let are_years = names.iter().all(|name| parse_year(name).is_some());
        let (key, link) = if are_years {
            ("annees", ", ")
        } else {
            ("periodes", "\n")
        };
        fields.push((key.to_owned(), join(names, link)));
    } else if !years.is_empty() {
        wrong.push(("atelier-wrong-years", years));
    }
    let lines = |name| {
        let lines = form.field(name).lines().map(str::trim);
        lines.filter(|line| !line.is_empty()).enumerate()
    };
    for list in ["parties", "financeurs"] {
        for (rank, line) in lines(list) {
            let Some(party) = NewParty::parse(line) else {
                wrong.push(("atelier-wrong-party", line));
                continue;
            };
            fields.push((format!("{list}.{rank}.colonne"), party.column));
            fields.push((format!("{list}.{rank}.nom"), party.name));
        }
    }
    for (rank, line) in lines("axes") {
        let Some(axis) = parse_axis(line) else {
            wrong.push(("atelier-wrong-axis", line));
            continue;
        };
        fields.push((format!("axes.{rank}.prefixe"), axis.prefix));
        fields.push((format!("axes.{rank}.titre"), axis.title));
    }
    fields.extend(mapping::fields(form));
    let mut wrong = wrong.into_iter();
    let wrong = wrong
        .next()
        .map(|(message, answer)| Error::refused(message, args! { answer: answer }));
    (fields, wrong)
}

/// The page, with its form as it was filled in.
fn view(server: &Server, draft: Option<&Draft>, form: &Form, mut failure: Value) -> Value {
    let site = &server.site;
    // When typed values are refused, the proposal without them is shown.
    let read = proposal(server, draft, &fields(form).0).or_else(|refusal| {
        if failure.is_null() {
            failure = refusal_view(site, &refusal);
        }
        proposal(server, draft, &[])
    });
    let read = read.ok();
    let recognised = read
        .as_ref()
        .and_then(|proposal| proposal.recognised.as_ref());
    let texts = read
        .iter()
        .flat_map(|proposal| &proposal.word.fiches)
        .map(|text| {
            let code = text.code.as_ref().map(ToString::to_string);
            let mut known = recognised.iter().flat_map(|workbook| &workbook.fiches);
            let is_new = text.code.as_ref().is_some_and(|code| known.all(|fiche| fiche.code != *code));
            json!({ "name": text.name, "shown": visible(&text.name), "code": code, "is_new": is_new })
        });
    let settings = read.as_ref().map(|proposal| proposal.settings.clone());
    let known = draft.and(settings).unwrap_or_default();
    let value = |key: &str| known.values.get(key).cloned().unwrap_or_default();
    let typed = |name: &str, usual: String| match form.field(name) {
        "" => usual,
        text => text.to_owned(),
    };
    // Signatories are among the payers, so all payers are proposed.
    let parties = match pairs(&known, "parties", "colonne", "nom") {
        parties if parties.is_empty() => recognised.map(|workbook| join(&workbook.funders, "\n")),
        parties => Some(parties),
    };
    let parties = parties.unwrap_or_default();
    let years = match value("annees") {
        years if years.is_empty() => value("periodes").replace('\n', " ; "),
        years => years,
    };
    let findings = read.as_ref().map(|proposal| {
        let findings: Vec<_> = proposal.word.findings.iter().collect();
        site.groups(&findings, &proposal.word.sources, None)
    });
    json!({
        "frame": { "base": site.base },
        "draft": draft.map(|draft| draft.number),
        "workbook": draft.map(|draft| visible(&draft.workbook.0)),
        "sheets": recognised.map(|workbook| mapping::sheets(site, workbook, &mapping::chosen(form))),
        "codes": recognised.map(|workbook| workbook.fiches.iter().map(|fiche| fiche.code.to_string()).collect::<Vec<_>>()),
        "texts": texts.collect::<Vec<_>>(),
        "text_findings": findings,
        "answers": {
            "title": form.field("titre"),
            "years": typed("annees", years),
            "parties": typed("parties", parties),
            "funders": typed("financeurs", pairs(&known, "financeurs", "colonne", "nom")),
            "axes": typed("axes", pairs(&known, "axes", "prefixe", "titre")),
            "folder": typed("dossier", free_folder(server, "convention")),
        },
        "folder": visible(&server.folder.display().to_string()),
        "failure": failure,
    })
}

/// The entries of a list, one per line: `Ville = Ville d’Exemple`.
fn pairs(settings: &Settings, list: &str, short: &str, long: &str) -> String {
    let entries = settings.lists.get(list).into_iter().flatten();
    let lines = entries.map(|entry| {
        let text = |key: &str| entry.values.get(key).cloned().unwrap_or_default();
        match (text(short), text(long)) {
            (short, long) if short == long || long.is_empty() => short,
            (short, long) => format!("{short} = {long}"),
        }
    });
    join(lines, "\n")
}

/// A name for a folder that does not exist yet.
pub(super) fn free_folder(server: &Server, stem: &str) -> String {
    let mut names = (1..).map(|number| match number {
        1 => stem.to_owned(),
        number => format!("{stem}-{number}"),
    });
    let free = names.find(|name| !server.folder.join(name).exists());
    free.unwrap_or_default()
}
