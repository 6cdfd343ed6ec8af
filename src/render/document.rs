use crate::record::Record;

/// A document of a stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Document {
    /// A fiche, by rank in the record.
    Fiche(usize),
    /// The recap alone.
    Recap,
    /// Every fiche, the recap and the signature page.
    Annexes,
}

impl Document {
    /// Every document of a record, the quickest to lay out first.
    pub(crate) fn all(record: &Record) -> impl Iterator<Item = Self> {
        (0..record.fiches.len())
            .map(Self::Fiche)
            .chain([Self::Recap, Self::Annexes])
    }

    /// Its place within the stage, without ending: `annexes`, `recapitulatif`, `fiches/EA-1.1`.
    pub(crate) fn name(self, record: &Record) -> String {
        match self {
            Self::Fiche(rank) => {
                let slug = record.fiches.get(rank).map_or("", |fiche| &fiche.slug);
                format!("fiches/{slug}")
            }
            Self::Recap => "recapitulatif".to_owned(),
            Self::Annexes => "annexes".to_owned(),
        }
    }
}

/// A document as it is published.
#[derive(Clone, Debug)]
pub(crate) struct Rendered {
    /// Its place within the stage, without ending.
    pub name: String,
    /// Its Typst source, which needs no file but the attachments.
    pub source: String,
    /// The PDF file.
    pub pdf: Vec<u8>,
    /// How many pages it has.
    pub pages: usize,
    /// What the compiler warns of: an override's business, never that of a built-in template.
    #[cfg_attr(
        not(test),
        expect(dead_code, reason = "tests hold the built-in templates against it")
    )]
    pub warnings: Vec<String>,
}

/// A file attached to the annexes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Attachment<'a> {
    /// Its name within the stage, which templates attach it by: `/donnees.json`.
    pub name: &'a str,
    /// What it holds.
    pub bytes: &'a [u8],
}

impl Attachment<'static> {
    /// What stands for the files that annexes attach where only the pages count, on which they do not show.
    pub(super) const STAND_INS: [Self; 2] = [
        Self {
            name: "budget-corrige.xlsx",
            bytes: &[],
        },
        Self {
            name: "donnees.json",
            bytes: &[],
        },
    ];
}
