//! paraphe audits the budget of a French partnership agreement and publishes its annexes.
//!
//! Input is a *dossier*: a folder with the agreement (`convention.toml`), the budget workbook, one text per
//! fiche-action, and the parties' decisions. Output is the findings (what is wrong in the draft, cell by cell), the
//! annexes as PDF, the corrected workbook, and a record of every figure. The modules are declared in the order in which
//! data flows; a module uses only those above it.
//!
//! [`check`] and [`build`] are the whole program; everything else is what they are made of.
//!
//! ```
//! use paraphe::{Limits, Locale, Severity};
//!
//! // The example of this repository: a real draft agreement, its errors included.
//! let audited = paraphe::check("input".as_ref(), &Limits::default())?;
//!
//! // What everyone pays, over all years.
//! let total = &audited.figures.total.all;
//! assert_eq!(total.total.plain(), "1481250");
//! for (id, party) in audited.dossier.funders.parties() {
//!     println!("{}: {}", party.name, total.share(id).plain());
//! }
//!
//! // What the draft gets wrong, and where; the sentence is made last, in the reader's language.
//! let error = audited.findings.iter().find(|finding| finding.rule == "recap-share").expect("a wrong share");
//! assert_eq!(error.severity, Severity::Error);
//! assert_eq!(error.place.to_string(), "budget.xlsx · Récapitulatif!F10");
//! assert!(error.message(&Locale::english()).contains("EA 1.3.1"));
//! # Ok::<(), paraphe::Error>(())
//! ```

#![forbid(unsafe_code)]

mod money;
mod source;
mod purpose;
mod locale;
mod limits;
mod watchdog;
mod workers;
mod finding;
mod error;
mod model;
mod read;
mod compute;
mod audit;
mod record;
mod render;
mod signed;
mod xlsx;
mod pivot;
mod init;
mod publish;
mod diff;
mod amendment;
mod report;
mod pipeline;
mod edit;
mod atelier;
mod cli;

pub use audit::{Family, RULES};
pub use cli::run;
pub use error::Error;
pub use finding::{Fact, Finding, Severity};
pub use limits::{Limit, Limits};
pub use locale::Locale;
pub use money::{Amount, Rate};
pub use pipeline::{
    Audited, DiffRequest, Published, Request, build, check, compare, compare_pages,
};
pub use purpose::Purpose;
pub use read::{SheetRole, YEAR, recognise};
pub use record::Record;
pub use report::{Screen, TextReport, display_width, json_report, json_text, workbook_text};
pub use source::sha256;

// Used by tests and fuzz targets.
pub use compute::{Known, Split, Splits};
pub use diff::Comparison;
pub use model::{ColumnKind, Dossier, Fiche, FunderId, RowKind};
pub use money::{Step, apportion, cardinal, parse_amount, parse_days, parse_rate};
#[cfg(fuzzing)]
pub use render::fuzzing;
pub use report::comparison::{
    comparison_html, comparison_json, comparison_markdown, comparison_text, comparison_workbook,
};
pub use source::{Code, Sources};
