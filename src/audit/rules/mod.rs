//! The table of rules: what `check` runs, `explain` explains and reports list.

use super::rule::{Family, Rule};
use crate::finding::{Finding, Severity};

mod advance_amount;
mod calendar_years;
mod code_duplicate;
mod code_gap;
mod code_spelling;
mod dossier_empty;
mod fiche_total;
mod fiche_without_rows;
mod funder_spelling;
mod funding_claim;
mod funding_empty;
mod funding_idle;
mod funding_none;
mod funding_rates;
mod funding_sum;
mod line_blank;
mod line_days;
mod line_negative;
mod line_tax;
mod recap_column;
mod recap_funders_omitted;
mod recap_grand_total;
mod recap_over_years;
mod recap_row_missing;
mod recap_row_orphan;
mod recap_row_sum;
mod recap_row_twice;
mod recap_share;
mod recap_subtotal;
mod recap_total;
mod recap_year_missing;
mod rows_without_fiche;
mod signatory_missing;
mod stated_amount;
mod stated_conflict;
mod text_blank;
mod text_stage_note;
mod total_off_step;

/// Every rule, by name.
pub static RULES: &[&Rule] = &[
    &advance_amount::RULE,
    &reading("amount-fraction", Severity::Error),
    &reading("amount-unit", Severity::Info),
    &reading("axis-twice", Severity::Error),
    &reading("axis-unknown", Severity::Error),
    &calendar_years::RULE,
    &reading("cell-hidden", Severity::Warning),
    &unreadable("cell-merged"),
    &reading("cell-struck", Severity::Warning),
    &unreadable("cell-unreadable"),
    &reading("claim-unknown", Severity::Error),
    &code_duplicate::RULE,
    &code_gap::RULE,
    &code_spelling::RULE,
    &unreadable("code-unreadable"),
    &reading("column-missing", Severity::Error),
    &unreadable("column-twice"),
    &reading("column-unknown", Severity::Info),
    // Raised by the reader, which knows the rows that a total adds up.
    &Rule::raised("cost-total", Family::Lines, Severity::Error),
    &DECISION_INVALID,
    &DECISION_OUTDATED,
    &DECISION_UNBALANCED,
    &DECISION_UNMATCHED,
    &dossier_empty::RULE,
    &fiche_total::RULE,
    &fiche_without_rows::RULE,
    &reading("file-encoding", Severity::Warning),
    &reading("file-ignored", Severity::Warning),
    &unreadable("file-refused"),
    &reading("front-matter-missing", Severity::Error),
    &unreadable("funder-missing"),
    &funder_spelling::RULE,
    &funding_claim::RULE,
    &funding_empty::RULE,
    &funding_idle::RULE,
    &funding_none::RULE,
    &funding_rates::RULE,
    &funding_sum::RULE,
    &reading("header-missing", Severity::Error),
    &unreadable("html-refused"),
    &unreadable("key-missing"),
    &reading("key-unknown", Severity::Warning),
    &unreadable("limit-exceeded"),
    &line_blank::RULE,
    &line_days::RULE,
    &line_negative::RULE,
    &line_tax::RULE,
    &reading("party-twice", Severity::Error),
    &recap_column::RULE,
    &reading("recap-column-unknown", Severity::Warning),
    &recap_funders_omitted::RULE,
    &recap_grand_total::RULE,
    &recap_over_years::RULE,
    &recap_row_missing::RULE,
    &recap_row_orphan::RULE,
    &recap_row_sum::RULE,
    &recap_row_twice::RULE,
    &reading("recap-row-unknown", Severity::Error),
    &recap_share::RULE,
    &recap_subtotal::RULE,
    &recap_total::RULE,
    &recap_year_missing::RULE,
    &reading("row-ignored", Severity::Info),
    &unreadable("row-without-code"),
    &rows_without_fiche::RULE,
    &reading("sheet-hidden", Severity::Warning),
    &reading("sheet-missing", Severity::Error),
    &unreadable("sheet-twice"),
    &signatory_missing::RULE,
    &stated_amount::RULE,
    &stated_conflict::RULE,
    &text_blank::RULE,
    // Raised by the pipeline, which knows the font of the documents.
    &Rule::raised("text-glyph", Family::Texts, Severity::Error),
    &text_stage_note::RULE,
    &unreadable("toml-invalid"),
    &total_off_step::RULE,
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
