//! What each row under a header is. It is decided once, from all that is known of the row: its code, its words, its
//! formula, what the rows above and below it come to, and where it stands. In this order, it is:
//!
//! 1. a total, where its words mean one and its amounts do not deny it, where its formula adds up other rows, where it
//!    names nothing and others do, where it comes to all that stands above it or under its fiche, or where it repeats,
//!    with others, what each fiche comes to;
//! 2. the title of a group or a remark, where it has no figures;
//! 3. no cost, where it is of VAT, of what comes in, or below the last total without a code;
//! 4. a cost or a rule of funding, of the fiche above where it has no code: never below the total of an axis or a gap.
//!
//! What is left out though it has an amount is reported, and so are a total that only its amounts give away and a cost
//! that may be a wrong total. Amounts that come to others prove the more, the more digits they have before their last
//! zeros.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use rust_decimal::Decimal;

use super::{
    codes::code_of,
    header::Header,
    headings::{Heading, parse_year, years_in},
    labels::{
        Meaning, axis_named, begins_with_total, is_grand_total, is_part_above, is_section,
        is_subtotal, names_income, names_recap, total_of,
    },
    names::SheetRole,
    row_facts::RowFacts,
    sheets::Sheets,
    tally::{Line, Tally},
    workbook::Cell,
};
use crate::{
    finding::{Finding, Severity},
    model::Funders,
    money::Amount,
    source::{Code, Period, fold},
};

/// What a row under a header is.
pub(super) enum Kind {
    /// A cost, or a rule of funding.
    Entry,
    /// The same, below a total or a gap: it is not of the fiche above.
    Stray,
    /// A total of what is named, or of what the row stands under.
    Total {
        of: String,
        /// Whether it is that of everything.
        is_of_all: bool,
    },
    /// The title of a group of fiches.
    Title,
    /// No part of the budget, for the reason that this variant of the message gives.
    Ignored(&'static str),
}

impl<'a> Sheets<'a> {
    /// What each row under a header is. What is left out is reported, and so is what only its amounts make a total.
    pub(super) fn kinds(&mut self, header: &Header<'a>, funders: &Funders) -> Vec<(usize, Kind)> {
        let repeated = header.repeated();
        let rows = self.row_facts(header, &repeated, funders);
        let mut classifier = Classifier::new(self, header, &rows);
        let ranks = rows.iter().enumerate();
        let kinds = ranks.map(|(at, row)| (row.index, classifier.kind(at)));
        let kinds: Vec<(usize, Kind)> = kinds.collect();
        let doubts = classifier.doubts;
        self.check_repeated(header, &repeated);
        self.check_blocks(header);
        for (index, why) in doubts {
            self.report_ignored(header, why, index, 1);
        }
        let mut ignored: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
        for (index, kind) in &kinds {
            if let Kind::Ignored(why) = kind {
                let row = (Arc::clone(&header.sheet.name), *index);
                self.ignored.insert(row);
                ignored.entry(why).or_insert((*index, 0)).1 += 1;
            }
        }
        for (why, (first, count)) in ignored {
            self.report_ignored(header, why, first, count);
        }
        kinds
    }

    /// Reports a row that repeats the header in another order: what stands under it would be read in the wrong columns.
    fn check_repeated(&mut self, header: &Header<'a>, rows: &BTreeSet<usize>) {
        let (sheet, texts) = (header.sheet, header.texts_in(None));
        let is_other = |row: usize, col: usize| {
            let shown = sheet.cell(row, col).shown();
            let years = years_in(&shown);
            let is_of_other_year =
                !years.is_empty() && years != years_in(&header.headings[col].text);
            // A year alone may stand above any of its columns.
            let is_moved = parse_year(&shown).is_none() && texts.contains(&fold(&shown));
            (is_moved || is_of_other_year) && !header.texts_in(Some(col)).contains(&fold(&shown))
        };
        for row in rows {
            let mut columns = header.read_columns().into_iter();
            if let Some(col) = columns.find(|col| is_other(*row, *col)) {
                let finding = Finding::error("header-missing", sheet.place_of(*row, col));
                let finding = finding.variant("again");
                let finding = finding.drafted(sheet.cell(*row, col).shown());
                self.findings.push(finding);
            }
        }
    }

