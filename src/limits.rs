//! What an input may cost before it is refused: bytes, cells, time.
//!
//! Each limit has a name, a unit and a default far above what an agreement needs; the user may change it, a dossier
//! cannot. Nothing is measured here: readers and the compiler compare what they read with these numbers.

/// One thing that is bounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Limit {
    /// The size of one file of a dossier.
    FileSize,
    /// The total size of a dossier's files, with the workbook unpacked and each text counted in every cell that shows
    /// it; also the size of one file of a published stage that is read back.
    DossierSize,
    /// The size of one text: TOML, Markdown, template, cell.
    TextSize,
    /// The length of a name, a title, a code, any other value of a TOML text, or a word of a fiche.
    NameLength,
    /// The XML elements of a workbook, or the values of a record that is read back.
    Elements,
    /// The parts, sheets, cell formats, fonts, defined names… of a workbook, of each kind.
    Definitions,
    /// The filled cells of a workbook; in a sheet of an old or open format, all cells of the rectangle around them.
    Cells,
    /// How deep lists, quotes and styles are nested in a text.
    Nesting,
    /// The years of an agreement.
    Years,
    /// The entries of one list: parties, axes, stated amounts, decisions, funders, rows of one fiche.
    Entries,
    /// The fiches of a dossier, or the codes of a sheet.
    Fiches,
    /// The size of one picture.
    PictureSize,
    /// The pixels of one picture: its width by its height.
    PicturePixels,
    /// The pictures of a dossier.
    Pictures,
    /// The time to read and audit one dossier.
    ReadTime,
    /// The time to lay out one document; more is allowed for many fiches.
    LayoutTime,
}

/// A limit, the name that sets it, its unit and its default.
type Row = (Limit, &'static str, &'static str, u64);

/// In the order of the variants.
const TABLE: [Row; 16] = [
    (Limit::FileSize, "file-size", "mib", 64),
    (Limit::DossierSize, "dossier-size", "mib", 256),
    (Limit::TextSize, "text-size", "mib", 1),
    (Limit::NameLength, "name-length", "characters", 2_000),
    (Limit::Elements, "elements", "count", 5_000_000),
    (Limit::Definitions, "definitions", "count", 65_536),
    (Limit::Cells, "cells", "count", 1_000_000),
    (Limit::Nesting, "nesting", "count", 16),
    (Limit::Years, "years", "count", 20),
    (Limit::Entries, "entries", "count", 1_000),
    (Limit::Fiches, "fiches", "count", 5_000),
    (Limit::PictureSize, "picture-size", "mib", 16),
    (Limit::PicturePixels, "picture-pixels", "count", 40_000_000),
    (Limit::Pictures, "pictures", "count", 500),
    (Limit::ReadTime, "read-time", "seconds", 60),
    (Limit::LayoutTime, "layout-time", "seconds", 60),
];

impl Limit {
    /// All of them.
    pub fn all() -> impl Iterator<Item = Self> {
        TABLE.iter().map(|row| row.0)
    }

    /// The limit of that name.
    pub fn named(name: &str) -> Option<Self> {
        TABLE.iter().find(|row| row.1 == name).map(|row| row.0)
    }

    /// The name that sets it.
    pub fn name(self) -> &'static str {
        self.row().1
    }

    /// What it counts: `mib`, `seconds`, `characters` or `count`.
    pub fn unit(self) -> &'static str {
        self.row().2
    }

    /// A measured amount in the limit's unit, rounded up; `measured` is in bytes where the unit is the mebibyte.
    pub fn shown(self, measured: u64) -> u64 {
        measured.div_ceil(self.scale())
    }

    /// How many bytes one unit is; 1 where the limit does not count bytes.
    fn scale(self) -> u64 {
        if self.unit() == "mib" { 1 << 20 } else { 1 }
    }

    fn row(self) -> &'static Row {
        &TABLE[self as usize]
    }
}

/// All limits of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits([u64; TABLE.len()]);

impl Default for Limits {
    fn default() -> Self {
        Self(TABLE.map(|row| row.3))
    }
}

impl Limits {
    /// The limit's value, in its unit.
    pub fn of(&self, limit: Limit) -> u64 {
        self.0[limit as usize]
    }

    /// The limit's value in bytes; counts, characters and seconds as they are.
    pub fn bytes(&self, limit: Limit) -> u64 {
        self.of(limit).saturating_mul(limit.scale())
    }

    /// Whether this amount, in bytes where the unit is the mebibyte, is over the limit.
    pub fn refuse(&self, limit: Limit, measured: u64) -> bool {
        measured > self.bytes(limit)
    }

    /// These limits with one of them replaced.
    pub fn with(mut self, limit: Limit, value: u64) -> Self {
        self.0[limit as usize] = value;
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_stands_in_the_order_of_the_variants() {
        for (rank, limit) in Limit::all().enumerate() {
            assert_eq!(limit as usize, rank);
            assert_eq!(Limit::named(limit.name()), Some(limit));
        }
        assert_eq!(Limit::named("nothing"), None);
    }

    #[test]
    fn a_limit_may_be_set() {
        let limits = Limits::default().with(Limit::FileSize, 1);
        assert_eq!(limits.bytes(Limit::FileSize), 1 << 20);
        assert_eq!(limits.of(Limit::Cells), Limits::default().of(Limit::Cells));
        assert_eq!(limits.bytes(Limit::Cells), limits.of(Limit::Cells));
        assert!(
            limits.refuse(Limit::FileSize, (1 << 20) + 1)
                && !limits.refuse(Limit::FileSize, 1 << 20)
        );
    }
}
