//! The workbook of a new dossier: the sheets and headers that are read, lists to choose from, instructions and
//! examples in the headers' notes, and one fiche to be replaced.
//!
//! It holds no formula: what is to be computed is computed from it. The lists stand on a sheet that is not read.

use rust_decimal::Decimal;
use rust_xlsxwriter::{
    Color, DataValidation, DataValidationErrorStyle, DocProperties, ExcelDateTime, Formula, Note,
    Workbook, Worksheet, XlsxError,
};

use super::{
    page::write_decimal,
    styles::{Kind, Level, Styles},
};
use crate::{error::Error, locale::Locale};

/// The sheet that the lists stand on; nothing reads it.
const LISTS: &str = "Listes";
/// Title, instructions, an empty row, then the header.
const HEADER: u32 = 3;
/// As far down as lists are offered.
const LAST: u32 = 1_000;
/// Kinds of cost that agreements of this sort have.
const NATURES: [&str; 6] = [
    "Études",
    "Animation",
    "Communication",
    "Équipement",
    "Fonctionnement",
    "Prestations",
];
/// What the sample costs in a year, in euros.
const SAMPLE_COST: u32 = 10_000;

/// What a new dossier's workbook is made for.
#[derive(Clone, Copy, Debug)]
pub struct Blank<'a> {
    /// The agreement's title.
    pub title: &'a str,
    /// Its years.
    pub years: &'a [i32],
    /// Who signs, as columns are headed.
    pub parties: &'a [String],
    /// The code of the sample fiche.
    pub fiche: &'a str,
    /// The language of instructions.
    pub texts: &'a Locale,
}

/// The lists, in the order of their columns.
#[derive(Clone, Copy)]
enum Choice {
    Fiches,
    Natures,
    Funders,
    Taxes,
}

impl Choice {
    const ALL: [Self; 4] = [Self::Fiches, Self::Natures, Self::Funders, Self::Taxes];

    fn title(self) -> &'static str {
        match self {
            Self::Fiches => "Fiches",
            Self::Natures => "Natures",
            Self::Funders => "Financeurs",
            Self::Taxes => "Taxes",
        }
    }

    fn letter(self) -> char {
        ['A', 'B', 'C', 'D'][self as usize]
    }

    /// The filled cells of the list, so that no empty line is offered.
    fn source(self) -> Formula {
        let (letter, first) = (self.letter(), HEADER + 2);
        let cells = format!("{LISTS}!${letter}${first}:${letter}${}", LAST + 1);
        Formula::new(format!(
            "=OFFSET({LISTS}!${letter}${first},0,0,MAX(1,COUNTA({cells})),1)"
        ))
    }
}

/// A column to fill in.
struct Column {
    header: String,
    /// The message of its note, `blank-note-…`.
    note: &'static str,
    kind: Kind,
    width: u16,
    choice: Option<Choice>,
}

impl Column {
    fn new(header: impl Into<String>, note: &'static str, kind: Kind, width: u16) -> Self {
        Self {
            header: header.into(),
            note,
            kind,
            width,
            choice: None,
        }
    }

    fn from(self, choice: Choice) -> Self {
        Self {
            choice: Some(choice),
            ..self
        }
    }
}

/// A cell of the sample.
enum Sample {
    Text(String),
    Number(u32),
    /// In hundredths of a percent.
    Rate(u32),
    Blank,
}

/// The bytes of the workbook.
///
/// # Errors
/// [`Error::Xlsx`] when there are more years than a sheet has columns.
pub fn blank(blank: &Blank<'_>) -> Result<Vec<u8>, Error> {
    let write = || -> Result<Vec<u8>, XlsxError> {
        let styles = Styles::new();
        let mut workbook = Workbook::new();
        // No clock: the same answers give the same file.
        let properties =
            DocProperties::new().set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?);
        workbook.set_properties(
            &properties.set_title(blank.title.chars().take(250).collect::<String>()),
        );
        workbook.push_worksheet(costs(blank, &styles)?);
        workbook.push_worksheet(funding(blank, &styles)?);
        workbook.push_worksheet(lists(blank, &styles)?);
        workbook.save_to_buffer()
    };
    write().map_err(|error| Error::Xlsx {
        detail: error.to_string(),
    })
}

