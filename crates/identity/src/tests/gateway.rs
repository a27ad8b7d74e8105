//! Does a code reach a gateway on the network, is a second attempt known as one, and is one that comes too late not sent?

use std::sync::{Arc, Mutex};

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::{Json, Router};
use outside::http::Http;
use outside::mail::Mailer;
use outside::texts::{Channel, Gateway, Texter};
use serde_json::Value;
use store::testing::on_each_engine;
use values::Secret;
use web::Language;

use super::world::World;
use crate::mail::texts;
use crate::secrets::later;
use crate::worker::run_once;

/// What a gateway was told: the key of the attempt, and the message.
type Told = Arc<Mutex<Vec<(String, Value)>>>;

/// Is out of order at its first request and takes the others.
async fn take(State(told): State<Told>, headers: HeaderMap, Json(body): Json<Value>) -> StatusCode {
    let mut told = told.lock().unwrap();
    let key = headers["idempotency-key"].to_str().unwrap().to_owned();
    assert_eq!(headers["authorization"], "Bearer canary");
    told.push((key, body));
    if told.len() == 1 { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::ACCEPTED }
}

async fn gateway() -> (Texter, Told) {
    let told = Told::default();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/messages", listener.local_addr().unwrap());
    let service = Router::new().route("/messages", axum::routing::post(take)).with_state(told.clone());
    tokio::spawn(async move { axum::serve(listener, service).await.unwrap() });
    let gateway =
        Gateway::new(Http::new().unwrap(), &address, Secret::new("canary".to_owned()), "Agency").unwrap();
    (Texter::Gateway(Box::new(gateway)), told)
}

#[tokio::test]
async fn a_code_is_tried_again_under_the_same_key_and_not_after_its_time() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let (texter, told) = gateway().await;
        let number = "202-555-0123".parse().unwrap();
        let post = async |code: &str| {
            let until = later(world.now(), 600);
            let write =
                texts::post(&world.identity, world.now(), Language::En, &number, Channel::Text, code, until);
            world.identity.write(write.unwrap()).await.unwrap();
        };
        let run = async || run_once(&world.identity, world.now(), &Mailer::Kept, &texter).await.unwrap();
        post("123456").await;
        assert_eq!((run().await, told.lock().unwrap().len()), (0, 1));
        assert_eq!((run().await, told.lock().unwrap().len()), (0, 1), "not before its time");
        world.wait(31);
        assert_eq!((run().await, told.lock().unwrap().len()), (1, 2));
        world.wait(3_600);
        assert_eq!((run().await, told.lock().unwrap().len()), (0, 2), "once taken it is done");
        {
            let told = told.lock().unwrap();
            assert_eq!(told[0], told[1]);
            assert_eq!(told[0].1["to"], "+12025550123");
            assert!(told[0].1["body"].as_str().unwrap().ends_with("@localhost:8081 #123456"), "{told:?}");
        }
        post("654321").await;
        world.wait(601);
        assert_eq!((run().await, told.lock().unwrap().len()), (0, 2), "it would come too late");
    })
    .await;
}
