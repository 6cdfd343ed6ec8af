//! How figures are written, and how wide what is written is: enough to choose a size of type.

use std::{collections::BTreeMap, ops::Range};

use rust_decimal::Decimal;
use serde_json::{Value, json};

use crate::{
    compute::{Split, Splits},
    model::{Display, Mention},
    money::{Amount, Step, apportion, french_decimal},
    record::{FicheRecord, LineRecord, Record},
    render::typst::advance,
    source::{fold, full_stop},
};

/// How finely percentages are worked out before they are rounded.
const DECIMALS: u32 = 10;

/// A record, and how every amount of it is written: as the agreement asks, else in whole euros when all of them are
/// whole, else in cents.
#[derive(Clone, Copy, Debug)]
pub(in crate::render) struct Figures<'a> {
    pub(in crate::render) record: &'a Record,
    /// How many decimals exact amounts have.
    decimals: u32,
    /// How wide the column of a year and that of all years are in the tables of fiches, in thousandths of an em: those
    /// of an agreement are laid out alike.
    columns: (u32, u32),
    /// How wide most labels of costs are there, and most names of funders.
    labels: (u32, u32),
    /// Whether the tables of fiches stand beside their headings.
    is_narrow: bool,
}

impl<'a> Figures<'a> {
    /// The number of decimals that the record's amounts ask for.
    pub(crate) fn new(record: &'a Record) -> Self {
        let is_whole = record.budgets().all(|fiche| {
            let costs = fiche.lines.iter().flat_map(|line| &line.years);
            let costs = costs.filter_map(|cost| cost.amount);
            let fixed = fiche.funding.iter().flat_map(|rule| &rule.fixed);
            let shares = fiche.splits.years.iter().flat_map(|split| &split.shares);
            let mut amounts = costs.chain(fixed.flatten().chain(shares).copied());
            amounts.all(Amount::is_whole)
        });
        let mut figures = Self {
            record,
            decimals: if is_whole { 0 } else { 2 },
            columns: heads(&record.convention.years),
            labels: labels(record),
            is_narrow: false,
        };
        for splits in record.fiches.iter().map(|fiche| &fiche.splits) {
            let width = |split: &Split| ems(&figures.amount(split.total));
            let (year, all) = figures.columns;
            figures.columns = (
                splits.years.iter().map(width).fold(year, u32::max),
                all.max(width(&splits.all)),
            );
        }
        figures.is_narrow = figures.fit_beside_headings();
        figures
    }

    /// The columns of a fiche's tables: its years, then all of them.
    fn columns(self) -> Vec<u32> {
        let (year, all) = self.columns;
        match self.record.convention.years.len() {
            1 => vec![year],
            years => std::iter::repeat_n(year, years).chain([all]).collect(),
        }
    }

    /// Whether the tables of fiches fit beside their headings, with room for most labels.
    fn fit_beside_headings(self) -> bool {
        let labels = COLUMN[0].saturating_sub(width(&self.columns(), SIZES[0]));
        let costs = self.record.fiches.iter().flat_map(|fiche| &fiche.lines);
        let is_high = |line: &&LineRecord| {
            let label = line.label.as_deref().unwrap_or_default();
            lines(label, 9_000, labels.saturating_sub(INDENT).into()) > 2
        };
        let high = costs.clone().filter(is_high).count();
        labels >= least_label(SIZES[0]) && high * 4 <= costs.count()
    }

    /// `1 234 €`, `1 k€`; without a unit where that of the agreement stands over the figures.
    pub(super) fn amount(self, amount: Amount) -> String {
        let sign = match (&self.record.convention.unit, self.record.convention.display) {
            (Some(_), _) => "",
            (None, Display::Milliers) => "\u{a0}k€",
            (None, _) => "\u{a0}€",
        };
        self.number(amount) + sign
    }

    /// The same, whatever documents round to: what is signed for.
    pub(super) fn exact(self, amount: Amount) -> String {
        self.exact_with(amount, self.decimals)
    }

    /// The same with its own decimals: what is typed apart from the budget.
    pub(in crate::render) fn signed(self, amount: Amount) -> String {
        match &self.record.convention.unit {
            Some(unit) => amount.with_unit(unit),
            None if amount.is_whole() => amount.french(self.decimals),
            None => amount.french(2),
        }
    }

    /// The same with so many decimals.
    pub(super) fn exact_with(self, amount: Amount, decimals: u32) -> String {
        match self.record.convention.unit {
            Some(_) => amount.french_number(decimals),
            None => amount.french(decimals),
        }
    }

