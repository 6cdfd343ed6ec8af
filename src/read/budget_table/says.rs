//! What a text of a budget table says: of what, of which year and of which kind the figures right of it or under it are.

use std::{collections::BTreeSet, mem};

use super::Budget;
use crate::{
    model::{FunderId, TableSubject, Unchecked},
    money::{Rate, parse_amount, parse_days, parse_rate, unit_in},
    read::{
        headings::{Heading, is_heading_word, years_in},
        labels::{
            Meaning, begins_as_paid, funder_label, is_beside_payer, is_every_payer, is_general,
            is_of_budgets, is_owner, is_subtotal, meaning_of, names_income,
        },
        names::YEAR,
    },
    source::{Period, fold, parse_year},
};

/// What figures are, by their heading.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Kind {
    Amount,
    Days,
    Rate,
    /// A number of something, unless it bears a unit of money.
    Count,
}

/// What a text says of the figures right of it, or under it.
#[derive(Clone, Debug, Default)]
pub(super) struct Says {
    pub(super) year: Option<usize>,
    pub(super) of: Option<TableSubject>,
    pub(super) kind: Option<Kind>,
    /// What is left of it as the name of a cost.
    pub(super) name: String,
    /// A rate that stands with a name: « CCI (45 %) ».
    pub(super) rate: Option<Rate>,
    pub(super) problem: Option<Unchecked>,
    /// Whether it is a part of what stands above: « dont Ville ».
    pub(super) is_part: bool,
    /// Whether it says more than the names it holds, so that it may be of something else.
    pub(super) is_loose: bool,
}

impl Says {
    pub(super) fn of(of: TableSubject) -> Self {
        Self {
            of: Some(of),
            ..Self::default()
        }
    }

    /// What it is of, where that is sure.
    pub(super) fn sure_of(&self) -> Option<&TableSubject> {
        self.of.as_ref().filter(|_| !self.is_loose)
    }

    /// What it says together with another text, of the same row or of the column.
    pub(super) fn and(self, other: Self) -> Self {
        use TableSubject::{Funder, Line, Sum, Total};
        let unclear = Some(Unchecked::Unclear);
        let mut problem = self.problem.or(other.problem);
        let of = match (self.of, other.of) {
            (None | Some(Total), Some(of)) | (Some(of), None | Some(Total)) => Some(of),
            (None, None) => None,
            (Some(Sum(own)), _) | (_, Some(Sum(own))) => Some(Sum(own)),
            (Some(Funder { id, of: None }), Some(Line(of)))
            | (Some(Line(of)), Some(Funder { id, of: None })) => Some(Funder { id, of: Some(of) }),
            (Some(one), Some(another)) => {
                problem = problem.or(unclear.filter(|_| one != another));
                Some(one)
            }
        };
        if matches!((self.year, other.year), (Some(one), Some(another)) if one != another) {
            problem = problem.or(unclear);
        }
        Self {
            year: self.year.or(other.year),
            of,
            kind: self.kind.or(other.kind),
            name: String::new(),
            rate: None,
            problem,
            is_part: self.is_part || other.is_part,
            is_loose: self.is_loose || other.is_loose,
        }
    }
}

