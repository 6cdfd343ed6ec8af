//! `paraphe textconv`: a workbook as text, for `git diff`.

use std::path::Path;

use super::console::{self, Console, Outcome};
use crate::{
    error::Error,
    report::workbook_text,
    watchdog::{self, Task},
};

pub(super) fn run(workbook: &Path, console: &Console) -> Result<Outcome, Error> {
    let _reading = watchdog::begin(Task::Reading(workbook.display().to_string()));
    console::print(&workbook_text(workbook, &console.limits)?)?;
    Ok(Outcome::Clean)
}
