//! The budget table that a fiche's own file holds, against the workbook: one of the two was not kept up to date.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use crate::{
    audit::prelude::*,
    compute::exact_share_of,
    finding::Term,
    model::{TableFigure, TableSubject, TableValue, Unchecked},
    money::french_decimal,
    source::join,
};

/// A figure of that table is not what the workbook gives. No decision settles it: whoever is wrong is corrected.
pub(super) static FICHE_TABLE: Rule =
    Rule::error("fiche-table", Family::Lines, check).settled_by(Choices::Nothing);

/// The figures that add up: those of one table, subject and year.
type Group<'a> = (&'a str, &'a TableSubject, Option<usize>);

/// Why nothing checks these cells of a table.
type Loose<'a> = BTreeMap<(&'a str, Unchecked), Vec<&'a Place>>;

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
        let (mut totals, mut loose) = (Vec::new(), Loose::new());
        let mut groups: BTreeMap<Group<'_>, Vec<&TableFigure>> = BTreeMap::new();
        for figure in figures {
            let table = table_of(figure);
            let group = (table, &figure.of, figure.year);
            match figure.value {
                TableValue::Rate(rate) => match wrong_rate(context, index, figure, rate) {
                    Ok(Some(_)) if !figure.is_sure => {
                        let cells = loose.entry((table, Unchecked::Unclear)).or_default();
                        cells.push(&figure.place);
                    }
                    Ok(wrong) => findings.extend(wrong),
                    Err(why) => loose.entry((table, why)).or_default().push(&figure.place),
                },
                TableValue::Unchecked(why) => {
                    loose.entry((table, why)).or_default().push(&figure.place);
                }
                _ if figure.of == TableSubject::Total => totals.push((group, vec![figure])),
                _ => groups.entry(group).or_default().push(figure),
            }
        }
        let all = groups.iter_mut().map(|(group, figures)| (*group, figures));
        let all = all.chain(totals.iter_mut().map(|(group, figures)| (*group, figures)));
        for (group, figures) in all {
            leave_unsure(context, index, group, figures, &mut loose);
        }
        groups.retain(|_, figures| !figures.is_empty());
        totals.retain(|(_, figures)| !figures.is_empty());
        let of_groups = groups.iter().map(|(group, figures)| (*group, figures));
        let all = of_groups.chain(totals.iter().map(|(group, figures)| (*group, figures)));
        let all: Vec<_> = all.collect();
        let columns = Columns::of(context, index, &all);
        let mut wrong = Vec::new();
        for (group, figures) in all {
            wrong.extend(wrong_amounts(
                context,
                index,
                (group, figures),
                &columns,
                &mut loose,
            ));
            findings.extend(wrong_days(context, fiche, group, figures));
        }
        // With the tax and without it, one of the totals is ours.
        let cells: BTreeSet<&Place> = wrong.iter().map(|mistake| mistake.cell.0).collect();
        let right = totals
            .iter()
            .filter(|(_, figures)| !cells.contains(&figures[0].place));
        let right: BTreeSet<(&str, Option<usize>)> =
            right.map(|(group, _)| (group.0, group.2)).collect();
        let is_other = |mistake: &Wrong<'_>| {
            let column = mistake.cell.0.cell().map_or(0, |(_, cell)| cell.col);
            right.contains(&(mistake.group.0, mistake.group.2))
                || !columns.is_trusted(mistake.group.0, column)
        };
        let (others, wrong): (Vec<_>, Vec<_>) = wrong
            .into_iter()
            .partition(|mistake| mistake.is_taxed && is_other(mistake));
        for mistake in others {
            let cells = loose
                .entry((mistake.group.0, Unchecked::Apart))
                .or_default();
            cells.push(mistake.cell.0);
        }
        let wrong = caused(wrong);
        if wrong.is_empty() {
            findings.extend(missing_lines(context, fiche, &loose));
        }
        findings.extend(wrong);
        findings.extend(
            loose
                .iter()
                .map(|((_, why), cells)| unchecked(fiche, *why, cells)),
        );
    }
}

