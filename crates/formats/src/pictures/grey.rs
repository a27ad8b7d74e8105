//! How is a picture made smaller, turned and cut out, in shades of grey?
#![expect(
    clippy::float_arithmetic,
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "places between pixels, not money; a picture has at most 10,000 pixels a side"
)]

use super::RgbImage;

/// Shades from 0 (black) to 255 (white), line by line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grey {
    /// Columns.
    pub width: usize,
    /// Lines.
    pub height: usize,
    /// Width times height shades.
    pub shades: Vec<u8>,
}

/// A part of a picture, which may lie askew.
#[derive(Clone, Copy, Debug)]
pub(super) struct Window {
    /// Its centre, in pixels.
    pub(super) centre: (f32, f32),
    /// How far its own x axis is turned against the picture's, in radians, clockwise as the y axis points down.
    pub(super) angle: f32,
    /// Width and height, in pixels of the picture.
    pub(super) size: (f32, f32),
}

impl Grey {
    /// The lightness of a picture (ITU-R BT.601).
    pub fn of(image: &RgbImage) -> Self {
        let shade = |pixel: &[u8]| {
            let [red, green, blue] = [u32::from(pixel[0]), u32::from(pixel[1]), u32::from(pixel[2])];
            ((red * 77 + green * 150 + blue * 29) >> 8) as u8
        };
        let shades = image.as_raw().chunks_exact(3).map(shade).collect();
        Self { width: image.width() as usize, height: image.height() as usize, shades }
    }

    /// No side longer than `longest`: each pixel is the mean of a square of pixels.
    #[must_use]
    pub fn shrunk(&self, longest: usize) -> Self {
        let factor = self.width.max(self.height).div_ceil(longest).max(1);
        if factor == 1 {
            return self.clone();
        }
        let (width, height) = (self.width / factor, self.height / factor);
        let count = (factor * factor) as u32;
        let mut shades = Vec::with_capacity(width * height);
        let mut sums = vec![0_u32; width];
        for line in 0..height {
            sums.fill(0);
            for row in line * factor..(line + 1) * factor {
                let row = &self.shades[row * self.width..][..width * factor];
                for (sum, square) in sums.iter_mut().zip(row.chunks_exact(factor)) {
                    *sum += square.iter().map(|shade| u32::from(*shade)).sum::<u32>();
                }
            }
            shades.extend(sums.iter().map(|sum| (sum / count) as u8));
        }
        Self { width, height, shades }
    }

    /// The whole picture with its longest side this long, or as it is if it is smaller.
    #[must_use]
    pub fn scaled(&self, longest: usize) -> Self {
        let source = self.shrunk(2 * longest);
        let (width, height) = (source.width as f32, source.height as f32);
        let scale = longest as f32 / width.max(height);
        if scale >= 1.0 {
            return source;
        }
        let window = Window { centre: (width / 2.0, height / 2.0), angle: 0.0, size: (width, height) };
        source.seen_through(&window, scale)
    }

    /// What a window shows, upright, `scale` pixels for each of the picture. Outside the picture all is white.
    pub(super) fn seen_through(&self, window: &Window, scale: f32) -> Self {
        let (width, height) =
            ((window.size.0 * scale).max(1.0) as usize, (window.size.1 * scale).max(1.0) as usize);
        let (sin, cos) = window.angle.sin_cos();
        let step = 1.0 / scale;
        let mut shades = Vec::with_capacity(width * height);
        for line in 0..height {
            let down = (line as f32 + 0.5) * step - window.size.1 / 2.0;
            let left = 0.5 * step - window.size.0 / 2.0;
            let mut x = window.centre.0 + left * cos - down * sin - 0.5;
            let mut y = window.centre.1 + left * sin + down * cos - 0.5;
            for _ in 0..width {
                shades.push(self.between(x, y));
                x += step * cos;
                y += step * sin;
            }
        }
        Self { width, height, shades }
    }

    /// The shade between four pixels.
    fn between(&self, x: f32, y: f32) -> u8 {
        let (left, top) = (x.floor(), y.floor());
        if left < 0.0 || top < 0.0 || left as usize + 1 >= self.width || top as usize + 1 >= self.height {
            return 255;
        }
        let at = top as usize * self.width + left as usize;
        let (right, down) = (((x - left) * 256.0) as u32, ((y - top) * 256.0) as u32);
        let shade = |at: usize| u32::from(self.shades[at]);
        let upper = shade(at) * (256 - right) + shade(at + 1) * right;
        let lower = shade(at + self.width) * (256 - right) + shade(at + self.width + 1) * right;
        ((upper * (256 - down) + lower * down) >> 16) as u8
    }

    /// The whole picture upright after turning it by an angle in degrees, white in the new corners.
    #[must_use]
    pub fn turned(&self, degrees: f32) -> Self {
        let angle = degrees.to_radians();
        let (sin, cos) = (angle.sin().abs(), angle.cos().abs());
        let (width, height) = (self.width as f32, self.height as f32);
        let window = Window {
            centre: (width / 2.0, height / 2.0),
            angle,
            size: (width * cos + height * sin, width * sin + height * cos),
        };
        self.seen_through(&window, 1.0)
    }

    /// With edges drawn harder: each pixel goes away from the mean of its neighbours to the left and right.
    pub(super) fn sharpened(&self) -> Self {
        let mut shades = self.shades.clone();
        for (line, old) in shades.chunks_exact_mut(self.width).zip(self.shades.chunks_exact(self.width)) {
            for at in 2..self.width.saturating_sub(2) {
                let around = i32::from(old[at - 2]) + i32::from(old[at + 2]);
                line[at] = (i32::from(old[at]) * 3 - around).clamp(0, 255) as u8;
            }
        }
        Self { width: self.width, height: self.height, shades }
    }

    /// As a portable grey map, which every recogniser of text reads.
    pub fn pgm(&self) -> Vec<u8> {
        let mut bytes = format!("P5\n{} {}\n255\n", self.width, self.height).into_bytes();
        bytes.extend_from_slice(&self.shades);
        bytes
    }
}
