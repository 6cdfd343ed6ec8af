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
    if own.recap.is_some() {
        articles.push(named("recap"));
    }
    let fiches = own.fiches.iter().flat_map(|one| &one.amounts);
    let mut amounts = own.totals.iter().chain(fiches).flat_map(|row| &row.years);
    let is_moved = amounts.any(|[before, after]| before != after);
    let payments = payments(own, written);
    if figures.record.has_money() && (is_moved || !payments.is_empty()) {
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
        "base": { "title": base.title, "fingerprint": base.fingerprint },
        "acts": acts(base),
        "decisions": own.decisions,
        "recap": own.recap,
        "renumbers": own.renumbers(),
        "payments": payments,
        "is_moved": is_moved,
        "reasons": own.reasons,
        "articles": articles,
        "fiches": changed.iter().map(|fiche| fiche_view(fiche, &own.years, written)).collect::<Vec<_>>(),
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

/// The payments that come to another amount, where no article says so.
fn payments(own: &Amendment, written: Written<'_>) -> Vec<Value> {
    let all = own.payment_names();
    let lines = own.clauses.iter().flat_map(|clause| &clause.replaced);
    let lines: Vec<String> = lines.filter_map(|text| text.lines()[1].clone()).collect();
    let moved = own.payments.iter().filter_map(|own| {
        let amounts = own.amounts.map(|own| own.map(|own| written.amount(own)));
        let [Some(_), Some(after)] = &amounts else {
            return None;
        };
        let is_said = lines.iter().any(|line| {
            speaks_of(&own.name(), &all, line) && is_said(after, line)
        });
        (!is_said).then(|| {
            let due = own.due.as_deref().map(day);
            json!({ "label": own.label, "payer": own.payer, "due": due, "before": amounts[0], "after": amounts[1] })
        })
    });
    moved.collect()
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

/// What everyone pays of a fiche, where that moves: `2018 : 1 200 €, total : 4 800 €`.
fn shares(own: &AmendedFiche, years: &[Period], written: Written<'_>) -> Vec<Value> {
    let moved = own.amounts.iter().filter_map(|row| {
        let payer = row.payer.as_ref()?;
        let names = years.iter().map(Period::to_string);
        // The total of a single year is that year again.
        let all = (years.len() > 1).then(|| "total".to_owned());
        let columns: Vec<_> = names.chain(all).zip(&row.years).collect();
        let told = |side: usize| {
            let moved = columns
                .iter()
                .filter(|(_, [before, after])| before != after);
            let moved = moved
                .map(|(year, amounts)| format!("{year}\u{a0}: {}", written.amount(amounts[side])));
            join(moved, ", ")
        };
        let [before, after] = [0, 1].map(told);
        (before != after).then(|| json!({ "payer": payer, "before": before, "after": after }))
    });
    moved.collect()
}

fn fiche_view(own: &AmendedFiche, years: &[Period], written: Written<'_>) -> Value {
    let [before, after] = &own.fingerprints;
    json!({
        "code": own.code.to_string(),
        "former": own.former.as_ref().map(ToString::to_string),
        "title": own.title,
        "fate": own.fate,
        "before": before,
        "after": after,
        "shares": shares(own, years, written),
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
        "becomes": own.becomes,
        "follows": own.follows,
    })
}
