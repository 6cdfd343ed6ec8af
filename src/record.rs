//! What a stage says: every text and computed figure of the annexes, in one versioned record.
//!
//! Documents and workbook are made from it, `donnees.json` is its writing, and two of them are what a
//! comparison of drafts compares. Amounts are in euros, rates in percents, both as exact decimal text.

use std::collections::BTreeSet;

use rust_decimal::Decimal;
use serde::{Serialize, Serializer};

use crate::{
    compute::{Figures, Split, Splits},
    model::{Dossier, Fiche, Funders},
    money::{Amount, Rate, Step},
    source::Code,
};

/// The version of the record's shape; raised when a reader of the former one would go wrong.
pub const SCHEMA: u32 = 1;

/// Everything a stage says.
#[derive(Clone, Debug, Serialize)]
pub struct Record {
    /// [`SCHEMA`].
    pub schema: u32,
    /// The agreement.
    pub convention: ConventionRecord,
    /// Everyone who pays; shares are listed in this order.
    pub funders: Vec<FunderRecord>,
    /// The fiches, in the order of the annexes.
    pub fiches: Vec<FicheRecord>,
    /// The subtotals, in the order of the agreement's axes.
    pub axes: Vec<Splits>,
    /// The totals.
    pub total: Splits,
}

/// The agreement.
#[derive(Clone, Debug, Serialize)]
pub struct ConventionRecord {
    /// Its title.
    pub title: String,
    /// The draft's name.
    pub stage: String,
    /// Whether the documents are meant to be signed.
    pub is_final: bool,
    /// The years it funds; figures by year are listed in this order.
    pub years: Vec<i32>,
    /// Where it is signed.
    pub place: Option<String>,
    /// The day the documents bear, as `2018-11-02`: the stage's, when it is named by a date.
    pub date: Option<String>,
    /// What shares are rounded to, in euros.
    pub step: Step,
    /// How many originals are signed.
    pub copies: u32,
    /// Whether it is signed on paper.
    pub signed_by_hand: bool,
    /// Whether nothing may be attached to the PDF files.
    pub without_attachments: bool,
    /// Who signs.
    pub parties: Vec<PartyRecord>,
    /// The axes.
    pub axes: Vec<AxisRecord>,
    /// The amounts that articles state, and what they should be.
    pub stated: Vec<StatedRecord>,
    /// The advance.
    pub advance: Option<AdvanceRecord>,
}

/// Who signs.
#[derive(Clone, Debug, Serialize)]
pub struct PartyRecord {
    /// The name used within the dossier.
    pub id: String,
    /// The full name.
    pub name: String,
    /// The person's name.
    pub signatory: Option<String>,
    /// The person's office.
    pub quality: Option<String>,
}

/// A group of fiches.
#[derive(Clone, Debug, Serialize)]
pub struct AxisRecord {
    /// What its codes begin with.
    pub prefix: String,
    /// Its title.
    pub title: String,
}

/// An amount that an article states.
#[derive(Clone, Debug, Serialize)]
pub struct StatedRecord {
    /// The article.
    pub article: String,
    /// What the amount is.
    pub label: String,
    /// The amount stated.
    pub drafted: Amount,
    /// What it should be.
    pub expected: Option<Amount>,
}

/// The advance.
#[derive(Clone, Debug, Serialize)]
pub struct AdvanceRecord {
    /// Its rate.
    pub rate: Rate,
    /// Its amount.
    pub amount: Option<Amount>,
}

/// Who pays.
#[derive(Clone, Debug, Serialize)]
pub struct FunderRecord {
    /// The full name.
    pub name: String,
    /// The name in columns and tables.
    pub column: String,
    /// Whether it signs.
    pub is_party: bool,
}

/// A fiche.
#[derive(Clone, Debug, Serialize)]
pub struct FicheRecord {
    /// Its code.
    pub code: Code,
    /// Its code as a file name, unique within the stage.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// Its axis, by rank.
    pub axis: usize,
    /// Who leads the action.
    pub leader: Option<String>,
    /// When.
    pub calendar: Option<String>,
    /// With whom.
    pub partners: Vec<String>,
    /// Its text.
    pub sections: Vec<SectionRecord>,
    /// Its costs.
    pub lines: Vec<LineRecord>,
    /// Its funding rules.
    pub funding: Vec<FundingRecord>,
    /// Remarks on its funding.
    pub mentions: Vec<MentionRecord>,
    /// What it costs and who pays.
    pub splits: Splits,
}

/// A section of a fiche.
#[derive(Clone, Debug, Serialize)]
pub struct SectionRecord {
    /// Its heading; empty for an introduction.
    pub heading: String,
    /// Its text, in Markdown.
    pub markdown: String,
}

/// A cost line.
#[derive(Clone, Debug, Serialize)]
pub struct LineRecord {
    /// Its category.
    pub nature: Option<String>,
    /// What it is.
    pub label: Option<String>,
    /// `HT`, `TTC` or unsaid.
    pub tax: Option<&'static str>,
    /// One a year.
    pub years: Vec<CostRecord>,
}

