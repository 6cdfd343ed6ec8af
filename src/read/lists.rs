//! The sheets `Dépenses` and `Cofinancement`, row by row: what costs something, who pays, and what only adds up, names
//! a group or remarks on the rest.

use std::{collections::BTreeMap, ops::Range, sync::Arc};

use rust_decimal::Decimal;

use super::{
    labels::{axis_named, code_of, is_code, names_group, total_of},
    names::{SheetRole, YEAR_COLUMN},
    refusal::within,
    sheets::Sheets,
    table::{CodeColumn, Header, Row},
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

/// A row of costs that adds up others.
struct Sum {
    row: usize,
    /// What it says that it is the sum of.
    of: String,
    code: Option<Located<Code>>,
    line: CostLine,
    /// What it says over all years, where each row is of one.
    all: Option<Located<CellAmount>>,
    /// The first row that its formula adds up.
    from: Option<usize>,
}

impl<'a> Sheets<'a> {
    /// Reads every cost.
    pub(super) fn costs(&mut self, funders: &mut Funders) -> Option<Costs> {
        let headers = self.headers(SheetRole::Costs, funders)?;
        if let Some(header) = headers.first().filter(|_| self.years.is_empty()) {
            let finding = Finding::error("header-missing", header.sheet.place());
            self.findings.push(finding.variant("years"));
            return None;
        }
        let mut costs = Costs::default();
        for header in headers {
            self.costs_under(&header, &mut costs);
        }
        Some(costs)
    }

    fn costs_under(&mut self, header: &Header<'a>, costs: &mut Costs) {
        let mut codes = CodeColumn::default();
        let (mut lines, mut sums): (Vec<(usize, Entry<CostLine>)>, Vec<Sum>) =
            (Vec::new(), Vec::new());
        let (mut groups, mut notes) = (vec![header.row], Vec::new());
        for (index, kind) in self.kinds(header) {
            let mut row = header.row(index, self.findings);
            match kind {
                Kind::Group => {
                    groups.push(index);
                    codes.last = None;
                }
                Kind::Note => notes.push(index),
                Kind::Total(of) => {
                    let own = row.text("Fiche").and_then(|own| {
                        let code = code_of(&own, self.codes)?;
                        self.codes
                            .contains(&code)
                            .then(|| Located::new(code, own.place))
                    });
                    codes.last = own.or(codes.last);
                    row.take_year(self.years);
                    let all = row.year.is_none().then(|| row.amount(None).0);
                    sums.push(Sum {
                        row: index,
                        of,
                        code: codes.last.clone(),
                        line: line(&mut row, self.years),
                        all: all.filter(|all| all.amount().is_some()),
                        from: header.summed_from(index),
                    });
                }
                Kind::Entry => {
                    let Some(code) = codes.of(&mut row, self.codes) else {
                        continue;
                    };
                    if row.take_year(self.years) {
                        let mut line = line(&mut row, self.years);
                        line.tax = tax(&mut row);
                        lines.push((index, (code, line)));
                    }
                }
            }
        }
        self.take_silent_sums(header, &mut lines, &mut sums);
        let rows: Vec<usize> = lines.iter().map(|(row, _)| *row).collect();
        header.report_looks(&rows, self.findings);
        self.ignore(header, &notes);
        let mut ranks: BTreeMap<Code, Vec<usize>> = BTreeMap::new();
        for (rank, (_, (code, _))) in lines.iter().enumerate() {
            ranks.entry(code.value.clone()).or_default().push(rank);
        }
        for sum in &sums {
            costs
                .totals
                .extend(self.check_sum(header, sum, &sums, &lines, &ranks, &groups));
        }
        // Where each row is of one year, a line is made of several.
        let is_long = header.columns.contains_key(&(YEAR_COLUMN, None));
        let mut begun: BTreeMap<Code, Vec<usize>> = BTreeMap::new();
        for (_, (code, line)) in lines {
            let own = begun.entry(code.value.clone()).or_default();
            let known = own
                .iter()
                .find(|rank| is_long && completes(&costs.lines[**rank].1, &line));
            match known {
                Some(rank) => complete(&mut costs.lines[*rank].1, line),
                None => {
                    own.push(costs.lines.len());
                    costs.lines.push((code, line));
                }
            }
        }
    }

    /// What each row under a header is, before its figures are read.
    fn kinds(&self, header: &Header<'a>) -> Vec<(usize, Kind)> {
        let rows: Vec<usize> = header.rows().collect();
        let last = rows
            .iter()
            .rposition(|row| header.has_figures(*row))
            .unwrap_or(rows.len());
        let fiche = header.columns.get(&("Fiche", None)).copied();
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
                let is_summed = header.summed_from(row).is_some() && !is_titled;
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

    /// Takes the rows without a word that add up those above them for what they are: the last of a fiche, or of all.
    fn take_silent_sums(
        &self,
        header: &Header<'a>,
        lines: &mut Vec<(usize, Entry<CostLine>)>,
        sums: &mut Vec<Sum>,
    ) {
        let mut at = lines.len();
        while at > 0 {
            at -= 1;
            let (row, (code, line)) = &lines[at];
            let is_last = lines.get(at + 1).is_none_or(|(_, (next, _))| next != code);
            let is_silent = line.nature.is_none()
                && line.label.is_none()
                && header.labels(*row).next().is_none();
            let own = lines[..at]
                .iter()
                .rposition(|(_, (other, _))| other != code)
                .map_or(0, |last| last + 1);
            let adds_up = |lines: &[(usize, Entry<CostLine>)]| {
                let all: Vec<&CostLine> = lines.iter().map(|(_, (_, line))| line).collect();
                lines.len() > 1 && agrees(line, None, &all)
            };
            if is_last && is_silent && (adds_up(&lines[own..at]) || adds_up(&lines[..at])) {
                let (row, (code, line)) = lines.remove(at);
                sums.push(Sum {
                    row,
                    of: String::new(),
                    code: Some(code),
                    line,
                    all: None,
                    from: None,
                });
            }
        }
        sums.sort_by_key(|sum| sum.row);
    }

    /// Holds a sum against the lines that it may add up. One of a fiche is for the audit; one of others that is none
    /// of them is a finding.
    fn check_sum(
        &mut self,
        header: &Header<'a>,
        sum: &Sum,
        sums: &[Sum],
        lines: &[(usize, Entry<CostLine>)],
        ranks: &BTreeMap<Code, Vec<usize>>,
        groups: &[usize],
    ) -> Option<Entry<CostLine>> {
        let within = |rows: Range<usize>| -> Vec<&CostLine> {
            let at = |end: usize| lines.partition_point(|(row, _)| *row < end);
            let own = lines[at(rows.start)..at(rows.end)].iter();
            own.map(|(_, (_, line))| line).collect()
        };
        let of_code = |code: &Code| -> Vec<&CostLine> {
            let own = ranks.get(code).into_iter().flatten();
            own.map(|rank| &lines[*rank].1.1).collect()
        };
        let end = header.sheet.rows.len();
        let before = sums
            .iter()
            .rfind(|other| other.row < sum.row)
            .map_or(0, |other| other.row + 1);
        let group = groups
            .iter()
            .rfind(|group| **group < sum.row)
            .copied()
            .unwrap_or(0);
        let next_group = groups
            .iter()
            .find(|group| **group > sum.row)
            .copied()
            .unwrap_or(end);
        let own_code = header
            .labels(sum.row)
            .next()
            .and_then(|(_, own)| code_of(own, self.codes));
        let named = code_of(&sum.of, self.codes).or(own_code);
        let named = named.filter(|code| ranks.contains_key(code));
        let code = named
            .clone()
            .or_else(|| sum.code.as_ref().map(|code| code.value.clone()));
        let of_fiche = code.as_ref().map(of_code).unwrap_or_default();
        let axis = axis_named(&sum.of, self.axes);
        let of_axis: Vec<&CostLine> = match axis {
            Some(axis) => {
                let prefix = fold(&self.axes[axis].prefix);
                let own = lines
                    .iter()
                    .filter(|(_, (code, _))| code.prefix() == prefix);
                own.map(|(_, (_, line))| line).collect()
            }
            None => Vec::new(),
        };
        let is_first = |other: &Sum| other.row > before && other.row < sum.row;
        let follows_total =
            before > 0 && within(before..sum.row).is_empty() && !sums.iter().any(is_first);
        if agrees(&sum.line, sum.all.as_ref(), &of_fiche) && axis.is_none() {
            return code.map(|code| (Located::new(code, sum.line.place.clone()), sum.line.clone()));
        }
        let adds_up = |rows| agrees(&sum.line, sum.all.as_ref(), &within(rows));
        if agrees(&sum.line, sum.all.as_ref(), &of_axis)
            || adds_up(before..sum.row)
            || adds_up(group..sum.row)
            || adds_up(sum.row..next_group)
            || adds_up(0..sum.row)
            || adds_up(0..end)
            || sum.from.is_some_and(|from| adds_up(from..sum.row))
        {
            return None;
        }
        let is_of_fiche = named.is_some()
            || axis.is_none()
                && sum.of.is_empty()
                && code.is_some()
                && !follows_total
                && !sum.says_all(header);
        if let Some(all) = &sum.all {
            let scope = if is_of_fiche {
                of_fiche
            } else {
                within(0..end)
            };
            self.report_all(all, &scope);
            return None;
        }
        if is_of_fiche {
            return code.map(|code| (Located::new(code, sum.line.place.clone()), sum.line.clone()));
        }
        let scope = if axis.is_some() {
            of_axis
        } else {
            within(0..end)
        };
        self.report_sum(&sum.line, &scope);
        None
    }

    /// Reports the first amount of a sum that is not that of these lines.
    fn report_sum(&mut self, sum: &CostLine, lines: &[&CostLine]) {
        for (rank, cost) in sum.years.iter().enumerate() {
            let cells = lines.iter().map(|line| &line.years[rank].amount);
            if cells
                .clone()
                .any(|cell| cell.value == CellAmount::Unreadable)
            {
                continue;
            }
            let expected: Amount = cells.clone().filter_map(|cell| cell.amount()).sum();
            let Some(drafted) = cost.amount.amount().filter(|drafted| *drafted != expected) else {
                continue;
            };
            let terms = cells.filter_map(|cell| Some((cell.amount()?, &cell.place)));
            let terms = terms.filter(|(amount, _)| !amount.is_zero());
            let finding = Finding::error("cost-total", cost.amount.place.clone()).drafted(drafted);
            let finding = finding
                .expected(expected)
                .terms(terms)
                .year(self.years[rank]);
            self.findings.push(finding.arg("gap", drafted - expected));
        }
    }

    /// Reports a sum over all years that is not that of these lines.
    fn report_all(&mut self, all: &Located<CellAmount>, lines: &[&CostLine]) {
        let cells = || {
            lines
                .iter()
                .flat_map(|line| &line.years)
                .map(|cost| &cost.amount)
        };
        let is_known = cells().all(|cell| cell.value != CellAmount::Unreadable);
        let expected: Amount = cells().filter_map(|cell| cell.amount()).sum();
        if let Some(drafted) = all
            .amount()
            .filter(|drafted| is_known && *drafted != expected)
        {
            let terms = cells().filter_map(|cell| Some((cell.amount()?, &cell.place)));
            let finding = Finding::error("cost-total", all.place.clone()).drafted(drafted);
            let finding = finding.expected(expected).terms(terms);
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
                    codes.last = None;
                    continue;
                }
                Kind::Note => {
                    notes.push(index);
                    continue;
                }
                Kind::Total(_) => {
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
                funder_cells(header, &mut row, self.years, &code, rows);
            }
        }
        header.report_looks(&read, self.findings);
        self.ignore(header, &notes);
        Some(())
    }
}

impl Sum {
    /// Whether its words say that it adds up everything.
    fn says_all(&self, header: &Header<'_>) -> bool {
        let mut labels = header.labels(self.row);
        labels.any(|(_, label)| {
            let folded = fold(label);
            ["general", "convention", "ensemble", "grandtotal"]
                .iter()
                .any(|word| folded.contains(word))
        })
    }
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
    rows: &mut Vec<Entry<Funding>>,
) {
    let nature = row.text("Nature");
    let mut rules: BTreeMap<_, FundingRule> = BTreeMap::new();
    let mut order = Vec::new();
    for own in &header.funders {
        let place = header.sheet.place_of(row.index(), own.col);
        let before = row.findings.len();
        let blank = || Located::new(CellAmount::Blank, place.clone());
        let rule = rules.entry(own.funder).or_insert_with(|| {
            order.push(own.funder);
            FundingRule {
                place: place.clone(),
                funder: own.funder,
                nature_key: nature.as_ref().map(|nature| fold(nature)),
                nature: nature.clone(),
                rate: None,
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
                    .filter(|rate| rate.value != Rate::default())
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

/// Whether every amount that a sum states is that of these lines, and one at least is there.
fn agrees(sum: &CostLine, all: Option<&Located<CellAmount>>, lines: &[&CostLine]) -> bool {
    if let Some(all) = all.and_then(|all| all.amount()) {
        let years = lines
            .iter()
            .flat_map(|line| (0..line.years.len()).map(|rank| line.amount(rank)));
        return !lines.is_empty() && years.sum::<Amount>() == all;
    }
    let mut stated = sum.years.iter().enumerate();
    let is_right = |(rank, cost): (usize, &CostAmount)| {
        let added = lines.iter().map(|line| line.amount(rank)).sum::<Amount>();
        cost.amount.amount().is_none_or(|drafted| drafted == added)
    };
    let has_any = sum.years.iter().any(|cost| cost.amount.amount().is_some());
    has_any && !lines.is_empty() && stated.all(is_right)
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
