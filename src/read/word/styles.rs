//! What styles say: which paragraphs are headings, how runs look; and how lists are numbered.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    line::{BOLD, ITALIC, LOWERED, Looks, RAISED, STRUCK, UNDERLINED},
    parts::Element,
};
use crate::source::{capital, fold, roman};

/// No style is based on so many others.
const LONGEST_CHAIN: usize = 16;
/// How many levels a list has, and headings.
const LEVELS: usize = 9;
/// The level of text among those of headings.
pub(super) const TEXT: usize = LEVELS + 1;
/// The first numbers in words, and what they count.
const CARDINALS: &str = "un deux trois quatre cinq six sept huit neuf dix";
const ORDINALS: &str =
    "premier deuxième troisième quatrième cinquième sixième septième huitième neuvième dixième";

#[derive(Default)]
struct Style {
    /// Folded.
    name: String,
    based_on: Option<String>,
    /// The level of the heading that it is by its outline or its name, 0 for the document's title; `TEXT` for none.
    heading: Option<usize>,
    /// The list it is of, and the level, where it says so.
    list: Option<(String, Option<usize>)>,
    on: Looks,
    off: Looks,
    font: Option<String>,
    /// Whether its text is hidden, where it says so.
    is_hidden: Option<bool>,
}

/// The styles of a file, by their identifiers.
pub(super) struct Styles(BTreeMap<String, Style>);

impl Styles {
    pub(super) fn read(tree: Option<&Element>) -> Self {
        let styles = tree.iter().flat_map(|tree| &tree.children);
        let styles = styles.filter(|own| own.name == "style").filter_map(|own| {
            let id = own.attribute("styleId")?.to_owned();
            let (on, off) = looks(own.child("rPr"));
            let outline = own.at(&["pPr", "outlineLvl"]).and_then(outline_of);
            let name = fold(own.value("name").unwrap_or_default());
            let style = Style {
                based_on: own.value("basedOn").map(str::to_owned),
                heading: outline.or_else(|| heading_named(&name)),
                name,
                list: own.at(&["pPr", "numPr"]).and_then(list_of),
                on,
                off,
                font: own.child("rPr").and_then(font).map(str::to_owned),
                is_hidden: own.child("rPr").and_then(|own| own.switch("vanish")),
            };
            Some((id, style))
        });
        Self(styles.collect())
    }

    /// A style, and those that it is based on.
    fn chain(&self, id: &str) -> impl Iterator<Item = (&String, &Style)> {
        let first = self.0.get_key_value(id);
        let next = |(_, style): &(&String, &Style)| self.0.get_key_value(style.based_on.as_ref()?);
        std::iter::successors(first, next).take(LONGEST_CHAIN)
    }

    /// The level of the heading that paragraphs of a style are, 0 for the document's title.
    pub(super) fn heading(&self, id: &str) -> Option<usize> {
        // A file may name a style and not bring it along.
        if !self.0.contains_key(id) {
            return heading_named(&fold(id));
        }
        let level = self.chain(id).find_map(|(_, style)| style.heading);
        level.filter(|level| *level < TEXT)
    }

    /// The list that paragraphs of a style are of, and the style that says so.
    pub(super) fn list(&self, id: &str) -> Option<(&str, Option<usize>, &str)> {
        self.chain(id).find_map(|(own, style)| {
            let (list, level) = style.list.as_ref()?;
            Some((list.as_str(), *level, own.as_str()))
        })
    }

    /// How deep a style puts its items: « List Bullet 2 » under those of « List Bullet ».
    pub(super) fn depth(&self, id: &str) -> usize {
        let depth = |(_, style): (&String, &Style)| {
            let mut lists = ["listbullet", "listnumber"].iter();
            let depth = lists.find_map(|own| style.name.strip_prefix(own))?;
            depth.parse::<usize>().ok()?.checked_sub(1)
        };
        self.chain(id).find_map(depth).unwrap_or(0).min(LEVELS - 1)
    }

    /// Whether paragraphs of a style are a table of contents.
    pub(super) fn is_contents(&self, id: &str) -> bool {
        let is_contents = |name: &str| {
            let rest = name
                .strip_prefix("toc")
                .or_else(|| name.strip_prefix("index"));
            rest.is_some_and(|rest| rest == "heading" || rest.parse::<u8>().is_ok())
                || name == "tableoffigures"
        };
        if !self.0.contains_key(id) {
            return is_contents(&fold(id));
        }
        self.chain(id).any(|(_, style)| is_contents(&style.name))
    }

    /// Whether text in a style is hidden, where it says so.
    pub(super) fn is_hidden(&self, id: &str) -> Option<bool> {
        self.chain(id).find_map(|(_, style)| style.is_hidden)
    }

    /// The font of text in a style.
    pub(super) fn font_of(&self, id: &str) -> Option<&str> {
        self.chain(id).find_map(|(_, style)| style.font.as_deref())
    }

