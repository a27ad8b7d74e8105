//! Does a text or a call reach a gateway that speaks HTTP, with the same key at each attempt?

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use values::{Id, Secret, Timestamp};

use super::{Channel, Gateway, TextError, TextMessage};
use crate::http::Http;

/// What a gateway was told in one request.
pub(crate) struct Told {
    pub(crate) head: String,
    pub(crate) body: Value,
}

/// A gateway on this machine that gives one answer to each request, in order.
pub(crate) async fn listener(
    answers: &'static [&'static str],
) -> (String, tokio::task::JoinHandle<Vec<Told>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://127.0.0.1:{}/messages", listener.local_addr().unwrap().port());
    let told = tokio::spawn(async move {
        let mut all = Vec::new();
        for answer in answers {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut bytes = Vec::new();
            let (head, body) = loop {
                let mut chunk = [0; 4096];
                let count = stream.read(&mut chunk).await.unwrap();
                bytes.extend_from_slice(&chunk[..count]);
                let text = String::from_utf8(bytes.clone()).unwrap();
                let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
                let head = head.to_ascii_lowercase();
                let length = head.split("content-length: ").nth(1).unwrap().lines().next().unwrap();
                if body.len() >= length.parse().unwrap() {
                    break (head, body.to_owned());
                }
            };
            all.push(Told { head, body: serde_json::from_str(&body).unwrap() });
            let (status, content) = answer.split_once(' ').unwrap();
            let length = content.len();
            let answer = format!(
                "HTTP/1.1 {status} x\r\ncontent-type: application/json\r\nconnection: close\r\n\
                 content-length: {length}\r\n\r\n{content}"
            );
            stream.write_all(answer.as_bytes()).await.unwrap();
        }
        all
    });
    (address, told)
}

const KEY: Id = Id::from_bytes([7; 16]);

fn now() -> Timestamp {
    Timestamp::from_second(1_795_000_000).unwrap()
}

fn message(channel: Channel) -> TextMessage {
    TextMessage {
        to: "+12025550123".to_owned(),
        channel,
        words: "123456 is your code.\n\n@id.example #123456".to_owned(),
        language: "en".to_owned(),
        useless_after: now(),
    }
}

fn gateway(address: &str) -> Gateway {
    Gateway::new(Http::new().unwrap(), address, Secret::new("canary".to_owned()), "Agency").unwrap()
}

#[tokio::test]
async fn a_text_and_a_call_arrive_whole() {
    let (address, told) = listener(&["202 {}", "200 {}"]).await;
    let gateway = gateway(&address);
    gateway.send(KEY, &message(Channel::Text), now()).await.unwrap();
    gateway.send(KEY, &message(Channel::Call), now()).await.unwrap();
    let told = told.await.unwrap();
    let words = message(Channel::Text).words;
    assert_eq!(
        told[0].body,
        json!({ "to": "+12025550123", "from": "Agency", "body": words, "language": "en" })
    );
    assert_eq!(
        told[1].body,
        json!({ "to": "+12025550123", "from": "Agency", "say": words, "language": "en" })
    );
    for told in &told {
        assert!(told.head.starts_with("post /messages "), "{}", told.head);
        assert!(told.head.contains("authorization: bearer canary"), "{}", told.head);
        assert!(told.head.contains(&format!("idempotency-key: {KEY}")), "{}", told.head);
    }
}

#[tokio::test]
async fn another_attempt_has_the_same_key() {
    let (address, told) = listener(&["503 {}", "200 {}"]).await;
    let gateway = gateway(&address);
    let refused = gateway.send(KEY, &message(Channel::Text), now()).await.unwrap_err();
    assert!(!refused.is_final(), "{refused}");
    gateway.send(KEY, &message(Channel::Text), now()).await.unwrap();
    let told = told.await.unwrap();
    let key =
        |told: &Told| told.head.split("idempotency-key: ").nth(1).unwrap().lines().next().unwrap().to_owned();
    assert_eq!(key(&told[0]), key(&told[1]));
}

#[tokio::test]
async fn refusals_for_good_and_for_now_are_told_apart() {
    for (answer, is_final) in [
        (&["400 {}"], true),
        (&["404 {}"], true),
        (&["422 {}"], true),
        (&["401 {}"], false),
        (&["302 {}"], false),
        (&["409 {}"], false),
        (&["429 {}"], false),
        (&["500 {}"], false),
    ] {
        let (address, _told) = listener(answer).await;
        let error = gateway(&address).send(KEY, &message(Channel::Text), now()).await.unwrap_err();
        assert_eq!(error.is_final(), is_final, "{answer:?}: {error}");
        assert!(!error.to_string().contains("2025550123"), "{error}");
    }
    let nobody = gateway("http://127.0.0.1:1/").send(KEY, &message(Channel::Text), now()).await.unwrap_err();
    assert!(!nobody.is_final(), "{nobody}");
}

#[tokio::test]
async fn what_is_of_no_use_any_more_is_not_sent() {
    let late = now() + jiff::SignedDuration::from_secs(1);
    let error = gateway("http://127.0.0.1:1/").send(KEY, &message(Channel::Text), late).await.unwrap_err();
    assert_eq!(error, TextError::TooLate);
    assert!(error.is_final());
}

#[test]
fn a_gateway_in_the_clear_is_refused_and_nothing_is_printed() {
    let refused = Gateway::new(Http::new().unwrap(), "http://gate.example/", Secret::new(String::new()), "x");
    assert_eq!(refused.unwrap_err(), TextError::Settings);
    let printed = format!("{:?} {:?}", gateway("https://gate.example/"), message(Channel::Text));
    assert!(!printed.contains("canary") && !printed.contains("123456"), "{printed}");
}
