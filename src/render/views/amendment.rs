use serde_json::{Value, json};

use super::{
    figures::{Figures, fit},
    payments::day,
};
use crate::{
    money::Amount,
    record::{Amended, AmendedFiche, Amendment, Clause, Fate, Moved, is_said, speaks_of},
    source::{Period, join},
};

/// How amounts of an amendment are written: exactly, all with as many decimals as any of them needs.
#[derive(Clone, Copy)]
struct Written<'a> {
    figures: Figures<'a>,
    decimals: u32,
}

impl Written<'_> {
    fn amount(self, amount: Amount) -> String {
        self.figures.exact_with(amount, self.decimals)
    }

    /// `+1 200 €`, `−300 €`; nothing where nothing is added.
    fn added(self, [before, after]: [Amount; 2]) -> Option<String> {
        let added = after - before;
        let sign = if added.is_negative() { "−" } else { "+" };
        (!added.is_zero()).then(|| format!("{sign}{}", self.amount(added.abs())))
    }

    fn moved(self, moved: [Amount; 2]) -> Value {
        let shown = |amount: Amount| (!amount.is_zero()).then(|| self.amount(amount));
        json!({ "before": shown(moved[0]), "added": self.added(moved), "after": shown(moved[1]) })
    }
}

fn written<'a>(figures: Figures<'a>, amendment: &Amendment) -> Written<'a> {
    let fiches = amendment.fiches.iter().flat_map(|fiche| &fiche.amounts);
    let moved = amendment.totals.iter().chain(fiches);
    let mut amounts = moved.flat_map(|moved| moved.years.iter().flatten());
    let is_whole = amounts.all(|amount| amount.is_whole());
    Written {
        figures,
        decimals: if is_whole { 0 } else { 2 },
    }
}

/// What an amendment changes; none where the record is of no amendment.
pub(crate) fn amendment(figures: Figures<'_>) -> Option<Value> {
    let amendment = figures.record.amendment.as_ref()?;
    let written = written(figures, amendment);
    let base = &amendment.base;
    let changed: Vec<&AmendedFiche> = amendment
        .fiches
        .iter()
        .filter(|one| one.fate != Fate::Kept)
        .collect();
    let mut articles: Vec<Value> = amendment
        .clauses
        .iter()
        .map(|change| clause(change, "clause"))
        .collect();
    let named = |name: &str| json!({ "kind": name });
    if !changed.is_empty() {
        articles.push(named("fiches"));
    }
    if amendment.recap.is_some() {
        articles.push(named("recap"));
    }
    let fiches = amendment.fiches.iter().flat_map(|one| &one.amounts);
    let mut amounts = amendment
        .totals
        .iter()
        .chain(fiches)
        .flat_map(|row| &row.years);
    let is_moved = amounts.any(|[before, after]| before != after);
    let payments = payments(amendment, written);
    if figures.record.has_money() && (is_moved || !payments.is_empty()) {
        articles.push(named("amounts"));
    }
    articles.extend(["unchanged", "force"].map(named));
    for (article, number) in articles.iter_mut().zip(1..) {
        article["number"] = number.into();
    }
    let widest = |rank: usize| {
        let texts = amendment.totals.iter().flat_map(|row| {
            let moved = row.years[rank];
            let [before, after] = moved.map(|amount| written.amount(amount));
            [before, after, written.added(moved).unwrap_or_default()]
        });
        texts.max_by_key(String::len).unwrap_or_default()
    };
    let columns: Vec<String> = (0..=amendment.years.len()).map(widest).collect();
    Some(json!({
        "number": amendment.number,
        "object": amendment.object,
        "in_force_on": amendment.in_force_on.as_deref().map(day),
        "base": { "title": base.title, "fingerprint": base.fingerprint },
        "acts": acts(base),
        "decisions": amendment.decisions,
        "recap": amendment.recap,
        "renumbers": amendment.renumbers(),
        "payments": payments,
        "is_moved": is_moved,
        "reasons": amendment.reasons,
        "articles": articles,
        "fiches": changed.iter().map(|fiche| fiche_view(fiche, &amendment.years, written)).collect::<Vec<_>>(),
        "years": amendment.years,
        "table": fit(&columns),
        "totals": amendment.totals.iter().map(|row| total(row, written)).collect::<Vec<_>>(),
        "by_fiche": by_fiche(amendment, written),
    }))
}

/// What each fiche costs before and after, for the recap of an amendment that asks for it.
pub(crate) fn amended_recap(figures: Figures<'_>) -> Option<Value> {
    let amendment = figures
        .record
        .amendment
        .as_ref()
        .filter(|amendment| amendment.has_recap)?;
    Some(by_fiche(amendment, written(figures, amendment)))
}

