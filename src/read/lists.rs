//! The sheets `Dépenses` and `Cofinancement`, row by row: what costs something, who pays, and what only adds up, names
//! a group or remarks on the rest.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use rust_decimal::Decimal;

use super::{
    header::Header,
    headings::parse_year,
    labels::{axis_named, code_of, is_code, is_grand_total, may_be_total, names_group, total_of},
    names::SheetRole,
    refusal::within,
    sheets::Sheets,
    table::{CodeColumn, Row},
};
use crate::{
    finding::{Finding, Severity},
    limits::Limit,
    model::{CellAmount, CostAmount, CostLine, Funders, FundingRule, Mention, Tax},
    money::{Amount, Rate},
    source::{Code, Located, fold, named},
};

/// What a row says of the fiche that it stands under.
pub(super) type Entry<T> = (Located<Code>, T);

/// What a row of funding says; nothing at all where it cannot be told who pays.
pub(super) type Funding = (Option<FundingRule>, Option<Mention>);

/// What the sheets of costs say.
#[derive(Default)]
pub(super) struct Costs {
    pub(super) lines: Vec<Entry<CostLine>>,
    /// The totals of fiches as drafted.
    pub(super) totals: Vec<Entry<CostLine>>,
}

/// What a row under a header is.
enum Kind {
    /// A cost, or a rule of funding.
    Entry,
    /// A total of what is named, or of what the row stands under.
    Total(String),
    /// The title of a group of fiches.
    Group,
    /// A remark under or in the table.
    Note,
}

/// Where a row of costs stands: the rank of its sheet, and its own.
type At = (usize, usize);

/// What the sheets of costs hold, row by row.
#[derive(Default)]
struct CostRows {
    lines: Vec<(At, Entry<CostLine>)>,
    sums: Vec<Sum>,
    /// The titles of groups of fiches.
    titles: Vec<At>,
    /// Whether there are rows whose fiche can't be told.
    has_lost: bool,
}

/// A row of costs that adds up others; or several, where each is of a year.
struct Sum {
    at: At,
    /// The words in the row.
    words: Vec<String>,
    /// What it says that it is the sum of.
    of: String,
    /// The code that its words name.
    named: Option<Code>,
    /// The code that it stands under.
    code: Option<Code>,
    /// Whether it stands under one that can't be read.
    is_lost: bool,
    /// Whether it is meant as the sum of everything.
    is_of_all: bool,
    line: CostLine,
    /// What it says over all years, where each row is of one.
    all: Option<Located<CellAmount>>,
    /// The first row that its formula adds up.
    from: Option<usize>,
}

/// What the drafted totals of fiches say, by code and year.
type Drafted = BTreeMap<String, Vec<Option<Amount>>>;

impl<'a> Sheets<'a> {
    /// Reads every cost.
    pub(super) fn costs(&mut self, funders: &mut Funders) -> Option<Costs> {
        let headers = self.headers(SheetRole::Costs, funders)?;
        if let Some(header) = headers.first().filter(|_| self.years.is_empty()) {
            let finding = Finding::error("header-missing", header.sheet.place());
            self.findings.push(finding.variant("years"));
            return None;
        }
        let mut rows = CostRows::default();
        for (rank, header) in headers.iter().enumerate() {
            self.costs_under(rank, header, &mut rows);
        }
        let mut costs = Costs {
            lines: Vec::new(),
            totals: self.check_sums(&rows),
        };
        // Where each row, or each sheet, is of one year, a line is made of several.
        let mut begun: BTreeMap<Code, Vec<usize>> = BTreeMap::new();
        for ((rank, _), (code, line)) in rows.lines {
            let own = begun.entry(code.value.clone()).or_default();
            let is_long = headers[rank].has_year_column() || headers.len() > 1;
            let known = own
                .iter()
                .find(|at| is_long && completes(&costs.lines[**at].1, &line));
            if let Some(at) = known {
                complete(&mut costs.lines[*at].1, line);
            } else {
                own.push(costs.lines.len());
                costs.lines.push((code, line));
            }
        }
        Some(costs)
    }

