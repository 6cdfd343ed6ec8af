//! Panics as messages of ours: what was being done, where the program failed, and that it is not the reader's fault.

use std::{
    panic::{self, AssertUnwindSafe, PanicHookInfo},
    sync::{Mutex, PoisonError},
};

use crate::journal::{self, Task};

/// What is known of a panic.
#[derive(Clone, Debug, Default)]
pub(super) struct Panic {
    /// Where in the program, and what it says.
    pub(super) detail: String,
    /// What its thread was at.
    pub(super) doing: Vec<Task>,
}

/// The last one. Those that are caught where they are expected are soon forgotten.
static LAST: Mutex<Option<Panic>> = Mutex::new(None);

/// Keeps quiet about panics, which may be caught; whoever set `RUST_BACKTRACE` hears of them all the same.
pub(super) fn silence() {
    let usual = panic::take_hook();
    let is_wanted = is_backtrace_wanted();
    panic::set_hook(Box::new(move |info| {
        if is_wanted {
            usual(info);
        }
        let last = Panic {
            detail: detail(info),
            doing: journal::doing_here(),
        };
        *LAST.lock().unwrap_or_else(PoisonError::into_inner) = Some(last);
    }));
}

/// Whether someone wants to see what Rust itself says.
pub(super) fn is_backtrace_wanted() -> bool {
    std::env::var_os("RUST_BACKTRACE").is_some_and(|value| value != "0")
}

/// The result, or the panic that kept it from coming.
pub(super) fn caught<T>(run: impl FnOnce() -> T) -> Result<T, Panic> {
    let last = || {
        LAST.lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take()
            .unwrap_or_default()
    };
    panic::catch_unwind(AssertUnwindSafe(run)).map_err(|_| last())
}

/// `src/record/gather.rs:12:5: index out of bounds`.
fn detail(info: &PanicHookInfo<'_>) -> String {
    let place = info.location().map(ToString::to_string).unwrap_or_default();
    format!("{place}: {}", info.payload_as_str().unwrap_or_default())
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
