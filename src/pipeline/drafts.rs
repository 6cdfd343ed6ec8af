//! The drafts to compare: published stages, dossiers built in memory, or single workbooks.

use std::{io, path::Path};

use super::{
    check::{DATA, check_with, require_readable},
    verify::read_signed,
};
use crate::{
    audit, compute,
    diff::{self, Comparison, Documents, Draft, Reason, SideKind, Subject, Uncompared},
    error::Error,
    limits::{Limit, Limits},
    locale::{Locale, args},
    publish::{self, MANIFEST},
    purpose::Purpose,
    read::{self, Changes},
    record::Record,
    report,
    source::join,
    watchdog::{self, Task},
};

/// The findings of a stage, as they are published.
const CONTROLS: &str = "controle.json";

/// What is to be compared, and where stages are.
#[derive(Clone, Copy, Debug)]
pub struct DiffRequest<'a> {
    /// The former draft: the name or folder of a stage, a dossier, or a workbook.
    pub before: Option<&'a str>,
    /// The later one.
    pub after: Option<&'a str>,
    /// The folder of the stages.
    pub output: &'a Path,
    /// The language of the comparison.
    pub locale: &'a Locale,
    /// What each draft may cost.
    pub limits: &'a Limits,
}

/// Compares two drafts. With one name only, that draft is compared with the stage before it (a dossier or a workbook
/// with the latest stage); with none, the two latest stages. Stages are ordered by their date, those without one first,
/// then by name, with numbers in numeric order.
///
/// # Errors
/// [`Error::Refused`], or what prevents reading a draft.
pub fn compare(request: &DiffRequest<'_>) -> Result<(Comparison, [Draft; 2]), Error> {
    let DiffRequest { output, limits, .. } = *request;
    let (before, after, skipped) = match (request.before, request.after) {
        (Some(before), Some(after)) => {
            // A workbook is read with the settings of the dossier that it is compared with.
            let roots = [before, after].map(Path::new);
            let root = roots.into_iter().find(|path| is_dossier(path));
            let before = draft(before, root, output, limits)?;
            (
                Some(before),
                draft(after, root, output, limits)?,
                Vec::new(),
            )
        }
        (None, None) => {
            let (mut stages, skipped) = dated_stages(output, limits)?;
            let after = stages.pop().ok_or_else(|| too_few(output))?;
            (stages.pop(), after, skipped)
        }
        (Some(only), None) | (None, Some(only)) => {
            let after = draft(only, None, output, limits)?;
            let (stages, skipped) = dated_stages(output, limits)?;
            let is_earlier =
                |stage: &Draft| after.kind != SideKind::Stage || order(stage) < order(&after);
            (stages.into_iter().rfind(is_earlier), after, skipped)
        }
    };
    let before = before.ok_or_else(|| too_few(output))?;
    let _comparing = watchdog::begin(Task::Comparing);
    let mut comparison = diff::compare(&before, &after, request.locale);
    comparison.uncompared.extend(skipped);
    Ok((comparison, [before, after]))
}

/// Compares a dossier with what it would be with these changes.
///
/// # Errors
/// What prevents reading either.
pub(crate) fn compare_changed(
    root: &Path,
    changes: &Changes,
    locale: &Locale,
    limits: &Limits,
) -> Result<(Comparison, [Draft; 2]), Error> {
    let label = root.display().to_string();
    let before = dossier(&label, root, limits, &Changes::new())?;
    let after = dossier(&label, root, limits, changes)?;
    let _comparing = watchdog::begin(Task::Comparing);
    let comparison = diff::compare(&before, &after, locale);
    Ok((comparison, [before, after]))
}

fn too_few(output: &Path) -> Error {
    let count = publish::stages(output).map_or(0, |stages| stages.len());
    let args = args! { output: output.display(), count: count };
    Error::refused("error-too-few-stages", args)
}

