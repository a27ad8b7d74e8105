//! Identity protection PINs: which there are, and getting, seeing and replacing one after a recent proof.

use agency::ip_pins::{self, Desk, Holder, Refusal};
use askama::Template;
use axum::response::Response;
use serde::Deserialize;
use store::seal::DataKey;
use store::taxes::ip_pins::{self as stored, IpPin};
use store::taxes::returns;
use store::{Write, WriteError};
use values::Date;
use web::{Form, Frame, PageError};

use crate::payments::person_key;
use crate::sign_in::require_recent;
use crate::visitor::Visitor;

/// The page's address.
pub(super) const PATH: &str = "/profile/pins";

#[derive(Template)]
#[template(path = "profile/pins.html")]
struct Shown {
    frame: Frame,
    year: String,
    holders: Vec<Card>,
    /// Whose were replaced, and when.
    retired: Vec<(String, String)>,
    most: String,
}

struct Card {
    /// Its place among the holders.
    place: usize,
    name: String,
    /// Since when there is one for this year.
    since: Option<Date>,
    /// The digits, where they were asked for.
    digits: Option<String>,
    get: String,
    see: String,
    renew: String,
}

/// Whose PIN; by its place on the page.
#[derive(Deserialize)]
pub(super) struct Whose {
    #[serde(default)]
    holder: usize,
}

struct Books {
    holders: Vec<Holder>,
    pins: Vec<IpPin>,
    key: DataKey,
}

impl Books {
    async fn load(visitor: &Visitor) -> Result<Self, PageError> {
        let (store, sealer) = (&visitor.account.app.store, &visitor.account.sealer);
        let filed = returns::list(store, sealer, visitor.id()).await?;
        Ok(Self {
            holders: ip_pins::holders(sealer, visitor.id(), &filed),
            pins: stored::list(store, sealer, visitor.id()).await?,
            key: person_key(visitor).await?,
        })
    }

    fn holder(&self, whose: &Whose) -> Result<&Holder, PageError> {
        self.holders.get(whose.holder).ok_or(PageError::NotFound)
    }

    fn desk<'a>(&'a self, visitor: &'a Visitor) -> Desk<'a> {
        Desk {
            sealer: &visitor.account.sealer,
            key: &self.key,
            taxpayer: visitor.id(),
            now: visitor.page.now(),
            today: visitor.today(),
        }
    }
}

pub(super) async fn show(visitor: Visitor) -> Result<Response, PageError> {
    let books = Books::load(&visitor).await?;
    page(&visitor, &books, None)
}

fn page(visitor: &Visitor, books: &Books, seen: Option<&(usize, String)>) -> Result<Response, PageError> {
    let title = if seen.is_some() { "profile-pin-shown" } else { "profile-pins-title" };
    let (frame, today) = (visitor.frame(title), visitor.today());
    let day = |at| visitor.account.app.clock.today(at);
    let name = |holder: &Holder| holder.name.clone().unwrap_or_else(|| visitor.name());
    let card = |(place, holder): (usize, &Holder)| {
        let named = [("name", name(holder))];
        Card {
            place,
            name: name(holder),
            since: ip_pins::in_force(&books.pins, holder, today).map(|pin| day(pin.made_at)),
            digits: seen.filter(|(whose, _)| *whose == place).map(|(_, digits)| digits.clone()),
            get: frame.say_with("profile-pin-get", &named),
            see: frame.say_with("profile-pin-see", &named),
            renew: frame.say_with("profile-pin-renew", &named),
        }
    };
    let replaced = |pin: &IpPin| {
        let holder = books.holders.iter().find(|holder| holder.key == pin.holder)?;
        let year = ("year", pin.calendar_year.to_string());
        let on = ("date", frame.date(day(pin.retired_at?)));
        Some((name(holder), frame.say_with("profile-pin-replaced", &[year, on])))
    };
    let most = visitor.account.pack.count("ip_pin.renewals", today).map_err(PageError::broken)?;
    let view = Shown {
        year: today.year().to_string(),
        holders: books.holders.iter().enumerate().map(card).collect(),
        retired: books.pins.iter().filter_map(replaced).collect(),
        most: most.to_string(),
        frame,
    };
    visitor.page.show(&view)
}

/// Sent twice, there is one: the second time leads to the same page.
pub(super) async fn get(visitor: Visitor, Form(whose): Form<Whose>) -> Result<Response, PageError> {
    require_recent(&visitor.page)?;
    let books = Books::load(&visitor).await?;
    let made = ip_pins::get(books.desk(&visitor), &books.pins, books.holder(&whose)?, chance(&visitor));
    keep(&visitor, made).await
}

pub(super) async fn renew(visitor: Visitor, Form(whose): Form<Whose>) -> Result<Response, PageError> {
    require_recent(&visitor.page)?;
    let books = Books::load(&visitor).await?;
    let (desk, pack) = (books.desk(&visitor), &visitor.account.pack);
    let made = ip_pins::renew(desk, pack, &books.pins, books.holder(&whose)?, chance(&visitor));
    keep(&visitor, made).await
}

/// The page with the digits of one; nobody finds them in an address.
pub(super) async fn see(visitor: Visitor, Form(whose): Form<Whose>) -> Result<Response, PageError> {
    require_recent(&visitor.page)?;
    let books = Books::load(&visitor).await?;
    match ip_pins::see(books.desk(&visitor), &books.pins, books.holder(&whose)?) {
        Ok((digits, write)) => {
            visitor.account.app.store.write(write).await?;
            page(&visitor, &books, Some(&(whose.holder, digits.expose().clone())))
        }
        Err(_) => visitor.page.go(PATH),
    }
}

fn chance(visitor: &Visitor) -> (values::Id, u64) {
    let dice = &visitor.account.app.dice;
    (dice.id(visitor.page.now()), dice.below(1_000_000))
}

/// A refusal is what the page says anyway.
async fn keep(visitor: &Visitor, made: Result<Write, Refusal>) -> Result<Response, PageError> {
    match made {
        Ok(write) => match visitor.account.app.store.write(write).await {
            Ok(()) | Err(WriteError::Conflict { .. }) => visitor.page.go(PATH),
            Err(error) => Err(error.into()),
        },
        Err(Refusal::Pack(error)) => Err(PageError::broken(error)),
        Err(Refusal::HasOne | Refusal::HasNone | Refusal::TooOften { .. }) => visitor.page.go(PATH),
    }
}
