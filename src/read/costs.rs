//! The sheets of costs: what the fiches cost, and whether the totals there add up.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use rust_decimal::Decimal;

use super::{
    codes::code_of,
    header::Header,
    headings::parse_year,
    labels::{axis_named, bases, is_income, is_paid, is_set_aside},
    names::SheetRole,
    rows::Kind,
    sheets::Sheets,
    table::CodeColumn,
    tally::{Line, Tally},
};
use crate::{
    finding::{Finding, Severity},
    model::{Carried, CellAmount, CostAmount, CostLine, Funders, FundingRule},
    money::Amount,
    source::{Code, Located, fold, join},
};

/// What a row holds for the fiche that it stands under.
pub(super) type Entry<T> = (Located<Code>, T);

/// What the fiches cost.
#[derive(Default)]
pub(super) struct Costs {
    pub(super) lines: Vec<Entry<CostLine>>,
    /// The totals of fiches as drafted.
    pub(super) totals: Vec<Entry<CostLine>>,
}

/// Where a row of costs stands: the rank of its sheet, and its index there.
type At = (usize, usize);

/// What the sheets of costs hold, row by row.
#[derive(Default)]
struct CostRows {
    lines: Vec<(At, Entry<CostLine>)>,
    sums: Vec<Sum>,
    /// The rows of VAT.
    taxes: Vec<(At, Entry<CostLine>)>,
    /// The titles of groups of fiches.
    titles: Vec<At>,
    /// Whether there are rows of an unknown fiche.
    has_lost: bool,
}

/// A row of costs that adds up others; or several, where each is of a year.
struct Sum {
    at: At,
    /// The words in the row.
    words: Vec<String>,
    /// What it is the sum of, by them.
    of: String,
    /// The code that its words name.
    named: Option<Code>,
    /// The code that it stands under.
    code: Option<Code>,
    /// Whether it stands under one that can't be read.
    is_lost: bool,
    /// Whether it is meant as the sum of everything.
    is_of_all: bool,
    line: Line,
    /// The rows that its formula adds up, and the one behind them.
    from: Option<(usize, usize)>,
}

/// A sum, and the lines that it may add up.
struct Judgement<'r> {
    sum: &'r Sum,
    /// The likeliest first.
    scopes: Vec<Vec<&'r Entry<CostLine>>>,
    meant: usize,
    is_right: bool,
    /// The fiche that it is the total of.
    fiche: Option<&'r Code>,
    /// Whether it names something that is neither a fiche nor an axis.
    is_aside: bool,
    /// Whether no line stands between it and the one before.
    follows: bool,
}

