//! Pages as PNG files, for eyes: with fewer shades than the renderer gives, a page of text fits a palette and
//! takes a quarter of the room.

use std::collections::{BTreeMap, BTreeSet};

use png::{BitDepth, ColorType, Compression, Encoder, Filter};
use typst_layout::Page;
use typst_render::RenderOptions;

/// Enough to read the smallest type on a screen: a page of A4 is 893 pixels wide.
#[expect(clippy::disallowed_types, reason = "pixels, no money")]
const PIXELS_PER_POINT: f64 = 1.5;
/// The shades of red, green and blue that are told apart.
const SHADES: u32 = 31;

/// The page as Typst's own renderer draws it; none if the encoder refuses, as it would for an empty page.
pub(super) fn png(page: &Page) -> Option<Vec<u8>> {
    let options = RenderOptions {
        pixel_per_pt: PIXELS_PER_POINT.into(),
        render_bleed: false,
    };
    let picture = typst_render::render(page, &options);
    let pixels = picture.pixels().iter();
    let pixels = pixels.map(|one| [one.red(), one.green(), one.blue()].map(shade));
    let pixels: Vec<[u8; 3]> = pixels.collect();
    let runs = || pixels.chunk_by(|one, other| one == other);
    let colours: BTreeSet<[u8; 3]> = runs().map(|run| run[0]).collect();
    let palette: Vec<u8> = colours.iter().flatten().copied().collect();
    let places: BTreeMap<[u8; 3], u8> = colours.into_iter().zip(0..=u8::MAX).collect();
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, picture.width(), picture.height());
    encoder.set_depth(BitDepth::Eight);
    encoder.set_color(ColorType::Rgb);
    encoder.set_compression(Compression::High);
    // So few shades repeat as they are: differences between neighbours would only add noise.
    encoder.set_filter(Filter::NoFilter);
    let mut data = pixels.concat();
    // A palette has 256 colours at most.
    if palette.len() == 3 * places.len() {
        encoder.set_color(ColorType::Indexed);
        encoder.set_palette(palette);
        data = runs()
            .flat_map(|run| vec![places[&run[0]]; run.len()])
            .collect();
    }
    let mut writer = encoder.write_header().ok()?;
    writer.write_image_data(&data).ok()?;
    writer.finish().ok()?;
    Some(bytes)
}

/// The nearest of the shades, white and black among them.
fn shade(value: u8) -> u8 {
    let nearest = (u32::from(value) * SHADES + 127) / 255;
    u8::try_from(nearest * 255 / SHADES).unwrap_or(u8::MAX)
}
