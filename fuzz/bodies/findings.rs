//! What the program reports on an input: in both languages, naming the file at fault, without terminal control
//! characters.

use paraphe::{Error, Finding, Locale, Screen, Sources, TextReport, json_report, json_text};

/// A refusal has a message, and names a file.
pub(crate) fn refusal(error: &Error) {
    match error {
        Error::Input { findings, sources } => {
            assert!(!findings.is_empty(), "a refusal without a reason");
            check_findings(findings, sources, None);
        }
        other => assert!(!other.to_string().is_empty()),
    }
}

/// Findings can be written as text and JSON; `stage` is known when the dossier could be read.
pub(crate) fn check_findings(findings: &[Finding], sources: &Sources, stage: Option<&str>) {
    let findings: Vec<&Finding> = findings.iter().collect();
    for locale in [Locale::french(), Locale::english()] {
        let screen = Screen {
            width: 100,
            colour: false,
        };
        let text = TextReport {
            locale: &locale,
            screen,
            sources,
            complete: true,
        }
        .render(&findings);
        is_harmless(&text);
        for finding in &findings {
            assert!(!finding.place.file_name().is_empty(), "{finding:?}");
            assert!(!finding.message(&locale).is_empty(), "{finding:?}");
        }
        let json = json_text(&json_report(None, stage, &findings, &locale));
        serde_json::from_str::<serde_json::Value>(&json).expect("JSON");
    }
}

/// No control character except line ends.
pub(crate) fn is_harmless(text: &str) {
    let control = text.chars().find(|&c| c != '\n' && c.is_control());
    assert_eq!(control, None, "{text:?}");
}
