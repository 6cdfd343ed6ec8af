use std::{collections::BTreeMap, ops::RangeInclusive};

use super::{
    articles::ArticleText,
    budget::BudgetSums,
    draft::{FicheYear, filled},
    names::Doubt,
    row::{Row, WrongRow, rows},
    sums::Sum,
};
use crate::{
    compute::{Figures, exact_shares},
    finding::{Finding, Severity, Term},
    model::{
        Claim, ColumnKind, CostLine, Dossier, Fiche, FunderId, FundingRule, RowKind, StatedAmount,
    },
    money::{Amount, Step, largest_remainders},
    purpose::Purpose,
    source::{Code, Period, Place, join},
};

/// What the rules look at.
pub(super) struct Context<'a> {
    /// The model.
    pub(super) dossier: &'a Dossier,
    /// The figures that follow from the costs and funding rules alone.
    pub(super) ruled: &'a Figures,
    /// The figures once the parties' decisions are applied.
    pub(super) figures: &'a Figures,
    /// What the documents are for.
    pub(super) purpose: Purpose,
    /// Each fiche in each year: the drafted amounts, held against the figures.
    pub(super) fiche_years: Vec<FicheYear<'a>>,
    /// The names of funders that are probably meant for another's.
    pub(super) doubts: &'a [Doubt],
    /// The subtotals and totals of the recap.
    pub(super) sums: Vec<Sum<'a>>,
    /// What the articles state.
    pub(super) articles: &'a [ArticleText<'a>],
    /// The sums of the budget that articles may state.
    pub(super) budget: &'a BudgetSums,
    /// The amounts of articles that claim to be something, by `convention.toml` or by their sentences.
    pub(super) stated: &'a [StatedAmount],
}

impl<'a> Context<'a> {
    /// Whether anything is paid, in euros.
    pub(super) fn has_money(&self) -> bool {
        let is_known = self.dossier.convention.unit.is_none();
        is_known && !self.figures.total.all.total.is_zero()
    }

    /// How much a blank matters: in what is to be signed, it blocks.
    pub(super) fn blank_severity(&self) -> Severity {
        if self.purpose.is_final() {
            Severity::Error
        } else {
            Severity::Warning
        }
    }

    /// The fiches and their ranks.
    pub(super) fn fiches(&self) -> impl Iterator<Item = (usize, &'a Fiche)> + use<'a> {
        self.dossier.fiches.iter().enumerate()
    }

    /// Every cost line and its budget.
    pub(super) fn lines(&self) -> impl Iterator<Item = (&'a Fiche, &'a CostLine)> + use<'a> {
        let budgets = self.dossier.fiches.iter().flat_map(Fiche::budgets);
        budgets.flat_map(|budget| budget.lines.iter().map(move |line| (budget, line)))
    }

