use serde_json::{Value, json};

use super::figures::{Figures, fit};
use crate::{
    locale::Locale,
    money::{Amount, parse_amount},
    record::{Amended, AmendedFiche, Amendment, Clause, Fate, Moved, Replaced, is_said, speaks_of},
    source::{Period, date_in_words, fold},
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

    /// An amount that is written already, with as many decimals as the others.
    fn again(self, text: &str) -> String {
        let amount = parse_amount(text).ok().and_then(|(amount, _)| amount);
        amount.map_or_else(|| text.to_owned(), |amount| self.amount(amount))
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
        "object": purpose(&amendment.object),
        "in_force_on": amendment.in_force_on.as_deref().map(date_in_words),
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
        "by_fiche": by_fiche(amendment, written, true),
    }))
}

/// What each fiche costs before and after, for the recap of an amendment that asks for it.
pub(crate) fn amended_recap(figures: Figures<'_>) -> Option<Value> {
    let amendment = figures
        .record
        .amendment
        .as_ref()
        .filter(|amendment| amendment.has_recap)?;
    Some(by_fiche(amendment, written(figures, amendment), false))
}

/// What an amendment is for, as a sentence: an infinitive goes on with it, and other words stand behind a colon. What is
/// a sentence already stays.
fn purpose(object: &str) -> String {
    const INFINITIVES: [&str; 9] = [
        "er", "ir", "ttre", "endre", "uire", "crire", "clure", "faire", "oindre",
    ];
    let object = object.trim();
    if object.ends_with(['.', ';', '!', '?']) {
        return object.to_owned();
    }
    let (first, rest) = object.split_at(object.find(' ').unwrap_or(object.len()));
    let first = first.to_lowercase();
    let is_noun = first.ends_with("ier")
        && !["fier", "dier", "cier"]
            .iter()
            .any(|end| first.ends_with(end));
    if is_noun || !INFINITIVES.iter().any(|end| first.ends_with(end)) {
        return format!("Objet du présent avenant\u{a0}: {object}.");
    }
    let of = if fold(&first).starts_with(['a', 'e', 'h', 'i', 'o', 'u', 'y']) {
        "d’"
    } else {
        "de "
    };
    format!("Le présent avenant a pour objet {of}{first}{rest}.")
}

/// What was signed before, the agreement first.
fn acts(base: &Amended) -> Vec<Value> {
    let mut acts = base.amends.as_deref().map_or_else(Vec::new, acts);
    acts.push(json!({
        "number": base.number,
        "stage": date_in_words(&base.stage),
        "signed_on": date_in_words(&base.signed_on),
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
            let due = payment.due.as_deref().map(date_in_words);
            json!({ "label": payment.label, "payer": payment.payer, "due": due, "before": amounts[0], "after": amounts[1] })
        })
    });
    moved.collect()
}

