//! `paraphe man`: the manual page, made of the help of every command.

use std::io;

use clap::{Command, CommandFactory};
use clap_mangen::Man;

use super::{
    Outcome,
    args::Args,
    console::{self, Console},
    help,
};
use crate::locale::Locale;

/// The headings that the page is made with, and the messages that translate them.
const HEADINGS: [(&str, &str); 4] =
    [("NAME", "man-name"), ("SYNOPSIS", "man-synopsis"), ("DESCRIPTION", "man-description"), ("EXTRA", "man-extra")];

/// Prints the page, in roff.
pub(super) fn run(console: &Console) -> io::Result<Outcome> {
    let mut page = Vec::new();
    write(&console.locale, &mut page)?;
    console::print(&with_headings(&String::from_utf8_lossy(&page), &console.locale))?;
    Ok(Outcome::Clean)
}

/// The program, then its commands one by one.
fn write(locale: &Locale, page: &mut Vec<u8>) -> io::Result<()> {
    let mut command = help::translated(Args::command(), locale);
    command.build();
    let commands: Vec<Command> = command.get_subcommands().cloned().collect();
    let manual = format!("{} {}", env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION"));
    let man = Man::new(command).manual(manual);
    man.render_title(page)?;
    man.render_name_section(page)?;
    man.render_synopsis_section(page)?;
    man.render_options_section(page)?;
    man.render_extra_section(page)?;
    for command in commands {
        page.extend(format!(".SH \"{}\"\n", command.get_display_name().unwrap_or_default().to_uppercase()).bytes());
        let man = Man::new(command);
        let mut own = Vec::new();
        man.render_description_section(&mut own)?;
        man.render_synopsis_section(&mut own)?;
        man.render_options_section(&mut own)?;
        man.render_extra_section(&mut own)?;
        // A command's sections are parts of one section.
        page.extend(String::from_utf8_lossy(&own).replace(".SH ", ".SS ").bytes());
    }
    Ok(())
}

fn with_headings(page: &str, locale: &Locale) -> String {
    let line = |line: &str| {
        let known = HEADINGS.iter().find(|(name, _)| line == format!(".SH {name}") || line == format!(".SS {name}"));
        known.map_or_else(|| line.to_owned(), |(_, id)| format!("{} \"{}\"", &line[..3], locale.plain(id)))
    };
    page.lines().map(|text| line(text) + "\n").collect()
}
