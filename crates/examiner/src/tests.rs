//! Do models without a good evaluation stay off, and do those that are on say what they should?

use std::fs;
use std::path::Path;

use outside::captures::{Captures, Examined, Examiner, Verdict};
use outside::http::Http;
use outside::pictures::PictureReader;
use tempfile::TempDir;
use tokio::net::TcpListener;
use values::{Date, Secret, Tin};

use crate::service::{Service, routes};
use crate::switched_on;
use crate::testing::{Light, fill, picture};
use Light::{Left, Right, Top};
use Verdict::{No, Unsure, Yes};

const TOKEN: &str = "a token of the tests";

fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fill(folder.path());
    folder
}

fn day() -> Date {
    Date::new(2026, 6, 1).unwrap()
}

fn replace(file: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(file).unwrap();
    assert!(text.contains(from), "{text}");
    fs::write(file, text.replacen(from, to, 1)).unwrap();
}

#[test]
fn models_are_switched_on_by_a_good_evaluation() {
    let folder = folder();
    let (_, record) = switched_on(folder.path(), day()).unwrap();
    assert_eq!(record.laboratory, "Made-up laboratory");
}

#[test]
fn without_it_they_stay_off() {
    for (change, told) in [
        (
            (|folder: &Path| fs::remove_file(folder.join("evaluation.toml")).unwrap()) as fn(&Path),
            "no model is asked without its evaluation",
        ),
        (|folder| replace(&folder.join("evaluation.toml"), "accepted = 6", "accepted = 7"), "too many"),
        (|folder| replace(&folder.join("evaluation.toml"), "published", "publisht"), "unknown field"),
        // One threshold other than was measured.
        (
            |folder| replace(&folder.join("models.toml"), "yes_from = 0.9", "yes_from = 0.8"),
            "of other settings",
        ),
        (
            |folder| replace(&folder.join("models.toml"), "no_below = 0.3", "no_below = 0.5"),
            "no_below lies above",
        ),
        (|folder| fs::remove_file(folder.join("models.toml")).unwrap(), "models.toml"),
        (
            |folder| fs::copy(folder.join("live.onnx"), folder.join("same.onnx")).map(drop).unwrap(),
            "its SHA-256 is",
        ),
    ] {
        let folder = folder();
        change(folder.path());
        let refused = switched_on(folder.path(), day()).err().expect("it is refused");
        assert!(refused.contains(told), "{refused}");
    }
}

/// A damaged model is refused when it is loaded, even if the settings and their evaluation name it.
#[test]
fn a_model_that_is_none_is_refused() {
    let folder = folder();
    let [good, bad] = [fs::read(folder.path().join("same.onnx")).unwrap(), b"no model".to_vec()];
    let [good, damaged] = [&good, &bad].map(|bytes| crate::settings::sha256(bytes));
    fs::write(folder.path().join("same.onnx"), bad).unwrap();
    let settings = folder.path().join("models.toml");
    let before = crate::settings::sha256(&fs::read(&settings).unwrap());
    replace(&settings, &good, &damaged);
    let after = crate::settings::sha256(&fs::read(&settings).unwrap());
    replace(&folder.path().join("evaluation.toml"), &before, &after);
    let refused = switched_on(folder.path(), day()).err().expect("it is refused");
    assert!(refused.contains("same.onnx"), "{refused}");
}

/// The service on a port of its own, and what the program has to know of it.
async fn started(token: &str) -> (TempDir, String, Examiner) {
    let folder = folder();
    let (models, record) = switched_on(folder.path(), day()).unwrap();
    let (reader, expected) = (PictureReader::unconfined(), Secret::new(TOKEN.to_owned()));
    let routes = routes(Service { models, record, reader, token: expected });
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let place = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, routes).await });
    let token = Secret::new(token.to_owned());
    let asked = outside::captures::Service::new(
        Http::new().unwrap(),
        &format!("{place}/examine"),
        token,
        "https://r.example",
    );
    (folder, place, Examiner::Service(Box::new(asked.unwrap())))
}

async fn examined(examiner: &Examiner, pictures: &[(&str, Vec<u8>)]) -> Option<[Verdict; 3]> {
    let captures: Captures =
        pictures.iter().map(|(name, bytes)| ((*name).to_owned(), Secret::new(bytes.clone()))).collect();
    let number = Tin::parse_individual("900-12-3456").unwrap();
    let found: Option<Examined> = examiner.examine(&captures, &number).await;
    found.map(|found| [found.live, found.genuine, found.same])
}

#[tokio::test]
async fn the_program_is_told_what_the_models_say() {
    let (_folder, _, examiner) = started(TOKEN).await;
    for (selfie, portrait, expected) in [
        ((120, Left), (120, Left), [Yes, Unsure, Yes]),
        ((120, Left), (120, Right), [Yes, Unsure, No]),
        ((120, Left), (120, Top), [Yes, Unsure, Unsure]),
        // Too dark for a face: on the paper, before the camera.
        ((120, Left), (20, Left), [Yes, Unsure, Unsure]),
        ((20, Left), (120, Left), [Unsure, Unsure, Unsure]),
        // Less and less alive.
        ((90, Left), (90, Left), [Unsure, Unsure, Yes]),
        ((65, Left), (65, Left), [No, Unsure, Yes]),
        // Somebody else is before the camera.
        ((190, Left), (190, Left), [Unsure, Unsure, Yes]),
    ] {
        let pictures = [("selfie", picture(selfie.0, selfie.1)), ("front", picture(portrait.0, portrait.1))];
        assert_eq!(examined(&examiner, &pictures).await, Some(expected), "{} {}", selfie.0, portrait.0);
    }
    let two =
        [("selfie", picture(120, Left)), ("front", picture(120, Left)), ("passport", picture(120, Right))];
    assert_eq!(examined(&examiner, &two).await, Some([Yes, Unsure, No]), "the worse of two papers counts");
}

#[tokio::test]
async fn what_cannot_be_examined_is_no_answer() {
    let (_folder, _, examiner) = started(TOKEN).await;
    let good = || picture(120, Left);
    for pictures in [
        vec![("selfie", good())],
        vec![("selfie", good()), ("back", good())],
        vec![("front", good())],
        vec![("selfie", b"\xff\xd8 no picture".to_vec()), ("front", good())],
    ] {
        assert_eq!(examined(&examiner, &pictures).await, None);
    }
    let (_folder, _, stranger) = started("another token").await;
    assert_eq!(examined(&stranger, &[("selfie", good()), ("front", good())]).await, None);
}

#[tokio::test]
async fn the_evaluation_is_there_for_everybody() {
    let (_folder, place, _) = started(TOKEN).await;
    let answer = Http::new().unwrap().get(&format!("{place}/evaluation"), &[]).await.unwrap();
    let told: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
    assert_eq!((answer.status, &told["all"]["of_two"]), (200, &40_000.into()));
    assert_eq!(told["published"], "https://results.example/2026");
    let refused = Http::new().unwrap().get(&format!("{place}/examine"), &[]).await.unwrap();
    assert_eq!(refused.status, 405);
}
