//! Builds a record from the model and the figures; its funding rules include what the parties decided.

use std::collections::BTreeSet;

use super::{
    ArticleRecord, CostRecord, FicheRecord, FundingRecord, LineRecord, Record, SCHEMA,
    placeholders::Filling,
};
use crate::{
    audit,
    compute::{Figures, Known, Split, Splits, exact_shares, ruled},
    model::{Article, Convention, CostLine, Dossier, Fiche, FundingRule},
    money::{Amount, apportion},
    purpose::Purpose,
    source::{Located, fold, unique_slug},
};

impl Record {
    /// Builds the record. `date` is that of documents whose stage name is no date.
    pub fn new(dossier: &Dossier, figures: &Figures, purpose: Purpose, date: Option<&str>) -> Self {
        let mut slugs = BTreeSet::new();
        let decided = |rank: usize| figures.decided.get(rank).map_or(&[][..], Vec::as_slice);
        let fiches = dossier.fiches.iter().zip(&figures.fiches).enumerate();
        let fiches = fiches.map(|(rank, fiche)| {
            let slug = unique_slug(&fiche.0.code, &mut slugs);
            fiche_record(slug, fiche, decided(rank), dossier)
        });
        let funders = dossier.funders.iter().map(|(_, funder)| funder.clone());
        let pictures = dossier.pictures.iter();
        let pictures =
            pictures.filter_map(|(name, picture)| Some((name.clone(), picture.file.clone().ok()?)));
        let mut record = Self {
            schema: SCHEMA,
            convention: convention(dossier, figures, purpose, date),
            funders: funders.collect(),
            fiches: fiches.collect(),
            articles: dossier.articles.iter().map(article_record).collect(),
            axes: figures.axes.clone(),
            total: figures.total.clone(),
            decisions: dossier.decisions.clone(),
            pictures: pictures.collect(),
            amendment: None,
        };
        let filling = Filling::new(dossier, figures, &record);
        let sections = record
            .fiches
            .iter_mut()
            .flat_map(|fiche| &mut fiche.sections);
        let texts = sections.map(|section| &mut section.markdown);
        let articles = record
            .articles
            .iter_mut()
            .map(|article| &mut article.markdown);
        for text in texts.chain(articles) {
            *text = filling.filled(text);
        }
        record
    }
}

fn article_record(article: &Article) -> ArticleRecord {
    ArticleRecord {
        number: article
            .number
            .as_ref()
            .map(|number| number.spelling.clone()),
        title: article.title.clone(),
        markdown: article.section.markdown.clone(),
    }
}