    /// In words; nothing where amounts are no euros.
    pub(in crate::render) fn in_words(self, amount: Amount) -> Option<String> {
        let is_euros = self.record.convention.unit.is_none();
        is_euros.then(|| amount.in_words())
    }

    fn number(self, amount: Amount) -> String {
        match self.record.convention.display {
            Display::Centimes => amount.french_number(self.decimals),
            Display::Euros => amount.french_number(0),
            Display::Milliers => amount.in_thousands().french_number(0),
        }
    }

    /// `1 234`, or nothing for zero: the template draws a dash.
    pub(super) fn number_or_nothing(self, amount: Amount) -> Option<String> {
        (!amount.is_zero()).then(|| self.number(amount))
    }

    /// The amounts that `part` takes from each year, then over all years; nothing for zero.
    pub(super) fn row(self, splits: &Splits, part: impl Fn(&Split) -> Amount) -> Value {
        let shown = |split: &Split| Some(part(split)).filter(|part| !part.is_zero());
        let shown = |split: &Split| shown(split).map(|part| self.amount(part));
        let years: Vec<_> = splits.years.iter().map(shown).collect();
        json!({ "years": years, "all": shown(&splits.all) })
    }

    /// The totals of each year, then over all years, zero included.
    pub(super) fn totals(self, splits: &Splits) -> Vec<String> {
        let all = splits.years.iter().chain([&splits.all]);
        all.map(|split| self.amount(split.total)).collect()
    }

    /// The totals as a row.
    pub(super) fn total_row(self, splits: &Splits) -> Value {
        self.row(splits, |split| split.total)
    }
}

/// What part of a total each of its parts is, to two decimals of a percent; they add up as printed. None of no total.
pub(super) fn percents(parts: &[Amount], total: Amount) -> Vec<Amount> {
    let Some(percents) = Decimal::ONE_HUNDRED.checked_div(total.decimal()) else {
        return Vec::new();
    };
    let exact = parts
        .iter()
        .map(|part| part.times(percents).rounded(DECIMALS));
    let mut exact: Vec<Amount> = exact.collect();
    // What the division leaves goes to the largest, so that they come to 100 % exactly.
    let all = Amount::bounded(Decimal::ONE_HUNDRED).unwrap_or_default();
    let left = all - exact.iter().copied().sum::<Amount>();
    if let Some(largest) = exact.iter_mut().max() {
        *largest += left;
    }
    apportion(&exact, Step::Cent)
}

/// Percentages that stand together, each with as many decimals as any of them has.
pub(super) fn percent_texts(percents: &[Amount]) -> Vec<String> {
    let scale = |percent: &Amount| percent.decimal().normalize().scale();
    let decimals = percents.iter().map(scale).max().unwrap_or_default();
    let texts = percents.iter();
    let texts = texts.map(|percent| format!("{}\u{a0}%", percent.french_number(decimals)));
    texts.collect()
}

/// The remarks of a fiche; one made to several funders comes once.
pub(super) fn mentions(record: &Record, fiche: &FicheRecord) -> Vec<Value> {
    let mut merged: Vec<(&Mention, Vec<&str>)> = Vec::new();
    for mention in &fiche.mentions {
        let funder = mention.funder.map(|id| &*record.funders[id.0].column);
        let same = merged.iter_mut().find(|(other, _)| {
            fold(&other.text) == fold(&mention.text)
                && other.nature == mention.nature
                && other.funder.is_none() == funder.is_none()
        });
        match same {
            Some((_, funders)) => funders.extend(funder.filter(|own| !funders.contains(own))),
            None => merged.push((mention, funder.into_iter().collect())),
        }
    }
    let view = |(mention, funders): (&Mention, Vec<&str>)| {
        let text = full_stop(&mention.text);
        json!({ "funders": funders, "nature": mention.nature, "text": text })
    };
    merged.into_iter().map(view).collect()
}

