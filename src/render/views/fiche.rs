use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::figures::{Figures, Tables, fit_fiche, lines, mentions, percent_texts, percents};
use super::height::{Density, LINE, density, has_long_heading};
use crate::{
    compute::Split,
    model::{Base, Funder, Section, Tax, UNALLOCATED_LABEL},
    money::{Amount, french_decimal},
    record::{FicheRecord, FundingRecord, LineRecord, section_costs},
    source::fold,
};

/// How many rows fit one page, even when each takes two or three lines.
const SHORT_BUDGET: usize = 18;

/// Codes with more letters are set smaller, and with them all of the agreement.
const LONG_CODE: usize = 9;

/// A fiche.
pub(crate) fn fiche(figures: Figures<'_>, fiche: &FicheRecord) -> Value {
    let record = figures.record;
    let table = fit_fiche(figures, fiche);
    let has_off = fiche.off_total.is_some();
    let mut budget = fiche.mentions.len();
    for costed in [Some(fiche), fiche.off_total.as_deref()]
        .into_iter()
        .flatten()
    {
        budget += costed.lines.len() + costed.funding.len();
    }
    let convention = &record.convention;
    let is_shown = |name: &str| {
        let mut sections = fiche.sections.iter();
        sections.any(|section| section.markdown.contains(name))
    };
    let pictures = record.pictures.iter().filter(|(name, _)| is_shown(name));
    let pictures: BTreeMap<_, _> = pictures.collect();
    let density = if fiche.is_landscape {
        Density::Usual
    } else {
        density(fiche, rows(fiche, &table, &record.funders), convention)
    };
    json!({
        "is_tight": density != Density::Usual,
        "is_small": density == Density::Small,
        "code": fiche.code.to_string(),
        "has_long_code": record.fiches.iter().any(|fiche| fiche.code.to_string().len() > LONG_CODE),
        "title": fiche.title,
        "axes": convention.titles(fiche.axis),
        "leader": fiche.leader,
        "calendar": fiche.calendar,
        "partners": fiche.partners,
        "fields": fiche.fields.iter().map(|[name, text]| json!({ "name": name, "text": text })).collect::<Vec<_>>(),
        "is_landscape": fiche.is_landscape,
        "money": money(fiche, figures),
        "sections": fiche.sections.iter().map(|part| section(part, fiche.is_landscape)).collect::<Vec<_>>(),
        "pictures": (!pictures.is_empty()).then_some(pictures),
        "years": record.convention.years,
        "table": table.view,
        "has_short_tables": budget <= SHORT_BUDGET,
        "costs": (has_off || !fiche.lines.is_empty()).then(|| costs(fiche, figures)),
        "funding": funding(fiche, figures),
        "off_total": fiche.off_total.as_deref().map(|budget| {
            json!({ "costs": costs(budget, figures), "funding": funding(budget, figures) })
        }),
        "mentions": mentions(record, fiche),
    })
}

/// A section of its text.
fn section(section: &Section, is_landscape: bool) -> Value {
    json!({
        "heading": section.heading,
        "markdown": section.markdown,
        "has_long_heading": has_long_heading(section, is_landscape),
    })
}

/// How many rows its tables have, heads and totals included, and how many more lines are in them.
fn rows(fiche: &FicheRecord, tables: &Tables, all: &[Funder]) -> (u64, u64) {
    let funders: BTreeSet<usize> = fiche.funding.iter().map(|rule| rule.funder).collect();
    let with_terms = fiche
        .funding
        .iter()
        .filter(|rule| rule.nature.is_some() || rule.base.is_some() || rule.ceiling.is_some());
    let with_terms: BTreeSet<usize> = with_terms.map(|rule| rule.funder).collect();
    let (mut rows, mut more) = (0, with_terms.len() as u64);
    for count in [fiche.lines.len(), funders.len()] {
        rows += if count > 0 { count as u64 + 2 } else { 0 };
    }
    for funder in &funders {
        let name = &all[*funder].column;
        more += lines(name, 9_000, tables.names.into()) - 1;
    }
    let label = |text: &Option<String>| {
        text.as_deref()
            .map_or(0, |text| lines(text, 9_000, tables.labels.into()))
    };
    for group in by_nature(&fiche.lines) {
        more += u64::from(group.len() > 1);
        for line in &group {
            let nature = if group.len() > 1 {
                0
            } else {
                label(&line.nature)
            };
            let has_days = line.years.iter().any(|cost| cost.days.is_some());
            let days = if has_days && !tables.has_days_beside {
                2
            } else {
                1
            };
            more += (label(&line.label) + nature).max(days) - 1;
        }
    }
    let mentions = fiche.mentions.iter();
    let mentions = mentions.map(|mention| lines(&mention.text, 10_000, LINE));
    // In small type, names and days take more lines; how many cannot be computed.
    more += if tables.is_usual { 0 } else { 2 };
    rows += mentions.sum::<u64>() + u64::from(!fiche.splits.all.unallocated.is_zero());
    (rows + u64::from(fiche.funding.iter().any(is_claimed)), more)
}

