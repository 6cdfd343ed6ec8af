//! How pages show findings and errors: in words, with a link to the page on which they can be resolved.

use std::{collections::BTreeMap, path::Path};

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
    source::{Place, Sources, capital, full_stop, is_word, sentence},
};

/// Rules about a key that the atelier edits in a form: their help about the file is left out.
const FIELD_RULES: [&str; 4] = [
    "key-missing",
    "key-unknown",
    "signatory-missing",
    "value-invalid",
];

/// The prefix of messages for readers who see pages instead of files.
const PAGE_PREFIX: &str = "atelier-";
/// The prefix of messages about a field of a form.
pub(super) const FIELD_PREFIX: &str = "field-";
/// Rules that are broken when a sheet or a column is mistaken for another.
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

/// Whether the form of *Écrire* shows what it is about; it cannot show a file that is no valid TOML.
fn is_of_form(finding: &Finding) -> bool {
    **finding.place.file_name() == *CONVENTION && finding.rule != "toml-invalid"
}

/// The keys of the questions for the parties, by the rank of the finding.
pub(super) fn keys(audited: &Audited) -> BTreeMap<usize, String> {
    let questions = edit::questions(audited).into_iter();
    questions
        .map(|question| (question.finding, question.id))
        .collect()
}

/// The page on which a finding can be resolved, relative to the dossier's address.
pub(super) fn page_of(finding: &Finding, key: Option<&String>, state: &State) -> String {
    if let Some(key) = key {
        return format!("regler/{key}");
    }
    if let Some((page, _)) = correction(finding).filter(|_| !COLUMN_RULES.contains(&finding.rule)) {
        return page;
    }
    let mut documents = state.documents.iter();
    let document = documents.find(|shown| shown.code.is_some() && shown.code == finding.fiche);
    document.map_or("fichiers".to_owned(), |shown| {
        format!("voir/{}", shown.name)
    })
}

