//! The audit: model and computed figures in, findings out.
//!
//! A rule is one small file under `rules/` and one line in its table. No rule reads another's findings:
//! what the draft says is held against the figures once, in `draft`, and one later pass lists consequences
//! under their cause and puts repeated findings of a fiche together.

mod draft;
mod group;
mod page;
mod row;
mod rule;
mod rules;
mod search;
mod settle;
mod slip;
mod spelling;
mod sums;
mod texts;

pub use page::{page, title};
pub use rule::{Family, Rule};
pub use rules::RULES;
pub use settle::proposal;

use std::collections::BTreeSet;

use crate::{
    compute::{Decided, Figures},
    finding::{Finding, Severity},
    model::Dossier,
    purpose::Purpose,
};
use draft::Draft;
use rule::Context;

/// The splits that the parties' decisions give, where a decision settles what was found.
pub fn accepted(dossier: &Dossier, ruled: &Figures, purpose: Purpose) -> Decided {
    if dossier.decisions.is_empty() {
        Decided::new()
    } else {
        audit(dossier, ruled, ruled, purpose).1
    }
}

/// Everything that is wrong with the dossier, file by file, in the order of the cells and lines: `ruled` follows
/// from the rules alone, `figures` from the decisions too.
pub fn check(
    dossier: &Dossier,
    ruled: &Figures,
    figures: &Figures,
    purpose: Purpose,
) -> Vec<Finding> {
    let mut findings = audit(dossier, ruled, figures, purpose).0;
    findings.sort_by(|a, b| (&a.place, a.rule).cmp(&(&b.place, b.rule)));
    findings
}

/// Whether a finding means that a value could not be read: it is reported beside the others, but no document may
/// be made without that value.
pub fn stops_build(finding: &Finding) -> bool {
    finding.severity == Severity::Error
        && Rule::named(finding.rule).is_some_and(|rule| rule.stops_build)
}

/// Once more when a decision keeps what lines or rates say: nothing else may then be supposed of that fiche.
fn audit(
    dossier: &Dossier,
    ruled: &Figures,
    figures: &Figures,
    purpose: Purpose,
) -> (Vec<Finding>, Decided) {
    let pass = |settled| pass(dossier, ruled, figures, purpose, settled);
    let none = BTreeSet::new();
    let (findings, decided) = pass(&none);
    let settled: BTreeSet<usize> = findings
        .iter()
        .filter_map(|finding| settled_input(dossier, finding))
        .collect();
    if settled.is_empty() {
        (findings, decided)
    } else {
        pass(&settled)
    }
}

fn pass(
    dossier: &Dossier,
    ruled: &Figures,
    figures: &Figures,
    purpose: Purpose,
    settled: &BTreeSet<usize>,
) -> (Vec<Finding>, Decided) {
    let context = Context {
        dossier,
        ruled,
        figures,
        purpose,
        draft: Draft::new(dossier, ruled, settled),
    };
    let mut findings = dossier.raw.findings.clone();
    for rule in RULES {
        if let Some(check) = rule.check {
            check(&context, &mut findings);
        }
    }
    let decided = settle::settle(&mut findings, &context);
    (group::group(findings, &context), decided)
}

/// The fiche whose lines or rates a settled finding is about.
fn settled_input(dossier: &Dossier, finding: &Finding) -> Option<usize> {
    let family = Rule::named(finding.rule)?.family;
    let is_input = matches!(family, Family::Lines | Family::Funding) && !finding.is_open();
    finding
        .fiche
        .as_ref()
        .filter(|_| is_input)
        .and_then(|code| dossier.fiche_index(code))
}
