//! What distinguishes one site from another: its origin, its tabs, where its forms may end up.

use web::{Site, SiteName};

use crate::world::Origins;

/// Its forms may also end up at the identity provider, and at the card processor if there is one.
pub(crate) fn account_site(origins: &Origins, others: [Option<String>; 2]) -> Site {
    Site {
        name: SiteName::Account,
        origin: origins.account.clone(),
        tabs: account::TABS,
        form_targets: others.into_iter().flatten().collect::<Vec<_>>().into(),
        sign_in_path: account::SIGN_IN_PATH,
        arrives_from_elsewhere: true,
        longest_visit: web::session::ABSOLUTE,
    }
}

/// Its tabs follow from who is in; its forms may also end up at our identity site.
pub(crate) fn staff_site(origins: &Origins) -> Site {
    Site {
        form_targets: vec![origins.identity.clone()].into(),
        sign_in_path: staff::SIGN_IN_PATH,
        arrives_from_elsewhere: true,
        longest_visit: staff::LONGEST_VISIT,
        ..quiet_site(SiteName::Staff, &origins.staff)
    }
}

pub(crate) fn quiet_site(name: SiteName, origin: &str) -> Site {
    Site {
        name,
        origin: origin.to_owned(),
        tabs: &[],
        form_targets: web::FormTargets::default(),
        sign_in_path: "/",
        arrives_from_elsewhere: false,
        longest_visit: web::session::ABSOLUTE,
    }
}

/// Scheme, host and port of an address.
pub(crate) fn origin_of(address: &str) -> &str {
    let rest = address.split_once("://").map_or(0, |(scheme, _)| scheme.len() + 3);
    address[rest..].find('/').map_or(address, |end| &address[..rest + end])
}
