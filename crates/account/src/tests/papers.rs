//! Do the PDFs say what their pages say, to programs that others wrote (poppler): tags in reading order, embedded
//! typefaces, title, text? And does nobody get one who may not?

use std::io::Write as _;
use std::process::Command;

use axum::http::StatusCode;
use store::testing::on_each_engine;

use super::payer::Payer;
use super::world::World;

/// What poppler finds in a PDF.
pub(super) struct Paper {
    /// What the file says of itself.
    pub(super) info: String,
    /// The tree of tags with the text in it, a line each.
    pub(super) structure: String,
    /// The text in the order of the pages.
    pub(super) text: String,
    /// One line for each typeface.
    fonts: Vec<String>,
}

fn poppler(program: &str, arguments: &[&str], path: &str) -> String {
    let mut command = Command::new(program);
    command.args(arguments).arg(path);
    if program == "pdftotext" {
        command.arg("-");
    }
    let output = command.output().expect("poppler-utils is there: scripts/prepare installs it");
    assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
    // Poppler says what it does not understand, and goes on. It wants no boolean there, as ISO 32000-1, table 321 does.
    let complaints = String::from_utf8_lossy(&output.stderr);
    let complaints =
        complaints.lines().filter(|line| !line.contains("Suspects object is wrong type (boolean)"));
    assert_eq!(complaints.collect::<Vec<_>>(), Vec::<&str>::new(), "{program}");
    // It prints the titles of headings in UTF-16 as they are.
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Reads a PDF, which must be tagged and bring its typefaces along.
pub(super) fn read(bytes: &[u8]) -> Paper {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(bytes).unwrap();
    let path = file.path().to_str().unwrap();
    if let Some(folder) = std::env::var_os("COUNTERFOIL_KEEP_PAPERS") {
        let name = format!("{}.pdf", path.rsplit("/.").next().unwrap());
        std::fs::copy(path, std::path::Path::new(&folder).join(name)).unwrap();
    }
    let paper = Paper {
        info: poppler("pdfinfo", &[], path),
        structure: poppler("pdfinfo", &["-struct-text"], path),
        text: poppler("pdftotext", &["-raw"], path),
        fonts: poppler("pdffonts", &[], path).lines().skip(2).map(str::to_owned).collect(),
    };
    assert!(paper.info.contains("Tagged:          yes"), "{}", paper.info);
    assert!(paper.info.contains("Suspects:        no"), "{}", paper.info);
    assert!(!paper.fonts.is_empty());
    for font in &paper.fonts {
        // Embedded, as a subset, with a way back to the letters.
        let marks: Vec<&str> = font.split_whitespace().collect();
        let start = marks.len() - 5;
        assert_eq!(marks[start..start + 3], ["yes", "yes", "yes"], "{font}");
    }
    assert!(paper.structure.starts_with("Document\n  H1 "), "{}", paper.structure);
    paper
}

impl Paper {
    /// Words of the tree of tags in reading order, without the tags.
    pub(super) fn heard(&self) -> String {
        let lines = self.structure.lines().filter_map(|line| line.trim().strip_prefix('"'));
        lines.map(|line| line.strip_suffix('"').unwrap_or(line)).collect::<Vec<_>>().join(" ")
    }
}

/// Each text stands behind the one before it.
pub(super) fn in_order(text: &str, wanted: &[&str]) {
    let mut rest = text;
    for words in wanted {
        let at = rest.find(words).unwrap_or_else(|| panic!("{words:?} is not behind the others in {text}"));
        rest = &rest[at + words.len()..];
    }
}

#[tokio::test]
async fn a_payment_has_its_receipt_on_paper_in_both_languages() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let payer = Payer::begin(&world, "demo-marcus", "balance").await;
        payer.ready(&[("when", "today")], &[("how", "other"), ("amount0", "1234.56")]).await;
        let made = payer.submit().await.remove(0);
        let (path, number) =
            (format!("/payments/one/{}/receipt.pdf", made.id), agency::payments::confirmation(made.id));
        let confirmation = world.get(&payer.cookie, "en", &format!("/payments/made/{}", payer.draft())).await;
        let own = world.get(&payer.cookie, "en", &format!("/payments/one/{}", made.id)).await;
        assert!(confirmation.body.contains(&path) && own.body.contains(&path));
        for (language, title, state, page) in [
            ("en", "Payment receipt", "Scheduled", "Page 1 of"),
            ("es", "Recibo de pago", "Programado", "Página 1 de"),
        ] {
            for way in ["", "?print=large&paper=a4"] {
                let answer = world.get(&payer.cookie, language, &format!("{path}{way}")).await;
                assert_eq!((answer.status, answer.kind.as_str()), (StatusCode::OK, "application/pdf"));
                let found = read(&answer.bytes);
                in_order(&found.heard(), &[title, &number, "$1,234.56", state, "Marcus Ellison", "6789"]);
                assert!(found.info.contains(&format!("Title:           {title}\n")), "{}", found.info);
                assert!(
                    found.info.contains(if way.is_empty() { "(letter)" } else { "(A4)" }),
                    "{}",
                    found.info
                );
                assert!(found.text.contains(page), "{}", found.text);
                // Read by nobody but seen by all.
                assert!(!found.heard().contains(page));
                assert!(!found.text.contains("00123456789"));
            }
        }
        let other = world.sign_in("demo-grace").await;
        assert_eq!(world.get(&other, "en", &path).await.status, StatusCode::NOT_FOUND);
        assert_eq!(world.get("", "en", &path).await.location, "/sign-in");
        let old = world.sign_in_ago("demo-marcus", 31).await;
        assert!(world.get(&old, "en", &path).await.location.starts_with("/sign-in/again"));
    })
    .await;
}
