#![no_main]
//! Amounts and rates.

#[path = "../bodies/amounts.rs"]
mod amounts;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| amounts::run(bytes));
