//! The table of rules: what `check` runs, `explain` explains and reports list.

use super::rule::{Family, Rule};
use crate::finding::{Finding, Severity};

mod article_clauses;
mod article_figures;
mod article_rates;
mod article_years;
mod articles;
mod calendar_years;
mod code;
mod fiche_table;
mod funders;
mod funding_claim;
mod funding_none;
mod funding_rates;
mod lines;
mod markup;
mod off_total;
mod paid_totals;
mod payments;
mod presence;
mod recap_rows;
mod recap_shares;
mod recap_sums;
mod texts;
mod totals;

pub(super) use presence::MISTYPED;

/// Every rule, by name.
pub static RULES: &[&Rule] = &[
    &articles::ADVANCE,
    &reading("amount-fraction", Severity::Error),
    &reading("amount-unit", Severity::Info),
    &article_figures::AMOUNT,
    &article_figures::FICHE,
    &article_clauses::MISSING,
    &reading("article-number", Severity::Error),
    &article_rates::RULE,
    &article_clauses::SIGNATURES,
    &article_figures::WORDS,
    &article_years::YEARS,
    // Raised by the pipeline, which knows what is amended.
    &reading("avenant-article", Severity::Error),
    &reading("avenant-base", Severity::Error),
    &reading("avenant-empty", Severity::Error),
    &reading("avenant-number", Severity::Error),
    &reading("avenant-paid", Severity::Warning),
    &reading("avenant-past-year", Severity::Warning),
    &reading("axis-twice", Severity::Error),
    &reading("axis-unknown", Severity::Error),
    &article_clauses::BALANCE,
    &calendar_years::RULE,
    &reading("cell-hidden", Severity::Warning),
    &unreadable("cell-merged"),
    &reading("cell-struck", Severity::Warning),
    &unreadable("cell-unreadable"),
    &reading("claim-unknown", Severity::Error),
    &code::DUPLICATE,
    &code::GAP,
    &code::SPELLING,
    &unreadable("code-unreadable"),
    &reading("column-missing", Severity::Error),
    &unreadable("column-twice"),
    &reading("column-unknown", Severity::Info),
    &payments::COMMITTED_SHORT,
    &payments::COMMITTED_SUM,
    &paid_totals::RULE,
    &DECISION_INVALID,
    &DECISION_OUTDATED,
    &DECISION_UNBALANCED,
    &DECISION_UNMATCHED,
    &presence::DOSSIER_EMPTY,
    &fiche_table::FICHE_TABLE,
    &totals::FICHE,
    &presence::FICHE_WITHOUT_ROWS,
    &reading("file-encoding", Severity::Warning),
    &reading("file-ignored", Severity::Warning),
    &texts::FILE_NAME,
    &unreadable("file-refused"),
    &reading("front-matter-missing", Severity::Error),
    &unreadable("funder-missing"),
    &funders::SPELLING,
    &funding_claim::RULE,
    &funders::EMPTY,
    &funders::IDLE,
    &funding_none::RULE,
    &funding_rates::RATES,
    &funding_rates::SUM,
    &reading("header-missing", Severity::Error),
    &unreadable("html-refused"),
    &unreadable("key-missing"),
    &reading("key-unknown", Severity::Warning),
    &unreadable("limit-exceeded"),
    &lines::BLANK,
    &lines::DAYS,
    &lines::NEGATIVE,
    &lines::SECTION,
    &lines::TAX,
    &off_total::RULE,
    &reading("party-twice", Severity::Error),
    &payments::ORDER,
    &payments::SUM,
    &reading("placeholder-unit", Severity::Error),
    &unreadable("placeholder-unknown"),
    &recap_shares::COLUMN,
    &reading("recap-column-unknown", Severity::Warning),
    &recap_shares::FUNDERS_OMITTED,
    &recap_sums::GRAND_TOTAL,
    &recap_sums::OVER_YEARS,
    &recap_rows::MISSING,
    &recap_rows::ORPHAN,
    &recap_rows::ORPHAN_SUM,
    &recap_rows::TWICE,
    &reading("recap-row-unknown", Severity::Error),
    &recap_shares::SHARE,
    &recap_sums::SUBTOTAL,
    &totals::RECAP,
    &recap_rows::YEAR_MISSING,
    &reading("row-ignored", Severity::Info),
    &unreadable("row-without-code"),
    &presence::ROWS_WITHOUT_FICHE,
    &reading("sheet-hidden", Severity::Warning),
    &reading("sheet-missing", Severity::Error),
    &unreadable("sheet-twice"),
    &reading("sheet-unread", Severity::Warning),
    &texts::SIGNATORY_MISSING,
    &articles::STATED,
    &articles::CONFLICT,
    // Raised by the pipeline, which knows the pages of the documents.
    &Rule::raised("table-width", Family::Texts, Severity::Error),
    &texts::BLANK,
    &texts::COMMENT,
    // Raised by the pipeline, which knows the fonts of the documents.
    &Rule::raised("text-glyph", Family::Texts, Severity::Error),
    &texts::LEFT_OUT,
    &markup::MARKUP,
    &markup::PICTURE,
    &texts::STAGE_NOTE,
    &texts::TRACKED,
    &unreadable("toml-invalid"),
    &lines::OFF_STEP,
    &unreadable("value-invalid"),
    &reading("workbook-unreadable", Severity::Error),
    &reading("year-unknown", Severity::Warning),
];

/// The rule of this name.
pub(crate) fn rule_named(name: &str) -> Option<&'static Rule> {
    RULES.iter().copied().find(|rule| rule.name == name)
}

/// Whether a finding means that a value could not be read: it is reported beside the others, but no document may be made
/// without that value.
pub(crate) fn stops_build(finding: &Finding) -> bool {
    let stops = rule_named(finding.rule).is_some_and(|rule| rule.stops_build);
    stops && finding.severity == Severity::Error
}

/// A decision that can't be understood, or that names no rule. Raised by the model, and while settling.
pub(super) static DECISION_INVALID: Rule = decision("decision-invalid", Severity::Error);
/// A decision whose drafted figure is no longer the draft's.
pub(super) static DECISION_OUTDATED: Rule = decision("decision-outdated", Severity::Error);
/// A decision that does not add up to the cost.
pub(super) static DECISION_UNBALANCED: Rule = decision("decision-unbalanced", Severity::Error);
/// A decision that no finding calls for.
pub(super) static DECISION_UNMATCHED: Rule = decision("decision-unmatched", Severity::Warning);

/// A rule about a decision, raised while findings are settled.
const fn decision(name: &'static str, severity: Severity) -> Rule {
    Rule::raised(name, Family::Decisions, severity)
}

/// A rule that the reader raises while it reads.
const fn reading(name: &'static str, severity: Severity) -> Rule {
    Rule::raised(name, Family::Reading, severity)
}

/// The same, for a value without which no document may be made.
const fn unreadable(name: &'static str) -> Rule {
    reading(name, Severity::Error).stops_build()
}
