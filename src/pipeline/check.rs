//! A dossier read and audited.

use std::{path::Path, sync::Arc};

use super::glyphs;
use crate::{
    amendment::{self, Base},
    audit,
    compute::Figures,
    error::Error,
    finding::Finding,
    limits::Limits,
    locale::Locale,
    model::Dossier,
    publish::{self, MANIFEST},
    purpose::Purpose,
    read::{self, Changes},
    record::{Amendment, Record},
    render,
    report::{json_report, json_text},
    watchdog::{self, Task},
};

/// The record, as it is published and attached to the annexes.
pub(super) const DATA: &str = "donnees.json";

/// A dossier, its figures, and what is wrong with it.
#[derive(Debug)]
pub struct Audited {
    /// The dossier.
    pub dossier: Dossier,
    /// The figures that follow from it.
    pub figures: Figures,
    /// The findings of the audit.
    pub findings: Vec<Finding>,
    /// What it changes, if it is an amendment.
    pub(crate) amendment: Option<Amendment>,
    /// What it amends, if it is an amendment.
    pub(super) base: Option<Base>,
}

/// Reads and audits the dossier in `root`.
///
/// # Errors
/// [`Error::Input`] when it cannot be read.
pub fn check(root: &Path, limits: &Limits) -> Result<Audited, Error> {
    check_with(root, limits, &Changes::new())
}

/// Like [`check`], for the dossier with these changes.
///
/// # Errors
/// [`Error::Input`] when it cannot be read then.
pub(crate) fn check_with(
    root: &Path,
    limits: &Limits,
    changes: &Changes,
) -> Result<Audited, Error> {
    check_for(Purpose::Draft, root, limits, changes)
}

/// Like [`check`], for the version to be signed.
///
/// # Errors
/// As [`check`].
pub(crate) fn check_final(root: &Path, limits: &Limits) -> Result<Audited, Error> {
    check_for(Purpose::Final, root, limits, &Changes::new())
}

/// Like [`check`], for documents of that purpose, whatever `statut` is.
pub(super) fn check_for(
    purpose: Purpose,
    root: &Path,
    limits: &Limits,
    changes: &Changes,
) -> Result<Audited, Error> {
    let _reading = watchdog::reading(root);
    let mut dossier = read::read(root, limits, changes)?;
    for picture in dossier.pictures.values_mut() {
        picture.file = picture.file.clone().and_then(|file| {
            let _reading = watchdog::begin(Task::File(file.clone()));
            let can_show = render::can_show(&file, &picture.bytes);
            can_show.then_some(file).ok_or("damaged")
        });
        if picture.file.is_err() {
            picture.bytes = Arc::default();
        }
    }
    let unprintable = glyphs::findings(&dossier);
    dossier.findings.extend(unprintable);
    let of_audit = purpose.max(dossier.convention.purpose);
    audit::take_as_printed(&mut dossier);
    let (figures, findings) = audit::audit(&dossier, of_audit);
    let mut audited = Audited {
        dossier,
        figures,
        findings,
        amendment: None,
        base: None,
    };
    audited.amend(purpose, limits);
    Ok(audited)
}

/// Refuses a dossier in which a value could not be read. The drafted recap is excepted: no figure is computed from it.
///
/// # Errors
/// [`Error::Input`] with all of them.
pub(crate) fn require_readable(audited: &Audited) -> Result<(), Error> {
    let raw = &audited.dossier;
    let recap = raw.recap.as_ref().map(|recap| &recap.place);
    let is_in_recap =
        |finding: &Finding| recap.is_some_and(|sheet| finding.place.is_in_sheet(sheet));
    let stops = |finding: &&Finding| audit::stops_build(finding) && !is_in_recap(finding);
    let findings: Vec<Finding> = raw.findings.iter().filter(stops).cloned().collect();
    if findings.is_empty() {
        return Ok(());
    }
    Err(Error::Input {
        findings,
        sources: raw.sources.clone(),
    })
}

impl Audited {
    /// The record of the dossier, for documents of the purpose that it was audited for.
    pub(crate) fn record(&self, purpose: Purpose, date: Option<&str>) -> Record {
        let record = Record::new(&self.dossier, &self.figures, purpose, date);
        Record {
            amendment: self.amendment.clone(),
            ..record
        }
    }

    /// Compares an amendment with what it amends.
    fn amend(&mut self, purpose: Purpose, limits: &Limits) {
        let Some(settings) = &self.dossier.convention.amendment else {
            return;
        };
        let base = Base::read(settings, limits);
        let readable = base
            .as_ref()
            .ok()
            .filter(|_| require_readable(self).is_ok());
        let amended = readable.map(|base| {
            let record = self.record(purpose, None);
            let amendment = amendment::between(settings, &base.record, &record);
            (record, amendment)
        });
        let context = (settings, &self.dossier, &self.figures);
        let both = amended
            .as_ref()
            .map(|(record, amendment)| (record, amendment));
        let findings = amendment::findings(context, &base, both, purpose);
        let unit = self.dossier.convention.unit.clone();
        self.amendment = amended.map(|(_, amendment)| amendment);
        self.base = base.ok();
        self.findings
            .extend(findings.into_iter().map(|finding| Finding {
                unit: unit.clone(),
                ..finding
            }));
        if let Some(base) = &self.base {
            let Self {
                dossier, findings, ..
            } = self;
            findings.retain(|finding| !amendment::is_recital(finding, dossier, &base.record));
        }
        let order = |one: &Finding, other: &Finding| {
            (&one.place, one.rule).cmp(&(&other.place, other.rule))
        };
        self.findings.sort_by(order);
    }

    /// Adds a finding when the amended file is not the published one, if its stage is in this folder.
    pub(super) fn check_base_against(&mut self, output: &Path) -> Result<(), Error> {
        let settings = self.dossier.convention.amendment.as_ref();
        let Some((settings, base)) = settings.zip(self.base.as_ref()) else {
            return Ok(());
        };
        // The name of that stage is untrusted.
        let stage = publish::inner_path(&base.record.convention.stage).ok();
        let is_here = stage.is_some_and(|stage| output.join(stage).join(MANIFEST).is_file());
        if let Some(file) = base.file.as_ref().filter(|_| is_here)
            && publish::published_as(output, &file.beginnings)?.0.is_none()
        {
            let finding = amendment::not_published(settings);
            let rank = self
                .findings
                .partition_point(|one| one.place <= finding.place);
            self.findings.insert(rank, finding);
        }
        Ok(())
    }

    /// The findings still to be settled, with which a draft's annexes begin.
    pub(super) fn open(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|finding| finding.is_open())
    }

    /// `controle.json`, in French like everything published.
    pub(super) fn controls(&self) -> String {
        let findings: Vec<&Finding> = self.findings.iter().collect();
        let stage = Some(self.dossier.convention.stage.as_str());
        json_text(&json_report(None, stage, &findings, &Locale::french()))
    }
}
