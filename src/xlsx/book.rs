//! What all sheets of the corrected workbook are made from: the record, the texts, the columns of the recap.

use std::collections::BTreeMap;

use super::sheet::{Allowed, Cell, Col, Column, Kind, Level, Row, Sheet};
use crate::{
    compute::Figures,
    finding::{Fact, Finding},
    locale::{Locale, args},
    model::{ColumnKind, Dossier, SHEETS},
    money::Amount,
    record::Record,
    source::{Period, fold},
};

/// Names of cells that formulas refer to.
pub(super) const STEP: &str = "Pas_arrondi";
pub(super) const ALL_HOLD: &str = "Controles_justes";
pub(super) const ADVANCE: &str = "Acompte";
pub(super) const ADVANCE_RATE: &str = "Acompte_taux";
pub(super) const ADVANCE_BASE: &str = "Acompte_assiette";
/// Names of the lists for drop-downs and checks: natures in use, funders, codes of fiches.
pub(super) const NATURES: &str = "Natures";
pub(super) const FUNDERS: &str = "Financeurs";
pub(super) const FICHES: &str = "Fiches";
/// Name of the list of sections of the budget.
pub(super) const SECTIONS: &str = "Sections";

/// The dossier of the received workbook, and the results of its audit.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Received<'a> {
    /// The dossier.
    pub dossier: &'a Dossier,
    /// The published figures.
    pub figures: &'a Figures,
    /// The findings.
    pub findings: &'a [Finding],
    /// The shares by cost line: a row of headers, then the rows.
    pub data: &'a [Vec<Fact>],
}

/// The formula of an entry of a list, so that no formula has to quote a user's text.
pub(super) fn listed(list: &str, rank: usize) -> String {
    format!("INDEX({list},{})", rank + 1)
}

/// The name of a sheet.
pub(super) fn sheet_name(id: &str) -> &'static str {
    let name = SHEETS.iter().find(|(known_id, _)| *known_id == id);
    name.map_or("", |(_, name)| name)
}

pub(super) struct Book<'a> {
    pub(super) record: &'a Record,
    pub(super) received: Received<'a>,
    /// Always French, like everything that is published.
    pub(super) texts: Locale,
    /// The columns of the recap within a year.
    pub(super) columns: Vec<ColumnKind>,
    /// Whether any rule has a base or a ceiling.
    pub(super) has_terms: bool,
    /// Whether any rule pays what the others leave.
    pub(super) has_balance: bool,
    /// One spelling per nature, by its folded name.
    pub(super) natures: BTreeMap<String, &'a str>,
    /// The natures that no total counts, as formulas.
    pub(super) off_total: Vec<String>,
}

impl<'a> Book<'a> {
    pub(super) fn new(record: &'a Record, received: Received<'a>) -> Self {
        let rules = || record.budgets().flat_map(|budget| &budget.funding);
        let natures = natures(record);
        let off_total = record.convention.off_total.iter();
        let off_total = off_total.filter_map(|nature| {
            let rank = natures.keys().position(|key| *key == fold(nature))?;
            Some(listed(NATURES, rank))
        });
        Self {
            record,
            received,
            texts: Locale::french(),
            columns: record.columns(),
            has_terms: rules().any(|rule| rule.base.is_some() || rule.ceiling.is_some()),
            has_balance: rules().any(|rule| rule.is_balance),
            off_total: off_total.collect(),
            natures,
        }
    }

    /// A nature in the spelling used throughout the workbook.
    pub(super) fn nature<'n>(&self, nature: Option<&'n str>) -> Option<&'n str>
    where
        'a: 'n,
    {
        let known = self.natures.get(&fold(nature?)).copied();
        known.or(nature)
    }

    pub(super) fn text(&self, id: &str) -> String {
        self.texts.plain(id)
    }

    /// A text with one argument.
    pub(super) fn text_of(&self, id: &str, name: &'static str, value: &str) -> String {
        self.texts.text(id, &[(name, value.to_owned())])
    }

    /// The findings that are still open.
    pub(super) fn open(&self) -> Vec<&'a Finding> {
        let findings = self.received.findings.iter();
        findings.filter(|finding| finding.is_open()).collect()
    }

    /// An amount as documents print it.
    pub(super) fn amount(&self, amount: Amount) -> String {
        match &self.record.convention.unit {
            Some(unit) => amount.with_unit(unit),
            None => amount.to_string(),
        }
    }

    pub(super) fn years(&self) -> &'a [Period] {
        &self.record.convention.years
    }

    /// The last group of columns: all years, or the single year.
    pub(super) fn all_years(&self) -> Option<usize> {
        self.record.groups().pop().flatten()
    }

    /// `2018`, or `2018-2020` for all years.
    pub(super) fn year_name(&self, year: Option<usize>) -> String {
        let (years, period) = (self.years(), year.and_then(|year| self.years().get(year)));
        match (period, years.first(), years.last()) {
            (Some(period), ..) => period.to_string(),
            (None, Some(first), Some(last)) if first == last => first.to_string(),
            (None, Some(Period::Year(first)), Some(Period::Year(last))) => {
                format!("{first}-{last}")
            }
            _ => self.text("xlsx-all-years"),
        }
    }

    /// An empty sheet with its title, and below it that of the agreement.
    pub(super) fn sheet(&self, id: &str, head: (Row, Row), frozen: Col) -> Sheet {
        let name = sheet_name(id);
        let id = format!("xlsx-{id}-title");
        let title = self.text_of(&id, "years", &self.year_name(None));
        let mut sheet = Sheet::new(name, title, head);
        sheet.frozen = frozen;
        sheet.is_protected = true;
        let [title, stage] = [&self.record.convention.title, &self.record.convention.stage];
        let footer = args! { stage: stage.replace('&', "&&"), sheet: name };
        let is_final = self.record.convention.purpose.is_final();
        let kind = if is_final {
            "xlsx-footer"
        } else {
            "xlsx-footer-draft"
        };
        sheet.footer = self.texts.text(kind, &footer);
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

    /// Columns headed by `<prefix>-<id>`, with their kind and minimal width, which is also the maximal one of prose.
    pub(super) fn headed(&self, prefix: &str, columns: &[(&str, Kind, usize)]) -> Vec<Column> {
        let column = |&(id, kind, min_width): &(&str, Kind, usize)| Column {
            min_width,
            max_width: min_width,
            ..self.column(&format!("{prefix}-{id}"), kind)
        };
        columns.iter().map(column).collect()
    }

    pub(super) fn funder(&self, rank: usize) -> &'a str {
        &self.record.funders[rank].column
    }

    /// The column in which the recap shows this one: a funder without a separate column is among the others.
    pub(super) fn shown_column(&self, column: ColumnKind) -> ColumnKind {
        match column {
            ColumnKind::Funder(funder) if !self.record.funders[funder.0].has_column => {
                ColumnKind::Others
            }
            column => column,
        }
    }
}

/// The first spelling of each nature, by its folded name: formulas compare spellings, while rules fold them.
fn natures(record: &Record) -> BTreeMap<String, &str> {
    let lines = record.budgets().flat_map(|budget| &budget.lines);
    let rules = record.budgets().flat_map(|budget| &budget.funding);
    let lines = lines.map(|line| line.nature.as_deref());
    let rules = rules.map(|rule| rule.nature.as_deref());
    let off_total = record.convention.off_total.iter();
    let off_total = off_total.map(|nature| Some(nature.as_str()));
    let mut natures = BTreeMap::new();
    for nature in lines.chain(rules).chain(off_total).flatten() {
        natures.entry(fold(nature)).or_insert(nature);
    }
    natures
}
