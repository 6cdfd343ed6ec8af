//! How a table of a text fits its page: as it is, with columns as wide as their longest words, over the whole width of
//! the page, in smaller type, on a page that is turned, or not at all.

use std::ops::Range;

use super::views::{COLUMN, PAGE, SIZES, ems};

/// How much of a column a list or a quote takes.
const INDENT: u32 = 25_000;
/// No type is set smaller than this, whatever does not fit.
const SMALLEST: u32 = 20;

/// How many of the largest sizes are tried with every address in one piece.
const READABLE: usize = 2;
/// The widest word and the widest address that stay in one piece, in thousandths of an em: some twenty and some forty
/// letters. A longer word is hyphenated, a longer address is broken at a sign.
const WORD: u32 = 12_000;
const ADDRESS: u32 = 26_000;
/// Shorter words are never broken (`mot-de-cellule` in templates/charte.typ).
const BREAKABLE: usize = 16;
/// How many letters of a cell are measured at most.
const LONGEST: usize = 500;
/// Spaces at which no line ends.
const NO_BREAK: [char; 3] = ['\u{a0}', '\u{2007}', '\u{202f}'];

/// The widest contents of a column, in thousandths of an em.
#[derive(Clone, Copy, Debug, Default)]
struct Column {
    /// A word, with addresses in one piece.
    whole: u32,
    /// A word, with addresses broken.
    broken: u32,
    text: u32,
}

/// A type size and a place to try for a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Try {
    size: u32,
    is_whole: bool,
    place: Spread,
}

/// The part of its page that a table takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spread {
    /// The column of the text.
    Column,
    /// The whole page.
    Page,
    /// A page that is turned for it.
    Turned,
}

impl Try {
    /// From the best one to the worst.
    fn all(site: Site) -> impl Iterator<Item = Self> {
        let places = [Spread::Column, Spread::Page, Spread::Turned];
        let count = match site {
            Site { depth: 1.., .. } => 1,
            Site {
                is_turned: true, ..
            } => 2,
            _ => 3,
        };
        let last = count - 1;
        places
            .into_iter()
            .take(count)
            .enumerate()
            .flat_map(move |(rank, place)| {
                let sizes = move |is_whole| {
                    move |size| Self {
                        size,
                        is_whole,
                        place,
                    }
                };
                let whole = SIZES.into_iter().take(READABLE).map(sizes(true));
                // Words are not broken in a column where the page has room for them.
                let is_last = rank > 0 || rank == last;
                let broken = SIZES.into_iter().map(sizes(false));
                whole.chain(broken.filter(move |_| is_last))
            })
    }
}

/// The measured columns of a table.
#[derive(Debug, Default)]
pub(super) struct Columns(Vec<Column>);

/// Where the table stands.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Site {
    /// How many lists, quotes and notes it stands in; a page can be turned for one that stands in none.
    pub depth: u32,
    /// Whether the page is turned already.
    pub is_turned: bool,
}

/// How a table is set.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Fit {
    /// The size of its type, in tenths of a point; none for the usual one.
    pub size: Option<u32>,
    /// The parts that its columns have of its width; none where Typst finds them.
    pub parts: Vec<u32>,
    /// What it takes of the page.
    pub place: Spread,
    /// Whether its words do not fit even so, and are broken anywhere.
    pub is_too_wide: bool,
}

/// The parts of a long word: it may be broken at a no-break space that stands between two letters, not within an
/// amount.
fn between_letters(word: &str) -> Vec<&str> {
    let is_letter = |c: Option<char>| c.is_some_and(char::is_alphabetic);
    let mut from = 0;
    let mut parts = Vec::new();
    for (at, space) in word.match_indices(NO_BREAK) {
        let (before, after) = (&word[from..at], &word[at + space.len()..]);
        if is_letter(before.chars().next_back()) && is_letter(after.chars().next()) {
            parts.push(before);
            from = at + space.len();
        }
    }
    parts.push(&word[from..]);
    parts
}

/// The space on both sides of a cell, at this size.
fn inset(size: u32) -> u32 {
    match size {
        90.. => 10_000,
        60.. => 6_000,
        _ => size * 50,
    }
}

