//! The texts of a new dossier, from the templates in `files/`: every possible key with its purpose; those without an
//! answer are commented lines to fill in.
//!
//! In a template, `$name` stands for a value and `"$name"` for a TOML string of it, one per line; `## id` stands for
//! the remark of that name, beside a key or on separate lines.

use toml::Value;

use super::{From, answers::Answers};
use crate::{
    locale::{Locale, args},
    model::Axis,
    read::{RecognisedSheet, SheetRole, YEAR},
    source::{Period, fold, join},
};

/// The column of remarks beside keys.
const REMARK: usize = 32;
/// The width of remarks on separate lines.
const WIDTH: usize = 100;
/// The placeholder that the audit finds as still to be filled in; it recognises only French.
const NO_TITLE: &str = "titre à préciser";

/// `convention.toml`, with the names that the workbook has for sheets and columns, and Word files for the values of a
/// fiche's head, where they are not ours.
pub(super) fn convention(answers: &Answers, from: Option<From<'_>>, texts: &Locale) -> String {
    let copies = answers.parties.len().max(2).to_string();
    let mut head = include_str!("files/convention.toml").to_owned();
    // Settings that are not given stay as examples.
    let [unit, off_total, fields] = [
        ("unite", &answers.unit, &["personnes-mois"][..]),
        (
            "hors_total",
            &answers.off_total,
            &["Contributions volontaires"],
        ),
        ("champs", &answers.fields, &["Priorité", "Statut"]),
    ]
    .map(|(key, given, examples)| {
        if given.is_empty() {
            return join(examples.iter().map(|text| quoted(text)), ", ");
        }
        head = head.replace(&format!("# {key} = "), &format!("{key} = "));
        join(given.iter().map(|text| quoted(text)), ", ")
    });
    let settings: [(&str, &str); 6] = [
        ("titre", &answers.title),
        ("annees", &list(&answers.years)),
        ("exemplaires", &copies),
        ("unite", &unit),
        ("hors_total", &off_total),
        ("champs", &fields),
    ];
    if answers.years.iter().any(|year| year.year().is_none()) {
        head = head.replace("annees = [", "periodes = [");
    }
    let mut parts = vec![filled(&head, &settings, texts)];
    for party in &answers.parties {
        let values: [(&str, &str); 3] = [
            ("id", &party.id()),
            ("nom", &party.name),
            ("colonne", &party.column),
        ];
        let mut template = include_str!("files/party.toml").to_owned();
        if party.name != party.column {
            template = template.replace(" ## init-toml-full-name", "");
        }
        parts.push(filled(&template, &values, texts));
    }
    parts.push(comment(&texts.plain("init-toml-funders")));
    let funder = include_str!("files/funder.toml");
    for payer in &answers.funders {
        let values: [(&str, &str); 3] = [
            ("id", &payer.id()),
            ("nom", &payer.name),
            ("colonne", &payer.column),
        ];
        parts.push(filled(funder, &values, texts));
    }
    // A commented example, for where there is no answer.
    let commented = |template: &str, values: &[(&str, &str)]| {
        let lines = template.lines().filter(|line| !line.is_empty());
        let lines = lines.map(|line| format!("# {}\n", line.trim_start_matches("# ")));
        filled(&lines.collect::<String>(), values, texts) + "\n"
    };
    if answers.funders.is_empty() {
        let values = [("id", "fonds"), ("nom", "Fonds"), ("colonne", "Fonds")];
        parts.push(commented(funder, &values));
    }
    parts.push(comment(&texts.plain("init-toml-look")));
    parts.push(commented(include_str!("files/look.toml"), &[]));
    parts.push(comment(&texts.plain("init-toml-axes")));
    let template = include_str!("files/axis.toml");
    if answers.axes.is_empty() {
        let template = template.replace(" ## init-toml-axis-title", "");
        parts.push(commented(
            &template,
            &[("prefixe", "A"), ("titre", "Axe A")],
        ));
    }
    for axis in &answers.axes {
        let Axis { prefix, title, .. } = axis;
        let mut template = template.to_owned();
        let outer = answers.outer(axis);
        if let Some(outer) = outer {
            let line = format!("dans = {}\n", quoted(&outer.prefix));
            template.insert_str(template.trim_end().len() + 1, &line);
        }
        if title != prefix {
            template = template.replace(" ## init-toml-axis-title", "");
        }
        let values: [(&str, &str); 2] = [("prefixe", prefix), ("titre", title)];
        parts.push(filled(&template, &values, texts));
    }
    let party = answers.parties.first();
    let claim = party.map_or_else(|| "total".into(), |party| format!("part:{}", party.id()));
    let stated = include_str!("files/stated.toml");
    parts.push(filled(stated, &[("calcul", &claim)], texts));
    let recognised = from.map(|from| from.recognised);
    let sheets = recognised.iter().flat_map(|recognised| &recognised.sheets);
    let others: Vec<_> = sheets.filter(|sheet| !is_usual(sheet)).collect();
    if !others.is_empty() {
        parts.push(format!("\n{}", comment(&texts.plain("init-toml-workbook"))));
    }
    parts.extend(others.into_iter().map(|other| sheet(other, texts)));
    parts.extend(from.and_then(|from| labels(&from, texts)));
    parts.concat()
}

