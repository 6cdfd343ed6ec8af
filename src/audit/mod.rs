//! The audit: a dossier in, figures and findings out.
//!
//! Rules that are alike share a file under `rules/`; each is one line in its table. No rule reads another's findings:
//! the draft is held against the figures once, in `draft`, and one later pass lists consequences
//! under their cause and puts repeated findings of a fiche together.

mod articles;
mod budget;
mod context;
mod draft;
mod group;
mod names;
mod prelude;
mod row;
mod rule;
mod rules;
mod search;
mod sentence;
mod settle;
mod slip;
mod statement;
mod sums;
mod tables;
mod targets;
mod texts;
mod tokens;

pub(crate) use articles::stated;
pub use rule::Family;
pub(crate) use rule::Rule;
pub use rules::RULES;
pub(crate) use rules::{rule_named, stops_build};
pub(crate) use settle::{entry, held_against, proposal};
pub(crate) use sums::take_as_printed;

use std::collections::BTreeSet;

use crate::{
    compute::{self, Decided, Figures},
    finding::{Finding, Severity},
    model::Dossier,
    purpose::Purpose,
};
use articles::ArticleText;
use budget::BudgetSums;
use context::Context;

/// Every figure, with what the parties decided, and everything that is wrong, file by file, in the order of the
/// cells and lines. A decision counts only where it settles what was found.
pub(crate) fn audit(dossier: &Dossier, purpose: Purpose) -> (Figures, Vec<Finding>) {
    let ruled = compute::by_rules(dossier);
    let articles = articles::read(dossier);
    let decided = match dossier.decisions[..] {
        [] => Decided::new(),
        _ => passes(dossier, &articles, [&ruled, &ruled], purpose).1,
    };
    let figures = compute::decided(dossier, &ruled, &decided);
    let (mut findings, _) = passes(dossier, &articles, [&ruled, &figures], purpose);
    findings.sort_by(|a, b| (&a.place, a.rule).cmp(&(&b.place, b.rule)));
    for finding in &mut findings {
        finding.unit.clone_from(&dossier.convention.unit);
    }
    (figures, findings)
}

/// Runs every rule; once more where a decision takes lines or rates as drafted, as nothing may be supposed of that fiche
/// then.
fn passes(
    dossier: &Dossier,
    articles: &[ArticleText<'_>],
    [ruled, figures]: [&Figures; 2],
    purpose: Purpose,
) -> (Vec<Finding>, Decided) {
    let doubts = names::doubts(dossier);
    let budget = BudgetSums::of(dossier, figures);
    let stated = articles::stated_in(articles, dossier, &budget);
    let pass = |settled: &BTreeSet<usize>| {
        let context = Context {
            dossier,
            ruled,
            figures,
            purpose,
            fiche_years: draft::fiche_years(dossier, ruled, &doubts, settled),
            doubts: &doubts,
            sums: sums::all(dossier, figures),
            articles,
            budget: &budget,
            stated: &stated,
        };
        let mut findings = dossier.findings.clone();
        for check in RULES.iter().filter_map(|rule| rule.check) {
            check(&context, &mut findings);
        }
        let decided = settle::settle(&mut findings, &context);
        (group::group(findings, &context), decided)
    };
    let (findings, decided) = pass(&BTreeSet::new());
    let is_settled = |finding: &&Finding| !finding.is_open() && finding.severity == Severity::Error;
    let settled = findings.iter().filter(is_settled);
    let settled = settled.filter_map(|finding| {
        let family = rule_named(finding.rule)?.family;
        let is_input = matches!(family, Family::Lines | Family::Funding);
        dossier.fiche_index(finding.fiche.as_ref().filter(|_| is_input)?)
    });
    match settled.collect::<BTreeSet<usize>>() {
        settled if settled.is_empty() => (findings, decided),
        settled => pass(&settled),
    }
}
