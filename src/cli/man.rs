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
const HEADINGS: [(&str, &str); 6] = [
    (".SH NAME", "man-name"),
    (".SH SYNOPSIS", "man-synopsis"),
    (".SH EXTRA", "man-exit-codes"),
    (".SS DESCRIPTION", "man-description"),
    (".SS SYNOPSIS", "man-synopsis"),
    (".SS EXTRA", "man-examples"),
];

/// Prints the page, in roff.
pub(super) fn run(console: &Console) -> io::Result<Outcome> {
    let mut page = Vec::new();
    write(&console.locale, &mut page)?;
    console::print(&finished(&String::from_utf8_lossy(&page), &console.locale))?;
    Ok(Outcome::Clean)
}

/// The program, then its commands one by one.
fn write(locale: &Locale, page: &mut Vec<u8>) -> io::Result<()> {
    let mut command = help::translated(Args::command(), locale);
    command.build();
    let commands: Vec<Command> = command
        .get_subcommands()
        .cloned()
        .map(without_common)
        .collect();
    let man = Man::new(command);
    man.render_title(page)?;
    man.render_name_section(page)?;
    man.render_synopsis_section(page)?;
    man.render_options_section(page)?;
    man.render_extra_section(page)?;
    for command in commands {
        page.extend(format!(".SH \"{}\"\n", command.get_bin_name().unwrap_or_default()).bytes());
        let man = Man::new(command);
        let mut own = Vec::new();
        man.render_description_section(&mut own)?;
        man.render_synopsis_section(&mut own)?;
        man.render_options_section(&mut own)?;
        man.render_extra_section(&mut own)?;
        // A command's sections are parts of one section.
        page.extend(
            String::from_utf8_lossy(&own)
                .replace(".SH ", ".SS ")
                .bytes(),
        );
    }
    Ok(())
}

/// What every command takes is told once, with the program.
fn without_common(command: Command) -> Command {
    command.mut_args(|arg| {
        let is_common = arg.is_global_set();
        arg.hide(is_common)
    })
}

/// Every heading in the reader's language, and the crate's preamble once.
fn finished(page: &str, locale: &Locale) -> String {
    let mut lines: Vec<String> = Vec::new();
    for line in page.lines() {
        let is_preamble = line.starts_with(".ie ") || line.starts_with(".el ");
        if is_preamble && lines.iter().any(|known| known == line) {
            continue;
        }
        lines.push(match line.split_once(' ') {
            Some((level @ (".SH" | ".SS"), name)) => {
                format!("{level} \"{}\"", heading(level, name, locale))
            }
            _ => line.to_owned(),
        });
    }
    lines.join("\n") + "\n"
}

fn heading(level: &str, name: &str, locale: &Locale) -> String {
    // The help's own headings wait for a colon.
    let name = name.trim_matches(['"', ' ', '\u{a0}']);
    let known = HEADINGS
        .iter()
        .find(|(own, _)| *own == format!("{level} {name}"));
    known.map_or_else(|| name.to_owned(), |(_, id)| locale.plain(id))
}
