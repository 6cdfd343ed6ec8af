//! The sheets of funding: who pays what, and whether the totals there add up.

use std::{collections::BTreeMap, sync::Arc};

use super::{
    costs::Entry,
    header::Header,
    headings::{is_figure, parse_year},
    labels::{axis_named, code_of, is_every_payer, is_nobody, is_owner, total_of},
    names::SheetRole,
    refusal::within,
    rows::Kind,
    sheets::Sheets,
    table::{CodeColumn, Row, is_dash},
    workbook::Sheet,
};
use crate::{
    finding::{Finding, Severity},
    limits::Limit,
    model::{CellAmount, FunderId, Funders, FundingRule, Mention, PaidTotal},
    money::Rate,
    source::{Code, Head, Located, Place, fold},
};

/// What a row of funding says; nothing at all where it cannot be told who pays.
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
        let (mut read, mut sums, mut row_totals) = (Vec::new(), Vec::new(), Vec::new());
        for (index, kind) in self.kinds(header, funders) {
            match kind {
                Kind::Ignored(_) => continue,
                Kind::Title => {
                    codes.leave();
                    continue;
                }
                Kind::Total { of, .. } => {
                    let own = header.row(index, self.findings).text("Fiche");
                    let code = self.fiche_of_total(own, &mut codes);
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
            read.push(index);
            row_totals.push((index, code.value.clone()));
            let before = rows.len();
            if header.funders.is_empty() {
                funding_row(
                    header,
                    &mut row,
                    self.years,
                    code,
                    funders,
                    self.leaders,
                    rows,
                )?;
            } else {
                funder_cells(
                    header,
                    &mut row,
                    self.years,
                    &code,
                    funders,
                    self.leaders,
                    rows,
                );
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
        // Where a sheet says what fiches cost too, what a row costs in all is checked with that.
        let is_of_costs = |(role, sheet, _): &(SheetRole, &Sheet, Head)| {
            *role == SheetRole::Costs && sheet.name == header.sheet.name
        };
        let is_shared = self.heads.iter().any(is_of_costs);
        let columns = header.row_totals().into_iter();
        for col in columns.filter(|col| !is_shared || header.headings[*col].year.is_some()) {
            let heading = &header.headings[col];
            let rank = self
                .years
                .iter()
                .position(|year| heading.year == Some(*year));
            let of = total_of(&heading.text).unwrap_or_default();
            totals.extend(
                row_totals
                    .iter()
                    .map(|(index, code)| row_total(header, (*index, col), code, (rank, None), &of)),
            );
        }
        for own in &header.wholes {
            totals.extend(row_totals.iter().map(|(index, code)| {
                let payer = funders.find(&own.name);
                row_total(header, (*index, own.col), code, (None, payer), "")
            }));
        }
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
        let payer = payer.or_else(|| funders.find(&of));
        let rate = row.rate();
        let mut cells = Vec::new();
        for (rank, year) in self.years.iter().enumerate() {
            cells.push((Some(rank), payer, row.amount(Some(*year)).0));
        }
        if row.year.is_none() {
            cells.push((None, payer, row.amount(None).0));
        }
        let own = header.funders.iter().filter(|own| !own.is_rate);
        for own in own.chain(&header.wholes) {
            let year = own.year.or(row.year);
            let rank = year.and_then(|year| self.years.iter().position(|own| *own == year));
            cells.push((rank, funders.find(&own.name), row.amount_at(own.col).0));
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

/// What a cell says that is paid by its row, in a year or in all, by everyone or by one.
fn row_total(
    header: &Header<'_>,
    (index, col): (usize, usize),
    code: &Code,
    (rank, payer): (Option<usize>, Option<FunderId>),
    of: &str,
) -> PaidTotal {
    // What else stands there is not read.
    let mut unheard = Vec::new();
    let mut row = header.row(index, &mut unheard);
    row.is_sum = true;
    PaidTotal {
        place: row.place(),
        after: None,
        of: of.to_owned(),
        is_of_row: true,
        is_named: false,
        code: Some(code.clone()),
        axis: None,
        rate: None,
        cells: vec![(rank, payer, row.amount_at(col).0)],
    }
}

/// Reads a row that names who pays.
fn funding_row(
    header: &Header<'_>,
    row: &mut Row<'_>,
    years: &[i32],
    code: Located<Code>,
    funders: &mut Funders,
    leaders: &BTreeMap<String, String>,
    rows: &mut Vec<Entry<Funding>>,
) -> Option<()> {
    let before = row.findings.len();
    let at = row.place_of("Financeur");
    let name = row.text("Financeur").filter(|name| !is_dash(name));
    let nature = row.text("Nature");
    let (mut rate, mut is_balance) = (row.rate(), row.is_balance());
    let (base, ceiling) = (row.base(), row.ceiling());
    let amounts = years.iter().map(|year| row.amount(Some(*year)).0);
    let amounts: Vec<_> = amounts.collect();
    let mut yearly = BTreeMap::new();
    let rank = years.iter().position(|year| row.year == Some(*year));
    if let Some(rank) = rank.filter(|_| rate.is_some() || is_balance) {
        let own = rate.take().map(|rate| rate.value);
        yearly.insert(rank, Located::new(own, row.place_of("Taux")));
        is_balance = false;
    }
    for (rank, year) in years.iter().enumerate() {
        let Some(col) = header.columns.get(&("Taux", Some(*year))) else {
            continue;
        };
        let own = row.rate_at(*col).map(|rate| rate.value);
        if own.is_some() || row.is_balance_at(*col) {
            let place = header.sheet.place_of(row.index(), *col);
            yearly.insert(rank, Located::new(own, place));
        }
    }
    let is_unknown = |finding: &Finding| finding.rule != "amount-fraction";
    let merged = |title| {
        let col = header.col(title);
        col.is_some_and(|col| header.is_merged(row.index(), col))
    };
    let is_unreadable = row.findings[before..].iter().any(is_unknown)
        || merged("Taux")
        || amounts
            .iter()
            .any(|amount| amount.value == CellAmount::Unreadable);
    let is_rated = rate.is_some() || is_balance || !yearly.is_empty();
    let has_amount = amounts.iter().any(|amount| amount.amount().is_some());
    let mut text = row.text("Mention");
    if !is_rated && !has_amount {
        text = text.or_else(|| row.not_costed(years));
    }
    // What the others leave is the owner's, unless someone else is named.
    let is_owners = match &name {
        Some(name) => means_owner(name, funders),
        None => is_balance || yearly.values().any(|own| own.value.is_none()),
    };
    let name = if is_owners {
        let named = name.as_ref().map_or("", |name| name.as_str());
        let Some(owner) = owner(row, named, &at, &code, funders, leaders) else {
            // Whoever it is, the fiche's funding is not known.
            rows.push((code, (None, None)));
            return Some(());
        };
        Some(owner)
    } else {
        name
    };
    let named_at = name.as_ref().map(|name| name.place.clone());
    let place = named_at.unwrap_or_else(|| row.place());
    let missing = Finding::error("funder-missing", place.clone()).fiche(&code);
    let is_reserved = |name: &&Located<String>| funders.find(name).is_none() && is_nobody(name);
    if let Some(name) = name.as_ref().filter(is_reserved) {
        let finding = missing.variant("reserved").drafted(name.as_str());
        row.findings.push(finding);
        rows.push((code, (None, None)));
        return Some(());
    }
    let funder = name.map(|name| payer(row, &name, &code, funders));
    let others = funders.others().count() as u64;
    let limits = &header.sheet.limits;
    if let Err(refusal) = within(limits, Limit::Entries, others, || place.clone()) {
        row.findings.push(refusal.arg("part", "Financeur"));
        return None;
    }
    let is_blank = amounts.iter().all(|own| own.value == CellAmount::Blank);
    let is_rule = is_unreadable || is_rated || has_amount || text.is_none() && is_blank;
    if is_rule && funder.is_none() {
        if row.findings[before..].iter().any(|own| own.place == at) {
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
        is_balance,
        yearly,
        base,
        ceiling,
        amounts,
        carried: row.carried(),
        is_unreadable,
    });
    if rule.is_some() || mention.is_some() {
        rows.push((code, (rule, mention)));
    }
    Some(())
}

/// Who pays under a name; told where it is another one but for the mark of a note.
fn payer(
    row: &mut Row<'_>,
    name: &Located<String>,
    code: &Code,
    funders: &mut Funders,
) -> FunderId {
    let is_marked = funders.is_marked(name);
    let funder = funders.find_or_add(name);
    let is_told = |finding: &Finding| finding.rule == READ_AS && finding.place == name.place;
    if is_marked && !row.findings.iter().any(is_told) {
        let meant = funders[funder].column.as_str();
        row.findings.push(read_as(name, &name.place, meant, code));
    }
    funder
}

const READ_AS: &str = "funder-spelling";

fn read_as(drafted: &str, place: &Place, meant: &str, code: &Code) -> Finding {
    let finding = Finding::new(READ_AS, Severity::Info, place.clone()).variant("read");
    finding.fiche(code).drafted(drafted).expected(meant)
}

/// Who leads the fiche, where a name such as « Autofinancement », or no name, means that; a finding where nobody is
/// known by the name of its leader.
fn owner(
    row: &mut Row<'_>,
    name: &str,
    place: &Place,
    code: &Code,
    funders: &Funders,
    leaders: &BTreeMap<String, String>,
) -> Option<Located<String>> {
    let leader = leaders.get(code.key());
    let known = leader.and_then(|leader| funders.find(leader));
    let Some(known) = known else {
        let finding = Finding::error("funder-missing", place.clone()).fiche(code);
        let leader = leader.map_or("none", String::as_str);
        let finding = finding.variant("owner").arg("owner", leader);
        let named = if name.is_empty() { "none" } else { name };
        row.findings.push(finding.drafted(named));
        return None;
    };
    let known = funders[known].column.clone();
    if !name.is_empty() {
        row.findings.push(read_as(name, place, &known, code));
    }
    Some(Located::new(known, place.clone()))
}

/// Whether a name means the owner: where nobody is known to sign, it is a name like any other.
fn means_owner(name: &str, funders: &Funders) -> bool {
    is_owner(name) && funders.find(name).is_none() && funders.parties().next().is_some()
}

/// Reads what each funder pays in a column of its own; nothing is no rule.
fn funder_cells(
    header: &Header<'_>,
    row: &mut Row<'_>,
    years: &[i32],
    code: &Located<Code>,
    funders: &mut Funders,
    leaders: &BTreeMap<String, String>,
    rows: &mut Vec<Entry<Funding>>,
) {
    let nature = row.text("Nature");
    let mut rules: Vec<(String, FundingRule)> = Vec::new();
    for own in &header.funders {
        let place = header.sheet.place_of(row.index(), own.col);
        let before = row.findings.len();
        let name = if !means_owner(&own.name, funders) {
            own.name.clone()
        } else if !is_figure(header.sheet.cell(row.index(), own.col)) {
            continue;
        } else if let Some(owner) = owner(row, &own.name, &place, code, funders, leaders) {
            owner
        } else {
            rows.push((code.clone(), (None, None)));
            continue;
        };
        let key = fold(&own.name);
        let known = rules.iter().position(|(name, _)| *name == key);
        let at = known.unwrap_or_else(|| {
            let blank = || Located::new(CellAmount::Blank, place.clone());
            let rule = FundingRule {
                place: place.clone(),
                funder: payer(row, &name, code, funders),
                nature_key: nature.as_ref().map(|nature| fold(nature)),
                nature: nature.clone(),
                rate: None,
                is_balance: false,
                yearly: BTreeMap::new(),
                base: None,
                ceiling: None,
                amounts: years.iter().map(|_| blank()).collect(),
                carried: row.carried(),
                is_unreadable: false,
            };
            rules.push((key, rule));
            rules.len() - 1
        });
        let rule = &mut rules[at].1;
        let year = own.year.or(row.year);
        let rank = year.and_then(|year| years.iter().position(|own| *own == year));
        let is_balance = row.is_balance_at(own.col);
        if own.is_rate || is_balance {
            let rate = if own.is_rate {
                row.rate_at(own.col)
            } else {
                None
            };
            let rate = rate.filter(|rate| rate.value != Rate::default());
            match rank {
                Some(rank) if rate.is_some() || is_balance => {
                    let rate = rate.map(|rate| rate.value);
                    rule.yearly.insert(rank, Located::new(rate, place));
                }
                Some(_) => {}
                None => (rule.rate, rule.is_balance) = (rate, is_balance),
            }
        } else if let Some(rank) = rank {
            rule.amounts[rank] = row.amount_at(own.col).0;
        }
        // What a column of amounts says of no year can't be counted.
        let is_undated = year.is_none() && !own.is_rate && !is_balance;
        rule.is_unreadable |= row.findings.len() > before
            || header.is_merged(row.index(), own.col)
            || is_undated && is_figure(header.sheet.cell(row.index(), own.col));
    }
    let has_amount = |rule: &FundingRule| {
        let mut amounts = rule.amounts.iter().filter_map(|amount| amount.amount());
        amounts.any(|amount| !amount.is_zero())
    };
    let text = row.text("Mention");
    for (_, rule) in rules {
        let is_rated = rule.follows_costs() || !rule.yearly.is_empty();
        if rule.is_unreadable || is_rated || has_amount(&rule) {
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
