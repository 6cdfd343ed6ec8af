//! Both sides made comparable: one list of years, one of funders, fiches and axes in pairs. Also the helpers that
//! put every change into words.

use std::{collections::BTreeSet, iter};

use serde_json::{Value, json};

use super::{
    change::{Change, Figure, Mark, Move, PeriodShares, ShareTable, changed, move_facts},
    identity::{self, funders},
    pairing::{Pairing, Ranks},
};
use crate::{
    compute::{Known, Split, Splits},
    locale::{Locale, args},
    model::{Claim, Funder, FunderId, PaymentTerms},
    money::Amount,
    record::{CostRecord, FicheRecord, FundingRecord, Record},
    source::{Period, date_in_words, fold, name_of, visible},
};

/// Both sides and how they correspond.
pub(super) struct Aligned<'a> {
    pub(super) locale: &'a Locale,
    /// The records as they were read: before, after.
    pub(super) originals: [&'a Record; 2],
    /// The same records with all figures by the common years and funders: before, after.
    pub(super) sides: [Record; 2],
    /// Every year of either side, in order.
    pub(super) years: Vec<Period>,
    pub(super) funders: Vec<[Option<Funder>; 2]>,
    /// The place in `funders` of each funder of a side.
    pub(super) places: [Vec<usize>; 2],
    pub(super) fiches: Vec<Ranks>,
    pub(super) axes: Vec<Ranks>,
    /// Whether an amendment is made of it: a moved passage is then removed in one place and added in another, and what
    /// a signed text does not print is no clause.
    pub(super) is_act: bool,
    /// Whether the former side is signed.
    pub(super) is_signed: bool,
}

