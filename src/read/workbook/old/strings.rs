//! How long the texts of a `.xls` stream are, without their letters.

/// The bytes of each shared text, in UTF-8 at most; none when the table is cut short.
///
/// A text may go on in the next piece: within its letters, a byte says again whether they are wide.
pub(super) fn lengths(pieces: &[&[u8]]) -> Option<Vec<u32>> {
    let mut cursor = Cursor { pieces, at: 0 };
    cursor.skip(8);
    let mut lengths = Vec::new();
    while cursor.is_there() {
        let letters = cursor.number(2)?;
        let flags = cursor.number(1)?;
        let runs = if flags & 8 != 0 { cursor.number(2)? } else { 0 };
        let extra = if flags & 4 != 0 { cursor.number(4)? } else { 0 };
        cursor.letters(letters as usize, flags & 1 != 0)?;
        cursor.skip(runs as usize * 4 + extra as usize);
        lengths.push(letters.saturating_mul(3));
    }
    Some(lengths)
}

/// A sheet's name, as far as it can be told; for messages only.
pub(super) fn sheet_name(data: &[u8]) -> String {
    let count = data.get(6).copied().map_or(0, usize::from);
    let is_wide = data.get(7).is_some_and(|flags| flags & 1 != 0);
    let letters = data.get(8..).unwrap_or_default();
    let units: Vec<u16> = if is_wide {
        letters
            .chunks_exact(2)
            .map(|pair| u16::from_le_bytes([pair[0], pair[1]]))
            .take(count)
            .collect()
    } else {
        letters.iter().copied().map(u16::from).take(count).collect()
    };
    String::from_utf16_lossy(&units)
}

/// Bytes in pieces.
struct Cursor<'a> {
    pieces: &'a [&'a [u8]],
    at: usize,
}

impl Cursor<'_> {
    /// Leaves finished pieces behind, and tells whether there is more.
    fn is_there(&mut self) -> bool {
        while self
            .pieces
            .first()
            .is_some_and(|piece| piece.len() <= self.at)
        {
            self.pieces = &self.pieces[1..];
            self.at = 0;
        }
        !self.pieces.is_empty()
    }

    fn number(&mut self, bytes: usize) -> Option<u32> {
        let mut number = 0;
        for place in 0..bytes {
            if !self.is_there() {
                return None;
            }
            number |= u32::from(self.pieces[0][self.at]) << (8 * place);
            self.at += 1;
        }
        Some(number)
    }

    fn letters(&mut self, mut count: usize, mut are_wide: bool) -> Option<()> {
        while count > 0 {
            let left = self.pieces.first()?.len() - self.at;
            let width = if are_wide { 2 } else { 1 };
            let here = count.min(left / width);
            self.at += here * width;
            count -= here;
            if count > 0 {
                self.pieces = self.pieces.get(1..)?;
                self.at = 1;
                are_wide = self.pieces.first()?.first()? & 1 != 0;
            }
        }
        Some(())
    }

    fn skip(&mut self, mut count: usize) {
        while count > 0 && self.is_there() {
            let step = count.min(self.pieces[0].len() - self.at);
            self.at += step;
            count -= step;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_go_on_in_the_next_piece() {
        let first: &[u8] = b"\x02\0\0\0\x02\0\0\0\x03\0\0abc\x05\0\x01x\0";
        let second: &[u8] = b"\0yz12";
        assert_eq!(lengths(&[first, second]), Some(vec![9, 15]));
        assert_eq!(lengths(&[first]), None);
        assert_eq!(lengths(&[b""]), Some(vec![]));
    }

    #[test]
    fn runs_and_extras_are_no_letters() {
        let table: &[u8] = b"\0\0\0\0\0\0\0\0\x01\0\x0c\x01\0\x02\0\0\0a....xx\x01\0\0b";
        assert_eq!(lengths(&[table]), Some(vec![3, 3]));
    }
}
