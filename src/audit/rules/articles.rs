//! The amounts that the articles state, and the advance.

use super::article_figures::AMOUNT;
use crate::{
    audit::{prelude::*, search},
    model::StatedAmount,
};

/// The advance is not its rate of its base.
pub(super) static ADVANCE: Rule =
    Rule::error("advance-amount", Family::Articles, advance).settled_by(Choices::Article);

fn advance(context: &Context<'_>, findings: &mut Vec<Finding>) {
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
        let stated = context.stated.iter();
        stated.filter(move |stated| stated.meaning == Some(claim))
    };
    for stated in claims(Claim::Advance).filter(|stated| !is_right(stated.drafted.value)) {
        let place = &advance.rate.place;
        let finding = ADVANCE
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
        let base = base.filter(|base| of(base.drafted.value) != expected);
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

/// An article states another amount than what it claims to be.
pub(super) static STATED: Rule =
    Rule::error("stated-amount", Family::Articles, stated).settled_by(Choices::Article);

fn stated(context: &Context<'_>, findings: &mut Vec<Finding>) {
    for stated in context.stated {
        let amount = stated.drafted.value;
        let claim = stated.meaning.filter(|claim| *claim != Claim::Advance);
        let claimed = claim.and_then(|claim| Some((claim, context.claimed(claim)?)));
        let Some((claim, expected)) = claimed else {
            continue;
        };
        if amount == expected || context.is_supposed(claim, amount) {
            continue;
        }
        let is_typed = context.is_typed(stated);
        let rule = if is_typed { &AMOUNT } else { &STATED };
        let finding = context
            .with_claim(rule.at(&stated.drafted.place), claim)
            .drafted(amount)
            .expected(expected)
            .terms(fiche_terms(context, claim))
            .arg("article", stated.article.as_str())
            .arg("label", stated.label.as_str());
        let finding = if is_typed {
            finding.arg("placeholder", stated.claim.as_str())
        } else {
            finding
        };
        findings.push(match search::explain(context, amount) {
            Some(explanation) => explanation.describe(finding.variant("explained"), context),
            None => finding,
        });
    }
}

/// What each fiche brings to the claim, and the cell that gives it: the funder's rate or amount, or the cost.
fn fiche_terms<'a>(context: &Context<'a>, claim: Claim) -> Vec<(Amount, &'a Place)> {
    let Some((kind, year)) = claim.column() else {
        return Vec::new();
    };
    let funders = &context.dossier.funders;
    let pays = |rule: &&FundingRule| match kind {
        ColumnKind::Funder(id) => rule.funder == id,
        ColumnKind::Hand(id) => funders[rule.funder].is_of_hand(&funders[id]),
        _ => false,
    };
    let term_of = |(index, fiche): (usize, &'a Fiche)| {
        let split = context.figures.fiches[index].of(year);
        let amount = split.part(kind, funders.all());
        let rule = fiche.rules.iter().find(pays);
        let place = rule.map(FundingRule::rate_place);
        let place = place.or_else(|| fiche.lines.first().map(|line| &line.place))?;
        (!amount.is_zero()).then_some((amount, place))
    };
    context.fiches().filter_map(term_of).collect()
}

/// Two articles state different amounts for one thing.
pub(super) static CONFLICT: Rule =
    Rule::error("stated-conflict", Family::Articles, conflicts).settled_by(Choices::Article);

/// One finding an amount that differs from the first one stated for the same thing.
fn conflicts(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let stated = context.stated;
    for (rank, later) in stated.iter().enumerate() {
        let Some(claim) = later.meaning else { continue };
        let mut before = stated[..rank].iter();
        let first = before.find(|earlier| earlier.meaning == Some(claim));
        let Some(first) = first.filter(|first| first.drafted.value != later.drafted.value) else {
            continue;
        };
        // When one of the two is right, the other is listed as wrong, once.
        let is_right =
            |amount| context.claimed(claim) == Some(amount) || context.is_supposed(claim, amount);
        if is_right(first.drafted.value) || is_right(later.drafted.value) {
            continue;
        }
        let finding = context.with_claim(CONFLICT.at(&later.drafted.place), claim);
        let finding = finding
            .drafted(later.drafted.value)
            .terms([(first.drafted.value, &first.drafted.place)])
            .arg("article", later.article.as_str())
            .arg("first", first.article.as_str());
        findings.push(finding.arg("first-amount", first.drafted.value));
    }
}
