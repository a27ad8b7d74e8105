//! Does Apache with `mod_auth_openidc`, as Debian ships it, get on with the provider? It guards a folder, keeps its own
//! session, and is told when the person signs out elsewhere.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;

use super::sites::{Site, secret};
use super::{answer, prepared, sources};
use crate::world::html::{forms, text};
use crate::world::server::{Database, Ports, Server};
use crate::world::visitor::{Page, Visitor};

/// A running Apache; ends with the value.
struct Apache {
    child: Child,
    folder: TempDir,
    ports: Ports,
}

impl Apache {
    /// Its address, known before it runs.
    fn origin(ports: &Ports) -> String {
        format!("http://localhost:{}", ports.base)
    }

    async fn start(ports: Ports, server: &Server, secret: &str, algorithm: &str) -> Self {
        let folder = TempDir::new().expect("a test may make a folder");
        let path = folder.path();
        let settings = [
            ("{folder}", path.to_str().expect("a plain path").to_owned()),
            ("{port}", ports.base.to_string()),
            ("{issuer}", server.identity()),
            ("{client_id}", "apache".to_owned()),
            ("{secret}", secret.to_owned()),
            ("{scope}", "openid email".to_owned()),
            ("{algorithm}", algorithm.to_owned()),
            ("{passphrase}", secret.to_owned()),
        ];
        let template = std::fs::read_to_string(sources().join("apache.conf")).expect("the template is there");
        let text = settings.iter().fold(template, |text, (name, value)| text.replace(name, value));
        write(path, "apache.conf", &text);
        write(path, "pages/private/index.html", "<h1>The guarded page</h1>");
        write(path, "pages/bye.html", "<h1>Bye</h1>");
        // Its processes that answer do not run as root.
        for folder in [".", "pages", "pages/private"] {
            let mode = std::fs::Permissions::from_mode(0o777);
            std::fs::set_permissions(path.join(folder), mode).expect("it is the test's folder");
        }
        prepared("/usr/lib/apache2/modules/mod_auth_openidc.so".into());
        let mut command = Command::new(prepared("/usr/sbin/apache2".into()));
        command.arg("-f").arg(path.join("apache.conf")).arg("-DFOREGROUND");
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let child = command.spawn().expect("Apache starts");
        let apache = Self { child, folder, ports };
        apache.wait_until_ready().await;
        apache
    }

    async fn wait_until_ready(&self) {
        for _ in 0..100 {
            if reqwest::get(self.at("/bye.html")).await.is_ok_and(|answer| answer.status().is_success()) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("Apache did not start:\n{}", self.log());
    }

    fn at(&self, path: &str) -> String {
        format!("{}{path}", Self::origin(&self.ports))
    }

    fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("error.log")).unwrap_or_default()
    }

    /// What it holds of the visitor's session.
    async fn session(&self, visitor: &mut Visitor) -> Value {
        let page = visitor.get(&self.at("/private/answer?info=json")).await;
        serde_json::from_str(&page.body)
            .unwrap_or_else(|_| panic!("{} {}\n{}", page.status, page.body, self.log()))
    }

    /// Opens the guarded page and signs in on the way.
    async fn sign_in(&self, visitor: &mut Visitor) -> Page {
        let mut page = visitor.open(&self.at("/private/")).await;
        for _ in 0..3 {
            if text(&page.body).contains("The guarded page") {
                return page;
            }
            assert!(page.status.is_success(), "{} {}\n{}", page.address, page.status, self.log());
            page = answer(visitor, &page, "nowhere:").await;
        }
        panic!("{} {}\n{}", page.address, text(&page.body), self.log());
    }
}

impl Drop for Apache {
    fn drop(&mut self) {
        // TERM lets it end the processes it has started.
        let _ = Command::new("kill").arg(self.child.id().to_string()).status();
        let _ = self.child.wait();
    }
}

fn write(folder: &Path, name: &str, text: &str) {
    let file = folder.join(name);
    std::fs::create_dir_all(file.parent().expect("a folder")).expect("a test may make a folder");
    std::fs::write(file, text).expect("a test may write a file");
}

/// The program, and an Apache that is registered there.
async fn guarded(algorithm: &str) -> (Server, Apache) {
    let (secret, hash) = secret();
    let ports = Ports::find();
    let origin = Apache::origin(&ports);
    let (callback, after) = (format!("{origin}/private/answer"), format!("{origin}/bye.html"));
    let logout = format!("{origin}/private/answer?logout=backchannel");
    let site = Site {
        id: "apache",
        method: "client_secret_basic",
        secret_hash: &hash,
        algorithm,
        redirect_uri: &callback,
        post_logout_redirect_uri: &after,
        backchannel_logout_uri: &logout,
        ..Site::default()
    };
    let server = site.serve(Database::Sqlite).await;
    let apache = Apache::start(ports, &server, &secret, algorithm).await;
    (server, apache)
}

async fn with_algorithm(algorithm: &str) {
    let (server, apache) = guarded(algorithm).await;
    let mut visitor = Visitor::new();
    // Sign-in; the page knows who it is.
    let page = apache.sign_in(&mut visitor).await;
    let session = apache.session(&mut visitor).await;
    assert_eq!(page.header("x-subject"), session["id_token"]["sub"], "{session}");
    assert_eq!(session["userinfo"]["sub"], session["id_token"]["sub"], "{session}");
    assert!(session["userinfo"]["email"].as_str().is_some_and(|email| email.contains('@')), "{session}");
    // Refresh, which it does when a page of its own asks for it.
    let token = session["access_token"].as_str().expect("it has an access token").to_owned();
    let bye = apache.at("/bye.html");
    let refresh = format!("/private/answer?refresh={bye}&access_token={token}");
    let refreshed = visitor.open(&apache.at(&refresh)).await;
    assert_eq!((refreshed.path(), refreshed.address.query()), ("/bye.html", None), "{}", apache.log());
    let after = apache.session(&mut visitor).await;
    assert_ne!(after["access_token"], token.as_str(), "{}", apache.log());
    // Logout from its side: its session and ours are over.
    let left = visitor.open(&apache.at(&format!("/private/answer?logout={bye}"))).await;
    assert!(text(&left.body).contains("Bye"), "{} {}", left.address, text(&left.body));
    let page = visitor.open(&apache.at("/private/")).await;
    assert!(page.address.as_str().starts_with(&server.identity()), "still signed in: {}", page.address);
}

#[tokio::test]
async fn apache_guards_a_folder_with_es256() {
    with_algorithm("ES256").await;
}

#[tokio::test]
async fn apache_guards_a_folder_with_rs256() {
    with_algorithm("RS256").await;
}

/// Signing out at the identity site ends Apache's session too, without the visitor going there: Apache is told
/// (OpenID Connect Back-Channel Logout 1.0).
#[tokio::test]
async fn apache_is_told_when_the_person_signs_out_elsewhere() {
    let (server, apache) = guarded("ES256").await;
    let mut visitor = Visitor::new();
    apache.sign_in(&mut visitor).await;
    let page = visitor.open(&format!("{}/security", server.identity())).await;
    let sign_out = forms(&page.body).into_iter().find(|form| form.action == "/sign-out");
    visitor.submit(&page, &sign_out.expect("every page has a way out")).await;
    for _ in 0..50 {
        if visitor.get(&apache.at("/private/")).await.status.is_redirection() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("Apache was not told within five seconds:\n{}\n{}", apache.log(), server.said());
}
