//! paraphe audits, computes and publishes the budget annexes of a French public partnership agreement.
//!
//! A *dossier* goes in: `convention.toml`, a budget workbook, a Markdown file for each action sheet
//! (*fiche*), the decisions of the parties. Three things come out:
//!
//! - findings: each figure that contradicts another one, where it stands, what follows from which cells;
//! - the figures: what each party pays, by fiche, axis and year, exact to the cent;
//! - a published *stage*: the annexes as PDF, the corrected workbook, and the facts as JSON.
//!
//! Data flows one way, in the order of the modules below; each knows only those before it. The program
//! ([`cli`]) is a thin layer over [`pipeline`], which does a whole run:
//!
//! ```
//! use std::path::Path;
//!
//! use paraphe::{locale::Locale, pipeline};
//!
//! let audited = pipeline::check(Path::new("input"))?;
//! for finding in &audited.findings {
//!     println!("{}: {}", finding.place, finding.message(&Locale::french()));
//! }
//! println!("{} over all years", audited.figures.total.all.total);
//! # Ok::<(), paraphe::error::Error>(())
//! ```

pub mod locale;
pub mod money;
pub mod source;

pub mod finding;

pub mod error;

pub mod read;

pub mod model;

pub mod compute;

pub mod audit;

pub mod record;

pub mod publish;

pub mod report;

pub mod pipeline;

pub mod cli;
