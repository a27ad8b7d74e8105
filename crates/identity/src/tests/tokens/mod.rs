//! Does everybody get the tokens they may have, and nobody else anything? Sites of every kind, and what they send.

mod asking;
mod bound;
mod certificates;
mod keys;
mod own_name;
mod proving;
mod refresh;

use axum::body::Body;
use axum::extract::Extension;
use axum::http::Request;
use outside::Dice;
use outside::jose::{self, Algorithm, Proving, SigningKey, prove};
use serde_json::Value;
use store::Store;
use web::certificates::ClientCertificate;

use super::world::{
    Answer, Browser, CALLBACK, ISSUER, TestClient, VERIFIER, World, answer, changed, client, form, with,
};
use crate::oidc::clients::Client;
use crate::oidc::kinds::{Authentication, Refresh, SecretHash, Service, TokenRules};
use crate::oidc::policy::TokenPolicy;
use crate::oidc::scopes::Scope;

const SECRET: &str = "a+b %:c \u{e9} secret of 43 letters, made by chance";
const RESOURCE: &str = "https://ledger.example/";

/// A world with sites of every kind.
struct Kit {
    world: World,
    /// A site with a key: signed statements.
    key: SigningKey,
    /// What tokens are bound to.
    bound: SigningKey,
}

fn rules(edit: impl FnOnce(&mut TokenRules)) -> TokenRules {
    let mut rules = TokenRules::default();
    edit(&mut rules);
    rules
}

fn service() -> Service {
    Service {
        scopes: vec!["ledger.read".to_owned(), "ledger.write".to_owned()],
        audiences: vec![RESOURCE.to_owned(), "https://other.example/".to_owned()],
    }
}

/// The sites, by what is special about each.
fn sites(key: &SigningKey) -> Vec<Client> {
    let scopes = [Scope::Openid, Scope::Email, Scope::OfflineAccess];
    let site = |id, authentication, tokens| Client {
        authentication,
        tokens,
        scopes: scopes.to_vec(),
        ..client(id, key, id, false, &[])
    };
    let refreshing = |refresh| rules(|rules| rules.refresh = refresh);
    let asked = || refreshing(Refresh::WhenAsked);
    let hashes = || vec![SecretHash::of("an older one"), SecretHash::of(SECRET)];
    let service = service();
    let own_name = |id, tokens| Client {
        redirect_uris: Vec::new(),
        scopes: Vec::new(),
        ..site(id, Authentication::SignedStatement, tokens)
    };
    vec![
        site("phone", Authentication::None, asked()),
        site("partner", Authentication::SignedStatement, refreshing(Refresh::WithSession)),
        site(
            "careful",
            Authentication::SignedStatement,
            rules(|rules| {
                rules.refresh = Refresh::WhenAsked;
                rules.must_use_dpop = true;
            }),
        ),
        site("basic", Authentication::SecretInHeader(hashes()), asked()),
        site("body", Authentication::SecretInBody(hashes()), asked()),
        site(
            "old",
            Authentication::SignedStatement,
            rules(|rules| {
                rules.refresh = Refresh::WhenAsked;
                rules.id_token_algorithm = Algorithm::Rs256;
                rules.userinfo_algorithm = Some(Algorithm::Rs256);
            }),
        ),
        site(
            "modern",
            Authentication::SignedStatement,
            rules(|rules| {
                rules.refresh = Refresh::WhenAsked;
                rules.id_token_algorithm = Algorithm::EdDsa;
            }),
        ),
        own_name("batch", rules(|rules| rules.service = Some(service.clone()))),
        own_name(
            "careful-batch",
            rules(|rules| {
                rules.service = Some(service.clone());
                rules.must_use_dpop = true;
            }),
        ),
        own_name("ledger", rules(|rules| rules.resources = vec![RESOURCE.to_owned()])),
    ]
}

impl Kit {
    async fn new(store: Store) -> Self {
        Self::by(store, TokenPolicy::default()).await
    }

    async fn by(store: Store, policy: TokenPolicy) -> Self {
        let world = World::by(store, policy).await;
        let key = SigningKey::generate().unwrap();
        world.identity.0.clients.replace(sites(&key)).unwrap();
        Self { world, key, bound: SigningKey::generate().unwrap() }
    }