fn is_dossier(path: &Path) -> bool {
    path.join("convention.toml").is_file()
}

/// The draft of a name: at a path that exists, else a stage of the output folder.
fn draft(name: &str, root: Option<&Path>, output: &Path, limits: &Limits) -> Result<Draft, Error> {
    let path = Path::new(name);
    let staged = output.join(name);
    let is_stage = || staged.join(MANIFEST).is_file() && !name.contains(['/', '\\']);
    match () {
        () if is_dossier(path) => dossier(name, path, limits, &Changes::new()),
        () if path.join(MANIFEST).is_file() => stage(name, path, limits),
        () if path.is_file() && read::is_workbook(path) => workbook(name, path, root, limits),
        () if path.is_file() && is_pdf(path) => signed(name, path, limits),
        () if is_stage() => stage(name, &staged, limits),
        () => {
            let stages = publish::stages(output)?;
            let (output, all) = (output.display(), stages.join(", "));
            let args = args! { name: name, output: output, stages: all, count: stages.len() };
            Err(Error::refused("error-unknown-draft", args))
        }
    }
}

fn stage(label: &str, folder: &Path, limits: &Limits) -> Result<Draft, Error> {
    let _reading = watchdog::reading(folder);
    let bytes = read_back(folder, DATA, limits)?;
    let record = Record::from_json(&bytes).map_err(|mut error| {
        if let Error::Refused { args, .. } = &mut error {
            args.push(("path", folder.join(DATA).display().to_string()));
        }
        error
    })?;
    let controls = match read_back(folder, CONTROLS, limits) {
        Ok(bytes) => report::controls(&bytes).ok_or(Reason::UnreadableFile),
        Err(error) if error.io_kind() == Some(io::ErrorKind::NotFound) => Err(Reason::MissingFile),
        Err(_) => Err(Reason::UnreadableFile),
    };
    let lacks =
        |reason: &Reason| Uncompared::new(Subject::Findings, *reason, Some(CONTROLS.to_owned()));
    Ok(Draft {
        uncompared: controls.as_ref().err().map(lacks).into_iter().collect(),
        controls: controls.ok(),
        documents: Documents::Published(folder.to_owned()),
        ..Draft::of(label, SideKind::Stage, record)
    })
}

/// A file of a stage. It is untrusted: its size is checked before it is parsed.
fn read_back(folder: &Path, name: &str, limits: &Limits) -> Result<Vec<u8>, Error> {
    let refused = |message, limit: Limit| {
        let path = folder.join(name);
        let (path, allowed) = (path.display(), limits.of(limit));
        Error::refused(
            message,
            args! { path: path, limit: limit.name(), allowed: allowed },
        )
    };
    let most = limits.bytes(Limit::DossierSize);
    let bytes = publish::file_of(folder, name, most).map_err(|error| match error.io_kind() {
        Some(io::ErrorKind::FileTooLarge) => refused("error-record-too-large", Limit::DossierSize),
        _ => error,
    })?;
    // Each parsed value takes memory, however few bytes it has.
    let begins_value = |byte: &&u8| matches!(byte, b'[' | b'{' | b',');
    let values = bytes.iter().filter(begins_value).count();
    if limits.refuse(Limit::Elements, values as u64) {
        return Err(refused("error-record-too-many", Limit::Elements));
    }
    Ok(bytes)
}

/// A dossier as `build` would publish it with these changes.
fn dossier(label: &str, root: &Path, limits: &Limits, changes: &Changes) -> Result<Draft, Error> {
    let audited = check_with(root, limits, changes)?;
    require_readable(&audited)?;
    let record = audited.record(Purpose::Draft, None);
    Ok(Draft {
        controls: report::controls(audited.controls().as_bytes()),
        documents: Documents::Templates {
            own: audited.dossier.templates.clone(),
            open: audited.open().cloned().collect(),
            pictures: audited.dossier.picture_files(),
        },
        ..Draft::of(label, SideKind::Dossier, record)
    })
}

