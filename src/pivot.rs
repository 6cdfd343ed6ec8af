//! `donnees.csv`: the shares for a pivot table or another program, one row per fiche, cost line, year and funder.
//!
//! Shares are rounded once per fiche and year. Here they are split by line so that, to the cent, the rows of a line add
//! up to its cost and those of a funder to its published share.

mod grants;

pub(crate) use grants::grants;

use std::{cmp::Reverse, collections::BTreeSet};

use csv::{Terminator, WriterBuilder};

use crate::{
    finding::Fact,
    model::{Base, Carried, Tax, Terms, UNALLOCATED_LABEL},
    money::{Amount, Step, apportion},
    record::{FicheRecord, FundingRecord, LineRecord, Record, carried_columns},
    source::{fold, free_name, join},
};

/// The headers of the fixed columns; the columns that the budget does not need follow.
const HEADERS: [&str; 11] = [
    "Fiche",
    "Titre",
    "Axe",
    "Section",
    "Nature",
    "Libellé",
    "Taxe",
    "Année",
    "Financeur",
    "Montant",
    "Hors total",
];
/// The decimals of a part of a line before it is rounded.
const DECIMALS: u32 = 10;

/// The headers, then the rows.
pub(crate) fn table(record: &Record) -> Vec<Vec<Fact>> {
    let lines = record.budgets().flat_map(|budget| &budget.lines);
    let rules = record.budgets().flat_map(|budget| &budget.funding);
    let cells = lines.map(|line| &line.carried[..]);
    let columns = carried_columns(cells.chain(rules.map(|rule| &rule.carried[..])));
    let mut taken: BTreeSet<String> = HEADERS.iter().map(|header| header.to_lowercase()).collect();
    let others = columns.iter();
    let others = others.map(|column| free_name(column, ' ', &mut taken));
    let headers = HEADERS.map(str::to_owned).into_iter().chain(others);
    let headers = headers.map(Fact::Text).collect();
    let counted = record.fiches.iter().map(|fiche| (fiche, false));
    let budgets = counted.chain(record.off_total().map(|budget| (budget, true)));
    let rows = budgets.flat_map(|(budget, is_off)| rows_of(record, budget, is_off, &columns));
    std::iter::once(headers).chain(rows).collect()
}

/// The bytes of the file: as French spreadsheets expect them, with semicolons, decimal commas and a byte order mark.
pub(crate) fn csv(table: &[Vec<Fact>]) -> Vec<u8> {
    let mut writer = WriterBuilder::new()
        .delimiter(b';')
        .terminator(Terminator::CRLF)
        .from_writer("\u{feff}".as_bytes().to_vec());
    let text = |fact: &Fact| match fact {
        Fact::Amount(amount) => amount.plain().replace('.', ","),
        Fact::Number(number) => number.to_string().replace('.', ","),
        Fact::Rate(rate) => rate.to_string(),
        Fact::Text(text) => inert(text),
    };
    // Writing to memory cannot fail.
    let mut rows = table.iter();
    let written = rows.try_for_each(|row| writer.write_record(row.iter().map(text)));
    written.ok();
    writer.into_inner().unwrap_or_default()
}

fn rows_of(
    record: &Record,
    fiche: &FicheRecord,
    is_off_total: bool,
    columns: &[&str],
) -> Vec<Vec<Fact>> {
    let convention = &record.convention;
    let axes = join(convention.titles(fiche.axis), " › ");
    let [code, title, axes] = [fiche.code.spelling(), &fiche.title, &axes].map(Fact::from);
    // What is paid for a fiche without costs is listed under one blank line.
    let blank = LineRecord::default();
    let lines: Vec<&LineRecord> = fiche.lines.iter().collect();
    let lines = if lines.is_empty() {
        vec![&blank]
    } else {
        lines
    };
    let mut parts = Vec::new();
    for year in 0..convention.years.len() {
        parts.push(parts_of(fiche, &lines, year));
    }
    let mut rows = Vec::new();
    for (rank, line) in lines.into_iter().enumerate() {
        let text = |text: &Option<String>| Fact::from(text.as_deref().unwrap_or_default());
        let tax = Fact::from(line.tax.map_or("", Tax::label));
        for (year, parts) in convention.years.iter().zip(&parts) {
            let paid = parts[rank].iter().enumerate();
            let paid = paid.filter(|(_, part)| !part.is_zero());
            for (funder, part) in paid {
                let payer = record.funders.get(funder);
                let payer = payer.map_or(UNALLOCATED_LABEL, |payer| &payer.column);
                let cells = [&code, &title, &axes].map(Fact::clone).into_iter();
                let cells = cells.chain([text(&line.section), text(&line.nature)]);
                let cells = cells.chain([text(&line.label), tax.clone(), Fact::from(year)]);
                let cells = cells.chain([Fact::from(payer), Fact::from(*part)]);
                let cells = cells.chain([Fact::from(if is_off_total { "oui" } else { "" })]);
                let rules = fiche.funding.iter().filter(|rule| rule.funder == funder);
                let rules = rules.filter(|rule| pays(rule, line));
                let carried = rules.flat_map(|rule| &rule.carried);
                let carried: Vec<&Carried> = line.carried.iter().chain(carried).collect();
                rows.push(
                    cells
                        .chain(columns.iter().map(|column| cell(column, &carried)))
                        .collect(),
                );
            }
        }
    }
    rows
}

