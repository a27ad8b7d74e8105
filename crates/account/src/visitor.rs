//! Whose account is shown? A signed-in person with their record; anybody else is sent to sign in.

use agency::balance::{self, BalanceError, Year};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use store::taxes::taxpayers::{self, Taxpayer};
use values::{Date, Id};
use web::{Frame, Page, PageError};

use crate::Account;

/// A signed-in person, their record and what the page needs. Taken by every handler of a tab.
#[derive(Debug)]
pub(crate) struct Visitor {
    pub(crate) page: Page,
    pub(crate) account: Account,
    pub(crate) taxpayer: Taxpayer,
}

impl FromRequestParts<Account> for Visitor {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, account: &Account) -> Result<Self, PageError> {
        let page = Page::from_request_parts(parts, account).await?;
        let person = page.require_person()?;
        let taxpayer = taxpayers::find(&account.app.store, &account.sealer, person).await?;
        let taxpayer =
            taxpayer.ok_or_else(|| PageError::broken("a session names a taxpayer that is not there"))?;
        Ok(Self { page, account: account.clone(), taxpayer })
    }
}

impl Visitor {
    /// Whose record it is.
    pub(crate) const fn id(&self) -> Id {
        self.taxpayer.id
    }

    /// The agency's date.
    pub(crate) fn today(&self) -> Date {
        self.page.today()
    }

    /// Given and family name.
    pub(crate) fn name(&self) -> String {
        format!("{} {}", self.taxpayer.profile.given_name, self.taxpayer.profile.family_name)
    }

    /// The frame of a page whose heading is this message.
    pub(crate) fn frame(&self, title: &str) -> Frame {
        self.page.frame(title).signed_in_as(self.name())
    }

    /// The frame of a page whose heading is already said.
    pub(crate) fn frame_titled(&self, title: String) -> Frame {
        self.page.frame_titled(title).signed_in_as(self.name())
    }

    /// All years on a day.
    pub(crate) async fn years(&self, on: Date) -> Result<Vec<Year>, PageError> {
        balance::years(&self.account.app.store, &self.account.pack, self.id(), on).await.map_err(broken)
    }
}

/// Books that the law cannot read are a fault of ours, never of the visitor.
pub(crate) fn broken(error: BalanceError) -> PageError {
    PageError::broken(error)
}
