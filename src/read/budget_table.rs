//! The budget table in a fiche's own file: what each of its figures says, to be held against the workbook.
//!
//! Such a table has no codes, and any arrangement: costs by year, costs or funders in rows or in columns, costs on the left
//! or above and those who pay on the right or below, a row a year. What stands left of a figure and what stands above it
//! are read alike (`Says`), and say together what it is of. Where they don't, or where the workbook has no such figure,
//! nothing checks it, and that is said.

use std::{collections::BTreeSet, iter::repeat, mem, ops::Range, sync::Arc};

use rust_decimal::Decimal;

use super::{
    headings::{Heading, years_in},
    labels::{Says as Label, funder_label, is_every_payer, is_owner, names_income, said_by},
    names::YEAR,
    table::is_dash,
};
use crate::{
    model::{
        CostAmount, Dossier, Fiche, FunderId, Funders, Prose, TableFigure, TableSubject,
        TableValue, Unchecked,
    },
    money::{
        Amount, Rate, is_not_costed, multiple_in, parse_amount, parse_days, parse_rate, unit_in,
    },
    source::{Period, Place, fold, parse_year},
};

/// Takes the figures of the tables in fiches that are about their budget. Documents print what the workbook says: such a
/// table is left out of the text where it says nothing else.
pub(super) fn take(dossier: &mut Dossier) {
    for fiche in &mut dossier.fiches {
        let Some(mut prose) = fiche.prose.take() else {
            continue;
        };
        let leader = prose.leader.as_ref();
        let budget = Budget {
            fiche,
            leader: leader.and_then(|leader| dossier.funders.find(leader)),
            periods: &dossier.convention.years,
            funders: &dossier.funders,
        };
        let mut printed_apart = Vec::new();
        for table in &prose.tables {
            let (name, text) = (&table.sheet, &prose.text[table.bytes.clone()]);
            let place = |row, col| Place::of_cell(&prose.file, name, table.rows.start + row, col);
            let key = (Arc::clone(&prose.file), Arc::clone(name));
            let grid = dossier.sources.sheets.get(&key);
            let rows = grid.and_then(|grid| grid.rows.get(table.rows.clone()));
            let mut lines = prose.text[..table.bytes.start].lines().rev();
            let before = lines
                .find(|line| !line.trim().is_empty())
                .unwrap_or_default();
            let read = rows.and_then(|rows| figures(rows, before, &place, budget));
            let Some((figures, is_whole)) = read else {
                continue;
            };
            prose.figures.extend(figures);
            // Neither a picture nor a note is a figure.
            let is_whole = is_whole && !text.contains("![") && !text.contains("[^");
            if is_whole {
                printed_apart.push(table.bytes.clone());
            }
        }
        // From the last one, so that those before still stand where the text has them.
        for bytes in printed_apart.into_iter().rev() {
            remove(&mut prose, &bytes);
        }
        for ((file, name), grid) in &dossier.sources.sheets {
            if *file != prose.file {
                continue;
            }
            let tables = prose.tables.iter().filter(|own| own.sheet == *name);
            let tables: Vec<&Range<usize>> = tables.map(|own| &own.rows).collect();
            let rows = grid.rows.iter().enumerate();
            let rows = rows.filter(|(row, _)| tables.iter().all(|own| !own.contains(row)));
            let place = |row, col| Place::of_cell(&prose.file, name, row, col);
            prose.figures.extend(in_form(rows, &place, budget));
        }
        fiche.prose = Some(prose);
    }
}

/// The figures that a form says beside their labels: « Coût total | 25 000 € », « Financement | Ville : 50 % ».
fn in_form<'r>(
    rows: impl Iterator<Item = (usize, &'r Vec<String>)>,
    place: &dyn Fn(usize, usize) -> Place,
    budget: Budget<'_>,
) -> Vec<TableFigure> {
    let (mut pairs, mut places, mut all) = (Vec::new(), Vec::new(), Vec::new());
    let mut says_payers = false;
    for (row, cells) in rows {
        for (col, pair) in cells.windows(2).enumerate() {
            let [label, value] = [pair[0].trim(), pair[1].trim()];
            if !names_budget(label, value, budget) {
                continue;
            }
            let says = budget.said(label);
            let words = fold(label);
            let says_part = ["participation", "part", "subvention", "contribution"];
            says_payers |= says_key(label)
                || matches!(says.of, Some(TableSubject::Funder { .. }))
                    && says_part.iter().any(|word| words.starts_with(word));
            let name = match says.of {
                None if says.year.is_none() && says_all(&Heading::new(label)) => "Total",
                _ => label,
            };
            let lines = value.lines().filter(|line| !line.trim().is_empty());
            let parts: Option<Vec<_>> = lines.map(|line| parted(line, budget)).collect();
            let parts = if is_figure(without_tax(value)) {
                vec![(name, value)]
            } else {
                parts.unwrap_or_default()
            };
            let cell = place(row, col + 1);
            if parts.is_empty() {
                all.push(unclear(label, cell));
                continue;
            }
            for (name, value) in parts {
                let shown = if name == "Total" { label } else { name };
                places.push((shown, cell.clone()));
                pairs.push(vec![name.to_owned(), value.to_owned()]);
            }
        }
    }
    let before = if says_payers { "Financement" } else { "" };
    let own = |row: usize, _| places[row].1.clone();
    match figures(&pairs, before, &own, budget) {
        Some((mut figures, _)) => {
            for figure in &mut figures {
                if let Some((label, _)) = places.iter().find(|own| own.1 == figure.place)
                    && figure.label == "Total"
                {
                    (*label).clone_into(&mut figure.label);
                }
            }
            all.extend(figures);
        }
        None => all.extend(
            places
                .into_iter()
                .map(|(label, place)| unclear(label, place)),
        ),
    }
    all
}

/// Whether a label of a form and what stands beside it are about its budget.
fn names_budget(label: &str, value: &str, budget: Budget<'_>) -> bool {
    const LONGEST: usize = 12;
    let has_digit = value.contains(|c: char| c.is_ascii_digit());
    let is_short = |line: &str| line.split_whitespace().count() <= LONGEST;
    if !has_digit || !value.contains(['€', '%']) || !is_short(label) || !value.lines().all(is_short)
    {
        return false;
    }
    let says = budget.said(label);
    let words = fold(label);
    let is_named = ["cout", "budget", "montant", "financement", "depense"];
    says.problem.is_none()
        && !words.contains("indicateur")
        && (is_named.iter().any(|word| words.contains(word))
            || is_figure(without_tax(value))
                && matches!(
                    says.of,
                    Some(TableSubject::Total | TableSubject::Funder { .. })
                ))
}

