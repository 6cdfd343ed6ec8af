//! Pictures, text boxes, and what else is drawn.

use super::{CONTENT, Reader, branch};
use crate::{
    limits::Limit,
    read::{
        refusal::Refusal,
        word::{
            line::{Line, Sign},
            parts::Element,
        },
    },
    source::{is_word_of, join},
};

/// The alternative text of a picture that Word marks as decorative.
const DECORATIVE: &str = "image décorative";
/// Shapes that are drawn; those of VML have a style.
const SHAPES: &str = "wsp cxnSp contentPart";
const STYLED_SHAPES: &str = "shape rect roundrect oval line polyline arc curve";

/// No page is wider.
const MOST_TENTHS: u32 = 9_999;

/// The alternative text and the width that elements around a picture give it.
#[derive(Clone, Default)]
pub(super) struct Frame {
    alt: String,
    /// How wide it is shown, in tenths of a millimetre.
    width: Option<u32>,
}

impl Frame {
    /// The name of the picture in messages.
    fn name(&self) -> &str {
        if self.alt.is_empty() {
            "…"
        } else {
            &self.alt
        }
    }

    /// The same after an element within it.
    fn with(&self, element: &Element) -> Self {
        let named = element.at("docPr").and_then(|properties| {
            let mark = properties.first("decorative", "");
            let is_decorative = mark.is_some_and(|mark| mark.attribute("val") != Some("0"));
            alt_of(properties).or_else(|| is_decorative.then(|| DECORATIVE.to_owned()))
        });
        let is_named = match element.name.as_str() {
            "shape" => true,
            "imagedata" => self.alt.is_empty(),
            _ => false,
        };
        let named = named.or_else(|| alt_of(element).filter(|_| is_named));
        let extent = element.at("extent").or_else(|| element.at("spPr/xfrm/ext"));
        let drawn = extent.and_then(|extent| extent.attribute("cx")?.parse::<u32>().ok());
        // 36 000 to a millimetre.
        let drawn = drawn.map(|width| width.saturating_add(1_800) / 3_600);
        let width = drawn.or_else(|| width_of(element.attribute("style")?));
        let widths = [self.width, width].into_iter().flatten();
        Self {
            alt: named.unwrap_or_else(|| self.alt.clone()),
            width: widths
                .filter(|width| (1..=MOST_TENTHS).contains(width))
                .min(),
        }
    }
}

/// The text that an element has in the place of what it shows.
fn alt_of(element: &Element) -> Option<String> {
    let texts = ["descr", "alt", "title"].map(|name| element.attribute(name));
    let mut texts = texts.into_iter().flatten().map(str::trim);
    texts.find(|text| !text.is_empty()).map(str::to_owned)
}

/// The name of the first picture within an element, for messages.
pub(super) fn described(element: &Element) -> String {
    let picture = element.first("docPr shape", "");
    picture.and_then(alt_of).unwrap_or_else(|| "…".to_owned())
}

/// Whether an element is a drawn shape with neither text nor a picture; a horizontal rule is none.
fn is_drawn(element: &Element) -> bool {
    let name = element.name.as_str();
    let is_styled = is_word_of(STYLED_SHAPES, name) && element.attribute("style").is_some();
    // Whatever else a drawing is of.
    let is_unknown = name == "graphicData" && !element.holds(SHAPES);
    (is_styled || is_unknown || is_word_of(SHAPES, name))
        && element.attribute("hr").is_none()
        && !element.holds(CONTENT)
}

/// Whether a picture is turned or mirrored.
fn is_turned(element: &Element) -> bool {
    match element.name.as_str() {
        "pic" => element.at("spPr/xfrm").is_some_and(|place| {
            let values = ["rot", "flipH", "flipV"].map(|name| place.attribute(name));
            let mut values = values.into_iter().flatten();
            values.any(|value| !matches!(value, "0" | "false"))
        }),
        "shape" => {
            let style = element.attribute("style").unwrap_or_default();
            (style.contains("rotation:") || style.contains("flip:")) && element.holds("imagedata")
        }
        _ => false,
    }
}

/// Whether a picture is cut at a side.
fn is_cut(cropping: &Element) -> bool {
    let sides = ["l", "t", "r", "b"].map(|side| cropping.attribute(side));
    sides.into_iter().flatten().any(|part| part.trim() != "0")
}

/// The width in tenths of a millimetre that a style of VML gives: `width:28.35pt;height:…`.
fn width_of(style: &str) -> Option<u32> {
    let mut pairs = style.split(';').filter_map(|pair| pair.split_once(':'));
    let (_, value) = pairs.find(|(key, _)| key.trim() == "width")?;
    let value = value.trim();
    let number = value.trim_end_matches(|c: char| c.is_ascii_lowercase());
    let (whole, part) = number.split_once('.').unwrap_or((number, ""));
    let part: u64 = format!("{part:0<3}").get(..3)?.parse().ok()?;
    let thousandths = whole.parse::<u64>().ok()?.checked_mul(1_000)? + part;
    // In millionths of a tenth of a millimetre.
    let unit = match &value[number.len()..] {
        "pt" => 3_527_778,
        "pc" => 42_333_333,
        "in" => 254_000_000,
        "cm" => 100_000_000,
        "mm" => 10_000_000,
        "" | "px" => 2_645_833,
        _ => return None,
    };
    u32::try_from(thousandths.checked_mul(unit)? / 1_000_000_000).ok()
}

