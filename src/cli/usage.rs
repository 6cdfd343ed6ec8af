//! Help, version and usage errors. clap says what is wrong; the catalogue says it in the reader's language.

use std::io;

use clap::{
    Error,
    error::{ContextKind, ContextValue, ErrorKind},
};

use super::{Outcome, console};
use crate::{
    limits::{Limit, Mistake},
    locale::Locale,
    read::nearest,
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

/// Says why a limit cannot be set.
pub(super) fn report_limit(mistake: &Mistake, locale: &Locale) -> io::Result<Outcome> {
    console::tell(&limit_message(mistake, locale, console::messages()))?;
    Ok(Outcome::Unusable)
}

fn limit_message(mistake: &Mistake, locale: &Locale, screen: Screen) -> String {
    let (name, given, limit) = match mistake {
        Mistake::Shape(given) => ("shape", given, None),
        Mistake::Name(given) => ("name", given, None),
        Mistake::Value { limit, value } => ("value", value, Some(*limit)),
    };
    let unit = limit
        .map(|limit| locale.plain(&format!("unit-{}", limit.unit().name())))
        .unwrap_or_default();
    let limit = limit.map(Limit::name).unwrap_or_default();
    let args = [
        ("given", visible(given)),
        ("limit", limit.to_owned()),
        ("unit", unit),
    ];
    let sentence = locale.text(&format!("usage-limit-{name}"), &args);
    let notice = Notice::new(
        locale,
        screen,
        Ink::Error,
        &locale.plain("severity-error"),
        "",
        &sentence,
    );
    let near = nearest(given, Limit::all().map(Limit::name)).filter(|_| name == "name");
    let notice = match near {
        Some(near) => notice.note(
            "note-help",
            &locale.text("usage-near", &[("near", near.to_owned())]),
        ),
        None => notice,
    };
    let names: Vec<&str> = Limit::all().map(Limit::name).collect();
    let notice = if name == "name" {
        notice.note("note-allowed", &names.join(", "))
    } else {
        notice
    };
    notice
        .note("note-help", &locale.plain("usage-limit-help"))
        .finish()
}

fn message(refusal: &Error, locale: &Locale, screen: Screen) -> String {
    let args = [
        ("argument", text_of(refusal, ContextKind::InvalidArg)),
        ("other", text_of(refusal, ContextKind::PriorArg)),
        ("value", text_of(refusal, ContextKind::InvalidValue)),
        ("allowed", text_of(refusal, ContextKind::ValidValue)),
        ("command", text_of(refusal, ContextKind::InvalidSubcommand)),
    ];
    let sentence = sentence_name(refusal.kind(), &args[2].1).map_or_else(
        || clap_sentence(refusal),
        |name| locale.text(&format!("usage-{name}"), &args),
    );
    let mut notice = Notice::new(
        locale,
        screen,
        Ink::Error,
        &locale.plain("severity-error"),
        "",
        &sentence,
    );
    if let Some(near) = suggestion(refusal) {
        notice = notice.note("note-help", &locale.text("usage-near", &[("near", near)]));
    }
    if !args[3].1.is_empty() {
        notice = notice.note("note-allowed", &args[3].1);
    }
    notice
        .note("note-help", &locale.plain("usage-see-help"))
        .finish()
}

fn sentence_name(kind: ErrorKind, value: &str) -> Option<&'static str> {
    Some(match kind {
        ErrorKind::UnknownArgument => "unknown-argument",
        ErrorKind::InvalidSubcommand => "unknown-command",
        ErrorKind::InvalidValue if value.is_empty() => "missing-value",
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => "invalid-value",
        ErrorKind::TooManyValues => "too-many-values",
        ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues | ErrorKind::NoEquals => {
            "missing-value"
        }
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
    let kinds = [
        ContextKind::SuggestedArg,
        ContextKind::SuggestedSubcommand,
        ContextKind::SuggestedValue,
    ];
    kinds
        .into_iter()
        .map(|kind| text_of(refusal, kind))
        .find(|text| !text.is_empty())
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
