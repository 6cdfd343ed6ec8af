//! What each row under a header is: a cost or a rule of funding, a total, a title, or no part of the budget. It is said
//! once, from all that is known of the row: its own code, its words, its formula, what the rows above and below it come
//! to, and whether it stands below the last total or apart from the table.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use super::{
    labels::{
        Says, axis_named, code_of, is_all_payers, is_code, is_grand_total, is_subtotal,
        names_group, names_income, said_by,
    },
    names::SheetRole,
    sheets::Sheets,
    table::{Header, Row},
};
use crate::{
    finding::{Finding, Severity},
    model::{CellAmount, CostAmount, CostLine, Funders},
    money::Amount,
    source::{Code, Located, fold},
};

/// What a row under a header is.
pub(super) enum Kind {
    /// A cost, or a rule of funding.
    Entry,
    /// The same, where the fiche above can't be meant.
    Stray,
    /// A total of what is named, or of what the row stands under.
    Total(String),
    /// The title of a group of fiches.
    Title,
    /// No part of the budget; the message says why.
    Ignored(&'static str),
}

/// What is known of a row before it is said what it is.
struct Seen<'a> {
    index: usize,
    /// What stands in its cell of codes, be it merged with those above, and the code that it is.
    own: Option<String>,
    code: Option<Code>,
    /// The rank of its fiche among the rows: rows of one code that follow each other share it.
    fiche: usize,
    labels: Vec<(usize, &'a str)>,
    says: Option<Says>,
    /// Whether nothing in it says what it is.
    is_silent: bool,
    has_figures: bool,
    /// Its figures, if they may be a cost.
    line: Option<Line>,
}

/// The figures of a row of costs: of each year, or over all of them where the row says none.
pub(super) struct Line {
    pub(super) cost: CostLine,
    pub(super) all: Option<Located<CellAmount>>,
    /// Whether the row says of which year it is, and with or without which tax.
    is_of_year: bool,
    is_taxed: bool,
}

impl Line {
    /// Reads a row whose year was taken.
    pub(super) fn read(row: &mut Row<'_>, years: &[i32]) -> Self {
        let all = row.year.is_none().then(|| row.amount(None).0);
        let nature = row.text("Nature");
        Self {
            cost: CostLine {
                place: row.place(),
                nature_key: nature.as_ref().map(|nature| fold(nature)),
                nature,
                label: row.text("Libellé"),
                tax: None,
                years: years.iter().map(|year| cost(row, *year)).collect(),
            },
            all: all.filter(|all| all.amount().is_some()),
            is_of_year: row.year.is_some(),
            is_taxed: row.text("Taxe").is_some(),
        }
    }

    fn amounts(&self) -> impl Iterator<Item = (usize, Amount)> {
        let years = self.cost.years.iter().enumerate();
        years.filter_map(|(rank, cost)| Some((rank, cost.amount.amount()?)))
    }

    fn has_amount(&self) -> bool {
        let all = self.all.iter().filter_map(|all| all.amount());
        let mut amounts = self.amounts().map(|(_, amount)| amount).chain(all);
        amounts.any(|amount| !amount.is_zero())
    }

    fn has_days(&self) -> bool {
        self.cost.years.iter().any(|cost| cost.days.is_some())
    }

    /// Whether it says what it is for.
    fn is_named(&self) -> bool {
        self.cost.nature.is_some() || self.cost.label.is_some()
    }
}

fn cost(row: &mut Row<'_>, year: i32) -> CostAmount {
    let (amount, days_below) = row.amount(Some(year));
    let days_below = days_below.map(|days| Located::new(days, amount.place.clone()));
    let days = row.days(year).or(days_below);
    CostAmount { amount, days }
}

/// What lines come to, year by year; unknown where one of them can't be read.
#[derive(Default)]
pub(super) struct Tally {
    years: Vec<Option<Amount>>,
    /// How many lines cost anything.
    lines: usize,
}

impl Tally {
    pub(super) fn of<'l>(lines: impl IntoIterator<Item = &'l CostLine>) -> Self {
        let mut tally = Self::default();
        lines.into_iter().for_each(|line| tally.add(line));
        tally
    }

    pub(super) fn add(&mut self, line: &CostLine) {
        self.years.resize(line.years.len(), Some(Amount::ZERO));
        self.lines += usize::from((0..line.years.len()).any(|rank| !line.amount(rank).is_zero()));
        for (sum, cost) in self.years.iter_mut().zip(&line.years) {
            let is_read = cost.amount.value != CellAmount::Unreadable;
            let added = sum.map(|sum| sum + cost.amount.amount().unwrap_or_default());
            *sum = added.filter(|_| is_read);
        }
    }

