//! What somebody who got back in may have lost: a line for each thing that is bound to the sign-in and was not shown,
//! and the statements that take it away. Only what is chosen goes (NIST SP 800-63B-4, 4.3 and 4.5).

use store::Write;
use store::identity::{apps, passkeys, phones, recovery_codes};
use store::person_keys;
use store::seal::Realm;
use values::{Id, Timestamp};
use web::Page;

use super::instant;
use super::policy::{Piece, Pieces};
use crate::authenticators::held::Held;
use crate::authenticators::phone;
use crate::happenings::Happening;
use crate::person::Fields;
use crate::visitor::Visitor;
use crate::{Identity, IdentityError};

/// One thing that may be lost.
#[derive(Clone, Debug)]
pub(super) struct Thing {
    /// What the form calls it.
    pub(super) key: String,
    /// What the person calls it.
    pub(super) name: String,
    what: What,
}

#[derive(Clone, Copy, Debug)]
enum What {
    App(Id),
    Phone(Id),
    Passkey(Id),
    BackupCodes,
}

impl Thing {
    fn new(what: What, name: String) -> Self {
        let key = match what {
            What::App(id) => format!("app {id}"),
            What::Phone(id) => format!("phone {id}"),
            What::Passkey(id) => format!("passkey {id}"),
            What::BackupCodes => "backup codes".to_owned(),
        };
        Self { key, name, what }
    }

    /// What is held without it.
    pub(super) fn without(&self, mut held: Held) -> Held {
        match self.what {
            What::Phone(_) => held.phones = held.phones.saturating_sub(1),
            What::App(_) => held.apps = held.apps.saturating_sub(1),
            What::Passkey(_) if held.security_keys > 0 => held.security_keys -= 1,
            What::Passkey(_) => held.passkeys = held.passkeys.saturating_sub(1),
            What::BackupCodes => held.backup_codes = 0,
        }
        held
    }

    /// The statements that take it away; a conflict if it is gone.
    pub(super) fn remove(
        &self,
        identity: &Identity,
        sign_in: Id,
        visitor: &Visitor,
        now: Timestamp,
    ) -> Write {
        let (write, happening) = match self.what {
            What::App(id) => (apps::remove(id, sign_in), Happening::AppRemoved),
            What::Phone(id) => (phones::remove(id, sign_in), Happening::PhoneRemoved),
            What::Passkey(id) => (passkeys::remove(id, sign_in), Happening::PasskeyRemoved),
            What::BackupCodes => return recovery_codes::remove(sign_in),
        };
        write.and(identity.happened(happening, sign_in, None, visitor, now))
    }
}

/// Everything that is bound and was not shown.
pub(super) async fn things(
    identity: &Identity,
    page: &Page,
    sign_in: Id,
    shown: Pieces,
) -> Result<Vec<Thing>, IdentityError> {
    let store = identity.store();
    let named = |key: &str, name: &str| page.frame("recover-title").say_with(key, &[("name", name)]);
    let mut things = Vec::new();
    let key = person_keys::require(store, identity.sealer(), sign_in, Realm::Identity).await?;
    if !shown.holds(Piece::Passkey) {
        for passkey in passkeys::list(store, sign_in).await? {
            let fields = Fields { sealer: identity.sealer(), key: &key, table: "passkey", row: passkey.id };
            let name = fields.open("name_sealed", &passkey.name_sealed)?;
            things.push(Thing::new(What::Passkey(passkey.id), named("recover-lost-passkey", &name)));
        }
    }
    if !shown.holds(Piece::App) {
        for app in apps::list(store, sign_in).await? {
            let added = instant(identity, page.language(), app.added_at);
            things.push(Thing::new(What::App(app.id), named("recover-lost-app", &added)));
        }
    }
    if !shown.holds(Piece::Phone) {
        for opened in phone::list(identity, sign_in).await? {
            let ending = opened.number.ending().to_string();
            things.push(Thing::new(What::Phone(opened.row.id), named("recover-lost-phone", &ending)));
        }
    }
    if !shown.holds(Piece::Backup) && recovery_codes::count_left(store, sign_in).await? > 0 {
        things.push(Thing::new(What::BackupCodes, page.say("recover-lost-backup")));
    }
    Ok(things)
}
