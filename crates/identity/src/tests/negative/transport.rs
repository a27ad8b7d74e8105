//! Which bodies, methods and sizes are refused before anything is looked at, each at both endpoints that programs call
//! (RFC 6749 section 3.2, RFC 9126 section 2.1)?

use super::super::world::World;
use super::case::{Case, Refusal, Sent};

const ENDPOINTS: [&str; 2] = ["/oidc/push", "/oidc/token"];
const FORM: &str = "RFC 6749, 3.2";

fn bad(endpoint: &'static str, body: &'static str) -> Sent {
    Sent::post(endpoint, body)
}

pub(super) fn cases() -> Vec<Case> {
    let client = Refusal::Told(401, "invalid_client");
    let request = Refusal::Told(400, "invalid_request");
    let bodies: [(&str, &str, Refusal); 9] = [
        ("an empty body", "", client),
        ("a body of separators", "&&&", client),
        ("a body of one sign", "=", client),
        ("a bare percent sign", "%", request),
        ("a wrong escape", "a=%zz", request),
        ("an escape that is no UTF-8", "a=%ff", request),
        ("a zero byte as the proof", "client_assertion=%00", client),
        ("a parameter twice", "grant_type=authorization_code&grant_type=x", request),
        ("a proof twice", "client_assertion=a&client_assertion=b", request),
    ];
    let mut cases = Vec::new();
    for endpoint in ENDPOINTS {
        for (what, body, refusal) in bodies {
            cases.push(Case::new(format!("{endpoint}: {what}"), FORM, refusal, async move |_: &World| {
                bad(endpoint, body)
            }));
        }
        for kind in
            ["application/json", "text/plain", "multipart/form-data; boundary=x", "application/xml", ""]
        {
            let name =
                format!("{endpoint}: content-type {}", if kind.is_empty() { "left empty" } else { kind });
            cases.push(Case::new(name, FORM, request, async move |_: &World| {
                bad(endpoint, "grant_type=authorization_code").with("content-type", kind)
            }));
        }
        for method in ["GET", "PUT", "DELETE"] {
            let name = format!("{endpoint}: {method}");
            cases.push(Case::new(name, FORM, Refusal::Status(405), async move |_: &World| {
                bad(endpoint, "grant_type=authorization_code").by(method)
            }));
        }
        cases.push(Case::new(
            format!("{endpoint}: 200,000 bytes"),
            "ASVS 5.0, 4.3",
            Refusal::Status(413),
            async move |_: &World| Sent::post(endpoint, vec![b'a'; 200_000]),
        ));
        cases.push(Case::new(
            format!("{endpoint}: 5,000 parameters"),
            "ASVS 5.0, 4.3",
            client,
            async move |_: &World| {
                let body: Vec<String> = (0..5_000).map(|number| format!("p{number}=1")).collect();
                Sent::post(endpoint, body.join("&"))
            },
        ));
        cases.push(Case::new(
            format!("{endpoint}: bytes that are no text"),
            FORM,
            Refusal::Status(400),
            async move |_: &World| Sent::post(endpoint, vec![0xff, 0xfe]),
        ));
    }
    for path in ["/.well-known/openid-configuration", "/oidc/keys", "/oidc/authorize"] {
        cases.push(Case::new(
            format!("{path}: DELETE"),
            "RFC 9110, 15.5.6",
            Refusal::Status(405),
            async move |_: &World| Sent::get(path).by("DELETE"),
        ));
    }
    cases
}
