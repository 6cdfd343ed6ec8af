//! The sheet `Lisez-moi`: what this file is and by which fingerprint it is known, what its sheets and colours
//! mean, what may be changed in it, and what the received workbook held that is not the budget. Texts only: a
//! reader who opens nothing else knows what to trust and what was left behind.

use std::{collections::BTreeMap, ops::Range};

use rust_xlsxwriter::{Format, Worksheet, XlsxError};

use super::{
    Received,
    formula::on,
    layout::{Col, README, Row, SHEETS},
    names::Name,
    page::{Book, Page},
    splits::spellings,
    styles::{Kind, Level},
};
use crate::{
    model::{Extra, ExtraKind},
    record::Record,
    source::fold,
};

/// Where the first section stands.
const FIRST: Row = 3;
/// The stage's name, and the fingerprint of what it says.
pub(super) const STAGE: (Row, Col) = (FIRST + 2, 1);
pub(super) const FINGERPRINT: (Row, Col) = (FIRST + 4, 1);
/// How wide the column of texts is, in characters.
const WIDTH: usize = 112;
/// How many things that were left behind are told one by one.
const MOST_EXTRAS: usize = 500;
/// How much of one is quoted, in characters.
const LONGEST_QUOTE: usize = 1_000;

/// What stands where, from top to bottom.
pub(super) struct Readme {
    sections: Vec<(String, Vec<Line>)>,
    /// The rows of the list of natures.
    pub(super) natures: Option<Range<Row>>,
}

/// A label and what is said of it.
struct Line {
    label: Label,
    text: String,
}

enum Label {
    Text(String),
    /// The name of a sheet of this workbook, linked.
    Sheet(&'static str),
    /// A sample of how cells look.
    Sample(Kind, Level),
    /// A sample of what does not hold.
    Untrue,
}

impl Readme {
    /// Puts the texts together; `names` are the workbook's, the list of natures left out.
    pub(super) fn of(book: &Book<'_>, names: &[Name], received: &Received<'_>) -> Self {
        let natures = natures(book.record);
        let mut readme = Self {
            sections: Vec::new(),
            natures: None,
        };
        readme.add(book, "identity", identity(book, received));
        readme.add(book, "sheets", sheets(book));
        readme.add(book, "colours", colours(book));
        readme.add(
            book,
            "use",
            said(
                book,
                &["change", "insert", "rounding", "recalculate", "protection"],
            ),
        );
        readme.add(book, "extras", extras(book, received));
        let name = |name: &Name| line(name.text.clone(), name.meaning.clone());
        readme.add(book, "names", names.iter().map(name).collect());
        if !natures.is_empty() {
            let first = readme.next() + 1;
            let count = Row::try_from(natures.len()).unwrap_or(Row::MAX);
            readme.natures = Some(first..first.saturating_add(count));
            readme.add(
                book,
                "natures",
                natures
                    .into_iter()
                    .map(|nature| line(String::new(), nature))
                    .collect(),
            );
        }
        readme
    }

    fn add(&mut self, book: &Book<'_>, id: &str, lines: Vec<Line>) {
        self.sections
            .push((book.text(&format!("xlsx-readme-{id}")), lines));
    }