    fn costs_under(&mut self, rank: usize, header: &Header<'a>, all: &mut CostRows) {
        let mut codes = CodeColumn::default();
        let (mut lines, mut sums) = (Vec::new(), Vec::new());
        let mut notes = Vec::new();
        for (index, kind) in self.kinds(header) {
            let at = (rank, index);
            let mut row = header.row(index, self.findings);
            match kind {
                Kind::Group => {
                    all.titles.push(at);
                    codes.leave();
                }
                Kind::Note => notes.push(index),
                Kind::Total(of) => {
                    row.is_sum = true;
                    let sum = read_sum(&mut row, at, of, &mut codes, self.codes, self.years);
                    add_sum(&mut sums, sum);
                }
                Kind::Entry => {
                    let Some(code) = codes.of(&mut row, self.codes) else {
                        all.has_lost = true;
                        continue;
                    };
                    let before = row.findings.len();
                    if row.take_year(self.years) {
                        let mut line = line(&mut row, self.years);
                        line.tax = tax(&mut row);
                        lines.push((at, (code, line)));
                    } else if has_error(&row.findings[before..]) {
                        lines.push((at, (code, line_of_no_year(&mut row, self.years))));
                    }
                }
            }
        }
        let (codes, axes) = (self.codes, self.axes);
        let is_general = |label: &str| may_be_total(label, codes, axes);
        for row in take_silent_sums(header, &mut lines, &mut sums, is_general) {
            let (col, label) = header.labels(row).next().unwrap_or_default();
            let place = header.sheet.place_of(row, col);
            let finding = Finding::new("row-ignored", Severity::Info, place).variant("sum");
            self.findings.push(finding.drafted(label));
        }
        let rows: Vec<usize> = lines.iter().map(|((_, row), _)| *row).collect();
        header.report_looks(&rows, self.findings);
        self.ignore(header, &notes);
        all.lines.extend(lines);
        all.sums.extend(sums);
    }

    /// What each row under a header is, before its figures are read.
    fn kinds(&self, header: &Header<'a>) -> Vec<(usize, Kind)> {
        let fiche = header.columns.get(&("Fiche", None)).copied();
        // The header may be there again at the top of each page.
        let is_header = |row: &usize| {
            let cell = |row, col| fold(&header.sheet.cell(row, col).shown());
            fiche.is_some_and(|col| {
                cell(*row, col) == cell(header.row, col) && !cell(*row, col).is_empty()
            })
        };
        let rows: Vec<usize> = header.rows().filter(|row| !is_header(row)).collect();
        let last = rows
            .iter()
            .rposition(|row| header.has_figures(*row))
            .unwrap_or(rows.len());
        let text = |row: usize, col: usize| header.sheet.cell(row, col).shown();
        let own_code = |row: usize| {
            fiche
                .map(|col| text(row, col))
                .filter(|own| !own.trim().is_empty())
        };
        let is_known =
            |own: &str| code_of(own, self.codes).is_some_and(|code| self.codes.contains(&code));
        let kind = |(at, row): (usize, &usize)| {
            let (row, has_figures) = (*row, header.has_figures(*row));
            let own = own_code(row);
            let named = ["Fiche", "Nature", "Libellé", "Financeur"];
            let named = named.map(|title| header.columns.get(&(title, None)).copied());
            let is_titled = own.as_deref().is_some_and(is_known);
            let labels: Vec<(usize, &str)> = header.labels(row).collect();
            let mut totals = labels
                .iter()
                .filter(|(col, _)| !is_titled || named.contains(&Some(*col)));
            let is_funding = header.role == SheetRole::Funding;
            // « Total Énergies » may pay; it is no kind of cost.
            let is_sum = |of: &String| {
                let names_known =
                    code_of(of, self.codes).is_some() || axis_named(of, self.axes).is_some();
                !is_funding || of.is_empty() || names_known
            };
            if let Some(of) = totals.find_map(|(_, label)| total_of(label)).filter(is_sum) {
                return (row, Kind::Total(of));
            }
            if has_figures {
                // A row with a code may add up those under it.
                let summed = header.summed_from(row);
                let is_summed = summed.is_some_and(|first| !is_titled || first > row);
                let is_general = |own: &str| may_be_total(own, self.codes, self.axes);
                let is_summed = is_summed || !is_titled && own.as_deref().is_some_and(is_general);
                return (
                    row,
                    if is_summed {
                        Kind::Total(String::new())
                    } else {
                        Kind::Entry
                    },
                );
            }
            let is_below =
                at > last && rows[last..=at].windows(2).any(|pair| pair[1] > pair[0] + 1);
            let is_only = labels.len() == 1;
            let names_axis =
                |label: &str| names_group(label) || axis_named(label, self.axes).is_some();
            let kind = match own.as_deref() {
                Some(own) if is_known(own) => Kind::Entry,
                Some(own) if names_axis(own) => Kind::Group,
                Some(own) if is_code(own) => Kind::Entry,
                Some(_) => Kind::Note,
                None if is_only && at < last && names_axis(labels[0].1) => Kind::Group,
                None if is_below => Kind::Note,
                None => Kind::Entry,
            };
            (row, kind)
        };
        rows.iter().enumerate().map(kind).collect()
    }

