//! Are only readable papers taken, told by their bytes?

use crate::offers::{PaperKind, PaperLimits, PaperShows, Unfit};

const LIMITS: PaperLimits = PaperLimits { most: 40, megabytes: 1 };

fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
    bytes.extend(width.to_be_bytes());
    bytes.extend(height.to_be_bytes());
    bytes
}

#[test]
fn files_are_told_by_their_bytes() {
    let jpeg = b"\xff\xd8\xff\xc0\0\x11\x08\x02\x00\x03\x00\x03".to_vec();
    let mut large = b"%PDF-1.7\n%%EOF".to_vec();
    large.resize(1_000_001, b' ');
    let mut late = b"%PDF-1.7\n%%EOF".to_vec();
    late.resize(14 + 1025, b' ');
    for (name, bytes, expected) in [
        ("a paper", b"%PDF-1.7\n1 0 obj\n%%EOF\n".to_vec(), Ok(PaperKind::Pdf)),
        ("a photograph", jpeg.clone(), Ok(PaperKind::Jpeg)),
        ("a picture", png(800, 600), Ok(PaperKind::Png)),
        ("nothing", Vec::new(), Err(Unfit::Kind)),
        ("a page", b"<html><script>alert(1)</script>".to_vec(), Err(Unfit::Kind)),
        ("a program", b"MZ\x90\0".to_vec(), Err(Unfit::Kind)),
        ("an archive", b"PK\x03\x04".to_vec(), Err(Unfit::Kind)),
        ("a paper behind something else", b"<html>%PDF-1.7\n%%EOF".to_vec(), Err(Unfit::Kind)),
        ("half a paper", b"%PDF-1.7\n1 0 obj\n".to_vec(), Err(Unfit::Damaged)),
        ("a paper with much behind its end", late, Err(Unfit::Damaged)),
        ("a locked paper", b"%PDF-1.7\ntrailer << /Encrypt 5 0 R >>\n%%EOF".to_vec(), Err(Unfit::Locked)),
        ("half a photograph", jpeg[..8].to_vec(), Err(Unfit::Damaged)),
        ("a stamp", png(60, 60), Err(Unfit::Small)),
        ("a bomb", png(60_000, 60_000), Err(Unfit::Large)),
        ("too many bytes", large, Err(Unfit::Large)),
    ] {
        assert_eq!(LIMITS.kind(&bytes), expected, "{name}");
    }
    for kind in [PaperKind::Pdf, PaperKind::Jpeg, PaperKind::Png] {
        assert_eq!(PaperKind::named(kind.name()), Some(kind));
    }
    assert_eq!(PaperShows::ALL.map(|shows| PaperShows::named(shows.name())), PaperShows::ALL.map(Some));
}