/// What was signed before, the agreement first.
fn acts(base: &Amended) -> Vec<Value> {
    let mut acts = base.amends.as_deref().map_or_else(Vec::new, acts);
    acts.push(json!({
        "number": base.number,
        "stage": base.stage,
        "signed_on": day(&base.signed_on),
        "fingerprint": base.fingerprint,
    }));
    acts
}

/// The payments whose amount changes, except those whose new amount an article states.
fn payments(amendment: &Amendment, written: Written<'_>) -> Vec<Value> {
    let all = amendment.payment_names();
    let lines = amendment.clauses.iter().flat_map(|clause| &clause.replaced);
    let lines: Vec<String> = lines.filter_map(|text| text.lines()[1].clone()).collect();
    let moved = amendment.payments.iter().filter_map(|payment| {
        let amounts = payment.amounts.map(|side| side.map(|amount| written.amount(amount)));
        let [Some(_), Some(after)] = &amounts else {
            return None;
        };
        let is_stated = lines.iter().any(|line| {
            speaks_of(&payment.name(), &all, line) && is_said(after, line)
        });
        (!is_stated).then(|| {
            let due = payment.due.as_deref().map(day);
            json!({ "label": payment.label, "payer": payment.payer, "due": due, "before": amounts[0], "after": amounts[1] })
        })
    });
    moved.collect()
}

fn by_fiche(amendment: &Amendment, written: Written<'_>) -> Value {
    let rows = amendment.fiches.iter().filter_map(|fiche| {
        let cost = fiche
            .amounts
            .last()
            .filter(|cost| cost.all() != [Amount::ZERO; 2])?;
        let moved = written.moved(cost.all());
        let (code, title, fate) = (fiche.code.to_string(), &fiche.title, fiche.fate);
        Some(json!({ "code": code, "title": title, "fate": fate, "moved": moved }))
    });
    let total = amendment.totals.last().map(Moved::all).unwrap_or_default();
    json!({
        "number": amendment.number,
        "is_first": amendment.number == 1,
        "rows": rows.collect::<Vec<_>>(),
        "total": written.moved(total),
    })
}

fn total(row: &Moved, written: Written<'_>) -> Value {
    let [_, after] = row.all();
    json!({
        "payer": row.payer,
        "years": row.years.iter().map(|year| written.moved(*year)).collect::<Vec<_>>(),
        "after": written.amount(after),
        "words": written.figures.in_words(after),
    })
}

/// What each payer pays of a fiche, where that changes: `2018 : 1 200 €, total : 4 800 €`.
fn shares(fiche: &AmendedFiche, years: &[Period], written: Written<'_>) -> Vec<Value> {
    let moved = fiche.amounts.iter().filter_map(|row| {
        let payer = row.payer.as_ref()?;
        let names = years.iter().map(Period::to_string);
        // The total of a single year is that year again.
        let all = (years.len() > 1).then(|| "total".to_owned());
        let columns: Vec<_> = names.chain(all).zip(&row.years).collect();
        let list_amounts = |side: usize| {
            let moved = columns
                .iter()
                .filter(|(_, [before, after])| before != after);
            let moved = moved
                .map(|(year, amounts)| format!("{year}\u{a0}: {}", written.amount(amounts[side])));
            join(moved, ", ")
        };
        let [before, after] = [0, 1].map(list_amounts);
        (before != after).then(|| json!({ "payer": payer, "before": before, "after": after }))
    });
    moved.collect()
}

fn fiche_view(fiche: &AmendedFiche, years: &[Period], written: Written<'_>) -> Value {
    let [before, after] = &fiche.fingerprints;
    json!({
        "code": fiche.code.to_string(),
        "former": fiche.former.as_ref().map(ToString::to_string),
        "title": fiche.title,
        "fate": fiche.fate,
        "before": before,
        "after": after,
        "shares": shares(fiche, years, written),
        "clauses": fiche.clauses.iter().map(|change| clause(change, "clause")).collect::<Vec<_>>(),
    })
}

fn clause(clause: &Clause, kind: &str) -> Value {
    let is_text = clause.kind.starts_with("text");
    json!({
        "kind": kind,
        "of": if is_text { "text" } else { &clause.kind },
        "fate": clause.fate,
        "label": clause.label,
        "subject": clause.subject,
        "notes": clause.notes,
        "replaced": clause.replaced,
        "becomes": clause.becomes,
        "follows": clause.follows,
    })
}
