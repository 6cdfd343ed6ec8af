use std::process::ExitCode;

/// What a run comes to. The greater one wins when there are several dossiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Outcome {
    /// Done, nothing wrong.
    Clean,
    /// Done with findings of severity *error*, with differences, or refused because of findings.
    Findings,
    /// Bad usage, or input that cannot be read.
    Unusable,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        Self::from(outcome as u8)
    }
}