/// A cost in a year.
#[derive(Clone, Debug, Serialize)]
pub struct CostRecord {
    /// The amount; none when nothing is planned.
    pub amount: Option<Amount>,
    /// The days it is made of.
    #[serde(serialize_with = "plain_number")]
    pub days: Option<Decimal>,
}

/// A funding rule.
#[derive(Clone, Debug, Serialize)]
pub struct FundingRecord {
    /// Who pays, by rank among the funders.
    pub funder: usize,
    /// The lines it covers; all when none is named.
    pub nature: Option<String>,
    /// The rate.
    pub rate: Option<Rate>,
    /// Fixed amounts, one a year, which prevail over the rate.
    pub fixed: Vec<Option<Amount>>,
}

/// A remark on funding.
#[derive(Clone, Debug, Serialize)]
pub struct MentionRecord {
    /// Whom it concerns, by rank among the funders; everyone when none is named.
    pub funder: Option<usize>,
    /// The lines it concerns; all when none is named.
    pub nature: Option<String>,
    /// The remark.
    pub text: String,
}

impl Record {
    /// Gathers what the model and the figures say. `date` is the day of documents whose stage is no date.
    pub fn new(dossier: &Dossier, figures: &Figures, date: Option<&str>) -> Self {
        let mut slugs = BTreeSet::new();
        let decided = |fiche: usize| figures.decided.get(fiche).map_or(&[][..], Vec::as_slice);
        let fiches = dossier.fiches.iter().zip(&figures.fiches).enumerate();
        Self {
            schema: SCHEMA,
            convention: convention(dossier, figures, date),
            funders: funders(&dossier.funders),
            fiches: fiches
                .map(|(rank, (fiche, splits))| fiche_record(fiche, splits, decided(rank), &mut slugs))
                .collect(),
            axes: figures.axes.clone(),
            total: figures.total.clone(),
        }
    }

    /// What those who do not sign pay.
    pub fn others(&self, split: &Split) -> Amount {
        let shares = split.shares.iter().zip(&self.funders);
        shares.filter(|(_, funder)| !funder.is_party).map(|(share, _)| *share).sum()
    }

    /// Whether anyone pays who does not sign.
    pub fn has_others(&self) -> bool {
        self.funders.iter().any(|funder| !funder.is_party)
    }

    /// Whether some cost is funded by no rule, or some rules promise more than the cost.
    pub fn has_unallocated(&self) -> bool {
        self.fiches.iter().any(|fiche| fiche.splits.years.iter().any(|split| !split.unallocated.is_zero()))
    }

    /// The record as JSON text, its keys in a fixed order.
    pub fn to_json(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }
}

fn convention(dossier: &Dossier, figures: &Figures, date: Option<&str>) -> ConventionRecord {
    let convention = &dossier.convention;
    let date = stage_date(&convention.stage).or_else(|| date.map(str::to_owned));
    let stated = convention.stated.iter().map(|stated| StatedRecord {
        article: stated.article.clone(),
        label: stated.label.value.clone(),
        drafted: stated.amount.value,
        expected: stated.claim.and_then(|claim| figures.claimed(claim, &dossier.funders)),
    });
    let parties = convention.parties.iter().map(|party| PartyRecord {
        id: party.id.clone(),
        name: party.name.clone(),
        signatory: party.signatory.as_ref().map(|signatory| signatory.name.clone()),
        quality: party.signatory.as_ref().map(|signatory| signatory.quality.clone()),
    });
    let axes = convention.axes.iter().map(|axis| AxisRecord { prefix: axis.prefix.clone(), title: axis.title.clone() });
    let advance = convention.advance.as_ref();
    ConventionRecord {
        title: convention.title.value.clone(),
        stage: convention.stage.value.clone(),
        is_final: convention.is_final,
        years: convention.years.clone(),
        place: convention.place.clone(),
        date,
        step: convention.step,
        copies: convention.copies,
        signed_by_hand: convention.signed_by_hand,
        without_attachments: convention.without_attachments,
        parties: parties.collect(),
        axes: axes.collect(),
        stated: stated.collect(),
        advance: advance.map(|advance| AdvanceRecord { rate: advance.rate.value, amount: figures.advance }),
    }
}

/// The date that a stage's name begins with.
fn stage_date(stage: &str) -> Option<String> {
    let date: toml::value::Date = stage.get(..10)?.parse::<toml::value::Datetime>().ok()?.date?;
    Some(date.to_string())
}

fn funders(funders: &Funders) -> Vec<FunderRecord> {
    let record = |(id, funder): (_, &crate::model::Funder)| FunderRecord {
        name: funder.name.clone(),
        column: funder.column.clone(),
        is_party: funders.is_party(id),
    };
    funders.iter().map(record).collect()
}

