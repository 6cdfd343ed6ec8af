//! What the parties may decide: the findings that a decision settles, what each choice means for each payer, and the
//! `[[arbitrage]]` that records it.

use std::collections::BTreeMap;

use serde::Serialize;
use toml::{Spanned, de::DeTable};

use super::{
    Editor, Refusal, layout_refused,
    settings::shown,
    toml_text::{Entry as Place, arrange, key_text, quoted},
    unmarked,
};
use crate::{
    audit,
    compute::{self, Figures},
    error::Error,
    finding::{Choices, Fact, Finding, Keep, Severity},
    model::{Decision, Dossier, FunderId, Part},
    money::{Amount, parse_amount},
    pipeline::{self, Audited},
    read::{Changes, DECISIONS},
    source::{self, Period, join, name_of, named, sha256},
};

/// Something that the parties may decide.
#[derive(Clone, Debug)]
pub(crate) struct Question {
    /// Identifies it as long as the drafted figure is the same.
    pub id: String,
    /// Its rank among the findings.
    pub finding: usize,
    /// The years that it is about.
    pub years: Vec<Period>,
    /// The choices that a decision may take.
    pub choices: Vec<Keep>,
}

/// What a payer pays, before and after.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Change {
    pub before: Amount,
    pub after: Amount,
}

/// What a decision means for a payer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Payer {
    /// The payer's column; none for what nobody pays.
    pub name: Option<String>,
    /// For the fiche, in each year that the decision is about.
    pub years: Vec<Change>,
    /// For the whole agreement.
    pub total: Change,
}

/// The shares that the parties may set freely.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OwnParts {
    /// Who may pay: the name in decisions, and the column.
    pub payers: Vec<(String, String)>,
    /// The sum that the shares must have, in each year that the question is about.
    pub due: Vec<Amount>,
}

/// A decision as it is typed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Answer {
    /// The choice: `fiche`, `recapitulatif`, `convention` or `parts`.
    pub keep: String,
    /// The shares, by the payer's name in decisions.
    pub parts: Vec<(String, String)>,
    /// The year that it is limited to, of several.
    pub year: Option<String>,
    /// Why, by whom, and when.
    pub reason: String,
    pub decided_by: String,
    pub date: String,
}

/// A decision in the file.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Written {
    /// Its rank.
    pub rank: usize,
    /// The line that it begins in, counted like the place of a settlement.
    pub line: usize,
    /// Its keys and values, as they are written: `constat`, `fiche`, `retenir`, `motif`…
    pub values: BTreeMap<String, String>,
}

/// What the parties may decide, in the order of the findings.
pub(crate) fn questions(audited: &Audited) -> Vec<Question> {
    let findings = audited.findings.iter().enumerate();
    let questions = findings.filter(|(_, finding)| finding.is_open());
    let questions = questions.filter_map(|(rank, finding)| {
        let years = years_of(finding, &audited.dossier);
        let mut choices: Vec<Keep> = finding
            .choices
            .iter()
            .filter_map(|choice| named(choice))
            .collect();
        let is_shared = [Choices::Recap, Choices::Parts].contains(&finding.settled_by);
        if is_shared && !choices.is_empty() && !years.is_empty() && !choices.contains(&Keep::Parts)
        {
            choices.push(Keep::Parts);
        }
        // What is probably a slip may be intended, and then stays.
        let is_doubt = finding.severity == Severity::Warning && !is_of_reading(finding);
        if is_doubt {
            choices = vec![Keep::Fiche];
        }
        (!choices.is_empty()).then(|| Question {
            id: id_of(finding),
            finding: rank,
            years,
            choices,
        })
    });
    questions.collect()
}

fn is_of_reading(finding: &Finding) -> bool {
    finding.settled_by == Choices::Nothing
}

