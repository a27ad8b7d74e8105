//! Which policies does every response carry, errors and files included?

use std::sync::{Arc, PoisonError, RwLock};

use axum::extract::{Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, InvalidHeaderValue, STRICT_TRANSPORT_SECURITY,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;

use crate::app::Site;

/// What never varies.
const FIXED: [(&str, &str); 8] = [
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-embedder-policy", "require-corp"),
    ("cross-origin-resource-policy", "same-origin"),
    ("x-content-type-options", "nosniff"),
    // For browsers that do not know frame-ancestors.
    ("x-frame-options", "DENY"),
    // Same-origin requests keep the address of origin, which tells a mistaken link from an attack.
    ("referrer-policy", "same-origin"),
    (
        PERMISSIONS,
        "accelerometer=(), autoplay=(), camera=(), digital-credentials-get=(), display-capture=(), \
         encrypted-media=(), fullscreen=(), gamepad=(), geolocation=(), gyroscope=(), hid=(), \
         identity-credentials-get=(), idle-detection=(), local-fonts=(), magnetometer=(), \
         microphone=(), midi=(), payment=(), picture-in-picture=(), \
         publickey-credentials-create=(), publickey-credentials-get=(), screen-wake-lock=(), \
         serial=(), storage-access=(), usb=(), window-management=(), \
         xr-spatial-tracking=()",
    ),
    ("x-permitted-cross-domain-policies", "none"),
];

/// What programs are given: what they read is no page, and whoever shows it as one gets nothing from it.
const FOR_PROGRAMS: [(HeaderName, &str); 3] = [
    (CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

const NOT_KEPT: HeaderValue = HeaderValue::from_static("no-store");

const TWO_YEARS: HeaderValue = HeaderValue::from_static("max-age=63072000; includeSubDomains");

/// For a policy that cannot be written as a header: the page stands without style rather than without a policy.
const NOTHING_ALLOWED: HeaderValue = HeaderValue::from_static("default-src 'none'");

/// Lets the page of an answer make and show passkeys; every other page may not.
pub fn open_passkeys(response: &mut Response) {
    open(response, &["publickey-credentials-create", "publickey-credentials-get"]);
}

/// Lets the page of an answer use the camera, once its visitor agrees; every other page may not.
pub fn open_camera(response: &mut Response) {
    open(response, &["camera"]);
}

/// Lets the page of an answer ask wallets for documents; every other page may not.
pub fn open_wallets(response: &mut Response) {
    open(response, &["digital-credentials-get"]);
}

/// Lets the page of an answer hold a video call, once its visitor agrees; every other page may not.
pub fn open_call(response: &mut Response) {
    open(response, &["camera", "microphone", "autoplay"]);
}

fn open(response: &mut Response, what: &[&str]) {
    let fixed = FIXED.iter().find(|(name, _)| *name == PERMISSIONS).map_or("", |(_, value)| *value);
    let opened = what.iter().fold(fixed.to_owned(), |policy, name| {
        policy.replace(&format!("{name}=()"), &format!("{name}=(self)"))
    });
    if let Ok(value) = HeaderValue::try_from(opened) {
        response.headers_mut().insert(PERMISSIONS, value);
    }
}

const PERMISSIONS: &str = "permissions-policy";

/// The policies of one site, made once, but for the origins that forms may end up at.
#[derive(Clone, Debug)]
pub struct Policies {
    headers: HeaderMap,
    form_targets: FormTargets,
}

impl Policies {
    /// For a site; its origin decides about HSTS, its form targets about `form-action`.
    pub fn of(site: &Site) -> Result<Self, InvalidHeaderValue> {
        let mut headers = HeaderMap::new();
        for (name, value) in FIXED {
            headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
        }
        // Refuses an origin that is no header's value now and not at the first answer.
        site.form_targets.check()?;
        if site.is_secure() {
            headers.insert(STRICT_TRANSPORT_SECURITY, TWO_YEARS);
        }
        Ok(Self { headers, form_targets: site.form_targets.clone() })
    }
}

/// Origins that forms may end up at, and the policy that says so. Clones share one list, which may change while the
/// program runs.
#[derive(Clone, Debug)]
pub struct FormTargets(Arc<RwLock<(Vec<String>, HeaderValue)>>);

impl FormTargets {
    /// Puts other origins in place of those before.
    pub fn set(&self, origins: Vec<String>) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = with_policy(origins);
    }

    fn policy(&self) -> HeaderValue {
        self.0.read().unwrap_or_else(PoisonError::into_inner).1.clone()
    }

    fn check(&self) -> Result<HeaderValue, InvalidHeaderValue> {
        HeaderValue::try_from(content_security_policy(
            &self.0.read().unwrap_or_else(PoisonError::into_inner).0,
        ))
    }
}

impl From<Vec<String>> for FormTargets {
    fn from(origins: Vec<String>) -> Self {
        Self(Arc::new(RwLock::new(with_policy(origins))))
    }
}

impl Default for FormTargets {
    /// None but the site itself.
    fn default() -> Self {
        Vec::new().into()
    }
}

fn with_policy(origins: Vec<String>) -> (Vec<String>, HeaderValue) {
    let policy = HeaderValue::try_from(content_security_policy(&origins)).unwrap_or(NOTHING_ALLOWED);
    (origins, policy)
}

/// No inline script or style, nothing from elsewhere, no frames, no plug-ins.
fn content_security_policy(form_targets: &[String]) -> String {
    let form_action = [&["'self'".to_owned()], form_targets].concat().join(" ");
    format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
         font-src 'self'; connect-src 'self'; form-action {form_action}; frame-ancestors 'none'; \
         base-uri 'none'; object-src 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
    )
}

/// Adds the policies. A handler's own value of a header stands: a page with a camera opens it there.
pub(crate) async fn add(State(policies): State<Policies>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in &policies.headers {
        headers.entry(name).or_insert_with(|| value.clone());
    }
    headers.entry(CONTENT_SECURITY_POLICY).or_insert_with(|| policies.form_targets.policy());
    headers.entry(CACHE_CONTROL).or_insert(NOT_KEPT);
    response
}

/// Adds the policies for what programs read.
pub(crate) fn add_for_programs(response: &mut Response, is_secure: bool) {
    let headers = response.headers_mut();
    for (name, value) in FOR_PROGRAMS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if is_secure {
        headers.insert(STRICT_TRANSPORT_SECURITY, TWO_YEARS);
    }
    headers.entry(CACHE_CONTROL).or_insert(NOT_KEPT);
}
