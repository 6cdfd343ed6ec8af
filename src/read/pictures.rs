//! The pictures that fiches show: files of `images/`, and those that a Word file brings along.
//!
//! A file is checked against the limits before it is decoded; a picture that cannot be shown stays in the list, with
//! the reason, for a draft shows its description instead.

use std::{
    collections::BTreeMap,
    path::{Component, Path},
    sync::Arc,
};

use imagesize::{ImageType, blob_size, image_type};
use pulldown_cmark::{Event, Tag};
use roxmltree::{Document, ParsingOptions};

use super::{folder::Folder, markdown};
use crate::{
    limits::{Limit, Limits},
    model::{Fiche, Party, Picture, Prose},
    source::sha256,
};

/// The folder of a dossier's pictures.
const FOLDER: &str = "images/";
/// The most XML nodes of an SVG file, many times those of a drawing by hand.
const MOST_NODES: u32 = 500_000;

/// Every picture that the texts of fiches and articles show, by the name that they show it by, and the parties' logos; names
/// that lead nowhere near `images/` left out. Those that Word files brought along are taken out of the texts.
pub(super) fn of(
    (fiches, articles): (&mut [Fiche], &mut [Prose]),
    parties: &[Party],
    folder: &mut Folder,
) -> BTreeMap<String, Picture> {
    let limits = folder.limits;
    let mut pictures = BTreeMap::new();
    let proses = fiches.iter_mut().filter_map(|fiche| fiche.prose.as_mut());
    let mut proses: Vec<&mut Prose> = proses.chain(articles).collect();
    let brought = proses
        .iter_mut()
        .map(|prose| std::mem::take(&mut prose.pictures));
    for (name, bytes) in brought.flatten() {
        let is_full = limits.refuse(Limit::Pictures, pictures.len() as u64 + 1);
        let content = if is_full { Err("limit") } else { Ok(bytes) };
        pictures.insert(name, picture(content, &limits));
    }
    for logo in parties.iter().filter_map(|party| party.logo.as_ref()) {
        add(&logo.file, &mut pictures, folder);
    }
    for prose in proses.iter().filter(|prose| prose.text.contains("![")) {
        let body = &prose.text[prose.body.clone()];
        for (event, _) in markdown::events(body) {
            if let Event::Start(Tag::Image { dest_url, .. }) = event {
                add(&dest_url, &mut pictures, folder);
            }
        }
    }
    pictures
}

/// Adds the picture of this name, unless it is there or leads elsewhere.
fn add(name: &str, pictures: &mut BTreeMap<String, Picture>, folder: &mut Folder) {
    let Some(path) = picture_path(name).filter(|_| !pictures.contains_key(name)) else {
        return;
    };
    let limits = folder.limits;
    let read = if limits.refuse(Limit::Pictures, pictures.len() as u64 + 1) {
        Err("limit")
    } else {
        let read = folder.spare(&path).map(Into::into);
        read.map_err(|why| if why == "folder" { "refused" } else { why })
    };
    pictures.insert(name.to_owned(), picture(read, &limits));
}

/// The path within a dossier of the picture of this name; none where it leads elsewhere than into `images/`.
pub(crate) fn picture_path(name: &str) -> Option<String> {
    let path = decoded(name);
    let is_normal = |part: Component<'_>| matches!(part, Component::Normal(_));
    let is_within = path.starts_with(FOLDER) && Path::new(&path).components().all(is_normal);
    is_within.then_some(path)
}

/// A picture; of one that is refused, no bytes.
fn picture(read: Result<Arc<[u8]>, &'static str>, limits: &Limits) -> Picture {
    let known = read.and_then(|bytes| kind_of(&bytes, limits).map(|kind| (bytes, kind)));
    let (file, bytes) = match known {
        Ok((bytes, kind)) => (Ok(format!("{FOLDER}{}.{kind}", sha256(&bytes))), bytes),
        Err(problem) => (Err(problem), Arc::default()),
    };
    Picture { bytes, file }
}

/// A name of a file as addresses write it: `%20` is a space.
fn decoded(name: &str) -> String {
    let mut bytes = Vec::with_capacity(name.len());
    let mut rest = name.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let code = after.get(..2).filter(|_| *first == b'%');
        let code = code.and_then(|code| u8::from_str_radix(str::from_utf8(code).ok()?, 16).ok());
        bytes.push(code.unwrap_or(*first));
        rest = if code.is_some() { &after[2..] } else { after };
    }
    String::from_utf8(bytes).unwrap_or_else(|_| name.to_owned())
}

