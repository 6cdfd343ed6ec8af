//! What changed in the agreement's own terms: its title and years, its parties, its axes, the amounts that its
//! articles state, its advance. The draft's name and date are what tells the two sides apart, and no change.

use super::{AgreementChange, Move, ground::Ground, pairing::Pairing};
use crate::{
    money::Amount,
    record::{ConventionRecord, PartyRecord, Record, StatedRecord},
    source::fold,
};

/// Everything that changed there.
pub(super) fn changes(ground: &Ground<'_>) -> Vec<AgreementChange> {
    let mut changes = terms(&ground.before.convention, &ground.after.convention);
    changes.extend(parties(ground));
    changes.extend(renamed(ground));
    changes.extend(axes(ground));
    changes.extend(order(ground));
    changes.extend(stated(
        &ground.before.convention.stated,
        &ground.after.convention.stated,
    ));
    changes.extend(advance(ground.before, ground.after));
    changes
}

fn terms(before: &ConventionRecord, after: &ConventionRecord) -> Vec<AgreementChange> {
    let words = |convention: &ConventionRecord| {
        let years: Vec<String> = convention.years.iter().map(i32::to_string).collect();
        let one = |is_first: bool, first: &str, second: &str| {
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
                one(convention.signed_by_hand, "manuscrite", "electronique"),
            ),
            (
                "archive",
                one(convention.without_attachments, "pdfa-2a", "pdfa-3a"),
            ),
            (
                "status",
                one(convention.purpose.is_final(), "definitif", "projet"),
            ),
        ]
    };
    let both = words(before).into_iter().zip(words(after));
    let changed = both.filter(|((_, before), (_, after))| before != after);
    changed
        .map(|((name, before), (_, after))| AgreementChange::Term {
            name,
            before,
            after,
        })
        .collect()
}

fn parties(ground: &Ground<'_>) -> Vec<AgreementChange> {
    /// The party that stands at this place among all funders, and its column.
    fn own<'a>(
        record: &'a Record,
        places: &[usize],
        place: usize,
    ) -> Option<(&'a PartyRecord, &'a str)> {
        let rank = places.iter().position(|own| *own == place)?;
        Some((
            record.convention.parties.get(rank)?,
            record.funders.get(rank)?.column.as_str(),
        ))
    }
    let mut changes = Vec::new();
    for place in 0..ground.funders.all.len() {
        let before = own(ground.before, &ground.funders.before, place);
        let after = own(ground.after, &ground.funders.after, place);
        match (before, after) {
            (None, None) => {}
            (Some(before), Some(after)) => changes.extend(party(before, after)),
            (before, after) => {
                let [before, after] =
                    [before, after].map(|side| side.map(|(party, _)| party.name.clone()));
                let party = after.clone().or(before.clone()).unwrap_or_default();
                changes.push(AgreementChange::Party {
                    name: "party",
                    party,
                    before,
                    after,
                });
            }
        }
    }
    changes
}

/// What changed about a party that both sides have. A column that is the name says nothing of its own.
fn party(
    (before, column_before): (&PartyRecord, &str),
    (after, column_after): (&PartyRecord, &str),
) -> impl Iterator<Item = AgreementChange> {
    let party = after.name.clone();
    let column = |column: &str, party: &PartyRecord| {
        Some(column.to_owned()).filter(|column| *column != party.name)
    };
    let fields = [
        ("name", Some(before.name.clone()), Some(after.name.clone())),
        (
            "column",
            column(column_before, before),
            column(column_after, after),
        ),
        (
            "signatory",
            before.signatory.clone(),
            after.signatory.clone(),
        ),
        ("quality", before.quality.clone(), after.quality.clone()),
    ];
    let changed = fields
        .into_iter()
        .filter(|(_, before, after)| before != after);
    changed.map(move |(name, before, after)| AgreementChange::Party {
        name,
        party: party.clone(),
        before,
        after,
    })
}

/// The funders that bear another name and do not sign.
fn renamed(ground: &Ground<'_>) -> Vec<AgreementChange> {
    let mut changes = Vec::new();
    for (funder, pair) in ground.funders.all.iter().enumerate() {
        if let (Some(before), Some(after)) = (&pair.before, &pair.after)
            && !before.is_party
            && !after.is_party
            && before.name != after.name
        {
            let (before, after) = (before.name.clone(), after.name.clone());
            changes.push(AgreementChange::Funder {
                funder,
                before,
                after,
            });
        }
    }
    changes
}