    /// Puts one site in place of the one with its id.
    fn change(&self, id: &str, edit: impl FnOnce(&mut Client)) {
        let mut sites = sites(&self.key);
        edit(sites.iter_mut().find(|site| site.client_id == id).unwrap());
        self.world.identity.0.clients.replace(sites).unwrap();
    }

    /// Somebody signed in at a site: the code.
    async fn code(&self, browser: &mut Browser, id: &'static str, changes: &[(&str, &str)]) -> String {
        let site = TestClient { id, key: self.key.clone() };
        let query = form(&changed(&site, changes));
        let mut back = browser.follow(&format!("/oidc/authorize?{query}")).await;
        if back.status == 200 && browser.page.contains("/sign-in/demonstration") {
            back = browser.send("/sign-in/demonstration", &[("person", "0")]).await;
        }
        if browser.page.contains("action=\"/consent\"") && back.location.is_empty() {
            back = browser.agree().await;
        }
        back.parameter("code").unwrap_or_else(|| panic!("no code: {} {}", back.location, browser.page))
    }

    /// What a site sends to say who it is, in its way.
    fn proved(&self, id: &'static str, fields: &[(&str, &str)]) -> Vec<(String, String)> {
        let own = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let fields: Vec<(String, String)> = fields.iter().map(|(name, value)| own(name, value)).collect();
        match id {
            "phone" | "own" | "issued" => [fields, vec![own("client_id", id)]].concat(),
            "basic" => fields,
            "body" => [fields, vec![own("client_id", id), own("client_secret", SECRET)]].concat(),
            _ => self.world.as_client(&TestClient { id, key: self.key.clone() }, &fields),
        }
    }

    /// A request by a site, with a proof of a key if it has one.
    async fn call(
        &self,
        path: &'static str,
        id: &'static str,
        fields: &[(&str, &str)],
        key: Option<&SigningKey>,
    ) -> Answer {
        let proof = key.map(|key| self.proof(key, "POST", path, None, &|_| ()));
        self.send(path, id, fields, proof.as_deref()).await
    }

    async fn send(
        &self,
        path: &'static str,
        id: &'static str,
        fields: &[(&str, &str)],
        proof: Option<&str>,
    ) -> Answer {
        let mut request = Request::post(path).header("content-type", "application/x-www-form-urlencoded");
        if id == "basic" {
            request = request.header("authorization", basic(id, SECRET));
        }
        if let Some(proof) = proof {
            request = request.header("dpop", proof);
        }
        let body = form(&self.proved(id, fields));
        answer(&self.world.router, request.body(Body::from(body)).unwrap()).await
    }

    /// Trades a code.
    async fn trade(&self, id: &'static str, code: &str, key: Option<&SigningKey>) -> Answer {
        self.call("/oidc/token", id, &with(&GOOD, &[("code", code)]).pairs(), key).await
    }

    /// Comes for new tokens.
    async fn refresh(&self, id: &'static str, token: &str, key: Option<&SigningKey>) -> Answer {
        let fields = [("grant_type", "refresh_token"), ("refresh_token", token)];
        self.call("/oidc/token", id, &fields, key).await
    }

    /// Signs somebody in and trades the code, with a refresh token.
    async fn tokens(&self, browser: &mut Browser, id: &'static str, key: Option<&SigningKey>) -> Tokens {
        let asks = [("scope", "openid email offline_access")];
        let code = self.code(browser, id, &asks).await;
        Tokens::of(&self.trade(id, &code, key).await)
    }

    /// A proof for a request, changed: names of claims and what they say.
    fn proof(
        &self,
        key: &SigningKey,
        method: &str,
        path: &str,
        access_token: Option<&str>,
        edit: &dyn Fn(&mut Value),
    ) -> String {
        let id = jose::encode(&Dice::system().bytes::<16>());
        let address = format!("{ISSUER}{path}");
        let now = self.world.now();
        let proving = Proving { method, address: &address, now, id: &id, nonce: None, access_token };
        edited(key, &prove(key, &proving).unwrap(), edit)
    }

    /// Asks for what the person agreed to tell.
    async fn userinfo(&self, scheme: &str, token: &str, proof: Option<&str>) -> Answer {
        let mut request = Request::get("/oidc/userinfo").header("authorization", format!("{scheme} {token}"));
        if let Some(proof) = proof {
            request = request.header("dpop", proof);
        }
        answer(&self.world.router, request.body(Body::empty()).unwrap()).await
    }

