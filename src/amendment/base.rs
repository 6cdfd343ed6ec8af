//! The agreement that is amended, as it was read.

use crate::{
    limits::Limits,
    model::{Amendment, Dossier, Funder, FunderId},
    record::Record,
    signed::SignedFile,
    source::{Period, fold},
};

/// What a dossier amends.
#[derive(Debug)]
pub(crate) struct Base {
    /// Its data.
    pub(crate) record: Record,
    /// The signed file that it was read from; none, where it was read from data alone.
    pub(crate) file: Option<SignedFile>,
}

impl Base {
    /// Reads it, or returns why it cannot be read, as a variant of `avenant-base`.
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

    /// Whether it is of another agreement: it has another title, and either no party of the dossier, or another first
    /// party and none of its years. A party is identified by its name or its SIRET.
    pub(super) fn is_foreign(&self, dossier: &Dossier) -> bool {
        let (former, latest) = (&self.record.convention, &dossier.convention);
        let siret = |funders: &[Funder], rank: usize| funders.get(rank)?.siret.clone();
        let is_same = |rank: usize, of: usize| {
            let [one, party] = [former.parties.get(rank), latest.parties.get(of)];
            let names = [one, party].map(|side| side.map(|party| fold(&party.name)));
            let number = siret(&self.record.funders, rank);
            let other = dossier.funders[FunderId(of)].siret.clone();
            names[0] == names[1] || number.is_some() && number == other
        };
        let mut ranks = 0..former.parties.len();
        let has_party = ranks.any(|rank| (0..latest.parties.len()).any(|of| is_same(rank, of)));
        let mut years = former.years.iter().map(Period::to_string);
        let has_year =
            years.any(|year| dossier.years().iter().any(|period| period.is_named(&year)));
        let is_led_alike = latest.parties.is_empty() || is_same(0, 0);
        fold(&former.title) != fold(&latest.title) && (!has_party || !is_led_alike && !has_year)
    }

    /// Whether the file was changed after it was signed.
    pub(super) fn is_altered(&self) -> bool {
        self.file.as_ref().is_some_and(SignedFile::is_altered)
    }

    /// The parties that should have signed the file and did not.
    pub(super) fn unsigned(&self) -> Vec<&str> {
        let file = self.file.as_ref();
        file.map_or_else(Vec::new, |file| file.unsigned(&self.record))
    }

    /// Whether it is signed on paper, which no file shows.
    pub(super) fn is_signed_by_hand(&self) -> bool {
        self.record.convention.signed_by_hand
    }
}
