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
};

/// What a picture is called that Word says is there to please the eye.
const DECORATIVE: &str = "image décorative";
/// Shapes that are drawn; those of VML have a style.
const SHAPES: [&str; 3] = ["wsp", "cxnSp", "contentPart"];
const STYLED_SHAPES: [&str; 8] = [
    "shape",
    "rect",
    "roundrect",
    "oval",
    "line",
    "polyline",
    "arc",
    "curve",
];

/// No column is wider.
const MOST_TENTHS: u32 = 9_999;

/// What stands around a picture says of it.
#[derive(Clone, Default)]
pub(super) struct Frame {
    alt: String,
    /// How wide it is shown, in tenths of a millimetre.
    width: Option<u32>,
}

impl Frame {
    /// What messages call the picture.
    fn name(&self) -> String {
        if self.alt.is_empty() {
            "…".to_owned()
        } else {
            self.alt.clone()
        }
    }

    /// With what this element within it says.
    fn with(&self, element: &Element) -> Self {
        let named = |own: &Element| {
            let mark = own.first(&["decorative"], &[]);
            let is_decorative = mark.is_some_and(|own| own.attribute("val") != Some("0"));
            alt_of(own).or_else(|| is_decorative.then(|| DECORATIVE.to_owned()))
        };
        let own = element.child("docPr").and_then(named);
        let is_described = match element.name.as_str() {
            "shape" => true,
            "imagedata" => self.alt.is_empty(),
            _ => false,
        };
        let own = own.or_else(|| alt_of(element).filter(|_| is_described));
        let drawn = element
            .child("extent")
            .or_else(|| element.at(&["spPr", "xfrm", "ext"]));
        let drawn = drawn.and_then(|own| own.attribute("cx")?.parse::<u32>().ok());
        // 36 000 to a millimetre.
        let drawn = drawn.map(|width| width.saturating_add(1_800) / 3_600);
        let styled = || width_of(element.attribute("style")?);
        let width = [self.width, drawn.or_else(styled)].into_iter().flatten();
        Self {
            alt: own.unwrap_or_else(|| self.alt.clone()),
            width: width
                .filter(|width| (1..=MOST_TENTHS).contains(width))
                .min(),
        }
    }
}

/// What an element says of what it shows.
fn alt_of(element: &Element) -> Option<String> {
    let texts = ["descr", "alt", "title"].map(|name| element.attribute(name));
    let mut texts = texts.into_iter().flatten().map(str::trim);
    texts.find(|text| !text.is_empty()).map(str::to_owned)
}

/// What messages call the first picture within an element.
pub(super) fn described(element: &Element) -> String {
    let picture = element.first(&["docPr", "shape"], &[]);
    picture.and_then(alt_of).unwrap_or_else(|| "…".to_owned())
}

/// Whether a shape is drawn and holds neither text nor a picture; the line that parts paragraphs is none.
fn is_drawn(element: &Element) -> bool {
    let name = element.name.as_str();
    let is_styled = STYLED_SHAPES.contains(&name) && element.attribute("style").is_some();
    // Whatever else a drawing is of.
    let is_unknown = name == "graphicData" && !element.holds(&SHAPES);
    (is_styled || is_unknown || SHAPES.contains(&name))
        && element.attribute("hr").is_none()
        && !element.holds(&CONTENT)
}

/// Whether a picture is turned or mirrored.
fn is_turned(element: &Element) -> bool {
    let place = element.at(&["spPr", "xfrm"]);
    let is_set = |name: &str| {
        let value = place.and_then(|own| own.attribute(name));
        value.is_some_and(|own| !matches!(own, "0" | "false"))
    };
    let style = element.attribute("style").unwrap_or_default();
    let is_styled = style.contains("rotation:") || style.contains("flip:");
    element.name == "pic" && ["rot", "flipH", "flipV"].iter().any(|name| is_set(name))
        || element.name == "shape" && is_styled && element.holds(&["imagedata"])
}

