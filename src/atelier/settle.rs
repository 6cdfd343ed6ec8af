//! *Régler*: the findings and, where the parties may decide, the choices with their effect on every payer.

use oxhttp::model::StatusCode;
use serde_json::{Value, json};

use super::{
    findings::{refusal_view, refused},
    reply::{Form, Reply, Site},
    session::Open,
    state::State,
};
use crate::{
    edit::{self, Answer, Change, Payer, Question},
    finding::{Finding, Keep, Severity},
    model::UNALLOCATED_LABEL,
    money::Amount,
    pipeline::Audited,
    report::visible,
    source::{join, name_of},
};

pub(super) fn page(site: &Site, open: &Open, query: &str) -> Reply {
    let state = open.state();
    if query == format!("depuis={}", state.version) {
        return Reply::Unchanged;
    }
    let done = match query {
        "fait" => Some("atelier-settled"),
        "annule" => Some("atelier-undone"),
        _ => None,
    };
    Reply::page(
        "atelier-regler.html",
        list(site, open, &state, done, &Value::Null),
    )
}

/// The page of all findings.
fn list(
    site: &Site,
    open: &Open,
    state: &State,
    done: Option<&'static str>,
    failure: &Value,
) -> Value {
    let audited = state.audited.as_deref();
    let (written, version) = open.editor().decisions().unwrap_or_default();
    let mut groups = audited
        .map(|audited| site.groups_of(audited, |_| true))
        .unwrap_or_default();
    // A settled finding gets the rank of its decision, so that it can be withdrawn.
    for finding in groups
        .iter_mut()
        .filter_map(|group| group["findings"].as_array_mut())
        .flatten()
    {
        let rank = finding["settled_line"].as_u64().and_then(|line| {
            let decision = written
                .iter()
                .find(|decision| decision.line as u64 == line)?;
            Some(decision.rank)
        });
        finding["decision_rank"] = json!(rank);
    }
    json!({
        "frame": site.frame(open, "regler"),
        "groups": groups,
        "seen": version,
        "done": done.map(|id| site.locale.plain(id)),
        "undo": site.undo(open, &["decision", "withdrawal"]),
        "failure": failure,
        "trouble": state.trouble.as_ref().map(|error| site.error_view(error)),
    })
}

/// A question, with its choices.
pub(super) fn question(site: &Site, open: &Open, key: &str, query: &str) -> Reply {
    let state = open.state();
    if query == format!("depuis={}", state.version) {
        return Reply::Unchanged;
    }
    match find(&state, key) {
        Some((audited, question)) => {
            let version = open.editor().decisions().unwrap_or_default().1;
            let answer = Answer::default();
            let view = form(
                site,
                open,
                audited,
                &question,
                &answer,
                &version,
                &Value::Null,
            );
            Reply::page("atelier-trancher.html", view)
        }
        // It is settled by now, or the draft has changed.
        None => Reply::Redirect(format!("/{}/regler", open.number)),
    }
}

fn find<'a>(state: &'a State, key: &str) -> Option<(&'a Audited, Question)> {
    let audited = state.audited.as_deref()?;
    let mut questions = edit::questions(audited).into_iter();
    Some((audited, questions.find(|question| question.id == key)?))
}

/// The form of a question, as it was filled in.
fn form(
    site: &Site,
    open: &Open,
    audited: &Audited,
    question: &Question,
    answer: &Answer,
    version: &str,
    failure: &Value,
) -> Value {
    let finding = &audited.findings[question.finding];
    let groups = site.groups_of(audited, |candidate| std::ptr::eq(candidate, finding));
    let own_parts = question.own_parts(audited);
    let due = own_parts
        .as_ref()
        .map(|parts| parts.due.clone())
        .unwrap_or_default();
    let option = |choice: &Keep| {
        let name = name_of(choice);
        let is_doubt = finding.severity == Severity::Warning;
        let label = if is_doubt { "doubt" } else { name.as_str() };
        let effect = || {
            let answer = Answer {
                keep: name.clone(),
                ..Answer::default()
            };
            let payers = question.effect(&answer, audited)?;
            Some(meaning(site, question, finding, &payers))
        };
        let meaning = (*choice != Keep::Parts && !is_doubt).then(effect).flatten();
        json!({
            "name": name,
            "label": site.locale.plain(&format!("atelier-keep-{label}")),
            "meaning": meaning,
        })
    };
    let only = question.choices.len() == 1;
    let chosen = if only {
        name_of(&question.choices[0])
    } else {
        answer.keep.clone()
    };
    let parts = own_parts
        .iter()
        .flat_map(|parts| &parts.payers)
        .map(|(id, label)| {
            let given = answer.parts.iter().find(|(payer, _)| payer == id);
            json!({ "id": id, "label": visible(label), "value": given.map(|(_, value)| value) })
        });
    let years = question
        .years
        .iter()
        .zip(due.iter().map(Some).chain(std::iter::repeat(None)));
    let years = years.map(|(year, due)| {
        json!({ "name": year.to_string(), "due": due.map(|due| due.plain()), "is_chosen": answer.year.as_deref() == Some(&year.to_string()) })
    });
    // The same parts must add up in every year that they are for.
    let is_even = due.windows(2).all(|pair| pair[0] == pair[1]);
    json!({
        "frame": site.frame(open, "regler"),
        "finding": groups.first().and_then(|group| Some(group["findings"].as_array()?.first()?.clone())),
        "key": question.id,
        "seen": version,
        "options": question.choices.iter().map(option).collect::<Vec<_>>(),
        "kept": chosen,
        "parts": parts.collect::<Vec<_>>(),
        "total": due.first().map(|due| due.plain()).unwrap_or_default(),
        "years": years.collect::<Vec<_>>(),
        "may_be_all_years": is_even,
        "reason": answer.reason,
        "by": answer.decided_by,
        "date": answer.date,
        "failure": failure,
    })
}