/// The totals of fiches as drafted, by code.
type Drafted<'r> = BTreeMap<&'r str, &'r CostLine>;

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
            self.costs_under(rank, header, funders, &mut rows);
        }
        let mut costs = Costs {
            lines: Vec::new(),
            totals: self.check_sums(&rows),
        };
        // Where each row, or each sheet, is of one year, a line is made of several.
        let mut of_code: BTreeMap<Code, Vec<usize>> = BTreeMap::new();
        for ((rank, _), (code, line)) in rows.lines {
            let ranks = of_code.entry(code.value.clone()).or_default();
            let is_long = headers[rank].has_year_column() || headers.len() > 1;
            let is_begun = |at: &&usize| is_long && completes(&costs.lines[**at].1, &line);
            if let Some(at) = ranks.iter().find(is_begun) {
                complete(&mut costs.lines[*at].1, line);
            } else {
                ranks.push(costs.lines.len());
                costs.lines.push((code, line));
            }
        }
        Some(costs)
    }

    /// Reports the costs that are called as what comes in, « Recettes de billetterie », « Subvention Région », or as what
    /// is no cost of these years.
    pub(super) fn ask_income<'f>(
        &mut self,
        lines: &[Entry<CostLine>],
        rules: impl Iterator<Item = &'f FundingRule>,
        funders: &Funders,
    ) {
        let paid = rules.filter_map(|rule| rule.nature_key.as_deref());
        let paid: BTreeSet<&str> = paid.collect();
        for (code, line) in lines {
            let texts = [&line.nature, &line.label, &line.section];
            let texts = texts.into_iter().flatten().map(|text| text.as_str());
            let carried = line.carried.iter().map(|cell| cell.text.as_str());
            // « Animation | CCI » is what somebody does, and so is a nature that somebody pays for.
            let name = line.nature.as_ref().or(line.label.as_ref());
            let comes_in = |text: &&str| {
                let is_alone =
                    name.is_some_and(|name| name.as_str() == *text) && !paid.contains(&*fold(text));
                is_income(text) || is_paid(text, is_alone, |name| funders.find(name).is_some())
            };
            let is_aside = |text: &&str| is_set_aside(text, |year| self.years.contains(&year));
            let is_off_total = self.convention.is_off_total(line.nature_key.as_deref());
            let income = texts.clone().filter(comes_in);
            let income = income.chain(carried.clone().filter(|text| is_income(text)));
            let income = income.map(|text| ("income", text));
            let aside = texts.chain(carried).filter(is_aside);
            let aside = aside.filter(|_| !is_off_total).map(|text| ("aside", text));
            let finding = income.chain(aside).next().map(|(variant, text)| {
                let finding = Finding::new("row-ignored", Severity::Warning, line.place.clone());
                finding.variant(variant).fiche(code).drafted(text)
            });
            self.findings.extend(finding);
        }
    }

    fn costs_under(
        &mut self,
        rank: usize,
        header: &Header<'a>,
        funders: &Funders,
        all: &mut CostRows,
    ) {
        let mut codes = CodeColumn::default();
        let (mut counted, mut over_years) = (Vec::new(), Vec::new());
        let is_ours = self.workbook.is_ours;
        let mut unnamed = BTreeSet::new();
        for (index, kind) in self.kinds(header, funders) {
            let at = (rank, index);
            match kind {
                Kind::Ignored("tax") => {
                    let mut unused = Vec::new();
                    let mut row = header.row(index, &mut unused);
                    row.is_sum = true;
                    row.take_year(self.years);
                    let line = Line::read(&mut row, self.years).cost;
                    let code = codes.last.clone();
                    all.taxes.extend(code.map(|code| (at, (code, line))));
                    continue;
                }
                Kind::Ignored(_) => continue,
                Kind::Title => {
                    all.titles.push(at);
                    codes.leave();
                    continue;
                }
                Kind::Total { of, is_of_all, .. } => {
                    let sum = self.sum(header, at, (of, is_of_all), &mut codes);
                    over_years.push((index, sum.line.whole()));
                    add_sum(&mut all.sums, sum);
                    continue;
                }
                Kind::Stray => codes.leave(),
                Kind::Entry => {}
            }
            let mut row = header.row(index, self.findings);
            let Some(code) = codes.of(&mut row, self.codes) else {
                all.has_lost = true;
                continue;
            };
            // The corrected workbook has empty rows for more lines, with a code alone.
            let filled = header.sheet.row(index).iter();
            let is_single = filled.filter(|cell| !cell.is_blank()).count() == 1;
            if is_single && is_ours {
                continue;
            }
            let before = row.findings.len();
            let is_of_year = row.take_year(self.years);
            let mut found = row.findings[before..].iter();
            if !is_of_year && found.all(|finding| finding.severity != Severity::Error) {
                continue;
            }
            let mut line = Line::read(&mut row, self.years).cost;
            if !is_of_year {
                // Its amount may be of any year.
                for cost in &mut line.years {
                    cost.amount.value = CellAmount::Unreadable;
                }
            }
            let is_named = line.nature.is_some() || line.label.is_some() || line.section.is_some();
            unnamed.extend((is_single && !is_named).then_some(at));
            counted.push(index);
            let amounts = line.years.iter().filter_map(|cost| cost.amount.amount());
            over_years.push((index, amounts.sum()));
            self.carried.insert((Arc::clone(&header.sheet.name), index));
            all.lines.push((at, (code, line)));
        }
        // A copy of it may have such rows too; where a fiche has no other row, one means that nothing is planned.
        let filled = all.lines.iter().filter(|(at, _)| !unnamed.contains(at));
        let filled: BTreeSet<Code> = filled.map(|(_, (code, _))| code.value.clone()).collect();
        let is_place = |at: &At, code: &Code| unnamed.contains(at) && filled.contains(code);
        all.lines.retain(|(at, (code, _))| !is_place(at, code));
        header.report_looks(&counted, self.findings);
        header.check_row_sums(&over_years, self.findings);
    }

    /// Reads a row of costs that adds up others.
    fn sum(
        &mut self,
        header: &Header<'a>,
        at: At,
        (of, is_of_all): (String, bool),
        codes: &mut CodeColumn,
    ) -> Sum {
        let mut row = header.row(at.1, self.findings);
        row.is_sum = true;
        let code_text = row.text("Fiche");
        let words = header.labels(at.1).map(|(_, word)| word.to_owned());
        let words: Vec<String> = words.collect();
        row.take_year(self.years);
        if row.year.is_none() && header.has_year_column() {
            let mut words = words.iter().flat_map(|word| word.split_whitespace());
            let year = words.find_map(parse_year);
            row.year = year.filter(|year| self.years.contains(year));
        }
        let line = Line::read(&mut row, self.years);
        let code = self.fiche_of_total(code_text, codes);
        Sum {
            at,
            named: code_of(&of, self.codes),
            of,
            words,
            code,
            is_lost: codes.is_lost,
            is_of_all,
            line,
            from: header
                .made_from(at.1)
                .map(|made| (made.first, made.last + 1)),
        }
    }

    /// Takes the sums of one fiche, which are for the audit, and holds the others against the lines and the totals of
    /// fiches that they may add up: what is none of them is a finding.
    fn check_sums(&mut self, rows: &CostRows) -> Vec<Entry<CostLine>> {
        let mut by_code: BTreeMap<&Code, Vec<&Entry<CostLine>>> = BTreeMap::new();
        for (_, entry) in &rows.lines {
            by_code.entry(&entry.0.value).or_default().push(entry);
        }
        let ranks = 0..rows.sums.len();
        let judgements = ranks.filter_map(|rank| self.judge(rows, rank, &by_code));
        let judgements: Vec<Judgement<'_>> = judgements.collect();
        let (mut totals, mut others) = (Vec::new(), Vec::new());
        for stack in judgements.chunk_by(|_, next| next.follows) {
            let right = stack.iter().position(|judgement| judgement.is_right);
            for (rank, judgement) in stack.iter().enumerate() {
                if judgement.is_right {
                    self.check_days(judgement.sum, &judgement.scopes[judgement.meant]);
                }
                // « Total HT » beside a right « Total TTC », « Total subventions » below one.
                let is_other = right.is_some_and(|right| {
                    let sums = [judgement.sum, stack[right].sum];
                    let [of_this, of_right] = sums.map(|sum| bases(&sum.words));
                    let [whole, other] = sums.map(|sum| sum.line.whole().decimal());
                    let is_near = (whole - other).abs() * Decimal::from(4) < other;
                    let has_base = !of_this.is_empty() && of_this != of_right;
                    has_base && is_near && rows.taxes_of(judgement.sum).next().is_none()
                        || judgement.is_aside && right < rank
                });
                let cost = &judgement.sum.line.cost;
                match judgement.fiche {
                    _ if !judgement.is_right && is_other => {}
                    Some(code) => {
                        totals.push((Located::new(code.clone(), cost.place.clone()), cost.clone()));
                    }
                    None => others.push(judgement),
                }
            }
        }
        let mut drafted = Drafted::new();
        for (code, total) in &totals {
            drafted.entry(code.key()).or_insert(total);
        }
        others.retain(|judgement| !judgement.is_right && !rows.has_lost);
        for judgement in others {
            let mut scopes = judgement.scopes.iter();
            if !scopes.any(|scope| tally(scope, &drafted).is(&judgement.sum.line)) {
                self.report_sum(judgement.sum, &judgement.scopes[judgement.meant]);
            }
        }
        totals
    }

    /// What a sum may add up, and whether it does; `None` where its fiche is unknown.
    fn judge<'r>(
        &self,
        rows: &'r CostRows,
        rank: usize,
        by_code: &BTreeMap<&Code, Vec<&'r Entry<CostLine>>>,
    ) -> Option<Judgement<'r>> {
        let sum = &rows.sums[rank];
        let tally =
            |scope: &[&Entry<CostLine>]| -> Tally { scope.iter().map(|(_, line)| line).collect() };
        let is_known = |code: &&Code| self.codes.contains(code) || by_code.contains_key(code);
        let named = sum.named.as_ref().filter(is_known);
        let axes = &self.convention.axes;
        let axis = axis_named(&sum.of, axes).filter(|_| named.is_none());
        let axis = axis.and_then(|axis| Code::parse(&axes[axis].prefix));
        let follows = rows.follows_sum(rank);
        let is_apart = !follows || rows.closes_sections(rank);
        let is_unnamed = sum.of.is_empty() && !sum.is_of_all && is_apart;
        if sum.is_lost && is_unnamed && named.is_none() {
            return None;
        }
        let code = named.or(sum.code.as_ref()).filter(|_| axis.is_none());
        let lines = code.and_then(|code| by_code.get(&code));
        let mut lines = lines.cloned().unwrap_or_default();
        let section = sum.line.cost.section_key();
        lines.retain(|(_, line)| section.is_none() || line.section_key() == section);
        let is_of_fiche = named.is_some() || is_unnamed || section.is_some();
        let is_right = |scope: &Vec<_>| tally(scope).is(&sum.line);
        let fiche = code.filter(|_| is_of_fiche || is_right(&lines));
        let mut scopes: Vec<_> = fiche.map(|_| lines).into_iter().collect();
        if !scopes.iter().any(is_right) {
            scopes.extend(rows.scopes(sum, axis.as_ref()));
            rows.add_taxes(sum, &mut scopes);
        }
        self.leave_out_off_total(&mut scopes, sum.is_of_all);
        let right = scopes.iter().position(is_right);
        // A wrong one means what it is right about in most years, else the likeliest; a section what its lines come to.
        // Where lines can't be read, nothing is known.
        let wrong = || {
            let first = scopes.first().filter(|first| tally(first).is_known())?;
            let is_section = section.is_some() && !first.is_empty();
            let likely = if is_section { 1 } else { scopes.len() };
            let likely = (0..likely).rev().filter(|rank| !scopes[*rank].is_empty());
            likely.max_by_key(|rank| {
                let tally = tally(&scopes[*rank]);
                (tally.matched(&sum.line).0, tally.is_near(&sum.line))
            })
        };
        let meant = right.or_else(wrong).unwrap_or(0);
        Some(Judgement {
            sum,
            is_aside: named.is_none() && axis.is_none() && !sum.of.is_empty(),
            is_right: right.is_some(),
            fiche: fiche.filter(|_| meant == 0 && sum.line.all.is_none() && section.is_none()),
            scopes,
            meant,
            follows,
        })
    }

    /// Reports the days of a right sum that are not those of its lines.
    fn check_days(&mut self, sum: &Sum, lines: &[&Entry<CostLine>]) {
        for (rank, cost) in sum.line.cost.years.iter().enumerate() {
            let days = lines
                .iter()
                .filter_map(|(_, line)| line.years[rank].days.as_ref());
            let days: Vec<&Located<Decimal>> = days.collect();
            let expected: Decimal = days.iter().map(|days| days.value).sum();
            if let Some(drafted) = &cost.days
                && !days.is_empty()
                && drafted.value != expected
            {
                let finding = Finding::error("cost-total", drafted.place.clone());
                let finding = finding.variant("days").year(self.years[rank]);
                let finding = finding.drafted(drafted.value).expected(expected);
                let terms = days.iter().map(|days| (days.value, &days.place));
                self.findings.push(finding.terms(terms));
            }
        }
    }

    /// Leaves out of scopes what no total counts, unless it is all that there is; « Total général » may count it.
    fn leave_out_off_total(&self, scopes: &mut Vec<Vec<&Entry<CostLine>>>, is_of_all: bool) {
        let is_off =
            |(_, line): &&Entry<CostLine>| self.convention.is_off_total(line.nature_key.as_deref());
        let whole = if is_of_all {
            scopes.clone()
        } else {
            Vec::new()
        };
        for scope in scopes.iter_mut() {
            if !scope.iter().all(is_off) {
                scope.retain(|entry| !is_off(entry));
            }
        }
        scopes.extend(whole);
    }

    /// Reports the amounts of a sum that are not those of these lines; what can't be read may make the difference.
    fn report_sum(&mut self, sum: &Sum, lines: &[&Entry<CostLine>]) {
        let codes: BTreeSet<&str> = lines.iter().map(|(code, _)| code.spelling()).collect();
        let fiche = codes.first().copied().filter(|_| codes.len() == 1);
        let words = sum.words.iter().map(String::as_str);
        let words = words.filter(|word| fiche.is_none_or(|code| fold(code) != fold(word)));
        let what = join(fiche.into_iter().chain(words), " · ");
        let yearly = sum.line.cost.years.iter().enumerate();
        let yearly = yearly.map(|(rank, cost)| (Some(rank), &cost.amount));
        let cells = yearly.chain(sum.line.all.iter().map(|all| (None, all)));
        for (year, cell) in cells {
            let costs = lines
                .iter()
                .flat_map(|(_, line)| line.years.iter().enumerate());
            let costs = costs.filter(|(rank, _)| year.is_none_or(|year| year == *rank));
            let added: Vec<_> = costs.map(|(_, cost)| &cost.amount).collect();
            let finding = wrong_sum(cell, &added, &what);
            self.findings.extend(finding.map(|finding| match year {
                Some(year) => finding.year(self.years[year]),
                None => finding.variant("all"),
            }));
        }
    }
}

