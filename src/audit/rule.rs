use std::ops::RangeInclusive;

use crate::{
    compute::Figures,
    finding::{Choices, Fact, Finding, Severity, Term},
    model::{Claim, ColumnKind, Dossier, DraftRow, Fiche, FunderId, FundingRule, RowKind},
    money::Amount,
    purpose::Purpose,
    source::{Code, Place, fold},
};

use super::{
    draft::Draft,
    row::{RowDraft, drafted},
};

/// What a rule looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Family {
    /// Whether the files can be read.
    Reading,
    /// Cost lines and their totals.
    Lines,
    /// Who pays what.
    Funding,
    /// The recap against the fiches, and against itself.
    Recap,
    /// The codes of the fiches.
    Codes,
    /// The amounts that the articles state.
    Articles,
    /// The prose.
    Texts,
    /// The decisions of the parties.
    Decisions,
}

/// A rule: its name is its file's, its message's and its page's.
#[derive(Debug)]
pub struct Rule {
    /// In kebab-case: the family or subject, then the defect.
    pub name: &'static str,
    /// What it looks at.
    pub family: Family,
    /// How much its findings matter.
    pub severity: Severity,
    /// What the parties may keep to settle a finding.
    pub(super) settled_by: Choices,
    /// Whether its findings say the same of a fiche in several years, and become one.
    pub(super) is_yearly: bool,
    /// Whether a finding means that a value could not be read: no document may be made without it.
    pub(super) stops_build: bool,
    /// How it looks; none for what is raised elsewhere, by the reader or while decisions are settled.
    pub(super) check: Option<Check>,
}

/// Looks at the model and the figures, and adds what it finds.
type Check = fn(&Context<'_>, &mut Vec<Finding>);

impl Rule {
    /// A rule whose findings block what is to be signed.
    pub(super) const fn error(name: &'static str, family: Family, check: Check) -> Self {
        Self::checking(name, family, Severity::Error, check)
    }

    /// A rule about what is probably a slip.
    pub(super) const fn warning(name: &'static str, family: Family, check: Check) -> Self {
        Self::checking(name, family, Severity::Warning, check)
    }

    /// A rule about what is worth knowing.
    pub(super) const fn info(name: &'static str, family: Family, check: Check) -> Self {
        Self::checking(name, family, Severity::Info, check)
    }

    const fn checking(
        name: &'static str,
        family: Family,
        severity: Severity,
        check: Check,
    ) -> Self {
        Self {
            check: Some(check),
            ..Self::raised(name, family, severity)
        }
    }

    /// A rule that another stage than the audit raises.
    pub(super) const fn raised(name: &'static str, family: Family, severity: Severity) -> Self {
        // What cannot be read, texts and decisions themselves are corrected, never decided.
        let settled_by = match family {
            Family::Reading | Family::Texts | Family::Decisions => Choices::Nothing,
            _ => Choices::Fiche,
        };
        Self {
            name,
            family,
            severity,
            settled_by,
            is_yearly: false,
            stops_build: false,
            check: None,
        }
    }

    pub(super) const fn settled_by(self, settled_by: Choices) -> Self {
        Self { settled_by, ..self }
    }

    pub(super) const fn yearly(self) -> Self {
        Self {
            is_yearly: true,
            ..self
        }
    }

    pub(super) const fn stops_build(self) -> Self {
        Self {
            stops_build: true,
            ..self
        }
    }

    /// A finding of this rule, of its usual severity.
    pub(super) fn at(&self, place: &Place) -> Finding {
        Finding {
            settled_by: self.settled_by,
            ..Finding::new(self.name, self.severity, place.clone())
        }
    }
}

/// What the rules look at.
pub(super) struct Context<'a> {
    /// The model.
    pub dossier: &'a Dossier,
    /// The figures that follow from the costs and funding rules alone.
    pub ruled: &'a Figures,
    /// The figures once the parties' decisions are applied.
    pub figures: &'a Figures,
    /// What the documents are for.
    pub(super) purpose: Purpose,
    /// What the draft says, held against the figures.
    pub(super) draft: Draft,
}

