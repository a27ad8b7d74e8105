//! How does a site become a server? Its routes inside the layers that every site has, on both loopbacks.

use std::any::Any;
use std::future::Future;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::extract::FromRef;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::{Router, middleware};
use tokio::net::TcpListener;
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::timeout::TimeoutLayer;

use crate::app::App;
use crate::edge::Attended;
use crate::error::PageError;
use crate::forms::upload;
use crate::headers::Policies;
use crate::{assets, edge, headers, help, programs, session};

mod connections;

/// How long a handler may take.
const LONGEST_ANSWER: Duration = Duration::from_secs(30);

/// The largest request body, but for routes that take files.
const MOST_BYTES: usize = 128 * 1024;

/// Why a site cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The port belongs to another program.
    #[error(
        "port {port} on {address} is taken by another program: stop that program, or choose another port with --listen-base"
    )]
    PortTaken {
        /// The port.
        port: u16,
        /// On which address.
        address: IpAddr,
    },
    /// The system refuses the port for another reason.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// Where.
        address: SocketAddr,
        /// Why not.
        source: io::Error,
    },
    /// The configured addresses cannot stand in a header.
    #[error("an origin of the site {site} is no address: {source}")]
    Origin {
        /// Which site.
        site: &'static str,
        /// Why not.
        source: axum::http::header::InvalidHeaderValue,
    },
    /// The server stopped by itself.
    #[error("the server stopped: {0}")]
    Stopped(io::Error),
}

/// A site's routes inside all layers, ready to be served or tested.
pub fn compose<S>(routes: Router<S>, state: S) -> Result<Router, ServeError>
where
    S: Clone + Send + Sync + 'static,
    App: FromRef<S>,
{
    compose_with(Router::new(), routes, Router::new(), state)
}

/// The same with routes that programs call, which have no session, no form and no page; and with routes that take files,
/// as large as [`upload::MOST_BYTES`].
pub fn compose_with<S>(
    programs: Router<S>,
    routes: Router<S>,
    taking_files: Router<S>,
    state: S,
) -> Result<Router, ServeError>
where
    S: Clone + Send + Sync + 'static,
    App: FromRef<S>,
{
    let app = App::from_ref(&state);
    let policies = Policies::of(&app.site)
        .map_err(|source| ServeError::Origin { site: app.site.name.slug(), source })?;
    let site = Arc::new(Attended::new(app));
    // One stack each, the outermost first: each `.layer` of the router by itself would box every request once more.
    let limits = |most_bytes| {
        ServiceBuilder::new()
            .layer(CatchPanicLayer::custom(panicked))
            .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, LONGEST_ANSWER))
            .layer(RequestBodyLimitLayer::new(most_bytes))
    };
    let for_programs = ServiceBuilder::new()
        .layer(middleware::from_fn_with_state(site.clone(), programs::attend))
        .layer(limits(MOST_BYTES));
    let for_visitors = |most_bytes| {
        ServiceBuilder::new()
            .layer(middleware::from_fn_with_state(policies.clone(), headers::add))
            .layer(middleware::from_fn_with_state(site.clone(), edge::attend))
            .layer(limits(most_bytes))
    };
    Ok(routes
        .merge(assets::routes())
        .merge(session::routes())
        .fallback(help::or_not_found)
        .method_not_allowed_fallback(not_allowed)
        .layer(for_visitors(MOST_BYTES))
        .merge(taking_files.method_not_allowed_fallback(not_allowed).layer(for_visitors(upload::MOST_BYTES)))
        .merge(programs.layer(for_programs))
        .with_state(state))
}

async fn not_allowed() -> PageError {
    PageError::Status(StatusCode::METHOD_NOT_ALLOWED)
}

/// What a panic said may hold personal data, so only where it came from reaches the log (by the hook).
fn panicked(_said: Box<dyn Any + Send + 'static>) -> Response {
    PageError::broken("a handler panicked").into_response()
}

/// Both loopback addresses of a port: browsers take either for `localhost`. A machine without IPv6
/// serves the one it has.
pub async fn listen(port: u16) -> Result<Vec<TcpListener>, ServeError> {
    let mut listeners = Vec::new();
    for address in [IpAddr::from(Ipv4Addr::LOCALHOST), IpAddr::from(Ipv6Addr::LOCALHOST)] {
        match TcpListener::bind((address, port)).await {
            Ok(listener) => listeners.push(listener),
            Err(source) if source.kind() == io::ErrorKind::AddrInUse => {
                return Err(ServeError::PortTaken { port, address });
            }
            Err(_) if address.is_ipv6() => tracing::info!(port, "no IPv6 loopback; serving IPv4 only"),
            Err(source) => {
                return Err(ServeError::Listen { address: SocketAddr::new(address, port), source });
            }
        }
    }
    Ok(listeners)
}

/// Serves until `stop`; then takes no new requests and finishes those under way.
pub async fn run(
    listeners: Vec<TcpListener>,
    site: Router,
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<(), ServeError> {
    connections::serve(listeners, site, stop, connections::Limits::default()).await
}