    /// Every funding rule and its budget.
    pub(super) fn rules(&self) -> impl Iterator<Item = (&'a Fiche, &'a FundingRule)> + use<'a> {
        let budgets = self.dossier.fiches.iter().flat_map(Fiche::budgets);
        budgets.flat_map(|budget| budget.rules.iter().map(move |rule| (budget, rule)))
    }

    /// The agreement's years and their ranks.
    pub(super) fn years(&self) -> impl Iterator<Item = (usize, &'a Period)> + use<'a> {
        self.dossier.years().iter().enumerate()
    }

    /// A fiche in each year.
    pub(super) fn years_of(&self, fiche: usize) -> &[FicheYear<'a>] {
        let years = self.dossier.years().len();
        &self.fiche_years[fiche * years..(fiche + 1) * years]
    }

    /// What the costs and rules give a fiche over all years, where all of it could be read.
    pub(super) fn known_cost(&self, fiche: usize) -> Option<Amount> {
        let all = &self.ruled.fiches[fiche].all;
        all.known_part(ColumnKind::Total, self.dossier.funders.all())
    }

    /// What is wrong with the recap's rows.
    pub(super) fn wrong_rows(&self) -> impl Iterator<Item = (&FicheYear<'a>, &WrongRow<'a>)> {
        let years = self.fiche_years.iter();
        years.filter_map(|at| Some((at, at.row.as_ref()?)))
    }

    /// The rows of the recap whose code no fiche has.
    pub(super) fn orphans(&self) -> impl Iterator<Item = (Row<'a>, &'a Code)> + use<'a> {
        rows(self.dossier).filter_map(|row| match &row.draft.kind {
            RowKind::UnknownFiche(code) => Some((row, code)),
            _ => None,
        })
    }

    /// Whether a stated amount is typed in an article of the dossier.
    pub(super) fn is_typed(&self, stated: &StatedAmount) -> bool {
        self.is_in_article(&stated.drafted.place)
    }

    /// Whether a place is in an article of the dossier.
    pub(super) fn is_in_article(&self, place: &Place) -> bool {
        let mut articles = self.dossier.articles.iter();
        articles.any(|article| article.file == *place.file_name())
    }

    /// The name of a funder as columns show it.
    pub(super) fn funder(&self, id: FunderId) -> &'a str {
        &self.dossier.funders[id].column
    }

    /// The name of a column of the recap, as the documents head it.
    pub(super) fn column_name(&self, kind: ColumnKind) -> String {
        kind.name(&self.dossier.funders)
    }

    /// The first fiche of each code, before others one whose file is named after it; the others are `code-duplicate`s.
    pub(super) fn first_fiches(&self) -> impl Iterator<Item = (usize, &'a Fiche)> + use<'a> {
        let is_named = |(_, fiche): &(usize, &'a Fiche)| fiche.is_named_after_code();
        let (named, others): (Vec<_>, Vec<_>) = self.fiches().partition(is_named);
        let mut first: BTreeMap<&str, usize> = BTreeMap::new();
        for (index, fiche) in named.into_iter().chain(others) {
            first.entry(fiche.code.key()).or_insert(index);
        }
        let fiches = self.fiches();
        fiches.filter(move |(index, fiche)| first[fiche.code.key()] == *index)
    }

    /// What gives a funder's share: its rates and fixed amounts, and the costs they cover.
    pub(super) fn share_terms(&self, at: &FicheYear<'_>, kind: ColumnKind) -> Vec<Term> {
        let mut terms = Vec::new();
        let rules = at.fiche.rules.iter().filter(|rule| match kind {
            ColumnKind::Funder(id) => rule.funder == id,
            ColumnKind::Hand(id) => {
                self.dossier.funders[rule.funder].is_of_hand(&self.dossier.funders[id])
            }
            ColumnKind::Others => !self.dossier.funders[rule.funder].has_column,
            ColumnKind::Unallocated | ColumnKind::Total => false,
        });
        for rule in rules {
            if let Some(fixed) = rule.fixed(at.rank) {
                terms.push(Term::from((fixed, &rule.amounts[at.rank].place)));
            } else if let Some(rate) = &rule.rate {
                terms.push(Term::from((rate.value, &rate.place)));
                let covered = at.fiche.covered_by(rule);
                terms.extend(filled(covered.map(|line| &line.years[at.rank])).map(Term::from));
                let ceiling = rule.ceiling.as_ref();
                terms.extend(ceiling.map(|ceiling| Term::from((ceiling.value, &ceiling.place))));
            }
        }
        terms
    }

    /// Adds how the shares of a fiche and year were rounded, and who got the steps that were left over.
    pub(super) fn with_rounding(&self, finding: Finding, at: &FicheYear<'_>) -> Finding {
        let step = self.dossier.convention.step;
        let funders = &self.dossier.funders;
        let (_, exact) = exact_shares(at.fiche, at.rank, funders.len());
        let rounded = largest_remainders(&exact, step);
        let spare = funders.iter().zip(&rounded);
        let spare = spare.filter(|(_, rounded)| rounded.share != rounded.floor);
        let names = list(spare.map(|((id, _), _)| self.funder(id)));
        let unit = match step {
            Step::Cent => "cent",
            Step::Euro => "euro",
        };
        match finding.arg("rounded-to", unit) {
            finding if names.is_empty() => finding,
            finding => finding.arg("spare-to", names),
        }
    }

    /// Adds what a stated amount claims to be, as the message `claim-described` needs it.
    pub(super) fn with_claim(&self, finding: Finding, claim: Claim) -> Finding {
        let (what, who, year) = match claim.column() {
            Some((kind @ (ColumnKind::Funder(_) | ColumnKind::Hand(_)), year)) => {
                ("share", self.column_name(kind), year)
            }
            Some((kind, year)) => (kind.key(), String::new(), year),
            None => ("advance", String::new(), None),
        };
        let finding = finding.arg("claim", what).arg("who", who);
        finding.arg("when", self.when(year))
    }

    /// A year as messages choose by it: `all` stands for all of them.
    pub(super) fn when(&self, year: Option<usize>) -> String {
        let year = year.map(|rank| self.dossier.years()[rank].to_string());
        year.unwrap_or_else(|| "all".to_owned())
    }

    /// What a claim should be; `None` for the advance of an agreement that has none, and where something that it depends
    /// on could not be read.
    pub(super) fn claimed(&self, claim: Claim) -> Option<Amount> {
        self.figures.claimed(claim, &self.dossier.funders)
    }

    /// What a funder pays, if it is known.
    pub(super) fn share(&self, funder: FunderId, year: Option<usize>) -> Option<Amount> {
        self.claimed(Claim::Share { funder, year })
    }

    /// Whether an amount is what a claim should be if the draft's other figures are right and a line or a rate is
    /// wrong: the finding about that line or rate covers it.
    pub(super) fn is_supposed(&self, claim: Claim, amount: Amount) -> bool {
        let range = self.supposed(claim);
        range.is_some_and(|range| range.contains(&amount))
    }

    /// Between what amounts a claim may then lie.
    pub(super) fn supposed(&self, claim: Claim) -> Option<RangeInclusive<Amount>> {
        self.claimed(claim)?;
        let (kind, year) = claim.column()?;
        let (mut sum, mut is_supposed) = (Amount::ZERO, false);
        let is_of_year = |at: &&FicheYear<'_>| year.is_none_or(|year| year == at.rank);
        for at in self.fiche_years.iter().filter(is_of_year) {
            let computed = &self.figures.fiches[at.index].years[at.rank];
            // What was decided is no supposition any more.
            let hypothesis = at.hypothesis.as_ref().filter(|_| at.split == computed);
            is_supposed |= hypothesis.is_some();
            let split = hypothesis.unwrap_or(computed);
            sum += split.part(kind, self.dossier.funders.all());
        }
        match kind {
            _ if is_supposed => Some(sum..=sum),
            ColumnKind::Funder(id) if self.dossier.recap.is_none() => self.if_completed(id, year),
            _ => None,
        }
    }

    /// Without a recap to show whose rate is wrong, what nobody funds may be any funder's.
    fn if_completed(&self, id: FunderId, year: Option<usize>) -> Option<RangeInclusive<Amount>> {
        let split = self.figures.total.of(year);
        let (share, unfunded) = (split.share(id), split.unallocated);
        // Once it is funded, a step of rounding may fall elsewhere in every fiche.
        let step = self.dossier.convention.step.amount();
        let slack: Amount = self.fiches().map(|_| step).sum();
        let (low, high) = (share.min(share + unfunded), share.max(share + unfunded));
        (!unfunded.is_zero()).then(|| low - slack..=high + slack)
    }
}

/// `2018, 2019, 2020`, as messages list years and names.
pub(super) fn list(items: impl IntoIterator<Item: ToString>) -> String {
    join(items, ", ")
}
