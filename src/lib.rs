//! paraphe audits the budget of a French partnership agreement and publishes its annexes.
//!
//! In goes a *dossier*: a folder with the agreement (`convention.toml`), the budget workbook, a text a
//! fiche-action, and the parties' decisions. Out come findings (what the draft says wrong, cell by cell), the
//! annexes as PDF, the corrected workbook, and a record of every figure. The modules stand in the order in
//! which data flows; a module names only those above it.
//!
//! ```
//! use std::path::Path;
//!
//! let audited = paraphe::pipeline::check(Path::new("input"))?;
//! let total = &audited.figures.total.all;
//! assert_eq!(total.total.plain(), "1481250");
//! assert!(audited.findings.iter().any(|finding| finding.rule == "recap-share"));
//! # Ok::<(), paraphe::error::Error>(())
//! ```

pub mod money;
pub mod source;
pub mod locale;
pub mod finding;
pub mod error;
pub mod read;
pub mod model;
pub mod compute;
pub mod audit;
pub mod record;
pub mod render;
pub mod xlsx;
pub mod publish;
pub mod diff;
pub mod report;
pub mod pipeline;
pub mod watch;
pub mod cli;
