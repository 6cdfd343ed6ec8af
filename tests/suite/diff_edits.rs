//! Random edits of random dossiers: what a comparison reports, applied to the former draft, gives the later one.

use std::collections::BTreeMap;

use paraphe::{
    Amount, Comparison, DiffRequest, Draft, FicheAmounts, FicheChange, FicheRecord, FunderPair,
    FundingRecord, Limits, LineChange, LineRecord, Record, RuleChange, Shares, Split, Splits,
    compare,
};
use proptest::prelude::*;
use tempfile::TempDir;

use crate::{
    generator::{Chance, Generated, Shape, Value, generate},
    tries_all,
};

/// A generated dossier with random edits: amounts, days, rates, labels, lines, funders, fiches and codes.
pub(crate) fn edited(original: &Generated, edits: usize, chance: &mut Chance) -> Generated {
    let mut dossier = with_every_code(original.clone());
    for _ in 0..edits {
        edit(&mut dossier, chance);
    }
    dossier
}

/// The dossier with its code on every row, without drafted totals and recap, which bear no amounts of their own.
fn with_every_code(mut dossier: Generated) -> Generated {
    let mut last = Value::Blank;
    for row in dossier.costs.iter_mut().skip(1) {
        if row[0] == Value::text("") || row[0] == Value::Blank {
            row[0] = last.clone();
        }
        last = row[0].clone();
    }
    dossier.costs.retain(|row| row[1] != Value::text("Total"));
    dossier.recap = None;
    dossier
}

fn edit(dossier: &mut Generated, chance: &mut Chance) {
    let amount = |chance: &mut Chance| {
        Value::Hundredths(i64::try_from(chance.below(9_000_000)).expect("small"))
    };
    let cost = 1 + chance.below(dossier.costs.len() - 1);
    let rule = 1 + chance.below(dossier.funding.len() - 1);
    let year = chance.below(dossier.shape.years);
    match chance.below(13) {
        0 | 1 => dossier.costs[cost][Generated::amount_column(year)] = amount(chance),
        2 => dossier.costs[cost][Generated::amount_column(year)] = Value::Blank,
        3 => dossier.costs[cost][Generated::days_column(year)] = Value::Hundredths(150),
        4 => dossier.costs[cost][2] = Value::text(format!("Poste {}", chance.below(9))),
        5 => {
            dossier.funding[rule][3] =
                Value::Hundredths(i64::try_from(chance.below(10_000)).expect("small"));
        }
        6 => dossier.funding[rule][4 + year] = amount(chance),
        7 => {
            let line = dossier.costs[cost].clone();
            dossier
                .costs
                .insert(1 + chance.below(dossier.costs.len()), line);
        }
        8 if dossier.costs.len() > 3 => drop(dossier.costs.remove(cost)),
        9 if dossier.funding.len() > 3 => drop(dossier.funding.remove(rule)),
        10 => {
            let (old, new) = (
                dossier.funding[rule][1].clone(),
                Value::text(format!("Fonds {}", chance.below(3))),
            );
            let all = chance.below(2) == 0;
            let renamed = dossier.funding.iter_mut().enumerate();
            renamed
                .filter(|(own, row)| row[1] == old && (all || *own == rule))
                .for_each(|(_, row)| row[1] = new.clone());
        }
        11 => {
            let codes: Vec<Value> = dossier
                .costs
                .iter()
                .skip(1)
                .map(|row| row[0].clone())
                .collect();
            let (one, other) = (chance.pick(&codes).clone(), chance.pick(&codes).clone());
            recode(dossier, &one, &Value::text("XX 1"));
            recode(dossier, &other, &one);
            recode(
                dossier,
                &Value::text("XX 1"),
                &Value::text(format!("AA {}", 20 + chance.below(5))),
            );
        }
        _ => {
            let code = dossier.costs[cost][0].clone();
            dossier
                .costs
                .retain(|row| row[0] != code || chance.below(9) == 0);
            dossier
                .funding
                .retain(|row| row[0] != code || chance.below(9) == 0);
        }
    }
}

fn recode(dossier: &mut Generated, from: &Value, to: &Value) {
    let rows = dossier.costs.iter_mut().chain(&mut dossier.funding);
    rows.filter(|row| row[0] == *from)
        .for_each(|row| row[0] = to.clone());
    let (Value::Text(from), Value::Text(to)) = (from, to) else {
        return;
    };
    if let Some(text) = dossier
        .fiches
        .remove(&format!("{}.md", from.replace(' ', "-")))
    {
        let text = text.replace(&format!("code = \"{from}\""), &format!("code = \"{to}\""));
        dossier
            .fiches
            .insert(format!("{}.md", to.replace(' ', "-")), text);
    }
}

