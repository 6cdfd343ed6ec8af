//! What changed in the agreement's own terms: its title and years, its parties, its axes, the amounts that its
//! articles state, its advance. The draft's name and date tell the two sides apart, and are no change.

use serde_json::json;

use super::{
    aligned::Aligned,
    change::{Change, Mark, changed, joined, move_facts},
    pairing::{Pairing, Ranks},
};
use crate::{
    model::{Convention, Party, StatedAmount},
    source::fold,
};

/// Everything that changed there.
pub(super) fn changes(aligned: &Aligned<'_>) -> Vec<Change> {
    let mut changes = terms(aligned);
    changes.extend(parties(aligned));
    changes.extend(axes(aligned));
    changes.extend(order(aligned));
    changes.extend(stated(aligned));
    let advances = aligned.sides.each_ref().map(|side| {
        let advance = side.convention.advance.as_ref();
        advance.map(|one| (one.rate.value, one.base.value.clone()))
    });
    if advances[0] != advances[1] {
        let [before, after] = &advances;
        let facts = json!({ "kind": "advance", "before": before, "after": after });
        let change = aligned.marked("advance", Mark::of(&advances), "", facts);
        let rates = advances.each_ref().map(|one| Some(one.as_ref()?.0));
        let bases = advances.map(|one| Some(one?.1));
        let (rate, base) = (aligned.word("rate"), aligned.word("base"));
        let change = change.with(changed(rate, rates)).with(changed(base, bases));
        changes.push(change);
    }
    changes
}

fn terms(aligned: &Aligned<'_>) -> Vec<Change> {
    let words = |convention: &Convention| {
        let years: Vec<String> = convention.years.iter().map(i32::to_string).collect();
        let either =
            |is_second: bool, names: [&str; 2]| Some(names[usize::from(is_second)].to_owned());
        let signature = either(convention.signed_by_hand, ["electronique", "manuscrite"]);
        let archive = either(convention.without_attachments, ["pdfa-3a", "pdfa-2a"]);
        let status = either(convention.purpose.is_final(), ["projet", "definitif"]);
        [
            ("title", Some(convention.title.value.clone())),
            ("years", Some(years.join(", "))),
            (
                "place",
                convention.place.as_ref().map(|place| place.value.clone()),
            ),
            (
                "day-rate",
                convention.day_rate.as_ref().map(|rate| rate.plain()),
            ),
            ("step", Some(convention.step.amount().plain())),
            ("copies", Some(convention.copies.to_string())),
            ("signature", signature),
            ("archive", archive),
            ("status", status),
        ]
    };
    let [before, after] = aligned.sides.each_ref().map(|side| words(&side.convention));
    let mut changes = Vec::new();
    for ((name, before), (_, after)) in before.into_iter().zip(after) {
        let facts = json!({ "kind": "term", "name": name, "before": before, "after": after });
        if let Some(figure) = changed("", [before, after]) {
            let subject = aligned.word(&format!("term-{name}"));
            let change = aligned.change("term", Mark::Changed, &subject, facts);
            changes.push(change.with([figure]));
        }
    }
    changes
}

/// Those who sign, and the names of those who only pay.
fn parties(aligned: &Aligned<'_>) -> Vec<Change> {
    let mut changes = Vec::new();
    for (place, funders) in aligned.funders.iter().enumerate() {
        let sides = [0, 1].map(|side: usize| {
            let rank = aligned.places[side].iter().position(|own| *own == place)?;
            aligned.sides[side].convention.parties.get(rank)
        });
        let Some(latest) = sides[1].or(sides[0]) else {
            let names = funders.each_ref().map(|one| Some(&*one.as_ref()?.name));
            if let ([Some(before), Some(after)], Some(figure)) = (names, changed("", names)) {
                let facts =
                    json!({ "kind": "funder", "funder": place, "before": before, "after": after });
                let change = aligned.change("funder-renamed", Mark::Changed, "", facts);
                changes.push(change.with([figure]));
            }
            continue;
        };
        // A column that is the name says nothing of its own.
        let column = |side: usize| {
            let column = funders[side].as_ref()?.column.as_str();
            Some(column).filter(|column| *column != sides[side].map_or("", |party| &*party.name))
        };
        let both = |of: fn(&Party) -> Option<&str>| sides.map(|party| party.and_then(of));
        let mark = Mark::of(&sides);
        let facts = match mark {
            Mark::Changed => vec![
                ("name", both(|party| Some(party.name.as_str()))),
                ("column", [column(0), column(1)]),
                (
                    "signatory",
                    both(|party| Some(party.signatory.as_deref()?.as_str())),
                ),
                (
                    "quality",
                    both(|party| Some(party.quality.as_deref()?.as_str())),
                ),
            ],
            _ => vec![("party", both(|party| Some(party.name.as_str())))],
        };
        for (name, [before, after]) in facts {
            let facts = json!({
                "kind": "party",
                "name": name,
                "party": latest.name,
                "before": before,
                "after": after,
            });
            let label = aligned.word(&format!("party-{name}"));
            let figure = changed(label, [before, after]);
            let change = aligned.marked("party", mark, &latest.name, facts);
            match mark {
                Mark::Changed => changes.extend(figure.map(|figure| change.with([figure]))),
                _ => changes.push(change),
            }
        }
    }
    changes
}

