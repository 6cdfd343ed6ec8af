//! Notes on a finding's figures: drafted, expected, and the cells behind them, in words. Figures that make a sum are
//! written as one: `70 % (D13) × 13 200 € (H19) + 5 € (H20)`.

use rust_decimal::Decimal;

use crate::{
    finding::{Fact, Finding, Term, place_in_words},
    locale::{Locale, args},
    source::{Place, join},
};

/// How many consequences or terms of a sum are listed at a terminal; the rest is only counted.
pub(super) const MOST_LISTED: usize = 8;

/// The first `most` items, and the rest.
pub(super) fn listed<T>(all: &[T], most: usize) -> (&[T], &[T]) {
    all.split_at(most.min(all.len()))
}

/// Notes on the drafted figure, the expected one and the sum behind it: the id of a label and a text each. No more than
/// `most` terms are listed.
pub(super) fn figures(
    finding: &Finding,
    locale: &Locale,
    most: usize,
) -> Vec<(&'static str, String)> {
    let overruled = finding.settlement.as_ref();
    let overruled = overruled.filter(|_| finding.is_overruled());
    let decided = overruled.map(|settlement| ("note-kept", settlement.kept(locale)));
    let Some(expected) = &finding.expected else {
        return decided.into_iter().collect();
    };
    let mut notes = Vec::new();
    let written = |terms: &[Term], is_sum: bool| {
        // If only one term is left out, listing it takes no more space than counting it.
        let most = if terms.len() == most.saturating_add(1) {
            terms.len()
        } else {
            most
        };
        let more = |count: usize| {
            let text = || locale.text("more-terms", &args! { count: count });
            (count > 0).then(text)
        };
        let (mut shown, mut left_out) = (Vec::new(), 0);
        let mut room = most;
        for group in terms.chunk_by(|_, next| is_sum && factor(next).is_none()) {
            if room == 0 {
                left_out += group.len();
                continue;
            }
            // A rate and what it applies to are not separated.
            let (first, rest) = listed(group, room);
            shown.push(product(first, more(rest.len()), finding, locale));
            room -= first.len();
        }
        shown.extend(more(left_out));
        join(shown, if is_sum { " + " } else { ", " })
    };
    if let Some(drafted) = &finding.drafted {
        let terms = written(&finding.drafted_terms, true);
        let equals = if terms.is_empty() { "" } else { " = " };
        let text = format!("{}{equals}{terms}", finding.shown(drafted));
        notes.push(("note-drafted", text));
    }
    if let Some(decided) = decided {
        notes.push(decided);
        return notes;
    }
    // A settled finding without an overruled figure: the expected figure was decided to be right.
    let label = match finding.settlement {
        None => "note-expected",
        Some(_) => "note-kept",
    };
    let gap = gap(&finding.terms, expected);
    let (shown, is_sum) = (finding.shown(expected), gap.is_some());
    let mut terms = written(&finding.terms, is_sum);
    // Without this, a rounded share would look like a wrong sum.
    if gap.is_some_and(|gap| !gap.is_zero()) {
        terms = format!("{terms}, {}", rounding(finding, locale));
    }
    match finding.terms.len() {
        0 => notes.push((label, shown)),
        // A single term is no sum: it shows where the expected figure is.
        1 if is_sum => notes.push((label, terms)),
        _ if is_sum => notes.push((label, format!("{shown} = {terms}"))),
        _ => notes.extend([(label, shown), ("note-basis", terms)]),
    }
    notes
}

/// A cell without its file; any other place in words.
pub(super) fn beside(place: &Place, locale: &Locale) -> String {
    match place.cell() {
        Some(_) => place.within_file(),
        None => place_in_words(place, locale),
    }
}

/// A figure and its place, without the sheet if the finding is in the same one.
fn figure(term: &Term, finding: &Finding, locale: &Locale) -> String {
    let place = match (term.place.cell(), finding.place.cell()) {
        (Some((sheet, cell)), Some((finding_sheet, _))) if sheet == finding_sheet => {
            cell.to_string()
        }
        _ => beside(&term.place, locale),
    };
    let place = place.replace(' ', "\u{a0}");
    format!("{}\u{a0}({place})", finding.shown(&term.value))
}

/// Terms in groups: a rate, or a number of days, applies to the amounts after it.
fn groups(terms: &[Term]) -> impl Iterator<Item = &[Term]> {
    terms.chunk_by(|_, next| factor(next).is_none())
}

