//! With which certificate did a program connect to the proxy in front? The proxy tells it in `Client-Cert` (RFC 9440),
//! which anybody can make up where no proxy takes it away.

use axum::Router;
use axum::extract::Request;
use axum::http::HeaderMap;
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// The header with the certificate, and the one with those it leads back to.
const CERTIFICATE: &str = "client-cert";
const CHAIN: &str = "client-cert-chain";

/// More certificates than this are no chain.
const LONGEST_CHAIN: usize = 8;

/// The certificate with which a program connected to the proxy. Handlers find it only where the proxy is believed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientCertificate {
    /// The certificate itself, DER.
    pub leaf: Vec<u8>,
    /// Those that lead from it to an authority, DER.
    pub chain: Vec<Vec<u8>>,
}

/// Takes the certificate that the proxy names. Only behind a proxy that removes these headers from what it is sent:
/// else anybody could show any certificate.
pub fn with_client_certificates(site: Router) -> Router {
    site.layer(from_fn(take_certificate))
}

async fn take_certificate(mut request: Request, next: Next) -> Response {
    if let Some(certificate) = certificate(request.headers()) {
        request.extensions_mut().insert(certificate);
    }
    next.run(request).await
}

/// What the headers hold, if it is one certificate and a short chain; anything odd is no certificate.
fn certificate(headers: &HeaderMap) -> Option<ClientCertificate> {
    let mut leaves = byte_sequences(headers, CERTIFICATE)?;
    let chain = byte_sequences(headers, CHAIN)?;
    if leaves.len() != 1 || chain.len() > LONGEST_CHAIN {
        return None;
    }
    Some(ClientCertificate { leaf: leaves.remove(0), chain })
}

/// The byte sequences of a header: base64 between colons (RFC 8941 section 3.3.5).
fn byte_sequences(headers: &HeaderMap, name: &str) -> Option<Vec<Vec<u8>>> {
    let mut all = Vec::new();
    for value in headers.get_all(name) {
        for item in value.to_str().ok()?.split(',') {
            let text = item.trim().strip_prefix(':')?.strip_suffix(':')?;
            all.push(STANDARD.decode(text).ok()?);
        }
    }
    Some(all)
}

#[cfg(test)]
mod tests {
    use axum::body::{Body, to_bytes};
    use axum::routing::get;
    use tower::ServiceExt as _;

    use super::*;

    async fn certificate_seen(believed: bool, headers: &[(&str, &str)]) -> String {
        let show = async |certificate: Option<axum::Extension<ClientCertificate>>| {
            certificate.map_or("none".to_owned(), |found| format!("{:?} {}", found.leaf, found.chain.len()))
        };
        let site = Router::new().route("/", get(show));
        let site = if believed { with_client_certificates(site) } else { site };
        let mut request = Request::get("/").body(Body::empty()).unwrap();
        for (name, value) in headers {
            request
                .headers_mut()
                .append(axum::http::HeaderName::from_bytes(name.as_bytes()).unwrap(), value.parse().unwrap());
        }
        let body = site.oneshot(request).await.unwrap().into_body();
        String::from_utf8(to_bytes(body, 100).await.unwrap().to_vec()).unwrap()
    }

    #[tokio::test]
    async fn a_certificate_is_believed_only_where_it_was_said_so_and_only_if_well_formed() {
        assert_eq!(certificate_seen(true, &[("client-cert", ":AQI=:")]).await, "[1, 2] 0");
        assert_eq!(certificate_seen(false, &[("client-cert", ":AQI=:")]).await, "none");
        let chain = [("client-cert", ":AQI=:"), ("client-cert-chain", ":AQ==:, :Ag==:")];
        assert_eq!(certificate_seen(true, &chain).await, "[1, 2] 2");
        for odd in [
            &[("client-cert", "AQI=")] as &[_],
            &[("client-cert", ":AQI")],
            &[("client-cert", ":A Q:")],
            &[("client-cert", "")],
            &[("client-cert", ":AQ==:, :Ag==:")],
            &[("client-cert", ":AQ==:"), ("client-cert", ":Ag==:")],
            &[("client-cert", ":AQI=:"), ("client-cert-chain", "made up")],
            &[("client-cert-chain", ":AQI=:")],
        ] {
            assert_eq!(certificate_seen(true, odd).await, "none", "{odd:?}");
        }
    }
}
