//! Gathers a record from the model and the figures.

use std::collections::BTreeSet;

use super::{
    AdvanceRecord, AxisRecord, ConventionRecord, CostRecord, FicheRecord, FunderRecord, FundingRecord, LineRecord,
    MentionRecord, PartyRecord, Record, SCHEMA, SectionRecord, StatedRecord,
};
use crate::{
    compute::{Figures, Splits},
    model::{Dossier, Fiche, Funders},
    money::Amount,
    source::unique_slug,
};

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
}

fn convention(dossier: &Dossier, figures: &Figures, date: Option<&str>) -> ConventionRecord {
    let convention = &dossier.convention;
    let date = stage_date(&convention.settings.stage).or_else(|| date.map(str::to_owned));
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
        title: convention.settings.title.value.clone(),
        stage: convention.settings.stage.value.clone(),
        is_final: convention.settings.is_final,
        years: convention.settings.years.clone(),
        place: convention.settings.place.clone(),
        date,
        step: convention.settings.step,
        copies: convention.settings.copies,
        signed_by_hand: convention.settings.signed_by_hand,
        without_attachments: convention.settings.without_attachments,
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