/// What a record says of amounts, in an order that says nothing: fiches by code, lines and rules as texts.
#[derive(Clone, Debug, Default, PartialEq)]
struct Figures {
    fiches: BTreeMap<String, Fiche>,
    totals: BTreeMap<(i32, String), Amount>,
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Fiche {
    lines: BTreeMap<String, usize>,
    rules: BTreeMap<String, usize>,
    shares: BTreeMap<(i32, String), Amount>,
}

impl Fiche {
    fn line(&mut self, change: &LineChange) {
        let side = |line: &Option<LineRecord>, is_after: bool| {
            line.as_ref().map(|line| {
                let amounts = change
                    .years
                    .iter()
                    .map(|moved| if is_after { moved.after } else { moved.before });
                let days = change
                    .days
                    .iter()
                    .map(|(before, after)| if is_after { *after } else { *before });
                let days: Vec<_> = days.map(|days| days.map(|days| days.normalize())).collect();
                format!(
                    "{:?} {:?} {:?} {:?} {days:?}",
                    line.nature,
                    line.label,
                    line.tax,
                    amounts.collect::<Vec<_>>()
                )
            })
        };
        replace(
            &mut self.lines,
            side(&change.before, false),
            side(&change.after, true),
        );
    }

    fn rule(&mut self, change: &RuleChange, names: &[FunderPair]) {
        let text = |terms: &FundingRecord| {
            rule_text(
                &names[terms.funder],
                terms.nature.as_ref(),
                &(terms.rate, &terms.fixed),
            )
        };
        replace(
            &mut self.rules,
            change.before.as_ref().map(text),
            change.after.as_ref().map(text),
        );
    }
}

fn rule_text(funder: &FunderPair, nature: Option<&String>, pays: &impl std::fmt::Debug) -> String {
    let name = funder.latest().map(|funder| funder.name.clone());
    format!("{name:?} {nature:?} {pays:?}")
}

#[track_caller]
fn replace(all: &mut BTreeMap<String, usize>, before: Option<String>, after: Option<String>) {
    if let Some(before) = before {
        let count = all
            .get_mut(&before)
            .unwrap_or_else(|| panic!("no {before}"));
        *count -= 1;
        if *count == 0 {
            all.remove(&before);
        }
    }
    after
        .into_iter()
        .for_each(|after| *all.entry(after).or_default() += 1);
}

/// A record's figures, its funders called as the comparison calls them.
fn figures(record: &Record, comparison: &Comparison, is_after: bool) -> Figures {
    let names = &comparison.funders;
    let place = |rank: usize| {
        let own = &record.funders[rank];
        let is_own = |pair: &&FunderPair| {
            if is_after {
                pair.after.as_ref() == Some(own)
            } else {
                pair.before.as_ref() == Some(own)
            }
        };
        names.iter().find(is_own).expect("a funder")
    };
    let year = |wanted: &i32| record.convention.years.iter().position(|own| own == wanted);
    let line = |line: &LineRecord| {
        let own = |wanted: &i32| year(wanted).map(|year| &line.years[year]);
        let amounts: Vec<_> = comparison
            .years
            .iter()
            .map(|wanted| own(wanted).and_then(|cost| cost.amount))
            .collect();
        let days: Vec<_> = comparison
            .years
            .iter()
            .map(|wanted| own(wanted).and_then(|cost| cost.days))
            .map(|days| days.map(|days| days.normalize()))
            .collect();
        format!(
            "{:?} {:?} {:?} {amounts:?} {days:?}",
            line.nature, line.label, line.tax
        )
    };
    let rule = |rule: &FundingRecord| {
        let fixed: Vec<_> = comparison
            .years
            .iter()
            .map(|wanted| year(wanted).and_then(|year| rule.fixed[year]))
            .collect();
        rule_text(
            place(rule.funder),
            rule.nature.as_ref(),
            &(rule.rate, &fixed),
        )
    };
    let shares = |splits: &Splits| {
        let mut shares = BTreeMap::new();
        for (wanted, split) in record.convention.years.iter().zip(&splits.years) {
            for (rank, share) in split.shares.iter().enumerate() {
                *shares
                    .entry((
                        *wanted,
                        place(rank).latest().expect("a funder").name.clone(),
                    ))
                    .or_default() += *share;
            }
            shares.insert((*wanted, "unallocated".to_owned()), split.unallocated);
            shares.insert((*wanted, "total".to_owned()), split.total);
        }
        without_zeros(shares)
    };
    let fiche = |fiche: &FicheRecord| {
        let count = |texts: Vec<String>| {
            let mut all = BTreeMap::new();
            texts
                .into_iter()
                .for_each(|text| *all.entry(text).or_default() += 1);
            all
        };
        let lines = count(fiche.lines.iter().map(line).collect());
        let rules = count(fiche.drafted_rules().iter().map(rule).collect());
        (
            fiche.code.key().to_owned(),
            Fiche {
                lines,
                rules,
                shares: shares(&fiche.splits),
            },
        )
    };
    Figures {
        fiches: record.fiches.iter().map(fiche).collect(),
        totals: shares(&record.total),
    }
}

fn without_zeros(mut shares: BTreeMap<(i32, String), Amount>) -> BTreeMap<(i32, String), Amount> {
    shares.retain(|_, share| !share.is_zero());
    shares
}

/// The reported changes, applied.
fn applied(mut figures: Figures, comparison: &Comparison) -> Figures {
    let names = &comparison.funders;
    // Taken out first: two fiches may have changed codes with each other.
    let mut taken: Vec<(&FicheAmounts, Fiche)> = Vec::new();
    for change in &comparison.amounts.fiches {
        let before = change
            .before
            .as_ref()
            .map(|name| name.code.key().to_owned());
        taken.push((
            change,
            before
                .map(|code| figures.fiches.remove(&code).expect("a fiche"))
                .unwrap_or_default(),
        ));
    }
    for (change, mut fiche) in taken {
        for change in &change.changes {
            match change {
                FicheChange::Line(line) => fiche.line(line),
                FicheChange::Rule(rule) => fiche.rule(rule, names),
                FicheChange::Added(body) | FicheChange::Removed(body) => {
                    body.lines.iter().for_each(|line| fiche.line(line));
                    body.rules.iter().for_each(|rule| fiche.rule(rule, names));
                }
                _ => {}
            }
        }
        if let Some(shares) = &change.shares {
            fiche.shares = moved(fiche.shares, shares, comparison);
        }
        match &change.after {
            Some(name) => drop(figures.fiches.insert(name.code.key().to_owned(), fiche)),
            None => assert_eq!(
                fiche,
                Fiche::default(),
                "something of a removed fiche is left"
            ),
        }
    }
    if let Some(total) = &comparison.amounts.total {
        figures.totals = moved(figures.totals, total, comparison);
    }
    figures
}

/// Shares to which the reported differences are added.
fn moved(
    mut own: BTreeMap<(i32, String), Amount>,
    shares: &Shares,
    comparison: &Comparison,
) -> BTreeMap<(i32, String), Amount> {
    for (year, split) in comparison.years.iter().zip(&shares.years) {
        let named = comparison
            .funders
            .iter()
            .map(|pair| pair.latest().expect("a funder").name.clone());
        let all = named.zip(&split.shares).chain([
            ("unallocated".to_owned(), &split.unallocated),
            ("total".to_owned(), &split.total),
        ]);
        for (name, moved) in all {
            let share = own.entry((*year, name)).or_default();
            assert_eq!(
                Some(*share),
                moved.before,
                "what it was is not what the record says"
            );
            *share += moved.difference();
        }
    }
    without_zeros(own)
}

fn compared(before: &Generated, after: &Generated) -> (Comparison, [Draft; 2]) {
    let folder = TempDir::new().expect("a folder");
    let paths = [("before", before), ("after", after)].map(|(name, dossier)| {
        dossier.write(&folder.path().join(name));
        folder.path().join(name).to_string_lossy().into_owned()
    });
    compare(&DiffRequest {
        before: Some(&paths[0]),
        after: Some(&paths[1]),
        output: folder.path(),
        limits: &Limits::default(),
    })
    .expect("compared")
}

/// A split as its parts, to see that reported shares still add up.
fn adds_up(split: &Split) -> bool {
    split.shares.iter().copied().sum::<Amount>() + split.unallocated == split.total
}

proptest! {
    #![proptest_config(ProptestConfig { cases: if tries_all() { 60 } else { 12 }, ..ProptestConfig::default() })]

    #[test]
    fn reported_changes_applied_to_a_draft_give_the_other(seed in any::<u64>(), edits in 0usize..12, shape in 0usize..7) {
        let original = with_every_code(generate(Shape::ALL[shape].1, seed));
        let later = edited(&original, edits, &mut Chance::new(seed ^ 0x5eed));
        let (comparison, [before, after]) = compared(&original, &later);
        let (former, expected) = (figures(&before.record, &comparison, false), figures(&after.record, &comparison, true));
        prop_assert!(after.record.fiches.iter().flat_map(|fiche| &fiche.splits.years).all(adds_up));
        prop_assert_eq!(applied(former.clone(), &comparison), expected.clone());
        prop_assert_eq!(former == expected, comparison.amounts.fiches.is_empty() && comparison.amounts.total.is_none());
    }

    #[test]
    fn a_draft_does_not_differ_from_itself(seed in any::<u64>(), shape in 0usize..7) {
        let dossier = generate(Shape::ALL[shape].1, seed);
        prop_assert!(compared(&dossier, &dossier).0.is_same());
    }
}