    /// Reports a title within the table that names another year than the one that its amounts are read in, where no
    /// column names one: « Exercice 2028 » above the rows of 2028.
    fn check_blocks(&mut self, header: &Header<'a>) {
        let sheet = header.sheet;
        let [year] = self.years else { return };
        let title = |row: usize| {
            let mut filled = sheet.row(row).iter().enumerate();
            let (col, cell) = filled.find(|(_, cell)| !cell.is_blank())?;
            let heading = Heading::new(&cell.shown());
            let is_alone = filled.all(|(_, cell)| cell.is_blank());
            (is_alone && heading.year.is_some()).then_some((col, heading))
        };
        let heads = (0..header.row).filter_map(title);
        let heads: Vec<Heading> = heads.map(|(_, heading)| heading).collect();
        // The title above the first header may give it the year.
        let is_dated = |col: usize| {
            let heading = &header.headings[col];
            let is_of_title = heads.iter().any(|head| head.year == heading.year);
            let is_own = Heading::new(&sheet.cell(header.row, col).shown())
                .year
                .is_some();
            heading.year.is_some() && (is_own || !is_of_title)
        };
        if header.has_year_column() || header.amounts().into_iter().any(is_dated) {
            return;
        }
        let last = (header.first..sheet.rows.len()).rfind(|row| header.has_figures(*row));
        let titles = (header.first..last.unwrap_or(0)).filter_map(|row| Some((row, title(row)?)));
        for (row, (col, heading)) in titles {
            let is_of_years = parse_year(&heading.text).is_some()
                || heads
                    .iter()
                    .any(|head| head.name == heading.name && head.year == Some(*year));
            let place = sheet.place_of(row, col);
            let mut found = self.findings.iter();
            let is_new = !found.any(|known| known.rule == "header-missing" && known.place == place);
            if heading.year != Some(*year) && is_of_years && is_new {
                let finding = Finding::error("header-missing", place).variant("block");
                let finding = finding.drafted(heading.text).year(*year);
                self.findings.push(finding);
            }
        }
    }

    /// Reports why a row, and how many others, are not counted.
    fn report_ignored(&mut self, header: &Header<'a>, why: &'static str, row: usize, count: usize) {
        let sheet = header.sheet;
        let mut labels = header.labels(row);
        let part = labels.find(|(_, label)| why == "part" && is_part_above(label));
        let mut cells = sheet.row(row).iter();
        let first = cells.position(|cell| !cell.is_blank()).unwrap_or(0);
        let col = part.map_or(first, |(col, _)| col);
        let severity = match why {
            // An amount is left out.
            "below" | "equal" | "near" | "ratio" | "under" => Severity::Warning,
            _ => Severity::Info,
        };
        let place = sheet.place_of(row, col);
        // Costs and who pays may stand in one sheet.
        let is_it = |known: &Finding| {
            known.rule == "row-ignored" && known.variant == why && known.place == place
        };
        if self.findings.iter().any(is_it) {
            return;
        }
        let finding = Finding::new("row-ignored", severity, place);
        let finding = finding.variant(why).drafted(sheet.cell(row, col).shown());
        self.findings.push(finding.arg("count", count));
    }
}

/// What speaks for a row being a sum.
struct Signs {
    /// How many lines it adds up, of those that it may; and of its fiche.
    lines: usize,
    fiche_lines: usize,
    /// How many digits its amounts have.
    digits: i32,
    /// Whether its formula adds them up.
    is_formula: bool,
    /// Whether a sum is due in its place.
    is_due: bool,
}

impl Signs {
    /// Whether it adds up so many lines, or fewer by more digits than chance has, or stands where a sum is due.
    fn is_sum(&self, least: usize) -> bool {
        self.lines >= least || self.lines > 0 && self.digits > 2 || self.is_due
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
    /// The title of a table that repeats the rows above.
    Recap,
}

/// Decides row by row what each is, from all rows under a header and what those so far come to.
struct Classifier<'t, 'a> {
    sheets: &'t Sheets<'a>,
    header: &'t Header<'a>,
    rows: &'t [RowFacts<'a>],
    last_code: Option<usize>,
    last_total: Option<usize>,
    last_figures: usize,
    /// The last row with figures and a code that a fiche bears.
    last_known: Option<usize>,
    /// The last row that may be a cost.
    last_line: Option<usize>,
    /// The usual distance from one row to the next.
    step: usize,
    /// The fiches with rows that name what they are for, and whether all are.
    named: BTreeSet<usize>,
    all_named: bool,
    /// Whether most fiches begin, or end, with what their lines come to; the words of those that end so.
    are_headed: bool,
    feet: BTreeSet<String>,
    /// The rows that repeat what each fiche comes to.
    recaps: BTreeSet<usize>,
    /// What the lines come to of each axis, section and nature, by its name.
    parts: BTreeMap<String, Tally>,
    /// What the lines come to so far: those of the fiche, those since the last total, all of them.
    of_fiche: Tally,
    since_total: Tally,
    of_all: Tally,
    /// How many rows pay, and what, of the same three.
    paid: [(usize, Vec<Decimal>); 3],
    under: Under,
    /// Whether the total of the fiche stands above, and is right.
    is_closed: bool,
    /// The rows that may be something else, and why.
    doubts: Vec<(usize, &'static str)>,
}

impl<'t, 'a> Classifier<'t, 'a> {
    fn new(sheets: &'t Sheets<'a>, header: &'t Header<'a>, rows: &'t [RowFacts<'a>]) -> Self {
        let last = |is_it: &dyn Fn(&RowFacts<'a>) -> bool| rows.iter().rposition(is_it);
        let is_total = |row: &RowFacts<'a>| {
            row.has_figures && matches!(&row.meaning, Some(Meaning::Total(of)) if of.is_empty())
        };
        let is_known = |code: &Code| sheets.codes.contains(code);
        let is_cost = |row: &RowFacts<'a>| {
            row.line.is_some() && row.meaning.is_none() && !row.is_unnamed && !row.is_title()
        };
        let steps = rows.windows(2).map(|pair| pair[1].index - pair[0].index);
        let mut steps: Vec<usize> = steps.collect();
        steps.sort_unstable();
        let named = rows.iter().filter(|row| is_cost(row)).map(|row| row.fiche);
        let named: BTreeSet<usize> = named.collect();
        let mut classifier = Self {
            sheets,
            header,
            rows,
            last_code: last(&|row| row.code.is_some()),
            last_total: last(&is_total),
            last_known: last(&|row| row.has_figures && row.code.as_ref().is_some_and(is_known)),
            last_figures: last(&|row| row.has_figures).unwrap_or(rows.len()),
            last_line: last(&is_cost),
            step: steps.get(steps.len() / 2).copied().unwrap_or(1),
            all_named: rows.last().is_some_and(|last| named.len() > last.fiche),
            named,
            are_headed: false,
            feet: BTreeSet::new(),
            recaps: BTreeSet::new(),
            parts: BTreeMap::new(),
            of_fiche: Tally::default(),
            since_total: Tally::default(),
            of_all: Tally::default(),
            paid: Default::default(),
            under: Under::Fiche,
            is_closed: false,
            doubts: Vec::new(),
        };
        let may_be_line = |at: &usize| {
            let row = &rows[*at];
            let is_plain = matches!(
                row.meaning,
                None | Some(Meaning::Sum { is_sure: false } | Meaning::Named(_))
            );
            row.line.is_some() && is_plain && !row.is_title() && !classifier.is_off_total(*at)
        };
        let lines: Vec<usize> = (0..rows.len()).filter(may_be_line).collect();
        // Sums of groups may stand among the rows of a recap.
        let may_repeat = |at: &usize| rows[*at].code.is_some() || rows[*at].meaning.is_none();
        let candidates: Vec<usize> = lines.iter().copied().filter(may_repeat).collect();
        let is_one = |at: &usize, next: &usize| rows[*at].fiche == rows[*next].fiche;
        classifier.find_recaps(&candidates.chunk_by(is_one).collect::<Vec<_>>());
        classifier.find_natures(&lines);
        classifier.find_heads(&lines.chunk_by(is_one).collect::<Vec<_>>());
        let axes = sheets.convention.axes.iter();
        let axes = axes.filter_map(|axis| Some((&axis.prefix, Code::parse(&axis.prefix)?)));
        let axes: Vec<(&String, Code)> = axes.collect();
        for at in lines {
            let row = &rows[at];
            let is_line = row.meaning.is_none() && !classifier.recaps.contains(&at);
            let Some(line) = row.line.as_ref().filter(|_| is_line) else {
                continue;
            };
            let code = row.fiche_code.as_ref();
            let is_within = |axis: &Code| code.is_some_and(|code| code.begins_with(axis));
            let of_axes = axes.iter().filter(|(_, axis)| is_within(axis));
            let parts = of_axes.map(|(prefix, _)| format!("#{prefix}"));
            let parts = parts.chain(line.cost.section_key());
            for part in parts.chain(line.cost.nature_key.clone()) {
                classifier.parts.entry(part).or_default().add(&line.cost);
            }
        }
        classifier
    }

