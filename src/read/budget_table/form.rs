//! The figures that stand beside the labels of a form, and a text in lines of a label and a figure.

use rust_decimal::Decimal;

use super::{
    Budget, is_checked,
    meaning::{COSTS, Kind, Meaning, is_figure, is_only_year, without_tax},
    table::values,
};
use crate::{
    model::{Prose, TableFigure, TableSubject, TableValue, Unchecked},
    money::{Amount, multiple_in, parse_amount, parse_days, unit_in},
    read::{
        headings::Heading,
        labels::{begins_as_paid, is_beside_payer, is_general},
    },
    source::{Place, fold, folded_words, is_word_of},
};

/// Beginnings of words for who pays and for what is paid, beside `COSTS`.
const PAID: [&str; 4] = ["financement", "enveloppe", "credit", "repartition"];
/// Words that make a figure one of a part, or a bound.
const DIVIDED: &str = "par maximum maximal maximale plafond unitaire moyen moyenne";

/// Whether folded words are about what the fiche costs, or who pays it.
fn is_about_money(words: &str) -> bool {
    COSTS.iter().chain(&PAID).any(|word| words.contains(word))
}

/// The figures of a form, beside their labels: « Coût total | 25 000 € », « Financement | Ville : 50 % ».
pub(super) fn in_form<'r>(
    rows: impl Iterator<Item = (usize, &'r Vec<String>)>,
    place: &dyn Fn(usize, usize) -> Place,
    budget: Budget<'_>,
) -> Vec<TableFigure> {
    let (mut all, mut above) = (Vec::new(), "");
    for (row, cells) in rows {
        for (col, pair) in cells.windows(2).enumerate() {
            let [mut label, value] = [pair[0].trim(), pair[1].trim()];
            if col == 0 {
                // One label may stand beside several rows.
                above = if label.is_empty() { above } else { label };
                label = above;
            }
            if names_budget(label, value, budget) {
                all.extend(beside(label, value, &place(row, col + 1), budget));
            }
        }
    }
    all
}

/// The figures of a text that is nothing but its budget, under a heading for that: « Coût total : 25 000 € ».
/// Those of a form stand there too, under labels that are read already.
pub(super) fn in_text(
    prose: &Prose,
    is_label: impl Fn(&str) -> bool,
    budget: Budget<'_>,
) -> Vec<TableFigure> {
    let mut all = Vec::new();
    for section in &prose.sections {
        let words = fold(&section.heading);
        if !is_about_money(&words) || !budget.knows(&section.heading) || is_label(&words) {
            continue;
        }
        let Some(text) = prose.text.get(section.range.clone()) else {
            continue;
        };
        let lines = text.lines();
        let lines = lines.filter(|line| !line.trim().is_empty() && !line.starts_with('|'));
        let figures = lines.map(|line| {
            let start = section.range.start + (line.as_ptr().addr() - text.as_ptr().addr());
            let plain = line.replace("**", "");
            let Some((label, value)) = plain.split_once(':') else {
                // « Plan de financement »
                let has_digit = plain.contains(|c: char| c.is_ascii_digit());
                return (budget.knows(&plain) && !has_digit).then(Vec::new);
            };
            let label = label
                .trim_start_matches(|c: char| !c.is_alphanumeric())
                .trim();
            let value = value.trim();
            if !names_budget(label, value, budget) {
                return None;
            }
            let place = Place::in_text(&prose.file, &prose.text, start..start + line.len());
            let figures = beside(label, value, &place, budget);
            let mut found = figures.iter();
            found
                .all(|figure| figure.is_sure && is_checked(figure))
                .then_some(figures)
        });
        let figures: Option<Vec<_>> = figures.collect();
        // Its heading may give them a year.
        if let (Some(figures), Ok(year)) = (figures, budget.year(&section.heading)) {
            all.extend(figures.into_iter().flatten().map(|figure| TableFigure {
                year: figure.year.or(year),
                ..figure
            }));
        }
    }
    all
}

/// Whether a label and what stands beside it are about what the fiche costs, or who pays it.
fn names_budget(label: &str, value: &str, budget: Budget<'_>) -> bool {
    const LONGEST: usize = 12;
    let parts = parts(value, budget);
    let label = without_kind_of_parts(label, &parts);
    let words = fold(label);
    let is_short = |line: &str| line.split_whitespace().count() <= LONGEST;
    if words.is_empty()
        || words.contains("indicateur")
        || !value.contains(|c: char| c.is_ascii_digit())
        || !is_short(label)
        || parts.is_empty() && !value.lines().all(is_short)
    {
        return false;
    }
    let meaning = budget.meaning(label);
    if meaning.kind == Some(Kind::Days) {
        return parse_days(value).is_some();
    }
    if meaning.problem == Some(Unchecked::Apart) {
        return false;
    }
    let is_money = unit_in(value).is_some() || unit_in(label).is_some();
    let is_figure = is_figure(without_tax(value));
    let is_total_or_payer = || {
        let of = &meaning.of;
        matches!(of, Some(TableSubject::Total | TableSubject::Funder { .. }))
    };
    if (is_money || value.contains('%'))
        && (is_about_money(&words) || is_figure && is_total_or_payer())
    {
        return true;
    }
    if is_money && begins_as_paid(label) {
        let mut all = label.split_whitespace().chain(value.split_whitespace());
        return !all.any(|word| is_word_of(DIVIDED, &fold(word)));
    }
    // Smaller numbers may count something.
    let thousand = Amount::whole(1_000);
    let is_large = || matches!(parse_amount(value), Ok((Some(amount), _)) if amount >= thousand);
    is_figure && is_large() && meaning.sure_of() == Some(&TableSubject::Total)
}

