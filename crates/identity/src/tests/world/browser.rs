//! A person's browser, and what an address answers.

use std::collections::BTreeMap;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, StatusCode};
use serde_json::Value;
use tower::ServiceExt;

use super::sites::form;

/// What an endpoint answered.
pub(in crate::tests) struct Answer {
    pub(in crate::tests) status: StatusCode,
    pub(in crate::tests) location: String,
    pub(in crate::tests) header: BTreeMap<String, String>,
    pub(in crate::tests) body: String,
}

impl Answer {
    pub(in crate::tests) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("{} {}", self.status, self.body))
    }

    pub(in crate::tests) fn error(&self) -> String {
        self.json()["error"].as_str().unwrap_or("none").to_owned()
    }

    /// A parameter of the address it leads to.
    pub(in crate::tests) fn parameter(&self, name: &str) -> Option<String> {
        let (_, query) = self.location.split_once('?')?;
        crate::oidc::parameters::Parameters::parse(query).unwrap().get(name).map(str::to_owned)
    }
}

pub(in crate::tests) async fn answer(router: &Router, request: Request<Body>) -> Answer {
    let response = router.clone().oneshot(request).await.unwrap();
    let status = response.status();
    let header: BTreeMap<String, String> = response
        .headers()
        .iter()
        .map(|(name, value)| (name.to_string(), value.to_str().unwrap_or("unreadable").to_owned()))
        .collect();
    let bytes = axum::body::to_bytes(response.into_body(), 1 << 20).await.unwrap();
    let location = header.get("location").cloned().unwrap_or_default();
    Answer { status, location, header, body: String::from_utf8(bytes.to_vec()).unwrap() }
}

/// A browser without scripts: keeps cookies, follows redirects on this site, sends forms with the
/// token of the page it shows.
#[derive(Clone)]
pub(in crate::tests) struct Browser {
    pub(super) router: Router,
    pub(in crate::tests) cookies: BTreeMap<String, String>,
    pub(in crate::tests) page: String,
    pub(in crate::tests) network: [u8; 4],
    /// One more header, as a proxy or a liar sends it.
    pub(in crate::tests) header: Option<(&'static str, &'static str)>,
}

impl Browser {
    async fn request(&mut self, request: axum::http::request::Builder, body: impl Into<Body>) -> Answer {
        let (status, location, bytes) = self.exchange(request, body).await;
        let body = String::from_utf8(bytes).unwrap();
        if !body.is_empty() {
            self.page.clone_from(&body);
        }
        Answer { status, location, header: BTreeMap::new(), body }
    }

    async fn exchange(
        &mut self,
        request: axum::http::request::Builder,
        body: impl Into<Body>,
    ) -> (StatusCode, String, Vec<u8>) {
        let cookies: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let mut request = request.header("user-agent", "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0");
        if let Some((name, value)) = self.header {
            request = request.header(name, value);
        }
        if !cookies.is_empty() {
            request = request.header("cookie", cookies.join("; "));
        }
        let mut request = request.body(body.into()).unwrap();
        request.extensions_mut().insert(ConnectInfo(std::net::SocketAddr::from((self.network, 1))));
        let response = self.router.clone().oneshot(request).await.unwrap();
        for cookie in response.headers().get_all("set-cookie") {
            let (name, rest) = cookie.to_str().unwrap().split_once('=').unwrap();
            let value = rest.split(';').next().unwrap().to_owned();
            if rest.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value);
            }
        }
        let status = response.status();
        let location = response
            .headers()
            .get("location")
            .map_or(String::new(), |value| value.to_str().unwrap().to_owned());
        let bytes = axum::body::to_bytes(response.into_body(), 1 << 20).await.unwrap();
        (status, location, bytes.to_vec())
    }

    /// One request, no redirect followed.
    pub(in crate::tests) async fn get(&mut self, address: &str) -> Answer {
        self.request(Request::get(address), String::new()).await
    }

    /// What is no page.
    pub(in crate::tests) async fn get_bytes(&mut self, address: &str) -> Vec<u8> {
        self.exchange(Request::get(address), String::new()).await.2
    }

    /// One request with the headers of its answer.
    pub(in crate::tests) async fn get_whole(&mut self, address: &str) -> Answer {
        let cookies: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = Request::get(address).header("cookie", cookies.join("; "));
        answer(&self.router, request.body(Body::empty()).unwrap()).await
    }

    /// Opens an address and follows redirects as long as they stay on this site.
    pub(in crate::tests) async fn follow(&mut self, address: &str) -> Answer {
        let mut answer = self.get(address).await;
        while answer.location.starts_with('/') {
            let next = answer.location.clone();
            answer = self.get(&next).await;
        }
        answer
    }

    /// Sends a form of the page that is shown; no redirect followed.
    pub(in crate::tests) async fn post(&mut self, action: &str, fields: &[(&str, &str)]) -> Answer {
        let token = self.page.split("name=\"csrf\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
        let mut fields: Vec<(String, String)> =
            fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        fields.extend(token.map(|token| ("csrf".to_owned(), token.to_owned())));
        let request = Request::post(action).header("content-type", "application/x-www-form-urlencoded");
        self.request(request, form(&fields)).await
    }

    /// Sends the form of the page that is shown with fields and a file; no redirect followed.
    pub(in crate::tests) async fn upload(
        &mut self,
        action: &str,
        fields: &[(&str, &str)],
        file: &[u8],
    ) -> Answer {
        let token = self.between("name=\"csrf\" value=\"", "\"");
        let fields = fields.iter().copied().chain([("csrf", token.as_str())]);
        let field = |(name, value)| {
            format!("--made-up\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
        };
        let head = format!(
            "{}--made-up\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.jpg\"\r\n\
             content-type: application/octet-stream\r\n\r\n",
            fields.map(field).collect::<String>()
        );
        let body = [head.as_bytes(), file, b"\r\n--made-up--\r\n"].concat();
        let request = Request::post(action).header("content-type", "multipart/form-data; boundary=made-up");
        self.request(request, body).await
    }

    /// Sends a form and follows redirects on this site.
    pub(in crate::tests) async fn send(&mut self, action: &str, fields: &[(&str, &str)]) -> Answer {
        let answer = self.post(action, fields).await;
        if answer.location.starts_with('/') {
            let next = answer.location.clone();
            return self.follow(&next).await;
        }
        answer
    }

    /// Agrees to everything on the consent page.
    pub(in crate::tests) async fn agree(&mut self) -> Answer {
        let boxes = self.page.split("type=\"checkbox\" id=\"").skip(1);
        let boxes: Vec<String> = boxes.map(|rest| rest.split('"').next().unwrap().to_owned()).collect();
        let mut fields = vec![("decision", "agree")];
        fields.extend(boxes.iter().map(|name| (name.as_str(), "yes")));
        self.send("/consent", &fields).await
    }

    /// The text after a mark on the page, up to another.
    pub(in crate::tests) fn between(&self, from: &str, to: &str) -> String {
        let rest = self.page.split_once(from).unwrap_or_else(|| panic!("no {from} in {}", self.page)).1;
        rest.split(to).next().unwrap().to_owned()
    }
}
