//! The figures and codes that articles state, against the budget and the fiches.

use std::collections::BTreeSet;

use crate::{
    audit::{articles, prelude::*, search, statement::Statement},
    model::{Payment, PaymentTerms},
    money::{Written, amounts_in},
    read::nearest,
};

/// An amount typed in an article is none of the budget's, or another than its sentence claims.
pub(super) static AMOUNT: Rule =
    Rule::error("article-amount", Family::Articles, amounts).settled_by(Choices::Article);

/// Amounts under this are fees and prices.
const LEAST: i32 = 100;

/// Looks at the amounts that make no plain claim: `stated-amount` holds the others against theirs.
fn amounts(context: &Context<'_>, findings: &mut Vec<Finding>) {
    if context.dossier.convention.unit.is_some() || !context.budget.are_known {
        return;
    }
    let mut reported = BTreeSet::new();
    for typed in articles::typed(context.articles) {
        let (amount, statement) = (typed.amount(), typed.statement);
        let is_known = || context.stated.iter().any(|stated| typed.is(stated));
        let is_small = amount < Amount::whole(LEAST);
        if is_small || statement.is_aside || typed.written.is_at_odds() || is_known() {
            continue;
        }
        // What plainly is a payment is no other sum that it happens to be.
        let payment = payment(context, statement);
        let is_right = match payment {
            Some((_, expected)) => typed.written.stands_for(expected),
            None => context
                .budget
                .contains((typed.written, statement), context.dossier),
        };
        // Repeated in the same article, it is the same slip.
        if is_right || !reported.insert((&typed.text.name, amount)) {
            continue;
        }
        let finding = AMOUNT.at(&typed.place()).drafted(amount);
        let finding = finding.arg("article", typed.text.name.as_str());
        if let Some((rank, expected)) = payment {
            let label = context.dossier.convention.payments[rank].label.as_str();
            let finding = finding.variant("payment").expected(expected);
            let finding = finding.arg("label", label);
            findings.push(finding.arg("placeholder", format!("versement:{}", rank + 1)));
            continue;
        }
        let plain = search::explain(context, amount).filter(search::Explanation::is_plain);
        // « 12 M€ », where all of it costs less: what somebody spends elsewhere.
        let total = context.figures.total.all.total;
        let is_beyond = typed.written.step >= Amount::whole(100_000) && amount > total;
        let is_numbered = typed.text.article.number.is_some();
        if let Some(plain) = plain {
            findings.push(plain.describe(finding.variant("drafted"), context));
        } else if statement.is_money && is_numbered && !is_beyond {
            findings.push(finding.variant("unknown").severity(Severity::Warning));
        }
    }
}

/// The payment that a sentence plainly is about, by its rank, and what it comes to: the only one of its rate, the only
/// one that is called an advance as well, or the only balance.
fn payment(context: &Context<'_>, statement: &Statement) -> Option<(usize, Amount)> {
    if statement.is_of_fiche || statement.is_yearly {
        return None;
    }
    let convention = &context.dossier.convention;
    let payments = &convention.payments;
    let (years, rates) = (&statement.years, &statement.rates);
    // « Le deuxième versement », where one payer has payments.
    if let Some(rank) = statement.rank {
        let payers: BTreeSet<_> = payments.iter().map(|payment| payment.payer).collect();
        let is_plain = payers.len() == 1 && years.is_empty() && rates.is_empty();
        let paid = context.figures.payments(context.dossier);
        let due = paid.get(rank - 1).copied().flatten();
        return due.filter(|_| is_plain).map(|due| (rank - 1, due.amount));
    }
    let is_instalment = statement.is_advance || statement.is_instalment && !rates.is_empty();
    if !is_instalment && !statement.is_balance {
        return None;
    }
    let is_of_year = |payment: &Payment| {
        let paid = payment.paid_in(&convention.years);
        let tied = payment.share_year().map(|rank| &convention.years[rank]);
        let mut of = [paid.as_ref(), tied].into_iter().flatten();
        years.is_empty()
            || years.len() == 1
                && of.any(|period| period.year().is_some_and(|year| years.contains(&year)))
    };
    // « L’acompte 2028 »: the one that is called so, by all its words.
    let labels = payments.iter().map(|payment| payment.label.as_str());
    let labels = labels.filter(|label| statement.names(label));
    let called = labels.max_by_key(|label| label.len());
    let is_of = |(_, payment): &(usize, &Payment)| {
        let label = fold(&payment.label);
        let is_advance = label.contains("acompte") || label.contains("avance");
        let is_payer = statement.payer.is_none_or(|payer| payer == payment.payer);
        is_payer
            && is_of_year(payment)
            && match &payment.terms {
                _ if statement.is_balance => payment.is_balance(),
                _ if called.is_some() => called == Some(payment.label.as_str()),
                PaymentTerms::Rate { rate, .. } if !rates.is_empty() => *rates == [rate.value],
                _ => rates.is_empty() && is_advance,
            }
    };
    let (rank, _) = only(payments.iter().enumerate().filter(is_of))?;
    let paid = context.figures.payments(context.dossier);
    Some((rank, paid.get(rank)?.as_ref()?.amount))
}

