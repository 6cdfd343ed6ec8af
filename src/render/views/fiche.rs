use serde::Serialize;

use super::{AmountsView, Figures, MentionView, mentions, width::TableFit};
use crate::{
    model::Tax,
    money::{Amount, Rate, french_decimal},
    record::{FicheRecord, FundingRecord, LineRecord, Record},
    source::fold,
};

/// How many rows fit one page, even when each takes two or three lines.
const SHORT_BUDGET: usize = 18;

/// A fiche.
#[derive(Debug, Serialize)]
pub(in crate::render) struct FicheView {
    code: String,
    title: String,
    /// The title of its axis.
    axis: String,
    leader: Option<String>,
    calendar: Option<String>,
    partners: Vec<String>,
    sections: Vec<SectionView>,
    years: Vec<i32>,
    /// How its tables fit the page.
    table: TableFit,
    /// Whether both tables surely fit one page.
    has_short_budget: bool,
    costs: Option<CostsView>,
    funding: Option<FundingView>,
    mentions: Vec<MentionView>,
}

#[derive(Debug, Serialize)]
struct SectionView {
    heading: String,
    markdown: String,
}

/// The cost table.
#[derive(Debug, Serialize)]
struct CostsView {
    /// `HT` or `TTC` when all lines say the same.
    tax: Option<&'static str>,
    groups: Vec<GroupView>,
    totals: AmountsView,
}

/// The lines of one nature.
#[derive(Debug, Serialize)]
struct GroupView {
    /// None when it would only repeat the label of a single line.
    nature: Option<String>,
    lines: Vec<LineView>,
}

#[derive(Debug, Serialize)]
struct LineView {
    label: Option<String>,
    /// When lines differ in it.
    tax: Option<&'static str>,
    years: Vec<CostView>,
    all: Option<String>,
}

#[derive(Debug, Serialize)]
struct CostView {
    amount: Option<String>,
    days: Option<String>,
}

/// The funding table.
#[derive(Debug, Serialize)]
struct FundingView {
    rows: Vec<FunderView>,
    /// The sum of the rates, when each of them covers the whole cost.
    rate: Option<String>,
    /// Whether some rate only describes amounts that are fixed.
    has_claimed_rates: bool,
    unallocated: Option<AmountsView>,
    totals: AmountsView,
}

#[derive(Debug, Serialize)]
struct FunderView {
    name: String,
    rates: Vec<RateView>,
    amounts: AmountsView,
}

/// A rate, and the nature it is limited to.
#[derive(Debug, Serialize)]
struct RateView {
    rate: Option<String>,
    nature: Option<String>,
    /// Whether fixed amounts prevail over it.
    is_claimed: bool,
}

impl FicheView {
    /// A fiche of the record.
    pub(in crate::render) fn new(record: &Record, fiche: &FicheRecord, figures: Figures) -> Self {
        let sections = fiche.sections.iter().map(|section| SectionView {
            heading: section.heading.clone(),
            markdown: section.markdown.clone(),
        });
        let table = TableFit::new(&figures.total_row(&fiche.splits));
        let rows = fiche.lines.len() + fiche.funding.len() + fiche.mentions.len();
        Self {
            code: fiche.code.to_string(),
            title: fiche.title.clone(),
            axis: record
                .convention
                .axes
                .get(fiche.axis)
                .map(|axis| axis.title.clone())
                .unwrap_or_default(),
            leader: fiche.leader.clone(),
            calendar: fiche.calendar.clone(),
            partners: fiche.partners.clone(),
            sections: sections.collect(),
            years: record.convention.years.clone(),
            has_short_budget: table.periods.len() * rows <= SHORT_BUDGET,
            table,
            costs: (!fiche.lines.is_empty()).then(|| costs(fiche, figures)),
            funding: funding(record, fiche, figures),
            mentions: mentions(record, &fiche.mentions),
        }
    }
}