/// How wide the text of a fiche is, upright and turned, in thousandths of a point, and how wide with the headings
/// beside it.
pub(in crate::render) const COLUMN: [u32; 2] = [374_000, 553_000];
pub(in crate::render) const PAGE: [u32; 2] = [493_000, 739_000];
/// What a label does not have of its cell.
const INDENT: u32 = 20_000;
/// How wide rates are at most, and at least, in thousandths of an em.
const RATES: u32 = 4_500;
const LEAST_RATE: u32 = 3_000;
/// The least that names get: longer ones wrap.
const LABELS: u32 = 63_000;
/// The least part of the width that labels of costs get where amounts leave it, in hundredths.
const LEAST_PART: u32 = 28;
/// So that the days of a cost stay beside its amount whatever is rounded.
const CLEAR: u32 = 250;
/// What a base or a ceiling takes after a rate, in thousandths of an em.
const MOST_BASE: u32 = 9_000;
/// The least that they get before amounts are set smaller or go over several tables.
const LEAST_LABEL: u32 = 85_000;
/// The step of these widths, so that one more label seldom changes the tables of all fiches.
const LABEL_STEP: u32 = 2_000;
/// Of how many labels in a hundred the whole width is granted, where there is room.
const MOST: usize = 80;
/// How wide the template makes the heading of a year at least, in thousandths of an em.
pub(super) const HEADING: u32 = 5_500;
/// From the usual size of tables to the smallest bearable, in tenths of a point.
pub(in crate::render) const SIZES: [u32; 5] = [90, 80, 70, 65, 60];
/// How many of them yearly amounts take: rather than smaller, they go over several tables.
const LEGIBLE: usize = 3;

/// A text's width in thousandths of an em of Noto Sans.
pub(in crate::render) fn ems(text: &str) -> u32 {
    text.chars().map(advance).sum()
}

/// How many lines a text takes at this size, its words whole.
pub(super) fn lines(text: &str, size: u64, room: u64) -> u64 {
    wrapped(text, size, room, u64::MAX)
}

/// How many lines a text takes at this size, where words that are longer than `broken` are broken.
pub(super) fn wrapped(text: &str, size: u64, room: u64, broken: u64) -> u64 {
    let width = |word: &str| u64::from(ems(word)) * size / 1_000;
    let space = width(" ");
    let (mut lines, mut at) = (1, 0);
    for mut word in text.split([' ', '\n']).map(width) {
        if at > 0 && at + word > room {
            // Two syllables at least stay together.
            if word > broken && at + broken / 2 <= room {
                word -= (room - at).min(word) - broken / 4;
            }
            lines += 1;
            at = 0;
        }
        // A word longer than a line goes on in the next ones.
        lines += word.saturating_sub(1) / room.max(1);
        at += word + space;
    }
    lines
}

/// The largest of `sizes` at which columns fit their pages, over as few tables as can be, and how many columns each
/// table has; none if a single column is too wide for the smallest size.
pub(super) fn spread(
    columns: usize,
    sizes: &[u32],
    fits: impl Fn(Range<usize>, u32) -> bool,
) -> Option<(u32, usize)> {
    (1..=columns).find_map(|tables| {
        let each = columns.div_ceil(tables);
        let all_fit = |size: &&u32| {
            let mut starts = (0..columns).step_by(each);
            starts.all(|start| fits(start..columns.min(start + each), **size))
        };
        Some((*sizes.iter().find(all_fit)?, each))
    })
}

/// What both sides of a cell take.
fn inset(size: u32) -> u32 {
    if size < SIZES[0] { 6_000 } else { 10_000 }
}

/// What these columns need at this size.
fn width(columns: &[u32], size: u32) -> u32 {
    let count = u32::try_from(columns.len()).unwrap_or(u32::MAX);
    columns.iter().sum::<u32>() * size / 10 + count * inset(size)
}

/// What a column of rates needs at most.
fn rate(size: u32) -> u32 {
    RATES * size / 10 + inset(size)
}

/// What that of a fiche needs.
fn rate_of(fiche: &FicheRecord, size: u32) -> u32 {
    let all = &fiche.splits.all;
    let parts = all.shares.iter().chain([&all.unallocated]).copied();
    let percents = percent_texts(&percents(&parts.collect::<Vec<_>>(), all.total));
    let rates = fiche.funding.iter().filter_map(|rule| rule.rate);
    let texts = percents
        .into_iter()
        .chain(rates.map(|rate| rate.to_string()));
    let widest = texts.map(|text| ems(&text) * 11 / 10).max();
    let widest = widest.unwrap_or_default().clamp(LEAST_RATE, RATES);
    widest * size / 10 + inset(size)
}

/// The least that labels of costs get: a name and its rate stand under them.
fn least_label(size: u32) -> u32 {
    LABELS + rate(size)
}

/// The least widths of the columns of years and of that of all years: their headings wrap between words.
fn heads(years: &[impl ToString]) -> (u32, u32) {
    let years = years.iter().map(ToString::to_string);
    let words = years.filter_map(|year| year.split(' ').map(ems).max());
    // Bold type is wider.
    let bold = |width: u32| width.min(HEADING * 3 / 2) * 11 / 10;
    (bold(words.max().unwrap_or_default()), bold(ems("Total")))
}

