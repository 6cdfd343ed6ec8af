//! Help, version and usage errors. clap says what is wrong; the catalogue says it in the reader's language.

use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::console::{self, Console, Outcome, PRINTING};
use crate::{error::Error, report::visible};

/// Prints what clap returned instead of arguments.
pub(super) fn report(refusal: &clap::Error, console: &Console) -> Result<Outcome, Error> {
    let outcome = match refusal.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => Outcome::Clean,
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => Outcome::Unusable,
        _ => {
            console::tell(&message(refusal, console));
            return Ok(Outcome::Unusable);
        }
    };
    refusal.print().map_err(Error::io(PRINTING, ""))?;
    Ok(outcome)
}

fn message(refusal: &clap::Error, console: &Console) -> String {
    let part = |kind| match refusal.get(kind) {
        Some(ContextValue::String(text)) => visible(text),
        Some(ContextValue::Strings(texts)) => visible(&texts.join(", ")),
        _ => String::new(),
    };
    let value = part(ContextKind::InvalidValue);
    // A message bears the name of clap's kind: `InvalidUtf8` is `usage-invalid-utf8`.
    let kind = match refusal.kind() {
        ErrorKind::InvalidValue if value.is_empty() => "MissingValue".to_owned(),
        kind => format!("{kind:?}"),
    };
    let mut name = "usage".to_owned();
    for letter in kind.chars() {
        name.extend(letter.is_uppercase().then_some('-'));
        name.push(letter.to_ascii_lowercase());
    }
    if console.locale.optional_text(&name, &[]).is_none() {
        "usage-other".clone_into(&mut name);
    }
    let clap = refusal.to_string();
    let clap = clap.lines().next().unwrap_or_default();
    let args = [
        ("argument", part(ContextKind::InvalidArg)),
        ("other", part(ContextKind::PriorArg)),
        ("value", value),
        ("command", part(ContextKind::InvalidSubcommand)),
        ("clap", clap.trim_start_matches("error: ").to_owned()),
    ];
    let mut notice = console.error(&name, &args);
    let suggestions = [
        ContextKind::SuggestedArg,
        ContextKind::SuggestedSubcommand,
        ContextKind::SuggestedValue,
    ];
    if let Some(near) = suggestions
        .map(part)
        .into_iter()
        .find(|near| !near.is_empty())
    {
        let near = console.locale.text("usage-near", &[("near", near)]);
        notice = notice.note("note-help", &near);
    }
    let allowed = part(ContextKind::ValidValue);
    if !allowed.is_empty() {
        notice = notice.note("note-allowed", &allowed);
    }
    notice
        .note("note-help", &console.locale.plain("usage-see-help"))
        .finish()
}
