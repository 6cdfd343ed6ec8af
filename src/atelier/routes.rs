//! Which page or action an address means. No part of an address is used as a path of the file system.

use std::time::Duration;

use super::{
    begin, compare, files, home, publish,
    reply::{Address, Content, Reply},
    see,
    server::Server,
    settle, text, workbook, write,
};
use crate::render::asset;

/// How long a request for news may wait; kept short, as a browser has few connections for all of its windows.
const NEWS: Duration = Duration::from_secs(1);

/// The page at an address; requesting it changes nothing.
pub(super) fn page(server: &Server, address: &Address<'_>) -> Reply {
    let style = |name: &str| {
        let text = asset("page.css").to_owned() + asset(name);
        Reply::Asset("text/css; charset=utf-8", text)
    };
    let script = |names: &[&str]| {
        let text = names.iter().map(|name| asset(name)).collect();
        Reply::Asset("text/javascript; charset=utf-8", text)
    };
    match address.parts[..] {
        [""] => home::page(server),
        ["atelier.css"] => style("atelier.css"),
        ["comparaison.css"] => {
            let styles = asset("atelier.css").to_owned() + asset("comparaison.css");
            Reply::Asset(
                "text/css; charset=utf-8",
                asset("page.css").to_owned() + &styles,
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
            let query = address.query.as_str();
            if let ["voir", ref document @ ..] = *rest {
                open.look(see::name_of(&document.join("/")));
            }
            // A page that asks for news is answered as soon as there is any.
            let version = query
                .strip_prefix("depuis=")
                .and_then(|digits| digits.parse().ok());
            if let Some(version) = version.filter(|_| *rest != ["publier"]) {
                open.wait_beyond(version, NEWS);
            }
            match *rest {
                [] | [""] => Reply::Redirect(format!("/{number}/voir")),
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

/// The action of a form or a file that was sent.
pub(super) fn act(server: &Server, address: &Address<'_>, content: Content) -> Reply {
    let site = &server.site;
    match (&address.parts[..], content) {
        (["ouvrir"], Content::Form(form)) => home::open(server, &form),
        (["arreter"], Content::Form(_)) => home::stop(server),
        (["avenant"], Content::File { name, bytes }) => home::amend(server, &name, &bytes),
        (["nouveau"], Content::Form(form)) => begin::create_blank(server, &form),
        (["nouveau"], Content::File { name, bytes }) => begin::take_workbook(server, &name, bytes),
        (["nouveau", draft], Content::Form(form)) => begin::act(server, draft, &form),
        (["nouveau", draft], Content::File { name, bytes }) => {
            begin::take_text(server, draft, &name, &bytes)
        }
        ([number, rest @ ..], content) => {
            let Some(open) = server.dossier(number) else {
                return Reply::Missing;
            };
            match (rest, content) {
                (["regler"], Content::Form(form)) => settle::withdraw(site, &open, &form),
                (["regler", key], Content::Form(form)) => settle::decide(site, &open, key, &form),
                (["ecrire"], Content::Form(form)) => write::act(site, &open, &form),
                (["annuler"], Content::Form(form)) => write::undo(site, &open, &form),
                (["fichiers"], Content::Form(form)) => files::act(site, &open, &form),
                (["fichiers", place], Content::File { name, bytes }) => {
                    files::take(server, &open, place, &name, bytes)
                }
                (["classeur"], Content::Form(form)) => workbook::act(server, &open, false, &form),
                (["classeur", "recu"], Content::Form(form)) => {
                    workbook::act(server, &open, true, &form)
                }
                (["texte", name], Content::Form(form)) => text::act(site, &open, name, &form),
                (["publier"], Content::Form(form)) => publish::act(server, &open, &form),
                (["montrer"], Content::Form(form)) => publish::show_folder(&open, &form),
                (["comparer"], Content::Form(form)) => compare::act(server, &open, &form),
                (["comparer"], Content::File { name, bytes }) => {
                    compare::take(server, &open, &name, &bytes)
                }
                _ => Reply::Missing,
            }
        }
        ([], _) => Reply::Missing,
    }
}
