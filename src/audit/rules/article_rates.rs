//! A rate typed in an article that is not the agreement's: of an advance, or of what somebody pays of the whole cost.

use rust_decimal::Decimal;

use crate::{
    audit::{
        prelude::*,
        statement::payer,
        tokens::{Token, has_any, word_at},
    },
    model::{FunderId, Payment, PaymentTerms},
    source::is_word_of,
};

/// The rate of an advance is that of no payment, or somebody pays another part of the cost than the article states.
pub(super) static RULE: Rule =
    Rule::warning("article-rate", Family::Articles, rates).settled_by(Choices::Nothing);

/// How words begin that make a rate another one than that of the whole share; « le coût des actions » is all of it.
const OTHER: &str = "eligible subventionnable retenu hors taxe fiche axe action operation volet nature avance acompte \
    solde versement maximum maximal plafond limite plus minimum moins jusqu depasse excede";

/// The same as whole words: « son budget » is another one than that of the agreement.
const OTHER_BUDGET: &str = "son sa ses leur leurs ht";

fn rates(context: &Context<'_>, findings: &mut Vec<Finding>) {
    for text in context.articles {
        for sentence in &text.reading.sentences {
            let tokens = &sentence.tokens;
            let rates = tokens.iter().enumerate();
            let rates = rates.filter_map(|(at, token)| match token {
                Token::Rate(rate) => Some((at, *rate)),
                _ => None,
            });
            let Some((at, rate)) = only(rates) else {
                continue;
            };
            let finding = RULE.at(&text.place_of(sentence)).drafted(rate);
            let finding = finding.arg("article", text.name.as_str());
            if let Some((label, expected)) = paid(context, tokens, at, rate) {
                let finding = finding.variant("payment").expected(expected);
                findings.push(finding.arg("label", label));
            } else if let Some((payer, expected)) = shared(context, tokens, rate) {
                let finding = finding.expected(expected);
                findings.push(finding.arg("who", context.funder(payer)));
            }
        }
    }
}

/// « Une avance de 40 % », where payments are called so and none has that rate: what the only one has.
fn paid<'a>(
    context: &Context<'a>,
    tokens: &[Token],
    at: usize,
    rate: Rate,
) -> Option<(&'a str, Rate)> {
    let noun = word_at(tokens, at.wrapping_sub(2));
    if !is_word_of("avance acompte", noun) || word_at(tokens, at.wrapping_sub(1)) != "de" {
        return None;
    }
    let convention = &context.dossier.convention;
    let payer = payer(tokens);
    let is_of_payer = |payment: &&Payment| payer.is_none_or(|payer| payer == payment.payer);
    let payments = convention.payments.iter().filter(is_of_payer);
    let mut payments = payments.filter_map(|payment| match &payment.terms {
        PaymentTerms::Rate { rate, .. } => Some((payment.label.as_str(), rate.value)),
        _ => None,
    });
    let advance = convention.advance.iter().map(|advance| advance.rate.value);
    let mut known_rates = payments.clone().map(|(_, rate)| rate).chain(advance);
    if known_rates.any(|known_rate| known_rate == rate) || comes_to_a_payment(context, rate) {
        return None;
    }
    let is_called = |(label, _): &(&str, Rate)| {
        let label = fold(label);
        label.contains("avance") || label.contains("acompte")
    };
    // An advance comes first: « avance, acompte 2028, acompte 2029 ».
    payments.find(is_called)
}

/// Whether a payment is that rate of some share of its payer: 20 % of the whole may be 60 % of the first year.
fn comes_to_a_payment(context: &Context<'_>, rate: Rate) -> bool {
    let payments = context.dossier.convention.payments.iter();
    let paid = context.figures.payments(context.dossier);
    payments.zip(&paid).any(|(payment, paid)| {
        let Some(paid) = paid else { return false };
        let years = context.years().map(|(year, _)| Some(year)).chain([None]);
        let shares = years.filter_map(|year| context.share(payment.payer, year));
        let mut parts =
            shares.filter_map(|share| paid.amount.decimal().checked_div(share.decimal()));
        parts.any(|part| is_near(part, rate))
    })
}

/// Whether a rate is this part, to as many decimals as are written, rounded or cut off.
fn is_near(part: Decimal, rate: Rate) -> bool {
    let step = Decimal::new(1, rate.fraction().normalize().scale().max(2));
    (part - rate.fraction()).abs() < step
}

/// « La Région finance 70 % du coût total », where it pays another part.
fn shared(context: &Context<'_>, tokens: &[Token], rate: Rate) -> Option<(FunderId, Rate)> {
    let is_whole_cost = has_any(tokens, "cout budget depenses programme")
        && has_any(tokens, "total totale totales global");
    let is_other = |token: &Token| {
        matches!(token, Token::Year(_) | Token::Fiche)
            || token.begins_with(OTHER) && !token.is_any_of("actions")
            || token.is_any_of(OTHER_BUDGET)
    };
    let has_money = context.dossier.convention.unit.is_none();
    if !is_whole_cost || !has_money || tokens.iter().any(is_other) {
        return None;
    }
    let payer = payer(tokens)?;
    let part = |year: Option<usize>| {
        let share = context.share(payer, year)?.decimal();
        let total = context.claimed(Claim::Total { year })?.decimal();
        share.checked_div(total)
    };
    let whole = part(None)?;
    let years = context.years().map(|(year, _)| Some(year)).chain([None]);
    if years.filter_map(part).any(|part| is_near(part, rate)) {
        return None;
    }
    let shown = (whole * Decimal::ONE_HUNDRED).round_dp(2);
    Some((payer, Rate::percent(shown)?))
}
