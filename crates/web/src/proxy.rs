//! From whose network does a request come when a proxy stands in front, and how many may come from it? The address is the
//! last that the proxy added to `X-Forwarded-For`; what stands before it a visitor can make up.
//!
//! The limit is coarse and in memory: it keeps one network from using up the server. Guesses at passwords and codes are
//! counted in the database besides. Requests that no proxy forwarded come from this machine and are not limited.

use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use axum::Router;
use axum::extract::{ConnectInfo, Request};
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use governor::clock::{Clock, DefaultClock};
use governor::middleware::NoOpMiddleware;
use governor::state::keyed::DefaultKeyedStateStore;
use governor::{Quota, RateLimiter};

/// So many requests a second may come from one network over time: an office of fifty people behind one address.
const PER_SECOND: NonZeroU32 = NonZeroU32::new(50).expect("not zero");

/// So many at once: a page with its files, opened by many at nine in the morning.
const AT_ONCE: NonZeroU32 = NonZeroU32::new(500).expect("not zero");

/// Networks that have been quiet are forgotten after so many requests.
const FORGET_EVERY: u32 = 4_096;

/// Marks a request that one network too many sent; the edge answers it with a page and does no work for it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct HeldBack;

/// Puts the address that the proxy names in place of the proxy's own, and holds back networks that ask too much. Only for
/// a site that nothing but the proxy can reach: anybody else could name any address.
pub fn behind_proxy(site: Router) -> Router {
    layered(site, Arc::new(Limit::new(DefaultClock::default())))
}

fn layered<C: Clock + Send + Sync + 'static>(site: Router, limit: Arc<Limit<C>>) -> Router
where
    C::Instant: Send + Sync,
{
    site.layer(from_fn(move |request: Request, next: Next| take_forwarded(limit.clone(), request, next)))
}

async fn take_forwarded<C: Clock>(limit: Arc<Limit<C>>, mut request: Request, next: Next) -> Response {
    if let Some(address) = forwarded(&request) {
        request.extensions_mut().insert(ConnectInfo(SocketAddr::new(address, 0)));
        if !limit.allows(address) {
            request.extensions_mut().insert(HeldBack);
        }
    }
    next.run(request).await
}

fn forwarded(request: &Request) -> Option<IpAddr> {
    let last = request.headers().get_all("x-forwarded-for").iter().next_back()?;
    last.to_str().ok()?.rsplit(',').next()?.trim().parse().ok()
}

/// A household or an office: one IPv4 address, or one subnet of IPv6.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Network {
    V4(u32),
    V6(u64),
}

impl From<IpAddr> for Network {
    fn from(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V4(address) => Self::V4(address.to_bits()),
            IpAddr::V6(address) => {
                Self::V6(u64::try_from(address.to_bits() >> 64).expect("64 bits are left"))
            }
        }
    }
}

/// How much each network has asked of late.
struct Limit<C: Clock> {
    limiter: RateLimiter<Network, DefaultKeyedStateStore<Network>, C, NoOpMiddleware<C::Instant>>,
    seen: AtomicU32,
}

impl<C: Clock> Limit<C> {
    fn new(clock: C) -> Self {
        let quota = Quota::per_second(PER_SECOND).allow_burst(AT_ONCE);
        Self {
            limiter: RateLimiter::new(quota, DefaultKeyedStateStore::default(), clock),
            seen: AtomicU32::new(0),
        }
    }

    fn allows(&self, address: IpAddr) -> bool {
        if self.seen.fetch_add(1, Ordering::Relaxed) % FORGET_EVERY == FORGET_EVERY - 1 {
            self.limiter.retain_recent();
        }
        self.limiter.check_key(&address.into()).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use axum::body::{Body, to_bytes};
    use axum::routing::get;
    use governor::clock::FakeRelativeClock;
    use tower::ServiceExt as _;

    use super::*;

    async fn seen(headers: &[&str]) -> String {
        let show = async |ConnectInfo(address): ConnectInfo<SocketAddr>| address.ip().to_string();
        let site = behind_proxy(Router::new().route("/", get(show)));
        let mut request = Request::get("/").body(Body::empty()).unwrap();
        request.extensions_mut().insert(ConnectInfo(SocketAddr::from(([127, 0, 0, 1], 5))));
        for header in headers {
            request.headers_mut().append("x-forwarded-for", header.parse().unwrap());
        }
        let body = site.oneshot(request).await.unwrap().into_body();
        String::from_utf8(to_bytes(body, 100).await.unwrap().to_vec()).unwrap()
    }

    #[tokio::test]
    async fn only_what_the_proxy_added_last_counts() {
        assert_eq!(seen(&[]).await, "127.0.0.1");
        assert_eq!(seen(&["192.0.2.7"]).await, "192.0.2.7");
        assert_eq!(seen(&["203.0.113.9, 192.0.2.7"]).await, "192.0.2.7");
        assert_eq!(seen(&["192.0.2.7", "203.0.113.9,2001:db8::1"]).await, "2001:db8::1");
        assert_eq!(seen(&["192.0.2.7, made up"]).await, "127.0.0.1");
    }

    #[test]
    fn one_network_is_held_back_until_it_has_waited_and_others_are_not() {
        let clock = FakeRelativeClock::default();
        let limit = Limit::new(clock.clone());
        let [one, same, other] = ["2001:db8:1:2::7", "2001:db8:1:2:ffff::1", "2001:db8:1:3::7"]
            .map(|address| address.parse::<IpAddr>().unwrap());
        let let_in = |address: IpAddr| (0..2_000).filter(|_| limit.allows(address)).count();
        assert_eq!(let_in(one), 500);
        assert_eq!(let_in(same), 0, "a household has 2^64 addresses");
        assert_eq!(let_in(other), 500);
        clock.advance(Duration::from_secs(2));
        assert_eq!(let_in(one), 100);
    }
}
