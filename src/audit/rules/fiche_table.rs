//! The budget table in a fiche's file, against the workbook: one of the two is out of date.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use crate::{
    audit::prelude::*,
    compute::exact_share_of,
    model::{TableFigure, TableSubject, TableValue, Unchecked},
    money::french_decimal,
    source::join,
};

/// A figure of that table is not what the workbook gives. No decision settles it: what is wrong is corrected.
pub(super) static FICHE_TABLE: Rule =
    Rule::error("fiche-table", Family::Lines, check).settled_by(Choices::Nothing);

/// The figures that add up: those of one table, subject and year.
type Group<'a> = (&'a str, &'a TableSubject, Option<usize>);

/// A cell with an amount, and by how much that may be rounded.
type Cell<'a> = (&'a TableFigure, Amount, Amount);

/// Of each column of a table, in how many groups it is right, and in how many not.
type Votes<'a> = BTreeMap<(&'a str, u32), [usize; 2]>;

/// Amounts that are not what the workbook gives.
struct Wrong<'a> {
    group: Group<'a>,
    /// The first of their cells, and what all of them come to.
    cell: (&'a Place, Amount, Amount),
    /// Whether it is a total whose label names the tax.
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
        let mut tables = Tables {
            context,
            index,
            fiche,
            unchecked: BTreeMap::new(),
        };
        findings.extend(tables.check());
    }
}

