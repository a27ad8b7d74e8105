//! How are shapes and letters drawn? Filled shapes and round-ended strokes on a picture, with soft edges.
#![expect(
    clippy::float_arithmetic,
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "pixels of a drawing, not money"
)]

use formats::pictures::RgbImage;

use super::glyphs;

/// Red, green, blue.
pub(super) type Colour = [u8; 3];

pub(super) const BLACK: Colour = [20, 20, 24];
pub(super) const WHITE: Colour = [255, 255, 255];
/// What says SPECIMEN.
pub(super) const RED: Colour = [176, 24, 32];

/// A place on the canvas, in pixels from its upper left.
pub(super) type Point = (f32, f32);

/// What is drawn on.
pub(super) struct Canvas(pub(super) RgbImage);

impl Canvas {
    pub(super) fn new(width: u32, height: u32, ground: Colour) -> Self {
        Self(RgbImage::from_pixel(width, height, ground.into()))
    }

    /// Lays a colour over a pixel, from 0 (none of it) to 1.
    fn lay(&mut self, x: u32, y: u32, colour: Colour, cover: f32) {
        if cover > 0.0 && x < self.0.width() && y < self.0.height() {
            let pixel = self.0.get_pixel_mut(x, y);
            for (old, new) in pixel.0.iter_mut().zip(colour) {
                let (below, above) = (f32::from(*old), f32::from(new));
                *old = (below + (above - below) * cover.min(1.0)).round() as u8;
            }
        }
    }

    /// Lays a colour wherever a distance says: below zero inside, in pixels. Only this part of the canvas is looked at.
    fn shape(&mut self, from: Point, to: Point, colour: Colour, distance: impl Fn(Point) -> f32) {
        let (left, top) = ((from.0 - 1.0).max(0.0) as u32, (from.1 - 1.0).max(0.0) as u32);
        let (right, bottom) = ((to.0 + 2.0).max(0.0) as u32, (to.1 + 2.0).max(0.0) as u32);
        for y in top..bottom.min(self.0.height()) {
            for x in left..right.min(self.0.width()) {
                let away = distance((x as f32 + 0.5, y as f32 + 0.5));
                self.lay(x, y, colour, (0.5 - away).clamp(0.0, 1.0));
            }
        }
    }

    pub(super) fn rectangle(&mut self, at: Point, size: Point, colour: Colour) {
        let to = (at.0 + size.0, at.1 + size.1);
        self.shape(at, to, colour, |(x, y)| (at.0 - x).max(x - to.0).max(at.1 - y).max(y - to.1));
    }

    pub(super) fn ellipse(&mut self, centre: Point, radii: Point, colour: Colour) {
        let from = (centre.0 - radii.0, centre.1 - radii.1);
        let to = (centre.0 + radii.0, centre.1 + radii.1);
        self.shape(from, to, colour, |(x, y)| {
            let away = ((x - centre.0) / radii.0).hypot((y - centre.1) / radii.1);
            (away - 1.0) * radii.0.min(radii.1)
        });
    }

    /// A stroke with round ends.
    pub(super) fn stroke(&mut self, one: Point, other: Point, width: f32, colour: Colour) {
        let half = width / 2.0;
        let from = (one.0.min(other.0) - half, one.1.min(other.1) - half);
        let to = (one.0.max(other.0) + half, one.1.max(other.1) + half);
        let (across, down) = (other.0 - one.0, other.1 - one.1);
        let length = (across * across + down * down).max(0.001);
        self.shape(from, to, colour, |(x, y)| {
            let along = (((x - one.0) * across + (y - one.1) * down) / length).clamp(0.0, 1.0);
            (x - one.0 - along * across).hypot(y - one.1 - along * down) - half
        });
    }

    /// Writes capital letters, digits and a few signs: their upper left, their height, how far one begins after the
    /// other, all in pixels.
    pub(super) fn write_apart(&mut self, text: &str, at: Point, height: f32, apart: f32, colour: Colour) {
        let unit = height / glyphs::HEIGHT;
        let width = (unit * glyphs::PEN).max(1.2);
        for (place, letter) in text.chars().enumerate() {
            let left = at.0 + place as f32 * apart;
            for line in glyphs::lines(letter) {
                for pair in line.windows(2) {
                    let on = |point: Point| (left + point.0 * unit, at.1 + point.1 * unit);
                    self.stroke(on(pair[0]), on(pair[1]), width, colour);
                }
            }
        }
    }

    /// The same as close as ordinary print.
    pub(super) fn write(&mut self, text: &str, at: Point, height: f32, colour: Colour) {
        self.write_apart(text, at, height, height * glyphs::APART, colour);
    }

    /// Lays another picture onto this one.
    pub(super) fn put(&mut self, other: &RgbImage, at: (u32, u32)) {
        for (x, y, pixel) in other.enumerate_pixels() {
            let (x, y) = (at.0 + x, at.1 + y);
            if x < self.0.width() && y < self.0.height() {
                self.0.put_pixel(x, y, *pixel);
            }
        }
    }
}