/// The ending of files that hold such a picture, or why these bytes cannot be shown, as a variant of `text-picture`, as far
/// as that is known without decoding them.
pub(crate) fn kind_of(bytes: &[u8], limits: &Limits) -> Result<&'static str, &'static str> {
    if limits.refuse(Limit::PictureSize, bytes.len() as u64) {
        return Err("limit");
    }
    if let Ok(kind @ (ImageType::Png | ImageType::Jpeg)) = image_type(bytes) {
        let size = blob_size(bytes).map_err(|_| "damaged")?;
        let pixels = (size.width as u64).saturating_mul(size.height as u64);
        return match kind {
            _ if limits.refuse(Limit::PicturePixels, pixels) => Err("limit"),
            ImageType::Png => Ok("png"),
            _ => Ok("jpg"),
        };
    }
    match str::from_utf8(bytes) {
        Ok(text) if text.contains("<svg") => require_closed(text).map(|()| "svg"),
        _ => Err("format"),
    }
}

/// Refuses a drawing that refers to anything outside its file.
fn require_closed(text: &str) -> Result<(), &'static str> {
    let options = ParsingOptions {
        allow_dtd: true,
        nodes_limit: MOST_NODES,
        ..ParsingOptions::default()
    };
    let Ok(document) = Document::parse_with_options(text, options) else {
        return Err("damaged");
    };
    let is_within = |address: &str| {
        let address = address.trim_start_matches(['"', '\'']).trim_start();
        let mut within = ["#", "data:image/png", "data:image/jpeg"].iter();
        within.any(|prefix| address.starts_with(prefix))
    };
    let reaches_out = |style: &str| {
        style.contains("@import") || style.split("url(").skip(1).any(|rest| !is_within(rest))
    };
    let mut is_outside = false;
    for node in document.descendants() {
        let name = node.tag_name().name();
        let parent = node.parent().map(|parent| parent.tag_name().name());
        // Only browsers show foreign objects, unless something is given in their place.
        let is_switched = parent == Some("switch") && node.next_sibling_element().is_some();
        if name == "foreignObject" && !is_switched {
            return Err("foreign");
        }
        let mut attributes = node.attributes();
        is_outside |= name == "style" && node.text().is_some_and(reaches_out)
            || attributes.any(|attribute| match attribute.name() {
                // Links that a reader of the drawing might follow are no part of it.
                "href" => name != "a" && !is_within(attribute.value()),
                _ => reaches_out(attribute.value()),
            });
    }
    if is_outside { Err("outside") } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_shown_is_told_before_it_is_decoded() {
        let problem = |bytes: &[u8]| kind_of(bytes, &Limits::default()).err();
        let svg = |inside: &str| {
            let text = format!(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" width=\"9\" height=\"9\">{inside}</svg>"
            );
            problem(text.as_bytes())
        };
        assert_eq!(problem(b"GIF89a\x01\x00\x01\x00"), Some("format"));
        assert_eq!(problem(b""), Some("format"));
        assert_eq!(
            problem(b"\xff\xd8\xff\xe0\0\0\0\0\0\0\0\0"),
            Some("damaged")
        );
        let mut large = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
        large.extend([0, 1, 0, 0, 0, 1, 0, 0, 8, 2, 0, 0, 0, 0, 0, 0, 0]);
        assert_eq!(problem(&large), Some("limit"));
        assert_eq!(
            svg("<rect id=\"a\" fill=\"url(#b)\"/><use xlink:href=\"#a\"/>"),
            None
        );
        assert_eq!(svg("<a href=\"https://a.fr\"><rect/></a>"), None);
        for outside in [
            "<image href=\"https://a.fr/b.png\"/>",
            "<image xlink:href=\"../budget.xlsx\"/>",
            "<rect fill=\"url('autre.svg#a')\"/>",
            "<style>@import 'a.css';</style>",
        ] {
            assert_eq!(svg(outside), Some("outside"), "{outside}");
        }
        assert_eq!(svg("<rect>"), Some("damaged"));
        let foreign = "<foreignObject><p>a</p></foreignObject>";
        assert_eq!(svg(foreign), Some("foreign"));
        let switch = format!("<switch>{foreign}<text>a</text></switch>");
        assert_eq!(svg(&switch), None);
    }

    #[test]
    fn names_are_written_as_addresses_are() {
        assert_eq!(
            decoded("images/plan%20g%C3%A9n%C3%A9ral.png"),
            "images/plan général.png"
        );
        assert_eq!(decoded("images/100%.png"), "images/100%.png");
    }
}
