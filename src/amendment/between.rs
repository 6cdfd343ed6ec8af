//! What changes between what was signed and what is to be signed.

use super::clause::{Place, clauses};
use crate::{
    compute::{Split, Splits},
    diff::{self, Change, Comparison, Draft, Mark, SideKind},
    locale::Locale,
    model::{Amendment as Settings, Decision, Funder, OTHERS_LABEL, UNALLOCATED_LABEL},
    money::Amount,
    record::{
        Amended, AmendedFiche, Amendment, ArticleRecord, Clause, Fate, Moved, MovedPayment, Record,
    },
    render::{Document, Renderer},
    source::{Period, date_in_words, join},
};

/// Everything that changes.
pub(crate) fn between(settings: &Settings, base: &Record, record: &Record) -> Amendment {
    let [before, after] = comparable(base, record);
    let before = Draft::of("", SideKind::Signed, before);
    let after = Draft::of("", SideKind::Dossier, after);
    let comparison = diff::compare_clauses([&before, &after], &Locale::french());
    let sides = [base, record];
    let headings = record.articles.iter().map(ArticleRecord::heading);
    let headings: Vec<String> = headings.collect();
    let articles = Place {
        headings: &headings,
        is_numbered: true,
        has_words: comparison.unit.is_none(),
    };
    let all = comparison.articles.iter().map(|change| (change, articles));
    let stated: Vec<Clause> = clauses(all).collect();
    let all = comparison
        .agreement
        .iter()
        .filter(|change| is_clause(change))
        .map(|change| (change, articles));
    let mut terms: Vec<Clause> = clauses(all).collect();
    super::clause::remove_what_texts_state(&mut terms, &stated);
    let fiches = comparison.fiches.iter().filter_map(|one| {
        let fiches = [0, 1].map(|side: usize| Some(&sides[side].fiches[one.ranks[side]?]));
        let latest = fiches[1].or(fiches[0])?;
        let headings: Vec<String> = latest
            .sections
            .iter()
            .map(|section| section.heading.clone())
            .collect();
        let place = Place {
            headings: &headings,
            is_numbered: false,
            has_words: false,
        };
        let all = one.changes.iter().chain(&one.texts).map(|one| (one, place));
        let mut clauses: Vec<Clause> = clauses(all).collect();
        let splits = fiches.map(|fiche| fiche.map(|fiche| &fiche.splits));
        let amounts = moved(sides, splits, &comparison);
        let fate = match fiches {
            [None, _] => Fate::Added,
            [_, None] => Fate::Removed,
            _ if clauses.is_empty() && one.shares.is_none() => Fate::Kept,
            _ => Fate::Changed,
        };
        if fate != Fate::Changed {
            clauses.clear();
        }
        let fingerprint = |side: usize| {
            let document = Document::Fiche(one.ranks[side]?);
            (fate != Fate::Kept).then(|| Renderer::fingerprint(sides[side], document))
        };
        let former = fiches[0]
            .map(|fiche| &fiche.code)
            .filter(|code| **code != latest.code);
        Some(AmendedFiche {
            code: latest.code.clone(),
            former: former.cloned(),
            title: latest.title.clone(),
            fate,
            fingerprints: [0, 1].map(fingerprint),
            clauses,
            amounts,
        })
    });
    let totals = sides.map(|side| Some(&side.total));
    let decisions = record.decisions.iter();
    let is_new = |decision: &&Decision| !base.decisions.iter().any(|one| is_same(one, decision));
    let mut decided = Vec::new();
    for notice in sides
        .iter()
        .filter_map(|side| side.convention.publication.as_ref())
    {
        decided.extend(notice.decision.clone().filter(|one| !decided.contains(one)));
    }
    Amendment {
        number: settings.number.value,
        object: settings.object.trim().to_owned(),
        in_force_on: settings.in_force_on.as_ref().map(|date| date.value.clone()),
        base: Amended {
            title: base.convention.title.value.clone(),
            stage: base.convention.stage.value.clone(),
            signed_on: settings.signed_on.value.clone(),
            fingerprint: base.fingerprint(),
            number: base.amendment.as_ref().map(|amendment| amendment.number),
            amends: base
                .amendment
                .as_ref()
                .map(|amendment| Box::new(amendment.base.clone())),
        },
        reasons: decisions.filter(is_new).map(reason).collect(),
        decisions: decided,
        clauses: terms.into_iter().chain(stated).collect(),
        fiches: fiches.collect(),
        years: comparison.years.clone(),
        totals: moved(sides, totals, &comparison),
        payments: payments(sides, &comparison),
        recap: recap(base, record),
        has_recap: settings.has_recap,
    }
}

