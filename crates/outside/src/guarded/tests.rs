//! Is every way into our own network shut, and every answer bounded?

use std::net::IpAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::*;

/// Answers names from a list, one answer after the other, and counts.
#[derive(Debug, Default)]
struct Told {
    answers: Mutex<Vec<Vec<IpAddr>>>,
    asked: AtomicUsize,
}

impl Told {
    fn of(answers: &[&[&str]]) -> Arc<Self> {
        let parsed = |answer: &&[&str]| answer.iter().map(|ip| ip.parse().unwrap()).collect();
        let mut answers: Vec<Vec<IpAddr>> = answers.iter().map(parsed).collect();
        answers.reverse();
        Arc::new(Self { answers: Mutex::new(answers), asked: AtomicUsize::new(0) })
    }
}

impl Lookup for Told {
    fn lookup(&self, _: String) -> Pin<Box<dyn Future<Output = io::Result<Vec<IpAddr>>> + Send>> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        let answer = self.answers.lock().unwrap().pop().ok_or_else(|| io::Error::other("no such name"));
        Box::pin(async move { answer })
    }
}

fn hosts(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

/// A server that answers every connection with these bytes, piece by piece; its port and how often it was called.
async fn server(pieces: &'static [&'static [u8]], pause: Duration) -> (u16, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let calls = Arc::new(AtomicUsize::new(0));
    let counted = calls.clone();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            counted.fetch_add(1, Ordering::Relaxed);
            tokio::spawn(async move {
                let mut request = [0; 4096];
                let _ = stream.read(&mut request).await;
                for piece in pieces {
                    if stream.write_all(piece).await.is_err() {
                        return;
                    }
                    tokio::time::sleep(pause).await;
                }
            });
        }
    });
    (port, calls)
}

#[test]
fn only_public_addresses_are_public() {
    for address in
        ["8.8.8.8", "93.184.216.34", "172.15.0.1", "172.32.0.1", "192.0.1.1", "100.63.0.1", "2606:4700::1"]
    {
        assert!(may_reach(Reach::Public, address.parse().unwrap()), "{address}");
    }
    for address in [
        "0.0.0.0",
        "10.1.2.3",
        "100.64.0.1",
        "127.0.0.1",
        "127.8.8.8",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.9.9",
        "192.0.0.1",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.1.1",
        "198.18.0.1",
        "198.19.0.1",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:127.0.0.1",
        "::127.0.0.1",
        "64:ff9b::7f00:1",
        "100::1",
        "2001::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "3fff::1",
        "fc00::1",
        "fd12::1",
        "fe80::1",
        "fec0::1",
        "ff02::1",
    ] {
        assert!(!may_reach(Reach::Public, address.parse().unwrap()), "{address}");
        assert!(may_reach(Reach::Anywhere, address.parse().unwrap()), "{address}");
    }
}

#[tokio::test]
async fn addresses_that_may_not_be_called_are_refused_before_anything_is_looked_up() {
    let told = Told::of(&[]);
    let public = Guarded::with(Reach::Public, told.clone()).unwrap();
    let registered =
        hosts(&["shop.example", "localhost", "127.0.0.1", "[::1]", "169.254.169.254", "[::ffff:7f00:1]"]);
    for address in [
        "http://shop.example/keys",
        "http://localhost/keys",
        "https://127.0.0.1/keys",
        "https://2130706433/keys",
        "https://0x7f.1/keys",
        "https://[::1]/keys",
        "https://[::ffff:127.0.0.1]/keys",
        "https://169.254.169.254/latest",
        "https://other.example/keys",
        "https://shop.example.evil.example/keys",
        "https://shop.example@evil.example/keys",
        "https://user@shop.example/keys",
        "https://shop.example/#keys",
        "file:///etc/passwd",
        "ftp://shop.example/",
        "shop.example/keys",
        "",
    ] {
        let refused = public.get(address, &registered).await;
        assert!(matches!(refused, Err(HttpError::NotAllowed { .. })), "{address}: {refused:?}");
    }
    assert_eq!(told.asked.load(Ordering::Relaxed), 0);
}

