//! Pages as PNG files, to be looked at: with fewer shades than the renderer gives, a page of text fits a palette and
//! takes a quarter of the room.

use png::{BitDepth, ColorType, Compression, Encoder, Filter};
use typst_layout::Page;
use typst_render::RenderOptions;

/// Enough to read the smallest type on a screen: a page of A4 is 893 pixels wide.
#[expect(clippy::disallowed_types, reason = "pixels, no money")]
const PIXELS_PER_POINT: f64 = 1.5;
/// The shades of red, green and blue, without black.
const SHADES: usize = 31;

/// The page as Typst's own renderer draws it; none if the encoder refuses, as it would for an empty page.
pub(super) fn png(page: &Page) -> Option<Vec<u8>> {
    let options = RenderOptions {
        pixel_per_pt: PIXELS_PER_POINT.into(),
        render_bleed: false,
    };
    let picture = typst_render::render(page, &options);
    let rgba = picture.data();
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, picture.width(), picture.height());
    encoder.set_depth(BitDepth::Eight);
    encoder.set_compression(Compression::High);
    // So few shades repeat as they are: differences between neighbours would only add noise.
    encoder.set_filter(Filter::NoFilter);
    let data = if let Some((palette, data)) = indexed(rgba) {
        encoder.set_color(ColorType::Indexed);
        encoder.set_palette(palette);
        data
    } else {
        encoder.set_color(ColorType::Rgb);
        let values = rgba.chunks_exact(4).flat_map(|pixel| &pixel[..3]);
        values.map(|value| shade(*value)).collect()
    };
    let mut writer = encoder.write_header().ok()?;
    writer.write_image_data(&data).ok()?;
    writer.finish().ok()?;
    Some(bytes)
}

/// The colours of a picture and, for each pixel, the index of its colour; none if there are too many.
fn indexed(rgba: &[u8]) -> Option<(Vec<u8>, Vec<u8>)> {
    let mut palette = Vec::new();
    let mut places = vec![None; (SHADES + 1).pow(3)];
    let mut data = Vec::with_capacity(rgba.len() / 4);
    let (mut last, mut place): (&[u8], u8) = (&[], 0);
    for pixel in rgba.chunks_exact(4) {
        // Most pixels are as the one before them.
        if pixel != last {
            let [red, green, blue] = [0, 1, 2].map(|channel| nearest(pixel[channel]));
            let known = &mut places[(red * (SHADES + 1) + green) * (SHADES + 1) + blue];
            place = if let Some(place) = *known {
                place
            } else {
                let new = u8::try_from(palette.len() / 3).ok()?;
                palette.extend(pixel[..3].iter().map(|value| shade(*value)));
                *known.insert(new)
            };
            last = pixel;
        }
        data.push(place);
    }
    Some((palette, data))
}

/// The nearest of the shades.
fn nearest(value: u8) -> usize {
    (usize::from(value) * SHADES + 127) / 255
}

/// The nearest of the shades as a value, white and black among them.
fn shade(value: u8) -> u8 {
    u8::try_from(nearest(value) * 255 / SHADES).unwrap_or(u8::MAX)
}
