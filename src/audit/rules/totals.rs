//! A drafted total, of a fiche or of its row in the recap, that is not the cost. What one year has too much and another
//! lacks is a cost in the wrong year.

use std::collections::BTreeSet;

use crate::audit::prelude::*;

/// A fiche's drafted total is not the sum of its lines.
pub(super) static FICHE: Rule = Rule::error("fiche-total", Family::Lines, fiche_totals);

fn fiche_totals(context: &Context<'_>, findings: &mut Vec<Finding>) {
    for (index, fiche) in context.fiches() {
        for row in &fiche.drafted_totals {
            let years = context.years_of(index).iter().filter(|at| at.wrong_total);
            let wrong = years.filter_map(|at| {
                let (cell, sum) = (&row.years[at.rank].amount, fiche.cost(at.rank));
                let total = cell.amount().filter(|total| *total != sum)?;
                // A wrong sign is listed by `line-negative`.
                let mut costs = at.cost_terms();
                let is_signed = costs.any(|(amount, _)| amount.is_negative());
                let cell = (&cell.place, total, sum);
                (!is_signed).then_some(Wrong { at, cell })
            });
            findings.extend(listed(wrong, finding));
        }
    }
}

fn finding(wrong: &Wrong<'_>) -> Finding {
    let (at, (_, total, sum)) = (wrong.at, wrong.cell);
    let gap = total - sum;
    // The only line that a simple slip turned into what it is, should the total be right.
    let suspects = at.cost_terms().filter_map(|(drafted, place)| {
        let slip = slip::of_keys(drafted, drafted + gap)?;
        let finding = FICHE.cell(at, (place, drafted, drafted + gap));
        Some(finding.variant("line").slip(slip))
    });
    let finding = only(suspects).unwrap_or_else(|| {
        let finding = FICHE.cell(at, wrong.cell).terms(at.cost_terms());
        finding.slip(slip::of_keys(total, sum))
    });
    finding.arg("total", total).arg("sum", sum).arg("gap", gap)
}

/// A row's total is not the fiche's cost.
pub(super) static RECAP: Rule =
    Rule::error("recap-total", Family::Recap, recap_totals).settled_by(Choices::Recap);

fn recap_totals(context: &Context<'_>, findings: &mut Vec<Finding>) {
    for (index, _) in context.fiches() {
        let wrong = context.years_of(index).iter().filter_map(|at| {
            let row = at.row.as_ref().filter(|row| row.wrong_total)?;
            let cell = row.cell(ColumnKind::Total)?;
            Some(Wrong { at, cell })
        });
        findings.extend(listed(wrong, |one| {
            let slip = slip::of_keys(one.cell.1, one.cell.2);
            let finding = RECAP.cell(one.at, one.cell).slip(slip);
            finding.terms(one.at.cost_terms())
        }));
    }
}

/// A total that is wrong in a year: its cell, its amount as drafted and its right amount.
struct Wrong<'a> {
    at: &'a FicheYear<'a>,
    cell: (&'a Place, Amount, Amount),
}

impl Wrong<'_> {
    /// By how much the lines cost more than the total.
    fn excess(&self) -> Amount {
        self.cell.2 - self.cell.1
    }
}

/// The `finding` of each of the wrong totals of one row; of two that mirror each other, one finding that names the
/// year that the amount belongs to.
fn listed<'a>(
    wrong: impl Iterator<Item = Wrong<'a>>,
    finding: impl Fn(&Wrong<'a>) -> Finding,
) -> Vec<Finding> {
    let wrong: Vec<Wrong<'_>> = wrong.collect();
    let (mut findings, mut known) = (Vec::new(), BTreeSet::new());
    for (rank, one) in wrong.iter().enumerate() {
        if known.contains(&rank) {
            continue;
        }
        let finding = finding(one);
        let mirrors = |other: &usize| wrong[*other].excess() == -one.excess();
        let other = only((rank + 1..wrong.len()).filter(mirrors));
        let other = other.filter(|_| finding.slip.is_none());
        known.extend(other);
        findings.push(match other {
            Some(other) => shifted(finding, one, &wrong[other]),
            None => finding,
        });
    }
    findings
}

fn shifted(finding: Finding, one: &Wrong<'_>, other: &Wrong<'_>) -> Finding {
    let is_other = one.excess().is_negative();
    let (from, to) = if is_other { (other, one) } else { (one, other) };
    let amount = from.excess();
    let cells = from.at.cost_terms().filter(|(cost, _)| *cost == amount);
    let cell = only(cells).map_or_else(|| "none".to_owned(), |(_, place)| place.within_file());
    finding
        .variant("shifted")
        .consequences([other.cell])
        .arg("amount", amount)
        .arg("from", from.at.year.to_string())
        .arg("to", to.at.year.to_string())
        .arg("cell", cell)
}
