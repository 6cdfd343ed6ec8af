//! Findings as an HTML page for people without a terminal: `controle.html`, and a part of the atelier's pages.
//!
//! Findings that prevent signing come first, settled ones last. Each finding has the cells or the line it is about, the
//! figures behind it, and the decision that would settle it, ready to be copied. The page works without its script,
//! except for the filters.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::{
    cells::Extract,
    counts::Counts,
    filter::fiche_of,
    frame,
    notes::{beside, figures},
    screen::visible,
};
use crate::{
    audit,
    error::Error,
    finding::{Consequence, Finding, Severity, place_in_words},
    locale::Locale,
    model::Dossier,
    render::PageTemplates,
    source::{Place, Sources, capital, join, sentence},
};

/// How many terms of a sum are shown before it is unfolded.
const MOST_TERMS: usize = 3;
/// The greatest width of a row of an extract, in characters, with its number; further columns are left out.
const EXTRACT_WIDTH: usize = 101;

/// A dossier and what was found in it.
#[derive(Debug)]
pub(crate) struct CheckedDossier<'a> {
    /// Its name on the command line; `None` in a published stage, which has no folder.
    pub name: Option<&'a str>,
    /// The dossier; `None` when it cannot be read.
    pub dossier: Option<&'a Dossier>,
    /// The content of its files, for quotations.
    pub sources: &'a Sources,
    /// The findings to show, in their order.
    pub findings: Vec<&'a Finding>,
    /// How many findings a filter hides.
    pub hidden: usize,
}