    /// The font that a run's own properties give it, or its style.
    pub(super) fn font<'p>(&'p self, properties: Option<&'p Element>) -> Option<&'p str> {
        let styled = || self.font_of(properties?.value("rStyle")?);
        properties.and_then(font).or_else(styled)
    }

    /// How a run looks: as its own properties say, else as its style does.
    pub(super) fn looks(&self, properties: Option<&Element>) -> Looks {
        let (mut on, mut off) = looks(properties);
        let style = properties.and_then(|own| own.value("rStyle"));
        for (_, style) in style.into_iter().flat_map(|id| self.chain(id)) {
            on |= style.on & !off;
            off |= style.off & !on;
        }
        on
    }
}

fn font(properties: &Element) -> Option<&str> {
    let fonts = properties.child("rFonts")?;
    let named = fonts.attribute("ascii");
    named.or_else(|| fonts.attribute("hAnsi"))
}

/// The level that an outline level stands for; the last one is that of text.
pub(super) fn outline_of(outline: &Element) -> Option<usize> {
    let level: usize = outline.attribute("val")?.parse().ok()?;
    Some(level.saturating_add(1).min(TEXT))
}

/// The level of the heading that a style is by its folded name.
fn heading_named(name: &str) -> Option<usize> {
    let level = ["heading", "titre", "title", "subtitle", "soustitre"]
        .iter()
        .find_map(|own| name.strip_prefix(own))?;
    match level {
        "" => (name != "heading").then_some(0),
        _ => level
            .parse()
            .ok()
            .filter(|level| (1..=LEVELS).contains(level)),
    }
}

/// The list that a paragraph's or a style's properties name, and its level.
pub(super) fn list_of(properties: &Element) -> Option<(String, Option<usize>)> {
    let level = properties
        .value("ilvl")
        .and_then(|level| level.parse().ok());
    Some((properties.value("numId")?.to_owned(), level))
}

/// What run properties turn on, and what they turn off.
fn looks(properties: Option<&Element>) -> (Looks, Looks) {
    const SWITCHES: [(&str, Looks); 5] = [
        ("b", BOLD),
        ("i", ITALIC),
        ("strike", STRUCK),
        ("dstrike", STRUCK),
        ("u", UNDERLINED),
    ];
    let (mut on, mut off) = (0, 0);
    let Some(properties) = properties else {
        return (on, off);
    };
    for (name, look) in SWITCHES {
        match properties.switch(name) {
            Some(true) => on |= look,
            Some(false) => off |= look,
            None => {}
        }
    }
    match properties.value("vertAlign") {
        Some("superscript") => on |= RAISED,
        Some("subscript") => on |= LOWERED,
        Some(_) => off |= RAISED | LOWERED,
        None => {}
    }
    (on, off)
}

/// What stands before an item of a list.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Label {
    Bullet,
    /// `3.` or `3)`
    Number(u32, char),
    /// `c)`, `2.1`, `Action 3 :`
    Text(String),
}

#[derive(Clone)]
struct Level {
    start: u32,
    format: String,
    /// `%1.%2`
    text: String,
    /// Whether all numbers in that are written in digits.
    is_legal: bool,
    /// The style whose paragraphs are of this level.
    style: Option<String>,
}

#[derive(Default)]
struct List {
    definition: String,
    starts: BTreeMap<usize, u32>,
    levels: BTreeMap<usize, Level>,
}

/// The lists of a file, and how far each was counted.
#[derive(Default)]
pub(super) struct Numbering {
    definitions: BTreeMap<String, BTreeMap<usize, Level>>,
    lists: BTreeMap<String, List>,
    /// By definition: lists of one definition go on counting each other's items.
    counts: BTreeMap<String, [Option<u32>; LEVELS]>,
    /// The levels whose own start was taken already.
    started: BTreeSet<(String, usize)>,
}

impl Numbering {
    pub(super) fn read(tree: Option<&Element>) -> Self {
        let mut numbering = Self::default();
        let mut links = BTreeMap::new();
        for own in tree.iter().flat_map(|tree| &tree.children) {
            match own.name.as_str() {
                "abstractNum" => {
                    let id = own.attribute("abstractNumId").unwrap_or_default();
                    if let Some(style) = own.value("styleLink") {
                        links.insert(style, levels(own));
                    }
                    numbering.definitions.insert(id.to_owned(), levels(own));
                }
                "num" => {
                    let id = own.attribute("numId").unwrap_or_default();
                    numbering.lists.insert(id.to_owned(), list(own));
                }
                _ => {}
            }
        }
        for own in tree.iter().flat_map(|tree| &tree.children) {
            let linked = own.value("numStyleLink").and_then(|style| links.get(style));
            if let (Some(levels), Some(id)) = (linked, own.attribute("abstractNumId")) {
                numbering.definitions.insert(id.to_owned(), levels.clone());
            }
        }
        numbering
    }

