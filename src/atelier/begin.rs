//! To begin a dossier: from a workbook and Word files, or from nothing. Until it is made, nothing is written.

use std::{
    collections::VecDeque,
    path::PathBuf,
    sync::{MutexGuard, PoisonError},
};

use oxhttp::model::StatusCode;
use serde_json::{Value, json};

use super::{
    files,
    reply::{Form, Reply},
    server::Server,
    write::told_refusal,
};
use crate::{
    edit::{Given, Proposal, Refusal, Settings, propose},
    error::Error,
    init::{NewParty, parse_axis, parse_periods},
    locale::args,
    read::{Reason, Recognised, SheetRole},
    report::visible,
    source::{is_portable, is_word, join, parse_year},
};

/// How many are kept; the oldest one goes.
const MOST: usize = 4;

/// What was begun and is no dossier yet.
#[derive(Default)]
pub(super) struct Drafts {
    count: usize,
    all: VecDeque<Draft>,
}

#[derive(Clone)]
struct Draft {
    number: usize,
    workbook: (String, Vec<u8>),
    /// The Word files, by name.
    texts: Vec<(String, Vec<u8>)>,
}

fn drafts(server: &Server) -> MutexGuard<'_, Drafts> {
    server.drafts.lock().unwrap_or_else(PoisonError::into_inner)
}

fn find(server: &Server, number: &str) -> Option<Draft> {
    let number: usize = number.parse().ok()?;
    let drafts = drafts(server);
    drafts.all.iter().find(|own| own.number == number).cloned()
}

/// The form of a dossier from nothing.
pub(super) fn blank(server: &Server) -> Reply {
    let view = view(server, None, &Form::default(), Value::Null);
    Reply::page("atelier-nouveau.html", view)
}

pub(super) fn page(server: &Server, number: &str) -> Reply {
    match find(server, number) {
        Some(draft) => {
            let view = view(server, Some(&draft), &Form::default(), Value::Null);
            Reply::page("atelier-nouveau.html", view)
        }
        None => Reply::Go("/".to_owned()),
    }
}

/// Takes a workbook to begin with.
pub(super) fn take_workbook(server: &Server, name: &str, bytes: Vec<u8>) -> Reply {
    let draft = Draft {
        number: 0,
        workbook: (name.to_owned(), bytes),
        texts: Vec::new(),
    };
    // What cannot be read is told before anything else is asked.
    if let Err(refusal) = proposal(server, Some(&draft), &[]) {
        return files::refused(&server.site, &refusal);
    }
    let mut drafts = drafts(server);
    drafts.count += 1;
    let number = drafts.count;
    if drafts.all.len() == MOST {
        drafts.all.pop_front();
    }
    drafts.all.push_back(Draft { number, ..draft });
    Reply::Told(
        StatusCode::OK,
        format!("{}/nouveau/{number}", server.site.base),
    )
}

/// Takes a Word file along, in the place of one of its name.
pub(super) fn take_text(server: &Server, number: &str, name: String, bytes: Vec<u8>) -> Reply {
    let refused = |message| files::refused(&server.site, &Error::refused(message, []).into());
    if !is_word(&name) {
        return refused("atelier-file-kind");
    }
    let Some(mut draft) = find(server, number) else {
        return refused("atelier-draft-gone");
    };
    draft.texts.retain(|(other, _)| *other != name);
    draft.texts.push((name, bytes));
    // One that cannot be read is told at once, and not kept.
    if let Err(refusal) = proposal(server, Some(&draft), &[]) {
        return files::refused(&server.site, &refusal);
    }
    let mut drafts = drafts(server);
    if let Some(own) = drafts.all.iter_mut().find(|own| own.number == draft.number) {
        *own = draft;
    }
    Reply::Told(
        StatusCode::OK,
        format!("{}/nouveau/{number}", server.site.base),
    )
}

