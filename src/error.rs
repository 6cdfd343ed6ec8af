//! Errors that stop a run: unreadable input, a failing template, a refused system call.

use std::{path::PathBuf, sync::Arc};

use crate::{
    finding::Finding,
    source::{Place, Sources},
};

/// The arguments of a message, by their names in the catalogue.
pub(crate) type Args = Vec<(&'static str, String)>;

/// Something that prevents any result. Findings of the audit are not errors; unreadable input is.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The dossier cannot be read; every unreadable place is listed.
    #[error("unreadable input")]
    Input {
        /// What is wrong, in the order in which it was found.
        findings: Vec<Finding>,
        /// What could be read, so that messages can quote it.
        sources: Sources,
    },
    /// What was asked for does not exist or is not allowed.
    #[error("{name}: {args:?}")]
    Refused {
        /// The id of the message; its help is `<name>-near` when an argument `nearest` is not empty, else
        /// `<name>-help`.
        name: &'static str,
        /// The message's arguments.
        args: Args,
    },
    /// `build --final` while something blocks signature.
    #[error("not ready to be signed")]
    NotFinal {
        /// Where `statut` must become `definitif`, when it is not yet.
        still_draft: Option<Place>,
        /// The open findings of severity *error*, including blanks to fill and missing signatories.
        open: Vec<Finding>,
    },
    /// The operating system refused something.
    #[error("{doing}: {}", path.display())]
    Io {
        /// What was being done, as in the message id `error-doing-<doing>`.
        doing: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// The system's error.
        source: std::io::Error,
    },
    /// A template does not parse or fails while rendering, or Typst refuses its output.
    #[error("{}: {}: {:?}", .0.template, .0.document, .0.details)]
    Document(Box<Fault>),
}

/// Why a document could not be made, and which template may be at fault.
#[derive(Debug, Default)]
pub struct Fault {
    /// The id of the message.
    pub message: &'static str,
    /// The label shown before the engine's messages.
    pub engine: &'static str,
    /// The template's file, as the dossier or the program names it.
    pub template: String,
    /// The document that was being made.
    pub document: String,
    /// The engine's messages, one per problem.
    pub details: Vec<String>,
    /// The lines of the rendered source that the messages refer to, the innermost first.
    pub lines: Vec<String>,
    /// The line of a template and the template's text, when they are known.
    pub at: Option<(Place, Arc<str>)>,
    /// The dossier's own templates, by name.
    pub own: Vec<String>,
}

impl Error {
    /// What was asked for does not exist or is not allowed: the message id and its arguments.
    pub(crate) fn refused<const N: usize>(
        name: &'static str,
        args: [(&'static str, String); N],
    ) -> Self {
        Self::Refused {
            name,
            args: args.into(),
        }
    }

    /// The kind of the system's error, when it refused something.
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