/// Whether a picture is cut at a side.
fn is_cut(cropping: &Element, side: &str) -> bool {
    cropping
        .attribute(side)
        .is_some_and(|part| part.trim() != "0")
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
                self.left_out(line, "shape", &frame.name());
            }
            return Ok(());
        }
        if is_turned(element) {
            self.left_out(line, "turned", &frame.name());
        }
        match element.name.as_str() {
            "txbxContent" => {
                let blocks = self.blocks(element)?;
                self.left_out(line, "box", &element.all_text());
                self.boxes.extend(blocks);
                return Ok(());
            }
            "AlternateContent" => {
                return branch(element).map_or(Ok(()), |own| self.graphic(own, line, frame));
            }
            "object" if element.holds(&["OLEObject"]) => {
                let program = element.first(&["OLEObject"], &[]);
                let program = program.and_then(|own| own.attribute("ProgID"));
                self.left_out(line, "object", program.unwrap_or("OLE"));
                return Ok(());
            }
            "srcRect"
                if ["l", "t", "r", "b"]
                    .iter()
                    .any(|side| is_cut(element, side)) =>
            {
                self.left_out(line, "cropped", &frame.name());
            }
            "blip" => self.picture(element.attribute("embed"), frame, line)?,
            "imagedata" => self.picture(element.attribute("id"), frame, line)?,
            "chart" => self.drawn(element.attribute("id"), frame, "chart", line)?,
            "relIds" => self.drawn(element.attribute("dm"), frame, "diagram", line)?,
            "docPr" => {
                let link = element.first(&["hlinkClick"], &[]);
                let target = link.and_then(|link| self.relations.get(link.attribute("id")?));
                let target = target
                    .filter(|own| own.is_external)
                    .map(|own| own.target.clone());
                self.left_out(line, "address", &target.unwrap_or_default());
            }
            "t" => self.left_out(line, "drawing", &element.text),
            "textpath" => {
                self.left_out(
                    line,
                    "drawing",
                    element.attribute("string").unwrap_or_default(),
                );
            }
            _ => {}
        }
        let mut children = element.children.iter();
        children.try_for_each(|own| self.graphic(own, line, frame))
    }

    /// A chart or a diagram, which has a part of its own: its words are told.
    fn drawn(
        &mut self,
        id: Option<&str>,
        frame: &Frame,
        variant: &'static str,
        line: &mut Line,
    ) -> Result<(), Refusal> {
        let target = id.and_then(|id| self.relations.get(id));
        let target = target.filter(|own| !own.is_external);
        let target = target.map(|own| own.target.clone());
        let tree = target.map_or(Ok(None), |part| self.parts.tree(&part))?;
        let text = tree.map(|tree| tree.all_text());
        let mut texts = [text.unwrap_or_default(), frame.alt.clone()].into_iter();
        let text = texts.find(|text| !text.is_empty());
        self.left_out(line, variant, text.as_deref().unwrap_or("…"));
        Ok(())
    }

    fn picture(&mut self, id: Option<&str>, frame: &Frame, line: &mut Line) -> Result<(), Refusal> {
        let target = id.and_then(|id| self.relations.get(id));
        // A picture that stands elsewhere is not fetched: its name leads nowhere.
        let target = target.map_or_else(String::new, |own| own.target.clone());
        if !self.names.contains_key(&target) {
            let (_, extension) = target.rsplit_once('.').unwrap_or_default();
            let is_plain = extension.bytes().all(|own| own.is_ascii_alphanumeric());
            let is_plain = is_plain && (1..=4).contains(&extension.len());
            let extension = if is_plain { extension } else { "bin" };
            let (stem, number) = (self.stem, self.names.len() + 1);
            let name = format!("images/{stem}-{number}.{}", extension.to_ascii_lowercase());
            let bytes = self.parts.bytes(&target);
            // One byte more than is allowed is enough for it to be refused.
            let most = self.bounds.limits.bytes(Limit::PictureSize);
            let most = usize::try_from(most).unwrap_or(usize::MAX);
            let bytes = bytes.map(|bytes| bytes.get(..most.saturating_add(1)).unwrap_or(bytes));
            let picture = bytes.map(|bytes| (name.clone(), bytes.into()));
            self.content.pictures.extend(picture);
            self.names.insert(target.clone(), name);
        }
        let name = self.names.get(&target).cloned().unwrap_or_default();
        let alt = frame.alt.split_whitespace().collect::<Vec<_>>().join(" ");
        self.count(alt.len() + name.len())?;
        line.push(
            Sign::Picture {
                alt,
                name,
                width: frame.width,
            },
            0,
            None,
        );
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
