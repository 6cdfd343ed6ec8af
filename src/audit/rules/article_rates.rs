//! A rate typed in an article that is not the agreement's: of an advance, or of what somebody pays of the whole cost.

use rust_decimal::Decimal;

use crate::{
    audit::{
        prelude::*,
        said::{has_any, payer},
        tokens::Token,
    },
    model::{FunderId, Payment, PaymentTerms},
};

/// The rate of an advance is that of no payment, or somebody pays another part of the cost than the articles say.
pub(super) static RULE: Rule =
    Rule::warning("article-rate", Family::Articles, rates).settled_by(Choices::Nothing);

/// What makes a rate another one than that of the whole share, as a word or its beginning; « le coût des actions » is all of it.
const OTHER: [&str; 25] = [
    "eligible",
    "subventionnable",
    "retenu",
    "hors",
    "taxe",
    "fiche",
    "axe",
    "action",
    "operation",
    "volet",
    "nature",
    "avance",
    "acompte",
    "solde",
    "versement",
    "maximum",
    "maximal",
    "plafond",
    "limite",
    "plus",
    "minimum",
    "moins",
    "jusqu",
    "depasse",
    "excede",
];

/// The same as whole words: « son budget » is another one than that of the agreement.
const OWN: [&str; 6] = ["son", "sa", "ses", "leur", "leurs", "ht"];

fn rates(context: &Context<'_>, findings: &mut Vec<Finding>) {
    for text in &context.articles.texts {
        for sentence in &text.reading.sentences {
            let tokens = &sentence.tokens;
            let rate = tokens
                .iter()
                .enumerate()
                .filter_map(|(at, token)| match token {
                    Token::Rate(rate) => Some((at, *rate)),
                    _ => None,
                });
            let Some((at, rate)) = only(rate) else {
                continue;
            };
            let finding = RULE.at(&text.place(&text.trimmed(sentence))).drafted(rate);
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
    let is_advance = at >= 2 && has_any(&tokens[at - 2..at - 1], &["avance", "acompte"]);
    if !is_advance || !has_any(&tokens[at - 1..at], &["de"]) {
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
    if payments
        .clone()
        .map(|(_, rate)| rate)
        .chain(advance)
        .any(|known_rate| known_rate == rate)
        || comes_to_a_payment(context, rate)
    {
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
    let figures = context.figures.payments(context.dossier);
    let mut paid = payments
        .zip(&figures)
        .filter_map(|(payment, figure)| Some((payment.payer, figure.as_ref()?.amount)));
    paid.any(|(payer, paid)| {
        let years = context.years().map(|(year, _)| Some(year)).chain([None]);
        let shares = years.filter_map(|year| context.share(payer, year));
        let mut parts = shares.filter_map(|share| paid.decimal().checked_div(share.decimal()));
        parts.any(|part| is_near(part, rate))
    })
}

/// Whether a rate says this part, to as many decimals as are written, rounded or cut off.
fn is_near(part: Decimal, rate: Rate) -> bool {
    let step = Decimal::new(1, rate.fraction().normalize().scale().max(2));
    (part - rate.fraction()).abs() < step
}

/// « La Région finance 70 % du coût total », where it pays another part.
fn shared(context: &Context<'_>, tokens: &[Token], rate: Rate) -> Option<(FunderId, Rate)> {
    let is_cost = has_any(tokens, &["cout", "budget", "depenses", "programme"]);
    let is_whole = has_any(tokens, &["total", "totale", "totales", "global"]);
    let is_dated = tokens
        .iter()
        .any(|token| matches!(token, Token::Year(_) | Token::Fiche));
    let is_other = tokens.iter().any(|token| {
        matches!(token, Token::Word(word) if word != "actions" && OTHER.iter().any(|stem| word.starts_with(stem)))
    });
    let is_other = is_other || has_any(tokens, &OWN);
    if !is_cost || !is_whole || is_dated || is_other || context.dossier.convention.unit.is_some() {
        return None;
    }
    let payer = payer(tokens)?;
    let part = |year: Option<usize>| {
        let share = context.share(payer, year)?.decimal();
        let total = context.claimed(Claim::Total { year })?.decimal();
        share.checked_div(total)
    };
    let years = context.years().map(|(year, _)| Some(year));
    let whole = part(None)?;
    if years
        .chain([None])
        .filter_map(part)
        .any(|part| is_near(part, rate))
    {
        return None;
    }
    let shown = (whole * Decimal::ONE_HUNDRED).round_dp(2);
    Some((payer, Rate::percent(shown)?))
}