/// How wide most labels of costs are, and most names of funders, in thousandths of an em.
fn labels(record: &Record) -> (u32, u32) {
    let most = |mut widths: Vec<u32>| {
        widths.sort_unstable();
        let widest = widths.get(widths.len() * MOST / 100).copied();
        widest.map(|widest| widest.next_multiple_of(LABEL_STEP))
    };
    let lines = record.fiches.iter().flat_map(|fiche| &fiche.lines);
    let labels = lines.filter_map(|line| line.label.as_ref().or(line.nature.as_ref()));
    let labels = most(labels.map(|label| ems(label)).collect());
    let names = record.funders.iter().map(|funder| ems(&funder.column));
    let names = most(names.collect());
    (labels.unwrap_or_default(), names.unwrap_or_default())
}

/// How a table of yearly amounts fits the page, with these totals, those of each year and that of all, its labels and a
/// column of rates. The total of a single year would be that year again.
pub(super) fn fit(totals: &[String]) -> Value {
    let count = if totals.len() == 2 { 1 } else { totals.len() };
    let widths = totals.iter().take(count);
    let widths: Vec<u32> = widths.map(|total| ems(total).max(HEADING)).collect();
    fit_columns(&widths)
}

/// Whether columns of these widths fit the page in the usual size.
pub(super) fn fit_usual(widths: &[u32]) -> bool {
    width(widths, SIZES[0]) + LEAST_LABEL + rate(SIZES[0]) <= PAGE[0]
}

/// How a table of columns of these widths fits the page, the last of which is their total, unless it is the only one.
pub(super) fn fit_columns(widths: &[u32]) -> Value {
    let (size, each) = largest(widths);
    json!({ "size": size, "periods": periods(widths, each) })
}

/// The largest type at which such columns fit the page, in one table if it can be, else over several, and how many
/// each of these has.
fn largest(widths: &[u32]) -> (u32, usize) {
    let fits = |columns: Range<usize>, size| {
        width(&widths[columns], size) + LEAST_LABEL + rate(size) <= PAGE[0]
    };
    spread(widths.len(), &SIZES[..LEGIBLE], fits).unwrap_or((SIZES[LEGIBLE - 1], 1))
}

/// The years of each table, by rank, up to the one after the last, whether the total over all years follows, and how
/// wide its columns are.
fn periods(widths: &[u32], each: usize) -> Vec<Value> {
    let (count, years) = (widths.len(), widths.len().saturating_sub(1).max(1));
    let period = |from: usize| {
        let end = count.min(from + each);
        json!({
            "from": from,
            "to": end.min(years),
            "has_total": end > years,
            "columns": end - from,
            "widths": widths[from..end],
        })
    };
    (0..count).step_by(each).map(period).collect()
}

/// How the tables of a fiche fit its pages.
pub(super) struct Tables {
    pub(super) view: Value,
    /// Whether they are set in the usual size of tables.
    pub(super) is_usual: bool,
    /// Whether the days of a cost have room on the line of its amount.
    pub(super) has_days_beside: bool,
    /// What is left to the labels of costs and to the names of funders, in thousandths of a point.
    pub(super) labels: u32,
    pub(super) names: u32,
}

/// How wide what the rates of a funder apply to is, on one line in thousandths of an em.
fn terms(fiche: &FicheRecord) -> u32 {
    let mut widths = BTreeMap::new();
    for rule in &fiche.funding {
        let nature = rule.nature.as_deref().map_or(0, ems);
        let base = rule.base.as_ref().map_or(0, |_| MOST_BASE);
        let ceiling = rule.ceiling.map_or(0, |_| MOST_BASE);
        let rate = rule.rate.map_or(0, |rate| ems(&rate.to_string()));
        if nature + base + ceiling > 0 {
            *widths.entry(rule.funder).or_insert(0) += rate + nature + base + ceiling + 1_000;
        }
    }
    widths.into_values().max().unwrap_or_default()
}

