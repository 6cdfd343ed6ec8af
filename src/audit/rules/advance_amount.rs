//! The advance is not its rate of its base.

use crate::{
    audit::{prelude::*, search},
    model::StatedAmount,
};

pub(super) static RULE: Rule =
    Rule::error("advance-amount", Family::Articles, check).settled_by(Choices::Article);

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let convention = &context.dossier.convention;
    let (Some(advance), Some(expected)) = (&convention.advance, context.figures.advance) else {
        return;
    };
    let (rate, decimals) = (advance.rate.value, convention.step.decimals());
    let of = |base: Amount| base.at(rate).rounded(decimals);
    let supposed = context.supposed(advance.resolved);
    let supposed = supposed.map(|range| of(*range.start())..=of(*range.end()));
    let is_supposed = |amount| supposed.iter().any(|range| range.contains(&amount));
    let is_right = |amount| amount == expected || is_supposed(amount);
    let computed = context.claimed(advance.resolved).unwrap_or_default();
    let claims = |claim| {
        let stated = convention.stated.iter();
        stated.filter(move |stated| stated.meaning == Some(claim))
    };
    for stated in claims(Claim::Advance).filter(|stated| !is_right(stated.drafted.value)) {
        let place = &advance.rate.place;
        let finding = RULE
            .at(&stated.drafted.place)
            .drafted(stated.drafted.value)
            .expected(expected)
            .terms([(Fact::from(rate), place), (computed.into(), place)])
            .arg("article", stated.article.as_str())
            .arg("rate", rate)
            .arg("computed-base", computed);
        // The base as the same article states it, else the first one that does.
        let is_near = |base: &&StatedAmount| base.article == stated.article;
        let base = claims(advance.resolved).find(is_near);
        let base = base.or_else(|| claims(advance.resolved).next());
        let Some(base) = base.map(|base| base.drafted.value) else {
            findings.push(finding.variant("unstated"));
            continue;
        };
        let (unit, is_below) = search::rounding(stated.drafted.value, of(base)).unwrap_or_default();
        let finding = finding
            .variant(if unit.is_zero() { "" } else { "rounded" })
            .arg("base", base)
            .arg("of-base", of(base))
            .arg("unit", unit);
        findings.push(finding.arg("direction", if is_below { "down" } else { "up" }));
    }
}