/// Whether a change of the agreement's terms makes a clause. A new order makes none, since the consolidated annexes
/// show it, nor does a stated amount that is added or removed, since it is only checked against the budget.
fn is_clause(change: &Change) -> bool {
    change.kind != "reordered"
        && (change.mark == Mark::Changed || !change.kind.starts_with("stated"))
}

/// The payments whose amount changes.
fn payments(sides: [&Record; 2], comparison: &Comparison) -> Vec<MovedPayment> {
    let moved = comparison.payments.iter().filter_map(|ranks| {
        let pair = [0, 1].map(|side: usize| sides[side].convention.payments.get(ranks[side]?));
        let amounts = pair.map(|payment| payment?.amount);
        let side = usize::from(pair[1].is_some());
        let latest = pair[side].filter(|_| amounts[0] != amounts[1])?;
        Some(MovedPayment {
            label: latest.label.value.clone(),
            payer: sides[side].funders[latest.payer.0].column.clone(),
            paid_in: pair[0].and_then(|payment| payment.paid_in(&sides[0].convention.years)),
            due: latest.due.as_ref().map(|due| due.value.clone()),
            amounts,
        })
    });
    moved.collect()
}

/// The fingerprints of the recap, unless only the name of the stage differs.
fn recap(base: &Record, record: &Record) -> Option<[String; 2]> {
    let mut renamed = record.clone();
    renamed.convention.stage = base.convention.stage.clone();
    renamed.convention.purpose = base.convention.purpose;
    let fingerprints =
        [base, &renamed, record].map(|side| Renderer::fingerprint(side, Document::Recap));
    let [before, same, after] = fingerprints;
    (before != same).then_some([before, after])
}

/// Both sides without what makes no clause: decisions, whose effect is in the figures, and how documents look and are
/// signed. A dossier without articles leaves all articles as they are.
fn comparable(base: &Record, record: &Record) -> [Record; 2] {
    let [mut before, mut after] = [base.clone(), record.clone()];
    if after.articles.is_empty() {
        after.articles.clone_from(&before.articles);
    }
    for side in [&mut before, &mut after] {
        side.decisions.clear();
        for fiche in &mut side.fiches {
            fiche.drafted_funding = None;
            fiche.lines.retain(|line| !line.says_nothing());
        }
        let convention = &mut side.convention;
        // The commitments of a payer are no term of the agreement.
        convention.commitments.clear();
    }
    let (former, latest) = (&before.convention, &mut after.convention);
    latest.place.clone_from(&former.place);
    latest.copies = former.copies;
    latest.signed_by_hand = former.signed_by_hand;
    latest.without_attachments = former.without_attachments;
    latest.signature_mark.clone_from(&former.signature_mark);
    latest.display = former.display;
    latest.step = former.step;
    latest.day_rate.clone_from(&former.day_rate);
    latest.fields.clone_from(&former.fields);
    [before, after]
}