/// Of figures whose labels say more than a name, those that come to what the workbook gives are meant so; of the others, it
/// can't be told.
fn leave_unsure<'a>(
    context: &Context<'_>,
    index: usize,
    group: Group<'a>,
    figures: &mut Vec<&'a TableFigure>,
    loose: &mut Loose<'a>,
) {
    let is_right = |figures: &[&'a TableFigure]| {
        let allowed = Allowed::of(context, index, group, figures);
        let is_it = |allowed: Allowed| {
            let columns = by_column(figures);
            columns.values().all(|amounts| allowed.is(sum_of(amounts)))
        };
        let fiche = &context.dossier.fiches[index];
        allowed.is_none_or(is_it) && wrong_days(context, fiche, group, figures).is_none()
    };
    if figures.iter().all(|figure| figure.is_sure) || is_right(figures) {
        return;
    }
    let unsure = figures.extract_if(.., |figure| !figure.is_sure);
    let cells = loose.entry((group.0, Unchecked::Unclear)).or_default();
    cells.extend(unsure.map(|figure| &figure.place));
}

fn table_of(figure: &TableFigure) -> &str {
    figure.place.cell().map_or("", |(sheet, _)| &**sheet)
}

/// That nothing checks some cells of a table, and why.
fn unchecked(fiche: &Fiche, why: Unchecked, cells: &[&Place]) -> Finding {
    let (variant, severity) = match why {
        Unchecked::OtherYear => ("other-year", Severity::Info),
        Unchecked::Annual => ("annual", Severity::Warning),
        Unchecked::Apart => ("apart", Severity::Info),
        Unchecked::NoDays => ("no-days", Severity::Info),
        Unchecked::Unclear => ("unclear", Severity::Warning),
    };
    let names = cells.iter().map(|place| match place.cell() {
        Some((_, cell)) => cell.to_string(),
        None => place.within_file(),
    });
    let names: BTreeSet<String> = names.collect();
    let finding = FICHE_TABLE
        .of(fiche, cells[0])
        .variant(variant)
        .severity(severity);
    finding
        .arg("count", names.len().to_string())
        .arg("cells", join(names, ", "))
}

/// Of more wrong amounts in a fiche, none is looked for as the consequence of another.
const MOST_WRONG: usize = 200;

/// The findings about wrong amounts: a sum that is wrong by as much as what it adds up is a consequence.
fn caused(wrong: Vec<Wrong<'_>>) -> Vec<Finding> {
    let is_line = |mistake: &Wrong<'_>| matches!(mistake.group.1, TableSubject::Line(_));
    let is_share = |mistake: &Wrong<'_>| matches!(mistake.group.1, TableSubject::Funder { .. });
    let cause = |sum: &Wrong<'_>| -> Option<usize> {
        let (table, subject, year) = sum.group;
        let is_here = |mistake: &Wrong<'_>| mistake.group.0 == table;
        let is_sum = matches!(subject, TableSubject::Total | TableSubject::Sum(_));
        let of_lines = |mistake: &Wrong<'_>| is_sum && is_line(mistake) && mistake.group.2 == year;
        let of_shares =
            |mistake: &Wrong<'_>| is_sum && is_share(mistake) && mistake.group.2 == year;
        let of_years = |mistake: &Wrong<'_>| {
            year.is_none() && mistake.group.2.is_some() && mistake.group.1 == subject
        };
        let of_both = |mistake: &Wrong<'_>| {
            is_sum && year.is_none() && is_line(mistake) && mistake.group.2.is_some()
        };
        let causes: [&dyn Fn(&Wrong<'_>) -> bool; 4] = [&of_lines, &of_shares, &of_years, &of_both];
        causes.into_iter().find_map(|is_cause| {
            let candidates = wrong
                .iter()
                .enumerate()
                .filter(|(_, mistake)| is_here(mistake) && is_cause(mistake));
            let gap: Amount = candidates.clone().map(|(_, mistake)| mistake.gap()).sum();
            let (first, _) = candidates
                .clone()
                .find(|(_, mistake)| is_line(mistake))
                .or_else(|| candidates.clone().next())?;
            (gap == sum.gap()).then_some(first)
        })
    };
    let is_few = wrong.len() <= MOST_WRONG;
    let causes = wrong
        .iter()
        .map(|mistake| is_few.then(|| cause(mistake)).flatten());
    let causes: Vec<Option<usize>> = causes.collect();
    let mut cells: BTreeMap<usize, Vec<(&Place, Amount, Amount)>> = BTreeMap::new();
    for (mistake, cause) in wrong.iter().zip(&causes) {
        // The cause of a cause is the line.
        let cause = cause.map(|cause| causes[cause].unwrap_or(cause));
        if let Some(cause) = cause {
            cells.entry(cause).or_default().push(mistake.cell);
        }
    }
    let findings = wrong
        .into_iter()
        .enumerate()
        .filter(|(rank, _)| causes[*rank].is_none());
    let findings = findings.map(|(rank, mistake)| {
        mistake
            .finding
            .consequences(cells.remove(&rank).unwrap_or_default())
    });
    findings.collect()
}

