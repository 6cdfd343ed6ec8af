//! What the figures of a table are of, by the texts left of them and above them.

use std::{collections::BTreeSet, iter::repeat, mem, ops::Range};

use rust_decimal::Decimal;

use super::{
    Budget,
    says::{
        Kind, Says, heads_costs, is_figure, is_only_year, is_title, says_all, says_key,
        without_rate, without_tax,
    },
};
use crate::{
    model::{CostAmount, TableFigure, TableSubject, TableValue, Unchecked},
    money::{Amount, is_not_costed, multiple_in, parse_amount, parse_days, parse_rate, unit_in},
    read::headings::{Heading, is_dash, years_in},
    source::{Period, Place, fold, parse_year},
};

/// Columns of figures that the same texts name.
struct Side {
    /// The columns of these texts.
    labels: Vec<usize>,
    columns: Vec<Column>,
    /// What the last row above is of, for « dont Ville ».
    owner: Option<TableSubject>,
}

/// A column of figures.
struct Column {
    col: usize,
    heading: Heading,
    says: Says,
    /// How many euros its numbers are worth.
    multiple: Decimal,
    /// What stands above, since the last sum, and whether that is sure.
    above: Vec<(TableSubject, bool)>,
}

/// A row as the texts of a side name it.
struct Row {
    rank: usize,
    says: Says,
    text: String,
    /// The year that stands over it.
    over: Option<usize>,
    /// Whether it says when something is done, which may be the year of its figures or not.
    is_dated: bool,
}

/// The figures of a table, and whether it says nothing else; nothing where it is not about the fiche's budget. `before` is
/// what heads it and the line above it: « Bilan 2025 », « (en milliers d’euros) ».
pub(super) fn figures(
    rows: &[Vec<String>],
    before: &str,
    place: &dyn Fn(usize, usize) -> Place,
    budget: Budget<'_>,
) -> Option<(Vec<TableFigure>, bool)> {
    let width = rows.iter().map(Vec::len).max()?;
    let cells = rows.iter().map(|row| {
        let texts = row.iter().map(|text| text.trim());
        texts.chain(repeat("")).take(width).collect()
    });
    let mut cells: Vec<Vec<&str>> = cells.collect();
    let years = budget.periods.iter().filter_map(Period::year);
    let years: Vec<String> = years.map(|year| year.to_string()).collect();
    write_years_out(&mut cells, &years);
    let lines = before.lines().filter(|line| budget.says_known(line));
    let units: Vec<&str> = lines.filter(|line| unit_in(line).is_some()).collect();
    let is_money = cells.iter().flatten().any(|text| unit_in(text).is_some());
    let mut table = Table {
        cells,
        width,
        place,
        budget,
        unit: units.last().and_then(|line| multiple_in(line)),
        only_year: None,
        caption: None,
        elsewhere: None,
        figures: Vec::new(),
        read: BTreeSet::new(),
        rated: BTreeSet::new(),
        is_of: About::Else,
        is_money: is_money || !units.is_empty() || says_key(before),
    };
    let blocks = table.blocks();
    let (head, _) = blocks.first()?;
    table.years(&table.cells[head.clone()].concat(), before);
    for (head, body) in blocks {
        table.block(head, body);
    }
    table.settled()
}

