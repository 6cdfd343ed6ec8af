//! The articles as rules look at them: their sentences, the amounts typed in these, and what each claims to be.

use std::{collections::BTreeSet, ops::Range};

use super::{
    budget::BudgetSums,
    sentence::{Reading, Sentence},
    statement::{self, Statement, Years},
    tokens::Names,
};
use crate::{
    compute::Figures,
    model::{Article, Claim, ColumnKind, Dossier, FunderId, StatedAmount},
    money::{Amount, Written},
    source::{Code, Located, Period, Place, fold},
};

/// How many letters of a sentence name the amount in it.
const LABEL: usize = 70;

/// An article and what it states.
pub(super) struct ArticleText<'a> {
    pub(super) article: &'a Article,
    /// `Article 4`, `Préambule`.
    pub(super) name: String,
    pub(super) reading: Reading,
    /// One for each amount.
    statements: Vec<Statement>,
}

/// An amount typed in an article.
pub(super) struct Typed<'a> {
    pub(super) text: &'a ArticleText<'a>,
    pub(super) written: &'a Written,
    pub(super) statement: &'a Statement,
}

/// The articles of a dossier. What they state depends on no figure: it is worked out once.
pub(super) fn read(dossier: &Dossier) -> Vec<ArticleText<'_>> {
    let names = Names::of(dossier);
    let codes = dossier.fiches.iter().map(|fiche| &fiche.code.value);
    let codes: Vec<&Code> = codes.collect();
    let years = Years {
        budget: dossier.years().iter().filter_map(Period::year).collect(),
        paid: paid_years(dossier),
    };
    let texts = dossier.articles.iter().map(|article| {
        let reading = Reading::of(body(article), &names, &codes);
        ArticleText {
            article,
            name: article.name().unwrap_or_else(|| "Préambule".to_owned()),
            statements: statement::all(&reading, &years),
            reading,
        }
    });
    texts.collect()
}

/// The years in which something is due or may be paid.
fn paid_years(dossier: &Dossier) -> BTreeSet<i32> {
    let convention = &dossier.convention;
    let payments = convention.payments.iter();
    let due = payments.filter_map(|payment| payment.paid_in(&convention.years)?.year());
    let commitments = convention.commitments.iter();
    let credits = commitments.flat_map(|commitment| &commitment.years);
    due.chain(credits.filter_map(|(year, _)| year.year()))
        .collect()
}

/// The text under an article's heading, as its file has it.
fn body(article: &Article) -> &str {
    let range = article.section.range.clone();
    article.text.get(range).unwrap_or_default()
}

/// Every amount that articles state, in figures or in words.
pub(super) fn typed<'a>(texts: &'a [ArticleText<'_>]) -> impl Iterator<Item = Typed<'a>> {
    texts.iter().flat_map(|text| {
        let amounts = text.reading.amounts.iter().zip(&text.statements);
        amounts.map(move |(written, statement)| Typed {
            text,
            written,
            statement,
        })
    })
}

impl ArticleText<'_> {
    /// The text under the article's heading, as its file has it.
    pub(super) fn body(&self) -> &str {
        body(self.article)
    }

    /// A place in the article.
    pub(super) fn place(&self, range: &Range<usize>) -> Place {
        let start = self.article.section.range.start;
        let range = start + range.start..start + range.end;
        Place::in_text(&self.article.file, &self.article.text, range)
    }

    /// Where a sentence stands, without the space around it.
    pub(super) fn place_of(&self, sentence: &Sentence) -> Place {
        let text = &self.body()[sentence.range.clone()];
        let start = sentence.range.start + (text.len() - text.trim_start().len());
        self.place(&(start..start + text.trim().len()))
    }
}

