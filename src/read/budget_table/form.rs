//! The figures that a form says beside their labels, and a text in lines of a label and a figure.

use super::{
    Budget,
    says::{Kind, Says, is_figure, is_only_year, without_tax, words_of},
    table::values,
};
use crate::{
    model::{Prose, TableFigure, TableSubject, TableValue, Unchecked},
    money::{Amount, multiple_in, parse_amount, parse_days, unit_in},
    read::{
        headings::Heading,
        labels::{begins_as_paid, is_beside_payer, is_general},
    },
    source::{Place, fold, is_word_of},
};

/// How labels of what the fiche costs, and of who pays it, are called.
const NAMES: [&str; 8] = [
    "cout",
    "budget",
    "montant",
    "financement",
    "depense",
    "enveloppe",
    "credit",
    "repartition",
];
/// What makes a figure that of a part of something.
const DIVIDED: &str = "par maximum maximal maximale plafond unitaire moyen moyenne";

/// The figures that a form says beside their labels: « Coût total | 25 000 € », « Financement | Ville : 50 % ».
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

/// The figures of a text that says nothing but its budget, under a heading that says so: « Coût total : 25 000 € ».
/// Those of a form stand there too, under labels that are read already.
pub(super) fn in_text(
    prose: &Prose,
    is_label: impl Fn(&str) -> bool,
    budget: Budget<'_>,
) -> Vec<TableFigure> {
    let mut all = Vec::new();
    let named = prose.sections.iter().filter(|own| {
        let words = fold(&own.heading);
        NAMES.iter().any(|word| words.contains(word))
            && budget.says_known(&own.heading)
            && !is_label(&words)
    });
    for section in named {
        let start = section.range.start;
        let Some(text) = prose.text.get(section.range.clone()) else {
            continue;
        };
        let lines = text
            .lines()
            .filter(|line| !line.trim().is_empty() && !line.starts_with('|'));
        let figures = lines.map(|line| {
            let at = start + (line.as_ptr().addr() - text.as_ptr().addr());
            let place = Place::in_text(&prose.file, &prose.text, at..at + line.len());
            let plain = line.replace("**", "");
            let Some((label, value)) = plain.split_once(':') else {
                // « Plan de financement »
                let is_title =
                    budget.says_known(&plain) && !plain.contains(|c: char| c.is_ascii_digit());
                return is_title.then(Vec::new);
            };
            let label = label
                .trim_start_matches(|c: char| !c.is_alphanumeric())
                .trim();
            let value = value.trim();
            let figures =
                names_budget(label, value, budget).then(|| beside(label, value, &place, budget))?;
            let is_it =
                |own: &TableFigure| own.is_sure && !matches!(own.value, TableValue::Unchecked(_));
            figures.iter().all(is_it).then_some(figures)
        });
        let figures: Option<Vec<_>> = figures.collect();
        // Its heading may give them a year.
        let Ok(year) = budget.year(&section.heading) else {
            continue;
        };
        let figures = figures.into_iter().flatten().flatten();
        all.extend(figures.map(|own| TableFigure {
            year: own.year.or(year),
            ..own
        }));
    }
    all
}

/// Whether a label and what stands beside it are about what the fiche costs, or who pays it.
fn names_budget(label: &str, value: &str, budget: Budget<'_>) -> bool {
    const LONGEST: usize = 12;
    let parts = parts(value, budget);
    let label = without_rate_word(label, &parts);
    let words = fold(label);
    let is_short = |line: &str| line.split_whitespace().count() <= LONGEST;
    let has_digit = value.contains(|c: char| c.is_ascii_digit());
    if words.is_empty()
        || !has_digit
        || !is_short(label)
        || !value.lines().all(is_short) && parts.is_empty()
        || words.contains("indicateur")
    {
        return false;
    }
    let says = budget.said(label);
    let is_money = unit_in(value).is_some() || unit_in(label).is_some();
    let is_told = is_money || value.contains('%');
    let is_named = NAMES.iter().any(|word| words.contains(word));
    let is_own = matches!(
        says.of,
        Some(TableSubject::Total | TableSubject::Funder { .. })
    );
    let is_figure = is_figure(without_tax(value));
    let mut all = label.split_whitespace().chain(value.split_whitespace());
    let mut is_divided = || all.any(|word| is_word_of(DIVIDED, &fold(word)));
    match says.kind {
        Some(Kind::Days) => parse_days(value).is_some(),
        _ if says.problem == Some(Unchecked::Apart) => false,
        _ if is_told && is_named || is_told && is_own && is_figure => true,
        _ if is_money && begins_as_paid(label) => !is_divided(),
        _ => is_figure && is_large(value) && says.sure_of() == Some(&TableSubject::Total),
    }
}

/// A label without the words that its parts say: « Taux de cofinancement » of rates, « Coût par année » of years.
fn without_rate_word<'l>(label: &'l str, parts: &[(&str, &str)]) -> &'l str {
    let is_rate = !parts.is_empty() && parts.iter().all(|(_, figure)| figure.contains('%'));
    let rest = label.strip_prefix("Taux de ").filter(|_| is_rate);
    let mut ends = [" par année", " par an", " par exercice"].iter();
    let whole = ends.find_map(|end| label.strip_suffix(end));
    rest.or_else(|| whole.filter(|_| parts.len() > 1))
        .unwrap_or(label)
}

