//! How do we call other servers? One client with short time limits that follows no redirect, since
//! a redirect could carry a request to where it was not meant (server-side request forgery).

use std::time::Duration;

/// The longest answer that is read, in bytes.
const LONGEST_ANSWER: usize = 256 * 1024;

/// Why a call failed.
#[derive(Debug, thiserror::Error)]
pub enum HttpError {
    /// No client could be made: the machine's certificates are unreadable.
    #[error("no HTTP client can be made: {0}")]
    NoClient(String),
    /// No connection, no answer in time, or it broke off.
    #[error("no answer from {host}: {reason}")]
    NoAnswer {
        /// Who was called.
        host: String,
        /// What the network said.
        reason: String,
    },
    /// Longer than anything this protocol says.
    #[error("the answer from {0} is too long")]
    TooLong(String),
    /// An address that is neither HTTPS nor on this machine.
    #[error("the address must begin with https:// (http:// only for this machine): {0}")]
    UnsafeAddress(String),
    /// An address of another party that may not be called.
    #[error("{host} is not called: {why}")]
    NotAllowed {
        /// Who would have been called.
        host: String,
        /// Why not.
        why: &'static str,
    },
}

/// The client for calls from server to server. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Http(reqwest::Client);

/// An answer, whole.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Status code.
    pub status: u16,
    /// Media type without parameters, in lower case.
    pub media_type: String,
    /// What the next proof of possession must hold (`DPoP-Nonce`, RFC 9449 section 8).
    pub nonce: Option<String>,
    /// Content.
    pub body: Vec<u8>,
}

impl Http {
    /// A client with a 10-second limit on each call.
    pub fn new() -> Result<Self, HttpError> {
        reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(Duration::from_secs(3))
            .timeout(Duration::from_secs(10))
            .user_agent("Counterfoil")
            .build()
            .map(Self)
            .map_err(|error| HttpError::NoClient(error.to_string()))
    }

    /// GET, with these headers.
    pub async fn get(&self, address: &str, headers: &[(&str, &str)]) -> Result<Answer, HttpError> {
        self.send(address, self.0.get(safe(address)?), headers).await
    }

    /// POST of a form, with these headers.
    pub async fn post_form(
        &self,
        address: &str,
        fields: &[(&str, &str)],
        headers: &[(&str, &str)],
    ) -> Result<Answer, HttpError> {
        self.send(address, self.0.post(safe(address)?).form(fields), headers).await
    }

    /// POST of JSON, with these headers.
    pub async fn post_json(
        &self,
        address: &str,
        body: &(impl serde::Serialize + Sync),
        headers: &[(&str, &str)],
    ) -> Result<Answer, HttpError> {
        self.send(address, self.0.post(safe(address)?).json(body), headers).await
    }

    /// POST of a body as it is, with these headers: for what is signed byte by byte.
    pub async fn post_bytes(
        &self,
        address: &str,
        body: Vec<u8>,
        headers: &[(&str, &str)],
    ) -> Result<Answer, HttpError> {
        self.send(address, self.0.post(safe(address)?).body(body), headers).await
    }

    async fn send(
        &self,
        address: &str,
        request: reqwest::RequestBuilder,
        headers: &[(&str, &str)],
    ) -> Result<Answer, HttpError> {
        let request = request.header("accept", "application/json");
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        let response = request.send().await.map_err(|error| no_answer(address, error))?;
        receive(address, response, LONGEST_ANSWER).await
    }
}

fn no_answer(address: &str, error: reqwest::Error) -> HttpError {
    HttpError::NoAnswer { host: host_of(address), reason: error.without_url().to_string() }
}

/// Reads an answer whole, up to so many bytes.
pub(crate) async fn receive(
    address: &str,
    mut response: reqwest::Response,
    longest: usize,
) -> Result<Answer, HttpError> {
    let status = response.status().as_u16();
    let media_type =
        response.headers().get("content-type").and_then(|value| value.to_str().ok()).unwrap_or("");
    let media_type = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let nonce = response.headers().get("dpop-nonce").and_then(|value| value.to_str().ok());
    let nonce = nonce.map(str::to_owned);
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| no_answer(address, error))? {
        if body.len() + chunk.len() > longest {
            return Err(HttpError::TooLong(host_of(address)));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Answer { status, media_type, nonce, body })
}

/// Refuses an address that would send secrets in the clear.
pub(crate) fn safe(address: &str) -> Result<reqwest::Url, HttpError> {
    let refused = || HttpError::UnsafeAddress(host_of(address));
    let url = reqwest::Url::parse(address).map_err(|_| refused())?;
    let on_this_machine = matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
    let plain = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
    match url.scheme() {
        "https" if plain => Ok(url),
        "http" if plain && on_this_machine => Ok(url),
        _ => Err(refused()),
    }
}

/// Enough of an address for a log: its host, never path or query, which may carry codes.
pub(crate) fn host_of(address: &str) -> String {
    reqwest::Url::parse(address)
        .ok()
        .and_then(|url| url.host_str().map(str::to_owned))
        .unwrap_or_else(|| "an unreadable address".to_owned())
}

#[cfg(test)]
mod tests {
    use super::safe;

    #[test]
    fn secrets_leave_only_over_tls_or_stay_on_the_machine() {
        for address in [
            "https://id.example/token",
            "http://localhost:8081/token",
            "http://127.0.0.1/",
            "http://[::1]:1/x",
        ] {
            assert!(safe(address).is_ok(), "{address}");
        }
        for address in [
            "http://id.example/token",
            "http://localhost.evil.example/",
            "http://localhost@evil.example/",
            "ftp://localhost/",
            "https://user:pass@id.example/",
            "https://id.example/#fragment",
            "javascript:alert(1)",
            "file:///etc/passwd",
            "",
            "http://169.254.169.254/latest",
        ] {
            assert!(safe(address).is_err(), "{address}");
        }
    }
}
