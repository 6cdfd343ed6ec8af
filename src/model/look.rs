use serde::{Deserialize, Serialize};

/// How the annexes look.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Look {
    /// `couleur`: the color of titles and rules, where it is not the default.
    pub color: Option<Color>,
    /// `couverture`: whether they begin with a cover, a summary and a table of contents.
    pub has_cover: bool,
    /// `logos`: where the logos of the parties are shown.
    pub logos: Logos,
}

impl Look {
    pub(super) fn is_usual(&self) -> bool {
        *self == Self::default()
    }
}

/// Where logos are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Logos {
    /// On the cover, and where each party signs.
    #[default]
    Couverture,
    /// There, and at the head of each fiche.
    Fiches,
    /// Nowhere.
    Aucun,
}

impl Logos {
    /// Every one, by its name in `convention.toml`.
    pub const ALL: [Self; 3] = [Self::Couverture, Self::Fiches, Self::Aucun];
}

/// A color with enough contrast to white, for text and for fills: red, green, blue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Color([u8; 3]);

impl Color {
    /// Parses `#1f3a5f`; `None` where the contrast with white is below 4.5:1.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.trim().strip_prefix('#')?;
        let is_written = digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        let value = u32::from_str_radix(digits, 16)
            .ok()
            .filter(|_| is_written)?;
        let [_, rgb @ ..] = value.to_be_bytes();
        let [on_white, _] = contrasts(rgb);
        on_white.then_some(Self(rgb))
    }

    /// The color as it is printed: slightly darker where its contrast with its pale fill is too low.
    pub(crate) fn printed(self) -> Self {
        let mut rgb = self.0;
        while !contrasts(rgb)[1] {
            rgb = rgb.map(|channel| channel.saturating_sub(channel.div_ceil(64)));
        }
        Self(rgb)
    }
}

/// The share of the color in the pale fill of templates/charte.typ, in hundredths.
const IN_PALE: u32 = 7;

/// Whether a color has a contrast of at least 4.5:1 with white, and with its pale fill, by the formula of the WCAG.
#[expect(
    clippy::disallowed_types,
    clippy::float_arithmetic,
    reason = "colors are not money: floats are precise enough"
)]
fn contrasts(rgb: [u8; 3]) -> [bool; 2] {
    let luminance = |rgb: [u32; 3]| {
        let linear = |channel: u32| {
            let part = f64::from(channel) / 255.0;
            if part <= 0.04045 {
                part / 12.92
            } else {
                ((part + 0.055) / 1.055).powf(2.4)
            }
        };
        let [red, green, blue] = rgb.map(linear);
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    };
    let rgb = rgb.map(u32::from);
    let pale = rgb.map(|channel| (channel * IN_PALE + 255 * (100 - IN_PALE)) / 100);
    [[255; 3], pale].map(|fill| (luminance(fill) + 0.05) / (luminance(rgb) + 0.05) >= 4.5)
}

impl TryFrom<String> for Color {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text).ok_or(text)
    }
}

impl From<Color> for String {
    fn from(Color([red, green, blue]): Color) -> Self {
        format!("#{red:02x}{green:02x}{blue:02x}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colors_are_dark_enough_for_white_text() {
        let read = |text: &str| Color::parse(text).map(String::from);
        assert_eq!(read("#1F3A5F").as_deref(), Some("#1f3a5f"));
        assert_eq!(read("#767676").as_deref(), Some("#767676"));
        let printed = |text: &str| Color::parse(text).map(|color| String::from(color.printed()));
        assert_eq!(printed("#1f3a5f").as_deref(), Some("#1f3a5f"));
        assert_eq!(printed("#767676").as_deref(), Some("#707070"));
        for refused in [
            "#777777",
            "#ffffff",
            "1f3a5f",
            "#1f3a5",
            "#+f3a5f",
            "#1f3a5fé",
        ] {
            assert_eq!(read(refused), None, "{refused}");
        }
    }
}