/// What the workbook gives for such figures, and by how much theirs may be rounded; nothing where it can't be told.
fn expected(
    context: &Context<'_>,
    index: usize,
    subject: &TableSubject,
    year: Option<usize>,
) -> Option<(Amount, Amount)> {
    let fiche = &context.dossier.fiches[index];
    let splits = &context.ruled.fiches[index];
    let funders = &context.dossier.funders;
    let exact = |amount| (amount, Amount::ZERO);
    match subject {
        TableSubject::Total => splits
            .of(year)
            .known_part(ColumnKind::Total, funders.all())
            .map(exact),
        TableSubject::Funder { id, of: None } => splits
            .of(year)
            .known_part(ColumnKind::Funder(*id), funders.all())
            .map(exact),
        TableSubject::Funder {
            id,
            of: Some(names),
        } => {
            let lines = fiche.lines_named(names);
            let years = (0..context.dossier.years().len())
                .filter(|rank| year.is_none_or(|year| year == *rank));
            let shares = years.map(|rank| {
                splits
                    .of(Some(rank))
                    .known_part(ColumnKind::Funder(*id), funders.all())?;
                exact_share_of(fiche, &lines, rank, *id, funders.len())
            });
            let shares: Vec<Amount> = shares.collect::<Option<_>>()?;
            // A part is rounded by whoever typed it.
            let slack = shares
                .iter()
                .map(|_| context.dossier.convention.step.amount())
                .sum();
            Some((shares.into_iter().sum(), slack))
        }
        TableSubject::Line(names) => {
            let lines = fiche.lines_named(names).into_iter();
            let costs = lines.flat_map(|line| costs_in(line, year));
            costs.map(amount_of).sum::<Option<_>>().map(exact)
        }
        TableSubject::Sum(parts) => {
            let parts = parts
                .iter()
                .map(|part| expected(context, index, part, year));
            let parts: Vec<(Amount, Amount)> = parts.collect::<Option<_>>()?;
            let (amounts, slacks) = parts.into_iter().unzip::<_, _, Vec<_>, Vec<_>>();
            Some((amounts.into_iter().sum(), slacks.into_iter().sum()))
        }
    }
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

/// The amounts of a group by their columns: what they come to, with what rounding may have taken or added.
fn by_column<'a>(
    figures: &[&'a TableFigure],
) -> BTreeMap<u32, Vec<(&'a TableFigure, Amount, Amount)>> {
    let mut columns: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for figure in figures {
        if let TableValue::Amount { amount, slack } = figure.value {
            let column = figure.place.cell().map_or(0, |(_, cell)| cell.col);
            columns
                .entry(column)
                .or_default()
                .push((*figure, amount, slack));
        }
    }
    columns
}

fn sum_of(amounts: &[(&TableFigure, Amount, Amount)]) -> (Amount, Amount) {
    let all = amounts.iter().map(|(_, amount, _)| *amount).sum();
    (all, amounts.iter().map(|(.., slack)| *slack).sum())
}

/// Where several columns of a table are of the same year: with tax and without it, planned and done, parts of a year.
#[derive(Default)]
struct Columns<'a> {
    /// How often each is right, and how often not.
    votes: BTreeMap<(&'a str, u32), [usize; 2]>,
}

impl<'a> Columns<'a> {
    fn of(
        context: &Context<'_>,
        index: usize,
        groups: &[(Group<'a>, &Vec<&'a TableFigure>)],
    ) -> Self {
        let mut all = Self::default();
        for (group, figures) in groups {
            let columns = by_column(figures);
            // Each total stands alone.
            let is_told = columns.len() > 1 || *group.1 == TableSubject::Total;
            let Some(allowed) = Allowed::of(context, index, *group, figures).filter(|_| is_told)
            else {
                continue;
            };
            for (column, amounts) in &columns {
                let votes = all.votes.entry((group.0, *column)).or_default();
                votes[usize::from(!allowed.is(sum_of(amounts)))] += 1;
            }
        }
        all
    }

    fn is_trusted(&self, table: &'a str, column: u32) -> bool {
        let votes = self.votes.get(&(table, column));
        votes.is_none_or(|[right, wrong]| right >= wrong)
    }
}

/// The amounts that a group may come to.
struct Allowed(Vec<(Amount, Amount)>);

impl Allowed {
    fn of(
        context: &Context<'_>,
        index: usize,
        (_, subject, year): Group<'_>,
        figures: &[&TableFigure],
    ) -> Option<Self> {
        let fiche = &context.dossier.fiches[index];
        let computed = expected(context, index, subject, year)?;
        let mut allowed = vec![computed];
        let only_year = figures.first()?.only_year.filter(|_| year.is_none());
        allowed.extend(only_year.and_then(|year| expected(context, index, subject, Some(year))));
        if *subject == TableSubject::Total {
            // A total may count what no total of ours does.
            let off = fiche.off_total.iter().flat_map(|budget| &budget.lines);
            let off = off.flat_map(|line| costs_in(line, year));
            allowed.push((computed.0 + off.filter_map(amount_of).sum(), computed.1));
        }
        Some(Self(allowed))
    }

    fn is(&self, (drafted, slack): (Amount, Amount)) -> bool {
        let is_it = |(expected, rounding): &(Amount, Amount)| {
            (drafted - *expected).abs() <= slack + *rounding
        };
        self.0.iter().any(is_it)
    }
}

/// Of several columns, those that are mostly right are meant to be; of the others, nothing is known.
fn wrong_amounts<'a>(
    context: &Context<'_>,
    index: usize,
    (group, figures): (Group<'a>, &[&'a TableFigure]),
    columns: &Columns<'a>,
    loose: &mut Loose<'a>,
) -> Vec<Wrong<'a>> {
    let cells_by_column = by_column(figures);
    let mut leave = |cells: &[(&'a TableFigure, Amount, Amount)]| {
        let places = cells.iter().map(|(figure, ..)| &figure.place);
        loose
            .entry((group.0, Unchecked::Apart))
            .or_default()
            .extend(places);
    };
    let Some(allowed) = Allowed::of(context, index, group, figures) else {
        if let TableSubject::Funder { of: Some(_), .. } = group.1 {
            cells_by_column.values().for_each(|cells| leave(cells));
        }
        return Vec::new();
    };
    let all: Vec<_> = cells_by_column.values().flatten().copied().collect();
    let mut checked: Vec<Vec<_>> = Vec::new();
    let is_trusted =
        |column: &u32| cells_by_column.len() == 1 || columns.is_trusted(group.0, *column);
    if cells_by_column.keys().any(is_trusted) {
        for (column, cells) in &cells_by_column {
            if is_trusted(column) {
                checked.push(cells.clone());
            } else {
                leave(cells);
            }
        }
    } else {
        checked.push(all);
    }
    checked.retain(|cells| !cells.is_empty() && !allowed.is(sum_of(cells)));
    let expected = allowed.0[0].0;
    checked
        .into_iter()
        .map(|cells| wrong_amount(context, index, group, &cells, expected))
        .collect()
}