fn costs(fiche: &FicheRecord, figures: Figures) -> CostsView {
    let mut taxes: Vec<Option<&'static str>> = fiche.lines.iter().map(tax_of).collect();
    taxes.dedup();
    let tax = if let [tax] = taxes.as_slice() {
        *tax
    } else {
        None
    };
    let mut groups: Vec<(String, GroupView)> = Vec::new();
    for line in &fiche.lines {
        let view = line_view(line, tax.is_none(), figures);
        let key = line.nature.as_deref().map(fold).unwrap_or_default();
        match groups.iter_mut().find(|(group, _)| *group == key) {
            Some((_, group)) => group.lines.push(view),
            None => groups.push((
                key,
                GroupView {
                    nature: line.nature.clone(),
                    lines: vec![view],
                },
            )),
        }
    }
    let groups = groups.into_iter().map(|(_, group)| without_echo(group));
    CostsView {
        tax,
        groups: groups.collect(),
        totals: figures.total_row(&fiche.splits),
    }
}

fn tax_of(line: &LineRecord) -> Option<&'static str> {
    line.tax.map(Tax::label)
}

fn line_view(line: &LineRecord, shows_tax: bool, figures: Figures) -> LineView {
    let years = line.years.iter().map(|cost| CostView {
        amount: cost.amount.map(|amount| figures.euros(amount)),
        days: cost.days.map(french_decimal),
    });
    let amounts: Vec<Amount> = line.years.iter().filter_map(|cost| cost.amount).collect();
    LineView {
        label: line.label.clone(),
        tax: tax_of(line).filter(|_| shows_tax),
        years: years.collect(),
        all: (!amounts.is_empty()).then(|| figures.euros(amounts.into_iter().sum())),
    }
}

/// « Outils pédagogiques » says nothing more above « Outils pédagogiques innovants ».
fn without_echo(mut group: GroupView) -> GroupView {
    if let (
        Some(nature),
        [
            LineView {
                label: Some(label), ..
            },
        ],
    ) = (&group.nature, group.lines.as_slice())
        && fold(label).starts_with(fold(nature).trim_end_matches('s'))
    {
        group.nature = None;
    }
    group
}

fn funding(record: &Record, fiche: &FicheRecord, figures: Figures) -> Option<FundingView> {
    let splits = &fiche.splits;
    let has_unallocated = splits
        .years
        .iter()
        .any(|split| !split.unallocated.is_zero());
    if fiche.funding.is_empty() && !has_unallocated {
        return None;
    }
    let rows = record
        .funders
        .iter()
        .enumerate()
        .filter_map(|(rank, funder)| {
            let rules: Vec<_> = fiche
                .funding
                .iter()
                .filter(|rule| rule.funder == rank)
                .collect();
            let rate = |rule: &&FundingRecord| RateView {
                rate: rule.rate.map(|rate| rate.to_string()),
                nature: rule.nature.clone(),
                is_claimed: is_claimed(rule),
            };
            (!rules.is_empty()).then(|| FunderView {
                name: funder.name.clone(),
                rates: rules.iter().map(rate).collect(),
                amounts: figures.row(splits, |split| split.shares[rank]),
            })
        });
    let is_whole = fiche
        .funding
        .iter()
        .all(|rule| rule.nature.is_none() && rule.rate.is_some());
    let sum = || {
        fiche
            .funding
            .iter()
            .filter_map(|rule| rule.rate)
            .sum::<Rate>()
            .to_string()
    };
    Some(FundingView {
        rows: rows.collect(),
        rate: (is_whole && !fiche.funding.is_empty()).then(sum),
        has_claimed_rates: fiche.funding.iter().any(is_claimed),
        unallocated: has_unallocated.then(|| figures.row(splits, |split| split.unallocated)),
        totals: figures.total_row(splits),
    })
}

fn is_claimed(rule: &FundingRecord) -> bool {
    rule.rate.is_some() && rule.fixed.iter().any(Option::is_some)
}