/// What it costs over the whole period, and what part of that each payer has; none where nothing is costed.
fn money(fiche: &FicheRecord, figures: Figures<'_>) -> Option<Value> {
    let all = &fiche.splits.all;
    if all.total.is_zero() {
        return None;
    }
    let parts = parts(all);
    let funders = figures.record.funders.iter();
    let names = funders.map(|funder| (&*funder.column, false));
    let names = names.chain([(UNALLOCATED_LABEL, true)]);
    let shares = percent_texts(&percents(&parts, all.total));
    let shown = names.zip(&parts).zip(shares);
    let shown = shown.filter(|((_, part), _)| !part.is_zero());
    let shown = shown.map(|(((name, is_unallocated), part), share)| {
        json!({
            "name": name,
            "is_unallocated": is_unallocated,
            "amount": figures.amount(*part),
            "percent": share,
        })
    });
    Some(json!({ "total": figures.amount(all.total), "parts": shown.collect::<Vec<_>>() }))
}

/// The share of each funder, then what nobody pays.
fn parts(split: &Split) -> Vec<Amount> {
    split
        .shares
        .iter()
        .chain([&split.unallocated])
        .copied()
        .collect()
}

/// The cost table, its lines by nature.
fn costs(fiche: &FicheRecord, figures: Figures<'_>) -> Value {
    let tax = |line: &LineRecord| line.tax.map(Tax::label);
    // Shown once when all lines have the same tax, else line by line.
    let first = fiche.lines.first().and_then(tax);
    let common = first.filter(|_| fiche.lines.iter().all(|line| tax(line) == first));
    let amount = |amount: Option<Amount>| {
        let amount = amount.filter(|amount| !amount.is_zero());
        amount.map(|amount| figures.amount(amount))
    };
    let line = |line: &&LineRecord| {
        let all: Amount = line.years.iter().filter_map(|cost| cost.amount).sum();
        let years = line.years.iter().map(|cost| {
            json!({
                "amount": amount(cost.amount).or(cost.said.clone()),
                "days": cost.days.map(french_decimal),
            })
        });
        json!({
            "label": line.label,
            "tax": tax(line).filter(|_| common.is_none()),
            "years": years.collect::<Vec<_>>(),
            "all": amount(Some(all)),
        })
    };
    let groups = by_nature(&fiche.lines);
    let group = |(rank, lines): (usize, &Vec<&LineRecord>)| {
        let section = lines[0].section.as_deref();
        let next = groups
            .get(rank + 1)
            .and_then(|next| next[0].section.as_deref());
        let ended = section.filter(|name| next.map(fold) != Some(fold(name)));
        json!({
            "nature": lines[0].nature.as_ref().filter(|_| !repeats_nature(lines)),
            "lines": lines.iter().map(line).collect::<Vec<_>>(),
            "section": ended.map(|name| section_total(name, fiche, figures)),
        })
    };
    json!({
        "tax": common,
        "groups": groups.iter().enumerate().map(group).collect::<Vec<_>>(),
        "totals": fiche.is_costed().then(|| figures.total_row(&fiche.splits)),
    })
}

/// The cost of a section of the budget within a fiche.
fn section_total(name: &str, fiche: &FicheRecord, figures: Figures<'_>) -> Value {
    let costs = section_costs(fiche.lines.iter(), name, fiche.splits.years.len());
    let mut years: Vec<String> = costs.iter().map(|cost| figures.amount(*cost)).collect();
    let all = years.pop();
    json!({ "name": name, "years": years, "all": all })
}