/// A line that names somebody or a year, and its figure: « Ville : 50 % », « 2027 : 12 000 € ».
fn parted<'l>(line: &'l str, budget: Budget<'_>) -> Option<(&'l str, &'l str)> {
    let line = line
        .trim_start_matches(|c: char| !c.is_alphanumeric())
        .trim();
    let at = || line.find(|c: char| c.is_ascii_digit());
    let (name, figure) = line
        .split_once(':')
        .or_else(|| Some(line.split_at(at()?)))?;
    let (name, figure) = (name.trim(), figure.trim());
    let says = budget.said(name);
    let is_it = says.of.is_some() || is_only_year(name, says.year);
    (is_it && is_figure(without_tax(figure))).then_some((name, figure))
}

/// A figure of which nothing is known.
fn unclear(label: &str, place: Place) -> TableFigure {
    TableFigure {
        place,
        label: label.to_owned(),
        heading: String::new(),
        of: TableSubject::Sum(Vec::new()),
        year: None,
        only_year: None,
        value: TableValue::Unchecked(Unchecked::Unclear),
    }
}

/// Takes a table and its caption out of the section that holds them, which goes with it if it holds nothing else. Another table may begin
/// with the same rows.
fn remove(prose: &mut Prose, bytes: &Range<usize>) {
    let text = prose.text[bytes.clone()].trim_end();
    let before = &prose.text[prose.body.start..bytes.start];
    let mut alike = before.matches(text).count();
    for (rank, section) in prose.sections.iter_mut().enumerate() {
        let mut found = section.markdown.match_indices(text);
        let Some((at, _)) = found.nth(alike) else {
            alike -= section.markdown.matches(text).count();
            continue;
        };
        let end = at + text.len();
        let (above, below) = (&section.markdown[..at], &section.markdown[end..]);
        let above = above.trim_end();
        let start = above.rfind('\n').map_or(0, |end| end + 1);
        let above = if is_caption(&above[start..]) {
            &above[..start]
        } else {
            &section.markdown[..at]
        };
        let next = below.trim_start();
        let next_end = next.find('\n').unwrap_or(next.len());
        let below = if is_caption(&next[..next_end]) {
            &next[next_end..]
        } else {
            below
        };
        let left = [above, below].concat();
        left.trim_matches('\n').clone_into(&mut section.markdown);
        if section.markdown.is_empty() {
            prose.sections.remove(rank);
        }
        return;
    }
}

/// Whether a line is the caption of a table: « Tableau 2 – Budget ».
fn is_caption(line: &str) -> bool {
    let text = line.trim_matches(|c: char| !c.is_alphanumeric());
    let mut words = text.split_whitespace();
    let is_table = words.next().is_some_and(|word| fold(word) == "tableau");
    let mut number = words.next().unwrap_or_default().chars();
    is_table && number.next().is_some_and(|c| c.is_ascii_digit()) && !line.ends_with('.')
}

/// What a fiche's table is held against.
#[derive(Clone, Copy)]
pub(super) struct Budget<'a> {
    pub(super) fiche: &'a Fiche,
    /// Who leads the fiche, if that is somebody who pays.
    pub(super) leader: Option<FunderId>,
    pub(super) periods: &'a [Period],
    pub(super) funders: &'a Funders,
}

/// What figures are, by their heading.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    Amount,
    Days,
    Rate,
    /// A number of something, unless it bears a unit of money.
    Count,
}

/// What a text says of the figures right of it, or under it.
#[derive(Clone, Debug, Default)]
struct Says {
    year: Option<usize>,
    of: Option<TableSubject>,
    kind: Option<Kind>,
    /// What is left of it as the name of a cost.
    name: String,
    /// A rate that stands with a name: « CCI (45 %) ».
    rate: Option<Rate>,
    problem: Option<Unchecked>,
    /// Whether it is a part of what stands above: « dont Ville ».
    is_part: bool,
}

impl Says {
    fn of(of: TableSubject) -> Self {
        Self {
            of: Some(of),
            ..Self::default()
        }
    }

    /// What it says together with another text, of the same row or of the column.
    fn and(self, other: Self) -> Self {
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
        }
    }
}

impl Budget<'_> {
    fn has_line(self, name: &str) -> bool {
        let key = fold(name);
        !key.is_empty() && !self.fiche.lines_named(&[key]).is_empty()
    }

    fn has_years(self) -> bool {
        self.periods.iter().any(|own| own.year().is_some())
    }

    fn rank_of(self, year: i32) -> Option<usize> {
        let is_it = |own: &Period| own.year() == Some(year);
        self.periods.iter().position(is_it)
    }

    /// The index of the year that a text names, or why its figures are of none: of other years the workbook says nothing.
    fn year(self, text: &str) -> Result<Option<usize>, Unchecked> {
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
    fn said(self, text: &str) -> Says {
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
            is_part,
            ..Says::default()
        };
        if self.has_line(text) {
            says.of = Some(TableSubject::Line(names_of(&[text])));
            text.clone_into(&mut says.name);
            return says;
        }
        match self.year(text) {
            Ok(year) => says.year = year,
            Err(problem) => says.problem = Some(problem),
        }
        let heading = Heading::new(text);
        says.kind = kind_alone(&heading);
        if says.kind.is_some() {
            return says;
        }
        let rest = heading.name.replace(YEAR, " ");
        let rest = rest.trim();
        let funder = self.funders.find(&funder_label(text).0);
        let funder = funder.or_else(|| self.leader.filter(|_| is_owner(rest)));
        let line = |name: &str| TableSubject::Line(names_of(&[name]));
        says.of = match (said_by(text, |_| false), funder) {
            (Some(Label::Total(of)), _) if of.is_empty() || is_every_payer(&of) => {
                Some(TableSubject::Total)
            }
            (Some(Label::Total(of)), _) if self.has_line(&of) => Some(line(&of)),
            (Some(Label::Total(of)), _) => match self.funders.find(&of) {
                Some(id) => Some(TableSubject::Funder { id, of: None }),
                None => Some(TableSubject::Sum(Vec::new())),
            },
            (_, Some(id)) => Some(TableSubject::Funder { id, of: None }),
            (Some(Label::Sum { .. }), _) => Some(TableSubject::Total),
            (Some(Label::Tax | Label::Part | Label::Ratio), _) => {
                says.problem = Some(Unchecked::Apart);
                None
            }
            _ => {
                let is_line = self.has_line(rest);
                if !is_only_year(text, says.year) {
                    rest.clone_into(&mut says.name);
                }
                is_line.then(|| line(rest))
            }
        };
        says
    }

    /// What a heading says: its words may name kinds of figures too.
    fn headed(self, heading: &Heading) -> Says {
        let mut says = self.said(&heading.text);
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
        says
    }
}

