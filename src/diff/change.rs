//! What a comparison is rendered from: changes with their figures, tables of shares, redlines. Every text fits on one
//! line and is safe to print: control characters and changes of writing direction are spelled out. Each output format
//! escapes its own markup. `facts` holds the same as JSON, without words.

use rust_decimal::{Decimal, RoundingStrategy};
use serde::Serialize;
use serde_json::{Value, json};

use crate::{
    finding::Fact,
    money::Amount,
    source::{Period, join, visible},
    xlsx::Run,
};

/// Whether something was added, removed or changed; for a finding, its severity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mark {
    /// Only the later side has it.
    Added,
    /// Only the former side has it.
    Removed,
    /// The sides differ.
    Changed,
    /// An open finding of severity *error*.
    Error,
    /// An open finding of severity *warning*.
    Warning,
    /// An open finding of severity *info*.
    Info,
    /// A finding that is settled, or gone.
    Settled,
}

impl Mark {
    /// The mark of something that exists before, after or on both sides.
    pub(super) fn of<T>(sides: &[Option<T>; 2]) -> Self {
        match sides {
            [None, _] => Self::Added,
            [_, None] => Self::Removed,
            _ => Self::Changed,
        }
    }
}

/// A change: what kind, of what, and its figures.
#[derive(Clone, Debug, Serialize)]
pub struct Change {
    /// What kind of change, in kebab-case: `line-changed`. The same in every language.
    pub kind: String,
    /// The kind in words.
    pub label: String,
    /// Whether something was added, removed or changed.
    pub mark: Mark,
    /// The heading of a fiche that it belongs under: `fiche` (its name), `amounts` or `texts`.
    pub level: &'static str,
    /// The fiche concerned, by its code; empty for the agreement.
    pub fiche: String,
    /// The anchor of that fiche's section; none when it has none, or when the change stands in it.
    pub anchor: Option<String>,
    /// What changed: a line's name, a funder, an article, a section of a text.
    pub subject: String,
    /// The values before and after.
    pub figures: Vec<Figure>,
    /// For a text: its words, paragraph by paragraph, run by run; empty when only its heading or place changed.
    pub paragraphs: Vec<Vec<Run>>,
    /// For a text: the whole of it.
    #[serde(skip)]
    pub(crate) whole: Option<WholeText>,
    /// Further remarks: a reason, what a decision settles.
    pub notes: Vec<String>,
    /// The change as the JSON lists it.
    #[serde(skip)]
    pub facts: Value,
}

/// A text that changed, in canonical Markdown.
#[derive(Clone, Debug)]
pub(crate) struct WholeText {
    /// Its heading before and after; empty for an introduction and for a text that is not a section.
    pub headings: [Option<String>; 2],
    /// Its words before and after.
    pub texts: [String; 2],
    /// Whether it follows another text than before.
    pub is_moved: bool,
}

impl Change {
    /// The same change with more figures.
    pub(super) fn with(mut self, figures: impl IntoIterator<Item = Figure>) -> Self {
        self.figures.extend(figures);
        self
    }
}

/// What tables show instead of an absent or zero value.
pub(crate) const NOTHING: &str = "–";

/// An amount before and after.
pub(super) type Move = [Option<Amount>; 2];

/// The amount after minus the amount before; an absent amount counts as zero.
pub(crate) fn difference([before, after]: Move) -> Amount {
    after.unwrap_or_default() - before.unwrap_or_default()
}

/// The difference in percent of the amount before; none when that amount was zero or had the other sign.
pub(crate) fn percent(moved: Move, decimals: u32) -> Option<Decimal> {
    let before = moved[0].filter(|before| !before.is_zero())?;
    if moved[1].is_some_and(|after| !after.is_zero() && after.is_negative() != before.is_negative())
    {
        return None;
    }
    let before = before.decimal().abs();
    let percents = (difference(moved).decimal() * Decimal::ONE_HUNDRED).checked_div(before)?;
    Some(percents.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero))
}

/// An amount before and after, in JSON.
pub(crate) fn move_facts(moved: Move) -> Value {
    json!({
        "before": moved[0],
        "after": moved[1],
        "difference": difference(moved),
        "percent": percent(moved, 2).map(|one| one.normalize().to_string()),
    })
}

/// Something before and after.
#[derive(Clone, Debug, Serialize)]
pub struct Figure {
    /// What it is (a year, `taux`) or who pays it; empty when the heading above names it.
    pub label: String,
    /// The values before and after, for formats with numbers.
    #[serde(skip)]
    pub facts: [Option<Fact>; 2],
    /// The value before, if there was one.
    pub before: Option<String>,
    /// The value after, if there is one.
    pub after: Option<String>,
    /// The difference of two amounts with its sign; empty for anything else.
    pub difference: String,
    /// The difference in percent of the amount before, with one decimal; empty without one.
    pub percent: String,
    /// `more`, `less` or `same`.
    pub tone: &'static str,
    /// Whether it is the total of a table of shares.
    pub is_total: bool,
}

