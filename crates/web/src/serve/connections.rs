//! How long may a visitor's connection take, and how many may there be? Nobody holds the site up by
//! sending slowly or by opening connections and saying nothing.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::ConnectInfo;
use axum::middleware::AddExtension;
use axum::{Extension, Router};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};
use tower::Layer;

use super::ServeError;

/// What a connection is held to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// For the first line and the headers of a request, also while waiting for the next one.
    pub(super) headers: Duration,
    /// At most so many at once on one listener; the next ones wait.
    pub(super) connections: usize,
    /// For requests under way when the server stops.
    pub(super) farewell: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            headers: Duration::from_secs(15),
            connections: 4_096,
            // Longer than the longest answer, so that each one under way is finished.
            farewell: Duration::from_secs(35),
        }
    }
}

/// Serves on all listeners until `stop`.
pub(super) async fn serve(
    listeners: Vec<TcpListener>,
    site: Router,
    stop: impl Future<Output = ()> + Send + 'static,
    limits: Limits,
) -> Result<(), ServeError> {
    let (stopped, waiting) = watch::channel(false);
    tokio::spawn(async move {
        stop.await;
        // Without listeners there is nobody to be told.
        stopped.send_replace(true);
    });
    let mut servers = JoinSet::new();
    for listener in listeners {
        servers.spawn(accept(listener, site.clone(), waiting.clone(), limits));
    }
    while let Some(ended) = servers.join_next().await {
        ended.map_err(|fault| ServeError::Stopped(io::Error::other(fault)))?;
    }
    Ok(())
}

async fn accept(listener: TcpListener, site: Router, mut stopped: watch::Receiver<bool>, limits: Limits) {
    let graceful = GracefulShutdown::new();
    let slots = Arc::new(Semaphore::new(limits.connections));
    loop {
        let accepted = tokio::select! {
            accepted = next(&listener, &slots) => accepted,
            // An error means that nobody can say stop any more, which is as good as having said it.
            _stop = stopped.wait_for(|stopped| *stopped) => break,
        };
        match accepted {
            Ok((stream, address, slot)) => {
                // Handlers that count tries by network ask for it.
                let site = Extension(ConnectInfo(address)).layer(site.clone());
                tokio::spawn(converse(stream, site, graceful.watcher(), slot, limits));
            }
            Err(error) => {
                // Such as too many open files: others will be closed in a moment.
                tracing::warn!(%error, "a connection could not be taken");
                sleep(Duration::from_millis(100)).await;
            }
        }
    }
    drop(listener);
    if timeout(limits.farewell, graceful.shutdown()).await.is_err() {
        tracing::warn!("some connections did not end in time");
    }
}

/// The next connection, once there is room for it.
async fn next(
    listener: &TcpListener,
    slots: &Arc<Semaphore>,
) -> io::Result<(TcpStream, SocketAddr, OwnedSemaphorePermit)> {
    let slot = Arc::clone(slots).acquire_owned().await.map_err(io::Error::other)?;
    let (stream, address) = listener.accept().await?;
    Ok((stream, address, slot))
}

async fn converse(
    stream: TcpStream,
    site: AddExtension<Router, ConnectInfo<SocketAddr>>,
    watcher: Watcher,
    slot: OwnedSemaphorePermit,
    limits: Limits,
) {
    let mut builder = Builder::new(TokioExecutor::new());
    // One piece of memory to send instead of a list of them: copying a page costs less than the list.
    builder.http1().timer(TokioTimer::new()).header_read_timeout(limits.headers).writev(false);
    let beat = Duration::from_secs(20);
    builder
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(beat)
        .keep_alive_timeout(beat)
        .max_concurrent_streams(64);
    // Waiting to send small answers together only makes a page slower; a failure costs nothing else.
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "a connection keeps its delay");
    }
    let connection = builder.serve_connection(TokioIo::new(stream), TowerToHyperService::new(site));
    // A visitor who goes away in the middle is no fault of ours, only of interest when looking for one.
    if let Err(error) = watcher.watch(connection.into_owned()).await {
        tracing::debug!(error, "a connection ended early");
    }
    drop(slot);
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::routing::get;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::sync::oneshot;

    async fn read_to_end(visitor: &mut TcpStream) -> String {
        let mut text = String::new();
        visitor.read_to_string(&mut text).await.unwrap();
        text
    }

    #[tokio::test]
    async fn a_visitor_who_says_nothing_is_let_go_and_the_next_one_is_served() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let limits =
            Limits { headers: Duration::from_millis(100), connections: 1, farewell: Duration::from_secs(1) };
        let show = async |ConnectInfo(visitor): ConnectInfo<SocketAddr>| format!("served {}", visitor.ip());
        let site = Router::new().route("/", get(show));
        let (stop, stopped) = oneshot::channel::<()>();
        let server = tokio::spawn(serve(vec![listener], site, async { stopped.await.unwrap() }, limits));
        let mut silent = TcpStream::connect(address).await.unwrap();
        silent.write_all(b"GET / HTTP/1.1\r\nHo").await.unwrap();
        let mut patient = TcpStream::connect(address).await.unwrap();
        patient.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").await.unwrap();
        let unserved = timeout(Duration::from_secs(5), read_to_end(&mut silent)).await.expect("it is let go");
        assert!(!unserved.contains("200 OK"), "{unserved}");
        let answered =
            timeout(Duration::from_secs(5), read_to_end(&mut patient)).await.expect("it is served");
        assert!(
            answered.starts_with("HTTP/1.1 200 OK") && answered.ends_with("served 127.0.0.1"),
            "{answered}"
        );
        stop.send(()).unwrap();
        server.await.unwrap().unwrap();
    }
}