/// The page on which a finding can be corrected without a decision, and the message id of the link to it.
fn correction(finding: &Finding) -> Option<(String, &'static str)> {
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

/// The line of the decision that settles a finding.
pub(super) fn settled_line(finding: &Finding) -> Option<usize> {
    match finding.settlement.as_ref()?.place {
        Place::Text { line, .. } => Some(line as usize),
        _ => None,
    }
}

/// Why nothing was written, as pages show it.
pub(super) fn refusal_view(site: &Site, refusal: &Refusal) -> Value {
    match refusal {
        Refusal::Error(error) => site.error_view(error),
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

/// The answer to a refused save: its status, the reason, and the version that the form is based on from now on. `shown`
/// formats the present text of the file.
pub(super) fn refused(
    site: &Site,
    refusal: &Refusal,
    seen: &str,
    shown: impl Fn(&str) -> String,
) -> (StatusCode, Value, String) {
    let Refusal::Conflict(conflict) = refusal else {
        let failure = refusal_view(site, refusal);
        return (StatusCode::UNPROCESSABLE_ENTITY, failure, seen.to_owned());
    };
    let failure = json!({
        "message": site.locale.plain("atelier-conflict"),
        "help": site.locale.plain("atelier-conflict-help"),
        "text": shown(&conflict.now),
    });
    (StatusCode::CONFLICT, failure, conflict.version.clone())
}

/// A line of a Word file as Word shows it, with the place marked if it is found there.
fn as_printed(line: &Value) -> Value {
    let part = |name: &str| line[name].as_str().unwrap_or_default();
    let [before, marked, after] = ["before", "marked", "after"].map(part);
    let whole = printed_words(&[before, marked, after].concat());
    let (marked, before) = (printed_words(marked), printed_words(before));
    // The same words may also stand before the place.
    let passed = whole.strip_prefix(&before).map_or(0, |_| before.len());
    let found = whole[passed..].find(&marked);
    let start = found.map_or(whole.len(), |found| passed + found);
    let end = found.map_or(start, |_| start + marked.len());
    json!({
        "number": null,
        "before": whole[..start],
        "marked": whole[start..end],
        "after": whole[end..],
    })
}

/// An error about a received file, with the name that it was sent with instead of its temporary path.
pub(super) fn of_received(mut error: Error, path: &Path) -> Error {
    let shown = path.display().to_string();
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    if let Error::Refused { args, .. } = &mut error {
        for (_, value) in args.iter_mut().filter(|(_, value)| *value == shown) {
            *value = name.to_string();
        }
    }
    error
}

impl Site {
    /// An error as a page shows it: a sentence and its help, or the findings that it consists of.
    pub(super) fn error_view(&self, error: &Error) -> Value {
        match error {
            Error::Refused { name, args } => {
                let ids = [format!("atelier-{name}-help"), format!("{name}-help")];
                let mut helps = ids.iter().map(|id| self.locale.optional_text(id, args));
                let help = helps.find_map(|help| help);
                let message = visible(&self.locale.text(name, args));
                // A name at the beginning, such as that of a file, is not capitalised.
                let mut values = args.iter().map(|(_, value)| &**value);
                let is_named = values.any(|value| !value.is_empty() && message.starts_with(value));
                let to_sentence = if is_named { full_stop } else { sentence };
                json!({
                    "message": to_sentence(&message),
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

    /// The findings of a dossier that `suits` accepts, grouped by severity, each with the key of its question or the
    /// line of its decision.
    pub(super) fn groups_of(
        &self,
        audited: &Audited,
        suits: impl Fn(&Finding) -> bool,
    ) -> Vec<Value> {
        let selected = audited.findings.iter().enumerate();
        let selected: Vec<_> = selected.filter(|(_, finding)| suits(finding)).collect();
        let keys = keys(audited);
        let dossier = &audited.dossier;
        let findings: Vec<_> = selected.iter().map(|(_, finding)| *finding).collect();
        let mut groups = self.groups(&findings, &dossier.sources, Some(dossier));
        let views = groups
            .iter_mut()
            .filter_map(|group| group["findings"].as_array_mut());
        for view in views.flatten() {
            let index = view["index"].as_u64().unwrap_or_default();
            if let Some((rank, finding)) = selected.get(usize::try_from(index).unwrap_or_default())
            {
                view["rank"] = json!(rank);
                view["key"] = json!(keys.get(rank));
                view["settled_line"] = json!(settled_line(finding));
            }
        }
        groups
    }

    /// The message of a finding, worded for the pages of the atelier.
    pub(super) fn message(&self, finding: &Finding) -> String {
        finding.message_where(PAGE_PREFIX, &self.locale)
    }

    pub(super) fn help(&self, finding: &Finding) -> Option<String> {
        finding.help_where(PAGE_PREFIX, &self.locale)
    }

    /// The place of a finding, worded for readers who see pages instead of files.
    pub(super) fn place(&self, finding: &Finding) -> String {
        match &**finding.place.file_name() {
            _ if is_of_form(finding) => self.locale.plain("atelier-place-settings"),
            DECISIONS => self.locale.plain("atelier-place-decisions"),
            _ => visible(&place_in_words(&finding.place, &self.locale)),
        }
    }

    /// Findings, grouped by severity.
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
            if let Some((page, label)) = correction(finding) {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_stand_twice_on_a_line_are_marked_where_the_finding_is() {
        let marked = |before: &str, marked: &str, after: &str| {
            let line = json!({ "before": before, "marked": marked, "after": after });
            let shown = as_printed(&line);
            ["before", "marked", "after"].map(|part| shown[part].as_str().map(str::to_owned))
        };
        let parts = |parts: [&str; 3]| parts.map(|part| Some(part.to_owned()));
        assert_eq!(
            marked("De 12 € à *au plus* ", "12 €", " en tout"),
            parts(["De 12 € à au plus ", "12 €", " en tout"])
        );
        assert_eq!(
            marked("Coût : **", "12 €", "**"),
            parts(["Coût : ", "12 €", ""])
        );
        assert_eq!(marked("Un mot", "", ""), parts(["Un mot", "", ""]));
    }
}