/// `[fiche]`, as a comment to fill in, where Word files may have other names for values of a fiche's head.
fn labels(from: &From<'_>, texts: &Locale) -> Option<String> {
    let (keys, labels) = from.unlabelled();
    if keys.is_empty() || labels.is_empty() {
        return None;
    }
    let labels = join(labels.into_iter().map(quoted), ", ");
    let remark = comment(&texts.text("init-toml-labels", &args! { names: labels }));
    let keys = keys.into_iter().map(|key| format!("# {key} = \"\"\n"));
    Some(format!("\n{remark}# [fiche]\n{}", keys.collect::<String>()))
}

/// `arbitrages.toml`: no decision yet, and how one is written.
pub(super) fn decisions(texts: &Locale) -> String {
    filled(include_str!("files/arbitrages.toml"), &[], texts)
}

/// A fiche with a text in which nothing is left to fill in.
pub(super) fn sample(code: &str, years: &[Period], texts: &Locale) -> String {
    let text = |id: &str| texts.plain(&format!("init-fiche-{id}"));
    let body = text("text");
    let values: [(&str, &str); 6] = [
        ("code", code),
        ("titre", &text("title")),
        ("maitrise", &text("leader")),
        ("calendrier", &format!("{}.", join(years, ", "))),
        ("partenaire", &text("partner")),
        ("texte", body.trim_end()),
    ];
    filled(include_str!("files/sample.md"), &values, texts)
}

/// The head of a fiche whose text is still to be written; nothing is printed but its title and budget.
pub(super) fn fiche(code: &str, title: Option<&str>, texts: &Locale) -> String {
    let unknown = format!("{code} ({NO_TITLE})");
    let values = [("code", code), ("titre", title.unwrap_or(&unknown))];
    filled(include_str!("files/fiche.md"), &values, texts)
}

/// A TOML string.
fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

fn list(years: &[Period]) -> String {
    let items = years.iter().map(|year| match year {
        Period::Year(year) => year.to_string(),
        Period::Named(name) => quoted(name),
    });
    join(items, ", ")
}

/// Lines of remarks; TOML allows no control character in them.
pub(super) fn comment(text: &str) -> String {
    let mut lines = Vec::new();
    for paragraph in text.lines() {
        let mut line = String::from("#");
        for word in paragraph.split(' ').filter(|word| !word.is_empty()) {
            if line.chars().count() + word.chars().count() >= WIDTH {
                lines.push(std::mem::replace(&mut line, String::from("#")));
            }
            line.push(' ');
            line.push_str(&word.replace(char::is_control, "\u{fffd}"));
        }
        lines.push(line);
    }
    lines.join("\n") + "\n"
}

