//! The whole run on one screen: read → model → compute → audit, then render, write and publish.

use std::path::Path;

use crate::{
    audit,
    compute::{self, Figures},
    error::Error,
    finding::Finding,
    model::{self, Dossier},
    read,
};

/// A dossier, its figures, and what is wrong with it.
#[derive(Debug)]
pub struct Audited {
    /// The dossier.
    pub dossier: Dossier,
    /// What follows from it.
    pub figures: Figures,
    /// What the audit says.
    pub findings: Vec<Finding>,
}

/// Reads and audits the dossier in `root`.
///
/// # Errors
/// [`Error::Input`] when it cannot be read.
pub fn check(root: &Path) -> Result<Audited, Error> {
    let dossier = model::build(read::read(root)?);
    let figures = compute::compute(&dossier);
    let findings = audit::check(&dossier, &figures);
    Ok(Audited { dossier, figures, findings })
}