/// Whether a number is more than one counts.
fn is_large(text: &str) -> bool {
    matches!(parse_amount(text), Ok((Some(amount), _)) if amount >= Amount::whole(1_000))
}

/// The figures of a value beside its label.
fn beside(label: &str, value: &str, place: &Place, budget: Budget<'_>) -> Vec<TableFigure> {
    let parts = if is_figure(without_tax(value)) {
        vec![("", without_tax(value))]
    } else {
        parts(value, budget)
    };
    let label = without_rate_word(label, &parts);
    let said = budget.said(label);
    let is_days = said.kind == Some(Kind::Days);
    // « Coût estimatif TTC » is that of all, « Coût de fonctionnement » may be that of a part.
    let words = fold(label);
    let is_cost = ["cout", "budget", "montant", "depense"]
        .iter()
        .any(|own| words.starts_with(own));
    let is_part = |word: &str| is_beside_payer(word) && !is_general(word);
    let is_cost = said.of.is_none() && is_cost && budget.says_known(label);
    let says = Says {
        of: said
            .of
            .or((is_days || is_cost).then_some(TableSubject::Total)),
        is_loose: said.is_loose || is_cost && words_of(label).any(|word| is_part(&word)),
        ..budget.headed(&Heading::new(label))
    };
    let multiple = multiple_in(label).unwrap_or(rust_decimal::Decimal::ONE);
    let figure = |label: &str, says: &Says, value: TableValue, is_sure: bool| {
        let of = says.of.clone().unwrap_or(TableSubject::Sum(Vec::new()));
        let is_known = match (&of, value) {
            (TableSubject::Total, TableValue::Rate(_)) | (TableSubject::Sum(_), _) => false,
            (TableSubject::Line(names), _) => names.iter().any(|name| budget.has_line(name)),
            _ => true,
        };
        let problem = says.problem.or((!is_known).then_some(Unchecked::Unclear));
        TableFigure {
            place: place.clone(),
            label: label.to_owned(),
            heading: String::new(),
            of,
            year: says.year,
            only_year: None,
            value: problem.map_or(value, TableValue::Unchecked),
            is_sure,
        }
    };
    let unclear = TableValue::Unchecked(Unchecked::Unclear);
    let mut all = Vec::new();
    for (name, text) in parts {
        let own = budget.said(name);
        let rate = own.rate.map(TableValue::Rate);
        let own = says.clone().and(own);
        let label = if name.is_empty() || is_only_year(name, own.year) {
            label
        } else {
            name
        };
        // Thousands may be meant where no unit is typed.
        let has_unit = text.contains('%') || unit_in(text).is_some() || unit_in(label).is_some();
        let is_sure = !own.is_loose && (has_unit || own.kind == Some(Kind::Days));
        let values = values(text, own.kind, multiple).into_iter().chain(rate);
        all.extend(values.map(|value| figure(label, &own, value, is_sure)));
    }
    if all.is_empty() {
        all.push(figure(label, &says, unclear, true));
    }
    all
}

/// The figures of a value with what each is of: « Ville : 50 % ; CCI : 50 % », « 15 000 € en 2027 »; nothing where it says
/// anything else.
fn parts<'v>(value: &'v str, budget: Budget<'_>) -> Vec<(&'v str, &'v str)> {
    let signs: [&[&str]; 3] = [
        &["\n"],
        &["\n", ";"],
        &["\n", ";", ", ", " / ", " – ", " et "],
    ];
    let read = |signs: &&[&str]| -> Option<Vec<_>> {
        let mut items = vec![value];
        for sign in *signs {
            items = items
                .into_iter()
                .flat_map(|item| item.split(sign))
                .collect();
        }
        let items = items.into_iter().filter(|item| !item.trim().is_empty());
        items.map(|item| parted(item, budget)).collect()
    };
    signs.iter().find_map(read).unwrap_or_default()
}

/// A text that names somebody or a year, and its figure: « Ville : 50 % », « 50 % Ville », « 12 000 € en 2027 ».
fn parted<'l>(text: &'l str, budget: Budget<'_>) -> Option<(&'l str, &'l str)> {
    let text = text
        .trim_start_matches(|c: char| !c.is_alphanumeric())
        .trim();
    let is_it = |(name, figure): &(&str, &str)| {
        let says = budget.said(name);
        let is_named = says.sure_of().is_some() || is_only_year(name, says.year);
        is_named && is_figure(figure)
    };
    let behind = || {
        let end = text.find(['€', '%'])?;
        let end = end + text[end..].chars().next()?.len_utf8();
        let name = text[end..].trim_matches(|c: char| !c.is_alphanumeric());
        let mut leads = ["en ", "pour ", "par "].iter();
        let name = leads
            .find_map(|lead| name.strip_prefix(lead))
            .unwrap_or(name);
        Some((name, &text[..end]))
    };
    let before = || {
        let digit = || text.find(|c: char| c.is_ascii_digit());
        text.split_once(':')
            .or_else(|| Some(text.split_at(digit()?)))
    };
    let trimmed = |(name, figure): (&'l str, &'l str)| (name.trim(), without_tax(figure.trim()));
    let before = before().map(trimmed).filter(is_it);
    before.or_else(|| behind().map(trimmed).filter(is_it))
}
