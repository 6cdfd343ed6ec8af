//! `paraphe verify`: whether a signed file is the one that was published, and who signed it.

use std::path::Path;

use super::console::{self, Console, Outcome};
use crate::{
    error::Error,
    locale::args,
    pipeline::{self, Verified},
    report::{Ink, visible},
    signed::Signature,
    source::join,
};

/// Verifies a file, and prints the result.
pub(super) fn run(file: &Path, output: &Path, console: &Console) -> Result<Outcome, Error> {
    let verified = pipeline::verify(file, output, &console.limits)?;
    let lines = lines(&verified, file, output, console);
    console::print(&(lines.join("\n") + "\n"))?;
    Ok(Outcome::with(!verified.is_sound()))
}

fn lines(verified: &Verified, path: &Path, output: &Path, console: &Console) -> Vec<String> {
    let (locale, screen) = (&console.locale, console.results);
    let file = &verified.file;
    let mut lines = vec![screen.paint(Ink::Strong, &visible(&path.display().to_string()))];
    let mut add_line = |ink: Ink, sign: &str, id: &str, args: &[(&'static str, String)]| {
        let text = screen.wrap(&locale.text(id, args), 4, 4);
        lines.push(format!(
            "  {} {}",
            screen.paint(ink, sign),
            text.join("\n    ")
        ));
    };
    let (good, bad) = ((Ink::Settled, "✓"), (Ink::Error, "✗"));
    if let Some(record) = &file.record {
        let convention = &record.convention;
        let number = record.amendment.as_ref().map(|amendment| amendment.number);
        let args = args! {
            title: visible(&convention.title),
            stage: visible(&convention.stage),
            fingerprint: record.fingerprint(),
            number: number.unwrap_or_default()
        };
        let id = match number {
            Some(_) => "verify-of-amendment",
            None => "verify-of",
        };
        add_line(Ink::Faint, "·", id, &args);
    }
    let (ink, sign) = if verified.is_published() { good } else { bad };
    let (id, args) = origin(verified, output);
    add_line(ink, sign, id, &args);
    match verified.has_same_data() {
        Some(true) => add_line(good.0, good.1, "verify-data", &[]),
        Some(false) => add_line(bad.0, bad.1, "verify-other-data", &[]),
        None if file.record.is_none() => add_line(Ink::Faint, "·", "verify-no-data", &[]),
        None => {}
    }
    if !file.changed_pages.is_empty() {
        let pages = join(&file.changed_pages, ", ");
        let args = args! { pages: pages, count: file.changed_pages.len() };
        add_line(bad.0, bad.1, "verify-pages", &args);
    }
    if file.has_other_files {
        add_line(bad.0, bad.1, "verify-files", &[]);
    }
    if file.signatures.is_empty() {
        add_line(bad.0, bad.1, "verify-unsigned", &[]);
    }
    let mut signed = |name: &str, signature: &Signature| {
        let ((ink, sign), id) = match signature.is_intact {
            Some(true) => (good, "verify-intact"),
            Some(false) => (bad, "verify-altered"),
            None => ((Ink::Warning, "?"), "verify-unread"),
        };
        let signer = signature.signer.as_deref().map_or("?".into(), visible);
        let date = signature.date.as_ref();
        let date = date.map(|date| locale.text("verify-when", &args! { date: date }));
        let args = args! { party: visible(name), signer: signer, date: date.unwrap_or_default() };
        add_line(ink, sign, id, &args);
    };
    let parties = verified.parties();
    for (party, signature) in &parties {
        if let Some(signature) = signature {
            signed(party, signature);
        }
    }
    for signature in &file.signatures {
        if !parties.iter().any(|(_, known)| *known == Some(signature)) {
            signed(&signature.field, signature);
        }
    }
    if !file.signatures.is_empty() {
        for (party, _) in parties.iter().filter(|(_, signature)| signature.is_none()) {
            add_line(
                bad.0,
                bad.1,
                "verify-unsigned-party",
                &args! { party: visible(party) },
            );
        }
    }
    if file.is_extended {
        add_line(Ink::Warning, "!", "verify-extended", &[]);
    }
    lines.push(String::new());
    lines.extend(screen.wrap(&locale.plain("verify-trust"), 0, 0));
    lines
}

/// Which published file it is, or what else it can be.
fn origin(verified: &Verified, output: &Path) -> (&'static str, Vec<(&'static str, String)>) {
    let file = &verified.file;
    if let Some(published) = &verified.published {
        let id = match published.is_final {
            _ if file.is_changed() => "verify-changed",
            true => "verify-published",
            false => "verify-draft",
        };
        let args = args! { name: published.name, stage: published.stage };
        return (id, args.to_vec());
    }
    let (id, stage) = match &verified.data_of {
        Some(stage) => ("verify-other-bytes", stage.as_str()),
        None if file.data.is_some() && verified.stages > 0 => ("verify-foreign", ""),
        None => ("verify-unknown", ""),
    };
    let output = visible(&output.display().to_string());
    let args = args! { count: verified.stages, output: output, stage: visible(stage) };
    (id, args.to_vec())
}
