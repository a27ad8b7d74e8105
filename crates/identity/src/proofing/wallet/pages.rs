//! What does the person see who shares a mobile driver's license? Choose on which device the wallet is; open it, by a link
//! there or a QR code from here; look at what came, and use it. The page looks again by itself; without scripts it says so,
//! and that can be turned off.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use store::Write;
use store::identity::wallet_requests::{self, WalletRequest};
use values::Id;
use web::{Form, Frame, Page, PageError, Problems};

use super::endpoints::CODE;
use super::exchange::{Device, Exchange, data_key, fields};
use super::license::{License, Refused};
use super::take::{self, Differs};
use super::{BACK, PATH, WAIT};
use crate::authenticators::app::picture;
use crate::oidc::parameters::encode;
use crate::proofing;
use crate::proofing::case::Case;
use crate::proofing::steps::Step;
use crate::secrets::hash;
use crate::{Identity, IdentityError};

/// The page looks again after so many seconds.
const LOOK_AGAIN: i64 = 10;

/// The scheme that wallets answer to (OpenID for Verifiable Presentations 1.0, 13.1.2).
const SCHEME: &str = "openid4vp://";

#[derive(Template)]
#[template(path = "proofing/wallet/ask.html")]
struct Ask {
    frame: Frame,
    is_over: bool,
}

#[derive(Template)]
#[template(path = "proofing/wallet/wait.html")]
struct Wait {
    frame: Frame,
    address: String,
    picture: Option<String>,
    /// What the browser is to ask the wallet, signed, if the browser asks.
    request: Option<String>,
    comes_back: bool,
    was_answered: bool,
    refusal: Option<String>,
    /// The address of this page, to look again.
    again: &'static str,
    looks_again: bool,
    seconds: i64,
    /// What the script compares, to see whether anything happened.
    state: String,
}

#[derive(Template)]
#[template(path = "proofing/wallet/arrived.html")]
struct Arrived {
    frame: Frame,
    name: String,
    born: String,
    issuer: String,
    code: String,
}

pub(super) async fn show(State(identity): State<Identity>, page: Page) -> Result<Response, PageError> {
    identity.verifier().ok_or(PageError::NotFound)?;
    if let Err(elsewhere) = proofing::require(&identity, &page, Step::Wallet).await? {
        return Ok(elsewhere);
    }
    let mut answer =
        page.show(&Ask { frame: page.frame("wallet-title"), is_over: page.query("over").is_some() })?;
    web::headers::open_wallets(&mut answer);
    Ok(answer)
}

#[derive(Clone, Copy, Debug, Deserialize)]
pub(super) struct Chosen {
    device: Device,
}

