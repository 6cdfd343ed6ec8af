//! What every sheet of the corrected workbook is made from: the record, the texts, the columns of the recap.

use std::collections::BTreeMap;

use super::{
    formula::{At, Row, fixed, on},
    sheet::{Cell, Column, Sheet},
    styles::Kind,
};
use crate::{
    compute::Figures,
    finding::Finding,
    locale::Locale,
    model::{ColumnKind, Dossier, FunderId},
    record::{FicheRecord, Record},
    source::fold,
};

/// The sheets, in order.
pub(super) const RECAP: &str = "Récapitulatif";
pub(super) const COSTS: &str = "Dépenses";
pub(super) const FUNDING: &str = "Cofinancement";
pub(super) const SHARES: &str = "Répartition";
pub(super) const SCHEDULE: &str = "Échéancier";
pub(super) const CORRECTIONS: &str = "Corrections";
pub(super) const CONTROLS: &str = "Contrôles";
pub(super) const README: &str = "Lisez-moi";

/// The names of key cells, that formulas refer to.
pub(super) const STEP: &str = "Pas_arrondi";
pub(super) const ALL_HOLD: &str = "Controles_justes";
pub(super) const ADVANCE: &str = "Acompte";
pub(super) const ADVANCE_RATE: &str = "Acompte_taux";
pub(super) const ADVANCE_BASE: &str = "Acompte_assiette";
/// The natures of costs in use, which drop-down lists show.
pub(super) const NATURES: &str = "Natures";

/// The dossier that the received workbook came with, and what the audit says of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Received<'a> {
    /// The dossier.
    pub dossier: &'a Dossier,
    /// The figures that are published.
    pub figures: &'a Figures,
    /// The findings.
    pub findings: &'a [Finding],
}

/// A name of cells, for an accountant's own formulas: a sheet may be rearranged, a name stays.
pub(super) struct Name {
    pub(super) text: String,
    /// `'Récapitulatif'!$Q$32`
    pub(super) cells: String,
    pub(super) meaning: String,
}

pub(super) struct Book<'a> {
    pub(super) record: &'a Record,
    /// Always French, as what is published is.
    pub(super) texts: Locale,
    /// The columns of the recap within a year.
    pub(super) columns: Vec<ColumnKind>,
}

impl<'a> Book<'a> {
    pub(super) fn new(record: &'a Record) -> Self {
        Self {
            record,
            texts: Locale::french(),
            columns: record.columns(),
        }
    }

    pub(super) fn text(&self, id: &str) -> String {
        self.texts.plain(id)
    }

    /// A text about something that it names.
    pub(super) fn text_of(&self, id: &str, name: &'static str, value: &str) -> String {
        self.texts.text(id, &[(name, value.to_owned())])
    }