fn is_same(one: &Decision, other: &Decision) -> bool {
    let key = |decision: &Decision| {
        (
            decision.rule.clone(),
            decision.fiche.clone(),
            decision.year.clone(),
        )
    };
    let statement = |decision: &Decision| {
        (
            decision.reason.clone(),
            decision.decided_by.clone(),
            decision.date.clone(),
        )
    };
    key(one) == key(other) && statement(one) == statement(other)
}

/// A decision, as the reason of an amendment.
fn reason(decision: &Decision) -> String {
    let fiche = decision
        .fiche
        .as_ref()
        .map(|code| code.spelling().to_owned());
    let about = fiche.or_else(|| decision.article.clone()).into_iter();
    let about = join(
        about.chain(decision.year.as_ref().map(Period::to_string)),
        ", ",
    );
    let by = [
        decision.decided_by.clone(),
        date_in_words(decision.date.as_deref().unwrap_or_default()),
    ];
    let by = join(by.iter().filter(|text| !text.is_empty()), ", ");
    let separator = if about.is_empty() { "" } else { "\u{a0}: " };
    format!("{about}{separator}{} ({by})", decision.reason.trim())
}

/// What each payer owes of something on both sides, then what it costs; a payer who owes nothing is left out.
fn moved(sides: [&Record; 2], splits: [Option<&Splits>; 2], comparison: &Comparison) -> Vec<Moved> {
    let years: Vec<[Option<usize>; 2]> = comparison
        .years
        .iter()
        .map(|year| {
            sides.map(|side| {
                let mut periods = side.convention.years.iter();
                periods.position(|period| period.is_named(&year.to_string()))
            })
        })
        .collect();
    let moved = |payer: Option<&str>, part: &dyn Fn(usize, &Split) -> Amount| {
        let of = |side: usize, split: Option<&Split>| {
            split.map_or(Amount::ZERO, |split| part(side, split))
        };
        let year = |ranks: &[Option<usize>; 2]| {
            [0, 1].map(|side: usize| {
                let split = splits[side].zip(ranks[side]);
                of(
                    side,
                    split.and_then(|(splits, rank)| splits.years.get(rank)),
                )
            })
        };
        let all = [0, 1].map(|side: usize| of(side, splits[side].map(|splits| &splits.all)));
        Moved {
            payer: payer.map(str::to_owned),
            years: years.iter().map(year).chain([all]).collect(),
        }
    };
    let mut payers: Vec<(&str, Vec<[Option<usize>; 2]>)> = Vec::new();
    for pair in &comparison.funders {
        let ranks = [0, 1].map(|side: usize| rank_of(sides[side], pair[side].as_ref()?));
        let latest = pair[1].as_ref().or(pair[0].as_ref());
        let named = latest.filter(|funder| funder.has_column);
        let label = named.map_or(OTHERS_LABEL, |funder| &funder.column);
        let mut known = payers.iter_mut().filter(|_| named.is_none());
        match known.find(|(known, _)| *known == label) {
            Some((_, all)) => all.push(ranks),
            None => payers.push((label, vec![ranks])),
        }
    }
    let mut rows: Vec<Moved> = payers
        .iter()
        .map(|(label, ranks)| {
            moved(Some(label), &|side, split| {
                let ranks = ranks.iter().filter_map(|ranks| ranks[side]);
                ranks
                    .filter_map(|rank| split.shares.get(rank))
                    .copied()
                    .sum()
            })
        })
        .collect();
    rows.push(moved(Some(UNALLOCATED_LABEL), &|_, split| {
        split.unallocated
    }));
    rows.retain(|row| row.years.iter().flatten().any(|amount| !amount.is_zero()));
    rows.push(moved(None, &|_, split| split.total));
    rows
}