    /// The row where another section would begin: one is left blank between two.
    fn next(&self) -> Row {
        let rows: usize = self.sections.iter().map(|(_, lines)| lines.len() + 2).sum();
        FIRST.saturating_add(Row::try_from(rows).unwrap_or(Row::MAX))
    }
}

pub(super) fn sheet(book: &Book<'_>, readme: &Readme) -> Result<Worksheet, XlsxError> {
    let mut page = Page::new(book, README, "xlsx-readme-title")?;
    page.set_prose(1, WIDTH);
    let mut row = FIRST;
    for (title, lines) in &readme.sections {
        page.over(row, (0, 1), title, Level::Subtotal)?;
        for line in lines {
            row += 1;
            write(&mut page, book, row, line)?;
        }
        row += 2;
    }
    page.finish((0, 1), (0, 2))
}

fn write(page: &mut Page<'_>, book: &Book<'_>, row: Row, line: &Line) -> Result<(), XlsxError> {
    let sample =
        |page: &mut Page<'_>, id: &str, format: &Format| page.put(row, 0, &book.text(id), format);
    match &line.label {
        Label::Text(text) => page.text((row, 0), text, Kind::Prose, Level::Body)?,
        Label::Sheet(name) => page.link((row, 0), &on(name, "A1"), name)?,
        Label::Sample(kind, level) => {
            let id = if *kind == Kind::Truth {
                "xlsx-readme-true"
            } else {
                "xlsx-readme-sample"
            };
            sample(page, id, book.styles.of(*kind, *level))?;
        }
        Label::Untrue => sample(page, "xlsx-readme-false", &book.styles.untrue_cell)?,
    }
    page.text((row, 1), &line.text, Kind::Prose, Level::Body)
}

fn line(label: String, text: String) -> Line {
    Line {
        label: Label::Text(label),
        text,
    }
}

/// A line of each of these names: `xlsx-readme-<name>-label` and `xlsx-readme-<name>`.
fn said(book: &Book<'_>, names: &[&str]) -> Vec<Line> {
    let line = |name: &&str| {
        line(
            book.text(&format!("xlsx-readme-{name}-label")),
            book.text(&format!("xlsx-readme-{name}")),
        )
    };
    names.iter().map(line).collect()
}

fn identity(book: &Book<'_>, received: &Received<'_>) -> Vec<Line> {
    let convention = &book.record.convention;
    let label = |id: &str| book.text(&format!("xlsx-readme-{id}-label"));
    let status = if convention.purpose.is_final() {
        "xlsx-readme-final"
    } else {
        "xlsx-readme-draft"
    };
    let args = [
        ("file", received.file.to_owned()),
        ("digest", received.sha256.to_owned()),
    ];
    let origin = if received.file.is_empty() {
        String::new()
    } else {
        book.texts.text("xlsx-readme-origin", &args)
    };
    vec![
        line(label("object"), book.text("xlsx-readme-object")),
        line(label("stage"), convention.stage.clone()),
        line(label("status"), book.text(status)),
        line(label("fingerprint"), book.record.fingerprint()),
        line(String::new(), book.text("xlsx-readme-fingerprint")),
        line(label("origin"), origin),
    ]
}

fn sheets(book: &Book<'_>) -> Vec<Line> {
    let ids = [
        "recap",
        "costs",
        "funding",
        "shares",
        "schedule",
        "corrections",
        "controls",
        "readme",
    ];
    let line = |(name, id): (&'static str, &str)| Line {
        label: Label::Sheet(name),
        text: book.text(&format!("xlsx-readme-sheet-{id}")),
    };
    SHEETS.into_iter().zip(ids).map(line).collect()
}

fn colours(book: &Book<'_>) -> Vec<Line> {
    let sample = |kind, level, id: &str| Line {
        label: Label::Sample(kind, level),
        text: book.text(id),
    };
    vec![
        sample(Kind::Amount, Level::Corrected, "xlsx-readme-corrected"),
        sample(Kind::Amount, Level::Typed, "xlsx-readme-typed"),
        sample(Kind::Amount, Level::Body, "xlsx-readme-computed"),
        sample(Kind::Amount, Level::Subtotal, "xlsx-readme-sum"),
        sample(Kind::Truth, Level::Body, "xlsx-readme-holds"),
        Line {
            label: Label::Untrue,
            text: book.text("xlsx-readme-untrue"),
        },
    ]
}

/// What the received workbook held that is not the budget.
fn extras(book: &Book<'_>, received: &Received<'_>) -> Vec<Line> {
    let mut lines: Vec<Line> = received
        .extras
        .iter()
        .take(MOST_EXTRAS)
        .map(|extra| told(book, extra))
        .collect();
    let more = received.extras.len().saturating_sub(MOST_EXTRAS);
    if more > 0 {
        lines.push(line(
            String::new(),
            book.texts
                .text("xlsx-readme-more", &[("count", more.to_string())]),
        ));
    }
    if lines.is_empty() {
        lines.push(line(String::new(), book.text("xlsx-readme-nothing")));
    }
    lines
}

fn told(book: &Book<'_>, extra: &Extra) -> Line {
    let is_ours = SHEETS.iter().any(|own| fold(own) == fold(&extra.place));
    let id = match extra.kind {
        ExtraKind::Sheet if is_ours => "xlsx-extra-replaced".to_owned(),
        kind => kind.id(),
    };
    let quote: String = extra.text.chars().take(LONGEST_QUOTE).collect();
    let parts = [extra.place.as_str(), quote.as_str()]
        .into_iter()
        .filter(|part| !part.is_empty());
    let text = parts
        .collect::<Vec<_>>()
        .join(&book.text("xlsx-extra-colon"));
    let about = book.texts.optional_text(&format!("{id}-about"), &[]);
    let text = if text.is_empty() {
        about.unwrap_or_default()
    } else {
        text
    };
    line(book.text(&id), text)
}

/// One spelling a nature, in alphabetical order.
fn natures(record: &Record) -> Vec<String> {
    let mut natures: BTreeMap<String, &str> = BTreeMap::new();
    for (folded, nature) in record.fiches.iter().flat_map(spellings) {
        natures.entry(folded).or_insert(nature);
    }
    natures.into_values().map(str::to_owned).collect()
}
