//! A change as a clause: what is replaced by what, and where.

use super::spot;
use crate::{
    diff::{Change, Figure, Mark},
    finding::Fact,
    model::Article,
    record::{Clause, Fate, Replaced, Said, Spot, is_said, speaks_of},
    source::MONTHS,
};

/// The texts among which a change stands, and how its clause is worded.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    /// The later headings of these texts, in order.
    pub(super) headings: &'a [String],
    /// Whether the headings begin with numbers, which give their order.
    pub(super) is_numbered: bool,
    /// Whether amounts are written in words as well.
    pub(super) has_words: bool,
}

/// The clauses that these changes make; a change of look alone makes none.
pub(super) fn clauses<'a>(
    changes: impl Iterator<Item = (&'a Change, Place<'a>)>,
) -> impl Iterator<Item = Clause> {
    changes.filter_map(|(change, place)| {
        let clause = clause(change, place);
        let is_text = clause.kind == "text" && clause.fate == Fate::Changed;
        let is_empty =
            clause.replaced.is_empty() && clause.becomes.is_none() && clause.follows.is_none();
        (!is_text || !is_empty).then_some(clause)
    })
}

fn clause(change: &Change, place: Place<'_>) -> Clause {
    // A total may be unchanged.
    let figures = change
        .figures
        .iter()
        .filter(|figure| figure.before != figure.after);
    let figures = figures.map(|figure| Replaced {
        label: figure.label.clone(),
        before: statement(figure, 0, place.has_words),
        after: statement(figure, 1, place.has_words),
        spot: None,
    });
    let kind = change
        .kind
        .rsplit_once('-')
        .map_or(&*change.kind, |(kind, _)| kind);
    let mut clause = Clause {
        kind: kind.to_owned(),
        fate: match change.mark {
            Mark::Added => Fate::Added,
            Mark::Removed => Fate::Removed,
            _ => Fate::Changed,
        },
        label: change.label.clone(),
        subject: change.subject.clone(),
        payment: None,
        notes: change.notes.clone(),
        replaced: figures.collect(),
        becomes: None,
        follows: None,
    };
    if kind == "payment" {
        let named = |key: &str| {
            ["after", "before"]
                .iter()
                .find_map(|side| change.facts[*side][key].as_str())
        };
        let [label, payer] = ["label", "payer"].map(|key| named(key).unwrap_or_default());
        clause.subject = format!("«\u{a0}{label}\u{a0}» ({payer})");
        clause.payment = Some((label.to_owned(), payer.to_owned()));
    }
    if kind == "stated" {
        clause.subject = clause.subject.replace(" · ", ", ");
        clause
            .replaced
            .iter_mut()
            .for_each(|replaced| replaced.label.clear());
    }
    if kind == "text" {
        text(change, place, &mut clause);
    }
    clause
}

/// Completes the clause of a change in a text.
fn text(change: &Change, place: Place<'_>, clause: &mut Clause) {
    let Some(whole) = &change.whole else {
        return;
    };
    clause.notes.clear();
    if change.facts["part"] != "section" {
        let [before, after] = whole.texts.clone().map(plain);
        clause.replaced.push(Replaced {
            label: String::new(),
            before,
            after,
            spot: None,
        });
        return;
    }
    let headings = whole.headings.each_ref().map(Option::as_deref);
    if let [former, Some(latest)] = headings {
        let former = former.unwrap_or_default();
        let parts = [former, latest]
            .map(|heading| Article::parse_heading(heading).filter(|_| place.is_numbered));
        let (numbers, titles) = match parts {
            [Some((old, title)), Some((new, later))] => (
                (old.parts != new.parts).then_some(new.spelling),
                [title, later],
            ),
            _ => (None, [former, latest]),
        };
        clause.becomes = numbers;
        if !former.is_empty() {
            former.clone_into(&mut clause.subject);
        }
        if headings[0].is_some() && titles[0] != titles[1] {
            let [before, after] = titles.map(|title| plain(title.to_owned()));
            let spot = Some(Spot {
                what: "heading".to_owned(),
                ..Spot::default()
            });
            clause.replaced.push(Replaced {
                label: "intitulé".to_owned(),
                before,
                after,
                spot,
            });
        }
        let is_placed = whole.is_moved || headings[0].is_none();
        if is_placed && clause.becomes.is_none() {
            let rank = place.headings.iter().position(|heading| heading == latest);
            let before = rank
                .and_then(|rank| rank.checked_sub(1))
                .map(|rank| &place.headings[rank]);
            clause.follows = Some(before.cloned().unwrap_or_default());
        }
    }
    clause.replaced.extend(spot::replaced(&whole.texts));
}

fn plain(text: String) -> Option<Said> {
    (!text.is_empty()).then_some(Said { text, words: None })
}

fn statement(figure: &Figure, side: usize, has_words: bool) -> Option<Said> {
    let text = [&figure.before, &figure.after][side].clone()?;
    let words = match &figure.facts[side] {
        Some(Fact::Amount(amount)) if has_words => Some(amount.in_words()),
        _ => None,
    };
    Some(Said { text, words })
}

/// Removes from the terms what a clause of a text states as well, such as the row of a payment, so that it is stated
/// once. In doubt, it is stated twice rather than not at all.
pub(super) fn remove_what_texts_state(terms: &mut Vec<Clause>, texts: &[Clause]) {
    let lines = texts.iter().flat_map(|text| &text.replaced);
    let lines: Vec<[Option<String>; 2]> = lines.map(Replaced::lines).collect();
    let payments = terms.iter().filter_map(|term| term.payment.clone());
    let payments: Vec<(String, String)> = payments.collect();
    let is_in = |statement: &Option<Said>, text: &Option<String>| {
        let is_found = |statement: &Said| {
            text.as_ref()
                .is_some_and(|text| is_said(&statement.text, text))
        };
        statement.as_ref().is_none_or(is_found)
    };
    let is_line = |figure: &Replaced, [before, after]: &[Option<String>; 2]| {
        is_in(&figure.before, before) && is_in(&figure.after, after)
    };
    terms.retain_mut(|term| {
        let payment = term.payment.clone();
        let is_about = |line: &[Option<String>; 2]| {
            let is_named = |name| {
                line.iter()
                    .flatten()
                    .any(|side| speaks_of(name, &payments, side))
            };
            payment.as_ref().is_some_and(is_named)
        };
        if term.fate == Fate::Changed {
            let is_stated = |figure: &Replaced| {
                let is_amount = [&figure.before, &figure.after]
                    .into_iter()
                    .all(|side| side.as_ref().is_some_and(|side| side.text.contains('€')));
                let mut lines = lines.iter().filter(|line| is_line(figure, line));
                lines.any(|line| payment.as_ref().map_or(is_amount, |_| is_about(line)))
            };
            term.replaced.retain(|figure| !is_stated(figure));
            return !term.replaced.is_empty();
        }
        // For a new payment, an article must state the dates and amounts.
        let has_weight = |figure: &&Replaced| {
            let mut sides = [&figure.before, &figure.after].into_iter().flatten();
            sides.any(|side| side.text.contains('€') || is_day(&side.text))
        };
        let figures: Vec<&Replaced> = term.replaced.iter().filter(has_weight).collect();
        let is_row = |line: &[Option<String>; 2]| {
            is_about(line) && figures.iter().all(|figure| is_line(figure, line))
        };
        figures.is_empty() || !lines.iter().any(is_row)
    });
}

/// Whether a text is a day with its month in words.
fn is_day(text: &str) -> bool {
    let mut words = text.split_whitespace().skip(1);
    words.next().is_some_and(|month| MONTHS.contains(&month))
}