/// A hash of what a decision must name, and of the figure that it settles.
fn id_of(finding: &Finding) -> String {
    let arg = |key: &str| finding.args.get(key).map(Fact::shown);
    let fiche = finding.fiche.as_ref().map(|code| code.key().to_owned());
    let year = finding.year.as_ref().map(Period::to_string);
    let drafted = finding.drafted.as_ref().map(Fact::shown);
    let parts = [
        Some(finding.rule.to_owned()),
        fiche,
        year,
        arg("nature"),
        arg("article"),
        drafted,
    ];
    let parts = parts.map(Option::unwrap_or_default);
    sha256(parts.join("\n").as_bytes())[..16].to_owned()
}

/// The years that a finding is about.
fn years_of(finding: &Finding, dossier: &Dossier) -> Vec<Period> {
    let text = finding
        .args
        .get("years")
        .map(Fact::shown)
        .unwrap_or_default();
    let names: Vec<&str> = text.split(", ").collect();
    let is_named = |year: &&Period| {
        let is_the_year = finding.year.as_ref() == Some(*year);
        is_the_year || finding.year.is_none() && names.iter().any(|name| year.is_named(name))
    };
    let years = dossier.years().iter().filter(is_named);
    years.cloned().collect()
}

impl Question {
    /// The shares that may be set freely, if some may.
    pub(crate) fn own_parts(&self, audited: &Audited) -> Option<OwnParts> {
        self.choices.contains(&Keep::Parts).then_some(())?;
        let finding = audited.findings.get(self.finding)?;
        let dossier = &audited.dossier;
        let fiche = dossier.fiche_index(finding.fiche.as_ref()?)?;
        let nature = finding.args.get("nature").map(Fact::shown);
        let ranks = self.ranks(dossier);
        let due = ranks.iter().map(|year| {
            if finding.settled_by == Choices::Parts {
                let unfunded = compute::unfunded(dossier, fiche, *year, nature.as_deref());
                return unfunded.last().copied().unwrap_or_default();
            }
            audited.figures.fiches[fiche].years[*year].total
        });
        let pays = |id: FunderId| {
            let years = &audited.figures.fiches[fiche].years;
            let mut years = ranks.iter().map(|year| years[*year].share(id));
            years.any(|share| !share.is_zero())
        };
        let payers = dossier.funders.iter();
        let payers = payers.filter(|(id, funder)| funder.has_column || pays(*id));
        let payers = payers.map(|(id, funder)| (key_of(id, dossier), funder.column.clone()));
        Some(OwnParts {
            payers: payers.collect(),
            due: due.collect(),
        })
    }

    fn ranks(&self, dossier: &Dossier) -> Vec<usize> {
        let years = dossier.years().iter().enumerate();
        let asked = years.filter(|(_, year)| self.years.contains(year));
        asked.map(|(rank, _)| rank).collect()
    }

    /// What a choice means for each payer of the fiche and each one whose total would change; none where it does not
    /// settle the question. The figures are those that would be published.
    pub(crate) fn effect(&self, answer: &Answer, audited: &Audited) -> Option<Vec<Payer>> {
        let finding = audited.findings.get(self.finding)?;
        let dossier = &audited.dossier;
        let parts = answer.parts.iter().map(|(name, amount)| {
            let amount = parse_amount(amount).ok()?.0.unwrap_or_default();
            let funder = dossier.funders.find(name)?;
            Some(Part { funder, amount })
        });
        let parts: Vec<Part> = parts.collect::<Option<_>>()?;
        let year = self.year(answer).ok()?;
        let place = source::Place::file(DECISIONS);
        let drafted = match finding.drafted {
            Some(Fact::Amount(amount)) => Some(amount),
            _ => None,
        };
        let text = |key: &str| finding.args.get(key).map(Fact::shown);
        let decision = Decision {
            rule: finding.rule.to_owned(),
            fiche: finding.fiche.clone(),
            year: year.clone(),
            nature: text("nature"),
            article: text("article"),
            keep: named(&answer.keep)?,
            parts: parts
                .into_iter()
                .filter(|part| !part.amount.is_zero())
                .collect(),
            drafted,
            expected: audit::held_against(finding)
                .filter(|_| finding.settled_by == Choices::Article),
            place: place.clone(),
            reason: String::new(),
            decided_by: String::new(),
            date: None,
        };
        let mut decided = dossier.clone();
        decided.decisions.push(decision);
        let (figures, findings) = audit::audit(&decided, dossier.convention.purpose);
        let is_settled = |finding: &Finding| {
            let settlement = finding.settlement.as_ref();
            settlement.is_some_and(|settlement| settlement.place == place)
        };
        let is_broken = |finding: &Finding| finding.place == place;
        let settles = findings.iter().any(is_settled) && !findings.iter().any(is_broken);
        let limited = Self {
            years: year.map_or_else(|| self.years.clone(), |year| vec![year]),
            ..self.clone()
        };
        let ranks = limited.ranks(dossier);
        settles.then(|| payers(finding, &ranks, audited, &figures))
    }

