//! Whether a stage already is what would be published: it need not be written again then.

use std::{fs, io, path::Path};

use super::{MANIFEST, written::inner_path};

/// Whether the folder holds exactly these files. The manifest, which names the bytes of all others, tells most
/// stages apart.
pub(super) fn is_current(stage: &Path, files: &[(String, Vec<u8>)]) -> bool {
    let (manifest, others): (Vec<_>, Vec<_>) = files.iter().partition(|(name, _)| name == MANIFEST);
    let is_same = |(name, bytes): &&(String, Vec<u8>)| {
        inner_path(name).is_ok_and(|path| holds(&stage.join(path), bytes).unwrap_or(false))
    };
    manifest.iter().chain(&others).all(is_same)
        && count(stage).is_ok_and(|count| count == files.len())
}

fn holds(path: &Path, bytes: &[u8]) -> io::Result<bool> {
    let metadata = fs::symlink_metadata(path)?;
    Ok(metadata.is_file() && metadata.len() == bytes.len() as u64 && fs::read(path)? == bytes)
}

/// How many files there are, in folders too; a link is one.
fn count(folder: &Path) -> io::Result<usize> {
    let mut total = 0;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        total += if entry.file_type()?.is_dir() {
            count(&entry.path())?
        } else {
            1
        };
    }
    Ok(total)
}

#[cfg(test)]
mod tests {
    use super::{
        super::{NewStage, publish},
        *,
    };

    #[test]
    fn a_stage_is_current_only_if_every_file_is_and_no_other_stands_there() {
        let folder = tempfile::tempdir().expect("a folder");
        let stage = folder.path().join("v1");
        let files: Vec<(String, Vec<u8>)> =
            [(MANIFEST, "{}"), ("a.pdf", "a"), ("source/a.typ", "b")]
                .map(|(name, text)| (name.into(), text.into()))
                .into();
        assert!(!is_current(&stage, &files));
        let new = NewStage {
            output: folder.path(),
            name: "v1",
            is_final: false,
            files: &files,
        };
        publish(&new, &|_| ()).expect("published");
        assert!(is_current(&stage, &files));
        assert!(!is_current(&stage, &files[..2]));
        fs::write(stage.join("source/a.typ"), "c").expect("written");
        assert!(!is_current(&stage, &files));
        fs::write(stage.join("source/a.typ"), "b").expect("written");
        assert!(is_current(&stage, &files));
        fs::write(stage.join("notes.txt"), "").expect("written");
        assert!(!is_current(&stage, &files));
    }
}
