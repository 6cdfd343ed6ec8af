//! The advance is not its rate of its base.

use crate::{
    audit::{
        Family, Rule,
        rule::{Context, term},
        search,
    },
    finding::{Choices, Finding, Term},
    model::Claim,
    money::Amount,
    source::Located,
};

pub(super) static RULE: Rule =
    Rule::error("advance-amount", Family::Articles, check).settled_by(Choices::Article);

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let convention = &context.dossier.convention;
    let Some(advance) = &convention.advance else {
        return;
    };
    for stated in convention
        .stated
        .iter()
        .filter(|stated| stated.claim == Some(Claim::Advance))
    {
        let Some(expected) = context.figures.advance else {
            continue;
        };
        let of = |base: Amount| {
            base.at(advance.rate.value)
                .rounded(convention.settings.step.decimals())
        };
        let supposed = context
            .supposed(advance.base)
            .map(|range| of(*range.start())..=of(*range.end()));
        if stated.amount.value == expected
            || supposed.is_some_and(|range| range.contains(&stated.amount.value))
        {
            continue;
        }
        let base = stated_base(context, &stated.article, advance.base);
        let computed = context
            .figures
            .claimed(advance.base, context.dossier.parties())
            .unwrap_or_default();
        let rate = Term {
            value: advance.rate.value.into(),
            place: advance.rate.place.clone(),
        };
        let terms = vec![rate, term(computed, &advance.rate.place)];
        let finding = RULE
            .at(&stated.amount.place)
            .drafted(stated.amount.value)
            .expected(expected)
            .terms(terms);
        let finding = finding
            .arg("article", stated.article.as_str())
            .arg("rate", advance.rate.value);
        let finding = finding.arg("computed-base", computed);
        let Some(base) = base else {
            findings.push(finding.variant("unstated"));
            continue;
        };
        let of_base = of(base.value);
        let (unit, is_below) = search::rounding(stated.amount.value, of_base).unwrap_or_default();
        let variant = if unit.is_zero() { "" } else { "rounded" };
        let finding = finding
            .variant(variant)
            .arg("base", base.value)
            .arg("of-base", of_base)
            .arg("unit", unit)
            .arg("direction", if is_below { "down" } else { "up" });
        findings.push(finding);
    }
}

/// The amount stated for the advance's base: the same article's, else the first one.
fn stated_base<'a>(
    context: &'a Context<'_>,
    article: &str,
    base: Claim,
) -> Option<&'a Located<Amount>> {
    let stated = context
        .dossier
        .convention
        .stated
        .iter()
        .filter(|stated| stated.claim == Some(base));
    let by_article = |stated: &&crate::model::StatedAmount| stated.article == article;
    stated
        .clone()
        .find(by_article)
        .or_else(|| stated.clone().next())
        .map(|stated| &stated.amount)
}