/// The lines by section and nature, each in the order of its first line.
fn by_nature(lines: &[LineRecord]) -> Vec<Vec<&LineRecord>> {
    let folded = |text: &Option<String>| text.as_deref().map(fold).unwrap_or_default();
    let key = |line: &LineRecord| (folded(&line.section), folded(&line.nature));
    let mut sections: Vec<String> = lines.iter().map(|line| folded(&line.section)).collect();
    let mut seen = BTreeSet::new();
    sections.retain(|section| seen.insert(section.clone()));
    let mut groups: Vec<Vec<&LineRecord>> = Vec::new();
    for line in lines {
        match groups.iter_mut().find(|group| key(group[0]) == key(line)) {
            Some(group) => group.push(line),
            None => groups.push(vec![line]),
        }
    }
    groups.sort_by_key(|group| {
        let name = folded(&group[0].section);
        sections.iter().position(|section| *section == name)
    });
    groups
}

/// Whether the nature is left out: « Outils pédagogiques » adds nothing above « Outils pédagogiques innovants ».
fn repeats_nature(lines: &[&LineRecord]) -> bool {
    let [line] = lines else { return false };
    let (Some(nature), Some(label)) = (&line.nature, &line.label) else {
        return false;
    };
    fold(label).starts_with(fold(nature).trim_end_matches('s'))
}

/// Whether a rate is what the draft claims: fixed amounts prevail over it.
fn is_claimed(rule: &FundingRecord) -> bool {
    rule.rate.is_some() && rule.fixed.iter().any(Option::is_some)
}

/// The funding table; none if nobody pays.
fn funding(fiche: &FicheRecord, figures: Figures<'_>) -> Option<Value> {
    let splits = &fiche.splits;
    let mut years = splits.years.iter();
    let has_unallocated = years.any(|split| !split.unallocated.is_zero());
    let is_idle = fiche.funding.is_empty() && !has_unallocated;
    if is_idle && fiche.off_total.is_none() || !figures.record.has_money() {
        return None;
    }
    let rate = |rule: &FundingRecord| {
        json!({
            "rate": rule.rate.map(|rate| rate.to_string()),
            "is_claimed": is_claimed(rule),
            "is_balance": rule.is_balance,
        })
    };
    let term = |rule: &FundingRecord| {
        let base = rule.base.as_ref().map(|base| match base {
            Base::Amount(base) => figures.amount(*base),
            Base::Natures(natures) => natures.join(", "),
        });
        let mut term = rate(rule);
        term["nature"] = json!(rule.nature);
        term["base"] = json!(base);
        term["ceiling"] = json!(rule.ceiling.map(|ceiling| figures.amount(ceiling)));
        term
    };
    let percents = percent_texts(&percents(&parts(&splits.all), splits.all.total));
    let row = |(rank, funder): (usize, &Funder)| {
        let rules = fiche.funding.iter().filter(|rule| rule.funder == rank);
        let mut rules: Vec<&FundingRecord> = rules.collect();
        let is_whole = |rule: &&FundingRecord| {
            let is_plain = rule.base.is_none() && rule.ceiling.is_none() && rule.nature.is_none();
            rule.rate.is_some() && is_plain && rule.fixed.iter().all(Option::is_none)
        };
        let has_rules = !rules.is_empty();
        let percent = percents.get(rank);
        // A single rate of everything is the percentage.
        if percent.is_some() && rules.len() == 1 && rules.iter().all(is_whole) {
            rules.clear();
        }
        rules.retain(|rule| rule.rate.is_some() || rule.is_balance);
        let (rates, terms): (Vec<&FundingRecord>, Vec<&FundingRecord>) =
            rules.into_iter().partition(|rule| {
                rule.nature.is_none() && rule.base.is_none() && rule.ceiling.is_none()
            });
        let rates = rates.into_iter().map(rate).collect::<Vec<_>>();
        let terms = terms.into_iter().map(term).collect::<Vec<_>>();
        has_rules.then(|| {
            json!({
                "name": funder.column,
                "percent": percent,
                "rates": rates,
                "terms": terms,
                "amounts": figures.row(splits, |split| split.shares[rank]),
            })
        })
    };
    let rows = figures.record.funders.iter().enumerate().filter_map(row);
    let unallocated = has_unallocated.then(|| {
        let mut row = figures.row(splits, |split| split.unallocated);
        row["percent"] = json!(percents.last());
        row
    });
    Some(json!({
        "rows": rows.collect::<Vec<_>>(),
        "percent": (!percents.is_empty()).then_some("100\u{a0}%"),
        "has_claimed_rates": fiche.funding.iter().any(is_claimed),
        "unallocated": unallocated,
        "totals": figures.total_row(splits),
    }))
}