/// Reads again with the choices of the form, or makes the dossier.
pub(super) fn act(server: &Server, number: &str, form: &Form) -> Reply {
    let Some(draft) = find(server, number) else {
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

/// Makes a dossier from nothing.
pub(super) fn create_blank(server: &Server, form: &Form) -> Reply {
    made(server, None, form)
}

/// Makes a dossier, or gives the form back as it was filled in.
fn made(server: &Server, draft: Option<&Draft>, form: &Form) -> Reply {
    let create = || {
        let proposal = proposal(server, draft, &fields(form)?)?;
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
                drafts(server).all.retain(|own| own.number != draft.number);
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
    let folder = is_portable(name).then(|| server.folder.join(name));
    folder.ok_or_else(refused)
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

/// What the form says, by the keys of the settings.
fn fields(form: &Form) -> Result<Vec<(String, String)>, Error> {
    let mut fields = vec![("titre".to_owned(), form.field("titre").to_owned())];
    let years = form.field("annees");
    if !years.is_empty() {
        let periods = parse_periods(years);
        let periods =
            periods.ok_or_else(|| Error::refused("init-mistake-years", args! { answer: years }))?;
        let names: Vec<String> = periods.iter().map(ToString::to_string).collect();
        let are_years = names.iter().all(|name| parse_year(name).is_some());
        let (key, link) = if are_years {
            ("annees", ", ")
        } else {
            ("periodes", "\n")
        };
        fields.push((key.to_owned(), join(names, link)));
    }
    let lines = |name| {
        let lines = form.field(name).lines().map(str::trim);
        lines.filter(|line| !line.is_empty()).enumerate()
    };
    for list in ["parties", "financeurs"] {
        for (rank, line) in lines(list) {
            let refused = || Error::refused("init-mistake-party", args! { answer: line });
            let party = NewParty::parse(line).ok_or_else(refused)?;
            fields.push((format!("{list}.{rank}.colonne"), party.column));
            fields.push((format!("{list}.{rank}.nom"), party.name));
        }
    }
    for (rank, line) in lines("axes") {
        let refused = || Error::refused("init-mistake-axis", args! { answer: line });
        let axis = parse_axis(line).ok_or_else(refused)?;
        fields.push((format!("axes.{rank}.prefixe"), axis.prefix));
        fields.push((format!("axes.{rank}.titre"), axis.title));
    }
    // Which sheet is which, and what their columns are called.
    for role in SheetRole::ALL {
        let sheets = form.all("feuille").zip(form.all("role"));
        let own = sheets.filter(|(_, chosen)| *chosen == key(role));
        let names = join(own.map(|(name, _)| name), "\n");
        fields.push((format!("classeur.{}.feuille", key(role)), names));
    }
    let columns = form
        .fields()
        .filter(|(name, _)| name.starts_with("classeur."));
    fields.extend(columns.map(|(name, value)| (name.to_owned(), value.to_owned())));
    Ok(fields)
}

/// How settings name a sheet.
fn key(role: SheetRole) -> String {
    SheetRole::key(role.title())
}

/// The page, as its form was filled in.
fn view(server: &Server, draft: Option<&Draft>, form: &Form, mut failure: Value) -> Value {
    let site = &server.site;
    let given = fields(form).map_err(Refusal::from);
    let read = given.and_then(|fields| proposal(server, draft, &fields));
    // With what was typed wrong, the rest is shown all the same.
    let read = read.or_else(|refusal| {
        if failure.is_null() {
            failure = told_refusal(site, &refusal);
        }
        proposal(server, draft, &[])
    });
    let read = read.ok();
    let texts = read
        .iter()
        .flat_map(|proposal| &proposal.word.fiches)
        .map(|text| {
            let code = text.code.as_ref().map(ToString::to_string);
            json!({ "name": visible(&text.name), "code": code })
        });
    let recognised = read
        .as_ref()
        .and_then(|proposal| proposal.recognised.as_ref());
    let settings = read.as_ref().map(|proposal| proposal.settings.clone());
    let known = draft.and(settings).unwrap_or_default();
    let value = |key: &str| known.values.get(key).cloned().unwrap_or_default();
    let typed = |name: &str, usual: String| match form.field(name) {
        "" => usual,
        text => text.to_owned(),
    };
    let years = match value("annees") {
        years if years.is_empty() => value("periodes").replace('\n', " ; "),
        years => years,
    };
    let findings = read.as_ref().map(|proposal| {
        let findings = proposal.word.findings.iter().collect();
        site.groups(findings, &proposal.word.sources, None)
    });
    json!({
        "base": site.base,
        "draft": draft.map(|draft| draft.number),
        "workbook": draft.map(|draft| visible(&draft.workbook.0)),
        "sheets": recognised.map(|own| sheets(server, own)),
        "roles": ["", "depenses", "cofinancement", "recapitulatif"],
        "texts": texts.collect::<Vec<_>>(),
        "text_findings": findings,
        "answers": {
            "title": form.field("titre"),
            "years": typed("annees", years),
            "parties": typed("parties", pairs(&known, "parties", "colonne", "nom")),
            "funders": typed("financeurs", pairs(&known, "financeurs", "colonne", "nom")),
            "axes": typed("axes", pairs(&known, "axes", "prefixe", "titre")),
            "folder": typed("dossier", free_folder(server)),
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
fn free_folder(server: &Server) -> String {
    let mut names = (1..).map(|number| match number {
        1 => "convention".to_owned(),
        number => format!("convention-{number}"),
    });
    let free = names.find(|name| !server.folder.join(name).exists());
    free.unwrap_or_default()
}

/// Every sheet: what it is for, its columns, why it is not read, its first rows.
fn sheets(server: &Server, recognised: &Recognised) -> Vec<Value> {
    let all = recognised.first_rows.iter().map(|(name, rows)| {
        let mut read = recognised.sheets.iter();
        let own = read.find(|sheet| sheet.names.contains(name));
        let why = why(server, recognised, name);
        let columns = own.map(|sheet| {
            let known = sheet.columns.iter();
            let known = known.flat_map(|column| column.header.iter().chain(&column.candidates));
            let mut headers: Vec<&String> = known.chain(&sheet.unused).collect();
            headers.sort();
            headers.dedup();
            // Several sheets of a kind have the same columns.
            let is_first = sheet.names.first() == Some(name);
            let columns = sheet.columns.iter().filter(|_| is_first).map(|column| {
                json!({
                    "name": format!("classeur.{}.{}", key(sheet.role), SheetRole::key(column.title)),
                    "label": column.title,
                    "header": column.header,
                    "lacks": column.is_needed && column.header.is_none(),
                    "why": doubt(server, &column.candidates).filter(|_| column.header.is_none()),
                    "choices": headers,
                })
            });
            columns.collect::<Vec<_>>()
        });
        json!({
            "name": name,
            "role": own.map(|sheet| key(sheet.role)).unwrap_or_default(),
            "columns": columns.unwrap_or_default(),
            "why": why.filter(|_| own.is_none()),
            "rows": rows.iter().map(|row| row.iter().map(|cell| visible(cell)).collect()).collect::<Vec<Vec<_>>>(),
        })
    });
    all.collect()
}

/// Why none of several was chosen.
fn doubt(server: &Server, candidates: &[String]) -> Option<String> {
    let id = match candidates {
        [] => return None,
        [_] => "init-doubtful",
        _ => "init-ambiguous",
    };
    let names = join(candidates, ", ");
    Some(visible(
        &server.site.locale.text(id, &args! { names: names }),
    ))
}

/// Why a sheet is not read.
fn why(server: &Server, recognised: &Recognised, name: &String) -> Option<String> {
    let mut others = recognised.others.iter();
    let Some((_, reason)) = others.find(|(own, _)| own == name) else {
        let mut sheets = recognised.sheets.iter();
        let own = sheets.find(|sheet| sheet.candidates.contains(name))?;
        return doubt(server, &own.candidates);
    };
    let (id, what) = match reason {
        Reason::Alike(role) => ("init-why-alike", role.title().to_owned()),
        Reason::NoCodes => ("init-why-codes", String::new()),
        Reason::NoFigures => ("init-why-figures", String::new()),
        Reason::NoYear(names) => ("init-why-years", join(names, ", ")),
        Reason::Parts(names) => ("init-why-parts", join(names, ", ")),
        Reason::Income => ("init-why-income", String::new()),
    };
    let args = args! { name: visible(name), what: what };
    Some(visible(&server.site.locale.text(id, &args)))
}