pub(super) async fn submit(
    State(identity): State<Identity>,
    page: Page,
    Form(chosen): Form<Chosen>,
) -> Result<Response, PageError> {
    identity.verifier().ok_or(PageError::NotFound)?;
    let case = match proofing::require(&identity, &page, Step::Wallet).await? {
        Ok(case) => case,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let who = (case.row.sign_in_id, session(&page)?);
    let request = Exchange::begin(&identity, who, chosen.device, page.now()).await?;
    identity.write(wallet_requests::put(&request)).await?;
    page.go(WAIT)
}

/// The request of this browser's session.
pub(super) async fn own(identity: &Identity, page: &Page) -> Result<Option<WalletRequest>, PageError> {
    let found = wallet_requests::find_of_session(identity.store(), session(page)?, page.now()).await;
    let sign_in = page.require_person()?;
    Ok(found.map_err(IdentityError::from)?.filter(|request| request.sign_in_id == sign_in))
}

fn session(page: &Page) -> Result<Id, PageError> {
    page.require_session().map(web::session::Session::id)
}

pub(super) async fn wait(State(identity): State<Identity>, page: Page) -> Result<Response, PageError> {
    let verifier = identity.verifier().ok_or(PageError::NotFound)?;
    if let Err(elsewhere) = proofing::require(&identity, &page, Step::Wallet).await? {
        return Ok(elsewhere);
    }
    let Some(row) = own(&identity, &page).await? else { return page.go(&format!("{PATH}?over=1")) };
    if row.answer_sealed.is_some() && !row.comes_back {
        return arrived(&identity, &page, &row, String::new(), Problems::none()).await;
    }
    let exchange = Exchange::open(&identity, &row).await?;
    let address = format!(
        "{SCHEME}?client_id={}&request_uri={}",
        encode(verifier.client_id()),
        encode(&exchange.request_uri(&identity))
    );
    let request = if exchange.is_by_browser {
        let asked = exchange.asked(&identity, verifier, page.now());
        Some(verifier.sign(&asked).map_err(IdentityError::from)?)
    } else {
        None
    };
    let looks_again = request.is_none() && page.query("still").is_none();
    let mut answer = page.show(&Wait {
        frame: page.frame("wallet-wait-title"),
        picture: if row.comes_back || request.is_some() { None } else { picture(&address) },
        request,
        address,
        comes_back: row.comes_back,
        was_answered: row.answer_sealed.is_some(),
        state: format!("{}-{}", row.answer_sealed.is_some(), row.refusal.as_deref().unwrap_or_default()),
        refusal: row.refusal.filter(|key| Refused::KEYS.contains(&key.as_str())).map(|key| page.say(&key)),
        again: WAIT,
        looks_again,
        seconds: LOOK_AGAIN,
    })?;
    web::headers::open_wallets(&mut answer);
    Ok(answer)
}

/// Where the wallet on the same device leads back to. Its browser may come without the session's cookie, since another
/// program sent it here: then a page of ours leads on, once.
pub(super) async fn back(State(identity): State<Identity>, page: Page) -> Result<Response, PageError> {
    identity.verifier().ok_or(PageError::NotFound)?;
    let code = page.query("code").unwrap_or_default();
    if page.session().is_none() && page.query("own").is_none() {
        return page.go_as_our_own(&format!("{BACK}?own=1&code={}", encode(&code)));
    }
    if let Err(elsewhere) = proofing::require(&identity, &page, Step::Wallet).await? {
        return Ok(elsewhere);
    }
    match own(&identity, &page).await? {
        Some(row) if is_for(&row, &code) => arrived(&identity, &page, &row, code, Problems::none()).await,
        _ => page.go(&format!("{PATH}?over=1")),
    }
}

/// Whether an answer may be used by whoever brings this code: the one that the wallet was given on the same device; none
/// where the wallet is on another.
fn is_for(row: &WalletRequest, code: &str) -> bool {
    let is_code = row.code_hash.is_some_and(|known| known == hash(CODE, code));
    row.answer_sealed.is_some() && (is_code || !row.comes_back)
}

async fn open(identity: &Identity, row: &WalletRequest) -> Result<License, IdentityError> {
    let broken = || IdentityError::Stored("what a license says");
    let sealed = row.answer_sealed.as_deref().ok_or_else(broken)?;
    let key = data_key(identity, row.sign_in_id).await?;
    let text = fields(identity, &key, row.id).open("answer_sealed", sealed)?;
    serde_json::from_str(&text).map_err(|_| broken())
}

async fn view(
    identity: &Identity,
    page: &Page,
    row: &WalletRequest,
    code: String,
    problems: Problems,
) -> Result<Arrived, PageError> {
    let license = open(identity, row).await?;
    let frame = page.frame("wallet-arrived-title").with(problems);
    let born = frame.date(license.birth_date);
    let name = format!("{} {}", license.given_names, license.family_name);
    Ok(Arrived { frame, name, born, issuer: license.issuer, code })
}

async fn arrived(
    identity: &Identity,
    page: &Page,
    row: &WalletRequest,
    code: String,
    problems: Problems,
) -> Result<Response, PageError> {
    page.show(&view(identity, page, row, code, problems).await?)
}

/// The code that the wallet brought back, if it is on the same device.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Used {
    #[serde(default)]
    code: String,
}

pub(super) async fn use_it(
    State(identity): State<Identity>,
    page: Page,
    Form(used): Form<Used>,
) -> Result<Response, PageError> {
    let case: Case = match proofing::require(&identity, &page, Step::Wallet).await? {
        Ok(case) => case,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let row = own(&identity, &page).await?.filter(|row| is_for(row, &used.code));
    let Some(row) = row else { return page.go(&format!("{PATH}?over=1")) };
    let license = open(&identity, &row).await?;
    match take::write(&identity, &case, &license, page.now()) {
        Ok(write) => {
            let write = Write::new().and(wallet_requests::use_up(&row)).and(write);
            identity.write(write).await?;
            page.go(proofing::GO_ON)
        }
        Err(Differs(key)) => {
            let problems = Problems::one("use", key);
            page.show_again(&view(&identity, &page, &row, used.code, problems).await?)
        }
    }
}
