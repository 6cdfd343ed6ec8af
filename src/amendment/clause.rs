//! A change as a clause: what is replaced by what, and where.

use super::spot;
use crate::{
    diff::{Change, Figure, Mark},
    finding::Fact,
    model::Article,
    record::{Clause, Fate, Replaced, Said, Spot, is_said, speaks_of},
    render::day,
    source::MONTHS,
};

/// What a change is of.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    /// The later headings of the texts there, in order.
    pub(super) headings: &'a [String],
    /// Whether their numbers tell in which order they stand.
    pub(super) is_numbered: bool,
    /// Whether amounts are said in words as well.
    pub(super) has_words: bool,
}

/// The clauses that these changes make; none of what only looks otherwise.
pub(super) fn clauses<'a>(
    changes: impl Iterator<Item = (&'a Change, Place<'a>)>,
) -> impl Iterator<Item = Clause> {
    changes.filter_map(|(change, place)| {
        let own = clause(change, place);
        let is_text = own.kind == "text" && own.fate == Fate::Changed;
        let says_nothing =
            own.replaced.is_empty() && own.becomes.is_none() && own.follows.is_none();
        (!is_text || !says_nothing).then_some(own)
    })
}

fn clause(change: &Change, place: Place<'_>) -> Clause {
    // A total may be the same in the end.
    let figures = change.figures.iter().filter(|own| own.before != own.after);
    let figures = figures.map(|figure| Replaced {
        label: figure.label.clone(),
        before: said(figure, 0, place.has_words),
        after: said(figure, 1, place.has_words),
        spot: None,
    });
    let kind = change
        .kind
        .rsplit_once('-')
        .map_or(&*change.kind, |(kind, _)| kind);
    let mut own = Clause {
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
        own.subject = format!("«\u{a0}{label}\u{a0}» ({payer})");
        own.payment = Some((label.to_owned(), payer.to_owned()));
    }
    if kind == "stated" {
        own.subject = own.subject.replace(" · ", ", ");
        own.replaced.iter_mut().for_each(|own| own.label.clear());
    }
    if kind == "text" {
        text(change, place, &mut own);
    }
    own
}

/// What changes in a text.
fn text(change: &Change, place: Place<'_>, own: &mut Clause) {
    let Some(whole) = &change.whole else {
        return;
    };
    own.notes.clear();
    if change.facts["part"] != "section" {
        let [before, after] = whole.texts.clone().map(plain);
        own.replaced.push(Replaced {
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
        let parts =
            [former, latest].map(|own| Article::parse_heading(own).filter(|_| place.is_numbered));
        let (numbers, titles) = match parts {
            [Some((old, title)), Some((new, later))] => (
                (old.parts != new.parts).then_some(new.spelling),
                [title, later],
            ),
            _ => (None, [former, latest]),
        };
        own.becomes = numbers;
        if !former.is_empty() {
            former.clone_into(&mut own.subject);
        }
        if headings[0].is_some() && titles[0] != titles[1] {
            let [before, after] = titles.map(|own| plain(own.to_owned()));
            let spot = Some(Spot {
                what: "heading".to_owned(),
                ..Spot::default()
            });
            own.replaced.push(Replaced {
                label: "intitulé".to_owned(),
                before,
                after,
                spot,
            });
        }
        let is_placed = whole.is_moved || headings[0].is_none();
        if is_placed && own.becomes.is_none() {
            let rank = place.headings.iter().position(|own| own == latest);
            let before = rank
                .and_then(|rank| rank.checked_sub(1))
                .map(|rank| &place.headings[rank]);
            own.follows = Some(before.cloned().unwrap_or_default());
        }
    }
    own.replaced.extend(spot::replaced(&whole.texts));
}

fn plain(text: String) -> Option<Said> {
    (!text.is_empty()).then_some(Said { text, words: None })
}

fn said(figure: &Figure, side: usize, has_words: bool) -> Option<Said> {
    let text = [&figure.before, &figure.after][side].clone()?;
    let words = match &figure.facts[side] {
        Some(Fact::Amount(amount)) if has_words => Some(amount.in_words()),
        _ => None,
    };
    let text = match figure.facts[side] {
        Some(Fact::Text(_)) if text.len() == "2018-12-14".len() => day(&text),
        _ => text,
    };
    Some(Said { text, words })
}

/// Takes out of the terms what a clause of a text says in the same way, as the row of a payment: it is said once. What
/// is not plainly the same is said twice rather than not at all.
pub(super) fn without_what_texts_say(terms: &mut Vec<Clause>, texts: &[Clause]) {
    let lines = texts.iter().flat_map(|text| &text.replaced);
    let lines: Vec<[Option<String>; 2]> = lines.map(Replaced::lines).collect();
    let payments = terms.iter().filter_map(|term| term.payment.clone());
    let payments: Vec<(String, String)> = payments.collect();
    let is_in = |said: &Option<Said>, text: &Option<String>| {
        let says = |said: &Said| text.as_ref().is_some_and(|text| is_said(&said.text, text));
        said.as_ref().is_none_or(says)
    };
    let is_line = |figure: &Replaced, [before, after]: &[Option<String>; 2]| {
        is_in(&figure.before, before) && is_in(&figure.after, after)
    };
    terms.retain_mut(|term| {
        let payment = term.payment.clone();
        let is_about = |line: &[Option<String>; 2]| {
            let says = |name| {
                line.iter()
                    .flatten()
                    .any(|side| speaks_of(name, &payments, side))
            };
            payment.as_ref().is_some_and(says)
        };
        if term.fate == Fate::Changed {
            let is_told = |figure: &Replaced| {
                let is_amount = [&figure.before, &figure.after]
                    .into_iter()
                    .all(|side| side.as_ref().is_some_and(|side| side.text.contains('€')));
                let mut lines = lines.iter().filter(|line| is_line(figure, line));
                lines.any(|line| payment.as_ref().map_or(is_amount, |_| is_about(line)))
            };
            term.replaced.retain(|figure| !is_told(figure));
            return !term.replaced.is_empty();
        }
        // Of a new payment, an article says when and how much.
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

/// Whether it is a day in words.
fn is_day(text: &str) -> bool {
    let mut words = text.split_whitespace().skip(1);
    words.next().is_some_and(|month| MONTHS.contains(&month))
}
