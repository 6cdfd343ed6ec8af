//! Which saves matter: file events in, one signal a save out.
//!
//! Programs save in many ways: some write in place, some beside and rename, some do both several times, and
//! office programs leave lock files. Only the dossier's own files count, by name, however they came to be.

use std::{
    path::{MAIN_SEPARATOR, Path},
    sync::mpsc::{Receiver, Sender},
    time::Duration,
};

use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher, event::ModifyKind};

use super::state::Signal;
use crate::error::Error;

/// A save is over when nothing happened for so long.
const QUIET: Duration = Duration::from_millis(10);
/// A program that keeps writing is not waited for after so many events.
const MOST_EVENTS: usize = 200;

/// Signals every event that may change the dossier in `root`, until the watcher is dropped.
pub(super) fn watch(root: &Path, signals: Sender<Signal>) -> Result<RecommendedWatcher, Error> {
    let folder = root.to_owned();
    let on_event = move |event: notify::Result<Event>| {
        // An error means that events may have been lost: the dossier is read again.
        if event.map_or(true, |event| matters(&event, &folder)) {
            // Once the session is over, nobody listens any more.
            let _ = signals.send(Signal::Changed);
        }
    };
    let start = || {
        let mut watcher = notify::recommended_watcher(on_event)?;
        watcher.watch(root, RecursiveMode::Recursive)?;
        Ok(watcher)
    };
    start().map_err(|error: notify::Error| {
        Error::io("watch-dossier", root)(std::io::Error::other(error))
    })
}

/// Waits until a save is over, and returns the document that was looked at meanwhile.
pub(super) fn settle(inbox: &Receiver<Signal>) -> Option<String> {
    let mut looked_at = None;
    for _ in 0..MOST_EVENTS {
        match inbox.recv_timeout(QUIET) {
            Ok(Signal::Changed) => {}
            Ok(Signal::Look(name)) => looked_at = Some(name),
            Err(_) => break,
        }
    }
    looked_at
}

fn matters(event: &Event, root: &Path) -> bool {
    let is_change = match event.kind {
        // Reading the dossier is an event too.
        EventKind::Access(_) | EventKind::Modify(ModifyKind::Metadata(_)) => false,
        EventKind::Any
        | EventKind::Create(_)
        | EventKind::Modify(_)
        | EventKind::Remove(_)
        | EventKind::Other => true,
    };
    is_change && (event.need_rescan() || event.paths.iter().any(|path| is_of_dossier(path, root)))
}

/// Whether a path is one of those that a dossier is read from, or a folder of them.
fn is_of_dossier(path: &Path, root: &Path) -> bool {
    let Some(inside) = path.strip_prefix(root).ok().and_then(Path::to_str) else {
        return false;
    };
    let is_own = |name: &str, ending: &str| !name.starts_with(['.', '~']) && name.ends_with(ending);
    match inside.split(MAIN_SEPARATOR).collect::<Vec<_>>()[..] {
        ["" | "convention.toml" | "arbitrages.toml" | "fiches" | "templates"] => true,
        [workbook] => workbook.starts_with("budget."),
        ["fiches", fiche] => is_own(fiche, ".md"),
        ["templates", template] => is_own(template, ".typ"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;

    #[test]
    fn only_the_dossiers_own_files_matter() {
        let is_own = |path: &str| is_of_dossier(Path::new(path), Path::new("/d"));
        for path in [
            "/d/convention.toml",
            "/d/budget.ods",
            "/d/fiches/EA-1.1.md",
            "/d/templates/charte.typ",
            "/d/fiches",
        ] {
            assert!(is_own(path), "{path}");
        }
        for path in [
            "/d/~$budget.xlsx",
            "/d/.~lock.budget.xlsx#",
            "/d/fiches/.EA-1.1.md.swp",
            "/d/fiches/EA-1.1.md~",
            "/d/fiches/.#EA-1.1.md",
            "/d/output/annexes.pdf",
            "/d/lu1234.tmp",
            "/e/budget.xlsx",
        ] {
            assert!(!is_own(path), "{path}");
        }
    }

    #[test]
    fn several_events_are_one_save() {
        let (sender, inbox) = mpsc::channel();
        for signal in [
            Signal::Changed,
            Signal::Look("annexes".to_owned()),
            Signal::Changed,
        ] {
            sender.send(signal).expect("sent");
        }
        assert_eq!(settle(&inbox).as_deref(), Some("annexes"));
        assert!(inbox.try_recv().is_err());
    }
}
