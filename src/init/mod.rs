//! A new dossier: made from answers and ready to be built, or made around an existing workbook.
//!
//! The folder is created whole or not at all, and only where nothing exists yet. A missing answer becomes a commented
//! line to fill in. Questions are asked by the command line, not here.

mod amended;
mod answers;
mod texts;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs, io,
    path::Path,
};

pub(crate) use amended::amended;
pub(crate) use answers::{Answers, NewParty, parse_axis, parse_periods};

use crate::{
    error::Error,
    locale::{Locale, args},
    model::Axis,
    read::{CONVENTION, DECISIONS, Recognised, RecognisedFiche, SheetRole, WordFiche, value_keys},
    source::{Code, fold, unique_slug},
    xlsx::{self, Blank},
};

/// An existing workbook that a dossier is made around.
#[derive(Clone, Copy, Debug)]
pub(crate) struct From<'a> {
    /// What was recognised in it.
    pub recognised: &'a Recognised,
    /// Its file extension, such as `ods`.
    pub extension: &'a str,
    /// The Word files beside it.
    pub word: &'a [WordFiche],
}

impl From<'_> {
    /// The code of a Word file's fiche: the one in the file, else that of the workbook's fiche with the same title;
    /// none for a file of several fiches.
    fn code_of<'w>(&'w self, word: &'w WordFiche) -> Option<&'w Code> {
        if !word.several.is_empty() {
            return None;
        }
        let title = |text: &str| Some(fold(text)).filter(|title| !title.is_empty());
        let titled = || {
            let sought = title(&word.title)?;
            let mut fiches = self.recognised.fiches.iter();
            let is_it = |text: &String| title(text).as_ref() == Some(&sought);
            fiches.find(|fiche| fiche.title.as_ref().is_some_and(is_it))
        };
        word.code
            .as_ref()
            .or_else(|| titled().map(|fiche| &fiche.code))
    }

    /// The Word files, each with the code of its fiche, and another file of the same fiche, if there is one: then
    /// neither is used.
    pub(crate) fn files(&self) -> Vec<(&WordFiche, Option<&Code>, Option<&WordFiche>)> {
        let codes: Vec<_> = self.word.iter().map(|word| self.code_of(word)).collect();
        let mut of_code: BTreeMap<&Code, Vec<&WordFiche>> = BTreeMap::new();
        for (word, code) in self.word.iter().zip(&codes) {
            if let Some(code) = code {
                of_code.entry(code).or_default().push(word);
            }
        }
        let files = self.word.iter().zip(codes);
        let files = files.map(|(word, code)| {
            let mut same_fiche = code
                .and_then(|code| of_code.get(code))
                .into_iter()
                .flatten();
            (
                word,
                code,
                same_fiche.find(|other| other.name != word.name).copied(),
            )
        });
        files.collect()
    }

    /// Whether the workbook has a fiche of this code.
    pub(crate) fn has(&self, code: &Code) -> bool {
        let mut fiches = self.recognised.fiches.iter();
        fiches.any(|fiche| fiche.code == *code)
    }

    /// The workbook's fiches without a Word file.
    pub(crate) fn without_word(&self) -> impl Iterator<Item = &RecognisedFiche> {
        let taken = self
            .files()
            .into_iter()
            .filter(|(_, _, twin)| twin.is_none());
        let codes: BTreeSet<&Code> = taken.filter_map(|(_, code, _)| code).collect();
        let fiches = self.recognised.fiches.iter();
        fiches.filter(move |fiche| !codes.contains(&fiche.code))
    }

    /// Keys of a fiche's head that no Word file gives, and the labels that most of the files share.
    fn unlabelled(&self) -> (Vec<&'static str>, Vec<&str>) {
        let is_given = |key: &str| self.word.iter().any(|word| word.keys.contains(key));
        let keys = value_keys().filter(|key| !is_given(key)).collect();
        let mut labels: BTreeMap<String, (&str, usize)> = BTreeMap::new();
        for label in self.word.iter().flat_map(|word| &word.labels) {
            labels.entry(fold(label)).or_insert((label, 0)).1 += 1;
        }
        labels.remove("");
        let shared = labels
            .into_values()
            .filter(|(_, count)| count * 2 > self.word.len());
        (keys, shared.map(|(label, _)| label).collect())
    }
}

/// The prefix of a folder that is being written.
const ASIDE: &str = ".paraphe-init-";

/// Refuses a folder that holds anything but leftovers of an interrupted run.
///
/// # Errors
/// [`Error::Refused`], or [`Error::Io`] when it cannot be looked into.
pub(crate) fn require_free(folder: &Path) -> Result<(), Error> {
    let is_free = match fs::read_dir(folder) {
        Ok(mut entries) => entries.all(|entry| entry.is_ok_and(|entry| is_leftover(&entry))),
        Err(error) => match error.kind() {
            io::ErrorKind::NotFound => true,
            // A file has that name.
            io::ErrorKind::NotADirectory => false,
            _ => return Err(Error::io("open-dossier", folder)(error)),
        },
    };
    let in_use = || Error::refused("error-folder-in-use", args! { path: folder.display() });
    is_free.then_some(()).ok_or_else(in_use)
}

fn is_leftover(entry: &fs::DirEntry) -> bool {
    entry.file_name().to_string_lossy().starts_with(ASIDE)
        && entry.file_type().is_ok_and(|kind| kind.is_dir())
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
    let files = files(answers, from, texts)?;
    place(folder, &files)?;
    Ok(files.into_iter().map(|(name, _)| name).collect())
}

