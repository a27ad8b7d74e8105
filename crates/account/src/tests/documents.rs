//! Is what leaves signed so that a program of others believes it (poppler's pdfsig), and does the check tell genuine from
//! changed and unknown, and nothing else?

use std::io::Write as _;
use std::process::Command;

use axum::http::StatusCode;
use outside::jose::{self, Algorithm, KeySet};
use store::testing::on_each_engine;
use web::testing::markup_problems;

use super::papers::read;
use super::payer::is_problem;
use super::world::{Answer, World};

const TRANSCRIPT: &str = "/records/transcripts/account/1040/2023/transcript";

/// What pdfsig says of a file.
fn pdfsig(file: &[u8]) -> String {
    let mut kept = tempfile::NamedTempFile::new().unwrap();
    kept.write_all(file).unwrap();
    let output = Command::new("pdfsig").args(["-nocert"]).arg(kept.path()).output();
    let output = output.expect("poppler-utils is there: scripts/prepare installs it");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// What stands behind a label in what is heard of a paper.
fn printed(heard: &str, label: &str) -> String {
    let behind = heard.rsplit_once(label).unwrap_or_else(|| panic!("no {label} in {heard}")).1;
    behind.split_whitespace().next().unwrap().to_owned()
}

/// What a lender asks, signed in as somebody else.
struct Lender<'a> {
    world: &'a World,
    cookie: String,
}

impl<'a> Lender<'a> {
    async fn of(world: &'a World) -> Self {
        Self { world, cookie: world.sign_in("demo-grace").await }
    }

    async fn check(&self, (number, code): (&str, &str), file: &[u8]) -> Answer {
        self.world.upload(&self.cookie, "/check", &[("number", number), ("code", code)], file).await
    }
}

#[tokio::test]
async fn a_paper_is_signed_and_stays_as_accessible_as_it_was() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let cookie = world.sign_in("demo-marcus").await;
        for language in ["en", "es"] {
            let file = world.get(&cookie, language, &format!("{TRANSCRIPT}.pdf")).await.bytes;
            // Tags, typefaces and titles are looked at by `read`, after the signature.
            let found = read(&file);
            assert!(found.info.contains("Form:            AcroForm"), "{}", found.info);
            let said = pdfsig(&file);
            for wanted in [
                "Signature Validation: Signature is Valid.",
                "Signature Type: ETSI.CAdES.detached",
                "Total document signed",
                "Signer Certificate Common Name: Ardenia Revenue Agency",
                "Signing Hash Algorithm: SHA-256",
            ] {
                assert!(said.contains(wanted), "{wanted}: {said}");
            }
            // One byte of what is signed, at its beginning and near its end.
            for at in [100, file.len() - 200] {
                let mut other = file.clone();
                other[at] ^= 1;
                assert!(!pdfsig(&other).contains("Signature is Valid"), "{at}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn the_check_tells_genuine_from_changed_and_unknown() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let cookie = world.sign_in("demo-marcus").await;
        let lender = Lender::of(&world).await;
        let profile = world.profile("demo-marcus").await;
        let file = world.get(&cookie, "en", &format!("{TRANSCRIPT}.pdf?file=4711")).await.bytes;
        let token = world.get(&cookie, "en", &format!("{TRANSCRIPT}.jws")).await.bytes;
        let heard = read(&file).heard();
        let (number, code) = (printed(&heard, "Document number"), printed(&heard, "Code"));
        let typed = format!(" {} ", code.to_lowercase());
        let genuine = [
            lender.check(("", ""), &file).await,
            lender.check(("", ""), &token).await,
            lender.check((&number, &typed), b"").await,
        ];
        for answer in genuine {
            assert_eq!(answer.status, StatusCode::OK);
            assert_eq!(markup_problems(&answer.body), Vec::<String>::new());
            for told in [
                "This document is genuine",
                "Tax account transcript",
                "2023",
                "MARC ELLI",
                "November 22, 2026",
            ] {
                assert!(answer.body.contains(told), "{told}: {}", answer.body);
            }
            for kept in ["4711", &profile.tin[5..], &profile.family_name, "$"] {
                assert!(!answer.body.contains(kept), "{kept} is told");
            }
        }
        let mut changed = file.clone();
        changed[200] ^= 1;
        let mut changed_token = token.clone();
        let last = changed_token.len() - 1;
        changed_token[last] = if changed_token[last] == b'A' { b'B' } else { b'A' };
        for changed in [changed, changed_token, [file.clone(), b"\n".to_vec()].concat()] {
            let answer = lender.check(("", ""), &changed).await;
            assert!(answer.body.contains("This file was changed"), "{}", answer.body);
            assert!(!answer.body.contains("MARC"));
        }
        let no_file: &[u8] = b"";
        for (typed, file) in [
            ((number.as_str(), "AAAAAAAAAAAA"), no_file),
            (("AAAAAAAAAAAA", code.as_str()), no_file),
            ((code.as_str(), number.as_str()), no_file),
            (("", ""), b"%PDF-1.7 of somebody else".as_slice()),
            (("", ""), [0xff; 64].as_slice()),
        ] {
            let answer = lender.check(typed, file).await;
            assert!(answer.body.contains("We do not know this document"), "{}", answer.body);
            assert!(!answer.body.contains("MARC"));
        }
    })
    .await;
}

#[tokio::test]
async fn anybody_may_open_the_check_and_blanks_are_said() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        for language in ["en", "es"] {
            let page = world.get("", language, "/check").await;
            assert_eq!((page.status, markup_problems(&page.body)), (StatusCode::OK, Vec::new()));
        }
        let lender = Lender::of(&world).await;
        is_problem(&lender.check(("", ""), b"").await, "file");
        is_problem(&lender.check(("AB12", ""), b"").await, "code");
        is_problem(&lender.check((" ", "AB12"), b"").await, "number");
    })
    .await;
}

#[tokio::test]
async fn a_signed_file_for_programs_is_believed_by_the_public_key_alone() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let cookie = world.sign_in("demo-marcus").await;
        let token = world.get(&cookie, "en", &format!("{TRANSCRIPT}.jws")).await;
        assert_eq!(token.kind, "application/jose");
        let keys: KeySet = serde_json::from_str(&world.get("", "en", "/check/keys").await.body).unwrap();
        let types = ["document+jwt"];
        let claims = jose::verify(&token.body, &keys, &[Algorithm::Es256], &types).unwrap();
        assert_eq!(claims.text("number").unwrap().len(), 12);
        let payload = jose::decode(token.body.split('.').nth(1).unwrap()).unwrap();
        let said: serde_json::Value = serde_json::from_slice(&payload).unwrap();
        assert_eq!(said["document"]["kind"], "account");
        assert_eq!(said["document"]["person"]["name"], "MARC ELLI");
        let certificate = world.get("", "en", "/check/certificate").await;
        assert_eq!((certificate.kind.as_str(), certificate.bytes[0]), ("application/pkix-cert", 0x30));
        // Like every file, it asks for a recent proof.
        let old = world.sign_in_ago("demo-marcus", 31).await;
        let asked = world.get(&old, "en", &format!("{TRANSCRIPT}.jws")).await;
        assert!(asked.location.starts_with("/sign-in/again"));
    })
    .await;
}
