//! A published stage, read back from files that anyone may have edited: it is refused, or compared with another stage
//! in every form, and unchanged when written again.

use std::{fs, path::Path, sync::OnceLock};

use paraphe::{
    DiffRequest, Error, Limits, Locale, Record, Screen, compare, comparison_html, comparison_json,
    comparison_markdown, comparison_text, comparison_workbook,
};

use super::{dossier, findings::is_harmless};

/// The first byte selects the file: `d` the record (`donnees.json`), `c` the findings (`controle.json`).
pub(crate) fn run(bytes: &[u8], folder: &Path) {
    static BASE: OnceLock<String> = OnceLock::new();
    let Some((file, text)) = bytes.split_first() else {
        return;
    };
    let base = BASE.get_or_init(|| dossier::base(folder).to_json());
    match file {
        b'd' => {
            written_again(text);
            staged(folder, "a", base.as_bytes(), b"");
            staged(folder, "b", text, b"");
        }
        b'c' => {
            staged(folder, "a", base.as_bytes(), CONTROLS);
            staged(folder, "b", base.as_bytes(), text);
        }
        _ => return,
    }
    for (before, after) in [("a", "b"), ("b", "a"), ("b", "b")] {
        compared(folder, before, after);
    }
}

const CONTROLS: &[u8] = b"{\"schema\":1,\"findings\":[]}";

fn written_again(bytes: &[u8]) {
    if let Ok(record) = Record::from_json(bytes) {
        let json = record.to_json();
        let again =
            Record::from_json(json.as_bytes()).unwrap_or_else(|fault| panic!("{fault:?}\n{json}"));
        assert_eq!(again.to_json(), json);
    }
}

fn staged(folder: &Path, name: &str, record: &[u8], controls: &[u8]) {
    let stage = folder.join(name);
    fs::create_dir_all(&stage).expect("a folder");
    fs::write(stage.join("manifeste.json"), "{}").expect("written");
    fs::write(stage.join("donnees.json"), record).expect("written");
    fs::write(stage.join("controle.json"), controls).expect("written");
}

fn compared(folder: &Path, before: &str, after: &str) {
    for locale in [Locale::french(), Locale::english()] {
        match compare(&DiffRequest {
            before: Some(before),
            after: Some(after),
            output: folder,
            locale: &locale,
            limits: &Limits::default(),
        }) {
            Ok((comparison, _)) => {
                let json = comparison_json(&comparison);
                assert!(before != after || comparison.is_same(), "{json}");
                serde_json::from_str::<serde_json::Value>(&json).expect("JSON");
                let screen = Screen {
                    width: 100,
                    colour: false,
                };
                is_harmless(&comparison_text(comparison.clone(), screen, true));
                comparison_markdown(comparison.clone()).expect("Markdown");
                comparison_html(comparison.clone()).expect("a page");
                comparison_workbook(comparison).expect("a workbook");
            }
            Err(Error::Refused { .. } | Error::Io { .. }) => assert!(before == "b" || after == "b"),
            Err(error) => panic!("{error}"),
        }
    }
}
