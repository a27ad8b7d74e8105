//! Do simulator and service keep one contract?

use serde_json::json;

use super::*;
use crate::http::Http;
use crate::texts::tests::{Told, listener};
use Verdict::{No, Unsure, Yes};

fn tin(digits: &str) -> Tin {
    Tin::parse_individual(digits).unwrap()
}

fn captures() -> Captures {
    let picture = |content: &[u8]| Secret::new(content.to_vec());
    [("front".to_owned(), picture(b"\xff\xd8 a card")), ("selfie".to_owned(), picture(b"\xff\xd8 a face"))]
        .into()
}

#[tokio::test]
async fn the_simulator_obeys_its_magic_values() {
    for (number, expected) in [
        ("900-12-3456", Some([Yes, Yes, Yes])),
        ("900-12-9995", Some([No, Unsure, Unsure])),
        ("900-12-9994", Some([Yes, Yes, Unsure])),
        ("900-12-9993", Some([Yes, Yes, No])),
        ("900-12-9992", Some([Yes, Unsure, Yes])),
        ("900-12-9991", None),
    ] {
        let found = Examiner::Simulator.examine(&captures(), &tin(number)).await;
        assert_eq!(found.map(|found| [found.live, found.genuine, found.same]), expected, "{number}");
    }
    assert_eq!(Examiner::None.examine(&captures(), &tin("900-12-3456")).await, None);
}

async fn served(answer: &'static [&'static str]) -> (Option<Examined>, Told) {
    let (place, told) = listener(answer).await;
    let token = Secret::new("canary".to_owned());
    let service = Service::new(Http::new().unwrap(), &place, token, "https://results.example/").unwrap();
    let found = Examiner::Service(Box::new(service)).examine(&captures(), &tin("900-12-3456")).await;
    (found, told.await.unwrap().remove(0))
}

#[tokio::test]
async fn a_service_gets_the_pictures_and_nothing_else() {
    let (found, told) = served(&["200 {\"live\":\"yes\",\"genuine\":\"unsure\",\"same\":\"no\"}"]).await;
    assert_eq!(found, Some(Examined { live: Yes, genuine: Unsure, same: No }));
    assert_eq!(told.body, json!({ "pictures": { "front": "/9ggYSBjYXJk", "selfie": "/9ggYSBmYWNl" } }));
    assert!(told.head.contains("authorization: bearer canary"));
}

#[tokio::test]
async fn what_a_service_may_not_say_means_that_nobody_could_be_asked() {
    for answer in [
        &["404 {}"],
        &["500 {\"live\":\"yes\",\"genuine\":\"yes\",\"same\":\"yes\"}"],
        &["200 nonsense"],
        &["200 {\"live\":\"yes\",\"genuine\":\"yes\"}"],
        &["200 {\"live\":\"perhaps\",\"genuine\":\"yes\",\"same\":\"yes\"}"],
        &["200 {\"live\":\"yes\",\"genuine\":\"yes\",\"same\":\"yes\",\"score\":0.9}"],
    ] {
        assert_eq!(served(answer).await.0, None, "{answer:?}");
    }
    let token = || Secret::new(String::new());
    let nobody = Service::new(Http::new().unwrap(), "http://127.0.0.1:1/", token(), "").unwrap();
    let nobody = Examiner::Service(Box::new(nobody)).examine(&captures(), &tin("900-12-3456")).await;
    assert_eq!(nobody, None);
    assert!(Service::new(Http::new().unwrap(), "http://r.example/", token(), "").is_err());
}

#[test]
fn words_lead_back_to_verdicts() {
    for verdict in [Yes, No, Unsure] {
        assert_eq!(Verdict::read(verdict.word()), Some(verdict));
    }
    assert_eq!(Verdict::read("perhaps"), None);
}
