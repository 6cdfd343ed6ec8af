//! What stops a run: input that cannot be read, a template that fails, a disk that refuses.

use std::{path::PathBuf, sync::Arc};

use crate::{
    finding::Finding,
    limits::Limit,
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
    /// The folder for a new dossier holds something already.
    #[error("not empty: {}", path.display())]
    FolderInUse {
        /// The folder, or the file of that name; it is left as it is.
        path: PathBuf,
    },
    /// The folder to be replaced was not published by this program.
    #[error("not a published stage: {}", path.display())]
    NotAStage {
        /// The folder, which is left as it is.
        path: PathBuf,
    },
    /// The stage to be replaced must stay.
    #[error("stage kept: {}", path.display())]
    StageKept {
        /// Its folder, which is left as it is.
        path: PathBuf,
        /// Why.
        reason: Kept,
    },
    /// What is to be compared is no stage, dossier or workbook.
    #[error("no draft {name}")]
    UnknownDraft {
        /// As it was asked for.
        name: String,
        /// Where stages were looked for.
        output: PathBuf,
        /// The stages there are.
        stages: Vec<String>,
    },
    /// There are not enough stages to compare.
    #[error("too few stages in {}", output.display())]
    TooFewStages {
        /// Where they were looked for.
        output: PathBuf,
        /// Those there are.
        stages: Vec<String>,
    },
    /// A stage's record cannot be used.
    #[error("record {}", path.display())]
    Record {
        /// Its file.
        path: PathBuf,
        /// What is wrong with it.
        problem: RecordFault,
    },
    /// The file to be written is part of what is compared.
    #[error("compared: {}", path.display())]
    Compared {
        /// The file, which is left as it is.
        path: PathBuf,
    },
    /// A format that is no text would be written to the terminal.
    #[error("{format} to a terminal")]
    NeedsFile {
        /// The format's name.
        format: &'static str,
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
        /// Where, and whose template it is.
        fault: Box<Fault>,
    },
    /// Typst refuses the rendered source.
    #[error("typst: {document}")]
    Typst {
        /// What was being laid out.
        document: String,
        /// What the compiler says, one text a problem.
        details: Vec<String>,
        /// The bytes of the rendered source that it speaks of, the innermost first.
        offsets: Vec<usize>,
        /// Where, and whose template it is.
        fault: Box<Fault>,
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

/// Why a published stage is not replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kept {
    /// It is to be signed, and what should replace it is a draft.
    Final,
    /// It is another stage, renamed or copied since, or one whose name differs by case alone.
    Other {
        /// The name it was published under.
        stage: String,
    },
    /// Someone changed or added files.
    Changed {
        /// The first of them, by their path within the stage.
        files: Vec<String>,
    },
}

/// Why a record that was read back cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RecordFault {
    /// Its shape is that of another version of the program.
    OtherVersion {
        /// The version it bears.
        found: u32,
        /// The version that can be read.
        known: u32,
    },
    /// It is no JSON of this shape.
    Malformed {
        /// What the parser says, with line and column.
        detail: String,
    },
    /// It is larger than a record may be, or holds more.
    TooLarge {
        /// The limit that it passes.
        limit: Limit,
        /// The limit's value.
        allowed: u64,
    },
    /// Its parts do not fit together.
    Inconsistent {
        /// Where: `fiches[3].lines`.
        at: String,
    },
}

/// The line of a template that fails, and whose it is.
#[derive(Clone, Debug, Default)]
pub struct Fault {
    /// The line and the template's text, when they are known.
    pub at: Option<(Place, Arc<str>)>,
    /// Whether that template is one of the dossier's, not built in.
    pub is_own: bool,
    /// The dossier's own templates, by name.
    pub own: Vec<String>,
}

impl Error {
    /// For `map_err` on calls to the system.
    pub(crate) fn io(
        doing: &'static str,
        path: impl Into<PathBuf>,
    ) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io {
            doing,
            path,
            source,
        }
    }
}
