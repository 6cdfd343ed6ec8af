//! The amounts that the articles state, each with what its sentence says that it is, and the sums of the budget that it
//! may rightly be.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::{
    said::{self, Said, Years},
    sentence::{Citation, Reading, Sentence},
    slip::only,
    tokens::Names,
};
use crate::{
    compute::{Figures, Split, Splits},
    model::{Article, Claim, ColumnKind, Dossier, FunderId, StatedAmount},
    money::{Amount, Written},
    source::{Code, Located, Period, Place, fold},
};

/// How many letters of a sentence name the amount in it.
const LABEL: usize = 70;

/// The articles as rules look at them. What they say depends on no figure: it is worked out once.
pub(super) struct Articles<'a> {
    pub(super) texts: Vec<ArticleText<'a>>,
}

/// An article and what it says.
pub(super) struct ArticleText<'a> {
    pub(super) article: &'a Article,
    /// `Article 4`, `Préambule`.
    pub(super) name: String,
    pub(super) reading: Reading,
    /// One an amount.
    said: Vec<Said>,
}

/// An amount typed in an article.
pub(super) struct Typed<'a> {
    pub(super) text: &'a ArticleText<'a>,
    pub(super) written: &'a Written,
    pub(super) said: &'a Said,
}

impl<'a> Articles<'a> {
    pub(super) fn of(dossier: &'a Dossier) -> Self {
        let names = Names::of(dossier);
        let codes: Vec<&Code> = dossier
            .fiches
            .iter()
            .map(|fiche| &fiche.code.value)
            .collect();
        let years = Years {
            own: dossier.years().iter().filter_map(Period::year).collect(),
            paid: paid_years(dossier),
        };
        let texts = dossier.articles.iter().map(|article| {
            let name = article.name().unwrap_or_else(|| "Préambule".to_owned());
            let reading = Reading::of(body(article), &names, &codes);
            let said = said::all(&reading, &years);
            ArticleText {
                article,
                name,
                reading,
                said,
            }
        });
        Self {
            texts: texts.collect(),
        }
    }

    /// Every amount that the articles state, in figures or in words.
    pub(super) fn typed(&self) -> impl Iterator<Item = Typed<'_>> {
        self.texts.iter().flat_map(|text| {
            let amounts = text.reading.amounts.iter().zip(&text.said);
            amounts.map(move |(written, said)| Typed {
                text,
                written,
                said,
            })
        })
    }
}

/// The years in which something is due or may be paid.
fn paid_years(dossier: &Dossier) -> BTreeSet<i32> {
    let convention = &dossier.convention;
    let payments = convention.payments.iter();
    let due = payments.filter_map(|payment| payment.paid_in(&convention.years)?.year());
    let credits = convention
        .commitments
        .iter()
        .flat_map(|commitment| &commitment.years);
    due.chain(credits.filter_map(|(year, _)| year.year()))
        .collect()
}

/// The text under an article's heading, as its file has it.
fn body(article: &Article) -> &str {
    article
        .text
        .get(article.section.range.clone())
        .unwrap_or_default()
}

impl ArticleText<'_> {
    /// What the article's own file says under its heading.
    pub(super) fn body(&self) -> &str {
        body(self.article)
    }

    /// A sentence without the space around it.
    pub(super) fn trimmed(&self, sentence: &Sentence) -> std::ops::Range<usize> {
        let text = &self.body()[sentence.range.clone()];
        let start = sentence.range.start + (text.len() - text.trim_start().len());
        start..start + text.trim().len()
    }

    /// A place in the article.
    pub(super) fn place(&self, range: &std::ops::Range<usize>) -> Place {
        let start = self.article.section.range.start;
        let range = start + range.start..start + range.end;
        Place::in_text(&self.article.file, &self.article.text, range)
    }

    /// Where the code of a fiche is cited.
    pub(super) fn place_of(&self, citation: &Citation) -> Place {
        self.place(&citation.range)
    }
}

