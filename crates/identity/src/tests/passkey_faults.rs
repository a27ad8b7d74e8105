//! Is every answer of a browser or authenticator refused that is not the one we asked for (`WebAuthn` Level 2, 7.1 and
//! 7.2; Level 3 for frames)? Each case changes one thing of an answer that is otherwise good.

use serde_json::{Value, json};
use store::testing::on_each_engine;

use super::authenticator::{
    Authenticator, COPIED, COPYABLE, Draft, PRESENT, VERIFIED, as_is, options, unchanged,
};
use super::journeys::{confirm, sign_up};
use super::passkeys::{add, show, sign_up_with};
use super::world::{Browser, PASSWORD, World};

type Before = fn(&mut Draft);
type After = fn(&mut Value);

/// Bytes of an answer, changed.
fn edit(answer: &mut Value, part: &str, change: impl Fn(&mut Vec<u8>)) {
    let place = &mut answer["response"][part];
    let mut bytes = outside::jose::decode(place.as_str().unwrap()).unwrap();
    change(&mut bytes);
    *place = json!(outside::jose::encode(&bytes));
}

/// What is changed before signing, the same for making and showing.
const BEFORE: [(&str, Before); 14] = [
    ("another origin", |draft| draft.client_data["origin"] = json!("http://localhost:8080")),
    ("an origin below ours", |draft| draft.client_data["origin"] = json!("http://id.localhost:8081")),
    ("our origin with a path", |draft| draft.client_data["origin"] = json!("http://localhost:8081/")),
    ("our origin, safe", |draft| draft.client_data["origin"] = json!("https://localhost:8081")),
    ("in a frame", |draft| draft.client_data["crossOrigin"] = json!(true)),
    ("in a frame of another", |draft| draft.client_data["topOrigin"] = json!("https://evil.example")),
    ("a made-up challenge", |draft| draft.client_data["challenge"] = json!(outside::jose::encode(&[1; 32]))),
    ("no challenge", |draft| draft.client_data["challenge"] = json!("")),
    ("another type", |draft| draft.client_data["type"] = json!("payment.get")),
    ("no type", |draft| draft.client_data["type"] = Value::Null),
    ("another RP", |draft| draft.rp_id = "evil.example".to_owned()),
    ("nobody present", |draft| draft.flags &= !PRESENT),
    ("nobody present but verified", |draft| draft.flags = VERIFIED),
    ("copied but not copyable", |draft| draft.flags = PRESENT | VERIFIED | COPIED),
];

/// Sends an answer to a page and says whether it was taken.
async fn taken(browser: &mut Browser, address: &str, credential: &str) -> bool {
    let mut fields = vec![("credential", credential)];
    if address.starts_with("/security") {
        fields.push(("name", ""));
    }
    let page = browser.page.clone();
    let answer = browser.post(address, &fields).await;
    browser.page = page;
    assert!(matches!(answer.status.as_u16(), 303 | 422), "{} {}", answer.status, answer.body);
    answer.status == 303
}

