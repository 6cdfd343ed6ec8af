//! How findings and errors are shown, whatever the page: in words, with the page on which they can be dealt with.

use std::collections::BTreeMap;

use oxhttp::model::StatusCode;
use serde_json::{Value, json};

use super::{
    reply::{Site, text_address},
    state::State,
};
use crate::{
    edit::{self, Refusal},
    error::Error,
    finding::{Finding, place_in_words},
    model::Dossier,
    pipeline::Audited,
    read::{CONVENTION, DECISIONS, printed_words},
    report::{CheckedDossier, finding_groups, visible},
    source::{Place, Sources, capital, is_word, sentence},
};

/// What these say of a key of `convention.toml` is done in a field of the form.
const FIELD_RULES: [&str; 4] = [
    "key-missing",
    "key-unknown",
    "signatory-missing",
    "value-invalid",
];

/// What the words begin with that say it to whom sees no file.
const WORDS: &str = "atelier-";
/// The same, of a field.
pub(super) const FIELD_WORDS: &str = "field-";
/// What may be found because a sheet or a column was taken for another.
const COLUMN_RULES: [&str; 10] = [
    "cell-unreadable",
    "column-missing",
    "column-twice",
    "column-unknown",
    "funder-missing",
    "header-missing",
    "row-without-code",
    "sheet-missing",
    "sheet-twice",
    "sheet-unread",
];

/// Whether it is about something that the form of *Écrire* shows: not where the file is no TOML at all.
fn is_of_form(finding: &Finding) -> bool {
    **finding.place.file_name() == *CONVENTION && finding.rule != "toml-invalid"
}

/// What the parties may decide, by the rank of the finding.
pub(super) fn keys(audited: &Audited) -> BTreeMap<usize, String> {
    let questions = edit::questions(audited).into_iter();
    questions.map(|own| (own.finding, own.id)).collect()
}

/// The page on which a finding can be dealt with, from the dossier's address on.
pub(super) fn page_of(finding: &Finding, key: Option<&String>, state: &State) -> String {
    if let Some(key) = key {
        return format!("regler/{key}");
    }
    if let Some((page, _)) = mending(finding).filter(|_| !COLUMN_RULES.contains(&finding.rule)) {
        return page;
    }
    let mut documents = state.documents.iter();
    let own = documents.find(|shown| shown.code.is_some() && shown.code == finding.fiche);
    own.map_or("fichiers".to_owned(), |shown| {
        format!("voir/{}", shown.name)
    })
}

/// The page on which a finding is mended, wherever that is no decision, and what the way there is called.
fn mending(finding: &Finding) -> Option<(String, &'static str)> {
    let file = finding.place.file_name();
    let text = file.strip_prefix("fiches/").and_then(text_address);
    Some(match finding.rule {
        _ if is_of_form(finding) => ("ecrire".to_owned(), "atelier-to-form"),
        "rows-without-fiche" => ("fichiers".to_owned(), "atelier-to-files"),
        _ if text.is_some() => (text?, "atelier-write-text"),
        rule if COLUMN_RULES.contains(&rule) => {
            ("classeur".to_owned(), "atelier-sheets-and-columns")
        }
        _ => return None,
    })
}

/// The line of the file that settles a finding.
pub(super) fn settled_line(finding: &Finding) -> Option<usize> {
    match finding.settlement.as_ref()?.place {
        Place::Text { line, .. } => Some(line as usize),
        _ => None,
    }
}

/// Why nothing was written.
pub(super) fn told_refusal(site: &Site, refusal: &Refusal) -> Value {
    match refusal {
        Refusal::Error(error) => site.told(error),
        Refusal::Conflict(_) => json!({ "message": site.locale.plain("atelier-conflict") }),
        Refusal::Findings { findings, sources } => {
            let findings: Vec<_> = findings.iter().map(|(finding, _)| finding).collect();
            json!({
                "message": site.locale.plain("atelier-unsaved"),
                "groups": site.groups(&findings, sources, None),
            })
        }
    }
}

/// The answer to what was not written: its state, why, and the version that the form then is of. `shown` is how the page
/// shows what stands in the file by now.
pub(super) fn refused(
    site: &Site,
    refusal: &Refusal,
    seen: &str,
    shown: impl Fn(&str) -> String,
) -> (StatusCode, Value, String) {
    let Refusal::Conflict(conflict) = refusal else {
        let failure = told_refusal(site, refusal);
        return (StatusCode::UNPROCESSABLE_ENTITY, failure, seen.to_owned());
    };
    let failure = json!({
        "message": site.locale.plain("atelier-conflict"),
        "help": site.locale.plain("atelier-conflict-help"),
        "text": shown(&conflict.now),
    });
    (StatusCode::CONFLICT, failure, conflict.version.clone())
}