impl<'a> Aligned<'a> {
    pub(super) fn new(
        originals: [&'a Record; 2],
        locale: &'a Locale,
        is_act: bool,
        is_signed: bool,
    ) -> Self {
        let years = originals.iter().flat_map(|side| &side.convention.years);
        let mut years: Vec<Period> = years.cloned().collect();
        let mut seen = BTreeSet::new();
        years.retain(|year| seen.insert(fold(&year.to_string())));
        // Years are sorted; named periods keep their order.
        years.sort_by_key(Period::year);
        let fiches = identity::fiches(originals.map(|side| &side.fiches[..]));
        let (funders, places) = funders(originals, &fiches, is_signed);
        let axes = Pairing::new(originals.map(|side| &side.convention.axes[..]))
            .by(|axis| Some(fold(&axis.prefix)))
            .by(|axis| Some(fold(&axis.title)))
            .ranks();
        let side = |side: usize| aligned(originals[side], &years, &places[side], funders.len());
        Self {
            locale,
            sides: [side(0), side(1)],
            originals,
            years,
            funders,
            places,
            fiches,
            axes,
            is_act,
            is_signed,
        }
    }

    /// The message `diff-<name>` in the reader's language.
    pub(super) fn word(&self, name: &str) -> String {
        self.locale.plain(&format!("diff-{name}"))
    }

    /// The name of a funder, as it heads columns.
    pub(super) fn funder(&self, place: usize) -> &str {
        let [before, after] = self.funders[place].each_ref().map(Option::as_ref);
        after.or(before).map_or("", |one| &one.column)
    }

    /// A date in the reader's language.
    pub(super) fn date(&self, date: &str) -> String {
        match self.locale.tag() {
            "fr" => date_in_words(date),
            _ => date.to_owned(),
        }
    }

    /// A change of this kind.
    pub(super) fn change(&self, kind: &str, mark: Mark, subject: &str, facts: Value) -> Change {
        Change {
            label: self.word(kind),
            kind: kind.to_owned(),
            mark,
            level: match kind.split('-').next() {
                Some("fiche") => "fiche",
                Some("mention" | "text") => "texts",
                _ => "amounts",
            },
            fiche: String::new(),
            anchor: None,
            subject: visible(subject),
            figures: Vec::new(),
            paragraphs: Vec::new(),
            whole: None,
            notes: Vec::new(),
            facts,
        }
    }

    /// A change of this kind of thing: `line` becomes `line-added`.
    pub(super) fn marked(&self, thing: &str, mark: Mark, subject: &str, facts: Value) -> Change {
        let kind = format!("{thing}-{}", name_of(&mark));
        self.change(&kind, mark, subject, facts)
    }

    /// A change of the order of what both sides have, if it changed.
    pub(super) fn reordered(&self, name: &str, is_moved: bool) -> Option<Change> {
        let facts = json!({ "kind": "reordered", "name": name });
        let subject = self.word(&format!("order-{name}"));
        is_moved.then(|| self.change("reordered", Mark::Changed, &subject, facts))
    }

    /// Messages of the audit as notes of a change: `diff-settles`, `diff-reopens`.
    pub(super) fn messages(&self, name: &str, messages: &[String]) -> Vec<String> {
        let id = format!("diff-{name}");
        let text = |message: &String| self.locale.text(&id, &args! { message: message });
        let notes = messages.iter().map(|message| visible(&text(message)));
        notes.collect()
    }

    /// A label for each year.
    pub(super) fn by_year(&self, id: &str) -> impl Iterator<Item = String> {
        let years = self.years.iter();
        years.map(move |year| self.locale.text(id, &args! { year: year }))
    }

    /// What each funder pays of something; none when that did not change.
    pub(super) fn shares(
        &self,
        of: String,
        lead: String,
        sides: [Option<&Splits>; 2],
    ) -> Option<ShareTable> {
        let (mut periods, mut facts) = (Vec::new(), Vec::new());
        let ranks = 0..self.years.len();
        for rank in iter::once(None).chain(ranks.map(Some)) {
            let moved = |of: &dyn Fn(&Split) -> Amount| {
                let split = |side: &Splits| of(rank.map_or(&side.all, |rank| &side.years[rank]));
                sides.map(|side| Some(side.map_or(Amount::ZERO, split)))
            };
            let shares = (0..self.funders.len()).map(|place| moved(&|one| one.shares[place]));
            let shares: Vec<Move> = shares.collect();
            let (rest, total) = (moved(&|one| one.unallocated), moved(&|one| one.total));
            facts.push(json!({
                "total": move_facts(total),
                "shares": shares.iter().map(|share| move_facts(*share)).collect::<Vec<_>>(),
                "unallocated": move_facts(rest),
            }));
            let rows = shares.into_iter().enumerate();
            let rows = rows.filter_map(|(place, share)| changed(self.funder(place), share));
            let mut rows: Vec<Figure> = rows.collect();
            rows.extend(changed(self.locale.plain("totals-unallocated"), rest));
            if !rows.is_empty() || total[0] != total[1] {
                let mut row = Figure::new(self.locale.plain("totals-total"), total);
                row.is_total = true;
                rows.push(row);
                let rows = rows.into_iter().map(Figure::in_table).collect();
                let year = rank.map(|rank| self.years[rank].clone());
                let all = || self.locale.plain("totals-all");
                let label = year.as_ref().map_or_else(all, Period::to_string);
                periods.push(PeriodShares { year, label, rows });
            }
        }
        let all = facts.remove(0);
        (!periods.is_empty()).then(|| ShareTable {
            of,
            lead,
            periods,
            facts: json!({ "years": facts, "all": all }),
        })
    }
}

/// The record with its figures by these years, and its funders at these places in a list of that length.
fn aligned(record: &Record, years: &[Period], places: &[usize], funders: usize) -> Record {
    let rank = |year: &Period| {
        record
            .convention
            .years
            .iter()
            .position(|other| other.is_named(&year.to_string()))
    };
    let ranks: Vec<Option<usize>> = years.iter().map(rank).collect();
    let place = |funder: usize| places.get(funder).copied().unwrap_or_default();
    let splits = |splits: &mut Splits| {
        let placed = |split: &mut Split| {
            let mut shares = vec![Amount::ZERO; funders];
            for (share, place) in split.shares.iter().zip(places) {
                shares[*place] += *share;
            }
            split.shares = shares;
        };
        splits.years.iter_mut().for_each(placed);
        placed(&mut splits.all);
        by_year(&mut splits.years, &ranks, &Split::zero(funders, Known::All));
    };
    let rule = |rule: &mut FundingRecord| {
        rule.funder = place(rule.funder);
        by_year(&mut rule.fixed, &ranks, &None);
    };
    let none = CostRecord {
        amount: None,
        said: None,
        days: None,
    };
    let mut record = record.clone();
    let budget = |fiche: &mut FicheRecord| {
        for line in &mut fiche.lines {
            by_year(&mut line.years, &ranks, &none);
        }
        fiche.funding.iter_mut().for_each(rule);
        fiche.drafted_funding.iter_mut().flatten().for_each(rule);
        for mention in &mut fiche.mentions {
            mention.funder = mention.funder.map(|id| FunderId(place(id.0)));
        }
        splits(&mut fiche.splits);
    };
    for fiche in &mut record.fiches {
        fiche.off_total.as_deref_mut().into_iter().for_each(budget);
        budget(fiche);
    }
    record.axes.iter_mut().for_each(splits);
    splits(&mut record.total);
    let convention = &mut record.convention;
    let known = &convention.years;
    let common = |year: &mut Option<usize>| {
        let named = year.and_then(|year| known.get(year)).map(Period::to_string);
        *year = named.and_then(|name| years.iter().position(|period| period.is_named(&name)));
    };
    for payment in &mut convention.payments {
        common(&mut payment.year);
        if let PaymentTerms::Rate { resolved, .. } = &mut payment.terms {
            match resolved {
                Claim::Share { funder, year } | Claim::Hand { funder, year } => {
                    *funder = FunderId(place(funder.0));
                    common(year);
                }
                Claim::Total { year } => common(year),
                Claim::Others | Claim::Advance => {}
            }
        }
    }
    let payers = convention
        .payments
        .iter_mut()
        .map(|payment| &mut payment.payer);
    let committed = convention
        .commitments
        .iter_mut()
        .map(|commitment| &mut commitment.payer);
    let published = convention.publication.iter_mut();
    let published = published.flat_map(|publication| {
        publication
            .grantors
            .iter_mut()
            .chain([&mut publication.beneficiary])
    });
    for payer in payers.chain(committed).chain(published) {
        *payer = FunderId(place(payer.0));
    }
    let decisions = record.decisions.iter_mut();
    for part in decisions.flat_map(|decision| &mut decision.parts) {
        part.funder = FunderId(place(part.funder.0));
    }
    record
}

/// Rearranges a list: each rank is a place in the former list; `none` stands for what the former list lacks.
fn by_year<T: Clone>(list: &mut Vec<T>, ranks: &[Option<usize>], none: &T) {
    let item = |rank: &Option<usize>| rank.and_then(|rank| list.get(rank)).unwrap_or(none).clone();
    *list = ranks.iter().map(item).collect();
}
