//! Is a file a picture that may be decoded? Its format and size are read from its first bytes, before any decoder sees
//! it, so that a bomb (a small file that claims a huge picture) costs nothing (CWE-409).

use super::Refused;

/// The longest file, in bytes: a phone's photographs have 2 to 8 million.
pub const MOST_BYTES: usize = 15_000_000;

/// The most pixels: phones take 12 or 24 million by themselves; in colour these are 75 megabytes.
pub const MOST_PIXELS: u64 = 25_000_000;

/// The longest side, in pixels: no camera's picture is longer, and buffers of one line stay small.
pub const MOST_SIDE: u32 = 10_000;

/// The shortest side, in pixels, on which a card could be read.
const LEAST_SIDE: u32 = 100;

/// What a picture may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// JPEG (ITU-T T.81), baseline or progressive, Huffman-coded.
    Jpeg,
    /// PNG (W3C).
    Png,
}

/// What the first bytes say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    /// Which format.
    pub format: Format,
    /// Columns of pixels, as stored.
    pub width: u32,
    /// Lines of pixels, as stored.
    pub height: u32,
}

/// The most segments before the frame: a file of the largest size, all of it metadata in segments of 64 kilobytes, has 228.
const MOST_SEGMENTS: usize = 1_000;

/// Looks at a file: nothing is decoded, nothing is allocated.
pub fn look(bytes: &[u8]) -> Result<Header, Refused> {
    if bytes.len() > MOST_BYTES {
        return Err(Refused::Bytes);
    }
    let (format, (width, height)) = if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        (Format::Png, png_size(bytes).ok_or(Refused::Damaged)?)
    } else if bytes.starts_with(&[0xff, 0xd8, 0xff]) {
        (Format::Jpeg, jpeg_size(bytes).ok_or(Refused::Damaged)?)
    } else {
        return Err(Refused::Format);
    };
    if width > MOST_SIDE || height > MOST_SIDE || u64::from(width) * u64::from(height) > MOST_PIXELS {
        return Err(Refused::Pixels);
    }
    if width < LEAST_SIDE || height < LEAST_SIDE {
        return Err(Refused::Small);
    }
    Ok(Header { format, width, height })
}

/// The first chunk is IHDR: its length, its name, width, height (PNG 11.2.1).
fn png_size(bytes: &[u8]) -> Option<(u32, u32)> {
    (bytes.get(8..16)? == b"\0\0\0\x0dIHDR").then_some(())?;
    let number = |at: usize| bytes.get(at..at + 4)?.try_into().ok().map(u32::from_be_bytes);
    Some((number(16)?, number(20)?))
}

/// Segments follow each other with their lengths until the one that begins the frame (T.81 B.2.2). Arithmetic coding
/// and lossless frames come from no camera and are taken for damage.
fn jpeg_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let two = |at: usize| bytes.get(at..at + 2)?.try_into().ok().map(u16::from_be_bytes);
    let mut at = 2;
    for _ in 0..MOST_SEGMENTS {
        // Fill bytes may stand before a marker.
        while bytes.get(at) == Some(&0xff) && bytes.get(at + 1) == Some(&0xff) {
            at += 1;
        }
        let [0xff, marker] = bytes.get(at..at + 2)? else { return None };
        match marker {
            0xc0..=0xc2 => return Some((two(at + 7)?.into(), two(at + 5)?.into())),
            // The picture's data begins, or the file ends, without a frame's header; or a frame of another kind.
            0xd8..=0xda | 0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf => return None,
            0x01 | 0xd0..=0xd7 => at += 2,
            _ => {
                let length = usize::from(two(at + 2)?);
                (length >= 2).then_some(())?;
                at += 2 + length;
            }
        }
    }
    None
}
