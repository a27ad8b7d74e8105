//! Where on a picture is a barcode, and how far is it turned? Bars make many strong edges that all point one way
//! (structure tensor of small blocks); the largest patch of such blocks is the barcode.
#![expect(
    clippy::float_arithmetic,
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "angles and sums of squares, not money"
)]

use std::f32::consts::PI;

use super::grey::{Grey, Window};

/// Side of a block, in pixels.
const BLOCK: usize = 16;
/// Bins of half a turn.
const BINS: usize = 90;
/// How far a block's edges may point away from the common direction, in radians.
const TOLERANCE: f32 = 0.26;

/// One block's edges.
#[derive(Clone, Copy)]
struct Edges {
    /// How strong, all together.
    energy: f32,
    /// Where they point, from 0 to half a turn.
    angle: f32,
    /// Whether they agree: 1 wholly, 0 not at all.
    agreement: f32,
}

/// The window that shows the barcode upright or upside down, in pixels of the picture that is given.
pub(super) fn barcode(picture: &Grey) -> Option<Window> {
    let (columns, lines) = (picture.width / BLOCK, picture.height / BLOCK);
    if columns < 4 || lines < 4 {
        return None;
    }
    let places = (0..lines).flat_map(|line| (0..columns).map(move |column| (column, line)));
    let edges: Vec<Edges> = places.map(|(column, line)| edges(picture, column, line)).collect();
    let mut energies: Vec<f32> = edges.iter().map(|block| block.energy).collect();
    energies.sort_by(f32::total_cmp);
    let strong = energies[energies.len() * 98 / 100] / 6.0;
    let is_bars = |block: &Edges| block.energy > strong && block.agreement > 0.55;
    let angle = common_angle(edges.iter().filter(|block| is_bars(block)))?;
    let mut is_code: Vec<bool> =
        edges.iter().map(|block| is_bars(block) && apart(block.angle, angle) < TOLERANCE).collect();
    let patch = largest_patch(&mut is_code, columns)?;
    Some(window(&patch, angle))
}

fn edges(picture: &Grey, column: usize, line: usize) -> Edges {
    let (mut across, mut down, mut both) = (0_i64, 0_i64, 0_i64);
    for y in (line * BLOCK).max(1)..((line + 1) * BLOCK).min(picture.height - 1) {
        let shade = |at: usize| i64::from(picture.shades[at]);
        for x in (column * BLOCK).max(1)..((column + 1) * BLOCK).min(picture.width - 1) {
            let at = y * picture.width + x;
            let right = shade(at + 1) - shade(at - 1);
            let below = shade(at + picture.width) - shade(at - picture.width);
            across += right * right;
            down += below * below;
            both += right * below;
        }
    }
    let (energy, difference, both) = ((across + down) as f32, (across - down) as f32, 2.0 * both as f32);
    let angle = both.atan2(difference) / 2.0;
    let agreement = if energy > 0.0 { difference.hypot(both) / energy } else { 0.0 };
    Edges { energy, angle: if angle < 0.0 { angle + PI } else { angle }, agreement }
}

/// How far two directions are apart; half a turn is the same direction.
fn apart(one: f32, other: f32) -> f32 {
    let apart = (one - other).abs() % PI;
    apart.min(PI - apart)
}

/// Where most of the edges point.
fn common_angle<'a>(blocks: impl Iterator<Item = &'a Edges> + Clone) -> Option<f32> {
    let mut bins = [0.0_f32; BINS];
    for block in blocks.clone() {
        bins[(block.angle / PI * BINS as f32) as usize % BINS] += block.energy.sqrt();
    }
    let around = |bin: usize| bins[(bin + BINS - 1) % BINS] + bins[bin] + bins[(bin + 1) % BINS];
    let best = (0..BINS).max_by(|one, other| around(*one).total_cmp(&around(*other)))?;
    let middle = (best as f32 + 0.5) * PI / BINS as f32;
    let (mut sin, mut cos, mut seen) = (0.0, 0.0, false);
    for block in blocks.filter(|block| apart(block.angle, middle) < TOLERANCE / 2.0) {
        seen = true;
        sin += (2.0 * block.angle).sin() * block.energy.sqrt();
        cos += (2.0 * block.angle).cos() * block.energy.sqrt();
    }
    seen.then(|| sin.atan2(cos) / 2.0)
}

/// The blocks of the largest patch, as columns and lines; blocks two apart still touch.
fn largest_patch(is_code: &mut [bool], columns: usize) -> Option<Vec<(usize, usize)>> {
    let lines = is_code.len() / columns;
    let mut largest = Vec::new();
    for start in 0..is_code.len() {
        if !is_code[start] {
            continue;
        }
        is_code[start] = false;
        let (mut patch, mut next) = (vec![(start % columns, start / columns)], 0);
        while next < patch.len() {
            let (column, line) = patch[next];
            next += 1;
            for y in line.saturating_sub(2)..(line + 3).min(lines) {
                for x in column.saturating_sub(2)..(column + 3).min(columns) {
                    if std::mem::take(&mut is_code[y * columns + x]) {
                        patch.push((x, y));
                    }
                }
            }
        }
        if patch.len() > largest.len() {
            largest = patch;
        }
    }
    // A code that can be read is at least this large.
    (largest.len() >= 12).then_some(largest)
}

/// The window around a patch, with room on all sides for the quiet zone.
fn window(patch: &[(usize, usize)], angle: f32) -> Window {
    let (sin, cos) = angle.sin_cos();
    let centre = |place: usize| (place * BLOCK + BLOCK / 2) as f32;
    let turned = patch.iter().map(|(column, line)| {
        let (x, y) = (centre(*column), centre(*line));
        (x * cos + y * sin, y * cos - x * sin)
    });
    let start = (f32::MAX, f32::MIN, f32::MAX, f32::MIN);
    let (left, right, top, bottom) = turned.fold(start, |(left, right, top, bottom), (x, y)| {
        (left.min(x), right.max(x), top.min(y), bottom.max(y))
    });
    let (x, y) = (f32::midpoint(left, right), f32::midpoint(top, bottom));
    let room = 3.0 * BLOCK as f32;
    Window {
        centre: (x * cos - y * sin, x * sin + y * cos),
        angle,
        size: (right - left + 2.0 * room, bottom - top + 2.0 * room),
    }
}
