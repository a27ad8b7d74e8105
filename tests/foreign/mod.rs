//! Do programs that others wrote take what we write? Readers of files for banks; and:
//! Can the account site be pointed at an OpenID provider that others wrote, by configuration alone? An agency's set-up
//! with `oidc-provider` (npm), which has its own people and its own names for levels.

mod bank_files;

use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::clients::Foreign;
use crate::world::html::{form, heading, text};
use crate::world::program;
use crate::world::server::{Database, Ports, Server, engines};
use crate::world::visitor::{Page, Visitor};

const SECRET: &str = "only-in-tests-0123456789abcdefgh";

/// The provider, told who its client and its people are: itself and its issuer.
fn provider(client: &Value, people: &Value) -> (Foreign, String) {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("foreign");
    assert!(sources.join("node_modules").exists(), "tests/foreign is not installed: scripts/prepare does it");
    let mut command = Command::new("node");
    command.current_dir(sources).arg("provider.mjs");
    command.arg(json!({ "client": client, "people": people }).to_string());
    let (provider, issuer) = Foreign::start(command).hear("issuer");
    (provider, issuer.as_str().expect("an address").to_owned())
}

/// An agency's folder with books of made-up people; the configuration follows.
struct Office {
    data: tempfile::TempDir,
    database: Database,
    ports: Ports,
    person: Value,
}

impl Office {
    fn new(database: Database) -> Self {
        let data = tempfile::tempdir().expect("a test may make a folder");
        let books = data.path().join("people.ndjson");
        let books_path = books.to_str().expect("a plain path");
        called(&["sandbox", "people", "--count", "20", "--seed", "7", "--out", books_path], &database);
        let text = std::fs::read_to_string(&books).expect("the books were written");
        let records = text.lines().map(|line| serde_json::from_str::<Value>(line).expect("a record is JSON"));
        let person = records
            .into_iter()
            .find(|record| record["record"] == "taxpayer")
            .expect("there is somebody in the books");
        Self { data, database, ports: Ports::find(), person }
    }

    fn account(&self) -> String {
        format!("http://localhost:{}", self.ports.base)
    }

    /// The account site as the provider knows it, with what else is registered.
    fn client(&self, more: &Value) -> Value {
        let account = self.account();
        let mut client = json!({ "client_id": "agency", "grant_types": ["authorization_code"],
            "response_types": ["code"], "redirect_uris": [format!("{account}/sign-in/callback")],
            "post_logout_redirect_uris": [format!("{account}/signed-out")],
            "scope": "openid profile social_security_number identity" });
        client.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        client
    }

    fn name(&self) -> &str {
        self.person["name"]["family"].as_str().expect("a family name")
    }

    /// People of the provider: one who is in the books and proved, and others who must not get in.
    fn people(&self) -> Value {
        let number = &self.person["tin"];
        let told = |name: &str, level: &str| {
            json!({ "told": { "given_name": "Pat", "family_name": name, "social_security_number": number,
                "identity_level": level } })
        };
        json!({ "Proved": told(self.name(), "verified"), "Doubtful": told(self.name(), "typed in"),
            "Namesake": told("Somebody-Else", "verified"),
            "Stranger": { "told": { "family_name": "Nobody", "identity_level": "verified" } } })
    }

    /// Writes the configuration, brings the books in, and serves.
    async fn serve(self, issuer: &str, client_auth: &str) -> Server {
        let folder = self.data.path();
        called(&["init", "--dir", &folder.to_string_lossy()], &self.database);
        let secret = folder.join("secret");
        std::fs::write(&secret, SECRET).expect("a test may write");
        let config = folder.join("counterfoil.toml");
        let keys = folder.join("keys");
        let path = |path: &Path| toml::Value::String(path.to_string_lossy().into_owned()).to_string();
        let text = format!(
            "[database]\npath = {database}\n[keys]\nroot = {root}\nindex = {index}\naccount_client = {client}\n\
             [listen]\nbase = {base}\n[mail]\nserver = \"smtp://localhost:1\"\nfrom = \"no-reply@agency.example\"\n\
             [sign_in]\nissuer = \"{issuer}\"\nclient_id = \"agency\"\nclient_auth = \"{client_auth}\"\n\
             client_secret_file = {secret}\nscopes = [\"openid\", \"profile\", \"identity\"]\n\
             link_scopes = [\"social_security_number\"]\ntax_number_claim = \"social_security_number\"\n\
             family_name_claim = \"family_name\"\nidentity_claim = \"identity_level\"\n\
             identity_values = [\"verified\"]\n\
             [sign_in.levels]\n\"urn:foreign:mfa\" = \"two\"\n\"urn:foreign:one\" = \"one\"\n",
            database = path(&folder.join("books.db")),
            root = path(&keys.join("root.key")),
            index = path(&keys.join("index.key")),
            client = path(&keys.join("account-client.key")),
            base = self.ports.base,
            secret = path(&secret),
        );
        std::fs::write(&config, text).expect("a test may write");
        let config = config.to_string_lossy().into_owned();
        called(&["config", "check", "--config", &config], &self.database);
        called(&["migrate", "--config", &config], &self.database);
        let books = folder.join("people.ndjson");
        called(&["import", "books", &books.to_string_lossy(), "--config", &config], &self.database);
        let mut command = command(&self.database);
        command.args(["serve", "--config", &config]);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        Server::launch(command, self.ports, self.data, self.database).await
    }
}

