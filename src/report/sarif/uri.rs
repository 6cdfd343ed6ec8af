//! Paths as URIs: what a URI cannot hold is percent-encoded, byte by byte.

use std::{fmt::Write, path::Path};

/// A file of the dossier, relative to it.
pub(super) fn of_file(name: &str) -> String {
    let encoded = encoded(name);
    // A first segment with a colon would pass for a scheme, and `//` for a host.
    let first = encoded.split('/').next().unwrap_or_default();
    if first.is_empty() || first.contains(':') {
        format!("./{}", encoded.trim_start_matches('/'))
    } else {
        encoded
    }
}

/// A folder, as it was named; ends with a slash, as a base must.
pub(super) fn of_folder(name: &str) -> String {
    let name = name.replace(std::path::MAIN_SEPARATOR, "/");
    let path = name.trim_end_matches('/');
    match () {
        () if is_absolute(&name) => {
            format!("file:///{}/", encoded(path.trim_start_matches('/'))).replace("////", "///")
        }
        () if path.is_empty() => "./".to_owned(),
        () => format!("{}/", of_file(path)),
    }
}

/// Whether a folder is named from the root of the file system.
pub(super) fn is_absolute(name: &str) -> bool {
    Path::new(name).is_absolute()
}

fn encoded(path: &str) -> String {
    let mut uri = String::new();
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/!$&'()*+,;=:@".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            // Writing to a String never fails.
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_encoded() {
        assert_eq!(of_file("fiches/EA-1.1.md"), "fiches/EA-1.1.md");
        assert_eq!(
            of_file("budget été #1 100%.xlsx"),
            "budget%20%C3%A9t%C3%A9%20%231%20100%25.xlsx"
        );
        assert_eq!(of_file("a:b/c?d"), "./a:b/c%3Fd");
        assert_eq!(of_folder("input"), "input/");
        assert_eq!(of_folder("../mon dossier/"), "../mon%20dossier/");
        assert_eq!(of_folder("."), "./");
    }

    #[cfg(unix)]
    #[test]
    fn an_absolute_folder_is_a_file_uri() {
        assert_eq!(of_folder("/srv/a b"), "file:///srv/a%20b/");
        assert_eq!(of_folder("/"), "file:///");
    }
}