/// A single workbook: its costs, its rates, and the shares that follow from them.
fn workbook(
    label: &str,
    path: &Path,
    root: Option<&Path>,
    limits: &Limits,
) -> Result<Draft, Error> {
    let _reading = watchdog::reading(path);
    let dossier = read::read_workbook(path, root, limits)?;
    let french = Locale::french();
    let unread = dossier.findings.iter();
    let unread = unread.filter(|finding| audit::stops_build(finding));
    let uncompared = unread.map(|finding| {
        let detail = format!("{} : {}", finding.place, finding.message(&french));
        Uncompared::new(Subject::Value, Reason::UnreadableValue, Some(detail))
    });
    let record = Record::new(&dossier, &compute::by_rules(&dossier), Purpose::Draft, None);
    Ok(Draft {
        uncompared: uncompared.collect(),
        ..Draft::of(label, SideKind::Workbook, record)
    })
}

fn is_pdf(path: &Path) -> bool {
    let ending = path.extension().unwrap_or_default();
    ending.eq_ignore_ascii_case("pdf")
}

/// A published document, signed or not, as its attached data. Flaws of the file itself are listed, as the data do not
/// show them.
fn signed(label: &str, path: &Path, limits: &Limits) -> Result<Draft, Error> {
    let mut file = read_signed(path, limits)?;
    let record = file.record.take();
    let record = record.ok_or_else(|| Error::refused("error-pdf-bare", args! { path: label }))?;
    let unsigned = file.unsigned(&record);
    let detail = (!unsigned.is_empty()).then(|| join(&unsigned, ", "));
    let flaws = [
        file.is_altered().then_some((Reason::Altered, None)),
        detail.map(|parties| (Reason::Unsigned, Some(parties))),
    ];
    let flaws = flaws.into_iter().flatten();
    let flaws = flaws.map(|(reason, detail)| Uncompared::new(Subject::Signed, reason, detail));
    Ok(Draft {
        uncompared: flaws.collect(),
        ..Draft::of(label, SideKind::Signed, record)
    })
}

/// The stages in the order of their dates and names, and those that cannot be read.
fn dated_stages(output: &Path, limits: &Limits) -> Result<(Vec<Draft>, Vec<Uncompared>), Error> {
    let (mut drafts, mut skipped) = (Vec::new(), Vec::new());
    for name in publish::stages(output)? {
        let reason = match stage(&name, &output.join(&name), limits) {
            Ok(draft) => {
                drafts.push(draft);
                continue;
            }
            Err(Error::Refused {
                name: "error-record-version",
                ..
            }) => Reason::OtherVersion,
            Err(_) => Reason::UnreadableFile,
        };
        skipped.push(Uncompared::new(Subject::Stage, reason, Some(name)));
    }
    drafts.sort_by_cached_key(order);
    Ok((drafts, skipped))
}

/// The order of a stage among the others: `v10` comes after `v9`.
fn order(stage: &Draft) -> (Option<String>, Vec<(String, u64)>) {
    let convention = &stage.record.convention;
    (convention.date.clone(), parts(&convention.stage))
}

/// The pieces of a name; those that are numbers are compared as numbers, and come before texts.
fn parts(name: &str) -> Vec<(String, u64)> {
    let chars: Vec<char> = name.chars().collect();
    let pieces = chars.chunk_by(|a, b| a.is_ascii_digit() == b.is_ascii_digit());
    let part = |piece: &[char]| {
        let text: String = piece.iter().collect();
        match text.parse() {
            Ok(number) => (String::new(), number),
            Err(_) => (text, 0),
        }
    };
    pieces.map(part).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_names_are_compared_as_numbers() {
        let mut names = ["v10", "v9", "v9.1", "bilan"];
        names.sort_by_key(|name| parts(name));
        assert_eq!(names, ["bilan", "v9", "v9.1", "v10"]);
    }
}
