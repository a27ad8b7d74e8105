//! Who is let in? Every handler of a room takes a [`Member`], and there is one only where all of it holds: signed in here,
//! with work at this site, in a room of their role. A room of another role is not there.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use store::person_keys;
use store::seal::{DataKey, Realm, Sealer};
use store::staff_members::{self, StaffMember};
use store::{Store, StoreError};
use values::Id;
use web::{Frame, Page, PageError, Tab};

use crate::Staff;
use crate::roles::{Role, Room};

/// One of the agency's people at a page they may open.
#[derive(Clone, Debug)]
pub(crate) struct Member {
    pub(crate) page: Page,
    /// What they do.
    pub(crate) role: Role,
    /// Their address at work, by which they are called among each other.
    pub(crate) address: String,
}

impl FromRequestParts<Staff> for Member {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, staff: &Staff) -> Result<Self, PageError> {
        let page = Page::from_request_parts(parts, staff).await?;
        let person = page.require_person()?;
        let found = staff_members::find(&staff.app.store, person).await?;
        let found = found.ok_or_else(|| PageError::broken("a session names nobody who works here"))?;
        let role = Role::from_word(&found.role).ok_or(PageError::NotFound)?;
        if !Room::of(page.path()).is_some_and(|room| room.admits(role)) {
            return Err(PageError::NotFound);
        }
        let address = address(&staff.app.store, &staff.sealer, &found).await?;
        Ok(Self { page, role, address })
    }
}

impl Member {
    /// The frame of a page whose heading is this message, with the tabs of their rooms.
    pub(crate) fn frame(&self, title: &str) -> Frame {
        self.frame_titled(self.page.say(title))
    }

    /// The frame of a page whose heading is already said.
    pub(crate) fn frame_titled(&self, title: String) -> Frame {
        let rooms = self.rooms().map(|room| Tab { path: room.path(), key: room.words().0 });
        self.page.frame_titled(title).signed_in_as(self.address.clone()).with_tabs(rooms.collect())
    }

    /// The rooms they may enter.
    pub(crate) fn rooms(&self) -> impl Iterator<Item = Room> {
        let role = self.role;
        Room::ALL.into_iter().filter(move |room| room.admits(role))
    }
}

/// Where somebody's address stands.
const TABLE: &str = "staff_member";
const COLUMN: &str = "address_sealed";

/// Somebody's address at work.
pub(crate) async fn address(
    store: &Store,
    sealer: &Sealer,
    member: &StaffMember,
) -> Result<String, StoreError> {
    let key = person_keys::require(store, sealer, member.id, Realm::Taxes).await?;
    let address = sealer.open(&key, TABLE, COLUMN, member.id, &member.address_sealed)?;
    String::from_utf8(address.expose().clone()).map_err(|_| StoreError::Unreadable)
}

/// The same, sealed.
pub(crate) fn sealed(sealer: &Sealer, key: &DataKey, id: Id, address: &str) -> Vec<u8> {
    sealer.seal(key, TABLE, COLUMN, id, address.as_bytes())
}