/// Writes out the years of a head that has them in two digits, or counts them: « 27 | 28 | 29 », « N | N+1 | N+2 ».
fn write_years_out<'t>(cells: &mut [Vec<&'t str>], years: &'t [String]) {
    let is_short = |text: &str| text.len() == 2 && text.chars().all(|c| c.is_ascii_digit());
    let is_head = |row: &&mut Vec<&str>| {
        let is_it = |text: &&str| is_figure(text) || fold(text) == "n1";
        row.iter().any(is_it)
    };
    let Some(row) = cells.iter_mut().find(is_head) else {
        return;
    };
    // Those of the agreement, where the head counts as many.
    let counted = |text: &str| match fold(text).as_str() {
        "n" => Some(0),
        own => own.strip_prefix('n')?.parse::<usize>().ok(),
    };
    let ranks: Vec<usize> = row.iter().filter_map(|text| counted(text)).collect();
    let is_counted = ranks.iter().copied().eq(0..years.len());
    let full = |text: &str| match counted(text).filter(|_| is_counted) {
        Some(rank) => years.get(rank),
        None => years
            .iter()
            .find(|year| is_short(text) && year.ends_with(text)),
    };
    let count = row.iter().filter(|text| full(text).is_some()).count();
    if count > 1
        && row
            .iter()
            .all(|text| full(text).is_some() || !is_figure(text))
    {
        for text in row {
            *text = full(text).map_or(*text, |year| year);
        }
    }
}

/// What a table is about, the surest last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum About {
    Else,
    /// A budget by its headings, whatever its rows are called.
    Budget,
    /// It says the total of all years.
    Total,
    /// Some of its figures are the fiche's.
    Fiche,
}

/// A table while it is read.
struct Table<'t> {
    cells: Vec<Vec<&'t str>>,
    width: usize,
    place: &'t dyn Fn(usize, usize) -> Place,
    budget: Budget<'t>,
    /// The only year of the agreement that its head or what stands above it names.
    only_year: Option<usize>,
    /// The year that what stands above it says, and nothing else, where its head names none.
    caption: Option<usize>,
    /// That they name none of them, but others.
    elsewhere: Option<Unchecked>,
    /// How many euros its numbers are worth, by what stands above it.
    unit: Option<Decimal>,
    figures: Vec<TableFigure>,
    /// The cells that say nothing but figures, and those that say a rate behind a name.
    read: BTreeSet<(usize, usize)>,
    rated: BTreeSet<(usize, usize)>,
    is_of: About,
    is_money: bool,
}