impl Context<'_> {
    /// How much a blank matters: in what is to be signed, it blocks.
    pub(super) fn blank_severity(&self) -> Severity {
        if self.purpose.is_final() {
            Severity::Error
        } else {
            Severity::Warning
        }
    }

    /// The fiches and their ranks.
    pub(super) fn fiches(&self) -> impl Iterator<Item = (usize, &Fiche)> {
        self.dossier.fiches.iter().enumerate()
    }

    /// The agreement's years and their ranks.
    pub(super) fn years(&self) -> impl Iterator<Item = (usize, i32)> + use<'_> {
        self.dossier.years().iter().copied().enumerate()
    }

    /// The name of a funder as columns show it.
    pub(super) fn funder(&self, id: FunderId) -> &str {
        &self.dossier.funders[id].column
    }

    /// Every drafted amount of a fiche in a year, as the terms of a sum.
    pub(super) fn cost_terms(fiche: &Fiche, year: usize) -> Vec<Term> {
        let amounts = fiche.lines.iter().map(|line| &line.years[year].amount);
        let filled = amounts.filter_map(|cell| Some((cell.amount()?, &cell.place)));
        filled
            .filter(|(amount, _)| !amount.is_zero())
            .map(|(amount, place)| term(amount, place))
            .collect()
    }

    /// What is wrong with the recap's rows: fiche, year and their ranks.
    pub(super) fn recap_rows(
        &self,
    ) -> impl Iterator<Item = (usize, &Fiche, usize, i32, &RowDraft)> {
        self.fiches().flat_map(move |(index, fiche)| {
            let drafts = self.years().zip(&self.draft.fiches[index]);
            drafts.filter_map(move |((rank, year), draft)| {
                Some((index, fiche, rank, year, draft.row.as_ref()?))
            })
        })
    }

    /// The name of a column of the recap, as the documents head it.
    pub(super) fn column_name(&self, kind: ColumnKind) -> String {
        kind.name(&self.dossier.funders)
    }

    /// What gives a funder's share: its rates and fixed amounts, and the costs they cover.
    pub(super) fn share_terms(&self, fiche: &Fiche, year: usize, kind: ColumnKind) -> Vec<Term> {
        let pays = |rule: &&FundingRule| match kind {
            ColumnKind::Funder(id) => rule.funder == id,
            ColumnKind::Others => !self.dossier.funders.is_party(rule.funder),
            ColumnKind::Unallocated | ColumnKind::Total => false,
        };
        let mut terms = Vec::new();
        for rule in fiche.rules.iter().filter(pays) {
            match (rule.fixed(year), &rule.rate) {
                (Some(fixed), _) => terms.push(term(fixed, &rule.amounts[year].place)),
                (None, Some(rate)) => {
                    terms.push(Term {
                        value: rate.value.into(),
                        place: rate.place.clone(),
                    });
                    let covered = fiche.lines.iter().filter(|line| line.is_covered_by(rule));
                    let cells = covered.map(|line| &line.years[year].amount);
                    let filled = cells.filter_map(|cell| Some(term(cell.amount()?, &cell.place)));
                    terms.extend(filled.filter(|term| term.value != Fact::Amount(Amount::ZERO)));
                }
                (None, None) => {}
            }
        }
        terms
    }

    /// Says what a stated amount claims to be, as the message `claim` needs it.
    pub(super) fn with_claim(&self, finding: Finding, claim: Claim) -> Finding {
        let (what, who, year) = match claim {
            Claim::Share(funder, year) => ("share", self.funder(funder), year),
            Claim::Total(year) => ("total", "", year),
            Claim::Others => ("others", "", None),
            Claim::Advance => ("advance", "", None),
        };
        let when = year.map_or_else(
            || "all".to_owned(),
            |rank| self.dossier.years()[rank].to_string(),
        );
        finding.arg("claim", what).arg("who", who).arg("when", when)
    }

    /// Between what amounts a claim may lie if the draft's other figures are right and a line or a rate is
    /// wrong: the finding about that line or rate says it already.
    pub(super) fn supposed(&self, claim: Claim) -> Option<RangeInclusive<Amount>> {
        let parties = self.dossier.parties();
        let hypothesis = match claim {
            Claim::Share(funder, year) => {
                self.draft
                    .hypothetical(self.ruled, self.figures, year, |split| split.share(funder))
            }
            Claim::Total(year) => {
                self.draft
                    .hypothetical(self.ruled, self.figures, year, |split| split.total)
            }
            Claim::Others => self
                .draft
                .hypothetical(self.ruled, self.figures, None, |split| {
                    split.part(ColumnKind::Others, parties)
                }),
            Claim::Advance => None,
        };
        hypothesis
            .map(|amount| amount..=amount)
            .or_else(|| match claim {
                Claim::Share(funder, year) if self.dossier.recap.is_none() => {
                    self.if_completed(funder, year)
                }
                _ => None,
            })
    }

    /// Without a recap to say whose rate is wrong, what nobody funds may be any funder's.
    fn if_completed(
        &self,
        funder: FunderId,
        year: Option<usize>,
    ) -> Option<RangeInclusive<Amount>> {
        let split = self.figures.total.of(year);
        let (share, unfunded) = (split.share(funder), split.unallocated);
        // Once it is funded, a step of rounding may fall elsewhere in every fiche.
        let slack: Amount = self
            .fiches()
            .map(|_| self.dossier.convention.settings.step.amount())
            .sum();
        let (low, high) = if unfunded.is_negative() {
            (share + unfunded, share)
        } else {
            (share, share + unfunded)
        };
        (!unfunded.is_zero()).then(|| low - slack..=high + slack)
    }

    /// Whether a row under another code shows exactly what this fiche costs: the row's code is wrong.
    pub(super) fn orphan_of(&self, fiche: usize) -> bool {
        let Some(recap) = &self.dossier.recap else {
            return false;
        };
        let years = &self.ruled.fiches[fiche].years;
        let says_it = |row: &DraftRow| {
            years.iter().enumerate().all(|(year, split)| {
                let stated = drafted(recap, row, Some(year), ColumnKind::Total);
                stated.unwrap_or_default() == split.total
            })
        };
        recap
            .rows
            .iter()
            .any(|row| matches!(row.kind, RowKind::UnknownFiche(_)) && says_it(row))
    }

    /// The axis that a code's letters name.
    pub(super) fn axis_of(&self, code: &Code) -> Option<usize> {
        self.dossier
            .convention
            .axes
            .iter()
            .position(|axis| fold(&axis.prefix) == code.prefix())
    }
}

/// One figure of a sum.
pub(super) fn term(amount: Amount, place: &Place) -> Term {
    Term {
        value: amount.into(),
        place: place.clone(),
    }
}

/// `2018, 2019, 2020`, as messages list years.
pub(super) fn list_years(years: impl IntoIterator<Item = i32>) -> String {
    years
        .into_iter()
        .map(|year| year.to_string())
        .collect::<Vec<_>>()
        .join(", ")
}
