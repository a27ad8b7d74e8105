//! From whose network does a request come when a proxy stands in front? From the last address that the proxy added to
//! `X-Forwarded-For`; what stands before it a visitor can make up.

use std::net::{IpAddr, SocketAddr};

use axum::Router;
use axum::extract::{ConnectInfo, Request};
use axum::middleware::{Next, from_fn};
use axum::response::Response;

/// Puts the address that the proxy names in place of the proxy's own. Only for a site that nothing but the proxy can
/// reach: anybody else could name any address.
pub fn behind_proxy(site: Router) -> Router {
    site.layer(from_fn(take_forwarded))
}

async fn take_forwarded(mut request: Request, next: Next) -> Response {
    if let Some(address) = forwarded(&request) {
        request.extensions_mut().insert(ConnectInfo(SocketAddr::new(address, 0)));
    }
    next.run(request).await
}

fn forwarded(request: &Request) -> Option<IpAddr> {
    let last = request.headers().get_all("x-forwarded-for").iter().next_back()?;
    last.to_str().ok()?.rsplit(',').next()?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use axum::body::{Body, to_bytes};
    use axum::routing::get;
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
}
