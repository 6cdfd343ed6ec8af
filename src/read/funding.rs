//! The sheets of funding: who pays what, and whether the totals there add up.

use std::{collections::BTreeMap, ops::Range, sync::Arc};

use super::{
    costs::Entry,
    header::Header,
    labels::axis_named,
    names::SheetRole,
    refusal::within,
    rows::Kind,
    sheets::Sheets,
    table::{CodeColumn, Row},
};
use crate::{
    finding::Finding,
    limits::Limit,
    model::{CellAmount, Funders, FundingRule, Mention},
    money::{Amount, Rate},
    source::{Code, Located, fold},
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
                funder_cells(header, &mut row, self.years, &code, funders, rows);
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
        let axis = axis_named(&sum.of, self.axes);
        let axis = axis.and_then(|axis| Code::parse(&self.axes[axis].prefix));
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
    let name = row.text("Financeur");
    let nature = row.text("Nature");
    let (mut rate, mut is_balance) = (row.rate(), row.is_balance());
    let (mut base, mut ceiling) = (row.base(), row.ceiling());
    let amounts = years.iter().map(|year| row.amount(Some(*year)).0);
    let amounts: Vec<_> = amounts.collect();
    // A fixed amount makes a claim of its year's rate; a rate alone would be that of all years.
    if row.year.is_some() && years.len() > 1 && (rate.is_some() || is_balance) {
        if amounts.iter().all(|amount| amount.amount().is_none()) {
            let place = row.place_of("Taux");
            let shown = row.shown("Taux", None).unwrap_or_default();
            let finding = Finding::error("cell-unreadable", place).variant("yearly");
            row.findings.push(finding.drafted(shown));
        }
        (rate, is_balance, base, ceiling) = (None, false, None, None);
    }
    let is_unknown = |finding: &Finding| finding.rule != "amount-fraction";
    let is_unreadable = row.findings[before..].iter().any(is_unknown)
        || row.is_merged("Taux")
        || amounts
            .iter()
            .any(|amount| amount.value == CellAmount::Unreadable);
    let text = row.text("Mention");
    // What the others leave is the owner's, unless someone else is named.
    let owner = leaders
        .get(code.key())
        .filter(|_| name.is_none() && is_balance);
    let owner = owner.filter(|owner| funders.find(owner).is_some());
    let name = name.or_else(|| owner.map(|owner| Located::new(owner.clone(), at.clone())));
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
    let is_rule = is_unreadable || rate.is_some() || is_balance || has_amount || text.is_none();
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
        is_balance,
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
                carried: row.carried(),
                is_unreadable: false,
            }
        });
        let year = own
            .year
            .and_then(|year| years.iter().position(|own| *own == year));
        if let Some(rank) = year {
            rule.amounts[rank] = row.amount_at(own.col).0;
        } else {
            rule.is_balance = row.is_balance_at(own.col);
            let rate = row.rate_at(own.col);
            rule.rate = rate.filter(|rate| rate.value != Rate::default());
        }
        rule.is_unreadable |= row.findings.len() > before;
    }
    let has_amount = |rule: &FundingRule| {
        let mut amounts = rule.amounts.iter().filter_map(|amount| amount.amount());
        amounts.any(|amount| !amount.is_zero())
    };
    let text = row.text("Mention");
    for rule in order.iter().filter_map(|funder| rules.remove(funder)) {
        if rule.is_unreadable || rule.follows_costs() || has_amount(&rule) {
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
