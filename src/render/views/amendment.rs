use serde_json::{Value, json};

use super::{
    figures::{Figures, fit},
    payments::day,
};
use crate::{
    money::Amount,
    record::{AmendedFiche, Amendment, Clause, Fate, Moved},
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

fn written<'a>(figures: Figures<'a>, own: &Amendment) -> Written<'a> {
    let fiches = own.fiches.iter().flat_map(|fiche| &fiche.amounts);
    let moved = own.totals.iter().chain(fiches);
    let mut amounts = moved.flat_map(|moved| moved.years.iter().flatten());
    let is_whole = amounts.all(|amount| amount.is_whole());
    Written {
        figures,
        decimals: if is_whole { 0 } else { 2 },
    }
}

/// What an amendment changes; none where the record is that of no amendment.
pub(crate) fn amendment(figures: Figures<'_>) -> Option<Value> {
    let own = figures.record.amendment.as_ref()?;
    let written = written(figures, own);
    let base = &own.base;
    let changed: Vec<&AmendedFiche> = own
        .fiches
        .iter()
        .filter(|one| one.fate != Fate::Kept)
        .collect();
    let mut articles: Vec<Value> = own
        .clauses
        .iter()
        .map(|own| clause(own, "clause"))
        .collect();
    let named = |name: &str| json!({ "kind": name });
    if !changed.is_empty() {
        articles.push(named("fiches"));
    }
    if figures.record.has_money() {
        articles.push(named("amounts"));
    }
    articles.extend(["unchanged", "force"].map(named));
    for (article, number) in articles.iter_mut().zip(1..) {
        article["number"] = number.into();
    }
    let widest = |rank: usize| {
        let texts = own.totals.iter().flat_map(|row| {
            let moved = row.years[rank];
            let [before, after] = moved.map(|amount| written.amount(amount));
            [before, after, written.added(moved).unwrap_or_default()]
        });
        texts.max_by_key(String::len).unwrap_or_default()
    };
    let columns: Vec<String> = (0..=own.years.len()).map(widest).collect();
    Some(json!({
        "number": own.number,
        "object": own.object,
        "in_force_on": own.in_force_on.as_deref().map(day),
        "base": {
            "title": base.title,
            "stage": base.stage,
            "signed_on": day(&base.signed_on),
            "fingerprint": base.fingerprint,
            "number": base.number,
        },
        "reasons": own.reasons,
        "articles": articles,
        "fiches": changed.iter().map(|own| fiche(own)).collect::<Vec<_>>(),
        "years": own.years,
        "table": fit(&columns),
        "totals": own.totals.iter().map(|row| total(row, written)).collect::<Vec<_>>(),
        "by_fiche": by_fiche(own, written),
    }))
}

/// What each fiche costs before and after, for the recap of an amendment that asks for it.
pub(crate) fn amended_recap(figures: Figures<'_>) -> Option<Value> {
    let own = figures
        .record
        .amendment
        .as_ref()
        .filter(|own| own.has_recap)?;
    Some(by_fiche(own, written(figures, own)))
}

fn by_fiche(own: &Amendment, written: Written<'_>) -> Value {
    let rows = own.fiches.iter().filter_map(|fiche| {
        let cost = fiche
            .amounts
            .last()
            .filter(|cost| cost.all() != [Amount::ZERO; 2])?;
        let moved = written.moved(cost.all());
        let (code, title, fate) = (fiche.code.to_string(), &fiche.title, fiche.fate);
        Some(json!({ "code": code, "title": title, "fate": fate, "moved": moved }))
    });
    let total = own.totals.last().map(Moved::all).unwrap_or_default();
    json!({
        "number": own.number,
        "is_first": own.number == 1,
        "rows": rows.collect::<Vec<_>>(),
        "total": written.moved(total),
    })
}

fn total(row: &Moved, written: Written<'_>) -> Value {
    let [_, after] = row.all();
    json!({
        "payer": row.payer,
        "years": row.years.iter().map(|own| written.moved(*own)).collect::<Vec<_>>(),
        "after": written.amount(after),
        "words": written.figures.in_words(after),
    })
}

fn fiche(own: &AmendedFiche) -> Value {
    let [before, after] = &own.fingerprints;
    json!({
        "code": own.code.to_string(),
        "title": own.title,
        "fate": own.fate,
        "before": before,
        "after": after,
        "clauses": own.clauses.iter().map(|own| clause(own, "clause")).collect::<Vec<_>>(),
    })
}

fn clause(own: &Clause, kind: &str) -> Value {
    let is_text = own.kind.starts_with("text");
    json!({
        "kind": kind,
        "of": if is_text { "text" } else { &own.kind },
        "fate": own.fate,
        "label": own.label,
        "subject": own.subject,
        "notes": own.notes,
        "replaced": own.replaced,
    })
}
