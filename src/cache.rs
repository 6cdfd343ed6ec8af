//! What was made before: bytes by the digest of everything they were made from, in a folder of files.
//!
//! A key covers all that the bytes depend on and the program itself, and an entry its own digest: what a file
//! lost, gained or got from elsewhere is no entry. So nothing stale comes out, whatever happens to the folder.
//! Entries are written aside and renamed, for any number of runs at once; those used longest ago go first. What
//! the bytes mean is the caller's business. A cache that cannot be read or written is no failure: it holds nothing.

use std::{
    fmt, fs,
    io::{self, Write},
    path::{Path, PathBuf},
    sync::{
        Arc, OnceLock,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, SystemTime},
};

use sha2::{Digest, Sha256};

use crate::{
    clock::{Phase, timed},
    source::sha256,
};

/// What the name of an entry being written begins with.
const NEW: &str = ".new-";
/// After that time, whoever was writing an entry has been stopped.
const ABANDONED: Duration = Duration::from_hours(1);
/// The length of a digest.
const DIGEST: usize = 32;

/// A folder of entries; copies of it are the same.
#[derive(Clone, Debug)]
pub struct Cache(Arc<Folder>);

#[derive(Debug)]
struct Folder {
    path: PathBuf,
    /// What tells this program from all that may have written there.
    program: String,
    most_bytes: u64,
    was_used: AtomicBool,
    fault: OnceLock<io::Error>,
}

/// What an entry is known by.
#[derive(Clone, PartialEq, Eq)]
pub struct Key(String);

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Cache {
    /// A cache in that folder, which need not exist. `program` names the program and all that is built into it;
    /// all entries together take `most_bytes` at most once the cache is dropped.
    pub fn new(path: PathBuf, program: &str, most_bytes: u64) -> Self {
        let (program, was_used, fault) =
            (program.to_owned(), AtomicBool::new(false), OnceLock::new());
        Self(Arc::new(Folder {
            path,
            program,
            most_bytes,
            was_used,
            fault,
        }))
    }

    /// The key of what is made from exactly these parts.
    pub fn key(&self, parts: &[&[u8]]) -> Key {
        let mut digest = Sha256::new();
        for part in [self.0.program.as_bytes()].iter().chain(parts) {
            // With its length, so that no part can begin where another ends.
            digest.update((part.len() as u64).to_le_bytes());
            digest.update(part);
        }
        Key(sha256(&digest.finalize()))
    }

    /// What was kept under this key.
    pub fn get(&self, key: &Key) -> Option<Vec<u8>> {
        timed(Phase::Cache, || self.read(key))
    }

    fn read(&self, key: &Key) -> Option<Vec<u8>> {
        let path = self.path(key);
        self.0.was_used.store(true, Ordering::Relaxed);
        let mut bytes = self.noted(fs::read(&path))?;
        if !is_whole(key, &bytes) {
            self.noted(fs::remove_file(&path));
            return None;
        }
        // Those used longest ago go first. Where that cannot be written, they go in another order.
        let _ = fs::File::options()
            .append(true)
            .open(&path)
            .and_then(|file| file.set_modified(SystemTime::now()));
        Some(bytes.split_off(DIGEST))
    }

    /// Keeps these bytes.
    pub fn put(&self, key: &Key, bytes: &[u8]) {
        timed(Phase::Cache, || self.noted(self.write(key, bytes)));
    }

    /// The first thing that the system refused, if any.
    pub fn fault(&self) -> Option<&io::Error> {
        self.0.fault.get()
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.0.path
    }

    fn path(&self, key: &Key) -> PathBuf {
        self.0.path.join(&key.0)
    }

    fn write(&self, key: &Key, bytes: &[u8]) -> io::Result<()> {
        create_private(&self.0.path)?;
        self.0.was_used.store(true, Ordering::Relaxed);
        let mut file = tempfile::Builder::new()
            .prefix(NEW)
            .tempfile_in(&self.0.path)?;
        file.write_all(&digest(key, bytes))?;
        file.write_all(bytes)?;
        file.persist(self.path(key)).map_err(|error| error.error)?;
        Ok(())
    }

    /// The result, or nothing; the first failure is kept. That there is no entry, or no folder, is none.
    fn noted<T>(&self, result: io::Result<T>) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => {
                let _ = self.0.fault.set(error);
                None
            }
        }
    }
}

/// What stands before the bytes of an entry.
fn digest(key: &Key, bytes: &[u8]) -> [u8; DIGEST] {
    Sha256::new()
        .chain_update(&key.0)
        .chain_update(bytes)
        .finalize()
        .into()
}

fn is_whole(key: &Key, entry: &[u8]) -> bool {
    entry
        .split_at_checked(DIGEST)
        .is_some_and(|(head, bytes)| head == digest(key, bytes))
}

