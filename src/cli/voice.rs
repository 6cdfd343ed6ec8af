//! Where messages go: stderr, even while the process has it point elsewhere.
//!
//! Rust's runtime writes on descriptor 2 when it aborts, and nothing can keep it from that. A supervised process
//! turns that descriptor to its journal, where its parent reads why it ended; what the program itself has to say
//! goes on to what stderr was before.

use std::{fs::File, io, sync::OnceLock};

/// What stderr was before it was turned elsewhere.
static KEPT: OnceLock<File> = OnceLock::new();

/// Turns descriptor 2 to `file`.
#[cfg(unix)]
pub(super) fn turn(file: &File) -> io::Result<()> {
    use std::os::fd::AsFd;
    let kept = io::stderr().as_fd().try_clone_to_owned()?;
    rustix::stdio::dup2_stderr(file)?;
    let _ = KEPT.set(kept.into());
    Ok(())
}

/// Elsewhere stderr stays what it is, and the runtime's own lines come before ours.
#[cfg(not(unix))]
pub(super) fn turn(_: &File) -> io::Result<()> {
    Ok(())
}

/// What stderr was, if it was turned elsewhere.
pub(super) fn kept() -> Option<File> {
    KEPT.get()?.try_clone().ok()
}