impl Budget<'_> {
    pub(super) fn has_line(self, name: &str) -> bool {
        let key = fold(name);
        !key.is_empty() && !self.fiche.lines_named(&[key]).is_empty()
    }

    pub(super) fn has_years(self) -> bool {
        self.periods.iter().any(|own| own.year().is_some())
    }

    pub(super) fn rank_of(self, year: i32) -> Option<usize> {
        let is_it = |own: &Period| own.year() == Some(year);
        self.periods.iter().position(is_it)
    }

    /// The index of the year that a text names, or why its figures are of none: of other years the workbook says nothing.
    pub(super) fn year(self, text: &str) -> Result<Option<usize>, Unchecked> {
        let names_it = |period: &Period| match period {
            Period::Year(_) => false,
            Period::Named(name) => fold(text).contains(&fold(name)),
        };
        if let Some(rank) = self.periods.iter().position(names_it) {
            return Ok(Some(rank));
        }
        let mut years = years_in(text);
        years.dedup();
        let ends = [self.periods.first(), self.periods.last()];
        match years[..] {
            _ if !self.has_years() => Ok(None),
            [] => Ok(None),
            [year] => match self.rank_of(year) {
                Some(rank) => Ok(Some(rank)),
                None => Err(Unchecked::OtherYear),
            },
            // « 2027-2029 »
            [first, .., last] if ends.map(|own| own?.year()) == [Some(first), Some(last)] => {
                Ok(None)
            }
            _ => Err(Unchecked::OtherYear),
        }
    }

    /// What one text says. Of a label that says nothing known, all is a name.
    pub(super) fn said(self, text: &str) -> Says {
        let text = text.trim();
        if text.is_empty() {
            return Says::default();
        }
        let (text, rate) = without_rate(text);
        let lower = text.to_lowercase();
        let is_part = lower.starts_with("dont ");
        let text = if is_part {
            text["dont ".len()..].trim()
        } else {
            text
        };
        let mut says = Says {
            rate,
            kind: kind_behind(text),
            is_part,
            ..Says::default()
        };
        if self.has_line(text) {
            says.of = Some(self.line(&[text]));
            text.clone_into(&mut says.name);
            return says;
        }
        match self.year(text) {
            Ok(year) => says.year = year,
            Err(problem) => says.problem = Some(problem),
        }
        let heading = Heading::new(text);
        if let Some(kind) = kind_alone(&heading) {
            says.kind = Some(kind);
            return says;
        }
        let year = heading.year.map(|year| year.to_string());
        let rest = match &year {
            Some(year) => text.replacen(year, " ", 1),
            None => text.to_owned(),
        };
        let rest = rest.trim();
        match meaning_of(text, |_| false) {
            Some(Meaning::Total(of)) => says.of = Some(self.total(text, &of)),
            label => match (self.payer(text, rest), label) {
                (Some(id), _) => says.of = Some(TableSubject::Funder { id, of: None }),
                (None, Some(Meaning::Sum { .. })) => says.of = Some(TableSubject::Total),
                (None, Some(Meaning::Tax | Meaning::Part | Meaning::Ratio)) => {
                    says.problem = Some(Unchecked::Apart);
                }
                (None, _) => {
                    if !is_only_year(text, says.year) {
                        rest.clone_into(&mut says.name);
                    }
                    (says.of, says.is_loose) = self.named(rest);
                    // « 2028 : travaux » may be all that is spent in that year.
                    let is_stage = year.is_some_and(|year| text.starts_with(&year));
                    says.is_loose |= is_stage && says.of.is_some();
                    // « Autres (20 %) »
                    let is_share = rate.is_some() && says.of.is_none();
                    says.problem = says.problem.or(is_share.then_some(Unchecked::Unclear));
                }
            },
        }
        says
    }

    /// The lines that labels name, by the one name that does; what else they may be called where none does.
    pub(super) fn line<T: AsRef<str>>(self, labels: &[T]) -> TableSubject {
        let names = names_of(labels);
        let own = names.iter().find(|name| self.has_line(name)).cloned();
        TableSubject::Line(own.map_or(names, |own| vec![own]))
    }

    /// What a total is of: of everything, of what it names, or of what stands above it.
    fn total(self, text: &str, of: &str) -> TableSubject {
        let mut words = words_of(of);
        let is_nothing = |word: &str| is_every_payer(word) || is_heading_word(word);
        let above = TableSubject::Sum(Vec::new());
        match self.funders.find(of) {
            _ if self.has_line(of) => self.line(&[of]),
            Some(id) => TableSubject::Funder { id, of: None },
            None if is_subtotal(text) => above,
            None if words.all(|word| is_nothing(&word)) => TableSubject::Total,
            None => above,
        }
    }

    /// Who pays, where a text says nothing else.
    fn payer(self, text: &str, rest: &str) -> Option<FunderId> {
        let own = self.funders.find(&funder_label(text).0);
        own.or_else(|| self.leader.filter(|_| is_owner(rest)))
    }

    /// What a text names among other words, and whether they may change what it means: « Subvention demandée à la Ville » is
    /// what the town pays, « Accueil de la Ville » may be.
    fn named(self, text: &str) -> (Option<TableSubject>, bool) {
        let line = self.line(&[text]);
        if matches!(&line, TableSubject::Line(names) if names.iter().any(|name| self.has_line(name)))
        {
            return (Some(line), false);
        }
        let (mut names, others) = self.names_in(text);
        let named = (names.len() == 1).then(|| names.remove(0));
        let is_sure = match &named {
            Some(TableSubject::Funder { id, .. }) => {
                let of_name = words_of(&self.funders[*id].name).collect::<Vec<_>>();
                let is_it = |word: &String| is_beside_payer(word) || of_name.contains(word);
                others.iter().all(is_it)
            }
            _ => others.iter().all(|word| is_general(word)),
        };
        // « Ville (service culturel) »
        let end = text.find(['(', '\n']).unwrap_or(text.len());
        let head = &text[..end];
        match self.payer(head, head) {
            Some(id) if !is_sure || named.is_none() => {
                (Some(TableSubject::Funder { id, of: None }), false)
            }
            _ => {
                let is_loose = named.is_some() && !is_sure;
                (named, is_loose)
            }
        }
    }

    /// The lines and those who pay that a text names, the longest names first, and its other words.
    fn names_in(self, text: &str) -> (Vec<TableSubject>, Vec<String>) {
        const LONGEST: usize = 12;
        let words: Vec<String> = words_of(text).collect();
        let (mut names, mut others, mut at) = (Vec::new(), Vec::new(), 0);
        while at < words.len() {
            let ends = at + 1..=words.len().min(at + LONGEST);
            let named = ends.rev().find_map(|end| {
                let key = words[at..end].concat();
                let line = || self.has_line(&key).then(|| self.line(&[&key]));
                let funder = |id| TableSubject::Funder { id, of: None };
                let name = line().or_else(|| self.funders.find(&key).map(funder));
                name.map(|name| (end, name))
            });
            let (end, word) = match named {
                Some((end, name)) => {
                    names.push(name);
                    (end, None)
                }
                None => (at + 1, Some(words[at].clone())),
            };
            at = end;
            others.extend(word);
        }
        names.dedup();
        (names, others)
    }

    /// Whether a text says nothing but what the workbook says, and words that budgets are made of.
    pub(super) fn says_known(self, text: &str) -> bool {
        const LONGEST: usize = 300;
        let mut former = false;
        let mut is_known = |word: &String| {
            // « Sous-total 1 », « Tableau 2 »
            let is_rank = word.len() < 3 && word.chars().all(|c| c.is_ascii_digit());
            let is_rank = is_rank && !text.contains(['€', '%']);
            let is_word = is_of_budgets(word) || is_heading_word(word);
            let is_known = is_word || parse_year(word).is_some() || former && is_rank;
            former = is_word;
            is_known
        };
        let is_period = || self.periods.iter().any(|own| own.is_named(text));
        text.len() <= LONGEST && (is_period() || self.names_in(text).1.iter().all(&mut is_known))
    }

    /// Whether a text may name a cost that the workbook does not have: it holds a word of its own, and no name of the
    /// workbook's, and is not what somebody pays.
    pub(super) fn may_be_cost(self, text: &str) -> bool {
        self.names_in(text).0.is_empty() && !begins_as_paid(text) && !self.says_known(text)
    }

    /// What a heading says: its words may name kinds of figures too.
    pub(super) fn headed(self, heading: &Heading) -> Says {
        let mut says = self.said(&heading.text);
        if mem::take(&mut says.is_loose) {
            says.of = None;
        }
        let (text, _) = without_rate(&heading.text);
        let plain = Heading::new(text);
        let words = fold(text);
        let says_any = |words_for: &[&str]| words_for.iter().any(|word| words.contains(word));
        if says_any(&["annuel", "mensuel", "parmois"]) && says.year.is_none() {
            says.problem = says.problem.or(Some(Unchecked::Annual));
        }
        let is_rate = funder_label(text).2;
        let alone = says.kind;
        says.kind = match plain.title(Some(true)) {
            _ if alone.is_some() => alone,
            _ if says_any(&["unitaire", "prixjour", "coutjour", "tarif"]) => {
                says.problem = Some(Unchecked::Apart);
                Some(Kind::Amount)
            }
            Some("Taxe") if says_any(&["tva", "taxe"]) => {
                says.problem = says.problem.or(Some(Unchecked::Apart));
                Some(Kind::Amount)
            }
            Some("Jours") => Some(Kind::Days),
            Some("Taux") if is_rate || says.of.is_none() => Some(Kind::Rate),
            Some("Montant" | "Année" | "Financeur" | "Taux" | "Taxe") => Some(Kind::Amount),
            _ if is_rate => Some(Kind::Rate),
            None if plain.is_blank()
                || says.of.is_some()
                || plain.year.is_some()
                || says.year.is_some() =>
            {
                // An amount, where nothing else says more.
                None
            }
            // « 2027-2028 »
            None if plain.is_sum() => None,
            _ => Some(Kind::Count),
        };
        if matches!(plain.title(Some(true)), Some("Montant" | "Taux"))
            && says.of == Some(TableSubject::Total)
            && !plain.is_sum()
        {
            // « Coût » heads figures of whatever stands left of them.
            says.of = None;
        }
        if says.kind == Some(Kind::Rate) && says.of == Some(TableSubject::Total) {
            // « % du total »
            says.of = None;
        }
        says
    }
}

