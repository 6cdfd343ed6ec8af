//! What changed in the terms of the agreement: its title and years, its parties, its axes, the amounts that its
//! articles state, its advance. The draft's name, date and status identify the sides, and are no change.

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

/// The properties that only a dossier holds and no signed text prints: the kind of thing, the name of the property, and
/// whether it is left out only for a thing that was added or removed.
const UNPRINTED: [(&str, &str, bool); 14] = [
    ("party", "article", false),
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

/// The name and the value of a property of a thing.
type Property = (&'static str, Option<Fact>);

/// Everything that changed in the terms.
pub(super) fn changes(aligned: &Aligned<'_>) -> Vec<Change> {
    let conventions = aligned.sides.each_ref().map(|side| &side.convention);
    let mut changes = Vec::new();
    let sides = conventions.map(|convention| Some(terms(convention)));
    changes.extend(change(aligned, "term", "", &sides));
    changes.extend(payers(aligned));
    for ranks in &aligned.axes {
        let axes = [0, 1].map(|side: usize| {
            let axis = &conventions[side].axes[ranks[side]?];
            axis.has_title().then_some(axis)
        });
        let prefix = axes[1].or(axes[0]).map_or("", |axis| &axis.prefix);
        let properties = |side: usize| {
            let axis: &Axis = axes[side]?;
            let [title, prefix] = [&axis.title, &axis.prefix].map(|value| Some(text(value)));
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
    let advances = conventions.map(|convention| {
        let advance = convention.advance.as_ref()?;
        let rate = Some(advance.rate.value.into());
        Some([("rate", rate), ("base", Some(text(&advance.base)))])
    });
    changes.extend(change(aligned, "advance", "", &advances));
    changes.extend(payments(aligned));
    changes.extend(commitments(aligned));
    changes
}

/// The change of a thing, if a property differs between the sides.
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
        let facts = sides.each_ref().map(|side| {
            let (name, fact) = &side.as_ref()?[rank];
            match fact {
                Some(Fact::Text(date)) if *name == "due" => Some(text(&aligned.date(date))),
                fact => fact.clone(),
            }
        });
        let name = sides.iter().flatten().map(|side| side[rank].0).next();
        let name = name.unwrap_or_default();
        let is_new = change.mark != Mark::Changed;
        let is_unprinted =
            |entry: &(&str, &str, bool)| (entry.0, entry.1) == (kind, name) && (is_new || !entry.2);
        // Of what comes or goes, its subject and its amount say enough.
        let is_short = aligned.is_act || is_new && name != "terms";
        if is_short && UNPRINTED.iter().any(is_unprinted) {
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

fn terms(convention: &Convention) -> [Property; 13] {
    let either = |is_second: bool, names: [&str; 2]| Some(text(names[usize::from(is_second)]));
    let day_rate = convention.day_rate.as_ref();
    let signature = either(convention.signed_by_hand, ["electronique", "manuscrite"]);
    let archive = either(convention.without_attachments, ["pdfa-3a", "pdfa-2a"]);
    [
        ("title", Some(text(&convention.title))),
        ("years", Some(join(&convention.years, ", ").into())),
        (
            "place",
            convention.place.as_deref().map(|place| text(place)),
        ),
        ("day-rate", day_rate.map(|rate| rate.value.into())),
        ("step", Some(convention.step.amount().into())),
        ("copies", Some(Fact::Number(convention.copies.into()))),
        ("signature", signature),
        (
            "signature-mark",
            convention.signature_mark.as_deref().map(text),
        ),
        ("archive", archive),
        ("unit", convention.unit.as_deref().map(text)),
        ("display", Some(text(&name_of(&convention.display)))),
        (
            "off-total",
            listed(convention.off_total.iter().map(|nature| &nature.value)),
        ),
        ("fields", listed(convention.fields.iter())),
    ]
}

/// What changed in the parties, and in the funders that only pay.
fn payers(aligned: &Aligned<'_>) -> Vec<Change> {
    let mut changes = Vec::new();
    for (place, funders) in aligned.funders.iter().enumerate() {
        let parties = [0, 1].map(|side: usize| {
            let rank = aligned.places[side]
                .iter()
                .position(|other| *other == place)?;
            aligned.sides[side].convention.parties.get(rank)
        });
        if let Some(latest) = parties[1].or(parties[0]) {
            let is_known = funders
                .iter()
                .flatten()
                .all(|funder| funder.siret.is_some());
            let party = |side: usize| {
                let siret = funders[side]
                    .as_ref()
                    .and_then(|funder| funder.siret.as_deref());
                let siret = siret.filter(|_| is_known).map(text);
                Some(party(parties[side]?, funders[side].as_ref(), siret))
            };
            let sides = [0, 1].map(party);
            changes.extend(change(aligned, "party", &latest.name, &sides));
            continue;
        }
        // A funder that only rules name is added and removed with them.
        let is_declared = funders.iter().flatten().any(|funder| funder.has_column);
        if is_declared || funders.iter().all(Option::is_some) {
            let sides = funders.each_ref().map(|funder| funder.as_ref().map(payer));
            changes.extend(change(aligned, "funder", aligned.funder(place), &sides));
        }
    }
    changes
}

/// The column of a funder, unless it is the name.
fn distinct_column(funder: &Funder) -> Option<Fact> {
    Some(text(&funder.column)).filter(|_| funder.column != funder.name)
}

fn payer(funder: &Funder) -> [Property; 4] {
    let declared = funder.has_column.then(|| text("[[financeurs]]"));
    [
        ("name", Some(text(&funder.name))),
        ("column", distinct_column(funder)),
        ("declared", declared),
        ("hand", funder.hand.as_deref().map(text)),
    ]
}

fn party(party: &Party, funder: Option<&Funder>, siret: Option<Fact>) -> [Property; 7] {
    let [signatory, quality] = [&party.signatory, &party.quality].map(|value| value.as_deref());
    [
        ("article", party.own_article.as_deref().map(text)),
        ("name", Some(text(&party.name))),
        ("column", funder.and_then(distinct_column)),
        ("siret", siret),
        ("description", party.description.as_deref().map(text)),
        ("signatory", signatory.map(|name| text(name))),
        ("quality", quality.map(|name| text(name))),
    ]
}

/// What comes in another order: parties, axes, fiches within their axis. A fiche with another code is left out.
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

/// Whether what both lists have comes in the same order.
fn is_in_order<'a>(pairs: impl IntoIterator<Item = &'a Ranks>) -> bool {
    let pairs = pairs.into_iter();
    let before = pairs.filter_map(|[before, after]| after.and(*before));
    before.is_sorted()
}

fn stated(aligned: &Aligned<'_>) -> Vec<Change> {
    // The texts of signed articles show these changes themselves.
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
    // The expected amount follows from other changes.
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
        // Words cut out of a sentence name nothing.
        let label = Some(latest.label.value.as_str()).filter(|label| !label.starts_with('…'));
        let subject = joined([Some(&*latest.article), label]);
        let sides = sides.map(|side| side.map(properties));
        change(aligned, "stated", &subject, &sides)
    };
    pairing.items().into_iter().filter_map(change).collect()
}

/// The payments of both sides in pairs.
pub(super) fn paired_payments<'a>(aligned: &'a Aligned<'_>) -> Pairing<'a, Payment> {
    let lists = aligned.sides.each_ref();
    Pairing::new(lists.map(|side| &side.convention.payments[..]))
        .by(|one| Some((one.payer, fold(&one.label), one.share_year())))
        .by(|one| Some((one.payer, fold(&one.label))))
        .by(|one| Some((one.payer, one.share_year(), one.is_balance())))
}

fn payments(aligned: &Aligned<'_>) -> Vec<Change> {
    let pairing = paired_payments(aligned);
    // The amount follows from other changes, unless the terms of the payment changed.
    let properties = |one: &Payment, has_amount: bool| {
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
            ("amount", one.amount.filter(|_| has_amount).map(Fact::from)),
            (
                "condition",
                one.condition.as_deref().map(|condition| text(condition)),
            ),
            ("due", one.due.as_deref().map(|due| text(due))),
        ]
    };
    let ranks = pairing.ranks();
    let is_moved = !is_in_order(&ranks);
    let change = |(_, sides): (Ranks, [Option<&Payment>; 2])| {
        let latest = sides[1].or(sides[0])?;
        let subject = joined([Some(aligned.funder(latest.payer.0)), Some(&latest.label)]);
        // An amendment shows amounts, and no terms.
        let is_fixed = matches!(latest.terms, PaymentTerms::Fixed { .. });
        let has_amount = aligned.is_act && is_fixed
            || !matches!(sides, [Some(one), Some(other)] if is_of_same_terms(one, other));
        let sides = sides.map(|side| side.map(|one| properties(one, has_amount)));
        change(aligned, "payment", &subject, &sides)
    };
    let mut changes: Vec<Change> = pairing.items().into_iter().filter_map(change).collect();
    changes.extend(aligned.reordered("payments", is_moved));
    changes
}

/// What a rate applies to, in words.
fn based(aligned: &Aligned<'_>, payment: &Payment, base: Claim) -> Option<String> {
    let (id, name, year) = match base {
        Claim::Share { funder, year } | Claim::Hand { funder, year } => {
            let is_payer = funder == payment.payer;
            let id = if is_payer {
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

/// Whether two payments have the same terms: one rate of one base, a fixed amount, or the balance.
fn is_of_same_terms(one: &Payment, other: &Payment) -> bool {
    match (&one.terms, &other.terms) {
        (
            PaymentTerms::Rate { rate, resolved, .. },
            PaymentTerms::Rate {
                rate: other_rate,
                resolved: other_base,
                ..
            },
        ) => rate.value == other_rate.value && resolved == other_base,
        // A fixed amount is compared as an amount.
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
            ("nature", one.nature.as_deref().map(|nature| text(nature))),
            (
                "function",
                one.function.as_deref().map(|function| text(function)),
            ),
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