fn command(database: &Database) -> Command {
    let mut command = Command::new(program::path());
    command.env_remove("DATABASE_URL");
    if let Some(url) = database.url() {
        command.env("DATABASE_URL", url);
    }
    command
}

/// Calls the program, which must succeed.
fn called(arguments: &[&str], database: &Database) {
    let output = command(database).args(arguments).output().expect("the program starts");
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// From the account site to the provider, and in there as somebody, in some way.
async fn sign_in(visitor: &mut Visitor, server: &Server, issuer: &str, button: &str) -> Page {
    let start = visitor.open(&format!("{}/sign-in?anew=yes", server.account())).await;
    assert!(start.address.as_str().starts_with(issuer), "it leads to {}", start.address);
    assert_eq!(heading(&start.body), "Foreign sign-in");
    visitor.submit(&start, &form(&start.body, button)).await
}

#[tokio::test]
async fn an_outside_provider_lets_its_people_in_at_the_level_that_is_needed() {
    for database in engines().await {
        let office = Office::new(database);
        let client = office.client(&json!({ "client_secret": SECRET }));
        let (provider, issuer) = provider(&client, &office.people());
        let server = office.serve(&issuer, "client_secret_basic").await;
        // Too weak: a page that says what to do, and its button leads to another try.
        let mut visitor = Visitor::new();
        let weak = sign_in(&mut visitor, &server, &issuer, "Proved with a password").await;
        assert_eq!(weak.status, 403, "{}", weak.body);
        assert!(text(&weak.body).contains("We need a stronger sign-in"), "{}", weak.body);
        let (provider, asked) = provider.hear("asked");
        assert_eq!(asked["acr_values"], "urn:foreign:mfa", "what is asked for is in its own words");
        // Strong enough: the number is asked for once, the record is found by it and linked.
        let home = sign_in(&mut visitor, &server, &issuer, "Proved with two steps").await;
        assert_eq!((home.status.as_u16(), home.path()), (200, "/home"), "{}", home.body);
        // Sign-out ends the session there too, after it has asked.
        let there = visitor.submit(&home, &form(&home.body, "Sign out")).await;
        assert!(there.address.as_str().starts_with(&issuer), "it leads to {}", there.address);
        let confirm = form(&there.body, "Yes, sign me out");
        let out = visitor.submit(&there, &confirm.with("logout", "yes")).await;
        assert_eq!((out.status.as_u16(), out.path()), (200, "/signed-out"), "{}", out.body);
        let home = visitor.open(&format!("{}/home", server.account())).await;
        assert!(home.address.as_str().starts_with(&issuer), "signed out, and asked anew: {}", home.address);
        // The second time the number is not asked for: the link stands.
        let home = sign_in(&mut visitor, &server, &issuer, "Proved with two steps").await;
        assert_eq!(home.path(), "/home");
        drop(provider);
        assert!(!server.said().contains("social"), "no number is logged");
    }
}

#[tokio::test]
async fn people_of_whom_the_provider_is_not_sure_or_who_are_somebody_else_stay_out() {
    for database in engines().await {
        let office = Office::new(database);
        let client = office
            .client(&json!({ "client_secret": SECRET, "token_endpoint_auth_method": "client_secret_post" }));
        let (_provider, issuer) = provider(&client, &office.people());
        let server = office.serve(&issuer, "client_secret_post").await;
        for (who, title) in [
            ("Doubtful", "We need to know it is you"),
            ("Namesake", "We found no tax record for you"),
            ("Stranger", "We need to know it is you"),
        ] {
            let mut visitor = Visitor::new();
            let refused = sign_in(&mut visitor, &server, &issuer, &format!("{who} with two steps")).await;
            assert_eq!((refused.status.as_u16(), heading(&refused.body).as_str()), (403, title), "{who}");
            let home = visitor.get(&format!("{}/home", server.account())).await;
            assert_eq!(home.status, 303, "{who}");
        }
    }
}

#[tokio::test]
async fn the_account_site_proves_itself_with_its_own_key_where_the_provider_takes_that() {
    for database in engines().await {
        let office = Office::new(database);
        let keys = format!("{}/sign-in/keys", office.account());
        let client = office
            .client(&json!({ "token_endpoint_auth_method": "private_key_jwt", "jwks_uri": keys,
            "token_endpoint_auth_signing_alg": "ES256" }));
        let (_provider, issuer) = provider(&client, &office.people());
        let server = office.serve(&issuer, "private_key_jwt").await;
        let home = sign_in(&mut Visitor::new(), &server, &issuer, "Proved with two steps").await;
        assert_eq!((home.status.as_u16(), home.path()), (200, "/home"), "{}", home.body);
    }
}
