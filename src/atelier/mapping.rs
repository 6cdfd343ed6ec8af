//! The role of each sheet of a workbook, and the names of its columns: shown as drop-downs, and read from them.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::reply::{Form, Site};
use crate::{
    edit::Settings,
    error::Error,
    locale::args,
    read::{Reason, Recognised, RecognisedColumn, RecognisedSheet, SheetRole, YEAR},
    report::visible,
    source::{Period, fold, join},
};

/// How settings name a sheet.
fn key(role: SheetRole) -> String {
    SheetRole::key(role.title())
}

/// The prefix of fields that name the sheets for which columns were chosen; with other sheets, those choices are
/// ignored.
const SHEETS_PREFIX: &str = "classeur-de.";

/// The choices of a form for the sheets of one role.
struct Given<'f> {
    role: SheetRole,
    /// What the keys of its columns begin with.
    table: String,
    names: String,
    /// The chosen columns, by their keys; none if they were chosen for other sheets.
    columns: Vec<(&'f str, &'f str)>,
}

fn given(form: &Form) -> impl Iterator<Item = Given<'_>> {
    SheetRole::ALL.into_iter().map(|role| {
        let table = format!("classeur.{}.", key(role));
        let sheets = form.all("feuille").zip(form.all("role"));
        let of_role = sheets.filter(|(_, chosen)| *chosen == key(role));
        let names = join(of_role.map(|(name, _)| name), "\n");
        let is_of_these = form.field(&format!("{SHEETS_PREFIX}{}", key(role))) == names;
        let columns = form
            .fields()
            .filter(|(name, _)| is_of_these && !names.is_empty() && name.starts_with(&table));
        let columns: Vec<(&str, &str)> = columns.collect();
        Given {
            role,
            table,
            names,
            columns,
        }
    })
}

/// The choices in the drop-downs, by the keys of the settings; empty where everything has its usual name.
pub(super) fn fields(form: &Form) -> Vec<(String, String)> {
    let mut fields = Vec::new();
    for sheets in given(form) {
        let Given {
            role,
            table,
            names,
            columns,
        } = sheets;
        let is_usual = |(name, value): &(&str, &str)| {
            value.is_empty() || fold(&value.replace(YEAR, "")) == name[table.len()..]
        };
        let is_usual = fold(&names) == key(role) && columns.iter().all(is_usual);
        let unless_usual = |value: &str| {
            if is_usual {
                String::new()
            } else {
                value.to_owned()
            }
        };
        // A column that is not chosen is removed from the settings.
        let titles = role.columns().iter().chain([&"Année"]);
        for title in titles {
            let name = format!("{table}{}", SheetRole::key(title));
            let mut chosen = columns.iter().filter(|(column, _)| *column == name);
            let value = chosen.next().map_or("", |(_, value)| value);
            fields.push((name, unless_usual(value)));
        }
        fields.push((format!("{table}feuille"), unless_usual(&names)));
    }
    fields
}

/// The choices for columns, by their keys; none where no form was filled in.
pub(super) type Chosen = BTreeMap<String, String>;

pub(super) fn chosen(form: &Form) -> Chosen {
    let columns = given(form).flat_map(|sheets| sheets.columns);
    let columns = columns.map(|(name, value)| (name.to_owned(), value.to_owned()));
    columns.collect()
}

/// The choices in the settings: a column that they do not name is read only under its usual name.
pub(super) fn chosen_in(settings: &Settings, recognised: &Recognised) -> Chosen {
    let sheets = recognised.sheets.iter();
    let columns = sheets.flat_map(|sheet| {
        sheet.columns.iter().map(|column| {
            let name = name_of(sheet, column);
            let usual = column.header.as_ref();
            let usual =
                usual.filter(|header| fold(&header.replace(YEAR, "")) == fold(column.title));
            let value = settings.values.get(&name).or(usual);
            (name, value.cloned().unwrap_or_default())
        })
    });
    columns.collect()
}

/// Refuses a chosen column that is not used, because it serves for something else or does not suit.
pub(super) fn require_used(recognised: &Recognised, chosen: &Chosen) -> Result<(), Error> {
    let mut sheets = recognised.sheets.iter();
    let unused = sheets.find_map(|sheet| {
        let mut columns = sheet.columns.iter();
        columns.find_map(|column| unused_choice(sheet, column, chosen))
    });
    unused.map_or(Ok(()), |name| {
        let args = args! { name: visible(&name.replace(YEAR, "…")) };
        Err(Error::refused("atelier-column-lost", args))
    })
}

