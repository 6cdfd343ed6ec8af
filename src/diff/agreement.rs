//! What changed in the agreement's own terms: its title and years, its parties, its axes, the amounts that its
//! articles state, its advance. The draft's name, date and status tell the two sides apart, and are no change.

use serde_json::{Value, json};

use super::{
    aligned::Aligned,
    change::{Change, Mark, changed, joined},
    pairing::{Pairing, Ranks},
};
use crate::{
    finding::Fact,
    locale::args,
    model::{
        Axis, Claim, Commitment, Convention, Funder, Party, Payment, PaymentTerms, StatedAmount,
    },
    record::FicheRecord,
    source::{fold, join, name_of},
};

/// What keeps a dossier, and no signed text prints: the kind of thing and the name, and whether only one that is new says
/// it twice.
const UNPRINTED: [(&str, &str, bool); 13] = [
    ("party", "column", false),
    ("party", "name", true),
    ("funder", "column", false),
    ("funder", "declared", false),
    ("funder", "name", true),
    ("axis", "prefix", true),
    ("stated", "article", false),
    ("stated", "label", false),
    ("stated", "claim", false),
    ("advance", "base", false),
    ("payment", "terms", false),
    ("payment", "label", true),
    ("payment", "payer", true),
];

/// What a thing says under a name.
type Property = (&'static str, Option<Fact>);

/// Everything that changed there.
pub(super) fn changes(aligned: &Aligned<'_>) -> Vec<Change> {
    let conventions = aligned.sides.each_ref().map(|side| &side.convention);
    let mut changes = Vec::new();
    let own = conventions.map(|own| Some(terms(own)));
    changes.extend(change(aligned, "term", "", &own));
    changes.extend(payers(aligned));
    for ranks in &aligned.axes {
        let axes = [0, 1].map(|side: usize| {
            let axis = &conventions[side].axes[ranks[side]?];
            axis.has_title().then_some(axis)
        });
        let prefix = axes[1].or(axes[0]).map_or("", |axis| &axis.prefix);
        let properties = |side: usize| {
            let axis: &Axis = axes[side]?;
            let [title, prefix] = [&axis.title, &axis.prefix].map(|own| Some(text(own)));
            let outer = axis
                .within
                .and_then(|outer| conventions[side].axes.get(outer));
            let within = outer.map(|outer| text(&outer.prefix));
            Some([("title", title), ("prefix", prefix), ("within", within)])
        };
        let sides = [0, 1].map(properties);
        changes.extend(change(aligned, "axis", prefix, &sides));
    }
    changes.extend(order(aligned));
    changes.extend(stated(aligned));
    let advances = conventions.map(|own| {
        let advance = own.advance.as_ref()?;
        let rate = Some(advance.rate.value.into());
        Some([("rate", rate), ("base", Some(text(&advance.base)))])
    });
    changes.extend(change(aligned, "advance", "", &advances));
    changes.extend(payments(aligned));
    changes.extend(commitments(aligned));
    changes
}

/// A change of a thing of which some property is not the same on both sides.
fn change<const N: usize>(
    aligned: &Aligned<'_>,
    kind: &str,
    subject: &str,
    sides: &[Option<[Property; N]>; 2],
) -> Option<Change> {
    if sides[0] == sides[1] {
        return None;
    }
    let object = |side: &Option<[Property; N]>| {
        let value = |fact: &Option<Fact>| json!(fact)["value"].take();
        let properties = side.as_ref()?.iter();
        let object = properties.map(|(name, fact)| ((*name).to_owned(), value(fact)));
        Some(Value::Object(object.collect()))
    };
    let [before, after] = sides.each_ref().map(object);
    let facts = json!({ "kind": kind, "subject": subject, "before": before, "after": after });
    let mut change = aligned.marked(kind, Mark::of(sides), subject, facts);
    for rank in 0..N {
        let facts = sides.each_ref().map(|side| side.as_ref()?[rank].1.clone());
        let name = sides.iter().flatten().map(|side| side[rank].0).next();
        let name = name.unwrap_or_default();
        let is_new = change.mark != Mark::Changed;
        let is_unprinted =
            |own: &(&str, &str, bool)| (own.0, own.1) == (kind, name) && (is_new || !own.2);
        if aligned.is_act && UNPRINTED.iter().any(is_unprinted) {
            continue;
        }
        let has_periods = aligned.years.iter().any(|year| year.year().is_none());
        let label = aligned.word(match name {
            "years" if has_periods => "periods",
            name => name,
        });
        change.figures.extend(changed(label, facts));
    }
    Some(change)
}

fn text(text: &str) -> Fact {
    text.into()
}

/// Some texts on one line, if there are any.
fn listed<'a>(texts: impl Iterator<Item = &'a String>) -> Option<Fact> {
    let texts = join(texts, ", ");
    (!texts.is_empty()).then(|| texts.into())
}

