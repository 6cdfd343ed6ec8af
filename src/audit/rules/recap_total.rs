//! A row's total is not the fiche's cost.

use crate::audit::{prelude::*, row::WrongRow};

pub(super) static RULE: Rule =
    Rule::error("recap-total", Family::Recap, check).settled_by(Choices::Recap);

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let wrong = context.wrong_rows().filter(|(_, row)| row.wrong_total);
    let wrong: Vec<Wrong<'_>> = wrong.filter_map(Wrong::new).collect();
    let mut told = vec![false; wrong.len()];
    for (rank, one) in wrong.iter().enumerate() {
        if told[rank] {
            continue;
        }
        let slip = slip::of_keys(one.cell.1, one.cell.2);
        let finding = RULE.cell(one.at, one.cell).terms(one.at.cost_terms());
        // What one year has too much, another one lacks: the fiche's cost stands in the wrong year.
        let mirrored = (rank + 1..wrong.len()).filter(|other| wrong[*other].mirrors(one));
        findings.push(match only(mirrored) {
            Some(other) if slip.is_none() => {
                told[other] = true;
                shifted(finding, one, &wrong[other])
            }
            _ => finding.slip(slip),
        });
    }
}

/// A wrong total: its cell, what it says and what it should say.
struct Wrong<'a> {
    at: &'a FicheYear<'a>,
    cell: (&'a Place, Amount, Amount),
}

impl<'a> Wrong<'a> {
    fn new((at, row): (&'a FicheYear<'a>, &'a WrongRow<'a>)) -> Option<Self> {
        let cell = row.cell(ColumnKind::Total)?;
        Some(Self { at, cell })
    }

    /// How much more the fiche costs than the recap says.
    fn excess(&self) -> Amount {
        self.cell.2 - self.cell.1
    }

    fn mirrors(&self, other: &Self) -> bool {
        self.at.index == other.at.index && self.excess() == -other.excess()
    }
}

/// One finding for both years, that says which of them the amount belongs to by the recap.
fn shifted(finding: Finding, one: &Wrong<'_>, other: &Wrong<'_>) -> Finding {
    let (from, to) = if one.excess().is_negative() {
        (other, one)
    } else {
        (one, other)
    };
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
