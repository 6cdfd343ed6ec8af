//! What the figures of a table are of, by the texts left of them and above them.

use std::{collections::BTreeSet, iter::repeat, mem, ops::Range};

use rust_decimal::Decimal;

use super::{
    Budget, is_checked,
    meaning::{
        COSTS, Kind, Meaning, heads_all, heads_costs, heads_shares, is_figure, is_only_year,
        is_title, without_rate, without_tax,
    },
};
use crate::{
    model::{TableFigure, TableSubject, TableValue, Unchecked},
    money::{Amount, is_not_costed, multiple_in, parse_amount, parse_days, parse_rate, unit_in},
    read::headings::{Heading, is_dash, years_in},
    source::{Period, Place, fold, join, parse_year},
};

/// Rows of headings, and those under them.
struct Block {
    head: Range<usize>,
    body: Range<usize>,
    /// Of each column.
    headings: Vec<Heading>,
    sides: Vec<Side>,
}

/// Columns of figures that the same texts name.
struct Side {
    /// The columns of these texts.
    labels: Vec<usize>,
    columns: Vec<Column>,
    /// The subject of the last row above, for « dont Ville ».
    owner: Option<TableSubject>,
}

/// A column of figures.
struct Column {
    col: usize,
    heading: Heading,
    meaning: Meaning,
    /// How many euros its numbers are worth.
    multiple: Decimal,
    /// The subjects of the rows above since the last sum, and whether each is sure.
    above: Vec<(TableSubject, bool)>,
}

/// A row as the texts of a side name it.
struct Row {
    rank: usize,
    meaning: Meaning,
    text: String,
    /// The year that stands over it.
    over: Option<usize>,
    /// Whether it holds the year when something is done, which may be that of its figures or not.
    is_dated: bool,
}

/// The figures of a table, and whether it holds nothing else; nothing where it is not about the fiche's budget. `before` is
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
    let mut lines = before.lines();
    let unit = lines.rfind(|line| unit_in(line).is_some() && budget.knows(line));
    let is_money = unit.is_some()
        || heads_shares(before)
        || cells.iter().flatten().any(|text| unit_in(text).is_some());
    let mut table = Table {
        cells,
        width,
        place,
        budget,
        unit: unit.and_then(multiple_in),
        only_year: None,
        caption: None,
        elsewhere: None,
        figures: Vec::new(),
        read: BTreeSet::new(),
        rated: BTreeSet::new(),
        is_of: About::Else,
        is_money,
    };
    let parts = table.parts();
    let (head, _) = parts.first()?;
    table.find_years(&table.cells[head.clone()].concat(), before);
    for (head, body) in parts {
        table.block(head, body);
    }
    table.settled()
}

/// Writes out the years of a head that has them in two digits, or counts them: « 27 | 28 | 29 », « N | N+1 | N+2 ».
fn write_years_out<'t>(cells: &mut [Vec<&'t str>], years: &'t [String]) {
    let is_year = |text: &&str| is_figure(text) || fold(text) == "n1";
    let Some(row) = cells.iter_mut().find(|row| row.iter().any(is_year)) else {
        return;
    };
    let rank_of = |text: &str| match fold(text).as_str() {
        "n" => Some(0),
        word => word.strip_prefix('n')?.parse::<usize>().ok(),
    };
    // « N » is the first year, if the head counts as many as the agreement has.
    let ranks = row.iter().filter_map(|text| rank_of(text));
    let is_counted = ranks.eq(0..years.len());
    let full = |text: &str| {
        if let Some(rank) = rank_of(text).filter(|_| is_counted) {
            return years.get(rank);
        }
        let is_short = text.len() == 2 && text.bytes().all(|c| c.is_ascii_digit());
        let mut years = years.iter().filter(|_| is_short);
        years.find(|year| year.ends_with(text))
    };
    let count = row.iter().filter(|text| full(text).is_some()).count();
    let is_head = count > 1
        && !row
            .iter()
            .any(|text| is_figure(text) && full(text).is_none());
    for text in row.iter_mut().filter(|_| is_head) {
        *text = full(text).map_or(*text, |year| year);
    }
}

