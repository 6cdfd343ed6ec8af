use std::{fmt, ops::Deref, ops::Range, str::FromStr, sync::Arc};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use serde_json::json;

/// A cell by zero-based row and column; shown as spreadsheets name it (`F9`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CellRef {
    /// Zero-based row.
    pub row: u32,
    /// Zero-based column.
    pub col: u32,
}

impl CellRef {
    /// The cell at this zero-based row and column.
    pub fn new(row: u32, col: u32) -> Self {
        Self { row, col }
    }
}

/// The letters of a column by its zero-based index.
pub(crate) fn column_name(col: usize) -> String {
    // A file may name any column, up to the largest number.
    let mut left = col.saturating_add(1);
    let mut name = String::new();
    while left > 0 {
        let letter = u8::try_from((left - 1) % 26).unwrap_or_default();
        name.insert(0, char::from(b'A' + letter));
        left = (left - 1) / 26;
    }
    name
}

impl FromStr for CellRef {
    type Err = ();

    fn from_str(name: &str) -> Result<Self, ()> {
        let letters = name.len()
            - name
                .trim_start_matches(|c: char| c.is_ascii_uppercase())
                .len();
        let (column, row) = name.split_at(letters);
        let add = |sum: u32, letter: u8| {
            let letter = u32::from(letter - b'A') + 1;
            sum.checked_mul(26)?.checked_add(letter)
        };
        let col = column
            .bytes()
            .try_fold(0, add)
            .and_then(|col| col.checked_sub(1));
        let row = row.parse().ok().and_then(|row: u32| row.checked_sub(1));
        Ok(Self::new(row.ok_or(())?, col.ok_or(())?))
    }
}

impl fmt::Display for CellRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (name, row) = (column_name(self.col as usize), u64::from(self.row) + 1);
        write!(f, "{name}{row}")
    }
}

/// Where something was written.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// A file as a whole.
    File {
        /// Its name within the dossier.
        file: Arc<str>,
    },
    /// A worksheet as a whole.
    Sheet {
        /// The workbook's name within the dossier.
        file: Arc<str>,
        /// The sheet's name as written.
        sheet: Arc<str>,
    },
    /// A cell of a worksheet.
    Cell {
        /// The workbook's name within the dossier.
        file: Arc<str>,
        /// The sheet's name as written.
        sheet: Arc<str>,
        /// The cell.
        cell: CellRef,
    },
    /// A stretch of a text file.
    Text {
        /// Its name within the dossier.
        file: Arc<str>,
        /// Where its bytes begin, for underlining.
        start: usize,
        /// Where it ends.
        end: usize,
        /// One-based line; of a Word file, paragraph under its heading.
        line: u32,
        /// One-based column, in characters.
        column: u32,
        /// Where it stands in a Word file, which has no lines: `Objectifs § 3`.
        spot: Option<Arc<str>>,
    },
}

impl Place {
    /// A file as a whole.
    pub fn file(name: &str) -> Self {
        Self::File { file: name.into() }
    }

    /// The cell at this zero-based row and column, or the last one that has a name.
    pub fn of_cell(file: &Arc<str>, sheet: &Arc<str>, row: usize, col: usize) -> Self {
        let index = |number| u32::try_from(number).unwrap_or(u32::MAX - 1);
        Self::Cell {
            file: Arc::clone(file),
            sheet: Arc::clone(sheet),
            cell: CellRef::new(index(row), index(col)),
        }
    }

    /// The stretch `span` of the text of `file`, which for a Word file is the equivalent Markdown.
    pub fn in_text(file: &Arc<str>, text: &str, span: Range<usize>) -> Self {
        let start = floor_boundary(text, span.start);
        let end = floor_boundary(text, span.end.max(start));
        let before = &text[..start];
        let line_start = before.rfind('\n').map_or(0, |i| i + 1);
        let count = |n: usize| u32::try_from(n + 1).unwrap_or(u32::MAX);
        let (line, spot) = if is_word(file) {
            let (line, spot) = spot(text, start);
            (line, Some(spot.into()))
        } else {
            (before.matches('\n').count(), None)
        };
        Self::Text {
            file: Arc::clone(file),
            start,
            end,
            line: count(line),
            column: count(text[line_start..start].chars().count()),
            spot,
        }
    }

