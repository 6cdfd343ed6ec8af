//! Fills in the placeholders of texts once the figures are known.

use std::collections::BTreeSet;

use super::Record;
use crate::{
    compute::Figures,
    model::{Convention, Dossier, Placeholder},
    money::{Amount, cardinal},
    read::{placeholder_meaning, placeholders},
    source::{Located, Period, date_in_words, join},
};

/// Stands for a name that is not known yet, to be filled in by hand.
const BLANK: &str = "……………";

/// What the values of placeholders are taken from.
pub(super) struct Filling<'a> {
    dossier: &'a Dossier,
    figures: &'a Figures,
    /// The amount of each payment.
    payments: Vec<Option<Amount>>,
    annexes: String,
}

impl<'a> Filling<'a> {
    /// `record` gives the payments and the annexes.
    pub(super) fn new(dossier: &'a Dossier, figures: &'a Figures, record: &Record) -> Self {
        let payments = record.convention.payments.iter();
        Self {
            dossier,
            figures,
            payments: payments.map(|payment| payment.amount).collect(),
            annexes: annexes(record),
        }
    }

    /// The text with a value in place of each placeholder. A placeholder without a value is a finding, and stays
    /// unchanged.
    pub(super) fn filled(&self, markdown: &str) -> String {
        let (mut filled, mut from) = (String::new(), 0);
        for placeholder in placeholders(markdown) {
            let (convention, funders) = (&self.dossier.convention, &self.dossier.funders);
            let meaning = placeholder_meaning(&placeholder, convention, funders).ok();
            if let Some(value) = meaning.and_then(|meaning| self.value(meaning)) {
                filled.extend([&markdown[from..placeholder.range.start], &value]);
                from = placeholder.range.end;
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
        let amount = |amount: Amount, in_words: bool| match &convention.unit {
            Some(unit) => amount.with_unit(unit),
            None if in_words => amount.in_words(),
            None => amount.to_string(),
        };
        let or_blank = |text: Option<&str>| text.unwrap_or(BLANK).to_owned();
        let text = match placeholder {
            Placeholder::Amount { claim, in_words } => {
                amount(self.figures.claimed(claim, funders)?, in_words)
            }
            Placeholder::Payment { rank, in_words } => amount(self.payments[rank]?, in_words),
            Placeholder::Payments => return self.payments(|paid| amount(paid, false)),
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
                or_blank(signatory.map(|name| name.as_str()))
            }
            Placeholder::Office(party) => {
                let office = convention.parties[party].quality.as_ref();
                or_blank(office.map(|office| office.as_str()))
            }
        };
        Some(escaped(&text))
    }
}

impl Filling<'_> {
    /// The table of the payments, without columns that none of them needs; `None` if an amount is unknown.
    fn payments(&self, shown: impl Fn(Amount) -> String) -> Option<String> {
        let Dossier {
            convention,
            funders,
            ..
        } = self.dossier;
        let payments = &convention.payments;
        let payers: BTreeSet<usize> = payments.iter().map(|payment| payment.payer.0).collect();
        let has_payer = payers.len() > 1;
        let has_condition = payments.iter().any(|payment| payment.condition.is_some());
        let has_due = payments.iter().any(|payment| payment.due.is_some());
        let row = |cells: [Option<String>; 5]| {
            let cells = cells.into_iter().flatten();
            format!("| {} |", cells.collect::<Vec<_>>().join(" | "))
        };
        let columns = |texts: [&str; 5]| {
            let [label, payer, condition, due, amount] = texts.map(str::to_owned);
            row([
                Some(label),
                has_payer.then_some(payer),
                has_condition.then_some(condition),
                has_due.then_some(due),
                Some(amount),
            ])
        };
        let mut rows = vec![
            columns(["Versement", "Qui verse", "Condition", "Échéance", "Montant"]),
            columns(["---", "---", "---", "---", "---:"]),
        ];
        for (payment, amount) in payments.iter().zip(&self.payments) {
            let text = |text: &Option<Located<String>>| {
                text.as_ref().map_or(String::new(), |text| escaped(text))
            };
            rows.push(columns([
                &escaped(&payment.label),
                &escaped(&funders[payment.payer].name),
                &text(&payment.condition),
                &payment
                    .due
                    .as_deref()
                    .map_or(String::new(), |date| escaped(&date_in_words(date))),
                &shown((*amount)?),
            ]));
        }
        Some(rows.join("\n"))
    }
}

/// `2018 à 2020`, `2018 et 2019`, `2018, 2020 et 2022`.
fn years(convention: &Convention) -> String {
    let years = &convention.years;
    let follow = years.windows(2).all(|pair| {
        let years = pair[0].year().zip(pair[1].year());
        years.is_some_and(|(year, next)| next == year + 1)
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
        [] => "fiches-actions".to_owned(),
        [only] => format!("fiche-action {only}"),
        [first, .., last] => format!("{} fiches-actions, de {first} à {last}", codes.len()),
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

/// Markdown that prints exactly this text, anywhere within a line.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let words = text.split(char::is_control).map(str::trim);
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    let text = words.join(" ");
    // « 3 » before a full stop begins a list.
    let is_number = !text.is_empty() && text.bytes().all(|c| c.is_ascii_digit());
    for (at, c) in text.char_indices() {
        if is_number && at == 0 {
            escaped.extend(["&#", &u32::from(c).to_string(), ";"]);
            continue;
        }
        // Escape what is markup anywhere, and what begins a list, a heading or a quote at the start of a line.
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

    fn printed(markdown: &str) -> String {
        let texts = printed_events(markdown).filter_map(|(event, _)| match event {
            Event::Text(text) => Some(text.into_string()),
            Event::Start(_) | Event::End(_) => None,
            other => Some(format!("{other:?}")),
        });
        texts.collect()
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
        /// A value is printed exactly, wherever it stands.
        #[test]
        fn a_value_is_text_and_nothing_else(value in "[ -~é\u{a0}\n]{1,20}", before in "|a |- |## |\\| ", after in "| b|.") {
            let value = value.trim();
            prop_assume!(!value.is_empty());
            let expected: String = printed(&format!("{before}x{after}"));
            let joined = value.split(char::is_control).map(str::trim).filter(|piece| !piece.is_empty()).collect::<Vec<_>>().join(" ");
            prop_assume!(!joined.is_empty());
            prop_assert_eq!(printed(&format!("{before}{}{after}", escaped(value))), expected.replacen('x', &joined, 1));
        }
    }
}