/// The agreement with what its amounts should be, and the purpose for which documents were requested in place of the
/// one in the text.
fn convention(
    dossier: &Dossier,
    figures: &Figures,
    purpose: Purpose,
    date: Option<&str>,
) -> Convention {
    let mut convention = dossier.convention.clone();
    convention.purpose = purpose;
    convention.date = convention.date.or_else(|| date.map(str::to_owned));
    convention.stated = audit::stated(dossier, figures);
    for stated in &mut convention.stated {
        let claimed = |claim| figures.claimed(claim, &dossier.funders);
        stated.expected = stated.meaning.and_then(claimed);
    }
    if let Some(advance) = &mut convention.advance {
        advance.amount = figures.advance;
    }
    let paid = figures.payments(dossier);
    for (payment, paid) in convention.payments.iter_mut().zip(paid) {
        payment.amount = paid.map(|paid| paid.amount);
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
    let title = title.unwrap_or_else(|| fiche.code.spelling().to_owned());
    let is_decided = decided.contains(&true);
    FicheRecord {
        code: fiche.code.value.clone(),
        slug: slug.clone(),
        title: title.clone(),
        axis: fiche.axis,
        leader: prose.and_then(|prose| prose.leader.as_ref()).map(trimmed),
        calendar: prose.and_then(|prose| prose.calendar.as_ref()).map(trimmed),
        fields: prose.map_or(Vec::new(), |prose| {
            let fields = prose.fields.iter();
            fields
                .map(|(name, text)| [name.clone(), trimmed(text)])
                .collect()
        }),
        partners: prose.map_or(Vec::new(), |prose| {
            let named = prose.partners.iter().filter(|name| !name.trim().is_empty());
            named.cloned().collect()
        }),
        is_landscape: prose.is_some_and(|prose| prose.is_landscape),
        sections: prose.map_or(Vec::new(), |prose| prose.sections.clone()),
        lines: fiche.lines.iter().map(line_record).collect(),
        funding: effective(fiche, splits, decided, dossier),
        drafted_funding: is_decided.then(|| fiche.rules.iter().map(drafted).collect()),
        mentions: fiche.mentions.clone(),
        splits: splits.clone(),
        off_total: fiche.off_total.as_deref().map(|budget| {
            let splits = ruled(dossier, budget, Known::All);
            Box::new(FicheRecord {
                axis: fiche.axis,
                title: title.clone(),
                ..fiche_record(slug, (budget, &splits), &[], dossier)
            })
        }),
    }
}

fn line_record(line: &CostLine) -> LineRecord {
    let years = line.years.iter().map(|year| CostRecord {
        amount: year.amount.amount(),
        said: year.said.clone(),
        days: year.days.as_ref().map(|days| days.value.normalize()),
    });
    LineRecord {
        section: line.section.as_ref().map(|section| section.value.clone()),
        nature: line.nature.as_ref().map(|nature| nature.value.clone()),
        label: line.label.as_ref().map(|label| label.value.clone()),
        tax: line.tax.as_ref().map(|tax| tax.value),
        years: years.collect(),
        carried: line.carried.clone(),
    }
}

/// The rules that give the splits. In a year that the parties decided, fixed amounts replace all rules; where they only
/// decided who pays what was unfunded, these are added to the rules.
fn effective(
    fiche: &Fiche,
    splits: &Splits,
    decided: &[bool],
    dossier: &Dossier,
) -> Vec<FundingRecord> {
    let mut funding: Vec<FundingRecord> = fiche.rules.iter().map(drafted).collect();
    let years = splits.years.iter().enumerate();
    for (year, split) in years.filter(|(year, _)| decided.get(*year) == Some(&true)) {
        let new_rule = |funder, nature| FundingRecord {
            funder,
            nature,
            fixed: vec![None; splits.years.len()],
            ..FundingRecord::default()
        };
        if let Some((nature, parts)) = completion(fiche, year, split, dossier) {
            for (funder, part) in parts {
                let new = new_rule(funder, nature.clone());
                let is_same = |rule: &FundingRecord| {
                    let follows_costs = rule.rate.is_some() || rule.is_balance;
                    (rule.funder, &rule.nature, follows_costs) == (funder, &new.nature, false)
                };
                let known = funding.iter().position(is_same);
                fix(&mut funding, known, new, year, part);
            }
            continue;
        }
        for rule in &mut funding {
            rule.fixed[year] = Some(Amount::ZERO);
        }
        let shares = split.shares.iter().enumerate();
        for (funder, share) in shares.filter(|(_, share)| !share.is_zero()) {
            let known = funding.iter().position(|rule| rule.funder == funder);
            fix(&mut funding, known, new_rule(funder, None), year, *share);
        }
    }
    funding
}

/// Sets a fixed amount in a known rule, or in a new one.
fn fix(
    funding: &mut Vec<FundingRecord>,
    known: Option<usize>,
    new: FundingRecord,
    year: usize,
    amount: Amount,
) {
    let rank = known.unwrap_or(funding.len());
    if rank == funding.len() {
        funding.push(new);
    }
    funding[rank].fixed[year] = Some(amount);
}

/// The nature of the parts, if any, and each part with the rank of its funder.
type SplitParts = (Option<String>, Vec<(usize, Amount)>);

/// What funders pay by decision of the only nature without a rate; `None` if the decision is anything else.
fn completion(fiche: &Fiche, year: usize, split: &Split, dossier: &Dossier) -> Option<SplitParts> {
    let (_, mut exact) = exact_shares(fiche, year, dossier.funders.len());
    let step = dossier.convention.step;
    let ruled = apportion(&exact, step);
    let mut parts = Vec::new();
    for (funder, (share, ruled)) in split.shares.iter().zip(ruled).enumerate() {
        let part = *share - ruled;
        if part.is_zero() {
            continue;
        }
        if part.is_negative() != split.total.is_negative() {
            return None;
        }
        exact[funder] += part;
        *exact.last_mut()? += -part;
        parts.push((funder, part));
    }
    let is_unfunded = |line: &&CostLine| !line.amount(year).is_zero() && !fiche.is_rated(line);
    let unfunded = fiche.lines.iter().filter(is_unfunded);
    let mut natures = unfunded.map(|line| line.nature.as_ref().map(|nature| nature.value.clone()));
    let nature = natures.next()?;
    let key = |nature: &Option<String>| nature.as_deref().map(fold);
    let is_one = natures.all(|other| key(&other) == key(&nature));
    let follows = apportion(&exact, step);
    let is_all = follows
        .iter()
        .eq(split.shares.iter().chain([&split.unallocated]));
    (is_one && is_all).then_some((nature, parts))
}

/// A rule as drafted.
fn drafted(rule: &FundingRule) -> FundingRecord {
    FundingRecord {
        funder: rule.funder.0,
        nature: rule.nature.as_ref().map(|nature| nature.value.clone()),
        rate: rule.rate.as_ref().map(|rate| rate.value),
        is_balance: rule.is_balance,
        base: rule.base.as_ref().map(|base| base.value.clone()),
        ceiling: rule.ceiling.as_ref().map(|ceiling| ceiling.value),
        fixed: rule.amounts.iter().map(|cell| cell.amount()).collect(),
        carried: rule.carried.clone(),
    }
}
