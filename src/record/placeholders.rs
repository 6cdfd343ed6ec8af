//! What placeholders of texts become once the figures are known.

use super::Record;
use crate::{
    compute::Figures,
    model::{Convention, Dossier, Placeholder},
    money::cardinal,
    read::{placeholder_meaning, placeholders},
    source::{Period, join},
};

/// What stands where a name is still to come: a blank to fill in.
const BLANK: &str = "……………";

/// The texts of a record while their placeholders are filled in.
pub(super) struct Filling<'a> {
    dossier: &'a Dossier,
    figures: &'a Figures,
    annexes: String,
}

impl<'a> Filling<'a> {
    /// `record` says which annexes there are.
    pub(super) fn new(dossier: &'a Dossier, figures: &'a Figures, record: &Record) -> Self {
        Self {
            dossier,
            figures,
            annexes: annexes(record),
        }
    }

    /// The text with a value in the place of each placeholder. One without a value, which is a finding, stays as it is
    /// typed.
    pub(super) fn filled(&self, markdown: &str) -> String {
        let (mut filled, mut from) = (String::new(), 0);
        for own in placeholders(markdown) {
            let (convention, funders) = (&self.dossier.convention, &self.dossier.funders);
            let meaning = placeholder_meaning(&own, convention, funders).ok();
            if let Some(value) = meaning.and_then(|meaning| self.value(meaning)) {
                filled.extend([&markdown[from..own.range.start], &value]);
                from = own.range.end;
            }
        }
        filled + &markdown[from..]
    }

    fn value(&self, placeholder: Placeholder) -> Option<String> {
        let Dossier {
            convention,
            funders,
            ..
        } = self.dossier;
        let said = |text: Option<&str>| text.unwrap_or(BLANK).to_owned();
        let text = match placeholder {
            Placeholder::Amount { claim, in_words } => {
                let amount = self.figures.claimed(claim, funders)?;
                match &convention.unit {
                    Some(unit) => amount.with_unit(unit),
                    None if in_words => amount.in_words(),
                    None => amount.to_string(),
                }
            }
            Placeholder::Duration => {
                let years = convention.years.len();
                let noun = if years > 1 { "ans" } else { "an" };
                format!("{} {noun}", cardinal(years as u128))
            }
            Placeholder::Years => years(convention),
            Placeholder::Annexes => return Some(self.annexes.clone()),
            Placeholder::Name(id) => funders[id].name.clone(),
            Placeholder::Signatory(party) => {
                let signatory = convention.parties[party].signatory.as_ref();
                said(signatory.map(|name| name.as_str()))
            }
            Placeholder::Office(party) => {
                let office = convention.parties[party].quality.as_ref();
                said(office.map(|office| office.as_str()))
            }
        };
        Some(escaped(&text))
    }
}

/// `2018 à 2020`, `2018 et 2019`, `2018, 2020 et 2022`.
fn years(convention: &Convention) -> String {
    let years = &convention.years;
    let follow = years.windows(2).all(|pair| {
        let years = pair[0].year().zip(pair[1].year());
        years.is_some_and(|(one, next)| next == one + 1)
    });
    match &years[..] {
        [only] => only.to_string(),
        [first, _, .., last] if follow => format!("{first} à {last}"),
        [before @ .., last] => {
            let before = before.iter().map(Period::to_string);
            format!("{} et {last}", join(before, ", "))
        }
        [] => String::new(),
    }
}

/// The list of the annexes.
fn annexes(record: &Record) -> String {
    let codes = record.fiches.iter().map(|fiche| fiche.code.to_string());
    let codes: Vec<String> = codes.collect();
    let fiches = match &codes[..] {
        [] => "fiches-action".to_owned(),
        [only] => format!("fiche-action {only}"),
        [first, .., last] => format!("{} fiches-action, de {first} à {last}", codes.len()),
    };
    let recap = if record.has_money() {
        "récapitulatif financier"
    } else {
        "liste des actions"
    };
    let items = [(1, fiches), (2, recap.to_owned())];
    let items = items.map(|(rank, annexe)| format!("- **Annexe {rank}** – {}", escaped(&annexe)));
    items.join("\n")
}

/// A text of a dossier as Markdown that says it and nothing else, wherever it stands within a line.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let words = text.split(char::is_control).map(str::trim);
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    let text = words.join(" ");
    for (at, c) in text.char_indices() {
        // What has a meaning anywhere, and what begins a list, a heading or a quote at the start of a line.
        let is_label = || ".)".contains(c) && text[..at].chars().all(char::is_alphanumeric);
        let is_start = c.is_ascii_punctuation() && at == 0 || is_label();
        if "\\`*_{}[]<>~^&|".contains(c) || is_start {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use pulldown_cmark::Event;

    use super::*;
    use crate::read::printed_events;

    fn said(markdown: &str) -> String {
        let said = printed_events(markdown).filter_map(|(event, _)| match event {
            Event::Text(text) => Some(text.into_string()),
            Event::Start(_) | Event::End(_) => None,
            other => Some(format!("{other:?}")),
        });
        said.collect()
    }

    #[test]
    fn ordinary_names_and_amounts_are_written_as_they_are() {
        for text in [
            "Dijon Métropole (21)",
            "836\u{202f}140\u{a0}€",
            "2018 à 2020 : l’année d'ici",
        ] {
            assert_eq!(escaped(text), text);
        }
    }

    proptest! {
        /// A value says itself and nothing else wherever it stands.
        #[test]
        fn a_value_is_text_and_nothing_else(value in "[ -~é\u{a0}\n]{1,20}", before in "|a |- |## |\\| ", after in "| b|.") {
            let value = value.trim();
            prop_assume!(!value.is_empty());
            let expected: String = said(&format!("{before}x{after}"));
            let joined = value.split(char::is_control).map(str::trim).filter(|own| !own.is_empty()).collect::<Vec<_>>().join(" ");
            prop_assume!(!joined.is_empty());
            prop_assert_eq!(said(&format!("{before}{}{after}", escaped(value))), expected.replacen('x', &joined, 1));
        }
    }
}
