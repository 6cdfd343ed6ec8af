//! `paraphe completions`: what a shell needs to complete commands, options and names of rules.

use std::io;

use clap::{Command, CommandFactory, builder::PossibleValuesParser};

use super::{
    Outcome,
    args::{Args, CompletionsArgs},
    console::{self, Console},
    help,
};
use crate::audit::RULES;

/// Prints the script for a shell.
pub(super) fn run(args: &CompletionsArgs, console: &Console) -> io::Result<Outcome> {
    let mut command = with_rules(help::translated(Args::command(), &console.locale));
    let mut script = Vec::new();
    clap_complete::generate(
        args.shell,
        &mut command,
        env!("CARGO_PKG_NAME"),
        &mut script,
    );
    console::print(&String::from_utf8_lossy(&script))?;
    Ok(Outcome::Clean)
}

/// The names of rules as values to choose from: too many for help and usage, right for completion.
fn with_rules(command: Command) -> Command {
    let names = || PossibleValuesParser::new(RULES.iter().map(|rule| rule.name));
    command
        .mut_subcommand("explain", |explain| {
            explain.mut_arg("rules", |arg| arg.value_parser(names()))
        })
        .mut_subcommand("check", |check| {
            check.mut_arg("rules", |arg| arg.value_parser(names()))
        })
}
