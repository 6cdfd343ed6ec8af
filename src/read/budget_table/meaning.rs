//! The meaning of a text in a budget table: of what, of which year and of which kind the figures right of it or under it are.

use std::{collections::BTreeSet, mem};

use super::Budget;
use crate::{
    model::{FunderId, TableSubject, Unchecked},
    money::{Rate, parse_amount, parse_days, parse_rate, unit_in},
    read::{
        headings::{Heading, is_heading_word, years_in},
        labels::{
            Meaning as Label, begins_as_paid, funder_label, is_beside_payer, is_every_payer,
            is_general, is_of_budgets, is_owner, is_subtotal, meaning_of, names_income,
        },
        names::YEAR,
    },
    source::{Period, fold, folded_words, is_word_of, parse_year},
};

/// Beginnings of words for what is spent.
pub(super) const COSTS: [&str; 4] = ["cout", "budget", "montant", "depense"];

/// The kind of figures under a heading.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Kind {
    Amount,
    Days,
    Rate,
    /// A number of something, unless it bears a unit of money.
    Count,
}

/// What a text means for the figures right of it, or under it.
#[derive(Clone, Debug, Default)]
pub(super) struct Meaning {
    pub(super) year: Option<usize>,
    pub(super) of: Option<TableSubject>,
    pub(super) kind: Option<Kind>,
    /// The rest of the text, as the name of a cost.
    pub(super) name: String,
    /// A rate that stands with a name: « CCI (45 %) ».
    pub(super) rate: Option<Rate>,
    pub(super) problem: Option<Unchecked>,
    /// Whether it is a part of what stands above: « dont Ville ».
    pub(super) is_part: bool,
    /// Whether it has other words than the names it holds, so that it may be of something else.
    pub(super) is_loose: bool,
}

impl Meaning {
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

