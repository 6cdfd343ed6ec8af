use serde::Serialize;

use super::{AmountsView, Figures, width::TableFit};
use crate::{
    compute::{Split, Splits},
    money::{Amount, cardinal},
    record::{Record, fingerprint_of},
};

/// How much of the title fits the head of a page.
const RUNNING_TITLE: usize = 170;

/// What stands for the fingerprint on pages that are only looked at: they change with their own content alone.
const PREVIEW: &str = "aperçu";

/// The agreement.
#[derive(Clone, Debug, Serialize)]
pub(in crate::render) struct ConventionView {
    title: String,
    /// The title, cut at a word when it is too long for the head of a page.
    running_title: String,
    stage: String,
    is_final: bool,
    /// What tells these figures and texts from all others; on every page.
    fingerprint: String,
    /// Which figures and texts: those of the whole `stage`, or of the `fiche` or the `recap` alone.
    fingerprint_of: &'static str,
    years: Vec<i32>,
    place: Option<String>,
    date: Option<DateView>,
    copies: u32,
    /// The same in words.
    copies_in_words: String,
    signed_by_hand: bool,
    without_attachments: bool,
    parties: Vec<PartyView>,
    /// Which part of the annexes, when it is laid out apart.
    part: Option<PartView>,
}

/// A part of a document that is laid out apart from the others.
#[derive(Clone, Copy, Debug, Serialize)]
pub(in crate::render) struct PartView {
    /// How many pages precede it.
    pub(in crate::render) pages_before: usize,
    /// How many pages the document has.
    pub(in crate::render) pages: usize,
    /// Whether the blocks to sign come in a later part.
    pub(in crate::render) precedes_signatures: bool,
}

#[derive(Clone, Debug, Serialize)]
struct DateView {
    year: i32,
    month: u8,
    day: u8,
}

#[derive(Clone, Debug, Serialize)]
struct PartyView {
    id: String,
    name: String,
    /// The name as columns show it.
    column: String,
    signatory: Option<String>,
    quality: Option<String>,
}

impl ConventionView {
    /// The agreement as every document names it; it bears no fingerprint yet.
    pub(in crate::render) fn new(record: &Record) -> Self {
        let convention = &record.convention;
        let funders = record.funders.iter().filter(|funder| funder.is_party);
        let parties = convention
            .parties
            .iter()
            .zip(funders)
            .map(|(party, funder)| PartyView {
                id: party.id.clone(),
                name: party.name.clone(),
                column: funder.column.clone(),
                signatory: party.signatory.clone(),
                quality: party.quality.clone(),
            });
        Self {
            title: convention.title.clone(),
            running_title: running_title(&convention.title),
            stage: convention.stage.clone(),
            is_final: convention.purpose.is_final(),
            fingerprint: PREVIEW.to_owned(),
            fingerprint_of: "stage",
            years: convention.years.clone(),
            place: convention.place.clone(),
            date: convention.date.as_deref().and_then(date),
            copies: convention.copies,
            copies_in_words: cardinal(convention.copies.into()),
            signed_by_hand: convention.signed_by_hand,
            without_attachments: convention.without_attachments,
            parties: parties.collect(),
            part: None,
        }
    }

    /// The same for what is signed: it bears the fingerprint of `donnees.json`.
    pub(in crate::render) fn of_stage(&self, record: &Record) -> Self {
        Self {
            fingerprint: record.fingerprint(),
            fingerprint_of: "stage",
            ..self.clone()
        }
    }

    /// The same for a document on its own (`of` says which), which shows `view`: it bears the fingerprint of what
    /// it says, so that it stays the same as long as it says the same.
    pub(in crate::render) fn of_single(&self, of: &'static str, view: &impl Serialize) -> Self {
        // Views are plain values: there is nothing in them that JSON could not say.
        let said = serde_json::to_string(&(of, self.facts(), view)).unwrap_or_default();
        Self {
            fingerprint: fingerprint_of(&said),
            fingerprint_of: of,
            ..self.clone()
        }
    }

    /// What every document says of the agreement; place, copies and signatories stand where it is signed.
    fn facts(&self) -> impl Serialize {
        let parties: Vec<_> = self
            .parties
            .iter()
            .map(|party| (&party.name, &party.column))
            .collect();
        (
            &self.title,
            &self.stage,
            self.is_final,
            &self.years,
            self.signed_by_hand,
            parties,
        )
    }

    /// The fingerprint.
    pub(in crate::render) fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    /// The same on the pages of a part.
    pub(in crate::render) fn on(&self, part: PartView) -> Self {
        Self {
            part: Some(part),
            ..self.clone()
        }
    }

