//! The sheets of funding: who pays what, and whether the totals there add up.

use std::collections::BTreeMap;

use super::{
    costs::Entry,
    labels::axis_named,
    names::SheetRole,
    refusal::within,
    rows::Kind,
    sheets::Sheets,
    table::{CodeColumn, Header, Row},
};
use crate::{
    finding::Finding,
    limits::Limit,
    model::{CellAmount, FunderId, Funders, FundingRule, Mention},
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
        let (mut read, mut since) = (Vec::new(), rows.len());
        let kinds = self.kinds(header, funders);
        let is_entry = |(_, kind): &(usize, Kind)| matches!(kind, Kind::Entry | Kind::Stray);
        let last = kinds
            .iter()
            .rfind(|own| is_entry(own))
            .map(|(index, _)| *index);
        for (index, kind) in kinds {
            let mut row = header.row(index, self.findings);
            match kind {
                Kind::Ignored(_) => continue,
                Kind::Title => {
                    codes.leave();
                    continue;
                }
                Kind::Total { of, .. } => {
                    row.is_sum = true;
                    let axis = axis_named(&of, self.axes);
                    let of = SumOf {
                        funder: funders.find(&of),
                        axis: axis.map(|axis| fold(&self.axes[axis].prefix)),
                        code: codes.last.as_ref(),
                        is_last: last.is_none_or(|last| index > last),
                    };
                    of.check(&mut row, rows, since, self.years);
                    since = rows.len();
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
            if header.funders.is_empty() {
                funding_row(header, &mut row, self.years, code, funders, rows)?;
            } else {
                funder_cells(header, &mut row, self.years, &code, rows);
            }
        }
        header.report_looks(&read, self.findings);
        Some(())
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

/// What a total of funding may be of.
struct SumOf<'c> {
    funder: Option<FunderId>,
    /// The prefix of the axis that it names.
    axis: Option<String>,
    /// The fiche that it stands under.
    code: Option<&'c Located<Code>>,
    /// Whether nothing follows that it could leave out.
    is_last: bool,
}

impl SumOf<'_> {
    /// Holds a total of funding against the rows above it: those of its axis or its fiche, those since the last total, or
    /// all. What a rate comes to is for the audit.
    fn check(&self, row: &mut Row<'_>, rows: &[Entry<Funding>], since: usize, years: &[i32]) {
        row.rate();
        let header = row.header;
        let mut cells = Vec::new();
        for (rank, year) in years.iter().enumerate() {
            cells.push((rank, self.funder, row.amount(Some(*year)).0));
            for own in header.funders.iter().filter(|own| own.year == Some(*year)) {
                cells.push((rank, Some(own.funder), row.amount_at(own.col).0));
            }
        }
        let is_of_axis = |code: &Code| self.axis.as_deref() == Some(code.prefix());
        let is_of_fiche = |code: &Code| self.code.is_some_and(|own| own.value == *code);
        let count = if self.is_last { 4 } else { 3 };
        for (rank, funder, cell) in cells {
            let rules = |from: usize, is_own: &dyn Fn(&Code) -> bool| {
                let own = rows[from..].iter().filter(|(code, _)| is_own(code));
                let own = own.filter_map(|(_, (rule, _))| rule.as_ref());
                let own = own.filter(|rule| funder.is_none_or(|funder| rule.funder == funder));
                own.map(|rule| (rule.fixed(rank), rule)).collect::<Vec<_>>()
            };
            let scopes = [
                rules(0, &is_of_axis),
                rules(0, &is_of_fiche),
                rules(since, &|_| true),
                rules(0, &|_| true),
            ];
            let sum = |rules: &[(Option<Amount>, _)]| -> Amount {
                rules.iter().filter_map(|(fixed, _)| *fixed).sum()
            };
            let mut all = scopes[..count].iter().flatten();
            let is_known = all.all(|(fixed, rule)| fixed.is_some() || rule.rate.is_none());
            let drafted = cell.amount().filter(|_| is_known);
            let meant = scopes[..count].iter().find(|rules| !rules.is_empty());
            let Some((drafted, meant)) = drafted.zip(meant) else {
                continue;
            };
            if scopes.iter().any(|rules| sum(rules) == drafted) {
                continue;
            }
            let terms = meant
                .iter()
                .filter_map(|(fixed, rule)| Some(((*fixed)?, &rule.amounts[rank].place)));
            let finding = Finding::error("cost-total", cell.place.clone()).drafted(drafted);
            let finding = finding.expected(sum(meant)).terms(terms).year(years[rank]);
            row.findings.push(finding.arg("gap", drafted - sum(meant)));
        }
    }
}