impl Table<'_> {
    /// Its figures, where they are of a budget. Of rows that the workbook calls otherwise, all of them, nothing is checked.
    fn settled(mut self) -> Option<(Vec<TableFigure>, bool)> {
        let fiche = self.budget.fiche;
        let is_own = |names: &[String]| !fiche.lines_named(names).is_empty();
        let is_checked = |own: &TableFigure| !matches!(own.value, TableValue::Unchecked(_));
        let checked = self.figures.iter().filter(|own| is_checked(own));
        let lines = checked.filter_map(|own| match &own.of {
            TableSubject::Line(names) => Some(own.is_sure && is_own(names)),
            _ => None,
        });
        let lines: Vec<bool> = lines.collect();
        let is_known = self.is_of == About::Fiche
            || self.is_of == About::Total && lines.iter().all(|is_own| *is_own);
        let is_told = self.is_of > About::Else && self.figures.iter().any(is_checked);
        if !is_known && !is_told {
            return None;
        }
        let is_payer =
            |own: &TableFigure| own.is_sure && matches!(own.of, TableSubject::Funder { .. });
        let has_name = lines.contains(&true) || self.figures.iter().any(is_payer);
        for figure in &mut self.figures {
            let is_line = matches!(figure.of, TableSubject::Line(_));
            if !is_known || is_line && !has_name && is_checked(figure) {
                figure.value = TableValue::Unchecked(Unchecked::Unclear);
            }
        }
        let is_whole = self.figures.iter().all(is_checked) && self.is_known();
        Some((self.figures, is_whole))
    }

    /// Whether it says nothing that documents don't, beside figures that are checked.
    fn is_known(&self) -> bool {
        let says = |row: usize, col: usize, text: &str| {
            let plain = if self.rated.contains(&(row, col)) {
                without_rate(text).0
            } else {
                text
            };
            self.read.contains(&(row, col)) || is_not_costed(text) || self.budget.says_known(plain)
        };
        let mut rows = self.cells.iter().enumerate();
        rows.all(|(row, cells)| {
            let mut cells = cells.iter().enumerate();
            cells.all(|(col, text)| says(row, col, text))
        })
    }

    /// Whether plain numbers are amounts: what heads them says whose, of what or of which year they are and nothing else,
    /// and a label is the workbook's.
    fn is_plain_budget(&self, head: &Range<usize>, body: &Range<usize>, sides: &[Side]) -> bool {
        let columns = || sides.iter().flat_map(|side| &side.columns);
        let labels = || sides.iter().flat_map(|side| &side.labels);
        let names = |text: &str| self.budget.said(text);
        let is_own = |says: &Says| {
            matches!(
                says.sure_of(),
                Some(TableSubject::Line(_) | TableSubject::Funder { .. })
            )
        };
        let texts = || {
            let rows = self.cells[body.clone()].iter();
            rows.flat_map(|row| labels().map(|col| row[*col]))
        };
        let is_yearly = columns().any(|own| own.says.year.is_some())
            || texts().any(|text| is_only_year(text, names(text).year));
        let is_headed = |own: &Column| {
            own.says.of.is_some()
                || matches!(own.says.kind, Some(Kind::Days | Kind::Rate))
                || own.heading.is_sum()
                || own.heading.title(Some(true)) == Some("Montant")
        };
        is_yearly
            && columns().all(is_headed)
            && (labels().all(|col| heads_costs(&self.heading(head, *col)))
                || self.has_two_sides(head))
            && (columns().any(|own| is_own(&own.says)) || texts().any(|text| is_own(&names(text))))
            && columns().any(|own| self.is_large(body, own.col))
    }

    /// Whether what is spent stands beside what comes in: « Emplois | Ressources ».
    fn has_two_sides(&self, head: &Range<usize>) -> bool {
        let mut texts = self.cells[head.clone()]
            .iter()
            .flatten()
            .map(|text| fold(text));
        texts.clone().any(|text| text == "emplois") && texts.any(|text| text == "ressources")
    }

    /// Whether a column holds more than one counts or spends days on.
    fn is_large(&self, body: &Range<usize>, col: usize) -> bool {
        let mut texts = self.cells[body.clone()].iter().map(|row| row[col]);
        let hundred = Amount::whole(100);
        texts.any(|text| matches!(parse_amount(text), Ok((Some(amount), _)) if amount >= hundred))
    }

    /// Whether its headings are those of a budget, whatever its rows are called.
    fn is_budget(&self, head: &Range<usize>, body: &Range<usize>, sides: &[Side]) -> bool {
        let texts = self.cells[head.clone()].iter().flatten();
        let mut texts = texts.map(|text| fold(text));
        let is_counted = texts.any(|text| text.contains("indicateur"));
        let has_unit = |col: usize| {
            let mut cells = self.cells[body.clone()].iter();
            cells.any(|row| unit_in(row[col]).is_some())
        };
        let is_it = |side: &Side, own: &Column| {
            let words = fold(&own.heading.text);
            let says_cost = ["cout", "montant", "depense", "budget"];
            let of_costs = || {
                let heads = side.labels.iter().map(|col| self.heading(head, *col));
                let mut titles = heads.map(|own| own.title(Some(false)));
                titles.any(|title| title == Some("Nature"))
            };
            let is_year = own.says.year.is_some_and(|_| own.says.name.is_empty());
            own.says.kind.is_none_or(|kind| kind == Kind::Amount)
                && own.says.problem.is_none()
                && (says_cost.iter().any(|word| words.contains(word))
                    || is_year && (has_unit(own.col) || of_costs() && self.is_large(body, own.col)))
        };
        let mut all = sides
            .iter()
            .flat_map(|side| side.columns.iter().map(move |own| (side, own)));
        !is_counted && all.any(|(side, own)| is_it(side, own))
    }

    /// Its heads, each with the rows under it: « Recettes » and its years may stand below the costs.
    fn blocks(&self) -> Vec<(Range<usize>, Range<usize>)> {
        let end = self.cells.len();
        let has_figure = |row: &usize| self.cells[*row].iter().skip(1).any(|text| is_figure(text));
        let Some(mut first) = (0..end).find(has_figure) else {
            return Vec::new();
        };
        // A year that stands over the first rows, as others do over those below, is no head.
        let is_over = |row: usize| self.year_over(row).is_some();
        if first > 0 && is_over(first - 1) && (first..end).any(is_over) {
            first -= 1;
        }
        let is_head = |row: &usize| {
            let filled = || self.cells[*row].iter().filter(|text| !text.is_empty());
            let is_it = |text: &&str| is_title(text, self.budget) && !self.budget.has_line(text);
            filled().count() > 1 && !has_figure(row) && filled().all(is_it)
        };
        let mut blocks = vec![(0..first, first..end)];
        for row in (first..end).filter(is_head) {
            match blocks.last_mut() {
                Some((head, body)) if body.start == row => {
                    (head.end, body.start) = (row + 1, row + 1);
                }
                last => {
                    last.into_iter().for_each(|(_, body)| body.end = row);
                    blocks.push((row..row + 1, row + 1..end));
                }
            }
        }
        blocks
    }

    /// Finds which years its head and what stands above it name.
    fn years(&mut self, head: &[&str], before: &str) {
        let texts = head.iter().copied().chain([before]);
        let years: BTreeSet<i32> = texts.flat_map(years_in).collect();
        let own = years.iter().filter_map(|year| self.budget.rank_of(*year));
        let own: Vec<usize> = own.collect();
        self.only_year = own.first().copied().filter(|_| own.len() == 1);
        let is_named = head.iter().any(|text| !years_in(text).is_empty());
        let caption = before.lines().last().unwrap_or_default();
        let caption = caption.trim_matches(|c: char| !c.is_alphanumeric());
        let year = self.budget.said(caption).year;
        self.caption = year.filter(|_| !is_named && is_only_year(caption, year));
        let is_elsewhere = self.budget.has_years() && own.is_empty() && !years.is_empty();
        self.elsewhere = is_elsewhere.then_some(Unchecked::OtherYear);
    }

    fn block(&mut self, head: Range<usize>, body: Range<usize>) {
        let mut sides = self.sides(&head, &body);
        let columns = || sides.iter().flat_map(|side| &side.columns);
        self.is_money |= columns().any(Column::says_money);
        self.is_money |= self.is_plain_budget(&head, &body, &sides);
        self.is_money |= self.cells[head.clone()]
            .iter()
            .flatten()
            .any(|text| says_key(text));
        if self.is_budget(&head, &body, &sides) {
            self.is_of = self.is_of.max(About::Budget);
        }
        let is_yearly = columns().any(|own| own.says.year.is_some());
        self.rates_of_heads(&head, &sides);
        let (mut above, mut over) = (vec![""; self.width], None);
        for row in body {
            for (text, own) in above.iter_mut().zip(&self.cells[row]) {
                *text = if own.is_empty() { *text } else { *own };
            }
            over = self.year_over(row).or(over);
            for side in &mut sides {
                self.row(row, side, (&above, over), is_yearly);
            }
        }
    }

    /// The year that a row gives those under it: « 2027 » alone in it.
    fn year_over(&self, row: usize) -> Option<usize> {
        let mut filled = self.cells[row].iter().filter(|text| !text.is_empty());
        let (first, second) = (filled.next()?, filled.next());
        let says = self.budget.said(first);
        says.year.filter(|_| second.is_none() && says.of.is_none())
    }

    /// Reads a row of a side, if it has figures there.
    fn row(
        &mut self,
        rank: usize,
        side: &mut Side,
        (above, over): (&[&str], Option<usize>),
        is_yearly: bool,
    ) {
        let cells = self.cells[rank].clone();
        let is_filled = |own: &&mut Column| !cells[own.col].is_empty() && !is_dash(cells[own.col]);
        let mut columns = side.columns.iter_mut().filter(is_filled).peekable();
        if columns.peek().is_none() {
            return;
        }
        let mut labels: Vec<(usize, &str)> =
            side.labels.iter().map(|col| (*col, cells[*col])).collect();
        if let [first, _, ..] = &mut labels[..] {
            // A nature that goes for several rows.
            first.1 = above[first.0];
        }
        labels.retain(|(_, label)| !label.is_empty());
        let mut row = self.named(rank, &labels);
        row.over = over;
        match (row.says.is_part, &side.owner, &row.says.of) {
            (false, ..) => side.owner.clone_from(&row.says.of),
            (true, Some(owner @ TableSubject::Line(_)), Some(TableSubject::Funder { .. })) => {
                row.says = row.says.and(Says::of(owner.clone()));
            }
            (true, None | Some(TableSubject::Total), Some(_)) => {}
            // « Fonctionnement », of which the workbook says nothing, and « dont Études ».
            (true, Some(TableSubject::Line(owner)), Some(TableSubject::Line(part)))
                if self.is_known_part(owner, part) => {}
            (true, ..) => row.says.problem = row.says.problem.or(Some(Unchecked::Apart)),
        }
        for column in columns {
            self.read(cells[column.col], &row, column, is_yearly);
        }
    }

    /// Whether the workbook has such a part, and nothing that is called as its whole.
    fn is_known_part(&self, owner: &[String], part: &[String]) -> bool {
        let fiche = self.budget.fiche;
        fiche.lines_named(owner).is_empty() && !fiche.lines_named(part).is_empty()
    }

    /// What the texts left of a row's figures say together.
    fn named(&mut self, rank: usize, labels: &[(usize, &str)]) -> Row {
        let budget = self.budget;
        let (mut all, mut names, mut has_line) = (Says::default(), Vec::new(), false);
        let (mut is_dated, mut guess, mut telling) = (false, None, "");
        for (col, label) in labels {
            let mut says = budget.said(label);
            if let (Some(rate), Some(of)) = (says.rate, says.sure_of()) {
                let value = TableValue::Rate(rate);
                self.rated.insert((rank, *col));
                self.add((rank, *col), (label, ""), of, says.year, (value, true));
            }
            if says.of.is_none() && !is_only_year(label, says.year) {
                // « Printemps 2027 » says when, and not of which year.
                is_dated |= labels.len() > 1 && says.year.is_some();
                says.year = None;
                says.problem = says.problem.filter(|why| *why != Unchecked::OtherYear);
            }
            if says.problem.is_none() && !says.name.is_empty() {
                names.push(says.name.clone());
            }
            if mem::take(&mut says.is_loose) {
                guess = guess.or(says.of.take());
            }
            // All of them name one line.
            let is_line = matches!(says.of, Some(TableSubject::Line(_)));
            has_line |= is_line;
            says.of = says.of.filter(|_| !is_line);
            if says.of.is_some() {
                telling = label;
            }
            all = all.and(says);
        }
        let is_open = all.of.is_none() && all.problem.is_none();
        if has_line {
            all = all.and(Says::of(budget.line(&names)));
        } else if let Some(of) = guess.filter(|_| is_open) {
            all = all.and(Says::of(of));
            all.is_loose = true;
        } else if is_open && names.iter().any(|name| budget.may_be_cost(name)) {
            all = all.and(Says::of(budget.line(&names)));
        } else if is_open && !names.is_empty() {
            all = all.and(Says::of(budget.line(&names)));
            (all.is_loose, all.problem) = (true, Some(Unchecked::Unclear));
        }
        let text = if has_line || telling.is_empty() {
            let labels = labels.iter().map(|(_, label)| *label);
            labels.collect::<Vec<_>>().join(" ")
        } else {
            telling.to_owned()
        };
        Row {
            rank,
            says: all,
            text,
            over: None,
            is_dated,
        }
    }

    /// Reads a cell of figures.
    fn read(&mut self, text: &str, row: &Row, column: &mut Column, is_yearly: bool) {
        let fiche = self.budget.fiche;
        let says = row.says.clone().and(column.says.clone());
        let is_grand = row.says.of == Some(TableSubject::Total);
        let is_count = says.kind == Some(Kind::Count);
        let values = values(text, says.kind, column.multiple);
        let has_digit = text.contains(|c: char| c.is_ascii_digit());
        if is_count && unit_in(text).is_none() || !has_digit && values.is_empty() {
            // It counts something, or says in words what no figure does.
            return;
        }
        let is_named = says.of.is_some();
        let of = says.of.unwrap_or(TableSubject::Total);
        let (of, is_sure) = column.subject((of, !says.is_loose), says.is_part);
        let is_unclear = is_count || values.is_empty() || of == TableSubject::Sum(Vec::new());
        let problem = says.problem.or(self.elsewhere);
        let problem = problem.or(is_unclear.then_some(Unchecked::Unclear));
        let is_loose = row.is_dated && says.year.is_none() && row.over.is_none();
        let problem = problem.or(is_loose.then_some(Unchecked::Apart));
        let values = problem.map_or(values, |why| vec![TableValue::Unchecked(why)]);
        let lines = match &of {
            TableSubject::Line(names) => fiche.lines_named(names),
            TableSubject::Funder { .. } => Vec::new(),
            _ => fiche.lines.iter().collect(),
        };
        self.read.insert((row.rank, column.col));
        for mut value in values {
            // « Coût | Aide | Taux »: of which it is, nothing says.
            if matches!(value, TableValue::Rate(_)) && !is_named {
                value = TableValue::Unchecked(Unchecked::Unclear);
            }
            let is_days = matches!(value, TableValue::Days(_));
            let year = says.year.or(row.over.filter(|_| !is_grand));
            let year = year.or(self.caption);
            let of_year = |(rank, _): &(usize, &CostAmount)| year.is_none_or(|year| year == *rank);
            let costs = lines.iter().flat_map(|line| line.years.iter().enumerate());
            if is_days && !costs.filter(of_year).any(|(_, cost)| cost.days.is_some()) {
                value = TableValue::Unchecked(Unchecked::NoDays);
            }
            let is_known = match (&of, value) {
                (
                    TableSubject::Funder {
                        of: Some(names), ..
                    },
                    TableValue::Rate(_),
                ) => !fiche.lines_named(names).is_empty(),
                (TableSubject::Funder { .. }, _) => self.is_money,
                (TableSubject::Line(_), _) => !lines.is_empty() && (self.is_money || is_days),
                (TableSubject::Total, _) => {
                    let is_amount = matches!(value, TableValue::Amount { .. });
                    let is_cost = self.is_money && problem.is_none();
                    let is_own = is_cost && is_amount && says_all(&column.heading);
                    if is_own && is_grand {
                        self.is_of = self.is_of.max(About::Total);
                    }
                    is_cost && is_yearly || is_own && row.says.year.is_some()
                }
                (TableSubject::Sum(_), _) => false,
            };
            if is_known && is_sure {
                self.is_of = About::Fiche;
            }
            let names = (&*row.text, &*column.heading.text);
            self.add((row.rank, column.col), names, &of, year, (value, is_sure));
        }
        // « Total » may be that of the year above, or of all.
        if let (Some(_), None, true, Some(figure)) =
            (row.over, says.year, is_grand, self.figures.last_mut())
        {
            figure.only_year = row.over;
        }
    }

    fn add(
        &mut self,
        (row, col): (usize, usize),
        (label, heading): (&str, &str),
        of: &TableSubject,
        year: Option<usize>,
        (value, is_sure): (TableValue, bool),
    ) {
        self.figures.push(TableFigure {
            place: (self.place)(row, col),
            label: label.to_owned(),
            heading: heading.to_owned(),
            of: of.clone(),
            year,
            only_year: self.only_year,
            value,
            is_sure,
        });
    }

    /// The rates that headings say beside the names of those who pay.
    fn rates_of_heads(&mut self, head: &Range<usize>, sides: &[Side]) {
        for column in sides.iter().flat_map(|side| &side.columns) {
            let Some(of @ TableSubject::Funder { .. }) = &column.says.of else {
                continue;
            };
            for row in head.clone() {
                let own = self.budget.said(self.cells[row][column.col]);
                if let (Some(rate), Some(_)) = (own.rate, own.sure_of()) {
                    let value = (TableValue::Rate(rate), true);
                    self.rated.insert((row, column.col));
                    let names = ("", &*column.heading.text);
                    self.add((row, column.col), names, of, column.says.year, value);
                }
            }
        }
    }

    /// What stands above a column. What stands alone above others is a title.
    fn heading(&self, head: &Range<usize>, col: usize) -> Heading {
        let filled = |row: &&Vec<&str>| row.iter().filter(|text| !text.is_empty()).count();
        let rows = self.cells[head.clone()].iter();
        let rows: Vec<_> = rows
            .filter(|row| head.len() < 2 || filled(row) > 1)
            .collect();
        let texts = rows.iter().enumerate().filter_map(|(rank, row)| {
            // Of the rows above the last one, a cell goes for those right of it.
            let is_last = rank + 1 == rows.len();
            let from = if is_last { col } else { 0 };
            row[from..=col].iter().rev().find(|text| !text.is_empty())
        });
        Heading::new(&texts.copied().collect::<Vec<_>>().join(" "))
    }

    /// Whether a column mostly holds figures; nothing where it is empty.
    fn has_figures(&self, col: usize, body: &Range<usize>, heading: &Heading) -> Option<bool> {
        let cells = self.cells[body.clone()].iter().map(|row| row[col]);
        let cells: Vec<&str> = cells.filter(|text| !text.is_empty()).collect();
        let is_year =
            |text: &&str| parse_year(text).is_some_and(|year| self.budget.rank_of(year).is_some());
        let names_years = heading.title(Some(false)) == Some("Année")
            || heading.is_blank() && cells.iter().all(is_year);
        // « 2000 » may be an amount.
        let may_be = |text: &str| is_not_costed(text) || parse_year(text).is_some() && !names_years;
        let is_it = |text: &&&str| is_figure(text) || is_dash(text) || col > 0 && may_be(text);
        let count = cells.iter().filter(is_it).count();
        (!cells.is_empty()).then_some(count * 2 >= cells.len() + usize::from(col == 0))
    }

    /// The columns of figures under their headings, with the texts left of them.
    fn sides(&self, head: &Range<usize>, body: &Range<usize>) -> Vec<Side> {
        let heads: Vec<Heading> = (0..self.width).map(|col| self.heading(head, col)).collect();
        let title_unit = multiple_in(&self.cells[..head.end].concat().join(" ")).or(self.unit);
        let mut sides: Vec<Side> = Vec::new();
        let mut labels: Vec<usize> = Vec::new();
        for (col, heading) in heads.iter().enumerate() {
            match self.has_figures(col, body, heading) {
                None => continue,
                Some(false) => {
                    // Texts that follow figures name those right of them.
                    let is_apart = sides.last().is_some_and(|side| side.labels == labels);
                    labels.retain(|_| !is_apart);
                    labels.push(col);
                    continue;
                }
                Some(true) => {}
            }
            let mut says = self.budget.headed(heading);
            // « Dépenses 2027 | Montant »
            let mut named = labels
                .iter()
                .rev()
                .map(|col| self.budget.year(&heads[*col].text));
            let named = named
                .find(|year| *year != Ok(None))
                .filter(|_| says.year.is_none());
            match named {
                Some(Ok(year)) => says.year = year,
                Some(Err(why)) => says.problem = says.problem.or(Some(why)),
                None => {}
            }
            // « Ville | % »
            let former = sides.last().and_then(|side| side.columns.last());
            let payer = former.and_then(|own| own.says.of.clone()).filter(|of| {
                let is_payer = matches!(of, TableSubject::Funder { .. });
                is_payer && says.kind == Some(Kind::Rate) && says.of.is_none()
            });
            says.of = says.of.or(payer);
            if sides.last().is_none_or(|side| side.labels != labels) {
                sides.push(Side {
                    labels: labels.clone(),
                    columns: Vec::new(),
                    owner: None,
                });
            }
            let column = Column {
                col,
                says,
                multiple: multiple_in(&heading.text)
                    .or(title_unit)
                    .unwrap_or(Decimal::ONE),
                heading: heading.clone(),
                above: Vec::new(),
            };
            if let Some(side) = sides.last_mut() {
                side.columns.push(column);
            }
        }
        // A sum over other years too is none of the workbook's.
        let columns = || sides.iter().flat_map(|side| &side.columns);
        if columns().any(|own| own.says.problem == Some(Unchecked::OtherYear)) {
            let all = sides.iter_mut().flat_map(|side| &mut side.columns);
            all.filter(|own| own.says.year.is_none())
                .for_each(|own| own.says.problem = Some(Unchecked::OtherYear));
        }
        sides
    }
}