/// A name without the rate that stands with it: « CCI (45 %) », « Ville – 30 % ».
pub(super) fn without_rate(text: &str) -> (&str, Option<Rate>) {
    let is_sign = |c: char| c.is_whitespace() || "()–—-:,".contains(c);
    let end = text.trim_end_matches(is_sign);
    let Some(number) = end.strip_suffix('%').map(str::trim_end) else {
        return (text, None);
    };
    let name = number.trim_end_matches(|c: char| c.is_ascii_digit() || c == ',' || c == '.');
    let rate = parse_rate(&format!("{}%", &number[name.len()..]));
    let name = name.trim_end_matches(is_sign);
    match rate {
        Some(rate) if name.contains(char::is_alphabetic) => (name, Some(rate)),
        _ => (text, None),
    }
}

/// What figures are by a text that says nothing else: « Jours 2027 », « Taux », « En % ».
fn kind_alone(heading: &Heading) -> Option<Kind> {
    let text = heading.name.replace(YEAR, " ");
    let words = text
        .split(|c: char| !c.is_alphanumeric() && c != '%')
        .map(fold);
    let mut words = words.filter(|word| !matches!(&**word, "" | "nombre" | "nb" | "de" | "en"));
    let (first, rest) = (words.next(), words.next());
    let is_rate = text
        .trim()
        .trim_matches(|c: char| !c.is_alphanumeric() && c != '%')
        == "%";
    match first.as_deref() {
        Some("taux" | "part" | "pourcentage") if rest.is_none() => Some(Kind::Rate),
        Some("jours" | "jour" | "j") if rest.is_none() => Some(Kind::Days),
        _ => is_rate.then_some(Kind::Rate),
    }
}

