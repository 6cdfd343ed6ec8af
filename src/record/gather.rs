//! Gathers a record from the model and the figures.

use std::collections::BTreeSet;

use super::{
    AdvanceRecord, BaseRecord, ConventionRecord, CostRecord, DecisionRecord, FicheRecord,
    FunderRecord, LineRecord, MentionRecord, PartRecord, PartyRecord, Record, SCHEMA,
    SectionRecord, StatedRecord, funding,
};
use crate::{
    compute::{Figures, Splits},
    model::{Claim, ColumnKind, CostLine, Decision, Dossier, Fiche, FunderId, Keep},
    money::Amount,
    purpose::Purpose,
    source::{Located, unique_slug},
};

impl Record {
    /// Gathers what the model and the figures say. `date` is the day of documents whose stage is no date.
    pub fn new(dossier: &Dossier, figures: &Figures, purpose: Purpose, date: Option<&str>) -> Self {
        let mut slugs = BTreeSet::new();
        let decided = |rank: usize| figures.decided.get(rank).map_or(&[][..], Vec::as_slice);
        let fiches = dossier.fiches.iter().zip(&figures.fiches).enumerate();
        let fiches = fiches.map(|(rank, fiche)| {
            let slug = unique_slug(&fiche.0.code, &mut slugs);
            fiche_record(slug, fiche, decided(rank), dossier)
        });
        let funders = dossier.funders.iter().map(|(id, funder)| FunderRecord {
            name: funder.name.clone(),
            column: funder.column.clone(),
            is_party: dossier.funders.is_party(id),
        });
        let decisions = dossier.decisions.iter();
        Self {
            schema: SCHEMA,
            convention: convention(dossier, figures, purpose, date),
            funders: funders.collect(),
            fiches: fiches.collect(),
            axes: figures.axes.clone(),
            total: figures.total.clone(),
            decisions: decisions.map(|one| decision_record(one, dossier)).collect(),
        }
    }
}

fn convention(
    dossier: &Dossier,
    figures: &Figures,
    purpose: Purpose,
    date: Option<&str>,
) -> ConventionRecord {
    let convention = &dossier.convention;
    let settings = &convention.settings;
    let expected = |claim| figures.claimed(claim, dossier.parties());
    let stated = convention.stated.iter().map(|stated| StatedRecord {
        article: stated.article.clone(),
        label: stated.label.value.clone(),
        claim: stated.formula.value.clone(),
        drafted: stated.amount.value,
        expected: stated.claim.and_then(expected),
    });
    let parties = convention.parties.iter().map(|party| {
        let signatory = party.signatory.as_ref();
        PartyRecord {
            id: party.id.value.clone(),
            name: party.name.clone(),
            signatory: signatory.and_then(|one| written(&one.name)),
            quality: signatory.and_then(|one| written(&one.quality)),
        }
    });
    ConventionRecord {
        title: settings.title.value.clone(),
        stage: settings.stage.value.clone(),
        purpose,
        years: settings.years.clone(),
        place: settings.place.as_ref().and_then(|place| written(place)),
        date: stage_date(&settings.stage).or_else(|| date.map(str::to_owned)),
        day_rate: settings.day_rate.as_ref().map(|rate| rate.value),
        step: settings.step,
        copies: settings.copies,
        signed_by_hand: settings.signed_by_hand,
        without_attachments: settings.without_attachments,
        parties: parties.collect(),
        axes: convention.axes.clone(),
        stated: stated.collect(),
        advance: advance_record(dossier, figures),
    }
}

