//! What each row under a header is. It is said once, from all that is known of the row: its own code, its words, its
//! formula, what the rows above and below it come to, and where it stands. In this order, it is:
//!
//! 1. a total, where its words say so and its amounts do not deny it, where its formula adds up other rows, where it
//!    says nothing and others do, where it comes to all that stands above it or under its fiche, or where it repeats,
//!    with others, what each fiche comes to;
//! 2. the title of a group or a remark, where it has no figures;
//! 3. no cost, where it is of VAT, of what comes in, or below the last total without a code of its own;
//! 4. a cost or a rule of funding, of the fiche above where it has no code: never below the total of an axis or a gap.
//!
//! What is left out though it has an amount is told, and so are a total that nothing but its amounts says and a cost
//! that may be a wrong one. Amounts say the more, the less they may come to others by chance: how many of their digits
//! are no zeros at the end counts.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use rust_decimal::Decimal;

use super::{
    header::Header,
    headings::{parse_year, years_in},
    labels::{
        Says, after_word, axis_named, begins_with_total, code_of, is_all_payers, is_code,
        is_grand_total, is_section, is_subtotal, names_group, names_income, names_recap, said_by,
        total_of,
    },
    names::{SheetRole, YEAR_COLUMN},
    sheets::Sheets,
    table::CodeColumn,
    tally::{Line, Tally},
    workbook::Cell,
};
use crate::{
    finding::{Finding, Severity},
    model::Funders,
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
    Total {
        of: String,
        /// Whether it is that of everything.
        is_of_all: bool,
    },
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
    /// The code of that fiche.
    under: Option<Code>,
    labels: Vec<(usize, &'a str)>,
    says: Option<Says>,
    /// Whether nothing in it says what it is for.
    is_silent: bool,
    has_figures: bool,
    /// Its figures, if they may be a cost.
    line: Option<Line>,
    /// What is paid by it, column by column, with the rate at the end; nothing in a row of costs.
    paid: Vec<Option<Decimal>>,
}

impl<'a> Sheets<'a> {
    /// What each row under a header is. What is left out is told, and so is what is taken for a total though nothing
    /// says so.
    pub(super) fn kinds(&mut self, header: &Header<'a>, funders: &Funders) -> Vec<(usize, Kind)> {
        let repeated = header.repeated();
        let rows = self.seen(header, &repeated, funders);
        let mut table = Table::new(self, header, &rows);
        let kinds: Vec<Kind> = (0..rows.len()).map(|at| table.kind(at)).collect();
        let told = table.told;
        let kinds: Vec<(usize, Kind)> = rows.iter().map(|seen| seen.index).zip(kinds).collect();
        self.check_repeated(header, &repeated);
        for (at, why) in told {
            self.tell(header, why, (rows[at].index, 1));
        }
        let mut counts: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
        for (index, kind) in &kinds {
            if let Kind::Ignored(why) = kind {
                let row = (Arc::clone(&header.sheet.name), *index);
                self.ignored.insert(row);
                counts.entry(why).or_insert((*index, 0)).1 += 1;
            }
        }
        for (why, rows) in counts {
            self.tell(header, why, rows);
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
            let column_texts = header.texts_in(Some(col));
            (is_moved || is_of_other_year) && !column_texts.contains(&fold(&shown))
        };
        for row in rows {
            let funders = header.funders.iter().map(|column| &column.col);
            let mut columns = header.columns.values().chain(funders);
            let other = columns.find(|col| is_other(*row, **col));
            self.findings.extend(other.map(|col| {
                let finding = Finding::error("header-missing", sheet.place_of(*row, *col));
                let finding = finding.variant("again");
                finding.drafted(sheet.cell(*row, *col).shown())
            }));
        }
    }

    /// Says of a row, and of how many others, why it is not counted.
    fn tell(&mut self, header: &Header<'a>, why: &'static str, (row, count): (usize, usize)) {
        let (rule, sheet) = ("row-ignored", header.sheet);
        let mut cells = sheet.row(row).iter();
        let col = cells.position(|cell| !cell.is_blank()).unwrap_or(0);
        // An amount is left out.
        let is_grave = ["below", "equal", "near", "ratio"].contains(&why);
        let severity = if is_grave {
            Severity::Warning
        } else {
            Severity::Info
        };
        let finding = Finding::new(rule, severity, sheet.place_of(row, col)).variant(why);
        let finding = finding.drafted(sheet.cell(row, col).shown());
        self.findings.push(finding.arg("count", count));
    }

    /// The code that a text is, as a cell of codes holds it.
    pub(super) fn own_code(&self, text: &str) -> Option<Code> {
        let code = code_of(text, self.codes)?;
        let is_other =
            || self.names_group(text) || said_by(text, |of| self.names_known(of)).is_some();
        let is_number = || !text.contains(|c: char| !c.is_ascii_digit() && !"., -".contains(c));
        let may_be = || (is_code(text) || is_number()) && !is_other();
        (self.codes.contains(&code) || may_be()).then_some(code)
    }

    /// The fiche that a total stands under, given the text of its cell of codes.
    pub(super) fn fiche_of_total(
        &self,
        text: Option<Located<String>>,
        codes: &mut CodeColumn,
    ) -> Option<Code> {
        let code = text.and_then(|text| Some(Located::new(self.own_code(&text)?, text.place)));
        if code.is_some() {
            codes.leave();
            codes.last = code;
        }
        codes.last.as_ref().map(|code| code.value.clone())
    }

    fn names_axis(&self, text: &str) -> bool {
        axis_named(text, &self.convention.axes).is_some()
    }

    fn names_group(&self, text: &str) -> bool {
        names_group(text) || self.names_axis(text)
    }

    fn names_known(&self, text: &str) -> bool {
        let code = code_of(text, self.codes);
        code.is_some_and(|code| self.codes.contains(&code)) || self.names_axis(text)
    }

    /// The rows under a header, but those that repeat it at the top of a page.
    fn seen(
        &self,
        header: &Header<'a>,
        repeated: &BTreeSet<usize>,
        funders: &Funders,
    ) -> Vec<Seen<'a>> {
        let known = [
            "Fiche",
            "Taxe",
            "Nature",
            "Libellé",
            "Financeur",
            "Section",
            YEAR_COLUMN,
        ];
        let [codes, taxes, columns @ ..] = known.map(|title| header.col(title));
        let text = |row: usize, col: usize| fold(&header.sheet.cell(row, col).shown());
        let is_funding = header.role == SheetRole::Funding;
        let named = |col: Option<usize>| -> BTreeSet<String> {
            let col = col.filter(|_| is_funding);
            let texts = col.into_iter();
            let texts = texts.flat_map(|col| header.rows().map(move |row| text(row, col)));
            texts.filter(|text| !text.is_empty()).collect()
        };
        let (payers, natures) = (named(columns[2]), named(columns[0]));
        let said = |(col, label): &(usize, &str)| {
            let is_named = || !is_funding && (self.names_axis(label) || is_section(label));
            let named = || is_named().then(|| Says::Named((*label).to_owned()));
            let names_fiche = || !is_funding && Some(*col) != codes && self.names_known(label);
            let coded = || names_fiche().then_some(Says::Sum { is_sure: false });
            let says = said_by(label, |text| self.names_known(text)).or_else(named);
            let says = says.or_else(coded)?;
            // « Total Énergies » may pay.
            let may_pay = match &says {
                Says::Total(of) if is_funding && Some(*col) == columns[2] => {
                    let is_known = is_all_payers(of) || is_code(of) || self.names_known(of);
                    let pays =
                        |name: &str| funders.find(name).is_some() || payers.contains(&fold(name));
                    !is_known
                        && !is_subtotal(label)
                        && !of.split(" et ").all(pays)
                        && !natures.contains(&fold(of))
                }
                _ => false,
            };
            (!may_pay).then_some(says)
        };
        let mut rows: Vec<Seen<'a>> = Vec::new();
        let (mut fiche, mut last_code) = (0, None);
        for index in header.rows().filter(|row| !repeated.contains(row)) {
            let mut unheard = Vec::new();
            let mut row = header.row(index, &mut unheard);
            let own = row.text("Fiche").map(|cell| cell.value);
            let code = own.as_deref().and_then(|cell| self.own_code(cell));
            fiche += usize::from(code.is_some() && last_code.is_some() && code != last_code);
            last_code = code.clone().or(last_code);
            let has_figures = header.has_figures(index);
            let line = (has_figures && !is_funding).then(|| {
                row.take_year(self.years);
                Line::read(&mut row, self.years)
            });
            let paid = if is_funding { row.paid() } else { Vec::new() };
            let is_tax = |(col, label): &(usize, &str)| {
                Some(*col) == taxes && matches!(&*fold(label), "ht" | "ttc")
            };
            let labels = header.labels(index).filter(|label| !is_tax(label));
            let labels: Vec<(usize, &str)> = labels.collect();
            let is_named = |col: &usize| !text(index, *col).is_empty();
            let is_silent = !columns[..4].iter().flatten().any(is_named)
                && labels.iter().all(|(col, label)| {
                    code.is_some() && Some(*col) == codes || fold(label).is_empty()
                });
            // « Total » where the columns that are read say nothing of it.
            let is_apart = code.is_some() || columns[..4].iter().flatten().any(is_named);
            let is_aside =
                |col: usize| is_apart && Some(col) != codes && !columns.contains(&Some(col));
            let aside = labels.iter().filter(|(col, _)| is_aside(*col));
            let mut aside = aside.filter_map(|(_, label)| total_of(label));
            let aside = aside.find(|of| of.is_empty() || self.names_known(of));
            let aside = aside.filter(|_| !is_funding).map(Says::Named);
            // The title of a fiche says nothing of its row, be it behind the code.
            let counts = |(col, label): &&(usize, &str)| match &code {
                Some(code) if Some(*col) == codes => {
                    Code::parse(after_word(label).unwrap_or(label)).as_ref() != Some(code)
                }
                _ => !is_aside(*col),
            };
            let words = labels.iter().filter(counts);
            let says: Vec<Option<Says>> = words.map(said).collect();
            // A row that names anything else is no sum, unless the word is there.
            let are_sums = says.iter().all(Option::is_some);
            let says = says.into_iter().flatten().max_by_key(Says::strength);
            let says = says.filter(|says| are_sums || matches!(says, Says::Total(_)));
            let says = says.or(aside);
            rows.push(Seen {
                index,
                own,
                code,
                fiche,
                under: last_code.clone(),
                labels,
                says,
                is_silent,
                has_figures,
                line,
                paid,
            });
        }
        rows
    }
}

