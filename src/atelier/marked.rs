//! Where on the pages of a document a finding stands: at the row most similar to its row of the workbook, or to its
//! stretch of text. Only the words on the pages are compared, so that this works with any template.

use std::collections::BTreeMap;

use super::state::Shown;
use crate::{
    finding::{Fact, Finding},
    model::Dossier,
    money::parse_amount,
    render::{Document, Region},
    source::{Place, fold, parse_year},
};

/// The lowest score of a row that is taken for the one sought.
const LOWEST_SCORE: usize = 8;
/// The weight of a word is its number of letters, up to this.
const LARGEST_WEIGHT: usize = 12;
/// How much more this weighs than a word of the same row: a name or an amount of the finding, a code, the stretch
/// itself.
const FACT: usize = 2;
const CODE: usize = 4;
const STRETCH: usize = 4;

/// A row of a page.
struct Row {
    /// Its page, from 0.
    page: usize,
    area: Region,
    /// How many amounts it has.
    amounts: usize,
    /// The weight of all of its words.
    weight: usize,
}

/// The rows of a document.
pub(super) struct Rows<'a> {
    document: &'a Shown,
    all: Vec<Row>,
    /// The rows in which a word stands.
    words: BTreeMap<String, Vec<usize>>,
}

impl<'a> Rows<'a> {
    pub(super) fn of(document: &'a Shown) -> Self {
        let mut rows = Vec::new();
        let mut words: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (page, page_rows) in document.edited.rows().enumerate() {
            for row in page_rows {
                let mut keys: Vec<String> = row.words.iter().flat_map(|word| keys(word)).collect();
                let amounts = keys.iter().filter(|key| is_amount(key)).count();
                let weight = keys.iter().map(|key| weight(key)).sum();
                // A code may be two words, or one.
                keys.extend(row.words.windows(2).map(|pair| code(&pair.concat())));
                keys.extend(row.words.iter().map(|word| code(word)));
                keys.sort();
                keys.dedup();
                rows.push(Row {
                    page,
                    area: row.area,
                    amounts,
                    weight,
                });
                for key in keys {
                    words.entry(key).or_default().push(rows.len() - 1);
                }
            }
        }
        Self {
            document,
            all: rows,
            words,
        }
    }

    /// The page, from 0, and the area of the row that a finding is about.
    pub(super) fn find(&self, finding: &Finding, dossier: &Dossier) -> Option<(usize, Region)> {
        let is_fiche = self.document.code.is_some();
        let is_in_table = finding.place.cell().is_some();
        let least_amounts = match self.document.document {
            Document::Fiche(_) => usize::from(is_in_table),
            Document::Recap if is_in_table => 2,
            Document::Convention if finding.place.file_name().starts_with("articles/") => 0,
            _ => return None,
        };
        let mut sought = sought(finding, dossier, is_fiche);
        // The words of the title fit every row of a fiche.
        for word in self.document.title.iter().flat_map(|title| keys(title)) {
            sought.remove(&word);
        }
        let mut scores = vec![0; self.all.len()];
        for (word, weight) in &sought {
            for row in self.words.get(word).into_iter().flatten() {
                scores[*row] += weight;
            }
        }
        let rows = self.all.iter().zip(scores);
        let rows =
            rows.filter(|(row, score)| *score >= LOWEST_SCORE && row.amounts >= least_amounts);
        // Other words on a row make it less similar; of equal rows, the last one is taken.
        let best = rows.max_by_key(|(row, score)| score * score * 1_000 / row.weight.max(1));
        best.map(|(row, _)| (row.page, row.area))
    }
}

/// The words expected on a finding's row, each with its weight.
fn sought(finding: &Finding, dossier: &Dossier, is_fiche: bool) -> BTreeMap<String, usize> {
    let mut sought = BTreeMap::new();
    let mut seek = |key: String, times: usize| {
        let weight = weight(&key) * times;
        let heaviest = sought.entry(key).or_default();
        *heaviest = weight.max(*heaviest);
    };
    let sources = &dossier.sources;
    match &finding.place {
        Place::Cell { file, sheet, cell } => {
            let mut recap = dossier.recap.iter().flat_map(|recap| &recap.rows);
            let is_recap = recap.any(|row| row.label.place.is_in_sheet(&finding.place));
            let grid = sources.sheets.get(&(file.clone(), sheet.clone()));
            let row = grid.and_then(|grid| grid.rows.get(cell.row as usize));
            // A fiche has no row like that of the recap.
            let row = row.filter(|_| !is_fiche || !is_recap);
            for key in row.into_iter().flatten().flat_map(|text| keys(text)) {
                seek(key, 1);
            }
        }
        Place::Text {
            file, start, end, ..
        } => {
            let text = sources.texts.get(file).map_or("", |text| text);
            let begin = text.get(..*start).and_then(|before| before.rfind('\n'));
            let line = text.get(begin.map_or(0, |at| at + 1)..);
            let line = line
                .and_then(|rest| rest.lines().next())
                .unwrap_or_default();
            keys(line).into_iter().for_each(|key| seek(key, 1));
            let stretch = text.get(*start..*end).unwrap_or_default();
            keys(stretch).into_iter().for_each(|key| seek(key, STRETCH));
        }
        Place::File { .. } | Place::Sheet { .. } => {}
    }
    let facts = [&finding.drafted, &finding.expected].into_iter().flatten();
    let facts = facts.chain(finding.args.values());
    let facts = facts.filter(|fact| matches!(fact, Fact::Amount(_) | Fact::Text(_)));
    for key in facts.flat_map(|fact| keys(&fact.shown())) {
        seek(key, FACT);
    }
    if let Some(fiche_code) = finding.fiche.as_ref().filter(|_| !is_fiche) {
        seek(code(fiche_code.spelling()), CODE);
    }
    sought
}

/// The key of a code; the `#` distinguishes it from words.
fn code(text: &str) -> String {
    format!("#{}", fold(text))
}

fn is_amount(key: &str) -> bool {
    key.starts_with(|c: char| c.is_ascii_digit() || c == '-')
}

/// The weight of a word.
fn weight(key: &str) -> usize {
    key.chars().count().min(LARGEST_WEIGHT)
}

/// The distinctive words and amounts of a text, as they are compared.
fn keys(text: &str) -> Vec<String> {
    let amount = |text: &str| {
        let plain = text.trim().trim_end_matches(['%', '\u{a0}', '\u{202f}']);
        let (amount, _) = parse_amount(plain).ok()?;
        Some(amount?.plain()).filter(|amount| amount.len() > 1)
    };
    let key = |word: &str| {
        if word.contains(char::is_alphabetic) {
            return Some(fold(word)).filter(|word| word.chars().count() > 2);
        }
        amount(word).filter(|_| parse_year(word).is_none())
    };
    // An amount is one word: non-breaking spaces do not split it.
    let breaks = |c: char| c.is_whitespace() && !matches!(c, '\u{a0}' | '\u{202f}');
    match amount(text) {
        Some(amount) if parse_year(text).is_none() => vec![amount],
        _ => text.split(breaks).filter_map(key).collect(),
    }
}
