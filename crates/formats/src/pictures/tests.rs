//! Bombs, stubs and wrong claims are refused before anything is decoded; what is kept holds pixels and nothing else; a
//! drawn barcode is found again.

use super::*;

fn picture(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| [(x % 251) as u8, (y % 241) as u8, 90].into())
}

/// A JPEG with a segment of its own after its beginning.
fn with_segment(jpeg: &[u8], marker: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len() + 2).unwrap().to_be_bytes();
    [&jpeg[..2], &[0xff, marker], &length, content, &jpeg[2..]].concat()
}

/// A made-up place and camera, as a phone writes them (EXIF), the picture lying on its side.
fn exif() -> Vec<u8> {
    let mut bytes = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01".to_vec();
    bytes.extend_from_slice(&[0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0]);
    bytes.extend_from_slice(b"GPS 12.3456 N 98.7654 W made-up-phone");
    bytes
}

#[test]
fn both_formats_are_known_by_their_first_bytes() {
    let image = picture(640, 400);
    for (bytes, format) in [(jpeg(&image, 80), Format::Jpeg), (png(&image), Format::Png)] {
        assert_eq!(look(&bytes), Ok(Header { format, width: 640, height: 400 }));
        let decoded = decode(&bytes).unwrap();
        assert_eq!((decoded.width(), decoded.height()), (640, 400));
    }
    assert_eq!(decode(&png(&image)).unwrap(), image);
    for other in [&b"GIF89a"[..], b"", b"%PDF-1.7", b"RIFF....WEBP", b"II*\0", b"<svg"] {
        assert_eq!(look(other), Err(Refused::Format), "{other:?}");
    }
}

#[test]
fn what_claims_to_be_huge_is_refused_undecoded() {
    let claims = |width: u32, height: u32| {
        let mut bomb = png(&picture(100, 100));
        bomb[16..20].copy_from_slice(&width.to_be_bytes());
        bomb[20..24].copy_from_slice(&height.to_be_bytes());
        bomb
    };
    for (width, height) in [(60_000, 60_000), (10_001, 200), (200, u32::MAX), (5_001, 5_000)] {
        assert_eq!(look(&claims(width, height)), Err(Refused::Pixels), "{width} {height}");
        assert_eq!(decode(&claims(width, height)), Err(Refused::Pixels));
    }
    assert_eq!(look(&claims(99, 500)), Err(Refused::Small));
    let mut bomb = jpeg(&picture(100, 100), 80);
    let frame = bomb.windows(2).position(|pair| pair == [0xff, 0xc0]).unwrap();
    bomb[frame + 5..frame + 9].copy_from_slice(&[0xff, 0xff, 0xff, 0xff]);
    assert_eq!(look(&bomb), Err(Refused::Pixels));
    assert_eq!(look(&vec![0; MOST_BYTES + 1]), Err(Refused::Bytes));
}

/// Metadata of 228 full segments is a picture; a file of nothing but empty segments is not walked to its end.
#[test]
fn so_many_segments_have_no_picture() {
    let whole = jpeg(&picture(300, 200), 80);
    let with = |segments: usize, length: usize| {
        let content = vec![0; length];
        (0..segments).fold(whole.clone(), |jpeg, _| with_segment(&jpeg, 0xe1, &content))
    };
    assert!(look(&with(225, 65_533)).is_ok());
    assert!(look(&with(900, 0)).is_ok());
    assert_eq!(look(&with(1_000, 0)), Err(Refused::Damaged));
}

#[test]
fn a_stub_is_damaged_wherever_it_ends() {
    for whole in [jpeg(&picture(300, 200), 80), png(&picture(300, 200))] {
        for length in [3, 9, 20, 40, 160, whole.len() / 2] {
            assert!(decode(&whole[..length]).is_err() || length > 160, "{length} bytes were decoded");
        }
        let mut other = whole.clone();
        let last = other.len() - 1;
        other.truncate(last);
        drop(decode(&other));
    }
    // A length that points nowhere, a frame that never comes.
    assert_eq!(look(b"\xff\xd8\xff\xe0\0\x01"), Err(Refused::Damaged));
    assert_eq!(look(b"\xff\xd8\xff\xda\0\x08"), Err(Refused::Damaged));
    assert_eq!(look(b"\xff\xd8\xff\xc9\0\x0b\x08\x01\0\x01\0\x01"), Err(Refused::Damaged));
}

#[test]
fn what_is_kept_is_upright_and_holds_nothing_but_pixels() {
    let image = picture(640, 400);
    let sent = with_segment(&jpeg(&image, 90), 0xe1, &exif());
    let sent =
        [with_segment(&sent, 0xfe, b"a made-up comment").as_slice(), b"hidden behind the end"].concat();
    let decoded = decode(&sent).unwrap();
    assert_eq!((decoded.width(), decoded.height()), (400, 640), "the camera's way up was not taken");
    let kept = keep(&decoded);
    for secret in [&b"Exif"[..], b"GPS", b"made-up", b"hidden"] {
        assert!(sent.windows(secret.len()).any(|part| part == secret));
        assert!(!kept.windows(secret.len()).any(|part| part == secret), "{secret:?} was kept");
    }
    let large = decode(&keep(&picture(4_000, 1_000))).unwrap();
    assert_eq!((large.width(), large.height()), (2_000, 500));
}

/// A drawn code in the middle of a white picture, three pixels to a module.
fn drawn(text: &str) -> Grey {
    let modules = draw(text).unwrap();
    let (width, height) = (modules[0].len() * 3 + 200, modules.len() * 3 + 200);
    let shade = |x: usize, y: usize| {
        let inside = x >= 100 && y >= 100;
        let module = inside.then(|| modules.get((y - 100) / 3)?.get((x - 100) / 3)).flatten();
        if module == Some(&true) { 20 } else { 235 }
    };
    let shades =
        (0..height).flat_map(|y| (0..width).map(move |x| (x, y))).map(|(x, y)| shade(x, y)).collect();
    Grey { width, height, shades }
}

#[test]
fn a_drawn_barcode_is_found_at_any_angle() {
    let text = "@\n\u{1e}\rANSI 636000100001DL00310040DLDAQT00112233\nDCSMUSTER\nDACMIRA\nDBB02281975\nDAGCALLE ÑANDÚ 7\r";
    let picture = drawn(text);
    for degrees in [0.0, 5.0, 17.0, -28.0, 45.0, 80.0, 90.0, 135.0, 180.0, 200.0, 270.0] {
        let found = read_barcode(&picture.turned(degrees), || true);
        assert_eq!(found.as_deref(), Some(text), "turned by {degrees} degrees");
    }
    assert_eq!(read_barcode(&picture, || false), None, "it went on although it should not");
}
