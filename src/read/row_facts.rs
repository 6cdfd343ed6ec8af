//! What is known of each row under a header before it is decided what it is.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use super::{
    codes::{code_of, is_unlike},
    header::Header,
    headings::parse_year,
    labels::{
        Meaning, after_word, axis_named, is_all_payers, is_code, is_section, is_subtotal,
        meaning_of, names_group, total_of,
    },
    names::{SheetRole, YEAR_COLUMN},
    sheets::Sheets,
    table::CodeColumn,
    tally::Line,
    workbook::Cell,
};
use crate::{
    model::Funders,
    source::{Code, Located, fold},
};

/// What is known of a row before it is decided what it is.
pub(super) struct RowFacts<'a> {
    pub(super) index: usize,
    /// The text in its cell of codes, which may be merged with those above, and the code in it.
    pub(super) code_text: Option<String>,
    pub(super) code: Option<Code>,
    /// The rank of its fiche among the rows: rows of one code that follow each other share it.
    pub(super) fiche: usize,
    /// The code of that fiche.
    pub(super) fiche_code: Option<Code>,
    pub(super) labels: Vec<(usize, &'a str)>,
    pub(super) meaning: Option<Meaning>,
    /// Whether nothing in it names what it is for.
    pub(super) is_unnamed: bool,
    pub(super) has_figures: bool,
    /// Whether its figures are years of the agreement: it heads a table of its own.
    pub(super) heads_years: bool,
    /// Its figures, if they may be a cost.
    pub(super) line: Option<Line>,
    /// What is paid by it, column by column, with the rate at the end; nothing in a row of costs.
    pub(super) paid: Vec<Option<Decimal>>,
}

impl RowFacts<'_> {
    /// Whether the text in its cell of codes is none.
    pub(super) fn is_title(&self) -> bool {
        self.code_text.is_some() && self.code.is_none()
    }
}

impl<'a> Sheets<'a> {
    /// The code in a text of the column of codes.
    pub(super) fn code_in_column(&self, text: &str) -> Option<Code> {
        let code = code_of(text, self.codes)?;
        let is_number = || !text.contains(|c: char| !c.is_ascii_digit() && !"., -".contains(c));
        let is_other =
            || self.names_group(text) || meaning_of(text, |of| self.names_known(of)).is_some();
        let may_be = || (is_code(text) || is_number()) && !is_other();
        (self.codes.contains(&code) || may_be()).then_some(code)
    }

    /// The fiche that a total stands under, given the text of its cell of codes.
    pub(super) fn fiche_of_total(
        &self,
        text: Option<Located<String>>,
        codes: &mut CodeColumn,
    ) -> Option<Code> {
        if let Some(text) = text
            && let Some(code) = self.code_in_column(&text)
        {
            codes.leave();
            codes.last = Some(Located::new(code, text.place));
        }
        codes.last.as_ref().map(|code| code.value.clone())
    }

    pub(super) fn names_axis(&self, text: &str) -> bool {
        axis_named(text, &self.convention.axes).is_some()
    }

    pub(super) fn names_group(&self, text: &str) -> bool {
        names_group(text) || self.names_axis(text)
    }

    pub(super) fn names_known(&self, text: &str) -> bool {
        let code = code_of(text, self.codes);
        code.is_some_and(|code| self.codes.contains(&code)) || self.names_axis(text)
    }

    /// What a label means in a sheet of this kind.
    fn meaning(&self, role: SheetRole, label: &str, is_code: bool) -> Option<Meaning> {
        let meaning = meaning_of(label, |text| self.names_known(text));
        match meaning {
            Some(_) => meaning,
            None if role == SheetRole::Funding => None,
            None if self.names_axis(label) || is_section(label) => {
                Some(Meaning::Named(label.to_owned()))
            }
            None if !is_code && self.names_known(label) => Some(Meaning::Sum { is_sure: false }),
            None => None,
        }
    }

    /// Whether the figures of a row are several years of the agreement: « Axe | 2027 | 2028 ».
    fn heads_years(&self, header: &Header<'a>, row: usize) -> bool {
        let cells = header.amounts().into_iter();
        let cells = cells.map(|col| header.sheet.cell(row, col));
        let cells: Vec<&Cell> = cells.filter(|cell| !cell.is_blank()).collect();
        let year = |cell: &&Cell| parse_year(&cell.shown());
        let years: Vec<Option<i32>> = cells.iter().map(year).collect();
        let is_year = |year: &Option<i32>| year.is_some_and(|year| self.years.contains(&year));
        let are_distinct = years.windows(2).all(|pair| pair[0] < pair[1]);
        let is_named = ["Nature", "Libellé"].iter().any(|title| {
            let cell = header.col(title).map(|col| header.sheet.cell(row, col));
            cell.is_some_and(|cell| !cell.is_blank())
        });
        years.len() > 1 && years.iter().all(is_year) && are_distinct && !is_named
    }

    /// The last row of a fiche that there is.
    fn last_known(&self, header: &Header<'a>) -> Option<usize> {
        let codes = header.col("Fiche")?;
        let is_known = |row: &usize| {
            let code = code_of(&header.cell(*row, codes).shown(), self.codes);
            code.is_some_and(|code| self.codes.contains(&code))
        };
        header.rows().filter(is_known).last()
    }

