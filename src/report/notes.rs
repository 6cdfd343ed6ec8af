//! What is said of a finding's figures: drafted, expected, and the cells behind them, in words.

use super::sum;
use crate::{
    finding::{Fact, Finding, Term},
    locale::Locale,
    source::Place,
};

/// How many consequences, and how many terms of a sum, are listed before the rest is only counted.
pub(super) const MOST_LISTED: usize = 8;

/// Writes notes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Notes<'a> {
    pub(super) locale: &'a Locale,
    /// Whether lists are given in full.
    pub(super) complete: bool,
}

impl Notes<'_> {
    /// What the draft says, what it should say, and the sum behind that: a label's message and a text each.
    pub(super) fn figures(&self, finding: &Finding) -> Vec<(&'static str, String)> {
        let Some(expected) = &finding.expected else {
            return Vec::new();
        };
        let drafted = finding
            .drafted
            .iter()
            .map(|drafted| ("note-drafted", self.drafted(drafted, finding)));
        let mut notes: Vec<(&'static str, String)> = drafted.collect();
        let (shown, is_sum) = (expected.shown(), sum::makes(&finding.terms, expected));
        let terms = self.terms(&finding.terms, is_sum, &finding.place);
        match terms.as_str() {
            "" => notes.push(("note-expected", shown)),
            // One figure is no sum: it says where the expected one stands.
            _ if is_sum && finding.terms.len() == 1 => notes.push(("note-expected", terms)),
            terms if is_sum => notes.push(("note-expected", format!("{shown} = {terms}"))),
            _ => notes.extend([("note-expected", shown), ("note-basis", terms)]),
        }
        notes
    }

    /// What the draft says, and the sum that gives it.
    fn drafted(&self, drafted: &Fact, finding: &Finding) -> String {
        let terms = self.terms(&finding.drafted_terms, true, &finding.place);
        if terms.is_empty() {
            drafted.shown()
        } else {
            format!("{} = {terms}", drafted.shown())
        }
    }

    /// The first terms, as a sum or as a list.
    fn terms(&self, terms: &[Term], is_sum: bool, at: &Place) -> String {
        let listed = if self.complete {
            terms.len()
        } else {
            MOST_LISTED
        };
        let (shown, rest) = terms.split_at(listed.min(terms.len()));
        let figure = |term: &Term| {
            format!(
                "{}\u{a0}({})",
                term.value.shown(),
                near(&term.place, at).replace(' ', "\u{a0}")
            )
        };
        let mut parts: Vec<String> = if is_sum {
            sum::groups(shown)
                .map(|group| sum::written(group, figure))
                .collect()
        } else {
            shown.iter().map(figure).collect()
        };
        if !rest.is_empty() {
            parts.push(
                self.locale
                    .text("more-terms", &[("count", rest.len().to_string())]),
            );
        }
        parts.join(if is_sum { " + " } else { ", " })
    }
}

/// A place as one beside `at` names it: without the file, or without the sheet, when they are the same.
fn near(place: &Place, at: &Place) -> String {
    match (place.cell(), at.cell()) {
        (Some((sheet, cell)), Some((own, _))) if sheet == own => cell.to_string(),
        (Some(_), Some(_)) => place.within_file(),
        _ => place.to_string(),
    }
}

/// A cell without its file; any other place in full.
pub(super) fn beside(place: &Place) -> String {
    if place.cell().is_some() {
        place.within_file()
    } else {
        place.to_string()
    }
}
