//! `--timings`: where the time of a dossier went, as a small table on stderr.

use std::{io, path::Path, time::Duration};

use super::console::{self, Console};
use crate::{
    clock::{Clock, Phase, Spent},
    report::{Ink, display_width, visible},
};

/// A row: what took time, from the first moment to the last, and on all threads.
type Row = [String; 3];

/// Tells what the clock counted, if there is one.
pub(super) fn tell(clock: Option<Clock>, dossier: &Path, console: &Console) -> io::Result<()> {
    let Some(timings) = clock.map(Clock::stop) else {
        return Ok(());
    };
    let locale = &console.locale;
    let row = |label: String, wall: Option<Duration>, cpu: Duration| -> Row {
        [
            label,
            wall.map_or_else(|| "–".to_owned(), |wall| milliseconds(wall, console)),
            milliseconds(cpu, console),
        ]
    };
    let phase = |(phase, spent): &(Phase, Spent)| {
        row(
            locale.plain(&format!("timings-{}", phase.name())),
            Some(spent.wall),
            spent.cpu,
        )
    };
    let mut rows =
        vec![["timings-phase", "timings-wall", "timings-cpu"].map(|heading| locale.plain(heading))];
    rows.extend(timings.phases.iter().map(phase));
    // Threads that others share their work with have no beginning and no end of their own.
    rows.push(row(locale.plain("timings-helpers"), None, timings.helpers));
    rows.push(row(
        locale.plain("timings-rest"),
        Some(timings.rest.wall),
        timings.rest.cpu,
    ));
    rows.push(row(
        locale.plain("timings-total"),
        Some(timings.total.wall),
        timings.total.cpu,
    ));
    let title = locale.text(
        "timings-title",
        &[("dossier", visible(&dossier.display().to_string()))],
    );
    console::tell(&format!("\n{title}\n{}", lines(&rows, console)))
}

/// The rows as lines, figures to the right; the first and the last stand out.
fn lines(rows: &[Row], console: &Console) -> String {
    let widths = [0, 1, 2].map(|column| {
        rows.iter()
            .map(|row| display_width(&row[column]))
            .max()
            .unwrap_or(0)
    });
    let pad = |text: &str, column: usize| " ".repeat(widths[column] - display_width(text));
    let line = |(rank, [label, wall, cpu]): (usize, &Row)| {
        let line = format!(
            "  {label}{}  {}{wall}  {}{cpu}",
            pad(label, 0),
            pad(wall, 1),
            pad(cpu, 2)
        );
        let stands_out = rank == 0 || rank + 1 == rows.len();
        if stands_out {
            console.messages.paint(Ink::Strong, &line)
        } else {
            line
        }
    };
    rows.iter()
        .enumerate()
        .map(|row| line(row) + "\n")
        .collect()
}

/// Milliseconds, to a tenth.
fn milliseconds(spent: Duration, console: &Console) -> String {
    let tenths = (spent.as_micros() + 50) / 100;
    format!(
        "{}{}{}",
        tenths / 10,
        console.locale.plain("decimal-mark"),
        tenths % 10
    )
}
