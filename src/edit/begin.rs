//! A new dossier from a form, or from a workbook and Word files: what is recognised in them is shown, the form
//! overrides it, and the result is read back before it is written.

use std::path::Path;

use super::{
    Editor, Refusal, Settings, as_read, files::named, layout_refused, refuse_new, settings::Entry,
};
use crate::{
    error::Error,
    init::{self, Answers, From, NewParty, parse_axis, parse_periods},
    limits::Limits,
    locale::Locale,
    read::{
        self, CONVENTION, Changes, Recognised, SheetRole, WordFolder, is_workbook, recognise_bytes,
    },
    source::{Period, fold, is_word, join},
};

/// The files that a new dossier begins with, all of them optional.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Given<'a> {
    /// A workbook, by its name.
    pub workbook: Option<(&'a str, &'a [u8])>,
    /// Word files, by their names.
    pub word: &'a [(String, Vec<u8>)],
}

/// What a new dossier would be.
#[derive(Debug)]
pub(crate) struct Proposal {
    /// What was recognised in the workbook: each sheet and column, why others are none, and the first rows.
    pub recognised: Option<Recognised>,
    /// What was recognised in the Word files.
    pub word: WordFolder,
    /// What `convention.toml` would hold, as a form shows it.
    pub settings: Settings,
    answers: Answers,
    extension: String,
}

/// What a new dossier would be, with these fields of a form.
///
/// # Errors
/// [`Refusal::Findings`] when the workbook or all of the Word files cannot be read.
pub(crate) fn propose<'f>(
    given: Given<'_>,
    fields: impl IntoIterator<Item = (&'f str, &'f str)>,
    limits: &Limits,
    texts: &Locale,
) -> Result<Proposal, Refusal> {
    let fields: Vec<(&str, &str)> = fields.into_iter().collect();
    let mut typed = Settings::default().with(fields.iter().copied());
    let mut answers = answers(&typed);
    let parties = answers.parties.iter();
    let parties: Vec<&str> = parties
        .flat_map(|party| [&*party.column, &*party.name])
        .collect();
    let mut extension = String::new();
    let recognised = given.workbook.map(|(name, bytes)| {
        let name = named(name, |name| is_workbook(Path::new(name)))?;
        let (_, ending) = name.rsplit_once('.').unwrap_or_default();
        ending.clone_into(&mut extension);
        let workbook = (&*name, bytes);
        look(workbook, &answers.years, &parties, &mut typed, limits).map_err(Refusal::from)
    });
    let mut recognised = recognised.transpose()?;
    let files = given.word.iter().map(|(name, bytes)| {
        let name = named(name, is_word)?;
        Ok((name, Some(bytes.clone())))
    });
    let files: Changes = files.collect::<Result<_, Refusal>>()?;
    let word = read::recognise_files(&files, limits)?;
    if let Some(recognised) = &mut recognised {
        for (prefix, title) in word.fiches.iter().filter_map(|fiche| fiche.axis.clone()) {
            recognised.axes.entry(prefix).or_insert(title);
        }
        answers.complete_from(recognised);
    }
    let mut proposal = Proposal {
        recognised,
        word,
        settings: Settings::default(),
        answers,
        extension,
    };
    let text = init::convention(&proposal.answers, proposal.from(), texts);
    let read = Settings::read(&text).ok_or_else(|| layout_refused(CONVENTION))?;
    proposal.settings = read.overlaid(&typed);
    // A column whose field was left blank.
    let blank = fields.iter().filter(|(name, value)| {
        name.starts_with("classeur.") && !name.ends_with(".feuille") && value.is_empty()
    });
    let has_layout = typed
        .values
        .keys()
        .any(|name| name.starts_with("classeur."));
    for (name, _) in blank.filter(|_| has_layout) {
        proposal.settings.values.remove(*name);
    }
    Ok(proposal)
}