/// A name without the rate that stands with it: « CCI (45 %) », « Ville – 30 % ».
fn without_rate(text: &str) -> (&str, Option<Rate>) {
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

/// Columns of figures that the same texts name.
struct Side {
    /// The columns of these texts.
    labels: Vec<usize>,
    columns: Vec<Column>,
    /// What the last row above is of, for « dont Ville ».
    owner: Option<TableSubject>,
}

/// A column of figures.
struct Column {
    col: usize,
    heading: Heading,
    says: Says,
    /// How many euros its numbers are worth.
    multiple: Decimal,
    /// What stands above, since the last sum.
    above: Vec<TableSubject>,
}

/// A row as the texts of a side name it.
struct Row {
    rank: usize,
    says: Says,
    text: String,
    /// Whether that is all that they say.
    is_plain: bool,
    /// The year that stands over it.
    over: Option<usize>,
    /// Whether it says when something is done, which may be the year of its figures or not.
    is_dated: bool,
}

/// The figures of a table, and whether it says nothing else; nothing where it is not about the fiche's budget. `before` is
/// what stands above it: « Bilan 2025 ».
pub(super) fn figures(
    rows: &[Vec<String>],
    before: &str,
    place: &dyn Fn(usize, usize) -> Place,
    budget: Budget<'_>,
) -> Option<(Vec<TableFigure>, bool)> {
    let width = rows.iter().map(Vec::len).max()?;
    let cells = rows.iter().map(|row| {
        let texts = row.iter().map(|text| text.trim());
        texts.chain(repeat("")).take(width).collect()
    });
    let cells: Vec<Vec<&str>> = cells.collect();
    let is_money = cells.iter().flatten().any(|text| unit_in(text).is_some()) || says_key(before);
    let mut table = Table {
        cells,
        width,
        place,
        budget,
        only_year: None,
        caption: None,
        elsewhere: None,
        figures: Vec::new(),
        is_whole: true,
        is_of: About::Else,
        is_money,
    };
    let blocks = table.blocks();
    let (head, _) = blocks.first()?;
    table.years(&table.cells[head.clone()].concat(), before);
    for (head, body) in blocks {
        table.block(head, body);
    }
    table.settled()
}

/// What a table is about, the surest last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum About {
    Else,
    /// A budget by its headings, whatever its rows are called.
    Budget,
    /// It says the total of all years.
    Total,
    /// Some of its figures are the fiche's.
    Fiche,
}

/// A table while it is read.
struct Table<'t> {
    cells: Vec<Vec<&'t str>>,
    width: usize,
    place: &'t dyn Fn(usize, usize) -> Place,
    budget: Budget<'t>,
    /// The only year of the agreement that its head or what stands above it names.
    only_year: Option<usize>,
    /// The year that what stands above it says, and nothing else, where its head names none.
    caption: Option<usize>,
    /// That they name none of them, but others.
    elsewhere: Option<Unchecked>,
    figures: Vec<TableFigure>,
    /// Whether it says nothing but figures that are checked.
    is_whole: bool,
    is_of: About,
    is_money: bool,
}

