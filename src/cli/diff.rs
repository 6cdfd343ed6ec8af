//! `paraphe diff`: compares two drafts and says what changed.

use std::{
    fs,
    io::{self, Write},
    path::{Component, Path},
};

use super::{
    Outcome,
    args::{DiffArgs, DiffFormat},
    console::{self, Console},
};
use crate::{
    diff::{Comparison, Draft},
    error::Error,
    pipeline::{self, DiffRequest, Pictures},
    publish::MANIFEST,
    render::Renderer,
    report::{
        Screen,
        comparison::{
            ComparisonText, comparison_html, comparison_json, comparison_markdown, comparison_pdf,
            comparison_tables,
        },
    },
    xlsx::write_tables,
};

/// The width of a text that is written to a file.
const FILE_WIDTH: usize = 100;

/// Compares, and writes the comparison to the terminal or to a file.
pub(super) fn run(args: &DiffArgs, console: &Console) -> io::Result<Outcome> {
    let (comparison, text) = match compared(args, console) {
        Ok(compared) => compared,
        Err(error) => return console.failure(&error),
    };
    console::print(&text)?;
    Ok(if comparison.is_same() {
        Outcome::Clean
    } else {
        Outcome::Findings
    })
}

/// The comparison, and what is to be printed of it once the file asked for is written.
fn compared(args: &DiffArgs, console: &Console) -> Result<(Comparison, String), Error> {
    require_apart(args)?;
    let (mut comparison, drafts) = pipeline::compare(&DiffRequest {
        before: args.former.as_deref(),
        after: args.later.as_deref(),
        output: &args.output,
        limits: &console.limits,
    })?;
    let format = args
        .format
        .unwrap_or_else(|| format_of(args.file.as_deref()));
    if args.no_pages {
        comparison.leave_out_pages();
    } else {
        // Only a page on a screen has room for pictures.
        let is_html = format == DiffFormat::Html;
        let pictures = if is_html {
            Pictures::Changed
        } else {
            Pictures::None
        };
        pipeline::compare_pages(&mut comparison, &drafts, pictures)?;
    }
    let bytes = formatted(&comparison, &drafts[1], format, args, console)?;
    let text = match &args.file {
        None => String::from_utf8_lossy(&bytes).into_owned(),
        Some(file) => {
            write(file, &bytes).map_err(Error::io("write-file", file))?;
            String::new()
        }
    };
    Ok((comparison, text))
}

fn formatted(
    comparison: &Comparison,
    after: &Draft,
    format: DiffFormat,
    args: &DiffArgs,
    console: &Console,
) -> Result<Vec<u8>, Error> {
    let locale = &console.locale;
    Ok(match format {
        DiffFormat::Text => text(comparison, args.file.is_some(), console).into_bytes(),
        DiffFormat::Json => comparison_json(comparison).into_bytes(),
        DiffFormat::Markdown => comparison_markdown(comparison, locale).into_bytes(),
        DiffFormat::Html => comparison_html(comparison, locale)?.into_bytes(),
        DiffFormat::Xlsx if args.file.is_none() => return Err(Error::NeedsFile { format: "xlsx" }),
        DiffFormat::Pdf if args.file.is_none() => return Err(Error::NeedsFile { format: "pdf" }),
        DiffFormat::Pdf => {
            let renderer = Renderer::new(after.templates())?;
            comparison_pdf(comparison, &after.record, &renderer)?
        }
        DiffFormat::Xlsx => {
            let title = format!("{} → {}", comparison.before.label, comparison.after.label);
            write_tables(&comparison_tables(comparison), &title)?
        }
    })
}

fn text(comparison: &Comparison, to_file: bool, console: &Console) -> String {
    let paper = Screen {
        width: FILE_WIDTH,
        colour: false,
    };
    let text = ComparisonText {
        locale: &console.locale,
        screen: if to_file { paper } else { console.results },
        complete: console.verbose,
    };
    if console.quiet {
        text.concise(comparison)
    } else {
        text.render(comparison)
    }
}

/// The format that a file's name says.
fn format_of(file: Option<&Path>) -> DiffFormat {
    let extension = file.and_then(Path::extension).unwrap_or_default();
    match extension.to_string_lossy().to_lowercase().as_str() {
        "json" => DiffFormat::Json,
        "md" | "markdown" => DiffFormat::Markdown,
        "html" | "htm" => DiffFormat::Html,
        "pdf" => DiffFormat::Pdf,
        "xlsx" => DiffFormat::Xlsx,
        _ => DiffFormat::Text,
    }
}

/// Writes the file whole or not at all.
fn write(file: &Path, bytes: &[u8]) -> io::Result<()> {
    if fs::metadata(file).is_ok_and(|metadata| !metadata.is_file()) {
        // A device or a pipe is written to, never replaced.
        return fs::write(file, bytes);
    }
    let folder = file
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let mut builder = tempfile::Builder::new();
    // Others may read it as they may any file.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.prefix(".paraphe-diff-");
    let mut new = builder.tempfile_in(folder.unwrap_or(Path::new(".")))?;
    new.write_all(bytes)?;
    new.as_file().sync_all()?;
    new.persist(file)?;
    Ok(())
}

/// Refuses to write over what is compared: a workbook, a file of a dossier, anything within a stage.
fn require_apart(args: &DiffArgs) -> Result<(), Error> {
    let Some(Ok(file)) = args.file.as_deref().map(fs::canonicalize) else {
        return Ok(());
    };
    let names = [&args.former, &args.later].into_iter().flatten();
    let drafts = names.flat_map(|name| [Path::new(name).to_owned(), args.output.join(name)]);
    for draft in drafts.filter_map(|draft| fs::canonicalize(draft).ok()) {
        if file
            .strip_prefix(&draft)
            .is_ok_and(|inner| is_its_own(&draft, inner))
        {
            return Err(Error::Compared { path: file });
        }
    }
    Ok(())
}

/// Whether a file within a draft is part of it.
fn is_its_own(draft: &Path, inner: &Path) -> bool {
    let first = inner.components().next().map(Component::as_os_str);
    let first = first.unwrap_or_default().to_string_lossy();
    let own = [
        "",
        "convention.toml",
        "arbitrages.toml",
        "fiches",
        "templates",
    ];
    own.contains(&first.as_ref()) || first.starts_with("budget.") || draft.join(MANIFEST).is_file()
}
