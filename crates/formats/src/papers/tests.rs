//! Are only readable papers taken, told by their bytes, and none that would do something by itself?

use miniz_oxide::deflate::compress_to_vec_zlib;
use proptest::prelude::*;

use super::*;

const MOST: usize = 1_000_000;

fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
    bytes.extend(width.to_be_bytes());
    bytes.extend(height.to_be_bytes());
    bytes
}

fn with(inside: &[u8]) -> Vec<u8> {
    [b"%PDF-1.7\n1 0 obj\n<< ".as_slice(), inside, b" >>\nendobj\n%%EOF\n"].concat()
}

/// A file whose objects stand packed in a stream.
fn packed(kind: &[u8], objects: &[u8]) -> Vec<u8> {
    let data = compress_to_vec_zlib(objects, 6);
    let head = [b"%PDF-1.7\n7 0 obj\n<< ".as_slice(), kind, b" /Filter /FlateDecode >>\nstream\r\n"].concat();
    [head.as_slice(), &data, b"\nendstream\nendobj\n%%EOF\n"].concat()
}

#[test]
fn files_are_told_by_their_bytes() {
    let jpeg = b"\xff\xd8\xff\xc0\0\x11\x08\x02\x00\x03\x00\x03".to_vec();
    let mut large = b"%PDF-1.7\n%%EOF".to_vec();
    large.resize(MOST + 1, b' ');
    let mut late = b"%PDF-1.7\n%%EOF".to_vec();
    late.resize(14 + 1025, b' ');
    for (name, bytes, expected) in [
        ("a paper", with(b"/Type /Catalog"), Ok(Kind::Pdf)),
        ("a photograph", jpeg.clone(), Ok(Kind::Jpeg)),
        ("a picture", png(800, 600), Ok(Kind::Png)),
        ("nothing", Vec::new(), Err(Unfit::Kind)),
        ("a page", b"<html><script>alert(1)</script>".to_vec(), Err(Unfit::Kind)),
        ("a program", b"MZ\x90\0".to_vec(), Err(Unfit::Kind)),
        ("an archive", b"PK\x03\x04".to_vec(), Err(Unfit::Kind)),
        ("a paper behind something else", b"<html>%PDF-1.7\n%%EOF".to_vec(), Err(Unfit::Kind)),
        ("half a paper", b"%PDF-1.7\n1 0 obj\n".to_vec(), Err(Unfit::Damaged)),
        ("a paper with much behind its end", late, Err(Unfit::Damaged)),
        ("a locked paper", with(b"/Encrypt 5 0 R"), Err(Unfit::Locked)),
        ("half a photograph", jpeg[..8].to_vec(), Err(Unfit::Damaged)),
        ("a stamp", png(60, 60), Err(Unfit::Small)),
        ("a bomb", png(60_000, 60_000), Err(Unfit::Large)),
        ("too many bytes", large, Err(Unfit::Large)),
    ] {
        assert_eq!(look(&bytes, MOST), expected, "{name}");
    }
    assert_eq!(Kind::ALL.map(|kind| Kind::named(kind.name())), Kind::ALL.map(Some));
}

/// What acts by itself, and what only looks like it.
const ACTING: [(&[u8], Result<Kind, Unfit>); 14] = [
    (b"/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>", Err(Unfit::Active)),
    (b"/OpenAction<</S/JavaScript/JS 9 0 R>>", Err(Unfit::Active)),
    (b"/OpenAction << /S /J#61v#61Script /JS (x) >>", Err(Unfit::Active)),
    (b"/A << /S /Launch /F (x.exe) >>", Err(Unfit::Active)),
    (b"/A << /S /SubmitForm /F (https://elsewhere.example) >>", Err(Unfit::Active)),
    (b"/A << /S /Rendition /JS (x) >>", Err(Unfit::Active)),
    (b"/Names << /EmbeddedFiles 4 0 R >>", Err(Unfit::Active)),
    (b"/Type /EmbeddedFile", Err(Unfit::Active)),
    (b"/AcroForm << /XFA [ (template) 5 0 R ] >>", Err(Unfit::Active)),
    (b"/AcroForm << /Fields [] >> /OpenAction [3 0 R /Fit]", Ok(Kind::Pdf)),
    (b"/A << /S /URI /URI (https://bank.example) >>", Ok(Kind::Pdf)),
    (b"/Title (JavaScript for beginners)", Ok(Kind::Pdf)),
    (b"/JavaScripted true /Name#zz 1", Ok(Kind::Pdf)),
    (b"/Contents 4 0 R /XFA", Ok(Kind::Pdf)),
];

#[test]
fn what_acts_by_itself_is_refused_however_it_is_written() {
    for (inside, expected) in ACTING {
        let name = String::from_utf8_lossy(inside);
        assert_eq!(look(&with(inside), MOST), expected, "{name}");
        for kind in [b"/Type /ObjStm /N 1 /First 4".as_slice(), b"/Type/Obj#53tm", b"/N 1 /First 4"] {
            assert_eq!(look(&packed(kind, inside), MOST), expected, "packed: {name}");
        }
    }
    // What is drawn on a page is not looked into.
    assert_eq!(look(&packed(b"/Length 9", &ACTING[0].0.repeat(50)), MOST), Ok(Kind::Pdf));
}

#[test]
fn what_cannot_be_unpacked_is_refused() {
    let bomb = packed(b"/Type /ObjStm", &vec![b' '; 33_000_000]);
    assert!(bomb.len() < 100_000);
    assert_eq!(look(&bomb, MOST), Err(Unfit::Large));
    let two = [
        packed(b"/Type /ObjStm", &vec![b' '; 20_000_000]),
        packed(b"/Type /ObjStm", &vec![b' '; 20_000_000]),
    ];
    assert_eq!(look(&two.concat(), MOST), Err(Unfit::Large), "all together");
    let mut torn = packed(b"/Type /ObjStm", b"/Type /Catalog");
    let at = torn.len() - 40;
    torn[at] ^= 0xff;
    assert_eq!(look(&torn, MOST), Err(Unfit::Damaged));
}

proptest! {
    /// Strangers' bytes never end the program, and no bytes around it hide a name.
    #[test]
    fn no_bytes_around_it_hide_an_action(before in proptest::collection::vec(any::<u8>(), 0..200), after in proptest::collection::vec(any::<u8>(), 0..200)) {
        let bytes = [b"%PDF-1.7\n".as_slice(), &before, b"/S /JavaScript ", &after, b"\n%%EOF\n"].concat();
        prop_assert!(matches!(look(&bytes, MOST), Err(Unfit::Active | Unfit::Locked)));
        let harmless = [b"%PDF-1.7\n".as_slice(), &before, b" /N 1 /First 2 /Filter stream\n", &after, b"\n%%EOF\n"].concat();
        prop_assert!(look(&harmless, MOST).is_err(), "random bytes do not unpack");
    }
}
