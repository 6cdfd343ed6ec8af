//! Puts findings together: what one cause upset is listed under it, and what a fiche's rows repeat from
//! year to year is told once.

use crate::{
    finding::{Choices, Consequence, Fact, Finding},
    model::{ColumnKind, DraftRecap},
    source::Place,
};

use super::{
    rule::{Context, Rule},
    sums::{self, Sum},
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
        if !Rule::named(finding.rule).is_some_and(|rule| rule.is_yearly) {
            grouped.push(finding);
            continue;
        }
        match grouped
            .iter_mut()
            .find(|earlier| says_the_same(earlier, &finding))
        {
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
    let years = [&*earlier, &later]
        .into_iter()
        .filter_map(|finding| finding.args.get("years"))
        .map(Fact::shown);
    let years = years.collect::<Vec<_>>().join(", ");
    earlier.args.insert("years", years.into());
    earlier.year = None;
    if let (Some(drafted), Some(expected)) = (later.drafted, later.expected) {
        earlier.consequences.push(Consequence {
            place: later.place,
            drafted,
            expected,
        });
    } else if let Some(drafted) = earlier.drafted.clone() {
        earlier.consequences.push(Consequence {
            place: later.place,
            drafted: drafted.clone(),
            expected: drafted,
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
    let (Some(recap), Some(code)) = (&context.dossier.recap, &finding.fiche) else {
        return;
    };
    let Some(fiche) = context.dossier.fiche_index(code) else {
        return;
    };
    let axis = context.dossier.fiches[fiche].axis;
    let places = std::iter::once(&finding.place).chain(
        finding
            .consequences
            .iter()
            .map(|consequence| &consequence.place),
    );
    let columns: Vec<(Option<usize>, ColumnKind)> =
        places.filter_map(|place| column_at(recap, place)).collect();
    let upset = sums.iter().filter(|sum| {
        let in_column = columns
            .iter()
            .any(|(year, kind)| *kind == sum.kind && (sum.year.is_none() || sum.year == *year));
        in_column
            && sums::counts(sum, fiche, axis)
            && sum.drafted != sum.expected
            && !sum.is_wrong()
    });
    let upset = upset.map(|sum| Consequence {
        place: sum.place.clone(),
        drafted: sum.drafted.into(),
        expected: sum.expected.into(),
    });
    finding.consequences.extend(upset.collect::<Vec<_>>());
    dedup(&mut finding.consequences);
}

/// The column of the recap that a cell lies in.
fn column_at(recap: &DraftRecap, place: &Place) -> Option<(Option<usize>, ColumnKind)> {
    let (_, cell) = place.cell()?;
    let column = recap.columns.iter().find(|column| {
        column
            .label
            .place
            .cell()
            .is_some_and(|(_, label)| label.col == cell.col)
    })?;
    Some((column.year, column.kind?))
}