impl Table<'_> {
    /// Its figures, where they are of a budget. Of rows that the workbook calls otherwise, all of them, nothing is checked.
    fn settled(mut self) -> Option<(Vec<TableFigure>, bool)> {
        let fiche = self.budget.fiche;
        let is_own = |names: &[String]| !fiche.lines_named(names).is_empty();
        let lines = self.figures.iter().filter_map(|own| match &own.of {
            TableSubject::Line(names) => Some(is_own(names)),
            _ => None,
        });
        let lines: Vec<bool> = lines.collect();
        let is_known = self.is_of == About::Fiche
            || self.is_of == About::Total && lines.iter().all(|is_own| *is_own);
        let is_checked = |own: &TableFigure| !matches!(own.value, TableValue::Unchecked(_));
        let is_told = self.is_of > About::Else && self.figures.iter().any(is_checked);
        if !is_known && !is_told {
            return None;
        }
        let is_payer = |own: &TableFigure| matches!(own.of, TableSubject::Funder { .. });
        let has_name = lines.contains(&true) || self.figures.iter().any(is_payer);
        for figure in &mut self.figures {
            let is_line = matches!(figure.of, TableSubject::Line(_));
            if !is_known || is_line && !has_name && is_checked(figure) {
                figure.value = TableValue::Unchecked(Unchecked::Unclear);
                self.is_whole = false;
            }
        }
        Some((self.figures, self.is_whole))
    }

    /// Whether plain numbers are amounts: what heads them says whose, of what or of which year they are and nothing else,
    /// and a label is the workbook's.
    fn is_plain_budget(&self, head: &Range<usize>, body: &Range<usize>, sides: &[Side]) -> bool {
        let columns = || sides.iter().flat_map(|side| &side.columns);
        let labels = || sides.iter().flat_map(|side| &side.labels);
        let names = |text: &str| self.budget.said(text);
        let is_own = |of: &Option<TableSubject>| {
            matches!(
                of,
                Some(TableSubject::Line(_) | TableSubject::Funder { .. })
            )
        };
        let texts = || {
            let rows = self.cells[body.clone()].iter();
            rows.flat_map(|row| labels().map(|col| row[*col]))
        };
        let is_yearly = columns().any(|own| own.says.year.is_some())
            || texts().any(|text| is_only_year(text, names(text).year));
        let is_headed = |own: &Column| {
            own.says.of.is_some()
                || matches!(own.says.kind, Some(Kind::Days | Kind::Rate))
                || own.heading.is_sum()
                || own.heading.title(Some(true)) == Some("Montant")
        };
        is_yearly
            && columns().all(is_headed)
            && labels().all(|col| heads_costs(&self.heading(head, *col)))
            && (columns().any(|own| is_own(&own.says.of))
                || texts().any(|text| is_own(&names(text).of)))
            && columns().any(|own| self.is_large(body, own.col))
    }

    /// Whether a column holds more than one counts or spends days on.
    fn is_large(&self, body: &Range<usize>, col: usize) -> bool {
        let mut texts = self.cells[body.clone()].iter().map(|row| row[col]);
        let hundred = Amount::whole(100);
        texts.any(|text| matches!(parse_amount(text), Ok((Some(amount), _)) if amount >= hundred))
    }

    /// Whether its headings are those of a budget, whatever its rows are called.
    fn is_budget(&self, head: &Range<usize>, body: &Range<usize>, sides: &[Side]) -> bool {
        let texts = self.cells[head.clone()].iter().flatten();
        let mut texts = texts.map(|text| fold(text));
        let is_counted = texts.any(|text| text.contains("indicateur"));
        let has_unit = |col: usize| {
            let mut cells = self.cells[body.clone()].iter();
            cells.any(|row| unit_in(row[col]).is_some())
        };
        let is_it = |side: &Side, own: &Column| {
            let words = fold(&own.heading.text);
            let says_cost = ["cout", "montant", "depense", "budget"];
            let of_costs = || {
                let heads = side.labels.iter().map(|col| self.heading(head, *col));
                let mut titles = heads.map(|own| own.title(Some(false)));
                titles.any(|title| title == Some("Nature"))
            };
            let is_year = own.says.year.is_some_and(|_| own.says.name.is_empty());
            own.says.kind.is_none_or(|kind| kind == Kind::Amount)
                && own.says.problem.is_none()
                && (says_cost.iter().any(|word| words.contains(word))
                    || is_year && (has_unit(own.col) || of_costs() && self.is_large(body, own.col)))
        };
        let mut all = sides
            .iter()
            .flat_map(|side| side.columns.iter().map(move |own| (side, own)));
        !is_counted && all.any(|(side, own)| is_it(side, own))
    }

    /// Its heads, each with the rows under it: « Recettes » and its years may stand below the costs.
    fn blocks(&self) -> Vec<(Range<usize>, Range<usize>)> {
        let end = self.cells.len();
        let has_figure = |row: &usize| self.cells[*row].iter().skip(1).any(|text| is_figure(text));
        let Some(first) = (0..end).find(has_figure) else {
            return Vec::new();
        };
        let is_head = |row: &usize| {
            let filled = || self.cells[*row].iter().filter(|text| !text.is_empty());
            let is_it = |text: &&str| is_title(text, self.budget) && !self.budget.has_line(text);
            filled().count() > 1 && !has_figure(row) && filled().all(is_it)
        };
        let mut blocks = vec![(0..first, first..end)];
        for row in (first..end).filter(is_head) {
            match blocks.last_mut() {
                Some((head, body)) if body.start == row => {
                    (head.end, body.start) = (row + 1, row + 1);
                }
                last => {
                    last.into_iter().for_each(|(_, body)| body.end = row);
                    blocks.push((row..row + 1, row + 1..end));
                }
            }
        }
        blocks
    }

    /// Finds which years its head and what stands above it name.
    fn years(&mut self, head: &[&str], before: &str) {
        let texts = head.iter().copied().chain([before]);
        let years: BTreeSet<i32> = texts.flat_map(years_in).collect();
        let own = years.iter().filter_map(|year| self.budget.rank_of(*year));
        let own: Vec<usize> = own.collect();
        self.only_year = own.first().copied().filter(|_| own.len() == 1);
        let is_named = head.iter().any(|text| !years_in(text).is_empty());
        let caption = before.trim_matches(|c: char| !c.is_alphanumeric());
        let year = self.budget.said(caption).year;
        self.caption = year.filter(|_| !is_named && is_only_year(caption, year));
        let is_elsewhere = self.budget.has_years() && own.is_empty() && !years.is_empty();
        self.elsewhere = is_elsewhere.then_some(Unchecked::OtherYear);
    }

    fn block(&mut self, head: Range<usize>, body: Range<usize>) {
        let mut sides = self.sides(&head, &body);
        let columns = || sides.iter().flat_map(|side| &side.columns);
        self.is_money |= columns().any(Column::says_money);
        self.is_money |= self.is_plain_budget(&head, &body, &sides);
        self.is_money |= self.cells[head.clone()]
            .iter()
            .flatten()
            .any(|text| says_key(text));
        if self.is_budget(&head, &body, &sides) {
            self.is_of = self.is_of.max(About::Budget);
        }
        let is_yearly = columns().any(|own| own.says.year.is_some());
        // What else it says: above the figures, in rows without any, and beside them but for what names them.
        let used = sides.iter().flat_map(|side| {
            let columns = side.columns.iter().map(|own| own.col);
            side.labels.iter().copied().chain(columns)
        });
        let used: BTreeSet<usize> = used.collect();
        self.rates_of_heads(&head, &sides);
        let (mut above, mut over) = (vec![""; self.width], None);
        for row in head.start..body.end {
            let mut is_named = false;
            if body.contains(&row) {
                for (text, own) in above.iter_mut().zip(&self.cells[row]) {
                    *text = if own.is_empty() { *text } else { *own };
                }
                over = self.year_over(row).or(over);
                for side in &mut sides {
                    is_named |= self.row(row, side, (&above, over), is_yearly);
                }
            }
            let mut others = self.cells[row].iter().enumerate().filter(|(col, text)| {
                !(text.is_empty() || is_dash(text) || is_named && used.contains(col))
            });
            self.is_whole &= others.all(|(_, text)| !is_named && is_title(text, self.budget));
        }
    }

    /// The year that a row gives those under it: « 2027 » alone in it.
    fn year_over(&self, row: usize) -> Option<usize> {
        let mut filled = self.cells[row].iter().filter(|text| !text.is_empty());
        let (first, second) = (filled.next()?, filled.next());
        let says = self.budget.said(first);
        says.year.filter(|_| second.is_none() && says.of.is_none())
    }

    /// Reads a row of a side, if it has figures there.
    fn row(
        &mut self,
        rank: usize,
        side: &mut Side,
        (above, over): (&[&str], Option<usize>),
        is_yearly: bool,
    ) -> bool {
        let cells = self.cells[rank].clone();
        let is_filled = |own: &&mut Column| !cells[own.col].is_empty() && !is_dash(cells[own.col]);
        let mut columns = side.columns.iter_mut().filter(is_filled).peekable();
        if columns.peek().is_none() {
            return false;
        }
        let mut labels: Vec<(usize, &str)> =
            side.labels.iter().map(|col| (*col, cells[*col])).collect();
        if let [first, _, ..] = &mut labels[..] {
            // A nature that goes for several rows.
            first.1 = above[first.0];
        }
        labels.retain(|(_, label)| !label.is_empty());
        let mut row = self.named(rank, &labels);
        row.over = over;
        match (row.says.is_part, &side.owner, &row.says.of) {
            (false, ..) => side.owner.clone_from(&row.says.of),
            (true, Some(owner @ TableSubject::Line(_)), Some(TableSubject::Funder { .. })) => {
                row.says = row.says.and(Says::of(owner.clone()));
            }
            (true, None | Some(TableSubject::Total), Some(_)) => {}
            (true, ..) => row.says.problem = row.says.problem.or(Some(Unchecked::Apart)),
        }
        for column in columns {
            self.read(cells[column.col], &row, column, is_yearly);
        }
        true
    }

    /// What the texts left of a row's figures say together.
    fn named(&mut self, rank: usize, labels: &[(usize, &str)]) -> Row {
        let budget = self.budget;
        let (mut all, mut names, mut has_line) = (Says::default(), Vec::new(), false);
        let mut is_dated = false;
        for (col, label) in labels {
            let mut says = budget.said(label);
            if let (Some(rate), Some(of)) = (says.rate, &says.of) {
                let value = TableValue::Rate(rate);
                self.add((rank, *col), (label, ""), of, says.year, value);
            }
            if says.of.is_none() && !is_only_year(label, says.year) {
                // « Printemps 2027 » says when, and not of which year.
                is_dated |= labels.len() > 1 && says.year.is_some();
                says.year = None;
                says.problem = says.problem.filter(|why| *why != Unchecked::OtherYear);
            }
            if says.problem.is_none() && !says.name.is_empty() {
                names.push(says.name.clone());
            }
            // All of them name one line.
            let is_line = matches!(says.of, Some(TableSubject::Line(_)));
            has_line |= is_line;
            says.of = says.of.filter(|_| !is_line);
            all = all.and(says);
        }
        if has_line || all.of.is_none() && !names.is_empty() && all.problem.is_none() {
            all = all.and(Says::of(TableSubject::Line(names_of(&names))));
        }
        let labels = labels.iter().map(|(_, label)| *label);
        let is_it = |name: &String| budget.has_line(name);
        let is_plain = match &all.of {
            Some(TableSubject::Line(own)) => {
                let is_unknown = budget.fiche.lines_named(own).is_empty();
                is_unknown || is_it(&names.join(" ")) || names.iter().all(is_it)
            }
            Some(TableSubject::Funder { .. }) => labels.clone().all(|text| is_title(text, budget)),
            _ => true,
        };
        let text = labels.collect::<Vec<_>>().join(" ");
        Row {
            rank,
            says: all,
            text,
            is_plain,
            over: None,
            is_dated,
        }
    }

    /// Reads a cell of figures.
    fn read(&mut self, text: &str, row: &Row, column: &mut Column, is_yearly: bool) {
        let fiche = self.budget.fiche;
        let says = row.says.clone().and(column.says.clone());
        let is_grand = row.says.of == Some(TableSubject::Total);
        let is_count = says.kind == Some(Kind::Count);
        let values = column.values(text, says.kind);
        let has_digit = text.contains(|c: char| c.is_ascii_digit());
        if is_count && unit_in(text).is_none() || !has_digit && values.is_empty() {
            // It counts something, or says in words what no figure does.
            self.is_whole &= is_not_costed(text);
            return;
        }
        let of = column.subject(says.of.unwrap_or(TableSubject::Total), says.is_part);
        let is_unclear = is_count || values.is_empty() || of == TableSubject::Sum(Vec::new());
        let problem = says.problem.or(self.elsewhere);
        let problem = problem.or(is_unclear.then_some(Unchecked::Unclear));
        let is_loose = row.is_dated && says.year.is_none() && row.over.is_none();
        let problem = problem.or(is_loose.then_some(Unchecked::Apart));
        let values = problem.map_or(values, |why| vec![TableValue::Unchecked(why)]);
        let lines = match &of {
            TableSubject::Line(names) => fiche.lines_named(names),
            TableSubject::Funder { .. } => Vec::new(),
            _ => fiche.lines.iter().collect(),
        };
        self.is_whole &= row.is_plain;
        for mut value in values {
            let is_days = matches!(value, TableValue::Days(_));
            let year = says.year.or(row.over.filter(|_| !is_grand));
            let year = year.or(self.caption);
            let of_year = |(rank, _): &(usize, &CostAmount)| year.is_none_or(|year| year == *rank);
            let costs = lines.iter().flat_map(|line| line.years.iter().enumerate());
            if is_days && !costs.filter(of_year).any(|(_, cost)| cost.days.is_some()) {
                value = TableValue::Unchecked(Unchecked::NoDays);
            }
            let is_known = match (&of, value) {
                (
                    TableSubject::Funder {
                        of: Some(names), ..
                    },
                    TableValue::Rate(_),
                ) => !fiche.lines_named(names).is_empty(),
                (TableSubject::Funder { .. }, _) => self.is_money,
                (TableSubject::Line(_), _) => !lines.is_empty() && (self.is_money || is_days),
                (TableSubject::Total, _) => {
                    let is_amount = matches!(value, TableValue::Amount { .. });
                    let is_cost = self.is_money && problem.is_none();
                    let is_own = is_cost && is_amount && says_all(&column.heading);
                    if is_own && is_grand {
                        self.is_of = self.is_of.max(About::Total);
                    }
                    is_cost && is_yearly || is_own && row.says.year.is_some()
                }
                (TableSubject::Sum(_), _) => false,
            };
            if is_known {
                self.is_of = About::Fiche;
            }
            self.is_whole &= !matches!(value, TableValue::Unchecked(_));
            let names = (&*row.text, &*column.heading.text);
            self.add((row.rank, column.col), names, &of, year, value);
        }
        // « Total » may be that of the year above, or of all.
        if let (Some(_), None, true, Some(figure)) =
            (row.over, says.year, is_grand, self.figures.last_mut())
        {
            figure.only_year = row.over;
        }
    }

    fn add(
        &mut self,
        (row, col): (usize, usize),
        (label, heading): (&str, &str),
        of: &TableSubject,
        year: Option<usize>,
        value: TableValue,
    ) {
        self.figures.push(TableFigure {
            place: (self.place)(row, col),
            label: label.to_owned(),
            heading: heading.to_owned(),
            of: of.clone(),
            year,
            only_year: self.only_year,
            value,
        });
    }

    /// The rates that headings say beside the names of those who pay.
    fn rates_of_heads(&mut self, head: &Range<usize>, sides: &[Side]) {
        for column in sides.iter().flat_map(|side| &side.columns) {
            let Some(of @ TableSubject::Funder { .. }) = &column.says.of else {
                continue;
            };
            for row in head.clone() {
                let own = self.budget.said(self.cells[row][column.col]);
                if let (Some(rate), Some(_)) = (own.rate, own.of) {
                    let value = TableValue::Rate(rate);
                    let names = ("", &*column.heading.text);
                    self.add((row, column.col), names, of, column.says.year, value);
                }
            }
        }
    }

    /// What stands above a column. What stands alone above others is a title.
    fn heading(&self, head: &Range<usize>, col: usize) -> Heading {
        let filled = |row: &&Vec<&str>| row.iter().filter(|text| !text.is_empty()).count();
        let rows = self.cells[head.clone()].iter();
        let rows: Vec<_> = rows
            .filter(|row| head.len() < 2 || filled(row) > 1)
            .collect();
        let texts = rows.iter().enumerate().filter_map(|(rank, row)| {
            // Of the rows above the last one, a cell goes for those right of it.
            let is_last = rank + 1 == rows.len();
            let from = if is_last { col } else { 0 };
            row[from..=col].iter().rev().find(|text| !text.is_empty())
        });
        Heading::new(&texts.copied().collect::<Vec<_>>().join(" "))
    }

    /// Whether a column mostly holds figures; nothing where it is empty.
    fn has_figures(&self, col: usize, body: &Range<usize>, heading: &Heading) -> Option<bool> {
        let cells = self.cells[body.clone()].iter().map(|row| row[col]);
        let cells: Vec<&str> = cells.filter(|text| !text.is_empty()).collect();
        let is_year =
            |text: &&str| parse_year(text).is_some_and(|year| self.budget.rank_of(year).is_some());
        let names_years = heading.title(Some(false)) == Some("Année")
            || heading.is_blank() && cells.iter().all(is_year);
        // « 2000 » may be an amount.
        let may_be = |text: &str| is_not_costed(text) || parse_year(text).is_some() && !names_years;
        let is_it = |text: &&&str| is_figure(text) || is_dash(text) || col > 0 && may_be(text);
        let count = cells.iter().filter(is_it).count();
        (!cells.is_empty()).then_some(count * 2 >= cells.len() + usize::from(col == 0))
    }

    /// The columns of figures under their headings, with the texts left of them.
    fn sides(&self, head: &Range<usize>, body: &Range<usize>) -> Vec<Side> {
        let heads: Vec<Heading> = (0..self.width).map(|col| self.heading(head, col)).collect();
        let title_unit = multiple_in(&self.cells[..head.end].concat().join(" "));
        let mut sides: Vec<Side> = Vec::new();
        let mut labels: Vec<usize> = Vec::new();
        for (col, heading) in heads.iter().enumerate() {
            match self.has_figures(col, body, heading) {
                None => continue,
                Some(false) => {
                    // Texts that follow figures name those right of them.
                    let is_apart = sides.last().is_some_and(|side| side.labels == labels);
                    labels.retain(|_| !is_apart);
                    labels.push(col);
                    continue;
                }
                Some(true) => {}
            }
            let mut says = self.budget.headed(heading);
            // « Dépenses 2027 | Montant »
            let mut named = labels
                .iter()
                .rev()
                .map(|col| self.budget.year(&heads[*col].text));
            let named = named
                .find(|year| *year != Ok(None))
                .filter(|_| says.year.is_none());
            match named {
                Some(Ok(year)) => says.year = year,
                Some(Err(why)) => says.problem = says.problem.or(Some(why)),
                None => {}
            }
            if sides.last().is_none_or(|side| side.labels != labels) {
                sides.push(Side {
                    labels: labels.clone(),
                    columns: Vec::new(),
                    owner: None,
                });
            }
            let column = Column {
                col,
                says,
                multiple: multiple_in(&heading.text)
                    .or(title_unit)
                    .unwrap_or(Decimal::ONE),
                heading: heading.clone(),
                above: Vec::new(),
            };
            if let Some(side) = sides.last_mut() {
                side.columns.push(column);
            }
        }
        // A sum over other years too is none of the workbook's.
        let columns = || sides.iter().flat_map(|side| &side.columns);
        if columns().any(|own| own.says.problem == Some(Unchecked::OtherYear)) {
            let all = sides.iter_mut().flat_map(|side| &mut side.columns);
            all.filter(|own| own.says.year.is_none())
                .for_each(|own| own.says.problem = Some(Unchecked::OtherYear));
        }
        sides
    }
}

