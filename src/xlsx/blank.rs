//! The workbook of a new dossier: the sheets and headers that are read, lists to choose from, instructions and
//! examples in the headers' notes, and one fiche to be replaced.
//!
//! It holds no formula: what is to be computed is computed from it. The lists stand on a sheet that is not read.

use rust_decimal::Decimal;
use rust_xlsxwriter::{DataValidation, DataValidationErrorStyle, Formula, Workbook, XlsxError};

use super::{
    formula::{Row, fixed},
    sheet::{Cell, Column, Sheet},
    styles::{Kind, Level},
    writer,
};
use crate::{error::Error, locale::Locale};

/// The sheet of lists, and its columns.
const LISTS: &str = "Listes";
const TITLES: [&str; 4] = ["Fiches", "Natures", "Financeurs", "Taxes"];
const FICHES: u16 = 0;
const NATURES: u16 = 1;
const FUNDERS: u16 = 2;
const TAXES: u16 = 3;
/// Title, instructions, an empty row, then the header.
const HEADER: Row = 3;
/// How many rows are formatted, and as far down as lists are offered.
const ROWS: Row = 24;
const LAST: Row = 1_000;
/// Kinds of cost that agreements of this sort have.
const COSTS: [&str; 6] = [
    "Études",
    "Animation",
    "Communication",
    "Équipement",
    "Fonctionnement",
    "Prestations",
];
/// What the sample costs in a year, in euros.
const SAMPLE_COST: i32 = 10_000;

/// What a new dossier's workbook is made for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Blank<'a> {
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

/// The bytes of the workbook.
///
/// # Errors
/// [`Error::Xlsx`] when there are more years than a sheet has columns.
pub(crate) fn blank(blank: &Blank<'_>) -> Result<Vec<u8>, Error> {
    let write = || -> Result<Vec<u8>, XlsxError> {
        let mut workbook = Workbook::new();
        workbook.set_properties(&writer::properties(blank.title, None)?);
        let sheets = [blank.costs()?, blank.funding()?, blank.lists()];
        writer::save(workbook, &sheets)
    };
    write().map_err(|error| Error::Xlsx {
        detail: error.to_string(),
    })
}

impl Blank<'_> {
    fn costs(&self) -> Result<Sheet, XlsxError> {
        let mut columns = vec![
            self.column("Fiche", "fiche", Kind::Text, 11)
                .allow(self.list(FICHES)?),
            self.column("Nature", "nature", Kind::Text, 18)
                .allow(self.list(NATURES)?),
            self.column("Libellé", "label", Kind::Text, 36),
            self.column("Taxe", "tax", Kind::Label, 7)
                .allow(self.list(TAXES)?),
        ];
        let mut sample: Vec<Cell> = vec![
            self.fiche.into(),
            COSTS[0].into(),
            self.texts.plain("blank-sample-label").into(),
            "TTC".into(),
        ];
        for year in self.years {
            columns.push(self.column(format!("Jours {year}"), "days", Kind::Number, 11));
            columns.push(self.column(format!("Montant {year}"), "amount", Kind::Amount, 15));
            sample.extend(["".into(), Decimal::from(SAMPLE_COST).into()]);
        }
        Ok(self.sheet("Dépenses", "blank-costs", columns, vec![sample]))
    }

    fn funding(&self) -> Result<Sheet, XlsxError> {
        let mut columns = vec![
            self.column("Fiche", "fiche", Kind::Text, 11)
                .allow(self.list(FICHES)?),
            self.column("Financeur", "funder", Kind::Text, 24)
                .allow(self.list(FUNDERS)?),
            self.column("Nature", "funded-nature", Kind::Text, 18)
                .allow(self.list(NATURES)?),
            self.column("Taux", "rate", Kind::Rate, 9),
        ];
        for year in self.years {
            columns.push(self.column(format!("Montant {year}"), "fixed", Kind::Amount, 15));
        }
        columns.push(self.column("Mention", "mention", Kind::Text, 29));
        // A hundred percent in equal parts, in hundredths of a percent; the first ones take what is left over.
        let parties = u32::try_from(self.parties.len().max(1)).unwrap_or(1);
        let row = |(rank, party): (u32, &String)| {
            let rate = 10_000 / parties + u32::from(rank < 10_000 % parties);
            // An empty cell goes on with the fiche above.
            let fiche = if rank == 0 { self.fiche } else { "" };
            let rate = Decimal::new(rate.into(), 4);
            vec![fiche.into(), party.as_str().into(), "".into(), rate.into()]
        };
        let rows = (0..).zip(self.parties).map(row).collect();
        Ok(self.sheet("Cofinancement", "blank-funding", columns, rows))
    }

    fn lists(&self) -> Sheet {
        let columns = TITLES.map(|title| self.column(title, "list", Kind::Text, 24));
        let row = |rank: usize| {
            vec![
                Cell::from(if rank == 0 { self.fiche } else { "" }),
                COSTS.get(rank).copied().unwrap_or_default().into(),
                self.parties.get(rank).map_or("", |party| party).into(),
                ["HT", "TTC"].get(rank).copied().unwrap_or_default().into(),
            ]
        };
        let rows = (0..COSTS.len().max(self.parties.len())).map(row);
        self.sheet(LISTS, "blank-lists", columns.into(), rows.collect())
    }

    /// A column at least this wide, its header explained by `blank-note-<note>`.
    fn column(&self, header: impl Into<String>, note: &str, kind: Kind, width: usize) -> Column {
        let note = Some(self.texts.plain(&format!("blank-note-{note}")));
        let column = Column::new(header, kind).least(width);
        Column { note, ..column }
    }

    /// A sheet under its title and a line of instructions.
    fn sheet(&self, name: &str, id: &str, columns: Vec<Column>, rows: Vec<Vec<Cell>>) -> Sheet {
        let mut sheet = Sheet::new(name, self.texts.plain(id), (HEADER, HEADER));
        let help = self.texts.plain(&format!("{id}-help"));
        sheet.set((1, 0), Cell::from(help).kind(Kind::Aside));
        sheet.frozen = 1;
        sheet.last_input = LAST;
        sheet.columns = columns;
        for mut row in rows {
            row.resize(sheet.columns.len(), "".into());
            sheet.push(Level::Body, row);
        }
        while sheet.next <= HEADER + ROWS {
            let row = vec!["".into(); sheet.columns.len()];
            sheet.push(Level::Body, row);
        }
        sheet
    }

    /// A list to choose from: its filled cells, so that no empty line is offered. Another text is allowed after a
    /// question, for a fiche or a funder not yet listed; not another tax.
    fn list(&self, col: u16) -> Result<Option<DataValidation>, XlsxError> {
        let [first, last] = [HEADER + 1, LAST].map(|row| fixed((row, col)));
        let cells = format!("{LISTS}!{first}:{last}");
        let list = format!("=OFFSET({LISTS}!{first},0,0,MAX(1,COUNTA({cells})),1)");
        let (style, refused) = match col {
            TAXES => (DataValidationErrorStyle::Stop, "blank-not-a-tax"),
            _ => (DataValidationErrorStyle::Warning, "blank-not-listed"),
        };
        let list = DataValidation::new()
            .allow_list_formula(Formula::new(list))
            .set_error_style(style)
            .set_error_title(TITLES[usize::from(col)])?
            .set_error_message(self.texts.plain(refused))?;
        Ok(Some(list))
    }
}