    /// Says once which rows are taken for remarks.
    fn ignore(&mut self, header: &Header<'a>, notes: &[usize]) {
        let sheet = header.sheet;
        self.ignored
            .extend(notes.iter().map(|row| (Arc::clone(&sheet.name), *row)));
        let Some(first) = notes.first().copied() else {
            return;
        };
        let mut cells = sheet.row(first).iter();
        let col = cells.position(|cell| !cell.is_blank()).unwrap_or(0);
        let finding = Finding::new("row-ignored", Severity::Info, sheet.place_of(first, col));
        let finding = finding.drafted(sheet.cell(first, col).shown());
        self.findings.push(finding.arg("count", notes.len()));
    }

    /// Takes the sums of one fiche, which are for the audit, and holds the others against the lines and the totals of
    /// fiches that they may add up: what is none of them is a finding.
    fn check_sums(&mut self, rows: &CostRows) -> Vec<Entry<CostLine>> {
        let mut by_code: BTreeMap<&str, Vec<&Entry<CostLine>>> = BTreeMap::new();
        for (_, entry) in &rows.lines {
            by_code.entry(entry.0.key()).or_default().push(entry);
        }
        let as_read = Drafted::new();
        let (mut totals, mut others) = (Vec::new(), Vec::new());
        for (rank, sum) in rows.sums.iter().enumerate() {
            let is_known =
                |code: &&Code| self.codes.contains(code) || by_code.contains_key(code.key());
            let named = sum.named.as_ref().filter(is_known);
            let axis = axis_named(&sum.of, self.axes).filter(|_| named.is_none());
            let axis = axis.map(|axis| fold(&self.axes[axis].prefix));
            let is_unnamed = sum.of.is_empty() && !sum.is_of_all && !rows.follows_sum(rank);
            if sum.is_lost && is_unnamed && named.is_none() {
                continue;
            }
            let code = named.or(sum.code.as_ref()).filter(|_| axis.is_none());
            let own = code.and_then(|code| by_code.get(code.key()));
            let own = own.map(Vec::as_slice).unwrap_or_default();
            let is_of_others = || {
                let scopes = rows.scopes(sum, axis.as_deref());
                scopes.iter().any(|scope| agrees(sum, scope, &as_read))
            };
            let is_of_fiche =
                agrees(sum, own, &as_read) || (named.is_some() || is_unnamed) && !is_of_others();
            match code.filter(|_| is_of_fiche) {
                Some(code) if sum.all.is_none() => {
                    let code = Located::new(code.clone(), sum.line.place.clone());
                    totals.push((code, sum.line.clone()));
                }
                Some(_) => others.push((sum, vec![own.to_vec()])),
                None => others.push((sum, rows.scopes(sum, axis.as_deref()))),
            }
        }
        let mut drafted = Drafted::new();
        for (code, total) in &totals {
            let years = vec![None; total.years.len()];
            let years = drafted.entry(code.key().to_owned()).or_insert(years);
            for (own, cost) in years.iter_mut().zip(&total.years) {
                *own = own.or(cost.amount.amount());
            }
        }
        for (sum, scopes) in others {
            let is_right =
                |scope: &Vec<_>| agrees(sum, scope, &as_read) || agrees(sum, scope, &drafted);
            if !rows.has_lost && !scopes.iter().any(is_right) {
                self.report_sum(sum, &meant(sum, &scopes));
            }
        }
        totals
    }

