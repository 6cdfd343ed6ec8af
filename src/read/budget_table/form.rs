//! The figures that a form says beside their labels.

use super::{
    Budget,
    says::{is_figure, is_only_year, says_all, says_key, without_tax},
    table::figures,
};
use crate::{
    model::{TableFigure, TableSubject, TableValue, Unchecked},
    read::headings::Heading,
    source::{Place, fold},
};

/// The figures that a form says beside their labels: « Coût total | 25 000 € », « Financement | Ville : 50 % ».
pub(super) fn in_form<'r>(
    rows: impl Iterator<Item = (usize, &'r Vec<String>)>,
    place: &dyn Fn(usize, usize) -> Place,
    budget: Budget<'_>,
) -> Vec<TableFigure> {
    let (mut pairs, mut places, mut all) = (Vec::new(), Vec::new(), Vec::new());
    let mut says_payers = false;
    for (row, cells) in rows {
        for (col, pair) in cells.windows(2).enumerate() {
            let [label, value] = [pair[0].trim(), pair[1].trim()];
            if !names_budget(label, value, budget) {
                continue;
            }
            let says = budget.said(label);
            let words = fold(label);
            let says_part = ["participation", "part", "subvention", "contribution"];
            says_payers |= says_key(label)
                || matches!(says.of, Some(TableSubject::Funder { .. }))
                    && says_part.iter().any(|word| words.starts_with(word));
            let name = match says.of {
                None if says.year.is_none() && says_all(&Heading::new(label)) => "Total",
                _ => label,
            };
            let lines = value.lines().filter(|line| !line.trim().is_empty());
            let parts: Option<Vec<_>> = lines.map(|line| parted(line, budget)).collect();
            let parts = if is_figure(without_tax(value)) {
                vec![(name, value)]
            } else {
                parts.unwrap_or_default()
            };
            let cell = place(row, col + 1);
            if parts.is_empty() {
                all.push(unclear(label, cell));
                continue;
            }
            for (name, value) in parts {
                let shown = if name == "Total" { label } else { name };
                places.push((shown, cell.clone()));
                pairs.push(vec![name.to_owned(), value.to_owned()]);
            }
        }
    }
    let before = if says_payers { "Financement" } else { "" };
    let own = |row: usize, _| places[row].1.clone();
    match figures(&pairs, before, &own, budget) {
        Some((mut figures, _)) => {
            for figure in &mut figures {
                if let Some((label, _)) = places.iter().find(|own| own.1 == figure.place)
                    && figure.label == "Total"
                {
                    (*label).clone_into(&mut figure.label);
                }
            }
            all.extend(figures);
        }
        None => all.extend(
            places
                .into_iter()
                .map(|(label, place)| unclear(label, place)),
        ),
    }
    all
}

/// Whether a label of a form and what stands beside it are about its budget.
fn names_budget(label: &str, value: &str, budget: Budget<'_>) -> bool {
    const LONGEST: usize = 12;
    let has_digit = value.contains(|c: char| c.is_ascii_digit());
    let is_short = |line: &str| line.split_whitespace().count() <= LONGEST;
    if !has_digit || !value.contains(['€', '%']) || !is_short(label) || !value.lines().all(is_short)
    {
        return false;
    }
    let says = budget.said(label);
    let words = fold(label);
    let is_named = ["cout", "budget", "montant", "financement", "depense"];
    says.problem.is_none()
        && !words.contains("indicateur")
        && (is_named.iter().any(|word| words.contains(word))
            || is_figure(without_tax(value))
                && matches!(
                    says.of,
                    Some(TableSubject::Total | TableSubject::Funder { .. })
                ))
}

/// A line that names somebody or a year, and its figure: « Ville : 50 % », « 2027 : 12 000 € ».
fn parted<'l>(line: &'l str, budget: Budget<'_>) -> Option<(&'l str, &'l str)> {
    let line = line
        .trim_start_matches(|c: char| !c.is_alphanumeric())
        .trim();
    let at = || line.find(|c: char| c.is_ascii_digit());
    let (name, figure) = line
        .split_once(':')
        .or_else(|| Some(line.split_at(at()?)))?;
    let (name, figure) = (name.trim(), figure.trim());
    let says = budget.said(name);
    let is_it = says.of.is_some() || is_only_year(name, says.year);
    (is_it && is_figure(without_tax(figure))).then_some((name, figure))
}

/// A figure of which nothing is known.
fn unclear(label: &str, place: Place) -> TableFigure {
    TableFigure {
        place,
        label: label.to_owned(),
        heading: String::new(),
        of: TableSubject::Sum(Vec::new()),
        year: None,
        only_year: None,
        value: TableValue::Unchecked(Unchecked::Unclear),
    }
}