    /// Its meaning together with another text, of the same row or of the column.
    pub(super) fn and(self, other: Self) -> Self {
        use TableSubject::{Funder, Line, Sum, Total};
        let differs = |one, other| matches!((one, other), (Some(one), Some(other)) if one != other);
        let mut is_unclear = differs(self.year, other.year);
        let of = match (self.of, other.of) {
            (None | Some(Total), of) | (of, None | Some(Total)) if of.is_some() => of,
            (Some(Sum(parts)), _) | (_, Some(Sum(parts))) => Some(Sum(parts)),
            (Some(Funder { id, of: None }), Some(Line(of)))
            | (Some(Line(of)), Some(Funder { id, of: None })) => Some(Funder { id, of: Some(of) }),
            (one, another) => {
                is_unclear |= one != another;
                one
            }
        };
        let problem = self.problem.or(other.problem);
        Self {
            year: self.year.or(other.year),
            of,
            kind: self.kind.or(other.kind),
            name: String::new(),
            rate: None,
            problem: problem.or(is_unclear.then_some(Unchecked::Unclear)),
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
        self.periods.iter().any(|period| period.year().is_some())
    }

    pub(super) fn rank_of(self, year: i32) -> Option<usize> {
        let mut periods = self.periods.iter();
        periods.position(|period| period.year() == Some(year))
    }

    /// The index of the year that a text names, if it names one; an error for years that the workbook does not have.
    pub(super) fn year(self, text: &str) -> Result<Option<usize>, Unchecked> {
        let is_named = |period: &Period| match period {
            Period::Year(_) => false,
            Period::Named(name) => fold(text).contains(&fold(name)),
        };
        if let Some(rank) = self.periods.iter().position(is_named) {
            return Ok(Some(rank));
        }
        let mut years = years_in(text);
        years.dedup();
        let ends = [self.periods.first(), self.periods.last()].map(|period| period?.year());
        match years[..] {
            _ if !self.has_years() => Ok(None),
            [] => Ok(None),
            [year] => self.rank_of(year).map(Some).ok_or(Unchecked::OtherYear),
            // « 2027-2029 »
            [first, .., last] if ends == [Some(first), Some(last)] => Ok(None),
            _ => Err(Unchecked::OtherYear),
        }
    }

    /// The meaning of one text; a label that means nothing known is a name as a whole.
    pub(super) fn meaning(self, text: &str) -> Meaning {
        let (text, rate) = without_rate(text.trim());
        if text.is_empty() {
            return Meaning::default();
        }
        let dont = text.get(.."dont ".len());
        let is_part = dont.is_some_and(|dont| dont.eq_ignore_ascii_case("dont "));
        let text = if is_part {
            text["dont ".len()..].trim()
        } else {
            text
        };
        let mut meaning = Meaning {
            rate,
            kind: kind_behind(text),
            is_part,
            ..Meaning::default()
        };
        if self.has_line(text) {
            meaning.of = Some(self.line(&[text]));
            text.clone_into(&mut meaning.name);
            return meaning;
        }
        match self.year(text) {
            Ok(year) => meaning.year = year,
            Err(problem) => meaning.problem = Some(problem),
        }
        let heading = Heading::new(text);
        if let Some(kind) = kind_alone(&heading) {
            meaning.kind = Some(kind);
            return meaning;
        }
        let year = heading.year.map(|year| year.to_string());
        let rest = match &year {
            Some(year) => text.replacen(year, " ", 1),
            None => text.to_owned(),
        };
        let rest = rest.trim();
        let label = meaning_of(text, |_| false);
        if let Some(Label::Total(of)) = label {
            meaning.of = Some(self.total(text, &of));
            return meaning;
        }
        if let Some(id) = self.payer(text, rest) {
            meaning.of = Some(paid_by(id));
            return meaning;
        }
        match label {
            Some(Label::Sum { .. }) => meaning.of = Some(TableSubject::Total),
            Some(Label::Tax | Label::Part | Label::Ratio) => {
                meaning.problem = Some(Unchecked::Apart);
            }
            _ => {
                if !is_only_year(text, meaning.year) {
                    rest.clone_into(&mut meaning.name);
                }
                (meaning.of, meaning.is_loose) = self.named(rest);
                match &meaning.of {
                    // « 2028 : travaux » may be all that is spent in that year.
                    Some(_) => meaning.is_loose |= year.is_some_and(|year| text.starts_with(&year)),
                    // « Autres (20 %) »
                    None if rate.is_some() => meaning.add_problem(Unchecked::Unclear),
                    None => {}
                }
            }
        }
        meaning
    }

    /// The lines that labels name: by the name that the workbook has, else by all names that they may have.
    pub(super) fn line<T: AsRef<str>>(self, labels: &[T]) -> TableSubject {
        let names = names_of(labels);
        let known = names.iter().find(|name| self.has_line(name)).cloned();
        TableSubject::Line(known.map_or(names, |known| vec![known]))
    }

    /// What a total is of: of everything, of what it names, or of what stands above it.
    fn total(self, text: &str, of: &str) -> TableSubject {
        let is_nothing = |word: String| is_every_payer(&word) || is_heading_word(&word);
        if self.has_line(of) {
            self.line(&[of])
        } else if let Some(id) = self.funders.find(of) {
            paid_by(id)
        } else if !is_subtotal(text) && folded_words(of).all(is_nothing) {
            TableSubject::Total
        } else {
            TableSubject::Sum(Vec::new())
        }
    }

    /// Who pays, where a text is nothing but a name.
    fn payer(self, text: &str, rest: &str) -> Option<FunderId> {
        let named = self.funders.find(&funder_label(text).0);
        named.or_else(|| self.leader.filter(|_| is_owner(rest)))
    }

    /// What a text names among other words, and whether they may change what it means: « Subvention demandée à la Ville » is
    /// what the town pays, « Accueil de la Ville » may be.
    fn named(self, text: &str) -> (Option<TableSubject>, bool) {
        if let TableSubject::Line(names) = self.line(&[text])
            && names.iter().any(|name| self.has_line(name))
        {
            return (Some(TableSubject::Line(names)), false);
        }
        let (mut names, others) = self.names_in(text);
        let named = (names.len() == 1).then(|| names.remove(0));
        let is_sure = match &named {
            Some(TableSubject::Funder { id, .. }) => {
                let of_name: Vec<String> = folded_words(&self.funders[*id].name).collect();
                let is_it = |word: &String| is_beside_payer(word) || of_name.contains(word);
                others.iter().all(is_it)
            }
            _ => others.iter().all(|word| is_general(word)),
        };
        let is_loose = named.is_some() && !is_sure;
        if named.is_none() || is_loose {
            // « Ville (service culturel) »
            let head = text.split(['(', '\n']).next().unwrap_or_default();
            if let Some(id) = self.payer(head, head) {
                return (Some(paid_by(id)), false);
            }
        }
        (named, is_loose)
    }

    /// The lines and those who pay that a text names, the longest names first, and its other words.
    fn names_in(self, text: &str) -> (Vec<TableSubject>, Vec<String>) {
        const LONGEST: usize = 12;
        let words: Vec<String> = folded_words(text).collect();
        let (mut names, mut others, mut start) = (Vec::new(), Vec::new(), 0);
        while start < words.len() {
            let ends = start + 1..=words.len().min(start + LONGEST);
            let named = ends.rev().find_map(|end| {
                let key = words[start..end].concat();
                let line = self.has_line(&key).then(|| self.line(&[&key]));
                let name = line.or_else(|| self.funders.find(&key).map(paid_by));
                Some((end, name?))
            });
            if let Some((end, name)) = named {
                names.push(name);
                start = end;
            } else {
                others.push(words[start].clone());
                start += 1;
            }
        }
        names.dedup();
        (names, others)
    }

    /// Whether a text holds nothing but what the workbook has, and words that budgets are made of.
    pub(super) fn knows(self, text: &str) -> bool {
        const LONGEST: usize = 300;
        let mut former = false;
        let mut is_known = |word: &String| {
            // « Sous-total 1 », « Tableau 2 »
            let is_rank = word.len() < 3
                && word.chars().all(|c| c.is_ascii_digit())
                && !text.contains(['€', '%']);
            let is_word = is_of_budgets(word) || is_heading_word(word);
            let is_known = is_word || parse_year(word).is_some() || former && is_rank;
            former = is_word;
            is_known
        };
        let is_period = || self.periods.iter().any(|period| period.is_named(text));
        text.len() <= LONGEST && (is_period() || self.names_in(text).1.iter().all(&mut is_known))
    }

    /// Whether a text may name a cost that the workbook does not have: it holds a word of its own, and no name of the
    /// workbook's, and is not what somebody pays.
    pub(super) fn may_be_cost(self, text: &str) -> bool {
        self.names_in(text).0.is_empty() && !begins_as_paid(text) && !self.knows(text)
    }

    /// The meaning of a heading: its words may name kinds of figures too.
    pub(super) fn heading_meaning(self, heading: &Heading) -> Meaning {
        let mut meaning = self.meaning(&heading.text);
        if mem::take(&mut meaning.is_loose) {
            meaning.of = None;
        }
        let (text, _) = without_rate(&heading.text);
        let plain = Heading::new(text);
        let words = fold(text);
        let has_any = |parts: &[&str]| parts.iter().any(|part| words.contains(part));
        if has_any(&["annuel", "mensuel", "parmois"]) && meaning.year.is_none() {
            meaning.add_problem(Unchecked::Annual);
        }
        let is_rate = funder_label(text).2;
        let title = plain.title(Some(true));
        meaning.kind = match title {
            _ if meaning.kind.is_some() => meaning.kind,
            _ if has_any(&["unitaire", "prixjour", "coutjour", "tarif"]) => {
                meaning.problem = Some(Unchecked::Apart);
                Some(Kind::Amount)
            }
            Some("Taxe") if has_any(&["tva", "taxe"]) => {
                meaning.add_problem(Unchecked::Apart);
                Some(Kind::Amount)
            }
            Some("Jours") => Some(Kind::Days),
            Some("Taux") if is_rate || meaning.of.is_none() => Some(Kind::Rate),
            Some("Montant" | "Année" | "Financeur" | "Taux" | "Taxe") => Some(Kind::Amount),
            _ if is_rate => Some(Kind::Rate),
            // An amount, where nothing else is more precise; « 2027-2028 »
            None if plain.is_blank()
                || meaning.of.is_some()
                || plain.year.is_some()
                || meaning.year.is_some()
                || plain.is_sum() =>
            {
                None
            }
            _ => Some(Kind::Count),
        };
        // « Coût » heads figures of whatever stands left of them, « % du total » is no total.
        let is_any = matches!(title, Some("Montant" | "Taux")) && !plain.is_sum();
        if meaning.of == Some(TableSubject::Total) && (is_any || meaning.kind == Some(Kind::Rate)) {
            meaning.of = None;
        }
        meaning
    }
}

impl Meaning {
    fn add_problem(&mut self, problem: Unchecked) {
        self.problem = self.problem.or(Some(problem));
    }
}

fn paid_by(id: FunderId) -> TableSubject {
    TableSubject::Funder { id, of: None }
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

/// The kind of figures that a text is about, if that is all of it: « Jours 2027 », « Taux », « En % ».
fn kind_alone(heading: &Heading) -> Option<Kind> {
    let text = heading.name.replace(YEAR, " ");
    let is_sign = |c: char| !c.is_alphanumeric() && c != '%';
    let words = text.split(is_sign).map(fold);
    let mut words = words.filter(|word| !matches!(&**word, "" | "nombre" | "nb" | "de" | "en"));
    match (words.next().as_deref(), words.next()) {
        (Some("taux" | "part" | "pourcentage"), None) => Some(Kind::Rate),
        (Some("jours" | "jour" | "j"), None) => Some(Kind::Days),
        _ => (text.trim_matches(is_sign) == "%").then_some(Kind::Rate),
    }
}

/// The kind of figures in parentheses behind a label: « Études (jours) ».
fn kind_behind(text: &str) -> Option<Kind> {
    let (_, unit) = text.strip_suffix(')')?.rsplit_once('(')?;
    kind_alone(&Heading::new(unit))
}

/// The names that lines may have which these labels mean, the surest first: « Études (20 j × 600 €) », « Études¹ », and
/// remarks on further lines.
fn names_of<T: AsRef<str>>(labels: &[T]) -> Vec<String> {
    let plain = |label: &str| {
        let is_mark = |c: char| matches!(c, '¹' | '²' | '³' | '*') || c.is_whitespace();
        let name = label.split(['(', '\n']).next().unwrap_or_default();
        fold(name.trim_end_matches(is_mark))
    };
    let labels: Vec<&str> = labels.iter().map(AsRef::as_ref).collect();
    let whole = labels.join(" ");
    let texts = [&*whole].into_iter().chain(labels.into_iter().rev());
    let mut names: Vec<String> = texts.flat_map(|text| [fold(text), plain(text)]).collect();
    let mut known = BTreeSet::new();
    names.retain(|name| !name.is_empty() && known.insert(name.clone()));
    names
}

/// Whether a text heads the parts in which all is paid: « Clé de répartition », « Plan de financement ».
pub(super) fn heads_shares(text: &str) -> bool {
    let words = fold(text);
    words.contains("clederepartition") || words.contains("financement")
}

/// Whether a heading may be of all that is spent: « Coût prévisionnel (€) », and not « Montant des loyers ».
pub(super) fn heads_all(heading: &Heading) -> bool {
    const WORDS: &str = "montant montants cout couts total budget depense depenses previsionnel previsionnels prevu ht \
        ttc en eur euro euros k ke m de la l action global globale";
    let text = heading.name.replace(YEAR, " ");
    folded_words(&text).all(|word| is_word_of(WORDS, &word))
}

/// Whether what stands under a heading may name costs, those who pay, or years.
pub(super) fn heads_costs(heading: &Heading) -> bool {
    const TITLES: [&str; 6] = [
        "Nature",
        "Libellé",
        "Section",
        "Financeur",
        "Année",
        "Montant",
    ];
    let titles = [false, true].map(|has_figures| heading.title(Some(has_figures)));
    let mut titles = titles.into_iter().flatten();
    heading.is_blank()
        || names_income(&heading.text)
        || begins_as_paid(&heading.text)
        || titles.any(|title| TITLES.contains(&title))
            && !fold(&heading.text).starts_with("partenaire")
}

/// An amount without the word for its tax: `12 000 € HT`.
pub(super) fn without_tax(text: &str) -> &str {
    let mut words = ["HT", "TTC", "H.T.", "T.T.C."].iter();
    let amount = words.find_map(|word| text.strip_suffix(word));
    amount.unwrap_or(text).trim_end()
}

/// Whether a label is a year and nothing else: « Année 2027 ».
pub(super) fn is_only_year(label: &str, year: Option<usize>) -> bool {
    if year.is_none() {
        return false;
    }
    let heading = Heading::new(label);
    let is_period = || {
        heading
            .period()
            .is_some_and(|name| fold(name) == fold(label))
    };
    heading.year.is_some() && matches!(heading.title(None), Some("Montant" | "Année"))
        || is_period()
}

/// Whether a text is a heading and nothing else: a year, who pays, « Plan de financement », « Montant (€) ».
pub(super) fn is_title(text: &str, budget: Budget<'_>) -> bool {
    const LONGEST: usize = 5;
    let is_heading = || {
        Heading::new(text).title(None).is_some()
            || unit_in(text).is_some()
            || !years_in(text).is_empty()
            || budget.periods.iter().any(|period| period.is_named(text))
    };
    budget.meaning(text).sure_of().is_some()
        || names_income(text)
        || meaning_of(text, |_| false).is_some()
        || is_heading() && text.split_whitespace().count() <= LONGEST
}

/// Whether a cell holds a figure, and no year.
pub(super) fn is_figure(text: &str) -> bool {
    let ends_in_digit = |word: &str| word.ends_with(|c: char| c.is_ascii_digit());
    // « environ 12 000 € »
    let is_priced = || {
        let words: Vec<&str> = text.split_whitespace().collect();
        let is_price = |pair: &[&str]| {
            ends_in_digit(pair[0]) && is_word_of("€ k€ K€ M€ eur euro euros", pair[1])
        };
        let mut ends = words.iter().filter_map(|word| word.strip_suffix('€'));
        words.len() <= 5 && (words.windows(2).any(is_price) || ends.any(ends_in_digit))
    };
    parse_year(text).is_none()
        && (matches!(parse_amount(text), Ok((Some(_), _)))
            || text.contains('%') && parse_rate(text).is_some()
            || is_priced()
            || parse_days(text).is_some())
}
