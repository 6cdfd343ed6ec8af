//! A new dossier: answers in, a folder out that can be built at once, or one made around an existing workbook.
//!
//! The folder appears whole or not at all, and only where nothing stands yet. What the answers do not say is
//! left as a commented line to fill in. Nothing is asked here: that is for the command line.

mod answers;
mod convention;
mod fiche;

use std::{collections::BTreeSet, fs, io, path::Path};

pub(crate) use answers::{Answers, NewParty, parse_axis, parse_years};

use crate::{
    error::Error,
    locale::Locale,
    read::{Recognised, RecognisedSheet, SheetRole},
    source::{Code, unique_slug},
    xlsx::{self, Blank},
};

/// A workbook to begin with.
#[derive(Clone, Copy, Debug)]
pub(crate) struct From<'a> {
    /// What was recognised in it.
    pub recognised: &'a Recognised,
    /// Its file's ending, as `ods`.
    pub extension: &'a str,
}

/// Refuses a folder that holds anything.
///
/// # Errors
/// [`Error::Refused`], or [`Error::Io`] when it cannot be looked into.
pub(crate) fn require_free(folder: &Path) -> Result<(), Error> {
    let is_leftover =
        |entry: io::Result<fs::DirEntry>| entry.is_ok_and(|entry| is_leftover(&entry));
    let in_use = || {
        Error::refused(
            "error-folder-in-use",
            [("path", folder.display().to_string())],
        )
    };
    match fs::read_dir(folder).map(|mut entries| entries.all(is_leftover)) {
        Ok(true) => Ok(()),
        Ok(false) => Err(in_use()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        // A file of that name.
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => Err(in_use()),
        Err(error) => Err(Error::io("open-dossier", folder)(error)),
    }
}

/// Writes the dossier and returns the names of its files. Instructions are in the language of `texts`.
///
/// # Errors
/// As [`require_free`], or [`Error::Io`] when the system refuses: nothing is left behind then.
pub(crate) fn create(
    folder: &Path,
    answers: &Answers,
    from: Option<From<'_>>,
    texts: &Locale,
) -> Result<Vec<String>, Error> {
    require_free(folder)?;
    let files = match from {
        None => new_files(answers, texts)?,
        Some(from) => files_from(answers, from, texts),
    };
    place(folder, &files).map_err(Error::io("create-dossier", folder))?;
    Ok(files.into_iter().map(|(name, _)| name).collect())
}

/// What the name of a folder being written begins with.
const ASIDE: &str = ".paraphe-init-";

/// Whether an interrupted run left it.
fn is_leftover(entry: &fs::DirEntry) -> bool {
    entry.file_name().to_string_lossy().starts_with(ASIDE)
        && entry.file_type().is_ok_and(|kind| kind.is_dir())
}

/// Writes the files aside, then moves them to their place.
fn place(folder: &Path, files: &Files) -> io::Result<()> {
    let is_there = folder.exists();
    // An empty folder stays the same folder: a terminal may stand in it.
    let beside = if is_there {
        Some(folder)
    } else {
        folder.parent()
    };
    let beside = beside
        .filter(|beside| !beside.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    fs::create_dir_all(beside)?;
    if is_there {
        let left_over = fs::read_dir(folder)?.flatten().filter(is_leftover);
        left_over
            .map(|entry| entry.path())
            .try_for_each(fs::remove_dir_all)?;
    }
    let aside = tempfile::Builder::new().prefix(ASIDE).tempdir_in(beside)?;
    let whole = aside.path().join("dossier");
    for (name, bytes) in files {
        let path = whole.join(name);
        fs::create_dir_all(path.parent().unwrap_or(&whole))?;
        fs::write(path, bytes)?;
    }
    if !is_there {
        return fs::rename(&whole, folder);
    }
    for entry in fs::read_dir(&whole)? {
        let entry = entry?;
        fs::rename(entry.path(), folder.join(entry.file_name()))?;
    }
    Ok(())
}

type Files = Vec<(String, Vec<u8>)>;

fn new_files(answers: &Answers, texts: &Locale) -> Result<Files, Error> {
    let parties: Vec<String> = answers
        .parties
        .iter()
        .map(|party| party.column.clone())
        .collect();
    let code = answers
        .axes
        .first()
        .map_or_else(|| "A 1.1".to_owned(), |axis| format!("{} 1.1", axis.prefix));
    let workbook = Blank {
        title: &answers.title,
        years: &answers.years,
        parties: &parties,
        fiche: &code,
        texts,
    };
    let workbook = xlsx::blank(&workbook)?;
    let slug = Code::parse(&code)
        .map(|code| unique_slug(&code, &mut BTreeSet::new()))
        .unwrap_or_default();
    let sample = fiche::sample(&code, &answers.years, texts);
    let files = vec![
        ("budget.xlsx".to_owned(), workbook),
        (format!("fiches/{slug}.md"), sample.into_bytes()),
    ];
    Ok(between_texts(files, answers, None, texts))
}

fn files_from(answers: &Answers, from: From<'_>, texts: &Locale) -> Files {
    let workbook = format!("budget.{}", from.extension.to_lowercase());
    let mut files = vec![(workbook, from.recognised.bytes.clone())];
    let mut slugs = BTreeSet::new();
    for fiche in &from.recognised.fiches {
        let name = format!("fiches/{}.md", unique_slug(&fiche.code, &mut slugs));
        let text = fiche::to_write(&fiche.code, fiche.title.as_deref(), texts);
        files.push((name, text.into_bytes()));
    }
    between_texts(files, answers, Some(from.recognised), texts)
}

fn between_texts(
    mut files: Files,
    answers: &Answers,
    recognised: Option<&Recognised>,
    texts: &Locale,
) -> Files {
    let convention = convention::text(answers, recognised, texts);
    let decisions = convention::decisions(texts);
    files.insert(0, ("convention.toml".to_owned(), convention.into_bytes()));
    files.push(("arbitrages.toml".to_owned(), decisions.into_bytes()));
    files
}

/// Whether a sheet or a column that no dossier can do without was not recognised.
pub(crate) fn is_incomplete(recognised: &Recognised) -> bool {
    let lacks_column = |sheet: &RecognisedSheet| {
        sheet
            .columns
            .iter()
            .any(|column| column.column.is_needed && column.header.is_none())
    };
    let mut sheets = recognised
        .sheets
        .iter()
        .filter(|sheet| sheet.role != SheetRole::Recap);
    sheets.any(|sheet| sheet.name.is_none() || lacks_column(sheet))
}