impl Typed<'_> {
    pub(super) fn amount(&self) -> Amount {
        self.written.amount()
    }

    pub(super) fn place(&self) -> Place {
        self.text.place(&self.written.range)
    }

    /// What the sentence plainly says that the amount is.
    fn claim(&self, dossier: &Dossier) -> Option<Claim> {
        let said = self.said;
        let advance = dossier.convention.advance.as_ref();
        if said.is_aside || said.is_of_fiche || self.written.is_at_odds() {
            return None;
        }
        if said.is_advance {
            let advance = advance?;
            let is_own = said.rates.iter().all(|rate| *rate == advance.rate.value);
            return is_own.then_some(Claim::Advance);
        }
        if said.is_part
            || said.is_yearly
            || said.is_among_others
                && !said.is_paired
                && !(said.is_of_year && said.years.len() == 1)
            || !said.rates.is_empty()
            || !self.is_of_clear_years(dossier)
        {
            return None;
        }
        let year = self.year(dossier);
        match said.payer {
            Some(funder) => match dossier.funders.column_of(&dossier.funders[funder].name)? {
                ColumnKind::Hand(funder) => Some(Claim::Hand { funder, year }),
                _ => Some(Claim::Share { funder, year }),
            },
            None => said.is_cost.then_some(Claim::Total { year }),
        }
    }

    /// The year, where the sentence names just one.
    fn year(&self, dossier: &Dossier) -> Option<usize> {
        let year = only(&self.said.years)?;
        let mut years = dossier.years().iter();
        years.position(|period| period.year() == Some(*year))
    }

    /// Whether the sentence says of what years it speaks: one, none in particular, or all.
    fn is_of_clear_years(&self, dossier: &Dossier) -> bool {
        let said = self.said;
        said.years.is_empty() || said.is_whole || self.year(dossier).is_some()
    }

    /// A few words of the sentence.
    fn label(&self) -> String {
        let text = self.text.body();
        let sentences = self.text.reading.sentences.iter();
        let ranges = sentences.map(|sentence| &sentence.range);
        let range = ranges
            .clone()
            .find(|range| range.contains(&self.written.range.start));
        let stretch = range.map_or("", |range| &text[range.start..self.written.range.end]);
        let plain = stretch.replace(['*', '_', '#', '|', '\\'], " ");
        let words: Vec<&str> = plain.split_whitespace().collect();
        let words = words.join(" ");
        let words = words.trim_start_matches(['-', ' ']);
        let extra = words.chars().count().saturating_sub(LABEL);
        if extra == 0 {
            return words.to_owned();
        }
        let cut: String = words.chars().skip(extra).collect();
        let cut = cut.split_once(' ').map_or(cut.as_str(), |(_, rest)| rest);
        format!("… {cut}")
    }
}

/// The amounts that articles state and that claim to be something: those of `convention.toml`, each where it is typed, then
/// what sentences plainly say. One amount claims once an article.
pub(crate) fn stated(dossier: &Dossier, figures: &Figures) -> Vec<StatedAmount> {
    Articles::of(dossier).stated(dossier, &Sums::of(dossier, figures))
}

impl Articles<'_> {
    pub(super) fn stated(&self, dossier: &Dossier, sums: &Sums) -> Vec<StatedAmount> {
        let mut stated = dossier.convention.stated.clone();
        for amount in &mut stated {
            if let Some(typed) = self.typed().find(|typed| is_named(typed, amount)) {
                amount.drafted.place = typed.place();
            }
        }
        if dossier.convention.unit.is_some() {
            return stated;
        }
        for typed in self.typed() {
            let claim = typed
                .claim(dossier)
                .filter(|claim| !sums.may_be(&typed, *claim, dossier));
            let is_new = |claim: &Claim| {
                !stated.iter().any(|known| {
                    is_named(&typed, known)
                        && (known.meaning == Some(*claim) || !known.claim.value.is_empty())
                })
            };
            let Some(claim) = claim.filter(is_new) else {
                continue;
            };
            let place = typed.place();
            let at = |value: String| Located {
                value,
                place: place.clone(),
            };
            stated.push(StatedAmount {
                article: typed.text.name.clone(),
                label: at(typed.label()),
                claim: at(written(claim, dossier)),
                drafted: Located {
                    value: typed.amount(),
                    place: place.clone(),
                },
                expected: None,
                meaning: Some(claim),
            });
        }
        stated
    }
}