/// A line of a Word file as Word shows it, the place in it marked where it can still be told.
fn as_printed(line: &Value) -> Value {
    let part = |name: &str| line[name].as_str().unwrap_or_default();
    let [before, marked, after] = ["before", "marked", "after"].map(part);
    let whole = printed_words(&[before, marked, after].concat());
    let marked = printed_words(marked);
    let parts = whole.split_once(&marked).filter(|_| !marked.is_empty());
    let (before, after) = parts.unwrap_or((&whole, ""));
    json!({
        "number": null,
        "before": before,
        "marked": parts.map_or("", |_| &*marked),
        "after": after,
    })
}

impl Site {
    /// An error as a page shows it: a sentence, what to do, the findings that it is made of.
    pub(super) fn told(&self, error: &Error) -> Value {
        match error {
            Error::Refused { name, args } => {
                let ids = [format!("atelier-{name}-help"), format!("{name}-help")];
                let mut helps = ids.iter().map(|id| self.locale.optional_text(id, args));
                let help = helps.find_map(|help| help);
                json!({
                    "message": sentence(&visible(&self.locale.text(name, args))),
                    "help": help.map(|help| sentence(&visible(&help))),
                })
            }
            Error::Input { findings, sources } => {
                let findings: Vec<_> = findings.iter().collect();
                json!({
                    "message": null,
                    "groups": self.groups(&findings, sources, None),
                })
            }
            error => json!({ "text": (self.describe)(error) }),
        }
    }

    /// Those findings of a dossier that suit, gathered by how much they matter, each with its key where the parties may
    /// decide, or the line of the decision that settles it.
    pub(super) fn groups_of(
        &self,
        audited: &Audited,
        suits: impl Fn(&Finding) -> bool,
    ) -> Vec<Value> {
        let own = audited.findings.iter().enumerate();
        let own: Vec<_> = own.filter(|(_, finding)| suits(finding)).collect();
        let keys = keys(audited);
        let dossier = &audited.dossier;
        let findings: Vec<_> = own.iter().map(|(_, finding)| *finding).collect();
        let mut groups = self.groups(&findings, &dossier.sources, Some(dossier));
        let views = groups
            .iter_mut()
            .filter_map(|group| group["findings"].as_array_mut());
        for view in views.flatten() {
            let index = view["index"].as_u64().unwrap_or_default();
            if let Some((rank, finding)) = own.get(usize::try_from(index).unwrap_or_default()) {
                view["rank"] = json!(rank);
                view["key"] = json!(keys.get(rank));
                view["settled_line"] = json!(settled_line(finding));
            }
        }
        groups
    }

    /// What is found, and how to settle it, for who knows the pages of the atelier.
    pub(super) fn message(&self, finding: &Finding) -> String {
        finding.message_where(WORDS, &self.locale)
    }

    pub(super) fn help(&self, finding: &Finding) -> Option<String> {
        finding.help_where(WORDS, &self.locale)
    }

    /// Where a finding is, for who knows the pages of the atelier and no other file than theirs.
    pub(super) fn place(&self, finding: &Finding) -> String {
        match &**finding.place.file_name() {
            _ if is_of_form(finding) => self.locale.plain("atelier-place-settings"),
            DECISIONS => self.locale.plain("atelier-place-decisions"),
            _ => visible(&place_in_words(&finding.place, &self.locale)),
        }
    }

    /// Findings, gathered by how much they matter.
    pub(super) fn groups(
        &self,
        findings: &[&Finding],
        sources: &Sources,
        dossier: Option<&Dossier>,
    ) -> Vec<Value> {
        let checked = CheckedDossier {
            name: None,
            dossier,
            sources,
            findings: findings.to_vec(),
            hidden: 0,
        };
        let mut groups = finding_groups(&checked, &self.locale, 0);
        let views = groups
            .iter_mut()
            .filter_map(|group| group["findings"].as_array_mut());
        for view in views.flatten() {
            let index = view["index"].as_u64().unwrap_or_default();
            let Some(finding) = findings.get(usize::try_from(index).unwrap_or_default()) else {
                continue;
            };
            view["place"] = json!(self.place(finding));
            view["message"] = json!(visible(&capital(&self.message(finding))));
            let help = self.help(finding).filter(|_| finding.is_open());
            view["help"] = json!(help.map(|help| visible(&sentence(&help))));
            let is_typed = **finding.place.file_name() == *DECISIONS;
            if let Some((page, label)) = mending(finding) {
                view["page"] = page.into();
                view["page_label"] = self.locale.plain(label).into();
            }
            if is_typed || is_of_form(finding) {
                view["line"] = Value::Null;
            } else if is_word(finding.place.file_name()) && view["line"].is_object() {
                view["line"] = as_printed(&view["line"]);
            }
            if FIELD_RULES.contains(&finding.rule) && (is_typed || is_of_form(finding)) {
                view["help"] = Value::Null;
            }
        }
        groups
    }
}
