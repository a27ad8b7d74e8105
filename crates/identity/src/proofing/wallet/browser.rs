//! What does the page bring that asked a wallet by its browser (the Digital Credentials API; OpenID for Verifiable
//! Presentations 1.0, appendix A)? The device signed for this page's origin, so that no passed-on link or picture leads
//! here.

use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use store::identity::wallet_requests;
use web::{Form, Page, PageError};

use super::endpoints::{judged, note, sealed};
use super::license::Refused;
use super::pages::own;
use super::{PATH, WAIT};
use crate::Identity;
use crate::proofing;
use crate::proofing::steps::Step;

/// What the browser got from the wallet, encrypted to us.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Brought {
    answer: String,
}

/// Takes the answer that the page brings, and shows it or why it does not count.
pub(super) async fn submit(
    State(identity): State<Identity>,
    page: Page,
    Form(brought): Form<Brought>,
) -> Result<Response, PageError> {
    if let Err(elsewhere) = proofing::require(&identity, &page, Step::Wallet).await? {
        return Ok(elsewhere);
    }
    let row = own(&identity, &page).await?.filter(|row| row.answer_sealed.is_none() && !row.comes_back);
    let Some(row) = row else { return page.go(&format!("{PATH}?over=1")) };
    match judged(&identity, &row, &brought.answer).await? {
        Ok(license) => {
            let sealed = sealed(&identity, &row, &license).await?;
            identity.write(wallet_requests::answer(&row, sealed, None)).await?;
        }
        // A browser without scripts has nothing to bring.
        Err(Refused::NotForUs) if brought.answer.is_empty() => (),
        Err(why) => note(&identity, &row, why).await?,
    }
    page.go(WAIT)
}
