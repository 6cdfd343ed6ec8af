//! The budget table that a fiche's own file holds, against the workbook: one of the two was not kept up to date.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use crate::{
    audit::prelude::*,
    finding::Term,
    model::{FunderId, TableFigure, TableSubject, TableValue},
    money::french_decimal,
};

/// A figure of that table is not what the workbook gives. No decision settles it: whoever is wrong is corrected.
pub(super) static FICHE_TABLE: Rule =
    Rule::error("fiche-table", Family::Lines, check).settled_by(Choices::Nothing);

/// The figures that add up: those of one table, subject and year.
type Group<'a> = (&'a str, &'a TableSubject, Option<usize>);

/// Amounts that are not what the workbook gives.
struct Wrong<'a> {
    group: Group<'a>,
    /// The first of their cells, and what all of them come to.
    cell: (&'a Place, Amount, Amount),
    /// Whether it is a total that says whether it has the tax in it.
    is_taxed: bool,
    finding: Finding,
}

impl Wrong<'_> {
    fn gap(&self) -> Amount {
        self.cell.1 - self.cell.2
    }
}

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    for (index, fiche) in context.fiches() {
        let figures = fiche.prose.iter().flat_map(|prose| &prose.figures);
        // Costs and those who pay have a total each.
        let mut totals = Vec::new();
        let mut groups: BTreeMap<Group<'_>, Vec<&TableFigure>> = BTreeMap::new();
        for figure in figures {
            let table = figure.place.cell().map_or("", |(sheet, _)| &**sheet);
            let group = (table, &figure.of, figure.year);
            match figure.value {
                TableValue::Rate(rate) => findings.extend(wrong_rate(context, index, figure, rate)),
                _ if figure.of == TableSubject::Total => totals.push((group, vec![figure])),
                _ => groups.entry(group).or_default().push(figure),
            }
        }
        let whole: BTreeSet<_> = groups.keys().filter_map(of_whole).collect();
        // Parts that a sum stands under are checked by it.
        groups.retain(|group, _| match group.1 {
            TableSubject::Funder { id, is_part: true } => !whole.contains(&(group.0, *id, group.2)),
            _ => true,
        });
        let of_groups = groups.iter().map(|(group, own)| (*group, own));
        let all = of_groups.chain(totals.iter().map(|(group, own)| (*group, own)));
        let mut wrong = Vec::new();
        for (group, own) in all {
            wrong.extend(wrong_amount(context, index, group, own));
            findings.extend(wrong_days(context, fiche, group, own));
        }
        // With the tax and without it, one of the totals is ours.
        let cells: BTreeSet<&Place> = wrong.iter().map(|own| own.cell.0).collect();
        let right = totals
            .iter()
            .filter(|(_, own)| !cells.contains(&own[0].place));
        let right: BTreeSet<(&str, Option<usize>)> =
            right.map(|(group, _)| (group.0, group.2)).collect();
        wrong.retain(|own| !own.is_taxed || !right.contains(&(own.group.0, own.group.2)));
        let wrong = caused(wrong);
        if wrong.is_empty() {
            findings.extend(missing_lines(context, fiche, &groups));
        }
        findings.extend(wrong);
    }
}

/// Of more wrong amounts in a fiche, none is looked for as the consequence of another.
const MOST_WRONG: usize = 200;

/// The findings about wrong amounts: a sum that is wrong by as much as what it adds up is a consequence.
fn caused(wrong: Vec<Wrong<'_>>) -> Vec<Finding> {
    let is_line = |own: &Wrong<'_>| matches!(own.group.1, TableSubject::Line(_));
    let cause = |sum: &Wrong<'_>| -> Option<usize> {
        let (table, subject, year) = sum.group;
        let is_here = |own: &Wrong<'_>| own.group.0 == table;
        let of_lines = |own: &Wrong<'_>| {
            *subject == TableSubject::Total && is_line(own) && own.group.2 == year
        };
        let of_years =
            |own: &Wrong<'_>| year.is_none() && own.group.2.is_some() && own.group.1 == subject;
        let of_both = |own: &Wrong<'_>| {
            *subject == TableSubject::Total
                && year.is_none()
                && is_line(own)
                && own.group.2.is_some()
        };
        let causes: [&dyn Fn(&Wrong<'_>) -> bool; 3] = [&of_lines, &of_years, &of_both];
        causes.into_iter().find_map(|is_cause| {
            let own = wrong
                .iter()
                .enumerate()
                .filter(|(_, own)| is_here(own) && is_cause(own));
            let gap: Amount = own.clone().map(|(_, own)| own.gap()).sum();
            let (first, _) = own
                .clone()
                .find(|(_, own)| is_line(own))
                .or_else(|| own.clone().next())?;
            (gap == sum.gap()).then_some(first)
        })
    };
    let is_few = wrong.len() <= MOST_WRONG;
    let causes = wrong.iter().map(|own| is_few.then(|| cause(own)).flatten());
    let causes: Vec<Option<usize>> = causes.collect();
    let mut cells: BTreeMap<usize, Vec<(&Place, Amount, Amount)>> = BTreeMap::new();
    for (own, cause) in wrong.iter().zip(&causes) {
        // The cause of a cause is the line.
        let cause = cause.map(|cause| causes[cause].unwrap_or(cause));
        if let Some(cause) = cause {
            cells.entry(cause).or_default().push(own.cell);
        }
    }
    let findings = wrong
        .into_iter()
        .enumerate()
        .filter(|(rank, _)| causes[*rank].is_none());
    let findings = findings.map(|(rank, own)| {
        own.finding
            .consequences(cells.remove(&rank).unwrap_or_default())
    });
    findings.collect()
}

