//! "This was not me": the sign-in is shut at once, with every session and token, and what came to it since is taken
//! away again. Its owner comes back by recovery.

use store::identity::addresses::{self, Address, Removed};
use store::identity::{browsers, recoveries, recovery_waits, sessions, sign_ins, tokens, undoing};
use store::seal::Realm;
use store::{Write, person_keys};
use values::{Id, Timestamp};

use super::{LINK_HOURS, open_address};
use crate::happenings::Happening;
use crate::person::{Fields, Person};
use crate::secrets::later;
use crate::visitor::Visitor;
use crate::{Identity, IdentityError};

/// Whether a freeze takes back what happened at an instant: not what is longer ago than a notice's link works, since the
/// owner has been in and out since.
pub(crate) fn is_undone(at: Timestamp, now: Timestamp) -> bool {
    at >= later(now, -LINK_HOURS * 3_600)
}

/// What freezes a person's sign-in because of something that happened at an instant.
pub(crate) async fn freeze(
    identity: &Identity,
    person: &Person,
    at: Timestamp,
    visitor: &Visitor,
    now: Timestamp,
) -> Result<Write, IdentityError> {
    let id = person.id;
    let mut write = Write::new();
    if is_undone(at, now) {
        write = write
            .and(put_addresses_back(identity, person, at).await?)
            .and(crate::proofing::deny_since(identity, id, at, visitor, now).await?)
            .and(sign_ins::close_password_since(id, at))
            .and(undoing::remove_since(id, at))
            .and(browsers::remove_since(id, at));
    }
    // Whoever was getting in by recovery is not, either; the owner begins one of their own.
    Ok(write
        .and(recovery_waits::close_any(id))
        .and(recoveries::close_all(id, recoveries::State::Stopped))
        .and(sign_ins::freeze(id))
        .and(sessions::close_all(id, now))
        .and(tokens::close_all(id, now))
        .and(identity.happened(Happening::Frozen, id, None, visitor, now)))
}

/// Which addresses go, which come back, and which is the main one then.
#[derive(Debug, Default, PartialEq, Eq)]
struct Undone {
    gone: Vec<Id>,
    back: Vec<Id>,
    /// The address that becomes the main one, if that changes.
    main: Option<Id>,
}

/// Decides: addresses confirmed since go, those removed since come back. The last address stays, whoever added it.
fn undone(confirmed: &[Address], removed: &[Removed], main: [u8; 32], since: Timestamp) -> Undone {
    let stays = |address: &&Address| address.confirmed_at < since;
    // One that was confirmed and removed again since is nobody's to put back.
    let back: Vec<&Removed> = removed.iter().filter(|removed| removed.confirmed_at < since).collect();
    if back.is_empty() && !confirmed.iter().any(|address| stays(&address)) {
        return Undone::default();
    }
    let gone: Vec<&Address> = confirmed.iter().filter(|address| !stays(address)).collect();
    let kept = confirmed.iter().filter(stays).map(|address| (address.confirmed_at, address.id));
    let oldest = kept.chain(back.iter().map(|removed| (removed.confirmed_at, removed.id))).min();
    let main_goes = gone.iter().any(|address| address.email_index == main);
    Undone {
        gone: gone.iter().map(|address| address.id).collect(),
        back: back.iter().map(|removed| removed.id).collect(),
        main: oldest.filter(|_| main_goes).map(|(_, id)| id),
    }
}

async fn put_addresses_back(
    identity: &Identity,
    person: &Person,
    since: Timestamp,
) -> Result<Write, IdentityError> {
    let store = identity.store();
    let confirmed = addresses::list(store, person.id).await?;
    let mut removed = Vec::new();
    for one in addresses::list_removed(store, person.id, since).await? {
        // Another sign-in may have it by now.
        if sign_ins::find_by_email(store, one.email_index).await?.is_none() {
            removed.push(one);
        }
    }
    let undone = undone(&confirmed, &removed, person.row.email_index, since);
    let mut write = Write::new();
    for one in removed.iter().filter(|one| undone.back.contains(&one.id)) {
        write = write.and(addresses::restore(one));
    }
    if let Some(main) = undone.main {
        let kept = confirmed.iter().map(|one| (one.id, one.email_index, &one.email_sealed));
        let back = removed.iter().map(|one| (one.id, one.email_index, &one.email_sealed));
        let (row, index, sealed) = kept
            .chain(back)
            .find(|(id, _, _)| *id == main)
            .ok_or(IdentityError::Stored("an email address"))?;
        let key = person_keys::require(store, identity.sealer(), person.id, Realm::Identity).await?;
        let email = open_address(identity, &key, row, sealed)?;
        let fields = Fields { sealer: identity.sealer(), key: &key, table: "sign_in", row: person.id };
        let sealed = fields.seal("email_sealed", email.expose());
        write = write.and(sign_ins::change_main(&person.row, index, sealed));
    }
    for id in undone.gone {
        write = write.and(undoing::remove_address(id, person.id));
    }
    Ok(write)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn address(number: u8, confirmed: i64) -> Address {
        Address {
            id: Id::from_bytes([number; 16]),
            sign_in_id: Id::from_bytes([99; 16]),
            email_index: [number; 32],
            email_sealed: Vec::new(),
            confirmed_at: at(confirmed),
            told_new_device: true,
            told_each_sign_in: false,
        }
    }

    fn removed(number: u8, confirmed: i64, removed: i64) -> Removed {
        let Address { id, sign_in_id, email_index, email_sealed, confirmed_at, .. } =
            address(number, confirmed);
        Removed { id, sign_in_id, email_index, email_sealed, confirmed_at, removed_at: at(removed) }
    }

    fn ids(undone: &Undone) -> (Vec<u8>, Vec<u8>, Option<u8>) {
        let first = |id: &Id| id.as_bytes()[0];
        (
            undone.gone.iter().map(first).collect(),
            undone.back.iter().map(first).collect(),
            undone.main.as_ref().map(first),
        )
    }

    #[test]
    fn a_thief_s_address_goes_and_the_owner_s_come_back() {
        // The thief added 3 at 100, made it the main one, and removed 1 and 2.
        let now = undone(&[address(3, 100)], &[removed(1, 10, 120), removed(2, 20, 130)], [3; 32], at(100));
        assert_eq!(ids(&now), (vec![3], vec![1, 2], Some(1)));
    }

    #[test]
    fn what_stood_before_stays_as_it_was() {
        let now = undone(&[address(1, 10), address(2, 20), address(3, 100)], &[], [2; 32], at(100));
        assert_eq!(ids(&now), (vec![3], vec![], None));
        // Added and removed again since: gone it stays.
        let now = undone(&[address(1, 10)], &[removed(3, 100, 110)], [1; 32], at(100));
        assert_eq!(ids(&now), (vec![], vec![], None));
    }

    #[test]
    fn the_last_address_stays_whoever_added_it() {
        let now = undone(&[address(1, 100)], &[], [1; 32], at(100));
        assert_eq!(ids(&now), (vec![], vec![], None));
    }
}
