//! The arguments, and their help in the language asked for: every help text comes from the catalogues.

use std::{ffi::OsString, path::PathBuf};

use anstream::ColorChoice;
use clap::{Arg, ArgAction, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum, builder::Styles};

use crate::{
    finding::Severity,
    locale::Locale,
    report::{Filter, Ink},
};

/// Everything on the command line.
#[derive(Debug, Parser)]
#[command(name = "paraphe", version, disable_help_flag = true, disable_version_flag = true)]
#[command(disable_help_subcommand = true, arg_required_else_help = true, subcommand_required = true)]
pub(super) struct Args {
    #[command(subcommand)]
    pub(super) command: Command,
    #[command(flatten)]
    pub(super) global: Global,
}

#[derive(Debug, clap::Args)]
pub(super) struct Global {
    #[arg(long, value_name = "LANG", global = true, value_parser = ["fr", "en"])]
    lang: Option<String>,
    #[arg(long, value_name = "WHEN", global = true, value_enum, default_value_t = Color::Auto)]
    color: Color,
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub(super) quiet: bool,
    #[arg(short, long, global = true)]
    pub(super) verbose: bool,
    #[arg(short, long, global = true, action = ArgAction::Help)]
    help: Option<bool>,
    #[arg(short = 'V', long, action = ArgAction::Version)]
    version: Option<bool>,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    Check(CheckArgs),
    Build(BuildArgs),
}

#[derive(Debug, clap::Args)]
pub(super) struct CheckArgs {
    #[arg(value_name = "DOSSIER", default_value = "input")]
    pub(super) dossiers: Vec<PathBuf>,
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = Format::Text)]
    pub(super) format: Format,
    #[arg(long = "rule", value_name = "RULE", value_delimiter = ',')]
    rules: Vec<String>,
    #[arg(long, value_name = "SEVERITY", value_parser = ["error", "warning", "info"])]
    severity: Option<String>,
    #[arg(long = "axis", value_name = "AXIS", value_delimiter = ',')]
    axes: Vec<String>,
    #[arg(long = "fiche", value_name = "CODE", value_delimiter = ',')]
    fiches: Vec<String>,
}

#[derive(Debug, clap::Args)]
pub(super) struct BuildArgs {
    #[arg(value_name = "DOSSIER", default_value = "input")]
    pub(super) dossiers: Vec<PathBuf>,
    #[arg(long, value_name = "CODE", num_args = 1.., value_delimiter = ',')]
    pub(super) only: Vec<String>,
    #[arg(short, long, value_name = "DIR", default_value = "output")]
    pub(super) output: PathBuf,
    #[arg(long = "final", conflicts_with = "only")]
    pub(super) is_final: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Color {
    Auto,
    Always,
    Never,
}

/// How findings are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    Text,
    Json,
}

impl Args {
    /// Reads the arguments. What is wrong with them, or the help asked for, comes back as clap's error.
    pub(super) fn parse(arguments: &[OsString], locale: &Locale) -> Result<Self, clap::Error> {
        // What is wrong with the arguments is told in the colours asked for, too.
        let asked = option(arguments, "--color").and_then(|text| Color::from_str(&text, false).ok());
        let asked = asked.unwrap_or(Color::Auto);
        asked.choice().write_global();
        let mut command = command(locale).color(asked.clap());
        let matches = command.try_get_matches_from_mut(arguments)?;
        let args = Self::from_arg_matches(&matches).map_err(|error| error.format(&mut command))?;
        args.global.color.choice().write_global();
        Ok(args)
    }
}

impl Color {
    fn choice(self) -> ColorChoice {
        match self {
            Self::Auto => ColorChoice::Auto,
            Self::Always => ColorChoice::Always,
            Self::Never => ColorChoice::Never,
        }
    }

    fn clap(self) -> clap::ColorChoice {
        match self {
            Self::Auto => clap::ColorChoice::Auto,
            Self::Always => clap::ColorChoice::Always,
            Self::Never => clap::ColorChoice::Never,
        }
    }
}

impl CheckArgs {
    /// The findings asked for.
    pub(super) fn filter(&self) -> Filter {
        let severity = Severity::ALL.into_iter().find(|one| Some(one.name()) == self.severity.as_deref());
        Filter { rules: self.rules.clone(), severity, axes: self.axes.clone(), fiches: self.fiches.clone() }
    }
}

