//! The arguments, as clap reads them; their help is in the catalogues (`help.rs`).

use std::{ffi::OsString, path::PathBuf};

use clap::{
    ArgAction, ColorChoice, Parser, Subcommand, ValueEnum,
    builder::{PossibleValue, PossibleValuesParser, TypedValueParser},
};
use clap_complete::Shell;

use crate::{
    error::Error,
    finding::Severity,
    limits::{Limit, Limits},
    locale::{Locale, args},
    read::nearest,
};

/// Everything on the command line.
#[derive(Debug, Parser)]
#[command(
    name = "paraphe",
    version,
    disable_help_flag = true,
    disable_version_flag = true,
    disable_help_subcommand = true
)]
pub(super) struct Args {
    #[command(subcommand)]
    pub(super) command: Option<Command>,
    #[arg(long, global = true, value_parser = PossibleValuesParser::new(Locale::tags()))]
    lang: Option<String>,
    #[arg(long, global = true, value_enum, default_value_t)]
    color: ColorChoice,
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub(super) quiet: bool,
    #[arg(short, long, global = true)]
    pub(super) verbose: bool,
    #[arg(long = "limit", global = true)]
    limits: Vec<String>,
    #[arg(short, long, global = true, action = ArgAction::Help)]
    help: Option<bool>,
    #[arg(short = 'V', long, action = ArgAction::Version)]
    version: Option<bool>,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    #[command(alias = "watch")]
    Atelier(AtelierArgs),
    Check(CheckArgs),
    Build(BuildArgs),
    Diff(DiffArgs),
    Verify {
        file: PathBuf,
        #[arg(long, default_value = "output")]
        output: PathBuf,
    },
    Textconv {
        workbook: PathBuf,
    },
    Explain {
        rules: Vec<String>,
    },
    Init(InitArgs),
    Completions {
        #[arg(value_enum)]
        shell: Shell,
    },
    Man,
}

#[derive(Debug, clap::Args)]
pub(super) struct CheckArgs {
    #[arg(default_value = "input")]
    pub(super) dossiers: Vec<PathBuf>,
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(super) format: Format,
    #[arg(long = "rule", value_delimiter = ',')]
    pub(super) rules: Vec<String>,
    #[arg(long, value_parser = severities())]
    pub(super) severity: Option<Severity>,
    #[arg(long = "axis", value_delimiter = ',')]
    pub(super) axes: Vec<String>,
    #[arg(long = "fiche", value_delimiter = ',')]
    pub(super) fiches: Vec<String>,
}

#[derive(Debug, clap::Args)]
pub(super) struct BuildArgs {
    #[arg(default_value = "input")]
    pub(super) dossiers: Vec<PathBuf>,
    #[arg(long, num_args = 1.., value_delimiter = ',')]
    pub(super) only: Vec<String>,
    #[arg(short, long, default_value = "output")]
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
    pub(super) former: Option<String>,
    pub(super) later: Option<String>,
    #[arg(long, value_enum)]
    pub(super) format: Option<DiffFormat>,
    #[arg(short = 'o')]
    pub(super) file: Option<PathBuf>,
    #[arg(long = "no-pages")]
    pub(super) no_pages: bool,
    #[arg(long, default_value = "output")]
    pub(super) output: PathBuf,
}

#[derive(Debug, clap::Args)]
pub(super) struct InitArgs {
    pub(super) folder: PathBuf,
    #[arg(long)]
    pub(super) from: Option<PathBuf>,
    #[arg(long = "avenant", conflicts_with_all = ["from", "word", "title", "years", "parties", "funders", "axes", "unit", "off_total", "fields"])]
    pub(super) amendment: Option<PathBuf>,
    #[arg(long = "fiches", requires = "from")]
    pub(super) word: Option<PathBuf>,
    #[arg(long, default_value = "")]
    pub(super) title: String,
    #[arg(long)]
    pub(super) years: Option<String>,
    #[arg(long = "party")]
    pub(super) parties: Vec<String>,
    #[arg(long = "funder")]
    pub(super) funders: Vec<String>,
    #[arg(long = "axis")]
    pub(super) axes: Vec<String>,
    #[arg(long)]
    pub(super) unit: Option<String>,
    #[arg(long)]
    pub(super) off_total: Vec<String>,
    #[arg(long = "field")]
    pub(super) fields: Vec<String>,
    #[arg(short, long)]
    pub(super) yes: bool,
}

#[derive(Debug, Default, clap::Args)]
pub(super) struct AtelierArgs {
    pub(super) dossier: Option<PathBuf>,
    #[arg(long)]
    pub(super) port: Option<u16>,
    #[arg(long)]
    pub(super) no_open: bool,
}

