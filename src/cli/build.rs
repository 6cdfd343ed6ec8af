//! `paraphe build`: audits, renders and publishes, then says what was written where.

use std::io;

use comfy_table::{
    Cell, CellAlignment, ColumnConstraint, ContentArrangement, Table, Width, presets,
};

use super::{
    Outcome,
    args::BuildArgs,
    cached,
    console::{self, Console},
    supervise, timings,
};
use crate::{
    clock::{Clock, Phase, timed},
    compute::Split,
    error::Error,
    journal,
    locale::Locale,
    model::ColumnKind,
    pipeline::{self, Published, Request},
    record::Record,
    report::{Counts, Ink, Screen, TextReport, display_width, visible},
    source::Sources,
};

/// Builds every dossier; a dossier that fails keeps none of the others from being published.
pub(super) fn run(args: &BuildArgs, console: &Console) -> io::Result<Outcome> {
    let date = match source_date(std::env::var("SOURCE_DATE_EPOCH").ok()) {
        Ok(date) => date,
        Err(error) => return console.failure(&error),
    };
    let cache = if args.no_cache {
        None
    } else {
        cached::cache(&console.limits)
    };
    let mut worst = Outcome::Clean;
    let (dossiers, mut taken) = supervise::share(&args.dossiers);
    for dossier in dossiers {
        let clock = args.timings.then(Clock::start);
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
            cache: cache.as_ref(),
        };
        let progress = console.progress();
        let built = pipeline::build(&request, &|step| progress.show(step));
        drop(progress);
        match built {
            Ok(published) => {
                timed(Phase::Report, || print(&published, console))?;
                journal::published(&published.name);
                taken.push(published.name);
            }
            Err(error) => worst = worst.max(console.failure(&error)?),
        }
        timings::tell(clock, dossier, console)?;
    }
    if let Some(note) = cache
        .as_ref()
        .filter(|_| console.verbose)
        .and_then(|cache| cached::note(cache, console))
    {
        console::tell(&note)?;
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
    let title = screen.paint(Ink::Strong, &locale.text("build-published", &args));
    let mut parts = vec![title];
    parts.extend(
        files(published, console)
            .iter()
            .map(|line| format!("  {line}")),
    );
    // The totals are those of the whole agreement.
    if published.is_whole {
        parts.extend([String::new(), totals(&published.record, console)]);
    }
    parts.push(String::new());
    let sources = Sources::default();
    let report = TextReport {
        locale,
        screen,
        sources: &sources,
        complete: false,
    };
    parts.push(report.summary(&Counts::of(&published.findings)));
    console::print(&parts.join("\n"))
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
    let width = lines
        .iter()
        .map(|(name, ..)| name.chars().count())
        .max()
        .unwrap_or(0);
    let line = |(name, files, pages): &(String, usize, usize)| {
        let mut facts = Vec::new();
        if name.ends_with('/') {
            facts.push(
                console
                    .locale
                    .text("count-files", &[("count", files.to_string())]),
            );
        }
        if *pages > 0 {
            facts.push(
                console
                    .locale
                    .text("count-pages", &[("count", pages.to_string())]),
            );
        }
        let facts = console.results.paint(Ink::Faint, &facts.join(", "));
        format!("{name:width$}  {facts}").trim_end().to_owned()
    };
    lines.iter().map(line).collect()
}

/// What everyone pays, by year and over all years.
fn totals(record: &Record, console: &Console) -> String {
    let screen = console.results;
    let mut table = Table::new();
    table
        .load_style(presets::UTF8_HORIZONTAL_ONLY)
        .set_content_arrangement(ContentArrangement::Dynamic);
    table
        .set_width(u16::try_from(screen.width).unwrap_or(u16::MAX))
        .set_header(header(record, &console.locale));
    for (year, split) in record.convention.years.iter().zip(&record.total.years) {
        table.add_row(row(&year.to_string(), split, record));
    }
    table.add_row(row(
        &console.locale.plain("totals-all"),
        &record.total.all,
        record,
    ));
    let widths: Vec<u16> = (0..table.column_count())
        .map(|column| least_width(&table, column))
        .collect();
    for (index, (column, width)) in table.column_iter_mut().zip(widths).enumerate() {
        column.set_padding((u16::from(index > 0), 0));
        let padded = width + u16::from(index > 0);
        column.set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(padded)));
        if index > 0 {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    ruled(&table.lines().collect::<Vec<_>>(), screen)
}

/// The width at which no amount and no word of the header is broken.
fn least_width(table: &Table, column: usize) -> u16 {
    let header = table
        .header()
        .and_then(|header| header.cell_iter().nth(column))
        .map(Cell::content);
    let words = header
        .iter()
        .flat_map(|text| text.split(' '))
        .map(display_width);
    let cells = table
        .row_iter()
        .filter_map(|row| row.cell_iter().nth(column))
        .map(|cell| display_width(&cell.content()));
    u16::try_from(words.chain(cells).max().unwrap_or(0)).unwrap_or(u16::MAX)
}

/// The table with two lines only: under the header and above the sum, which are what stands out.
fn ruled(lines: &[String], screen: Screen) -> String {
    let is_line = |line: &String| line.chars().all(|c| matches!(c, '─' | '═' | '╌'));
    let rule = lines
        .iter()
        .find(|line| is_line(line))
        .cloned()
        .unwrap_or_default();
    let rule = screen.paint(Ink::Faint, &rule);
    // A header or a row may take several lines: rows are told by the lines between them.
    let rows: Vec<&[String]> = lines.split(is_line).filter(|row| !row.is_empty()).collect();
    let mut drawn = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        let stands_out = index == 0 || index + 1 == rows.len();
        if index == 1 || index + 1 == rows.len() {
            drawn.push(rule.clone());
        }
        drawn.extend(row.iter().map(|line| {
            let line = line.trim_end();
            if stands_out {
                screen.paint(Ink::Strong, line)
            } else {
                line.to_owned()
            }
        }));
    }
    drawn.join("\n")
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
        .ok_or(Error::SourceDateEpoch { text })
}

/// The date so many days after 1 January 1970.
fn civil_date(mut days: u64) -> String {
    let is_leap = |year: u64| {
        year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
    };
    let mut year = 1970;
    while days >= 365 + u64::from(is_leap(year)) {
        days -= 365 + u64::from(is_leap(year));
        year += 1;
    }
    let mut month = 1;
    for length in [
        31,
        28 + u64::from(is_leap(year)),
        31,
        30,
        31,
        30,
        31,
        31,
        30,
        31,
        30,
    ] {
        if days < length {
            break;
        }
        days -= length;
        month += 1;
    }
    format!("{year:04}-{month:02}-{:02}", days + 1)
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