/// A label without the words for what its parts are: « Taux de cofinancement » of rates, « Coût par année » of years.
fn without_kind_of_parts<'l>(label: &'l str, parts: &[(&str, &str)]) -> &'l str {
    let are_rates = !parts.is_empty() && parts.iter().all(|(_, figure)| figure.contains('%'));
    if are_rates && let Some(rest) = label.strip_prefix("Taux de ") {
        return rest;
    }
    let mut ends = [" par année", " par an", " par exercice"].iter();
    let whole = ends.find_map(|end| label.strip_suffix(end));
    whole.filter(|_| parts.len() > 1).unwrap_or(label)
}

/// The figures of a value beside its label.
fn beside(label: &str, value: &str, place: &Place, budget: Budget<'_>) -> Vec<TableFigure> {
    let parts = if is_figure(without_tax(value)) {
        vec![("", without_tax(value))]
    } else {
        parts(value, budget)
    };
    let label = without_kind_of_parts(label, &parts);
    let alone = budget.meaning(label);
    let is_days = alone.kind == Some(Kind::Days);
    // « Coût estimatif TTC » is that of all, « Coût de fonctionnement » may be that of a part.
    let words = fold(label);
    let is_cost = alone.of.is_none()
        && COSTS.iter().any(|word| words.starts_with(word))
        && budget.knows(label);
    let is_part = |word: String| is_beside_payer(&word) && !is_general(&word);
    let meaning = Meaning {
        is_loose: alone.is_loose || is_cost && folded_words(label).any(is_part),
        of: alone
            .of
            .or((is_days || is_cost).then_some(TableSubject::Total)),
        ..budget.heading_meaning(&Heading::new(label))
    };
    let multiple = multiple_in(label).unwrap_or(Decimal::ONE);
    let figure = |label: &str, meaning: &Meaning, value: TableValue, is_sure: bool| {
        let of = meaning.of.clone().unwrap_or(TableSubject::Sum(Vec::new()));
        let is_known = match (&of, value) {
            (TableSubject::Total, TableValue::Rate(_)) | (TableSubject::Sum(_), _) => false,
            (TableSubject::Line(names), _) => names.iter().any(|name| budget.has_line(name)),
            _ => true,
        };
        let problem = meaning
            .problem
            .or((!is_known).then_some(Unchecked::Unclear));
        TableFigure {
            place: place.clone(),
            label: label.to_owned(),
            heading: String::new(),
            of,
            year: meaning.year,
            only_year: None,
            value: problem.map_or(value, TableValue::Unchecked),
            is_sure,
        }
    };
    let mut all = Vec::new();
    for (name, text) in parts {
        let named = budget.meaning(name);
        let rate = named.rate.map(TableValue::Rate);
        let is_named = !name.is_empty() && !is_only_year(name, named.year);
        let label = if is_named { name } else { label };
        let meaning = meaning.clone().and(named);
        // Without a unit, thousands of euros may be meant.
        let has_unit = text.contains('%') || unit_in(text).is_some() || unit_in(label).is_some();
        let is_sure = !meaning.is_loose && (has_unit || meaning.kind == Some(Kind::Days));
        let values = values(text, meaning.kind, multiple).into_iter().chain(rate);
        all.extend(values.map(|value| figure(label, &meaning, value, is_sure)));
    }
    if all.is_empty() {
        let unclear = TableValue::Unchecked(Unchecked::Unclear);
        all.push(figure(label, &meaning, unclear, true));
    }
    all
}

/// The figures of a value with what each is of: « Ville : 50 % ; CCI : 50 % », « 15 000 € en 2027 »; nothing where it holds
/// anything else.
fn parts<'v>(value: &'v str, budget: Budget<'_>) -> Vec<(&'v str, &'v str)> {
    // The fewest separators that give figures alone.
    let mut all = [
        &["\n"][..],
        &["\n", ";"],
        &["\n", ";", ", ", " / ", " – ", " et "],
    ]
    .into_iter();
    let found = all.find_map(|signs| -> Option<Vec<_>> {
        let mut items = vec![value];
        for sign in signs {
            items = items
                .into_iter()
                .flat_map(|item| item.split(sign))
                .collect();
        }
        let items = items.into_iter().filter(|item| !item.trim().is_empty());
        items.map(|item| parted(item, budget)).collect()
    });
    found.unwrap_or_default()
}

/// A text that names somebody or a year, and its figure: « Ville : 50 % », « 50 % Ville », « 12 000 € en 2027 ».
fn parted<'l>(text: &'l str, budget: Budget<'_>) -> Option<(&'l str, &'l str)> {
    let text = text
        .trim_start_matches(|c: char| !c.is_alphanumeric())
        .trim();
    let checked = |name: &'l str, figure: &'l str| {
        let (name, figure) = (name.trim(), without_tax(figure.trim()));
        let meaning = budget.meaning(name);
        let is_named = meaning.sure_of().is_some() || is_only_year(name, meaning.year);
        (is_named && is_figure(figure)).then_some((name, figure))
    };
    let digit = || text.find(|c: char| c.is_ascii_digit());
    let before = text
        .split_once(':')
        .or_else(|| Some(text.split_at(digit()?)));
    if let Some(found) = before.and_then(|(name, figure)| checked(name, figure)) {
        return Some(found);
    }
    let sign = text.find(['€', '%'])?;
    let (figure, name) = text.split_at(text.ceil_char_boundary(sign + 1));
    let name = name.trim_matches(|c: char| !c.is_alphanumeric());
    let mut leads = ["en ", "pour ", "par "].iter();
    let rest = leads.find_map(|lead| name.strip_prefix(lead));
    checked(rest.unwrap_or(name), figure)
}
