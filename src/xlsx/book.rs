//! What every sheet of the corrected workbook is made from: the record, the texts, the columns of the recap.

use super::sheet::{Allowed, Cell, Col, Column, Kind, Level, Row, Sheet};
use crate::{
    compute::Figures,
    finding::Finding,
    locale::{Locale, args},
    model::{ColumnKind, Dossier},
    record::Record,
    source::Period,
};

/// The sheets, in order, after their names in messages.
pub(super) const SHEETS: [(&str, &str); 8] = [
    ("recap", "Récapitulatif"),
    ("costs", "Dépenses"),
    ("funding", "Cofinancement"),
    ("shares", "Répartition"),
    ("schedule", "Échéancier"),
    ("corrections", "Corrections"),
    ("controls", "Contrôles"),
    ("readme", "Lisez-moi"),
];

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

pub(super) struct Book<'a> {
    pub(super) record: &'a Record,
    pub(super) received: Received<'a>,
    /// Always French, as what is published is.
    pub(super) texts: Locale,
    /// The columns of the recap within a year.
    pub(super) columns: Vec<ColumnKind>,
    /// Whether any rate is of a base, or has a ceiling.
    pub(super) has_terms: bool,
}

impl<'a> Book<'a> {
    pub(super) fn text(&self, id: &str) -> String {
        self.texts.plain(id)
    }

    /// A text about something that it names.
    pub(super) fn text_of(&self, id: &str, name: &'static str, value: &str) -> String {
        self.texts.text(id, &[(name, value.to_owned())])
    }

    /// Whether all controls hold of what is published: someone brings all that no total counts.
    pub(super) fn holds(&self) -> bool {
        let mut splits = self
            .record
            .off_total()
            .flat_map(|budget| &budget.splits.years);
        splits.all(|split| split.unallocated.is_zero())
    }

    pub(super) fn years(&self) -> &'a [Period] {
        &self.record.convention.years
    }

    /// The last group: all years.
    pub(super) fn all_years(&self) -> Option<usize> {
        self.record.groups().pop().flatten()
    }

    /// `2018`, or `2018-2020` for all years.
    pub(super) fn year_name(&self, year: Option<usize>) -> String {
        let (years, own) = (self.years(), year.and_then(|year| self.years().get(year)));
        match (own, years.first(), years.last()) {
            (Some(own), ..) => own.to_string(),
            (None, Some(first), Some(last)) if first == last => first.to_string(),
            (None, Some(Period::Year(first)), Some(Period::Year(last))) => {
                format!("{first}-{last}")
            }
            _ => self.text("xlsx-all-years"),
        }
    }

    /// An empty sheet with its title, and the agreement's under it.
    pub(super) fn sheet(&self, id: &str, head: (Row, Row), frozen: Col) -> Sheet {
        let name = SHEETS.iter().find(|(own, _)| *own == id);
        let name = name.map_or(id, |(_, name)| name);
        let id = format!("xlsx-{id}-title");
        let title = self.text_of(&id, "years", &self.year_name(None));
        let mut sheet = Sheet::new(name, title, head);
        sheet.frozen = frozen;
        sheet.is_protected = true;
        let [title, stage] = [&self.record.convention.title, &self.record.convention.stage];
        let footer = args! { stage: stage.replace('&', "&&"), sheet: name };
        sheet.footer = self.texts.text("xlsx-footer", &footer);
        let subtitle = args! { title: title.value, stage: stage.value };
        let mut subtitle = self.texts.text("xlsx-subtitle", &subtitle);
        if let Some(unit) = &self.record.convention.unit {
            sheet.has_unit = true;
            subtitle += &self.text_of("xlsx-unit", "unit", unit);
        }
        let subtitle = Cell::new(Kind::Subtitle, subtitle);
        sheet.set((1, 0), subtitle.spanning(Col::MAX));
        sheet
    }

    /// A column headed by this text.
    pub(super) fn column(&self, id: &str, kind: Kind) -> Column {
        Column::new(self.text(id), kind)
    }

    /// A column to be filled in, headed by this text.
    pub(super) fn input(&self, id: &str, kind: Kind, allowed: Option<Allowed>) -> Column {
        let mut column = self.column(id, kind);
        column.level = Level::Input;
        column.allowed = allowed;
        column
    }

    /// Columns headed by `<prefix>-<id>`, of this kind and at least so wide.
    pub(super) fn headed(&self, prefix: &str, columns: &[(&str, Kind, usize)]) -> Vec<Column> {
        let column = |&(id, kind, least): &(&str, Kind, usize)| Column {
            least,
            ..self.column(&format!("{prefix}-{id}"), kind)
        };
        columns.iter().map(column).collect()
    }

    pub(super) fn funder(&self, rank: usize) -> &'a str {
        &self.record.funders[rank].column
    }

    /// The column in which the recap shows this one: that of all others, for a funder without one of its own.
    pub(super) fn shown_column(&self, column: ColumnKind) -> ColumnKind {
        match column {
            ColumnKind::Funder(funder) if !self.record.funders[funder.0].has_column => {
                ColumnKind::Others
            }
            column => column,
        }
    }
}