    /// How many of the amounts that a row states are these, and how many can be compared. One that stands alone may be
    /// that of all years.
    pub(super) fn matched(&self, line: &Line) -> (usize, usize) {
        let whole: Option<Amount> = self.years.iter().copied().sum();
        if let Some(all) = line.all.as_ref().and_then(|all| all.amount()) {
            return (usize::from(self.lines > 0 && whole == Some(all)), 1);
        }
        let is_alone = !line.is_of_year && line.amounts().nth(1).is_none();
        let known = line.amounts().filter_map(|(rank, amount)| {
            let sum = self
                .years
                .get(rank)
                .copied()
                .unwrap_or(Some(Amount::ZERO))?;
            Some(sum == amount || is_alone && whole == Some(amount))
        });
        known.fold((0, 0), |(right, all), is_right| {
            (right + usize::from(is_right), all + 1)
        })
    }

    /// Whether a row states nothing but these amounts.
    pub(super) fn is(&self, line: &Line) -> bool {
        let (right, stated) = self.matched(line);
        stated > 0 && right == stated
    }
}

impl<'a> Sheets<'a> {
    /// What each row under a header is. What is left out is told, and so is what is taken for a total though no word
    /// says so.
    pub(super) fn kinds(&mut self, header: &Header<'a>, funders: &Funders) -> Vec<(usize, Kind)> {
        let rows = self.seen(header, funders);
        let mut table = Table::new(self, header, &rows);
        let kinds: Vec<(Kind, bool)> = (0..rows.len()).map(|at| table.kind(at)).collect();
        let mut counts: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
        for (seen, (kind, is_said)) in rows.iter().zip(&kinds) {
            match kind {
                Kind::Ignored(why) => {
                    self.ignored
                        .insert((Arc::clone(&header.sheet.name), seen.index));
                    counts.entry(why).or_insert((seen.index, 0)).1 += 1;
                }
                Kind::Total(_) if !is_said => self.tell(header, ("sum", seen.index, 1)),
                _ => {}
            }
        }
        for (why, (first, count)) in counts {
            self.tell(header, (why, first, count));
        }
        let indices = rows.iter().map(|seen| seen.index);
        indices
            .zip(kinds.into_iter().map(|(kind, _)| kind))
            .collect()
    }

