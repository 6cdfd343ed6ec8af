//! The sheets of funding: who pays what, and what its totals state.

use std::{collections::BTreeMap, sync::Arc};

use super::{
    codes::code_of,
    costs::Entry,
    header::{FunderColumn, Header},
    headings::{is_dash, is_figure, parse_year},
    labels::{axis_named, is_every_payer, is_nobody, is_owner, total_of},
    names::SheetRole,
    refusal::{Refusal, reported, within},
    rows::Kind,
    sheets::Sheets,
    table::{CodeColumn, Row},
    workbook::Sheet,
};
use crate::{
    finding::{Finding, Severity},
    limits::Limit,
    model::{CellAmount, FunderId, Funders, FundingRule, Mention, PaidTotal, Payer},
    money::{Amount, Rate},
    source::{Code, Head, Located, Place, fold},
};

/// A row of funding; neither a rule nor a mention where it cannot be told who pays.
pub(super) type Funding = (Option<FundingRule>, Option<Mention>);

impl<'a> Sheets<'a> {
    /// Reads who pays what, and the totals of that; `None` when too many pay.
    pub(super) fn funding(
        &mut self,
        funders: &mut Funders,
    ) -> Option<(Vec<Entry<Funding>>, Vec<PaidTotal>)> {
        let headers = self.headers(SheetRole::Funding, funders)?;
        let (mut rows, mut totals) = (Vec::new(), Vec::new());
        for header in headers {
            self.funding_under(&header, funders, &mut rows, &mut totals)?;
        }
        Some((rows, totals))
    }

    fn funding_under(
        &mut self,
        header: &Header<'a>,
        funders: &mut Funders,
        rows: &mut Vec<Entry<Funding>>,
        totals: &mut Vec<PaidTotal>,
    ) -> Option<()> {
        let mut codes = CodeColumn::default();
        let columns = columns_of(header);
        let (mut entries, mut sums) = (Vec::new(), Vec::new());
        for (index, kind) in self.kinds(header, funders) {
            match kind {
                Kind::Ignored(_) => continue,
                Kind::Title => {
                    codes.leave();
                    continue;
                }
                Kind::Total { of, .. } => {
                    let code_text = header.row(index, self.findings).text("Fiche");
                    let code = self.fiche_of_total(code_text, &mut codes);
                    sums.push((index, of, code));
                    continue;
                }
                Kind::Stray => codes.leave(),
                Kind::Entry => {}
            }
            let mut row = header.row(index, self.findings);
            let Some(code) = codes.of(&mut row, self.codes) else {
                continue;
            };
            if !row.take_year(self.years) {
                continue;
            }
            entries.push((index, code.value.clone()));
            let before = rows.len();
            let mut payers = Payers {
                years: self.years,
                leaders: self.leaders,
                funders,
                rows,
            };
            if columns.is_empty() {
                payers.row(&mut row, &code)?;
            } else {
                payers.columns(&mut row, &code, &columns);
            }
            if rows[before..].iter().any(|(_, (rule, _))| rule.is_some()) {
                self.carried.insert((Arc::clone(&header.sheet.name), index));
            }
        }
        // Those who pay are known by now.
        let mut after = None;
        for (index, of, code) in sums {
            let total = self.paid_total(header, index, of, code, after, funders);
            after = Some(total.place.clone());
            totals.push(total);
        }
        // Where a sheet holds what fiches cost too, what a row costs in all is checked with that.
        let is_of_costs = |(role, sheet, _): &(SheetRole, &Sheet, Head)| {
            *role == SheetRole::Costs && sheet.name == header.sheet.name
        };
        let is_shared = self.heads.iter().any(is_of_costs);
        let columns = header.row_totals().into_iter();
        for col in columns.filter(|col| !is_shared || header.headings[*col].year.is_some()) {
            header.take_back_unknown(col, self.findings);
            let heading = &header.headings[col];
            let rank = rank_of(self.years, heading.year);
            let of = total_of(&heading.text).unwrap_or_default();
            for (index, code) in &entries {
                totals.push(row_total(header, (*index, col), code, (rank, None), &of));
            }
        }
        for column in &header.wholes {
            let payer = payer_in(header, column, funders);
            for (index, code) in &entries {
                totals.push(row_total(
                    header,
                    (*index, column.col),
                    code,
                    (None, payer),
                    "",
                ));
            }
        }
        let read: Vec<usize> = entries.iter().map(|(index, _)| *index).collect();
        header.report_looks(&read, self.findings);
        Some(())
    }

