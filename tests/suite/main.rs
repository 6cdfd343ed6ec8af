//! The program as its users run it: a dossier in, exit code, output and files out. One module a command.

mod architecture;
mod build;
mod catalogues;
mod check;
mod cli;
mod dossier_test;