/// What is laid out may be confidential: no one else reads it.
fn create_private(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

impl Drop for Folder {
    fn drop(&mut self) {
        if *self.was_used.get_mut() {
            // Another run may be tidying up too; what is left is left to the next one.
            let _ = self.tidy(SystemTime::now());
        }
    }
}

impl Folder {
    /// Removes what was never finished and, beyond the bound, what was used longest ago.
    fn tidy(&self, now: SystemTime) -> io::Result<()> {
        let mut entries = Vec::new();
        for entry in fs::read_dir(&self.path)? {
            let entry = entry?;
            // Another run may have removed it since.
            let Ok(metadata) = entry.metadata() else {
                continue;
            };
            let used = metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH);
            let is_new = entry.file_name().to_string_lossy().starts_with(NEW);
            if !is_new && is_key(&entry.file_name().to_string_lossy()) {
                entries.push((used, entry.path(), metadata.len()));
            } else if is_new && now.duration_since(used).is_ok_and(|age| age > ABANDONED) {
                let _ = fs::remove_file(entry.path());
            }
        }
        entries.sort();
        let mut total: u64 = entries.iter().map(|(.., length)| length).sum();
        for (_, path, length) in entries {
            if total <= self.most_bytes {
                break;
            }
            if fs::remove_file(path).is_ok() {
                total -= length;
            }
        }
        Ok(())
    }
}

/// Whether a file bears the name of an entry: nothing else in the folder is ours to remove.
fn is_key(name: &str) -> bool {
    name.len() == 2 * DIGEST && name.bytes().all(|byte| byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cache(folder: &Path) -> Cache {
        Cache::new(folder.join("cache"), "paraphe", 1 << 20)
    }

    fn key(cache: &Cache, parts: &[&str]) -> Key {
        cache.key(&parts.iter().map(|part| part.as_bytes()).collect::<Vec<_>>())
    }

    #[test]
    fn what_was_put_comes_back_under_its_key_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let cache = cache(folder.path());
        let own = key(&cache, &["a", "b"]);
        assert_eq!(cache.get(&own), None);
        cache.put(&own, b"bytes");
        cache.put(&key(&cache, &["vide"]), b"");
        assert_eq!(cache.get(&own).as_deref(), Some(&b"bytes"[..]));
        assert_eq!(
            cache.get(&key(&cache, &["vide"])).as_deref(),
            Some(&b""[..])
        );
        for parts in [
            &["ab"][..],
            &["a", "b", ""],
            &["", "a", "b"],
            &["b", "a"],
            &["a", "B"],
            &[],
        ] {
            assert_eq!(cache.get(&key(&cache, parts)), None, "{parts:?}");
        }
        let newer = Cache::new(folder.path().join("cache"), "paraphe 2", 1 << 20);
        assert_eq!(newer.get(&key(&newer, &["a", "b"])), None);
        assert!(cache.fault().is_none());
    }

    #[test]
    fn an_altered_entry_is_none_and_goes() {
        let folder = tempfile::tempdir().expect("a folder");
        let cache = cache(folder.path());
        let (own, other) = (key(&cache, &["a"]), key(&cache, &["b"]));
        cache.put(&own, b"some bytes");
        let path = cache.path(&own);
        let whole = fs::read(&path).expect("an entry");
        let altered = |change: &dyn Fn(&mut Vec<u8>)| {
            let mut bytes = whole.clone();
            change(&mut bytes);
            fs::write(&path, bytes).expect("written");
            assert_eq!(cache.get(&own), None);
            assert!(!path.exists());
        };
        for at in 0..whole.len() {
            for bit in 0..8 {
                altered(&|bytes| bytes[at] ^= 1 << bit);
            }
            altered(&|bytes| bytes.truncate(at));
        }
        altered(&|bytes| bytes.push(0));
        // An entry that bears the name of another is none either.
        fs::write(cache.path(&other), &whole).expect("written");
        assert_eq!(cache.get(&other), None);
        fs::write(&path, &whole).expect("written");
        assert_eq!(cache.get(&own).as_deref(), Some(&b"some bytes"[..]));
    }

    #[test]
    fn what_was_used_longest_ago_goes_first_and_nothing_that_is_not_ours() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("cache");
        let bounded = Cache::new(path.clone(), "paraphe", 2_500);
        let keys: Vec<Key> = ["a", "b", "c", "d"]
            .iter()
            .map(|name| key(&bounded, &[name]))
            .collect();
        let now = SystemTime::now();
        let used = |path: &Path, seconds: u64| {
            let file = fs::File::options().append(true).open(path).expect("a file");
            file.set_modified(now - Duration::from_secs(seconds))
                .expect("a time");
        };
        for (key, seconds) in keys.iter().zip([400, 300, 200, 100]) {
            bounded.put(key, &[7; 1_000]);
            used(&bounded.path(key), seconds);
        }
        // `a` is used again: `b` and `c` are now the oldest.
        assert!(bounded.get(&keys[0]).is_some());
        fs::write(path.join("notes.txt"), [0; 5_000]).expect("written");
        for (name, seconds) in [(".new-old", 7_200), (".new-fresh", 10)] {
            fs::write(path.join(name), b"half").expect("written");
            used(&path.join(name), seconds);
        }
        drop(bounded);
        let again = Cache::new(path.clone(), "paraphe", 2_500);
        let kept: Vec<bool> = keys.iter().map(|key| again.get(key).is_some()).collect();
        assert_eq!(kept, [true, false, false, true]);
        assert!(path.join("notes.txt").exists() && path.join(".new-fresh").exists());
        assert!(!path.join(".new-old").exists());
    }

    #[test]
    fn a_folder_that_cannot_be_one_holds_nothing_and_fails_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("cache"), b"a file").expect("written");
        let cache = cache(folder.path());
        let own = key(&cache, &["a"]);
        cache.put(&own, b"bytes");
        assert_eq!(cache.get(&own), None);
        assert!(cache.fault().is_some());
    }
}