/// Whether a stated amount is this one.
pub(super) fn is_named(typed: &Typed<'_>, stated: &StatedAmount) -> bool {
    stated.drafted.value == typed.amount() && fold(&stated.article) == fold(&typed.text.name)
}

/// A claim as `calcul` and the placeholders of texts write it.
pub(super) fn written(claim: Claim, dossier: &Dossier) -> String {
    let (what, year) = match claim {
        Claim::Share { funder, year } => (format!("part:{}", id_of(funder, dossier)), year),
        Claim::Hand { funder, year } => (
            format!("part:{}", dossier.funders[funder].hand_name()),
            year,
        ),
        Claim::Total { year } => ("total".to_owned(), year),
        Claim::Others => ("autres".to_owned(), None),
        Claim::Advance => ("avance".to_owned(), None),
    };
    match year {
        Some(rank) => format!("{what}@{}", dossier.years()[rank]),
        None => what,
    }
}

fn id_of(funder: FunderId, dossier: &Dossier) -> &str {
    let party = dossier.convention.parties.get(funder.0);
    let party = party.filter(|_| dossier.funders.is_party(funder));
    party.map_or(dossier.funders[funder].column.as_str(), |party| {
        party.id.as_str()
    })
}

/// What somebody pays: of a year, or in all.
type Due = (FunderId, Option<i32>, Amount);

/// The sums of the budget that a text may speak of.
#[derive(Default)]
pub(super) struct Sums {
    /// What each funder pays: in any years that follow each other, of any axis or fiche, or in all.
    shares: Vec<BTreeSet<Amount>>,
    /// The same of each year alone.
    yearly: Vec<Vec<BTreeSet<Amount>>>,
    /// The same of the cost.
    costs: BTreeSet<Amount>,
    /// Of several funders together, of natures, of lines; payments, and what they leave.
    others: BTreeSet<Amount>,
    /// What each funder pays in all, and what everything costs.
    wholes: Vec<Amount>,
    /// What each is to pay in a year, each payment and all, and what it commits: of a year, or in all.
    paid: BTreeSet<Due>,
    /// Whether every figure could be read.
    pub(super) are_known: bool,
    years: usize,
}

