//! The budget table in a fiche's own file: what each of its figures says, to be held against the workbook.
//!
//! Such a table has no codes, and any arrangement: costs by year, funders in rows or in columns, costs on the left and
//! those who pay on the right, a row a year. What stands in columns of texts names the figures right of them.

use std::{collections::BTreeSet, sync::Arc};

use rust_decimal::Decimal;

use super::{
    headings::{Heading, years_in},
    labels::{Says, funder_label, is_all_payers, names_income, said_by},
    table::is_dash,
};
use crate::{
    model::{Dossier, Fiche, FunderId, Funders, TableFigure, TableSubject, TableValue},
    money::{Amount, multiple_in, parse_amount, parse_days, parse_rate, unit_in},
    source::{Period, Place, fold, parse_year},
};

/// Takes the figures of the tables in fiches that are about their budget. Documents print what the workbook says: such a
/// table is left out of the text where it says nothing else.
pub(super) fn take(dossier: &mut Dossier) {
    for fiche in &mut dossier.fiches {
        let Some(mut prose) = fiche.prose.take() else {
            continue;
        };
        let budget = Budget {
            fiche,
            periods: &dossier.convention.years,
            funders: &dossier.funders,
        };
        for table in &prose.tables {
            let (name, text) = (&table.sheet, &prose.text[table.bytes.clone()]);
            let place = |row, col| Place::of_cell(&prose.file, name, table.rows.start + row, col);
            let key = (Arc::clone(&prose.file), Arc::clone(name));
            let grid = dossier.sources.sheets.get(&key);
            let rows = grid.and_then(|grid| grid.rows.get(table.rows.clone()));
            let mut lines = prose.text[..table.bytes.start].lines().rev();
            let before = lines
                .find(|line| !line.trim().is_empty())
                .unwrap_or_default();
            let read = rows.and_then(|rows| figures(rows, before, place, budget));
            let Some((figures, is_whole)) = read else {
                continue;
            };
            prose.figures.extend(figures);
            // Neither a picture nor a note is a figure.
            let is_whole = is_whole && !text.contains("![") && !text.contains("[^");
            prose.sections.retain_mut(|section| {
                let left = section.markdown.replacen(text.trim_end(), "", 1);
                let is_changed = is_whole && left.len() < section.markdown.len();
                if is_changed {
                    left.trim_matches('\n').clone_into(&mut section.markdown);
                }
                !is_changed || !section.markdown.is_empty()
            });
        }
        fiche.prose = Some(prose);
    }
}

/// What a fiche's table is held against.
#[derive(Clone, Copy)]
pub(super) struct Budget<'a> {
    pub(super) fiche: &'a Fiche,
    pub(super) periods: &'a [Period],
    pub(super) funders: &'a Funders,
}

/// A column of figures.
struct Column {
    col: usize,
    heading: Heading,
    year: Option<usize>,
    funder: Option<FunderId>,
    /// How many euros its numbers are worth.
    multiple: Decimal,
    /// The columns of texts that name its figures.
    labels: Vec<usize>,
}

