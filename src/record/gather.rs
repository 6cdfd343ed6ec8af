//! Gathers a record from the model and the figures.

use std::collections::BTreeSet;

use super::{
    AdvanceRecord, AxisRecord, BaseRecord, ConventionRecord, CostRecord, DecisionRecord,
    FicheRecord, FunderRecord, LineRecord, MentionRecord, PartRecord, PartyRecord, Record, SCHEMA,
    SectionRecord, StatedRecord, funding,
};
use crate::{
    compute::{Figures, Splits},
    model::{Claim, Decision, Dossier, Fiche, Funders, Keep},
    purpose::Purpose,
    source::unique_slug,
};

impl Record {
    /// Gathers what the model and the figures say. `date` is the day of documents whose stage is no date.
    pub fn new(dossier: &Dossier, figures: &Figures, purpose: Purpose, date: Option<&str>) -> Self {
        let mut slugs = BTreeSet::new();
        let decided = |fiche: usize| figures.decided.get(fiche).map_or(&[][..], Vec::as_slice);
        let fiches = dossier.fiches.iter().zip(&figures.fiches).enumerate();
        Self {
            schema: SCHEMA,
            convention: convention(dossier, figures, purpose, date),
            funders: funders(&dossier.funders),
            fiches: fiches
                .map(|(rank, fiche)| fiche_record(fiche, decided(rank), dossier, &mut slugs))
                .collect(),
            axes: figures.axes.clone(),
            total: figures.total.clone(),
            decisions: dossier
                .decisions
                .iter()
                .map(|decision| decision_record(decision, dossier))
                .collect(),
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
    let date = stage_date(&convention.settings.stage).or_else(|| date.map(str::to_owned));
    let claims = dossier.raw.convention.stated.iter().map(|raw| &raw.claim);
    let stated = convention
        .stated
        .iter()
        .zip(claims)
        .map(|(stated, claim)| StatedRecord {
            article: stated.article.clone(),
            label: stated.label.value.clone(),
            claim: claim.value.clone(),
            drafted: stated.amount.value,
            expected: stated
                .claim
                .and_then(|claim| figures.claimed(claim, dossier.parties())),
        });
    let parties = convention.parties.iter().map(|party| PartyRecord {
        id: party.id.value.clone(),
        name: party.name.clone(),
        signatory: party
            .signatory
            .as_ref()
            .and_then(|signatory| written(&signatory.name)),
        quality: party
            .signatory
            .as_ref()
            .and_then(|signatory| written(&signatory.quality)),
    });
    let axes = convention.axes.iter().map(|axis| AxisRecord {
        prefix: axis.prefix.clone(),
        title: axis.title.clone(),
    });
    ConventionRecord {
        title: convention.settings.title.value.clone(),
        stage: convention.settings.stage.value.clone(),
        purpose,
        years: convention.settings.years.clone(),
        place: convention
            .settings
            .place
            .as_ref()
            .and_then(|place| written(place)),
        date,
        day_rate: convention.settings.day_rate.as_ref().map(|rate| rate.value),
        step: convention.settings.step,
        copies: convention.settings.copies,
        signed_by_hand: convention.settings.signed_by_hand,
        without_attachments: convention.settings.without_attachments,
        parties: parties.collect(),
        axes: axes.collect(),
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
        Claim::Share(funder, year) => BaseRecord::Share {
            funder: funder.0,
            year,
        },
        Claim::Total(year) => BaseRecord::Total { year },
        Claim::Others => BaseRecord::Others,
        Claim::Advance => return None,
    };
    let base = dossier.raw.convention.advance.as_ref()?.base.value.clone();
    Some(AdvanceRecord {
        rate: advance.rate.value,
        base,
        resolved,
        amount: figures.advance,
    })
}

/// The date that a stage's name begins with.
fn stage_date(stage: &str) -> Option<String> {
    let date: toml::value::Date = stage
        .get(..10)?
        .parse::<toml::value::Datetime>()
        .ok()?
        .date?;
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

fn fiche_record(
    (fiche, splits): (&Fiche, &Splits),
    decided: &[bool],
    dossier: &Dossier,
    slugs: &mut BTreeSet<String>,
) -> FicheRecord {
    let text = |located: &Option<crate::source::Located<String>>| {
        located.as_ref().map(|text| text.trim().to_owned())
    };
    let prose = fiche.prose.as_ref();
    let sections = prose
        .into_iter()
        .flat_map(|prose| &prose.sections)
        .map(|section| SectionRecord {
            heading: section.heading.clone(),
            markdown: section.markdown.clone(),
        });
    let mentions = fiche.mentions.iter().map(|mention| MentionRecord {
        funder: mention.funder.map(|funder| funder.0),
        nature: mention.nature.clone(),
        text: mention.text.value.clone(),
    });
    let drafted = || fiche.rules.iter().map(funding::drafted).collect();
    FicheRecord {
        code: fiche.code.value.clone(),
        slug: unique_slug(&fiche.code, slugs),
        title: prose.map_or_else(
            || fiche.code.spelling().to_owned(),
            |prose| prose.title.trim().to_owned(),
        ),
        axis: fiche.axis,
        leader: prose.and_then(|prose| text(&prose.leader)),
        calendar: prose.and_then(|prose| text(&prose.calendar)),
        partners: prose
            .map(|prose| prose.partners.clone())
            .unwrap_or_default(),
        sections: sections.collect(),
        lines: fiche.lines.iter().map(line_record).collect(),
        funding: funding::effective(fiche, splits, decided, dossier),
        drafted_funding: decided.contains(&true).then(drafted),
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
    DecisionRecord {
        rule: decision.rule.value.clone(),
        fiche: decision.fiche.as_ref().map(|code| code.value.clone()),
        year: decision.year.map(|year| dossier.years()[year]),
        nature: decision.nature.clone(),
        article: decision.article.clone(),
        keep: keep.to_owned(),
        parts: parts
            .iter()
            .map(|(funder, amount)| PartRecord {
                funder: funder.0,
                amount: *amount,
            })
            .collect(),
        drafted: decision.drafted.as_ref().map(|drafted| drafted.value),
        reason: decision.settlement.reason.clone(),
        decided_by: decision.settlement.decided_by.clone(),
        date: decision.settlement.date.clone(),
    }
}
