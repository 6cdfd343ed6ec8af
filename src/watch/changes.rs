//! Which saves matter: file events in, one signal a save out. The only user of notify.
//!
//! Programs save in many ways: some write in place, some beside and rename, some do both several times, and
//! office programs leave lock files. Only the dossier's own files count, by name, however they came to be.

use std::{
    path::{Component, Path, PathBuf},
    sync::mpsc::{Receiver, RecvTimeoutError},
    time::{Duration, Instant},
};

use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher, event::ModifyKind};

use super::Signal;
use crate::error::Error;

/// A save is over when nothing happened for so long.
const QUIET: Duration = Duration::from_millis(15);
/// A program that keeps writing is not waited for longer.
const PATIENCE: Duration = Duration::from_millis(200);

/// Tells `on_change` of every event that may change the dossier in `root`, until the watcher is dropped.
pub(super) fn watch(
    root: &Path,
    on_change: impl Fn() + Send + 'static,
) -> Result<RecommendedWatcher, Error> {
    let folder = root.to_owned();
    let hear = move |event: notify::Result<Event>| {
        // An error means that events may have been lost: the dossier is read again.
        if event.map_or(true, |event| matters(&event, &folder)) {
            on_change();
        }
    };
    let failed =
        |error: notify::Error| Error::io("watch-dossier", root)(std::io::Error::other(error));
    let mut watcher = notify::recommended_watcher(hear).map_err(failed)?;
    watcher
        .watch(root, RecursiveMode::Recursive)
        .map_err(failed)?;
    Ok(watcher)
}

/// Waits until a save is over. What else is said meanwhile is given back.
pub(super) fn settle(inbox: &Receiver<Signal>) -> Vec<Signal> {
    let end = Instant::now() + PATIENCE;
    let mut others = Vec::new();
    loop {
        match inbox.recv_timeout(QUIET.min(end.saturating_duration_since(Instant::now()))) {
            Ok(Signal::Changed) if Instant::now() < end => {}
            Ok(Signal::Changed)
            | Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => return others,
            Ok(other) => others.push(other),
        }
    }
}

fn matters(event: &Event, root: &Path) -> bool {
    let is_change = match event.kind {
        // Reading the dossier is heard too.
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
    let Ok(inside) = path.strip_prefix(root) else {
        return false;
    };
    let parts: Option<Vec<&str>> = inside.components().map(name).collect();
    let has_ending = |name: &str, ending: &str| {
        !name.starts_with(['.', '~'])
            && PathBuf::from(name)
                .extension()
                .is_some_and(|own| own == ending)
    };
    match parts.as_deref() {
        Some([] | ["convention.toml" | "arbitrages.toml" | "fiches" | "templates"]) => true,
        Some([workbook]) => workbook.starts_with("budget."),
        Some(["fiches", fiche]) => has_ending(fiche, "md"),
        Some(["templates", template]) => has_ending(template, "typ"),
        _ => false,
    }
}

fn name(component: Component<'_>) -> Option<&str> {
    match component {
        Component::Normal(name) => name.to_str(),
        _ => None,
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
        assert_eq!(settle(&inbox), [Signal::Look("annexes".to_owned())]);
        assert!(inbox.try_recv().is_err());
    }
}