    /// The level whose paragraphs have a style.
    pub(super) fn level_of(&self, list: &str, style: &str) -> usize {
        let definition = self.lists.get(list).map(|list| &list.definition);
        let levels = definition.and_then(|id| self.definitions.get(id));
        let mut levels = levels.into_iter().flatten();
        let own = levels.find(|(_, level)| level.style.as_deref() == Some(style));
        own.map_or(0, |(level, _)| *level)
    }

    /// Counts an item, and says its level and what stands before it; nothing where the list shows nothing.
    pub(super) fn label(&mut self, id: &str, level: usize) -> Option<(usize, Label)> {
        let list = self.lists.get(id)?;
        let level = level.min(LEVELS - 1);
        let shared = self.definitions.get(&list.definition);
        let of = |level: usize| {
            let own = list.levels.get(&level);
            own.or_else(|| shared?.get(&level))
        };
        let counts = self.counts.entry(list.definition.clone()).or_default();
        let own = of(level)?;
        let start = list.starts.get(&level).copied();
        let restart = start.filter(|_| self.started.insert((id.to_owned(), level)));
        let next = counts[level].map_or(own.start, |count| count.saturating_add(1));
        counts[level] = Some(restart.unwrap_or(next));
        counts[level + 1..].fill(None);
        if own.format == "bullet" {
            return (!own.text.trim().is_empty()).then_some((level, Label::Bullet));
        }
        let count = |level: usize| counts[level].or_else(|| Some(of(level)?.start));
        let mut text = own.text.clone();
        for rank in 0..=level {
            let sign = format!("%{}", rank + 1);
            if let Some(format) = of(rank).filter(|_| text.contains(&sign)) {
                let format = if own.is_legal {
                    "decimal"
                } else {
                    &format.format
                };
                let shown = shown(count(rank).unwrap_or(1), format);
                text = text.replace(&sign, &shown);
            }
        }
        let number = count(level).filter(|_| own.is_legal || own.format == "decimal");
        let sign = |number: u32| {
            let rest = text.trim().strip_prefix(&number.to_string())?;
            let is_short = number < 1_000_000_000;
            match rest {
                "" | "." if is_short => Some('.'),
                ")" if is_short => Some(')'),
                _ => None,
            }
        };
        let label = match number.and_then(|number| Some((number, sign(number)?))) {
            Some((number, sign)) => Label::Number(number, sign),
            None if text.trim().is_empty() => return None,
            None => Label::Text(text.trim().to_owned()),
        };
        Some((level, label))
    }
}

fn list(tree: &Element) -> List {
    let mut list = List {
        definition: tree.value("abstractNumId").unwrap_or_default().to_owned(),
        ..List::default()
    };
    for own in tree.children.iter().filter(|own| own.name == "lvlOverride") {
        let Some(Ok(level)) = own.attribute("ilvl").map(str::parse::<usize>) else {
            continue;
        };
        let start = own
            .value("startOverride")
            .and_then(|start| start.parse().ok());
        list.starts.extend(start.map(|start| (level, start)));
        list.levels.extend(levels(own));
    }
    list
}

/// The levels that a definition or an override describes.
fn levels(tree: &Element) -> BTreeMap<usize, Level> {
    let levels = tree.children.iter().filter(|own| own.name == "lvl");
    let levels = levels.filter_map(|own| {
        let start = own.value("start").and_then(|start| start.parse().ok());
        let level = Level {
            start: start.unwrap_or(1),
            format: own.value("numFmt").unwrap_or("decimal").to_owned(),
            text: own.value("lvlText").unwrap_or_default().to_owned(),
            is_legal: own.switch("isLgl") == Some(true),
            style: own.value("pStyle").map(str::to_owned),
        };
        Some((own.attribute("ilvl")?.parse().ok()?, level))
    });
    levels.collect()
}

/// A number as a format of Word writes it.
fn shown(number: u32, format: &str) -> String {
    let letter = |first: char| {
        // After z come aa, bb, cc.
        let rank = number.checked_sub(1).filter(|rank| *rank < 26 * 8)?;
        let letter = char::from_u32(u32::from(first) + rank % 26)?;
        Some(letter.to_string().repeat(rank as usize / 26 + 1))
    };
    let word = |words: &str| {
        let rank = (number as usize).checked_sub(1)?;
        words.split(' ').nth(rank).map(capital)
    };
    let text = match format {
        "cardinalText" => word(CARDINALS),
        "ordinalText" if number <= 10 => word(ORDINALS),
        "lowerLetter" => letter('a'),
        "upperLetter" => letter('A'),
        "lowerRoman" => roman(number).map(|roman| roman.to_lowercase()),
        "upperRoman" => roman(number),
        "decimalZero" => Some(format!("{number:02}")),
        "ordinal" | "ordinalText" => Some(if number == 1 {
            "1er".to_owned()
        } else {
            format!("{number}e")
        }),
        "none" | "bullet" => Some(String::new()),
        _ => None,
    };
    text.unwrap_or_else(|| number.to_string())
}