fn of_whole<'a>((table, subject, year): &Group<'a>) -> Option<(&'a str, FunderId, Option<usize>)> {
    match subject {
        TableSubject::Funder { id, is_part: false } => Some((table, *id, *year)),
        _ => None,
    }
}

/// What the workbook gives for such figures; nothing where it can't be told.
fn expected(
    context: &Context<'_>,
    index: usize,
    subject: &TableSubject,
    year: Option<usize>,
) -> Option<Amount> {
    let fiche = &context.dossier.fiches[index];
    let splits = &context.ruled.fiches[index];
    let kind = match subject {
        TableSubject::Total => ColumnKind::Total,
        TableSubject::Funder { id, .. } => ColumnKind::Funder(*id),
        TableSubject::Line(names) => {
            let lines = fiche.lines_named(names).into_iter();
            let costs = lines.flat_map(|line| costs_in(line, year));
            return costs.map(amount_of).sum();
        }
    };
    splits
        .of(year)
        .known_part(kind, context.dossier.funders.all())
}

fn costs_in(line: &CostLine, year: Option<usize>) -> impl Iterator<Item = &CostAmount> {
    let costs = line.years.iter().enumerate();
    costs
        .filter(move |(rank, _)| year.is_none_or(|year| year == *rank))
        .map(|(_, cost)| cost)
}

/// Nothing where it can't be read.
fn amount_of(cost: &CostAmount) -> Option<Amount> {
    let is_read = cost.amount.value != CellAmount::Unreadable;
    is_read.then(|| cost.amount.amount().unwrap_or_default())
}

/// Of several columns (with and without tax, planned and done) one is right.
fn wrong_amount<'a>(
    context: &Context<'_>,
    index: usize,
    group: Group<'a>,
    figures: &[&'a TableFigure],
) -> Option<Wrong<'a>> {
    let (_, subject, year) = group;
    let fiche = &context.dossier.fiches[index];
    let mut columns: BTreeMap<Option<u32>, Vec<(&'a TableFigure, Amount, Amount)>> =
        BTreeMap::new();
    for figure in figures {
        if let TableValue::Amount { amount, slack } = figure.value {
            let column = figure.place.cell().map(|(_, cell)| cell.col);
            columns
                .entry(column)
                .or_default()
                .push((figure, amount, slack));
        }
    }
    let amounts = columns.values().next()?;
    let (first, ..) = amounts.first()?;
    let own = expected(context, index, subject, year)?;
    let mut allowed = vec![own];
    if year.is_none() && first.only_year.is_some() {
        allowed.extend(expected(context, index, subject, first.only_year));
    }
    // A total may count what no total of ours does.
    let off = fiche
        .off_total
        .iter()
        .filter(|_| *subject == TableSubject::Total);
    let off = off
        .flat_map(|own| &own.lines)
        .flat_map(|line| costs_in(line, year));
    allowed.push(own + off.filter_map(amount_of).sum());
    let sum = |own: &[(&TableFigure, Amount, Amount)]| -> (Amount, Amount) {
        let amounts = own.iter().map(|(_, amount, _)| *amount).sum();
        (amounts, own.iter().map(|(.., slack)| *slack).sum())
    };
    let is_right = |(drafted, slack): (Amount, Amount)| {
        let mut allowed = allowed.iter();
        allowed.any(|expected| (drafted - *expected).abs() <= slack)
    };
    let all: Vec<_> = columns.values().flatten().copied().collect();
    if columns.values().any(|own| is_right(sum(own))) || is_right(sum(&all)) {
        return None;
    }
    let is_unknown =
        matches!(subject, TableSubject::Line(names) if fiche.lines_named(names).is_empty());
    let (drafted, _) = sum(amounts);
    let finding = FICHE_TABLE.of(fiche, &first.place);
    let finding = finding.drafted(drafted).expected(own);
    let terms = amounts
        .iter()
        .map(|(figure, amount, _)| Term::from((*amount, &figure.place)));
    let finding = match (is_unknown, amounts.len()) {
        (true, _) => finding.variant("unknown"),
        (false, 1) => finding,
        (false, _) => finding.terms(terms),
    };
    let words =
        [&first.label, &first.heading].map(|text| text.split(|c: char| !c.is_alphanumeric()));
    let mut words = words.into_iter().flatten().map(fold);
    Some(Wrong {
        group,
        cell: (&first.place, drafted, own),
        is_taxed: *subject == TableSubject::Total
            && words.any(|word| matches!(&*word, "ht" | "ttc" | "tva")),
        finding: named(context, finding, first),
    })
}

