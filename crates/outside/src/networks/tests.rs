//! Do the three kinds of sources say the same of networks?

use serde_json::json;

use super::*;
use crate::texts::tests::listener;

#[tokio::test]
async fn the_simulator_knows_the_networks_of_examples() {
    for (network, known) in [
        ("192.0.2.77", Known::Risky(Risk::Hosting)),
        ("198.51.100.1", Known::Risky(Risk::Proxy)),
        ("203.0.113.255", Known::Risky(Risk::Listed)),
        ("2001:db8:1:2::/64", Known::Risky(Risk::Proxy)),
        ("127.0.0.1", Known::Nothing),
        ("2001:db9::/64", Known::Nothing),
        ("", Known::Nothing),
    ] {
        assert_eq!(Networks::Simulator.ask(network).await, known, "{network}");
    }
    assert_eq!(Networks::None.ask("192.0.2.77").await, Known::Unavailable);
}

#[tokio::test]
async fn a_file_says_why_a_network_is_risky() {
    let list = List::parse("network,risk\n192.0.2.0/24,hosting\n192.0.2.7, listed\n").unwrap();
    assert_eq!(format!("{list:?}"), "List(2 networks)");
    let file = Networks::File(list);
    assert_eq!(file.ask("192.0.2.8").await, Known::Risky(Risk::Hosting));
    assert_eq!(file.ask("192.0.2.7").await, Known::Risky(Risk::Listed));
    assert_eq!(file.ask("198.51.100.1").await, Known::Nothing);
    for (line, text) in [
        (2, "network,risk\nhome,listed\n"),
        (3, "network,risk\n192.0.2.7,listed\n192.0.2.8,bad\n"),
        (2, "network,risk\n192.0.2.7\n"),
        (2, "network\n192.0.2.7\n"),
    ] {
        assert_eq!(List::parse(text).unwrap_err().line, line, "{text}");
    }
    assert_eq!(List::read(Path::new("/nowhere/list")).unwrap_err().line, 0);
}

async fn served(answer: &'static [&'static str]) -> Known {
    let (place, told) = listener(answer).await;
    let service = Service::new(Http::new().unwrap(), &place, Secret::new("canary".to_owned())).unwrap();
    let found = Networks::Service(Box::new(service)).ask("192.0.2.7").await;
    let told = told.await.unwrap().remove(0);
    assert_eq!(told.body, json!({ "network": "192.0.2.7" }));
    assert!(told.head.contains("authorization: bearer canary") && !told.head.contains("192.0.2.7"));
    found
}

#[tokio::test]
async fn a_service_names_a_risk_or_none() {
    for risk in Risk::ALL {
        let word = serde_json::to_value(risk).unwrap();
        assert_eq!(word, risk.word());
        assert_eq!(Risk::read(risk.word()), Some(risk));
    }
    assert_eq!(served(&["200 {\"risk\":\"proxy\"}"]).await, Known::Risky(Risk::Proxy));
    assert_eq!(served(&["200 {\"risk\":null}"]).await, Known::Nothing);
    for answer in [&["404 {}"], &["200 nonsense"], &["200 {\"risk\":\"bad\"}"], &["200 {}"]] {
        assert_eq!(served(answer).await, Known::Unavailable, "{answer:?}");
    }
    assert!(Service::new(Http::new().unwrap(), "http://n.example/", Secret::new(String::new())).is_err());
}
