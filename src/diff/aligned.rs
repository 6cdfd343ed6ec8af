//! Both sides made comparable: one list of years, one of funders, fiches and axes in pairs. And what every
//! change is put into words with.

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
    source::{Period, fold, name_of, visible},
};

/// Both sides and how they correspond.
pub(super) struct Aligned<'a> {
    pub(super) locale: &'a Locale,
    /// The records as they were read: before, after.
    pub(super) own: [&'a Record; 2],
    /// The records, every figure of theirs by the common years and funders: before, after.
    pub(super) sides: [Record; 2],
    /// Every year of either side, in order.
    pub(super) years: Vec<Period>,
    pub(super) funders: Vec<[Option<Funder>; 2]>,
    /// The place in `funders` of each funder of a side.
    pub(super) places: [Vec<usize>; 2],
    pub(super) fiches: Vec<Ranks>,
    pub(super) axes: Vec<Ranks>,
    /// Whether an act is made of it: passages go in one place and come in another, and what only a dossier says is no
    /// clause.
    pub(super) is_act: bool,
    /// Whether what was before is signed.
    pub(super) is_signed: bool,
}

impl<'a> Aligned<'a> {
    pub(super) fn new(
        own: [&'a Record; 2],
        locale: &'a Locale,
        [is_act, is_signed]: [bool; 2],
    ) -> Self {
        let years = own.iter().flat_map(|side| &side.convention.years);
        let mut years: Vec<Period> = years.cloned().collect();
        let mut seen = BTreeSet::new();
        years.retain(|year| seen.insert(fold(&year.to_string())));
        // Years in order, named periods as they come.
        years.sort_by_key(Period::year);
        let fiches = identity::fiches(own.map(|side| &side.fiches[..]));
        let (funders, places) = funders(own, &fiches, is_signed);
        let axes = Pairing::new(own.map(|side| &side.convention.axes[..]))
            .by(|axis| Some(fold(&axis.prefix)))
            .by(|axis| Some(fold(&axis.title)))
            .ranks();
        let side = |side: usize| aligned(own[side], &years, &places[side], funders.len());
        Self {
            locale,
            sides: [side(0), side(1)],
            own,
            years,
            funders,
            places,
            fiches,
            axes,
            is_act,
            is_signed,
        }
    }

    /// `diff-<name>` in the reader's language.
    pub(super) fn word(&self, name: &str) -> String {
        self.locale.plain(&format!("diff-{name}"))
    }

    /// The name of a funder in columns.
    pub(super) fn funder(&self, place: usize) -> &str {
        let [before, after] = self.funders[place].each_ref().map(Option::as_ref);
        after.or(before).map_or("", |one| &one.column)
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

    /// What both sides have comes in another order, if it does.
    pub(super) fn reordered(&self, name: &str, is_moved: bool) -> Option<Change> {
        let facts = json!({ "kind": "reordered", "name": name });
        let subject = self.word(&format!("order-{name}"));
        is_moved.then(|| self.change("reordered", Mark::Changed, &subject, facts))
    }

    /// What the audit says, as notes of a change: `diff-settles`, `diff-reopens`.
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

    /// What everyone pays of something; none when that did not move.
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

/// The record with its figures by these years, and its funders at these places among so many.
fn aligned(record: &Record, years: &[Period], places: &[usize], funders: usize) -> Record {
    let own = |year: &Period| {
        record
            .convention
            .years
            .iter()
            .position(|own| own.is_named(&year.to_string()))
    };
    let ranks: Vec<Option<usize>> = years.iter().map(own).collect();
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
    let own = &mut record.convention;
    let known = &own.years;
    let common = |year: &mut Option<usize>| {
        let named = year.and_then(|year| known.get(year)).map(Period::to_string);
        *year = named.and_then(|name| years.iter().position(|own| own.is_named(&name)));
    };
    for payment in &mut own.payments {
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
    let payers = own.payments.iter_mut().map(|payment| &mut payment.payer);
    let committed = own.commitments.iter_mut().map(|own| &mut own.payer);
    let published = own.publication.iter_mut();
    let published = published.flat_map(|own| own.grantors.iter_mut().chain([&mut own.beneficiary]));
    for payer in payers.chain(committed).chain(published) {
        *payer = FunderId(place(payer.0));
    }
    let decisions = record.decisions.iter_mut();
    for part in decisions.flat_map(|decision| &mut decision.parts) {
        part.funder = FunderId(place(part.funder.0));
    }
    record
}

/// Lists by these ranks what was listed by other years.
fn by_year<T: Clone>(list: &mut Vec<T>, ranks: &[Option<usize>], none: &T) {
    let own = |rank: &Option<usize>| rank.and_then(|rank| list.get(rank)).unwrap_or(none).clone();
    *list = ranks.iter().map(own).collect();
}