#[tokio::test]
async fn a_name_that_leads_inside_is_refused_whenever_it_does() {
    let inside: &[&[&str]] = &[&["10.0.0.7"], &["8.8.8.8", "127.0.0.1"], &["fe80::1"], &["::ffff:10.0.0.1"]];
    for answer in inside {
        let public = Guarded::with(Reach::Public, Told::of(&[answer])).unwrap();
        let refused = public.get("https://shop.example/keys", &hosts(&["shop.example"])).await;
        assert!(matches!(refused, Err(HttpError::NotAllowed { .. })), "{answer:?}: {refused:?}");
    }
    // Rebinding: public when it is first asked, inside when it is asked again. What was let through is what is
    // connected to; a second answer is only ever seen by a second, separately checked lookup.
    let told = Told::of(&[&["8.8.8.8"], &["127.0.0.1"]]);
    let careful = Careful { reach: Reach::Public, lookup: told.clone() };
    let first: Vec<SocketAddr> = careful.resolve("shop.example".parse().unwrap()).await.unwrap().collect();
    assert_eq!(first, ["8.8.8.8:0".parse().unwrap()]);
    assert!(careful.resolve("shop.example".parse().unwrap()).await.is_err());
    assert_eq!(told.asked.load(Ordering::Relaxed), 2);
}

#[tokio::test]
async fn one_call_looks_its_name_up_once() {
    // TLS does not get anywhere with this server, but the connection shows where it went.
    let (port, calls) = server(&[b"no TLS here"], Duration::ZERO).await;
    let told = Told::of(&[&["127.0.0.1"], &["127.0.0.2"]]);
    let anywhere = Guarded::with(Reach::Anywhere, told.clone()).unwrap();
    let failed = anywhere.get(&format!("https://shop.example:{port}/keys"), &hosts(&["shop.example"])).await;
    assert!(matches!(failed, Err(HttpError::NoAnswer { .. })), "{failed:?}");
    assert_eq!((told.asked.load(Ordering::Relaxed), calls.load(Ordering::Relaxed)), (1, 1));
}

#[tokio::test]
async fn a_redirect_is_an_answer_and_no_way_on() {
    let (inside, called) = server(&[b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}"], Duration::ZERO).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut request = [0; 4096];
        let _ = stream.read(&mut request).await;
        let answer = format!(
            "HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:{inside}/\r\ncontent-length: 0\r\n\r\n"
        );
        stream.write_all(answer.as_bytes()).await.unwrap();
    });
    let anywhere = Guarded::new(Reach::Anywhere).unwrap();
    let answer = anywhere.get(&format!("http://127.0.0.1:{port}/"), &hosts(&["127.0.0.1"])).await.unwrap();
    assert_eq!((answer.status, called.load(Ordering::Relaxed)), (302, 0));
}

#[tokio::test]
async fn an_answer_that_is_too_long_or_too_slow_is_given_up() {
    const CHUNK: &[u8] = &[b'x'; 40 * 1024];
    let long: &[&[u8]] = &[b"HTTP/1.1 200 OK\r\ncontent-length: 81920\r\n\r\n", CHUNK, CHUNK];
    let (port, _) = server(long, Duration::ZERO).await;
    let anywhere = Guarded::new(Reach::Anywhere).unwrap();
    let here = hosts(&["127.0.0.1"]);
    let refused = anywhere.get(&format!("http://127.0.0.1:{port}/"), &here).await;
    assert!(matches!(refused, Err(HttpError::TooLong(_))), "{refused:?}");
    // It begins to answer and never ends: each piece comes in time, the whole does not.
    let slow: &[&[u8]] =
        &[b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n", b"1", b"2", b"3", b"4", b"5", b"6", b"7"];
    let (port, _) = server(slow, Duration::from_secs(1)).await;
    let refused = anywhere.get(&format!("http://127.0.0.1:{port}/"), &here).await;
    assert!(matches!(refused, Err(HttpError::NoAnswer { .. })), "{refused:?}");
}

#[tokio::test]
async fn a_call_says_what_it_brings() {
    let (port, _) = server(&[b"HTTP/1.1 202 Accepted\r\ncontent-length: 0\r\n\r\n"], Duration::ZERO).await;
    let anywhere = Guarded::new(Reach::Anywhere).unwrap();
    let address = format!("http://localhost:{port}/events");
    let answer = anywhere
        .post(&address, &hosts(&["localhost"]), "application/secevent+jwt", None, "e".to_owned())
        .await;
    assert_eq!(answer.unwrap().status, 202);
}