impl Columns {
    /// Adds a cell of this column.
    pub(super) fn add(&mut self, column: usize, text: &str) {
        if self.0.len() <= column {
            self.0.resize(column + 1, Column::default());
        }
        // Bold type, as in a head, is wider.
        let width = |text: &str| ems(text) * 11 / 10;
        let text: String = text.chars().take(LONGEST).collect();
        let measures = &mut self.0[column];
        for word in text.split(|c: char| c.is_whitespace() && !NO_BREAK.contains(&c)) {
            if word.chars().count() < BREAKABLE {
                measures.whole = measures.whole.max(width(word));
                measures.broken = measures.broken.max(width(word));
                continue;
            }
            let most = if word.contains('@') { ADDRESS } else { WORD };
            for part in between_letters(word) {
                measures.whole = measures.whole.max(width(part).min(most));
                measures.broken = measures.broken.max(width(part).min(WORD));
            }
        }
        measures.text = measures.text.max(width(&text));
    }

    pub(super) fn fit(&self, site: Site) -> Fit {
        let room = |place: Spread| {
            let turned = usize::from(site.is_turned);
            let whole = match place {
                Spread::Column => COLUMN[turned],
                Spread::Page => PAGE[turned],
                Spread::Turned => PAGE[1],
            };
            whole.saturating_sub(INDENT.saturating_mul(site.depth))
        };
        let fitting = Try::all(site).find(|one| self.width(*one) <= room(one.place));
        let worst = Try::all(site)
            .last()
            .map_or(Spread::Column, |one| one.place);
        let chosen = fitting.unwrap_or_else(|| {
            let columns = u32::try_from(self.0.len()).unwrap_or(u32::MAX).max(1);
            let letter = room(worst) / columns / 200;
            Try {
                size: letter.clamp(SMALLEST, SIZES[SIZES.len() - 1]),
                is_whole: false,
                place: worst,
            }
        });
        let room = room(chosen.place);
        let is_plain = chosen.size == SIZES[0] && chosen.place == Spread::Column;
        let parts = if is_plain && self.is_left_to_typst(room) {
            Vec::new()
        } else {
            self.parts(chosen, room)
        };
        Fit {
            size: (chosen.size != SIZES[0]).then_some(chosen.size),
            parts,
            place: chosen.place,
            is_too_wide: fitting.is_none(),
        }
    }

    /// What each column takes when it is as wide as its longest word.
    fn widths(&self, one: Try) -> impl Iterator<Item = u32> {
        let word = move |column: &Column| {
            if one.is_whole {
                column.whole
            } else {
                column.broken
            }
        };
        let columns = self.0.iter();
        columns.map(move |column| word(column) * one.size / 10 + inset(one.size))
    }

    fn width(&self, one: Try) -> u32 {
        self.widths(one).fold(0, u32::saturating_add)
    }

    /// Whether Typst gives every column enough for its words: columns that do not need their equal part of the page
    /// keep their width, the others share what is left.
    fn is_left_to_typst(&self, room: u32) -> bool {
        let size = SIZES[0];
        let width = |ems: u32| ems * size / 10 + inset(size);
        let mut open: Vec<&Column> = self.0.iter().collect();
        let mut left = room;
        loop {
            let part = left / u32::try_from(open.len()).unwrap_or(u32::MAX).max(1);
            let (small, large): (Vec<&Column>, Vec<&Column>) =
                open.iter().partition(|column| width(column.text) <= part);
            if small.is_empty() || large.is_empty() {
                return large.iter().all(|column| width(column.whole) <= part);
            }
            let taken = small.iter().map(|column| width(column.text));
            left = left.saturating_sub(taken.fold(0, u32::saturating_add));
            open = large;
        }
    }

    /// The width of each column: that of its longest word, and more for longer texts.
    fn parts(&self, one: Try, room: u32) -> Vec<u32> {
        let left = u64::from(room.saturating_sub(self.width(one)));
        let wanted = self
            .0
            .iter()
            .map(|column| u64::from(column.text - column.broken));
        let all = wanted.clone().sum::<u64>().max(1);
        let parts = self.widths(one).zip(wanted).map(|(width, wanted)| {
            let more = u32::try_from(left * wanted / all).unwrap_or_default();
            // In points: their proportions are all that counts.
            (width + more).div_ceil(1_000)
        });
        parts.collect()
    }
}