    /// The day that the files bear, year, month, day: the stage's, else the first of the years funded.
    /// Never today's, so that the same record gives the same bytes.
    pub(in crate::render) fn file_date(&self) -> (i32, u8, u8) {
        let first_year = self.years.first().copied().unwrap_or(2000);
        self.date
            .as_ref()
            .map_or((first_year, 1, 1), |date| (date.year, date.month, date.day))
    }
}

fn date(text: &str) -> Option<DateView> {
    let mut parts = text.get(..10)?.split('-');
    let view = DateView {
        year: parts.next()?.parse().ok()?,
        month: parts.next()?.parse().ok()?,
        day: parts.next()?.parse().ok()?,
    };
    ((1..=12).contains(&view.month) && (1..=31).contains(&view.day)).then_some(view)
}

fn running_title(title: &str) -> String {
    let Some((limit, _)) = title.char_indices().nth(RUNNING_TITLE) else {
        return title.to_owned();
    };
    let cut = title[..limit].rfind(char::is_whitespace).unwrap_or(limit);
    format!(
        "{}\u{a0}…",
        title[..cut].trim_end_matches([' ', ',', ';', ':', '–', '-'])
    )
}

/// The page that is signed: what each party takes on.
#[derive(Debug, Serialize)]
pub(in crate::render) struct SignaturesView {
    years: Vec<i32>,
    /// How its table fits the page.
    table: TableFit,
    rows: Vec<PayerView>,
    totals: AmountsView,
    commitments: Vec<CommitmentView>,
}

/// What a party takes on, in figures and in words.
#[derive(Debug, Serialize)]
struct CommitmentView {
    name: String,
    years: Vec<CommittedView>,
    all: CommittedView,
}

/// An amount and its words: one number, written twice.
#[derive(Debug, Serialize)]
struct CommittedView {
    /// None for all years together.
    year: Option<i32>,
    amount: String,
    words: String,
}

/// A row of totals.
#[derive(Debug, Serialize)]
struct PayerView {
    /// `party`, `others` or `unallocated`.
    kind: &'static str,
    /// The name of a party.
    name: Option<String>,
    amounts: AmountsView,
}

impl SignaturesView {
    /// What each party pays in all, what others do, and what nobody does.
    pub(in crate::render) fn new(record: &Record, figures: Figures) -> Self {
        let total = &record.total;
        let parties = || {
            record
                .funders
                .iter()
                .enumerate()
                .filter(|(_, funder)| funder.is_party)
        };
        let years = &record.convention.years;
        let commitments = parties().map(|(rank, funder)| {
            commitment(&funder.name, years, total, figures, |split| {
                split.shares[rank]
            })
        });
        let mut rows: Vec<PayerView> = parties()
            .map(|(rank, funder)| PayerView {
                kind: "party",
                name: Some(funder.name.clone()),
                amounts: figures.row(total, |split| split.shares[rank]),
            })
            .collect();
        if record.has_others() {
            let amounts = figures.row(total, |split| record.others(split));
            rows.push(PayerView {
                kind: "others",
                name: None,
                amounts,
            });
        }
        if record.has_unallocated() {
            let amounts = figures.row(total, |split| split.unallocated);
            rows.push(PayerView {
                kind: "unallocated",
                name: None,
                amounts,
            });
        }
        let totals = figures.total_row(total);
        let commitments = commitments.collect();
        Self {
            years: years.clone(),
            table: TableFit::new(&totals),
            rows,
            totals,
            commitments,
        }
    }
}

fn commitment(
    name: &str,
    years: &[i32],
    splits: &Splits,
    figures: Figures,
    part: impl Fn(&Split) -> Amount,
) -> CommitmentView {
    let committed = |year, split| {
        let amount = part(split);
        CommittedView {
            year,
            amount: figures.euros(amount),
            words: amount.in_words(),
        }
    };
    CommitmentView {
        name: name.to_owned(),
        years: years
            .iter()
            .zip(&splits.years)
            .map(|(year, split)| committed(Some(*year), split))
            .collect(),
        all: committed(None, &splits.all),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_title_is_cut_at_a_word() {
        assert_eq!(running_title("Convention"), "Convention");
        let cut = running_title(&"développement économique, ".repeat(10));
        assert!(cut.ends_with("développement\u{a0}…"), "{cut}");
        assert!(cut.chars().count() <= RUNNING_TITLE + 2);
    }

    #[test]
    fn dates_are_read_or_left_out() {
        assert!(
            date("2018-11-02")
                .is_some_and(|date| (date.year, date.month, date.day) == (2018, 11, 2))
        );
        assert!(date("2018-13-02").is_none());
        assert!(date("été 2018").is_none());
    }
}
