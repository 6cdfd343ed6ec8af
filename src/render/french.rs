//! French text as printers set it. The words stay as they are written: only spaces change, to those of the width that a
//! sign wants, at which no line ends, and the quotes within quotes.

const NARROW: char = '\u{202f}';
const WIDE: char = '\u{a0}';
/// What is raised behind a number, as in 1er, 2e, 3ème.
const ORDINALS: [&str; 12] = [
    "er", "ers", "re", "res", "ère", "ères", "e", "es", "ème", "èmes", "nd", "nde",
];

/// The text with its spaces and inner quotes.
pub(super) fn spaced(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let at = |rank: usize| chars.get(rank).copied();
    let before = |rank: usize| rank.checked_sub(1).and_then(at);
    let (mut depth, mut is_open) = (0_u32, false);
    let set = |(rank, own): (usize, &char)| match own {
        '«' => {
            depth += 1;
            *own
        }
        '»' => {
            depth = depth.saturating_sub(1);
            *own
        }
        '"' if depth > 0 => {
            is_open = !is_open;
            if is_open { '“' } else { '”' }
        }
        ' ' | '\u{a0}' | '\u{202f}' => match (before(rank), at(rank + 1)) {
            // Of several, each may be meant. What stands before a text, or behind it, may be in bold.
            (Some(other), _) | (_, Some(other)) if other.is_whitespace() => *own,
            (_, Some(';' | '!' | '?')) => NARROW,
            (_, Some(':' | '»')) | (Some('«'), _) | (Some('0'..='9'), Some('%' | '€')) => WIDE,
            (Some('0'..='9'), Some('0'..='9')) if is_thousands(&chars, rank) => NARROW,
            _ => *own,
        },
        _ => *own,
    };
    chars.iter().enumerate().map(set).collect()
}

/// Whether a space parts the thousands of a number: one to three digits before it, three behind it.
fn is_thousands(chars: &[char], space: usize) -> bool {
    let is_digit = |c: &&char| c.is_ascii_digit();
    let digits_before = chars[..space].iter().rev().take_while(is_digit).count();
    let digits_behind = chars[space + 1..].iter().take_while(is_digit).count();
    (1..=3).contains(&digits_before) && digits_behind == 3
}

/// The pieces of a text, and whether each is raised: what makes an ordinal of a number.
pub(super) fn ordinals(text: &str) -> Vec<(&str, bool)> {
    let (mut pieces, mut from) = (Vec::new(), 0);
    let mut rest = 0;
    while let Some(digit) = text[rest..].find(|c: char| c.is_ascii_digit()) {
        let number = rest + digit;
        let end = text[number..].find(|c: char| !c.is_ascii_digit());
        let end = end.map_or(text.len(), |end| number + end);
        let letters = text[end..].find(|c: char| !c.is_alphanumeric());
        let letters = letters.map_or(text.len(), |letters| end + letters);
        let is_alone =
            !text[..number].ends_with(|c: char| c.is_alphanumeric() || ".,-/".contains(c));
        if is_alone && end - number <= 3 && ORDINALS.contains(&&text[end..letters]) {
            pieces.extend([(&text[from..end], false), (&text[end..letters], true)]);
            from = letters;
        }
        rest = letters;
    }
    pieces.push((&text[from..], false));
    pieces.retain(|(piece, _)| !piece.is_empty());
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn spaces_are_those_that_printers_set() {
        for (typed, set) in [
            (
                "Quoi ? Rien ; tout !",
                "Quoi\u{202f}? Rien\u{202f}; tout\u{202f}!",
            ),
            (
                "axe : « Just Dijon »",
                "axe\u{a0}: «\u{a0}Just Dijon\u{a0}»",
            ),
            (
                "« le \"plan\" local » et \"rien\"",
                "«\u{a0}le “plan” local\u{a0}» et \"rien\"",
            ),
            ("12 300 € à 80 %", "12\u{202f}300\u{a0}€ à 80\u{a0}%"),
            ("en 2018 300 personnes", "en 2018 300 personnes"),
            ("a  : b ;", "a  : b\u{202f};"),
            (" : a « ", "\u{a0}: a «\u{a0}"),
        ] {
            assert_eq!(spaced(typed), set);
        }
    }

    #[test]
    fn ordinals_are_raised() {
        let raised = |text: &str| {
            let pieces = ordinals(text).into_iter();
            pieces
                .map(|(piece, is_raised)| {
                    if is_raised {
                        format!("^{piece}^")
                    } else {
                        piece.to_owned()
                    }
                })
                .collect::<String>()
        };
        assert_eq!(
            raised("le 1er et la 2e, 3ème"),
            "le 1^er^ et la 2^e^, 3^ème^"
        );
        for same in [
            "EA 1.2e",
            "A3e",
            "12 rue",
            "3 euros",
            "2018e",
            "1erx",
            "http://a/1er",
        ] {
            assert_eq!(raised(same), same);
        }
    }

    proptest! {
        #[test]
        fn words_stay_as_they_are(text in "[a-z0-9 «»\";:!?\u{a0}%€]{0,40}") {
            let plain = |text: &str| -> String {
                let quotes = text.replace(['“', '”'], "\"");
                quotes.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).collect()
            };
            let set = spaced(&text);
            prop_assert_eq!(plain(&set), plain(&text));
            prop_assert_eq!(spaced(&set), set.clone());
            let pieces: String = ordinals(&text).into_iter().map(|(piece, _)| piece).collect();
            prop_assert_eq!(pieces, text);
        }
    }
}
