//! Help in the language asked for, and what is made of it: the manual page, shell completions, messages about wrong
//! arguments.
//!
//! Every text, heading and name of a value comes from the catalogues. A command's texts are `cli-<command>-about`,
//! `cli-<command>-<argument>-help` and, if there is one, `cli-<command>-after-help`; what clap would add in English is
//! left out.

use std::ffi::OsString;

use clap::{
    Arg, ColorChoice, Command, CommandFactory, FromArgMatches,
    builder::{PossibleValuesParser, Styles},
    error::{ContextKind, ContextValue, ErrorKind},
};
use clap_complete::Shell;

use super::{
    args::{Args, options},
    console::{self, Console, Outcome, PRINTING},
};
use crate::{
    audit::RULES,
    error::Error,
    locale::{Locale, args},
    report::{Ink, visible},
};

/// The largest width of help.
const WIDTH: usize = 100;

/// Parses the arguments. Wrong arguments, or a request for help, are returned as clap's error.
pub(super) fn parse(arguments: &[OsString], locale: &Locale) -> Result<Args, clap::Error> {
    // Errors about arguments are shown in the colours asked for, too.
    let asked = options(arguments, "--color").pop();
    let asked = asked.and_then(|text| text.parse().ok()).unwrap_or_default();
    match asked {
        ColorChoice::Auto => anstream::ColorChoice::Auto,
        ColorChoice::Always => anstream::ColorChoice::Always,
        ColorChoice::Never => anstream::ColorChoice::Never,
    }
    .write_global();
    let mut command = translated(locale).color(asked);
    let matches = command.try_get_matches_from_mut(arguments)?;
    Args::from_arg_matches(&matches).map_err(|error| error.format(&mut command))
}

/// clap's command with the texts of a language.
fn translated(locale: &Locale) -> Command {
    let styles = Styles::styled()
        .header(Ink::Strong.style())
        .usage(Ink::Strong.style())
        .literal(Ink::Info.style())
        .placeholder(Ink::Faint.style());
    with_texts(Args::command().styles(styles), "cli", locale)
}

fn with_texts(command: Command, id: &str, locale: &Locale) -> Command {
    let strong = Ink::Strong.style();
    let usage = locale.plain("cli-heading-usage") + &locale.plain("colon");
    let usage = format!("{strong}{usage}{strong:#}");
    let command = command
        .about(locale.plain(&format!("{id}-about")))
        .help_template(format!(
            "{{about-with-newline}}\n{usage} {{usage}}\n\n{{all-args}}{{after-help}}"
        ))
        .subcommand_help_heading(title("commands", locale))
        .subcommand_value_name(locale.plain("cli-heading-command"))
        .max_term_width(WIDTH)
        .mut_args(|arg| with_help(arg, id, locale))
        .mut_subcommands(|inner| {
            let id = format!("{id}-{}", inner.get_name());
            with_texts(inner.disable_help_flag(true), &id, locale)
        });
    match locale.optional_text(&format!("{id}-after-help"), &[]) {
        Some(text) => command.after_help(text),
        None => command,
    }
}

fn with_help(arg: Arg, command: &str, locale: &Locale) -> Arg {
    let is_common = arg.is_global_set() || arg.get_id() == "version";
    let owner = if is_common { "cli" } else { command };
    let name = arg.get_id().as_str().replace('_', "-");
    let heading = match () {
        () if is_common => "common",
        () if arg.is_positional() => "arguments",
        () => "options",
    };
    let arg = arg
        .help(locale.plain(&format!("{owner}-{name}-help")))
        .help_heading(title(heading, locale));
    if !arg.get_action().takes_values() {
        return arg;
    }
    let value = locale.plain(&format!("cli-value-{name}"));
    arg.value_name(value)
        .hide_default_value(true)
        .hide_possible_values(true)
}

/// A heading; clap adds a colon, before which French has a space.
fn title(name: &str, locale: &Locale) -> String {
    let space = locale.plain("colon");
    locale.plain(&format!("cli-heading-{name}")) + space.trim_end_matches(':')
}

/// Prints what a shell needs to complete commands, options and names of rules.
pub(super) fn completions(shell: Shell, console: &Console) -> Result<Outcome, Error> {
    // There are too many rules to list them in help and usage.
    let with_rules = |command: Command| {
        let names = PossibleValuesParser::new(RULES.iter().map(|rule| rule.name));
        command.mut_arg("rules", |arg| arg.value_parser(names))
    };
    let mut command = translated(&console.locale)
        .mut_subcommand("explain", with_rules)
        .mut_subcommand("check", with_rules);
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command, env!("CARGO_PKG_NAME"), &mut script);
    console::print(&String::from_utf8_lossy(&script))?;
    Ok(Outcome::Clean)
}

