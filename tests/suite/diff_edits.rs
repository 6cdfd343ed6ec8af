//! Random edits of random dossiers: what a comparison reports, applied to the former draft, gives the later one.

use std::collections::BTreeMap;

use paraphe::{Amount, DiffRequest, Limits, Locale, compare, comparison_json};
use proptest::prelude::*;
use serde_json::Value as Json;
use tempfile::TempDir;

use crate::{
    diff::{list, text},
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

/// The dossier with its code on every row, without drafted totals and recap, which have no amounts to compare.
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
                .filter(|(rank, row)| row[1] == old && (all || *rank == rule))
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

/// The amounts of a record in an order without meaning: fiches by code, lines and rules as texts.
#[derive(Clone, Debug, Default, PartialEq)]
struct Figures {
    fiches: BTreeMap<String, Fiche>,
    totals: Shares,
}

/// Each payer's amounts by year, also the total and the unallocated part. Zeros are left out.
type Shares = BTreeMap<(String, String), Amount>;

#[derive(Clone, Debug, Default, PartialEq)]
struct Fiche {
    lines: BTreeMap<String, usize>,
    rules: BTreeMap<String, usize>,
    shares: Shares,
}

/// A draft's record, and which side of the comparison it is.
struct Side<'a> {
    record: &'a Json,
    comparison: &'a Json,
    name: &'static str,
}

impl Side<'_> {
    /// A list of the record by its own years, as one by the years of the comparison.
    fn by_year(&self, listed: &Json) -> Vec<Json> {
        let years = list(&self.record["convention"]["years"]);
        let of_year = |wanted: &Json| match years.iter().position(|year| year == wanted) {
            Some(rank) => listed[rank].clone(),
            None => Json::Null,
        };
        list(&self.comparison["years"])
            .iter()
            .map(of_year)
            .collect()
    }

    /// The name that the comparison gives to a funder of the record.
    fn funder(&self, rank: &Json) -> String {
        let rank = usize::try_from(rank.as_u64().expect("a rank")).expect("small");
        let funder = &self.record["funders"][rank];
        let mut all = list(&self.comparison["funders"]).iter();
        latest_name(
            all.find(|pair| pair[self.name] == *funder)
                .expect("a funder"),
        )
    }

    fn line(&self, line: &Json) -> String {
        let costs = self.by_year(&line["years"]).into_iter();
        let (nature, label) = (&line["nature"], &line["label"]);
        let costs: Vec<_> = costs
            .map(|cost| (cost["amount"].clone(), cost["days"].clone()))
            .collect();
        format!("{nature} {label} {} {costs:?}", line["tax"])
    }

    fn rule(&self, rule: &Json) -> String {
        rule_text(
            &self.funder(&rule["funder"]),
            rule,
            &self.by_year(&rule["fixed"]),
        )
    }

    fn shares(&self, splits: &Json) -> Shares {
        let mut shares = Shares::new();
        let years = list(&self.record["convention"]["years"]).iter();
        for (year, split) in years.zip(list(&splits["years"])) {
            for (rank, share) in list(&split["shares"]).iter().enumerate() {
                let name = self.funder(&rank.into());
                *shares.entry((year.to_string(), name)).or_default() += amount(share);
            }
            for name in ["unallocated", "total"] {
                shares.insert((year.to_string(), name.to_owned()), amount(&split[name]));
            }
        }
        without_zeros(shares)
    }

    fn fiche(&self, fiche: &Json) -> Fiche {
        let rules = match &fiche["drafted_funding"] {
            Json::Null => &fiche["funding"],
            drafted => drafted,
        };
        Fiche {
            lines: counted(list(&fiche["lines"]).iter().map(|line| self.line(line))),
            rules: counted(list(rules).iter().map(|rule| self.rule(rule))),
            shares: self.shares(&fiche["splits"]),
        }
    }

    fn figures(&self) -> Figures {
        let fiche = |fiche: &Json| (text(&fiche["code"]).to_owned(), self.fiche(fiche));
        Figures {
            fiches: list(&self.record["fiches"]).iter().map(fiche).collect(),
            totals: self.shares(&self.record["total"]),
        }
    }
}

fn amount(text: &Json) -> Amount {
    serde_json::from_value(text.clone()).expect("an amount")
}

fn latest_name(pair: &Json) -> String {
    let latest = if pair["after"].is_null() {
        &pair["before"]
    } else {
        &pair["after"]
    };
    text(&latest["name"]).to_owned()
}

fn rule_text(funder: &str, rule: &Json, fixed: &[Json]) -> String {
    format!("{funder} {} {} {fixed:?}", rule["nature"], rule["rate"])
}

fn counted(texts: impl Iterator<Item = String>) -> BTreeMap<String, usize> {
    let mut all = BTreeMap::new();
    texts.for_each(|text| *all.entry(text).or_default() += 1);
    all
}

/// Replaces a line or a rule by another; either may be missing.
#[track_caller]
fn replace(
    all: &mut BTreeMap<String, usize>,
    change: &Json,
    shown: impl Fn(&Json, usize) -> String,
) {
    if !change["before"].is_null() {
        let before = shown(&change["before"], 0);
        let count = all
            .get_mut(&before)
            .unwrap_or_else(|| panic!("no {before}"));
        *count -= 1;
        if *count == 0 {
            all.remove(&before);
        }
    }
    if !change["after"].is_null() {
        *all.entry(shown(&change["after"], 1)).or_default() += 1;
    }
}

fn without_zeros(mut shares: Shares) -> Shares {
    shares.retain(|_, share| !share.is_zero());
    shares
}