/// What figures are by what stands behind a label: « Études (jours) ».
fn kind_behind(text: &str) -> Option<Kind> {
    let (_, unit) = text.strip_suffix(')')?.rsplit_once('(')?;
    kind_alone(&Heading::new(unit))
}

pub(super) fn words_of(text: &str) -> impl Iterator<Item = String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).map(fold);
    words.filter(|word| !word.is_empty())
}

/// The names that lines may have which these labels mean, the surest first: « Études (20 j × 600 €) », « Études¹ », and
/// remarks on further lines.
fn names_of<T: AsRef<str>>(labels: &[T]) -> Vec<String> {
    let plain = |label: &str| {
        let is_mark = |c: char| matches!(c, '¹' | '²' | '³' | '*') || c.is_whitespace();
        let end = label.find(['(', '\n']).unwrap_or(label.len());
        fold(label[..end].trim_end_matches(is_mark))
    };
    let labels: Vec<&str> = labels.iter().map(AsRef::as_ref).collect();
    let all = labels.join(" ");
    let each = labels.iter().rev().flat_map(|own| [fold(own), plain(own)]);
    let keys = [fold(&all), plain(&all)].into_iter().chain(each);
    let mut names: Vec<String> = keys.filter(|key| !key.is_empty()).collect();
    let mut known = BTreeSet::new();
    names.retain(|name| known.insert(name.clone()));
    names
}

