use serde::Serialize;

use super::FicheName;

/// The second level: what changed in the words of fiches that both sides have.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Texts {
    /// The fiches of which a text changed, in the order of the later side.
    pub fiches: Vec<FicheTexts>,
}

/// What changed in the words of a fiche. Its title is told among the amounts, as what the fiche is called.
#[derive(Clone, Debug, Serialize)]
pub struct FicheTexts {
    /// Its name before.
    pub before: FicheName,
    /// Its name after.
    pub after: FicheName,
    /// The parts that changed, in the order of the later side.
    pub changes: Vec<TextChange>,
}

/// A part of a fiche's text that changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TextChange {
    /// Which part.
    pub part: TextPart,
    /// The section's heading after (before, for one that was removed); empty for an introduction and for
    /// the parts that are no section.
    pub heading: String,
    /// The heading it had, when it was another one.
    pub heading_before: Option<String>,
    /// What became of it.
    pub state: SectionState,
    /// Its text in Markdown, a paragraph a line, run by run: kept and deleted runs together are the text before, kept and
    /// inserted ones the text after. Empty for a section that only moved or was only renamed.
    pub runs: Vec<Run>,
}

/// Which part of a fiche's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum TextPart {
    /// Who leads the action.
    Leader,
    /// When.
    Calendar,
    /// With whom, separated by commas.
    Partners,
    /// A section under its heading.
    Section,
}

/// What became of a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SectionState {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// Its words changed, and perhaps its heading.
    Changed,
    /// Only its heading changed.
    Renamed,
    /// It only stands elsewhere among the sections.
    Moved,
}

/// A run of text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Run {
    /// What became of it.
    pub kind: RunKind,
    /// The text, spaces and line ends included.
    pub text: String,
}

/// What became of a run of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum RunKind {
    /// Both sides have it.
    Kept,
    /// Only the later side has it.
    Inserted,
    /// Only the former side has it.
    Deleted,
}