impl Column {
    /// What a figure is of, and whether that is sure: a sum is of what stands above it.
    fn subject(
        &mut self,
        (of, is_sure): (TableSubject, bool),
        is_part: bool,
    ) -> (TableSubject, bool) {
        match of {
            TableSubject::Sum(_) => {
                let (above, sure): (_, Vec<bool>) = mem::take(&mut self.above).into_iter().unzip();
                (
                    TableSubject::Sum(above),
                    sure.into_iter().all(|is_sure| is_sure),
                )
            }
            TableSubject::Total => {
                self.above.clear();
                (of, is_sure)
            }
            of => {
                self.above.extend((!is_part).then(|| (of.clone(), is_sure)));
                (of, is_sure)
            }
        }
    }

    /// Whether its heading speaks of amounts or rates, or says nothing that it could count.
    fn says_money(&self) -> bool {
        let title = self.heading.title(Some(true));
        matches!(title, Some("Montant" | "Taux")) && parse_year(&self.heading.text).is_none()
    }
}

/// What a cell says: a rate, days, an amount, or an amount and its days. Of plain numbers, `multiple` is worth one.
pub(super) fn values(text: &str, kind: Option<Kind>, multiple: Decimal) -> Vec<TableValue> {
    // « 11 400 € (60 %) »
    let parts = text.strip_suffix(')').and_then(|text| text.split_once('('));
    if let Some((amount, rate)) = parts.filter(|(amount, rate)| {
        unit_in(amount).is_some() && rate.contains('%') && parse_rate(rate).is_some()
    }) {
        return [amount.trim(), rate]
            .map(|part| values(part, kind, multiple))
            .concat();
    }
    if text.contains('%') || kind == Some(Kind::Rate) && unit_in(text).is_none() {
        return parse_rate(text).map(TableValue::Rate).into_iter().collect();
    }
    let text = without_tax(text);
    let typed = parse_amount(text);
    if kind == Some(Kind::Days) || typed.is_err() {
        return parse_days(text).map(TableValue::Days).into_iter().collect();
    }
    let Ok((Some(amount), days)) = typed else {
        return Vec::new();
    };
    // A unit that is typed says what the number is, and is counted in the amount already.
    let typed = unit_in(text);
    let multiple = typed.unwrap_or(multiple);
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
