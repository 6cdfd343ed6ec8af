use serde::Serialize;

use crate::source::name_of;

/// Something in the workbook that is not the budget.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extra {
    /// What it is.
    pub kind: ExtraKind,
    /// Where: a sheet (`Notes`), a cell (`Dépenses!F9`); empty for the workbook as a whole.
    pub place: String,
    /// What it says, in one line; empty when it says nothing.
    pub text: String,
}

impl Extra {
    /// Something of this kind; its text is put on one line.
    pub fn new(kind: ExtraKind, place: impl Into<String>, text: &str) -> Self {
        Self {
            kind,
            place: place.into(),
            text: text.split_whitespace().collect::<Vec<_>>().join(" "),
        }
    }
}

/// What something that is not the budget is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ExtraKind {
    /// A sheet.
    Sheet,
    /// A sheet that is not shown.
    HiddenSheet,
    /// A column that no reader knows.
    Column,
    /// A text outside the table.
    Text,
    /// A comment or note on a cell.
    Comment,
    /// A shape with a text in it.
    TextBox,
    /// A picture.
    Picture,
    /// A chart.
    Chart,
    /// A pivot table.
    PivotTable,
    /// A link to another workbook.
    ExternalLink,
    /// Macros.
    Macros,
    /// Comments that may be there: this file format's are not read, or a part is damaged.
    Unread,
}

impl ExtraKind {
    /// The message that names it.
    pub fn id(self) -> String {
        format!("xlsx-extra-{}", name_of(&self))
    }
}