fn terms(own: &Convention) -> [Property; 13] {
    let either = |is_second: bool, names: [&str; 2]| Some(text(names[usize::from(is_second)]));
    let day_rate = own.day_rate.as_ref();
    let signature = either(own.signed_by_hand, ["electronique", "manuscrite"]);
    let archive = either(own.without_attachments, ["pdfa-3a", "pdfa-2a"]);
    [
        ("title", Some(text(&own.title))),
        ("years", Some(join(&own.years, ", ").into())),
        ("place", own.place.as_deref().map(|own| text(own))),
        ("day-rate", day_rate.map(|rate| rate.value.into())),
        ("step", Some(own.step.amount().into())),
        ("copies", Some(Fact::Number(own.copies.into()))),
        ("signature", signature),
        ("signature-mark", own.signature_mark.as_deref().map(text)),
        ("archive", archive),
        ("unit", own.unit.as_deref().map(text)),
        ("display", Some(text(&name_of(&own.display)))),
        (
            "off-total",
            listed(own.off_total.iter().map(|nature| &nature.value)),
        ),
        ("fields", listed(own.fields.iter())),
    ]
}

/// Those who sign, and those who only pay.
fn payers(aligned: &Aligned<'_>) -> Vec<Change> {
    let mut changes = Vec::new();
    for (place, funders) in aligned.funders.iter().enumerate() {
        let parties = [0, 1].map(|side: usize| {
            let rank = aligned.places[side].iter().position(|own| *own == place)?;
            aligned.sides[side].convention.parties.get(rank)
        });
        if let Some(latest) = parties[1].or(parties[0]) {
            let is_known = funders
                .iter()
                .flatten()
                .all(|funder| funder.siret.is_some());
            let party = |side: usize| {
                let siret = funders[side].as_ref().and_then(|own| own.siret.as_deref());
                let siret = siret.filter(|_| is_known).map(text);
                Some(party(parties[side]?, funders[side].as_ref(), siret))
            };
            let sides = [0, 1].map(party);
            changes.extend(change(aligned, "party", &latest.name, &sides));
            continue;
        }
        // One whom rules alone name comes and goes with them.
        let is_declared = funders.iter().flatten().any(|funder| funder.has_column);
        if is_declared || funders.iter().all(Option::is_some) {
            let sides = funders.each_ref().map(|funder| funder.as_ref().map(payer));
            changes.extend(change(aligned, "funder", aligned.funder(place), &sides));
        }
    }
    changes
}

/// A column that is the name says nothing of its own.
fn own_column(funder: &Funder) -> Option<Fact> {
    Some(text(&funder.column)).filter(|_| funder.column != funder.name)
}

fn payer(funder: &Funder) -> [Property; 4] {
    let declared = funder.has_column.then(|| text("[[financeurs]]"));
    [
        ("name", Some(text(&funder.name))),
        ("column", own_column(funder)),
        ("declared", declared),
        ("hand", funder.hand.as_deref().map(text)),
    ]
}

fn party(party: &Party, funder: Option<&Funder>, siret: Option<Fact>) -> [Property; 6] {
    let [signatory, quality] = [&party.signatory, &party.quality].map(|own| own.as_deref());
    [
        ("name", Some(text(&party.name))),
        ("column", funder.and_then(own_column)),
        ("siret", siret),
        ("description", party.description.as_deref().map(text)),
        ("signatory", signatory.map(|name| text(name))),
        ("quality", quality.map(|name| text(name))),
    ]
}

