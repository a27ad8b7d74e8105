//! A wallet with a made-up person's driver's license, for trying out and for the browser tests: `wallet FOLDER` writes into
//! the folder what the program has to be set up with (`certificates.pem`, `wallets.key`, `issuers/`), says `ready`, and
//! then answers each line with a line: `{"follow": LINK}`, as somebody who opens a link in the wallet, with what the site
//! said; `{"request": …, "origin": …}`, as a browser that asks the wallet for a page, with the answer.

#[path = "../src/tests/proofing/wallet/device.rs"]
#[expect(dead_code, clippy::unwrap_used, reason = "it is part of the tests, which do more with it")]
mod device;

use std::error::Error;
use std::fs;
use std::io::{BufRead as _, Write as _, stdin, stdout};
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use device::{Wallet, checked};
use outside::http::Http;
use rcgen::{CertificateParams, KeyPair};
use serde_json::{Value, json};

type Failure = Box<dyn Error>;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Failure> {
    let folder = std::env::args().nth(1).ok_or("wallet FOLDER")?;
    let wallet = Wallet::new();
    set_up(Path::new(&folder), &wallet)?;
    let http = Http::new()?;
    let mut out = stdout();
    writeln!(out, "ready")?;
    for line in stdin().lock().lines() {
        let wanted: Value = serde_json::from_str(&line?)?;
        let text = |name: &str| wanted[name].as_str();
        let answer = match (text("follow"), text("request"), text("origin")) {
            (Some(link), _, _) => follow(&http, &wallet, link).await?,
            (_, Some(request), Some(origin)) => {
                let asked = checked(request);
                let session = asked.transcript_for(origin);
                let document = asked.presented_in(&session, &wallet.device, &wallet.issued);
                json!({ "response": asked.sealed(&asked.content(&document)) })
            }
            _ => return Err("neither follow, nor request and origin".into()),
        };
        writeln!(out, "{answer}")?;
    }
    Ok(())
}

/// Whom wallets are asked as, and the issuer who is believed.
fn set_up(folder: &Path, wallet: &Wallet) -> Result<(), Failure> {
    let key = KeyPair::generate()?;
    let certificate = CertificateParams::new(vec!["localhost".to_owned()])?.self_signed(&key)?;
    fs::write(folder.join("certificates.pem"), pem("CERTIFICATE", certificate.der()))?;
    fs::write(folder.join("wallets.key"), pem("PRIVATE KEY", &key.serialize_der()))?;
    fs::create_dir_all(folder.join("issuers"))?;
    Ok(fs::write(folder.join("issuers/made-up.pem"), pem("CERTIFICATE", &wallet.issuer.authority))?)
}

/// The text form of RFC 7468.
fn pem(label: &str, bytes: &[u8]) -> String {
    let text = STANDARD.encode(bytes);
    let lines: Vec<&str> =
        text.as_bytes().chunks(64).filter_map(|line| std::str::from_utf8(line).ok()).collect();
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n"))
}

/// Fetches what is asked, and sends the answer: what the site says to it.
async fn follow(http: &Http, wallet: &Wallet, link: &str) -> Result<Value, Failure> {
    let query = link.strip_prefix("openid4vp://?").ok_or("no link for a wallet")?;
    let find = |name: &str| form_urlencoded::parse(query.as_bytes()).find(|(found, _)| found == name);
    let (_, address) = find("request_uri").ok_or("a link without request_uri")?;
    let signed = String::from_utf8(http.get(&address, &[]).await?.body)?;
    let asked = checked(&signed);
    let (_, client) = find("client_id").ok_or("a link without client_id")?;
    if asked.text("client_id") != client {
        return Err("somebody else asks than the link says".into());
    }
    let content = asked.content(&wallet.document(&asked));
    let fields = [("response", asked.sealed(&content))];
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let answer = http.post_form(asked.text("response_uri"), &fields, &[]).await?;
    Ok(json!({ "status": answer.status, "said": serde_json::from_slice::<Value>(&answer.body)? }))
}