    /// The rows under a header, but those that repeat it at the top of a page.
    pub(super) fn row_facts(
        &self,
        header: &Header<'a>,
        repeated: &BTreeSet<usize>,
        funders: &Funders,
    ) -> Vec<RowFacts<'a>> {
        let codes = header.col("Fiche");
        let names = ["Nature", "Libellé", "Financeur", "Section"].map(|title| header.col(title));
        let [nature, _, payer, _] = names;
        let others = ["Taxe", YEAR_COLUMN].map(|title| header.col(title));
        let text = |row: usize, col: usize| fold(&header.sheet.cell(row, col).shown());
        let is_funding = header.role == SheetRole::Funding;
        let texts = |col: Option<usize>| -> BTreeSet<String> {
            let col = col.filter(|_| is_funding).into_iter();
            let texts = col.flat_map(|col| header.rows().map(move |row| text(row, col)));
            texts.filter(|text| !text.is_empty()).collect()
        };
        let (payers, natures) = (texts(payer), texts(nature));
        // « Total Énergies » may pay.
        let may_pay = |label: &str, of: &str| {
            let pays = |name: &str| funders.find(name).is_some() || payers.contains(&fold(name));
            let is_total = is_all_payers(of)
                || is_code(of)
                || self.names_known(of)
                || is_subtotal(label)
                || of.split(" et ").all(pays)
                || natures.contains(&fold(of));
            !is_total
        };
        let meaning = |(col, label): &(usize, &str)| {
            let meaning = self.meaning(header.role, label, Some(*col) == codes)?;
            let is_total = !matches!(&meaning, Meaning::Total(of)
                if is_funding && Some(*col) == payer && may_pay(label, of));
            is_total.then_some(meaning)
        };
        let mut rows: Vec<RowFacts<'a>> = Vec::new();
        let (mut fiche, mut last_code) = (0, None);
        let last_known = self.last_known(header);
        let mut is_below = false;
        for index in header.rows().filter(|row| !repeated.contains(row)) {
            // Its cells are read again, and reported, once it is known what the row is.
            let mut unused = Vec::new();
            let mut row = header.row(index, &mut unused);
            let code_text = row.text("Fiche").map(|cell| cell.value);
            let code = code_text.as_deref();
            let code = code.and_then(|cell| self.code_in_column(cell));
            // « Budget 2026 » below the last total.
            let code = code.filter(|code| !is_below || !is_unlike(code, self.codes));
            fiche += usize::from(code.is_some() && last_code.is_some() && code != last_code);
            last_code = code.clone().or(last_code);
            let heads_years = code.is_none() && self.heads_years(header, index);
            let has_figures = header.has_figures(index) && !heads_years;
            let line = (has_figures && !is_funding).then(|| {
                row.take_year(self.years);
                Line::read(&mut row, self.years)
            });
            let paid = if is_funding { row.paid() } else { Vec::new() };
            let is_tax = |(col, label): &(usize, &str)| {
                Some(*col) == others[0] && matches!(&*fold(label), "ht" | "ttc")
            };
            let labels = header.labels(index).filter(|label| !is_tax(label));
            let labels: Vec<(usize, &str)> = labels.collect();
            let mut named = names.iter().flatten();
            let is_named = named.any(|col| !text(index, *col).is_empty());
            let is_unnamed = !is_named
                && labels.iter().all(|(col, label)| {
                    code.is_some() && Some(*col) == codes || fold(label).is_empty()
                });
            // « Total » where the columns that are read do not mean one.
            let is_aside = |col: usize| {
                let col = Some(col);
                let is_read = col == codes || names.contains(&col) || col == others[1];
                (code.is_some() || is_named) && !is_read
            };
            let aside = labels.iter();
            let aside = aside.filter(|(col, _)| !is_funding && is_aside(*col));
            let mut aside = aside.filter_map(|(_, label)| total_of(label));
            let aside = aside.find(|of| of.is_empty() || self.names_known(of));
            // The title of a fiche does not tell what its row is, even behind the code.
            let counts = |(col, label): &&(usize, &str)| match &code {
                Some(code) if Some(*col) == codes => {
                    Code::parse(after_word(label).unwrap_or(label)).as_ref() != Some(code)
                }
                _ => !is_aside(*col),
            };
            let meanings: Vec<Option<Meaning>> =
                labels.iter().filter(counts).map(meaning).collect();
            // A row that names anything else is no sum, unless it is called a total.
            let are_sums = meanings.iter().all(Option::is_some);
            let meaning = meanings.into_iter().flatten().max_by_key(Meaning::strength);
            let meaning = meaning.filter(|it| are_sums || matches!(it, Meaning::Total(_)));
            let is_part = !is_funding && names_part(&labels, names[1]);
            let meaning = is_part.then_some(Meaning::Part).or(meaning);
            let is_total = has_figures && matches!(&meaning, Some(Meaning::Total(_)));
            is_below |= is_total && Some(index) > last_known;
            rows.push(RowFacts {
                index,
                code_text,
                code,
                fiche,
                fiche_code: last_code.clone(),
                labels,
                meaning: meaning.or(aside.map(Meaning::Named)),
                is_unnamed,
                has_figures,
                heads_years,
                line,
                paid,
            });
        }
        rows
    }
}

/// Whether the label in this column names a part of the row above: « Animation | dont impression ».
fn names_part(labels: &[(usize, &str)], column: Option<usize>) -> bool {
    // « Location | y compris sonorisation » says what a cost is made of.
    let is_dont = |label: &str| label.to_lowercase().starts_with("dont ");
    let is_part = |(col, label): &(usize, &str)| Some(*col) == column && is_dont(label);
    labels.iter().any(is_part)
}