    fn tell(&mut self, header: &Header<'a>, (why, row, count): (&'static str, usize, usize)) {
        let sheet = header.sheet;
        let mut cells = sheet.row(row).iter();
        let col = cells.position(|cell| !cell.is_blank()).unwrap_or(0);
        let finding = Finding::new("row-ignored", Severity::Info, sheet.place_of(row, col));
        let finding = finding.variant(why).arg("count", count);
        self.findings
            .push(finding.drafted(sheet.cell(row, col).shown()));
    }

    /// The code that a text is, as a cell of codes holds it.
    pub(super) fn own_code(&self, text: &str) -> Option<Code> {
        let code = code_of(text, self.codes)?;
        let is_other = || self.names_group(text) || said_by(text, |_| false).is_some();
        let may_be = || (is_code(text) || code.prefix().is_empty()) && !is_other();
        (self.codes.contains(&code) || may_be()).then_some(code)
    }

    fn names_fiche(&self, text: &str) -> bool {
        code_of(text, self.codes).is_some_and(|code| self.codes.contains(&code))
    }

    fn names_axis(&self, text: &str) -> bool {
        axis_named(text, self.axes).is_some()
    }

    fn names_group(&self, text: &str) -> bool {
        names_group(text) || self.names_axis(text)
    }

    /// The rows under a header, but those that repeat it at the top of a page.
    fn seen(&self, header: &Header<'a>, funders: &Funders) -> Vec<Seen<'a>> {
        let known = ["Fiche", "Nature", "Libellé", "Financeur"];
        let [codes, columns @ ..] = known.map(|title| header.columns.get(&(title, None)).copied());
        let text = |row: usize, col: usize| fold(&header.sheet.cell(row, col).shown());
        let repeats = |row: &usize| {
            let is_own = |col: usize| text(*row, col) == text(header.row, col);
            codes.is_some_and(|col| !text(*row, col).is_empty() && is_own(col))
        };
        let indices: Vec<usize> = header.rows().filter(|row| !repeats(row)).collect();
        let names = indices.iter().flat_map(|row| {
            let columns = columns.iter().flatten();
            columns.map(|col| text(*row, *col))
        });
        let names: BTreeSet<String> = names.collect();
        let is_funding = header.role == SheetRole::Funding;
        let said = |label: &str| {
            let says = said_by(label, |text| {
                self.names_fiche(text) || self.names_axis(text)
            })?;
            let Says::Total { of, is_behind } = &says else {
                return Some(says);
            };
            let is_payer = is_all_payers(of) || funders.find(of).is_some();
            let is_known = of.is_empty()
                || self.names_fiche(of)
                || self.names_axis(of)
                || is_funding && is_payer
                || (is_funding || *is_behind) && names.contains(&fold(of));
            match is_known || !is_funding && !is_behind {
                true => Some(says),
                // « Total Énergies » may pay; « Station-service Total » may be a cost.
                false => (!is_funding).then_some(Says::Sum { is_sure: false }),
            }
        };
        let tax = header.columns.get(&("Taxe", None)).copied();
        let mut rows: Vec<Seen<'a>> = Vec::new();
        let (mut fiche, mut last_code) = (0, None);
        for index in indices.iter().copied() {
            let mut unheard = Vec::new();
            let mut row = header.row(index, &mut unheard);
            let own = row.text("Fiche").map(|own| own.value);
            let code = own.as_deref().and_then(|own| self.own_code(own));
            let is_new = code.is_some() && code != last_code;
            fiche += usize::from(is_new && last_code.is_some());
            last_code = code.clone().or(last_code);
            let has_figures = header.has_figures(index);
            let line = (has_figures && !is_funding).then(|| {
                row.take_year(self.years);
                Line::read(&mut row, self.years)
            });
            let labels: Vec<(usize, &str)> = header.labels(index).collect();
            let is_title = |(col, _): &&(usize, &str)| code.is_some() && Some(*col) == codes;
            let words = labels.iter().filter(|(col, _)| Some(*col) != tax);
            let is_silent = words.clone().all(|word| is_title(&word))
                && columns
                    .iter()
                    .flatten()
                    .all(|col| text(index, *col).is_empty())
                && !line.as_ref().is_some_and(Line::is_named);
            // The title of a fiche says nothing of its row.
            let words = words.filter(|word| match is_title(word) {
                true => Code::parse(word.1) != code,
                false => code.is_none() || columns.contains(&Some(word.0)),
            });
            let says: Vec<Option<Says>> = words.map(|(_, label)| said(label)).collect();
            let in_tax = labels.iter().find(|(col, _)| Some(*col) == tax);
            let in_tax = in_tax.and_then(|(_, label)| said(label));
            let in_tax = in_tax.filter(|says| matches!(says, Says::Total { .. }));
            let are_sums = says.iter().all(Option::is_some);
            let says = says
                .into_iter()
                .flatten()
                .chain(in_tax)
                .max_by_key(Says::strength);
            // A row that names anything else is no sum.
            let is_it = |says: &Says| are_sums || matches!(says, Says::Total { .. });
            rows.push(Seen {
                index,
                own,
                code,
                fiche,
                labels,
                says: says.filter(is_it),
                is_silent,
                has_figures,
                line,
            });
        }
        rows
    }
}

/// What the rows stand under.
#[derive(PartialEq)]
enum Under {
    Fiche,
    /// The last total, or that of an axis.
    Total,
    /// A gap behind the table.
    Gap,
    /// The title of a table of what comes in.
    Income,
}

/// All rows under a header, and what those so far come to.
struct Table<'t, 'a> {
    sheets: &'t Sheets<'a>,
    header: &'t Header<'a>,
    rows: &'t [Seen<'a>],
    last_code: Option<usize>,
    last_total: Option<usize>,
    last_figures: usize,
    /// The last row that may be a cost.
    last_line: Option<usize>,
    /// How far one row usually is from the next.
    step: usize,
    /// How many rows of each fiche say what they are for.
    named: Vec<usize>,
    /// Whether fiches begin with what their lines come to.
    are_headed: bool,
    /// What the lines of the fiche come to so far, and all lines.
    own: Tally,
    all: Tally,
    under: Under,
}

