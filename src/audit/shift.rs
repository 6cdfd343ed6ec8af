//! A cost in the wrong year: what one year has too much, another one lacks.

use super::{draft::FicheYear, slip::only};
use crate::{finding::Finding, money::Amount, source::Place};

/// A total that is wrong in a year: its cell, what it says and what it should say.
pub(super) struct Wrong<'a> {
    pub(super) at: &'a FicheYear<'a>,
    pub(super) cell: (&'a Place, Amount, Amount),
}

impl Wrong<'_> {
    /// How much more the lines cost than the total says.
    fn excess(&self) -> Amount {
        self.cell.2 - self.cell.1
    }
}

/// What `tell` says of each of the wrong totals of one row; of two that mirror each other, one finding that names the
/// year that the amount belongs to.
pub(super) fn told<'a>(wrong: &[Wrong<'a>], tell: impl Fn(&Wrong<'a>) -> Finding) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut is_told = vec![false; wrong.len()];
    for (rank, one) in wrong.iter().enumerate() {
        if is_told[rank] {
            continue;
        }
        let finding = tell(one);
        let mirrors = |other: &usize| wrong[*other].excess() == -one.excess();
        let other = only((rank + 1..wrong.len()).filter(mirrors));
        findings.push(match other.filter(|_| finding.slip.is_none()) {
            Some(other) => {
                is_told[other] = true;
                shifted(finding, one, &wrong[other])
            }
            None => finding,
        });
    }
    findings
}

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
