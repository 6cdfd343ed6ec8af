//! What is paid, in what order, and what payers commit in their budgets, held against their shares.

use std::collections::BTreeSet;

use crate::{
    audit::prelude::*,
    compute::Paid,
    model::{Commitment, FunderId, Payment, PaymentTerms},
    source::Period,
};

/// The payments of a payer do not make its share.
pub(super) static SUM: Rule =
    Rule::error("payments-sum", Family::Articles, sums).settled_by(Choices::Nothing);

fn sums(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let paid = context.figures.payments(context.dossier);
    let payments = &context.dossier.convention.payments;
    let payers: BTreeSet<FunderId> = payments.iter().map(|payment| payment.payer).collect();
    for payer in payers {
        let pairs = payments.iter().zip(&paid);
        let of_payer = pairs.filter(|(payment, _)| payment.payer == payer);
        let of_payer = of_payer.map(|(payment, paid)| Some((payment, (*paid)?)));
        let Some(of_payer) = of_payer.collect::<Option<Vec<_>>>() else {
            continue;
        };
        let mut ordered = of_payer.iter();
        if ordered.all(|(payment, _)| balance_before(payments, payment).is_none()) {
            let found = sum(context, payer, &of_payer);
            findings.extend(found.or_else(|| empty(context, payer, &of_payer)));
        }
        findings.extend(advance(context, payer, of_payer[0]));
    }
}

/// One finding a payer: the payment that passes the share, else the first share that is not reached.
fn sum(context: &Context<'_>, payer: FunderId, payments: &[(&Payment, Paid)]) -> Option<Finding> {
    let share = |year| context.share(payer, year);
    let of = |year: Option<usize>| {
        let payments = payments.iter();
        payments.filter(move |(payment, _)| year.is_none() || payment.share_year() == year)
    };
    let owed = |year| -> Amount { of(year).map(|(_, paid)| paid.right).sum() };
    let whole = share(None)?;
    let years = payments.iter().map(|(payment, _)| payment.share_year());
    let years: BTreeSet<Option<usize>> = years.collect();
    let is_closed = |year: &&Option<usize>| {
        year.is_some() && of(**year).any(|(payment, _)| payment.is_balance())
    };
    for year in years.iter().filter(is_closed).copied().chain([None]) {
        let expected = share(year)?;
        let mut sum = Amount::ZERO;
        for (payment, paid) in of(year) {
            sum += paid.right;
            if sum > expected && !context.is_supposed(claim(payer, year), sum) {
                let finding = SUM.at(&payment.place).variant("over");
                let finding = finding.arg("payment", payment.label.as_str());
                return Some(described(context, finding, payer, year, (sum, expected)));
            }
        }
    }
    // Such a balance takes what is left of the whole.
    let is_rest =
        |(payment, _): &(&Payment, Paid)| payment.is_balance() && payment.share_year().is_none();
    if payments.iter().any(is_rest) || owed(None) == whole {
        return None;
    }
    // Payments that are all tied to years may leave out the others.
    let are_tied = !years.contains(&None);
    let short = if are_tied {
        years.clone()
    } else {
        BTreeSet::from([None])
    };
    for year in short {
        let (sum, expected) = (owed(year), share(year)?);
        if sum != expected && !context.is_supposed(claim(payer, year), sum) {
            let (last, _) = of(year).next_back()?;
            let finding = SUM.at(&last.place);
            return Some(described(context, finding, payer, year, (sum, expected)));
        }
    }
    let (last, _) = payments.last().filter(|_| are_tied)?;
    uncovered(context, payer, &years, &last.place)
}

/// A balance that nothing is left for.
fn empty(context: &Context<'_>, payer: FunderId, payments: &[(&Payment, Paid)]) -> Option<Finding> {
    let is_empty = |(payment, paid): &&(&Payment, Paid)| {
        let share = context.share(payer, payment.share_year());
        let is_due = share.is_some_and(|share| !share.is_zero());
        payment.is_balance() && paid.amount.is_zero() && is_due
    };
    let (payment, _) = payments.iter().find(is_empty)?;
    let finding = SUM.at(&payment.place).variant("nothing");
    let finding = finding.severity(Severity::Warning);
    let finding = finding.arg("payment", payment.label.as_str());
    Some(finding.arg("who", context.funder(payer)))
}