/// The reported changes, applied.
fn applied(mut figures: Figures, sides: &[Side<'_>; 2]) -> Figures {
    let comparison = sides[0].comparison;
    let amounts = &comparison["amounts"];
    // Removals come first: two fiches may have exchanged their codes.
    let mut taken: Vec<(&Json, Fiche)> = Vec::new();
    for change in list(&amounts["fiches"]) {
        let fiche = match &change["before"] {
            Json::Null => Fiche::default(),
            name => figures.fiches.remove(text(&name["code"])).expect("a fiche"),
        };
        taken.push((change, fiche));
    }
    for (change, mut fiche) in taken {
        for change in list(&change["changes"]) {
            let alone = std::slice::from_ref(change);
            let (lines, rules) = match text(&change["kind"]) {
                "line" => (alone, &[][..]),
                "rule" => (&[][..], alone),
                "added" => {
                    let added = sides[1].fiche(&change["after"]);
                    (fiche.lines, fiche.rules) = (added.lines, added.rules);
                    continue;
                }
                "removed" => {
                    let removed = sides[0].fiche(&change["before"]);
                    assert_eq!(
                        (&fiche.lines, &fiche.rules),
                        (&removed.lines, &removed.rules)
                    );
                    (fiche.lines, fiche.rules) = Default::default();
                    continue;
                }
                _ => continue,
            };
            for line in lines {
                replace(&mut fiche.lines, line, |side_line, side| {
                    sides[side].line(side_line)
                });
                // The same amounts are also listed year by year beside the lines.
                for (side, name) in ["before", "after"].into_iter().enumerate() {
                    let line_amounts = sides[side].by_year(&line[name]["years"]);
                    let line_amounts: Vec<_> =
                        line_amounts.iter().map(|cost| &cost["amount"]).collect();
                    let moved = list(&line["years"]).iter().map(|moved| &moved[name]);
                    assert_eq!(line_amounts, moved.collect::<Vec<_>>());
                }
            }
            for rule in rules {
                let shown = |side_rule: &Json, _| {
                    let funder = usize::try_from(side_rule["funder"].as_u64().expect("a rank"));
                    let funder = &comparison["funders"][funder.expect("small")];
                    rule_text(&latest_name(funder), side_rule, list(&side_rule["fixed"]))
                };
                replace(&mut fiche.rules, rule, shown);
            }
        }
        if !change["shares"].is_null() {
            fiche.shares = moved(fiche.shares, &change["shares"], comparison);
        }
        match &change["after"] {
            Json::Null => assert_eq!(
                fiche,
                Fiche::default(),
                "something of a removed fiche is left"
            ),
            name => drop(figures.fiches.insert(text(&name["code"]).to_owned(), fiche)),
        }
    }
    if !amounts["total"].is_null() {
        figures.totals = moved(figures.totals, &amounts["total"], comparison);
    }
    figures
}

/// Shares to which the reported differences are added.
fn moved(mut sums: Shares, shares: &Json, comparison: &Json) -> Shares {
    for (year, split) in list(&comparison["years"])
        .iter()
        .zip(list(&shares["years"]))
    {
        let names = list(&comparison["funders"]).iter().map(latest_name);
        let others = ["unallocated", "total"].map(|name| (name.to_owned(), &split[name]));
        for (name, moved) in names.zip(list(&split["shares"])).chain(others) {
            let share = sums.entry((year.to_string(), name)).or_default();
            assert_eq!(
                *share,
                amount(&moved["before"]),
                "the former share is not that of the record"
            );
            *share += amount(&moved["difference"]);
        }
    }
    without_zeros(sums)
}

/// The comparison of two drafts, and their records.
fn compared(before: &Generated, after: &Generated) -> (Json, [Json; 2]) {
    let folder = TempDir::new().expect("a folder");
    let paths = [("before", before), ("after", after)].map(|(name, dossier)| {
        dossier.write(&folder.path().join(name));
        folder.path().join(name).to_string_lossy().into_owned()
    });
    let request = DiffRequest {
        before: Some(&paths[0]),
        after: Some(&paths[1]),
        output: folder.path(),
        locale: &Locale::french(),
        limits: &Limits::default(),
    };
    let (comparison, drafts) = compare(&request).expect("compared");
    let json = |text: String| serde_json::from_str(&text).expect("JSON");
    (
        json(comparison_json(&comparison)),
        drafts.map(|draft| json(draft.record.to_json())),
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: if tries_all() { 60 } else { 12 }, ..ProptestConfig::default() })]

    #[test]
    fn reported_changes_applied_to_a_draft_give_the_other(seed in any::<u64>(), edits in 0usize..12, shape in 0usize..7) {
        let original = with_every_code(generate(Shape::ALL[shape].1, seed));
        let later = edited(&original, edits, &mut Chance::new(seed ^ 0x5eed));
        let (comparison, [before, after]) = compared(&original, &later);
        let comparison = &comparison;
        let sides = [("before", &before), ("after", &after)].map(|(name, record)| Side { record, comparison, name });
        let (former, expected) = (sides[0].figures(), sides[1].figures());
        prop_assert_eq!(applied(former.clone(), &sides), expected.clone());
        let amounts = &comparison["amounts"];
        let is_same = list(&amounts["fiches"]).is_empty() && amounts["total"].is_null();
        prop_assert_eq!(former == expected, is_same);
    }

    #[test]
    fn a_draft_does_not_differ_from_itself(seed in any::<u64>(), shape in 0usize..7) {
        let dossier = generate(Shape::ALL[shape].1, seed);
        prop_assert_eq!(&compared(&dossier, &dossier).0["same"], true);
    }
}