    /// Reads a row that adds up what is paid.
    fn paid_total(
        &mut self,
        header: &Header<'a>,
        index: usize,
        of: String,
        code: Option<Code>,
        after: Option<Place>,
        funders: &Funders,
    ) -> PaidTotal {
        let named = code_of(&of, self.codes).filter(|code| self.codes.contains(code));
        let axis = axis_named(&of, &self.convention.axes).filter(|_| named.is_none());
        let mut row = header.row(index, self.findings);
        row.is_sum = true;
        row.take_year(self.years);
        let mut words = header.labels(index);
        if row.year.is_none() && header.has_year_column() {
            let mut years = words.by_ref().flat_map(|(_, word)| word.split_whitespace());
            row.year = years.find_map(parse_year);
        }
        let payer = row.text("Financeur").and_then(|name| funders.find(&name));
        let payer = payer.or_else(|| funders.find(&of)).map(Payer::Funder);
        let rate = row.rate();
        let mut cells = Vec::new();
        for (rank, year) in self.years.iter().enumerate() {
            cells.push((Some(rank), payer, row.amount(Some(*year)).0));
        }
        if row.year.is_none() {
            cells.push((None, payer, row.amount(None).0));
        }
        let columns = header.funders.iter().filter(|column| !column.is_rate);
        for column in columns.chain(&header.wholes) {
            let rank = rank_of(self.years, column.year.or(row.year));
            let payer = payer_in(header, column, funders);
            cells.push((rank, payer, row.amount_at(column.col).0));
        }
        let is_known = named.is_some() || axis.is_some() || payer.is_some() || is_every_payer(&of);
        PaidTotal {
            place: row.place(),
            after,
            of: if is_known { String::new() } else { of },
            is_of_row: false,
            is_named: named.is_some(),
            code: named.or(code),
            axis,
            rate,
            cells,
        }
    }
}

/// The rank of a year in the agreement.
fn rank_of(years: &[i32], year: Option<i32>) -> Option<usize> {
    years.iter().position(|known| Some(*known) == year)
}

/// What is paid by a row according to a cell, in a year or in all, by everyone or by one.
fn row_total(
    header: &Header<'_>,
    (index, col): (usize, usize),
    code: &Code,
    (rank, payer): (Option<usize>, Option<Payer>),
    of: &str,
) -> PaidTotal {
    PaidTotal {
        place: header.sheet.place_of(index, 0),
        after: None,
        of: of.to_owned(),
        is_of_row: true,
        is_named: false,
        code: Some(code.clone()),
        axis: None,
        rate: None,
        cells: vec![(rank, payer, header.sum_at(index, col))],
    }
}

/// Who pays in a funder's column: what a row pays there is read at the first of that name.
fn payer_in(header: &Header<'_>, funder: &FunderColumn, funders: &Funders) -> Option<Payer> {
    let name = fold(&funder.name);
    let mut columns = header.funders.iter();
    let first = columns.find(|other| fold(&other.name) == name);
    let column = first.and_then(|first| u32::try_from(first.col).ok());
    let of_name = || funders.find(&funder.name).map(Payer::Funder);
    column.map(Payer::Column).or_else(of_name)
}