/// The text, if there is any.
fn written(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// An advance that is a rate of itself is none, which is a finding.
fn advance_record(dossier: &Dossier, figures: &Figures) -> Option<AdvanceRecord> {
    let advance = dossier.convention.advance.as_ref()?;
    let resolved = match advance.base {
        Claim::Column(ColumnKind::Funder(FunderId(funder)), year) => {
            BaseRecord::Share { funder, year }
        }
        Claim::Column(ColumnKind::Others, _) => BaseRecord::Others,
        Claim::Column(_, year) => BaseRecord::Total { year },
        Claim::Advance => return None,
    };
    Some(AdvanceRecord {
        rate: advance.rate.value,
        base: advance.formula.value.clone(),
        resolved,
        amount: figures.advance,
    })
}

/// The date that a stage's name begins with.
fn stage_date(stage: &str) -> Option<String> {
    let date: toml::value::Datetime = stage.get(..10)?.parse().ok()?;
    Some(date.date?.to_string())
}

fn fiche_record(
    slug: String,
    (fiche, splits): (&Fiche, &Splits),
    decided: &[bool],
    dossier: &Dossier,
) -> FicheRecord {
    let trimmed = |text: &Located<String>| text.trim().to_owned();
    let prose = fiche.prose.as_ref();
    let sections = prose.into_iter().flat_map(|prose| &prose.sections);
    let sections = sections.map(|section| SectionRecord {
        heading: section.heading.clone(),
        markdown: section.markdown.clone(),
    });
    let mentions = fiche.mentions.iter().map(|mention| MentionRecord {
        funder: mention.funder.map(|funder| funder.0),
        nature: mention.nature.as_ref().map(|nature| nature.value.clone()),
        text: mention.text.value.clone(),
    });
    let title = prose.map(|prose| trimmed(&prose.title));
    let drafted = || fiche.rules.iter().map(funding::drafted).collect();
    FicheRecord {
        code: fiche.code.value.clone(),
        slug,
        title: title.unwrap_or_else(|| fiche.code.spelling().to_owned()),
        axis: fiche.axis,
        leader: prose.and_then(|prose| prose.leader.as_ref()).map(trimmed),
        calendar: prose.and_then(|prose| prose.calendar.as_ref()).map(trimmed),
        partners: prose.map_or(Vec::new(), |prose| prose.partners.clone()),
        sections: sections.collect(),
        lines: fiche.lines.iter().map(line_record).collect(),
        funding: funding::effective(fiche, splits, decided, dossier),
        drafted_funding: decided.contains(&true).then(drafted),
        mentions: mentions.collect(),
        splits: splits.clone(),
    }
}

fn line_record(line: &CostLine) -> LineRecord {
    let years = line.years.iter().map(|year| CostRecord {
        amount: year.amount.amount(),
        days: year.days.as_ref().map(|days| days.value.normalize()),
    });
    LineRecord {
        nature: line.nature.as_ref().map(|nature| nature.value.clone()),
        label: line.label.as_ref().map(|label| label.value.clone()),
        tax: line.tax.as_ref().map(|tax| tax.value),
        years: years.collect(),
    }
}

fn decision_record(decision: &Decision, dossier: &Dossier) -> DecisionRecord {
    let (keep, parts) = match &decision.keep {
        Keep::Fiche => ("fiche", &[][..]),
        Keep::Recap => ("recapitulatif", &[][..]),
        Keep::Convention => ("convention", &[][..]),
        Keep::Parts(parts) => ("parts", parts.as_slice()),
    };
    let part = |(funder, amount): &(FunderId, Amount)| PartRecord {
        funder: funder.0,
        amount: *amount,
    };
    DecisionRecord {
        rule: decision.rule.value.clone(),
        fiche: decision.fiche.as_ref().map(|code| code.value.clone()),
        year: decision.year.map(|year| dossier.years()[year]),
        nature: decision.nature.clone(),
        article: decision.article.clone(),
        keep: keep.to_owned(),
        parts: parts.iter().map(part).collect(),
        drafted: decision.drafted.as_ref().map(|drafted| drafted.value),
        reason: decision.settlement.reason.clone(),
        decided_by: decision.settlement.decided_by.clone(),
        date: decision.settlement.date.clone(),
    }
}
