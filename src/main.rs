//! The `paraphe` command.

#![forbid(unsafe_code)]

use std::process::ExitCode;

fn main() -> ExitCode {
    paraphe::run(std::env::args_os())
}