/// Whether a text says in what parts all is paid: « Clé de répartition », « Plan de financement ».
pub(super) fn says_key(text: &str) -> bool {
    let words = fold(text);
    words.contains("clederepartition") || words.contains("financement")
}

/// Whether a heading may be of all that is spent: « Coût prévisionnel (€) », and not « Montant des loyers ».
pub(super) fn says_all(heading: &Heading) -> bool {
    const WORDS: &str = "montant montants cout couts total budget depense depenses previsionnel previsionnels prevu ht \
        ttc en eur euro euros k ke m de la l action global globale";
    let text = heading.name.replace(YEAR, " ");
    let mut words = text.split(|c: char| !c.is_alphanumeric()).map(fold);
    words.all(|word| word.is_empty() || WORDS.split(' ').any(|own| own == word))
}

/// Whether what stands under a heading may name costs, those who pay, or years.
pub(super) fn heads_costs(heading: &Heading) -> bool {
    let is_income = || names_income(&heading.text);
    let is_partner = fold(&heading.text).starts_with("partenaire");
    let titles = [heading.title(Some(false)), heading.title(Some(true))];
    let is_it = |title: Option<&str>| {
        matches!(
            title,
            Some("Nature" | "Libellé" | "Section" | "Financeur" | "Année" | "Montant")
        )
    };
    heading.is_blank()
        || is_income()
        || begins_as_paid(&heading.text)
        || !is_partner && titles.into_iter().any(is_it)
}

/// An amount without the word for its tax: `12 000 € HT`.
pub(super) fn without_tax(text: &str) -> &str {
    let words = ["HT", "TTC", "H.T.", "T.T.C."];
    let mut ends = words.iter().filter_map(|word| text.strip_suffix(word));
    ends.next().unwrap_or(text).trim_end()
}

/// Whether a label says a year and nothing else: « Année 2027 ».
pub(super) fn is_only_year(label: &str, year: Option<usize>) -> bool {
    let heading = Heading::new(label);
    let is_year = heading
        .year
        .is_some_and(|_| matches!(heading.title(None), Some("Montant" | "Année")));
    year.is_some()
        && (is_year
            || heading
                .period()
                .is_some_and(|name| fold(name) == fold(label)))
}

/// Whether a text says nothing but what stands under it: a year, who pays, « Plan de financement », « Montant (€) ».
pub(super) fn is_title(text: &str, budget: Budget<'_>) -> bool {
    const LONGEST: usize = 5;
    let is_known = || Heading::new(text).title(None).is_some() || unit_in(text).is_some();
    let is_period =
        || !years_in(text).is_empty() || budget.periods.iter().any(|own| own.is_named(text));
    budget.said(text).sure_of().is_some()
        || names_income(text)
        || meaning_of(text, |_| false).is_some()
        || (is_known() || is_period()) && text.split_whitespace().count() <= LONGEST
}

/// Whether a cell holds a figure, and no year.
pub(super) fn is_figure(text: &str) -> bool {
    let is_digit = |c: char| c.is_ascii_digit();
    let is_amount = || matches!(parse_amount(text), Ok((Some(_), _)));
    let is_rate = || text.contains('%') && parse_rate(text).is_some();
    // « environ 12 000 € »
    let is_priced = || {
        let signs = ["€", "k€", "K€", "M€", "eur", "euro", "euros"];
        let words: Vec<&str> = text.split_whitespace().collect();
        let is_price = |pair: &[&str]| pair[0].ends_with(is_digit) && signs.contains(&pair[1]);
        let ends = words.iter().filter_map(|word| word.strip_suffix('€'));
        let mut ends = ends.filter(|number| number.ends_with(is_digit));
        words.len() <= 5 && (words.windows(2).any(is_price) || ends.next().is_some())
    };
    parse_year(text).is_none()
        && (is_amount() || is_rate() || is_priced() || parse_days(text).is_some())
}