    /// Reports the amounts of a sum that are not those of these lines; what can't be read may make the difference.
    fn report_sum(&mut self, sum: &Sum, lines: &[&Entry<CostLine>]) {
        let yearly = sum.line.years.iter().map(|cost| &cost.amount).enumerate();
        let yearly = yearly.map(|(rank, cell)| (Some(rank), cell));
        let cells = yearly.chain(sum.all.iter().map(|all| (None, all)));
        for (year, cell) in cells {
            let added: Vec<&Located<CellAmount>> = lines
                .iter()
                .flat_map(|(_, line)| line.years.iter().enumerate())
                .filter(|(rank, _)| year.is_none_or(|year| year == *rank))
                .map(|(_, cost)| &cost.amount)
                .collect();
            let expected: Amount = added.iter().filter_map(|cell| cell.amount()).sum();
            let is_known = added
                .iter()
                .all(|cell| cell.value != CellAmount::Unreadable);
            let drafted = cell.amount().filter(|drafted| *drafted != expected);
            let Some(drafted) = drafted.filter(|_| is_known) else {
                continue;
            };
            let terms = added
                .iter()
                .filter_map(|cell| Some((cell.amount()?, &cell.place)));
            let terms = terms.filter(|(amount, _)| !amount.is_zero());
            let finding = Finding::error("cost-total", cell.place.clone()).drafted(drafted);
            let finding = finding.expected(expected).terms(terms);
            let finding = match year {
                Some(year) => finding.year(self.years[year]),
                None => finding.variant("all"),
            };
            self.findings.push(finding.arg("gap", drafted - expected));
        }
    }

    /// Reads who pays what, and remarks on it; `None` when too many pay.
    pub(super) fn funding(&mut self, funders: &mut Funders) -> Option<Vec<Entry<Funding>>> {
        let headers = self.headers(SheetRole::Funding, funders)?;
        let mut rows = Vec::new();
        for header in headers {
            self.funding_under(&header, funders, &mut rows)?;
        }
        Some(rows)
    }

    fn funding_under(
        &mut self,
        header: &Header<'a>,
        funders: &mut Funders,
        rows: &mut Vec<Entry<Funding>>,
    ) -> Option<()> {
        let mut codes = CodeColumn::default();
        let (mut read, mut notes) = (Vec::new(), Vec::new());
        for (index, kind) in self.kinds(header) {
            let mut row = header.row(index, self.findings);
            match kind {
                Kind::Entry => {}
                Kind::Group => {
                    codes.leave();
                    continue;
                }
                Kind::Note => {
                    notes.push(index);
                    continue;
                }
                Kind::Total(_) => {
                    row.is_sum = true;
                    check_funding_sum(&mut row, codes.last.as_ref(), rows, self.years);
                    continue;
                }
            }
            let Some(code) = codes.of(&mut row, self.codes) else {
                continue;
            };
            if !row.take_year(self.years) {
                continue;
            }
            read.push(index);
            if header.funders.is_empty() {
                funding_row(header, &mut row, self.years, code, funders, rows)?;
            } else {
                funder_cells(header, &mut row, self.years, &code, funders, rows);
            }
        }
        header.report_looks(&read, self.findings);
        self.ignore(header, &notes);
        Some(())
    }
}

impl CostRows {
    /// Whether no line stands between a sum and the one before it in its sheet.
    fn follows_sum(&self, rank: usize) -> bool {
        let at = self.sums[rank].at;
        let before = self.sums[..rank].last().filter(|other| other.at.0 == at.0);
        before.is_some_and(|before| self.between(before.at, at).is_empty())
    }

    /// The lines from one row on and before another.
    fn between(&self, first: At, end: At) -> Vec<&Entry<CostLine>> {
        let from = self.lines.partition_point(|(at, _)| *at < first);
        let to = self.lines.partition_point(|(at, _)| *at < end);
        let lines = self.lines.get(from..to).unwrap_or_default();
        lines.iter().map(|(_, entry)| entry).collect()
    }

    /// The lines of the fiches of an axis.
    fn of_axis(&self, prefix: &str) -> Vec<&Entry<CostLine>> {
        let entries = self.lines.iter().map(|(_, entry)| entry);
        let own = entries.filter(|(code, _)| code.prefix() == prefix);
        own.collect()
    }

    /// The title above a sum in its sheet.
    fn title_above(&self, sum: &Sum) -> Option<At> {
        let mut above = self.titles.iter().copied();
        above.rfind(|title| title.0 == sum.at.0 && *title < sum.at)
    }