/// How findings are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    #[value(alias = "texte")]
    Text,
    Json,
    Html,
}

/// How differences are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum DiffFormat {
    #[value(alias = "texte")]
    Text,
    Json,
    #[value(alias = "md")]
    Markdown,
    #[value(alias = "htm")]
    Html,
    Pdf,
    Xlsx,
}

/// The severities, and their French names.
const SEVERITIES: [(Severity, &str); 3] = [
    (Severity::Error, "erreur"),
    (Severity::Warning, "avertissement"),
    (Severity::Info, "information"),
];

fn severities() -> impl TypedValueParser<Value = Severity> {
    let value = |(severity, french): (Severity, &'static str)| {
        PossibleValue::new(severity.name()).alias(french)
    };
    PossibleValuesParser::new(SEVERITIES.map(value)).try_map(|name| {
        let mut all = SEVERITIES.iter();
        let named = all.find(|(severity, french)| severity.name() == name || *french == name);
        named.map(|(severity, _)| *severity).ok_or(name)
    })
}

/// The language asked for by `--lang`, else that of the system. Needed before the arguments are parsed, for help and
/// for errors about them.
pub(super) fn locale(arguments: &[OsString]) -> Locale {
    let asked = options(arguments, "--lang").pop();
    asked
        .filter(|tag| Locale::tags().any(|known_tag| known_tag == tag))
        .or_else(sys_locale::get_locale)
        .map_or_else(Locale::default, |tag| Locale::from_tag(&tag))
}

/// The limits on inputs: the defaults, except those given. clap forgets those before the command's name when there are
/// others after it.
///
/// # Errors
/// [`Error::Refused`] for a value that sets no limit.
pub(super) fn limits(arguments: &[OsString]) -> Result<Limits, Error> {
    let mut limits = Limits::default();
    for given in options(arguments, "--limit") {
        let (name, value) = given.split_once('=').unwrap_or((&given, ""));
        let limit = Limit::named(name.trim());
        let number = value.trim().parse().ok().filter(|number| *number > 0);
        let Some((limit, number)) = limit.zip(number) else {
            let names: Vec<&str> = Limit::all().map(Limit::name).collect();
            let near = nearest(name, names.iter().copied()).filter(|_| limit.is_none());
            let message = limit.map_or("usage-limit", |_| "usage-limit-value");
            let (near, unit) = (near.unwrap_or_default(), limit.map_or("", Limit::unit));
            let args = args! { nearest: near, allowed: names.join(", "), given: given, unit: unit };
            return Err(Error::refused(message, args));
        };
        limits = limits.with(limit, number);
    }
    Ok(limits)
}

/// The values given to an option, as far as they can be found without parsing the other arguments.
pub(super) fn options(arguments: &[OsString], name: &str) -> Vec<String> {
    let words = arguments
        .iter()
        .map(|word| word.to_str().unwrap_or_default());
    let words: Vec<&str> = words.take_while(|word| *word != "--").collect();
    let value = |(index, word): (usize, &&str)| match word.strip_prefix(name)? {
        "" => words.get(index + 1).map(ToString::to_string),
        rest => rest.strip_prefix('=').map(str::to_owned),
    };
    words.iter().enumerate().filter_map(value).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<OsString> {
        text.split(' ').map(OsString::from).collect()
    }

    #[test]
    fn options_are_known_before_the_arguments_are_read() {
        for (text, lang) in [
            ("paraphe --lang en check", Some("en")),
            ("paraphe check --lang=fr", Some("fr")),
            ("paraphe check -- --lang en", None),
            ("paraphe check --lang", None),
        ] {
            assert_eq!(options(&words(text), "--lang").pop().as_deref(), lang);
        }
        let limits = limits(&words(
            "paraphe --limit cells=1 check --limit=cells=2 --limit years=3",
        ));
        let expected = Limits::default()
            .with(Limit::Cells, 2)
            .with(Limit::Years, 3);
        assert_eq!(limits.expect("limits"), expected);
    }

    #[test]
    fn what_sets_no_limit_is_refused() {
        let refused = |setting: &str| {
            let given = words(&format!("paraphe --limit {setting}"));
            limits(&given).expect_err("refused").to_string()
        };
        assert!(refused("cells").starts_with("usage-limit-value: [(\"nearest\", \"\")"));
        assert!(refused("cell=5").contains("(\"nearest\", \"cells\")"));
        for value in ["", "0", "-1", "1.5", "5k", "18446744073709551616"] {
            let shown = refused(&format!("cells={value}"));
            assert!(shown.starts_with("usage-limit-value: "), "{shown}");
        }
    }
}