/// With what it is a figure of, and of which year.
fn named(context: &Context<'_>, finding: Finding, figure: &TableFigure) -> Finding {
    let label = match &figure.of {
        TableSubject::Funder { id, .. } => context.funder(*id).to_owned(),
        _ if figure.label.is_empty() => "none".to_owned(),
        _ => figure.label.clone(),
    };
    finding
        .arg("label", label)
        .arg("when", context.when(figure.year))
}

fn wrong_days(
    context: &Context<'_>,
    fiche: &Fiche,
    (_, subject, year): Group<'_>,
    figures: &[&TableFigure],
) -> Option<Finding> {
    let days = figures.iter().filter_map(|figure| match figure.value {
        TableValue::Days(days) => Some((*figure, days)),
        _ => None,
    });
    let days: Vec<(&TableFigure, Decimal)> = days.collect();
    let (first, _) = days.first()?;
    let lines = match subject {
        TableSubject::Total => fiche.lines.iter().collect(),
        TableSubject::Line(names) => fiche.lines_named(names),
        TableSubject::Funder { .. } => return None,
    };
    let sum_in = |year: Option<usize>| -> Decimal {
        let costs = lines.iter().flat_map(|line| costs_in(line, year));
        costs.filter_map(|cost| cost.days.as_deref()).sum()
    };
    let (drafted, sum): (Decimal, Decimal) =
        (days.iter().map(|(_, days)| days).sum(), sum_in(year));
    let is_of_year = year.is_none()
        && first
            .only_year
            .is_some_and(|year| sum_in(Some(year)) == drafted);
    // Where the workbook has no days, it says nothing of them.
    (!sum.is_zero() && drafted != sum && !is_of_year).then(|| {
        let finding = FICHE_TABLE.of(fiche, &first.place).variant("days");
        let finding = finding
            .drafted(french_decimal(drafted))
            .expected(french_decimal(sum));
        named(context, finding, first)
    })
}

/// A rate is one that the workbook gives the funder, or what its share comes to.
fn wrong_rate(
    context: &Context<'_>,
    index: usize,
    figure: &TableFigure,
    rate: Rate,
) -> Option<Finding> {
    let TableSubject::Funder { id, .. } = figure.of else {
        return None;
    };
    let fiche = &context.dossier.fiches[index];
    let split = context.ruled.fiches[index].of(figure.year);
    let funders = context.dossier.funders.all();
    let share = split.known_part(ColumnKind::Funder(id), funders)?;
    let total = split.known_part(ColumnKind::Total, funders)?;
    let effective = share.share_of(total);
    let own = fiche.rules.iter().filter(|rule| rule.funder == id);
    let rates = own
        .filter_map(|rule| rule.rate.as_ref())
        .map(|rate| rate.value);
    let rates: Vec<Rate> = rates.chain(effective).collect();
    let is_it = |own: &Rate| (own.fraction() - rate.fraction()).abs() <= rate.precision();
    let expected = rates.first().filter(|_| !rates.iter().any(is_it))?;
    let finding = FICHE_TABLE.of(fiche, &figure.place).variant("rate");
    Some(named(
        context,
        finding.drafted(rate).expected(*expected),
        figure,
    ))
}

/// The lines that cost something and stand in no table of a fiche that lists others by year.
fn missing_lines(
    context: &Context<'_>,
    fiche: &Fiche,
    groups: &BTreeMap<Group<'_>, Vec<&TableFigure>>,
) -> Vec<Finding> {
    let listed = groups
        .iter()
        .filter_map(|((_, subject, _), figures)| match subject {
            TableSubject::Line(names) => Some((fiche.lines_named(names), figures)),
            _ => None,
        });
    let is_dated = groups.keys().any(|(_, _, year)| year.is_some());
    let listed = listed.filter(|_| is_dated);
    let listed: Vec<_> = listed.collect();
    let Some((_, figures)) = listed.first() else {
        return Vec::new();
    };
    let place = &figures[0].place;
    let is_listed = |line: &CostLine| {
        let mut lines = listed.iter().flat_map(|(lines, _)| lines);
        lines.any(|own| own.place == line.place)
    };
    let (years, lines) = (0..context.dossier.years().len(), fiche.lines.iter());
    let missing =
        lines.filter(|line| years.clone().any(|year| line.may_cost(year)) && !is_listed(line));
    let findings = missing.map(|line| {
        let name = line.label.as_ref().or(line.nature.as_ref());
        let name = name.map_or("none", |name| name.as_str());
        let cost: Amount = costs_in(line, None).filter_map(amount_of).sum();
        let finding = FICHE_TABLE
            .of(fiche, place)
            .variant("missing")
            .expected(cost);
        finding
            .arg("label", name)
            .arg("cell", line.place.to_string())
    });
    findings.collect()
}
