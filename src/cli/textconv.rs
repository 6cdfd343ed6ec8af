//! `paraphe textconv`: a workbook as text, for `git diff`.

use std::io;

use super::{
    args::TextconvArgs,
    console::{self, Console},
    outcome::Outcome,
};
use crate::{
    report::workbook_text,
    watchdog::{self, Task},
};

/// Prints the workbook.
pub(super) fn run(args: &TextconvArgs, console: &Console) -> io::Result<Outcome> {
    let _reading = watchdog::begin(Task::Reading(args.workbook.display().to_string()));
    match workbook_text(&args.workbook, &console.limits) {
        Ok(text) => {
            console::print(&text)?;
            Ok(Outcome::Clean)
        }
        Err(error) => console.failure(&error),
    }
}
