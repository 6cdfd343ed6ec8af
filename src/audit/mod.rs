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
mod sums;
mod texts;

pub use page::{page, title};
pub use rule::{Check, Family, Rule};
pub use rules::RULES;
pub use settle::proposal;

use crate::{
    compute::{self, Figures},
    finding::Finding,
    model::Dossier,
};
use draft::Draft;
use rule::Context;

/// Everything that is wrong with the dossier, file by file, in the order of the cells and lines.
pub fn check(dossier: &Dossier, figures: &Figures) -> Vec<Finding> {
    let ruled = compute::by_rules(dossier);
    let context = Context { dossier, ruled: &ruled, figures, draft: Draft::new(dossier, &ruled) };
    let mut findings = dossier.raw.findings.clone();
    for rule in RULES {
        if let Check::Audit(check) = rule.check {
            check(&context, &mut findings);
        }
    }
    settle::settle(&mut findings, &context);
    let mut findings = group::group(findings, &context);
    findings.sort_by(|a, b| (&a.place, a.rule).cmp(&(&b.place, b.rule)));
    findings
}
