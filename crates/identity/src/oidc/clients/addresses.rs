//! Which addresses can be registered? They are compared as they are written, so only plain ones: no wildcard,
//! fragment or user name, `https://`, and on this machine `http://`.

use std::net::IpAddr;

/// Scheme, host and port.
pub(super) fn origin(address: &str) -> Option<String> {
    let (scheme, rest) = address.split_once("://")?;
    let host = rest.split(['/', '?']).next()?;
    Some(format!("{scheme}://{host}"))
}

/// The host, without its port.
pub(super) fn host(address: &str) -> Option<String> {
    let (_, rest) = address.split_once("://")?;
    let authority = rest.split(['/', '?']).next()?;
    let host = match authority.strip_prefix('[') {
        Some(rest) => format!("[{}]", rest.split(']').next()?),
        None => authority.split(':').next()?.to_owned(),
    };
    Some(host.to_ascii_lowercase())
}

/// What is wrong with an address.
pub(super) fn fault(address: &str) -> Option<&'static str> {
    let Some((scheme, rest)) = address.split_once("://") else {
        return Some("it is no full address: write https://host/path");
    };
    let authority = rest.split(['/', '?']).next().unwrap_or_default();
    if address.bytes().any(|byte| !byte.is_ascii_graphic()) {
        return Some("it holds a space or a letter outside ASCII: write it as browsers send it, encoded");
    }
    if address.contains('#') {
        return Some("it has a fragment (#…), which never reaches a server: leave it out");
    }
    if address.contains('*') {
        return Some("it has a wildcard: addresses are compared as they stand, so list each one");
    }
    if address.contains(['\\', '@']) {
        return Some("it has a backslash or a user name");
    }
    let path = rest.split('?').next().unwrap_or_default();
    if path.split('/').skip(1).any(|part| matches!(part, "." | ".." | "%2e" | "%2E" | "%2e%2e" | "%2E%2E")) {
        return Some("it has . or .. in its path: write where that leads");
    }
    let host = host(address).unwrap_or_default();
    let port = authority.rsplit_once(':').map(|(_, port)| port).filter(|port| !port.ends_with(']'));
    if host.is_empty() || port.is_some_and(|port| port.parse::<u16>().map_or(true, |port| port == 0)) {
        return Some("its host or port is missing or malformed");
    }
    match scheme {
        "https" => None,
        "http" if is_this_machine(&host) => None,
        _ => Some("write https:// (http:// only for localhost or 127.0.0.1)"),
    }
}

fn is_this_machine(host: &str) -> bool {
    matches!(host, "localhost" | "127.0.0.1")
}

/// What is wrong with an address outside a demonstration: one that leads to the visitor's own machine, into a
/// private network, or to a name that only a private network knows.
pub(super) fn private_fault(address: &str) -> Option<&'static str> {
    let host = host(address).unwrap_or_default();
    let literal: Option<IpAddr> = host.trim_matches(['[', ']']).parse().ok();
    let only_inside = [".local", ".localhost", ".internal", ".lan", ".home.arpa"];
    if literal.is_some() {
        Some("its host is an address in numbers: write the site's name")
    } else if !host.contains('.') || only_inside.iter().any(|ending| host.ends_with(ending)) {
        Some("its host is known only inside a network: write the site's public name")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_safe_addresses_can_be_registered() {
        for address in [
            "https://account.example/signed-in",
            "https://account.example:8443/signed-in?x=1",
            "http://localhost:8080/x?y=1",
            "http://127.0.0.1:1/",
            "https://[2001:db8::1]:443/x",
        ] {
            assert_eq!(fault(address), None, "{address}");
        }
        for address in [
            "",
            "https://",
            "https:///x",
            "https://:443/x",
            "https://a.example:/x",
            "https://a.example:0/x",
            "https://a.example:99999/x",
            "http://account.example/",
            "http://localhost.evil.example/",
            "https://*.example/",
            "https://a@evil.example/",
            "https://a.example/../b",
            "https://a.example/%2e%2e/b",
            "javascript:alert(1)",
            "javascript://a.example/%0aalert(1)",
            "data:text/html,x",
            "https://a.example/#x",
            "https://a.example/ b",
            "https://a.example/ñ",
            "https:\\\\a.example",
            "//a.example",
            "custom://x",
        ] {
            assert!(fault(address).is_some(), "{address}");
        }
    }

    #[test]
    fn private_places_are_for_demonstrations() {
        for address in [
            "http://localhost:1/x",
            "https://127.0.0.1/x",
            "https://10.0.0.1/x",
            "https://8.8.8.8/x",
            "https://[::1]/x",
            "https://intranet/x",
            "https://shop.internal/x",
            "https://shop.local:8443/x",
        ] {
            assert!(private_fault(address).is_some(), "{address}");
        }
        assert_eq!(private_fault("https://shop.example/x"), None);
    }

    #[test]
    fn the_host_is_what_is_called() {
        assert_eq!(host("https://Shop.Example:8443/x?y").as_deref(), Some("shop.example"));
        assert_eq!(host("https://[::1]:8443/x").as_deref(), Some("[::1]"));
        assert_eq!(host("https://shop.example?x").as_deref(), Some("shop.example"));
    }
}