/// The years whose share is in no payment, where all payments are tied to years.
fn uncovered(
    context: &Context<'_>,
    payer: FunderId,
    paid: &BTreeSet<Option<usize>>,
    place: &Place,
) -> Option<Finding> {
    let left = context
        .years()
        .filter(|(year, _)| !paid.contains(&Some(*year)));
    let left = left.filter_map(|(year, period)| Some((period, context.share(payer, Some(year))?)));
    let left: Vec<(&Period, Amount)> = left.filter(|(_, share)| !share.is_zero()).collect();
    let sum: Amount = left.iter().map(|(_, share)| *share).sum();
    let finding = SUM.at(place).variant("years").severity(Severity::Warning);
    let finding = finding.drafted(sum).arg("who", context.funder(payer));
    let years = list(left.iter().map(|(period, _)| period));
    (!left.is_empty()).then(|| finding.arg("years", years))
}

fn claim(funder: FunderId, year: Option<usize>) -> Claim {
    Claim::Share { funder, year }
}

fn described(
    context: &Context<'_>,
    finding: Finding,
    payer: FunderId,
    year: Option<usize>,
    (sum, expected): (Amount, Amount),
) -> Finding {
    // What rates give is exact; cents are enough to see it.
    let gap = expected - sum;
    let shown = Some(sum.rounded(2)).filter(|shown| *shown != expected);
    let gap = if shown.is_some() { gap.rounded(2) } else { gap };
    finding
        .drafted(shown.unwrap_or(sum))
        .expected(expected)
        .arg("who", context.funder(payer))
        .arg("when", context.when(year))
        .arg("gap", gap.abs())
}

/// The finding about a first payment that is not the advance of its payer.
fn advance(
    context: &Context<'_>,
    payer: FunderId,
    (first, paid): (&Payment, Paid),
) -> Option<Finding> {
    let advance = context.dossier.convention.advance.as_ref()?;
    let amount = context.figures.advance?;
    let Claim::Share { funder, .. } = advance.resolved else {
        return None;
    };
    let finding = SUM.at(&first.place).variant("advance");
    let finding = finding.drafted(paid.amount).expected(amount);
    let finding = finding.arg("payment", first.label.as_str());
    (funder == payer && paid.amount != amount).then(|| finding.arg("who", context.funder(payer)))
}

/// Payments that do not follow one another in order, or by their dates.
pub(super) static ORDER: Rule =
    Rule::error("payment-order", Family::Articles, order).settled_by(Choices::Nothing);

fn order(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let payments = &context.dossier.convention.payments;
    for (rank, payment) in payments.iter().enumerate() {
        let finding = |place: &Place| ORDER.at(place).arg("payment", payment.label.as_str());
        if let Some(balance) = balance_before(payments, payment) {
            let finding = finding(&payment.place).variant("balance");
            findings.push(finding.arg("balance", balance.label.as_str()));
        }
        if let PaymentTerms::Rate { base, resolved, .. } = &payment.terms
            && let Some((_, Some(of))) = resolved.column()
            && let Some(year) = payment.year
            && year != of
        {
            let finding = finding(&base.place).variant("base");
            let finding = finding.severity(Severity::Warning);
            let finding = finding.arg("when", context.when(Some(year)));
            findings.push(finding.arg("base-year", context.when(Some(of))));
        }
        let Some(due) = &payment.due else { continue };
        let finding = || {
            let finding = finding(&due.place).severity(Severity::Warning);
            finding.arg("due", due.as_str())
        };
        let mut before = payments[..rank].iter();
        let later = before.find_map(|before| {
            let other = before.due.as_ref()?;
            let is_later = other.value > due.value && before.payer == payment.payer;
            is_later.then_some((before, other))
        });
        if let Some((before, other)) = later {
            let finding = finding().variant("dates");
            let finding = finding.arg("before", before.label.as_str());
            findings.push(finding.arg("before-due", other.as_str()));
        }
        let years = context.dossier.years();
        let ends = [years.first(), years.last()].map(|period| period?.year());
        if let [Some(first), Some(last)] = ends
            && let Some(due) = payment.due_year()
            && payment.share_year().is_none()
            && !(first - 1..=last + 3).contains(&due)
        {
            let finding = finding().variant("far");
            findings.push(finding.arg("years", list(years)));
        }
        if let Some(year) = payment.missed_year(years) {
            let finding = finding().variant("year");
            findings.push(finding.arg("when", year.to_string()));
        }
    }
}

