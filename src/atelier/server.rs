//! What the pages of an atelier share: how they are shown, the open dossiers, and the drafts of new ones.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError, mpsc::Sender},
};

use super::{drafts::Drafts, reply::Site, session::Open};
use crate::{error::Error, limits::Limits};

/// How many dossiers may be open.
const MOST_DOSSIERS: usize = 32;

/// The server of one atelier.
pub(super) struct Server {
    pub(super) site: Site,
    pub(super) limits: Limits,
    pub(super) date: Option<String>,
    /// The folder in which dossiers are found and created.
    pub(super) folder: PathBuf,
    pub(super) drafts: Drafts,
    dossiers: Mutex<Vec<Arc<Open>>>,
    stop: Sender<()>,
}

impl Server {
    pub(super) fn new(
        site: Site,
        limits: Limits,
        date: Option<String>,
        folder: &Path,
        stop: Sender<()>,
    ) -> Self {
        Self {
            site,
            limits,
            date,
            folder: folder.to_owned(),
            drafts: Drafts::default(),
            dossiers: Mutex::default(),
            stop,
        }
    }

    /// Asks the program to end.
    pub(super) fn stop(&self) {
        let _ = self.stop.send(());
    }

    /// The open dossier of this number.
    pub(super) fn dossier(&self, number: &str) -> Option<Arc<Open>> {
        let rank = number.parse::<usize>().ok()?.checked_sub(1)?;
        self.dossiers().get(rank).cloned()
    }

    /// Opens a dossier, if it is not open yet. Its stages are in `output`: beside a folder called `input`, within any
    /// other.
    pub(super) fn open(&self, root: &Path) -> Result<Arc<Open>, Error> {
        let root = root
            .canonicalize()
            .map_err(Error::io("open-dossier", root))?;
        let mut dossiers = self.dossiers();
        if let Some(open) = dossiers.iter().find(|open| open.root == root) {
            return Ok(Arc::clone(open));
        }
        if dossiers.len() == MOST_DOSSIERS {
            return Err(Error::refused("atelier-too-many", []));
        }
        let parent = root.parent().filter(|_| root.ends_with("input"));
        let output = parent.unwrap_or(&root).join("output");
        let number = dossiers.len() + 1;
        let open = Open::start(number, &root, output, &self.limits, self.date.clone())?;
        dossiers.push(Arc::clone(&open));
        Ok(open)
    }

    /// Whether anything is being published or compared.
    pub(super) fn is_busy(&self) -> bool {
        self.dossiers().iter().any(|open| open.jobs.is_busy())
    }

    /// The folders of the dossiers that are open.
    pub(super) fn roots(&self) -> Vec<PathBuf> {
        self.dossiers()
            .iter()
            .map(|open| open.root.clone())
            .collect()
    }

    fn dossiers(&self) -> MutexGuard<'_, Vec<Arc<Open>>> {
        self.dossiers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
