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
pub use rule::{Check, Family, Rule};
pub use rules::RULES;
pub use settle::proposal;

use crate::{
    compute::{Decided, Figures},
    finding::Finding,
    model::Dossier,
};
use draft::Draft;
use rule::Context;

/// The splits that the parties' decisions give, where a decision settles what was found.
pub fn accepted(dossier: &Dossier, ruled: &Figures) -> Decided {
    if dossier.decisions.is_empty() {
        return Decided::new();
    }
    let context = Context { dossier, ruled, figures: ruled, draft: Draft::new(dossier, ruled) };
    settle::settle(&mut run(&context), &context)
}

/// Everything that is wrong with the dossier, file by file, in the order of the cells and lines: `ruled` follows
/// from the rules alone, `figures` from the decisions too.
pub fn check(dossier: &Dossier, ruled: &Figures, figures: &Figures) -> Vec<Finding> {
    let context = Context { dossier, ruled, figures, draft: Draft::new(dossier, ruled) };
    let mut findings = run(&context);
    settle::settle(&mut findings, &context);
    let mut findings = group::group(findings, &context);
    findings.sort_by(|a, b| (&a.place, a.rule).cmp(&(&b.place, b.rule)));
    findings
}

fn run(context: &Context<'_>) -> Vec<Finding> {
    let mut findings = context.dossier.raw.findings.clone();
    for rule in RULES {
        if let Check::Audit(check) = rule.check {
            check(context, &mut findings);
        }
    }
    findings
}