/// The figures of a table, and whether it says nothing else; nothing where it is not about the fiche's budget. `before` is
/// what stands above it: « Bilan 2025 ».
pub(super) fn figures(
    rows: &[Vec<String>],
    before: &str,
    place: impl Fn(usize, usize) -> Place,
    budget: Budget<'_>,
) -> Option<(Vec<TableFigure>, bool)> {
    let cell = |row: usize, col: usize| rows[row].get(col).map_or("", |text| text.trim());
    let width = rows.iter().map(Vec::len).max()?;
    let first = (0..rows.len()).find(|row| (1..width).any(|col| is_figure(cell(*row, col))))?;
    let columns = columns(rows, first, budget);
    let head = rows[..first].iter().flatten().map(String::as_str);
    let (only_year, is_of_others) = years_named(head.chain([before]), budget);
    if is_of_others {
        return None;
    }
    let (mut figures, mut is_whole) = (Vec::new(), true);
    let mut above = vec![""; width];
    let mut named: BTreeSet<usize> = BTreeSet::new();
    for row in first..rows.len() {
        for (col, text) in above.iter_mut().enumerate() {
            if !cell(row, col).is_empty() {
                *text = cell(row, col);
            }
        }
        for column in &columns {
            let text = cell(row, column.col);
            if text.is_empty() || is_dash(text) {
                continue;
            }
            let mut labels: Vec<&str> = column.labels.iter().map(|col| cell(row, *col)).collect();
            if let ([first, .., _], [col, ..]) = (&mut labels[..], &column.labels[..]) {
                // A nature that goes for several rows.
                *first = above[*col];
            }
            labels.retain(|label| !label.is_empty());
            named.insert(row);
            if labels.iter().any(|label| is_other_sum(label, budget)) {
                continue;
            }
            let (values, subject) = (column.values(text), subject(&labels, column, budget));
            // Of a year that the agreement does not have, nothing is known.
            let is_other = column.heading.year.is_some() && column.year.is_none();
            let (false, Some((of, year))) = (values.is_empty() || is_other, subject) else {
                is_whole = false;
                continue;
            };
            // The rate of a cost is no figure of ours.
            let is_funders = matches!(of, TableSubject::Funder { .. });
            if !is_funders
                && values
                    .iter()
                    .any(|value| matches!(value, TableValue::Rate(_)))
            {
                is_whole &= of == TableSubject::Total;
                continue;
            }
            if let TableSubject::Line(keys) = &of {
                let is_it = |label: &str| !budget.fiche.lines_named(&[fold(label)]).is_empty();
                let is_known = !budget.fiche.lines_named(keys).is_empty();
                is_whole &=
                    !is_known || is_it(&labels.join(" ")) || labels.iter().all(|own| is_it(own));
            }
            let year = column.year.or(year);
            figures.extend(values.into_iter().map(|value| TableFigure {
                place: place(row, column.col),
                label: labels.join(" "),
                heading: column.heading.text.clone(),
                of: of.clone(),
                year,
                only_year,
                value,
            }));
        }
    }
    // What else it says: above the figures, in rows without any, and beside them but for what names them.
    let used = columns
        .iter()
        .flat_map(|own| own.labels.iter().copied().chain([own.col]));
    let used: BTreeSet<usize> = used.collect();
    for (row, cells) in rows.iter().enumerate() {
        let mut others = cells.iter().enumerate().filter(|(col, text)| {
            let is_beside = named.contains(&row);
            !(text.trim().is_empty() || is_dash(text) || is_beside && used.contains(col))
        });
        is_whole &= others.all(|(_, text)| !named.contains(&row) && is_title(text, budget));
    }
    let texts = || rows.iter().flatten();
    let is_money =
        texts().any(|text| unit_in(text).is_some()) || columns.iter().any(Column::says_money);
    let is_yearly = columns.iter().any(|own| own.year.is_some());
    let is_known = |figure: &TableFigure| match &figure.of {
        TableSubject::Funder { .. } => true,
        TableSubject::Line(keys) => !budget.fiche.lines_named(keys).is_empty(),
        TableSubject::Total => is_yearly,
    };
    (is_money && figures.iter().any(is_known)).then_some((figures, is_whole))
}

/// The only year of the agreement that texts name, and whether they name none of them but others.
fn years_named<'t>(
    texts: impl Iterator<Item = &'t str>,
    budget: Budget<'_>,
) -> (Option<usize>, bool) {
    let years: BTreeSet<i32> = texts.flat_map(years_in).collect();
    let rank = |year: &i32| {
        budget
            .periods
            .iter()
            .position(|own| own.year() == Some(*year))
    };
    let due: Vec<usize> = years.iter().filter_map(rank).collect();
    let has_years = budget.periods.iter().any(|own| own.year().is_some());
    let only = due.first().copied().filter(|_| due.len() == 1);
    (only, has_years && due.is_empty() && !years.is_empty())
}

