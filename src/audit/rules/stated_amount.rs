//! An article states another amount than what it claims to be.

use crate::audit::{prelude::*, search};

pub(super) static RULE: Rule =
    Rule::error("stated-amount", Family::Articles, check).settled_by(Choices::Article);

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    for stated in &context.dossier.convention.stated {
        let amount = stated.drafted.value;
        let claim = stated.meaning.filter(|claim| *claim != Claim::Advance);
        let claimed = claim.and_then(|claim| Some((claim, context.claimed(claim)?)));
        let Some((claim, expected)) = claimed else {
            continue;
        };
        if amount == expected || context.is_supposed(claim, amount) {
            continue;
        }
        let finding = context
            .with_claim(RULE.at(&stated.drafted.place), claim)
            .drafted(amount)
            .expected(expected)
            .terms(fiche_terms(context, claim))
            .arg("article", stated.article.as_str())
            .arg("label", stated.label.as_str());
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
