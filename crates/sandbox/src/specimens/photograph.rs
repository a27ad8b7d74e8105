//! What does a camera make of a paper? It lies askew on a table, out of focus, under a lamp that glares, in a JPEG: for
//! tests and measurements of what reads papers, and for the fake cameras of browsers.
#![expect(
    clippy::float_arithmetic,
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "pixels of a picture, not money"
)]

use formats::pictures::{RgbImage, jpeg};

/// How a paper is photographed.
#[derive(Clone, Copy, Debug)]
pub struct Conditions {
    /// Columns and lines of the photograph.
    pub size: (u32, u32),
    /// How far the paper is turned, in degrees.
    pub turned: f32,
    /// How much of the photograph's width the paper takes when it lies straight.
    pub filling: f32,
    /// How much narrower the far edge is than the near one, as a part: the camera is not held level.
    pub tilt: f32,
    /// Radius of the blur, in pixels of the photograph.
    pub blur: u32,
    /// How bright a spot of glare is, from 0 to 1, and where: parts of the photograph's width and height.
    pub glare: (f32, f32, f32),
    /// How much darker one side is than the other, from 0 to 1.
    pub shade: f32,
    /// Shades by which pixels differ at random, up or down.
    pub noise: u8,
    /// The JPEG's quality, 1 to 100.
    pub quality: u8,
}

impl Default for Conditions {
    /// A good photograph of an ordinary phone, three million pixels after the browser made it smaller.
    fn default() -> Self {
        Self {
            size: (2_000, 1_500),
            turned: 0.0,
            filling: 0.8,
            tilt: 0.0,
            blur: 0,
            glare: (0.0, 0.5, 0.5),
            shade: 0.0,
            noise: 3,
            quality: 85,
        }
    }
}

/// The photograph, as a JPEG.
pub fn photograph(paper: &RgbImage, conditions: &Conditions) -> Vec<u8> {
    let seen = seen(paper, conditions);
    let seen = if conditions.blur > 0 { blurred(&seen, conditions.blur) } else { seen };
    jpeg(&lit(seen, conditions), conditions.quality)
}

/// The paper where it lies on the table, seen by the camera.
fn seen(paper: &RgbImage, conditions: &Conditions) -> RgbImage {
    let (width, height) = (conditions.size.0 as f32, conditions.size.1 as f32);
    let scale = paper.width() as f32 / (width * conditions.filling);
    let (sin, cos) = conditions.turned.to_radians().sin_cos();
    // Pixels of the paper are averaged where the photograph is coarser, so that no bar falls between two samples.
    let fine = (scale.ceil() as i32).clamp(1, 4);
    RgbImage::from_fn(conditions.size.0, conditions.size.1, |x, y| {
        let mut sums = [0.0_f32; 3];
        for step in 0..fine * fine {
            let part = |step: i32| (step as f32 + 0.5) / fine as f32;
            let (right, down) =
                (x as f32 + part(step % fine) - width / 2.0, y as f32 + part(step / fine) - height / 2.0);
            // What is farther up is farther away.
            let near = 1.0 - conditions.tilt * (0.5 - (down + height / 2.0) / height);
            let (right, down) = (right / near, down / near);
            let across = (right * cos + down * sin) * scale + paper.width() as f32 / 2.0;
            let along = (down * cos - right * sin) * scale + paper.height() as f32 / 2.0;
            let colour = between(paper, across - 0.5, along - 0.5).unwrap_or([112.0, 88.0, 66.0]);
            for (sum, colour) in sums.iter_mut().zip(colour) {
                *sum += colour / (fine * fine) as f32;
            }
        }
        sums.map(|sum| sum.round() as u8).into()
    })
}

/// The colour between four pixels of the paper; none beside it.
fn between(paper: &RgbImage, x: f32, y: f32) -> Option<[f32; 3]> {
    let inside = x >= 0.0 && y >= 0.0 && x + 1.0 < paper.width() as f32 && y + 1.0 < paper.height() as f32;
    inside.then_some(())?;
    let (left, top) = (x as u32, y as u32);
    let (right, down) = (x.fract(), y.fract());
    let pixel = |x: u32, y: u32| paper.get_pixel(x, y).0.map(f32::from);
    let mix = |one: [f32; 3], other: [f32; 3], part: f32| {
        std::array::from_fn(|place| one[place] + (other[place] - one[place]) * part)
    };
    let upper = mix(pixel(left, top), pixel(left + 1, top), right);
    let lower = mix(pixel(left, top + 1), pixel(left + 1, top + 1), right);
    Some(mix(upper, lower, down))
}

/// Out of focus: the mean of a square around each pixel, twice, which comes near to a lens.
fn blurred(image: &RgbImage, radius: u32) -> RgbImage {
    let once = |image: &RgbImage, across: bool| {
        RgbImage::from_fn(image.width(), image.height(), |x, y| {
            let (place, end) = if across { (x, image.width()) } else { (y, image.height()) };
            let range = place.saturating_sub(radius)..(place + radius + 1).min(end);
            let count = range.len() as u32;
            let mut sums = [0_u32; 3];
            for at in range {
                let pixel = if across { image.get_pixel(at, y) } else { image.get_pixel(x, at) };
                for (sum, part) in sums.iter_mut().zip(pixel.0) {
                    *sum += u32::from(part);
                }
            }
            sums.map(|sum| (sum / count) as u8).into()
        })
    };
    once(&once(image, true), false)
}

/// With shade, glare and the sensor's noise.
fn lit(mut image: RgbImage, conditions: &Conditions) -> RgbImage {
    let (width, height) = (image.width() as f32, image.height() as f32);
    let (bright, right, down) = conditions.glare;
    let mut noise = 0x2545_f491_4f6c_dd1d_u64;
    for (x, y, pixel) in image.enumerate_pixels_mut() {
        let (x, y) = (x as f32 / width, y as f32 / height);
        let away = (x - right).hypot((y - down) * height / width) / 0.12;
        let glare = bright * (-away * away).exp();
        let shade = 1.0 - conditions.shade * x;
        noise ^= noise << 13;
        noise ^= noise >> 7;
        noise ^= noise << 17;
        let most = u64::from(conditions.noise);
        let error = (noise % (2 * most + 1)) as f32 - most as f32;
        for part in &mut pixel.0 {
            let lit = f32::from(*part) * shade;
            *part = (lit + (255.0 - lit) * glare + error).clamp(0.0, 255.0) as u8;
        }
    }
    image
}