    /// Whether a row is of a nature that no total counts: what it equals is no sum.
    fn is_off_total(&self, at: usize) -> bool {
        let line = self.rows[at].line.as_ref();
        let nature = line.and_then(|line| line.cost.nature_key.as_deref());
        self.sheets.convention.is_off_total(nature)
    }

    /// Finds the rows of second tables that repeat what each fiche comes to, from the last on: in a table, each is the only
    /// one of its fiche, and most are right.
    fn find_recaps(&mut self, fiches: &[&[usize]]) {
        let mut all: BTreeMap<&Code, (Tally, usize)> = BTreeMap::new();
        let code = |fiche: &[usize]| self.rows[fiche[0]].fiche_code.as_ref();
        for fiche in fiches {
            if let Some(code) = code(fiche) {
                let (tally, count) = all.entry(code).or_default();
                *count += 1;
                self.lines_of(fiche).for_each(|line| tally.add(&line.cost));
            }
        }
        let is_right = |(at, code): &(usize, &Code)| {
            let line = self.rows[*at].line.as_ref();
            line.is_some_and(|line| all[*code].0.is_twice(line))
        };
        let (mut block, mut blocks, mut known) = (Vec::new(), Vec::new(), BTreeSet::new());
        for fiche in fiches.iter().rev() {
            let (Some(code), [.., at]) = (code(fiche), *fiche) else {
                continue;
            };
            let row = (*at, code);
            let is_new = !known.contains(code);
            let is_coded = self.rows[*at].code.is_some();
            let is_alone = is_coded && fiche.len() == 1 && all[code].1 > 1;
            // The first row of the table may be of the fiche above it.
            let is_first = is_coded && fiche.len() > 1 && !block.is_empty() && is_right(&row);
            if is_new && (is_alone || is_first) {
                block.push(row);
                known.insert(code);
            }
            if !is_new || !is_alone {
                blocks.push(std::mem::take(&mut block));
                block.extend(is_alone.then_some(row));
                known = block.iter().map(|(_, code)| *code).collect();
            }
        }
        blocks.push(block);
        blocks.sort_by_key(|block| Reverse(block.len()));
        let mut done: BTreeSet<&Code> = BTreeSet::new();
        for mut block in blocks {
            block.retain(|(_, code)| !done.contains(code));
            let right = block.iter().filter(|row| is_right(row)).map(|(at, _)| *at);
            let right: Vec<usize> = right.collect();
            let least = if right.len() > 1 { 5 } else { 3 };
            if right.len() * 2 > block.len() && self.digits(&right) >= least {
                done.extend(block.iter().map(|(_, code)| code));
                self.recaps.extend(block.iter().map(|(at, _)| at));
            }
        }
    }

