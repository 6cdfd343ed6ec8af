//! What stops a run: input that cannot be read, a template that fails, a disk that refuses.

use std::path::PathBuf;

use crate::{
    finding::Finding,
    source::{Place, Sources},
};

/// Something that prevents any result. Findings of the audit are not errors; unreadable input is.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The dossier cannot be read: every unreadable place, at once.
    #[error("unreadable input")]
    Input {
        /// What is wrong, in the order it was met.
        findings: Vec<Finding>,
        /// What was read all the same, so that messages can quote it.
        sources: Sources,
    },
    /// No file of the dossier bears this code.
    #[error("no fiche {code}")]
    UnknownFiche {
        /// As it was asked for.
        code: String,
        /// The nearest code there is.
        nearest: Option<String>,
    },
    /// No axis of the dossier bears this prefix.
    #[error("no axis {axis}")]
    UnknownAxis {
        /// As it was asked for.
        axis: String,
        /// Every prefix there is.
        known: Vec<String>,
    },
    /// No rule has this name.
    #[error("no rule {rule}")]
    UnknownRule {
        /// As it was asked for.
        rule: String,
        /// The nearest name there is.
        nearest: Option<String>,
    },
    /// Two dossiers of one run would be published under the same name.
    #[error("two dossiers named {stage}")]
    StageTwice {
        /// The name of both.
        stage: String,
    },
    /// The folder to be replaced was not published by this program.
    #[error("not a published stage: {}", path.display())]
    NotAStage {
        /// The folder, which is left as it is.
        path: PathBuf,
    },
    /// `SOURCE_DATE_EPOCH` is no number of seconds.
    #[error("SOURCE_DATE_EPOCH: {text}")]
    SourceDateEpoch {
        /// What it says.
        text: String,
    },
    /// `build --final` while something blocks signature.
    #[error("not ready to be signed")]
    NotFinal {
        /// Where `statut` should say `definitif`, when it does not.
        still_draft: Option<Place>,
        /// The open findings of severity *error*, blanks to fill and missing signatories among them.
        open: Vec<Finding>,
    },
    /// The system refused something.
    #[error("{doing}: {}", path.display())]
    Io {
        /// The message that says what was being done: `error-doing-<doing>`.
        doing: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// What the system answered.
        source: std::io::Error,
    },
    /// A template does not parse or fails while rendering.
    #[error("template {template}")]
    Template {
        /// The template's file, as the dossier or the program names it.
        template: String,
        /// What was being rendered.
        document: String,
        /// What the engine says.
        detail: String,
    },
    /// Typst refuses the rendered source.
    #[error("typst: {document}")]
    Typst {
        /// What was being laid out.
        document: String,
        /// What the compiler says, one text a problem.
        details: Vec<String>,
    },
    /// The template of the signature page marks no block, or several, for a party to sign in.
    #[error("{count} blocks marked for {party}")]
    SignatureMark {
        /// The party's name.
        party: String,
        /// How many blocks are marked for it.
        count: usize,
    },
    /// The exported annexes are not such that signature fields can be added: a defect of this program.
    #[error("signature fields: {part}")]
    SignatureFields {
        /// The part of the PDF file that is not as expected.
        part: &'static str,
    },
    /// The workbook cannot be written.
    #[error("xlsx: {detail}")]
    Xlsx {
        /// What the writer says.
        detail: String,
    },
}

impl Error {
    /// For `map_err` on calls to the system.
    pub(crate) fn io(doing: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io { doing, path, source }
    }
}