fn axes(aligned: &Aligned<'_>) -> Vec<Change> {
    let mut changes = Vec::new();
    for ranks in &aligned.axes {
        let axis = |side: usize| Some(&aligned.sides[side].convention.axes[ranks[side]?]);
        let sides = [axis(0), axis(1)];
        let Some(latest) = sides[1].or(sides[0]).filter(|_| sides[0] != sides[1]) else {
            continue;
        };
        let former = sides[0].map(|axis| &*axis.prefix);
        let former = former.filter(|prefix| *prefix != latest.prefix);
        let titles = sides.map(|axis| axis.map(|axis| &*axis.title));
        let facts = json!({
            "kind": "axis",
            "prefix": latest.prefix,
            "prefix_before": former,
            "before": titles[0],
            "after": titles[1],
        });
        let title = changed(aligned.word("title"), titles).into_iter();
        let figures = title.chain(aligned.former("prefix", former, &latest.prefix));
        let change = aligned.marked("axis", Mark::of(&sides), &latest.prefix, facts);
        changes.push(change.with(figures));
    }
    changes
}

/// What comes in another order: fiches only where neither their code nor their axis says so already.
fn order(aligned: &Aligned<'_>) -> Vec<Change> {
    let [before, after] = &aligned.sides;
    let parties = [0, 1].map(|side| {
        let count = aligned.sides[side].convention.parties.len();
        &aligned.places[side][..count.min(aligned.places[side].len())]
    });
    let parties = Pairing::new(parties).by(Some).ranks();
    let is_moved = |axes: &Ranks| {
        !is_in_order(aligned.fiches.iter().filter(|ranks| {
            let [Some(old), Some(new)] = ranks.map(|rank| rank) else {
                return false;
            };
            let (old, new) = (&before.fiches[old], &after.fiches[new]);
            old.code == new.code && [Some(old.axis), Some(new.axis)] == *axes
        }))
    };
    let moved = [
        ("parties", !is_in_order(&parties)),
        ("axes", !is_in_order(&aligned.axes)),
        ("fiches", aligned.axes.iter().any(is_moved)),
    ];
    let moved = moved.into_iter().filter(|(_, moved)| *moved);
    moved.map(|(name, _)| aligned.reordered(name)).collect()
}

/// Whether what both lists have comes in one order.
fn is_in_order<'a>(pairs: impl IntoIterator<Item = &'a Ranks>) -> bool {
    let pairs = pairs.into_iter();
    pairs
        .filter_map(|[before, after]| after.and(*before))
        .is_sorted()
}

fn stated<'a>(aligned: &'a Aligned<'_>) -> Vec<Change> {
    let name = |one: &StatedAmount| Some((fold(&one.article), fold(&one.label)));
    let lists = aligned.sides.each_ref();
    let pairing = Pairing::new(lists.map(|side| &side.convention.stated[..]))
        .by(|one| Some((name(one), &*one.claim, one.drafted.value)))
        .by(name)
        .by(|one| Some((fold(&one.article), &*one.claim)))
        .by(|one| Some((&*one.claim, one.drafted.value)));
    let mut changes = Vec::new();
    for (_, sides) in pairing.items() {
        // What an amount should be follows from other changes.
        let said = |one: &'a StatedAmount| (&one.article, &one.label, &one.claim, &one.drafted);
        let [before, after] = sides.map(|side| side.map(said));
        let Some(latest) = sides[1].or(sides[0]).filter(|_| before != after) else {
            continue;
        };
        let former = |text: fn(&StatedAmount) -> &str| {
            sides[0].map(text).filter(|former| *former != text(latest))
        };
        let (article, label) = (former(|one| &one.article), former(|one| &one.label));
        let claim = former(|one| &one.claim);
        let claims = claim.map(|claim| [claim, &latest.claim]);
        let amount = sides.map(|side| side.map(|one| one.drafted.value));
        let facts = json!({
            "kind": "stated",
            "article": latest.article,
            "article_before": article,
            "label": &*latest.label,
            "label_before": label,
            "claim": claims,
            "amount": move_facts(amount),
        });
        let subject = joined([Some(&*latest.article), Some(&latest.label)]);
        let change = aligned.marked("stated", Mark::of(&sides), &subject, facts);
        let figures = [
            changed("", amount),
            aligned.former("article", article, &latest.article),
            aligned.former("label", label, &latest.label),
            aligned.former("claim", claim, &latest.claim),
        ];
        changes.push(change.with(figures.into_iter().flatten()));
    }
    changes
}
