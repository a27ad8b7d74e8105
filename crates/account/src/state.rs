//! What do the handlers of the account site share?

use std::sync::Arc;

use agency::papers::Papers;
use agency::payments::Banks;
use axum::extract::FromRef;
use outside::bank::OwnershipCheck;
use outside::cards::CardProcessor;
use outside::documents::DocumentKey;
use outside::openid::RelyingParty;
use store::seal::Sealer;
use tax::pack::Pack;
use web::App;

use crate::sign_in::Terms;

/// The state of the site. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Account {
    /// What every site shares.
    pub app: App,
    /// Opens sealed fields.
    pub sealer: Sealer,
    /// The figures of the law.
    pub pack: Arc<Pack>,
    /// What banks are called.
    pub banks: Arc<Banks>,
    /// Who is asked whose an account is.
    pub ownership: OwnershipCheck,
    /// Who takes papers in.
    pub papers: Papers,
    /// What signs the documents that are given out, if anything does.
    pub documents: Option<DocumentKey>,
    /// Who takes cards and wallets.
    pub cards: CardProcessor,
    /// How people sign in.
    pub relying_party: RelyingParty,
    /// Which sign-ins are taken.
    pub terms: Arc<Terms>,
}

impl FromRef<Account> for App {
    fn from_ref(account: &Account) -> Self {
        account.app.clone()
    }
}