/// What says of a row that it is a sum.
struct Signs {
    /// How many lines it adds up: of those that it may, and of its own fiche.
    sums: usize,
    own: usize,
    /// How many digits its amounts have.
    weight: i32,
    /// Whether its formula does so, and whether a sum is due in its place.
    is_summed: bool,
    is_placed: bool,
}

impl Signs {
    /// Whether it adds up so many lines, or fewer by more digits than chance has, or stands where a sum is due.
    fn is_sum(&self, least: usize) -> bool {
        self.sums >= least || self.sums > 0 && self.weight > 2 || self.is_placed
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

/// All rows under a header, and what those so far come to.
struct Table<'t, 'a> {
    sheets: &'t Sheets<'a>,
    header: &'t Header<'a>,
    rows: &'t [Seen<'a>],
    last_code: Option<usize>,
    last_total: Option<usize>,
    last_figures: usize,
    /// The last row with figures of a fiche that there is.
    last_known: Option<usize>,
    /// The last row that may be a cost.
    last_line: Option<usize>,
    /// How far one row usually is from the next.
    step: usize,
    /// The fiches with rows that say what they are for, and whether all are.
    named: BTreeSet<usize>,
    all_named: bool,
    /// Whether most fiches begin, or end, with what their lines come to; the words of those that end so.
    are_headed: bool,
    feet: BTreeSet<String>,
    /// The rows that repeat what each fiche comes to.
    recaps: BTreeSet<usize>,
    /// What the lines come to of each axis, section and nature, by its name.
    parts: BTreeMap<String, Tally>,
    /// What the lines of the fiche come to so far, those since the last total, and all lines.
    own: Tally,
    run: Tally,
    all: Tally,
    /// What is paid for the fiche, since the last total, and by all rows.
    paid: [(usize, Vec<Decimal>); 3],
    under: Under,
    /// The rows that ask what they are, and why.
    told: Vec<(usize, &'static str)>,
}

impl<'t, 'a> Table<'t, 'a> {
    fn new(sheets: &'t Sheets<'a>, header: &'t Header<'a>, rows: &'t [Seen<'a>]) -> Self {
        let last = |is_it: &dyn Fn(&Seen<'a>) -> bool| rows.iter().rposition(is_it);
        let is_total = |seen: &Seen<'a>| {
            seen.has_figures && matches!(&seen.says, Some(Says::Total(of)) if of.is_empty())
        };
        let steps = rows.windows(2).map(|pair| pair[1].index - pair[0].index);
        let mut steps: Vec<usize> = steps.collect();
        steps.sort_unstable();
        let named = rows
            .iter()
            .filter(|seen| seen.line.is_some() && !seen.is_silent && seen.says.is_none());
        let named: BTreeSet<usize> = named.map(|seen| seen.fiche).collect();
        let mut table = Self {
            sheets,
            header,
            rows,
            last_code: last(&|seen| seen.code.is_some()),
            last_total: last(&is_total),
            last_known: last(&|seen| {
                let code = seen.code.as_ref().filter(|_| seen.has_figures);
                code.is_some_and(|code| sheets.codes.contains(code))
            }),
            last_figures: last(&|seen| seen.has_figures).unwrap_or(rows.len()),
            last_line: last(&|seen| seen.line.is_some() && seen.says.is_none() && !seen.is_silent),
            step: steps.get(steps.len() / 2).copied().unwrap_or(1),
            all_named: rows.last().is_some_and(|last| named.len() > last.fiche),
            named,
            are_headed: false,
            feet: BTreeSet::new(),
            recaps: BTreeSet::new(),
            parts: BTreeMap::new(),
            own: Tally::default(),
            run: Tally::default(),
            all: Tally::default(),
            paid: Default::default(),
            under: Under::Fiche,
            told: Vec::new(),
        };
        let lines = (0..rows.len()).filter(|at| rows[*at].line.is_some());
        let is_title = |seen: &Seen<'a>| seen.own.is_some() && seen.code.is_none();
        let lines = lines.filter(|at| match &rows[*at].says {
            _ if is_title(&rows[*at]) || table.is_off_total(*at) => false,
            None | Some(Says::Sum { is_sure: false } | Says::Named(_)) => true,
            Some(_) => false,
        });
        let lines: Vec<usize> = lines.collect();
        // Sums of groups may stand among the rows of a recap.
        let is_own = |at: &&usize| rows[**at].code.is_some() || rows[**at].says.is_none();
        let candidates: Vec<usize> = lines.iter().filter(is_own).copied().collect();
        let is_one = |at: &usize, next: &usize| rows[*at].fiche == rows[*next].fiche;
        table.find_recaps(&candidates.chunk_by(is_one).collect::<Vec<_>>());
        table.find_natures(&lines);
        table.find_heads(&lines.chunk_by(is_one).collect::<Vec<_>>());
        let axes = sheets.convention.axes.iter().map(|axis| &axis.prefix);
        let axes = axes.filter_map(|prefix| Some((format!("#{prefix}"), Code::parse(prefix)?)));
        let axes: Vec<(String, Code)> = axes.collect();
        for at in lines {
            let is_line = rows[at].says.is_none() && !table.recaps.contains(&at);
            let Some(line) = rows[at].line.as_ref().filter(|_| is_line) else {
                continue;
            };
            let code = rows[at].under.as_ref();
            let within = |prefix| code.is_some_and(|code| code.begins_with(prefix));
            let of = axes.iter().filter(|(_, prefix)| within(prefix));
            let section = line.cost.section_key().into_iter();
            let names = section.chain(line.cost.nature_key.clone());
            for part in of.map(|(part, _)| part.clone()).chain(names) {
                table.parts.entry(part).or_default().add(&line.cost);
            }
        }
        table
    }

    /// Whether a row is of a nature that no total counts: what it equals is no sum.
    fn is_off_total(&self, at: usize) -> bool {
        let line = self.rows[at].line.as_ref();
        let nature = line.and_then(|line| line.cost.nature_key.as_deref());
        self.sheets.convention.is_off_total(nature)
    }

    /// Finds the rows of a second table that repeats what each fiche comes to, from the last on: each the only one there
    /// of its fiche, and most right.
    fn find_recaps(&mut self, fiches: &[&[usize]]) {
        let mut all: BTreeMap<&Code, (Tally, usize)> = BTreeMap::new();
        let code = |fiche: &[usize]| self.rows[fiche[0]].under.as_ref();
        for fiche in fiches {
            let Some(code) = code(fiche) else { continue };
            let (tally, count) = all.entry(code).or_default();
            *count += 1;
            self.lines_of(fiche).for_each(|line| tally.add(&line.cost));
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
            if right.len() * 2 > block.len() && self.weight(&right) >= least {
                done.extend(block.iter().map(|(_, code)| code));
                self.recaps.extend(block.iter().map(|(at, _)| at));
            }
        }
    }

    /// Finds the last rows of all, where each is what all others of its nature come to, and no nature is left out.
    fn find_natures(&mut self, lines: &[usize]) {
        let mut all: BTreeMap<Option<&str>, Tally> = BTreeMap::new();
        let nature = |line: &'t Line| line.cost.nature_key.as_deref();
        let line = |at: &usize| self.rows[*at].line.as_ref();
        for row_line in lines.iter().filter_map(line) {
            all.entry(nature(row_line)).or_default().add(&row_line.cost);
        }
        let last = &lines[lines.len().saturating_sub(all.len())..];
        let natures: BTreeSet<_> = last.iter().filter_map(line).map(nature).collect();
        let is_sum = |at: &usize| {
            let is_twice =
                line(at).is_some_and(|row_line| all[&nature(row_line)].is_twice(row_line));
            is_twice && self.rows[*at].code.is_none() && self.is_behind(*at)
        };
        if natures.len() == all.len() && last.len() > 1 && last.iter().all(is_sum) {
            self.recaps.extend(last);
        }
    }

    /// How many digits the amounts of rows have that differ: those of a sum are no chance where they are many.
    fn weight(&self, rows: &[usize]) -> i32 {
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
        let tally = |fiche: &[usize]| {
            let mut tally = Tally::default();
            self.lines_of(fiche).for_each(|line| tally.add(&line.cost));
            tally
        };
        let is_half = |fiche: &[usize], at: usize| {
            let line = self.rows[at].line.as_ref().filter(|line| line.is_plain());
            line.is_some_and(|line| tally(fiche).is_twice(line))
        };
        let fiches = fiches.iter().filter(|fiche| fiche.len() > 1);
        let firsts = fiches.clone().filter(|fiche| is_half(fiche, fiche[0]));
        let heads: Vec<usize> = firsts.map(|fiche| fiche[0]).collect();
        let lasts = fiches
            .clone()
            .filter(|fiche| is_half(fiche, fiche[fiche.len() - 1]));
        let feet: Vec<usize> = lasts.map(|fiche| fiche[fiche.len() - 1]).collect();
        let count = fiches.count();
        let are_most =
            |found: &[usize]| found.len() > 1 && found.len() * 2 > count && self.weight(found) >= 5;
        let are_headed = are_most(&heads) && heads.len() >= feet.len();
        let are_footed = are_most(&feet) && !are_headed;
        self.are_headed = are_headed;
        if are_footed {
            self.feet = feet.iter().map(|at| self.words(*at)).collect();
        }
    }

    /// The words of a row but its code.
    fn words(&self, at: usize) -> String {
        let seen = &self.rows[at];
        let codes = self.header.col("Fiche");
        let words = seen.labels.iter().filter(|(col, _)| Some(*col) != codes);
        let words: String = words.map(|(_, label)| fold(label)).collect();
        words.chars().filter(|c| !c.is_ascii_digit()).collect()
    }

    /// What the lines come to that a text names.
    fn part(&self, name: &str) -> Option<&Tally> {
        let axis = axis_named(name, &self.sheets.convention.axes);
        let axis = axis.map(|axis| format!("#{}", self.sheets.convention.axes[axis].prefix));
        self.parts.get(&axis.unwrap_or_else(|| fold(name)))
    }

    fn kind(&mut self, at: usize) -> Kind {
        let seen = &self.rows[at];
        let is_coded = seen.code.is_some();
        if self.starts(at) {
            self.own = Tally::default();
            self.paid[0] = Default::default();
        }
        if is_coded && self.under != Under::Income {
            self.under = Under::Fiche;
        } else if self.under == Under::Fiche && self.is_apart(at) {
            self.under = Under::Gap;
        }
        // The corrected workbook has totals elsewhere.
        let is_line = self.is_off_total(at) || is_coded && self.sheets.workbook.is_ours;
        let is_line = seen.says.is_none() && is_line;
        if let Some((of, is_said)) = self.total(at).filter(|_| !is_line) {
            if self.ends_table(at, &of) {
                self.under = Under::Total;
            }
            self.run = Tally::default();
            if !is_said {
                // Its formula leaves no doubt, nor does its place, at the end or where fiches begin or end with sums.
                let is_last = at + 1 == self.rows.len() && !is_coded;
                let is_due = is_last || self.are_headed || !self.feet.is_empty();
                let is_recap = self.recaps.len() > 1 && self.recaps.contains(&at);
                let is_due = is_due || is_recap || self.is_titled(at);
                let is_sure = is_due || self.header.made_from(seen.index).is_some();
                self.told.push((at, if is_sure { "sum" } else { "equal" }));
            }
            self.paid[1] = Default::default();
            return Kind::Total {
                is_of_all: of.is_empty() && self.is_of_all(at),
                of,
            };
        }
        let kind = match self.under {
            _ if !seen.has_figures => self.kind_of_text(at),
            Under::Income => Kind::Ignored("below"),
            _ if !self.starts(at) && seen.says == Some(Says::Part) => Kind::Ignored("part"),
            _ if !self.starts(at) && seen.says == Some(Says::Ratio) => Kind::Ignored("ratio"),
            _ if !self.starts(at) && seen.says == Some(Says::Tax) => Kind::Ignored("tax"),
            Under::Total | Under::Recap if !is_coded && self.is_behind(at) => {
                Kind::Ignored("below")
            }
            _ if self.is_behind(at) && self.is_remark(at) => Kind::Ignored("below"),
            Under::Total | Under::Gap if !is_coded => Kind::Stray,
            _ => Kind::Entry,
        };
        if let (Kind::Entry, Some(line)) = (&kind, &seen.line) {
            if !is_line && self.may_be_total(at, line) {
                self.told.push((at, "near"));
            }
            for tally in [&mut self.own, &mut self.run, &mut self.all] {
                tally.add(&line.cost);
            }
        }
        for (count, sums) in &mut self.paid {
            *count += 1;
            sums.resize(seen.paid.len(), Decimal::ZERO);
            let paid = sums.iter_mut().zip(&seen.paid);
            paid.for_each(|(sum, paid)| *sum += paid.unwrap_or_default());
        }
        kind
    }

    /// Whether a line is nearly what the others of its fiche come to, or what it names.
    fn may_be_total(&self, at: usize, line: &Line) -> bool {
        let (seen, starts) = (&self.rows[at], self.starts(at));
        let (below, next) = (self.below(at), self.rows.get(at + 1));
        let is_end = next.is_none_or(|next| next.code.is_some()) || seen.says.is_some();
        let is_foot = seen.code.is_none() && self.is_behind(at);
        let is_own = is_end && !starts;
        let sums = [(&below, true), (&self.own, is_own), (&self.all, is_foot)];
        let sums = sums.iter().filter(|(_, is_it)| *is_it);
        let mut sums = sums.map(|(sum, _)| *sum);
        let is_near = |sum: &Tally, least| sum.lines > 1 && sum.likeness(line) > least;
        let repeats = |sum: &Tally| sum.lines > 0 && line.has_amount() && sum.is_exactly(line);
        match &seen.says {
            Some(Says::Named(name)) => {
                let is_part = |part: &Tally| part.likeness(line) > 0;
                self.part(name).is_some_and(is_part) || sums.any(|sum| is_near(sum, 0))
            }
            Some(Says::Sum { .. }) => sums.any(|sum| is_near(sum, 0) || repeats(sum)),
            None if self.is_nameless(at) => sums.any(|sum| is_near(sum, 0) || repeats(sum)),
            None if !line.is_plain() => false,
            None => {
                let is_head = starts && (self.is_titled(at) || self.is_unlike_others(at));
                sums.any(|sum| is_near(sum, if is_head { 0 } else { 2 }))
                    || is_foot && is_near(&self.all, 1)
            }
            _ => false,
        }
    }

    /// Whether a row doesn't say what it is for, while others do.
    fn is_nameless(&self, at: usize) -> bool {
        let seen = &self.rows[at];
        seen.is_silent && (self.all_named || self.named.contains(&seen.fiche))
    }

    /// Whether a row is called as its fiche is.
    fn is_titled(&self, at: usize) -> bool {
        let code = self.rows[at].under.as_ref().map(Code::key);
        let title = code.and_then(|code| self.sheets.titles.get(code));
        let words = self.words(at);
        title.is_some_and(|title| !words.is_empty() && fold(title).starts_with(&words))
    }

    /// Whether all other rows of its fiche bear a tax or days.
    fn is_unlike_others(&self, at: usize) -> bool {
        let is_plain = |seen: &Seen<'a>| seen.line.as_ref().is_some_and(Line::is_plain);
        let others = self.rows.iter().skip(at + 1);
        let mut others = others.take_while(|seen| seen.fiche == self.rows[at].fiche);
        !others.any(is_plain)
    }

    /// Whether the text in its cell of codes can't be meant as one: « Coût moyen par fiche ».
    fn is_remark(&self, at: usize) -> bool {
        let seen = &self.rows[at];
        let is_alone = seen.labels.len() == 1 && seen.code.is_none();
        let text = seen.own.as_deref().filter(|_| is_alone);
        text.is_some_and(|text| text.contains(' ') && !text.contains(|c: char| c.is_ascii_digit()))
    }

    fn kind_of_text(&mut self, at: usize) -> Kind {
        let seen = &self.rows[at];
        let only = match seen.labels.as_slice() {
            [(_, only)] => Some(*only),
            _ => None,
        };
        let is_inside = seen.own.is_some() || at < self.last_figures;
        let is_below = || (self.last_figures + 1..=at).any(|at| self.is_parted(at));
        let is_known = |code: &Code| self.sheets.codes.contains(code);
        // « Annexe 2 »
        let is_known_above = self.last_known.is_some_and(|last| at > last);
        let is_alone = only.is_some() && only == seen.own.as_deref();
        let prefix = seen.code.as_ref().map(Code::prefix);
        let mut known = self.sheets.codes.iter().map(Code::prefix);
        let is_remark = is_known_above && is_alone && !known.any(|known| prefix == Some(known));
        match seen.own.as_deref().or(only) {
            _ if seen
                .code
                .as_ref()
                .is_some_and(|code| is_known(code) || !is_remark) =>
            {
                Kind::Entry
            }
            Some(only) if at > 0 && self.header.role == SheetRole::Costs && names_recap(only) => {
                self.under = Under::Recap;
                Kind::Ignored("")
            }
            Some(only) if is_inside && self.sheets.names_group(only) => {
                self.under = Under::Fiche;
                Kind::Title
            }
            Some(only) if at > 0 && self.header.role == SheetRole::Costs && names_income(only) => {
                self.under = Under::Income;
                Kind::Ignored("")
            }
            _ if seen.own.is_some() || self.under != Under::Fiche || is_below() => {
                Kind::Ignored("")
            }
            _ => Kind::Entry,
        }
    }

    /// What a row is the total of, if it is one, and whether its words or its place say so.
    fn total(&self, at: usize) -> Option<(String, bool)> {
        let seen = &self.rows[at];
        let title = seen.own.as_deref().filter(|_| seen.code.is_none());
        let of = match &seen.says {
            Some(Says::Total(of) | Says::Named(of)) => of.clone(),
            _ => String::new(),
        };
        let Some(line) = &seen.line else {
            let is_total = match &seen.says {
                Some(Says::Total(_)) => true,
                Some(Says::Sum { is_sure: true }) => seen.has_figures && seen.code.is_none(),
                _ => self.pays_all(at),
            };
            return is_total.then_some((of, true));
        };
        if let Some(title) = title.filter(|title| self.sheets.names_group(title)) {
            return Some((title.to_owned(), true));
        }
        if self.recaps.contains(&at) {
            let nature = line.cost.nature.as_ref().map(|nature| nature.as_str());
            let of = seen.code.as_ref().map(Code::spelling).or(nature);
            return Some((of.unwrap_or_default().to_owned(), false));
        }
        let (signs, starts) = (self.signs(at, line), self.starts(at));
        let (is_taxed, is_coded) = (line.cost.tax.is_some(), seen.code.is_some());
        let (is_total, is_said) = match &seen.says {
            Some(Says::Total(of)) => {
                let is_known = of.is_empty() || self.sheets.names_known(of);
                let is_known = is_known || is_section(of) || self.part(of).is_some();
                let mut labels = seen.labels.iter();
                let is_free = labels.any(|(_, label)| begins_with_total(label));
                let is_free = is_free && !is_taxed && !starts;
                (
                    is_known || is_free || signs.is_summed || signs.sums > 0,
                    true,
                )
            }
            Some(Says::Sum { is_sure }) => {
                let is_meant = *is_sure && line.is_plain() && !starts && self.own.lines > 0;
                let is_sum = signs.is_sum(if *is_sure { 1 } else { 2 });
                // Two of these over what it adds up leave no doubt, whatever stands beside it.
                let marks = [*is_sure, signs.own > 1, signs.weight > 2].into_iter();
                let is_clear = signs.own > 0 && marks.filter(|mark| *mark).count() > 1;
                let is_sum = is_clear || !is_taxed && (title.is_some() || is_meant || is_sum);
                let codes = self.header.col("Fiche");
                let mut labels = seen.labels.iter().filter(|(col, _)| Some(*col) != codes);
                let is_named = labels.any(|(_, label)| self.sheets.names_known(label));
                let is_said = (*is_sure || signs.weight > 2) && (!is_coded || is_named);
                (is_sum || signs.is_summed, is_said || title.is_some())
            }
            Some(Says::Named(name)) => {
                let part = self.part(name).filter(|part| part.is(line));
                let is_part = part.is_some_and(|part| signs.weight > 1 || part.lines > 1);
                let is_sum = is_part || signs.is_sum(2) || signs.is_summed;
                (
                    is_sum && !is_taxed,
                    signs.weight > 2 || is_part && !is_coded,
                )
            }
            Some(Says::Tax | Says::Part | Says::Ratio) => (false, true),
            None if self.under == Under::Recap => {
                // The row itself is among the lines of its nature.
                let is_twice = |part: &Tally| part.is_twice(line);
                let mut labels = seen.labels.iter();
                let of = labels.find(|(_, label)| self.part(label).is_some_and(is_twice));
                return of.map(|(_, label)| ((*label).to_owned(), true));
            }
            None if seen.is_silent => {
                let is_apart = self.is_nameless(at);
                let is_sum = signs.is_summed || signs.is_sum(2) || is_apart && !is_taxed;
                let is_said = is_apart && !is_coded && (!is_taxed || signs.sums > 1);
                (is_sum && line.has_amount(), is_said)
            }
            None => (signs.is_summed || signs.is_placed, false),
        };
        is_total.then_some((of, is_said))
    }

    /// What a row's amounts, its formula and its place say of it.
    fn signs(&self, at: usize, line: &Line) -> Signs {
        let (seen, starts) = (&self.rows[at], self.starts(at));
        let is_alone = starts && seen.under.is_some();
        let (below, next) = (self.below(at), self.next(at));
        let mut sums = vec![&self.own, &below];
        if !is_alone {
            sums.extend([&self.run, &self.all, &next]);
        }
        let lines = |sum: &&Tally| {
            let is_it = line.has_amount() && sum.is_exactly(line);
            if is_it { sum.lines } else { 0 }
        };
        let sums = sums.iter().map(lines).max().unwrap_or_default();
        let fiche_tally = if starts { &below } else { &self.own };
        let weight = self.weight(&[at]);
        let is_own = |first: usize| {
            let rank = self.rows.partition_point(|row| row.index < first);
            let first = self.rows.get(rank);
            first.is_some_and(|row| row.fiche == seen.fiche)
        };
        let is_summed = self.header.made_from(seen.index).is_some_and(|from| {
            let may_be = from.first > seen.index || !starts && is_own(from.first);
            (seen.code.is_none() || may_be) && (from.is_sum || sums > 0)
        });
        // Where most fiches begin or end with a sum, another one is wrong.
        let is_head = self.are_headed && line.is_plain() && below.lines > 0;
        let next_fiche = self.rows.get(at + 1).map(|next| next.fiche);
        let is_end = next_fiche != Some(seen.fiche);
        let is_foot = !starts && is_end && self.feet.contains(&self.words(at));
        let is_last = self.last_line.is_none_or(|last| at >= last);
        let is_last = is_last && (!is_alone || self.all.lines > 3);
        let is_due =
            (starts || is_end) && lines(&fiche_tally) > 1 || is_last && lines(&&self.all) > 1;
        Signs {
            sums,
            own: lines(&fiche_tally),
            weight,
            is_summed,
            is_placed: is_head || is_foot || is_due && line.is_plain() && weight > 2,
        }
    }

    /// Whether a row of funding that names nobody, or may be a total by its words, comes to what is paid above it; one at
    /// the end that names nobody can be nothing else.
    fn pays_all(&self, at: usize) -> bool {
        let seen = &self.rows[at];
        let Some((rate, amounts)) = seen.paid.split_last() else {
            return false;
        };
        let payer = self.header.col("Financeur");
        let payer = payer.map(|col| self.header.sheet.cell(seen.index, col));
        let is_unnamed = payer.map_or(seen.code.is_none(), Cell::is_blank);
        let is_nameless = seen.is_silent && is_unnamed;
        let mut labels = seen.labels.iter();
        let least = match () {
            () if is_nameless => 1,
            () if labels.any(|(_, label)| total_of(label).is_some()) => 2,
            () => return false,
        };
        let has_amount = amounts.iter().flatten().any(|amount| !amount.is_zero());
        let (from, figures) = if has_amount {
            (0, amounts)
        } else {
            (amounts.len(), std::slice::from_ref(rate))
        };
        let comes_to = |(count, sums): &(usize, Vec<Decimal>)| {
            let sums = sums.iter().skip(from);
            let mut pairs = figures.iter().zip(sums);
            *count >= least && pairs.all(|(paid, sum)| paid.is_none_or(|paid| paid == *sum))
        };
        let is_last = has_amount && is_nameless && seen.code.is_none() && self.is_behind(at);
        let says = figures.iter().any(Option::is_some);
        is_last || says && self.paid.iter().any(comes_to)
    }

    /// What the lines of its fiche come to that stand under a row that may be their sum.
    fn below(&self, at: usize) -> Tally {
        let is_head = self.starts(at) || self.rows[at].says.is_some();
        self.next_of(at, |seen| is_head && seen.fiche == self.rows[at].fiche)
    }

    /// What the lines come to that stand under a row that names a group.
    fn next(&self, at: usize) -> Tally {
        self.next_of(at, |_| matches!(self.rows[at].says, Some(Says::Named(_))))
    }

    fn next_of(&self, at: usize, is_own: impl Fn(&Seen<'a>) -> bool) -> Tally {
        let mut next = Tally::default();
        let rows = self.rows.iter().skip(at + 1);
        let rows = rows.take_while(|seen| is_own(seen) && seen.says.is_none());
        rows.filter_map(|seen| seen.line.as_ref())
            .for_each(|line| next.add(&line.cost));
        next
    }

    /// Whether a row is the first of its fiche.
    fn starts(&self, at: usize) -> bool {
        let is_next = |above: usize| self.rows[above].fiche != self.rows[at].fiche;
        self.rows[at].code.is_some() && at.checked_sub(1).is_none_or(is_next)
    }

    /// Whether what follows a total can't go on with the fiche above it.
    fn ends_table(&self, at: usize, of: &str) -> bool {
        let seen = &self.rows[at];
        let says = |is_it: fn(&str) -> bool| seen.labels.iter().any(|(_, label)| is_it(label));
        let is_whole = |line: &Line| self.all.lines > self.own.lines && self.all.is(line);
        let is_all = || self.last_total == Some(at) || seen.line.as_ref().is_some_and(is_whole);
        match () {
            () if self.sheets.names_axis(of) => true,
            () if seen.code.is_some() || self.sheets.names_known(of) || says(is_subtotal) => false,
            () => seen.own.is_some() || says(is_grand_total) || self.is_behind(at) && is_all(),
        }
    }

    /// Whether a total says that it is that of all, or is the last one and what follows stands apart from it.
    fn is_of_all(&self, at: usize) -> bool {
        let seen = &self.rows[at];
        let mut labels = seen.labels.iter();
        let next = self.rows.get(at + 1).filter(|_| self.is_parted(at + 1));
        let is_apart = next.is_some_and(|next| next.code.is_some() && next.has_figures);
        let is_last = self.last_total == Some(at) && seen.code.is_none();
        labels.any(|(_, label)| is_grand_total(label)) || is_last && is_apart
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
