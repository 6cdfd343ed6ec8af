//! To begin a dossier: from a workbook and Word files, or from nothing. Until it is made, nothing is written.

use std::path::PathBuf;

use oxhttp::model::StatusCode;
use serde_json::{Value, json};

use super::{
    drafts::Draft,
    files,
    findings::told_refusal,
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
        None => Reply::Go("/".to_owned()),
    }
}

/// Takes a workbook to begin with.
pub(super) fn take_workbook(server: &Server, name: &str, bytes: Vec<u8>) -> Reply {
    match keep(server, name, bytes) {
        Ok(number) => Reply::Told(
            StatusCode::OK,
            format!("{}/nouveau/{number}", server.site.base),
        ),
        Err(refusal) => files::refused(&server.site, &refusal),
    }
}

/// Keeps a workbook to begin with, and says under which number.
pub(super) fn keep(server: &Server, name: &str, bytes: Vec<u8>) -> Result<usize, Refusal> {
    let draft = Draft {
        number: 0,
        workbook: (name.to_owned(), bytes),
        texts: Vec::new(),
    };
    // What cannot be read is told before anything else is asked.
    proposal(server, Some(&draft), &[])?;
    Ok(server.drafts.keep(draft))
}

/// Takes a Word file along, in the place of one of its name.
pub(super) fn take_text(server: &Server, number: &str, name: &str, bytes: &[u8]) -> Reply {
    let refused = |message| files::refused(&server.site, &Error::refused(message, []).into());
    if !is_word(name) {
        return refused("atelier-file-kind");
    }
    let Some(mut draft) = server.drafts.find(number) else {
        return refused("atelier-draft-gone");
    };
    let take = |draft: &mut Draft| {
        draft.texts.retain(|(other, _)| other != name);
        draft.texts.push((name.to_owned(), bytes.to_owned()));
    };
    // One that cannot be read is told at once, and not kept.
    take(&mut draft);
    if let Err(refusal) = proposal(server, Some(&draft), &[]) {
        return files::refused(&server.site, &refusal);
    }
    // Others may have come meanwhile.
    server.drafts.change(number, take);
    Reply::Told(
        StatusCode::OK,
        format!("{}/nouveau/{number}", server.site.base),
    )
}

/// Reads again with the choices of the form, or makes the dossier.
pub(super) fn act(server: &Server, number: &str, form: &Form) -> Reply {
    let fiches = fiches(server, number, form);
    let sorted = |draft: &mut Draft| draft.sort_texts(form, &fiches);
    let Some(draft) = server.drafts.change(number, sorted) else {
        let gone = server.site.told(&Error::refused("atelier-draft-gone", []));
        return Reply::again("atelier-nouveau.html", view(server, None, form, gone));
    };
    if form.field("faire") == "creer" {
        return made(server, Some(&draft), form);
    }
    Reply::page(
        "atelier-nouveau.html",
        view(server, Some(&draft), form, Value::Null),
    )
}

/// The fiches that a Word file can be of: those of the workbook.
fn fiches(server: &Server, number: &str, form: &Form) -> Vec<RecognisedFiche> {
    let is_asked = form.all("fiche").any(|code| !code.is_empty());
    let draft = server.drafts.find(number).filter(|_| is_asked);
    let Some(draft) = draft else {
        return Vec::new();
    };
    let read = proposal(server, Some(&draft), &fields(form).0)
        .or_else(|_| proposal(server, Some(&draft), &[]));
    let recognised = read.ok().and_then(|own| own.recognised);
    recognised.map(|own| own.fiches).unwrap_or_default()
}

/// Makes a dossier from nothing.
pub(super) fn create_blank(server: &Server, form: &Form) -> Reply {
    made(server, None, form)
}

/// Makes a dossier, or gives the form back as it was filled in.
fn made(server: &Server, draft: Option<&Draft>, form: &Form) -> Reply {
    let create = || {
        let (fields, wrong) = fields(form);
        if let Some(error) = wrong {
            return Err(error.into());
        }
        let proposal = proposal(server, draft, &fields)?;
        let mut texts = proposal.word.fiches.iter();
        if let Some(own) = texts.find(|own| own.code.is_none()) {
            let args = args! { name: visible(&own.name) };
            return Err(Error::refused("atelier-text-without-code", args).into());
        }
        if let Some(recognised) = &proposal.recognised {
            mapping::require_kept(recognised, &mapping::chosen(form))?;
        }
        if !proposal.missing().is_empty() {
            return Err(Error::refused("atelier-answers-missing", []).into());
        }
        let folder = folder_of(server, form.field("dossier"))?;
        proposal.create(&folder, &server.limits, &server.site.locale)?;
        Ok::<_, Refusal>(server.open(&folder)?)
    };
    match create() {
        Ok(open) => {
            if let Some(draft) = draft {
                server.drafts.drop(draft.number);
            }
            Reply::Go(format!("/{}/voir", open.number))
        }
        Err(refusal) => {
            let told = told_refusal(&server.site, &refusal);
            Reply::again("atelier-nouveau.html", view(server, draft, form, told))
        }
    }
}

/// The folder to make: one name, within the folder in which the atelier was opened.
fn folder_of(server: &Server, name: &str) -> Result<PathBuf, Error> {
    let refused = || Error::refused("atelier-folder-name", args! { name: name });
    // Such as a file of that name may be called anywhere.
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

/// What the form says, by the keys of the settings, and the first thing in it that means nothing.
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

/// The page, as its form was filled in.
fn view(server: &Server, draft: Option<&Draft>, form: &Form, mut failure: Value) -> Value {
    let site = &server.site;
    // With what was typed wrong, the rest is shown all the same.
    let read = proposal(server, draft, &fields(form).0).or_else(|refusal| {
        if failure.is_null() {
            failure = told_refusal(site, &refusal);
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
            let mut known = recognised.iter().flat_map(|own| &own.fiches);
            let is_new = text.code.as_ref().is_some_and(|code| known.all(|own| own.code != *code));
            json!({ "name": text.name, "shown": visible(&text.name), "code": code, "is_new": is_new })
        });
    let settings = read.as_ref().map(|proposal| proposal.settings.clone());
    let known = draft.and(settings).unwrap_or_default();
    let value = |key: &str| known.values.get(key).cloned().unwrap_or_default();
    let typed = |name: &str, usual: String| match form.field(name) {
        "" => usual,
        text => text.to_owned(),
    };
    // Who signs is among those who pay; a form says which.
    let parties = match pairs(&known, "parties", "colonne", "nom") {
        parties if parties.is_empty() => recognised.map(|own| join(&own.funders, "\n")),
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
        "sheets": recognised.map(|own| mapping::sheets(site, own, &mapping::chosen(form))),
        "codes": recognised.map(|own| own.fiches.iter().map(|own| own.code.to_string()).collect::<Vec<_>>()),
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

/// The entries of a list, one a line: `Ville = Ville d’Exemple`.
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

/// A name for a folder that is not there yet.
pub(super) fn free_folder(server: &Server, stem: &str) -> String {
    let mut names = (1..).map(|number| match number {
        1 => stem.to_owned(),
        number => format!("{stem}-{number}"),
    });
    let free = names.find(|name| !server.folder.join(name).exists());
    free.unwrap_or_default()
}
