//! How are cookies read and set? Always `__Host-`, `Secure`, `HttpOnly`, for the whole of one origin.

use axum::http::header::{COOKIE, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::Response;

/// When a cookie travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SameSite {
    /// Never on a request that another site caused.
    Strict,
    /// Also when another site's link or redirect leads here.
    Lax,
}

/// A cookie to set. Its name starts with `__Host-`, so browsers hold it to `Secure`, `Path=/` and no domain.
#[derive(Clone, PartialEq, Eq)]
pub struct Cookie(String);

impl std::fmt::Debug for Cookie {
    /// The name only: the value is a secret.
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Cookie({})", self.0.split('=').next().unwrap_or_default())
    }
}

impl Cookie {
    /// A cookie that goes when the browser closes. The value is our own base64url or a short word.
    pub fn new(name: &str, value: &str, same_site: SameSite) -> Self {
        debug_assert!(name.starts_with("__Host-"), "{name}");
        let same_site = match same_site {
            SameSite::Strict => "Strict",
            SameSite::Lax => "Lax",
        };
        Self(format!("{name}={value}; Path=/; Secure; HttpOnly; SameSite={same_site}"))
    }

    /// The same, kept for so many seconds.
    #[must_use]
    pub fn kept_for(self, seconds: u32) -> Self {
        Self(format!("{}; Max-Age={seconds}", self.0))
    }

    /// A cookie that removes the one of this name.
    pub fn gone(name: &str) -> Self {
        Self::new(name, "", SameSite::Strict).kept_for(0)
    }

    /// Whether a response already sets a cookie of this name.
    pub fn is_set_again_by(&self, response: &Response) -> bool {
        let name = |cookie: &str| cookie.split('=').next().unwrap_or_default().to_owned();
        let set = response.headers().get_all(SET_COOKIE).iter().filter_map(|value| value.to_str().ok());
        set.map(name).any(|set| set == name(&self.0))
    }

    /// Sets it with an answer.
    pub fn set_on(&self, response: &mut Response) {
        response.headers_mut().append(SET_COOKIE, self.header());
    }

    /// The value of `Set-Cookie`.
    pub fn header(&self) -> HeaderValue {
        HeaderValue::try_from(&self.0).expect("names and values are our own, without control characters")
    }
}

/// The value of the request's cookie of that name.
pub fn find<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let pairs = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut named = pairs.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    named.find(|(found, _)| *found == name).map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cookies_carry_every_flag() {
        let cookie = Cookie::new("__Host-account", "abc", SameSite::Strict);
        assert_eq!(cookie.header(), "__Host-account=abc; Path=/; Secure; HttpOnly; SameSite=Strict");
        assert_eq!(format!("{cookie:?}"), "Cookie(__Host-account)");
        let gone = Cookie::gone("__Host-account");
        assert_eq!(gone.header(), "__Host-account=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0");
    }

    #[test]
    fn a_cookie_is_found_by_its_whole_name() {
        let mut headers = HeaderMap::new();
        headers.append(COOKIE, "a=1; __Host-account-form=no; __Host-account=yes=".parse().unwrap());
        headers.append(COOKIE, "b=2".parse().unwrap());
        assert_eq!(find(&headers, "__Host-account"), Some("yes="));
        assert_eq!(find(&headers, "b"), Some("2"));
        assert_eq!(find(&headers, "c"), None);
    }
}