impl Fit {
    /// The Typst source of a table with this number of columns; `rest` is what follows them in the call.
    pub(super) fn source(&self, columns: usize, rest: &str) -> String {
        let parts = self.parts.iter().map(|part| format!("{part}fr"));
        let parts: Vec<String> = parts.collect();
        let columns = match &parts[..] {
            [] => columns.to_string(),
            _ => format!("({},)", parts.join(", ")),
        };
        let table = format!("#table(columns: {columns}, {rest});");
        let size = self.size.map_or(String::new(), |size| {
            let (whole, tenth, across) = (size / 10, size % 10, inset(size) / 2_000);
            let inset = format!("#set table(inset: (x: {across}pt, y: 3pt));");
            format!("{inset}#show table: set text({whole}.{tenth}pt);")
        });
        // A head of broken words may be as high as a page. Thin spaces between letters allow a break anywhere.
        let pieces = concat!(
            "#set table.header(repeat: false);#show table: it => { ",
            "show regex(\"\\\\S{2,}\"): word => word.text.clusters().join(h(0.0001pt)); it };"
        );
        let pieces = if self.is_too_wide { pieces } else { "" };
        match self.place {
            Spread::Turned => {
                format!("#page(flipped: true, ample[{size}{pieces}{table}]);")
            }
            Spread::Page => format!("#ample[{size}{pieces}{table}];"),
            Spread::Column if self.size.is_some() || self.is_too_wide => {
                format!("#[{size}{pieces}{table}];")
            }
            Spread::Column => table,
        }
    }
}

/// A table that fits no page.
#[derive(Debug)]
pub(crate) struct WideTable {
    /// The bytes of its head.
    pub head: Range<usize>,
    /// How many columns it has.
    pub columns: usize,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fit(cells: &[&str], site: Site) -> Fit {
        let mut columns = Columns::default();
        for (column, text) in cells.iter().enumerate() {
            columns.add(column, text);
        }
        columns.fit(site)
    }

    #[test]
    fn tables_are_set_smaller_then_turned_then_reported_as_too_wide() {
        let of = |columns: usize| {
            let fit = fit(&vec!["communes"; columns], Site::default());
            (fit.size, fit.place, fit.is_too_wide)
        };
        assert_eq!(of(3), (None, Spread::Column, false));
        assert_eq!(of(9), (Some(80), Spread::Page, false));
        assert_eq!(of(16), (Some(65), Spread::Turned, false));
        assert_eq!(of(40), (Some(60), Spread::Turned, true));
        assert_eq!(of(200).0, Some(20));
        assert_eq!(of(5_000).0, Some(20));
        let nested = fit(
            &["communes"; 16],
            Site {
                depth: 1,
                ..Site::default()
            },
        );
        assert_eq!((nested.is_too_wide, nested.place), (true, Spread::Column));
        let turned = fit(
            &["communes"; 16],
            Site {
                is_turned: true,
                ..Site::default()
            },
        );
        assert_eq!((turned.size, turned.place), (Some(65), Spread::Page));
    }

    #[test]
    fn columns_have_room_for_their_longest_words() {
        let text = "un texte de plusieurs lignes, qui en dit beaucoup, et même davantage encore";
        let address = "prenom.nom.compose@metropole.fr";
        assert!(fit(&["a", text, text], Site::default()).parts.is_empty());
        let parts = fit(&[text, address, text, text], Site::default()).parts;
        assert!(parts[1] > 180 && parts[0] == parts[2], "{parts:?}");
    }

    #[test]
    fn amounts_are_not_broken_at_their_no_break_spaces() {
        let (text, amount) = (
            "Boulangerie intercommunale de la Liberté et du Marché",
            "12\u{a0}345\u{202f}678,00\u{a0}€",
        );
        let parts = fit(&[text, text, text, amount, amount, amount], Site::default()).parts;
        assert!(parts[3] > 60, "{parts:?}");
        let bound = "rue de la Liberté et du Marché".replace(' ', "\u{a0}");
        assert!(!fit(&[&*bound; 8], Site::default()).is_too_wide);
    }

    #[test]
    fn no_number_of_columns_overflows() {
        assert!(fit(&vec!["@".repeat(500).as_str(); 40_000], Site::default()).is_too_wide);
    }
}