/// The balance that stands before a payment of the same share.
fn balance_before<'a>(payments: &'a [Payment], payment: &Payment) -> Option<&'a Payment> {
    let before = payments.iter();
    let mut before = before.take_while(|earlier| earlier.place != payment.place);
    before.find(|earlier| {
        let (balance, year) = (earlier.share_year(), payment.share_year());
        earlier.is_balance()
            && earlier.payer == payment.payer
            && (balance.is_none() || balance == year)
    })
}

/// What may be paid each year is not what is committed.
pub(super) static COMMITTED_SUM: Rule =
    Rule::error("commitment-sum", Family::Articles, committed_sum).settled_by(Choices::Nothing);

fn committed_sum(context: &Context<'_>, findings: &mut Vec<Finding>) {
    for commitment in &context.dossier.convention.commitments {
        let who = context.funder(commitment.payer);
        let credits = commitment.years.iter();
        let credits = credits.map(|(_, credit)| (credit.value, &credit.place));
        let sum: Amount = credits.clone().map(|(credit, _)| credit).sum();
        let has_credits = !commitment.years.is_empty();
        let total = commitment.total.as_ref();
        let total = total.map(|total| (total.value, &total.place));
        let stated = total.or_else(|| has_credits.then_some((sum, &commitment.place)));
        if let (Some((stated, place)), Some(share)) =
            (stated, context.share(commitment.payer, None))
            && stated > share
            && !context.is_supposed(claim(commitment.payer, None), stated)
        {
            let finding = COMMITTED_SUM.at(place).variant("over");
            let finding = finding.severity(Severity::Warning).drafted(stated);
            let finding = finding.expected(share).arg("gap", stated - share);
            findings.push(finding.arg("who", who));
        }
        if let Some((total, place)) = total
            && has_credits
            && sum != total
        {
            let finding = COMMITTED_SUM.at(place).drafted(sum).expected(total);
            let finding = finding.drafted_terms(credits).arg("who", who);
            findings.push(finding.arg("gap", (sum - total).abs()));
        }
    }
}

/// What is committed, or may be paid in a year, does not cover what is to be paid.
pub(super) static COMMITTED_SHORT: Rule =
    Rule::error("commitment-short", Family::Articles, committed_short).settled_by(Choices::Nothing);

fn committed_short(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let paid = context.figures.payments(context.dossier);
    let convention = &context.dossier.convention;
    // What was paid in a closed year is no longer to be paid.
    let closed = convention
        .amendment
        .iter()
        .flat_map(|amendment| &amendment.closed);
    let closed: Vec<&Period> = closed.collect();
    for commitment in &convention.commitments {
        let finding = |place: &Place, drafted: Amount, expected: Amount| {
            let finding = COMMITTED_SHORT.at(place).drafted(drafted);
            let finding = finding.expected(expected);
            let finding = finding.arg("who", context.funder(commitment.payer));
            finding.arg("gap", expected - drafted)
        };
        let share = context.share(commitment.payer, None);
        if let (Some(total), Some(share)) = (&commitment.total, share) {
            let is_supposed = context.is_supposed(claim(commitment.payer, None), total.value);
            if total.value < share && !is_supposed {
                findings.push(finding(&total.place, total.value, share));
            }
        }
        for (period, due) in due(context, commitment, &paid) {
            let credit = commitment.years.iter().find(|(year, _)| *year == period);
            let drafted = credit.map_or(Amount::ZERO, |(_, credit)| credit.value);
            let place = credit.map_or(&commitment.place, |(_, credit)| &credit.place);
            if drafted < due && !closed.contains(&&period) {
                let finding = finding(place, drafted, due).variant("year");
                findings.push(finding.year(&period));
            }
        }
    }
}

/// What is to be paid in each year, as far as that is known; nothing, where no credits are given.
fn due(
    context: &Context<'_>,
    commitment: &Commitment,
    paid: &[Option<Paid>],
) -> Vec<(Period, Amount)> {
    let convention = &context.dossier.convention;
    let mut sums: Vec<(Period, Amount)> = Vec::new();
    if commitment.years.is_empty() {
        return sums;
    }
    for (payment, paid) in convention.payments.iter().zip(paid) {
        if let Some(period) = payment.paid_in(&convention.years)
            && let Some(paid) = paid
            && payment.payer == commitment.payer
        {
            match sums.iter_mut().find(|(known, _)| *known == period) {
                Some((_, sum)) => *sum += paid.amount,
                None => sums.push((period, paid.amount)),
            }
        }
    }
    sums
}