/// What is wrong about a cell of a total called so that adds these up; nothing where one of them can't be read.
pub(super) fn wrong_sum(
    cell: &Located<CellAmount>,
    added: &[&Located<CellAmount>],
    what: &str,
) -> Option<Finding> {
    let expected: Amount = added.iter().filter_map(|cell| cell.amount()).sum();
    let mut unread = added.iter().map(|cell| cell.value);
    let is_known = unread.all(|value| value != CellAmount::Unreadable);
    let drafted = cell.amount().filter(|drafted| *drafted != expected);
    let drafted = drafted.filter(|_| is_known)?;
    let terms = added
        .iter()
        .filter_map(|cell| Some((cell.amount()?, &cell.place)));
    let terms = terms.filter(|(amount, _)| !amount.is_zero());
    let finding = Finding::error("cost-total", cell.place.clone()).drafted(drafted);
    let finding = finding.expected(expected).terms(terms);
    let what = if what.is_empty() { "none" } else { what };
    Some(finding.arg("gap", drafted - expected).arg("what", what))
}

impl CostRows {
    /// Whether no line stands between a sum and the one before it in its sheet.
    fn follows_sum(&self, rank: usize) -> bool {
        let at = self.sums[rank].at;
        let before = self.sums[..rank].last().filter(|other| other.at.0 == at.0);
        before.is_some_and(|before| self.between(before.at, at).is_empty())
    }

