use crate::source::{Code, Located, Place, fold};

use super::{
    fiche::CellAmount,
    funder::{FunderId, Funders, OTHERS_LABEL, TOTAL_LABEL, UNALLOCATED_LABEL},
};

/// The recap as drafted.
#[derive(Clone, Debug)]
pub struct DraftRecap {
    /// The sheet.
    pub place: Place,
    /// The columns of amounts, from left to right.
    pub columns: Vec<DraftColumn>,
    /// The rows, from top to bottom.
    pub rows: Vec<DraftRow>,
}

impl DraftRecap {
    /// The column of this kind in a year (`None`: over all years), by index.
    pub fn column(&self, year: Option<usize>, kind: ColumnKind) -> Option<usize> {
        let mut columns = self.columns.iter();
        columns.position(|column| column.year == year && column.kind == Some(kind))
    }
}

/// A column of amounts.
#[derive(Clone, Debug)]
pub struct DraftColumn {
    /// Its year, an index into the agreement's; none over all years.
    pub year: Option<usize>,
    /// What it holds; `None` when its label means nothing, which is a finding.
    pub kind: Option<ColumnKind>,
    /// Its label.
    pub label: Located<String>,
}

/// What a column of the recap holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ColumnKind {
    /// A funder's share.
    Funder(FunderId),
    /// The shares of all funders of the same hand as this one: what a claim may be about, never a column.
    Hand(FunderId),
    /// The shares of those who do not sign.
    Others,
    /// What no rule funds.
    Unallocated,
    /// The cost.
    Total,
}

/// Whether a label is that of a total, maybe over years: « Total 2027-2029 », « Ensemble », « Total sur 3 ans ».
fn is_total(label: &str) -> bool {
    const TOTALS: [&str; 5] = ["total", "totaux", "ensemble", "cumul", "cumule"];
    const BESIDE: &str = "general sur la les des de l periode duree convention programme an ans annee annees deux trois \
        quatre cinq six ht ttc";
    let words = label.split(|c: char| !c.is_alphanumeric()).map(fold);
    let words = words.filter(|word| !word.chars().all(|c| c.is_ascii_digit()));
    let words: Vec<String> = words.collect();
    let is_of_total = |word: &String| TOTALS.contains(&&**word);
    let is_beside = |word: &String| BESIDE.split_whitespace().any(|own| own == word);
    let mut all = words.iter();
    words.iter().any(is_of_total) && all.all(|word| is_of_total(word) || is_beside(word))
}

impl ColumnKind {
    /// The column of this label, where it is not that of a funder.
    pub fn labelled(label: &str) -> Option<Self> {
        match fold(label).as_str() {
            _ if is_total(label) => Some(Self::Total),
            "autres" | "autresfinanceurs" => Some(Self::Others),
            "nonreparti" => Some(Self::Unallocated),
            _ => None,
        }
    }

    /// Its name in templates and in message identifiers.
    pub fn key(self) -> &'static str {
        match self {
            Self::Funder(_) | Self::Hand(_) => "party",
            Self::Others => "others",
            Self::Unallocated => "unallocated",
            Self::Total => "total",
        }
    }

    /// How documents head the column.
    pub fn name(self, funders: &Funders) -> String {
        match self {
            Self::Funder(id) => funders[id].column.clone(),
            Self::Hand(id) => funders[id].hand_name().to_owned(),
            Self::Others => OTHERS_LABEL.to_owned(),
            Self::Unallocated => UNALLOCATED_LABEL.to_owned(),
            Self::Total => TOTAL_LABEL.to_owned(),
        }
    }
}

/// A row of the recap.
#[derive(Clone, Debug)]
pub struct DraftRow {
    /// Its label as written.
    pub label: Located<String>,
    /// What it is a row of.
    pub kind: RowKind,
    /// One a column.
    pub cells: Vec<Located<CellAmount>>,
}

impl DraftRow {
    /// What the cell of this column says.
    pub fn amount(&self, column: usize) -> CellAmount {
        self.cells[column].value
    }
}

/// What a row of the recap is a row of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowKind {
    /// A fiche, by index.
    Fiche(usize),
    /// A code that no fiche bears.
    UnknownFiche(Code),
    /// The fiches of an axis, by index.
    Subtotal(usize),
    /// All fiches.
    GrandTotal,
    /// A label that means nothing, which is a finding.
    Unknown,
}

impl RowKind {
    /// Whether it is the row of one fiche, known or not.
    pub fn is_fiche(&self) -> bool {
        matches!(self, Self::Fiche(_) | Self::UnknownFiche(_))
    }

    /// Whether it is the row of an axis.
    pub fn is_subtotal(&self) -> bool {
        matches!(self, Self::Subtotal(_))
    }
}
