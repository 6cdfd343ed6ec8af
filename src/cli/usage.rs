//! Help, version and usage errors. clap says what is wrong; the catalogue says it in the reader's language.

use std::io;

use clap::{
    Error,
    error::{ContextKind, ContextValue, ErrorKind},
};

use super::{
    console::{self, Console},
    outcome::Outcome,
};
use crate::{
    limits::{Limit, Mistake},
    read::nearest,
    report::visible,
};

/// Prints what clap returned instead of arguments.
pub(super) fn report(refusal: &Error, console: &Console) -> io::Result<Outcome> {
    match refusal.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            refusal.print().map(|()| Outcome::Clean)
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            refusal.print().map(|()| Outcome::Unusable)
        }
        _ => console::tell(&message(refusal, console)).map(|()| Outcome::Unusable),
    }
}

/// Says why a limit cannot be set.
pub(super) fn report_limit(mistake: &Mistake, console: &Console) -> io::Result<Outcome> {
    let locale = &console.locale;
    let (name, given, limit) = match mistake {
        Mistake::Shape(given) => ("usage-limit-shape", given, None),
        Mistake::Name(given) => ("usage-limit-name", given, None),
        Mistake::Value(limit, value) => ("usage-limit-value", value, Some(*limit)),
    };
    let unit = limit.map(|limit| locale.plain(&format!("unit-{}", limit.unit())));
    let args = [
        ("given", visible(given)),
        ("limit", limit.map_or("", Limit::name).to_owned()),
        ("unit", unit.unwrap_or_default()),
    ];
    let mut notice = console.error(name, &args);
    if let Mistake::Name(given) = mistake {
        let names: Vec<&str> = Limit::all().map(Limit::name).collect();
        if let Some(near) = nearest(given, names.iter().copied()) {
            let near = locale.text("usage-near", &[("near", near.to_owned())]);
            notice = notice.note("note-help", &near);
        }
        notice = notice.note("note-allowed", &names.join(", "));
    }
    let notice = notice.note("note-help", &locale.plain("usage-limit-help"));
    console::tell(&notice.finish()).map(|()| Outcome::Unusable)
}

fn message(refusal: &Error, console: &Console) -> String {
    let value = text_of(refusal, ContextKind::InvalidValue);
    let allowed = text_of(refusal, ContextKind::ValidValue);
    let name = sentence_name(refusal.kind(), &value);
    let args = [
        ("argument", text_of(refusal, ContextKind::InvalidArg)),
        ("other", text_of(refusal, ContextKind::PriorArg)),
        ("value", value),
        ("allowed", allowed.clone()),
        ("command", text_of(refusal, ContextKind::InvalidSubcommand)),
        ("clap", clap_sentence(refusal)),
    ];
    let mut notice = console.error(name, &args);
    let suggestions = [
        ContextKind::SuggestedArg,
        ContextKind::SuggestedSubcommand,
        ContextKind::SuggestedValue,
    ];
    let near = suggestions.map(|kind| text_of(refusal, kind));
    if let Some(near) = near.into_iter().find(|text| !text.is_empty()) {
        let near = console.locale.text("usage-near", &[("near", near)]);
        notice = notice.note("note-help", &near);
    }
    if !allowed.is_empty() {
        notice = notice.note("note-allowed", &allowed);
    }
    notice
        .note("note-help", &console.locale.plain("usage-see-help"))
        .finish()
}

fn sentence_name(kind: ErrorKind, value: &str) -> &'static str {
    match kind {
        ErrorKind::UnknownArgument => "usage-unknown-argument",
        ErrorKind::InvalidSubcommand => "usage-unknown-command",
        ErrorKind::InvalidValue if value.is_empty() => "usage-missing-value",
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => "usage-invalid-value",
        ErrorKind::TooManyValues => "usage-too-many-values",
        ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues | ErrorKind::NoEquals => {
            "usage-missing-value"
        }
        ErrorKind::ArgumentConflict => "usage-conflict",
        ErrorKind::MissingRequiredArgument => "usage-missing-argument",
        ErrorKind::MissingSubcommand => "usage-missing-command",
        ErrorKind::InvalidUtf8 => "usage-invalid-utf8",
        _ => "usage-other",
    }
}

/// What clap itself says, without its `error: `.
fn clap_sentence(refusal: &Error) -> String {
    let text = refusal.to_string();
    let first = text.lines().next().unwrap_or_default();
    first.strip_prefix("error: ").unwrap_or(first).to_owned()
}

fn text_of(refusal: &Error, kind: ContextKind) -> String {
    match refusal.get(kind) {
        Some(ContextValue::String(text)) => visible(text),
        Some(ContextValue::Strings(texts)) => visible(&texts.join(", ")),
        Some(ContextValue::Number(number)) => number.to_string(),
        _ => String::new(),
    }
}
