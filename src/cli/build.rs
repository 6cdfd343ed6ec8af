//! `paraphe build`: audits, renders and publishes, then says what was written where.

use std::io;

use super::{
    args::BuildArgs,
    console::{self, Console, Progress},
    outcome::Outcome,
    panics,
};
use crate::{
    compute::Split,
    error::Error,
    locale::Locale,
    model::ColumnKind,
    pipeline::{self, Published, Request},
    record::Record,
    report::{Counts, Ink, TextReport, display_width, visible},
    source::Sources,
    watchdog::{self, Task},
};

/// Between two columns of the totals.
const GAP: usize = 2;

/// Builds every dossier; a dossier that fails keeps none of the others from being published.
pub(super) fn run(args: &BuildArgs, console: &Console) -> io::Result<Outcome> {
    let date = match source_date(std::env::var("SOURCE_DATE_EPOCH").ok()) {
        Ok(date) => date,
        Err(error) => return console.failure(&error),
    };
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
            Ok(Err(error)) => console.failure(&error)?,
            Err(panic) => console.defect(&panic)?,
        };
        worst = worst.max(outcome);
        failed.push(name);
    }
    if count > 1 && !console.quiet {
        let args = [
            ("published", taken.len().to_string()),
            ("failed", failed.len().to_string()),
            ("names", failed.join(", ")),
        ];
        let name = if failed.is_empty() {
            "build-all"
        } else {
            "build-some"
        };
        let screen = console.results;
        let lines = screen.wrap(&console.locale.text(name, &args), 0, 0);
        console::print(&format!(
            "\n{}\n",
            screen.paint(Ink::Strong, &lines.join("\n"))
        ))?;
    }
    Ok(worst)
}

fn print(published: &Published, console: &Console) -> io::Result<()> {
    let folder = visible(&published.folder.display().to_string());
    if console.quiet {
        return console::print(&format!("{folder}\n"));
    }
    let locale = &console.locale;
    let screen = console.results;
    let pages: usize = published.files.iter().filter_map(|(_, pages)| *pages).sum();
    let args = [
        ("folder", folder),
        ("files", published.files.len().to_string()),
        ("pages", pages.to_string()),
    ];
    let title = if published.was_current {
        "build-current"
    } else {
        "build-published"
    };
    let mut lines = vec![screen.paint(Ink::Strong, &locale.text(title, &args))];
    lines.extend(files(published, console));
    // The totals are those of the whole agreement.
    if published.is_whole {
        lines.push(String::new());
        lines.extend(totals(&published.record, console));
    }
    lines.push(String::new());
    let report = TextReport {
        locale,
        screen,
        sources: &Sources::default(),
        complete: false,
    };
    lines.push(report.summary(&Counts::of(&published.findings)));
    console::print(&lines.join("\n"))
}

/// The files, with their pages; a folder's files on one line unless all are asked for.
fn files(published: &Published, console: &Console) -> Vec<String> {
    let mut lines: Vec<(String, usize, usize)> = Vec::new();
    for (name, pages) in &published.files {
        let shown = match name.split_once('/') {
            Some((folder, _)) if !console.verbose => format!("{folder}/"),
            _ => name.clone(),
        };
        let pages = pages.unwrap_or(0);
        match lines.last_mut() {
            Some((last, files, sum)) if *last == shown => {
                *files += 1;
                *sum += pages;
            }
            _ => lines.push((shown, 1, pages)),
        }
    }
    let names = lines.iter().map(|(name, ..)| name.chars().count());
    let width = names.max().unwrap_or(0);
    let count = |id: &str, count: usize| console.locale.text(id, &[("count", count.to_string())]);
    let line = |(name, files, pages): &(String, usize, usize)| {
        let mut facts = Vec::new();
        if name.ends_with('/') {
            facts.push(count("count-files", *files));
        }
        if *pages > 0 {
            facts.push(count("count-pages", *pages));
        }
        let facts = console.results.paint(Ink::Faint, &facts.join(", "));
        format!("  {name:width$}  {facts}").trim_end().to_owned()
    };
    lines.iter().map(line).collect()
}

/// What everyone pays, by year and over all years: a table with two rules, under its header and above the sum.
fn totals(record: &Record, console: &Console) -> Vec<String> {
    let screen = console.results;
    let years = record.convention.years.iter().zip(&record.total.years);
    let mut rows = vec![header(record, &console.locale)];
    rows.extend(years.map(|(year, split)| row(&year.to_string(), split, record)));
    let all = console.locale.plain("totals-all");
    rows.push(row(&all, &record.total.all, record));
    let widths: Vec<usize> = (0..rows[0].len())
        .map(|column| rows.iter().map(|row| display_width(&row[column])).max())
        .map(Option::unwrap_or_default)
        .collect();
    let line = |row: &Vec<String>| {
        let cells = row.iter().zip(&widths).enumerate();
        let cells = cells.map(|(column, (cell, width))| {
            let space = " ".repeat(width - display_width(cell));
            if column == 0 {
                format!("{cell}{space}")
            } else {
                format!("{space}{cell}")
            }
        });
        cells
            .collect::<Vec<_>>()
            .join(&" ".repeat(GAP))
            .trim_end()
            .to_owned()
    };
    let rule = "─".repeat(widths.iter().sum::<usize>() + GAP * (widths.len() - 1));
    let rule = screen.paint(Ink::Faint, &rule);
    let mut lines: Vec<String> = rows.iter().map(line).collect();
    for end in [0, rows.len() - 1] {
        lines[end] = screen.paint(Ink::Strong, &lines[end]);
    }
    lines.insert(rows.len() - 1, rule.clone());
    lines.insert(1, rule);
    lines
}

fn header(record: &Record, locale: &Locale) -> Vec<String> {
    let label = |column: ColumnKind| match column {
        ColumnKind::Funder(_) => visible(record.label(column)),
        _ => locale.plain(&format!("totals-{}", column.key())),
    };
    let columns = record.columns().into_iter().map(label);
    [locale.plain("totals-year")]
        .into_iter()
        .chain(columns)
        .collect()
}

fn row(label: &str, split: &Split, record: &Record) -> Vec<String> {
    let columns = record.columns().into_iter();
    let amounts = columns.map(|column| record.part(split, column).to_string());
    [label.to_owned()].into_iter().chain(amounts).collect()
}

/// The day of `SOURCE_DATE_EPOCH`, in universal time: `2018-11-02`.
pub(super) fn source_date(epoch: Option<String>) -> Result<Option<String>, Error> {
    let Some(text) = epoch.filter(|text| !text.trim().is_empty()) else {
        return Ok(None);
    };
    // As far as the year 9999.
    let seconds = text
        .trim()
        .parse::<u64>()
        .ok()
        .filter(|seconds| *seconds < 253_402_300_800);
    seconds
        .map(|seconds| Some(civil_date(seconds / 86_400)))
        .ok_or_else(|| Error::refused("error-source-date-epoch", [("text", text)]))
}

/// The date so many days after 1 January 1970, by eras of 400 years that begin in March, leap days last.
fn civil_date(days: u64) -> String {
    let days = days + 719_468;
    let (era, day) = (days / 146_097, days % 146_097);
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let (year, month) = if month < 10 {
        (year, month + 3)
    } else {
        (year + 1, month - 9)
    };
    format!("{:04}-{month:02}-{day:02}", year + era * 400)
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
