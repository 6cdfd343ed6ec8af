//! What changed in the agreement's own terms: its title and years, its parties, its axes, the amounts that its
//! articles state, its advance. The draft's name and date tell the two sides apart, and are no change.

use super::{
    aligned::Aligned,
    changes::AgreementChange,
    figures::Move,
    pairing::{Pairing, Ranks},
};
use crate::{
    money::Amount,
    record::{ConventionRecord, FunderRecord, PartyRecord, Record, StatedRecord},
    source::fold,
};

/// Everything that changed there.
pub(super) fn changes(aligned: &Aligned<'_>) -> Vec<AgreementChange> {
    let [before, after] = &aligned.sides;
    let mut changes = terms(&before.convention, &after.convention);
    changes.extend(parties(aligned));
    changes.extend(renamed(aligned));
    changes.extend(axes(aligned));
    changes.extend(order(aligned));
    changes.extend(stated(&before.convention.stated, &after.convention.stated));
    let advance = |record: &Record| {
        let advance = record.convention.advance.as_ref();
        advance.map(|one| (one.rate, one.base.clone()))
    };
    let (before, after) = (advance(before), advance(after));
    if before != after {
        changes.push(AgreementChange::Advance { before, after });
    }
    changes
}

fn terms(before: &ConventionRecord, after: &ConventionRecord) -> Vec<AgreementChange> {
    let words = |convention: &ConventionRecord| {
        let years: Vec<String> = convention.years.iter().map(i32::to_string).collect();
        let either = |is_first: bool, first: &str, second: &str| {
            Some(if is_first { first } else { second }.to_owned())
        };
        [
            ("title", Some(convention.title.clone())),
            ("years", Some(years.join(", "))),
            ("place", convention.place.clone()),
            ("day-rate", convention.day_rate.map(Amount::plain)),
            ("step", Some(convention.step.amount().plain())),
            ("copies", Some(convention.copies.to_string())),
            (
                "signature",
                either(convention.signed_by_hand, "manuscrite", "electronique"),
            ),
            (
                "archive",
                either(convention.without_attachments, "pdfa-2a", "pdfa-3a"),
            ),
            (
                "status",
                either(convention.purpose.is_final(), "definitif", "projet"),
            ),
        ]
    };
    let changed = different(words(before), words(after)).into_iter();
    let term = |(name, before, after)| AgreementChange::Term {
        name,
        before,
        after,
    };
    changed.map(term).collect()
}

fn parties(aligned: &Aligned<'_>) -> Vec<AgreementChange> {
    let mut changes = Vec::new();
    for (place, pair) in aligned.funders.iter().enumerate() {
        let party = |side: usize| {
            let rank = aligned.places[side].iter().position(|own| *own == place)?;
            aligned.sides[side].convention.parties.get(rank)
        };
        let (old, new) = (party(0), party(1));
        let Some(latest) = new.or(old) else { continue };
        let facts = |party: &PartyRecord, funder: &Option<FunderRecord>| {
            let column = funder.as_ref().map(|funder| funder.column.clone());
            [
                ("name", Some(party.name.clone())),
                // A column that is the name says nothing of its own.
                ("column", column.filter(|column| *column != party.name)),
                ("signatory", party.signatory.clone()),
                ("quality", party.quality.clone()),
            ]
        };
        let changed = if let (Some(old), Some(new)) = (old, new) {
            different(facts(old, &pair.before), facts(new, &pair.after))
        } else {
            let name = |party: &PartyRecord| party.name.clone();
            vec![("party", old.map(name), new.map(name))]
        };
        for (name, before, after) in changed {
            let party = latest.name.clone();
            changes.push(AgreementChange::Party {
                name,
                party,
                before,
                after,
            });
        }
    }
    changes
}

