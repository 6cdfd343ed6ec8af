//! `paraphe build`: audits, renders and publishes, then says what was written where.

use std::iter::once;

use super::{
    args::BuildArgs,
    console::{self, Console, Outcome, Progress},
    panics,
};
use crate::{
    compute::Split,
    error::Error,
    locale::args,
    model::ColumnKind,
    pipeline::{self, Published, Request},
    record::Record,
    report::{Counts, Ink, Screen, display_width, visible},
    source::{Sources, civil_date},
    watchdog::{self, Task},
};

/// The end of the year 9999.
const LAST_SECOND: u64 = 253_402_300_800;

/// Builds every dossier; one that fails does not stop the others.
pub(super) fn run(args: &BuildArgs, console: &Console) -> Result<Outcome, Error> {
    let date = source_date(std::env::var("SOURCE_DATE_EPOCH").ok())?;
    let mut worst = Outcome::Clean;
    let (mut taken, mut failed) = (Vec::new(), Vec::new());
    let count = args.dossiers.len();
    for (rank, dossier) in (1..).zip(&args.dossiers) {
        let name = visible(&dossier.display().to_string());
        let _building = (count > 1)
            .then(|| watchdog::begin(Task::Building(format!("{name} ({rank}/{count})"))));
        let request = Request {
            dossier,
            output: &args.output,
            only: &args.only,
            xlsx_only: args.xlsx_only,
            purpose: args.is_final.into(),
            findings_page: !args.no_findings_page,
            date: date.as_deref(),
            taken: &taken,
            limits: &console.limits,
        };
        let progress = Progress::new(console);
        let built = panics::caught(|| pipeline::build(&request, &|step| progress.show(step)));
        drop(progress);
        let outcome = match built {
            Ok(Ok(published)) => {
                print(&published, console)?;
                taken.push(published.name);
                continue;
            }
            Ok(Err(error)) => console.failure(&error),
            Err(panic) => console.defect(&panic),
        };
        worst = worst.max(outcome);
        failed.push(name);
    }
    if count > 1 && !console.quiet {
        let (published, names) = (taken.len(), failed.join(", "));
        let args = args! { published: published, failed: failed.len(), names: names };
        let name = match failed.as_slice() {
            [] => "build-all",
            _ => "build-some",
        };
        let (screen, text) = (&console.results, console.locale.text(name, &args));
        let sum = screen.paint(Ink::Strong, &screen.wrap(&text, 0, 0).join("\n"));
        console::print(&format!("\n{sum}\n"))?;
    }
    Ok(worst)
}

fn print(published: &Published, console: &Console) -> Result<(), Error> {
    let folder = visible(&published.folder.display().to_string());
    if console.quiet {
        return console::print(&format!("{folder}\n"));
    }
    let screen = console.results;
    let pages: usize = published.files.iter().filter_map(|(_, pages)| *pages).sum();
    let args = args! { folder: folder, files: published.files.len(), pages: pages };
    let title = ["build-published", "build-current"][usize::from(published.was_current)];
    let mut lines = vec![screen.paint(Ink::Strong, &console.locale.text(title, &args))];
    lines.extend(console.listed(&published.files));
    // The totals are those of the whole agreement, so parts have none.
    if published.is_whole {
        lines.push(String::new());
        lines.extend(totals(&published.record, console));
    }
    lines.push(String::new());
    let counts = Counts::of(&published.findings);
    lines.push(console.report(screen, &Sources::default()).summary(&counts));
    console::print(&lines.join("\n"))
}

/// What everyone pays, by year and over all years: a table with two rules, under its header and above the sum.
fn totals(record: &Record, console: &Console) -> Vec<String> {
    let (locale, screen) = (&console.locale, console.results);
    if !record.has_money() {
        return Vec::new();
    }
    let unit = record.convention.unit.as_deref();
    let columns = record.columns();
    let label = |column: &ColumnKind| match column {
        ColumnKind::Funder(_) => visible(record.label(*column)),
        _ => locale.plain(&format!("totals-{}", column.key())),
    };
    let row = |label: String, split: &Split| -> Vec<String> {
        let amounts = columns.iter().map(|column| record.part(split, *column));
        once(label)
            .chain(amounts.map(|amount| match unit {
                Some(_) => amount.number(),
                None => amount.to_string(),
            }))
            .collect()
    };
    let years = locale.plain("totals-year");
    let years = unit.map_or_else(
        || years.clone(),
        |unit| format!("{years} ({})", visible(unit)),
    );
    let header = once(years).chain(columns.iter().map(label));
    let years = record.convention.years.iter().zip(&record.total.years);
    let mut rows = vec![header.collect()];
    rows.extend(years.map(|(year, split)| row(year.to_string(), split)));
    if record.total.years.len() > 1 {
        rows.push(row(locale.plain("totals-all"), &record.total.all));
    }
    // Each row of the table must stay on one line.
    for cell in rows.iter_mut().flatten() {
        *cell = cell.replace(' ', "\u{a0}");
    }
    let tables = screen.tables(&rows, 1, 0).into_iter();
    let tables = tables.map(|table| ruled(table, screen));
    tables.collect::<Vec<_>>().join(&String::new())
}

/// A table with a rule under its header and one above its last row.
fn ruled(mut lines: Vec<String>, screen: Screen) -> Vec<String> {
    let width = lines.iter().map(|line| display_width(line)).max();
    let rule = screen.paint(Ink::Faint, &"─".repeat(width.unwrap_or(0)));
    let last = lines.len() - 1;
    for end in [0, last] {
        lines[end] = screen.paint(Ink::Strong, &lines[end]);
    }
    if last > 1 {
        lines.insert(last, rule.clone());
    }
    lines.insert(1, rule);
    lines
}

/// The day of `SOURCE_DATE_EPOCH`, in universal time: `2018-11-02`.
pub(super) fn source_date(epoch: Option<String>) -> Result<Option<String>, Error> {
    let Some(text) = epoch.filter(|text| !text.trim().is_empty()) else {
        return Ok(None);
    };
    match text.trim().parse() {
        Ok(seconds @ 0..LAST_SECOND) => Ok(Some(civil_date(seconds / 86_400))),
        _ => Err(Error::refused(
            "error-source-date-epoch",
            args! { text: text },
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_epoch_is_a_day() {
        let day = |seconds: &str| {
            source_date(Some(seconds.to_owned()))
                .expect("a date")
                .expect("set")
        };
        assert_eq!(day("0"), "1970-01-01");
        assert_eq!(day("951782400"), "2000-02-29");
        assert_eq!(day("1541116800"), "2018-11-02");
        assert_eq!(day("1546300799"), "2018-12-31");
        assert_eq!(day("253402300799"), "9999-12-31");
        assert!(source_date(Some("demain".to_owned())).is_err());
        assert!(source_date(Some("-1".to_owned())).is_err());
        assert_eq!(source_date(None).expect("nothing"), None);
    }
}
