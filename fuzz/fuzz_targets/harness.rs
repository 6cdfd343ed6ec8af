//! Shared by all targets: a folder to write to, and the definition of a crash.

use std::{
    alloc::{GlobalAlloc, Layout, System},
    path::PathBuf,
    sync::LazyLock,
};

/// The system's allocator, with a limit on each allocation: a length that a file states must not be trusted.
struct Bounded;

/// Inputs have some kilobytes.
const LARGEST: usize = 64 << 20;

// SAFETY: everything is handed on to the system's allocator.
unsafe impl GlobalAlloc for Bounded {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        bounded(layout.size());
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        bounded(layout.size());
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn realloc(&self, old: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        bounded(size);
        unsafe { System.realloc(old, layout, size) }
    }

    unsafe fn dealloc(&self, old: *mut u8, layout: Layout) {
        unsafe { System.dealloc(old, layout) }
    }
}

fn bounded(size: usize) {
    if size > LARGEST {
        eprintln!("{size} bytes in one piece\n{}", std::backtrace::Backtrace::force_capture());
        std::process::abort();
    }
}

#[global_allocator]
static ALLOCATOR: Bounded = Bounded;

/// The folder of this process.
pub static FOLDER: LazyLock<PathBuf> = LazyLock::new(|| {
    let folder = std::env::temp_dir().join(format!("paraphe-fuzz-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    folder
});

/// libFuzzer takes every panic for a crash. The product catches those of crates that parse files, so here a panic in a
/// crate of the registry counts only if nobody catches it; one in our crate always counts.
pub fn contain_dependencies() {
    let crash = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let is_foreign = panic.location().is_some_and(|at| at.file().contains("/registry/src/"));
        if !is_foreign {
            crash(panic);
        }
    }));
}