impl<'t, 'a> Table<'t, 'a> {
    fn new(sheets: &'t Sheets<'a>, header: &'t Header<'a>, rows: &'t [Seen<'a>]) -> Self {
        let last = |is_it: &dyn Fn(&Seen<'a>) -> bool| rows.iter().rposition(is_it);
        let is_total = |seen: &Seen<'a>| {
            let of_all = matches!(&seen.says, Some(Says::Total { of, .. }) if of.is_empty());
            of_all && seen.has_figures
        };
        let mut steps: Vec<usize> = rows
            .windows(2)
            .map(|pair| pair[1].index - pair[0].index)
            .collect();
        steps.sort_unstable();
        let mut named = vec![0; rows.last().map_or(0, |last| last.fiche + 1)];
        for seen in rows
            .iter()
            .filter(|seen| seen.line.is_some() && !seen.is_silent)
        {
            named[seen.fiche] += 1;
        }
        let mut table = Self {
            sheets,
            header,
            rows,
            last_code: last(&|seen| seen.code.is_some()),
            last_total: last(&is_total),
            last_figures: last(&|seen| seen.has_figures).unwrap_or(rows.len()),
            last_line: last(&|seen| seen.line.is_some() && seen.says.is_none() && !seen.is_silent),
            step: steps.get(steps.len() / 2).copied().unwrap_or(1),
            named,
            are_headed: false,
            own: Tally::default(),
            all: Tally::default(),
            under: Under::Fiche,
        };
        table.are_headed = (0..rows.len()).any(|at| table.heads_sum(at, 2));
        table
    }

    /// What a row is, and whether its words say so.
    fn kind(&mut self, at: usize) -> (Kind, bool) {
        let seen = &self.rows[at];
        if at > 0 && seen.fiche != self.rows[at - 1].fiche {
            self.own = Tally::default();
        }
        if seen.code.is_some() && self.under != Under::Income {
            self.under = Under::Fiche;
        } else if self.under == Under::Fiche && self.is_apart(at) {
            self.under = Under::Gap;
        }
        if let Some((of, is_said)) = self.total(at) {
            if self.ends_table(at, &of) {
                self.under = Under::Total;
            }
            return (Kind::Total(of), is_said);
        }
        let is_coded = seen.code.is_some();
        let kind = match self.under {
            _ if !seen.has_figures => self.kind_of_text(at),
            Under::Income => Kind::Ignored("below"),
            _ if !self.starts(at) && seen.says == Some(Says::Tax) => Kind::Ignored("tax"),
            Under::Total if !is_coded && self.is_behind(at) => Kind::Ignored("below"),
            Under::Total | Under::Gap if !is_coded => Kind::Stray,
            _ => Kind::Entry,
        };
        if let (Kind::Entry, Some(line)) = (&kind, &seen.line) {
            self.own.add(&line.cost);
            self.all.add(&line.cost);
        }
        (kind, true)
    }

    /// What a row without figures is.
    fn kind_of_text(&mut self, at: usize) -> Kind {
        let seen = &self.rows[at];
        let only = match (&seen.own, seen.labels.as_slice()) {
            (Some(own), _) => Some(own.as_str()),
            (None, [(_, only)]) => Some(*only),
            _ => None,
        };
        let is_costs = self.header.role == SheetRole::Costs;
        let is_inside = seen.own.is_some() || at < self.last_figures;
        let last = self.last_figures.min(at);
        let is_below = || (last + 1..=at).any(|at| self.is_parted(at));
        match only {
            _ if seen.code.is_some() => Kind::Entry,
            Some(only) if is_inside && self.sheets.names_group(only) => {
                self.under = Under::Fiche;
                Kind::Title
            }
            Some(only) if is_costs && at > 0 && names_income(only) => {
                self.under = Under::Income;
                Kind::Ignored("")
            }
            _ if seen.own.is_some() || self.under != Under::Fiche || is_below() => {
                Kind::Ignored("")
            }
            _ => Kind::Entry,
        }
    }

    /// What a row is the total of, if it is one, and whether its words say so.
    fn total(&self, at: usize) -> Option<(String, bool)> {
        let seen = &self.rows[at];
        let named = |of: &str| Some((of.to_owned(), true));
        let Some(line) = &seen.line else {
            return match &seen.says {
                Some(Says::Total { of, .. }) if is_all_payers(of) => named(""),
                Some(Says::Total { of, .. }) => named(of),
                Some(Says::Sum { is_sure: true }) if seen.has_figures && seen.code.is_none() => {
                    named("")
                }
                _ => None,
            };
        };
        let title = seen.own.as_deref().filter(|_| seen.code.is_none());
        if let Some(title) = title.filter(|title| self.sheets.names_group(title)) {
            return named(title);
        }
        let starts = self.starts(at);
        let is = |tally: &Tally, least| line.has_amount() && tally.lines >= least && tally.is(line);
        let below = self.below(at);
        let least = if self.ends_fiche(at) { 1 } else { 2 };
        let adds_up = is(&self.own, least) || is(&self.all, 2) || is(&below, 2);
        let from = self.header.summed_from(seen.index);
        let by_formula = from.is_some_and(|first| seen.code.is_none() || first > seen.index);
        let is_right = by_formula || adds_up;
        let others = self.named.get(seen.fiche).copied().unwrap_or(0);
        match &seen.says {
            Some(Says::Total { of, .. }) => {
                let is_known =
                    of.is_empty() || self.sheets.names_fiche(of) || self.sheets.names_axis(of);
                let is_total = is_known || is_right || !line.is_taxed && !starts;
                is_total.then(|| (of.clone(), true))
            }
            Some(Says::Sum { is_sure }) => {
                let is_meant = *is_sure && !line.has_days() && !starts && self.own.lines > 0;
                let is_sum = title.is_some() || is_right || is_meant;
                (by_formula || is_sum && !line.is_taxed).then(|| (String::new(), true))
            }
            Some(Says::Tax) => None,
            None if seen.is_silent => {
                let is_last = least == 1 && (is(&self.own, 2) || is(&self.all, 2));
                let is_sum =
                    others > 0 || self.all_named() || by_formula || is_last || is(&below, 2);
                (is_sum && line.has_amount()).then(|| (String::new(), seen.code.is_none()))
            }
            None => {
                let is_last = self.last_line.is_none_or(|last| at >= last);
                let is_whole = is_last && is_plain(line) && is(&self.all, 4);
                let is_sum = by_formula
                    || is_whole
                    || self.heads_sum(at, if self.are_headed { 1 } else { 2 });
                is_sum.then(|| (String::new(), false))
            }
        }
    }

    /// Whether a row is the first of its fiche, and what the others come to, of which as many cost anything.
    fn heads_sum(&self, at: usize, least: usize) -> bool {
        let below = self.below(at);
        let line = self.rows[at]
            .line
            .as_ref()
            .filter(|line| is_plain(line) && line.has_amount());
        below.lines >= least && line.is_some_and(|line| below.is(line))
    }

    /// What the lines under the first row of a fiche come to.
    fn below(&self, at: usize) -> Tally {
        let rows = self.rows[at + 1..].iter().filter(|_| self.starts(at));
        let own = rows.take_while(|seen| seen.fiche == self.rows[at].fiche && seen.says.is_none());
        Tally::of(own.filter_map(|seen| Some(&seen.line.as_ref()?.cost)))
    }

    fn starts(&self, at: usize) -> bool {
        let is_next = |above: usize| self.rows[above].fiche != self.rows[at].fiche;
        self.rows[at].code.is_some() && at.checked_sub(1).is_none_or(is_next)
    }

    /// Whether no cost of its fiche follows.
    fn ends_fiche(&self, at: usize) -> bool {
        let mut below = self.rows[at + 1..]
            .iter()
            .filter(|seen| seen.line.is_some());
        let is_total = |seen: &&Seen<'a>| matches!(seen.says, Some(Says::Total { .. }));
        below
            .next()
            .is_none_or(|next| next.fiche != self.rows[at].fiche || is_total(&next))
    }

    /// Whether every fiche says of its rows what they are for.
    fn all_named(&self) -> bool {
        self.named.iter().all(|named| *named > 0)
    }

    /// Whether what follows a total can't go on with the fiche above it.
    fn ends_table(&self, at: usize, of: &str) -> bool {
        let seen = &self.rows[at];
        let says = |is_it: fn(&str) -> bool| seen.labels.iter().any(|(_, label)| is_it(label));
        let is_whole = |line: &Line| self.all.lines > self.own.lines && self.all.is(line);
        let is_all = || self.last_total == Some(at) || seen.line.as_ref().is_some_and(is_whole);
        match () {
            () if seen.code.is_some() || self.sheets.names_fiche(of) => false,
            () if self.sheets.names_axis(of) => true,
            () if says(is_subtotal) => false,
            () => seen.own.is_some() || says(is_grand_total) || self.is_behind(at) && is_all(),
        }
    }

    /// Whether no row with a code follows.
    fn is_behind(&self, at: usize) -> bool {
        self.last_code.is_none_or(|last| at > last)
    }

    fn is_parted(&self, at: usize) -> bool {
        at > 0 && self.rows[at].index - self.rows[at - 1].index > self.step
    }

    /// Whether a row stands behind the table, after a gap.
    fn is_apart(&self, at: usize) -> bool {
        let is_parted = self.is_behind(at) && self.is_parted(at);
        is_parted && (self.rows[at - 1].code.is_none() || self.rows[at - 1].has_figures)
    }
}

/// Whether a row bears neither a tax nor days, as sums do.
fn is_plain(line: &Line) -> bool {
    !line.is_taxed && !line.has_days()
}