/// What a table is about, the surest last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum About {
    Else,
    /// A budget by its headings, whatever its rows are called.
    Budget,
    /// It has the total of all years.
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
    /// The year that is all of the line above it, where its head names none.
    caption: Option<usize>,
    /// Set where they name other years only.
    elsewhere: Option<Unchecked>,
    /// How many euros its numbers are worth, by what stands above it.
    unit: Option<Decimal>,
    figures: Vec<TableFigure>,
    /// The cells that are figures and nothing else, and those with a rate behind a name.
    read: BTreeSet<(usize, usize)>,
    rated: BTreeSet<(usize, usize)>,
    is_of: About,
    is_money: bool,
}

impl<'t> Table<'t> {
    /// The texts of some rows.
    fn texts(&self, rows: &Range<usize>) -> impl Iterator<Item = &'t str> {
        self.cells[rows.clone()].iter().flatten().copied()
    }

    /// Those of a column in some rows.
    fn column(&self, rows: &Range<usize>, col: usize) -> impl Iterator<Item = &'t str> {
        self.cells[rows.clone()].iter().map(move |row| row[col])
    }

    /// Its figures, where they are of a budget. Of rows that the workbook calls otherwise, all of them, nothing is checked.
    fn settled(mut self) -> Option<(Vec<TableFigure>, bool)> {
        let fiche = self.budget.fiche;
        let checked = self.figures.iter().filter(|figure| is_checked(figure));
        // For each figure of a line, whether the workbook surely has that line.
        let lines = checked.clone().filter_map(|figure| match &figure.of {
            TableSubject::Line(names) => {
                Some(figure.is_sure && !fiche.lines_named(names).is_empty())
            }
            _ => None,
        });
        let lines: Vec<bool> = lines.collect();
        let is_known = self.is_of == About::Fiche
            || self.is_of == About::Total && lines.iter().all(|is_own| *is_own);
        if !is_known && (self.is_of == About::Else || checked.count() == 0) {
            return None;
        }
        let mut figures = self.figures.iter();
        let has_name = lines.contains(&true)
            || figures.any(|one| one.is_sure && matches!(one.of, TableSubject::Funder { .. }));
        for figure in &mut self.figures {
            let is_line = matches!(figure.of, TableSubject::Line(_));
            if !is_known || is_line && !has_name && is_checked(figure) {
                figure.value = TableValue::Unchecked(Unchecked::Unclear);
            }
        }
        let is_whole = self.figures.iter().all(is_checked) && self.has_nothing_else();
        Some((self.figures, is_whole))
    }

    /// Whether documents print all that it holds beside figures that are checked.
    fn has_nothing_else(&self) -> bool {
        let is_known = |at: (usize, usize), text: &str| {
            let is_rated = self.rated.contains(&at);
            let name = if is_rated { without_rate(text).0 } else { text };
            self.read.contains(&at) || is_not_costed(text) || self.budget.knows(name)
        };
        let mut rows = self.cells.iter().enumerate();
        rows.all(|(row, cells)| {
            let mut cells = cells.iter().enumerate();
            cells.all(|(col, text)| is_known((row, col), text))
        })
    }

    /// Its heads, each with the rows under it: « Recettes » and its years may stand below the costs.
    fn parts(&self) -> Vec<(Range<usize>, Range<usize>)> {
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
        let mut parts = vec![(0..first, first..end)];
        for row in (first..end).filter(is_head) {
            match parts.last_mut() {
                Some((head, body)) if body.start == row => {
                    (head.end, body.start) = (row + 1, row + 1);
                }
                last => {
                    last.into_iter().for_each(|(_, body)| body.end = row);
                    parts.push((row..row + 1, row + 1..end));
                }
            }
        }
        parts
    }

    /// Finds which years its head and what stands above it name.
    fn find_years(&mut self, head: &[&str], before: &str) {
        let texts = head.iter().copied().chain([before]);
        let years: BTreeSet<i32> = texts.flat_map(years_in).collect();
        let ranks = years.iter().filter_map(|year| self.budget.rank_of(*year));
        let ranks: Vec<usize> = ranks.collect();
        if let [rank] = ranks[..] {
            self.only_year = Some(rank);
        }
        let is_named = head.iter().any(|text| !years_in(text).is_empty());
        let caption = before.lines().last().unwrap_or_default();
        let caption = caption.trim_matches(|c: char| !c.is_alphanumeric());
        let year = self.budget.meaning(caption).year;
        self.caption = year.filter(|_| !is_named && is_only_year(caption, year));
        let is_elsewhere = self.budget.has_years() && ranks.is_empty() && !years.is_empty();
        self.elsewhere = is_elsewhere.then_some(Unchecked::OtherYear);
    }

    fn block(&mut self, head: Range<usize>, body: Range<usize>) {
        let headings: Vec<Heading> = (0..self.width)
            .map(|col| self.heading(&head, col))
            .collect();
        let sides = self.sides(&head, &body, &headings);
        let mut block = Block {
            head,
            body,
            headings,
            sides,
        };
        self.is_money |= block.columns().any(Column::is_of_money)
            || self.is_plain_budget(&block)
            || self.texts(&block.head).any(heads_shares);
        if self.is_budget(&block) {
            self.is_of = self.is_of.max(About::Budget);
        }
        let is_yearly = block.columns().any(|column| column.meaning.year.is_some());
        self.rates_of_heads(&block);
        let (mut above, mut over) = (vec![""; self.width], None);
        for row in block.body {
            for (above, text) in above.iter_mut().zip(&self.cells[row]) {
                *above = if text.is_empty() { *above } else { *text };
            }
            over = self.year_over(row).or(over);
            for side in &mut block.sides {
                self.row(row, side, (&above, over), is_yearly);
            }
        }
    }

    /// Whether plain numbers are amounts: their headings are years, kinds of figures or names and nothing else, and a label
    /// is the workbook's.
    fn is_plain_budget(&self, block: &Block) -> bool {
        let labels = || block.sides.iter().flat_map(|side| &side.labels);
        let texts = || labels().flat_map(|col| self.column(&block.body, *col));
        let is_own = |meaning: &Meaning| {
            use TableSubject::{Funder, Line};
            matches!(meaning.sure_of(), Some(Line(_) | Funder { .. }))
        };
        let is_headed = |column: &Column| {
            column.meaning.of.is_some()
                || matches!(column.meaning.kind, Some(Kind::Days | Kind::Rate))
                || column.heading.is_sum()
                || column.heading.title(Some(true)) == Some("Montant")
        };
        let is_year = |text| is_only_year(text, self.budget.meaning(text).year);
        // « Emplois | Ressources »
        let has_two_sides = || {
            let heads = |word: &str| self.texts(&block.head).any(|text| fold(text) == word);
            heads("emplois") && heads("ressources")
        };
        (block.columns().any(|column| column.meaning.year.is_some()) || texts().any(is_year))
            && block.columns().all(is_headed)
            && (labels().all(|col| heads_costs(&block.headings[*col])) || has_two_sides())
            && (block.columns().any(|column| is_own(&column.meaning))
                || texts().any(|text| is_own(&self.budget.meaning(text))))
            && block.columns().any(|column| self.is_large(block, column))
    }

    /// Whether a column holds a number too large for a count or for days.
    fn is_large(&self, block: &Block, column: &Column) -> bool {
        let hundred = Amount::whole(100);
        let mut texts = self.column(&block.body, column.col);
        texts.any(|text| matches!(parse_amount(text), Ok((Some(amount), _)) if amount >= hundred))
    }

    /// Whether its headings are those of a budget, whatever its rows are called.
    fn is_budget(&self, block: &Block) -> bool {
        let mut texts = self.texts(&block.head);
        if texts.any(|text| fold(text).contains("indicateur")) {
            return false;
        }
        let has_unit = |column: &Column| {
            let mut texts = self.column(&block.body, column.col);
            texts.any(|text| unit_in(text).is_some())
        };
        let is_it = |side: &Side, column: &Column| {
            let words = fold(&column.heading.text);
            let Meaning {
                year,
                kind,
                problem,
                name,
                ..
            } = &column.meaning;
            let heads_natures = || {
                let mut labels = side.labels.iter();
                labels.any(|col| block.headings[*col].title(Some(false)) == Some("Nature"))
            };
            matches!(kind, None | Some(Kind::Amount))
                && problem.is_none()
                && (COSTS.iter().any(|word| words.contains(word))
                    || year.is_some()
                        && name.is_empty()
                        && (has_unit(column) || heads_natures() && self.is_large(block, column)))
        };
        let mut sides = block.sides.iter();
        sides.any(|side| side.columns.iter().any(|column| is_it(side, column)))
    }

    /// The year that a row gives those under it: « 2027 » alone in it.
    fn year_over(&self, row: usize) -> Option<usize> {
        let mut filled = self.cells[row].iter().filter(|text| !text.is_empty());
        let (first, second) = (filled.next()?, filled.next());
        let meaning = self.budget.meaning(first);
        meaning
            .year
            .filter(|_| second.is_none() && meaning.of.is_none())
    }

    /// Reads a row of a side, if it has figures there.
    fn row(
        &mut self,
        rank: usize,
        side: &mut Side,
        (above, over): (&[&str], Option<usize>),
        is_yearly: bool,
    ) {
        use TableSubject::{Funder, Line, Total};
        let cells = self.cells[rank].clone();
        let is_filled = |text: &str| !text.is_empty() && !is_dash(text);
        if !side
            .columns
            .iter()
            .any(|column| is_filled(cells[column.col]))
        {
            return;
        }
        let labels = side.labels.iter().map(|col| (*col, cells[*col]));
        let mut labels: Vec<(usize, &str)> = labels.collect();
        if let [first, _, ..] = &mut labels[..] {
            // A nature that goes for several rows.
            first.1 = above[first.0];
        }
        labels.retain(|(_, label)| !label.is_empty());
        let mut row = self.named(rank, &labels, over);
        match (row.meaning.is_part, &side.owner, &row.meaning.of) {
            (false, ..) => side.owner.clone_from(&row.meaning.of),
            (true, Some(owner @ Line(_)), Some(Funder { .. })) => {
                row.meaning = row.meaning.and(Meaning::of(owner.clone()));
            }
            (true, None | Some(Total), Some(_)) => {}
            // « Fonctionnement », which the workbook does not have, and « dont Études », which it has.
            (true, Some(Line(owner)), Some(Line(part)))
                if self.budget.fiche.lines_named(owner).is_empty()
                    && !self.budget.fiche.lines_named(part).is_empty() => {}
            (true, ..) => {
                row.meaning.problem = row.meaning.problem.or(Some(Unchecked::Apart));
            }
        }
        for column in &mut side.columns {
            if is_filled(cells[column.col]) {
                self.read(cells[column.col], &row, column, is_yearly);
            }
        }
    }

    /// What the texts left of a row's figures mean together.
    fn named(&mut self, rank: usize, labels: &[(usize, &str)], over: Option<usize>) -> Row {
        let budget = self.budget;
        let (mut whole, mut names, mut has_line) = (Meaning::default(), Vec::new(), false);
        let (mut is_dated, mut guess, mut subject) = (false, None, "");
        for (col, label) in labels {
            let mut meaning = budget.meaning(label);
            if let (Some(rate), Some(of)) = (meaning.rate, meaning.sure_of()) {
                self.rated.insert((rank, *col));
                let value = TableValue::Rate(rate);
                self.add((rank, *col), (label, ""), of, meaning.year, (value, true));
            }
            if meaning.of.is_none() && !is_only_year(label, meaning.year) {
                // « Printemps 2027 » is when, and not of which year.
                is_dated |= labels.len() > 1 && meaning.year.is_some();
                meaning.year = None;
                meaning.problem = meaning.problem.filter(|why| *why != Unchecked::OtherYear);
            }
            if meaning.problem.is_none() && !meaning.name.is_empty() {
                names.push(meaning.name.clone());
            }
            if mem::take(&mut meaning.is_loose) {
                guess = guess.or(meaning.of.take());
            }
            match &meaning.of {
                // All of them name one line.
                Some(TableSubject::Line(_)) => (has_line, meaning.of) = (true, None),
                Some(_) => subject = label,
                None => {}
            }
            whole = whole.and(meaning);
        }
        if has_line {
            whole = whole.and(Meaning::of(budget.line(&names)));
        } else if whole.of.is_none() && whole.problem.is_none() {
            if let Some(of) = guess {
                whole = whole.and(Meaning::of(of));
                whole.is_loose = true;
            } else if !names.is_empty() {
                whole = whole.and(Meaning::of(budget.line(&names)));
                if !names.iter().any(|name| budget.may_be_cost(name)) {
                    (whole.is_loose, whole.problem) = (true, Some(Unchecked::Unclear));
                }
            }
        }
        let text = if has_line || subject.is_empty() {
            join(labels.iter().map(|(_, label)| *label), " ")
        } else {
            subject.to_owned()
        };
        Row {
            rank,
            meaning: whole,
            text,
            over,
            is_dated,
        }
    }

    /// Reads a cell of figures.
    fn read(&mut self, text: &str, row: &Row, column: &mut Column, is_yearly: bool) {
        use TableSubject::{Funder, Line, Sum, Total};
        let fiche = self.budget.fiche;
        let meaning = row.meaning.clone().and(column.meaning.clone());
        let is_grand = row.meaning.of == Some(Total);
        let is_count = meaning.kind == Some(Kind::Count);
        let values = values(text, meaning.kind, column.multiple);
        let has_digit = text.contains(|c: char| c.is_ascii_digit());
        if is_count && unit_in(text).is_none() || !has_digit && values.is_empty() {
            // It counts something, or is a text and no figure.
            return;
        }
        let is_named = meaning.of.is_some();
        let of = meaning.of.unwrap_or(Total);
        let (of, is_sure) = column.subject((of, !meaning.is_loose), meaning.is_part);
        let is_unclear = is_count || values.is_empty() || of == Sum(Vec::new());
        let is_dated = row.is_dated && meaning.year.is_none() && row.over.is_none();
        let problem = meaning.problem.or(self.elsewhere);
        let problem = problem.or(is_unclear.then_some(Unchecked::Unclear));
        let problem = problem.or(is_dated.then_some(Unchecked::Apart));
        let values = problem.map_or(values, |why| vec![TableValue::Unchecked(why)]);
        let year = meaning.year.or(row.over.filter(|_| !is_grand));
        let year = year.or(self.caption);
        let lines = match &of {
            Line(names) => fiche.lines_named(names),
            Funder { .. } => Vec::new(),
            _ => fiche.lines.iter().collect(),
        };
        let costs = lines.iter().flat_map(|line| line.years.iter().enumerate());
        let mut costs = costs.filter(|(rank, _)| year.is_none_or(|year| year == *rank));
        let has_days = costs.any(|(_, cost)| cost.days.is_some());
        self.read.insert((row.rank, column.col));
        for mut value in values {
            let is_days = matches!(value, TableValue::Days(_));
            if is_days && !has_days {
                value = TableValue::Unchecked(Unchecked::NoDays);
            }
            // « Coût | Aide | Taux »: it may be of either.
            if matches!(value, TableValue::Rate(_)) && !is_named {
                value = TableValue::Unchecked(Unchecked::Unclear);
            }
            let is_known = match (&of, value) {
                (Funder { of: Some(of), .. }, TableValue::Rate(_)) => {
                    !fiche.lines_named(of).is_empty()
                }
                (Funder { .. }, _) => self.is_money,
                (Line(_), _) => !lines.is_empty() && (self.is_money || is_days),
                (Total, _) => {
                    let is_cost = self.is_money && problem.is_none();
                    let is_all = is_cost
                        && matches!(value, TableValue::Amount { .. })
                        && heads_all(&column.heading);
                    if is_all && is_grand {
                        self.is_of = self.is_of.max(About::Total);
                    }
                    is_cost && is_yearly || is_all && row.meaning.year.is_some()
                }
                (Sum(_), _) => false,
            };
            if is_known && is_sure {
                self.is_of = About::Fiche;
            }
            let names = (&*row.text, &*column.heading.text);
            self.add((row.rank, column.col), names, &of, year, (value, is_sure));
        }
        // « Total » may be that of the year above, or of all years.
        if row.over.is_some()
            && meaning.year.is_none()
            && is_grand
            && let Some(figure) = self.figures.last_mut()
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

    /// The rates that headings give beside the names of those who pay.
    fn rates_of_heads(&mut self, block: &Block) {
        for Column {
            col,
            heading,
            meaning,
            ..
        } in block.columns()
        {
            let Some(of @ TableSubject::Funder { .. }) = &meaning.of else {
                continue;
            };
            for row in block.head.clone() {
                let cell = self.budget.meaning(self.cells[row][*col]);
                if let (Some(rate), Some(_)) = (cell.rate, cell.sure_of()) {
                    let value = (TableValue::Rate(rate), true);
                    self.rated.insert((row, *col));
                    self.add((row, *col), ("", &heading.text), of, meaning.year, value);
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
            // In the rows above the last one, a cell is that of the empty ones right of it too.
            let is_last = rank + 1 == rows.len();
            let from = if is_last { col } else { 0 };
            row[from..=col].iter().rev().find(|text| !text.is_empty())
        });
        Heading::new(&join(texts, " "))
    }

    /// Whether a column mostly holds figures; nothing where it is empty.
    fn has_figures(&self, col: usize, body: &Range<usize>, heading: &Heading) -> Option<bool> {
        let cells = self.column(body, col).filter(|text| !text.is_empty());
        let cells: Vec<&str> = cells.collect();
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
    fn sides(&self, head: &Range<usize>, body: &Range<usize>, headings: &[Heading]) -> Vec<Side> {
        let title_unit = multiple_in(&self.cells[..head.end].concat().join(" ")).or(self.unit);
        let mut sides: Vec<Side> = Vec::new();
        let mut labels: Vec<usize> = Vec::new();
        for (col, heading) in headings.iter().enumerate() {
            let Some(has_figures) = self.has_figures(col, body, heading) else {
                continue;
            };
            let is_same_side = sides.last().is_some_and(|side| side.labels == labels);
            if !has_figures {
                // Texts that follow figures name those right of them.
                if is_same_side {
                    labels.clear();
                }
                labels.push(col);
                continue;
            }
            let mut meaning = self.budget.heading_meaning(heading);
            if meaning.year.is_none() {
                // « Dépenses 2027 | Montant »
                let labels = labels.iter().rev();
                let mut years = labels.map(|col| self.budget.year(&headings[*col].text));
                match years.find(|year| *year != Ok(None)) {
                    Some(Ok(year)) => meaning.year = year,
                    Some(Err(why)) => meaning.problem = meaning.problem.or(Some(why)),
                    None => {}
                }
            }
            // « Ville | % »
            let former = sides.last().and_then(|side| side.columns.last());
            if let Some(of @ TableSubject::Funder { .. }) =
                former.and_then(|former| former.meaning.of.as_ref())
                && meaning.kind == Some(Kind::Rate)
                && meaning.of.is_none()
            {
                meaning.of = Some(of.clone());
            }
            if !is_same_side {
                sides.push(Side {
                    labels: labels.clone(),
                    columns: Vec::new(),
                    owner: None,
                });
            }
            let multiple = multiple_in(&heading.text).or(title_unit);
            let last = sides.len() - 1;
            sides[last].columns.push(Column {
                col,
                heading: heading.clone(),
                meaning,
                multiple: multiple.unwrap_or(Decimal::ONE),
                above: Vec::new(),
            });
        }
        // Beside columns of other years, sums are not those of the workbook.
        let mut all: Vec<&mut Meaning> = Vec::new();
        for side in &mut sides {
            all.extend(side.columns.iter_mut().map(|column| &mut column.meaning));
        }
        let other_year = Some(Unchecked::OtherYear);
        if all.iter().any(|meaning| meaning.problem == other_year) {
            for meaning in all.into_iter().filter(|meaning| meaning.year.is_none()) {
                meaning.problem = other_year;
            }
        }
        sides
    }
}

impl Block {
    fn columns(&self) -> impl Iterator<Item = &Column> {
        self.sides.iter().flat_map(|side| &side.columns)
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
                let is_sure = sure.into_iter().all(|is_sure| is_sure);
                return (TableSubject::Sum(above), is_sure);
            }
            TableSubject::Total => self.above.clear(),
            _ if is_part => {}
            _ => self.above.push((of.clone(), is_sure)),
        }
        (of, is_sure)
    }

    /// Whether its heading is about amounts or rates, or about nothing that it could count.
    fn is_of_money(&self) -> bool {
        let title = self.heading.title(Some(true));
        matches!(title, Some("Montant" | "Taux")) && parse_year(&self.heading.text).is_none()
    }
}

/// The figures in a cell: a rate, days, an amount, or an amount and its days. Of plain numbers, `multiple` is worth one.
pub(super) fn values(text: &str, kind: Option<Kind>, multiple: Decimal) -> Vec<TableValue> {
    // « 11 400 € (60 %) »
    if let Some((amount, rate)) = text.strip_suffix(')').and_then(|text| text.split_once('('))
        && unit_in(amount).is_some()
        && rate.contains('%')
        && parse_rate(rate).is_some()
    {
        let parts = [amount.trim(), rate];
        return parts.map(|part| values(part, kind, multiple)).concat();
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
    // `parse_amount` has counted a unit that is typed already.
    let unit = unit_in(text);
    let number = amount.decimal() / unit.unwrap_or(Decimal::ONE);
    let multiple = unit.unwrap_or(multiple);
    let slack = if multiple == Decimal::ONE {
        Decimal::ZERO
    } else {
        Decimal::new(5, number.normalize().scale() + 1)
    };
    let multiple = Amount::whole(1).times(multiple);
    let amount = TableValue::Amount {
        amount: multiple.times(number),
        slack: multiple.times(slack),
    };
    let days = days.map(TableValue::Days);
    [amount].into_iter().chain(days).collect()
}