/// A template with its values and remarks.
fn filled(template: &str, values: &[(&str, &str)], texts: &Locale) -> String {
    let mut text = String::new();
    for line in template.lines() {
        if let Some(remark) = line.strip_prefix("## ") {
            text += &comment(&texts.plain(remark));
            continue;
        }
        let (line, remark) = line.split_once(" ## ").unwrap_or((line, ""));
        let replaced = |(name, value): &(&str, &str)| {
            let name = format!("${name}");
            let string = (format!("\"{name}\""), quoted(value));
            let forms = [string, (name, (*value).to_owned())];
            forms.into_iter().find_map(|(name, value)| {
                let (before, after) = line.split_once(&name)?;
                Some(format!("{before}{value}{after}"))
            })
        };
        let replaced = values.iter().find_map(replaced);
        let line = replaced.unwrap_or_else(|| line.to_owned());
        text += &line;
        if !remark.is_empty() {
            let gap = REMARK.saturating_sub(line.chars().count()).max(2);
            text.extend([&" ".repeat(gap), "# ", &texts.plain(remark)]);
        }
        text.push('\n');
    }
    text
}

/// `[classeur.<sheet>]`, for a sheet that has other names than ours, or that was not recognised. What was not found is
/// a comment to fill in.
fn sheet(sheet: &RecognisedSheet, texts: &Locale) -> String {
    // A remark that lists the candidates.
    let listed = |id: &str, names: &[String]| {
        let listed = join(names.iter().map(|name| quoted(name)), ", ");
        comment(&texts.text(id, &args! { count: names.len(), names: listed }))
    };
    let table = SheetRole::key(sheet.role.title());
    if sheet.names.is_empty() {
        let candidates = listed("init-toml-no-sheet", &sheet.candidates);
        let columns = sheet.role.columns().iter();
        let columns = columns.map(|title| format!("# {} = \"\"\n", SheetRole::key(title)));
        let columns = columns.collect::<String>();
        return format!("\n{candidates}# [classeur.{table}]\n# feuille = \"\"\n{columns}");
    }
    let columns = sheet.columns.iter().map(|column| {
        let (key, candidates) = (SheetRole::key(column.title), &column.candidates);
        if let Some(header) = &column.header {
            return format!("{key} = {}\n", quoted(header));
        }
        if candidates.is_empty() && !column.is_needed {
            let line = format!("# {key} = \"\" ## init-toml-optional");
            return filled(&line, &[], texts);
        }
        let names = match &candidates[..] {
            [] => &sheet.unused,
            names => names,
        };
        format!("{}# {key} = \"\"\n", listed("init-toml-no-column", names))
    });
    let columns = columns.collect::<String>();
    let unused = match &sheet.unused[..] {
        [] => String::new(),
        unused => listed("init-toml-unused", unused),
    };
    let names = match &sheet.names[..] {
        [name] => quoted(name),
        names => format!("[{}]", join(names.iter().map(|name| quoted(name)), ", ")),
    };
    format!("\n[classeur.{table}]\nfeuille = {names}\n{columns}{unused}")
}

/// Whether the sheet needs no settings: everything has its usual name, and there are no other candidates.
fn is_usual(sheet: &RecognisedSheet) -> bool {
    let has_usual_name = match &sheet.names[..] {
        [name] => fold(name) == fold(sheet.role.title()),
        // There may be no recap.
        [] => sheet.role == SheetRole::Recap && sheet.candidates.is_empty(),
        _ => false,
    };
    has_usual_name
        && sheet.columns.iter().all(|column| match &column.header {
            Some(header) => fold(&header.replace(YEAR, "")) == fold(column.title),
            None => column.candidates.is_empty() && !column.is_needed,
        })
}
