//! The workbook of a new dossier: the sheets and headers that are read, drop-down lists, instructions and examples in
//! the headers' notes, and a sample fiche to replace.
//!
//! It has no formulas, since everything is computed from its inputs. The lists are on a sheet that is not read.

use rust_decimal::Decimal;
use rust_xlsxwriter::{DataValidation, DataValidationErrorStyle, DocProperties, Formula};

use super::{
    sheet::{Allowed, Cell, Column, Kind, Level, Row, Sheet, col, fixed},
    writer,
};
use crate::{
    error::Error,
    locale::Locale,
    model::{BALANCE_LABEL, LISTS},
    source::Period,
};

/// The titles of the lists.
const TITLES: [&str; 6] = ["Fiches", "Natures", "Financeurs", TAXES, "Sections", RATES];
const TAXES: &str = "Taxes";
const RATES: &str = "Taux";
const SECTIONS: [&str; 2] = ["Fonctionnement", "Investissement"];
/// The header row, after the title, instructions and an empty row.
const HEADER: Row = 3;
/// How many rows are formatted.
const ROWS: usize = 24;
/// The last row with drop-down lists.
const LAST: Row = 1_000;
/// Natures of cost that are usual in such agreements.
const COSTS: [&str; 6] = [
    "Études",
    "Animation",
    "Communication",
    "Équipement",
    "Fonctionnement",
    "Prestations",
];
/// The cost of the sample in a year, in euros.
const SAMPLE_COST: i32 = 10_000;

/// What the workbook of a new dossier is made from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Blank<'a> {
    /// The agreement's title.
    pub title: &'a str,
    /// Its years.
    pub years: &'a [Period],
    /// Who signs, by their column headings.
    pub parties: &'a [String],
    /// Who signs, and others who pay and have a column.
    pub funders: &'a [String],
    /// The code of the sample fiche.
    pub fiche: &'a str,
    /// The language of instructions.
    pub texts: &'a Locale,
}

/// The bytes of the workbook.
///
/// # Errors
/// [`Error::Refused`] when there are more years than a sheet has columns.
pub(crate) fn blank(blank: &Blank<'_>) -> Result<Vec<u8>, Error> {
    let sheets = [blank.costs(), blank.funding(), blank.lists()];
    writer::save(blank.title, None, DocProperties::new(), sheets)
}

