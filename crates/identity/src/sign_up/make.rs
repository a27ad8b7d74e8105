//! How does a sign-up become a sign-in? In one write, sealed under the person's own key.

use store::Write;
use store::identity::sign_ins;
use store::identity::sign_ups::{self, SignUp};
use store::person_keys;
use store::seal::Realm;
use web::{Language, Page};

use super::email_of;
use crate::authenticators::passkey::{Added, name_or};
use crate::happenings::Happening;
use crate::person::Fields;
use crate::visitor::Visitor;
use crate::{Identity, IdentityError};

/// With what it begins.
pub(super) enum First {
    /// A passkey, and no password.
    Passkey(Added),
    /// A password, hashed.
    Password(String),
}

/// The statements that make the sign-in; a conflict if its address got one meanwhile.
pub(super) fn make(
    identity: &Identity,
    page: &Page,
    visitor: &Visitor,
    sign_up: &SignUp,
    first: &First,
) -> Result<Write, IdentityError> {
    let (id, now, sealer) = (sign_up.id, page.now(), identity.sealer());
    let email = email_of(identity, sign_up)?;
    let (key, wrapped) = sealer.new_person_key(id, Realm::Identity);
    let fields = Fields { sealer, key: &key, table: "sign_in", row: id };
    let password_hash = match first {
        First::Password(hash) => Some(hash.clone()),
        First::Passkey(_) => None,
    };
    let sign_in = sign_ins::SignIn {
        id,
        email_index: sign_up.email_index,
        email_sealed: fields.seal("email_sealed", email.expose()),
        password_set_at: password_hash.is_some().then_some(now),
        password_hash,
        language: if page.language() == Language::Es { "es" } else { "en" }.to_owned(),
        is_active: true,
        made_at: now,
        version: 0,
    };
    let passkey = match first {
        First::Passkey(added) => added.add(identity, &key, id, page, &name_or("", visitor, page)),
        First::Password(_) => Write::new(),
    };
    Ok(sign_ups::close(sign_up)
        .and(person_keys::add(Write::new(), wrapped))
        .and(sign_ins::add(&sign_in))
        .and(passkey)
        .and(identity.happened(Happening::SignInMade, id, None, visitor, now)))
}
