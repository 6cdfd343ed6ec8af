//! `paraphe diff`: compares two drafts and says what changed.

use std::{
    fs,
    io::{self, Write},
    path::Path,
};

use tempfile::NamedTempFile;

use super::{
    args::{DiffArgs, DiffFormat},
    console::{self, Console},
    outcome::Outcome,
};
use crate::{
    diff::{Comparison, Draft},
    error::Error,
    locale::Locale,
    pipeline::{self, DiffRequest, Pictures},
    publish::MANIFEST,
    render::Renderer,
    report::{
        Screen,
        comparison::{
            comparison_html, comparison_json, comparison_lines, comparison_markdown,
            comparison_pdf, comparison_text, comparison_workbook,
        },
    },
};

/// The width of a text that is written to a file.
const FILE_WIDTH: usize = 100;

/// Compares, and writes the comparison to the terminal or to a file.
pub(super) fn run(args: &DiffArgs, console: &Console) -> io::Result<Outcome> {
    match compared(args, console) {
        Ok((shown, outcome)) => {
            console::print(&shown)?;
            Ok(outcome)
        }
        Err(error) => console.failure(&error),
    }
}

/// What is to be printed, once the file asked for is written.
fn compared(args: &DiffArgs, console: &Console) -> Result<(String, Outcome), Error> {
    require_apart(args)?;
    let format = format_of(args);
    let locale = match format {
        // Documents and workbooks are in French.
        DiffFormat::Pdf | DiffFormat::Xlsx => &Locale::french(),
        _ => &console.locale,
    };
    let request = DiffRequest {
        before: args.former.as_deref(),
        after: args.later.as_deref(),
        output: &args.output,
        locale,
        limits: &console.limits,
    };
    let (mut comparison, drafts) = pipeline::compare(&request)?;
    // Only a page on a screen has room for pictures.
    let pictures = match format {
        DiffFormat::Html => Pictures::Changed,
        _ => Pictures::None,
    };
    if args.no_pages {
        comparison.leave_out_pages();
    } else {
        pipeline::compare_pages(&mut comparison, &drafts, pictures)?;
    }
    let outcome = if comparison.is_same() {
        Outcome::Clean
    } else {
        Outcome::Findings
    };
    let bytes = written(comparison, &drafts[1], format, args, console)?;
    let Some(file) = &args.file else {
        return Ok((String::from_utf8_lossy(&bytes).into_owned(), outcome));
    };
    write(file, &bytes)?;
    Ok((String::new(), outcome))
}

fn written(
    comparison: Comparison,
    after: &Draft,
    format: DiffFormat,
    args: &DiffArgs,
    console: &Console,
) -> Result<Vec<u8>, Error> {
    let needs_file = |name: &str| {
        Err(Error::refused(
            "error-needs-file",
            [("format", name.to_owned())],
        ))
    };
    Ok(match format {
        DiffFormat::Text => text(comparison, args.file.is_some(), console).into_bytes(),
        DiffFormat::Json => comparison_json(&comparison).into_bytes(),
        DiffFormat::Markdown => comparison_markdown(comparison).into_bytes(),
        DiffFormat::Html => comparison_html(comparison)?.into_bytes(),
        DiffFormat::Xlsx if args.file.is_none() => return needs_file("xlsx"),
        DiffFormat::Pdf if args.file.is_none() => return needs_file("pdf"),
        DiffFormat::Pdf => comparison_pdf(
            comparison,
            &after.record,
            &Renderer::new(after.templates())?,
        )?,
        DiffFormat::Xlsx => comparison_workbook(comparison)?,
    })
}

fn text(comparison: Comparison, to_file: bool, console: &Console) -> String {
    let screen = if to_file {
        Screen {
            width: FILE_WIDTH,
            colour: false,
        }
    } else {
        console.results
    };
    if console.quiet {
        comparison_lines(comparison, screen)
    } else {
        comparison_text(comparison, screen, console.verbose)
    }
}

/// The format asked for, else the one that the file's name says.
fn format_of(args: &DiffArgs) -> DiffFormat {
    let extension = args
        .file
        .as_deref()
        .and_then(Path::extension)
        .and_then(|extension| extension.to_str());
    let by_name = || match extension.map(str::to_lowercase).as_deref() {
        Some("json") => DiffFormat::Json,
        Some("md" | "markdown") => DiffFormat::Markdown,
        Some("html" | "htm") => DiffFormat::Html,
        Some("pdf") => DiffFormat::Pdf,
        Some("xlsx") => DiffFormat::Xlsx,
        _ => DiffFormat::Text,
    };
    args.format.unwrap_or_else(by_name)
}

/// Writes the file whole or not at all.
fn write(file: &Path, bytes: &[u8]) -> Result<(), Error> {
    let folder = file
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let failed = |error| Error::io("write-file", file)(error);
    if fs::metadata(file).is_ok_and(|metadata| !metadata.is_file()) {
        // A device or a pipe is written to, never replaced.
        return fs::write(file, bytes).map_err(failed);
    }
    let mut new = new_file(folder).map_err(failed)?;
    new.write_all(bytes)
        .and_then(|()| new.as_file().sync_all())
        .map_err(failed)?;
    new.persist(file)
        .map(drop)
        .map_err(|error| failed(error.error))
}

/// A file to be renamed, which others may read as they may any file.
fn new_file(folder: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.prefix(".paraphe-diff-").tempfile_in(folder)
}

/// Refuses to write over what is compared: a workbook, a file of a dossier, anything within a stage.
fn require_apart(args: &DiffArgs) -> Result<(), Error> {
    let Some(Ok(file)) = args.file.as_deref().map(fs::canonicalize) else {
        return Ok(());
    };
    let named = [&args.former, &args.later].into_iter().flatten();
    let drafts = named.flat_map(|name| [Path::new(name).to_owned(), args.output.join(name)]);
    for draft in drafts.filter_map(|draft| fs::canonicalize(draft).ok()) {
        if file
            .strip_prefix(&draft)
            .is_ok_and(|inner| is_part(&draft, inner))
        {
            let path = file.display().to_string();
            return Err(Error::refused("error-compared", [("path", path)]));
        }
    }
    Ok(())
}

/// Whether a file within a draft is part of it.
fn is_part(draft: &Path, inner: &Path) -> bool {
    let first = inner.iter().next().unwrap_or_default().to_string_lossy();
    let is_dossiers = matches!(
        &*first,
        "" | "convention.toml" | "arbitrages.toml" | "fiches" | "templates"
    );
    is_dossiers || first.starts_with("budget.") || draft.join(MANIFEST).is_file()
}
