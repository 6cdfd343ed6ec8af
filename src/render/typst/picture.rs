//! Pages as PNG files, for eyes: with fewer shades than the renderer gives, a page of text takes a quarter of the room.

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
    let data = pixels.flat_map(|one| [one.red(), one.green(), one.blue()].map(shade));
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, picture.width(), picture.height());
    encoder.set_depth(BitDepth::Eight);
    encoder.set_color(ColorType::Rgb);
    encoder.set_compression(Compression::High);
    // So few shades repeat as they are: differences between neighbours would only add noise.
    encoder.set_filter(Filter::NoFilter);
    let mut writer = encoder.write_header().ok()?;
    writer.write_image_data(&data.collect::<Vec<u8>>()).ok()?;
    writer.finish().ok()?;
    Some(bytes)
}

/// The nearest of the shades, white and black among them.
fn shade(value: u8) -> u8 {
    let nearest = (u32::from(value) * SHADES + 127) / 255;
    u8::try_from(nearest * 255 / SHADES).unwrap_or(u8::MAX)
}