impl Proposal {
    fn from(&self) -> Option<From<'_>> {
        self.recognised.as_ref().map(|recognised| From {
            recognised,
            extension: &self.extension,
            word: &self.word.fiches,
        })
    }

    /// The names of two Word files of one fiche, neither of which would be taken.
    pub(crate) fn twins(&self) -> Option<(String, String)> {
        let from = self.from()?;
        from.files().into_iter().find_map(|(file, _, twin)| {
            let twin = twin?;
            Some((file.name.clone(), twin.name.clone()))
        })
    }

    /// The fields that a dossier cannot do without and that nobody filled in.
    pub(crate) fn missing(&self) -> Vec<&'static str> {
        let fields = [
            ("titre", self.answers.title.is_empty()),
            ("annees", self.answers.years.is_empty()),
            ("parties.0.nom", self.answers.parties.is_empty()),
        ];
        let missing = fields.into_iter().filter(|(_, is_missing)| *is_missing);
        missing.map(|(field, _)| field).collect()
    }

    /// Makes the dossier, and returns the names of its files. Its instructions are in the language of `texts`.
    ///
    /// # Errors
    /// [`Refusal::Findings`] when it could not be read, with the field of the form where it is known;
    /// [`Refusal::Error`] when something is missing or taken twice, or the folder is in use.
    pub(crate) fn create(
        &self,
        folder: &Path,
        limits: &Limits,
        texts: &Locale,
    ) -> Result<Vec<String>, Refusal> {
        init::require_free(folder)?;
        if let [field, ..] = self.missing()[..] {
            return Err(Error::refused("error-edit-missing", [("field", field.to_owned())]).into());
        }
        if let Some((name, answer)) = self.answers.mistake() {
            return Err(Error::refused(name, [("answer", answer.to_owned())]).into());
        }
        let mut files = init::files(&self.answers, self.from(), texts)?;
        for (_, text) in files.iter_mut().filter(|(name, _)| name == CONVENTION) {
            let written = str::from_utf8(text)
                .ok()
                .and_then(|former| self.settings.write(former));
            *text = written
                .ok_or_else(|| layout_refused(CONVENTION))?
                .into_bytes();
        }
        // The dossier is read from memory, before anything is written.
        let nowhere = read::nowhere()?;
        let whole = files
            .iter()
            .map(|(name, bytes)| (name.clone(), Some(bytes.clone())));
        let (findings, sources, can_be_read) = as_read(nowhere.path(), limits, &whole.collect())?;
        let is_fiche = |file: &str| file.starts_with("fiches/");
        refuse_new(findings, &[], sources, &|place| {
            let file = &**place.file_name();
            file == CONVENTION || !can_be_read && !is_fiche(file)
        })?;
        init::place(folder, &files)?;
        Ok(files.into_iter().map(|(name, _)| name).collect())
    }
}

impl Editor {
    /// What is recognised in the dossier's workbook, or in another one for it, by the settings with these fields of a
    /// form; also these settings, without the names of sheets and columns that the workbook lacks, and the version of
    /// the text that they were read from.
    ///
    /// # Errors
    /// [`Refusal::Findings`] when the workbook cannot be read.
    pub(crate) fn recognise<'f>(
        &self,
        workbook: Option<(&str, &[u8])>,
        fields: impl IntoIterator<Item = (&'f str, &'f str)>,
    ) -> Result<(Recognised, Settings, String), Refusal> {
        let (settings, version) = self.settings()?;
        let mut settings = settings.with(fields);
        let stored = match workbook {
            Some(_) => None,
            None => self.workbook()?,
        };
        let stored = stored.as_ref().map(|(name, bytes)| (&**name, &**bytes));
        let (name, bytes) = workbook
            .or(stored)
            .ok_or_else(|| Error::refused("error-edit-missing", [("field", "classeur".into())]))?;
        let name = named(name, |name| is_workbook(Path::new(name)))?;
        let answers = answers(&settings);
        let parties = answers.parties.iter().chain(&answers.funders);
        let parties: Vec<&str> = parties
            .flat_map(|party| [&*party.column, &*party.name])
            .collect();
        let workbook = (&*name, bytes);
        let recognised = look(
            workbook,
            &answers.years,
            &parties,
            &mut settings,
            &self.limits,
        )?;
        Ok((recognised, settings, version))
    }
}

