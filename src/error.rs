//! What stops a run: input that cannot be read, a template that fails, a disk that refuses.

use std::{path::PathBuf, sync::Arc};

use crate::{
    finding::Finding,
    source::{Place, Sources},
};

/// What a message is made with, by the names of the catalogue.
pub(crate) type Args = Vec<(&'static str, String)>;

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
    /// What was asked for is not there, or may not be done.
    #[error("{name}: {args:?}")]
    Refused {
        /// The message that says why; its help is `<name>-near` when an argument is called
        /// `nearest` and says something, else `<name>-help`.
        name: &'static str,
        /// What it names.
        args: Args,
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
    /// A template does not parse or fails while rendering, or Typst refuses what it gives.
    #[error("{}: {}: {:?}", .0.template, .0.document, .0.details)]
    Document(Box<Fault>),
}

/// What keeps a document from being made, and whose template it may be.
#[derive(Debug, Default)]
pub struct Fault {
    /// The message that says so.
    pub message: &'static str,
    /// What the engine says stands beside this label.
    pub engine: &'static str,
    /// The template's file, as the dossier or the program names it.
    pub template: String,
    /// What was being made.
    pub document: String,
    /// What the engine says, one text a problem.
    pub details: Vec<String>,
    /// The lines of the rendered source that it speaks of, the innermost first.
    pub lines: Vec<String>,
    /// The line of a template and the template's text, when they are known.
    pub at: Option<(Place, Arc<str>)>,
    /// The dossier's own templates, by name.
    pub own: Vec<String>,
}

impl Error {
    /// What was asked for is not there, or may not be done: the message and what it names.
    pub(crate) fn refused<const N: usize>(
        name: &'static str,
        args: [(&'static str, String); N],
    ) -> Self {
        Self::Refused {
            name,
            args: args.into(),
        }
    }

    /// What the system answered, when it refused something.
    pub(crate) fn io_kind(&self) -> Option<std::io::ErrorKind> {
        match self {
            Self::Io { source, .. } => Some(source.kind()),
            _ => None,
        }
    }

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
