//! A digest of all that the program is built from: a stage that another build published is made again.

use std::{fs, io, path::Path};

fn main() -> io::Result<()> {
    let mut digest = 0xcbf2_9ce4_8422_2325;
    for path in ["Cargo.lock", "locales", "src", "templates"] {
        println!("cargo::rerun-if-changed={path}");
        add(Path::new(path), &mut digest)?;
    }
    println!("cargo::rustc-env=PARAPHE_BUILD={digest:016x}");
    Ok(())
}

/// Adds a file, or all files of a folder (FNV-1a), alike on every system.
fn add(path: &Path, digest: &mut u64) -> io::Result<()> {
    if path.is_dir() {
        let entries = fs::read_dir(path)?.collect::<io::Result<Vec<_>>>()?;
        let mut paths: Vec<_> = entries.into_iter().map(|entry| entry.path()).collect();
        paths.sort();
        return paths.iter().try_for_each(|path| add(path, digest));
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let bytes = fs::read(path)?;
    // Some systems end lines otherwise.
    let bytes = bytes.into_iter().filter(|byte| *byte != b'\r');
    for byte in name.bytes().chain([0]).chain(bytes) {
        *digest = (*digest ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    Ok(())
}
