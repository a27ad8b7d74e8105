//! What do the letters of specimens look like? Strokes of our own on a grid, drawn after the proportions that the
//! standard of machine-readable lines asks for (OCR-B, ISO 1073-2: one width for all, a narrow zero, a one with a foot);
//! no font of others is needed.
#![expect(clippy::float_arithmetic, reason = "places of strokes, not money")]

use super::canvas::Point;

/// Height of a capital letter on the grid; its width is 10.
pub(super) const HEIGHT: f32 = 14.0;
/// Width of the pen on the grid.
pub(super) const PEN: f32 = 2.0;
/// How far one letter begins after the other in ordinary print, by its height.
pub(super) const APART: f32 = 0.97;
/// The same in machine-readable lines: 2.54 mm for letters of 2.4 mm.
pub(super) const MACHINE_APART: f32 = 1.058;

/// Each letter as strokes: M begins one, L goes straight, Q bends by the first point to the second.
const STROKES: [(char, &str); 46] = [
    ('A', "M0,14 L5,0 L10,14 M1.8,9.5 L8.2,9.5"),
    ('B', "M1,14 L1,0 L5,0 Q9,0 9,3.5 Q9,6.8 5,6.8 L1,6.8 M5,6.8 Q10,6.8 10,10.4 Q10,14 5,14 L1,14"),
    ('C', "M9.6,2.8 Q8.6,0 5.5,0 Q0.2,0 0.2,7 Q0.2,14 5.5,14 Q8.6,14 9.6,11.2"),
    ('D', "M1,0 L1,14 L4,14 Q10,14 10,7 Q10,0 4,0 L1,0"),
    ('E', "M9,0 L1,0 L1,14 L9,14 M1,6.8 L7.8,6.8"),
    ('F', "M9,0 L1,0 L1,14 M1,6.8 L7.8,6.8"),
    ('G', "M9.6,2.8 Q8.6,0 5.5,0 Q0.2,0 0.2,7 Q0.2,14 5.5,14 Q9.6,14 9.6,10.5 L9.6,8 L6,8"),
    ('H', "M1,0 L1,14 M9,0 L9,14 M1,6.8 L9,6.8"),
    ('I', "M2,0 L8,0 M5,0 L5,14 M2,14 L8,14"),
    ('J', "M4,0 L8.5,0 L8.5,10 Q8.5,14 4.8,14 Q1.2,14 1,10.5"),
    ('K', "M1,0 L1,14 M9,0 L1,8.2 M3.8,5.6 L9.5,14"),
    ('L', "M1,0 L1,14 L9,14"),
    ('M', "M0.5,14 L0.5,0 L5,8 L9.5,0 L9.5,14"),
    ('N', "M1,14 L1,0 L9,14 L9,0"),
    ('O', "M5,0 Q10.4,0 10.4,7 Q10.4,14 5,14 Q-0.4,14 -0.4,7 Q-0.4,0 5,0"),
    ('P', "M1,14 L1,0 L5.5,0 Q9.5,0 9.5,4 Q9.5,8 5.5,8 L1,8"),
    ('Q', "M5,0 Q10.4,0 10.4,7 Q10.4,14 5,14 Q-0.4,14 -0.4,7 Q-0.4,0 5,0 M6,10 L10.4,14.6"),
    ('R', "M1,14 L1,0 L5.5,0 Q9.5,0 9.5,4 Q9.5,8 5.5,8 L1,8 M5,8 L9.5,14"),
    ('S', "M9,2.6 Q8,0 5,0 Q1,0 1,3.5 Q1,6 5,6.9 Q9.5,8 9.5,10.7 Q9.5,14 5,14 Q1.5,14 0.6,11.4"),
    ('T', "M0,0 L10,0 M5,0 L5,14"),
    ('U', "M1,0 L1,9 Q1,14 5,14 Q9,14 9,9 L9,0"),
    ('V', "M0.2,0 L5,14 L9.8,0"),
    ('W', "M0,0 L2.2,14 L5,5 L7.8,14 L10,0"),
    ('X', "M0.5,0 L9.5,14 M9.5,0 L0.5,14"),
    ('Y', "M0.5,0 L5,7 L9.5,0 M5,7 L5,14"),
    ('Z', "M1,0 L9.2,0 L0.8,14 L9.4,14"),
    ('0', "M5,0 Q9,0 9,7 Q9,14 5,14 Q1,14 1,7 Q1,0 5,0"),
    ('1', "M2.2,3 L5.5,0 L5.5,14 M2.2,14 L8.8,14"),
    ('2', "M1,3.2 Q1.8,0 5,0 Q9,0 9,3.8 Q9,6.5 5,9.6 L1,14 L9.4,14"),
    ('3', "M1,0 L8.8,0 L4.8,5.4 Q9.4,5.6 9.4,9.8 Q9.4,14 5,14 Q1.6,14 0.6,11.4"),
    ('4', "M6.2,0 L0.6,10 L9.8,10 M7.2,6.5 L7.2,14"),
    ('5', "M8.8,0 L2,0 L1.4,6.4 Q3,5.2 5,5.2 Q9.4,5.2 9.4,9.6 Q9.4,14 5,14 Q1.6,14 0.6,11.6"),
    ('6', "M7.6,0 Q0.8,4 0.8,9.6 Q0.8,14 5.1,14 Q9.4,14 9.4,9.8 Q9.4,5.8 5.1,5.8 Q2.4,5.8 1,8.4"),
    ('7', "M1,0 L9,0 Q4.4,7 4,14"),
    (
        '8',
        "M5,0 Q8.6,0 8.6,3.3 Q8.6,6.6 5,6.6 Q1.4,6.6 1.4,3.3 Q1.4,0 5,0 \
         M5,6.6 Q9.4,6.6 9.4,10.3 Q9.4,14 5,14 Q0.6,14 0.6,10.3 Q0.6,6.6 5,6.6",
    ),
    ('9', "M2.4,14 Q9.2,10 9.2,4.4 Q9.2,0 4.9,0 Q0.6,0 0.6,4.2 Q0.6,8.2 4.9,8.2 Q7.6,8.2 9,5.6"),
    ('<', "M8.8,2 L1.2,7.5 L8.8,13"),
    ('.', "M5,13.4 L5,14"),
    (',', "M5.4,13 L4,16"),
    ('-', "M2,8 L8,8"),
    ('/', "M9,0 L1,14"),
    (':', "M5,5 L5,5.6 M5,13.4 L5,14"),
    ('\'', "M5,0 L5,3"),
    ('#', "M3.4,2 L2.4,12 M7.4,2 L6.4,12 M1,5 L9.4,5 M0.6,9 L9,9"),
    ('(', "M7,-1 Q3,3 3,7 Q3,11 7,15"),
    (')', "M3,-1 Q7,3 7,7 Q7,11 3,15"),
];