impl Reader<'_, '_> {
    pub(super) fn graphic(
        &mut self,
        element: &Element,
        line: &mut Line,
        frame: &Frame,
    ) -> Result<(), Refusal> {
        let frame = &frame.with(element);
        if is_drawn(element) {
            if frame.alt != DECORATIVE {
                self.left_out(line, "shape", frame.name());
            }
            return Ok(());
        }
        if is_turned(element) {
            self.left_out(line, "turned", frame.name());
        }
        match element.name.as_str() {
            "txbxContent" => {
                let blocks = self.blocks(element)?;
                self.left_out(line, "box", &element.all_text());
                self.boxes.extend(blocks);
                return Ok(());
            }
            "AlternateContent" => {
                return branch(element).map_or(Ok(()), |branch| self.graphic(branch, line, frame));
            }
            "object" => {
                if let Some(object) = element.first("OLEObject", "") {
                    self.left_out(line, "object", object.attribute("ProgID").unwrap_or("OLE"));
                    return Ok(());
                }
            }
            "srcRect" if is_cut(element) => self.left_out(line, "cropped", frame.name()),
            "blip" => self.picture(element.attribute("embed"), frame, line)?,
            "imagedata" => self.picture(element.attribute("id"), frame, line)?,
            "chart" => self.drawn(element.attribute("id"), frame, "chart", line)?,
            "relIds" => self.drawn(element.attribute("dm"), frame, "diagram", line)?,
            "docPr" => {
                let link = element.first("hlinkClick", "");
                let address = self.address(link.and_then(|link| link.attribute("id")));
                self.left_out(line, "address", &address);
            }
            "t" => self.left_out(line, "drawing", &element.text),
            "textpath" => {
                let text = element.attribute("string").unwrap_or_default();
                self.left_out(line, "drawing", text);
            }
            _ => {}
        }
        let mut children = element.children.iter();
        children.try_for_each(|child| self.graphic(child, line, frame))
    }

    /// A chart or a diagram, which has a part of its own: its words are reported.
    fn drawn(
        &mut self,
        id: Option<&str>,
        frame: &Frame,
        variant: &'static str,
        line: &mut Line,
    ) -> Result<(), Refusal> {
        let relation = id.and_then(|id| self.relations.get(id));
        let mut text = String::new();
        if let Some(relation) = relation.filter(|relation| !relation.is_external) {
            let tree = self.parts.tree(&relation.target)?;
            text = tree.map(|tree| tree.all_text()).unwrap_or_default();
        }
        let text = if text.is_empty() { frame.name() } else { &text };
        self.left_out(line, variant, text);
        Ok(())
    }

    fn picture(&mut self, id: Option<&str>, frame: &Frame, line: &mut Line) -> Result<(), Refusal> {
        let relation = id.and_then(|id| self.relations.get(id));
        // A picture outside the file is not fetched: its name is that of no file.
        let target = relation.map_or_else(String::new, |relation| relation.target.clone());
        if !self.names.contains_key(&target) {
            let (_, extension) = target.rsplit_once('.').unwrap_or_default();
            let is_plain = (1..=4).contains(&extension.len())
                && extension.bytes().all(|byte| byte.is_ascii_alphanumeric());
            let extension = if is_plain { extension } else { "bin" };
            let (stem, number) = (self.stem, self.names.len() + 1);
            let name = format!("images/{stem}-{number}.{}", extension.to_ascii_lowercase());
            if let Some(bytes) = self.parts.bytes(&target) {
                // One byte more than is allowed is enough for it to be refused.
                let most = self.bounds.limits.bytes(Limit::PictureSize);
                let most = usize::try_from(most).unwrap_or(usize::MAX);
                let bytes = &bytes[..bytes.len().min(most.saturating_add(1))];
                self.content.pictures.push((name.clone(), bytes.into()));
            }
            self.names.insert(target.clone(), name);
        }
        let name = self.names.get(&target).cloned().unwrap_or_default();
        let alt = join(frame.alt.split_whitespace(), " ");
        self.count(alt.len() + name.len())?;
        let width = frame.width;
        line.push(Sign::Picture { alt, name, width }, 0, None);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_of_old_drawings_have_units() {
        for (style, width) in [
            ("position:absolute;width:28.35pt;height:9pt", Some(100)),
            ("width: 2.5cm", Some(250)),
            ("width:1in", Some(254)),
            ("width:96", Some(253)),
            ("height:9pt", None),
            ("width:50%", None),
            ("width:99999999999999999999pt", None),
        ] {
            assert_eq!(width_of(style), width, "{style}");
        }
    }
}