#[tokio::test]
async fn a_changed_sign_in_is_refused() {
    let showing: [(&str, Before, After); 13] = [
        ("made instead of shown", |draft| draft.client_data["type"] = json!("webauthn.create"), as_is),
        ("no user handle", |draft| draft.handle = None, as_is),
        ("another user handle", |draft| draft.handle = Some(vec![7; 32]), as_is),
        ("an unknown credential", |draft| draft.id = vec![9; 32], as_is),
        ("another copyability", |draft| draft.flags = PRESENT | VERIFIED, as_is),
        ("a changed signature", unchanged, |answer| edit(answer, "signature", |bytes| bytes[20] ^= 1)),
        ("no signature", unchanged, |answer| edit(answer, "signature", Vec::clear)),
        ("a signature of zeros", unchanged, |answer| {
            edit(answer, "signature", |bytes| *bytes = vec![0x30, 0x06, 0x02, 0x01, 0, 0x02, 0x01, 0]);
        }),
        ("a signature with bytes behind", unchanged, |answer| {
            edit(answer, "signature", |bytes| bytes.push(0));
        }),
        (
            "verified after signing",
            |draft| draft.flags = PRESENT | COPYABLE | COPIED,
            |answer| {
                edit(answer, "authenticatorData", |bytes| bytes[32] |= VERIFIED);
            },
        ),
        ("another count after signing", unchanged, |answer| {
            edit(answer, "authenticatorData", |bytes| bytes[36] = 99);
        }),
        ("cut data", unchanged, |answer| edit(answer, "authenticatorData", |bytes| bytes.truncate(36))),
        ("another id than raw id", unchanged, |answer| answer["rawId"] = json!("AAAA")),
    ];
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let mut authenticator = Authenticator::new();
        sign_up_with(&world, &mut world.browser(), "ana@example.com", &mut authenticator).await;
        let mut browser = world.browser();
        browser.follow("/sign-in").await;
        let both = BEFORE.map(|(name, before)| (name, before, as_is as After));
        for (name, before, after) in both.into_iter().chain(showing) {
            let asked = options(&mut browser, "/sign-in/passkey/options").await;
            let shown = authenticator.show(&asked, before, after);
            assert!(!taken(&mut browser, "/sign-in/passkey", &shown).await, "{name}");
            assert_eq!(browser.clone().get("/security").await.location, "/sign-in", "{name}");
        }
        assert_eq!(show(&mut browser, &mut authenticator).await, 200, "the good one is refused too");
    })
    .await;
}

/// An attestation object that nests lists, far deeper than any reader should follow.
fn bomb() -> Vec<u8> {
    [vec![0xa3, 0x63, b'f', b'm', b't'], vec![0x81; 20_000]].concat()
}

/// One that says it holds 2^62 bytes.
fn giant() -> Vec<u8> {
    vec![0xa3, 0x63, b'f', b'm', b't', 0x5b, 0x40, 0, 0, 0, 0, 0, 0, 0]
}

#[tokio::test]
async fn a_changed_registration_is_refused() {
    let making: [(&str, Before, After); 12] = [
        ("shown instead of made", |draft| draft.client_data["type"] = json!("webauthn.get"), as_is),
        ("an algorithm not offered: EdDSA", |draft| draft.algorithm = -8, as_is),
        ("an algorithm not offered: ES512", |draft| draft.algorithm = -36, as_is),
        ("SHA-1", |draft| draft.algorithm = -65_535, as_is),
        ("RSA with a key of a curve", |draft| draft.algorithm = -257, as_is),
        ("a point that is on no curve", |draft| draft.key[40] ^= 1, as_is),
        ("an unknown attestation", |draft| draft.format = "made-up", as_is),
        ("an attestation without its content", |draft| draft.format = "packed", as_is),
        ("a CBOR bomb", unchanged, |answer| edit(answer, "attestationObject", |bytes| *bytes = bomb())),
        ("a giant", unchanged, |answer| edit(answer, "attestationObject", |bytes| *bytes = giant())),
        ("cut", unchanged, |answer| edit(answer, "attestationObject", |bytes| bytes.truncate(90))),
        ("another id", unchanged, |answer| {
            answer["id"] = json!("AAAA");
            answer["rawId"] = json!("AAAA");
        }),
    ];
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let mut browser = world.browser();
        confirm(&world, &mut browser, "ana@example.com").await;
        let both = BEFORE.map(|(name, before)| (name, before, as_is as After));
        for (name, before, after) in both.into_iter().chain(making) {
            let asked = options(&mut browser, "/create/how/options").await;
            let made = Authenticator::new().make(&asked, before, after);
            assert!(!taken(&mut browser, "/create/how", &made).await, "{name}");
        }
        let asked = options(&mut browser, "/create/how/options").await;
        let made = Authenticator::new().make(&asked, unchanged, as_is);
        assert!(taken(&mut browser, "/create/how", &made).await, "the good one is refused too");
    })
    .await;
}