    /// Whether an access token opens anything, bound to a key or not.
    async fn opens(&self, token: &str, key: Option<&SigningKey>) -> bool {
        let proof = key.map(|key| self.proof(key, "GET", "/oidc/userinfo", Some(token), &|_| ()));
        let scheme = if key.is_some() { "DPoP" } else { "Bearer" };
        let status = self.userinfo(scheme, token, proof.as_deref()).await.status.as_u16();
        assert!(matches!(status, 200 | 401), "{status}");
        status == 200
    }

    /// The made-up person who signs in everywhere.
    async fn person(&self) -> values::Id {
        let identity = &self.world.identity;
        let address = "maria@demo.example".parse().unwrap();
        let index = crate::person::email_index(identity.sealer(), &address);
        store::identity::sign_ins::find_by_email(identity.store(), index).await.unwrap().unwrap().id
    }

    /// A request with a certificate, as the proxy would tell it.
    async fn with_certificate(&self, request: Request<Body>, shown: ClientCertificate) -> Answer {
        let router = self.world.router.clone().layer(Extension(shown));
        answer(&router, request).await
    }
}

/// A request at the token endpoint for a code.
const GOOD: [(&str, &str); 3] =
    [("grant_type", "authorization_code"), ("redirect_uri", CALLBACK), ("code_verifier", VERIFIER)];

/// Owned pairs as borrowed ones.
trait Pairs {
    fn pairs(&self) -> Vec<(&str, &str)>;
}

impl Pairs for Vec<(String, String)> {
    fn pairs(&self) -> Vec<(&str, &str)> {
        self.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
    }
}

/// A proof with other claims, signed again.
fn edited(key: &SigningKey, proof: &str, edit: &dyn Fn(&mut Value)) -> String {
    let mut parts = proof.split('.');
    let (head, body) = (parts.next().unwrap(), parts.next().unwrap());
    let mut claims = Value::Object(jose::parse_object(&jose::decode(body).unwrap()).unwrap());
    edit(&mut claims);
    // The signing half of the library signs only whole tokens; its header is put back afterwards.
    let header: Value = serde_json::from_slice(&jose::decode(head).unwrap()).unwrap();
    sign_raw(key, &header, &claims)
}

/// Any header over any claims.
fn sign_raw(key: &SigningKey, header: &Value, claims: &Value) -> String {
    use aws_lc_rs::rand::SystemRandom;
    use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
    let pair = key.to_pkcs8().unwrap();
    let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pair.expose()).unwrap();
    let part = |value: &Value| jose::encode(value.to_string().as_bytes());
    let message = format!("{}.{}", part(header), part(claims));
    let signature = pair.sign(&SystemRandom::new(), message.as_bytes()).unwrap();
    format!("{message}.{}", jose::encode(signature.as_ref()))
}

/// A header for a name and a secret, each encoded as in a form.
fn basic(name: &str, secret: &str) -> String {
    use crate::oidc::parameters::encode;
    use base64::Engine;
    let text = format!("{}:{}", encode(name), encode(secret));
    format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(text))
}

/// What a good answer of the token endpoint holds.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Tokens {
    access: String,
    refresh: String,
    kind: String,
    scope: String,
    id_token: String,
}

impl Tokens {
    #[track_caller]
    fn of(answer: &Answer) -> Self {
        assert_eq!(answer.status, 200, "{}", answer.body);
        let json = answer.json();
        let text = |name: &str| json[name].as_str().unwrap_or_default().to_owned();
        Self {
            access: text("access_token"),
            refresh: text("refresh_token"),
            kind: text("token_type"),
            scope: text("scope"),
            id_token: text("id_token"),
        }
    }
}

/// The claims of a token, unchecked.
fn claims_of(token: &str) -> Value {
    let body = token.split('.').nth(1).unwrap();
    Value::Object(jose::parse_object(&jose::decode(body).unwrap()).unwrap())
}

#[track_caller]
fn expect(answer: &Answer, status: u16, error: &str, what: &str) {
    assert_eq!((answer.status.as_u16(), answer.error().as_str()), (status, error), "{what}: {}", answer.body);
}
