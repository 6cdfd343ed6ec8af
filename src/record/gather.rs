//! Gathers a record from the model and the figures.

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization;

use super::{
    AdvanceRecord, AxisRecord, BaseRecord, ConventionRecord, CostRecord, DecisionRecord, FicheRecord, FunderRecord,
    FundingRecord, LineRecord, MentionRecord, PartRecord, PartyRecord, Record, SCHEMA, SectionRecord, StatedRecord,
};
use crate::{
    compute::{Figures, Splits},
    model::{Claim, Decision, Dossier, Fiche, Funders, Keep},
    money::Amount,
    source::Code,
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
            decisions: dossier.decisions.iter().map(|decision| decision_record(decision, dossier)).collect(),
        }
    }
}

fn convention(dossier: &Dossier, figures: &Figures, date: Option<&str>) -> ConventionRecord {
    let convention = &dossier.convention;
    let date = stage_date(&convention.settings.stage).or_else(|| date.map(str::to_owned));
    let claims = dossier.raw.convention.stated.iter().map(|raw| &raw.claim);
    let stated = convention.stated.iter().zip(claims).map(|(stated, claim)| StatedRecord {
        article: stated.article.clone(),
        label: stated.label.value.clone(),
        claim: claim.value.clone(),
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
        advance: advance_record(dossier, figures),
    }
}

/// An advance that is a rate of itself is none, which is a finding.
fn advance_record(dossier: &Dossier, figures: &Figures) -> Option<AdvanceRecord> {
    let advance = dossier.convention.advance.as_ref()?;
    let resolved = match advance.base {
        Claim::Share(funder, year) => BaseRecord::Share { funder: funder.0, year },
        Claim::Total(year) => BaseRecord::Total { year },
        Claim::Others => BaseRecord::Others,
        Claim::Advance => return None,
    };
    let base = dossier.raw.convention.advance.as_ref()?.base.value.clone();
    Some(AdvanceRecord { rate: advance.rate.value, base, resolved, amount: figures.advance })
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
    let drafted = || fiche.rules.iter().map(funding_record).collect();
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
        parts: parts.iter().map(|(funder, amount)| PartRecord { funder: funder.0, amount: *amount }).collect(),
        drafted: decision.drafted.as_ref().map(|drafted| drafted.value),
        reason: decision.settlement.reason.clone(),
        decided_by: decision.settlement.decided_by.clone(),
        date: decision.settlement.date.clone(),
    }
}

/// Accents, once parted from their letters.
fn is_mark(c: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&c)
}

/// `EA 1.1` → `EA-1.1`: ASCII letters and digits, with `-` and `.` between them, 40 at most; a second
/// fiche of the same name gets a number.
fn unique_slug(code: &Code, taken: &mut BTreeSet<String>) -> String {
    let mut slug = String::new();
    let plain: String = code.spelling().nfkd().filter(|c| !is_mark(*c)).collect();
    for c in plain.chars().take(40) {
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
        assert_eq!(slug("É\u{202e}9"), "E-9");
        assert_eq!(slug("１"), "1");
        assert_eq!(slug("مَ1٢"), "1-2");
    }
}
