//! Which sites are registered for the tests? A file each, as an agency would write it (docs/operate/clients.md).

use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use super::{AFTER, CALLBACK};
use crate::world::program::call;
use crate::world::server::{Database, Server};

/// What differs between them.
pub(crate) struct Site<'a> {
    pub(crate) id: &'a str,
    /// `token_endpoint_auth_method`.
    pub(crate) method: &'a str,
    /// Its keys, or none.
    pub(crate) keys: &'a Value,
    /// The hash of its secret, or none.
    pub(crate) secret_hash: &'a str,
    /// How its ID tokens are signed.
    pub(crate) algorithm: &'a str,
    /// Whether it pushes its requests and binds its tokens to a key.
    pub(crate) is_strict: bool,
    /// Where it comes back to, if not to `CALLBACK`.
    pub(crate) redirect_uri: &'a str,
    /// Where people go afterwards, if not to `AFTER`.
    pub(crate) post_logout_redirect_uri: &'a str,
    /// Where it is told of ended sessions, or none.
    pub(crate) backchannel_logout_uri: &'a str,
}

impl Default for Site<'_> {
    fn default() -> Self {
        Self {
            id: "",
            method: "private_key_jwt",
            keys: &Value::Null,
            secret_hash: "",
            algorithm: "ES256",
            is_strict: false,
            redirect_uri: CALLBACK,
            post_logout_redirect_uri: AFTER,
            backchannel_logout_uri: "",
        }
    }
}

impl Site<'_> {
    fn file(&self) -> String {
        let mut file = toml::toml! {
            agreed_on = "2026-11-02"
            name = { en = "A test", es = "Una prueba" }
            description = { en = "Tests a client.", es = "Prueba un cliente." }
            uses = { en = "For nothing.", es = "Para nada." }
            keeps = { en = "Not at all.", es = "En absoluto." }
            complaints = { en = "To the tests.", es = "A las pruebas." }
            refresh = "with_session"
            run_by = { name = "Tests", email = "tests@example.com" }
            told = [{ scope = "email", required = true, purpose = { en = "To see it.", es = "Para verlo." } }]
        };
        let text = |value: &str| toml::Value::String(value.to_owned());
        let mut set = |name: &str, value: toml::Value| file.insert(name.to_owned(), value);
        set("client_id", text(self.id));
        set("token_endpoint_auth_method", text(self.method));
        set("id_token_signed_response_alg", text(self.algorithm));
        set("redirect_uris", toml::Value::Array(vec![text(self.redirect_uri)]));
        set("post_logout_redirect_uris", toml::Value::Array(vec![text(self.post_logout_redirect_uri)]));
        set("require_pushed_authorization_requests", self.is_strict.into());
        set("dpop_bound_access_tokens", self.is_strict.into());
        if !self.keys.is_null() {
            let keys = serde_json::json!({ "keys": self.keys });
            set("jwks", toml::Value::try_from(keys).expect("keys can be written"));
        }
        if !self.secret_hash.is_empty() {
            set("client_secret_hashes", toml::Value::Array(vec![text(self.secret_hash)]));
        }
        if !self.backchannel_logout_uri.is_empty() {
            set("backchannel_logout_uri", text(self.backchannel_logout_uri));
        }
        toml::to_string(&file).expect("a table can be written")
    }

    /// Starts the program with this site registered.
    pub(crate) async fn serve(&self, database: Database) -> Server {
        let data = TempDir::new().expect("a test may make a folder");
        self.write(&data.path().join("clients"));
        Server::start_in(data, database).await
    }

    /// Puts its file into a folder.
    pub(crate) fn write(&self, folder: &Path) {
        std::fs::create_dir_all(folder).expect("a test may make a folder");
        let file = folder.join(format!("{}.toml", self.id));
        std::fs::write(file, self.file()).expect("a test may write a file");
    }
}

/// A new secret and the hash of it, as an operator makes them.
pub(crate) fn secret() -> (String, String) {
    let made = call(&["clients", "secret"], "");
    assert_eq!(made.code, Some(0), "{made:?}");
    let words: Vec<&str> = made.out.split_whitespace().filter(|word| word.len() >= 43).collect();
    let [secret, hash] = words.as_slice() else { panic!("a secret and its hash: {made:?}") };
    ((*secret).to_owned(), (*hash).trim_matches('"').to_owned())
}