impl Column {
    /// What a figure is of, where a sum is of what stands above it.
    fn subject(&mut self, of: TableSubject, is_part: bool) -> TableSubject {
        match of {
            TableSubject::Sum(_) => TableSubject::Sum(mem::take(&mut self.above)),
            TableSubject::Total => {
                self.above.clear();
                of
            }
            of => {
                self.above.extend((!is_part).then(|| of.clone()));
                of
            }
        }
    }

    /// Whether its heading speaks of amounts or rates, or says nothing that it could count.
    fn says_money(&self) -> bool {
        let title = self.heading.title(Some(true));
        matches!(title, Some("Montant" | "Taux")) && parse_year(&self.heading.text).is_none()
    }

    /// What a cell says: a rate, days, an amount, or an amount and its days.
    fn values(&self, text: &str, kind: Option<Kind>) -> Vec<TableValue> {
        // « 11 400 € (60 %) »
        let parts = text.strip_suffix(')').and_then(|text| text.split_once('('));
        if let Some((amount, rate)) = parts.filter(|(amount, rate)| {
            unit_in(amount).is_some() && rate.contains('%') && parse_rate(rate).is_some()
        }) {
            let mut values = self.values(amount.trim(), kind);
            values.extend(self.values(rate, kind));
            return values;
        }
        if text.contains('%') || kind == Some(Kind::Rate) && unit_in(text).is_none() {
            return parse_rate(text).map(TableValue::Rate).into_iter().collect();
        }
        let text = without_tax(text);
        let typed = parse_amount(text);
        if kind == Some(Kind::Days) || typed.is_err() {
            return parse_days(text).map(TableValue::Days).into_iter().collect();
        }
        let Ok((Some(amount), days)) = typed else {
            return Vec::new();
        };
        // A unit that is typed says what the number is, and is counted in the amount already.
        let typed = unit_in(text);
        let multiple = typed.unwrap_or(self.multiple);
        let number = match typed {
            Some(typed) => amount.decimal() / typed,
            None => amount.decimal(),
        };
        let half = Decimal::new(5, number.normalize().scale() + 1);
        let slack = if multiple == Decimal::ONE {
            Decimal::ZERO
        } else {
            half
        };
        let unit = Amount::whole(1).times(multiple);
        let amount = TableValue::Amount {
            amount: unit.times(number),
            slack: unit.times(slack),
        };
        [Some(amount), days.map(TableValue::Days)]
            .into_iter()
            .flatten()
            .collect()
    }
}

