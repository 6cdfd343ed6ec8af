//! What a workbook holds that is not the budget.

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

/// What something that is not the budget is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
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
    pub fn id(self) -> &'static str {
        match self {
            Self::Sheet => "xlsx-extra-sheet",
            Self::HiddenSheet => "xlsx-extra-hidden-sheet",
            Self::Column => "xlsx-extra-column",
            Self::Text => "xlsx-extra-text",
            Self::Comment => "xlsx-extra-comment",
            Self::TextBox => "xlsx-extra-text-box",
            Self::Picture => "xlsx-extra-picture",
            Self::Chart => "xlsx-extra-chart",
            Self::PivotTable => "xlsx-extra-pivot-table",
            Self::ExternalLink => "xlsx-extra-external-link",
            Self::Macros => "xlsx-extra-macros",
            Self::Unread => "xlsx-extra-unread",
        }
    }
}

impl Extra {
    /// Something of this kind; its text is put on one line.
    pub(crate) fn new(kind: ExtraKind, place: impl Into<String>, text: &str) -> Self {
        Self {
            kind,
            place: place.into(),
            text: text.split_whitespace().collect::<Vec<_>>().join(" "),
        }
    }

    /// Comments that may be there and are not read.
    pub(super) fn unread(sheet: &str) -> Self {
        Self::new(ExtraKind::Unread, sheet, "")
    }
}