/// The tables of a fiche's file.
struct Tables<'c, 'a> {
    context: &'c Context<'a>,
    index: usize,
    fiche: &'a Fiche,
    /// The cells of each table that nothing checks, and why.
    unchecked: BTreeMap<(&'a str, Unchecked), Vec<&'a Place>>,
}

impl<'a> Tables<'_, 'a> {
    fn check(&mut self) -> Vec<Finding> {
        let mut findings = Vec::new();
        let mut totals = Vec::new();
        let mut groups: BTreeMap<Group<'a>, Vec<&'a TableFigure>> = BTreeMap::new();
        for figure in self.fiche.prose.iter().flat_map(|prose| &prose.figures) {
            let group = (table_of(figure), &figure.of, figure.year);
            match figure.value {
                TableValue::Rate(rate) => match self.wrong_rate(figure, rate) {
                    Ok(Some(_)) if !figure.is_sure => self.leave(figure, Unchecked::Unclear),
                    Ok(wrong) => findings.extend(wrong),
                    Err(why) => self.leave(figure, why),
                },
                TableValue::Unchecked(why) => self.leave(figure, why),
                // Costs and those who pay have a total each.
                _ if figure.of == TableSubject::Total => totals.push((group, vec![figure])),
                _ => groups.entry(group).or_default().push(figure),
            }
        }
        let mut groups: Vec<_> = groups.into_iter().chain(totals).collect();
        for (group, figures) in &mut groups {
            self.leave_unsure(*group, figures);
        }
        groups.retain(|(_, figures)| !figures.is_empty());
        let votes = self.votes(&groups);
        let mut wrong = Vec::new();
        for (group, figures) in &groups {
            wrong.extend(self.wrong_amounts(*group, figures, &votes));
            findings.extend(self.wrong_days(*group, figures));
        }
        // With the tax and without it, one of the totals is ours.
        let cells: BTreeSet<&Place> = wrong.iter().map(|mistake| mistake.cell.0).collect();
        let right = groups.iter().filter(|((_, subject, _), figures)| {
            **subject == TableSubject::Total && !cells.contains(&figures[0].place)
        });
        let right: BTreeSet<_> = right.map(|((table, _, year), _)| (*table, *year)).collect();
        let is_other = |mistake: &Wrong<'a>| {
            let (table, _, year) = mistake.group;
            let is_trusted = is_trusted(&votes, table, column_of(mistake.cell.0));
            mistake.is_taxed && (right.contains(&(table, year)) || !is_trusted)
        };
        let (others, wrong): (Vec<_>, Vec<_>) = wrong.into_iter().partition(is_other);
        for mistake in others {
            let key = (mistake.group.0, Unchecked::Apart);
            self.unchecked.entry(key).or_default().push(mistake.cell.0);
        }
        let wrong = caused(wrong);
        if wrong.is_empty() {
            findings.extend(self.missing_lines());
        }
        findings.extend(wrong);
        let unchecked = self.unchecked.iter();
        findings
            .extend(unchecked.map(|((_, why), cells)| unchecked_cells(self.fiche, *why, cells)));
        findings
    }

    /// Leaves a cell unchecked.
    fn leave(&mut self, figure: &'a TableFigure, why: Unchecked) {
        let cells = self.unchecked.entry((table_of(figure), why)).or_default();
        cells.push(&figure.place);
    }

    /// Figures whose labels have more words than a name are of that name if they come to what the workbook gives; the others
    /// are left unchecked.
    fn leave_unsure(&mut self, group: Group<'a>, figures: &mut Vec<&'a TableFigure>) {
        let is_right = || {
            let allowed = self.allowed(group, figures);
            let columns = by_column(figures);
            let mut columns = columns.values();
            allowed.is_none_or(|allowed| columns.all(|cells| is_allowed(&allowed, cells)))
                && self.wrong_days(group, figures).is_none()
        };
        if !figures.iter().all(|figure| figure.is_sure) && !is_right() {
            for figure in figures.extract_if(.., |figure| !figure.is_sure) {
                self.leave(figure, Unchecked::Unclear);
            }
        }
    }

    /// What the workbook gives for such figures, and by how much theirs may be rounded; none where that is unknown.
    fn expected(&self, subject: &TableSubject, year: Option<usize>) -> Option<(Amount, Amount)> {
        let funders = &self.context.dossier.funders;
        let known = |kind: ColumnKind, year: Option<usize>| {
            let splits = &self.context.ruled.fiches[self.index];
            splits.of(year).known_part(kind, funders.all())
        };
        let exact = |amount| (amount, Amount::ZERO);
        match subject {
            TableSubject::Total => known(ColumnKind::Total, year).map(exact),
            TableSubject::Funder { id, of: None } => {
                known(ColumnKind::Funder(*id), year).map(exact)
            }
            TableSubject::Funder {
                id,
                of: Some(names),
            } => {
                let lines = self.fiche.lines_named(names);
                let years = self.context.years().map(|(rank, _)| rank);
                let years = years.filter(|rank| year.is_none_or(|year| year == *rank));
                let shares = years.map(|rank| {
                    known(ColumnKind::Funder(*id), Some(rank))?;
                    exact_share_of(self.fiche, &lines, rank, *id, funders.len())
                });
                let shares: Vec<Amount> = shares.collect::<Option<_>>()?;
                // Such a part was rounded when it was typed.
                let step = self.context.dossier.convention.step.amount();
                let slack = step.times(shares.len().into());
                Some((shares.into_iter().sum(), slack))
            }
            TableSubject::Line(names) => {
                let lines = self.fiche.lines_named(names).into_iter();
                let costs = lines.flat_map(|line| costs_in(line, year));
                costs.map(amount_of).sum::<Option<_>>().map(exact)
            }
            TableSubject::Sum(parts) => {
                let (mut sum, mut slack) = exact(Amount::ZERO);
                for part in parts {
                    let (amount, rounding) = self.expected(part, year)?;
                    sum += amount;
                    slack += rounding;
                }
                Some((sum, slack))
            }
        }
    }

    /// The amounts that a group may come to, each with what rounding may take or add.
    fn allowed(
        &self,
        (_, subject, year): Group<'_>,
        figures: &[&TableFigure],
    ) -> Option<Vec<(Amount, Amount)>> {
        let computed = self.expected(subject, year)?;
        let mut allowed = vec![computed];
        let only_year = figures.first()?.only_year.filter(|_| year.is_none());
        allowed.extend(only_year.and_then(|year| self.expected(subject, Some(year))));
        if *subject == TableSubject::Total {
            // A total may count what no total of ours does.
            let off = self.fiche.off_total.iter().flat_map(|budget| &budget.lines);
            let off = off.flat_map(|line| costs_in(line, year));
            allowed.push((computed.0 + off.filter_map(amount_of).sum(), computed.1));
        }
        Some(allowed)
    }

    /// Counts where columns of a table that are of the same year are right: with tax and without it, planned and done, parts
    /// of a year.
    fn votes(&self, groups: &[(Group<'a>, Vec<&'a TableFigure>)]) -> Votes<'a> {
        let mut all = Votes::new();
        for (group, figures) in groups {
            let columns = by_column(figures);
            // Each total stands alone.
            let is_compared = columns.len() > 1 || *group.1 == TableSubject::Total;
            let allowed = self.allowed(*group, figures).filter(|_| is_compared);
            let Some(allowed) = allowed else { continue };
            for (column, cells) in &columns {
                let votes = all.entry((group.0, *column)).or_default();
                votes[usize::from(!is_allowed(&allowed, cells))] += 1;
            }
        }
        all
    }

    /// Of several columns, those that are mostly right are meant to be; of the others, nothing is known.
    fn wrong_amounts(
        &mut self,
        group: Group<'a>,
        figures: &[&'a TableFigure],
        votes: &Votes<'a>,
    ) -> Vec<Wrong<'a>> {
        let columns = by_column(figures);
        let Some(allowed) = self.allowed(group, figures) else {
            if let TableSubject::Funder { of: Some(_), .. } = group.1 {
                for (figure, ..) in columns.values().flatten() {
                    self.leave(figure, Unchecked::Apart);
                }
            }
            return Vec::new();
        };
        let is_alone = columns.len() == 1;
        let is_trusted = |column: &u32| is_alone || is_trusted(votes, group.0, *column);
        let mut checked: Vec<Vec<Cell<'a>>> = Vec::new();
        if columns.keys().any(is_trusted) {
            for (column, cells) in columns {
                if is_trusted(&column) {
                    checked.push(cells);
                } else {
                    for (figure, ..) in cells {
                        self.leave(figure, Unchecked::Apart);
                    }
                }
            }
        } else {
            checked.push(columns.into_values().flatten().collect());
        }
        checked.retain(|cells| !cells.is_empty() && !is_allowed(&allowed, cells));
        let wrong = checked.into_iter();
        wrong
            .map(|cells| self.wrong_amount(group, &cells, allowed[0].0))
            .collect()
    }

    fn wrong_amount(&self, group: Group<'a>, cells: &[Cell<'a>], expected: Amount) -> Wrong<'a> {
        let (_, subject, _) = group;
        let (first, ..) = cells[0];
        let (drafted, _) = sum_of(cells);
        let finding = FICHE_TABLE.of(self.fiche, &first.place);
        let finding = finding.drafted(drafted).expected(expected);
        let finding = match subject {
            TableSubject::Line(names) if self.fiche.lines_named(names).is_empty() => {
                finding.variant("unknown")
            }
            _ if cells.len() == 1 => finding,
            _ => {
                let terms = cells.iter();
                finding.terms(terms.map(|(figure, amount, _)| (*amount, &figure.place)))
            }
        };
        let names = [&first.label, &first.heading].into_iter();
        let words = names.flat_map(|text| text.split(|c: char| !c.is_alphanumeric()));
        let mut words = words.map(fold);
        Wrong {
            group,
            cell: (&first.place, drafted, expected),
            is_taxed: *subject == TableSubject::Total
                && words.any(|word| matches!(&*word, "ht" | "ttc" | "tva")),
            finding: self.named(finding, first),
        }
    }

    /// Adds what it is a figure of, and of which year.
    fn named(&self, finding: Finding, figure: &TableFigure) -> Finding {
        let name = match &figure.of {
            TableSubject::Funder { id, .. } => self.context.funder(*id),
            _ if figure.label.is_empty() => &figure.heading,
            _ => &figure.label,
        };
        let label = match name {
            "" => "none".to_owned(),
            name => name.replace('\n', " "),
        };
        let finding = finding.arg("label", label);
        finding.arg("when", self.context.when(figure.year))
    }

    fn wrong_days(
        &self,
        (_, subject, year): Group<'_>,
        figures: &[&TableFigure],
    ) -> Option<Finding> {
        let days = figures.iter().filter_map(|figure| match figure.value {
            TableValue::Days(days) => Some(days),
            _ => None,
        });
        let is_days = |figure: &&&TableFigure| matches!(figure.value, TableValue::Days(_));
        let first = figures.iter().find(is_days)?;
        let fiche = self.fiche;
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
        let (drafted, sum): (Decimal, Decimal) = (days.sum(), sum_in(year));
        let only_year = first.only_year.filter(|_| year.is_none());
        let is_of_year = only_year.is_some_and(|year| sum_in(Some(year)) == drafted);
        // Where the workbook has no days, nothing is known of them.
        if sum.is_zero() || drafted == sum || is_of_year {
            return None;
        }
        let finding = FICHE_TABLE.of(fiche, &first.place).variant("days");
        let finding = finding.drafted(french_decimal(drafted));
        Some(self.named(finding.expected(french_decimal(sum)), first))
    }

    /// A funder's rate is one that the workbook gives it, or what its share comes to; that of a cost is what it comes to; all
    /// of them come to 100 %.
    fn wrong_rate(&self, figure: &TableFigure, rate: Rate) -> Result<Option<Finding>, Unchecked> {
        let part_of = |whole: &TableSubject| {
            let (part, _) = self.expected(&figure.of, figure.year)?;
            part.share_of(self.expected(whole, figure.year)?.0)
        };
        let rates: Vec<Rate> = match &figure.of {
            TableSubject::Total => vec![Rate::FULL],
            TableSubject::Funder { id, of } => {
                let rules = self.fiche.rules.iter().filter(|rule| rule.funder == *id);
                let rates = rules.filter_map(|rule| Some(rule.rate.as_ref()?.value));
                let whole = of.clone().map_or(TableSubject::Total, TableSubject::Line);
                rates.chain(part_of(&whole)).collect()
            }
            _ => part_of(&TableSubject::Total).into_iter().collect(),
        };
        let expected = rates.first().ok_or(Unchecked::Unclear)?;
        let is_near = |known: &Rate| (known.fraction() - rate.fraction()).abs() <= rate.precision();
        if rates.iter().any(is_near) {
            return Ok(None);
        }
        // The rate of a cost may be one of who pays it.
        if matches!(figure.of, TableSubject::Line(_) | TableSubject::Sum(_)) {
            return Err(Unchecked::Apart);
        }
        let finding = FICHE_TABLE.of(self.fiche, &figure.place).variant("rate");
        let finding = finding.drafted(rate).expected(*expected);
        Ok(Some(self.named(finding, figure)))
    }

    /// The lines that cost something and stand in no table of a fiche that lists others by year.
    fn missing_lines(&self) -> Vec<Finding> {
        let fiche = self.fiche;
        let figures = fiche.prose.iter().flat_map(|prose| &prose.figures);
        let listed = figures.filter_map(|figure| match &figure.of {
            TableSubject::Line(names) => Some((fiche.lines_named(names), figure)),
            _ => None,
        });
        let listed: Vec<_> = listed.collect();
        let is_dated =
            |(lines, figure): &(Vec<_>, &TableFigure)| !lines.is_empty() && figure.year.is_some();
        // Unclear cells may be of any line.
        let is_unclear = |(_, figure): &(Vec<_>, &TableFigure)| {
            let key = (table_of(figure), Unchecked::Unclear);
            self.unchecked.contains_key(&key)
        };
        if !listed.iter().any(is_dated) || listed.iter().any(is_unclear) {
            return Vec::new();
        }
        let place = &listed[0].1.place;
        let is_listed = |line: &CostLine| {
            let mut lines = listed.iter().flat_map(|(lines, _)| lines);
            lines.any(|listed_line| listed_line.place == line.place)
        };
        let may_cost = |line: &CostLine| self.context.years().any(|(year, _)| line.may_cost(year));
        let missing = fiche.lines.iter();
        let missing = missing.filter(|line| may_cost(line) && !is_listed(line));
        let findings = missing.map(|line| {
            let name = line.label.as_ref().or(line.nature.as_ref());
            let name = name.map_or("none", |name| name.as_str());
            let cost: Amount = costs_in(line, None).filter_map(amount_of).sum();
            let finding = FICHE_TABLE.of(fiche, place).variant("missing");
            let finding = finding.expected(cost).arg("label", name);
            finding.arg("cell", line.place.to_string())
        });
        findings.collect()
    }
}