/// The language asked for by `--lang`, else that of the environment. Needed before the arguments are read,
/// for the help they may ask for and for what may be wrong with them.
pub(super) fn locale(arguments: &[OsString]) -> Locale {
    let asked = option(arguments, "--lang");
    let tag = asked.filter(|tag| matches!(tag.as_str(), "fr" | "en")).or_else(sys_locale::get_locale);
    tag.map_or_else(Locale::default, |tag| Locale::from_tag(&tag))
}

/// The last value given to an option, as far as it can be told without reading the others.
fn option(arguments: &[OsString], name: &str) -> Option<String> {
    let words: Vec<&str> =
        arguments.iter().map(|word| word.to_str().unwrap_or_default()).take_while(|word| *word != "--").collect();
    let value = |index: usize| {
        let rest = words[index].strip_prefix(name)?;
        if rest.is_empty() { words.get(index + 1).copied() } else { rest.strip_prefix('=') }
    };
    (0..words.len()).rev().find_map(value).map(str::to_owned)
}

/// clap's command, with every text from the catalogue.
pub(super) fn command(locale: &Locale) -> clap::Command {
    let styles = Styles::styled()
        .header(Ink::Strong.style())
        .usage(Ink::Strong.style())
        .literal(Ink::Info.style())
        .placeholder(Ink::Faint.style());
    localised(Args::command().styles(styles), "cli", locale)
}

fn localised(command: clap::Command, id: &str, locale: &Locale) -> clap::Command {
    let heading = |name: &str| locale.plain(&format!("cli-heading-{name}"));
    let colon = locale.plain("colon");
    // clap adds the colon itself; French wants a space before it.
    let titled = |name: &str| format!("{}{}", heading(name), colon.trim_end_matches(':'));
    let strong = Ink::Strong.style();
    let usage = format!("{strong}{}{colon}{strong:#}", heading("usage"));
    let template = format!("{{about-with-newline}}\n{usage} {{usage}}\n\n{{all-args}}{{after-help}}");
    let argument = |arg: Arg| {
        let is_common = arg.is_global_set() || arg.get_id() == "version";
        let owner = if is_common { "cli" } else { id };
        let help = locale.plain(&format!("{owner}-{}-help", arg.get_id().as_str().replace('_', "-")));
        let under = match () {
            () if is_common => "common",
            () if arg.is_positional() => "arguments",
            () => "options",
        };
        let arg = arg.help(help).help_heading(titled(under));
        if !arg.get_action().takes_values() {
            return arg;
        }
        let names = arg.get_value_names().unwrap_or_default().iter();
        let names: Vec<String> =
            names.map(|name| locale.plain(&format!("cli-value-{}", name.to_lowercase()))).collect();
        // What clap would add to the help is in English.
        arg.value_names(names).hide_default_value(true).hide_possible_values(true)
    };
    let command = command
        .about(locale.plain(&format!("{id}-about")))
        .help_template(template)
        .subcommand_help_heading(titled("commands"))
        .subcommand_value_name(heading("command"))
        .max_term_width(100)
        .mut_args(argument)
        .mut_subcommands(|inner| {
            let id = format!("{id}-{}", inner.get_name());
            localised(inner.disable_help_flag(true), &id, locale)
        });
    match locale.optional_text(&format!("{id}-after-help"), &[]) {
        Some(text) => command.after_help(text),
        None => command,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_argument_has_its_help_in_every_language() {
        fn walk(command: &clap::Command) {
            let helps = command.get_arguments().filter_map(Arg::get_help).chain(command.get_about());
            for help in helps.map(ToString::to_string) {
                assert!(help.contains(' '), "a message is missing: {help}");
            }
            command.get_subcommands().for_each(walk);
        }
        for locale in [Locale::french(), Locale::english()] {
            let mut command = command(&locale);
            command.build();
            walk(&command);
            command.debug_assert();
        }
    }

    #[test]
    fn the_language_is_known_before_the_arguments_are_read() {
        let words = |text: &str| text.split(' ').map(OsString::from).collect::<Vec<_>>();
        assert_eq!(option(&words("paraphe --lang en check"), "--lang").as_deref(), Some("en"));
        assert_eq!(option(&words("paraphe check --lang=fr"), "--lang").as_deref(), Some("fr"));
        assert_eq!(option(&words("paraphe check -- --lang en"), "--lang"), None);
        assert_eq!(option(&words("paraphe check --lang"), "--lang"), None);
    }
}