    /// The file it lies in.
    pub fn file_name(&self) -> &Arc<str> {
        match self {
            Self::File { file }
            | Self::Sheet { file, .. }
            | Self::Cell { file, .. }
            | Self::Text { file, .. } => file,
        }
    }

    /// The cell, when it is one.
    pub fn cell(&self) -> Option<(&Arc<str>, CellRef)> {
        match self {
            Self::Cell { sheet, cell, .. } => Some((sheet, *cell)),
            _ => None,
        }
    }

    /// Whether it lies in the same sheet as another place.
    pub fn is_in_sheet(&self, other: &Self) -> bool {
        let sheet = |place: &Self| match place {
            Self::Sheet { file, sheet } | Self::Cell { file, sheet, .. } => {
                Some((Arc::clone(file), Arc::clone(sheet)))
            }
            _ => None,
        };
        sheet(self).is_some() && sheet(self) == sheet(other)
    }

    /// Without the file: `Récapitulatif!F9`, `12:8`, `Objectifs § 3`; the file itself when nothing narrower is known.
    pub fn within_file(&self) -> String {
        match self {
            Self::File { file } => file.to_string(),
            Self::Sheet { sheet, .. } => sheet.to_string(),
            Self::Cell { sheet, cell, .. } => format!("{sheet}!{cell}"),
            Self::Text {
                spot: Some(spot), ..
            } => spot.to_string(),
            Self::Text { line, column, .. } => format!("{line}:{column}"),
        }
    }
}

/// Whether a file is one of Word, by its name.
pub(crate) fn is_word(file: &str) -> bool {
    let (_, ending) = file.rsplit_once('.').unwrap_or_default();
    ending.eq_ignore_ascii_case("docx")
}

/// Where a byte of a Word file's text stands, as its author finds it: the heading above, and the number of the
/// paragraph under it, tables included; or a note; or the key of a value of the head.
fn spot(text: &str, at: usize) -> (usize, String) {
    const LONGEST: usize = 40;
    let (mut heading, mut key, mut note) = (String::new(), None, None);
    let (mut count, mut heads, mut before, mut end) = (0_usize, 0, "", 0);
    for line in text.split('\n') {
        end += line.len() + 1;
        let is_table = line.starts_with('|');
        if line == "+++" {
            heads += 1;
            key = None;
        } else if heads == 1 {
            key = line
                .split_once(" = ")
                .map(|(key, _)| key.trim_matches('"'))
                .or(key);
        } else if line.starts_with('#') {
            let title = line.trim_start_matches('#').trim();
            heading = title.replace(['\\', '*'], "");
            if let Some((cut, _)) = heading.char_indices().nth(LONGEST) {
                heading.replace_range(cut.., "…");
            }
            (count, note) = (0, None);
        } else if let Some(footnote) = line
            .strip_prefix("[^")
            .and_then(|rest| rest.split_once("]: "))
        {
            note = Some(footnote.0);
        } else if !(line.is_empty()
            || before.ends_with('\\')
            || is_table && before.starts_with('|')
            || note.is_some() && line.starts_with(' '))
        {
            note = None;
            count += 1;
        }
        if at < end {
            break;
        }
        before = line;
    }
    let paragraph = match (key, note) {
        (Some(key), _) => key.to_owned(),
        (None, Some(note)) => format!("note {note}"),
        (None, None) if count == 0 => String::new(),
        (None, None) => format!("§ {count}"),
    };
    let parts = [heading, paragraph]
        .into_iter()
        .filter(|part| !part.is_empty());
    (count.saturating_sub(1), parts.collect::<Vec<_>>().join(" "))
}

fn floor_boundary(text: &str, at: usize) -> usize {
    let mut places = (0..=at.min(text.len())).rev();
    places.find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

/// `budget.xlsx · Récapitulatif!F9`, `convention.toml:12:8` or `fiches/A 1.1.docx · Objectifs § 3`.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let separator = match self {
            Self::File { file } => return f.write_str(file),
            Self::Text { spot: None, .. } => ":",
            Self::Text { .. } | Self::Sheet { .. } | Self::Cell { .. } => " · ",
        };
        let within = self.within_file();
        // Before the first heading and paragraph, only the file has a name.
        let separator = if within.is_empty() { "" } else { separator };
        write!(f, "{}{separator}{within}", self.file_name())
    }
}

