//! Files that are added to a dossier or replaced as a whole: the workbook, fiches, pictures. Nothing else is written,
//! and nothing outside the dossier, since the names of files are made here.

use std::{collections::BTreeMap, path::Path};

use super::{
    Editor, Must, Refusal, Settings, as_read, layout_refused, refuse_new,
    settings::{head, with_head},
    store::FORMER,
    unmarked,
};
use crate::{
    error::Error,
    finding::Finding,
    init::blank_fiche,
    locale::Locale,
    pipeline,
    read::{CONVENTION, Changes, is_budget, is_workbook, picture_kind, split_front_matter},
    source::{Code, clean_file_name, is_word, join},
};

/// A file that was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Added {
    /// Its name within the dossier.
    pub name: String,
    /// The files that it replaced, which are now in `anciens/`.
    pub replaced: Vec<String>,
}

/// The content of a fiche's Markdown file.
#[derive(Clone, Debug, Default)]
pub(crate) struct FicheText {
    /// The values of its head, by the keys that a form shows; none where it has no head.
    pub head: Option<BTreeMap<String, String>>,
    pub text: String,
}

/// The findings about sheets and columns that have neither the names in the settings nor the usual ones.
const LAYOUT: [&str; 5] = [
    "column-missing",
    "column-twice",
    "header-missing",
    "sheet-missing",
    "sheet-twice",
];

/// Whether a workbook was refused for the names of its sheets and columns, which the user can then give.
pub(crate) fn is_of_layout(refusal: &Refusal) -> bool {
    match refusal {
        Refusal::Findings { findings, .. } => {
            findings.iter().any(|(finding, _)| lacks_layout(finding))
        }
        _ => false,
    }
}

/// Whether a finding is about the names of sheets and columns.
pub(crate) fn lacks_layout(finding: &Finding) -> bool {
    LAYOUT.contains(&finding.rule)
}

impl Editor {
    /// Replaces the workbook by another one of any name. One of another layout needs settings that name its sheets and
    /// columns, and the version of the text that they were read from.
    ///
    /// # Errors
    /// Any [`Refusal`]; [`Refusal::Findings`] when the dossier could not be read with it, or, without settings, when sheets
    /// or columns that were there would be missing ([`is_of_layout`]).
    pub(crate) fn replace_workbook(
        &mut self,
        name: &str,
        bytes: Vec<u8>,
        settings: Option<(&Settings, &str)>,
    ) -> Result<Added, Refusal> {
        let (target, changes) =
            self.with_workbook(name, bytes, settings.map(|(settings, _)| settings))?;
        let former = self.names_in("", is_budget);
        let mut seen = BTreeMap::new();
        if let Some((_, version)) = settings {
            seen.insert(CONVENTION, version);
        } else {
            let (mut findings, sources, _) = as_read(self.root(), &self.limits, &changes)?;
            let (former, ..) = as_read(self.root(), &self.limits, &Changes::new())?;
            findings.retain(|finding| LAYOUT.contains(&finding.rule));
            refuse_new(findings, &former, sources, &|_| true)?;
        }
        self.add("workbook", &target, former, &changes, &seen)
    }

    /// The name that a workbook gets in the dossier, and the changes that put it there with these settings.
    ///
    /// # Errors
    /// [`Refusal::Error`] when it is no workbook, or the settings cannot be written.
    pub(crate) fn with_workbook(
        &self,
        name: &str,
        bytes: Vec<u8>,
        settings: Option<&Settings>,
    ) -> Result<(String, Changes), Refusal> {
        let name = named(name, |name| is_workbook(Path::new(name)))?;
        let ending = name.rsplit_once('.').map_or("xlsx", |(_, ending)| ending);
        let target = format!("budget.{ending}");
        let former = self.names_in("", is_budget).into_iter();
        let mut changes: Changes = former.map(|name| (name, None)).collect();
        changes.insert(target.clone(), Some(bytes));
        if let Some(settings) = settings {
            let (text, _) = self.store.text(CONVENTION)?;
            let (mark, text) = unmarked(&text);
            let wanted = settings.write(text);
            let wanted = wanted.ok_or_else(|| layout_refused(CONVENTION))?;
            let wanted = [mark, &wanted].concat();
            changes.insert(CONVENTION.to_owned(), Some(wanted.into_bytes()));
        }
        Ok((target, changes))
    }