    /// What a sum may add up, the likeliest first: of the axis that it names, if there is one.
    fn scopes(&self, sum: &Sum, axis: Option<&str>) -> Vec<Vec<&Entry<CostLine>>> {
        let (sheet, own) = (sum.at.0, sum.at);
        let before = self.sums.iter().rfind(|other| other.at < own);
        let before = before.map(|other| other.at).filter(|at| at.0 == sheet);
        let mut titles = self.titles.iter().copied();
        let next_title = titles.find(|title| title.0 == sheet && *title > own);
        let title = self.title_above(sum);
        let (in_sheet, in_all) = (((sheet, 0), (sheet + 1, 0)), ((0, 0), (usize::MAX, 0)));
        let first = match title {
            _ if sum.is_of_all => in_all,
            Some(title) => (title, own),
            None => in_sheet,
        };
        let ranges = [
            first,
            in_sheet,
            in_all,
            (before.unwrap_or((sheet, 0)), own),
            (own, next_title.unwrap_or((sheet + 1, 0))),
            ((sheet, 0), own),
            ((0, 0), own),
            ((sheet, sum.from.unwrap_or(own.1)), own),
        ];
        let of_axis = axis.map(|prefix| self.of_axis(prefix));
        let ranges = ranges.into_iter();
        let ranges = ranges.map(|(first, end)| self.between(first, end));
        of_axis.into_iter().chain(ranges).collect()
    }
}

/// What a wrong sum probably means to add up: what it is right about in most years, else the first of these.
fn meant<'r>(sum: &Sum, scopes: &[Vec<&'r Entry<CostLine>>]) -> Vec<&'r Entry<CostLine>> {
    let right = |scope: &&Vec<&Entry<CostLine>>| {
        let years = sum.line.years.iter().enumerate();
        let years = years.filter(|(rank, cost)| {
            let added = scope.iter().map(|(_, line)| line.amount(*rank)).sum();
            !is_unread(scope, *rank) && cost.amount.amount() == Some(added)
        });
        years.count()
    };
    let best = scopes.iter().rev().max_by_key(right);
    best.cloned().unwrap_or_default()
}

/// Reads a row of costs that adds up others.
fn read_sum(
    row: &mut Row<'_>,
    at: At,
    of: String,
    codes: &mut CodeColumn,
    known: &BTreeSet<Code>,
    years: &[i32],
) -> Sum {
    let own = row.text("Fiche").and_then(|own| {
        let code = code_of(&own, known).filter(|code| known.contains(code))?;
        Some(Located::new(code, own.place))
    });
    if own.is_some() {
        codes.leave();
        codes.last = own;
    }
    row.take_year(years);
    if row.year.is_none() && row.header.has_year_column() {
        let labels = row.header.labels(at.1).map(|(_, label)| label);
        let mut named = labels.filter_map(|label| label.split_whitespace().find_map(parse_year));
        row.year = named.next().filter(|year| years.contains(year));
    }
    let all = row.year.is_none().then(|| row.amount(None).0);
    let header = row.header;
    let words: Vec<String> = header
        .labels(at.1)
        .map(|(_, word)| word.to_owned())
        .collect();
    let first = words.first().and_then(|own| code_of(own, known));
    Sum {
        at,
        named: code_of(&of, known).or(first),
        of,
        is_of_all: words.iter().any(|word| is_grand_total(word)),
        words,
        code: codes.last.as_ref().map(|code| code.value.clone()),
        is_lost: codes.is_lost(),
        line: line(row, years),
        all: all.filter(|all| all.amount().is_some()),
        from: header.summed_from(at.1),
    }
}

/// Adds a sum to those above it; one of another year in the same words, right under it, goes on with the last one.
fn add_sum(sums: &mut Vec<Sum>, sum: Sum) {
    let mut last = sums.last_mut();
    let last = last.as_mut().filter(|last| {
        let is_below = last.at.0 == sum.at.0 && last.at.1 < sum.at.1;
        let is_same = last.words == sum.words && last.code == sum.code;
        is_below && is_same && last.all.is_none() && sum.all.is_none()
    });
    match last.filter(|last| completes(&last.line, &sum.line)) {
        Some(last) => complete(&mut last.line, sum.line),
        None => sums.push(sum),
    }
}