/// Whether a text says in what parts all is paid: « Clé de répartition », « Plan de financement ».
fn says_key(text: &str) -> bool {
    let words = fold(text);
    words.contains("clederepartition") || words.contains("financement")
}

/// Whether a heading may be of all that is spent: « Coût prévisionnel (€) », and not « Montant des loyers ».
fn says_all(heading: &Heading) -> bool {
    const WORDS: &str = "montant montants cout couts total budget depense depenses previsionnel previsionnels prevu ht \
        ttc en eur euro euros k ke m de la l action global globale";
    let text = heading.name.replace(YEAR, " ");
    let mut words = text.split(|c: char| !c.is_alphanumeric()).map(fold);
    words.all(|word| word.is_empty() || WORDS.split(' ').any(|own| own == word))
}

/// Whether what stands under a heading may name costs, those who pay, or years.
fn heads_costs(heading: &Heading) -> bool {
    let is_income = || names_income(&heading.text);
    let is_partner = fold(&heading.text).starts_with("partenaire");
    let titles = [heading.title(Some(false)), heading.title(Some(true))];
    let is_it = |title: Option<&str>| {
        matches!(
            title,
            Some("Nature" | "Libellé" | "Financeur" | "Année" | "Montant")
        )
    };
    heading.is_blank() || is_income() || !is_partner && titles.into_iter().any(is_it)
}