    /// The single year that an answer is about; none where it is about all.
    fn year(&self, answer: &Answer) -> Result<Option<Period>, Error> {
        let name = answer.year.as_deref().filter(|name| !name.is_empty());
        match (name, &self.years[..]) {
            (None, [only]) => Ok(Some(only.clone())),
            (None, _) => Ok(None),
            (Some(name), years) => {
                let year = years.iter().find(|year| year.is_named(name));
                year.cloned().map(Some).ok_or_else(unsettled)
            }
        }
    }
}

fn unsettled() -> Error {
    Error::refused("error-edit-unsettled", [])
}

/// What each payer pays of the finding's fiche in these years, and in all, before and after.
fn payers(finding: &Finding, years: &[usize], audited: &Audited, after: &Figures) -> Vec<Payer> {
    let (dossier, before) = (&audited.dossier, &audited.figures);
    let fiche = finding
        .fiche
        .as_ref()
        .and_then(|code| dossier.fiche_index(code));
    let change = |of: &dyn Fn(&Figures) -> Amount| Change {
        before: of(before),
        after: of(after),
    };
    let payer = |name: Option<String>, share: &dyn Fn(&compute::Split) -> Amount| {
        let of = |figures: &Figures, year: usize| {
            fiche.map_or(Amount::ZERO, |fiche| {
                share(&figures.fiches[fiche].years[year])
            })
        };
        let payer = Payer {
            name,
            years: years
                .iter()
                .map(|year| change(&|figures| of(figures, *year)))
                .collect(),
            total: change(&|figures| share(&figures.total.all)),
        };
        let is_nothing = |change: &Change| change.before.is_zero() && change.after.is_zero();
        let is_same = payer.total.before == payer.total.after;
        (!is_same || !payer.years.iter().all(is_nothing)).then_some(payer)
    };
    let funders = dossier.funders.iter();
    let funders =
        funders.filter_map(|(id, funder)| payer(Some(funder.column.clone()), &|of| of.share(id)));
    let nobody = payer(None, &|of| of.unallocated);
    funders.chain(nobody).collect()
}

/// How a decision names a funder.
fn key_of(id: FunderId, dossier: &Dossier) -> String {
    let party = dossier.convention.parties.get(id.0);
    let name = party.map(|party| party.id.as_str());
    name.unwrap_or(&dossier.funders[id].column).to_owned()
}