/// What comes in another order: fiches within their axis, where their code does not say so already.
fn order(aligned: &Aligned<'_>) -> Vec<Change> {
    // The places of all funders follow the later side's order.
    let parties = aligned.places[0].iter().take(aligned.sides[0].parties());
    let later = aligned.sides[1].parties();
    let are_parties_moved = !parties.filter(|place| **place < later).is_sorted();
    let is_axis_in_order = |axes: &Ranks| {
        let fiche = |side: usize, ranks: &Ranks| Some(&aligned.sides[side].fiches[ranks[side]?]);
        let is_of_axis = |old: &FicheRecord, new: &FicheRecord| {
            old.code == new.code && *axes == [Some(old.axis), Some(new.axis)]
        };
        is_in_order(aligned.fiches.iter().filter(|ranks| {
            let sides = fiche(0, ranks).zip(fiche(1, ranks));
            sides.is_some_and(|(old, new)| is_of_axis(old, new))
        }))
    };
    let moved = [
        ("parties", are_parties_moved),
        ("axes", !is_in_order(&aligned.axes)),
        ("fiches", !aligned.axes.iter().all(is_axis_in_order)),
    ];
    let change = |(name, is_moved)| aligned.reordered(name, is_moved);
    moved.into_iter().filter_map(change).collect()
}

/// Whether what both lists have comes in one order.
fn is_in_order<'a>(pairs: impl IntoIterator<Item = &'a Ranks>) -> bool {
    let pairs = pairs.into_iter();
    let before = pairs.filter_map(|[before, after]| after.and(*before));
    before.is_sorted()
}

fn stated(aligned: &Aligned<'_>) -> Vec<Change> {
    // What signed articles state, they say themselves.
    let mut sides = aligned.sides.iter();
    if aligned.is_signed && sides.any(|side| !side.articles.is_empty()) {
        return Vec::new();
    }
    let name = |one: &StatedAmount| Some((fold(&one.article), fold(&one.label)));
    let lists = aligned.sides.each_ref();
    let pairing = Pairing::new(lists.map(|side| &side.convention.stated[..]))
        .by(|one| Some((name(one), &*one.claim, one.drafted.value)))
        .by(name)
        .by(|one| Some((fold(&one.article), &*one.claim)))
        .by(|one| Some((&*one.claim, one.drafted.value)));
    // What an amount should be follows from other changes.
    let properties = |one: &StatedAmount| {
        [
            ("amount", Some(one.drafted.value.into())),
            ("article", Some(text(&one.article))),
            ("label", Some(text(&one.label))),
            ("claim", Some(text(&one.claim))),
        ]
    };
    let change = |(_, sides): (Ranks, [Option<&StatedAmount>; 2])| {
        let latest = sides[1].or(sides[0])?;
        let subject = joined([Some(&*latest.article), Some(&latest.label)]);
        let sides = sides.map(|side| side.map(properties));
        change(aligned, "stated", &subject, &sides)
    };
    pairing.items().into_iter().filter_map(change).collect()
}

/// Which payment of one side is which of the other.
pub(super) fn paired_payments<'a>(aligned: &'a Aligned<'_>) -> Pairing<'a, Payment> {
    let lists = aligned.sides.each_ref();
    Pairing::new(lists.map(|side| &side.convention.payments[..]))
        .by(|one| Some((one.payer, fold(&one.label), one.share_year())))
        .by(|one| Some((one.payer, fold(&one.label))))
        .by(|one| Some((one.payer, one.share_year(), one.is_balance())))
}