impl Blank<'_> {
    fn costs(&self) -> Sheet {
        let mut columns = vec![
            self.column("Fiche", "fiche", Kind::Text, (11, "Fiches")),
            self.column("Nature", "nature", Kind::Text, (18, "Natures")),
            self.column("Libellé", "label", Kind::Text, (36, "")),
            self.column("Taxe", "tax", Kind::Label, (7, TAXES)),
        ];
        let mut sample: Vec<Cell> = vec![
            self.fiche.into(),
            COSTS[0].into(),
            self.texts.plain("blank-sample-label").into(),
            "TTC".into(),
        ];
        for year in self.years {
            columns.extend([
                self.column(&format!("Jours {year}"), "days", Kind::Number, (11, "")),
                self.column(&format!("Montant {year}"), "amount", Kind::Amount, (15, "")),
            ]);
            sample.extend(["".into(), Decimal::from(SAMPLE_COST).into()]);
        }
        columns.push(self.column("Section", "section", Kind::Text, (16, "Sections")));
        self.sheet("Dépenses", "blank-costs", columns, vec![sample])
    }

    fn funding(&self) -> Sheet {
        let mut columns = vec![
            self.column("Fiche", "fiche", Kind::Text, (11, "Fiches")),
            self.column("Financeur", "funder", Kind::Text, (24, "Financeurs")),
            self.column("Nature", "funded-nature", Kind::Text, (18, "Natures")),
            self.column("Taux", "rate", Kind::Rate, (9, RATES)),
        ];
        for year in self.years {
            let amount = format!("Montant {year}");
            columns.push(self.column(&amount, "fixed", Kind::Amount, (15, "")));
        }
        columns.extend([
            self.column("Assiette", "base", Kind::Amount, (15, "")),
            self.column("Plafond", "ceiling", Kind::Amount, (15, "")),
            self.column("Mention", "mention", Kind::Text, (29, "")),
        ]);
        // Equal parts of 100 %, in hundredths of a percent; the first ones get what is left over.
        let parties = u32::try_from(self.parties.len().max(1)).unwrap_or(1);
        let row = |(rank, party): (u32, &String)| {
            let rate = 10_000 / parties + u32::from(rank < 10_000 % parties);
            // An empty cell means the fiche above.
            let fiche = if rank == 0 { self.fiche } else { "" };
            let rate = Decimal::new(rate.into(), 4);
            vec![fiche.into(), party.as_str().into(), "".into(), rate.into()]
        };
        let rows = (0..).zip(self.parties).map(row).collect();
        self.sheet("Cofinancement", "blank-funding", columns, rows)
    }

    fn lists(&self) -> Sheet {
        let columns = TITLES.map(|title| self.column(title, "list", Kind::Text, (24, "")));
        let row = |rank: usize| {
            vec![
                [self.fiche].get(rank).copied().into(),
                COSTS.get(rank).copied().into(),
                self.funders.get(rank).cloned().into(),
                ["HT", "TTC"].get(rank).copied().into(),
                SECTIONS.get(rank).copied().into(),
                [BALANCE_LABEL].get(rank).copied().into(),
            ]
        };
        let rows = (0..COSTS.len().max(self.funders.len())).map(row);
        self.sheet(LISTS, "blank-lists", columns.into(), rows.collect())
    }

    /// A column with a note, `blank-note-<note>`, a minimal width, and a drop-down list if `list` is not empty.
    fn column(
        &self,
        header: &str,
        note: &str,
        kind: Kind,
        (min_width, list): (usize, &str),
    ) -> Column {
        let mut column = Column::new(header, kind);
        column.note = Some(self.texts.plain(&format!("blank-note-{note}")));
        column.min_width = min_width;
        column.allowed = self.list(list);
        column
    }

    /// A sheet with its title and a line of instructions above the table.
    fn sheet(&self, name: &str, id: &str, columns: Vec<Column>, mut rows: Vec<Vec<Cell>>) -> Sheet {
        let mut sheet = Sheet::new(name, self.texts.plain(id), (HEADER, HEADER));
        let help = self.texts.plain(&format!("{id}-help"));
        sheet.set((1, 0), Cell::new(Kind::Aside, help));
        sheet.frozen = 1;
        sheet.last_input = LAST;
        sheet.columns = columns;
        rows.resize(rows.len().max(ROWS), Vec::new());
        for mut row in rows {
            row.resize(sheet.columns.len(), "".into());
            sheet.push(Level::Body, row);
        }
        sheet
    }

    /// A drop-down list of the filled cells of a list. Other texts are accepted after a warning, for example a fiche or
    /// a funder not yet listed; other taxes are refused.
    fn list(&self, title: &str) -> Option<Allowed> {
        let rank = TITLES
            .iter()
            .position(|known_title| *known_title == title)?;
        let [first, last] = [HEADER + 1, LAST].map(|row| fixed((row, col(rank))));
        let cells = format!("{LISTS}!{first}:{last}");
        let list = format!("=OFFSET({LISTS}!{first},0,0,MAX(1,COUNTA({cells})),1)");
        let (style, refused) = match title {
            TAXES => (DataValidationErrorStyle::Stop, "blank-not-a-tax"),
            _ => (DataValidationErrorStyle::Warning, "blank-not-listed"),
        };
        let list = DataValidation::new().allow_list_formula(Formula::new(list));
        // The list of rates only has the word for a balance.
        let list = list.show_error_message(title != RATES);
        let message = self.texts.plain(refused);
        Some((list.set_error_style(style), [title.to_owned(), message]))
    }
}