fn costs(blank: &Blank<'_>, styles: &Styles) -> Result<Worksheet, XlsxError> {
    let mut columns = vec![
        Column::new("Fiche", "fiche", Kind::Text, 12).from(Choice::Fiches),
        Column::new("Nature", "nature", Kind::Text, 20).from(Choice::Natures),
        Column::new("Libellé", "label", Kind::Text, 40),
        Column::new("Taxe", "tax", Kind::Label, 8).from(Choice::Taxes),
    ];
    let mut row = vec![
        Sample::Text(blank.fiche.to_owned()),
        Sample::Text(NATURES[0].to_owned()),
        Sample::Text(blank.texts.plain("blank-sample-label")),
        Sample::Text("TTC".to_owned()),
    ];
    for year in blank.years {
        columns.push(Column::new(
            format!("Jours {year}"),
            "days",
            Kind::Number,
            12,
        ));
        columns.push(Column::new(
            format!("Montant {year}"),
            "amount",
            Kind::Amount,
            17,
        ));
        row.extend([Sample::Blank, Sample::Number(SAMPLE_COST)]);
    }
    sheet("Dépenses", "blank-costs", &columns, &[row], blank, styles)
}

fn funding(blank: &Blank<'_>, styles: &Styles) -> Result<Worksheet, XlsxError> {
    let mut columns = vec![
        Column::new("Fiche", "fiche", Kind::Text, 12).from(Choice::Fiches),
        Column::new("Financeur", "funder", Kind::Text, 26).from(Choice::Funders),
        Column::new("Nature", "funded-nature", Kind::Text, 20).from(Choice::Natures),
        Column::new("Taux", "rate", Kind::Rate, 10),
    ];
    let of_year = |year: &i32| Column::new(format!("Montant {year}"), "fixed", Kind::Amount, 17);
    columns.extend(blank.years.iter().map(of_year));
    columns.push(Column::new("Mention", "mention", Kind::Text, 32));
    let rates = equal_rates(blank.parties.len());
    let rows = blank
        .parties
        .iter()
        .zip(rates)
        .enumerate()
        .map(|(index, (party, rate))| {
            // An empty cell goes on with the fiche above.
            let fiche = if index == 0 {
                Sample::Text(blank.fiche.to_owned())
            } else {
                Sample::Blank
            };
            vec![
                fiche,
                Sample::Text(party.clone()),
                Sample::Blank,
                Sample::Rate(rate),
            ]
        });
    sheet(
        "Cofinancement",
        "blank-funding",
        &columns,
        &rows.collect::<Vec<_>>(),
        blank,
        styles,
    )
}

/// A hundred percent in equal parts, in hundredths of a percent; the first ones take what is left over.
fn equal_rates(parties: usize) -> Vec<u32> {
    let count = u32::try_from(parties.max(1)).unwrap_or(1);
    (0..count)
        .map(|index| 10_000 / count + u32::from(index < 10_000 % count))
        .collect()
}

fn lists(blank: &Blank<'_>, styles: &Styles) -> Result<Worksheet, XlsxError> {
    let columns = Choice::ALL.map(|choice| Column::new(choice.title(), "list", Kind::Text, 26));
    let texts = |names: &[&str]| {
        names
            .iter()
            .map(|name| Sample::Text((*name).to_owned()))
            .collect::<Vec<_>>()
    };
    let funders: Vec<&str> = blank.parties.iter().map(String::as_str).collect();
    let mut lists = [
        texts(&[blank.fiche]),
        texts(&NATURES),
        texts(&funders),
        texts(&["HT", "TTC"]),
    ]
    .map(Vec::into_iter);
    let longest = NATURES.len().max(funders.len());
    let row = |_| {
        lists
            .iter_mut()
            .map(|list| list.next().unwrap_or(Sample::Blank))
            .collect()
    };
    let rows: Vec<Vec<Sample>> = (0..longest).map(row).collect();
    sheet(LISTS, "blank-lists", &columns, &rows, blank, styles)
}