fn fiche_record(fiche: &Fiche, splits: &Splits, decided: &[bool], slugs: &mut BTreeSet<String>) -> FicheRecord {
    let text = |located: &Option<crate::source::Located<String>>| located.as_ref().map(|text| text.trim().to_owned());
    let prose = fiche.prose.as_ref();
    let sections = prose
        .into_iter()
        .flat_map(|prose| &prose.sections)
        .map(|section| SectionRecord { heading: section.heading.clone(), markdown: section.markdown.clone() });
    let mentions = fiche.mentions.iter().map(|mention| MentionRecord {
        funder: mention.funder.map(|funder| funder.0),
        nature: mention.nature.clone(),
        text: mention.text.value.clone(),
    });
    FicheRecord {
        code: fiche.code.value.clone(),
        slug: unique_slug(&fiche.code, slugs),
        title: prose.map_or_else(|| fiche.code.spelling().to_owned(), |prose| prose.title.trim().to_owned()),
        axis: fiche.axis,
        leader: prose.and_then(|prose| text(&prose.leader)),
        calendar: prose.and_then(|prose| text(&prose.calendar)),
        partners: prose.map(|prose| prose.partners.clone()).unwrap_or_default(),
        sections: sections.collect(),
        lines: fiche.lines.iter().map(line_record).collect(),
        funding: effective_funding(fiche, splits, decided),
        mentions: mentions.collect(),
        splits: splits.clone(),
    }
}

fn line_record(line: &crate::model::CostLine) -> LineRecord {
    let years = line.years.iter().map(|year| CostRecord {
        amount: year.amount.amount(),
        days: year.days.as_ref().map(|days| days.value.normalize()),
    });
    LineRecord {
        nature: line.nature.as_ref().map(|nature| nature.value.clone()),
        label: line.label.as_ref().map(|label| label.value.clone()),
        tax: line.tax.as_ref().map(|tax| tax.label()),
        years: years.collect(),
    }
}

/// The rules that give the splits: where the parties decided, what they decided stands as fixed amounts.
fn effective_funding(fiche: &Fiche, splits: &Splits, decided: &[bool]) -> Vec<FundingRecord> {
    let mut funding: Vec<FundingRecord> = fiche.rules.iter().map(funding_record).collect();
    for (year, split) in splits.years.iter().enumerate().filter(|(year, _)| decided.get(*year) == Some(&true)) {
        funding.iter_mut().for_each(|rule| rule.fixed[year] = Some(Amount::ZERO));
        for (funder, share) in split.shares.iter().enumerate().filter(|(_, share)| !share.is_zero()) {
            let own = funding.iter().position(|rule| rule.funder == funder);
            let rank = own.unwrap_or_else(|| {
                let fixed = (0..splits.years.len()).map(|own| (own == year).then_some(Amount::ZERO)).collect();
                funding.push(FundingRecord { funder, nature: None, rate: None, fixed });
                funding.len() - 1
            });
            funding[rank].fixed[year] = Some(*share);
        }
    }
    funding
}

fn funding_record(rule: &crate::model::FundingRule) -> FundingRecord {
    FundingRecord {
        funder: rule.funder.0,
        nature: rule.nature.as_ref().map(|nature| nature.value.clone()),
        rate: rule.rate.as_ref().map(|rate| rate.value),
        fixed: (0..rule.amounts.len()).map(|year| rule.fixed(year)).collect(),
    }
}

/// `EA 1.1` → `EA-1.1`: ASCII letters and digits, with `-` and `.` between them, 40 at most; a second
/// fiche of the same name gets a number.
fn unique_slug(code: &Code, taken: &mut BTreeSet<String>) -> String {
    let mut slug = String::new();
    for c in code.spelling().chars().take(40) {
        match c {
            _ if c.is_ascii_alphanumeric() => slug.push(c),
            '.' if !slug.ends_with(['.', '-']) => slug.push('.'),
            _ if !slug.ends_with(['.', '-']) => slug.push('-'),
            _ => {}
        }
    }
    let slug = slug.trim_matches(['-', '.']);
    let slug = if slug.is_empty() { "fiche" } else { slug };
    let numbered = |n: usize| if n == 1 { slug.to_owned() } else { format!("{slug}-{n}") };
    // Case does not tell two files apart everywhere.
    let free = (1..=taken.len() + 1).map(numbered).find(|name| !taken.contains(&name.to_lowercase()));
    let free = free.unwrap_or_default();
    taken.insert(free.to_lowercase());
    free
}

#[expect(clippy::ref_option, reason = "serde hands the field over by reference")]
fn plain_number<S: Serializer>(number: &Option<Decimal>, serializer: S) -> Result<S::Ok, S::Error> {
    match number {
        Some(number) => serializer.serialize_some(&number.to_string()),
        None => serializer.serialize_none(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_names_are_safe_and_unique() {
        let mut taken = BTreeSet::new();
        let mut slug = |text: &str| unique_slug(&Code::parse(text).expect("a code"), &mut taken);
        assert_eq!(slug("EA 1.2.1"), "EA-1.2.1");
        assert_eq!(slug("ea 1.2.1"), "ea-1.2.1-2");
        assert_eq!(slug("../../etc/passwd1"), "etc-passwd1");
        assert_eq!(slug("É\u{202e}9"), "9");
        assert_eq!(slug("１"), "fiche");
    }
}
