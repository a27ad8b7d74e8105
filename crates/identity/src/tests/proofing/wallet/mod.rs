//! Does a license travel from a wallet into a case, and does nothing else? A wallet of our own goes the whole way over HTTP.

mod browser;
mod device;
mod exchange;
mod refused;

use std::sync::Arc;

use formats::mdoc::Authorities;
use outside::jose::SigningKey;
use rcgen::{CertificateParams, KeyPair};
use store::Store;

use self::device::{Asked, Wallet, checked};
use super::{ADDRESS, begun};
use crate::connections::Connections;
use crate::oidc::parameters::Parameters;
use crate::proofing::wallet::Verifier;
use crate::tests::world::{Answer, Browser, World};

/// Who proves themselves here, with the name and birth date of the made-up license.
const EMAIL: &str = "iris@example.org";

/// A verifier that believes the issuer of this certificate.
fn verifier(authority: &[u8]) -> Arc<Verifier> {
    let key = KeyPair::generate().unwrap();
    let certificate =
        CertificateParams::new(vec!["id.example".to_owned()]).unwrap().self_signed(&key).unwrap();
    let signing = SigningKey::from_pkcs8(&key.serialize_der()).unwrap();
    let mut authorities = Authorities::default();
    authorities.add(authority).unwrap();
    Arc::new(Verifier::new(signing, vec![certificate.der().to_vec()], authorities).unwrap())
}

/// A site that believes the wallet's issuer.
async fn asking(store: Store, wallet: &Wallet) -> World {
    let verifier = verifier(&wallet.issuer.authority);
    World::proving_with(store, |connections| Connections { wallets: Some(verifier), ..connections }).await
}

/// Somebody who has typed who they are and comes to the page of wallets.
async fn arrive(world: &World, email: &str, number: &str) -> Browser {
    let (mut browser, _) = begun(world, email).await;
    browser.send("/prove/route", &[("route", "wallet")]).await;
    let born = [("born_month", "4"), ("born_day", "17"), ("born_year", "1988")];
    let you = [&[("given_names", "Iris"), ("family_name", "MARLOWE")][..], &born].concat();
    browser.send("/prove/you", &you).await;
    browser.send("/prove/number", &[("tax_number", number)]).await;
    browser.send("/prove/address", &ADDRESS).await;
    assert!(browser.page.contains("Share your mobile driver"), "{}", browser.page);
    browser
}

/// Begins a request for a wallet on this device or another.
async fn begin(browser: &mut Browser, device: &str) {
    browser.follow("/prove/wallet").await;
    browser.send("/prove/wallet", &[("device", device)]).await;
    assert!(browser.page.contains("Open your wallet"), "{}", browser.page);
}

/// The address that the page's link leads to.
fn link(browser: &Browser) -> String {
    let rest = browser.between("href=\"openid4vp://", "\"");
    format!("openid4vp://{}", rest.replace("&amp;", "&").replace("&#38;", "&"))
}

/// Follows the link of a page: fetches the request object and checks it as wallets do.
async fn fetch(world: &World, link: &str) -> Asked {
    let (scheme, query) = link.split_once('?').unwrap();
    assert_eq!(scheme, "openid4vp://");
    let parameters = Parameters::parse(query).unwrap();
    let (client_id, address) = (parameters.get("client_id").unwrap(), parameters.get("request_uri").unwrap());
    let path = address.strip_prefix(world.identity.issuer()).unwrap();
    let answer = world.browser().get_whole(path).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(answer.header["content-type"], "application/oauth-authz-req+jwt");
    let asked = checked(&answer.body);
    assert_eq!(asked.text("client_id"), client_id);
    assert_eq!(asked.text("response_mode"), "direct_post.jwt");
    asked
}

/// Answers as asked.
async fn answer(wallet: &Wallet, world: &World, asked: &Asked) -> Answer {
    let content = asked.content(&wallet.document(asked));
    world.post(path(world, asked), &asked.form(&content)).await
}

/// The path that takes answers.
fn path<'a>(world: &World, asked: &'a Asked) -> &'a str {
    asked.text("response_uri").strip_prefix(world.identity.issuer()).unwrap()
}