fn table_of(figure: &TableFigure) -> &str {
    figure.place.cell().map_or("", |(sheet, _)| &**sheet)
}

fn column_of(place: &Place) -> u32 {
    place.cell().map_or(0, |(_, cell)| cell.col)
}

/// That nothing checks some cells of a table, and why.
fn unchecked_cells(fiche: &Fiche, why: Unchecked, cells: &[&Place]) -> Finding {
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
        let is_sum = matches!(subject, TableSubject::Total | TableSubject::Sum(_));
        let is_of_year = |part: &Wrong<'_>| year.is_none() && part.group.2.is_some();
        let causes: [&dyn Fn(&Wrong<'_>) -> bool; 4] = [
            &|part| is_sum && is_line(part) && part.group.2 == year,
            &|part| is_sum && is_share(part) && part.group.2 == year,
            &|part| is_of_year(part) && part.group.1 == subject,
            &|part| is_sum && is_of_year(part) && is_line(part),
        ];
        causes.into_iter().find_map(|is_cause| {
            let parts = wrong.iter().enumerate();
            let parts = parts.filter(|(_, part)| part.group.0 == table && is_cause(part));
            let parts: Vec<(usize, &Wrong<'_>)> = parts.collect();
            let gap: Amount = parts.iter().map(|(_, part)| part.gap()).sum();
            let line = parts.iter().find(|(_, part)| is_line(part));
            let (first, _) = line.or(parts.first())?;
            (gap == sum.gap()).then_some(*first)
        })
    };
    let is_few = wrong.len() <= MOST_WRONG;
    let causes = wrong
        .iter()
        .map(|sum| if is_few { cause(sum) } else { None });
    let causes: Vec<Option<usize>> = causes.collect();
    let mut cells: BTreeMap<usize, Vec<(&Place, Amount, Amount)>> = BTreeMap::new();
    for (mistake, cause) in wrong.iter().zip(&causes) {
        if let Some(cause) = *cause {
            // The cause of a cause is the line.
            let cause = causes[cause].unwrap_or(cause);
            cells.entry(cause).or_default().push(mistake.cell);
        }
    }
    let findings = wrong.into_iter().enumerate();
    let findings = findings.filter(|(rank, _)| causes[*rank].is_none());
    findings
        .map(|(rank, one)| {
            one.finding
                .consequences(cells.remove(&rank).unwrap_or_default())
        })
        .collect()
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

/// The amounts of a group by their columns: what they come to, with what rounding may take or add.
fn by_column<'a>(figures: &[&'a TableFigure]) -> BTreeMap<u32, Vec<Cell<'a>>> {
    let mut columns: BTreeMap<_, Vec<Cell<'a>>> = BTreeMap::new();
    for figure in figures {
        if let TableValue::Amount { amount, slack } = figure.value {
            let cells = columns.entry(column_of(&figure.place)).or_default();
            cells.push((*figure, amount, slack));
        }
    }
    columns
}

fn sum_of(amounts: &[Cell<'_>]) -> (Amount, Amount) {
    let all = amounts.iter().map(|(_, amount, _)| *amount).sum();
    (all, amounts.iter().map(|(.., slack)| *slack).sum())
}

fn is_trusted<'a>(votes: &Votes<'a>, table: &'a str, column: u32) -> bool {
    let votes = votes.get(&(table, column));
    votes.is_none_or(|[right, wrong]| right >= wrong)
}

/// Whether the amounts of a column come to one that is allowed.
fn is_allowed(allowed: &[(Amount, Amount)], cells: &[Cell<'_>]) -> bool {
    let (drafted, slack) = sum_of(cells);
    let mut allowed = allowed.iter();
    allowed.any(|(expected, rounding)| (drafted - *expected).abs() <= slack + *rounding)
}