impl Typed<'_> {
    pub(super) fn amount(&self) -> Amount {
        self.written.amount()
    }

    pub(super) fn place(&self) -> Place {
        self.text.place(&self.written.range)
    }

    /// What the sentence plainly states that the amount is.
    fn claim(&self, dossier: &Dossier) -> Option<Claim> {
        let statement = self.statement;
        if statement.is_aside || statement.is_of_fiche || self.written.is_at_odds() {
            return None;
        }
        if statement.is_advance {
            let rate = dossier.convention.advance.as_ref()?.rate.value;
            let has_rate = statement.rates.iter().all(|named| *named == rate);
            return has_rate.then_some(Claim::Advance);
        }
        let year = statement.year(dossier);
        let is_alone = !statement.is_among_others
            || statement.is_paired
            || statement.is_of_year && statement.years.len() == 1;
        // The sentence names one year of the budget, none at all, or all of them.
        let is_dated = statement.years.is_empty() || statement.is_whole || year.is_some();
        let is_share = statement.is_part || statement.is_yearly || !statement.rates.is_empty();
        if is_share || !is_alone || !is_dated {
            return None;
        }
        match statement.payer {
            Some(funder) => match dossier.funders.column_of(&dossier.funders[funder].name)? {
                ColumnKind::Hand(funder) => Some(Claim::Hand { funder, year }),
                _ => Some(Claim::Share { funder, year }),
            },
            None => statement.is_cost.then_some(Claim::Total { year }),
        }
    }

    /// A few words of the sentence.
    fn label(&self) -> String {
        let text = self.text.body();
        let mut sentences = self.text.reading.sentences.iter();
        let sentence = sentences.find(|one| one.range.contains(&self.written.range.start));
        let before = sentence.map_or("", |one| &text[one.range.start..self.written.range.end]);
        let plain = before.replace(['*', '_', '#', '|', '\\'], " ");
        let words: Vec<&str> = plain.split_whitespace().collect();
        let words = words.join(" ");
        let words = words.trim_start_matches(['-', ' ']);
        let extra = words.chars().count().saturating_sub(LABEL);
        if extra == 0 {
            return words.to_owned();
        }
        let cut: String = words.chars().skip(extra).collect();
        let cut = cut.split_once(' ').map_or(cut.as_str(), |(_, rest)| rest);
        format!("… {cut}")
    }

    /// Whether it is this stated amount.
    pub(super) fn is(&self, stated: &StatedAmount) -> bool {
        stated.drafted.value == self.amount() && fold(&stated.article) == fold(&self.text.name)
    }
}

/// The amounts that articles state and that claim to be something: those of `convention.toml`, each where it is typed, then
/// what sentences plainly state. One amount claims once an article.
pub(crate) fn stated(dossier: &Dossier, figures: &Figures) -> Vec<StatedAmount> {
    stated_in(&read(dossier), dossier, &BudgetSums::of(dossier, figures))
}

pub(super) fn stated_in(
    texts: &[ArticleText<'_>],
    dossier: &Dossier,
    budget: &BudgetSums,
) -> Vec<StatedAmount> {
    let mut stated = dossier.convention.stated.clone();
    for amount in &mut stated {
        if let Some(typed) = typed(texts).find(|typed| typed.is(amount)) {
            amount.drafted.place = typed.place();
        }
    }
    if dossier.convention.unit.is_some() {
        return stated;
    }
    for typed in typed(texts) {
        let Some(claim) = typed.claim(dossier) else {
            continue;
        };
        let is_known = stated.iter().any(|known| {
            typed.is(known) && (known.meaning == Some(claim) || !known.claim.value.is_empty())
        });
        if is_known || budget.may_be((typed.written, typed.statement), claim, dossier) {
            continue;
        }
        let place = typed.place();
        stated.push(StatedAmount {
            article: typed.text.name.clone(),
            label: Located::new(typed.label(), place.clone()),
            claim: Located::new(written(claim, dossier), place.clone()),
            drafted: Located::new(typed.amount(), place),
            expected: None,
            meaning: Some(claim),
        });
    }
    stated
}

/// A claim as `calcul` and the placeholders of texts write it.
fn written(claim: Claim, dossier: &Dossier) -> String {
    let (what, year) = match claim {
        Claim::Share { funder, year } => (format!("part:{}", id_of(funder, dossier)), year),
        Claim::Hand { funder, year } => (
            format!("part:{}", dossier.funders[funder].hand_name()),
            year,
        ),
        Claim::Total { year } => ("total".to_owned(), year),
        Claim::Others => ("autres".to_owned(), None),
        Claim::Advance => ("avance".to_owned(), None),
    };
    match year {
        Some(rank) => format!("{what}@{}", dossier.years()[rank]),
        None => what,
    }
}

fn id_of(funder: FunderId, dossier: &Dossier) -> &str {
    match dossier.convention.parties.get(funder.0) {
        Some(party) if dossier.funders.is_party(funder) => &party.id,
        _ => &dossier.funders[funder].column,
    }
}