    pub(super) fn years(&self) -> &'a [i32] {
        &self.record.convention.years
    }

    /// The groups of columns of the recap: a year each, then all years. A single year has none beside its own.
    pub(super) fn groups(&self) -> Vec<Option<usize>> {
        let years = self.years().len();
        let all = (years > 1).then_some(None);
        (0..years).map(Some).chain(all).collect()
    }

    /// The last group: all years.
    pub(super) fn all_years(&self) -> Option<usize> {
        self.groups().pop().flatten()
    }

    /// `2018`, or `2018-2020` for all years.
    pub(super) fn year_name(&self, year: Option<usize>) -> String {
        match year.and_then(|year| self.years().get(year)) {
            Some(year) => year.to_string(),
            None => self.texts.text("xlsx-all-years", &self.first_and_last()),
        }
    }

    fn first_and_last(&self) -> [(&'static str, String); 2] {
        let name = |year: Option<&i32>| year.map(i32::to_string).unwrap_or_default();
        let years = self.years();
        [("first", name(years.first())), ("last", name(years.last()))]
    }

    /// An empty sheet with its title, `id`, and the agreement's title under it.
    pub(super) fn sheet(&self, name: &str, id: &str, head: (Row, Row)) -> Sheet {
        let title = self.texts.text(id, &self.first_and_last());
        let mut sheet = Sheet::new(name, title, head);
        let stage = &self.record.convention.stage;
        let footer = [
            ("stage", stage.replace('&', "&&")),
            ("sheet", name.to_owned()),
        ];
        sheet.footer = self.texts.text("xlsx-footer", &footer);
        sheet.is_protected = true;
        sheet
    }

    /// The name of a cell; `xlsx-name-<id>` says what it means.
    pub(super) fn name(&self, name: &str, id: &str, sheet: &Sheet, at: At) -> Name {
        Name {
            text: name.to_owned(),
            cells: on(&sheet.name, &fixed(at)),
            meaning: self.text(&format!("xlsx-name-{id}")),
        }
    }

    /// A line over all columns, under the title.
    pub(super) fn remark(sheet: &mut Sheet, row: Row, text: String) {
        let cell = Cell::from(text).kind(Kind::Remark);
        sheet.set((row, 0), cell.spanning(sheet.width()));
    }

    /// The agreement's title under that of the sheet, once its columns are known.
    pub(super) fn subtitle(&self, sheet: &mut Sheet) {
        let convention = &self.record.convention;
        let args = [
            ("title", convention.title.clone()),
            ("stage", convention.stage.clone()),
        ];
        let cell = Cell::from(self.texts.text("xlsx-subtitle", &args)).kind(Kind::Subtitle);
        sheet.set((1, 0), cell.spanning(sheet.width()));
    }

    /// A column headed by this text.
    pub(super) fn column(&self, id: &str, kind: Kind) -> Column {
        Column::new(self.text(id), kind)
    }

    /// A column headed by this text about a year.
    pub(super) fn column_of(&self, id: &str, year: i32, kind: Kind) -> Column {
        Column::new(self.text_of(id, "year", &year.to_string()), kind)
    }

    /// Columns headed by `<prefix>-<id>`, of this kind and at least so wide; those of amounts are equally wide.
    pub(super) fn add_columns(
        &self,
        sheet: &mut Sheet,
        prefix: &str,
        columns: &[(&str, Kind, usize)],
    ) {
        for &(id, kind, least) in columns {
            let column = self.column(&format!("{prefix}-{id}"), kind).least(least);
            sheet.column(match kind {
                Kind::Amount | Kind::Difference => column.group(0),
                _ => column,
            });
        }
    }

    pub(super) fn funder(&self, rank: usize) -> &'a str {
        let funder = self.record.funders.get(rank);
        funder.map_or("", |funder| &funder.column)
    }

    /// The recap's column that holds a funder's shares: that of all others, for a funder who does not sign.
    pub(super) fn column_of_funder(&self, rank: usize) -> ColumnKind {
        if rank < self.record.parties() {
            ColumnKind::Funder(FunderId(rank))
        } else {
            ColumnKind::Others
        }
    }
}

/// One spelling a nature within the fiche, the first: a formula compares spellings, the rules fold them.
pub(super) fn spellings(fiche: &FicheRecord) -> BTreeMap<String, &str> {
    let lines = fiche.lines.iter().map(|line| line.nature.as_deref());
    let rules = fiche.funding.iter().map(|rule| rule.nature.as_deref());
    let mut spellings = BTreeMap::new();
    for nature in lines.chain(rules).flatten() {
        spellings.entry(fold(nature)).or_insert(nature);
    }
    spellings
}

/// One spelling a nature in the workbook, in alphabetical order.
pub(super) fn natures(record: &Record) -> Vec<&str> {
    let mut natures: BTreeMap<String, &str> = BTreeMap::new();
    for (folded, nature) in record.fiches.iter().flat_map(spellings) {
        natures.entry(folded).or_insert(nature);
    }
    natures.into_values().collect()
}