/// Takes the rows without a word for sums: where all other rows have one, or where they add up those above them, as the
/// last of a fiche or of all.
fn take_silent_sums(
    header: &Header<'_>,
    lines: &mut Vec<(At, Entry<CostLine>)>,
    sums: &mut Vec<Sum>,
    is_general: impl Fn(&str) -> bool,
) -> Vec<usize> {
    let is_silent = |((_, row), (_, line)): &(At, Entry<CostLine>)| {
        let is_unnamed = line.nature.is_none() && line.label.is_none();
        is_unnamed && header.labels(*row).next().is_none() && !header.has_code(*row)
    };
    let speaks = |(_, (_, line)): &(At, Entry<CostLine>)| {
        let mut years = line.years.iter();
        line.nature.is_some()
            || line.label.is_some()
            || years.all(|cost| cost.amount.amount().is_none())
    };
    let all_speak = lines.iter().all(|entry| is_silent(entry) || speaks(entry));
    let mut at = lines.len();
    let mut is_last = true;
    let (mut found, mut named) = (Vec::new(), Vec::new());
    while at > 0 {
        at -= 1;
        let is_silent = is_silent(&lines[at]);
        let ((_, row), (code, line)) = &lines[at];
        let row = *row;
        let is_plain = line.tax.is_none() && line.years.iter().all(|cost| cost.days.is_none());
        let mut labels = header.labels(row).peekable();
        let has_words = labels.peek().is_some();
        let is_general = is_plain && has_words && labels.all(|(_, label)| is_general(label));
        let has_amount = line.years.iter().any(|cost| cost.amount.amount().is_some());
        let ends_fiche = lines.get(at + 1).is_none_or(|(_, (next, _))| next != code);
        let own = lines[..at]
            .iter()
            .rposition(|(_, (other, _))| other != code);
        let own = own.map_or(0, |last| last + 1);
        let adds_up_to =
            |line: &CostLine, own: &Entry<CostLine>| adds_up(line, None, &[own], &Drafted::new());
        let adds_up = |lines: &[(At, Entry<CostLine>)]| {
            let lines: Vec<&Entry<CostLine>> = lines.iter().map(|(_, entry)| entry).collect();
            lines.len() > 1 && adds_up(line, None, &lines, &Drafted::new())
        };
        let is_alone = own + 1 == at && adds_up_to(line, &lines[own].1);
        let adds_up_above = adds_up(&lines[own..at]) || adds_up(&lines[..at]);
        // Whatever it is called, the last row of many that adds up all others is no cost.
        let is_whole = is_last && is_plain && at > 3 && adds_up(&lines[..at]);
        let is_sum = if is_silent {
            has_amount && (all_speak || ends_fiche && adds_up_above)
        } else {
            has_amount && (is_whole || is_general && ends_fiche && (is_alone || adds_up_above))
        };
        is_last &= is_silent || is_sum;
        if is_sum {
            named.extend((!is_silent).then_some(row));
            let (at, (code, line)) = lines.remove(at);
            found.push(Sum {
                at,
                words: Vec::new(),
                of: String::new(),
                named: None,
                code: Some(code.value),
                is_lost: false,
                is_of_all: is_last,
                line,
                all: None,
                from: None,
            });
        }
    }
    let mut all: Vec<Sum> = std::mem::take(sums);
    all.extend(found);
    all.sort_by_key(|sum| sum.at);
    all.into_iter().for_each(|sum| add_sum(sums, sum));
    named
}

/// Reads a row that names who pays.
fn funding_row(
    header: &Header<'_>,
    row: &mut Row<'_>,
    years: &[i32],
    code: Located<Code>,
    funders: &mut Funders,
    rows: &mut Vec<Entry<Funding>>,
) -> Option<()> {
    let before = row.findings.len();
    let at = row.place_of("Financeur");
    let name = row.text("Financeur");
    let nature = row.text("Nature");
    let rate = row.rate();
    let amounts = years.iter().map(|year| row.amount(Some(*year)).0);
    let amounts: Vec<_> = amounts.collect();
    let is_unknown = |finding: &Finding| finding.rule != "amount-fraction";
    let is_unreadable = row.findings[before..].iter().any(is_unknown)
        || row.is_merged("Taux")
        || amounts
            .iter()
            .any(|amount| amount.value == CellAmount::Unreadable);
    let text = row.text("Mention");
    let named_at = name.as_ref().map(|name| name.place.clone());
    let place = named_at.unwrap_or_else(|| row.place());
    let missing = Finding::error("funder-missing", place.clone()).fiche(&code);
    if let Some(name) = name.as_ref().filter(|name| Funders::is_reserved(name)) {
        row.findings
            .push(missing.variant("reserved").drafted(name.as_str()));
        return Some(());
    }
    let funder = name.map(|name| funders.find_or_add(&name));
    let others = funders.others().count() as u64;
    let limits = &header.sheet.limits;
    if let Err(refusal) = within(limits, Limit::Entries, others, || place.clone()) {
        row.findings.push(refusal.arg("part", "Financeur"));
        return None;
    }
    let has_amount = amounts.iter().any(|amount| amount.amount().is_some());
    let is_rule = is_unreadable || rate.is_some() || has_amount || text.is_none();
    if is_rule && funder.is_none() {
        if row.findings[before..].iter().any(|own| own.place == at) {
            // Whoever it is, the fiche's funding is not known.
            rows.push((code, (None, None)));
            return Some(());
        }
        row.findings.push(missing);
    }
    let mention = text.map(|text| Mention {
        funder,
        nature: nature.clone(),
        text,
    });
    let rule = funder.filter(|_| is_rule).map(|funder| FundingRule {
        place,
        funder,
        nature_key: nature.as_ref().map(|nature| fold(nature)),
        nature,
        rate,
        is_balance: false,
        base: None,
        ceiling: None,
        amounts,
        is_unreadable,
    });
    if rule.is_some() || mention.is_some() {
        rows.push((code, (rule, mention)));
    }
    Some(())
}

