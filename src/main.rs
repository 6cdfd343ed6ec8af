//! The `paraphe` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    paraphe::cli::run(std::env::args_os())
}