/// The cell of a column that the budget does not need: the values of a line and of the rules that pay it.
fn cell(column: &str, carried: &[&Carried]) -> Fact {
    let mut texts: Vec<String> = Vec::new();
    for value in carried.iter().filter(|value| value.column == column) {
        let text = match value.number() {
            Some(number) => number.to_string().replace('.', ","),
            None => value.text.clone(),
        };
        if !texts.contains(&text) {
            texts.push(text);
        }
    }
    join(texts, Carried::BETWEEN).into()
}

/// A text that no spreadsheet takes for a formula.
fn inert(text: &str) -> String {
    let is_formula = text.trim_start().starts_with(['=', '+', '-', '@']);
    let mark = if is_formula { "'" } else { "" };
    format!("{mark}{text}")
}

/// Whether a rule pays a line.
fn pays(rule: &FundingRecord, line: &LineRecord) -> bool {
    let is_of = |nature: &String| line.nature.as_deref().map(fold) == Some(fold(nature));
    match (&rule.nature, &rule.base) {
        (Some(nature), _) => is_of(nature),
        (None, Some(Base::Natures(natures))) => natures.iter().any(is_of),
        _ => true,
    }
}

/// What each funder pays of each line in a year, then what nobody pays.
fn parts_of(fiche: &FicheRecord, lines: &[&LineRecord], year: usize) -> Vec<Vec<Amount>> {
    let split = &fiche.splits.years[year];
    let rules = &fiche.funding;
    let terms: Vec<Terms<'_>> = rules.iter().map(|rule| rule.terms(year)).collect();
    let paid = Terms::all_paid(&terms, |nature| fiche.cost_of(nature, year));
    let cost = |line: &LineRecord| line.years.get(year).and_then(|cost| cost.amount);
    let costs: Vec<Amount> = lines
        .iter()
        .map(|line| cost(line).unwrap_or_default())
        .collect();
    let mut left = costs.clone();
    let mut exact = vec![vec![Amount::ZERO; split.shares.len()]; lines.len()];
    // Whether a rule pays a rate of all that it covers, and so the same rate of each line.
    let is_of_each_line = |rank: &usize| {
        let covered = lines.iter().filter(|line| pays(&rules[*rank], line));
        let covered: Amount = covered.filter_map(|line| cost(line)).sum();
        let terms = &terms[*rank];
        let rate = terms
            .rate
            .filter(|_| terms.fixed.is_none() && !terms.is_balance);
        rate.is_some_and(|rate| paid[*rank] == covered.at(rate))
    };
    // Rules with such a rate first, then those that pay only some lines, balances last: each takes from what is left.
    let mut order: Vec<usize> = (0..rules.len()).collect();
    order.sort_by_key(|rank| {
        let is_narrow = lines.iter().any(|line| !pays(&rules[*rank], line));
        (
            Reverse(is_of_each_line(rank)),
            Reverse(is_narrow),
            rules[*rank].is_balance,
        )
    });
    for rank in order {
        let covered = (0..lines.len()).filter(|line| pays(&rules[rank], lines[*line]));
        let covered: Vec<usize> = covered.collect();
        let sum = |amounts: &[Amount]| covered.iter().map(|line| amounts[*line]).sum::<Amount>();
        let is_due = |amounts: &[Amount]| {
            let mut signs = covered.iter().map(|line| amounts[*line].is_negative());
            let is_negative = paid[rank].is_negative();
            !sum(amounts).is_zero() && signs.all(|sign| sign == is_negative)
        };
        let weights = if is_due(&left) && !is_of_each_line(&rank) {
            left.clone()
        } else {
            costs.clone()
        };
        let whole = sum(&weights).decimal();
        let first = covered.first().copied().unwrap_or(0);
        let mut rest = paid[rank];
        for line in covered {
            let weight = weights[line].decimal().checked_div(whole);
            let part = paid[rank]
                .times(weight.unwrap_or_default())
                .rounded(DECIMALS);
            exact[line][rules[rank].funder] += part;
            left[line] = left[line] - part;
            rest = rest - part;
        }
        exact[first][rules[rank].funder] += rest;
        left[first] = left[first] - rest;
    }
    for (line, left) in exact.iter_mut().zip(left) {
        line.push(left);
    }
    let rounded = exact.iter().map(|line| apportion(line, Step::Cent));
    let mut parts: Vec<Vec<Amount>> = rounded.collect();
    // Amounts are moved between funders until each one's lines add up to its published share: on a line that both pay,
    // where the funder with too much pays most.
    loop {
        let published = split.shares.iter().chain([&split.unallocated]);
        let gaps = published.enumerate().map(|(funder, share)| {
            let sum: Amount = parts.iter().map(|line| line[funder]).sum();
            *share - sum
        });
        let gaps: Vec<Amount> = gaps.collect();
        let more = gaps.iter().position(|gap| *gap > Amount::ZERO);
        let less = gaps.iter().position(|gap| gap.is_negative());
        let Some((more, less)) = more.zip(less) else {
            return parts;
        };
        let moved = gaps[more].min(-gaps[less]);
        let preference = |line: &usize| {
            let is_shared = !exact[*line][more].is_zero() && !exact[*line][less].is_zero();
            (is_shared, parts[*line][less].abs())
        };
        let line = (0..parts.len()).max_by_key(preference).unwrap_or(0);
        parts[line][more] += moved;
        parts[line][less] = parts[line][less] - moved;
    }
}