/// Reads what each funder pays in a column of its own; nothing is no rule.
fn funder_cells(
    header: &Header<'_>,
    row: &mut Row<'_>,
    years: &[i32],
    code: &Located<Code>,
    funders: &mut Funders,
    rows: &mut Vec<Entry<Funding>>,
) {
    let nature = row.text("Nature");
    let mut rules: BTreeMap<_, FundingRule> = BTreeMap::new();
    let mut order = Vec::new();
    for own in &header.funders {
        let place = header.sheet.place_of(row.index(), own.col);
        let before = row.findings.len();
        let blank = || Located::new(CellAmount::Blank, place.clone());
        let funder = funders.find_or_add(&own.name);
        let rule = rules.entry(funder).or_insert_with(|| {
            order.push(funder);
            FundingRule {
                place: place.clone(),
                funder,
                nature_key: nature.as_ref().map(|nature| fold(nature)),
                nature: nature.clone(),
                rate: None,
                is_balance: false,
                base: None,
                ceiling: None,
                amounts: years.iter().map(|_| blank()).collect(),
                is_unreadable: false,
            }
        });
        match own
            .year
            .and_then(|year| years.iter().position(|own| *own == year))
        {
            Some(rank) => rule.amounts[rank] = row.amount_at(own.col).0,
            None => {
                rule.rate = row
                    .rate_at(own.col)
                    .filter(|rate| rate.value != Rate::default());
            }
        }
        rule.is_unreadable |= row.findings.len() > before;
    }
    let has_amount = |rule: &FundingRule| {
        let mut amounts = rule.amounts.iter().filter_map(|amount| amount.amount());
        amounts.any(|amount| !amount.is_zero())
    };
    let text = row.text("Mention");
    for rule in order.iter().filter_map(|funder| rules.remove(funder)) {
        if rule.is_unreadable || rule.rate.is_some() || has_amount(&rule) {
            rows.push((code.clone(), (Some(rule), None)));
        }
    }
    if let Some(text) = text {
        let mention = Mention {
            funder: None,
            nature,
            text,
        };
        rows.push((code.clone(), (None, Some(mention))));
    }
}

/// Holds a total of funding against the rows above it: those of its fiche, or all.
fn check_funding_sum(
    row: &mut Row<'_>,
    code: Option<&Located<Code>>,
    rows: &[Entry<Funding>],
    years: &[i32],
) {
    let amounts: Vec<_> = years.iter().map(|year| row.amount(Some(*year)).0).collect();
    row.rate();
    let rules = |of: Option<&Located<Code>>| -> Vec<&FundingRule> {
        let own = rows
            .iter()
            .filter(|(own, _)| of.is_none_or(|code| code == own));
        own.filter_map(|(_, (rule, _))| rule.as_ref()).collect()
    };
    for (rank, cell) in amounts.iter().enumerate() {
        let Some(drafted) = cell.amount() else {
            continue;
        };
        let sum = |rules: &[&FundingRule]| -> Amount {
            rules.iter().filter_map(|rule| rule.fixed(rank)).sum()
        };
        let own = rules(code);
        let is_known = own.iter().any(|rule| rule.fixed(rank).is_some());
        if !is_known || drafted == sum(&own) || drafted == sum(&rules(None)) {
            continue;
        }
        let terms = own
            .iter()
            .filter_map(|rule| Some((rule.fixed(rank)?, &rule.amounts[rank].place)));
        let finding = Finding::error("cost-total", cell.place.clone()).drafted(drafted);
        let finding = finding.expected(sum(&own)).terms(terms).year(years[rank]);
        row.findings.push(finding.arg("gap", drafted - sum(&own)));
    }
}