/// Always with every key; those that do not apply are null.
impl Serialize for Place {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (sheet, cell, line, column) = match self {
            Self::File { .. } => (None, None, None, None),
            Self::Sheet { sheet, .. } => (Some(sheet), None, None, None),
            Self::Cell { sheet, cell, .. } => (Some(sheet), Some(cell.to_string()), None, None),
            Self::Text { line, column, .. } => (None, None, Some(line), Some(column)),
        };
        let mut written = json!({
            "file": &**self.file_name(),
            "sheet": sheet.map(|sheet| &**sheet),
            "cell": cell,
            "line": line,
            "column": column,
        });
        if let Self::Text {
            spot: Some(spot), ..
        } = self
        {
            written["spot"] = json!(&**spot);
        }
        written.serialize(serializer)
    }
}

/// A place that is read back is displayed as it was; the bytes of a stretch are not known any more.
impl<'de> Deserialize<'de> for Place {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Written {
            file: String,
            sheet: Option<String>,
            cell: Option<String>,
            line: Option<u32>,
            column: Option<u32>,
            spot: Option<String>,
        }
        let Written {
            file,
            sheet,
            cell,
            line,
            column,
            spot,
        } = Written::deserialize(deserializer)?;
        let (file, sheet) = (file.into(), sheet.map(Arc::from));
        Ok(match (sheet, cell, line, column) {
            (Some(sheet), Some(cell), ..) => {
                let cell = cell.parse();
                let cell = cell.map_err(|()| D::Error::custom("a cell that has no such name"))?;
                Self::Cell { file, sheet, cell }
            }
            (Some(sheet), ..) => Self::Sheet { file, sheet },
            (_, _, Some(line), Some(column)) => Self::Text {
                file,
                line,
                column,
                spot: spot.map(Arc::from),
                start: 0,
                end: 0,
            },
            _ => Self::File { file },
        })
    }
}

/// The place of what is read back from `donnees.json`, which records no places.
impl Default for Place {
    fn default() -> Self {
        Self::file("donnees.json")
    }
}

/// A value and the place it was written at. Comparing two values, or writing one, ignores their places.
#[derive(Clone, Debug, Default, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Located<T> {
    /// The value.
    pub value: T,
    /// Where it stands.
    #[serde(skip)]
    pub place: Place,
}

impl<T> Located<T> {
    /// A value read at `place`.
    pub fn new(value: T, place: Place) -> Self {
        Self { value, place }
    }

    /// Another value at the same place.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Located<U> {
        Located {
            value: f(self.value),
            place: self.place,
        }
    }
}

impl<T> Deref for Located<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T: PartialEq> PartialEq for Located<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stretch_of_text_knows_its_line_and_column() {
        let text = "un = 1\nété = 2\n";
        let place = Place::in_text(&"a.toml".into(), text, 15..16);
        assert_eq!(place.to_string(), "a.toml:2:7");
    }

    #[test]
    fn a_word_file_is_counted_as_its_author_sees_it() {
        let text = "+++\ncode = \"A.1\"\n\"Priorité\" = \"haute\"\n+++\n\nAvant.\n\n## Buts \\[a]\n\nun\\\ndeux\n\n| b | c |\n| --- | --- |\n| d | e |\n\n- f\n- g[^1]\n\n[^1]: h\n\n    i\n";
        for (word, spot) in [
            ("A.1", "code"),
            ("haute", "Priorité"),
            ("Avant", "§ 1"),
            ("Buts", "Buts [a]"),
            ("deux", "Buts [a] § 1"),
            ("e |", "Buts [a] § 2"),
            ("g[", "Buts [a] § 4"),
            ("h", "Buts [a] note 1"),
            ("i\n", "Buts [a] note 1"),
        ] {
            let at = text.rfind(word).expect(word);
            let place = Place::in_text(&"a.docx".into(), text, at..at);
            assert_eq!(place.to_string(), format!("a.docx · {spot}"), "{word}");
        }
    }

    #[test]
    fn cells_are_named_as_spreadsheets_do() {
        for ((row, col), name) in [
            ((0, 0), "A1"),
            ((8, 5), "F9"),
            ((0, 25), "Z1"),
            ((0, 26), "AA1"),
            ((1_048_575, 16_383), "XFD1048576"),
            ((u32::MAX, u32::MAX), "MWLQKWV4294967296"),
        ] {
            assert_eq!(CellRef::new(row, col).to_string(), name);
        }
    }
}