impl Sums {
    pub(super) fn of(dossier: &Dossier, figures: &Figures) -> Self {
        if dossier.articles.is_empty() {
            return Self::default();
        }
        let funders = dossier.funders.all();
        let all = || {
            figures
                .fiches
                .iter()
                .chain(&figures.axes)
                .chain([&figures.total])
        };
        let of = |kind: ColumnKind| -> BTreeSet<Amount> {
            all()
                .flat_map(|splits| runs(splits, |split| split.part(kind, funders)))
                .collect()
        };
        let ids = || dossier.funders.iter().map(|(id, _)| id);
        let shares = ids().map(|id| {
            let mut sums = of(ColumnKind::Funder(id));
            if dossier.funders.column_of(&funders[id.0].name) == Some(ColumnKind::Hand(id)) {
                sums.extend(of(ColumnKind::Hand(id)));
            }
            sums
        });
        let shares: Vec<_> = shares.collect();
        let of_year = |id: FunderId, year: usize| -> BTreeSet<Amount> {
            all()
                .map(|splits| splits.years[year].share(id))
                .filter(|share| !share.is_zero())
                .collect()
        };
        let years = dossier.years().len();
        let yearly = ids().map(|id| (0..years).map(|year| of_year(id, year)).collect());
        let yearly = yearly.collect();
        let mut others = of(ColumnKind::Others);
        let total = &figures.total;
        let parties = |split: &Split| split.shares[..dossier.parties()].iter().copied().sum();
        others.extend(all().flat_map(|splits| runs(splits, parties)));
        for one in ids() {
            others.extend(runs(total, |split| split.total - split.share(one)));
            for other in ids().filter(|other| other.0 > one.0).take(12) {
                others.extend(runs(total, |split| split.share(one) + split.share(other)));
            }
        }
        let mut natures: BTreeMap<&str, Vec<Amount>> = BTreeMap::new();
        for fiche in &dossier.fiches {
            for line in fiche
                .lines
                .iter()
                .chain(fiche.off_total.iter().flat_map(|off| &off.lines))
            {
                let by_year = natures.entry(line.nature_key.as_deref().unwrap_or_default());
                let by_year = by_year.or_insert_with(|| vec![Amount::ZERO; dossier.years().len()]);
                for (year, sum) in by_year.iter_mut().enumerate() {
                    *sum += line.amount(year);
                    others.insert(line.amount(year));
                }
                others.insert(
                    (0..dossier.years().len())
                        .map(|year| line.amount(year))
                        .sum(),
                );
            }
        }
        for by_year in natures.values() {
            others.extend(sums_of_runs(by_year));
        }
        let whole = |id: FunderId| total.all.share(id);
        if let Some(advance) = figures.advance {
            others.insert(advance);
            others.extend(ids().map(|id| whole(id) - advance));
        }
        let (payments, mut paid) = paid(dossier, figures);
        others.extend(payments);
        for commitment in &dossier.convention.commitments {
            let credits = commitment.years.iter();
            let credits = credits.map(|(year, amount)| (year.year(), amount.value));
            let total = commitment.total.iter().map(|total| (None, total.value));
            let amounts = credits.chain(total);
            paid.extend(amounts.map(|(year, amount)| (commitment.payer, year, amount)));
            others.extend(commitment.years.iter().map(|(_, amount)| amount.value));
            others.extend(commitment.total.as_ref().map(|total| total.value));
        }
        others.extend(dossier.convention.day_rate.as_ref().map(|rate| rate.value));
        let wholes = ids().map(whole).chain([total.all.total]).collect();
        Self {
            shares,
            yearly,
            costs: of(ColumnKind::Total),
            others,
            wholes,
            paid,
            are_known: total.all.knows(ColumnKind::Others),
            years,
        }
    }

    /// Whether an amount that seems to claim something rightly is something near: the share of one year, of an axis.
    /// Where its sentence says that it is the whole, it is nothing else.
    fn may_be(&self, typed: &Typed<'_>, claim: Claim, dossier: &Dossier) -> bool {
        let sums = match claim {
            Claim::Share { funder, year } => self.shares_of(funder, year),
            Claim::Hand { funder, .. } => &self.shares[funder.0],
            Claim::Total { .. } => &self.costs,
            Claim::Others | Claim::Advance => return false,
        };
        let is_advance = dossier
            .convention
            .advance
            .as_ref()
            .is_some_and(|advance| advance.resolved == claim);
        let is_payment = is_advance && !typed.said.is_whole && holds(&self.others, typed.written);
        let near = !typed.said.is_whole && holds(sums, typed.written);
        // « Verse 78 000 € en 2028 »: what is paid in that year.
        let year = only(&typed.said.years);
        let is_paid = |(payer, of, amount): &Due| {
            typed.said.payer == Some(*payer)
                && year == of.as_ref()
                && typed.written.stands_for(*amount)
        };
        let near = near || self.paid.iter().any(is_paid);
        near || is_payment || self.is_rounded(typed, sums)
    }

    fn shares_of(&self, funder: FunderId, year: Option<usize>) -> &BTreeSet<Amount> {
        year.map_or(&self.shares[funder.0], |year| &self.yearly[funder.0][year])
    }

    /// Whether it is the sum to the euro, or to the thousand where it is written so.
    fn is_rounded(&self, typed: &Typed<'_>, sums: &BTreeSet<Amount>) -> bool {
        let wholes = sums
            .iter()
            .filter(|sum| self.wholes.contains(sum) || !typed.said.is_whole);
        let is_euro = |sum: &Amount| {
            typed.amount().is_whole()
                && !sum.is_whole()
                && (*sum - typed.amount()).abs() < Amount::whole(1)
        };
        wholes
            .into_iter()
            .any(|sum| typed.written.stands_for(*sum) && *sum != typed.amount() || is_euro(sum))
    }

