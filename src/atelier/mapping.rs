//! Which sheet of a workbook is which, and what its columns are called: shown as drop-downs, and read from them.

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

/// The sheets that columns were chosen of: chosen of others, they say nothing.
const OF: &str = "classeur-de.";

/// What a form says of the sheets of a kind.
struct Given<'f> {
    role: SheetRole,
    /// What the keys of its columns begin with.
    table: String,
    names: String,
    /// What its columns are called, by their keys, where they were chosen of these sheets.
    columns: Vec<(&'f str, &'f str)>,
}

fn given(form: &Form) -> impl Iterator<Item = Given<'_>> {
    SheetRole::ALL.into_iter().map(|role| {
        let table = format!("classeur.{}.", key(role));
        let sheets = form.all("feuille").zip(form.all("role"));
        let own = sheets.filter(|(_, chosen)| *chosen == key(role));
        let names = join(own.map(|(name, _)| name), "\n");
        let is_of_these = form.field(&format!("{OF}{}", key(role))) == names;
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

/// What the drop-downs say, by the keys of the settings. Where everything has its usual name, nothing needs to be said.
pub(super) fn fields(form: &Form) -> Vec<(String, String)> {
    let mut fields = Vec::new();
    for own in given(form) {
        let Given {
            role,
            table,
            names,
            columns,
        } = own;
        let is_usual = |(name, value): &(&str, &str)| {
            value.is_empty() || fold(&value.replace(YEAR, "")) == name[table.len()..]
        };
        let is_usual = fold(&names) == key(role) && columns.iter().all(is_usual);
        let said = |value: &str| {
            if is_usual {
                String::new()
            } else {
                value.to_owned()
            }
        };
        // What is not chosen is taken away.
        let titles = role.columns().iter().chain([&"Année"]);
        for title in titles {
            let name = format!("{table}{}", SheetRole::key(title));
            let mut own = columns.iter().filter(|(own, _)| *own == name);
            let value = own.next().map_or("", |(_, value)| value);
            fields.push((name, said(value)));
        }
        fields.push((format!("{table}feuille"), said(&names)));
    }
    fields
}

/// What was chosen for a column, by its key; nothing where no form was filled in.
pub(super) type Chosen = BTreeMap<String, String>;

pub(super) fn chosen(form: &Form) -> Chosen {
    let columns = given(form).flat_map(|own| own.columns);
    let columns = columns.map(|(name, value)| (name.to_owned(), value.to_owned()));
    columns.collect()
}

/// The same as settings say it: a column that they do not name is read under its usual name alone.
pub(super) fn said(settings: &Settings, recognised: &Recognised) -> Chosen {
    let sheets = recognised.sheets.iter();
    let columns = sheets.flat_map(|sheet| {
        sheet.columns.iter().map(|column| {
            let name = name_of(sheet, column);
            let usual = column.header.as_ref();
            let usual = usual.filter(|own| fold(&own.replace(YEAR, "")) == fold(column.title));
            let value = settings.values.get(&name).or(usual);
            (name, value.cloned().unwrap_or_default())
        })
    });
    columns.collect()
}

/// Refuses a column that was chosen and is not taken, because it serves for something else or does not suit.
pub(super) fn require_kept(recognised: &Recognised, chosen: &Chosen) -> Result<(), Error> {
    let mut sheets = recognised.sheets.iter();
    let lost = sheets.find_map(|sheet| {
        let mut columns = sheet.columns.iter();
        columns.find_map(|column| lost(sheet, column, chosen))
    });
    lost.map_or(Ok(()), |name| {
        let args = args! { name: visible(&name.replace(YEAR, "…")) };
        Err(Error::refused("atelier-column-lost", args))
    })
}

/// What was chosen for a column and is not taken.
fn lost<'c>(
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
        let own = read.find(|sheet| sheet.names.contains(name));
        let why = why(site, recognised, name);
        // Several sheets of a kind have the same columns.
        let is_first = |sheet: &&RecognisedSheet| sheet.names.first() == Some(name);
        let first = own.filter(is_first);
        let columns = first.map(|sheet| columns(site, sheet, &recognised.years, chosen));
        json!({
            "name": name,
            "role": own.map(|sheet| key(sheet.role)).unwrap_or_default(),
            "of": first.map(|sheet| json!({
                "name": format!("{OF}{}", key(sheet.role)),
                "value": join(&sheet.names, "\n"),
            })),
            "columns": columns.unwrap_or_default(),
            "funders": first.map(|sheet| visible(&join(&sheet.funders, ", "))),
            "why": why.filter(|_| own.is_none()),
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
    // A column of each year is named as that of the first.
    let first = years.first().map(ToString::to_string).unwrap_or_default();
    let shown = |text: &str| visible(&text.replace(YEAR, &format!("{first}…")));
    let columns = sheet.columns.iter().map(|column| {
        let name = name_of(sheet, column);
        let is_none = chosen.get(&name).is_some_and(String::is_empty) && !column.is_needed;
        let header = column.header.as_ref().filter(|_| !is_none);
        let is_yearly = column.title == "Montant" && sheet.role == SheetRole::Costs;
        // Amounts that say no year cannot be read where others do.
        let choices = headers
            .iter()
            .filter(|own| !is_yearly || !are_by_year || is_by_year(own) || header == Some(own));
        let choices = choices.map(|own| json!({ "value": own, "label": shown(own) }));
        let doubt = doubt(site, &column.candidates).filter(|_| column.header.is_none());
        let lost = lost(sheet, column, chosen).map(|header| {
            let args = args! { name: visible(header) };
            site.locale.text("atelier-column-lost", &args)
        });
        json!({
            "name": name,
            "label": column.title,
            "header": header,
            "is_needed": column.is_needed,
            "lacks": column.is_needed && header.is_none(),
            "why": lost.or(doubt).map(|text| shown(&text)),
            "choices": choices.collect::<Vec<_>>(),
        })
    });
    columns.collect()
}

/// Why none of several was chosen.
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
    let Some((_, reason)) = others.find(|(own, _)| own == name) else {
        let mut sheets = recognised.sheets.iter();
        let own = sheets.find(|sheet| sheet.candidates.contains(name))?;
        return doubt(site, &own.candidates);
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
