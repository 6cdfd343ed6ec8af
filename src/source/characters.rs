//! Characters that a reader does not see, and how a text is made a sentence.

/// Whether it shows nothing itself, but shapes what stands around it.
pub(crate) fn is_ignorable(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{206f}')
}

/// Whether it shows nothing, or nothing defined: zero-width characters, direction marks, tags and private characters.
pub(crate) fn is_invisible(c: char) -> bool {
    is_ignorable(c)
        || matches!(c,
            '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{2028}'..='\u{202e}'
            | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
            | '\u{e000}'..='\u{f8ff}' | '\u{e0000}'..='\u{10ffff}')
}

/// Whether it acts on a terminal or a text editor instead of being shown. ASCII is excepted, as each of them handles
/// it.
pub(crate) fn is_unprintable(c: char) -> bool {
    !c.is_ascii() && (c.is_control() || is_invisible(c))
}

/// Whether it may not stand in a document: PDF/A excludes control characters and byte order marks, though the font has
/// glyphs for some, and marks that turn the direction of a text show other figures than those that are written.
pub(crate) fn misleads(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// `text` on one line, with every character made visible that would move the cursor, change colours or turn the
/// direction of writing: as a control picture if it is ASCII, else as its code point.
pub(crate) fn visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.replace("\r\n", "\n").chars() {
        match c {
            '\n' => shown.push('⏎'),
            '\t' => shown.push(' '),
            '\u{0}'..='\u{1f}' => shown.push(char::from_u32(0x2400 + u32::from(c)).unwrap_or('�')),
            '\u{7f}' => shown.push('␡'),
            _ if is_unprintable(c) => shown.extend(["<U+", &format!("{:04X}", u32::from(c)), ">"]),
            _ => shown.push(c),
        }
    }
    shown
}

/// These items as text, with a separator between them.
pub(crate) fn join(items: impl IntoIterator<Item: ToString>, separator: &str) -> String {
    let items = items.into_iter().map(|item| item.to_string());
    items.collect::<Vec<_>>().join(separator)
}

/// Whether a word is in a list of words that blanks part.
pub(crate) fn is_word_of(list: &str, word: &str) -> bool {
    list.split_ascii_whitespace().any(|known| known == word)
}

/// The text with a capital first.
pub(crate) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(letters).collect()
}

/// The text with the full stop it may lack.
pub(crate) fn full_stop(text: &str) -> String {
    let text = text.trim();
    let is_ended = text.ends_with(['.', '…', '!', '?', ';', ':']);
    format!("{text}{}", if is_ended { "" } else { "." })
}

/// The text as a sentence that stands alone.
pub(crate) fn sentence(text: &str) -> String {
    full_stop(&capital(text))
}

/// A number in Roman numerals.
pub(crate) fn roman(number: u32) -> Option<String> {
    const SIGNS: &str = "1000M 900CM 500D 400CD 100C 90XC 50L 40XL 10X 9IX 5V 4IV 1I";
    let (mut left, mut text) = (number, String::new());
    if !(1..4000).contains(&number) {
        return None;
    }
    for pair in SIGNS.split(' ') {
        let sign = pair.trim_start_matches(|c: char| c.is_ascii_digit());
        let value = pair
            .trim_end_matches(char::is_alphabetic)
            .parse()
            .unwrap_or(1);
        text.push_str(&sign.repeat((left / value) as usize));
        left %= value;
    }
    Some(text)
}

/// The value of Roman numerals in any case, below 50, as `L` begins the numbers of articles of codes of law.
pub(crate) fn parse_roman(text: &str) -> Option<usize> {
    let is_it = |written: String| written.eq_ignore_ascii_case(text);
    (1..50)
        .position(|number| roman(number).is_some_and(is_it))
        .map(|rank| rank + 1)
}
