//! Styles: which paragraphs are headings, how runs look; and how lists are numbered.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    line::{BOLD, ITALIC, LOWERED, Looks, RAISED, STRUCK, UNDERLINED},
    parts::Element,
};
use crate::source::{capital, fold, roman};

/// The longest chain of styles that are based on each other.
const LONGEST_CHAIN: usize = 16;
/// How many levels a list has, and headings.
const LEVELS: usize = 9;
/// The level of text among those of headings.
pub(super) const TEXT: usize = LEVELS + 1;
/// The first numbers in words, cardinal and ordinal.
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
    /// The list that it names, and the level, if it names one.
    list: Option<(String, Option<usize>)>,
    on: Looks,
    off: Looks,
    font: Option<String>,
    is_hidden: Option<bool>,
}

/// The styles of a file, by their identifiers.
pub(super) struct Styles(BTreeMap<String, Style>);

impl Styles {
    pub(super) fn read(tree: Option<&Element>) -> Self {
        let styles = tree.into_iter().flat_map(|tree| tree.named("style"));
        let styles = styles.filter_map(|style| {
            let (on, off) = looks(style.at("rPr"));
            let outline = style.at("pPr/outlineLvl").and_then(outline_of);
            let name = fold(style.value("name").unwrap_or_default());
            let read = Style {
                based_on: style.value("basedOn").map(str::to_owned),
                heading: outline.or_else(|| heading_named(&name)),
                name,
                list: style.at("pPr/numPr").and_then(list_of),
                on,
                off,
                font: style.at("rPr").and_then(font).map(str::to_owned),
                is_hidden: style.switch("rPr/vanish"),
            };
            Some((style.attribute("styleId")?.to_owned(), read))
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
        // A file may use a style without defining it.
        if !self.0.contains_key(id) {
            return heading_named(&fold(id));
        }
        let level = self.chain(id).find_map(|(_, style)| style.heading);
        level.filter(|level| *level < TEXT)
    }

    /// The list that paragraphs of a style are of, its level, and the style that names it.
    pub(super) fn list(&self, id: &str) -> Option<(&str, Option<usize>, &str)> {
        self.chain(id).find_map(|(id, style)| {
            let (list, level) = style.list.as_ref()?;
            Some((list.as_str(), *level, id.as_str()))
        })
    }

    /// How deep a style puts its items: « List Bullet 2 » under those of « List Bullet ».
    pub(super) fn depth(&self, id: &str) -> usize {
        let depth = |(_, style): (&String, &Style)| {
            let mut names = ["listbullet", "listnumber"].iter();
            let depth = names.find_map(|name| style.name.strip_prefix(name))?;
            depth.parse::<usize>().ok()?.checked_sub(1)
        };
        self.chain(id).find_map(depth).unwrap_or(0).min(LEVELS - 1)
    }

    /// Whether paragraphs of a style are a table of contents.
    pub(super) fn is_contents(&self, id: &str) -> bool {
        let is_contents = |name: &str| {
            let mut names = ["toc", "index"].iter();
            let rest = names.find_map(|start| name.strip_prefix(start));
            rest.is_some_and(|rest| rest == "heading" || rest.parse::<u8>().is_ok())
                || name == "tableoffigures"
        };
        if !self.0.contains_key(id) {
            return is_contents(&fold(id));
        }
        self.chain(id).any(|(_, style)| is_contents(&style.name))
    }

    /// Whether text in a style is hidden, if that is set.
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

    /// How a run looks: by its own properties, else by its style.
    pub(super) fn looks(&self, properties: Option<&Element>) -> Looks {
        let (mut on, mut off) = looks(properties);
        let style = properties.and_then(|properties| properties.value("rStyle"));
        for (_, style) in style.into_iter().flat_map(|id| self.chain(id)) {
            on |= style.on & !off;
            off |= style.off & !on;
        }
        on
    }
}

fn font(properties: &Element) -> Option<&str> {
    let fonts = properties.at("rFonts")?;
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
    let mut names = ["heading", "titre", "title", "subtitle", "soustitre"].iter();
    match names.find_map(|start| name.strip_prefix(start))? {
        "" => (name != "heading").then_some(0),
        level => level
            .parse()
            .ok()
            .filter(|level| (1..=LEVELS).contains(level)),
    }
}

/// The list that a paragraph or a style is of, and its level.
pub(super) fn list_of(properties: &Element) -> Option<(String, Option<usize>)> {
    let list = properties.value("numId")?.to_owned();
    Some((list, properties.number("ilvl")))
}

/// The looks that run properties turn on, and those that they turn off.
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

impl Label {
    /// What is written in the place of a bullet.
    pub(super) fn text(&self) -> Option<String> {
        match self {
            Self::Bullet => None,
            Self::Number(number, sign) => Some(format!("{number}{sign}")),
            Self::Text(text) => Some(text.clone()),
        }
    }
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
    /// The levels whose start was taken already.
    started: BTreeSet<(String, usize)>,
}

impl Numbering {
    pub(super) fn read(tree: Option<&Element>) -> Self {
        let mut numbering = Self::default();
        let mut links = BTreeMap::new();
        let Some(tree) = tree else { return numbering };
        for definition in tree.named("abstractNum") {
            let id = definition.attribute("abstractNumId").unwrap_or_default();
            let levels = levels(definition);
            if let Some(style) = definition.value("styleLink") {
                links.insert(style, levels.clone());
            }
            numbering.definitions.insert(id.to_owned(), levels);
        }
        for definition in tree.named("abstractNum") {
            let style = definition.value("numStyleLink");
            let linked = style.and_then(|style| links.get(style));
            if let (Some(levels), Some(id)) = (linked, definition.attribute("abstractNumId")) {
                numbering.definitions.insert(id.to_owned(), levels.clone());
            }
        }
        for num in tree.named("num") {
            let id = num.attribute("numId").unwrap_or_default();
            numbering.lists.insert(id.to_owned(), list(num));
        }
        numbering
    }

    /// The level whose paragraphs have a style.
    pub(super) fn level_of(&self, list: &str, style: &str) -> usize {
        let definition = self.lists.get(list).map(|list| &list.definition);
        let levels = definition.and_then(|id| self.definitions.get(id));
        let mut levels = levels.into_iter().flatten();
        let styled = levels.find(|(_, level)| level.style.as_deref() == Some(style));
        styled.map_or(0, |(rank, _)| *rank)
    }

    /// Counts an item, and gives its level and what stands before it; nothing where the list shows nothing.
    pub(super) fn label(&mut self, id: &str, level: usize) -> Option<(usize, Label)> {
        let list = self.lists.get(id)?;
        let rank = level.min(LEVELS - 1);
        let shared = self.definitions.get(&list.definition);
        let level_at = |rank: usize| {
            let overridden = list.levels.get(&rank);
            overridden.or_else(|| shared?.get(&rank))
        };
        let level = level_at(rank)?;
        let counts = self.counts.entry(list.definition.clone()).or_default();
        let start = list.starts.get(&rank).copied();
        let restart = start.filter(|_| self.started.insert((id.to_owned(), rank)));
        let next = counts[rank].map_or(level.start, |count| count.saturating_add(1));
        let number = restart.unwrap_or(next);
        counts[rank] = Some(number);
        counts[rank + 1..].fill(None);
        if level.format == "bullet" {
            return (!level.text.trim().is_empty()).then_some((rank, Label::Bullet));
        }
        let mut text = level.text.clone();
        for (outer, count) in counts.iter().enumerate().take(rank + 1) {
            let sign = format!("%{}", outer + 1);
            if let Some(outer) = level_at(outer).filter(|_| text.contains(&sign)) {
                let format = if level.is_legal {
                    "decimal"
                } else {
                    &outer.format
                };
                text = text.replace(&sign, &shown(count.unwrap_or(outer.start), format));
            }
        }
        let text = text.trim();
        if text.is_empty() {
            return None;
        }
        // Markdown has numbers of nine digits at most.
        let is_decimal = (level.is_legal || level.format == "decimal") && number < 1_000_000_000;
        let label = match text.strip_prefix(&number.to_string()) {
            Some("" | ".") if is_decimal => Label::Number(number, '.'),
            Some(")") if is_decimal => Label::Number(number, ')'),
            _ => Label::Text(text.to_owned()),
        };
        Some((rank, label))
    }
}

fn list(tree: &Element) -> List {
    let mut list = List {
        definition: tree.value("abstractNumId").unwrap_or_default().to_owned(),
        ..List::default()
    };
    for change in tree.named("lvlOverride") {
        let Some(Ok(level)) = change.attribute("ilvl").map(str::parse::<usize>) else {
            continue;
        };
        let start = change.number("startOverride");
        list.starts.extend(start.map(|start| (level, start)));
        list.levels.extend(levels(change));
    }
    list
}

/// The levels that a definition or an override describes.
fn levels(tree: &Element) -> BTreeMap<usize, Level> {
    let levels = tree.named("lvl").filter_map(|element| {
        let level = Level {
            start: element.number("start").unwrap_or(1),
            format: element.value("numFmt").unwrap_or("decimal").to_owned(),
            text: element.value("lvlText").unwrap_or_default().to_owned(),
            is_legal: element.is_on("isLgl"),
            style: element.value("pStyle").map(str::to_owned),
        };
        Some((element.attribute("ilvl")?.parse().ok()?, level))
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
