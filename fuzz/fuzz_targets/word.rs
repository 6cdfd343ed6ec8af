#![no_main]
//! The reader of Word files.

#[path = "../bodies/mod.rs"]
#[expect(dead_code, reason = "each target runs one body")]
mod bodies;
mod harness;

libfuzzer_sys::fuzz_target!(
    init: harness::contain_dependencies(),
    |bytes: &[u8]| bodies::dossier::word(bytes, &harness::FOLDER)
);