    /// Adds a fiche, of Word or Markdown, or replaces the one of its name, or the only one of its code.
    ///
    /// # Errors
    /// Any [`Refusal`]; [`Refusal::Findings`] when it cannot be read.
    pub(crate) fn add_fiche(&mut self, name: &str, bytes: Vec<u8>) -> Result<Added, Refusal> {
        let is_fiche = |name: &str| is_word(name) || has_ending(name, &["md"]);
        let name = format!("fiches/{}", named(name, is_fiche)?);
        let (name, mut replaced) = self.spelled(name);
        let mut changes = Changes::from([(name.clone(), Some(bytes))]);
        // Its code is known once it is read, along with the codes of the others.
        if let Ok(audited) = pipeline::check_with(self.root(), &self.limits, &changes) {
            let fiches = audited.dossier.fiches.iter();
            let files = fiches.filter_map(|fiche| {
                let file = fiche.prose.as_ref()?.file.to_string();
                Some((file, fiche.code.value.clone()))
            });
            let files: Vec<(String, Code)> = files.collect();
            let added = files.iter().find(|(file, _)| *file == name);
            let alike = files.iter().filter(|(file, code)| {
                *file != name && added.is_some_and(|(_, added_code)| added_code == code)
            });
            if let [(other, _)] = alike.collect::<Vec<_>>()[..] {
                changes.insert(other.clone(), None);
                replaced.push(other.clone());
            }
        }
        self.add("fiche", &name, replaced, &changes, &BTreeMap::new())
    }

    /// Adds a picture, or replaces the one of its name.
    ///
    /// # Errors
    /// Any [`Refusal`].
    pub(crate) fn add_picture(&mut self, name: &str, bytes: Vec<u8>) -> Result<Added, Refusal> {
        let kinds = ["svg", "png", "jpg", "jpeg"];
        let name = named(name, |name| has_ending(name, &kinds))?;
        // Without these characters, a text can name the file as it is.
        let (stem, ending) = name.rsplit_once('.').unwrap_or((&name, ""));
        let words = stem.split([' ', '(', ')']).filter(|word| !word.is_empty());
        let name = format!("{}.{ending}", join(words, "-"));
        let kind = picture_kind(&bytes, &self.limits).ok();
        let endings = match kind {
            Some("jpg") => &["jpg", "jpeg"][..],
            Some(kind) => &[kind][..],
            None => &[],
        };
        if !has_ending(&name, endings) {
            return Err(refused("error-edit-picture", &name));
        }
        let (name, replaced) = self.spelled(format!("images/{name}"));
        let changes = Changes::from([(name.clone(), Some(bytes))]);
        self.add("picture", &name, replaced, &changes, &BTreeMap::new())
    }

    /// Begins the file of a fiche that has none, named after its code; its title is that in the workbook, if any.
    ///
    /// # Errors
    /// Any [`Refusal`].
    pub(crate) fn begin_fiche(&mut self, code: &str, texts: &Locale) -> Result<String, Refusal> {
        let refused = |message| Error::refused(message, [("code", code.to_owned())]);
        let code = Code::parse(code).ok_or_else(|| refused("error-edit-code"))?;
        let audited = pipeline::check(self.root(), &self.limits)?;
        let mut fiches = audited.dossier.fiches.iter();
        if fiches.any(|fiche| fiche.code.value == code && fiche.prose.is_some()) {
            return Err(refused("error-edit-fiche-there").into());
        }
        let recognised = self.recognise(None, []).ok();
        let mut known = recognised.iter().flat_map(|(known, ..)| &known.fiches);
        let title = known.find(|fiche| fiche.code == code);
        let title = title.and_then(|fiche| fiche.title.as_deref());
        let names = self.names_in("fiches", |_| true).into_iter();
        let stems = names.filter_map(|name| {
            let (stem, _) = name.strip_prefix("fiches/")?.rsplit_once('.')?;
            Some(stem.to_lowercase())
        });
        let (name, bytes) = blank_fiche(&code, title, &mut stems.collect(), texts);
        let file = format!("fiches/{name}");
        let changes = Changes::from([(file.clone(), Some(bytes))]);
        self.add("fiche", &file, Vec::new(), &changes, &BTreeMap::new())?;
        Ok(name)
    }

    /// The content of a fiche's Markdown file, and its version.
    ///
    /// # Errors
    /// [`Refusal::Error`] when it cannot be read.
    pub(crate) fn fiche_text(&self, name: &str) -> Result<(FicheText, String), Refusal> {
        let file = format!("fiches/{name}");
        let (text, version) = self.store.text(&file)?;
        let parts = split_front_matter(&text);
        let read = FicheText {
            head: parts.clone().and_then(|(range, _)| head(&text[range])),
            text: text[parts.map_or(0, |(_, body)| body.start)..].to_owned(),
        };
        Ok((read, version))
    }