/// What fiches cost; those that cost what they did in one row, or all by themselves.
fn by_fiche(amendment: &Amendment, written: Written<'_>, is_short: bool) -> Value {
    let costs = amendment.fiches.iter().filter_map(|fiche| {
        let cost = fiche.amounts.last()?.all();
        (cost != [Amount::ZERO; 2]).then_some((fiche, cost))
    });
    let (kept, shown): (Vec<_>, Vec<_>) =
        costs.partition(|(_, [before, after])| is_short && before == after);
    let rows = shown.into_iter().map(|(fiche, cost)| {
        let (code, title, fate) = (fiche.code.to_string(), &fiche.title, fiche.fate);
        json!({ "code": code, "title": title, "fate": fate, "moved": written.moved(cost) })
    });
    let total = amendment.totals.last().map(Moved::all).unwrap_or_default();
    let unmoved = kept.iter().map(|(_, [cost, _])| *cost).sum();
    json!({
        "number": amendment.number,
        "is_first": amendment.number == 1,
        "rows": rows.collect::<Vec<_>>(),
        "kept": kept.len(),
        "kept_cost": written.amount(unmoved),
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

/// The lines of a fiche and what everyone pays of it, where that moves: every year on both sides; nothing for a year of
/// a line that stays.
fn moved_rows(fiche: &AmendedFiche, years: &[Period], written: Written<'_>) -> Vec<Value> {
    let row = |label: &str, cells: [Vec<Option<String>>; 2]| {
        let [before, after] = cells;
        json!({ "label": label, "before": before, "after": after })
    };
    let lines = fiche.clauses.iter().filter_map(|clause| {
        let moved: Vec<(usize, &Replaced)> = clause
            .replaced
            .iter()
            .filter_map(|replaced| Some((column(clause, replaced, years)?, replaced)))
            .collect();
        let side = |side: usize| -> Vec<Option<String>> {
            let cell = |rank: usize| {
                let found = moved.iter().find(|(column, _)| *column == rank);
                let Some((_, replaced)) = found else {
                    // A line that comes or goes has nothing in its other years.
                    return (clause.fate != Fate::Changed).then(|| "–".to_owned());
                };
                let said = [&replaced.before, &replaced.after][side].as_ref();
                Some(said.map_or_else(|| "–".to_owned(), |said| written.again(&said.text)))
            };
            (0..=years.len()).map(cell).collect()
        };
        (!moved.is_empty()).then(|| row(&clause.subject, [0, 1].map(side)))
    });
    let shares = fiche.amounts.iter().filter_map(|moved| {
        let has_moved = moved.years.iter().any(|[before, after]| before != after);
        let shown = |amount: Amount| {
            if amount.is_zero() {
                "–".to_owned()
            } else {
                written.amount(amount)
            }
        };
        let side = |side: usize| -> Vec<Option<String>> {
            let amounts = moved.years.iter().map(|moved| Some(shown(moved[side])));
            amounts.collect()
        };
        let label = moved.payer.as_deref().unwrap_or("Coût");
        has_moved.then(|| row(label, [0, 1].map(side)))
    });
    lines.chain(shares).collect()
}

/// The rank of the year that a figure of a line is of; that of all of them comes last.
fn column(clause: &Clause, replaced: &Replaced, years: &[Period]) -> Option<usize> {
    if clause.kind != "line" {
        return None;
    }
    let year = years.iter().position(|year| year.is_named(&replaced.label));
    year.or_else(|| (replaced.label == Locale::french().plain("totals-all")).then_some(years.len()))
}

fn fiche_view(fiche: &AmendedFiche, years: &[Period], written: Written<'_>) -> Value {
    let [before, after] = &fiche.fingerprints;
    let said_beside = |change: &Clause| {
        let mut rest = change.clone();
        rest.replaced
            .retain(|one| column(change, one, years).is_none());
        let is_said =
            rest.replaced.is_empty() && !change.replaced.is_empty() && change.notes.is_empty();
        (!is_said).then(|| clause(&rest, "clause"))
    };
    json!({
        "code": fiche.code.to_string(),
        "former": fiche.former.as_ref().map(ToString::to_string),
        "title": fiche.title,
        "fate": fiche.fate,
        "before": before,
        "after": after,
        "rows": moved_rows(fiche, years, written),
        "clauses": fiche.clauses.iter().filter_map(said_beside).collect::<Vec<_>>(),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_is_a_sentence() {
        for (typed, said) in [
            (
                "Ajuster la participation",
                "Le présent avenant a pour objet d’ajuster la participation.",
            ),
            (
                "Prolonger l’animation",
                "Le présent avenant a pour objet de prolonger l’animation.",
            ),
            (
                "Calendrier et montants",
                "Objet du présent avenant\u{a0}: Calendrier et montants.",
            ),
            (
                "Les parties prolongent l’action.",
                "Les parties prolongent l’action.",
            ),
        ] {
            assert_eq!(purpose(typed), said);
        }
    }
}