    /// Finds the last rows of all, where each is what all others of its nature come to, and no nature is left out.
    fn find_natures(&mut self, lines: &[usize]) {
        let mut all: BTreeMap<Option<&str>, Tally> = BTreeMap::new();
        let nature = |line: &'t Line| line.cost.nature_key.as_deref();
        for line in self.lines_of(lines) {
            all.entry(nature(line)).or_default().add(&line.cost);
        }
        let last = &lines[lines.len().saturating_sub(all.len())..];
        let natures: BTreeSet<_> = self.lines_of(last).map(nature).collect();
        let is_sum = |at: &usize| {
            let line = self.rows[*at].line.as_ref();
            let is_twice = line.is_some_and(|line| all[&nature(line)].is_twice(line));
            is_twice && self.rows[*at].code.is_none() && self.is_behind(*at)
        };
        if natures.len() == all.len() && last.len() > 1 && last.iter().all(is_sum) {
            self.recaps.extend(last);
        }
    }

    /// How many digits the different amounts of rows have: where these are many, a sum is no chance.
    fn digits(&self, rows: &[usize]) -> i32 {
        let digits = self.lines_of(rows).flat_map(Line::digits);
        let digits: BTreeMap<Amount, i32> = digits.collect();
        digits.values().sum()
    }