fn rank_of(record: &Record, funder: &Funder) -> Option<usize> {
    let mut funders = record.funders.iter();
    funders.position(|other| other.name == funder.name && other.column == funder.column)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{
        audit,
        compute::Known,
        limits::Limits,
        model::FunderId,
        purpose::Purpose,
        read::{self, Changes},
        source::{Located, Place},
    };

    fn seed() -> Record {
        let root = concat!(env!("CARGO_MANIFEST_DIR"), "/input");
        let dossier = read::read(root.as_ref(), &Limits::default(), &Changes::new());
        let dossier = dossier.expect("the seed");
        let (figures, _) = audit::audit(&dossier, Purpose::Draft);
        Record::new(&dossier, &figures, Purpose::Final, None)
    }

    fn settings() -> Settings {
        let place = Place::file("convention.toml");
        let text = |text: &str| Located::new(text.to_owned(), place.clone());
        Settings {
            number: Located::new(1, place.clone()),
            modifies: text("signe.pdf"),
            signed_on: text("2018-12-14"),
            object: text("Un avenant."),
            in_force_on: None,
            closed: Vec::new(),
            has_recap: false,
            base: Err("missing"),
            place,
        }
    }

    /// The fiche, the year and the funder of a share, then its amount in euros.
    type Share = (usize, usize, usize, i32);

    /// The record with these shares, and everything that is a sum of shares.
    fn with(record: &Record, shares: &[Share], funders: usize) -> Record {
        let mut record = record.clone();
        for (fiche, year, funder, amount) in shares {
            let rank = fiche % record.fiches.len();
            let splits = &mut record.fiches[rank].splits;
            let split = &mut splits.years[year % 3];
            split.shares[funder % funders] = Amount::whole(*amount);
            split.total = split.shares.iter().copied().sum::<Amount>() + split.unallocated;
            splits.all = Split::zero(funders, Known::All);
            let Splits { years, all } = splits;
            years.iter().for_each(|year| *all += year);
        }
        let size = (3, funders);
        let all = record.fiches.iter().map(|fiche| &fiche.splits);
        record.total = Splits::sum(all, size, Known::All);
        record
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn what_is_added_is_what_is_new_less_what_was(
            before in prop::collection::vec((0..100usize, 0..3usize, 0..9usize, 0..99_999), 0..6),
            after in prop::collection::vec((0..100usize, 0..3usize, 0..9usize, 0..99_999), 0..6),
        ) {
            let seed = seed();
            let funders = seed.funders.len();
            let [base, record] = [before, after].map(|shares| with(&seed, &shares, funders));
            let amendment = between(&settings(), &base, &record);
            let check = |rows: &[Moved], sides: [&Splits; 2]| {
                let parts = |funder: FunderId, year: Option<usize>| {
                    sides.map(|splits| splits.of(year).shares[funder.0])
                };
                for (rank, funder) in seed.funders.iter().enumerate().filter(|(_, funder)| funder.has_column) {
                    let row = rows.iter().find(|row| row.payer.as_ref() == Some(&funder.column));
                    for (column, year) in [Some(0), Some(1), Some(2), None].into_iter().enumerate() {
                        let moved = row.map_or([Amount::ZERO; 2], |row| row.years[column]);
                        assert_eq!(moved, parts(FunderId(rank), year));
                    }
                }
                // The added shares come to the added cost.
                let (cost, payers) = rows.split_last().expect("a cost");
                for column in 0..=3 {
                    let added = |row: &Moved| row.years[column][1] - row.years[column][0];
                    assert_eq!(payers.iter().map(added).sum::<Amount>(), added(cost));
                }
                assert_eq!(cost.added(), sides[1].all.total - sides[0].all.total);
            };
            check(&amendment.totals, [&base.total, &record.total]);
            for (fiche, [old, new]) in amendment.fiches.iter().zip(base.fiches.iter().zip(&record.fiches).map(<[_; 2]>::from)) {
                check(&fiche.amounts, [&old.splits, &new.splits]);
                let is_moved = old.splits.years.iter().zip(&new.splits.years).any(|(old, new)| old != new);
                assert_eq!(fiche.fate == Fate::Changed, is_moved);
            }
        }
    }
}