/// The columns that mostly hold figures under their headings.
fn columns(rows: &[Vec<String>], first: usize, budget: Budget<'_>) -> Vec<Column> {
    let filled = |row: &[String]| row.iter().filter(|text| !text.trim().is_empty()).count();
    // What stands alone above others is a title.
    let is_title = |row: &Vec<String>| first > 1 && filled(row) < 2;
    let above: Vec<&Vec<String>> = rows[..first].iter().filter(|row| !is_title(row)).collect();
    let titles: Vec<&str> = rows[..first].iter().flatten().map(String::as_str).collect();
    let title_unit = multiple_in(&titles.join(" "));
    let width = rows.iter().map(Vec::len).max().unwrap_or(0);
    let head = |col: usize| {
        let texts = above.iter().enumerate().filter_map(|(rank, row)| {
            let own = row.get(col).filter(|text| !text.trim().is_empty());
            // Of the rows above the last one, a cell goes for those right of it.
            let left = || {
                row[..col.min(row.len())]
                    .iter()
                    .rev()
                    .find(|text| !text.trim().is_empty())
            };
            own.or_else(|| (rank + 1 < above.len()).then(left).flatten())
        });
        Heading::new(&texts.map(String::as_str).collect::<Vec<_>>().join(" "))
    };
    let heads: Vec<Heading> = (0..width).map(head).collect();
    let has_figures = |col: usize| {
        let cells = rows[first..].iter().filter_map(|row| row.get(col));
        let cells: Vec<&String> = cells.filter(|text| !text.trim().is_empty()).collect();
        // « 2000 » may be an amount.
        let may_be = |text: &str| col > 0 && parse_year(text.trim()).is_some();
        let is_year = heads[col].title(Some(false)) == Some("Année");
        let is_it = |text: &&&String| is_figure(text) || is_dash(text) || may_be(text) && !is_year;
        (!cells.is_empty()).then_some(
            cells.iter().filter(is_it).count() * 2 >= cells.len() + usize::from(col == 0),
        )
    };
    let kinds: Vec<Option<bool>> = (0..width).map(has_figures).collect();
    let year_of = |heading: &Heading| {
        budget.periods.iter().position(|period| match period {
            Period::Year(year) => heading.year == Some(*year),
            Period::Named(name) => fold(&heading.text).contains(&fold(name)),
        })
    };
    let of_figures = (0..width).filter(|col| kinds[*col] == Some(true));
    let columns = of_figures.map(|col| {
        let is_text = |col: &usize| kinds[*col] == Some(false);
        let last = (0..col).rev().find(is_text);
        let labels = last
            .into_iter()
            .flat_map(|last| (0..=last).rev().take_while(is_text));
        let mut labels: Vec<usize> = labels.collect();
        labels.reverse();
        let heading = heads[col].clone();
        // « Dépenses 2027 | Montant »
        let mut named = labels.iter().rev().map(|col| year_of(&heads[*col]));
        Column {
            col,
            year: year_of(&heading).or_else(|| named.find_map(|year| year)),
            funder: budget.funders.find(&funder_label(&heading.text).0),
            multiple: multiple_in(&heading.text)
                .or(title_unit)
                .unwrap_or(Decimal::ONE),
            labels,
            heading,
        }
    });
    columns.collect()
}

impl Column {
    /// Whether its heading speaks of amounts or rates, or says nothing that it could count.
    fn says_money(&self) -> bool {
        matches!(self.heading.title(Some(true)), Some("Montant" | "Taux")) && !self.is_bare_year()
    }

    fn is_bare_year(&self) -> bool {
        parse_year(&self.heading.text).is_some()
    }

