//! Pages as PNG files, for eyes: with fewer shades than the renderer gives, a page of text fits a palette and
//! takes a quarter of the room.

use std::collections::BTreeMap;

use png::{BitDepth, ColorType, Compression, Encoder, Filter};
use typst_layout::Page;
use typst_render::RenderOptions;

/// Enough to read the smallest type on a screen: a page of A4 is 893 pixels wide.
#[expect(clippy::disallowed_types, reason = "pixels, no money")]
const PIXELS_PER_POINT: f64 = 1.5;
/// The shades of red, green and blue that are told apart.
const SHADES: u32 = 31;
/// The most colours that a palette can have.
const PALETTE: usize = 256;

/// The page as Typst's own renderer draws it; none if the encoder refuses, as it would for an empty page.
pub(super) fn png(page: &Page) -> Option<Vec<u8>> {
    let options = RenderOptions {
        pixel_per_pt: PIXELS_PER_POINT.into(),
        render_bleed: false,
    };
    let picture = typst_render::render(page, &options);
    let pixels: Vec<[u8; 3]> = picture
        .pixels()
        .iter()
        .map(|one| [one.red(), one.green(), one.blue()].map(shade))
        .collect();
    encode(&pixels, picture.width(), picture.height())
}

/// The nearest of the shades, white and black among them.
fn shade(value: u8) -> u8 {
    let nearest = (u32::from(value) * SHADES + 127) / 255;
    u8::try_from(nearest * 255 / SHADES).unwrap_or(u8::MAX)
}

fn encode(pixels: &[[u8; 3]], width: u32, height: u32) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, width, height);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_compression(Compression::High);
    let data = if let Some((palette, data)) = indexed(pixels) {
        encoder.set_color(ColorType::Indexed);
        // Neighbours in a palette are no neighbours in colour: differences between them would only add noise.
        encoder.set_filter(Filter::NoFilter);
        encoder.set_palette(palette);
        data
    } else {
        encoder.set_color(ColorType::Rgb);
        pixels.concat()
    };
    let mut writer = encoder.write_header().ok()?;
    writer.write_image_data(&data).ok()?;
    writer.finish().ok()?;
    Some(bytes)
}

/// The colours in the order they come, and each pixel's place among them; none if there are too many.
fn indexed(pixels: &[[u8; 3]]) -> Option<(Vec<u8>, Vec<u8>)> {
    let mut places: BTreeMap<[u8; 3], u8> = BTreeMap::new();
    let (mut palette, mut data) = (Vec::new(), Vec::with_capacity(pixels.len()));
    let mut latest: Option<([u8; 3], u8)> = None;
    for pixel in pixels {
        let place = match latest {
            Some((colour, place)) if colour == *pixel => place,
            _ => match places.get(pixel) {
                Some(place) => *place,
                None if places.len() < PALETTE => {
                    let place = u8::try_from(places.len()).ok()?;
                    places.insert(*pixel, place);
                    palette.extend(pixel);
                    place
                }
                None => return None,
            },
        };
        latest = Some((*pixel, place));
        data.push(place);
    }
    Some((palette, data))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decode(bytes: &[u8]) -> (ColorType, Vec<u8>) {
        let mut decoder = png::Decoder::new(std::io::Cursor::new(bytes));
        decoder.set_transformations(png::Transformations::EXPAND);
        let mut reader = decoder.read_info().expect("a header");
        let colour = reader.info().color_type;
        let mut data = vec![0; reader.output_buffer_size().expect("a size")];
        reader.next_frame(&mut data).expect("a picture");
        (colour, data)
    }

    #[test]
    fn few_colours_make_a_palette_and_many_do_not() {
        let few: Vec<[u8; 3]> = (0..64_u8).map(|n| [n % 7, 0, 255]).collect();
        let many: Vec<[u8; 3]> = (0..400_u16)
            .map(|n| [n.to_be_bytes()[1], n.to_be_bytes()[0], 9])
            .collect();
        for (pixels, width, colour) in [(few, 8, ColorType::Indexed), (many, 20, ColorType::Rgb)] {
            let bytes = encode(
                &pixels,
                width,
                u32::try_from(pixels.len()).expect("small") / width,
            )
            .expect("a PNG");
            assert_eq!(decode(&bytes), (colour, pixels.concat()));
        }
    }
}