impl Figure {
    pub(crate) fn new(label: impl AsRef<str>, sides: [Option<impl Into<Fact>>; 2]) -> Self {
        let facts = sides.map(|side| side.map(Into::into));
        let shown = |fact: &Option<Fact>| fact.as_ref().map(|fact| visible(&fact.shown()));
        let [before, after] = facts.each_ref().map(shown);
        let mut figure = Self {
            label: visible(label.as_ref()),
            facts,
            before,
            after,
            difference: String::new(),
            percent: String::new(),
            tone: "same",
            is_total: false,
        };
        if let Some(moved @ [Some(_), Some(_)]) = figure.amounts() {
            let difference = difference(moved);
            if difference.is_zero() {
                NOTHING.clone_into(&mut figure.difference);
                return figure;
            }
            let sign = |is_less: bool| if is_less { "−" } else { "+" };
            let is_less = difference.is_negative();
            figure.tone = if is_less { "less" } else { "more" };
            figure.difference = format!("{}{}", sign(is_less), difference.abs());
            if let Some(mut percent) = percent(moved, 1) {
                percent.rescale(1);
                let shown = percent.abs().to_string().replace('.', ",");
                figure.percent = if percent.is_zero() {
                    "<\u{a0}0,1\u{a0}%".to_owned()
                } else {
                    format!("{}{shown}\u{a0}%", sign(is_less))
                };
            }
        }
        figure
    }

    /// The same as a row of a table, with a dash for an absent or zero value.
    pub(super) fn in_table(mut self) -> Self {
        if let Some(sides) = self.amounts() {
            let shown = [&mut self.before, &mut self.after].into_iter().zip(sides);
            for (text, _) in shown.filter(|(_, side)| side.is_none_or(Amount::is_zero)) {
                *text = Some(NOTHING.to_owned());
            }
        }
        for text in [&mut self.difference, &mut self.percent] {
            if text.is_empty() {
                NOTHING.clone_into(text);
            }
        }
        self
    }

    /// Shows its amounts in a unit other than the euro.
    pub(crate) fn in_unit(&mut self, unit: &str) {
        if self.amounts().is_some() {
            let texts = [&mut self.before, &mut self.after].into_iter().flatten();
            for text in texts.chain([&mut self.difference]) {
                *text = text.replace('€', &visible(unit));
            }
        }
    }

    /// Both sides as amounts, of which one may be absent; none for anything else.
    pub(crate) fn amounts(&self) -> Option<Move> {
        let [before, after] = self.facts.each_ref().map(|fact| match fact {
            Some(Fact::Amount(amount)) => Some(Some(*amount)),
            None => Some(None),
            _ => None,
        });
        Some([before?, after?]).filter(|moved| *moved != [None; 2])
    }
}

/// The figure of these values, if they differ.
pub(super) fn changed<T: Into<Fact> + PartialEq>(
    label: impl AsRef<str>,
    sides: [Option<T>; 2],
) -> Option<Figure> {
    (sides[0] != sides[1]).then(|| Figure::new(label, sides))
}

/// What each funder pays of something, as far as it changed.
#[derive(Clone, Debug, Serialize)]
pub struct ShareTable {
    /// What the shares are of.
    pub of: String,
    /// A sentence before the table.
    pub lead: String,
    /// All years together first, then year by year.
    pub periods: Vec<PeriodShares>,
    /// The shares as the JSON lists them.
    #[serde(skip)]
    pub facts: Value,
}

/// The rows of a table of shares for a year: who pays, what no rule funds, the total.
#[derive(Clone, Debug, Serialize)]
pub struct PeriodShares {
    /// The year; none for all years together.
    pub year: Option<Period>,
    /// The year in words.
    pub label: String,
    /// The shares that changed, and the total.
    pub rows: Vec<Figure>,
}

/// The texts that are present, on one line: `Études · Salon`.
pub(crate) fn joined<const N: usize>(parts: [Option<&str>; N]) -> String {
    let parts = parts.into_iter().flatten();
    join(parts.filter(|part| !part.is_empty()), " · ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_writes_nothing_one_way_and_no_percentage_across_signs() {
        let row = |sides: [&str; 2]| {
            let amount = |text: &str| Amount::bounded(text.parse().expect("a decimal")).ok();
            let row = Figure::new("", sides.map(amount)).in_table();
            [
                row.before,
                row.after,
                Some(row.difference),
                Some(row.percent),
            ]
            .map(Option::unwrap_or_default)
        };
        assert_eq!(row(["2600", "-28240"])[3], NOTHING);
        assert_eq!(
            row(["0", "912"]),
            [NOTHING, "912\u{a0}€", "+912\u{a0}€", NOTHING]
        );
        assert_eq!(row(["5", "5"])[2..], [NOTHING, NOTHING]);
        assert_eq!(
            row(["4", "0"]),
            ["4\u{a0}€", NOTHING, "−4\u{a0}€", "−100,0\u{a0}%"]
        );
        assert_eq!(row(["9000", "9001"])[3], "<\u{a0}0,1\u{a0}%");
    }
}