/// The effect of a choice, as a table.
fn meaning(site: &Site, question: &Question, finding: &Finding, payers: &[Payer]) -> Value {
    let has_fiche = finding.fiche.is_some() && !question.years.is_empty();
    let mut columns: Vec<String> = Vec::new();
    if has_fiche {
        columns.extend(question.years.iter().map(ToString::to_string));
    }
    columns.push(site.locale.plain("atelier-whole-agreement"));
    let shown = |amount: Amount| match finding.unit.as_deref() {
        Some(unit) => amount.with_unit(unit),
        None => amount.to_string(),
    };
    let cell = |change: &Change| {
        let (before, after) = (change.before, change.after);
        let difference = after - before;
        let sign = if difference > Amount::ZERO { "+" } else { "" };
        json!({
            "text": shown(after),
            "change": (before != after).then(|| format!("{sign}{}", shown(difference))),
        })
    };
    let row = |payer: &Payer| {
        let years = payer.years.iter().filter(|_| has_fiche);
        let cells = years.chain([&payer.total]).map(cell);
        json!({
            "label": visible(payer.name.as_deref().unwrap_or(UNALLOCATED_LABEL)),
            "cells": cells.collect::<Vec<_>>(),
        })
    };
    json!({ "columns": columns, "rows": payers.iter().map(row).collect::<Vec<_>>() })
}

/// Withdraws a decision.
pub(super) fn withdraw(site: &Site, open: &Open, given: &Form) -> Reply {
    let Ok(rank) = given.field("rang").parse() else {
        return Reply::Status(StatusCode::BAD_REQUEST);
    };
    let withdrawn = open.editor().withdraw(rank, given.field("lu"));
    match withdrawn {
        Ok(()) => {
            open.changed();
            Reply::Redirect(format!("/{}/regler?annule", open.number))
        }
        Err(refusal) => {
            let view = list(
                site,
                open,
                &open.state(),
                None,
                &refusal_view(site, &refusal),
            );
            Reply::Page(StatusCode::CONFLICT, "atelier-regler.html", view)
        }
    }
}

/// Settles a question, or shows the form again as it was filled in.
pub(super) fn decide(site: &Site, open: &Open, key: &str, given: &Form) -> Reply {
    let parts = given.fields().filter_map(|(name, value)| {
        let name = name.strip_prefix("part-").filter(|_| !value.is_empty());
        Some((name?.to_owned(), value.to_owned()))
    });
    let answer = Answer {
        keep: given.field("retenir").to_owned(),
        parts: parts.collect(),
        year: given.filled("annee").map(str::to_owned),
        reason: given.field("motif").to_owned(),
        decided_by: given.field("decide_par").to_owned(),
        date: given.field("date").to_owned(),
    };
    let state = open.state();
    let Some((audited, question)) = find(&state, key) else {
        // The draft has changed: what was typed is shown, so that it can be copied.
        let choice = [Keep::Fiche, Keep::Recap, Keep::Convention, Keep::Parts]
            .map(|choice| name_of(&choice))
            .into_iter()
            .find(|name| *name == answer.keep);
        let choice = choice.map(|name| site.locale.plain(&format!("atelier-keep-{name}")));
        let parts = answer.parts.iter();
        let parts = join(parts.map(|(who, amount)| format!("{who} : {amount}")), "\n");
        let typed = [
            choice.unwrap_or_default(),
            parts,
            answer.reason,
            answer.decided_by,
            answer.date,
        ];
        let view = json!({
            "frame": site.frame(open, "regler"),
            "failure": { "message": site.locale.plain("atelier-question-gone") },
            "typed": typed,
        });
        return Reply::Page(StatusCode::CONFLICT, "atelier-refus.html", view);
    };
    let decided = open
        .editor()
        .decide(audited, &question, &answer, given.field("lu"));
    let (status, failure, version) = match decided {
        Ok(()) => {
            open.changed();
            return Reply::Redirect(format!("/{}/regler?fait", open.number));
        }
        Err(refusal) => refused(site, &refusal, given.field("lu"), visible),
    };
    let view = form(site, open, audited, &question, &answer, &version, &failure);
    Reply::Page(status, "atelier-trancher.html", view)
}