fn axes(ground: &Ground<'_>) -> Vec<AgreementChange> {
    let (before, after) = (
        &ground.before.convention.axes,
        &ground.after.convention.axes,
    );
    let mut changes = Vec::new();
    for (rank_before, rank_after) in ground.axes.all() {
        let (old, new) = (
            rank_before.map(|rank| &before[rank]),
            rank_after.map(|rank| &after[rank]),
        );
        let Some(latest) = new.or(old).filter(|_| old != new) else {
            continue;
        };
        let prefix_before = old
            .map(|axis| axis.prefix.clone())
            .filter(|prefix| *prefix != latest.prefix);
        changes.push(AgreementChange::Axis {
            prefix: latest.prefix.clone(),
            prefix_before,
            before: old.map(|axis| axis.title.clone()),
            after: new.map(|axis| axis.title.clone()),
        });
    }
    changes
}

/// What comes in another order: fiches only where neither their code nor their axis says so already.
fn order(ground: &Ground<'_>) -> Vec<AgreementChange> {
    let mut parties = Pairing::new(
        ground.before.convention.parties.len(),
        ground.after.convention.parties.len(),
    );
    let place = |places: &[usize], rank: usize| places.get(rank).copied();
    parties.by_key(
        |rank| place(&ground.funders.before, rank),
        |rank| place(&ground.funders.after, rank),
    );
    let is_moved = |axis: usize| {
        let mut fiches = Pairing::new(ground.before.fiches.len(), ground.after.fiches.len());
        for pair in &ground.fiches {
            let (Some(before), Some(after)) = (pair.before, pair.after) else {
                continue;
            };
            let (old, new) = (&ground.before.fiches[before], &ground.after.fiches[after]);
            if new.axis == axis
                && ground.axes.before(axis) == Some(old.axis)
                && old.code == new.code
            {
                fiches.join(before, after);
            }
        }
        !fiches.moved().is_empty()
    };
    let moved = [
        ("parties", !parties.moved().is_empty()),
        ("axes", !ground.axes.moved().is_empty()),
        (
            "fiches",
            (0..ground.after.convention.axes.len()).any(is_moved),
        ),
    ];
    moved
        .into_iter()
        .filter(|(_, moved)| *moved)
        .map(|(name, _)| AgreementChange::Reordered { name })
        .collect()
}

fn stated(before: &[StatedRecord], after: &[StatedRecord]) -> Vec<AgreementChange> {
    let mut pairing = Pairing::new(before.len(), after.len());
    let name = |stated: &StatedRecord| (fold(&stated.article), fold(&stated.label));
    let whole = |stated: &StatedRecord| Some((name(stated), stated.claim.clone(), stated.drafted));
    pairing.by_key(|rank| whole(&before[rank]), |rank| whole(&after[rank]));
    pairing.by_key(
        |rank| Some(name(&before[rank])),
        |rank| Some(name(&after[rank])),
    );
    let claim = |stated: &StatedRecord| Some((fold(&stated.article), stated.claim.clone()));
    pairing.by_key(|rank| claim(&before[rank]), |rank| claim(&after[rank]));
    let place = |stated: &StatedRecord| Some((stated.claim.clone(), stated.drafted));
    pairing.by_key(|rank| place(&before[rank]), |rank| place(&after[rank]));
    let mut changes = Vec::new();
    for (rank_before, rank_after) in pairing.all() {
        let (old, new) = (
            rank_before.map(|rank| &before[rank]),
            rank_after.map(|rank| &after[rank]),
        );
        let said = |one: &StatedRecord| {
            (
                one.article.clone(),
                one.label.clone(),
                one.claim.clone(),
                one.drafted,
            )
        };
        let Some(latest) = new.or(old).filter(|_| old.map(said) != new.map(said)) else {
            continue;
        };
        let claims = old.zip(new).filter(|(old, new)| old.claim != new.claim);
        changes.push(AgreementChange::Stated {
            article: latest.article.clone(),
            article_before: old
                .map(|old| old.article.clone())
                .filter(|article| *article != latest.article),
            label: latest.label.clone(),
            label_before: old
                .map(|old| old.label.clone())
                .filter(|label| *label != latest.label),
            claim: claims.map(|(old, new)| (old.claim.clone(), new.claim.clone())),
            amount: Move {
                before: old.map(|old| old.drafted),
                after: new.map(|new| new.drafted),
            },
        });
    }
    changes
}

fn advance(before: &Record, after: &Record) -> Option<AgreementChange> {
    let said = |record: &Record| {
        record
            .convention
            .advance
            .as_ref()
            .map(|one| (one.rate, one.base.clone()))
    };
    let (before, after) = (said(before), said(after));
    (before != after).then_some(AgreementChange::Advance { before, after })
}