fn payments(aligned: &Aligned<'_>) -> Vec<Change> {
    let pairing = paired_payments(aligned);
    // What it comes to follows from other changes, unless its own terms changed.
    let properties = |one: &Payment, is_told: bool| {
        let year = one.year.and_then(|year| aligned.years.get(year));
        let terms: Fact = match &one.terms {
            PaymentTerms::Rate {
                rate,
                base,
                resolved,
            } => {
                let base = based(aligned, one, *resolved).unwrap_or_else(|| base.to_string());
                let args = args! { rate: rate.value, base: base };
                aligned.locale.text("diff-terms-rate", &args).into()
            }
            PaymentTerms::Fixed { amount } => amount.value.into(),
            PaymentTerms::Balance => text(&aligned.word("balance")),
        };
        [
            ("label", Some(text(&one.label))),
            ("payer", Some(text(aligned.funder(one.payer.0)))),
            ("year", year.map(Fact::from)),
            ("terms", Some(terms)),
            ("amount", one.amount.filter(|_| is_told).map(Fact::from)),
            ("condition", one.condition.as_deref().map(|own| text(own))),
            ("due", one.due.as_deref().map(|own| text(own))),
        ]
    };
    let ranks = pairing.ranks();
    let is_moved = !is_in_order(&ranks);
    let change = |(_, sides): (Ranks, [Option<&Payment>; 2])| {
        let latest = sides[1].or(sides[0])?;
        let subject = joined([Some(aligned.funder(latest.payer.0)), Some(&latest.label)]);
        // An act says amounts, and no terms.
        let is_fixed = matches!(latest.terms, PaymentTerms::Fixed { .. });
        let is_told = aligned.is_act && is_fixed
            || !matches!(sides, [Some(one), Some(other)] if is_of_same_terms(one, other));
        let sides = sides.map(|side| side.map(|one| properties(one, is_told)));
        change(aligned, "payment", &subject, &sides)
    };
    let mut changes: Vec<Change> = pairing.items().into_iter().filter_map(change).collect();
    changes.extend(aligned.reordered("payments", is_moved));
    changes
}

/// What a rate is of, in words.
fn based(aligned: &Aligned<'_>, own: &Payment, base: Claim) -> Option<String> {
    let (id, name, year) = match base {
        Claim::Share { funder, year } | Claim::Hand { funder, year } => {
            let is_own = funder == own.payer;
            let id = if is_own {
                "diff-terms-own"
            } else {
                "diff-terms-share"
            };
            (id, aligned.funder(funder.0), year)
        }
        Claim::Total { year } => ("diff-terms-total", "", year),
        Claim::Others | Claim::Advance => return None,
    };
    let year = year.and_then(|year| aligned.years.get(year));
    let year = year.map_or_else(String::new, |year| format!("\u{a0}{year}"));
    Some(aligned.locale.text(id, &args! { name: name, year: year }))
}

/// Whether two payments are of one rate of one base, of one amount, or both what is left.
fn is_of_same_terms(one: &Payment, other: &Payment) -> bool {
    match (&one.terms, &other.terms) {
        (
            PaymentTerms::Rate { rate, resolved, .. },
            PaymentTerms::Rate {
                rate: own,
                resolved: of,
                ..
            },
        ) => rate.value == own.value && resolved == of,
        // The terms are the amount.
        (PaymentTerms::Fixed { .. }, PaymentTerms::Fixed { .. }) => true,
        (one, other) => one == other,
    }
}

fn commitments(aligned: &Aligned<'_>) -> Vec<Change> {
    let lists = aligned.sides.each_ref();
    let pairing = Pairing::new(lists.map(|side| &side.convention.commitments[..]));
    let properties = |one: &Commitment| {
        let credits = one.years.iter();
        let credits = credits.map(|(year, credit)| format!("{year}\u{a0}: {}", credit.value));
        let credits = join(credits, ", ");
        [
            ("ae", one.total.as_ref().map(|total| total.value.into())),
            ("cp", Some(credits.into()).filter(|_| !one.years.is_empty())),
            ("nature", one.nature.as_deref().map(|own| text(own))),
            ("function", one.function.as_deref().map(|own| text(own))),
        ]
    };
    let change = |(_, sides): (Ranks, [Option<&Commitment>; 2])| {
        let latest = sides[1].or(sides[0])?;
        let subject = aligned.funder(latest.payer.0);
        change(
            aligned,
            "commitment",
            subject,
            &sides.map(|side| side.map(properties)),
        )
    };
    let items = pairing.by(|one| Some(one.payer)).items();
    items.into_iter().filter_map(change).collect()
}