/// Prints the manual page, in roff: the help of the program, then that of each command.
pub(super) fn man(console: &Console) -> Result<Outcome, Error> {
    let locale = &console.locale;
    // At the largest width, whatever the terminal, so that the examples keep their lines.
    let mut program = translated(locale).term_width(WIDTH);
    program.build();
    let escaped = |text: &str| text.replace('\\', "\\e").replace('-', "\\-");
    let about = escaped(&locale.plain("cli-about"));
    let name = locale.plain("man-name");
    let mut page = format!(".TH paraphe 1\n.SH \"{name}\"\nparaphe \\- {about}\n");
    for command in std::iter::once(&program).chain(program.get_subcommands()) {
        let is_program = command.get_name() == program.get_name();
        // Options common to all commands are explained once, with the program.
        let shown = command.clone().mut_args(|arg| {
            let is_known = !is_program && arg.is_global_set();
            arg.hide(is_known)
        });
        let help = { shown }.render_help().to_string();
        // `\&`: roff would take a line that begins with a full stop for a request.
        let lines = help.lines().map(|line| format!("\\&{}\n", escaped(line)));
        let name = command.get_bin_name().unwrap_or_default();
        let text: String = lines.collect();
        page.extend([".SH \"", name, "\"\n.nf\n", &text, ".fi\n"]);
    }
    console::print(&page)?;
    Ok(Outcome::Clean)
}

/// Prints what clap returned instead of arguments.
pub(super) fn report(refusal: &clap::Error, console: &Console) -> Result<Outcome, Error> {
    let outcome = match refusal.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => Outcome::Clean,
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => Outcome::Unusable,
        _ => {
            console::print_message(&message(refusal, console));
            return Ok(Outcome::Unusable);
        }
    };
    refusal.print().map_err(Error::io(PRINTING, ""))?;
    Ok(outcome)
}

fn message(refusal: &clap::Error, console: &Console) -> String {
    let part = |kind| match refusal.get(kind) {
        Some(ContextValue::String(text)) => visible(text),
        Some(ContextValue::Strings(texts)) => visible(&texts.join(", ")),
        _ => String::new(),
    };
    let value = part(ContextKind::InvalidValue);
    // A message is named after clap's kind: `InvalidUtf8` is `usage-invalid-utf8`.
    let kind = match refusal.kind() {
        ErrorKind::InvalidValue if value.is_empty() => "MissingValue".to_owned(),
        kind => format!("{kind:?}"),
    };
    let mut name = "usage".to_owned();
    for letter in kind.chars() {
        name.extend(letter.is_uppercase().then_some('-'));
        name.push(letter.to_ascii_lowercase());
    }
    if console.locale.optional_text(&name, &[]).is_none() {
        "usage-other".clone_into(&mut name);
    }
    let clap = refusal.to_string();
    let clap = clap.lines().next().unwrap_or_default();
    let args = args! {
        argument: part(ContextKind::InvalidArg),
        other: part(ContextKind::PriorArg),
        value: value,
        command: part(ContextKind::InvalidSubcommand),
        clap: clap.trim_start_matches("error: ")
    };
    let mut notice = console.error(&name, &args);
    let suggested = [
        part(ContextKind::SuggestedArg),
        part(ContextKind::SuggestedSubcommand),
        part(ContextKind::SuggestedValue),
    ];
    if let Some(near) = suggested.into_iter().find(|near| !near.is_empty()) {
        let near = console.locale.text("usage-near", &args! { near: near });
        notice = notice.note("note-help", &near);
    }
    let allowed = part(ContextKind::ValidValue);
    if !allowed.is_empty() {
        notice = notice.note("note-allowed", &allowed);
    }
    notice
        .note("note-help", &console.locale.plain("usage-see-help"))
        .finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_argument_has_its_help_in_every_language() {
        fn walk(command: &Command) {
            let helps = command
                .get_arguments()
                .filter_map(Arg::get_help)
                .chain(command.get_about());
            for help in helps.map(ToString::to_string) {
                assert!(help.contains(' '), "a message is missing: {help}");
            }
            command.get_subcommands().for_each(walk);
        }
        for locale in [Locale::french(), Locale::english()] {
            let mut command = translated(&locale);
            command.build();
            walk(&command);
            command.debug_assert();
        }
    }
}
