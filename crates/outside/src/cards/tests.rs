//! Whether answers of the processor mean what they say, and only its own signature counts.

use super::*;
use crate::http::{Answer, Http};

fn processor() -> CardProcessor {
    let connection = Connection {
        address: "https://cards.example".to_owned(),
        pages: "https://pay.cards.example".to_owned(),
        key: values::Secret::new("key".to_owned()),
        signing: values::Secret::new("signing".to_owned()),
        fees: "aci".to_owned(),
    };
    CardProcessor::new(Http::new().unwrap(), connection).unwrap()
}

fn answer(status: u16, body: &str) -> Answer {
    let media_type = "application/json".to_owned();
    Answer { status, media_type, nonce: None, body: body.as_bytes().to_vec() }
}

fn signature(secret: &str, body: &[u8]) -> String {
    sign(&values::Secret::new(secret.to_owned()), body)
}

#[test]
fn only_the_processors_signature_counts() {
    let (processor, body) = (processor(), br#"{"resource_id":"abc"}"#);
    let good = signature("signing", body);
    assert!(processor.has_signed(body, good.as_bytes()));
    // RFC 4231, test case 2.
    let known = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
    assert_eq!(signature("Jefe", b"what do ya want for nothing?"), known);
    let mut last = good.clone();
    let flipped = if last.ends_with('0') { '1' } else { '0' };
    last.pop();
    last.push(flipped);
    for wrong in [
        signature("another", body),
        last,
        good.to_uppercase(),
        good[..62].to_owned(),
        format!("{good}00"),
        format!(" {good}"),
        String::new(),
        "g".repeat(64),
    ] {
        assert!(!processor.has_signed(body, wrong.as_bytes()), "{wrong}");
    }
    assert!(!processor.has_signed(br#"{"resource_id":"abd"}"#, good.as_bytes()), "another body");
    assert!(!CardProcessor::default().has_signed(body, good.as_bytes()), "without a processor");
}

#[test]
fn a_message_names_its_payment() {
    assert_eq!(CardProcessor::about(br#"{"resource_id":"abc","x":1}"#).as_deref(), Some("abc"));
    for nothing in ["", "{}", "[]", "{\"resource_id\":1}", "resource_id"] {
        assert_eq!(CardProcessor::about(nothing.as_bytes()), None, "{nothing}");
    }
}

#[test]
fn a_payment_is_read_as_the_interface_says() {
    let body = r#"{"payment_id":"hu20","reference":"ABC","amount":14500,"total_amount":14754,"description":"x",
        "state":{"status":"failed","finished":true,"message":"Payment expired","code":"P0020","can_retry":false},
        "_links":{"self":{"href":"https://cards.example/v1/payments/hu20","method":"GET"},"next_url":null},
        "refund_summary":{"status":"available","amount_available":0,"amount_submitted":14500},
        "settlement_summary":{"capture_submit_time":"2026-11-23T15:00:00.000Z","captured_date":"2026-11-23","settled_date":"2026-11-25"}}"#;
    let read = answers::payment(&answer(200, body)).unwrap();
    assert_eq!((read.amount, read.total), (Cents::new(14_500), Some(Cents::new(14_754))));
    assert_eq!((read.status, read.code.as_deref()), (Status::Failed, Some("P0020")));
    assert_eq!((read.refunded, read.settled_on), (Cents::new(14_500), Some(values::date(2026, 11, 25))));
    assert_eq!(read.authorised_at, Some("2026-11-23T15:00:00Z".parse().unwrap()));
    let least =
        r#"{"payment_id":"a","reference":"b","amount":1,"state":{"status":"created","finished":false}}"#;
    assert_eq!(answers::payment(&answer(201, least)).unwrap().status, Status::Created);
    for wrong in ["", "{}", &least.replace("created", "lost"), &least.replace(":1,", ":1.5,")] {
        assert!(matches!(answers::payment(&answer(200, wrong)), Err(CardError::Unexpected(_))), "{wrong}");
    }
}

#[test]
fn each_refusal_means_what_to_do() {
    for (status, code, meant) in [
        (429, "P0900", "Busy"),
        (500, "P0198", "Busy"),
        (503, "", "Busy"),
        (404, "P0200", "NotFound"),
        (409, "P0191", "NumberUsed"),
        (400, "P0501", "WrongState"),
        (412, "P0604", "WrongState"),
        (400, "P0101", "Refused"),
        (422, "P0102", "Refused"),
        (401, "", "Refused"),
        (302, "", "Refused"),
    ] {
        let body = format!(r#"{{"code":"{code}","description":"x"}}"#);
        let error = answers::check(&answer(status, &body)).unwrap_err();
        assert!(format!("{error:?}").starts_with(meant), "{status} {code}: {error:?}");
        // What is no JSON is no less a refusal.
        assert!(answers::check(&answer(status, "<html>")).is_err());
    }
}

#[tokio::test]
async fn without_a_processor_nothing_is_asked() {
    let nobody = CardProcessor::default();
    assert!(matches!(nobody.find("abc").await, Err(CardError::Nobody)));
    assert_eq!((nobody.is_there(), nobody.fees()), (false, None));
    for number in ["", "../x", "a/b", "a?b", "a b", "é"] {
        assert!(matches!(processor().find(number).await, Err(CardError::Unexpected(_))), "{number}");
    }
}

#[test]
fn its_addresses_are_safe_and_its_secrets_not_printed() {
    let http = Http::new().unwrap();
    let with = |address: &str, pages: &str| {
        let secret = || values::Secret::new("canary".to_owned());
        let (address, pages) = (address.to_owned(), pages.to_owned());
        let connection =
            Connection { address, pages, key: secret(), signing: secret(), fees: "aci".to_owned() };
        assert!(!format!("{connection:?}").contains("canary"));
        CardProcessor::new(http.clone(), connection)
    };
    assert!(with("http://cards.example", "https://cards.example").is_err());
    assert!(with("https://cards.example", "http://cards.example").is_err());
    let processor = with("https://cards.example", "http://localhost:1").unwrap();
    assert_eq!(format!("{processor:?}"), "CardProcessor(https://cards.example)");
}