/// `convention.toml` of a new dossier.
pub(crate) fn convention(answers: &Answers, from: Option<From<'_>>, texts: &Locale) -> String {
    texts::convention(answers, from, texts)
}

/// The files of a new dossier by name, `convention.toml` first.
///
/// # Errors
/// [`Error::Io`] when the workbook cannot be made.
pub(crate) fn files(
    answers: &Answers,
    from: Option<From<'_>>,
    texts: &Locale,
) -> Result<Vec<(String, Vec<u8>)>, Error> {
    let convention = texts::convention(answers, from, texts);
    let mut files = vec![(CONVENTION.to_owned(), convention.into_bytes())];
    let mut slugs = BTreeSet::new();
    if let Some(from) = from {
        let workbook = format!("budget.{}", from.extension.to_lowercase());
        files.push((workbook, from.recognised.bytes.clone()));
        for (word, code, _) in from
            .files()
            .into_iter()
            .filter(|(_, _, twin)| twin.is_none())
        {
            // The name that officers know, after the code where the text does not give it.
            let name = match code {
                Some(_) if word.code.is_some() => word.name.clone(),
                Some(code) => format!("{} {}", unique_slug(code, &mut slugs), word.name),
                None => continue,
            };
            files.push((format!("fiches/{name}"), word.bytes.clone()));
        }
        for fiche in from.without_word() {
            let title = fiche.title.as_deref();
            let (name, bytes) = blank_fiche(&fiche.code, title, &mut slugs, texts);
            files.push((format!("fiches/{name}"), bytes));
        }
    } else {
        // The sample fiche is of the first axis that contains no other.
        let is_outer = |axis: &&Axis| {
            let mut outer = answers.axes.iter().filter_map(|inner| answers.outer(inner));
            outer.any(|other| other == *axis)
        };
        let axis = answers.axes.iter().find(|axis| !is_outer(axis));
        let code = match axis.map_or("A", |axis| &axis.prefix) {
            prefix if prefix.ends_with(|c: char| c.is_ascii_digit()) => format!("{prefix}.1"),
            prefix => format!("{prefix} 1.1"),
        };
        let column = |party: &NewParty| party.column.clone();
        let parties: Vec<String> = answers.parties.iter().map(column).collect();
        let funders = answers.funders.iter().map(column);
        let blank = Blank {
            title: &answers.title,
            years: &answers.years,
            funders: &parties.iter().cloned().chain(funders).collect::<Vec<_>>(),
            parties: &parties,
            fiche: &code,
            texts,
        };
        files.push(("budget.xlsx".to_owned(), xlsx::blank(&blank)?));
        let sample = texts::sample(&code, &answers.years, texts);
        let sample = sample.into_bytes();
        let name = Code::parse(&code).map(|code| unique_slug(&code, &mut slugs));
        files.extend(name.map(|name| (format!("fiches/{name}.md"), sample)));
    }
    let decisions = texts::decisions(texts).into_bytes();
    files.push((DECISIONS.to_owned(), decisions));
    Ok(files)
}

/// The file of a fiche whose text is still to be written, and its name, which is not taken yet.
pub(crate) fn blank_fiche(
    code: &Code,
    title: Option<&str>,
    taken: &mut BTreeSet<String>,
    texts: &Locale,
) -> (String, Vec<u8>) {
    let text = texts::fiche(code.spelling(), title, texts);
    let name = format!("{}.md", unique_slug(code, taken));
    (name, text.into_bytes())
}

/// Writes the files of a new dossier, all or none.
///
/// # Errors
/// As [`require_free`], or [`Error::Io`] when the system refuses.
pub(crate) fn place(folder: &Path, files: &[(String, Vec<u8>)]) -> Result<(), Error> {
    require_free(folder)?;
    move_in(folder, files).map_err(Error::io("create-dossier", folder))
}

/// Writes the files to a temporary folder, then moves them to their place.
fn move_in(folder: &Path, files: &[(String, Vec<u8>)]) -> io::Result<()> {
    // An existing empty folder is filled, not replaced: a terminal may be in it.
    let is_there = folder.exists();
    let beside = if is_there {
        Some(folder)
    } else {
        folder.parent()
    };
    let beside = beside.filter(|beside| !beside.as_os_str().is_empty());
    let beside = beside.unwrap_or(Path::new("."));
    fs::create_dir_all(beside)?;
    if is_there {
        for left_over in fs::read_dir(folder)?.flatten().filter(is_leftover) {
            fs::remove_dir_all(left_over.path())?;
        }
    }
    let temporary = tempfile::Builder::new().prefix(ASIDE).tempdir_in(beside)?;
    let whole = temporary.path().join("dossier");
    fs::create_dir_all(whole.join("fiches"))?;
    for (name, bytes) in files {
        let path = whole.join(name);
        path.parent().map_or(Ok(()), fs::create_dir_all)?;
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

/// Whether a required sheet or column was not recognised.
pub(crate) fn is_incomplete(recognised: &Recognised) -> bool {
    let sheets = recognised.sheets.iter();
    let mut needed = sheets.filter(|sheet| sheet.role != SheetRole::Recap);
    needed.any(|sheet| {
        let mut columns = sheet.columns.iter();
        let lacks_column = columns.any(|column| column.is_needed && column.header.is_none());
        sheet.names.is_empty() || lacks_column
    })
}
