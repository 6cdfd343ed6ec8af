//! `paraphe textconv`: a workbook as text, for `git diff`.

use std::io;

use super::{
    Outcome,
    args::TextconvArgs,
    console::{self, Console},
};
use crate::{
    journal::{self, Task},
    read,
    report::workbook_text,
};

/// Prints the workbook.
pub(super) fn run(args: &TextconvArgs, console: &Console) -> io::Result<Outcome> {
    let _reading = journal::begin(|| Task::Reading(args.workbook.display().to_string()));
    match read::list_workbook(&args.workbook) {
        Ok(sheets) => {
            console::print(&workbook_text(&sheets))?;
            Ok(Outcome::Clean)
        }
        Err(error) => console.failure(&error),
    }
}