/// An amount in figures is followed by another one in words.
pub(super) static WORDS: Rule =
    Rule::error("article-words", Family::Articles, words).settled_by(Choices::Nothing);

fn words(context: &Context<'_>, findings: &mut Vec<Finding>) {
    for (fiche, prose) in context.dossier.proses() {
        let text = prose.text.get(prose.body.clone()).unwrap_or_default();
        for written in amounts_in(text).into_iter().filter(Written::is_at_odds) {
            let (Some(figures), Some(words)) = (written.figures, written.words) else {
                continue;
            };
            let start = prose.body.start;
            let range = start + written.range.start..start + written.range.end;
            let place = Place::in_text(&prose.file, &prose.text, range);
            let mut finding = WORDS.at(&place).drafted(figures).expected(words);
            finding.fiche = fiche.map(|fiche| fiche.code.value.clone());
            let finding = finding.arg("in-words", words.in_words());
            findings.push(finding.arg("figures-in-words", figures.in_words()));
        }
    }
}

/// An article cites a fiche that does not exist, or the articles cite most fiches and leave out others.
pub(super) static FICHE: Rule =
    Rule::error("article-fiche", Family::Articles, fiches).settled_by(Choices::Nothing);

fn fiches(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let fiches = &context.dossier.fiches;
    let mut cited: BTreeSet<usize> = BTreeSet::new();
    let mut first_place = None;
    for text in context.articles {
        let mut previous = None;
        for citation in &text.reading.citations {
            let rank = fiches
                .iter()
                .position(|fiche| fiche.code.value == citation.code);
            let group = context.fiches();
            let group = group.filter(|(_, fiche)| fiche.code.begins_with(&citation.code));
            let named: BTreeSet<usize> = group.map(|(rank, _)| rank).chain(rank).collect();
            if let (true, Some(first), Some(last)) = (citation.ends_range, previous, rank) {
                cited.extend(first..=last);
            }
            previous = rank;
            let place = text.place(&citation.range);
            if named.is_empty() && citation.is_named {
                let codes = fiches.iter().map(|fiche| fiche.code.spelling());
                let near = nearest(citation.code.spelling(), codes).unwrap_or("none");
                let finding = FICHE.at(&place).drafted(&citation.code);
                let finding = finding.arg("article", text.name.as_str());
                findings.push(finding.arg("nearest", near));
            } else if !named.is_empty() {
                first_place.get_or_insert(place);
                cited.extend(named);
            }
        }
    }
    let left_out = context.fiches().filter(|(rank, _)| !cited.contains(rank));
    let left_out: Vec<&Code> = left_out.map(|(_, fiche)| &fiche.code.value).collect();
    if let Some(place) = first_place
        && cited.len() * 2 > fiches.len()
        && !left_out.is_empty()
    {
        let finding = FICHE.at(&place).variant("uncited").severity(Severity::Info);
        let finding = finding
            .arg("count", left_out.len())
            .arg("cited", cited.len());
        findings.push(finding.arg("fiches", list(left_out)));
    }
}
