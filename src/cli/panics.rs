//! Panics as messages: what was under way, where the program failed, and that it is not the reader's fault.

use std::{
    env,
    panic::{self, AssertUnwindSafe},
    sync::{Mutex, PoisonError},
};

use crate::watchdog::{self, Task};

/// What is known of a panic.
#[derive(Debug, Default)]
pub(super) struct Panic {
    /// `src/record/gather.rs:12:5: index out of bounds`.
    pub(super) detail: String,
    /// The tasks of its thread.
    pub(super) tasks: Vec<Task>,
}

/// The last panic, caught or not.
static LAST: Mutex<Option<Panic>> = Mutex::new(None);

/// Stops panics from being printed, as they may be caught, unless `RUST_BACKTRACE` asks for it.
pub(super) fn silence() {
    let usual = panic::take_hook();
    let is_wanted = env::var_os("RUST_BACKTRACE").is_some_and(|value| value != "0");
    panic::set_hook(Box::new(move |info| {
        if is_wanted {
            usual(info);
        }
        let place = info.location().map(ToString::to_string).unwrap_or_default();
        *LAST.lock().unwrap_or_else(PoisonError::into_inner) = Some(Panic {
            detail: format!("{place}: {}", info.payload_as_str().unwrap_or_default()),
            tasks: watchdog::here(),
        });
    }));
}

/// The result, or the panic that prevented it.
pub(super) fn caught<T>(run: impl FnOnce() -> T) -> Result<T, Panic> {
    panic::catch_unwind(AssertUnwindSafe(run)).map_err(|_| {
        let mut last = LAST.lock().unwrap_or_else(PoisonError::into_inner);
        last.take().unwrap_or_default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_kept_with_its_place() {
        silence();
        let panic = caught(|| panic!("nobody thought of that"))
            .map(|()| "")
            .expect_err("a panic");
        assert!(panic.detail.starts_with("src/cli/panics.rs:"), "{panic:?}");
        assert!(
            panic.detail.ends_with(": nobody thought of that"),
            "{panic:?}"
        );
        assert_eq!(caught(|| 1).expect("a result"), 1);
    }
}
