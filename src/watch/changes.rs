//! Saves: file events in, one signal a save out.
//!
//! Programs save in many ways: some write in place, some beside and rename, some do both several times. Every change
//! in the folder counts: where it is none of the dossier's files, reading them again shows nothing new.

use std::{
    path::Path,
    sync::mpsc::{Receiver, Sender},
    time::Duration,
};

use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher, event::ModifyKind};

use super::state::Signal;
use crate::error::Error;

/// A save is over when nothing happened for so long.
const QUIET: Duration = Duration::from_millis(10);
/// A program that keeps writing is not waited for after so many events.
const MOST_EVENTS: usize = 20;

/// Signals every event that may change the dossier in `root`, until the watcher is dropped.
pub(super) fn watch(root: &Path, signals: Sender<Signal>) -> Result<RecommendedWatcher, Error> {
    let on_event = move |event: notify::Result<Event>| {
        let kind = event.map(|event| event.kind);
        // Reading the dossier is an event too. An error means that events may have been lost.
        let is_harmless = matches!(
            kind,
            Ok(EventKind::Access(_) | EventKind::Modify(ModifyKind::Metadata(_)))
        );
        if !is_harmless {
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;

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
