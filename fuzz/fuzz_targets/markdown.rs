#![no_main]
//! Markdown to Typst.

#[path = "../bodies/markdown.rs"]
mod markdown;

use paraphe::fuzzing;

const FUNCTIONS: markdown::Functions = markdown::Functions {
    events: fuzzing::markdown_events,
    to_typst: fuzzing::to_typst,
    escape: fuzzing::escape,
    evaluate: fuzzing::evaluate,
};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| markdown::run(bytes, &FUNCTIONS));
