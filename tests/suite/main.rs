//! Tests of the program from outside: a dossier in, exit code, output and files out. One module per feature.

#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]
#![expect(
    clippy::disallowed_methods,
    reason = "tests start the program and speak to its preview"
)]

mod amendment;
mod architecture;
mod article_amounts;
mod articles;
mod atelier;
mod audit;
mod build;
mod cases;
mod catalogues;
mod check;
mod clean;
mod cli;
mod contract;
mod decisions;
mod diff;
mod diff_edits;
mod diff_pages;
mod diff_scale;
mod diff_shapes;
mod docs;
mod documents;
mod dossier_test;
mod explain;
mod fiche_table;
mod figures;
mod findings_page;
mod formats;
mod fuzz;
mod generator;
mod headings;
#[cfg(unix)]
mod hostile;
mod init;
mod injection;
mod layouts;
mod limits;
mod look;
mod mutations;
mod names;
mod nothing_lost;
mod payers;
mod payments;
mod pictures;
mod pivot;
mod rows;
mod rules;
mod sections;
mod seed_audit;
mod shapes;
mod signing;
mod stopped;
mod templates;
mod textconv;
mod verify;
mod wide;
mod word_files;
mod words;
mod workbook;

/// Whether everything is tried, as `.ci/run` does, or only a part of the slow tests.
fn tries_all() -> bool {
    std::env::var_os("PARAPHE_TEST_ALL").is_some()
}
