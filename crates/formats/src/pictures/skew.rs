//! How far do the lines of print on a picture lean? Edges between dark and light are summed along lines of every angle:
//! where they fall together on few lines, that is how the print runs.
#![expect(
    clippy::float_arithmetic,
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "angles and sums, not money"
)]

use super::grey::Grey;

/// The longest side that is looked at, in pixels.
const LOOKED_AT: usize = 800;
/// Shades by which an edge differs.
const EDGE: u8 = 24;
/// Lines lean at most so far, in degrees; more is another side up.
const MOST: i16 = 44;

/// Degrees by which the print leans, clockwise; [`Grey::turned`] by as many puts it straight. Zero where there is none.
pub fn skew(picture: &Grey) -> f32 {
    let small = picture.shrunk(LOOKED_AT);
    let mut edges = Vec::new();
    for y in 1..small.height {
        for x in 0..small.width {
            let at = y * small.width + x;
            if small.shades[at].abs_diff(small.shades[at - small.width]) > EDGE {
                edges.push((x as f32, y as f32));
            }
        }
    }
    let reach = small.width + small.height;
    let best = |angles: &mut dyn Iterator<Item = f32>| {
        let scored = angles.map(|angle| (angle, score(&edges, angle, reach)));
        scored.max_by(|one, other| one.1.total_cmp(&other.1)).map_or(0.0, |(angle, _)| angle)
    };
    let rough = best(&mut (-MOST..=MOST).map(f32::from));
    best(&mut (-4..=4).map(|quarter: i8| rough + f32::from(quarter) / 4.0))
}

/// How much edges fall together on lines of an angle.
fn score(edges: &[(f32, f32)], degrees: f32, reach: usize) -> f32 {
    let (sin, cos) = degrees.to_radians().sin_cos();
    let mut lines = vec![0.0_f32; 2 * reach];
    for (x, y) in edges {
        lines[(y * cos - x * sin + reach as f32) as usize] += 1.0;
    }
    lines.iter().map(|count| count * count).sum()
}
