//! A change as a clause: what is replaced by what, and where.

use super::spot;
use crate::{
    diff::{Change, Figure, Mark},
    finding::Fact,
    model::Article,
    record::{Clause, Fate, Replaced, Said, Spot},
    render::day,
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
    // What the reader of a dossier calls a key is no word of an act.
    let figures = change.figures.iter().filter(|own| {
        let is_key = |text: &Option<String>| text.as_deref() == Some("[[financeurs]]");
        !is_key(&own.before) && !is_key(&own.after)
    });
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
        let is_numbered = parts[1].is_some();
        let (numbers, titles) = match parts {
            [Some((old, title)), Some((new, later))] => (
                (old.parts != new.parts).then_some(new.spelling),
                [title, later],
            ),
            _ => (None, [former, latest]),
        };
        own.becomes = numbers;
        if headings[0].is_some() {
            former.clone_into(&mut own.subject);
            if titles[0] != titles[1] {
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
        }
        // A number says where an article stands.
        let is_placed = whole.is_moved || headings[0].is_none();
        if is_placed && own.becomes.is_none() && (!is_numbered || whole.is_moved) {
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

/// Takes out of the terms what a clause of a text replaces in the same way: it is said once.
pub(super) fn without_what_texts_say(terms: &mut Vec<Clause>, texts: &[Clause]) {
    let texts = || texts.iter().flat_map(|own| &own.replaced);
    let words = |own: &Option<Said>| own.as_ref().map(|own| own.text.clone()).unwrap_or_default();
    for term in terms.iter_mut().filter(|own| own.fate == Fate::Changed) {
        term.replaced.retain(|own| {
            let [before, after] = [&own.before, &own.after].map(words);
            let is_said = texts().any(|text| {
                let [old, new] = [&text.before, &text.after].map(words);
                let is_in = |own: &str, text: &str| !own.is_empty() && text.contains(own);
                is_in(&before, &old) && is_in(&after, &new)
            });
            !is_said
        });
    }
    terms.retain(|own| {
        own.fate != Fate::Changed || !own.replaced.is_empty() || own.kind == "reordered"
    });
}
