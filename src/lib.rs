//! paraphe audits the budget of a French partnership agreement and publishes its annexes.
//!
//! In goes a *dossier*: a folder with the agreement (`convention.toml`), the budget workbook, a text a
//! fiche-action, and the parties' decisions. Out come findings (what the draft says wrong, cell by cell), the
//! annexes as PDF, the corrected workbook, and a record of every figure. The modules stand in the order in
//! which data flows; a module names only those above it.
//!
//! [`pipeline::check`] and [`pipeline::build`] are the whole program; everything else is what they are made of.
//!
//! ```
//! use paraphe::{finding::Severity, limits::Limits, locale::Locale, pipeline};
//!
//! // The example of this repository: a real draft agreement, its errors included.
//! let audited = pipeline::check("input".as_ref(), &Limits::default())?;
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
//! # Ok::<(), paraphe::error::Error>(())
//! ```

#![forbid(unsafe_code)]

pub mod money;
pub mod source;
pub mod purpose;
pub mod locale;
pub mod limits;
pub mod watchdog;
pub mod workers;
pub mod finding;
pub mod error;
pub mod model;
pub mod read;
pub mod compute;
pub mod audit;
pub mod record;
pub mod render;
pub mod xlsx;
pub mod init;
pub mod publish;
pub mod diff;
pub mod report;
pub mod pipeline;
pub mod watch;
pub mod cli;