/// What a workbook holds, by the names that settings give its sheets and columns. A name that it lacks is taken out of
/// the settings, and its sheet or column is then recognised without it.
fn look(
    workbook: (&str, &[u8]),
    years: &[Period],
    parties: &[&str],
    settings: &mut Settings,
    limits: &Limits,
) -> Result<Recognised, Error> {
    let names = given_names(settings);
    let recognised = recognise_bytes(workbook, years, parties, &names, limits)?;
    let has = |(role, key, name): &(SheetRole, String, String)| {
        if key == "feuille" {
            let mut sheets = recognised.first_rows.iter();
            return sheets.any(|(sheet, _)| fold(sheet) == fold(name));
        }
        let sheets = recognised.sheets.iter().filter(|sheet| sheet.role == *role);
        let mut columns = sheets.flat_map(|sheet| &sheet.columns);
        columns.any(|column| SheetRole::key(column.title) == *key && column.header.is_some())
    };
    let (found, lost): (Vec<_>, Vec<_>) = names.into_iter().partition(has);
    if lost.is_empty() {
        return Ok(recognised);
    }
    for (role, key, _) in &lost {
        let left = found
            .iter()
            .filter(|other| (other.0, &other.1) == (*role, key));
        let names = join(left.map(|(_, _, name)| name), "\n");
        let path = format!("classeur.{}.{key}", SheetRole::key(role.title()));
        settings.values.remove(&path);
        settings
            .values
            .extend((!names.is_empty()).then_some((path, names)));
    }
    recognise_bytes(workbook, years, parties, &found, limits)
}

/// The names of sheets and columns in settings.
fn given_names(settings: &Settings) -> Vec<(SheetRole, String, String)> {
    let named = settings.values.iter().flat_map(|(path, value)| {
        let mut roles = SheetRole::ALL.into_iter();
        let split = path
            .strip_prefix("classeur.")
            .and_then(|rest| rest.split_once('.'));
        let role = split.and_then(|(sheet, key)| {
            let role = roles.find(|role| SheetRole::key(role.title()) == sheet)?;
            Some((role, key))
        });
        let lines = value.lines().map(str::to_owned);
        role.into_iter().flat_map(move |(role, key)| {
            lines.clone().map(move |line| (role, key.to_owned(), line))
        })
    });
    named.collect()
}

/// The answers that a new dossier is made of, by settings.
fn answers(settings: &Settings) -> Answers {
    let value = |key: &str| {
        settings
            .values
            .get(key)
            .map(String::as_str)
            .unwrap_or_default()
    };
    let lines = |key: &str| value(key).lines().map(str::to_owned).collect();
    let entries = |list: &str| {
        settings
            .lists
            .get(list)
            .map(Vec::as_slice)
            .unwrap_or_default()
    };
    let party = |entry: &Entry| {
        let text = |key: &str| entry.values.get(key).cloned();
        let column = text("colonne").or_else(|| text("nom"))?;
        let name = text("nom").unwrap_or_else(|| column.clone());
        (!fold(&column).is_empty()).then_some(NewParty { name, column })
    };
    let axis = |entry: &Entry| {
        let text = |key: &str| {
            entry
                .values
                .get(key)
                .map(String::as_str)
                .unwrap_or_default()
        };
        parse_axis(&format!("{}={}", text("prefixe"), text("titre")))
    };
    // A single named period is recognised by a semicolon behind it.
    let named = join(value("periodes").lines(), ";") + ";";
    let years = parse_periods(value("annees")).or_else(|| parse_periods(&named));
    Answers {
        title: value("titre").to_owned(),
        years: years.unwrap_or_default(),
        parties: entries("parties").iter().filter_map(party).collect(),
        funders: entries("financeurs").iter().filter_map(party).collect(),
        axes: entries("axes").iter().filter_map(axis).collect(),
        unit: lines("unite"),
        off_total: lines("hors_total"),
        fields: lines("champs"),
    }
}