/// A sheet under its title and a line of instructions.
fn sheet(
    name: &str,
    title: &str,
    columns: &[Column],
    rows: &[Vec<Sample>],
    blank: &Blank<'_>,
    styles: &Styles,
) -> Result<Worksheet, XlsxError> {
    let mut sheet = Worksheet::new();
    sheet.set_name(name)?;
    sheet.write_string_with_format(0, 0, blank.texts.plain(title), &styles.title)?;
    sheet.write_string_with_format(
        1,
        0,
        blank.texts.plain(&format!("{title}-help")),
        &styles.subtitle,
    )?;
    for (col, column) in (0..).zip(columns) {
        let format = styles.of(column.kind, Level::Body);
        sheet.set_column_width(col, column.width)?;
        sheet.write_string_with_format(HEADER, col, &column.header, &styles.header)?;
        sheet.insert_note(
            HEADER,
            col,
            &note(&blank.texts.plain(&format!("blank-note-{}", column.note))),
        )?;
        if let Some(choice) = column.choice {
            sheet.add_data_validation(
                HEADER + 1,
                col,
                LAST,
                col,
                &validation(choice, blank.texts)?,
            )?;
        }
        for row in HEADER + 1..=HEADER + 24 {
            sheet.write_blank(row, col, format)?;
        }
    }
    for (row, cells) in (HEADER + 1..).zip(rows) {
        for ((col, cell), column) in (0..).zip(cells).zip(columns) {
            write_sample(
                &mut sheet,
                (row, col),
                cell,
                styles.of(column.kind, Level::Body),
            )?;
        }
    }
    sheet
        .set_freeze_panes(HEADER + 1, 1)?
        .set_landscape()
        .set_paper_size(9)
        .set_print_fit_to_pages(1, 0);
    sheet.set_repeat_rows(HEADER, HEADER)?;
    Ok(sheet)
}

fn write_sample(
    sheet: &mut Worksheet,
    (row, col): (u32, u16),
    cell: &Sample,
    format: &rust_xlsxwriter::Format,
) -> Result<(), XlsxError> {
    match cell {
        Sample::Text(text) => sheet.write_string_with_format(row, col, text, format)?,
        Sample::Number(number) => sheet.write_number_with_format(row, col, *number, format)?,
        Sample::Rate(rate) => {
            return write_decimal(sheet, (row, col), Decimal::new((*rate).into(), 4), format);
        }
        Sample::Blank => sheet.write_blank(row, col, format)?,
    };
    Ok(())
}

fn note(text: &str) -> Note {
    let lines: usize = text.lines().map(|line| 1 + line.chars().count() / 45).sum();
    let height = u32::try_from(lines).unwrap_or(40) * 18 + 14;
    let note = Note::new(text)
        .add_author_prefix(false)
        .set_width(320)
        .set_height(height);
    note.set_background_color(Color::RGB(0x00FF_F8DC))
}

/// A list to choose from. Another text is allowed after a question, for a fiche or a funder not yet listed; not
/// another tax.
fn validation(choice: Choice, texts: &Locale) -> Result<DataValidation, XlsxError> {
    let style = match choice {
        Choice::Taxes => DataValidationErrorStyle::Stop,
        _ => DataValidationErrorStyle::Warning,
    };
    let message = match choice {
        Choice::Taxes => "blank-not-a-tax",
        _ => "blank-not-listed",
    };
    DataValidation::new()
        .allow_list_formula(choice.source())
        .set_error_style(style)
        .set_error_title(choice.title())?
        .set_error_message(texts.plain(message))
}
