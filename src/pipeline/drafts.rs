//! What is to be compared: published stages, dossiers built in memory, or workbooks on their own.

use std::{io, path::Path};

use super::{Audited, DATA, check, controls, require_readable};
use crate::{
    audit, compute,
    diff::{self, Comparison, Documents, Draft, Reason, SideKind, Subject},
    error::{Error, RecordFault},
    finding::Finding,
    limits::{Limit, Limits},
    locale::Locale,
    publish::{self, MANIFEST},
    purpose::Purpose,
    read,
    record::Record,
    report,
};

/// What is to be compared, and where stages are.
#[derive(Clone, Copy, Debug)]
pub struct DiffRequest<'a> {
    /// The former draft: the name or folder of a stage, a dossier, or a workbook.
    pub before: Option<&'a str>,
    /// The later one.
    pub after: Option<&'a str>,
    /// The folder of the stages.
    pub output: &'a Path,
    /// What each draft may cost.
    pub limits: &'a Limits,
}

/// Compares two drafts. With one name only, that draft is compared with the stage before it (a dossier or a
/// workbook with the latest stage); with none, the two latest stages. Stages follow each other by the date
/// they bear, those without one first, then by name, numbers in their order.
///
/// # Errors
/// [`Error::UnknownDraft`], [`Error::TooFewStages`], and what keeps a draft from being read.
pub fn compare(request: &DiffRequest<'_>) -> Result<(Comparison, [Draft; 2]), Error> {
    let DiffRequest { output, limits, .. } = *request;
    let too_few = || Error::TooFewStages {
        output: output.to_owned(),
        stages: publish::stages(output).unwrap_or_default(),
    };
    let named = |name: &str| draft(name, output, limits);
    let (before, after, skipped) = match (request.before, request.after) {
        (Some(before), Some(after)) => (named(before)?, named(after)?, Vec::new()),
        (None, None) => {
            let (mut stages, skipped) = dated_stages(output, limits)?;
            let after = stages.pop().ok_or_else(too_few)?;
            (stages.pop().ok_or_else(too_few)?, after, skipped)
        }
        (Some(only), None) | (None, Some(only)) => {
            let after = named(only)?;
            let (stages, skipped) = dated_stages(output, limits)?;
            let is_earlier =
                |stage: &Draft| after.kind != SideKind::Stage || order(stage) < order(&after);
            let before = stages.into_iter().rfind(is_earlier).ok_or_else(too_few)?;
            (before, after, skipped)
        }
    };
    let mut comparison = diff::compare(&before, &after);
    comparison.uncompared.extend(skipped);
    Ok((comparison, [before, after]))
}

/// What a name means: a path that exists, else a stage of the output folder.
fn draft(name: &str, output: &Path, limits: &Limits) -> Result<Draft, Error> {
    let path = Path::new(name);
    let staged = output.join(name);
    let is_staged = staged.join(MANIFEST).is_file() && !name.contains(['/', '\\']);
    if path.join("convention.toml").is_file() {
        dossier(name, path, limits)
    } else if path.join(MANIFEST).is_file() {
        stage(name, path, limits)
    } else if path.is_file() && read::is_workbook(path) {
        workbook(name, path, limits)
    } else if is_staged || publish::stages(output)?.iter().any(|stage| stage == name) {
        stage(name, &staged, limits)
    } else {
        Err(Error::UnknownDraft {
            name: name.to_owned(),
            output: output.to_owned(),
            stages: publish::stages(output)?,
        })
    }
}

fn stage(label: &str, folder: &Path, limits: &Limits) -> Result<Draft, Error> {
    let bytes = read_back(folder, DATA, limits)?;
    let fault = |problem| Error::Record {
        path: folder.join(DATA),
        problem,
    };
    let record = Record::from_json(&bytes).map_err(fault)?;
    let controls = match read_back(folder, "controle.json", limits) {
        Ok(bytes) => report::controls(&bytes).ok_or(Reason::UnreadableFile),
        Err(Error::Io { source, .. }) if source.kind() == io::ErrorKind::NotFound => {
            Err(Reason::MissingFile)
        }
        Err(_) => Err(Reason::UnreadableFile),
    };
    let lack = controls.as_ref().err().copied();
    let lack = lack.map(|why| (Subject::Findings, why, Some("controle.json".to_owned())));
    Ok(Draft {
        label: label.to_owned(),
        kind: SideKind::Stage,
        record,
        controls: controls.ok(),
        documents: Documents::Published(folder.to_owned()),
        uncompared: lack.into_iter().collect(),
    })
}