impl Editor {
    /// Writes a decision on a question of the dossier as it was audited, if the file still has the version `seen`.
    ///
    /// # Errors
    /// Any [`Refusal`]; with the findings of the decision where it would not settle the question.
    pub(crate) fn decide(
        &mut self,
        audited: &Audited,
        question: &Question,
        answer: &Answer,
        seen: &str,
    ) -> Result<(), Refusal> {
        let finding = audited
            .findings
            .get(question.finding)
            .ok_or_else(unsettled)?;
        let year = question.year(answer)?;
        let choice = if answer.keep == name_of(&Keep::Parts) {
            let is_given = |part: &&(String, String)| !part.1.trim().is_empty();
            let parts = answer.parts.iter().filter(is_given);
            let parts =
                parts.map(|(key, amount)| format!("{} = {}", key_text(key), quoted(amount.trim())));
            format!("parts = {{ {} }}", join(parts, ", "))
        } else {
            format!("retenir = {}", quoted(&answer.keep))
        };
        let date = match answer.date.trim() {
            "" => None,
            date if date.parse::<toml::value::Datetime>().is_ok() => Some(format!("date = {date}")),
            date => Some(format!("date = {}", quoted(date))),
        };
        let signed = [
            Some(format!("motif = {}", quoted(answer.reason.trim()))),
            Some(format!("decide_par = {}", quoted(answer.decided_by.trim()))),
            date,
        ];
        let signed = join(signed.into_iter().flatten(), "\n");
        let entry = audit::entry(finding, year.as_ref(), &choice, &signed);
        let (text, _) = self.store.text(DECISIONS)?;
        let (mark, text) = unmarked(&text);
        let former = text.replace("\r\n", "\n").len();
        let mut lines = entry.lines().map(str::to_owned);
        let header = lines.next().unwrap_or_default();
        let wanted = super::toml_text::with_block(text, &header, &lines.collect::<Vec<_>>());
        let changes = changes([mark, &wanted].concat());
        let seen = BTreeMap::from([(DECISIONS, seen)]);
        self.store.require_seen(&changes, &seen)?;
        let checked = pipeline::check_with(self.root(), &self.limits, &changes)?;
        let is_new = |place: &source::Place| match place {
            source::Place::Text { file, start, .. } => **file == *DECISIONS && *start >= former,
            _ => false,
        };
        let broken = checked
            .findings
            .iter()
            .filter(|finding| is_new(&finding.place));
        let broken: Vec<_> = broken.map(|finding| (finding.clone(), None)).collect();
        if !broken.is_empty() {
            return Err(Refusal::Findings {
                findings: broken,
                sources: Box::new(checked.dossier.sources),
            });
        }
        let settlements = checked
            .findings
            .iter()
            .filter_map(|finding| finding.settlement.as_ref());
        let mut settlements = settlements.filter(|settlement| is_new(&settlement.place));
        if settlements.next().is_none() {
            return Err(unsettled().into());
        }
        self.store.write("decision", &changes, &seen)
    }

    /// The decisions that the file holds, in order, and its version.
    ///
    /// # Errors
    /// [`Refusal::Error`] when the file is no TOML.
    pub(crate) fn decisions(&self) -> Result<(Vec<Written>, String), Refusal> {
        let (text, version) = self.store.text(DECISIONS)?;
        let text = unmarked(&text).1;
        let root = DeTable::parse(text).map_err(|_| decisions_refused())?;
        let entries = root.get_ref().get("arbitrage").map(Spanned::get_ref);
        let entries = entries
            .and_then(|list| list.as_array())
            .map(|list| &list[..]);
        let entries = entries.unwrap_or_default().iter().enumerate();
        let entries = entries.filter_map(|(rank, entry)| {
            let keys = entry.get_ref().as_table()?.iter();
            let values = keys.map(|(key, value)| {
                let value_text = || text.get(value.span()).unwrap_or_default().to_owned();
                (
                    key.get_ref().to_string(),
                    shown(text, value).unwrap_or_else(value_text),
                )
            });
            Some(Written {
                rank,
                line: text[..entry.span().start].matches('\n').count() + 1,
                values: values.collect(),
            })
        });
        Ok((entries.collect(), version))
    }

    /// Takes the decision of this rank out, if the file still has the version `seen`.
    ///
    /// # Errors
    /// Any [`Refusal`].
    pub(crate) fn withdraw(&mut self, rank: usize, seen: &str) -> Result<(), Refusal> {
        let count = self.decisions()?.0.len();
        let (text, _) = self.store.text(DECISIONS)?;
        let left = (0..count).filter(|other| *other != rank).map(Place::Former);
        let wanted = arrange(&text, "arbitrage", &left.collect::<Vec<_>>());
        let changes = changes(wanted.ok_or_else(decisions_refused)?);
        let seen = BTreeMap::from([(DECISIONS, seen)]);
        self.store.write("withdrawal", &changes, &seen)
    }
}

fn changes(text: String) -> Changes {
    Changes::from([(DECISIONS.to_owned(), Some(text.into_bytes()))])
}

fn decisions_refused() -> Refusal {
    layout_refused(DECISIONS)
}
