//! From which browser and network does a request come, as its owner may recognise it? Headers that a
//! visitor can make up (`X-Forwarded-For` and its like) are not looked at here; behind a proxy the program lets
//! `web::proxy` name the network.

use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::HeaderMap;
use axum::http::header::USER_AGENT;
use axum::http::request::Parts;
use values::Secret;

/// Browser and network of a request.
#[derive(Clone, Debug)]
pub(crate) struct Visitor {
    /// `Firefox on Windows`, or `Other browser`.
    pub(crate) device: String,
    /// The network address of the connection; empty if the server was not told.
    pub(crate) network: String,
    /// What this browser was given to be known again; it proves nothing about who sits at it.
    pub(crate) browser: Option<Secret<String>>,
}

impl Visitor {
    /// Nobody: the program does it by itself.
    pub(crate) const fn none() -> Self {
        Self { device: String::new(), network: String::new(), browser: None }
    }
}

/// The cookie by which a browser is known again.
pub(crate) const BROWSER_COOKIE: &str = "__Host-identity-browser";

/// For as long as browsers keep any cookie.
pub(crate) const BROWSER_SECONDS: u32 = 400 * 86_400;

/// 32 random bytes in base64url.
fn browser(headers: &HeaderMap) -> Option<Secret<String>> {
    let token = web::cookies::find(headers, BROWSER_COOKIE)?;
    let is_ours = token.len() == 43 && outside::jose::decode(token).is_ok();
    is_ours.then(|| Secret::new(token.to_owned()))
}

impl<S: Send + Sync> FromRequestParts<S> for Visitor {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let agent = parts.headers.get(USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let address =
            parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(address)| address.ip());
        let network = address.map(network).unwrap_or_default();
        Ok(Self { device: device(agent), network, browser: browser(&parts.headers) })
    }
}

impl Visitor {
    /// What kind of device that is: `phone`, `tablet`, `computer`, or nothing where the browser does not say.
    pub(crate) fn kind(&self) -> &'static str {
        match self.device.rsplit(", ").next().unwrap_or_default() {
            "Android" | "iPhone" => "phone",
            "iPad" => "tablet",
            "Windows" | "macOS" | "Linux" => "computer",
            _ => "",
        }
    }
}

/// A household has one IPv4 address but 2^64 of IPv6: those of one subnet count as one.
fn network(address: IpAddr) -> String {
    if address.is_loopback() {
        return address.to_string();
    }
    match address {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            let subnet = format!("{a:x}:{b:x}:{c:x}:{d:x}::/64");
            address.to_ipv4_mapped().map_or(subnet, |mapped| mapped.to_string())
        }
    }
}

fn device(agent: &str) -> String {
    // Order matters: each of these names the ones after it too.
    let browsers = [
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ];
    let systems = [
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS", "macOS"),
        ("Linux", "Linux"),
    ];
    let named = |names: &[(&str, &'static str)]| {
        names.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name)
    };
    [named(&browsers), named(&systems)].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_are_named_as_people_know_them() {
        for (agent, name) in [
            ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox, Linux"),
            (
                "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0 Safari/537.36 Edg/143.0",
                "Edge, Windows",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1",
                "Safari, iPhone",
            ),
            ("<script>alert(1)</script>", ""),
            ("", ""),
        ] {
            assert_eq!(device(agent), name);
        }
    }

    #[test]
    fn an_ipv6_household_is_one_network() {
        let one = network("2001:db8:1:2::7".parse().unwrap());
        assert_eq!(one, network("2001:db8:1:2:ffff::1".parse().unwrap()));
        assert_ne!(one, network("2001:db8:1:3::7".parse().unwrap()));
        assert_eq!(network("::ffff:192.0.2.1".parse().unwrap()), "192.0.2.1");
    }
}
