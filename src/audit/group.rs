//! Puts findings together: what one cause upset is listed under it, and what a fiche's rows repeat from
//! year to year is told once.

use super::{
    context::Context,
    rule::Rule,
    sums::{self, Sum},
};
use crate::{
    finding::{Choices, Consequence, Fact, Finding},
    model::{ColumnKind, DraftRecap},
    source::Place,
};

/// Lists consequences under their cause, then merges the years of one fiche.
pub(super) fn group(findings: Vec<Finding>, context: &Context<'_>) -> Vec<Finding> {
    let sums = sums::all(context);
    let mut grouped: Vec<Finding> = Vec::new();
    for mut finding in findings {
        // What the recap's row may settle is a wrong row of it.
        if finding.settled_by == Choices::Recap {
            add_upset_sums(&mut finding, &sums, context);
        }
        if let Some(year) = finding.year {
            finding
                .args
                .entry("years")
                .or_insert_with(|| year.to_string().into());
        }
        let is_yearly = Rule::named(finding.rule).is_some_and(|rule| rule.is_yearly);
        let is_same = |earlier: &&mut Finding| is_yearly && says_the_same(earlier, &finding);
        match grouped.iter_mut().find(is_same) {
            Some(earlier) => merge(earlier, finding),
            None => grouped.push(finding),
        }
    }
    grouped
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
    let years: Vec<String> = years.into_iter().flatten().collect();
    earlier.args.insert("years", years.join(", ").into());
    earlier.year = None;
    let (drafted, expected) = match (later.drafted, later.expected) {
        (Some(drafted), Some(expected)) => (Some(drafted), Some(expected)),
        _ => (earlier.drafted.clone(), earlier.drafted.clone()),
    };
    if let (Some(drafted), Some(expected)) = (drafted, expected) {
        earlier.consequences.push(Consequence {
            place: later.place,
            drafted,
            expected,
        });
    }
    earlier.consequences.extend(later.consequences);
    dedup(&mut earlier.consequences);
}

fn dedup(consequences: &mut Vec<Consequence>) {
    let mut seen: Vec<Place> = Vec::new();
    consequences.retain(|consequence| {
        let is_new = !seen.contains(&consequence.place);
        seen.push(consequence.place.clone());
        is_new
    });
}

/// Adds the sums that count this row in one of its wrong columns and are not right.
fn add_upset_sums(finding: &mut Finding, sums: &[Sum<'_>], context: &Context<'_>) {
    let fiche = finding
        .fiche
        .as_ref()
        .and_then(|code| context.dossier.fiche_index(code));
    let (Some(recap), Some(fiche)) = (&context.dossier.recap, fiche) else {
        return;
    };
    let axis = context.dossier.fiches[fiche].axis;
    let consequences = finding
        .consequences
        .iter()
        .map(|consequence| &consequence.place);
    let places = std::iter::once(&finding.place).chain(consequences);
    let columns: Vec<(Option<usize>, ColumnKind)> =
        places.filter_map(|place| column_at(recap, place)).collect();
    let is_upset = |sum: &&Sum<'_>| {
        let is_in = |(year, kind): &(Option<usize>, ColumnKind)| {
            *kind == sum.kind && (sum.year.is_none() || sum.year == *year)
        };
        columns.iter().any(is_in)
            && sum.counts(fiche, axis)
            && sum.drafted != sum.expected
            && !sum.is_wrong()
    };
    finding
        .consequences
        .extend(sums.iter().filter(is_upset).map(|sum| Consequence {
            place: sum.place.clone(),
            drafted: sum.drafted.into(),
            expected: sum.expected.into(),
        }));
    dedup(&mut finding.consequences);
}

/// The column of the recap that a cell lies in.
fn column_at(recap: &DraftRecap, place: &Place) -> Option<(Option<usize>, ColumnKind)> {
    let column_of = |place: &Place| Some(place.cell()?.1.col);
    let at = column_of(place)?;
    let mut columns = recap.columns.iter();
    let column = columns.find(|column| column_of(&column.label.place) == Some(at))?;
    Some((column.year, column.kind?))
}
