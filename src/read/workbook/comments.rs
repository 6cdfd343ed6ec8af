//! What the parts of a zipped workbook hold besides cells: comments, texts in shapes, pictures, macros.

use std::collections::BTreeMap;

use super::{
    count::MOST_COMMENTS,
    kind::Format,
    xml::{Element, elements},
    zipped::Package,
};
use crate::model::{Extra, ExtraKind};

/// What a package holds, given the comments that its sheets were read with.
pub(super) fn extras(
    format: Format,
    package: &mut Package<'_>,
    comments: Vec<Extra>,
) -> Vec<Extra> {
    let objects = objects(package);
    let unread = vec![Extra::new(ExtraKind::Unread, "", "")];
    match format {
        Format::Ods => [comments, objects].concat(),
        Format::Xlsx => match of_sheets(package) {
            Some(comments) => [comments, objects].concat(),
            None => unread,
        },
        Format::Xlsb | Format::Xls => [objects, unread].concat(),
    }
}

/// What follows from the names of the parts.
fn objects(package: &Package<'_>) -> Vec<Extra> {
    let kinds = [
        ("xl/media/", ExtraKind::Picture),
        ("Pictures/", ExtraKind::Picture),
        ("xl/charts/chart", ExtraKind::Chart),
        ("xl/pivotTables/pivotTable", ExtraKind::PivotTable),
        ("xl/externalLinks/externalLink", ExtraKind::ExternalLink),
        ("xl/vbaProject.bin", ExtraKind::Macros),
        ("Basic/", ExtraKind::Macros),
    ];
    let mut counts: BTreeMap<ExtraKind, usize> = BTreeMap::new();
    for name in package.names() {
        for (_, kind) in kinds.iter().filter(|(start, _)| name.starts_with(start)) {
            *counts.entry(*kind).or_default() += 1;
        }
    }
    let extra = |(kind, count): (ExtraKind, usize)| match kind {
        ExtraKind::Macros => Extra::new(kind, "", ""),
        _ => Extra::new(kind, "", &count.to_string()),
    };
    counts.into_iter().map(extra).collect()
}

/// The sheets of an `.xlsx` and their parts; none when the list cannot be read.
pub(super) fn sheets(package: &mut Package<'_>) -> Option<Vec<[String; 2]>> {
    let book = package.text("xl/workbook.xml")?;
    let parts = relations(package, "xl/workbook.xml");
    let sheets = elements(&book, &["sheet"])?;
    let sheets = sheets.iter().filter_map(|sheet| {
        let id = sheet.attributes.get("id")?;
        let part = parts.iter().find(|part| part.id == *id)?;
        Some([sheet.attributes.get("name")?.clone(), part.target.clone()])
    });
    Some(sheets.collect())
}

/// The comments and text boxes of an `.xlsx`, sheet by sheet; none when its list of sheets cannot be read.
fn of_sheets(package: &mut Package<'_>) -> Option<Vec<Extra>> {
    let mut extras = Vec::new();
    for [name, part] in sheets(package)? {
        let relations = relations(package, &part);
        let is_threaded = relations.iter().any(|part| part.kind == "threadedComment");
        for relation in relations {
            let names: &[&str] = match relation.kind.as_str() {
                "comments" => &["author", "comment"],
                "threadedComment" => &["threadedComment"],
                "drawing" => &["sp"],
                _ => continue,
            };
            let text = package.text(&relation.target);
            extras.extend(match text.and_then(|text| elements(&text, names)) {
                Some(found) => texts(&name, &found, is_threaded),
                None => vec![Extra::new(ExtraKind::Unread, name.as_str(), "")],
            });
        }
    }
    Some(extras)
}

/// The comments or shapes of a part. Where there are threads, notes by an author `tc=…` repeat them for old programs:
/// they are left out.
fn texts(sheet: &str, found: &[Element], is_threaded: bool) -> Vec<Extra> {
    let (authors, found): (Vec<_>, Vec<_>) = found.iter().partition(|one| one.name == "author");
    let repeats_thread = |comment: &Element| {
        let rank = comment.attributes.get("authorId");
        let author = rank.and_then(|rank| authors.get(rank.parse::<usize>().ok()?));
        is_threaded && author.is_some_and(|author| author.text.starts_with("tc="))
    };
    let extra = |one: &Element| {
        if one.name == "sp" {
            return Extra::new(ExtraKind::TextBox, sheet, &one.text);
        }
        let cell = one.attributes.get("ref").cloned().unwrap_or_default();
        Extra::new(ExtraKind::Comment, format!("{sheet}!{cell}"), &one.text)
    };
    let found = found.into_iter().filter(|one| !repeats_thread(one));
    let extras = found.take(MOST_COMMENTS).map(extra);
    let has_text = |one: &Extra| one.kind == ExtraKind::Comment || !one.text.is_empty();
    extras.filter(has_text).collect()
}

/// What a part refers to.
struct Relation {
    id: String,
    /// The last word of its type: `comments`.
    kind: String,
    target: String,
}

fn relations(package: &mut Package<'_>, part: &str) -> Vec<Relation> {
    let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
    let text = package.text(&format!("{folder}/_rels/{file}.rels"));
    let found = text.and_then(|text| elements(&text, &["Relationship"]));
    let relation = |one: &Element| {
        Some(Relation {
            id: one.attributes.get("Id")?.clone(),
            kind: one.attributes.get("Type")?.rsplit('/').next()?.to_owned(),
            target: resolved(folder, one.attributes.get("Target")?),
        })
    };
    found.iter().flatten().filter_map(relation).collect()
}

/// A target relative to a folder of the package: `../comments1.xml` from `xl/worksheets` is `xl/comments1.xml`.
fn resolved(folder: &str, target: &str) -> String {
    let mut path: Vec<&str> = Vec::new();
    let start = if target.starts_with('/') { "" } else { folder };
    for step in start.split('/').chain(target.split('/')) {
        match step {
            ".." => drop(path.pop()),
            "" | "." => {}
            step => path.push(step),
        }
    }
    path.join("/")
}

#[cfg(test)]
mod tests;