type Fact = (&'static str, Option<String>);

/// The facts that are others after, with what they were and are.
fn different<const N: usize>(
    before: [Fact; N],
    after: [Fact; N],
) -> Vec<(&'static str, Option<String>, Option<String>)> {
    let both = before.into_iter().zip(after);
    let both = both.map(|((name, before), (_, after))| (name, before, after));
    both.filter(|(_, before, after)| before != after).collect()
}

/// The funders that bear another name and do not sign.
fn renamed(aligned: &Aligned<'_>) -> Vec<AgreementChange> {
    let mut changes = Vec::new();
    for (funder, pair) in aligned.funders.iter().enumerate() {
        if let (Some(before), Some(after)) = (&pair.before, &pair.after)
            && !before.is_party
            && !after.is_party
            && before.name != after.name
        {
            changes.push(AgreementChange::Funder {
                funder,
                before: before.name.clone(),
                after: after.name.clone(),
            });
        }
    }
    changes
}

fn axes(aligned: &Aligned<'_>) -> Vec<AgreementChange> {
    let [before, after] = aligned.sides.each_ref().map(|side| &side.convention.axes);
    let mut changes = Vec::new();
    for (old, new) in &aligned.axes {
        let (old, new) = (old.map(|rank| &before[rank]), new.map(|rank| &after[rank]));
        if let Some(latest) = new.or(old).filter(|_| old != new) {
            let former = old.map(|axis| axis.prefix.clone());
            changes.push(AgreementChange::Axis {
                prefix: latest.prefix.clone(),
                prefix_before: former.filter(|prefix| *prefix != latest.prefix),
                before: old.map(|axis| axis.title.clone()),
                after: new.map(|axis| axis.title.clone()),
            });
        }
    }
    changes
}

/// What comes in another order: fiches only where neither their code nor their axis says so already.
fn order(aligned: &Aligned<'_>) -> Vec<AgreementChange> {
    let [before, after] = &aligned.sides;
    let parties = [0, 1].map(|side| {
        let count = aligned.sides[side].convention.parties.len();
        &aligned.places[side][..count.min(aligned.places[side].len())]
    });
    let parties = Pairing::new(parties[0], parties[1]).by(Some).ranks();
    let is_moved = |(axis_before, axis_after): &Ranks| {
        let fiches = aligned.fiches.iter().filter(|(old, new)| {
            let both = old.zip(*new);
            both.is_some_and(|(old, new)| {
                let (old, new) = (&before.fiches[old], &after.fiches[new]);
                old.code == new.code
                    && (Some(old.axis), Some(new.axis)) == (*axis_before, *axis_after)
            })
        });
        !is_in_order(fiches)
    };
    let moved = [
        ("parties", !is_in_order(&parties)),
        ("axes", !is_in_order(&aligned.axes)),
        ("fiches", aligned.axes.iter().any(is_moved)),
    ];
    let moved = moved.into_iter().filter(|(_, moved)| *moved);
    moved
        .map(|(name, _)| AgreementChange::Reordered { name })
        .collect()
}

/// Whether what both lists have comes in one order.
fn is_in_order<'a>(pairs: impl IntoIterator<Item = &'a Ranks>) -> bool {
    pairs
        .into_iter()
        .filter_map(|(before, after)| after.and(*before))
        .is_sorted()
}

fn stated(before: &[StatedRecord], after: &[StatedRecord]) -> Vec<AgreementChange> {
    let name = |one: &StatedRecord| Some((fold(&one.article), fold(&one.label)));
    let pairing = Pairing::new(before, after)
        .by(|one| Some((name(one), &one.claim, one.drafted)))
        .by(name)
        .by(|one| Some((fold(&one.article), &one.claim)))
        .by(|one| Some((&one.claim, one.drafted)));
    let said = |one: &StatedRecord| StatedRecord {
        expected: None,
        ..one.clone()
    };
    let change = |(old, new): (Option<&StatedRecord>, Option<&StatedRecord>)| {
        let latest = new.or(old).filter(|_| old.map(said) != new.map(said))?;
        let former = |text: fn(&StatedRecord) -> &String| {
            old.map(text)
                .filter(|former| *former != text(latest))
                .cloned()
        };
        let claims = old.zip(new).filter(|(old, new)| old.claim != new.claim);
        Some(AgreementChange::Stated {
            article: latest.article.clone(),
            article_before: former(|one| &one.article),
            label: latest.label.clone(),
            label_before: former(|one| &one.label),
            claim: claims.map(|(old, new)| (old.claim.clone(), new.claim.clone())),
            amount: Move::new(old.map(|one| one.drafted), new.map(|one| one.drafted)),
        })
    };
    pairing.items().into_iter().filter_map(change).collect()
}
