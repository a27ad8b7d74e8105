//! Who uses the sites? A browser without scripts: cookies, redirects, forms, and nothing forgotten.

use std::collections::BTreeMap;

use reqwest::header::{HeaderMap, HeaderValue, LOCATION, SET_COOKIE};
use reqwest::redirect::Policy;
use reqwest::{Method, RequestBuilder, StatusCode, Url};

use super::html::Form;

/// An answer and where it came from.
#[derive(Clone, Debug)]
pub(crate) struct Page {
    pub(crate) address: Url,
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Page {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(HeaderValue::to_str).and_then(Result::ok).unwrap_or_default()
    }

    pub(crate) fn path(&self) -> &str {
        self.address.path()
    }

    /// The values of every cookie it sets.
    pub(crate) fn cookies(&self) -> Vec<&str> {
        self.headers.get_all(SET_COOKIE).iter().filter_map(|value| value.to_str().ok()).collect()
    }
}

/// One visitor. All sites are on one host, so they share its cookies, as in a browser.
pub(crate) struct Visitor {
    client: reqwest::Client,
    pub(crate) cookies: BTreeMap<String, String>,
    pub(crate) language: &'static str,
}

impl Visitor {
    pub(crate) fn new() -> Self {
        let client =
            reqwest::Client::builder().redirect(Policy::none()).build().expect("a client can be made");
        Self { client, cookies: BTreeMap::new(), language: "en" }
    }

    pub(crate) fn speaking(language: &'static str) -> Self {
        Self { language, ..Self::new() }
    }

    /// Opens an address and follows where it leads.
    pub(crate) async fn open(&mut self, address: &str) -> Page {
        let page = self.get(address).await;
        self.follow(page, "nowhere:").await
    }

    /// Follows where an answer leads, up to an address that begins like this: there the redirect itself is given.
    pub(crate) async fn follow(&mut self, answer: Page, until: &str) -> Page {
        let mut page = answer;
        for _ in 0..20 {
            if !page.status.is_redirection() || page.header(LOCATION.as_str()).starts_with(until) {
                return page;
            }
            let next = page.address.join(page.header(LOCATION.as_str())).expect("a redirect leads somewhere");
            page = self.get(next.as_str()).await;
        }
        panic!("it leads in a circle, now at {}", page.address);
    }

    /// Opens an address and stays there.
    pub(crate) async fn get(&mut self, address: &str) -> Page {
        self.send(self.client.request(Method::GET, address)).await
    }

    /// Sends a form of a page and follows where it leads.
    pub(crate) async fn submit(&mut self, on: &Page, form: &Form) -> Page {
        let answer = self.post(on, form).await;
        if !answer.status.is_redirection() {
            return answer;
        }
        let next = answer.address.join(answer.header(LOCATION.as_str())).expect("a redirect leads somewhere");
        self.open(next.as_str()).await
    }

    /// Sends a form of a page as a browser would, and stays with the answer.
    pub(crate) async fn post(&mut self, on: &Page, form: &Form) -> Page {
        let address = on.address.join(&form.action).expect("a form leads somewhere");
        let origin = on.address.origin().ascii_serialization();
        let request = self.client.request(Method::POST, address).header("origin", origin);
        self.send(request.header("sec-fetch-site", "same-origin").form(&form.fields)).await
    }

    /// Sends a request with the visitor's cookies and keeps those of the answer.
    pub(crate) async fn send(&mut self, request: RequestBuilder) -> Page {
        let cookies: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let mut request = request.header("accept-language", self.language).header("user-agent", "a test");
        if !cookies.is_empty() {
            request = request.header("cookie", cookies.join("; "));
        }
        let answer = request.send().await.expect("the program answers");
        let (address, status, headers) = (answer.url().clone(), answer.status(), answer.headers().clone());
        let body = answer.text().await.expect("an answer is text");
        let page = Page { address, status, headers, body };
        for cookie in page.cookies() {
            let (pair, attributes) = cookie.split_once(';').unwrap_or((cookie, ""));
            let (name, value) = pair.split_once('=').expect("a cookie has a name");
            if attributes.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        page
    }

    /// A request to be changed before it is sent by [`Self::send`].
    pub(crate) fn request(&self, method: Method, address: &str) -> RequestBuilder {
        self.client.request(method, address)
    }
}