/// A file of a stage. Anyone may have changed it: it is weighed before it is parsed.
fn read_back(folder: &Path, name: &str, limits: &Limits) -> Result<Vec<u8>, Error> {
    let too_large = |limit| Error::Record {
        path: folder.join(name),
        problem: RecordFault::TooLarge {
            limit,
            allowed: limits.of(limit),
        },
    };
    let bytes = publish::file_of(folder, name, limits.bytes(Limit::RecordSize));
    let bytes = bytes.map_err(|error| match error {
        Error::Io { source, .. } if source.kind() == io::ErrorKind::FileTooLarge => {
            too_large(Limit::RecordSize)
        }
        error => error,
    })?;
    // What is parsed takes room by the value, however few bytes each has.
    let values = bytes
        .iter()
        .filter(|byte| matches!(byte, b'[' | b'{' | b','))
        .count();
    if limits.refuse(Limit::RecordValues, values as u64) {
        Err(too_large(Limit::RecordValues))
    } else {
        Ok(bytes)
    }
}

/// A dossier as `build` would publish it now.
fn dossier(label: &str, root: &Path, limits: &Limits) -> Result<Draft, Error> {
    let audited = check(root, limits)?;
    require_readable(&audited)?;
    let Audited {
        dossier,
        figures,
        findings,
    } = &audited;
    let json = controls(dossier, findings, &Locale::french());
    Ok(Draft {
        label: label.to_owned(),
        kind: SideKind::Dossier,
        record: Record::new(dossier, figures, Purpose::Draft, None),
        controls: report::controls(json.as_bytes()),
        documents: Documents::Templates {
            own: dossier.templates.clone(),
            open: super::open(findings).cloned().collect(),
        },
        uncompared: Vec::new(),
    })
}

/// A workbook on its own: its costs, its rates, and the shares that follow from them.
fn workbook(label: &str, path: &Path, limits: &Limits) -> Result<Draft, Error> {
    let dossier = read::read_workbook(path, limits)?;
    let figures = compute::by_rules(&dossier);
    let french = Locale::french();
    let unread = dossier
        .findings
        .iter()
        .filter(|finding| audit::stops_build(finding));
    let lack = |finding: &Finding| {
        let detail = format!("{} : {}", finding.place, finding.message(&french));
        (Subject::Value, Reason::UnreadableValue, Some(detail))
    };
    Ok(Draft {
        label: label.to_owned(),
        kind: SideKind::Workbook,
        record: Record::new(&dossier, &figures, Purpose::Draft, None),
        controls: None,
        documents: Documents::None,
        uncompared: unread.map(lack).collect(),
    })
}

/// The stages in the order of their dates and names, and those that cannot be read.
fn dated_stages(
    output: &Path,
    limits: &Limits,
) -> Result<(Vec<Draft>, Vec<diff::Uncompared>), Error> {
    let (mut drafts, mut skipped) = (Vec::new(), Vec::new());
    for name in publish::stages(output)? {
        let reason = match stage(&name, &output.join(&name), limits) {
            Ok(draft) => {
                drafts.push(draft);
                continue;
            }
            Err(Error::Record {
                problem: RecordFault::OtherVersion { .. },
                ..
            }) => Reason::OtherVersion,
            Err(_) => Reason::UnreadableFile,
        };
        skipped.push(diff::Uncompared {
            what: Subject::Stage,
            side: None,
            reason,
            detail: Some(name),
        });
    }
    drafts.sort_by_cached_key(order);
    Ok((drafts, skipped))
}

/// A stage's place among the others: `v10` comes after `v9`.
fn order(stage: &Draft) -> (Option<String>, Vec<Part>) {
    let convention = &stage.record.convention;
    (convention.date.clone(), parts(&convention.stage))
}

/// A piece of a name: numbers are compared as numbers.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Number(u64),
    Text(String),
}

fn parts(name: &str) -> Vec<Part> {
    let chars: Vec<char> = name.chars().collect();
    let pieces = chars.chunk_by(|a, b| a.is_ascii_digit() == b.is_ascii_digit());
    let part = |piece: &[char]| {
        let text: String = piece.iter().collect();
        text.parse().map_or(Part::Text(text), Part::Number)
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
