//! A signed file compared with the published stages.

use std::{
    fs::File,
    io::{self, Read},
    path::Path,
};

use super::check::DATA;
use crate::{
    error::Error,
    init,
    limits::{Limit, Limits},
    locale::{Locale, args},
    publish::{self, PublishedFile},
    signed::{Signature, SignedFile},
    watchdog,
};

/// What is known of a file that may be signed.
#[derive(Debug)]
pub(crate) struct Verified {
    /// The file.
    pub(crate) file: SignedFile,
    /// The published file that it begins with; none, where no stage has it.
    pub(crate) published: Option<PublishedFile>,
    /// The stage that has its data, where no stage has the file.
    pub(crate) data_of: Option<String>,
    /// How many stages were searched.
    pub(crate) stages: usize,
}

/// Compares a file with the stages of a folder.
///
/// # Errors
/// [`Error::Io`] or [`Error::Refused`] when the file, or the manifest of a stage, cannot be read.
pub(crate) fn verify(path: &Path, output: &Path, limits: &Limits) -> Result<Verified, Error> {
    let file = read_signed(path, limits)?;
    let (published, stages) = publish::published_as(output, &file.beginnings)?;
    let data = file.data.iter().filter(|_| published.is_none()).cloned();
    let data: Vec<String> = data.collect();
    let data_of = publish::published_as(output, &data)?
        .0
        .map(|data| data.stage);
    Ok(Verified {
        file,
        published,
        data_of,
        stages,
    })
}

/// The files of the dossier of an amendment, made from the signed file that it amends.
///
/// # Errors
/// [`Error::Io`] or [`Error::Refused`] when that file cannot be read, or lacks what it was published with.
pub(crate) fn amended(
    path: &Path,
    limits: &Limits,
    texts: &Locale,
) -> Result<Vec<(String, Vec<u8>)>, Error> {
    let bytes = bytes_of(path, limits)?;
    let file = SignedFile::read(&bytes, &path.display().to_string(), limits)?;
    init::amended(path, bytes, file, limits, texts)
}

/// Reads a file that may be signed.
pub(super) fn read_signed(path: &Path, limits: &Limits) -> Result<SignedFile, Error> {
    let bytes = bytes_of(path, limits)?;
    SignedFile::read(&bytes, &path.display().to_string(), limits)
}

fn bytes_of(path: &Path, limits: &Limits) -> Result<Vec<u8>, Error> {
    let _reading = watchdog::reading(path);
    let failed = |error| Error::io("read-pdf", path)(error);
    let most = limits.bytes(Limit::DossierSize).saturating_add(1);
    let mut bytes = Vec::new();
    let metadata = path.metadata().map_err(failed)?;
    if metadata.is_dir() {
        return Err(Error::refused(
            "error-pdf-folder",
            args! { path: path.display() },
        ));
    }
    if !metadata.is_file() {
        return Err(failed(io::ErrorKind::InvalidInput.into()));
    }
    let file = File::open(path).map_err(failed)?;
    file.take(most).read_to_end(&mut bytes).map_err(failed)?;
    Ok(bytes)
}

impl Verified {
    /// Whether the attached data are those of the stage; unknown where nothing is attached, or no stage has the file.
    pub(crate) fn has_same_data(&self) -> Option<bool> {
        let attached = self.file.data.as_ref()?;
        let published = self.published.as_ref()?.digests.get(DATA)?;
        Some(attached == published)
    }

    /// The parties, each with the signature in its field.
    pub(crate) fn parties(&self) -> Vec<(&str, Option<&Signature>)> {
        let parties = self.file.record.iter();
        let parties = parties.flat_map(|record| &record.convention.parties);
        let parties = parties.zip(1..);
        let parties = parties.map(|(party, rank)| (&*party.name, self.file.signature_of(rank)));
        parties.collect()
    }

    /// Whether it is the unchanged published file of a version to be signed.
    pub(crate) fn is_published(&self) -> bool {
        let is_final = self.published.as_ref().is_some_and(|file| file.is_final);
        is_final && !self.file.is_changed()
    }

    /// Whether nothing was changed and every party has signed.
    pub(crate) fn is_sound(&self) -> bool {
        let signatures = &self.file.signatures;
        self.is_published()
            && self.has_same_data() != Some(false)
            && !self.file.is_altered()
            && !signatures.is_empty()
            && self
                .parties()
                .iter()
                .all(|(_, signature)| signature.is_some())
    }
}