/// The tables of a fiche. Its years stand under one another, alike in all tables of an agreement but for days.
pub(super) fn fit_fiche(figures: Figures<'_>, fiche: &FicheRecord) -> Tables {
    let amounts = figures.columns();
    let (size, each) = largest(&amounts);
    let mut with_days = amounts.clone();
    for line in &fiche.lines {
        for (column, cost) in with_days.iter_mut().zip(&line.years) {
            let Some((days, amount)) = cost.days.zip(cost.amount) else {
                continue;
            };
            // As the template writes them, the days in small type.
            let days = ems(&format!("({} j)", french_decimal(days))) * 82 / 100;
            let amount = ems(&figures.amount(amount));
            *column = (*column).max(days + ems(" ") + amount + CLEAR);
        }
    }
    let turned = usize::from(fiche.is_landscape);
    let page = if figures.is_narrow {
        COLUMN[turned]
    } else {
        PAGE[turned]
    };
    let rate = rate_of(fiche, size);
    // What most labels need, as far as amounts leave it.
    let most = |columns: &[u32]| {
        let tables = columns.chunks(each).map(|table| width(table, size));
        page.saturating_sub(tables.max().unwrap_or_default())
    };
    let (label, name) = figures.labels;
    let names = name.max(terms(fiche) * 82 / 100);
    let wanted = (label * size / 10 + INDENT).max(names * size / 10 + inset(size) + rate);
    let wanted = wanted.max(page * LEAST_PART / 100);
    let label = |columns: &[u32]| wanted.max(LABELS + rate).min(most(columns));
    let height = |columns: &[u32], days: u64| -> u64 {
        let room = label(columns).saturating_sub(inset(size)).into();
        let lines = fiche.lines.iter().map(|line| {
            let label = line.label.as_deref().unwrap_or_default();
            let has_days = line.years.iter().any(|cost| cost.days.is_some());
            lines(label, 9_000, room).max(if has_days { days } else { 1 })
        });
        lines.sum()
    };
    let is_usual = size == SIZES[0];
    let has_days_beside = is_usual
        && most(&with_days) >= LABELS + rate
        && height(&with_days, 1) <= height(&amounts, 2);
    let columns = if has_days_beside { with_days } else { amounts };
    let cells = columns.iter().map(|column| width(&[*column], size));
    Tables {
        view: json!({
            "size": size,
            "periods": periods(&cells.collect::<Vec<_>>(), each),
            "label": label(&columns),
            "rate": rate,
            "is_narrow": figures.is_narrow,
            "has_days_beside": has_days_beside,
        }),
        is_usual,
        has_days_beside,
        labels: label(&columns).saturating_sub(inset(size)),
        names: label(&columns).saturating_sub(rate + inset(size)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fitted(years: usize, total: &str) -> Value {
        fit(&vec![total.to_owned(); years + 1])
    }

    #[test]
    fn percentages_that_stand_together_have_as_many_decimals() {
        let amount =
            |text: &str| Amount::bounded(text.parse().expect("a decimal")).expect("an amount");
        let texts = percent_texts(&["10.2", "-0.14", "90"].map(amount));
        assert_eq!(
            texts,
            ["10,20\u{a0}%", "\u{2212}0,14\u{a0}%", "90,00\u{a0}%"]
        );
        assert_eq!(percent_texts(&[amount("90")]), ["90\u{a0}%"]);
    }

    #[test]
    fn many_years_or_long_amounts_are_set_smaller() {
        assert_eq!(fitted(3, "1\u{202f}481\u{202f}250\u{a0}€")["size"], 90);
        assert_eq!(fitted(6, "481\u{202f}250\u{a0}€")["size"], 80);
    }

    #[test]
    fn more_years_than_a_page_is_wide_are_spread_over_tables() {
        let spread = |years, total: &str| {
            let fit = fitted(years, total);
            let period = |one: &Value| {
                (
                    one["from"].clone(),
                    one["to"].clone(),
                    one["has_total"] == true,
                )
            };
            let periods = fit["periods"].as_array().expect("a list");
            periods.iter().map(period).collect::<Vec<_>>()
        };
        let period = |from: usize, to: usize, has_total| (from.into(), to.into(), has_total);
        assert_eq!(spread(3, "481\u{202f}250\u{a0}€"), [period(0, 3, true)]);
        assert_eq!(
            spread(10, "481\u{202f}250\u{a0}€"),
            [period(0, 6, false), period(6, 10, true)]
        );
        let widest = format!("99{}\u{a0}€", "\u{202f}999".repeat(8));
        let tables = spread(20, &widest);
        assert!(tables.last().is_some_and(|(.., has_total)| *has_total));
    }

    #[test]
    fn columns_are_spread_over_tables_only_when_they_must_be() {
        let fit = |count, width: u32| {
            spread(count, &[75, 70], |columns, size| {
                u32::try_from(columns.len()).expect("few") * width * size <= 7_500
            })
        };
        assert_eq!(fit(4, 25), Some((75, 4)));
        assert_eq!(fit(4, 26), Some((70, 4)));
        assert_eq!(fit(4, 40), Some((75, 2)));
        assert_eq!(fit(2, 400), None);
    }
}