/// The findings of one or more dossiers as one self-contained HTML file.
///
/// # Errors
/// [`Error::Document`], which would be a defect of this program.
pub(crate) fn findings_page(all: &[CheckedDossier<'_>], locale: &Locale) -> Result<String, Error> {
    let mut number = 0;
    let mut dossiers = Vec::new();
    for checked in all {
        let convention = checked.dossier.map(|dossier| &dossier.convention);
        let groups = finding_groups(checked, locale, number);
        dossiers.push(json!({
            "name": checked.name.map(visible),
            "title": convention.map(|convention| visible(&convention.title)),
            "stage": convention.map(|convention| visible(&convention.stage)),
            "counts": Counts::of(checked.findings.iter().copied()),
            "hidden": checked.hidden,
            "fiches": fiches(checked, &groups),
            "groups": groups,
        }));
        number += checked.findings.len();
    }
    let findings = all.iter().flat_map(|checked| &checked.findings);
    let view = json!({
        "counts": Counts::of(findings.copied()),
        "all": number,
        "rules": choices(&dossiers, "rule", "rule_title"),
        "axes": choices(&dossiers, "axis", "axis_title"),
        "dossiers": dossiers,
    });
    let scripts = ["commun.js", "controle.js"];
    PageTemplates::new(locale)?.render("controle.html", &view, &["page.css"], &scripts)
}

/// The fiches that have findings, in the order of the dossier, each with its first finding on the page; before them, an
/// entry for findings that are about no fiche.
fn fiches(checked: &CheckedDossier<'_>, groups: &[Value]) -> Vec<Value> {
    let Some(dossier) = checked.dossier else {
        return Vec::new();
    };
    let mut by_fiche: BTreeMap<(Option<usize>, Option<String>), Counts> = BTreeMap::new();
    for finding in &checked.findings {
        let fiche = fiche_of(finding, dossier);
        let code = code_of(finding, Some(dossier));
        by_fiche.entry((fiche, code)).or_default().add(finding);
    }
    let entry = |((fiche, code), counts): ((Option<usize>, Option<String>), Counts)| {
        let prose = fiche.and_then(|fiche| dossier.fiches[fiche].prose.as_ref());
        let mut findings = groups.iter().flat_map(|group| list(&group["findings"]));
        let first = findings.find(|finding| finding["fiche"].as_str() == code.as_deref());
        json!({
            "code": code,
            "title": prose.map(|prose| visible(&prose.title)),
            "first": first.map(|finding| finding["number"].clone()),
            "counts": counts,
        })
    };
    by_fiche.into_iter().map(entry).collect()
}

/// The code of the fiche that a finding is about, even if the dossier has no such fiche.
fn code_of(finding: &Finding, dossier: Option<&Dossier>) -> Option<String> {
    let known_code =
        dossier.and_then(|dossier| Some(&dossier.fiches[fiche_of(finding, dossier)?].code.value));
    let code = known_code.or(finding.fiche.as_ref());
    code.map(|code| visible(&code.to_string()))
}

/// The choices of a filter: every value of a field of the findings, with its label.
fn choices(dossiers: &[Value], value: &str, label: &str) -> Vec<Value> {
    let groups = dossiers.iter().flat_map(|dossier| list(&dossier["groups"]));
    let findings = groups.flat_map(|group| list(&group["findings"]));
    let found =
        findings.filter_map(|finding| Some((finding[value].as_str()?, finding[label].as_str()?)));
    let found: BTreeSet<(&str, &str)> = found.collect();
    let choice = |(value, label)| json!({ "value": value, "label": label });
    found.into_iter().map(choice).collect()
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

/// The fields of `constats.html`: the findings grouped by importance, numbered from `after` + 1. Empty groups are left
/// out.
pub(crate) fn finding_groups(
    checked: &CheckedDossier<'_>,
    locale: &Locale,
    after: usize,
) -> Vec<Value> {
    let group_of = |finding: &Finding| match finding.severity {
        _ if !finding.is_open() => "settled",
        Severity::Error => "blocking",
        Severity::Warning => "warning",
        Severity::Info => "info",
    };
    let mut numbers = after + 1..;
    let mut groups = Vec::new();
    for name in ["blocking", "warning", "info", "settled"] {
        let findings = checked.findings.iter().enumerate();
        let findings = findings
            .filter(|(_, finding)| group_of(finding) == name)
            .zip(&mut numbers);
        let views = findings.map(|((index, finding), number)| {
            let mut view = view(finding, number, checked, locale);
            view["index"] = index.into();
            view
        });
        let findings: Vec<Value> = views.collect();
        if !findings.is_empty() {
            groups.push(json!({ "name": name, "findings": findings }));
        }
    }
    groups
}

fn view(finding: &Finding, number: usize, checked: &CheckedDossier<'_>, locale: &Locale) -> Value {
    let dossier = checked.dossier;
    let fiche = dossier.and_then(|dossier| Some(&dossier.fiches[fiche_of(finding, dossier)?]));
    let axis = fiche
        .and_then(|fiche| dossier?.convention.axes.get(fiche.axis))
        .filter(|axis| axis.has_title());
    // A long sum is folded: its first terms are shown, all of them once it is unfolded.
    let short = figures(finding, locale, MOST_TERMS).into_iter();
    let notes = short.zip(figures(finding, locale, usize::MAX));
    let note = |((label, text), (_, all)): ((&str, String), (_, String))| {
        let all = (all != text).then(|| visible(&all));
        json!({ "label": locale.plain(label), "text": visible(&text), "all": all })
    };
    let consequence_view = |consequence: &Consequence| {
        json!({
            "place": visible(&beside(&consequence.place, locale)),
            "drafted": visible(&finding.shown(&consequence.drafted)),
            "expected": visible(&finding.shown(&consequence.expected)),
        })
    };
    let help = finding.help(locale).filter(|_| finding.is_open());
    let decision = audit::proposal(finding);
    json!({
        "number": number,
        "rule": finding.rule,
        "rule_title": locale.title(finding.rule),
        "severity": finding.severity,
        "open": finding.is_open(),
        "message": visible(&capital(&finding.message(locale))),
        "place": visible(&place_in_words(&finding.place, locale)),
        "fiche": code_of(finding, dossier),
        "axis": axis.map(|axis| visible(&axis.prefix)),
        "axis_title": axis.map(|axis| visible(&axis.title)),
        "cells": Extract::of(&finding.place, checked.sources, EXTRACT_WIDTH),
        "line": line(&finding.place, checked.sources),
        "notes": notes.map(note).collect::<Vec<_>>(),
        "slip": finding.slip.as_ref().map(|slip| visible(&sentence(&slip.message(locale)))),
        "consequences": finding.consequences.iter().map(consequence_view).collect::<Vec<_>>(),
        "settlement": finding.settlement.as_ref().map(|settlement| visible(&settlement.message(locale))),
        "help": help.as_deref().map(|help| visible(&sentence(help))),
        "decision": decision.map(|text| join(text.lines().map(visible), "\n")),
    })
}

/// The line of a place in a text file, split where the place begins and ends.
fn line(place: &Place, sources: &Sources) -> Option<Value> {
    let text = sources.texts.get(place.file_name())?;
    let (number, parts) = frame::line(place, text)?;
    let [before, marked, after] = parts.map(visible);
    Some(json!({ "number": number, "before": before, "marked": marked, "after": after }))
}
