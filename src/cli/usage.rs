//! Help, version and usage errors. clap says what is wrong; the catalogue says it in the reader's language.

use std::io;

use clap::{
    Error,
    error::{ContextKind, ContextValue, ErrorKind},
};

use super::{Outcome, console};
use crate::{
    locale::Locale,
    report::{Ink, Notice, Screen, visible},
};

/// Prints what clap returned instead of arguments.
pub(super) fn report(refusal: &Error, locale: &Locale) -> io::Result<Outcome> {
    match refusal.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            refusal.print()?;
            Ok(Outcome::Clean)
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            refusal.print()?;
            Ok(Outcome::Unusable)
        }
        _ => {
            let text = message(refusal, locale, console::messages());
            console::tell(&text)?;
            Ok(Outcome::Unusable)
        }
    }
}

fn message(refusal: &Error, locale: &Locale, screen: Screen) -> String {
    let args = [
        ("argument", text_of(refusal, ContextKind::InvalidArg)),
        ("other", text_of(refusal, ContextKind::PriorArg)),
        ("value", text_of(refusal, ContextKind::InvalidValue)),
        ("allowed", text_of(refusal, ContextKind::ValidValue)),
        ("command", text_of(refusal, ContextKind::InvalidSubcommand)),
    ];
    let sentence = sentence_name(refusal.kind(), &args[2].1)
        .map_or_else(|| clap_sentence(refusal), |name| locale.text(&format!("usage-{name}"), &args));
    let mut notice = Notice::new(locale, screen, Ink::Error, &locale.plain("severity-error"), "", &sentence);
    if let Some(near) = suggestion(refusal) {
        notice = notice.note("note-help", &locale.text("usage-near", &[("near", near)]));
    }
    if !args[3].1.is_empty() {
        notice = notice.note("note-allowed", &args[3].1);
    }
    notice.note("note-help", &locale.plain("usage-see-help")).finish()
}

fn sentence_name(kind: ErrorKind, value: &str) -> Option<&'static str> {
    Some(match kind {
        ErrorKind::UnknownArgument => "unknown-argument",
        ErrorKind::InvalidSubcommand => "unknown-command",
        ErrorKind::InvalidValue if value.is_empty() => "missing-value",
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => "invalid-value",
        ErrorKind::TooManyValues => "too-many-values",
        ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues | ErrorKind::NoEquals => "missing-value",
        ErrorKind::ArgumentConflict => "conflict",
        ErrorKind::MissingRequiredArgument => "missing-argument",
        ErrorKind::MissingSubcommand => "missing-command",
        ErrorKind::InvalidUtf8 => "invalid-utf8",
        _ => return None,
    })
}

/// What clap itself says, without its `error: `.
fn clap_sentence(refusal: &Error) -> String {
    let text = refusal.to_string();
    let first = text.lines().next().unwrap_or_default();
    first.strip_prefix("error: ").unwrap_or(first).to_owned()
}

fn suggestion(refusal: &Error) -> Option<String> {
    let kinds = [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue];
    kinds.into_iter().map(|kind| text_of(refusal, kind)).find(|text| !text.is_empty())
}

fn text_of(refusal: &Error, kind: ContextKind) -> String {
    let text = match refusal.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(", "),
        Some(ContextValue::Number(number)) => number.to_string(),
        _ => String::new(),
    };
    visible(&text)
}
