//! Compares two drafts.

use serde_json::json;

use super::{
    agreement,
    aligned::Aligned,
    change::ShareTable,
    comparison::{
        Comparison, Draft, Reason, SideKind,
        Subject::{Agreement, Decisions, Findings, Pages, Recap, Texts},
        Uncompared, Which,
    },
    controls, fiche, texts,
};
use crate::{locale::Locale, record::Record, source::visible};

/// Compares amounts and texts, and puts what changed into words. Pages are left to the module that draws them.
pub(crate) fn compare(before: &Draft, after: &Draft, locale: &Locale) -> Comparison {
    compare_records([before, after], locale, false)
}

/// The same for an amendment, where one clause removes a moved passage and another adds it.
pub(crate) fn compare_clauses(sides: [&Draft; 2], locale: &Locale) -> Comparison {
    compare_records(sides, locale, true)
}

fn compare_records([before, after]: [&Draft; 2], locale: &Locale, is_act: bool) -> Comparison {
    let records = [&before.record, &after.record];
    let is_signed = before.kind == SideKind::Signed;
    let aligned = Aligned::new(records, locale, is_act, is_signed);
    let are_whole = before.is_whole() && after.is_whole();
    let (mut findings, mut decisions) = (Vec::new(), Vec::new());
    let (mut agreement, mut advance, mut articles) = (Vec::new(), None, Vec::new());
    if are_whole {
        let known = before.controls.as_deref().zip(after.controls.as_deref());
        (findings, decisions) = controls::changes(&aligned, known.map(<[_; 2]>::from));
        agreement = agreement::changes(&aligned);
        articles = texts::article_changes(&aligned);
        let amount = |record: &Record| record.convention.advance.as_ref()?.amount;
        let moved = aligned.sides.each_ref().map(amount);
        advance = Some(moved).filter(|[before, after]| before != after);
    }
    let fiches = aligned.fiches.iter();
    let fiches = fiches.filter_map(|ranks| fiche::changes(&aligned, *ranks, are_whole));
    let totals = aligned.sides.each_ref().map(|side| Some(&side.total));
    Comparison {
        locale: locale.clone(),
        sides: [before.side(), after.side()],
        unit: after.record.convention.unit.clone().filter(|unit| {
            let former = before.record.convention.unit.as_ref();
            former == Some(unit) || !before.is_whole()
        }),
        payments: agreement::paired_payments(&aligned).ranks(),
        agreement,
        articles,
        fiches: fiches.collect(),
        axes: axes(&aligned),
        total: aligned.shares(aligned.word("whole"), String::new(), totals),
        advance,
        findings,
        decisions,
        documents: Vec::new(),
        uncompared: uncompared(before, after),
        years: aligned.years,
        funders: aligned.funders,
    }
}

fn axes(aligned: &Aligned<'_>) -> Vec<ShareTable> {
    let mut tables = Vec::new();
    for ranks in &aligned.axes {
        let side = |side: usize| {
            let (record, rank) = (&aligned.sides[side], ranks[side]?);
            Some((record.convention.axes.get(rank)?, record.axes.get(rank)?))
        };
        let sides = [side(0), side(1)];
        let Some((axis, _)) = sides[1].or(sides[0]).filter(|(axis, _)| axis.has_title()) else {
            continue;
        };
        let name = visible(&format!("{} – {}", axis.prefix, axis.title));
        let splits = sides.map(|side| side.map(|(_, splits)| splits));
        if let Some(mut table) = aligned.shares(name, String::new(), splits) {
            let (prefix, title) = (&axis.prefix, &axis.title);
            table.facts = json!({ "prefix": prefix, "title": title, "shares": table.facts });
            tables.push(table);
        }
    }
    tables
}

/// What each side lacks; what two workbooks lack is listed once.
fn uncompared(before: &Draft, after: &Draft) -> Vec<Uncompared> {
    let are_workbooks = !before.is_whole() && !after.is_whole();
    let mut all = Vec::new();
    for (draft, side) in [(before, Which::Before), (after, Which::After)] {
        if !draft.is_whole() && (side == Which::Before || !are_workbooks) {
            let side = Some(side).filter(|_| !are_workbooks);
            for what in [Agreement, Texts, Findings, Decisions, Pages] {
                all.push(Uncompared::new(what, Reason::BareWorkbook, None).of(side));
            }
            // The audit checks a drafted recap, so it is compared through the findings, which a workbook lacks.
            all.push(Uncompared::new(Recap, Reason::OnlyComputed, None).of(side));
        }
        let unread = draft.uncompared.iter().cloned();
        all.extend(unread.map(|one| one.of(Some(side))));
    }
    all
}