/// The line of a row; its tax apart.
fn line(row: &mut Row<'_>, years: &[i32]) -> CostLine {
    let nature = row.text("Nature");
    CostLine {
        place: row.place(),
        nature_key: nature.as_ref().map(|nature| fold(nature)),
        nature,
        label: row.text("Libellé"),
        tax: None,
        years: years.iter().map(|year| cost(row, *year)).collect(),
    }
}

/// The line of a row whose year can't be read: its amount may be of any.
fn line_of_no_year(row: &mut Row<'_>, years: &[i32]) -> CostLine {
    let mut line = line(row, years);
    for cost in &mut line.years {
        cost.amount.value = CellAmount::Unreadable;
    }
    line
}

fn has_error(findings: &[Finding]) -> bool {
    let mut findings = findings.iter();
    findings.any(|finding| finding.severity == Severity::Error)
}

fn cost(row: &mut Row<'_>, year: i32) -> CostAmount {
    let (amount, days_below) = row.amount(Some(year));
    let days_below: Option<Decimal> = days_below;
    let days_below = days_below.map(|days| Located::new(days, amount.place.clone()));
    let days = row.days(year).or(days_below);
    CostAmount { amount, days }
}

fn tax(row: &mut Row<'_>) -> Option<Located<Tax>> {
    let text = row.text("Taxe")?;
    let tax = named(&fold(&text).to_uppercase());
    if tax.is_none() {
        let finding = Finding::error("cell-unreadable", text.place.clone()).variant("tax");
        row.findings.push(finding.drafted(text.value.as_str()));
    }
    tax.map(|tax| Located::new(tax, text.place))
}

/// Whether every amount that a sum states is that of these lines, or of the totals of their fiches as drafted, as far as
/// they can be read.
fn agrees(sum: &Sum, lines: &[&Entry<CostLine>], drafted: &Drafted) -> bool {
    adds_up(&sum.line, sum.all.as_ref(), lines, drafted)
}

fn adds_up(
    sum: &CostLine,
    all: Option<&Located<CellAmount>>,
    lines: &[&Entry<CostLine>],
    drafted: &Drafted,
) -> bool {
    let mut added = vec![Amount::ZERO; sum.years.len()];
    let mut counted = BTreeSet::new();
    for (code, line) in lines {
        let total = drafted.get(code.key());
        let is_first = total.is_some() && counted.insert(code.key());
        for (rank, own) in added.iter_mut().enumerate() {
            *own += match total.and_then(|years| years[rank]) {
                Some(total) if is_first => total,
                Some(_) => Amount::ZERO,
                None => line.amount(rank),
            };
        }
    }
    if let Some(all) = all.and_then(|all| all.amount()) {
        return !lines.is_empty() && added.into_iter().sum::<Amount>() == all;
    }
    let stated = sum
        .years
        .iter()
        .map(|cost| cost.amount.amount())
        .enumerate();
    let stated = stated.filter(|(rank, _)| !is_unread(lines, *rank));
    let mut stated = stated
        .filter_map(|(rank, stated)| Some((rank, stated?)))
        .peekable();
    stated.peek().is_some() && stated.all(|(rank, stated)| stated == added[rank])
}

/// Whether the amount of one of these lines in a year can't be read.
fn is_unread(lines: &[&Entry<CostLine>], year: usize) -> bool {
    let mut cells = lines.iter().map(|(_, line)| &line.years[year].amount);
    cells.any(|cell| cell.value == CellAmount::Unreadable)
}

/// Whether a row of another year goes on with the line of one before.
fn completes(line: &CostLine, other: &CostLine) -> bool {
    let is_same = line.nature_key == other.nature_key
        && line.label.as_deref() == other.label.as_deref()
        && line.tax.as_ref().map(|tax| tax.value) == other.tax.as_ref().map(|tax| tax.value);
    let is_blank =
        |cost: &CostAmount| cost.amount.value == CellAmount::Blank && cost.days.is_none();
    let mut years = line.years.iter().zip(&other.years);
    is_same && years.all(|(own, other)| is_blank(own) || is_blank(other))
}

fn complete(line: &mut CostLine, other: CostLine) {
    for (own, other) in line.years.iter_mut().zip(other.years) {
        if own.amount.value == CellAmount::Blank && own.days.is_none() {
            *own = other;
        }
    }
}