/// The columns of each funder that has some.
fn columns_of<'h>(header: &'h Header<'_>) -> Vec<Vec<&'h FunderColumn>> {
    let mut ranks: BTreeMap<String, usize> = BTreeMap::new();
    let mut columns: Vec<Vec<&FunderColumn>> = Vec::new();
    for column in &header.funders {
        let rank = *ranks.entry(fold(&column.name)).or_insert(columns.len());
        match columns.get_mut(rank) {
            Some(known) => known.push(column),
            None => columns.push(vec![column]),
        }
    }
    columns
}

/// What somebody pays by a row.
struct Paid {
    rate: Option<Located<Rate>>,
    is_balance: bool,
    yearly: BTreeMap<usize, Located<Option<Rate>>>,
    amounts: Vec<Located<CellAmount>>,
    is_unreadable: bool,
}

impl Paid {
    /// Reads cells of rates and of amounts: each with its column, its year, unless it is of all or of the row's, and
    /// whether it is a rate.
    fn read(
        row: &mut Row<'_>,
        years: &[i32],
        cells: impl Iterator<Item = (usize, Option<i32>, bool)>,
    ) -> Self {
        let before = row.findings.len();
        let blank = || Located::new(CellAmount::Blank, row.place());
        let mut paid = Self {
            rate: None,
            is_balance: false,
            yearly: BTreeMap::new(),
            amounts: years.iter().map(|_| blank()).collect(),
            is_unreadable: false,
        };
        for (col, year, is_rate) in cells {
            let year = year.or(row.year);
            let rank = rank_of(years, year);
            let is_balance = row.is_balance_at(col);
            if is_rate || is_balance {
                paid.is_unreadable |= row.header.is_merged(row.index, col);
                let rate = row.rate_at(col);
                match rank {
                    Some(rank) if rate.is_some() || is_balance => {
                        let place = row.header.sheet.place_of(row.index, col);
                        let rate = rate.map(|rate| rate.value);
                        paid.yearly.insert(rank, Located::new(rate, place));
                    }
                    Some(_) => {}
                    None => (paid.rate, paid.is_balance) = (rate, is_balance),
                }
            } else if let Some(rank) = rank {
                paid.amounts[rank] = row.amount_at(col).0;
            } else if year.is_none() {
                // An amount of no year can't be counted.
                paid.is_unreadable |= is_figure(row.header.sheet.cell(row.index, col));
            }
        }
        let is_unreadable = |cell: &Located<CellAmount>| cell.value == CellAmount::Unreadable;
        paid.is_unreadable |= has_unread(row, before) || paid.amounts.iter().any(is_unreadable);
        paid
    }

    fn is_rated(&self) -> bool {
        self.rate.is_some() || self.is_balance || !self.yearly.is_empty()
    }

    fn has_balance(&self) -> bool {
        self.is_balance || self.yearly.values().any(|rate| rate.value.is_none())
    }

    fn amounts(&self) -> impl Iterator<Item = Amount> {
        self.amounts.iter().filter_map(|cell| cell.amount())
    }

    fn rule(self, row: &Row<'_>, funder: FunderId, place: Place) -> FundingRule {
        FundingRule {
            place,
            funder,
            nature: None,
            nature_key: None,
            rate: self.rate,
            is_balance: self.is_balance,
            yearly: self.yearly,
            base: None,
            ceiling: None,
            amounts: self.amounts,
            carried: row.carried(),
            is_unreadable: self.is_unreadable,
        }
    }
}

/// Whether a cell can't be read, by what was found since then.
fn has_unread(row: &Row<'_>, since: usize) -> bool {
    let mut found = row.findings[since..].iter();
    found.any(|finding| finding.rule != "amount-fraction")
}

/// Who pays, row by row.
struct Payers<'r> {
    years: &'r [i32],
    /// Who leads each fiche, by the key of its code.
    leaders: &'r BTreeMap<String, String>,
    funders: &'r mut Funders,
    rows: &'r mut Vec<Entry<Funding>>,
}