    /// The amounts of these rows.
    fn lines_of(&self, rows: &[usize]) -> impl Iterator<Item = &'t Line> {
        let all = self.rows;
        rows.iter().filter_map(|at| all[*at].line.as_ref())
    }

    /// Finds whether most fiches begin with a sum of their other lines, or end with one.
    fn find_heads(&mut self, fiches: &[&[usize]]) {
        let is_half = |fiche: &[usize], at: usize| {
            let sum: Tally = self.lines_of(fiche).map(|line| &line.cost).collect();
            let line = self.rows[at].line.as_ref();
            line.is_some_and(|line| line.is_plain() && sum.is_twice(line))
        };
        let (mut heads, mut feet, mut count) = (Vec::new(), Vec::new(), 0);
        for fiche in fiches {
            if let [first, .., last] = **fiche {
                heads.extend(is_half(fiche, first).then_some(first));
                feet.extend(is_half(fiche, last).then_some(last));
                count += 1;
            }
        }
        let are_most =
            |found: &[usize]| found.len() > 1 && found.len() * 2 > count && self.digits(found) >= 5;
        let are_headed = are_most(&heads) && heads.len() >= feet.len();
        let are_footed = are_most(&feet) && !are_headed;
        self.are_headed = are_headed;
        if are_footed {
            self.feet = feet.iter().map(|at| self.words(*at)).collect();
        }
    }

    /// The words of a row but its code.
    fn words(&self, at: usize) -> String {
        let codes = self.header.col("Fiche");
        let labels = self.rows[at].labels.iter();
        let words = labels.filter(|(col, _)| Some(*col) != codes);
        let words: String = words.map(|(_, label)| fold(label)).collect();
        words.chars().filter(|c| !c.is_ascii_digit()).collect()
    }

    /// What the lines come to that a text names.
    fn part(&self, name: &str) -> Option<&Tally> {
        let axes = &self.sheets.convention.axes;
        match axis_named(name, axes) {
            Some(axis) => self.parts.get(&format!("#{}", axes[axis].prefix)),
            None => self.parts.get(&fold(name)),
        }
    }

    /// What a row is, given what those above it were.
    fn kind(&mut self, at: usize) -> Kind {
        let row = &self.rows[at];
        let is_coded = row.code.is_some();
        let starts = self.starts(at);
        let codes = self.header.col("Fiche");
        self.is_closed &= codes.is_none_or(|col| self.header.sheet.cell(row.index, col).is_blank());
        if starts {
            self.of_fiche = Tally::default();
            self.paid[0] = Default::default();
        }
        if is_coded && self.under != Under::Income {
            self.under = Under::Fiche;
        } else if self.under == Under::Fiche && self.is_apart(at) {
            self.under = Under::Gap;
        }
        // The corrected workbook has totals elsewhere.
        let is_line = row.meaning.is_none()
            && (self.is_off_total(at) || is_coded && self.sheets.workbook.is_ours);
        if !is_line && let Some((of, is_worded)) = self.total(at) {
            if self.ends_table(at, &of) {
                self.under = Under::Total;
            }
            let code = code_of(&of, self.sheets.codes);
            let is_whole = |line: &Line| self.of_fiche.lines > 0 && self.of_fiche.is_exactly(line);
            let is_right = row.line.as_ref().is_some_and(is_whole);
            self.is_closed = code.is_some() && code == row.fiche_code && is_right;
            self.since_total = Tally::default();
            self.paid[1] = Default::default();
            if !is_worded {
                // Its formula leaves no doubt, nor does its place, at the end or where fiches begin or end with sums.
                let is_sure = at + 1 == self.rows.len() && !is_coded
                    || self.are_headed
                    || !self.feet.is_empty()
                    || self.recaps.len() > 1 && self.recaps.contains(&at)
                    || self.is_titled(at)
                    || self.header.made_from(row.index).is_some();
                let why = if is_sure { "sum" } else { "equal" };
                self.doubts.push((row.index, why));
            }
            return Kind::Total {
                is_of_all: of.is_empty() && self.is_of_all(at),
                of,
            };
        }
        let kind = match (&self.under, &row.meaning) {
            _ if row.heads_years => Kind::Title,
            _ if !row.has_figures => self.kind_of_text(at),
            (Under::Income, _) => Kind::Ignored("below"),
            (_, Some(Meaning::Part)) if !starts => Kind::Ignored("part"),
            (_, Some(Meaning::Ratio)) if !starts => Kind::Ignored("ratio"),
            (_, Some(Meaning::Tax)) if !starts => Kind::Ignored("tax"),
            (Under::Total | Under::Recap, _) if !is_coded && self.is_behind(at) => {
                Kind::Ignored("below")
            }
            _ if self.is_behind(at) && self.is_remark(at) => Kind::Ignored("below"),
            (Under::Total | Under::Gap, _) if !is_coded => Kind::Stray,
            _ => Kind::Entry,
        };
        if let (Kind::Entry, Some(line)) = (&kind, &row.line) {
            if !is_line && self.may_be_total(at, line) {
                self.doubts.push((row.index, "near"));
            } else if self.is_closed && line.has_amount() {
                self.doubts.push((row.index, "under"));
            }
            for tally in [&mut self.of_fiche, &mut self.since_total, &mut self.of_all] {
                tally.add(&line.cost);
            }
        }
        for (count, sums) in &mut self.paid {
            *count += 1;
            sums.resize(row.paid.len(), Decimal::ZERO);
            for (sum, paid) in sums.iter_mut().zip(&row.paid) {
                *sum += paid.unwrap_or_default();
            }
        }
        kind
    }

    /// Whether a line is nearly what the others of its fiche come to, or what it names.
    fn may_be_total(&self, at: usize, line: &Line) -> bool {
        let (row, starts) = (&self.rows[at], self.starts(at));
        let below = self.below(at);
        let mut sums = vec![&below];
        let is_end = self.rows.get(at + 1).is_none_or(|next| next.code.is_some());
        if (is_end || row.meaning.is_some()) && !starts {
            sums.push(&self.of_fiche);
        }
        let is_foot = row.code.is_none() && self.is_behind(at);
        if is_foot {
            sums.push(&self.of_all);
        }
        let is_near = |sum: &Tally, least| sum.lines > 1 && sum.likeness(line) > least;
        let is_like = |least| sums.iter().any(|sum| is_near(sum, least));
        let repeats = |sum: &Tally| sum.lines > 0 && line.has_amount() && sum.is_exactly(line);
        match &row.meaning {
            Some(Meaning::Named(name)) => {
                self.part(name).is_some_and(|part| part.likeness(line) > 0) || is_like(0)
            }
            Some(Meaning::Sum { .. }) => is_like(0) || sums.iter().any(|sum| repeats(sum)),
            Some(_) => false,
            None if self.is_unlike_named(at) => is_like(0) || sums.iter().any(|sum| repeats(sum)),
            None if !line.is_plain() => false,
            None => {
                let is_head = starts && (self.is_titled(at) || self.is_unlike_others(at));
                is_like(if is_head { 0 } else { 2 }) || is_foot && is_near(&self.of_all, 1)
            }
        }
    }

    /// Whether a row does not name what it is for, while others do.
    fn is_unlike_named(&self, at: usize) -> bool {
        let row = &self.rows[at];
        row.is_unnamed && (self.all_named || self.named.contains(&row.fiche))
    }

    /// Whether a row is called as its fiche is.
    fn is_titled(&self, at: usize) -> bool {
        let code = self.rows[at].fiche_code.as_ref().map(Code::key);
        let title = code.and_then(|code| self.sheets.titles.get(code));
        let words = self.words(at);
        title.is_some_and(|title| !words.is_empty() && fold(title).starts_with(&words))
    }

    /// Whether all other rows of its fiche bear a tax or days.
    fn is_unlike_others(&self, at: usize) -> bool {
        let others = self.rows[at + 1..].iter();
        let mut others = others.take_while(|row| row.fiche == self.rows[at].fiche);
        !others.any(|row| row.line.as_ref().is_some_and(Line::is_plain))
    }

    /// Whether the text in its cell of codes can't be meant as one: « Coût moyen par fiche ».
    fn is_remark(&self, at: usize) -> bool {
        let row = &self.rows[at];
        let is_alone = row.labels.len() == 1 && row.code.is_none();
        let text = row.code_text.as_deref().filter(|_| is_alone);
        text.is_some_and(|text| text.contains(' ') && !text.contains(|c: char| c.is_ascii_digit()))
    }

    /// What a row without figures is.
    fn kind_of_text(&mut self, at: usize) -> Kind {
        let row = &self.rows[at];
        let code_text = row.code_text.as_deref();
        let only = match row.labels[..] {
            [(_, only)] => Some(only),
            _ => None,
        };
        if let Some(code) = &row.code {
            // « Annexe 2 » below the table is a remark, where no code begins so.
            let is_below = self.last_known.is_some_and(|last| at > last);
            let mut known = self.sheets.codes.iter().map(Code::prefix);
            let is_remark = is_below
                && only.is_some()
                && only == code_text
                && !known.any(|known| known == code.prefix());
            if self.sheets.codes.contains(code) || !is_remark {
                return Kind::Entry;
            }
        }
        let is_inside = code_text.is_some() || at < self.last_figures;
        let is_costs = at > 0 && self.header.role == SheetRole::Costs;
        match code_text.or(only) {
            Some(text) if is_costs && names_recap(text) => self.under = Under::Recap,
            Some(text) if is_inside && self.sheets.names_group(text) => {
                self.under = Under::Fiche;
                return Kind::Title;
            }
            Some(text) if is_costs && names_income(text) => self.under = Under::Income,
            _ if code_text.is_some() || self.under != Under::Fiche => {}
            _ if (self.last_figures + 1..=at).any(|at| self.is_parted(at)) => {}
            _ => return Kind::Entry,
        }
        Kind::Ignored("")
    }

    /// What a row is the total of, if it is one, and whether its words or its place make it one.
    fn total(&self, at: usize) -> Option<(String, bool)> {
        let row = &self.rows[at];
        let is_coded = row.code.is_some();
        let of = match &row.meaning {
            Some(Meaning::Total(of) | Meaning::Named(of)) => of.clone(),
            _ => String::new(),
        };
        if self.is_of_other_years(at) {
            return None;
        }
        let title = row.code_text.as_deref().filter(|_| !is_coded);
        let heads_group = title.filter(|title| {
            row.has_figures && (self.sheets.names_group(title) || self.comes_to_below(at))
        });
        let Some(line) = &row.line else {
            let is_total = match &row.meaning {
                Some(Meaning::Total(_)) => true,
                Some(Meaning::Sum { is_sure: true }) => row.has_figures && !is_coded,
                _ if heads_group.is_some() => {
                    return heads_group.map(|title| (title.to_owned(), true));
                }
                _ => self.pays_all(at),
            };
            return is_total.then_some((of, true));
        };
        if let Some(title) = heads_group {
            return Some((title.to_owned(), true));
        }
        if self.recaps.contains(&at) {
            let nature = line.cost.nature.as_ref().map(|nature| nature.as_str());
            let of = row.code.as_ref().map(Code::spelling).or(nature);
            return Some((of.unwrap_or_default().to_owned(), false));
        }
        let (signs, starts) = (self.signs(at, line), self.starts(at));
        let is_taxed = line.cost.tax.is_some();
        let labels = || row.labels.iter().map(|(_, label)| *label);
        let (is_total, is_worded) = match &row.meaning {
            Some(Meaning::Total(of)) => {
                let is_known = of.is_empty() || self.sheets.names_known(of);
                let is_known = is_known || is_section(of) || self.part(of).is_some();
                let is_free = !is_taxed && !starts && labels().any(begins_with_total);
                let is_total = is_known || is_free || signs.is_formula || signs.lines > 0;
                (is_total, true)
            }
            Some(Meaning::Sum { is_sure }) => {
                let is_meant = *is_sure && line.is_plain() && !starts && self.of_fiche.lines > 0;
                let is_sum = signs.is_sum(if *is_sure { 1 } else { 2 });
                // Two of these marks leave no doubt, whatever stands beside it.
                let marks = [*is_sure, signs.fiche_lines > 1, signs.digits > 2];
                let marks = marks.into_iter().filter(|mark| *mark).count();
                let is_clear = signs.fiche_lines > 0 && marks > 1;
                let is_sum = is_clear || !is_taxed && (title.is_some() || is_meant || is_sum);
                let codes = self.header.col("Fiche");
                let mut beside = row.labels.iter().filter(|(col, _)| Some(*col) != codes);
                let is_named = beside.any(|(_, label)| self.sheets.names_known(label));
                let is_worded = (*is_sure || signs.digits > 2) && (!is_coded || is_named);
                (is_sum || signs.is_formula, is_worded || title.is_some())
            }
            Some(Meaning::Named(name)) => {
                let part = self.part(name).filter(|part| part.is(line));
                let is_part = part.is_some_and(|part| signs.digits > 1 || part.lines > 1);
                let is_sum = is_part || signs.is_sum(2) || signs.is_formula;
                let is_worded = signs.digits > 2 || is_part && !is_coded;
                (is_sum && !is_taxed, is_worded)
            }
            Some(Meaning::Tax | Meaning::Part | Meaning::Ratio) => (false, true),
            None if self.under == Under::Recap => {
                // The row itself is among the lines of its nature.
                let is_twice = |part: &Tally| part.is_twice(line);
                let of = labels().find(|label| self.part(label).is_some_and(is_twice))?;
                return Some((of.to_owned(), true));
            }
            None if row.is_unnamed => {
                let is_apart = self.is_unlike_named(at);
                let is_sum = signs.is_formula || signs.is_sum(2) || is_apart && !is_taxed;
                let is_worded = is_apart && !is_coded && (!is_taxed || signs.lines > 1);
                (is_sum && line.has_amount(), is_worded)
            }
            None => (signs.is_formula || signs.is_due, false),
        };
        is_total.then_some((of, is_worded))
    }

    /// Whether a row below the last total only names years that the agreement does not have: « Budget 2026 ».
    fn is_of_other_years(&self, at: usize) -> bool {
        let are_years = |period: &Period| period.year().is_some();
        if self.under != Under::Total || !self.sheets.convention.years.iter().all(are_years) {
            return false;
        }
        let labels = self.rows[at].labels.iter();
        let mut years = labels.flat_map(|(_, label)| years_in(label)).peekable();
        years.peek().is_some() && years.all(|year| !self.sheets.years.contains(&year))
    }

    /// Whether a row whose text in the column of codes is none comes to the rows below it, up to the next such text.
    fn comes_to_below(&self, at: usize) -> bool {
        let row = &self.rows[at];
        if let Some(line) = &row.line {
            let below = self.sum_below(at, |row| !row.is_title());
            return line.has_amount() && below.lines > 0 && below.is_exactly(line);
        }
        let below = self.rows[at + 1..].iter();
        let below = below.take_while(|row| row.meaning.is_none() && !row.is_title());
        let sum = |col: usize| -> Decimal {
            let paid = below.clone().filter_map(|row| *row.paid.get(col)?);
            paid.sum()
        };
        let Some((_, amounts)) = row.paid.split_last() else {
            return false;
        };
        let mut amounts = amounts.iter().enumerate();
        let mut paid = amounts.clone().filter_map(|(_, amount)| *amount);
        paid.any(|amount| !amount.is_zero())
            && amounts.all(|(col, amount)| amount.unwrap_or_default() == sum(col))
    }

    /// What a row's amounts, its formula and its place prove.
    fn signs(&self, at: usize, line: &Line) -> Signs {
        let (row, starts) = (&self.rows[at], self.starts(at));
        let is_alone = starts && row.fiche_code.is_some();
        let below = self.below(at);
        // A row that names a group may add up what stands under it.
        let names_group = matches!(row.meaning, Some(Meaning::Named(_)));
        let next = self.sum_below(at, |_| names_group);
        let lines = |sum: &Tally| {
            let is_it = line.has_amount() && sum.is_exactly(line);
            if is_it { sum.lines } else { 0 }
        };
        let in_fiche = lines(&self.of_fiche).max(lines(&below));
        let in_all = [&self.since_total, &self.of_all, &next].map(lines);
        let in_all = in_all.into_iter().max().filter(|_| !is_alone);
        let all_lines = in_fiche.max(in_all.unwrap_or_default());
        let fiche_lines = lines(if starts { &below } else { &self.of_fiche });
        let digits = self.digits(&[at]);
        let is_of_fiche = |first: usize| {
            let rank = self.rows.partition_point(|row| row.index < first);
            let first = self.rows.get(rank);
            first.is_some_and(|first| first.fiche == row.fiche)
        };
        let is_formula = self.header.made_from(row.index).is_some_and(|from| {
            let may_be = from.first > row.index || !starts && is_of_fiche(from.first);
            (row.code.is_none() || may_be) && (from.is_sum || all_lines > 0)
        });
        // Where most fiches begin or end with a sum, another one is wrong.
        let is_head = self.are_headed && line.is_plain() && below.lines > 0;
        let next_fiche = self.rows.get(at + 1).map(|next| next.fiche);
        let is_end = next_fiche != Some(row.fiche);
        let is_foot = !starts && is_end && self.feet.contains(&self.words(at));
        let is_last = self.last_line.is_none_or(|last| at >= last);
        let is_last = is_last && (!is_alone || self.of_all.lines > 3);
        let is_due = (starts || is_end) && fiche_lines > 1 || is_last && lines(&self.of_all) > 1;
        Signs {
            lines: all_lines,
            fiche_lines,
            digits,
            is_formula,
            is_due: is_head || is_foot || is_due && line.is_plain() && digits > 2,
        }
    }

    /// Whether a row of funding that names nobody, or may be a total by its words, comes to what is paid above it; one at
    /// the end that names nobody can be nothing else.
    fn pays_all(&self, at: usize) -> bool {
        let row = &self.rows[at];
        let Some((rate, amounts)) = row.paid.split_last() else {
            return false;
        };
        let payer = self.header.col("Financeur");
        let payer = payer.map(|col| self.header.sheet.cell(row.index, col));
        let is_nameless = row.is_unnamed && payer.map_or(row.code.is_none(), Cell::is_blank);
        let may_be_total = || {
            row.labels
                .iter()
                .any(|(_, label)| total_of(label).is_some())
        };
        if !is_nameless && !may_be_total() {
            return false;
        }
        let least = if is_nameless { 1 } else { 2 };
        let has_amount = amounts.iter().flatten().any(|amount| !amount.is_zero());
        let (from, figures) = if has_amount {
            (0, amounts)
        } else {
            (amounts.len(), std::slice::from_ref(rate))
        };
        let comes_to = |(count, sums): &(usize, Vec<Decimal>)| {
            let mut pairs = figures.iter().zip(sums.iter().skip(from));
            *count >= least && pairs.all(|(paid, sum)| paid.is_none_or(|paid| paid == *sum))
        };
        has_amount && is_nameless && row.code.is_none() && self.is_behind(at)
            || figures.iter().any(Option::is_some) && self.paid.iter().any(comes_to)
    }

    /// What the lines of its fiche come to that stand under a row that may be their sum.
    fn below(&self, at: usize) -> Tally {
        let is_head = self.starts(at) || self.rows[at].meaning.is_some();
        self.sum_below(at, |row| is_head && row.fiche == self.rows[at].fiche)
    }

    /// What the lines right under a row come to, as long as `counts` and their words mean nothing else.
    fn sum_below(&self, at: usize, counts: impl Fn(&RowFacts<'a>) -> bool) -> Tally {
        let rows = self.rows[at + 1..].iter();
        let rows = rows.take_while(|row| row.meaning.is_none() && counts(row));
        rows.filter_map(|row| Some(&row.line.as_ref()?.cost))
            .collect()
    }

    /// Whether a row is the first of its fiche.
    fn starts(&self, at: usize) -> bool {
        let is_next = |above: usize| self.rows[above].fiche != self.rows[at].fiche;
        self.rows[at].code.is_some() && at.checked_sub(1).is_none_or(is_next)
    }

    /// Whether what follows a total can't go on with the fiche above it.
    fn ends_table(&self, at: usize, of: &str) -> bool {
        let row = &self.rows[at];
        let has = |is_it: fn(&str) -> bool| row.labels.iter().any(|(_, label)| is_it(label));
        let is_whole =
            |line: &Line| self.of_all.lines > self.of_fiche.lines && self.of_all.is(line);
        if self.sheets.names_axis(of) {
            return true;
        }
        if row.code.is_some() || self.sheets.names_known(of) || has(is_subtotal) {
            return false;
        }
        let is_all = || self.last_total == Some(at) || row.line.as_ref().is_some_and(is_whole);
        row.code_text.is_some() || has(is_grand_total) || self.is_behind(at) && is_all()
    }

    /// Whether the words of a total mean all, or it is the last one and what follows stands apart from it.
    fn is_of_all(&self, at: usize) -> bool {
        let row = &self.rows[at];
        let mut labels = row.labels.iter();
        let next = self.rows.get(at + 1).filter(|_| self.is_parted(at + 1));
        let is_apart = next.is_some_and(|next| next.code.is_some() && next.has_figures);
        let is_last = self.last_total == Some(at) && row.code.is_none();
        labels.any(|(_, label)| is_grand_total(label)) || is_last && is_apart
    }

    /// Whether no row with a code follows.
    fn is_behind(&self, at: usize) -> bool {
        self.last_code.is_none_or(|last| at > last)
    }

    /// Whether a gap stands above a row.
    fn is_parted(&self, at: usize) -> bool {
        at > 0 && self.rows[at].index - self.rows[at - 1].index > self.step
    }

    /// Whether a row stands behind the table, after a gap.
    fn is_apart(&self, at: usize) -> bool {
        let is_parted = self.is_behind(at) && self.is_parted(at);
        is_parted && (self.rows[at - 1].code.is_none() || self.rows[at - 1].has_figures)
    }
}