/// The header chosen for a column, if it is not used.
fn unused_choice<'c>(
    sheet: &RecognisedSheet,
    column: &RecognisedColumn,
    chosen: &'c Chosen,
) -> Option<&'c String> {
    let name = name_of(sheet, column);
    let header = chosen.get(&name).filter(|header| !header.is_empty());
    header.filter(|header| column.header.as_ref() != Some(header))
}

/// The name of the field in which a column is chosen.
fn name_of(sheet: &RecognisedSheet, column: &RecognisedColumn) -> String {
    let title = SheetRole::key(column.title);
    format!("classeur.{}.{title}", key(sheet.role))
}

/// Every sheet: what it is for, its columns, why it is not read, its first rows.
pub(super) fn sheets(site: &Site, recognised: &Recognised, chosen: &Chosen) -> Vec<Value> {
    let all = recognised.first_rows.iter().map(|(name, rows)| {
        let mut read = recognised.sheets.iter();
        let found = read.find(|sheet| sheet.names.contains(name));
        let why = why(site, recognised, name);
        // Sheets of the same role share their columns.
        let is_first = |sheet: &&RecognisedSheet| sheet.names.first() == Some(name);
        let first = found.filter(is_first);
        let columns = first.map(|sheet| columns(site, sheet, &recognised.years, chosen));
        json!({
            "name": name,
            "role": found.map(|sheet| key(sheet.role)).unwrap_or_default(),
            "of": first.map(|sheet| json!({
                "name": format!("{SHEETS_PREFIX}{}", key(sheet.role)),
                "value": join(&sheet.names, "\n"),
            })),
            "columns": columns.unwrap_or_default(),
            "funders": first.map(|sheet| visible(&join(&sheet.funders, ", "))),
            "why": why.filter(|_| found.is_none()),
            "rows": rows.iter().map(|row| row.iter().map(|cell| visible(cell)).collect()).collect::<Vec<Vec<_>>>(),
        })
    });
    all.collect()
}

fn columns(site: &Site, sheet: &RecognisedSheet, years: &[Period], chosen: &Chosen) -> Vec<Value> {
    let known = sheet.columns.iter();
    let known = known.flat_map(|column| column.header.iter().chain(&column.candidates));
    let mut headers: Vec<&String> = known.chain(&sheet.unused).collect();
    headers.sort();
    headers.dedup();
    let is_by_year = |header: &&String| header.contains(YEAR);
    let are_by_year = headers.iter().any(is_by_year);
    // Columns that exist once per year are shown by the name of the first one.
    let first = years.first().map(ToString::to_string).unwrap_or_default();
    let shown = |text: &str| visible(&text.replace(YEAR, &format!("{first}…")));
    let columns = sheet.columns.iter().map(|column| {
        let name = name_of(sheet, column);
        let is_none = chosen.get(&name).is_some_and(String::is_empty) && !column.is_needed;
        let header = column.header.as_ref().filter(|_| !is_none);
        let is_yearly = column.title == "Montant" && sheet.role == SheetRole::Costs;
        // Where some columns of amounts name a year, those without one cannot be read.
        let choices = headers.iter().filter(|choice| {
            !is_yearly || !are_by_year || is_by_year(choice) || header == Some(choice)
        });
        let choices = choices.map(|choice| json!({ "value": choice, "label": shown(choice) }));
        let doubt = doubt(site, &column.candidates).filter(|_| column.header.is_none());
        let unused = unused_choice(sheet, column, chosen).map(|header| {
            let args = args! { name: visible(header) };
            site.locale.text("atelier-column-lost", &args)
        });
        json!({
            "name": name,
            "label": column.title,
            "header": header,
            "is_needed": column.is_needed,
            "lacks": column.is_needed && header.is_none(),
            "why": unused.or(doubt).map(|text| shown(&text)),
            "choices": choices.collect::<Vec<_>>(),
        })
    });
    columns.collect()
}

/// Why none of the candidates was chosen.
fn doubt(site: &Site, candidates: &[String]) -> Option<String> {
    let id = match candidates {
        [] => return None,
        [_] => "init-doubtful",
        _ => "init-ambiguous",
    };
    let names = join(candidates, ", ");
    Some(visible(&site.locale.text(id, &args! { names: names })))
}

/// Why a sheet is not read.
fn why(site: &Site, recognised: &Recognised, name: &String) -> Option<String> {
    let mut others = recognised.others.iter();
    let Some((_, reason)) = others.find(|(other, _)| other == name) else {
        let mut sheets = recognised.sheets.iter();
        let sheet = sheets.find(|sheet| sheet.candidates.contains(name))?;
        return doubt(site, &sheet.candidates);
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
    Some(visible(&site.locale.text(id, &args)))
}
