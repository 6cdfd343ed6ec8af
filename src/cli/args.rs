//! The arguments, as clap reads them; their help is in the catalogues (`help.rs`).

use std::{ffi::OsString, path::PathBuf};

use clap::{ArgAction, ColorChoice, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use super::help;
use crate::{
    limits::{Limits, Mistake},
    locale::Locale,
    report::Filter,
    source::named,
};

/// Everything on the command line.
#[derive(Debug, Parser)]
#[command(
    name = "paraphe",
    version,
    arg_required_else_help = true,
    subcommand_required = true
)]
#[command(
    disable_help_flag = true,
    disable_version_flag = true,
    disable_help_subcommand = true
)]
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
    #[arg(long, value_name = "WHEN", global = true, value_enum, default_value_t)]
    color: ColorChoice,
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub(super) quiet: bool,
    #[arg(short, long, global = true)]
    pub(super) verbose: bool,
    #[arg(long = "limit", value_name = "LIMIT", global = true)]
    limits: Vec<String>,
    #[arg(short, long, global = true, action = ArgAction::Help)]
    help: Option<bool>,
    #[arg(short = 'V', long, action = ArgAction::Version)]
    version: Option<bool>,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    Check(CheckArgs),
    Build(BuildArgs),
    Diff(DiffArgs),
    Textconv(TextconvArgs),
    Explain(ExplainArgs),
    Init(InitArgs),
    Completions(CompletionsArgs),
    Man,
    Watch(WatchArgs),
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
    #[arg(long, conflicts_with = "only")]
    pub(super) xlsx_only: bool,
    #[arg(long = "final", conflicts_with_all = ["only", "xlsx_only"])]
    pub(super) is_final: bool,
    #[arg(long)]
    pub(super) no_findings_page: bool,
}

#[derive(Debug, clap::Args)]
pub(super) struct DiffArgs {
    #[arg(value_name = "FORMER")]
    pub(super) former: Option<String>,
    #[arg(value_name = "LATER")]
    pub(super) later: Option<String>,
    #[arg(long, value_name = "FORMAT", value_enum)]
    pub(super) format: Option<DiffFormat>,
    #[arg(short = 'o', value_name = "FILE")]
    pub(super) file: Option<PathBuf>,
    #[arg(long = "no-pages")]
    pub(super) no_pages: bool,
    #[arg(long, value_name = "DIR", default_value = "output")]
    pub(super) output: PathBuf,
}

#[derive(Debug, clap::Args)]
pub(super) struct TextconvArgs {
    #[arg(value_name = "FILE")]
    pub(super) workbook: PathBuf,
}

#[derive(Debug, clap::Args)]
pub(super) struct ExplainArgs {
    #[arg(value_name = "RULE")]
    pub(super) rules: Vec<String>,
}

#[derive(Debug, clap::Args)]
pub(super) struct InitArgs {
    #[arg(value_name = "DIR")]
    pub(super) folder: PathBuf,
    #[arg(long, value_name = "WORKBOOK")]
    pub(super) from: Option<PathBuf>,
    #[arg(long, value_name = "TEXT")]
    pub(super) title: Option<String>,
    #[arg(long, value_name = "YEARS")]
    pub(super) years: Option<String>,
    #[arg(long = "party", value_name = "PARTY")]
    pub(super) parties: Vec<String>,
    #[arg(long = "axis", value_name = "AXIS")]
    pub(super) axes: Vec<String>,
    #[arg(short, long)]
    pub(super) yes: bool,
}

#[derive(Debug, clap::Args)]
pub(super) struct CompletionsArgs {
    #[arg(value_name = "SHELL", value_enum)]
    pub(super) shell: Shell,
}

#[derive(Debug, clap::Args)]
pub(super) struct WatchArgs {
    #[arg(value_name = "DOSSIER", default_value = "input")]
    pub(super) dossier: PathBuf,
    #[arg(long, value_name = "PORT")]
    pub(super) port: Option<u16>,
    #[arg(long)]
    pub(super) open: bool,
}