    /// What a cell says: a rate, days, an amount, or an amount and its days.
    fn values(&self, text: &str) -> Vec<TableValue> {
        let title = self.heading.title(Some(true));
        // What it comes to in all is not said.
        let words = fold(&self.heading.text);
        if ["annuel", "mensuel", "parmois"]
            .iter()
            .any(|word| words.contains(word))
        {
            return Vec::new();
        }
        let is_named = self.year.is_some() || self.funder.is_some() || self.heading.is_sum();
        let is_blank = self.heading.is_blank() || is_named;
        if text.contains('%') || title == Some("Taux") && self.funder.is_none() {
            return parse_rate(text).map(TableValue::Rate).into_iter().collect();
        }
        if title == Some("Jours") || parse_amount(text).is_err() {
            return parse_days(text).map(TableValue::Days).into_iter().collect();
        }
        let is_amount = is_blank || matches!(title, Some("Montant" | "Année" | "Financeur"));
        let Ok((Some(amount), days)) = parse_amount(text) else {
            return Vec::new();
        };
        if !is_amount {
            return Vec::new();
        }
        // A unit that is typed says what the number is, and is counted in the amount already.
        let typed = unit_in(text);
        let multiple = typed.unwrap_or(self.multiple);
        let number = match typed {
            Some(typed) => amount.decimal() / typed,
            None => amount.decimal(),
        };
        let half = Decimal::new(5, number.normalize().scale() + 1);
        let slack = if multiple == Decimal::ONE {
            Decimal::ZERO
        } else {
            half
        };
        let unit = Amount::whole(1).times(multiple);
        let amount = TableValue::Amount {
            amount: unit.times(number),
            slack: unit.times(slack),
        };
        [Some(amount), days.map(TableValue::Days)]
            .into_iter()
            .flatten()
            .collect()
    }
}

/// What a row's figures in a column are of, and the year that the row is of.
fn subject(
    labels: &[&str],
    column: &Column,
    budget: Budget<'_>,
) -> Option<(TableSubject, Option<usize>)> {
    let year_of = |label: &str| budget.periods.iter().position(|own| own.is_named(label));
    let year = labels.iter().find_map(|label| year_of(label));
    let labels: Vec<&str> = labels
        .iter()
        .copied()
        .filter(|own| year_of(own).is_none())
        .collect();
    let mut of = None;
    for label in &labels {
        let named = |label: &str| TableSubject::Line(vec![fold(label)]);
        let funder = budget.funders.find(&funder_label(label).0);
        let own = match said_by(label, |_| false) {
            Some(Says::Total(named)) if named.is_empty() || is_all_payers(&named) => {
                TableSubject::Total
            }
            Some(Says::Total(of)) => named(&of),
            Some(Says::Sum { .. }) => TableSubject::Total,
            Some(Says::Tax | Says::Part | Says::Ratio) => return None,
            Some(Says::Named(_)) | None => match funder {
                Some(id) => TableSubject::Funder { id, is_part: false },
                None => continue,
            },
        };
        of = Some(own);
    }
    // « Études (20 j × 600 €) », « Études¹ », and remarks on further lines.
    let plain = |label: &str| {
        let is_mark = |c: char| matches!(c, '¹' | '²' | '³' | '*') || c.is_whitespace();
        let end = label.find(['(', '\n']).unwrap_or(label.len());
        fold(label[..end].trim_end_matches(is_mark))
    };
    let line = || {
        let all = labels.join(" ");
        let keys = [fold(&all), plain(&all)].into_iter();
        let keys = keys.chain(
            labels
                .iter()
                .rev()
                .flat_map(|label| [fold(label), plain(label)]),
        );
        TableSubject::Line(keys.filter(|key| !key.is_empty()).collect())
    };
    let is_bare = labels.is_empty();
    let of = of.unwrap_or_else(|| if is_bare { TableSubject::Total } else { line() });
    let of = match (column.funder, of) {
        (None, of) => of,
        (Some(id), TableSubject::Total) => TableSubject::Funder { id, is_part: false },
        (Some(id), TableSubject::Line(_)) => TableSubject::Funder { id, is_part: true },
        (Some(_), TableSubject::Funder { .. }) => return None,
    };
    Some((of, year))
}

/// Whether a text says nothing but what stands under it: a year, who pays, « Plan de financement », « Montant (€) ».
fn is_title(text: &str, budget: Budget<'_>) -> bool {
    const LONGEST: usize = 5;
    let is_known = || Heading::new(text).title(None).is_some() || unit_in(text).is_some();
    let is_period =
        || !years_in(text).is_empty() || budget.periods.iter().any(|own| own.is_named(text));
    budget.funders.find(&funder_label(text).0).is_some()
        || names_income(text)
        || said_by(text, |_| false).is_some()
        || (is_known() || is_period()) && text.split_whitespace().count() <= LONGEST
}