    /// Whether a sum stands under one of a section, with lines below it: it is that of its fiche.
    fn closes_sections(&self, rank: usize) -> bool {
        let (before, at) = (self.sums[..rank].last(), self.sums[rank].at);
        let is_sections = before.is_some_and(|before| before.line.cost.section.is_some());
        is_sections && !self.between(at, (at.0 + 1, 0)).is_empty()
    }

    /// The rows of VAT between a sum and the one before it.
    fn taxes_of(&self, sum: &Sum) -> impl Iterator<Item = &Entry<CostLine>> {
        let at = sum.at;
        let mut sums = self.sums.iter().map(|other| other.at);
        let before = sums.rfind(|before| *before < at && before.0 == at.0);
        let first = before.unwrap_or((at.0, 0));
        let taxes = self.taxes.iter();
        let taxes = taxes.filter(move |(tax_at, _)| (first..at).contains(tax_at));
        taxes.map(|(_, tax)| tax)
    }

    /// Adds, to each scope of a sum, the same with the VAT right above it, and with all VAT.
    fn add_taxes<'r>(&'r self, sum: &Sum, scopes: &mut Vec<Vec<&'r Entry<CostLine>>>) {
        let above: Vec<&Entry<CostLine>> = self.taxes_of(sum).collect();
        if above.is_empty() {
            return;
        }
        let all = self.taxes.iter().filter(|(tax, _)| *tax < sum.at);
        let all = all.map(|(_, tax)| tax).collect();
        let untaxed = scopes.clone();
        for taxes in [above, all] {
            scopes.extend(untaxed.iter().map(|scope| [&scope[..], &taxes].concat()));
        }
    }

    /// The lines from one row on and before another.
    fn between(&self, first: At, end: At) -> Vec<&Entry<CostLine>> {
        let from = self.lines.partition_point(|(at, _)| *at < first);
        let to = self.lines.partition_point(|(at, _)| *at < end);
        let lines = self.lines.get(from..to).unwrap_or_default();
        lines.iter().map(|(_, entry)| entry).collect()
    }

    /// What a sum may add up, the likeliest first: of the axis that it names, if there is one.
    fn scopes(&self, sum: &Sum, axis: Option<&Code>) -> Vec<Vec<&Entry<CostLine>>> {
        let at = sum.at;
        let (first, end) = ((at.0, 0), (at.0 + 1, 0));
        let (in_sheet, in_all) = ((first, end), ((0, 0), (usize::MAX, 0)));
        let mut ranges = vec![in_sheet, in_all];
        if sum.is_of_all {
            // What stands below it is counted too.
            ranges.reverse();
        } else {
            let from = sum.from.map(|(first, end)| {
                // Where other sums stand between, it adds up nothing but these rows.
                let mut between = self.sums.iter().filter(|other| other.at.0 == at.0);
                let is_apart = between.any(|other| (end..at.1).contains(&other.at.1));
                ((at.0, first), if is_apart { (at.0, end) } else { at })
            });
            ranges.splice(0..0, from);
            let mut titles = self.titles.iter().copied().filter(|title| title.0 == at.0);
            let title = titles.clone().rfind(|title| *title < at);
            let next = titles.find(|title| *title > at);
            let mut sums = self
                .sums
                .iter()
                .map(|other| other.at)
                .filter(|other| other.0 == at.0);
            let mut before = sums.clone().rev().filter(|other| *other < at);
            let before = before.find(|other| !self.between(*other, at).is_empty());
            let after = sums.find(|other| *other > at);
            ranges.splice(0..0, title.map(|title| (title, at)));
            ranges.extend([
                (before.unwrap_or(first), at),
                (at, next.unwrap_or(end)),
                (at, after.unwrap_or(end)),
                (first, at),
                ((0, 0), at),
            ]);
        }
        let lines = |is_added: &dyn Fn(&Entry<CostLine>) -> bool| -> Vec<&Entry<CostLine>> {
            let entries = self.lines.iter().map(|(_, entry)| entry);
            entries.filter(|entry| is_added(entry)).collect()
        };
        let is_of_fiche = |entry: &Entry<CostLine>| sum.code.as_ref() == Some(&entry.0);
        let of_axis = axis.map(|axis| lines(&|(code, _)| code.begins_with(axis)));
        // « Total études », « Total fonctionnement », or « Total » beside the section.
        let nature = Some(fold(&sum.of)).filter(|of| !of.is_empty() && axis.is_none());
        let nature = nature.or_else(|| sum.line.cost.section_key());
        let is_of_nature =
            |line: &CostLine| line.nature_key == nature || line.section_key() == nature;
        let of_nature = nature.is_some().then(|| {
            let in_fiche = lines(&|entry| is_of_fiche(entry) && is_of_nature(&entry.1));
            [in_fiche, lines(&|(_, line)| is_of_nature(line))]
        });
        let mut scopes: Vec<Vec<&Entry<CostLine>>> = of_axis.into_iter().collect();
        scopes.extend(of_nature.into_iter().flatten());
        scopes.extend(
            ranges
                .into_iter()
                .map(|(first, end)| self.between(first, end)),
        );
        if !sum.is_of_all {
            scopes.push(lines(&is_of_fiche));
            let after = self.between(at, end);
            let of_fiche = after.iter().copied();
            scopes.push(of_fiche.take_while(|entry| is_of_fiche(entry)).collect());
            // The title of an axis, and what begins as the first code below.
            let first = after.first().filter(|_| !sum.of.is_empty());
            let first = first.map_or("", |(code, _)| code.prefix());
            let of_axis = after.iter().copied();
            let of_axis =
                of_axis.take_while(|(code, _)| !first.is_empty() && code.prefix() == first);
            scopes.push(of_axis.collect());
        }
        scopes
    }
}

