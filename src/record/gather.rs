//! Gathers a record from the model and the figures.

use std::collections::BTreeSet;

use super::{CostRecord, FicheRecord, LineRecord, Record, SCHEMA, funding};
use crate::{
    compute::{Figures, Splits},
    model::{Convention, CostLine, Dossier, Fiche},
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
        let funders = dossier.funders.iter().map(|(_, funder)| funder.clone());
        Self {
            schema: SCHEMA,
            convention: convention(dossier, figures, purpose, date),
            funders: funders.collect(),
            fiches: fiches.collect(),
            axes: figures.axes.clone(),
            total: figures.total.clone(),
            decisions: dossier.decisions.clone(),
        }
    }
}

/// The agreement with what its amounts should be. What the documents are for is not what the text says, but what
/// they were asked for as.
fn convention(
    dossier: &Dossier,
    figures: &Figures,
    purpose: Purpose,
    date: Option<&str>,
) -> Convention {
    let mut convention = dossier.convention.clone();
    convention.purpose = purpose;
    convention.date = convention.date.or_else(|| date.map(str::to_owned));
    for stated in &mut convention.stated {
        let claimed = |claim| figures.claimed(claim, &dossier.funders);
        stated.expected = stated.meaning.and_then(claimed);
    }
    if let Some(advance) = &mut convention.advance {
        advance.amount = figures.advance;
    }
    convention
}

fn fiche_record(
    slug: String,
    (fiche, splits): (&Fiche, &Splits),
    decided: &[bool],
    dossier: &Dossier,
) -> FicheRecord {
    let trimmed = |text: &Located<String>| text.trim().to_owned();
    let prose = fiche.prose.as_ref();
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
        sections: prose.map_or(Vec::new(), |prose| prose.sections.clone()),
        lines: fiche.lines.iter().map(line_record).collect(),
        funding: funding::effective(fiche, splits, decided, dossier),
        drafted_funding: decided.contains(&true).then(drafted),
        mentions: fiche.mentions.clone(),
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