#[tokio::test]
async fn answers_in_another_form_are_refused() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let mut authenticator = Authenticator::new();
        sign_up_with(&world, &mut world.browser(), "ana@example.com", &mut authenticator).await;
        let mut browser = world.browser();
        browser.follow("/sign-in").await;
        let edits: [fn(String) -> String; 8] = [
            |_| String::new(),
            |_| "null".to_owned(),
            |good| format!("[{good}]"),
            |good| format!("{good} "),
            |good| good.replacen('{', "{\"id\":\"AAAA\",", 1),
            |good| good.replacen("\"response\":{", "\"response\":{\"signature\":\"AAAA\",", 1),
            |good| good.replace("public-key", "password"),
            |good| good.replace("\"rawId\"", "\"raw_id\""),
        ];
        for (number, edit) in edits.into_iter().enumerate() {
            let asked = options(&mut browser, "/sign-in/passkey/options").await;
            let shown = edit(authenticator.show(&asked, unchanged, as_is));
            // Blanks around JSON change nothing of it.
            let fine = number == 3;
            assert_eq!(taken(&mut browser.clone(), "/sign-in/passkey", &shown).await, fine, "{number}");
        }
        // What the browser said, with a name twice: the library would take the last, somebody else the first.
        let asked = options(&mut browser, "/sign-in/passkey/options").await;
        let twice = authenticator.show(&asked, unchanged, |answer| {
            edit(answer, "clientDataJSON", |bytes| {
                let said = String::from_utf8(bytes.clone()).unwrap();
                *bytes = said.replacen('{', "{\"origin\":\"https://evil.example\",", 1).into_bytes();
            });
        });
        assert!(!taken(&mut browser, "/sign-in/passkey", &twice).await);
    })
    .await;
}

#[tokio::test]
async fn a_challenge_has_32_bytes_and_never_comes_twice() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let mut browser = world.browser();
        browser.follow("/sign-in").await;
        let mut seen = std::collections::BTreeSet::new();
        for _ in 0..20 {
            let asked = options(&mut browser, "/sign-in/passkey/options").await;
            let challenge = outside::jose::decode(asked["challenge"].as_str().unwrap()).unwrap();
            assert_eq!(challenge.len(), 32);
            assert!(seen.insert(challenge), "it came twice");
        }
    })
    .await;
}

#[tokio::test]
async fn a_challenge_is_for_one_answer_one_browser_one_purpose_and_five_minutes() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let mut authenticator = Authenticator::new();
        let mut ana = world.browser();
        sign_up_with(&world, &mut ana, "ana@example.com", &mut authenticator).await;
        let address = "/sign-in/passkey/options";
        let (mut here, mut there) = (world.browser(), world.browser());
        here.follow("/sign-in").await;
        there.follow("/sign-in").await;
        // Answered once, however it was answered.
        let asked = options(&mut here, address).await;
        let wrong = authenticator.show(&asked, |draft| draft.rp_id = "evil.example".to_owned(), as_is);
        let right = authenticator.show(&asked, unchanged, as_is);
        assert!(!taken(&mut here, "/sign-in/passkey", &wrong).await);
        assert!(!taken(&mut here, "/sign-in/passkey", &right).await, "a used challenge is taken");
        let asked = options(&mut here, address).await;
        let shown = authenticator.show(&asked, unchanged, as_is);
        assert!(!taken(&mut there, "/sign-in/passkey", &shown).await, "another browser's challenge is taken");
        assert!(!taken(&mut here, "/sign-in/passkey", &shown).await, "it was used up there");
        for (seconds, fine) in [(299, true), (300, false)] {
            let asked = options(&mut here, address).await;
            let shown = authenticator.show(&asked, unchanged, as_is);
            world.wait(seconds);
            assert_eq!(taken(&mut here.clone(), "/sign-in/passkey", &shown).await, fine, "{seconds} s");
        }
        // One that was made to add a passkey is of no use to sign in, nor the other way round.
        ana = world.browser();
        show(&mut ana, &mut authenticator).await;
        ana.follow("/security/passkeys/add/passkey").await;
        let to_add = options(&mut ana, "/security/passkeys/add/passkey/options").await;
        let shown = authenticator.show(&to_add, unchanged, as_is);
        assert!(!taken(&mut ana, "/sign-in/passkey", &shown).await, "the challenge of another purpose");
        let to_show =
            json!({ "challenge": options(&mut ana, address).await["challenge"], "user": to_add["user"] });
        let made = Authenticator::new().make(&to_show, unchanged, as_is);
        assert!(!taken(&mut ana, "/security/passkeys/add/passkey", &made).await, "the other way round");
        let to_add_key = options(&mut ana, "/security/passkeys/add/key/options").await;
        let made = Authenticator::new().make(&to_add_key, unchanged, as_is);
        assert!(!taken(&mut ana, "/security/passkeys/add/passkey", &made).await, "a passkey for a key");
    })
    .await;
}