/// An amount without the word for its tax: `12 000 € HT`.
fn without_tax(text: &str) -> &str {
    let words = ["HT", "TTC", "H.T.", "T.T.C."];
    let mut ends = words.iter().filter_map(|word| text.strip_suffix(word));
    ends.next().unwrap_or(text).trim_end()
}

/// Whether a label says a year and nothing else: « Année 2027 ».
fn is_only_year(label: &str, year: Option<usize>) -> bool {
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
fn is_title(text: &str, budget: Budget<'_>) -> bool {
    const LONGEST: usize = 5;
    let is_known = || Heading::new(text).title(None).is_some() || unit_in(text).is_some();
    let is_period =
        || !years_in(text).is_empty() || budget.periods.iter().any(|own| own.is_named(text));
    budget.said(text).of.is_some()
        || names_income(text)
        || said_by(text, |_| false).is_some()
        || (is_known() || is_period()) && text.split_whitespace().count() <= LONGEST
}

/// Whether a cell holds a figure, and no year.
fn is_figure(text: &str) -> bool {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        model::{CellAmount, CostAmount, CostLine, Funder},
        source::{Code, Located},
    };

    fn subject(of: &TableSubject, funders: &Funders) -> String {
        match of {
            TableSubject::Total => "total".to_owned(),
            TableSubject::Funder { id, of } => {
                let of = of.as_ref().map(|names| format!(" ({})", names[0]));
                format!("{}{}", funders[*id].column, of.unwrap_or_default())
            }
            TableSubject::Line(names) => names[0].clone(),
            TableSubject::Sum(parts) => {
                let parts = parts.iter().map(|part| subject(part, funders));
                parts.collect::<Vec<_>>().join(" + ")
            }
        }
    }

    /// A table by its lines, cells parted by `|`, and what is read of it: one figure a line; `…` where it says more.
    #[track_caller]
    fn says(table: &str, expected: &[&str]) {
        let own = |text: &str| Located::new(text.to_owned(), Place::default());
        let mut funders = Funders::default();
        for (id, name) in [("ville", "Ville de Dijon"), ("cci", "CCI")] {
            assert!(funders.declare(Funder::declared(&own(id), name.to_owned(), None)));
        }
        let code = Code::parse("A 1").expect("a code");
        let mut fiche = Fiche::new(Located::new(code, Place::default()));
        fiche.lines = ["Études", "Animation"]
            .map(|nature| CostLine {
                place: Place::default(),
                section: None,
                nature: Some(own(nature)),
                nature_key: Some(fold(nature)),
                label: None,
                tax: None,
                years: vec![CostAmount {
                    amount: Located::new(CellAmount::Blank, Place::default()),
                    said: None,
                    days: Some(Located::new(Decimal::ONE, Place::default())),
                }],
                carried: Vec::new(),
            })
            .to_vec();
        let periods = [2027, 2028].map(Period::Year);
        let budget = Budget {
            fiche: &fiche,
            leader: None,
            periods: &periods,
            funders: &funders,
        };
        let rows = table
            .lines()
            .map(|line| line.split('|').map(|cell| cell.trim().to_owned()).collect());
        let rows: Vec<Vec<String>> = rows.collect();
        let sheet = "tableau 1".into();
        let read = figures(
            &rows,
            "",
            &|row, col| Place::of_cell(&"a.docx".into(), &sheet, row, col),
            budget,
        );
        let shown = |figure: &TableFigure| {
            let of = subject(&figure.of, &funders);
            let year = figure
                .year
                .map_or(String::new(), |year| format!(" {}", periods[year]));
            let value = match figure.value {
                TableValue::Amount { amount, slack } if slack.is_zero() => amount.plain(),
                TableValue::Amount { amount, slack } => {
                    format!("{} ± {}", amount.plain(), slack.plain())
                }
                TableValue::Days(days) => format!("{days} j"),
                TableValue::Rate(rate) => format!("{} %", rate.percents()),
                TableValue::Unchecked(why) => format!("{why:?}?"),
            };
            format!("{of}{year} {value}")
        };
        let mut found: Vec<String> = Vec::new();
        if let Some((figures, is_whole)) = &read {
            found.extend(figures.iter().map(shown));
            found.extend((!is_whole).then(|| "…".to_owned()));
        }
        assert_eq!(found, expected, "{table}");
    }

    #[test]
    fn costs_by_year() {
        says(
            "Nature de la dépense | 2027 | 2028 | Total\nÉtudes | 12 000 € (20 j) | / | 12 000 €\nTotal | 12 000 € | 0 | 12 000 €",
            &[
                "etudes 2027 12000",
                "etudes 2027 20 j",
                "etudes 12000",
                "total 2027 12000",
                "total 2028 0",
                "total 12000",
            ],
        );
        says(
            "Budget prévisionnel |||\n| 2027 || 2028 |\nPoste | Jours | Coût | Jours | Coût\nÉtudes | 10 | 6000 | 5 | 2000",
            &[
                "etudes 2027 10 j",
                "etudes 2027 6000",
                "etudes 2028 NoDays?",
                "etudes 2028 2000",
                "…",
            ],
        );
        says(
            "Dépenses (k€) | 2027\nÉtudes | 12,5\nCoût total | 12,5",
            &["etudes 2027 12500 ± 50", "total 2027 12500 ± 50"],
        );
    }

    #[test]
    fn who_pays() {
        says(
            "Dépenses | Montant | Recettes | Montant | %\nÉtudes | 8 000 € | Ville de Dijon | 6 000 € | 60 %\nAnimation | 2 000 € | CCI | 4 000 € | 40 %\nTotal | 10 000 € | Total | 10 000 € | 100 %",
            &[
                "etudes 8000",
                "Ville de Dijon 6000",
                "Ville de Dijon 60 %",
                "animation 2000",
                "CCI 4000",
                "CCI 40 %",
                "total 10000",
                "total 10000",
                "total 100 %",
            ],
        );
        says(
            "Année | Coût | Ville de Dijon | CCI\n2027 | 10 000 € | 6 000 € | 4 000 €\nTotal | 10 000 € | 6 000 € | 4 000 €",
            &[
                "total 2027 10000",
                "Ville de Dijon 2027 6000",
                "CCI 2027 4000",
                "total 10000",
                "Ville de Dijon 6000",
                "CCI 4000",
            ],
        );
        says(
            "| Part CCI 2027\nÉtudes | 1 000 €\nAnimation | 500 €",
            &["CCI (etudes) 2027 1000", "CCI (animation) 2027 500"],
        );
    }

    #[test]
    fn labels_and_years_in_many_forms() {
        says(
            "Dépenses 2027 | Montant | Dépenses 2028 | Montant\nÉtudes (20 j × 600 €) | 12 000 € | Études¹ | 6 000 €",
            &["etudes20j600 2027 12000", "etudes1 2028 6000", "…"],
        );
        says(
            "Poste | 2027\nÉtudes | 12 000 €\nSous-total fonctionnement | 12 000 €",
            &["etudes 2027 12000", "etudes 2027 12000"],
        );
    }

    #[test]
    fn costs_or_funders_stand_above() {
        says(
            "Année | Études | Animation | Total\n2027 | 12 000 | 6 000 | 18 000\nTotal (€) | 12 000 | 6 000 | 18 000",
            &[
                "etudes 2027 12000",
                "animation 2027 6000",
                "total 2027 18000",
                "etudes 12000",
                "animation 6000",
                "total 18000",
            ],
        );
        says(
            "Année | Coût | Ville de Dijon (60 %) | CCI – 40 %\n2027 | 10 000 € | 6 000 € | 4 000 €",
            &[
                "Ville de Dijon 60 %",
                "CCI 40 %",
                "total 2027 10000",
                "Ville de Dijon 2027 6000",
                "CCI 2027 4000",
            ],
        );
        says(
            "Financeur | Montant\nVille de Dijon (60 %) | 6 000 €\nCCI : 40 % | 4 000 €",
            &[
                "Ville de Dijon 60 %",
                "Ville de Dijon 6000",
                "CCI 40 %",
                "CCI 4000",
            ],
        );
    }

    #[test]
    fn costs_stand_over_those_who_pay() {
        let due = [
            "etudes 2027 8000",
            "animation 2027 2000",
            "total 2027 10000",
            "Ville de Dijon 2027 6000",
            "CCI 2027 4000",
            "total 2027 10000",
        ];
        says(
            "DÉPENSES | 2027\nÉtudes | 8 000 €\nAnimation | 2 000 €\nTotal dépenses | 10 000 €\nRECETTES | 2027\nVille de Dijon | 6 000 €\nCCI | 4 000 €\nTotal recettes | 10 000 €",
            &due,
        );
        says(
            "Budget 2027 |\nDÉPENSES |\nÉtudes | 8 000 €\nAnimation | 2 000 €\nTotal | 10 000 €\nRECETTES |\nVille de Dijon | 6 000 €\nCCI | 4 000 €\nTotal | 10 000 €",
            &due.map(|own| own.replace(" 2027", ""))
                .each_ref()
                .map(|own| &**own),
        );
        says(
            "Plan de financement |||\nDépenses || Recettes |\nÉtudes | 8 000 € | Ville de Dijon | 6 000 €\nAnimation | 2 000 € | CCI | 4 000 €",
            &[
                "etudes 8000",
                "Ville de Dijon 6000",
                "animation 2000",
                "CCI 4000",
            ],
        );
        says(
            "Poste | 2027\nÉtudes | 8 000 €\ndont Ville de Dijon | 6 000 €\ndont CCI | 2 000 €\nTotal | 8 000 €\ndont CCI | 2 000 €",
            &[
                "etudes 2027 8000",
                "Ville de Dijon (etudes) 2027 6000",
                "CCI (etudes) 2027 2000",
                "total 2027 8000",
                "CCI 2027 2000",
            ],
        );
    }

    #[test]
    fn what_nothing_checks_is_said() {
        says(
            "Poste | Jours 2027\nÉtudes | 20\nAnimation | 4 j",
            &["etudes 2027 20 j", "animation 2027 4 j"],
        );
        says(
            "Poste | 2026 | 2027\nÉtudes | 6 000 € | 12 000 €",
            &["etudes OtherYear?", "etudes 2027 12000", "…"],
        );
        says(
            "Bilan 2025 | (€)\nÉtudes | 12 000",
            &["etudes OtherYear?", "…"],
        );
        says(
            "Poste | Montant annuel\nÉtudes | 12 000 €",
            &["etudes Annual?", "…"],
        );
        says(
            "Poste | Prix unitaire | 2027\nÉtudes | 600 € | 12 000 €",
            &["etudes Apart?", "etudes 2027 12000", "…"],
        );
        says(
            "Poste | 2027\nÉtudes | 12 000 € environ\nAnimation | 6 000 € HT",
            &["etudes 2027 Unclear?", "animation 2027 6000", "…"],
        );
        says(
            "Poste | 2027\nÉtudes | 12 000 €\ndont relevés | 2 000 €",
            &["etudes 2027 12000", "releves 2027 Apart?", "…"],
        );
    }

    #[test]
    fn what_is_of_something_else_is_left() {
        says(
            "Année | Boutiques ouvertes | Porteurs suivis\n2027 | 3 | 4\n2028 | 5 | 6",
            &[],
        );
        says(
            "Indicateur | 2027 | 2028\nVisites | 1 200 | 1 300\nTotal | 1 200 | 1 300",
            &[],
        );
        says(
            "Indicateur | Cible\nChiffre d’affaires moyen | 10 000 €",
            &[],
        );
        says("Contact | Adresse\nMairie | 12 rue de la Paix", &[]);
        // It says more than figures that the workbook has.
        says(
            "Poste | Quantité | 2027\nÉtudes | 3 unités | 12 000 €\nAnimation | deux | 6 000 €",
            &["etudes3unites 2027 12000", "animationdeux 2027 6000", "…"],
        );
        says(
            "Poste | 2027\nÉtudes | 12 000 €\nSous réserve d’un devis |",
            &["etudes 2027 12000", "…"],
        );
        says(
            "Charges |\nÉtudes | 12 000 €\nAnimation | à voir",
            &["etudes 12000", "…"],
        );
    }
}