/// Whether a label names a subtotal of what is no line of its fiche: « Sous-total fonctionnement ».
fn is_other_sum(label: &str, budget: Budget<'_>) -> bool {
    let Some(Says::Total(of)) = said_by(label, |_| false) else {
        return false;
    };
    let is_all = of.is_empty() || is_all_payers(&of);
    !is_all && budget.fiche.lines_named(&[fold(&of)]).is_empty()
}

/// Whether a cell holds a figure, and no year.
fn is_figure(text: &str) -> bool {
    let is_amount = || matches!(parse_amount(text), Ok((Some(_), _)));
    let is_rate = || text.contains('%') && parse_rate(text).is_some();
    parse_year(text.trim()).is_none() && (is_amount() || is_rate() || parse_days(text).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        model::{CellAmount, CostAmount, CostLine, Funder},
        source::{Code, Located},
    };

    /// A table by its lines, cells parted by `|`, and what is read of it: one figure a line; `…` where it says more.
    #[track_caller]
    fn says(table: &str, expected: &[&str]) {
        let own = |text: &str| Located::new(text.to_owned(), Place::default());
        let mut funders = Funders::default();
        for (id, name) in [("ville", "Ville de Dijon"), ("cci", "CCI")] {
            assert!(funders.declare(Funder::declared(&own(id), name.to_owned(), None)));
        }
        let code = Code::parse("A 1").expect("a code");
        let mut fiche = Fiche::new(Located::new(code, Place::default()));
        fiche.lines = ["Études", "Animation"]
            .map(|nature| CostLine {
                place: Place::default(),
                section: None,
                nature: Some(own(nature)),
                nature_key: Some(fold(nature)),
                label: None,
                tax: None,
                years: vec![CostAmount {
                    amount: Located::new(CellAmount::Blank, Place::default()),
                    said: None,
                    days: None,
                }],
                carried: Vec::new(),
            })
            .to_vec();
        let periods = [2027, 2028].map(Period::Year);
        let budget = Budget {
            fiche: &fiche,
            periods: &periods,
            funders: &funders,
        };
        let rows = table
            .lines()
            .map(|line| line.split('|').map(|cell| cell.trim().to_owned()).collect());
        let rows: Vec<Vec<String>> = rows.collect();
        let sheet = "tableau 1".into();
        let read = figures(
            &rows,
            "",
            |row, col| Place::of_cell(&"a.docx".into(), &sheet, row, col),
            budget,
        );
        let shown = |figure: &TableFigure| {
            let of = match &figure.of {
                TableSubject::Total => "total".to_owned(),
                TableSubject::Funder { id, is_part } => {
                    format!(
                        "{}{}",
                        funders[*id].column,
                        if *is_part { " (part)" } else { "" }
                    )
                }
                TableSubject::Line(names) => names[0].clone(),
            };
            let year = figure
                .year
                .map_or(String::new(), |year| format!(" {}", periods[year]));
            let value = match figure.value {
                TableValue::Amount { amount, slack } if slack.is_zero() => amount.plain(),
                TableValue::Amount { amount, slack } => {
                    format!("{} ± {}", amount.plain(), slack.plain())
                }
                TableValue::Days(days) => format!("{days} j"),
                TableValue::Rate(rate) => format!("{} %", rate.percents()),
            };
            format!("{of}{year} {value}")
        };
        let mut found: Vec<String> = Vec::new();
        if let Some((figures, is_whole)) = &read {
            found.extend(figures.iter().map(shown));
            found.extend((!is_whole).then(|| "…".to_owned()));
        }
        assert_eq!(found, expected, "{table}");
    }

    #[test]
    fn costs_by_year() {
        says(
            "Nature de la dépense | 2027 | 2028 | Total\nÉtudes | 12 000 € (20 j) | / | 12 000 €\nTotal | 12 000 € | 0 | 12 000 €",
            &[
                "etudes 2027 12000",
                "etudes 2027 20 j",
                "etudes 12000",
                "total 2027 12000",
                "total 2028 0",
                "total 12000",
            ],
        );
        says(
            "Budget prévisionnel |||\n| 2027 || 2028 |\nPoste | Jours | Coût | Jours | Coût\nÉtudes | 10 | 6000 | 5 | 2000",
            &[
                "etudes 2027 10 j",
                "etudes 2027 6000",
                "etudes 2028 5 j",
                "etudes 2028 2000",
            ],
        );
        says(
            "Dépenses (k€) | 2027\nÉtudes | 12,5\nCoût total | 12,5",
            &["etudes 2027 12500 ± 50", "total 2027 12500 ± 50"],
        );
    }

    #[test]
    fn who_pays() {
        says(
            "Dépenses | Montant | Recettes | Montant | %\nÉtudes | 8 000 € | Ville de Dijon | 6 000 € | 60 %\nAnimation | 2 000 € | CCI | 4 000 € | 40 %\nTotal | 10 000 € | Total | 10 000 € | 100 %",
            &[
                "etudes 8000",
                "Ville de Dijon 6000",
                "Ville de Dijon 60 %",
                "animation 2000",
                "CCI 4000",
                "CCI 40 %",
                "total 10000",
                "total 10000",
            ],
        );
        says(
            "Année | Coût | Ville de Dijon | CCI\n2027 | 10 000 € | 6 000 € | 4 000 €\nTotal | 10 000 € | 6 000 € | 4 000 €",
            &[
                "total 2027 10000",
                "Ville de Dijon 2027 6000",
                "CCI 2027 4000",
                "total 10000",
                "Ville de Dijon 6000",
                "CCI 4000",
            ],
        );
        says(
            "| Part CCI 2027\nÉtudes | 1 000 €\nAnimation | 500 €",
            &["CCI (part) 2027 1000", "CCI (part) 2027 500"],
        );
    }

    #[test]
    fn labels_and_years_in_many_forms() {
        says(
            "Dépenses 2027 | Montant | Dépenses 2028 | Montant\nÉtudes (20 j × 600 €) | 12 000 € | Études¹ | 6 000 €",
            &["etudes20j600 2027 12000", "etudes1 2028 6000", "…"],
        );
        says(
            "Poste | 2027\nÉtudes | 12 000 €\nSous-total fonctionnement | 12 000 €",
            &["etudes 2027 12000"],
        );
        says("Bilan 2025 |\nÉtudes | 12 000 €", &[]);
        says("Poste | Montant annuel\nÉtudes | 12 000 €", &[]);
        says(
            "Poste | Prix unitaire | 2027\nÉtudes | 600 € | 12 000 €",
            &["etudes 2027 12000", "…"],
        );
    }

    #[test]
    fn what_is_of_something_else_is_left() {
        says(
            "Année | Boutiques ouvertes | Porteurs suivis\n2027 | 3 | 4\n2028 | 5 | 6",
            &[],
        );
        says(
            "Indicateur | 2027 | 2028\nVisites | 1 200 | 1 300\nTotal | 1 200 | 1 300",
            &[],
        );
        says(
            "Indicateur | Cible\nChiffre d’affaires moyen | 10 000 €",
            &[],
        );
        says("Contact | Adresse\nMairie | 12 rue de la Paix", &[]);
        // It says more than figures that the workbook has.
        says(
            "Poste | Quantité | 2027\nÉtudes | 3 unités | 12 000 €\nAnimation | deux | 6 000 €",
            &["etudes3unites 2027 12000", "animationdeux 2027 6000", "…"],
        );
        says(
            "Poste | 2027\nÉtudes | 12 000 €\nSous réserve d’un devis |",
            &["etudes 2027 12000", "…"],
        );
        says(
            "Charges |\nÉtudes | 12 000 €\nAnimation | à voir",
            &["etudes 12000", "…"],
        );
    }
}
