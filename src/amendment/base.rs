//! What is amended, read back.

use crate::{
    limits::Limits,
    model::{Amendment, Dossier, Party},
    record::Record,
    signed::SignedFile,
    source::fold,
};

/// What a dossier amends.
#[derive(Debug)]
pub(crate) struct Base {
    /// What it says.
    pub(crate) record: Record,
    /// The signed file that it was read from; none, where it was read from data alone.
    pub(crate) file: Option<SignedFile>,
}

impl Base {
    /// Reads it, or says why it cannot be read, as a variant of `avenant-base`.
    pub(crate) fn read(amendment: &Amendment, limits: &Limits) -> Result<Self, &'static str> {
        let bytes = amendment.base.as_ref().map_err(|why| match *why {
            "missing" => "missing",
            _ => "refused",
        })?;
        if bytes.trim_ascii_start().starts_with(b"{") {
            let record = Record::from_json(bytes).map_err(|_| "unreadable")?;
            return Ok(Self { record, file: None });
        }
        let file = SignedFile::read(bytes, &amendment.modifies, limits);
        let mut file = file.map_err(|_| "unreadable")?;
        let record = file.record.take().ok_or("bare")?;
        let file = Some(file);
        Ok(Self { record, file })
    }

    /// Whether it is of another agreement: it has neither the title nor any party of the dossier.
    pub(super) fn is_foreign(&self, dossier: &Dossier) -> bool {
        let (own, other) = (&self.record.convention, &dossier.convention);
        let is_same = |one: &Party, other: &Party| fold(&one.name) == fold(&other.name);
        let mut parties = own.parties.iter();
        fold(&own.title) != fold(&other.title)
            && !parties.any(|one| other.parties.iter().any(|own| is_same(one, own)))
    }

    /// Whether what was signed is no longer as it was.
    pub(super) fn is_altered(&self) -> bool {
        self.file.as_ref().is_some_and(SignedFile::is_altered)
    }

    /// The parties that should have signed the file and did not.
    pub(super) fn unsigned(&self) -> Vec<&str> {
        let file = self.file.as_ref();
        file.map_or_else(Vec::new, |file| file.unsigned(&self.record))
    }

    /// Whether it is signed on paper: no file shows it.
    pub(super) fn is_signed_by_hand(&self) -> bool {
        self.record.convention.signed_by_hand
    }
}
