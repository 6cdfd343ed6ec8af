//! Fonts of signs: what a letter of theirs looks like, as a character.

/// Signs by the letter that a font shows them for, in the order of Latin-1: the letter, then the sign.
const WINGDINGS: &str = "!✏ \"✂ #✁ (☎ )✆ *✉ 6⌛ 7⌨ >✇ ?✍ A✌ E☜ F☞ G☝ H☟ J☺ L☹ N☠ O⚐ Q✈ R☼ T❄ V✞ X✠ Y✡ Z☪ [☯ ]☸ j& k& l● m○ n■ o☐ p□ \
    q❑ r❒ s◆ t◆ u◆ v❖ w⬥ x⌧ z⌘ {❀ |✿ }❝ ~❞ \u{80}⓪ \u{81}① \u{82}② \u{83}③ \u{84}④ \u{85}⑤ \u{86}⑥ \u{87}⑦ \u{88}⑧ \
    \u{89}⑨ \u{8a}⑩ \u{8b}⓿ \u{8c}❶ \u{8d}❷ \u{8e}❸ \u{8f}❹ \u{90}❺ \u{91}❻ \u{92}❼ \u{93}❽ \u{94}❾ \u{95}❿ \u{9e}· \
    \u{9f}• ¡○ ¢○ £○ ¤◉ ¥◎ §▪ ¨☐ ª✦ «★ ¬✶ ®✹ µ✪ ¶✰ Õ⌫ Ö⌦ Ø➢ Ü➲ ß← à→ á↑ â↓ ã↖ ä↗ å↙ æ↘ ç← è➔ é↑ ê↓ ï⇦ ð⇨ ñ⇧ ò⇩ ó⇔ ù▭ \
    ú▫ û✗ ü✓ ý☒ þ☑";
const WINGDINGS_2: &str =
    "!✏ '✂ *☐ 0☐ O✗ P✓ Q☒ R☑ S☒ T☒ j① k② l③ \u{96}• \u{97}● \u{98}● £☐ ¢■ ¤☐ ®★";
const WINGDINGS_3: &str = "!← \"→ #↑ $↓ %↖ &↗ '↙ (↘ ,⇒ f← g→ h↑ i↓ j↖ k↗ l↘ m↙ n↔ o↕ p▲ q▼ r△ s▽ t◀ u▶ v◁ w▷ x◣ y◢ z◤ {◥ |◂ }▸ ~▴ \
    \u{7f}▾";
const WEBDINGS: &str = "3◀ 4▶ 5▲ 6▼ a✓ c☐ g■ iℹ n● r✗ Y♥";
const SYMBOL: &str = "\"∀ $∃ '∋ *∗ -− @≅ AΑ BΒ CΧ DΔ EΕ FΦ GΓ HΗ IΙ Jϑ KΚ LΛ MΜ NΝ OΟ PΠ QΘ RΡ SΣ TΤ UΥ Vς WΩ XΞ YΨ ZΖ \\∴ ^⊥ aα bβ cχ \
    dδ eε fφ gγ hη iι jϕ kκ lλ mµ nν oο pπ qθ rρ sσ tτ uυ vϖ wω xξ yψ zζ ~∼ \u{a0}€ ¢′ £≤ ¤⁄ ¥∞ §♣ ¨♦ ©♥ ª♠ «↔ ¬← \u{ad}↑ ®→ \
    ¯↓ °° ±± ²″ ³≥ ´× µ∝ ¶∂ ·• ¸÷ ¹≠ º≡ »≈ ¼… Å∅ Ç∩ È∪ Î∈ Ï∉ Ñ∇ Ò® Ó© Ô™ Õ∏ Ö√ ×⋅ Ø¬ Ù∧ Ú∨ Û⇔ Ü⇐ Ý⇑ Þ⇒ ß⇓ â® ã© ä™ å∑ ò∫";
/// Fonts of signs; of some, no sign is known.
const FONTS: [(&str, &str); 10] = [
    ("wingdings 2", WINGDINGS_2),
    ("wingdings 3", WINGDINGS_3),
    ("wingdings", WINGDINGS),
    ("webdings", WEBDINGS),
    ("symbol", SYMBOL),
    ("marlett", ""),
    ("mt extra", ""),
    ("zapfdingbats", ""),
    ("zapf dingbats", ""),
    ("monotype sorts", ""),
];

/// The characters of private use that programs write for the letters of such fonts.
const PRIVATE: std::ops::RangeInclusive<char> = '\u{f020}'..='\u{f0ff}';

/// The character that a letter of a font looks like: itself, in a font of letters; an error names the letter of which that is
/// not known.
pub(super) fn shown(letter: char, font: &str) -> Result<char, char> {
    let is_private = PRIVATE.contains(&letter);
    // The letter that a character of private use stands for.
    let code = u32::from(letter) - if is_private { 0xf000 } else { 0 };
    let letter = char::from_u32(code).unwrap_or(letter);
    let name = font.trim().to_lowercase();
    let table = match FONTS.iter().find(|(known, _)| name == *known) {
        Some((_, table)) => *table,
        // Programs leave the font of a bullet out.
        None if is_private && name.is_empty() => WINGDINGS,
        None if is_private => return Err(letter),
        None => return Ok(letter),
    };
    if letter == ' ' || u32::from(letter) > 0xff || letter == '\u{a0}' && table != SYMBOL {
        return Ok(letter);
    }
    let known = table
        .split_ascii_whitespace()
        .find_map(|pair| pair.strip_prefix(letter)?.chars().next());
    // The other letters of ASCII look in Symbol as in any font.
    let alike = (table == SYMBOL && letter.is_ascii_graphic()).then_some(letter);
    known.or(alike).ok_or(letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_a_font_of_signs_are_those_signs() {
        for (font, letters, signs) in [
            ("Wingdings", "ü û o q à \u{f0fe}", "✓ ✗ ☐ ❑ → ☑"),
            ("Wingdings 2", "P R £", "✓ ☑ ☐"),
            ("Webdings", "a c", "✓ ☐"),
            ("Symbol", "Db + 3 \u{f0ae}", "Δβ + 3 →"),
            ("Arial", "ü a", "ü a"),
            ("", "a \u{f0a7}", "a ▪"),
        ] {
            let shown: Result<String, char> =
                letters.chars().map(|letter| shown(letter, font)).collect();
            assert_eq!(shown.as_deref(), Ok(signs), "{font}");
        }
        assert_eq!(shown('B', "Wingdings"), Err('B'));
        assert_eq!(shown('a', "Marlett"), Err('a'));
        assert_eq!(shown('\u{f042}', "Arial"), Err('B'));
    }

    #[test]
    fn no_letter_has_two_signs() {
        for (font, table) in FONTS {
            let pairs: Vec<&str> = table.split_ascii_whitespace().collect();
            let letters: std::collections::BTreeSet<char> = pairs
                .iter()
                .filter_map(|pair| pair.chars().next())
                .collect();
            assert_eq!(letters.len(), pairs.len(), "{font}");
            assert!(pairs.iter().all(|pair| pair.chars().count() == 2), "{font}");
        }
    }
}
