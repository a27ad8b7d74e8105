//! How do we call an address that another party has written down, without being led into our own network
//! (server-side request forgery, CWE-918)? Only HTTPS, only hosts that are registered for that party, only
//! addresses that are public; the name is looked up once for each connection, what it leads to is checked, and
//! the connection goes to that and nowhere else, so a name that changes in between (rebinding) gains nothing.
//! No redirect is followed, no proxy is used, answers are short and quick.

use std::error::Error;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use crate::http::{Answer, HttpError, host_of, receive};

/// The longest answer that is read, in bytes. Key sets and error texts are shorter.
const LONGEST_ANSWER: usize = 64 * 1024;

/// A connection must stand within this.
const CONNECT: Duration = Duration::from_secs(2);

/// And the whole answer be there within this.
const WHOLE: Duration = Duration::from_secs(5);

/// Where calls may go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Public addresses over HTTPS.
    Public,
    /// Private networks over HTTPS too, and this machine over HTTP: the demonstration, and our own sites, whose
    /// addresses come from our own configuration.
    Anywhere,
}

/// What looks names up; tests have their own.
pub trait Lookup: Send + Sync + std::fmt::Debug {
    /// The addresses of a host.
    fn lookup(&self, host: String) -> Pin<Box<dyn Future<Output = io::Result<Vec<IpAddr>>> + Send>>;
}

/// The system's way.
#[derive(Clone, Copy, Debug)]
struct System;

impl Lookup for System {
    fn lookup(&self, host: String) -> Pin<Box<dyn Future<Output = io::Result<Vec<IpAddr>>> + Send>> {
        Box::pin(async move {
            let found = tokio::net::lookup_host((host, 0)).await?;
            Ok(found.map(|address| address.ip()).collect())
        })
    }
}

/// The guarded client. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Guarded {
    client: reqwest::Client,
    reach: Reach,
}

/// A name led somewhere we do not go.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("the name leads to an address that is not public")]
struct NotPublic;

/// Looks a name up and lets through only what may be reached.
#[derive(Debug)]
struct Careful {
    reach: Reach,
    lookup: Arc<dyn Lookup>,
}

impl Resolve for Careful {
    fn resolve(&self, name: Name) -> Resolving {
        let (reach, found) = (self.reach, self.lookup.lookup(name.as_str().to_owned()));
        Box::pin(async move {
            let found = found.await?;
            // One address of several that is not public is no accident: none of them is called.
            if !found.iter().all(|address| may_reach(reach, *address)) {
                return Err(NotPublic.into());
            }
            let addresses: Addrs = Box::new(found.into_iter().map(|address| SocketAddr::new(address, 0)));
            Ok(addresses)
        })
    }
}

impl Guarded {
    /// A client that looks names up as the system does.
    pub fn new(reach: Reach) -> Result<Self, HttpError> {
        Self::with(reach, Arc::new(System))
    }

    /// The same with another way to look names up.
    pub fn with(reach: Reach, lookup: Arc<dyn Lookup>) -> Result<Self, HttpError> {
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .dns_resolver(Arc::new(Careful { reach, lookup }))
            .connect_timeout(CONNECT)
            .timeout(WHOLE)
            .user_agent("Counterfoil")
            .build()
            .map_err(|error| HttpError::NoClient(error.to_string()))?;
        Ok(Self { client, reach })
    }

    /// GET of JSON from one of these hosts.
    pub async fn get(&self, address: &str, hosts: &[String]) -> Result<Answer, HttpError> {
        let url = allowed(address, hosts, self.reach)?;
        self.send(address, self.client.get(url).header("accept", "application/json")).await
    }

    /// POST to one of these hosts, with a media type and, if the party wants one, an `Authorization`.
    pub async fn post(
        &self,
        address: &str,
        hosts: &[String],
        media_type: &str,
        authorization: Option<&str>,
        body: String,
    ) -> Result<Answer, HttpError> {
        let url = allowed(address, hosts, self.reach)?;
        let request = self.client.post(url).header("accept", "application/json");
        let request = request.header("content-type", media_type).body(body);
        let request = match authorization {
            Some(value) => request.header("authorization", value),
            None => request,
        };
        self.send(address, request).await
    }

    async fn send(&self, address: &str, request: reqwest::RequestBuilder) -> Result<Answer, HttpError> {
        let response = request.send().await.map_err(|error| {
            if is_not_public(&error) {
                return HttpError::NotAllowed { host: host_of(address), why: "it is not a public address" };
            }
            HttpError::NoAnswer { host: host_of(address), reason: error.without_url().to_string() }
        })?;
        receive(address, response, LONGEST_ANSWER).await
    }
}

fn is_not_public(error: &dyn Error) -> bool {
    let mut source = error.source();
    while let Some(cause) = source {
        if cause.is::<NotPublic>() {
            return true;
        }
        source = cause.source();
    }
    false
}

/// The address, if it may be called for a party with these hosts.
fn allowed(address: &str, hosts: &[String], reach: Reach) -> Result<reqwest::Url, HttpError> {
    let refused = |why| HttpError::NotAllowed { host: host_of(address), why };
    let url = reqwest::Url::parse(address).map_err(|_| refused("it is no address"))?;
    if !url.username().is_empty() || url.password().is_some() || url.fragment().is_some() {
        return Err(refused("it has a user name or a fragment"));
    }
    let host = url.host_str().ok_or_else(|| refused("it has no host"))?;
    if !hosts.iter().any(|registered| registered.eq_ignore_ascii_case(host)) {
        return Err(refused("the host is not registered for this site"));
    }
    let on_this_machine = matches!(host, "localhost" | "127.0.0.1" | "[::1]");
    match url.scheme() {
        "https" => {}
        "http" if on_this_machine && reach == Reach::Anywhere => {}
        _ => return Err(refused("it is not https://")),
    }
    // An address in numbers is never looked up, so it is looked at here.
    let literal: Option<IpAddr> = host.trim_matches(['[', ']']).parse().ok();
    if literal.is_some_and(|literal| !may_reach(reach, literal)) {
        return Err(refused("it is not a public address"));
    }
    Ok(url)
}

fn may_reach(reach: Reach, address: IpAddr) -> bool {
    match (reach, address) {
        (Reach::Anywhere, _) => true,
        (Reach::Public, IpAddr::V4(address)) => is_public_v4(address),
        (Reach::Public, IpAddr::V6(address)) => is_public_v6(address),
    }
}

/// Not one of IANA's special-purpose blocks (RFC 6890), multicast or reserved.
fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let special = matches!(
        (a, b, c),
        (0 | 10 | 127 | 224..=255, _, _)
            | (100, 64..=127, _)
            | (169, 254, _)
            | (172, 16..=31, _)
            | (192, 0, 0 | 2)
            | (192, 88, 99)
            | (192, 168, _)
            | (198, 18 | 19, _)
            | (198, 51, 100)
            | (203, 0, 113)
    );
    !special
}

/// Global unicast, and none of the blocks in it that are for special purposes or hold an IPv4 address.
fn is_public_v6(address: Ipv6Addr) -> bool {
    let [a, b, ..] = address.segments();
    let global = (0x2000..0x4000).contains(&a);
    let special = (a == 0x2001 && (b < 0x0200 || b == 0x0db8)) || a == 0x2002 || (a == 0x3fff && b < 0x1000);
    global && !special
}

#[cfg(test)]
mod tests;