/// What lines come to, each fiche by its total where that was drafted.
fn tally(lines: &[&Entry<CostLine>], drafted: &Drafted<'_>) -> Tally {
    let mut tally = Tally::default();
    let mut counted = BTreeSet::new();
    for (code, line) in lines {
        let Some(total) = drafted.get(code.key()) else {
            tally.add(line);
            continue;
        };
        let is_first = counted.insert(code.key());
        let mut line = line.clone();
        for (cost, total) in line.years.iter_mut().zip(&total.years) {
            if let Some(total) = total.amount.amount() {
                let total = if is_first { total } else { Amount::ZERO };
                cost.amount.value = CellAmount::Amount(total);
            }
        }
        tally.add(&line);
    }
    tally
}

/// Adds a sum to those above it; one of another year in the same words, right under it, goes on with the last one.
fn add_sum(sums: &mut Vec<Sum>, sum: Sum) {
    let mut last = sums.last_mut();
    let last = last.as_mut().filter(|last| {
        let is_below = last.at.0 == sum.at.0 && last.at.1 < sum.at.1;
        let is_same = last.words == sum.words && last.code == sum.code;
        is_below && is_same && last.line.all.is_none() && sum.line.all.is_none()
    });
    match last.filter(|last| completes(&last.line.cost, &sum.line.cost)) {
        Some(last) => complete(&mut last.line.cost, sum.line.cost),
        None => sums.push(sum),
    }
}

/// Whether a row of another year goes on with the line of one before.
fn completes(line: &CostLine, other: &CostLine) -> bool {
    let is_same = line.nature_key == other.nature_key
        && line.section_key() == other.section_key()
        && line.label.as_deref() == other.label.as_deref()
        && line.tax.as_ref().map(|tax| tax.value) == other.tax.as_ref().map(|tax| tax.value);
    let is_blank =
        |cost: &CostAmount| cost.amount.value == CellAmount::Blank && cost.days.is_none();
    let mut years = line.years.iter().zip(&other.years);
    is_same && years.all(|(cost, other)| is_blank(cost) || is_blank(other))
}

fn complete(line: &mut CostLine, other: CostLine) {
    Carried::add(&mut line.carried, other.carried);
    for (cost, other) in line.years.iter_mut().zip(other.years) {
        if cost.amount.value == CellAmount::Blank && cost.days.is_none() {
            *cost = other;
        }
    }
}
