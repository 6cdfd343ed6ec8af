//! Which page or deed an address means. No part of one is ever a path of the file system.

use std::time::Duration;

use super::{
    begin, compare, files, home, publish,
    reply::{Asked, Given, Reply},
    see,
    server::Server,
    settle, text, workbook, write,
};
use crate::render::asset;

/// How long a page that asks for anything new is kept waiting: a browser has few connections for all of its windows.
const NEWS: Duration = Duration::from_secs(1);

/// A page: looking changes nothing.
pub(super) fn page(server: &Server, asked: &Asked<'_>) -> Reply {
    let style = |own: &str| {
        let text = asset("page.css").to_owned() + asset(own);
        Reply::Asset("text/css; charset=utf-8", text)
    };
    let script = |names: &[&str]| {
        let text = names.iter().map(|name| asset(name)).collect();
        Reply::Asset("text/javascript; charset=utf-8", text)
    };
    match asked.parts[..] {
        [""] => home::page(server),
        ["atelier.css"] => style("atelier.css"),
        ["comparaison.css"] => {
            let bar = asset("atelier.css").to_owned() + asset("comparaison.css");
            Reply::Asset(
                "text/css; charset=utf-8",
                asset("page.css").to_owned() + &bar,
            )
        }
        ["atelier.js"] => script(&["commun.js", "atelier.js"]),
        ["comparaison.js"] => script(&["comparaison.js"]),
        ["nouveau"] => begin::blank(server),
        ["nouveau", draft] => begin::page(server, draft),
        [number, ref rest @ ..] => {
            let Some(open) = server.dossier(number) else {
                return Reply::Missing;
            };
            let site = &server.site;
            let query = asked.query.as_str();
            if let ["voir", ref document @ ..] = *rest {
                open.look(see::name_of(&document.join("/")));
            }
            // A page that asks whether there is anything new hears of it at once.
            let version = query
                .strip_prefix("depuis=")
                .and_then(|own| own.parse().ok());
            if let Some(version) = version.filter(|_| *rest != ["publier"]) {
                open.wait_beyond(version, NEWS);
            }
            match *rest {
                [] | [""] => Reply::Go(format!("/{number}/voir")),
                ["voir", ref document @ ..] => see::page(site, &open, &document.join("/"), query),
                ["pages", ref document @ .., page] => {
                    see::picture(&open, &document.join("/"), page, query)
                }
                ["regler"] => settle::page(site, &open, query),
                ["regler", key] => settle::question(site, &open, key, query),
                ["ecrire"] => write::page(site, &open, query),
                ["fichiers"] => files::page(site, &open, query),
                ["classeur"] => workbook::page(site, &open, false, query),
                ["classeur", "recu"] => workbook::page(site, &open, true, query),
                ["texte", name] => text::page(site, &open, name, query),
                ["publier"] => publish::page(server, &open, query),
                ["publie", stage, file] => publish::file(server, &open, stage, file),
                ["comparer"] => compare::page(server, &open, query),
                ["comparer", job] => compare::result(server, &open, job, query),
                _ => Reply::Missing,
            }
        }
        [] => Reply::Missing,
    }
}

/// What a form or a file does.
pub(super) fn deed(server: &Server, asked: &Asked<'_>, given: Given) -> Reply {
    let site = &server.site;
    match (&asked.parts[..], given) {
        (["ouvrir"], Given::Form(form)) => home::open(server, &form),
        (["arreter"], Given::Form(_)) => home::stop(server),
        (["avenant"], Given::File { name, bytes }) => home::amend(server, &name, &bytes),
        (["nouveau"], Given::Form(form)) => begin::create_blank(server, &form),
        (["nouveau"], Given::File { name, bytes }) => begin::take_workbook(server, &name, bytes),
        (["nouveau", draft], Given::Form(form)) => begin::act(server, draft, &form),
        (["nouveau", draft], Given::File { name, bytes }) => {
            begin::take_text(server, draft, &name, &bytes)
        }
        ([number, rest @ ..], given) => {
            let Some(open) = server.dossier(number) else {
                return Reply::Missing;
            };
            match (rest, given) {
                (["regler"], Given::Form(form)) => settle::withdraw(site, &open, &form),
                (["regler", key], Given::Form(form)) => settle::decide(site, &open, key, &form),
                (["ecrire"], Given::Form(form)) => write::act(site, &open, &form),
                (["annuler"], Given::Form(form)) => write::undo(site, &open, &form),
                (["fichiers"], Given::Form(form)) => files::act(site, &open, &form),
                (["fichiers", place], Given::File { name, bytes }) => {
                    files::take(server, &open, place, &name, bytes)
                }
                (["classeur"], Given::Form(form)) => workbook::act(server, &open, false, &form),
                (["classeur", "recu"], Given::Form(form)) => {
                    workbook::act(server, &open, true, &form)
                }
                (["texte", name], Given::Form(form)) => text::act(site, &open, name, &form),
                (["publier"], Given::Form(form)) => publish::act(server, &open, &form),
                (["montrer"], Given::Form(form)) => publish::show_folder(&open, &form),
                (["comparer"], Given::Form(form)) => compare::act(server, &open, &form),
                (["comparer"], Given::File { name, bytes }) => {
                    compare::take(server, &open, &name, &bytes)
                }
                _ => Reply::Missing,
            }
        }
        ([], _) => Reply::Missing,
    }
}
