//! Is the connection to PostgreSQL encrypted, and is it the right server? Over a network always, with the
//! server's name checked against its certificate (OWASP ASVS 5.0, 12.3.1 to 12.3.3).

use rustls::ClientConfig;
use rustls_platform_verifier::BuilderVerifierExt;
use tokio_postgres::Config;
use tokio_postgres::config::{Host, SslMode};
use tokio_postgres_rustls::MakeRustlsConnect;

/// Asks for TLS wherever the connection leaves this machine. `sslmode=disable` in the address is obeyed: the
/// operator then has a tunnel. The drivers' own default, to fall back to plain text, is never used.
pub(super) fn demand(config: &mut Config) {
    if config.get_ssl_mode() == SslMode::Prefer {
        let mode = if config.get_hosts().iter().all(is_here) { SslMode::Disable } else { SslMode::Require };
        config.ssl_mode(mode);
    }
}

fn is_here(host: &Host) -> bool {
    match host {
        Host::Unix(_) => true,
        Host::Tcp(name) => {
            name == "localhost" || name.parse().is_ok_and(|address: std::net::IpAddr| address.is_loopback())
        }
    }
}

/// Believes the authorities that the machine believes, or those in the file that `SSL_CERT_FILE` names.
pub(super) fn connector() -> Result<MakeRustlsConnect, String> {
    let provider = rustls::crypto::aws_lc_rs::default_provider();
    let config = ClientConfig::builder_with_provider(provider.into())
        .with_safe_default_protocol_versions()
        .and_then(BuilderVerifierExt::with_platform_verifier)
        .map_err(|error| format!("no encrypted connection can be made: {error}"))?;
    Ok(MakeRustlsConnect::new(config.with_no_client_auth()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_leaves_the_machine_is_encrypted() {
        for (url, mode) in [
            ("postgres://a@127.0.0.1/b", SslMode::Disable),
            ("postgres://a@localhost/b", SslMode::Disable),
            ("postgres://a@%2Frun%2Fpostgresql/b", SslMode::Disable),
            ("postgres://a@db.example/b", SslMode::Require),
            ("postgres://a@10.0.0.7/b", SslMode::Require),
            ("postgres://a@localhost.example/b", SslMode::Require),
            ("postgres://a@127.0.0.1,db.example/b", SslMode::Require),
            ("postgres://a@127.0.0.1/b?sslmode=require", SslMode::Require),
            ("postgres://a@db.example/b?sslmode=disable", SslMode::Disable),
            ("postgres://a@db.example/b?sslmode=prefer", SslMode::Require),
        ] {
            let mut config: Config = url.parse().unwrap();
            demand(&mut config);
            assert_eq!(config.get_ssl_mode(), mode, "{url}");
        }
    }
}