    /// Replaces the text of a fiche's file, and what the form shows of its head, if the file still has the version
    /// `seen`; the rest stays.
    ///
    /// # Errors
    /// Any [`Refusal`].
    pub(crate) fn save_fiche_text(
        &mut self,
        name: &str,
        typed: &FicheText,
        seen: &str,
    ) -> Result<(), Refusal> {
        let name = format!("fiches/{name}");
        let (former, _) = self.store.text(&name)?;
        let (front, body) = split_front_matter(&former).unwrap_or_default();
        let head = match &typed.head {
            Some(values) => {
                with_head(&former[front.clone()], values).ok_or_else(|| layout_refused(&name))?
            }
            None => former[front.clone()].to_owned(),
        };
        let whole = [
            &former[..front.start],
            &head,
            &former[front.end..body.start],
            "\n",
            typed.text.trim(),
            "\n",
        ];
        let changes = Changes::from([(name.clone(), Some(whole.concat().into_bytes()))]);
        let seen = BTreeMap::from([(&*name, seen)]);
        self.store.require_seen(&changes, &seen)?;
        self.require(&changes, Must::BeSound, &|place| {
            **place.file_name() == *name
        })?;
        self.store.write("text", &changes, &seen)
    }

    /// Takes a fiche or a picture away.
    ///
    /// # Errors
    /// [`Refusal::Error`] when the system refuses it.
    pub(crate) fn remove(&mut self, name: &str) -> Result<(), Refusal> {
        let changes = Changes::from([(name.to_owned(), None)]);
        self.store.write("removal", &changes, &BTreeMap::new())
    }

    /// Writes files, unless new errors would keep the dossier from being read.
    fn add(
        &mut self,
        what: &'static str,
        name: &str,
        mut replaced: Vec<String>,
        changes: &Changes,
        seen: &BTreeMap<&str, &str>,
    ) -> Result<Added, Refusal> {
        self.store.require_seen(changes, seen)?;
        self.require(changes, Must::BeRead, &|place| {
            [name, CONVENTION].contains(&&**place.file_name())
        })?;
        self.store.write(what, changes, seen)?;
        replaced.sort();
        Ok(Added {
            name: name.to_owned(),
            replaced,
        })
    }

    /// A name as it is spelled in its folder, and the file of that name if there is one: some systems ignore case.
    fn spelled(&self, name: String) -> (String, Vec<String>) {
        let (folder, _) = name.rsplit_once('/').unwrap_or(("", &name));
        let mut names = self.names_in(folder, |_| true).into_iter();
        match names.find(|other| other.to_lowercase() == name.to_lowercase()) {
            Some(existing) => (existing.clone(), vec![existing]),
            None => (name, Vec::new()),
        }
    }

    fn names_in(&self, folder: &str, is_wanted: impl Fn(&str) -> bool) -> Vec<String> {
        let entries = std::fs::read_dir(self.root().join(folder));
        let names = entries.into_iter().flatten().flatten();
        let names = names.map(|entry| entry.file_name().to_string_lossy().into_owned());
        let names = names.filter(|name| is_wanted(name));
        let names = names.map(|name| {
            format!("{folder}/{name}")
                .trim_start_matches('/')
                .to_owned()
        });
        names.collect()
    }

    /// The dossier's workbook, if there is one: its name and bytes.
    pub(super) fn workbook(&self) -> Result<Option<(String, Vec<u8>)>, Error> {
        let Some(name) = self.names_in("", is_budget).into_iter().next() else {
            return Ok(None);
        };
        Ok(self.store.bytes(&name)?.map(|bytes| (name, bytes)))
    }

    /// The files in `anciens/`, by name, the newest first.
    pub(crate) fn former_files(&self) -> Vec<String> {
        let mut names = self.names_in(FORMER, |name| !name.starts_with('.'));
        names.sort_by(|a, b| b.cmp(a));
        names
    }
}

/// The name that a file gets, if it is of a kind that may be written.
pub(super) fn named(name: &str, is_one: impl Fn(&str) -> bool) -> Result<String, Refusal> {
    let clean = clean_file_name(name).filter(|name| is_one(name));
    clean.ok_or_else(|| refused("error-edit-kind", name))
}

fn has_ending(name: &str, endings: &[&str]) -> bool {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    endings.contains(&ending)
}

fn refused(message: &'static str, name: &str) -> Refusal {
    Error::refused(message, [("file", name.to_owned())]).into()
}
