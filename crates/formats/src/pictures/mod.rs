//! What is on a picture of a paper? Its format and size before anything is decoded, its pixels, its barcode, and the
//! picture again without anything but its pixels.
//!
//! Pure, but made of decoders that many hands have written: what strangers send is given to [`decode`] only in a
//! process that can do nothing else (`outside::pictures`).

mod barcode;
mod grey;
mod header;
mod locate;
mod skew;
#[cfg(test)]
mod tests;

pub use barcode::{draw, read_barcode};
pub use grey::Grey;
pub use header::{Format, Header, MOST_BYTES, MOST_PIXELS, MOST_SIDE, look};
pub use image::RgbImage;
pub use skew::skew;

use std::io::Cursor;

use image::codecs::jpeg::{JpegDecoder, JpegEncoder};
use image::codecs::png::{PngDecoder, PngEncoder};
use image::{DynamicImage, ImageDecoder, ImageEncoder, Limits};

/// The longest side of a picture that is kept, in pixels: a card of 86 mm that fills it is printed there at more than
/// 500 points per inch, above the 300 at which small print stays legible.
const KEPT_SIDE: u32 = 2_000;

/// The longest side of a picture of a page, in pixels: eleven inches at 300 points each.
const PAGE_SIDE: u32 = 3_300;

/// The quality of a picture that is kept: small print stays sharp, and a photograph takes less than a megabyte.
const KEPT_QUALITY: u8 = 88;

/// Bytes that a decoder may ask for at once: twice the largest picture in colour.
const DECODER_BYTES: u64 = 2 * 3 * MOST_PIXELS;

/// Why a picture is not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Neither JPEG nor PNG.
    #[error("the file is neither a JPEG nor a PNG picture")]
    Format,
    /// More bytes than [`MOST_BYTES`].
    #[error("the picture has more than {} megabytes", MOST_BYTES / 1_000_000)]
    Bytes,
    /// More pixels than [`MOST_PIXELS`], or a side longer than [`MOST_SIDE`].
    #[error("the picture has more than {} million pixels", MOST_PIXELS / 1_000_000)]
    Pixels,
    /// Too few pixels to read anything.
    #[error("the picture is too small to read")]
    Small,
    /// It ends too early, or is damaged.
    #[error("the picture is damaged")]
    Damaged,
}

/// The pixels, the way up that the camera noted. Call it after [`look`], in a confined process.
pub fn decode(bytes: &[u8]) -> Result<RgbImage, Refused> {
    let header = look(bytes)?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(MOST_SIDE);
    limits.max_image_height = Some(MOST_SIDE);
    limits.max_alloc = Some(DECODER_BYTES);
    let (image, size) = match header.format {
        Format::Jpeg => upright(JpegDecoder::new(Cursor::new(bytes)), limits)?,
        Format::Png => upright(PngDecoder::with_limits(Cursor::new(bytes), limits.clone()), limits)?,
    };
    // A decoder that sees another size than was looked at was given a trick.
    if size != (header.width, header.height) {
        return Err(Refused::Damaged);
    }
    Ok(image)
}

fn upright<D: ImageDecoder>(
    decoder: image::ImageResult<D>,
    limits: Limits,
) -> Result<(RgbImage, (u32, u32)), Refused> {
    let mut decoder = decoder.map_err(|_| Refused::Damaged)?;
    decoder.set_limits(limits).map_err(|_| Refused::Pixels)?;
    let size = decoder.dimensions();
    let way_up = decoder.orientation().unwrap_or(image::metadata::Orientation::NoTransforms);
    let mut image = DynamicImage::from_decoder(decoder).map_err(|_| Refused::Damaged)?;
    image.apply_orientation(way_up);
    Ok((image.into_rgb8(), size))
}

/// The picture to be kept: made anew from its pixels, so that nothing of the file but them goes on (place, camera, a
/// thumbnail, what is hidden behind its end); no side longer than 2,000 pixels.
pub fn keep(image: &RgbImage) -> Vec<u8> {
    anew(image, KEPT_SIDE)
}

/// The same of a picture of a whole page, with sides of up to 3,300 pixels.
pub fn keep_page(image: &RgbImage) -> Vec<u8> {
    anew(image, PAGE_SIDE)
}

fn anew(image: &RgbImage, longest_kept: u32) -> Vec<u8> {
    let longest = image.width().max(image.height());
    let small = (longest > longest_kept).then(|| {
        let side = |side: u32| (side * longest_kept / longest).max(1);
        image::imageops::thumbnail(image, side(image.width()), side(image.height()))
    });
    jpeg(small.as_ref().unwrap_or(image), KEPT_QUALITY)
}

/// A JPEG picture of a quality from 1 to 100, without any metadata.
pub fn jpeg(image: &RgbImage, quality: u8) -> Vec<u8> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, quality)
        .encode(image, image.width(), image.height(), image::ExtendedColorType::Rgb8)
        .expect("a picture of a few thousand pixels a side can be encoded");
    bytes
}

/// A PNG picture without any metadata.
pub fn png(image: &RgbImage) -> Vec<u8> {
    let mut bytes = Vec::new();
    PngEncoder::new(&mut bytes)
        .write_image(image, image.width(), image.height(), image::ExtendedColorType::Rgb8)
        .expect("a picture of a few thousand pixels a side can be encoded");
    bytes
}
