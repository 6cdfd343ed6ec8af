//! One code written two ways.

use std::collections::BTreeMap;

use crate::audit::{prelude::*, row::rows};

pub(super) static RULE: Rule = Rule::warning("code-spelling", Family::Codes, check);

/// One finding a code and other spelling, at its first place.
fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let labels = rows(context.dossier).filter_map(|row| {
        let label = &row.draft.label;
        Some(Located::new(Code::parse(label)?, label.place.clone()))
    });
    let mut spellings: BTreeMap<String, Vec<Located<Code>>> = BTreeMap::new();
    for code in context.dossier.codes.iter().cloned().chain(labels) {
        let known = spellings.entry(code.key().to_owned()).or_default();
        let is_new = |other: &Located<Code>| other.spelling() != code.spelling();
        if known.iter().all(is_new) {
            known.push(code);
        }
    }
    for (first, others) in spellings.values().filter_map(|known| known.split_first()) {
        findings.extend(others.iter().map(|other| {
            let finding = RULE.at(&other.place).fiche(first);
            let finding = finding.drafted(&other.value).expected(&first.value);
            finding.arg("first", first.place.to_string())
        }));
    }
}