/// How findings are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    Text,
    Json,
    Html,
}

/// How differences are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum DiffFormat {
    Text,
    Json,
    Markdown,
    Html,
    Pdf,
    Xlsx,
}

impl Args {
    /// Reads the arguments. What is wrong with them, or the help asked for, comes back as clap's error.
    pub(super) fn parse(arguments: &[OsString], locale: &Locale) -> Result<Self, clap::Error> {
        // What is wrong with the arguments is told in the colours asked for, too.
        let asked = option(arguments, "--color").and_then(|text| text.parse().ok());
        let asked = asked.unwrap_or_default();
        set_colours(asked);
        let mut command = help::translated(Self::command(), locale).color(asked);
        let matches = command.try_get_matches_from_mut(arguments)?;
        let args = Self::from_arg_matches(&matches).map_err(|error| error.format(&mut command))?;
        set_colours(args.global.color);
        Ok(args)
    }
}

/// Has every stream show colours, or not.
fn set_colours(asked: ColorChoice) {
    match asked {
        ColorChoice::Auto => anstream::ColorChoice::Auto,
        ColorChoice::Always => anstream::ColorChoice::Always,
        ColorChoice::Never => anstream::ColorChoice::Never,
    }
    .write_global();
}

impl CheckArgs {
    /// The findings asked for.
    pub(super) fn filter(&self) -> Filter {
        let severity = self.severity.as_deref().and_then(named);
        Filter {
            rules: self.rules.clone(),
            severity,
            axes: self.axes.clone(),
            fiches: self.fiches.clone(),
        }
    }
}

/// The language asked for by `--lang`, else that of the environment. Needed before the arguments are read,
/// for the help they may ask for and for what may be wrong with them.
pub(super) fn locale(arguments: &[OsString]) -> Locale {
    let asked = option(arguments, "--lang");
    let tag = asked
        .filter(|tag| matches!(tag.as_str(), "fr" | "en"))
        .or_else(sys_locale::get_locale);
    tag.map_or_else(Locale::default, |tag| Locale::from_tag(&tag))
}

/// What inputs may cost: the usual limits but for those given. clap forgets those before the command's name
/// when there are others after it.
pub(super) fn limits(arguments: &[OsString]) -> Result<Limits, Mistake> {
    options(arguments, "--limit")
        .iter()
        .try_fold(Limits::default(), |limits, setting| limits.set(setting))
}

/// The last value given to an option, as far as it can be told without reading the others.
fn option(arguments: &[OsString], name: &str) -> Option<String> {
    options(arguments, name).pop()
}

fn options(arguments: &[OsString], name: &str) -> Vec<String> {
    let words: Vec<&str> = arguments
        .iter()
        .map(|word| word.to_str().unwrap_or_default())
        .take_while(|word| *word != "--")
        .collect();
    let value = |index: usize| {
        let rest = words[index].strip_prefix(name)?;
        if rest.is_empty() {
            words.get(index + 1).copied()
        } else {
            rest.strip_prefix('=')
        }
    };
    (0..words.len())
        .filter_map(value)
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::Limit;

    #[test]
    fn options_are_known_before_the_arguments_are_read() {
        let words = |text: &str| text.split(' ').map(OsString::from).collect::<Vec<_>>();
        assert_eq!(
            option(&words("paraphe --lang en check"), "--lang").as_deref(),
            Some("en")
        );
        assert_eq!(
            option(&words("paraphe check --lang=fr"), "--lang").as_deref(),
            Some("fr")
        );
        assert_eq!(option(&words("paraphe check -- --lang en"), "--lang"), None);
        assert_eq!(option(&words("paraphe check --lang"), "--lang"), None);
        let limits = limits(&words(
            "paraphe --limit cells=1 check --limit=cells=2 --limit years=3",
        ));
        let expected = Limits::default()
            .with(Limit::Cells, 2)
            .with(Limit::Years, 3);
        assert_eq!(limits, Ok(expected));
    }
}