#[tokio::test]
async fn a_challenge_is_for_one_person() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let mut keys = Vec::new();
        for email in ["ana@example.com", "ben@example.com"] {
            let (mut browser, mut key) = (world.browser(), Authenticator::without_verification());
            confirm(&world, &mut browser, email).await;
            browser.send("/create/password", &[("new_password", PASSWORD)]).await;
            add(&mut browser, "key", &mut key, "Mine").await;
            keys.push(key);
        }
        world.wait(60);
        let mut browser = world.browser();
        let mut asked = Vec::new();
        for email in ["ana@example.com", "ben@example.com"] {
            browser.follow("/sign-in").await;
            browser.send("/sign-in", &[("email", email), ("password", PASSWORD)]).await;
            assert!(browser.page.contains("Use your passkey or security key"), "{}", browser.page);
            asked.push(options(&mut browser, "/sign-in/key/options").await);
        }
        // Ben's key, rightly shown in Ben's half of a sign-in, for what Ana was asked.
        let shown = keys[1].show(&asked[0], unchanged, as_is);
        assert!(!taken(&mut browser, "/sign-in/key", &shown).await, "asked of another person");
        let shown = keys[1].show(&asked[1], unchanged, as_is);
        assert!(taken(&mut browser, "/sign-in/key", &shown).await);
    })
    .await;
}

#[tokio::test]
async fn a_passkey_of_another_person_is_of_no_use() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let (mut ana, mut ben) = (world.browser(), world.browser());
        let (mut anas, mut bens) = (Authenticator::new(), Authenticator::new());
        sign_up(&world, &mut ana, "ana@example.com").await;
        add(&mut ana, "passkey", &mut anas, "").await;
        sign_up_with(&world, &mut ben, "ben@example.com", &mut bens).await;
        world.wait(60);
        // After Ana's password, Ben's passkey does not follow, whatever it says of itself.
        let mut browser = world.browser();
        browser.follow("/sign-in").await;
        browser.send("/sign-in", &[("email", "ana@example.com"), ("password", PASSWORD)]).await;
        browser.follow("/sign-in/key").await;
        for handle in [bens.handle.clone(), anas.handle.clone(), None] {
            let asked = options(&mut browser, "/sign-in/key/options").await;
            bens.handle = handle;
            let shown = bens.show(&asked, unchanged, as_is);
            assert!(!taken(&mut browser, "/sign-in/key", &shown).await);
        }
        let asked = options(&mut browser, "/sign-in/key/options").await;
        let shown = anas.show(&asked, |draft| draft.handle = None, as_is);
        assert!(taken(&mut browser, "/sign-in/key", &shown).await);
        // A credential is added once, whoever has it.
        for (browser, name) in [(&mut ben, "another's"), (&mut ana, "one's own")] {
            browser.follow("/security/passkeys/add/passkey").await;
            let asked = options(browser, "/security/passkeys/add/passkey/options").await;
            let made = anas.make(&asked, unchanged, as_is);
            assert!(!taken(browser, "/security/passkeys/add/passkey", &made).await, "{name}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_answer_sent_20_times_at_once_is_taken_once() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let mut authenticator = Authenticator::new();
        sign_up_with(&world, &mut world.browser(), "ana@example.com", &mut authenticator).await;
        let mut browser = world.browser();
        browser.follow("/sign-in").await;
        let asked = options(&mut browser, "/sign-in/passkey/options").await;
        let shown = authenticator.show(&asked, unchanged, as_is);
        let mut tries = tokio::task::JoinSet::new();
        for _ in 0..20 {
            let (mut copy, shown) = (browser.clone(), shown.clone());
            tries.spawn(async move {
                copy.post("/sign-in/passkey", &[("credential", &shown)]).await.status.as_u16()
            });
        }
        let mut statuses = tries.join_all().await;
        statuses.sort_unstable();
        assert_eq!(statuses, [vec![303], vec![422; 19]].concat());
    })
    .await;
}