/// Straight pieces of a bend.
const PIECES: u8 = 10;

/// The strokes of a letter as lines through points on the grid; none for a blank and for what has no strokes here.
pub(super) fn lines(letter: char) -> Vec<Vec<Point>> {
    let strokes = STROKES.iter().find(|(known, _)| *known == letter).map_or("", |(_, strokes)| strokes);
    let mut lines: Vec<Vec<Point>> = Vec::new();
    let mut words = strokes.split_whitespace();
    while let Some(word) = words.next() {
        let (command, first) = word.split_at(1);
        let first = point(first);
        match command {
            "M" => lines.push(vec![first]),
            "L" => lines.last_mut().expect("a stroke begins with M").push(first),
            _ => {
                let end = point(words.next().expect("a bend has an end"));
                let line = lines.last_mut().expect("a stroke begins with M");
                let start = *line.last().expect("a stroke has a beginning");
                line.extend((1..=PIECES).map(|piece| bend(start, first, end, f32::from(piece))));
            }
        }
    }
    lines
}

/// A point of a quadratic Bézier curve, after so many of its pieces.
fn bend(start: Point, by: Point, end: Point, piece: f32) -> Point {
    let gone = piece / f32::from(PIECES);
    let left = 1.0 - gone;
    let mix =
        |start: f32, by: f32, end: f32| left * left * start + 2.0 * left * gone * by + gone * gone * end;
    (mix(start.0, by.0, end.0), mix(start.1, by.1, end.1))
}

fn point(text: &str) -> Point {
    let (x, y) = text.split_once(',').expect("two numbers");
    (x.parse().expect("a number"), y.parse().expect("a number"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_letter_of_machine_readable_lines_is_drawn_and_no_two_are_the_same() {
        let letters: Vec<char> = ('A'..='Z').chain('0'..='9').chain(['<']).collect();
        for (place, letter) in letters.iter().enumerate() {
            assert!(!lines(*letter).is_empty(), "{letter}");
            assert!(letters[..place].iter().all(|other| lines(*other) != lines(*letter)), "{letter}");
        }
        assert!(lines(' ').is_empty());
    }
}
