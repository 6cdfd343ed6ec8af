//! Where this machine keeps caches, and which program this is.

use std::{env, path::PathBuf, time::UNIX_EPOCH};

use etcetera::BaseStrategy;

use super::console::Console;
use crate::{
    cache::Cache,
    limits::{Limit, Limits},
    report::{Ink, Notice, visible},
};

/// What says where the cache is, in place of the system.
const FOLDER: &str = "PARAPHE_CACHE";

/// The cache, if there is a place for one.
pub(super) fn cache(limits: &Limits) -> Option<Cache> {
    Some(Cache::new(
        folder()?,
        &program()?,
        limits.bytes(Limit::CacheSize),
    ))
}

fn folder() -> Option<PathBuf> {
    if let Some(folder) = env::var_os(FOLDER) {
        return (!folder.is_empty()).then(|| folder.into());
    }
    // Without a home, Unix would look one up that may belong to someone else than whoever runs this.
    let has_home = !cfg!(unix)
        || ["HOME", "XDG_CACHE_HOME"]
            .iter()
            .any(|name| env::var_os(name).is_some());
    let strategy = etcetera::base_strategy::choose_native_strategy()
        .ok()
        .filter(|_| has_home)?;
    Some(strategy.cache_dir().join(env!("CARGO_PKG_NAME")))
}

/// This very executable: one that was built again, of whatever version, reads nothing that another wrote.
fn program() -> Option<String> {
    let metadata = env::current_exe().and_then(|path| path.metadata()).ok()?;
    let written = metadata.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    Some(format!(
        "{} {} {}",
        env!("CARGO_PKG_VERSION"),
        metadata.len(),
        written.as_nanos()
    ))
}

/// What kept the cache from being used, if anything did.
pub(super) fn note(cache: &Cache, console: &Console) -> Option<String> {
    let fault = cache.fault()?;
    let locale = &console.locale;
    let label = locale.plain("severity-info");
    let told = locale.text(
        "cache-unused",
        &[("path", visible(&cache.folder().display().to_string()))],
    );
    let notice = Notice::new(locale, console.messages, Ink::Info, &label, "", &told);
    Some(
        notice
            .note("note-cause", &super::error::answer(locale, fault))
            .finish(),
    )
}