/// A sum, or a rate with what it applies to; `more` counts the terms left out.
fn product(group: &[Term], more: Option<String>, finding: &Finding, locale: &Locale) -> String {
    let figures = group.iter().map(|term| figure(term, finding, locale));
    let figures: Vec<String> = figures.chain(more).collect();
    match &figures[..] {
        [rate, amount] if factor(&group[0]).is_some() => format!("{rate} × {amount}"),
        [rate, _, _, ..] if factor(&group[0]).is_some() => {
            format!("{rate} × ({})", figures[1..].join(" + "))
        }
        _ => figures.join(" + "),
    }
}

/// How much the expected amount exceeds the sum of its terms; `None` if that is more than rounding to a euro explains.
fn gap(terms: &[Term], expected: &Fact) -> Option<Decimal> {
    let Fact::Amount(expected) = expected else {
        return None;
    };
    let sum: Option<Decimal> = groups(terms).map(value).sum();
    let gap = expected.decimal() - sum?;
    (gap.abs() < Decimal::ONE).then_some(gap)
}

/// How an amount was rounded, and who got the remainder.
fn rounding(finding: &Finding, locale: &Locale) -> String {
    let arg = |key| finding.args.get(key).map(Fact::shown);
    let step = arg("rounded-to").unwrap_or_default();
    let funders = arg("spare-to").unwrap_or_else(|| "none".to_owned());
    locale.text("rounded", &args! { step: step, funders: funders })
}

fn value(group: &[Term]) -> Option<Decimal> {
    let rate = group.first().and_then(factor);
    let amounts = &group[usize::from(rate.is_some())..];
    let amount = |term: &Term| match term.value {
        Fact::Amount(amount) => Some(amount.decimal()),
        _ => None,
    };
    let sum: Option<Decimal> = amounts.iter().map(amount).sum();
    Some(rate.unwrap_or(Decimal::ONE) * sum?)
}

fn factor(term: &Term) -> Option<Decimal> {
    match term.value {
        Fact::Rate(rate) => Some(rate.fraction()),
        Fact::Number(days) => Some(days),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::{Amount, Rate};

    fn terms(facts: impl IntoIterator<Item = Fact>) -> Vec<Term> {
        let term = |value| Term {
            value,
            place: Place::file("x"),
        };
        facts.into_iter().map(term).collect()
    }

    fn euros(amount: i32) -> Fact {
        Amount::whole(amount).into()
    }

    fn percent(rate: u32) -> Fact {
        Rate::percent(rate.into()).expect("a rate").into()
    }

    #[test]
    fn a_rate_is_a_factor_of_the_amounts_after_it() {
        let terms = terms([
            euros(5),
            percent(70),
            euros(10),
            percent(80),
            euros(20),
            euros(30),
        ]);
        let finding = Finding::error("", Place::file("y"));
        let drawn: Vec<String> = groups(&terms)
            .map(|group| product(group, None, &finding, &Locale::french()).replace('\u{a0}', " "))
            .collect();
        assert_eq!(
            drawn,
            [
                "5 € (x)",
                "70 % (x) × 10 € (x)",
                "80 % (x) × (20 € (x) + 30 € (x))"
            ]
        );
        assert!(gap(&terms, &euros(52)).is_some() && gap(&terms, &euros(53)).is_none());
    }

    #[test]
    fn what_is_left_out_of_a_sum_stands_where_it_is_added() {
        let mut finding = Finding::error("", Place::file("y")).expected(euros(48));
        finding.terms = terms([percent(80), euros(10), euros(20), euros(30)]);
        let shown = |most| {
            let notes = figures(&finding, &Locale::french(), most);
            notes[0].1.replace('\u{a0}', " ")
        };
        let whole = "48 € = 80 % (x) × (10 € (x) + 20 € (x) + 30 € (x))";
        assert_eq!([shown(usize::MAX), shown(3)], [whole, whole]);
        assert_eq!(shown(2), "48 € = 80 % (x) × (10 € (x) + 2 autres termes)");
    }

    #[test]
    fn what_does_not_add_up_is_no_sum() {
        let gap = |facts: Vec<Fact>, expected: Fact| gap(&terms(facts), &expected);
        let cents = |cents| Some(Decimal::new(cents, 2));
        assert_eq!(gap(vec![percent(33), euros(100)], euros(33)), cents(0));
        assert_eq!(gap(vec![percent(33), euros(101)], euros(33)), cents(-33));
        assert_eq!(gap(vec![euros(20_000)], euros(19_088)), None);
        assert_eq!(gap(vec![euros(1), "un texte".into()], euros(1)), None);
        assert_eq!(gap(vec![euros(1)], "2018".into()), None);
    }
}