impl Payers<'_> {
    /// Reads a row that names who pays; nothing when too many do.
    fn row(&mut self, row: &mut Row<'_>, code: &Located<Code>) -> Option<()> {
        let before = row.findings.len();
        let at = row.place_of("Financeur");
        let name = row.text("Financeur").filter(|name| !is_dash(name));
        let nature = row.text("Nature");
        let (base, ceiling) = (row.base(), row.ceiling());
        let columns = row.header.columns.iter();
        let columns = columns.filter(|((title, _), _)| ["Taux", "Montant"].contains(title));
        let cells = columns.map(|((title, year), col)| (*col, *year, *title == "Taux"));
        let mut cells: Vec<_> = cells.collect();
        // What is of all years comes first.
        cells.sort_by_key(|(_, year, _)| *year);
        let mut paid = Paid::read(row, self.years, cells.into_iter());
        paid.is_unreadable |= has_unread(row, before);
        let is_paid = paid.is_rated() || paid.amounts().next().is_some();
        let text = row.text("Mention");
        let text = text.or_else(|| row.not_costed(self.years).filter(|_| !is_paid));
        let name = match name {
            Some(name) if !self.means_owner(&name) => Some(name),
            None if !paid.has_balance() => None,
            // What the others leave is the owner's, unless someone else is named.
            name => {
                let name = name.map(|name| name.value).unwrap_or_default();
                let owner = self.owner(row, &name, &at, code);
                if owner.is_none() {
                    self.unknown(code);
                    return Some(());
                }
                owner
            }
        };
        let place = name.as_ref().map(|name| name.place.clone());
        let place = place.unwrap_or_else(|| row.place());
        let missing = Finding::error("funder-missing", place.clone()).fiche(code);
        if let Some(name) = &name
            && self.funders.find(name).is_none()
            && is_nobody(name)
        {
            let finding = missing.variant("reserved").drafted(name.as_str());
            row.findings.push(finding);
            self.unknown(code);
            return Some(());
        }
        let funder = name.map(|name| self.payer(row, &name, code));
        self.check_number(row, &place)?;
        let is_blank = paid
            .amounts
            .iter()
            .all(|cell| cell.value == CellAmount::Blank);
        let is_rule = paid.is_unreadable || is_paid || text.is_none() && is_blank;
        if is_rule && funder.is_none() {
            if row.findings[before..]
                .iter()
                .any(|finding| finding.place == at)
            {
                self.unknown(code);
                return Some(());
            }
            row.findings.push(missing);
        }
        let rule = funder.filter(|_| is_rule).map(|funder| FundingRule {
            base,
            ceiling,
            ..paid.rule(row, funder, place)
        });
        let mention = text.map(|text| (funder, text));
        self.add(code, nature.as_ref(), rule.into_iter(), mention);
        Some(())
    }

    /// Reads what each funder pays in its columns; zero makes no rule.
    fn columns(&mut self, row: &mut Row<'_>, code: &Located<Code>, columns: &[Vec<&FunderColumn>]) {
        let nature = row.text("Nature");
        let mut rules = Vec::new();
        for funder_columns in columns {
            let name = &funder_columns[0].name;
            let place = row.header.sheet.place_of(row.index, funder_columns[0].col);
            let cells = funder_columns.iter();
            let cells = cells.map(|column| (column.col, column.year, column.is_rate));
            let mut paid = Paid::read(row, self.years, cells);
            paid.rate = paid.rate.filter(|rate| rate.value != Rate::default());
            paid.yearly
                .retain(|_, rate| rate.value != Some(Rate::default()));
            let is_nothing = !paid.is_rated() && paid.amounts().all(Amount::is_zero);
            if is_nothing && !paid.is_unreadable {
                continue;
            }
            let name = if self.means_owner(name) {
                self.owner(row, name, &place, code)
            } else {
                Some(name.clone())
            };
            let Some(name) = name else {
                self.unknown(code);
                continue;
            };
            let funder = self.payer(row, &name, code);
            rules.push(paid.rule(row, funder, place));
        }
        let text = row.text("Mention").map(|text| (None, text));
        self.add(code, nature.as_ref(), rules.into_iter(), text);
    }

    /// Adds the rules and the mention of a row.
    fn add(
        &mut self,
        code: &Located<Code>,
        nature: Option<&Located<String>>,
        rules: impl Iterator<Item = FundingRule>,
        mention: Option<(Option<FunderId>, Located<String>)>,
    ) {
        let rules = rules.map(|rule| FundingRule {
            nature_key: nature.map(|nature| fold(nature)),
            nature: nature.cloned(),
            ..rule
        });
        let rules = rules.map(|rule| (Some(rule), None));
        let mention = mention.map(|(funder, text)| Mention {
            funder,
            nature: nature.cloned(),
            text,
        });
        let mentions = mention.map(|mention| (None, Some(mention)));
        let all = rules.chain(mentions).map(|funding| (code.clone(), funding));
        self.rows.extend(all);
    }

    /// Notes that who pays this fiche is not known.
    fn unknown(&mut self, code: &Located<Code>) {
        self.rows.push((code.clone(), (None, None)));
    }

    /// Refuses too many funders.
    fn check_number(&self, row: &mut Row<'_>, place: &Place) -> Option<()> {
        let others = self.funders.others().count() as u64;
        let limits = &row.header.sheet.limits;
        let checked = within(limits, Limit::Entries, others, || place.clone());
        let refused = |refusal: Refusal| Box::new(refusal.arg("part", "Financeur"));
        reported(checked.map_err(refused), row.findings)
    }

    /// Who pays under a name; a finding where it is another one but for the mark of a note, or nobody's.
    fn payer(&mut self, row: &mut Row<'_>, name: &Located<String>, code: &Code) -> FunderId {
        let is_marked = self.funders.is_marked(name);
        let others = Funders::is_reserved(name).then(|| format!("{} (non précisés)", name.value));
        let meant = others.map(|others| Located::new(others, name.place.clone()));
        let funder = self.funders.find_or_add(meant.as_ref().unwrap_or(name));
        let is_reported =
            |finding: &Finding| finding.rule == READ_AS && finding.place == name.place;
        if (is_marked || meant.is_some()) && !row.findings.iter().any(is_reported) {
            let meant = self.funders[funder].column.as_str();
            row.findings.push(read_as(name, &name.place, meant, code));
        }
        funder
    }

    /// Who leads the fiche, where a name such as « Autofinancement », or no name, means that; a finding where nobody is
    /// known by the name of its leader.
    fn owner(
        &self,
        row: &mut Row<'_>,
        name: &str,
        place: &Place,
        code: &Code,
    ) -> Option<Located<String>> {
        let leader = self.leaders.get(code.key());
        let known = leader.and_then(|leader| self.funders.find(leader));
        let Some(known) = known else {
            let finding = Finding::error("funder-missing", place.clone()).fiche(code);
            let leader = leader.map_or("none", String::as_str);
            let finding = finding.variant("owner").arg("owner", leader);
            let named = if name.is_empty() { "none" } else { name };
            row.findings.push(finding.drafted(named));
            return None;
        };
        let known = self.funders[known].column.clone();
        if !name.is_empty() {
            row.findings.push(read_as(name, place, &known, code));
        }
        Some(Located::new(known, place.clone()))
    }

    /// Whether a name means the owner: where nobody is known to sign, it is a name like any other.
    fn means_owner(&self, name: &str) -> bool {
        let has_parties = || self.funders.parties().next().is_some();
        is_owner(name) && self.funders.find(name).is_none() && has_parties()
    }
}

const READ_AS: &str = "funder-spelling";

fn read_as(drafted: &str, place: &Place, meant: &str, code: &Code) -> Finding {
    let finding = Finding::new(READ_AS, Severity::Info, place.clone()).variant("read");
    finding.fiche(code).drafted(drafted).expected(meant)
}