fn wrong_amount<'a>(
    context: &Context<'_>,
    index: usize,
    group: Group<'a>,
    amounts: &[(&'a TableFigure, Amount, Amount)],
    expected: Amount,
) -> Wrong<'a> {
    let (_, subject, _) = group;
    let fiche = &context.dossier.fiches[index];
    let (first, ..) = amounts[0];
    let is_unknown =
        matches!(subject, TableSubject::Line(names) if fiche.lines_named(names).is_empty());
    let (drafted, _) = sum_of(amounts);
    let finding = FICHE_TABLE.of(fiche, &first.place);
    let finding = finding.drafted(drafted).expected(expected);
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
    Wrong {
        group,
        cell: (&first.place, drafted, expected),
        is_taxed: *subject == TableSubject::Total
            && words.any(|word| matches!(&*word, "ht" | "ttc" | "tva")),
        finding: named(context, finding, first),
    }
}

/// With what it is a figure of, and of which year.
fn named(context: &Context<'_>, finding: Finding, figure: &TableFigure) -> Finding {
    let name = match &figure.of {
        TableSubject::Funder { id, .. } => context.funder(*id),
        _ if figure.label.is_empty() => &figure.heading,
        _ => &figure.label,
    };
    let label = match name {
        "" => "none".to_owned(),
        name => name.replace('\n', " "),
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
        TableSubject::Sum(parts) => {
            let lines = parts.iter().filter_map(|part| match part {
                TableSubject::Line(names) => Some(fiche.lines_named(names)),
                _ => None,
            });
            lines.flatten().collect()
        }
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

/// A funder's rate is one that the workbook gives it, or what its share comes to; that of a cost is what it comes to; all
/// of them come to 100 %.
fn wrong_rate(
    context: &Context<'_>,
    index: usize,
    figure: &TableFigure,
    rate: Rate,
) -> Result<Option<Finding>, Unchecked> {
    let fiche = &context.dossier.fiches[index];
    let is_it =
        |known_rate: &Rate| (known_rate.fraction() - rate.fraction()).abs() <= rate.precision();
    let of_all = |subject: &TableSubject, of: &TableSubject| {
        let (part, _) = expected(context, index, subject, figure.year)?;
        part.share_of(expected(context, index, of, figure.year)?.0)
    };
    let rates: Vec<Rate> = match &figure.of {
        TableSubject::Total => Rate::percent(Decimal::ONE_HUNDRED).into_iter().collect(),
        TableSubject::Funder { id, of } => {
            let rules = fiche.rules.iter().filter(|rule| rule.funder == *id);
            let rates = rules
                .filter_map(|rule| rule.rate.as_ref())
                .map(|rate| rate.value);
            let whole = of.clone().map_or(TableSubject::Total, TableSubject::Line);
            rates.chain(of_all(&figure.of, &whole)).collect()
        }
        subject => of_all(subject, &TableSubject::Total).into_iter().collect(),
    };
    let expected = rates.first().ok_or(Unchecked::Unclear)?;
    if rates.iter().any(is_it) {
        return Ok(None);
    }
    // The rate of a cost may be one of who pays it.
    if matches!(figure.of, TableSubject::Line(_) | TableSubject::Sum(_)) {
        return Err(Unchecked::Apart);
    }
    let finding = FICHE_TABLE.of(fiche, &figure.place).variant("rate");
    let finding = finding.drafted(rate).expected(*expected);
    Ok(Some(named(context, finding, figure)))
}

/// The lines that cost something and stand in no table of a fiche that lists others by year.
fn missing_lines(context: &Context<'_>, fiche: &Fiche, loose: &Loose<'_>) -> Vec<Finding> {
    let figures = fiche.prose.iter().flat_map(|prose| &prose.figures);
    let listed = figures.filter_map(|figure| match &figure.of {
        TableSubject::Line(names) => Some((fiche.lines_named(names), figure)),
        _ => None,
    });
    let listed: Vec<_> = listed.collect();
    let is_dated = listed
        .iter()
        .any(|(lines, figure)| !lines.is_empty() && figure.year.is_some());
    let Some((_, first)) = listed.first().filter(|_| is_dated) else {
        return Vec::new();
    };
    // What can't be told may be any of them.
    let is_unclear =
        |figure: &TableFigure| loose.contains_key(&(table_of(figure), Unchecked::Unclear));
    if listed.iter().any(|(_, figure)| is_unclear(figure)) {
        return Vec::new();
    }
    let place = &first.place;
    let is_listed = |line: &CostLine| {
        let mut lines = listed.iter().flat_map(|(lines, _)| lines);
        lines.any(|listed_line| listed_line.place == line.place)
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
