//! `paraphe diff`: compares two drafts and says what changed.

use std::{ffi::OsStr, fs, io, path::Path};

use clap::ValueEnum;

use super::{
    args::{DiffArgs, DiffFormat},
    console::{self, Console, DEFAULT_WIDTH, Outcome},
};
use crate::{
    diff::{Comparison, Draft},
    error::Error,
    locale::{Locale, args},
    pipeline::{self, DiffRequest},
    publish::{self, MANIFEST},
    render::{PictureFiles, Renderer},
    report::comparison::{
        comparison_html, comparison_json, comparison_lines, comparison_markdown, comparison_pdf,
        comparison_text, comparison_workbook,
    },
};

/// Compares, and writes the comparison to the terminal or to a file.
pub(super) fn run(args: &DiffArgs, console: &Console) -> Result<Outcome, Error> {
    require_apart(args)?;
    let extension = args.file.as_deref().and_then(Path::extension);
    let extension = extension.and_then(OsStr::to_str).unwrap_or_default();
    let by_name = DiffFormat::from_str(extension, true).unwrap_or(DiffFormat::Text);
    let format = args.format.unwrap_or(by_name);
    if args.file.is_none() && matches!(format, DiffFormat::Xlsx | DiffFormat::Pdf) {
        let args = args! { format: format!("{format:?}").to_lowercase() };
        return Err(Error::refused("error-needs-file", args));
    }
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
    if args.no_pages {
        comparison.leave_out_pages();
    } else {
        // Only a page in a browser has room for pictures.
        let with_pictures = format == DiffFormat::Html;
        pipeline::compare_pages(&mut comparison, &drafts, with_pictures)?;
    }
    let (after, is_same) = (&drafts[1], comparison.is_same());
    if let Some(file) = &args.file {
        let bytes = written(comparison, after, format, &console.plain(DEFAULT_WIDTH))?;
        write_whole(file, &bytes).map_err(Error::io("write-file", file))?;
    } else {
        let bytes = written(comparison, after, format, console)?;
        console::print(&String::from_utf8_lossy(&bytes))?;
    }
    Ok(Outcome::with(!is_same))
}

fn written(
    comparison: Comparison,
    after: &Draft,
    format: DiffFormat,
    console: &Console,
) -> Result<Vec<u8>, Error> {
    let text = match format {
        DiffFormat::Text if console.quiet => comparison_lines(comparison, console.results),
        DiffFormat::Text => comparison_text(comparison, console.results, console.verbose),
        DiffFormat::Json => comparison_json(&comparison),
        DiffFormat::Markdown => comparison_markdown(comparison)?,
        DiffFormat::Html => comparison_html(comparison)?,
        DiffFormat::Xlsx => return comparison_workbook(comparison),
        DiffFormat::Pdf => {
            let renderer = Renderer::new(after.templates(), &PictureFiles::new())?;
            return comparison_pdf(comparison, &after.record, &renderer);
        }
    };
    Ok(text.into_bytes())
}

/// Writes a file, or to a device.
fn write_whole(file: &Path, bytes: &[u8]) -> io::Result<()> {
    // The target of a link is replaced, not the link.
    let file = &fs::canonicalize(file).unwrap_or_else(|_| file.to_owned());
    match fs::metadata(file) {
        Ok(former) if !former.is_file() => fs::write(file, bytes),
        _ => publish::replace(file, bytes),
    }
}

/// Refuses to write over what is compared: a workbook, a file of a dossier, anything within a stage.
fn require_apart(args: &DiffArgs) -> Result<(), Error> {
    let Some(Ok(file)) = args.file.as_deref().map(fs::canonicalize) else {
        return Ok(());
    };
    let named = [&args.former, &args.later].into_iter().flatten();
    let drafts = named.flat_map(|name| [Path::new(name).to_owned(), args.output.join(name)]);
    for draft in drafts.filter_map(|draft| fs::canonicalize(draft).ok()) {
        let inner = file.strip_prefix(&draft);
        if inner.is_ok_and(|inner| is_part(&draft, inner)) {
            let args = args! { path: file.display() };
            return Err(Error::refused("error-compared", args));
        }
    }
    Ok(())
}

/// Whether a file within a draft is part of it.
fn is_part(draft: &Path, inner: &Path) -> bool {
    let first = inner.iter().next().unwrap_or_default().to_string_lossy();
    match &*first {
        "" | "convention.toml" | "arbitrages.toml" | "fiches" | "templates" => true,
        name => name.starts_with("budget.") || draft.join(MANIFEST).is_file(),
    }
}
