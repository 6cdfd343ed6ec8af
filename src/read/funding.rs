//! The sheets of funding: who pays what, and whether the totals there add up.

use std::{collections::BTreeMap, ops::Range, sync::Arc};

use super::{
    costs::Entry,
    header::Header,
    headings::is_figure,
    labels::{axis_named, is_nobody, is_owner},
    names::SheetRole,
    refusal::within,
    rows::Kind,
    sheets::Sheets,
    table::{CodeColumn, Row, is_dash},
};
use crate::{
    finding::{Finding, Severity},
    limits::Limit,
    model::{CellAmount, FunderId, Funders, FundingRule, Mention},
    money::{Amount, Rate},
    source::{Code, Located, Place, fold},
};

/// What a row of funding says; nothing at all where it cannot be told who pays.
pub(super) type Funding = (Option<FundingRule>, Option<Mention>);

impl<'a> Sheets<'a> {
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
        let (mut read, mut sums, mut since) = (Vec::new(), Vec::new(), rows.len());
        for (index, kind) in self.kinds(header, funders) {
            let mut row = header.row(index, self.findings);
            match kind {
                Kind::Ignored(_) => continue,
                Kind::Title => {
                    codes.leave();
                    continue;
                }
                Kind::Total { of, .. } => {
                    let own = row.text("Fiche");
                    let code = self.fiche_of_total(own, &mut codes);
                    let above = since..rows.len();
                    since = rows.len();
                    sums.push(Sum {
                        index,
                        of,
                        code,
                        above,
                    });
                    continue;
                }
                Kind::Stray => codes.leave(),
                Kind::Entry => {}
            }
            let Some(code) = codes.of(&mut row, self.codes) else {
                continue;
            };
            if !row.take_year(self.years) {
                continue;
            }
            read.push(index);
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
        for sum in &sums {
            self.check_paid(header, sum, rows, funders);
        }
        header.report_looks(&read, self.findings);
        Some(())
    }

    /// Holds a total of funding against the rules that it may add up: of its axis or its fiche, since the last total, or
    /// all. What a rate comes to is for the audit.
    fn check_paid(
        &mut self,
        header: &Header<'a>,
        sum: &Sum,
        rows: &[Entry<Funding>],
        funders: &Funders,
    ) {
        let axis = axis_named(&sum.of, &self.convention.axes);
        let axis = axis.and_then(|axis| Code::parse(&self.convention.axes[axis].prefix));
        let named = funders.find(&sum.of);
        let mut row = header.row(sum.index, self.findings);
        row.is_sum = true;
        row.rate();
        let mut cells = Vec::new();
        for (rank, year) in self.years.iter().enumerate() {
            cells.push((rank, named, row.amount(Some(*year)).0));
            let columns = header.funders.iter().filter(|own| own.year == Some(*year));
            for own in columns {
                let funder = funders.find(&own.name);
                cells.push((rank, funder, row.amount_at(own.col).0));
            }
        }
        let is_of_axis = |code: &Code| axis.as_ref().is_some_and(|axis| code.begins_with(axis));
        let is_of_fiche = |code: &Code| sum.code.as_ref() == Some(code);
        for (rank, funder, cell) in cells {
            let paid = |of: Range<usize>, is_own: &dyn Fn(&Code) -> bool| {
                let own = rows[of].iter().filter(|(code, _)| is_own(code));
                let own = own.filter_map(|(_, (rule, _))| rule.as_ref());
                let own = own.filter(|rule| funder.is_none_or(|funder| rule.funder == funder));
                own.collect::<Vec<&FundingRule>>()
            };
            let added = |rules: &[&FundingRule]| -> Amount {
                rules.iter().filter_map(|rule| rule.fixed(rank)).sum()
            };
            let above = paid(sum.above.clone(), &|_| true);
            let Some(drafted) = cell.amount().filter(|drafted| *drafted != added(&above)) else {
                continue;
            };
            let all = 0..rows.len();
            let scopes = [
                paid(all.clone(), &is_of_axis),
                paid(all.clone(), &is_of_fiche),
                above,
                paid(0..sum.above.end, &|_| true),
                paid(all.clone(), &|_| true),
            ];
            // The last total may be of all, unless each fiche has its own.
            let mut above = rows[sum.above.clone()].iter();
            let has_above = sum.above.start > 0 && !sum.above.is_empty();
            let ends_fiche = has_above && above.all(|(code, _)| is_of_fiche(code));
            let is_of_all = sum.above.end == all.end && !ends_fiche;
            let likely = if is_of_all { 5 } else { 3 };
            let mut likely = scopes[..likely].iter().flatten();
            let is_known = likely.all(|rule| rule.fixed(rank).is_some() || !rule.follows_costs());
            let is_right = || scopes.iter().any(|rules| added(rules) == drafted);
            let meant = scopes.iter().find(|rules| !rules.is_empty());
            let Some(meant) = meant.filter(|_| is_known && !is_right()) else {
                continue;
            };
            let terms = meant.iter();
            let terms =
                terms.filter_map(|rule| Some((rule.fixed(rank)?, &rule.amounts[rank].place)));
            let finding = Finding::error("cost-total", cell.place.clone()).drafted(drafted);
            let finding = finding.expected(added(meant)).terms(terms);
            let finding = finding.year(self.years[rank]);
            row.findings
                .push(finding.arg("gap", drafted - added(meant)));
        }
    }
}

/// A row that adds up what is paid.
struct Sum {
    index: usize,
    /// What it says that it is the sum of.
    of: String,
    /// The fiche that it stands under.
    code: Option<Code>,
    /// The rules between the total before and this one.
    above: Range<usize>,
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
    let is_unknown = |finding: &Finding| finding.rule != "amount-fraction";
    let is_unreadable = row.findings[before..].iter().any(is_unknown)
        || row.is_merged("Taux")
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
        rule.is_unreadable |= row.findings.len() > before;
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
