//! Puts findings together: what one cause upset is listed under it, and what a fiche's rows repeat from
//! year to year is listed once.

use std::collections::BTreeSet;

use super::{
    Family,
    context::Context,
    rules::{MISTYPED, rule_named},
    sums::Sum,
};
use crate::{
    finding::{Choices, Consequence, Fact, Finding},
    model::{DraftColumn, DraftRecap},
    source::{Place, join},
};

/// Leaves out what follows from a mistyped code, lists other consequences under their cause, then merges the years of one
/// fiche.
pub(super) fn group(mut findings: Vec<Finding>, context: &Context<'_>) -> Vec<Finding> {
    let is_cause = |finding: &&Finding| finding.variant == MISTYPED && finding.blocks();
    let mistyped = findings.iter().filter(is_cause).flat_map(|finding| {
        let meant = finding.args.get("nearest").map(Fact::shown);
        let typed = finding
            .fiche
            .as_ref()
            .map(|code| code.spelling().to_owned());
        meant.into_iter().chain(typed)
    });
    let mistyped: BTreeSet<String> = mistyped.collect();
    findings.retain(|finding| {
        let code = finding
            .fiche
            .as_ref()
            .filter(|_| follows_from_code(finding));
        code.is_none_or(|code| !mistyped.contains(code.spelling()))
    });
    let mut grouped: Vec<Finding> = Vec::new();
    for mut finding in findings {
        // What the recap's row may settle is a wrong row of it.
        if finding.settled_by == Choices::Recap && !finding.is_overruled() {
            add_upset_sums(&mut finding, context);
        }
        if let Some(year) = &finding.year {
            let years = finding.args.entry("years");
            years.or_insert_with(|| year.to_string().into());
        }
        let is_yearly = rule_named(finding.rule).is_some_and(|rule| rule.is_yearly);
        let is_same = |earlier: &&mut Finding| is_yearly && says_the_same(earlier, &finding);
        match grouped.iter_mut().find(is_same) {
            Some(earlier) => merge(earlier, finding),
            None => grouped.push(finding),
        }
    }
    grouped
}

/// Whether it may be there only because rows of its fiche stand under another code.
fn follows_from_code(finding: &Finding) -> bool {
    let family = rule_named(finding.rule).map(|rule| rule.family);
    let others = [
        "axis-unknown",
        "code-gap",
        "fiche-without-rows",
        "funder-missing",
    ];
    matches!(family, Some(Family::Funding | Family::Recap)) || others.contains(&finding.rule)
}

fn says_the_same(earlier: &Finding, later: &Finding) -> bool {
    (earlier.rule, earlier.variant, &earlier.fiche) == (later.rule, later.variant, &later.fiche)
        && (&earlier.slip, &earlier.drafted) == (&later.slip, &later.drafted)
        && earlier.args.get("nature") == later.args.get("nature")
        && earlier.settlement == later.settlement
}

/// The later year's figure becomes a consequence of the first one's cause.
fn merge(earlier: &mut Finding, later: Finding) {
    let years = [&*earlier, &later].map(|finding| finding.args.get("years").map(Fact::shown));
    let years = join(years.into_iter().flatten(), ", ");
    earlier.args.insert("years", years.into());
    earlier.year = None;
    let is_overruled = later.is_overruled();
    let figures = later.drafted.zip(later.expected);
    let figures = figures.or_else(|| earlier.drafted.clone().zip(earlier.drafted.clone()));
    let figures = figures.filter(|_| !is_overruled);
    let consequence = figures.map(|(drafted, expected)| Consequence {
        place: later.place,
        drafted,
        expected,
    });
    let upset = consequence.into_iter().chain(later.consequences);
    earlier.consequences.extend(upset);
    dedup(&mut earlier.consequences);
}

fn dedup(consequences: &mut Vec<Consequence>) {
    let mut seen = BTreeSet::new();
    consequences.retain(|consequence| seen.insert(consequence.place.clone()));
}

/// Adds the sums that count this row in one of its wrong columns and are not right.
fn add_upset_sums(finding: &mut Finding, context: &Context<'_>) {
    let dossier = context.dossier;
    let code = finding.fiche.as_ref();
    let fiche = code.and_then(|code| dossier.fiche_index(code));
    let (Some(recap), Some(fiche)) = (&dossier.recap, fiche) else {
        return;
    };
    let upset = finding.consequences.iter().map(|upset| &upset.place);
    let places = std::iter::once(&finding.place).chain(upset);
    let columns: Vec<&DraftColumn> = places.filter_map(|place| column_at(recap, place)).collect();
    let is_upset = |sum: &&Sum<'_>| {
        let is_in = |column: &&DraftColumn| {
            column.kind == Some(sum.kind) && (sum.year.is_none() || sum.year == column.year)
        };
        columns.iter().any(is_in)
            && sum.counts(fiche, dossier)
            && sum.drafted != sum.expected
            && !sum.is_wrong()
    };
    let upset = context.sums.iter().filter(is_upset).map(|sum| Consequence {
        place: sum.place.clone(),
        drafted: sum.drafted.into(),
        expected: sum.expected.into(),
    });
    finding.consequences.extend(upset);
    dedup(&mut finding.consequences);
}

/// The column of the recap that a cell lies in.
fn column_at<'a>(recap: &'a DraftRecap, place: &Place) -> Option<&'a DraftColumn> {
    let column_of = |place: &Place| Some(place.cell()?.1.col);
    let at = column_of(place)?;
    let mut columns = recap.columns.iter();
    columns.find(|column| column_of(&column.label.place) == Some(at))
}
