//! Is what is kept of a file clean: scanned first, and a picture without anything but its pixels?

use super::*;
use formats::pictures::{RgbImage, jpeg, look, png};

const LIMITS: Limits = Limits { most: 40, megabytes: 1 };

fn papers(scanner: Scanner) -> Papers {
    Papers { pictures: PictureReader::unconfined(), scanner }
}

/// A picture with words behind its end, where a camera's place or an archive could hide.
fn with_words(picture: Vec<u8>) -> Vec<u8> {
    [picture, b"hidden words".to_vec()].concat()
}

fn holds(bytes: &[u8], words: &[u8]) -> bool {
    bytes.windows(words.len()).any(|window| window == words)
}

#[tokio::test]
async fn a_picture_is_made_anew_and_a_pdf_kept_as_it_is() {
    let image = RgbImage::from_fn(1_600, 4_000, |x, y| [(x % 251) as u8, (y % 241) as u8, 90].into());
    for (name, picture) in [("jpeg", jpeg(&image, 60)), ("png", png(&image))] {
        let taken = papers(Scanner::Simulator)
            .take(Limits { megabytes: 12, ..LIMITS }, with_words(picture))
            .await
            .unwrap();
        assert_eq!((taken.kind, taken.scan), (Kind::Jpeg, Scan::Clean), "{name}");
        let header = look(&taken.content).unwrap();
        assert_eq!((header.width, header.height), (1_320, 3_300), "{name}: a page at 300 points an inch");
        assert!(!holds(&taken.content, b"hidden words"), "{name}");
    }
    let pdf = b"%PDF-1.7\nmade up\n%%EOF\n".to_vec();
    let taken = papers(Scanner::None).take(LIMITS, pdf.clone()).await.unwrap();
    assert_eq!((taken.kind, taken.content, taken.scan), (Kind::Pdf, pdf, Scan::NotScanned));
}

#[tokio::test]
async fn what_is_not_clean_stays_out() {
    let take = async |scanner, bytes: &[u8]| papers(scanner).take(LIMITS, bytes.to_vec()).await.unwrap_err();
    let away = b"%PDF-1.7\nCOUNTERFOIL-SCANNER-IS-AWAY\n%%EOF\n";
    assert!(matches!(take(Scanner::Simulator, away).await, NotTaken::NotNow(_)));
    let nobody = Scanner::Clamd("unix:/nowhere/clamd.ctl".parse().unwrap());
    assert!(matches!(take(nobody, b"%PDF-1.7\n%%EOF").await, NotTaken::NotNow(_)));
    let test_string = ["X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-", "ANTIVIRUS-TEST-FILE!$H+H*"].concat();
    let malicious = format!("%PDF-1.7\n{test_string}\n%%EOF\n");
    assert!(matches!(take(Scanner::Simulator, malicious.as_bytes()).await, NotTaken::Malicious(_)));
    // What is no paper is not even shown to the scanner; a picture that only begins as one ends at its decoder.
    assert!(matches!(take(Scanner::Simulator, away[1..].as_ref()).await, NotTaken::Unfit(Unfit::Kind)));
    let mut torn = png(&RgbImage::new(200, 200));
    torn.truncate(60);
    assert!(matches!(take(Scanner::Simulator, &torn).await, NotTaken::Unfit(Unfit::Damaged)));
}

#[test]
fn limits_are_figures_of_the_pack() {
    let limits =
        Limits::of(Pack::us_federal(), crate::offers::PAPER_LIMITS, values::date(2026, 11, 23)).unwrap();
    assert_eq!(limits, Limits { most: 40, megabytes: 15 });
    assert!(Limits::of(Pack::us_federal(), ["no_papers.most"; 2], values::date(2026, 11, 23)).is_err());
}