    /// Whether an amount is one of the budget's, whatever its sentence says.
    pub(super) fn hold(&self, typed: &Typed<'_>, dossier: &Dossier) -> bool {
        let said = typed.said;
        let candidates: Vec<&BTreeSet<Amount>> = if let Some(funder) = said.payer {
            vec![self.shares_of(funder, typed.year(dossier)), &self.others]
        } else {
            let shares = self.shares.iter();
            shares.chain([&self.costs, &self.others]).collect()
        };
        let is_one = candidates.iter().any(|sums| holds(sums, typed.written));
        // « 80 % de 4 200 €, soit 3 360 € »: both are told by the rate.
        let is_base =
            !said.rates.is_empty() && !said.is_of_rate && holds(&self.costs, typed.written);
        let is_near = |sum: Decimal| (sum - typed.amount().decimal()).abs() < Decimal::ONE;
        let is_rate = |sum: &Amount| {
            said.rates
                .iter()
                .any(|rate| is_near(sum.at(*rate).decimal()))
        };
        let all = || self.shares.iter().flatten().chain(&self.costs);
        let is_mean = |sum: &Amount| is_near(sum.decimal() / Decimal::from(self.years.max(1)));
        let is_mean = said.is_yearly && self.wholes.iter().any(is_mean);
        let of_rate = all().any(is_rate) || said.is_of_rate && self.others.iter().any(is_rate);
        is_one && !said.is_of_rate || is_base || is_mean || of_rate
    }
}

/// What is paid, what is paid by then and what is left; and what each pays in a year.
fn paid(dossier: &Dossier, figures: &Figures) -> (Vec<Amount>, BTreeSet<Due>) {
    let convention = &dossier.convention;
    let payments = convention.payments.iter();
    let payments: Vec<_> = payments.zip(figures.payments(dossier)).collect();
    let (mut sums, mut yearly) = (Vec::new(), BTreeSet::new());
    for (payer, _) in dossier.funders.iter() {
        let mut paid = Amount::ZERO;
        let mut by_year: BTreeMap<i32, Amount> = BTreeMap::new();
        let of_payer = payments
            .iter()
            .filter(|(payment, _)| payment.payer == payer);
        for (payment, instalment) in
            of_payer.filter_map(|(payment, instalment)| Some((payment, instalment.as_ref()?)))
        {
            paid += instalment.amount;
            sums.extend([
                instalment.amount,
                paid,
                figures.total.all.share(payer) - paid,
            ]);
            let period = payment.paid_in(&convention.years);
            if let Some(year) = period.and_then(|period| period.year()) {
                let sum = by_year.entry(year).or_default();
                *sum += instalment.amount;
                yearly.extend([instalment.amount, *sum].map(|amount| (payer, Some(year), amount)));
            }
        }
    }
    (sums, yearly)
}

/// Whether one of these is what is written, to the euro where no cents are.
fn holds(sums: &BTreeSet<Amount>, written: &Written) -> bool {
    let amount = written.amount();
    let step = if amount.is_whole() {
        written.step.max(Amount::whole(1))
    } else {
        Amount::ZERO
    };
    let mut near = sums.range(amount - step..=amount + step);
    near.any(|sum| {
        written.stands_for(*sum) || amount.is_whole() && (*sum - amount).abs() < Amount::whole(1)
    })
}

/// The sums over years that follow each other.
fn runs(splits: &Splits, part: impl Fn(&Split) -> Amount) -> Vec<Amount> {
    sums_of_runs(&splits.years.iter().map(part).collect::<Vec<_>>())
}

fn sums_of_runs(years: &[Amount]) -> Vec<Amount> {
    let mut sums = Vec::new();
    for first in 0..years.len() {
        let mut sum = Amount::ZERO;
        for year in &years[first..] {
            sum += *year;
            sums.push(sum);
        }
    }
    sums.retain(|sum| !sum.is_zero());
    sums
}
